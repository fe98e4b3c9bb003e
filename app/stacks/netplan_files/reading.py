"""Files of netplan to bonds: definitions of one name are merged over all files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.formats.node import Node
from app.stacks.contract import Claim, Draft, Reader

TRUE = ("true", "yes", "on", "y")
FALSE = ("false", "no", "off", "n")
IGNORED = {"optional", "link-local", "renderer", "dhcp-identifier", "match", "set-name", "wakeonlan"}


def claims(path: str, root: Node) -> Iterator[Claim]:
    """The interfaces that what stands below a `network:` gives addresses to."""
    for kind in (kind for kind in root.items if kind.name == "ethernets"):
        for each in kind.items:
            if any((item.name in ("dhcp4", "dhcp6") and item.text.lower() in TRUE) or item.name == "addresses" for item in each.items):
                yield Claim(each.name, path, each.line, "gives it addresses")


class Files:
    """The definitions of all files, by kind and name; `refused` maps a parameter to the reason why it does nothing."""

    def __init__(self, read: Reader, refused: Mapping[str, str]) -> None:
        self.read = read
        self.refused = refused
        self.parts: dict[str, dict[str, list[tuple[str, Node]]]] = {}  # kind: name: definitions
        self.bonds: dict[str, Draft] = {}

    def load(self, path: str, root: Node) -> None:
        """Add what stands below the `network:` of a file."""
        self.read.take(root.get("version"), root.get("renderer"))
        for kind in root.items:
            for each in kind.items:
                self.parts.setdefault(kind.name, {}).setdefault(each.name, []).append((path, each))

    def drafts(self) -> Iterator[Draft]:
        """The bonds of all files that were added."""
        for name, definitions in self.parts.get("bonds", {}).items():
            draft = self.bonds[name] = Draft(name)
            for path, node in definitions:
                self._bond(draft, path, node)
                self._interface(draft, "", path, node)
        for name, definitions in self.parts.get("vlans", {}).items():
            self._vlan(name, definitions)
        for name, definitions in self.parts.get("bridges", {}).items():
            self._bridge(name, definitions)
        renamed = self._renamed()
        members = {member for draft in self.bonds.values() for member in draft.values("member")}
        self._undefined()
        for name, definitions in self.parts.get("ethernets", {}).items():
            for _, node in definitions if renamed.get(name, name) in members else []:
                self._addressed(name, node)
                off = [i for i in node.items if i.name in ("dhcp4", "dhcp6", "accept-ra") and i.text.lower() in FALSE]
                self.read.take(node, *off, *(i for i in node.items if i.name in (*IGNORED, "mtu")))
                self.read.take(*(each for i in node.items if i.name in IGNORED for each in i.walk()))
        yield from self.bonds.values()

    def _renamed(self) -> dict[str, str]:
        """The names that cards get, by the names of their definitions."""
        cards = self.parts.get("ethernets", {})
        return {name: new.text for name, nodes in cards.items() for _, node in nodes if (new := node.get("set-name")) and new.text}

    def _undefined(self) -> None:
        """Members that no file defines: netplan refuses to go on."""
        defined = {name for kind in self.parts.values() for name in kind} | set(self._renamed().values())
        for draft in self.bonds.values():
            for word, member, _, node in draft.said:
                if word == "member" and node and member not in defined:
                    said = f"netplan refuses the whole configuration: {member} is not defined."
                    self.read.flaw(node, "error", "member-not-defined", said, f"Add {member}: {{}} below ethernets.", draft.name)

    def _addressed(self, name: str, node: Node) -> None:
        """Addresses of a member's own."""
        for item in node.items:
            asks = item.name in ("dhcp4", "dhcp6") and item.text.lower() in TRUE
            if asks or (item.name in ("addresses", "gateway4", "gateway6") and (item.text or item.items)):
                said = f"{name} is a member of a bond and gets addresses of its own beside it."
                self.read.flaw(item, "error", "member-has-addresses", said, "Give them to the bond.")

    def _bond(self, draft: Draft, path: str, node: Node) -> None:
        for each in self.read.files[path]:
            if each.name == "#" and each.text.startswith(f"{draft.name}: "):
                draft.say("description", each.text.partition(": ")[2], path, each)
        for item in node.items:
            if item.name == "interfaces":
                self.read.take(item)
                for each in item.items:
                    self._say(draft, "member", self._renamed().get(each.text, each.text), path, each)
            elif item.name == "macaddress":
                self._say(draft, "mac", item.text, path, item)
            elif item.name == "parameters":
                for parameter in item.items:
                    self._parameter(draft, path, parameter)

    def _parameter(self, draft: Draft, path: str, node: Node) -> None:
        if node.name == "mode":
            self._say(draft, "mode", node.text, path, node)
        elif node.name in self.refused:
            self.read.refuse(path, node, self.refused[node.name])
        else:
            text = " ".join(item.text for item in node.items) or node.text
            if node.name.endswith(("-interval", "-delay")):
                text = _millis(text)
            if self.read.option(draft, path, node, node.name, text):
                self.read.take(*node.items)

    def _vlan(self, name: str, definitions: list[tuple[str, Node]]) -> None:
        link = next((node.get("link") for _, node in definitions if node.get("link")), None)
        number = next((node.get("id") for _, node in definitions if node.get("id")), None)
        if link is None or number is None or link.text not in self.bonds:
            return
        draft, prefix = self.bonds[link.text], f"vlan.{number.text}."
        draft.said = [entry for entry in draft.said if entry[0] != prefix + "name"]
        for path, node in definitions:
            draft.say(prefix + "name", name, path, node)
            self.read.take(node.get("link"), node.get("id"))
            self._interface(draft, prefix, path, node)

    def _bridge(self, name: str, definitions: list[tuple[str, Node]]) -> None:
        ports = [item.text for _, node in definitions if (ports := node.get("interfaces")) for item in ports.items]
        place = next(((port, *place) for port in ports if (place := self._place(port))), None)
        if place is None:
            return
        port, draft, prefix = place
        for path, node in definitions:
            draft.say("bridge", name, path, node)
            draft.say("bridge.over", port, path, node)
            self.read.take(*(item for item in (node.get("interfaces") or node).items if item.text == port))
            if parameters := node.get("parameters"):
                self.read.take(*parameters.walk())
            self._interface(draft, prefix, path, node)

    def _place(self, name: str) -> tuple[Draft, str] | None:
        if name in self.bonds:
            return self.bonds[name], ""
        for draft in self.bonds.values():
            for word, value, _, _ in draft.said:
                if word.startswith("vlan.") and word.endswith(".name") and value == name:
                    return draft, word.removesuffix("name")
        return None

    def _interface(self, draft: Draft, prefix: str, path: str, node: Node) -> None:
        """The keys that a bond, a VLAN and a bridge have in common."""
        ra = False
        for item in node.items:
            if item.name in ("dhcp4", "dhcp6"):
                self.read.take(item)
                if item.text.lower() in TRUE:
                    draft.say(prefix + ("ipv4" if item.name == "dhcp4" else "ipv6"), "dhcp", path, item)
            elif item.name == "accept-ra":
                self.read.take(item)
                ra = item.text.lower() in TRUE
            elif item.name == "addresses":
                self._say_each(draft, prefix + "address", path, item)
            elif item.name in ("gateway4", "gateway6"):
                self._say(draft, prefix + "gateway", item.text, path, item)
            elif item.name == "nameservers":
                for each in item.items:
                    if each.name in ("addresses", "search"):
                        self._say_each(draft, prefix + ("dns" if each.name == "addresses" else "search"), path, each)
            elif item.name == "routes":
                for route in item.items:
                    self._route(draft, prefix, path, route)
            elif item.name == "mtu":
                self._say(draft, prefix + "mtu", item.text, path, item)
            elif item.name in IGNORED:
                self.read.take(*item.walk())
        if ra and "dhcp" not in draft.values(prefix + "ipv6"):
            draft.say(prefix + "ipv6", "auto", path, node)

    def _route(self, draft: Draft, prefix: str, path: str, route: Node) -> None:
        told = {item.name: item.text for item in route.items}
        if not told.keys() <= {"to", "via", "metric", "on-link"} or "via" not in told:
            return
        self.read.take(*route.items)
        to, via = told.get("to", ""), told["via"]
        if to in ("default", "0.0.0.0/0", "::/0", "0/0"):
            draft.say(prefix + "gateway", via, path, route)
        else:
            draft.say(prefix + "route", f"{to} via {via}" + (f" metric {told['metric']}" if "metric" in told else ""), path, route)

    def _say(self, draft: Draft, word: str, value: str, path: str, node: Node) -> None:
        draft.say(word, value, path, node)
        self.read.take(node)

    def _say_each(self, draft: Draft, word: str, path: str, node: Node) -> None:
        self.read.take(node)
        for item in node.items:
            self._say(draft, word, item.text, path, item)


def _millis(text: str) -> str:
    """A bare number counts milliseconds; networkd's units are passed on and read here."""
    for unit, factor in (("ms", 1), ("s", 1000)):
        if text.endswith(unit) and text.removesuffix(unit).strip().isdigit():
            return str(int(text.removesuffix(unit)) * factor)
    return text
