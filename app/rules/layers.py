"""What stands on the bond: VLANs, a bridge, and the MTU through all of them."""

from __future__ import annotations

from app.bonding.changes import Wanted
from app.bonding.findings import Findings, error, hint, warning
from app.bonding.mending import to_mode
from app.bonding.model import DEFAULT_MTU, Bond
from app.bonding.wire import write
from app.rules.rule import Case, rule

IPV6_LEAST = 1280
IPV4_LEAST = 576


@rule
def bridge_over_balancing(case: Case) -> Findings:
    """balance-alb and balance-tlb do not go under a bridge.

    balance-alb rewrites the addresses in ARP answers, and both modes send with the members'
    own addresses. Bridged guests then are not found, or found on the wrong port. For hosts of
    virtual machines use active-backup, or 802.3ad where the switch can do it.

    Bad:  mode=balance-alb miimon=100 member=eth0 member=eth1 bridge=br0
    Bad:  mode=balance-tlb miimon=100 member=eth0 member=eth1 bridge=br0
    Good: mode=active-backup miimon=100 member=eth0 member=eth1 bridge=br0
    """
    fixes = (to_mode(case.bond, "active-backup"), to_mode(case.bond, "802.3ad"))
    if case.bond.bridge and case.bond.mode == "balance-alb":
        yield error(
            "bridge",
            "balance-alb rewrites addresses and breaks bridged guests.",
            "Use active-backup, or 802.3ad with LACP on the switch.",
            *fixes,
        )
    if case.bond.bridge and case.bond.mode == "balance-tlb":
        yield warning(
            "bridge",
            "balance-tlb sends guests' frames from changing ports; switches see the addresses move.",
            "Use active-backup, or 802.3ad with LACP on the switch.",
            *fixes,
        )


@rule
def bridge_takes_addresses(case: Case) -> Findings:
    """A bridge carries the addresses of the interface below it.

    An address on a bridge port does not work. Bondbook puts what was given for the bond or
    the VLAN on the bridge.

    Bad:  mode=active-backup miimon=100 member=eth0 member=eth1 address=192.0.2.10/24 bridge=br0
    Good: mode=active-backup miimon=100 member=eth0 member=eth1 bridge=br0
    """
    bridge = case.bond.bridge
    for name, addressing in case.bond.layer3:
        if bridge and name == bridge.name and (addressing.ipv4, addressing.ipv6) != ("none", "none"):
            yield hint("bridge", f"The addresses of {bridge.over} go to {bridge.name}: on a bridge port they would not work.")


@rule
def mtu_too_small(case: Case) -> Findings:
    """IPv6 needs an MTU of 1280 bytes.

    Below that the kernel switches IPv6 off on the interface. Below 576 IPv4 suffers too.

    Bad:  mode=active-backup miimon=100 member=eth0 member=eth1 mtu=1000 address=2001:db8::10/64
    Bad:  mode=active-backup miimon=100 member=eth0 member=eth1 mtu=500 address=192.0.2.10/24
    Good: mode=active-backup miimon=100 member=eth0 member=eth1 mtu=1280 address=2001:db8::10/64
    """
    rows = [("", case.bond.mtu, case.bond.addressing)]
    rows += [(f"vlan.{vlan.id}.", vlan.mtu or case.bond.mtu, vlan.addressing) for vlan in case.bond.vlans]
    for prefix, mtu, addressing in rows:
        if mtu and mtu < IPV6_LEAST and addressing.ipv6 != "none":
            yield error(
                prefix + "mtu",
                f"MTU {mtu} is below {IPV6_LEAST}: the kernel switches IPv6 off.",
                f"Give {IPV6_LEAST} or more, or leave IPv6 out.",
                _larger(case.bond, prefix, IPV6_LEAST),
            )
        elif mtu and mtu < IPV4_LEAST:
            yield warning(
                prefix + "mtu",
                f"MTU {mtu} is below what every IPv4 host must take ({IPV4_LEAST}).",
                "Give 1500 unless the line demands less.",
                _larger(case.bond, prefix, DEFAULT_MTU),
            )


def _larger(bond: Bond, prefix: str, mtu: int) -> Wanted:
    """That MTU for an interface, and for the bond below it where it has less."""
    below = {"mtu": str(mtu)} if bond.mtu and bond.mtu < mtu else {}
    own = {prefix + "mtu": str(mtu)} if prefix and f"{prefix}mtu" in dict(write(bond)) else {}
    return {**below, **own}


@rule
def vlan_mtu_above_parent(case: Case) -> Findings:
    """A VLAN can't be larger than the bond below it.

    The kernel refuses an MTU above the parent's ("Numerical result out of range"), or packets
    of that size never leave.

    Bad:  mode=active-backup miimon=100 member=eth0 member=eth1 vlan.5.mtu=9000
    Bad:  mode=active-backup miimon=100 member=eth0 member=eth1 mtu=4000 vlan.5.mtu=9000
    Good: mode=active-backup miimon=100 member=eth0 member=eth1 mtu=9000 vlan.5.mtu=1500
    """
    parent = case.bond.mtu or DEFAULT_MTU
    for vlan in case.bond.vlans:
        if vlan.mtu and vlan.mtu > parent:
            yield error(
                f"vlan.{vlan.id}.mtu",
                f"MTU {vlan.mtu} is above the bond's {parent}.",
                f"Set mtu={vlan.mtu} for the bond, or {parent} here.",
                {"mtu": str(vlan.mtu)},
                {f"vlan.{vlan.id}.mtu": None},
            )


@rule
def mtu_everywhere(case: Case) -> Findings:
    """A large MTU must hold on every switch and host of the network.

    Bad:  mode=active-backup miimon=100 member=eth0 member=eth1 mtu=9000
    Good: mode=active-backup miimon=100 member=eth0 member=eth1 mtu=1500
    """
    if case.bond.mtu and case.bond.mtu > DEFAULT_MTU:
        yield hint(
            "mtu",
            f"MTU {case.bond.mtu} must hold on every switch port and host of the network.",
            f"Try ping -M do -s {case.bond.mtu - 28} to the far end.",
        )


@rule
def vlan_1(case: Case) -> Findings:
    """VLAN 1 is untagged on most switches.

    Bad:  mode=active-backup miimon=100 member=eth0 member=eth1 vlan.1.address=192.0.2.10/24
    Good: mode=active-backup miimon=100 member=eth0 member=eth1 vlan.10.address=192.0.2.10/24
    """
    for vlan in case.bond.vlans:
        if vlan.id == 1:
            yield hint(
                "vlan.1.name",
                "Most switches send VLAN 1 untagged: then it belongs on the bond itself.",
                "Tag VLAN 1 on the switch, or use another.",
            )
