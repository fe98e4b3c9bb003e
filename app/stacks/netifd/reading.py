"""Reads the bonds of /etc/config/network: devices with type bonding, and interfaces with proto bonding."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from app.bonding.modes import MODES
from app.bonding.names import interface, is_ip
from app.bonding.options import OPTIONS, write_value
from app.bonding.problems import did_you_mean
from app.formats.node import Node
from app.formats.uci import ENTRY, SECTION
from app.stacks.contract import Draft, Reader
from app.stacks.netifd import FLAG, IMPLIED, PROTO_MONITORS, PROTO_OPTIONS, PROTO_USELESS

YES = FLAG.words["on"]
FRAME = {"description", "auto", "force_link", "stp", "igmp_snooping", "bridge_empty", "peerdns", "defaultroute", "delegate"}
"""Keys that change nothing of what is said elsewhere."""


def drafts(read: Reader) -> Iterator[Draft]:
    """The bonds of all files, with what stands on them."""
    yield from _NetworkReader(read).drafts()


@dataclass
class Section:
    """One section, or several of the same name, which UCI takes for one."""

    path: str
    type: str
    name: str
    items: list[Node] = field(default_factory=list)

    @cached_property
    def by_key(self) -> dict[str, list[Node]]:
        """The lines that count, by their key: all of a list, the last of an option."""
        found: dict[str, list[Node]] = {}
        for item in self.items:
            if item.words[0] == ENTRY and item.name in found:
                found[item.name].append(item)
            else:
                found[item.name] = [item]
        return found

    def nodes(self, key: str) -> list[Node]:
        """The lines of a key that count."""
        return self.by_key.get(key, [])

    def one(self, key: str) -> Node | None:
        """The line of a key that stands once."""
        return next(iter(self.nodes(key)[-1:]), None)

    def text(self, key: str) -> str:
        """The value of a key, empty for none."""
        node = self.one(key)
        return node.text.strip() if node else ""

    def many(self, *keys: str) -> list[tuple[str, Node]]:
        """The values of a list, which may also stand in one option with blanks between them."""
        return [(value, node) for key in keys for node in self.nodes(key) for value in node.text.split()]


class _NetworkReader:
    def __init__(self, read: Reader) -> None:
        self.read = read
        self.bonds: dict[str, Draft] = {}
        self.vlans: dict[str, tuple[str, str]] = {}  # device: the bond below it, its number
        self.bridges: dict[str, str] = {}  # bridge: its port
        self.sections = list(self.merged())
        self.interfaces = {each.name: each for each in self.sections if each.type == "interface" and each.name}

    def merged(self) -> Iterator[Section]:
        named: dict[tuple[str, str], Section] = {}
        for path, nodes in self.read.files.items():
            for node in nodes:
                if node.words[:1] != (SECTION,):
                    if node.words in (("package", "network"), ("p", "network")):
                        self.read.take(node)
                    continue
                there = named.get((node.name, node.text)) if node.text else None
                if there is None:
                    there = Section(path, node.name, node.text)
                    if node.text:
                        named[node.name, node.text] = there
                    yield there
                there.items += node.items

    def drafts(self) -> Iterator[Draft]:
        for each in self.sections:
            if each.type == "device" and each.text("type") == "bonding" and each.text("name"):
                self.device(each)
            elif each.type == "interface" and each.text("proto") == "bonding" and each.name and self.is_on(each):
                self.proto(each)
        for each in self.sections:
            self.layer(each)
        for each in self.sections:
            self.settings(each)
        for each in self.sections:
            if each.type == "interface" and self.is_on(each):
                self.addresses(each)
        for each in self.sections:
            if each.type in ("route", "route6"):
                self.route(each)
        yield from self.bonds.values()

    def is_on(self, section: Section) -> bool:
        """Whether an interface is not switched off; one that is stays unread."""
        return section.text("disabled") not in YES

    # ---- the bonds

    def device(self, section: Section) -> None:
        """A device with type bonding, as netifd makes it by itself."""
        draft = self.bonds[section.text("name")] = Draft(section.text("name"))
        self.read.take(section.one("name"), section.one("type"))
        self.mode(draft, section, "policy", "netifd")
        self.members(draft, section, "ports")
        monitor = self.monitor(draft, section)
        for node in (each for nodes in section.by_key.values() for each in nodes):
            key = self.read.spelling.by_name(node.name)
            if key is None or node.name == "monitor_interval":
                continue
            allowed = key.modes.get("")
            if allowed and draft.values("mode")[0] not in allowed:
                self.read.refuse(section.path, node, f"netifd uses {node.name} only in mode {', '.join(sorted(allowed))}", "warning")
            elif key.option in ("updelay", "downdelay") and monitor == "arp_interval":
                self.read.refuse(section.path, node, f"netifd uses {node.name} only with monitor_mode mii", "warning")
            elif node.name == "arp_target":
                self.targets(draft, section, node, node.text.split())
            else:
                self.read.option(draft, section.path, node, node.name, node.text)
        for option, value, modes in IMPLIED:
            said = draft.values(option)
            if draft.values("mode")[0] in modes and not said:
                draft.say(option, value)
            elif said == [write_value(OPTIONS[option].default)]:  # it stands there only because netifd would do otherwise
                draft.said = [entry for entry in draft.said if entry[0] != option]

    def mode(self, draft: Draft, section: Section, key: str, who: str) -> None:
        """The mode, which has to be spelled as the kernel does: otherwise it is balance-rr."""
        node = section.one(key)
        draft.say("mode", "balance-rr")
        if node is not None and node.text in MODES:
            draft.say("mode", node.text, section.path, node)
            self.read.take(node)
        elif node is not None:
            why = f"{who} knows no mode {node.text[:40]!r} and makes balance-rr. {did_you_mean(node.text, MODES)}"
            self.read.refuse(section.path, node, why.strip())

    def members(self, draft: Draft, section: Section, key: str) -> None:
        for name, node in section.many(key):
            draft.say("member", name, section.path, node)
            self.read.take(node)

    def monitor(self, draft: Draft, section: Section) -> str:
        """The monitor: netifd runs that of MII where it is not told otherwise, and with 0 where it has no interval."""
        mode, interval = section.one("monitor_mode"), section.one("monitor_interval")
        monitor = "arp_interval" if mode is not None and mode.text == "arp" else "miimon"
        if mode is not None and mode.text not in ("arp", "mii"):
            self.read.refuse(section.path, mode, "netifd knows the monitors mii and arp, and takes mii for any other word")
        self.read.take(mode)
        if interval is None:
            draft.say("miimon", "0")
        else:
            key = self.read.spelling.get(monitor)
            assert key is not None
            try:
                draft.say(monitor, key.codec.read(interval.text), section.path, interval)
                self.read.take(interval)
            except ValueError as error:
                self.read.refuse(section.path, interval, str(error))
        if monitor == "arp_interval" and MODES[draft.values("mode")[0]].miimon:
            draft.say("miimon", "0")
        return monitor

    def targets(self, draft: Draft, section: Section, node: Node, targets: list[str]) -> None:
        if "," in node.text:
            self.read.refuse(section.path, node, "a comma is no separator here; the kernel gets it as part of the address. Use blanks")
            return
        draft.say("arp_ip_target", ",".join([*draft.values("arp_ip_target"), *targets]), section.path, node)
        self.read.take(node)

    def proto(self, section: Section) -> None:
        """An interface with proto bonding, which a script of the package of that name brings up."""
        name = f"bond-{section.name}"
        draft = self.bonds[name] = Draft(name)
        self.read.take(section.one("proto"))
        self.mode(draft, section, "bonding_policy", "proto-bonding")
        self.members(draft, section, "slaves")
        mode, monitoring = draft.values("mode")[0], section.text("link_monitoring")
        self.read.take(section.one("link_monitoring"))
        used = {*PROTO_OPTIONS[mode], *PROTO_MONITORS.get(monitoring, ())}
        known = {option for options in (*PROTO_OPTIONS.values(), *PROTO_MONITORS.values()) for option in options}
        for node in (each for nodes in section.by_key.values() for each in nodes):
            if node.name in PROTO_USELESS:
                self.read.refuse(section.path, node, PROTO_USELESS[node.name], "warning")
            elif node.name in known - used:
                what = f"mode {mode}" if node.name not in {each for more in PROTO_MONITORS.values() for each in more} else "this monitor"
                self.read.refuse(section.path, node, f"proto-bonding does not set {node.name} with {what}", "warning")
            elif node.name == "arp_ip_target":
                self.targets(draft, section, node, node.text.split())
            elif node.name in used and not (node.name in ("miimon", "arp_interval") and node.text.strip("0") == ""):
                value = {"1": "on", "0": "off"}.get(node.text, node.text) if OPTIONS[node.name].choice("on") else node.text
                draft.say(node.name, value, section.path, node)
                self.read.take(node)
            elif node.name in used:
                self.read.take(node)  # a zero is not written
        if (gateway := section.one("gateway")) is not None:
            self.read.refuse(section.path, gateway, "proto-bonding takes no gateway. Write a section route instead", "warning")

    # ---- what stands on them

    def layer(self, section: Section) -> None:
        """VLANs and bridges, those of older dialects too."""
        if section.type == "device" and section.text("type") == "8021q" and section.text("ifname") in self.bonds:
            below, number = section.text("ifname"), section.text("vid") or "1"
            name = section.text("name") or f"{below}.{number}"
            self.vlan(name, below, number, section.path, section.one("name") or section.one("vid"))
            self.read.take(*(section.one(key) for key in ("type", "name", "ifname", "vid")))
        elif section.type == "device" and section.text("type") == "bridge":
            self.bridge(section, section.text("name"), "ports" if section.nodes("ports") else "ifname")
        elif section.type == "interface" and section.text("type") == "bridge":
            self.bridge(section, f"br-{section.name}", "ifname")
        elif section.type == "interface":
            self.dotted(self.device_of(section), section)

    def bridge(self, section: Section, name: str, key: str) -> None:
        for port, node in section.many(key):
            self.dotted(port, section, node)
            if name and name not in self.bridges and (port in self.bonds or port in self.vlans):
                self.bridges[name] = port
                draft, _ = self.place(port) or (None, "")
                assert draft is not None
                draft.say("bridge", name, section.path, node)
                draft.say("bridge.over", port, section.path, node)
                self.read.take(node, section.one("type"), *([section.one("name")] if section.type == "device" else []))

    def dotted(self, device: str, section: Section, node: Node | None = None) -> None:
        """A device such as bond0.100 that no section makes is a VLAN by its name."""
        below, _, number = device.rpartition(".")
        if below in self.bonds and device not in self.vlans and device not in self.bonds and re.fullmatch(r"\d{1,4}", number):
            self.vlan(device, below, number, section.path, node or section.one("device") or section.one("ifname"))

    def vlan(self, name: str, below: str, number: str, path: str, node: Node | None) -> None:
        self.vlans[name] = (below, number)
        self.bonds[below].say(f"vlan.{number}.name", name, path, node)

    def device_of(self, section: Section) -> str:
        """The device of a logical interface; `@lan` means that of another one."""
        for _ in range(8):
            if section.text("type") == "bridge":
                return f"br-{section.name}"
            if section.text("proto") == "bonding":
                return f"bond-{section.name}"
            device = section.text("device") or section.text("ifname")
            if not device.startswith("@") or device[1:] not in self.interfaces:
                return device
            section = self.interfaces[device[1:]]
        return ""

    def place(self, device: str) -> tuple[Draft, str] | None:
        """The bond that a device belongs to, and the prefix of its words there."""
        device = self.bridges.get(device, device)
        if device in self.bonds:
            return self.bonds[device], ""
        if device in self.vlans:
            below, number = self.vlans[device]
            return self.bonds[below], f"vlan.{number}."
        return None

    def settings(self, section: Section) -> None:
        """MTU, address and description, which stand in the device's own section or in another one for it."""
        if section.type != "device" or not (place := self.place(section.text("name"))):
            return
        draft, prefix = place
        on_bond = section.text("name") in self.bonds
        self.read.take(section.one("name"), *(node for node in section.items if node.name in FRAME - {"description"}))
        if (node := section.one("mtu")) and section.text("name") not in self.bridges:
            self.say(draft, prefix + "mtu", node.text, section, node)
        for key, word in (("macaddr", "mac"), ("description", "description")):
            if on_bond and (node := section.one(key)):
                self.say(draft, word, node.text, section, node)

    # ---- layer 3

    def addresses(self, section: Section) -> None:
        place = self.place(self.device_of(section))
        if place is None:
            return
        draft, prefix = place
        proto = section.text("proto")
        if proto not in ("static", "dhcp", "dhcpv6", "none", "bonding", ""):
            return
        self.read.take(*(section.one(key) for key in ("proto", "device", "ifname", "reqprefix")))
        self.read.take(*(node for node in section.items if node.name in FRAME))
        if proto == "dhcp":
            self.say(draft, prefix + "ipv4", "dhcp", section, section.one("proto"))
        elif proto == "dhcpv6":
            node = section.one("reqaddress") or section.one("proto")
            self.say(draft, prefix + "ipv6", "auto" if section.text("reqaddress") == "none" else "dhcp", section, node)
        elif proto in ("static", "bonding"):
            self.static(draft, prefix, section, proto)
        for key, word in (("dns", "dns"), ("dns_search", "search")):
            for value, node in section.many(key):
                self.say(draft, prefix + word, value, section, node)

    def static(self, draft: Draft, prefix: str, section: Section, proto: str) -> None:
        mask = section.one("netmask")
        own = 0
        for value, node in section.many("ipaddr", "ip6addr") if proto == "static" else section.many("ipaddr")[:1]:
            bare = "." in value and "/" not in value
            self.say(draft, prefix + "address", _with_mask(value, mask.text if mask else "") if bare else value, section, node)
            own += 1
        self.read.take(mask if own else None)
        for key in ("gateway", "ip6gw") if proto == "static" else ():
            if gateway := section.one(key):
                self.say(draft, prefix + "gateway", gateway.text, section, gateway)

    def route(self, section: Section) -> None:
        logical = self.interfaces.get(section.text("interface"))
        place = self.place(self.device_of(logical)) if logical else None
        via = section.text("gateway")
        extra = {item.name for item in section.items} - {"interface", "target", "netmask", "gateway", "metric"}
        if place is None or not via or extra:
            return
        draft, prefix = place
        target, metric = section.text("target"), section.text("metric")
        if "/" not in target and "." in target:
            target = _with_mask(target, section.text("netmask"))
        node = section.one("gateway")
        if target in ("0.0.0.0/0", "::/0", "::", "default") and metric in ("", "0"):
            self.say(draft, prefix + "gateway", via, section, node)
        else:
            said = f"{target} via {via}" + (f" metric {metric}" if metric not in ("", "0") else "")
            self.say(draft, prefix + "route", said, section, node)
        self.read.take(*section.items)

    def say(self, draft: Draft, word: str, value: str, section: Section, node: Node | None) -> None:
        draft.say(word, value, section.path, node)
        self.read.take(node)


def _with_mask(address: str, mask: str) -> str:
    """An address with its prefix length, from a netmask; without one netifd takes it for a single host."""
    if not is_ip(address):
        return address
    try:
        return str(interface(f"{address}/{mask or 32}"))
    except ValueError:
        return f"{address}/{mask}"
