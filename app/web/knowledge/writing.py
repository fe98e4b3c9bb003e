"""Writing: the editor, saving, conflicts, the trash, and restoring.

A POST to …/new or …/edit shows the editor again with what was typed (preview, more rows, trying a log) and
writes nothing. Only a POST to the address of a list or of a note saves.
"""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from typing import TypeGuard

from flask import Blueprint, Response, abort, redirect, render_template, request
from sqlalchemy.exc import DBAPIError
from werkzeug.wrappers import Response as Answer

from app.accounts import Standing, may_write, person, standing
from app.accounts.tokens import FIELD
from app.bonding.problems import Problem, problem
from app.errors import BadInput
from app.library import entries, files, history, notes
from app.library.attachments import LARGEST
from app.library.models import Note
from app.library.notes import KINDS, Author, Conflict, Draft
from app.web import access, answers, errors
from app.web.knowledge.desk import desk
from app.web.knowledge.files import kept
from app.web.knowledge.kinds import TITLES, address, found, of_kind
from app.web.knowledge.sheet import HINTS, INTRO, ROLES, Sheet
from app.web.knowledge.trying import tried

writing = Blueprint("writing", __name__)

MOST_FORM = 4 * 1024 * 1024  # bytes of a form's fields
MOST_FILES = 4
SAVING = {f"writing.{kind}_{name}" for kind in KINDS for name in ("create", "save")}
WITH_TEXT = SAVING | {f"writing.{kind}_{name}" for kind in KINDS for name in ("new_again", "edit_again")}
NOT_SIGNED_IN = "You are not signed in, or not any more."
SIGNED_IN_SINCE = "This page was opened before you signed in. Save once more: it is up to date now."
NO_BASE = "The form did not say which save it started from. Open the editor anew and put your text in."


@writing.before_request
def guard() -> Answer | None:
    """Only those who may write get past; forms of notes may be larger than those of bonds."""
    request.max_content_length = MOST_FORM + MOST_FILES * LARGEST
    request.max_form_memory_size = MOST_FORM
    if may_write(request):
        return None
    return _not_now() if request.method == "POST" and request.endpoint in WITH_TEXT else access.refuse()


@of_kind(writing, "new")
def new(kind: str) -> Response:
    """The editor, empty or with what the address says."""
    sheet = Sheet(kind, title=request.args.get("title", "")[:200], tags=request.args.get("tags", ""), text=request.args.get("body", ""))
    return _editor(sheet)


@of_kind(writing, "new", "POST")
def new_again(kind: str) -> Response:
    """The editor with what was typed, or with a bond block of the generator's pairs."""
    if "keep" in request.form:
        return _editor(_of_generator())
    return _editor(Sheet.of_form(kind, request.form), asked=request.form.get("do", ""))


@of_kind(writing, "preview", "POST")
def preview(kind: str) -> Response:
    """What a text looks like, for the pane beside the editor."""
    return answers.send(answers.body(desk().preview(Sheet.of_form(kind, request.form).body).html), cache="no-store")


@of_kind(writing, "", "POST")
def create(kind: str) -> Answer:
    """Save a new note."""
    sheet = Sheet.of_form(kind, request.form)
    try:
        _attach(sheet)
        note = desk().create(kind, sheet.draft(), _by(sheet))
    except BadInput as error:
        return _editor(sheet, problems=error.problems)
    return redirect(address(note), 303)


@of_kind(writing, "<slug>/edit")
def edit(kind: str, slug: str) -> Response:
    """The editor with a note in it."""
    note = found(kind, slug)
    return _editor(Sheet.of_note(note), note)


@of_kind(writing, "<slug>/edit", "POST")
def edit_again(kind: str, slug: str) -> Response:
    """The editor with what was typed."""
    sheet = Sheet.of_form(kind, request.form)
    note = notes.find(kind, slug)
    return _editor(sheet, note, asked=request.form.get("do", "")) if _there(note) else _gone(sheet, note, slug)


@of_kind(writing, "<slug>", "POST")
def save(kind: str, slug: str) -> Answer:
    """Save the next revision; where somebody else was quicker, show both."""
    note = notes.find(kind, slug)
    sheet = Sheet.of_form(kind, request.form)
    if not _there(note):
        return _gone(sheet, note, slug)
    try:
        _check_base(sheet, note)
        _attach(sheet)
        saved = desk().save(note, sheet.draft(note), sheet.base, _by(sheet))
    except BadInput as error:
        return _editor(sheet, note, problems=error.problems)
    except Conflict as conflict:
        return _conflict(conflict, sheet)
    return redirect(address(saved), 303)


@of_kind(writing, "<slug>/delete", "POST")
def delete(kind: str, slug: str) -> Answer:
    """Into the trash."""
    desk().throw_away(found(kind, slug))
    return redirect("/notes/trash", 303)


@of_kind(writing, "<slug>/bring-back", "POST")
def bring_back(kind: str, slug: str) -> Answer:
    """Out of the trash."""
    note = found(kind, slug, trash=True)
    if note.deleted_at is not None:
        desk().bring_back(note)
    return redirect(address(note), 303)


@of_kind(writing, "<slug>/history/<int:number>/restore", "POST")
def restore(kind: str, slug: str, number: int) -> Answer:
    """Make an older save the newest one; its address stays that of today."""
    note = found(kind, slug)
    sheet = Sheet.of_form(kind, request.form)
    old = next((each for each in notes.history(note) if each.number == number), None)
    if old is None:
        abort(404, f"“{note.title}” has no save number {number}. The newest is {note.number}.")
    draft = Draft(old.title, old.body, tuple(old.tags), old.facts, note.pinned, note.slug)
    try:
        desk().save(note, draft, sheet.base, replace(_by(sheet), message=f"Restored save {number}"))
    except Conflict as conflict:
        return _conflict(conflict, Sheet.of_draft(kind, draft))
    return redirect(address(note), 303)


@writing.errorhandler(DBAPIError)
@writing.errorhandler(sqlite3.Error)
def not_kept(error: Exception) -> Response:
    """Where the database cannot do its work: what was typed comes back, to be saved again later."""
    where = request.view_args or {}
    kind, slug = where.get("kind", ""), where.get("slug", "")
    if request.method != "POST" or not kind or "title" not in request.form or answers.wants_text():
        return errors.unavailable(error)
    sheet = Sheet.of_form(kind, request.form)
    note = Note(kind=kind, slug=slug, title=sheet.title, number=sheet.base) if slug else None
    return _editor(sheet, note, trouble=errors.trouble(error))


# ---------------------------------------------------------------- who may not write (any more)


def _not_now() -> Answer | None:
    """A text of somebody who may not write: a session may end while one writes, and no word is lost by that.

    The editor comes back with all that was sent. Where a password would help it asks for it, and one that came along
    with the text signs in and lets the same request save.
    """
    asked = request.view_args or {}
    kind, slug = asked["kind"], asked.get("slug", "")
    said = {Standing.SIGNED_OUT: NOT_SIGNED_IN, Standing.SIGNED_IN: SIGNED_IN_SINCE}.get(standing(request)) or access.why()
    given = request.form.get("password", "")
    if given and request.endpoint in SAVING:
        refused = access.try_password(given)
        if refused is None:
            return None
        said = str(refused)
    sheet = _of_generator() if "keep" in request.form else Sheet.of_form(kind, request.form)
    note = notes.find(kind, slug) if slug else None
    if note is not None and note.deleted_at is not None:
        note = None  # what was written to it can still become a new one
    return _editor(sheet, note, refused=said, asks=standing(request) is Standing.SIGNED_OUT)


def _by(sheet: Sheet) -> Author:
    """Who saves: the name that was given, or that of the account."""
    who = person(request)
    return replace(sheet.by, name=sheet.by.name or (who.name if who else ""))


# ---------------------------------------------------------------- helpers


def _editor(
    sheet: Sheet, note: Note | None = None, *, problems: tuple[Problem, ...] = (), asked: str = "", trouble: str = "",
    refused: str = "", asks: bool = False,
) -> Response:  # fmt: skip
    """The editor's page; one line for each problem to a terminal.

    `trouble`: why it was not kept; `refused`: why this request may not write; `asks`: for the password.
    """
    if refused and answers.wants_text():
        return answers.send(answers.body(f"error: {refused}\n", answers.TEXT, 403), cache="no-store")
    if problems and answers.wants_text():
        return answers.send(answers.body("".join(f"error: {each}\n" for each in problems), answers.TEXT, 400), cache="no-store")
    by_field: dict[str, list[Problem]] = {}
    for each in problems:
        by_field.setdefault(each.field, []).append(each)
    if asked == "more":
        sheet.rows += 4
    html = render_template(
        "knowledge/editor.html", note=note, problems=by_field, count=len(problems), trouble=trouble, refused=refused, asks=asks,
        verdict=tried(sheet) if asked == "try" else None, **_common(sheet, look=not (trouble or refused)),
    )  # fmt: skip
    status = 503 if trouble else 403 if refused else 400 if problems else 200
    return answers.send(answers.body(html, status=status), cache="no-store")


def _conflict(conflict: Conflict, sheet: Sheet) -> Response:
    """Both versions side by side, and the editor with the own one: saving it again is the merge."""
    theirs, mine = conflict.theirs, conflict.mine
    if answers.wants_text():
        return answers.send(answers.body(f"error: {conflict}\n", answers.TEXT, 409), cache="no-store")
    saves = notes.history(theirs)
    if any(each.number == sheet.base and each.slug == sheet.slug for each in saves):
        sheet.slug = theirs.slug  # only they renamed it
    sheet.base = theirs.number
    texts = [
        files.write(theirs.kind, Draft(each.title, each.body, tuple(each.tags), each.facts, slug=each.slug)) for each in (theirs, mine)
    ]
    html = render_template(
        "knowledge/conflict.html", note=theirs, problems={}, count=0, verdict=None, newest=saves[0],
        rows=history.difference(texts[0], texts[1]), their_text=texts[0], **_common(sheet),
    )  # fmt: skip
    return answers.send(answers.body(html, status=409), cache="no-store")


def _there(note: Note | None) -> TypeGuard[Note]:
    """Whether there is such a note, and not in the trash."""
    return note is not None and note.deleted_at is None


def _gone(sheet: Sheet, note: Note | None, slug: str) -> Response:
    """Where somebody threw the note away while it was written on: the words come back, and can become a new one."""
    if answers.wants_text() or "title" not in request.form:
        found(sheet.kind, slug)
    where = f"“{note.title}” was moved to the trash" if note else "It was taken out of the library"
    again = "Saving again makes a new one of your text" + ("; the old one can be brought back from /notes/trash." if note else ".")
    answer = _editor(sheet, trouble=f"{where} while you were writing. {again}")
    answer.status_code = 409
    return answer


def _common(sheet: Sheet, *, look: bool = True) -> dict[str, object]:
    """What both pages show. Without `look` nothing is rendered: strangers get no work done here."""
    return {
        "sheet": sheet, "kind": sheet.kind, "prefix": KINDS[sheet.kind], "title": TITLES[sheet.kind], "hints": HINTS, "roles": ROLES,
        "sections": (("", INTRO), *((name, name) for name in entries.SECTIONS)), "severities": entries.SEVERITIES,
        "applies": entries.APPLIES, "preview": desk().preview(sheet.body).html if look else "",
    }  # fmt: skip


def _check_base(sheet: Sheet, note: Note) -> None:
    """Raises BadInput for a form that does not say what it started from."""
    if not 0 < sheet.base <= note.number:
        raise BadInput([problem("base", sheet.base, NO_BASE)])


def _attach(sheet: Sheet) -> None:
    """Keep the files that came with the form, and let the text speak of them. Raises BadInput."""
    given = [each for each in request.files.getlist("files") if each.filename]
    if len(given) > MOST_FILES:
        raise BadInput([problem("files", f"{len(given)} files", "are too many at once.", f"Add up to {MOST_FILES} with each save.")])
    for each in given:
        line = f"\n\n{kept(each).markdown}\n"
        if sheet.kind == "entry":
            sheet.sections["Symptoms"] = sheet.sections["Symptoms"].rstrip("\n") + line
        else:
            sheet.text = sheet.text.rstrip("\n") + line


def _of_generator() -> Sheet:
    """A note with the bond of the generator's form in it."""
    sent = [(name, " ".join(value.split())) for name, value in request.form.items(multi=True) if name not in ("keep", FIELD)]
    pairs = [(name, value) for name, value in sent if value]
    given = dict(pairs)
    block = "\n".join(f"{name}={value}" for name, value in pairs)
    title = f"{given.get('name', 'bond0')}: {given.get('mode', 'bond')} for {given.get('release', 'a host')}"
    text = f"What this host is for, and why the bond is as it is.\n\n```bond\n{block}\n```\n"
    return Sheet("note", title=title, tags=", ".join(filter(None, [given.get("release", "").split("-")[0]])), text=text)
