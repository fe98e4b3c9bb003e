"""What is special about Slackware: members join before the options, the gateway stands once, and each interface has a number."""

from __future__ import annotations

import pytest

from app import stacks
from app.bonding import wire
from app.distros.releases import RELEASES
from app.stacks.contract import Parsing, Rendering

BOND = "mode=active-backup miimon=100 member=eth0 member=eth1 "


def render(words: str) -> Rendering:
    """A bond of these pairs on Slackware 15.0."""
    reading = wire.read([(name, value) for name, _, value in (pair.partition("=") for pair in words.split())])
    assert reading.bond, reading.problems
    return stacks.get("slackware").render(reading.bond, RELEASES["slackware-15"])


def parse(text: str) -> Parsing:
    """What is read in a file."""
    return stacks.get("slackware").parse({"/etc/rc.d/rc.inet1.conf": text})


def test_what_the_kernel_takes_only_before_members_join_is_a_loss_with_the_way_to_do_it() -> None:
    [loss] = render(BOND + "fail_over_mac=active").losses
    assert "options bonding fail_over_mac=VALUE" in loss.why
    assert parse('IFNAME[0]="bond0"\nBONDNICS[0]="a b"\nIFOPTS[0]="fail_over_mac active"\n').refused


def test_targets_are_set_before_the_monitor_that_needs_them() -> None:
    text = render("mode=active-backup member=eth0 member=eth1 arp_interval=500 arp_ip_target=192.0.2.1").snippets[0].text
    assert text.index("arp_ip_target") < text.index("arp_interval")


def test_a_gateway_is_the_systems_and_lies_in_a_network_of_one_interface() -> None:
    assert "\nGATEWAY=192.0.2.1\n" in render(BOND + "address=192.0.2.10/24 gateway=192.0.2.1").snippets[0].text
    assert [loss.field for loss in render(BOND + "address=2001:db8::1/64 gateway=fe80::1").losses] == ["gateway"]


def test_the_members_are_freed_before_the_script_starts() -> None:
    start = render(BOND).phase("apply")[-1]
    assert start.drops
    assert start.run.index("ip link set dev eth1 down") < start.run.index("/etc/rc.d/rc.inet1 start")
    assert "dhcpcd -4 -k eth1" in start.run  # it runs with -4, by which it has to be called again


def test_an_interface_without_an_address_gets_no_mtu_and_the_loss_tells() -> None:
    with_address = render(BOND + "mtu=9000 address=192.0.2.10/24")
    assert "MTU[0]=9000" in with_address.snippets[0].text
    assert not with_address.losses
    below = render(BOND + "mtu=9000 vlan.10.address=192.0.2.10/24 vlan.10.mtu=9000 vlan.20.mtu=9000")
    assert [loss.field for loss in below.losses] == ["mtu", "vlan.20.mtu"]
    assert "MTU[0]" not in below.snippets[0].text


@pytest.mark.parametrize(
    ("addressing", "holds"),
    [
        ("", False),
        ('IPADDRS[0]=""', False),
        ("IPADDRS[0]=192.0.2.10/24", True),
        ('IPADDR[0]="192.0.2.10"', True),
        ("USE_SLAAC[0]=yes", True),
    ],
)
def test_an_mtu_without_an_address_is_read_as_what_the_script_does_not_do(addressing: str, holds: bool) -> None:
    parsing = parse(f"IFNAME[0]=bond0\nBONDNICS[0]='a b'\nMTU[0]=9000\n{addressing}\n")
    assert [bond.mtu for bond in parsing.bonds] == [9000 if holds else None]
    assert [each.text for each in parsing.refused] == ([] if holds else ["MTU[0]=9000"])


def test_more_interfaces_than_the_script_looks_at_raise_the_number() -> None:
    vlans = " ".join(f"vlan={number}" for number in range(10, 17))
    assert "\nMAXNICS=8\n" in render(BOND + vlans).snippets[0].text


def test_the_file_is_for_root_alone_because_it_may_hold_keys() -> None:
    assert render(BOND).snippets[0].permissions == "0600"
