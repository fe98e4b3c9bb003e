"""Profiles of NetworkManager, from files or commands, and the bonds that they say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from app.formats.node import Node
from app.stacks.contract import Draft, Reader
from app.stacks.networkmanager import PORT

SETTINGS = {"802-3-ethernet": "ethernet", "802-3": "ethernet"}
"""Other names of settings and types."""

PROPERTIES = {
    "connection.master": "connection.controller",
    "connection.slave-type": "connection.port-type",
    "connection.autoconnect-slaves": "connection.autoconnect-ports",
    "ipv4.address": "ipv4.addresses",
    "ipv6.address": "ipv6.addresses",
    "ipv4.route": "ipv4.routes",
    "ipv6.route": "ipv6.routes",
}
"""Other names of properties, with the one that stands for all here."""

TRUE = ("true", "yes", "1", "on")
FALSE = ("false", "no", "0", "off")
HARMLESS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("connection.id", "connection.uuid", "connection.type", "connection.interface-name", "connection.timestamp"), ()),
    **dict.fromkeys(("connection.autoconnect-priority", "connection.autoconnect-ports", "connection.autoconnect-retries"), ()),
    "connection.autoconnect": TRUE,
    "connection.read-only": FALSE,
    **dict.fromkeys(("ipv4.may-fail", "ipv6.may-fail", "ipv6.addr-gen-mode", "ipv6.ip6-privacy"), ()),
    **dict.fromkeys(("ipv4.never-default", "ipv6.never-default", "ipv4.ignore-auto-dns", "ipv6.ignore-auto-dns"), FALSE),
    **dict.fromkeys(("ipv4.ignore-auto-routes", "ipv6.ignore-auto-routes"), FALSE),
    "vlan.flags": ("1", "reorder_hdr", "1 (reorder_headers)"),
    "vlan.interface-name": (),
    "bond.interface-name": (),
    "bridge.interface-name": (),
    "bridge.stp": FALSE,
    "ethernet.mtu": ("0", "auto"),
    "ethernet.auto-negotiate": FALSE,
    "save": TRUE,
}
"""Properties that change nothing of what is said elsewhere, as long as they have one of these values (none named: any)."""


@dataclass
class Property:
    """One value of a property, under the name that stands for all here; lists are several of them."""

    name: str
    value: str
    node: Node


@dataclass
class Profile:
    """A profile as it was found: where, its properties, and the node to point at."""

    path: str
    node: Node
    properties: list[Property] = field(default_factory=list)

    def all(self, name: str) -> list[Property]:
        """Every value of a property."""
        return [each for each in self.properties if each.name == name]

    def get(self, name: str) -> Property | None:
        """The property, where it stands once: the last one holds."""
        return next((each for each in reversed(self.properties) if each.name == name), None)

    def text(self, name: str) -> str:
        """The value of a property, empty for none."""
        found = self.get(name)
        return found.value if found else ""

    @property
    def type(self) -> str:
        """The type: bond, vlan, bridge, ethernet or another."""
        return SETTINGS.get(self.text("connection.type"), self.text("connection.type"))

    @property
    def interface(self) -> str:
        """The interface that it is for."""
        old = self.text(f"{self.type}.interface-name")  # where it stood before 1.0
        return self.text("connection.interface-name") or old


def canonical(setting: str, name: str) -> str:
    """The name that stands for all of a property's names."""
    joined = f"{SETTINGS.get(setting, setting)}.{name}"
    return PROPERTIES.get(joined, joined)


def drafts(read: Reader, profiles: Iterable[Profile]) -> Iterator[Draft]:
    """The bonds in the profiles, with what stands on them."""
    yield from _Profiles(read, list(profiles)).drafts()


class _Profiles:
    def __init__(self, read: Reader, profiles: list[Profile]) -> None:
        self.read = read
        self.profiles = profiles
        self.names: dict[str, str] = {}  # UUID or name of a profile: its interface
        self.bonds: dict[str, Draft] = {}
        self.vlans: dict[str, tuple[str, str]] = {}  # interface: bond, id
        self.bridges: dict[str, str] = {}  # bridge: its port

    def drafts(self) -> Iterator[Draft]:
        self.find_bonds()
        self.find_layers()
        for profile in self.profiles:
            self.profile(profile)
        for draft in self.bonds.values():
            self.implied(draft)
            yield draft

    # ---- who is there

    def find_bonds(self) -> None:
        for profile in self.profiles:
            for name in ("connection.id", "connection.uuid"):
                if (known := profile.text(name)) and profile.interface:
                    self.names.setdefault(known, profile.interface)
        for profile in self.profiles:
            if profile.type != "bond":
                continue
            if not profile.interface:
                self.read.refuse(profile.path, profile.node, "NetworkManager refuses a bond without interface-name")
            elif profile.interface in self.bonds:
                self.read.refuse(profile.path, profile.node, f"another profile is for {profile.interface} too; only one is active at a time")
            else:
                self.bonds[profile.interface] = Draft(profile.interface)

    def find_layers(self) -> None:
        for profile in self.profiles:
            parent, number = self.resolve(profile.text("vlan.parent")), profile.text("vlan.id")
            if profile.type == "vlan" and parent in self.bonds and number.isascii() and number.isdigit() and len(number) <= 4:
                self.vlans.setdefault(self.device(profile), (parent, str(int(number))))
        bridges = {profile.interface for profile in self.profiles if profile.type == "bridge"}
        for profile in self.profiles:
            device, bridge = self.device(profile), self.resolve(profile.text("connection.controller"))
            place = self.place(device)
            if bridge in bridges and place and place[0] not in [each[0] for port in self.bridges.values() if (each := self.place(port))]:
                self.bridges[bridge] = device

    def device(self, profile: Profile) -> str:
        """The interface of a profile; a VLAN without a name gets that of its parent with the number."""
        if profile.interface or profile.type != "vlan":
            return profile.interface
        return f"{self.resolve(profile.text('vlan.parent'))}.{profile.text('vlan.id')}"

    def resolve(self, name: str) -> str:
        """The interface behind a name, which may be the UUID or the name of a profile."""
        interfaces = {profile.interface for profile in self.profiles}
        return name if name in interfaces else self.names.get(name, name)

    def place(self, device: str) -> tuple[Draft, str] | None:
        """The bond that an interface belongs to, and the prefix of its words there."""
        device = self.bridges.get(device, device)
        if device in self.bonds:
            return self.bonds[device], ""
        if device in self.vlans:
            bond, number = self.vlans[device]
            return self.bonds[bond], f"vlan.{number}."
        return None

    # ---- what each profile says

    def profile(self, profile: Profile) -> None:
        controller = self.resolve(profile.text("connection.controller"))
        device = self.device(profile)
        if controller in self.bonds and profile.type not in ("bond", "bridge", "vlan"):
            self.member(self.bonds[controller], profile)
        elif place := self.place(device):
            self.interface(*place, device, profile)

    def member(self, draft: Draft, profile: Profile) -> None:
        node = profile.get("connection.controller")
        assert node is not None
        if not profile.interface:
            self.read.refuse(profile.path, node.node, "the profile names no interface-name: which card it is for depends on other keys")
            return
        if profile.text("connection.port-type") not in ("bond", ""):
            self.read.refuse(profile.path, node.node, f"NetworkManager refuses a port of a bond with another type than bond: {node.value}")
            return
        if not profile.get("connection.port-type") and not any(each.name.startswith(f"{PORT}.") for each in profile.properties):
            self.read.refuse(profile.path, node.node, "NetworkManager refuses a profile with a controller and without a port-type")
            return
        draft.say("member", profile.interface, profile.path, node.node)
        for each in profile.properties:
            if each.name in ("connection.controller", "connection.port-type", "ethernet.mac-address"):
                self.read.take(each.node)
            elif each.name.startswith(f"{PORT}."):
                self.read.option(draft, profile.path, each.node, each.name.partition(".")[2], each.value, profile.interface)
            elif each.name.startswith(("ipv4.", "ipv6.")):
                self.idle(profile, each)
            else:
                self.harmless(each)

    def interface(self, draft: Draft, prefix: str, device: str, profile: Profile) -> None:
        port = self.resolve(profile.text("connection.controller"))
        bridged = self.bridges.get(port) == device
        if bridged:
            node = profile.get("connection.controller")
            draft.say("bridge", port, profile.path, node.node if node else None)
            draft.say("bridge.over", device, profile.path, node.node if node else None)
        if device in self.vlans:
            draft.say(f"{prefix}name", device, profile.path, profile.node)
        if not bridged:
            self.methods(draft, prefix, profile)
            self.gateways(draft, prefix, profile)
        for each in profile.properties:
            setting, _, name = each.name.partition(".")
            if setting == "bond" and device == draft.name and name != "interface-name":
                self.option(draft, profile, each, name)
            elif bridged and each.name in ("connection.controller", "connection.port-type"):
                self.read.take(each.node)
            elif each.name in ("vlan.id", "vlan.parent") and device in self.vlans:
                self.read.take(each.node)
            elif each.name == "ethernet.mtu" and device not in self.bridges and each.value not in HARMLESS[each.name]:
                self.say(draft, prefix + "mtu", each.value, profile, each)
            elif each.name == "ethernet.cloned-mac-address" and device == draft.name:
                self.say(draft, "mac", each.value, profile, each)
            elif bridged and setting in ("ipv4", "ipv6"):
                self.idle(profile, each)
            elif setting in ("ipv4", "ipv6"):
                self.layer3(draft, prefix, setting, name, profile, each)
            else:
                self.harmless(each)

    def option(self, draft: Draft, profile: Profile, each: Property, name: str) -> None:
        """One option of the bond; active_slave counts as primary where there is none."""
        if name == "mode":
            self.say(draft, "mode", each.value, profile, each)
        elif name == "active_slave":
            self.read.take(each.node)
            if not profile.get("bond.primary"):
                draft.say("primary", each.value, profile.path, each.node)
        elif name != "balance-slb" and not self.read.option(draft, profile.path, each.node, name, each.value):
            self.read.refuse(profile.path, each.node, f"NetworkManager has no option {name} and passes over it")

    def layer3(self, draft: Draft, prefix: str, family: str, name: str, profile: Profile, each: Property) -> None:
        """One property of ipv4 or ipv6."""
        if name == "method":
            word = {
                "ipv4": {"auto": "dhcp", "manual": "", "disabled": "", "link-local": "?", "shared": "?"},
                "ipv6": {"auto": "auto", "dhcp": "dhcp", "manual": "", "disabled": "", "ignore": "", "link-local": ""},
            }[family].get(each.value, "?")
            if word != "?":
                self.read.take(each.node)
            if word not in ("", "?"):
                draft.say(prefix + family, word, profile.path, each.node)
        elif name in ("addresses", "dns", "dns-search", "routes", "gateway") and profile.text(f"{family}.method") in OFF[family]:
            self.read.refuse(profile.path, each.node, f"NetworkManager refuses {name} beside method={profile.text(f'{family}.method')}")
        elif name in ("addresses", "dns", "dns-search"):
            word = {"addresses": "address", "dns": "dns", "dns-search": "search"}[name]
            self.say(draft, prefix + word, each.value, profile, each)
        elif name == "routes":
            self.route(draft, prefix, profile, each)
        elif name != "gateway":
            self.harmless(each)

    def idle(self, profile: Profile, each: Property) -> None:
        """A port has no addresses of its own: NetworkManager drops what a profile says of them."""
        if each.name.endswith((".addresses", ".gateway", ".routes", ".dns")):
            self.read.refuse(profile.path, each.node, f"{profile.interface} is a port: NetworkManager drops its own addresses")
        else:
            self.read.take(each.node)

    def methods(self, draft: Draft, prefix: str, profile: Profile) -> None:
        """What holds where a profile names no method: DHCP and router advertisements, or nothing at all."""
        for family, automatic in (("ipv4", "dhcp"), ("ipv6", "auto")):
            said = [each for each in profile.properties if each.name.startswith(f"{family}.")]
            if not said:
                draft.say(prefix + family, automatic)
            elif not profile.text(f"{family}.method"):
                self.read.refuse(profile.path, said[0].node, f"NetworkManager refuses the whole profile: {family} has no method")

    def gateways(self, draft: Draft, prefix: str, profile: Profile) -> None:
        """The gateways, before the default routes that were said as routes."""
        for family in ("ipv4", "ipv6"):
            each = profile.get(f"{family}.gateway")
            if each is None or profile.text(f"{family}.method") in OFF[family]:
                continue
            if not profile.get(f"{family}.addresses"):
                self.read.refuse(profile.path, each.node, "NetworkManager refuses a gateway without an address beside it")
            else:
                self.say(draft, prefix + "gateway", each.value, profile, each)

    def route(self, draft: Draft, prefix: str, profile: Profile, each: Property) -> None:
        """A route as its words: destination, next hop, metric."""
        words = each.value.split()
        if len(words) not in (2, 3) or "=" in each.value:
            return
        to, via = words[:2]
        if to in ("0.0.0.0/0", "::/0") and len(words) == 2:
            self.say(draft, prefix + "gateway", via, profile, each)
        else:
            self.say(draft, prefix + "route", f"{to} via {via}" + (f" metric {words[2]}" if words[2:] else ""), profile, each)

    def implied(self, draft: Draft) -> None:
        """What NetworkManager does where nothing is said: a monitor of 100 ms, unless ARP is monitored."""
        arp = next((value for value in draft.values("arp_interval")), "0")
        miimon = next((entry for entry in draft.said if entry[0] == "miimon"), None)
        if miimon is None and arp.strip("0") == "":
            draft.say("miimon", "100")
        elif miimon is not None and miimon[1].strip("0") and arp.strip("0"):
            ignored = [entry for entry in draft.said if entry[0] in ("arp_interval", "arp_ip_target", "ns_ip6_target", "arp_validate")]
            draft.said = [entry for entry in draft.said if entry not in ignored]
            for _, _, path, node in ignored:
                if node is not None:
                    self.read.refuse(path, node, "NetworkManager passes over the ARP monitor beside a miimon")

    def say(self, draft: Draft, word: str, value: str, profile: Profile, each: Property) -> None:
        draft.say(word, value, profile.path, each.node)
        self.read.take(each.node)

    def harmless(self, each: Property) -> None:
        values = HARMLESS.get(each.name)
        if values is not None and (not values or each.value.lower() in values):
            self.read.take(each.node)
        elif not each.value:
            self.read.take(each.node)


OFF = {"ipv4": ("disabled", "link-local"), "ipv6": ("disabled",)}
"""Methods beside which nothing else may stand."""
