"""What is VyOS's own."""

from __future__ import annotations

import pytest

from app import stacks
from app.bonding import wire
from app.distros.releases import RELEASES

VYOS = stacks.get("vyos")
ROLLING = RELEASES["vyos-rolling"]
USUAL = [("member", "eth0"), ("member", "eth1")]


def rendered(*pairs: tuple[str, str]) -> tuple[str, list[str]]:
    """The lines of a bond, and the fields that are lost."""
    bond = wire.read([*pairs, *USUAL]).bond
    assert bond
    rendering = VYOS.render(bond, ROLLING)
    return rendering.snippets[0].text, [loss.field for loss in rendering.losses]


def test_what_nobody_says_is_what_the_system_sets() -> None:
    bond = VYOS.parse({"/config/x": "set interfaces bonding bond0 member interface eth0\n"}).bonds[0]
    assert (bond.mode, bond.option("miimon")) == ("802.3ad", 100)


def test_a_bond_without_a_monitor_stays_one() -> None:
    text, lost = rendered(("mode", "active-backup"))
    assert "mii-mon-interval 0\n" in text
    assert lost == []


def test_the_arp_monitor_is_kept_from_the_default() -> None:
    text, _ = rendered(("mode", "active-backup"), ("arp_interval", "500"), ("arp_ip_target", "192.0.2.1,192.0.2.2"))
    assert [line.partition("bond0 ")[2] for line in text.splitlines() if "mon" in line] == [
        "arp-monitor interval 500",
        "arp-monitor target 192.0.2.1",
        "arp-monitor target 192.0.2.2",
        "mii-mon-interval 0",
    ]


@pytest.mark.parametrize(
    ("word", "value"), [("miimon", "20"), ("miimon", "2000"), ("xmit_hash_policy", "vlan+srcmac"), ("min_links", "17")]
)
def test_what_the_system_refuses_is_a_loss(word: str, value: str) -> None:
    _, lost = rendered(("mode", "802.3ad"), (word, value))
    assert word in lost


def test_names_that_the_system_does_not_take_are_changed_and_told() -> None:
    text, lost = rendered(("name", "uplink"), ("mode", "802.3ad"), ("vlan.10.name", "guests"), ("bridge", "lan"), ("bridge.over", "guests"))
    assert {"name", "vlan.10.name", "bridge", "bridge.over"} <= set(lost)
    assert "set interfaces bridge br0 member interface bond0.10\n" in text


def test_a_next_hop_out_of_any_network_names_its_interface() -> None:
    text, lost = rendered(("mode", "802.3ad"), ("miimon", "100"), ("ipv6", "auto"), ("gateway", "fe80::1"))
    assert "set protocols static route6 ::/0 next-hop fe80::1 interface bond0\n" in text
    assert lost == []


@pytest.mark.parametrize(("metric", "lost"), [("1", []), ("255", []), ("256", ["route"])])
def test_a_metric_is_a_distance(metric: str, lost: list[str]) -> None:
    route = ("route", f"198.51.100.0/24 via 192.0.2.1 metric {metric}")
    assert rendered(("mode", "802.3ad"), ("miimon", "100"), ("address", "192.0.2.10/24"), route)[1] == lost


NAMED = "set interfaces bonding bond0 vif 10 address 192.0.2.1/24\nset interfaces bonding bond0 vif 20 address 198.51.100.1/24\n"
SERVER = "set system name-server 203.0.113.53\n"


@pytest.mark.parametrize(
    ("more", "owner"),
    [
        ("", 10),
        ("set protocols static route 0.0.0.0/0 next-hop 198.51.100.254\n", 20),
        ("# dns of bond0.20: 203.0.113.53\n", 20),
        ("# dns of bond0.20: 203.0.113.54\n", 10),
        ("# dns of bond0.30: 203.0.113.53\n", 10),
    ],
    ids=["the first with an address", "the default route", "a comment", "a comment on another server", "a comment on no interface"],
)
def test_a_name_server_of_the_router_goes_to_one_interface(more: str, owner: int) -> None:
    bond = VYOS.parse({"/config/x": NAMED + more + SERVER}).bonds[0]
    assert [(vlan.id, vlan.addressing.dns) for vlan in bond.vlans if vlan.addressing.dns] == [(owner, ("203.0.113.53",))]


def test_a_name_server_of_two_interfaces_is_set_once_and_stays_theirs() -> None:
    vlan = [("vlan.10.address", "198.51.100.1/24"), ("vlan.10.dns", "192.0.2.53")]
    text, lost = rendered(("mode", "802.3ad"), ("miimon", "100"), ("address", "192.0.2.10/24"), ("dns", "192.0.2.53"), *vlan)
    assert text.count("name-server 192.0.2.53\n") == 1
    assert lost == []


def test_the_steps_speak_the_systems_own_commands() -> None:
    """Its ping takes -c for a host; parentheses around configure would wait for its end before the lines behind it."""
    gateways = [("vlan.10.address", "192.0.2.10/24"), ("vlan.10.gateway", "192.0.2.1"), ("ipv6", "auto"), ("gateway", "fe80::1")]
    bond = wire.read([("name", "uplink"), ("mode", "802.3ad"), *gateways, *USUAL]).bond
    assert bond
    runs = [step.run for step in VYOS.render(bond, ROLLING).steps]
    assert [run for run in runs if run.startswith("ping")] == ["ping fe80::1 interface bond0 count 3", "ping 192.0.2.1 count 3"]
    assert "sudo cat /proc/net/bonding/bond0" in runs
    assert not any(run.startswith("(") or "uplink" in run for run in runs)


def test_the_bond_group_of_older_releases_is_read() -> None:
    text = "set interfaces bonding bond0 mode active-backup\nset interfaces ethernet eth1 bond-group bond0\n"
    assert VYOS.parse({"/config/x": text}).bonds[0].members == ("eth1",)


def test_routes_of_other_interfaces_are_not_the_bonds() -> None:
    text = "set interfaces bonding bond0 address 192.0.2.1/24\nset protocols static route 0.0.0.0/0 next-hop 203.0.113.1\n"
    parsing = VYOS.parse({"/config/x": text})
    assert parsing.bonds[0].addressing.gateways == ()
    assert [remark.line for remark in parsing.unread] == [2]


def test_what_stands_on_a_bond_gets_its_mtu_said() -> None:
    """VyOS gives 1500 to a VLAN or a bridge that says nothing, whatever is below it."""
    text, lost = rendered(
        ("mode", "802.3ad"), ("miimon", "100"), ("mtu", "9000"), ("vlan", "10"), ("bridge", "br0"), ("bridge.over", "bond0.10")
    )
    assert [line for line in text.splitlines() if " mtu " in line] == [
        "set interfaces bonding bond0 mtu 9000",
        "set interfaces bonding bond0 vif 10 mtu 9000",
        "set interfaces bridge br0 mtu 9000",
    ]
    assert lost == []


@pytest.mark.parametrize(("line", "mtu"), [("", 1500), (" mtu 9000", None), (" mtu 4000", 4000)])
def test_a_vlan_that_says_no_mtu_has_1500(line: str, mtu: int | None) -> None:
    text = f"set interfaces bonding bond0 mtu 9000\nset interfaces bonding bond0 vif 10{line}\n"
    assert VYOS.parse({"/config/x": text}).bonds[0].vlans[0].mtu == mtu


def test_a_vlan_below_a_bridge_keeps_the_mtu_it_asked_for() -> None:
    bridged = [("bridge", "br0"), ("bridge.over", "bond0.10")]
    assert rendered(("mode", "802.3ad"), ("mtu", "9000"), ("vlan.10.mtu", "9000"), *bridged)[1] == []


def test_a_second_route_by_the_same_next_hop_would_only_change_the_first() -> None:
    routes = [("route", "198.51.100.0/24 via 192.0.2.1 metric 5"), ("vlan.10.route", "198.51.100.0/24 via 192.0.2.1")]
    text, lost = rendered(("mode", "802.3ad"), ("address", "192.0.2.10/24"), ("vlan.10.address", "192.0.2.11/24"), *routes)
    assert text.count("next-hop 192.0.2.1") == 2  # the route, and its distance
    assert lost == ["vlan.10.route"]
