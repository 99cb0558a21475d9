"""Putting the assembled app to work: the served platforms, the console, and the retention commands."""

import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from bot.adapters.local.adapter import LocalAdapter
from bot.adapters.local.console import play_lines
from bot.app import App, assemble, read_policy, run, utc_now
from bot.storage.retention import purge, verify
from bot.telemetry import Telemetry, quiet_libraries
from config.settings import Settings

Say = Callable[[str], None]

WORLD = "playground"
"""Under which name the playground's own state is kept, sealed."""


class _Keep:
    """Keeps the playground's world in the database, encrypted like everything confidential."""

    def __init__(self, app: App) -> None:
        self._store = app.store

    async def load(self) -> bytes | None:
        return await self._store.load_state(WORLD)

    async def save(self, data: bytes) -> None:
        await self._store.save_state(WORLD, data)


@asynccontextmanager
async def _assembled(settings: Settings, *, memory: bool) -> AsyncIterator[App]:
    quiet_libraries()
    if not memory:
        async with assemble(settings, Telemetry()) as app:
            yield app
        return
    with tempfile.TemporaryDirectory() as folder:
        scratch = settings.model_copy(update={"data_dir": Path(folder)})
        async with assemble(scratch, Telemetry()) as app:
            yield app


async def serve(settings: Settings, say: Say, *, memory: bool = False) -> None:
    """Serve the playground until cancelled.

    Raises:
        ChaperoneError, PolicyError: with a sentence for the operator.
    """
    async with _assembled(settings, memory=memory) as app:
        if app.keys_made is not None and not memory:
            say(
                f"New keys were made in {app.keys_made}. Back that file up, apart from the database: "
                "without it nothing that is encrypted can be read again."
            )
        say(f"The playground is at http://{settings.play.host}:{settings.play.port}/ . Stop it with Ctrl-C.")
        adapter = LocalAdapter(keep=_Keep(app), host=settings.play.host, port=settings.play.port)
        await run(app, (adapter,), settings)


async def play_console(settings: Settings, lines: Sequence[str] | None, *, memory: bool) -> int:
    """Play in the terminal; a script's failed expectation ends it with exit code 1."""
    async with _assembled(settings, memory=memory) as app:
        adapter = LocalAdapter(keep=_Keep(app))
        return await play_lines(app.engine, adapter, lines, sys.stdin, sys.stdout)


async def count_overdue(settings: Settings, say: Say) -> int:
    """Say what should have been deleted by now; the number of rows is returned."""
    retention = read_policy(settings.policy_file).retention
    async with assemble(settings, Telemetry()) as app:
        report = await verify(app.store, retention, utc_now())
    for table, count in sorted(report.rows.items()):
        say(f"{table}: {count} overdue")
    say(
        "Nothing is overdue."
        if report.total == 0
        else f"{report.total} rows are overdue: run chaperone retention purge."
    )
    return report.total


async def purge_now(settings: Settings, say: Say) -> None:
    """Delete what is due and say how much it was."""
    retention = read_policy(settings.policy_file).retention
    async with assemble(settings, Telemetry()) as app:
        report = await purge(app.store, retention, utc_now())
    say(f"{report.total} rows were deleted.")
