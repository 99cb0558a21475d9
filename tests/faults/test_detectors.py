"""A detector that raises, or computes for ever: its message stays, the others look, and moderators hear of it."""

import asyncio
import os
import signal
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from bot import detectors
from bot.apart.asking import PAUSE, Apart
from bot.app import CLOSE_READER
from bot.core.findings import Context, Dropped, Finding, Label
from bot.core.inspection import DEADLINE
from bot.core.text import Text
from tests.town import ScriptedDetector, town

HELD = "pt {patient_data.direct 0.9: Ada Testperson} is doing well"
BRIEF = timedelta(milliseconds=60)


@dataclass(slots=True)
class Faulty:
    """A detector that does something else than to look."""

    does: Callable[[], None]
    name: str = "spam.faulty"
    label: Label = Label.SPAM
    calibrated: bool = True
    asked: int = 0

    @property
    def rules(self) -> Mapping[str, str]:
        """Report nothing."""
        return {}

    def inspect(self, text: Text, context: Context) -> Iterator[Finding | Dropped]:
        """Fail."""
        self.asked += 1
        self.does()
        return iter(())


def compute_for_ever() -> None:
    """Never end."""
    while True:
        pass


def fail() -> None:
    """Break."""
    message = "broken"
    raise ValueError(message)


@pytest.mark.parametrize(
    ("does", "reason", "again"), [(compute_for_ever, "deadline", 0), (fail, "ValueError", 1)], ids=["hangs", "raises"]
)
async def test_the_line_goes_on(tmp_path: Path, does: Callable[[], None], reason: str, again: int) -> None:
    """What others find is acted on; one that hangs is left out for a while, and one card says so."""
    faulty = Faulty(does)
    async with town(tmp_path, eyes=(faulty, ScriptedDetector())) as place:
        place.app.examiner.inspector._deadline = BRIEF
        await place.post(HELD)
        assert [case.number for case in await place.cases()] == [1]
        assert {one.subject for one in place.asked()} == {"case:1", "detector:spam.faulty"}
        assert ("detector_failures", {"detector": "spam.faulty", "reason": reason}) in place.ledger.counts
        told = len(place.ledger.counts)
        await place.post("an ordinary line")
        assert faulty.asked == 1 + again
        counted = [labels["reason"] for name, labels in place.ledger.counts[told:] if name == "detector_failures"]
        assert counted == [reason] * again


READ_CLOSELY = "pt Marigold Testwood in bed 6 needs her warfarin checked, family waiting"


async def test_the_close_readers_process_dies(tmp_path: Path) -> None:
    """The message that it died over is judged by rules, moderators hear of it, and the next one is read by another."""
    moment = [0.0]
    async with Apart(CLOSE_READER, DEADLINE, monotonic=lambda: moment[0]) as apart, town(tmp_path) as place:
        inspector = place.app.examiner.inspector
        inspector.learned = await asyncio.to_thread(detectors.learned, apart.ask)
        await place.post(READ_CLOSELY)
        assert len(await place.cases()) == 1
        died = apart.pid
        assert died is not None
        os.kill(died, signal.SIGKILL)
        await place.post(READ_CLOSELY + ", " + HELD)
        assert len(await place.cases()) == 2
        assert {one.subject for one in place.asked()} == {"case:1", "case:2", "detector:patient_data.reader"}
        counted = {"detector": "patient_data.reader", "reason": "Unavailable"}
        assert ("detector_failures", counted) in place.ledger.counts
        moment[0] = PAUSE.total_seconds()
        await place.post(READ_CLOSELY)
        assert len(await place.cases()) == 3
        assert apart.pid not in {None, died}
