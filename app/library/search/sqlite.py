"""Search on SQLite: FTS5 over the documents, titles and names before tags, tags before bodies.

The ids are found first, by the index alone; only the documents that are shown are read. A word that stands in
very many documents says little about each: those with the word in title, name or tags come first, then the newest ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from app.library.search.engine import BITS, KERNEL, MOST_KEYS, Answer, Found, Wanted, conditions, document_id, kind_of, places
from app.library.search.snippets import result
from app.library.search.stems import folded, stem
from app.library.search.words import KINDS, parts

MOST_RANKED = 2000
"""Documents whose ranks are compared; each costs some microseconds."""

NOTES_END = document_id("note", 1 << BITS)
"""The ids of notes are below this: they are by far the most, and have neither modes nor releases."""

KERNELS = document_id(KERNEL, 0)
"""The ids of the kernel's own documents begin here: the last of all, as they come after all else."""

_ENTRY, _NOTE = (document_id(kind, 0) >> BITS for kind in ("entry", "note"))
LOG_ORDER = f"rank * CASE rowid >> {BITS} WHEN {_ENTRY} THEN 3.0 WHEN {_NOTE} THEN 1.5 ELSE 1.0 END"
"""Ranks are negative, the best is the least: what somebody wrote about a message comes before the rules."""

SHOWN = "d.id, d.kind, d.key, d.title, d.tags"


class _Sqlite:
    def find(self, session: Session, wanted: Wanted) -> Answer:
        """Documents that hold the words, the best first; without words those of the filters, by title."""
        look = _Look(session.connection(), wanted)
        if not wanted.words:
            return look.filtered() if wanted.asked.filters else Answer()
        kinds = look.kinds()
        ids = look.ids(sum(kinds.values())) if kinds else []
        return Answer(look.shown(ids), sum(kinds.values()), kinds)

    def knows(self, session: Session, word: str) -> bool:
        """Whether any document has the word, or one that begins so."""
        query = "SELECT 1 FROM documents_fts WHERE documents_fts MATCH :match LIMIT 1"
        return session.connection().exec_driver_sql(query, {"match": matching((word,), every=True)}).first() is not None

    def vocabulary(self, session: Session) -> list[str]:
        """The stems that FTS5 keeps."""
        query = "SELECT term FROM documents_words WHERE length(term) >= 3"
        return [term for (term,) in session.connection().exec_driver_sql(query).fetchall()]


SQLITE = _Sqlite()


def matching(words: tuple[str, ...], *, every: bool) -> str:
    """The words in FTS5's language: each a phrase, so that no sign of a word acts there; the last one may go on."""
    phrases = [_phrase(word) for word in words]
    if every:
        phrases[-1] += " *"
    return (" AND " if every else " OR ").join(phrases)


def _phrase(word: str) -> str:
    return '"' + " ".join(parts(word)) + '"'


@dataclass
class _Look:
    """One search on one connection."""

    connection: Connection
    wanted: Wanted

    def __post_init__(self) -> None:
        filters = self.wanted.asked.filters
        self.limits, self.values = conditions({name: given for name, given in filters.items() if name != "kind"})
        self.ranges = []
        if kinds := filters.get("kind"):
            known = [document_id(kind, 0) for kind in kinds if kind in KINDS]
            self.ranges.append(" OR ".join(f"{{id}} BETWEEN {first} AND {first + (1 << BITS) - 1}" for first in known) or "0")
        if {"mode", "release"} & set(filters):
            self.ranges.append(f"{{id}} >= {NOTES_END}")
        self.words = self.wanted.words
        self._match()

    def _inside(self, id: str) -> list[str]:
        """The ranges that an id has to be in."""
        return [f"({each.format(id=id)})" if " OR " in each else each.format(id=id) for each in self.ranges]

    def _match(self) -> None:
        """What the index is asked for: the words, and the tags, whose words it knows too."""
        match = matching(self.words, every=self.wanted.every) if self.words else ""
        tags = " OR ".join(_phrase(tag) for tag in self.wanted.asked.filters.get("tag", ()) if parts(tag))
        narrow = f"{{tags}} : ({tags})" if tags else ""
        self.match = " AND ".join(f"({each})" for each in (match, narrow) if each)
        self.titled = " AND ".join(f"({each})" for each in (f"{{title names tags}} : ({match})", narrow) if each)

    def run(self, query: str, **values: object) -> list[Any]:
        """The rows of a query that may use the values of the filters."""
        cursor = self.connection.connection.cursor()  # the driver's own: a search asks several short questions
        try:
            return cursor.execute(query, {**self.values, "match": self.match, **values}).fetchall()  # type: ignore[no-any-return]
        finally:
            cursor.close()

    def index(self, columns: str, more: str = "", around: str = "{}", **values: object) -> list[Any]:
        """Rows of the index that match, within the filters; `around` is a query around that."""
        source = "documents_fts JOIN documents d ON d.id = documents_fts.rowid" if self.limits else "documents_fts"
        where = " AND ".join(("documents_fts MATCH :match", *self._inside("documents_fts.rowid"), *self.limits))
        return self.run(around.format(f"SELECT {columns} FROM {source} WHERE {where} {more}"), **values)  # noqa: S608

    # ------------------------------------------------------------ how many

    def kinds(self) -> dict[str, int]:
        """How many documents of each kind match. Where they are very many, notes are counted without looking at each id."""
        few = self.index(
            f"documents_fts.rowid >> {BITS} << {BITS} AS first",
            f"LIMIT {MOST_RANKED + 1}",
            around="SELECT first, count(*) FROM ({}) GROUP BY 1",
        )
        if sum(number for _, number in few) > MOST_RANKED:
            notes = self.index("0, count(*)", f"AND documents_fts.rowid < {NOTES_END}")
            few = [
                *notes,
                *self.index(f"documents_fts.rowid >> {BITS} << {BITS}, count(*)", f"AND documents_fts.rowid >= {NOTES_END} GROUP BY 1"),
            ]
        return {kind_of(first): number for first, number in few if number}

    # ------------------------------------------------------------ which

    def ids(self, total: int) -> list[int]:
        """The documents of the page that is shown, the best first."""
        end = self.wanted.start + self.wanted.limit
        ordered: dict[int, None] = {}
        for more in self._steps(total):
            ordered |= dict.fromkeys(more(end + len(ordered)))
            if len(ordered) >= end:
                break
        return list(ordered)[self.wanted.start : end]

    def _steps(self, total: int) -> Iterator[Callable[[int], list[int]]]:
        """Ways to get so many ids, those before the ids of the next; they may repeat what came before."""
        yield self._named
        if total <= MOST_RANKED:
            yield self._ranked
            return
        if not self.wanted.every:
            anything = self.match
            self._tell()
            yield self._ranked
            yield partial(self._by_age, match=anything)
            return
        for match in (self.titled, self.match):
            newest = self._newest(match)
            yield partial(self._ranked, match=match, newest=newest)
            if newest:
                yield partial(self._by_age, match=match, before=newest)

    def _named(self, _many: int) -> list[int]:
        """Those whose key is what was asked, or begins so: found by the index of keys, which is quicker than to ask for each of them."""
        names, keys = places(self.wanted)
        if not keys:
            return []
        begins = " OR ".join(f"(d.key >= :{name} AND d.key < :{name} || char(1114111))" for name in keys)
        where = " AND ".join((f"({begins})", f"d.kind <> '{KERNEL}'", *self._inside("d.id"), *self.limits))
        order = f"d.key IN ({names}) DESC, length(d.key), d.key"
        rows = self.run(f"SELECT d.id, d.key FROM documents d WHERE {where} ORDER BY {order} LIMIT {MOST_KEYS}", **keys)  # noqa: S608
        return [id for id, key in rows if self._has(key)]

    def _has(self, key: str) -> bool:
        """Whether the index finds a key that begins with the words: `relati` begins relational, whose stem is relat."""
        asked = [part for word in self.words for part in parts(word)]
        there = parts(key)[len(asked) - 1 : len(asked)]
        return bool(there) and stem(folded(there[0])).startswith(stem(folded(asked[-1])))

    def _ranked(self, many: int, match: str = "", newest: int = 0) -> list[int]:
        order = f"documents_fts.rowid >= {KERNELS}, {LOG_ORDER if self.wanted.asked.log else 'rank'}"
        more = f"AND documents_fts.rowid >= :newest ORDER BY {order} LIMIT :many" if newest else f"ORDER BY {order} LIMIT :many"
        return [id for (id,) in self.index("documents_fts.rowid", more, many=many, newest=newest, match=match or self.match)]

    def _newest(self, match: str) -> int:
        """The id from which on documents are ranked; 0 where they are few enough to rank them all."""
        more = f"ORDER BY documents_fts.rowid DESC LIMIT 1 OFFSET {MOST_RANKED - 1}"
        return next((int(id) for (id,) in self.index("documents_fts.rowid", more, match=match)), 0)

    def _by_age(self, many: int, match: str, before: int = 1 << 62) -> list[int]:
        more = "AND documents_fts.rowid < :before ORDER BY documents_fts.rowid DESC LIMIT :many"
        return [id for (id,) in self.index("documents_fts.rowid", more, many=many, before=before, match=match)]

    def _tell(self) -> None:
        """Of words of which any will do, leave out those that stand in very many documents: they decide nothing."""
        query = f"SELECT count(*) FROM (SELECT 1 FROM documents_fts WHERE documents_fts MATCH :match LIMIT {MOST_RANKED})"  # noqa: S608
        telling = [word for word in self.words if self.run(query, match=_phrase(word))[0][0] < MOST_RANKED]
        self.words = tuple(telling) or self.words
        self._match()

    # ------------------------------------------------------------ what is shown

    def shown(self, ids: list[int]) -> tuple[Found, ...]:
        """The documents with their snippets."""
        if not ids:
            return ()
        rows = self.run(f"SELECT {SHOWN}, d.body FROM documents d WHERE d.id IN ({_listed(ids)})")  # noqa: S608
        by_id = {row[0]: row for row in rows}
        return tuple(result(self.wanted, *by_id[id][1:]) for id in ids)

    def filtered(self) -> Answer:
        """Without words: what the filters let through, by title."""
        limits = [
            *self._inside("d.id"),
            *self.limits,
            *(["d.id IN (SELECT rowid FROM documents_fts WHERE documents_fts MATCH :match)"] if self.match else []),
        ]
        where = " AND ".join(limits)
        kinds = dict(self.run(f"SELECT d.kind, count(*) FROM documents d WHERE {where} GROUP BY d.kind"))  # noqa: S608
        if len(kinds) == 1:
            where += f" AND d.kind = '{next(iter(kinds))}'"  # then an index has the titles in order
        columns, page = f"{SHOWN}, substr(d.body, 1, 200)", "LIMIT :limit OFFSET :offset"
        query = f"SELECT {columns} FROM documents d WHERE {where} ORDER BY d.title, d.id {page}"  # noqa: S608
        rows = self.run(query, limit=self.wanted.limit, offset=self.wanted.start)
        return Answer(tuple(result(self.wanted, *row[1:]) for row in rows), sum(kinds.values()), kinds)


def _listed(ids: list[int]) -> str:
    return ", ".join(map(str, ids))
