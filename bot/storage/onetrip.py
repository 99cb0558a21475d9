"""SQLite through aiosqlite with one trip to its thread for each statement, instead of four.

SQLAlchemy asks a driver for a cursor, executes, fetches and closes; with aiosqlite each of these crosses to another
thread and back. Here the statement and its rows travel together. What is known to be short makes no trip at all, and
neither does a beginning that waits for no other process, or the end of a transaction that has changed nothing. What
waits keeps to the other thread: a commit, for the disk.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from datetime import timedelta
from typing import Any, Self

import aiosqlite
from sqlalchemy.ext.asyncio import AsyncConnection

_CHUNK = 64


class _Cursor:
    """A statement and all of its rows; nothing is left open in the database."""

    arraysize = 1

    def __init__(self, connection: "OneTripConnection") -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> Self:
        """Be ready at once."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Hold nothing."""

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> Self:
        """Execute a statement and fetch its rows."""
        return await self._run(lambda cursor: cursor.execute(sql, parameters))

    async def executemany(self, sql: str, parameters: Iterable[Sequence[Any]]) -> Self:
        """Execute a statement once for each row of parameters."""
        return await self._run(lambda cursor: cursor.executemany(sql, parameters))

    async def _run(self, do: Callable[[sqlite3.Cursor], object]) -> Self:
        self.description, self.rowcount, self.lastrowid, self._rows = await self._connection.trip(do)
        return self

    async def fetchall(self) -> Sequence[Any]:
        """Give the rows that came with the execution."""
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        """Hold nothing."""
        self._rows = []


class OneTripConnection(aiosqlite.Connection):
    """A connection whose cursors bring their rows along.

    Args:
        database: the file.
        busy: how long to wait for another process to end its writing.
    """

    def __init__(self, database: str, busy: timedelta) -> None:
        # What is short is executed in the loop's thread, between the trips to the other: never in both at once.
        super().__init__(lambda: sqlite3.connect(database, check_same_thread=False), _CHUNK)
        self._thread.daemon = True
        self._busy = busy // timedelta(milliseconds=1)
        self._is_to_begin = False
        self._changes = 0
        self._is_away = False

    def begin(self) -> None:
        """Begin a transaction with the next statement, and take the writer's lock at once.

        A unit of work never fails half way then for want of it.
        """
        self._is_to_begin = True

    def cursor(self) -> Any:
        """Make a cursor without going anywhere."""
        return _Cursor(self)

    async def perform(self, sql: str, rows: Sequence[Sequence[Any]]) -> list[Any]:
        """Execute a short statement for each row of parameters, and give what it found.

        It stays here once the transaction has begun: it waits for no lock then, and a trip takes longer.
        """
        found: list[Any] = []

        def each(cursor: sqlite3.Cursor) -> None:
            for parameters in rows:
                cursor.execute(sql, parameters)
                if cursor.description:
                    found.extend(cursor.fetchall())

        if self._is_to_begin:
            self._begin_at_once()
        if self.in_transaction:
            with closing(self._conn.cursor()) as cursor:
                each(cursor)
        else:
            await self.trip(each)
        return found

    async def trip(self, do: Callable[[sqlite3.Cursor], object]) -> tuple[Any, int, int | None, list[Any]]:
        """Run a statement in the connection's thread; what it found comes back.

        When we are cancelled it is still away, and `rollback` waits for it.
        """
        begins = self._is_to_begin

        def there() -> tuple[Any, int, int | None, list[Any]]:
            with closing(self._conn.cursor()) as cursor:
                if begins:
                    self._begin(cursor)
                do(cursor)
                rows = cursor.fetchall() if cursor.description else []
                return cursor.description, cursor.rowcount, cursor.lastrowid, rows

        self._is_away = True
        try:
            found: tuple[Any, int, int | None, list[Any]] = await self._execute(there)  # type: ignore[no-untyped-call]
        except Exception:
            self._is_away = False
            raise
        self._is_away = False
        return found

    def _begin(self, cursor: sqlite3.Cursor) -> None:
        cursor.execute("BEGIN IMMEDIATE")
        self._is_to_begin = False
        self._changes = cursor.connection.total_changes

    def _begin_at_once(self) -> None:
        """Begin here, unless another process has the writer's lock: that is waited for in the other thread."""
        cursor = self._conn.cursor()
        cursor.execute("PRAGMA busy_timeout=0")
        try:
            self._begin(cursor)
        except sqlite3.OperationalError:
            return
        finally:
            cursor.execute(f"PRAGMA busy_timeout={self._busy}")
            cursor.close()

    async def commit(self) -> None:
        """Commit: in the other thread where the disk, or another process, has to be waited for."""
        if self._is_to_begin:
            await self.trip(lambda cursor: cursor.connection.commit())
        elif self._conn.total_changes == self._changes:
            self._conn.commit()
        else:
            await super().commit()

    async def rollback(self) -> None:
        """Roll back what was begun: the pool asks for it also after a commit.

        Whoever gave up waiting left a statement in the other thread, which may yet begin: it is rolled back behind it.
        """
        self._is_to_begin = False
        if self._is_away or self.in_transaction:
            await super().rollback()
            self._is_away = False


def driver_of(connection: AsyncConnection) -> OneTripConnection | None:
    """Give the driver's connection under SQLAlchemy's; None on another database."""
    if connection.sync_connection is None:
        return None
    driver = connection.sync_connection.connection.driver_connection
    return driver if isinstance(driver, OneTripConnection) else None
