"""Whether the library can be used: the database answers and has the schema that this code needs."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.errors import BondbookError
from app.library.database import db
from app.library.schema import head


def check() -> None:
    """Return if all is well. Raises BondbookError with a sentence that says what is not."""
    try:
        with db.engine.connect() as connection:
            found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    except SQLAlchemyError as error:
        raise BondbookError("The database does not answer, or has no schema yet.") from error
    if found != head():
        raise BondbookError(f"The database has schema {found}, this code needs {head()}. Restart Bondbook: it upgrades at its start.")
