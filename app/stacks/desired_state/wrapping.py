"""Where in a document a desired state is: the document itself, what Kubernetes wraps, and what installers have for each host."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.formats.node import Node
from app.stacks.contract import Reader

WRAPPING = ("apiVersion", "kind", "metadata", "nodeSelector", "maxUnavailable", "hostname", "role", "rootDeviceHints")
"""Keys around a state that say nothing of the network."""

INNER = ("spec", "desiredState", "config", "networkConfig", "network_state", "hosts", "-", "desired")
"""Keys below which a state may be."""


def states(read: Reader, nodes: Iterable[Node], depth: int = 4) -> Iterator[list[Node]]:
    """The states in a document: the document itself, what Kubernetes wraps, and what OpenShift's installer has for each host."""
    items = list(nodes)
    names = {item.name for item in items}
    if "interfaces" in names and any(node.get("name") and not node.get("macAddress") for node in _entries_of(items, "interfaces")):
        yield items
    elif depth:
        inner = [each for item in items if item.name in INNER for each in states(read, item.items, depth - 1)]
        if inner:
            read.take(*(node for item in items if item.name in WRAPPING for node in item.walk()))
            read.take(*(node for item in items if item.name == "interfaces" for node in item.walk()))
            yield from inner


def _entries_of(items: list[Node], name: str) -> Iterator[Node]:
    yield from (node for item in items if item.name == name for node in item.items)
