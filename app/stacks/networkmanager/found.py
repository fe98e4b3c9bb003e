"""Profiles of NetworkManager as they are found in files or commands, under one name for each property."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.formats.node import Node
from app.stacks.contract import Reader

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


def take_harmless(read: Reader, each: Property) -> None:
    """Mark a property that changes nothing as understood; an empty one says nothing."""
    values = HARMLESS.get(each.name)
    if not each.value or (values is not None and (not values or each.value.lower() in values)):
        read.take(each.node)
