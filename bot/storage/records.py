"""What the features keep, in SQL: every value sealed for its own row."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.errors import Locked
from bot.core.events import CommunityId, MemberId
from bot.core.ports import Record
from bot.storage import tables as t
from bot.storage.sql import upsert
from bot.storage.vault import Vault


class SqlRecords:
    """What the features keep, in one unit of work."""

    def __init__(self, connection: AsyncConnection, vault: Vault, now: datetime) -> None:
        self._connection = connection
        self._vault = vault
        self._now = now

    async def get(self, community: CommunityId, kind: str, name: str) -> Record | None:
        """Open one record; None where there is none, or its time is over."""
        found = await self._read(*_at(community, kind, name))
        return found[0] if found else None

    async def put(
        self,
        community: CommunityId,
        kind: str,
        name: str,
        value: str,
        *,
        owner: MemberId | None = None,
        until: datetime | None = None,
    ) -> None:
        """Seal a value and write it over the earlier one."""
        changes = {"owner": owner, "value": self._seal(value, community, kind, name), "until": until}
        row = {"community": community, "kind": kind, "name": name, **changes}
        await upsert(self._connection, t.records, row, changes, ("community", "kind", "name"))

    async def add(
        self,
        community: CommunityId,
        kind: str,
        value: str,
        *,
        owner: MemberId | None = None,
        until: datetime | None = None,
    ) -> str:
        """Seal a value for a number that the database gives out."""
        row = {
            "community": community,
            "kind": kind,
            "name": f"new {secrets.token_hex(16)}",
            "owner": owner,
            "value": b"",
            "until": until,
        }
        made = (await self._connection.execute(insert(t.records).values(row).returning(t.records.c.id))).scalar_one()
        name = str(made)
        sealed = self._seal(value, community, kind, name)
        await self._connection.execute(update(t.records).where(t.records.c.id == made).values(name=name, value=sealed))
        return name

    async def page(
        self, community: CommunityId, kind: str, *, owner: MemberId | None = None, starting: str = "", limit: int = 200
    ) -> list[Record]:
        """List what is kept of a kind, oldest first."""
        columns = t.records.c
        which: list[Any] = [columns.community == community, columns.kind == kind]
        if owner is not None:
            which.append(columns.owner == owner)
        if starting:
            which.append(columns.name.startswith(starting, autoescape=True))
        return await self._read(*which, limit=limit)

    async def everywhere(self, kind: str) -> list[Record]:
        """List what is kept of a kind in all communities."""
        return await self._read(t.records.c.kind == kind)

    async def remove(self, community: CommunityId, kind: str, name: str) -> bool:
        """Delete what has a name."""
        done = await self._connection.execute(delete(t.records).where(*_at(community, kind, name)))
        return bool(done.rowcount)

    async def erase(self, community: CommunityId, owner: MemberId, kinds: Sequence[str]) -> int:
        """Delete everything of these kinds that is a member's."""
        columns = t.records.c
        mine = (columns.community == community, columns.owner == owner, columns.kind.in_(kinds))
        return (await self._connection.execute(delete(t.records).where(*mine))).rowcount

    async def _read(self, *which: Any, limit: int | None = None) -> list[Record]:
        columns = t.records.c
        fresh = or_(columns.until.is_(None), columns.until > self._now)
        wanted = select(t.records).where(*which, fresh).order_by(columns.id).limit(limit)
        return list(self._opened((await self._connection.execute(wanted)).all()))

    def _opened(self, rows: Sequence[Any]) -> Iterable[Record]:
        for row in rows:
            place = record_place(row.community, row.kind, row.name)
            try:
                value = self._vault.open_text(row.value, "records", "value", place)
            except Locked:  # its key is gone, and with it what it said: one record stops no other
                continue
            yield Record(
                community=CommunityId(row.community),
                kind=row.kind,
                name=row.name,
                owner=None if row.owner is None else MemberId(row.owner),
                value=value,
                until=row.until,
            )

    def _seal(self, value: str, community: str, kind: str, name: str) -> bytes:
        return self._vault.seal_text(value, "records", "value", record_place(community, kind, name))


def _at(community: CommunityId, kind: str, name: str) -> tuple[Any, ...]:
    columns = t.records.c
    return columns.community == community, columns.kind == kind, columns.name == name


def record_place(community: str, kind: str, name: str) -> str:
    """Name the row that a record's value is sealed for."""
    return f"{community}\x1f{kind}\x1f{name}"
