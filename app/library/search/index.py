"""The index: documents of every kind, kept in step with what they are made of, and searched.

SQLite's FTS5 and PostgreSQL's tsvector do the same work behind one interface (`Engine`). The virtual
table, its triggers and the generated column stand in migration 0003.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz, process
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.library.models import Document
from app.library.search.engine import KERNEL, PAGE, Answer, Engine, Wanted
from app.library.search.postgres import POSTGRES
from app.library.search.snippets import MARKED
from app.library.search.sqlite import SQLITE
from app.library.search.words import Asked

SHORTEST_CORRECTED = 4  # letters; shorter words are near to everything
NEAR = 72  # percent of likeness that a mistyped word must have
ENDINGS = ("ations", "ation", "ings", "ing", "ions", "ion", "ers", "er", "ed", "es", "ly", "s")
"""What the stems of the index may have lost: a mistyped word is compared without it too."""


def put(session: Session, document: Document) -> None:
    """Put a document into the index, in place of the one with its kind and key."""
    remove(session, document.kind, document.key)
    session.add(document)
    session.flush()


def remove(session: Session, kind: str, key: str) -> None:
    """Take a document out."""
    session.execute(delete(Document).where(Document.kind == kind, Document.key == key))


def replace_kinds(session: Session, kinds: Sequence[str], documents: Iterable[Document]) -> None:
    """Put all documents of some kinds anew: those that are made of the program's own facts."""
    session.execute(delete(Document).where(Document.kind.in_(list(kinds))))
    session.add_all(documents)
    session.flush()


def search(session: Session, asked: Asked, start: int = 0, limit: int = PAGE) -> Answer:
    """Look for what was asked: all words; if nothing has them, with mistyped words put right; then any of them."""
    engine: Engine = SQLITE if session.get_bind().dialect.name == "sqlite" else POSTGRES
    if asked.log and not asked.words:
        return Answer()
    answer = engine.find(session, Wanted(asked, asked.words, not asked.log, start, limit))
    if asked.log or answer.total or not asked.words:
        return answer
    unknown = [word for word in asked.words if len(word) >= SHORTEST_CORRECTED and not engine.knows(session, word)]
    corrected = corrections([*_keys(session), *engine.vocabulary(session)], unknown) if unknown else {}
    words = tuple(corrected.get(word, word) for word in asked.words)
    for every in (True, False):
        answer = engine.find(session, Wanted(asked, words, every, start, limit))
        if answer.total:
            return Answer(answer.found, answer.total, answer.kinds, {word: _whole(near, answer) for word, near in corrected.items()})
    return Answer()


def corrections(vocabulary: Sequence[str], words: Iterable[str]) -> dict[str, str]:
    """The nearest word of the index for each of these; one that is near to nothing is left out."""
    found = {}
    for word in words:
        forms = [word, *(word.removesuffix(end) for end in ENDINGS if word.endswith(end) and len(word) - len(end) >= SHORTEST_CORRECTED)]
        near = [match for form in forms if (match := process.extractOne(form, vocabulary, scorer=fuzz.ratio, score_cutoff=NEAR))]
        if near:
            found[word] = max(near, key=lambda match: match[1])[0]
    return found


def _keys(session: Session) -> Sequence[str]:
    """The names of what the program knows; they come before stems that are as near."""
    return session.scalars(select(Document.key).where(Document.kind.not_in(("note", "entry", KERNEL)))).all()


def _whole(stem: str, answer: Answer) -> str:
    """A word that was found in place of its stem: stems are not for readers."""
    if any(stem == found.key for found in answer.found):
        return stem
    words = {word.lower() for found in answer.found for snippet in found.snippets for word in MARKED.findall(snippet)}
    return min((word for word in words if word.startswith(stem[:-1])), key=lambda word: (len(word), word), default=stem)
