"""The difference between two texts: line by line, and word by word within lines that changed. Pure: texts in, rows out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from app.actions.differences import Piece, Side

CONTEXT = 3  # unchanged lines that are shown around a change
LONGEST_COMPARED = 2000  # characters of a line that is compared by words
ALIKE = 0.4  # likeness from which two lines are one that changed


@dataclass(frozen=True)
class Row:
    """A row of the side-by-side view. `kind` is same, changed, removed, added, or gap for lines that are left out."""

    kind: str
    old: Side | None = None
    new: Side | None = None


def difference(old: str, new: str, context: int = CONTEXT) -> list[Row]:
    """The rows of both texts side by side; far from any change, lines are left out."""
    rows = list(_rows(old.split("\n"), new.split("\n")))
    near = [False] * len(rows)
    for number, row in enumerate(rows):
        if row.kind != "same":
            for other in range(max(0, number - context), min(len(rows), number + context + 1)):
                near[other] = True
    shown: list[Row] = []
    for keep, row in zip(near, rows, strict=True):
        if keep:
            shown.append(row)
        elif not shown or shown[-1].kind != "gap":
            shown.append(Row("gap"))
    return shown if any(near) else []


def unified(rows: Sequence[Row]) -> Iterator[tuple[str, Side | None]]:
    """The rows one below the other: pairs of a sign (blank, -, + or … for a gap) and a line; what went stands before what came."""
    came: list[Side] = []
    for row in rows:
        if row.kind in ("same", "gap"):
            yield from (("+", side) for side in came)
            came = []
            yield (" ", row.new) if row.kind == "same" else ("…", None)
            continue
        if row.old:
            yield "-", row.old
        if row.new:
            came.append(row.new)
    yield from (("+", side) for side in came)


def _rows(old: Sequence[str], new: Sequence[str]) -> Iterator[Row]:
    for kind, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if kind == "equal":
            yield from (Row("same", _whole(a + at, line), _whole(c + at, line)) for at, line in enumerate(old[a:b]))
            continue
        for at, (left, right) in enumerate(zip_longest(old[a:b], new[c:d])):
            yield _pair(a + at, left, c + at, right)


def _pair(a: int, left: str | None, c: int, right: str | None) -> Row:
    if left is None or right is None:
        return Row("added", None, _whole(c, right or "", True)) if left is None else Row("removed", _whole(a, left, True), None)
    olds, news = _words(left, right)
    return Row("changed", Side(a + 1, olds), Side(c + 1, news))


def _words(left: str, right: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both lines with the words marked that differ; lines that have little in common are marked whole."""
    if len(left) + len(right) > LONGEST_COMPARED:
        return (Piece(left, True),), (Piece(right, True),)
    one, two = re.findall(r"\w+|\s+|[^\w\s]", left), re.findall(r"\w+|\s+|[^\w\s]", right)
    matcher = SequenceMatcher(None, one, two, autojunk=False)
    if matcher.ratio() < ALIKE:
        return (Piece(left, True),), (Piece(right, True),)
    olds, news = [], []
    for kind, a, b, c, d in matcher.get_opcodes():
        olds.append(Piece("".join(one[a:b]), kind != "equal"))
        news.append(Piece("".join(two[c:d]), kind != "equal"))
    return tuple(piece for piece in olds if piece.text), tuple(piece for piece in news if piece.text)


def _whole(index: int, line: str, changed: bool = False) -> Side:
    return Side(index + 1, (Piece(line, changed),))
