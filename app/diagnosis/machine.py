"""What a text shows of a machine: bonds, members, interfaces, each value with the line that says it.

Options of a bond stand under their kernel names, the other values under the keys of `facts/status.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from app.bonding.modes import MODES
from app.diagnosis.events import History, is_name

if TYPE_CHECKING:
    from app.diagnosis.shows.groups import Groups

MOST_BONDS, MOST_INTERFACES = 1000, 10_000
NOBODY = "00:00:00:00:00:00"
PLAIN = re.compile(r"[\w .,:()/+%-]{0,400}")
"""What a value may be made of. It is said again in texts and commands: others are not believed."""

NONE = ("", "None", "none", "N/A")


@dataclass(frozen=True)
class Line:
    """A line of the input: its number from 1, its text, and the file where there are several."""

    number: int
    text: str
    source: str = ""


@dataclass(frozen=True)
class Fact:
    """A value and the line that says it."""

    value: str
    line: Line


class Facts(dict[str, Fact]):
    """Values by name."""

    def text(self, name: str) -> str:
        """The value; empty if nobody said it, or if it is a word for nothing."""
        fact = self.get(name)
        return "" if fact is None or fact.value in NONE or not PLAIN.fullmatch(fact.value) else fact.value

    def number(self, name: str) -> int | None:
        """The value as a number; None if nobody said one."""
        first = self[name].value.split() if name in self else ()
        return int(first[0]) if first and first[0].isascii() and first[0].isdigit() and len(first[0]) < 20 else None

    def lines(self, *names: str) -> list[Line]:
        """The lines of those values that were said."""
        return [self[name].line for name in names if name in self]


@dataclass
class Interface:
    """An interface: what `ip`, `ethtool` and sysfs say of it, and what its bond says of it as a member."""

    name: str
    facts: Facts = field(default_factory=Facts)

    @property
    def up(self) -> bool | None:
        """Whether its bond counts it as up; else whether it has a link; None if nobody said."""
        if status := self.facts.text("mii_status").lower():
            return status == "up"
        flags = self.facts.text("flags").split(",")
        return None if flags == [""] else "LOWER_UP" in flags


@dataclass
class Bond:
    """A bond: its own values, and its members in the order in which they were named."""

    name: str
    facts: Facts = field(default_factory=Facts)
    members: dict[str, Interface] = field(default_factory=dict)

    @property
    def mode(self) -> str:
        """The kernel's name of the mode; empty if nobody said it."""
        said = self.facts.text("mode")
        by_proc = next((mode.name for mode in MODES.values() if mode.proc and said.startswith(mode.proc)), "")
        first = said.split()[0] if said else ""
        return by_proc or (first if first in MODES else "")

    @property
    def lacp(self) -> bool:
        """Whether it speaks LACP."""
        return self.mode == "802.3ad"

    @property
    def alive(self) -> list[Interface]:
        """The members that are up."""
        return [each for each in self.members.values() if each.up]

    @property
    def nobody_to_ask(self) -> bool:
        """Whether the ARP monitor is on without a target."""
        none = "arp_ip_target" in self.facts and not self.facts.text("arp_ip_target")
        return bool(self.facts.number("arp_interval")) and none and not self.facts.text("ns_ip6_target")

    def of_members(self, *names: str) -> list[Line]:
        """The lines of values of all members."""
        return [line for each in self.members.values() for line in each.facts.lines(*names)]


@dataclass
class Machine:
    """All that was understood.

    `system` is how the system calls itself: `id` and `version` of /etc/os-release, the name of the `kernel`. `groups` are those that the
    switch at the other end shows. `passed` counts bonds and
    interfaces beyond the bounds; `kinds` what was recognised, and how often.
    """

    bonds: dict[str, Bond] = field(default_factory=dict)
    interfaces: dict[str, Interface] = field(default_factory=dict)
    history: History = field(default_factory=History)
    system: Facts = field(default_factory=Facts)
    groups: Groups = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=dict)
    passed: int = 0

    def bond(self, name: str) -> Bond:
        """The bond of that name, made if it is new; beyond the bound one that nobody sees."""
        if name not in self.bonds and (len(self.bonds) >= MOST_BONDS or not is_name(name)):
            self.passed += 1
            return Bond(name)
        return self.bonds.setdefault(name, Bond(name))

    def interface(self, name: str) -> Interface:
        """The interface of that name, made if it is new; beyond the bound one that nobody sees."""
        if name not in self.interfaces and (len(self.interfaces) >= MOST_INTERFACES or not is_name(name)):
            self.passed += 1
            return Interface(name)
        return self.interfaces.setdefault(name, Interface(name))

    def member(self, bond: Bond, name: str) -> Interface:
        """The interface of that name as a member of a bond."""
        interface = self.interface(name)
        if interface.name in self.interfaces:
            bond.members.setdefault(name, interface)
        return interface

    def saw(self, kind: str) -> None:
        """Count something that was recognised."""
        self.kinds[kind] = self.kinds.get(kind, 0) + 1

    @cached_property
    def claims(self) -> dict[str, list[Bond]]:
        """The bonds that have each member. Ask when all is read."""
        found: dict[str, list[Bond]] = {}
        for bond in self.shown:
            for name in bond.members:
                found.setdefault(name, []).append(bond)
        return found

    @property
    def shown(self) -> Iterator[Bond]:
        """The bonds, in the order of their names."""
        return iter(sorted(self.bonds.values(), key=lambda bond: bond.name))


def unique(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Lines in their order, each once."""
    return tuple(sorted({(each.source, each.number): each for each in lines}.values(), key=lambda each: (each.source, each.number)))
