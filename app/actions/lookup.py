"""lookup: from a word that somebody read somewhere to what it is: an option, a mode, a field, a stack's key or line, a value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app import stacks
from app.actions import explain
from app.bonding.fields import FIELDS
from app.bonding.modes import BY_NUMBER, MODES
from app.bonding.options import FACT_ROWS
from app.bonding.problems import did_you_mean
from app.stacks.phrases import phrase

KNOWN_AS = {"lacp": "802.3ad", "slave": "member", "slaves": "member", "port": "member", "ports": "member"}
"""Words of other tools and of manuals for something that has another name here."""


@dataclass(frozen=True)
class Found:
    """What a word is: `kind` option, mode, field or line; `name` as it is called here; `via` how the word leads to it."""

    kind: str
    name: str
    link: str
    via: str = ""


def find(word: str) -> list[Found]:
    """Everything that a word may mean: by its own name, else as a key of a stack, else as a value, else as a line of a stack."""
    return next((found for way in (_named, _keys, _values, _lines) if (found := list(way(word.strip())))), [])


def near(word: str) -> str:
    """A sentence that offers the nearest word, or an empty string."""
    return did_you_mean(
        word, [*FACT_ROWS, *MODES, *FIELDS, *(name for stack in stacks.every() for key in stack.spelling for name in key.names)]
    )


def _named(word: str) -> Iterator[Found]:
    name = word.lower()
    name = KNOWN_AS.get(name, name)
    via = f"{word} is another word for {name}." if name != word.lower() else ""
    option = name.replace("-", "_")
    if option in FACT_ROWS:
        yield Found("option", option, explain.option_link(option), via)
    elif name in MODES or name in BY_NUMBER:
        mode = BY_NUMBER[name].name if name in BY_NUMBER else name
        yield Found("mode", mode, explain.mode_link(mode), via)
    elif (field := explain.word(name)) is not None:
        yield Found("field", name, field.link, via)


def _keys(word: str) -> Iterator[Found]:
    seen: dict[str, list[str]] = {}
    for stack in stacks.every():
        for key in stack.spelling:
            if word.lower() in (name.lower() for name in key.names):
                seen.setdefault(key.option, []).append(stack.title)
    for option, titles in seen.items():
        link = explain.option_link(option) if option != "mode" else explain.field_link("mode")
        yield Found(
            "option" if option != "mode" else "field", option, link, f"{word} is what {option} is called in {' and '.join(titles)}."
        )


def _values(word: str) -> Iterator[Found]:
    for option in FACT_ROWS.values():
        if choice := option.choice(word.lower()):
            told = f": {choice.meaning}" if choice.meaning else ""
            yield Found("option", option.name, explain.option_link(option.name), f"{word} is a value of {option.name}{told}.")


def _lines(word: str) -> Iterator[Found]:
    for stack in stacks.every():
        if told := phrase(stack.phrases, word):
            yield Found("line", word, stack.home, f"{stack.title}: {told}")
