"""For WSGI servers other than the one of `bondbook serve`: they find `app` here, with its database up to date."""

from __future__ import annotations

from app import create_app
from app.config import Settings
from app.library.database import upgrade

settings = Settings.read()
upgrade(settings)
app = create_app(settings)
