"""/check: paste or upload the files of a bond, see what is wrong with them. Nothing that is sent here is kept."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, Response, render_template, request

from app import stacks
from app.actions import check as action
from app.actions import check_text, sarif
from app.actions.check import Checked, Found
from app.actions.check_fix import Fixed, fix
from app.actions.result_json import problems_to_json
from app.actions.result_text import problems_to_text
from app.bonding.problems import Problem
from app.errors import BadInput
from app.web import answers, form, uploads
from app.web.answers import TEXT, Body
from app.web.says import of_problem

check = Blueprint("check", __name__)
SARIF = "application/sarif+json"
Rows = list[tuple[int, Found]]


@check.get("/check")
def page() -> Response:
    """The empty form."""
    if answers.wants_text():
        return answers.send(uploads.usage("the files of a bond", "?release=debian-12"), vary=answers.VARY)
    given = {name: value for name, value in request.args.items() if name in ("from", "release")}
    return answers.send(answers.body(_page(given)), vary=answers.VARY)


@check.post("/check")
def checked() -> Response:
    """What is wrong with the text and the files; text for a terminal, JSON and SARIF for those who ask for it."""
    uploads.bound()
    given = {**request.args.to_dict(), **{name: value for name, value in request.form.items() if name != "text"}}
    text = request.form.get("text", "")
    finished = uploads.worked(lambda: _checked(given, text), lambda bad: _refused([bad], given, ""))
    return answers.send(finished, cache="no-store")


def _checked(given: dict[str, str], text: str) -> Body:
    stack = given.get("from", "")
    try:
        found = action.check(uploads.sources_of(text), "" if stack == "auto" else stack, given.get("release", ""))
    except BadInput as bad:
        return _refused(bad.problems, given, text)
    return _answer(found, given, text)


def _answer(found: Checked, given: dict[str, str], text: str) -> Body:
    asked, fixed = _form(given), fix(found)
    if asked == "sarif":
        return answers.body(answers.json_text(sarif.to_sarif(found, request.host_url)), SARIF)
    if asked == "json":
        return answers.json_body(check_text.to_json(found, fixed))
    if asked == "text":
        return answers.body(check_text.to_text(found, fixed, diff="fix" in given, hints="hints" in given), TEXT)
    return answers.body(_page(given, text, found, fixed))


def _form(given: dict[str, str]) -> str:
    """The form of the answer: that of the word `format`, else what the client takes; empty for a page."""
    if given.get("format") in ("sarif", "json", "text"):
        return given["format"]
    if SARIF in request.environ.get("HTTP_ACCEPT", ""):
        return "sarif"
    return "json" if answers.wants_json() else "text" if answers.wants_text() else ""


def _refused(problems: Iterable[Problem], given: dict[str, str], text: str) -> Body:
    asked = _form(given)
    if asked == "text":
        return answers.body(problems_to_text(problems), TEXT, 400)
    return answers.json_body(problems_to_json(problems), 400) if asked else answers.body(_page(given, text, problems=problems), status=400)


def _page(
    given: dict[str, str],
    text: str = "",
    found: Checked | None = None,
    fixed: Iterable[Fixed] = (),
    problems: Iterable[Problem] = (),
) -> str:
    return render_template(
        "check.html", given=given, text=text, found=found, fixed=list(fixed), problems=[of_problem(each) for each in problems],
        stacks=stacks.every(), families=form.releases(), groups=_groups(found) if found else (),
        counted=check_text.counted(found) if found else "",
    )  # fmt: skip


def _groups(found: Checked) -> list[tuple[str, Rows, Rows]]:
    """The findings by file: those to mend, and those that are good to know, each with its line."""
    groups: dict[str, tuple[Rows, Rows]] = {}
    for each in found.findings:
        path, line = found.place(each)
        groups.setdefault(path or "text", ([], []))[each.level == "hint"].append((line, each))
    return [(path, *parts) for path, parts in groups.items()]
