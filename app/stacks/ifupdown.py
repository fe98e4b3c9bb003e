"""ifupdown with ifenslave: stanzas of /etc/network/interfaces on Debian, its derivatives, and older Ubuntu."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from app.bonding.findings import Findings, hint, warning
from app.bonding.mending import to_name
from app.bonding.model import Bond
from app.distros.releases import Release
from app.formats import stanzas
from app.formats.commands import command
from app.formats.node import Node
from app.stacks.contract import Claim, Draft, File, Place, Reader, Stack, Step, Writer
from app.stacks.driver import bond_file
from app.stacks.indirect import stanza
from app.stacks.indirect.settings import look_beyond, shown
from app.stacks.interfaces import writing
from app.stacks.interfaces.dialect import IFUPDOWN
from app.stacks.interfaces.reading import drafts
from app.stacks.spelling import Key, Separated, Spelling, Words
from app.stacks.steps import RESTORE, any_of, apply, folder, keep, look, ping, rollback, verify

FOLDER = "/etc/network"
ZERO_ONE = Words({"on": ("1", "on"), "off": ("0", "off")})
POST_UP = (
    "ifenslave has no key for it and ignores one in silence. Write post-up echo VALUE > /sys/class/net/BOND/bonding/{} into the stanza."
)
PRE_UP = (
    "ifenslave has no key for it, and it changes only while the bond is down. Make the bond first in the stanza: "
    "pre-up ip link add BOND type bond mode 802.3ad {} VALUE"
)
MEMBER = "ifenslave has no key for it. Write post-up ip link set MEMBER type bond_slave {} N into the stanza of the bond."
NETLINK = "ifenslave has no key for it, and sysfs has no file. Write post-up ip link set BOND type bond {} VALUE into the stanza."

stack = Stack(
    title="ifupdown with ifenslave",
    home="https://wiki.debian.org/Bonding",
    tool="ifenslave",
    displaces="ifupdown2",
    syntax=stanzas,
    places=(Place(("/etc/network/interfaces", "/etc/network/interfaces.d/*"), r"\s*iface\s+\S+\s+inet6?\s", "/etc/network/interfaces"),),
    spelling=Spelling(
        mode="bond-mode",
        miimon="bond-miimon",
        updelay="bond-updelay",
        downdelay="bond-downdelay",
        use_carrier=Key("bond-use-carrier", ZERO_ONE),
        arp_interval="bond-arp-interval",
        arp_ip_target=Key("bond-arp-ip-target", Separated(" ")),
        arp_validate="bond-arp-validate",
        primary="bond-primary",
        primary_reselect="bond-primary-reselect",
        fail_over_mac="bond-fail-over-mac",
        xmit_hash_policy="bond-xmit-hash-policy",
        num_grat_arp="bond-num-grat-arp",
        num_unsol_na="bond-num-unsol-na",
        packets_per_slave=Key("bond-packets-per-slave", since="2.6"),
        lacp_rate="bond-lacp-rate",
        ad_select="bond-ad-select",
        tlb_dynamic_lb=Key("bond-tlb-dynamic-lb", ZERO_ONE, since="2.10"),
    ),
    frame={
        "grep -rnE": "Lists the stanzas of the members in all files, each with its file and line.",
        "auto": "Brings the interface up at boot, and with ifup -a.",
        "iface": "Begins the lines for one interface and one way to get addresses.",
        "iface * inet manual": "The interface comes up without an IPv4 address from ifupdown.",
        "iface * inet static": "The lines below give the interface an IPv4 address.",
        "iface * inet6 static": "The lines below give the interface an IPv6 address.",
        "iface * inet dhcp": "Asks a DHCP server for an IPv4 address.",
        "iface * inet6 dhcp": "Asks a DHCPv6 server for an address.",
        "iface * inet6 auto": "Takes IPv6 addresses and routes from router advertisements.",
        "bond-slaves": "The members: ifenslave makes the bond and lets them join.",
        "bond-slaves none": "ifenslave makes the bond; the members name it in stanzas of their own, or there are none.",
        "bond-master": "The bond that this card joins.",
        "address": "An address of the interface.",
        "netmask": "The netmask or prefix length that goes with the address, for an ifupdown that does not read it behind a slash.",
        "gateway": "The default route of this stanza's family.",
        "accept_ra 0": "No addresses and routes from router advertisements.",
        "dns-nameservers": "Name servers, for the package resolvconf or a stand-in for it.",
        "dns-search": "Search domains, for the package resolvconf or a stand-in for it.",
        "mtu": "The MTU of the interface.",
        "hwaddress": "The hardware address that the interface gets.",
        "vlan-raw-device": "The interface that the VLAN stands on.",
        "pre-up": "Runs before the interface comes up: makes the VLAN, whose name ifupdown would not understand.",
        "post-down": "Runs after the interface went down: takes the VLAN away again.",
        "bridge_ports": "Makes a bridge with this port (package bridge-utils).",
        "bridge_stp": "Without the spanning tree protocol a bridge forwards at once; with one port there is no loop to look for.",
        "bridge_fd": "The bridge does not wait before it forwards.",
        "up sysctl": "No addresses and routes from router advertisements; a kernel without IPv6 is no fault.",
        "up ip route add": "Adds a static route when the interface comes up.",
        "up ip -6 route add": "Adds a static IPv6 route when the interface comes up.",
        "test -x": "Fails where the file is not there, and prints nothing where it is.",
        "ifquery": "Prints what ifupdown reads for the interface.",
        "ifdown": "Takes the interfaces down.",
        "ifdown -i": "Takes the interfaces down as the file says that was kept.",
        "ifup": "Brings the interfaces up.",
        "wait": "Waits until everything that was started beside it is done.",
        "grep -H": "Prints the values of the options as the kernel has them, each with its file.",
    },
    gaps={
        "description": "ifupdown2, which may read the same file, would run what stands behind ${ or <% in it. Leave those out.",
        **{
            name: POST_UP.format(name)
            for name in (
                "peer_notif_delay",
                "arp_all_targets",
                "arp_missed_max",
                "resend_igmp",
                "all_slaves_active",
                "min_links",
                "lp_interval",
                "ad_actor_sys_prio",
                "ad_actor_system",
            )
        },
        **{name: PRE_UP.format(name) for name in ("lacp_active", "ad_user_port_key", "coupled_control")},
        **{name: MEMBER.format(name) for name in ("prio", "actor_port_prio")},
        **{name: NETLINK.format(name) for name in ("ns_ip6_target", "broadcast_neighbor", "lacp_strict")},
        "active_slave": "ifenslave writes bond-active-slave before the members join, and the kernel refuses it then. Use primary, or "
        "write post-up echo MEMBER > /sys/class/net/BOND/bonding/active_slave into the stanza.",
        "queue_id": "ifenslave writes bond-queue-id into a file that does not exist. Write post-up echo MEMBER:N > "
        "/sys/class/net/BOND/bonding/queue_id into the stanza of the bond.",
        "gateway": "A stanza takes one gateway of its family, and only beside a static address. Write post-up ip route add default "
        "via GATEWAY dev BOND metric N into the stanza.",
        "member=none": "bond-slaves none means no members. Rename the interface.",
        "vlan.name": "ifupdown takes the part before the dot for the interface below the VLAN. Choose a name without a dot.",
    },
    indirect=stanza.WAY,
)

# ---------------------------------------------------------------- writing


@stack.renderer
def render(bond: Bond, write: Writer) -> Iterator[File | Step]:
    """One file with a stanza for each interface and address."""
    shared = writing.is_ancient(write)  # its installer writes an interfaces file that reads no other
    path = f"{FOLDER}/interfaces" if shared else f"{FOLDER}/interfaces.d/{bond.name.replace('.', '-')}"
    yield File(path, list(writing.stanzas(bond, write)), adds=shared)
    yield keep(bond, FOLDER)
    hooks = ["ifenslave", *(["bridge"] if bond.bridge else []), *(["vlan"] if _vlans_need_hook(bond, write) else [])]
    packages = " and ".join({"bridge": "bridge-utils"}.get(hook, hook) for hook in hooks)
    yield apply(
        *(("test", "-x", f"{FOLDER}/if-pre-up.d/{hook}") for hook in hooks),
        why=f"The hooks of {packages} are installed (prints nothing); without them ifupdown passes over their lines in silence.",
        role="check",
    )
    if bond.members:
        stanza = f"^[[:blank:]]*(auto|allow-[a-z]+|iface)[[:blank:]](.*[[:blank:]])?({any_of(bond.members)})([[:blank:]]|$)"
        yield apply(
            ("grep", "-rnE", stanza, f"{FOLDER}/interfaces", f"{FOLDER}/interfaces.d"),
            why="Find the members' own stanzas and take them out now, those of the file above left alone.",
            role="stanzas",
        )
    yield apply(
        ("ifquery", bond.name),
        why=f"ifupdown reads the stanzas. If it does not know {bond.name}, {FOLDER}/interfaces lacks the line "
        f"source {FOLDER}/interfaces.d/*.",
        role="check",
    )
    names = writing.names(bond)
    old = ("ifdown", "-i", f"{folder(bond)}/network/interfaces", *reversed(names), *bond.members)
    why = "Take down what is there, by the old file, and bring up the new; it says so where it does not know an interface."
    if writing.from_members(write) and writing.is_ancient(write):  # upstart starts all side by side, and its hooks count on it
        up = "".join(f"  {command('ifup', member)} &\n" for member in bond.members)
        run = f"(\n  {command(*old)}\n{up}  {command('ifup', *names)}\n  wait\n)"
        yield Step("apply", run, f"{why} Bond and members wait for each other, so they start together.", drops=True)
    else:
        members = bond.members if writing.from_members(write) else ()
        yield apply(old, ("ifup", *members, *names), why=why, drops=True)
    yield from look(bond)
    values = {"mode": f"{bond.mode} {bond.facts.number}", **{key.option: shown(bond, key.option) for key, _, _ in write.options(bond)}}
    yield verify(
        ("grep", "-H", "", *(bond_file(bond.name, name) for name in values)),
        why="The values as the kernel has them: ifup goes on when it refuses one.",
        see="\n".join(f"{bond_file(bond.name, name)}:{text}" for name, text in values.items()),
    )
    yield from look_beyond(bond, write.beyond(bond))
    yield from ping(bond, six=("ping", "-6") if write.tool("iproute2") >= (4, 9) else ("ping6",))
    yield rollback(
        ("ifdown", *reversed(names), *bond.members),
        *(() if shared else (("rm", "-f", path),)),
        (*RESTORE, f"{folder(bond)}/network/.", FOLDER),
        *((("ifup", *bond.members),) if bond.members else ()),
        ("ifup", "-a"),
        why="Take the new down, put the old files back, and bring up what they say. With several addresses ifdown complains of a bond "
        "that its first stanza took away already, and goes on.",
        drops=True,
    )


def _vlans_need_hook(bond: Bond, write: Writer) -> bool:
    """Before 0.8 the package vlan makes VLANs, since then ifupdown itself."""
    return write.tool("iproute2") < (4,) and any(writing.is_plain(bond, vlan) for vlan in bond.vlans)


# ---------------------------------------------------------------- traps


@stack.trap
def ifupdown_leftover_stanzas(bond: Bond, release: Release | None) -> Findings:
    """A stanza of a member that was there before stays in force.

    The installer writes one for the first card, most often with DHCP. It gives the member an
    address of its own at the next start, before the bond takes it, and two interfaces then claim
    one network. ifenslave also leaves a member alone whose stanza names another bond.

    Bad:  stack=ifupdown release=debian-13 mode=active-backup miimon=100 member=eth0 member=eth1
    Good: stack=ifupdown release=debian-13 mode=active-backup miimon=100
    """
    if bond.members:
        yield hint(
            "member",
            "Stanzas that the members have already stay in force and give them addresses of their own.",
            f"Take those of {', '.join(bond.members)} out of /etc/network/interfaces and the files it reads.",
        )


@stack.trap
def ifupdown_needs_packages(bond: Bond, release: Release | None) -> Findings:
    """Ifupdown exports what it does not know and goes on: without the package behind a line, nothing happens.

    bond-* lines are those of ifenslave, bridge_* those of bridge-utils, dns-* those of resolvconf
    or a stand-in for it. DHCP needs a client, for IPv6 the one of ISC.

    Bad:  stack=ifupdown release=debian-13 mode=active-backup miimon=100 member=eth0 member=eth1 address=192.0.2.10/24
    Bad:  stack=ifupdown release=ubuntu-12.04 mode=active-backup miimon=100 member=eth0 member=eth1
    """
    addressings = [addressing for _, addressing in bond.layer3]
    known = release.tool("ifenslave") if release else None
    packages = ["ifenslave" if not known or known >= (2, 1) else "ifenslave-2.6"]
    packages += ["bridge-utils"] if bond.bridge else []
    packages += ["isc-dhcp-client"] if any("dhcp" in (each.ipv4, each.ipv6) for each in addressings) else []
    packages += ["resolvconf"] if any(each.dns or each.search for each in addressings) else []
    yield hint(
        "stack",
        "Lines whose package is not installed are ignored in silence.",
        f"Install {' '.join(packages)} while the network still works.",
    )


@stack.trap
def ifupdown_is_not_the_default(bond: Bond, release: Release | None) -> Findings:
    """On this release another system configures the network unless someone changed that.

    Where both know a member, both set it up, and whoever comes last wins. NetworkManager leaves
    alone what stands in /etc/network/interfaces; netplan, networkd and dhcpcd do not. ifupdown2
    reads the same file, but not all of the same lines: the packages of ifupdown replace it.

    Bad:  stack=ifupdown release=ubuntu-22.04 mode=active-backup miimon=100 member=eth0 member=eth1
    Bad:  stack=ifupdown release=proxmox-8 mode=active-backup miimon=100 member=eth0 member=eth1
    Good: stack=ifupdown release=debian-13 mode=active-backup miimon=100 member=eth0 member=eth1
    """
    other = (release.uses or release.default_stack).partition(",")[0] if release else ""
    if release is None or other == "ifupdown":
        return
    mend = "Install ifupdown and ifenslave, and take the members out of what {} reads."
    if other == "ifupdown2":
        mend = "The packages ifupdown and ifenslave take its place: install them while you sit at the console."
    own = None if release.default_stack == "ifupdown" else {"stack": release.default_stack}
    yield hint("stack", f"{release.name} uses {other} unless someone changed that.", mend.format(other), own)


@stack.trap
def ifupdown_dot_means_vlan(bond: Bond, release: Release | None) -> Findings:
    """A dot in a name makes ifupdown take the interface for a VLAN.

    What stands before the first dot is the interface below, and where one of that name exists,
    ifupdown makes a VLAN on it before ifenslave or bridge-utils can make the bond or the bridge.

    Bad:  stack=ifupdown release=debian-13 name=eth0.5 mode=active-backup miimon=100 member=eth0 member=eth1
    Bad:  stack=ifupdown release=debian-13 mode=active-backup miimon=100 member=eth0 member=eth1 bridge=br.lan
    Good: stack=ifupdown release=debian-13 mode=active-backup miimon=100 member=eth0 member=eth1 bridge=br0
    """
    for field, name in (("name", bond.name), ("bridge", bond.bridge.name if bond.bridge else "")):
        if "." in name:
            plain = name.replace(".", "-")
            yield warning(
                field,
                f"ifupdown takes {name} for a VLAN on {name.partition('.')[0]}.",
                "Choose a name without a dot.",
                to_name(bond, plain) if field == "name" else {"bridge": plain},
            )


# ---------------------------------------------------------------- reading


@stack.parser
def parse(read: Reader) -> Iterator[Draft]:
    """The stanzas of all files."""
    refused = {"bond-active-slave": stack.gaps["active_slave"], "bond-queue-id": stack.gaps["queue_id"]}
    return drafts(read, replace(IFUPDOWN, refused=refused))


@stack.claimer
def claims(path: str, nodes: list[Node]) -> Iterator[Claim]:
    """The interfaces that get addresses by a stanza of their own, and belong to no bond."""
    for node in nodes:
        told = {item.name.replace("_", "-") for item in node.items}
        if node.name == "iface" and node.words[3:4] != ("manual",) and len(node.words) > 3 and "bond-master" not in told:
            yield Claim(node.words[1], path, node.line, f"gives it addresses ({' '.join(node.words[2:4])})")
