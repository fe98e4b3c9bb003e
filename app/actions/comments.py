"""Explanations as comments: above each line of a file, above each step; whatever reads the file sees what it saw without them."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import wrap

from app.actions.explain import of_file, of_step
from app.actions.generate import Result
from app.formats.node import one_line
from app.stacks.contract import Snippet, Step

MARK = "#| "
"""In front of every comment that explains: a comment in every format there is, and never what a stack writes itself."""

WIDTH = 100


def file(result: Result, made: Snippet) -> list[str]:
    """The lines of a file with comments above each; the file stays what it was for whatever reads it."""
    out: list[str] = []
    above = 0  # where the comments of a value stand that goes on over several lines
    for each in of_file(result, made):
        text = each.line.text
        indent = text[: len(text) - len(text.lstrip())]
        said = [f"{indent}{line}" for line in comments(each.sentences())] if text.strip() else []
        if each.line.inside:
            out[above:above] = [line for line in said if line not in out[above:]]
            out.append(text)
            continue
        first = text.startswith("#!")  # a script's first line stays the first
        above = len(out)
        out += [text, *said] if first else [*said, text]
    return out


def step(result: Result, made: Step) -> list[str]:
    """Comments to stand above a step: what each of its commands does."""
    lines = [each for each in of_step(result, made) if each.does != made.why]
    return comments(dict.fromkeys(f"{each.line.text.strip()}: {each.does}" for each in lines if each.line.text.strip() not in "()"))


def comments(sentences: Iterable[str]) -> list[str]:
    """Sentences as comments of readable width; none can join the line below it."""
    lines = [line for text in sentences for line in wrap(text, WIDTH, break_long_words=False, break_on_hyphens=False)]
    return [one_line(f"{MARK}{line}{'.' if line.endswith(BACKSLASH) else ''}") for line in lines]


BACKSLASH = "\\"
