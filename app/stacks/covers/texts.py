"""Files that stand as texts in Butane and Ignition configurations: written into `storage.files`, and found there again."""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from app.formats import yaml
from app.formats.node import Node
from app.stacks.contract import File, Stack

MOST = 1 << 20
"""Bytes that a packed file may unpack to."""


@dataclass(frozen=True)
class Carried:
    """A file in a configuration: its path, the node of its permissions, and the node of its text."""

    path: str
    mode: Node | None
    text: Node


def entry(file: File, stack: Stack) -> Node:
    """A file of a stack as an entry of `storage.files`."""
    lines = tuple(stack.syntax_of(file.path).write(file.nodes))
    about = lines[0].about
    mode = Node("mode", value=yaml.Octal(int(file.permissions, 8)), about=about)
    contents = Node("contents", items=[Node("inline", block=lines, about=about)], about=about)
    return Node("-", items=[Node("path", value=file.path, about=about), mode, contents], about=about)


def carried(nodes: list[Node]) -> Iterator[Carried]:
    """The files in a configuration, be it Butane, Ignition, or a MachineConfig around that."""
    roots = [*nodes, *(each for node in nodes if node.name == "spec" for each in (node.get("config") or node).items)]
    for files in (files for root in roots if root.name == "storage" for files in root.items if files.name == "files"):
        for each in files.items:
            path, contents = each.get("path"), each.get("contents")
            text = (contents.get("inline") or contents.get("source")) if contents else None
            if path is not None and text is not None:
                yield Carried(path.text, each.get("mode"), text)


def unpack(each: Carried, stack: Stack) -> None:
    """Put the nodes of a file below the node of its text; what can't be read stays a text."""
    node = each.text
    try:
        text = node.text if node.name == "inline" else _source(node.text)
        inside = stack.syntax_of(each.path).read(text.replace("\r\n", "\n"))
    except ValueError:
        return
    for root in inside:
        for item in root.walk():
            item.line = node.line + item.line if node.block else node.line
    node.items, node.value = inside, None if inside else node.value


def _source(url: str) -> str:
    """The text of a data URL. Raises ValueError for another address: what stands there is not known."""
    head, comma, body = url.partition(",")
    if not comma or not head.startswith("data:"):
        raise ValueError("no data URL")
    data = unquote_to_bytes(body)
    if head.endswith(";base64"):
        try:
            data = base64.b64decode(data, validate=True)
        except binascii.Error as error:
            raise ValueError("no base64") from error
    if data[:2] == b"\x1f\x8b":
        try:
            data = zlib.decompressobj(wbits=31).decompress(data, MOST)
        except zlib.error as error:
            raise ValueError("no gzip") from error
    return data.decode("utf-8")
