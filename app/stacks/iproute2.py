"""iproute2: a script of `ip` commands. Nothing stays over a reboot unless something runs it again."""

from __future__ import annotations

from collections.abc import Iterator

from app.bonding.findings import Findings, hint
from app.bonding.model import Addressing, Bond
from app.bonding.names import ip
from app.distros.releases import Release
from app.formats import commands
from app.formats.node import Node, comment, words
from app.stacks.contract import Draft, File, Reader, Stack, Step, Writer
from app.stacks.spelling import Key, Spelling, Words
from app.stacks.steps import apply, look, ping, rollback, verify

ZERO_ONE = Words({"on": ("1", "on"), "off": ("0", "off")})
ON_OFF = Words({"on": ("on", "1"), "off": ("off", "0")})

stack = Stack(
    title="iproute2 commands",
    home="https://wiki.linuxfoundation.org/networking/iproute2",
    tool="iproute2",
    syntax=commands,
    spelling=Spelling(
        miimon="miimon",
        updelay="updelay",
        downdelay="downdelay",
        peer_notif_delay=Key("peer_notify_delay", since="5.3"),
        use_carrier=Key("use_carrier", ZERO_ONE),
        arp_interval="arp_interval",
        arp_ip_target="arp_ip_target",
        ns_ip6_target=Key("ns_ip6_target", since="5.18"),
        arp_validate=Key("arp_validate", values_since={"filter": "5.14", "filter_active": "5.14", "filter_backup": "5.14"}),
        arp_all_targets="arp_all_targets",
        arp_missed_max=Key("arp_missed_max", since="5.17"),
        primary="primary",
        primary_reselect="primary_reselect",
        active_slave=Key("active_slave", elsewhere="a command after the members joined"),
        fail_over_mac="fail_over_mac",
        xmit_hash_policy=Key("xmit_hash_policy", values_since={"vlan+srcmac": "5.12"}),
        resend_igmp="resend_igmp",
        num_grat_arp="num_grat_arp",
        num_unsol_na="num_unsol_na",
        all_slaves_active=Key("all_slaves_active", ZERO_ONE),
        min_links="min_links",
        lp_interval="lp_interval",
        packets_per_slave="packets_per_slave",
        lacp_rate="lacp_rate",
        lacp_active=Key("lacp_active", ON_OFF, since="5.15"),
        lacp_strict=Key("lacp_strict", ON_OFF, since="7.3"),
        ad_select=Key("ad_select", values_since={"actor_port_prio": "6.18"}),
        ad_actor_sys_prio=Key("ad_actor_sys_prio", since="4.2"),
        ad_actor_system=Key("ad_actor_system", since="4.2"),
        ad_user_port_key=Key("ad_user_port_key", since="4.2"),
        coupled_control=Key("coupled_control", ON_OFF, since="6.9"),
        broadcast_neighbor=Key("broadcast_neighbor", ON_OFF, since="6.18"),
        tlb_dynamic_lb=Key("tlb_dynamic_lb", ZERO_ONE, since="4.3"),
        queue_id=Key("queue_id", elsewhere="ip link set MEMBER type bond_slave"),
        prio=Key("prio", since="6.0", elsewhere="ip link set MEMBER type bond_slave"),
        actor_port_prio=Key("actor_port_prio", since="6.18", elsewhere="ip link set MEMBER type bond_slave"),
    ),
    gaps={
        "ipv4=dhcp": "ip is no DHCP client. Start the one this system has on the interface: dhclient, dhcpcd or udhcpc.",
        "ipv6=dhcp": "ip is no DHCP client. Start the one this system has on the interface: dhclient -6, dhcpcd or odhcp6c.",
        "dns": "ip does not know name servers. Put the line nameserver into /etc/resolv.conf.",
        "search": "ip does not know search domains. Put the line search into /etc/resolv.conf.",
    },
)

# ---------------------------------------------------------------- writing


@stack.renderer
def render(bond: Bond, write: Writer) -> Iterator[File | Step]:
    """One script: the bond with all its options in one request, then members, layers, addresses."""
    path = f"/usr/local/sbin/{bond.name}-up"
    yield File(path, list(_script(bond, write)), permissions="0755")
    yield apply(("sh", "-n", path), why="The file above is in place and complete (prints nothing).")
    yield apply(
        (path,),
        why=f"Run it. It stops at the first command that fails; a {bond.name} that is there already stops it before it touches anything.",
        drops=True,
    )
    yield from look(bond)
    yield verify(
        ("ip", "-d", "link", "show", "dev", bond.name),
        why="Each option as the kernel took it; older kernels ignore unknown ones in silence.",
        see=f"bond mode {bond.mode}",
    )
    yield from ping(bond)
    if bond.bridge:
        yield rollback(("ip", "link", "delete", "dev", bond.bridge.name), why="Take the bridge away.", drops=True)
    yield rollback(
        ("ip", "link", "delete", "dev", bond.name), why="Take the bond away; its members stay, down and without a master.", drops=True
    )
    yield rollback(
        *(("ip", "link", "set", "dev", member, "up") for member in bond.members),
        why="Bring the members up again for whatever used them before.",
    )


def _script(bond: Bond, write: Writer) -> Iterator[Node]:
    if bond.description:
        yield comment(f"{bond.name}: {bond.description}", "description")
    yield words("modprobe", "bonding", "max_bonds=0")  # the module would make a bond0 of its own
    yield words("ip", "link", "add", "name", bond.name, *_link_words(bond), "type", "bond", *_options(bond, write), about="mode")
    for member in bond.members:
        yield words("ip", "link", "set", "dev", member, "down", about="member")
        yield words("ip", "address", "flush", "dev", member, about="member")
        yield words("ip", "link", "set", "dev", member, "master", bond.name, about="member")
        for key, text in write.member_options(bond, member):
            yield words("ip", "link", "set", "dev", member, "type", "bond_slave", key.name, text, about=key.option)
    for vlan in bond.vlans:
        mtu = ("mtu", str(vlan.mtu)) if vlan.mtu else ()
        yield words(
            "ip",
            "link",
            "add",
            "link",
            bond.name,
            "name",
            vlan.name,
            *mtu,
            "type",
            "vlan",
            "id",
            str(vlan.id),
            about=f"vlan.{vlan.id}.name",
        )
    if bond.bridge:
        yield words("ip", "link", "add", "name", bond.bridge.name, "type", "bridge", about="bridge")
        yield words("ip", "link", "set", "dev", bond.bridge.over, "master", bond.bridge.name, about="bridge.over")
    for name, addressing in bond.layer3:
        yield from _router_advertisements(name, addressing)
    for name in bond.interfaces:
        yield words("ip", "link", "set", "dev", name, "up", about="name")
    for name, addressing in bond.layer3:
        yield from _addresses(name, addressing)
    for name, value in bond.options:
        if name == "active_slave":  # last, because it fails while that member has no link yet
            yield words("ip", "link", "set", "dev", bond.name, "type", "bond", "active_slave", str(value), about=name)


def _link_words(bond: Bond) -> Iterator[str]:
    if bond.mac:
        yield from ("address", bond.mac)
    if bond.mtu:
        yield from ("mtu", str(bond.mtu))


def _options(bond: Bond, write: Writer) -> Iterator[str]:
    yield from ("mode", bond.mode)
    for key, name, text in write.options(bond):
        if key.option != "active_slave":
            yield from (name, text)


def _router_advertisements(name: str, addressing: Addressing) -> Iterator[Node]:
    """Settle before the link comes up whether the kernel makes addresses from advertisements."""
    if addressing.ipv6 != "dhcp":
        accept = "1" if addressing.ipv6 == "auto" else "0"
        yield words("sysctl", "-e", "-q", "-w", f"net/ipv6/conf/{name}/accept_ra={accept}", about="ipv6")


def _addresses(name: str, addressing: Addressing) -> Iterator[Node]:
    for address in addressing.addresses:
        yield words("ip", "address", "add", address, "dev", name, about="address")
    for gateway in addressing.gateways:
        yield words(*_route(gateway), "default", "via", gateway, "dev", name, about="gateway")
    for route in addressing.routes:
        metric = ("metric", str(route.metric)) if route.metric is not None else ()
        yield words(*_route(route.via), route.to, "via", route.via, "dev", name, *metric, about="route")


def _route(via: str) -> tuple[str, ...]:
    return ("ip", "-6", "route", "add") if ip(via).version == 6 else ("ip", "route", "add")


# ---------------------------------------------------------------- traps


@stack.trap
def iproute2_is_forgotten(bond: Bond, release: Release | None) -> Findings:
    """What `ip` sets is gone with the next start.

    And a manager that believes the interfaces to be its own may undo it sooner: networkd where
    a .network file matches, the network scripts at their next restart.

    Bad:  stack=iproute2 release=debian-13 mode=active-backup miimon=100 member=eth0 member=eth1
    """
    yield hint("stack", "Nothing of this stays over a reboot.", "Run the script at start, or take the release's own stack.")


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


@stack.parser
def parse(read: Reader) -> Iterator[Draft]:
    """Follow the commands of all files in their order; yields every bond that one of them makes."""
    for path, nodes in read.files.items():
        yield from _Follower(read, path).follow(nodes)


class _Follower:
    """Keeps what the commands of one file have made so far."""

    def __init__(self, read: Reader, path: str) -> None:
        self.read = read
        self.path = path
        self.bonds: dict[str, Draft] = {}
        self.vlans: dict[str, tuple[Draft, str]] = {}  # interface: its bond, its id
        self.bridges: dict[str, str] = {}  # bridge: the interface below it
        self.waiting: list[tuple[str, str, str, Node]] = []  # interface, word, value, node

    def follow(self, nodes: list[Node]) -> Iterator[Draft]:
        for node in nodes:
            if node.name == "#":
                self.comment(node)
            elif self.command(list(node.words), node):
                self.read.take(node)
        for name, word, value, node in self.waiting:
            place = self.place(name)
            if place is None:
                continue
            draft, prefix = place
            draft.say(prefix + word, value, self.path, node)
            self.read.take(node)
        for bridge, below in self.bridges.items():
            if place := self.place(below):
                place[0].say("bridge", bridge)
                place[0].say("bridge.over", below)
        for draft in self.bonds.values():
            draft.said = [entry for entry in draft.said if entry[0] != "?"]
            yield draft

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
        self.comments = getattr(self, "comments", [])
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
        head, kind, tail = _at_type(rest)
        told = _pairs(head, first="name")
        name = told.get("name", "")
        if kind == "bond":
            draft = self.bonds[name] = Draft(name)
            self.describe(draft)
            for word, ours in (("mtu", "mtu"), ("address", "mac")):
                if word in told:
                    draft.say(ours, told[word], self.path, node)
            return self.bond_options(draft, tail, node)
        if kind == "vlan" and told.get("link") in self.bonds:
            draft, number = self.bonds[told["link"]], _pairs(tail).get("id", "")
            self.vlans[name] = (draft, number)
            draft.say(f"vlan.{number}.name", name, self.path, node)
            if "mtu" in told:
                draft.say(f"vlan.{number}.mtu", told["mtu"], self.path, node)
            return True
        if kind == "bridge":
            self.bridges.setdefault(name, "")
            return True
        return False

    def describe(self, draft: Draft) -> None:
        for each in getattr(self, "comments", []):
            name, colon, text = each.text.partition(": ")
            if colon and name == draft.name:
                draft.say("description", text, self.path, each)

    def bond_options(self, draft: Draft, tail: list[str], node: Node) -> bool:
        for name, text in _pairs(tail).items():
            if name == "mode":
                draft.say("mode", text, self.path, node)
            elif not self.read.option(draft, self.path, node, name, text):
                self.read.refuse(self.path, node, f"ip does not know the bond option {name}")
        return True

    def link_set(self, rest: list[str], node: Node) -> bool:
        head, kind, tail = _at_type(rest)
        told = _pairs(head, first="dev")
        name = told.get("dev", "")
        if kind == "bond" and name in self.bonds:
            return self.bond_options(self.bonds[name], tail, node)
        if kind == "bond_slave":
            owner = next((draft for draft in self.bonds.values() if name in draft.values("member")), None)
            return owner is not None and all(
                self.read.option(owner, self.path, node, word, text, member=name) for word, text in _pairs(tail).items()
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
        told = _pairs(rest, first="local")
        self.waiting.append((told.get("dev", ""), "address", told.get("local", ""), node))
        return False  # taken when its interface turns out to be the bond's

    def route_add(self, rest: list[str], node: Node) -> bool:
        told = _pairs(rest, first="to")
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
        key, _, value = setting.partition("=")
        parts = key.split("/") if "/" in key else key.split(".")
        if parts[:3] != ["net", "ipv6", "conf"] or parts[-1] != "accept_ra":
            return False
        if value in ("1", "2"):
            self.waiting.append(("/".join(parts[3:-1]), "ipv6", "auto", node))
            return False
        return value == "0"


def _at_type(rest: list[str]) -> tuple[list[str], str, list[str]]:
    """A link command at its word `type`: what stands before it, the type, what stands behind."""
    if "type" not in rest[:-1]:
        return rest, "", []
    at = rest.index("type")
    return rest[:at], rest[at + 1], rest[at + 2 :]


FLAGS = {"up", "down", "nomaster", "onlink", "nodad"}


def _pairs(line: list[str], first: str = "") -> dict[str, str]:
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
