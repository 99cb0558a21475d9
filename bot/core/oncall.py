"""When somebody is on call: weekly hours on the clock of a place, summer time included. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.courtesy import zone_of
from bot.core.events import MemberId

MINUTES_A_DAY = 24 * 60
WEEK = 7

_DAY_NAMES = (
    ("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
    ("lun", "mar", "mer", "jeu", "ven", "sam", "dim"),
)
_TIME = re.compile(r"([01]?\d|2[0-4])(?:[:h]([0-5]\d)?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """One row of a member's hours: from a minute of the day to another one, on some days of the week, in a zone.

    Days count from Monday, 0. Hours that end at or before their beginning go on into the next day. ``language`` is
    the one in which its member is called.
    """

    id: int = 0
    member: MemberId
    days: frozenset[int]
    begins: int
    ends: int
    zone: str
    language: str = "en"

    def shift(self, day: date) -> tuple[datetime, datetime]:
        """Say from when to when the shift that begins on a day lasts, in UTC.

        A clock that jumps moves the ends with it: what the clock on the wall shows counts. A time that the clock leaves
        out in spring is the moment of the jump; one that it shows twice in autumn is the first of the two for a
        beginning and the second for an end, so that a night's hours have no hole.
        """
        zone = zone_of(self.zone)
        after = self.ends <= self.begins
        return (
            _moment(day, self.begins, zone, fold=0),
            _moment(day + timedelta(days=1 if after else 0), self.ends, zone, fold=1),
        )

    def covers(self, now: datetime) -> bool:
        """Tell whether the member is on call at a moment."""
        return any(begins <= now < ends for begins, ends in self._round(now, back=1, ahead=0))

    def next_start(self, now: datetime) -> datetime | None:
        """Say when the next shift begins after a moment; None where there are no days."""
        return min((begins for begins, _ in self._round(now, back=0, ahead=WEEK + 1) if begins > now), default=None)

    def _round(self, now: datetime, *, back: int, ahead: int) -> list[tuple[datetime, datetime]]:
        today = now.astimezone(zone_of(self.zone)).date()
        days = (today + timedelta(days=step) for step in range(-back, ahead + 1))
        return [self.shift(day) for day in days if day.weekday() in self.days]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """The latest call to somebody: since when further ones join it, how urgent it is, how many cases are in it.

    ``who`` is None for the moderators' channel.
    """

    who: MemberId | None
    began_at: datetime
    priority: int
    count: int


def _moment(day: date, minute: int, zone: ZoneInfo, *, fold: int) -> datetime:
    day, minute = day + timedelta(days=minute // MINUTES_A_DAY), minute % MINUTES_A_DAY
    wall = datetime.combine(day, time(minute // 60, minute % 60), zone)
    there = wall.replace(fold=fold).astimezone(UTC)
    if there.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return there
    # The clock leaves this time out: the jump is as far before it as its two readings lie apart after it.
    early, late = sorted((wall.replace(fold=0).astimezone(UTC), wall.replace(fold=1).astimezone(UTC)))
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) / 2
        if middle.astimezone(zone).utcoffset() == early.astimezone(zone).utcoffset():
            early = middle
        else:
            late = middle
    return late.replace(microsecond=0)


def on_duty(hours: Iterable[Hours], now: datetime) -> list[Hours]:
    """List whose hours cover a moment, each member once, in the order of their names."""
    found = {one.member: one for one in hours if one.covers(now)}
    return [found[member] for member in sorted(found)]


def next_start(hours: Iterable[Hours], now: datetime) -> datetime | None:
    """Say when somebody's hours begin next; None where nobody has any."""
    return min((at for one in hours if (at := one.next_start(now)) is not None), default=None)


def next_time(at: time, zone: str, now: datetime) -> datetime:
    """Say when a clock in a zone shows a time next, after a moment, in UTC."""
    minute = at.hour * 60 + at.minute
    today = now.astimezone(zone_of(zone)).date()
    days = (today + timedelta(days=step) for step in range(3))
    return next(moment for day in days if (moment := _moment(day, minute, zone_of(zone), fold=0)) > now)


def parse_days(text: str) -> frozenset[int]:
    """Read days such as ``mon-fri``, ``sat,sun`` or ``lun-ven``; ``all`` is every day.

    Raises:
        ValueError: with a sentence that says what is understood.
    """
    if text.strip().lower() in ("all", "tous"):
        return frozenset(range(WEEK))
    days: set[int] = set()
    for piece in text.lower().replace("–", "-").split(","):
        first, dash, last = piece.partition("-")
        begin = _day(first, text)
        end = _day(last, text) if dash else begin
        days.update((begin + step) % WEEK for step in range((end - begin) % WEEK + 1))
    return frozenset(days)


def _day(written: str, whole: str) -> int:
    for names in _DAY_NAMES:
        for number, name in enumerate(names):
            if written.strip().isalpha() and written.strip().startswith(name):
                return number
    message = f"“{whole}” are no days such as mon-fri or sat,sun"
    raise ValueError(message)


def parse_hours(text: str) -> tuple[int, int]:
    """Read hours such as ``18:00-22:00`` or ``22h-7h30`` as minutes of the day.

    Raises:
        ValueError: with a sentence that says what is understood.
    """
    found = [_TIME.fullmatch(piece.strip()) for piece in text.lower().replace("–", "-").split("-")]
    times = [int(one[1]) * 60 + int(one[2] or 0) for one in found if one is not None]
    if len(found) != 2 or len(times) != 2 or max(times) > MINUTES_A_DAY or times[0] == MINUTES_A_DAY:
        message = f"“{text}” are no hours such as 18:00-22:00"
        raise ValueError(message)
    return times[0], times[1]


def print_hours(minute: int) -> str:
    """Write a minute of the day as ``18:00``."""
    return f"{minute // 60:02}:{minute % 60:02}"


def runs(days: Iterable[int]) -> Sequence[tuple[int, int]]:
    """Gather days into runs, first and last of each: Monday to Friday is one."""
    gathered: list[tuple[int, int]] = []
    for day in sorted(days):
        if gathered and gathered[-1][1] == day - 1:
            gathered[-1] = (gathered[-1][0], day)
        else:
            gathered.append((day, day))
    return gathered
