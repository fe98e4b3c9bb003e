"""interfaces(5): stanzas of ifupdown, each a head line of words and options below it."""

from __future__ import annotations

import re

from app.formats.node import COMMENT, Line, Node, Unwritable, one_line

HEADS = ("iface", "auto", "allow-", "no-auto-down", "no-scripts", "mapping", "rename", "source", "source-directory", "template")
INDENT = "    "


def write(nodes: list[Node]) -> list[Line]:
    """Stanzas with a blank line before each new interface; a head is its words, an option its name and value."""
    lines: list[Line] = []
    before = ""
    for node in nodes:
        opens = node.name == COMMENT or node.words[:1] == ("auto",) or before == "iface"
        if lines and opens and before != COMMENT:
            lines.append(Line(""))
        before = node.name
        if node.name == COMMENT:
            lines.append(Line(_whole(f"# {node.text}"), node.about))
            continue
        if not node.words or not is_head(node.words[0]) or any(not re.fullmatch(r"[!-~]+", word) for word in node.words):
            raise Unwritable(f"{node.words!r} is not the head of a stanza")
        lines.append(Line(_whole(" ".join(node.words)), node.about))
        for item in node.items:
            if not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", item.name) or is_head(item.name) or not item.text.strip():
                raise Unwritable(f"{item.name!r} with {item.text!r} is not an option of a stanza")
            lines.append(Line(_whole(f"{INDENT}{item.name} {item.text}"), item.about))
    return lines


def _whole(text: str) -> str:
    """The line, unless it would take the next one with it."""
    if text.endswith("\\"):
        raise Unwritable(f"{text!r} would join the next line")
    return one_line(text)


def is_head(word: str) -> bool:
    """Whether a word begins a stanza (`allow-hotplug` and the like included)."""
    return word in HEADS or word.startswith("allow-")


def read(text: str) -> list[Node]:
    """Heads with their words, options as their items; an option before any head stands alone.

    A backslash at the end of a line joins the next, comments stand on lines of their own.
    """
    nodes: list[Node] = []
    stanza: Node | None = None
    pending, start = "", 0
    for number, raw in enumerate(text.split("\n"), 1):
        if not pending and raw.lstrip().startswith("#"):
            nodes.append(Node(COMMENT, value=raw.lstrip()[1:].strip(), line=number))
            continue
        start = start if pending else number
        if raw.endswith("\\"):
            pending += raw[:-1] + " "
            continue
        line, pending = (pending + raw).strip(), ""
        words = tuple(line.split())
        if not words:
            continue
        if is_head(words[0]):
            stanza = Node(words[0], words=words, line=start)
            nodes.append(stanza)
            continue
        option = Node(words[0], value=line[len(words[0]) :].strip(), words=words, line=start)
        if stanza is not None and stanza.name in ("iface", "mapping", "template"):
            stanza.items.append(option)
        else:
            nodes.append(option)
    return nodes
