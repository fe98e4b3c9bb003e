"""Short links: the table of shares."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "shares",
        sa.Column("token", sa.String(32), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token", name="pk_shares"),
        sa.UniqueConstraint("digest", name="uq_shares_digest"),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("shares")
