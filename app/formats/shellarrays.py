"""Files of shell variables with elements of arrays: `NAME[0]="value"`, one a line, as rc.inet1 sources them."""

from __future__ import annotations

import re
import shlex

from app.formats import shellvars
from app.formats.node import Line, Node, Unwritable

ELEMENT = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_]*\[\d{1,4}\])=(.*)")


def write(nodes: list[Node]) -> list[Line]:
    """Assignments; the name of an element carries its number. Raises Unwritable for a name that is none."""
    for node in nodes:
        if not re.fullmatch(r"#|[A-Za-z_][A-Za-z0-9_]*(\[\d{1,4}\])?", node.name):
            raise Unwritable(f"{node.name!r} is no variable")
    return shellvars.write(nodes)


def read(text: str) -> list[Node]:
    """Assignments in their order; anything that is not a plain one becomes a node of words."""
    nodes: list[Node] = []
    for number, raw in enumerate(text.splitlines(), 1):
        element = ELEMENT.fullmatch(raw)
        words = _words(element[2]) if element else None
        if element and words is not None and len(words) <= 1:
            nodes.append(Node(element[1], value=words[0] if words else "", line=number))
            continue
        for node in shellvars.read(raw):
            node.line = number
            nodes.append(node)
    return nodes


def _words(text: str) -> list[str] | None:
    try:
        return shlex.split(text, comments=True)
    except ValueError:
        return None
