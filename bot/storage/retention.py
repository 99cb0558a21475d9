"""Deleting what is due, in small steps, and proving that nothing is overdue (source: the policy's retention table)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, exists, func, select, update

from bot.core.cases import State
from bot.core.events import CommunityId
from bot.core.policy import Retention
from bot.storage import tables as t
from bot.storage.audit import moment
from bot.storage.store import SqlStore

DELIVERIES = timedelta(hours=24)
"""Longer than any platform repeats a delivery."""

LOOSE_ACTIONS = timedelta(days=30)
"""Records of actions that belong to no case, and with them the count of unasked messages."""

BATCH = 500
"""Rows deleted in one transaction, so that the bot never waits long for its turn."""


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
    name: str
    table: Table
    due: ColumnElement[bool]
    emptied: str | None = None


async def verify(store: SqlStore, retention: Retention, now: datetime) -> Report:
    """Count what should have been deleted by now."""
    rows = {}
    for rule in _rules(retention, now):
        async with store.begin() as work:
            counted = select(func.count()).select_from(rule.table).where(rule.due)
            count = int((await work.connection.execute(counted)).scalar_one())
        if count:
            rows[rule.name] = count
    return Report(rows=rows)


async def purge(store: SqlStore, retention: Retention, now: datetime) -> Report:
    """Delete what is due; SQLite's write-ahead log is emptied after, so that nothing stays behind in it."""
    rows: dict[str, int] = {}
    deeds = await _end_chains(store, now - retention.reveal_log)
    if deeds:
        rows["deeds"] = deeds
    for rule in _rules(retention, now):
        if rule.table is t.deeds:  # a chain ends in its order, as above
            continue
        while True:
            async with store.begin() as work:
                done = await work.connection.execute(_step(rule))
            if done.rowcount:
                rows[rule.name] = rows.get(rule.name, 0) + done.rowcount
            if done.rowcount < BATCH:
                break
    await store.checkpoint()
    return Report(rows=rows)


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
    over = columns.state.in_((State.DECIDED, State.CLOSED)) & (columns.decided_at <= now - retention.case)
    return [
        _Rule("originals", t.originals, t.originals.c.expires_at <= now),
        _Rule(
            "excerpts",
            t.cases,
            columns.excerpt.is_not(None) & (columns.opened_at <= now - retention.excerpt),
            emptied="excerpt",
        ),
        _Rule("cases", t.cases, over),
        _Rule("strikes", t.strikes, t.strikes.c.until <= now),
        _Rule("reveals", t.reveals, t.reveals.c.at <= now - retention.reveal_log),
        _Rule("deeds", t.deeds, t.deeds.c.at <= moment(now - retention.reveal_log)),
        _Rule("pseudonyms", t.pseudonyms, ~_bears_deeds()),
        _Rule("deliveries", t.deliveries, t.deliveries.c.seen_at <= now - DELIVERIES),
        _Rule("actions", t.actions, _loose(now, retention)),
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


def _step(rule: _Rule) -> Any:
    key = next(iter(rule.table.primary_key))
    some = select(key).where(rule.due).limit(BATCH)
    if rule.emptied is not None:
        return update(rule.table).where(key.in_(some)).values({rule.emptied: None})
    return delete(rule.table).where(key.in_(some))
