"""A day of a town that is killed at any moment: run by `test_kill_anywhere` as a process of its own.

``python tests/e2e/day.py FOLDER CASES MOMENTS`` goes through a scripted day on the data in a folder: messages that are
held or whose authors are told, rulings, undoings, notices that nobody answers, holds that end. How far it has come is a
file, so that the next process goes on at the step at which this one died, and sends it again under the same
deliveries, as a platform would. What the platform did is a line for each action under its key. The process dies by
SIGKILL after so many moments, or lives if there are fewer: each statement and each action is one.
"""

import asyncio
import json
import os
import signal
import sqlite3
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from bot.core.actions import Action, Reply
from bot.core.events import ButtonPressed, CommunityId, DeliveryId, Invocation, MessageId, MessagePosted, Role
from bot.storage.onetrip import OneTripConnection
from tests.town import COMMUNITY, START, Platform, Time, Town, town

HELD = "pt {patient_data.direct 0.9: Ada Testperson} is doing well"
TOLD = "pt {patient_data.direct 0.6: Ada Testperson} is doing well"
RUDE = "you {disrespect.remark 0.9: fool}"
TEXTS = (HELD, TOLD, RUDE, HELD, TOLD)
RULED = ("release", "notice", "strike")


_left = [10**9]


def moment() -> None:
    """Let one moment pass; after the last one die as by a power cut: no handler runs, nothing is flushed."""
    _left[0] -= 1
    if _left[0] == 0:
        os.kill(os.getpid(), signal.SIGKILL)


def _lethal(moments: int) -> None:
    """Count every statement as a moment."""
    _left[0] = moments
    trip, perform = OneTripConnection.trip, OneTripConnection.perform

    async def away(self: OneTripConnection, do: Callable[[sqlite3.Cursor], object]) -> Any:
        moment()
        return await trip(self, do)

    async def here(self: OneTripConnection, sql: str, rows: Sequence[Sequence[Any]]) -> list[Any]:
        moment()
        return await perform(self, sql, rows)

    OneTripConnection.trip = away  # type: ignore[method-assign]
    OneTripConnection.perform = here  # type: ignore[method-assign]


@dataclass(slots=True)
class Lasting(Platform):
    """A platform whose doings are on the disk, and that does the same key once."""

    file: Path = field(default_factory=Path)
    keys: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Remember what was done before."""
        if self.file.exists():
            self.keys = {json.loads(line)["key"] for line in self.file.read_text().splitlines() if line.endswith("}")}

    async def perform(self, community: CommunityId, action: Action, key: str, case: int | None = None) -> None:
        """Do it, once a key."""
        moment()
        if key in self.keys:
            return
        line = {"key": key, "kind": action.kind, "of": getattr(action, "subject", "")}
        with self.file.open("a") as file:
            file.write(json.dumps(line) + "\n")
            file.flush()
            os.fsync(file.fileno())
        self.keys.add(key)
        moment()

    async def respond(self, by: Invocation, reply: Reply) -> None:
        """Answer nobody."""


@dataclass(slots=True)
class Day:
    """The steps of a day, each under deliveries of its own, so that a step that is sent again is one."""

    here: Town
    cases: int

    def by(self, name: str, step: int) -> Invocation:
        """Be somebody, in one step."""
        return replace(self.here.invocation(name), id=DeliveryId(f"test:step{step}"))

    async def post(self, number: int) -> None:
        """Post the message of one case."""
        message = self.here.message(TEXTS[number % len(TEXTS)], id_=f"test:m{number}")
        delivery = DeliveryId(f"test:post{number}")
        await self.here.app.engine.receive(MessagePosted(delivery=delivery, community=COMMUNITY, message=message))

    async def press(self, number: int, what: str, step: int) -> None:
        """Rule on the case of a message, or take the ruling back, if that is to be done."""
        async with self.here.app.store.begin() as work:
            ref = self.here.message("", id_=MessageId(f"test:m{number}")).ref
            case = await work.cases.by_message(COMMUNITY, ref)
        if case is not None:
            token = (
                f"queue:undo:channel:{case.number}"
                if what == "undo"
                else (f"queue:rule:{what}:channel:{case.number}:{case.version}")
            )
            press = ButtonPressed(invocation=self.by("mia", step), token=token)
            await self.here.app.engine.receive(press)

    def steps(self) -> list[tuple[str, int]]:
        """List what happens, in order."""
        found: list[tuple[str, int]] = []
        for number in range(1, self.cases + 1):
            found.append(("post", number))
            if number % 5 == 3:
                found.append((RULED[number % len(RULED)], number - 2))
            if number % 10 == 9:
                found.append(("undo", number - 8))
            if number % 10 == 0:
                found.append(("pass", 11))
        return [*found, ("pass", 25 * 60), ("pass", 49 * 60)]


async def live(folder: Path, cases: int) -> None:
    """Go on with the day where it was broken off."""
    mark, clock = folder / "step", folder / "clock"
    time = Time(at=datetime.fromisoformat(clock.read_text()) if clock.exists() else START)
    async with town(folder / "data", Lasting(file=folder / "done.jsonl"), time) as here:
        here.members["mia"] = here._member("mia", days=900, role=Role.MODERATOR)
        day = Day(here=here, cases=cases)
        for step, (what, number) in list(enumerate(day.steps()))[int(mark.read_text()) if mark.exists() else 0 :]:
            if what == "post":
                await day.post(number)
            elif what == "pass":
                # The hour is that of the day's plan, however often the step is begun.
                time.at = max(time.at, START + _until(day, step))
                write(clock, time.at.isoformat())
                here.app.engine.wake()
                await here.settle()
            else:
                await day.press(number, what, step)
            await here.settle()
            write(mark, str(step + 1))
        here.assert_no_errors()


def _until(day: Day, step: int) -> timedelta:
    return timedelta(minutes=sum(number for what, number in day.steps()[: step + 1] if what == "pass"))


def write(file: Path, text: str) -> None:
    """Write a file whole or not at all."""
    new = file.with_suffix(".new")
    new.write_text(text)
    new.rename(file)


if __name__ == "__main__":
    _lethal(int(sys.argv[3]))
    asyncio.run(live(Path(sys.argv[1]), int(sys.argv[2])))
    sys.stdout.write(str(_left[0]))
