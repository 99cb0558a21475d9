"""The unit that somebody has declared: a ward, a practice, a laboratory; known to nobody but themselves."""

from bot.core.events import CommunityId, MemberId
from bot.core.ports import Work

UNIT = "unit"
"""The name of the preference under which it is kept, sealed."""


async def unit_of(work: Work, community: CommunityId, member: MemberId) -> str | None:
    """Give a member's unit as they wrote it."""
    return (await work.members.preferences(community, member)).get(UNIT)


async def shared(work: Work, community: CommunityId, one: MemberId, other: MemberId) -> bool:
    """Tell whether two people have declared the same unit, whatever the case and the spaces."""
    theirs = await unit_of(work, community, one)
    if theirs is None:
        return False
    others = await unit_of(work, community, other)
    return others is not None and _plain(theirs) == _plain(others)


def _plain(unit: str) -> str:
    return " ".join(unit.casefold().split())
