"""What a library holds, table by table, without the numbers that the database gives out, for comparing two libraries."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.config import Settings
from app.library import database
from app.library.database import db
from app.library.models import Attachment, Base, Note
from app.library.notes import Desk
from app.library.transfer import folder, incoming, outgoing, reading
from app.library.transfer.folder import Folder, Written
from app.library.transfer.incoming import Outcome

NOT_NOTES = {"shares", "counters", "accounts", "sign_ins", "kernel_documents"}
"""Short links, accounts and the kernel's documents are no notes, and counters count the changes of one database."""

OF_NOTES = {"notes", "revisions", "former_slugs", "tags", "links", "attachments", "contents", "starters", "documents"}
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


def desk() -> Desk:
    """A desk without stacks."""
    pages = {
        ("option", "miimon"): ("/reference/options/miimon", "miimon"),
        ("mode", "802.3ad"): ("/reference/modes/802.3ad", "802.3ad"),
    }
    return Desk(lambda kind, name: pages.get((kind, name), ("", "")), lambda text: f"<i>{escape(text)}</i>", "one")


@contextmanager
def library(settings: Settings) -> Iterator[Flask]:
    """An empty library. Made anew each time, its tables would cost more than all that is done with them."""
    if not settings.database_url:
        settings.make_data_dir()
        (settings.data_dir / "bondbook.sqlite").write_bytes(_empty())
    else:
        database.upgrade(settings)
    app = Flask(__name__)
    database.init_app(app, settings)
    with app.app_context():
        yield app
        db.engine.dispose()


@cache
def _empty() -> bytes:
    with TemporaryDirectory() as name:
        database.upgrade(Settings(data_dir=Path(name)))
        with sqlite3.connect(Path(name) / "bondbook.sqlite") as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        return (Path(name) / "bondbook.sqlite").read_bytes()


def content() -> dict[str, list[Any]]:
    """Every row of every table; notes go by kind and slug in place of their number."""
    with Session(db.engine) as session:
        names = {note.id: (note.kind, note.slug) for note in session.scalars(select(Note))}
        found: dict[str, list[Any]] = {}
        for table in Base.metadata.sorted_tables:
            if table.name in OF_NOTES:
                rows = [dict(row) for row in session.execute(select(table)).mappings()]
                found[table.name] = sorted((_row(row, names) for row in rows), key=repr)
    return found


def _row(row: dict[str, Any], names: dict[int, tuple[str, str]]) -> dict[str, Any]:
    row.pop("id", None)
    if "note_id" in row:
        row["note_id"] = names[row["note_id"]]
    return row


def attachments() -> list[tuple[str, str]]:
    """Names and digests of all attachments."""
    with Session(db.engine) as session:
        return [(each.name, each.digest) for each in session.scalars(select(Attachment).order_by(Attachment.name))]


def export(to: Path, *, whole: bool = True, force: bool = False) -> Written:
    """Export the library of the context."""
    with outgoing.reading(db.engine) as session:
        return folder.write(to, outgoing.Outgoing(session, whole=whole), force=force)


def bring(root: Path, program: str = "", *, rule: str = "newer", dry: bool = False) -> Outcome:
    """Import a folder into the library of the context."""
    source = Folder(root)
    return incoming.bring(desk(), source, reading.read(source, program), rule=rule, dry=dry)


def tree(root: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}
