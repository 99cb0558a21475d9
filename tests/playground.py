"""The playground for tests: the real engine, cogs and SQLite store behind the local adapter, with scripted eyes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import StringIO
from pathlib import Path

from bot.adapters.local.adapter import Answer, Keep, LocalAdapter
from bot.adapters.local.console import Console
from bot.adapters.local.world import COMMUNITY
from bot.app import App, assemble, run
from bot.core.inspection import Inspector
from config.settings import Settings
from tests.town import Ledger, ScriptedDetector, Time, lay_out


class Sealed:
    """Keeps the world as the command line does."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def load(self) -> bytes | None:
        """Give what was kept."""
        return await self._app.store.load_state("playground")

    async def save(self, data: bytes) -> None:
        """Keep it."""
        await self._app.store.save_state("playground", data)


class Playground:
    """An open playground; every helper waits until nothing is due any more."""

    def __init__(self, app: App, adapter: LocalAdapter, time: Time, ledger: Ledger) -> None:
        self.app = app
        self.adapter = adapter
        self.time = time
        self.ledger = ledger
        self.out = StringIO()
        self.console = Console(adapter, self.quiet, self.out)

    async def quiet(self) -> None:
        """Wait until nothing waits to be carried out."""
        while await self.app.store.busy():  # noqa: ASYNC110 - what is awaited are rows, which ring no bell
            await asyncio.sleep(0)

    async def play(self, *lines: str) -> str:
        """Play lines of the console; what was printed for them comes back."""
        began = len(self.out.getvalue())
        for line in lines:
            await self.console.play(line)
        return self.out.getvalue()[began:]

    async def post(self, member: str, channel: str, text: str) -> Answer:
        """Write a message and see it through."""
        answer = await self.adapter.post(member, f"local:{channel}", text)
        await self.quiet()
        return answer

    def bodies(self, channel: str) -> list[str]:
        """List what stands in a channel."""
        return [post.content.body for post in self.adapter.world.posts.values() if post.channel == f"local:{channel}"]


@asynccontextmanager
async def playground(folder: Path, *, keep: bool = True, time: Time | None = None) -> AsyncIterator[Playground]:
    """Open the playground with its data in a folder; opening it again is a restart."""
    time, ledger = time or Time(), Ledger()
    settings = Settings(data_dir=folder)
    await lay_out(folder)
    async with assemble(settings, ledger, time, Inspector([ScriptedDetector()])) as app:

        def mode(channel: str) -> str:
            return app.examiner.policies(COMMUNITY).mode(channel).value

        kept: Keep | None = Sealed(app) if keep else None
        adapter = LocalAdapter(now=time, modes=mode, keep=kept)
        running = asyncio.ensure_future(run(app, (adapter,), settings, time))
        try:
            await adapter.opened.wait()
            opened = Playground(app, adapter, time, ledger)
            yield opened
            assert [line for line in ledger.lines if line[0] == "event_error"] == []
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
