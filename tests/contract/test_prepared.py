"""Prepared statements: on either database they say what SQLAlchemy says, and on SQLite they make no trip."""

import asyncio
import sqlite3
import threading
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import bindparam, insert, make_url, select

from bot.core.errors import Unstorable
from bot.core.events import CommunityId
from bot.storage import tables as t
from bot.storage.onetrip import OneTripConnection
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
    with pytest.raises(Unstorable) as told:
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
    """The disk and long statements are waited for elsewhere; what is short stays here, and so does its beginning."""
    look = Prepared(lambda _: select(t.communities).where(t.communities.c.id == bindparam("name")))
    async with place.store.begin() as work:
        seen = _watched(work)
        for _ in range(3):
            await look(work.connection, {"name": HERE})
        await work.timers.set(HERE, "test", "one", work.now + timedelta(days=1))
        await work.connection.execute(select(t.communities))
    assert [one for one in seen if one[1] != "PRAGMA"] == [
        *((True, "BEGIN"), (True, "SELECT"), (True, "SELECT"), (True, "SELECT")),
        *((True, "INSERT"), (False, "SELECT"), (False, "COMMIT")),
    ]


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


async def test_what_fails_takes_its_unit_of_work_with_it(place: Place) -> None:
    """Of several rows, the one that fails lets none be written."""
    put = Prepared(lambda _: insert(t.communities))
    with pytest.raises(Unstorable):
        async with place.store.begin() as work:
            await put(work.connection, [{"id": HERE, "next_case": 1}] * 2)
    async with place.store.begin() as work:
        assert await work.communities() == []
    assert NEW.community == HERE
    await opened(place)
