"""How often rules were right, and which of them moderators were told about, in SQL."""

from collections import Counter

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.cases import UPHOLDING, Ruling
from bot.core.events import CommunityId
from bot.core.precision import Precision, Precisions
from bot.storage import tables as t
from bot.storage.prepared import Prepared
from bot.storage.sql import upsert

_TALLIES = select(t.tallies.c.community, t.tallies.c.rule, t.tallies.c.ruling, t.tallies.c.count.label("cases")).where(
    t.tallies.c.count > 0
)
_EVERYWHERE = Prepared(lambda _: _TALLIES)
_HERE = Prepared(lambda _: _TALLIES.where(t.tallies.c.community == bindparam("the_community")))


async def read_precisions(
    connection: AsyncConnection, community: CommunityId | None = None
) -> dict[CommunityId, dict[str, Precision]]:
    """Count by community and rule how often the ruling that stands upheld it; a case counts once a rule."""
    tallies = _EVERYWHERE(connection, {}) if community is None else _HERE(connection, {"the_community": community})
    upheld: Counter[tuple[str, str]] = Counter()
    decided: Counter[tuple[str, str]] = Counter()
    for row in await tallies:
        decided[row.community, row.rule] += row.cases
        upheld[row.community, row.rule] += row.cases if Ruling(row.ruling) in UPHOLDING else 0
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
