"""A bond as profiles of NetworkManager: what its two stacks write, one as files and one as commands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from app.bonding.model import Addressing, Bond, Route
from app.bonding.names import ip
from app.stacks.contract import Writer
from app.stacks.networkmanager import PORT, names, older

PREFERRED = "10"
"""Priority of our profiles: at the next start they come before what an installer left, which has 0 or less."""


@dataclass(frozen=True)
class Property:
    """One property of a setting. Lists have several values; a route is its words, blanks between."""

    setting: str
    name: str
    values: tuple[str, ...]
    about: str


@dataclass
class Profile:
    """A connection profile: its name, its type, its interface, and the properties in the order of writing."""

    id: str
    type: str
    interface: str
    about: str
    properties: list[Property] = field(default_factory=list)

    def set(self, setting: str, name: str, *values: object, about: str) -> None:
        """Add a property; one without values is left out."""
        if values:
            self.properties.append(Property(setting, name, tuple(map(str, values)), about))


def profiles(bond: Bond, write: Writer) -> Iterator[Profile]:
    """The bond, what stands on it, and its members; the bond first."""
    for made in _profiles(bond, write):
        made.properties.insert(0, Property("connection", "autoconnect-priority", (PREFERRED,), made.about))
        yield made


def _profiles(bond: Bond, write: Writer) -> Iterator[Profile]:
    yield _bond(bond, write)
    for vlan in bond.vlans:
        about = f"vlan.{vlan.id}.name"
        made = Profile(vlan.name, "vlan", vlan.name, about)
        made.set("vlan", "id", vlan.id, about=about)
        made.set("vlan", "parent", bond.name, about=about)
        if vlan.mtu:
            made.set("ethernet", "mtu", vlan.mtu, about=f"vlan.{vlan.id}.mtu")
        _layer3(made, vlan.name, bond, write)
        yield made
    if bond.bridge:
        made = Profile(bond.bridge.name, "bridge", bond.bridge.name, "bridge")
        _pull(made, write, "bridge")
        made.set("bridge", "stp", "false", about="bridge")
        _addressing(made, dict(bond.layer3)[bond.bridge.name], write)
        yield made
    for member in bond.members:
        yield _member(bond, member, write)


def _bond(bond: Bond, write: Writer) -> Profile:
    made = Profile(bond.name, "bond", bond.name, "name")
    _pull(made, write, "member")
    made.set("bond", "mode", bond.mode, about="mode")
    for option, name, text in options(bond, write):
        made.set("bond", name, text, about=option)
    if bond.mtu:
        made.set("ethernet", "mtu", bond.mtu, about="mtu")
    if bond.mac:
        made.set("ethernet", "cloned-mac-address", bond.mac, about="mac")
    _layer3(made, bond.name, bond, write)
    return made


def _pull(made: Profile, write: Writer, about: str) -> None:
    if name := names(write).autoconnect_ports:
        made.set("connection", name, 1, about=about)


def first(bond: Bond, made: list[Profile], write: Writer) -> list[Profile]:
    """The profiles to start, so that all others come along but VLANs: what carries the bond's addresses, or each member."""
    wanted = [bond.carrier_of(bond.name)] if names(write).autoconnect_ports or not bond.members else bond.members
    return [profile for profile in made if profile.interface in wanted]


def freed(bond: Bond, write: Writer) -> tuple[str, ...]:
    """The members to take off their old profiles first.

    1.42 loses a member again that goes straight from one profile to another, and tries for ever. So there a member
    is taken off what it has, and never started twice.
    """
    return () if names(write).autoconnect_ports else bond.members


def woken(bond: Bond, write: Writer) -> list[tuple[str, ...]]:
    """The commands that let members which were taken off their profiles start by themselves again."""
    return [("nmcli", "device", "set", member, "autoconnect", "yes") for member in freed(bond, write)]


def given_back(bond: Bond, write: Writer) -> list[tuple[str, ...]]:
    """The commands that start the old profiles of such members: one that somebody took a device off stays down by itself."""
    return [("nmcli", "device", "connect", member) for member in freed(bond, write)]


def rest(bond: Bond, made: list[Profile], write: Writer) -> list[Profile]:
    """The profiles to start after those: the VLANs. A bridge over one pulls it, or it takes the bridge along, never both."""
    wanted = [bond.carrier_of(vlan.name) if names(write).autoconnect_ports else vlan.name for vlan in bond.vlans]
    return [profile for name in wanted for profile in made if profile.interface == name]


def options(bond: Bond, write: Writer) -> Iterator[tuple[str, str, str]]:
    """The options of the bond: option, its name there, and text.

    NetworkManager monitors every 100 ms unless told otherwise, so that no monitor has to be said aloud. Beside an
    ARP monitor it drops miimon, and old versions refuse delays, even of 0, without one.
    """
    said = [(key.option, name, text) for key, name, text in write.options(bond) if not key.elsewhere]
    if bond.option("arp_interval"):
        yield from (each for each in said if each[0] not in ("miimon", *DELAYS))
        return
    if "miimon" not in {option for option, _, _ in said}:
        yield "miimon", "miimon", str(bond.effective("miimon"))
    yield from (each for each in said if each[0] not in DELAYS or bond.effective("miimon"))


DELAYS = ("updelay", "downdelay")


def _member(bond: Bond, member: str, write: Writer) -> Profile:
    taken = bond.interfaces
    id = f"{bond.name}-{member}"
    while id in taken:
        id += "-port"
    made = Profile(id, "ethernet", member, "member")
    made.set("connection", names(write).controller, bond.name, about="member")
    made.set("connection", names(write).port_type, "bond", about="member")
    for key, text in write.member_options(bond, member):
        made.set(PORT, key.name, text, about=key.option)
    return made


def _layer3(made: Profile, name: str, bond: Bond, write: Writer) -> None:
    """As the port of a bridge it has no addresses of its own."""
    if bond.bridge and bond.bridge.over == name:
        made.set("connection", names(write).controller, bond.bridge.name, about="bridge")
        made.set("connection", names(write).port_type, "bridge", about="bridge")
    else:
        _addressing(made, dict(bond.layer3)[name], write)


def _addressing(made: Profile, addressing: Addressing, write: Writer) -> None:
    # before 1.20 IPv6 cannot be switched off; a link-local address alone takes no router advertisements either
    off = "link-local" if older(write.release, "1.20") else "disabled"
    methods = {"none": off, "static": "manual", "dhcp": "dhcp", "auto": "auto"}
    _family(made, addressing, 4, {"none": "disabled", "static": "manual", "dhcp": "auto"}[addressing.ipv4])
    _family(made, addressing, 6, methods[addressing.ipv6])


def _family(made: Profile, addressing: Addressing, family: int, method: str) -> None:
    setting = f"ipv{family}"
    made.set(setting, "method", method, about=setting)
    if method in ("disabled", "link-local"):
        return
    addresses = addressing.of_family(family)
    gateways = [gateway for gateway in addressing.gateways if ip(gateway).version == family]
    made.set(setting, "addresses", *addresses, about="address")
    if addresses:  # without an address it refuses the profile for a gateway, and takes a default route
        made.set(setting, "gateway", *gateways[:1], about="gateway")
        gateways = gateways[1:]
    made.set(setting, "dns", *(server for server in addressing.dns if ip(server).version == family), about="dns")
    if addressing.search and (family == 4 or addressing.ipv4 == "none"):
        made.set(setting, "dns-search", *addressing.search, about="search")
    everything = "0.0.0.0/0" if family == 4 else "::/0"
    made.set(setting, "routes", *(f"{everything} {gateway}" for gateway in gateways), about="gateway")
    made.set(setting, "routes", *(_route(route) for route in addressing.routes if ip(route.via).version == family), about="route")


def _route(route: Route) -> str:
    return f"{route.to} {route.via}" + (f" {route.metric}" if route.metric is not None else "")
