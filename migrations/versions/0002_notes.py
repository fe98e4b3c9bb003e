"""Notes and entries: their texts, history, links, tags and attachments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "contents",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_contents"),
    )
    op.create_table(
        "notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(length=32), nullable=False),
        sa.Column("origin", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_notes"),
        sa.UniqueConstraint("kind", "slug", name="uq_notes_kind_slug"),
    )
    op.create_index("ix_notes_kind_updated_at", "notes", ["kind", "updated_at"])
    op.create_table(
        "attachments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("type", sa.String(length=80), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["digest"], ["contents.digest"], name="fk_attachments_digest_contents"),
        sa.ForeignKeyConstraint(["note_id"], ["notes.id"], name="fk_attachments_note_id_notes", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_attachments"),
        sa.UniqueConstraint("note_id", "name", name="uq_attachments_note_id_name"),
    )
    op.create_index("ix_attachments_digest", "attachments", ["digest"])
    op.create_table(
        "former_slugs",
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["note_id"], ["notes.id"], name="fk_former_slugs_note_id_notes", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("kind", "slug", name="pk_former_slugs"),
    )
    op.create_index("ix_former_slugs_note_id", "former_slugs", ["note_id"])
    op.create_table(
        "links",
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("target", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["note_id"], ["notes.id"], name="fk_links_note_id_notes", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("note_id", "kind", "target", name="pk_links"),
    )
    op.create_index("ix_links_kind_target", "links", ["kind", "target"])
    op.create_table(
        "revisions",
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=False),
        sa.Column("message", sa.String(length=200), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["note_id"], ["notes.id"], name="fk_revisions_note_id_notes", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("note_id", "number", name="pk_revisions"),
    )
    op.create_table(
        "tags",
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["note_id"], ["notes.id"], name="fk_tags_note_id_notes", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("note_id", "name", name="pk_tags"),
    )
    op.create_index("ix_tags_name", "tags", ["name"])
    op.create_table(
        "starters",
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("kind", "slug", name="pk_starters"),
    )
    counters = op.create_table(
        "counters",
        sa.Column("name", sa.String(length=16), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_counters"),
    )
    op.bulk_insert(counters, [{"name": "notes", "value": 1}])


def downgrade() -> None:
    """Drop the tables, those first that refer to others."""
    op.drop_table("counters")
    op.drop_table("starters")
    op.drop_table("tags")
    op.drop_table("revisions")
    op.drop_table("links")
    op.drop_table("former_slugs")
    op.drop_table("attachments")
    op.drop_table("notes")
    op.drop_table("contents")
