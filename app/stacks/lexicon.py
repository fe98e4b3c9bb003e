"""The words that the files of a stack may hold, section by section: what tells a slip from a key about something else."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from app.bonding.facts import read_table
from app.stacks.contract import Stack

CLOSE = 0.8
"""How much alike two words must be for one to be a slip for the other."""


@dataclass(frozen=True)
class Lexicon:
    """The words of one stack; see facts/keys.toml for the columns."""

    id: str
    unknown: str
    twice: str
    repeats: frozenset[str]
    closed: tuple[str, ...]
    sections: dict[str, frozenset[str]]

    def section(self, inside: Sequence[str]) -> str | None:
        """The section that a key stands in, as it is called here: the last of the patterns that fit; None for one that is not known."""
        around = inside[:-1] or ("",)
        fitting = [each for each in self.sections if _fits(around, each.split("."))]
        return min(fitting, key=lambda each: each.count("*"), default=None)

    def has(self, section: str, key: str) -> bool:
        """Whether a section has a key, which may carry a number, or stand with underscores for dashes where options are joined so."""
        words = self.sections[section]
        return not {key, key.replace("_", "-"), re.sub(r"\d+(_options)?$", "", key)}.isdisjoint(words)

    def home(self, key: str) -> str:
        """A section that has the key, empty for none."""
        return next((name for name, keys in self.sections.items() if key in keys), "")


def _fits(names: Sequence[str], pattern: Sequence[str]) -> bool:
    return len(names) == len(pattern) and all(map(fnmatchcase, names, pattern))


def meant(word: str, known: Iterable[str]) -> str:
    """The known word that a slip stands for, whatever the case; empty for none."""
    lower = {each.lower().replace("_", "-"): each for each in sorted(known, reverse=True)}
    near = difflib.get_close_matches(word.lower().replace("_", "-")[:60], lower, n=1, cutoff=CLOSE)
    return lower[near[0]] if near else ""


@cache
def of(stack: Stack) -> Lexicon | None:
    """The words of a stack; None where its files are commands."""
    return _ROWS.get(stack.id) and _with_options(_ROWS[stack.id], stack)


def _with_options(row: Lexicon, stack: Stack) -> Lexicon:
    """The row with the keys of the spelling, which stand in the section of bonds."""
    names = {name for key in stack.spelling for name in key.names}
    sections = dict(row.sections)
    for section in ("Bond", "network.bonds.*.parameters", "bond", "iface"):
        if section in sections:
            own = {name for name in names if name not in sections.get("Network", ()) and name not in sections.get("bond-port", ())}
            sections[section] |= own
    return Lexicon(row.id, row.unknown, row.twice, row.repeats, row.closed, sections)


def _row(id: str, /, *, unknown: str, twice: str, repeats: str, closed: list[str], sections: dict[str, str], source: str) -> Lexicon:
    assert source
    by_name = {name: frozenset(words.split()) for name, words in sections.items()}
    return Lexicon(id, unknown, twice, frozenset(repeats.split()), tuple(closed), by_name)


_ROWS: dict[str, Lexicon] = read_table(Path(__file__).parent / "facts" / "keys.toml", _row)
