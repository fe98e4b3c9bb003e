"""What things cost as the notes become more: the same library at three sizes, in one process."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

from flask import Flask

from app.config import ROOT
from app.library import notes, starter
from app.web import facts
from app.web.knowledge.desk import desk
from tests.bench.noise import EVERYWHERE, HUB, RARE, SOME
from tests.bench.shelves import ask, fill, opened
from tests.bench.table import cpu_medians, verdict

SIZES = (1_000, 10_000, 100_000)
ROUNDS = 7
MOST_NOTE = 1.0  # CPU milliseconds of a note's page that is kept
ONE = "/notes/noise-77"


def measure(_seconds: float) -> None:
    """Print one table: a column for each size."""
    columns: list[dict[str, float]] = []
    with opened() as app:
        for size in SIZES:
            begin = time.monotonic()
            fill(size)
            print(f"filled to {size} notes in {time.monotonic() - begin:.0f} s")
            kept = cpu_medians({"page of a note, kept": partial(ask, app, ONE, kept=True)}, ROUNDS)
            columns.append({**kept, **cpu_medians(calls(app), ROUNDS)})
    print(f"{'CPU ms at the median':<28}" + "".join(f"{size:>12}" for size in SIZES) + f"{'growth':>9}")
    for name in columns[0]:
        row = [column[name] for column in columns]
        goal = f"   {MOST_NOTE:g} {verdict(max(row) <= MOST_NOTE)}" if name == "page of a note, kept" else ""
        print(f"{name:<28}" + "".join(f"{each:>12.2f}" for each in row) + f"{row[-1] / row[0]:>9.1f}{goal}")
    print("each page is made anew unless it says kept; growth: the last column through the first\n")


def calls(app: Flask) -> dict[str, Callable[[], object]]:
    """What is measured, by name."""
    new = partial(ask, app, kept=False)
    return {
        "page of a note": lambda: new(ONE),
        "one that others link to": lambda: new(f"/notes/{HUB}"),
        "its source": lambda: new(f"{ONE}.md"),
        "its history": lambda: new(f"{ONE}/history"),
        "save": save,
        "list of notes": lambda: new("/notes/"),
        "list of notes, further on": lambda: new("/notes/", start="500"),
        "notes with a tag": lambda: new("/notes/", tag="tag-7"),
        "list of entries": lambda: new("/troubleshooting/"),
        "journal": lambda: new("/notes/journal"),
        "wanted": lambda: new("/notes/wanted"),
        "trash": lambda: new("/notes/trash"),
        "search, rare word": lambda: new("/search", q=RARE),
        "search, a note in 40 has it": lambda: new("/search", q=SOME),
        "search, all notes have it": lambda: new("/search", q=EVERYWHERE),
        "search, by tag": lambda: new("/search", q="tag:tag-7"),
        "what a start looks at": start,
    }


def save() -> None:
    """The next save of a note."""
    note = notes.find("note", "noise-78")
    assert note is not None
    desk().save(note, notes.Draft(note.title, f"{note.body}One more.\n", tuple(note.tags)), note.number, notes.Author())


def start() -> None:
    """What the server does with the library before it listens, when nothing is new."""
    facts.renew()
    starter.load(desk(), ROOT / "notes")
