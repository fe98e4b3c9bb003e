"""Kickstart files: commands with options in one line each, and sections of scripts and packages from `%` to `%end`."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

from app.formats.node import COMMENT, Line, Node, Unwritable, one_line


def write(nodes: list[Node]) -> list[Line]:
    """One line a command; its items are the options, those without a value are switches."""
    lines = []
    for node in nodes:
        if node.name == COMMENT:
            lines.append(Line(one_line(f"# {node.text}"), node.about))
            continue
        about = dict.fromkeys(word for each in (node, *node.items) for word in each.about.split())
        lines.append(Line(one_line(" ".join([node.name, *map(_option, node.items)])), " ".join(about)))
    return lines


def _option(node: Node) -> str:
    """An option, its value in quotes where the file's reader, or the eye, would end it early."""
    if not re.fullmatch(r"--[a-z0-9-]+", node.name):
        raise Unwritable(f"{node.name!r} is no option")
    if node.value is None:
        return node.name
    if re.fullmatch(r"[A-Za-z0-9_.,:/=@%+-]*", node.text):
        return f"{node.name}={node.text}"
    if re.search(r'["\\$`]', node.text):
        raise Unwritable(f"{node.text!r} can't stand between double quotes")
    return f'{node.name}="{node.text}"'


def read(text: str) -> list[Node]:
    """Commands as nodes with an item for each option; a section is one node with an item a line.

    A command that is not about options has its words as items, so that a whole command can be about something else.
    """
    nodes: list[Node] = []
    section: Node | None = None
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if section is not None and not re.match(r"%(?:end|pre|post|packages|addon|anaconda|traceback|onerror|certificate)\b", line):
            if line:
                section.items.append(Node("", words=tuple(line.split()), line=number))
        elif line == "%end" or line.startswith("%end "):
            section = None
        elif line.startswith("#"):
            nodes.append(Node(COMMENT, value=line[1:].strip(), line=number))
        elif line.startswith(("%include", "%ksappend")):
            nodes.append(Node("", words=tuple(line.split()), line=number))
        elif line.startswith("%"):
            section = Node(line.split()[0], items=[Node("", words=tuple(line.split()), line=number)], line=number)
            nodes.append(section)
        elif line:
            nodes.append(_command(line, number))
    return nodes


def _command(line: str, number: int) -> Node:
    try:
        words = shlex.split(line, comments=True)
    except ValueError:
        return Node("", words=tuple(line.split()), line=number)  # an open quote: the installer stops here
    node = Node(words[0] if words else line, line=number)
    node.items = list(_options(words[1:], number)) or [Node("", words=(node.name,), line=number)]
    return node


def _options(words: list[str], number: int) -> Iterator[Node]:
    """The options; `--name value` means the same as `--name=value`."""
    at = 0
    while at < len(words):
        name, equals, value = words[at].partition("=")
        at += 1
        if not name.startswith("--"):
            yield Node("", words=(words[at - 1],), line=number)
        elif equals:
            yield Node(name, value=value, line=number)
        elif at < len(words) and not words[at].startswith("--"):
            yield Node(name, value=words[at], line=number)
            at += 1
        else:
            yield Node(name, line=number)
