"""What is said of a database that does not do its work; each error is one that SQLite really raised."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from app.library import troubles


def full(path: Path) -> None:
    with closing(sqlite3.connect(path)) as there:
        there.execute("CREATE TABLE words (word)")
        there.execute("PRAGMA max_page_count=2")
        there.execute("INSERT INTO words VALUES (zeroblob(100000))")


def locked(path: Path) -> None:
    with closing(sqlite3.connect(path)) as one, closing(sqlite3.connect(path, timeout=0)) as other:
        one.execute("BEGIN IMMEDIATE")
        other.execute("BEGIN IMMEDIATE")


def read_only(path: Path) -> None:
    path.touch()
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as there:
        there.execute("CREATE TABLE words (word)")


def not_to_be_opened(path: Path) -> None:
    with closing(sqlite3.connect(path / "below")) as there:
        there.execute("SELECT 1")


def no_database(path: Path) -> None:
    path.write_text("Dear diary\n" * 100)
    with closing(sqlite3.connect(path)) as there:
        there.execute("SELECT * FROM sqlite_master")


def damaged(path: Path) -> None:
    with closing(sqlite3.connect(path)) as there, there:
        there.execute("CREATE TABLE words (word)")
    with path.open("rb+") as file:
        file.truncate(4096)
    with closing(sqlite3.connect(path)) as there:
        there.execute("SELECT * FROM words").fetchall()


def of_the_program(path: Path) -> None:
    with closing(sqlite3.connect(path)) as there:
        there.execute("SELECT nonsense")


@pytest.mark.parametrize(
    ("cause", "said"),
    [
        (full, "The disk is full. Make room where the database is kept, and try again."),
        (locked, "Another process has been writing to the database for too long. Try again; if it stays so, end what holds it."),
        (read_only, "The database cannot be written. Look at the permissions"),
        (not_to_be_opened, "The database cannot be opened. Look at the permissions"),
        (no_database, "It is not a SQLite database, or its beginning is damaged. Bring a backup back: bondbook restore FILE."),
        (damaged, "The database is damaged. Bring a backup back: bondbook restore FILE."),
        (of_the_program, ""),
    ],
)
def test_every_trouble_is_named_with_what_to_do(tmp_path: Path, cause: Callable[[Path], None], said: str) -> None:
    with pytest.raises(sqlite3.Error) as caught:
        cause(tmp_path / "x")
    assert troubles.sentences(caught.value).startswith(said)
    assert bool(troubles.sentences(caught.value)) == bool(said)
    wrapped = OperationalError("INSERT", {}, caught.value)
    assert troubles.sentences(wrapped) == troubles.sentences(caught.value)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("53100", "The disk of the database is full."),
        ("57P03", "The database is shutting down or starting."),
        ("28P01", "The database does not let Bondbook in."),
        (None, "The database does not answer."),
        ("42703", ""),
    ],
)
def test_postgresql_names_its_troubles_by_a_state(state: str | None, said: str) -> None:
    class OperationalError(Exception):
        sqlstate = state

    assert troubles.sentences(OperationalError("x")).startswith(said)
    assert bool(troubles.sentences(OperationalError("x"))) == bool(said)
