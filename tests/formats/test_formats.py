"""Each format writes what it reads back, keeps lines apart, and refuses what it cannot say."""

from __future__ import annotations

from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.formats import commands, ini, shellvars, words, yaml
from app.formats.node import COMMENT, Line, Node, Unwritable, comment, join, one_line
from app.formats.node import words as line_of
from tests.strategies import FAST

PLAIN = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=20)
VISIBLE = st.text(st.characters(exclude_categories=("C", "Z")) | st.just(" "), max_size=20).map(str.strip)
NAMES = st.from_regex(r"\A[A-Za-z][A-Za-z0-9]{0,9}\Z")


def text_of(syntax: ModuleType, *nodes: Node) -> str:
    return join(syntax.write(list(nodes)))


def shape(nodes: list[Node]) -> list[object]:
    """What a tree says, without where it stood."""
    return [(node.name, node.text if node.value is not None else None, node.words, shape(node.items)) for node in nodes]


# ---------------------------------------------------------------- all of them


@pytest.mark.parametrize("bad", ["two\nlines", "cr\r", "nul\x00", "next\x85line", "sep\u2028", "para\u2029", "tab\t", "del\x7f"])
@pytest.mark.parametrize("syntax", [commands, ini, shellvars, words, yaml], ids=lambda module: module.__name__.rpartition(".")[2])
def test_no_value_becomes_a_second_line(syntax: ModuleType, bad: str) -> None:
    inner = Node("Key", value=bad)
    for node in (
        comment(bad),
        inner if syntax in (shellvars, yaml) else Node("Section", items=[inner]) if syntax is ini else line_of("a", bad),
    ):
        with pytest.raises(Unwritable):
            syntax.write([node])


@pytest.mark.parametrize("syntax", [commands, ini, shellvars, words, yaml], ids=lambda module: module.__name__.rpartition(".")[2])
@FAST
@given(text=st.text(max_size=200))
def test_any_text_is_read_or_a_value_error(syntax: ModuleType, text: str) -> None:
    try:
        nodes = syntax.read(text)
    except ValueError:
        return
    assert all(node.line >= 0 for root in nodes for node in root.walk())


def test_one_line_is_the_last_guard() -> None:
    assert one_line("Größe 東 $(id)") == "Größe 東 $(id)"
    with pytest.raises(Unwritable, match="does not fit in one line"):
        one_line("a\nb")


# ---------------------------------------------------------------- ini


@FAST
@given(st.lists(st.tuples(NAMES, st.lists(st.tuples(NAMES, VISIBLE.filter(lambda text: not text.endswith("\\"))), max_size=3)), max_size=3))
def test_ini_comes_back(sections: list[tuple[str, list[tuple[str, str]]]]) -> None:
    nodes = [Node(name, items=[Node(key, value=value) for key, value in items]) for name, items in sections]
    assert shape(ini.read(text_of(ini, *nodes))) == shape(nodes)


def test_ini_as_systemd_reads_it() -> None:
    text = "; note\n# note\n[Bond]\n A = 1 \nB=x # no comment\nLong=1 \\\n  2\nstray\n[Bond]\nA=2\n"
    nodes = ini.read(text)
    assert shape(nodes) == [
        (COMMENT, "note", (), []),
        (COMMENT, "note", (), []),
        ("Bond", None, (), [("A", "1", (), []), ("B", "x # no comment", (), []), ("Long", "1  2", (), [])]),
        ("", None, ("stray",), []),
        ("Bond", None, (), [("A", "2", (), [])]),
    ]
    assert [node.line for node in nodes] == [1, 2, 3, 8, 9]


def test_ini_key_before_a_section_is_not_taken_for_one() -> None:
    assert shape(ini.read("A=1\n")) == [("", None, ("A=1",), [])]


def test_ini_refuses_a_value_that_joins_the_next_line() -> None:
    with pytest.raises(Unwritable, match="join the next line"):
        ini.write([Node("Bond", items=[Node("A", value="x\\")])])


# ---------------------------------------------------------------- shell variables


@FAST
@given(st.lists(st.tuples(NAMES, VISIBLE), max_size=4))
def test_shell_variables_come_back(pairs: list[tuple[str, str]]) -> None:
    nodes = [Node(name, value=value) for name, value in pairs]
    assert shape(shellvars.read(text_of(shellvars, *nodes))) == shape(nodes)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("bond0", "A=bond0"),
        ("", 'A=""'),
        ("a b", 'A="a b"'),
        ("$(id)", "A='$(id)'"),
        ("it's", "A='it'\"'\"'s'"),
        ('say "x"', "A='say \"x\"'"),
    ],
)
def test_shell_variables_are_quoted_where_the_shell_would_act(value: str, written: str) -> None:
    assert text_of(shellvars, Node("A", value=value)) == written + "\n"


def test_shell_variables_as_people_write_them() -> None:
    text = "# note\nA=1\n\nexport B='2 3' # behind\nC=\"4\"\nD=\nE=5 F=6\nif true; then\nG='open\n"
    assert shape(shellvars.read(text)) == [
        (COMMENT, "note", (), []),
        ("A", "1", (), []),
        ("B", "2 3", (), []),
        ("C", "4", (), []),
        ("D", "", (), []),
        ("", None, ("E=5", "F=6"), []),
        ("", None, ("if", "true;", "then"), []),
        ("", None, ("G='open",), []),
    ]


# ---------------------------------------------------------------- words


@FAST
@given(
    st.lists(st.lists(PLAIN.filter(lambda word: not word.startswith("#") and not word.endswith("\\")), min_size=1, max_size=4), max_size=3)
)
def test_words_come_back(lines: list[list[str]]) -> None:
    nodes = [line_of(*line) for line in lines]
    assert shape(words.read(text_of(words, *nodes))) == shape(nodes)


@pytest.mark.parametrize("bad", ["", "two words", "#comment", "tab\there"])
def test_words_refuse_what_would_be_read_as_something_else(bad: str) -> None:
    with pytest.raises(Unwritable):
        words.write([line_of("options", bad)])


def test_words_joined_by_a_backslash() -> None:
    assert shape(words.read("options bond0 a=1 \\\n  b=2\n")) == [("", None, ("options", "bond0", "a=1", "b=2"), [])]


# ---------------------------------------------------------------- commands


@FAST
@given(
    st.lists(st.lists(VISIBLE.filter(lambda word: not set(word) <= set(";&|<>()")), max_size=4).map(lambda line: ["ip", *line]), max_size=3)
)
def test_commands_come_back(lines: list[list[str]]) -> None:
    nodes = [line_of(*line) for line in lines]
    read = commands.read(text_of(commands, *nodes))
    assert shape(read) == shape([line_of("set", "-e"), *nodes])


def test_a_script_stops_at_the_first_failure() -> None:
    assert text_of(commands, comment("why"), line_of("ip", "link")) == "#!/bin/sh\n# why\nset -e\nip link\n"


def test_words_of_a_command_are_quoted() -> None:
    assert commands.command("ip", "a; reboot", "$(id)") == "ip 'a; reboot' '$(id)'"


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("a b; c d && e", [("a", "b"), ("c", "d"), ("e",)]),
        ("root@host:~# ip link", [("ip", "link")]),
        ("[root@host etc]# ip link", [("ip", "link")]),
        ("$ ip link", [("ip", "link")]),
        ("# ip link", [("ip", "link")]),
        ("ip link # note", [("ip", "link")]),
        ("ip link | grep x", [("ip", "link", "|", "grep", "x")]),
        ("echo 1 > /sys/x", [("echo", "1", ">", "/sys/x")]),
        ("ip 'open", [("ip", "'open")]),
    ],
)
def test_commands_as_people_write_them(line: str, read: list[tuple[str, ...]]) -> None:
    assert [node.words for node in commands.read(line + "\n")] == read


def test_a_comment_about_a_bond_is_no_prompt() -> None:
    assert shape(commands.read("# ip: the first bond\n")) == [(COMMENT, "ip: the first bond", (), [])]


# ---------------------------------------------------------------- yaml


@FAST
@given(st.dictionaries(VISIBLE.filter(lambda key: key not in ("", "<<", "#")), VISIBLE, min_size=1, max_size=4))
def test_yaml_comes_back(pairs: dict[str, str]) -> None:
    nodes = [Node("network", items=[Node(key, value=value) for key, value in pairs.items()])]
    assert shape(yaml.read(text_of(yaml, *nodes))) == shape(nodes)


def test_yaml_keeps_scalars_as_they_stand() -> None:
    nodes = yaml.read("a: yes\nb: 0o17\nc: 12:30\nd: '5'\ne:\n  - x\n  - [1, 2]\n")
    assert [node.text for node in nodes[:4]] == ["yes", "0o17", "12:30", "5"]
    assert [item.text for item in nodes[4].items[1].items] == ["1", "2"]
    assert [node.line for node in nodes] == [1, 2, 3, 4, 5]


def test_yaml_writes_numbers_words_and_empty_lists_as_such() -> None:
    text = text_of(yaml, Node("a", value=5), Node("b", value=True), Node("c", value="yes"), Node("d", value="5"), Node("e", flow=True))
    assert text == "a: 5\nb: true\nc: 'yes'\nd: '5'\ne: []\n"


TEXT = (Line("# a: b ü"), Line("[x]", "miimon"), Line(""), Line("  y: 1"), Line("k=|"))


def test_yaml_texts_of_several_lines_stand_as_they_are() -> None:
    tree = Node("files", items=[Node("-", items=[Node("mode", value=yaml.Octal(0o600)), Node("inline", block=TEXT, about="mode")])])
    lines = yaml.write([tree])
    assert [line.text for line in lines] == [
        "files:",
        "- mode: 0600",
        "  inline: |",
        "    # a: b ü",
        "    [x]",
        "",
        "      y: 1",
        "    k=|",
    ]
    assert [line.about for line in lines][2:5] == ["mode", "", "miimon"]
    (read,) = yaml.read(join(lines))
    text = read.items[0].items[1]
    assert (text.text, text.line) == ("# a: b ü\n[x]\n\n  y: 1\nk=|\n", 3)
    assert text.block[1].text == "[x]"


@pytest.mark.parametrize("line", ["a\nb", "  first line with blanks", "\x9b", "\ud800"])
def test_yaml_texts_hold_nothing_that_would_be_read_otherwise(line: str) -> None:
    with pytest.raises(Unwritable):
        yaml.write([Node("a", block=(Line(line),))])


def test_yaml_lines_know_what_they_are_about() -> None:
    tree = Node("network", items=[Node("mtu", value=9000, about="mtu"), Node("l", about="x", flow=True, items=[Node("-", value="1")])])
    assert [(line.text, line.about) for line in yaml.write([tree])] == [("network:", ""), ("  mtu: 9000", "mtu"), ("  l: ['1']", "x")]


@pytest.mark.parametrize("text", ["a: [", "a: b: c", "\tx", "a: *nobody", "? [a]\n: b\n", "a: &a\n  <<: *a\n", "&a [*a]: 1"])
def test_yaml_that_is_none_is_told_with_its_line(text: str) -> None:
    with pytest.raises(yaml.UnreadableYaml):
        yaml.read(text)


@pytest.mark.parametrize(
    "deep", ["a: " + "[" * 200_000, "- " * 3000, "? " * 3000, "{a: " * 20_000], ids=["lists", "items", "keys", "mappings"]
)
def test_yaml_that_is_nested_without_end_ends_nothing(deep: str) -> None:
    with pytest.raises(yaml.UnreadableYaml, match="line 1: nested too deep"):
        yaml.read(deep)


def test_yaml_of_too_many_pieces_is_refused_before_a_graph_is_made_of_it() -> None:
    with pytest.raises(yaml.UnreadableYaml, match="too far"):
        yaml.read("a:\n" + "- b\n" * 100_000)


def test_yaml_tags_make_no_objects() -> None:
    assert shape(yaml.read("a: !!python/object/apply:os.system [id]\n")) == [("a", None, (), [("-", "id", (), [])])]


@given(
    st.lists(
        st.sampled_from(["a", "eth0", " ", "\t", "'x y'", "''", '"', ">", ">>", "&&", "||", "|", "&", ";", "=", "/", "#", "\\", "$", "-"])
    )
)
def test_the_quick_way_through_a_line_is_that_of_the_lexer(parts: list[str]) -> None:
    line = "".join(parts)
    if commands.PLAIN.fullmatch(line):
        lexed = commands._tokens(line)
        assert lexed is not None
        assert [word for words in commands.pieces(line) or [] for word in words] == [each for each in lexed if each not in ("&&", "||")]
