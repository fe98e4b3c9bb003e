"""The profiles that dracut's network makes of words of the kernel command line."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.formats.node import Node
from app.stacks.contract import Reader
from app.stacks.networkmanager.found import Profile, Property

METHODS = ("dhcp", "on", "any", "single-dhcp", "dhcp6", "auto6", "either6", "link6", "link-local", "none", "off", "static")
HARMLESS = ("rd.neednet", "bootdev")


@dataclass
class Layer3:
    """What ip= says of one interface, in the order of the words."""

    node: Node
    said: list[Property] = field(default_factory=list)
    ways: dict[str, Node] = field(default_factory=dict)


class Words:
    """The words of one command line; several files are one."""

    def __init__(self, read: Reader, files: dict[str, list[Node]]) -> None:
        self.read = read
        self.words = [(path, item) for path, nodes in files.items() for node in nodes for item in node.items]
        self.layer3: dict[str, Layer3] = {}
        self.made: dict[str, Profile] = {}

    def profiles(self) -> list[Profile]:
        """Every interface, with its members and addresses."""
        members: list[Profile] = []
        for path, node in self.of("bond"):
            members += self.bond(path, node)
        for path, node in self.of("vlan"):
            self.vlan(path, node)
        for path, node in self.of("bridge"):
            self.bridge(path, node)
        if not any(profile.type == "bond" for profile in self.made.values()):
            return []
        for path, node in self.of("ip"):
            self.ip(path, node)
        for device, profile in self.made.items():
            self.addressing(device, profile)
        for _, node in self.of("nameserver"):
            self.anywhere("dns", node.text.strip("[]"), node, self.first())
        for path, node in self.of("rd.route"):
            self.route(path, node)
        for _, node in self.words:
            self.read.take(node if node.name in HARMLESS else None)
        return [*self.made.values(), *members]

    def of(self, name: str) -> Iterator[tuple[str, Node]]:
        """The words of that name; one without a value may be a word of any other file."""
        return ((path, node) for path, node in self.words if node.name == name and node.text)

    # ---- interfaces

    def profile(self, path: str, kind: str, interface: str, node: Node) -> Profile:
        """A profile of that type."""
        named = [Property("connection.type", kind, node), Property("connection.interface-name", interface, node)]
        return Profile(path, node, named)

    def bond(self, path: str, node: Node) -> list[Profile]:
        """The bond; gives the profiles of its members."""
        fields = split(node.text)
        name = fields[0] or "bond0"
        made = self.made[name] = self.profile(path, "bond", name, node)
        self.read.take(node)
        names = [each for each in fields[1].split(",") if each] if len(fields) > 1 else []
        if not names:
            why = "it names no members: network-legacy takes eth0 and eth1 then, NetworkManager eth0 alone"
            self.read.refuse(path, node, why)
            names = ["eth0"]
        for pair in fields[2].split(",") if len(fields) > 2 else []:
            option, equals, value = pair.partition("=")
            if equals:
                value = ",".join(each.strip("[]") for each in value.split(";"))
                made.properties.append(Property(f"bond.{option}", value, node))
            elif pair:
                why = f"“{pair}” is taken for an option of its own: within a value put ; for a comma"
                self.read.refuse(path, node, why)
        if len(fields) > 3 and fields[3]:
            made.properties.append(Property("ethernet.mtu", fields[3], node))
        if len(fields) > 4:
            self.read.refuse(path, node, "it has more than name, members, options and MTU: a colon within a value ends the options")
        ports = [self.profile(path, "ethernet", each, node) for each in names]
        for port in ports:
            port.properties += [Property("connection.controller", name, node), Property("connection.port-type", "bond", node)]
        return ports

    def vlan(self, path: str, node: Node) -> None:
        """A VLAN, whose number is the end of its name."""
        name, _, below = node.text.partition(":")
        number = re.search(r"(\d{1,4})$", name)
        if below not in self.made:
            return
        if number is None or (number.start() and name[number.start() - 1].isdigit()):
            self.read.refuse(path, node, f"the number of the VLAN is the end of its name, and {name or 'it'} has none")
            return
        made = self.made[name] = self.profile(path, "vlan", name, node)
        made.properties += [Property("vlan.id", number[1], node), Property("vlan.parent", below, node)]

    def bridge(self, path: str, node: Node) -> None:
        """A bridge over what was made before."""
        name, _, below = node.text.partition(":")
        for port in below.split(","):
            if port in self.made:
                self.made.setdefault(name or "br0", self.profile(path, "bridge", name or "br0", node))
                joined = [Property("connection.controller", name or "br0", node), Property("connection.port-type", "bridge", node)]
                self.made[port].properties += joined
                self.read.take(node)

    # ---- addresses

    def ip(self, path: str, node: Node) -> None:
        """One ip= word; without an interface it is for the bond."""
        fields = split(node.text)
        if len(fields) == 1 and fields[0] in METHODS:
            fields = ["", *fields]
        if len(fields) > 1 and set(fields[1].split(",")) <= set(METHODS):
            device, ways, address, rest = fields[0], fields[1], [], fields[2:]
        else:
            fields += [""] * (7 - len(fields))
            address, device, ways, rest = fields[:4], fields[5], fields[6], fields[7:]
        device = device or self.first_bond()
        if device not in self.made:
            return
        self.read.take(node)
        layer3 = self.layer3.setdefault(device, Layer3(node))
        four = {"dhcp", "on", "any", "single-dhcp"}
        if four & layer3.ways.keys() and not four & set(ways.split(",")) and ways and not address:
            self.read.refuse(
                path, node, "NetworkManager takes DHCP off again for it: say both ways in one word, as in ip=:::::bond0:dhcp,auto6"
            )
        for way in (ways or "dhcp").split(","):
            if way not in METHODS:
                self.read.refuse(path, node, f"“{way}” is no way to get an address: take none, dhcp, dhcp6 or auto6")
            layer3.ways.setdefault(way, node)
        if address and address[0]:
            self.fixed(path, node, layer3, *address)
        if rest and re.fullmatch(r"[0-9a-fA-F.:]*[.:][0-9a-fA-F.:]*", rest[0]) and not re.fullmatch(r"(?:[0-9a-fA-F]{2}:?)+", rest[0]):
            for server in filter(None, rest[:2]):
                layer3.said.append(Property(f"ipv{6 if ':' in server else 4}.dns", server, node))
        elif rest:
            if rest[0]:
                layer3.said.append(Property("ethernet.mtu", rest[0], node))
            if mac := ":".join(rest[1:]):
                layer3.said.append(Property("ethernet.cloned-mac-address", mac, node))

    def fixed(self, path: str, node: Node, layer3: Layer3, address: str, peer: str, gateway: str, mask: str) -> None:
        """A fixed address with its gateway."""
        family = 6 if ":" in address else 4
        length = mask if mask.isdecimal() else _length(mask)
        if not length:
            self.read.refuse(path, node, f"{address} has no netmask: the fourth field is 255.255.255.0 or 24")
            return
        if peer:
            self.read.refuse(path, node, f"{peer} makes it a link to one peer")
        layer3.said.append(Property(f"ipv{family}.addresses", f"{address}/{length}", node))
        if gateway:
            layer3.said.append(Property(f"ipv{family}.gateway", gateway, node))

    def addressing(self, device: str, profile: Profile) -> None:
        """The methods of an interface: without any ip= there is DHCP, with one elsewhere the bond has no addresses."""
        layer3 = self.layer3.get(device)
        if profile.get("connection.controller"):
            return
        node = layer3.node if layer3 else profile.node
        four, six = "disabled", "disabled"
        if layer3 is None and (profile.type != "bond" or not self.layer3):
            four, six = "auto", "auto"
        elif layer3:
            fixed = {each.name for each in layer3.said}
            four = "manual" if "ipv4.addresses" in fixed else "auto" if {"dhcp", "on", "any", "single-dhcp"} & layer3.ways.keys() else four
            six = "link-local" if {"link6", "link-local"} & layer3.ways.keys() else six
            six = "manual" if "ipv6.addresses" in fixed else "dhcp" if "dhcp6" in layer3.ways else six
            six = "auto" if {"auto6", "either6"} & layer3.ways.keys() else six
        profile.properties += [Property("ipv4.method", four, node), Property("ipv6.method", six, node)]
        if layer3:
            profile.properties += layer3.said

    def anywhere(self, name: str, text: str, node: Node, device: str) -> None:
        """Say something of the interface that has addresses of that family, if one has."""
        family = f"ipv{6 if ':' in text else 4}"
        for profile in sorted(self.made.values(), key=lambda each: (each.interface != device, each.interface not in self.layer3)):
            if profile.text(f"{family}.method") in ("auto", "manual", "dhcp"):
                profile.properties.append(Property(f"{family}.{name}", text, node))
                return

    def route(self, path: str, node: Node) -> None:
        """A route of one interface."""
        fields = split(node.text)
        device = fields[2] if len(fields) > 2 else self.first()
        if len(fields) < 2 or device not in self.made:
            return
        family = f"ipv{6 if ':' in fields[1] else 4}"
        self.made[device].properties.append(Property(f"{family}.routes", f"{fields[0]} {fields[1]}", node))

    def first(self) -> str:
        """The interface of the first ip= word, which name servers and routes without one are counted to."""
        used = (device for device, each in self.layer3.items() if each.said or each.ways.keys() - {"off", "none"})
        return next(used, self.first_bond())

    def first_bond(self) -> str:
        """The interface that stands for no name: what is on top of the first bond."""
        bond = next(profile for profile in self.made.values() if profile.type == "bond")
        return bond.text("connection.controller") or bond.interface


def split(text: str) -> list[str]:
    """The fields of a word; colons within brackets do not count, and the brackets around a whole field go."""
    fields, depth, start = [], 0, 0
    for at, char in enumerate(f"{text}:"):
        depth += (char == "[") - (char == "]" and depth > 0)
        if char == ":" and not depth:
            fields.append(text[start:at])
            start = at + 1
    if depth:
        return text.split(":")
    return [re.sub(r"^\[([^\[\]]*)\]", r"\1", each) if "=" not in each else each for each in fields]


def _length(mask: str) -> str:
    """The prefix length of a netmask; empty for what is none."""
    try:
        return str(ipaddress.IPv4Network(f"0.0.0.0/{mask}").prefixlen) if mask else ""
    except ValueError:
        return ""
