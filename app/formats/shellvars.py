"""Files of shell variables: `NAME=value`, one a line, as initscripts source them."""

from __future__ import annotations

import re
import shlex

from app.formats.node import COMMENT, Line, Node, one_line

ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}
"""Letters behind a backslash in bash's quotes that stand for something else; of the others the letter counts."""


def write(nodes: list[Node]) -> list[Line]:
    """Assignments; a value is quoted when the shell would read it as more than one word."""
    lines = []
    for node in nodes:
        text = f"# {node.text}" if node.name == COMMENT else f"{node.name}={quoted(node.text)}"
        lines.append(Line(one_line(text), node.about))
    return lines


def quoted(value: str) -> str:
    """A value as a shell reads it back: in quotes where it would be more than one word."""
    safe = shlex.quote(value)
    # double quotes where nothing inside acts: every dialect that reads these files knows them
    return f'"{value}"' if safe != value and re.fullmatch(r"[A-Za-z0-9 .,:;/+=_-]*", value) else safe


def read(text: str) -> list[Node]:
    """Assignments in their order; anything that is not a plain assignment becomes a node of words."""
    nodes: list[Node] = []
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if not line:
            continue
        if line.startswith("#"):
            nodes.append(Node(COMMENT, value=line[1:].strip(), line=number))
            continue
        match = re.fullmatch(r"(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)=(.*)", line)
        words = _words(match[2]) if match else None
        if match and words is not None and len(words) <= 1:
            nodes.append(Node(match[1], value=words[0] if words else "", line=number))
        else:
            nodes.append(Node("", words=tuple(line.split()), line=number))
    return nodes


def _words(text: str) -> list[str] | None:
    """The shell words of a value, a comment behind it left out; None when a quote is not closed."""
    if match := re.fullmatch(r"\$'((?:[^'\\]|\\.)*)'\s*(?:#.*)?", text):  # bash's own quotes, as NetworkManager writes them
        return [re.sub(r"\\(.)", lambda escape: ESCAPES.get(escape[1], escape[1]), match[1])]
    try:
        return shlex.split(text, comments=True)
    except ValueError:
        return None
