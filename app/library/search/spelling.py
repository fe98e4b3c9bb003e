"""Mistyped words: the nearest word of the index for each.

To list the words of an index takes long where there are many. The list is kept, and may be a little old.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.library.models import Counter, Document
from app.library.search.engine import KERNEL, Engine

SHORTEST = 4  # letters; shorter words are near to everything
NEAR = 72  # percent of likeness that a mistyped word must have
SURE = 80  # percent from which a word with the same first letter is taken; then no others are looked at
ENDINGS = ("ations", "ation", "ings", "ing", "ions", "ion", "ers", "er", "ed", "es", "ly", "s")
"""What the stems of the index may have lost: a mistyped word is compared without it too."""

PATIENCE = 100
"""The list is made anew after a change, but it takes no more than one part of the time in so many."""


@dataclass(frozen=True)
class Spoken:
    """The words of an index by their first letter; those of names, which come before stems that are as near, in any case."""

    key: tuple[str, int]
    names: Sequence[str]
    words: Mapping[str, Sequence[str]]
    made: float
    cost: float


def corrected(session: Session, engine: Engine, unknown: Iterable[str]) -> dict[str, str]:
    """The nearest word for each of those that the index does not know; one that is near to nothing is left out."""
    found = {}
    for word in unknown:
        if len(word) < SHORTEST:
            continue
        spoken = _spoken(session, engine)
        near = nearest(word, [*spoken.names, *spoken.words.get(word[0], ())], SURE)
        near = near or nearest(word, [*spoken.names, *(each for words in spoken.words.values() for each in words)], NEAR)
        if near:
            found[word] = near
    return found


def nearest(word: str, vocabulary: Sequence[str], likeness: float) -> str:
    """The word that is most like a mistyped one; empty if none is that much."""
    forms = [word, *(word.removesuffix(end) for end in ENDINGS if word.endswith(end) and len(word) - len(end) >= SHORTEST)]
    near = [match for form in forms if (match := process.extractOne(form, vocabulary, scorer=fuzz.ratio, score_cutoff=likeness))]
    return str(max(near, key=lambda match: match[1])[0]) if near else ""


_kept: Spoken | None = None
_lock = threading.Lock()


def _spoken(session: Session, engine: Engine) -> Spoken:
    """The words of this index: made now, or kept and not too old."""
    global _kept  # noqa: PLW0603 - one of them, for all threads
    key = (str(session.get_bind().engine.url), session.execute(select(func.sum(Counter.value))).scalar_one())
    with _lock:
        kept = _kept
        if kept and (kept.key == key or (kept.key[0] == key[0] and time.monotonic() < kept.made + PATIENCE * kept.cost)):
            return kept
        begin = time.monotonic()
        words: dict[str, list[str]] = {}
        for each in engine.vocabulary(session):
            words.setdefault(each[0], []).append(each)
        names = session.scalars(select(Document.key).where(Document.kind.not_in(("note", "entry", KERNEL)))).all()
        end = time.monotonic()
        _kept = Spoken(key, names, words, end, end - begin)
        return _kept
