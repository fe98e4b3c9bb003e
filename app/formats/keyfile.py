"""Key files as GLib reads them: groups, `key=value`, `#` comments; nothing joins lines and nothing is quoted."""

from __future__ import annotations

import re

from app.formats.node import COMMENT, Line, Node, Unwritable, one_line

ESCAPES = {"\\\\": "\\", "\\s": " ", "\\t": "\t"}


def write(nodes: list[Node]) -> list[Line]:
    """Groups, a blank line between them. Raises Unwritable for a name that would be read as something else."""
    lines: list[Line] = []
    for node in nodes:
        if node.name == COMMENT:
            lines.append(Line(one_line(f"# {node.text}"), node.about))
            continue
        if any(line.text.startswith("[") for line in lines):
            lines.append(Line(""))
        lines.append(Line(one_line(f"[{_name(node.name)}]"), node.about))
        lines += [Line(one_line(f"{_name(item.name)}={_escape(item.text)}"), item.about) for item in node.items]
    return lines


def _name(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_-]+(?: [A-Za-z0-9_-]+)*", text):
        raise Unwritable(f"{text!r} is no name of a group or key")
    return text


def _escape(value: str) -> str:
    """A value as it is written: backslashes doubled, a blank at either end made visible."""
    value = value.replace("\\", "\\\\")
    if value.startswith(" "):
        value = "\\s" + value[1:]
    return value[:-1] + "\\s" if value.endswith(" ") else value


def read(text: str) -> list[Node]:
    """Groups with their keys; a line that is none of these becomes a node of words.

    A blank behind a value belongs to the value, as it does for the tools.
    """
    nodes: list[Node] = []
    group: Node | None = None
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.lstrip()
        if not line:
            continue
        if line.startswith("#"):
            nodes.append(Node(COMMENT, value=line[1:].strip(), line=number))
        elif match := re.fullmatch(r"\[([^\[\]]+)\]\s*", line):
            group = Node(match[1], line=number)
            nodes.append(group)
        elif "=" in line and group is not None:
            name, _, value = line.partition("=")
            unescaped = re.sub(r"\\[\\st]", lambda found: ESCAPES[found[0]], value.lstrip())
            group.items.append(Node(name.rstrip(), value=unescaped, line=number))
        else:
            nodes.append(Node("", words=tuple(line.split()), line=number))
    return nodes
