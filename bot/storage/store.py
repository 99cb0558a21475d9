"""Units of work in SQL: everything in one is written together, or nothing is."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.exc import DBAPIError, SQLAlchemyError, StatementError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.errors import Unavailable, Unstorable
from bot.core.events import CommunityId, DeliveryId
from bot.core.policy import Retention
from bot.core.ports import Now
from bot.core.precision import Precision, Precisions
from bot.core.setups import Setup
from bot.storage import tables as t
from bot.storage.audit import Anchors, SqlAudit
from bot.storage.automata import SqlAutomata, read_precisions
from bot.storage.batches import SqlBatches
from bot.storage.cases import SqlCases
from bot.storage.database import Database
from bot.storage.desk import SqlOutbox, SqlTimers
from bot.storage.duties import SqlDuties
from bot.storage.members import SqlMembers
from bot.storage.prepared import Prepared
from bot.storage.records import SqlRecords
from bot.storage.sanctions import SqlSanctions
from bot.storage.setups import Chosen, SqlRemembered, SqlSetups, read_setups
from bot.storage.sql import upsert, upsert_of
from bot.storage.vault import Vault

RetentionOf = Callable[[str], Retention]


_UPCOMING = Prepared(
    lambda _: select(
        select(func.min(t.outbox.c.due_at, type_=t.Moment())).scalar_subquery().label("action"),
        select(func.min(t.timers.c.due_at, type_=t.Moment())).scalar_subquery().label("timer"),
    )
)
"""Asked at every look for what is due."""

_STATE = Prepared(lambda _: select(t.sealed_state.c.value).where(t.sealed_state.c.name == bindparam("the_name")))


def _kept(dialect: str) -> Any:
    make = upsert_of(dialect)(t.sealed_state)
    return make.on_conflict_do_update(index_elements=("name",), set_={"value": make.excluded.value})


_KEEP = Prepared(_kept)


class SqlWork:
    """One unit of work on one connection."""

    def __init__(
        self,
        connection: AsyncConnection,
        vault: Vault,
        now: datetime,
        retention: Retention,
        chosen: Chosen,
        anchors: Anchors | None = None,
    ) -> None:
        self.connection = connection
        self.now = now
        self.audit = SqlAudit(connection, vault, now, anchors)
        self.cases = SqlCases(connection, vault, now, retention, self.audit)
        self.outbox = SqlOutbox(connection, vault)
        self.timers = SqlTimers(connection)
        self.members = SqlMembers(connection, vault)
        self.records = SqlRecords(connection, vault, now)
        self.sanctions = SqlSanctions(connection)
        self.setups = SqlSetups(connection, chosen)
        self.batches = SqlBatches(connection)
        self.duties = SqlDuties(connection)
        self.automata = SqlAutomata(connection)
        self.remembered = SqlRemembered(connection, vault)
        self._vault = vault

    async def communities(self) -> list[CommunityId]:
        """List the communities that have, or had, cases."""
        found = await self.connection.execute(select(t.communities.c.id).order_by(t.communities.c.id))
        return [CommunityId(one) for one in found.scalars()]

    async def upcoming(self) -> tuple[datetime | None, datetime | None]:
        """Say when the next action is due and when the next timer is."""
        (row,) = await _UPCOMING(self.connection, {})
        return row.action, row.timer

    async def first_delivery(self, delivery: DeliveryId) -> bool:
        """Note a delivery; False when it was handled before."""
        return await upsert(self.connection, t.deliveries, {"id": delivery, "seen_at": self.now}, {})

    def digest(self, community: CommunityId, text: str) -> bytes:
        """Digest a text under the key."""
        return self._vault.digest(community, text)


class SqlStore:
    """Hands out units of work on SQLite or PostgreSQL."""

    def __init__(
        self, database: Database, vault: Vault, now: Now, retention: Retention, anchors: Anchors | None = None
    ) -> None:
        self.database = database
        self._anchors = anchors
        self._vault = vault
        self._now = now
        self._retention = retention
        self._setups: dict[CommunityId, Setup] = {}
        self._precisions: dict[CommunityId, dict[str, Precision]] = {}

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[SqlWork]:
        """Begin a unit of work that may write.

        Raises:
            Unavailable: the database is locked, full, read-only or gone; nothing was written.
            Unstorable: it does not take a value, and will not take it later either; nothing was written.
        """
        chosen: list[Setup] = []
        recounted: dict[CommunityId, dict[str, Precision]] = {}
        with translated():
            async with self.database.begin() as connection:
                work = SqlWork(connection, self._vault, self._now(), self._retention, chosen.append, self._anchors)
                yield work
                for community in work.cases.tallied:
                    recounted[community] = (await read_precisions(connection, community)).get(community, {})
        self._setups.update({setup.community: setup for setup in chosen})
        self._precisions.update(recounted)

    async def load_setups(self) -> None:
        """Read what communities chose and how often rules were right; afterwards it is known without asking."""
        async with self.begin() as work:
            self._setups = await read_setups(work.connection)
            self._precisions = await read_precisions(work.connection)

    def precisions_of(self, community: CommunityId) -> Precisions:
        """Say how often each rule was right in a community, as it was last written here."""
        return self._precisions.get(community, {})

    def setup_of(self, community: CommunityId) -> Setup:
        """Say what a community has chosen, as it was last written here."""
        return self._setups.get(community) or Setup(community=community)

    def forget_setup(self, community: CommunityId) -> None:
        """Know no longer what a community had chosen, as its rows are gone."""
        self._setups.pop(community, None)

    async def recall(self, community: str, kind: str, name: str) -> bytes | None:
        """Give what an adapter remembers."""
        async with self.begin() as work:
            return await work.remembered.get(community, kind, name)

    async def recall_all(self, kind: str) -> dict[tuple[str, str], bytes]:
        """Give everything of a kind that an adapter remembers, by community and name."""
        async with self.begin() as work:
            return await work.remembered.all(kind)

    async def remember(self, kind: str, values: Mapping[tuple[str, str], bytes], until: datetime) -> None:
        """Keep values for an adapter, sealed, until their time is over."""
        async with self.begin() as work:
            await work.remembered.put(kind, values, until)

    async def forget(self, community: str, kind: str, name: str) -> None:
        """Forget a value."""
        async with self.begin() as work:
            await work.remembered.forget(community, kind, name)

    async def answers(self) -> bool:
        """Tell whether the database can be written now."""
        try:
            async with self.begin():
                return True
        except Unavailable:
            return False

    async def busy(self) -> bool:
        """Tell whether anything is due: an action on its way, or a timer."""
        async with self.begin() as work:
            return bool(await work.outbox.due(work.now, 1, frozenset()) or await work.timers.due(work.now, 1))

    async def checkpoint(self) -> None:
        """Empty SQLite's write-ahead log into the database, so that nothing that was deleted stays in it.

        Raises:
            Unavailable: the database is locked, full, read-only or gone.
        """
        engine = self.database.engine
        if engine.dialect.name == "sqlite":
            with translated():
                async with self.database.alone(), engine.connect() as connection:
                    await connection.exec_driver_sql("COMMIT")
                    await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                    await connection.exec_driver_sql("BEGIN")

    async def anchor(self) -> int:
        """Write down outside the database how long every chain of the log is; say how many chains there are.

        Raises:
            Unavailable: the database does not answer, or the file of anchors cannot be written.
        """
        async with self.begin() as work:
            heads = await work.audit.heads()
            at = work.now
        if self._anchors is not None:
            await asyncio.to_thread(self._anchors.append, heads, at)
        return len(heads)

    async def load_state(self, name: str) -> bytes | None:
        """Open a state that was kept under a name."""
        async with self.begin() as work:
            found = await _STATE(work.connection, {"the_name": name})
        return self._vault.open(found[0].value, "sealed_state", "value", name) if found else None

    async def save_state(self, name: str, data: bytes) -> None:
        """Keep a state, sealed, under a name."""
        sealed = self._vault.seal(data, "sealed_state", "value", name)
        async with self.begin() as work:
            await _KEEP(work.connection, {"name": name, "value": sealed})


@contextmanager
def translated() -> Iterator[None]:
    """Turn the database's and the driver's errors into ours.

    Raises:
        Unavailable, Unstorable: in place of them.
    """
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        if _is_refusal(error):
            message = f"the database does not take a value ({type(error).__name__})"
            raise Unstorable(message) from None
        raise Unavailable(reason_of(error)) from None
    except OSError as error:  # a server that cannot be reached: its driver lets the socket's error through
        message = f"the database does not answer ({type(error).__name__})"
        raise Unavailable(message) from None


_REFUSING = ("22", "23")
"""Classes of SQLSTATE: data exceptions and broken constraints (source: PostgreSQL's manual, appendix A)."""


def _is_refusal(error: SQLAlchemyError | sqlite3.Error) -> bool:
    """Tell whether it lies in what was to be written, so that it fails again however often it is tried."""
    driver = error.orig if isinstance(error, StatementError) else error
    if isinstance(error, StatementError) and not isinstance(error, DBAPIError):  # it did not come as far as the driver
        return isinstance(driver, KeyError | TypeError | ValueError)
    if isinstance(driver, sqlite3.Error):
        return isinstance(driver, sqlite3.IntegrityError | sqlite3.DataError) or "binding parameter" in str(driver)
    return str(getattr(driver, "sqlstate", None) or "")[:2] in _REFUSING


_REASONS = {
    "locked": "the database is locked by another process",
    "lock timeout": "the database is locked by another process",
    "readonly": "the database cannot be written",
    "read-only": "the database cannot be written",
    "is full": "the disk or the database is full",
    "unable to open": "the database cannot be opened",
    "no such table": "the database has no tables",
    "malformed": "the database file is damaged",
    "not a database": "the file is not a database",
}


def reason_of(error: SQLAlchemyError | sqlite3.Error) -> str:
    """Say what is wrong with the database in words of ours: the driver's text may hold parameters."""
    driver = error.orig if isinstance(error, DBAPIError) else error if isinstance(error, sqlite3.Error) else None
    if driver is not None:
        said = str(driver).lower()
        for sign, sentence in _REASONS.items():
            if sign in said:
                return sentence
    return f"the database does not answer as it should ({type(error).__name__})"
