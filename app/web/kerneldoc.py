"""The kernel's own documents: the list with its forms, each document, its raw text, and the difference of two."""

from __future__ import annotations

from typing import NoReturn

from flask import Blueprint, Flask, Response, abort, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from app.accounts import may_write, standing
from app.bonding.problems import Problem, problem
from app.errors import BadInput
from app.kerneldoc.comparing import Change, compare
from app.kerneldoc.document import LARGEST
from app.library import kernel_documents as library
from app.library.database import db
from app.library.kernel_documents import Row
from app.patience import TooLong, within
from app.web import access, answers
from app.web.answers import SHELF, TEXT, VARY, VARY_SIGNED
from app.web.trouble import answer_or

kernel = Blueprint("kernel", __name__, url_prefix="/reference/kernel")

ROOM = 64 * 1024  # bytes that a request may have beside its file
PATIENCE = 10.0  # seconds of processor time for a difference; two real documents take less than one
KINDS = {"added": "New", "removed": "Gone", "changed": "Changed"}


def register(app: Flask) -> None:
    """Add the pages to an app, and to its templates what others say of the documents."""
    app.register_blueprint(kernel)
    app.jinja_env.globals.update(kernel_paragraphs=paragraphs, kernel_versions=versions)


@kernel.get("/")
def index() -> Response:
    """The documents, and the forms that add and compare them."""
    if answers.wants_text():
        lines = [f"{_address(row.version)}  {row.file}, Linux {row.version}\n" for row in library.listing(db.engine)]
        return answers.send(answers.body("".join(lines) or "No document yet: bondbook reference add --auto\n", TEXT), vary=VARY)
    return _list()


@kernel.post("/")
def add() -> Answer:
    """Keep an uploaded document."""
    request.max_content_length = LARGEST + ROOM
    if not may_write(request):
        return access.refuse()
    given, version = request.files.get("file"), request.form.get("kernel", "")
    if not given or not given.filename:
        mend = "Choose bonding.rst or bonding.txt, as it is or packed with gzip."
        return _list((problem("file", "", "No file came along.", mend),), version)
    data = given.stream.read(LARGEST + 1)
    given.close()
    try:
        made = library.add(db.engine, version, data, given.filename[:200])
    except BadInput as error:
        return _list(error.problems, version)
    return redirect(_address(made.version), 303)


@kernel.post("/<version>/remove")
def remove(version: str) -> Answer:
    """Take a document away."""
    if not may_write(request):
        return access.refuse()
    if not library.remove(db.engine, version):
        _missing()
    return redirect("/reference/kernel/", 303)


@kernel.get("/compare")
def difference() -> Response:
    """What differs between two documents, by section."""
    rows = library.listing(db.engine)
    old, new = request.args.get("from", ""), request.args.get("to", "")
    if not old and not new and len(rows) > 1:
        new, old = rows[0].version, rows[1].version
    first, second = (library.find(db.engine, each) for each in (old, new))
    try:
        with within(PATIENCE):
            changes = compare(library.parts_of(first), library.parts_of(second)) if first and second else []
    except TooLong:
        abort(400, f"To compare these two takes more than {PATIENCE:.0f} seconds. Read them side by side.")
    if answers.wants_text():
        if not (first and second):
            _missing()
        return answers.send(answers.body("".join(map(_as_text, changes)) or "No difference.\n", TEXT), vary=VARY)
    html = render_template(
        "kernel/compare.html", rows=rows, old=old, new=new, first=first, second=second, changes=changes, kinds=KINDS,
        unknown=[each for each, found in ((old, first), (new, second)) if each and not found],
    )  # fmt: skip
    return answers.send(answers.body(html), vary=VARY)


@kernel.get("/<version>/")
def page(version: str) -> Response:
    """One document; its raw text for a terminal."""
    if answers.wants_text():
        return raw(version)
    return answers.send(SHELF.get(("kernel", version, standing(request), number()), lambda: answers.body(_page(version))), vary=VARY_SIGNED)


@kernel.get("/<version>.txt")
def raw(version: str) -> Response:
    """The text as the kernel ships it."""
    found = library.find(db.engine, version) or _missing()
    return answers.send(answers.body(found.text, TEXT), vary=VARY)


# ---------------------------------------------------------------- what other pages say


def number() -> int:
    """A number that grows with each change of the documents: pages that speak of them are kept under it."""
    return answer_or(lambda: library.number(db.engine), 0)


def versions() -> list[str]:
    """The kernels whose documents are here."""
    return answer_or(lambda: [row.version for row in library.listing(db.engine)], [])


def paragraphs(name: str) -> list[tuple[str, str]]:
    """Where the documents speak of an option or a mode: versions and links."""
    return answer_or(lambda: [(version, f"{_address(version)}#{anchor}") for version, anchor in library.paragraphs(db.engine, name)], [])


# ---------------------------------------------------------------- helpers


def _missing() -> NoReturn:
    abort(404, "There is no document of that kernel here. Those that are, and how to add one, are at /reference/kernel/.")


def _address(version: str) -> str:
    return f"/reference/kernel/{version}/"


def _list(problems: tuple[Problem, ...] = (), version: str = "") -> Response:
    html = render_template(
        "kernel/list.html", rows=library.listing(db.engine), problems=problems, version=version, writable=may_write(request)
    )
    return answers.send(answers.body(html, status=400 if problems else 200), vary=VARY_SIGNED)


def _page(version: str) -> str:
    found = library.find(db.engine, version) or _missing()
    rows = library.listing(db.engine)
    row = next(each for each in rows if each.version == version)
    others: list[Row] = [each for each in rows if each.version != version]
    contents = [part for part in library.parts_of(found) if part.level]
    return render_template("kernel/page.html", document=found, row=row, others=others, contents=contents, writable=may_write(request))


def _as_text(change: Change) -> str:
    """A change for a terminal: the words that are new between {+ +}, those that are gone between [- -]."""
    marks = {"+": "{{+{}+}}", "-": "[-{}-]", "": "{}"}
    rows = [" ".join(marks[piece.sign].format(piece.text) for piece in row) or "…" for row in change.rows]
    return f"== {KINDS[change.kind]}: {change.part.title}\n" + "".join(f"{row}\n" for row in rows) + "\n"
