"""Deleting what is due, in small steps, and proving that nothing is overdue (source: the policy's retention table)."""

import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, delete, exists, func, select, true, update

from bot.core.cases import State
from bot.core.events import CommunityId
from bot.core.policy import Retention
from bot.storage import tables as t
from bot.storage.audit import moment
from bot.storage.store import SqlStore, SqlWork

DELIVERIES = timedelta(hours=24)
"""Longer than any platform repeats a delivery."""

LOOSE_ACTIONS = timedelta(days=30)
"""Records of actions that belong to no case, and with them the count of unasked messages."""

BATCHES = timedelta(days=7)
"""A batch can be taken back for a day."""

CALLS = timedelta(days=7)
"""Who was called for which case; the longest clock of the queue."""

BATCH = 100
"""Rows deleted in one transaction at most."""

STEP = 0.025
"""Seconds that one transaction should take, so that the bot never waits long for its turn on a slow machine either."""

PART = 1_000
"""Rows looked at in one transaction where no index finds what is due."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """How many rows of each table were deleted, or are overdue."""

    rows: dict[str, int]

    @property
    def total(self) -> int:
        """All of them together."""
        return sum(self.rows.values())


@dataclass(frozen=True, slots=True)
class _Rule:
    """What is due in a table. ``emptied`` is a column that is emptied, where the row stays.

    Where no index finds what is due, a table is ``searched``: range by range of its key, each in its own transaction.
    """

    name: str
    table: Table
    due: ColumnElement[bool]
    emptied: str | None = None
    searched: bool = False

    @property
    def key(self) -> Column[Any]:
        """The table's key."""
        return next(iter(self.table.primary_key))


class _Pace:
    """How many rows one transaction takes on: fewer after one that lasted too long, more after a short one."""

    def __init__(self) -> None:
        self.rows = BATCH // 4

    def took(self, seconds: float) -> None:
        """Learn from the last one."""
        if seconds > STEP:
            self.rows = max(self.rows // 2, 1)
        elif seconds < STEP / 2:
            self.rows = min(self.rows * 2, BATCH)


async def verify(store: SqlStore, retention: Retention, now: datetime) -> Report:
    """Count what should have been deleted by now.

    Raises:
        Unavailable: the database does not answer.
    """
    rows: dict[str, int] = {}
    for rule in _rules(retention, now):
        async for within in _parts(store, rule):
            async with store.begin() as work:
                counted = select(func.count()).select_from(rule.table).where(rule.due, within)
                count = int((await work.connection.execute(counted)).scalar_one())
            if count:
                rows[rule.name] = rows.get(rule.name, 0) + count
    return Report(rows=rows)


async def purge(store: SqlStore, retention: Retention, now: datetime) -> Report:
    """Delete what is due; SQLite's write-ahead log is emptied after, so that nothing stays behind in it.

    Raises:
        Unavailable: the database does not answer; what was deleted so far stays deleted.
    """
    rows: dict[str, int] = {}
    deeds = await _end_chains(store, now - retention.reveal_log)
    if deeds:
        rows["deeds"] = deeds
    for rule in _rules(retention, now):
        if rule.table is t.deeds:  # a chain ends in its order, as above
            continue
        pace = _Pace()
        async for within in _parts(store, rule):
            while True:
                most = pace.rows
                async with store.begin() as work:
                    began = time.perf_counter()
                    done = await _step(work, rule, within, most)
                pace.took(time.perf_counter() - began)
                if done:
                    rows[rule.name] = rows.get(rule.name, 0) + done
                if done < most:
                    break
    await store.checkpoint()
    return Report(rows=rows)


async def _parts(store: SqlStore, rule: _Rule) -> AsyncIterator[ColumnElement[bool]]:
    """Part a table that has to be searched, so that no transaction looks at more than a part."""
    if not rule.searched:
        yield true()
        return
    async with store.begin() as work:
        ends = (await work.connection.execute(select(func.min(rule.key), func.max(rule.key)))).one()
    if ends[0] is not None:
        for low in range(ends[0], ends[1] + 1, PART):
            yield rule.key.between(low, low + PART - 1)


async def _end_chains(store: SqlStore, until: datetime) -> int:
    """Delete from every chain's beginning what is due; say how many rows."""
    async with store.begin() as work:
        due = select(t.deeds.c.community).where(t.deeds.c.at <= moment(until)).distinct()
        communities = (await work.connection.execute(due)).scalars().all()
    ended = 0
    for community in communities:
        while True:
            async with store.begin() as work:
                done = await work.audit.end(CommunityId(community), until, BATCH)
            ended += done
            if done < BATCH:
                break
    return ended


def _bears_deeds() -> ColumnElement[bool]:
    """Pick pseudonyms under which something is still logged."""
    return exists().where(t.deeds.c.community == t.pseudonyms.c.community, t.deeds.c.by == t.pseudonyms.c.name)


def _rules(retention: Retention, now: datetime) -> list[_Rule]:
    columns = t.cases.c
    # The index on decided cases begins with the community, so that the statistics find theirs; here it is all of them.
    everywhere = columns.community.in_(select(t.communities.c.id))
    over = everywhere & columns.state.in_((State.DECIDED, State.CLOSED)) & (columns.decided_at <= now - retention.case)
    return [
        _Rule("originals", t.originals, t.originals.c.expires_at <= now),
        _Rule(
            "excerpts",
            t.cases,
            columns.excerpt.is_not(None) & (columns.opened_at <= now - retention.excerpt),
            emptied="excerpt",
            searched=True,
        ),
        _Rule("cases", t.cases, over),
        _Rule("strikes", t.strikes, t.strikes.c.until <= now),
        _Rule("timeouts", t.timeouts, t.timeouts.c.until <= now),
        _Rule("reveals", t.reveals, t.reveals.c.at <= now - retention.reveal_log),
        _Rule("deeds", t.deeds, t.deeds.c.at <= moment(now - retention.reveal_log)),
        _Rule("pseudonyms", t.pseudonyms, ~_bears_deeds()),
        _Rule("deliveries", t.deliveries, t.deliveries.c.seen_at <= now - DELIVERIES),
        _Rule("actions", t.actions, _loose(now, retention), searched=True),
        _Rule("remembered", t.remembered, t.remembered.c.until <= now),
        _Rule("records", t.records, t.records.c.until <= now),
        _Rule("batches", t.batches, t.batches.c.at <= now - BATCHES),
        _Rule("calls", t.calls, t.calls.c.began_at <= now - CALLS),
        _Rule("called", t.called, t.called.c.at <= now - CALLS),
    ]


def _loose(now: datetime, retention: Retention) -> ColumnElement[bool]:
    """Pick records of actions whose case is gone, or that never had one and are a month old."""
    pending = select(t.outbox.c.action)
    has_case = (
        select(t.cases.c.id)
        .where(t.cases.c.community == t.actions.c.community, t.cases.c.number == t.actions.c.case)
        .exists()
    )
    gone = t.actions.c.case.is_not(None) & ~has_case & (t.actions.c.at <= now - retention.case)
    old = t.actions.c.case.is_(None) & (t.actions.c.at <= now - LOOSE_ACTIONS)
    return t.actions.c.id.not_in(pending) & (gone | old)


async def _step(work: SqlWork, rule: _Rule, within: ColumnElement[bool], most: int) -> int:
    """Delete or empty one batch; say how many rows."""
    some = (await work.connection.execute(select(rule.key).where(rule.due, within).limit(most))).scalars().all()
    if not some:
        return 0
    if rule.emptied is not None:
        await work.connection.execute(update(rule.table).where(rule.key.in_(some)).values({rule.emptied: None}))
        return len(some)
    if rule.table is t.cases:
        await _take_along(work, some)
    await work.connection.execute(delete(rule.table).where(rule.key.in_(some)))
    return len(some)


async def _take_along(work: SqlWork, cases: Sequence[int]) -> None:
    """Before cases go: count them no longer, and delete the records of what was done about them."""
    columns = t.cases.c
    ruled = (
        select(columns.community, t.reasons.c.rule, columns.ruling, func.count(columns.id.distinct()).label("number"))
        .join(t.reasons, t.reasons.c.case == columns.id)
        .where(columns.id.in_(cases), columns.ruling.is_not(None))
        .group_by(columns.community, t.reasons.c.rule, columns.ruling)
    )
    for row in (await work.connection.execute(ruled)).all():
        mine = (t.tallies.c.community == row.community, t.tallies.c.rule == row.rule, t.tallies.c.ruling == row.ruling)
        await work.connection.execute(update(t.tallies).where(*mine).values(count=t.tallies.c.count - row.number))
        work.cases.tallied.add(CommunityId(row.community))
    await work.cases.uncount_precedents(cases)
    of_them = (
        select(t.actions.c.id)
        .join(t.cases, (columns.community == t.actions.c.community) & (columns.number == t.actions.c.case))
        .where(columns.id.in_(cases), t.actions.c.id.not_in(select(t.outbox.c.action)))
    )
    await work.connection.execute(delete(t.actions).where(t.actions.c.id.in_(of_them)))
