"""What the features keep.

Revision: 0004
Follows: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply it."""
    op.create_table(
        "records",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=True),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_records")),
        sa.UniqueConstraint("community", "kind", "name", name=op.f("uq_records_community")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_records_kind", "records", ["kind"])
    op.create_index("ix_records_owner", "records", ["community", "owner"])
    op.create_index("ix_records_until", "records", ["until"])


def downgrade() -> None:
    """Take it back."""
    op.drop_index("ix_records_until", table_name="records")
    op.drop_index("ix_records_owner", table_name="records")
    op.drop_index("ix_records_kind", table_name="records")
    op.drop_table("records")
