"""Units of work take turns, each in a transaction of its own; on SQLite all of them on one connection that is kept.

To take a connection from SQLAlchemy's pool, begin, commit and give it back costs a third of a millisecond, which was as
much as all the statements of a short unit of work. SQLite has one writer, and our units of work take turns: one
connection does.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.storage.onetrip import OneTripConnection, driver_of


class _Turn:
    """A fair lock that refuses its own holder, who would otherwise wait for ever."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._holder: asyncio.Task[object] | None = None

    async def __aenter__(self) -> None:
        """Take it."""
        if self._holder is not None and self._holder is asyncio.current_task():
            message = "a unit of work was begun inside another one"
            raise RuntimeError(message)
        await self._lock.acquire()
        self._holder = asyncio.current_task()

    async def __aexit__(self, *_: object) -> None:
        """Hand it on."""
        self._holder = None
        self._lock.release()


class Database:
    """Gives every unit of work its turn and its transaction."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        # There is one writer: our units of work take turns here, fairly, instead of waiting for the database's lock.
        self._turn = _Turn()
        self._held: tuple[AsyncConnection, OneTripConnection] | None = None

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        """Begin a transaction; what is done in it is on the disk when this ends, or nothing of it is.

        Raises:
            SQLAlchemyError, sqlite3.Error: as the database says.
        """
        async with self._turn:
            if self._held is None:
                self._held = await self._opened()
            if self._held is None:
                async with self.engine.begin() as connection:
                    yield connection
                return
            connection, driver = self._held
            driver.begin()
            try:
                yield connection
                await driver.commit()
            except BaseException:
                if connection.invalidated:  # SQLAlchemy gives a connection up when a statement of its own is cancelled
                    await self._let_go()
                else:
                    await driver.rollback()
                raise

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """Keep everybody else away, with no connection held."""
        async with self._turn:
            await self._let_go()
            yield

    async def close(self) -> None:
        """Let every connection go."""
        async with self.alone():
            await self.engine.dispose()

    async def _let_go(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            await held[0].close()

    async def _opened(self) -> tuple[AsyncConnection, OneTripConnection] | None:
        """Open the one connection; to SQLAlchemy its transaction lasts, ours begin and end beneath it."""
        if self.engine.dialect.name != "sqlite":
            return None
        connection = await self.engine.connect()
        driver = driver_of(connection)
        if driver is None:
            await connection.close()
            return None
        await connection.begin()
        return connection, driver
