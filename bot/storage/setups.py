"""What communities have chosen, and what adapters remember, in SQL."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.errors import Locked
from bot.core.events import ChannelId, CommunityId, MemberId, RoleId
from bot.core.policy import Automatic, ChannelMode
from bot.core.setups import Setup
from bot.storage import tables as t
from bot.storage.prepared import Prepared
from bot.storage.sql import upsert
from bot.storage.vault import Vault

Chosen = Callable[[Setup], None]
"""Hears of a choice once it is written."""

_SETUPS = Prepared(lambda _: select(t.setups))
_MODES = Prepared(lambda _: select(t.channel_modes))
_PEOPLE = Prepared(lambda _: select(t.moderators).order_by(t.moderators.c.member))
_AUTOMATIC = Prepared(lambda _: select(t.automation).where(t.automation.c.chosen.is_not(None)))


async def read_setups(connection: AsyncConnection) -> dict[CommunityId, Setup]:
    """Read every community's choices."""
    modes: dict[str, dict[str, ChannelMode]] = {}
    for row in await _MODES(connection, {}):
        modes.setdefault(row.community, {})[row.channel_name] = ChannelMode(row.mode)
    people: dict[str, list[MemberId]] = {}
    for row in await _PEOPLE(connection, {}):
        people.setdefault(row.community, []).append(MemberId(row.member))
    automatic: dict[str, dict[str, Automatic]] = {}
    for row in await _AUTOMATIC(connection, {}):
        automatic.setdefault(row.community, {})[row.rule] = Automatic(row.chosen)
    return {
        CommunityId(row.community): Setup(
            community=CommunityId(row.community),
            moderators=None if row.moderators is None else RoleId(row.moderators),
            people=tuple(people.get(row.community, ())),
            queue=None if row.queue is None else ChannelId(row.queue),
            language=row.language,
            filters=row.filters,
            modes=modes.get(row.community, {}),
            automatic=automatic.get(row.community, {}),
        )
        for row in await _SETUPS(connection, {})
    }


class SqlSetups:
    """The choices of communities, in one unit of work."""

    def __init__(self, connection: AsyncConnection, chosen: Chosen) -> None:
        self._connection = connection
        self._chosen = chosen

    async def get(self, community: CommunityId) -> Setup:
        """Read a community's choices."""
        return (await read_setups(self._connection)).get(community, Setup(community=community))

    async def save(self, setup: Setup) -> None:
        """Write a community's choices."""
        values = {
            "moderators": setup.moderators,
            "queue": setup.queue,
            "language": setup.language,
            "filters": setup.filters,
        }
        await upsert(self._connection, t.setups, {"community": setup.community, **values}, values)
        await self._connection.execute(delete(t.channel_modes).where(t.channel_modes.c.community == setup.community))
        await self._connection.execute(delete(t.moderators).where(t.moderators.c.community == setup.community))
        if setup.people:
            named = [{"community": setup.community, "member": member} for member in setup.people]
            await self._connection.execute(insert(t.moderators), named)
        rows = [
            {
                "community": setup.community,
                "channel_name": t.fitted(name, t.channel_modes.c.channel_name),
                "mode": mode.value,
            }
            for name, mode in setup.modes.items()
        ]
        if rows:
            await self._connection.execute(insert(t.channel_modes), rows)
        for rule, chosen in setup.automatic.items():
            row = {"community": setup.community, "rule": rule, "chosen": chosen.value, "asks": False}
            await upsert(self._connection, t.automation, row, {"chosen": chosen.value})
        self._chosen(setup)


class SqlRemembered:
    """What adapters remember, in one unit of work."""

    def __init__(self, connection: AsyncConnection, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault

    async def get(self, community: str, kind: str, name: str) -> bytes | None:
        """Open one value; None where there is none, or none that opens."""
        columns = t.remembered.c
        wanted = select(columns.value).where(columns.community == community, columns.kind == kind, columns.name == name)
        sealed = (await self._connection.execute(wanted)).scalar()
        return None if sealed is None else self._open(sealed, community, kind, name)

    async def all(self, kind: str) -> dict[tuple[str, str], bytes]:
        """Open every value of a kind that opens."""
        found = await self._connection.execute(select(t.remembered).where(t.remembered.c.kind == kind))
        opened = {(row.community, row.name): self._open(row.value, row.community, row.kind, row.name) for row in found}
        return {place: value for place, value in opened.items() if value is not None}

    async def put(self, kind: str, values: Mapping[tuple[str, str], bytes], until: datetime) -> None:
        """Seal values and write them over the earlier ones."""
        for (community, name), value in values.items():
            sealed = self._vault.seal(value, "remembered", "value", remembered_place(community, kind, name))
            changes = {"value": sealed, "until": until}
            row = {"community": community, "kind": kind, "name": name, **changes}
            await upsert(self._connection, t.remembered, row, changes, ("community", "kind", "name"))

    async def forget(self, community: str, kind: str, name: str) -> None:
        """Delete one value."""
        columns = t.remembered.c
        await self._connection.execute(
            delete(t.remembered).where(columns.community == community, columns.kind == kind, columns.name == name)
        )

    def _open(self, sealed: bytes, community: str, kind: str, name: str) -> bytes | None:
        try:
            return self._vault.open(sealed, "remembered", "value", remembered_place(community, kind, name))
        except Locked:  # its key is gone: what was remembered can be found out anew
            return None


def remembered_place(community: str, kind: str, name: str) -> str:
    """Name the row that a remembered value is sealed for."""
    return f"{community}\x1f{kind}\x1f{name}"
