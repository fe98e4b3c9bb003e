"""Files that notes show or link to: pictures and logs, kept by their content.

A file's address is made of its content, so a link to it stays good whatever the note is called. It may be
added before its note is saved; a save then writes down which files its text speaks of.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.bonding.problems import problem
from app.errors import BadInput
from app.library.database import db
from app.library.models import Attachment, Content, Note
from app.library.slugs import slug_of

LARGEST = 5 * 1024 * 1024  # bytes
SHORT = 20  # digits of the digest that stand in an address
TEXT = "text/plain"
SIGNS = {
    "image/png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "image/jpeg": re.compile(rb"\xff\xd8\xff"),
    "image/gif": re.compile(rb"GIF8[79]a"),
    "image/webp": re.compile(rb"RIFF....WEBP", re.DOTALL),
}
"""How the files of each type begin; what a file is called says nothing."""

ENDINGS = {
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/gif": (".gif",),
    "image/webp": (".webp",),
    TEXT: (".txt", ".log", ".conf", ".cfg", ".ini", ".yaml", ".yml", ".json", ".csv", ".md", ".nmconnection", ".network", ".netdev"),
}
LINK = re.compile(rf"/files/([0-9a-f]{{{SHORT}}})/([^\s()<>\"'\[\]]+)")


@dataclass(frozen=True)
class File:
    """One file: `name` is safe in an address."""

    digest: str
    name: str
    type: str
    data: bytes

    @property
    def address(self) -> str:
        """Where it is served."""
        return f"/files/{self.digest[:SHORT]}/{self.name}"

    @property
    def markdown(self) -> str:
        """How a text shows it: a picture in its place, anything else by a link."""
        return f"{'' if self.type == TEXT else '!'}[{self.name}]({self.address})"


def keep(name: str, data: bytes) -> File:
    """Keep a file, once whoever adds it. Raises BadInput for one that is too large or of another type."""
    file = read(name, data)
    try:
        with Session(db.engine) as session, session.begin():
            if session.get(Content, file.digest) is None:
                session.add(Content(digest=file.digest, size=len(data), data=data))
    except IntegrityError:
        pass  # somebody kept the same at the same moment
    return file


def find(short: str, name: str) -> File | None:
    """The file at an address."""
    with Session(db.engine) as session:
        content = session.scalar(select(Content).where(Content.digest.startswith(short, autoescape=True)))
    if content is None or len(short) != SHORT:
        return None
    right, type_ = _named(name, content.data)
    return File(content.digest, name, type_, content.data) if right == name else None


def read(name: str, data: bytes) -> File:
    """What `keep` makes of a file, without keeping it. Raises BadInput."""
    return File(sha256(data).hexdigest(), *_named(name, data), data)


def refer(session: Session, note: Note) -> None:
    """Write down the files that the text of a note speaks of. Those that older saves show stay."""
    there = {each.name: each.digest for each in session.scalars(select(Attachment).where(Attachment.note_id == note.id))}
    for short, name in dict.fromkeys(LINK.findall(note.body)):
        content = session.scalar(select(Content).where(Content.digest.startswith(short, autoescape=True)))
        if content is None or content.digest in there.values():
            continue
        type_ = _type(content.data)
        free = name[:100] if name not in there else f"{short[:8]}-{name}"[:120]
        session.add(Attachment(note_id=note.id, name=free, type=type_ or TEXT, digest=content.digest))
        there[free] = content.digest


def _named(name: str, data: bytes) -> tuple[str, str]:
    """The safe name, with an ending that tells the truth, and the type. Raises BadInput."""
    if len(data) > LARGEST:
        mend = f"Keep it within {LARGEST // 1024 // 1024} MB; of a log, the part around the fault is enough."
        raise BadInput([problem("files", name, f"has {len(data) / 1024 / 1024:.1f} MB.", mend)])
    type_ = _type(data)
    if not type_ or not data:
        mend = "Attach a picture (PNG, JPEG, GIF, WebP) or a text in UTF-8."
        raise BadInput([problem("files", name, "is empty." if not data else "is neither a picture nor a text.", mend)])
    safe = slug_of(re.split(r"[/\\]", name)[-1])
    return (safe if safe.endswith(ENDINGS[type_]) else f"{safe}{ENDINGS[type_][0]}"), type_


def _type(data: bytes) -> str:
    """The type by how the content begins, or text where all of it is; empty for anything else."""
    for type_, sign in SIGNS.items():
        if sign.match(data):
            return type_
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return "" if re.search(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]", text) else TEXT
