"""A reader that follows nmcli commands and keeps the profiles that they make."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise, zip_longest

from app.formats.node import Node
from app.stacks.contract import Reader
from app.stacks.networkmanager.found import Profile, Property, canonical

TYPES = {"bond-slave": ("ethernet", "bond"), "bridge-slave": ("ethernet", "bridge")}
"""Types of old, and what they stand for: a type, and the kind of port."""

ALIASES = {
    "con-name": "connection.id",
    "ifname": "connection.interface-name",
    "type": "connection.type",
    "autoconnect": "connection.autoconnect",
    "master": "connection.controller",
    "controller": "connection.controller",
    "slave-type": "connection.port-type",
    "port-type": "connection.port-type",
    "ip4": "ipv4.addresses",
    "ip6": "ipv6.addresses",
    "gw4": "ipv4.gateway",
    "gw6": "ipv6.gateway",
    "mtu": "ethernet.mtu",
    "cloned-mac": "ethernet.cloned-mac-address",
    "dev": "vlan.parent",
    "stp": "bridge.stp",
}
BOND_WORDS = ("mode", "miimon", "downdelay", "updelay", "arp-interval", "arp-ip-target", "primary", "lacp-rate")
LISTS = (".addresses", ".dns", ".dns-search", ".routes")
OPTIONS_WITH_VALUE = ("-g", "-f", "-w", "-m", "-c", "-e", "--get-values", "--fields", "--wait", "--mode", "--colors", "--escape")


"""Short names of properties, and options of nmcli itself that take a value."""


class Commands:
    """Keeps the profiles that the commands of one file have made so far."""

    def __init__(self, read: Reader, path: str) -> None:
        self.read = read
        self.path = path
        self.profiles: list[Profile] = []

    def command(self, node: Node) -> bool:
        """Follow one command; whether it is understood, or its properties have become nodes of their own."""
        line = list(node.words)
        if line[:1] == ["sudo"]:
            line = line[1:]
        if line in (["set", "-e"], ["true"]) or line[:3] == ["test", "!", "-e"]:
            return True
        if not line or line[0].rpartition("/")[2] != "nmcli":
            return False
        line = _without_options(line[1:])
        if len(line) > 1 and "device".startswith(line[0]):
            return line[1] in ("disconnect", "reapply", "show", "status")
        if len(line) < 2 or not "connection".startswith(line[0]):
            return False
        verb, rest = line[1], line[2:]
        if "add".startswith(verb):
            self.add(node, rest)
        elif "modify".startswith(verb) and rest:
            self.modify(node, rest)
        return verb in ("up", "reload", "load", "show", "s", "u")

    def add(self, node: Node, rest: list[str]) -> None:
        """A profile comes into being; what nobody said of it is what nmcli takes by itself."""
        profile = Profile(self.path, node)
        kind = next((value for word, value in pairwise(rest) if word in ("type", "connection.type")), "")
        self.properties(profile, node, rest, kind)
        type_, port = TYPES.get(kind, (kind, ""))
        for each in profile.all("connection.type"):
            each.value = type_
        implied = {"connection.id": f"{kind}-{profile.interface}" if profile.interface else kind}
        if port:
            implied["connection.port-type"] = port
        if type_ == "bond":
            implied["bond.mode"] = "balance-rr"
        for family in ("ipv4", "ipv6"):
            if not profile.get("connection.controller"):
                implied[f"{family}.method"] = "manual" if profile.get(f"{family}.addresses") else "auto"
        profile.properties += [Property(name, value, node) for name, value in implied.items() if not profile.get(name)]
        self.profiles.append(profile)

    def modify(self, node: Node, rest: list[str]) -> None:
        """A profile changes, if one of the file has that name or UUID."""
        if rest[0] in ("id", "uuid", "path") and len(rest) > 1:
            rest = rest[1:]
        known = ("connection.id", "connection.uuid")
        profile = next((each for each in self.profiles if rest[0] in [each.text(name) for name in known]), None)
        if profile is not None:
            self.properties(profile, node, rest[1:], profile.type)

    def properties(self, profile: Profile, node: Node, rest: list[str], kind: str) -> None:
        """Read pairs of a property and its value; each becomes a node of its own below the command.

        A plus adds to a list or to the options of the bond, a minus takes away, and without a sign the old value goes.
        """
        words = [word for word in rest if word != "--"]
        for word, value in zip_longest(words[::2], words[1::2], fillvalue=""):
            item = Node(word, value=value, line=node.line)
            node.items.append(item)
            sign, name = (word[0], word[1:]) if word[:1] in ("+", "-") else ("", word)
            name = _canonical(name, kind)
            entries = list(_entries(name, value))
            gone = [entry for entry, _ in entries] if name == "bond.options" else [name]
            for each in list(profile.properties):
                whole = sign == "" and (each.name in gone or (name == "bond.options" and each.name.startswith("bond.")))
                option = sign != "" and name == "bond.options" and each.name in gone
                entry = sign == "-" and each.name == name and value in ("", each.value)
                if whole or option or entry:
                    profile.properties.remove(each)
                    self.read.take(each.node)
            if sign == "-" or not entries:
                self.read.take(item)
            else:
                profile.properties += [Property(entry, text, item) for entry, text in entries]


def _without_options(line: list[str]) -> list[str]:
    while line and line[0].startswith("-"):
        line = line[2:] if line[0] in OPTIONS_WITH_VALUE else line[1:]
    return line


def _canonical(name: str, kind: str) -> str:
    """The name that stands for all of a property's names in a profile of that type."""
    if kind == "bond" and name in BOND_WORDS:
        return f"bond.{name.replace('-', '_')}"
    if kind == "bond" and name == "options":
        return "bond.options"
    if kind == "vlan" and name == "id":
        return "vlan.id"
    setting, dot, rest = ALIASES.get(name, name).partition(".")
    return canonical(setting, rest) if dot else name


def _entries(name: str, value: str) -> Iterator[tuple[str, str]]:
    """The properties that one pair of words says, lists taken apart; none where it only takes away."""
    if name == "bond.options":
        for part in _split(value):
            option, _, text = part.partition("=")
            yield f"bond.{option.strip()}", ",".join(text.replace(",", " ").split())
    elif name.startswith(("ipv4.", "ipv6.")) and name.endswith(LISTS):
        for part in re.split(r"," if name.endswith(".routes") else r"[ ,]+", value):
            if part.strip():
                yield name, " ".join(part.split())
    elif value:
        yield name, value


def _split(value: str) -> list[str]:
    """Parts between commas; a backslash keeps the comma behind it."""
    return [part.replace("\\,", ",").replace("\\\\", "\\") for part in re.split(r"(?<!\\),", value) if part.strip()]
