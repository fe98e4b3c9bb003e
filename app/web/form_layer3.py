"""The fields of layer 3: addressing and routes, of the bond and of each VLAN."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.bonding.names import clean_id
from app.bonding.wire import MOST, Pair
from app.web.fields import Choice, Field, Given
from app.web.says import Board

METHODS = {
    "ipv4": (Choice("", "the addresses above"), Choice("none", "nowhere: none"), Choice("static", "static"), Choice("dhcp", "DHCP")),
    "ipv6": (
        Choice("", "the addresses above"), Choice("none", "nowhere: none"), Choice("static", "static"),
        Choice("auto", "auto (router advertisements)"), Choice("dhcp", "DHCPv6"),
    ),
}  # fmt: skip
MOST_VLANS = 64  # that get fields; the values of further ones are kept, unseen


@dataclass(frozen=True)
class VlanFields:
    """The fields of one VLAN."""

    id: str
    fields: tuple[Field, ...]
    routes: tuple[Field, ...]


def addressing(given: Given, board: Board, prefix: str) -> Iterable[Field]:
    """Addresses, gateways, DNS and methods of the bond (no prefix) or of a VLAN."""

    def field(word: str, label: str, hint: str = "", placeholder: str = "") -> Field:
        return Field(prefix + word, label, given.joined(prefix + word), hint, placeholder, says=board.take(prefix + word))

    first = "192.0.2.10/24, 2001:db8::10/64" if not prefix else ""
    yield field(
        "address",
        "Addresses",
        hint="" if prefix else "With prefix length; IPv4 and IPv6, separated by commas. Empty for DHCP.",
        placeholder=first,
    )
    for word, label in (("ipv4", "IPv4 from"), ("ipv6", "IPv6 from")):
        yield Field(prefix + word, label, given.one(prefix + word), choices=METHODS[word], says=board.take(prefix + word))
    yield field("gateway", "Gateways", placeholder="" if prefix else "192.0.2.1")
    yield field("dns", "DNS servers")
    yield field("search", "Search domains")


def routes(given: Given, board: Board, prefix: str) -> Iterable[Field]:
    """One input a route, and an empty one for the next."""
    routes = given.all(prefix + "route")
    says = board.take(prefix + "route")
    for number, value in enumerate([*routes, ""]):
        label = "Static routes" if number == 0 else f"Route {number + 1}"
        hint = "Destination via next hop, and metric 100 behind it if wanted." if number == 0 and not prefix else ""
        placeholder = "10.0.0.0/8 via 192.0.2.1" if not prefix else ""
        yield Field(prefix + "route", label, value, hint, placeholder, says=says if number == 0 else (), extra=number)


def vlans(given: Given, board: Board) -> Iterable[VlanFields]:
    """The fields of each VLAN that was named."""
    for number in vlan_ids(given, strict=True)[:MOST_VLANS]:
        prefix = f"vlan.{number}."
        default = f"{given.one('name') or 'bond0'}.{number}"[:40]
        own = (
            Field(prefix + "name", "Name", given.one(prefix + "name"), "", default, says=board.take(prefix + "name")),
            Field(
                prefix + "mtu", "MTU", given.one(prefix + "mtu"), "", "as the bond", "bytes", says=board.take(prefix + "mtu"), number=True
            ),
        )
        yield VlanFields(number, (*addressing(given, board, prefix), *own), tuple(routes(given, board, prefix)))


def unseen(given: Given) -> Iterable[Pair]:
    """The pairs of VLANs that get no fields."""
    for number in vlan_ids(given, strict=True)[MOST_VLANS:MOST]:
        yield from ((word, value) for word in given.words() if word.startswith(f"vlan.{number}.") for value in given.all(word))


def vlan_ids(given: Given, *, strict: bool) -> list[str]:
    """The ids as they are spelled; `strict` leaves out those that are none."""
    said = [entry for value in given.all("vlan") for entry in re.split(r"[ ,]+", value) if entry]
    said += [match[1] for word in given.words() if (match := re.fullmatch(r"vlan\.(\d{1,9})\.[a-z0-9]+", word))]
    ids = list(dict.fromkeys(said))
    return [each for each in ids if _is_id(each)] if strict else ids


def _is_id(text: str) -> bool:
    try:
        return clean_id(text) > 0
    except ValueError:
        return False
