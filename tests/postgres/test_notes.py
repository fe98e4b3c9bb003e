"""Writing on PostgreSQL: every operation of the desk, and many writers at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from app import create_app
from app.config import Settings
from app.library import database, notes, shares
from app.library.database import db
from app.library.notes import Author, Conflict, Desk, Draft
from app.library.search import looking
from tests.library.searching import found

pytestmark = pytest.mark.postgres

ME = Author("me", "because")


@pytest.fixture(scope="module")
def library(fresh: Callable[[], Settings]) -> Iterator[Flask]:
    settings = fresh()
    database.upgrade(settings)
    app = create_app(settings)
    with app.app_context():
        yield app
        db.engine.dispose()


@pytest.fixture
def desk(library: Flask) -> Desk:
    return Desk(lambda _kind, _target: ("", ""), lambda _text: "", "test")


def test_a_note_from_the_first_word_to_the_trash_and_back(desk: Desk) -> None:
    before = notes.version()
    note = desk.create("note", Draft("Two cables", "See [[Later]].", ("cables",)), ME)
    assert (note.slug, note.number, notes.version()) == ("two-cables", 1, before + 1)
    saved = desk.save(note, Draft("Two cables", "Zebra crossing, see [[Later]].", ("cables",)), 1, ME)
    assert saved.number == 2
    assert found(looking.look(db.engine, "zebra")) == ["note:two-cables"]
    with pytest.raises(Conflict):
        desk.save(note, Draft("Two cables", "Mine.", ()), 1, ME)
    assert [each.number for each in notes.history(saved)] == [2, 1]

    moved = desk.save(saved, Draft("Two cables", saved.body, ("cables",), slug="three-cables"), 2, ME)
    assert moved.slug == "three-cables"
    former = notes.find("note", "two-cables")
    assert former is not None
    assert former.slug == "three-cables"
    assert found(looking.look(db.engine, "zebra tag:cables")) == ["note:three-cables"]

    assert ("note", "later", 1) in notes.wanted()
    later = desk.create("note", Draft("Later", "Now."), ME)
    assert [each.slug for each in notes.backlinks(later)] == ["three-cables"]

    desk.throw_away(moved)
    assert [each.slug for each in notes.trash()] == ["three-cables"]
    assert found(looking.look(db.engine, "zebra")) == []
    desk.bring_back(moved)
    assert found(looking.look(db.engine, "zebra")) == ["note:three-cables"]
    assert {note.slug for _, rows in notes.journal() for _, note in rows} == {"later", "three-cables"}


def test_many_write_at_once_and_nothing_is_lost(desk: Desk, library: Flask) -> None:
    def write(number: int) -> str:
        with library.app_context():
            return desk.create("note", Draft("The same title", f"Number {number}."), ME).slug

    before = notes.version()
    with ThreadPoolExecutor(8) as pool:
        slugs = list(pool.map(write, range(24)))
    assert len(set(slugs)) == 24
    assert notes.version() >= before + 24
    assert looking.look(db.engine, "same title number").answer.total == 24


def test_of_two_who_save_the_same_one_is_told(desk: Desk, library: Flask) -> None:
    note = desk.create("note", Draft("Contended", "First."), ME)

    def save(number: int) -> bool:
        with library.app_context():
            try:
                desk.save(note, Draft("Contended", f"Save {number}."), 1, ME)
            except Conflict:
                return False
            return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(save, range(8))) == 1


def test_a_long_text_of_many_words_can_be_kept(desk: Desk) -> None:
    body = " ".join(f"wört{number}" for number in range(60_000))[: notes.LONGEST_BODY]
    assert desk.create("note", Draft("Long", body), ME).number == 1
    assert found(looking.look(db.engine, "wört17")) == ["note:long"]


@pytest.mark.usefixtures("library")
def test_short_links() -> None:
    pairs = [("mode", "802.3ad"), ("description", "ü")]
    assert shares.load(shares.save(pairs).token) == pairs
