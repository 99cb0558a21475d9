"""What is remembered of members, in SQL."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.errors import Locked
from bot.core.events import CommunityId, MemberId
from bot.core.ports import Acceptance
from bot.storage import tables as t
from bot.storage.prepared import Prepared
from bot.storage.sql import upsert
from bot.storage.vault import Vault

_ERASABLE = {"preferences": t.preferences, "acceptances": t.acceptances, "tips_seen": t.tips_seen}


_PREFERRED = Prepared(
    lambda _: select(t.preferences.c.name, t.preferences.c.value).where(
        t.preferences.c.community == bindparam("community"), t.preferences.c.member == bindparam("member")
    )
)


class SqlMembers:
    """What is remembered of members, in one unit of work."""

    def __init__(self, connection: AsyncConnection, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault
        self._preferences: dict[tuple[CommunityId, MemberId], dict[str, str]] = {}

    async def preferences(self, community: CommunityId, member: MemberId) -> dict[str, str]:
        """Read a member's preferences; the database is asked once in a unit of work."""
        known = self._preferences.get((community, member))
        if known is None:
            found = await _PREFERRED(self._connection, {"community": community, "member": member})
            known = self._preferences[community, member] = dict(self._opened(found, community, member))
        return dict(known)

    def _opened(self, rows: Sequence[Any], community: CommunityId, member: MemberId) -> Iterator[tuple[str, str]]:
        for row in rows:
            try:
                place = f"{community}/{member}/{row.name}"
                yield row.name, self._vault.open_text(row.value, "preferences", "value", place)
            except Locked:  # its key is gone, and with it what was chosen: its member is moderated nevertheless
                continue

    async def prefer(self, community: CommunityId, member: MemberId, name: str, value: str | None) -> None:
        """Set a preference; None removes it."""
        self._preferences.pop((community, member), None)
        key = {"community": community, "member": member, "name": name}
        if value is None:
            columns = t.preferences.c
            await self._connection.execute(
                delete(t.preferences).where(
                    columns.community == community, columns.member == member, columns.name == name
                )
            )
            return
        sealed = self._vault.seal_text(value, "preferences", "value", f"{community}/{member}/{name}")
        await upsert(self._connection, t.preferences, {**key, "value": sealed}, {"value": sealed})

    async def accept(self, community: CommunityId, member: MemberId, version: str, at: datetime) -> None:
        """Record that a member accepted a version of the code of conduct."""
        values = {"community": community, "member": member, "version": version, "at": at}
        await upsert(self._connection, t.acceptances, values, {})

    async def acceptances(self, community: CommunityId, member: MemberId) -> list[Acceptance]:
        """List what a member accepted, oldest first."""
        columns = t.acceptances.c
        found = await self._connection.execute(
            select(columns.version, columns.at)
            .where(columns.community == community, columns.member == member)
            .order_by(columns.at)
        )
        return [Acceptance(version=row.version, at=row.at) for row in found]

    async def tips_seen(self, community: CommunityId, member: MemberId) -> dict[str, datetime]:
        """Say which tips a member has seen, and when last."""
        columns = t.tips_seen.c
        found = await self._connection.execute(
            select(columns.tip, columns.at).where(columns.community == community, columns.member == member)
        )
        return {row.tip: row.at for row in found}

    async def see_tip(self, community: CommunityId, member: MemberId, tip: str, at: datetime) -> None:
        """Record that a member has seen a tip."""
        values = {"community": community, "member": member, "tip": tip, "at": at}
        await upsert(self._connection, t.tips_seen, values, {"at": at})

    async def strike(  # the columns of a strike
        self,
        community: CommunityId,
        member: MemberId,
        case: int,
        count: int,
        at: datetime,
        until: datetime,
        told_at: datetime | None = None,
    ) -> None:
        """Give a member strikes that end at a moment; until the member was told they do not count."""
        values = {"community": community, "member": member, "case": case, "count": count, "at": at, "until": until}
        await self._connection.execute(insert(t.strikes).values(told_at=told_at, **values))

    async def strikes(self, community: CommunityId, member: MemberId, now: datetime) -> int:
        """Count the strikes that their member was told of, that have not ended and were not taken back."""
        columns = t.strikes.c
        counted = select(func.coalesce(func.sum(columns.count), 0)).where(
            columns.community == community,
            columns.member == member,
            columns.until > now,
            columns.told_at.is_not(None),
        )
        return int((await self._connection.execute(counted)).scalar_one())

    async def unasked_since(self, community: CommunityId, member: MemberId, since: datetime) -> int:
        """Count the unasked messages sent to a member since then, those on their way included."""
        columns = t.actions.c
        counted = select(func.count()).where(
            columns.community == community, columns.unasked_member == member, columns.at >= since
        )
        return int((await self._connection.execute(counted)).scalar_one())

    async def erase(self, community: CommunityId, member: MemberId, tables: Sequence[str]) -> int:
        """Delete a member's rows in ``preferences``, ``acceptances``, ``tips_seen`` or ``unasked``; say how many."""
        self._preferences.pop((community, member), None)
        erased = 0
        for name in tables:
            if name == "unasked":
                mine = (t.actions.c.community == community, t.actions.c.unasked_member == member)
                done = await self._connection.execute(update(t.actions).where(*mine).values(unasked_member=None))
            else:
                table = _ERASABLE[name]
                mine = (table.c.community == community, table.c.member == member)
                done = await self._connection.execute(delete(table).where(*mine))
            erased += done.rowcount
        return erased

    def alias(self, community: CommunityId, member: MemberId) -> str:
        """Name a member by keyed pseudonym."""
        return self._vault.alias(community, member)
