"""Who is on call when, and who was called, in SQL."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.events import CommunityId, MemberId
from bot.core.oncall import WEEK, Call, Hours
from bot.storage import tables as t
from bot.storage.prepared import Prepared
from bot.storage.sql import upsert, upsert_of

_CHANNEL = ""

_HOURS = Prepared(
    lambda _: select(t.duties).where(t.duties.c.community == bindparam("the_community")).order_by(t.duties.c.id)
)
_CALLS = Prepared(
    lambda _: select(t.calls.c.who, t.calls.c.began_at, t.calls.c.priority, t.calls.c.count.label("number")).where(
        t.calls.c.community == bindparam("the_community")
    )
)


def _called(dialect: str) -> Any:
    make = upsert_of(dialect)(t.calls)
    changed = {name: make.excluded[name] for name in ("began_at", "priority", "count")}
    return make.on_conflict_do_update(index_elements=("community", "who"), set_=changed)


_CALL = Prepared(_called)


class SqlDuties:
    """Hours and calls, in one unit of work."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, community: CommunityId, hours: Hours) -> int:
        """Keep hours; their number comes back."""
        made = await self._connection.execute(
            insert(t.duties)
            .values(
                community=community,
                member=hours.member,
                days=sum(1 << day for day in hours.days),
                begins=hours.begins,
                ends=hours.ends,
                zone=hours.zone,
                language=t.fitted(hours.language, t.duties.c.language),
            )
            .returning(t.duties.c.id)
        )
        return int(made.scalar_one())

    async def remove(self, community: CommunityId, member: MemberId, number: int) -> bool:
        """Forget hours of a member's own; False when there are none of this number."""
        if not 0 < number <= t.LARGEST_NUMBER:
            return False
        columns = t.duties.c
        done = await self._connection.execute(
            delete(t.duties).where(columns.community == community, columns.member == member, columns.id == number)
        )
        return bool(done.rowcount)

    async def hours(self, community: CommunityId) -> list[Hours]:
        """List everybody's hours, in the order in which they were added."""
        return [
            Hours(
                id=row.id,
                member=MemberId(row.member),
                days=frozenset(day for day in range(WEEK) if row.days >> day & 1),
                begins=row.begins,
                ends=row.ends,
                zone=row.zone,
                language=row.language,
            )
            for row in await _HOURS(self._connection, {"the_community": community})
        ]

    async def calls(self, community: CommunityId) -> list[Call]:
        """List the latest call to each."""
        return [
            Call(
                who=MemberId(row.who) if row.who != _CHANNEL else None,
                began_at=row.began_at,
                priority=row.priority,
                count=row.number,
            )
            for row in await _CALLS(self._connection, {"the_community": community})
        ]

    async def call(self, community: CommunityId, call: Call) -> None:
        """Keep the latest call to somebody, in the place of the one before."""
        values = {"began_at": call.began_at, "priority": call.priority, "count": call.count}
        await _CALL(self._connection, {"community": community, "who": call.who or _CHANNEL, **values})

    async def called(self, community: CommunityId, case: int) -> frozenset[MemberId]:
        """Say who was called for a case already."""
        wanted = select(t.called.c.who).where(t.called.c.community == community, t.called.c.case == case)
        return frozenset(MemberId(who) for who in (await self._connection.execute(wanted)).scalars())

    async def note_called(self, community: CommunityId, case: int, member: MemberId, at: datetime) -> None:
        """Write down that somebody was called for a case."""
        await upsert(
            self._connection, t.called, {"community": community, "case": case, "who": member, "at": at}, {"at": at}
        )

    async def erase(self, community: CommunityId, member: MemberId) -> int:
        """Delete a member's hours and calls; say how many rows."""
        erased = 0
        for table, column in ((t.duties, t.duties.c.member), (t.calls, t.calls.c.who), (t.called, t.called.c.who)):
            mine = (table.c.community == community, column == member)
            erased += (await self._connection.execute(delete(table).where(*mine))).rowcount
        return erased
