"""Whether the library can be used: the database answers and has the schema that this code needs."""

from __future__ import annotations

from app.library import schema
from app.library.database import db


def check() -> None:
    """Return if all is well. Raises BondbookError with a sentence that says what is not."""
    schema.check(db.engine)
