"""Running the detectors: whoever raises or stalls is skipped and named, and the others are heard."""

import asyncio
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.core.alarm import Alarm, Overdue
from bot.core.events import MemberJoined
from bot.core.findings import Category, Context, Dropped, Errand, Finding, Kind, Label, Signal
from bot.core.inspection import RESTED, SHORT, Failure, Inspection, Inspector
from bot.core.text import Span, Text, fold
from tests.town import START

CONTEXT = Context(now=START)
BRIEF = timedelta(milliseconds=40)


@dataclass(slots=True)
class Says:
    """A detector that does as it is told, and counts how often it was asked."""

    name: str
    doing: Callable[[Text], None] = field(default=lambda _: None)
    calibrated: bool = True
    label: Label = Label.SPAM
    asked: int = 0

    @property
    def rules(self) -> Mapping[str, str]:
        """Name its one rule."""
        return {f"{self.name}.rule": "It was told to."}

    def finding(self) -> Finding:
        """Make the one thing that it ever finds."""
        return Finding(
            category=Category.SPAM,
            rule=f"{self.name}.rule",
            span=Span(part=0, start=0, end=1),
            kind=Kind.OFFER,
            confidence=0.5,
            why="It was told to.",
        )

    def inspect(self, text: Text, context: Context) -> Iterator[Finding | Dropped]:
        """Find something, unless told otherwise."""
        self.asked += 1
        yield Dropped(rule=f"{self.name}.rule", span=Span(part=0, start=0, end=1), reason="for the trace")
        self.doing(text)
        yield self.finding()


@dataclass(slots=True)
class Learned(Says):
    """A learned detector that looks only where nothing was found; it does as it is told while it reads."""

    def _wants(self, text: Text, found: Sequence[Finding]) -> bool:
        return "look" in text.folded and not found

    def needs(self, text: Text, context: Context, found: Sequence[Finding]) -> Errand | None:
        """Read what others left."""
        return Reads(self, text) if self._wants(text, found) else None

    def infer(self, text: Text, context: Context, found: Sequence[Finding]) -> Sequence[Finding | Dropped]:
        """Find something."""
        return [self.finding()] if self._wants(text, found) else []


@dataclass(slots=True)
class Reads:
    """An errand that does as its detector is told, elsewhere in a thread, for at most so many seconds."""

    learned: Learned
    text: Text

    def here(self) -> None:
        """Do it."""
        self.learned.asked += 1
        self.learned.doing(self.text)

    async def away(self) -> None:
        """Have it done."""
        await asyncio.wait_for(asyncio.to_thread(self.here), BRIEF.total_seconds())


def fail(text: Text) -> None:
    """Raise, quoting the message."""
    raise ValueError(text.plain)


@pytest.fixture
def stuck() -> Iterator[threading.Event]:
    """Give an event to be stuck at, which is set at the end so that no thread is left."""
    event = threading.Event()
    yield event
    event.set()


def waiting(event: threading.Event, word: str) -> Callable[[Text], None]:
    """Be stuck on messages that hold a word."""

    def wait(text: Text) -> None:
        if word in text.folded:
            event.wait(30)

    return wait


def computing(event: threading.Event, word: str) -> Callable[[Text], None]:
    """Compute for ever on messages that hold a word."""

    def compute(text: Text) -> None:
        while word in text.folded and not event.is_set():
            pass

    return compute


HANG = pytest.mark.parametrize(("hang", "pad"), [(computing, ""), (waiting, " x" * SHORT)], ids=["here", "away"])
"""A short message is looked at in the loop's thread, where only computing can be interrupted, a long one in another."""


async def test_everything_that_is_said_is_collected() -> None:
    """Findings and what was let go come back in the order of the roster."""
    one, two = Says("one"), Says("two", calibrated=False)
    inspector = Inspector([one, two])
    seen = await inspector.inspect(fold("x"), CONTEXT)
    assert seen.findings == (one.finding(), two.finding())
    assert [dropped.rule for dropped in seen.dropped] == ["one.rule", "two.rule"]
    assert seen.failures == ()
    assert seen == inspector.look(fold("x"), CONTEXT)
    assert inspector.uncalibrated == frozenset({"two.rule"})
    assert set(inspector.rules) == {"one.rule", "two.rule"}
    inspector.close()


async def test_a_detector_that_raises_is_skipped() -> None:
    """Half of what it said is not heard; it is named by the kind of its error, and asked again next time."""
    broken, well = Says("broken", fail), Says("well")
    inspector = Inspector([broken, well])
    for _ in range(2):
        seen = await inspector.inspect(fold("secret"), CONTEXT)
        assert seen.findings == (well.finding(),)
        assert seen.failures == (Failure(detector="broken", reason="ValueError"),)
        assert "secret" not in repr(seen)
    assert broken.asked == 2
    inspector.close()


async def test_learned_detectors_look_only_where_they_want() -> None:
    """The learned stage comes last, sees what was found, and may fail like the others."""
    rule, learned, failing = Says("rule", fail), Learned("learned"), Learned("failing", fail)
    inspector = Inspector([], [failing, learned])
    assert (await inspector.inspect(fold("x"), CONTEXT)).findings == ()
    seen = await inspector.inspect(fold("look"), CONTEXT)
    assert seen.findings == (learned.finding(),)
    assert seen.failures == (Failure(detector="failing", reason="ValueError"),)
    assert "learned.rule" in inspector.rules
    inspector.close()
    rule.doing = lambda _: None
    inspector = Inspector([rule], [learned])
    assert (await inspector.inspect(fold("look"), CONTEXT)).findings == (rule.finding(),)
    inspector.close()


@dataclass(slots=True)
class Sceptic(Learned):
    """A learned detector that takes back whatever others found at the place it names."""

    def infer(self, text: Text, context: Context, found: Sequence[Finding]) -> Sequence[Finding | Dropped]:
        """Take back the first finding."""
        return [Dropped(rule=found[0].rule, span=found[0].span, reason="no patient here")]


async def test_a_closer_look_may_take_a_finding_back() -> None:
    """What the learned stage lets go is found no more, and stands in the trace with its reason; the rest stays."""
    inspector = Inspector([Says("mistaken"), Says("right")], [Sceptic("sceptic")])
    seen = await inspector.inspect(fold("x"), CONTEXT)
    assert [one.rule for one in seen.findings] == ["right.rule"]
    assert "no patient here" in {one.reason for one in seen.dropped}
    inspector.close()


@HANG
async def test_a_detector_that_stalls_is_left_out_for_a_while(stuck: threading.Event, hang: Any, pad: str) -> None:
    """The message is judged by the others within the deadline, and the stalled one is asked again after a rest."""
    moment = [0.0]
    slow, well = Says("slow", hang(stuck, "hang")), Says("well")
    inspector = Inspector([slow, well], deadline=BRIEF, monotonic=lambda: moment[0])
    seen = await inspector.inspect(fold("hang" + pad), CONTEXT)
    assert seen.findings == (well.finding(),)
    assert seen.failures == (Failure(detector="slow", reason="deadline"),)
    seen = await inspector.inspect(fold("fine" + pad), CONTEXT)
    assert (seen.findings, seen.failures, slow.asked) == ((well.finding(),), (), 1)
    moment[0] = RESTED.total_seconds() - 1
    assert (await inspector.inspect(fold("fine" + pad), CONTEXT)).findings == (well.finding(),)
    moment[0] = RESTED.total_seconds()
    seen = await inspector.inspect(fold("fine" + pad), CONTEXT)
    assert seen.findings == (slow.finding(), well.finding())
    inspector.close()


@HANG
async def test_two_that_stall_are_both_left_out(stuck: threading.Event, hang: Any, pad: str) -> None:
    """One message may find out several of them."""
    one, two, well = Says("one", hang(stuck, "hang")), Learned("two", waiting(stuck, "hang")), Says("well")
    inspector = Inspector([one], [two], deadline=BRIEF)
    seen = await inspector.inspect(fold("hang, look" + pad), CONTEXT)
    assert [failure.detector for failure in seen.failures] == ["one", "two"]
    assert seen.findings == ()
    assert well.asked == 0
    stuck.set()
    inspector.close()


@HANG
async def test_messages_behind_a_stalled_one_are_judged_all_the_same(
    stuck: threading.Event, hang: Any, pad: str
) -> None:
    """Who waits behind a message on which a detector hangs is neither cancelled nor blamed on a detector."""
    slow, well = Says("slow", hang(stuck, "hang")), Says("well")
    inspector = Inspector([slow, well], deadline=BRIEF)
    async with asyncio.timeout(10):
        seen = await asyncio.gather(
            *(inspector.inspect(fold(text + pad), CONTEXT) for text in ("hang", "a", "b", "hang", "c"))
        )
    assert all(well.finding() in one.findings for one in seen)
    assert seen[0].failures == (Failure(detector="slow", reason="deadline"),)
    assert [failure for one in seen[1:] for failure in one.failures] == []
    inspector.close()


async def test_a_detector_cannot_swallow_the_alarm(stuck: threading.Event) -> None:
    """Whoever goes on after an error of its own does not go on after this one."""

    def stubborn(text: Text) -> None:
        try:
            computing(stuck, "hang")(text)
        except Exception:  # noqa: BLE001 - the alarm is no error
            computing(stuck, "hang")(text)

    slow, well = Says("slow", stubborn), Says("well")
    inspector = Inspector([slow, well], deadline=BRIEF)
    seen = await inspector.inspect(fold("hang"), CONTEXT)
    assert (seen.findings, [one.detector for one in seen.failures]) == ((well.finding(),), ["slow"])
    inspector.close()


async def test_many_detectors_that_all_stall_are_all_interrupted(stuck: threading.Event) -> None:
    """The alarm goes on ringing: after the first one it is there for the next."""
    slow, well = [Says(f"slow{number}", computing(stuck, "hang")) for number in range(4)], Says("well")
    inspector = Inspector([*slow, well], deadline=BRIEF)
    seen = await inspector.inspect(fold("hang"), CONTEXT)
    assert seen.findings == (well.finding(),)
    assert [one.detector for one in seen.failures] == [one.name for one in slow]
    inspector.close()


async def test_an_alarm_is_heard_only_by_whoever_is_at_work(stuck: threading.Event) -> None:
    """What stands between two detectors is nobody's fault, and what comes after the message even less."""
    with Alarm(BRIEF) as alarm:
        began = time.process_time()
        while time.process_time() - began < 3 * BRIEF.total_seconds():
            pass
        alarm.turn_to("somebody")
        with pytest.raises(Overdue):
            computing(stuck, "hang")(fold("hang"))
        alarm.turn_away()
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)


def test_without_an_alarm_everything_is_done_in_the_worker_thread(stuck: threading.Event) -> None:
    """In a loop that is not the main thread's nothing could interrupt a detector: there it is waited for."""
    slow, well = Says("slow", waiting(stuck, "hang")), Says("well")

    async def look() -> Inspection:
        inspector = Inspector([slow, well], deadline=BRIEF)
        try:
            return await inspector.inspect(fold("hang"), CONTEXT)
        finally:
            inspector.close()

    seen: list[Inspection] = []
    loop = threading.Thread(target=lambda: seen.append(asyncio.run(look())))
    loop.start()
    loop.join(20)
    assert [one.failures for one in seen] == [(Failure(detector="slow", reason="deadline"),)]
    assert seen[0].findings == (well.finding(),)


class Remembers(Says):
    """A watcher that notes in which thread it was asked to remember and to forget."""

    def __init__(self) -> None:
        super().__init__("remembers")
        self.where: list[tuple[str, int]] = []

    def watch(self, text: Text, context: Context, found: Sequence[Finding]) -> Iterator[Finding]:
        """Remember, and find nothing."""
        self.where.append(("watch", threading.get_ident()))
        yield from ()

    def notice(self, event: MemberJoined, context: Context) -> Iterator[Signal]:
        """Say nothing."""
        yield from ()

    def forget(self, now: datetime) -> None:
        """Forget."""
        self.where.append(("forget", threading.get_ident()))


@pytest.mark.parametrize("elsewhere", [False, True], ids=["main", "another"])
def test_a_watcher_forgets_in_the_thread_in_which_it_remembers(elsewhere: bool) -> None:
    """Its memory must not be changed in one while it is read in another."""
    watcher = Remembers()

    async def look() -> None:
        inspector = Inspector([watcher])
        try:
            await inspector.inspect(fold("hello"), CONTEXT)
            await inspector.forget(START)
        finally:
            inspector.close()

    if elsewhere:
        loop = threading.Thread(target=lambda: asyncio.run(look()))
        loop.start()
        loop.join(20)
    else:
        asyncio.run(look())
    assert [what for what, _ in watcher.where] == ["watch", "forget"]
    assert len({thread for _, thread in watcher.where}) == 1


async def test_only_what_is_long_leaves_the_loops_thread() -> None:
    """A trip to another thread costs more than rules do on a message of the usual length."""
    threads: list[bool] = []
    main = threading.get_ident()
    inspector = Inspector([Says("rule", lambda _: threads.append(threading.get_ident() == main))])
    for text in ("x", "x" * SHORT, "x" * (SHORT + 1)):
        await inspector.inspect(fold(text), CONTEXT)
    assert threads == [True, True, False]
    inspector.close()


@pytest.mark.parametrize("pad", ["", " x" * SHORT], ids=["short", "long"])
async def test_the_loop_goes_on_while_a_message_is_read_closely(pad: str) -> None:
    """What was learnt has it read elsewhere, and others look at their messages meanwhile."""
    looked_meanwhile = threading.Event()

    def read(text: Text) -> None:
        if "wait" in text.folded:
            assert looked_meanwhile.wait(20)

    inspector = Inspector([], [Learned("learned", read)])
    waiting_one = asyncio.ensure_future(inspector.inspect(fold("look, wait" + pad), CONTEXT))
    await asyncio.sleep(0)
    assert (await inspector.inspect(fold("x" + pad), CONTEXT)).findings == ()
    looked_meanwhile.set()
    assert len((await waiting_one).findings) == 1
    inspector.close()


async def test_one_message_after_the_other_leaves_everybody_else_a_turn() -> None:
    """Whoever reads a long history asks for nothing that has to be waited for."""
    inspector, turns = Inspector([Says("one")]), [0]

    async def others() -> None:
        while True:
            turns[0] += 1
            await asyncio.sleep(0)

    beside = asyncio.ensure_future(others())
    for number in range(10):
        await inspector.inspect(fold("x"), CONTEXT)
        assert turns[0] > number
    beside.cancel()
    inspector.close()


async def test_waiting_for_a_turn_is_not_held_against_a_detector() -> None:
    """The deadline counts while a detector works, not while its message waits for the others."""

    def work(_: Text) -> None:
        threading.Event().wait(0.03)

    busy = Says("busy", work)
    inspector = Inspector([busy], deadline=timedelta(milliseconds=300))
    texts = (fold(f"{index}" + " x" * SHORT) for index in range(15))
    seen = await asyncio.gather(*(inspector.inspect(text, CONTEXT) for text in texts))
    assert [one.failures for one in seen] == [()] * 15
    assert busy.asked == 15
    inspector.close()


async def test_cancelling_stays_cancelling(stuck: threading.Event) -> None:
    """Whoever is cancelled while a detector works is cancelled, at once."""
    inspector = Inspector([Says("slow", waiting(stuck, "hang"))])
    task = asyncio.ensure_future(inspector.inspect(fold("hang" + " x" * SHORT), CONTEXT))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    inspector.close()
