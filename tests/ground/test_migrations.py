"""The revisions: they give the schema of the models, and each can be taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from app.config import ROOT, Settings
from app.errors import BadSettings
from app.library.database import connect, downgrade, upgrade
from app.library.models import Base
from app.library.schema import head

REVISIONS = [script.revision for script in ScriptDirectory(str(ROOT / "migrations")).walk_revisions()]


FULL_TEXT = "documents_"
"""How the tables of the full-text index begin: SQLite keeps them, and no model knows them."""


def tables(settings: Settings) -> set[str]:
    engine = connect(settings)
    try:
        return {name for name in inspect(engine).get_table_names() if not name.startswith(FULL_TEXT)}
    finally:
        engine.dispose()


def ours(name: str | None, kind: str, _parents: object) -> bool:
    return kind != "table" or not str(name).startswith(FULL_TEXT)


def test_models_and_migrations_agree(settings: Settings) -> None:
    upgrade(settings)
    engine = connect(settings)
    with engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True, "include_name": ours}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Base.metadata) == []
        assert context.get_current_revision() == head() == REVISIONS[0]
    engine.dispose()


def test_there_is_one_newest_revision() -> None:
    assert len(ScriptDirectory(str(ROOT / "migrations")).get_heads()) == 1


def test_up_and_down_and_up_again(settings: Settings) -> None:
    upgrade(settings)
    full = tables(settings)
    assert full == {*Base.metadata.tables, "alembic_version"}
    downgrade(settings, "base")
    assert tables(settings) == {"alembic_version"}
    upgrade(settings)
    assert tables(settings) == full
    upgrade(settings)


@pytest.mark.parametrize("revision", REVISIONS)
def test_each_revision_can_be_taken_back(settings: Settings, revision: str) -> None:
    upgrade(settings, revision)
    before = tables(settings)
    downgrade(settings, "-1")
    upgrade(settings, revision)
    assert tables(settings) == before


def test_a_database_of_a_newer_bondbook_is_left_alone(settings: Settings) -> None:
    upgrade(settings)
    engine = connect(settings)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    with pytest.raises(BadSettings, match="newer Bondbook"):
        upgrade(settings)


def test_a_file_that_is_no_database_is_one_clear_message(settings: Settings) -> None:
    (settings.make_data_dir() / "bondbook.sqlite").write_text("not a database\n" * 100)
    with pytest.raises(BadSettings, match="not a SQLite database"):
        upgrade(settings)


@pytest.mark.parametrize(
    "url", ["postgresql+nosuchdriver://db.example/bondbook", "postgresql+psycopg://me:hunter2@db.example:port/bondbook"]
)
def test_an_address_that_cannot_be_used_is_one_clear_message(tmp_path: Path, url: str) -> None:
    with pytest.raises(BadSettings, match="BONDBOOK_DATABASE_URL") as refusal:
        upgrade(Settings(data_dir=tmp_path, database_url=url))
    assert "hunter2" not in str(refusal.value)


def test_the_revisions_can_be_said_to_postgresql(capsys: pytest.CaptureFixture[str]) -> None:
    context = MigrationContext.configure(dialect_name="postgresql", opts={"as_sql": True})
    with Operations.context(context):
        for script in reversed(list(ScriptDirectory(str(ROOT / "migrations")).walk_revisions())):
            script.module.upgrade()
    said = capsys.readouterr().out
    assert said.count("CREATE TABLE") == len(Base.metadata.tables)
    assert "TIMESTAMP WITH TIME ZONE" in said


def test_short_links_of_before_are_kept_and_others_do_not_outlive_a_downgrade(settings: Settings) -> None:
    """An older program knows neither an end nor a revocation: it must not open again what is closed."""
    upgrade(settings, "0003")
    engine = connect(settings)
    old = "INSERT INTO shares (token, query, digest, created_at) VALUES ('{0}', 'mode=active-backup', '{0}', '2026-11-27 12:00:00')"
    with engine.begin() as connection:
        connection.exec_driver_sql(old.format("a-given-out-one"))
        connection.exec_driver_sql(old.format("another-of-them"))
    upgrade(settings)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO shares (token, query, expires_at, created_at) VALUES ('ends', 'x', '2030-01-01 00:00:00', '2026-11-27 12:00:00')"
        )
        connection.exec_driver_sql("UPDATE shares SET revoked_at = '2026-11-28 00:00:00', digest = NULL WHERE token = 'another-of-them'")
        assert len(connection.exec_driver_sql("SELECT * FROM shares WHERE author = '' AND note_id IS NULL").all()) == 3
    downgrade(settings, "0003")
    with engine.begin() as connection:
        assert connection.exec_driver_sql("SELECT token, query FROM shares").all() == [("a-given-out-one", "mode=active-backup")]
    engine.dispose()
