"""Reading: lists, pages, Markdown, history, and the overviews. Notes and entries differ only in their kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from app.library import entries, files, markdown, notes
from app.library.models import Note
from app.library.notes import KINDS, Draft
from app.web import answers
from app.web.answers import SHELF, Body
from app.web.knowledge.desk import desk

reading = Blueprint("reading", __name__)

TITLES = {"note": "Notes", "entry": "Troubleshooting"}
MARKDOWN = "text/markdown; charset=utf-8"


def of_kind(rule: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorator: a route below both kinds; the view is told the kind."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        for kind, prefix in KINDS.items():
            reading.add_url_rule(prefix + rule, f"{kind}_{view.__name__}", view, defaults={"kind": kind})
        return view

    return decorate


@of_kind("")
def overview(kind: str) -> Response:
    """The list, all or those with a tag."""
    tag = request.args.get("tag", "")
    if answers.wants_text():
        rows = notes.listing(kind, tag)
        return answers.send(answers.body("".join(f"{KINDS[kind]}{each.slug}\t{each.title}\n" for each in rows), answers.TEXT), vary="Accept, User-Agent")
    return _kept(
        ("list", kind, tag),
        lambda: render_template(
            "knowledge/list.html", kind=kind, title=TITLES[kind], prefix=KINDS[kind], notes=notes.listing(kind, tag), tag=tag, tags=notes.tags(kind),
            severities=entries.SEVERITIES,
        ),
    )  # fmt: skip


@of_kind("<slug>")
def page(kind: str, slug: str) -> Answer:
    """One note: a page, or its Markdown for a terminal; a former address leads on."""
    if slug.endswith(".md"):
        return _source(_found(kind, slug.removesuffix(".md")))
    if answers.wants_text():
        return _source(_found(kind, slug), answers.TEXT)
    kept = SHELF.peek(("page", kind, slug, notes.version()))
    if kept is not None:
        return answers.send(kept, vary="Accept, User-Agent")
    note = _found(kind, slug)
    if note.slug != slug:
        return redirect(f"{KINDS[kind]}{note.slug}", 301)
    note = desk().fresh(note)
    return _kept(("page", kind, slug), lambda: _page(note))


def _page(note: Note) -> str:
    return render_template(
        "knowledge/page.html", note=note, kind=note.kind, prefix=KINDS[note.kind], title=TITLES[note.kind],
        backlinks=notes.backlinks(note), headings=markdown.headings(note.html), severities=entries.SEVERITIES,
    )  # fmt: skip


@of_kind("<slug>/history")
def past(kind: str, slug: str) -> Response:
    """Every save, and the difference between any two of them."""
    note = _found(kind, slug)
    revisions = notes.history(note)
    numbers = {each.number: each for each in revisions}
    new = numbers.get(request.args.get("new", type=int) or 0, revisions[0])
    old = numbers.get(request.args.get("old", type=int) or 0) or numbers.get(new.number - 1)
    view = "side" if request.args.get("view") == "side" else "unified"
    html = render_template(
        "knowledge/history.html", note=note, prefix=KINDS[kind], revisions=revisions, new=new, old=old, view=view,
        rows=history.difference(old, new) if old else (),
    )  # fmt: skip
    return answers.send(answers.body(html))


@of_kind("<slug>/history/<int:number>")
def revision(kind: str, slug: str, number: int) -> Response:
    """A note as it was."""
    note = _found(kind, slug)
    wanted = next((each for each in notes.history(note) if each.number == number), None)
    if wanted is None:
        abort(404, f"“{note.title}” has no save number {number}. It has {note.number}.")
    html = render_template("knowledge/revision.html", note=note, prefix=KINDS[kind], revision=wanted, shown=desk().preview(wanted.body))
    return answers.send(answers.body(html))


@reading.get("/notes/journal")
def journal() -> Response:
    """What was written, day by day."""
    return _kept(("journal",), lambda: render_template("knowledge/journal.html", days=notes.journal(), kinds=KINDS))


@reading.get("/notes/wanted")
def wanted() -> Response:
    """What notes link to and nobody has written yet."""
    return _kept(("wanted",), lambda: render_template("knowledge/wanted.html", wanted=notes.wanted(), kinds=KINDS))


@reading.get("/notes/trash")
def trash() -> Response:
    """What was deleted and can be brought back."""
    return _kept(("trash",), lambda: render_template("knowledge/trash.html", notes=notes.trash(), kinds=KINDS))


# ---------------------------------------------------------------- helpers


def _found(kind: str, slug: str) -> Note:
    """The note; 404 for none, 410 for one in the trash."""
    note = notes.find(kind, slug)
    if note is None:
        abort(404, f"Nobody has written that yet. Write it at {KINDS[kind]}new, or search for it.")
    if note.deleted_at is not None:
        abort(410, f"“{note.title}” is in the trash. Bring it back at /notes/trash.")
    return note


def _source(note: Note, kind: str = MARKDOWN) -> Response:
    draft = Draft(note.title, note.body, tuple(note.tags), note.facts, note.pinned, note.slug)
    text = files.write(note.kind, draft, created=note.created_at, updated=note.updated_at)
    return answers.send(answers.body(text, kind), vary="Accept, User-Agent")


def _kept(key: tuple[str, ...], make: Callable[[], str]) -> Response:
    """A page that is the same until something is written."""
    body: Callable[[], Body] = lambda: answers.body(make())  # noqa: E731
    return answers.send(SHELF.get((*key, notes.version()), body), vary="Accept, User-Agent")
