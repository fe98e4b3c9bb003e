"""The database: its engine, and the way to its newest schema."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from inspect import iscoroutinefunction
from sqlite3 import Connection as SqliteConnection
from typing import TYPE_CHECKING, Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from app.config import ROOT, Settings
from app.errors import BadSettings

if TYPE_CHECKING:
    from flask import Flask

db = SQLAlchemy()

PRAGMAS = (
    "PRAGMA journal_mode=WAL",  # readers do not wait for the one who writes
    "PRAGMA synchronous=NORMAL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=10000",
)


def init_app(app: Flask, settings: Settings) -> None:
    """Give an application its engine and sessions."""
    settings.make_data_dir()
    app.config["SQLALCHEMY_ENGINES"] = {"default": settings.database}
    with _usable_address():
        db.init_app(app)
    # The extension closes async sessions too, which nobody opens here, and pays for it with a new thread in every request.
    app.teardown_appcontext_funcs = [each for each in app.teardown_appcontext_funcs if not iscoroutinefunction(each)]
    with app.app_context():
        tune(db.engine)


def connect(settings: Settings) -> Engine:
    """An engine outside of an application, for migrations and tools. Its user disposes of it."""
    settings.make_data_dir()
    with _usable_address():
        return tune(create_engine(settings.database))


def tune(engine: Engine) -> Engine:
    """Set up every new connection: for SQLite, what makes it a dependable store of many threads."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_pragmas)
    return engine


def upgrade(settings: Settings, revision: str = "head") -> None:
    """Bring the schema to a revision, the newest by default. Processes that start together wait for each other."""
    with _alone(settings), _connected(settings) as config:
        command.upgrade(config, revision)


def downgrade(settings: Settings, revision: str) -> None:
    """Take the schema back to an older revision; `base` is the empty database."""
    with _alone(settings), _connected(settings) as config:
        command.downgrade(config, revision)


@cache
def head() -> str:
    """The newest revision that this code knows."""
    return ScriptDirectory.from_config(_alembic()).get_current_head() or ""


def _set_pragmas(connection: Any, _record: object) -> None:
    if isinstance(connection, SqliteConnection):
        for pragma in PRAGMAS:
            connection.execute(pragma)


def _alembic() -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations").replace("%", "%%"))
    return config


@contextmanager
def _connected(settings: Settings) -> Iterator[Config]:
    """Alembic's configuration with a connection to the database."""
    engine = connect(settings)
    config = _alembic()
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            yield config
    except (SQLAlchemyError, CommandError) as error:
        shown = engine.url.render_as_string(hide_password=True)
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        mend = "Check BONDBOOK_DATABASE_URL and BONDBOOK_DATA_DIR, and that no newer Bondbook has used this database"
        raise BadSettings(f"The database {shown} cannot be brought up to date: {reason}. {mend}.") from error
    finally:
        engine.dispose()


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
