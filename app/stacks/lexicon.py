"""The words that the files of a stack may hold, section by section: what tells a slip from a key about something else."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from app.errors import BadFacts
from app.stacks.contract import Stack

WORDS = Path(__file__).parent / "words"
"""One file a stack that has words."""

CLOSE = 0.8
"""How much alike two words must be for one to be a slip for the other."""


@dataclass(frozen=True)
class Lexicon:
    """The words of one stack, as they stand in words/<id>.toml.

    unknown   what the tool does with a key that it does not know
    twice     what it does with a key that stands twice; empty where its reader says so itself
    repeats   keys that may stand more than once
    closed    sections all of whose keys are named here: another one is a mistake
    bonds     the section that the keys of the spelling belong to, less those that another section names; empty for none
    sections  names of the sections (patterns) with their keys
    source    where the words are from
    """

    id: str
    unknown: str
    twice: str
    repeats: frozenset[str]
    closed: list[str]
    sections: dict[str, frozenset[str]]
    bonds: str = ""

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
    """The words of a stack; None where it has none, as its files are commands.

    Raises BadFacts for a column that is not known.
    """
    path = WORDS / f"{stack.id}.toml"
    if not path.exists():
        return None
    columns = tomllib.loads(path.read_text("utf-8"))
    if not columns.pop("source", ""):
        raise BadFacts(f"{path.name}: source is missing")
    columns["repeats"] = frozenset(columns["repeats"].split())
    columns["sections"] = {name: frozenset(words.split()) for name, words in columns["sections"].items()}
    try:
        row = Lexicon(stack.id, **columns)
    except TypeError as error:
        raise BadFacts(f"{path.name}: {error}") from error
    return _with_options(row, stack)


def _with_options(row: Lexicon, stack: Stack) -> Lexicon:
    if not row.bonds:
        return row
    elsewhere = {word for section, words in row.sections.items() if section != row.bonds for word in words}
    names = {name for key in stack.spelling for name in key.names} - elsewhere
    return replace(row, sections={**row.sections, row.bonds: row.sections.get(row.bonds, frozenset()) | names})
