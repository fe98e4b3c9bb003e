"""A problem with one given value: which field, what was given, what is wrong, and the mend."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from app.bonding.changes import Change

SHOWN = 60  # characters of a given value that a message repeats


@dataclass(frozen=True)
class Problem:
    """One value that cannot be used. `value` is already made safe to show by `shown`; `fix` corrects it, where that is known."""

    field: str
    value: str
    message: str
    mend: str
    fix: Change | None = None

    def __str__(self) -> str:
        given = f" “{self.value}”" if self.value else ""
        return f"{self.field}{given}: {self.message} {self.mend}".rstrip()


def problem(field: str, value: object, message: str, mend: str = "", fix: Change | None = None) -> Problem:
    """Make a problem; the value is shortened and its invisible characters are spelled out."""
    return Problem(field, shown(str(value)), message, mend, fix)


def shown(text: str) -> str:
    """`text` safe to print in one line: control, bidi and unassigned characters as escapes."""
    safe = "".join(c if is_visible(c) else c.encode("unicode_escape").decode("ascii") for c in text[: SHOWN + 1])
    return safe if len(text) <= SHOWN else safe[:SHOWN] + "…"


def plain_name(name: str) -> str:
    """The name of a file as it may stand in a report or a diff: nothing in it acts on a terminal or begins a line."""
    return name if is_visible_text(name) else "".join(char if is_visible(char) else "?" for char in name)


def is_visible(char: str) -> bool:
    """Whether a character can stand in one line of text without acting on it."""
    return char == " " or unicodedata.category(char)[0] not in "CZ"


def is_visible_text(text: str) -> bool:
    """Whether a text can stand in one line without acting on it."""
    return (text.isascii() and text.isprintable()) or all(map(is_visible, text))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A sentence that offers the nearest known word, or an empty string."""
    near = nearest(word, known)
    return f"Did you mean {near}?" if near else ""


def nearest(word: str, known: Iterable[str]) -> str:
    """The nearest known word, or an empty string."""
    return _nearest(word[:SHOWN], tuple(known))


@lru_cache(maxsize=4096)
def _nearest(word: str, known: tuple[str, ...]) -> str:
    return next(iter(difflib.get_close_matches(word, known, n=1, cutoff=0.6)), "")
