"""The switches in the reference: all of them beside each other, and a page for each; also as text, one as JSON."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from app import switches
from app.actions import reference_switches as action
from app.actions.reference_view import EVERY
from app.web.reference import html, send

reference_switches = Blueprint("reference_switches", __name__, url_prefix="/reference")


@reference_switches.get("/switches")
@reference_switches.get("/switches.txt")
def index() -> Response:
    """What each vendor system says of each feature."""
    return send(
        ("switches",),
        [],
        action.to_text,
        lambda: html("reference_switches.html", EVERY, [], rows=action.rows(), heads=("System", *action.COLUMNS.values())),
    )


@reference_switches.get("/switches/<name>")
def page(name: str) -> Response:
    """One vendor system, with examples."""
    id = name.removesuffix(".txt").removesuffix(".json")
    if id not in switches.IDS:
        abort(404, "There is no switch of that name. /reference/switches has all of them.")
    switch = switches.get(id)
    return send(
        ("switch", id),
        [],
        lambda: action.switch_text(switch),
        lambda: html(
            "reference_switch.html",
            EVERY,
            [],
            switch=switch,
            cells=action.cells(switch),
            examples=[action.example(switch, kind) for kind in action.EXAMPLES],
        ),
        lambda: action.switch_json(switch),
    )
