"""/proc/net/bonding/<bond>: what each line means, and reading it, from kernel 2.6 to the newest.

The table `facts/status.toml` knows every line. The reference shows it, and `read` finds its way by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from app.bonding.facts import read_table

BOND, AGGREGATOR, MEMBER, ACTOR, PARTNER = "bond", "aggregator", "member", "actor", "partner"
HEAD = "Ethernet Channel Bonding Driver"


@dataclass(frozen=True)
class Line:
    """One line of the file. See the top of the table for the columns."""

    name: str
    label: str
    means: str
    labels: list[str] = field(default_factory=list)
    shown: str = ""
    since: str = ""
    look: str = ""

    @property
    def where(self) -> str:
        """The part of the file that it stands in."""
        return self.name.partition(".")[0]

    @property
    def key(self) -> str:
        """Its name within that part."""
        return self.name.partition(".")[2]


LINES = read_table(Path(__file__).parent / "facts" / "status.toml", Line)
"""All lines by name, in their order."""

BY_LABEL = {(line.where, label): line for line in LINES.values() for label in (line.label, *line.labels)}

Values = dict[str, str]
"""The text behind the colon by the key of the line."""


@dataclass
class Member:
    """One member: its values, and what it says and hears in LACP (empty without root, or in another mode)."""

    values: Values = field(default_factory=dict)
    actor: Values = field(default_factory=dict)
    partner: Values = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The interface."""
        return self.values.get("name", "")


@dataclass
class Status:
    """One file: the values of the bond, the aggregator in use, the members, and the lines that nobody knows, with their numbers.

    `lines` gives the number (from 1) of each line that was read, by part and key; for members "member:eth0".
    """

    values: Values = field(default_factory=dict)
    aggregator: Values = field(default_factory=dict)
    members: list[Member] = field(default_factory=list)
    unread: list[tuple[int, str]] = field(default_factory=list)
    lines: dict[tuple[str, str], int] = field(default_factory=dict)


TITLES = {
    "802.3ad info": BOND,
    "Active Aggregator Info": AGGREGATOR,
    "details actor lacp pdu": ACTOR,
    "details partner lacp pdu": PARTNER,
}
"""Lines that say nothing but what comes below them."""

COLON = re.compile(r":\s")  # addresses and the forms of addresses have colons too
NO_AGGREGATOR = re.compile(r"bond \S+ has no active aggregator")


def read(text: str) -> list[Status]:
    """The files in a text, one after another; text around them goes to `unread` of the file before, or is passed over. Never raises."""
    found: list[Status] = []
    for number, line in explained(text):
        content, name, value = line
        if name == "bond.driver":
            found.append(Status())
        if not found:
            continue
        status = found[-1]
        if name is None:
            status.unread.append((number, content))
            continue
        where, _, key = name.partition(".")
        if name == "member.name":
            status.members.append(Member())
        into = _part(status, where)
        if into is not None and key:
            into.setdefault(key, value)
            of = f":{status.members[-1].name}" if status.members and where in (MEMBER, ACTOR, PARTNER) else ""
            status.lines.setdefault((where + of, key), number)
    return found


def explained(text: str) -> Iterator[tuple[int, tuple[str, str | None, str]]]:
    """Each line that is not blank, with its number: the text, the name of its row (with no key for a title, None if unknown), the value."""
    where = BOND
    for number, raw in enumerate(text.splitlines(), 1):
        content = raw.strip()
        if not content:
            continue
        label, value = COLON.split(f"{content} ", maxsplit=1) if COLON.search(f"{content} ") else (content, "")
        value = value.strip()
        title = TITLES.get(label)
        if title and not value:
            where = title
            yield number, (content, f"{title}.", "")
            continue
        line = next((BY_LABEL[part, label] for part in _places(where, label) if (part, label) in BY_LABEL), None)
        if line is None:
            yield number, (content, f"{AGGREGATOR}." if NO_AGGREGATOR.fullmatch(content) else None, "")
            continue
        where = line.where
        yield number, (content, line.name, value)


def _places(where: str, label: str) -> Iterable[str]:
    """The parts in which a label may stand after a line of that part: the same first, then those around it."""
    if label == HEAD:
        return (BOND,)
    if label == "Slave Interface":
        return (MEMBER,)
    return {BOND: (BOND,), AGGREGATOR: (AGGREGATOR, BOND), MEMBER: (MEMBER,), ACTOR: (ACTOR, MEMBER), PARTNER: (PARTNER, MEMBER)}[where]


def _part(status: Status, where: str) -> Values | None:
    if where == BOND:
        return status.values
    if where == AGGREGATOR:
        return status.aggregator
    if not status.members:
        return None
    member = status.members[-1]
    return {MEMBER: member.values, ACTOR: member.actor, PARTNER: member.partner}[where]
