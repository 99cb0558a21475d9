"""How often rules were right, and which of them moderators were told about, in SQL."""

from collections import Counter

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.cases import UPHOLDING, Ruling
from bot.core.events import CommunityId
from bot.core.precision import Precision, Precisions
from bot.storage import tables as t
from bot.storage.sql import upsert


async def read_precisions(
    connection: AsyncConnection, community: CommunityId | None = None
) -> dict[CommunityId, dict[str, Precision]]:
    """Count by community and rule how often the ruling that stands upheld it; a case counts once a rule."""
    columns = t.tallies.c
    wanted = select(columns.community, columns.rule, columns.ruling, columns.count).where(columns.count > 0)
    if community is not None:
        wanted = wanted.where(columns.community == community)
    upheld: Counter[tuple[str, str]] = Counter()
    decided: Counter[tuple[str, str]] = Counter()
    for place, rule, ruling, count in await connection.execute(wanted):
        decided[place, rule] += count
        upheld[place, rule] += count if Ruling(ruling) in UPHOLDING else 0
    precisions: dict[CommunityId, dict[str, Precision]] = {}
    for (place, rule), count in decided.items():
        precisions.setdefault(CommunityId(place), {})[rule] = Precision(upheld=upheld[place, rule], decided=count)
    return precisions


class SqlAutomata:
    """Precisions of rules, in one unit of work."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def precisions(self, community: CommunityId) -> Precisions:
        """Count, for each rule, the rulings that stand, those of this unit of work included."""
        return (await read_precisions(self._connection, community)).get(community, {})

    async def asking(self, community: CommunityId) -> frozenset[str]:
        """Name the rules of which moderators were told that they ask."""
        columns = t.automation.c
        wanted = select(columns.rule).where(columns.community == community, columns.asks.is_(True))
        return frozenset((await self._connection.execute(wanted)).scalars())

    async def tell(self, community: CommunityId, rule: str, *, asks: bool) -> None:
        """Write down what moderators were told of a rule."""
        key = {"community": community, "rule": rule}
        await upsert(self._connection, t.automation, {**key, "asks": asks}, {"asks": asks})
