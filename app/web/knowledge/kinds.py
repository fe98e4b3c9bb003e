"""What the pages of notes and those of entries share: one view serves both, and is told the kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort

from app.library import notes
from app.library.models import Note
from app.library.notes import KINDS

TITLES = {"note": "Notes", "entry": "Troubleshooting"}

View = Callable[..., Any]


def of_kind(blueprint: Blueprint, rule: str, method: str = "GET") -> Callable[[View], View]:
    """Decorator: a route below both kinds."""

    def decorate(view: View) -> View:
        for kind, prefix in KINDS.items():
            name = f"{kind}_{view.__name__}"
            blueprint.add_url_rule(prefix + rule, name, view, defaults={"kind": kind}, methods=[method])
        return view

    return decorate


def found(kind: str, slug: str, *, trash: bool = False) -> Note:
    """The note; 404 for none, 410 for one in the trash unless that is where it is looked for."""
    note = notes.find(kind, slug)
    if note is None:
        abort(404, f"Nobody has written that yet. Write it at {KINDS[kind]}new, or search for it.")
    if note.deleted_at is not None and not trash:
        abort(410, f"“{note.title}” is in the trash. Bring it back at /notes/trash.")
    return note


def address(note: Note) -> str:
    """Where a note is read."""
    return f"{KINDS[note.kind]}{note.slug}"
