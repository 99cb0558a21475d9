"""Events of a community: announced in a channel, answered by button, remembered by whoever wants to be reminded."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.actions import NOTHING, Decision, ShowForm, TellMember, answer
from bot.core.cards import Button, Card, Fact, Field, FieldKind, Form, Option
from bot.core.commands import button, command, completes, form, timer
from bot.core.courtesy import Occasion, quiet_of
from bot.core.engine import Examiner
from bot.core.errors import Invalid
from bot.core.events import CommunityId, Invocation, MemberId, Message, Role
from bot.core.ports import Timer, Work
from cogs.shared.channels import SurveyOf, name_of
from cogs.shared.gatherings import (
    DAY_BEFORE,
    GATHERINGS,
    HOUR_BEFORE,
    KEPT_AFTER,
    LONGEST,
    OVER,
    REPLIES,
    SHORTEST,
    Coming,
    Gathering,
    Reply,
    announcement,
    calendar_of,
    called_off,
    open_gathering,
    read_begin,
    take_away,
    when_and_where,
)
from cogs.shared.kept import Entry
from cogs.shared.scanned import Scanned
from config.catalogue import Say, speaking

MOST_SHOWN = 20
MOST_REPLIES = 10_000


class EventsCog:
    """Creates, lists and cancels events, counts who comes, and reminds them a day and an hour before."""

    def __init__(self, examiner: Examiner, survey: SurveyOf) -> None:
        self._survey = survey
        self._policies = examiner.policies
        self._scanned = Scanned(examiner, "draft.event")

    @command("events create")
    async def create(self, work: Work, by: Invocation, lasts: timedelta = timedelta(hours=1)) -> Decision:
        """Ask for what an event needs; it will be announced in this channel."""
        if not SHORTEST <= lasts <= LONGEST:
            raise Invalid("events.error.lasts")
        zone = self._policies(by.community).time_zone
        return _ask(by, int(lasts.total_seconds()) // 60, {"zone": zone})

    @button("events:again")
    async def again(self, work: Work, by: Invocation, minutes: int) -> Decision:
        """Open the form with what stood in it."""
        return _ask(by, minutes, await self._scanned.draft(work, by))

    @form("events:create")
    async def created(
        self, work: Work, by: Invocation, minutes: int, fields: dict[str, str], about: Message | None
    ) -> Decision:
        """Announce the event, unless something in it should not be posted."""
        again = f"events:again:{minutes}"
        policy = self._policies(by.community)
        try:
            begins, zone = read_begin(fields["when"], fields.get("zone") or policy.time_zone, work.now)
        except Invalid as error:
            return await self._scanned.unusable(work, by, fields, error, again)
        objection = await self._scanned.objection(work, by, fields, again, read=("title", "where", "description"))
        if objection is not None:
            return objection
        gathering = Gathering(
            title=fields["title"].strip(),
            description=fields.get("description", "").strip(),
            where=fields.get("where", "").strip(),
            begins=begins,
            lasts=timedelta(minutes=minutes),
            zone=zone,
            channel=by.channel.id,
            made=work.now,
        )
        say = speaking(by.locale)
        theirs = speaking(policy.language)
        try:
            number, announced = await open_gathering(work, by.community, by.actor.id, gathering, theirs)
        except Invalid as error:
            return await self._scanned.unusable(work, by, fields, error, again)
        await self._scanned.posted(work, by)
        card = Card(title=say("events.created.title"), body=(say("events.created.body", number=number),))
        return answer(card) + Decision(actions=((None, announced),))

    @command("events list")
    async def ahead(self, work: Work, by: Invocation) -> Decision:
        """List what is ahead in the community, this channel's first where it is much, as far as its reader can read."""
        say = speaking(by.locale)
        ahead = await self._ahead(work, by.community)
        nearest = sorted(ahead, key=lambda one: one.value.channel != by.channel.id)[:MOST_SHOWN]
        survey = self._survey(by.community)
        facts = tuple(
            Fact(
                name=say("events.row", number=one.name, title=one.value.title),
                value=f"{_when(one.value, say)} · #{name_of(survey, one.value.channel, by)}",
                if_reads=None if one.value.channel == by.channel.id else one.value.channel,
            )
            for one in sorted(nearest, key=_begins)
        )
        body = (say("events.list.body"),) if facts else (say("events.list.none"),)
        return answer(Card(title=say("events.list.title"), body=body, facts=facts))

    @command("events cancel")
    async def cancel(self, work: Work, by: Invocation, event: int) -> Decision:
        """Call an event off; who organises it may, and moderators."""
        say = speaking(by.locale)
        found = await self._found(work, by.community, event)
        if found.owner != by.actor.id and by.actor.role < Role.MODERATOR:
            raise Invalid("events.error.not_yours")
        off = called_off(found.value)
        await _keep(work, found, off)
        for kind in (DAY_BEFORE, HOUR_BEFORE, OVER):
            await work.timers.cancel(by.community, kind, found.name)
        theirs = speaking(self._policies(by.community).language)
        redrawn = await announcement(work, by.community, found.name, off, theirs)
        told = await self._tell_all(work, found.community, found.name, off, "cancelled")
        card = Card(title=say("events.cancelled.title"), body=(say("events.cancelled.body", number=found.name),))
        return answer(card) + Decision(actions=((None, redrawn), *told))

    @completes("events cancel", "event")
    async def numbers(self, work: Work, by: Invocation, typed: str) -> list[Option]:
        """Complete an event by its number: one's own, and for moderators those in this channel."""
        say = speaking(by.locale)
        mine = [
            one
            for one in await self._ahead(work, by.community)
            if one.owner == by.actor.id or (by.actor.role >= Role.MODERATOR and one.value.channel == by.channel.id)
        ]
        return [
            Option(label=f"{one.name} · {_when(one.value, say)}", value=one.name)
            for one in mine
            if one.name.startswith(typed)
        ]

    @button("events:going")
    async def going(self, work: Work, by: Invocation, event: int) -> Decision:
        """Come."""
        return await self._reply(work, by, event, Coming.GOING)

    @button("events:maybe")
    async def maybe(self, work: Work, by: Invocation, event: int) -> Decision:
        """Come perhaps."""
        return await self._reply(work, by, event, Coming.MAYBE)

    @button("events:no")
    async def not_going(self, work: Work, by: Invocation, event: int) -> Decision:
        """Take an answer back."""
        return await self._reply(work, by, event, Coming.NO)

    @button("events:calendar")
    async def calendar(self, work: Work, by: Invocation, event: int) -> Decision:
        """Give the event for one's own calendar."""
        found = await self._found(work, by.community, event)
        return answer(take_away(by.community, found.name, found.value, work.now, speaking(by.locale)))

    @button("events:quiet")
    async def quiet(self, work: Work, by: Invocation, event: int) -> Decision:
        """Send a member no reminder of this event."""
        say = speaking(by.locale)
        found = await self._found(work, by.community, event)
        name = f"{found.name}:{by.actor.id}"
        reply = await REPLIES.get(work, by.community, name)
        if reply is not None:
            changed = replace(reply.value, reminders=False)
            await REPLIES.put(work, by.community, name, changed, owner=by.actor.id, until=reply.until)
        return answer(Card(title=say("events.quiet.title"), body=(say("events.quiet.body"),)))

    @timer(DAY_BEFORE)
    async def a_day_before(self, work: Work, ring: Timer) -> Decision:
        """Remind those who come that it is tomorrow."""
        return await self._remind(work, ring, "day")

    @timer(HOUR_BEFORE)
    async def an_hour_before(self, work: Work, ring: Timer) -> Decision:
        """Remind those who come that it begins in an hour."""
        return await self._remind(work, ring, "hour")

    @timer(OVER)
    async def over(self, work: Work, ring: Timer) -> Decision:
        """Take the buttons off the card."""
        found = await GATHERINGS.get(work, ring.community, ring.subject)
        if found is None:
            return NOTHING
        say = speaking(self._policies(ring.community).language)
        redrawn = await announcement(work, ring.community, ring.subject, found.value, say)
        return Decision(actions=((None, redrawn),))

    async def export(self, work: Work, community: CommunityId, member: MemberId) -> dict[str, object]:
        """Give a member the events that they organise and their answers."""
        return {
            "events": await GATHERINGS.export(work, community, member),
            "event answers": await REPLIES.export(work, community, member),
            "event drafts": await self._scanned.export(work, community, member),
        }

    async def erase(self, work: Work, community: CommunityId, member: MemberId) -> int:
        """Delete a member's answers and draft; an event that others count on stays, as nobody's."""
        mine = await GATHERINGS.page(work, community, owner=member, limit=MOST_REPLIES)
        for one in mine:
            await GATHERINGS.put(work, community, one.name, one.value, until=one.until)
        erased = await REPLIES.erase(work, community, member)
        return len(mine) + erased + await self._scanned.erase(work, community, member)

    async def _ahead(self, work: Work, community: CommunityId) -> list[Entry[Gathering]]:
        kept = await GATHERINGS.page(work, community, limit=MOST_REPLIES)
        ahead = [one for one in kept if not one.value.cancelled and one.value.ends > work.now]
        return sorted(ahead, key=_begins)

    async def _found(self, work: Work, community: CommunityId, event: int) -> Entry[Gathering]:
        """Find an event that is still ahead.

        Raises:
            Invalid: there is none of this number, or it is over or called off.
        """
        found = await GATHERINGS.get(work, community, str(event))
        if found is None or found.value.cancelled or found.value.ends <= work.now:
            raise Invalid("events.error.none")
        return found

    async def _reply(self, work: Work, by: Invocation, event: int, coming: Coming) -> Decision:
        """Write an answer down, redraw the counts for everybody, and give the calendar's file to who comes."""
        say = speaking(by.locale)
        found = await self._found(work, by.community, event)
        name = f"{found.name}:{by.actor.id}"
        if coming is Coming.NO:
            await REPLIES.remove(work, by.community, name)
            shown = Card(title=found.value.title, body=(say("events.reply.no"),))
        else:
            until = found.value.ends + KEPT_AFTER
            await REPLIES.put(
                work, by.community, name, Reply(coming=coming, language=by.locale), owner=by.actor.id, until=until
            )
            taken = take_away(by.community, found.name, found.value, work.now, say)
            said = say("events.reply.going") if coming is Coming.GOING else say("events.reply.maybe")
            quiet = Button(label=say("button.no_reminders"), token=f"events:quiet:{found.name}")
            shown = replace(taken, body=(said, *taken.body), buttons=(quiet,))
        theirs = speaking(self._policies(by.community).language)
        redrawn = await announcement(work, by.community, found.name, found.value, theirs)
        return answer(shown) + Decision(actions=((None, redrawn),))

    async def _remind(self, work: Work, ring: Timer, story: str) -> Decision:
        found = await GATHERINGS.get(work, ring.community, ring.subject)
        late = timedelta(hours=12) if story == "day" else timedelta()
        if found is None or found.value.cancelled or found.value.begins - work.now <= late:
            return NOTHING  # it rang late: what it would say is no longer so
        return Decision(actions=tuple(await self._tell_all(work, ring.community, ring.subject, found.value, story)))

    async def _tell_all(
        self, work: Work, community: CommunityId, number: str, gathering: Gathering, story: str
    ) -> list[tuple[None, TellMember]]:
        """Tell everybody who comes, once, unless they want no reminder or would read it too late."""
        policy = self._policies(community)
        told: list[tuple[None, TellMember]] = []
        for reply in await REPLIES.page(work, community, starting=f"{number}:", limit=MOST_REPLIES):
            if reply.owner is None or not (reply.value.reminders or gathering.cancelled):
                continue
            preferences = await work.members.preferences(community, reply.owner)
            until = quiet_of(preferences, policy.time_zone).until(work.now)
            if until is not None and until >= gathering.begins:
                continue
            say = speaking(preferences.get("language", reply.value.language))
            told.append(
                (
                    None,
                    TellMember(
                        member=reply.owner,
                        card=_reminder(community, number, gathering, story, work.now, say),
                        occasion=Occasion.NEWS if gathering.cancelled else Occasion.SUBSCRIBED,
                        once=f"event:{number}:{story}",
                        if_reads=gathering.channel,
                    ),
                )
            )
        return told


def _ask(by: Invocation, minutes: int, values: dict[str, str]) -> Decision:
    """Ask for an event's title, time, place and description."""
    say = speaking(by.locale)

    def field(name: str, label: str, length: int, *, required: bool = True, hint: str = "") -> Field:
        kind = FieldKind.PARAGRAPH if name == "description" else FieldKind.LINE
        return Field(
            name=name,
            label=label,
            kind=kind,
            required=required,
            max_length=length,
            value=values.get(name, ""),
            hint=hint,
        )

    return Decision(
        reply=ShowForm(
            form=Form(
                title=say("events.form.title"),
                token=f"events:create:{minutes}",
                fields=(
                    field("title", say("events.field.title"), 100),
                    field("when", say("events.field.when"), 20, hint=say("events.hint.when")),
                    field("zone", say("events.field.zone"), 40, hint=say("events.hint.zone")),
                    field("where", say("events.field.where"), 200, required=False),
                    field("description", say("events.field.description"), 1_000, required=False),
                ),
            )
        )
    )


async def _keep(work: Work, found: Entry[Gathering], changed: Gathering) -> None:
    await GATHERINGS.put(work, found.community, found.name, changed, owner=found.owner, until=found.until)


def _begins(one: Entry[Gathering]) -> datetime:
    return one.value.begins


def _when(gathering: Gathering, say: Say) -> str:
    return when_and_where(gathering, say)[0].value


def _reminder(community: CommunityId, number: str, gathering: Gathering, story: str, now: datetime, say: Say) -> Card:
    """Draw what those who come are told; the first line names no event, since it shows in notifications."""
    quiet = Button(label=say("button.no_reminders"), token=f"events:quiet:{number}")
    return Card(
        title=say("events.reminder.title"),
        body=(say(f"events.reminder.{story}", title=gathering.title),),
        facts=when_and_where(gathering, say),
        buttons=() if gathering.cancelled else (quiet,),
        document=calendar_of(community, number, gathering, now) if gathering.cancelled else None,
    )
