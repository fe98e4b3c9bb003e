"""The bonds that profiles of NetworkManager say, with what stands on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.bonding.problems import nearest
from app.stacks.contract import Draft, Reader
from app.stacks.networkmanager import PORT
from app.stacks.networkmanager.found import HARMLESS, Profile, Property, take_harmless
from app.stacks.networkmanager.layer3 import Layer3

LAYER = ("connection.controller", "connection.port-type", "vlan.id", "vlan.parent")
"""Properties that say on whom an interface stands: as a port, and as a VLAN."""


def drafts(read: Reader, profiles: Iterable[Profile]) -> Iterator[Draft]:
    """The bonds in the profiles, with what stands on them."""
    yield from _Profiles(read, list(profiles)).drafts()


class _Profiles:
    def __init__(self, read: Reader, profiles: list[Profile]) -> None:
        self.read = read
        self.profiles = profiles
        self.interfaces = {profile.interface for profile in profiles}
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
                self.read.refuse(
                    profile.path, profile.node, f"another profile is for {profile.interface} too; only one is active at a time"
                )
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
        return name if name in self.interfaces else self.names.get(name, name)

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
        elif controller and controller not in self.bonds and profile.text("connection.port-type") == "bond":
            self.lost(profile)
        elif place := self.place(device):
            self.interface(*place, device, profile)

    def lost(self, profile: Profile) -> None:
        """A member of a bond for which there is no profile."""
        each = profile.get("connection.controller")
        assert each is not None
        near = nearest(each.value, self.bonds)
        mend = f"Did you mean {near}?" if near else f"Add the profile of {each.value}."
        said = f"no profile makes the bond {each.value}: {profile.interface or 'the member'} stays without one."
        self.read.flaw(each.node, "error", "no-such-bond", said, mend)

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
                Layer3(self.read, draft, "", profile).idle(each)
            else:
                take_harmless(self.read, each)

    def interface(self, draft: Draft, prefix: str, device: str, profile: Profile) -> None:
        port = self.resolve(profile.text("connection.controller"))
        bridged = self.bridges.get(port) == device
        if bridged:
            node = profile.get("connection.controller")
            draft.say("bridge", port, profile.path, node.node if node else None)
            draft.say("bridge.over", device, profile.path, node.node if node else None)
        if device in self.vlans:
            draft.say(f"{prefix}name", device, profile.path, profile.node)
        layer3 = Layer3(self.read, draft, prefix, profile)
        if not bridged:
            layer3.whole()
        named = [*(LAYER[:2] if bridged else ()), *(LAYER[2:] if device in self.vlans else ())]
        for each in profile.properties:
            setting, _, name = each.name.partition(".")
            if each.name in named:
                self.read.take(each.node)
            elif setting == "bond" and device == draft.name and name != "interface-name":
                self.option(draft, profile, each, name)
            elif each.name == "ethernet.mtu" and device not in self.bridges and each.value not in HARMLESS[each.name]:
                self.say(draft, prefix + "mtu", each.value, profile, each)
            elif each.name == "ethernet.cloned-mac-address" and device == draft.name:
                self.say(draft, "mac", each.value, profile, each)
            elif setting in ("ipv4", "ipv6"):
                layer3.idle(each) if bridged else layer3.property(setting, name, each)
            else:
                take_harmless(self.read, each)

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
