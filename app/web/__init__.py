"""The web door: pages, the generator, short links, errors, security. `register` adds all of it to an app."""

from __future__ import annotations

from flask import Flask

from app.web import assets, errors, form, generate, pages, search, security, shares


def register(app: Flask) -> None:
    """Add every route, error page and header of the site to an app."""
    assets.register(app)
    app.jinja_env.globals["families"] = form.releases
    for blueprint in (pages.pages, generate.generate, search.search, shares.shares):
        app.register_blueprint(blueprint)
    errors.register(app)
    security.register(app)
