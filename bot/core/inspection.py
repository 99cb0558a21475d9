"""Running the detectors over one message: each on its own, each with a deadline, none able to stop the line."""

import asyncio
import dataclasses
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property, partial

from bot.core.events import MemberJoined
from bot.core.findings import Context, Detector, Dropped, Finding, LearnedDetector, Signal, Watcher
from bot.core.text import Text

DEADLINE = timedelta(seconds=2)
"""Far above what a linear detector needs for the longest message; whoever is slower is broken."""

RESTED = timedelta(minutes=10)
"""How long a detector that failed its deadline is left out."""


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


class _Progress:
    """Which detector is at work in the worker thread, and since when, for whoever waits for it."""

    __slots__ = ("at_work",)

    def __init__(self) -> None:
        self.at_work: tuple[str, float] | None = None

    def turn_to(self, detector: str) -> None:
        """Note that a detector begins."""
        self.at_work = (detector, time.monotonic())


_Said = Finding | Dropped | Signal


class _Haul:
    """What is collected of one message."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.dropped: list[Dropped] = []
        self.signals: list[Signal] = []
        self.failures: list[Failure] = []

    def add(self, said: Iterable[_Said]) -> None:
        """Sort out what one of them said."""
        for one in said:
            if isinstance(one, Finding):
                self.findings.append(one)
            elif isinstance(one, Signal):
                self.signals.append(one)
            else:
                self.dropped.append(one)

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

    A detector that raises is skipped for that message. One that exceeds the deadline is left out for ten minutes and
    the message is inspected again by the others: failing open, and saying so in `Inspection.failures`. A message that
    waits for its turn behind another one costs no detector any of its time.
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
        self._deadline = deadline.total_seconds()
        self._monotonic = monotonic
        self._resting: dict[str, float] = {}
        self._pool = _new_pool()

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
        return self._look(text, context, _Progress())

    async def inspect(self, text: Text, context: Context) -> Inspection:
        """Inspect in the worker thread, within the deadline."""
        overdue: list[Failure] = []
        while True:
            progress = _Progress()
            work = asyncio.get_running_loop().run_in_executor(self._pool, self._look, text, context, progress)
            stuck = await self._stuck(work, progress)
            if stuck is not None:
                overdue.append(Failure(detector=stuck, reason="deadline"))
                self._resting[stuck] = self._monotonic() + RESTED.total_seconds()
                # The stuck thread cannot be stopped; it is left behind, and who waited for it finds a free one.
                self._pool.shutdown(wait=False, cancel_futures=True)
                self._pool = _new_pool()
            elif not work.cancelled():
                seen = work.result()
                return dataclasses.replace(seen, failures=(*overdue, *seen.failures))

    async def notice(self, event: MemberJoined, context: Context) -> Inspection:
        """Show the watchers what happened apart from messages, in the worker thread, where their memory is."""
        if not self._watchers:
            return Inspection(findings=())
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._notice, event, context)

    async def _stuck(self, work: asyncio.Future[Inspection], progress: _Progress) -> str | None:
        """Wait until the work is over, or cancelled with its thread; name the detector that exceeds the deadline."""
        while not work.done():
            at_work = progress.at_work
            left = self._deadline
            if at_work is not None:
                left -= time.monotonic() - at_work[1]
                if left <= 0:
                    return at_work[0]
            await asyncio.wait({work}, timeout=left)
        return None

    def close(self) -> None:
        """Let the worker thread go."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _look(self, text: Text, context: Context, progress: _Progress) -> Inspection:
        haul = _Haul()
        for detector in self._at_once:
            haul.add(self._ask(detector.name, partial(detector.inspect, text, context), haul, progress))
        for learned in self.learned:
            closer = self._ask(learned.name, partial(_closer, learned, text, context, haul.findings), haul, progress)
            _take_back(closer, haul.findings)
            haul.add(closer)
        before = tuple(haul.findings)
        for watcher in self._watchers:
            haul.add(self._ask(watcher.name, partial(watcher.watch, text, context, before), haul, progress))
        return haul.done()

    def _ask(self, name: str, look: Callable[[], Iterable[_Said]], haul: "_Haul", progress: _Progress) -> list[_Said]:
        """Let one of them look, unless it rests; one that raises has said nothing, and does not silence the others."""
        if self._rests(name):
            return []
        progress.turn_to(name)
        try:
            return list(look())
        except Exception as error:  # noqa: BLE001 - whatever it was
            haul.failures.append(Failure(detector=name, reason=type(error).__name__))
            return []

    def _notice(self, event: MemberJoined, context: Context) -> Inspection:
        haul, progress = _Haul(), _Progress()
        for watcher in self._watchers:
            haul.add(self._ask(watcher.name, partial(watcher.notice, event, context), haul, progress))
        return haul.done()

    def _rests(self, name: str) -> bool:
        until = self._resting.get(name)
        if until is None:
            return False
        if self._monotonic() < until:
            return True
        del self._resting[name]
        return False


def _new_pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="inspector")


def _closer(
    learned: LearnedDetector, text: Text, context: Context, found: Sequence[Finding]
) -> Sequence[Finding | Dropped]:
    return learned.infer(text, context, found) if learned.wants(text, context, found) else ()


def _take_back(said: Iterable[_Said], findings: list[Finding]) -> None:
    taken_back = {(one.rule, one.span) for one in said if isinstance(one, Dropped)}
    if taken_back:
        findings[:] = [one for one in findings if (one.rule, one.span) not in taken_back]
