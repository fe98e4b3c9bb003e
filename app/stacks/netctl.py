"""netctl: a profile in /etc/netctl for each interface, as Arch Linux had it; bash reads them and hands the options to ip."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from app.bonding.findings import Findings, hint
from app.bonding.model import Bond
from app.distros.releases import Release
from app.formats import bashvars
from app.formats.node import Node
from app.stacks.contract import Claim, Draft, File, Place, Reader, Stack, Step, Writer
from app.stacks.ip_words import SPELLING
from app.stacks.netctl_profiles import FOLDER, LATE, profile_name
from app.stacks.netctl_profiles.reading import drafts
from app.stacks.netctl_profiles.writing import files
from app.stacks.spelling import Spelling
from app.stacks.steps import RESTORE, apply, folder, keep, look, ping, rollback, verify

stack = Stack(
    title="netctl",
    home="https://github.com/joukewitteveen/netctl",
    tool="iproute2",
    syntax=bashvars,
    places=(
        Place(
            ("/etc/netctl/*", "*/netctl/*"),
            r"Connection=",
            "/etc/netctl/{}",
            r"^\s*Interface=['\"]?([\w.-]+)",
            once=r"(?:Description|Interface|Connection|BindsToInterfaces|IP|Mode)=",
        ),
    ),
    spelling=Spelling(
        **{key.option: replace(key, elsewhere="IPCustom" if key.option in LATE else key.elsewhere) for key in SPELLING},
    ),
    gaps={
        "gateway": "netctl takes one gateway of each family, beside a static address. Write IPCustom=('route add default via GATEWAY dev "
        "BOND metric N') into the profile.",
        "search": "netctl hands search domains on only together with DNS. Name a server too.",
        "dns": "netctl hands name servers on only for an interface with addresses. Put them into /etc/resolv.conf.",
    },
    frame={
        "Interface": "The interface that the profile is for.",
        "Connection=bond": "Makes the interface a bond.",
        "Connection=vlan": "Makes the interface a VLAN.",
        "Connection=bridge": "Makes the interface a bridge.",
        "BindsToInterfaces": "What the interface stands on: systemd waits for these devices.",
        "Mode": "The mode of the bond.",
        "LinkOptions": "The options of the bond, as words for ip link add.",
        "VLANID": "The number that the packets carry as their tag.",
        "After": "Starts behind this profile.",
        "IP=no": "No IPv4 address.",
        "IP=static": "The IPv4 addresses below are set.",
        "IP=dhcp": "Asks a DHCP server for an IPv4 address.",
        "IP6=no": "No IPv6 on this interface, not even a link-local address.",
        "IP6=static": "The IPv6 addresses below are set, and no router advertisements are taken.",
        "IP6=stateless": "Takes addresses and routes from router advertisements.",
        "IP6=dhcp": "Asks a DHCPv6 server for an address.",
        "TimeoutDAD": "Waits so many seconds for the test for duplicate addresses. It can't end before the links are up, and the profile "
        "fails without its end.",
        "TimeoutCarrier": "Waits so many seconds for the bond to have a carrier; LACP needs some.",
        "SkipNoCarrier": "Comes up although no cable is in.",
        "IPCustom": "Further commands of ip, run when the addresses are set.",
        "bash -n": "Bash reads the profile and runs nothing of it; it prints nothing.",
        "netctl list": "Lists the profiles, with a star before each that is up.",
        "netctl stop": "Takes the interface of the profile down and away.",
        "netctl disable": "The profile is not started at boot any more.",
        "netctl reenable": "Starts the profile at each boot, with what stands in it now: systemd keeps a copy of its dependencies.",
        "netctl start": "Brings the profile up, now.",
        "netctl status": "Shows whether the profile is up, and the last lines of its log.",
        "ip link set dev * down": "The card has to be down when it joins: netctl does not do it.",
        "ip address flush": "Takes the addresses off the card: a member has none of its own.",
    },
)

# ---------------------------------------------------------------- writing


@stack.renderer
def render(bond: Bond, write: Writer) -> Iterator[File | Step]:
    """A profile for each interface, and its dependencies by After."""
    names = [profile_name(name) for name in bond.interfaces]
    yield from files(bond, write)
    yield keep(bond, FOLDER)
    yield apply(
        ("netctl", "list"),
        why="Profiles that name a member, or the interfaces above, have to be stopped and disabled now: netctl stop PROFILE, netctl "
        "disable PROFILE. The rollback does not start them again.",
        role="look",
    )
    yield apply(*(("bash", "-n", f"{FOLDER}/{name}") for name in names), why="Bash can read the profiles (prints nothing).", role="check")
    down = [
        command
        for member in bond.members
        for command in (("ip", "address", "flush", "dev", member), ("ip", "link", "set", "dev", member, "down"))
    ]
    starts = [command for name in names for command in (("netctl", "reenable", name), ("netctl", "start", name))]
    yield apply(
        *down,
        *starts,
        why="Set the members down, and start the profiles, now and at each boot. A member that is up does not join.",
        drops=True,
    )
    yield verify(("netctl", "status", names[0]), why="The profile is up.", see=f"Started network profile '{names[0]}'")
    yield from look(bond)
    yield from ping(bond)
    yield rollback(
        *(command for name in reversed(names) for command in (("netctl", "stop", name), ("netctl", "disable", name))),
        ("rm", "-f", *(f"{FOLDER}/{name}" for name in names)),
        (*RESTORE, f"{folder(bond)}/netctl/.", FOLDER),
        why="Take the interfaces away and put the old profiles back; then start those that were up: netctl start PROFILE.",
        drops=True,
    )


# ---------------------------------------------------------------- traps


@stack.trap
def netctl_members_up(bond: Bond, release: Release | None) -> Findings:
    """Netctl lets a member join without setting it down, and the kernel refuses one that is up.

    The profile starts all the same, without that member. At boot the cards are down, unless something else
    brings them up: another profile, dhcpcd.service for all cards, NetworkManager, networkd.

    Bad:  stack=netctl release=arch mode=active-backup miimon=100 member=eth0 member=eth1
    Good: stack=netctl release=arch mode=active-backup miimon=100
    """
    if bond.members:
        yield hint(
            "member",
            "A member that is up when the profile starts does not join, and netctl says nothing.",
            f"Leave {', '.join(bond.members)} to no other profile, and disable dhcpcd.service, NetworkManager and networkd for them.",
        )


@stack.trap
def netctl_is_gone(bond: Bond, release: Release | None) -> Findings:
    """Arch Linux has no netctl on its installation medium any more, and most machines use something else.

    Debian 13 has dropped the package. Two managers of one card end with none.

    Bad:  stack=netctl release=arch mode=active-backup miimon=100 member=eth0 member=eth1
    """
    own = {"stack": release.default_stack} if release and release.default_stack != "netctl" else None
    yield hint("stack", "netctl is a choice of its owner, and not installed by default.", "Install netctl, or take the system's own.", own)


@stack.trap
def netctl_needs_packages(bond: Bond, release: Release | None) -> Findings:
    """DNS is handed to resolvconf and DHCP to a client; both are packages of their own.

    Without resolvconf the lines of DNS end in an error, and the profile stands without name servers. netctl knows the clients
    dhcpcd and dhclient, and looks for dhcpcd for IPv4 and dhclient for IPv6; Debian's looks for dhclient.

    Bad:  stack=netctl release=arch mode=active-backup miimon=100 member=eth0 member=eth1 ipv4=dhcp
    Good: stack=netctl release=arch mode=active-backup miimon=100 member=eth0 member=eth1 address=192.0.2.10/24
    """
    for field, packages in (("dns", "openresolv"), ("ipv4", "dhcpcd"), ("ipv6", "dhclient")):
        for name, addressing in bond.layer3:
            if addressing.dns if field == "dns" else getattr(addressing, field) == "dhcp":
                yield hint(field, f"{name} needs {packages}.", f"Install {packages} while the network still works.")
                break


# ---------------------------------------------------------------- reading


@stack.parser
def parse(read: Reader) -> Iterator[Draft]:
    """The profiles of all files."""
    return drafts(read)


@stack.claimer
def claims(path: str, nodes: list[Node]) -> Iterator[Claim]:
    """The cards that a profile of their own sets up."""
    told = {node.name: node for node in nodes}
    if "Interface" in told and "Connection" in told and told["Connection"].text == "ethernet":
        yield Claim(told["Interface"].text, path, told["Interface"].line, "is a profile of its own for it")
