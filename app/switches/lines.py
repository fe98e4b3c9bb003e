"""Lines for a switch: words in a row, at a depth. A word holds no blank and nothing invisible, so no value can become a second line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

INDENT = "   "
WORD = re.compile(r"[!-~]+")
"""What a word may be: visible characters of ASCII, at least one, and no blank."""


@dataclass(frozen=True)
class Line:
    """One line to paste: its words, how deep it stands, what is not certain about it, the feature that it says. No words: a free line."""

    words: tuple[str, ...]
    depth: int = 0
    unsure: str = ""
    about: str = ""

    def __post_init__(self) -> None:
        if not all(WORD.fullmatch(word) for word in self.words):
            raise ValueError(f"not words of a line: {self.words!r}")

    @property
    def text(self) -> str:
        """The line as it is pasted."""
        return INDENT * self.depth * bool(self.words) + " ".join(self.words)


@dataclass(frozen=True)
class Part:
    """Lines that belong together: the settings of one switch, of the whole switch, or a file at a path."""

    title: str
    lines: tuple[Line, ...]
    why: str = ""
    path: str = ""

    @property
    def text(self) -> str:
        """The lines as they are pasted."""
        return "".join(f"{line.text}\n" for line in self.lines)

    @property
    def unsure(self) -> tuple[tuple[tuple[str, ...], str], ...]:
        """What is not certain: lines, each once, and the reason that they share."""
        found: dict[str, dict[str, None]] = {}
        for line in self.lines:
            if line.unsure:
                found.setdefault(line.unsure, {})[line.text.strip()] = None
        return tuple((tuple(texts), why) for why, texts in found.items())


def deeper(lines: Iterable[Line]) -> list[Line]:
    """The lines one level deeper."""
    return [replace(line, depth=line.depth + 1) for line in lines]


def ranges(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Numbers as ranges from first to last, in order."""
    found: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found
