"""Moderators who are chosen one by one.

Revision: 0007
Follows: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply it."""
    op.create_table(
        "moderators",
        sa.Column("community", sa.String(length=200), nullable=False),
        sa.Column("member", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("community", "member", name=op.f("pk_moderators")),
    )


def downgrade() -> None:
    """Take it back; whoever was chosen one by one moderates no longer."""
    op.drop_table("moderators")
