"""What is pasted or uploaded to be read: the files in a request, within bounds. Nothing of it is kept."""

from __future__ import annotations

from flask import request

from app.actions import sources

LARGEST = 2 * sources.LARGEST
"""Bytes of a request: the texts and what is around them."""


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
