"""Syntax colours: Pygments' tokens as lines of spans with a few classes of our own, no inline style.

The lines stay exactly the text of the file: what the page shows is what is copied.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby

from markupsafe import Markup, escape
from pygments.lexer import Lexer
from pygments.lexers.configs import IniLexer
from pygments.lexers.data import YamlLexer
from pygments.lexers.shell import BashLexer
from pygments.token import Comment, Keyword, Name, String, _TokenType

from app.bonding.options import OPTIONS
from app.formats.node import Line

PLAIN_WORDS = {
    "name": "the name of the bond",
    "mode": "the mode",
    "member": "the members",
    "address": "the addresses",
    "ipv4": "how IPv4 addresses come",
    "ipv6": "how IPv6 addresses come",
    "gateway": "the gateway",
    "dns": "the DNS servers",
    "search": "the search domains",
    "route": "a static route",
    "mtu": "the MTU",
    "mac": "the hardware address",
    "description": "the description",
    "vlan": "the VLANs",
    "bridge": "the bridge",
    "bridge.over": "what the bridge stands on",
}

LINE = r"[^\n]*\n|[^\n]+"  # only the line feed ends a line

_LEXERS: dict[str, Lexer] = {
    "yaml": YamlLexer(stripnl=False, ensurenl=False),
    "ini": IniLexer(stripnl=False, ensurenl=False),
    "shell": BashLexer(stripnl=False, ensurenl=False),
}
_CLASSES = ((Comment, "c"), (Name.Tag, "k"), (Name.Attribute, "k"), (Keyword, "h"), (String, "s"))
_SHELL_CLASSES = (*_CLASSES, (Name.Variable, "k"))


def language(path: str) -> str:
    """The language of a file by its path; empty for plain lines of words."""
    if path.endswith((".yaml", ".yml")):
        return "yaml"
    if path.endswith((".network", ".netdev", ".link", ".nmconnection", ".service", ".ini")):
        return "ini"
    return "shell" if path.endswith((".sh", "/network")) or "/ifcfg-" in path or "/route" in path else ""


@lru_cache(maxsize=512)
def lines(all_lines: tuple[Line, ...], language: str) -> Markup:
    """The lines of a file; each says what it is about."""
    pieces = _pieces("".join(f"{line.text}\n" for line in all_lines), language)
    return Markup("").join(
        Markup('<span data-about="{}" title="{}">{}</span>').format(line.about, about(line.about), piece) if line.about else piece
        for line, piece in zip(all_lines, pieces, strict=True)
    )


@lru_cache(maxsize=512)
def commands(text: str) -> Markup:
    """The commands of a step, without a line feed at the end: pasting must not run the last one."""
    return Markup("").join(_pieces(text, "shell"))


@lru_cache(maxsize=1024)
def about(word: str) -> str:
    """What a wire name stands for, in a few words."""
    if word in OPTIONS:
        return f"{word}: {OPTIONS[word].summary}"
    if word.startswith("vlan."):
        _, number, rest = [*word.split(".", 2), ""][:3]
        return f"VLAN {number}: {'its name' if rest == 'name' else PLAIN_WORDS.get(rest, rest)}"
    return PLAIN_WORDS.get(word, word)


def _pieces(text: str, language: str) -> list[Markup]:
    """The text as coloured lines, each with its line feed."""
    if language in _LEXERS:
        tokens = [(_class(kind, language), value) for kind, value in _LEXERS[language].get_tokens(text)]
        if "".join(value for _, value in tokens) == text:
            return list(_coloured(tokens))
    return [escape(line) for line in re.findall(LINE, text)]


def _coloured(tokens: list[tuple[str, str]]) -> Iterator[Markup]:
    line: list[tuple[str, str]] = []
    for kind, value in tokens:
        for part in re.findall(LINE, value):
            line.append((kind, part))
            if part.endswith("\n"):
                yield _line(line)
                line = []
    if line:
        yield _line(line)


def _line(tokens: list[tuple[str, str]]) -> Markup:
    runs = ((kind, "".join(value for _, value in run)) for kind, run in groupby(tokens, key=lambda token: token[0]))
    return Markup("").join(
        Markup('<b class="{}">{}</b>').format(kind, value) if kind and value.strip() else escape(value) for kind, value in runs
    )


def _class(kind: _TokenType, language: str) -> str:
    classes = _SHELL_CLASSES if language == "shell" else _CLASSES
    return next((name for parent, name in classes if kind[: len(parent)] == parent), "")
