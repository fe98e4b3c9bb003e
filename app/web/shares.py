"""Short links: POST /s/ makes one of a configuration, GET /s/<token> leads back to it."""

from __future__ import annotations

import re

from flask import Blueprint, Response, abort, redirect, request
from werkzeug.wrappers import Response as Answer

from app.accounts import may_write
from app.accounts.tokens import FIELD
from app.actions import generate as action
from app.actions.result_json import problems_to_json
from app.bonding.wire import Pair
from app.library import shares as library
from app.web import access, answers, query

shares = Blueprint("shares", __name__)


@shares.post("/s/")
def make() -> Answer:
    """Keep the canonical pairs of the form; show the generator's page with the short link on it."""
    if not may_write(request):
        return access.refuse()
    asked = action.read([(name, value) for name, value in request.form.items(multi=True) if name not in ("shared", FIELD)])
    if asked.problems:
        return answers.send(answers.json_body(problems_to_json(asked.problems), 400)) if answers.wants_json() else _form(asked.pairs)
    token = library.save(asked.link)
    if answers.wants_json():
        made: Response = answers.send(answers.json_body({"link": address(token), "token": token}, 201), cache="no-store")
        made.headers["Location"] = f"/s/{token}"
        return made
    return redirect(query.link("/generate", [*asked.link, ("shared", token)]), 303)


@shares.get("/s/<token>")
def follow(token: str) -> Answer:
    """Lead to the configuration behind a short link."""
    pairs = known(token)
    if pairs is None:
        abort(404)
    return redirect(query.link("/generate", pairs), 302)


def known(token: str) -> list[Pair] | None:
    """The pairs behind a token, None for one that was never made."""
    return library.load(token) if re.fullmatch(r"[A-Za-z0-9_-]{4,64}", token) else None


def address(token: str) -> str:
    """The whole address of a short link."""
    return f"{request.host_url}s/{token}"


def _form(pairs: list[Pair]) -> Answer:
    """The form tells what is wrong with the pairs."""
    return redirect(query.link("/generate", pairs), 303)
