"""The tables. Whatever a member wrote, and whatever was written about it, is in a sealed column or nowhere."""

from datetime import UTC, datetime

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
    UniqueConstraint,
    false,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""Every constraint has a name, so that a migration can drop it on every database."""

NO_PRIORITY = 4
"""What stands in the column for a case that is not in the queue: after every real priority."""


class Moment(TypeDecorator[datetime]):
    """A moment in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse what has no time zone; write UTC."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            message = "a moment without a time zone cannot be stored"
            raise ValueError(message)
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Read as UTC, also where the database forgets the time zone."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def fitted(words: str, column: Column[str] | Column[str | None]) -> str:
    """Fit words that a platform gave us into a column: what a database refuses is left out, the rest is cut."""
    kept = words.encode("utf-8", "ignore").decode("utf-8").replace("\0", "")
    length = column.type.length if isinstance(column.type, String) else None
    return kept[:length]


LARGEST_NUMBER = 2**31 - 1
"""The largest whole number that a column holds on every database."""

_ID = String(200)

communities = Table(
    "communities",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("next_case", Integer, nullable=False),
)

cases = Table(
    "cases",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community", _ID, nullable=False),
    Column("number", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("category", String(40), nullable=False),
    Column("band", Integer, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("visibility", String(16), nullable=False),
    Column("shadow", Boolean, nullable=False),
    Column("channel", _ID, nullable=False),
    Column("channel_name", String(200), nullable=False),
    Column("message", _ID, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("author", _ID, nullable=False),
    Column("author_joined_at", Moment),
    Column("language", String(16), nullable=False),
    Column("excerpt", LargeBinary),
    Column("opened_at", Moment, nullable=False),
    Column("queued_at", Moment),
    Column("due", Moment, nullable=False),
    Column("owner", _ID),
    Column("lease_until", Moment),
    Column("ruling", String(16)),
    Column("ending", String(16)),
    Column("decided_by", _ID),
    Column("decided_at", Moment),
    Column("contested", Boolean, nullable=False),
    Column("edited", Boolean, nullable=False),
    Column("attention", String(200)),
    Column("would", String(16)),
    Column("shadow_right", Boolean),
    Column("author_is_staff", Boolean, nullable=False, server_default=false()),
    Column("kind", String(16), nullable=False, server_default="message"),
    Column("about", Integer),
    Column("first_by", _ID),
    Column("outcome", String(16)),
    UniqueConstraint("community", "number"),
    UniqueConstraint("community", "channel", "message", "digest", name="uq_cases_message"),
    Index(
        "ix_cases_queue",
        *("community", "state", "priority", "due", "number"),
        # What a list is filtered by stands in the index too, so that a filter that lets little through reads no case.
        *("category", "channel_name", "opened_at", "owner", "lease_until"),
    ),
    Index("ix_cases_author", "community", "author", "number"),
    Index("ix_cases_about", "community", "about"),
    Index("ix_cases_decided", "community", "decided_at", "queued_at", "ruling"),
    Index("ix_cases_opened", "community", "opened_at"),
    sqlite_autoincrement=True,
)
Index(
    "ix_cases_shadow",
    *(cases.c.community, cases.c.opened_at),
    sqlite_where=cases.c.shadow.is_(True),
    postgresql_where=cases.c.shadow.is_(True),
)
"""Small: the cases of shadow alone are in it."""

reasons = Table(
    "reasons",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case", ForeignKey("cases.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("rule", String(100), nullable=False),
    Column("category", String(40), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("confidence", Float, nullable=False),
    Column("band", Integer, nullable=False),
    Column("sentence", Integer, nullable=False),
    Column("why", String(300), nullable=False),
)

originals = Table(
    "originals",
    metadata,
    Column("case", ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
    Column("key", LargeBinary, nullable=False),
    Column("value", LargeBinary, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
)

actions = Table(
    "actions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community", _ID, nullable=False),
    Column("case", Integer),
    Column("kind", String(40), nullable=False),
    Column("effect", String(16), nullable=False),
    Column("reason", String(200)),
    Column("at", Moment, nullable=False, index=True),
    Column("unasked_member", _ID),
    Index("ix_actions_case", "community", "case"),
    Index("ix_actions_unasked", "community", "unasked_member"),
    sqlite_autoincrement=True,
)

outbox = Table(
    "outbox",
    metadata,
    Column("action", ForeignKey("actions.id", ondelete="CASCADE"), primary_key=True),
    Column("key", String(40), nullable=False, unique=True),
    Column("payload", LargeBinary, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", Moment, nullable=False, index=True),
)

timers = Table(
    "timers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community", _ID, nullable=False),
    Column("kind", String(60), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("due_at", Moment, nullable=False, index=True),
    UniqueConstraint("community", "kind", "subject"),
)

rulings = Table(
    "rulings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case", ForeignKey("cases.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("ruling", String(16), nullable=False),
    Column("by", _ID, nullable=False),
    Column("at", Moment, nullable=False),
    Column("rule", LargeBinary),
    Column("note", LargeBinary),
    Column("undone_at", Moment),
)

notes = Table(
    "notes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case", ForeignKey("cases.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("by", _ID, nullable=False),
    Column("at", Moment, nullable=False),
    Column("note", LargeBinary, nullable=False),
)

reports = Table(
    "reports",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case", ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
    Column("by", _ID, nullable=False),
    Column("reason", String(40), nullable=False),
    Column("note", LargeBinary),
    Column("at", Moment, nullable=False),
    UniqueConstraint("case", "by"),
)

reveals = Table(
    "reveals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community", _ID, nullable=False),
    Column("case", Integer, nullable=False),
    Column("by", _ID, nullable=False),
    Column("reason", LargeBinary, nullable=False),
    Column("at", Moment, nullable=False, index=True),
)

strikes = Table(
    "strikes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community", _ID, nullable=False),
    Column("member", _ID, nullable=False),
    Column("case", Integer, nullable=False),
    Column("count", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("until", Moment, nullable=False, index=True),
    Column("told_at", Moment),
    Index("ix_strikes_member", "community", "member"),
)
"""A strike counts from the moment at which its member was told; until then ``told_at`` is empty."""

timeouts = Table(
    "timeouts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community", _ID, nullable=False),
    Column("case", Integer, nullable=False),
    Column("member", _ID, nullable=False),
    Column("until", Moment, nullable=False, index=True),
    UniqueConstraint("community", "case"),
    Index("ix_timeouts_member", "community", "member"),
)
"""Which case stops whom from writing, and until when."""

preferences = Table(
    "preferences",
    metadata,
    Column("community", _ID, primary_key=True),
    Column("member", _ID, primary_key=True),
    Column("name", String(60), primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

acceptances = Table(
    "acceptances",
    metadata,
    Column("community", _ID, primary_key=True),
    Column("member", _ID, primary_key=True),
    Column("version", String(40), primary_key=True),
    Column("at", Moment, nullable=False),
)

tips_seen = Table(
    "tips_seen",
    metadata,
    Column("community", _ID, primary_key=True),
    Column("member", _ID, primary_key=True),
    Column("tip", String(80), primary_key=True),
    Column("at", Moment, nullable=False),
)

mistakes = Table(
    "mistakes",
    metadata,
    Column("community", _ID, primary_key=True),
    Column("rule", String(100), primary_key=True),
    Column("count", Integer, nullable=False),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("seen_at", Moment, nullable=False, index=True),
)

setups = Table(
    "setups",
    metadata,
    Column("community", _ID, primary_key=True),
    Column("moderators", _ID),
    Column("queue", _ID),
    Column("language", String(16)),
    Column("filters", Boolean, nullable=False),
)

moderators = Table(
    "moderators",
    metadata,
    Column("community", _ID, primary_key=True),
    Column("member", _ID, primary_key=True),
)
"""Members whom an admin chose one by one, where a platform has no role for it."""

channel_modes = Table(
    "channel_modes",
    metadata,
    Column("community", _ID, primary_key=True),
    Column("channel_name", String(200), primary_key=True),
    Column("mode", String(16), nullable=False),
)

remembered = Table(
    "remembered",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community", _ID, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("name", _ID, nullable=False),
    Column("value", LargeBinary, nullable=False),
    Column("until", Moment, nullable=False, index=True),
    UniqueConstraint("community", "kind", "name"),
    Index("ix_remembered_kind", "kind"),
)

records = Table(
    "records",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community", _ID, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("name", _ID, nullable=False),
    Column("owner", _ID),
    Column("value", LargeBinary, nullable=False),
    Column("until", Moment, index=True),
    UniqueConstraint("community", "kind", "name"),
    Index("ix_records_kind", "kind"),
    Index("ix_records_owner", "community", "owner"),
    sqlite_autoincrement=True,
)
"""What the features keep: sealed values, found by kind and name, each of a member or of the whole community."""

tallies = Table(
    "tallies",
    metadata,
    Column("community", _ID, primary_key=True),
    Column("rule", String(100), primary_key=True),
    Column("ruling", String(16), primary_key=True),
    Column("count", Integer, nullable=False),
)
"""How many cases there are that a rule was a reason of and that stand ruled so; a case counts once a rule."""

precedents = Table(
    "precedents",
    metadata,
    Column("community", _ID, primary_key=True),
    Column("rule", String(100), primary_key=True),
    Column("category", String(40), primary_key=True),
    Column("band", Integer, primary_key=True),
    Column("ruling", String(16), primary_key=True),
    Column("count", Integer, nullable=False),
)
"""How many cases there are whose surest reason is a rule, in a category and a band, and that stand ruled so."""

automation = Table(
    "automation",
    metadata,
    Column("community", _ID, primary_key=True),
    Column("rule", String(100), primary_key=True),
    Column("chosen", String(16)),
    Column("asks", Boolean, nullable=False),
)
"""What an admin chose for a rule, if anything, and whether moderators were told that it asks."""

batches = Table(
    "batches",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community", _ID, nullable=False),
    Column("by", _ID, nullable=False),
    Column("ruling", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("language", String(16), nullable=False),
    Column("at", Moment, nullable=False, index=True),
    sqlite_autoincrement=True,
)

batch_cases = Table(
    "batch_cases",
    metadata,
    Column("batch", ForeignKey("batches.id", ondelete="CASCADE"), primary_key=True),
    Column("case", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("state", String(16), nullable=False),
)
"""``version`` is the one that the preview showed, and, once the case is ruled on, the one that it had then."""

duties = Table(
    "duties",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community", _ID, nullable=False),
    Column("member", _ID, nullable=False),
    Column("days", Integer, nullable=False),
    Column("begins", Integer, nullable=False),
    Column("ends", Integer, nullable=False),
    Column("zone", String(60), nullable=False),
    Column("language", String(16), nullable=False),
    Index("ix_duties_member", "community", "member"),
    sqlite_autoincrement=True,
)
"""``days`` has a bit for each day of the week, Monday's first; ``begins`` and ``ends`` are minutes of the day."""

calls = Table(
    "calls",
    metadata,
    Column("community", _ID, primary_key=True),
    Column("who", _ID, primary_key=True),
    Column("began_at", Moment, nullable=False, index=True),
    Column("priority", Integer, nullable=False),
    Column("count", Integer, nullable=False),
)
"""The latest call to a moderator, or to the channel (an empty ``who``): since when, how urgent, how many in one."""

called = Table(
    "called",
    metadata,
    Column("community", _ID, primary_key=True),
    Column("case", Integer, primary_key=True),
    Column("who", _ID, primary_key=True),
    Column("at", Moment, nullable=False, index=True),
)
"""Who was called for a case already."""

deeds = Table(
    "deeds",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community", _ID, nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("by", String(40), nullable=False),
    Column("case", Integer),
    Column("detail", String(40)),
    Column("at", String(32), nullable=False, index=True),
    Column("hash", LargeBinary, nullable=False),
    UniqueConstraint("community", "number"),
    Index("ix_deeds_by", "community", "by"),
    sqlite_autoincrement=True,
)
"""The moment is kept as it went into the hash, written in ISO 8601 and UTC, so that it sorts as text."""

chains = Table(
    "chains",
    metadata,
    Column("community", _ID, primary_key=True),
    Column("head", LargeBinary, nullable=False),
)

pseudonyms = Table(
    "pseudonyms",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("community", _ID, nullable=False),
    Column("member", _ID, nullable=False),
    UniqueConstraint("community", "member"),
)

sealed_state = Table(
    "sealed_state",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("value", LargeBinary, nullable=False),
)
