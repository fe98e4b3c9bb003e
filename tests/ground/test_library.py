"""Short links and the health of the database."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
from flask import Flask
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.config import Settings
from app.errors import BadInput, BondbookError
from app.library import database, schema, shares
from app.library.models import Share

PAIRS = [("release", "debian-12"), ("member", "eth0"), ("member", "eth1"), ("description", "a & b = c; ü +%")]


@pytest.mark.usefixtures("library")
def test_what_is_saved_is_loaded() -> None:
    token = shares.save(PAIRS).token
    assert re.fullmatch(r"[A-Za-z0-9_-]{10,}", token)
    assert shares.load(token) == PAIRS


@pytest.mark.usefixtures("library")
def test_equal_pairs_have_one_token_and_others_another() -> None:
    token = shares.save(PAIRS).token
    assert shares.save(list(PAIRS)).token == token
    assert shares.save(PAIRS[:-1]).token != token
    assert shares.save(list(reversed(PAIRS))).token != token


@pytest.mark.usefixtures("library")
def test_a_token_that_was_never_given_out_has_nothing() -> None:
    shares.save(PAIRS)
    for token in ("", "x", "AAAAAAAAAAAA", "../../../etc", "' OR 1=1 --", "ü" * 12, "A" * 5000):
        assert shares.load(token) is None


@pytest.mark.usefixtures("library")
@how(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8")))))
def test_any_pairs_come_back_as_they_were(pairs: list[tuple[str, str]]) -> None:
    assert shares.load(shares.save(pairs).token) == pairs


def test_many_save_the_same_at_once(library: Flask) -> None:
    def save(number: int) -> str:
        with library.app_context():
            return shares.save([*PAIRS, ("mtu", str(number % 4))]).token

    with ThreadPoolExecutor(8) as pool:
        tokens = list(pool.map(save, range(64)))
    assert len(set(tokens)) == 4
    with Session(database.db.engine) as session:
        assert len(session.scalars(select(Share)).all()) == 4


@pytest.mark.usefixtures("library")
def test_the_moment_of_a_share_is_in_utc() -> None:
    token = shares.save(PAIRS).token
    with Session(database.db.engine) as session:
        moment = session.get_one(Share, token).created_at
    assert moment.tzinfo is UTC
    assert abs(datetime.now(UTC) - moment) < timedelta(minutes=1)


@pytest.mark.usefixtures("library")
def test_pairs_without_end_are_refused() -> None:
    with pytest.raises(BadInput, match="longer than"):
        shares.save([("description", "x" * shares.LONGEST_QUERY)])


@pytest.mark.usefixtures("library")
def test_sqlite_is_set_up_for_many_threads() -> None:
    with database.db.engine.connect() as connection:
        found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "foreign_keys", "busy_timeout")]
    assert found == ["wal", 1, 10000]


def test_the_end_of_a_request_starts_no_thread(settings: Settings) -> None:
    app = Flask(__name__)
    database.init_app(app, settings)
    app.add_url_rule("/", view_func=lambda: "fine")
    app.testing = True
    with patch("threading.Thread.start", side_effect=AssertionError("a thread was started")):
        assert app.test_client().get("/").text == "fine"


@pytest.mark.usefixtures("library")
def test_a_healthy_library_says_nothing() -> None:
    schema.check(database.db.engine)


def test_an_empty_database_is_not_healthy(settings: Settings) -> None:
    app = Flask(__name__)
    database.init_app(app, settings)
    with app.app_context():
        with pytest.raises(BondbookError, match="no library yet"):
            schema.check(database.db.engine)
        database.db.engine.dispose()


@pytest.mark.usefixtures("library")
def test_an_old_schema_is_not_healthy() -> None:
    with database.db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
    with pytest.raises(BondbookError, match="schema 0000"):
        schema.check(database.db.engine)
