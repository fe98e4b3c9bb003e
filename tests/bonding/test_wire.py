"""The wire form: how the pairs of a link become a bond, and what is said of those that can't."""

from __future__ import annotations

import pytest

from app.bonding import wire
from app.bonding.model import Addressing, Bond, Bridge, Route, Vlan

LEAST = [("mode", "active-backup"), ("member", "eth0")]


def bond(*pairs: wire.Pair) -> Bond:
    reading = wire.read([*LEAST, *pairs])
    assert reading.bond, [str(problem) for problem in reading.problems]
    return reading.bond


def problems(*pairs: wire.Pair) -> list[tuple[str, str]]:
    return [(problem.field, f"{problem.message} {problem.mend}".strip()) for problem in wire.read([*LEAST, *pairs]).problems]


def test_a_mode_is_all_that_is_needed() -> None:
    assert wire.read([("mode", "802.3ad")]).bond == Bond("bond0", "802.3ad")


def test_modes_are_read_by_number_too() -> None:
    assert wire.read([("mode", "6")]).bond == Bond("bond0", "balance-alb")


def test_empty_values_count_as_not_given() -> None:
    assert bond(("mtu", ""), ("mac", "  "), ("miimon", "")) == bond()


def test_lists_may_be_repeated_or_joined() -> None:
    assert bond(("member", "eth1"), ("member", "eth2, eth3")).members == ("eth0", "eth1", "eth2", "eth3")
    assert bond(("arp_ip_target", "192.0.2.1"), ("arp_ip_target", "192.0.2.2")).option("arp_ip_target") == ("192.0.2.1", "192.0.2.2")


def test_options_stand_in_the_order_of_the_table() -> None:
    assert [name for name, _ in bond(("primary", "eth0"), ("updelay", "200"), ("miimon", "100")).options] == [
        "miimon",
        "updelay",
        "primary",
    ]


def test_addresses_tell_the_method_of_their_family() -> None:
    assert bond(("address", "192.0.2.10/24")).addressing == Addressing("static", "none", ("192.0.2.10/24",))
    assert bond(("address", "2001:db8::1/64"), ("ipv4", "dhcp")).addressing == Addressing("dhcp", "static", ("2001:db8::1/64",))


def test_routes() -> None:
    given = bond(("route", "10.0.0.0/8 via 192.0.2.1"), ("route", "2001:db8::/32  via fe80::1 metric 7")).addressing.routes
    assert given == (Route("10.0.0.0/8", "192.0.2.1"), Route("2001:db8::/32", "fe80::1", 7))


def test_vlans_have_the_words_of_the_bond() -> None:
    vlans = bond(("vlan", "20"), ("vlan.10.address", "192.0.2.10/24"), ("vlan.10.mtu", "1400"), ("vlan.10.name", "office")).vlans
    assert vlans == (Vlan(10, "office", Addressing("static", "none", ("192.0.2.10/24",)), 1400), Vlan(20, "bond0.20"))


def test_a_bridge_goes_over_the_bond_unless_it_is_told() -> None:
    assert bond(("bridge", "br0")).bridge == Bridge("br0", "bond0")
    assert bond(("bridge", "br0"), ("vlan", "5"), ("bridge.over", "bond0.5")).bridge == Bridge("br0", "bond0.5")


def test_links_are_as_short_as_they_can_be() -> None:
    pairs = wire.write(bond(("address", "192.0.2.10/24"), ("vlan", "5"), ("bridge", "br0")))
    assert pairs == [
        ("name", "bond0"), ("mode", "active-backup"), ("member", "eth0"), ("address", "192.0.2.10/24"),
        ("vlan.5.ipv4", "none"), ("bridge", "br0"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("pair", "field", "text"),
    [
        (("mode", "active-backup "), "", ""),
        (("mode", "lacp"), "mode", "given more than once"),
        (("colour", "blue"), "colour", "not a word"),
        (("miimom", "100"), "miimom", "Did you mean miimon?"),
        (("<script>", "1"), "request", "not a word"),
        (("miimon", "100ms"), "miimon", "without the unit"),
        (("ipv4", "static"), "ipv4", "needs an IPv4 address"),
        (("ipv4", "auto"), "ipv4", "Take one of none, static, dhcp"),
        (("mtu", "67"), "mtu", "68 to 65535"),
        (("route", "10.0.0.0/8"), "route", "via 192.0.2.1"),
        (("route", "0.0.0.0/0 via 192.0.2.1"), "route", "gateway=192.0.2.1"),
        (("route", "10.0.0.0/8 via fe80::1"), "route", "mixes IPv4 and IPv6"),
        (("route", "10.0.0.0/8 via 192.0.2.1 metric 4294967296"), "route", "metric out of range"),
        (("vlan", "4095"), "vlan", "1 to 4094"),
        (("vlan.x.address", "192.0.2.1/24"), "vlan.x.address", "not a word"),
        (("vlan.5.miimon", "100"), "vlan.5.miimon", "not a word"),
        (("bridge.over", "bond0"), "bridge.over", "needs the name of a bridge"),
        (("mac", "01:00:00:00:00:00"), "mac", "group address"),
    ],
)
def test_problems_name_the_field_and_the_mend(pair: wire.Pair, field: str, text: str) -> None:
    found = problems(pair)
    if not field:
        assert found == []
        return
    assert [each for each, _ in found] == [field]
    assert text in found[0][1]


def test_every_problem_is_told_not_only_the_first() -> None:
    found = wire.read([("mode", "fast"), ("mtu", "1"), ("member", "a/b"), ("vlan", "0")]).problems
    assert {problem.field for problem in found} == {"mode", "mtu", "member", "vlan"}


def test_a_vlan_named_two_ways_is_told() -> None:
    assert problems(("vlan", "5"), ("vlan.05.address", "192.0.2.1/24")) != []


def test_json_has_the_shape_of_the_design() -> None:
    whole = bond(
        ("miimon", "100"), ("arp_ip_target", "192.0.2.1"), ("prio", "eth0:5"), ("address", "192.0.2.10/24"), ("gateway", "192.0.2.1"),
        ("route", "10.0.0.0/8 via 192.0.2.1 metric 100"), ("vlan", "100"), ("bridge", "br0"), ("mtu", "9000"),
    )  # fmt: skip
    assert wire.to_json(whole) == {
        "name": "bond0",
        "mode": "active-backup",
        "members": ["eth0"],
        "options": {"miimon": 100, "arp_ip_target": ["192.0.2.1"], "prio": {"eth0": 5}},
        "ipv4": "static",
        "ipv6": "none",
        "addresses": ["192.0.2.10/24"],
        "gateways": ["192.0.2.1"],
        "dns": [],
        "search": [],
        "routes": [{"to": "10.0.0.0/8", "via": "192.0.2.1", "metric": 100}],
        "mtu": 9000,
        "mac": None,
        "description": "",
        "vlans": [
            {
                "id": 100, "name": "bond0.100", "ipv4": "none", "ipv6": "none", "addresses": [], "gateways": [], "dns": [], "search": [],
                "routes": [], "mtu": None,
            }
        ],
        "bridge": {"name": "br0", "over": "bond0"},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"mode": "1", "members": {"eth0": 1}}, "member"),
        ({"mode": "1", "options": ["miimon"]}, "options"),
        ({"mode": "1", "options": {"colour": "blue"}}, "colour"),
        ({"mode": "1", "vlans": ["5"]}, "vlan"),
        ({"mode": "1", "vlans": [{"name": "x"}]}, "vlan"),
        ({"mode": "1", "mtu": 9000.5}, "mtu"),
        ({"mode": "1", "routes": [{"to": "10.0.0.0/8"}]}, "route"),
        ({"mode": "1", "bridge": {"name": "br0", "colour": "blue"}}, "bridge.colour"),
        ({"mode": None}, "mode"),
    ],
)
def test_json_of_another_shape_is_a_problem(data: dict[str, object], field: str) -> None:
    assert field in {problem.field for problem in wire.read(wire.from_json(data)).problems}
