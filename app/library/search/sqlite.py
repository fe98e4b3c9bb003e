"""Search on SQLite: FTS5 over the documents, titles and names before tags, tags before bodies."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.library.search.engine import OFF, ON, PAGE, Answer, Found, conditions
from app.library.search.words import Asked, parts

COLUMNS = ("title", "names", "tags", "body")


class _Sqlite:
    def find(self, session: Session, asked: Asked, words: tuple[str, ...], page: int, *, every: bool) -> Answer:
        """Documents that hold the words, the best first; without words those of the filters, by title."""
        limits, values = conditions(asked)
        source = "documents d"
        order = "d.title"
        if words:
            source = "documents_fts JOIN documents d ON d.id = documents_fts.rowid"
            limits = ["documents_fts MATCH :match", *limits]
            values["match"] = matching(words, every=every)
            values["exact"] = " ".join(words)
            order = "(d.key = :exact) DESC, rank"
        if not limits:
            return Answer()
        where = " AND ".join(limits)
        kinds = _kinds(session, source, where, values)
        rows = session.execute(
            text(f"SELECT {_shown(words)} FROM {source} WHERE {where} ORDER BY {order} LIMIT :limit OFFSET :offset"),  # noqa: S608
            {**values, "limit": PAGE, "offset": PAGE * (page - 1)},
        )
        return Answer(tuple(_found(row) for row in rows), sum(kinds.values()), kinds)

    def vocabulary(self, session: Session) -> list[str]:
        """The stems that FTS5 keeps."""
        return [term for (term,) in session.execute(text("SELECT term FROM documents_words WHERE length(term) >= 3"))]


SQLITE = _Sqlite()


def matching(words: tuple[str, ...], *, every: bool) -> str:
    """The words in FTS5's language: each a phrase, so that no sign of a word acts there; the last one may go on."""
    phrases = ['"' + " ".join(parts(word)) + '"' for word in words]
    if every:
        phrases[-1] += " *"
    return (" AND " if every else " OR ").join(phrases)


def _shown(words: tuple[str, ...]) -> str:
    """The columns of a result; the snippets from the body and from the column that matches best."""
    snippets = (f"snippet(documents_fts, {column}, '{ON}', '{OFF}', '…', 24)" if words else "''" for column in (3, -1))
    return ", ".join(("d.kind", "d.key", "d.title", "d.tags", "substr(d.body, 1, 160)", *snippets))


def _kinds(session: Session, source: str, where: str, values: dict[str, Any]) -> dict[str, int]:
    counted = session.execute(text(f"SELECT d.kind, count(*) FROM {source} WHERE {where} GROUP BY d.kind"), values)  # noqa: S608
    return {str(kind): int(number) for kind, number in counted}


def _found(row: Any) -> Found:
    kind, key, title, tags, start, *snippets = row
    marked = [each for each in dict.fromkeys(snippets) if ON in each] or [start]
    return Found(kind, key, title, tuple(tags.split()), tuple(marked))
