"""What every platform's listening shares: order within a lane, watermarks, and what we deleted ourselves."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

import pytest

from bot import listening
from bot.core.errors import Refused, Throttled, Unavailable
from bot.listening import TRIES, Gone, Keeper, Lanes, Marks, Turns, patiently
from tests.town import START, Ledger


async def test_a_lane_keeps_the_order_and_outlives_what_fails() -> None:
    """One number's work waits for its turn, another's does not; an error is counted and ends nothing."""
    ledger, done = Ledger(), list[str]()
    first = asyncio.Event()

    async def slow() -> None:
        await first.wait()
        done.append("slow")

    async def note(what: str) -> None:
        done.append(what)

    async def fail(error: Exception) -> None:
        raise error

    lanes = Lanes(ledger)
    async with asyncio.TaskGroup() as tasks:
        lanes.open(tasks)
        lanes.queue(1, slow)
        lanes.queue(1, lambda: fail(Refused("no")))
        lanes.queue(1, lambda: fail(KeyError("secret")))
        lanes.queue(1, lambda: note("behind"))
        lanes.queue(2, lambda: note("beside"))
        lanes.start(note("at once"))
        async with asyncio.timeout(5):
            while len(done) < 2:  # noqa: ASYNC110 - lanes ring no bell
                await asyncio.sleep(0)
            assert sorted(done) == ["at once", "beside"]
            first.set()
            while len(done) < 4:  # noqa: ASYNC110 - lanes ring no bell
                await asyncio.sleep(0)
        assert done[2:] == ["slow", "behind"]
        assert ledger.counts == [("events_failed", {"reason": "refused"}), ("events_failed", {"reason": "KeyError"})]
        lanes.close()
        lanes.start(note("too late"))
        lanes.queue(1, lambda: note("too late"))
        await asyncio.sleep(0)
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
    assert "too late" not in done


class Shelf:
    """A memory that remembers, or does not answer."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], bytes] = {}
        self.silent = False

    async def remember(self, kind: str, values: Mapping[tuple[str, str], bytes], until: datetime) -> None:
        """Keep values."""
        if self.silent:
            raise Unavailable
        assert kind == "a.mark"
        assert until > START
        self.kept |= values

    async def recall(self, community: str, kind: str, name: str) -> bytes | None:
        """Recall one value."""
        return self.kept.get((community, name))

    async def recall_all(self, kind: str) -> dict[tuple[str, str], bytes]:
        """Recall all."""
        return self.kept

    async def forget(self, community: str, kind: str, name: str) -> None:
        """Forget one."""
        self.kept.pop((community, name), None)


async def test_marks_are_written_down_as_they_rise(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what has changed; what the database did not take is written the next time."""
    monkeypatch.setattr(listening, "SAVE_EVERY", 0.0)
    shelf, marks = Shelf(), Marks[int]()
    keeper = Keeper(marks, memory=shelf, kind="a.mark", scoped=lambda guild: f"a:{guild}", now=lambda: START)
    marks.end(1, 2, 10)
    shelf.silent = True
    await keeper.save()
    assert marks.changed() == {(1, 2): 10}
    shelf.silent = False
    running = asyncio.ensure_future(keeper.run())
    async with asyncio.timeout(5):
        while marks.changed():  # noqa: ASYNC110 - marks ring no bell
            await asyncio.sleep(0)
    assert shelf.kept == {("a:1", "2"): b"10"}
    running.cancel()
    shelf.kept.clear()
    await keeper.save()
    assert shelf.kept == {}


def test_a_level_waits_for_what_is_under_way_and_for_history() -> None:
    """Nothing that was not seen through is passed over; another community's marks are its own."""
    marks = Marks[str]()
    marks.load({("T1", "C1"): 100})
    marks.begin("T1", "C1", 150)
    marks.begin("T1", "C1", 200)
    marks.end("T1", "C1", 200)
    assert marks.level("T1", "C1") == 149
    marks.end("T1", "C1", 150)
    assert marks.level("T1", "C1") == 200
    marks.hold("T1", "C1", 120)
    assert marks.level("T1", "C1") == 120
    marks.release("T1", "C1", 300)
    marks.end("T2", "C1", 5)
    assert marks.changed() == {("T1", "C1"): 300, ("T2", "C1"): 5}
    marks.saved({("T1", "C1"): 300})
    marks.drop("T2")
    assert marks.changed() == {}
    assert marks.level("T2", "C1") is None


def test_marks_rise_only_when_everything_below_was_seen_through() -> None:
    """What is on its way holds the mark down, whatever ends first; so does a reading of history."""
    marks = Marks[int]()
    assert marks.level(1, 2) is None
    marks.begin(1, 2, 10)
    marks.begin(1, 2, 20)
    marks.end(1, 2, 20)
    assert marks.level(1, 2) == 9
    marks.end(1, 2, 10)
    assert marks.changed() == {(1, 2): 20}
    marks.saved({(1, 2): 20})
    assert marks.changed() == {}
    marks.hold(1, 2, 20)
    marks.begin(1, 2, 30)
    marks.begin(1, 2, 30)
    marks.end(1, 2, 30)
    assert marks.level(1, 2) == 20
    marks.release(1, 2, 25)
    assert marks.level(1, 2) == 29
    marks.end(1, 2, 30)
    assert marks.level(1, 2) == 30


def test_what_is_delivered_lifts_no_level_over_what_was_missed() -> None:
    """From the return on, in channels that were not known before as well; a second return holds down the same way."""
    marks = Marks[str]()
    marks.load({("T1", "C1"): 100, ("T1", "off"): 100, ("T2", "C1"): 100})
    marks.hold_all("T1")
    for place in (("T1", "C1"), ("T1", "new"), ("T1", "off"), ("T2", "C1")):
        marks.begin(*place, 200)
        marks.end(*place, 200)
    assert [marks.level("T1", channel) for channel in ("C1", "new", "off")] == [100, None, 100]
    assert marks.changed() == {("T2", "C1"): 200}
    marks.hold_only("T1", ["C1", "new"])
    assert [marks.level("T1", channel) for channel in ("C1", "new", "off")] == [100, None, 200]
    marks.hold("T1", "C1", 150)
    assert marks.level("T1", "C1") == 150
    marks.hold_all("T1")
    marks.end("T1", "C1", 300)
    marks.release("T1", "C1", 180)
    assert marks.level("T1", "C1") == 180
    marks.hold_only("T1", ["C1"])
    marks.release("T1", "C1", 250)
    assert marks.level("T1", "C1") == 300
    marks.hold_all("T1")
    marks.drop("T1")
    marks.end("T1", "C1", 400)
    assert marks.level("T1", "C1") == 400


async def test_a_community_is_read_by_one_at_a_time() -> None:
    """Whoever asks during a reading is served by one more after it, however many ask; others do not wait."""
    turns, began, gate = Turns[int](), list[int](), asyncio.Event()

    async def read(community: int) -> None:
        began.append(community)
        await gate.wait()

    first = [asyncio.ensure_future(turns.take(one, partial(read, one))) for one in (1, 1, 1, 2)]
    await asyncio.sleep(0)
    assert began == [1, 2]
    gate.set()
    await asyncio.gather(*first)
    assert began == [1, 2, 1]
    await turns.take(1, partial(read, 1))
    assert began == [1, 2, 1, 1]


async def test_a_limit_is_waited_out_and_silence_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many limits there are; after so many calls without an answer that is what is raised."""
    monkeypatch.setattr(listening, "FIRST_PAUSE", timedelta())
    limits, silences = [Throttled(timedelta())] * (TRIES + 1), [Unavailable()] * (TRIES - 1)

    def platform(*errors: Exception) -> Callable[[], Awaitable[str]]:
        left = iter(errors)

        async def call() -> str:
            for error in left:
                raise error
            return "read"

        return call

    assert await patiently(platform(*limits, *silences)) == "read"
    with pytest.raises(Unavailable):
        await patiently(platform(*silences, *limits, Unavailable()))
    with pytest.raises(Refused):
        await patiently(platform(Refused("no"), *silences))


def test_our_own_deletions_are_remembered_for_a_while() -> None:
    """Ten thousand of them, and one can be taken back."""
    gone = Gone[int]()
    for number in range(10_001):
        gone.add(number)
    assert 0 not in gone
    assert 10_000 in gone
    gone.discard(10_000)
    assert 10_000 not in gone
