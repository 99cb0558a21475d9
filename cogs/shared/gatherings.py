"""An event as it is kept and shown: what events and journal clubs share."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from bot.core.actions import Action, TellChannel
from bot.core.cards import Button, Card, Document, Fact, Link, Style
from bot.core.courtesy import read_zone, zones
from bot.core.errors import Invalid
from bot.core.events import ChannelId, CommunityId, MemberId
from bot.core.ports import Work
from cogs.shared.calendar import MEDIA_TYPE, Entry, calendar_file, web_address
from cogs.shared.kept import Kept
from config.catalogue import Say

DAY_BEFORE, HOUR_BEFORE, OVER = "events.day", "events.hour", "events.over"
AHEAD = {DAY_BEFORE: timedelta(days=1), HOUR_BEFORE: timedelta(hours=1)}
FURTHEST = timedelta(days=730)
SHORTEST, LONGEST = timedelta(minutes=5), timedelta(days=14)
MOST_COMING = 10
"""How many events of one member may lie ahead: an organiser's season, not a flood."""

KEPT_AFTER = timedelta(days=1)


class Coming(StrEnum):
    """What a member answers."""

    GOING = "going"
    MAYBE = "maybe"
    NO = "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathering:
    """An event; its owner is who organises it. ``made`` and ``sequence`` are what calendars tell versions by."""

    title: str = field(repr=False)
    description: str = field(default="", repr=False)
    where: str = field(default="", repr=False)
    begins: datetime
    lasts: timedelta
    zone: str
    channel: ChannelId
    made: datetime
    sequence: int = 0
    cancelled: bool = False

    @property
    def ends(self) -> datetime:
        """When it is over."""
        return self.begins + self.lasts


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Whether a member comes, and whether and in which language they want to be reminded."""

    coming: Coming
    language: str
    reminders: bool = True


GATHERINGS = Kept("event", Gathering)
REPLIES = Kept("event_reply", Reply)
"""Named by the event's number and the member, ``12:discord:34``."""


def read_begin(written: str, zone: str, now: datetime) -> tuple[datetime, str]:
    """Read a moment such as ``2026-12-03 18:30`` on the clocks of a time zone; in UTC, with the zone's own name.

    Raises:
        Invalid: it cannot be read, does not exist there, is over, or lies too far ahead.
    """
    try:
        named = read_zone(zone)
    except ValueError:
        raise Invalid("events.error.zone") from None
    try:
        local = datetime.fromisoformat(written.strip().lower().replace("h", ":"))
    except ValueError:
        raise Invalid("events.error.when") from None
    if local.tzinfo is not None or local.second or local.microsecond:
        raise Invalid("events.error.when")
    place = zones()[named.casefold()]
    try:
        begins = local.replace(tzinfo=place).astimezone(UTC)
    except OverflowError:
        raise Invalid("events.error.when") from None
    if begins.astimezone(place).replace(tzinfo=None) != local:
        raise Invalid("events.error.clock")
    if not now < begins <= now + FURTHEST:
        raise Invalid("events.error.time")
    return begins, named


async def open_gathering(
    work: Work, community: CommunityId, organiser: MemberId, gathering: Gathering, say: Say
) -> tuple[str, Action]:
    """Keep an event, set its clocks, and announce it in its channel; its number comes back.

    Raises:
        Invalid: the organiser has too many ahead already.
    """
    mine = await GATHERINGS.page(work, community, owner=organiser)
    if sum(not one.value.cancelled and one.value.begins > work.now for one in mine) >= MOST_COMING:
        raise Invalid("events.error.many", most=str(MOST_COMING))
    number = await GATHERINGS.add(work, community, gathering, owner=organiser, until=gathering.ends + KEPT_AFTER)
    for kind, ahead in AHEAD.items():
        if gathering.begins - ahead > work.now:
            await work.timers.set(community, kind, number, gathering.begins - ahead)
    await work.timers.set(community, OVER, number, gathering.ends)
    return number, await announcement(work, community, number, gathering, say)


async def announcement(work: Work, community: CommunityId, number: str, gathering: Gathering, say: Say) -> TellChannel:
    """Draw the event's card in its channel anew, with how many come."""
    replies = await REPLIES.page(work, community, starting=f"{number}:", limit=10_000)
    counts = {coming: sum(one.value.coming is coming for one in replies) for coming in Coming}
    card = _card(number, gathering, counts, say, work.now)
    return TellChannel(channel=gathering.channel, card=card, subject=f"event:{number}")


def when_and_where(gathering: Gathering, say: Say) -> tuple[Fact, ...]:
    """Say when it is, by the clocks of its own place and in UTC, and where."""
    place = zones()[gathering.zone.casefold()]
    written = say.clock(gathering.begins, place)
    if gathering.begins.astimezone(place).utcoffset():
        written = say("events.when.both", local=written, utc=f"{gathering.begins:%H:%M}")
    facts = [
        Fact(name=say("events.when"), value=written),
        Fact(name=say("events.until"), value=say.clock(gathering.ends, place)),
    ]
    if gathering.where:
        facts.append(Fact(name=say("events.where"), value=gathering.where))
    return tuple(facts)


def take_away(community: CommunityId, number: str, gathering: Gathering, now: datetime, say: Say) -> Card:
    """Draw the card with the file for one's calendar and the link that adds it."""
    entry = entry_of(community, number, gathering)
    return Card(
        title=gathering.title,
        body=(say("events.calendar.body"),),
        facts=when_and_where(gathering, say),
        links=(Link(label=say("events.calendar.link"), url=web_address(entry)),),
        document=calendar_of(community, number, gathering, now),
    )


def calendar_of(community: CommunityId, number: str, gathering: Gathering, now: datetime) -> Document:
    """Write the file that puts an event into a calendar, or takes one that was called off out of it."""
    text = calendar_file(entry_of(community, number, gathering), now)
    return Document(name=f"event-{number}.ics", media_type=MEDIA_TYPE, text=text)


def entry_of(community: CommunityId, number: str, gathering: Gathering) -> Entry:
    """Say of an event what calendars want to know."""
    return Entry(
        uid=f"{gathering.made:%Y%m%dT%H%M%S}-{number}@{community.replace(':', '.')}",
        title=gathering.title,
        begins=gathering.begins,
        lasts=gathering.lasts,
        where=gathering.where,
        description=gathering.description,
        sequence=gathering.sequence,
        cancelled=gathering.cancelled,
    )


def called_off(gathering: Gathering) -> Gathering:
    """Call an event off."""
    return replace(gathering, cancelled=True, sequence=gathering.sequence + 1)


def _card(number: str, gathering: Gathering, counts: dict[Coming, int], say: Say, now: datetime) -> Card:
    body = [gathering.description] if gathering.description else []
    buttons: tuple[Button, ...] = ()
    if gathering.cancelled:
        body.insert(0, say("events.cancelled"))
    elif gathering.ends <= now:
        body.insert(0, say("events.over"))
    else:
        buttons = (
            Button(label=say("button.going"), token=f"events:going:{number}", style=Style.PRIMARY),
            Button(label=say("button.maybe"), token=f"events:maybe:{number}"),
            Button(label=say("button.not_going"), token=f"events:no:{number}"),
            Button(label=say("button.calendar"), token=f"events:calendar:{number}"),
        )
    coming = say("events.coming.counts", going=counts[Coming.GOING], maybe=counts[Coming.MAYBE])
    return Card(
        title=gathering.title,
        body=tuple(body),
        facts=(*when_and_where(gathering, say), Fact(name=say("events.coming"), value=coming)),
        buttons=buttons,
        footer=say("events.footer", number=number),
    )
