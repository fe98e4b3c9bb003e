"""How a bond is cabled: the words of the wire that begin with `switch`, and what follows from them and from the bond."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app import switches
from app.bonding.changes import change
from app.bonding.model import DEFAULT_MTU, Bond
from app.bonding.names import clean_id
from app.bonding.problems import Problem, did_you_mean, is_visible_text, nearest, problem
from app.bonding.wire import LONGEST, MTU, Pair
from app.switches.contract import Ports, Switch
from app.switches.lines import ranges

LISTS = ("switch.port", "switch.peer.port", "switch.vlans")
"""Words that may be repeated, or hold several values with commas or blanks between them."""
WORDS = ("switch", "switch.port", "switch.peer.port", "switch.lag", "switch.vlans", "switch.native", "switch.mtu", "switch.fallback")
"""Every word about the switch."""
MOST_PORTS = 64
YES_OR_NO = {"yes": True, "no": False, "1": True, "0": False}


@dataclass(frozen=True)
class Cabling:
    """What was said of the switch; None and empty are left to the bond or to the vendor's usual."""

    switch: Switch
    ports: tuple[str, ...] = ()
    peer_ports: tuple[str, ...] = ()
    lag: int | None = None
    vlans: tuple[int, ...] | None = None
    native: int | None = None
    mtu: int | None = None
    fallback: bool = False

    def of(self, bond: Bond) -> Ports:
        """The ports as the switch sees them: what is said here, else what the bond needs."""
        tagged = self.vlans if self.vlans is not None else tuple(vlan.id for vlan in bond.vlans)
        native = self.native if self.native is not None else 1 if sends_untagged(bond) or not tagged else None
        min_links = bond.effective("min_links")
        return Ports(
            kind=bond.facts.switch,
            ports=self.ports,
            peer_ports=self.peer_ports,
            lag=self.lag if self.lag is not None else max(self.switch.lags[0], 1),
            tagged=tuple(sorted(set(tagged) - {native})),
            native=native,
            mtu=self.mtu or max([bond.mtu or DEFAULT_MTU, *(vlan.mtu or 0 for vlan in bond.vlans)]),
            fast=bond.mode == "802.3ad" and bond.effective("lacp_rate") == "fast",
            hash=str(bond.option("xmit_hash_policy") or "") if bond.mode in ("802.3ad", "balance-xor") else "",
            min_links=min_links if bond.mode == "802.3ad" and isinstance(min_links, int) else 0,
            fallback=self.fallback,
        )

    @property
    def pairs(self) -> list[Pair]:
        """The pairs of a permanent link."""
        found = [("switch", self.switch.id)]
        found += [("switch.port", port) for port in self.ports] + [("switch.peer.port", port) for port in self.peer_ports]
        if self.lag is not None:
            found.append(("switch.lag", str(self.lag)))
        if self.vlans is not None:
            spans = (str(first) if first == last else f"{first}-{last}" for first, last in ranges(self.vlans))
            found.append(("switch.vlans", ",".join(spans)))
        found += [(f"switch.{word}", str(value)) for word, value in (("native", self.native), ("mtu", self.mtu)) if value is not None]
        return [*found, *([("switch.fallback", "yes")] if self.fallback else [])]


def sends_untagged(bond: Bond) -> bool:
    """Whether packets without a tag leave the bond: its own, or those of a bridge on it."""
    own = bond.addressing
    return bool(own.addresses) or (own.ipv4, own.ipv6) != ("none", "none") or (bond.bridge is not None and bond.bridge.over == bond.name)


def belongs(word: str) -> bool:
    """Whether a word of a request is one about the switch, known or not."""
    return word == "switch" or word.startswith("switch.")


def read(pairs: Iterable[Pair]) -> tuple[Cabling | None, list[Problem]]:
    """What pairs say of the switch; other words are passed over, and so are empty values."""
    given: dict[str, list[str]] = {}
    for word, value in pairs:
        if belongs(word) and value.strip():
            given.setdefault(word, []).append(value.strip())
    return _Reader(given).cabling() if given else (None, [])


class _Reader:
    def __init__(self, given: Mapping[str, list[str]]) -> None:
        self.given = given
        self.problems: list[Problem] = []

    def problem(self, word: str, value: object, message: str, mend: str = "", instead: str = "") -> None:
        """Note a problem; `instead` is the value that was meant, where that is known."""
        self.problems.append(problem(word, value, message, mend, change({word: instead}) if instead else None))

    def cabling(self) -> tuple[Cabling | None, list[Problem]]:
        for word, values in self.given.items():
            if word not in WORDS:
                name = word if re.fullmatch(r"[a-z0-9_.]{1,40}", word) else "request"
                self.problems.append(problem(name, word, "is not a word of Bondbook.", did_you_mean(word, WORDS)))
            for value in values:
                if len(value) > LONGEST or not is_visible_text(value):
                    self.problem(word, value, "is too long, or holds an invisible character.", "Give plain text in one line.")
        switch = None if self.problems else self.switch()
        if switch is None:
            return None, self.problems
        cabling = Cabling(
            switch,
            ports=self.ports("switch.port", switch),
            peer_ports=self.ports("switch.peer.port", switch),
            lag=self.number("switch.lag", *switch.lags, f"is not the number of a group on {switch.title}."),
            vlans=self.vlans(),
            native=self.number("switch.native", 1, 4094, "is not a VLAN id."),
            mtu=self.number("switch.mtu", *MTU, "is not an MTU."),
            fallback=self.fallback(),
        )
        if cabling.peer_ports and not cabling.ports and "switch.port" not in {each.field for each in self.problems}:
            self.problem(
                "switch.peer.port", cabling.peer_ports[0], "is on the second switch, and the first has no port.", "Give switch.port too."
            )
        if cabling.vlans and cabling.native in cabling.vlans:
            self.problem(
                "switch.native",
                cabling.native,
                "is tagged by switch.vlans already.",
                "A VLAN is either tagged or not: take it out of one of the two.",
            )
        return (None if self.problems else cabling), self.problems

    def switch(self) -> Switch | None:
        if "switch" not in self.given:
            first = next(iter(self.given))
            self.problem(first, self.given[first][0], "needs a switch.", f"Give switch={switches.IDS[0]}, or another of them.")
            return None
        name = self.one("switch")
        if name and name not in switches.IDS:
            near = nearest(name, switches.IDS)
            message = f"is not a switch of Bondbook. Take one of {', '.join(switches.IDS)}."
            self.problem("switch", name, message, did_you_mean(name, switches.IDS), near)
        return switches.get(name) if name in switches.IDS else None

    def one(self, word: str) -> str:
        values = self.given.get(word, [])
        if len(set(values)) > 1:
            self.problem(word, ", ".join(values), "is given more than once.", "Keep one of them.")
            return ""
        return values[0] if values else ""

    def many(self, word: str) -> list[str]:
        return [entry for value in self.given.get(word, []) for entry in re.split(r"[ ,]+", value) if entry]

    def ports(self, word: str, switch: Switch) -> tuple[str, ...]:
        found = self.many(word)
        if len(found) > MOST_PORTS:
            self.problem(word, f"{len(found)} ports", f"are more than the {MOST_PORTS} that a bond can have.")
        for port in found[:MOST_PORTS]:
            if not switch.is_port(port):
                self.problem(word, port, f"is not a port of {switch.title}.", f"Write it like {switch.example[0]}.")
        if twice := {port for port in found if found.count(port) > 1}:
            self.problem(word, min(twice), "stands there twice.", "Name each port once.")
        return tuple(found)

    def number(self, word: str, least: int, most: int, message: str) -> int | None:
        text = self.one(word)
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) < 7 and least <= int(text) <= most):
            self.problem(word, text, message, f"Give a number from {least} to {most}.")
            return None
        return int(text)

    def vlans(self) -> tuple[int, ...] | None:
        if "switch.vlans" not in self.given:
            return None
        found: set[int] = set()
        for entry in self.many("switch.vlans"):
            first, _, last = entry.partition("-")
            try:
                numbers = range(clean_id(first), clean_id(last or first) + 1)
            except ValueError:
                numbers = range(0)
            if not numbers:
                self.problem("switch.vlans", entry, "is not a VLAN id or a range of them.", "Write 10,20 or 100-199, from 1 to 4094.")
            found.update(numbers)
        return tuple(sorted(found))

    def fallback(self) -> bool:
        text = self.one("switch.fallback")
        if text and text not in YES_OR_NO:
            self.problem("switch.fallback", text, "is neither yes nor no.", "Write switch.fallback=yes, or leave it out.")
        return YES_OR_NO.get(text, False)
