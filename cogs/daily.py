"""Once a day, at a time that the policy names: what waits and what was decided, in one card for the moderators."""

from datetime import timedelta

from bot.core.actions import NOTHING, AskModerators, Decision
from bot.core.cards import Button, Card, Fact
from bot.core.cases import Day
from bot.core.commands import listens, timer
from bot.core.engine import Moderation, Policies, Started
from bot.core.events import CommunityId, MemberId
from bot.core.oncall import next_time
from bot.core.policy import CommunityPolicy
from bot.core.ports import Timer, Work
from config.catalogue import Say, speaking

_DUE = "daily.due"
_DAY = timedelta(days=1)


class DailyCog:
    """Writes the daily digest, where the policy names a time for it."""

    def __init__(self, policies: Policies) -> None:
        self._policies = policies

    @listens(Started)
    async def started(self, work: Work, event: Started) -> Decision:
        """Set the clock of a community that has cases; one that was set before a restart stays."""
        return await self._set(work, event.community)

    @listens(Moderation)
    async def moderated(self, work: Work, event: Moderation) -> Decision:
        """Set the clock of a community whose first case this may be."""
        return await self._set(work, event.event.community)

    async def _set(self, work: Work, community: CommunityId) -> Decision:
        policy = self._policies(community)
        at = policy.digest.at
        if at is not None:
            await work.timers.keep(community, _DUE, _named(policy), next_time(at, policy.time_zone, work.now))
        return NOTHING

    @timer(_DUE)
    async def due(self, work: Work, ring: Timer) -> Decision:
        """Write the digest, unless there is nothing to tell, and set the clock for the next one.

        A clock that was set for a time that the policy no longer names ends here.
        """
        policy = self._policies(ring.community)
        at = policy.digest.at
        if at is None or ring.subject != _named(policy):
            return NOTHING
        after = next_time(at, policy.time_zone, work.now)
        await work.timers.set(ring.community, _DUE, ring.subject, after)
        seen = await work.cases.day(ring.community, ring.due_at - _DAY, work.now)
        if not seen.open and not seen.rulings:
            return NOTHING
        say = speaking(policy.language)
        oldest = say.distance(seen.oldest, work.now) if seen.oldest is not None else say("stats.none")
        card = _drawn(seen, oldest, say)
        return Decision(actions=((None, AskModerators(subject=f"daily:{work.now:%Y%m%d}", card=card)),))

    async def export(self, work: Work, community: CommunityId, member: MemberId) -> dict[str, object]:
        """Give nothing: a digest counts, and names nobody."""
        return {}

    async def erase(self, work: Work, community: CommunityId, member: MemberId) -> int:
        """Erase nothing, for the same reason."""
        return 0


def _named(policy: CommunityPolicy) -> str:
    """Name a digest's time, so that a clock knows whether it is still the policy's."""
    return f"{policy.digest.at:%H:%M} {policy.time_zone}"


def _drawn(seen: Day, oldest: str, say: Say) -> Card:
    ruled = [
        say("daily.ruling", ruling=say(f"ruling.{ruling}"), times=times)
        for ruling, times in sorted(seen.rulings.items())
    ]
    facts = (
        Fact(name=say("stats.open"), value=str(seen.open)),
        Fact(name=say("stats.oldest"), value=oldest),
        Fact(name=say("stats.overdue"), value=str(seen.overdue)),
        Fact(name=say("daily.decided"), value="\n".join(ruled) or say("stats.none")),
    )
    after = (Button(label=say("button.next"), token="queue:next"),) if seen.open else ()
    return Card(title=say("daily.title"), facts=facts, buttons=after)
