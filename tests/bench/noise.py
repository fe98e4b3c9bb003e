"""Many synthetic notes, put in quickly: what the search and the lists have to cope with.

Writing each through the desk would take the time of rendering it. Here some hundred paragraphs are rendered once,
by the library's own Markdown, and every note is a few of them joined: text, HTML and words are what the desk would
have made. The rows go in by the thousand; the index learns them by the function and the triggers of every save.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from sqlalchemy import Engine, func, insert, select
from sqlalchemy.orm import Session

from app.library import markdown
from app.library.models import Link, Note, Revision, Tag
from app.library.notes import document
from app.library.search import index

EVERYWHERE, SOME, TWO, RARE = "network", "watchdog", "turbine", "zeppelin"
"""A word of every note, one of a note in 40, one of a note in 50, and one of a note in 5,000."""

PARAGRAPHS, WORDS, TAGS, A_NOTE, BATCH = 600, 12_000, 200, 6, 2000
HUB, LINKING = "noise-0", 20
"""A note that some others link to, and how many do, however many notes there are."""

START = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class _Piece:
    """A paragraph as it is written, as HTML, and as the words of the index."""

    text: str
    html: str
    plain: str


def fill(engine: Engine, number: int, mark: str = "") -> None:
    """Put in notes until there are `number` of these. `mark` names the program, as if it had rendered them."""
    chance = random.Random(4)  # noqa: S311 - the same notes in every run
    words = _vocabulary(chance)
    weights = list(accumulate(1 / (place + 3) for place in range(len(words))))
    pieces = [_piece(" ".join(chance.choices(words, cum_weights=weights, k=chance.randint(12, 40)))) for _ in range(PARAGRAPHS)]
    with Session(engine) as session:
        done = session.scalar(select(func.count()).where(Note.slug.like("noise-%"))) or 0
        last = session.scalar(select(func.max(Note.id))) or 0
    for first in range(done, number, BATCH):
        notes = [
            _note(chance, each, last + 1 + each - done, words, weights, pieces, mark) for each in range(first, min(first + BATCH, number))
        ]
        _put(engine, notes)


def _vocabulary(chance: random.Random) -> list[str]:
    """Words that can be said, each once."""
    onsets = "b br c ch d dr f fl g gr h j k l m n p pl qu r s st t tr v w z".split()  # noqa: SIM905 - easier to read
    vowels, codas = "aeiou", ("", "n", "r", "s", "lt", "m", "ck")
    words: dict[str, None] = {}
    while len(words) < WORDS:
        parts = (chance.choice(onsets) + chance.choice(vowels) + chance.choice(codas) for _ in range(chance.randint(2, 4)))
        words["".join(parts)] = None
    return list(words)


def _piece(text: str) -> _Piece:
    sentence = f"{text[0].upper()}{text[1:]}."
    page = markdown.render(sentence, lambda _kind, _target: ("", ""), lambda source: source)
    return _Piece(sentence, page.html, page.plain)


def _note(
    chance: random.Random, number: int, id: int, words: list[str], weights: list[float], pieces: list[_Piece], mark: str
) -> tuple[Note, str]:
    """A note that could have been written, and its words for the index."""
    special = [EVERYWHERE]
    special += [word for word, one_in in ((SOME, 40), (TWO, 50), (RARE, 5000)) if number % one_in == 0]
    chosen = [*chance.sample(pieces, A_NOTE), _piece_of(special)]
    title = " ".join(chance.choices(words, cum_weights=weights, k=4)).capitalize()
    if 0 < number <= LINKING:
        chosen.append(_Piece(f"[[note:{HUB}]]", f'<p><a class="wiki note" href="/notes/{HUB}">{HUB}</a></p>', HUB))
    when = START + timedelta(minutes=number)
    note = Note(
        id=id, kind="note", slug=f"noise-{number}", title=title, body="\n\n".join(each.text for each in chosen) + "\n",
        tags=[f"tag-{chance.randrange(TAGS)}"], facts={}, html="\n".join(each.html for each in chosen), pinned=False, number=1,
        made_by=mark, origin="", created_at=when, updated_at=when, deleted_at=None,
    )  # fmt: skip
    return note, " ".join(each.plain for each in chosen)


def _piece_of(words: list[str]) -> _Piece:
    text = " ".join(words).capitalize() + "."
    return _Piece(text, f"<p>{text}</p>", text)


def _put(engine: Engine, notes: list[tuple[Note, str]]) -> None:
    """One transaction with everything that a save leaves behind."""
    with Session(engine) as session, session.begin():
        session.execute(insert(Note), [_row(note) for note, _ in notes])
        session.execute(insert(Revision), [_revision(note) for note, _ in notes])
        session.execute(insert(Tag), [{"note_id": note.id, "name": tag, "kind": "note"} for note, _ in notes for tag in note.tags])
        if linking := [{"note_id": note.id, "kind": "note", "target": HUB} for note, plain in notes if HUB in plain]:
            session.execute(insert(Link), linking)
        index.put_new(session, (document(note, plain) for note, plain in notes))


def _row(note: Note) -> dict[str, object]:
    return {column.key: getattr(note, column.key) for column in Note.__table__.columns}


def _revision(note: Note) -> dict[str, object]:
    same = {name: getattr(note, name) for name in ("number", "title", "slug", "body", "tags", "facts")}
    return {**same, "note_id": note.id, "author": "", "message": "", "saved_at": note.updated_at}


def titles(engine: Engine, many: int) -> Iterator[str]:
    """Titles of some of the notes, for searches that were never asked before."""
    with Session(engine) as session:
        yield from session.scalars(select(Note.title).where(Note.slug.like("noise-%")).order_by(Note.id).limit(many))
