"""The web door: pages, the generator, short links, errors, security. `register` adds all of it to an app."""

from __future__ import annotations

from flask import Flask

from app.web import assets, compare, errors, form, generate, knowledge, packing, pages, reference, security, shares, take, which


def register(app: Flask) -> None:
    """Add every route, error page and header of the site to an app."""
    assets.register(app)
    app.jinja_env.globals["families"] = form.releases
    for blueprint in (pages.pages, generate.generate, reference.reference, which.which, shares.shares, *knowledge.blueprints):
        app.register_blueprint(blueprint)
    take.register(app)
    compare.register(app)
    errors.register(app)
    packing.register(app)
    security.register(app)
