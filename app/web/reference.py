"""The reference: an index, a page for each option and each mode, the tables; each also as text, options and modes as JSON.

All of it can be read for one kernel or release (`?kernel=3.10`, `?release=rhel-8`); the links of a page carry that along.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any

from flask import Blueprint, Response, render_template, request

from app.actions import lookup, reference_forms, reference_view
from app.actions import reference as action
from app.actions.explain import mode_link, option_link
from app.actions.reference_view import View
from app.actions.result_json import problems_to_json
from app.bonding.answers import SITUATIONS
from app.bonding.fields import FIELDS
from app.bonding.modes import MODES
from app.bonding.options import FACT_ROWS, OPTIONS
from app.bonding.problems import Problem
from app.bonding.wire import Pair
from app.library import notes
from app.library.models import Note
from app.library.notes import KINDS
from app.web import answers, form, form_options, kerneldoc, picture, query
from app.web.answers import SHELF, TEXT, VARY, Body
from app.web.trouble import answer_or

reference = Blueprint("reference", __name__, url_prefix="/reference")
MODULE = tuple(name for name in FACT_ROWS if name not in OPTIONS)
"""The parameters of the module, which are no options of a bond."""


@reference.get("/")
def index() -> Response:
    """All options by subject, all modes, all fields."""
    view, problems = asked_view()
    return send(
        ("index", view), problems, lambda: reference_forms.index_text(view), lambda: html("reference.html", view, problems, **_index())
    )


@reference.get("/options/<name>")
def option(name: str) -> Response:
    """One option."""
    bare = _bare(name)
    if bare not in FACT_ROWS:
        return _unknown(bare, "option")
    view, problems = asked_view()
    return send(
        ("option", bare, view, answer_or(notes.version, 0)), problems,
        lambda: reference_forms.option_text(action.option_page(bare, view), _related("option", bare)),
        lambda: html(
            "option.html", view, problems, page=action.option_page(bare, view), situations=SITUATIONS, **_related_lists("option", bare)
        ),
        lambda: reference_forms.option_json(action.option_page(bare, view)),
    )  # fmt: skip


@reference.get("/modes/<name>")
def mode(name: str) -> Response:
    """One mode."""
    bare = _bare(name)
    if bare not in MODES:
        return _unknown(bare, "mode")
    view, problems = asked_view()

    def page() -> Body:
        made = action.mode_page(bare, view)
        bond = action.example_bond(bare)
        badge = form.SWITCH_BADGES[made.mode.switch]
        return html("mode.html", view, problems, page=made, badge=badge, sketch=picture.draw(bond), **_related_lists("mode", bare))

    return send(
        ("mode", bare, view, answer_or(notes.version, 0)), problems,
        lambda: reference_forms.mode_text(action.mode_page(bare, view), _related("mode", bare)),
        page,
        lambda: reference_forms.mode_json(action.mode_page(bare, view)),
    )  # fmt: skip


@reference.get("/fields")
def fields() -> Response:
    """The words that are no options of the driver, one section each."""
    return send(
        ("fields",),
        [],
        lambda: "\n".join(map(reference_forms.field_text, FIELDS)),
        lambda: answers.body(render_template("reference_fields.html", fields=FIELDS.values(), view=reference_view.EVERY)),
    )


# ---------------------------------------------------------------- what the pages share


def asked_view() -> tuple[View, list[Problem]]:
    """The kernel that a request wants to read about, and what is wrong with it."""
    if len(request.query_string) > query.LONGEST_QUERY:
        return reference_view.EVERY, []
    return reference_view.read(query.pairs())


def html(template: str, view: View, problems: list[Problem], **values: Any) -> Body:
    """A page of the reference, whose links lead to pages for the same kernel."""

    def generator(pairs: tuple[Pair, ...]) -> str:
        return query.link("/generate", pairs)

    values = {"keep": (), **values}
    shown = render_template(
        template, view=view, problems=problems, generator=generator, address=_address(),
        option_link=lambda name: view.link(option_link(name)), mode_link=lambda name: view.link(mode_link(name)),
        link=view.link, **values,
    )  # fmt: skip
    return answers.body(shown, status=400 if problems else 200)


def send(
    key: tuple[Hashable, ...],
    problems: list[Problem],
    text: Callable[[], str],
    page: Callable[[], Body],
    data: Callable[[], Any] | None = None,
) -> Response:
    """A page that stays as it is while nothing is written; text for a terminal, JSON where there is any.

    Answers to wrong questions are not kept.
    """
    status = 400 if problems else 200
    if data and answers.wants_json():
        told = problems_to_json(problems) if problems else None
        return _kept(("reference.json", *key), problems, lambda: answers.json_body(told or data(), status))
    if answers.wants_text() or request.path.endswith(".txt"):
        wrong = "".join(f"error: {each}\n" for each in problems)
        return _kept(("reference.txt", *key), problems, lambda: answers.body(wrong or text(), TEXT, status))
    return _kept(("reference", *key), problems, page)


def _kept(key: tuple[Hashable, ...], problems: list[Problem], make: Callable[[], Body]) -> Response:
    if problems:
        return answers.send(make(), vary=VARY, cache="no-store")
    return answers.send(SHELF.get((*key, kerneldoc.number()), make), vary=VARY)


# ---------------------------------------------------------------- helpers


def _bare(name: str) -> str:
    """The name without .txt or .json."""
    for ending in (".txt", ".json"):
        name = name.removesuffix(ending)
    return name


def _address() -> str:
    """The address of the page as links give it."""
    for ending in (".txt", ".json"):
        if request.path.endswith(ending):
            return request.path.removesuffix(ending)
    return request.path


def _index() -> dict[str, Any]:
    groups = [(id, title, [OPTIONS[name] for name in form_options.names_of(id)]) for id, (title, _) in form_options.GROUPS.items()]
    groups.append(("module", "Parameters of the module", [FACT_ROWS[name] for name in MODULE]))
    taken = {"modes", "options", "fields"}
    named = [(f"group-{id}" if id in taken else id, title, options) for id, title, options in groups]
    return {"groups": named, "modes": list(form.modes()), "fields": FIELDS.values()}


def _related(kind: str, name: str) -> list[tuple[str, str]]:
    """Title and address of the entries and notes that speak of an option or a mode by a link; entries first."""
    nothing: Sequence[Note] = ()
    found = sorted(answer_or(lambda: notes.linking(kind, name), nothing), key=lambda note: (note.kind != "entry", note.title.lower()))
    return [(note.title, f"{KINDS[note.kind]}{note.slug}") for note in found]


def _related_lists(kind: str, name: str) -> dict[str, list[dict[str, str]]]:
    rows = [{"title": title, "address": address} for title, address in _related(kind, name)]
    return {
        "entries": [row for row in rows if row["address"].startswith(KINDS["entry"])],
        "notes": [row for row in rows if not row["address"].startswith(KINDS["entry"])],
    }


def _unknown(name: str, kind: str) -> Response:
    """404 with what the name may stand for; a stack's key or a value leads to its option."""
    found = lookup.find(name)[:6] if len(name) <= 60 else []
    near = "" if found else lookup.near(name)
    meant = lookup.find(near.removeprefix("Did you mean ").removesuffix("?"))[:1] if near else []
    if answers.wants_text():
        hints = "".join(f" {each.via or each.name}: {each.link}" for each in (*found, *meant))
        return answers.send(answers.body(f"error: There is no {kind} of that name.{hints}\n", TEXT, 404), cache="no-store")
    page = render_template("reference_unknown.html", kind=kind, title=f"{kind}s", found=found, meant=meant)
    return answers.send(answers.body(page, status=404), cache="no-store")
