"""Cases about cases (appeals and proposed bans), strikes that count once they were told, and running timeouts.

Revision: 0006
Follows: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply it."""
    op.add_column("cases", sa.Column("author_is_staff", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("cases", sa.Column("kind", sa.String(length=16), nullable=False, server_default="message"))
    op.add_column("cases", sa.Column("about", sa.Integer(), nullable=True))
    op.add_column("cases", sa.Column("first_by", sa.String(length=200), nullable=True))
    op.add_column("cases", sa.Column("outcome", sa.String(length=16), nullable=True))
    op.create_index("ix_cases_about", "cases", ["community", "about"])
    # A ban that was proposed the old way, on the case itself, waits for a ruling again.
    op.execute("UPDATE cases SET state = 'open', attention = NULL WHERE attention = 'ban proposed'")
    op.add_column("strikes", sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE strikes SET told_at = at")
    op.create_table(
        "timeouts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community", sa.String(length=200), nullable=False),
        sa.Column("case", sa.Integer(), nullable=False),
        sa.Column("member", sa.String(length=200), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timeouts")),
        sa.UniqueConstraint("community", "case", name=op.f("uq_timeouts_community")),
    )
    op.create_index("ix_timeouts_member", "timeouts", ["community", "member"])
    op.create_index("ix_timeouts_until", "timeouts", ["until"])


def downgrade() -> None:
    """Take it back; an older version knows no cases about cases, so they go."""
    op.drop_table("timeouts")
    op.drop_column("strikes", "told_at")
    op.execute("DELETE FROM cases WHERE kind <> 'message'")
    op.drop_index("ix_cases_about", table_name="cases")
    for column in ("outcome", "first_by", "about", "kind", "author_is_staff"):
        op.drop_column("cases", column)
