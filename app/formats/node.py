"""The neutral tree between text and meaning, and the lines that a tree becomes.

Formats turn text to nodes and back and know nothing of bonding; stacks speak nodes and never
glue text. A node says what it is about (a wire name such as `miimon`), and so does every
line written from it: that is how a page can explain a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

Scalar = str | int | bool


@dataclass(eq=False)
class Node:
    """A named piece of a file: a key with a value, a section with items, a line of words, a comment.

    `line` is where it stood in the text it was read from, from 1; 0 when it was made.
    """

    name: str
    value: Scalar | None = None
    items: list[Node] = field(default_factory=list)
    words: tuple[str, ...] = ()
    about: str = ""
    line: int = 0
    flow: bool = False  # a list in one line, where the format has that
    block: tuple[Line, ...] = ()  # a text of several lines, where the format has that; its first line has the number `line` + 1

    def walk(self) -> Iterator[Node]:
        """This node and all below it."""
        yield self
        for item in self.items:
            yield from item.walk()

    def get(self, name: str) -> Node | None:
        """The first item of that name."""
        return next((item for item in self.items if item.name == name), None)

    @property
    def text(self) -> str:
        """The value as text, empty for none."""
        return "" if self.value is None else str(self.value)


COMMENT = "#"
"""Name of nodes that are comments; their value is the text behind the mark."""


def comment(text: str, about: str = "") -> Node:
    """A comment line."""
    return Node(COMMENT, value=text, about=about)


def words(*items: str, about: str = "") -> Node:
    """A line of words."""
    return Node("", words=items, about=about)


@dataclass(frozen=True)
class Line:
    """One line of a file, and the wire name of what it says ("" for the frame around it)."""

    text: str
    about: str = ""


def join(lines: Iterable[Line]) -> str:
    """The text of a file."""
    return "".join(line.text + "\n" for line in lines)


BREAKS = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029]")
"""Characters that end a line, or act on a terminal."""


class Unwritable(ValueError):
    """A value cannot be said in a format; reaching this is a fault of a stack or of the reader."""


def one_line(text: str) -> str:
    """`text`, or Unwritable when it would not stay one line: the last guard of every writer."""
    if BREAKS.search(text):
        raise Unwritable(f"{text!r} does not fit in one line")
    return text
