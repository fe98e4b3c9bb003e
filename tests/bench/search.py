"""Search over many synthetic notes: FTS5 alone, the library's answer, and the web's, asked in turn in one process.

FTS5 alone is one query of the same words for the 20 best ids by rank: no titles, no snippets, no counts, no filters.
"""

from __future__ import annotations

import statistics
from functools import partial

from flask import Flask

from app.library.database import db
from app.library.search import looking
from app.library.search.engine import PAGE
from app.library.search.sqlite import matching
from app.library.search.words import read
from tests.bench.noise import EVERYWHERE, RARE, SOME, TWO
from tests.bench.shelves import ask, fill, opened
from tests.bench.table import cpu_medians, verdict

SIZES = {1_000: 4.0, 20_000: 12.0}
"""Notes, and the most CPU milliseconds that the page of a search should cost at the median over the kinds."""

OVER = 3.0  # milliseconds above FTS5 alone
ROUNDS = 15
LOG = "May  4 11:17:48 bigfoot kernel: bonding: bond0: Warning: failed to get speed and duplex from eth0, assumed to be 100Mb/sec and Full."
QUERIES = {
    "rare word": RARE,
    "a note in 40 has it": SOME,
    "all notes have it": EVERYWHERE,
    "two words": f"{SOME} {TWO}",
    "while typing": SOME[:6],
    "while typing, in all": EVERYWHERE[:4],
    "line of a log": LOG,
    "mistyped": SOME[:-2] + SOME[-1] + SOME[-2],
    "with a filter": f"{SOME} kind:note",
}
MEANT = {"mistyped": SOME}
"""What FTS5 alone is asked for where it would find nothing."""


def measure(_seconds: float) -> None:
    """Print a table for each size."""
    with opened() as app:
        for size, goal in SIZES.items():
            fill(size)
            table(app, size, goal)


def table(app: Flask, size: int, goal: float) -> None:
    """One row for each kind of search."""
    print(
        f"{f'search, {size} notes':<24}{'found':>7}{'FTS5':>8}{'library':>9}{'palette':>9}{'page':>8}{'kept':>7}{'page - FTS5':>13}   goal"
    )
    pages, over = [], []
    for name, query in QUERIES.items():
        took = one(app, name, query)
        pages.append(took["page"])
        over.append(took["page"] - took["FTS5"])
        found = looking.look(db.engine, query).answer.total
        columns = f"{took['FTS5']:>8.2f}{took['library']:>9.2f}{took['palette']:>9.2f}{took['page']:>8.2f}{took['kept']:>7.2f}"
        print(f"{name:<24}{found:>7}{columns}{over[-1]:>13.2f}   {OVER:g} {verdict(over[-1] <= OVER)}")
    middle, middle_over = statistics.median(pages), statistics.median(over)
    print(f"median: page {middle:.2f} ms, goal {goal:g} {verdict(middle <= goal)}; ", end="")
    print(f"page - FTS5 {middle_over:.2f} ms, goal {OVER:g} {verdict(middle_over <= OVER)}")
    print("CPU ms at the median; palette: 8 results as JSON; kept: the same page asked for again; all others find nothing kept\n")


def one(app: Flask, name: str, query: str) -> dict[str, float]:
    """The medians of one search."""
    asked = read(MEANT.get(name, query))
    raw = db.engine.raw_connection()
    sql = f"SELECT rowid FROM documents_fts WHERE documents_fts MATCH ? ORDER BY rank LIMIT {PAGE}"  # noqa: S608
    try:
        return cpu_medians(
            {
                "FTS5": lambda: raw.cursor().execute(sql, (matching(asked.words, every=not asked.log),)).fetchall(),
                "library": lambda: looking.look(db.engine, query),
                "palette": partial(ask, app, "/search.json", kept=False, q=query, limit="8"),
                "page": partial(ask, app, "/search", kept=False, q=query),
                "kept": partial(ask, app, "/search", kept=True, q=query),
            },
            ROUNDS,
        )
    finally:
        raw.close()
