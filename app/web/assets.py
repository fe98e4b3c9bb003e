"""What templates may ask for: addresses of static files, parts that are kept, code inside sentences, moments."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from flask import Flask
from markupsafe import Markup, escape

YEAR = 365 * 24 * 3600


def register(app: Flask) -> None:
    """Give templates `asset("style.css")`, `kept("row", field)` and the filters `ticks` and `minute`."""
    addresses: dict[str, str] = {}

    def asset(name: str) -> str:
        """The address of a file in the static folder, with a mark of its content."""
        if name not in addresses:
            content = (Path(app.static_folder or "") / name).read_bytes()
            addresses[name] = f"{app.static_url_path}/{name}?v={hashlib.blake2b(content, digest_size=5).hexdigest()}"
        return addresses[name]

    @lru_cache(maxsize=2048)
    def kept(name: str, thing: Hashable) -> Markup:
        """A part of a page that depends on one thing only; most parts are the same on the next page."""
        return escape(app.jinja_env.get_template(f"parts/{name}.html").make_module({"thing": thing}))  # already HTML: kept as it is

    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = YEAR
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(asset=asset, kept=kept)
    app.jinja_env.filters.update(ticks=ticks, minute=minute)


def ticks(text: str) -> Markup:
    """Text whose words between backticks are code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return escape(text)
    return Markup("").join(Markup("<code>{}</code>").format(part) if number % 2 else escape(part) for number, part in enumerate(parts))


def minute(moment: datetime) -> str:
    """A moment as pages show it, to the minute; its zone is UTC."""
    return f"{moment:%Y-%m-%d %H:%M}"
