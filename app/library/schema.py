"""The schema of a database: which it is, which this program knows, and how it is changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect
from sqlalchemy.exc import SQLAlchemyError

from app.config import ROOT
from app.errors import BadSettings, BondbookError
from app.library import troubles


@contextmanager
def migration(engine: Engine) -> Iterator[Connection]:
    """A connection to change the schema with, in one transaction that leaves no row behind which belongs to nothing.

    SQLite: left to itself, the driver begins a transaction only before the first row is written. And with foreign keys in
    force, a table that is rebuilt is dropped first, and takes everything along that belongs to its rows.
    """
    sqlite = engine.dialect.name == "sqlite"
    with engine.begin() as connection:
        if sqlite:
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield connection
        if sqlite and (lost := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
            raise BadSettings(f"Rows of the table {lost[0]} would belong to nothing in {lost[2]}. The database is left as it was.")
    if sqlite:
        engine.dispose()  # the connection must not serve anybody without foreign keys


def found(connection: Connection) -> str:
    """The revision of a database; empty for one without any table. Raises BadSettings for one that is not Bondbook's."""
    tables = inspect(connection).get_table_names()
    if "alembic_version" in tables:
        return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one_or_none() or "")
    if tables:
        raise BadSettings(f"{shown(connection.engine)} is not one of Bondbook: it has other tables, such as {tables[0]}. Give another one.")
    return ""


@cache
def head() -> str:
    """The newest revision that this code knows."""
    return ScriptDirectory.from_config(_alembic()).get_current_head() or ""


@cache
def known() -> frozenset[str]:
    """Every revision that this code knows."""
    return frozenset(script.revision for script in ScriptDirectory.from_config(_alembic()).walk_revisions())


def check_known(revision: str, name: str) -> None:
    """Raises BadSettings if a database of that name was made by a newer Bondbook."""
    if revision and revision not in known():
        raise BadSettings(
            f"{name} was made by a newer Bondbook (schema {revision}); this one knows schemas up to {head()}. "
            "Start the newer one, or bring a backup back that this one made: bondbook restore FILE."
        )


def check(engine: Engine) -> None:
    """Return if the database has the schema of this program. Raises BondbookError with what is wrong, and what to do."""
    name = shown(engine)
    try:
        with engine.connect() as connection:
            revision = found(connection)
    except (SQLAlchemyError, OSError) as error:
        raise BondbookError(f"{name} cannot be used: {troubles.with_mend(error)}") from error
    check_known(revision, name)
    if revision != head():
        state = f"has schema {revision}, this program needs {head()}" if revision else "has no library yet"
        raise BondbookError(f"{name} {state}. Start the server once (bondbook serve): it brings it up to date.")


def move(connection: Connection, revision: str, *, back: bool = False) -> None:
    """Run the revisions up or back to one. Whatever goes wrong in one is told, and undone by the transaction. Raises BadSettings."""
    config = _alembic()
    config.attributes["connection"] = connection
    try:
        (command.downgrade if back else command.upgrade)(config, revision)
    except Exception as error:
        why = f"{type(error).__name__}: {troubles.told(error)}"
        raise BadSettings(f"The change to schema {revision} failed, and the database is left as it was. {why}") from error


def shown(engine: Engine) -> str:
    """What a message calls the database: its file, or its address without the password."""
    url = engine.url
    return f"The database {url.database if url.get_backend_name() == 'sqlite' else url.render_as_string(hide_password=True)}"


def _alembic() -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations").replace("%", "%%"))
    return config
