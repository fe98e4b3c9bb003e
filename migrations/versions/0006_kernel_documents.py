"""The kernel's own documents: one for each version that was added."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, and the number that grows with its changes."""
    op.create_table(
        "kernel_documents",
        sa.Column("version", sa.String(length=24), nullable=False),
        sa.Column("form", sa.String(length=3), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("title", "source", "text", "html")),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.String(length=32), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("version", name="pk_kernel_documents"),
    )
    op.bulk_insert(
        sa.table("counters", sa.column("name", sa.String), sa.column("value", sa.Integer)), [{"name": "kernel_documents", "value": 0}]
    )


def downgrade() -> None:
    """Drop the table, and what the search knows of it."""
    op.drop_table("kernel_documents")
    op.execute("DELETE FROM counters WHERE name = 'kernel_documents'")
    op.execute("DELETE FROM documents WHERE kind = 'kernel'")
