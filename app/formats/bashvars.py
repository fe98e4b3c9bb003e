"""Files of variables that bash sources: as shellvars, and also arrays, values over several lines, and functions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.formats import shellvars
from app.formats.node import COMMENT, Line, Node, Unwritable, comment, one_line
from app.formats.shellvars import ESCAPES

ASSIGNS = re.compile(r"(?:(?:export|readonly|declare|typeset)[ \t]+(?:-\w+[ \t]+)*)?([A-Za-z_]\w*)(\+?)=")
PIECE = re.compile(r"""\$?"((?:[^"\\]|\\.)*)"|\$'((?:[^'\\]|\\.)*)'|'([^']*)'|\\(\n)|\\(.)|([^\s'"\\;&|()<>#]+|(?<!\s)#)""", re.DOTALL)
FUNCTION = re.compile(r"(?:function[ \t]+)?([A-Za-z_][\w-]*)[ \t]*\(\)[ \t]*\{?[ \t]*(?:#.*)?$")
BLANKS = re.compile(r"[ \t\r]*")
BEHIND = re.compile(rf"[ \t]*(?:;[ \t]*(?={ASSIGNS.pattern})|;?[ \t\r]*(?:#[^\n]*)?(?:\n|\Z))")
"""What may stand behind an assignment: another one, a comment, or nothing."""
MOST = 50_000
"""Nodes of one text."""


def entry(text: str, about: str = "", line: int = 0) -> Node:
    """One element of an array, or one line of a value."""
    return Node("-", value=text, words=(text,), about=about, line=line)


def array(name: str, *items: Node, about: str = "", line: int = 0) -> Node:
    """An array, written in one line."""
    return Node(name, items=list(items), flow=True, about=about, line=line)


def lines(name: str, *items: Node, about: str = "", line: int = 0) -> Node:
    """A value that stands in several lines."""
    return Node(name, items=list(items), about=about, line=line)


# ---------------------------------------------------------------- writing


def write(nodes: list[Node]) -> list[Line]:
    """Assignments, one a line; a value of several lines is quoted over all of them. Raises Unwritable."""
    written: list[Line] = []
    for node in nodes:
        if node.flow:
            about = " ".join(dict.fromkeys(word for each in (node, *node.items) for word in each.about.split()))
            text = " ".join(shellvars.quoted(item.text) for item in node.items)
            written.append(Line(one_line(f"{node.name}=({text})"), about))
        elif node.items:
            last = len(node.items) - 1
            for number, item in enumerate(node.items):
                if not re.fullmatch(r"[A-Za-z0-9 .:/+_-]+", item.text):
                    raise Unwritable(f"{item.text!r} is no plain line of a value")
                head, tail = f'{node.name}="' if not number else "", '"' if number == last else ""
                written.append(Line(one_line(f"{head}{item.text}{tail}"), item.about or node.about))
        else:
            written += shellvars.write([node])
    return written


# ---------------------------------------------------------------- reading


def read(text: str) -> list[Node]:
    """Assignments in their order; functions with their lines; anything else becomes a node of words.

    Raises ValueError for a text of more statements than any machine has.
    """
    nodes: list[Node] = []
    for node in _statements(text):
        nodes.append(node)
        if len(nodes) > MOST:
            raise ValueError(f"it holds more than {MOST} statements")
    return nodes


def _statements(text: str) -> Iterator[Node]:
    at, line = 0, 1
    function: Node | None = None
    while at < len(text):
        start = BLANKS.match(text, at).end()  # type: ignore[union-attr]
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        after = end + 1
        found = _assignment(text, start, line) if function is None else None
        if found is not None:
            node, after = found
            yield node
        elif whole := text[start:end].strip():
            if function is not None and whole == "}":
                yield function
                function = None
            elif function is not None:
                function.items.append(Node("", words=tuple(whole.split()), line=line))
            elif whole.startswith("#"):
                yield _comment(whole, line)
            elif match := FUNCTION.match(whole):
                function = Node(f"{match[1]}()", line=line)
            else:
                yield Node("", words=tuple(whole.split()), line=line)
        line += text.count("\n", at, after)
        at = after
    if function is not None:
        yield function


def _comment(text: str, line: int) -> Node:
    node = comment(text[1:].strip())
    node.line = line
    return node


def _assignment(text: str, start: int, line: int) -> tuple[Node, int] | None:
    """The assignment that begins here, and where the next statement does; None where it is none."""
    match = ASSIGNS.match(text, start)
    if match is None or match[2]:
        return None
    if text.startswith("(", match.end()):
        found = _array(match[1], text, match.end() + 1, line)
    else:
        value, at = _word(text, match.end())
        found = (_value(match[1], value, line), at) if at >= 0 else None
    behind = BEHIND.match(text, found[1]) if found else None
    return (found[0], behind.end()) if found and behind else None


def _value(name: str, value: str, line: int) -> Node:
    parts = [(part.strip(), line + number) for number, part in enumerate(value.split("\n"))]
    if len(parts) == 1:
        return Node(name, value=value, line=line)
    return lines(name, *(entry(part, line=at) for part, at in parts if part), line=line)


def _array(name: str, text: str, at: int, line: int) -> tuple[Node, int] | None:
    """The elements up to the closing parenthesis; None where there is none."""
    items: list[Node] = []
    first = line
    while at < len(text):
        if text[at] == ")":
            return array(name, *items, line=first), at + 1
        if text[at].isspace():
            line += text[at] == "\n"
            at += 1
        elif text[at] == "#":
            end = text.find("\n", at)
            at = len(text) if end < 0 else end
        else:
            value, after = _word(text, at)
            if after <= at:
                return None
            items.append(entry(value, line=line))
            if len(items) > MOST:
                raise ValueError(f"it holds more than {MOST} statements")
            line += text.count("\n", at, after)
            at = after
    return None


def _word(text: str, at: int) -> tuple[str, int]:
    """The shell word that begins here, and where it ends; -1 where a quote is never closed."""
    said: list[str] = []
    while piece := PIECE.match(text, at):
        double, ansi, single, joined, escaped, plain = piece.groups()
        if double is not None:
            said.append(re.sub(r"\\([\"\\$`\n])", lambda found: "" if found[1] == "\n" else found[1], double))
        elif ansi is not None:
            said.append(re.sub(r"\\(.)", lambda found: ESCAPES.get(found[1], found[1]), ansi))
        elif joined is None:
            said.append(single if single is not None else escaped if escaped is not None else plain)
        at = piece.end()
    return "".join(said), -1 if text[at : at + 1] in ("'", '"') and at < len(text) else at


__all__ = ["COMMENT", "array", "entry", "lines", "read", "write"]
