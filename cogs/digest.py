"""A weekly digest of what was shared most, for whoever asks for it."""

from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from bot.core.actions import NOTHING, Decision, TellMember, answer
from bot.core.cards import Card, Fact, Link
from bot.core.commands import command, looks_on, starts, timer
from bot.core.courtesy import Occasion, zones
from bot.core.engine import Policies, Seen
from bot.core.events import ChannelId, CommunityId, Invocation, MemberId, MessagePosted, Role
from bot.core.policy import ChannelMode
from bot.core.ports import Timer, Work
from cogs.shared.channels import SurveyOf, channel_of, name_of
from cogs.shared.counting import (
    COUNTS,
    OPEN_CHANNELS,
    SUBSCRIBERS,
    Counted,
    OpenChannel,
    Subscribed,
    count,
    sharer_of,
    week_of,
)
from cogs.shared.kept import Entry
from cogs.shared.sources import find_sources
from config.catalogue import Say, speaking

MOST_LISTED = 10
MOST_READ = 10_000
SENT_AT = time(8)
"""On Mondays, by the community's clock (our default)."""

_WEEKLY = "digest.weekly"


class Switch(StrEnum):
    """Whether a member wants it."""

    ON = "on"
    OFF = "off"


class DigestCog:
    """Counts sources in open channels while somebody reads the digest, and sends it on Mondays."""

    def __init__(self, policies: Policies, survey: SurveyOf) -> None:
        self._policies = policies
        self._survey = survey
        self._read_in: set[CommunityId] = set()
        self._open: set[tuple[CommunityId, ChannelId]] = set()

    @starts
    async def begin(self, work: Work) -> None:
        """Read where somebody wants a digest, and which channels are open."""
        self._read_in = {one.community for one in await SUBSCRIBERS.everywhere(work)}
        self._open = {(one.community, ChannelId(one.name)) for one in await OPEN_CHANNELS.everywhere(work)}

    def wants(self, seen: Seen) -> bool:
        """Want what holds a source, in an open channel of a community in which somebody reads the digest."""
        if seen.community not in self._read_in or not isinstance(seen.event, MessagePosted):
            return False
        channel = seen.message.channel.id
        if seen.mode is not ChannelMode.PUBLIC and (seen.community, channel) not in self._open:
            return False
        text = seen.message.content.body
        return ("://" in text or "10." in text or "pmid" in text.lower()) and bool(find_sources(text))

    @looks_on("wants")
    async def look(self, work: Work, seen: Seen) -> Decision:
        """Count the sources of a message."""
        message = seen.message
        sources = find_sources(message.content.body)
        await count(work, seen.community, seen.policy, message.channel, message.author.id, sources)
        return NOTHING

    @command("digest weekly")
    async def weekly(self, work: Work, by: Invocation, switch: Switch = Switch.ON) -> Decision:
        """Ask for the digest, or for no more of it."""
        say = speaking(by.locale)
        title = say("digest.title")
        if switch is Switch.OFF:
            await SUBSCRIBERS.remove(work, by.community, by.actor.id)
            if not await SUBSCRIBERS.page(work, by.community, limit=1):
                self._read_in.discard(by.community)
            return answer(Card(title=title, body=(say("digest.off"),)))
        await SUBSCRIBERS.put(
            work, by.community, by.actor.id, Subscribed(since=work.now, language=by.locale), owner=by.actor.id
        )
        self._read_in.add(by.community)
        await work.timers.set(by.community, _WEEKLY, "weekly", self._next(by.community, work.now))
        return answer(Card(title=title, body=(say("digest.on"), say("digest.counted"))))

    @command("digest channel", needs=Role.ADMIN)
    async def channel(
        self,
        work: Work,
        by: Invocation,
        channel: ChannelId | None = None,
        on: bool = True,  # noqa: FBT001, FBT002 - an option of the command
    ) -> Decision:
        """Say that everybody can read a channel, so that what is shared there may stand in digests."""
        say = speaking(by.locale)
        survey = self._survey(by.community)
        place = channel_of(survey, channel, by)
        name = name_of(survey, place, by)
        if on:
            await OPEN_CHANNELS.put(work, by.community, place, OpenChannel(name=name))
            self._open.add((by.community, place))
            body = say("digest.channel.on", channel=name)
        else:
            await OPEN_CHANNELS.remove(work, by.community, place)
            self._open.discard((by.community, place))
            body = say("digest.channel.off", channel=name)
        return answer(Card(title=say("digest.title"), body=(body,)))

    @timer(_WEEKLY)
    async def send(self, work: Work, ring: Timer) -> Decision:
        """Send last week's digest to whoever wants it, and forget the counts."""
        readers = await SUBSCRIBERS.page(work, ring.community, limit=MOST_READ)
        if not readers:
            return NOTHING
        await work.timers.set(ring.community, _WEEKLY, "weekly", self._next(ring.community, work.now))
        week = week_of(work.now - timedelta(days=7), self._policies(ring.community).time_zone)
        counted = await COUNTS.page(work, ring.community, starting=f"{week}:", limit=MOST_READ)
        for one in counted:
            await COUNTS.remove(work, ring.community, one.name)
        best = sorted(counted, key=lambda one: -len(one.value.by))[:MOST_LISTED]
        told = []
        for reader in readers:
            if best and reader.owner is not None:
                language = (await work.members.preferences(ring.community, reader.owner)).get("language")
                say = speaking(language or reader.value.language)
                card = _digest(best, say)
                once = f"digest:{week}"
                told.append(TellMember(member=reader.owner, card=card, occasion=Occasion.SUBSCRIBED, once=once))
        return Decision(actions=tuple((None, one) for one in told))

    async def export(self, work: Work, community: CommunityId, member: MemberId) -> dict[str, object]:
        """Give a member their subscription, and what of this and last week they are counted for."""
        sharer = sharer_of(work, community, member)
        counted = await COUNTS.page(work, community, limit=MOST_READ)
        return {
            "weekly digest": await SUBSCRIBERS.export(work, community, member),
            "counted links": [one.value.source for one in counted if sharer in one.value.by],
        }

    async def erase(self, work: Work, community: CommunityId, member: MemberId) -> int:
        """End a member's subscription, and count them for nothing any more."""
        erased = await SUBSCRIBERS.erase(work, community, member)
        if not await SUBSCRIBERS.page(work, community, limit=1):
            self._read_in.discard(community)
        sharer = sharer_of(work, community, member)
        for one in await COUNTS.page(work, community, limit=MOST_READ):
            if sharer in one.value.by:
                erased += 1
                await _without(work, one, sharer)
        return erased

    def _next(self, community: CommunityId, now: datetime) -> datetime:
        """Find the next Monday morning, by the community's clock."""
        place = zones()[self._policies(community).time_zone.casefold()]
        today = now.astimezone(place).date()
        monday = today + timedelta(days=-today.weekday() % 7)
        at = datetime.combine(monday, SENT_AT, place).astimezone(UTC)
        if at <= now:
            at = datetime.combine(monday + timedelta(days=7), SENT_AT, place).astimezone(UTC)
        return at


async def _without(work: Work, one: Entry[Counted], sharer: str) -> None:
    """Take somebody out of a count; nothing is kept of what nobody else shared."""
    left = tuple(other for other in one.value.by if other != sharer)
    if not left:
        await COUNTS.remove(work, one.community, one.name)
        return
    counted = Counted(source=one.value.source, url=one.value.url, title=one.value.title, by=left)
    await COUNTS.put(work, one.community, one.name, counted, until=one.until)


def _digest(best: list[Entry[Counted]], say: Say) -> Card:
    facts = tuple(
        Fact(
            name=one.value.title or one.value.source,
            value=say("digest.row", source=one.value.source, count=len(one.value.by)),
        )
        for one in best
    )
    links = tuple(Link(label=one.value.source[:75], url=one.value.url) for one in best)
    return Card(
        title=say("digest.week.title"),
        body=(say("digest.week.body"),),
        facts=facts,
        links=links,
        footer=say("digest.stop"),
    )
