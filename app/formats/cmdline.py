"""Kernel command lines: words between blanks, `name=value` or bare, a line or many; double quotes keep blanks together."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.formats.node import COMMENT, Line, Node, Unwritable, one_line

SETTING = re.compile(r"""\s*(?:export\s+)?[A-Za-z_]+\+?=(["'])([^"']*)\1\s*(?:\#.*)?""")
"""A variable of a shell file that holds a command line: GRUB_CMDLINE_LINUX="…"."""
WORD = re.compile(r'(?:[^\s"]|"[^"]*"?)+')


def write(nodes: list[Node]) -> list[Line]:
    """One word a line. Raises Unwritable for one that would be read as two, or as a variable."""
    lines = []
    for node in nodes:
        for item in node.items:
            text = item.name if item.value is None else f"{item.name}={item.text}"
            if not re.fullmatch(r"[^\s\"'#]+", text):
                raise Unwritable(f"{text!r} is not one word")
            lines.append(Line(one_line(text), item.about))
    return lines


def read(text: str) -> list[Node]:
    """Each word as a node with one item, so that a word can be about something else."""
    nodes: list[Node] = []
    for number, raw in enumerate(text.splitlines(), 1):
        if raw.lstrip().startswith("#"):
            nodes.append(Node(COMMENT, value=raw.strip()[1:].strip(), line=number))
            continue
        setting = SETTING.fullmatch(raw)
        inside = setting[2] if setting and (" " in setting[2] or "=" in setting[2]) else raw
        nodes += (Node("word", items=[item], line=number) for item in _words(inside, number))
    return nodes


def word(name: str, value: str | None = None, about: str = "") -> Node:
    """A word to write."""
    return Node("word", items=[Node(name, value=value, about=about)])


def _words(text: str, number: int) -> Iterator[Node]:
    for found in WORD.findall(text):
        name, equals, value = found.replace('"', "").partition("=")
        yield Node(name, value=value if equals else None, line=number)
