"""Who is called when a case is urgent: whoever is on call first, then the next one, then the whole channel.

Only those are called who can do something: who moderates here still, and need not leave the case to others.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.actions import NOTHING, AskModerators, Decision, TellMember, answer
from bot.core.cards import Button, Card, Fact, Option
from bot.core.cases import CLOCKS, QUEUED, Case, Filter, Priority
from bot.core.commands import command, completes, listens, timer
from bot.core.courtesy import read_zone, zones
from bot.core.engine import Called, Policies
from bot.core.errors import Invalid
from bot.core.events import CommunityId, Invocation, MemberId, Role
from bot.core.oncall import Call, Hours, next_start, on_duty, parse_days, parse_hours, print_hours, runs
from bot.core.ports import Timer, Work
from cogs.shared.cards import row
from cogs.shared.channels import SurveyOf
from cogs.shared.desk import conflict
from config.catalogue import Say, speaking

TOGETHER = timedelta(minutes=10)
"""Calls that come so soon after one another are one call with a count (our default)."""

SOON = timedelta(seconds=5)
"""How soon a card shows a new count: a wave of cases redraws it once, and not once a case (our default)."""

MOST_HOURS = 20
ROWS = 5
ZONES = 25

_CHANNEL = ""
_SUBJECT = "calls"
_VISIBLE = "visible:"
"""The card that says that a message could not be hidden: it calls as P0, also soon after the case itself has called."""

_FOR_ADMINS = "ban:"
"""A ban that is agreed is for an administrator, whoever is on call: the channel is called."""

_UNANSWERED, _LATER, _RECOUNT = "oncall.unanswered", "oncall.later", "oncall.recount"


class OnCallCog:
    """Keeps moderators' hours, and turns a card's call for attention into one call to one of them."""

    def __init__(self, policies: Policies, survey: SurveyOf) -> None:
        self._policies = policies
        self._survey = survey

    @command("oncall add", needs=Role.MODERATOR)
    async def add(self, work: Work, by: Invocation, days: str, hours: str, zone: str) -> Decision:
        """Declare hours on call, by the clock of a place."""
        say = speaking(by.locale)
        mine = [one for one in await _hours(work, by.community) if one.member == by.actor.id]
        if len(mine) >= MOST_HOURS:
            raise Invalid("error.oncall.most", most=str(MOST_HOURS))
        declared = _read(days, hours, zone, by)
        number = await work.duties.add(by.community, declared)
        kept = replace(declared, id=number)
        return answer(Card(title=say("oncall.added.title"), body=(_line(kept, say), say("oncall.added.body"))))

    @command("oncall remove", needs=Role.MODERATOR)
    async def remove(self, work: Work, by: Invocation, number: int) -> Decision:
        """Take hours of one's own back."""
        say = speaking(by.locale)
        if not await work.duties.remove(by.community, by.actor.id, number):
            raise Invalid("error.oncall.unknown")
        return answer(Card(title=say("oncall.removed.title"), body=(say("oncall.removed.body"),)))

    @command("oncall show", needs=Role.MODERATOR)
    async def show(self, work: Work, by: Invocation) -> Decision:
        """Show one's own hours, the others', and who would be called now."""
        say = speaking(by.locale)
        mine = [_line(one, say) for one in await _hours(work, by.community) if one.member == by.actor.id]
        hours = await self._able(work, by.community)
        others = [
            say("oncall.other", member=work.members.alias(by.community, one.member), hours=_line(one, say))
            for one in hours
            if one.member != by.actor.id
        ]
        now = len(on_duty(hours, work.now))
        after = next_start(hours, work.now)
        body = [say("oncall.now", count=now)]
        if not now and after is not None:
            body.append(say("oncall.next", moment=say.moment(after, work.now)))
        facts = [Fact(name=say("oncall.mine"), value="\n".join(mine) or say("oncall.none"))]
        if others:
            facts.append(Fact(name=say("oncall.others"), value="\n".join(others)))
        return answer(Card(title=say("oncall.title"), body=tuple(body), facts=tuple(facts)))

    @completes("oncall add", "zone")
    async def zones(self, work: Work, by: Invocation, typed: str) -> list[Option]:
        """Complete a time zone by any part of its name."""
        names = [zone.key for zone in zones().values()]
        wanted = typed.strip().lower().replace(" ", "_")
        found = sorted(name for name in names if wanted in name.lower() and "/" in name)
        return [Option(label=name, value=name) for name in found[:ZONES]]

    @completes("oncall remove", "number")
    async def numbers(self, work: Work, by: Invocation, typed: str) -> list[Option]:
        """Complete the number of hours of one's own."""
        say = speaking(by.locale)
        mine = [one for one in await _hours(work, by.community) if one.member == by.actor.id]
        return [Option(label=_line(one, say)[:100], value=str(one.id)) for one in mine if str(one.id).startswith(typed)]

    @listens(Called)
    async def called(self, work: Work, event: Called) -> Decision | None:
        """Call one moderator who is on call, now if it is urgent; where nobody is, leave it to the channel."""
        if event.subject.startswith((_SUBJECT, _FOR_ADMINS)):
            return None
        case = await work.cases.get(event.community, event.case) if event.case is not None else None
        hours = await self._able(work, event.community, case)
        urgency = Priority.P0 if event.subject.startswith(_VISIBLE) else _urgency(case)
        calls = {call.who: call for call in await work.duties.calls(event.community)}
        duty = on_duty(hours, work.now)
        if duty:
            chosen = _choose(duty, calls, urgency, work.now)
            return await self._call(work, event.community, chosen, calls.get(chosen.member), case, urgency)
        if case is not None and urgency > Priority.P1 and (after := next_start(hours, work.now)) is not None:
            await work.timers.set(event.community, _LATER, str(case.number), after)
            say = self._say(event.community)
            body = say("oncall.later.body", moment=say.moment(after, work.now))
            card = Card(title=say("oncall.later.title"), body=(body,))
            return Decision(actions=((None, AskModerators(subject=f"{_SUBJECT}:later", card=card)),))
        return await self._call_channel(work, event.community, calls.get(None), urgency)

    @timer(_UNANSWERED)
    async def unanswered(self, work: Work, ring: Timer) -> Decision:
        """Call the next one for a case that nobody has taken in time; after the last one, the channel."""
        case = await work.cases.get(ring.community, int(ring.subject))
        if case is None or not _waits(case, work.now):
            return NOTHING
        earlier = await work.duties.called(ring.community, case.number)
        able = await self._able(work, ring.community, case)
        duty = [one for one in on_duty(able, work.now) if one.member not in earlier]
        calls = {call.who: call for call in await work.duties.calls(ring.community)}
        if duty:
            chosen = _choose(duty, calls, _urgency(case), work.now)
            return await self._call(work, ring.community, chosen, calls.get(chosen.member), case, _urgency(case))
        say = self._say(ring.community)
        card = Card(
            title=say("oncall.unanswered.title", case=case.number),
            body=(row(case, say, work.now), say("oncall.unanswered.body")),
            buttons=(Button(label=say("button.next"), token="queue:next"),),
        )
        asked = AskModerators(subject=f"{_SUBJECT}:unanswered:{case.number}", card=card, ping=True)
        return Decision(actions=((case.number, asked),))

    @timer(_LATER)
    async def later(self, work: Work, ring: Timer) -> Decision:
        """Call whoever has just come on call for a case that could wait until then."""
        case = await work.cases.get(ring.community, int(ring.subject))
        if case is None or not _waits(case, work.now):
            return NOTHING
        hours = await self._able(work, ring.community, case)
        duty = on_duty(hours, work.now)
        calls = {call.who: call for call in await work.duties.calls(ring.community)}
        if duty:
            chosen = _choose(duty, calls, _urgency(case), work.now)
            return await self._call(work, ring.community, chosen, calls.get(chosen.member), case, _urgency(case))
        after = next_start(hours, work.now)
        if after is not None:
            await work.timers.set(ring.community, _LATER, ring.subject, after)
            return NOTHING
        say = self._say(ring.community)
        card = await _calling(work, ring.community, None, 1, say)
        return Decision(actions=((None, AskModerators(subject=f"{_SUBJECT}:late", card=card, ping=True)),))

    async def _call(
        self,
        work: Work,
        community: CommunityId,
        who: Hours,
        earlier: Call | None,
        case: Case | None,
        urgency: Priority,
    ) -> Decision:
        """Call one moderator in private; further calls soon after are counted on the same card."""
        call = _joined(who.member, earlier, urgency, work.now)
        await work.duties.call(community, call)
        if case is not None:
            await work.duties.note_called(community, case.number, who.member, work.now)
            if urgency <= Priority.P1:
                until = work.now + CLOCKS[urgency].acknowledge
                await work.timers.set(community, _UNANSWERED, str(case.number), until)
        if call.count > 1:
            await work.timers.keep(community, _RECOUNT, who.member, work.now + SOON)
            return NOTHING
        return await self._tell(work, community, who, call)

    async def _tell(self, work: Work, community: CommunityId, who: Hours, call: Call) -> Decision:
        language = (await work.members.preferences(community, who.member)).get("language") or who.language
        subject = _subject(call)
        instead = AskModerators(
            subject=f"{subject}:{who.id}",
            card=await _calling(work, community, None, call.count, self._say(community)),
            ping=True,
        )
        card = await _calling(work, community, who.member, call.count, speaking(language))
        told = TellMember(member=who.member, card=card, subject=subject, otherwise=(instead,))
        return Decision(actions=((None, told),))

    async def _call_channel(
        self, work: Work, community: CommunityId, earlier: Call | None, urgency: Priority
    ) -> Decision | None:
        """Let the first card call the channel itself; those that follow soon are counted and call nobody."""
        call = _joined(None, earlier, urgency, work.now)
        await work.duties.call(community, call)
        if call.count == 1:
            return None
        await work.timers.keep(community, _RECOUNT, _CHANNEL, work.now + SOON)
        return NOTHING

    @timer(_RECOUNT)
    async def recount(self, work: Work, ring: Timer) -> Decision:
        """Redraw the card of a call that further cases have joined, in place: with their number, calling nobody."""
        call = next(
            (one for one in await work.duties.calls(ring.community) if (one.who or _CHANNEL) == ring.subject), None
        )
        if call is None or call.count == 1:
            return NOTHING
        if call.who is None:
            card = await _calling(work, ring.community, None, call.count, self._say(ring.community))
            return Decision(actions=((None, AskModerators(subject=_subject(call), card=card)),))
        hours = await self._able(work, ring.community)
        who = next((one for one in hours if one.member == call.who), None)
        return NOTHING if who is None else await self._tell(work, ring.community, who, call)

    async def _able(self, work: Work, community: CommunityId, case: Case | None = None) -> list[Hours]:
        """List the hours of those who may be called, as far as the platform says who moderates; to a case, if given."""
        listed = self._survey(community).moderators
        staff = None if listed is None else {one.value for one in listed}
        return [
            one
            for one in await _hours(work, community)
            if (staff is None or one.member in staff)
            and (case is None or await conflict(work, case, one.member) is None)
        ]

    def _say(self, community: CommunityId) -> Say:
        return speaking(self._policies(community).language)

    async def export(self, work: Work, community: CommunityId, member: MemberId) -> dict[str, object]:
        """Give a moderator their hours, and when they were called last."""
        hours = [one for one in await work.duties.hours(community) if one.member == member]
        calls = [call for call in await work.duties.calls(community) if call.who == member]
        return {
            "on_call": [
                {
                    "days": sorted(one.days),
                    "from": print_hours(one.begins),
                    "to": print_hours(one.ends),
                    "zone": one.zone,
                    "language": one.language,
                }
                for one in hours
            ],
            "called": [{"at": call.began_at.isoformat(), "cases": call.count} for call in calls],
        }

    async def erase(self, work: Work, community: CommunityId, member: MemberId) -> int:
        """Erase a moderator's hours and calls; from then on nobody calls them."""
        return await work.duties.erase(community, member)


async def _hours(work: Work, community: CommunityId) -> list[Hours]:
    """List the hours whose time zone this machine knows."""
    return [one for one in await work.duties.hours(community) if one.zone.casefold() in zones()]


def _read(days: str, hours: str, zone: str, by: Invocation) -> Hours:
    """Read hours as they were typed.

    Raises:
        Invalid: saying what is understood.
    """
    try:
        chosen = parse_days(days)
    except ValueError:
        raise Invalid("error.bad_option", option="days", expected="mon-fri, sat,sun") from None
    try:
        begins, ends = parse_hours(hours)
    except ValueError:
        raise Invalid("error.bad_option", option="hours", expected="18:00-22:00") from None
    try:
        zone = read_zone(zone)
    except ValueError:
        raise Invalid("error.bad_option", option="zone", expected="Europe/Paris") from None
    return Hours(member=by.actor.id, days=chosen, begins=begins, ends=ends, zone=zone, language=by.locale)


def _line(hours: Hours, say: Say) -> str:
    spans = [
        say(f"day.{first}") if first == last else say("oncall.days", first=say(f"day.{first}"), last=say(f"day.{last}"))
        for first, last in runs(hours.days)
    ]
    return say(
        "oncall.line",
        number=hours.id,
        days=say.listing(spans),
        begins=print_hours(hours.begins),
        ends=print_hours(hours.ends),
        zone=hours.zone,
    )


def _subject(call: Call) -> str:
    return f"{_SUBJECT}:{call.began_at:%Y%m%d%H%M%S}"


def _urgency(case: Case | None) -> Priority:
    """Say how urgent a call is; what is about no case, such as a wave of joins, calls as P1."""
    if case is None:
        return Priority.P1
    return case.priority if case.priority is not None else Priority.P3


def _choose(duty: list[Hours], calls: dict[MemberId | None, Call], urgency: Priority, now: datetime) -> Hours:
    """Choose who is called: whoever has a call open that this one can join, else whoever was called longest ago."""

    def turn(one: Hours) -> tuple[bool, float, str]:
        call = calls.get(one.member)
        joins = call is not None and _joins(call, urgency, now)
        return not joins, call.began_at.timestamp() if call is not None else 0.0, one.member

    return min(duty, key=turn)


def _joins(call: Call, urgency: Priority, now: datetime) -> bool:
    """Tell whether a call is close enough to an earlier one, and no more urgent."""
    return now - call.began_at < TOGETHER and urgency >= call.priority


def _joined(who: MemberId | None, earlier: Call | None, urgency: Priority, now: datetime) -> Call:
    if earlier is not None and _joins(earlier, urgency, now):
        return replace(earlier, count=earlier.count + 1)
    return Call(who=who, began_at=now, priority=urgency, count=1)


def _waits(case: Case, now: datetime) -> bool:
    """Tell whether nobody has taken a case."""
    taken = case.owner is not None and case.lease_until is not None and case.lease_until > now
    return case.state in QUEUED and not taken


async def _calling(work: Work, community: CommunityId, member: MemberId | None, count: int, say: Say) -> Card:
    """Draw a call: how many cases, the most urgent that wait now, and the button to the first. No content."""
    waiting = await work.cases.page(community, Filter(states=QUEUED), None, ROWS + 1)
    lines = [row(case, say, work.now) for case in waiting if case.author != member][:ROWS]
    return Card(
        title=say("oncall.call.title", count=count),
        body=(say("oncall.call.body"), *lines),
        buttons=(Button(label=say("button.next"), token="queue:next"),),
    )
