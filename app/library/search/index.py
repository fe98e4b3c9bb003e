"""The index: documents of every kind, kept in step with what they are made of, and searched.

SQLite's FTS5 and PostgreSQL's tsvector do the same work behind one interface (`Engine`). The virtual
table, its triggers and the generated column stand in migration 0003.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import count

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from app.library.models import Document
from app.library.search import spelling
from app.library.search.engine import BITS, PAGE, Answer, Engine, Wanted, document_id
from app.library.search.postgres import POSTGRES
from app.library.search.snippets import MARKED
from app.library.search.sqlite import SQLITE
from app.library.search.words import Asked


def put(session: Session, document: Document) -> None:
    """Put a document into the index, in place of the one with its kind and key; without an id it gets the next of its kind."""
    document.id = document.id or _next(session, document.kind)
    session.execute(delete(Document).where(Document.id == document.id))
    remove(session, document.kind, document.key)
    session.add(document)
    session.flush()


def put_new(session: Session, documents: Iterable[Document]) -> None:
    """Put many documents with ids into the index at once; none of them may be in it."""
    columns = [column.key for column in Document.__table__.columns]
    if rows := [{name: getattr(each, name) for name in columns} for each in documents]:
        session.execute(insert(Document), rows)


def remove(session: Session, kind: str, key: str) -> None:
    """Take a document out."""
    session.execute(delete(Document).where(Document.kind == kind, Document.key == key))


def replace_kinds(session: Session, kinds: Sequence[str], documents: Iterable[Document]) -> None:
    """Put all documents of some kinds anew: those that are made of the program's own facts."""
    session.execute(delete(Document).where(Document.kind.in_(list(kinds))))
    counts = {kind: count(1) for kind in kinds}
    for document in documents:
        document.id = document_id(document.kind, next(counts[document.kind]))
        session.add(document)
    session.flush()


def search(session: Session, asked: Asked, start: int = 0, limit: int = PAGE) -> Answer:
    """Look for what was asked: all words; if nothing has them, with mistyped words put right; then any of them."""
    engine: Engine = SQLITE if session.get_bind().dialect.name == "sqlite" else POSTGRES
    if asked.log and not asked.words:
        return Answer()
    answer = engine.find(session, Wanted(asked, asked.words, not asked.log, start, limit))
    if asked.log or answer.total or not asked.words:
        return answer
    corrected = spelling.corrected(session, engine, [word for word in asked.words if not engine.knows(session, word)])
    words = tuple(corrected.get(word, word) for word in asked.words)
    for every in (True, False):
        answer = engine.find(session, Wanted(asked, words, every, start, limit))
        if answer.total:
            return Answer(answer.found, answer.total, answer.kinds, {word: _whole(near, answer) for word, near in corrected.items()})
    return Answer()


def _next(session: Session, kind: str) -> int:
    """The next free id of a kind."""
    first = document_id(kind, 0)
    return (session.scalar(select(func.max(Document.id)).where(Document.id >= first, Document.id < first + (1 << BITS))) or first) + 1


def _whole(stem: str, answer: Answer) -> str:
    """A word that was found in place of its stem: stems are not for readers."""
    if any(stem == found.key for found in answer.found):
        return stem
    words = {word.lower() for found in answer.found for snippet in found.snippets for word in MARKED.findall(snippet)}
    return min((word for word in words if word.startswith(stem[:-1])), key=lambda word: (len(word), word), default=stem)
