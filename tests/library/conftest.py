"""A library of its own for each test that writes, and a filled one, made once, for all tests that only read."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.config import Settings
from app.library import database, starter
from app.library.notes import Desk
from app.web import facts
from app.web.answers import SHELF
from app.web.knowledge.desk import desk as web_desk

STARTER = Path(__file__).parent / "starter"


def filled(settings: Settings) -> Flask:
    """An application whose library has the facts and the texts of `starter/`."""
    database.upgrade(settings)
    app = create_app(settings)
    with app.app_context():
        assert facts.renew()
        assert not facts.renew()
        starter.load(web_desk(), STARTER)
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
    pages = {
        ("option", "miimon"): ("/reference/options/miimon", "miimon"),
        ("mode", "802.3ad"): ("/reference/modes/802.3ad", "802.3ad"),
        ("guide", "vlans"): ("/reference/guides/vlans", "VLANs on a bond"),
    }
    return Desk(lambda kind, name: pages.get((kind, name), ("", "")), lambda text: f"<i>{escape(text)}</i>", "one")
