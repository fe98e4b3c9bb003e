"""The plain pages: start, about, the rules, and the health of the service."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, Response, abort, render_template

from app import stacks
from app.actions import generate as action
from app.bonding.modes import MODES
from app.bonding.wire import Pair
from app.distros.releases import RELEASES
from app.errors import BondbookError
from app.library import schema
from app.library.database import db
from app.rules import RULES
from app.rules.rule import Rule
from app.rules.texts import TEXTS, Text
from app.web import answers, examples, form, kerneldoc, query
from app.web.answers import SHELF, VARY

pages = Blueprint("pages", __name__)
log = logging.getLogger(__name__)


@pages.get("/")
def start() -> Response:
    """The generator's first questions, the modes, the examples."""
    return _page(
        "start.html", key=str(kerneldoc.number()), modes=list(form.modes()), examples=examples.EXAMPLES, chosen=dict(examples.START)
    )


@pages.get("/about")
def about() -> Response:
    """What Bondbook is, and what its answers rest on."""
    return _page("about.html", stacks=stacks.every(), releases=RELEASES, modes=MODES, rules=RULES)


@pages.get("/reference/rules/")
def rules() -> Response:
    """All rules by title."""
    found = sorted(RULES.values(), key=lambda rule: rule.id)
    texts = sorted(TEXTS.values(), key=lambda text: text.id)
    if answers.wants_text():
        titles = {**{each.id: each.title for each in found}, **{each.id: each.title for each in texts}}
        lines = "".join(f"/reference/rules/{id}  {title}\n" for id, title in titles.items())
        return answers.send(answers.body(lines, answers.TEXT), vary=VARY)
    return _page("rules.html", vary=VARY, rules=found, texts=texts)


@pages.get("/reference/rules/<id>")
def rule(id: str) -> Response:
    """One rule: what it finds, why, and examples that open in the generator."""
    found = TEXTS.get(id) or RULES.get(id)
    if found is None:
        abort(404, f"There is no rule of that name. All {len(RULES)} are listed at /reference/rules/.")
    if answers.wants_text():
        return answers.send(answers.body(_rule_text(found), answers.TEXT), vary=VARY)
    return _page("rule.html", key=id, vary=VARY, rule=found, **(_examples(found) if isinstance(found, Rule) else {}))


def _rule_text(rule: Rule | Text) -> str:
    """A rule, or what only a text shows, for a terminal."""
    if isinstance(rule, Text):
        return "\n".join([rule.id, "", "\n\n".join((rule.title, *rule.text))]) + "\n"
    shown = [f"  {title}  {_example(pairs).text}" for title, found in (("bad ", rule.bad), ("good", rule.good)) for pairs in found]
    return "\n".join([rule.id, "", "\n\n".join((rule.title, *rule.text)), "", "Examples", *shown]) + "\n"


def _page(template: str, *, key: str = "", vary: str = "", **values: Any) -> Response:
    """A page that stays as it is while the program runs."""
    return answers.send(SHELF.get((template, key), lambda: answers.body(render_template(template, **values))), vary=vary)


@dataclass(frozen=True)
class Example:
    """An example of a rule: what it says, where it opens, and for a bad one the same after each of its mends."""

    text: str
    link: str
    mended: tuple[tuple[str, Example], ...] = ()


def _examples(rule: Rule) -> dict[str, list[Example]]:
    """The bad examples with their mends, and the good ones."""
    return {
        "bad": [replace(_example(pairs), mended=tuple(_mended(rule, list(pairs)))) for pairs in rule.bad],
        "good": [_example(pairs) for pairs in rule.good],
    }


def _mended(rule: Rule, pairs: list[Pair]) -> Iterable[tuple[str, Example]]:
    """What mends an example, and the example after it."""
    made = action.generate(action.read(pairs))
    found = next((finding for finding in made.findings if finding.id == rule.id), None)
    for mend in made.mends.get(found, ()) if found else ():
        yield mend.change.say("`"), _example(mend.change.apply(pairs))


def _example(pairs: Iterable[Pair]) -> Example:
    pairs = list(pairs)
    return Example(" ".join(f"{name}={value}" for name, value in pairs), query.link("/generate", pairs))


@pages.get("/healthz")
def healthz() -> Response:
    """Whether the service can do its work, for monitoring."""
    try:
        schema.check(db.engine)
    except (BondbookError, OSError) as error:
        log.warning("health check failed: %s", error)
        sick = {"status": "error", "message": "The database does not answer as it should."}
        return answers.send(answers.json_body(sick, 503), cache="no-store")
    return answers.send(answers.json_body({"status": "ok"}), cache="no-store")
