"""OpenWrt: what netifd sets by itself, its two dialects, and the words of UCI."""

from __future__ import annotations

import shlex

import pytest

from app import stacks
from app.bonding import wire
from app.bonding.model import Bond
from app.distros.releases import RELEASES
from app.formats import uci
from app.rules.rule import check
from app.stacks.contract import Parsing
from tests.stacks import goldens

STACK = stacks.get("openwrt")
TWO = "member=eth0 member=eth1"


def bond(text: str) -> Bond:
    reading = wire.read([(word, value) for word, _, value in (pair.partition("=") for pair in shlex.split(text))])
    assert reading.bond, reading.problems
    return reading.bond


def written(text: str, release: str = "openwrt-25.12") -> str:
    [file] = STACK.render(bond(text), RELEASES[release]).snippets
    return file.text


def parse(text: str) -> Parsing:
    return STACK.parse({"/etc/config/network": text})


def device(*lines: str) -> Parsing:
    return parse("config device\n option name bond0\n option type bonding\n list ports eth0\n" + "\n".join(lines) + "\n")


@pytest.mark.parametrize(
    ("asked", "said", "option", "otherwise"),
    [
        ("mode=balance-rr miimon=100", "option packets_per_port '1'", "packets_per_slave", 0),
        ("mode=balance-tlb miimon=100", "option dynamic_lb '1'", "tlb_dynamic_lb", "off"),
        ("mode=active-backup miimon=100", "option use_carrier '1'", "use_carrier", "off"),
        ("mode=802.3ad", "option monitor_interval '100'", "miimon", 0),
    ],
)
def test_what_netifd_would_set_to_zero_is_said_and_what_nobody_says_is_zero(asked: str, said: str, option: str, otherwise: object) -> None:
    text = written(f"{asked} {TWO}")
    assert f"\t{said}\n" in text
    without = "".join(line for line in text.splitlines(keepends=True) if said not in line and "monitor_mode" not in line)
    [back] = parse(without).bonds
    assert back.option(option) == otherwise


def test_a_key_counts_only_in_the_modes_in_which_netifd_writes_it() -> None:
    parsing = device("option policy active-backup", "option xmit_hash_policy layer3+4", "option min_links 1", "option dynamic_lb 0")
    assert [each.text.split()[1] for each in parsing.refused] == ["xmit_hash_policy", "min_links", "dynamic_lb"]
    assert {each.level for each in parsing.refused} == {"warning"}


@pytest.mark.parametrize(("text", "value"), [("100", 100), ("0x64", 100), ("0144", 100)])
def test_numbers_are_those_of_c(text: str, value: int) -> None:
    [back] = device(f"option monitor_interval {text}").bonds
    assert back.option("miimon") == value


@pytest.mark.parametrize("text", ["100ms", "1_0", "", "08"])
def test_what_is_no_number_is_refused(text: str) -> None:
    assert len(device(f"option monitor_interval '{text}'").refused) == 1


def test_sections_of_one_name_are_one_section() -> None:
    text = "config device b\n option name bond0\n list ports eth0\nconfig device b\n option type bonding\n list ports eth1\n"
    assert [each.members for each in parse(text).bonds] == [("eth0", "eth1")]


def test_every_section_has_a_name_that_uci_takes_and_no_other_has() -> None:
    for case in goldens.names():
        text = STACK.render(goldens.bond(case), RELEASES["openwrt-25.12"]).snippets[0].text
        names = [node.text for node in uci.read(text)]
        assert all(names) and len(names) == len(set(names)), case


def test_names_that_differ_only_in_their_signs_get_sections_of_their_own() -> None:
    text = written(f"name=a.b mode=active-backup miimon=100 {TWO} address=192.0.2.1/24 vlan.5.name=a-b vlan.5.address=198.51.100.1/24")
    names = [node.text for node in uci.read(text)]
    assert len(names) == len(set(names)) == 4


def test_an_option_that_stands_twice_counts_once_and_a_list_grows() -> None:
    parsing = device(
        "option policy 802.3ad", "option policy active-backup", "list ports eth1", "option ports 'eth2 eth3'", "list ports eth4"
    )
    assert (parsing.bonds[0].mode, parsing.bonds[0].members) == ("active-backup", ("eth2", "eth3", "eth4"))


def test_a_second_gateway_and_one_without_an_address_are_routes() -> None:
    text = written(f"mode=active-backup miimon=100 {TWO} address=192.0.2.10/24 gateway=192.0.2.1 gateway=192.0.2.2 gateway=2001:db8::1")
    assert text.count("option gateway '192.0.2.1'") == 1
    assert "option target '0.0.0.0/0'\n\toption gateway '192.0.2.2'" in text
    assert "option target '::/0'\n\toption gateway '2001:db8::1'" in text


def test_primary_is_lost_where_netifd_passes_over_it() -> None:
    asked = bond(f"mode=active-backup miimon=100 {TWO} primary=eth0")
    assert [loss.field for loss in STACK.render(asked, RELEASES["openwrt-23.05"]).losses] == ["primary"]
    assert STACK.render(asked, RELEASES["openwrt-24.10"]).losses == ()


def test_cycles_of_aliases_end() -> None:
    assert parse("config interface a\n option device @b\nconfig interface b\n option device @a\n").bonds == ()


@pytest.mark.parametrize("release", ["openwrt-24.10", "openwrt-25.12"])
@pytest.mark.parametrize(
    "text",
    [
        f"mode=802.3ad miimon=100 lacp_rate=fast xmit_hash_policy=layer3+4 {TWO} address=192.0.2.10/24 gateway=192.0.2.1",
        f"mode=active-backup miimon=100 primary=eth0 {TWO} ipv4=dhcp ipv6=auto",
        f"mode=balance-xor miimon=100 xmit_hash_policy=layer2+3 {TWO} bridge=br0 address=192.0.2.10/24 vlan.5.address=198.51.100.1/24",
    ],
)
def test_a_sensible_bond_is_said_whole_and_without_a_complaint(text: str, release: str) -> None:
    asked = bond(text)
    assert STACK.render(asked, RELEASES[release]).losses == ()
    assert [each.id for each in check(asked, RELEASES[release], STACK) if each.level != "hint"] in ([], ["release-out-of-support"])
