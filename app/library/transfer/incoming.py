"""Import: what comes in is written so that no word of the library is lost.

What is the same is left alone. A note that is known (by its date, by a common save, or without a date by its title)
gets the newer text as its next save; an older text changes nothing. Another note of the same address comes beside it.

Notes are written in batches, each a transaction: a server that runs meanwhile never waits long for the lock, and a broken-off
import is simply done again, because what is there already is the same. Pages are rendered at the end, when every link
has its target; until then a note is marked to be rendered, and whoever reads it gets that done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from app.library import notes
from app.library.database import db
from app.library.models import Content, Note, Starter
from app.library.notes import Desk
from app.library.transfer.arrived import Arrival, Arrivals, Source
from app.library.transfer.meeting import CHANGED, KEPT, MADE, SAME, SKIPPED, Line, Meeting
from app.library.transfer.reading import PROGRAMS

BATCH = 50  # notes of one transaction
PAGES = 25  # notes that are rendered in one transaction
TRIES = 4

T = TypeVar("T")


@dataclass
class Outcome:
    """What became of every file of an import, or what would."""

    dialect: str
    lines: list[Line] = field(default_factory=list)
    files: int = 0
    unused: int = 0

    def of(self, verb: str) -> list[Line]:
        """The files of which that became."""
        return [line for line in self.lines if line.verb == verb]

    def counts(self) -> dict[str, int]:
        """How many of each."""
        return {verb: len(self.of(verb)) for verb in (MADE, CHANGED, SAME, KEPT, SKIPPED)}

    def to_json(self) -> dict[str, Any]:
        """The same for programs."""
        told = [{name: text for name, text in vars(line).items() if text} for line in self.lines]
        return {"from": self.dialect, **self.counts(), "attachments": self.files, "unused": self.unused, "files": told}

    def text(self, *, dry: bool) -> Iterator[str]:
        """The same for a terminal: every file that was not simply taken or the same; in a dry run, every one that would change."""
        told = (MADE, CHANGED, KEPT, SKIPPED)
        for line in self.lines:
            if line.verb in told and (line.why or dry or line.verb == CHANGED):
                yield f"{line.verb}: {line.path}{f' -> {line.address}' if line.address else ''}{f' {line.why}' if line.why else ''}"
        counts = ", ".join(f"{number} {verb}" for verb, number in self.counts().items())
        yield f"{'Would be' if dry else 'Notes'}: {counts}; {self.files} files that they show (read as {PROGRAMS[self.dialect]})"
        if self.unused:
            yield f"Left out: {self.unused} files that no note shows"


def refused(arrivals: Arrivals) -> Outcome:
    """What became of an import that did not begin, because of files that cannot be read."""
    return Outcome(arrivals.dialect, [Line(SKIPPED, path, why=why) for path, why in arrivals.skipped])


class _Undo(Exception):
    """Ends a transaction of which nothing shall stay but what it told."""

    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines


def bring(
    desk: Desk,
    source: Source,
    arrivals: Arrivals,
    *,
    rule: str = "newer",
    dry: bool = False,
    progress: Callable[[int], None] = lambda _: None,
) -> Outcome:
    """Import. `dry` tells what would happen, and changes nothing. `progress` hears of steps, of which there are `steps(arrivals)`."""
    outcome = Outcome(arrivals.dialect, files=len(arrivals.files), unused=arrivals.unused)
    meeting = Meeting(rule)
    if not dry:
        for digest, name in arrivals.files.items():
            _again(partial(_keep, source, digest, name))
            progress(1)
    for start in range(0, len(arrivals.notes), BATCH):
        batch = arrivals.notes[start : start + BATCH]
        meeting, lines = _again(partial(_batch, meeting, batch, dry=dry))
        outcome.lines += lines
        progress(len(batch))
    outcome.lines += [Line(SKIPPED, path, why=why) for path, why in arrivals.skipped]
    if not dry:
        with notes.writing() as session:
            for kind, slug in arrivals.starters:
                session.merge(Starter(kind=kind, slug=slug))
        _render(desk, progress)
    return outcome


def steps(arrivals: Arrivals) -> int:
    """How many steps an import takes."""
    return len(arrivals.files) + 2 * len(arrivals.notes)


def _batch(meeting: Meeting, batch: Sequence[Arrival], *, dry: bool) -> tuple[Meeting, list[Line]]:
    """Write some notes in one transaction; what the meeting knows then holds only if that holds."""
    after = meeting.again()
    try:
        with notes.writing() as session:
            lines = [after.one(session, arrival) for arrival in batch]
            _end(dry, lines)
    except _Undo as undo:
        lines = undo.lines
    return after, lines


def _end(dry: bool, lines: list[Line]) -> None:
    if dry:
        raise _Undo(lines)


def _render(desk: Desk, progress: Callable[[int], None]) -> None:
    """Render what is marked, also by an import that was broken off."""
    with Session(db.engine) as session:
        ids = session.scalars(select(Note.id).where(Note.made_by == "").order_by(Note.id)).all()
    for start in range(0, len(ids), PAGES):
        some = ids[start : start + PAGES]
        _again(partial(_pages, desk, some))
        progress(len(some))


def _pages(desk: Desk, ids: Sequence[int]) -> None:
    with notes.writing() as session:
        desk.render(session, session.scalars(select(Note).where(Note.id.in_(ids)).order_by(Note.id).with_for_update()).all())


def _again(work: Callable[[], T]) -> T:
    """Do it; again if somebody else wrote the same at the same moment."""
    for _ in range(TRIES - 1):
        try:
            return work()
        except (IntegrityError, OperationalError):
            continue
    return work()


def _keep(source: Source, digest: str, name: str) -> None:
    data = source.read(name)
    with notes.writing() as session:
        if session.get(Content, digest) is None:
            session.add(Content(digest=digest, size=len(data), data=data))
