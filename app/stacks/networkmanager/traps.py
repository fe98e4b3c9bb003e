"""What goes wrong with NetworkManager only, whether its profiles come from files or from commands."""

from __future__ import annotations

from app.bonding.acceptance import accepted, refusals
from app.bonding.findings import Findings, hint, warning
from app.bonding.kernel import ANY_KERNEL
from app.bonding.model import Bond
from app.bonding.names import ip
from app.bonding.wire import write_route
from app.distros.releases import Release
from app.stacks.contract import Stack
from app.stacks.networkmanager import TOOL, refused_profiles

ALL_CARDS = "/etc/NetworkManager/conf.d/10-globally-managed-devices.conf"
"""An empty file of this name stands before the one of Ubuntu's package that leaves wired cards alone."""


def register(stack: Stack) -> None:
    """Give the stack all traps of this file."""
    for each in (nm_old_profiles, nm_refuses_the_profile, nm_family_is_off, nm_dhcp6_alone, nm_is_not_in_charge):
        stack.trap(each)


def nm_old_profiles(bond: Bond, release: Release | None) -> Findings:
    """A member keeps the profile that it had before.

    An installer leaves one a card, such as "Wired connection 1", "eth0" or "System eth0". The profiles
    here have a higher autoconnect-priority, so that they come first at the next start, and the
    old one is the way back. A profile with the same or a higher priority takes the card away.

    Bad:  stack=keyfile release=rhel-9 mode=active-backup miimon=100 member=eth0 member=eth1
    Bad:  stack=nmcli release=rhel-9 mode=active-backup miimon=100 member=eth0 member=eth1
    Good: stack=keyfile release=rhel-9 mode=active-backup miimon=100
    """
    if bond.members:
        yield hint(
            "member",
            "The members keep their old profiles; ours have priority 10, and one with more takes the card away.",
            "Look with: nmcli -f NAME,AUTOCONNECT-PRIORITY,DEVICE connection show",
        )


def nm_refuses_the_profile(bond: Bond, release: Release | None) -> Findings:
    """NetworkManager refuses a whole profile for options that the kernel takes.

    Targets without arp_interval, and a peer_notif_delay that is no multiple of miimon: the
    kernel ignores or rounds them, NetworkManager does not load the profile, and there is no bond.
    With arp_validate and without an ARP monitor it leaves out miimon. So none of them is written.

    Bad:  stack=keyfile release=rhel-9 mode=active-backup miimon=100 peer_notif_delay=250 member=eth0 member=eth1
    Bad:  stack=nmcli release=rhel-9 mode=active-backup miimon=100 arp_ip_target=192.0.2.1 member=eth0 member=eth1
    Good: stack=keyfile release=rhel-9 mode=active-backup miimon=100 peer_notif_delay=200 member=eth0 member=eth1
    Good: stack=nmcli release=rhel-9 mode=active-backup arp_interval=500 arp_ip_target=192.0.2.1 member=eth0 member=eth1
    """
    rest = accepted(bond, refusals(bond, release.kernel if release else ANY_KERNEL))
    for each in refused_profiles(rest, release):
        yield warning(each.field, f"{each.field} is left out: {each.why}", each.mend, *each.fixes)


def nm_family_is_off(bond: Bond, release: Release | None) -> Findings:
    """NetworkManager refuses name servers, gateways and routes of a family that has no addresses.

    They belong to the settings ipv4 or ipv6 of a profile, and beside method=disabled it takes
    none of them. An IPv6 name server needs an IPv6 address on one of the interfaces.

    Bad:  stack=keyfile release=rhel-9 mode=active-backup miimon=100 member=eth0 member=eth1 address=192.0.2.10/24 dns=2001:db8::53
    Good: stack=keyfile release=rhel-9 mode=active-backup miimon=100 member=eth0 member=eth1 address=192.0.2.10/24 dns=192.0.2.53
    """
    own = [("", bond.addressing), *((f"vlan.{vlan.id}.", vlan.addressing) for vlan in bond.vlans)]
    for prefix, addressing in own:
        off = [family for family, method in ((4, addressing.ipv4), (6, addressing.ipv6)) if method == "none"]
        given = [("dns", server, server, server) for server in addressing.dns]
        given += [("gateway", gateway, gateway, gateway) for gateway in addressing.gateways]
        given += [("route", route.to, route.via, write_route(route)) for route in addressing.routes]
        for word, shown, address, text in given:
            if ip(address).version in off:
                family = f"IPv{ip(address).version}"
                yield warning(
                    prefix + word,
                    f"{shown} is left out: NetworkManager refuses it in a profile without {family}.",
                    f"Give the interface an {family} address, or take it out.",
                    {prefix + word: [each for kind, _, _, each in given if kind == word and each != text]},
                )


def nm_dhcp6_alone(bond: Bond, release: Release | None) -> Findings:
    """With ipv6=dhcp NetworkManager listens to no router.

    It asks for an address by DHCPv6 only. DHCPv6 hands out no gateway and no prefix length, so
    there is no IPv6 default route. With ipv6=auto it follows the router, which says whether
    to ask DHCPv6 too.

    Bad:  stack=keyfile release=rhel-9 mode=active-backup miimon=100 member=eth0 member=eth1 ipv6=dhcp
    Good: stack=keyfile release=rhel-9 mode=active-backup miimon=100 member=eth0 member=eth1 ipv6=auto
    """
    own = [("", bond.addressing), *((f"vlan.{vlan.id}.", vlan.addressing) for vlan in bond.vlans)]
    for prefix, addressing in own:
        if addressing.ipv6 == "dhcp":
            yield hint(
                prefix + "ipv6",
                "NetworkManager asks DHCPv6 only and takes no gateway from the router.",
                "Take auto where routers announce themselves.",
                {prefix + "ipv6": "auto"},
            )


def nm_is_not_in_charge(bond: Bond, release: Release | None) -> Findings:
    """On this release another system manages wired cards unless someone changed that.

    Debian leaves the cards of /etc/network/interfaces to ifupdown, Ubuntu's servers leave all wired
    cards to networkd, and SUSE before version 16 may run wicked. NetworkManager shows such a card as
    unmanaged, and the profile does not start. Two managers of one card end with none. On Ubuntu's servers it is a
    file of NetworkManager's own package that leaves all wired cards alone, whatever netplan reads.

    Bad:  stack=keyfile release=debian-13 mode=active-backup miimon=100 member=eth0 member=eth1
    Bad:  stack=nmcli release=ubuntu-24.04 mode=active-backup miimon=100 member=eth0 member=eth1
    Good: stack=keyfile release=rhel-9 mode=active-backup miimon=100 member=eth0 member=eth1
    """
    if release and release.default_stack not in ("keyfile", "nmcli", "ifcfg"):
        own = f" Then: touch {ALL_CARDS}; systemctl restart NetworkManager" if release.default_stack == "netplan" else ""
        yield hint(
            "stack",
            f"{release.name} uses {release.default_stack} for wired cards unless someone changed that; {TOOL} may leave them alone.",
            f"Look with: nmcli device status. Take cards that are unmanaged out of what {release.default_stack} reads.{own}",
            {"stack": release.default_stack},
        )
