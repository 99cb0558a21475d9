"""Where cases, actions, timers and preferences are kept: SQLite by default, PostgreSQL where one is configured.

A developer makes a migration with ``python -m bot.storage.migrations "what changes"`` and reviews it by hand.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from alembic.util import CommandError
from sqlalchemy import event, inspect, select
from sqlalchemy.engine import Connection, Dialect, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from bot.core.errors import Locked, Unavailable
from bot.core.policy import Retention
from bot.core.ports import Now
from bot.storage import tables as t
from bot.storage.audit import Anchors
from bot.storage.database import Database
from bot.storage.migrations import SchemaTooNew, is_up_to_date, upgrade
from bot.storage.onetrip import OneTripConnection
from bot.storage.store import SqlStore, translated
from bot.storage.vault import Vault

__all__ = ["SchemaTooNew", "SqlStore", "has_proof", "make_directory", "migrate", "open_store"]

BUSY = timedelta(seconds=5)
"""How long we wait for another process to end its writing."""

SILENT = timedelta(minutes=1)
"""How long a PostgreSQL server waits for a transaction's next statement; then it ends that, and lets others write."""

_SETTLING = timedelta(milliseconds=100)
_SENTINEL = "sentinel"
_SENTINEL_VALUE = b"these keys fit this database"


@asynccontextmanager
async def open_store(
    url: str,
    vault: Vault,
    data_directory: Path,
    now: Now,
    retention: Retention | None = None,
    keys_made: Path | None = None,
) -> AsyncIterator[SqlStore]:
    """Open the database, bring it up to date, and prove that the keys fit it.

    Args:
        url: SQLAlchemy's address, ``sqlite+aiosqlite:///…`` or ``postgresql+asyncpg://…``.
        vault: seals and opens what is confidential.
        data_directory: made, for its owner alone, if it is not there.
        now: tells the time.
        retention: how long originals are kept; the longest times by default.
        keys_made: the key file if it was made just now; it is taken away again when the database has other keys.

    Raises:
        Locked: the database was written with other keys; nothing was written.
        SchemaTooNew: a newer version of the bot has been here.
        Unavailable: the database does not answer, or cannot be written.
    """
    await asyncio.to_thread(make_directory, data_directory)
    database = Database(make_engine(url))
    try:
        async with _answering():
            is_current = await is_up_to_date(database.engine)
        if not is_current:
            # Alembic reads its scripts from the disk: in a thread and a loop of its own it keeps nobody waiting.
            await asyncio.to_thread(lambda: asyncio.run(migrate(url)))
        store = SqlStore(database, vault, now, retention or Retention(), Anchors(data_directory))
        try:
            await _prove(store)
        except Locked:
            if keys_made is not None:
                await asyncio.to_thread(keys_made.unlink, missing_ok=True)
            raise
        await store.load_setups()
        yield store
    finally:
        await database.close()


def make_directory(data_directory: Path) -> None:
    """Make the data directory, for its owner alone, if it is not there.

    Raises:
        Unavailable: it cannot be made.
    """
    try:
        data_directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        message = f"{data_directory}: {error.strerror}"
        raise Unavailable(message) from None


async def _prove(store: SqlStore) -> None:
    """Open what was sealed at the first start, and seal it anew: under the first key, and to see that we can write.

    Raises:
        Locked: it does not open with these keys.
        Unavailable: the database cannot be written.
    """
    try:
        kept = await store.load_state(_SENTINEL)
    except Locked as error:
        message = f"these keys do not fit this database ({error}). Restore the keys that it was written with"
        raise Locked(message) from None
    if kept is None:
        async with store.begin() as work:
            used = (await work.connection.execute(select(t.cases.c.id).limit(1))).first()
        if used is not None:
            message = "the database holds cases but not the proof of its keys; it was not written by Chaperone alone"
            raise Locked(message)
    await store.save_state(_SENTINEL, _SENTINEL_VALUE)


async def has_proof(url: str) -> bool:
    """Tell whether a database was written with keys before; one without tables was not.

    Raises:
        Unavailable: the database does not answer.
    """
    engine = make_engine(url)
    try:
        with translated():
            async with engine.connect() as connection:
                tables = await connection.run_sync(lambda connected: inspect(connected).get_table_names())
                if t.sealed_state.name not in tables:
                    return False
                proof = select(t.sealed_state.c.name).where(t.sealed_state.c.name == _SENTINEL)
                return (await connection.execute(proof)).first() is not None
    finally:
        await engine.dispose()


async def migrate(url: str) -> None:
    """Bring a database up to date.

    Raises:
        SchemaTooNew: a newer version of the bot has been here.
        Unavailable: the database does not answer, or cannot be written.
    """
    engine = make_engine(url)
    try:
        async with _answering():
            await upgrade(engine)
    finally:
        await engine.dispose()


@asynccontextmanager
async def _answering() -> AsyncIterator[None]:
    """Turn the database's errors into ours where it is asked for the first time.

    Raises:
        Unavailable: it does not answer.
    """
    try:
        with translated():
            yield
    except CommandError as error:  # its note of the schema's revision makes no sense
        message = f"the database does not answer as it should ({type(error).__name__})"
        raise Unavailable(message) from None
    except Unavailable:
        # aiosqlite's thread reports a failed connection's end to this loop, and complains when it is closed by then.
        await asyncio.sleep(_SETTLING.total_seconds())
        raise


def make_engine(url: str) -> AsyncEngine:
    """Make an engine whose errors and logs hold no parameters.

    Raises:
        Unavailable: the address cannot be read; also from the engine, if its driver cannot use it.
    """
    try:
        address = make_url(url)
        if address.drivername == _SQLITE and not address.query:
            database = address.database or ":memory:"
            engine = create_async_engine(
                address, hide_parameters=True, async_creator=lambda: OneTripConnection(database, BUSY)
            )
        else:
            engine = create_async_engine(address, hide_parameters=True, pool_pre_ping=address.drivername != _SQLITE)
    except (SQLAlchemyError, ImportError, *_ILL_ADDRESSED) as error:
        raise _unusable(error) from None
    event.listen(engine.sync_engine, "do_connect", _connect)
    if engine.dialect.name == "sqlite":
        event.listen(engine.sync_engine, "connect", _prepare)
        event.listen(engine.sync_engine, "begin", _begin)
    elif engine.dialect.name == "postgresql":
        event.listen(engine.sync_engine, "begin", _begin_on_server)
    return engine


_SQLITE = "sqlite+aiosqlite"
_ILL_ADDRESSED = (TypeError, ValueError, OverflowError)
"""What drivers raise of an option that they do not know, a port that is none, or a host that cannot be a name."""


def _unusable(error: Exception) -> Unavailable:
    return Unavailable(f"the database's address cannot be used ({type(error).__name__})")


def _connect(
    dialect: Dialect, _: ConnectionPoolEntry, arguments: Sequence[Any], options: dict[str, Any]
) -> DBAPIConnection:
    """Connect; the driver's own words on an address may hold parts of it.

    Raises:
        Unavailable: the driver cannot use the address.
    """
    try:
        return dialect.connect(*arguments, **options)
    except _ILL_ADDRESSED as error:
        raise _unusable(error) from None


def _prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    """Set SQLite up on each connection.

    ``synchronous=FULL`` in WAL mode survives a power cut as well as kill -9. ``secure_delete`` overwrites what is
    deleted, so that a shredded value is not left in the file. ``temp_store`` keeps what SQLite sorts out of files.
    """
    connection.isolation_level = None  # we begin transactions ourselves
    cursor = connection.cursor()
    busy = f"busy_timeout={BUSY // timedelta(milliseconds=1)}"
    for pragma in (
        busy,
        "journal_mode=WAL",
        "foreign_keys=ON",
        "synchronous=FULL",
        "secure_delete=ON",
        "temp_store=MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


WRITER = int.from_bytes(b"chapero\x01", "big")
"""The number of the advisory lock of whoever writes to a PostgreSQL database of ours."""


def _begin_on_server(connection: Connection) -> None:
    """Take PostgreSQL's advisory lock at once: what is proven with SQLite's one writer holds there too.

    The server would keep it for hours for a machine that is gone without a word, until TCP gives up.
    """
    busy, silent = (span // timedelta(milliseconds=1) for span in (BUSY, SILENT))
    connection.exec_driver_sql(
        f"SELECT set_config('lock_timeout', '{busy}', true), "
        f"set_config('idle_in_transaction_session_timeout', '{silent}', true), pg_advisory_xact_lock({WRITER})"
    )


def _begin(connection: Connection) -> None:
    """Take the writer's lock at once, so that a unit of work never fails half way for want of it."""
    driver = connection.connection.driver_connection
    if isinstance(driver, OneTripConnection):
        driver.begin()
    else:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
