"""A small town for tests: the real engine, cogs and SQLite store, a platform that remembers, and scripted eyes.

The scripted detector finds what is written between braces: ``{patient_data.direct 0.9: Ada}`` is a finding over
``Ada``. So a test says exactly what was found, and no detector's tuning can break it.
"""

import asyncio
import re
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import TypeVar

from bot.app import App, assemble
from bot.core.actions import Action, AskModerators, ReplaceCard, Reply, ShowCard, ShowForm, TellMember
from bot.core.cards import Card, Form
from bot.core.cases import Case, Filter
from bot.core.errors import Throttled, Unavailable
from bot.core.events import (
    ButtonPressed,
    Channel,
    ChannelId,
    CommandInvoked,
    CommunityId,
    DeliveryId,
    FormSubmitted,
    Invocation,
    Member,
    MemberId,
    Message,
    MessageDeleted,
    MessageEdited,
    MessageId,
    MessagePosted,
    Role,
)
from bot.core.findings import Category, Context, Detector, Dropped, Finding, Kind, Label
from bot.core.inspection import Inspector
from bot.core.ports import Receiver
from bot.core.setups import Survey
from bot.core.text import Content, Span, Text
from bot.storage import migrate
from config.settings import Settings

COMMUNITY = CommunityId("test:town")
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

T = TypeVar("T", bound=Action)

_MARK = re.compile(r"\{([a-z_.]+) (0\.\d+)(!?): ([^}]*)\}")


class ScriptedDetector:
    """Finds what a message says is to be found."""

    name = "scripted"
    label = Label.PATIENT_DATA
    calibrated = True
    rules: Mapping[str, str] = {f"scripted.{category.value}": "The message says so." for category in Category}

    def inspect(self, text: Text, context: Context) -> Iterator[Finding | Dropped]:
        """Yield a finding for each mark."""
        for part, written in enumerate(text.content.parts):
            for mark in _MARK.finditer(written.text):
                category = Category(mark[1])
                rule = f"scripted.{category.value}"
                patient = category.label is Label.PATIENT_DATA
                yield Finding(
                    category=category,
                    rule=rule,
                    span=Span(part=part, start=mark.start(4), end=mark.end(4)),
                    kind=Kind.NAME if patient else Kind.REMARK,
                    confidence=float(mark[2]),
                    why=self.rules[rule],
                    proven=bool(mark[3]),
                )


class Ledger:
    """A journal that remembers."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, dict[str, object]]] = []
        self.counts: list[tuple[str, dict[str, str]]] = []

    def note(self, event: str, **keys: str | float | bool | None) -> None:
        """Remember a line."""
        self.lines.append((event, dict(keys)))

    def count(self, name: str, **labels: str) -> None:
        """Remember a count."""
        self.counts.append((name, labels))


@dataclass(slots=True)
class Platform:
    """A platform that remembers what it was asked to do, once a key, and may be told to fail."""

    platform: str = "test"
    unsupported: set[type[Action]] = field(default_factory=set)
    fault: Callable[[Action], None] = field(default=lambda _: None)
    done: dict[str, Action] = field(default_factory=dict)
    replies: list[tuple[MemberId, Reply]] = field(default_factory=list)
    calls: int = 0
    mute: bool = False
    surveyed: Survey = field(default_factory=Survey)

    def can(self, community: CommunityId, action: type[Action]) -> bool:
        """Be able to do everything but what was ruled out."""
        return action not in self.unsupported

    def serves(self, community: CommunityId) -> bool:
        """Serve every community of the platform."""
        return community.startswith(f"{self.platform}:")

    def survey(self, community: CommunityId) -> Survey:
        """Offer what a test says."""
        return self.surveyed

    async def perform(self, community: CommunityId, action: Action, key: str, case: int | None = None) -> None:
        """Do it, once a key."""
        self.calls += 1
        if key not in self.done:
            self.fault(action)
            self.done[key] = action

    async def respond(self, by: Invocation, reply: Reply) -> None:
        """Remember the answer, unless nobody can be answered."""
        if self.mute:
            raise Unavailable
        self.replies.append((by.actor.id, reply))

    async def run(self, receiver: Receiver) -> None:
        """Listen to nothing."""
        await asyncio.Event().wait()

    def of(self, kind: type[T]) -> list[T]:
        """List what was done of one kind."""
        return [action for action in self.done.values() if isinstance(action, kind)]


def throttling(kind: type[Action], wait: timedelta = timedelta(seconds=30)) -> Callable[[Action], None]:
    """Let a platform ask to wait the first time that it is to do something of a kind."""
    waits = [wait]

    def fault(action: Action) -> None:
        if isinstance(action, kind) and waits:
            raise Throttled(waits.pop())

    return fault


@dataclass(slots=True)
class Time:
    """A clock that stands still until it is moved."""

    at: datetime = START

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.at


class Daytime:
    """A clock that runs from a Monday morning on, whatever the hour is here: quiet hours and weeks are no accident."""

    def __init__(self, since: datetime = START) -> None:
        self._since = since
        self._began = monotonic()

    def __call__(self) -> datetime:
        """Tell the time."""
        return self._since + timedelta(seconds=monotonic() - self._began)


class Town:
    """Lets a test speak as members and moderators, and look at what became of it."""

    def __init__(self, app: App, platform: Platform, time: Time, ledger: Ledger) -> None:
        self.app = app
        self.platform = platform
        self.time = time
        self.ledger = ledger
        self._numbers = iter(range(1, 1_000_000))
        self.members = {
            "ada": self._member("ada", days=900),
            "new": self._member("new", days=1),
            "mia": self._member("mia", days=900, role=Role.MODERATOR),
            "noor": self._member("noor", days=900, role=Role.MODERATOR),
            "fred": self._member("fred", days=900, locale="fr"),
        }
        app.engine.attach(platform)

    def _member(self, name: str, *, days: int, role: Role = Role.MEMBER, locale: str = "en") -> Member:
        joined = START - timedelta(days=days)
        return Member(id=MemberId(f"test:{name}"), name=name.title(), role=role, joined_at=joined, locale=locale)

    def message(self, text: str, by: str = "ada", channel: str = "general", id_: str | None = None) -> Message:
        """Write a message down without sending it."""
        return Message(
            id=MessageId(id_ or f"test:m{next(self._numbers)}"),
            channel=Channel(id=ChannelId(f"test:{channel}"), name=channel),
            author=self.members[by],
            content=Content.of(text),
            posted_at=self.time(),
        )

    async def post(self, text: str, by: str = "ada", channel: str = "general") -> Message:
        """Post a message and see it through."""
        message = self.message(text, by, channel)
        await self.app.engine.receive(MessagePosted(delivery=self._delivery(), community=COMMUNITY, message=message))
        await self.settle()
        return message

    async def edit(self, message: Message, text: str) -> None:
        """Change a message."""
        changed = self.message(text, message.author.name.lower(), message.channel.name, message.id)
        await self.app.engine.receive(MessageEdited(delivery=self._delivery(), community=COMMUNITY, message=changed))
        await self.settle()

    async def delete(self, message: Message) -> None:
        """Delete a message, as its author would."""
        await self.app.engine.receive(
            MessageDeleted(delivery=self._delivery(), community=COMMUNITY, message=message.ref)
        )
        await self.settle()

    async def command(self, by: str, line: str) -> Card:
        """Type a command; the answer's card comes back."""
        return await self._asked(CommandInvoked(invocation=self.invocation(by), line=line))

    async def menu(self, by: str, name: str, about: Message) -> Reply:
        """Use a message's menu."""
        await self._receive(CommandInvoked(invocation=self.invocation(by), command=name, about=about))
        return self.platform.replies[-1][1]

    async def press(self, by: str, token: str, values: Sequence[str] = ()) -> Reply:
        """Press a button by its token."""
        await self._receive(ButtonPressed(invocation=self.invocation(by), token=token, values=tuple(values)))
        return self.platform.replies[-1][1]

    async def fill(self, by: str, token: str, about: Message | None = None, **fields: str) -> Card:
        """Send a form."""
        return await self._asked(
            FormSubmitted(invocation=self.invocation(by), token=token, fields=dict(fields), about=about)
        )

    def invocation(self, by: str) -> Invocation:
        """Make the frame of an interaction."""
        member = self.members[by]
        return Invocation(
            id=self._delivery(),
            community=COMMUNITY,
            channel=Channel(id=ChannelId("test:general"), name="general"),
            actor=member,
            locale=member.locale or "en",
        )

    def assert_no_errors(self) -> None:
        """See that nothing unforeseen happened on the line."""
        unforeseen = [line for line in self.ledger.lines if line[0] == "event_error"]
        assert unforeseen == [], str(unforeseen)

    async def case(self, number: int) -> Case:
        """Fetch a case that must be there."""
        self.assert_no_errors()
        async with self.app.store.begin() as work:
            case = await work.cases.get(COMMUNITY, number)
        assert case is not None, f"there is no case {number}"
        return case

    async def cases(self) -> list[Case]:
        """List every case."""
        async with self.app.store.begin() as work:
            return await work.cases.page(COMMUNITY, Filter(), None, 1_000)

    async def settle(self) -> None:
        """Wait until nothing waits in the outbox and no timer is due."""
        while True:
            async with self.app.store.begin() as work:
                due = await work.outbox.due(self.time(), 1, frozenset())
                ripe = await work.timers.due(self.time(), 1)
            if not due and not ripe:
                return
            await asyncio.sleep(0)

    async def pass_time(self, by: timedelta) -> None:
        """Move the clock on and let what is due happen."""
        self.time.at += by
        self.app.engine.wake()
        await self.settle()

    def told(self, by: str) -> list[Card]:
        """List the private messages that a member got."""
        return [one.card for one in self.platform.of(TellMember) if one.member == self.members[by].id]

    def asked(self) -> list[AskModerators]:
        """List what the moderators were shown."""
        return self.platform.of(AskModerators)

    async def _asked(self, event: CommandInvoked | FormSubmitted) -> Card:
        await self._receive(event)
        return card_of(self.platform.replies[-1][1])

    async def _receive(self, event: CommandInvoked | ButtonPressed | FormSubmitted) -> None:
        before = len(self.platform.replies)
        await self.app.engine.receive(event)
        await self.settle()
        assert len(self.platform.replies) == before + 1, "every interaction is answered exactly once"

    def _delivery(self) -> DeliveryId:
        return DeliveryId(f"test:d{next(self._numbers)}")


def card_of(reply: Reply) -> Card:
    """Take the card out of an answer."""
    assert isinstance(reply, ShowCard | ReplaceCard), f"expected a card, not {type(reply).__name__}"
    return reply.card


def form_of(reply: Reply) -> Form:
    """Take the form out of an answer."""
    assert isinstance(reply, ShowForm), f"expected a form, not {type(reply).__name__}"
    return reply.form


def token_of(card: Card, label: str) -> str:
    """Find a button's token by its label."""
    return next(button.token for button in card.buttons if button.label == label)


def words_of(card: Card) -> str:
    """Write everything on a card as one text."""
    facts = "\n".join(f"{fact.name}: {fact.value}" for fact in card.facts)
    return "\n".join((card.title, *card.body, facts, card.excerpt or "", card.footer or ""))


_DATABASE = "chaperone.sqlite"
_laid_out: list[bytes] = []


async def lay_out(folder: Path) -> None:
    """Put an empty database of this version into a folder that has none: every migration is run once a process."""
    file = folder / _DATABASE
    if not await asyncio.to_thread(_is_empty, folder):
        return
    if not _laid_out:
        with tempfile.TemporaryDirectory() as elsewhere:
            made = Path(elsewhere) / _DATABASE
            await migrate(f"sqlite+aiosqlite:///{made}")
            _laid_out.append(await asyncio.to_thread(made.read_bytes))
    await asyncio.to_thread(_write, file)


def _is_empty(folder: Path) -> bool:
    return not folder.exists() or not any(folder.iterdir())


def _write(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(_laid_out[0])


@asynccontextmanager
async def town(
    folder: Path,
    platform: Platform | None = None,
    time: Time | None = None,
    eyes: Detector | Sequence[Detector] | None = None,
    settings: Settings | None = None,
) -> AsyncIterator[Town]:
    """Open a town whose data is kept in a folder; opening it again is a restart."""
    if settings is None:
        await lay_out(folder)
    looking = tuple(eyes) if isinstance(eyes, Sequence) else (eyes or ScriptedDetector(),)
    time = time or Time()
    ledger = Ledger()
    async with assemble(settings or Settings(data_dir=folder), ledger, time, Inspector(looking)) as app:
        opened = Town(app, platform or Platform(), time, ledger)
        running = asyncio.ensure_future(app.engine.run())
        try:
            yield opened
            opened.assert_no_errors()
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
