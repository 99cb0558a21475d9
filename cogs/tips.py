"""Best-practice tips from the editorial, one at a time: to a member who asks, and to a channel that wants them."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.core.actions import NOTHING, AskModerators, Decision, ReplaceCard, ShowCard, TellChannel, answer
from bot.core.audit import DeedKind
from bot.core.cards import Button, Card, Option
from bot.core.commands import CommandSpec, Roster, as_parameters, button, command, completes, timer
from bot.core.errors import Invalid
from bot.core.events import ChannelId, CommunityId, Invocation, MemberId, Role
from bot.core.policy import CommunityPolicy
from bot.core.ports import Timer, Work
from cogs.shared.channels import SurveyOf
from cogs.shared.kept import Kept
from config.catalogue import Say, speaking
from config.content import Tip

CHANNEL_TIP = "tips.channel"
WEEKLY, SHORTEST, LONGEST = timedelta(days=7), timedelta(days=1), timedelta(days=90)
MOST_CHANNELS = 5
"""How many channels of a community get tips: a tip that is everywhere is read nowhere."""

_WORD = re.compile(r"\w[\w.-]{0,29}")
"""What was looked for stands on the button for the next tip, if it is one word; a member's sentence stands nowhere."""

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A channel that gets tips: how often, and which it has had since all of them were last through."""

    channel: ChannelId
    name: str
    every: timedelta
    shown: tuple[str, ...] = field(default=())


class TipsCog:
    """Gives a member a tip on a topic, or the next one that they have not seen; and writes tips into channels.

    Args:
        tips: what there is to give.
        policies: says which policy a community has.
        survey: says what a community's platform offers.
        roster: gives the roster, of which this cog is a part; it is there once all cogs are built.
    """

    def __init__(
        self,
        tips: Sequence[Tip],
        policies: Callable[[CommunityId], CommunityPolicy],
        survey: SurveyOf,
        roster: Callable[[], Roster],
    ) -> None:
        self._roster = roster
        self._tips = tuple(tips)
        self._areas = tuple(dict.fromkeys(tip.area for tip in self._tips))
        self._policies = policies
        self._survey = survey
        self._schedules = Kept("tips", Schedule)

    @command("tip")
    async def tip(self, work: Work, by: Invocation, topic: str | None = None) -> Decision:
        """Show the next unseen tip, on a topic or with a word in it; when all were seen, the one seen longest ago."""
        choice = self._choose(topic, by.locale)
        seen = await work.members.tips_seen(by.community, by.actor.id)
        tip = min(choice, key=lambda one: seen.get(one.id, _NEVER))
        await work.members.see_tip(by.community, by.actor.id, tip.id, work.now)
        return answer(self._card(tip, by, topic, sum(one.id not in seen and one is not tip for one in choice)))

    @button("tip:next")
    async def another(self, work: Work, by: Invocation, topic: str) -> Decision:
        """Turn the card into the next tip."""
        decision = await self.tip(work, by, topic or None)
        if isinstance(decision.reply, ShowCard):
            return Decision(reply=ReplaceCard(card=decision.reply.card))
        return decision

    @button("tip:try")
    async def try_it(self, work: Work, by: Invocation, shown: str) -> Decision:
        """Run what a tip helps with, for whoever presses it, as if they had typed it here."""
        tip = next((one for one in self._tips if one.id == shown), None)
        runs = self._runs(tip) if tip is not None else None
        if runs is None:
            raise Invalid("error.stale_control")
        spec, options = runs
        return await spec.handler(work, by, **options)

    def _runs(self, tip: Tip) -> tuple[CommandSpec, dict[str, object]] | None:
        """Find the command that a tip helps with, if everybody may use it as it stands."""
        if tip.try_ is None:
            return None
        spec, written = self._roster().read_line(tip.try_)
        try:
            options = as_parameters(self._roster().bind(spec, written))
        except Invalid:  # it wants more than the tip can say
            return None
        return (spec, options) if spec.needs is Role.MEMBER else None

    def _tried(self, tip: Tip, say: Say) -> tuple[tuple[str, ...], tuple[Button, ...]]:
        """Offer what a tip helps with: as a button where it can be run, else as a line to be typed."""
        if tip.try_ is None:
            return (), ()
        if self._runs(tip) is None:
            return (say("tip.try", command=tip.try_),), ()
        return (), (Button(label=say("button.tip.try", command=tip.try_), token=f"tip:try:{tip.id}"),)

    @completes("tip", "topic")
    async def topics(self, work: Work, by: Invocation, typed: str) -> list[Option]:
        """Complete a topic: the areas of Table 1 and the body's advice."""
        say = speaking(by.locale)
        wanted = typed.lower()
        areas = [Option(label=say(f"area.{area}"), value=area) for area in self._areas]
        return [one for one in areas if wanted in one.value or wanted in one.label.lower()]

    @button("tip:mine")
    async def mine(self, work: Work, by: Invocation, shown: str) -> Decision:
        """Give whoever presses it under a tip in a channel another one, privately; the channel's counts as seen."""
        if any(tip.id == shown for tip in self._tips):
            await work.members.see_tip(by.community, by.actor.id, shown, work.now)
        return await self.tip(work, by)

    @command("tips schedule", needs=Role.ADMIN)
    async def schedule(
        self, work: Work, by: Invocation, channel: ChannelId | None = None, every: timedelta = WEEKLY
    ) -> Decision:
        """Write a tip into a channel every so often, outside quiet hours; into this one if none is named."""
        say = speaking(by.locale)
        if not SHORTEST <= every <= LONGEST:
            raise Invalid("tips.error.every")
        place, name = (by.channel.id, by.channel.name) if channel is None else self._place(by.community, channel)
        before = await self._schedules.get(work, by.community, place)
        if before is None and len(await self._schedules.page(work, by.community)) >= MOST_CHANNELS:
            raise Invalid("tips.error.channels", most=str(MOST_CHANNELS))
        shown = before.value.shown if before is not None else ()
        kept = Schedule(channel=place, name=name, every=every, shown=shown)
        await self._schedules.put(work, by.community, place, kept)
        due = work.now + every if before is not None and shown else work.now
        due = self._policies(by.community).quiet_until(due) or due
        await work.timers.set(by.community, CHANNEL_TIP, place, due)
        await work.audit.record(by.community, DeedKind.SETUP, by.actor.id)
        body = say("tips.scheduled.body", channel=name, every=say.lasting(every), moment=say.moment(due, work.now))
        stop = Button(label=say("button.tips.stop"), token=f"tips:stop:{place.replace(':', '|')}")
        return answer(Card(title=say("tips.scheduled.title"), body=(body, say("tips.scheduled.how")), buttons=(stop,)))

    @command("tips stop", needs=Role.ADMIN)
    async def stop(self, work: Work, by: Invocation, channel: ChannelId | None = None) -> Decision:
        """Write no more tips into a channel; this one if none is named."""
        place, name = (by.channel.id, by.channel.name) if channel is None else self._place(by.community, channel)
        return answer(await self._stop(work, by, place, name))

    @button("tips:stop", needs=Role.ADMIN)
    async def press_stop(self, work: Work, by: Invocation, place: str) -> Decision:
        """Stop what was just scheduled, or later what it has become."""
        channel = ChannelId(place.replace("|", ":"))
        kept = await self._schedules.get(work, by.community, channel)
        name = kept.value.name if kept is not None else ""
        return Decision(reply=ReplaceCard(card=await self._stop(work, by, channel, name)))

    @timer(CHANNEL_TIP)
    async def write(self, work: Work, due: Timer) -> Decision:
        """Write the next tip into a channel, unless the community has its quiet hours: then once they are over."""
        kept = await self._schedules.get(work, due.community, due.subject)
        if kept is None:
            return NOTHING
        policy = self._policies(due.community)
        quiet = policy.quiet_until(work.now)
        if quiet is not None:
            await work.timers.set(due.community, CHANNEL_TIP, due.subject, quiet)
            return NOTHING
        schedule = kept.value
        tip, shown = self._next_for(schedule.shown)
        await self._schedules.put(work, due.community, kept.name, replace(schedule, shown=shown))
        await work.timers.set(due.community, CHANNEL_TIP, due.subject, work.now + schedule.every)
        say = speaking(policy.language)
        failed = Card(title=say("tips.failed.title"), body=(say("tips.failed.body", channel=schedule.name),))
        written = TellChannel(
            channel=schedule.channel,
            card=self._channel_card(tip, policy.language, say),
            otherwise=(AskModerators(subject=f"tips:{schedule.channel}", card=failed),),
        )
        return Decision(actions=((None, written),))

    def _next_for(self, shown: tuple[str, ...]) -> tuple[Tip, tuple[str, ...]]:
        """Choose a tip that a channel has not had, of the area it has had least; all over again after the last one."""
        had = set(shown)
        unseen = [tip for tip in self._tips if tip.id not in had]
        if not unseen:
            # The last one before is kept in mind, so that no tip comes twice in a row.
            shown = shown[-1:] if len(self._tips) > 1 else ()
            unseen = [tip for tip in self._tips if tip.id not in shown]
        areas = Counter(tip.area for tip in self._tips if tip.id in shown)
        tip = min(unseen, key=lambda one: areas[one.area])
        return tip, (*shown, tip.id)

    def _place(self, community: CommunityId, written: str) -> tuple[ChannelId, str]:
        """Find a channel by identifier, as a platform's picker gives it, or by name as it is typed."""
        wanted = written.strip().lstrip("#").lower()
        for option in self._survey(community).channels:
            if wanted in (option.value.lower(), option.label.lstrip("#").lower()):
                return ChannelId(option.value), option.label.lstrip("#")
        raise Invalid("setup.error.unknown", name=written[:100])

    async def _stop(self, work: Work, by: Invocation, place: ChannelId, name: str) -> Card:
        say = speaking(by.locale)
        await work.timers.cancel(by.community, CHANNEL_TIP, place)
        if not await self._schedules.remove(work, by.community, place):
            raise Invalid("tips.error.none")
        await work.audit.record(by.community, DeedKind.SETUP, by.actor.id)
        return Card(title=say("tips.stopped.title"), body=(say("tips.stopped.body", channel=name),))

    def _channel_card(self, tip: Tip, locale: str, say: Say) -> Card:
        """Draw a tip for everybody in a channel; its button opens for whoever presses it."""
        lines, buttons = self._tried(tip, say)
        return Card(
            title=tip.title.of(locale),
            body=(tip.text.of(locale), *lines),
            buttons=(*buttons, Button(label=say("button.tip.mine"), token=f"tip:mine:{tip.id}")),
            footer=say("tips.footer", area=say(f"area.{tip.area}"), source=tip.source),
        )

    def _choose(self, topic: str | None, locale: str) -> Sequence[Tip]:
        """List the tips of an area, or those that speak of a word in their reader's language.

        Raises:
            Invalid: there is none.
        """
        wanted = (topic or "").strip().lower()
        if not wanted:
            return self._tips
        choice = [tip for tip in self._tips if wanted in (tip.area, tip.recommendation, tip.id)]
        if not choice:
            choice = [tip for tip in self._tips if wanted in f"{tip.title.of(locale)} {tip.text.of(locale)}".lower()]
        if not choice:
            raise Invalid("error.no_such_tip", topics=", ".join(self._areas))
        return choice

    def _card(self, tip: Tip, by: Invocation, topic: str | None, left: int) -> Card:
        say = speaking(by.locale)
        lines, buttons = self._tried(tip, say)
        again = topic if topic and _WORD.fullmatch(topic) else ""
        return Card(
            title=tip.title.of(by.locale),
            body=(tip.text.of(by.locale), *lines),
            buttons=(*buttons, Button(label=say("button.next_tip"), token=f"tip:next:{again}")),
            footer=say(
                "tip.footer",
                area=say(f"area.{tip.area}"),
                source=tip.source,
                left=say("tip.left", count=left),
            ),
        )

    async def export(self, work: Work, community: CommunityId, member: MemberId) -> dict[str, object]:
        """Give a member the tips that they have seen."""
        seen = await work.members.tips_seen(community, member)
        return {"tips seen": {tip: at.isoformat() for tip, at in seen.items()}}

    async def erase(self, work: Work, community: CommunityId, member: MemberId) -> int:
        """Forget which tips a member has seen."""
        return await work.members.erase(community, member, ("tips_seen",))
