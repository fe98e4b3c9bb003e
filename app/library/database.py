"""The database: its engine, and the way to its newest schema.

An upgrade is one transaction. Within it, with everybody else kept from writing, a backup is made first.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from inspect import iscoroutinefunction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from app.config import Settings
from app.errors import BadSettings
from app.library import inuse, schema, sqlitefile, troubles

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

db = SQLAlchemy()

WAL = "PRAGMA journal_mode=WAL"
"""Readers do not wait for the one who writes. The file remembers it."""

PRAGMAS = (
    "PRAGMA synchronous=FULL",  # in WAL mode NORMAL loses the last saves when the power fails; this costs one fsync a save
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=10000",
)


def init_app(app: Flask, settings: Settings) -> None:
    """Give an application its engine and sessions. As long as it lives, nothing is restored under it."""
    settings.make_data_dir()
    app.config["SQLALCHEMY_ENGINES"] = {"default": settings.database}
    if path := sqlite_path(settings):
        weakref.finalize(app, os.close, _in_use(path))
    with _usable_address():
        db.init_app(app)
    # The extension closes async sessions too, which nobody opens here, and pays for it with a new thread in every request.
    app.teardown_appcontext_funcs = [each for each in app.teardown_appcontext_funcs if not iscoroutinefunction(each)]
    with app.app_context():
        tune(db.engine)


def sqlite_path(settings: Settings) -> Path | None:
    """The file of the database; None where it is not SQLite."""
    with _usable_address():
        url = make_url(settings.database)
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def connect(settings: Settings) -> Engine:
    """An engine outside of an application, for migrations and tools. Its user disposes of it."""
    settings.make_data_dir()
    path = sqlite_path(settings)
    if path is not None and path.is_dir():
        raise BadSettings(f"The database {path} is a directory. Take it away, or set BONDBOOK_DATABASE_URL to a file.")
    with _usable_address():
        return tune(create_engine(settings.database))


def tune(engine: Engine) -> Engine:
    """Set up every new connection: for SQLite, what makes it a dependable store of many threads."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_pragmas)
    return engine


def lock_for_writing(session: Session) -> None:
    """On SQLite, be the only writer from here on, so that what is read stays true until the commit."""
    if session.get_bind().dialect.name == "sqlite":
        session.connection().exec_driver_sql("BEGIN IMMEDIATE")


# ---------------------------------------------------------------- upgrades


@dataclass(frozen=True)
class Upgraded:
    """An upgrade that was done: from one schema to another. `backup` is the state of before; None where Bondbook makes none."""

    before: str
    after: str
    backup: Path | None

    def __str__(self) -> str:
        kept = f"The state of before is in {self.backup}" if self.backup else "No backup was made: on PostgreSQL that is left to pg_dump"
        return f"The database was upgraded from schema {self.before} to {self.after}. {kept}."


def upgrade(settings: Settings, revision: str = "head") -> Upgraded | None:
    """Bring the schema to a revision, the newest by default. Processes that start together wait for each other.

    A database with content is backed up first; None if there was none, or nothing to do. Raises BadSettings, and
    leaves the database as it was: for a newer schema, a file that is none of ours, no room for a backup.
    """
    path = sqlite_path(settings)
    with _alone(settings), _told(settings):
        engine, lock = connect(settings), _in_use(path) if path else None
        try:
            done = _upgraded(settings, engine, path, schema.head() if revision == "head" else revision)
            if path:
                with engine.connect() as connection:
                    connection.exec_driver_sql(WAL)
            return done
        finally:
            engine.dispose()
            if lock is not None:
                os.close(lock)


def upgrade_copy(path: Path) -> None:
    """Bring a copy of a database, with which nobody else works, to the newest schema. Raises BadSettings."""
    engine = tune(create_engine(URL.create("sqlite", database=str(path))))
    try:
        with schema.migration(engine) as connection:
            if schema.found(connection) != schema.head():
                schema.move(connection, schema.head())
    finally:
        engine.dispose()


def downgrade(settings: Settings, revision: str) -> None:
    """Take the schema back to an older revision; `base` is the empty database."""
    with _alone(settings), _told(settings):
        engine = connect(settings)
        try:
            with schema.migration(engine) as connection:
                schema.move(connection, revision, back=True)
        finally:
            engine.dispose()


# ---------------------------------------------------------------- helpers


def _upgraded(settings: Settings, engine: Engine, path: Path | None, after: str) -> Upgraded | None:
    """Do it, in one transaction that begins before the backup and ends after the last revision."""
    kept = None
    try:
        with schema.migration(engine) as connection:
            before = schema.found(connection)
            schema.check_known(before, schema.shown(engine))
            if before == after:
                return None
            kept = _keep(settings, path, after) if before and path else None
            schema.move(connection, after)
    except BaseException:
        if kept:
            kept.unlink()  # it says what the database still says; a service that starts over and over would fill the disk
        raise
    return Upgraded(before, after, kept) if before else None


def _keep(settings: Settings, path: Path, after: str) -> Path:
    """The backup before an upgrade, made while this process holds the right to write. Raises BadSettings."""
    try:
        return sqlitefile.keep(path, settings.make_data_dir() / sqlitefile.BACKUPS, f"before-{after}")
    except (OSError, sqlite3.Error, sqlitefile.Unsound) as error:
        folder = settings.data_dir / sqlitefile.BACKUPS
        why = str(error).removesuffix(".") if isinstance(error, sqlitefile.Unsound) else troubles.told(error)
        raise BadSettings(
            f"The database {path} needs an upgrade to schema {after}, and no backup could be made in {folder}: {why}. "
            "Nothing was changed. Mend that and start again."
        ) from error


def _set_pragmas(connection: Any, _record: object) -> None:
    if isinstance(connection, sqlite3.Connection):
        for pragma in PRAGMAS:
            connection.execute(pragma)


def _in_use(path: Path) -> int:
    try:
        return inuse.use(path)
    except OSError as error:
        raise BadSettings(f"The database {path} cannot be used: {troubles.told(error)} for {path}.lock.") from error


@contextmanager
def _told(settings: Settings) -> Iterator[None]:
    """Say in one sentence why a database cannot be used."""
    try:
        yield
    except SQLAlchemyError as error:
        name = sqlite_path(settings) or make_url(settings.database).render_as_string(hide_password=True)
        raise BadSettings(f"The database {name} cannot be used: {troubles.with_mend(error)}") from error


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """Hold the lock of the data directory."""
    with (settings.make_data_dir() / "upgrade.lock").open("w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _usable_address() -> Iterator[None]:
    """Say what is wrong with the address; never the address itself, which may hold a password."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise BadSettings(f"BONDBOOK_DATABASE_URL needs the Python package {error.name}. Install it beside Bondbook.") from error
    except (ArgumentError, ValueError) as error:
        mend = "Write postgresql+psycopg://user:password@host/name, or leave it unset"
        raise BadSettings(f"BONDBOOK_DATABASE_URL cannot be used: {error}. {mend}.") from error
