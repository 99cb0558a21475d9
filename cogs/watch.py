"""What the watchers see of a place rather than of a message: moderators hear of it, and nobody is accused."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.actions import (
    NOTHING,
    Action,
    AskModerators,
    Decision,
    ReplaceCard,
    SlowDown,
    TellChannel,
)
from bot.core.cards import Button, Card
from bot.core.commands import button, listens, starts, timer
from bot.core.courtesy import zones
from bot.core.engine import Policies, Signalled
from bot.core.errors import Invalid
from bot.core.events import Channel, ChannelId, CommunityId, Invocation, MemberId, MemberJoined, Role
from bot.core.findings import Signal
from bot.core.policy import Automatic, ChannelMode
from bot.core.ports import Timer, Work
from bot.core.waves import Waves
from cogs.shared.channels import SurveyOf
from cogs.shared.kept import Kept
from cogs.shared.slowing import For, as_before, slower
from config.catalogue import Say, speaking

SLOW = timedelta(seconds=30)
SLOW_LASTS = timedelta(hours=1)
"""Half a minute between two messages of one member, for an hour: long enough to read what one is about to send (our
default; Discord offers steps from 5 seconds to 6 hours)."""

WAVE_LASTS = PAUSE_LASTS = timedelta(minutes=30)
"""How long whoever joins comes with a wave, and for how long its links are paused (source: the default policy, "Join
wave")."""

AGAIN = timedelta(minutes=5)
"""How long a pause that was ended can be chosen anew at least (our default)."""

_SLOW_OVER, _WAVE_OVER = "watch.slow_over", "watch.wave_over"
_LATEST = "latest"
"""A community has one wave at a time."""

_KEPT_AFTER = timedelta(days=1)
"""A wave's card is found for so long after its end: longer than a restart takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wave:
    """A wave of joins: how many came when it was told, under which subject, and what was done about it."""

    subject: str
    count: int
    ends: datetime
    paused_until: datetime | None = None

    @property
    def over(self) -> datetime:
        """When it is over, the pause included."""
        return max(self.ends, self.paused_until or self.ends)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """When somebody came with a wave, or was known to have."""

    at: datetime


class WatchCog:
    """Tells moderators of waves of joins and of threads that heat up, and does what they choose about them."""

    def __init__(self, policies: Policies, waves: Waves, survey: SurveyOf) -> None:
        self._policies = policies
        self._waves = waves
        self._survey = survey
        self._latest = Kept("watch.wave", Wave)
        self._arrivals = Kept("watch.arrival", Arrival)

    @starts
    async def begin(self, work: Work) -> None:
        """Bring to mind which waves last, who came with them, and what is paused."""
        for one in await self._latest.everywhere(work):
            self._waves.open(one.community, one.value.over, one.value.paused_until)
        for arrival in await self._arrivals.everywhere(work):
            if arrival.owner is not None:
                self._waves.add(arrival.community, arrival.owner)

    @listens(Signalled)
    async def signalled(self, work: Work, event: Signalled) -> Decision:
        """Answer a signal by its rule; one that is not known here is left alone."""
        say = speaking(self._policies(event.community).language)
        signal = event.signal
        if signal.rule == "spam.join_wave":
            return await self._surged(work, event.community, signal)
        if signal.rule == "disrespect.heat" and signal.channel is not None:
            return _heated(signal.channel, event.mode, say)
        return NOTHING

    @button("heat:pause", needs=Role.MODERATOR)
    async def ask_for_a_pause(self, work: Work, by: Invocation, platform: str, channel: str) -> Decision:
        """Write into the channel that everybody is asked to pause."""
        place = ChannelId(f"{platform}:{channel}")
        say = speaking(by.locale)
        moderators = speaking(self._policies(by.community).language)
        card = Card(title=moderators("signal.pause.title"), body=(moderators("signal.pause.body"),))
        done = AskModerators(subject=_subject(place), card=_answered(place, moderators, moderators("signal.paused")))
        return Decision(
            reply=ReplaceCard(card=_answered(place, say, say("signal.asked"))),
            actions=((None, TellChannel(channel=place, card=card, then=(done,))),),
        )

    @button("heat:slow", needs=Role.MODERATOR)
    async def slow_mode(self, work: Work, by: Invocation, platform: str, channel: str) -> Decision:
        """Slow the channel down for an hour; where the platform cannot, the moderators' card says so."""
        place = ChannelId(f"{platform}:{channel}")
        say = speaking(by.locale)
        moderators = speaking(self._policies(by.community).language)
        subject = _subject(place)
        seconds = await slower(work, self._survey, by.community, place, For.MODERATORS, SLOW)
        lasts = moderators.lasting(timedelta(seconds=seconds))
        slowed = _answered(place, moderators, moderators("signal.slowed", lasts=lasts))
        cannot = _answered(place, moderators, moderators("signal.slow.cannot"))
        await work.timers.set(by.community, _SLOW_OVER, place, work.now + SLOW_LASTS)
        slow = SlowDown(
            channel=place,
            seconds=seconds,
            then=(AskModerators(subject=subject, card=slowed),),
            otherwise=(AskModerators(subject=subject, card=cannot),),
        )
        return Decision(reply=ReplaceCard(card=_answered(place, say, say("signal.asked"))), actions=((None, slow),))

    @timer(_SLOW_OVER)
    async def slow_over(self, work: Work, ring: Timer) -> Decision:
        """Let everybody write as before."""
        return await as_before(work, ring.community, ChannelId(ring.subject), For.MODERATORS)

    async def _surged(self, work: Work, community: CommunityId, signal: Signal) -> Decision:
        """Tell moderators of a wave, and let them pause its links; where the policy says so, pause them at once."""
        earlier = await self._lasting(work, community)
        policy = self._policies(community)
        wave = Wave(
            subject=earlier.subject if earlier is not None else f"wave:{work.now:%Y%m%d%H%M}",
            count=signal.count,
            ends=work.now + WAVE_LASTS,
            paused_until=earlier.paused_until if earlier is not None else None,
        )
        if wave.paused_until is None and policy.automatic.get(signal.rule) is Automatic.ALWAYS:
            wave = replace(wave, paused_until=work.now + PAUSE_LASTS)
        await self._keep(work, community, wave)
        for member in signal.members:
            await self._note(work, community, member)
        card = self._card(community, wave, speaking(policy.language))
        return Decision(actions=((None, AskModerators(subject=wave.subject, card=card, ping=True)),))

    @listens(MemberJoined)
    async def joined(self, work: Work, event: MemberJoined) -> Decision:
        """Note who joins while a wave lasts."""
        if not event.member.role.is_staff and self._waves.is_open(event.community, work.now):
            await self._note(work, event.community, event.member.id)
        return NOTHING

    @button("wave:pause", needs=Role.MODERATOR)
    async def pause_links(self, work: Work, by: Invocation) -> Decision:
        """Hold the links and files of those who came with a wave, for half an hour."""
        wave = await self._lasting(work, by.community)
        if wave is None:
            raise Invalid("signal.wave.error.over")
        if wave.paused_until is None:
            wave = replace(wave, paused_until=work.now + PAUSE_LASTS)
            await self._keep(work, by.community, wave)
        return self._redrawn(by, wave)

    @button("wave:end", needs=Role.MODERATOR)
    async def end_pause(self, work: Work, by: Invocation) -> Decision:
        """Let links and files through again, at once; the pause can be chosen anew while the wave lasts."""
        wave = await self._lasting(work, by.community)
        if wave is None:
            raise Invalid("signal.wave.error.over")
        wave = replace(wave, paused_until=None, ends=max(wave.ends, work.now + AGAIN))
        await self._keep(work, by.community, wave)
        return self._redrawn(by, wave, ended=True)

    @timer(_WAVE_OVER)
    async def wave_over(self, work: Work, ring: Timer) -> Decision:
        """Forget a wave, and say on its card that it is over."""
        found = await self._latest.get(work, ring.community, _LATEST)
        if found is None or work.now < found.value.over:
            return NOTHING
        await self._latest.remove(work, ring.community, _LATEST)
        self._waves.close(ring.community)
        say = speaking(self._policies(ring.community).language)
        paused = found.value.paused_until is not None
        line = say("signal.wave.ended") if paused else say("signal.wave.over")
        card = Card(title=say("signal.join_wave.title"), body=(line,))
        return Decision(actions=((None, AskModerators(subject=found.value.subject, card=card)),))

    async def _lasting(self, work: Work, community: CommunityId) -> Wave | None:
        found = await self._latest.get(work, community, _LATEST)
        return found.value if found is not None and work.now < found.value.over else None

    async def _keep(self, work: Work, community: CommunityId, wave: Wave) -> None:
        """Keep what became of a wave, with the clock that ends it."""
        await self._latest.put(work, community, _LATEST, wave, until=wave.over + _KEPT_AFTER)
        await work.timers.set(community, _WAVE_OVER, _LATEST, wave.over)
        self._waves.open(community, wave.over, wave.paused_until)

    async def _note(self, work: Work, community: CommunityId, member: MemberId) -> None:
        """Note that a member came with the wave, for as long as its links can be paused."""
        until = work.now + WAVE_LASTS + PAUSE_LASTS
        await self._arrivals.put(work, community, member, Arrival(at=work.now), owner=member, until=until)
        self._waves.add(community, member)

    def _redrawn(self, by: Invocation, wave: Wave, *, ended: bool = False) -> Decision:
        """Redraw a wave's card, for whoever pressed in their language and for all moderators in the community's."""
        theirs = speaking(self._policies(by.community).language)
        told = AskModerators(subject=wave.subject, card=self._card(by.community, wave, theirs, ended=ended))
        shown = ReplaceCard(card=self._card(by.community, wave, speaking(by.locale), ended=ended))
        return Decision(reply=shown, actions=((None, told),))

    def _card(self, community: CommunityId, wave: Wave, say: Say, *, ended: bool = False) -> Card:
        """Draw what is known of a wave, and what can be done about it."""
        body = [say("signal.join_wave.body", count=wave.count)]
        if wave.paused_until is None:
            if ended:
                body.append(say("signal.wave.ended"))
            body.append(say("signal.wave.offer", lasts=say.lasting(PAUSE_LASTS)))
            press = Button(label=say("button.wave.pause"), token="wave:pause")
        else:
            place = zones()[self._policies(community).time_zone.casefold()]
            body.append(say("signal.wave.paused", until=say.clock(wave.paused_until, place)))
            press = Button(label=say("button.wave.end"), token="wave:end")
        return Card(title=say("signal.join_wave.title"), body=tuple(body), buttons=(press,))

    async def export(self, work: Work, community: CommunityId, member: MemberId) -> dict[str, object]:
        """Say when a member came with a wave that still lasts; other signals are about places, and are not kept."""
        return {"wave": await self._arrivals.export(work, community, member)}

    async def erase(self, work: Work, community: CommunityId, member: MemberId) -> int:
        """Forget that a member came with a wave."""
        self._waves.discard(community, member)
        return await self._arrivals.erase(work, community, member)


def _heated(channel: Channel, mode: ChannelMode, say: Say) -> Decision:
    """Write one neutral line where the talk is, save in a lounge, and let moderators choose what else."""
    quiet = mode is ChannelMode.LOUNGE
    name = channel.name
    said = say("signal.heat.body_quiet", channel=name) if quiet else say("signal.heat.body", channel=name)
    card = Card(title=say("signal.heat.title"), body=(said,), buttons=_buttons(channel.id, say))
    actions: list[Action] = [AskModerators(subject=_subject(channel.id), card=card)]
    if not quiet:
        line = Card(title=say("signal.heat.line.title"), body=(say("signal.heat.line.body"),))
        actions.insert(0, TellChannel(channel=channel.id, card=line))
    return Decision(actions=tuple((None, action) for action in actions))


def _subject(channel: ChannelId) -> str:
    return f"heat:{channel}"


def _answered(channel: ChannelId, say: Say, done: str) -> Card:
    """Draw the moderators' card once one of them has chosen; the other choice stays open."""
    return Card(title=say("signal.heat.title"), body=(done,), buttons=_buttons(channel, say))


def _buttons(channel: ChannelId, say: Say) -> tuple[Button, ...]:
    return (
        Button(label=say("button.ask_pause"), token=f"heat:pause:{channel}"),
        Button(label=say("button.slow_mode"), token=f"heat:slow:{channel}"),
    )
