"""What counts against members, and who is kept from writing until when, in SQL."""

from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.events import CommunityId, MemberId
from bot.core.sanctions import Strike
from bot.storage import tables as t
from bot.storage.sql import upsert


class SqlSanctions:
    """Strikes and timeouts, in one unit of work."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def strikes(self, community: CommunityId, member: MemberId, now: datetime) -> list[Strike]:
        """List the strikes that have not ended, oldest first."""
        columns = t.strikes.c
        found = await self._connection.execute(
            select(columns.case, columns.count.label("number"), columns.at, columns.until, columns.told_at)
            .where(columns.community == community, columns.member == member, columns.until > now)
            .order_by(columns.id)
        )
        return [
            Strike(case=row.case, count=row.number, at=row.at, until=row.until, told_at=row.told_at) for row in found
        ]

    async def told(self, community: CommunityId, case: int, at: datetime) -> int:
        """Let the strikes of a case count, now that their member was told; say how many these are."""
        columns = t.strikes.c
        counted = await self._connection.execute(
            update(t.strikes)
            .where(columns.community == community, columns.case == case, columns.told_at.is_(None))
            .values(told_at=at)
            .returning(columns.count)
        )
        return sum(counted.scalars())

    async def untold(self, community: CommunityId, case: int) -> int:
        """Forget the strikes of a case whose member could not be told; say how many these were."""
        columns = t.strikes.c
        gone = await self._connection.execute(
            delete(t.strikes)
            .where(columns.community == community, columns.case == case, columns.told_at.is_(None))
            .returning(columns.count)
        )
        return sum(gone.scalars())

    async def stop(self, community: CommunityId, member: MemberId, case: int, until: datetime) -> None:
        """Write down that a case keeps a member from writing."""
        values = {"community": community, "case": case, "member": member, "until": until}
        await upsert(self._connection, t.timeouts, values, {"until": until}, ("community", "case"))

    async def free(self, community: CommunityId, case: int, now: datetime) -> bool:
        """Forget that a case keeps somebody from writing; tell whether it still did."""
        columns = t.timeouts.c
        gone = await self._connection.execute(
            delete(t.timeouts).where(columns.community == community, columns.case == case).returning(columns.until)
        )
        return any(until > now for until in gone.scalars())

    async def stopped_until(self, community: CommunityId, member: MemberId, now: datetime) -> datetime | None:
        """Say until when a member cannot write, whatever the case; None when they can."""
        columns = t.timeouts.c
        latest = select(func.max(columns.until, type_=t.Moment())).where(
            columns.community == community, columns.member == member, columns.until > now
        )
        found: datetime | None = (await self._connection.execute(latest)).scalar()
        return found
