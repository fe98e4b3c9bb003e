"""What both full-text engines offer, and what they share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy.orm import Session

from app.library.search.words import KINDS, Asked

ON, OFF = "\x02", "\x03"
"""Marks around the words that were found; what shows a snippet turns them into its own."""

KERNEL = "kernel"
"""The kind of the kernel's own documents. Every version says nearly the same, so they come after all else."""

PAGE = 20  # results
MOST_KEYS = 10  # things whose names begin with what was asked; they stand before all others
SHORTEST_KEY = 2  # letters; one letter begins too many names

BITS = 27
"""The bits of a document's id below those that tell its kind. The full-text index knows ids, so it can count and filter by kind."""


def document_id(kind: str, number: int) -> int:
    """The id of a document: the kind above, and its own number within the kind. Raises KeyError for an unknown kind."""
    return _PLACES[kind] << BITS | number


def kind_of(id: int) -> str:
    """The kind of the document with that id."""
    return KINDS[id >> BITS]


_PLACES = {kind: place for place, kind in enumerate(KINDS)}


@dataclass(frozen=True)
class Found:
    """One document that was found, with up to two snippets in which the words are marked."""

    kind: str
    key: str
    title: str
    tags: tuple[str, ...]
    snippets: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """A page of results, how many there are in all, how many of each kind, and the words that were put right."""

    found: tuple[Found, ...] = ()
    total: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    corrected: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Wanted:
    """What an engine looks for: words, `every` one of them or any, and the part of the results that is shown."""

    asked: Asked
    words: tuple[str, ...]
    every: bool = True
    start: int = 0
    limit: int = PAGE

    @property
    def keys(self) -> tuple[str, ...]:
        """The names that the words may be, as slugs and as options write them. A log names nothing."""
        if self.asked.log or not self.words or not self.every:
            return ()
        keys = dict.fromkeys(sign.join(self.words) for sign in ("-", "_"))
        return tuple(key for key in keys if len(key) >= SHORTEST_KEY)


class Engine(Protocol):
    """A full-text search."""

    def find(self, session: Session, wanted: Wanted) -> Answer:
        """Documents that hold the words, within the filters; the best first. Without words, those of the filters by title."""
        ...

    def knows(self, session: Session, word: str) -> bool:
        """Whether any document has the word, or one that begins so."""
        ...

    def vocabulary(self, session: Session) -> list[str]:
        """The words of the index, as it keeps them: their stems."""
        ...


def conditions(filters: Mapping[str, Sequence[str]]) -> tuple[list[str], dict[str, Any]]:
    """The filters as SQL over `documents d`, with their values. Several values of one filter: any of them."""
    parts: list[str] = []
    values: dict[str, Any] = {}
    for name, given in filters.items():
        choices = []
        for number, value in enumerate(given):
            key = f"{name}_{number}"
            if name == "kind":
                choices.append(f"d.kind = :{key}")
                values[key] = value
            else:
                choices.append(f"d.{name}s LIKE :{key} ESCAPE '\\'")
                values[key] = f"% {_literal(value)} %"
        parts.append(f"({' OR '.join(choices)})")
    return parts, values


def places(wanted: Wanted) -> tuple[str, dict[str, Any]]:
    """The keys as SQL values (`:key_0, :key_1`), with their values."""
    values = {f"key_{number}": key for number, key in enumerate(wanted.keys)}
    return ", ".join(f":{name}" for name in values), values


def _literal(value: str) -> str:
    return value.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def spaced(words: tuple[str, ...] | list[str]) -> str:
    """Words as the filter columns keep them: a blank on each side of each."""
    return f" {' '.join(word.lower() for word in words)} " if words else ""
