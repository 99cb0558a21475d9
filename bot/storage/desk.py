"""What is on its way: the outbox and the durable timers, in SQL."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.actions import URGENT, Action, TellMember, read_action, write_action
from bot.core.courtesy import Occasion
from bot.core.errors import Locked
from bot.core.events import CommunityId
from bot.core.ports import Due, Effect, Serves, Timer
from bot.storage import tables as t
from bot.storage.prepared import Prepared
from bot.storage.sql import upsert_of
from bot.storage.vault import Vault

_SPARE = 8
"""How many rows that do not open are passed over at a time."""


_RECORD = Prepared(lambda _: insert(t.actions).returning(t.actions.c.id))
_NOTE = Prepared(lambda _: insert(t.actions))
_PUT = Prepared(lambda _: insert(t.outbox))
_FORGET = Prepared(lambda _: delete(t.outbox).where(t.outbox.c.action == bindparam("the_action")))
_ENDED = Prepared(
    lambda _: (
        update(t.actions)
        .where(t.actions.c.id == bindparam("the_action"))
        .values(effect=bindparam("effect"), reason=bindparam("reason"), at=bindparam("at"))
    )
)


def _waiting(*conditions: ColumnElement[bool]) -> Select[Any]:
    """Select what is due, in order; what waits behind it is put in order without its content."""
    waiting = t.outbox.alias("waiting")
    first = (
        select(waiting.c.action)
        .join(t.actions, t.actions.c.id == waiting.c.action)
        .where(waiting.c.due_at <= bindparam("now", type_=t.Moment()), *conditions)
        .order_by(waiting.c.urgent.desc(), waiting.c.action)
        .limit(bindparam("most", type_=Integer()))
    )
    return (
        select(t.outbox, t.actions.c.community, t.actions.c.case, t.actions.c.at)
        .join(t.actions, t.actions.c.id == t.outbox.c.action)
        .where(t.outbox.c.action.in_(first))
        .order_by(t.outbox.c.urgent.desc(), t.outbox.c.action)
    )


_DUE = Prepared(lambda _: _waiting())
_LATER = (
    select(t.outbox, t.actions.c.community, t.actions.c.case, t.actions.c.at)
    .join(t.actions, t.actions.c.id == t.outbox.c.action)
    .where(t.outbox.c.due_at > bindparam("now", type_=t.Moment()))
    .order_by(t.outbox.c.action)
)
_DUE_COMMUNITIES = (
    select(t.actions.c.community)
    .join(t.outbox, t.actions.c.id == t.outbox.c.action)
    .where(t.outbox.c.due_at <= bindparam("now", type_=t.Moment()))
    .distinct()
)
_DUE_OF = _waiting(t.actions.c.community.in_(bindparam("communities", expanding=True)))
_RIPE_COMMUNITIES = (
    select(t.timers.c.community).where(t.timers.c.due_at <= bindparam("now", type_=t.Moment())).distinct()
)
_RIPE = (
    select(t.timers)
    .where(t.timers.c.due_at <= bindparam("now", type_=t.Moment()))
    .order_by(t.timers.c.due_at, t.timers.c.id)
    .limit(bindparam("most", type_=Integer()))
)

_RIPE_OF = _RIPE.where(t.timers.c.community.in_(bindparam("communities", expanding=True)))


def _moved(dialect: str) -> Any:
    make = upsert_of(dialect)(t.timers)
    return make.on_conflict_do_update(
        index_elements=("community", "kind", "subject"), set_={"due_at": make.excluded.due_at}
    )


_SET = Prepared(_moved)
_KEEP = Prepared(lambda dialect: upsert_of(dialect)(t.timers).on_conflict_do_nothing())


class SqlOutbox:
    """Actions on their way to a platform, in one unit of work."""

    def __init__(self, connection: AsyncConnection, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

    async def add(
        self,
        community: CommunityId,
        actions: Sequence[tuple[int | None, Action]],
        now: datetime,
        not_before: Mapping[int, datetime] | None = None,
    ) -> None:
        """Put actions into the outbox in order, their content sealed."""
        if not actions:
            return
        records = [_record(community, case, action, Effect.PENDING, None, now) for case, action in actions]
        # In one statement: both databases number the rows in the order in which they are given.
        identities = sorted(row.id for row in await _RECORD(self._connection, records))
        await _PUT(
            self._connection,
            [
                {
                    "action": identity,
                    "key": secrets.token_hex(16),
                    "payload": self._vault.seal(write_action(action), "outbox", "payload", str(identity)),
                    "urgent": isinstance(action, URGENT),
                    "attempts": 0,
                    "due_at": (not_before or {}).get(place, now),
                }
                for place, (identity, (_, action)) in enumerate(zip(identities, actions, strict=True))
            ],
        )

    async def note(
        self, community: CommunityId, case: int | None, action: Action, effect: Effect, reason: str, now: datetime
    ) -> None:
        """Record an action that will not be tried."""
        await _NOTE(self._connection, _record(community, case, action, effect, reason, now))

    async def due(
        self, now: datetime, limit: int, leave_out: frozenset[int], serves: Serves | None = None
    ) -> list[Due]:
        """List what is due in the communities that are served, urgent actions first, then in order.

        What does not open any more (it was changed, or its key is gone) is given up, so that it stops nothing else.
        """
        if limit <= 0:
            return []
        asked = {"now": now, "most": limit + len(leave_out) + _SPARE}
        found: list[Due] = []
        rows = await _DUE(self._connection, asked)
        if serves is not None and not all(serves(CommunityId(row.community)) for row in rows):
            ours = await _served(self._connection, _DUE_COMMUNITIES, now, serves)
            rows = (await self._connection.execute(_DUE_OF, {**asked, "communities": ours})).all()
        for row in rows:
            if row.action in leave_out:
                continue
            opened = await self._opened(row, now)
            if opened is not None:
                found.append(opened)
            if len(found) == limit:
                break
        return found

    async def later(self, now: datetime) -> list[Due]:
        """List what waits for a later moment, in the order in which it was decided; give up what does not open."""
        rows = (await self._connection.execute(_LATER, {"now": now})).all()
        return [opened for row in rows if (opened := await self._opened(row, now)) is not None]

    async def _opened(self, row: Any, now: datetime) -> Due | None:
        try:
            action = read_action(self._vault.open(row.payload, "outbox", "payload", str(row.action)))
        except (Locked, ValueError):
            await self._end([_ended(row.action, Effect.GIVEN_UP, "it cannot be read any more", now)])
            return None
        return Due(
            id=row.action,
            key=row.key,
            community=CommunityId(row.community),
            case=row.case,
            action=action,
            attempts=row.attempts,
            at=row.at,
            due_at=row.due_at,
        )

    async def finish(self, endings: Sequence[tuple[Due, Effect, str | None]], now: datetime) -> None:
        """Record how each action went, with the reason if it failed, and forget their content."""
        if endings:
            await self._end([_ended(due.id, effect, reason, now) for due, effect, reason in endings])

    async def _end(self, rows: list[dict[str, Any]]) -> None:
        await _FORGET(self._connection, [{"the_action": row["the_action"]} for row in rows])
        await _ENDED(self._connection, rows)

    async def postpone(self, due: Due, until: datetime, *, attempted: bool) -> None:
        """Try an action again later."""
        attempts = due.attempts + 1 if attempted else due.attempts
        await self._connection.execute(
            update(t.outbox).where(t.outbox.c.action == due.id).values(due_at=until, attempts=attempts)
        )

    async def hasten(self, community: CommunityId, by: datetime) -> None:
        """Move what waits for members forward; delivery weighs it again, so nobody else is disturbed."""
        waiting = select(t.actions.c.id).where(t.actions.c.community == community, t.actions.c.kind == "tell_member")
        await self._connection.execute(
            update(t.outbox).where(t.outbox.c.action.in_(waiting), t.outbox.c.due_at > by).values(due_at=by)
        )


def _record(
    community: CommunityId, case: int | None, action: Action, effect: Effect, reason: str | None, now: datetime
) -> dict[str, Any]:
    counted = isinstance(action, TellMember) and action.occasion is Occasion.UNASKED and effect is Effect.PENDING
    return {
        "community": community,
        "case": case,
        "kind": action.kind,
        "effect": effect,
        "reason": _fitted(reason),
        "at": now,
        "unasked_member": action.member if counted and isinstance(action, TellMember) else None,
    }


def _ended(identity: int, effect: Effect, reason: str | None, now: datetime) -> dict[str, Any]:
    return {"the_action": identity, "effect": effect, "reason": _fitted(reason), "at": now}


def _fitted(reason: str | None) -> str | None:
    return None if reason is None else t.fitted(reason, t.actions.c.reason)


async def _served(connection: AsyncConnection, communities: Any, now: datetime, serves: Serves) -> list[str]:
    """List the communities with something due that are ours; the others are another process's."""
    return [one for one in (await connection.execute(communities, {"now": now})).scalars() if serves(CommunityId(one))]


class SqlTimers:
    """Durable timers, in one unit of work."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def set(self, community: CommunityId, kind: str, subject: str, due_at: datetime) -> None:
        """Set a timer, or move the one that is there."""
        values = {"community": community, "kind": kind, "subject": subject, "due_at": due_at}
        await _SET(self._connection, values)

    async def keep(self, community: CommunityId, kind: str, subject: str, due_at: datetime) -> None:
        """Set a timer unless there is one."""
        values = {"community": community, "kind": kind, "subject": subject, "due_at": due_at}
        await _KEEP(self._connection, values)

    async def cancel(self, community: CommunityId, kind: str, subject: str) -> None:
        """Forget a timer."""
        await self._connection.execute(
            delete(t.timers).where(
                t.timers.c.community == community, t.timers.c.kind == kind, t.timers.c.subject == subject
            )
        )

    async def due(self, now: datetime, limit: int, serves: Serves | None = None) -> list[Timer]:
        """List the timers that are due in the communities that are served, the longest overdue first."""
        asked = {"now": now, "most": limit}
        found = (await self._connection.execute(_RIPE, asked)).all()
        if serves is not None and not all(serves(CommunityId(row.community)) for row in found):
            ours = await _served(self._connection, _RIPE_COMMUNITIES, now, serves)
            found = (await self._connection.execute(_RIPE_OF, {**asked, "communities": ours})).all()
        return [
            Timer(
                id=row.id, community=CommunityId(row.community), kind=row.kind, subject=row.subject, due_at=row.due_at
            )
            for row in found
        ]

    async def finish(self, timer: Timer) -> None:
        """Forget a timer that has rung, unless it was moved in the meantime."""
        await self._connection.execute(
            delete(t.timers).where(t.timers.c.id == timer.id, t.timers.c.due_at == timer.due_at)
        )
