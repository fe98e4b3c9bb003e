"""INI as systemd reads it: `[Section]`, `Key=Value`, comments on lines of their own, repeated keys kept."""

from __future__ import annotations

import re

from app.formats.node import COMMENT, Line, Node, Unwritable, one_line


def write(nodes: list[Node]) -> list[Line]:
    """Sections, a blank line between them; comments stand where they are."""
    lines: list[Line] = []
    for node in nodes:
        if node.name == COMMENT:
            lines.append(Line(one_line(f"# {node.text}"), node.about))
            continue
        if any(line.text.startswith("[") for line in lines):
            lines.append(Line(""))
        lines.append(Line(one_line(f"[{node.name}]"), node.about))
        for item in node.items:
            if item.text.endswith("\\"):
                raise Unwritable(f"{item.text!r} would join the next line")
            lines.append(Line(one_line(f"{item.name}={item.text}"), item.about))
    return lines


def read(text: str) -> list[Node]:
    """Sections with their keys; a line that is none of these becomes a node of words."""
    nodes: list[Node] = []
    section: Node | None = None
    pending, start = "", 0
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if not pending and line.startswith(("#", ";")):
            nodes.append(Node(COMMENT, value=line[1:].strip(), line=number))
            continue
        start = start if pending else number
        if line.endswith("\\"):
            pending += line[:-1] + " "
            continue
        line, pending = (pending + line).strip(), ""
        if not line:
            continue
        if match := re.fullmatch(r"\[([^\[\]]+)\]", line):
            section = Node(match[1].strip(), line=start)
            nodes.append(section)
        elif "=" in line and section is not None:
            name, _, value = line.partition("=")
            section.items.append(Node(name.strip(), value=value.strip(), line=start))
        else:
            nodes.append(Node("", words=tuple(line.split()), line=start))
    return nodes
