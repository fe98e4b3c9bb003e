"""A library with the program's facts and a few notes and entries, made once for all tests that only read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.config import Settings
from app.library import database, starter
from app.web import facts
from app.web.answers import SHELF
from app.web.knowledge.desk import desk

STARTER = Path(__file__).parent / "starter"


def filled(settings: Settings) -> Flask:
    """An application whose library has the facts and the texts of `starter/`."""
    database.upgrade(settings)
    app = create_app(settings)
    with app.app_context():
        assert facts.renew()
        assert not facts.renew()
        starter.load(desk(), STARTER)
    return app


@pytest.fixture(scope="package")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a filled library on SQLite."""
    return Settings(data_dir=Path(tmp_path_factory.mktemp("data")))


@pytest.fixture(scope="package")
def app(sqlite: Settings) -> Iterator[Flask]:
    """The application of that library."""
    app = filled(sqlite)
    yield app
    with app.app_context():
        database.db.engine.dispose()


@pytest.fixture
def context(app: Flask) -> Iterator[Flask]:
    """The application with its context open, and nothing kept from other tests."""
    SHELF.clear()
    with app.app_context():
        yield app
