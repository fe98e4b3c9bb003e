"""A symptom: what the state of a bond shows to be wrong, as a function whose docstring is all that is said about it.

The first line is the title, the paragraphs below it the cause; parts that begin with `Check:`, `Fix:` and `Entry:` say how
to make sure, what to do, and which troubleshooting entries are about the same thing (the first one is linked); `Set:` is an
option of the bond that mends it for good (`miimon=100`), `Near:` names entries that may be about the same thing.
{bond}, {members} and the words that a sign brings along stand for what was seen.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from app.diagnosis.machine import Bond, Line, Machine, unique

CERTAIN, LIKELY, POSSIBLE = "certain", "likely", "possible"
CONFIDENCES = (CERTAIN, LIKELY, POSSIBLE)
SEVERITIES = ("outage", "degraded", "misconfig", "benign")
MOST_LINES = 12


@dataclass(frozen=True)
class Finding:
    """Something that is wrong: the lines that show it, why, how to make sure, what to do.

    `covers` are entries about the same thing, `near` entries that may be.
    """

    id: str
    title: str
    confidence: str
    severity: str
    evidence: tuple[Line, ...]
    cause: str
    checks: tuple[str, ...] = ()
    fixes: tuple[str, ...] = ()
    entry: str = ""
    covers: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    lines: int = 0
    """How many lines it explains, with those that are not kept."""
    also: tuple[str, ...] = ()
    """Further entries that say the same."""
    bond: str = ""
    sets: tuple[tuple[str, str], ...] = ()
    """Options to set in the configuration of `bond`."""


@dataclass(frozen=True)
class Sign:
    """One showing of a symptom: how sure, how bad, by which lines, and words for its text."""

    confidence: str
    severity: str
    lines: Iterable[Line]
    words: Mapping[str, object] = field(default_factory=dict)


Look = Callable[[Bond, Machine], Iterator[Sign]]


@dataclass(frozen=True)
class Symptom:
    """A symptom: its id, the texts, and the function that looks for it in a bond."""

    id: str
    title: str
    cause: str
    checks: tuple[str, ...]
    fixes: tuple[str, ...]
    sets: tuple[str, ...]
    entries: tuple[str, ...]
    near: tuple[str, ...]
    look: Look

    def in_general(self) -> Symptom:
        """The same with names that stand for any, for those who read about it."""
        words = _Any(bond="bond0", members="eth0 and eth1", member="eth0", first="eth0", primary="eth0", active="eth1")

        def told(texts: Iterable[str]) -> tuple[str, ...]:
            return tuple(filled for text in texts if (filled := " ".join(text.format_map(words).split())) != ANY)

        title, cause = told([self.title])[0], " ".join(told([self.cause])).removesuffix(f" {ANY}")
        return replace(self, title=title, cause=cause, checks=told(self.checks), fixes=told(self.fixes), sets=told(self.sets))

    def find(self, bond: Bond, machine: Machine) -> Iterator[Finding]:
        """What it finds in a bond."""
        for sign in self.look(bond, machine):
            words = {"bond": bond.name, "members": listed(bond.members), **sign.words}
            told = [text.format(**words) for text in (self.title, self.cause)]
            checks, fixes = (tuple(text.format(**words) for text in texts) for texts in (self.checks, self.fixes))
            lines = unique(sign.lines)
            entry = self.entries[0] if self.entries else ""
            sets = [text.format(**words).partition("=") for text in self.sets]
            yield Finding(
                self.id, told[0], sign.confidence, sign.severity, lines[:MOST_LINES], told[1], checks, fixes, entry, self.entries,
                self.near, len(lines), bond=bond.name, sets=tuple((word, value) for word, _, value in sets if value),
            )  # fmt: skip


ANY = "…"


class _Any(dict[str, str]):
    def __missing__(self, word: str) -> str:
        return ANY


SYMPTOMS: dict[str, Symptom] = {}
"""All symptoms by id."""


def symptom(look: Look) -> Look:
    """Make a function a symptom; its name with dashes is the id, its docstring the texts."""
    text = inspect.getdoc(look) or ""
    title, _, rest = text.partition("\n")
    marked: dict[str, list[str]] = {"Check": [], "Fix": [], "Set": [], "Entry": [], "Near": []}
    cause: list[str] = []
    here = cause
    for line in rest.split("\n"):
        mark, colon, after = line.partition(": ")
        if colon and mark in marked:
            here = marked[mark]
            here.append(after.strip())
        elif here is cause:
            here.append(line.strip())
        elif line.strip():
            here[-1] += " " + line.strip()
    name = look.__name__.replace("_", "-")
    entries, near = (tuple(", ".join(marked[mark]).replace(",", " ").split()) for mark in ("Entry", "Near"))
    SYMPTOMS[name] = Symptom(
        name,
        title.strip().rstrip("."),
        " ".join(" ".join(cause).split()),
        tuple(marked["Check"]),
        tuple(marked["Fix"]),
        tuple(marked["Set"]),
        entries,
        near,
        look,
    )
    return look


def listed(names: Iterable[str]) -> str:
    """Names as a list in words; long ones are cut."""
    all_names = list(names)
    shown = all_names[:8] + ([f"{len(all_names) - 8} more"] if len(all_names) > 8 else [])
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)
