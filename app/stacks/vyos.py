"""VyOS: `set` commands of its configuration mode."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from app.bonding.findings import Findings, hint
from app.bonding.mending import to_miimon
from app.bonding.model import Addressing, Bond
from app.bonding.names import interface, ip
from app.distros.releases import Release
from app.formats import setlines
from app.formats.node import Node, comment, words
from app.stacks import hostwide
from app.stacks.contract import Draft, File, Place, Reader, Stack, Step, Writer
from app.stacks.phrases import belongs
from app.stacks.spelling import Key, Spelling
from app.stacks.steps import addresses, apply, look, passes, rollback, verify

MODES = {
    "balance-rr": "round-robin",
    "active-backup": "active-backup",
    "balance-xor": "xor-hash",
    "broadcast": "broadcast",
    "802.3ad": "802.3ad",
    "balance-tlb": "transmit-load-balance",
    "balance-alb": "adaptive-load-balance",
}
SAID = {word: mode for mode, word in MODES.items()}
LACP = frozenset({"802.3ad"})
POLICIES = ("layer2", "layer2+3", "layer3+4", "encap2+3", "encap3+4")
LIMITS = {"miimon": ((0, 0), (50, 1000)), "min_links": ((0, 16),)}
"""What the system takes of numbers of which the kernel takes more."""
TARGETS = 16
BOND, BRIDGE = r"bond[0-9]+", r"br[0-9]+"
AT_ANY_TIME = (
    *("updelay", "downdelay", "peer_notif_delay", "use_carrier", "arp_validate", "arp_all_targets", "primary_reselect", "active_slave"),
    *("resend_igmp", "num_grat_arp", "num_unsol_na", "all_slaves_active", "lp_interval", "packets_per_slave", "tlb_dynamic_lb"),
    *("ns_ip6_target", "arp_missed_max", "broadcast_neighbor", "lacp_strict", "ad_user_port_key", "ad_actor_sys_prio"),
)
"""Options without a word that the driver takes while the bond runs."""
MTU = 1500
"""What the system sets on everything that has no mtu of its own, VLANs and bridges over larger ones too."""
OWN_MTU = re.compile(r"mtu of (\S+): \d+")
EVERY = {4: "0.0.0.0/0", 6: "::/0"}
SCRIPT = "/config/scripts/vyos-postconfig-bootup.script"
BEFORE = "/config/before-{}.boot"
AGAIN = "After a new login say configure first."


class Vyos(Stack):
    """The stack, with the system's own limits for numbers."""

    def why_not_for(self, bond: Bond, name: str, text: str, release: Release | None = None) -> str:
        """Why the commands cannot say it for this bond; empty if they can."""
        ranges = LIMITS.get(name)
        if ranges and text and not any(low <= int(text) <= high for low, high in ranges):
            taken = " or ".join(f"{low} to {high}" if low < high else str(low) for low, high in ranges)
            return f"VyOS takes {taken} for {name}{', and 100 where none is set' if name == 'miimon' else ''}."
        return super().why_not_for(bond, name, text, release)


def _by_script(line: str) -> str:
    return f"VyOS has no word for it. {SCRIPT} can set it after a start, until the bond is made anew: {line}"


stack = Vyos(
    title="VyOS configuration",
    home="https://docs.vyos.io/en/latest/configuration/interfaces/bonding.html",
    tool="vyos",
    syntax=setlines,
    elsewhere="The lines are for VyOS's configuration mode, which is no plain shell.",
    places=(
        Place(
            ("/config/*", "*.boot", "*.vyos"),
            r"(?:\S*[#$]\s+)?set interfaces (?:bonding|ethernet \S+ bond-group)\b|[ \t]*bonding bond\d+ \{",
            "/config/config.boot",
        ),
    ),
    spelling=Spelling(
        miimon="mii-mon-interval",
        arp_interval="arp-monitor interval",
        arp_ip_target="arp-monitor target",
        primary="primary",
        xmit_hash_policy=Key("hash-policy", only=POLICIES),
        lacp_rate=Key("lacp-rate", modes={"fast": LACP}),
        min_links="min-links",
        ad_actor_system=Key("system-mac", modes={"": LACP}),
    ),
    gaps={
        "name": "VyOS knows bonds only as bond and a number.",
        "bridge": "VyOS knows bridges only as br and a number.",
        "bridge.over": "VyOS names a VLAN by its bond and its number.",
        "vlan.name": "VyOS names a VLAN by its bond and its number.",
        "description": "VyOS takes at most 255 signs of ASCII, without quotes, in a description.",
        "gateway": "VyOS takes one route to a destination by the same next hop.",
        "route": "VyOS orders routes by a distance of 1 to 255, and takes one route to a destination by the same next hop.",
        "mtu": "VyOS takes an MTU of 68 to 16000.",
        **{
            name: _by_script(f"echo {value} > /sys/class/net/BOND/bonding/{name}")
            for name, value in {
                **dict.fromkeys(AT_ANY_TIME, "VALUE"),
                "fail_over_mac": "VALUE, while the bond has no members",
                "ad_select": "VALUE, while the bond is down",
                "lacp_active": "off, while the bond is down",
                "coupled_control": "off, while the bond is down",
                "queue_id": "MEMBER:N",
            }.items()
        },
        **{name: _by_script(f"ip link set MEMBER type bond_slave {name} N") for name in ("prio", "actor_port_prio")},
    },
    frame={
        "configure": "Enters the configuration mode: from here on VyOS reads the lines, not the shell.",
        "save": "Writes the configuration to the file, or to the one that is loaded at the next start.",
        "delete interfaces": "Takes the addresses off a member; VyOS refuses a member that has any.",
        "compare": "Shows what the lines would change.",
        "commit-confirm": "Makes the lines true, and restarts with the saved ones unless it is confirmed within that many minutes.",
        "confirm": "Keeps what commit-confirm made true.",
        "commit": "Makes the lines true.",
        "load": "Reads a saved configuration in place of the present one.",
        "exit": "Leaves the configuration mode.",
        "# mtu of": "The VLAN has an MTU of its own, which is that of the bond.",
        "set system name-server": "A name server. VyOS has them for the whole router.",
        "set system domain-search": "A domain to search in. VyOS has them for the whole router.",
        "show interfaces bonding": "Shows what VyOS makes of its bonds.",
        "sudo cat": "Shows the bond as the driver sees it: mode, monitor, and the state of every member. Only root sees all of it.",
        "sudo grep": "Picks the lines about LACP out of the driver's own view. Only root sees them.",
    },
)

# ---------------------------------------------------------------- writing


@stack.renderer
def render(bond: Bond, write: Writer) -> Iterator[File | Step]:
    """One list of lines for the configuration mode, and the steps around them."""
    bond = _as_named(bond)
    path, before = f"/config/{bond.name}.vyos", BEFORE.format(bond.name)
    yield File(path, list(_lines(bond, write)))
    yield apply(("configure",), ("save", before), why="Enter the configuration mode, and keep the present configuration.", role="look")
    if bond.members:
        taken = [("delete", "interfaces", "ethernet", member, "address") for member in bond.members]
        why = "A member has no address of its own. “Nothing to delete” is as good. Take VLANs, firewall and DHCP off it in the same way."
        yield apply(*taken, why=why, role="look")
    yield apply(("compare",), why=f"Paste the lines of {path}, then look at what they change.", role="look")
    why = "VyOS asks whether to proceed; where it warns of commits that are not saved, say no and save them first. Then it makes the bond."
    yield apply(("commit-confirm", "5"), why=why, drops=True)
    yield apply(("confirm",), ("save",), ("exit",), why=f"You still reach it: keep it, also for the next start. {AGAIN}")
    yield verify(("show", "interfaces", "bonding", bond.name), why="VyOS is satisfied.", see=f"{bond.name}: <BROADCAST,MULTICAST,MASTER,UP")
    yield from look(bond, ("sudo",))
    yield from addresses(bond)
    for name, addressing in bond.layer3:
        for gateway in addressing.gateways[:1]:
            # VyOS has a ping of its own, which takes `-c` for the name of a host.
            through = ("interface", name) if ip(gateway).is_link_local else ()
            yield passes(bond, gateway, "ping", gateway, *through, "count", "3")
    yield rollback(("configure",), ("load", before), why="Load what was kept.")
    yield rollback(("commit",), why="Make it true.", drops=True)
    yield rollback(("save",), ("exit",), why=f"Keep it for the next start. {AGAIN}")


def _as_named(bond: Bond) -> Bond:
    """The bond with the names that VyOS gives to it and to what stands on it."""
    name = bond.name if re.fullmatch(BOND, bond.name) else "bond0"
    names = {bond.name: name, **{vlan.name: f"{name}.{vlan.id}" for vlan in bond.vlans}}
    bridge = bond.bridge
    if bridge:
        bridge = replace(bridge, name=bridge.name if re.fullmatch(BRIDGE, bridge.name) else "br0", over=names[bridge.over])
    return replace(bond, name=name, vlans=tuple(replace(vlan, name=names[vlan.name]) for vlan in bond.vlans), bridge=bridge)


def _lines(bond: Bond, write: Writer) -> Iterator[Node]:
    own = ("interfaces", "bonding", bond.name)
    yield words(*own, "mode", MODES[bond.mode], about="name mode")
    for key, spelled, text in write.options(bond):
        for each in text.split(",") if key.option == "arp_ip_target" else [text]:
            yield words(*own, *spelled.split(), each, about=key.option)
    if not bond.effective("miimon") and bond.option("miimon") is None:
        yield words(*own, "mii-mon-interval", "0", about="arp_interval" if bond.option("arp_interval") else "miimon")
    for member in bond.members:
        yield words(*own, "member", "interface", member, about="member")
    if bond.description and _plain(bond.description):
        yield words(*own, "description", bond.description, about="description")
    if bond.mac:
        yield words(*own, "mac", bond.mac, about="mac")
    if _fits(bond.mtu):
        yield words(*own, "mtu", str(bond.mtu), about="mtu")
    places: dict[str, tuple[str, ...]] = {bond.name: own}
    for vlan in bond.vlans:
        place: tuple[str, ...] = (*own, "vif", str(vlan.id))
        places[vlan.name] = place
        yield words(*place, about=f"vlan.{vlan.id}.name")
        if _fits(vlan.mtu) and vlan.mtu == bond.mtu:
            yield comment(f"mtu of {vlan.name}: {vlan.mtu}", about=f"vlan.{vlan.id}.mtu")
        if _fits(vlan.mtu):
            yield words(*place, "mtu", str(vlan.mtu), about=f"vlan.{vlan.id}.mtu")
        else:
            yield from _inherited(place, bond.mtu, "mtu")
    if bond.bridge:
        place = ("interfaces", "bridge", bond.bridge.name)
        yield words(*place, "member", "interface", bond.bridge.over, about="bridge bridge.over")
        port = next((vlan for vlan in bond.vlans if vlan.name == bond.bridge.over and _fits(vlan.mtu)), None)
        yield from _inherited(place, port.mtu, f"vlan.{port.id}.mtu") if port else _inherited(place, bond.mtu, "mtu")
        places[bond.bridge.name] = place
    owners = _Owners([(each, addressing.addresses) for each, addressing in bond.layer3])
    for each, addressing in bond.layer3:
        yield from belongs(bond, each, _layer3(each, places[each], addressing, owners))
    yield from _names(bond)


def _names(bond: Bond) -> Iterator[Node]:
    """The router's name servers and search domains; comments keep whose they are."""
    yield from hostwide.comments(bond, _home(bond))
    for word, told in (("dns", "name-server"), ("search", "domain-search")):
        for value, about in hostwide.values(bond, word):
            yield words("system", told, value, about=about)


def _home(bond: Bond) -> str | None:
    """The prefix of the interface that the reader gives the router's name servers to, where no comment says otherwise."""
    asked = [(prefix, each) for prefix, _, each in hostwide.asked(bond)]
    routed = [prefix for prefix, each in asked if each.gateways]
    return next(iter([*routed, *(prefix for prefix, each in asked if each.addresses or {each.ipv4, each.ipv6} & {"dhcp", "auto"})]), None)


def _layer3(name: str, place: tuple[str, ...], addressing: Addressing, owners: _Owners) -> Iterator[Node]:
    for family, value in (("ipv4", "dhcp"), ("ipv6", "dhcpv6")):
        if getattr(addressing, family) == "dhcp":
            yield words(*place, "address", value, about=family)
    for address in addressing.addresses:
        yield words(*place, "address", address, about="address")
    if addressing.ipv6 == "auto":
        yield words(*place, "ipv6", "address", "autoconf", about="ipv6")
    for gateway in addressing.gateways:
        every = EVERY[ip(gateway).version]
        if owners.first(every, gateway):
            yield words(*_route(every, gateway), *owners.told(name, gateway), about="gateway")
    for route in addressing.routes:
        if (route.metric is None or 1 <= route.metric <= 255) and owners.first(route.to, route.via):
            hop = _route(route.to, route.via)
            yield words(*hop, *owners.told(name, route.via), about="route")
            if route.metric is not None:
                yield words(*hop, "distance", str(route.metric), about="route")


def _route(to: str, via: str) -> tuple[str, ...]:
    return ("protocols", "static", "route6" if ":" in to else "route", to, "next-hop", via)


class _Owners:
    """Which interface a next hop is reached by, as its network tells; where it does not, the line names the interface."""

    def __init__(self, addresses: list[tuple[str, tuple[str, ...]]]) -> None:
        self.networks = [(name, interface(each).network) for name, given in addresses for each in given]
        self.written: set[tuple[str, str]] = set()

    def first(self, to: str, via: str) -> bool:
        """Whether no route to there by that next hop was written before: a second one would only change the first."""
        if (to, via) in self.written:
            return False
        self.written.add((to, via))
        return True

    def of(self, via: str) -> str:
        """The interface whose network has the next hop; empty for none."""
        hop = ip(via)
        if hop.is_link_local:
            return ""
        return next((name for name, network in self.networks if network.version == hop.version and hop in network), "")

    def told(self, name: str, via: str) -> tuple[str, ...]:
        """The words that name the interface, where nothing else does."""
        return () if self.of(via) == name else ("interface", name)


def _plain(text: str) -> bool:
    return len(text) <= 255 and text.isascii() and not set(text) & set("'\"\\")


def _fits(mtu: int | None) -> bool:
    return mtu is not None and 68 <= mtu <= 16000


def _inherited(place: tuple[str, ...], mtu: int | None, about: str) -> Iterator[Node]:
    """The MTU of what is below, which the kernel would take over and VyOS does not."""
    if _fits(mtu) and mtu != MTU:
        yield words(*place, "mtu", str(mtu), about=about)


# ---------------------------------------------------------------- traps


@stack.trap
def vyos_arp_waits(bond: Bond, release: Release | None) -> Findings:
    """VyOS hands the ARP monitor to the kernel only when it makes the bond, or changes its mode or members.

    A change of arp-monitor alone is committed, and does nothing until the next start. And mii-mon-interval,
    which is 100 where nobody says it, is set at every commit of the bond and switches the ARP monitor off:
    the line with 0, which Bondbook writes, keeps it.

    Bad:  stack=vyos release=vyos-1.4 mode=active-backup arp_interval=500 arp_ip_target=192.0.2.1 member=eth0 member=eth1
    Good: stack=vyos release=vyos-1.4 mode=active-backup miimon=100 member=eth0 member=eth1
    """
    if bond.option("arp_interval"):
        message = "VyOS passes a later change of the ARP monitor on only when the bond's mode or members change too."
        yield hint(
            "arp_interval", message, "Keep the line with mii-mon-interval 0: any other value switches the ARP monitor off.", to_miimon(bond)
        )


# ---------------------------------------------------------------- reading


@stack.parser
def parse(read: Reader) -> Iterator[Draft]:
    """First the bonds and what stands on them, then the router's routes and name servers."""
    yield from _Parser(read).drafts()


class _Parser:
    def __init__(self, read: Reader) -> None:
        self.read = read
        self.lines = [(path, node) for path, nodes in read.files.items() for node in nodes if node.words]
        self.bonds: dict[str, Draft] = {}
        self.places: dict[str, tuple[Draft, str]] = {}  # interface: its bond, and the prefix of its words there
        self.bridges: dict[str, str] = {}  # bridge: its port

    def drafts(self) -> list[Draft]:
        """All bonds of all files."""
        for path, node in self.lines:
            match node.words:
                case ("interfaces", "bonding", name, *_):
                    self.bonds.setdefault(name, Draft(name))
                    self.places.setdefault(name, (self.bonds[name], ""))
                case ("interfaces", "ethernet", member, "bond-group", name):
                    self.bonds.setdefault(name, Draft(name)).say("member", member, path, node)
                    self.places.setdefault(name, (self.bonds[name], ""))
                    self.read.take(node)
        for path, node in self.lines:
            match node.words:
                case ("interfaces", "bonding", name, *rest):
                    self.bond(self.bonds[name], path, node, rest)
        for path, node in self.lines:
            match node.words:
                case ("interfaces", "bridge", bridge, "member", "interface", port) if port in self.places:
                    draft, prefix = self.places[port]
                    draft.say("bridge", bridge, path, node)
                    draft.say("bridge.over", port, path, node)
                    self.places[bridge] = (draft, prefix)
                    self.bridges[bridge] = port
                    self.read.take(node)
        for path, node in self.lines:
            match node.words:
                case ("interfaces", "bridge", bridge, "mtu", mtu) if bridge in self.places:
                    draft, prefix = self.places[bridge]
                    if mtu == (draft.values(prefix + "mtu") or draft.values("mtu") or [str(MTU)])[0]:
                        self.read.take(node)
                case ("interfaces", "bridge", bridge, *rest) if bridge in self.places:
                    self.layer3(*self.places[bridge], path, node, rest)
        self.router()
        for draft in self.bonds.values():
            self.unsaid(draft)
        return list(self.bonds.values())

    def unsaid(self, draft: Draft) -> None:
        """What the system sets where nobody says it."""
        if not draft.values("mode"):
            draft.say("mode", "802.3ad")
        if not draft.values("miimon") and not draft.values("arp_interval"):
            draft.say("miimon", "100")
        own = draft.values("mtu")
        pinned = {match[1] for nodes in self.read.files.values() for node in nodes if (match := OWN_MTU.fullmatch(node.text))}
        for name, (owner, prefix) in self.places.items():
            if owner is draft and prefix and own and name not in self.bridges:
                told = draft.values(prefix + "mtu")
                if not told and own != [str(MTU)]:
                    draft.say(prefix + "mtu", str(MTU))
                elif told == own and name not in pinned:  # as the bond
                    draft.said = [entry for entry in draft.said if entry[0] != prefix + "mtu"]

    def bond(self, draft: Draft, path: str, node: Node, rest: list[str]) -> None:
        match rest:
            case ["mode", word] if word in SAID:
                self.say(draft, "mode", SAID[word], path, node)
            case ["mode", word]:
                self.read.refuse(path, node, f"VyOS has no mode {word}; it has {', '.join(SAID)}")
            case ["member", "interface", member]:
                self.say(draft, "member", member, path, node)
            case ["arp-monitor", "target", target]:
                so_far = draft.values("arp_ip_target")
                self.read.option(draft, path, node, "arp-monitor target", ",".join([*so_far, target]))
            case ["description" | "mac" as word, value]:
                self.say(draft, word, value, path, node)
            case ["vif", number, *more]:
                name = f"{draft.name}.{number}"
                if not draft.values(f"vlan.{number}.name"):
                    draft.say(f"vlan.{number}.name", name, path, node)
                    self.places[name] = (draft, f"vlan.{number}.")
                if more:
                    self.layer3(draft, f"vlan.{number}.", path, node, more)
                else:
                    self.read.take(node)
            case [*key, value] if self.read.option(draft, path, node, " ".join(key), value):
                pass
            case []:
                self.read.take(node)
            case _:
                self.layer3(draft, "", path, node, rest)

    def layer3(self, draft: Draft, prefix: str, path: str, node: Node, rest: list[str]) -> None:
        match rest:
            case ["address", "dhcp"]:
                self.say(draft, prefix + "ipv4", "dhcp", path, node)
            case ["address", "dhcpv6"]:
                self.say(draft, prefix + "ipv6", "dhcp", path, node)
            case ["address", address]:
                self.say(draft, prefix + "address", address, path, node)
            case ["ipv6", "address", "autoconf"]:
                self.say(draft, prefix + "ipv6", "auto", path, node)
            case ["mtu", mtu]:
                self.say(draft, prefix + "mtu", mtu, path, node)

    def router(self) -> None:
        """Routes and name servers, which are the whole router's: each goes to the interface that reaches it."""
        known = {id(draft): prefix for draft, prefix in self.places.values()}
        if not known:
            return
        owners = _Owners(
            [(name, tuple(filter(_is_address, draft.values(prefix + "address")))) for name, (draft, prefix) in self.places.items()]
        )
        routes: dict[tuple[str, str], tuple[str, str, Node, str]] = {}
        for path, node in self.lines:
            match node.words:
                case ("protocols", "static", "route" | "route6", to, "next-hop", via, *more):
                    where, _, old, distance = routes.get((to, via), (owners.of(via) if _is_ip(via) else "", path, node, ""))
                    match more:
                        case ["interface", name]:
                            where = name
                        case ["distance", number]:
                            distance = number
                        case [_, *_]:
                            continue
                    if where in self.places:
                        self.read.take(node, old)
                    routes[to, via] = (where, path, node, distance)
        for (to, via), (where, path, node, distance) in routes.items():
            if where in self.places:
                draft, prefix = self.places[where]
                metric = f" metric {distance}" if distance else ""
                plain = to in EVERY.values() and not distance
                draft.say(prefix + ("gateway" if plain else "route"), via if plain else f"{to} via {via}{metric}", path, node)
        self.names()

    def names(self) -> None:
        """The name servers go to whom a comment names, else to the default route's interface, else to the first with an address.

        Without one they are about something else.
        """
        owners = hostwide.owners((node for nodes in self.read.files.values() for node in nodes), self.places.get)
        routed = [place for place in self.places.values() if place[0].values(place[1] + "gateway")]
        home = [*routed, *(place for place in self.places.values() if _addressed(*place))][:1]
        for path, node in self.lines:
            match node.words:
                case ("system", "name-server", value):
                    word = "dns"
                case ("system", "domain-search", value) | ("system", "domain-search", "domain", value):
                    word = "search"
                case _:
                    continue
            for draft, prefix in owners.get((word, value), home):
                self.say(draft, prefix + word, value, path, node)

    def say(self, draft: Draft, word: str, value: str, path: str, node: Node) -> None:
        draft.say(word, value, path, node)
        self.read.take(node)


def _addressed(draft: Draft, prefix: str) -> bool:
    return any(draft.values(prefix + word) for word in ("address", "ipv4", "ipv6"))


def _is_address(text: str) -> bool:
    try:
        interface(text)
    except ValueError:
        return False
    return True


def _is_ip(text: str) -> bool:
    try:
        ip(text)
    except ValueError:
        return False
    return True
