"""The tables of the reference: the modes beside each other, options by mode and stack, what changed, every stack."""

from __future__ import annotations

from flask import Blueprint, Response

from app import stacks
from app.actions import reference_tables as tables
from app.actions import reference_tables_text as texts
from app.actions.diagnose import Known
from app.actions.reference_view import EVERY, View
from app.bonding import wording
from app.bonding.modes import MODES
from app.bonding.problems import Problem, did_you_mean, problem
from app.diagnosis.symptoms import SYMPTOMS
from app.distros.releases import RELEASES
from app.library import notes
from app.library.database import db
from app.library.problems import of_library
from app.stacks.contract import Stack
from app.web import query
from app.web.reference import asked_view, html, send
from app.web.trouble import answer_or

reference_tables = Blueprint("reference_tables", __name__, url_prefix="/reference")

FROM, TO = "2.6.18", "6.12"
"""What is compared when nobody says."""


@reference_tables.get("/modes/")
def modes() -> Response:
    """The seven modes beside each other."""
    view, problems = asked_view()
    rows = tables.modes()
    return send(("modes", view), problems, lambda: texts.modes(rows), lambda: html("reference_modes.html", view, problems, rows=rows))


@reference_tables.get("/options/")
def options() -> Response:
    """All options in a table: those that work in a mode, that a kernel has, that a stack can say."""
    view, problems = asked_view()
    asked, wrong = tables.read_filter(query.pairs())
    shown, left_out = tables.options(asked, view)
    return send(
        ("options", asked, view),
        problems + wrong,
        lambda: texts.options(shown, left_out, asked, view),
        lambda: html(
            "reference_options.html",
            view,
            problems + wrong,
            asked=asked,
            shown=shown,
            left_out=left_out,
            modes=MODES,
            stacks=stacks.every(),
        ),
    )


@reference_tables.get("/kernels")
def kernels() -> Response:
    """What changed from one kernel or release to another."""
    view, problems = asked_view()
    given = {name: text.strip() for name, text in query.pairs() if text.strip()}
    told = (given.get("from") or _here(view, FROM), given.get("to") or TO)
    ends: list[View] = []
    for field, text in zip(("from", "to"), told, strict=True):
        found = tables.end(field, text)
        if isinstance(found, Problem):
            problems.append(found)
        ends.append(EVERY if isinstance(found, Problem) else found)
    old, new = ends
    rows = [] if problems else tables.changes(old, new)
    return send(
        ("kernels", old, new, view),
        problems,
        lambda: texts.changes(rows, old, new),
        lambda: html(
            "reference_kernels.html", view, problems, rows=rows, old=old, new=new, given=told,
            turned=view.link("/reference/kernels", ("from", told[1]), ("to", told[0])),
            releases=[(id, release.name) for id, release in RELEASES.items()], ways=(wording.SYSFS_SINCE, wording.NETLINK_SINCE),
        ),
    )  # fmt: skip


@reference_tables.get("/stacks")
def every_stack() -> Response:
    """Each option in each stack, or in those that are chosen."""
    view, problems = asked_view()
    named = [text for name, text in query.pairs() if name == "stack" and text]
    problems += [
        problem("stack", each, "is no stack that Bondbook writes.", did_you_mean(each, stacks.IDS))
        for each in named
        if each not in stacks.IDS
    ]
    chosen: list[Stack] = [stack for stack in stacks.every() if stack.id in named or not named or problems]
    return send(
        ("stacks", view, *(stack.id for stack in chosen)),
        problems,
        lambda: texts.matrix(tables.matrix(chosen, view)),
        lambda: html(
            "reference_stacks.html", view, problems, rows=tables.matrix(chosen, view), chosen=chosen,
            heads=("Option", *(each.id for each in chosen)), stacks=list(stacks.every()),
            keep=[("stack", each) for each in named if each in stacks.IDS],
        ),
    )  # fmt: skip


@reference_tables.get("/symptoms")
def symptoms() -> Response:
    """What diagnose looks for in the state of a bond."""
    found = [each.in_general() for each in SYMPTOMS.values()]
    nothing: dict[str, Known] = {}
    return send(
        ("symptoms", answer_or(notes.version, 0)),
        [],
        lambda: texts.symptoms(found),
        lambda: html("reference_symptoms.html", EVERY, [], found=found, known=answer_or(lambda: of_library(db.engine).known, nothing)),
    )


def _here(view: View, otherwise: str) -> str:
    """The kernel that one reads for, as the beginning of a comparison."""
    return view.release.id if view.release else view.pairs[0][1] if view.pairs else otherwise
