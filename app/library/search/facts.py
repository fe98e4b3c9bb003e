"""The program's own facts in the index: modes, options, fields, releases, rules, guides, tables, and the ways to configure a bond.

The library knows none of them: whoever starts the program hands them over as plain data. They are put
into the index anew when another program than the last one starts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.library.database import lock_for_writing
from app.library.models import Counter, Document
from app.library.search import index
from app.library.search.engine import spaced

KINDS = ("mode", "option", "release", "rule", "guide", "target", "field", "table", "symptom")
COUNTER = "facts"


@dataclass(frozen=True)
class Fact:
    """One thing the program knows. `names` are other words that stand for it; `modes` and `releases` are for the filters."""

    kind: str
    key: str
    title: str
    body: str
    names: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    releases: tuple[str, ...] = ()

    def document(self) -> Document:
        """As the index has it."""
        return Document(
            kind=self.kind, key=self.key, title=self.title, names=" ".join(dict.fromkeys((self.key, *self.names))), tags="",
            modes=spaced(self.modes), releases=spaced(self.releases), body=self.body,
        )  # fmt: skip


def renew(engine: Engine, mark: str, facts: Callable[[], Iterable[Fact]]) -> bool:
    """Put the facts into the index unless the program of that mark (hexadecimal) has done so; tell whether they were."""
    number = int(mark[:7], 16)  # what fits a counter; by far enough to tell programs apart
    with Session(engine) as session, session.begin():
        lock_for_writing(session)
        counter = session.get_one(Counter, COUNTER, with_for_update=True)
        if counter.value == number:
            return False
        index.replace_kinds(session, KINDS, (fact.document() for fact in facts()))
        counter.value = number
    return True
