"""Machine configurations of Talos: documents of their own for links, and machine.network.interfaces."""

from __future__ import annotations

from collections.abc import Iterator

from app.formats.node import COMMENT, Node
from app.formats.yaml_documents import DOCUMENT
from app.stacks.contract import Draft, Reader

BALANCED = ("balance-tlb", "balance-alb")
FRAME = ("apiVersion", "kind", "name", "up", "version")
TRUE = ("true", "yes", "on")
ADVERTISED = "ipv6 of {}: auto, as on every link of Talos"
"""How a comment says ipv6=auto of a link: there is no key for it, and none is needed."""


class Parser:
    """Takes bonds first, then what stands on them, then what they get."""

    def __init__(self, read: Reader) -> None:
        self.read = read
        self.bonds: dict[str, Draft] = {}
        self.vlans: dict[str, tuple[Draft, str]] = {}  # by the name of the interface: the bond, and the prefix of its words
        self.bridges: dict[str, tuple[Draft, str]] = {}

    def drafts(self) -> list[Draft]:
        """The bonds of all documents."""
        nodes = [(path, node) for path, nodes in self.read.files.items() for node in nodes if node.name == DOCUMENT]
        documents = [(path, node, _text(node, "kind")) for path, node in nodes]
        networks = [(path, network) for path, node, kind in documents if not kind for network in _inside(node, "machine", "network")]
        entries = [(path, each) for path, network in networks for item in _inside(network, "interfaces") for each in item.items]
        self.links(documents)
        self.older(entries)
        self.bridged(documents, entries)
        self.advertised()
        for path, node, kind in documents:
            self.rest(path, node, kind)
            self.read.take(*(node.get(name) for name in ("version", "debug", "persist") if not kind))
        for path, each in entries:
            self.entry(path, each)
        for path, network in networks:
            self.resolver(path, network)
        for draft in self.bonds.values():
            self.implied(draft)
        return list(self.bonds.values())

    def links(self, documents: list[tuple[str, Node, str]]) -> None:
        """Bonds and VLANs with documents of their own."""
        for path, node, kind in documents:
            if kind == "BondConfig":
                self.bond(path, node, node, _text(node, "name"), "links", "bondMode")
        for path, node, kind in documents:
            if kind == "VLANConfig":
                self.vlan(path, node, _text(node, "parent"), _text(node, "vlanID"), _text(node, "name"))

    def older(self, entries: list[tuple[str, Node]]) -> None:
        """Bonds and VLANs of the older form, whose VLANs have the name of their parent in theirs."""
        for path, each in entries:
            if (inside := each.get("bond")) is not None:
                self.bond(path, each, inside, _text(each, "interface"), "interfaces", "mode")
        for path, each in entries:
            for vlan in (vlan for item in _inside(each, "vlans") for vlan in item.items):
                name = _text(each, "interface")
                self.vlan(path, vlan, name, _text(vlan, "vlanId"), f"{name}.{_text(vlan, 'vlanId')}")

    def bridged(self, documents: list[tuple[str, Node, str]], entries: list[tuple[str, Node]]) -> None:
        """Bridges of both forms."""
        for path, node, kind in documents:
            if kind == "BridgeConfig":
                self.bridge(path, node, node, _text(node, "name"), "links")
        for path, each in entries:
            if (inside := each.get("bridge")) is not None:
                self.bridge(path, each, inside, _text(each, "interface"), "interfaces")

    def advertised(self) -> None:
        """Comments that say of a link what it does by itself."""
        said = {ADVERTISED.format(name): name for name in (*self.bonds, *self.vlans, *self.bridges)}
        for path, nodes in self.read.files.items():
            for node in (each for each in nodes if each.name == COMMENT and each.text in said):
                if place := self.place(said[node.text]):
                    draft, prefix = place
                    draft.say(f"{prefix}ipv6", "auto", path, node)

    # ---- links

    def bond(self, path: str, node: Node, inside: Node, name: str, members: str, mode: str) -> None:
        """A bond with its members and options."""
        draft = self.bonds.setdefault(name, Draft(name))
        for each in self.read.files[path]:
            if each.name == COMMENT and each.text.startswith(f"{name}: "):
                draft.say("description", each.text.partition(": ")[2], path, each)
        self.read.take(*(item for item in node.items if item.name in (*FRAME, "interface")))
        for item in inside.items:
            if item.name == members:
                self.each(draft, "member", path, item)
            elif item.name == mode:
                self.say(draft, "mode", path, item)
            elif item.name == "hardwareAddr":
                self.say(draft, "mac", path, item)
            elif item.name == "deviceSelectors":
                self.read.take(*item.walk())
                why = "Talos chooses the members by their properties, so no file tells them: name them one by one to have them judged too"
                self.read.refuse(path, item, why, "hint", name, ("no-members",))
            elif item.name in ("arpIPTarget", "adActorSystem") or (item.name == "primary" and inside is node):
                self.read.take(*item.walk())
                self.read.refuse(path, item, f"Talos refuses {item.name} here")
            elif item.name not in COMMON:
                text = ",".join(each.text for each in item.items) or item.text
                if self.read.option(draft, path, item, item.name, text):
                    self.read.take(*item.items)
        if inside is not node:
            return
        self.common(draft, "", path, node)

    def vlan(self, path: str, node: Node, parent: str, number: str, name: str) -> None:
        """A VLAN on one of the bonds."""
        if parent in self.bonds and number:
            draft, prefix = self.bonds[parent], f"vlan.{number}."
            draft.say(prefix + "name", name, path, node)
            self.vlans[name] = draft, prefix
            self.read.take(*(item for item in node.items if item.name in (*FRAME, "vlanID", "vlanId", "parent")))
            self.read.take(*(item for item in node.items if item.name == "vlanMode" and item.text == "802.1q"))
            self.common(draft, prefix, path, node)

    def bridge(self, path: str, node: Node, inside: Node, name: str, ports: str) -> None:
        """A bridge over a bond or a VLAN."""
        port = next((item for each in inside.items if each.name == ports for item in each.items if self.place(item.text)), None)
        place = self.place(port.text) if port is not None else None
        if port is None or place is None:
            return
        draft, prefix = place
        draft.say("bridge", name, path, node)
        draft.say("bridge.over", port.text, path, port)
        self.bridges[name] = place
        self.read.take(port, *(item for item in node.items if item.name in (*FRAME, "interface")))
        self.read.take(*(each for item in inside.items if item.name == "stp" for each in item.walk()))
        self.common(draft, prefix, path, node, mtu=False)

    def place(self, name: str) -> tuple[Draft, str] | None:
        """The bond that an interface belongs to, and the prefix of its words there."""
        if name in self.bonds:
            return self.bonds[name], ""
        return self.vlans.get(name) or self.bridges.get(name)

    # ---- what they get

    def rest(self, path: str, node: Node, kind: str) -> None:
        """Documents that say one thing of a link, or something of the node."""
        place = self.place(_text(node, "name"))
        if kind in ("DHCPv4Config", "DHCPv6Config") and place:
            draft, prefix = place
            draft.say(f"{prefix}ip{kind[4:6]}", "dhcp", path, node)
            self.read.take(*(item for item in node.items if item.name in FRAME))
        elif kind == "LinkConfig" and place:
            self.read.take(*(item for item in node.items if item.name in FRAME))
            self.common(*place, path, node)
        elif kind == "ResolverConfig" and (only := self.only()):
            self.read.take(*(item for item in node.items if item.name in FRAME))
            for server in (each for item in node.items if item.name == "nameservers" for each in item.items):
                if (address := server.get("address")) is not None:
                    self.say(only, "dns", path, address)
            for domains in (each for item in node.items if item.name == "searchDomains" for each in item.items if each.name == "domains"):
                self.each(only, "search", path, domains)

    def entry(self, path: str, node: Node) -> None:
        """What an entry of the older form gives to a bond or a bridge."""
        name = _text(node, "interface")
        if place := self.place(name):
            self.read.take(node.get("interface"))
            self.common(*place, path, node, mtu=name not in self.bridges)

    def resolver(self, path: str, network: Node) -> None:
        """The name servers of a node, if it has one bond only."""
        only = self.only()
        for item in network.items if only else ():
            if item.name in ("nameservers", "searchDomains"):
                assert only is not None
                self.each(only, "dns" if item.name == "nameservers" else "search", path, item)

    def only(self) -> Draft | None:
        """The one bond; None where there are more."""
        return next(iter(self.bonds.values())) if len(self.bonds) == 1 else None

    def common(self, draft: Draft, prefix: str, path: str, node: Node, *, mtu: bool = True) -> None:
        """The keys that all kinds of links have."""
        for item in node.items:
            if item.name == "addresses":
                for each in item.items:
                    address = each.get("address") or each
                    if address.value is not None:
                        self.say(draft, prefix + "address", path, address)
            elif item.name == "cidr":
                self.say(draft, prefix + "address", path, item)
            elif item.name == "routes":
                for route in item.items:
                    self.route(draft, prefix, path, route)
            elif item.name == "mtu" and mtu and item.text != "0":
                self.say(draft, prefix + "mtu", path, item)
            elif item.name == "dhcp":
                self.read.take(item)
                self.dhcp(draft, prefix, path, node, item)

    def dhcp(self, draft: Draft, prefix: str, path: str, node: Node, item: Node) -> None:
        """DHCP of the older form: of IPv4 unless told otherwise."""
        options = node.get("dhcpOptions")
        told = {each.name: each.text.lower() in TRUE for each in options.items} if options else {}
        if options:
            self.read.take(*(each for each in options.items if each.name in ("ipv4", "ipv6")))
        for family in ("ipv4", "ipv6"):
            if item.text.lower() in TRUE and told.get(family, family == "ipv4"):
                draft.say(prefix + family, "dhcp", path, item)

    def route(self, draft: Draft, prefix: str, path: str, route: Node) -> None:
        """A route, or the default one."""
        told = {item.name: item.text for item in route.items}
        if not told.keys() <= {"network", "destination", "gateway", "metric"} or not told.get("gateway"):
            return
        self.read.take(*route.items)
        to, via = told.get("network") or told.get("destination") or "", told["gateway"]
        if to in ("", "0.0.0.0/0", "::/0"):
            draft.say(prefix + "gateway", via, path, route)
        else:
            metric = f" metric {told['metric']}" if told.get("metric", "0") != "0" else ""
            draft.say(prefix + "route", f"{to} via {via}{metric}", path, route)

    def implied(self, draft: Draft) -> None:
        """What Talos sends where nothing is said: a zero, where the kernel would take something else by itself."""
        if not draft.values("miimon"):
            draft.say("miimon", "0")
        if draft.values("mode")[-1:] and draft.values("mode")[-1] in BALANCED and not draft.values("tlb_dynamic_lb"):
            draft.say("tlb_dynamic_lb", "off")

    def say(self, draft: Draft, word: str, path: str, node: Node) -> None:
        """Say a word that a node has."""
        draft.say(word, node.text, path, node)
        self.read.take(node)

    def each(self, draft: Draft, word: str, path: str, node: Node) -> None:
        """Say a word for each entry of a list."""
        self.read.take(node)
        for item in node.items:
            self.say(draft, word, path, item)


COMMON = (*FRAME, "addresses", "cidr", "routes", "mtu", "dhcp", "dhcpOptions", "multicast")


def _text(node: Node, name: str) -> str:
    item = node.get(name)
    return item.text if item is not None else ""


def _inside(node: Node, *names: str) -> Iterator[Node]:
    level = [node]
    for name in names:
        level = [item for each in level for item in each.items if item.name == name]
    yield from level
