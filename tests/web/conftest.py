"""An application with a database of its own, and clients that ask it."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.config import Settings
from app.library import database
from app.web import shares
from app.web.answers import SHELF


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The real application; faults answer as they do for readers."""
    settings = Settings(data_dir=Path(tmp_path_factory.mktemp("data")))
    database.upgrade(settings)
    return create_app(settings)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser that has seen nothing yet; nothing is kept from other tests."""
    SHELF.clear()
    shares.PACE.clear()
    return app.test_client()
