"""The web door: pages, the generator, short links, errors, security. `register` adds all of it to an app."""

from __future__ import annotations

from flask import Flask

from app.web import (
    assets,
    check,
    compare,
    convert,
    errors,
    form,
    generate,
    guides,
    knowledge,
    packing,
    pages,
    reference,
    search,
    security,
    shared,
    shares,
    take,
    which,
)

BLUEPRINTS = (
    pages.pages,
    generate.generate,
    reference.reference,
    guides.guides,
    which.which,
    convert.convert,
    check.check,
    search.search,
    shares.shares,
    shared.shared,
    *knowledge.blueprints,
)


def register(app: Flask) -> None:
    """Add every route, error page and header of the site to an app."""
    assets.register(app)
    app.jinja_env.globals["families"] = form.releases
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    take.register(app)
    compare.register(app)
    errors.register(app)
    packing.register(app)
    security.register(app)
