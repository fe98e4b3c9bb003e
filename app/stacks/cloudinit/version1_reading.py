"""Version 1 of cloud-init's network configuration to bonds: all lists of all files, read as one."""

from __future__ import annotations

from collections.abc import Iterator

from app.bonding.names import interface, ip, is_ip
from app.formats.node import Node
from app.stacks.cloudinit import seed
from app.stacks.contract import Claim, Draft, Reader

DYNAMIC = {
    "dhcp": ("ipv4", "dhcp"),
    "dhcp4": ("ipv4", "dhcp"),
    "dhcp6": ("ipv6", "dhcp"),
    "ipv6_dhcpv6-stateful": ("ipv6", "dhcp"),
    "ipv6_dhcpv6-stateless": ("ipv6", "auto"),
    "ipv6_slaac": ("ipv6", "auto"),
}
"""The kinds of subnets that ask a server or a router, and what they mean."""

FRAME = ("type", "name", "config_id", "keep_configuration", "optional")


def entries(nodes: list[Node]) -> Iterator[Node]:
    """The entries of the list `config`, with the word `network:` or without."""
    for root in [node for node in nodes if node.name == "network"] or [Node("network", items=nodes)]:
        yield from (each for each in (root.get("config") or root).items if each.name == "-")


def claims(path: str, nodes: list[Node]) -> Iterator[Claim]:
    """The cards that get addresses of their own."""
    for each in entries(nodes):
        if _said(each, "type") == "physical" and _addressed(each):
            yield Claim(_said(each, "name"), path, each.line, "gives it addresses")


class Lists:
    """The entries of all files, by kind."""

    def __init__(self, read: Reader) -> None:
        self.read = read
        self.entries: list[tuple[str, Node]] = []
        self.bonds: dict[str, Draft] = {}
        self.vlans: dict[str, tuple[str, str]] = {}  # name: bond, number
        self.bridges: dict[str, str] = {}  # name: port
        for path, root in seed.networks(read, "1"):
            self.entries += [(path, each) for each in (root.get("config") or Node("")).items]

    def drafts(self) -> Iterator[Draft]:
        """The bonds, with all that stands on them."""
        for path, node in self._of("bond"):
            self._bond(path, node)
        for path, node in self._of("vlan"):
            self._vlan(path, node)
        for path, node in self._of("bridge"):
            self._bridge(path, node)
        self._members()
        for path, node in self._of("nameserver"):
            self._nameserver(path, node)
        for path, node in self._of("route"):
            self._global_route(path, node)
        yield from self.bonds.values()

    def _of(self, kind: str) -> Iterator[tuple[str, Node]]:
        return ((path, node) for path, node in self.entries if _said(node, "type") == kind)

    # ---- the interfaces

    def _bond(self, path: str, node: Node) -> None:
        name = _said(node, "name")
        missing = [word for word in ("name", "bond_interfaces", "params") if node.get(word) is None]
        if missing:
            self.read.refuse(path, node, f"cloud-init skips a bond without {' and '.join(missing)}")
            return
        draft = self.bonds[name] = Draft(name)
        for text, comment in seed.described(self.read, path, name):
            draft.say("description", text, path, comment)
        for item in node.items:
            if item.name == "bond_interfaces":
                self.read.take(item)
                for each in item.items:
                    self._say(draft, "member", each.text, path, each)
            elif item.name == "mac_address":
                self._say(draft, "mac", item.text, path, item)
            elif item.name == "params":
                self._params(draft, path, item)
        self._interface(draft, "", path, node)

    def _params(self, draft: Draft, path: str, params: Node) -> None:
        before: dict[str, Node] = {}
        for item in params.items:
            key = self.read.spelling.by_name(item.name)
            if item.name in ("bond-mode", "bond_mode"):
                self._say(draft, "mode", item.text, path, item)
                if item.text.isdigit():
                    said = "cloud-init hands the number on, and netplan refuses it, with all of the configuration."
                    self.read.flaw(item, "warning", "mode-as-a-number", said, "Write the name of the mode.", draft.name)
            elif key and (earlier := before.get(key.option)):
                self.read.take(item, *item.items)
                if _text(earlier) != _text(item):
                    said = f"{earlier.name} says {_text(earlier)}, {item.name} says {_text(item)}: the release decides which counts."
                    self.read.flaw(item, "error", "key-twice", said, "Write the same value for both.", draft.name)
            elif self.read.option(draft, path, item, item.name, _text(item)) and key:
                before[key.option] = item
                self.read.take(*item.items)
                self._spelled(draft, item)
        names = {item.name for item in params.items}
        for option, item in before.items():
            other = f"bond-{option}"
            if item.name not in (other, f"bond_{option}") and other not in names and "_" in option:
                said = f"NetworkManager's files get {item.name} only as {other}; it is lost there."
                mend = f"Write {other} with the same value beside it."
                self.read.flaw(item, "warning", "spelling-of-another-tool", said, mend, draft.name)

    def _spelled(self, draft: Draft, item: Node) -> None:
        if item.items:
            said = "As a list the targets reach ifupdown only; the files of the other tools get a text that the kernel refuses."
            self.read.flaw(item, "error", "targets-as-a-list", said, "Write one text with commas.", draft.name)
        if item.name.startswith("bond_"):
            said = f"{item.name} is lost where the files are networkd's or NetworkManager's."
            better = "bond-" + item.name.removeprefix("bond_")
            self.read.flaw(item, "warning", "spelling-of-another-tool", said, f"Write {better}.", draft.name)

    def _vlan(self, path: str, node: Node) -> None:
        link, number = _said(node, "vlan_link"), _said(node, "vlan_id")
        if link not in self.bonds or not number:
            return
        name = _said(node, "name")
        self.vlans[name] = (link, number)
        prefix = f"vlan.{number}."
        self._say(self.bonds[link], prefix + "name", name, path, node)
        self.read.take(node.get("vlan_link"), node.get("vlan_id"))
        self._interface(self.bonds[link], prefix, path, node)

    def _bridge(self, path: str, node: Node) -> None:
        ports = node.get("bridge_interfaces") or Node("")
        port = next((each for each in ports.items if self._place(each.text)), None)
        if port is None:
            return
        draft, prefix = self._place(port.text) or (Draft(""), "")
        name = _said(node, "name")
        self.bridges[name] = port.text
        self._say(draft, "bridge", name, path, node)
        self._say(draft, "bridge.over", port.text, path, port)
        self.read.take(*(node.get("params") or Node("")).walk())
        self._interface(draft, prefix, path, node)

    def _members(self) -> None:
        """The entries of the cards: with addresses of their own, or missing."""
        cards = {_said(node, "name"): (path, node) for path, node in self._of("physical")}
        others = {_said(node, "name") for _, node in self.entries}
        for draft in self.bonds.values():
            for word, member, _, said in list(draft.said):
                if word != "member" or said is None:
                    continue
                if member in cards:
                    self._member(member, *cards[member])
                elif member not in others:
                    text = f"{member} has no entry of its own: cloud-init then takes it for a bond, and netplan gets it as one."
                    self.read.flaw(said, "error", "member-not-defined", text, f"Add {{type: physical, name: {member}}}.", draft.name)

    def _member(self, name: str, path: str, node: Node) -> None:
        self.read.take(*(item for item in node.items if item.name in (*FRAME, "mac_address", "mtu", "accept-ra", "wakeonlan")))
        for subnet in (node.get("subnets") or Node("")).items:
            if _said(subnet, "type") == "manual":
                self.read.take(*subnet.items)
        if _addressed(node):
            said = f"{name} is a member of a bond and gets addresses of its own beside it."
            self.read.flaw(node.get("subnets") or node, "error", "member-has-addresses", said, "Give them to the bond.")

    def _place(self, name: str) -> tuple[Draft, str] | None:
        """The bond that an interface belongs to, and the prefix of its words there."""
        if name in self.bonds:
            return self.bonds[name], ""
        if name in self.vlans:
            link, number = self.vlans[name]
            return self.bonds[link], f"vlan.{number}."
        return self._place(self.bridges[name]) if self.bridges.get(name, name) != name else None

    # ---- what an interface has

    def _interface(self, draft: Draft, prefix: str, path: str, node: Node) -> None:
        self.read.take(*(item for item in node.items if item.name in FRAME))
        for item in node.items:
            if item.name == "mtu":
                self._say(draft, prefix + "mtu", item.text, path, item)
            elif item.name == "accept-ra":
                self.read.take(item)
            elif item.name == "subnets":
                for subnet in item.items:
                    self._subnet(draft, prefix, path, subnet)
        accepts = node.get("accept-ra")
        if accepts is not None and accepts.text.lower() in ("true", "yes", "on") and not draft.values(prefix + "ipv6"):
            draft.say(prefix + "ipv6", "auto", path, accepts)

    def _subnet(self, draft: Draft, prefix: str, path: str, subnet: Node) -> None:
        kind = _said(subnet, "type")
        if kind in DYNAMIC:
            word, value = DYNAMIC[kind]
            draft.say(prefix + word, value, path, subnet)
        self.read.take(subnet.get("type") if kind in (*DYNAMIC, "static", "static6", "manual") else None)
        for item in subnet.items:
            if item.name in ("address", "ip_address") and kind in ("static", "static6"):
                self._say(draft, prefix + "address", _with_prefix(item.text, _said(subnet, "netmask")), path, item)
                self.read.take(subnet.get("netmask"))
            elif item.name == "gateway":
                self._say(draft, prefix + "gateway", item.text, path, item)
            elif item.name in ("dns_nameservers", "dns_search"):
                self._each(draft, prefix + ("dns" if item.name == "dns_nameservers" else "search"), path, item)
            elif item.name == "routes":
                for route in item.items:
                    self._route(draft, prefix, path, route)
            elif item.name == "control" and item.text == "auto":
                self.read.take(item)
            elif item.name == "mtu":
                self._say(draft, prefix + "mtu", item.text, path, item)

    def _route(self, draft: Draft, prefix: str, path: str, route: Node) -> None:
        told = {item.name: item.text for item in route.items if item.name != "type"}
        if not told.keys() <= {"destination", "network", "netmask", "prefix", "gateway", "metric"} or "gateway" not in told:
            return
        self.read.take(*route.items)
        to = _with_prefix(told.get("destination", told.get("network", "")), told.get("netmask", told.get("prefix", "")))
        if to in ("default", "0.0.0.0/0", "::/0", "0.0.0.0/0.0.0.0", "::/::"):
            draft.say(prefix + "gateway", told["gateway"], path, route)
        else:
            metric = f" metric {told['metric']}" if "metric" in told else ""
            draft.say(prefix + "route", f"{to} via {told['gateway']}{metric}", path, route)

    # ---- entries that name no interface

    def _nameserver(self, path: str, node: Node) -> None:
        """Name servers of one interface, or of all: those are kept where the default route is."""
        named = node.get("interface")
        place = self._place(named.text) if named else self._home()
        if place is None:
            return
        draft, prefix = place
        self.read.take(node.get("type"), named)
        for item in node.items:
            if item.name in ("address", "search"):
                self._each(draft, prefix + ("dns" if item.name == "address" else "search"), path, item)

    def _home(self) -> tuple[Draft, str] | None:
        for draft in self.bonds.values():
            for word in ("gateway", "address"):
                found = next((said for said, *_ in draft.said if said.rpartition(".")[2] == word), None)
                if found is not None:
                    return draft, found.removesuffix(word)
        return next(((draft, "") for draft in self.bonds.values()), None)

    def _global_route(self, path: str, node: Node) -> None:
        """A route that stands by itself: it belongs to the interface in whose network its router is."""
        via = _said(node, "gateway")
        for draft in self.bonds.values():
            for word, address, *_ in list(draft.said):
                if word.rpartition(".")[2] == "address" and _reaches(address, via):
                    self._route(draft, word.removesuffix("address"), path, node)
                    return

    def _each(self, draft: Draft, word: str, path: str, item: Node) -> None:
        """A list, or one text with blanks."""
        self.read.take(item)
        for each in item.items:
            self._say(draft, word, each.text, path, each)
        for text in item.text.split():
            draft.say(word, text, path, item)

    def _say(self, draft: Draft, word: str, value: str, path: str, node: Node) -> None:
        draft.say(word, value, path, node)
        self.read.take(node)


def _said(node: Node, name: str) -> str:
    found = node.get(name)
    return found.text if found else ""


def _text(item: Node) -> str:
    return ",".join(each.text for each in item.items) or item.text


def _addressed(node: Node) -> bool:
    return any(_said(each, "type") not in ("manual", "") for each in (node.get("subnets") or Node("")).items)


def _with_prefix(address: str, mask: str) -> str:
    if "/" in address or address == "default":
        return address
    text = f"{address}/{mask or ('64' if ':' in address else '24')}"
    try:
        return interface(text).with_prefixlen  # a mask may have its dots
    except ValueError:
        return text


def _reaches(address: str, router: str) -> bool:
    try:
        return is_ip(router) and ip(router) in interface(address).network
    except ValueError:
        return False
