"""Stems and marks: what a snippet marks is what SQLite's index has found. FTS5 itself is the judge."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.library.search.engine import OFF, ON
from app.library.search.marks import marked
from app.library.search.sqlite import matching
from app.library.search.stems import folded, stem
from app.library.search.words import read

NOTES = sorted((Path(__file__).parents[2] / "notes").rglob("*.md"))
TEXTS = [path.read_text(encoding="utf-8") for path in NOTES]
HARD = (
    "caresses ponies ties cats agreed plastered bled motoring sing conflated troubled sized hopping tanned falling hissing fizzed failing "
    "filing happy sky relational conditional rational valenci hesitanci digitizer conformabli radicalli differentli vileli analogousli "
    "vietnamization predication operator feudalism decisiveness hopefulness callousness formaliti sensitiviti sensibiliti triplicate "
    "formative formalize electriciti electrical hopeful goodness revival allowance inference airliner gyroscopic adjustable defensible "
    "irritant replacement adjustment dependent adoption homologou communism activate angulariti homologous effective bowdlerize probate "
    "rate cease controll roll yes say by flying dying 802 3ad eth0 is as"
)


@pytest.fixture
def index() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE texts USING fts5(body, tokenize='porter unicode61 remove_diacritics 2')")
    connection.execute("CREATE VIRTUAL TABLE terms USING fts5vocab(texts, instance)")
    yield connection
    connection.close()


def test_stems_are_those_of_the_index(index: sqlite3.Connection) -> None:
    words = sorted({*HARD.split(), *(word for text in TEXTS for word in re.findall(r"[a-z0-9]+", text.lower()))})
    index.executemany("INSERT INTO texts(rowid, body) VALUES (?, ?)", enumerate(words))
    assert len(words) > 1000
    assert [(words[row], term) for term, row in index.execute("SELECT term, doc FROM terms") if stem(words[row]) != term] == []


@pytest.mark.parametrize(
    "typed",
    [
        "bond",
        "failing",
        "arp ip target",
        "arp_ip_tar",
        "xmit_hash_policy layer3+4",
        "802.3ad",
        "lacp partner swi",
        "c",
        "Ünïcode",
        "eth0 fail",
    ],
)
def test_the_marks_are_those_of_the_index(index: sqlite3.Connection, typed: str) -> None:
    index.executemany("INSERT INTO texts(body) VALUES (?)", [(text,) for text in [*TEXTS, "One ünicode, UNICODE; Unïcodes."]])
    words = read(typed).words
    found = index.execute(
        f"SELECT body, highlight(texts, 0, '{ON}', '{OFF}') FROM texts WHERE texts MATCH ?",  # noqa: S608
        (matching(words, every=True),),
    ).fetchall()
    for body, expected in found:
        places = [match.span() for match in re.finditer(f"{ON}[^{OFF}]*{OFF}", expected)][:150]
        ours = [match.span() for match in re.finditer(f"{ON}[^{OFF}]*{OFF}", marked(body, words, goes_on=True))][:150]
        assert ours == places
    assert found


def test_accents_and_case_go_and_every_character_keeps_its_place() -> None:
    assert folded("Zürich ÄÖÉ") == "zurich aoe"
    assert len(folded("İstanbul ÄÖ")) == len("İstanbul ÄÖ")
