"""A program that has somebody answer, tells who, and then waits to be killed."""

import asyncio
import signal
from datetime import timedelta

from bot.apart.asking import Apart


async def _run() -> None:
    async with Apart("tests.processes.obliging", timedelta(seconds=20)) as apart:
        print(await apart.ask(("pid", None)), flush=True)  # noqa: T201 - for the test
        signal.pause()


if __name__ == "__main__":
    asyncio.run(_run())
