"""Search on PostgreSQL: a generated tsvector with weights, and headlines only for the page that is shown."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.library.search.engine import OFF, ON, PAGE, Answer, Found, conditions
from app.library.search.words import Asked, parts

HEADLINE = f"StartSel={ON}, StopSel={OFF}, MaxFragments=2, MaxWords=24, MinWords=8, FragmentDelimiter=…"


class _Postgres:
    def find(self, session: Session, asked: Asked, words: tuple[str, ...], page: int, *, every: bool) -> Answer:
        """Documents that hold the words, the best first; without words those of the filters, by title."""
        limits, values = conditions(asked)
        order, headline = "d.title", "''"
        if words:
            limits = ["d.words @@ to_tsquery('english', :match)", *limits]
            values |= {"match": matching(words, every=every), "exact": " ".join(words)}
            order = "(d.key = :exact) DESC, ts_rank_cd(d.words, to_tsquery('english', :match), 1) DESC, d.title"
            headline = f"ts_headline('english', body, to_tsquery('english', :match), '{HEADLINE}')"
        if not limits:
            return Answer()
        where = " AND ".join(limits)
        counted = session.execute(text(f"SELECT d.kind, count(*) FROM documents d WHERE {where} GROUP BY d.kind"), values)  # noqa: S608
        kinds = {str(kind): int(number) for kind, number in counted}
        place = f"SELECT d.*, row_number() OVER (ORDER BY {order}) AS place FROM documents d WHERE {where}"  # noqa: S608
        inner = f"{place} ORDER BY place LIMIT :limit OFFSET :offset"
        rows = session.execute(
            text(f"SELECT kind, key, title, tags, substr(body, 1, 160), {headline} FROM ({inner}) AS shown ORDER BY place"),  # noqa: S608
            {**values, "limit": PAGE, "offset": PAGE * (page - 1)},
        )
        return Answer(tuple(_found(row) for row in rows), sum(kinds.values()), kinds)

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


def _found(row: Any) -> Found:
    kind, key, title, tags, start, headline = row
    snippets = [each for each in headline.split("…") if ON in each][:2] or [start]
    return Found(kind, key, title, tuple(tags.split()), tuple(snippets))
