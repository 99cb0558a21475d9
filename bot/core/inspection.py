"""Running the detectors over one message: each on its own, each with a deadline, none able to stop the line."""

import asyncio
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

from bot.core.findings import Context, Detector, Dropped, Finding, LearnedDetector
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


class _Progress:
    """Which detector is at work in the worker thread, and since when, for whoever waits for it."""

    __slots__ = ("at_work",)

    def __init__(self) -> None:
        self.at_work: tuple[str, float] | None = None

    def turn_to(self, detector: str) -> None:
        """Note that a detector begins."""
        self.at_work = (detector, time.monotonic())


class Inspector:
    """Asks every detector, the learned ones last and only where they want to look.

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
        self._deadline = deadline.total_seconds()
        self._monotonic = monotonic
        self._resting: dict[str, float] = {}
        self._pool = _new_pool()

    @property
    def uncalibrated(self) -> frozenset[str]:
        """The rules whose detectors were not calibrated."""
        everyone: tuple[Detector | LearnedDetector, ...] = (*self.detectors, *self.learned)
        return frozenset(rule for one in everyone if not one.calibrated for rule in one.rules)

    @property
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
                return Inspection(findings=seen.findings, dropped=seen.dropped, failures=(*overdue, *seen.failures))

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
        findings: list[Finding] = []
        dropped: list[Dropped] = []
        failures: list[Failure] = []
        for detector in self.detectors:
            if self._rests(detector.name):
                continue
            progress.turn_to(detector.name)
            try:
                said = list(detector.inspect(text, context))
            except Exception as error:  # noqa: BLE001 - one broken detector must not silence the others
                failures.append(Failure(detector=detector.name, reason=type(error).__name__))
            else:
                _sort_out(said, findings, dropped)
        for learned in self.learned:
            if self._rests(learned.name):
                continue
            progress.turn_to(learned.name)
            try:
                wanted = learned.wants(text, context, findings)
                closer = learned.infer(text, context, findings) if wanted else ()
            except Exception as error:  # noqa: BLE001 - as above
                failures.append(Failure(detector=learned.name, reason=type(error).__name__))
            else:
                _take_back(closer, findings)
                _sort_out(closer, findings, dropped)
        return Inspection(findings=tuple(findings), dropped=tuple(dropped), failures=tuple(failures))

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


def _take_back(said: Iterable[Finding | Dropped], findings: list[Finding]) -> None:
    taken_back = {(one.rule, one.span) for one in said if isinstance(one, Dropped)}
    if taken_back:
        findings[:] = [one for one in findings if (one.rule, one.span) not in taken_back]


def _sort_out(said: Iterable[Finding | Dropped], findings: list[Finding], dropped: list[Dropped]) -> None:
    for one in said:
        if isinstance(one, Finding):
            findings.append(one)
        else:
            dropped.append(one)
