"""Nix modules: what is written means to Nix what was meant, and reading computes nothing."""

from __future__ import annotations

import pytest

from app.formats import nix
from app.formats.nix import Bare, UnreadableNix
from app.formats.node import Node, Unwritable, comment, join


def tree(nodes: list[Node]) -> object:
    """Nodes as plain values: sets, lists, words as tuples."""
    return {node.name: value(node) for node in nodes if node.name != "#"}


def value(node: Node) -> object:
    if node.words:
        return node.words
    if node.flow:
        return [value(item) for item in node.items]
    return tree(node.items) if node.value is None else node.value


def text(node: Node) -> str:
    return join(nix.write([node]))


def test_a_set_with_one_thing_in_it_is_joined_by_a_point() -> None:
    deep = Node("a", items=[Node("b.c", items=[Node("d", value=1), Node("e", value=True)])])
    assert text(deep) == '{ ... }:\n\n{\n  a."b.c" = {\n    d = 1;\n    e = true;\n  };\n}\n'


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ('say "hi"', r'"say \"hi\""'),
        ("${builtins.readFile /etc/shadow}", r'"\${builtins.readFile /etc/shadow}"'),
        ("$${x}", r'"$\${x}"'),
        (r"\${x}", r'"\\\${x}"'),
        ("a\\", r'"a\\"'),
        ("''", "\"''\""),
        ("$HOME `id` # no comment; }", '"$HOME `id` # no comment; }"'),
    ],
)
def test_nothing_in_a_text_ends_it_or_is_computed(given: str, written: str) -> None:
    """What Nix itself makes of these was compared with `nix-instantiate --eval`."""
    assert f"  a = {written};\n" in text(Node("a", value=given))
    assert value(nix.read(text(Node("a", value=given)))[0]) == given


@pytest.mark.parametrize("name", ["if", "with", "10-bond0", "bond0.10", "a b", "${x}", 'q"', ""])
def test_names_that_are_none_stand_in_quotes(name: str) -> None:
    written = text(Node(name, value=1))
    assert '  "' in written
    assert [node.name for node in nix.read(written)] == [name]


@pytest.mark.parametrize("bad", [Node("a", value="x\ny"), Node("a\nb", value=1), Node("a", value=Bare("builtins.exec")), comment("x\ny")])
def test_a_second_line_and_bare_words_are_not_written(bad: Node) -> None:
    with pytest.raises(Unwritable):
        nix.write([bad])


def test_a_module_as_people_write_it() -> None:
    read = nix.read(
        """# head
        { config, lib, pkgs ? null, ... }@args:
        /* not * this */
        {
          a.b = "x"; a."c d".e = [ "1" 2 -3 0.5 ];
          f = lib.mkDefault true; g = mkForce { h = null; };
          k = ''
            one ''${two}
              three
          '';
          empty = { }; none = [ ];
        }"""
    )
    assert [node.text for node in read if node.name == "#"] == ["head"]
    named = [(node.name, value(node)) for node in read if node.name != "#"]
    assert named == [
        ("a", {"b": "x"}),
        ("a", {"c d": {"e": ["1", 2, -3, "0.5"]}}),
        ("f", "true"),
        ("g", {"h": "null"}),
        ("k", "one ${two}\n  three\n"),
        ("empty", {}),
        ("none", []),
    ]


@pytest.mark.parametrize(
    "expression",
    [
        "if a then b else c",
        "with pkgs; [ a b ]",
        "let x = 1; y = 2; in x",
        "assert a; b",
        "{ a = 1; } // b",
        '[ "a" ] ++ b',
        '"${a}"',
        "''a ${b} c''",
        "x: { y = x; }",
        "{ a, b ? 1 }: a",
        "./file.nix",
        "<nixpkgs>",
        "map (x: { a = x; }) l",
        "a.b.c",
    ],
)
def test_what_would_have_to_be_computed_stays_words(expression: str) -> None:
    first, second = nix.read(f"{{ z = {expression}; next = 1; }}")
    assert first.words[:2] == ("z", "=") and first.value is None and first.items == []
    assert (second.name, second.value) == ("next", 1)


def test_lines_are_counted_through_comments_and_long_texts() -> None:
    read = nix.read("{\n/* a\nb */\na = ''\n x\n'';\nb = 1; # c\n\nc = 2;\n}")
    assert {node.name: node.line for node in read if node.name != "#"} == {"a": 4, "b": 7, "c": 9}


def test_the_inside_of_a_module_without_its_braces() -> None:
    assert tree(nix.read('networking.bonds.bond0.interfaces = [ "a" ];\nx = 1;\n')) == {
        "networking": {"bonds": {"bond0": {"interfaces": ["a"]}}},
        "x": 1,
    }


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ("{ a = 1 }", 1),
        ("{ a = 1;", 1),
        ("{\na = [ 1;\n}", 3),
        ('{\n\na = "x;\n}', 3),
        ("{ a = '' x ", 1),
        ("{ /* a", 1),
        ('{ a = "${', 1),
        ("{ = 1; }", 1),
        ("x: 1", 1),
        ("{ a = \\; }", 1),
        ("{ a = 123456789012345678901234567890; }", 1),
    ],
)
def test_what_is_no_nix_is_told_with_its_line(given: str, line: int) -> None:
    with pytest.raises(UnreadableNix) as caught:
        nix.read(given)
    assert caught.value.line == line


@pytest.mark.parametrize(
    "hostile",
    [
        "{ a = " + "{ a = " * 5000,
        "{ a = " + "[ " * 100_000,
        "{ " + "a." * 100_000 + "b = 1; }",
        "{ " + "a = 1; " * 50_000 + "}",
        "{ " + "/*" * 200_000,
        "{ a = " + "( " * 200_000 + "; }",
        '{ a = "' + "${" * 200_000,
        "{ a = " + "let " * 100_000 + ";",
        "{ a = " + "with x; " * 100_000 + "}",
        "{" * 200_000,
        "a" * 500_000,
        "a-" * 300_000,
        "-" * 300_000,
    ],
)
def test_hostile_texts_end_soon_with_one_error(hostile: str) -> None:
    with pytest.raises(UnreadableNix):
        nix.read(hostile)
