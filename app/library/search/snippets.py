"""Snippets: the two places of a text that say most of what was looked for, cut at words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from app.library.search.engine import OFF, ON, Found, Wanted
from app.library.search.marks import marked

WIDTH = 150  # characters of a snippet after its first word
BEFORE = 50  # characters before it
MOST_MARKS = 400  # that are looked at; a long text repeats itself
SHORT = 160  # characters of a text in which nothing is marked

MARKED = re.compile(f"{ON}([^{ON}{OFF}]+){OFF}")


def result(wanted: Wanted, kind: str, key: str, title: str, tags: str, body: str) -> Found:
    """A document as a result of a search."""
    text = marked(body, wanted.words, goes_on=wanted.every)
    return Found(kind, key, title, tuple(tags.split()), cut(text, title))


def cut(body: str, title: str = "") -> tuple[str, ...]:
    """Up to two snippets of a text in which the words are marked; its beginning where none is.

    One that only repeats the title is left out.
    """
    marks = [(match.start(), match[1].lower()) for _, match in zip(range(MOST_MARKS), MARKED.finditer(body), strict=False)]
    if not marks:
        return tuple(_kept((_ended(body[:SHORT], len(body)),), title))
    worth = [_worth(marks, number) for number in range(len(marks))]
    order = sorted(range(len(marks)), key=lambda number: (-worth[number], number))
    first = marks[order[0]][0]
    second = next((marks[number][0] for number in order if abs(marks[number][0] - first) > WIDTH + BEFORE), None)
    places = [first] if second is None else sorted((first, second))
    return tuple(_kept((_around(body, place) for place in places), title))


def bare(snippet: str) -> str:
    """A snippet without marks."""
    return snippet.replace(ON, "").replace(OFF, "")


def _worth(marks: list[tuple[int, str]], number: int) -> int:
    """How many different words stand close behind one another from this one on."""
    start = marks[number][0]
    words = set()
    for place, word in marks[number:]:
        if place > start + WIDTH:
            break
        words.add(word)
    return len(words)


def _around(body: str, place: int) -> str:
    start = max(0, place - BEFORE)
    if start:
        blank = re.search(r"\s", body[start:place])
        start = start + blank.end() if blank else place
    before = body[start:place]
    if before.count(OFF) > before.count(ON):  # the cut went through a marked word
        before = before.replace(OFF, "", 1)
    after = body[place : place + WIDTH]
    if after.count(ON) > after.count(OFF):
        after += body[place + WIDTH :].partition(OFF)[0] + OFF
    ended = _ended(after, len(body) - place)
    return f"{'…' if start else ''}{before}{ended}"


def _ended(text: str, there: int) -> str:
    """A text that was cut, ended at a blank where one is near."""
    if len(text) >= there:
        return text
    whole = text if text.endswith(OFF) else text.rsplit(None, 1)[0] if " " in text.strip() else text
    return (whole + OFF if whole.count(ON) > whole.count(OFF) else whole).rstrip(" .,;:…") + "…"


def _kept(snippets: Iterable[str], title: str) -> list[str]:
    return [each for each in snippets if each.strip() and bare(each).strip(" .") != title.strip(" .")]
