"""The comparison's routes: /generate/compare for people and terminals, .txt and .json; the form that leads there.

The address holds both sides: the words of the first, and `with.<word>` for what is different in
the second, or a whole link as `with`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint, Flask, Response, abort, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from app import stacks
from app.actions import compare as action
from app.actions import compare_text
from app.actions.compare import PREFIX, WITH, Comparison
from app.actions.result_json import problems_to_json
from app.actions.result_text import problems_to_text
from app.bonding.findings import Finding
from app.bonding.modes import BY_NUMBER, MODES
from app.bonding.wire import Pair
from app.distros.releases import RELEASES
from app.errors import BadInput
from app.stacks.contract import Loss
from app.web import answers, query, shares
from app.web.answers import SHELF, VARY, Body
from app.web.fields import Choice, Field, Given
from app.web.says import of_problem

compare = Blueprint("compare", __name__)

PATH = "/generate/compare"
SECOND_LINK = "Any link of a configuration: a permanent link, its part behind the question mark, or a short link."


@compare.get(PATH)
def page() -> Answer:
    """Both sides and what differs; text for a terminal."""
    if answers.wants_text():
        return _text(vary=VARY)
    pairs = query.parse(_query())
    if (tidied := _tidied(pairs)) != pairs:
        return redirect(query.link(PATH, tidied), 302)
    return answers.send(SHELF.get(("compare", _query()), lambda: _page(pairs)), vary=VARY)


@compare.get(f"{PATH}.txt")
def text() -> Response:
    """The comparison as text with unified diffs; 400 if there is none."""
    return _text()


@compare.get(f"{PATH}.json")
def as_json() -> Response:
    """The comparison as JSON; 400 if there is none."""
    asked = action.read(query.parse(_query()), shares.known)
    try:
        return answers.send(answers.json_body(compare_text.to_json(action.compare(asked))))
    except BadInput as bad:
        return answers.send(answers.json_body(problems_to_json(bad.problems), 400))


def _text(vary: str = "") -> Response:
    asked = action.read(query.parse(_query()), shares.known)
    try:
        return answers.send(answers.body(compare_text.to_text(action.compare(asked)), answers.TEXT), vary=vary)
    except BadInput as bad:
        return answers.send(answers.body(problems_to_text(bad.problems), answers.TEXT, 400), vary=vary)


def _query() -> bytes:
    if len(request.query_string) > query.LONGEST_QUERY:
        abort(414)
    return request.query_string


def _tidied(pairs: list[Pair]) -> list[Pair]:
    """The pairs as a permanent address: without fields left empty, and with what stands behind a short link."""
    kept = [(name, value) for name, value in pairs if value.strip() and name != "shared"]
    if sum(name == WITH for name, _ in kept) != 1:
        return kept  # of several links none is followed: each costs a look into the database
    return [(name, query.link("/generate", found)) if (found := _short(name, value)) else (name, value) for name, value in kept]


def _short(name: str, value: str) -> list[Pair] | None:
    token = value.strip().rstrip("/").rpartition("/s/")[2] if name == WITH and "?" not in value and "/s/" in value else ""
    return shares.known(token) if token else None


def _page(pairs: list[Pair]) -> Body:
    asked = action.read(pairs, shares.known)
    found: Comparison | None = None
    if not asked.problems and not asked.one_sided:
        found = action.compare(asked)
    first = [pair for pair in pairs if not _of_second(pair)]
    html = render_template(
        "compare.html",
        found=found,
        links=[query.link("/generate", side.link) for side in (found.left, found.right)] if found else [],
        said_left=_said(found.gone, found.lost_no_more) if found else [],
        said_right=_said(found.new, found.newly_lost) if found else [],
        problems=[of_problem(each) for each in asked.problems],
        versus=versus(asked.left.link if not asked.left.problems else first, [pair for pair in pairs if _of_second(pair)]),
        first=query.link("/generate", asked.left.link),
        as_text=query.link(f"{PATH}.txt", pairs),
        as_json=query.link(f"{PATH}.json", pairs),
    )
    return answers.body(html)


def _of_second(pair: Pair) -> bool:
    return pair[0] == WITH or pair[0].startswith(PREFIX)


def _said(findings: Iterable[Finding], losses: Iterable[Loss]) -> list[tuple[str, str, str, str, str]]:
    """Level, field, text, mend and link of what one side alone has."""
    said = [(each.level, each.field, each.message, each.mend, each.link) for each in findings]
    return said + [("loss", each.field, f"{each.field}={each.wanted}. {each.why}", "", "") for each in losses]


# ---------------------------------------------------------------- the form


@dataclass(frozen=True)
class Versus:
    """The form "Compare with…": the pairs of the first, and the fields that say what is different in the second."""

    pairs: tuple[Pair, ...]
    mode: Field
    stack: Field
    release: str
    link: Field


def register(app: Flask) -> None:
    """Let templates ask for the form with `versus(pairs)`."""
    app.register_blueprint(compare)
    app.jinja_env.globals["versus"] = versus


def versus(pairs: Iterable[Pair], second: Iterable[Pair] = ()) -> Versus:
    """The form for a first configuration; `second` holds what was chosen before."""
    pairs = tuple(pairs)
    given, chosen = Given(pairs), Given(second)
    mode = chosen.one(f"{PREFIX}mode")
    release = RELEASES.get(given.one("release"))
    usable = [id for id in (release.stacks if release else ()) if id in stacks.IDS]
    others = [id for id in stacks.IDS if id not in usable]
    modes = [Choice("", "the same mode"), *(Choice(mode, mode) for mode in MODES if mode != given.one("mode"))]
    systems = [Choice("", "the same stack")]
    systems += [Choice(id, f"{id}: {stacks.get(id).title}") for id in usable if id != given.one("stack")]
    systems += [Choice(id, f"{id}, on another release") for id in others]
    return Versus(
        pairs,
        Field(f"{PREFIX}mode", "Another mode", BY_NUMBER[mode].name if mode in BY_NUMBER else mode, choices=tuple(modes)),
        Field(f"{PREFIX}stack", "Another stack", chosen.one(f"{PREFIX}stack"), choices=tuple(systems)),
        chosen.one(f"{PREFIX}release"),
        Field(WITH, "Or a second link", chosen.one(WITH), SECOND_LINK, "/generate?release=…"),
    )
