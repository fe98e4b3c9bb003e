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

from app.formats.node import Line

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
    return _lines([line.text for line in all_lines], [line.about for line in all_lines], language)


@lru_cache(maxsize=512)
def commands(text: str) -> Markup:
    """The commands of a step, without a line feed at the end: pasting must not run the last one."""
    texts = text.split("\n")
    return _lines(texts, [""] * len(texts), "shell").removesuffix("\n")


def _lines(texts: list[str], about: list[str], language: str) -> Markup:
    """Coloured lines; the line feed stands behind the element of its line, so that a line is nothing but its text."""
    pieces = _pieces("".join(f"{text}\n" for text in texts), language)
    return Markup("").join(
        Markup('<span data-about="{}">{}</span>\n').format(word, piece.removesuffix("\n")) if text.strip() else piece
        for text, word, piece in zip(texts, about, pieces, strict=True)
    )


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
