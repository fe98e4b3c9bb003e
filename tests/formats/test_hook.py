"""Hooks: one decision over the words of an event, simple commands at each, and nothing that a shell would take for more."""

from __future__ import annotations

import pytest

from app.formats import hook
from app.formats.commands import put
from app.formats.node import Node, Unwritable, comment, join, words

TEXT = """#!/bin/sh
# for bond0
case "$1 $2" in
    "bond0 up")
        ip link set dev bond0 type bond lacp_strict on
        echo 5 > /sys/class/net/bond0/bonding/lp_interval
        ;;
    "eth0 up")
        echo 'a; b' > '/sys/x y'
        ;;
esac
"""


def nodes() -> list[Node]:
    one = words("ip", "link", "set", "dev", "bond0", "type", "bond", "lacp_strict", "on")
    other = put("/sys/class/net/bond0/bonding/lp_interval", "5")
    return [
        comment("for bond0"),
        hook.case("$1 $2", hook.when("bond0 up", one, other), hook.when("eth0 up", put("/sys/x y", "a; b"))),
    ]


def test_a_hook_is_one_case() -> None:
    assert join(hook.write(nodes())) == TEXT


def test_it_reads_back() -> None:
    head, decision = hook.read(TEXT)
    assert (head.text, head.line) == ("for bond0", 2)
    assert [branch.text for branch in decision.items] == ["bond0 up", "eth0 up"]
    assert [line.words for line in decision.items[0].items] == [
        ("ip", "link", "set", "dev", "bond0", "type", "bond", "lacp_strict", "on"),
        ("echo", "5", ">", "/sys/class/net/bond0/bonding/lp_interval"),
    ]


@pytest.mark.parametrize("bad", ["", "$(id)", "eth0 up)", "eth*", "eth0  up", '"', "eth0\nup", "`id`"])
def test_an_event_is_plain_words(bad: str) -> None:
    with pytest.raises(Unwritable):
        hook.write([hook.case("$1", hook.when(bad))])


def test_only_the_words_of_the_event_are_looked_at() -> None:
    with pytest.raises(Unwritable):
        hook.write([hook.case("$(id)", hook.when("eth0"))])
    with pytest.raises(Unwritable):
        hook.write([words("id")])


@pytest.mark.parametrize("text", ["id", 'case "$3" in\n"x")\nid\n;;\nesac', 'case "$1" in\n*)\nid\n;;\nesac', "esac\n;;"])
def test_what_is_written_another_way_is_left_to_the_reader_as_words(text: str) -> None:
    assert all(not node.items and node.words for node in hook.read(text) if node.name == "")
    assert not any(line.words == ("id",) for node in hook.read(text) for branch in node.items for line in branch.items)
