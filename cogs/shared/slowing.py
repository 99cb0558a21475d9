"""Slow mode for a while: what a channel had before is kept, so that it gets that back and no more is lifted."""

from dataclasses import dataclass
from datetime import timedelta

from bot.core.actions import NOTHING, Decision, SlowDown
from bot.core.events import ChannelId, CommunityId
from bot.core.ports import Work
from cogs.shared.channels import SurveyOf
from cogs.shared.kept import Kept

KEPT = timedelta(days=30)
"""Longer than any slow mode of ours lasts, the bot's own absence included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """The seconds of slow mode that a channel had."""

    seconds: int


_BEFORE = Kept("slow", Before)


async def slower(work: Work, survey: SurveyOf, community: CommunityId, place: ChannelId, least: timedelta) -> int:
    """Say how many seconds of slow mode a channel gets, never fewer than it has; what it has is kept.

    Where two reasons to slow down overlap, what was before both is what comes back, with the end of the first.
    """
    kept = await _BEFORE.get(work, community, place)
    before = kept.value.seconds if kept is not None else survey(community).slow.get(place, 0)
    await _BEFORE.put(work, community, place, Before(seconds=before), until=work.now + KEPT)
    return max(before, int(least.total_seconds()))


async def as_before(work: Work, community: CommunityId, place: ChannelId) -> Decision:
    """Give a channel the slow mode back that it had; nothing where that is done already."""
    kept = await _BEFORE.get(work, community, place)
    if kept is None:
        return NOTHING
    await _BEFORE.remove(work, community, place)
    return Decision(actions=((None, SlowDown(channel=place, seconds=kept.value.seconds)),))
