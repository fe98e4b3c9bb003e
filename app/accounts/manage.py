"""The password from outside of the server: what `bondbook password` does, and what it tells."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from app.accounts import passwords, store
from app.accounts.names import is_loopback
from app.config import Settings
from app.errors import BadSettings
from app.library import opening
from app.library.database import sqlite_path


def change(settings: Settings, text: str) -> str:
    """Set the password; a sentence that says what came of it. Raises BadInput for a bad one, before anything is touched."""
    passwords.check(text)
    with _opened(settings) as engine:
        ended = store.set_password(engine, text)
    _hide(settings)
    over = f" {ended} {'sign-in was' if ended == 1 else 'sign-ins were'} ended." if ended else ""
    return f"The password is set in {_shown(settings)}. To write, sign in with it at /sign-in.{over}"


def remove(settings: Settings) -> str:
    """Take the password away; a sentence that says what came of it."""
    with _opened(settings) as engine:
        gone = store.remove_password(engine)
    if not gone:
        return f"There was no password in {_shown(settings)}."
    return f"The password is gone from {_shown(settings)}. Only this machine may write now."


def at_start(settings: Settings, engine: Engine) -> str:
    """What to say of writing when the server starts; empty where only this machine reaches it and it needs no password."""
    if store.has_password(engine):
        return "Reading is open to all; writing asks for the password, at /sign-in."
    if is_loopback(settings.host):
        return ""
    return f"It listens on {settings.host} and has no password: it is read-only. Set one with: bondbook password"


@contextmanager
def _opened(settings: Settings) -> Iterator[Engine]:
    """The database, brought up to date: the password is often set before the first start."""
    try:
        with opening.up_to_date(settings) as engine:
            yield engine
    except SQLAlchemyError as error:
        raise BadSettings(f"The database {_shown(settings)} cannot be written: {getattr(error, 'orig', error)}.") from error


def _hide(settings: Settings) -> None:
    """Take the database out of the sight of other users of the machine: a hash that is read can be guessed at without limits."""
    path = sqlite_path(settings)
    if path and path.exists() and not settings.database_url:
        with suppress(OSError):  # somebody else's file stays as its owner has it
            path.chmod(path.stat().st_mode & 0o770)


def _shown(settings: Settings) -> str:
    return "the database of BONDBOOK_DATABASE_URL" if settings.database_url else str(sqlite_path(settings))
