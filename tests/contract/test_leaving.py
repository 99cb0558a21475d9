"""A community that the bot has left: nothing of it stays, on SQLite and on PostgreSQL, and nobody else loses a row."""

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import Integer, Table, func, insert, select

from bot.core.cases import Ruling
from bot.core.events import CommunityId, MemberId, RoleId
from bot.core.policy import ChannelMode
from bot.core.setups import Setup
from bot.storage import leaving
from bot.storage import tables as t
from bot.storage.leaving import OF_A_COMMUNITY, leave
from bot.storage.store import SqlWork
from tests.contract.conftest import Place
from tests.contract.test_store import HOLD, NEW, ORIGINAL
from tests.town import START

HERE, THERE = CommunityId("test:here"), CommunityId("test:there")
ADA, MIA = MemberId("test:ada"), MemberId("test:mia")


async def live(place: Place, community: CommunityId) -> None:
    """Put a row into every table that a community has rows in."""
    async with place.store.begin() as work:
        case, _ = await work.cases.open(replace(NEW, community=community), ORIGINAL)
        await work.outbox.add(community, [(case.number, HOLD)], START)
        await work.timers.set(community, "claim", "1", START)
        await work.cases.report(case, ADA, "spam", "a note", START)
        await work.cases.reveal(case, MIA, "a reason", START)
        await work.cases.rule(case, Ruling.STRIKE, MIA, START, "2.1", "a note")
        await work.cases.mistaken(case)
        await work.members.strike(community, ADA, case.number, 1, START, START.replace(year=2030))
        await work.members.prefer(community, ADA, "language", "fr")
        await work.members.accept(community, ADA, "1", START)
        await work.members.see_tip(community, ADA, "tip", START)
        await work.setups.save(
            Setup(community=community, moderators=RoleId("test:mods"), modes={"general": ChannelMode.CASES})
        )
        tally = {"community": community, "rule": "a rule", "ruling": Ruling.STRIKE, "count": 1}
        await work.connection.execute(insert(t.tallies), tally)
        await _fill(work, community)
    await place.store.remember("kind", {(community, "name"): b"value"}, START.replace(year=2030))


async def _fill(work: SqlWork, community: CommunityId) -> None:
    """Put a row into every other table that has rows of communities: what it says does not matter here."""
    for table in t.metadata.sorted_tables:
        if "community" in table.c:
            mine = select(func.count()).select_from(table).where(table.c.community == community)
        elif table.foreign_keys:
            (key,) = table.foreign_keys
            newest = select(func.max(key.column)).scalar_subquery()
            mine = select(func.count()).select_from(table).where(key.parent == newest)
        else:
            continue
        if (await work.connection.execute(mine)).scalar_one() == 0:
            await work.connection.execute(insert(table), await _row(work, table, community))


async def _row(work: SqlWork, table: Table, community: CommunityId) -> dict[str, object]:
    values: dict[type, object] = {str: "x", int: 1, float: 1.0, bool: True, bytes: b"x", datetime: START}
    row: dict[str, object] = {}
    for column in table.c:
        if column.name == "community":
            row[column.name] = community
        elif column.foreign_keys:
            (key,) = column.foreign_keys
            newest = select(func.max(key.column))
            row[column.name] = (await work.connection.execute(newest)).scalar_one()
        elif not column.nullable and (
            not isinstance(column.type, Integer) or not column.primary_key or len(table.primary_key) > 1
        ):
            row[column.name] = values[datetime if isinstance(column.type, t.Moment) else column.type.python_type]
    return row


async def counted(place: Place, community: CommunityId) -> dict[str, int]:
    """Count a community's rows in every table that names communities, and all rows of those that hang on them."""
    found = {}
    async with place.store.begin() as work:
        for table in t.metadata.sorted_tables:
            if table is t.communities or "community" in table.c:
                owner = table.c.id if table is t.communities else table.c.community
                query = select(func.count()).select_from(table).where(owner == community)
            elif table.foreign_keys:
                query = select(func.count()).select_from(table)
            else:
                continue
            found[table.name] = int((await work.connection.execute(query)).scalar_one())
    return found


async def test_nothing_of_a_community_stays(place: Place) -> None:
    """Every table is emptied of it but for the sealed end of its log; the other community keeps every row."""
    await live(place, HERE)
    alone = await counted(place, HERE)
    assert {name for name, rows in alone.items() if rows == 0} == set(), "every table has a row to lose"
    await live(place, THERE)
    other = await counted(place, THERE)
    assert await leave(place.store, HERE) > 0
    left = await counted(place, HERE)
    hanging = {table.name for table in t.metadata.sorted_tables if table.foreign_keys and "community" not in table.c}
    assert {name: rows for name, rows in left.items() if rows and name not in hanging} == {"chains": 1}
    assert {name: left[name] for name in hanging} == {name: alone[name] for name in hanging}
    assert {name: rows for name, rows in (await counted(place, THERE)).items() if name not in hanging} == {
        name: rows for name, rows in other.items() if name not in hanging
    }


async def test_the_log_stays_whole_and_goes_on(place: Place) -> None:
    """The anchors still fit after a community has left and come back: nobody takes it for tampering."""
    await live(place, HERE)
    await place.store.anchor()
    await leave(place.store, HERE)
    async with place.store.begin() as work:
        assert (await work.audit.verify(HERE)).broken is None
    await live(place, HERE)
    async with place.store.begin() as work:
        seen = await work.audit.verify(HERE)
    assert (seen.broken, seen.rows) == (None, 2)


async def test_its_choices_are_forgotten_at_once(place: Place) -> None:
    """What it had chosen is not known from memory either."""
    await live(place, HERE)
    assert place.store.setup_of(HERE).moderators
    await leave(place.store, HERE)
    assert place.store.setup_of(HERE) == Setup(community=HERE)


async def test_many_rows_go_in_steps(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """More rows than one step takes go all the same, and leaving twice is as leaving once."""
    monkeypatch.setattr(leaving, "BATCH", 3)
    async with place.store.begin() as work:
        rows = [{"community": HERE, "kind": "k", "subject": str(number), "due_at": START} for number in range(10)]
        await work.connection.execute(insert(t.timers), rows)
    assert await leave(place.store, HERE) == 10
    assert await leave(place.store, HERE) == 0


def test_every_table_is_accounted_for() -> None:
    """A table that is added names its community, hangs on one that does, or holds nothing of a community."""
    without = {t.deliveries.name, t.sealed_state.name}
    for table in t.metadata.sorted_tables:
        named = table in (t.communities, t.deeds, t.chains, t.pseudonyms) or table in OF_A_COMMUNITY
        hanging = any(key.column.table in OF_A_COMMUNITY for key in table.foreign_keys)
        hanging_further = any(key.column.table.foreign_keys for key in table.foreign_keys)
        assert named or hanging or hanging_further or table.name in without, table.name
