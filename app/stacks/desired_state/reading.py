"""The bonds that desired states say, with what stands on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from ipaddress import IPv6Address

from app.bonding.names import is_ip
from app.bonding.options import OPTIONS
from app.bonding.problems import nearest
from app.formats.node import Node
from app.stacks.contract import Draft, Reader
from app.stacks.desired_state import KEYS, Place, home

TRUE = ("true", "yes", "on", "y", "1")
SHOWN = (
    "profile-name",
    "identifier",
    "min-mtu",
    "max-mtu",
    "accept-all-mac-addresses",
    "lldp",
    "wait-ip",
    "driver",
    "permanent-mac-address",
)
SHOWN_IP = (
    "auto-dns",
    "auto-gateway",
    "auto-routes",
    "auto-route-table-id",
    "addr-gen-mode",
    "dhcp-client-id",
    "dhcp-duid",
    "allow-extra-address",
)
"""What `nmstatectl show` tells of each interface besides; it changes nothing of the bond where it has the usual value."""

OTHERWISE = {
    "accept-all-mac-addresses": TRUE,
    **dict.fromkeys(("auto-dns", "auto-gateway", "auto-routes"), ("false", "no", "off", "n", "0")),
}
"""Values of those that do change something, and are left unread."""


def drafts(read: Reader, states: Iterable[tuple[str, list[Node]]]) -> Iterator[Draft]:
    """The bonds in states, each with the path of its file; of an interface that two name, the later counts."""
    found = _States(read)
    for path, items in states:
        found.load(path, items)
    yield from found.drafts()


@dataclass(frozen=True)
class _Interface:
    """One entry of the list `interfaces`."""

    path: str
    node: Node

    def text(self, *names: str) -> str:
        """The text of a key, or of one further in."""
        node: Node | None = self.node
        for name in names:
            node = node.get(name) if node else None
        return node.text if node else ""


@dataclass
class _States:
    """Gathers states, then tells the bonds in them."""

    read: Reader
    interfaces: dict[str, _Interface] = field(default_factory=dict)
    routes: list[tuple[str, Node]] = field(default_factory=list)
    resolvers: list[tuple[str, Node]] = field(default_factory=list)
    bonds: dict[str, Draft] = field(default_factory=dict)
    places: dict[str, tuple[Draft, str]] = field(default_factory=dict)  # interface: the bond, and the beginning of its words there

    def load(self, path: str, items: Iterable[Node]) -> None:
        """Take the parts of one state."""
        for item in items:
            if item.name == "interfaces":
                for node in item.items:
                    name = node.get("name")
                    if name and node.items and _absent(node):
                        self.read.take(*node.walk())
                    elif name:
                        self.interfaces[name.text] = _Interface(path, node)
            elif item.name == "routes":
                for part in item.items:
                    self.running(part)
                    self.routes += [(path, route) for route in part.items if part.name == "config"]
            elif item.name in ("dns-resolver", "dns"):
                for part in item.items:
                    self.running(part)
                    self.resolvers += [(path, part)] if part.name == "config" else []

    def running(self, part: Node) -> None:
        """What nmstatectl shows of the running system; it does nothing when it is applied."""
        if part.name == "running":
            self.read.take(*part.walk())

    def drafts(self) -> Iterator[Draft]:
        """The bonds."""
        for name, each in self.interfaces.items():
            if each.text("type") == "bond" or each.node.get("link-aggregation"):
                self.bonds[name] = Draft(name)
                self.places[name] = (self.bonds[name], "")
        for name, each in self.interfaces.items():
            base, number = each.text("vlan", "base-iface"), each.text("vlan", "id")
            if base in self.bonds and number.isascii() and number.isdigit() and len(number) <= 4:
                self.places.setdefault(name, (self.bonds[base], f"vlan.{int(number)}."))
        for name, draft in self.bonds.items():
            self.bond(draft, self.interfaces[name])
        for name, (draft, prefix) in list(self.places.items()):
            self.interface(draft, prefix, self.interfaces[name])
            if prefix:
                self.vlan(draft, prefix, self.interfaces[name])
        self.bridges()
        self.members()
        self.of_the_host()
        for draft in self.bonds.values():
            _implied(draft)
            yield draft

    # ---- the bond itself

    def bond(self, draft: Draft, each: _Interface) -> None:
        config = each.node.get("link-aggregation") or each.node.get("bond")
        for item in config.items if config else []:
            if item.name == "mode":
                self.say(draft, "mode", {"lacp": "802.3ad"}.get(item.text, item.text), each.path, item)
            elif item.name in ("port", "ports", "slaves"):
                self.ports(draft, each, item)
            elif item.name == "ports-config":
                self.read.take(item)
                for entry in item.items:
                    self.port_options(draft, each, entry)
            elif item.name == "options":
                self.read.take(item)
                for option in item.items:
                    self.option(draft, each, option)
            else:
                near = nearest(item.name, ("mode", "port", "ports-config", "options"))
                self.read.refuse(each.path, item, f"nmstate refuses the whole state: there is no {item.name} here. {_meant(near)}".strip())
                self.read.take(*item.walk())
        self.controllers(draft)
        self.two_monitors(draft)
        if not draft.values("mode"):
            said = "nmstate refuses a new bond without a mode."
            self.read.flaw(each.node.items[0], "error", "needed-line-missing", said, "Name the mode below link-aggregation.", draft.name)

    def ports(self, draft: Draft, each: _Interface, item: Node) -> None:
        self.read.take(item)
        for entry in item.items:
            self.member(draft, each.path, entry)
        if item.name == "slaves":
            said = "nmstate from 2.2.25 on refuses the whole state for slaves."
            self.read.flaw(item, "warning", "nmstate-slaves", said, "Call it port, which all versions since 1.0 take.", draft.name)

    def member(self, draft: Draft, path: str, node: Node) -> None:
        self.read.take(node)
        if node.text not in draft.values("member"):
            draft.say("member", node.text, path, node)

    def port_options(self, draft: Draft, each: _Interface, entry: Node) -> None:
        name = entry.get("name")
        if name is None:
            return
        self.member(draft, each.path, name)
        for item in entry.items:
            if item is not name and item.name in ("queue-id", "priority"):
                self.read.option(draft, each.path, item, item.name, item.text, name.text, spelling=KEYS)

    def controllers(self, draft: Draft) -> None:
        """Members that name their bond themselves."""
        for name, each in self.interfaces.items():
            controller = each.node.get("controller")
            if controller and controller.text == draft.name:
                self.read.take(controller)
                if name not in draft.values("member"):
                    draft.say("member", name, each.path, controller)

    def option(self, draft: Draft, each: _Interface, item: Node) -> None:
        key = KEYS.by_name(item.name)
        if item.name in ("balance_slb", "balance-slb"):
            return
        if key is None or key.elsewhere:
            near = nearest(item.name, [key.name for key in KEYS if not key.elsewhere])
            self.read.refuse(each.path, item, f"nmstate refuses the whole state: it has no option {item.name}. {_meant(near)}".strip())
        elif item.items and OPTIONS[key.option].kind != "ipv6_list":
            self.read.refuse(each.path, item, f"nmstate wants {item.name} in one text, with commas")
            self.read.take(*item.items)
        elif key.option == "ns_ip6_target" and item.text:
            self.read.refuse(each.path, item, "nmstate wants ns_ip6_target as a list")
        else:
            text = ",".join(entry.text for entry in item.items) or ",".join(item.text.replace(",", " ").split())
            self.read.take(item, *item.items)
            if text:
                self.read.option(draft, each.path, item, item.name, text, spelling=KEYS)

    def two_monitors(self, draft: Draft) -> None:
        """Beside a link monitor nmstate refuses the ARP monitor, and with it the whole state."""
        said = {word: (value, node) for word, value, _, node in draft.said}
        (miimon, _), (interval, node) = said.get("miimon", ("0", None)), said.get("arp_interval", ("0", None))
        if node is not None and miimon.strip("0") and interval.strip("0"):
            gone = ("arp_interval", "arp_ip_target", "ns_ip6_target", "arp_validate")
            draft.said = [entry for entry in draft.said if entry[0] not in gone]
            self.read.refuse("", node, "nmstate refuses the whole state: miimon and arp_interval exclude each other")

    # ---- what the interfaces have in common

    def interface(self, draft: Draft, prefix: str, each: _Interface) -> None:
        own = draft.name == each.text("name")
        for item in each.node.items:
            if item.name in ("name", "type", "state"):
                self.state(item, each)
            elif item.name == "mtu":
                self.say(draft, f"{prefix}mtu", item.text, each.path, item)
            elif item.name == "mac-address" and own:
                self.say(draft, "mac", item.text, each.path, item)
            elif item.name == "description" and own:
                self.say(draft, "description", item.text, each.path, item)
            elif item.name in ("ipv4", "ipv6"):
                self.family(draft, prefix, each.path, item)
            elif item.name in SHOWN and item.text.lower() not in OTHERWISE.get(item.name, ()):
                self.read.take(*item.walk())

    def state(self, item: Node, each: _Interface) -> None:
        """Name, type and state; an interface that is down has no bond to show."""
        if item.name == "state" and item.text not in ("up", ""):
            self.read.refuse(each.path, item, f"nmstate leaves {each.text('name')} {item.text}", "warning")
        else:
            self.read.take(item)

    def family(self, draft: Draft, prefix: str, path: str, node: Node) -> None:
        """One family: static addresses, DHCP, router advertisements."""
        on = {item.name: item for item in node.items if item.text.lower() in TRUE}
        self.read.take(node, *(item for item in node.items if item.name in ("enabled", "dhcp", "autoconf")))
        enabled = "enabled" in on
        for item in node.items:
            if item.name in SHOWN_IP and item.text.lower() not in OTHERWISE.get(item.name, ()):
                self.read.take(item)
            elif item.name in ("address", "addresses"):
                self.read.take(item)
                for entry in item.items:
                    self.address(draft, prefix, path, entry, enabled=enabled)
        if not enabled:
            return
        if "autoconf" in on and "dhcp" not in on:
            self.read.refuse(path, on["autoconf"], "nmstate refuses the whole state: it takes autoconf only together with dhcp")
            draft.say(f"{prefix}{node.name}", "auto", path, on["autoconf"])
        elif "dhcp" in on:
            automatic = "autoconf" in on and node.name == "ipv6"
            draft.say(f"{prefix}{node.name}", "auto" if automatic else "dhcp", path, on["dhcp"])

    def address(self, draft: Draft, prefix: str, path: str, entry: Node, *, enabled: bool) -> None:
        address, length = entry.get("ip"), entry.get("prefix-length")
        if address is None or length is None:
            return
        self.read.take(length, *(item for item in entry.items if item.name in ("valid-life-time", "preferred-life-time", "mptcp-flags")))
        if not enabled:
            self.read.refuse(path, address, "nmstate passes over addresses beside enabled: false")
        elif is_ip(address.text) and ":" in address.text and IPv6Address(address.text.partition("%")[0]).is_link_local:
            self.read.refuse(path, address, "nmstate passes over IPv6 link-local addresses", "warning")
        elif "valid-life-time" not in {item.name for item in entry.items}:  # one with a time was given by DHCP or a router
            self.say(draft, f"{prefix}address", f"{address.text}/{length.text}", path, address)
        else:
            self.read.take(address)

    # ---- what stands on it, and what stands below

    def vlan(self, draft: Draft, prefix: str, each: _Interface) -> None:
        vlan = each.node.get("vlan")
        assert vlan is not None
        draft.say(f"{prefix}name", each.text("name"), each.path, each.node.get("name"))
        usual = {"protocol": ("802.1q",), "registration-protocol": ("none",), "reorder-headers": TRUE, "loose-binding": ("false",)}
        self.read.take(*(item for item in vlan.items if item.name in ("base-iface", "id") or item.text in usual.get(item.name, ())))

    def bridges(self) -> None:
        """Bridges whose port is a bond or one of its VLANs; the first of a bond counts."""
        for name, each in self.interfaces.items():
            config = each.node.get("bridge")
            ports = (config.get("port") or config.get("ports")) if config else None
            entries = {entry.text or _Interface(each.path, entry).text("name"): entry for entry in ports.items} if ports else {}
            port = next((port for port in entries if port in self.places and not self.places[port][0].values("bridge")), None)
            if port is None or name in self.places or config is None:
                continue
            draft, prefix = self.places[port]
            self.read.take(entries[port], entries[port].get("name"))
            draft.say("bridge", name, each.path, each.node)
            draft.say("bridge.over", port, each.path, entries[port])
            options = config.get("options")
            stp = options.get("stp") if options else None
            self.read.take(options, *(stp.walk() if stp else ()))
            self.places[name] = (draft, prefix)
            self.interface(draft, prefix, each)

    def members(self) -> None:
        """The members' own entries."""
        members = {member: draft for draft in self.bonds.values() for member in draft.values("member")}
        for name, each in self.interfaces.items():
            if name not in members or name in self.places:
                continue
            for item in each.node.items:
                if item.name in ("name", "type", "state"):
                    self.state(item, each)
                elif item.name in ("ipv4", "ipv6"):
                    self.port_family(each, item, members[name])
                elif item.name in (*SHOWN, "ethernet", "ethtool") and item.text.lower() not in OTHERWISE.get(item.name, ()):
                    self.read.take(*item.walk())
                elif item.name == "mtu" and item.text == (members[name].values("mtu") or ["1500"])[0]:
                    self.read.take(item)

    def port_family(self, each: _Interface, node: Node, draft: Draft) -> None:
        enabled = node.get("enabled")
        self.read.take(*node.walk())
        if enabled and enabled.text.lower() in TRUE:
            said = f"nmstate refuses the whole state: {each.text('name')} is a member of {draft.name} and gets no addresses."
            self.read.flaw(enabled, "error", "member-has-addresses", said, "Give them to the bond.", draft.name)

    # ---- what is said of the whole host

    def of_the_host(self) -> None:
        for path, route in self.routes:
            self.route(path, route)
        places = [(Place(prefix, *self.held(draft, prefix)), draft) for draft, prefix in self.ordered()]
        servers = [(path, node) for path, part in self.resolvers for node in _entries(part, "server") if is_ip(node.text)]
        for path, node in servers:
            self.resolver(path, node, "dns", node.text, places)
        first = servers[0][1].text if servers else ""
        for path, part in self.resolvers:
            for node in _entries(part, "search"):
                self.resolver(path, node, "search", first, places)

    def ordered(self) -> list[tuple[Draft, str]]:
        """Each bond with its VLANs, by their numbers."""
        found = {(draft.name, prefix): (draft, prefix) for draft, prefix in self.places.values()}
        return [each for name in self.bonds for (bond, prefix), each in sorted(found.items(), key=_number) if bond == name]

    def held(self, draft: Draft, prefix: str) -> tuple[tuple[str, ...], frozenset[int]]:
        """The addresses of an interface, and the families that are on."""
        addresses = tuple(
            each for each in draft.values(f"{prefix}address") if is_ip(each.partition("/")[0]) and each.partition("/")[2].isdigit()
        )
        on = {6 if ":" in each else 4 for each in addresses}
        on |= {family for family in (4, 6) if draft.values(f"{prefix}ipv{family}")}
        return addresses, frozenset(on)

    def resolver(self, path: str, node: Node, word: str, server: str, places: list[tuple[Place, Draft]]) -> None:
        try:
            found = home(server, [place for place, _ in places])
        except ValueError:  # an address that is none: it is refused where it stands
            found = None
        for place, draft in places:
            if place is found:
                self.say(draft, f"{place.prefix}{word}", node.text, path, node)

    def route(self, path: str, route: Node) -> None:
        told = {item.name: item.text for item in route.items}
        place = self.places.get(told.get("next-hop-interface", ""))
        if place is None or told.get("state") == "absent" or not told.get("next-hop-address") or "destination" not in told:
            return
        usual = {"table-id": ("254", "0"), "metric": ("0", "-1"), "weight": ()}
        known = ("destination", "next-hop-address", "next-hop-interface", "metric")
        if any(name not in known and value not in usual.get(name, ()) for name, value in told.items()):
            return
        draft, prefix = place
        self.read.take(*route.items)
        to, via, metric = told["destination"], told["next-hop-address"], told.get("metric", "")
        metric = "" if metric in usual["metric"] else metric
        node = route.items[0]
        if to in ("0.0.0.0/0", "::/0") and not metric:
            draft.say(f"{prefix}gateway", via, path, node)
        else:
            draft.say(f"{prefix}route", f"{to} via {via}" + (f" metric {metric}" if metric else ""), path, node)

    def say(self, draft: Draft, word: str, value: str, path: str, node: Node) -> None:
        draft.say(word, value, path, node)
        self.read.take(node)


# ---------------------------------------------------------------- helpers


def _entries(node: Node, name: str) -> list[Node]:
    found = node.get(name)
    return found.items if found else []


def _absent(node: Node) -> bool:
    state = node.get("state")
    return state is not None and state.text in ("absent", "ignore")


def _number(each: tuple[tuple[str, str], object]) -> int:
    prefix = each[0][1]
    return int(prefix.split(".")[1]) if prefix else 0


def _meant(near: str) -> str:
    return f"Did you mean {near}?" if near else ""


def _implied(draft: Draft) -> None:
    """NetworkManager monitors every 100 ms where no monitor is said."""
    interval = next(iter(draft.values("arp_interval")), "0")
    if not draft.values("miimon") and not interval.strip("0"):
        draft.say("miimon", "100")
