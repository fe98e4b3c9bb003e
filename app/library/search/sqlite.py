"""Search on SQLite: FTS5 over the documents, titles and names before tags, tags before bodies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.library.search.engine import KERNEL, MOST_KEYS, OFF, ON, Answer, Found, Wanted, conditions, places
from app.library.search.snippets import cut
from app.library.search.words import parts

SOURCE = "documents_fts JOIN documents d ON d.id = documents_fts.rowid"
COUNTED = "documents_fts JOIN documents d INDEXED BY ix_documents_id_kind ON d.id = documents_fts.rowid"
"""To count kinds, the small index is enough; the rows, with their texts, would have to be read from the disk."""

LOG_ORDER = "documents_fts.rank * CASE d.kind WHEN 'entry' THEN 3.0 WHEN 'note' THEN 1.5 ELSE 1.0 END"
"""Ranks are negative, the best is the least: what somebody wrote about a message comes before the rules."""


class _Sqlite:
    def find(self, session: Session, wanted: Wanted) -> Answer:
        """Documents that hold the words, the best first; without words those of the filters, by title."""
        limits, values = conditions(wanted.asked)
        if not wanted.words:
            return _filtered(session, wanted, limits, values) if limits else Answer()
        limits = ["documents_fts MATCH :match", *limits]
        values["match"] = matching(wanted.words, every=wanted.every)
        kinds = _kinds(session, COUNTED if set(wanted.asked.filters) <= {"kind"} else SOURCE, limits, values)
        first = _named(session, wanted, limits, values) if kinds else []
        shown = first[wanted.start : wanted.start + wanted.limit]
        rest = [*limits, f"documents_fts.rowid NOT IN ({', '.join(str(int(row[0])) for row in first)})"]
        order = LOG_ORDER if wanted.asked.log else "rank"
        before = len(first)
        for number, only in _groups(kinds, before):
            if len(shown) < wanted.limit and number > 0:
                place = {"limit": wanted.limit - len(shown), "offset": max(0, wanted.start - before)}
                shown += session.execute(_select([*rest, *only], f"{order} LIMIT :limit OFFSET :offset"), {**values, **place}).all()
            before += number
        return Answer(tuple(_found(row) for row in shown), sum(kinds.values()), kinds)

    def knows(self, session: Session, word: str) -> bool:
        """Whether any document has the word, or one that begins so."""
        query = text("SELECT 1 FROM documents_fts WHERE documents_fts MATCH :match LIMIT 1")
        return session.execute(query, {"match": matching((word,), every=True)}).first() is not None

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


def _groups(kinds: dict[str, int], named: int) -> list[tuple[int, list[str]]]:
    """What is ranked together, with how many there are: all that is not named, then the kernel's own documents."""
    kernel = kinds.get(KERNEL, 0)
    return [(sum(kinds.values()) - kernel - named, [f"d.kind <> '{KERNEL}'"] * bool(kernel)), (kernel, [f"d.kind = '{KERNEL}'"])]


def _named(session: Session, wanted: Wanted, limits: Sequence[str], values: dict[str, Any]) -> list[Any]:
    """Those whose key is what was asked, or begins so: found by the index of keys, so that the rest can go by rank alone."""
    names, keys = places(wanted)
    if not keys:
        return []
    begins = " OR ".join(f"(d.key >= :{name} AND d.key < :{name} || char(1114111))" for name in keys)
    order = f"d.key IN ({names}) DESC, length(d.key), d.key"
    query = text(f"SELECT d.id FROM documents d WHERE ({begins}) AND d.kind <> '{KERNEL}' ORDER BY {order} LIMIT {MOST_KEYS}")  # noqa: S608
    ids = [int(id) for (id,) in session.execute(query, keys)]
    if not ids:
        return []
    inside = [*limits, f"documents_fts.rowid IN ({', '.join(map(str, ids))})"]
    return sorted(session.execute(_select(inside, "rank"), values), key=lambda row: ids.index(row[0]))


def _filtered(session: Session, wanted: Wanted, limits: Sequence[str], values: dict[str, Any]) -> Answer:
    kinds = _kinds(session, "documents d", limits, values)
    columns = "d.id, d.kind, d.key, d.title, d.tags, substr(d.body, 1, 200)"
    where = " AND ".join(limits)
    query = text(f"SELECT {columns} FROM documents d WHERE {where} ORDER BY d.title LIMIT :limit OFFSET :offset")  # noqa: S608
    rows = session.execute(query, {**values, "limit": wanted.limit, "offset": wanted.start})
    return Answer(tuple(_found(row) for row in rows), sum(kinds.values()), kinds)


def _select(limits: Sequence[str], order: str) -> Any:
    """Results with their texts, the words marked."""
    columns = f"d.id, d.kind, d.key, d.title, d.tags, highlight(documents_fts, 3, '{ON}', '{OFF}')"
    return text(f"SELECT {columns} FROM {SOURCE} WHERE {' AND '.join(limits)} ORDER BY {order}")  # noqa: S608


def _kinds(session: Session, source: str, limits: Sequence[str], values: dict[str, Any]) -> dict[str, int]:
    query = text(f"SELECT d.kind, count(*) FROM {source} WHERE {' AND '.join(limits)} GROUP BY d.kind")  # noqa: S608
    return {str(kind): int(number) for kind, number in session.execute(query, values)}


def _found(row: Any) -> Found:
    _, kind, key, title, tags, body = row
    return Found(kind, key, title, tuple(tags.split()), cut(body, title))
