"""Alembic's entry: run migrations on the connection that was handed over."""

from typing import Literal

from alembic import context

from bot.storage.tables import Moment, metadata


def _as_written(kind: str, item: object, _: object) -> str | Literal[False]:
    """Write our moments as what they are on disk, so that a migration does not depend on today's code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Moment) else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    render_item=_as_written,
)
context.run_migrations()
