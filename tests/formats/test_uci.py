"""UCI as libuci reads it: words, quotes, semicolons, dotted paths; and as it is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.formats import uci
from app.formats.node import Node, Unwritable, comment, join
from tests.strategies import FAST

NAMES = st.from_regex(r"\A[a-z][a-z0-9_]{0,9}\Z")
VALUES = st.text(st.characters(exclude_categories=("C", "Z")) | st.just(" "), max_size=20)


def shape(nodes: list[Node]) -> list[object]:
    return [(node.name, node.text, node.words, shape(node.items)) for node in nodes]


@FAST
@given(st.lists(st.tuples(NAMES, st.just("") | NAMES, st.lists(st.tuples(st.booleans(), NAMES, VALUES), max_size=4)), max_size=4))
def test_what_is_written_comes_back(sections: list[tuple[str, str, list[tuple[bool, str, str]]]]) -> None:
    nodes = [
        uci.section(kind, name, [(uci.entry if many else uci.option)(key, value) for many, key, value in items])
        for kind, name, items in sections
    ]
    assert shape(uci.read(join(uci.write(nodes)))) == shape(nodes)


@FAST
@given(text=st.text("abc '\"\\;#\n\t.=@[]0-_uci", max_size=200))
def test_any_text_is_read(text: str) -> None:
    assert all(node.line for root in uci.read(text) for node in root.walk())


@pytest.mark.parametrize("bad", ["two\nlines", "nul\x00", "tab\t", "sep\u2028"])
def test_no_value_becomes_a_second_line(bad: str) -> None:
    for node in (comment(bad), uci.section("device", "", [uci.option("name", bad)]), uci.section("device", bad, [])):
        with pytest.raises(Unwritable):
            uci.write([node])
    with pytest.raises(Unwritable):
        uci.write([uci.section("device", "", [uci.option("na me", "x")])])


def test_quotes_blanks_and_short_words() -> None:
    text = """config 'device'  # behind it
\to name "a \\"b\\" c"
\tlist\tports eth0
\tl ports 'eth'1"2"
\toption note 'it'\\''s # all'
\toption long 'two
lines'
\toption last x; option more y
"""
    [node] = uci.read(text)
    assert [(item.words, item.line) for item in node.items] == [
        (("option", "name", 'a "b" c'), 2),
        (("list", "ports", "eth0"), 3),
        (("list", "ports", "eth12"), 4),
        (("option", "note", "it's # all"), 5),
        (("option", "long", "two\nlines"), 6),
        (("option", "last", "x"), 8),
        (("option", "more", "y"), 8),
    ]


def test_what_uci_would_not_take_is_a_line_of_words() -> None:
    text = "option early 1\nconfig\nconfig a b c\nconfig device\noptoin x y\noption one two three\noption broken 'x\noption fine y\n"
    nodes = uci.read(text)
    assert [node.words for node in nodes if not node.name] == [
        ("option", "early", "1"),
        ("config",),
        ("config", "a", "b", "c"),
        ("optoin", "x", "y"),
        ("option", "one", "two", "three"),
        ("option", "broken", "'x"),
    ]
    [device] = [node for node in nodes if node.name == "device"]
    assert [item.words for item in device.items] == [("option", "fine", "y")]


def test_what_uci_shows_and_what_it_is_told_are_sections_too() -> None:
    text = """network.lan=interface
network.lan.proto='static'
network.lan.ipaddr='192.0.2.1/24' '192.0.2.2/24'
network.cfg030f15=device
network.cfg030f15.name='bond0'
network.@route[0]=route
network.@route[0].target='10.0.0.0/8'
uci add network device
uci -q set network.@device[-1].name=br0
uci add_list network.@device[-1].ports='bond0'
/sbin/uci set network.cfg030f15.policy=802.3ad
uci commit network
network.unknown.x='1'
"""
    nodes = uci.read(text)
    assert [(node.name, node.text, [item.words for item in node.items]) for node in nodes if node.name] == [
        (
            "interface",
            "lan",
            [("option", "proto", "static"), ("list", "ipaddr", "192.0.2.1/24"), ("list", "ipaddr", "192.0.2.2/24")],
        ),
        ("device", "", [("option", "name", "bond0"), ("option", "policy", "802.3ad")]),
        ("route", "", [("option", "target", "10.0.0.0/8")]),
        ("device", "", [("option", "name", "br0"), ("list", "ports", "bond0")]),
    ]
    assert [node.words for node in nodes if not node.name] == [("uci", "commit", "network"), ("network.unknown.x=1",)]


def test_a_text_of_nothing_but_statements_has_an_end() -> None:
    with pytest.raises(ValueError, match="statements"):
        uci.read("a;" * 60_000)
