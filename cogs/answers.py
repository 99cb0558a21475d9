"""Questions that nobody has answered, and how soon questions usually are: measured, never promised.

Only channels that an admin has chosen are looked at. Of a question its place, its author, its time and its link are
kept, of an answer only how long it took; no text of either.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from statistics import median_low

from bot.core.actions import NOTHING, Decision, TakeBack, TellChannel, answer
from bot.core.cards import Card, Link
from bot.core.cases import Visibility
from bot.core.commands import command, listens, looks_on, starts, timer
from bot.core.courtesy import zones
from bot.core.engine import Policies, Seen
from bot.core.errors import Invalid
from bot.core.events import (
    ChannelId,
    CommunityId,
    Invocation,
    MemberId,
    MessageDeleted,
    MessageId,
    MessagePosted,
    MessageRef,
    Role,
)
from bot.core.findings import Label
from bot.core.ports import Timer, Work
from cogs.shared.channels import SurveyOf, channel_of, name_of
from cogs.shared.kept import Entry, Kept
from config.catalogue import Say, speaking

FEWEST_WORDS = 5
"""Fewer make “any news?” or “how old is she?”: part of a talk, not a question to everybody (our default)."""

OPEN_FOR = timedelta(days=14)
"""A question that old has gone unanswered, and counts as such (our default)."""

MEASURED_FOR = timedelta(days=90)
FEWEST_MEASURED = 20
"""From so many questions on a median says something: one slow week does not move it (our default)."""

MOST_LISTED = 10
DIGEST_AT = time(8)
"""By the community's clock, after its quiet hours (our default)."""

_DIGEST = "answers.digest"
_QUESTION_MARK = re.compile(r"[?\uff1f\u061f](?=[\s\"'”»)*_~\]]|$)")
_NOT_SAID = re.compile(r"https?://\S+|<[@#:][^>\s]*>|^>.*$", re.MULTILINE)
"""Links, mentions and quoted lines: a question mark in them asks nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A channel whose questions are looked after: where the digest goes, and whether the card stands there."""

    name: str
    digest: ChannelId
    card: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question without its words; its author is who owns the record."""

    channel: ChannelId
    thread: str | None
    asked: datetime
    link: str | None
    listed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """How long one question waited; None where nobody answered. Whose it was is not kept."""

    channel: ChannelId
    seconds: int | None


@dataclass(frozen=True, slots=True)
class _Open:
    """A question that waits, as it is kept in mind."""

    message: MessageId
    author: MemberId
    asked: datetime


_Place = tuple[CommunityId, ChannelId, str | None]

_WATCHED = Kept("answers_channel", Watched)
_QUESTIONS = Kept("question", Question)
_MEASURED = Kept("answer_time", Measured)


class AnswersCog:
    """Notices questions in the channels it was asked to look after, names those that wait, measures the others."""

    def __init__(self, policies: Policies, survey: SurveyOf) -> None:
        self._policies = policies
        self._survey = survey
        self._watched: dict[CommunityId, set[ChannelId]] = {}
        self._open: dict[_Place, list[_Open]] = {}

    @starts
    async def begin(self, work: Work) -> None:
        """Read which channels are looked after and which questions wait."""
        self._watched.clear()
        self._open.clear()
        for channel in await _WATCHED.everywhere(work):
            self._watched.setdefault(channel.community, set()).add(ChannelId(channel.name))
        for one in await _QUESTIONS.everywhere(work):
            if one.owner is not None:
                self._remember(one.community, one.value, _Open(MessageId(one.name), one.owner, one.value.asked))

    def wants(self, seen: Seen) -> bool:
        """Want a question in a channel that is looked after, and whatever may answer one that waits there."""
        channel = seen.message.channel
        if not isinstance(seen.event, MessagePosted) or channel.is_private:
            return False
        if channel.id not in self._watched.get(seen.community, ()):
            return False
        return self._answered_by(seen) is not None or self._asks(seen)

    @looks_on("wants")
    async def look(self, work: Work, seen: Seen) -> Decision:
        """Write down a question, or that one was answered."""
        message, community = seen.message, seen.community
        answered = self._answered_by(seen)
        if answered is not None:
            self._forget(community, MessageRef(channel=message.channel.id, id=answered.message))
            if await _QUESTIONS.remove(work, community, answered.message):
                took = max(int((message.posted_at - answered.asked).total_seconds()), 0)
                await self._measure(work, community, message.channel.id, took)
            return NOTHING
        question = Question(
            channel=message.channel.id, thread=message.thread, asked=message.posted_at, link=message.link
        )
        until = message.posted_at + OPEN_FOR + timedelta(days=2)
        await _QUESTIONS.put(work, community, message.id, question, owner=message.author.id, until=until)
        self._remember(community, question, _Open(message.id, message.author.id, message.posted_at))
        return NOTHING

    @listens(MessageDeleted)
    async def deleted(self, work: Work, event: MessageDeleted) -> Decision:
        """Forget a question that its author took back."""
        if self._forget(event.community, event.message):
            await _QUESTIONS.remove(work, event.community, event.message.id)
        return NOTHING

    @command("channel questions", needs=Role.ADMIN)
    async def questions(
        self,
        work: Work,
        by: Invocation,
        channel: ChannelId | None = None,
        digest: ChannelId | None = None,
        on: bool = True,  # noqa: FBT001, FBT002 - an option of the command
    ) -> Decision:
        """Look after a channel's questions, or stop; what waits is named once a day in the channel for the digest."""
        say = speaking(by.locale)
        survey = self._survey(by.community)
        place = channel_of(survey, channel, by)
        kept = await _WATCHED.get(work, by.community, place)
        if not on:
            await _WATCHED.remove(work, by.community, place)
            await self._drop(work, by.community, place)
            off = say("answers.off.body", channel=name_of(survey, place, by))
            taken = TakeBack(channel=place, subject=_CARD)
            return answer(Card(title=say("answers.title"), body=(off,))) + Decision(
                actions=((None, taken),) if kept is not None and kept.value.card else ()
            )
        target = channel_of(survey, digest, by) if digest is not None else place
        watched = Watched(name=name_of(survey, place, by), digest=target, card=kept is not None and kept.value.card)
        await _WATCHED.put(work, by.community, place, watched)
        self._watched.setdefault(by.community, set()).add(place)
        await work.timers.set(by.community, _DIGEST, "daily", self._next_digest(by.community, work.now))
        policy = self._policies(by.community)
        body = (
            say(
                "answers.on.body",
                channel=watched.name,
                digest=name_of(survey, target, by),
                after=say.lasting(policy.unanswered_after),
            ),
            say("answers.on.kept"),
        )
        return answer(Card(title=say("answers.title"), body=body))

    @command("channel card", needs=Role.ADMIN)
    async def card(self, work: Work, by: Invocation) -> Decision:
        """Write into this channel how soon questions are usually answered, and keep it up to date."""
        kept = await _WATCHED.get(work, by.community, by.channel.id)
        if kept is None:
            raise Invalid("answers.error.not_watched")
        await _WATCHED.put(work, by.community, kept.name, replace(kept.value, card=True))
        say = speaking(by.locale)
        drawn = await self._draw(work, by.community, by.channel.id)
        card = Card(title=say("answers.title"), body=(say("answers.card.done", fewest=FEWEST_MEASURED),))
        return answer(card) + Decision(actions=((None, drawn),))

    @timer(_DIGEST)
    async def digest(self, work: Work, ring: Timer) -> Decision:
        """Once a day: name what waits, count what was never answered, draw the channels' cards anew."""
        channels = {ChannelId(one.name): one.value for one in await _WATCHED.page(work, ring.community, limit=1_000)}
        if not channels:
            return NOTHING
        await work.timers.set(ring.community, _DIGEST, "daily", self._next_digest(ring.community, work.now))
        waiting: dict[ChannelId, list[tuple[Watched, Entry[Question]]]] = {}
        for one in await _QUESTIONS.page(work, ring.community, limit=10_000):
            watched = channels.get(one.value.channel)
            if watched is None:
                continue
            if work.now - one.value.asked >= OPEN_FOR:
                await self._give_up(work, one)
            elif await self._is_due(work, one):
                waiting.setdefault(watched.digest, []).append((watched, one))
                until = one.until
                listed = replace(one.value, listed=True)
                await _QUESTIONS.put(work, one.community, one.name, listed, owner=one.owner, until=until)
        say = speaking(self._policies(ring.community).language)
        told = [TellChannel(channel=target, card=_waiting(found, say)) for target, found in waiting.items()]
        cards = [await self._draw(work, ring.community, one) for one, watched in channels.items() if watched.card]
        return Decision(actions=tuple((None, action) for action in (*told, *cards)))

    async def export(self, work: Work, community: CommunityId, member: MemberId) -> dict[str, object]:
        """Give a member where and when they asked something that still waits."""
        return {"open questions": await _QUESTIONS.export(work, community, member)}

    async def erase(self, work: Work, community: CommunityId, member: MemberId) -> int:
        """Forget a member's questions."""
        for place, waiting in self._open.items():
            if place[0] == community:
                waiting[:] = [one for one in waiting if one.author != member]
        return await _QUESTIONS.erase(work, community, member)

    def _asks(self, seen: Seen) -> bool:
        """Tell a question to everybody: not a second one of the same author there, nor one inside another's thread."""
        if not is_question(seen.message.content.body) or Label.ADVICE in seen.verdict.flagged:
            return False
        waiting = self._open.get(_place(seen), [])
        return not any(one.author == seen.message.author.id for one in waiting)

    def _answered_by(self, seen: Seen) -> _Open | None:
        """Find what a message answers.

        In a thread every word of somebody else is an answer, and so is a thread that is opened on a question. In the
        channel itself it is an answer to the latest question of somebody else, unless it asks everybody something new.
        """
        message = seen.message
        if message.thread is not None:
            waiting = self._open.get(_place(seen), [])
            found = _latest(waiting, message.author.id)
            return found or self._begun(seen)
        if is_question(message.content.body):
            return None
        return _latest(self._open.get(_place(seen), []), message.author.id)

    def _begun(self, seen: Seen) -> _Open | None:
        """Find the question on which a thread was opened: both platforms name a thread by its first message."""
        waiting = self._open.get((seen.community, seen.message.channel.id, None), [])
        named = (
            one for one in waiting if one.message.rpartition(":")[2] == (seen.message.thread or "").rpartition(":")[2]
        )
        return _latest(list(named), seen.message.author.id)

    def _remember(self, community: CommunityId, question: Question, one: _Open) -> None:
        self._open.setdefault((community, question.channel, question.thread), []).append(one)

    def _forget(self, community: CommunityId, message: MessageRef) -> bool:
        """Put a question out of mind; False where it was none."""
        for place, waiting in self._open.items():
            for one in waiting:
                if place[0] == community and one.message == message.id:
                    waiting.remove(one)
                    if not waiting:
                        del self._open[place]
                    return True
        return False

    async def _drop(self, work: Work, community: CommunityId, channel: ChannelId) -> None:
        """Forget everything about a channel that is no longer looked after."""
        self._watched.get(community, set()).discard(channel)
        for place in [one for one in self._open if one[:2] == (community, channel)]:
            del self._open[place]
        for question in await _QUESTIONS.page(work, community, limit=100_000):
            if question.value.channel == channel:
                await _QUESTIONS.remove(work, community, question.name)
        for measured in await _MEASURED.page(work, community, limit=100_000):
            if measured.value.channel == channel:
                await _MEASURED.remove(work, community, measured.name)

    async def _measure(self, work: Work, community: CommunityId, channel: ChannelId, seconds: int | None) -> None:
        measured = Measured(channel=channel, seconds=seconds)
        await _MEASURED.add(work, community, measured, until=work.now + MEASURED_FOR)

    async def _give_up(self, work: Work, one: Entry[Question]) -> None:
        """Count a question as never answered."""
        self._forget(one.community, MessageRef(channel=one.value.channel, id=MessageId(one.name)))
        await _QUESTIONS.remove(work, one.community, one.name)
        await self._measure(work, one.community, one.value.channel, None)

    async def _is_due(self, work: Work, one: Entry[Question]) -> bool:
        """Tell whether a question has waited long enough to be named, once; one that was hidden meanwhile is not."""
        if one.value.listed or work.now - one.value.asked < self._policies(one.community).unanswered_after:
            return False
        place = MessageRef(channel=one.value.channel, id=MessageId(one.name))
        case = await work.cases.by_message(one.community, place)
        return case is None or case.visibility not in (Visibility.HELD, Visibility.REMOVED)

    def _next_digest(self, community: CommunityId, now: datetime) -> datetime:
        """Find the next morning, by the community's clock, on which nobody is disturbed."""
        policy = self._policies(community)
        place = zones()[policy.time_zone.casefold()]
        today = now.astimezone(place).date()
        at = datetime.combine(today, DIGEST_AT, place).astimezone(UTC)
        if at <= now:
            at = datetime.combine(today + timedelta(days=1), DIGEST_AT, place).astimezone(UTC)
        return policy.quiet_until(at) or at

    async def _draw(self, work: Work, community: CommunityId, channel: ChannelId) -> TellChannel:
        """Draw a channel's card from what was measured."""
        say = speaking(self._policies(community).language)
        measured = [
            one.value.seconds
            for one in await _MEASURED.page(work, community, limit=100_000)
            if one.value.channel == channel
        ]
        return TellChannel(channel=channel, card=_usually(measured, say), subject=_CARD)


_CARD = "answers:card"


def is_question(text: str) -> bool:
    """Tell a question to everybody by its mark and its length; cheap, since it is asked of every message."""
    if not any(mark in text for mark in "?\uff1f\u061f"):
        return False
    said = _NOT_SAID.sub(" ", text)
    return _QUESTION_MARK.search(said) is not None and len(said.split()) >= FEWEST_WORDS


def typical(seconds: list[int | None]) -> timedelta | None:
    """Find the median wait; a question that was never answered waited longer than all. None where that is the median.

    Leaving the unanswered ones out would make a channel look quicker the less it answers.
    """
    longest = 10**12
    middle = median_low([longest if one is None else one for one in seconds])
    return None if middle == longest else timedelta(seconds=middle)


def _latest(waiting: list[_Open], author: MemberId) -> _Open | None:
    others = [one for one in waiting if one.author != author]
    return others[-1] if others else None


def _place(seen: Seen) -> _Place:
    return seen.community, seen.message.channel.id, seen.message.thread


def _usually(measured: list[int | None], say: Say) -> Card:
    """Draw the channel's card: the median where enough was measured, and that this is no place for emergencies."""
    if len(measured) < FEWEST_MEASURED:
        first = say("answers.card.unknown")
    else:
        middle = typical(measured)
        first = (
            say("answers.card.slow", count=len(measured))
            if middle is None
            else say("answers.card.usually", lasts=say.lasting(_rounded(middle)), count=len(measured))
        )
    return Card(title=say("answers.card.title"), body=(first, say("answers.card.emergency")))


def _rounded(lasts: timedelta) -> timedelta:
    """Round up to five minutes, so that nobody reads a promise to the second."""
    step = timedelta(minutes=5)
    return -(-lasts // step) * step or step


def _waiting(found: list[tuple[Watched, Entry[Question]]], say: Say) -> Card:
    """Draw the digest: where and since when, links and nothing of what was asked."""
    shown = found[:MOST_LISTED]
    lines = [
        say("answers.digest.row", channel=watched.name, day=say.day(one.value.asked.date())) for watched, one in shown
    ]
    return Card(
        title=say("answers.digest.title"),
        body=(say("answers.digest.body", count=len(found)), "\n".join(lines)),
        links=tuple(_links(shown, say)),
    )


def _links(found: list[tuple[Watched, Entry[Question]]], say: Say) -> Iterator[Link]:
    for watched, one in found:
        if one.value.link is not None:
            label = say("answers.digest.link", channel=watched.name, day=say.day(one.value.asked.date()))
            yield Link(label=label, url=one.value.link)
