"""Hooks that a manager calls with its event: a shell script of one `case` and simple commands for each event."""

from __future__ import annotations

import re

from app.formats import commands
from app.formats.node import COMMENT, Line, Node, Unwritable, comment, one_line

SUBJECTS = ("$1", "$1 $2")
"""What a hook may look at: its first word, or its first two."""
CASE, WHEN = "case", "when"


def case(subject: str, *branches: Node) -> Node:
    """The whole decision: `subject` is one of SUBJECTS."""
    return Node(CASE, value=subject, items=list(branches))


def when(event: str, *lines: Node, about: str = "") -> Node:
    """What is done at one event."""
    return Node(WHEN, value=event, items=list(lines), about=about)


def write(nodes: list[Node]) -> list[Line]:
    """The script. A command that fails does not stop the ones behind it."""
    lines = [Line(commands.SHEBANG, commands.FRAME)]
    for node in nodes:
        if node.name == COMMENT:
            lines.append(Line(one_line(f"# {node.text}"), node.about))
            continue
        if node.name != CASE or node.text not in SUBJECTS:
            raise Unwritable(f"{node.name!r} over {node.text!r} is no decision of a hook")
        lines.append(Line(f'case "{node.text}" in', commands.FRAME))
        for branch in node.items:
            if not re.fullmatch(r"[A-Za-z0-9._-]+(?: [a-z-]+)?", branch.text):
                raise Unwritable(f"{branch.text!r} is not an event")
            lines.append(Line(f'    "{branch.text}")', branch.about))
            lines += [Line(f"        {commands.line(each)}", each.about) for each in branch.items]
            lines.append(Line("        ;;", branch.about))
        lines.append(Line("esac", commands.FRAME))
    return lines


def read(text: str) -> list[Node]:
    """Comments and decisions as they are written here; every other line becomes nodes of words."""
    nodes: list[Node] = []
    decision: Node | None = None
    branch: Node | None = None
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if not line or (number == 1 and line.startswith("#!")):
            continue
        if line.startswith("#"):
            nodes.append(comment(line[1:].strip()))
            nodes[-1].line = number
        elif decision is None and (match := re.fullmatch(r'case "(\$1(?: \$2)?)" in', line)):
            decision = Node(CASE, value=match[1], line=number)
            nodes.append(decision)
        elif decision is not None and branch is None and (match := re.fullmatch(r'"([^"$`\\]*)"\)', line)):
            branch = Node(WHEN, value=match[1], line=number)
            decision.items.append(branch)
        elif branch is not None and line == ";;":
            branch = None
        elif decision is not None and branch is None and line == "esac":
            decision = None
        else:
            found = [Node("", words=each.words, line=number) for each in commands.read(line)]
            (branch.items if branch is not None else nodes).extend(found)
    return nodes
