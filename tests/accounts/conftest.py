"""An application with a library of its own for each test, clients of it, and no memory of earlier tries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import create_app
from app.accounts import store
from app.accounts.signing import LIMITS
from app.config import Settings
from app.library import database
from app.web.answers import SHELF

PASSWORD = "correct horse battery"
BROWSER = {"Accept": "text/html", "User-Agent": "Mozilla/5.0", "Origin": "http://localhost"}
CURL = {"User-Agent": "curl/8.5", "Accept": "*/*"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of an empty data directory."""
    return Settings(data_dir=tmp_path / "data")


@pytest.fixture
def app(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The application, listening on loopback, without a password. For its limits, time stands still."""
    monkeypatch.setattr(LIMITS, "clock", lambda: 1000.0)
    LIMITS.clear()
    SHELF.clear()
    database.upgrade(settings)
    app = create_app(settings)
    yield app
    with app.app_context():
        database.db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser that has seen nothing yet."""
    return app.test_client()


@pytest.fixture
def guarded(app: Flask) -> Flask:
    """The same, with a password and a note that was written before."""
    app.test_client().post("/notes/", data={"title": "First", "text": "first words"}, headers=BROWSER)
    set_password(app, PASSWORD)
    return app


@pytest.fixture
def writer(guarded: Flask) -> FlaskClient:
    """A browser that is signed in."""
    client = guarded.test_client()
    assert sign_in(client).status_code == 303
    return client


def set_password(app: Flask, text: str) -> int:
    """As `bondbook password` does."""
    with app.app_context():
        return store.set_password(database.db.engine, text)


def sign_in(client: FlaskClient, text: str = PASSWORD, **more: str) -> TestResponse:
    """Send the form of the sign-in page."""
    return client.post("/sign-in", data={"password": text, **more}, headers=BROWSER)


def token_on(html: str) -> str:
    """The token in the first form of a page."""
    found = re.search(r'name="csrf" value="([^"]+)"', html)
    assert found, "there is no token on the page"
    return found[1]


def token(client: FlaskClient, path: str = "/notes/new") -> str:
    """The token of a session, from one of its pages."""
    return token_on(client.get(path, headers=BROWSER).text)
