"""YAML of several documents, `---` between them; each becomes one node of that name."""

from __future__ import annotations

import yaml as pyyaml
from yaml.nodes import MappingNode

from app.formats import yaml
from app.formats.node import COMMENT, Line, Node
from app.formats.yaml import UnreadableYaml

DOCUMENT = "---"
"""Name of a node that is a document."""


def write(nodes: list[Node]) -> list[Line]:
    """The comments, then the documents; the mark stands between them."""
    lines = yaml.write([node for node in nodes if node.name == COMMENT], body=False)
    for number, node in enumerate(node for node in nodes if node.name == DOCUMENT):
        if number:
            lines.append(Line(DOCUMENT, node.about))
        lines += yaml.write(node.items)
    return lines


def read(text: str) -> list[Node]:
    """The comments of the head and the documents that are mappings. Raises UnreadableYaml with the line for text that is not YAML."""
    head = yaml.head(text)
    importer = yaml.Importer()
    with yaml.told():
        yaml.check_size(text)
        roots = list(pyyaml.compose_all(text, Loader=yaml.LOADER))
    return head + [
        Node(DOCUMENT, items=importer.items(root, 0), line=root.start_mark.line + 1) for root in roots if isinstance(root, MappingNode)
    ]


__all__ = ["DOCUMENT", "UnreadableYaml", "read", "write"]
