"""Bondbook. `create_app` is the one place that knows every room.

Importing this package imports nothing else: the command line lives on that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from app.config import Settings

LARGEST_REQUEST = 1024 * 1024


def create_app(settings: Settings | None = None) -> Flask:
    """The application for these settings, or for those of the environment. Raises BadSettings."""
    from flask import Flask

    from app import web
    from app.config import ROOT, Settings
    from app.library import database

    settings = settings or Settings.read()
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.config.update(
        SECRET_KEY=settings.secret_key(),
        LISTENS_ON=settings.host,
        KNOWN_AS=settings.names,
        DATA_DIR=settings.data_dir.resolve(),
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
    )
    database.init_app(app, settings)
    web.register(app)
    return app
