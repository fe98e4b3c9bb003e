"""A drawing as plain values: boxes with lines of text in them, frames around them, and lines between.

All numbers are units of the drawing, which the page scales. Widths of text are estimates that
err on the wide side, so that what fits here fits in any common font.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

MONO_ADVANCE = 0.61
NARROW, WIDE, UPPER = frozenset("iljtfr.,:;|'!()[]/- "), frozenset("mwMW@%"), frozenset("ABCDEFGHIJKLNOPQRSTUVXYZ")
PAD_X, PAD_Y = 6.0, 5.0
MORE = "… and {} more"


@dataclass(frozen=True)
class Style:
    """How a line of text is set: the size, the height that it takes, and whether all letters are equally wide."""

    name: str
    size: float
    height: float
    mono: bool = False

    def width(self, text: str) -> float:
        """The width of a text, rather too much than too little."""
        if self.mono:
            return len(text) * MONO_ADVANCE * self.size
        return sum(0.42 if c in NARROW else 1.0 if c in WIDE else 0.78 if c in UPPER else 0.64 for c in text) * self.size


NAME = Style("name", 12, 15, mono=True)
CODE = Style("code", 11, 14, mono=True)
WORD = Style("word", 11, 14)


@dataclass(frozen=True)
class Text:
    """One line of text: `x`, `y` of its baseline; `end` when it ends at x instead of beginning there."""

    x: float
    y: float
    text: str
    style: Style
    end: bool = False

    @property
    def left(self) -> float:
        """Where it begins."""
        return self.x - self.style.width(self.text) if self.end else self.x

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.x if self.end else self.x + self.style.width(self.text)


@dataclass(frozen=True)
class Box:
    """A rectangle with its texts. `kind` is for the style sheet; a frame has other boxes within it."""

    kind: str
    x: float
    y: float
    width: float
    height: float
    texts: tuple[Text, ...] = ()

    @property
    def right(self) -> float:
        """The x of the right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of the lower edge."""
        return self.y + self.height

    @property
    def middle(self) -> float:
        """The y half way down."""
        return self.y + self.height / 2


@dataclass(frozen=True)
class Line:
    """A straight line; a cable has a kind of its own for each state."""

    kind: str
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class Sketch:
    """A whole drawing, with the words that say the same."""

    title: str
    words: str
    width: float
    height: float
    frames: tuple[Box, ...]
    lines: tuple[Line, ...]
    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class Row:
    """What stands on one line of a box: text at the left, perhaps a word at the right."""

    text: str
    style: Style = WORD
    word: str = ""


def box(kind: str, x: float, y: float, width: float, rows: Iterable[Row]) -> Box:
    """A box as high as its rows need; a row that is too wide goes on in the next line."""
    texts: list[Text] = []
    line = y + PAD_Y
    inner = width - 2 * PAD_X
    for row in rows:
        together = row.style.width(row.text) + (WORD.width(f" {row.word}") if row.word else 0) <= inner
        for part in wrap(row.text, row.style, inner):
            line += row.style.height
            texts.append(Text(x + PAD_X, line - 4, part, row.style))
        if row.word:
            line += 0 if together else WORD.height
            texts.append(Text(x + width - PAD_X, line - 4, row.word, WORD, end=True))
    return Box(kind, x, y, width, line + PAD_Y - y, tuple(texts))


def wrap(text: str, style: Style, width: float) -> list[str]:
    """The text in pieces that fit: between words, else behind a colon, slash, dot or dash, else anywhere."""
    pieces = []
    while style.width(text) > width:
        most = next(n for n in range(len(text), 0, -1) if n == 1 or style.width(text[:n]) <= width)
        cut = max(text.rfind(c, 0, most) for c in " ") + 1 or max(text.rfind(c, 0, most) for c in ":/.-") + 1 or most
        pieces.append(text[:cut].rstrip())
        text = text[cut:]
    return [*pieces, text]
