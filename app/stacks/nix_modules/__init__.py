"""What a NixOS module says of interfaces, as the files of networkd: its own sets for those, and the older options of `networking`."""

from __future__ import annotations

from collections.abc import Iterable

from app.formats.node import COMMENT, Node


def merged(nodes: Iterable[Node]) -> list[Node]:
    """The options of all modules as one tree: sets and lists of one name are joined, as NixOS does it. The leaves stay themselves."""
    found: dict[str, Node] = {}
    apart: list[Node] = []
    for node in nodes:
        before = found.get(node.name)
        if not node.items or node.name in ("-", COMMENT):
            apart.append(node)
        elif before is None:
            found[node.name] = Node(node.name, items=list(node.items), line=node.line, flow=node.flow)
        else:
            before.items += node.items
    for node in found.values():
        node.items = merged(node.items) if not node.flow else node.items
    return [*found.values(), *apart]
