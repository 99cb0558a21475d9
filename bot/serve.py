"""Putting the assembled app to work: the served platforms, the console, and the retention commands."""

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from io import TextIOWrapper
from pathlib import Path

from bot import heap
from bot.adapters.local import web
from bot.adapters.local.adapter import LocalAdapter, Serve
from bot.adapters.local.console import play_lines
from bot.adapters.local.world import COMMUNITY
from bot.app import App, assemble, read_policy, run, utc_now
from bot.core.ports import Adapter
from bot.detectors.spam import lists
from bot.storage.retention import purge, verify
from bot.storage.vault import Keyring
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
async def _assembled(settings: Settings, telemetry: Telemetry, *, memory: bool) -> AsyncIterator[App]:
    quiet_libraries()
    await asyncio.to_thread(lists.use, settings.data_dir)
    if not memory:
        async with assemble(settings, telemetry) as app:
            yield app
        return
    scratch = await asyncio.to_thread(tempfile.TemporaryDirectory)
    # A process that is killed cannot tidy up: its database stays, and the keys to it are gone with the process.
    keys = Keyring.generate().written()
    try:
        async with assemble(settings.apart(Path(scratch.name), keys), telemetry) as app:
            yield app
    finally:
        await asyncio.to_thread(scratch.cleanup)


def _playground(app: App, serve_: Serve | None) -> LocalAdapter:
    def mode(channel: str) -> str:
        return app.examiner.policies(COMMUNITY).mode(channel).value

    return LocalAdapter(now=utc_now, modes=mode, keep=_Keep(app), serve=serve_)


async def serve(settings: Settings, say: Say, *, memory: bool = False) -> None:
    """Serve the playground until cancelled.

    Raises:
        ChaperoneError, PolicyError: with a sentence for the operator.
    """
    telemetry = Telemetry()
    async with _assembled(settings, telemetry, memory=memory) as app:
        if not memory:
            _tell_keys(app, say)
        host, port = settings.play.host, settings.play.port
        shown = f"[{host}]" if ":" in host else host

        async def show(adapter: LocalAdapter) -> None:
            page = web.make_app(
                adapter,
                hosts=web.loopback_hosts(port) if settings.play.is_loopback else None,
                health=app.store.answers,
                metrics=telemetry.exposition,
            )
            there = f"The playground is at http://{shown}:{port}/ . Stop it with Ctrl-C."
            await web.serve(page, host, port, opened=lambda: say(there))

        heap.stand()
        await run(app, (_playground(app, show),), settings)


async def serve_platforms(settings: Settings, say: Say) -> None:
    """Serve every configured platform together until cancelled, with health and counters beside them.

    Raises:
        ChaperoneError, PolicyError: with a sentence for the operator.
    """
    telemetry = Telemetry()
    async with _assembled(settings, telemetry, memory=False) as app, asyncio.TaskGroup() as tasks:
        _tell_keys(app, say)
        host, port = settings.play.host, settings.play.port
        page = web.make_health_page(
            hosts=web.loopback_hosts(port) if settings.play.is_loopback else None,
            health=app.store.answers,
            metrics=telemetry.exposition,
        )
        tasks.create_task(web.serve(page, host, port))
        adapters = _adapters(app, settings, say)
        names = ", ".join(adapter.platform for adapter in adapters)
        heap.stand()
        say(f"Running on {names}. Health is at http://{host}:{port}/healthz . Stop it with Ctrl-C.")
        await run(app, adapters, settings)


def _adapters(app: App, settings: Settings, say: Say) -> list[Adapter]:
    adapters: list[Adapter] = []
    # A platform's library takes a tenth of a second and some twenty MiB: only what is served is loaded.
    if settings.discord.is_configured:
        from bot.platforms import discord

        adapters.append(discord.adapter(app, settings.discord))
    if settings.slack.is_configured:
        from bot.platforms import slack

        adapters.append(slack.adapter(app, settings.slack, say))
    return adapters


async def play_console(settings: Settings, lines: Sequence[str] | None, *, memory: bool) -> int:
    """Play in the terminal; a script's failed expectation ends it with exit code 1."""
    async with _assembled(settings, Telemetry(), memory=memory) as app, asyncio.TaskGroup() as tasks:
        adapter = _playground(app, None)
        heap.stand()
        working = tasks.create_task(run(app, (adapter,), settings))

        async def quiet() -> None:
            while await app.store.busy():  # noqa: ASYNC110 - what is awaited are rows, which ring no bell
                await asyncio.sleep(_LOOK_AGAIN)

        try:
            await adapter.opened.wait()
            if isinstance(sys.stdin, TextIOWrapper):  # what is no text is played with a mark in its place
                sys.stdin.reconfigure(errors="replace")
            return await play_lines(adapter, quiet, lines, sys.stdin, sys.stdout)
        finally:
            working.cancel()


_LOOK_AGAIN = 0.01
"""Seconds between two looks at the outbox while a script waits for it."""


def _tell_keys(app: App, say: Say) -> None:
    if app.keys_made is not None:
        say(
            f"New keys were made in {app.keys_made}. Back that file up, apart from the database: "
            "without it nothing that is encrypted can be read again."
        )


async def count_overdue(settings: Settings, say: Say) -> int:
    """Say what should have been deleted by now; the number of rows is returned."""
    retention = (await asyncio.to_thread(read_policy, settings.policy_file)).retention
    async with _assembled(settings, Telemetry(), memory=False) as app:
        _tell_keys(app, say)
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
    retention = (await asyncio.to_thread(read_policy, settings.policy_file)).retention
    async with _assembled(settings, Telemetry(), memory=False) as app:
        _tell_keys(app, say)
        report = await purge(app.store, retention, utc_now())
    say(f"{report.total} rows were deleted.")
