"""Rules of udev: one a line, each a list of clauses `KEY=="value"` that match and `KEY="value"` that act."""

from __future__ import annotations

import re

from app.formats.node import COMMENT, Line, Node, Unwritable, one_line

KEY = r"[A-Z_]+(?:\{[A-Za-z0-9_./-]+\})?"
OPERATORS = ("==", "!=", "+=", "-=", ":=", "=")
CLAUSE = re.compile(rf'\s*({KEY})\s*(==|!=|\+=|-=|:=|=)\s*"([^"\\]*)"\s*(?:,|$)')
SPECIAL = re.compile(r'["\\%$]|[^ -~]')
"""What udev gives a meaning inside quotes: its ends, escapes and substitutions."""
PATTERN = re.compile(r"[*?\[\]|]")
"""What makes a value that is compared a pattern."""


def write(nodes: list[Node]) -> list[Line]:
    """Comments and rules; a rule is a node whose items are its clauses. Raises Unwritable for a value with a meaning of its own."""
    lines = []
    for node in nodes:
        text = f"# {node.text}" if node.name == COMMENT else ", ".join(map(_clause, node.items))
        if not node.items and node.name != COMMENT:
            raise Unwritable("a rule without clauses")
        lines.append(Line(one_line(text), node.about))
    return lines


def clause(key: str, operator: str, value: str) -> Node:
    """One clause of a rule."""
    return Node(key, value=value, words=(operator,))


def rule(*clauses: Node, about: str = "") -> Node:
    """One rule."""
    return Node("rule", items=list(clauses), about=about)


def _clause(node: Node) -> str:
    (operator,) = node.words
    compared = operator in ("==", "!=") and not node.name.startswith("PROGRAM")
    if not re.fullmatch(KEY, node.name) or operator not in OPERATORS:
        raise Unwritable(f"{node.name!r} {operator!r} is not a clause of a rule")
    if SPECIAL.search(node.text) or (compared and PATTERN.search(node.text)):
        raise Unwritable(f"{node.text!r} means something else in a rule")
    return f'{node.name}{operator}"{node.text}"'


def read(text: str) -> list[Node]:
    """Rules with their clauses; a backslash at the end joins the next line. What is not a rule becomes a node of words."""
    nodes: list[Node] = []
    pending, start = "", 0
    for number, raw in enumerate(text.splitlines(), 1):
        start = start if pending else number
        if not pending and raw.lstrip().startswith("#"):
            nodes.append(Node(COMMENT, value=raw.lstrip()[1:].strip(), line=number))
            continue
        if raw.endswith("\\"):
            pending += raw[:-1] + " "
            continue
        line, pending = (pending + raw).strip(), ""
        if line:
            nodes.append(_read_rule(line, start))
    return nodes


def _read_rule(line: str, number: int) -> Node:
    clauses: list[Node] = []
    at = 0
    while match := CLAUSE.match(line, at):
        clauses.append(Node(match[1], value=match[3], words=(match[2],), line=number))
        at = match.end()
    if at < len(line):
        return Node("", words=tuple(line.split()), line=number)
    return Node("rule", items=clauses, line=number)
