"""A search from beginning to end: what was typed or pasted in, results out. Pages, terminal and JSON all ask here."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.library.models import Counter, Note
from app.library.search import index
from app.library.search.engine import PAGE, Answer
from app.library.search.logs import Recognised, Recogniser
from app.library.search.words import LONGEST_TYPED, Asked, read

BELOW_A_LOG = 10
"""Results of words below a log where no entry knows it; fewer where some do, because those are the answer."""


@dataclass(frozen=True)
class Results:
    """What a search found. `recognised` are entries that a pasted log shows; `answer` does not repeat them."""

    text: str
    asked: Asked
    recognised: tuple[Recognised, ...]
    answer: Answer
    page: int = 1

    @property
    def pages(self) -> int:
        """How many pages of results there are. Below a log only the best are shown."""
        return 1 if self.asked.log else max(1, -(-self.answer.total // PAGE))


def look(engine: Engine, text: str, page: int = 1, limit: int = PAGE) -> Results:
    """Search the library for what was typed, or for what a pasted log shows."""
    asked = read(text)
    with Session(engine) as session:
        if not asked.log:
            return Results(text[:LONGEST_TYPED], asked, (), index.search(session, asked, PAGE * (page - 1), limit), page)
        recognised = recogniser(session).find(asked.log)[:limit]
        limit = min(limit, BELOW_A_LOG - min(len(recognised), BELOW_A_LOG // 2))
        answer = index.search(session, asked, 0, limit + len(recognised))
    known = {each.key for each in recognised}
    found = [each for each in answer.found if each.kind != "entry" or each.key not in known]
    return Results(text, asked, recognised, Answer(tuple(found[:limit]), answer.total, answer.kinds))


# ---------------------------------------------------------------- the signatures, kept while no note changes

_kept: tuple[tuple[str, int], Recogniser] | None = None
_lock = threading.Lock()


def recogniser(session: Session) -> Recogniser:
    """The signatures of all entries; compiled once for each state of the notes."""
    global _kept  # noqa: PLW0603 - one of them, for all threads
    version = session.execute(select(Counter.value).where(Counter.name == "notes")).scalar_one()
    key = (str(session.get_bind().engine.url), version)
    with _lock:
        if _kept is None or _kept[0] != key:
            notes = session.scalars(select(Note).where(Note.kind == "entry", Note.deleted_at.is_(None)).order_by(Note.slug))
            _kept = (key, Recogniser(notes.all()))
        return _kept[1]
