"""Pasted logs: the entries they show, how surely, and by which lines."""

from __future__ import annotations

import pytest

from app.library.database import db
from app.library.search import looking
from app.library.search.logs import Recognised

STORY = """\
May  4 11:17:40 bigfoot kernel: bonding: bond0: Adding slave eth1.
May  4 11:17:45 bigfoot kernel: bonding: bond0: Removing slave eth0
May  4 11:17:45 bigfoot kernel: bonding: bond0: Warning: the permanent HWaddr of eth0 - 00:11:43:D8:AF:63 - is still in use by bond0. Set \
the HWaddr of eth0 to a different address to avoid conflicts.
May  4 11:17:45 bigfoot kernel: bonding: bond0: releasing active interface eth0
May  4 11:17:47 bigfoot kernel: bonding: bond0: Adding slave eth0.
May  4 11:17:48 bigfoot kernel: bonding: bond0: Warning: failed to get speed and duplex from eth0, assumed to be 100Mb/sec and Full.
May  4 11:17:48 bigfoot kernel: bonding: bond0: enslaving eth0 as an active interface with an up link.
"""


def recognised(text: str) -> list[Recognised]:
    return list(looking.look(db.engine, text).recognised)


@pytest.mark.usefixtures("context")
def test_the_whole_log_is_recognised_by_three_lines() -> None:
    xen, *others = recognised(STORY)
    assert (xen.key, xen.certain, xen.severity) == ("xen-takes-a-member", True, "outage")
    assert [number for number, _ in xen.lines] == [2, 3, 6]
    assert xen.lines[0][1] == "May  4 11:17:45 bigfoot kernel: bonding: bond0: Removing slave eth0"
    assert [(each.key, each.certain) for each in others] == [("speed-unknown", True), ("address-in-use", True)]


@pytest.mark.usefixtures("context")
@pytest.mark.parametrize("line", STORY.splitlines()[1:])
def test_each_line_alone_makes_the_entry_possible_and_puts_it_first(line: str) -> None:
    first = recognised(line.replace("bigfoot", "web7").replace("May  4 11:17", "Nov 28 09:01"))[0]
    assert (first.key, first.certain) == ("xen-takes-a-member", False)
    assert [number for number, _ in first.lines] == [1]


@pytest.mark.usefixtures("context")
def test_a_sign_that_must_be_absent_and_is_there_takes_the_entry_out() -> None:
    text = f"{STORY.splitlines()[1]}\nMay  4 11:17:45 bigfoot kernel: bonding: bond0: Removing slave eth1\n"
    assert recognised(text) == []
    assert "xen-takes-a-member" not in [each.key for each in recognised(STORY + text)]


@pytest.mark.usefixtures("context")
def test_a_weak_sign_is_only_possible_and_stands_last() -> None:
    text = "Speed: Unknown\nbond0: Warning: No 802.3ad response from the link partner for any adapters in the bond\n"
    strong, weak = recognised(text)
    assert (strong.key, strong.certain) == ("no-partner", True)
    assert (weak.key, weak.certain, weak.lines) == ("speed-unknown", False, ((1, "Speed: Unknown"),))


@pytest.mark.usefixtures("context")
def test_lines_of_samples_say_nothing_in_a_long_log() -> None:
    line = "bonding: bond0: releasing active interface eth0\n"
    assert [each.key for each in recognised(line)] == ["xen-takes-a-member"]
    assert recognised(line + "bond0: nothing to see\n" * 5) == []


@pytest.mark.usefixtures("context")
def test_what_was_recognised_is_not_found_again_below() -> None:
    results = looking.look(db.engine, STORY)
    assert {each.key for each in results.recognised}.isdisjoint(each.key for each in results.answer.found if each.kind == "entry")
