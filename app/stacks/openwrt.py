"""OpenWrt: sections of /etc/config/network in UCI, from which the daemon netifd makes a device with type bonding."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from app.bonding.findings import Findings, hint, warning
from app.bonding.kernel import version
from app.bonding.model import Bond
from app.distros.releases import Release
from app.formats import uci
from app.formats.node import Node
from app.stacks.contract import Claim, Draft, File, Place, Reader, Stack, Step, Writer
from app.stacks.driver import MASTERS, bond_file
from app.stacks.indirect.settings import shown
from app.stacks.netifd import PATH, SPELLING
from app.stacks.netifd.reading import drafts
from app.stacks.netifd.writing import sections
from app.stacks.steps import RESTORE, any_of, apply, folder, keep, look, ping, rollback, verify

HOOK = "netifd has no key for it. Write a script /etc/hotplug.d/iface/30-BOND with the line "
WHEN = '[ "$ACTION" = ifup ] && [ "$DEVICE" = BOND ] && '
SYSFS = HOOK + WHEN + "echo VALUE > /sys/class/net/BOND/bonding/{}"
DOWN = (
    "netifd has no key for it, and it changes only while the bond is down. Write a script /etc/hotplug.d/iface/30-BOND with the line "
    + WHEN
    + "ip link set BOND down && echo VALUE > /sys/class/net/BOND/bonding/{0}; ip link set BOND up"
)
NETLINK = HOOK + WHEN + "ip link set BOND type bond {} VALUE (package ip-full)"
MEMBER = HOOK + WHEN + "ip link set MEMBER type bond_slave {} N (package ip-full)"

stack = Stack(
    title="OpenWrt UCI",
    home="https://openwrt.org/docs/guide-user/network/network_configuration",
    tool="netifd",
    syntax=uci,
    places=(
        Place(
            ("/etc/config/network", "*/config/network"),
            r"""[ \t]*config[ \t]+['"]?(?:device|interface|globals|route6?|bridge-vlan)['" \t\n]"""
            r"""|(?:uci[ \t]+(?:-q[ \t]+)?(?:set|add_list)[ \t]+)?network\.[\w@]""",
            PATH,
        ),
    ),
    spelling=SPELLING,
    gaps={
        **{name: SYSFS.format(name) for name in ("peer_notif_delay", "arp_missed_max")},
        **{name: DOWN.format(name) for name in ("lacp_active", "ad_user_port_key")},
        **{name: NETLINK.format(name) for name in ("ns_ip6_target", "broadcast_neighbor", "lacp_strict")},
        **{name: MEMBER.format(name) for name in ("prio", "actor_port_prio")},
        "coupled_control": DOWN.format("coupled_control").replace(
            "echo VALUE > /sys/class/net/BOND/bonding/coupled_control", "ip link set BOND type bond coupled_control VALUE"
        )
        + " (package ip-full)",
        "active_slave": HOOK + WHEN + "echo MEMBER > /sys/class/net/BOND/bonding/active_slave; or use primary.",
        "queue_id": HOOK + WHEN + "echo MEMBER:N > /sys/class/net/BOND/bonding/queue_id",
    },
    frame={
        "config device": "Begins the section of a device that netifd makes.",
        "config interface": "Begins a logical interface: what a device gets on layer 3.",
        "config route": "Begins a static route of IPv4.",
        "config route6": "Begins a static route of IPv6.",
        "option name": "The name of the device.",
        "option type 'bonding'": "Makes the device a bond.",
        "option type 'bridge'": "Makes the device a bridge.",
        "option type '8021q'": "Makes the device a VLAN.",
        "option ifname": "The device that the VLAN stands on.",
        "option vid": "The number that the packets carry as their tag.",
        "list ports": "A port of the device: a member of the bond, or what the bridge stands on.",
        "option description": "A text that netifd passes over. As an option it stays when UCI writes the file anew; a comment would not.",
        "option monitor_mode 'mii'": "The links are watched by their carrier.",
        "option monitor_mode 'arp'": "The links are watched by ARP probes.",
        "option monitor_interval": "The milliseconds between two looks at the links. Without this line netifd sets 0, in 802.3ad too.",
        "option use_carrier '1'": "Said because netifd sets 0 where nothing is said.",
        "option packets_per_port": "Said because netifd sets 0 where nothing is said, which sends each packet over a member by chance.",
        "option dynamic_lb": "Said because netifd sets 0 where nothing is said.",
        "option device": "The device of this logical interface.",
        "option proto 'static'": "The addresses below are set.",
        "option proto 'dhcp'": "Asks a DHCP server for an IPv4 address.",
        "option proto 'dhcpv6'": "Takes router advertisements, and asks a DHCPv6 server.",
        "option proto 'none'": "The device comes up without addresses.",
        "option reqaddress 'none'": "Takes the address from router advertisements and asks for none.",
        "option reqaddress 'try'": "Asks for an address, and goes on without an answer.",
        "option reqprefix 'no'": "Asks for no prefix to share out.",
        "option interface": "The logical interface that the route leaves by.",
        "option target": "The network that the route leads to.",
        "option gateway": "The next hop, or the default route of IPv4.",
        "option metric": "The metric of the route: of two routes to one network the lower wins.",
        "test -e": "Fails where the bonding driver is not loaded, and prints nothing where it is.",
        "uci show": "Reads the section back; it fails where the file can't be read.",
        "uci changes": "Prints changes that somebody made and nobody committed.",
        "grep -nwE": "Prints the lines that name a member, each with its number.",
        "/etc/init.d/network": "netifd reads its file anew and sets up what changed.",
        "ubus call": "Shows the device as netifd has it.",
        "logread": "Prints what netifd wrote into the log.",
    },
)

# ---------------------------------------------------------------- writing


@stack.renderer
def render(bond: Bond, write: Writer) -> Iterator[File | Step]:
    """The sections are added to the file in which the whole network of the machine stands."""
    yield File(PATH, list(sections(bond, write)), adds=True)
    yield keep(bond, PATH)
    yield apply(
        ("test", "-e", MASTERS),
        why="The driver is loaded. Otherwise install kmod-bonding now, while the network still works: opkg install kmod-bonding, or "
        "apk add kmod-bonding from 25.12 on.",
        role="check",
    )
    yield apply(
        ("uci", "changes", "network"),
        why="Nobody left changes uncommitted: they would come into force together with ours. uci revert network throws them away.",
        role="look",
    )
    if bond.members:
        yield apply(
            ("grep", "-nwE", any_of(bond.members), PATH),
            why="Find the members in other sections, most often in the list ports of br-lan, and take them out there now.",
            role="look",
        )
    yield apply(
        ("uci", "show", f"network.{_section(bond)}"),
        why="UCI reads the file with our lines in it.",
        role="check",
    )
    yield apply(
        ("/etc/init.d/network", "reload"),
        why="Take the file into use. Only what changed is taken down, the members and what they carried among it.",
        drops=True,
    )
    yield verify(
        ("ubus", "call", "network.device", "status", json.dumps({"name": bond.name})),
        why="netifd has made the device and brought it up.",
        see='"up": true',
    )
    yield from look(bond)
    values = {"mode": f"{bond.mode} {bond.facts.number}"}
    values |= {key.option: shown(bond, key.option) for key, _, _ in write.options(bond) if key.option != "arp_ip_target"}
    yield verify(
        ("grep", "-H", "", *(bond_file(bond.name, name) for name in values)),
        why="The values as the kernel has them: netifd says nothing when the kernel refuses one.",
        see="\n".join(f"{bond_file(bond.name, name)}:{text}" for name, text in values.items()),
    )
    yield verify(("logread", "-e", "netifd"), why="What netifd said of it.", see=f"Interface '{_first(bond)}' is now up")
    yield from ping(bond)
    yield rollback(
        (*RESTORE, f"{folder(bond)}/network", PATH),
        ("/etc/init.d/network", "reload"),
        why="Put the old file back; netifd takes the new devices away and gives the members back to what they belonged to.",
        drops=True,
    )


def _section(bond: Bond) -> str:
    return f"dev_{re.sub('[^A-Za-z0-9_]', '_', bond.name)}"


def _first(bond: Bond) -> str:
    """The first logical interface."""
    return re.sub("[^A-Za-z0-9_]", "_", bond.layer3[0][0])


# ---------------------------------------------------------------- traps


@stack.trap
def openwrt_members_in_a_bridge(bond: Bond, release: Release | None) -> Findings:
    """The ports of a fresh OpenWrt are ports of br-lan, or the device of wan.

    A port can belong to one master only. As long as `list ports` of br-lan names it too, whoever
    comes first keeps it. Between two ports of one switch chip (lan1, lan2) a bond needs a driver that
    can do it in hardware, or all its traffic goes over the processor.

    Bad:  stack=openwrt release=openwrt-24.10 mode=active-backup miimon=100 member=lan1 member=lan2
    Good: stack=openwrt release=openwrt-24.10 mode=active-backup miimon=100
    """
    if bond.members:
        yield hint(
            "member",
            "Ports that a bridge such as br-lan or an interface such as wan names stay there, and do not join.",
            f"Take {', '.join(bond.members)} out of all other sections of {PATH}, in the same edit.",
        )


@stack.trap
def openwrt_needs_the_driver(bond: Bond, release: Release | None) -> Findings:
    """The bonding driver is a package of its own, kmod-bonding.

    Without it netifd makes nothing, and says nothing. A router that has lost its uplink to the change
    can't install it any more. The package proto-bonding is for another dialect and is not needed.

    Bad:  stack=openwrt release=openwrt-24.10 mode=active-backup miimon=100 member=eth0 member=eth1
    """
    yield hint("stack", "The driver is not part of the image.", "Install kmod-bonding while the network still works.")


@stack.trap
def openwrt_firewall_zone(bond: Bond, release: Release | None) -> Findings:
    """A logical interface that no firewall zone names is closed.

    The firewall of OpenWrt rejects what comes in by an interface outside of its zones: the address
    is there, and neither ping nor SSH reach it.

    Bad:  stack=openwrt release=openwrt-24.10 mode=active-backup miimon=100 member=eth0 member=eth1 address=192.0.2.10/24
    Good: stack=openwrt release=openwrt-24.10 mode=active-backup miimon=100 member=eth0 member=eth1
    """
    for field, (name, addressing) in zip(("address", *(f"vlan.{each.id}.address" for each in bond.vlans)), bond.layer3, strict=True):
        if addressing.ipv4 != "none" or addressing.ipv6 != "none":
            logical = re.sub("[^A-Za-z0-9_]", "_", name)
            yield hint(
                field,
                f"The firewall rejects what comes in by {logical}, which is in none of its zones.",
                f"Add {logical} to the list network of a zone in /etc/config/firewall, and reload the firewall.",
            )


@stack.trap
def openwrt_bond_without_ports(bond: Bond, release: Release | None) -> Findings:
    """Netifd makes a bond only when one of its ports is there.

    Without ports, or as long as none of them exists, there is no device, and nothing that stands on it comes up.

    Bad:  stack=openwrt release=openwrt-24.10 mode=active-backup miimon=100
    Good: stack=openwrt release=openwrt-24.10 mode=active-backup miimon=100 member=eth0
    """
    if not bond.members:
        yield hint("member", "netifd makes no bond that has no ports.", "Name its members.")


@stack.trap
def openwrt_wireless_member(bond: Bond, release: Release | None) -> Findings:
    """A wireless client can't change its hardware address while it is connected.

    A bond gives all members one address. With fail_over_mac=active it takes the address of the member that is
    active instead.

    Bad:  stack=openwrt release=openwrt-24.10 mode=active-backup miimon=100 member=eth0 member=wlan0
    Good: stack=openwrt release=openwrt-24.10 mode=active-backup miimon=100 member=eth0 member=wlan0 fail_over_mac=active
    """
    wireless = [member for member in bond.members if re.match(r"wl|phy\d|ath\d|ra\d", member)]
    if wireless and bond.mode == "active-backup" and bond.effective("fail_over_mac") == "none":
        message = f"{wireless[0]} looks like a wireless interface, which can't take the bond's address."
        yield warning("fail_over_mac", message, "Set fail_over_mac=active.", {"fail_over_mac": "active"})


@stack.trap
def openwrt_primary_is_new(bond: Bond, release: Release | None) -> Findings:
    """Netifd before May 2025 passes over `primary` and `all_ports_active`.

    24.10.2 was the first release of its series with a netifd that hands them on.

    Bad:  stack=openwrt release=openwrt-24.10 mode=active-backup miimon=100 member=eth0 member=eth1 primary=eth0
    Good: stack=openwrt release=openwrt-25.12 mode=active-backup miimon=100 member=eth0 member=eth1 primary=eth0
    """
    known = release.tool("netifd") if release else None
    if known is None or not version("2025.05") <= known < version("2026"):
        return
    for name in ("primary", "all_slaves_active"):
        if bond.option(name) not in (None, "", "off"):
            yield hint(name, f"netifd of 24.10.0 and 24.10.1 passes over {name} in silence.", "Update to 24.10.2 or newer.")


# ---------------------------------------------------------------- reading


@stack.parser
def parse(read: Reader) -> Iterator[Draft]:
    """The sections of all files."""
    return drafts(read)


@stack.claimer
def claims(path: str, nodes: list[Node]) -> Iterator[Claim]:
    """The ports that bridges and logical interfaces take for themselves."""
    for node in nodes:
        told = {item.name: item for item in node.items}
        kind = told["type"].text if "type" in told else ""
        for item in node.items:
            if (node.name, kind, item.name) in (("device", "bridge", "ports"), ("interface", "", "device")):
                yield from (Claim(name, path, item.line, f"names it in a section {node.name}") for name in item.text.split())
