"""Shell scripts that are a list of simple commands and of writes into files of the kernel: word lists, quoted by shlex, never glued."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

from app.formats.node import COMMENT, Line, Node, Unwritable, one_line

SHEBANG = "#!/bin/sh"
FRAME = "stack"
"""What the lines are about that every script has."""
EITHER = "||"
"""Name of nodes that hold two others: the second is for where the first fails."""
HOST_PROMPT = r"\[?[\w.-]+@[\w.-]+[^#$]*[#$]"
BARE_PROMPT = r"[#$](?= (?:ip|sysctl|modprobe|echo|ifenslave|ifconfig|vconfig|brctl|route|sudo) )"
MAY_FAIL = "may fail"
"""Name of a command that does not stop the script when it fails."""


def write(nodes: list[Node]) -> list[Line]:
    """A script that stops at the first command or write that fails; its comments come first."""
    notes = [Line(one_line(f"# {node.text}"), node.about) for node in nodes if node.name == COMMENT]
    return [Line(SHEBANG, FRAME), *notes, Line("set -e", FRAME), *(Line(line(node), node.about) for node in nodes if node.words)]


def put(path: str, value: str, about: str = "", line: int = 0) -> Node:
    """A node that writes a value into a file of the kernel: its name is the path, and its value what is written."""
    return Node(path, value=value, words=("echo", value, ">", path), about=about, line=line)


def either(first: Node, second: Node) -> Node:
    """A node that does the second only where the first fails."""
    return Node(EITHER, items=[first, second], words=(EITHER,), about=second.about)


def is_write(node: Node) -> bool:
    """Whether a node is a write and not a command."""
    return node.name.startswith("/")


def line(node: Node) -> str:
    """One write or command in one line, safe for any shell."""
    if node.name == EITHER:
        return " || ".join(map(line, node.items))
    if node.name == MAY_FAIL:
        return f"{command(*node.words)} || true"
    return _echo(node.name, node.text) if is_write(node) else command(*node.words)


def _echo(path: str, value: str) -> str:
    """One write.

    Where `echo` would take the value for an option of its own, `printf` does it. A backslash is
    Unwritable: some shells' echo gives it a meaning, and no value of the driver has one.
    """
    if "\\" in value or not path.startswith("/"):
        raise Unwritable(f"{value!r} can't be written to {path!r} by a shell")
    words = ("printf", "%s\\n", value) if value.startswith("-") else ("echo", value)
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
