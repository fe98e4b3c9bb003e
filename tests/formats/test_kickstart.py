"""Kickstart files: options in both spellings, sections apart, and nothing that ends a line or a quote early."""

from __future__ import annotations

import pytest

from app.formats import kickstart
from app.formats.node import Node, Unwritable, comment, join

TEXT = """# uplink
network --device=bond0 --bondopts="mode=1;miimon=100" --noipv6
"""


def test_a_command_is_one_line_of_options() -> None:
    items = [Node("--device", value="bond0"), Node("--bondopts", value="mode=1;miimon=100"), Node("--noipv6")]
    assert join(kickstart.write([comment("uplink"), Node("network", items=items)])) == TEXT
    [_, node] = kickstart.read(TEXT)
    assert [(item.name, item.value, item.line) for item in node.items] == [(item.name, item.value, 2) for item in items]


def test_a_blank_may_stand_for_the_equals_sign() -> None:
    [node] = kickstart.read("network --device bond0 --activate --mtu 9000 # fast")
    assert [(item.name, item.value) for item in node.items] == [("--device", "bond0"), ("--activate", None), ("--mtu", "9000")]


def test_a_section_ends_at_its_end_or_at_the_next_one() -> None:
    nodes = kickstart.read("%packages\n@core\n%post\nnetwork\n%end\nreboot\n")
    assert [(node.name, len(node.items)) for node in nodes] == [("%packages", 2), ("%post", 2), ("reboot", 1)]


@pytest.mark.parametrize("bad", ['a"b', "a\\", "$(x)", "`x`", "a\nb", "a\x00"])
def test_a_value_stays_inside_its_quotes(bad: str) -> None:
    with pytest.raises(Unwritable):
        kickstart.write([Node("network", items=[Node("--device", value=bad)])])


@pytest.mark.parametrize("bad", ["device", "--a b", "--A", "-d", ""])
def test_what_is_no_option_is_not_written(bad: str) -> None:
    with pytest.raises(Unwritable):
        kickstart.write([Node("network", items=[Node(bad, value="x")])])


def test_an_open_quote_is_a_line_of_words() -> None:
    [node] = kickstart.read('network --device="bond0')
    assert (node.words, node.items) == (("network", '--device="bond0'), [])
