"""A month of a community of five hundred, played through the real engine: what reaches whom, and when.

``python -m tests.month`` prints the figures that docs/privacy.md quotes. The clock is scripted, the chance seeded.
What members asked for is written down here a second time, in words of its own, so that the guard is not its own judge.
"""

import asyncio
import random
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.core.actions import Action, Decision, TellMember
from bot.core.cards import Card
from bot.core.courtesy import Occasion
from bot.core.durations import print_duration
from bot.core.events import ButtonPressed, CommandInvoked, CommunityId, MemberId, MessagePosted
from bot.core.ports import Timer, Work
from cogs.rules import When
from tests.town import COMMUNITY, Platform, Time, Town, town

MEMBERS = 500
DAYS = 30
STEP = timedelta(hours=3)
LONGEST_BREAK = 12
"""In days."""

ZONES = ("UTC", "Europe/Paris", "America/New_York", "Asia/Tokyo")
TALK = ("good morning", "who is on call", "heart failure clinic", "thanks all")
TOPIC = "new data on sepsis"
SLIP = "pt {patient_data.direct 0.9: Ada Testperson} is doing well"
WEEK = timedelta(days=7)


@dataclass(slots=True)
class Wishes:
    """What one member asked for, as this page remembers it."""

    away: list[tuple[datetime, datetime]] = field(default_factory=list)
    night: tuple[int, int] | None = None
    zone: str = "UTC"

    def is_away(self, at: datetime) -> bool:
        """Tell whether a break or a focus holds."""
        return any(begin < at < end for begin, end in self.away)

    def sleeps(self, at: datetime) -> bool:
        """Tell whether it is night for them."""
        if self.night is None:
            return False
        hour, (begin, end) = at.astimezone(ZoneInfo(self.zone)).hour, self.night
        return hour >= begin or hour < end if begin > end else begin <= hour < end


class Post(Platform):
    """A platform that writes down when it was asked to tell whom."""

    def __init__(self, now: Time) -> None:
        super().__init__()
        self.now = now
        self.told_at: list[tuple[datetime, TellMember]] = []

    async def perform(self, community: CommunityId, action: Action, key: str, case: int | None = None) -> None:
        """Write it down, once a key."""
        if isinstance(action, TellMember) and key not in self.done:
            self.told_at.append((self.now.at, action))
        await Platform.perform(self, community, action, key, case)


@dataclass(slots=True)
class Month:
    """What became of a month."""

    told: list[tuple[datetime, TellMember]]
    wishes: Mapping[MemberId, Wishes]
    tried: Counter[str]
    rang: Counter[str]

    def of(self, *occasions: Occasion) -> list[tuple[datetime, TellMember]]:
        """List what was told on some occasions."""
        return [(at, one) for at, one in self.told if one.occasion in occasions]

    def in_a_break(self) -> list[tuple[datetime, TellMember]]:
        """List what reached somebody who was away or asleep, though nothing was urgent."""
        return [
            (at, one)
            for at, one in self.told
            if one.occasion is not Occasion.URGENT
            and (self.wishes[one.member].is_away(at) or self.wishes[one.member].sleeps(at))
        ]

    def in_quiet_hours(self) -> list[tuple[datetime, TellMember]]:
        """List what nobody had asked for and came between nine in the evening and seven in the morning."""
        return [(at, one) for at, one in self.of(Occasion.UNASKED) if at.hour >= 21 or at.hour < 7]

    def most_unasked_in_a_week(self) -> int:
        """Count the most messages that nobody asked for, to one member within seven days."""
        times: dict[MemberId, list[datetime]] = {}
        for at, one in self.of(Occasion.UNASKED):
            times.setdefault(one.member, []).append(at)
        return max(sum(begin <= at < begin + WEEK for at in found) for found in times.values() for begin in found)

    def said_twice(self) -> list[tuple[MemberId, str]]:
        """List what is said once and was said again."""
        said = Counter((one.member, one.once) for _, one in self.told if one.once is not None)
        return [(member, once) for (member, once), count in said.items() if count > 1 and once is not None]

    def cases_lost(self) -> int:
        """Count the words on a case that were sent off and never came."""
        return self.tried[Occasion.CASE] - sum(one.card.title == Occasion.CASE for _, one in self.told)


async def play(folder: Path, members: int = MEMBERS, days: int = DAYS) -> Month:
    """Play a month, and then let time pass until whoever went away has come back."""
    chance = random.Random(20261128)  # noqa: S311 - a script, no secret
    now = Time()
    platform = Post(now)
    async with town(folder, platform, now) as here:
        await _write_fast(here)
        await here.app.engine.start()
        rang = _count_rings(here)
        names = [f"m{number}" for number in range(members)]
        here.members |= {name: here._member(name, days=400) for name in names}
        wishes = {member.id: Wishes() for member in here.members.values()}
        await _set_up(here, names, wishes, chance)
        rang.clear()
        told_before, tried = len(platform.told_at), Counter[str]()
        for _ in range(days * 24 // 3):
            await _live(here, names, wishes, chance, tried, now.at.hour)
            await here.pass_time(STEP)
        for _ in range(2 * LONGEST_BREAK):
            await here.pass_time(timedelta(hours=12))
        return Month(told=platform.told_at[told_before:], wishes=wishes, tried=tried, rang=rang)


async def _set_up(here: Town, names: list[str], wishes: Mapping[MemberId, Wishes], chance: random.Random) -> None:
    """Let members ask for things, long enough before the month that reminders fall due within it."""
    for name in chance.sample(names, len(names) // 100):
        await _press(here, name, "profile:next:syyyy")
    await here.pass_time(timedelta(days=180))
    for name in chance.sample(names, len(names) // 50):
        await _type(here, name, "/profile niche first:cardiology directory:yes")
    await here.pass_time(timedelta(days=100))
    for name in chance.sample(names, len(names) // 20):
        await _type(here, name, "/remind checkup every:quarter")
    await here.pass_time(timedelta(days=80))
    for name in chance.sample(names, len(names) // 8):
        begin, end, zone = chance.choice((21, 22, 23)), chance.choice((6, 7)), chance.choice(ZONES)
        await _type(here, name, f"/break night hours:{begin}-{end} zone:{zone}")
        wish = wishes[MemberId(f"test:{name}")]
        wish.night, wish.zone = (begin, end), zone
    for name in chance.sample(names, len(names) // 25):
        await _type(here, name, "/alert add term:sepsis")
    for name in chance.sample(names, len(names) // 25):
        await _type(here, name, f"/myrules add rule:breathe when:{chance.choice(list(When))}")


async def _live(
    here: Town,
    names: list[str],
    wishes: Mapping[MemberId, Wishes],
    chance: random.Random,
    tried: Counter[str],
    hour: int,
) -> None:
    """Let an hour pass as it does: some write, some go away, moderators answer, and one feature is greedy."""
    now = here.time()
    for _ in range(2 if 6 <= hour < 22 else 0):
        text = chance.choices((SLIP, TOPIC, chance.choice(TALK)), (4, 1, 95))[0]
        message = here.message(text, chance.choice(names))
        await here.app.engine.receive(MessagePosted(delivery=here._delivery(), community=COMMUNITY, message=message))
    if hour in (9, 15, 21):
        name = chance.choice(names)
        wish = wishes[MemberId(f"test:{name}")]
        lasts = timedelta(days=chance.randint(1, LONGEST_BREAK)) if hour == 9 else timedelta(hours=chance.randint(1, 8))
        if not wish.is_away(now):
            await _type(here, name, f"/{'break' if hour == 9 else 'focus'} for:{print_duration(lasts)}")
            wish.away.append((now, now + lasts))
    telling: list[tuple[str, Occasion, str | None]] = []
    if hour in (3, 12, 21):
        telling = [(chance.choice(names), Occasion.CASE, None) for _ in range(2)]
        telling += [(name, Occasion.UNASKED, None) for name in (*names[:2], *chance.sample(names, 5))]
        telling += [(chance.choice(names[:40]), Occasion.SUBSCRIBED, "welcome")]
    tried.update(occasion for _, occasion, _ in telling)
    async with here.app.store.begin() as work:
        await here.app.engine._enqueue(work, COMMUNITY, [(None, _telling(*one)) for one in telling])


async def _type(here: Town, name: str, line: str) -> None:
    """Let a member type a command; what follows from it follows with the next step."""
    spec, options = here.app.roster.read_line(line)
    await here.app.engine.receive(CommandInvoked(invocation=here.invocation(name), command=spec.name, options=options))


async def _press(here: Town, name: str, token: str) -> None:
    await here.app.engine.receive(ButtonPressed(invocation=here.invocation(name), token=token))


async def _write_fast(here: Town) -> None:
    """Do not wait for the disk at every step of the month: nobody pulls a plug here."""
    async with here.app.store.begin() as work:
        for statement in ("COMMIT", "PRAGMA synchronous=OFF", "BEGIN"):
            await work.connection.exec_driver_sql(statement)


def _telling(name: str, occasion: Occasion, once: str | None) -> TellMember:
    card = Card(title=occasion)
    return TellMember(member=MemberId(f"test:{name}"), card=card, occasion=occasion, once=once)


def _count_rings(here: Town) -> Counter[str]:
    """Count the timers that ring, by kind."""
    rang: Counter[str] = Counter()

    def counting(kind: str, ring: Callable[[Work, Timer], object]) -> Callable[..., object]:
        async def counted(work: Work, timer: Timer) -> Decision:
            rang[kind] += 1
            return await ring(work, timer)  # type: ignore[misc, no-any-return]  # a handler is awaitable

        return counted

    timers = here.app.roster.timers
    for kind, handler in list(timers.items()):
        timers[kind] = counting(kind, handler)  # type: ignore[assignment]
    return rang


async def _measure() -> None:
    with tempfile.TemporaryDirectory() as folder:
        month = await play(Path(folder))
    print(f"{MEMBERS} members, {DAYS} days")  # noqa: T201
    for occasion in Occasion:
        sent = month.of(occasion)
        members = len({one.member for _, one in sent})
        print(f"{occasion}: {len(sent)} messages to {members} members; {month.tried[occasion]} tried by the script")  # noqa: T201
    print(f"most that nobody asked for, to one member in seven days: {month.most_unasked_in_a_week()}")  # noqa: T201
    print(f"in a break, a focus or a night, nothing urgent: {len(month.in_a_break())}")  # noqa: T201
    print(f"in the community's quiet hours, asked for by nobody: {len(month.in_quiet_hours())}")  # noqa: T201
    print(f"said twice: {len(month.said_twice())}; words on a case lost: {month.cases_lost()}")  # noqa: T201
    print("timers:", ", ".join(f"{kind} {count}" for kind, count in sorted(month.rang.items())))  # noqa: T201


if __name__ == "__main__":
    asyncio.run(_measure())
