"""Variables as bash sources them: arrays, values over several lines, functions; and as they are written."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.formats import bashvars
from app.formats.bashvars import array, entry, lines
from app.formats.node import Node, Unwritable, comment, join
from tests.strategies import FAST

VALUES = st.text(st.characters(exclude_categories=("C", "Z")) | st.just(" "), max_size=20)
NAMES = st.from_regex(r"\A[A-Za-z][A-Za-z0-9_]{0,9}\Z")


def said(nodes: list[Node]) -> list[object]:
    return [(node.name, node.text, [item.text for item in node.items], node.flow) for node in nodes]


@FAST
@given(st.lists(st.tuples(NAMES, VALUES | st.lists(VALUES, max_size=3)), max_size=5))
def test_what_is_written_comes_back(pairs: list[tuple[str, str | list[str]]]) -> None:
    nodes = [array(name, *map(entry, value)) if isinstance(value, list) else Node(name, value=value) for name, value in pairs]
    assert said(bashvars.read(join(bashvars.write(nodes)))) == said(nodes)


@FAST
@given(text=st.text("ab=()'\"\\$;#{} \n\t", max_size=200))
def test_any_text_is_read(text: str) -> None:
    assert all(node.line for root in bashvars.read(text) for node in root.walk())


@pytest.mark.parametrize("bad", ["two\nlines", "nul\x00", "tab\t", "sep\u2028"])
def test_no_value_becomes_a_second_line(bad: str) -> None:
    for node in (comment(bad), Node("a", value=bad), array("a", entry(bad)), lines("a", entry(bad))):
        with pytest.raises(Unwritable):
            bashvars.write([node])


@pytest.mark.parametrize("bad", ['a"', "$(id)", "`id`", "a\\", "a'b"])
def test_a_line_of_a_long_value_is_plain(bad: str) -> None:
    with pytest.raises(Unwritable):
        bashvars.write([lines("a", entry("x"), entry(bad))])


def test_bash_reads_what_is_written() -> None:
    nodes = [
        array("A", entry("a b"), entry("it's"), entry("$HOME")),
        Node("B", value='x "y" `z`'),
        lines("C", entry("one 1"), entry("two")),
    ]
    script = join(bashvars.write(nodes)) + 'printf "%s\\n" "${#A[@]}" "${A[@]}" "$B" "$C"\n'
    made = subprocess.run(["/bin/bash", "-c", script], capture_output=True, text=True, check=True)
    assert made.stdout.splitlines() == ["3", "a b", "it's", "$HOME", 'x "y" `z`', "one 1", "two"]


def test_arrays_long_values_and_functions_keep_their_lines() -> None:
    text = """# first
A=(one "two 2"  # behind
  'three')  # behind it
export B=$'it\\'s'; C=4
D="10.0.0.1/8
   10.0.0.2/8"
postup() {
\tlocal x=5
}
E=5 command
F+=(x)
G=(open
"""
    nodes = bashvars.read(text)
    assert [
        (node.name, node.line, [(item.text, item.line) for item in node.items]) for node in nodes if node.items and node.name != "postup()"
    ] == [
        ("A", 2, [("one", 2), ("two 2", 2), ("three", 3)]),
        ("D", 5, [("10.0.0.1/8", 5), ("10.0.0.2/8", 6)]),
    ]
    assert {node.name: node.text for node in nodes if node.value is not None and node.name != "#"} == {"B": "it's", "C": "4"}
    assert [item.words for node in nodes if node.name == "postup()" for item in node.items] == [("local", "x=5")]
    assert [node.words for node in nodes if not node.name] == [("E=5", "command"), ("F+=(x)",), ("G=(open",)]


def test_a_text_of_nothing_but_statements_has_an_end() -> None:
    for text in ("A=1;" * 60_000, "A=(" + "a " * 60_000):
        with pytest.raises(ValueError, match="statements"):
            bashvars.read(text)
