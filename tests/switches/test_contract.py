"""What holds for every vendor: each feature is said or has its reason, nothing is written that cannot be, no phrase is dead."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from app import switches
from app.actions.generate import generate, read
from app.bonding import wire
from app.bonding.modes import MODES
from app.switches import cabling
from app.switches.contract import ESSENTIAL, FEATURES, Ports, Switch, wanted
from app.switches.lines import Line
from app.switches.render import render
from tests.switches.cases import CASES, pairs, request

GROUP = re.compile(r"(?i)(?:lag ?|channel|group |aggregation|eth-trunk ?|ae|bond)10\b")
"""Group 10, as the vendors call it."""
EVERY = pytest.mark.parametrize("id", switches.IDS)


def test_the_vendors_of_the_plan_are_there() -> None:
    assert set(switches.IDS) >= {
        "cisco-ios", "cisco-nxos", "arista-eos", "junos", "aos-cx", "comware", "dell-os10", "huawei-vrp", "routeros", "cumulus-nvue",
        "sonic", "edgeswitch", "linux-networkd", "linux-iproute2",
    }  # fmt: skip


@EVERY
def test_each_feature_is_said_or_has_a_reason(id: str) -> None:
    switch = switches.get(id)
    for feature in FEATURES:
        if feature == switch.rate:
            continue  # what holds anyway needs no line
        ways = (switch.phrase(feature) is not None, feature in switch.gaps, feature in switch.given)
        assert sum(ways) == 1, (feature, ways)
    for why in (*switch.gaps.values(), *switch.given.values(), *switch.notes):
        assert why[0].isupper() and why.endswith("."), why


@EVERY
def test_every_phrase_is_wanted_by_some_cabling(id: str) -> None:
    switch = switches.get(id)
    rich = Ports("lacp", ("a",), (), 1, (10,), 30, 65535, fast=True, hash="layer2", min_links=2, fallback=True)
    wants: set[str] = set()
    for kind in ("none", "static", "lacp"):
        for native in (None, 1, 30):
            for tagged in ((), (10,)):
                for ports in (
                    replace(rich, kind=kind, native=native, tagged=tagged),
                    replace(rich, kind=kind, fast=False, peer_ports=("b",)),
                ):
                    wants.update(wanted(ports, switch), wanted(ports, _other_rate(id)))
    assert {feature.removesuffix(".more") for feature in switch.words} <= wants


def _other_rate(id: str) -> Switch:
    switch = switches.get(id)
    return replace(switch, rate="fast" if switch.rate == "slow" else "slow")


@EVERY
def test_examples_are_ports_and_two_of_them(id: str) -> None:
    switch = switches.get(id)
    assert len(set(switch.example)) == 2
    assert all(map(switch.is_port, switch.example))
    assert not any(map(switch.is_port, ("", "eth0;reboot", "a b", "x\ny", "$(id)", "-1", "../x", switch.example[0] + "\n", "1" * 60)))


@EVERY
@pytest.mark.parametrize("mode", MODES)
def test_the_class_is_the_one_that_the_mode_needs(id: str, mode: str) -> None:
    words = [("mode", mode), *pairs(switches.get(id), "lacp-access")[1:]]
    side = generate(read(words)).switch
    assert side is not None
    assert side.ports.kind == MODES[mode].switch
    if not side.sides:
        assert ESSENTIAL & side.switch.gaps.keys()
        return
    spoken = {line.about for part in side.sides[0].parts for line in part.lines}
    text = side.sides[0].text
    if id != "linux-networkd":
        assert not {"static", "lacp", "none"} & spoken - {side.ports.kind}
    assert bool(GROUP.search(text)) == (side.ports.kind != "none")


@EVERY
@pytest.mark.parametrize("case", CASES)
def test_nothing_is_left_in_braces(id: str, case: str) -> None:
    side = generate(request(switches.get(id), case)).switch
    assert side is not None
    told = [part.text for each in side.sides for part in each.parts]
    told += [why for each in side.sides for part in each.parts for _, why in part.unsure]
    told += [look.run + look.see for look in side.verify]
    told += [turn.run for turn in (*side.before, *side.apply, *side.keep, *side.back)]
    assert not [text for text in told if re.search(r"[{}]", text)]


@EVERY
def test_the_two_switches_of_a_pair_differ_in_their_ports_only(id: str) -> None:
    switch = switches.get(id)
    found, problems = cabling.read([
        ("switch", id), ("switch.port", switch.example[0]), ("switch.peer.port", switch.example[1]), ("switch.lag", "10"),
    ])  # fmt: skip
    bond = wire.read([("mode", "802.3ad"), ("miimon", "100"), ("member", "eth0"), ("member", "eth1"), ("vlan", "10")]).bond
    assert found and bond and not problems
    sides = render(bond, found).sides
    if "mlag" in switch.gaps:
        assert sides == ()
        return
    first, second = (side.text for side in sides)
    assert first.replace(switch.example[0], switch.example[1]) == second


def test_a_word_can_be_neither_a_second_line_nor_a_second_word() -> None:
    for bad in ("", "a b", "a\nb", "a\tb", "a\x00", "a\u2028b", "é"):
        with pytest.raises(ValueError, match="not words"):
            Line((bad,))


def test_long_lists_of_vlans_are_cut_into_lines_that_add() -> None:
    vlans = ",".join(str(number) for number in range(2, 130, 2))
    words = [("mode", "802.3ad"), ("miimon", "100"), ("member", "eth0"), ("member", "eth1"), ("vlan", vlans)]
    bond = wire.read(words).bond
    for id, begin, again in (
        ("cisco-ios", "switchport trunk allowed vlan 2,4", "switchport trunk allowed vlan add 42,44"),
        ("comware", "port trunk permit vlan 2 4 6 8 10 12 14 16", "port trunk permit vlan 18 20"),
        ("junos", "vlan members 2\n", "vlan members 128\n"),
    ):
        switch = switches.get(id)
        found, _ = cabling.read([("switch", id), *(("switch.port", port) for port in switch.example), ("switch.lag", "1")])
        assert found and bond
        text = render(bond, found).sides[0].text
        assert begin in text
        assert again in text


def test_ranges_are_written_as_each_vendor_writes_them() -> None:
    said = {"cisco-ios": "vlan 10-13,20", "comware": "vlan 10 to 13 20", "huawei-vrp": "vlan 10 to 13 20", "junos": "members 10-13\n"}
    bond = wire.read([("mode", "802.3ad"), ("miimon", "100"), ("member", "eth0"), ("vlan", "10,11,12,13,20")]).bond
    for id, text in said.items():
        found, _ = cabling.read([("switch", id), ("switch.port", switches.get(id).example[0]), ("switch.lag", "1")])
        assert found and bond
        assert text in render(bond, found).sides[0].text


def test_a_port_that_falls_back_to_its_own_settings_has_those_of_the_group() -> None:
    bond = wire.read([("mode", "802.3ad"), ("miimon", "100"), ("member", "eth0"), ("ipv4", "dhcp"), ("vlan", "10")]).bond
    assert bond
    given = [("switch", "arista-eos"), ("switch.port", "Ethernet1"), ("switch.lag", "1"), ("switch.native", "30")]
    for asked, times in (([("switch.fallback", "yes")], 2), ([], 1)):
        found, _ = cabling.read([*given, *asked])
        assert found
        assert render(bond, found).sides[0].text.count("switchport trunk native vlan 30\n") == times


@pytest.mark.parametrize("id", ["cisco-ios", "comware", "huawei-vrp"])
def test_an_ordered_restart_is_optional_and_its_cancel_stands_right_behind_the_lines(id: str) -> None:
    side = generate(request(switches.get(id), "lacp-access")).switch
    assert side is not None
    order = next(turn for turn in side.before if re.search(r"reload in|reboot delay", turn.run))
    assert order.why.startswith("Optional:")
    assert "restarts the whole switch, with all its hosts, if nobody cancels it" in order.why
    cancel = side.apply[-1].run
    assert f"({cancel})" in order.why
    assert cancel == side.keep[0].run


@EVERY
@pytest.mark.parametrize(
    ("mode", "more", "told"),
    [
        ("active-backup", [], "Either end may come first"),
        ("balance-xor", [], "Neither order of host and switch is safe"),
        ("802.3ad", [], "The host first, then the switch: the host works on one port meanwhile"),
        ("802.3ad", [("min_links", "2")], "The host first, then the switch; min_links keeps the host silent"),
    ],
)
def test_the_first_note_says_which_end_comes_first(id: str, mode: str, more: list[tuple[str, str]], told: str) -> None:
    side = generate(read([("mode", mode), *more, *pairs(switches.get(id), "lacp-access")[1:]])).switch
    assert side is not None
    assert side.notes[0].startswith(told)


@pytest.mark.parametrize("id", ["cisco-nxos", "arista-eos", "aos-cx", "cumulus-nvue", "dell-os10"])
def test_a_pair_needs_the_vlans_on_its_peer_link(id: str) -> None:
    assert [
        note for note in switches.get(id).notes if note.startswith("The VLANs") and "must be allowed on" in note and "peer link" in note
    ]


def test_sonic_tells_how_a_port_leaves_the_routed_mode() -> None:
    assert [note for note in switches.get("sonic").notes if "config switchport mode access|trunk PORT" in note and "Newer releases" in note]


def test_routeros_warns_in_front_of_the_lines_that_may_cut_the_session() -> None:
    side = generate(request(switches.get("routeros"), "lacp-access")).switch
    assert side is not None
    assert "bridge port remove" in side.sides[0].text
    assert [turn for turn in side.before if "bridge port remove" in turn.why and "cut this session" in turn.why]


@pytest.mark.parametrize("case", CASES)
def test_going_back_removes_just_the_files_of_networkd_that_were_written(case: str) -> None:
    side = generate(request(switches.get("linux-networkd"), case)).switch
    assert side is not None
    removed = [turn.run.split() for turn in side.back if turn.run.startswith("rm ")]
    assert len(removed) == 1
    assert removed[0][:2] == ["rm", "-f"]
    for each in side.sides:
        assert sorted(removed[0][2:]) == sorted(part.path for part in each.parts)
    runs = [turn.run for turn in side.back]
    assert runs.index("tar -C / -xf /root/networkd-before.tar") == 1
    assert ("networkctl delete bond10" in runs) == (side.ports.kind != "none")
