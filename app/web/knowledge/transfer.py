"""The library as a zip: taken away by anybody who may read, brought in by those who may write.

A zip that comes in is first kept and looked at; the page says what would happen, and a second button does it.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from tempfile import TemporaryFile
from typing import IO

from flask import Blueprint, Response, abort, current_app, render_template, request
from werkzeug.wrappers import Response as Answer

from app.accounts import may_write
from app.errors import BondbookError
from app.library.database import db
from app.library.transfer import incoming, outgoing, packed, reading
from app.library.transfer.incoming import Outcome
from app.library.transfer.meeting import RULES
from app.library.transfer.packed import Packed
from app.library.transfer.reading import PROGRAMS
from app.library.transfer.uploads import Uploads
from app.web import access, answers
from app.web.knowledge.desk import desk

transfers = Blueprint("transfers", __name__)

LARGEST = 64 * 1024 * 1024  # bytes of a zip
ROOM = 64 * 1024  # bytes that a request may have beside it
PIECE = 64 * 1024  # bytes sent at once
SHOWN = 200  # files of each kind that a page lists
WAIT = 10.0  # seconds for the slot
slot = threading.BoundedSemaphore(1)
"""Whoever packs an export holds this: anybody may, and must not take all threads of the server by it."""

GONE = "The zip is not kept any more. Choose it again."


@transfers.get("/notes/export")
def export() -> Response:
    """All notes as a zip; the trash goes to those who may write."""
    whole = may_write(request)
    if not slot.acquire(timeout=WAIT):
        abort(503, "Another export is being packed. Try again in a minute.")
    try:
        file = TemporaryFile()  # noqa: SIM115 - closed when it is sent
        with outgoing.reading(db.engine) as session:
            packed.write(file, outgoing.Outgoing(session, whole=whole))
    finally:
        slot.release()
    length = file.tell()
    file.seek(0)
    response = Response(_Sent(file), 200, [("Content-Type", "application/zip"), ("Content-Length", str(length))])
    response.headers["Content-Disposition"] = 'attachment; filename="bondbook-notes.zip"'
    response.headers["Cache-Control"] = "no-store"
    return response


@transfers.get("/notes/import")
def choose() -> Answer:
    """The form."""
    return _page() if may_write(request) else access.refuse()


@transfers.post("/notes/import")
def bring() -> Answer:
    """Look at a zip that comes along, or import the one that was looked at."""
    request.max_content_length = LARGEST + ROOM  # before anything reads the form
    if (request.content_length or 0) > LARGEST + ROOM:
        abort(413, f"The zip has more than {LARGEST >> 20} MB. Import it at the terminal: bondbook notes import FILE.")
    if not may_write(request):
        return access.refuse()
    uploads = Uploads(current_app.config["DATA_DIR"])
    rule, program = request.form.get("rule", "newer"), request.form.get("from", "")
    if rule not in RULES or program not in ("", *PROGRAMS):
        abort(400, "The form asked for something that an import cannot do. Open /notes/import anew.")
    given, token = request.files.get("zip"), request.form.get("upload", "")
    try:
        if given is not None and given.filename:
            with closing(given):
                token = uploads.keep(given.stream, LARGEST)
        elif not token:
            return _page(problem="No file came along. Choose a zip.")
        file = uploads.open(token)
        if file is None:
            return _page(problem=GONE)
        with file:
            source = Packed(file)
            arrivals = reading.read(source, program)
            do = request.form.get("do") == "import"
            outcome = incoming.bring(desk(), source, arrivals, rule=rule, dry=not do)
    except BondbookError as error:
        uploads.drop(token)
        return _page(problem=str(error))
    if do:
        uploads.drop(token)
    return _page(outcome=outcome, done=do, token=token, rule=rule, program=program)


# ---------------------------------------------------------------- helpers


class _Sent:
    """A file piece by piece; closed at its end, or when nobody wants the rest."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.close = file, file.close

    def __iter__(self) -> Iterator[bytes]:
        while piece := self.file.read(PIECE):
            yield piece
        self.file.close()


def _page(
    *, outcome: Outcome | None = None, done: bool = False, token: str = "", rule: str = "newer", program: str = "", problem: str = ""
) -> Response:
    """The page; lines for a terminal."""
    status = 400 if problem else 200
    if answers.wants_text() and (problem or outcome):
        text = f"error: {problem}\n" if outcome is None else "".join(f"{line}\n" for line in outcome.text(dry=not done))
        return answers.send(answers.body(text, answers.TEXT, status), cache="no-store")
    html = render_template(
        "knowledge/import.html", outcome=outcome, done=done, token=token, rule=rule, program=program, problem=problem, rules=RULES,
        programs=PROGRAMS, largest=LARGEST >> 20, shown=SHOWN,
    )  # fmt: skip
    return answers.send(answers.body(html, status=status), cache="no-store")
