"""What keeps lists and searches quick however many notes there are: ids that tell the kind, and indexes in the order of the lists."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BITS = 27  # the place of a kind stands above these in the id of a document
PLACES = {"note": 0, "entry": 1}


def upgrade() -> None:
    """Number the documents, let the tags know the kind, and change the indexes."""
    _number_documents()
    op.drop_index("ix_documents_id_kind", "documents")
    op.create_index("ix_documents_kind_title", "documents", ["kind", "title"])

    op.execute("DELETE FROM tags WHERE note_id IN (SELECT id FROM notes WHERE deleted_at IS NOT NULL)")
    op.drop_index("ix_tags_name", "tags")
    with op.batch_alter_table("tags") as tags:
        tags.add_column(sa.Column("kind", sa.String(length=8), nullable=True))
    op.execute("UPDATE tags SET kind = (SELECT kind FROM notes WHERE notes.id = tags.note_id)")
    with op.batch_alter_table("tags") as tags:
        tags.alter_column("kind", existing_type=sa.String(length=8), nullable=False)
    op.create_index("ix_tags_kind_name_note_id", "tags", ["kind", "name", "note_id"])

    op.drop_index("ix_notes_kind_updated_at", "notes")
    op.create_index("ix_notes_list", "notes", ["kind", "deleted_at", "pinned", "updated_at", "id"])
    thrown = sa.text("deleted_at IS NOT NULL")
    op.create_index("ix_notes_deleted_at", "notes", ["deleted_at"], sqlite_where=thrown, postgresql_where=thrown)
    op.create_index("ix_revisions_saved_at", "revisions", ["saved_at", "number"])


def _number_documents() -> None:
    """Give the documents of notes their ids; the index is made anew at the end, not with each of them."""
    connection = op.get_bind()
    sqlite = connection.dialect.name == "sqlite"
    triggers = (
        connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'documents'").all()
        if sqlite
        else []
    )
    for name, _ in triggers:
        op.execute(f"DROP TRIGGER {name}")
    op.execute("DELETE FROM documents WHERE kind NOT IN ('note', 'entry')")  # the server puts them in anew when it starts
    op.execute("UPDATE counters SET value = 0 WHERE name = 'facts'")
    same = "SELECT id FROM notes WHERE notes.kind = documents.kind AND notes.slug = documents.key"
    op.execute(f"DELETE FROM documents WHERE NOT EXISTS ({same})")  # noqa: S608
    op.execute("UPDATE documents SET id = -id")  # out of the way of the new numbers
    for kind, place in PLACES.items():
        op.execute(f"UPDATE documents SET id = {place << BITS} + ({same}) WHERE kind = '{kind}'")  # noqa: S608
    if sqlite:
        op.execute("INSERT INTO documents_fts(documents_fts) VALUES ('rebuild')")
    for _, sql in triggers:
        connection.exec_driver_sql(sql)


def downgrade() -> None:
    """The tables and indexes of before; the documents keep their numbers, and notes in the trash are without tags until they come back."""
    op.drop_index("ix_revisions_saved_at", "revisions")
    op.drop_index("ix_notes_deleted_at", "notes")
    op.drop_index("ix_notes_list", "notes")
    op.create_index("ix_notes_kind_updated_at", "notes", ["kind", "updated_at"])
    op.drop_index("ix_tags_kind_name_note_id", "tags")
    with op.batch_alter_table("tags") as tags:
        tags.drop_column("kind")
    op.create_index("ix_tags_name", "tags", ["name"])
    op.drop_index("ix_documents_kind_title", "documents")
    op.create_index("ix_documents_id_kind", "documents", ["id", "kind"])
