"""The tables, as SQLAlchemy sees them. Every change here has a revision in `migrations/versions`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


def now() -> datetime:
    """This moment, in UTC, without the microseconds that nobody reads."""
    return datetime.now(UTC).replace(microsecond=0)


def in_utc(moment: datetime) -> datetime:
    """The same moment in UTC; one without a zone is taken to be in UTC."""
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC. SQLite forgets the zone, so it is put back when a row is read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """What is stored: the same moment in UTC."""
        del dialect
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """What is read: the same moment, with its zone."""
        del dialect
        return in_utc(value) if value else None


class Base(DeclarativeBase):
    """What all tables share: names of constraints that migrations can rely on."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Note(Base):
    """A note, or a troubleshooting entry: the newest text, and what is worked out from it on saving.

    `kind` is "note" or "entry"; a slug is unique within its kind. `facts` hold what only entries have
    (see app.library.entries). `html` is the rendered and sanitised body.
    `made_by` marks the program that rendered it: another one renders anew when the note is next read.
    `number` counts the saves and is the number of the newest revision; `deleted_at` is set in the trash.
    `origin` is the digest of the starter file that the note came from, as long as nobody changed it.
    """

    __tablename__ = "notes"
    __table_args__ = (
        UniqueConstraint("kind", "slug"),
        Index("ix_notes_list", "kind", "deleted_at", "pinned", "updated_at", "id"),
        Index(
            "ix_notes_deleted_at",
            "deleted_at",
            sqlite_where=text("deleted_at IS NOT NULL"),
            postgresql_where=text("deleted_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    slug: Mapped[str] = mapped_column(String(120))
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    tags: Mapped[list[str]] = mapped_column(JSON)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    html: Mapped[str] = mapped_column(Text)
    pinned: Mapped[bool] = mapped_column(default=False)
    number: Mapped[int] = mapped_column(default=1)
    made_by: Mapped[str] = mapped_column(String(32), default="")
    origin: Mapped[str] = mapped_column(String(64), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    revisions: Mapped[list[Revision]] = relationship(order_by="Revision.number", cascade="all, delete-orphan", passive_deletes=True)


class Starter(Base):
    """A starter file that was loaded once: it is not loaded again, not even where its note was deleted for good."""

    __tablename__ = "starters"

    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    slug: Mapped[str] = mapped_column(String(120), primary_key=True)


class Counter(Base):
    """A number that grows with every change of something: what was made from it is fresh while the number is the same."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(String(16), primary_key=True)
    value: Mapped[int]


class Document(Base):
    """What the search knows of one thing: a note, an entry, a mode, an option, a release, a rule.

    `names` are the exact words that stand for it; `tags`, `modes` and `releases` have a blank around each word.
    The id holds the kind and, of a note, its id (`search.engine.document_id`).
    """

    __tablename__ = "documents"
    __table_args__ = (UniqueConstraint("kind", "key"), Index("ix_documents_kind_title", "kind", "title"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    key: Mapped[str] = mapped_column(String(120), index=True)
    title: Mapped[str] = mapped_column(Text)
    names: Mapped[str] = mapped_column(Text, default="")
    tags: Mapped[str] = mapped_column(Text, default="")
    modes: Mapped[str] = mapped_column(Text, default="")
    releases: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[str] = mapped_column(Text, default="")


class KernelDocument(Base):
    """The bonding document of one kernel: its text as it came, and the page and the parts made of it by the program of `made_by`.

    `form` is rst or txt, `source` says where it came from, and `parts` are those of app.kerneldoc.tree.
    """

    __tablename__ = "kernel_documents"

    version: Mapped[str] = mapped_column(String(24), primary_key=True)
    form: Mapped[str] = mapped_column(String(3))
    title: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    parts: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    made_by: Mapped[str] = mapped_column(String(32))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Revision(Base):
    """One save of a note: everything that its author could change, who, when, and why."""

    __tablename__ = "revisions"
    __table_args__ = (Index("ix_revisions_saved_at", "saved_at", "number"),)

    note_id: Mapped[int] = mapped_column(ForeignKey("notes.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    slug: Mapped[str] = mapped_column(String(120))
    body: Mapped[str] = mapped_column(Text)
    tags: Mapped[list[str]] = mapped_column(JSON)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    author: Mapped[str] = mapped_column(String(80))
    message: Mapped[str] = mapped_column(String(200))
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class FormerSlug(Base):
    """A slug that a note had before it was renamed: old links lead on."""

    __tablename__ = "former_slugs"

    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    slug: Mapped[str] = mapped_column(String(120), primary_key=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("notes.id", ondelete="CASCADE"), index=True)


class Tag(Base):
    """One tag of one note that is not in the trash. It repeats the note's kind, so that tags are counted without looking at notes."""

    __tablename__ = "tags"
    __table_args__ = (Index("ix_tags_kind_name_note_id", "kind", "name", "note_id"),)

    note_id: Mapped[int] = mapped_column(ForeignKey("notes.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))


class Link(Base):
    """A wiki link of a note: what it leads to, whether or not that is there yet."""

    __tablename__ = "links"

    note_id: Mapped[int] = mapped_column(ForeignKey("notes.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    target: Mapped[str] = mapped_column(String(120), primary_key=True)
    __table_args__ = (Index("ix_links_kind_target", "kind", "target"),)


class Attachment(Base):
    """A file that belongs to a note; the same content is kept once."""

    __tablename__ = "attachments"
    __table_args__ = (UniqueConstraint("note_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("notes.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(120))
    type: Mapped[str] = mapped_column(String(80))
    digest: Mapped[str] = mapped_column(ForeignKey("contents.digest"), index=True)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Content(Base):
    """The bytes of attachments, by their SHA-256."""

    __tablename__ = "contents"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int]
    data: Mapped[bytes] = mapped_column(LargeBinary)


class Share(Base):
    """A short link: a token that leads to a generator state (`query`, its pairs) or to a note or entry (`note_id`).

    `digest` is the SHA-256 of what the link leads to, and is unique. Only an open link without an end has one: the
    same thing shared again finds it, and so gets the same token. `last_opened_at` is exact to a minute.
    """

    __tablename__ = "shares"

    token: Mapped[str] = mapped_column(String(32), primary_key=True)
    query: Mapped[str] = mapped_column(Text, default="")
    digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    note_id: Mapped[int | None] = mapped_column(ForeignKey("notes.id", ondelete="CASCADE"), index=True)
    author: Mapped[str] = mapped_column(String(80), default="", server_default=text("''"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    note: Mapped[Note | None] = relationship(lazy="raise")


class Account(Base):
    """Somebody who may write. Today there is at most one, called "owner".

    `password` is an Argon2id hash, never the text. `stamp` is a random word that changes with the password.
    """

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    password: Mapped[str] = mapped_column(String(200))
    stamp: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class SignIn(Base):
    """A browser that is signed in. Its cookie is known by a keyed digest only: nobody signs in with what stands here.

    `stamp` is that of the account when the password was given; a sign-in with another password's stamp is none.
    """

    __tablename__ = "sign_ins"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    stamp: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
