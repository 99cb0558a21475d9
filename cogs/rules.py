"""Rules that members make for themselves, told back to them alone; and boundaries that others are shown.

Source: the editorial's advice to establish personal rules and clear boundaries (doi:10.46989/001c.125931).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from bot.core.actions import NOTHING, Decision, ReplaceCard, ShowForm, TellMember, answer
from bot.core.cards import Button, Card, Field, FieldKind, Form, Option
from bot.core.commands import button, command, completes, form, looks_on, starts, timer
from bot.core.courtesy import Hours, Occasion, Quiet, end_of, quiet_of, zones
from bot.core.engine import Examiner, Seen
from bot.core.errors import Invalid
from bot.core.events import ChannelId, CommunityId, Invocation, MemberId, Message
from bot.core.ports import Timer, Work
from bot.core.text import Content
from cogs.shared.boundaries import BOUNDARIES, LONGEST_WORDS, Boundary, lines_of, plain
from cogs.shared.kept import Entry, Kept
from cogs.shared.typed import channel_of, member_of
from config.catalogue import Say, speaking

MOST_RULES = 10
LONGEST_RULE = 200
NEW_DAY = time(4)
"""A day of somebody's begins at four in the morning: what is written after midnight belongs to the evening before."""

EVENING = Hours(time(21), time(4))
WEEKLY_AT = time(8)
"""On Mondays, by the member's clock."""

FRESH = timedelta(minutes=10)
"""A message that we see later than this, after having been away, is no moment to speak at."""

_WEEKLY = "rules.weekly"


class When(StrEnum):
    """The moments at which a rule can be told back."""

    FIRST = "first-message-of-the-day"
    EVENING = "late-evening"
    WEEKLY = "weekly"
    CHANNEL = "posting-in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A member's rule: their words, the moment, the channel where it is bound to one, and the language to speak."""

    words: str = field(repr=False)
    when: When
    channel: ChannelId | None = None
    language: str = "en"


@dataclass(slots=True)
class _Owner:
    """What is in mind of somebody who has rules: at which moments, by which clock, and the days they were told."""

    moments: set[tuple[When, ChannelId | None]]
    zone: str | None
    told: dict[tuple[When, ChannelId | None], date] = field(default_factory=dict)

    def due(self, message: Message, zone: str) -> list[tuple[When, ChannelId | None]]:
        """List the moments that a message is, of those that have not been told that day."""
        local = message.posted_at.astimezone(zones()[(self.zone or zone).casefold()])
        day = _day(local)
        late = end_of(EVENING, self.zone or zone, message.posted_at) is not None
        return [
            (when, channel)
            for when, channel in sorted(self.moments, key=str)
            if self.told.get((when, channel)) != day
            and (
                when is When.FIRST
                or (when is When.EVENING and late)
                or (when is When.CHANNEL and channel == message.channel.id)
            )
        ]


class RulesCog:
    """Keeps members' own rules and tells them back; keeps boundaries and shows them."""

    def __init__(self, examiner: Examiner) -> None:
        self._examiner = examiner
        self._rules = Kept("rule", Rule)
        self._owners: dict[tuple[CommunityId, MemberId], _Owner] = {}

    @starts
    async def begin(self, work: Work) -> None:
        """Read who has rules that a message can call up."""
        owners = {(one.community, one.owner) for one in await self._rules.everywhere(work) if one.owner is not None}
        for community, owner in sorted(owners):
            await self._bear_in_mind(work, community, owner)

    @command("myrules add")
    async def add(
        self, work: Work, by: Invocation, rule: str, when: When = When.FIRST, channel: ChannelId | None = None
    ) -> Decision:
        """Make a rule for oneself."""
        words = plain(rule)
        if not 0 < len(words) <= LONGEST_RULE:
            raise Invalid("error.rules.length", most=str(LONGEST_RULE))
        mine = await self._mine(work, by.community, by.actor.id)
        if len(mine) >= MOST_RULES:
            raise Invalid("error.rules.many", most=str(MOST_RULES))
        named = by.channel.id if channel is None else channel_of(by.community, channel)
        place = named if when is When.CHANNEL else None
        language = speaking(by.locale).language
        kept = Rule(words=words, when=when, channel=place, language=language)
        await self._rules.add(work, by.community, kept, owner=by.actor.id)
        await self._bear_in_mind(work, by.community, by.actor.id)
        if when is When.WEEKLY:
            await self._set_weekly(work, by.community, by.actor.id)
        return answer(await self._listed(work, by))

    @command("myrules list")
    async def list_(self, work: Work, by: Invocation) -> Decision:
        """Show a member their own rules."""
        return answer(await self._listed(work, by))

    @command("myrules remove")
    async def remove(self, work: Work, by: Invocation, number: int) -> Decision:
        """Take one of one's rules back."""
        await self._drop(work, by, number)
        return answer(await self._listed(work, by))

    @button("rules:remove")
    async def press_remove(self, work: Work, by: Invocation, number: int) -> Decision:
        """Take it back from the card on which it is told."""
        await self._drop(work, by, number)
        return Decision(reply=ReplaceCard(card=await self._listed(work, by)))

    async def _drop(self, work: Work, by: Invocation, number: int) -> None:
        kept = await self._rules.get(work, by.community, str(number))
        if kept is None or kept.owner != by.actor.id:
            raise Invalid("error.rules.none")
        await self._rules.remove(work, by.community, kept.name)
        await self._bear_in_mind(work, by.community, by.actor.id)

    @completes("myrules remove", "number")
    async def numbers(self, work: Work, by: Invocation, typed: str) -> list[Option]:
        """Complete the number of one's own rule."""
        return [
            Option(label=f"{one.name} · {one.value.words}"[:100], value=one.name)
            for one in await self._mine(work, by.community, by.actor.id)
            if one.name.startswith(typed)
        ]

    def is_a_moment(self, seen: Seen) -> bool:
        """Want a message that is one of the moments that its author chose."""
        owner = self._owners.get((seen.community, seen.message.author.id))
        return owner is not None and bool(owner.due(seen.message, seen.policy.time_zone))

    @looks_on("is_a_moment")
    async def tell_back(self, work: Work, seen: Seen) -> Decision:
        """Tell the author their rules for this moment, on one card; each once a day."""
        community, member = seen.community, seen.message.author.id
        owner = self._owners.get((community, member))
        quiet = await self._quiet(work, community, member)
        if owner is None or work.now - seen.message.posted_at > FRESH or quiet.until(work.now) is not None:
            return NOTHING
        due = owner.due(seen.message, seen.policy.time_zone)
        rules = [one for one in await self._mine(work, community, member) if (one.value.when, one.value.channel) in due]
        owner.zone = quiet.zone
        local = seen.message.posted_at.astimezone(zones()[quiet.zone.casefold()])
        owner.told |= dict.fromkeys(due, _day(local))
        return _told(member, rules)

    @timer(_WEEKLY)
    async def weekly(self, work: Work, ring: Timer) -> Decision:
        """Tell somebody their weekly rules on a Monday morning; a break lets a week pass."""
        member = MemberId(ring.subject)
        rules = [one for one in await self._mine(work, ring.community, member) if one.value.when is When.WEEKLY]
        if not rules:
            return NOTHING
        await self._set_weekly(work, ring.community, member)
        return _told(member, rules)

    async def _set_weekly(self, work: Work, community: CommunityId, member: MemberId) -> None:
        place = zones()[(await self._quiet(work, community, member)).zone.casefold()]
        today = work.now.astimezone(place).date()
        monday = today + timedelta(days=7 - today.weekday())
        await work.timers.set(community, _WEEKLY, member, datetime.combine(monday, WEEKLY_AT, place).astimezone(UTC))

    async def _quiet(self, work: Work, community: CommunityId, member: MemberId) -> Quiet:
        wishes = await work.members.preferences(community, member)
        return quiet_of(wishes, self._examiner.policies(community).time_zone)

    async def _mine(self, work: Work, community: CommunityId, member: MemberId) -> list[Entry[Rule]]:
        return await self._rules.page(work, community, owner=member)

    async def _bear_in_mind(self, work: Work, community: CommunityId, member: MemberId) -> None:
        """Keep in memory at which moments this member's messages matter; the words stay in the database."""
        rules = [one.value for one in await self._mine(work, community, member)]
        moments: set[tuple[When, ChannelId | None]] = {
            (rule.when, rule.channel) for rule in rules if rule.when is not When.WEEKLY
        }
        before = self._owners.pop((community, member), None)
        if moments:
            zone = (await work.members.preferences(community, member)).get("zone")
            told = {} if before is None else before.told
            self._owners[community, member] = _Owner(moments=moments, zone=zone, told=told)

    async def _listed(self, work: Work, by: Invocation) -> Card:
        say = speaking(by.locale)
        rules = await self._mine(work, by.community, by.actor.id)
        lines = tuple(
            say("rules.line", number=one.name, words=one.value.words, when=say(f"rules.when.{one.value.when}"))
            for one in rules
        )
        return Card(
            title=say("rules.title"),
            body=lines or (say("rules.none"),),
            buttons=tuple(_take_back(one.name, say) for one in rules[:5]),
            footer=say("rules.private"),
        )

    @command("boundary set")
    async def set_boundary(self, work: Work, by: Invocation) -> Decision:
        """Ask for one's boundaries, as they stand now."""
        kept = await BOUNDARIES.get(work, by.community, by.actor.id)
        return Decision(reply=ShowForm(form=_asked(Boundary() if kept is None else kept.value, speaking(by.locale))))

    @form("boundary:set")
    async def keep_boundary(
        self, work: Work, by: Invocation, fields: dict[str, str], about: Message | None
    ) -> Decision:
        """Keep what was chosen; words that the policy would not let stand in public are not kept."""
        say = speaking(by.locale)
        words = plain(fields.get("words", ""))
        if len(words) > LONGEST_WORDS:
            raise Invalid("error.boundary.length", most=str(LONGEST_WORDS))
        if words:
            judged = await self._examiner.examine(Content.of(words), by.community)
            if judged.verdict.would.acts:
                raise Invalid("error.boundary.words")
        boundary = Boundary(
            no_messages=fields.get("no_messages") == "yes",
            no_questions=fields.get("no_questions") == "yes",
            no_alerts=fields.get("no_alerts") == "yes",
            words=words,
        )
        if boundary == Boundary():
            await BOUNDARIES.remove(work, by.community, by.actor.id)
        else:
            await BOUNDARIES.put(work, by.community, by.actor.id, boundary, owner=by.actor.id)
        return answer(_shown(boundary, say, own=True))

    @command("boundary of")
    async def boundary_of(self, work: Work, by: Invocation, member: MemberId) -> Decision:
        """Show what a member has asked of others."""
        whose = member_of(by.community, member)
        kept = await BOUNDARIES.get(work, by.community, whose)
        boundary = Boundary() if kept is None else kept.value
        return answer(_shown(boundary, speaking(by.locale), own=whose == by.actor.id))

    @command("boundary off")
    async def boundary_off(self, work: Work, by: Invocation) -> Decision:
        """Take one's boundaries away."""
        await BOUNDARIES.remove(work, by.community, by.actor.id)
        return answer(_shown(Boundary(), speaking(by.locale), own=True))

    async def export(self, work: Work, community: CommunityId, member: MemberId) -> dict[str, object]:
        """Give a member their rules and boundaries."""
        return {
            "own rules": await self._rules.export(work, community, member),
            "boundaries": await BOUNDARIES.export(work, community, member),
        }

    async def erase(self, work: Work, community: CommunityId, member: MemberId) -> int:
        """Forget both."""
        self._owners.pop((community, member), None)
        await work.timers.cancel(community, _WEEKLY, member)
        rules = await self._rules.erase(work, community, member)
        return rules + await BOUNDARIES.erase(work, community, member)


def _day(local: datetime) -> date:
    return (local - timedelta(hours=NEW_DAY.hour)).date()


def _told(member: MemberId, rules: Sequence[Entry[Rule]]) -> Decision:
    if not rules:
        return NOTHING
    say = speaking(rules[-1].value.language)
    card = Card(
        title=say("rules.told.title"),
        body=tuple(say("rules.told.line", words=one.value.words) for one in rules),
        buttons=tuple(_take_back(one.name, say) for one in rules[:5]),
        footer=say("rules.told.how"),
    )
    return Decision(actions=((None, TellMember(member=member, card=card, occasion=Occasion.SUBSCRIBED)),))


def _take_back(number: str, say: Say) -> Button:
    return Button(label=say("button.rules.remove", number=number), token=f"rules:remove:{number}")


def _asked(boundary: Boundary, say: Say) -> Form:
    def tick(name: str, label: str, *, on: bool) -> Field:
        return Field(name=name, label=label, kind=FieldKind.TICK, required=False, value="yes" if on else "no")

    return Form(
        title=say("boundary.form.title"),
        token="boundary:set",
        intro=say("boundary.form.intro"),
        fields=(
            tick("no_messages", say("boundary.field.no_messages"), on=boundary.no_messages),
            tick("no_questions", say("boundary.field.no_questions"), on=boundary.no_questions),
            tick("no_alerts", say("boundary.field.no_alerts"), on=boundary.no_alerts),
            Field(
                name="words",
                label=say("boundary.field.words"),
                kind=FieldKind.PARAGRAPH,
                required=False,
                max_length=LONGEST_WORDS,
                value=boundary.words,
            ),
        ),
    )


def _shown(boundary: Boundary, say: Say, *, own: bool) -> Card:
    lines = lines_of(boundary, say)
    if own and boundary.no_alerts:
        lines = (*lines, say("boundary.no_alerts"))
    if own:
        body = lines or (say("boundary.none.own"),)
        return Card(title=say("boundary.title.own"), body=body, footer=say("boundary.how"))
    return Card(title=say("boundary.title"), body=lines or (say("boundary.none"),))
