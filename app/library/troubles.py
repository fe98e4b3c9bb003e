"""What is the matter with a database that does not do its work, in words for a person: full, locked, damaged, not to be written."""

from __future__ import annotations

import errno
import sqlite3

RESTORE = "Bring a backup back: bondbook restore FILE."
SQLITE = {
    sqlite3.SQLITE_BUSY: ("another process has been writing to the database for too long", "Try again; if it stays so, end what holds it."),
    sqlite3.SQLITE_FULL: ("the disk is full", "Make room where the database is kept, and try again."),
    sqlite3.SQLITE_READONLY: (
        "the database cannot be written",
        "Look at the permissions of its file and directory, and whether the file system is mounted read-only.",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "the database cannot be opened",
        "Look at the permissions of its file and directory, and whether the file system is mounted read-only.",
    ),
    sqlite3.SQLITE_IOERR: ("the disk does not answer as it should", "Look into the kernel log for what it says about the disk."),
    sqlite3.SQLITE_CORRUPT: ("the database is damaged", RESTORE),
    sqlite3.SQLITE_NOTADB: ("it is not a SQLite database, or its beginning is damaged", RESTORE),
}
SQLITE[sqlite3.SQLITE_LOCKED] = SQLITE[sqlite3.SQLITE_PROTOCOL] = SQLITE[sqlite3.SQLITE_BUSY]
SQLITE[sqlite3.SQLITE_PERM] = SQLITE[sqlite3.SQLITE_CANTOPEN]

POSTGRES = {
    "53100": ("the disk of the database is full", "Make room there, and try again."),
    "53": ("the database has run out of something", "Look into the log of PostgreSQL, and try again."),
    "55P03": SQLITE[sqlite3.SQLITE_BUSY],
    "40P01": SQLITE[sqlite3.SQLITE_BUSY],
    "25006": ("the database cannot be written", "PostgreSQL says that it is read-only."),
    "28": ("the database does not let Bondbook in", "Check user and password in BONDBOOK_DATABASE_URL."),
    "3D": ("there is no database of that name", "Make it (createdb), or check BONDBOOK_DATABASE_URL."),
    "57": ("the database is shutting down or starting", "Try again in a minute."),
    "08": ("the database does not answer", "See that PostgreSQL runs and can be reached."),
}
"""By SQLSTATE, or its first two signs."""

DISK = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the quota of the disk is used up",
    errno.EROFS: "the file system is read-only",
    errno.EACCES: "permission is denied",
    errno.EPERM: "permission is denied",
    errno.ENOENT: "there is no such directory",
    errno.ENOTDIR: "part of the path is not a directory",
}


def of(error: BaseException) -> tuple[str, str]:
    """What is wrong, and what to do. Both are empty where the database is well: then the fault is the program's."""
    cause: object = getattr(error, "orig", None) or error  # what SQLAlchemy has wrapped
    if isinstance(cause, OSError):
        return DISK.get(cause.errno or 0, cause.strerror or str(cause)), "See to it, and try again."
    if isinstance(cause, sqlite3.Error):
        return SQLITE.get((getattr(cause, "sqlite_errorcode", None) or 0) & 0xFF, ("", ""))
    state = getattr(cause, "sqlstate", "")  # of psycopg
    if state is None and type(cause).__name__ == "OperationalError":
        state = "08"  # psycopg gives a connection that was refused no state
    return POSTGRES.get(state or "", POSTGRES.get((state or "")[:2], ("", "")))


def sentences(error: BaseException) -> str:
    """The same as sentences of their own."""
    what, mend = of(error)
    return f"{what[0].upper()}{what[1:]}. {mend}" if what else ""


def told(error: BaseException) -> str:
    """What is wrong as part of a message, with the error's own first line where nothing better is known."""
    return of(error)[0] or raw(error)


def with_mend(error: BaseException) -> str:
    """The same with what to do, as the end of a message."""
    return f"{told(error)}. {of(error)[1]}".rstrip()


def raw(error: BaseException) -> str:
    """The error's own first line."""
    return next(iter(str(getattr(error, "orig", None) or error).splitlines()), type(error).__name__)
