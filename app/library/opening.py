"""The library outside of the server: as it is, or made and brought up to date first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import BondbookError
from app.library import schema
from app.library.database import connect, sqlite_path, upgrade

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from app.config import Settings


@contextmanager
def as_it_is(settings: Settings) -> Iterator[Engine]:
    """The database of the settings. Raises BondbookError if there is none that this program can use."""
    path = sqlite_path(settings)
    if path is not None and not path.exists():
        raise none_yet(path)
    engine = connect(settings)
    try:
        schema.check(engine)
        yield engine
    finally:
        engine.dispose()


@contextmanager
def up_to_date(settings: Settings) -> Iterator[Engine]:
    """The database of the settings, made if there is none, with the schema of this program. Raises BadSettings."""
    upgrade(settings)
    engine = connect(settings)
    try:
        yield engine
    finally:
        engine.dispose()


def none_yet(path: Path) -> BondbookError:
    """What is said where nobody has made the database."""
    return BondbookError(f"There is no library in {path.parent} yet. Start the server once (bondbook serve), or set BONDBOOK_DATA_DIR.")
