"""One server for all tests, and an empty database for whoever asks for one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine

from app.config import Settings
from app.library.database import db
from app.web.answers import SHELF
from tests.library.conftest import filled
from tests.postgres.cluster import NoServer, cluster


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a running PostgreSQL."""
    try:
        with cluster() as address:
            yield address
    except NoServer as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture(scope="session")
def fresh(server: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Settings]:
    """A function that makes settings with an empty database."""
    numbers = count(1)

    def make() -> Settings:
        name = f"library{next(numbers)}"
        engine = create_engine(server.format("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE template0")
        engine.dispose()
        return Settings(data_dir=Path(tmp_path_factory.mktemp("data")), database_url=server.format(name))

    return make


@pytest.fixture(scope="session")
def settings(fresh: Callable[[], Settings]) -> Settings:
    """Settings of the database that `app` fills."""
    return fresh()


@pytest.fixture(scope="session")
def app(settings: Settings) -> Iterator[Flask]:
    """An application with the facts and the texts of tests/library/starter."""
    app = filled(settings)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def context(app: Flask) -> Iterator[Flask]:
    """The application with its context open, and nothing kept from other tests."""
    SHELF.clear()
    with app.app_context():
        yield app
