"""A library of its own for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.config import Settings
from app.library import database


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings whose data directory is empty."""
    return Settings(data_dir=tmp_path / "data")


@pytest.fixture
def library(settings: Settings) -> Iterator[Flask]:
    """A bare application whose database is up to date, with its context open."""
    database.upgrade(settings)
    app = Flask(__name__)
    database.init_app(app, settings)
    with app.app_context():
        yield app
        database.db.engine.dispose()
