"""Comparing: both sides from one address, files by their role, lines and words that differ, text and JSON."""

from __future__ import annotations

import shlex
from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.actions.compare import Asked, Comparison, compare, read, said
from app.actions.compare_text import to_json, to_text
from app.actions.differences import Difference
from app.bonding import wire
from app.bonding.model import Bond
from app.bonding.wire import Pair
from app.errors import BadInput
from app.formats.node import Line
from tests.strategies import FAST, calm_bonds

RHEL8 = "release=rhel-8 stack=ifcfg mode=802.3ad miimon=100 lacp_rate=fast member=eth0 member=eth1 address=192.0.2.10/24"
DEBIAN = "release=debian-13 stack=ifupdown mode=802.3ad miimon=100 lacp_rate=fast member=eth0 member=eth1 address=192.0.2.10/24"
STORY = "release=centos-5 mode=balance-alb miimon=100 member=eth0 member=eth1 address=192.168.11.200/24"


def pairs(line: str) -> list[Pair]:
    return [(name, value) for name, _, value in (word.partition("=") for word in shlex.split(line))]


def asked(first: str, *second: str) -> Asked:
    return read([*pairs(first), *map(said, second)])


def compared(first: str, *second: str) -> Comparison:
    return compare(asked(first, *second))


# ---------------------------------------------------------------- both sides


def test_another_mode_changes_one_word_one_file_and_the_switch() -> None:
    found = compared(STORY, "mode=4")
    assert [(each.word, each.left, each.right) for each in found.words] == [("mode", ("balance-alb",), ("802.3ad",))]
    assert [(file.kind, file.left and file.left.path) for file in found.files if file.kind != "same"] == [("changed", "/etc/modprobe.conf")]
    changed = next(row for row in found.of_kind("changed")[0].text.rows if not row.same)
    assert [piece.text for piece in changed.left.pieces if piece.changed] == ["6"]  # type: ignore[union-attr]
    assert [piece.text for piece in changed.right.pieces if piece.changed] == ["4"]  # type: ignore[union-attr]
    assert not found.same_switch


def test_another_release_of_the_same_stack() -> None:
    """RHEL 8 to RHEL 9: the files are the same, what happens to them is not."""
    found = compared(RHEL8, "release=rhel-9")
    assert {file.kind for file in found.files} == {"same"}
    assert [each.id for each in found.gone] == ["ifcfg-two-readers"]
    assert [each.id for each in found.new] == ["ifcfg-is-leaving"]
    assert {each.word for each in found.system} == {"kernel", "NetworkManager"}
    assert [phase.phase for phase in found.phases if not phase.text.same] == ["apply"]


def test_options_that_only_one_release_can_set_are_told() -> None:
    system = {each.word: each for each in compared(RHEL8.replace("ifcfg", "iproute2"), "release=rhel-9").system}
    assert "arp_missed_max" not in system["options"].only_left
    assert system["kernel"].left != system["kernel"].right


def test_files_of_other_stacks_are_matched_by_their_role() -> None:
    found = compared(RHEL8, "release=debian-13", "stack=networkd")
    both = [(file.role, file.left.path, file.right.path) for file in found.of_kind("changed") if file.left and file.right]
    matched = {role: (one.rpartition("/")[2], other.rpartition("/")[2]) for role, one, other in both}
    assert matched == {
        "bond": ("ifcfg-bond0", "10-bond0.netdev"),
        "member 1": ("ifcfg-eth0", "05-bond0-eth0.network"),
        "member 2": ("ifcfg-eth1", "05-bond0-eth1.network"),
    }
    assert [file.right.path for file in found.of_kind("added") if file.right] == ["/etc/systemd/network/30-bond0.network"]


def test_renamed_interfaces_keep_their_roles() -> None:
    found = compared(RHEL8, "name=lan", "member=eno1,eno2")
    assert {(file.role, file.kind) for file in found.files} == {("bond", "changed"), ("member 1", "changed"), ("member 2", "changed")}


def test_lines_that_are_about_the_same_stand_side_by_side() -> None:
    found = compared(DEBIAN, "stack=networkd")
    rows = [(row.left.text.strip(), row.right.text) for row in found.of_kind("changed")[0].text.rows if row.left and row.right]
    assert ("bond-miimon 100", "MIIMonitorSec=100ms") in rows
    assert ("bond-lacp-rate fast", "LACPTransmitRate=fast") in rows


def test_findings_of_both_sides_are_told_once() -> None:
    found = compared(STORY, "miimon=0")
    assert [each.id for each in found.new] == ["no-monitor"]
    assert found.kept > 0
    assert not {each.id for each in found.gone} & {each.id for each in found.new}


def test_losses_of_one_side() -> None:
    found = compared("release=debian-13 stack=ifupdown mode=1 miimon=100 member=a member=b ipv4=dhcp", "stack=iproute2")
    assert [(each.field, each.wanted) for each in found.newly_lost] == [("ipv4", "dhcp")]
    assert found.lost_no_more == ()


def test_two_links_that_say_the_same() -> None:
    found = compared(
        STORY, "https://elsewhere.example/generate.txt?release=centos-5&mode=6&miimon=100&member=eth0,eth1&address=192.168.11.200/24#x"
    )
    assert found.same
    assert "Both are the same." in to_text(found)


# ---------------------------------------------------------------- the second side


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("mode=balance-alb", ("with.mode", "balance-alb")),
        ("vlan.5.mtu=9000", ("with.vlan.5.mtu", "9000")),
        ("description=a&b", ("with.description", "a&b")),
        ("mode=1&member=eth0", ("with", "mode=1&member=eth0")),
        ("/generate?mode=1", ("with", "/generate?mode=1")),
        ("http://x/s/abc", ("with", "http://x/s/abc")),
    ],
)
def test_a_word_or_a_link(text: str, pair: Pair) -> None:
    assert said(text) == pair


@pytest.mark.parametrize(
    "link",
    [
        "/generate?mode=1&member=a",
        "http://h:8000/x/generate.json?mode=1&member=a",
        "?mode=1&member=a",
        "mode=1&member=a",
        " /generate?mode=1&member=a&shared=abcdef#files ",
    ],
)
def test_every_kind_of_link(link: str) -> None:
    right = read([*pairs(STORY), ("with", link)]).right
    assert right.problems == []
    assert right.bond and (right.bond.mode, right.bond.members) == ("active-backup", ("a",))


def test_words_change_a_link_too() -> None:
    right = asked(STORY, "/generate?mode=1&member=a", "member=b").right
    assert right.bond and (right.bond.mode, right.bond.members) == ("active-backup", ("b",))


def test_short_links_are_looked_up() -> None:
    known = {"abcdefghij": pairs("mode=1 member=x")}
    found = read([*pairs(STORY), ("with", "http://here/s/abcdefghij")], known.get)
    assert found.right.bond and found.right.bond.members == ("x",)


@pytest.mark.parametrize(
    ("second", "field", "words"),
    [
        ("with=junk", "with", "is not a link of a configuration"),
        ("with=http://[", "with", "is not a link of a configuration"),
        ("with=/generate?", "with", "is not a link of a configuration"),
        ("with=/s/abcdefghij", "with", "never made here"),
        ("with=/generate?mode=lacp", "with.mode", "is not a mode"),
        ("with.mode=lacp", "with.mode", "is not a mode"),
        ("with.stack=netplan", "with.stack", "does not work on CentOS Linux 5"),
        ("with.strange=1", "with.strange", "is not a word"),
        ("with=/a?mode=1 with=/a?mode=2", "with", "more than once"),
    ],
)
def test_a_bad_second_side_is_one_clear_message(second: str, field: str, words: str) -> None:
    nothing: dict[str, list[Pair]] = {}
    found = read([*pairs(STORY), *pairs(second)], nothing.get)
    assert [problem.field for problem in found.problems] == [field]
    assert words in found.problems[0].message
    assert found.problems[0].mend or "Take one of" in found.problems[0].message or field == "with.strange"
    with pytest.raises(BadInput):
        compare(found)


def test_a_mistake_of_the_first_is_told_once() -> None:
    assert [problem.field for problem in asked("mode=lacp member=a", "miimon=100").problems] == ["mode"]


def test_nothing_to_compare_with() -> None:
    assert asked(STORY).one_sided
    with pytest.raises(BadInput, match="nothing to compare with"):
        compare(asked(STORY))


def test_a_stack_that_the_other_release_lacks_gives_way_and_that_is_told() -> None:
    found = compared(STORY, "release=rhel-8")
    assert found.right.target.stack.id == "ifcfg"
    assert (
        "is compared with stack ifcfg, because ifcfg-legacy does not work there"
        in compared(STORY + " stack=ifcfg-legacy", "release=rhel-8").note
    )
    assert asked(STORY, "release=rhel-8", "stack=ifcfg-legacy").problems[0].field == "with.stack"


def test_the_other_way_round() -> None:
    there = compared(RHEL8, "release=rhel-9", "mode=1", "lacp_rate=slow")
    query = there.swapped.partition("?")[2]
    back = compare(read(parse_qsl(query)))
    assert (back.left, back.right) == (there.right, there.left)


# ---------------------------------------------------------------- text and JSON


def test_text_is_a_diff_with_a_head() -> None:
    text = to_text(compared(STORY, "mode=4"))
    assert text.startswith("# Comparison\n# first  (-): bond0: balance-alb for CentOS Linux 5")
    assert "\n-mode=balance-alb\n+mode=802.3ad\n" in text
    assert (
        "--- /etc/modprobe.conf\n+++ /etc/modprobe.conf\n@@ -1,2 +1,2 @@\n alias bond0 bonding\n-options bond0 miimon=100 mode=6\n+options"
        in text
    )
    assert "--- /dev/null\n+++ /etc/systemd/network/30-bond0.network\n@@ -0,0 +1,7 @@\n+[Match]\n" in to_text(
        compared(DEBIAN, "stack=networkd")
    )


def test_json_holds_everything() -> None:
    data = to_json(compared(STORY, "mode=4", "lacp_rate=fast"))
    assert data["bond"] == [
        {"word": "mode", "left": ["balance-alb"], "right": ["802.3ad"]},
        {"word": "lacp_rate", "left": [], "right": ["fast"]},
    ]
    file = next(each for each in data["files"] if each["change"] == "changed")
    assert file["left"] == {"path": "/etc/modprobe.conf", "mode": "0644", "adds": True}
    assert file["lines"][0] == {"sign": " ", "left": 1, "right": 1, "text": "alias bond0 bonding", "words": []}
    assert [line["sign"] for line in file["lines"]] == [" ", "-", "+"]
    assert data["left"]["link"].startswith("/generate?release=centos-5&stack=ifcfg-legacy")
    assert {each["id"] for each in data["findings"]["new"]} >= {"lacp-no-partner"}


# ---------------------------------------------------------------- differences of texts

TEXTS = st.lists(st.sampled_from(["a b c", "a b d", "x", "", "  y: 1", "y: 2", "k=v"]).map(Line), max_size=12).map(tuple)


@FAST
@given(TEXTS, TEXTS)
def test_rows_hold_both_texts_whole_and_in_order(left: tuple[Line, ...], right: tuple[Line, ...]) -> None:
    rows = Difference(left, right).rows
    for lines, sides in ((left, [row.left for row in rows]), (right, [row.right for row in rows])):
        there = [side for side in sides if side]
        assert [side.text for side in there] == [line.text for line in lines]
        assert [side.number for side in there] == list(range(1, len(lines) + 1))
    assert all(row.left and row.right and row.left.text == row.right.text for row in rows if row.same)


def test_long_texts_are_compared_too() -> None:
    left, right = (tuple(Line(f"{word} {number}") for number in range(600)) for word in ("a", "b"))
    assert len(Difference(left, right).rows) == 600


@settings(FAST, max_examples=15)
@given(calm_bonds(), st.sampled_from(["stack=networkd", "mode=1", "mode=4", "release=debian-12", "name=lan"]))
def test_any_bond_can_be_compared(bond: Bond, second: str) -> None:
    found = compare(read([("release", "debian-13"), ("stack", "iproute2"), *wire.write(bond), said(second)]))
    assert to_text(found).startswith("# Comparison\n")
    assert to_json(found)["same"] is found.same
    left = [file.left for file in found.files if file.left]
    right = [file.right for file in found.files if file.right]
    assert left == list(found.left.rendering.snippets)
    assert sorted(file.path for file in right) == sorted(file.path for file in found.right.rendering.snippets)
