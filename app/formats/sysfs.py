"""Shell scripts that write values into files of the kernel, beside simple commands.

They are written as in `commands`. Here the writes are found in whatever people wrote, as nodes like those of `commands.put`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.formats import commands
from app.formats.node import COMMENT, Node

VARIABLE = re.compile(r"\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))")
BLOCKS = (("for",), ("while",), ("until",), ("if",), ("case",), ("do",), ("then",), ("{",))
MOST = 100_000
LONGEST_LOOP = 50

write = commands.write


def read(text: str) -> list[Node]:
    """Writes and simple commands of a script or a transcript.

    `echo` and `printf` behind `>` or `>>`, and before `| tee`, are writes; plain variables and
    loops over words are followed. Anything else is a node of its words, for the caller to leave unread.
    """
    nodes: list[Node] = []
    for number, line in commands.lines(text):
        if line.startswith("#"):
            nodes.append(Node(COMMENT, value=line[1:].strip(), line=number))
        else:
            nodes += [Node("", words=tuple(words), line=number) for words in _split(line)]
    return _Shell().nodes(nodes)


def _split(line: str) -> list[list[str]]:
    """The commands of one line, redirections as words; with other operators only it is plain words, with an open quote one word."""
    found = commands.pieces(line)
    if found is None:
        return [[line]]
    if any({">", ">>", "tee"} & set(words) for words in found):
        return found
    return [words for words in commands.split(line) if words]


class _Shell:
    """Keeps the variables of a script, and follows its loops over plain words."""

    def __init__(self) -> None:
        self.variables: dict[str, str] = {}
        self.left = MOST  # characters that variables may still add: a text that doubles itself ends here

    def nodes(self, pieces: list[Node]) -> list[Node]:
        """The writes and commands that the pieces come to, one after the other."""
        found: list[Node] = []
        at = 0
        while at < len(pieces):
            loop = self.loop(pieces[at], pieces[at + 1 : at + 1 + LONGEST_LOOP])
            if loop is None:
                found += self.made(pieces[at])
                at += 1
                continue
            for word in loop.words:
                self.variables[loop.variable] = word
                found += [node for each in loop.body for node in self.made(each)]
            at += len(loop.body) + 2
        return found

    def loop(self, piece: Node, rest: list[Node]) -> _Loop | None:
        """The loop that begins with this piece, if it is one over plain words with plain commands in it."""
        if piece.words[:1] != ("for",) or piece.words[2:3] != ("in",):
            return None
        end = next((at for at, each in enumerate(rest) if each.words == ("done",)), None)
        if end is None:
            return None
        body = [Node(each.name, each.value, words=each.words[each.words[:1] == ("do",) :], line=each.line) for each in rest[:end]]
        words = " ".join(self.expand(word) for word in piece.words[3:]).split()
        if any(each.words[:1] in BLOCKS for each in body) or len(words) > LONGEST_LOOP:
            return None
        return _Loop(piece.words[1], words, body)

    def made(self, piece: Node) -> list[Node]:
        """A write or a command; nothing for an assignment, which is kept in mind."""
        if piece.name == COMMENT:
            return [piece]
        if len(piece.words) == 1 and (match := re.fullmatch(r"([A-Za-z_]\w*)=([^`'\"]*)", piece.words[0])):
            self.variables[match[1]] = self.expand(match[2])
            return []
        words = [self.expand(word) for word in piece.words]
        found = _write_of(words)
        if found is None:
            return [Node("", words=tuple(words), line=piece.line)] if words else []
        path, value = found
        return [commands.put(path, value, line=piece.line)]

    def expand(self, word: str) -> str:
        """A word with the variables that are known put in."""
        if "$" not in word or self.left <= 0:
            return word
        expanded = VARIABLE.sub(lambda match: self.variables.get(match[1] or match[2], match[0]), word)
        self.left -= len(expanded)
        return expanded


@dataclass(frozen=True)
class _Loop:
    variable: str
    words: list[str]
    body: list[Node]


def _write_of(words: list[str]) -> tuple[str, str] | None:
    """Path and value of `echo VALUE > PATH`, `printf … > PATH` and `echo VALUE | tee PATH`."""
    if words[-2:-1] in ([">"], [">>"]):
        said, path = words[:-2], words[-1]
    elif "|" in words and [word for word in words[words.index("|") + 1 : -1] if word not in ("sudo", "-a")] == ["tee"]:
        said, path = words[: words.index("|")], words[-1]
    else:
        return None
    if said[:1] == ["sudo"]:
        said = said[1:]
    if said[:1] == ["echo"]:
        value = said[2:] if said[1:2] in (["-n"], ["-e"], ["-ne"]) else said[1:]
    elif said[:1] == ["printf"] and said[1:2] in (["%s"], ["%s\\n"]) and len(said) == 3:
        value = said[2:]
    elif said[:1] == ["printf"] and len(said) == 2 and "%" not in said[1]:
        value = [said[1].removesuffix("\\n")]
    else:
        return None
    if not path.startswith("/") or any(set(word) & set("<>|()") for word in value):
        return None
    return path, " ".join(value)
