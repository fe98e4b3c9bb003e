"""Reads the bonds of netctl's profiles, and what stands on them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from app.formats.node import COMMENT, Node
from app.stacks.contract import Draft, Reader
from app.stacks.indirect.settings import say_command

SKIPPED = (".action", ".conf", ".service", "~")
"""Ends of names that are no profile."""
FRAME = {
    "Connection", "Interface", "BindsToInterfaces", "After", "TimeoutDAD", "TimeoutUp", "TimeoutCarrier", "TimeoutDHCP", "SkipDAD",
    "SkipNoCarrier", "SkipForwardingDelay", "WaitOnline", "ForceConnect", "ExcludeAuto", "DHCPClient", "DHCP6Client", "Priority",
    "DHCPReleaseOnStop", "NETCTL_DEBUG",
}  # fmt: skip
"""Variables that change nothing of what a bond is."""


def drafts(read: Reader) -> Iterator[Draft]:
    """The bonds of all profiles."""
    yield from _ProfilesReader(read).drafts()


@dataclass
class Profile:
    """One profile; of a variable that is set twice the last one counts."""

    path: str
    told: dict[str, Node] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The value of a variable, or the first of an array; empty for none."""
        values = self.many(name)
        return values[0][0] if values else ""

    def many(self, name: str) -> list[tuple[str, Node]]:
        """The elements of an array, or its one value without parentheses."""
        node = self.told.get(name)
        if node is None:
            return []
        return [(item.text, item) for item in node.items] if node.items or node.flow else [(node.text, node)]


class _ProfilesReader:
    def __init__(self, read: Reader) -> None:
        self.read = read
        self.bonds: dict[str, Draft] = {}
        self.vlans: dict[str, tuple[str, str]] = {}
        self.bridges: dict[str, str] = {}
        self.profiles = list(self.opened())

    def opened(self) -> Iterator[Profile]:
        for path, nodes in self.read.files.items():
            name = path.rpartition("/")[2]
            profile = Profile(path, {node.name: node for node in nodes if node.name and node.name != COMMENT})
            if not {"Interface", "Connection"} <= profile.told.keys():
                continue
            if name.endswith(SKIPPED) or name.startswith("."):
                self.read.take(*(each for node in nodes for each in node.walk()))
                self.read.refuse(path, profile.told["Connection"], "netctl reads no profile of this name", "warning")
            else:
                yield profile

    def drafts(self) -> Iterator[Draft]:
        for each in self.profiles:
            if each.text("Connection") == "bond":
                self.bond(each)
        for each in self.profiles:
            if each.text("Connection") == "vlan" and each.text("BindsToInterfaces") in self.bonds:
                self.vlan(each)
        for each in self.profiles:
            if each.text("Connection") == "bridge":
                self.bridge(each)
        for each in self.profiles:
            if place := self.place(each.text("Interface")):
                self.frame(each)
                self.layer3(each, *place)
                self.custom(each, *place)
        yield from self.bonds.values()

    def place(self, name: str) -> tuple[Draft, str] | None:
        """The bond that an interface belongs to, and the prefix of its words there."""
        name = self.bridges.get(name, name)
        if name in self.bonds:
            return self.bonds[name], ""
        if name in self.vlans:
            return self.bonds[self.vlans[name][0]], f"vlan.{self.vlans[name][1]}."
        return None

    def frame(self, profile: Profile) -> None:
        for name, node in profile.told.items():
            if name in FRAME:
                self.read.take(*((node,) if name == "BindsToInterfaces" and profile.text("Connection") == "bridge" else node.walk()))

    # ---- who is there

    def bond(self, profile: Profile) -> None:
        draft = self.bonds[profile.text("Interface")] = Draft(profile.text("Interface"))
        for name, node in profile.many("BindsToInterfaces"):
            for member in name.split():  # systemd's dependencies and ip take a blank for a separator, in a string at least
                self.say(draft, "member", member, profile, node)
        for variable, word in (("Mode", "mode"), ("Description", "description")):
            if variable in profile.told:
                self.say(draft, word, profile.text(variable), profile, profile.told[variable])
        if (mac := profile.told.get("MACAddress")) and ":" in mac.text:
            self.say(draft, "mac", mac.text, profile, mac)
        if words := profile.told.get("LinkOptions"):
            self.options(draft, profile, words)

    def options(self, draft: Draft, profile: Profile, node: Node) -> None:
        """Words and their values, as they stand behind `ip link add NAME type bond`."""
        words = node.text.split()
        for word, value in zip(words[::2], [*words[1::2], ""], strict=False):
            if word == "mode":
                draft.say("mode", value, profile.path, node)
            elif not self.read.option(draft, profile.path, node, word, value):
                self.read.refuse(profile.path, node, f"ip does not know the bond option {word[:40]}, and makes no bond")
        self.read.take(node)

    def vlan(self, profile: Profile) -> None:
        below, number = profile.text("BindsToInterfaces"), profile.text("VLANID")
        self.vlans[profile.text("Interface")] = (below, number)
        self.say(self.bonds[below], f"vlan.{number}.name", profile.text("Interface"), profile, profile.told["Interface"])
        self.read.take(profile.told.get("VLANID"))

    def bridge(self, profile: Profile) -> None:
        name = profile.text("Interface")
        for port, node in profile.many("BindsToInterfaces"):
            place = self.place(port)
            if place and name not in self.bridges:
                self.bridges[name] = port
                self.say(place[0], "bridge", name, profile, profile.told["Interface"])
                self.say(place[0], "bridge.over", port, profile, node)

    # ---- layer 3

    def layer3(self, profile: Profile, draft: Draft, prefix: str) -> None:
        told = profile.told
        ways = {family: profile.text(variable) for family, variable in ((4, "IP"), (6, "IP6"))}
        if not ways[4] and not ways[6]:
            self.read.refuse(profile.path, told["Connection"], "netctl fails where neither IP nor IP6 is set: write IP=no")
        for family, variable, known in (
            (4, "IP", ("no", "static", "dhcp", "")),
            (6, "IP6", ("no", "static", "stateless", "dhcp", "dhcp-noaddr", "")),
        ):
            way, node = ways[family], told.get(variable)
            if way not in known and node is not None:
                self.read.refuse(profile.path, node, f"netctl knows {variable} as {', '.join(each for each in known if each)}, and fails")
                continue
            self.read.take(node)
            if way in ("dhcp", "stateless", "dhcp-noaddr") and node is not None:
                self.say(draft, f"{prefix}ipv{family}", "dhcp" if way == "dhcp" else "auto", profile, node)
            suffix = "6" if family == 6 else ""
            if way in ("static", "stateless"):
                for value, each in profile.many(f"Address{suffix}"):
                    self.say(draft, prefix + "address", value.split()[0] if value.split() else "", profile, each)
                if gateway := told.get(f"Gateway{suffix}"):
                    self.say(draft, prefix + "gateway", gateway.text, profile, gateway)
            for value, each in profile.many(f"Routes{suffix}") if way not in ("", "no") else []:
                self.route(draft, prefix, value.split(), profile, each, profile.text("Interface"))
        if "DNS" in told:
            for value, each in profile.many("DNS"):
                self.say(draft, prefix + "dns", value, profile, each)
            for value, each in [*profile.many("DNSSearch"), *([] if "DNSSearch" in told else profile.many("DNSDomain"))]:
                for domain in value.split():
                    self.say(draft, prefix + "search", domain, profile, each)

    def route(self, draft: Draft, prefix: str, words: list[str], profile: Profile, node: Node, device: str) -> None:
        """A route as ip takes it; one with more than a next hop and a metric is left alone."""
        said = dict(zip(words[1::2], words[2::2], strict=False))
        if len(words) % 2 == 0 or "via" not in said or said.keys() - {"via", "metric", "dev"} or said.get("dev", device) != device:
            return
        if words[0] in ("default", "0.0.0.0/0", "::/0"):
            if "metric" not in said:
                self.say(draft, prefix + "gateway", said["via"], profile, node)
        else:
            metric = f" metric {said['metric']}" if "metric" in said else ""
            self.say(draft, prefix + "route", f"{words[0]} via {said['via']}{metric}", profile, node)

    def custom(self, profile: Profile, draft: Draft, prefix: str) -> None:
        """The commands of ip in IPCustom and ExecUpPost that say something of a bond."""
        device = profile.text("Interface")
        for value, node in [*profile.many("IPCustom"), *profile.many("ExecUpPost")]:
            words = value.removesuffix("|| true").split()
            words = words[1:] if words[:1] in (["ip"], ["/usr/bin/ip"], ["/sbin/ip"]) else words
            words = words[1:] if words[:1] in (["-4"], ["-6"]) else words
            if words[:2] == ["link", "set"] and words[2:3] != ["dev"]:
                words.insert(2, "dev")
            if words[:2] in (["address", "add"], ["addr", "add"]) and words[3:] == ["dev", device]:
                self.say(draft, prefix + "address", words[2], profile, node)
            elif words[:2] == ["route", "add"]:
                self.route(draft, prefix, words[2:], profile, node, device)
            elif words[:5] == ["link", "set", "dev", device, "mtu"] and len(words) == 6:
                self.say(draft, prefix + "mtu", words[5], profile, node)
            elif say_command(self.bonds, profile.path, node, ("ip", *words)):
                self.read.take(node)

    def say(self, draft: Draft, word: str, value: str, profile: Profile, node: Node) -> None:
        draft.say(word, value, profile.path, node)
        self.read.take(node)
