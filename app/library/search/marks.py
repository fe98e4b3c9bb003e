"""Marks around the words of a text that a search has found: the same words that the index found it by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from app.library.search.engine import OFF, ON
from app.library.search.stems import folded, stem
from app.library.search.words import parts

LONGEST = 100_000  # characters of a text that are looked at
MOST = 200  # places of one word

TOKEN = re.compile(r"[^\W_]+")
NEXT = re.compile(r"[\W_]+([^\W_]+)")


def marked(text: str, words: tuple[str, ...], *, goes_on: bool) -> str:
    """The text with marks around these words, in any of their forms; where the last `goes_on`, around those that begin so too."""
    small = folded(text[:LONGEST])
    spans: list[tuple[int, int]] = []
    stems = _stems(words)
    for place, each in enumerate(stems, 1):
        spans += _spans(small, each, goes_on=goes_on and place == len(stems))
    pieces, end = [], 0
    for start, stop in sorted(spans):
        if start >= end:
            pieces += [text[end:start], ON, text[start:stop], OFF]
            end = stop
    return "".join((*pieces, text[end:]))


@lru_cache(maxsize=64)
def _stems(words: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The stems of the pieces of each word."""
    return tuple(stems for word in words if (stems := tuple(stem(part) for part in parts(folded(word)))))


def _spans(small: str, stems: tuple[str, ...], *, goes_on: bool) -> Iterator[tuple[int, int]]:
    """Where words of these stems stand one behind the other."""
    head = stems[0][: max(2, len(stems[0]) - 2)]  # a stem may end in letters that its words do not have
    at, found = small.find(head), 0
    while at >= 0 and found < MOST:
        end = _end(small, at, stems, goes_on=goes_on)
        if end:
            yield at, end
            found += 1
        at = small.find(head, end or at + 1)


def _end(small: str, at: int, stems: tuple[str, ...], *, goes_on: bool) -> int:
    """The end of the words that begin there, 0 if they are others."""
    end = at
    match = TOKEN.match(small, at) if at == 0 or not small[at - 1].isalnum() else None
    for place, wanted in enumerate(stems, 1):
        if match is None:
            return 0
        found = stem(match[match.lastindex or 0])
        if found != wanted and not (goes_on and place == len(stems) and found.startswith(wanted)):
            return 0
        end = match.end()
        match = NEXT.match(small, end)
    return end
