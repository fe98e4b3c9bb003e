"""A note that comes in meets the library: which note it is, and what is written of it. Every rule of an import stands here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.library import attachments, notes
from app.library.models import Attachment, Content, FormerSlug, Link, Note, Revision, now
from app.library.notes import KINDS, RESERVED
from app.library.search import index
from app.library.slugs import LONGEST_KEPT, is_slug
from app.library.transfer.arrived import Arrival, Key, Save, key
from app.library.transfer.layout import Attached

RULES = {
    "newer": "What is newer in the folder becomes the next save; another note of the same address comes beside.",
    "keep": "No note that is there is changed.",
    "replace": "The folder is right: its text becomes the next save of every note that differs.",
}

MADE, CHANGED, SAME, KEPT, SKIPPED = "made", "changed", "same", "kept", "skipped"
LONGEST_ATTACHED = 120  # characters of a name


@dataclass(frozen=True)
class Line:
    """What became of one file."""

    verb: str
    path: str
    address: str = ""
    why: str = ""


class Meeting:
    """The notes of one import meet those of the library: `claimed` ones have met their file, `made` are the addresses of new ones."""

    def __init__(self, rule: str) -> None:
        self.rule = rule
        self.claimed: set[int] = set()
        self.made: set[tuple[str, str]] = set()

    def again(self) -> Meeting:
        """The same, for a transaction that may not hold."""
        other = Meeting(self.rule)
        other.claimed, other.made = set(self.claimed), set(self.made)
        return other

    def one(self, session: Session, arrival: Arrival) -> Line:
        """Write what one file says, or leave it; tell what became of it."""
        there = [note for note in self._there(session, arrival) if note.id not in self.claimed]
        note = next((note for note in there if _key(note) == arrival.newest.key), None)
        note = note or next((note for note in there if _related(session, note, arrival)), None)
        first = next((note for note in there if note.slug == arrival.newest.draft.slug), None)
        if note is None and first is not None and self.rule != "newer":
            note = first
        if note is None:
            return self._create(session, arrival)
        self.claimed.add(note.id)
        return self._meet(session, note, arrival)

    def _there(self, session: Session, arrival: Arrival) -> Iterator[Note]:
        """The notes that may be the one that comes in: by its address and those with a number behind, then by former ones."""
        kind, slug = arrival.file.kind, arrival.newest.draft.slug
        for each in _numbered(slug):
            note = session.scalar(select(Note).where(Note.kind == kind, Note.slug == each))
            if note is not None and (kind, each) not in self.made:
                yield note
            if note is None and (kind, each) not in self.made and each not in RESERVED:
                break
        query = select(Note).join(FormerSlug, FormerSlug.note_id == Note.id).where(FormerSlug.kind == kind)
        yield from session.scalars(query.where(FormerSlug.slug == slug)).all()
        yield from session.scalars(select(Note).where(Note.kind == kind, Note.slug.in_(arrival.file.former))).all()

    def _meet(self, session: Session, note: Note, arrival: Arrival) -> Line:
        """What comes in stands for a note that is there."""
        path, address, same = arrival.path, f"{KINDS[note.kind]}{note.slug}", _key(note) == arrival.newest.key
        deleted = arrival.file.deleted
        if deleted and note.deleted_at is None:
            return Line(KEPT, path, address, "lies in the trash of the folder; here it is in use.")
        if note.deleted_at is not None and not deleted:
            if self.rule != "replace":
                return Line(KEPT, path, address, "is in the trash here. Bring it back there, or let the import replace.")
            note.deleted_at = None
        elif same and (self.rule != "replace" or note.pinned == arrival.file.draft.pinned):
            return Line(SAME, path, address)
        if self.rule == "keep":
            return Line(KEPT, path, address, "differs from the note that is there.")
        if self.rule != "replace" and arrival.newest.key in _keys(session, note):
            return Line(KEPT, path, address, "is older than the note that is there.")
        self._append(session, note, arrival)
        return Line(CHANGED, path, f"{KINDS[note.kind]}{note.slug}")

    def _create(self, session: Session, arrival: Arrival) -> Line:
        kind, newest = arrival.file.kind, arrival.newest
        wanted = newest.draft.slug
        slug = next(each for each in _numbered(wanted) if self._free(session, kind, each))
        self.made.add((kind, slug))
        session.execute(delete(FormerSlug).where(FormerSlug.kind == kind, FormerSlug.slug == slug))
        moment = now()
        saved = newest.at or moment
        note = Note(
            kind=kind, slug=slug, pinned=arrival.file.draft.pinned, number=newest.number, origin=arrival.origin, html="",
            created_at=arrival.created or arrival.saves[0].at or moment, deleted_at=arrival.file.deleted,
        )  # fmt: skip
        self._put(session, note, newest, slug)
        note.updated_at = saved
        session.flush()
        for save in arrival.saves:
            at = slug if save is newest else save.draft.slug
            session.add(_revision(note, save, save.number, at, save.at or moment))
        self._belongings(session, note, arrival)
        for former in arrival.file.former:
            taken = select(FormerSlug.note_id).where(FormerSlug.kind == kind, FormerSlug.slug == former)
            if is_slug(former) and self._free(session, kind, former) and session.scalar(taken) is None:
                session.add(FormerSlug(kind=kind, slug=former, note_id=note.id))
        self._linking(session, kind, [slug, *arrival.file.former])
        why = "" if slug == wanted else f"comes beside {KINDS[kind]}{wanted}, which is another note."
        return Line(MADE, arrival.path, f"{KINDS[kind]}{slug}", why if wanted not in RESERVED else "")

    def _append(self, session: Session, note: Note, arrival: Arrival) -> None:
        """The saves that the note has not, behind those that it has."""
        fresh = list(arrival.saves)
        known = [number for number, save in enumerate(fresh) if save.key == _key(note)]
        fresh = fresh[known[-1] + 1 :] if known and known[-1] + 1 < len(fresh) else fresh[-1:]
        newest, before = fresh[-1], note.slug
        slug = newest.draft.slug if before in arrival.file.former and self._free(session, note.kind, newest.draft.slug) else before
        for save in fresh:
            at = save.at if save.at is not None and save.at > note.updated_at else now()
            note.number += 1
            note.updated_at = at
            session.add(_revision(note, save, note.number, slug if save is newest else save.draft.slug, at))
        if slug != before:
            index.remove(session, note.kind, before)
            session.execute(delete(FormerSlug).where(FormerSlug.kind == note.kind, FormerSlug.slug == slug))
            session.merge(FormerSlug(kind=note.kind, slug=before, note_id=note.id))
        note.pinned, note.origin = arrival.file.draft.pinned, arrival.origin
        self._put(session, note, newest, slug)
        session.flush()
        self._belongings(session, note, arrival)
        self._linking(session, note.kind, notes.slugs(session, note))

    def _put(self, session: Session, note: Note, save: Save, slug: str) -> None:
        draft = save.draft
        note.slug, note.title, note.body, note.tags, note.facts = slug, draft.title, draft.body, list(draft.tags), draft.facts
        note.made_by = ""  # to be rendered
        session.add(note)

    def _belongings(self, session: Session, note: Note, arrival: Arrival) -> None:
        """Tags and attachments."""
        notes.put_tags(session, note)
        rows = session.scalars(select(Attachment).where(Attachment.note_id == note.id)).all()
        names, digests = {each.name for each in rows}, {each.digest for each in rows}
        for each in arrival.attached:
            content = session.get(Content, each.digest)
            if content is not None and each.name not in names and each.digest not in digests and _usable(each):
                type_ = attachments.read(each.name, content.data).type
                session.add(Attachment(note_id=note.id, name=each.name, type=type_, digest=each.digest, added_at=each.added))
        session.flush()
        attachments.refer(session, note)

    def _linking(self, session: Session, kind: str, slugs: Sequence[str]) -> None:
        """What links there is to be rendered again."""
        linking = select(Link.note_id).where(Link.kind == kind, Link.target.in_(slugs))
        session.execute(update(Note).where(Note.id.in_(linking)).values(made_by="").execution_options(synchronize_session=False))

    def _free(self, session: Session, kind: str, slug: str) -> bool:
        return (kind, slug) not in self.made and not notes.taken(session, kind, slug)


# ---------------------------------------------------------------- helpers


def _usable(attached: Attached) -> bool:
    return 0 < len(attached.name) <= LONGEST_ATTACHED


def _numbered(slug: str) -> Iterator[str]:
    """A slug, and what stands in for it where it is taken."""
    yield slug
    for number in range(2, 100_000):
        yield f"{slug[: LONGEST_KEPT - 6]}-{number}"


def _revision(note: Note, save: Save, number: int, slug: str, at: datetime) -> Revision:
    draft = save.draft
    return Revision(
        note_id=note.id, number=number, title=draft.title, slug=slug, body=draft.body, tags=list(draft.tags), facts=draft.facts,
        author=save.by.name[:80], message=save.by.message[:200], saved_at=at,
    )  # fmt: skip


def _key(note: Note | Revision) -> Key:
    return key(note.title, note.tags, note.facts, note.body)


def _keys(session: Session, note: Note) -> set[Key]:
    return {_key(save) for save in session.scalars(select(Revision).where(Revision.note_id == note.id))}


def _related(session: Session, note: Note, arrival: Arrival) -> bool:
    """Whether both are the same note at different times."""
    if arrival.dated and note.created_at == arrival.created:
        return True
    if not arrival.dated and note.title.casefold() == arrival.newest.draft.title.casefold():
        return True
    return not _keys(session, note).isdisjoint(save.key for save in arrival.saves)
