"""Rest from the bot: breaks, nights, times of focus, and a word late in the evening for whoever wants one.

Source: the editorial's advice to disconnect from time to time, and to keep room for focused work
(doi:10.46989/001c.125931). What reaches a member meanwhile is decided in `bot.core.courtesy`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.core.actions import NOTHING, Decision, ReplaceCard, TellMember, answer
from bot.core.cards import Button, Card, Fact, Option
from bot.core.commands import button, command, completes, looks_on, starts, timer
from bot.core.courtesy import (
    BREAK,
    FOCUS,
    NIGHT,
    WAITED,
    ZONE,
    Hours,
    Occasion,
    Quiet,
    Waited,
    end_of,
    quiet_of,
    read_hours,
    read_waited,
    read_zone,
    zones,
)
from bot.core.delivery import FRESH
from bot.core.engine import Policies, Seen
from bot.core.errors import Invalid
from bot.core.events import CommunityId, Invocation, MemberId
from bot.core.ports import Timer, Work
from cogs.shared.kept import Kept
from config.catalogue import Say, speaking

SHORTEST = timedelta(minutes=10)
LONGEST_BREAK = timedelta(days=90)
LONGEST_FOCUS = timedelta(hours=12)
USUAL_FOCUS = timedelta(minutes=90)
"""Our defaults; a break of more than a season is a leave, for which ``/my data erase`` is there too."""

LATE = Hours(time(22), time(4))
BEFORE_NIGHT = timedelta(hours=1)
"""It is late from ten in the evening; for whoever has named a night, in the hour before it begins."""

HERE_FOR = timedelta(hours=1)
APART = timedelta(minutes=30)
AGAIN_AFTER = timedelta(hours=12)
"""Somebody is here as long as no two messages are half an hour apart; a word after an hour of it, once a night."""

MOST_SESSIONS = 2_000

_OVER = "rest.over"


class Switch(StrEnum):
    """On or off."""

    ON = "on"
    OFF = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """What is kept of a member who rests: the language to speak, and whether a word in the evening is wanted."""

    language: str
    evenings: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Evening:
    """What must be known to tell whether it is late for somebody."""

    language: str
    zone: str | None
    night: Hours | None

    def is_late(self, at: datetime, zone: str) -> bool:
        """Tell whether it is late, by the member's clock; ``zone`` is the community's."""
        place = self.zone or zone
        hours = LATE if self.night is None else Hours(_before(self.night.begin), self.night.begin)
        return end_of(hours, place, at) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Session:
    """How long somebody has been here; kept in memory alone."""

    began: datetime
    last: datetime
    told: datetime | None = None


class RestCog:
    """Lets members rest from the bot, and tells them afterwards what waited."""

    def __init__(self, policies: Policies) -> None:
        self._policies = policies
        self._rests = Kept("rest", Rest)
        self._evenings: dict[tuple[CommunityId, MemberId], _Evening] = {}
        self._sessions: dict[tuple[CommunityId, MemberId], _Session] = {}

    @starts
    async def begin(self, work: Work) -> None:
        """Read who wants a word in the evening."""
        for entry in await self._rests.everywhere(work):
            if entry.value.evenings and entry.owner is not None:
                wishes = await work.members.preferences(entry.community, entry.owner)
                self._evenings[entry.community, entry.owner] = _evening(entry.value.language, wishes)

    @command("break")
    async def pause(self, work: Work, by: Invocation, for_: timedelta) -> Decision:
        """Pause everything that can be paused, for a while."""
        if not SHORTEST <= for_ <= LONGEST_BREAK:
            raise Invalid("error.rest.break")
        return await self._rest(work, by, BREAK, work.now + for_)

    @command("focus")
    async def focus(self, work: Work, by: Invocation, for_: timedelta = USUAL_FOCUS) -> Decision:
        """Hold what I send for some hours, and sum it up after."""
        if not SHORTEST <= for_ <= LONGEST_FOCUS:
            raise Invalid("error.rest.focus")
        return await self._rest(work, by, FOCUS, work.now + for_)

    async def _rest(self, work: Work, by: Invocation, wish: str, until: datetime) -> Decision:
        member = by.actor.id
        await work.members.prefer(by.community, member, wish, until.isoformat())
        await self._keep(work, by)
        quiet = await self._quiet(work, by.community, member)
        await work.timers.set(by.community, _OVER, member, quiet.rests_until(work.now) or until)
        say = speaking(by.locale)
        moment = say.moment(until, work.now)
        if wish == BREAK:
            body = (say("rest.break.body", moment=moment), say("rest.break.urgent"))
            return answer(Card(title=say("rest.break.title"), body=body, buttons=(_end(say),)))
        return answer(
            Card(title=say("rest.focus.title"), body=(say("rest.focus.body", moment=moment),), buttons=(_end(say),))
        )

    @command("break night")
    async def night(self, work: Work, by: Invocation, hours: str, zone: str | None = None) -> Decision:
        """Choose hours of every day in which I do not write; ``off`` for none."""
        member = by.actor.id
        night = None
        if hours.strip().lower() != Switch.OFF:
            try:
                night = read_hours(hours)
            except ValueError:
                raise Invalid("error.rest.hours") from None
        if zone is not None:
            try:
                place = read_zone(zone)
            except ValueError:
                raise Invalid("error.rest.zone") from None
            await work.members.prefer(by.community, member, ZONE, place)
        await work.members.prefer(by.community, member, NIGHT, None if night is None else str(night))
        await self._remind_of_evenings(work, by.community, member)
        await work.outbox.hasten(by.community, work.now + FRESH)
        return await self.show(work, by)

    @completes("break night", "zone")
    async def zones(self, work: Work, by: Invocation, typed: str) -> list[Option]:
        """Complete a time zone; places that begin as typed come first."""
        wanted = typed.strip().replace(" ", "_").casefold()
        found = [zone.key for name, zone in zones().items() if wanted in name]
        found.sort(key=lambda one: (not one.rpartition("/")[2].casefold().startswith(wanted), "/" not in one, one))
        return [Option(label=one, value=one) for one in found]

    @command("break evenings")
    async def evenings(self, work: Work, by: Invocation, stop: Switch) -> Decision:
        """Say a word late in the evening to whoever has been here for long, if they want it; or no more."""
        member, on = by.actor.id, stop is Switch.ON
        await self._keep(work, by, evenings=on)
        self._sessions.pop((by.community, member), None)
        say = speaking(by.locale)
        said = say("rest.evenings.on") if on else say("rest.evenings.off")
        return answer(Card(title=say("rest.evenings.title"), body=(said,)))

    @command("break show")
    async def show(self, work: Work, by: Invocation) -> Decision:
        """Show a member what they have asked for."""
        say = speaking(by.locale)
        policy = self._policies(by.community)
        quiet = await self._quiet(work, by.community, by.actor.id)
        kept = await self._rests.get(work, by.community, by.actor.id)
        none = say("rest.none")
        resting = {name: _until(end, say, work.now) for name, end in _rests(quiet, work.now).items()}
        night = none if quiet.night is None else say("rest.show.night", hours=quiet.night, zone=quiet.zone)
        evenings = say("rest.on") if kept is not None and kept.value.evenings else none
        community = "" if policy.quiet_hours is None else f"{policy.quiet_hours} ({policy.time_zone})"
        return answer(
            Card(
                title=say("rest.show.title"),
                facts=(
                    Fact(name=say("rest.name.break"), value=resting.get(BREAK, none)),
                    Fact(name=say("rest.name.focus"), value=resting.get(FOCUS, none)),
                    Fact(name=say("rest.name.night"), value=night),
                    Fact(name=say("rest.name.evenings"), value=evenings),
                    Fact(name=say("rest.name.community"), value=community or none),
                ),
                buttons=(_end(say),) if resting else (),
            )
        )

    @command("break off")
    async def off(self, work: Work, by: Invocation) -> Decision:
        """End a break or a time of focus at once."""
        return answer(await self._end_now(work, by))

    @button("rest:end")
    async def press_end(self, work: Work, by: Invocation) -> Decision:
        """End it from the card that began it."""
        return Decision(reply=ReplaceCard(card=await self._end_now(work, by)))

    async def _end_now(self, work: Work, by: Invocation) -> Card:
        say = speaking(by.locale)
        quiet = await self._quiet(work, by.community, by.actor.id)
        if quiet.rests_until(work.now) is None:
            return Card(title=say("rest.show.title"), body=(say("rest.not_resting"),))
        waited = await self._wake(work, by.community, by.actor.id)
        # What waits is weighed again then: others of this community keep their quiet.
        await work.outbox.hasten(by.community, work.now + FRESH)
        await work.timers.cancel(by.community, _OVER, by.actor.id)
        return _welcome(waited, say, was_break=quiet.on_break(work.now))

    @timer(_OVER)
    async def over(self, work: Work, ring: Timer) -> Decision:
        """Welcome a member back, with what waited by number and kind; after a focus, only if something did."""
        member = MemberId(ring.subject)
        quiet = await self._quiet(work, ring.community, member)
        end = quiet.rests_until(work.now)
        if end is not None:
            await work.timers.set(ring.community, _OVER, member, end)
            return NOTHING
        kept = await self._rests.get(work, ring.community, member)
        waited = await self._wake(work, ring.community, member)
        if kept is None or (quiet.break_until is None and waited == Waited()):
            return NOTHING
        card = _welcome(waited, speaking(kept.value.language), was_break=quiet.break_until is not None)
        return Decision(actions=((None, TellMember(member=member, card=card, occasion=Occasion.SUBSCRIBED)),))

    def is_here_late(self, seen: Seen) -> bool:
        """Note that somebody who wants a word in the evening is here; want the message that makes it an hour."""
        key = (seen.community, seen.message.author.id)
        evening = self._evenings.get(key)
        if evening is None:
            return False
        at = seen.message.posted_at
        session = self._sessions.get(key)
        if session is None or at - session.last > APART:
            session = _Session(began=at, last=at, told=None if session is None else session.told)
        session = self._sessions[key] = replace(session, last=max(at, session.last))
        while len(self._sessions) > MOST_SESSIONS:
            self._sessions.pop(next(iter(self._sessions)))
        told_lately = session.told is not None and at - session.told < AGAIN_AFTER
        return not told_lately and at - session.began >= HERE_FOR and evening.is_late(at, seen.policy.time_zone)

    @looks_on("is_here_late")
    async def stop_for_tonight(self, work: Work, seen: Seen) -> Decision:
        """Ask whether it is enough for tonight; what has waited until now, or would have to wait, is not said."""
        key = community, member = seen.community, seen.message.author.id
        session, evening = self._sessions.get(key), self._evenings.get(key)
        quiet = await self._quiet(work, community, member)
        if session is None or evening is None or work.now - session.last > SHORTEST or quiet.until(work.now):
            return NOTHING
        self._sessions[key] = replace(session, told=session.last)
        say = speaking(evening.language)
        place = zones()[quiet.zone.casefold()]
        since = f"{session.began.astimezone(place):%H:%M}"
        card = Card(
            title=say("rest.tonight.title"),
            body=(say("rest.tonight.body", since=since),),
            footer=say("rest.tonight.how"),
        )
        return Decision(actions=((None, TellMember(member=member, card=card, occasion=Occasion.SUBSCRIBED)),))

    async def _quiet(self, work: Work, community: CommunityId, member: MemberId) -> Quiet:
        wishes = await work.members.preferences(community, member)
        return quiet_of(wishes, self._policies(community).time_zone)

    async def _keep(self, work: Work, by: Invocation, *, evenings: bool | None = None) -> None:
        """Keep the language to welcome a member back in, and what they want in the evening if they have said so."""
        member = by.actor.id
        kept = await self._rests.get(work, by.community, member)
        wanted = evenings if evenings is not None else kept is not None and kept.value.evenings
        rest = Rest(language=speaking(by.locale).language, evenings=wanted)
        await self._rests.put(work, by.community, member, rest, owner=member)
        await self._remind_of_evenings(work, by.community, member)

    async def _remind_of_evenings(self, work: Work, community: CommunityId, member: MemberId) -> None:
        kept = await self._rests.get(work, community, member)
        if kept is None or not kept.value.evenings:
            self._evenings.pop((community, member), None)
            return
        wishes = await work.members.preferences(community, member)
        self._evenings[community, member] = _evening(kept.value.language, wishes)

    async def _wake(self, work: Work, community: CommunityId, member: MemberId) -> Waited:
        """Take break and focus off; what was counted meanwhile comes back, and is forgotten."""
        for wish in (BREAK, FOCUS):
            await work.members.prefer(community, member, wish, None)
        record = await work.records.get(community, WAITED, member)
        await work.records.remove(community, WAITED, member)
        kept = await self._rests.get(work, community, member)
        if kept is not None and not kept.value.evenings:
            await self._rests.remove(work, community, member)
        return read_waited(record.value if record is not None else None)

    async def export(self, work: Work, community: CommunityId, member: MemberId) -> dict[str, object]:
        """Give a member what is kept for their rest; breaks and nights are among the preferences."""
        record = await work.records.get(community, WAITED, member)
        waited = [] if record is None else [record.value]
        return {"rest": await self._rests.export(work, community, member), "waited while resting": waited}

    async def erase(self, work: Work, community: CommunityId, member: MemberId) -> int:
        """Forget it; the preferences go with the others."""
        self._evenings.pop((community, member), None)
        self._sessions.pop((community, member), None)
        await work.timers.cancel(community, _OVER, member)
        await work.outbox.hasten(community, work.now + FRESH)
        waited = await work.records.erase(community, member, (WAITED,))
        return waited + await self._rests.erase(work, community, member)


def _before(begin: time) -> time:
    return (datetime.combine(date(2000, 1, 2), begin) - BEFORE_NIGHT).time()


def _evening(language: str, wishes: Mapping[str, str]) -> _Evening:
    night = wishes.get(NIGHT)
    return _Evening(language=language, zone=wishes.get(ZONE), night=read_hours(night) if night else None)


def _rests(quiet: Quiet, now: datetime) -> dict[str, datetime]:
    ends = {BREAK: quiet.break_until, FOCUS: quiet.focus_until}
    return {name: end for name, end in ends.items() if end is not None and end > now}


def _until(end: datetime, say: Say, now: datetime) -> str:
    return say("rest.until", moment=say.moment(end, now))


def _end(say: Say) -> Button:
    return Button(label=say("button.rest.end"), token="rest:end")


def _welcome(waited: Waited, say: Say, *, was_break: bool) -> Card:
    """Sum up what waited, in five lines at most, without what it says."""
    left_out = waited.subscribed + waited.unasked
    if not was_break:
        count = waited.case + waited.news + left_out
        body = [say("rest.focused", count=count) if count else say("rest.nothing")]
        return Card(title=say("rest.focused.title"), body=tuple(body))
    body = []
    if waited.case:
        body.append(say("rest.back.case", count=waited.case))
    if waited.news:
        body.append(say("rest.back.news", count=waited.news))
    if left_out:
        body.append(say("rest.back.left_out", count=left_out))
    return Card(title=say("rest.back.title"), body=(*(body or [say("rest.nothing")]), say("rest.back.how")))
