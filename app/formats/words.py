"""Lines of words separated by blanks, as modprobe.conf and route files have them; no quoting."""

from __future__ import annotations

from app.formats.node import COMMENT, Line, Node, Unwritable, one_line


def write(nodes: list[Node]) -> list[Line]:
    """One line a node. Raises Unwritable for a word that would be read as two."""
    lines = []
    for node in nodes:
        if node.name == COMMENT:
            lines.append(Line(one_line(f"# {node.text}"), node.about))
            continue
        if not node.words or any(not word or any(map(str.isspace, word)) or word.startswith("#") for word in node.words):
            raise Unwritable(f"{node.words!r} is not a line of plain words")
        lines.append(Line(one_line(" ".join(node.words)), node.about))
    return lines


def read(text: str) -> list[Node]:
    """Lines as words; a backslash at the end joins the next line."""
    nodes: list[Node] = []
    pending, start = "", 0
    for number, raw in enumerate(text.splitlines(), 1):
        start = start if pending else number
        if raw.endswith("\\"):
            pending += raw[:-1] + " "
            continue
        line, pending = (pending + raw).strip(), ""
        if line.startswith("#"):
            nodes.append(Node(COMMENT, value=line[1:].strip(), line=start))
        elif line:
            nodes.append(Node("", words=tuple(line.split()), line=start))
    return nodes
