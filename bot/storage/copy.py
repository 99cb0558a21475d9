"""Moving a database to another one: all rows in one transaction, counted and digested on both sides."""

import hashlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, func, insert, select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.errors import ChaperoneError
from bot.storage import make_engine, migrate
from bot.storage import tables as t
from bot.storage.store import translated

CHUNK = 1_000
_WHOLE = 2**256


class NotEmpty(ChaperoneError):
    """The target holds rows already; nothing was written to it."""


class Unequal(ChaperoneError):
    """What arrived is not what was sent; nothing was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """How many rows of a table were copied."""

    table: str
    rows: int


@dataclass(slots=True)
class _Sum:
    """Counts and digests rows, whatever order they come in: databases sort words each in their own way."""

    rows: int = 0
    digest: int = 0

    def add(self, row: tuple[Any, ...]) -> None:
        """Take a row in."""
        written = repr([_plain(value) for value in row]).encode("utf-8", "surrogatepass")
        self.digest = (self.digest + int.from_bytes(hashlib.sha256(written).digest(), "big")) % _WHOLE
        self.rows += 1


def _plain(value: object) -> object:
    """Write a value the same way on every database."""
    if isinstance(value, datetime):
        return value.isoformat()
    return bytes(value) if isinstance(value, memoryview | bytearray) else value


async def copy_database(source: str, target: str, tell: Callable[[Copied], None]) -> None:
    """Copy every row of a database of ours into an empty one, and see that all of them arrived.

    Both are brought up to date first. The source is not changed otherwise, and nobody else writes to it meanwhile. The
    target is written in one transaction: it has everything, or nothing, and then the copy can be begun again.

    Args:
        source: SQLAlchemy's address of the database that is there.
        target: the address of an empty one.
        tell: hears of each table when it was copied.

    Raises:
        NotEmpty: the target holds rows; nothing was written.
        Unequal: a table did not arrive as it was; nothing was written.
        Unavailable, SchemaTooNew: one of the two does not answer, or is of a newer version.
    """
    for url in (source, target):
        await migrate(url)
    here, there = make_engine(source), make_engine(target)
    try:
        with translated():
            async with here.begin() as reading, there.begin() as writing:
                for connection in (reading, writing):
                    await _be_patient(connection)
                await _refuse_rows(writing)
                for table in t.metadata.sorted_tables:
                    tell(Copied(table=table.name, rows=await _copy(reading, writing, table)))
                await _count_on(reading, writing)
    finally:
        await here.dispose()
        await there.dispose()


async def _be_patient(connection: AsyncConnection) -> None:
    """Let a server wait for as long as the other database takes over a large table."""
    if connection.dialect.name == "postgresql":
        await connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))


async def _refuse_rows(connection: AsyncConnection) -> None:
    for table in t.metadata.sorted_tables:
        if (await connection.execute(select(*table.primary_key).limit(1))).first() is not None:
            message = f"the target is not empty: {table.name} has rows. Nothing was copied"
            raise NotEmpty(message)


async def _copy(reading: AsyncConnection, writing: AsyncConnection, table: Table) -> int:
    sent, arrived = _Sum(), _Sum()
    async for rows in _chunks(reading, table):
        for row in rows:
            sent.add(tuple(row.values()))
        await writing.execute(insert(table), [dict(row) for row in rows])
    async for rows in _chunks(writing, table):
        for row in rows:
            arrived.add(tuple(row.values()))
    if sent != arrived:
        message = (
            f"{table.name} did not arrive as it was sent ({sent.rows} and {arrived.rows} rows). Nothing was copied"
        )
        raise Unequal(message)
    return sent.rows


async def _chunks(connection: AsyncConnection, table: Table) -> AsyncIterator[list[Any]]:
    """Read a table in chunks, each after the key of the one before."""
    keys = tuple(table.primary_key)
    chosen = select(table).order_by(*keys).limit(CHUNK)
    after: tuple[Any, ...] | None = None
    while True:
        query = chosen if after is None else chosen.where(tuple_(*keys) > tuple_(*after))
        rows = list((await connection.execute(query)).mappings())
        if rows:
            yield rows
        if len(rows) < CHUNK:
            return
        after = tuple(rows[-1][key.name] for key in keys)


async def _count_on(reading: AsyncConnection, writing: AsyncConnection) -> None:
    """Let the target go on numbering where the source had come to, also past rows that are deleted since."""
    for table in t.metadata.sorted_tables:
        (key, *others) = table.primary_key
        if others or table.autoincrement_column is None or key.foreign_keys:
            continue
        last = max(await _last_number(reading, table), await _largest(writing, table))
        if not last:
            continue
        if writing.dialect.name == "sqlite":
            if not table.dialect_options["sqlite"]["autoincrement"]:
                continue  # its numbers follow its largest row by themselves
            parameters = {"name": table.name, "last": last}
            await writing.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), parameters)
            await writing.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"), parameters)
        else:
            sequence = func.pg_get_serial_sequence(table.name, key.name)
            await writing.execute(select(func.setval(sequence, last)))


async def _last_number(connection: AsyncConnection, table: Table) -> int:
    (key,) = table.primary_key
    if connection.dialect.name == "sqlite":
        asked = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
        return int((await connection.execute(asked, {"name": table.name})).scalar() or 0)
    sequence = func.pg_get_serial_sequence(table.name, key.name)
    return int((await connection.execute(select(func.coalesce(func.pg_sequence_last_value(sequence), 0)))).scalar_one())


async def _largest(connection: AsyncConnection, table: Table) -> int:
    (key,) = table.primary_key
    return int((await connection.execute(select(func.coalesce(func.max(key), 0)))).scalar_one())
