"""The web door: pages, the generator, short links, errors, security. `register` adds all of it to an app."""

from __future__ import annotations

from flask import Flask

from app.web import (
    assets,
    check,
    compare,
    convert,
    diagnose,
    errors,
    form,
    generate,
    guides,
    hosts,
    kerneldoc,
    knowledge,
    packing,
    pages,
    reference,
    reference_switches,
    reference_tables,
    refs,
    search,
    security,
    share_diagnosis,
    shared,
    shares,
    take,
    which,
)
from app.web.access import register as register_access

BLUEPRINTS = (
    pages.pages,
    generate.generate,
    reference.reference,
    reference_tables.reference_tables,
    reference_switches.reference_switches,
    guides.guides,
    which.which,
    hosts.hosts,
    convert.convert,
    check.check,
    diagnose.diagnose,
    share_diagnosis.share_diagnosis,
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
    register_access(app)
    refs.register(app)
    take.register(app)
    kerneldoc.register(app)
    compare.register(app)
    errors.register(app)
    packing.register(app)
    security.register(app)
