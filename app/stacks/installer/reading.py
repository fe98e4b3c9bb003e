"""The profiles of NetworkManager that the installer makes of network lines."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.formats.node import Node
from app.stacks.contract import Reader
from app.stacks.installer import MAKERS
from app.stacks.networkmanager.found import Profile, Property

BOOTPROTO = ("static", "dhcp", "bootp", "query", "ibft")
SWITCHES = ("--activate", "--no-activate", "--hostname", "--bindto")
"""Options that change nothing of the bond on the installed system."""


def profiles(read: Reader, path: str, nodes: list[Node]) -> list[Profile]:
    """Every profile of a file, cards and bridges included."""
    found: list[Profile] = []
    for node in nodes:
        if node.name == "network":
            found += _Network(read, path, node).profiles()
    for node in nodes:
        if node.name == "network" and (ports := node.get("--bridgeslaves")) and (bridge := node.get("--device")):
            for port in ports.text.split(","):
                _join(read, path, ports, bridge, port, found)
    return found


def _join(read: Reader, path: str, ports: Node, bridge: Node, port: str, found: list[Profile]) -> None:
    """Put a bond below its bridge; a VLAN does not get there."""
    below = next((each for each in found if each.interface == port), None)
    if below and below.type == "bond":
        below.properties += [Property("connection.controller", bridge.text, ports), Property("connection.port-type", "bridge", ports)]
    elif below and below.type == "vlan":
        read.refuse(path, ports, f"the installer makes a profile of a card for {port}, and the VLAN stays outside the bridge")


@dataclass
class _Network:
    """One network line."""

    read: Reader
    path: str
    node: Node
    told: dict[str, Node] = field(default_factory=dict)

    def profiles(self) -> Iterator[Profile]:
        for item in self.node.items:
            if item.name:
                self.told[item.name] = item  # the last one holds
            elif {"--bondslaves", "--vlanid"} & {each.name for each in self.node.items}:
                self.read.refuse(self.path, item, "the installer stops at a word that is no option; lists have no blanks in them")
        device = self.told.get("--device")
        if device is None or not device.text:
            if "--bondslaves" in self.told:
                self.read.refuse(self.path, self.node.items[0], "the line names no --device: the installer passes over it")
            return
        kinds = MAKERS & self.told.keys()
        if "--bondslaves" in kinds:
            yield from self.bond(device, alone="--vlanid" not in kinds)
        if "--vlanid" in kinds:
            yield self.vlan(device)
        elif "--bridgeslaves" in kinds and "--bondslaves" not in kinds:
            yield self.bridge(device)

    # ---- kinds of lines

    def bond(self, device: Node, *, alone: bool) -> Iterator[Profile]:
        """The bond and its members; beside --vlanid the addresses are those of the VLAN."""
        made = self.profile("bond", device.text, device)
        made.properties += self.options()
        if alone:
            self.rest(made)
        else:
            made.properties += [Property("ipv4.method", "disabled", device), Property("ipv6.method", "disabled", device)]
        yield made
        members = self.told["--bondslaves"]
        for member in members.text.split(","):
            if not re.fullmatch(r"[^\s:/]+", member):
                self.read.refuse(self.path, members, f"“{member}” is no name of an interface: names, with commas and no blanks between")
                continue
            port = self.profile("ethernet", member, members)
            port.properties += [Property("connection.controller", device.text, members), Property("connection.port-type", "bond", members)]
            yield port

    def vlan(self, device: Node) -> Profile:
        number = self.told["--vlanid"]
        name = self.told.get("--interfacename")
        made = self.profile("vlan", name.text if name else f"{device.text}.{number.text}", name or number)
        made.properties += [Property("vlan.id", number.text, number), Property("vlan.parent", device.text, device)]
        self.rest(made)
        return made

    def bridge(self, device: Node) -> Profile:
        made = self.profile("bridge", device.text, device)
        if options := self.told.get("--bridgeopts"):
            for pair in options.text.split(","):
                name, _, value = pair.partition("=")
                made.properties.append(Property(f"bridge.{name}", value, options))
        self.rest(made)
        return made

    def profile(self, kind: str, interface: str, node: Node) -> Profile:
        named = [Property("connection.type", kind, node), Property("connection.interface-name", interface, node)]
        return Profile(self.path, self.node, named)

    def options(self) -> Iterator[Property]:
        """The pairs of --bondopts: a semicolon anywhere makes it what stands between them."""
        node = self.told.get("--bondopts")
        if node is None or not node.text:
            return
        for pair in node.text.split(";" if ";" in node.text else ","):
            name, equals, value = pair.partition("=")
            if equals:
                yield Property(f"bond.{name}", value, node)
            else:
                why = f"“{pair}” is taken for an option of its own, and left out: where a value holds a comma, put ; between the options"
                self.read.refuse(self.path, node, why)

    # ---- what all kinds have

    def rest(self, made: Profile) -> None:
        """Addresses, MTU, and what has no meaning for the bond."""
        self.four(made)
        self.six(made)
        if servers := self.told.get("--nameserver"):
            for server in (each.strip() for each in servers.text.split(",")):
                made.properties.append(Property(f"ipv{6 if ':' in server else 4}.dns", server, servers))
        for family in (4, 6):
            if domains := self.told.get(f"--ipv{family}-dns-search"):
                made.properties += [Property(f"ipv{family}.dns-search", each, domains) for each in domains.text.split(",") if each]
        if mtu := self.told.get("--mtu"):
            made.properties.append(Property("ethernet.mtu", mtu.text, mtu))
        if start := self.told.get("--onboot"):
            made.properties.append(Property("connection.autoconnect", start.text, start))
        self.read.take(*(self.told.get(name) for name in SWITCHES))

    def four(self, made: Profile) -> None:
        """IPv4: fixed only where --bootproto=static says so."""
        proto, off = self.told.get("--bootproto"), self.told.get("--noipv4")
        address, mask, gateway = (self.told.get(name) for name in ("--ip", "--netmask", "--gateway"))
        if proto and proto.text not in BOOTPROTO:
            self.read.refuse(self.path, proto, f"--bootproto is one of {', '.join(BOOTPROTO)}: the installer stops here")
        method = "disabled" if off else "manual" if proto and proto.text == "static" else "auto"
        made.properties.append(Property("ipv4.method", method, off or proto or self.node))
        self.read.take(proto)
        if method != "manual":
            for each in (address, gateway):
                if each and each.text:
                    why = "beside --noipv4" if off else "without --bootproto=static, and asks a DHCP server"
                    self.read.refuse(self.path, each, f"the installer passes over {each.name} {why}")
            self.read.take(mask)
            return
        if address is None or mask is None or (length := _length(mask.text)) is None:
            self.read.refuse(
                self.path, mask or address or self.node.items[0], "--bootproto=static needs --ip and a --netmask such as 255.255.255.0"
            )
            return
        made.properties.append(Property("ipv4.addresses", f"{address.text}/{length}", address))
        self.read.take(mask)
        if gateway:
            made.properties.append(Property("ipv4.gateway", gateway.text, gateway))

    def six(self, made: Profile) -> None:
        """IPv6: from routers, where nothing is said."""
        told, off, gateway = (self.told.get(name) for name in ("--ipv6", "--noipv6", "--ipv6gateway"))
        text = told.text if told else ""
        method = "ignore" if off else text if text in ("auto", "dhcp") else "manual" if text else "auto"
        made.properties.append(Property("ipv6.method", method, off or told or self.node))
        if method == "manual" and told:
            made.properties.append(Property("ipv6.addresses", text if "/" in text else f"{text}/64", told))
            if gateway:
                made.properties.append(Property("ipv6.gateway", gateway.text, gateway))
        elif off and told:
            self.read.refuse(self.path, told, "the installer passes over --ipv6 beside --noipv6")
        if gateway and method != "manual":
            self.read.refuse(self.path, gateway, "the installer takes --ipv6gateway only beside a fixed address in --ipv6")


def _length(mask: str) -> int | None:
    """The prefix length of a netmask; None for what is none."""
    try:
        return ipaddress.IPv4Network(f"0.0.0.0/{mask}").prefixlen if "." in mask else None
    except ValueError:
        return None
