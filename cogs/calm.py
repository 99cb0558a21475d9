"""Staying calm: a pause that anybody may ask for, a question what was meant, a draft that waits before it is sent.

Source: the editorial's "Stay calm and professional", and its remark that brevity is misread. Who asks is never named:
it is not kept, and what is counted is counted in memory alone.
"""

from collections import deque
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.core.actions import (
    NOTHING,
    AskModerators,
    Decision,
    PublishMessage,
    ReplaceCard,
    ShowForm,
    SlowDown,
    TellChannel,
    TellMember,
    answer,
)
from bot.core.cards import Button, Card, Field, FieldKind, Form, Link, Option, Style
from bot.core.commands import button, command, form, listens, message_menu, timer
from bot.core.courtesy import Occasion, quiet_of
from bot.core.engine import Examiner, Signalled, language_of
from bot.core.errors import Invalid
from bot.core.events import Channel, ChannelId, CommunityId, Invocation, MemberId, Message, MessageId, MessageRef, Role
from bot.core.fleeting import Fleeting
from bot.core.policy import ChannelMode
from bot.core.ports import Timer, Work
from bot.core.text import Content
from cogs.shared.channels import SurveyOf
from cogs.shared.checking import reasons, safer_wording
from cogs.shared.kept import Entry, Kept
from cogs.shared.scan import scan
from cogs.shared.slowing import For, as_before, lifted, slower
from config.catalogue import Say, speaking

ENOUGH = 2
WINDOW = timedelta(minutes=30)
"""How many members within how long make a pause; one is enough where the talk is hot (source: the editorial's features,
"Stay calm"). Half an hour is what the heat of a thread lasts (`bot.detectors.respect.heat`)."""

SLOW, SLOW_LASTS = timedelta(seconds=30), timedelta(minutes=10)
EVERY = timedelta(hours=1)
"""A channel is asked to pause once an hour at most."""

REQUESTS, QUESTIONS, RECEIVED = 3, 3, 2
DAY = timedelta(days=1)
"""How often a member may ask for a pause, may ask what was meant, and is asked it, within a day (our defaults): a
pile-on needs more."""

WAITS = (20, 60, 180, 720)
"""Minutes after which a draft may come back: the feature's twenty, and up to a night's sleep."""

DRAFT_KEPT, STOPPED_KEPT = timedelta(hours=48), timedelta(hours=1)
"""How long a draft is kept once it has come back, or was sent on its way, and one that was stopped."""

_LONGEST = 2_000
_MOST_TALLIED = 10_000
_PAUSE_OVER, _RIPE = "calm.pause_over", "calm.draft"
_QUESTIONS_PREFERENCE = "asked_meant"


class _Tally:
    """How often each has done something lately; nothing of it is kept longer than it counts."""

    def __init__(self, within: timedelta) -> None:
        self._within = within
        self._marks: Fleeting[tuple[str, str], deque[datetime]] = Fleeting(within.total_seconds(), _MOST_TALLIED)

    def count(self, community: CommunityId, who: str, now: datetime) -> int:
        """Count the marks that still count."""
        return sum(now - mark < self._within for mark in self._marks.get((community, who)) or ())

    def mark(self, community: CommunityId, who: str, now: datetime) -> None:
        """Count one more."""
        marks = self._marks.get((community, who)) or deque(maxlen=8)
        marks.append(now)
        self._marks.put((community, who), marks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """A draft that waits: its words, where they are to go, for how long; whether it has come back or is on its way."""

    text: str = field(repr=False)
    channel: ChannelId
    channel_name: str
    minutes: int
    ripe: bool = False
    sent: bool = False


class CalmCog:
    """Gives everybody a quiet way to slow things down, themselves included."""

    def __init__(self, examiner: Examiner, survey: SurveyOf) -> None:
        self._examiner = examiner
        self._survey = survey
        self._drafts = Kept("calm.draft", Later)
        self._hot = _Tally(WINDOW)
        self._paused = _Tally(EVERY)
        self._wishes: Fleeting[tuple[CommunityId, ChannelId], dict[MemberId, datetime]] = Fleeting(
            WINDOW.total_seconds(), _MOST_TALLIED
        )
        self._requests, self._questions, self._received = _Tally(DAY), _Tally(DAY), _Tally(DAY)

    @listens(Signalled)
    async def signalled(self, work: Work, event: Signalled) -> Decision:
        """Remember that a channel is hot: then one request makes a pause."""
        if event.signal.rule == "disrespect.heat" and event.signal.channel is not None:
            self._hot.mark(event.community, event.signal.channel.id, work.now)
        return NOTHING

    @message_menu("pause")
    async def ask_for_a_pause(self, work: Work, by: Invocation, about: Message) -> Decision:
        """Count a wish for a pause; enough of them slow the channel down for ten minutes."""
        say = speaking(by.locale)
        community, place, now = by.community, about.channel, work.now
        policy = self._examiner.policies(community)
        if policy.mode(place.name) is ChannelMode.OFF:
            raise Invalid("calm.error.off")
        if self._paused.count(community, place.id, now):
            return answer(Card(title=say("calm.pause.title"), body=(say("calm.pause.already"),)))
        kept = self._wishes.get((community, place.id)) or {}
        wishes = {who: at for who, at in kept.items() if now - at < WINDOW}
        if by.actor.id not in wishes:
            if self._requests.count(community, by.actor.id, now) >= REQUESTS:
                raise Invalid("calm.error.requests")
            self._requests.mark(community, by.actor.id, now)
            wishes[by.actor.id] = now
            self._wishes.put((community, place.id), wishes)
        thanks = answer(Card(title=say("calm.pause.title"), body=(say("calm.pause.thanks"),)))
        if len(wishes) < ENOUGH and not self._hot.count(community, place.id, now):
            return thanks
        count = len(wishes)
        self._paused.mark(community, place.id, now)
        seconds = await slower(work, self._survey, community, place.id, For.PAUSE, SLOW)
        self._wishes.drop((community, place.id))
        await work.timers.set(community, _PAUSE_OVER, place.id, now + SLOW_LASTS)
        return thanks + Decision(actions=((None, _slow(place, count, seconds, speaking(policy.language))),))

    @button("calm:lift", needs=Role.MODERATOR)
    async def lift(self, work: Work, by: Invocation, platform: str, channel: str) -> Decision:
        """Let everybody write as before, at once."""
        say = speaking(by.locale)
        place = ChannelId(f"{platform}:{channel}")
        await work.timers.cancel(by.community, _PAUSE_OVER, place)
        done = Card(title=say("calm.told.title"), body=(say("calm.told.lifted"),))
        return Decision(reply=ReplaceCard(card=done)) + await lifted(work, by.community, place)

    @timer(_PAUSE_OVER)
    async def pause_over(self, work: Work, ring: Timer) -> Decision:
        """Let everybody write as before."""
        return await as_before(work, ring.community, ChannelId(ring.subject), For.PAUSE)

    @message_menu("meant")
    async def ask_what_was_meant(self, work: Work, by: Invocation, about: Message) -> Decision:
        """Ask a message's author in one private line what was meant; the answer is the same whether it reached them."""
        say = speaking(by.locale)
        author, community, now = about.author, by.community, work.now
        if author.id == by.actor.id:
            raise Invalid("calm.error.own")
        if self._questions.count(community, by.actor.id, now) >= QUESTIONS:
            raise Invalid("calm.error.questions")
        self._questions.mark(community, by.actor.id, now)
        thanks = answer(Card(title=say("calm.meant.title"), body=(say("calm.meant.thanks"),)))
        wishes = (await work.members.preferences(community, author.id)).get(_QUESTIONS_PREFERENCE)
        if wishes == "no" or self._received.count(community, author.id, now) >= RECEIVED:
            return thanks
        self._received.mark(community, author.id, now)
        theirs = speaking(await language_of(work, community, author, self._examiner.policies(community)))
        told = TellMember(
            member=author.id,
            card=Card(
                title=theirs("calm.asked.title", channel=about.channel.name),
                body=(theirs("calm.asked.body"), theirs("calm.asked.free")),
                links=(Link(label=theirs("calm.asked.link"), url=about.link),) if about.link else (),
                buttons=(Button(label=theirs("button.calm.no_questions"), token="calm:questions:no"),),
            ),
            about=about.ref,
            occasion=Occasion.SUBSCRIBED,
            once=f"meant {about.id}",
            if_reads=about.channel.id,
        )
        return thanks + Decision(actions=((None, told),))

    @button("calm:questions")
    async def take_questions(self, work: Work, by: Invocation, on: bool) -> Decision:  # noqa: FBT001 - a token's state
        """Take no such question any more, or take them again."""
        say = speaking(by.locale)
        await work.members.prefer(by.community, by.actor.id, _QUESTIONS_PREFERENCE, None if on else "no")
        other = (
            Button(label=say("button.calm.no_questions"), token="calm:questions:no")
            if on
            else Button(label=say("button.calm.questions"), token="calm:questions:yes")
        )
        line = say("calm.questions.on") if on else say("calm.questions.off")
        return Decision(reply=ReplaceCard(card=Card(title=say("calm.meant.title"), body=(line,), buttons=(other,))))

    @command("draft")
    async def draft(self, work: Work, by: Invocation) -> Decision:
        """Ask for a message that is to wait."""
        return Decision(reply=ShowForm(form=_form("", WAITS[0], "draft:new", speaking(by.locale), waits=True)))

    @form("draft:new")
    async def drafted(self, work: Work, by: Invocation, fields: dict[str, str], about: Message | None) -> Decision:
        """Keep a draft until its time."""
        later = Later(text=_text(fields), channel=by.channel.id, channel_name=by.channel.name, minutes=_minutes(fields))
        return await self._keep(work, by, later)

    @timer(_RIPE)
    async def ripe(self, work: Work, ring: Timer) -> Decision:
        """Bring a draft back to its author; it is never sent by itself."""
        kept = await self._drafts.get(work, ring.community, ring.subject)
        if kept is None or kept.owner is None:
            return NOTHING
        value = replace(kept.value, ripe=True)
        policy = self._examiner.policies(ring.community)
        wishes = await work.members.preferences(ring.community, kept.owner)
        until = (quiet_of(wishes, policy.time_zone).until(work.now) or work.now) + DRAFT_KEPT
        await self._drafts.put(work, ring.community, kept.name, value, owner=kept.owner, until=until)
        say = speaking(wishes.get("language", policy.language))
        card = Card(
            title=say("calm.ripe.title", channel=value.channel_name),
            body=(say("calm.ripe.body"),),
            excerpt=value.text,
            buttons=_buttons(kept.name, say, may_send=True),
            footer=say("calm.ripe.footer"),
        )
        told = TellMember(member=kept.owner, card=card, occasion=Occasion.NEWS, if_reads=value.channel)
        return Decision(actions=((None, told),))

    @button("draft:edit")
    async def edit(self, work: Work, by: Invocation, draft: str) -> Decision:
        """Show a draft to be changed; one that a check has stopped, in a safer wording."""
        kept = await self._own(work, by, draft)
        say = speaking(by.locale)
        seen = await scan(self._examiner, work, Content.of(kept.value.text), by.community)
        text = kept.value.text if seen.is_clear else (safer_wording(seen.judged, say) or kept.value.text)
        form_ = _form(text, kept.value.minutes, f"draft:again:{draft}", say, waits=not kept.value.ripe)
        return Decision(reply=ShowForm(form=form_))

    @form("draft:again")
    async def again(
        self, work: Work, by: Invocation, draft: str, fields: dict[str, str], about: Message | None
    ) -> Decision:
        """Keep the changed draft in the place of the earlier one."""
        kept = await self._own(work, by, draft)
        await self._forget(work, by.community, draft)
        minutes = kept.value.minutes if kept.value.ripe else _minutes(fields)
        return await self._keep(work, by, replace(kept.value, text=_text(fields), minutes=minutes, sent=False))

    @button("draft:drop")
    async def drop(self, work: Work, by: Invocation, draft: str) -> Decision:
        """Forget a draft."""
        await self._own(work, by, draft)
        say = speaking(by.locale)
        await self._forget(work, by.community, draft)
        return Decision(reply=ReplaceCard(card=Card(title=say("calm.draft.title"), body=(say("calm.draft.dropped"),))))

    @button("draft:send")
    async def send(self, work: Work, by: Invocation, draft: str) -> Decision:
        """Post a draft under its author's name, once, if it is still clear."""
        kept = await self._own(work, by, draft)
        say = speaking(by.locale)
        value = kept.value
        if value.sent:
            raise Invalid("calm.error.sent")
        if not value.ripe:
            raise Invalid("error.stale_control")
        content = Content.of(value.text)
        if not (await scan(self._examiner, work, content, by.community)).is_clear:
            await self._forget(work, by.community, draft)
            return await self._keep(work, by, value)
        until = work.now + STOPPED_KEPT
        sent = replace(value, sent=True)
        await self._drafts.put(work, by.community, draft, sent, owner=by.actor.id, until=until)
        failed = Card(
            title=say("calm.draft.title"),
            body=(say("calm.draft.failed", channel=value.channel_name),),
            buttons=_buttons(draft, say, may_send=False),
        )
        place = MessageRef(channel=value.channel, id=MessageId(f"{value.channel}:draft-{draft}"))
        publish = PublishMessage(
            message=place,
            author=by.actor.id,
            content=content,
            otherwise=(TellMember(member=by.actor.id, card=failed, occasion=Occasion.URGENT),),
        )
        done = Card(title=say("calm.draft.title"), body=(say("calm.draft.sent", channel=value.channel_name),))
        return Decision(reply=ReplaceCard(card=done), actions=((None, publish),))

    async def _keep(self, work: Work, by: Invocation, later: Later) -> Decision:
        """Keep a draft, with a clock if it is clear and has yet to wait; say why where it is not clear."""
        say = speaking(by.locale)
        seen = await scan(self._examiner, work, Content.of(later.text), by.community)
        wait = timedelta() if later.ripe else timedelta(minutes=later.minutes)
        until = work.now + (wait + DRAFT_KEPT if seen.is_clear else STOPPED_KEPT)
        draft = await self._drafts.add(work, by.community, later, owner=by.actor.id, until=until)
        if not seen.is_clear:
            wording = safer_wording(seen.judged, say)
            body = say("calm.draft.stopped") if seen.whole else say("calm.draft.unchecked")
            return answer(
                Card(
                    title=say("calm.draft.title"),
                    body=(body, *((say("check.safer"),) if wording else ())),
                    facts=tuple(reasons(seen.judged, say)),
                    excerpt=wording,
                    buttons=_buttons(draft, say, may_send=False),
                )
            )
        if later.ripe:
            buttons = _buttons(draft, say, may_send=True)
            return answer(Card(title=say("calm.draft.title"), body=(say("calm.draft.changed"),), buttons=buttons))
        await work.timers.set(by.community, _RIPE, draft, work.now + wait)
        body = say("calm.draft.kept", wait=say.lasting(wait), channel=later.channel_name)
        buttons = _buttons(draft, say, may_send=False)
        return answer(Card(title=say("calm.draft.title"), body=(body,), buttons=buttons))

    async def _own(self, work: Work, by: Invocation, draft: str) -> Entry[Later]:
        kept = await self._drafts.get(work, by.community, draft)
        if kept is None or kept.owner != by.actor.id:
            raise Invalid("calm.error.draft_gone")
        return kept

    async def _forget(self, work: Work, community: CommunityId, draft: str) -> None:
        await work.timers.cancel(community, _RIPE, draft)
        await self._drafts.remove(work, community, draft)

    async def export(self, work: Work, community: CommunityId, member: MemberId) -> dict[str, object]:
        """Give a member their drafts; who asked for what is not kept."""
        return {"drafts": await self._drafts.export(work, community, member)}

    async def erase(self, work: Work, community: CommunityId, member: MemberId) -> int:
        """Forget a member's drafts; a clock that still runs for one rings for nothing."""
        return await self._drafts.erase(work, community, member)


def _slow(channel: Channel, count: int, seconds: int, say: Say) -> SlowDown:
    """Slow a channel down, say so in it in one neutral line, and tell moderators; where it cannot be, ask alone."""
    place, name = channel.id, channel.name
    lasts, pause = say.lasting(SLOW_LASTS), say.lasting(timedelta(seconds=seconds))
    slowed = Card(title=say("calm.line.title"), body=(say("calm.line.slow", lasts=lasts, pause=pause),))
    asked = Card(title=say("calm.line.title"), body=(say("calm.line.ask"),))
    lift = Button(label=say("button.calm.lift"), token=f"calm:lift:{place}")
    told = Card(
        title=say("calm.told.title"),
        body=(say("calm.told.slow", channel=name, count=count, lasts=lasts),),
        buttons=(lift,),
    )
    cannot = Card(title=say("calm.told.title"), body=(say("calm.told.cannot", channel=name, count=count),))
    return SlowDown(
        channel=place,
        seconds=seconds,
        then=(TellChannel(channel=place, card=slowed), AskModerators(subject=_pause(place), card=told)),
        otherwise=(TellChannel(channel=place, card=asked), AskModerators(subject=_pause(place), card=cannot)),
    )


def _pause(place: ChannelId) -> str:
    return f"pause:{place}"


def _form(text: str, minutes: int, token: str, say: Say, *, waits: bool) -> Form:
    words = Field(
        name="text", label=say("fix.field"), kind=FieldKind.PARAGRAPH, max_length=_LONGEST, value=text[:_LONGEST]
    )
    options = tuple(Option(label=say.lasting(timedelta(minutes=one)), value=str(one)) for one in WAITS)
    wait = Field(name="wait", label=say("calm.field.wait"), kind=FieldKind.CHOICE, options=options, value=str(minutes))
    return Form(
        title=say("calm.form.title"),
        intro=say("calm.form.intro"),
        token=token,
        fields=(words, wait) if waits else (words,),
    )


def _text(answers: dict[str, str]) -> str:
    text = answers.get("text", "").strip()[:_LONGEST]
    if not text:
        raise Invalid("error.empty_text")
    return text


def _minutes(answers: dict[str, str]) -> int:
    written = answers.get("wait") or str(WAITS[0])
    if written not in map(str, WAITS):
        raise Invalid("error.bad_option", option="wait", expected=", ".join(map(str, WAITS)))
    return int(written)


def _buttons(draft: str, say: Say, *, may_send: bool) -> tuple[Button, ...]:
    send = Button(label=say("button.draft.send"), token=f"draft:send:{draft}", style=Style.PRIMARY)
    edit = Button(label=say("button.draft.edit"), token=f"draft:edit:{draft}")
    drop = Button(label=say("button.case.drop"), token=f"draft:drop:{draft}")
    return (send, edit, drop) if may_send else (edit, drop)
