"""YAML: mappings, lists, scalars and texts of several lines, through PyYAML's safe node graph.

Reading keeps every scalar as the text that stands in the file, as the tools do that read it
event by event; line numbers are kept; aliases are followed within a limit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import yaml
from yaml.nodes import MappingNode, ScalarNode, SequenceNode
from yaml.nodes import Node as YamlNode

from app.formats.node import COMMENT, Line, Node, Unwritable, one_line

_Dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MOST_NODES = 20_000
DEEPEST = 40


class Octal(int):
    """A number that is written as an octal one, such as permissions."""


class UnreadableYaml(ValueError):
    """The text is not YAML, or more of it than anybody writes by hand; `line` is where, 0 for nowhere in particular."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(f"line {line}: {message}" if line else message)
        self.line = line


def write(nodes: list[Node], *, body: bool = True) -> list[Line]:
    """One document, a mapping or (of items named `-`) a list; the comments come first, and without `body` nothing else."""
    comments = [Line(one_line(f"# {node.text}"), node.about) for node in nodes if node.name == COMMENT]
    if not body:
        return comments
    items = [node for node in nodes if node.name != COMMENT]
    listed = bool(items) and items[0].name == "-"
    text = yaml.serialize(_value(Node("", items=items)) if listed else _mapping(items), Dumper=_Dumper, width=10_000)
    marks = _Marks()
    root = yaml.compose(text, Loader=LOADER)
    assert root is not None
    marks.mark(root, items)
    lines: list[Line] = []
    for number, line in enumerate(text.splitlines()):
        if number in marks.blocks:
            indent, block = marks.blocks[number]
            lines.append(Line(line.removesuffix(HELD) + "|", marks.about.get(number, "")))
            lines += _block(block, indent)
        else:
            lines.append(Line(line, marks.about.get(number, "")))
    return comments + lines


HELD = "text"
"""What stands for a text of several lines until the others are laid out."""

NOT_IN_YAML = re.compile("[^\t\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _block(block: tuple[Line, ...], indent: int) -> list[Line]:
    """The lines of a text as they stand, each deeper than its key. Raises Unwritable for one that would be read otherwise."""
    found = []
    for number, line in enumerate(block):
        if NOT_IN_YAML.search(one_line(line.text)) or (line.text[:1].isspace() and number == 0):
            raise Unwritable(f"{line.text!r} does not stand in a text of YAML")
        found.append(Line(" " * indent + line.text if line.text.strip() else "", line.about))
    return found


def _mapping(items: list[Node]) -> MappingNode:
    return MappingNode("tag:yaml.org,2002:map", [(_scalar(item.name), _value(item)) for item in items], flow_style=False)


def _value(node: Node) -> YamlNode:
    if node.items and node.items[0].name == "-":
        entries = [_value(item) for item in node.items]
        return SequenceNode("tag:yaml.org,2002:seq", entries, flow_style=node.flow)
    if node.items:
        return _mapping(node.items)
    if node.block:
        return _scalar(HELD)
    if node.value is None:
        kind = SequenceNode if node.flow else MappingNode
        return kind(f"tag:yaml.org,2002:{'seq' if node.flow else 'map'}", [], flow_style=True)
    return _scalar(node.value)


def _scalar(value: str | int | bool) -> ScalarNode:
    kind = "bool" if isinstance(value, bool) else "int" if isinstance(value, int) else "str"
    text = f"{value:04o}" if isinstance(value, Octal) else str(value).lower() if kind == "bool" else one_line(str(value))
    return ScalarNode(f"tag:yaml.org,2002:{kind}", text)


class _Marks:
    """Notes for every line which node it came from, and which texts belong below it, by walking both trees side by side."""

    def __init__(self) -> None:
        self.about: dict[int, str] = {}
        self.blocks: dict[int, tuple[int, tuple[Line, ...]]] = {}

    def mark(self, written: YamlNode, items: list[Node]) -> None:
        """Walk a collection and the nodes that it was made of."""
        if isinstance(written, MappingNode):
            for (key, value), item in zip(written.value, items, strict=True):
                line = key.start_mark.line
                self.about[line] = item.about or self.about.get(line, "")
                if item.block:
                    self.blocks[line] = (key.start_mark.column + 2, item.block)
                self.mark(value, item.items)
        elif isinstance(written, SequenceNode):
            for entry, item in zip(written.value, items, strict=True):
                line = entry.start_mark.line
                self.about[line] = item.about or self.about.get(line, "")
                self.mark(entry, item.items)


def read(text: str) -> list[Node]:
    """The nodes of the first document's mapping or list (items named `-`), comments of the head first.

    Raises UnreadableYaml with the line for text that is not YAML.
    """
    with told():
        check_size(text)
        root = yaml.compose(text, Loader=LOADER)
    found = head(text)
    if isinstance(root, SequenceNode):
        return found + Importer().entries(root, 0)
    return found + Importer().items(root, 0) if isinstance(root, MappingNode) else found


def head(text: str) -> list[Node]:
    """The comments with which a text begins."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("#"):
            break
        found.append(Node(COMMENT, value=line[1:].strip(), line=number))
    return found


@contextmanager
def told() -> Iterator[None]:
    """Turns what the library raises into UnreadableYaml."""
    try:
        yield
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise UnreadableYaml(getattr(error, "problem", None) or "not YAML", mark.line + 1 if mark else 0) from error
    except UnreadableYaml:
        raise
    except (ValueError, RecursionError) as error:
        raise UnreadableYaml("not YAML") from error


def check_size(text: str) -> None:
    """Refuse what is nested too deep, or too much, while it is read piece by piece.

    PyYAML's composer in C knows no bounds: deep nesting overruns its stack and ends the whole program.
    """
    depth = seen = 0
    for event in yaml.parse(text, Loader=LOADER):
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
            continue
        depth += isinstance(event, yaml.CollectionStartEvent)
        seen += isinstance(event, yaml.NodeEvent)
        if depth > DEEPEST or seen > 2 * MOST_NODES:  # a key is a node too
            raise UnreadableYaml("nested too deep or expanded too far", event.start_mark.line + 1 if event.start_mark else 1)


class Importer:
    """Turns PyYAML's graph into a tree, within limits that stop alias bombs."""

    def __init__(self) -> None:
        self.seen = 0

    def items(self, node: MappingNode, depth: int) -> list[Node]:
        """The nodes of a mapping. Raises UnreadableYaml beyond the limits."""
        found: list[Node] = []
        if depth > DEEPEST:
            raise UnreadableYaml("nested too deep or expanded too far", node.start_mark.line + 1)
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                raise UnreadableYaml("a key must be plain text", key.start_mark.line + 1)
            if key.value == "<<" and isinstance(value, MappingNode):
                found += self.items(value, depth + 1)
            else:
                found.append(self.node(key.value, value, key.start_mark.line + 1, depth + 1))
        return found

    def node(self, name: str, value: YamlNode, line: int, depth: int) -> Node:
        """The node of a value."""
        self.seen += 1
        if self.seen > MOST_NODES or depth > DEEPEST:
            raise UnreadableYaml("nested too deep or expanded too far", line)
        if isinstance(value, MappingNode):
            return Node(name, items=self.items(value, depth), line=line)
        if isinstance(value, SequenceNode):
            return Node(name, items=self.entries(value, depth), line=line, flow=bool(value.flow_style))
        if isinstance(value, ScalarNode) and value.style in ("|", ">"):
            lines = tuple(Line(each) for each in value.value.splitlines())
            return Node(name, value=value.value, line=value.start_mark.line + 1, block=lines)
        return Node(name, value=value.value, line=line)

    def entries(self, value: SequenceNode, depth: int) -> list[Node]:
        """The nodes of a list, named `-`."""
        return [self.node("-", entry, entry.start_mark.line + 1, depth + 1) for entry in value.value]
