"""A library in one SQLite file: is it sound, what is in it, and copies of it. Knows SQLite, no models."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from app.errors import BondbookError
from app.library import troubles

MAGIC = b"SQLite format 3\x00"
BESIDE = ("-journal", "-wal", "-shm")
"""What SQLite may keep beside a database."""

TRIGGER = re.compile(
    r"CREATE TRIGGER documents_(?:added|removed|changed) AFTER (?:INSERT|DELETE|UPDATE) ON documents BEGIN"
    r"(?: INSERT INTO documents_fts\([\w, ]+\) VALUES \((?:[\w., ]|'delete')+\);)+ END"
)
"""Those of the schema: they write into the index of the search, and nowhere else."""

BACKUPS = "backups"
"""The folder of the data directory with the backups that nobody asked for. None of them is ever deleted."""

PRIVATE = 0o600
SECONDS_TO_WAIT = 10


class Unsound(BondbookError):
    """A file that is no sound library; the text names it and says what is wrong."""


@dataclass(frozen=True)
class Contents:
    """What is in a library: the revision of its schema, its size in bytes, and how many notes and entries it has, without the trash."""

    schema: str
    size: int
    notes: int
    entries: int

    def __str__(self) -> str:
        notes, entries = _many(self.notes, "note", "notes"), _many(self.entries, "entry", "entries")
        return f"{_size(self.size)}, {notes}, {entries}, schema {self.schema}"


def examine(path: Path) -> Contents:
    """Check all of a library, and tell what is in it. Writes nothing. Raises Unsound."""
    _look_at(path)
    try:
        with closing(_opened(path)) as database:
            return _examined(path, database)
    except sqlite3.Error as error:
        raise Unsound(f"{path} cannot be used: {troubles.told(error)}.") from error


def check_code(path: Path) -> None:
    """Look for triggers and views that no Bondbook made: they would go on working in the library. Raises Unsound."""
    with closing(_opened(path)) as database:
        found = database.execute("SELECT type, name, sql FROM sqlite_master WHERE type IN ('trigger', 'view')").fetchall()
    for kind, name, sql in found:
        if kind == "view" or not TRIGGER.fullmatch(sql):
            raise Unsound(f"{path} holds the {kind} {ascii(name)[:60]}, which Bondbook never made. It might change what is saved later.")


def copy(source: Path, target: Path, *, replace: bool = False) -> Contents:
    """Make a private, checked copy in one file, while others may read and write the source. Tells what is in it.

    The target is there complete or not at all. Raises FileExistsError if it is there already and may not be
    replaced, OSError or sqlite3.Error if it cannot be written, Unsound if the copy is not good.
    """
    part = target.with_name(f".{target.name[:200]}.{secrets.token_hex(4)}.part")
    try:
        fill(source, part, live=True)
        contents = examine(part)
        _put_in_place(part, target, replace=replace)
    finally:
        remove(part)
    return contents


def fill(source: Path, target: Path, *, live: bool = False) -> None:
    """Copy a database into a new private file, as it stands at this moment, and see it onto the disk. Others may work with a live one."""
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE))
    with closing(_opened(source, live=live)) as there, closing(sqlite3.connect(target)) as here:
        here.execute("PRAGMA synchronous=OFF")  # all of it is seen onto the disk below
        there.backup(here)
        here.execute("PRAGMA journal_mode=DELETE")  # a file for itself, with nothing beside it
    _sync(target)


def pour(source: Path, target: Path) -> None:
    """Put the content of one database in place of another's, in one transaction: whoever looks sees the old one or the new one."""
    with closing(sqlite3.connect(source)) as there, closing(sqlite3.connect(target, timeout=SECONDS_TO_WAIT)) as here:
        here.execute("PRAGMA synchronous=FULL")
        here.execute("BEGIN IMMEDIATE")  # raises where somebody writes; the copying itself would wait without end
        here.rollback()
        size = here.execute("PRAGMA page_size").fetchone()[0]
        if size != there.execute("PRAGMA page_size").fetchone()[0]:
            there.execute(f"PRAGMA page_size={size}")
            there.execute("VACUUM")
        there.backup(here)


def remove(path: Path) -> None:
    """Take away a file of ours with what SQLite left beside it."""
    for each in (path, *(path.with_name(path.name + end) for end in BESIDE)):
        each.unlink(missing_ok=True)


def put(new: Path, old: Path) -> None:
    """Put a whole file in place of a database that is damaged or not there; nothing of the old one's beside it may be joined to it."""
    _owned_as(old if old.exists() else old.parent, new)
    for end in BESIDE:
        old.with_name(old.name + end).unlink(missing_ok=True)
    new.replace(old)
    _sync_folder(old.parent)


# ---------------------------------------------------------------- kept before something happens


def keep(live: Path, folder: Path, why: str) -> Path:
    """A backup in a folder, under a name that says why and when. Raises OSError, sqlite3.Error, Unsound.

    Whoever calls this keeps others from it: what a killed one left in the folder is taken away.
    """
    for each in folder.glob(".*.part*"):
        each.unlink()
    while True:
        target = _free_name(live, folder, why)
        try:
            copy(live, target)
        except FileExistsError:
            continue  # somebody took the name at the same moment
        _owned_as(live, target)
        return target


def keep_as_it_is(live: Path, folder: Path, why: str) -> Path:
    """Keep the bytes of a database that cannot be read, with what lies beside it. Raises OSError."""
    target = _free_name(live, folder, why)
    for end in ("", "-journal", "-wal"):
        there = live.with_name(live.name + end)
        if there.exists():
            shutil.copyfile(there, target.with_name(target.name + end))
            _owned_as(live, target.with_name(target.name + end))
    return target


def _free_name(live: Path, folder: Path, why: str) -> Path:
    if not folder.exists():
        folder.mkdir(mode=0o700)
        _owned_as(live, folder)
    stem = f"{why}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    path, number = folder / f"{stem}.db", 1
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}.db"
    return path


def _owned_as(there: Path, path: Path) -> None:
    """Give what root makes to whoever owns the library: the server has to get at it."""
    if os.geteuid() == 0:
        found = there.stat()
        os.chown(path, found.st_uid, found.st_gid)


# ---------------------------------------------------------------- helpers


def _look_at(path: Path) -> None:
    """Raises Unsound for what is seen to be no database without SQLite."""
    if path.is_dir():
        raise Unsound(f"{path} is a directory, not a database. Give the file.")
    try:
        if not path.is_file():
            raise Unsound(f"{path} is not there, or not a file.")
        with path.open("rb") as file:
            start = file.read(len(MAGIC))
    except OSError as error:
        raise Unsound(f"{path} cannot be read: {troubles.told(error)}.") from error
    if start != MAGIC:
        raise Unsound(f"{path} is {'empty' if not start else 'not a SQLite database'}. A file that bondbook backup made is one.")


def _opened(path: Path, *, live: bool = False) -> sqlite3.Connection:
    """A connection that only reads. Beside a file that nobody works with, nothing is made: it may lie where nothing can be written."""
    quiet = not any(path.with_name(path.name + end).exists() for end in ("-journal", "-wal"))
    how = "immutable=1" if quiet and not live else "mode=ro"
    return sqlite3.connect(f"file:{quote(str(path.resolve()))}?{how}", uri=True, timeout=SECONDS_TO_WAIT)


def _examined(path: Path, database: sqlite3.Connection) -> Contents:
    broken = [row[0] for row in database.execute("PRAGMA integrity_check(1)")]
    if broken != ["ok"]:
        raise Unsound(f"{path} is damaged: {' '.join(broken[0].split())}.")
    if dangling := database.execute("PRAGMA foreign_key_check").fetchone():
        raise Unsound(f"{path} is damaged: a row of the table {dangling[0]} belongs to nothing in {dangling[2]}.")
    tables = {row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    row = database.execute("SELECT version_num FROM alembic_version").fetchone() if "alembic_version" in tables else None
    if row is None or "shares" not in tables:
        raise Unsound(f"{path} is a SQLite database, but not one of Bondbook.")
    count = "SELECT count(*) FROM notes WHERE kind = ? AND deleted_at IS NULL"
    notes, entries = ((database.execute(count, (kind,)).fetchone()[0] if "notes" in tables else 0) for kind in ("note", "entry"))
    return Contents(row[0], path.stat().st_size, notes, entries)


def _put_in_place(part: Path, target: Path, *, replace: bool) -> None:
    if not replace:
        try:
            os.link(part, target)  # unlike a rename, this leaves alone what is there
        except FileExistsError:
            raise
        except OSError:  # a file system without links
            if target.exists():
                raise FileExistsError(target) from None
            part.rename(target)
    else:
        part.replace(target)
    _sync_folder(target.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sync_folder(path: Path) -> None:
    with suppress(OSError):  # some file systems cannot do that for a directory
        _sync(path)


def _many(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"


def _size(number: int) -> str:
    return f"{number / 1024 / 1024:.1f} MB" if number >= 1024 * 1024 else f"{-(-number // 1024)} KB"
