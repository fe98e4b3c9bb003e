"""The search: documents, and the full-text index over them in the language of each database."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

COLUMNS = "title, names, tags, body"
NEW = ", ".join(f"new.{name.strip()}" for name in COLUMNS.split(","))
OLD = ", ".join(f"old.{name.strip()}" for name in COLUMNS.split(","))
FORGET = f"INSERT INTO documents_fts(documents_fts, rowid, {COLUMNS}) VALUES ('delete', old.id, {OLD});"  # noqa: S608
LEARN = f"INSERT INTO documents_fts(rowid, {COLUMNS}) VALUES (new.id, {NEW});"  # noqa: S608

SQLITE = (
    f"CREATE VIRTUAL TABLE documents_fts USING fts5({COLUMNS}, content='documents', content_rowid='id', "
    "tokenize='porter unicode61 remove_diacritics 2', prefix='2 3')",
    "INSERT INTO documents_fts(documents_fts, rank) VALUES ('rank', 'bm25(12.0, 12.0, 6.0, 1.0)')",
    "CREATE VIRTUAL TABLE documents_words USING fts5vocab('documents_fts', 'row')",
    f"CREATE TRIGGER documents_added AFTER INSERT ON documents BEGIN {LEARN} END",
    f"CREATE TRIGGER documents_removed AFTER DELETE ON documents BEGIN {FORGET} END",
    f"CREATE TRIGGER documents_changed AFTER UPDATE ON documents BEGIN {FORGET} {LEARN} END",
)
LONGEST_BODY = 250_000  # characters: what PostgreSQL makes of a text has to stay below a megabyte


def weighed(text: str, weight: str) -> str:
    """A text as a tsvector of plain words: left to itself, PostgreSQL makes numbers, hosts and paths of what has dots and slashes."""
    return rf"setweight(to_tsvector('english', regexp_replace({text}, '(\W|_)+', ' ', 'g')), '{weight}')"


WORDS = " || ".join((weighed("title || ' ' || names", "A"), weighed("tags", "B"), weighed(f"left(body, {LONGEST_BODY})", "D")))
POSTGRES = (
    f"ALTER TABLE documents ADD COLUMN words tsvector GENERATED ALWAYS AS ({WORDS}) STORED",
    "CREATE INDEX ix_documents_words ON documents USING gin (words)",
)


def upgrade() -> None:
    """Make the table, and the index of the database that this is."""
    op.create_table(
        "documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("title", "names", "tags", "modes", "releases", "body")),
        sa.PrimaryKeyConstraint("id", name="pk_documents"),
        sa.UniqueConstraint("kind", "key", name="uq_documents_kind_key"),
    )
    op.create_index("ix_documents_key", "documents", ["key"])
    op.create_index("ix_documents_id_kind", "documents", ["id", "kind"])
    op.bulk_insert(sa.table("counters", sa.column("name", sa.String), sa.column("value", sa.Integer)), [{"name": "facts", "value": 0}])
    for statement in SQLITE if op.get_context().dialect.name == "sqlite" else POSTGRES:
        op.execute(statement)


def downgrade() -> None:
    """Drop what was made."""
    if op.get_context().dialect.name == "sqlite":
        for trigger in ("added", "removed", "changed"):
            op.execute(f"DROP TRIGGER documents_{trigger}")
        op.execute("DROP TABLE documents_words")
        op.execute("DROP TABLE documents_fts")
    op.drop_table("documents")
    op.execute("DELETE FROM counters WHERE name = 'facts'")
