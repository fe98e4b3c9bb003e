"""The neutral bond: what a stack renders and what it parses back.

Values are clean by construction when they come through `app.bonding.wire`, the one reader.
Everything is immutable and hashable, so a rendering can be remembered by its bond.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from app.bonding.modes import MODES, Mode
from app.bonding.names import Interface, interface
from app.bonding.options import OPTIONS, Option, Value

DEFAULT_MTU = 1500


@dataclass(frozen=True)
class Route:
    """A static route: destination network, next hop, and the metric if one was given."""

    to: str
    via: str
    metric: int | None = None


@dataclass(frozen=True)
class Addressing:
    """What an interface gets on layer 3.

    ipv4: none, static, dhcp. ipv6: none, static, auto (router advertisements), dhcp.
    `addresses` carry their prefix length and may be of both families.
    """

    ipv4: str = "none"
    ipv6: str = "none"
    addresses: tuple[str, ...] = ()
    gateways: tuple[str, ...] = ()
    dns: tuple[str, ...] = ()
    search: tuple[str, ...] = ()
    routes: tuple[Route, ...] = ()

    def of_family(self, family: int) -> tuple[Interface, ...]:
        """The parsed addresses of one family, 4 or 6."""
        return tuple(each for each in map(interface, self.addresses) if each.version == family)


@dataclass(frozen=True)
class Vlan:
    """A VLAN interface on top of the bond. `mtu` None: as the bond."""

    id: int
    name: str
    addressing: Addressing = Addressing()
    mtu: int | None = None


@dataclass(frozen=True)
class Bridge:
    """A bridge whose one port is the bond or one of its VLAN interfaces.

    The bridge takes over the addressing of its port: addresses on a bridge port do not work.
    """

    name: str
    over: str


@dataclass(frozen=True)
class Bond:
    """One bond. `options` hold only what was asked for, in the order of the options table.

    `mtu` None: leave it at the kernel's 1500; `mac` empty: leave it to the system.
    """

    name: str
    mode: str
    members: tuple[str, ...] = ()
    options: tuple[tuple[str, Value], ...] = ()
    addressing: Addressing = Addressing()
    mtu: int | None = None
    mac: str = ""
    description: str = ""
    vlans: tuple[Vlan, ...] = ()
    bridge: Bridge | None = None

    def option(self, name: str) -> Value | None:
        """The value asked for, or None."""
        return dict(self.options).get(name)

    def effective(self, name: str) -> Value:
        """The value asked for, or what the kernel uses instead."""
        value = self.option(name)
        return OPTIONS[name].default_in(self.mode) if value is None else value

    def without(self, names: Iterable[str]) -> Bond:
        """This bond less some options."""
        gone = set(names)
        return replace(self, options=tuple(pair for pair in self.options if pair[0] not in gone))

    @property
    def facts(self) -> Mode:
        """The row of the bond's mode."""
        return MODES[self.mode]

    def member_options(self, member: str) -> Iterator[tuple[Option, int]]:
        """The options of one member, such as its queue_id."""
        for name, value in self.options:
            if OPTIONS[name].kind == "member_int" and isinstance(value, tuple):
                yield from ((OPTIONS[name], int(entry[1])) for entry in value if entry[0] == member)

    @property
    def layer3(self) -> tuple[tuple[str, Addressing], ...]:
        """Which interface carries which addressing, the bridge in place of its port."""
        own = [(self.name, self.addressing), *((vlan.name, vlan.addressing) for vlan in self.vlans)]
        return tuple((self.carrier_of(name), addressing) for name, addressing in own)

    def carrier_of(self, interface_name: str) -> str:
        """The interface that carries the addressing meant for this one: a bridge stands in for its port."""
        return self.bridge.name if self.bridge and self.bridge.over == interface_name else interface_name

    @property
    def interfaces(self) -> tuple[str, ...]:
        """Every interface that the bond brings into being, in the order of creation."""
        return (self.name, *(vlan.name for vlan in self.vlans), *((self.bridge.name,) if self.bridge else ()))


def ordered(options: dict[str, Value]) -> tuple[tuple[str, Value], ...]:
    """Options in the order of the table."""
    return tuple((name, options[name]) for name in OPTIONS if name in options)
