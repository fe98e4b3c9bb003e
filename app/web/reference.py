"""The reference: an index, a page for each option and each mode, one page for the plain fields; text for a terminal."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, render_template
from markupsafe import Markup, escape

from app.actions import lookup, reference_forms
from app.actions import reference as action
from app.actions.explain import mode_link, option_link
from app.bonding import wording
from app.bonding.fields import FIELDS
from app.bonding.modes import MODES
from app.bonding.options import FACT_ROWS, OPTIONS
from app.bonding.wire import Pair
from app.web import answers, form, form_options, kerneldoc, query
from app.web.answers import SHELF, TEXT, Body

reference = Blueprint("reference", __name__, url_prefix="/reference")
VARY = "Accept, User-Agent"
MODULE = tuple(name for name in FACT_ROWS if name not in OPTIONS)
"""The parameters of the module, which are no options of a bond."""


@reference.get("/")
def index() -> Response:
    """All options by subject, all modes, all fields."""
    return _send(("index",), _index_text, lambda: _html("reference.html", **_index()))


@reference.get("/options/")
@reference.get("/modes/")
def lists() -> Response:
    """The lists are parts of the index."""
    return index()


@reference.get("/options/<name>")
def option(name: str) -> Response:
    """One option."""
    if name not in FACT_ROWS:
        return _unknown(name, "option", "Options")
    page = action.option_page
    return _send(
        ("option", name), lambda: reference_forms.option_text(page(name)), lambda: _html("option.html", page=page(name), **_helpers())
    )


@reference.get("/modes/<name>")
def mode(name: str) -> Response:
    """One mode."""
    if name not in MODES:
        return _unknown(name, "mode", "Modes")
    page = action.mode_page
    return _send(
        ("mode", name),
        lambda: reference_forms.mode_text(page(name)),
        lambda: _html("mode.html", page=page(name), badge=form.SWITCH_BADGES[MODES[name].switch], **_helpers()),
    )


@reference.get("/fields")
def fields() -> Response:
    """The words that are no options of the driver, one section each."""
    return _send(
        ("fields",),
        lambda: "\n".join(map(reference_forms.field_text, FIELDS)),
        lambda: _html("reference_fields.html", fields=FIELDS.values()),
    )


# ---------------------------------------------------------------- helpers


def _index() -> dict[str, Any]:
    groups = [(title, [OPTIONS[name] for name in form_options.names_of(id)]) for id, (title, _) in form_options.GROUPS.items()]
    groups.append(("Parameters of the module", [FACT_ROWS[name] for name in MODULE]))
    return {"groups": groups, "modes": list(form.modes()), "fields": FIELDS.values(), "listed": wording.listed, **_helpers()}


def _index_text() -> str:
    lines = ["Modes"] + [f"  {mode_link(each.name)}  {each.plain}" for each in MODES.values()]
    lines += ["", "Options"] + [f"  {option_link(each.name)}  {each.summary}" for each in FACT_ROWS.values()]
    lines += ["", "Fields"] + [f"  /reference/fields#{each.name}  {each.summary}" for each in FIELDS.values()]
    return "\n".join([*lines, "", "Rules", "  /reference/rules/"]) + "\n"


def _helpers() -> dict[str, Any]:
    """What the templates use to make links."""

    def generator(pairs: tuple[Pair, ...]) -> str:
        return query.link("/generate", pairs)

    return {"generator": generator, "option_link": option_link, "mode_link": mode_link}


def _html(template: str, **values: Any) -> Body:
    return answers.body(render_template(template, **values))


def _send(key: tuple[str, ...], text: Callable[[], str], html: Callable[[], Body]) -> Response:
    """A page that stays as it is while the program runs and the kernel's documents are the same; text for a terminal."""
    if answers.wants_text():
        return answers.send(SHELF.get(("reference.txt", *key), lambda: answers.body(text(), TEXT)), vary=VARY)
    return answers.send(SHELF.get(("reference", *key, kerneldoc.number()), html), vary=VARY)


_SURE = sorted((name for name in FACT_ROWS if "_" in name or name.endswith(("imon", "delay"))), key=len, reverse=True)
NAMES = re.compile(rf"(?<![\w/.+-])(?:{'|'.join(_SURE)})(?![\w/-])")
"""Names of options that cannot be anything else in a sentence."""


@reference.app_template_filter("refs")
def refs(text: str, here: str = "") -> Markup:
    """Text in which the names of options lead to their pages; `here` is the option whose page this is."""
    out, at = Markup(""), 0
    for match in NAMES.finditer(text):
        name = Markup("<code>{}</code>").format(match[0])
        linked = name if match[0] == here else Markup('<a href="{}">{}</a>').format(option_link(match[0]), name)
        out += escape(text[at : match.start()]) + linked
        at = match.end()
    return out + escape(text[at:])


def _unknown(name: str, kind: str, title: str) -> Response:
    """404 with what the name may stand for; a stack's key or a value leads to its option."""
    found = lookup.find(name)[:6] if len(name) <= 60 else []
    near = "" if found else lookup.near(name)
    meant = lookup.find(near.removeprefix("Did you mean ").removesuffix("?"))[:1] if near else []
    if answers.wants_text():
        hints = "".join(f" {each.via or each.name}: {each.link}" for each in (*found, *meant))
        return answers.send(answers.body(f"error: There is no {kind} of that name.{hints}\n", TEXT, 404), cache="no-store")
    html = render_template("reference_unknown.html", kind=kind, title=title, found=found, meant=meant)
    return answers.send(answers.body(html, status=404), cache="no-store")
