"""The log of deeds, tallies of rulings, and an index that holds all that the queue is filtered by.

Revision: 0003
Follows: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

QUEUE = ["community", "state", "priority", "due", "number"]
FILTERED = ["category", "channel_name", "opened_at", "owner", "lease_until"]


def upgrade() -> None:
    """Apply it."""
    op.create_table(
        "chains",
        sa.Column("community", sa.String(length=200), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("community", name=op.f("pk_chains")),
    )
    op.create_table(
        "deeds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community", sa.String(length=200), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("case", sa.Integer(), nullable=True),
        sa.Column("detail", sa.String(length=40), nullable=True),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deeds")),
        sa.UniqueConstraint("community", "number", name=op.f("uq_deeds_community")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_deeds_at", "deeds", ["at"])
    op.create_index("ix_deeds_by", "deeds", ["community", "by"])

    op.create_table(
        "pseudonyms",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("community", sa.String(length=200), nullable=False),
        sa.Column("member", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_pseudonyms")),
        sa.UniqueConstraint("community", "member", name=op.f("uq_pseudonyms_community")),
    )
    op.create_table(
        "tallies",
        sa.Column("community", sa.String(length=200), nullable=False),
        sa.Column("rule", sa.String(length=100), nullable=False),
        sa.Column("ruling", sa.String(length=16), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("community", "rule", "ruling", name=op.f("pk_tallies")),
    )
    op.execute(
        "INSERT INTO tallies SELECT c.community, r.rule, c.ruling, count(DISTINCT c.id) "
        'FROM cases c JOIN reasons r ON r."case" = c.id WHERE c.ruling IS NOT NULL '
        "GROUP BY c.community, r.rule, c.ruling"
    )
    op.drop_index("ix_cases_queue", table_name="cases")
    op.create_index("ix_cases_queue", "cases", [*QUEUE, *FILTERED])
    op.drop_index("ix_cases_decided_at", table_name="cases")
    op.create_index("ix_cases_decided", "cases", ["community", "decided_at", "queued_at", "ruling"])


def downgrade() -> None:
    """Take it back."""
    op.drop_index("ix_cases_decided", table_name="cases")
    op.create_index("ix_cases_decided_at", "cases", ["decided_at"])
    op.drop_index("ix_cases_queue", table_name="cases")
    op.create_index("ix_cases_queue", "cases", QUEUE)
    op.drop_table("tallies")
    op.drop_table("pseudonyms")
    op.drop_index("ix_deeds_by", table_name="deeds")
    op.drop_index("ix_deeds_at", table_name="deeds")

    op.drop_table("deeds")
    op.drop_table("chains")
