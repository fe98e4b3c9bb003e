"""The words about the switch: what is taken, what is refused with one clear message, and that a link says the same again."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import switches
from app.actions.generate import generate, read, read_json
from app.bonding import wire
from app.switches import cabling
from app.switches.render import render
from tests.strategies import FAST, calm_bonds

BOND = [("mode", "802.3ad"), ("miimon", "100"), ("member", "eth0"), ("member", "eth1")]
EOS = [("switch", "arista-eos"), ("switch.port", "Ethernet1"), ("switch.port", "Ethernet2")]


@pytest.mark.parametrize(
    ("pairs", "told"),
    [
        ([("switch", "arista")], "switch “arista”: is not a switch of Bondbook. Take one of aos-cx, arista-eos"),
        ([("switch", "arista")], "Did you mean arista-eos?"),
        ([*EOS, ("switch.prt", "Ethernet3")], "switch.prt “switch.prt”: is not a word of Bondbook. Did you mean switch.port?"),
        ([("switch.port", "Ethernet1")], "switch.port “Ethernet1”: needs a switch. Give switch="),
        ([*EOS, ("switch.port", "eth0;reload")], "switch.port “eth0;reload”: is not a port of Arista EOS. Write it like Ethernet1."),
        ([*EOS, ("switch.port", "Ethernet1")], "switch.port “Ethernet1”: stands there twice. Name each port once."),
        ([*EOS, ("switch.lag", "0")], "switch.lag “0”: is not the number of a group on Arista EOS. Give a number from 1 to 2000."),
        ([*EOS, ("switch.lag", "1\nreload")], "switch.lag “1\\nreload”: is too long, or holds an invisible character."),
        ([*EOS, ("switch.vlans", "20-10")], "switch.vlans “20-10”: is not a VLAN id or a range of them."),
        ([*EOS, ("switch.native", "4095")], "switch.native “4095”: is not a VLAN id. Give a number from 1 to 4094."),
        ([*EOS, ("switch.vlans", "10"), ("switch.native", "10")], "switch.native “10”: is tagged by switch.vlans already."),
        ([*EOS, ("switch.mtu", "9k")], "switch.mtu “9k”: is not an MTU. Give a number from 68 to 65535."),
        ([*EOS, ("switch.fallback", "maybe")], "switch.fallback “maybe”: is neither yes nor no."),
        ([("switch", "junos"), ("switch.peer.port", "ge-0/0/1")], "is on the second switch, and the first has no port."),
        ([*EOS, ("switch", "junos")], "switch “arista-eos, junos”: is given more than once. Keep one of them."),
    ],
)
def test_bad_input_is_one_clear_message(pairs: list[tuple[str, str]], told: str) -> None:
    problems = read([*BOND, *pairs]).problems
    assert len(problems) == 1
    assert told in str(problems[0])


def test_a_slip_of_the_vendor_has_a_mend_to_click() -> None:
    request = read([*BOND, ("switch", "arista")])
    assert "switch=arista-eos" in request.mends[request.problems[0]].link


def test_json_takes_the_same_words() -> None:
    request = read_json({
        "mode": "802.3ad", "members": ["eth0", "eth1"], "options": {"miimon": 100}, "switch": "arista-eos",
        "switch.port": ["Ethernet1", "Ethernet2"], "switch.lag": 7, "switch.fallback": True,
    })  # fmt: skip
    assert request.problems == []
    assert request.cabling is not None
    assert (request.cabling.ports, request.cabling.lag, request.cabling.fallback) == (("Ethernet1", "Ethernet2"), 7, True)


def test_a_link_says_only_what_was_said() -> None:
    words = [
        *EOS,
        ("switch.lag", "7"),
        ("switch.vlans", "10-12,20"),
        ("switch.native", "30"),
        ("switch.mtu", "9000"),
        ("switch.fallback", "yes"),
    ]
    assert [pair for pair in read([*BOND, *words]).link if cabling.belongs(pair[0])] == words
    assert [pair for pair in read([*BOND, *EOS, ("switch.fallback", "no")]).link if cabling.belongs(pair[0])] == EOS


def test_without_a_switch_a_link_is_what_it_was() -> None:
    assert not [pair for pair in read(BOND).link if cabling.belongs(pair[0])]


@pytest.mark.parametrize(
    ("bond", "tagged", "native"),
    [
        ("ipv4=dhcp", (), 1),
        ("", (), 1),
        ("vlan=10", (10,), None),
        ("vlan=10 ipv4=dhcp", (10,), 1),
        ("vlan=10 address=192.0.2.1/24", (10,), 1),
        ("vlan=10 bridge=br0", (10,), 1),
        ("vlan=10 bridge=br0 bridge.over=bond0.10", (10,), None),
        ("vlan=10 switch.native=30", (10,), 30),
        ("vlan=10 switch.vlans=10,20", (10, 20), None),
    ],
)
def test_vlans_are_those_of_the_bond_unless_others_are_named(bond: str, tagged: tuple[int, ...], native: int | None) -> None:
    words = [(name, value) for name, _, value in (word.partition("=") for word in bond.split())]
    side = generate(read([*BOND, *EOS, *words])).switch
    assert side is not None
    assert (side.ports.tagged, side.ports.native) == (tagged, native)


def test_the_mtu_is_the_largest_of_the_bond_and_its_vlans() -> None:
    side = generate(read([*BOND, *EOS, ("mtu", "9000"), ("vlan.10.mtu", "1500")])).switch
    assert side is not None
    assert side.ports.mtu == 9000


# ---------------------------------------------------------------- what holds for any words

TEXTS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(("Ethernet1", "1/1/1", "swp1", "eth1", "1", "10,20", "2-4000", "yes", "a;b", "a\nb", "$(id)", "`id`", "x{y}", "{lag}")),
)
PORTS = st.sampled_from([port for switch in switches.every() for port in switch.example])


@FAST
@given(st.lists(st.tuples(st.sampled_from([*cabling.WORDS, "switch.x", "switch."]), TEXTS), max_size=8))
def test_any_words_are_judged_and_never_raise(pairs: list[tuple[str, str]]) -> None:
    found, problems = cabling.read(pairs)
    assert found is None or not problems
    for each in problems:
        assert each.field and each.message
        assert "\n" not in str(each)


@FAST
@given(
    calm_bonds(),
    st.sampled_from(switches.IDS),
    st.lists(TEXTS | PORTS, max_size=4),
    st.lists(TEXTS | PORTS, max_size=2),
    st.dictionaries(st.sampled_from(cabling.WORDS[3:]), TEXTS | st.integers(0, 5000).map(str)),
)
def test_no_value_becomes_a_second_line_or_command(bond: object, id: str, ports: list[str], peers: list[str], more: dict[str, str]) -> None:
    words = [("switch", id), *(("switch.port", each) for each in ports), *(("switch.peer.port", each) for each in peers), *more.items()]
    found, _ = cabling.read(words)
    if found is None:
        found, _ = cabling.read([("switch", id), *(("switch.port", each) for each in switches.get(id).example)])
    assert found is not None
    assert cabling.read(found.pairs) == (found, [])
    side = render(bond, found)  # type: ignore[arg-type]
    for each in side.sides:
        for part in each.parts:
            assert len(part.text.splitlines()) == len(part.lines)
            for line in part.lines:
                assert re.fullmatch(r"[ -~]*", line.text)
                assert not re.search(r"[;&`$<>\\]|\|\|", line.text)


def test_examples_of_the_fields_are_taken() -> None:
    from app.bonding.fields import FIELDS

    for word in cabling.WORDS:
        request = read(
            [*BOND, ("switch", "arista-eos"), *([] if word == "switch" else [("switch.port", "Ethernet9"), (word, FIELDS[word].example)])]
        )
        assert request.problems == [], word
    assert wire.read(BOND).problems == []
