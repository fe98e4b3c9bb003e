"""Who works with a database: programs that read and write it at any moment, or one that must be alone with it.

The lock lies in a file of its own beside the database: closing the database's file would lose SQLite's own locks on it.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def use(path: Path) -> int:
    """Say that a program works with this database, until the descriptor (and those of its forks) is closed."""
    return _locked(path, fcntl.LOCK_SH)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Keep everybody out who would say `use`. Raises BlockingIOError if somebody is in."""
    lock = _locked(path, fcntl.LOCK_EX | fcntl.LOCK_NB)
    try:
        yield
    finally:
        os.close(lock)


def _locked(path: Path, how: int) -> int:
    lock = os.open(path.with_name(f"{path.name}.lock"), os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)  # root may come before the server
    try:
        fcntl.flock(lock, how)
    except BaseException:
        os.close(lock)
        raise
    return lock
