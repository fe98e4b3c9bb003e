"""The golden searches among thousands of other notes, and pages that stay the same in cost however many there are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from app.config import Settings
from app.library import notes
from app.library.database import db
from app.library.models import Document
from app.library.search import index, looking
from app.library.search.engine import document_id, kind_of
from app.library.search.sqlite import MOST_RANKED
from app.library.search.words import KINDS
from app.web.answers import SHELF
from app.web.knowledge.desk import desk
from tests.bench import noise
from tests.library.conftest import filled
from tests.library.searching import GOLDEN, found, judge

MANY = MOST_RANKED + 400
BROWSER = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A library with more notes than are ever ranked, one word in all of them."""
    app = filled(Settings(data_dir=Path(tmp_path_factory.mktemp("data"))))
    with app.app_context():
        noise.fill(db.engine, MANY, desk().mark)
        yield app
        db.engine.dispose()


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that SQLite itself is given, on whichever connection of the pool."""
    seen: list[str] = []

    def trace(connection: Any, *_: object) -> None:
        connection.set_trace_callback(lambda sql: None if sql.startswith(("--", "PRAGMA")) else seen.append(sql))  # FTS5's own

    event.listen(db.engine, "checkout", trace)
    yield seen
    event.remove(db.engine, "checkout", trace)
    db.engine.dispose()  # the next connections are not traced


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda golden: golden["query"][:60])
def test_golden_search_among_many(crowded: Flask, golden: dict[str, str]) -> None:
    del crowded
    judge(db.engine, golden)


def test_a_word_of_all_notes_brings_titles_first_then_the_newest_and_each_once(crowded: Flask) -> None:
    del crowded
    desk().create("note", notes.Draft("Network of the lab", "The network."), notes.Author())
    desk().create("note", notes.Draft("Something else", "The network."), notes.Author())
    answer = looking.look(db.engine, f"{noise.EVERYWHERE} kind:note").answer
    assert answer.total > MANY
    assert answer.kinds == {"note": answer.total}
    assert answer.found[0].title == "Network of the lab"
    seen = [
        each
        for page in range(1, -(-answer.total // 20) + 1)
        for each in found(looking.look(db.engine, f"{noise.EVERYWHERE} kind:note", page))
    ]
    assert len(seen) == len(set(seen)) == answer.total


def test_a_log_is_told_by_its_rare_words(crowded: Flask) -> None:
    del crowded
    rare = set(found(looking.look(db.engine, noise.RARE)))
    (first, *_) = found(looking.look(db.engine, f"kernel: bond0: {noise.EVERYWHERE} {noise.RARE}"))
    assert first in rare


@pytest.mark.parametrize(
    ("query", "most"), [(noise.RARE, 7), (noise.SOME, 7), (noise.EVERYWHERE, 13), ("tag:tag-7", 5), (f"{noise.SOME} kind:note", 7)]
)
def test_a_search_asks_few_questions(crowded: Flask, query: str, most: int) -> None:
    SHELF.clear()
    client = crowded.test_client()
    with counted() as seen:
        assert client.get("/search", query_string={"q": query}, headers=BROWSER).status_code == 200
    assert 1 < len(seen) <= most, seen


@pytest.mark.parametrize(
    "query", [noise.RARE, noise.SOME, noise.EVERYWHERE, "tag:tag-7", f"{noise.SOME} kind:note", f"{noise.SOME} mode:802.3ad"]
)
def test_no_search_reads_all_documents(crowded: Flask, query: str) -> None:
    del crowded
    with counted() as seen:
        looking.look(db.engine, query)
    assert seen
    assert [line for sql in seen for line in plan(sql) if line.startswith("SCAN d") and "VIRTUAL TABLE" not in line] == []


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/notes/noise-77", 4),
        (f"/notes/{noise.HUB}", 4),
        ("/notes/", 4),
        ("/notes/?tag=tag-7", 4),
        ("/notes/journal", 3),
        ("/notes/trash", 3),
    ],
)
def test_pages_ask_few_questions_and_read_no_whole_table(crowded: Flask, path: str, most: int) -> None:
    SHELF.clear()
    client = crowded.test_client()
    with counted() as seen:
        assert client.get(path, headers=BROWSER).status_code == 200
    assert 1 < len(seen) <= most, seen
    assert [line for sql in seen for line in plan(sql) if line in ("SCAN notes", "SCAN revisions", "SCAN tags", "SCAN links")] == []


def test_a_page_and_a_search_that_are_kept_ask_only_who_may_write_and_what_changed(crowded: Flask) -> None:
    client = crowded.test_client()
    for path in ("/notes/noise-77", f"/search?q={noise.SOME}", f"/search.json?q={noise.SOME}"):
        first = client.get(path, headers=BROWSER)
        with counted() as seen:
            again = client.get(path, headers=BROWSER)
        assert again.data == first.data
        assert [sql.partition(" FROM ")[2].split()[0] for sql in seen] in (["counters"], ["accounts", "counters"])


def test_the_trash_has_pages(crowded: Flask) -> None:
    for number in range(101):
        note = notes.find("note", f"noise-{number + 300}")
        assert note is not None
        desk().throw_away(note)
    client = crowded.test_client()
    first, second = (client.get(f"/notes/trash{query}", headers=BROWSER).text for query in ("", "?start=100"))
    assert (first.count("/bring-back"), second.count("/bring-back")) == (100, 1)
    assert 'href="/notes/trash?start=100"' in first
    assert 'href="/notes/trash?start=0"' in second


def test_a_kept_search_is_forgotten_when_a_note_is_written(crowded: Flask) -> None:
    client = crowded.test_client()
    before = client.get("/search.json?q=quokka").json
    desk().create("note", notes.Draft("Quokka", "Small."), notes.Author())
    after = client.get("/search.json?q=quokka").json
    assert before is not None
    assert after is not None
    assert (before["total"], after["total"]) == (0, 1)


def test_ids_tell_the_kind(crowded: Flask) -> None:
    del crowded
    assert KINDS[:2] == ("note", "entry")  # their ids are kept in databases
    with db.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT id, kind FROM documents").all()
    assert {kind for _, kind in rows} == set(KINDS) - {"kernel"}  # nobody added a document of a kernel
    assert [(id, kind) for id, kind in rows if kind_of(id) != kind] == []


def test_a_document_without_an_id_gets_one_of_its_kind(crowded: Flask) -> None:
    del crowded
    with db.sessionmaker() as session:
        for key in ("x-one", "x-two"):
            document = Document(kind="option", key=key, title=key, names=key, tags="", modes="", releases="", body="")
            index.put(session, document)
            assert kind_of(document.id) == "option"
            assert document.id > document_id("option", 1)
        session.rollback()


def plan(sql: str) -> list[str]:
    """How SQLite would look for it."""
    with db.engine.connect() as connection:
        return [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}").all()] if sql.startswith("SELECT") else []
