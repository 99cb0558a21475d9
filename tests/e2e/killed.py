"""A town that is about to be killed: run by `test_kill` as a process of its own.

``python tests/e2e/killed.py FOLDER POINT`` posts, rules and lets time pass on the data in a folder, and dies by
SIGKILL at the point that is named; ``none`` lets it live. What the platform did is in ``done.jsonl``, a line an action
under its idempotency key, on the disk before anything else happens. The clock is a file too, so that it goes on.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import NoReturn

sys.path.insert(0, str(Path(__file__).parents[2]))

from bot.core.actions import Action, Reply
from bot.core.events import ButtonPressed, CommunityId, Invocation, MessageId, MessagePosted
from bot.core.ports import Due, Effect, Timer
from bot.storage.desk import SqlOutbox, SqlTimers
from tests.town import COMMUNITY, START, Platform, Time, Town, town

HELD = "pt {patient_data.direct 0.9: Ada Testperson} is doing well"
TOLD = "pt {patient_data.direct 0.6: Ada Testperson} is doing well"
POINTS = (
    *("amid the decision", "after the decision", "before the effect", "after the effect"),
    *("before the effect is noted", "during the timer"),
)
EFFECTS_UNTIL_DEATH = 3


def die() -> NoReturn:
    """Die as by a power cut: no handler runs, nothing is flushed."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise SystemExit


@dataclass(slots=True)
class Fragile(Platform):
    """A platform whose doings are a file, and during which we may die."""

    file: Path = field(default_factory=Path)
    point: str = "none"

    def written(self) -> list[dict[str, object]]:
        """Read what was done, this time and the times before."""
        return [json.loads(line) for line in self.file.read_text().splitlines()] if self.file.exists() else []

    async def perform(self, community: CommunityId, action: Action, key: str, case: int | None = None) -> None:
        """Do it, once a key, on the disk."""
        self.calls += 1
        late = self.calls == EFFECTS_UNTIL_DEATH
        if late and self.point == "before the effect":
            die()
        if key not in {line["key"] for line in self.written()}:
            with self.file.open("a") as file:
                line = {"key": key, "kind": action.kind, "of": getattr(action, "subject", "")}
                file.write(json.dumps(line) + "\n")
                file.flush()
                os.fsync(file.fileno())
        if late and self.point == "after the effect":
            die()

    async def respond(self, by: Invocation, reply: Reply) -> None:
        """Answer nobody."""


def _lethal(point: str) -> None:
    """Put death into the storage: amid what a decision writes, before an effect is noted, while a timer rings."""
    add, finish, ring = SqlOutbox.add, SqlOutbox.finish, SqlTimers.finish
    effects = [0]

    async def adding(
        self: SqlOutbox,
        community: CommunityId,
        actions: Sequence[tuple[int | None, Action]],
        now: datetime,
        not_before: Mapping[int, datetime] | None = None,
    ) -> None:
        await add(self, community, actions, now, not_before)
        if point == "amid the decision":
            die()

    async def finishing(self: SqlOutbox, endings: Sequence[tuple[Due, Effect, str | None]], now: datetime) -> None:
        effects[0] += len(endings)
        if effects[0] >= EFFECTS_UNTIL_DEATH and point == "before the effect is noted":
            die()
        await finish(self, endings, now)

    async def ringing(self: SqlTimers, timer: Timer) -> None:
        await ring(self, timer)
        if point == "during the timer":
            die()

    SqlOutbox.add = adding  # type: ignore[method-assign]
    SqlOutbox.finish = finishing  # type: ignore[method-assign]
    SqlTimers.finish = ringing  # type: ignore[method-assign]


async def _post(here: Town, text: str, number: int) -> None:
    message = here.message(text, id_=f"test:m{number}")
    event = MessagePosted(delivery=here._delivery(), community=COMMUNITY, message=message)
    await here.app.engine.receive(event)


async def live(folder: Path, point: str) -> None:
    """Go through a morning: a hold, a ruling, a notice that nobody answers for eleven minutes."""
    platform = Fragile(file=folder / "done.jsonl", point=point)
    clock = folder / "clock"
    time = Time(at=datetime.fromisoformat(clock.read_text()) if clock.exists() else START)
    async with town(folder / "data", platform, time) as here:
        await _post(here, HELD, 1)
        if point == "after the decision":
            die()
        await _post(here, TOLD, 2)
        await here.settle()
        async with here.app.store.begin() as work:
            case = await work.cases.by_message(COMMUNITY, here.message("", id_=MessageId("test:m1")).ref)
        if case is not None:
            token = f"queue:rule:release:channel:{case.number}:{case.version}"
            await here.app.engine.receive(ButtonPressed(invocation=here.invocation("mia"), token=token))
        await here.settle()
        time.at = START + timedelta(minutes=11)
        clock.write_text(time.at.isoformat())
        here.app.engine.wake()
        await here.settle()
        here.assert_no_errors()


if __name__ == "__main__":
    _lethal(sys.argv[2])
    asyncio.run(live(Path(sys.argv[1]), sys.argv[2]))
