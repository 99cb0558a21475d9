"""Kill -9 at random points of a day, again and again: afterwards the day is as if nobody had been killed.

``KILLS=200 make test TESTS=tests/e2e/test_kill_anywhere.py ARGS="-m long"`` kills two hundred times in a day of fifty
cases; ``SEED`` chooses other points.
"""

import asyncio
import json
import os
import random
import signal
import sys
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.core.cases import Filter
from bot.core.ports import Effect
from bot.storage import tables as t
from tests.e2e.day import write
from tests.town import COMMUNITY, START, Platform, Time, town

DRIVER = Path(__file__).parent / "day.py"
KILLS = int(os.environ.get("KILLS", "5"))
SEED = int(os.environ.get("SEED", "8"))
CASES = 50 if KILLS > 50 else 10
NEVER = 10**9
PATIENCE = 120 + 12 * KILLS
"""Seconds: a start on a busy machine takes a few."""


async def run(folder: Path, moments: int) -> tuple[int | None, int]:
    """Live until the day is over or so many moments are; how it ended, and how many were left, comes back."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(DRIVER), str(folder), str(CASES), str(moments)), stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()
    return process.returncode, int(said or 0)


async def outcome(folder: Path) -> tuple[object, ...]:
    """Read what became of the day: each case, what was done about it, the clocks, the log."""
    async with town(folder / "data", Platform(), Time(at=START)) as here, here.app.store.begin() as work:
        cases = await work.cases.page(COMMUNITY, Filter(), None, 1_000)
        found: dict[str, object] = {}
        for case in cases:
            records = await work.cases.actions(case)
            assert {record.effect for record in records} <= {Effect.DONE}
            rulings = [(one.ruling, one.at, one.undone_at) for one in await work.cases.rulings(case)]
            kept = (case.state, case.ruling, case.ending, case.visibility, case.priority, case.strikes)
            clocks = (case.opened_at, case.queued_at, case.decide_by, case.decided_at)
            did = Counter(record.kind for record in records)
            found[case.message] = (kept, clocks, rulings, did)
        timers = (await work.connection.execute(select(t.timers.c.kind, t.timers.c.due_at))).all()
        waiting = (await work.connection.execute(select(t.outbox.c.action))).all()
        deeds = Counter([(row["kind"], row["case"] is not None) async for row in work.audit.export(COMMUNITY)])
        seen = await work.audit.verify(COMMUNITY)
    assert waiting == []
    assert seen.broken is None
    return found, Counter((row.kind, row.due_at) for row in timers), deeds


def done(folder: Path) -> Counter[str]:
    """Count what the platform did, by kind; each key once."""
    lines = [json.loads(line) for line in (folder / "done.jsonl").read_text().splitlines()]
    assert max(Counter(line["key"] for line in lines).values()) == 1
    return Counter(line["kind"] for line in lines)


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.timeout(PATIENCE)
async def test_a_day_with_many_deaths_is_like_one_without(tmp_path: Path) -> None:
    """Every effect has happened exactly once, every clock is right, and the log is whole, after so many kills."""
    quiet, deadly = tmp_path / "quiet", tmp_path / "deadly"
    for folder in (quiet, deadly):
        folder.mkdir()
    ended, left = await run(quiet, NEVER)
    assert ended == 0
    day = NEVER - left
    chance = random.Random(SEED)  # noqa: S311 - points of a day, not secrets
    killed = 0
    while killed < KILLS:
        ended, _ = await run(deadly, chance.randint(1, max(2, 2 * day // KILLS)))
        if ended == 0:  # the day was over sooner than it could be killed: it goes on being restarted all the same
            write(deadly / "step", "0")
        else:
            assert ended == -signal.SIGKILL
            killed += 1
    assert (await run(deadly, NEVER))[0] == 0
    assert done(deadly) == done(quiet)
    assert await outcome(deadly) == await outcome(quiet)
