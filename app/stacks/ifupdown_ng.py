"""ifupdown-ng: interfaces(5) of Alpine, and of Debian where its package takes the place of ifupdown.

Debian's package makes bonds with an executor that hands each bond-* line to `ip`. Alpine's has only the names of the
members from it, and leaves the rest to the scripts of its package bonding, which know fewer lines and write them into
sysfs. What stands in a stanza for Alpine is taken alike by both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from app.bonding.findings import Findings, hint, warning
from app.bonding.mending import to_name
from app.bonding.model import Addressing, Bond, Vlan
from app.distros.releases import Release
from app.formats import stanzas
from app.formats.node import Node, words
from app.stacks.contract import Claim, Draft, File, Place, Reader, Stack, Step, Writer
from app.stacks.driver import bond_file
from app.stacks.indirect import stanza as lines
from app.stacks.indirect.settings import look_beyond, shown
from app.stacks.interfaces.dialect import Dialect
from app.stacks.interfaces.one_stanza import (
    address_lines,
    advertisements,
    as_written,
    bridge_lines,
    is_plain_text,
    key,
    plain,
    route_lines,
    stanza,
    vlan_lines,
)
from app.stacks.interfaces.phrases import PHRASES
from app.stacks.interfaces.reading import drafts
from app.stacks.ip_words import SPELLING
from app.stacks.phrases import belongs
from app.stacks.spelling import Key, Separated, Spelling
from app.stacks.steps import RESTORE, any_of, apply, folder, keep, look, ping, rollback, verify

FOLDER = "/etc/network"
FILE = f"{FOLDER}/interfaces"
EXECUTOR = "/usr/libexec/ifupdown-ng/bond"
MEMBERS = ("queue_id", "prio", "actor_port_prio")
SCRIPTED = {
    *("mode", "miimon", "use_carrier", "updelay", "downdelay", "arp_interval", "arp_ip_target", "arp_validate"),
    *("primary", "fail_over_mac", "xmit_hash_policy", "lacp_rate"),
}
"""The options that the scripts of Alpine's package bonding know."""

stack = Stack(
    title="ifupdown-ng",
    home="https://github.com/ifupdown-ng/ifupdown-ng",
    tool="iproute2",  # its executor knows no option itself: what `ip` takes, it takes
    syntax=stanzas,
    places=(
        Place(
            (FILE, f"{FOLDER}/interfaces.d/*"),
            r"\s*iface\s+\S+(\s+inet6?\s|\s*$)",
            FILE,
            marks=r"\s*(bond-members|use|requires|inherit|template)\s",
        ),
    ),
    spelling=Spelling(
        mode="bond-mode",
        **{
            each.option: replace(each, name=f"bond-{each.name.replace('_', '-')}", option="", elsewhere="")
            for each in SPELLING
            if each.option not in (*MEMBERS, "active_slave", "lacp_strict", "arp_ip_target", "ad_actor_sys_prio")
        },
        arp_ip_target=Key("bond-arp-ip-target", Separated(",")),
        ad_actor_sys_prio=Key("bond-ad-actor-sys-prio", since="4.2", also=("bond-ad-sys-priority",)),
    ),
    frame={
        **PHRASES,
        "auto": "Brings the interface up at boot, and with ifup -a. A line takes one interface.",
        "iface": "Begins the lines for one interface.",
        "use bond": "The interface is a bond.",
        "use bridge": "The interface is a bridge.",
        "use dhcp": "Asks a DHCP server for an IPv4 address.",
        "use ipv6-ra": "Takes IPv6 addresses and routes from router advertisements.",
        "requires": "What has to be up before.",
        "bond-members": "The members of the bond.",
        "slaves": "The members once more, by the word of the scripts of the package bonding.",
        "alias": "A description that the kernel keeps with the interface.",
        "pre-up ip link add": "Makes the bond where nothing has made it yet, for what it takes only while it is down.",
        "test -x": "Fails where the file is not there, and prints nothing where it is.",
        "ifquery": "Prints what ifupdown-ng reads for the interface.",
        "ifquery-ng": "Prints what ifupdown-ng reads for the interface.",
        "ifup": "Brings the interfaces up, what they need first.",
        "ifup-ng": "Brings the interfaces up, what they need first.",
        "ifdown": "Takes the interfaces down.",
        "ifdown-ng": "Takes the interfaces down.",
        "ifdown -i": "Takes the interfaces down as the file says that was kept.",
        "ifdown-ng -i": "Takes the interfaces down as the file says that was kept.",
    },
    gaps={
        **{
            name: f"ifupdown-ng would hand it to the command that makes the bond, which has no members then, and fails. Write up ip link "
            f"dev MEMBER type bond_slave {name} N into the stanza of the bond."
            for name in MEMBERS
        },
        "lacp_strict": "ifupdown-ng hands it to ip, which makes no bond at all where it is too old. Write up ip link set dev BOND type "
        "bond lacp_strict VALUE into the stanza.",
        "active_slave": "ifupdown-ng would hand it to the command that makes the bond, when there are no members: it fails. Use primary, "
        "or write up ip link set dev BOND type bond active_slave MEMBER into the stanza.",
        "gateway": "All gateways get one metric, so the kernel takes one of each family. Write up ip route add default via GATEWAY dev "
        "BOND metric N into the stanza.",
        "member=none": "A list of members that is called none means no members. Rename the interface.",
        "description": "A description with % $ \\ < > # or braces is more than text to the tools that read this file. Leave them out.",
        "dns": "ifupdown-ng sets no name servers. Write nameserver ADDRESS into /etc/resolv.conf.",
        "search": "ifupdown-ng sets no search domains. Write search DOMAIN into /etc/resolv.conf.",
        "ipv6=dhcp": "ifupdown-ng asks no DHCPv6 server, except that dhcpcd, where it is installed, does that beside DHCP. Write up dhcpcd "
        "-6 BOND into the stanza.",
        "vlan.name": "ifupdown-ng reads what VLAN it is out of a name with a dot or that begins with vlan. Choose another name.",
    },
    indirect=lines.EITHER,
)


@stack.behind
def behind(release: Release | None) -> Mapping[str, str]:
    """What the scripts of Alpine's package bonding pass over."""
    if not is_alpine(release):
        return {}
    why = "The scripts of Alpine's package bonding pass over {}. Write up echo VALUE > /sys/class/net/BOND/bonding/{} into the stanza."
    return {key.option: why.format(key.name, key.option) for key in stack.spelling if key.option not in SCRIPTED}


def is_alpine(release: Release | None) -> bool:
    """Whether a release makes its bonds with the scripts of the package bonding."""
    return release is not None and release.family == "alpine"


def tool(name: str, release: Release | None) -> str:
    """A command as the release calls it: Debian has the plain names in a package of its own since version 13."""
    renamed = release is not None and release.family == "debian" and (release.tool("ifupdown-ng") or (0,)) >= (0, 12)
    return f"{name}-ng" if renamed else name


# ---------------------------------------------------------------- writing


@stack.renderer
def render(bond: Bond, write: Writer) -> Iterator[File | Step]:
    """The lines for the one file that is sure to be read."""
    ifup, ifdown, ifquery = (tool(name, write.release) for name in ("ifup", "ifdown", "ifquery"))
    yield File(FILE, list(_stanzas(bond, write)), adds=True)
    yield keep(bond, FOLDER)
    scripts = [f"{FOLDER}/if-pre-up.d/bonding"] if is_alpine(write.release) else []
    scripts += [f"{FOLDER}/if-pre-up.d/bridge"] if bond.bridge and is_alpine(write.release) else []
    yield apply(
        *(("test", "-x", path) for path in (EXECUTOR, *scripts)),
        why="The parts that make bonds are installed (prints nothing); without them the lines are passed over in silence.",
        role="check",
    )
    if bond.members:
        theirs = f"^[[:blank:]]*(auto|allow-[a-z]+|iface)[[:blank:]](.*[[:blank:]])?({any_of(bond.members)})([[:blank:]]|$)"
        yield apply(
            ("grep", "-rnE", theirs, FILE),
            why="Find the members' own stanzas and take them out now: they would keep their addresses. ifupdown-ng brings members up "
            "without any.",
            role="stanzas",
        )
    yield apply((ifquery, bond.name), why="ifupdown-ng reads the stanzas.", role="check")
    made = names(bond)
    yield apply(
        (ifdown, "-i", f"{folder(bond)}/network/interfaces", *reversed(made), *bond.members),
        (ifup, *made),
        why="Take down what is there, by the old file, and bring up the new; it says so where it does not know an interface.",
        drops=True,
    )
    yield from look(as_written(bond, write))
    values = {"mode": f"{bond.mode} {bond.facts.number}", **{each.option: shown(bond, each.option) for each, _, _ in write.options(bond)}}
    values = {name: text for name, text in values.items() if name == "mode" or stack.spelling.get(name)}
    yield verify(
        ("grep", "-H", "", *(bond_file(bond.name, name) for name in values if _has_file(name))),
        why="The values as the kernel has them: ifup ends well even when ip did not make the bond.",
        see="\n".join(f"{bond_file(bond.name, name)}:{text}" for name, text in values.items() if _has_file(name)),
    )
    yield from look_beyond(bond, write.beyond(bond))
    yield from ping(_named(bond))
    yield rollback(
        (ifdown, *reversed(made), *bond.members),
        (*RESTORE, f"{folder(bond)}/network/.", FOLDER),
        (ifup, "-a"),
        why="Take the new down, put the old file back, and bring up what it says.",
        drops=True,
    )


def names(bond: Bond) -> list[str]:
    """The interfaces that the stanzas make, in the order of creation, by the names that they get."""
    return [bond.name, *(vlan_name(bond, vlan) for vlan in bond.vlans), *([bond.bridge.name] if bond.bridge else [])]


def vlan_name(bond: Bond, vlan: Vlan) -> str:
    """The name of a VLAN: the id is read out of a name that has a dot or begins with vlan, so such a one has to fit."""
    misread = "." in vlan.name or vlan.name.startswith("vlan")
    fits = vlan.name in (plain(bond, vlan), f"vlan{vlan.id}") and not vlan.name.startswith("vlan.")
    taken = {*bond.members, *bond.interfaces}
    other = next(each for each in (f"vlan{vlan.id}", f"v{vlan.id}-{bond.name}"[:15], f"v{vlan.id}", f"id{vlan.id}") if each not in taken)
    return other if misread and not fits else vlan.name


def _named(bond: Bond) -> Bond:
    """The bond with the names that its VLANs get."""
    bridge = bond.bridge and replace(bond.bridge, over=dict(zip(bond.interfaces, names(bond), strict=True))[bond.bridge.over])
    return replace(bond, vlans=tuple(replace(vlan, name=vlan_name(bond, vlan)) for vlan in bond.vlans), bridge=bridge)


def _stanzas(bond: Bond, write: Writer) -> Iterator[Node]:
    yield from _interface(bond, bond.name, bond.addressing, _own(bond, write), bond.mtu, write)
    for vlan in bond.vlans:
        name = vlan_name(bond, vlan)
        made = _interface(bond, name, vlan.addressing, vlan_lines(bond, vlan), vlan.mtu, write, called=vlan.name)
        yield from belongs(bond, vlan.name, made)
    if bond.bridge:
        over = next((vlan_name(bond, vlan) for vlan in bond.vlans if vlan.name == bond.bridge.over), bond.name)
        own = [key("use", "bridge", "bridge"), key("requires", over, "bridge.over"), *bridge_lines(over)]
        made = _interface(bond, bond.bridge.name, dict(bond.layer3)[bond.bridge.name], own, None, write)
        yield from belongs(bond, bond.bridge.name, made)


def _own(bond: Bond, write: Writer) -> list[Node]:
    """The lines of the bond itself."""
    own = [key("use", "bond", "name")]
    if bond.members:
        listed = " ".join(bond.members)
        own += [key("requires", listed, "member"), key("bond-members", listed, "member")]
        own += [key("slaves", listed, "member")] if is_alpine(write.release) else []  # its scripts' own word, which nothing else reads
    own.append(key("bond-mode", bond.mode, "mode"))
    late: list[Node] = []
    for each, name, text in write.options(bond):
        first, *more = text.split(",") if each.option == "arp_ip_target" and is_alpine(write.release) else [text]
        own.append(key(name, first, each.option))  # more than one would be separated by commas here, and by blanks there
        path = bond_file(bond.name, each.option)
        late += [key("up", f"echo +{target} > {path} || true", each.option) for target in more]
    own += [*lines.before(bond, write), *late, *lines.after(bond, write, members=True)]
    if bond.mac:
        own.append(key("hwaddress", bond.mac, "mac"))
    if bond.description and is_plain_text(bond.description):
        own.append(key("alias", bond.description, "description"))
    return own


def _interface(
    bond: Bond, name: str, addressing: Addressing, own: list[Node], mtu: int | None, write: Writer, *, called: str = ""
) -> Iterator[Node]:
    """The one stanza of an interface."""
    yield words("auto", name, about="name")
    about = "mtu" if name == bond.name else f"vlan.{own[0].about.split('.')[1]}.mtu" if mtu else ""
    sized = [key("mtu", mtu, about)] if mtu else []
    if bond.bridge and bond.bridge.over == (called or name):
        yield stanza([*own, *sized], name, about="bridge")
        return
    used = [key("use", "dhcp", "ipv4")] if addressing.ipv4 == "dhcp" else []
    used += [key("use", "ipv6-ra", "ipv6")] if addressing.ipv6 == "auto" else []
    bridge = bond.bridge is not None and name == bond.bridge.name  # Alpine's script makes it after the pre-up lines
    quiet = advertisements(name, addressing, "up" if bridge or is_alpine(write.release) else "pre-up", take=False)
    body = [*own, *sized, *used, *address_lines(addressing), *quiet, *route_lines(name, addressing)]
    yield stanza(body, name, about="address" if addressing.addresses else "ipv4")


def _has_file(name: str) -> bool:
    return not lines.is_netlink_only(name)


# ---------------------------------------------------------------- traps


@stack.trap
def ifupdown_ng_leftover_stanzas(bond: Bond, release: Release | None) -> Findings:
    """A stanza of a member that was there before stays in force.

    The bond requires its members, so their stanzas run first and give them addresses of their
    own, which stay when they join.

    Bad:  stack=ifupdown-ng release=alpine-3.23 mode=active-backup miimon=100 member=eth0 member=eth1
    Good: stack=ifupdown-ng release=alpine-3.23 mode=active-backup miimon=100
    """
    if bond.members:
        yield hint(
            "member",
            "Stanzas that the members have already give them addresses of their own, which stay when they join.",
            f"Take those of {', '.join(bond.members)} out of /etc/network/interfaces and the files it reads.",
        )


@stack.trap
def ifupdown_ng_needs_packages(bond: Bond, release: Release | None) -> Findings:
    """Lines whose package is not installed are ignored in silence.

    On Alpine the packages bonding and bridge bring the scripts that make bonds and bridges, and
    iproute2 the `ip` that knows bonds; the one of busybox does not. Debian 13 keeps the service that brings
    interfaces up at boot, and the plain names of ifup and ifdown, in ifupdown-ng-compat.

    Bad:  stack=ifupdown-ng release=alpine-3.23 mode=active-backup miimon=100 member=eth0 member=eth1
    Bad:  stack=ifupdown-ng release=debian-13 mode=active-backup miimon=100 member=eth0 member=eth1
    """
    if release is None:
        return
    if is_alpine(release):
        needed = ["bonding", "iproute2", *(["bridge"] if bond.bridge else [])]
    else:
        needed = ["ifupdown-ng", *(["ifupdown-ng-compat"] if tool("ifup", release) != "ifup" else [])]
        needed += ["isc-dhcp-client"] if any(each.ipv4 == "dhcp" for _, each in bond.layer3) else []
    install = "apk add" if is_alpine(release) else "apt-get install"
    yield hint(
        "stack", "What is not installed is passed over in silence.", f"Run {install} {' '.join(needed)} while the network still works."
    )


@stack.trap
def ifupdown_ng_is_not_the_default(bond: Bond, release: Release | None) -> Findings:
    """On this release another system configures the network unless someone changed that.

    ifupdown reads the same file, but stops at a stanza without a family: where its service is the
    one that starts, nothing in the file comes up.

    Bad:  stack=ifupdown-ng release=debian-13 mode=active-backup miimon=100 member=eth0 member=eth1
    Good: stack=ifupdown-ng release=alpine-3.23 mode=active-backup miimon=100 member=eth0 member=eth1
    """
    if release is None or release.default_stack == "ifupdown-ng":
        return
    other = (release.uses or release.default_stack).partition(",")[0]
    mend = f"Install ifupdown-ng in place of {other} while you sit at the console, or choose {other}."
    yield hint("stack", f"{release.name} uses {other} unless someone changed that.", mend, {"stack": release.default_stack})


@stack.trap
def ifupdown_ng_dot_means_vlan(bond: Bond, release: Release | None) -> Findings:
    """A dot in a name makes ifupdown-ng take the interface for a VLAN.

    It makes a VLAN on what stands before the last dot, or fails for want of it, before the bond
    or the bridge of that name can be made.

    Bad:  stack=ifupdown-ng release=alpine-3.23 name=eth0.5 mode=active-backup miimon=100 member=eth0 member=eth1
    Bad:  stack=ifupdown-ng release=alpine-3.23 mode=active-backup miimon=100 member=eth0 member=eth1 bridge=br.lan
    Good: stack=ifupdown-ng release=alpine-3.23 mode=active-backup miimon=100 member=eth0 member=eth1 bridge=br0
    """
    for field, name in (("name", bond.name), ("bridge", bond.bridge.name if bond.bridge else "")):
        if "." in name:
            other = name.replace(".", "-")
            mend = to_name(bond, other) if field == "name" else {"bridge": other}
            said = f"ifupdown-ng takes {name} for a VLAN on {name.rpartition('.')[0]}."
            yield warning(field, said, "Choose a name without a dot.", mend)


# ---------------------------------------------------------------- reading

DIALECT = Dialect(
    tool="ifupdown-ng",
    members=("bond-members", "bond-slaves", "slaves"),
    one_auto=True,
    marks="+",
    odd="ifupdown-ng wants plain addresses without {!r}: the bond is not made",
    heads=("source", "source-directory", "use", "requires"),
    refused={
        "bond-active-slave": f"{stack.gaps['active_slave']} Only the scripts of Alpine do it as it stands.",
        "bond-peer-notif-delay": "the manual's word, which ip does not know, so that it makes no bond: write bond-peer-notify-delay",
        **{f"bond-{name.replace('_', '-')}": stack.gaps[name] for name in MEMBERS},
    },
    unknown="ifupdown-ng hands {} to ip, which does not know it and makes no bond",
    ignored={
        "bond-master": "ifupdown-ng does not know bond-master: the member does not join",
        "bond-ports": "ifupdown-ng does not know bond-ports: write bond-members",
    },
)


@stack.parser
def parse(read: Reader) -> Iterator[Draft]:
    """The stanzas of all files."""
    found = list(drafts(read, DIALECT))
    for node in (item for nodes in read.files.values() for each in nodes for item in each.items):
        name = node.name.replace("_", "-")
        if name == "bond-arp-ip-target" and len(node.text.split()) > 1:
            said = "Blanks between the targets: Alpine's scripts want them, elsewhere ifupdown-ng makes no bond."
            read.flaw(node, "warning", "depends-on-package", said, "Elsewhere write commas, without blanks.")
    yield from found


@stack.claimer
def claims(path: str, nodes: list[Node]) -> Iterator[Claim]:
    """The interfaces that get addresses by a stanza of their own."""
    for node in nodes:
        if node.name == "iface" and len(node.words) > 1:
            told = [(item.name, item.text) for item in node.items]
            if "dhcp" in node.words[2:] or ("use", "dhcp") in told or any(name == "address" for name, _ in told):
                yield Claim(node.words[1], path, node.line, "gives it addresses")
