"""Attached files: added while writing, served so that nothing in them can act."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as Answer

from app.accounts import may_write
from app.actions.result_json import problems_to_json
from app.errors import BadInput
from app.library import attachments
from app.library.attachments import LARGEST, TEXT, File
from app.web import access, answers

attached = Blueprint("attached", __name__)

ROOM = 256 * 1024  # bytes that a request may have beside its file
FOREVER = "public, max-age=31536000, immutable"
SANDBOX = "default-src 'none'; sandbox"


@attached.post("/files/")
def add() -> Answer:
    """Keep one file; the answer is its address, and how a text shows it."""
    request.max_content_length = LARGEST + ROOM
    if (request.content_length or 0) > LARGEST + ROOM:  # before anything reads the form
        abort(413, f"A file may have {LARGEST >> 20} MB. Attach the lines that matter, or a smaller picture.")
    if not may_write(request):
        return access.refuse()
    given = request.files.get("file")
    try:
        file = kept(given) if given else None
    except BadInput as error:
        return answers.send(answers.json_body(problems_to_json(error.problems), 400), cache="no-store")
    if file is None:
        abort(400, "No file came along. Send it as the part “file” of a form.")
    made = answers.json_body({"address": file.address, "markdown": file.markdown}, 201)
    return answers.send(made, cache="no-store")


@attached.get("/files/<digest>/<name>")
def serve(digest: str, name: str) -> Response:
    """One file. It is never a page: no script in it runs, whatever it holds."""
    file = attachments.find(digest, name)
    if file is None:
        abort(404, "There is no such file.")
    return send(file)


def send(file: File) -> Response:
    """The answer that is a file."""
    response = Response(file.data, 200, [("Content-Type", answers.TEXT if file.type == TEXT else file.type)])
    response.headers.set("Content-Disposition", "inline", filename=file.name)
    response.headers["Cache-Control"] = FOREVER
    response.headers["Content-Security-Policy"] = SANDBOX
    response.set_etag(file.digest[:32])
    response.make_conditional(request)
    return response


def kept(given: FileStorage) -> File:
    """Keep an uploaded file. Raises BadInput for one that cannot be kept."""
    return attachments.keep(given.filename or "file", given.stream.read(LARGEST + 1))
