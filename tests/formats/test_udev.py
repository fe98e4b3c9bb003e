"""Rules of udev: what is written reads back, and no value gets out of its quotes or becomes a pattern."""

from __future__ import annotations

import pytest

from app.formats import commands, udev
from app.formats.node import Unwritable, comment, join
from app.formats.udev import clause, rule

TEXT = """# for bond0
ACTION=="add", SUBSYSTEM=="net", KERNEL=="bond0", ATTR{bonding/lp_interval}="7"
ACTION=="add", KERNEL=="bond0", RUN+="/sbin/ip link set dev bond0 type bond lacp_strict on"
"""


def test_rules_are_clauses_in_one_line() -> None:
    nodes = [
        comment("for bond0"),
        rule(
            clause("ACTION", "==", "add"),
            clause("SUBSYSTEM", "==", "net"),
            clause("KERNEL", "==", "bond0"),
            clause("ATTR{bonding/lp_interval}", "=", "7"),
        ),
        rule(
            clause("ACTION", "==", "add"),
            clause("KERNEL", "==", "bond0"),
            clause("RUN", "+=", "/sbin/ip link set dev bond0 type bond lacp_strict on"),
        ),
    ]
    assert join(udev.write(nodes)) == TEXT
    assert [[(item.name, item.words, item.text) for item in node.items] for node in udev.read(TEXT)] == [
        [(item.name, item.words, item.text) for item in node.items] for node in nodes
    ]


@pytest.mark.parametrize("bad", ['a"b', "a\\", "$kernel", "%k", "ü", "a\nb", "a\x00"])
def test_a_value_stays_inside_its_quotes_and_means_itself(bad: str) -> None:
    with pytest.raises(Unwritable):
        udev.write([rule(clause("ATTR{bonding/primary}", "=", bad))])


@pytest.mark.parametrize("bad", ["eth*", "eth?", "eth[01]", "eth0|eth1"])
def test_what_is_compared_is_no_pattern(bad: str) -> None:
    with pytest.raises(Unwritable):
        udev.write([rule(clause("KERNEL", "==", bad))])


@pytest.mark.parametrize(("key", "operator"), [("attr", "="), ("RUN", "=>"), ('A"', "="), ("ATTR{a}{b}", "=")])
def test_what_is_no_clause_is_not_written(key: str, operator: str) -> None:
    with pytest.raises(Unwritable):
        udev.write([rule(clause(key, operator, "x"))])


def test_a_rule_over_two_lines_is_one_and_anything_else_is_words() -> None:
    one, other = udev.read('ACTION=="add", \\\n  ATTR{mtu}="1500"\nKERNEL==eth0\n')
    assert ([item.name for item in one.items], one.line) == (["ACTION", "ATTR{mtu}"], 1)
    assert (other.words, other.line) == (("KERNEL==eth0",), 3)


def test_a_command_writes_into_a_file_and_into_nothing_else() -> None:
    (line,) = commands.write([commands.put("/sys/a b", "x > y; id")])[2:]
    assert line.text == "echo 'x > y; id' > '/sys/a b'"
    with pytest.raises(Unwritable):
        commands.write([commands.put("/sys/a\nid", "x")])
