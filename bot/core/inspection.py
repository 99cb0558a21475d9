"""Running the detectors over one message: each on its own, each with a deadline, none able to stop the line."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, partial
from typing import Protocol, TypeVar

from bot.core.alarm import Alarm, Overdue, is_to_be_had
from bot.core.events import MemberJoined
from bot.core.findings import Context, Detector, Dropped, Errand, Finding, Forgetful, LearnedDetector, Signal, Watcher
from bot.core.text import Text

DEADLINE = timedelta(seconds=2)
"""Far above what a linear detector needs for the longest message; whoever is slower is broken."""

RESTED = timedelta(minutes=10)
"""How long a detector that failed its deadline is left out."""

SHORT = 2_000
"""Characters up to which a message is looked at in the loop's thread, Discord's limit for most: the worst that can be
made of so many takes 15 ms, plain talk a fraction of one."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A detector that raised or ran out of time; ``reason`` names the exception's type and nothing of its text."""

    detector: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """All that the detectors say of one message."""

    findings: tuple[Finding, ...]
    dropped: tuple[Dropped, ...] = ()
    failures: tuple[Failure, ...] = ()
    signals: tuple[Signal, ...] = ()


class _Clock(Protocol):
    """Is told whose time runs."""

    def turn_to(self, detector: str) -> None: ...
    def turn_away(self) -> None: ...


class _Place(Protocol):
    """Where detectors look."""

    @property
    def clock(self) -> _Clock: ...
    async def do(self, look: Callable[[], _T]) -> _T: ...


class _Here:
    """The loop's thread, under an alarm."""

    def __init__(self, limit: timedelta) -> None:
        self.clock = Alarm(limit)

    async def do(self, look: Callable[[], _T]) -> _T:
        """Look at once."""
        with self.clock:
            return look()


class _Progress:
    """Which detector is at work in the worker thread, and since when, for whoever waits for it."""

    __slots__ = ("at_work",)

    def __init__(self) -> None:
        self.at_work: tuple[str, float] | None = None

    def turn_to(self, detector: str) -> None:
        """Note that a detector begins."""
        self.at_work = (detector, time.monotonic())

    def turn_away(self) -> None:
        """Go on with it until the next one begins: what is done in between is next to nothing."""


class _Stuck(Exception):
    """The worker thread was given up because a detector, this one or another message's, exceeds the deadline."""

    def __init__(self, detector: str | None) -> None:
        super().__init__(detector)
        self.detector = detector


class _Thread:
    """A worker thread, one message after the other; one that is stuck is left behind for a new one."""

    def __init__(self, deadline: timedelta) -> None:
        self._deadline = deadline.total_seconds()
        self._pool = _new_pool()

    async def do(self, look: Callable[[], _T], progress: _Progress) -> _T:
        """Look there.

        Raises:
            _Stuck: somebody does not come to an end.
        """
        work = asyncio.get_running_loop().run_in_executor(self._pool, look)
        stuck = await self._stuck(work, progress)
        if stuck is not None:
            # The stuck thread cannot be stopped; it is left behind, and who waited for it finds a free one.
            self.close()
            self._pool = _new_pool()
            raise _Stuck(stuck)
        if work.cancelled():
            raise _Stuck(None)
        return work.result()

    async def _stuck(self, work: asyncio.Future[_T], progress: _Progress) -> str | None:
        """Wait until the work is over, or cancelled with its thread; name the detector that exceeds the deadline."""
        while not work.done():
            at_work, left = progress.at_work, self._deadline
            if at_work is not None:
                left -= time.monotonic() - at_work[1]
                if left <= 0:
                    return at_work[0]
            await asyncio.wait({work}, timeout=left)
        return None

    def close(self) -> None:
        """Let it go."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def _new_pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="inspector")


class _There:
    """The worker thread."""

    def __init__(self, thread: _Thread) -> None:
        self.clock = _Progress()
        self._thread = thread

    async def do(self, look: Callable[[], _T]) -> _T:
        """Look there; see `_Thread.do`."""
        self.clock.at_work = None  # what was waited for since the last time was nobody's time
        return await self._thread.do(look, self.clock)


_Said = Finding | Dropped | Signal


class _Haul:
    """What is collected of one message, beside what failed when it was looked at before."""

    def __init__(self, failures: Iterable[Failure] = ()) -> None:
        self.findings: list[Finding] = []
        self.dropped: list[Dropped] = []
        self.signals: list[Signal] = []
        self.failures = list(failures)

    def add(self, said: Iterable[_Said]) -> None:
        """Sort out what one of them said."""
        for one in said:
            if isinstance(one, Finding):
                self.findings.append(one)
            elif isinstance(one, Signal):
                self.signals.append(one)
            else:
                self.dropped.append(one)

    def take_back(self, said: Iterable[_Said]) -> None:
        """Let findings go that a closer look has dropped."""
        taken_back = {(one.rule, one.span) for one in said if isinstance(one, Dropped)}
        if taken_back:
            self.findings = [one for one in self.findings if (one.rule, one.span) not in taken_back]

    def done(self) -> Inspection:
        """Close the collection."""
        return Inspection(
            findings=tuple(self.findings),
            dropped=tuple(self.dropped),
            failures=tuple(self.failures),
            signals=tuple(self.signals),
        )


class Inspector:
    """Asks every detector, then the learned ones where they want to look, then the watchers with all that was found.

    All of them look in the loop's thread, under an alarm, but at a long message in a worker thread. What the learned
    ones need to have read is read elsewhere meanwhile. A detector that raises is skipped for that message. One that
    exceeds the deadline is left out for ten minutes and the message is inspected by the others: failing open, and
    saying so in `Inspection.failures`. A message that waits for its turn behind another one costs no detector any of
    its time.
    """

    def __init__(
        self,
        detectors: Iterable[Detector],
        learned: Iterable[LearnedDetector] = (),
        *,
        deadline: timedelta = DEADLINE,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.detectors = tuple(detectors)
        self.learned = tuple(learned)
        self._at_once = tuple(one for one in self.detectors if not isinstance(one, Watcher))
        self._watchers = tuple(one for one in self.detectors if isinstance(one, Watcher))
        self._deadline = deadline
        self._monotonic = monotonic
        self._resting: dict[str, float] = {}
        self._thread = _Thread(deadline)

    @cached_property
    def uncalibrated(self) -> frozenset[str]:
        """The rules whose detectors were not calibrated."""
        everyone: tuple[Detector | LearnedDetector, ...] = (*self.detectors, *self.learned)
        return frozenset(rule for one in everyone if not one.calibrated for rule in one.rules)

    @cached_property
    def rules(self) -> dict[str, str]:
        """Every rule with its sentence."""
        everyone: tuple[Detector | LearnedDetector, ...] = (*self.detectors, *self.learned)
        return {rule: why for one in everyone for rule, why in one.rules.items()}

    def look(self, text: Text, context: Context) -> Inspection:
        """Inspect at once, in this thread and without a deadline (scans, tests, benchmarks)."""
        haul, clock = _Haul(), _Progress()
        for name, errand in self._steps(text, context, haul, clock):
            self._ask(name, errand.here, haul, clock)
        self._ask_watchers(text, context, haul, clock)
        return haul.done()

    async def inspect(self, text: Text, context: Context) -> Inspection:
        """Inspect within the deadline."""
        await asyncio.sleep(0)  # whoever goes through a channel's history lets the others have their turn in between
        if not is_to_be_had():
            return (await self._there(partial(self._inspect, text, context))).done()
        haul, here = _Haul(), _Here(self._deadline)
        if len(text.plain) > SHORT:
            haul = await self._there(partial(self._look_closely, text, context))
        else:
            await self._look_closely(text, context, haul, here)
        await here.do(partial(self._ask_watchers, text, context, haul, here.clock))
        return haul.done()

    async def notice(self, event: MemberJoined, context: Context) -> Inspection:
        """Show the watchers what happened apart from messages."""

        async def show(haul: _Haul, place: _Place) -> None:
            await place.do(partial(self._notice, event, context, haul, place.clock))

        return (await self._where_watchers_look(show)).done()

    async def forget(self, now: datetime) -> None:
        """Let every detector forget what is too old by now, in the thread in which it remembers."""

        async def forget(_: _Haul, place: _Place) -> None:
            await place.do(partial(self._forget, now))

        await self._where_watchers_look(forget)

    async def _where_watchers_look(self, do: Callable[[_Haul, _Place], Awaitable[None]]) -> _Haul:
        """Do something in the loop's thread, or in the worker thread where no alarm can be set."""
        if not is_to_be_had():
            return await self._there(do)
        haul = _Haul()
        await do(haul, _Here(self._deadline))
        return haul

    async def _there(self, look: Callable[[_Haul, _Place], Awaitable[None]]) -> _Haul:
        """Look in the worker thread; whoever gets stuck there is left out, and the others look again."""
        haul = _Haul()
        while True:
            try:
                await look(haul, _There(self._thread))
            except _Stuck as stuck:
                if stuck.detector is not None:
                    self._is_overdue(stuck.detector, haul)
                haul = _Haul(one for one in haul.failures if self._rests(one.detector))
            else:
                return haul

    async def _inspect(self, text: Text, context: Context, haul: _Haul, place: _Place) -> None:
        await self._look_closely(text, context, haul, place)
        await place.do(partial(self._ask_watchers, text, context, haul, place.clock))

    async def _look_closely(self, text: Text, context: Context, haul: _Haul, place: _Place) -> None:
        """Ask all but the watchers."""
        steps = self._steps(text, context, haul, place.clock)
        while (step := await place.do(partial(next, steps, None))) is not None:
            name, errand = step
            await self._send(name, errand, haul)

    async def _send(self, name: str, errand: Errand, haul: _Haul) -> None:
        try:
            await errand.away()
        except TimeoutError:
            self._is_overdue(name, haul)
        except Exception as error:  # noqa: BLE001 - as `_ask`
            haul.failures.append(_failure(name, error))

    def _forget(self, now: datetime) -> None:
        everyone: tuple[Detector | LearnedDetector, ...] = (*self.detectors, *self.learned)
        for one in everyone:
            if isinstance(one, Forgetful):
                one.forget(now)

    def close(self) -> None:
        """Let the worker thread go."""
        self._thread.close()

    def _steps(self, text: Text, context: Context, haul: _Haul, clock: _Clock) -> Iterator[tuple[str, Errand]]:
        """Ask all but the watchers, and give what somebody has to have read before it goes on."""
        for detector in self._at_once:
            haul.add(self._hear(detector.name, partial(detector.inspect, text, context), haul, clock))
        for learned in self.learned:
            errand = self._ask(learned.name, partial(learned.needs, text, context, haul.findings), haul, clock)
            if errand is not None:
                yield learned.name, errand
            if not any(one.detector == learned.name for one in haul.failures):
                said = self._hear(learned.name, partial(learned.infer, text, context, haul.findings), haul, clock)
                haul.take_back(said)
                haul.add(said)

    def _ask_watchers(self, text: Text, context: Context, haul: _Haul, clock: _Clock) -> None:
        before = tuple(haul.findings)
        for watcher in self._watchers:
            haul.add(self._hear(watcher.name, partial(watcher.watch, text, context, before), haul, clock))

    def _notice(self, event: MemberJoined, context: Context, haul: _Haul, clock: _Clock) -> None:
        for watcher in self._watchers:
            haul.add(self._hear(watcher.name, partial(watcher.notice, event, context), haul, clock))

    def _hear(self, name: str, look: Callable[[], Iterable[_Said]], haul: _Haul, clock: _Clock) -> list[_Said]:
        """Let one of them say all that it has to say."""
        return self._ask(name, lambda: list(look()), haul, clock) or []

    def _ask(self, name: str, look: Callable[[], _T], haul: _Haul, clock: _Clock) -> _T | None:
        """Let one of them look, unless it rests; one that raises has said nothing, and does not silence the others."""
        if self._rests(name):
            return None
        try:
            try:
                clock.turn_to(name)
                return look()
            finally:
                clock.turn_away()
        except Overdue:
            self._is_overdue(name, haul)
        except Exception as error:  # noqa: BLE001 - whatever it was
            haul.failures.append(_failure(name, error))
        return None

    def _is_overdue(self, name: str, haul: _Haul) -> None:
        haul.failures.append(Failure(detector=name, reason="deadline"))
        self._resting[name] = self._monotonic() + RESTED.total_seconds()

    def _rests(self, name: str) -> bool:
        until = self._resting.get(name)
        if until is None:
            return False
        if self._monotonic() < until:
            return True
        self._resting.pop(name, None)  # the other thread may have been here
        return False


def _failure(name: str, error: Exception) -> Failure:
    return Failure(detector=name, reason=type(error).__name__)
