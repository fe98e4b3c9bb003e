"""What each line of /proc/net/bonding/<bond> tells, and for each mode such a file that a kernel wrote."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.bonding.modes import MODES
from app.errors import BadFacts

FACTS = Path(__file__).parent / "facts"
STARTS = {
    "802.3ad info": "lacp",
    "Active Aggregator Info": "group",
    "Slave Interface": "member",
    "details actor lacp pdu": "actor",
    "details partner lacp pdu": "partner",
}
"""The lines that begin a part."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row of facts/proc.toml; the head of that file explains the columns."""

    part: str
    line: str
    says: str
    shown: str = ""
    since: str = ""


@dataclass(frozen=True)
class Told:
    """A line of a file as the kernel printed it, and what it tells; None for a line that nobody explained."""

    text: str
    about: Line | None


def _lines() -> tuple[Line, ...]:
    with (FACTS / "proc.toml").open("rb") as file:
        rows = tomllib.load(file)["line"]
    try:
        return tuple(Line(**row) for row in rows)
    except TypeError as error:
        raise BadFacts(f"proc.toml: {error}") from error


LINES: tuple[Line, ...] = _lines()
SAMPLES: dict[str, str] = {mode: (FACTS / "proc" / f"{mode}.txt").read_text(encoding="utf-8") for mode in MODES}
"""A healthy bond with two members in each mode, as Linux 7.2 prints it."""


def explained(text: str) -> Iterator[Told]:
    """The lines of such a file with what they tell; blank lines are left out."""
    part = "bond"
    for line in filter(str.strip, text.splitlines()):
        name = line.strip().partition(":")[0]
        part = STARTS.get(name, part)
        yield Told(line, next((each for each in LINES if each.part == part and name.startswith(each.line)), None))


def first_member(text: str) -> str:
    """Such a file up to its second member, which says no more than the first."""
    head, mark, rest = text.partition("\nSlave Interface:")
    return head + mark + rest.partition("\nSlave Interface:")[0].rstrip("\n") + "\n"
