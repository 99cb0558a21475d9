"""What communities choose by /setup, and what adapters remember.

Revision: 0002
Follows: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply it."""
    op.create_table(
        "channel_modes",
        sa.Column("community", sa.String(length=200), nullable=False),
        sa.Column("channel_name", sa.String(length=200), nullable=False),
        sa.Column("mode", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("community", "channel_name", name=op.f("pk_channel_modes")),
    )
    op.create_table(
        "remembered",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remembered")),
        sa.UniqueConstraint("community", "kind", "name", name=op.f("uq_remembered_community")),
    )
    op.create_index("ix_remembered_kind", "remembered", ["kind"])
    op.create_index("ix_remembered_until", "remembered", ["until"])
    op.create_table(
        "setups",
        sa.Column("community", sa.String(length=200), nullable=False),
        sa.Column("moderators", sa.String(length=200), nullable=True),
        sa.Column("queue", sa.String(length=200), nullable=True),
        sa.Column("language", sa.String(length=16), nullable=True),
        sa.Column("filters", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("community", name=op.f("pk_setups")),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("setups")
    op.drop_index("ix_remembered_until", table_name="remembered")
    op.drop_index("ix_remembered_kind", table_name="remembered")
    op.drop_table("remembered")
    op.drop_table("channel_modes")
