"""Differences between two texts, line by line and word by word: rows for a page, a unified diff for a terminal."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest

from app.formats.node import Line

WORDS = re.compile(r"\s+|[\w.:/+-]+|.")
ALIKE = 0.5  # share of common words from which two lines count as one line that changed
MOST = 20_000  # pairs of lines that are weighed against each other; above it, lines stand as they come


@dataclass(frozen=True)
class Piece:
    """A part of a line, and whether it is new or gone."""

    text: str
    changed: bool = False


@dataclass(frozen=True)
class Side:
    """One line of one text: its number from 1, and its pieces."""

    number: int
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The whole line."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True)
class Row:
    """Lines that stand side by side: the same, changed, or only on one side."""

    left: Side | None
    right: Side | None
    same: bool = False


@dataclass(frozen=True)
class Difference:
    """Two texts, either of which may be missing."""

    left: tuple[Line, ...]
    right: tuple[Line, ...]

    @property
    def same(self) -> bool:
        """Whether there is no difference."""
        return [line.text for line in self.left] == [line.text for line in self.right]

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """All lines of both, side by side."""
        return tuple(_rows(self.left, self.right))

    def unified(self, left_name: str, right_name: str) -> list[str]:
        """The usual unified diff, without line feeds."""
        left, right = ([line.text for line in side] for side in (self.left, self.right))
        return list(difflib.unified_diff(left, right, left_name, right_name, lineterm=""))


def _rows(left: Sequence[Line], right: Sequence[Line]) -> Iterator[Row]:
    matcher = difflib.SequenceMatcher(None, [line.text for line in left], [line.text for line in right], autojunk=False)
    for tag, a, a_end, b, b_end in matcher.get_opcodes():
        if tag == "equal":
            yield from (Row(_whole(left, a + each), _whole(right, b + each), same=True) for each in range(a_end - a))
        else:
            yield from _changed(left, right, range(a, a_end), range(b, b_end))


def _changed(left: Sequence[Line], right: Sequence[Line], mine: range, theirs: range) -> Iterator[Row]:
    """Rows of a stretch that differs: lines that say the same thing side by side, the rest around them."""
    a, b = mine.start, theirs.start
    for one, other in [*_pairs(left, right, mine, theirs), (mine.stop, theirs.stop)]:
        for here, there in zip_longest(range(a, one), range(b, other)):
            yield Row(None if here is None else _whole(left, here), None if there is None else _whole(right, there))
        if one < mine.stop:
            old, new = _pieces(left[one].text, right[other].text)
            yield Row(Side(one + 1, old), Side(other + 1, new))
        a, b = one + 1, other + 1


def _pairs(left: Sequence[Line], right: Sequence[Line], mine: range, theirs: range) -> list[tuple[int, int]]:
    """The longest run of lines in order that say the same thing on both sides."""
    if not mine or not theirs or len(mine) * len(theirs) > MOST:
        return []
    mine_words, their_words = [_words(left[each].text) for each in mine], [_words(right[each].text) for each in theirs]
    best = [[0.0] * (len(theirs) + 1) for _ in range(len(mine) + 1)]
    weight = [[_weight(left[a], right[b], mine_words[i], their_words[j]) for j, b in enumerate(theirs)] for i, a in enumerate(mine)]
    for i in reversed(range(len(mine))):
        for j in reversed(range(len(theirs))):
            taken = weight[i][j] + best[i + 1][j + 1] if weight[i][j] else 0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], taken)
    found, i, j = [], 0, 0
    while i < len(mine) and j < len(theirs) and best[i][j]:
        if weight[i][j] and best[i][j] == weight[i][j] + best[i + 1][j + 1]:
            found.append((mine[i], theirs[j]))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return found


def _weight(one: Line, other: Line, mine: frozenset[str], theirs: frozenset[str]) -> float:
    """How much two lines say the same thing; 0 for lines that do not belong together."""
    alike = len(mine & theirs) / max(len(mine | theirs), 1)
    return 1 + alike if one.about and one.about == other.about else alike if alike >= ALIKE else 0


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in WORDS.findall(text) if word.strip())


def _whole(lines: Sequence[Line], at: int) -> Side:
    return Side(at + 1, (Piece(lines[at].text, changed=False),))


def _pieces(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both lines with their words marked; lines that have little in common are left without marks."""
    mine, theirs = WORDS.findall(old), WORDS.findall(new)
    matcher = difflib.SequenceMatcher(None, mine, theirs, autojunk=False)
    if matcher.ratio() < ALIKE:
        return (Piece(old, changed=False),), (Piece(new, changed=False),)
    left: list[Piece] = []
    right: list[Piece] = []
    for tag, a, a_end, b, b_end in matcher.get_opcodes():
        for pieces, words in ((left, mine[a:a_end]), (right, theirs[b:b_end])):
            if words:
                pieces.append(Piece("".join(words), tag != "equal"))
    return tuple(left), tuple(right)
