"""The troubleshooting entries of a library as known problems for a diagnosis, the user's own included."""

from __future__ import annotations

import threading

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.actions.diagnose import Knowledge
from app.actions.known import known
from app.library import entries
from app.library.models import Counter, Note

_kept: tuple[tuple[str, int], Knowledge] | None = None
_lock = threading.Lock()


def of_library(engine: Engine) -> Knowledge:
    """The entries; compiled once for each state of the notes."""
    global _kept  # noqa: PLW0603 - one of them, for all threads
    with Session(engine) as session:
        version = session.execute(select(Counter.value).where(Counter.name == "notes")).scalar_one()
        key = (str(engine.url), version)
        with _lock:
            if _kept is None or _kept[0] != key:
                notes = session.scalars(select(Note).where(Note.kind == "entry", Note.deleted_at.is_(None)).order_by(Note.slug))
                _kept = (key, Knowledge(known(note.slug, note.title, note.facts, entries.sections(note.body)) for note in notes))
            return _kept[1]
