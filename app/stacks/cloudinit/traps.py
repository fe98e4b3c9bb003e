"""What goes wrong with cloud-init only, whichever version of its format is written."""

from __future__ import annotations

from app.bonding.findings import Findings, hint, warning
from app.bonding.model import Bond
from app.distros.releases import Release
from app.stacks.cloudinit import behind
from app.stacks.contract import Stack


def register(stack: Stack) -> None:
    """Give the stack all traps of this file."""
    for each in (
        cloud_init_may_be_off,
        cloud_init_finds_cards_by_name,
        cloud_init_asks_for_more,
        cloud_init_routes_need_net_tools,
        cloud_init_wants_ifenslave,
    ):
        stack.trap(each)


def cloud_init_may_be_off(bond: Bond, release: Release | None) -> Findings:
    """Another file may switch the network part of cloud-init off, or come later.

    Installers leave `network: {config: disabled}` in a file below /etc/cloud/cloud.cfg.d, and the kernel's command line
    can say the same. Of several files the last by name counts. After the first start nothing is written again.

    Bad:  stack=cloud-init-v2 release=ubuntu-24.04 mode=active-backup miimon=100 member=eth0 member=eth1
    Bad:  stack=cloud-init-v1 release=rhel-10 mode=active-backup miimon=100 member=eth0 member=eth1
    """
    yield hint(
        "stack",
        "A file in /etc/cloud/cloud.cfg.d with network: {config: disabled} would keep all of this from being used.",
        "Look with: grep -r -A3 ^network: /etc/cloud/cloud.cfg /etc/cloud/cloud.cfg.d",
    )


def cloud_init_finds_cards_by_name(bond: Bond, release: Release | None) -> Findings:
    """The members need their names at the first start already.

    cloud-init can find a card by its address, too, and then renames it. Without that a name that the new machine does
    not have is a member that never comes. The names of an image that was made elsewhere are often others.

    Bad:  stack=cloud-init-v2 release=ubuntu-24.04 mode=active-backup miimon=100 member=eth0 member=eth1
    Good: stack=cloud-init-v2 release=ubuntu-24.04 mode=active-backup miimon=100
    """
    if bond.members:
        yield hint(
            "member",
            f"The machine has to have {' and '.join(dict.fromkeys(bond.members))} under these names when it starts first.",
            "Compare with `ip link` on a machine of the same kind.",
        )


def cloud_init_asks_for_more(bond: Bond, release: Release | None) -> Findings:
    """In NetworkManager's files an address family that nobody mentions is not off.

    cloud-init has no word for "none", and NetworkManager takes router advertisements for IPv6, and asks a DHCP server for
    IPv4, where a profile has no section for the family. A bond without any address is the exception.

    Bad:  stack=cloud-init-v1 release=rhel-10 mode=active-backup miimon=100 member=eth0 member=eth1 address=2001:db8::10/64
    Bad:  stack=cloud-init-v2 release=rhel-10 mode=active-backup miimon=100 member=eth0 member=eth1 vlan.10.name=bond0.10
    Bad:  stack=cloud-init-v2 release=rhel-10 mode=active-backup miimon=100 member=eth0 member=eth1 address=192.0.2.10/24
    Good: stack=cloud-init-v1 release=rhel-9 mode=active-backup miimon=100 member=eth0 member=eth1 address=2001:db8::10/64
    Good: stack=cloud-init-v1 release=rhel-10 mode=active-backup miimon=100 member=eth0 member=eth1 ipv4=dhcp ipv6=auto
    """
    if behind.renderer(release) != "network-manager":
        return
    for name, addressing in bond.layer3:
        bare = (addressing.ipv4, addressing.ipv6) == ("none", "none")
        if bare and name == bond.name:
            continue
        prefix = next((f"vlan.{vlan.id}." for vlan in bond.vlans if bond.carrier_of(vlan.name) == name), "")
        mend = "Set the method of the profile to disabled after the first start, or in a drop-in of the image."
        if addressing.ipv4 == "none":
            yield warning(f"{prefix}ipv4", f"NetworkManager will ask a DHCP server for an IPv4 address of {name}.", mend)
        if addressing.ipv6 == "none":
            yield hint(f"{prefix}ipv6", f"NetworkManager will take an IPv6 address for {name} from a router.", mend)


def cloud_init_routes_need_net_tools(bond: Bond, release: Release | None) -> Findings:
    """Routes in lines of ifupdown are commands of net-tools.

    cloud-init before 26.2 writes `route add` behind post-up, with `|| true`: without the package net-tools, which a
    Debian installation does not have, the routes are missing in silence.

    Bad:  stack=cloud-init-v1 release=debian-11 mode=active-backup miimon=100 address=192.0.2.10/24 "route=10.0.0.0/8 via 192.0.2.1"
    Good: stack=cloud-init-v1 release=debian-11 mode=active-backup miimon=100 member=eth0 member=eth1 address=192.0.2.10/24
    Good: stack=cloud-init-v1 release=debian-12 mode=active-backup miimon=100 address=192.0.2.10/24 "route=10.0.0.0/8 via 192.0.2.1"
    """
    known = release.tool("cloud-init") if release else None
    if behind.renderer(release) == "eni" and (known or (0,)) < (26, 2):
        for name, addressing in bond.layer3:
            if addressing.routes:
                prefix = next((f"vlan.{vlan.id}." for vlan in bond.vlans if bond.carrier_of(vlan.name) == name), "")
                yield warning(f"{prefix}route", "The routes need the command route, which may be missing.", "Put net-tools into the image.")


def cloud_init_wants_ifenslave(bond: Bond, release: Release | None) -> Findings:
    """What cloud-init writes for ifupdown names the bond in its members, which only ifenslave understands.

    With the package ifupdown2 in place of ifupdown the members never join, and nothing says so.

    Bad:  stack=cloud-init-v1 release=debian-11 mode=active-backup miimon=100 member=eth0 member=eth1
    Good: stack=cloud-init-v1 release=debian-13 mode=active-backup miimon=100 member=eth0 member=eth1
    """
    if release and behind.renderer(release) == "eni":
        yield hint(
            "stack",
            "The image needs the packages ifupdown and ifenslave: with ifupdown2 the members never join.",
            "Look with: dpkg -l ifupdown ifupdown2 ifenslave",
        )
