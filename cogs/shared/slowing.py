"""Slow mode for a while: what a channel had before is kept, so that it gets that back and no more is lifted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from bot.core.actions import NOTHING, Decision, SlowDown
from bot.core.events import ChannelId, CommunityId
from bot.core.ports import Work
from cogs.shared.channels import SurveyOf
from cogs.shared.kept import Kept

KEPT = timedelta(days=30)
"""Longer than any slow mode of ours lasts, the bot's own absence included."""


class For(StrEnum):
    """What a channel is slowed down for; each ends by itself, and ends no other."""

    MODERATORS = "moderators"
    PAUSE = "pause"
    TOPIC = "topic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slow:
    """The seconds of slow mode that a channel had, and those that it was given, by what for."""

    seconds: int
    given: Mapping[For, int] = field(default_factory=dict)

    @property
    def most(self) -> int:
        """What holds of all of them."""
        return max([self.seconds, *self.given.values()])


_SLOW = Kept("slow", Slow)


async def slower(
    work: Work, survey: SurveyOf, community: CommunityId, place: ChannelId, why: For, least: timedelta
) -> int:
    """Say how many seconds of slow mode a channel gets, never fewer than it has; what it has is kept."""
    kept = await _SLOW.get(work, community, place)
    before = kept.value if kept is not None else Slow(seconds=survey(community).slow.get(place, 0))
    slow = Slow(seconds=before.seconds, given={**before.given, why: int(least.total_seconds())})
    await _SLOW.put(work, community, place, slow, until=work.now + KEPT)
    return slow.most


async def as_before(work: Work, community: CommunityId, place: ChannelId, why: For) -> Decision:
    """End the slow mode that a channel was given for one thing; nothing where that is done, or more is still wanted."""
    kept = await _SLOW.get(work, community, place)
    if kept is None:
        return NOTHING
    left = {other: seconds for other, seconds in kept.value.given.items() if other is not why}
    if not left:
        return await lifted(work, community, place)
    slow = Slow(seconds=kept.value.seconds, given=left)
    await _SLOW.put(work, community, place, slow, until=work.now + KEPT)
    if slow.most == kept.value.most:
        return NOTHING
    return Decision(actions=((None, SlowDown(channel=place, seconds=slow.most)),))


async def lifted(work: Work, community: CommunityId, place: ChannelId) -> Decision:
    """Give a channel the slow mode back that it had, whatever it was given another for."""
    kept = await _SLOW.get(work, community, place)
    if kept is None:
        return NOTHING
    await _SLOW.remove(work, community, place)
    return Decision(actions=((None, SlowDown(channel=place, seconds=kept.value.seconds)),))
