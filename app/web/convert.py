"""/convert: paste or upload the files of any stack, get the bond for any other. Nothing that is sent here is kept."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, Response, abort, render_template, request

from app import stacks
from app.actions import convert as action
from app.actions import convert_text
from app.actions.convert import Conversion
from app.actions.generate import Target
from app.actions.result_json import problems_to_json
from app.actions.result_text import problems_to_text
from app.bonding.problems import Problem
from app.bonding.wire import Pair
from app.errors import BadInput
from app.web import answers, form, result, uploads
from app.web.answers import TEXT, Body
from app.web.moves import MOVES
from app.web.says import of_problem, of_result

convert = Blueprint("convert", __name__)
VARY = "Accept, User-Agent"
LARGEST = uploads.LARGEST

MODEL = "model"


@convert.get("/convert")
def page() -> Response:
    """The empty form, or one that is set for a migration."""
    if answers.wants_text():
        return answers.send(uploads.usage("the files of a bond", "?to=netplan&release=ubuntu-24.04"), vary=answers.VARY)
    given = [(name, value) for name, value in request.args.items() if name in ("from", "release", "stack", "to")]
    return answers.send(answers.body(_page(dict(given))), vary=answers.VARY)


@convert.get("/convert/<id>")
def move(id: str) -> Response:
    """The guided page of a move, with the form set for it."""
    found = MOVES.get(id)
    if found is None:
        abort(404, "There is no move of that name. All are listed at /convert.")
    page = render_template("move.html", move=found, given=found.given, text="", stacks=stacks.every(), families=form.releases())
    return answers.send(answers.body(page))


@convert.post("/convert")
def converted() -> Response:
    """What the target makes of the text and the files; text for a terminal, JSON for those who ask for it."""
    uploads.bound()
    given = {**request.args.to_dict(), **{name: value for name, value in request.form.items() if name != "text"}}
    text = request.form.get("text", "")
    finished = uploads.worked(lambda: _converted(given, text), lambda bad: _refused([bad], given, ""))
    return answers.send(finished, cache="no-store")


def _converted(given: dict[str, str], text: str) -> Body:
    try:
        found = uploads.sources_of(text)
        asked = given.get("from", "")
        asked = "" if asked == "auto" else asked
        if given.get("to") == MODEL:
            return answers.json_body(convert_text.to_model(action.read(found, asked)))
        conversion = action.convert(found, _target(given), asked)
    except BadInput as bad:
        return _refused(bad.problems, given, text)
    if answers.wants_json():
        return answers.json_body(convert_text.to_json(conversion))
    if answers.wants_text():
        return answers.body(convert_text.to_text(conversion), TEXT)
    return answers.body(_page(given, text, conversion))


def _target(given: dict[str, str]) -> Target:
    """The target of a form or a query; `to` is another word for `stack`."""
    words: list[Pair] = [(name, value) for name, value in given.items() if name in ("release", "stack", "indirect")]
    if "stack" not in given and given.get("to"):
        words.append(("stack", given["to"]))
    return action.target(words)


def _refused(problems: Iterable[Problem], given: dict[str, str], text: str) -> Body:
    if answers.wants_json() or given.get("to") == MODEL:
        return answers.json_body(problems_to_json(problems), 400)
    if answers.wants_text():
        return answers.body(problems_to_text(problems), TEXT, 400)
    return answers.body(_page(given, text, problems=problems), status=400)


def _page(given: dict[str, str], text: str = "", conversion: Conversion | None = None, problems: Iterable[Problem] = ()) -> str:
    return render_template(
        "convert.html", given=given, text=text, found=conversion, problems=[of_problem(each) for each in problems],
        stacks=stacks.every(), families=form.releases(), moves=MOVES.values(), sure=convert_text.SURE,
        lists=_lists(conversion) if conversion else (), blocks=_blocks(conversion) if conversion else (),
    )  # fmt: skip


def _lists(conversion: Conversion) -> list[tuple[str, str, list[dict[str, object]]]]:
    """What was not used, by heading: lines with their place and reason."""
    reading = conversion.reading
    found = (
        ("Refused", "The tool or the kernel would not take these, or passes over them.", reading.parsing.refused),
        ("Not understood", "Nothing of these is in the result.", reading.unread),
        ("Not about a bond", "Left aside.", reading.parsing.aside),
    )
    return [(title, text, [convert_text.remark(reading, each) for each in lines]) for title, text, lines in found if lines]


def _blocks(conversion: Conversion) -> list[result.Shown]:
    """The result of each bond, as the template of a bond block shows it."""
    return [result.show(action.asked(each), each, tuple(of_result(each)), request.host_url) for each in conversion.results]
