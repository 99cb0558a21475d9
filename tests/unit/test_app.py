"""What runs beside the events."""

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.app import assemble, run
from bot.core.findings import Context, Dropped, Finding
from bot.core.inspection import Inspector
from bot.core.text import Text
from config.settings import Settings
from tests.town import Ledger, Platform, ScriptedDetector, Time, lay_out


class Forgetting(ScriptedDetector):
    """A detector that remembers, and is told when to forget."""

    def __init__(self) -> None:
        self.asked: asyncio.Queue[datetime] = asyncio.Queue()

    def inspect(self, text: Text, context: Context) -> Iterator[Finding | Dropped]:
        """Find nothing."""
        yield from ()

    def forget(self, now: datetime) -> None:
        """Note when it was asked to."""
        self.asked.put_nowait(now)


async def test_detectors_are_told_to_forget_while_nobody_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Again and again, by the bot's clock; those without a memory are left alone."""
    monkeypatch.setattr("bot.app.FORGET_EVERY", timedelta())
    await lay_out(tmp_path)
    settings, time, forgetting = Settings(data_dir=tmp_path), Time(), Forgetting()
    async with assemble(settings, Ledger(), time, Inspector([ScriptedDetector(), forgetting])) as app:
        running = asyncio.ensure_future(run(app, (Platform(),), settings, time))
        assert await forgetting.asked.get() == time.at
        time.at += timedelta(minutes=10)
        async with asyncio.timeout(20):
            while await forgetting.asked.get() != time.at:
                pass
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
