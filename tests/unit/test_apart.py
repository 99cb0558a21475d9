"""A process of our own: it answers in turn, is replaced when it is lost, and never outlives us."""

import asyncio
import errno
import os
import select
import signal
import sys
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bot.apart.asking import PAUSE, Apart, _Worker
from bot.core.errors import Unavailable

LONG = timedelta(seconds=20)
BRIEF = timedelta(milliseconds=300)


class Clock:
    """Time that passes as a test says."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.now


@asynccontextmanager
async def obliging(deadline: timedelta = LONG, clock: Clock | None = None) -> AsyncIterator[Apart]:
    """Start a process that does what it is asked for; unless time is told, it may be replaced at once."""
    moments = iter(range(0, 1_000 * int(PAUSE.total_seconds()), int(PAUSE.total_seconds())))
    async with Apart("tests.processes.obliging", deadline, monotonic=clock or (lambda: next(moments))) as apart:
        yield apart


async def outcome(apart: Apart, what: str, value: object = None) -> object:
    """Ask, and take an error for an answer."""
    try:
        return await apart.ask((what, value))
    except Exception as error:  # noqa: BLE001 - the test looks at it
        return error


async def test_everybody_gets_their_own_answer() -> None:
    """However many ask at once."""
    async with obliging() as apart:
        answers = await asyncio.gather(*(apart.ask(("say", number)) for number in range(100)))
        assert answers == list(range(100))


async def test_a_question_that_fails_is_its_askers_alone() -> None:
    """It hears of the kind of the error and none of its words, and the next question is answered."""
    async with obliging() as apart:
        failed, answered = await asyncio.gather(outcome(apart, "fail", "Ada Testperson"), outcome(apart, "say", 1))
        assert isinstance(failed, Unavailable)
        assert str(failed) == "the answer failed with ValueError"
        assert answered == 1


async def test_what_is_printed_is_no_answer() -> None:
    """A library that chatters does not come between us."""
    async with obliging() as apart:
        assert await apart.ask(("print", "chatter")) == "chatter"
        assert await apart.ask(("say", 2)) == 2


async def test_it_is_given_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the operator's settings, among which are tokens and keys."""
    monkeypatch.setenv("CHAPERONE_VAULT__KEYS", "geheim")
    async with obliging() as apart:
        assert await apart.ask(("settings", None)) == []


async def test_whoever_takes_too_long_is_ended_and_the_others_ask_again() -> None:
    """Only the time that one's own answer takes counts: who waits behind a slow one is not late."""
    async with obliging(BRIEF) as apart:
        before = await apart.ask(("pid", None))
        late, after, last = await asyncio.gather(
            outcome(apart, "hang"), outcome(apart, "pid"), outcome(apart, "say", 1)
        )
        assert isinstance(late, TimeoutError)
        assert after not in {before, late}
        assert last == 1
        assert apart.pid == after


async def test_an_answer_that_nobody_could_read_is_not_late() -> None:
    """Whoever holds up the loop, beyond the deadline, holds it against nobody else."""
    async with obliging(BRIEF) as apart:
        before = await apart.ask(("pid", None))
        asked = asyncio.ensure_future(apart.ask(("say", 1)))
        await asyncio.sleep(0)
        held_up_from = time.monotonic()
        while time.monotonic() - held_up_from < 2 * BRIEF.total_seconds():
            pass
        assert await asked == 1
        assert await apart.ask(("pid", None)) == before


async def test_nothing_is_started_after_the_end() -> None:
    """Whoever asks too late hears so."""
    async with obliging() as apart:
        pass
    with pytest.raises(Unavailable):
        await apart.ask(("say", 1))
    assert apart.pid is None


@pytest.mark.parametrize("what", ["end", "garble"])
async def test_whoever_ends_it_hears_of_it_and_the_others_ask_again(what: str) -> None:
    """A process that dies over one question, or says what nobody understands, answers the others as another one."""
    async with obliging() as apart:
        lost, answered = await asyncio.gather(outcome(apart, what), outcome(apart, "say", 1))
        assert isinstance(lost, Unavailable)
        assert answered == 1


async def test_it_is_not_started_all_the_time() -> None:
    """One that was lost soon after its start is replaced after a pause, and until then nobody is kept waiting."""
    clock = Clock()
    async with obliging(clock=clock) as apart:
        with pytest.raises(Unavailable, match="ended over it"):
            await apart.ask(("end", None))
        assert apart.pid is None
        for _ in range(3):
            with pytest.raises(Unavailable, match="ended a moment ago"):
                await apart.ask(("say", 1))
        clock.now = PAUSE.total_seconds()
        assert await apart.ask(("say", 1)) == 1


async def test_it_is_replaced_when_nobody_asked_meanwhile() -> None:
    """Somebody else ends it, such as a system without memory: the next question finds a new one."""
    async with obliging() as apart:
        assert apart.pid is not None
        before = await apart.ask(("pid", None))
        assert before == apart.pid
        gone = os.pidfd_open(before)
        os.kill(before, signal.SIGKILL)
        await asyncio.to_thread(select.select, [gone], [], [], 20)
        os.close(gone)
        answers = await asyncio.gather(outcome(apart, "pid"), outcome(apart, "pid"))
        assert before not in answers
        assert any(answer == apart.pid for answer in answers)


@pytest.mark.parametrize(
    ("module", "patience", "told"),
    [
        ("unwilling", LONG, "FileNotFoundError: no weights here"),
        ("brief", LONG, "it ended at once"),
        ("endless", BRIEF, "it was not ready after 0.3 seconds"),
    ],
)
async def test_one_that_does_not_start_says_why(module: str, patience: timedelta, told: str) -> None:
    """In a sentence, and nothing is left running."""
    apart = Apart(f"tests.processes.{module}", LONG, patience=patience)
    with pytest.raises(Unavailable, match=f"tests.processes.{module} does not start: {told}"):
        await apart.__aenter__()
    assert apart.pid is None


async def test_a_system_without_room_for_a_process_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a sentence, too."""

    async def refuse(*_: object, **__: object) -> Process:
        raise OSError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr(asyncio, "create_subprocess_exec", refuse)
    with pytest.raises(Unavailable, match="does not start: Resource temporarily unavailable"):
        await Apart("tests.processes.obliging", LONG).__aenter__()


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
async def test_it_ends_when_we_do_and_not_before(sent: signal.Signals) -> None:
    """A terminal's interrupt and a service manager's end reach it too, while we may still have something to ask."""
    async with obliging() as apart:
        assert apart.pid is not None
        os.kill(apart.pid, sent)
        assert await apart.ask(("say", 1)) == 1


async def test_whoever_does_not_wait_any_more_disturbs_nobody() -> None:
    """Its answer is dropped when it comes."""
    async with obliging() as apart:
        impatient = asyncio.ensure_future(apart.ask(("say", 1)))
        await asyncio.sleep(0)
        impatient.cancel()
        with pytest.raises(asyncio.CancelledError):
            await impatient
        assert await apart.ask(("say", 2)) == 2


async def test_a_process_that_hangs_does_not_keep_us_from_ending(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is given a while, and then ended."""
    monkeypatch.setattr("bot.apart.asking.ENDING", BRIEF)
    async with obliging() as apart:
        hanging = asyncio.ensure_future(apart.ask(("hang", None)))
        await asyncio.sleep(0)
    with pytest.raises(Unavailable):
        await hanging


async def test_it_ends_when_we_are_killed() -> None:
    """Nothing is left behind, however we end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.processes.parent",
        stdout=asyncio.subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert process.stdout is not None
    answering = os.pidfd_open(int(await process.stdout.readline()))
    process.kill()
    await process.wait()
    ended, _, _ = await asyncio.to_thread(select.select, [answering], [], [], 20)
    os.close(answering)
    assert ended


async def test_starting_can_be_broken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is cancelled while a process starts leaves none behind."""
    started: asyncio.Queue[_Worker] = asyncio.Queue()
    made = _Worker.connection_made

    def noted(worker: _Worker, transport: asyncio.BaseTransport) -> None:
        made(worker, transport)
        started.put_nowait(worker)

    monkeypatch.setattr(_Worker, "connection_made", noted)
    starting = asyncio.ensure_future(Apart("tests.processes.endless", LONG).__aenter__())
    worker = await started.get()
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    assert worker.process.returncode == -signal.SIGKILL
