"""Statements that the parts of the storage share."""

from typing import Any

from sqlalchemy.dialects.postgresql import insert as postgres_upsert
from sqlalchemy.dialects.sqlite import insert as sqlite_upsert
from sqlalchemy.ext.asyncio import AsyncConnection


def upsert_of(dialect: str) -> Any:
    """Choose the insert that can give way to a row that is there."""
    return sqlite_upsert if dialect == "sqlite" else postgres_upsert


async def upsert(
    connection: AsyncConnection,
    table: Any,
    values: dict[str, Any],
    changes: dict[str, Any],
    index: tuple[str, ...] | None = None,
) -> bool:
    """Insert a row, or change the one that has its key; True when it was inserted or changed."""
    statement = upsert_of(connection.dialect.name)(table).values(values)
    key = index or tuple(column.name for column in table.primary_key)
    if changes:
        written = await connection.execute(statement.on_conflict_do_update(index_elements=key, set_=changes))
    else:
        written = await connection.execute(statement.on_conflict_do_nothing(index_elements=key))
    return bool(written.rowcount)
