"""What Alembic runs for every command: the models, and a connection to the database."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from app.config import Settings
from app.library.database import connect
from app.library.models import Base
from app.library.schema import migration


def migrate(connection: Connection) -> None:
    """Run the revisions over a connection. SQLite cannot alter most things in place: batches rebuild the table."""
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True, compare_server_default=True)
    with context.begin_transaction():
        context.run_migrations()


def main() -> None:
    """Use the connection of the caller, or for the command line of Alembic the database of the settings."""
    given = context.config.attributes.get("connection")
    if given is not None:
        migrate(given)
        return
    engine = connect(Settings.read())
    with migration(engine) as connection:
        migrate(connection)
    engine.dispose()


main()
