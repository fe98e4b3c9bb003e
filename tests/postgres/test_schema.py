"""The revisions on PostgreSQL: they give the schema of the models, and each can be taken back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from app.config import Settings
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
