"""Writes stanzas as ifupdown2 and ifupdown-ng take them: one an interface, which holds all its addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.bonding.model import Addressing, Bond, Route, Vlan
from app.bonding.names import ip
from app.formats.commands import command
from app.formats.node import Node
from app.stacks.contract import Writer


def key(name: str, value: object, about: str) -> Node:
    """One line of a stanza."""
    return Node(name, value=str(value), about=about)


def stanza(items: list[Node], *head: str, about: str) -> Node:
    """A stanza with its head."""
    return Node("iface", words=("iface", *head), items=items, about=about)


def plain(bond: Bond, vlan: Vlan) -> str:
    """The name that says by itself on which interface a VLAN stands, and with which id."""
    return f"{bond.name}.{vlan.id}"


def vlan_lines(bond: Bond, vlan: Vlan) -> list[Node]:
    """What makes a VLAN; the id is left to the name where that says it."""
    about = f"vlan.{vlan.id}.name"
    lines = [key("vlan-raw-device", bond.name, about)]
    return lines if vlan.name == plain(bond, vlan) else [*lines, key("vlan-id", vlan.id, about)]


def bridge_lines(over: str) -> list[Node]:
    """What makes the bridge over a port."""
    return [key("bridge-ports", over, "bridge.over"), key("bridge-stp", "off", "bridge"), key("bridge-fd", "0", "bridge")]


def port_mtu(bond: Bond) -> int | None:
    """The MTU that a bridge has from its port; ifupdown2 would set it back to 1500."""
    own = {vlan.name: vlan.mtu for vlan in bond.vlans}
    return own.get(bond.bridge.over, bond.mtu) if bond.bridge else None


def mtu_word(bond: Bond, name: str) -> str:
    """The wire name of the MTU of an interface, a bridge's being that of its port."""
    port = bond.bridge.over if bond.bridge and name == bond.bridge.name else name
    return next((f"vlan.{vlan.id}.mtu" for vlan in bond.vlans if vlan.name == port), "mtu")


def address_lines(addressing: Addressing, families: tuple[int, ...] = (4, 6)) -> list[Node]:
    """Addresses and the first gateway of each family."""
    lines = [key("address", address, "address") for family in families for address in addressing.of_family(family)]
    for family in families:
        gateways = [gateway for gateway in addressing.gateways if ip(gateway).version == family]
        lines += [key("gateway", gateway, "gateway") for gateway in gateways[:1]]
    return lines


def as_written(bond: Bond, write: Writer) -> Bond:
    """The bond with the options that its files set, for what a reader will see of it."""
    said = {each.option for each, _, _ in write.options(bond)} | {name for name, _ in write.beyond(bond)}
    return bond.without(name for name, _ in bond.options if name not in said)


def asked(addressing: Addressing) -> list[tuple[str, str]]:
    """The families whose address a server gives, as family and the word that asks for it."""
    return [(family, about) for family, about in (("inet", "ipv4"), ("inet6", "ipv6")) if getattr(addressing, about) == "dhcp"]


def added_addresses(name: str, addressing: Addressing) -> list[Node]:
    """Addresses as commands, for a stanza that asks a server and takes none; the gateways as lines all the same."""
    lines = [node for node in address_lines(addressing) if node.name == "gateway"]
    for address in addressing.addresses:
        six = ("-6",) if ":" in address else ()
        lines.append(key("up", command("ip", *six, "address", "add", address, "dev", name), "address"))
    return lines


def route_lines(name: str, addressing: Addressing) -> list[Node]:
    """A route a line."""
    return [key("up", _route(name, route), "route") for route in addressing.routes]


def advertisements(name: str, addressing: Addressing, when: str, *, take: bool) -> Iterator[Node]:
    """Whether the kernel takes addresses from router advertisements; `take` says that also where it does."""
    if addressing.ipv6 == "auto" and take:
        yield key(when, f"{_sysctl(name, 1)} || true", "ipv6")
    elif addressing.ipv6 not in ("auto", "dhcp"):
        yield key(when, f"{_sysctl(name, 0)} || true", "ipv6")


def _sysctl(name: str, value: int) -> str:
    return command("sysctl", "-q", "-e", "-w", f"net/ipv6/conf/{name}/accept_ra={value}")


def _route(name: str, route: Route) -> str:
    six = ("-6",) if ip(route.via).version == 6 else ()
    metric = ("metric", str(route.metric)) if route.metric is not None else ()
    return command("ip", *six, "route", "add", route.to, "via", route.via, "dev", name, *metric)


def is_plain_text(text: str) -> bool:
    """Whether a description is nothing but text to both tools: no sign of a template, of a variable, or of a line that goes on."""
    return re.fullmatch(r"[^%$\\<>#{}]*", text) is not None
