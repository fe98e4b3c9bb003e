"""Export: the library as the files of a folder, one after the other, always the same bytes for the same library."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256

from sqlalchemy import Engine, Select, func, select
from sqlalchemy.orm import Session

from app.errors import BadInput
from app.library import attachments, files
from app.library.files import NoteFile
from app.library.models import Attachment, Content, FormerSlug, Note, Revision, Starter
from app.library.notes import Draft
from app.library.transfer import links
from app.library.transfer.layout import FILES, LONGEST_NAME, Attached, Manifest, note_path, past_path


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session that sees one state of the library, whatever is saved meanwhile."""
    with Session(engine) as session:
        if engine.dialect.name == "sqlite":
            session.connection().exec_driver_sql("BEGIN")
        else:
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        yield session


class Outgoing:
    """An export. `whole` takes the trash along, and files that no note shows: what only those see who may write.

    `manifest` is complete when `files` is through; whoever writes the files writes it last.
    """

    def __init__(self, session: Session, *, whole: bool = True) -> None:
        self.session, self.whole = session, whole
        self.manifest = Manifest()
        self._there: set[str] = set()

    def total(self) -> int:
        """About how many files there will be."""
        counts = (self._notes(), self._contents(), select(Revision).where(Revision.note_id.in_(self._notes().with_only_columns(Note.id))))
        return sum(self.session.scalar(select(func.count()).select_from(query.subquery())) or 0 for query in counts)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Path and content of every file."""
        self.manifest.starters = [(each.kind, each.slug) for each in self.session.scalars(select(Starter))]
        for path, data in self._each():
            self.manifest.files[path] = sha256(data).hexdigest()
            yield path, data

    def _each(self) -> Iterator[tuple[str, bytes]]:
        yield from self._attachments()
        for number in self.session.scalars(self._notes().with_only_columns(Note.id).order_by(Note.kind, Note.slug)).all():
            note = self.session.get_one(Note, number)
            yield from self._note(note)
            self.session.expunge_all()  # of a large library one note at a time is in memory

    def _notes(self) -> Select[Note]:
        return select(Note) if self.whole else select(Note).where(Note.deleted_at.is_(None))

    def _contents(self) -> Select[Content]:
        if self.whole:
            return select(Content)
        shown = select(Attachment.digest).where(Attachment.note_id.in_(self._notes().with_only_columns(Note.id)))
        return select(Content).where(Content.digest.in_(shown))

    def _note(self, note: Note) -> Iterator[tuple[str, bytes]]:
        saves = self.session.scalars(select(Revision).where(Revision.note_id == note.id).order_by(Revision.number)).all()
        for save in saves:
            draft = Draft(save.title, save.body, tuple(save.tags), save.facts, slug=save.slug)
            past = NoteFile(note.kind, draft, save.author, save.message, updated=save.saved_at)
            yield past_path(note.kind, note.slug, save.number), files.text_of(past, exact=True).encode()
        path = note_path(note.kind, note.slug, deleted=note.deleted_at is not None)
        former = self.session.scalars(select(FormerSlug.slug).where(FormerSlug.note_id == note.id).order_by(FormerSlug.slug))
        body = links.relative(note.body, path, self._there)
        shown = NoteFile(
            note.kind, Draft(note.title, body, tuple(note.tags), note.facts, note.pinned, note.slug), created=note.created_at,
            updated=note.updated_at, deleted=note.deleted_at, former=tuple(former),
        )  # fmt: skip
        yield path, files.text_of(shown).encode()
        if note.origin:
            self.manifest.origins[path] = note.origin
        rows = self.session.scalars(select(Attachment).where(Attachment.note_id == note.id).order_by(Attachment.name)).all()
        if rows:
            self.manifest.attached[path] = [Attached(each.name, each.digest, each.added_at) for each in rows]

    def _attachments(self) -> Iterator[tuple[str, bytes]]:
        names = self._names()
        digests = self.session.scalars(self._contents().with_only_columns(Content.digest).order_by(Content.digest)).all()
        for digest in digests:
            data = self.session.get_one(Content, digest).data
            short = digest[: attachments.SHORT]
            good = [name for name in sorted(names.get(short, ())) if _served(name, data)]
            for name in good or [_own_name(data)]:
                self._there.add(path := f"{FILES}/{short}/{name}")
                yield path, data
            self.session.expunge_all()

    def _names(self) -> dict[str, set[str]]:
        """The names by which notes speak of files, by the first digits of their digest."""
        names: dict[str, set[str]] = {}
        for body in self.session.scalars(self._notes().with_only_columns(Note.body).where(Note.body.contains("/files/"))):
            for short, name in attachments.LINK.findall(body):
                names.setdefault(short, set()).add(name)
        return names


def _served(name: str, data: bytes) -> bool:
    """Whether a link with that name works: then the name is safe in a path as well."""
    try:
        return len(name.encode()) <= LONGEST_NAME and attachments.read(name, data).name == name
    except BadInput:
        return False


def _own_name(data: bytes) -> str:
    try:
        return attachments.read("file", data).name
    except BadInput:
        return "file"
