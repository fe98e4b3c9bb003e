"""The starter content: the files of `notes/` become notes and entries, once.

A note that somebody changed, renamed or deleted is never touched again; one that is still as it was
loaded follows its file when a newer Bondbook brings a better text.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import BadFacts, BadInput
from app.library import files
from app.library.database import db
from app.library.models import Note, Starter
from app.library.notes import Author, Desk

AUTHOR = Author("Bondbook", "Starter content")
FOLDERS = {"note": ".", "entry": "troubleshooting"}


@dataclass
class Loaded:
    """How many notes were made, and how many followed their file."""

    made: int = 0
    renewed: int = 0


def load(desk: Desk, folder: Path) -> Loaded:
    """Load what is new in the folder. Raises BadFacts for a file of ours that cannot be read."""
    loaded = Loaded()
    with Session(db.engine) as session:
        known = {(each.kind, each.slug) for each in session.scalars(select(Starter))}
    for kind, below in FOLDERS.items():
        for path in sorted((folder / below).glob("*.md"), reverse=True):  # lists begin with the newest, so they read from A to Z
            _load(desk, kind, path, (kind, path.stem) in known, loaded)
    return loaded


def _load(desk: Desk, kind: str, path: Path, known: bool, loaded: Loaded) -> None:
    text = path.read_text(encoding="utf-8")
    digest = sha256(text.encode()).hexdigest()
    with Session(db.engine) as session:
        note = session.scalar(select(Note).where(Note.kind == kind, Note.slug == path.stem))
    if known and (note is None or not note.origin or note.origin == digest or note.deleted_at is not None):
        return
    try:
        file = files.read(text, kind, path.stem)
    except BadInput as error:
        raise BadFacts(f"{path}: {error}") from error
    if known and note is not None:
        desk.save(note, file.draft, note.number, AUTHOR, when=file.updated, origin=digest)
        loaded.renewed += 1
        return
    if note is None:
        desk.create(kind, file.draft, AUTHOR, when=file.created, origin=digest)
        loaded.made += 1
    with Session(db.engine) as session, session.begin():
        session.merge(Starter(kind=kind, slug=path.stem))
