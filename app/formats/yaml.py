"""YAML: mappings, lists and scalars, through PyYAML's safe node graph.

Reading keeps every scalar as the text that stands in the file, as the tools do that read it
event by event; line numbers are kept; aliases are followed within a limit.
"""

from __future__ import annotations

import yaml
from yaml.nodes import MappingNode, ScalarNode, SequenceNode
from yaml.nodes import Node as YamlNode

from app.formats.node import COMMENT, Line, Node, one_line

_Dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MOST_NODES = 20_000
DEEPEST = 40


class UnreadableYaml(ValueError):
    """The text is not YAML, or more of it than anybody writes by hand; `line` is where, 0 for nowhere in particular."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(f"line {line}: {message}" if line else message)
        self.line = line


def write(nodes: list[Node]) -> list[Line]:
    """One document, a mapping or (of items named `-`) a list; the comments come first."""
    head = [Line(one_line(f"# {node.text}"), node.about) for node in nodes if node.name == COMMENT]
    body = [node for node in nodes if node.name != COMMENT]
    listed = bool(body) and body[0].name == "-"
    text = yaml.serialize(_value(Node("", items=body)) if listed else _mapping(body), Dumper=_Dumper, width=10_000)
    about: dict[int, str] = {}
    root = yaml.compose(text, Loader=_Loader)
    assert root is not None
    _mark(root, body, about)
    return head + [Line(line, about.get(number, "")) for number, line in enumerate(text.splitlines())]


def _mapping(items: list[Node]) -> MappingNode:
    return MappingNode("tag:yaml.org,2002:map", [(_scalar(item.name), _value(item)) for item in items], flow_style=False)


def _value(node: Node) -> YamlNode:
    if node.items and node.items[0].name == "-":
        entries = [_value(item) for item in node.items]
        return SequenceNode("tag:yaml.org,2002:seq", entries, flow_style=node.flow)
    if node.items:
        return _mapping(node.items)
    if node.value is None:
        kind = SequenceNode if node.flow else MappingNode
        return kind(f"tag:yaml.org,2002:{'seq' if node.flow else 'map'}", [], flow_style=True)
    return _scalar(node.value)


def _scalar(value: str | int | bool) -> ScalarNode:
    kind = "bool" if isinstance(value, bool) else "int" if isinstance(value, int) else "str"
    text = str(value).lower() if kind == "bool" else one_line(str(value))
    return ScalarNode(f"tag:yaml.org,2002:{kind}", text)


def _mark(written: YamlNode, items: list[Node], about: dict[int, str]) -> None:
    """Note for every line which node it came from, by walking both trees side by side."""
    if isinstance(written, MappingNode):
        for (key, value), item in zip(written.value, items, strict=True):
            about[key.start_mark.line] = item.about or about.get(key.start_mark.line, "")
            _mark(value, item.items, about)
    elif isinstance(written, SequenceNode):
        for entry, item in zip(written.value, items, strict=True):
            line = entry.start_mark.line
            about[line] = item.about or about.get(line, "")
            _mark(entry, item.items, about)


def read(text: str) -> list[Node]:
    """The nodes of the first document's mapping or list (items named `-`), comments of the head first.

    Raises UnreadableYaml with the line for text that is not YAML.
    """
    try:
        _check_size(text)
        root = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise UnreadableYaml(getattr(error, "problem", None) or "not YAML", mark.line + 1 if mark else 0) from error
    except UnreadableYaml:
        raise
    except (ValueError, RecursionError) as error:
        raise UnreadableYaml("not YAML") from error
    head = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("#"):
            break
        head.append(Node(COMMENT, value=line[1:].strip(), line=number))
    if isinstance(root, SequenceNode):
        return head + _Importer().entries(root, 0)
    return head + _Importer().items(root, 0) if isinstance(root, MappingNode) else head


def _check_size(text: str) -> None:
    """Refuse what is nested too deep, or too much, while it is read piece by piece.

    PyYAML's composer in C knows no bounds: deep nesting overruns its stack and ends the whole program.
    """
    depth = seen = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
            continue
        depth += isinstance(event, yaml.CollectionStartEvent)
        seen += isinstance(event, yaml.NodeEvent)
        if depth > DEEPEST or seen > 2 * MOST_NODES:  # a key is a node too
            raise UnreadableYaml("nested too deep or expanded too far", event.start_mark.line + 1 if event.start_mark else 1)


class _Importer:
    """Turns PyYAML's graph into a tree, within limits that stop alias bombs."""

    def __init__(self) -> None:
        self.seen = 0

    def items(self, node: MappingNode, depth: int) -> list[Node]:
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
        self.seen += 1
        if self.seen > MOST_NODES or depth > DEEPEST:
            raise UnreadableYaml("nested too deep or expanded too far", line)
        if isinstance(value, MappingNode):
            return Node(name, items=self.items(value, depth), line=line)
        if isinstance(value, SequenceNode):
            return Node(name, items=self.entries(value, depth), line=line, flow=bool(value.flow_style))
        return Node(name, value=value.value, line=line)

    def entries(self, value: SequenceNode, depth: int) -> list[Node]:
        return [self.node("-", entry, entry.start_mark.line + 1, depth + 1) for entry in value.value]
