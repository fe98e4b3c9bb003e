"""Search on PostgreSQL: a generated tsvector with weights; only the documents that are shown are read."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.library.search.engine import KERNEL, Answer, Wanted, conditions, places
from app.library.search.snippets import result
from app.library.search.words import parts

QUERY = "to_tsquery('english', :match)"
LOG_WEIGHT = "CASE d.kind WHEN 'entry' THEN 3.0 WHEN 'note' THEN 1.5 ELSE 1.0 END"


class _Postgres:
    def find(self, session: Session, wanted: Wanted) -> Answer:
        """Documents that hold the words, the best first; without words those of the filters, by title."""
        limits, values = conditions(wanted.asked.filters)
        order, body = "d.title", "left(body, 200)"
        if wanted.words:
            limits = [f"d.words @@ {QUERY}", *limits]
            values["match"] = matching(wanted.words, every=wanted.every)
            names, keys = places(wanted)
            weight = LOG_WEIGHT if wanted.asked.log else "1"
            order = f"ts_rank_cd(d.words, {QUERY}, 1) * {weight} DESC, d.title"
            if keys:
                begins = " OR ".join(f"starts_with(d.key, :{name})" for name in keys)
                order = f"d.key IN ({names}) DESC, CASE WHEN {begins} THEN length(d.key) ELSE 1000 END, {order}"
                values |= keys
            order = f"d.kind = '{KERNEL}', {order}"
            body = "body"
        if not limits:
            return Answer()
        where = " AND ".join(limits)
        counted = session.execute(text(f"SELECT d.kind, count(*) FROM documents d WHERE {where} GROUP BY d.kind"), values)  # noqa: S608
        kinds = {str(kind): int(number) for kind, number in counted}
        place = f"SELECT d.*, row_number() OVER (ORDER BY {order}, d.id) AS place FROM documents d WHERE {where}"  # noqa: S608
        inner = f"{place} ORDER BY place LIMIT :limit OFFSET :offset"
        rows = session.execute(
            text(f"SELECT kind, key, title, tags, {body} FROM ({inner}) AS shown ORDER BY place"),  # noqa: S608
            {**values, "limit": wanted.limit, "offset": wanted.start},
        )
        return Answer(tuple(result(wanted, *row) for row in rows), sum(kinds.values()), kinds)

    def knows(self, session: Session, word: str) -> bool:
        """Whether any document has the word, or one that begins so."""
        query = text(f"SELECT 1 FROM documents d WHERE d.words @@ {QUERY} LIMIT 1")  # noqa: S608
        return session.execute(query, {"match": matching((word,), every=True)}).first() is not None

    def vocabulary(self, session: Session) -> list[str]:
        """The stems of the index."""
        query = text("SELECT word FROM ts_stat('SELECT words FROM documents') WHERE length(word) >= 3")
        return [word for (word,) in session.execute(query)]


POSTGRES = _Postgres()


def matching(words: tuple[str, ...], *, every: bool) -> str:
    """The words in the language of to_tsquery: quoted, so that no sign of a word acts there; the last one may go on."""
    phrases = ["(" + " <-> ".join(f"'{part}'" for part in parts(word)) + ")" for word in words]
    if every:
        phrases[-1] = phrases[-1].removesuffix(")") + ":*)"
    return (" & " if every else " | ").join(phrases)
