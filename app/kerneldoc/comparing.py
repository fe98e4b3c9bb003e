"""The difference of two documents, by section and option: what is new, what is gone, which words changed.

Numbers of sections and the way lines are broken do not count, so that an old text and a new one can be compared.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from app.kerneldoc.tree import Part

CONTENTS = "table of contents"
LEAST_ALIKE = 0.5  # of two paragraphs that are shown as one that changed


@dataclass(frozen=True)
class Piece:
    """Words: `sign` is + for those of the second document only, - for those of the first only, else empty."""

    sign: str
    text: str


@dataclass(frozen=True)
class Change:
    """A part that differs. `kind` is added, removed or changed; `rows` are its paragraphs, a gap where some are the same."""

    kind: str
    old: Part | None
    new: Part | None
    rows: tuple[tuple[Piece, ...], ...]

    @property
    def part(self) -> Part:
        """The part, as it is newest."""
        found = self.new or self.old
        assert found
        return found


def compare(old: Sequence[Part], new: Sequence[Part]) -> list[Change]:
    """What differs, in the order of the second document; what is gone stands where it stood."""
    first, second = _keyed(old), _keyed(new)
    changes: list[Change] = []
    for _, a, b, c, d in SequenceMatcher(None, list(first), list(second), autojunk=False).get_opcodes():
        changes += [Change("removed", first[key], None, _all("-", first[key])) for key in list(first)[a:b] if key not in second]
        for key in list(second)[c:d]:
            if key not in first:
                changes.append(Change("added", None, second[key], _all("+", second[key])))
            elif rows := tuple(_rows(first[key].texts, second[key].texts)):
                changes.append(Change("changed", first[key], second[key], rows))
    return changes


def _keyed(parts: Sequence[Part]) -> dict[tuple[str, int], Part]:
    """The parts by what they are about; a title that comes again gets a number."""
    seen: Counter[str] = Counter()
    found = {}
    for part in parts:
        if part.title.lower() == CONTENTS:
            continue
        key = part.anchor if part.option else " ".join(re.findall(r"[a-z0-9]+", re.sub(r"^[\d.)]+\s*", "", part.title.lower())))
        seen[key] += 1
        found[key, seen[key]] = part
    return found


def _all(sign: str, part: Part) -> tuple[tuple[Piece, ...], ...]:
    return tuple((Piece(sign, text),) for text in part.texts)


def _rows(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Piece, ...]]:
    """The paragraphs that differ, each in pieces; an empty row for those between that do not."""
    matcher = SequenceMatcher(None, list(map(_plain, old)), list(map(_plain, new)), autojunk=False)
    if all(tag == "equal" for tag, *_ in matcher.get_opcodes()):
        return
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            yield ()
        else:
            yield from _pairs(list(old[a:b]), list(new[c:d]))


def _pairs(old: list[str], new: list[str]) -> Iterator[tuple[Piece, ...]]:
    """Paragraphs in place of others: each beside the one that is most like it."""
    for text in new:
        words = text.split()
        alike = [SequenceMatcher(None, each.split(), words, autojunk=False).ratio() for each in old]
        best = max(range(len(alike)), key=alike.__getitem__, default=-1)
        if best >= 0 and alike[best] >= LEAST_ALIKE:
            yield from ((Piece("-", each),) for each in old[:best])
            yield tuple(_pieces(old[best].split(), words))
            del old[: best + 1]
        else:
            yield (Piece("+", text),)
    yield from ((Piece("-", each),) for each in old)


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece("", " ".join(new[c:d]))
            continue
        if a < b:
            yield Piece("-", " ".join(old[a:b]))
        if c < d:
            yield Piece("+", " ".join(new[c:d]))


def _plain(text: str) -> str:
    return " ".join(text.split())
