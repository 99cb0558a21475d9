"""Scripted hours of a community, played through the real engine with the real detectors: attacks, and busy days.

An hour is a script: who is there since when, who joins, who writes what, where and at which second. `play` sees it
through a town (`tests.town`) and says what became of it. Whoever is timed out writes no more, as on a platform.
"""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from bot import detectors
from bot.core.actions import AskModerators, HoldMessage, RemoveMessage, TimeOut
from bot.core.events import (
    Channel,
    ChannelId,
    DeliveryId,
    Member,
    MemberId,
    MemberJoined,
    Message,
    MessageId,
    MessagePosted,
    Role,
)
from bot.core.findings import Detector, Label, Watcher
from bot.core.text import Content
from tests.town import COMMUNITY, START, Town, town

CHANNELS = ("general", "cardiology", "resus", "surgery", "paediatrics", "jobs", "teaching", "off-duty")
IN_TIME_MESSAGES, IN_TIME_SECONDS = 5, 10.0
"""An attack is caught in time by its fifth message or within ten seconds of its first, whichever comes later."""


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody writes, or joins where there is no text."""

    at: float
    who: str
    channel: str = "general"
    text: str | None = None


@dataclass(slots=True)
class Hour:
    """One script. ``attackers`` are innocent before ``attack_from``: a stolen account was its owner's till then."""

    name: str
    seed: int
    attack: bool
    people: dict[str, Member] = field(default_factory=dict)
    acts: list[Act] = field(default_factory=list)
    attackers: set[str] = field(default_factory=set)
    attack_from: float = 0.0

    @property
    def rng(self) -> random.Random:
        """A source of chance that is the hour's own."""
        return random.Random(f"{self.name}:{self.seed}")  # noqa: S311 - a script, not a secret

    def person(
        self, who: str, *, days: float = 400, role: Role = Role.MEMBER, name: str | None = None, locale: str = "en"
    ) -> str:
        """Put somebody into the community."""
        self.people[who] = Member(
            id=MemberId(f"test:{who}"),
            name=name or who.title(),
            role=role,
            joined_at=START - timedelta(days=days),
            locale=locale,
        )
        return who

    def enemy(self, who: str, *, days: float = 0.01, name: str | None = None) -> str:
        """Put an attacker into the community."""
        self.attackers.add(who)
        return self.person(who, days=days, name=name)

    def join(self, at: float, who: str) -> None:
        """Let somebody come in."""
        self.acts.append(Act(at, who))

    def say(self, at: float, who: str, channel: str, text: str) -> None:
        """Let somebody write."""
        self.acts.append(Act(at, who, channel, text))

    def is_hostile(self, act: Act) -> bool:
        """Tell whether a line belongs to the attack."""
        return act.who in self.attackers and act.at >= self.attack_from and act.text is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of an hour.

    ``after_messages`` and ``after_seconds`` say when the attack first met anything, ``hidden`` whether any of it was
    taken out of sight. ``held`` names the innocent whose messages were, by the rules that led; ``queued`` counts the
    cases that moderators got about them besides. ``rules`` counts every finding by rule and by who is right.
    """

    hour: Hour
    after_messages: int | None
    after_seconds: float | None
    hidden: bool
    reached: int
    hostile: int
    held: tuple[tuple[str, str], ...]
    queued: int
    asked: int
    rules: Counter[tuple[str, float, bool]]

    @property
    def in_time(self) -> bool:
        """Whether the attack was caught within five messages or ten seconds."""
        return self.after_messages is not None and (
            self.after_messages <= IN_TIME_MESSAGES or (self.after_seconds or 0.0) <= IN_TIME_SECONDS
        )


_STILL = tuple(one for one in detectors.roster() if not isinstance(one, Watcher))
"""The detectors without a memory can be shared by all hours."""


def eyes(labels: frozenset[Label] = frozenset(Label)) -> list[Detector]:
    """Build the detectors of some labels, with fresh memories."""
    fresh = [one for one in detectors.roster() if isinstance(one, Watcher)]
    return [one for one in (*_STILL, *fresh) if one.label in labels]


async def play(hour: Hour, folder: Path, labels: frozenset[Label] = frozenset(Label)) -> Outcome:
    """See an hour through."""
    async with town(folder, eyes=eyes(labels)) as place:
        place.members |= hour.people
        return await _Stage(hour, place).run()


class _Stage:
    """Plays one hour and takes notes."""

    def __init__(self, hour: Hour, place: Town) -> None:
        self.hour = hour
        self.place = place
        self.authors: dict[MessageId, tuple[str, bool]] = {}
        self.first: float | None = None
        self.met_messages: int | None = None
        self.met_seconds: float | None = None
        self.hostile = 0

    async def run(self) -> Outcome:
        """Let everything happen in order."""
        for number, act in enumerate(sorted(self.hour.acts, key=lambda one: one.at)):
            self.place.time.at = START + timedelta(seconds=act.at)
            if act.text is None:
                await self._join(act, number)
            elif not self._paused(act.who):
                await self._write(act, number)
        await self.place.settle()
        return await self._outcome()

    def _paused(self, who: str) -> bool:
        member, now = self.hour.people[who].id, self.place.time.at
        return any(one.member == member and one.until > now for one in self.place.platform.of(TimeOut))

    async def _join(self, act: Act, number: int) -> None:
        event = MemberJoined(
            delivery=DeliveryId(f"test:j{number}"), community=COMMUNITY, member=self.hour.people[act.who]
        )
        await self.place.app.engine.receive(event)

    async def _write(self, act: Act, number: int) -> None:
        message = Message(
            id=MessageId(f"test:s{number}"),
            channel=Channel(id=ChannelId(f"test:{act.channel}"), name=act.channel),
            author=self.hour.people[act.who],
            content=Content.of(act.text or ""),
            posted_at=self.place.time.at,
        )
        hostile = self.hour.is_hostile(act)
        self.authors[message.id] = (act.who, hostile)
        event = MessagePosted(delivery=DeliveryId(f"test:p{number}"), community=COMMUNITY, message=message)
        await self.place.app.engine.receive(event)
        if hostile:  # what follows from ordinary talk may happen meanwhile; the end waits for it
            await self.place.settle()
            self.hostile += 1
            self.first = act.at if self.first is None else self.first
            if self.met_messages is None and await self._met():
                self.met_messages, self.met_seconds = self.hostile, act.at - self.first

    async def _met(self) -> bool:
        """Tell whether anything of the attack was hidden, stopped, or put before the moderators."""
        if any(self.authors.get(one, ("", False))[1] for one in self._hidden()):
            return True
        cases = await self.place.cases()
        return any(self.authors.get(one.ref.id, ("", False))[1] and one.priority is not None for one in cases)

    def _hidden(self) -> set[MessageId]:
        held = {one.message.id for one in self.place.platform.of(HoldMessage)}
        return held | {one.message.id for one in self.place.platform.of(RemoveMessage)}

    async def _outcome(self) -> Outcome:
        hidden = self._hidden()
        cases = await self.place.cases()
        why = {one.ref.id: "+".join(reason.rule for reason in one.reasons) for one in cases}
        held = tuple(
            (self.authors[one][0], why.get(one, "a copy"))
            for one in hidden
            if one in self.authors and not self.authors[one][1]
        )
        queued = sum(
            one.priority is not None and one.ref.id not in hidden and not self.authors[one.ref.id][1] for one in cases
        )
        rules: Counter[tuple[str, float, bool]] = Counter()
        for case in cases:
            for reason in case.reasons:
                rules[reason.rule, reason.confidence, self.authors[case.ref.id][1]] += 1
        return Outcome(
            hour=self.hour,
            after_messages=self.met_messages,
            after_seconds=self.met_seconds,
            hidden=any(self.authors.get(one, ("", False))[1] for one in hidden),
            reached=sum(hostile and message not in hidden for message, (_, hostile) in self.authors.items()),
            hostile=self.hostile,
            held=held,
            queued=queued,
            asked=len({one.subject for one in self.place.platform.of(AskModerators)}),
            rules=rules,
        )


Write = Callable[[Hour], None]


def written(hours: Sequence[tuple[str, bool, Write]], seed: int) -> list[Hour]:
    """Write hours out: each by its own function, with its own chance."""
    made = []
    for name, attack, write in hours:
        hour = Hour(name, seed, attack)
        write(hour)
        made.append(hour)
    return made
