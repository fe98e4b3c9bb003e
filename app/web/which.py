"""Which mode? /generate/which-mode asks a few questions and leads back to the generator with the mode that fits."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, request

from app.actions import which as action
from app.bonding.modes import MODES
from app.web import answers, query
from app.web.answers import SHELF, Body
from app.web.form import SWITCH_BADGES
from app.web.says import of_problem

which = Blueprint("which", __name__)

HERE = "/generate/which-mode"


@which.get(HERE)
def page() -> Response:
    """The questions with what was answered, and the advice; text for a terminal."""
    if answers.wants_text():
        return text()
    asked = _query()
    return answers.send(SHELF.get(("which", asked), lambda: _page(asked)), vary="Accept, User-Agent")


@which.get(f"{HERE}.txt")
def text() -> Response:
    """The same for a terminal; 400 for answers that are none."""
    read = action.read(query.parse(_query()))
    site = request.host_url.rstrip("/")
    found = action.to_text(read, site + query.link("/generate", action.taking(read)[0]), site + HERE)
    return answers.send(answers.body(found, answers.TEXT, 400 if read.problems else 200), vary="Accept, User-Agent")


def _query() -> bytes:
    if len(request.query_string) > query.LONGEST_QUERY:
        abort(414)
    return request.query_string


def _page(asked: bytes) -> Body:
    read = action.read(query.parse(asked))
    taken, dropped = action.taking(read)
    html = render_template(
        "which.html",
        asked=read,
        advice=read.advice,
        modes=MODES,
        badges=SWITCH_BADGES,
        says=[of_problem(each) for each in read.problems],
        prefix=action.PREFIX,
        address=HERE,
        hidden=[(name, query.fit_to_show(value)) for name, value in read.pairs],
        take=query.link("/generate", taken),
        back=query.link("/generate", read.pairs),
        dropped=dropped,
    )
    return answers.body(html)
