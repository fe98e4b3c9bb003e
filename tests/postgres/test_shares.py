"""Short links on PostgreSQL: made, opened, locked, taken back, and gone with their note."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete
from sqlalchemy.orm import Session

from app import create_app
from app.config import Settings
from app.library import database, shares
from app.library.database import db
from app.library.models import Note, now
from app.library.notes import Author, Desk, Draft

pytestmark = pytest.mark.postgres

BROWSER = {"Accept": "text/html"}


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


def test_a_link_from_its_making_to_its_end(desk: Desk) -> None:
    note = desk.create("note", Draft("Shared", "words"), Author())
    plain, ending = shares.save_note(note), shares.save_note(note, now() + timedelta(days=1), "Ann")
    assert shares.save_note(note).token == plain.token != ending.token
    found = shares.find(ending.token)
    assert found and found.note and found.note.title == "Shared" and found.expires_at == ending.expires_at
    shares.opened(found)
    assert {each.token: each.last_opened_at is not None for each in shares.listing(db.engine)} == {plain.token: False, ending.token: True}
    desk.throw_away(note)
    assert shares.find(ending.token) is None
    desk.bring_back(note)
    assert shares.revoke(db.engine, ending.token) and not shares.revoke(db.engine, ending.token)
    assert shares.find(ending.token) is None
    assert [each.token for each in shares.listing(db.engine, only_open=True)] == [plain.token]
    with Session(db.engine) as session:
        session.execute(delete(Note).where(Note.id == note.id))
        session.commit()
    assert shares.listing(db.engine) == []


def test_many_share_the_same_at_once(library: Flask) -> None:
    def save(number: int) -> str:
        with library.app_context():
            return shares.save([("mode", "active-backup"), ("mtu", str(number % 4))]).token

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(save, range(64)))) == 4


def test_a_locked_row_stops_no_reader(library: Flask) -> None:
    share = shares.save([("mode", "802.3ad")])
    with db.engine.connect() as other:
        other.exec_driver_sql("SELECT * FROM shares FOR UPDATE")
        shares.opened(share)
        other.rollback()
    assert [each.last_opened_at is None for each in shares.listing(db.engine) if each.token == share.token] == [True]
    shares.opened(share)
    assert [each.last_opened_at is None for each in shares.listing(db.engine) if each.token == share.token] == [False]


@pytest.mark.parametrize("path", ["/s/%00", "/s/x", "/s/" + "A" * 17, "/s/ü", "/s/nothing.txt"])
def test_whatever_is_no_link_is_not_found(library: Flask, path: str) -> None:
    assert library.test_client().get(path, headers=BROWSER).status_code == 404


def test_over_http(library: Flask) -> None:
    client = library.test_client()
    fields = {"mode": "1", "member": "a,b", "author": "A\x00nn", "expires": "1d"}
    made = client.post("/s/", data=fields, headers={"Accept": "application/json"}).get_json()
    assert client.get(made["link"], headers=BROWSER).status_code == 302
    assert "by Ann" in client.get("/s/", headers=BROWSER).text
    assert client.post(f"/s/{made['token']}/revoke").status_code == 303
    assert client.get(made["link"], headers=BROWSER).status_code == 404
