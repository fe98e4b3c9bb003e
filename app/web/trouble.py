"""Pages of facts are for those, too, whose database does not answer: what the library would add to them is left out then."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import SQLAlchemyError

T = TypeVar("T")
log = logging.getLogger(__name__)


def answer_or(read: Callable[[], T], otherwise: T) -> T:
    """What the library says, or something else where it cannot."""
    try:
        return read()
    except (SQLAlchemyError, sqlite3.Error) as error:  # some questions go past SQLAlchemy
        log.warning("the library does not answer: %s", error)
        return otherwise
