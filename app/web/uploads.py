"""What is pasted or uploaded to be read: the files in a request, within bounds. Nothing of it is kept."""

from __future__ import annotations

import threading
from collections.abc import Callable

from flask import abort, request

from app.actions import sources
from app.bonding.problems import Problem, problem
from app.patience import TooLong, within
from app.web import answers
from app.web.answers import Body

LARGEST = 2 * sources.LARGEST
"""Bytes of a request: the texts and what is around them."""

PATIENCE = 5.0
"""Seconds of processor time for one request. The files of a few bonds take some hundredths."""

slot = threading.BoundedSemaphore(1)
"""Whoever converts or checks holds this: anybody may, and must not take all threads of the server by it."""

WAIT = 10.0  # seconds for the slot
BUSY = "The files of somebody else are being worked out. Try again in a few seconds."


SEVERAL = "Several files: put `==> PATH <==` above each, or upload them with -F file=@FILE."


def usage(what: str, example: str = "") -> Body:
    """What a terminal is told that asks for the empty form: how to send something to this address."""
    lines = [f"Send {what}:", "", f"  curl --data-binary @FILE -H 'Content-Type: text/plain' '{request.base_url}{example}'"]
    return answers.body("\n".join([*lines, *(["", SEVERAL] if example else [])]) + "\n", answers.TEXT)


def bound() -> None:
    """Let the request hold as much as may be read, and no more."""
    request.max_content_length = LARGEST
    request.max_form_memory_size = LARGEST


def sources_of(text: str) -> list[sources.Source]:
    """The pasted text, then the uploaded files; or the whole body of a plain request. Raises BadInput."""
    found = sources.pasted(text) if text.strip() else []
    uploads: dict[str, bytes] = {}
    for each in request.files.getlist("file"):
        with each.stream as stream:
            if each.filename:
                uploads[each.filename] = stream.read(LARGEST)
    if not found and not uploads and request.mimetype == "text/plain":
        return sources.uploaded({"text": request.get_data()})
    return [*found, *sources.uploaded(uploads)]


def worked(make: Callable[[], Body], refused: Callable[[Problem], Body]) -> Body:
    """What `make` makes of the request, alone and within some seconds of work; `refused` answers where that is not enough."""
    if not slot.acquire(timeout=WAIT):
        abort(503, BUSY)
    try:
        with within(PATIENCE):
            return make()
    except TooLong:
        message = f"takes more than {PATIENCE:.0f} seconds to work out."
        return refused(problem("text", "", message, "Give fewer files at once: those of a few bonds."))
    finally:
        slot.release()
