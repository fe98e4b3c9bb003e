"""UCI, the files of OpenWrt: `config TYPE 'NAME'` with `option` and `list` lines; also what `uci show` prints and `uci set` takes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.formats.node import COMMENT, Line, Node, Unwritable, one_line

SECTION, OPTION, ENTRY = "config", "option", "list"
WORDS = {"config": SECTION, "c": SECTION, "option": OPTION, "o": OPTION, "list": ENTRY, "l": ENTRY}
"""The words that begin a line, and their short forms."""

PIECE = re.compile(r"""'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^\s'"\\;]+)|(\n)|([^\S\n]+)|(;)""", re.DOTALL)
MOST = 50_000
"""Statements of one text."""
SPECIAL = re.compile(r"[\"\\;#]")
WORD = re.compile(r"(?:'[^']*'|[^\s'])+")
DOTTED = re.compile(r"(?:[\w-]+)\.(?:@([\w-]+)\[(-?\d{1,4})\]|(\w+))(?:\.(\w+))?(?:(\+?=)(.*))?", re.DOTALL)
"""A path as `uci` knows it: package, section (by its name, or by type and number), option, value."""


def section(kind: str, name: str, items: list[Node], about: str = "", line: int = 0) -> Node:
    """A section; without a name it is an anonymous one. Its node is called like its type."""
    return Node(kind, value=name or None, items=items, words=(SECTION, kind, *([name] if name else [])), about=about, line=line)


def option(name: str, value: str, about: str = "", line: int = 0) -> Node:
    """A value that stands once."""
    return Node(name, value=value, words=(OPTION, name, value), about=about, line=line)


def entry(name: str, value: str, about: str = "", line: int = 0) -> Node:
    """One value of a list."""
    return Node(name, value=value, words=(ENTRY, name, value), about=about, line=line)


# ---------------------------------------------------------------- writing


def write(nodes: list[Node]) -> list[Line]:
    """Sections, a blank line between them. Raises Unwritable for a name that UCI does not take."""
    lines: list[Line] = []
    for node in nodes:
        if node.name == COMMENT:
            lines.append(Line(one_line(f"# {node.text}"), node.about))
            continue
        if any(line.text.startswith(SECTION) for line in lines):
            lines.append(Line(""))
        name = f" {_quoted(_name(node.text))}" if node.value is not None else ""
        lines.append(Line(one_line(f"{SECTION} {_name(node.name, '-')}{name}"), node.about))
        for item in node.items:
            word = ENTRY if item.words[:1] == (ENTRY,) else OPTION
            lines.append(Line("\t" + one_line(f"{word} {_name(item.name)} {_quoted(item.text)}"), item.about))
    return lines


def _name(text: str, more: str = "") -> str:
    if not re.fullmatch(f"[A-Za-z0-9_{more}]+", text):
        raise Unwritable(f"{text!r} is no name of UCI")
    return text


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


# ---------------------------------------------------------------- reading


def read(text: str) -> list[Node]:
    """Sections with their options; a line that UCI would not take becomes a node of words, as its reader passes over it.

    Raises ValueError for a text of more statements than any machine has.
    """
    reading = _Reading()
    for number, (line, words, whole) in enumerate(_statements(text)):
        if number > MOST:
            raise ValueError(f"it holds more than {MOST} statements")
        if words[0].startswith("#"):
            reading.nodes.append(Node(COMMENT, value=words[0][1:].strip(), line=line))
        elif not whole or not (reading.statement(words, line) or reading.dotted(words, line)):
            reading.nodes.append(Node("", words=tuple(words), line=line))
    return reading.nodes


class _Reading:
    """The sections so far: the one that lines of a file belong to, and those that dotted paths name."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.open: Node | None = None
        self.last: dict[str, Node] = {}  # of each type
        self.named: dict[str, Node] = {}

    def section(self, kind: str, name: str, line: int) -> Node:
        """A new section."""
        self.open = self.last[kind] = section(kind, name, [], line=line)
        self.nodes.append(self.open)
        return self.open

    def statement(self, words: list[str], line: int) -> bool:
        """A line of a file; False for what is none."""
        word = WORDS.get(words[0], "")
        if word == SECTION and len(words) in (2, 3) and words[1]:
            self.section(words[1], "".join(words[2:]), line)
            return True
        if word not in (OPTION, ENTRY) or self.open is None or len(words) not in (2, 3) or not words[1]:
            return words in (["package", "network"], ["p", "network"])
        self.open.items.append((option if word == OPTION else entry)(words[1], "".join(words[2:]), line=line))
        return True

    def dotted(self, words: list[str], line: int) -> bool:
        """A line of `uci show`, or a command of `uci`; False for what is none."""
        verb, rest = "show", words
        if words[0].rpartition("/")[2] == "uci" and len(words) > 2:
            rest = [word for word in words[1:] if word != "-q"]
            verb, rest = rest[0], rest[1:]
        if verb == "add" and len(rest) == 2:
            self.section(rest[1], "", line)
            return True
        path = DOTTED.fullmatch(rest[0]) if rest and verb in ("show", "set", "add_list") else None
        if path is None or not path[5] or (verb != "show" and len(rest) > 1):
            return False
        if not path[4]:  # a section comes into being
            if path[1]:
                return path[6] == path[1] and self.numbered(path[1], int(path[2]), line) is not None
            if path[3] in self.named or not path[6]:
                return False
            anonymous = re.fullmatch(r"cfg[0-9a-f]{6}", path[3])
            self.named[path[3]] = self.section(path[6], "" if anonymous else path[3], line)
            return True
        there = self.named.get(path[3]) if path[3] else self.numbered(path[1], int(path[2]), line)
        if there is None:
            return False
        make = entry if verb == "add_list" or len(rest) > 1 else option
        there.items += [make(path[4], value, line=line) for value in (path[6], *rest[1:])]
        return True

    def numbered(self, kind: str, number: int, line: int) -> Node | None:
        """The section of that type and number, `-1` for the last one; `uci show` says of some only what is in them."""
        if number < 0:
            return self.last.get(kind) if number == -1 else None
        key = f"@{kind}[{number}]"
        if key not in self.named:
            self.named[key] = self.section(kind, "", line)
        return self.named[key]


def _statements(text: str) -> Iterator[tuple[int, list[str], bool]]:
    """The words of each line, or of each part that a semicolon ends, and whether all quotes are closed.

    A quoted value may go over several lines; behind a quote that is never closed the rest of its line stands as it is.
    """
    words: list[list[str]] = []
    open_word = False
    start = line = 1
    at = 0
    while at < len(text):
        if not words and text[at - 1 : at] in ("", "\n") and (simple := _simple(text, at)) is not None:
            if simple[0]:
                yield line, simple[0], True
            line, at = line + 1, simple[1]
            continue
        piece = None if text[at] == "#" and not open_word else PIECE.match(text, at)
        if piece is None:  # a comment, or a quote that is never closed
            end = text.find("\n", at)
            end = len(text) if end < 0 else end
            rest, at, open_word = text[at:end], end, False
            if rest[0] != "#":
                yield line, ["".join(parts) for parts in words] + [rest], False
                words = []
            elif not words:
                yield line, [rest], True
            continue
        start = line if not words else start
        line += piece[0].count("\n")
        at = piece.end()
        if piece[5] or piece[7]:
            if words:
                yield start, ["".join(parts) for parts in words], True
            words, open_word = [], False
        elif piece[6]:
            open_word = False
        else:
            said = next(group for group in (piece[1], _plain(piece[2]), piece[3], piece[4]) if group is not None)
            if not open_word:
                words.append([])
            words[-1].append(said)
            open_word = True
    if words:
        yield start, ["".join(parts) for parts in words], True


def _simple(text: str, at: int) -> tuple[list[str], int] | None:
    """The words of the line that begins here, and where the next one begins; None for a line that takes a closer look."""
    end = text.find("\n", at)
    line = text[at : len(text) if end < 0 else end]
    if line.count("'") % 2 or SPECIAL.search(line):
        return None
    words = [word.replace("'", "") for word in WORD.findall(line)] if "'" in line else line.split()
    return words, at + len(line) + 1


def _plain(text: str | None) -> str | None:
    """The text between double quotes, where a backslash protects what stands behind it."""
    return None if text is None else re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)
