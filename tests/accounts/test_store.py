"""Accounts and sessions in the database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from app.accounts import passwords, store
from app.config import Settings
from app.errors import BadInput, BondbookError
from app.library.database import db, downgrade
from app.library.models import Account, SignIn, now
from tests.accounts.conftest import PASSWORD

SECRET = "the secret of this installation"


@pytest.fixture
def engine(app: Flask) -> Engine:
    with app.app_context():
        return db.engine


def begun(engine: Engine) -> str:
    person = store.recognise(engine, PASSWORD)
    assert person
    return store.open_session(engine, person, SECRET)


def test_there_is_no_password_until_one_is_set(engine: Engine) -> None:
    assert not store.has_password(engine)
    assert store.recognise(engine, PASSWORD) is None
    store.set_password(engine, PASSWORD)
    assert store.has_password(engine)
    person = store.recognise(engine, PASSWORD)
    assert person and person.name == "owner"
    assert store.recognise(engine, PASSWORD + "x") is None


def test_a_bad_password_changes_nothing(engine: Engine) -> None:
    store.set_password(engine, PASSWORD)
    word = begun(engine)
    with pytest.raises(BadInput):
        store.set_password(engine, "short")
    assert store.recognise(engine, PASSWORD)
    assert store.find_session(engine, word, SECRET)


def test_a_new_password_ends_every_session(engine: Engine) -> None:
    store.set_password(engine, PASSWORD)
    words = [begun(engine), begun(engine)]
    assert all(store.find_session(engine, word, SECRET) for word in words)
    assert store.set_password(engine, PASSWORD) == 2  # the same one again is a change too
    assert not any(store.find_session(engine, word, SECRET) for word in words)


def test_a_session_that_begins_while_the_password_changes_is_over_at_once(engine: Engine) -> None:
    store.set_password(engine, PASSWORD)
    person = store.recognise(engine, PASSWORD)
    assert person
    store.set_password(engine, "another long password")
    assert store.find_session(engine, store.open_session(engine, person, SECRET), SECRET) is None


def test_taking_the_password_away_ends_every_session(engine: Engine) -> None:
    assert not store.remove_password(engine)
    store.set_password(engine, PASSWORD)
    word = begun(engine)
    assert store.remove_password(engine)
    assert not store.has_password(engine)
    assert store.sessions(engine) == 0
    store.set_password(engine, PASSWORD)
    assert store.find_session(engine, word, SECRET) is None


def test_what_stands_in_the_table_signs_nobody_in(engine: Engine) -> None:
    store.set_password(engine, PASSWORD)
    word = begun(engine)
    with Session(engine) as session:
        row = session.scalars(select(SignIn)).one()
    assert word not in (row.digest, row.stamp)
    assert store.find_session(engine, row.digest, SECRET) is None
    assert store.find_session(engine, word, "the secret of another installation") is None
    assert len(word) >= 43 and begun(engine) != word


@pytest.mark.parametrize("word", ["", "x", "A" * 43, "ü" * 20, "\x00", "x" * 100_000, "' OR 1=1 --"])
def test_a_word_that_was_never_given_out_is_nobodys(engine: Engine, word: str) -> None:
    store.set_password(engine, PASSWORD)
    begun(engine)
    assert store.find_session(engine, word, SECRET) is None


def test_closing_ends_one_session(engine: Engine) -> None:
    store.set_password(engine, PASSWORD)
    one, other = begun(engine), begun(engine)
    store.close_session(engine, one, SECRET)
    assert store.find_session(engine, one, SECRET) is None
    assert store.find_session(engine, other, SECRET)


def test_a_session_ends_by_itself_and_is_swept_away(engine: Engine) -> None:
    store.set_password(engine, PASSWORD)
    word = begun(engine)
    with Session(engine) as session, session.begin():
        assert session.scalars(select(SignIn)).one().expires_at - now() > timedelta(days=29)
        session.execute(update(SignIn).values(expires_at=now()))
    assert store.find_session(engine, word, SECRET) is None
    begun(engine)
    with Session(engine) as session:
        assert len(session.scalars(select(SignIn)).all()) == 1


def test_sessions_are_not_without_number(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "MOST", 3)
    store.set_password(engine, PASSWORD)
    words = [begun(engine) for _ in range(5)]
    assert store.sessions(engine) == 3
    assert store.find_session(engine, words[-1], SECRET)


def test_a_hash_of_other_costs_is_renewed_and_sessions_go_on(engine: Engine) -> None:
    store.set_password(engine, PASSWORD)
    word = begun(engine)
    with Session(engine) as session, session.begin():
        session.execute(update(Account).values(password=PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)))
    assert store.recognise(engine, "wrong password") is None
    assert store.recognise(engine, PASSWORD)
    with Session(engine) as session:
        assert not passwords.outdated(session.scalars(select(Account.password)).one())
    assert store.find_session(engine, word, SECRET)


def test_a_database_without_the_tables_is_one_clear_message(engine: Engine, settings: Settings) -> None:
    downgrade(settings, "0003")
    with pytest.raises(BondbookError, match="does not answer"):
        store.has_password(engine)
