"""Reading: lists, pages, Markdown, history, and the overviews. Notes and entries differ only in their kind.

A finished page is kept under the number of the last change of any note. That number is read before anything
else: a page made while somebody saves is kept under the older number, and nobody asks for that again.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, abort, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from app.accounts import may_write, standing
from app.library import entries, files, history, markdown, notes
from app.library.models import Note, Revision
from app.library.notes import KINDS, Draft
from app.web import answers, query
from app.web.answers import SHELF, VARY_SIGNED
from app.web.knowledge.desk import desk
from app.web.knowledge.kinds import TITLES, address, found, of_kind

reading = Blueprint("reading", __name__)

SOURCES = {".md": "text/markdown; charset=utf-8", ".txt": answers.TEXT}
A_PAGE = 100  # notes of a list


@of_kind(reading, "")
def overview(kind: str) -> Response:
    """The list, all or those with a tag."""
    tag, start = request.args.get("tag", ""), query.start()
    if answers.wants_text():
        lines = [f"{address(each)}\t{each.title}\n" for each in notes.listing(kind, tag, limit=100_000)]
        return answers.send(answers.body("".join(lines), answers.TEXT), vary=VARY_SIGNED)

    def make() -> str:
        rows = notes.listing(kind, tag, A_PAGE + 1, start)
        return render_template(
            "knowledge/list.html", kind=kind, title=TITLES[kind], prefix=KINDS[kind], notes=rows[:A_PAGE], tag=tag, tags=notes.tags(kind),
            start=start, more=start + A_PAGE if len(rows) > A_PAGE else 0, severities=entries.SEVERITIES, writable=may_write(request),
        )  # fmt: skip

    return _kept(("notes", kind, tag, str(start)), make)


@of_kind(reading, "<slug>")
def page(kind: str, slug: str) -> Answer:
    """One note: a page, or its Markdown for a terminal; a former address leads on."""
    if answers.wants_text():
        bare = _bare(kind, slug)
        return source(found(kind, bare), SOURCES.get(slug.removeprefix(bare), answers.TEXT))
    key = ("note", kind, slug, standing(request), notes.version())
    if kept := SHELF.peek(key):
        return answers.send(kept, vary=VARY_SIGNED)
    bare = _bare(kind, slug)
    note = found(kind, bare)
    if bare != slug:
        return source(note, SOURCES[slug.removeprefix(bare)])
    if note.slug != slug:
        return redirect(address(note), 301)
    note = desk().fresh(note)
    return answers.send(SHELF.get(key, lambda: answers.body(_page(note))), vary=VARY_SIGNED)


def _page(note: Note) -> str:
    return render_template(
        "knowledge/page.html", note=note, kind=note.kind, prefix=KINDS[note.kind], title=TITLES[note.kind], kinds=KINDS,
        backlinks=notes.backlinks(note), headings=markdown.headings(note.html), severities=entries.SEVERITIES, writable=may_write(request),
    )  # fmt: skip


@of_kind(reading, "<slug>/history")
def past(kind: str, slug: str) -> Response:
    """Every save, and the difference between any two of them."""
    note = found(kind, slug)
    revisions = notes.history(note)
    numbers = {each.number: each for each in revisions}
    new = numbers.get(request.args.get("new", 0, type=int), revisions[0])
    old = numbers.get(request.args.get("old", 0, type=int)) or numbers.get(new.number - 1)
    rows = history.difference(written(note.kind, old), written(note.kind, new)) if old else []
    view = "side" if request.args.get("view") == "side" else "unified"
    html = render_template(
        "knowledge/history.html", note=note, kind=kind, title=TITLES[kind], prefix=KINDS[kind], revisions=revisions, new=new, old=old,
        view=view, rows=rows, lines=list(history.unified(rows)), writable=may_write(request),
    )  # fmt: skip
    return answers.send(answers.body(html), vary=VARY_SIGNED)


@of_kind(reading, "<slug>/history/<int:number>")
def revision(kind: str, slug: str, number: int) -> Response:
    """A note as it was."""
    note = found(kind, slug)
    wanted = next((each for each in notes.history(note) if each.number == number), None)
    if wanted is None:
        abort(404, f"“{note.title}” has no save number {number}. The newest is {note.number}.")
    if answers.wants_text():
        return answers.send(answers.body(written(kind, wanted), answers.TEXT), vary=VARY_SIGNED)
    html = render_template(
        "knowledge/revision.html", note=note, kind=kind, title=TITLES[kind], prefix=KINDS[kind], revision=wanted,
        shown=desk().preview(wanted.body).html, writable=may_write(request),
    )  # fmt: skip
    return answers.send(answers.body(html), vary=VARY_SIGNED)


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
    start = query.start()

    def make() -> str:
        rows = notes.trash(A_PAGE + 1, start)
        more = start + A_PAGE if len(rows) > A_PAGE else 0
        return render_template(
            "knowledge/trash.html", notes=rows[:A_PAGE], kinds=KINDS, start=start, more=more, writable=may_write(request)
        )

    return _kept(("trash", str(start)), make)


# ---------------------------------------------------------------- helpers


def written(kind: str, revision: Revision) -> str:
    """A save as the file it would be: the difference shows title, tags and facts along with the text."""
    return files.write(kind, Draft(revision.title, revision.body, tuple(revision.tags), revision.facts, slug=revision.slug))


def _bare(kind: str, slug: str) -> str:
    """The slug without .md or .txt, unless a note is really called that."""
    for ending in SOURCES:
        if slug.endswith(ending) and slug != ending and notes.find(kind, slug) is None:
            return slug.removesuffix(ending)
    return slug


def source(note: Note, kind: str) -> Response:
    """A note as its file."""
    draft = Draft(note.title, note.body, tuple(note.tags), note.facts, note.pinned, note.slug)
    text = files.write(note.kind, draft, created=note.created_at, updated=note.updated_at)
    return answers.send(answers.body(text, kind), vary=VARY_SIGNED)


def _kept(key: tuple[str, ...], make: Callable[[], str]) -> Response:
    """A page that is the same until something is written."""
    return answers.send(SHELF.get((*key, standing(request), notes.version()), lambda: answers.body(make())), vary=VARY_SIGNED)
