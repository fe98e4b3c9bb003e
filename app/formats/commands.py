"""Shell scripts that are a list of simple commands: word lists, quoted by shlex, never glued."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

from app.formats.node import COMMENT, Line, Node, one_line

SHEBANG = "#!/bin/sh"
FRAME = "stack"
"""What the lines are about that every script has."""
HOST_PROMPT = r"\[?[\w.-]+@[\w.-]+[^#$]*[#$]"
BARE_PROMPT = r"[#$](?= (?:ip|sysctl|modprobe|echo|ifenslave|ifconfig|vconfig|brctl|route|sudo) )"
MAY_FAIL = "may fail"
"""Name of a command that does not stop the script when it fails."""


def write(nodes: list[Node]) -> list[Line]:
    """A script that stops at the first command that fails."""
    notes = [Line(one_line(f"# {node.text}"), node.about) for node in nodes if node.name == COMMENT]
    return [Line(SHEBANG, FRAME), *notes, Line("set -e", FRAME), *(Line(line(node), node.about) for node in nodes if node.words)]


INTO = ">"
"""Name of nodes whose command writes into a file; their value is its path."""


def into(path: str, *items: str, about: str = "") -> Node:
    """A command that writes into a file."""
    return Node(INTO, value=path, words=items, about=about)


def line(node: Node) -> str:
    """The line of a node."""
    if node.name == INTO:
        return redirected(node.text, *node.words)
    return command(*node.words) + (" || true" if node.name == MAY_FAIL else "")


def redirected(path: str, *words: str) -> str:
    """One command that writes into a file, safe for any shell."""
    return f"{command(*words)} > {command(path)}"


def command(*words: str) -> str:
    """One command in one line, safe for any shell."""
    return one_line(shlex.join(words))


def read(text: str) -> list[Node]:
    """Simple commands of a script or a transcript, `;` and `&&` between them included.

    What is not a simple command becomes a node of its words all the same, for the caller to leave unread.
    """
    nodes: list[Node] = []
    for number, line in lines(text):
        if line.startswith("#"):
            nodes.append(Node(COMMENT, value=line[1:].strip(), line=number))
        else:
            nodes.extend(Node("", words=tuple(words), line=number) for words in split(line))
    return nodes


def lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines with their numbers, those joined that a backslash joins, without the shebang.

    A prompt (`# `, `$ `, `root@host:~# `) in front is left out, but `# ` in a script is a line that
    somebody switched off.
    """
    prompt = HOST_PROMPT if text.startswith("#!") else rf"{HOST_PROMPT}|{BARE_PROMPT}"
    pending, start = "", 0
    for number, raw in enumerate(text.splitlines(), 1):
        start = start if pending else number
        line = pending + raw.strip()
        pending = ""
        if line.endswith("\\"):
            pending = line[:-1] + " "
        elif not (start == 1 and line.startswith("#!")):
            yield start, re.sub(rf"^(?:{prompt})\s+", "", line)


def split(line: str) -> list[list[str]]:
    """The commands of one line; one with an open quote, a pipe or a redirection is taken as plain words."""
    commands = pieces(line)
    if commands is None or any(set(word) & set("|<>()") and set(word) <= set(";&|<>()") for words in commands for word in words):
        return [line.split()]
    return commands


def pieces(line: str) -> list[list[str]] | None:
    """The commands of one line, pipes and redirections as words of their own; None when a quote is not closed."""
    tokens = [word.replace("'", "") for word in TOKEN.findall(line)] if PLAIN.fullmatch(line) else _tokens(line)
    if tokens is None:
        return None
    commands: list[list[str]] = [[]]
    for token in tokens:
        if token in (";", "&&", "||", "&"):
            commands.append([])
        else:
            commands[-1].append(token)
    return [words for words in commands if words]


WORD = r"(?:[A-Za-z0-9_@%+=:,./-]|'[^']*')+"
TOKEN = re.compile(rf"{WORD}|>>?|&&|[|]{{2}}")
PLAIN = re.compile(rf"\s*(?:{WORD}(?:\s+(?:{WORD}|>>?|&&|[|]{{2}}))*\s*)?")
"""Lines that need no lexer, which are nearly all: plain words, single quotes, and the few signs between commands."""


def _tokens(line: str) -> list[str] | None:
    try:
        lexer = shlex.shlex(line, posix=True, punctuation_chars=";&|<>()")
        lexer.whitespace_split = True
        lexer.commenters = "#"
        return list(lexer)
    except ValueError:
        return None
