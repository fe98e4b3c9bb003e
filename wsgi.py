"""For WSGI servers other than the one of `bondbook serve`: they find `app` here, with its database up to date."""

from __future__ import annotations

import sys

from app import create_app
from app.config import Settings
from app.library.database import upgrade

settings = Settings.read()
if done := upgrade(settings):
    sys.stderr.write(f"{done}\n")
app = create_app(settings)
