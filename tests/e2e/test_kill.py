"""Kill -9 between a decision and its effect: after the restart every effect has happened exactly once."""

import asyncio
import json
import signal
import sys
from collections import Counter
from pathlib import Path

import pytest

from bot.core.cases import CLOCKS, Priority, Ruling, State, Visibility
from bot.core.ports import Effect
from tests.e2e.killed import POINTS
from tests.town import START, Platform, Time, town

DRIVER = Path(__file__).parent / "killed.py"


async def run(folder: Path, point: str) -> int | None:
    """Run the driver as a process of its own; how it ended comes back."""
    process = await asyncio.create_subprocess_exec(sys.executable, str(DRIVER), str(folder), point)
    return await process.wait()


@pytest.mark.slow
@pytest.mark.parametrize(
    "point", [pytest.param(one, marks=() if place < 2 else pytest.mark.long) for place, one in enumerate(POINTS)]
)
async def test_every_effect_happens_once(tmp_path: Path, point: str) -> None:
    """Whenever the process dies, the one that follows ends what it began, and nothing is done twice."""
    assert await run(tmp_path, point) == -signal.SIGKILL
    assert await run(tmp_path, "none") == 0
    done = [json.loads(line) for line in (tmp_path / "done.jsonl").read_text().splitlines()]
    assert max(Counter(line["key"] for line in done).values()) == 1
    kinds = Counter(line["kind"] for line in done)
    assert (kinds["hold_message"], kinds["publish_message"], kinds["tell_member"]) == (1, 1, 3)
    subjects = Counter(line["of"] for line in done if line["kind"] == "ask_moderators")
    assert subjects == {"case:1": 2, "case:2": 1}
    async with town(tmp_path / "data", Platform(), Time(at=START)) as here:
        held, told = await here.case(1), await here.case(2)
        assert len(await here.cases()) == 2
        assert (held.state, held.ruling, held.visibility) == (State.DECIDED, Ruling.RELEASE, Visibility.RELEASED)
        assert (told.state, told.priority, told.visibility) == (State.OPEN, Priority.P2, Visibility.VISIBLE)
        assert told.queued_at is not None
        assert told.decide_by == told.queued_at + CLOCKS[Priority.P2].decide
        async with here.app.store.begin() as work:
            records = [*await work.cases.actions(held), *await work.cases.actions(told)]
            assert {record.effect for record in records} == {Effect.DONE}
            assert len(records) == len(done)
            assert len(await work.cases.rulings(held)) == 1
            left = await work.timers.due(told.queued_at.replace(year=2030), 9)
        assert {(timer.kind, timer.subject) for timer in left} == {
            ("moderation.hold_ping", "1"),
            ("moderation.hold_ends", "1"),
        }
