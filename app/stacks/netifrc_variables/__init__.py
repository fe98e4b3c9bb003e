"""Reads the bonds out of netifrc's variables, whose names end in the interface that they are for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.bonding.names import interface, is_ip
from app.formats.node import COMMENT, Node
from app.stacks.contract import Draft, Reader

FRAME = ("preup", "postup", "failup", "predown", "postdown", "faildown")
"""Functions of the file; what they do is left unread."""


def suffix(name: str) -> str:
    """An interface as it stands in the name of a variable."""
    return re.sub(r"[^A-Za-z0-9]", "_", name)


def drafts(read: Reader) -> Iterator[Draft]:
    """The bonds of all files."""
    for path, nodes in read.files.items():
        yield from _VariablesReader(read, path, nodes).drafts()


class _VariablesReader:
    def __init__(self, read: Reader, path: str, nodes: list[Node]) -> None:
        self.read = read
        self.path = path
        self.nodes = nodes
        self.told = {node.name: node for node in nodes if node.name and node.name != COMMENT}
        self.names = self.known_names()
        self.carriers: dict[str, tuple[Draft, str]] = {}  # interface: its bond, the prefix of its words there

    def known_names(self) -> dict[str, str]:
        """Interfaces by what stands for them in the name of a variable, as far as services in comments and variables tell."""
        found: dict[str, str] = {}
        for node in self.nodes:
            text = node.text if node.name == COMMENT or node.name.startswith("rc_net") else ""
            for name in re.findall(r"\bnet\.([A-Za-z0-9][\w.-]*)", text):
                found.setdefault(suffix(name.rstrip(".")), name.rstrip("."))
        return found

    def lines(self, name: str) -> list[tuple[str, Node]]:
        """The lines of a variable, or the elements of an array."""
        node = self.told.get(name)
        if node is None:
            return []
        return [(item.text.strip(), item) for item in node.items] if node.items else [(node.text.strip(), node)]

    def words(self, name: str) -> list[tuple[str, Node]]:
        """The words of a variable."""
        return [(word, node) for text, node in self.lines(name) for word in text.split()]

    def drafts(self) -> Iterator[Draft]:
        for variable in [name for name in self.told if name.startswith("slaves_")]:
            yield self.bond(variable.removeprefix("slaves_"))

    def bond(self, key: str) -> Draft:
        name = self.names.get(key, key)
        draft = Draft(name)
        self.carriers[name] = (draft, "")
        for member, node in self.words(f"slaves_{key}"):
            self.say(draft, "member", member, node)
            config = self.told.get(f"config_{suffix(member)}")
            if config is not None and config.text in ("null", "noop"):
                self.read.take(config)
        for word in ("mode", "mtu", "mac"):
            if said := self.told.get(f"{word}_{key}"):
                self.say(draft, word, said.text, said)
        for option in self.read.spelling:
            if said := self.told.get(f"{option.name}_{key}"):
                self.read.option(draft, self.path, said, option.name, " ".join(text for text, _ in self.lines(said.name)))
                self.read.take(*said.items)
        for each in self.nodes:
            if each.name == COMMENT and each.text.startswith(f"{name}: "):
                draft.say("description", each.text.partition(": ")[2], self.path, each)
        self.vlans(draft, key, name)
        self.bridge(draft)
        for carrier, (owner, prefix) in list(self.carriers.items()):
            if owner is draft:
                self.layer3(draft, prefix, suffix(carrier))
        return draft

    def vlans(self, draft: Draft, key: str, name: str) -> None:
        for number, node in self.words(f"vlans_{key}"):
            named = self.told.get(f"{key}_vlan{number}_name") or self.told.get(f"vlan{number}_name")
            vlan = named.text if named else f"{name}.{number}"
            self.say(draft, f"vlan.{number}.name", vlan, named or node)
            self.read.take(node)
            self.carriers[vlan] = (draft, f"vlan.{number}.")
            for mtu in (f"mtu_{key}_vlan{number}", f"mtu_{suffix(vlan)}"):
                if found := self.told.get(mtu):
                    self.say(draft, f"vlan.{number}.mtu", found.text, found)

    def bridge(self, draft: Draft) -> None:
        for variable in [name for name in self.told if name.startswith("bridge_") and not name.startswith("bridge_add_")]:
            key = variable.removeprefix("bridge_")
            for port, node in self.words(variable):
                if self.carriers.get(port, (None, ""))[0] is draft and not draft.values("bridge"):
                    name = self.names.get(key, key)
                    self.say(draft, "bridge", name, node)
                    draft.say("bridge.over", port, self.path, node)
                    config = self.told.get(f"config_{suffix(port)}")
                    if config is not None and config.text in ("null", "noop"):
                        self.read.take(config)
                    self.carriers[name] = self.carriers.pop(port)
                    self.read.take(self.told.get(f"rc_net_{key}_need"), self.told.get(f"rc_need_{key}"))

    # ---- layer 3

    def layer3(self, draft: Draft, prefix: str, key: str) -> None:
        self.read.take(self.told.get(f"rc_net_{key}_need"), self.told.get(f"rc_need_{key}"))
        config = f"config_{key}"
        if (node := self.told.get(config)) is None:
            draft.say(prefix + "ipv4", "dhcp")  # what netifrc does where nothing is said
        elif node.flow:
            why = "an array works only where /bin/sh is bash, and will stop to. Write one line an address"
            self.read.flaw(node, "warning", "line-refused", why, bond=draft.name)
        for text, each in self.lines(config):
            self.config(draft, prefix, text, each)
        for text, each in self.lines(f"routes_{key}"):
            self.route(draft, prefix, text.split(), each)
        for variable, word in (("dns_servers", "dns"), ("dns_search", "search")):
            for value, each in self.words(f"{variable}_{key}"):
                self.say(draft, prefix + word, value, each)

    def config(self, draft: Draft, prefix: str, text: str, node: Node) -> None:
        """A line of addresses: several of them where the second word is one too, otherwise one with its words behind it."""
        words = text.split()
        several = len(words) > 1 and ("." in words[1] or ":" in words[1])
        for word in words if several else words[:1]:
            if word == "dhcp":
                self.say(draft, prefix + "ipv4", "dhcp", node)
            elif word == "dhcpv6":
                self.say(draft, prefix + "ipv6", "dhcp", node)
            elif word in ("null", "noop"):
                self.read.take(node)
            elif is_ip(word.partition("/")[0]):
                rest = dict(zip(words[1::2], words[2::2], strict=False)) if not several else {}
                if rest.keys() <= {"netmask", "brd", "broadcast"}:
                    self.say(draft, prefix + "address", _with_mask(word, rest.get("netmask", "")), node)

    def route(self, draft: Draft, prefix: str, words: list[str], node: Node) -> None:
        words = [word for word in words if word not in ("-net", "-host", "-4", "-6")]
        words = ["via" if word == "gw" else word for word in words]
        said = dict(zip(words[1::2], words[2::2], strict=False))
        if len(words) % 2 == 0 or "via" not in said or said.keys() - {"via", "metric", "netmask"}:
            return
        to = _with_mask(words[0], said.get("netmask", "")) if words[0] != "default" else "default"
        if to == "default" and "metric" not in said:
            self.say(draft, prefix + "gateway", said["via"], node)
        elif to != "default":
            metric = f" metric {said['metric']}" if "metric" in said else ""
            self.say(draft, prefix + "route", f"{to} via {said['via']}{metric}", node)

    def say(self, draft: Draft, word: str, value: str, node: Node) -> None:
        draft.say(word, value, self.path, node)
        self.read.take(node)


def _with_mask(address: str, mask: str) -> str:
    """An address with its prefix length; without one netifrc takes it for a single host."""
    if "/" in address or not is_ip(address):
        return address
    try:
        return str(interface(f"{address}/{mask or (128 if ':' in address else 32)}"))
    except ValueError:
        return f"{address}/{mask}"
