"""Searching on PostgreSQL: the golden searches, and no input that its query language trips over."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from flask import Flask
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from app.cli import main
from app.config import Settings
from app.library.database import db
from app.library.search import looking, shown
from app.library.search.postgres import matching
from tests.library.searching import GOLDEN, found, judge
from tests.library.test_words import TYPED

pytestmark = pytest.mark.postgres


@pytest.mark.usefixtures("context")
@pytest.mark.parametrize("golden", GOLDEN, ids=lambda golden: golden["query"][:60])
def test_golden_search(golden: dict[str, str]) -> None:
    judge(db.engine, golden)


@pytest.mark.usefixtures("context")
@given(TYPED)
@how(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_can_be_looked_for(text: str) -> None:
    shown.to_json(looking.look(db.engine, text))


@pytest.mark.usefixtures("context")
@given(st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1), min_size=1, max_size=5), st.booleans())
@how(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_words_can_be_said_to_postgresql(typed: list[str], every: bool) -> None:
    with db.engine.connect() as connection:
        match = matching(tuple(typed), every=every)
        connection.exec_driver_sql("SELECT count(*) FROM documents WHERE words @@ to_tsquery('english', %s)", (match,)).scalar_one()


@pytest.mark.usefixtures("context")
def test_the_pages_of_words_hold_each_result_once() -> None:
    total = looking.look(db.engine, "bond").answer.total
    seen = [each for page in range(1, total // 20 + 2) for each in found(looking.look(db.engine, "bond", page))]
    assert len(seen) == len(set(seen)) == total > 40


@pytest.mark.usefixtures("context")
def test_words_are_marked() -> None:
    (first, *_) = looking.look(db.engine, "miimon").answer.found
    assert ("miimon", True) in [piece for snippet in first.snippets for piece in shown.pieces(snippet)]


@pytest.mark.usefixtures("context")
def test_a_mistyped_word_is_put_right() -> None:
    assert looking.look(db.engine, "miimom").answer.corrected == {"miimom": "miimon"}


def test_the_terminal_asks_it_too(settings: Settings, app: Flask) -> None:
    given = {"BONDBOOK_DATA_DIR": str(settings.data_dir), "BONDBOOK_DATABASE_URL": settings.database}
    done = CliRunner().invoke(main, ["search", "802.3ad"], env=given)
    assert done.exit_code == 0
    assert done.output.startswith("802.3ad: ")


def test_a_database_without_a_library_is_one_clear_message(settings: Settings, app: Flask) -> None:
    elsewhere = settings.database.replace("/library1?", "/postgres?")
    given = {"BONDBOOK_DATA_DIR": str(settings.data_dir), "BONDBOOK_DATABASE_URL": elsewhere}
    done = CliRunner().invoke(main, ["search", "802.3ad"], env=given)
    assert done.exit_code == 2
    assert "has no library yet" in done.output
