"""Notes and entries: writing, renaming, the trash, and the history. Every change is one transaction.

An entry is a note of the kind "entry" with facts beside its text. A save names the revision that it
started from; if another save came between, nothing is written and both texts are handed back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import String, bindparam, delete, func, select, union_all, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased, defer

from app.bonding.problems import Problem, problem
from app.errors import BadInput, BondbookError
from app.library import attachments, markdown
from app.library.database import db, lock_for_writing
from app.library.models import Counter, Document, FormerSlug, Link, Note, Revision, Tag, now
from app.library.search import index
from app.library.search.engine import document_id, spaced
from app.library.slugs import slug_of

KINDS = {"note": "/notes/", "entry": "/troubleshooting/"}
"""The kinds, and where their pages are."""

COUNTER = "notes"
RESERVED = frozenset({"new", "journal", "wanted", "trash", "preview", "import", "export"})
"""Last parts of addresses that are pages of their own."""

LIGHT = (defer(Note.body), defer(Note.html))
"""For lists: notes without their texts."""

BY_SLUG = select(Note).where(Note.kind == bindparam("kind"), Note.slug == bindparam("slug"))
BY_FORMER_SLUG = (
    select(Note)
    .join(FormerSlug, FormerSlug.note_id == Note.id)
    .where(FormerSlug.kind == bindparam("kind"), FormerSlug.slug == bindparam("slug"))
)
ADDRESSES = union_all(select(bindparam("slug", type_=String)), select(FormerSlug.slug).where(FormerSlug.note_id == bindparam("id")))
LINKING = select(Link.note_id).where(Link.kind == bindparam("kind"), Link.target.in_(ADDRESSES))
BACKLINKS = (
    select(Note).where(Note.id.in_(LINKING), Note.id != bindparam("id"), Note.deleted_at.is_(None)).options(*LIGHT).order_by(Note.title)
)
"""What the page of a note asks, put together once."""

LONGEST_BODY = 512 * 1024  # characters
MOST_TAGS = 30
LONGEST_TAG = 60  # characters


class Conflict(BondbookError):
    """Somebody else saved meanwhile. `theirs` is what stands there now, `mine` what was to be saved."""

    def __init__(self, theirs: Note, mine: Draft) -> None:
        self.theirs, self.mine = theirs, mine
        super().__init__(f"“{theirs.title}” was saved by somebody else while you were writing. Nothing of yours is lost.")


@dataclass(frozen=True)
class Draft:
    """What an author writes. `slug` empty: made of the title. `facts` are those of an entry."""

    title: str
    body: str
    tags: tuple[str, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict, hash=False)
    pinned: bool = False
    slug: str = ""


@dataclass(frozen=True)
class Author:
    """Who saves, and why."""

    name: str = ""
    message: str = ""


def tidy(draft: Draft) -> Draft:
    """The draft with its small things put right. Raises BadInput for what cannot be kept."""
    problems: list[Problem] = []
    title = " ".join(draft.title.split())
    if not title:
        problems.append(problem("title", draft.title, "is missing.", "Give the note a title."))
    if len(title) > 200:
        problems.append(problem("title", title[:40] + "…", f"has {len(title)} characters.", "Keep it within 200."))
    body = draft.body.replace("\r\n", "\n").replace("\r", "\n")
    if len(body) > LONGEST_BODY:
        problems.append(problem("body", "", f"has {len(body)} characters.", f"Keep it within {LONGEST_BODY}, or attach it as a file."))
    if re.search(r"[\x00\ud800-\udfff]", body + title):
        problems.append(problem("body", "", "holds a zero byte or half a character.", "Take it out: text has none."))
    tags = tuple(dict.fromkeys(slug_of(tag)[:LONGEST_TAG].strip("-.") for tag in draft.tags if tag.strip()))
    if len(tags) > MOST_TAGS:
        problems.append(problem("tags", f"{len(tags)} tags", "are too many.", f"Keep the best {MOST_TAGS}."))
    if problems:
        raise BadInput(problems)
    return replace(draft, title=title, body=body, tags=tags, slug=slug_of(draft.slug or title))


# ---------------------------------------------------------------- reading


def version() -> int:
    """A number that changes with every change of any note: pages made at the same number are the same."""
    connection = db.engine.raw_connection()  # every page that is kept asks this first: it must cost next to nothing
    try:
        cursor = connection.cursor()
        cursor.execute(f"SELECT value FROM counters WHERE name = '{COUNTER}'")  # noqa: S608
        return int(cursor.fetchall()[0][0])
    finally:
        connection.close()


def find(kind: str, slug: str) -> Note | None:
    """The note of that slug, or of that former slug; also one in the trash. Compare `slug` to see whether it moved."""
    with _session() as session:
        return _find(session, kind, slug)


def listing(kind: str, tag: str = "", limit: int = 200, start: int = 0) -> Sequence[Note]:
    """Notes of a kind without their texts, pinned ones first, the newest change first."""
    query = select(Note).where(Note.kind == kind, Note.deleted_at.is_(None)).options(*LIGHT)
    query = query.order_by(Note.pinned.desc(), Note.updated_at.desc(), Note.id.desc())  # the order of ix_notes_list
    if tag:
        query = query.join(Tag, Tag.note_id == Note.id).where(Tag.kind == kind, Tag.name == tag)
    with _session() as session:
        return session.scalars(query.offset(start).limit(limit)).all()


def trash(limit: int = 200, start: int = 0) -> Sequence[Note]:
    """What was deleted, without the texts, the latest first."""
    query = select(Note).where(Note.deleted_at.is_not(None)).options(*LIGHT).order_by(Note.deleted_at.desc(), Note.id.desc())
    with _session() as session:
        return session.scalars(query.offset(start).limit(limit)).all()


def tags(kind: str) -> Sequence[tuple[str, int]]:
    """Every tag in use, and on how many notes of a kind."""
    query = select(Tag.name, func.count()).where(Tag.kind == kind).group_by(Tag.name).order_by(Tag.name)
    with _session() as session:
        return [(name, number) for name, number in session.execute(query)]


def backlinks(note: Note) -> Sequence[Note]:
    """The notes that link to this one, by its address or a former one."""
    with _session() as session:
        return session.scalars(BACKLINKS, {"id": note.id, "kind": note.kind, "slug": note.slug}).all()


def linking(kind: str, target: str) -> Sequence[Note]:
    """The notes that link to an option or a mode by `[[option:miimon]]`, without their texts."""
    with _session() as session:
        there = select(Link.note_id).where(Link.kind == kind, Link.target == target)
        query = select(Note).where(Note.id.in_(there), Note.deleted_at.is_(None)).options(*LIGHT)
        return session.scalars(query).all()


def wanted() -> Sequence[tuple[str, str, int]]:
    """What notes link to and nobody has written: kind, target, and how many notes want it; the most wanted first."""
    other = aliased(Note)
    there = select(other.id).where(other.kind == Link.kind, other.slug == Link.target, other.deleted_at.is_(None)).exists()
    moved = (
        select(FormerSlug.note_id)
        .join(other, other.id == FormerSlug.note_id)
        .where(FormerSlug.kind == Link.kind, FormerSlug.slug == Link.target, other.deleted_at.is_(None))
        .exists()
    )
    query = (
        select(Link.kind, Link.target, func.count().label("many"))
        .join(Note, Note.id == Link.note_id)
        .where(Link.kind.in_(KINDS), ~there, ~moved, Note.deleted_at.is_(None))
        .group_by(Link.kind, Link.target)
        .order_by(func.count().desc(), Link.target)
    )
    with _session() as session:
        return [(kind, target, many) for kind, target, many in session.execute(query)]


def journal(limit: int = 400) -> Sequence[tuple[str, Sequence[tuple[Revision, Note]]]]:
    """What was saved, day by day (ISO dates in UTC), the newest first; of several saves of one note in a day the last."""
    latest = select(Revision).order_by(Revision.saved_at.desc(), Revision.number.desc()).limit(limit).subquery()
    revision = aliased(Revision, latest)
    query = select(revision, Note).join(Note, Note.id == revision.note_id).where(Note.deleted_at.is_(None))
    query = query.options(*LIGHT, defer(revision.body), defer(revision.facts))
    with _session() as session:
        rows = session.execute(query.order_by(revision.saved_at.desc(), revision.number.desc())).all()
    days: dict[str, dict[int, tuple[Revision, Note]]] = {}
    for saved, note in rows:
        days.setdefault(saved.saved_at.date().isoformat(), {}).setdefault(note.id, (saved, note))
    return [(day, list(entries.values())) for day, entries in days.items()]


def history(note: Note) -> Sequence[Revision]:
    """Every save, the newest first."""
    with _session() as session:
        return session.scalars(select(Revision).where(Revision.note_id == note.id).order_by(Revision.number.desc())).all()


# ---------------------------------------------------------------- writing


class Desk:
    """Where notes are written: knows how a text is rendered, which the database must not know.

    `reference` gives the address and the title of a mode, an option or a guide, both empty for an unknown one; `bond` renders a bond
    block; `mark` names the program.
    """

    def __init__(self, reference: markdown.Known, bond: markdown.BondBlock, mark: str) -> None:
        self.reference, self.bond, self.mark = reference, bond, mark

    def create(self, kind: str, draft: Draft, author: Author, *, when: datetime | None = None, origin: str = "") -> Note:
        """A new note; a slug that is taken gets a number behind it. Raises BadInput."""
        draft = tidy(draft)
        wanted_slug = draft.slug
        for number in range(2, 1000):
            try:
                with writing() as session:
                    if taken(session, kind, draft.slug):
                        draft = replace(draft, slug=f"{wanted_slug}-{number}")
                        continue
                    session.execute(delete(FormerSlug).where(FormerSlug.kind == kind, FormerSlug.slug == draft.slug))
                    note = Note(kind=kind, number=1, created_at=when or now(), origin=origin)
                    self._put(session, note, draft, author, when)
                    self._render_linking(session, note.kind, note.slug)
                    return note
            except IntegrityError:
                continue  # somebody took the slug at the same moment
        raise BadInput([problem("title", draft.title, "is the title of too many notes.", "Choose another one.")])

    def save(self, note: Note, draft: Draft, base: int, author: Author, *, when: datetime | None = None, origin: str = "") -> Note:
        """The next revision. Raises Conflict if `base` is not the newest revision any more, BadInput."""
        draft = tidy(replace(draft, slug=draft.slug or note.slug))
        with writing() as session:
            there = session.get_one(Note, note.id, with_for_update=True, populate_existing=True)
            if there.number != base:
                session.expunge(there)
                raise Conflict(there, draft)
            if draft.slug != there.slug and taken(session, there.kind, draft.slug, but=there.id):
                raise BadInput([problem("slug", draft.slug, "is taken, perhaps by a note in the trash.", "Choose another one.")])
            former, title = there.slug, there.title
            there.number += 1
            there.origin = origin
            self._put(session, there, draft, author, when)
            if former != there.slug:
                session.execute(delete(FormerSlug).where(FormerSlug.kind == there.kind, FormerSlug.slug == there.slug))
                session.merge(FormerSlug(kind=there.kind, slug=former, note_id=there.id))
                session.flush()
            if (former, title) != (there.slug, there.title):
                for slug in slugs(session, there):
                    self._render_linking(session, there.kind, slug)
            return there

    def throw_away(self, note: Note) -> None:
        """Into the trash; links to it become wanted."""
        self._set_deleted(note, now())

    def bring_back(self, note: Note) -> None:
        """Out of the trash."""
        self._set_deleted(note, None)

    def fresh(self, note: Note) -> Note:
        """The note as this program renders it: rendered anew if another one did it."""
        if note.made_by == self.mark:
            return note
        with writing() as session:
            there = session.get_one(Note, note.id)
            self._render(session, there)
            return there

    def render(self, session: Session, notes: Iterable[Note]) -> None:
        """Render notes within a transaction of `writing`, and put them into the index."""
        known = self._all_known(session)
        for note in notes:
            self._render(session, note, known)

    def preview(self, text: str) -> markdown.Page:
        """A text as it would look."""
        with _session() as session:
            return markdown.render(text, self._known(session), self.bond)

    def _put(self, session: Session, note: Note, draft: Draft, author: Author, when: datetime | None) -> None:
        note.title, note.body, note.slug = draft.title, draft.body, draft.slug
        note.tags, note.facts, note.pinned = list(draft.tags), draft.facts, draft.pinned
        note.updated_at = when or now()
        note.html = ""
        session.add(note)
        session.flush()
        session.add(
            Revision(
                note_id=note.id, number=note.number, title=note.title, slug=note.slug, body=note.body, tags=note.tags, facts=note.facts,
                author=author.name[:80], message=" ".join(author.message.split())[:200], saved_at=note.updated_at,
            )
        )  # fmt: skip
        put_tags(session, note)
        attachments.refer(session, note)
        self._render(session, note)

    def _render(self, session: Session, note: Note, known: markdown.Known | None = None) -> None:
        page = markdown.render(note.body, known or self._known(session), self.bond)
        note.html, note.made_by = page.html, self.mark
        session.execute(delete(Link).where(Link.note_id == note.id))
        session.add_all(Link(note_id=note.id, kind=link.kind, target=link.target) for link in page.links)
        if note.deleted_at is None:
            index.put(session, document(note, page.plain))

    def _render_linking(self, session: Session, kind: str, slug: str) -> None:
        """Render again what links there: the link shows whether its target exists, and what it is called."""
        for note in session.scalars(select(Note).join(Link, Link.note_id == Note.id).where(Link.kind == kind, Link.target == slug)).all():
            self._render(session, note)

    def _known(self, session: Session) -> markdown.Known:
        def known(kind: str, target: str) -> tuple[str, str]:
            if kind not in KINDS:
                return self.reference(kind, target)
            note = _find(session, kind, target)
            return (f"{KINDS[kind]}{note.slug}", note.title) if note and note.deleted_at is None else ("", "")

        return known

    def _all_known(self, session: Session) -> markdown.Known:
        """The same for many notes: all addresses are read at once."""
        alive = Note.deleted_at.is_(None)
        former = select(FormerSlug.kind, FormerSlug.slug, Note.slug, Note.title).join(Note, Note.id == FormerSlug.note_id).where(alive)
        present = select(Note.kind, Note.slug, Note.slug, Note.title).where(alive)
        found = {(kind, at): (slug, title) for query in (former, present) for kind, at, slug, title in session.execute(query)}

        def known(kind: str, target: str) -> tuple[str, str]:
            if kind not in KINDS:
                return self.reference(kind, target)
            slug, title = found.get((kind, target), ("", ""))
            return (f"{KINDS[kind]}{slug}", title) if slug else ("", "")

        return known

    def _set_deleted(self, note: Note, when: datetime | None) -> None:
        with writing() as session:
            there = session.get_one(Note, note.id)
            there.deleted_at = when
            session.flush()
            index.remove(session, there.kind, there.slug)
            put_tags(session, there)
            self._render(session, there)
            for slug in slugs(session, there):
                self._render_linking(session, there.kind, slug)


# ---------------------------------------------------------------- helpers


def document(note: Note, plain: str) -> Document:
    """What the search knows of a note; of an entry also the lines it is recognised by, and where it applies."""
    applies = note.facts.get("applies", {})
    samples = note.facts.get("samples", [])
    signs = [row.get("text") or ("" if samples else row.get("pattern", "")) for row in note.facts.get("signatures", [])]
    return Document(
        id=document_id(note.kind, note.id), kind=note.kind, key=note.slug, title=note.title, tags=spaced(note.tags),
        modes=spaced(applies.get("modes", [])),
        releases=spaced(applies.get("releases", [])), names=note.slug,
        body="\n".join([plain, *filter(None, signs), *samples, *applies.get("drivers", []), *applies.get("hypervisors", [])]),
    )  # fmt: skip


@contextmanager
def _session() -> Iterator[Session]:
    with Session(db.engine, expire_on_commit=False) as session:
        yield session


@contextmanager
def writing() -> Iterator[Session]:
    """One transaction of whoever writes notes; it counts as a change of them."""
    with Session(db.engine, expire_on_commit=False) as session, session.begin():
        lock_for_writing(session)
        yield session
        session.execute(update(Counter).where(Counter.name == COUNTER).values(value=Counter.value + 1))


def _find(session: Session, kind: str, slug: str) -> Note | None:
    asked = {"kind": kind, "slug": slug}
    return session.scalar(BY_SLUG, asked) or session.scalar(BY_FORMER_SLUG, asked)


def put_tags(session: Session, note: Note) -> None:
    """Put the tags of a note where they are looked for; one in the trash has none there."""
    session.execute(delete(Tag).where(Tag.note_id == note.id))
    if note.deleted_at is None:
        session.add_all(Tag(note_id=note.id, name=tag, kind=note.kind) for tag in note.tags)


def slugs(session: Session, note: Note) -> list[str]:
    """The addresses of a note: the present one and those of before."""
    return [note.slug, *session.scalars(select(FormerSlug.slug).where(FormerSlug.note_id == note.id))]


def taken(session: Session, kind: str, slug: str, but: int = 0) -> bool:
    """Whether no other note than the one of the id `but` can have that slug."""
    return slug in RESERVED or session.scalar(select(Note.id).where(Note.kind == kind, Note.slug == slug, Note.id != but)) is not None
