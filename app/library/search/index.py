"""The index: documents of every kind, kept in step with what they are made of, and searched.

SQLite's FTS5 and PostgreSQL's tsvector do the same work behind one interface (`Engine`). The virtual
table, its triggers and the generated column stand in migration 0003.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz, process
from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.library.models import Document
from app.library.search.engine import Answer, Engine
from app.library.search.postgres import POSTGRES
from app.library.search.sqlite import SQLITE
from app.library.search.words import Asked

SHORTEST_CORRECTED = 4  # letters; shorter words are near to everything
NEAR = 72  # percent of likeness that a mistyped word must have


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


def search(session: Session, asked: Asked, page: int = 1) -> Answer:
    """Look for what was asked: all words; if nothing has them, with mistyped words put right; then any of them."""
    engine: Engine = SQLITE if session.get_bind().dialect.name == "sqlite" else POSTGRES
    if asked.log:
        return engine.find(session, asked, asked.words, page, every=False)
    answer = engine.find(session, asked, asked.words, page, every=True)
    if answer.total or not asked.words:
        return answer
    corrected = corrections(engine.vocabulary(session), asked.words)
    words = tuple(corrected.get(word, word) for word in asked.words)
    for every in (True, False):
        answer = engine.find(session, asked, words, page, every=every)
        if answer.total:
            break
    return Answer(answer.found, answer.total, answer.kinds, corrected if answer.total else {})


def corrections(vocabulary: Sequence[str], words: Iterable[str]) -> dict[str, str]:
    """The nearest word of the index for each word that begins none of it."""
    found = {}
    for word in words:
        if len(word) < SHORTEST_CORRECTED or any(
            known.startswith(word) or word.startswith(known) for known in vocabulary if known[0] == word[0]
        ):
            continue
        near = process.extractOne(word, vocabulary, scorer=fuzz.ratio, score_cutoff=NEAR)
        if near:
            found[word] = near[0]
    return found
