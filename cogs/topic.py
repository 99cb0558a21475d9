"""A topic of the day, open for a while: a card that asks for sources, gentle slow mode, and an end by itself.

Source: the editorial's advice to comment on current events with care and sources (doi:10.46989/001c.125931).
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.core.actions import NOTHING, Decision, ShowForm, SlowDown, TellChannel, answer
from bot.core.cards import Button, Card, Field, Form, Link
from bot.core.commands import button, command, form, timer
from bot.core.engine import Examiner
from bot.core.errors import Invalid
from bot.core.events import ChannelId, CommunityId, Invocation, MemberId, Message, Role
from bot.core.policy import ChannelMode
from bot.core.ports import Timer, Work
from cogs.shared.channels import SurveyOf
from cogs.shared.kept import Entry, Kept
from cogs.shared.scanned import Scanned
from cogs.shared.slowing import For, as_before, slower
from cogs.shared.sources import read_source
from config.catalogue import Say, speaking

USUAL, SHORTEST, LONGEST = timedelta(hours=2), timedelta(minutes=15), timedelta(hours=8)
SLOW = timedelta(seconds=15)
"""A topic of the day cools within a working day, and a quarter of a minute is time to read one's own line once more
(our defaults)."""

KEPT_AFTER = timedelta(days=1)

_OVER = "topic.over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What is talked about in a channel, after which source, since when and until when; its owner is who opened it."""

    title: str = field(repr=False)
    source: str
    url: str
    opened: datetime
    until: datetime

    @property
    def subject(self) -> str:
        """The name of its card in the channel."""
        return f"topic:{self.opened:%Y%m%d%H%M%S}"


_TOPICS = Kept("topic", Topic)
"""Named by their channel: one a channel, and one a member."""


class TopicCog:
    """Opens topics for a while, and closes them."""

    def __init__(self, examiner: Examiner, survey: SurveyOf) -> None:
        self._policies = examiner.policies
        self._scanned = Scanned(examiner, "draft.topic")
        self._survey = survey

    @command("topic open")
    async def open(self, work: Work, by: Invocation, lasts: timedelta = USUAL) -> Decision:
        """Ask what the topic is and what it rests on; it is opened in this channel."""
        if not SHORTEST <= lasts <= LONGEST:
            raise Invalid("topic.error.lasts")
        await self._free(work, by)
        return _ask(by, int(lasts.total_seconds()) // 60, {})

    @button("topic:again")
    async def again(self, work: Work, by: Invocation, minutes: int) -> Decision:
        """Open the form with what stood in it."""
        return _ask(by, minutes, await self._scanned.draft(work, by))

    @form("topic:open")
    async def opened(
        self, work: Work, by: Invocation, minutes: int, fields: dict[str, str], about: Message | None
    ) -> Decision:
        """Open the topic, unless something in it should not be posted."""
        again = f"topic:again:{minutes}"
        try:
            await self._free(work, by)
            source = read_source(fields["source"])
        except Invalid as error:
            return await self._scanned.unusable(work, by, fields, error, again)
        except ValueError:
            return await self._scanned.unusable(work, by, fields, Invalid("sources.error"), again)
        objection = await self._scanned.objection(work, by, fields, again, read=("title",), address=source.url)
        if objection is not None:
            return objection
        await self._scanned.posted(work, by)
        place = by.channel.id
        until = work.now + timedelta(minutes=minutes)
        topic = Topic(title=fields["title"].strip(), source=source.name, url=source.url, opened=work.now, until=until)
        await _TOPICS.put(work, by.community, place, topic, owner=by.actor.id, until=until + KEPT_AFTER)
        await work.timers.set(by.community, _OVER, place, until)
        seconds = await slower(work, self._survey, by.community, place, For.TOPIC, SLOW)
        theirs = speaking(self._policies(by.community).language)
        slowed = _line(place, topic, theirs, work.now, theirs.lasting(timedelta(seconds=seconds)))
        plain = _line(place, topic, theirs, work.now)
        slow = SlowDown(channel=place, seconds=seconds, then=(slowed,), otherwise=(plain,))
        say = speaking(by.locale)
        body = say("topic.opened.body", moment=say.moment(until, work.now))
        return answer(Card(title=say("topic.opened.title"), body=(body,))) + Decision(actions=((None, slow),))

    @command("topic close")
    async def close(self, work: Work, by: Invocation) -> Decision:
        """Close the topic of this channel; who opened it may, and moderators."""
        return await self._close(work, by, by.channel.id)

    @button("topic:close")
    async def press_close(self, work: Work, by: Invocation, platform: str, channel: str) -> Decision:
        """Close it from its card."""
        return await self._close(work, by, ChannelId(f"{platform}:{channel}"))

    async def _close(self, work: Work, by: Invocation, place: ChannelId) -> Decision:
        found = await _TOPICS.get(work, by.community, place)
        if found is None:
            raise Invalid("topic.error.none")
        if found.owner != by.actor.id and by.actor.role < Role.MODERATOR:
            raise Invalid("topic.error.not_yours")
        await work.timers.cancel(by.community, _OVER, place)
        say = speaking(by.locale)
        card = Card(title=say("topic.closed.title"), body=(say("topic.closed.done"),))
        return answer(card) + await self._end(work, found)

    @timer(_OVER)
    async def over(self, work: Work, ring: Timer) -> Decision:
        """Close a topic whose time is over."""
        found = await _TOPICS.get(work, ring.community, ring.subject)
        return NOTHING if found is None else await self._end(work, found)

    async def _end(self, work: Work, found: Entry[Topic]) -> Decision:
        """Take the button off the card, say below what was said that it is over, and let everybody write as before."""
        topic, place = found.value, ChannelId(found.name)
        await _TOPICS.remove(work, found.community, place)
        say = speaking(self._policies(found.community).language)
        card = Card(title=topic.title, body=(say("topic.closed.card"),), links=_links(topic, say))
        line = Card(title=say("topic.closed.title"), body=(say("topic.closed.line", title=topic.title),))
        told = TellChannel(channel=place, card=card, subject=topic.subject)
        return Decision(actions=((None, told), (None, TellChannel(channel=place, card=line)))) + await as_before(
            work, found.community, place, For.TOPIC
        )

    async def _free(self, work: Work, by: Invocation) -> None:
        """See that one more topic can be opened.

        Raises:
            Invalid: the channel is off or has a topic, or the member has one open elsewhere.
        """
        if self._policies(by.community).mode(by.channel.name) is ChannelMode.OFF:
            raise Invalid("topic.error.off")
        if await _TOPICS.get(work, by.community, by.channel.id) is not None:
            raise Invalid("topic.error.here")
        if await _TOPICS.page(work, by.community, owner=by.actor.id):
            raise Invalid("topic.error.elsewhere")

    async def export(self, work: Work, community: CommunityId, member: MemberId) -> dict[str, object]:
        """Give a member the topic that they have open."""
        drafts = await self._scanned.export(work, community, member)
        return {"topics": await _TOPICS.export(work, community, member), "topic drafts": drafts}

    async def erase(self, work: Work, community: CommunityId, member: MemberId) -> int:
        """Delete a member's draft; a topic that is open stays for the others until its end, as nobody's."""
        mine = await _TOPICS.page(work, community, owner=member)
        for one in mine:
            await _TOPICS.put(work, community, one.name, one.value, until=one.until)
        return len(mine) + await self._scanned.erase(work, community, member)


def _line(place: ChannelId, topic: Topic, say: Say, now: datetime, pause: str | None = None) -> TellChannel:
    """Draw the card of an open topic; with how often one can write where the platform sees to that."""
    body = [say("topic.card.body", moment=say.moment(topic.until, now)), say("topic.card.sources")]
    if pause is not None:
        body.append(say("topic.card.slow", pause=pause))
    card = Card(
        title=topic.title,
        body=tuple(body),
        links=_links(topic, say),
        buttons=(Button(label=say("button.topic.close"), token=f"topic:close:{place}"),),
    )
    return TellChannel(channel=place, card=card, subject=topic.subject)


def _links(topic: Topic, say: Say) -> tuple[Link, ...]:
    return (Link(label=say("topic.link", source=topic.source[:60]), url=topic.url),)


def _ask(by: Invocation, minutes: int, values: dict[str, str]) -> Decision:
    say = speaking(by.locale)
    fields = (
        Field(name="title", label=say("topic.field.title"), max_length=120, value=values.get("title", "")),
        Field(
            name="source",
            label=say("topic.field.source"),
            max_length=300,
            value=values.get("source", ""),
            hint=say("sources.hint"),
        ),
    )
    return Decision(
        reply=ShowForm(form=Form(title=say("topic.form.title"), token=f"topic:open:{minutes}", fields=fields))
    )
