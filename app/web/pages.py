"""The plain pages: start, about, the rules, and the health of the service."""

from __future__ import annotations

import logging
from typing import Any

from flask import Blueprint, Response, abort, render_template

from app import stacks
from app.bonding.modes import MODES
from app.distros.releases import RELEASES
from app.errors import BondbookError
from app.library import health
from app.rules import RULES
from app.rules.rule import Rule
from app.web import answers, examples, form, query
from app.web.answers import SHELF

pages = Blueprint("pages", __name__)
log = logging.getLogger(__name__)


@pages.get("/")
def start() -> Response:
    """The generator's first questions, the modes, the examples."""
    return _page("start.html", modes=list(form.modes()), examples=examples.EXAMPLES, chosen=dict(examples.START))


@pages.get("/about")
def about() -> Response:
    """What Bondbook is, and what its answers rest on."""
    return _page("about.html", stacks=stacks.every(), releases=RELEASES, modes=MODES, rules=RULES)


@pages.get("/reference/rules/")
def rules() -> Response:
    """All rules by title."""
    return _page("rules.html", rules=sorted(RULES.values(), key=lambda rule: rule.id))


@pages.get("/reference/rules/<id>")
def rule(id: str) -> Response:
    """One rule: what it finds, why, and examples that open in the generator."""
    found = RULES.get(id)
    if found is None:
        abort(404, f"There is no rule of that name. All {len(RULES)} are listed at /reference/rules/.")
    return _page("rule.html", key=id, rule=found, **_examples(found))


def _page(template: str, *, key: str = "", **values: Any) -> Response:
    """A page that stays as it is while the program runs."""
    return answers.send(SHELF.get((template, key), lambda: answers.body(render_template(template, **values))))


def _examples(rule: Rule) -> dict[str, list[tuple[str, str]]]:
    """The bad and the good examples: what they say, and where they open."""
    return {
        kind: [(" ".join(f"{name}={value}" for name, value in pairs), query.link("/generate", pairs)) for pairs in examples]
        for kind, examples in (("bad", rule.bad), ("good", rule.good))
    }


@pages.get("/healthz")
def healthz() -> Response:
    """Whether the service can do its work, for monitoring."""
    try:
        health.check()
    except (BondbookError, OSError) as error:
        log.warning("health check failed: %s", error)
        sick = {"status": "error", "message": "The database does not answer as it should."}
        return answers.send(answers.json_body(sick, 503), cache="no-store")
    return answers.send(answers.json_body({"status": "ok"}), cache="no-store")
