"""When a member wants to hear nothing from us, and what of ours may still reach them then.

Source: the default policy, "Rules that don't bend" (at most one unsolicited message a member a week), and the
editorial's advice to disconnect from time to time.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

LONGEST_WAIT = timedelta(hours=24)
"""What nobody asked for waits until the morning, not until a holiday is over: by then it would be a heap."""

BREAK, FOCUS, NIGHT, ZONE = "break_until", "focus_until", "night", "zone"
"""The preferences in which a member's wishes stand."""


class Occasion(StrEnum):
    """Why we write to a member.

    ``urgent``: something of theirs was hidden, or a clock runs for them; ``case``: any other word about a case;
    ``news``: they wait for it or count on it, and it comes only once, such as an answer; ``subscribed``: they asked for
    it once, such as a reminder; ``unasked``: nobody asked, so it has a budget.
    """

    URGENT = "urgent"
    CASE = "case"
    NEWS = "news"
    SUBSCRIBED = "subscribed"
    UNASKED = "unasked"


@dataclass(frozen=True, slots=True)
class Hours:
    """A stretch of every day by a clock on the wall; one that ends before it begins goes over midnight."""

    begin: time
    end: time

    def __str__(self) -> str:
        """Write it as it is read."""
        return f"{self.begin:%H:%M}-{self.end:%H:%M}"


def read_hours(written: str) -> Hours:
    """Read ``21:00-07:00``; an en dash, and hours alone (``21-7``), will do.

    Raises:
        ValueError: it is nothing of the kind, or the two are the same moment.
    """
    begin, dash, end = written.replace("\u2013", "-").replace(" ", "").partition("-")
    if not dash:
        message = "not two times with a dash between them, such as 21:00-07:00"
        raise ValueError(message)
    hours = Hours(_clock(begin), _clock(end))
    if hours.begin == hours.end:
        message = "the two times are the same"
        raise ValueError(message)
    return hours


def _clock(written: str) -> time:
    hour, _, minute = written.lower().replace("h", ":").partition(":")
    if not hour.isdecimal() or (minute and not minute.isdecimal()):
        message = "not a time of day, such as 21:00"
        raise ValueError(message)
    return time(int(hour), int(minute or 0))


def read_zone(written: str) -> str:
    """Read the name of a time zone, such as ``Europe/Paris``, whatever its case.

    Source of the names: the IANA time zone database.

    Raises:
        ValueError: there is none of this name.
    """
    return zone_of(written.strip().replace(" ", "_")).key


def zone_of(name: str) -> ZoneInfo:
    """Find a time zone by its name.

    Raises:
        ValueError: there is none of this name.
    """
    found = zones().get(name.casefold())
    if found is None:
        message = "not the name of a time zone, such as Europe/Paris"
        raise ValueError(message)
    return found


@cache
def zones() -> Mapping[str, ZoneInfo]:
    """Give every time zone by its name in lower case; they are read from the disk once, before anything runs."""
    return {name.casefold(): ZoneInfo(name) for name in available_timezones()}


def end_of(hours: Hours, zone: str, now: datetime) -> datetime | None:
    """Say when the stretch that holds this moment ends, in UTC; None outside it.

    The wall's clock counts: where it jumps in spring or autumn, the stretch is an hour shorter or longer.
    """
    place = zone_of(zone)
    local = now.astimezone(place)
    for day in (local.date() - timedelta(days=1), local.date()):
        last = day if hours.begin < hours.end else day + timedelta(days=1)
        begin = datetime.combine(day, hours.begin, place).astimezone(UTC)
        end = datetime.combine(last, hours.end, place).astimezone(UTC)
        if begin <= now < end:
            return end
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """What a member has asked for: a break, a time of focus, nights without us; the zone that nights are in."""

    break_until: datetime | None = None
    focus_until: datetime | None = None
    night: Hours | None = None
    zone: str = "UTC"

    def until(self, now: datetime) -> datetime | None:
        """Say until when nothing should reach the member; None when it may now."""
        end = now
        while True:  # a break may end in the night, and the night in a time of focus
            later = [
                moment
                for moment in (
                    self.break_until,
                    self.focus_until,
                    end_of(self.night, self.zone, end) if self.night else None,
                )
                if moment is not None and moment > end
            ]
            if not later:
                return end if end > now else None
            end = max(later)

    def rests_until(self, now: datetime) -> datetime | None:
        """Say when the break and the focus that hold now are both over; None when there is neither. Nights are none."""
        return max((end for end in (self.break_until, self.focus_until) if end is not None and end > now), default=None)

    def on_break(self, now: datetime) -> bool:
        """Tell whether the member is away altogether."""
        return self.break_until is not None and self.break_until > now


def quiet_of(preferences: Mapping[str, str], zone: str) -> Quiet:
    """Read a member's wishes from their preferences; ``zone`` is the community's, for whoever has named none."""
    night = preferences.get(NIGHT)
    return Quiet(
        break_until=_moment(preferences.get(BREAK)),
        focus_until=_moment(preferences.get(FOCUS)),
        night=read_hours(night) if night else None,
        zone=preferences.get(ZONE, zone),
    )


def _moment(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None


WAITED = "waited"
"""The kind of record that counts what a break or a focus kept from a member."""

WAITED_KEPT = timedelta(days=7)
"""How long the counts outlive the break, should nobody come to tell of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waited:
    """How much was kept from a member while they rested, by occasion; never what it said."""

    case: int = 0
    news: int = 0
    subscribed: int = 0
    unasked: int = 0

    def one_more(self, occasion: Occasion) -> "Waited":
        """Count one more."""
        return Waited(
            case=self.case + (occasion is Occasion.CASE),
            news=self.news + (occasion is Occasion.NEWS),
            subscribed=self.subscribed + (occasion is Occasion.SUBSCRIBED),
            unasked=self.unasked + (occasion is Occasion.UNASKED),
        )


def read_waited(written: str | None) -> Waited:
    """Read what `write_waited` wrote; nothing has waited where nothing is written."""
    return Waited(**json.loads(written)) if written else Waited()


def write_waited(waited: Waited) -> str:
    """Write the counts down as JSON."""
    return json.dumps(asdict(waited))


@dataclass(frozen=True, slots=True)
class Send:
    """It may go out, at once or not before a moment."""

    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Drop:
    """It is left out; ``reason`` is a short word of ours."""

    reason: str


def weigh(occasion: Occasion, quiet: Quiet, community_quiet_until: datetime | None, now: datetime) -> Send | Drop:
    """Decide when a message may reach a member.

    Args:
        occasion: why it is sent.
        quiet: what the member has asked for.
        community_quiet_until: the end of the community's quiet hours, None outside them.
        now: this moment.
    """
    if occasion is Occasion.URGENT:
        return Send()
    until = quiet.until(now)
    if occasion in (Occasion.CASE, Occasion.NEWS):
        return Send(until)
    if quiet.on_break(now):
        return Drop("on a break")
    if occasion is Occasion.UNASKED and community_quiet_until is not None:
        until = max(until or community_quiet_until, community_quiet_until)
        until = quiet.until(until) or until
    if until is not None and until - now > LONGEST_WAIT:
        return Drop("quiet for too long")
    return Send(until)
