"""A library to measure in this process: a real application on a database of its own, and requests without a server."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask
from werkzeug.test import EnvironBuilder

from app import create_app
from app.config import ROOT, Settings
from app.library import database, starter
from app.web import facts
from app.web.answers import SHELF
from app.web.knowledge.desk import desk
from tests.bench import noise

HTML = "text/html"


@contextmanager
def opened(data: Path | None = None) -> Iterator[Flask]:
    """An application with the starter content, its context open."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=data or Path(folder))
        database.upgrade(settings)
        app = create_app(settings)
        with app.app_context():
            facts.renew()
            starter.load(desk(), ROOT / "notes")
            yield app
            database.db.engine.dispose()


def fill(notes: int) -> None:
    """Bring the open library to so many synthetic notes."""
    noise.fill(database.db.engine, notes, desk().mark)


def ask(app: Flask, path: str, *, kept: bool, accept: str = HTML, **query: str) -> bytes:
    """The answer to a request, by the application alone; unless `kept`, nothing is left of earlier answers. Fails for any error."""
    if not kept:
        SHELF.clear()
    address = f"{path}?{urlencode(query)}" if query else path
    status: list[str] = []
    body = b"".join(app.wsgi_app(dict(_environ(address, accept)), lambda line, *_: status.append(line)))  # type: ignore[arg-type]
    if not status[0].startswith("200"):
        raise SystemExit(f"{address}: {status[0]}")
    return body


@lru_cache(maxsize=64)
def _environ(address: str, accept: str) -> dict[str, object]:
    """What a server hands over for a request; it is no part of what is measured."""
    return dict(EnvironBuilder(address, headers=[("Accept", accept)]).get_environ())
