"""Routes of what is taken along: the script, the archives, and the text for a ticket."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from flask import Blueprint, Flask, Response, abort, request

from app.actions import generate as action
from app.actions.carry import FORMS, file_name, forms
from app.actions.result_text import problems_to_text
from app.bonding.wire import Pair
from app.errors import BadInput
from app.web import answers, query
from app.web.answers import SHELF

take = Blueprint("take", __name__)

SUFFIXES = {form.suffix.removeprefix("."): form for form in FORMS.values()}


@dataclass(frozen=True)
class Way:
    """A way to take a result along: its name on the page and its address."""

    name: str
    title: str
    link: str


def register(app: Flask) -> None:
    """Add the routes, and what the page's part about them asks for."""
    app.register_blueprint(take)
    app.jinja_env.globals.update(ways=ways, fetch=fetch)


@take.get("/generate.<any('sh', 'tar.gz', 'zip', 'md'):suffix>")
def carried(suffix: str) -> Response:
    """The result in one of the forms; 400 if there is none."""
    asked = request.query_string
    if len(asked) > query.LONGEST_QUERY:
        abort(414)
    return carry(suffix, asked)


def carry(suffix: str, asked: bytes) -> Response:
    """What a query asks for, in the form of that suffix."""
    form = SUFFIXES[suffix]
    read = action.read([pair for pair in query.parse(asked) if pair[0] != "shared"])
    if read.problems:
        return answers.send(answers.body(problems_to_text(read.problems), answers.TEXT, 400))
    result = action.generate(read)
    key = (form.name, answers.site_key() if form.name == "md" else "", asked)
    link = request.host_url.rstrip("/") + query.link("/generate", read.link)
    try:
        answer = answers.send(SHELF.get(key, lambda: answers.body(form.make(result, link), form.type)))
    except BadInput as error:
        return answers.send(answers.body(problems_to_text(error.problems), answers.TEXT, 400))
    kind = "attachment" if form.saved else "inline"
    answer.headers["Content-Disposition"] = f'{kind}; filename="{file_name(result, form)}"'
    return answer


def ways(result: action.Result, pairs: tuple[Pair, ...]) -> list[Way]:
    """All ways for a result and the pairs of its permanent link."""
    return [Way(form.name, form.title, query.link(f"/generate{form.suffix}", pairs)) for form in forms(result)]


def fetch(pairs: tuple[Pair, ...], name: str) -> str:
    """The commands that get the script and show what it would do."""
    address = request.host_url.rstrip("/") + query.link("/generate.sh", pairs)
    return f"{shlex.join(['curl', '-fo', f'{name}.sh', address])}\n{shlex.join(['sh', f'{name}.sh', '--dry-run'])}"
