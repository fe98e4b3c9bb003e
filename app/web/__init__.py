"""The web door: pages, the generator, short links, errors, security. `register` adds all of it to an app."""

from __future__ import annotations

from flask import Flask

from app.web import (
    assets,
    compare,
    errors,
    form,
    generate,
    kerneldoc,
    knowledge,
    packing,
    pages,
    reference,
    search,
    security,
    shares,
    take,
    which,
)


def register(app: Flask) -> None:
    """Add every route, error page and header of the site to an app."""
    assets.register(app)
    app.jinja_env.globals["families"] = form.releases
    plain = (pages.pages, generate.generate, reference.reference, which.which, search.search, shares.shares)
    for blueprint in (*plain, *knowledge.blueprints):
        app.register_blueprint(blueprint)
    take.register(app)
    kerneldoc.register(app)
    compare.register(app)
    errors.register(app)
    packing.register(app)
    security.register(app)
