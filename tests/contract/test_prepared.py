"""Prepared statements: on either database they say what SQLAlchemy says, and on SQLite they make no trip."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import bindparam, insert, make_url, select

from bot.core.errors import Unavailable
from bot.core.events import CommunityId
from bot.storage import BUSY
from bot.storage import tables as t
from bot.storage.onetrip import LITTLE, MAY_WAIT, QUICK, RESTS, OneTripConnection
from bot.storage.prepared import Prepared
from bot.storage.store import SqlWork
from tests.contract.conftest import Place
from tests.contract.test_store import NEW, opened

HERE = CommunityId("test:here")
TABLES = (t.cases, t.communities, t.reasons, t.duties)


@pytest.mark.parametrize("table", TABLES, ids=str)
async def test_rows_are_read_as_sqlalchemy_reads_them(place: Place, table: Any) -> None:
    """Moments, bytes, truth, nothing: every column of a row has the same value and the same type."""
    await opened(place)
    async with place.store.begin() as work:
        hours = {"community": HERE, "member": "test:mia", "days": 3, "begins": 60, "ends": 120, "zone": "UTC"}
        await Prepared(lambda _: insert(t.duties))(work.connection, {**hours, "language": "fr"})
        plain = (await work.connection.execute(select(table))).mappings().all()
        prepared = [vars(_plain(row)) for row in await Prepared(lambda _: select(table))(work.connection, {})]
    assert prepared == [dict(row) for row in plain]
    assert plain
    for one, other in zip(prepared, plain, strict=True):
        assert [type(value) for value in one.values()] == [type(value) for value in other.values()]


def _plain(row: Any) -> SimpleNamespace:
    return row if isinstance(row, SimpleNamespace) else SimpleNamespace(**row._mapping)


async def test_several_rows_come_back_in_order(place: Place) -> None:
    """Each row of values is written, and gives its own answer."""
    put = Prepared(lambda _: insert(t.communities).returning(t.communities.c.id))
    names = [f"test:{number}" for number in range(5)]
    async with place.store.begin() as work:
        written = await put(work.connection, [{"id": name, "next_case": 1} for name in names])
    assert sorted(row.id for row in written) == names


@pytest.mark.parametrize("values", [{"id": "test:one"}, {"id": ["a list"], "next_case": 1}])
async def test_what_cannot_be_written_is_told_without_the_value(place: Place, values: dict[str, Any]) -> None:
    """A missing or an unfit value is an error of the database's, in words of ours, and nothing is written."""
    with pytest.raises(Unavailable) as told:
        async with place.store.begin() as work:
            await Prepared(lambda _: insert(t.communities))(work.connection, values)
    assert "a list" not in str(told.value)
    async with place.store.begin() as work:
        assert await work.communities() == []


def _watched(work: SqlWork) -> list[tuple[bool, str]]:
    """Note of every statement whether it was executed in this thread."""
    seen: list[tuple[bool, str]] = []
    here, connection = threading.get_ident(), work.connection.sync_connection
    assert connection is not None
    driver = connection.connection.driver_connection
    if not isinstance(driver, OneTripConnection):
        pytest.skip("trips to a thread are SQLite's")
    driver._conn.set_trace_callback(lambda sql: seen.append((threading.get_ident() == here, sql.split()[0])))
    return seen


async def test_only_what_may_be_long_makes_a_trip(place: Place) -> None:
    """Long statements are waited for elsewhere; what is short stays here, and so do its beginning and its end."""
    look = Prepared(lambda _: select(t.communities).where(t.communities.c.id == bindparam("name")))
    async with place.store.begin() as work:
        seen = _watched(work)
        for _ in range(3):
            await look(work.connection, {"name": HERE})
        await work.timers.set(HERE, "test", "one", work.now + timedelta(days=1))
        await work.connection.execute(select(t.communities))
    assert [one for one in seen if one[1] != "PRAGMA"] == [
        *((True, "BEGIN"), (True, "SELECT"), (True, "SELECT"), (True, "SELECT")),
        *((False, "INSERT"), (False, "SELECT"), (True, "COMMIT")),
    ]


@dataclass(slots=True)
class Disk:
    """A connection to a database of one table, on a disk that takes as long as it is told to."""

    connection: OneTripConnection = field(init=False)
    took: timedelta = timedelta(0)
    at: float = 0.0

    def monotonic(self) -> float:
        """Tell the time, which goes on by what the disk takes whenever somebody looks."""
        self.at += self.took.total_seconds()
        return self.at

    async def commits_here(self, rows: int = 1) -> bool:
        """Write some rows, and tell whether the commit was executed in this thread."""
        seen: list[bool] = []
        here = threading.get_ident()
        self.connection._conn.set_trace_callback(
            lambda sql: seen.append(threading.get_ident() == here) if sql == "COMMIT" else None
        )
        self.connection.begin()
        await self.connection.perform("INSERT INTO words VALUES (?)", [("word",)] * rows)
        await self.connection.commit()
        (commit,) = seen
        return commit


@pytest.fixture
async def disk(tmp_path: Path) -> AsyncIterator[Disk]:
    """Open a database on a disk whose time is ours."""
    disk = Disk()
    disk.connection = OneTripConnection(str(tmp_path / "words.sqlite"), BUSY, disk.monotonic)
    async with disk.connection as connection:
        connection.isolation_level = None
        await connection.execute("CREATE TABLE words (word TEXT)")
        yield disk


async def test_a_quick_disk_is_waited_for_here(disk: Disk) -> None:
    """A commit that makes a trip keeps everybody waiting for longer than a quick disk does; much is never quick."""
    assert [await disk.commits_here() for _ in range(3)] == [True] * 3
    assert await disk.commits_here(LITTLE)
    assert not await disk.commits_here(LITTLE + 1)
    assert await disk.commits_here()


async def test_a_slow_disk_is_waited_for_elsewhere(disk: Disk) -> None:
    """As soon as commits take long the loop goes on meanwhile; after a while it tries the disk again."""
    disk.took = QUICK * 40
    assert await disk.commits_here()
    disk.took = timedelta(0)
    assert [await disk.commits_here() for _ in range(3)] == [False] * 3
    disk.at += RESTS.total_seconds()
    assert [await disk.commits_here() for _ in range(3)] == [True] * 3


async def test_one_slow_commit_among_quick_ones_changes_nothing(disk: Disk) -> None:
    """A checkpoint takes longer now and then."""
    for _ in range(5):
        disk.took = QUICK * 8
        assert await disk.commits_here()
        disk.took = timedelta(0)
        assert all([await disk.commits_here() for _ in range(40)])


async def test_a_commit_that_the_disk_refuses_is_rolled_back(disk: Disk) -> None:
    """Nothing of it stays, and the next unit of work begins anew."""
    await disk.connection.trip(lambda cursor: cursor.execute("PRAGMA foreign_keys=ON"))
    await disk.connection.trip(
        lambda cursor: cursor.execute(
            "CREATE TABLE said (word TEXT REFERENCES held (word) DEFERRABLE INITIALLY DEFERRED)"
        )
    )
    await disk.connection.trip(lambda cursor: cursor.execute("CREATE TABLE held (word TEXT PRIMARY KEY)"))
    disk.connection.begin()
    await disk.connection.perform("INSERT INTO said VALUES (?)", [("word",)])
    with pytest.raises(sqlite3.IntegrityError):
        await disk.connection.commit()
    await disk.connection.rollback()
    assert await disk.commits_here()
    assert await disk.connection.perform("SELECT count(*) FROM said", [()]) == [(0,)]


async def test_what_has_changed_nothing_ends_here(place: Place) -> None:
    """Nothing is written to the disk where nothing was changed, and nobody waits for it."""
    async with place.store.begin() as work:
        seen = _watched(work)
        await work.upcoming()
    assert [one for one in seen if one[1] != "PRAGMA"] == [(True, "BEGIN"), (True, "SELECT"), (True, "COMMIT")]


async def test_another_process_is_waited_for_elsewhere(place: Place) -> None:
    """While another process writes, the beginning waits in its thread, and the loop goes on."""
    async with place.store.begin() as work:
        seen = _watched(work)
        other = sqlite3.connect(make_url(place.url).database or "", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        waiting = asyncio.ensure_future(work.upcoming())
        while True:
            await asyncio.sleep(0)
            if (False, "BEGIN") in seen:
                break
        assert not waiting.done()
        other.execute("ROLLBACK")
        other.close()
        await waiting
    assert [one for one in seen if one[1] != "PRAGMA"] == [
        *((True, "BEGIN"), (False, "BEGIN"), (False, "SELECT"), (True, "COMMIT"))
    ]


async def test_whoever_gives_up_waiting_leaves_no_transaction_behind(place: Place) -> None:
    """A unit of work that is cancelled while another process writes does not begin behind everybody's back."""

    async def look() -> None:
        async with place.store.begin() as work:
            seen.append(_watched(work))
            await work.upcoming()

    seen: list[list[tuple[bool, str]]] = []
    await look()
    other = sqlite3.connect(make_url(place.url).database or "", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.ensure_future(look())
    while True:
        await asyncio.sleep(0)
        if len(seen) > 1 and (False, "BEGIN") in seen[1]:
            break
    waiting.cancel()
    await asyncio.sleep(0)
    other.execute("ROLLBACK")
    other.close()
    await asyncio.gather(waiting, return_exceptions=True)
    held = place.store.database._held
    assert held is not None
    await held[1].trip(lambda cursor: cursor.execute("SELECT 1"))  # behind the late beginning, if there is one
    await look()


async def test_what_may_wait_fails_with_its_unit_of_work(place: Place) -> None:
    """A statement whose answer nobody waits for is not lost when it fails: nothing of its unit is written."""
    put = Prepared(lambda _: insert(t.communities).prefix_with(MAY_WAIT))
    with pytest.raises(Unavailable):
        async with place.store.begin() as work:
            await put(work.connection, [{"id": HERE, "next_case": 1}] * 2)
    async with place.store.begin() as work:
        assert await work.communities() == []
    assert NEW.community == HERE
    await opened(place)
