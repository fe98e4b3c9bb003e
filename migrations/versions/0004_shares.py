"""Short links lead to notes and entries too, expire, are taken back, and know when they were last opened."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns. Links that were given out before stay as they are: they lead to states and never expire."""
    with op.batch_alter_table("shares") as table:
        table.alter_column("digest", existing_type=sa.String(64), nullable=True)
        table.add_column(sa.Column("note_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("author", sa.String(80), server_default=sa.text("''"), nullable=False))
        for name in ("expires_at", "revoked_at", "last_opened_at"):
            table.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
        table.create_foreign_key("fk_shares_note_id_notes", "notes", ["note_id"], ["id"], ondelete="CASCADE")
        table.create_index("ix_shares_note_id", ["note_id"])


def downgrade() -> None:
    """Drop the columns, and the links that an older program would open for ever: those with an end, taken back, or of a note."""
    op.execute("DELETE FROM shares WHERE digest IS NULL OR note_id IS NOT NULL")
    with op.batch_alter_table("shares") as table:
        table.drop_index("ix_shares_note_id")
        table.drop_constraint("fk_shares_note_id_notes", type_="foreignkey")
        for name in ("note_id", "author", "expires_at", "revoked_at", "last_opened_at"):
            table.drop_column(name)
        table.alter_column("digest", existing_type=sa.String(64), nullable=False)
