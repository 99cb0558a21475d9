"""Notes, batches, hours on call, precedents, earned automation, and what a case in shadow would have been.

Revision: 0005
Follows: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply it."""
    op.add_column("cases", sa.Column("would", sa.String(length=16), nullable=True))
    op.add_column("cases", sa.Column("shadow_right", sa.Boolean(), nullable=True))
    op.create_index("ix_cases_opened", "cases", ["community", "opened_at"])
    shadowed = sa.column("shadow", sa.Boolean()).is_(True)
    op.create_index(
        "ix_cases_shadow", "cases", ["community", "opened_at"], sqlite_where=shadowed, postgresql_where=shadowed
    )
    op.create_table(
        "notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name=op.f("fk_notes_case_cases"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
    )
    op.create_index("ix_notes_case", "notes", ["case"])
    _create_tallies()
    _create_batches()
    _create_calls()


def _create_tallies() -> None:
    op.create_table(
        "precedents",
        sa.Column("community", sa.String(length=200), nullable=False),
        sa.Column("rule", sa.String(length=100), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("band", sa.Integer(), nullable=False),
        sa.Column("ruling", sa.String(length=16), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("community", "rule", "category", "band", "ruling", name=op.f("pk_precedents")),
    )
    # The surest reason of each case; of equals the first by name.
    op.execute(
        "INSERT INTO precedents SELECT ranked.community, ranked.rule, ranked.category, ranked.band, ranked.ruling, "
        "count(*) FROM (SELECT c.community, r.rule, c.category, c.band, c.ruling, row_number() OVER "
        "(PARTITION BY c.id ORDER BY r.confidence DESC, r.rule) AS place "
        'FROM cases c JOIN reasons r ON r."case" = c.id WHERE c.ruling IS NOT NULL) AS ranked WHERE ranked.place = 1 '
        "GROUP BY ranked.community, ranked.rule, ranked.category, ranked.band, ranked.ruling"
    )
    op.create_table(
        "automation",
        sa.Column("community", sa.String(length=200), nullable=False),
        sa.Column("rule", sa.String(length=100), nullable=False),
        sa.Column("chosen", sa.String(length=16), nullable=True),
        sa.Column("asks", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("community", "rule", name=op.f("pk_automation")),
    )


def _create_batches() -> None:
    op.create_table(
        "batches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community", sa.String(length=200), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("ruling", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batches")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_batches_at", "batches", ["at"])
    op.create_table(
        "batch_cases",
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.Column("case", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch"], ["batches.id"], name=op.f("fk_batch_cases_batch_batches"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("batch", "case", name=op.f("pk_batch_cases")),
    )


def _create_calls() -> None:
    op.create_table(
        "duties",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community", sa.String(length=200), nullable=False),
        sa.Column("member", sa.String(length=200), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("begins", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duties")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_duties_member", "duties", ["community", "member"])
    op.create_table(
        "calls",
        sa.Column("community", sa.String(length=200), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("began_at", _MOMENT, nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("community", "who", name=op.f("pk_calls")),
    )
    op.create_index("ix_calls_began_at", "calls", ["began_at"])
    op.create_table(
        "called",
        sa.Column("community", sa.String(length=200), nullable=False),
        sa.Column("case", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("community", "case", "who", name=op.f("pk_called")),
    )
    op.create_index("ix_called_at", "called", ["at"])


def downgrade() -> None:
    """Take it back."""
    op.drop_index("ix_called_at", table_name="called")
    op.drop_table("called")
    op.drop_index("ix_calls_began_at", table_name="calls")
    op.drop_table("calls")
    op.drop_index("ix_duties_member", table_name="duties")
    op.drop_table("duties")
    op.drop_table("batch_cases")
    op.drop_index("ix_batches_at", table_name="batches")
    op.drop_table("batches")
    op.drop_table("automation")
    op.drop_table("precedents")
    op.drop_index("ix_notes_case", table_name="notes")
    op.drop_table("notes")
    op.drop_index("ix_cases_shadow", table_name="cases")
    op.drop_index("ix_cases_opened", table_name="cases")
    op.drop_column("cases", "shadow_right")
    op.drop_column("cases", "would")
