"""Slackware: rc.inet1.conf, arrays with a number for each interface; bonds since 15.0."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.bonding.findings import Findings, error, hint, warning
from app.bonding.model import Addressing, Bond
from app.bonding.names import INTERFACE_BYTES, interface, ip
from app.bonding.options import OPTIONS
from app.distros.releases import Release
from app.formats import shellarrays
from app.formats.node import COMMENT, Node, comment
from app.stacks.contract import Draft, File, Place, Reader, Stack, Step, Writer
from app.stacks.ip_words import SPELLING
from app.stacks.phrases import belongs
from app.stacks.spelling import Spelling
from app.stacks.steps import RESTORE, apply, folder, keep, look, ping, rollback

PATH = "/etc/rc.d/rc.inet1.conf"
SCRIPT = "/etc/rc.d/rc.inet1"
MOST = 6
"""The number of entries that the script looks at unless MAXNICS says more."""

LOCAL = "Put this into /etc/rc.d/rc.local: "
NO_MEMBERS = "The script makes a bond only of members."
LATE = (
    "The script runs IFOPTS when the members have joined, and the kernel takes it only before. Put `options bonding {}=VALUE` into a "
    "file below /etc/modprobe.d: it holds for every bond."
)


class Slackware(Stack):
    """The stack; without members there is nothing to say."""

    def why_not_for(self, bond: Bond, name: str, text: str, release: Release | None = None) -> str:
        """Why an entry cannot say an option; none can where there is no bond."""
        return super().why_not_for(bond, name, text, release) if bond.members else NO_MEMBERS


stack = Slackware(
    title="rc.inet1.conf (Slackware)",
    home="https://docs.slackware.com/slackbook:network",
    tool="iproute2",
    syntax=shellarrays,
    places=(Place(("*/rc.inet1.conf", "rc.inet1.conf"), r"\s*(?:IFNAME|BONDNICS|IPADDRS?)\[\d+\]=", PATH),),
    spelling=Spelling(**{key.option: key for key in SPELLING if not key.elsewhere and not OPTIONS[key.option].empty}),
    gaps={
        "name": NO_MEMBERS,
        "address": "USE_DHCP and USE_SLAAC pass over fixed addresses of the family. " + LOCAL + "ip address add ADDRESS dev BOND",
        "gateway": "GATEWAY and GATEWAY6 stand once for the whole system, and beside a network of one of the interfaces. "
        + LOCAL
        + "ip route add default via GATEWAY dev BOND",
        "mtu": "The script sets the MTU of an interface that has addresses. "
        + LOCAL
        + "ip link set dev BOND mtu N, and the same for each VLAN that is to have it",
        "vlan.mtu": "The script sets the MTU of an interface that has addresses. " + LOCAL + "ip link set dev VLAN mtu N",
        "route": "rc.inet1.conf has no routes. " + LOCAL + "ip route add NETWORK via GATEWAY",
        "dns": "rc.inet1.conf has no name servers. Put the line nameserver into /etc/resolv.conf.",
        "search": "rc.inet1.conf has no search domains. Put the line search into /etc/resolv.conf.",
        "vlan.name": "The script takes bond and number of a VLAN from its name: BOND.NUMBER, 15 bytes at most.",
        "bridge.over": "The VLAN under the bridge got another name.",
        **{name: LATE.format(name) for name, option in OPTIONS.items() if option.empty},
        "active_slave": "An action on a running bond. " + LOCAL + "ip link set dev BOND type bond active_slave MEMBER",
        "queue_id": "IFOPTS are options of the bond. " + LOCAL + "ip link set dev MEMBER type bond_slave queue_id N",
        "prio": "IFOPTS are options of the bond. " + LOCAL + "ip link set dev MEMBER type bond_slave prio N",
        "actor_port_prio": "IFOPTS are options of the bond. " + LOCAL + "ip link set dev MEMBER type bond_slave actor_port_prio N",
    },
    frame={
        "IFNAME": "The interface that this number is for.",
        "BONDNICS": "The members, which the script lets join.",
        "BONDMODE": "The mode of the bond.",
        "IFOPTS": "Options, each run as one ip command when the members have joined.",
        "BRNICS": "What stands below the bridge.",
        "IPADDRS": "Addresses of IPv4.",
        "IP6ADDRS": "Addresses of IPv6.",
        "USE_DHCP": "Whether to ask a DHCP server.",
        "USE_DHCP6": "Whether to ask a DHCPv6 server.",
        "USE_SLAAC": "Whether to take addresses from routers.",
        "MTU": "The MTU.",
        "HWADDR": "The hardware address.",
        "GATEWAY": "The default route of IPv4.",
        "GATEWAY6": "The default route of IPv6.",
        "MAXNICS": "How many numbers the script looks at.",
        "bash -n": "The shell reads the file and runs nothing of it.",
        "dhcpcd": "Ends the DHCP client of the card; one that runs for IPv4 alone has to be called with -4 again.",
        "ip address flush": "Takes the old addresses off the card.",
        "ip link set dev * down": "The card has to be down when it joins.",
        "/etc/rc.d/rc.inet1 start": "Sets up all interfaces of the file.",
        "/etc/rc.d/rc.inet1 stop": "Takes all interfaces of the file down.",
    },
)

# ---------------------------------------------------------------- writing


@stack.renderer
def render(bond: Bond, write: Writer) -> Iterator[File | Step]:
    """The whole file: it has a number for each interface, and no two may share one."""
    if bond.members:
        head = [comment(f"{bond.name}: {bond.description}", "description")] if bond.description else []
        yield File(PATH, [*head, *_nodes(bond, write)], permissions="0600")
    yield keep(bond, PATH)
    yield apply(
        ("bash", "-n", PATH),
        why="The file is complete. It takes the place of the old one: give interfaces that stay numbers of their own in it.",
        role="check",
    )
    yield apply(
        *(
            words
            for member in bond.members
            for words in (
                ("dhcpcd", "-4", "-k", member),
                ("dhcpcd", "-k", member),
                ("ip", "address", "flush", "dev", member),
                ("ip", "link", "set", "dev", member, "down"),
            )
        ),
        (SCRIPT, "start"),
        why="Free the members, which the script does not do, and start: dhcpcd would give a member its address again, and says so where "
        "it does not run. The script prints a chunk of IFOPTS that fails, and goes on.",
        drops=True,
    )
    yield from look(bond)
    yield from ping(bond)
    yield rollback(
        (SCRIPT, "stop"),
        (*RESTORE, f"{folder(bond)}/rc.inet1.conf", PATH),
        (SCRIPT, "start"),
        why="Stop while the new file still tells what to stop, put the old one back, start.",
        drops=True,
    )


def _nodes(bond: Bond, write: Writer) -> Iterator[Node]:
    names = {bond.name: bond.name, **{vlan.name: f"{bond.name}.{vlan.id}" for vlan in bond.vlans}}
    mtus = {vlan.name: (vlan.mtu, f"vlan.{vlan.id}.mtu") for vlan in bond.vlans if vlan.mtu}
    lost = {vlan.name for vlan in bond.vlans if len(names[vlan.name]) > INTERFACE_BYTES}
    if bond.bridge and bond.bridge.over in lost:
        lost.add(bond.bridge.name)
    made = [name for name in bond.interfaces if name not in lost]
    for number, name in enumerate(made):
        yield Node(f"IFNAME[{number}]", value=names.get(name, name), about=belongs(bond, name, [Node("", about="name")])[0].about)
        if name == bond.name:
            yield from _bond(bond, number, write)
        elif bond.bridge and name == bond.bridge.name:
            yield Node(f"BRNICS[{number}]", value=names[bond.bridge.over], about="bridge.over")
        addressing = dict(bond.layer3).get(name, Addressing())
        if name in mtus and _comes_up(addressing):
            yield Node(f"MTU[{number}]", value=str(mtus[name][0]), about=mtus[name][1])
        yield from belongs(bond, name, _addressing(number, addressing))
    known = [(name, addressing) for name, addressing in bond.layer3 if name in made]
    for family, variable in ((4, "GATEWAY"), (6, "GATEWAY6")):
        for name, gateway in _gateways(known, family)[:1]:
            yield from belongs(bond, name, [Node(variable, value=gateway, about="gateway")])
    if len(made) > MOST:
        yield Node("MAXNICS", value=str(len(made)), about="name")


def _bond(bond: Bond, number: int, write: Writer) -> Iterator[Node]:
    yield Node(f"BONDNICS[{number}]", value=" ".join(bond.members), about="member")
    yield Node(f"BONDMODE[{number}]", value=bond.mode, about="mode")
    said = list(write.options(bond))
    # the script passes on one option after the other: targets before the monitor that needs them
    said.sort(key=lambda each: each[0].option == "arp_interval")
    if said:
        chunks = " | ".join(f"{name} {text}" for _, name, text in said)
        yield Node(f"IFOPTS[{number}]", value=chunks, about=" ".join(key.option for key, _, _ in said))
    if bond.mtu and _comes_up(dict(bond.layer3).get(bond.name, Addressing())):
        yield Node(f"MTU[{number}]", value=str(bond.mtu), about="mtu")
    if bond.mac:
        yield Node(f"HWADDR[{number}]", value=bond.mac, about="mac")


def _comes_up(addressing: Addressing) -> bool:
    """Whether the script sets an interface up, and its MTU then: it does so for addresses alone."""
    return (addressing.ipv4, addressing.ipv6) != ("none", "none")


def _addressing(number: int, addressing: Addressing) -> Iterator[Node]:
    """Both families; what is off is said too, because the number may have been another interface's."""
    four = " ".join(map(str, addressing.of_family(4))) if addressing.ipv4 == "static" else ""
    six = " ".join(map(str, addressing.of_family(6))) if addressing.ipv6 == "static" else ""
    yield Node(f"IPADDRS[{number}]", value=four, about="address" if four else "ipv4")
    yield Node(f"USE_DHCP[{number}]", value="yes" if addressing.ipv4 == "dhcp" else "", about="ipv4")
    yield Node(f"IP6ADDRS[{number}]", value=six, about="address" if six else "ipv6")
    yield Node(f"USE_SLAAC[{number}]", value="yes" if addressing.ipv6 == "auto" else "", about="ipv6")
    yield Node(f"USE_DHCP6[{number}]", value="yes" if addressing.ipv6 == "dhcp" else "", about="ipv6")


def _gateways(known: list[tuple[str, Addressing]], family: int) -> list[tuple[str, str]]:
    """The gateways of a family with their interfaces: those in a network that no interface before has too, as the route names none."""
    found, before = [], list[str]()
    for name, addressing in known:
        fixed = addressing.of_family(family) if (addressing.ipv4, addressing.ipv6)[family == 6] == "static" else ()
        own = list(map(str, fixed))
        for gateway in addressing.gateways:
            inside = ip(gateway).version == family and any(_reaches(each, gateway) for each in own)
            if inside and not any(_reaches(each, gateway) for each in before):
                found.append((name, gateway))
        before += own
    return found


# ---------------------------------------------------------------- traps


@stack.trap
def slackware_needs_members(bond: Bond, release: Release | None) -> Findings:
    """The script makes a bond only of members.

    BONDNICS is what makes an entry one for a bond.

    Bad:  stack=slackware release=slackware-15 mode=active-backup miimon=100
    Good: stack=slackware release=slackware-15 mode=active-backup miimon=100 member=eth0 member=eth1
    """
    if not bond.members:
        yield error("member", "Without members nothing is written.", "Name the cards that join.")


@stack.trap
def slackware_two_managers(bond: Bond, release: Release | None) -> Findings:
    """NetworkManager and rc.inet1 may both run.

    Both are started where their scripts are executable, and NetworkManager takes cards that have no entry
    of their own, the members.

    Bad:  stack=slackware release=slackware-15 mode=active-backup miimon=100 member=eth0 member=eth1
    Good: stack=iproute2 release=slackware-15 mode=active-backup miimon=100 member=eth0 member=eth1
    """
    yield hint(
        "stack",
        "Where /etc/rc.d/rc.networkmanager is executable, NetworkManager takes the members too.",
        "Look with: ls -l /etc/rc.d/rc.networkmanager. Take its x away, or write the bond for NetworkManager.",
        {"stack": "keyfile"},
    )


@stack.trap
def slackware_goes_on(bond: Bond, release: Release | None) -> Findings:
    """An option that fails is printed once and passed over.

    rc.inet1 runs the chunks of IFOPTS one after the other and does not stop. After a start
    only the kernel knows which of them it took.

    Bad:  stack=slackware release=slackware-15 mode=802.3ad miimon=100 lacp_rate=fast member=eth0 member=eth1
    Good: stack=slackware release=slackware-15 mode=802.3ad member=eth0 member=eth1
    """
    names = [name for name, _ in bond.options if name in stack.spelling.keys]
    if names:
        yield hint(
            names[0],
            "rc.inet1 goes on when an option fails.",
            f"After the next start compare: grep -H . /sys/class/net/{bond.name}/bonding/* 2>/dev/null",
        )


@stack.trap
def slackware_up_by_an_address(bond: Bond, release: Release | None) -> Findings:
    """The script sets an interface up when it gives it an address, and not otherwise.

    A bond without one comes up as the port of a bridge or below a VLAN. By itself it stays down, and so does a
    VLAN without an address that is not the port of a bridge.

    Bad:  stack=slackware release=slackware-15 mode=active-backup miimon=100 member=eth0 member=eth1
    Bad:  stack=slackware release=slackware-15 mode=active-backup miimon=100 member=eth0 member=eth1 address=192.0.2.10/24 vlan=10
    Good: stack=slackware release=slackware-15 mode=active-backup miimon=100 member=eth0 member=eth1 vlan.10.address=192.0.2.10/24
    """
    raised = {bond.bridge.over} if bond.bridge else set[str]()
    raised |= {bond.name} if bond.vlans else set()
    for name, addressing in bond.layer3 if bond.members else ():
        if name not in raised and not (bond.bridge and name == bond.bridge.name) and not _comes_up(addressing):
            field = "address" if name == bond.name else next(f"vlan.{vlan.id}.address" for vlan in bond.vlans if vlan.name == name)
            yield hint(
                field, f"The script leaves {name} down: it has no address.", f"Put ip link set dev {name} up into /etc/rc.d/rc.local."
            )


@stack.trap
def slackware_no_monitor(bond: Bond, release: Release | None) -> Findings:
    """Where IFOPTS says nothing of miimon, nobody watches the links.

    The script sets no monitor of its own, so a member without a link stays in use, except in the modes that
    set one themselves.

    Bad:  stack=slackware release=slackware-15 mode=active-backup member=eth0 member=eth1
    Good: stack=slackware release=slackware-15 mode=active-backup miimon=100 member=eth0 member=eth1
    """
    if bond.members and not bond.effective("miimon") and not bond.option("arp_interval"):
        yield warning("miimon", "Nothing watches the links, and a dead one stays in use.", "Take miimon=100.", {"miimon": "100"})


# ---------------------------------------------------------------- reading


@dataclass
class Entry:
    """All variables of one number."""

    number: int
    told: dict[str, Node] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The value of a variable; the last one holds."""
        return self.told[name].text.strip() if name in self.told else ""

    @property
    def name(self) -> str:
        """The interface."""
        return self.text("IFNAME") or f"eth{self.number}"

    @property
    def comes_up(self) -> bool:
        """Whether the script sets the interface up: it does so for addresses alone."""
        fixed = any(self.text(name) for name in ("IPADDR", "IPADDRS", "IP6ADDRS"))
        return fixed or any(self.text(name).lower() == "yes" for name in WAYS)


@stack.parser
def parse(read: Reader) -> Iterator[Draft]:
    """The bonds of each file, with what stands on them."""
    for path, nodes in read.files.items():
        yield from _File(read, path, nodes).drafts()


LIKE = {"IPADDRS": "ipv4", "IP6ADDRS": "ipv6", "USE_DHCP": "ipv4", "USE_DHCP6": "ipv6", "USE_SLAAC": "ipv6"}
WAYS = {"USE_DHCP": ("ipv4", "dhcp"), "USE_SLAAC": ("ipv6", "auto"), "USE_DHCP6": ("ipv6", "dhcp")}


class _File:
    def __init__(self, read: Reader, path: str, nodes: list[Node]) -> None:
        self.read, self.path, self.nodes = read, path, nodes
        self.entries: dict[int, Entry] = {}
        self.alone: dict[str, Node] = {}
        for node in nodes:
            match = re.fullmatch(r"(\w+)\[(\d+)\]", node.name)
            if match:
                number = int(match[2])
                self.entries.setdefault(number, Entry(number)).told[match[1]] = node
            elif node.value is not None and node.name != COMMENT:
                self.alone[node.name] = node

    def drafts(self) -> Iterator[Draft]:
        most = int(self.alone["MAXNICS"].text) if self.alone.get("MAXNICS") and self.alone["MAXNICS"].text.isdecimal() else MOST
        bonds = {entry.name: Draft(entry.name) for entry in self.entries.values() if entry.text("BONDNICS")}
        places: dict[str, tuple[Draft, str]] = {name: (draft, "") for name, draft in bonds.items()}
        for entry in self.entries.values():
            below, dot, number = entry.name.rpartition(".")
            if dot and below in bonds and number.isdecimal() and len(number) <= 4:
                places[entry.name] = (bonds[below], f"vlan.{int(number)}.")
        if not bonds:
            return
        for entry in self.entries.values():
            for port in entry.text("BRNICS").split():
                if port in places and entry.name not in places:
                    places[entry.name] = places[port]
                    for word, value in (("bridge", entry.name), ("bridge.over", port)):
                        places[port][0].say(word, value, self.path, entry.told["BRNICS"])
                    self.read.take(entry.told["BRNICS"])
        for entry in self.entries.values():
            if entry.name in places:
                self.entry(entry, *places[entry.name])
                if entry.number >= most:
                    node = next(iter(entry.told.values()))
                    self.read.refuse(self.path, node, f"the script looks at the first {most} numbers: set MAXNICS")
        self.gateways(places)
        self.read.take(self.alone.get("MAXNICS"))
        for node in self.nodes:
            for draft in bonds.values():
                if node.name == COMMENT and node.text.startswith(f"{draft.name}: "):
                    draft.say("description", node.text.partition(": ")[2], self.path, node)
        yield from bonds.values()

    def entry(self, entry: Entry, draft: Draft, prefix: str) -> None:
        """One interface of a bond."""
        said, own = entry.told, draft.name == entry.name
        self.read.take(said.get("IFNAME"))
        if prefix and draft.values("bridge") != [entry.name]:
            draft.say(f"{prefix}name", entry.name, self.path, said.get("IFNAME"))
        for name, word in (("MTU", f"{prefix}mtu"), *((("HWADDR", "mac"), ("BONDMODE", "mode")) if own else ())):
            if not entry.text(name) or draft.values("bridge") == [entry.name]:
                continue
            if name == "MTU" and not entry.comes_up:
                why = f"the script sets the MTU of an interface that has addresses, and {entry.name} has none"
                self.read.refuse(self.path, said[name], why, "warning")
                continue
            draft.say(word, entry.text(name), self.path, said[name])
            self.read.take(said[name])
        if own:
            for member in entry.text("BONDNICS").split():
                draft.say("member", member, self.path, said["BONDNICS"])
            self.read.take(said["BONDNICS"])
            self.options(draft, said.get("IFOPTS"))
        self.addressing(entry, draft, prefix)

    def options(self, draft: Draft, node: Node | None) -> None:
        """The chunks of IFOPTS: a pair each, or several pairs."""
        self.read.take(node)
        for chunk in node.text.split("|") if node else ():
            words = chunk.split()
            for name, text in zip(words[::2], words[1::2], strict=False):
                if node and not self.read.option(draft, self.path, node, name, text):
                    late = name in OPTIONS and OPTIONS[name].empty
                    why = "the members have joined by then, and the kernel refuses it" if late else "ip knows no such option of a bond"
                    self.read.refuse(self.path, node, f"{name}: {why}")
            if node and len(words) % 2:
                self.read.refuse(self.path, node, f"“{chunk.strip()}” is no pair of an option and its value: put | between the options")

    def addressing(self, entry: Entry, draft: Draft, prefix: str) -> None:
        """Addresses and where they are from; DHCP passes over fixed ones."""
        ways = {}
        for name, (word, way) in WAYS.items():
            if entry.text(name).lower() == "yes":
                draft.say(prefix + word, way, self.path, entry.told[name])
                ways[word] = name
            if entry.text(name).lower() in ("yes", "no", ""):
                self.read.take(entry.told.get(name))
        for name in ("IPADDRS", "IP6ADDRS"):
            node = entry.told.get(name)
            if node and node.text.strip() and LIKE[name] in ways:
                self.read.refuse(self.path, node, f"{ways[LIKE[name]]} passes over it")
                continue
            for address in entry.text(name).split():
                draft.say(
                    f"{prefix}address", address if "/" in address else f"{address}/{24 if name == 'IPADDRS' else 64}", self.path, node
                )
            self.read.take(node)
        old, mask = entry.told.get("IPADDR"), entry.told.get("NETMASK")
        if old and old.text.strip() and not entry.text("IPADDRS") and "ipv4" not in ways:
            draft.say(f"{prefix}address", f"{old.text.strip()}/{_length(mask.text.strip() if mask else '')}", self.path, old)
            self.read.take(old, mask)

    def gateways(self, places: dict[str, tuple[Draft, str]]) -> None:
        """The default routes: counted to the interface in whose network they lie."""
        for name in ("GATEWAY", "GATEWAY6"):
            node = self.alone.get(name)
            for draft, prefix in places.values() if node and node.text.strip() else ():
                if any(_reaches(address, node.text.strip()) for address in draft.values(f"{prefix}address") if node):
                    draft.say(f"{prefix}gateway", node.text.strip() if node else "", self.path, node)
                    self.read.take(node)
                    break
            if node and not node.text.strip():
                self.read.take(node)


def _reaches(address: str, gateway: str) -> bool:
    try:
        return ip(gateway) in interface(address).network
    except ValueError:
        return False


def _length(mask: str) -> str:
    """The prefix length of a netmask; empty for what is none."""
    try:
        return str(ipaddress.IPv4Network(f"0.0.0.0/{mask or '255.255.255.0'}").prefixlen)
    except ValueError:
        return mask
