"""Shell scripts that are a list of simple commands: word lists, quoted by shlex, never glued."""

from __future__ import annotations

import re
import shlex

from app.formats.node import COMMENT, Line, Node, one_line

SHEBANG = "#!/bin/sh"
MAY_FAIL = "may fail"
"""Name of a command that does not stop the script when it fails."""


def write(nodes: list[Node]) -> list[Line]:
    """A script that stops at the first command that fails."""
    head = [Line(SHEBANG), *(line for node in nodes if node.name == COMMENT for line in [Line(one_line(f"# {node.text}"), node.about)])]
    lines = [Line(command(*node.words) + (" || true" if node.name == MAY_FAIL else ""), node.about) for node in nodes if node.words]
    return [*head, Line("set -e"), *lines]


def command(*words: str) -> str:
    """One command in one line, safe for any shell."""
    return one_line(shlex.join(words))


def read(text: str) -> list[Node]:
    """Simple commands of a script or a transcript, `;` and `&&` between them included.

    A prompt (`# `, `$ `, `root@host:~# `) in front is left out; what is not a simple command
    becomes a node of its words all the same, for the caller to leave unread.
    """
    nodes: list[Node] = []
    pending, start = "", 0
    for number, raw in enumerate(text.splitlines(), 1):
        start = start if pending else number
        line = pending + raw.strip()
        pending = ""
        if line.endswith("\\"):
            pending = line[:-1] + " "
            continue
        if start == 1 and line.startswith("#!"):
            continue
        line = re.sub(r"^(?:\[?[\w.-]+@[\w.-]+[^#$]*[#$]|[#$](?= (?:ip|sysctl|modprobe|echo|ifenslave|sudo) ))\s+", "", line)
        if line.startswith("#"):
            nodes.append(Node(COMMENT, value=line[1:].strip(), line=start))
            continue
        nodes.extend(Node("", words=tuple(words), line=start) for words in _split(line))
    return nodes


def _split(line: str) -> list[list[str]]:
    """The commands of one line; a line with an open quote is taken as plain words."""
    try:
        lexer = shlex.shlex(line, posix=True, punctuation_chars=";&|<>()")
        lexer.whitespace_split = True
        lexer.commenters = "#"
        tokens = list(lexer)
    except ValueError:
        return [line.split()]
    if any(set(token) & set("|<>()") and set(token) <= set(";&|<>()") for token in tokens):
        return [line.split()]  # a pipe or a redirection: not a simple command
    commands: list[list[str]] = [[]]
    for token in tokens:
        if token in (";", "&&", "||", "&"):
            commands.append([])
        else:
            commands[-1].append(token)
    return [words for words in commands if words]
