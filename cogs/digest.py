"""A weekly digest of what was shared most, for whoever asks for it."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from bot.core.actions import NOTHING, Decision, TellMember, answer
from bot.core.cards import Card, Fact, Link
from bot.core.commands import command, listens, looks_on, starts, timer
from bot.core.courtesy import Occasion, zones
from bot.core.engine import Policies, Seen
from bot.core.events import (
    ChannelId,
    CommunityId,
    Invocation,
    MemberId,
    MessageDeleted,
    MessageEdited,
    MessageId,
    MessageRef,
    Role,
)
from bot.core.policy import ChannelMode
from bot.core.ports import Timer, Work
from cogs.shared.channels import SurveyOf, channel_of, name_of
from cogs.shared.counting import (
    KEPT_FOR,
    MOST_READ,
    OPEN_CHANNELS,
    SHARED,
    SUBSCRIBERS,
    Counted,
    OpenChannel,
    Subscribed,
    keep,
    page,
    rank,
    sharer_of,
    week_of,
)
from cogs.shared.sources import find_sources
from config.catalogue import Say, speaking

MOST_LISTED = 10
SENT_AT = time(8)
"""On Mondays, by the community's clock (our default)."""

_WEEKLY = "digest.weekly"


class Switch(StrEnum):
    """Whether a member wants it."""

    ON = "on"
    OFF = "off"


class DigestCog:
    """Keeps sources of open channels while somebody reads the digest, and sends it on Mondays."""

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
        """Want what holds a source, or held one, in an open channel where somebody reads the digest."""
        channel = seen.message.channel
        if seen.community not in self._read_in or channel.is_private:
            return False
        if seen.mode is not ChannelMode.PUBLIC and (seen.community, channel.id) not in self._open:
            return False
        if isinstance(seen.event, MessageEdited):
            return True
        text = seen.message.content.body
        return ("://" in text or "10." in text or "pmid" in text.lower()) and bool(find_sources(text))

    @looks_on("wants")
    async def look(self, work: Work, seen: Seen) -> Decision:
        """Keep the sources of a message as it reads now."""
        message = seen.message
        sources = find_sources(message.content.body)
        await keep(work, seen.community, seen.policy, message.channel, message.author.id, sources, place=message.id)
        return NOTHING

    @listens(MessageDeleted)
    async def deleted(self, work: Work, event: MessageDeleted) -> Decision:
        """Forget what its author, or a moderator, took back."""
        if event.community in self._read_in:
            await SHARED.remove(work, event.community, event.message.id)
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
        """Send last week's digest to whoever wants it, without what was hidden meanwhile, and forget that week."""
        readers = await SUBSCRIBERS.page(work, ring.community, limit=MOST_READ)
        if not readers:
            return NOTHING
        await work.timers.set(ring.community, _WEEKLY, "weekly", self._next(ring.community, work.now))
        week = week_of(work.now - timedelta(days=7), self._policies(ring.community).time_zone)
        shared = [one for one in await page(work, ring.community) if one.value.week == week]
        for one in shared:
            await SHARED.remove(work, ring.community, one.name)
        gone = await work.cases.gone(ring.community, work.now - KEPT_FOR)
        best = rank(
            one.value
            for one in shared
            if MessageRef(channel=ChannelId(one.value.channel), id=MessageId(one.name)) not in gone
        )[:MOST_LISTED]
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
        mine = [one.value for one in await page(work, community) if one.value.by == sharer]
        return {
            "weekly digest": await SUBSCRIBERS.export(work, community, member),
            "counted links": [named.source for one in mine for named in one.sources],
        }

    async def erase(self, work: Work, community: CommunityId, member: MemberId) -> int:
        """End a member's subscription, and count them for nothing any more."""
        erased = await SUBSCRIBERS.erase(work, community, member)
        if not await SUBSCRIBERS.page(work, community, limit=1):
            self._read_in.discard(community)
        sharer = sharer_of(work, community, member)
        for one in await page(work, community):
            if one.value.by == sharer:
                erased += await SHARED.remove(work, community, one.name)
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


def _digest(best: Sequence[Counted], say: Say) -> Card:
    facts = tuple(
        Fact(name=one.title or one.source, value=say("digest.row", source=one.source, count=one.members))
        for one in best
    )
    links = tuple(Link(label=one.source[:75], url=one.url) for one in best)
    return Card(
        title=say("digest.week.title"),
        body=(say("digest.week.body"),),
        facts=facts,
        links=links,
        footer=say("digest.stop"),
    )
