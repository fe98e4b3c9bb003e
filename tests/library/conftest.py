"""A library of its own for each test, and a desk that knows two options and one mode."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

import pytest
from flask import Flask

from app.config import Settings
from app.library import database
from app.library.notes import Desk


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Flask]:
    """A bare application whose database is up to date, with its context open."""
    settings = Settings(data_dir=tmp_path / "data")
    database.upgrade(settings)
    app = Flask(__name__)
    database.init_app(app, settings)
    with app.app_context():
        yield app
        database.db.engine.dispose()


@pytest.fixture
def desk(library: Flask) -> Desk:
    """A desk without stacks: a bond block shows its own text."""
    pages = {("option", "miimon"): "/reference/options/miimon", ("mode", "802.3ad"): "/reference/modes/802.3ad"}
    return Desk(lambda kind, name: pages.get((kind, name), ""), lambda text: f"<i>{escape(text)}</i>", "one")
