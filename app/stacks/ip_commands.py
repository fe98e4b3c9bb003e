"""What stacks of `ip` commands share: the lines for layer 3, and a reader that follows the commands."""

from __future__ import annotations

from collections.abc import Iterator

from app.bonding.changes import Wanted
from app.bonding.findings import Findings, hint, warning
from app.bonding.model import Addressing, Bond
from app.bonding.names import ip
from app.distros.releases import Release
from app.formats.node import Node, words
from app.stacks.contract import Draft, Reader

GAPS = {
    "ipv4=dhcp": "ip is no DHCP client. Start the one this system has on the interface: dhclient, dhcpcd or udhcpc.",
    "ipv6=dhcp": "ip is no DHCP client. Start the one this system has on the interface: dhclient -6, dhcpcd or odhcp6c.",
    "dns": "ip does not know name servers. Put the line nameserver into /etc/resolv.conf.",
    "search": "ip does not know search domains. Put the line search into /etc/resolv.conf.",
}
"""What no `ip` command can say, and the way to do it anyway."""

PHRASES = {
    "modprobe bonding": "Loads the driver without a bond0 of its own.",
    "ip link add name * type bond": "Makes the bond, with all its options in one request.",
    "ip link add name *": "Makes the bond with its hardware address and MTU, and all its options in one request.",
    "ip link add name * type bridge": "Makes the bridge.",
    "ip link add link": "Makes the VLAN interface on top of the bond.",
    "ip link set dev * down": "The card has to be down when it joins.",
    "ip link set dev * up": "Brings the interface up.",
    "ip link set dev * master": "The interface joins the one named last.",
    "ip link set dev * type bond_slave": "An option of this one member.",
    "ip link set dev * type bond": "An option that can be set only when the members have joined.",
    "ip address flush": "Takes the addresses off the card: a member has none of its own.",
    "ip address add": "Gives the interface an address.",
    "ip route add": "Adds a route.",
    "ip route add default": "Adds the default route of IPv4.",
    "ip -6 route add": "Adds a route of IPv6.",
    "ip -6 route add default": "Adds the default route of IPv6.",
    "sysctl * * * net/ipv6/conf/*/accept_ra=0": "No addresses and routes from router advertisements on this interface.",
    "sysctl * * * net/ipv6/conf/*/accept_ra=1": "Takes addresses and routes from router advertisements on this interface.",
}
"""What the commands of a script do."""
# ---------------------------------------------------------------- what goes wrong with any script of them


def own_stack(release: Release | None, stack: str) -> Wanted | None:
    """The mend: the stack that the release uses unless someone chose another."""
    return {"stack": release.default_stack} if release and release.default_stack != stack else None


def is_forgotten(release: Release | None, stack: str) -> Findings:
    """Nothing of a script is kept."""
    mend = "Run the script at start, or take the release's own stack."
    yield hint("stack", "Nothing of this stays over a reboot.", mend, own_stack(release, stack))


def has_no_dhcp(bond: Bond, release: Release | None, stack: str) -> Findings:
    """No client is started."""
    for name, addressing in bond.layer3:
        if "dhcp" in (addressing.ipv4, addressing.ipv6):
            yield warning(
                "ipv4" if addressing.ipv4 == "dhcp" else "ipv6",
                f"After the script {name} has no address: ip is no DHCP client.",
                f"Start the client of this system right behind it: dhclient {name}, dhcpcd {name} or udhcpc -i {name}.",
                own_stack(release, stack),
            )


def beside_a_manager() -> Findings:
    """Somebody else manages the members."""
    yield hint(
        "member",
        "NetworkManager, networkd or a DHCP client may still manage the members, and give them addresses again.",
        "Before: nmcli device set MEMBER managed no, or take the member out of its files, and end its DHCP client.",
    )


# ---------------------------------------------------------------- writing


def router_advertisements(name: str, addressing: Addressing) -> Iterator[Node]:
    """Settle before the link comes up whether the kernel makes addresses from advertisements."""
    if addressing.ipv6 != "dhcp":
        accept = "1" if addressing.ipv6 == "auto" else "0"
        yield words("sysctl", "-e", "-q", "-w", f"net/ipv6/conf/{name}/accept_ra={accept}", about="ipv6")


def addresses(name: str, addressing: Addressing) -> Iterator[Node]:
    """Addresses, gateways and routes of one interface, which is up."""
    for address in addressing.addresses:
        yield words("ip", "address", "add", address, "dev", name, about="address")
    for gateway in addressing.gateways:
        yield words(*_route(gateway), "default", "via", gateway, "dev", name, about="gateway")
    for route in addressing.routes:
        metric = ("metric", str(route.metric)) if route.metric is not None else ()
        yield words(*_route(route.via), route.to, "via", route.via, "dev", name, *metric, about="route")


def _route(via: str) -> tuple[str, ...]:
    return ("ip", "-6", "route", "add") if ip(via).version == 6 else ("ip", "route", "add")


# ---------------------------------------------------------------- reading

OBJECTS = {
    "link": "link",
    "l": "link",
    "address": "address",
    "addr": "address",
    "a": "address",
    "route": "route",
    "r": "route",
    "ro": "route",
}


class Follower:
    """Keeps what the commands of one file have made so far."""

    def __init__(self, read: Reader, path: str) -> None:
        self.read = read
        self.path = path
        self.bonds: dict[str, Draft] = {}
        self.vlans: dict[str, tuple[Draft, str]] = {}  # interface: its bond, its id
        self.bridges: dict[str, str] = {}  # bridge: the interface below it
        self.waiting: list[tuple[str, str, str, Node]] = []  # interface, word, value, node
        self.comments: list[Node] = []

    def follow(self, nodes: list[Node]) -> Iterator[Draft]:
        """Follow all commands; yields every bond that one of them makes."""
        for node in nodes:
            if node.name == "#":
                self.comment(node)
            elif self.line(node):
                self.read.take(node)
        self.settle()
        yield from self.bonds.values()

    def line(self, node: Node) -> bool:
        """Follow one line; whether it was understood."""
        return self.command(list(node.words), node)

    def settle(self) -> None:
        """Give addresses and bridges to the bond below them, now that all interfaces are known."""
        waiting, self.waiting = self.waiting, []
        for name, word, value, node in waiting:
            place = self.place(name)
            if place is None:
                self.waiting.append((name, word, value, node))
                continue
            draft, prefix = place
            draft.say(prefix + word, value, self.path, node)
            self.read.take(node)
        for bridge, below in self.bridges.items():
            if place := self.place(below):
                place[0].say("bridge", bridge)
                place[0].say("bridge.over", below)

    def place(self, name: str) -> tuple[Draft, str] | None:
        """The bond that an interface belongs to, and the prefix of its words there."""
        name = self.bridges.get(name, name)
        if name in self.bonds:
            return self.bonds[name], ""
        if name in self.vlans:
            draft, number = self.vlans[name]
            return draft, f"vlan.{number}."
        return None

    def comment(self, node: Node) -> None:
        """Keep a comment: it may be the description of the bond that comes next."""
        self.comments.append(node)

    def command(self, line: list[str], node: Node) -> bool:
        """Follow one command; whether it was understood."""
        if line[:1] == ["sudo"]:
            line = line[1:]
        if line[:2] == ["modprobe", "bonding"] or line == ["set", "-e"]:
            return True
        if line[:1] == ["sysctl"]:
            return self.sysctl(line[-1], node)
        if line[:1] and line[0].rpartition("/")[2] == "ip":
            line = [word for word in line[1:] if word not in ("-4", "-6", "-d", "-s")]
        kind = OBJECTS.get(line[0]) if line else None
        if kind is None or len(line) < 2:
            return False
        verb, rest = line[1], line[2:]
        if kind == "link" and verb in ("add", "a"):
            return self.link_add(rest, node)
        if kind == "link" and verb in ("set", "s"):
            return self.link_set(rest, node)
        if kind == "address" and verb in ("add", "a", "replace"):
            return self.address_add(rest, node)
        if kind == "address" and verb in ("flush", "f"):
            return True
        if kind == "route" and verb in ("add", "a", "replace"):
            return self.route_add(rest, node)
        return False

    def link_add(self, rest: list[str], node: Node) -> bool:
        """Ip link add: a bond, a VLAN over one, or a bridge."""
        head, kind, tail = at_type(rest)
        told = pairs(head, first="name")
        name = told.get("name", "")
        if kind == "bond":
            draft = self.make(name)
            for word, ours in (("mtu", "mtu"), ("address", "mac")):
                if word in told:
                    draft.say(ours, told[word], self.path, node)
            return self.bond_options(draft, tail, node)
        if kind == "vlan" and told.get("link") in self.bonds:
            draft, number = self.bonds[told["link"]], pairs(tail).get("id", "")
            self.vlans[name] = (draft, number)
            draft.say(f"vlan.{number}.name", name, self.path, node)
            if "mtu" in told:
                draft.say(f"vlan.{number}.mtu", told["mtu"], self.path, node)
            return True
        if kind == "bridge":
            self.bridges.setdefault(name, "")
            return True
        return False

    def make(self, name: str) -> Draft:
        """A bond comes into being."""
        draft = self.bonds[name] = Draft(name)
        self.describe(draft)
        return draft

    def describe(self, draft: Draft) -> None:
        """A comment `NAME: text` is the bond's description."""
        for each in self.comments:
            name, colon, text = each.text.partition(": ")
            if colon and name == draft.name:
                draft.say("description", text, self.path, each)

    def bond_options(self, draft: Draft, tail: list[str], node: Node) -> bool:
        """The words behind `type bond`."""
        for name, text in pairs(tail).items():
            if name == "mode":
                draft.say("mode", text, self.path, node)
            elif not self.read.option(draft, self.path, node, name, text):
                self.read.refuse(self.path, node, f"ip does not know the bond option {name}")
        return True

    def link_set(self, rest: list[str], node: Node) -> bool:
        """Ip link set: options of a bond or of a member, a master, MTU, address."""
        head, kind, tail = at_type(rest)
        told = pairs(head, first="dev")
        name = told.get("dev", "")
        if kind == "bond" and name in self.bonds:
            return self.bond_options(self.bonds[name], tail, node)
        if kind == "bond_slave":
            owner = next((draft for draft in self.bonds.values() if name in draft.values("member")), None)
            return owner is not None and all(
                self.read.option(owner, self.path, node, word, text, member=name) for word, text in pairs(tail).items()
            )
        understood = bool({"up", "down", "nomaster"} & told.keys())
        master = told.get("master")
        if master in self.bonds:
            self.bonds[master].say("member", name, self.path, node)
            understood = True
        elif master in self.bridges:
            self.bridges[master] = name
            understood = True
        for word, ours in (("mtu", "mtu"), ("address", "mac")):
            place = self.place(name)
            if word in told and place:
                place[0].say(place[1] + ours, told[word], self.path, node)
                understood = True
        return understood

    def address_add(self, rest: list[str], node: Node) -> bool:
        """Ip address add, for an interface that may be named before its master is."""
        told = pairs(rest, first="local")
        self.waiting.append((told.get("dev", ""), "address", told.get("local", ""), node))
        return False  # taken when its interface turns out to be the bond's

    def route_add(self, rest: list[str], node: Node) -> bool:
        """Ip route add: a gateway or a route."""
        told = pairs(rest, first="to")
        to, via = told.get("to", ""), told.get("via", "")
        if not via:
            return False
        if to in ("default", "0.0.0.0/0", "::/0"):
            word, value = "gateway", via
        else:
            word, value = "route", f"{to} via {via}" + (f" metric {told['metric']}" if "metric" in told else "")
        self.waiting.append((told.get("dev", ""), word, value, node))
        return False

    def sysctl(self, setting: str, node: Node) -> bool:
        """The one kernel setting that says something of a bond: accept_ra."""
        key, _, value = setting.partition("=")
        parts = key.split("/") if "/" in key else key.split(".")
        if parts[:3] != ["net", "ipv6", "conf"] or parts[-1] != "accept_ra":
            return False
        if value in ("1", "2"):
            self.waiting.append(("/".join(parts[3:-1]), "ipv6", "auto", node))
            return False
        return value == "0"


def at_type(rest: list[str]) -> tuple[list[str], str, list[str]]:
    """A link command at its word `type`: what stands before it, the type, what stands behind."""
    named = ("name", "dev", "link", "master")  # behind these stands a name, which may be "type" too
    at = 0
    while at < len(rest) - 1:
        if rest[at] == "type":
            return rest[:at], rest[at + 1], rest[at + 2 :]
        at += 2 if rest[at] in named else 1
    return rest, "", []


FLAGS = {"up", "down", "nomaster", "onlink", "nodad"}


def pairs(line: list[str], first: str = "") -> dict[str, str]:
    """Words in twos, flags alone; a first word that is no keyword gets the name `first`."""
    told: dict[str, str] = {}
    keywords = {"name", "dev", "link", "address", "mtu", "master", "id", "local", "to", "via", "metric", *FLAGS}
    rest = list(line)
    if first and rest and rest[0] not in keywords:
        told[first] = rest.pop(0)
    while rest:
        word = rest.pop(0)
        told[word] = "" if word in FLAGS or not rest else rest.pop(0)
    return told
