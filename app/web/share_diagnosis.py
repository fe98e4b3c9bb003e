"""One click shares a diagnosis: it becomes a note, masked unless its owner says no, and a short link leads there for 30 days."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response as Answer

from app.accounts import may_write, person
from app.actions.masking import Mask
from app.errors import BadInput
from app.library import models
from app.library.notes import Author, Draft
from app.web import access, shares
from app.web.knowledge.desk import desk

share_diagnosis = Blueprint("share_diagnosis", __name__)

LARGEST = 4 * 1024 * 1024  # bytes of the form
LASTS = timedelta(days=30)


@share_diagnosis.post("/diagnose/share")
def share() -> Answer:
    """Keep the diagnosis of the form in a note, and make a short link to it."""
    request.max_content_length = request.max_form_memory_size = LARGEST
    if not may_write(request):
        return access.refuse()
    title, text = request.form.get("title", ""), request.form.get("text", "").replace("\r\n", "\n")
    if request.form.get("mask") == "yes":
        mask = Mask()
        title, text = mask.of_text(title), mask.of_text(text)
    shares.guard()
    who = person(request)
    try:
        note = desk().create("note", Draft(title or "A diagnosis", text, ("diagnosis",)), Author(who.name if who else ""))
    except BadInput as error:
        abort(400, " ".join(str(each) for each in error.problems))
    return shares.share_note(note, models.now() + LASTS)
