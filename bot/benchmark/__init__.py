"""`chaperone bench`: speed and memory on this machine, over a fixed sample that ships with the code."""

import asyncio
import json
import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from enum import StrEnum
from itertools import count, cycle, islice
from pathlib import Path
from statistics import quantiles

from rich.console import Console
from rich.table import Table

import bot
from bot import heap
from bot.app import CLOSE_READER, assemble, inspector, read_policy, run, utc_now
from bot.benchmark import chatter, discord, queue, slack
from bot.core.actions import Action, Reply
from bot.core.engine import Examiner
from bot.core.events import (
    Channel,
    ChannelId,
    CommunityId,
    DeliveryId,
    Invocation,
    Member,
    MemberId,
    Message,
    MessageId,
    MessagePosted,
)
from bot.core.findings import Context
from bot.core.inspection import Inspector
from bot.core.policy import ChannelMode
from bot.core.ports import Receiver
from bot.core.setups import Survey
from bot.core.text import MAX_LENGTH, Content, fold
from config.settings import PREFIX, Settings

ROUNDS = 6_000
CASES = 600
IN_FLIGHT = 4
"""A platform hands over the next message while earlier ones are still being written down."""

COMMUNITY = CommunityId("bench:community")

_TRIES = 5

Figures = dict[str, float]


class Part(StrEnum):
    """What is measured: the whole line, the program alone, a platform alone, or the queue with many cases."""

    LINE = "line"
    CORE = "core"
    DISCORD = "discord"
    SLACK = "slack"
    QUEUE = "queue"


def bench(*, as_json: bool, part: Part = Part.LINE, long: bool = False, reader: bool = True) -> None:
    """Measure a part and print it.

    Args:
        as_json: print one JSON object in place of a table.
        part: what is measured.
        long: add ten minutes on Discord and five on Slack, to see memory's course.
        reader: whether messages are read by what was learnt, too. No other setting of the operator's counts: a bench
            must neither read nor write what is a community's.
    """
    figures = {"yardstick_milliseconds": _yardstick(), **_measure(part, long=long, reader=reader)}
    figures["peak_memory_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024
    rounded = {name: round(value, 3) for name, value in figures.items()}
    if as_json:
        print(json.dumps(rounded))  # noqa: T201 - the object is the command's answer
        return
    table = Table("Figure", "Here")
    for name, value in rounded.items():
        table.add_row(name, f"{value:g}")
    Console().print(table)


def _measure(part: Part, *, long: bool, reader: bool) -> Figures:
    match part:
        case Part.QUEUE:
            return asyncio.run(queue.measure(reader=reader))
        case Part.CORE:
            line = asyncio.run(_whole_line(reader=reader))  # first: with a second set of detectors it is slower
            eyes = inspector(reader=reader)
            texts = [said for _, said in chatter.sample()]
            return {**_text_path(eyes, texts), **_length(eyes), **line, **_start_up(reader=reader)}
        case Part.DISCORD:
            return asyncio.run(discord.measure(_Silent(), _resident, long=long, reader=reader))
        case Part.SLACK:
            return asyncio.run(slack.measure(_Silent(), _resident, long=long, reader=reader))
        case Part.LINE:
            parts = (Part.CORE, Part.DISCORD, Part.SLACK)
            return {name: value for one in parts for name, value in _measure(one, long=long, reader=reader).items()}


def _yardstick() -> float:
    """Time a million rounds of plain Python, the fastest of five, so that two machines' figures can be compared."""
    took = []
    for _ in range(_TRIES):
        began = time.perf_counter()
        sum(one * one % 7 for one in range(1_000_000))
        took.append(time.perf_counter() - began)
    return min(took) * 1_000


def _text_path(eyes: Inspector, texts: Sequence[str]) -> Figures:
    """Time fold, detect and decide on one core, message by message."""
    policy = read_policy(None)
    examiner = Examiner(eyes, lambda _: policy, utc_now)
    context = Context(now=utc_now())

    def judge(text: str) -> None:
        folded = fold(text)
        examiner.judge(folded, examiner.inspector.look(folded, context), policy, ChannelMode.GENERAL, context)

    for text in texts:
        judge(text)
    heap.stand()
    took = []
    for text in islice(cycle(texts), ROUNDS):
        began = time.perf_counter()
        judge(text)
        took.append(time.perf_counter() - began)
    return {"text_messages_a_second": len(took) / sum(took), **_spread("text", took)}


HOSTILE = {
    "letters": "a",
    "accents": "é",
    "quotes": "> ",
    "spoilers": "||",
    "brackets": "[(",
    "mentions": "<@",
    "zero_width": "\u200b",
    "combining": "\u0301",
    "digits": "7 ",
    "words": "mrn pt dr 94yo ",
    "nested_quotes": "> > ",
    "links": "http://",
    "spaced_letters": "a ",
    "leet": "a0",
    "titles": "Mr ",
    "names": "pt Rosa ",
    "phones": "07700 900471 ",
    "records": "A^B|",
    "insults": "you are such an ",
    "offers": "dm me now free $ ",
}
"""What is repeated up to the longest message that a platform allows."""


def _length(eyes: Inspector) -> Figures:
    """Time the longest message of each hostile kind, and how much dearer it is than half of it (2 is linear)."""
    policy = read_policy(None)
    examiner = Examiner(eyes, lambda _: policy, utc_now)
    context = Context(now=utc_now())

    def seconds(text: str) -> float:
        best = float("inf")
        for _ in range(3):
            began = time.perf_counter()
            folded = fold(text)
            examiner.judge(folded, examiner.inspector.look(folded, context), policy, ChannelMode.GENERAL, context)
            best = min(best, time.perf_counter() - began)
        return best

    figures: Figures = {}
    for name, piece in HOSTILE.items():
        whole = seconds((piece * MAX_LENGTH)[:MAX_LENGTH])
        half = seconds((piece * MAX_LENGTH)[: MAX_LENGTH // 2])
        figures[f"hostile_{name}_milliseconds"] = whole * 1_000
        figures[f"hostile_{name}_growth"] = whole / half
    return figures


class _Silent:
    """A journal for measuring: nothing is written."""

    def note(self, event: str, **keys: str | float | bool | None) -> None:
        """Write nothing."""

    def count(self, name: str, **labels: str) -> None:
        """Count nothing."""


class _Swift:
    """A platform that does everything at once, so that the figure is ours alone."""

    platform = "bench"

    def can(self, community: CommunityId, action: type[Action]) -> bool:
        """Be able to do everything."""
        return True

    def serves(self, community: CommunityId) -> bool:
        """Serve every community."""
        return True

    def survey(self, community: CommunityId) -> Survey:
        """Offer nothing."""
        return Survey()

    async def perform(self, community: CommunityId, action: Action, key: str, case: int | None = None) -> None:
        """Do it."""

    async def respond(self, by: Invocation, reply: Reply) -> None:
        """Answer."""

    async def run(self, receiver: Receiver) -> None:
        """Listen to nothing."""
        await asyncio.Event().wait()


async def _whole_line(*, reader: bool) -> Figures:
    """Time from event to committed case with SQLite, every message flagged, the outbox working beside."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.bare(Path(folder), reader=reader)
        async with assemble(settings, _Silent()) as app:
            heap.stand()
            running = asyncio.ensure_future(run(app, (_Swift(),), settings))
            took: list[float] = []
            events = iter(list(islice(_flagged(), CASES)))  # made beforehand: a platform makes them elsewhere

            async def deliver() -> None:
                for event in events:
                    started = time.perf_counter()
                    await app.engine.receive(event)
                    took.append(time.perf_counter() - started)

            began = time.perf_counter()
            await asyncio.gather(*(deliver() for _ in range(IN_FLIGHT)))
            lasted = time.perf_counter() - began
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            async with app.store.begin() as work:
                last = await work.cases.get(COMMUNITY, CASES)
            if last is None:
                message = f"not all of {CASES} messages became cases: there is nothing to tell"
                raise RuntimeError(message)
    return {"line_cases_a_second": CASES / lasted, **_spread("line", took)}


def _flagged() -> Iterator[MessagePosted]:
    now = utc_now()
    channel = Channel(id=ChannelId("bench:cases"), name="cases")
    for number in count(1):
        # Everybody writes once: one member who writes it all would be a flood, which is something else.
        author = Member(id=MemberId(f"bench:{number}"), name="Ada", joined_at=now - timedelta(days=400))
        text = f"pt John Testperson{number}, MRN 00{number:06d}, admitted 3 March 2026 with chest pain"
        yield MessagePosted(
            delivery=DeliveryId(f"bench:{number}"),
            community=COMMUNITY,
            message=Message(
                id=MessageId(f"bench:m{number}"),
                channel=channel,
                author=author,
                content=Content.of(text),
                posted_at=now,
            ),
        )


def _start_up(*, reader: bool) -> Figures:
    """Time from `chaperone run` on an empty data directory to the first answered page, and its memory then."""
    with tempfile.TemporaryDirectory() as folder, _free_port() as port:
        environment = {name: value for name, value in os.environ.items() if not name.upper().startswith(PREFIX)} | {
            "CHAPERONE_DATA_DIR": folder,
            "CHAPERONE_PLAY__PORT": str(port),
            "CHAPERONE_READER": str(reader),
            "PYTHONPATH": str(Path(bot.__file__).parent.parent),
        }
        began = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"],
            cwd=folder,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait_for(lambda: _answers(port), seconds=30)
            listening = time.perf_counter() - began
            resident = _resident_mib(process.pid)
        finally:
            process.terminate()
            process.wait(timeout=10)
    return {"listening_seconds": listening, "resident_mib": resident}


@contextmanager
def _free_port() -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    yield port


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _wait_for(ready: Callable[[], bool], seconds: float) -> None:
    until = time.perf_counter() + seconds
    while not ready():
        if time.perf_counter() > until:
            message = f"the playground did not answer within {seconds:g} s"
            raise TimeoutError(message)
        time.sleep(0.02)


def _resident() -> float:
    return _resident_mib(os.getpid())


def _resident_mib(process: int) -> float:
    """Sum up the memory of a bot's process and of its close reader's; what they share counts twice."""
    resident = 0.0
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended meanwhile
            lines = (folder / "status").read_text(encoding="utf-8").splitlines()
            status = {name: value for name, _, value in (line.partition(":") for line in lines)}
            reads = int(status["PPid"]) == process and CLOSE_READER in (folder / "cmdline").read_text(encoding="utf-8")
            if int(folder.name) == process or reads:
                resident += int(status.get("VmRSS", "0 kB").split()[0]) / 1_024
    return resident


def _spread(name: str, took: Sequence[float]) -> Figures:
    hundredths = quantiles(took, n=100)
    return {f"{name}_p50_milliseconds": hundredths[49] * 1_000, f"{name}_p99_milliseconds": hundredths[98] * 1_000}
