"""A database that is full, locked or gone: one clear message, status 503, and the author's text back in the editor."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.config import Settings
from app.library import database
from app.web.answers import SHELF

BROWSER = {"Accept": "text/html"}
TEXT = "A word that must not be lost.\n\n" + "And many more of them. " * 4000
LOCKED = "Another process has been writing to the database for too long."
FULL = "The disk is full. Make room where the database is kept, and try again."


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bondbook.sqlite"


@pytest.fixture
def app(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """An application of its own with one note, which does not wait long for a lock."""
    monkeypatch.setattr(database, "PRAGMAS", (*database.PRAGMAS, "PRAGMA busy_timeout=50"))
    settings = Settings(data_dir=path.parent)
    database.upgrade(settings)
    app = create_app(settings)
    SHELF.clear()
    assert app.test_client().post("/notes/", data={"title": "Kept", "text": "first"}, headers=BROWSER).status_code == 303
    yield app
    with app.app_context():
        database.db.engine.dispose()


@pytest.fixture
def locked(app: Flask, path: Path) -> Iterator[sqlite3.Connection]:
    """Another process that writes and does not come to an end."""
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


@pytest.fixture
def full(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """No room for one more page."""
    monkeypatch.setattr(database, "PRAGMAS", (*database.PRAGMAS, "PRAGMA max_page_count=1"))  # the least: what is there already
    with app.app_context():
        database.db.engine.dispose()


@pytest.mark.usefixtures("locked")
@pytest.mark.parametrize(("address", "base"), [("/notes/", ""), ("/notes/kept", "1")], ids=["new", "edit"])
def test_a_locked_database_gives_the_text_back(client: FlaskClient, locked: sqlite3.Connection, address: str, base: str) -> None:
    form = {"title": "Kept", "slug": "kept", "text": TEXT, "base": base, "author": "Me", "message": "why"}
    answer = client.post(address, data=form, headers=BROWSER)
    page = unescape(answer.text)
    assert answer.status_code == 503
    assert f"<b>Not saved.</b> {LOCKED}" in page
    assert TEXT in page and 'value="Me"' in page and 'value="why"' in page
    assert f'action="{address}"' in page
    locked.rollback()
    assert client.post(address, data=form, headers=BROWSER).status_code == 303  # as the page would send it again


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("address", ["/notes/", "/notes/kept"], ids=["new", "edit"])
def test_a_full_disk_gives_the_text_back_and_changes_nothing(client: FlaskClient, app: Flask, path: Path, address: str) -> None:
    answer = client.post(address, data={"title": "Kept", "slug": "kept", "text": TEXT, "base": "1"}, headers=BROWSER)
    assert answer.status_code == 503
    assert f"<b>Not saved.</b> {FULL}" in answer.text
    assert TEXT in unescape(answer.text)
    with closing(sqlite3.connect(path)) as there:
        assert there.execute("SELECT slug, number, body FROM notes").fetchall() == [("kept", 1, "first")]
        assert there.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert "first" in client.get("/notes/kept", headers=BROWSER).text


@pytest.mark.usefixtures("locked")
def test_an_entry_comes_back_with_all_its_fields(client: FlaskClient) -> None:
    form = {"title": "E", "section.": "It breaks.", "section.Fix": TEXT, "sign.value": "link down", "sign.as": "text", "sign.role": "weak"}
    answer = client.post("/troubleshooting/", data=form, headers=BROWSER)
    assert answer.status_code == 503
    assert all(word in unescape(answer.text) for word in ("It breaks.", TEXT, "link down", LOCKED))


@pytest.mark.usefixtures("locked")
def test_a_terminal_gets_one_line(client: FlaskClient) -> None:
    answer = client.post("/notes/", data={"title": "T", "text": "x"}, headers={"User-Agent": "curl/8.5", "Accept": "*/*"})
    assert answer.status_code == 503
    assert answer.text.startswith(f"error: Not at the moment. {LOCKED}") and answer.text.count("\n") == 1


@pytest.mark.usefixtures("locked")
@pytest.mark.parametrize("address", ["/notes/kept/delete", "/files/"])
def test_other_writing_says_the_same(client: FlaskClient, tmp_path: Path, address: str) -> None:
    (tmp_path / "a.log").write_text("bond0: link down\n")
    with (tmp_path / "a.log").open("rb") as file:
        answer = client.post(address, data={"file": file}, headers=BROWSER)
    assert answer.status_code == 503
    assert LOCKED in answer.text


def test_a_database_that_is_gone_still_gives_the_text_back(client: FlaskClient, app: Flask, path: Path) -> None:
    with app.app_context():
        database.db.engine.dispose()
    path.write_text("no database\n" * 1000)
    answer = client.post("/notes/kept", data={"title": "Kept", "slug": "kept", "text": TEXT, "base": "1"}, headers=BROWSER)
    assert answer.status_code == 503
    assert "bondbook restore FILE" in answer.text and TEXT in unescape(answer.text)
    reading = client.get("/notes/kept", headers=BROWSER)
    assert (reading.status_code, "bondbook restore FILE" in reading.text) == (503, True)


def test_a_fault_of_the_program_is_no_trouble_of_the_database(client: FlaskClient, app: Flask, path: Path) -> None:
    with closing(sqlite3.connect(path)) as there:
        there.execute("DROP TABLE tags")
    assert client.post("/notes/", data={"title": "T", "text": "x"}, headers=BROWSER).status_code == 500
