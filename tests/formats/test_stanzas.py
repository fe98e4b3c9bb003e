"""interfaces(5): what is written is read back, and nothing acts that was not meant to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.formats import stanzas
from app.formats.node import COMMENT, Node, Unwritable, comment, join, words
from tests.strategies import FAST

PLAIN = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=20)
KEYS = st.from_regex(r"\A[a-z][a-z0-9_-]{0,15}\Z").filter(lambda name: not stanzas.is_head(name))
VALUES = st.text(st.characters(exclude_categories=("C", "Z")) | st.just(" "), max_size=40).map(str.strip)


def stanza(*items: Node, name: str = "bond0") -> Node:
    return Node("iface", words=("iface", name, "inet", "manual"), items=list(items))


def test_a_whole_file_as_people_write_it() -> None:
    first = [comment("bond0: office"), words("auto", "bond0"), stanza(Node("mtu", value="9000")), stanza()]
    assert join(stanzas.write([*first, words("auto", "br0"), stanza(name="br0")])) == (
        "# bond0: office\nauto bond0\niface bond0 inet manual\n    mtu 9000\n\niface bond0 inet manual\n\nauto br0\niface br0 inet manual\n"
    )


@FAST
@given(name=PLAIN, key=KEYS, value=VALUES)
def test_what_is_written_is_read_back(name: str, key: str, value: str) -> None:
    made = stanza(Node(key, value=value), name=name)
    try:
        text = join(stanzas.write([made]))
    except Unwritable:
        assert not value or value.endswith("\\")
        return
    (read,) = stanzas.read(text)
    assert (read.words, [(item.name, item.text) for item in read.items]) == (made.words, [(key, value)])


@pytest.mark.parametrize("bad", ["two\nlines", "cr\r", "nul\x00", "next\x85line", "sep\u2028", "end\\", "", " "])
def test_no_value_becomes_another_line(bad: str) -> None:
    with pytest.raises(Unwritable):
        stanzas.write([stanza(Node("mtu", value=bad))])


@pytest.mark.parametrize("bad", ["two words", "line\nbreak", "", "end\\", "tab\t"])
def test_no_name_becomes_another_word(bad: str) -> None:
    with pytest.raises(Unwritable):
        stanzas.write([stanza(name=bad), words("auto", bad)])


@pytest.mark.parametrize("bad", ["iface", "auto", "allow-hotplug", "source", "#x", "Up", "a b", ""])
def test_no_option_begins_a_stanza(bad: str) -> None:
    with pytest.raises(Unwritable):
        stanzas.write([stanza(Node(bad, value="x"))])


def test_a_comment_keeps_to_its_line() -> None:
    for bad in ("two\nlines", "end\\"):
        with pytest.raises(Unwritable):
            stanzas.write([comment(bad)])
    with pytest.raises(Unwritable):
        stanzas.write([words("ip", "link")])


def test_lines_are_joined_by_a_backslash_and_keep_the_number_of_the_first() -> None:
    text = "# head \\\nauto lo \\\n  bond0\n\niface bond0 inet static\n\tup ip route \\\n  add x\nmtu   9000\nsource /etc/x/*\nstray 1\n"
    nodes = stanzas.read(text)
    assert [(node.name, node.words, node.line) for node in nodes] == [
        (COMMENT, (), 1),
        ("auto", ("auto", "lo", "bond0"), 2),
        ("iface", ("iface", "bond0", "inet", "static"), 5),
        ("source", ("source", "/etc/x/*"), 9),
        ("stray", ("stray", "1"), 10),
    ]
    assert [(item.name, item.text, item.line) for item in nodes[2].items] == [("up", "ip route    add x", 6), ("mtu", "9000", 8)]


@FAST
@given(text=st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    assert all(node.line > 0 for root in stanzas.read(text) for node in root.walk())
