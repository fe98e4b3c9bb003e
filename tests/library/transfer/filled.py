"""A library with everything in it that a library can have."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from app.library import attachments, entries
from app.library.database import db
from app.library.models import Starter
from app.library.notes import Author, Desk, Draft
from tests.library.transfer.content import PNG

FACTS = entries.clean(
    {
        "severity": "outage", "match": "all", "signatures": [{"text": "link down"}, {"pattern": r"speed \d+", "weak": True}],
        "samples": ["eth0: link down, speed 100"], "applies": {"modes": ["802.3ad"], "drivers": ["e1000"]},
        "references": ["https://example.com/a"],
    }
)  # fmt: skip
LONG = "ß" * 79


def fill(desk: Desk) -> None:
    """Notes and entries with saves, links, files, pins, former addresses, a trash, starters."""
    picture = attachments.keep("Screen Shot.png", PNG)
    log = attachments.keep("kern.log", b"eth0: link down\n")
    attachments.keep("nobody shows me.txt", b"orphan")
    ann, ben = Author("Ann", "first words"), Author(" Ben\n", "better")
    body = f'See [[Two]], [[entry:no-partner]] and [[Not there]].\n\n{picture.markdown}\n\n{log.markdown} <img src="{picture.address}">'
    one = desk.create("note", Draft("One", body, ("lacp", "Two Words"), pinned=True), ann, when=datetime(2024, 5, 1, 12, 30, 5, 123, UTC))
    one = desk.save(one, Draft("One and only", f"\n\n{body}\n\n", ("lacp",), slug="one-and-only"), 1, ben)
    desk.save(one, Draft("One and only", "No file any more. [[One]]", (), pinned=True, slug="one-and-only"), 2, Author())
    desk.create("note", Draft("Two", "", ()), Author())
    desk.create("note", Draft("Two", f"the other two, see [[entry:no partner]] ![x](/files/{'0' * 20}/none.png)\t"), ann)
    desk.create("note", Draft(LONG, f"[{LONG}]: {picture.address}"), ann)
    desk.create("note", Draft("Troubleshooting", "A note with the name of a folder."), ann)
    desk.create("note", Draft("New", "A note with the name of a page."), ann)
    entry = desk.create("entry", Draft("No partner", f"Why.\n\n## Fix\n\n{picture.markdown}\n", ("lacp",), FACTS), ann, origin="ab" * 32)
    desk.create("entry", Draft("Files", "", (), entries.clean({})), ann)
    gone = desk.create("note", Draft("Gone", f"[[One]] {log.markdown}"), ann)
    gone = desk.save(gone, Draft("Gone", "Renamed before it went.", slug="away"), 1, ben)
    desk.throw_away(gone)
    desk.throw_away(desk.create("entry", Draft("Gone", "", (), entries.clean({})), ann))
    back = desk.create("note", Draft("Back", "[[Gone]]"), ann)
    desk.throw_away(back)
    desk.bring_back(back)
    with Session(db.engine) as session, session.begin():
        session.add(Starter(kind="entry", slug=entry.slug))
        session.add(Starter(kind="note", slug="deleted-for-good"))
