"""Backups: a copy of the library while the server runs, and the way back from one.

What restoring replaces is backed up first, and stays. A server that uses the database keeps restoring out:
a save between that backup and the replacing would be in neither.
"""

from __future__ import annotations

import shlex
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL, make_url

from app.errors import BondbookError
from app.library import database, inuse, opening, schema, sqlitefile, troubles
from app.library.sqlitefile import Contents, Unsound

if TYPE_CHECKING:
    from app.config import Settings

POSTGRES = {
    "backup": "Bondbook makes backups of SQLite only. This library is on PostgreSQL: make one with pg_dump --format=custom --file=FILE {}",
    "restore": (
        "Bondbook brings back backups of SQLite only. This library is on PostgreSQL: stop Bondbook, then run "
        "pg_restore --clean --if-exists --single-transaction --dbname={} FILE"
    ),
}


@dataclass(frozen=True)
class Restored:
    """What is there now, where the state of before is kept (None if there was none), and the schema that the backup had.

    `password`: the backup brought one, which counts from now on.
    """

    contents: Contents
    before: Path | None
    came_with: str
    password: bool


def make(settings: Settings, target: Path, *, replace: bool = False) -> Contents:
    """Copy the library into a file, complete and checked, while it is in use. Raises BondbookError."""
    live = _sqlite(settings, "backup")
    if not live.exists():
        raise opening.none_yet(live)
    target = _target(target, live, replace=replace)
    try:
        return sqlitefile.copy(live, target, replace=replace)
    except FileExistsError as error:
        raise _there(target) from error
    except (OSError, sqlite3.Error, Unsound) as error:
        raise BondbookError(f"No backup was made: {_why(error, live)}. {troubles.of(error)[1]}".rstrip()) from error


def restore(settings: Settings, file: Path) -> Restored:
    """Check a backup, bring it to the schema of this program, and put it in place of the library. Raises BondbookError."""
    live = _sqlite(settings, "restore")
    if file.resolve() == live.resolve():
        raise BondbookError(f"{file} is the library itself. Give a file that bondbook backup made.")
    found = sqlitefile.examine(file)
    sqlitefile.check_code(file)
    schema.check_known(found.schema, str(file))
    settings.make_data_dir()
    prepared = live.with_name(f"{live.name}.restoring")
    try:
        with inuse.alone(live):
            sqlitefile.remove(prepared)  # of a restore that was killed
            try:
                return _put_back(settings, file, prepared, live)
            finally:
                sqlitefile.remove(prepared)
    except BlockingIOError as error:
        raise BondbookError(f"A Bondbook is working with {live}. Stop it first (Ctrl-C, or its service), then restore again.") from error
    except (OSError, sqlite3.Error) as error:
        raise BondbookError(f"Nothing was restored: {troubles.with_mend(error)}") from error


# ---------------------------------------------------------------- helpers


def _put_back(settings: Settings, file: Path, prepared: Path, live: Path) -> Restored:
    sqlitefile.fill(file, prepared)
    came_with = sqlitefile.examine(prepared).schema
    database.upgrade_copy(prepared)
    before, sound = _keep_any(settings, live) if live.exists() else (None, False)
    password = _move_on(prepared, live if sound else None)
    contents = sqlitefile.examine(prepared)
    if sound:
        sqlitefile.pour(prepared, live)
    else:
        sqlitefile.put(prepared, live)
    return Restored(contents, before, came_with, password)


def _keep_any(settings: Settings, live: Path) -> tuple[Path, bool]:
    """A backup of the library; of a damaged one its bytes as they are. Tells also whether it was sound."""
    folder = settings.make_data_dir() / sqlitefile.BACKUPS
    try:
        return sqlitefile.keep(live, folder, "before-restore"), True
    except (sqlite3.DatabaseError, Unsound) as error:
        if isinstance(error, sqlite3.OperationalError):  # full, locked, not to be opened: that is not the file's fault
            raise
    return sqlitefile.keep_as_it_is(live, folder, "damaged"), False


def _move_on(prepared: Path, live: Path | None) -> bool:
    """Let nothing made of the old content pass for fresh, and nothing finished in the backup for sound; tell whether it has a password.

    Pages are rendered anew from the texts, because a file may come from a stranger. Who was signed in there is not here.
    """
    value = 1 + max(_counter(path) for path in (prepared, live) if path is not None)
    with closing(sqlite3.connect(prepared)) as there, there:
        there.execute("UPDATE counters SET value = ? WHERE name = 'notes'", (value,))
        there.execute("UPDATE counters SET value = 0 WHERE name = 'facts'")
        there.execute("UPDATE notes SET made_by = ''")
        there.execute("UPDATE kernel_documents SET made_by = ''")
        there.execute("DELETE FROM sign_ins")
        return there.execute("SELECT 1 FROM accounts").fetchone() is not None


def _counter(path: Path) -> int:
    with closing(sqlite3.connect(path)) as there:
        if there.execute("SELECT 1 FROM sqlite_master WHERE name = 'counters'").fetchone() is None:
            return 0  # an old schema
        row = there.execute("SELECT value FROM counters WHERE name = 'notes'").fetchone()
        return int(row[0]) if row else 0


def _sqlite(settings: Settings, verb: str) -> Path:
    path = database.sqlite_path(settings)
    if path is None:
        raise BondbookError(POSTGRES[verb].format(_for_tools(settings)))
    return path


def _target(target: Path, live: Path, *, replace: bool) -> Path:
    """Where a backup goes: a link is followed. Raises BondbookError for a place that cannot be one."""
    if str(target) == "-":
        raise BondbookError("A backup cannot go to standard output: give the name of a file.")
    if target.is_dir():
        raise BondbookError(f"{target} is a directory. Give the name of a file in it, such as {target / 'bondbook.db'}.")
    target = target.resolve()
    if target in {live.resolve(), *(live.resolve().with_name(live.name + end) for end in (*sqlitefile.BESIDE, ".lock"))}:
        raise BondbookError(f"{target} belongs to the library itself. Give another file.")
    if target.exists() and not target.is_file():
        raise BondbookError(f"{target} is not an ordinary file. Give another one.")
    if target.exists() and not replace:
        raise _there(target)
    if not target.parent.is_dir():
        raise BondbookError(f"There is no directory {target.parent}. Make it, or give another file.")
    return target


def _there(target: Path) -> BondbookError:
    return BondbookError(f"{target} is there already. Give another name, or --force to replace it.")


def _why(error: Exception, live: Path) -> str:
    if isinstance(error, Unsound):
        return str(error).removesuffix(".")
    return f"{live}: {troubles.told(error)}" if isinstance(error, sqlite3.DatabaseError) else troubles.told(error)


def _for_tools(settings: Settings) -> str:
    """The address as PostgreSQL's own tools take it, a word of the shell, without the password: they ask for it."""
    url = make_url(settings.database)
    bare = URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query)
    return shlex.quote(bare.render_as_string())
