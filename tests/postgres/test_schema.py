"""The revisions on PostgreSQL: they give the schema of the models, and each can be taken back."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from app.config import Settings
from app.errors import BadSettings, BondbookError
from app.library import backup
from app.library.database import connect, downgrade, upgrade
from app.library.models import Base
from app.library.schema import head
from tests.ground.test_migrations import REVISIONS

pytestmark = pytest.mark.postgres

FULL_TEXT = {"words", "ix_documents_words"}
"""What only PostgreSQL has, and no model knows."""


def ours(_thing: object, name: str | None, _kind: str, _reflected: bool, _other: object) -> bool:
    return name not in FULL_TEXT


def tables(settings: Settings) -> set[str]:
    engine = connect(settings)
    try:
        return set(inspect(engine).get_table_names())
    finally:
        engine.dispose()


def test_models_and_migrations_agree(fresh: Callable[[], Settings]) -> None:
    settings = fresh()
    upgrade(settings)
    engine = connect(settings)
    with engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True, "include_object": ours}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Base.metadata) == []
        assert context.get_current_revision() == head()
    engine.dispose()


def test_each_revision_can_be_taken_back(fresh: Callable[[], Settings]) -> None:
    settings = fresh()
    for revision in reversed(REVISIONS):
        upgrade(settings, revision)
        before = tables(settings)
        downgrade(settings, "-1")
        upgrade(settings, revision)
        assert tables(settings) == before
    downgrade(settings, "base")
    assert tables(settings) == {"alembic_version"}
    upgrade(settings)
    assert tables(settings) == {*Base.metadata.tables, "alembic_version"}


def test_an_upgrade_is_told_and_a_newer_schema_refused(fresh: Callable[[], Settings]) -> None:
    settings = fresh()
    assert upgrade(settings, "0002") is None
    done = upgrade(settings)
    assert (
        str(done) == f"The database was upgraded from schema 0002 to {head()}. No backup was made: on PostgreSQL that is left to pg_dump."
    )
    execute(settings, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(BadSettings, match=r"was made by a newer Bondbook \(schema 9999\); this one knows schemas up to"):
        upgrade(settings)


def test_the_commands_that_are_named_for_backups_do_what_they_say(fresh: Callable[[], Settings], tmp_path: Path) -> None:
    settings = fresh()
    upgrade(settings)
    execute(settings, "UPDATE counters SET value = 41 WHERE name = 'notes'")
    run(settings, "backup", "make one with ", tmp_path / "kept")
    execute(settings, "UPDATE counters SET value = 42 WHERE name = 'notes'")
    run(settings, "restore", "then run ", tmp_path / "kept")
    engine = connect(settings)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT value FROM counters WHERE name = 'notes'").scalar() == 41
    engine.dispose()


def execute(settings: Settings, statement: str) -> None:
    engine = connect(settings)
    with engine.begin() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


def run(settings: Settings, verb: str, before: str, file: Path) -> None:
    """Run the command that the refusal names, as somebody would who reads it."""
    with pytest.raises(BondbookError) as refusal:
        backup.make(settings, file) if verb == "backup" else backup.restore(settings, file)
    command = str(refusal.value).partition(before)[2]
    subprocess.run([str(file) if word == "FILE" else word.replace("=FILE", f"={file}") for word in shlex.split(command)], check=True)
