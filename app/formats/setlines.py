"""Configurations that are paths of words: one `set` command a path, or the same paths nested in braces.

Both are read into the same nodes, a line of words without `set` each. Written are the commands.
"""

from __future__ import annotations

import re
import shlex

from app.formats.commands import command
from app.formats.node import COMMENT, Line, Node, Unwritable, one_line

DEEPEST = 40
"""Braces within braces; a real configuration has some ten."""


def write(nodes: list[Node]) -> list[Line]:
    """One `set` command a node, as the system itself lists its configuration."""
    lines = []
    for node in nodes:
        if node.name == COMMENT:
            lines.append(Line(one_line(f"# {node.text}"), node.about))
        elif node.words and all(node.words):
            lines.append(Line(command("set", *node.words), node.about))
        else:
            raise Unwritable(f"{node.words!r} is no path of words")
    return lines


def read(text: str) -> list[Node]:
    """The paths with their lines; what is no path becomes a node of its words all the same. Raises ValueError for braces without end."""
    nodes: list[Node] = []
    above: list[tuple[str, ...]] = []
    for number, raw in enumerate(text.splitlines(), 1):
        line = re.sub(r"^\S*[@\w.~:-]*[#$]\s+(?=set |delete )", "", raw.strip())
        if line.startswith(("#", "/*", "//", "*")):
            nodes.append(Node(COMMENT, value=line.lstrip("#/* ").removesuffix("*/").strip(), line=number))
        elif line == "}" and above:
            above.pop()
        elif line.endswith("{"):
            if len(above) == DEEPEST:
                raise ValueError(f"line {number}: more than {DEEPEST} braces within one another")
            above.append(_words(line[:-1]))
        elif line:
            path = _words(line)
            around = tuple(word for words in above for word in words)
            nodes.append(Node("", words=path[1:] if path[0] == "set" and not above and len(path) > 1 else (*around, *path), line=number))
    if above:
        raise ValueError(f"line {text.count(chr(10)) + 1}: {len(above)} braces are not closed")
    return nodes


def _words(line: str) -> tuple[str, ...]:
    try:
        return tuple(shlex.split(line)) or ("",)
    except ValueError:
        return tuple(line.split())
