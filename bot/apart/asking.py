"""Our side: questions are put from the event loop, and whoever asks waits for nobody's answer but its own."""

import asyncio
import os
import pickle
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections import deque
from collections.abc import Callable
from datetime import timedelta
from types import TracebackType
from typing import Any, Self

from bot.apart.answering import SIZE
from bot.core.errors import Unavailable
from config.settings import PREFIX

PATIENCE = timedelta(seconds=30)
"""How long a process may take to start, on a slow machine that starts much else beside it."""

PAUSE = timedelta(seconds=30)
"""Between two starts at least: one that ends at once must not be started all the time."""

LATE = timedelta(milliseconds=100)
"""What an answer has beyond its deadline to be read, if the loop was held up itself."""

ENDING = timedelta(seconds=5)
"""How long a process may take to end by itself: one answer takes a fraction of a second."""


class Apart:
    """Has a process answer, and starts another one when it is lost.

    Whoever asked when a process ended without an answer to it hears of that; who waited behind it asks again.

    Args:
        module: what the process runs, with ``python -m``.
        deadline: how long an answer may take from when it is its turn; a process that takes longer is ended.
        patience: how long the process may take to start.
        monotonic: tells the time between two starts.
    """

    def __init__(
        self,
        module: str,
        deadline: timedelta,
        *,
        patience: timedelta = PATIENCE,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._module = module
        self._deadline = deadline
        self._patience = patience
        self._monotonic = monotonic
        self._starting = asyncio.Lock()
        self._started = float("-inf")
        self._worker: _Worker | None = None
        self._is_closed = False

    async def __aenter__(self) -> Self:
        """Start the process.

        Raises:
            Unavailable: it does not start, with a sentence why.
        """
        await self._at_work()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process, for good."""
        self._is_closed = True
        if self._worker is not None:
            await self._worker.end()

    @property
    def pid(self) -> int | None:
        """The process that answers, while there is one."""
        return None if self._worker is None or self._worker.is_lost else self._worker.process.pid

    async def ask(self, question: object) -> Any:
        """Put a question and wait for its answer.

        Raises:
            TimeoutError: the process took too long over this one.
            Unavailable: it failed or ended over this one, or cannot be started now.
        """
        pickled = pickle.dumps(question, protocol=pickle.HIGHEST_PROTOCOL)
        while True:
            worker = await self._at_work()
            try:
                return await worker.ask(pickled)
            except _AskAgain:
                continue

    async def _at_work(self) -> "_Worker":
        worker = self._worker
        if worker is not None and not worker.is_lost:
            return worker
        async with self._starting:
            if self._worker is None or self._worker.is_lost:
                if self._worker is not None:
                    await self._worker.end()
                if self._is_closed or self._monotonic() - self._started < PAUSE.total_seconds():
                    message = f"{self._module} ended a moment ago"
                    raise Unavailable(message)
                self._started = self._monotonic()
                self._worker = await self._start()
            return self._worker

    async def _start(self) -> "_Worker":
        try:
            worker = await self._begun()
        except OSError as error:
            message = f"{self._module} does not start: {error.strerror}"
            raise Unavailable(message) from None
        try:
            async with asyncio.timeout(self._patience.total_seconds()):
                is_well, said = await worker.prepared
        except TimeoutError:
            is_well, said = False, f"it was not ready after {self._patience.total_seconds():g} seconds"
        except Exception:  # noqa: BLE001 - whatever came instead of an answer
            is_well, said = False, "it ended at once"
        except asyncio.CancelledError:
            await worker.end(at_once=True)
            raise
        if not is_well:
            await worker.end(at_once=True)
            message = f"{self._module} does not start: {said}"
            raise Unavailable(message)
        return worker

    async def _begun(self) -> "_Worker":
        """Start a process that answers over a pipe of ours: one of asyncio's takes two more turns of the loop."""
        reads, writes = os.pipe()
        ours, theirs = os.fdopen(reads, "rb", 0), os.fdopen(writes, "wb", 0)
        process = None
        try:
            with theirs:
                process = await self._process(theirs.fileno())
            worker = _Worker(process, self._deadline)
            await asyncio.get_running_loop().connect_read_pipe(lambda: worker, ours)
        except BaseException:
            ours.close()
            if process is not None:
                process.kill()
                await process.wait()
            raise
        return worker

    async def _process(self, answers: int) -> Process:
        environment = {name: value for name, value in os.environ.items() if not name.upper().startswith(PREFIX)}
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",  # nothing that happens to lie in the working directory
            "-m",
            self._module,
            stdin=PIPE,
            stdout=answers,
            stderr=DEVNULL,
            env=environment | {"PYTHONPATH": os.pathsep.join(sys.path)},
        )


class _AskAgain(Exception):
    """The process was lost over somebody else's question."""


class _Worker(asyncio.Protocol):
    """One process, and who waits for its answers, which come in over the pipe that this is the protocol of.

    Attributes:
        prepared: its first answer, or that it ended before it.
    """

    def __init__(self, process: Process, deadline: timedelta) -> None:
        assert process.stdin is not None  # noqa: S101 - it was started with this pipe
        loop = asyncio.get_running_loop()
        self.process = process
        self.is_lost = False
        self.prepared: asyncio.Future[tuple[bool, Any]] = loop.create_future()
        self._questions = process.stdin
        self._deadline = deadline.total_seconds()
        self._heard = bytearray()
        self._waiting: deque[asyncio.Future[Any]] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._is_silent: asyncio.Future[None] = loop.create_future()

    def data_received(self, data: bytes) -> None:
        """Give every answer that is complete to whoever waits for it."""
        self._heard += data
        while len(self._heard) >= SIZE and not self.is_lost:
            end = SIZE + int.from_bytes(self._heard[:SIZE], "big")
            if len(self._heard) < end:
                return
            pickled = bytes(self._heard[SIZE:end])
            del self._heard[:end]
            try:
                self._hear(pickle.loads(pickled))  # noqa: S301 - our own process
            except Exception:  # noqa: BLE001 - it says what nobody understands
                self._is_gone()

    def connection_lost(self, _: Exception | None) -> None:
        """Learn that it says nothing any more."""
        self._is_gone()
        self._is_silent.set_result(None)

    async def ask(self, pickled: bytes) -> Any:
        """Put a question behind those that wait already."""
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting.append(answer)
        if len(self._waiting) == 1:
            self._set_timer()
        self._questions.write(pickled)
        return await answer

    async def end(self, *, at_once: bool = False) -> None:
        """See the process end: by itself, once it has nothing left to answer, or at once."""
        self.is_lost |= at_once
        if self.is_lost:
            self._kill()
        self._questions.close()
        try:
            async with asyncio.timeout(ENDING.total_seconds()):
                await self.process.wait()
        except TimeoutError:
            self._kill()
            await self.process.wait()
        await self._is_silent

    def _hear(self, heard: tuple[bool, Any]) -> None:
        if not self.prepared.done():
            self.prepared.set_result(heard)
            return
        is_well, said = heard
        answer = self._next()
        if answer.done():  # whoever asked does not want to know any more
            return
        if is_well:
            answer.set_result(said)
        else:
            answer.set_exception(Unavailable(f"the answer failed with {said}"))

    def _is_gone(self) -> None:
        """Tell everybody that it has ended, or see that it does: it says what nobody understands."""
        self._kill()
        if not self.prepared.done():
            self.prepared.set_exception(EOFError())
            self.prepared.exception()  # nobody may wait for it any more
        self._lose(Unavailable("the process ended over it"))

    def _next(self) -> asyncio.Future[Any]:
        """Take the one whose turn it was, and give the next one its time."""
        answer = self._waiting.popleft()
        if self._timer is not None:
            self._timer.cancel()
        if self._waiting:
            self._set_timer()
        return answer

    def _set_timer(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(self._deadline, self._is_late)

    def _is_late(self) -> None:
        """Wait a moment longer: the answer may lie there, unread because the loop itself was held up."""
        self._timer = asyncio.get_running_loop().call_later(LATE.total_seconds(), self._is_overdue)

    def _is_overdue(self) -> None:
        self._kill()
        self._lose(TimeoutError())

    def _lose(self, error: Exception) -> None:
        """Tell whoever's turn it was what happened, and the others to ask again."""
        self.is_lost = True
        while self._waiting:
            answer = self._waiting.popleft()
            if not answer.done():
                answer.set_exception(error)
            error = _AskAgain()
        if self._timer is not None:
            self._timer.cancel()

    def _kill(self) -> None:
        if self.process.returncode is None:
            self.process.kill()
