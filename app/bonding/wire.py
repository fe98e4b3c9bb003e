"""The wire form of a bond: name=value pairs, as in a link, a form, the command line, or JSON.

One reader (`read`) and one writer (`write`), whatever door the pairs came through. The reader
never stops at the first problem and never raises for bad input: it returns every problem it
found, and a bond only when there is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.bonding.changes import change
from app.bonding.model import Addressing, Bond, Bridge, Route, Vlan, ordered
from app.bonding.modes import BY_NUMBER, MODES
from app.bonding.names import (
    Misspelled,
    clean_address,
    clean_description,
    clean_domain,
    clean_id,
    clean_interface,
    clean_ip,
    clean_mac,
    clean_network,
    interface,
    ip,
)
from app.bonding.options import OPTIONS, Value, write_value
from app.bonding.problems import Problem, did_you_mean, is_visible_text, nearest, problem

Pair = tuple[str, str]

LISTS = {"member": "members", "address": "addresses", "gateway": "gateways", "dns": "dns", "search": "search", "route": "routes"}
"""Words that may be repeated, and the name of the same list in JSON."""

METHODS = {"ipv4": ("none", "static", "dhcp"), "ipv6": ("none", "static", "auto", "dhcp")}
ADDRESSING = ("address", "ipv4", "ipv6", "gateway", "dns", "search", "route")
PLAIN = ("name", "mode", "member", *ADDRESSING, "mtu", "mac", "description", "vlan", "bridge", "bridge.over")
WORDS = (*PLAIN, *OPTIONS)
"""Every word of the wire form, except those of single VLANs (`vlan.<id>.<word>`)."""

OTHER_NAMES = {"lacp": "802.3ad", "802.3ad": "802.3ad", "802.1ax": "802.3ad", "rr": "balance-rr", "round-robin": "balance-rr"}
OTHER_NAMES |= {"xor": "balance-xor", "tlb": "balance-tlb", "alb": "balance-alb", "failover": "active-backup"}
"""What other systems and people call a mode, in small letters."""

VLAN_WORDS = ("name", *ADDRESSING, "mtu")
MTU = (68, 65535)
LONGEST = 4096  # characters of one value
MOST = 400  # pairs, and entries of one list


@dataclass
class Reading:
    """What `read` made of the pairs: the bond, or the problems that stand in its way."""

    bond: Bond | None
    problems: list[Problem] = field(default_factory=list)


def read(pairs: Iterable[Pair]) -> Reading:
    """Read a bond from its pairs; empty values count as not given."""
    return _Reader(list(pairs)).reading()


class _Reader:
    def __init__(self, pairs: list[Pair]) -> None:
        self.problems: list[Problem] = []
        self.given: dict[str, list[str]] = {}
        if len(pairs) > MOST:
            self.problem("request", f"{len(pairs)} values", f"are more than the {MOST} that a bond can need.")
            pairs = []
        for name, value in pairs:
            if value.strip(" "):
                self.given.setdefault(name, []).append(value.strip(" "))

    def problem(self, field: str, value: object, message: str, mend: str = "", instead: str = "") -> None:
        """Note a problem; `instead` is what was meant in place of the value, where that is known."""
        given = self.given.get(field, [])
        fix = change({field: [each.replace(str(value), instead) for each in given]}) if instead and given else None
        self.problems.append(problem(field, value, message, mend, fix))

    def reading(self) -> Reading:
        for name, values in list(self.given.items()):
            if not self.is_known(name):
                known = _words_like(name)
                near = nearest(name, known)
                fix = change({name: None, near: values}) if near and near not in self.given else None
                self.problems.append(problem(_field(name), name, "is not a word of Bondbook.", did_you_mean(name, known), fix))
                del self.given[name]
                continue
            for value in values:
                if bad := _unfit(value):
                    self.problem(name, value, *bad)
                    self.given[name] = [kept for kept in self.given[name] if kept != value]
        bond = self.bond()
        return Reading(None if self.problems else bond, self.problems)

    @staticmethod
    def is_known(name: str) -> bool:
        if match := re.fullmatch(r"vlan\.(\d{1,9})\.([a-z0-9]+)", name):
            return match[2] in VLAN_WORDS
        return name in WORDS

    def bond(self) -> Bond:
        name = self.one("name", clean_interface) or "bond0"
        vlans = self.vlans(name)
        return Bond(
            name=name,
            mode=self.mode(),
            members=tuple(self.many("member", _clean_member)),
            options=self.options(),
            addressing=self.addressing(""),
            mtu=self.one("mtu", _clean_mtu),
            mac=self.one("mac", clean_mac) or "",
            description=self.one("description", clean_description) or "",
            vlans=vlans,
            bridge=self.bridge(name, vlans),
        )

    def one(self, word: str, clean: Callable[[str], Any]) -> Any:
        """The cleaned value of a word that stands once, or None."""
        values = self.given.get(word)
        if not values:
            return None
        if len(set(values)) > 1:
            self.problem(word, ", ".join(values), "is given more than once.", "Keep one of them.")
            return None
        return self.clean(word, values[0], clean)

    def many(self, word: str, clean: Callable[[str], Any], separators: str = r"[ ,]+") -> list[Any]:
        """The cleaned values of a word that may be repeated; one value may hold several."""
        entries = [entry for value in self.given.get(word, []) for entry in re.split(separators, value) if entry]
        if len(entries) > MOST:
            self.problem(word, f"{len(entries)} values", f"are more than the {MOST} that a bond can need.")
        cleaned = [self.clean(word, entry, clean) for entry in entries[:MOST]]
        return [value for value in cleaned if value is not None]

    def clean(self, word: str, text: str, clean: Callable[[str], Any]) -> Any:
        try:
            return clean(text)
        except ValueError as error:
            message, stop, mend = str(error).partition(". ")
            self.problem(word, text, message + stop.strip(), mend, getattr(error, "instead", ""))
            return None

    def mode(self) -> str:
        given: str | None = self.one("mode", str)
        if given is None:
            if "mode" not in {each.field for each in self.problems}:
                self.problem("mode", "", "is missing.", f"Choose one of {', '.join(MODES)}.")
            return "balance-rr"
        if given in BY_NUMBER:
            return BY_NUMBER[given].name
        if given not in MODES:
            near = OTHER_NAMES.get(given.lower()) or nearest(given, MODES)
            hint = f"Did you mean {near}?" if near else ""
            self.problem("mode", given, f"is not a mode. Take one of {', '.join(MODES)}, or its number 0 to 6.", hint, near)
            return "balance-rr"
        return given

    def options(self) -> tuple[tuple[str, Value], ...]:
        values: dict[str, Value] = {}
        for name, option in OPTIONS.items():
            if name not in self.given:
                continue
            if option.kind.endswith(("_list", "member_int")):
                self.given[name] = [",".join(self.given[name])]  # a list may be given by repeating the word
            value = self.one(name, option.read)
            if value is not None:
                values[name] = value
        return ordered(values)

    def addressing(self, prefix: str) -> Addressing:
        addresses = self.many(prefix + "address", clean_address)
        methods = {}
        for family, word in ((4, "ipv4"), (6, "ipv6")):
            methods[word] = self.method(prefix + word, METHODS[word], [a for a in addresses if interface(a).version == family])
        return Addressing(
            **methods,
            addresses=tuple(addresses),
            gateways=tuple(self.many(prefix + "gateway", clean_ip)),
            dns=tuple(self.many(prefix + "dns", clean_ip)),
            search=tuple(self.many(prefix + "search", clean_domain)),
            routes=tuple(self.many(prefix + "route", _clean_route, separators=r",")),
        )

    def method(self, word: str, known: tuple[str, ...], addresses: list[str]) -> str:
        """How a family gets its addresses; not given, the addresses themselves tell."""
        family = "IPv4" if word.endswith("4") else "IPv6"
        method: str | None = self.one(word, str)
        if method is None:
            return "static" if addresses else "none"
        if method not in known:
            message = f"is not a way to get {family} addresses. Take one of {', '.join(known)}."
            self.problem(word, method, message, did_you_mean(method, known), nearest(method, known))
            return "none"
        if method == "none" and addresses:
            self.problem(word, method, f"contradicts the address {addresses[0]}.", "Choose static, or take the address out.")
        if (
            method == "static"
            and not addresses
            and word.replace(word.rpartition(".")[2], "address") not in {p.field for p in self.problems}
        ):
            self.problem(word, method, f"needs an {family} address.", "Give one, or choose none.")
        return method

    def vlans(self, bond_name: str) -> tuple[Vlan, ...]:
        ids: dict[int, str] = {}  # the id, and how the words spell it
        for text in self.many("vlan", str):
            if text in ids.values():
                self.problem("vlan", text, f"names VLAN {text} a second time.", "Name each VLAN once.")
            self.vlan_id("vlan", text, ids)
        for name in self.given:
            if name.startswith("vlan."):
                self.vlan_id(name, name.split(".")[1], ids)
        return tuple(self.vlan(number, ids[number], bond_name) for number in sorted(ids))

    def vlan_id(self, word: str, text: str, ids: dict[int, str]) -> None:
        number = self.clean(word, text, clean_id)
        if number is not None and ids.setdefault(number, text) != text:
            self.problem(word, text, f"names VLAN {number} a second time.", f"Write {ids[number]} everywhere.")

    def vlan(self, number: int, spelled: str, bond_name: str) -> Vlan:
        prefix = f"vlan.{spelled}."
        name = self.one(prefix + "name", clean_interface)
        if name is None:
            name = f"{bond_name}.{number}"
            if len(name) > 15:
                self.problem("name", bond_name, f"is too long for VLAN {number}: {name} has more than 15 bytes.", "Shorten it.")
        return Vlan(number, name, self.addressing(prefix), self.one(prefix + "mtu", _clean_mtu))

    def bridge(self, bond_name: str, vlans: tuple[Vlan, ...]) -> Bridge | None:
        name = self.one("bridge", clean_interface)
        over = self.one("bridge.over", clean_interface)
        if name is None:
            if over is not None and "bridge" not in {p.field for p in self.problems}:
                self.problem("bridge.over", over, "needs the name of a bridge.", "Give bridge=br0.")
            return None
        known = [bond_name, *(vlan.name for vlan in vlans)]
        if over is not None and over not in known:
            message = f"is not there. A bridge goes over {' or '.join(known[:4])}."
            self.problem("bridge.over", over, message, did_you_mean(over, known), nearest(over, known))
        return Bridge(name, over or bond_name)


def _words_like(name: str) -> list[str]:
    """The words that an unknown one may have meant: those of the same VLAN, or all."""
    match = re.match(r"vlan\.\d{1,4}\.", name)
    return [match[0] + word for word in VLAN_WORDS] if match else list(WORDS)


def _field(name: str) -> str:
    """The name of an unknown word, fit to stand as a field."""
    return name if re.fullmatch(r"[a-z0-9_.]{1,40}", name) else "request"


def _unfit(value: str) -> tuple[str, str] | None:
    """Why a value cannot be read at all: too long, or with characters that act on a line."""
    if len(value) > LONGEST:
        return (f"is longer than {LONGEST} characters.", "Shorten it.")
    if not is_visible_text(value):
        return ("holds a line break or an invisible character.", "Give plain text in one line.")
    return None


def _clean_member(text: str) -> str:
    if text == "lo":
        raise ValueError("is the loopback interface, which can't join a bond. Name the network cards.")
    return clean_interface(text)


def _clean_mtu(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 7 and MTU[0] <= int(text) <= MTU[1]):
        raise ValueError(f"is not an MTU. Give a number of bytes from {MTU[0]} to {MTU[1]}.")
    return int(text)


def _clean_route(text: str) -> Route:
    match = re.fullmatch(r"\s*(\S+)(?:\s+via\s+(\S+))(?:\s+metric\s+([0-9]{1,10}))?\s*", text)
    if not match:
        raise ValueError("is not a route. Write 10.0.0.0/8 via 192.0.2.1, and metric 100 behind it if you want.")
    if match[1] == "default":
        raise ValueError(f"is the default route. Write gateway={match[2][:40]} instead.")
    try:
        to, via = clean_network(match[1]), clean_ip(match[2])
    except Misspelled as error:
        raise Misspelled(str(error), text.replace(match[1], error.instead, 1)) from None
    if (":" in to) != (":" in via):
        raise ValueError("mixes IPv4 and IPv6. Destination and next hop must be of one family.")
    if to.endswith("/0"):
        raise ValueError(f"is the default route. Write gateway={via} instead.")
    metric = int(match[3]) if match[3] else None
    if metric is not None and not 1 <= metric <= 4294967295:
        raise ValueError("has a metric out of range. Give 1 to 4294967295.")
    return Route(to, via, metric)


def write(bond: Bond, *, explicit: bool = False) -> list[Pair]:
    """The pairs of a bond, in a fixed order, so that equal bonds give equal links.

    ipv4 and ipv6 are left out where the addresses tell them; `explicit` writes them always.
    """
    pairs: list[Pair] = [("name", bond.name), ("mode", bond.mode)]
    pairs += [("member", member) for member in bond.members]
    pairs += [(name, write_value(value)) for name, value in bond.options]
    pairs += _write_addressing("", bond.addressing, explicit)
    for word, value in (("mtu", bond.mtu), ("mac", bond.mac), ("description", bond.description)):
        if value:
            pairs.append((word, str(value)))
    for vlan in bond.vlans:
        prefix = f"vlan.{vlan.id}."
        body: list[Pair] = []
        if vlan.name != f"{bond.name}.{vlan.id}" or explicit:
            body.append((prefix + "name", vlan.name))
        body += _write_addressing(prefix, vlan.addressing, explicit)
        if vlan.mtu:
            body.append((prefix + "mtu", str(vlan.mtu)))
        pairs += body or [(prefix + "ipv4", "none")]  # a VLAN without a word would be gone
    if bond.bridge:
        pairs.append(("bridge", bond.bridge.name))
        if bond.bridge.over != bond.name or explicit:
            pairs.append(("bridge.over", bond.bridge.over))
    return pairs


def _write_addressing(prefix: str, addressing: Addressing, explicit: bool) -> list[Pair]:
    pairs: list[Pair] = []
    for family, word in ((4, "ipv4"), (6, "ipv6")):
        method = getattr(addressing, word)
        if explicit or method != ("static" if addressing.of_family(family) else "none"):
            pairs.append((prefix + word, method))
    pairs += [(prefix + "address", each) for each in addressing.addresses]
    pairs += [(prefix + "gateway", each) for each in addressing.gateways]
    pairs += [(prefix + "dns", each) for each in addressing.dns]
    pairs += [(prefix + "search", each) for each in addressing.search]
    pairs += [(prefix + "route", write_route(each)) for each in addressing.routes]
    return pairs


def write_route(route: Route) -> str:
    """A route as people write it: `10.0.0.0/8 via 192.0.2.1 metric 100`."""
    return f"{route.to} via {route.via}" + (f" metric {route.metric}" if route.metric is not None else "")


def gateway_of(addressing: Addressing, family: int) -> str | None:
    """The first gateway of a family."""
    return next((gateway for gateway in addressing.gateways if ip(gateway).version == family), None)


def to_json(bond: Bond) -> dict[str, Any]:
    """The JSON of a bond (design: "JSON of a bond")."""
    return {
        "name": bond.name,
        "mode": bond.mode,
        "members": list(bond.members),
        "options": {name: _json_value(name, value) for name, value in bond.options},
        **_addressing_to_json(bond.addressing),
        "mtu": bond.mtu,
        "mac": bond.mac or None,
        "description": bond.description,
        "vlans": [{"id": vlan.id, "name": vlan.name, **_addressing_to_json(vlan.addressing), "mtu": vlan.mtu} for vlan in bond.vlans],
        "bridge": {"name": bond.bridge.name, "over": bond.bridge.over} if bond.bridge else None,
    }


def _json_value(name: str, value: Value) -> Any:
    if isinstance(value, tuple):
        return dict(value) if OPTIONS[name].kind == "member_int" else list(value)  # type: ignore[arg-type]
    return value


def _addressing_to_json(addressing: Addressing) -> dict[str, Any]:
    return {
        "ipv4": addressing.ipv4,
        "ipv6": addressing.ipv6,
        "addresses": list(addressing.addresses),
        "gateways": list(addressing.gateways),
        "dns": list(addressing.dns),
        "search": list(addressing.search),
        "routes": [{"to": route.to, "via": route.via, "metric": route.metric} for route in addressing.routes],
    }


def from_json(data: Mapping[str, Any]) -> list[Pair]:
    """The pairs of a bond given as JSON; `read` then judges them as any others.

    What has no place in the JSON of a bond becomes a pair with its own name, which `read` refuses.
    """
    pairs: list[Pair] = []
    for key, value in data.items():
        if key == "options" and isinstance(value, Mapping):
            pairs += [(str(name), _text(entry)) for name, entry in value.items()]
        elif key == "vlans" and isinstance(value, list):
            for vlan in value:
                body = _flatten(vlan) if isinstance(vlan, Mapping) else []
                number = dict(body).pop("id", "?")
                pairs.append(("vlan", number))
                pairs += [(f"vlan.{number}.{name}", text) for name, text in body if name != "id"]
        elif key == "bridge" and isinstance(value, Mapping):
            pairs += [("bridge" if name == "name" else f"bridge.{name}", _text(entry)) for name, entry in value.items()]
        else:
            pairs += _flatten({key: value})
    return pairs


def _flatten(data: Mapping[str, Any]) -> list[Pair]:
    words = {plural: word for word, plural in LISTS.items()}
    pairs: list[Pair] = []
    for key, value in data.items():
        for entry in value if isinstance(value, list) else [value]:
            if isinstance(entry, Mapping) and key == "routes":
                metric = entry.get("metric")
                text = f"{entry.get('to')} via {entry.get('via')}" + (f" metric {metric}" if metric is not None else "")
            else:
                text = _text(entry)
            pairs.append((words.get(str(key), str(key)), text))
    return pairs


NESTED = "[\n]"
"""Stands for JSON nested deeper than any word needs: never a good value, because of its line break."""


def _text(value: Any, depth: int = 0) -> str:
    if depth > 2:
        return NESTED
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, list):
        return ",".join(_text(entry, depth + 1) for entry in value)
    if isinstance(value, Mapping):
        return ",".join(f"{key}:{_text(entry, depth + 1)}" for key, entry in value.items())
    return str(value)
