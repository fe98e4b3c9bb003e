"""The generator's routes: /generate for people and terminals, /generate.txt and /generate.json."""

from __future__ import annotations

import json

from flask import Blueprint, Response, abort, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from app.accounts import standing
from app.actions import generate as action
from app.actions import result_json, result_text
from app.bonding.modes import MODES
from app.bonding.problems import problem
from app.bonding.wire import Pair
from app.web import answers, examples, form, lines, picture, query, result, shares
from app.web.answers import SHELF, VARY, VARY_SIGNED, Body
from app.web.says import of_problems, of_result

generate = Blueprint("generate", __name__)

EMPTY_OF_A_FORM = 5  # a query with more empty values than that was sent by the form
USAGE = "# For example: curl '{}generate?release=centos-5&mode=balance-alb&miimon=100&member=eth0&member=eth1&address=192.168.11.200/24'\n"


@generate.get("/generate")
def page() -> Answer:
    """The form and its result; text for a terminal."""
    if answers.wants_text():
        return _send_text()
    asked = request.query_string
    if len(asked) > query.LONGEST_QUERY:
        abort(414)
    if b"=" in asked and (b"=&" in asked or b"without=" in asked) and (tidied := _tidied(query.parse(asked))) is not None:
        return redirect(query.link("/generate", tidied), 302)
    if b"shared=" in asked:
        return answers.send(_page(asked), vary=VARY_SIGNED)
    return answers.send(SHELF.get(("page", answers.site_key(), asked, standing(request)), lambda: _page(asked)), vary=VARY_SIGNED)


@generate.get("/generate.txt")
def text() -> Response:
    """The result as text for a terminal; 400 if there is none."""
    return _send_text()


@generate.get("/generate.json")
def as_json() -> Response:
    """The result as JSON; 400 if there is none."""
    return answers.send(to_json(_query()))


@generate.post("/generate.json")
def from_json() -> Response:
    """The same for a bond sent as JSON."""
    try:
        data = json.loads(request.get_data())
    except (ValueError, RecursionError):
        bad = [problem("request", "", "is not JSON.", "Send the JSON of a bond.")]
        return answers.send(answers.json_body(result_json.problems_to_json(bad), 400), cache="no-store")
    explain = lines.asked(query.pairs())[1]
    return answers.send(_json(action.read_json(data), explain=explain), cache="no-store")


def _query() -> bytes:
    if len(request.query_string) > query.LONGEST_QUERY:
        abort(414)
    return request.query_string


def _send_text() -> Response:
    asked = _query()
    return answers.send(to_text(asked), vary=VARY if request.path == "/generate" else "")


def to_text(asked: bytes) -> Body:
    """What a query asks for, as text."""
    return SHELF.get(("text", answers.site_key(), asked), lambda: _text(asked))


def to_json(asked: bytes) -> Body:
    """What a query asks for, as JSON."""
    pairs, explain = lines.asked(query.parse(asked))
    return SHELF.get(("json", asked), lambda: _json(action.read(pairs), explain=explain))


def _text(asked: bytes) -> Body:
    pairs, explain = lines.asked(query.parse(asked))
    read = action.read([pair for pair in pairs if pair[0] != "shared"])
    if read.problems:
        usage = "" if asked else USAGE.format(request.host_url)
        return answers.body(result_text.problems_to_text(read.problems) + usage, answers.TEXT, 400)
    return answers.body(result_text.to_text(action.generate(read), explain=explain), answers.TEXT)


def _json(read: action.Request, *, explain: bool = False) -> Body:
    if read.problems:
        return answers.json_body(result_json.problems_to_json(read.problems, read.mends), 400)
    return answers.json_body(result_json.to_json(action.generate(read), explain=explain))


def _page(asked: bytes) -> Body:
    site = request.host_url
    pairs, explain = lines.asked(query.parse(asked))
    shared = [value for name, value in pairs if name == "shared"]
    pairs = [pair for pair in pairs if pair[0] != "shared"]
    first = not pairs
    read = action.read(pairs or examples.START)
    says = problems = of_problems(read)
    shown, offered = None, False
    waiting = read.bond is not None and not read.bond.members
    if not read.problems:
        made = action.generate(read)
        says, offered = of_result(made), any(loss.indirect for loss in made.rendering.losses)
        if waiting:  # somebody who has only begun has made no mistake
            says = [say for say in says if say.field not in ("member", "primary") and say.level != "hint"]
        shown = result.show(read, made, tuple(says), site, explain=explain)
    html = render_template(
        "generate.html",
        form=form.build(read, says, offered=offered),
        modes=form.modes(),
        mode=MODES.get(read.bond.mode) if read.bond else None,
        sketch=picture.of(read),
        which=query.link("/generate/which-mode", pairs),
        request=read,
        problems=problems,
        shown=shown,
        waiting=waiting,
        first=first,
        explain=explain,
        examples=examples.EXAMPLES,
        short=_short(shared, read),
    )
    return answers.body(html)


def _short(shared: list[str], read: action.Request) -> shares.Short | None:
    """The short link to show: only one that really leads to this configuration."""
    return shares.leading_to(shared[0], read.link) if shared and not read.problems else None


def _tidied(pairs: list[Pair]) -> list[Pair] | None:
    """What a form sent, without the fields that were left empty and the VLAN to be removed; None if that changes nothing."""
    without = {value for name, value in pairs if name == "without" and value.isdigit()}
    empty = sum(not value for _, value in pairs)
    if not without and empty <= EMPTY_OF_A_FORM:
        return None
    kept = [(name, value) for name, value in pairs if value and name != "without" and not _is_of(name, without)]
    if without:
        kept = [(name, _less(value, without) if name == "vlan" else value) for name, value in kept]
    return [(name, value) for name, value in kept if value]


def _is_of(name: str, vlans: set[str]) -> bool:
    """Whether a word is one of these VLANs'."""
    return name.startswith("vlan.") and name.split(".", 2)[1] in vlans and name.count(".") > 1


def _less(ids: str, numbers: set[str]) -> str:
    return ", ".join(each for each in ids.replace(",", " ").split() if each not in numbers)
