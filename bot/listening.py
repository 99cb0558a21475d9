"""What every platform's listening shares: lanes, watermarks, readings in turn and in patience, our own deletions."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Coroutine, Hashable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Generic, TypeVar

from bot.core.errors import ChaperoneError, Throttled, Unavailable
from bot.core.ports import Journal, Memory, Now

Work = Callable[[], Coroutine[Any, Any, None]]
Id = TypeVar("Id", bound=int | str)
"""How a platform writes the identifiers of communities and channels."""

M = TypeVar("M", bound=Hashable)
T = TypeVar("T")

LANES = 8
SAVE_EVERY = 5.0
MARKS_KEPT = timedelta(days=3_650)
"""For as long as the bot stays: without a community's mark a downtime would not be noticed."""

TRIES = 5
FIRST_PAUSE = timedelta(seconds=5)
"""How long before a call that a platform gave no answer to is made again; each further pause is twice as long."""

MOST_GONE = 10_000


class Lanes:
    """Messages are seen through side by side, but all that happens to one message in order."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._tasks: asyncio.TaskGroup | None = None
        self._lanes: list[asyncio.Queue[Work]] = []

    def open(self, tasks: asyncio.TaskGroup) -> None:
        """Begin to work, in tasks of this group."""
        self._tasks = tasks
        self._lanes = [asyncio.Queue() for _ in range(LANES)]
        for lane in self._lanes:
            tasks.create_task(self._drain(lane))

    def close(self) -> None:
        """Take no more work; what is under way goes with its group."""
        self._tasks = None

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something now, beside everything else; nothing while the lanes are closed."""
        if self._tasks is None:
            work.close()
        else:
            self._tasks.create_task(self._safely(work))

    def queue(self, number: int, work: Work) -> None:
        """Do something after all that came before it under this number; nothing while the lanes are closed."""
        if self._tasks is not None:
            self._lanes[number % LANES].put_nowait(work)

    async def _drain(self, lane: asyncio.Queue[Work]) -> None:
        while True:
            work = await lane.get()
            await self._safely(work())

    async def _safely(self, work: Coroutine[Any, Any, None]) -> None:
        """See one thing through: whatever it meets, the listening goes on."""
        try:
            await work
        except ChaperoneError as error:
            self._journal.count("events_failed", reason=type(error).__name__.lower())
        except Exception as error:  # noqa: BLE001 - a payload that we do not understand must not end the listening
            self._journal.count("events_failed", reason=type(error).__name__)


@dataclass(slots=True)
class _Channel:
    """One channel: the highest message seen through, what is on its way, and how far a reading of history has come."""

    done: int = 0
    under_way: dict[int, int] = field(default_factory=dict)
    held: int | None = None

    @property
    def level(self) -> int:
        """Up to which message everything has been seen through."""
        level = self.done
        if self.under_way:
            level = min(level, min(self.under_way) - 1)
        return level if self.held is None else min(level, self.held)


class Marks(Generic[Id]):
    """How far each channel has been read: numbers of messages, which grow with time."""

    def __init__(self) -> None:
        self._channels: dict[tuple[Id, Id], _Channel] = {}
        self._saved: dict[tuple[Id, Id], int] = {}
        self._holding: set[Id] = set()

    def load(self, kept: dict[tuple[Id, Id], int]) -> None:
        """Take up what was kept, by community and channel."""
        self._saved = dict(kept)
        self._channels = {place: _Channel(done=mark) for place, mark in kept.items()}

    def level(self, community: Id, channel: Id) -> int | None:
        """Say up to which message a channel has been seen through; None for one never seen."""
        known = self._channels.get((community, channel))
        return known.level if known is not None and known.level > 0 else None

    def begin(self, community: Id, channel: Id, message: int) -> None:
        """Note that a message is on its way through the line."""
        under_way = self._of(community, channel).under_way
        under_way[message] = under_way.get(message, 0) + 1

    def end(self, community: Id, channel: Id, message: int) -> None:
        """Note that it has been seen through."""
        known = self._of(community, channel)
        known.done = max(known.done, message)
        left = known.under_way.get(message, 1) - 1
        if left > 0:
            known.under_way[message] = left
        else:
            known.under_way.pop(message, None)

    def hold_all(self, community: Id) -> None:
        """Keep a community's levels down from now on, also of channels that are not known yet, until it is read.

        Whatever is delivered before that lies behind what was missed, and must not lift a level over it. A reading
        that is under way then lets go of nothing: what was missed since is the next one's.
        """
        self._holding.add(community)
        for (where, _), known in self._channels.items():
            if where == community:
                known.held = known.level

    def hold_only(self, community: Id, channels: Collection[Id]) -> None:
        """Begin to read: keep down the levels of these channels, and let go of the community's others."""
        self._holding.discard(community)
        levels = {channel: self._of(community, channel).level for channel in channels}
        for (where, channel), known in self._channels.items():
            if where == community:
                known.held = levels.get(channel)

    def hold(self, community: Id, channel: Id, mark: int) -> None:
        """Note that a channel's history has been read up to a mark, and is being read on."""
        known = self._of(community, channel)
        known.held = mark
        known.done = max(known.done, mark)

    def release(self, community: Id, channel: Id, mark: int) -> None:
        """Let go of a channel whose history has been read up to a mark."""
        self.hold(community, channel, mark)
        if community not in self._holding:
            self._of(community, channel).held = None

    def changed(self) -> dict[tuple[Id, Id], int]:
        """List the levels that have not been kept yet."""
        levels = {place: known.level for place, known in self._channels.items()}
        return {place: level for place, level in levels.items() if level > 0 and self._saved.get(place) != level}

    def saved(self, kept: dict[tuple[Id, Id], int]) -> None:
        """Note that levels were kept."""
        self._saved.update(kept)

    def drop(self, community: Id) -> None:
        """Forget a community."""
        self._holding.discard(community)
        self._channels = {place: known for place, known in self._channels.items() if place[0] != community}
        self._saved = {place: mark for place, mark in self._saved.items() if place[0] != community}

    def _of(self, community: Id, channel: Id) -> _Channel:
        held = 0 if community in self._holding else None
        return self._channels.setdefault((community, channel), _Channel(held=held))


class Turns(Generic[Id]):
    """One reading of a community at a time; whoever asks meanwhile is served by one more, right after it.

    What they missed may lie behind what was read.
    """

    def __init__(self) -> None:
        self._reading: dict[Id, asyncio.Lock] = {}
        self._waiting: set[Id] = set()

    async def take(self, community: Id, read: Callable[[], Awaitable[None]]) -> None:
        """Read a community once nobody else reads it; nothing where somebody waits to do so already."""
        if community in self._waiting:
            return
        self._waiting.add(community)
        async with self._reading.setdefault(community, asyncio.Lock()):
            self._waiting.discard(community)
            await read()


async def patiently(call: Callable[[], Awaitable[T]]) -> T:
    """Make one of a reading's calls, after all the waiting that the platform asks for: nothing is read twice for it.

    Raises:
        Refused: the platform will not do it.
        Unavailable: there was no answer, however often it was asked.
    """
    pause, tries = FIRST_PAUSE, TRIES
    while True:
        try:
            return await call()
        except Throttled as error:
            await asyncio.sleep(error.retry_after.total_seconds())
        except Unavailable:
            tries -= 1
            if not tries:
                raise
            await asyncio.sleep(pause.total_seconds())
            pause *= 2


class Keeper(Generic[Id]):
    """Writes watermarks down as they rise.

    Args:
        marks: the marks.
        memory: where they outlive a restart.
        kind: under which kind.
        scoped: puts the platform in front of a community's identifier.
        now: tells the time.
    """

    def __init__(self, marks: Marks[Id], *, memory: Memory, kind: str, scoped: Callable[[Id], str], now: Now) -> None:
        self._marks = marks
        self._memory = memory
        self._kind = kind
        self._scoped = scoped
        self._now = now

    async def run(self) -> None:
        """Write down what has risen, again and again, until cancelled."""
        while True:
            await asyncio.sleep(SAVE_EVERY)
            await self.save()

    async def save(self) -> None:
        """Write down what has risen; a database that does not answer is asked the next time."""
        changed = self._marks.changed()
        if not changed:
            return
        values = {(self._scoped(place), str(channel)): str(mark).encode() for (place, channel), mark in changed.items()}
        with suppress(ChaperoneError):  # what a mark would have spared is only read twice
            await self._memory.remember(self._kind, values, self._now() + MARKS_KEPT)
            self._marks.saved(changed)


class Gone(Generic[M]):
    """The messages that we deleted ourselves, the latest ten thousand."""

    def __init__(self) -> None:
        self._messages: dict[M, None] = {}

    def __contains__(self, message: M) -> bool:
        return message in self._messages

    def add(self, message: M) -> None:
        """Take note of a message that we are about to delete."""
        self._messages[message] = None
        if len(self._messages) > MOST_GONE:
            del self._messages[next(iter(self._messages))]

    def discard(self, message: M) -> None:
        """Take it back: the platform would not."""
        self._messages.pop(message, None)
