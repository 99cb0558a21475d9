"""Time the bot on Discord: what passes between an event's sending and our call's arrival, and how memory behaves."""

import asyncio
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot import heap
from bot.adapters.discord.gateway import DiscordAdapter
from bot.app import assemble, run, utc_now
from bot.benchmark import chatter
from bot.benchmark.guild import GUILD, QUEUE
from bot.core.events import ChannelId, CommunityId
from bot.core.ports import Journal
from bot.core.setups import Setup
from config.settings import Discord, Settings

FAST, SECONDS = 100.0, 20.0
"""Messages a second, for how many seconds."""

STEADY, LONG_SECONDS = 50.0, 600.0
"""The long run, whose memory has to be steady."""

_LOOK_EVERY = 1.0
_PATIENCE = 30.0
"""Looks beyond a run's seconds before we give up."""


async def measure(journal: Journal, resident: Callable[[], float], *, long: bool, reader: bool) -> dict[str, float]:
    """Let a busy guild play, from a process of its own.

    Args:
        journal: where lines and counts go.
        resident: tells the memory of this process, in MiB.
        long: whether the ten minutes at a steadier pace are played as well.
        reader: whether messages are read by what was learnt, too.
    """
    report, memory = await _play(FAST, SECONDS, journal, resident, reader=reader)
    figures = {
        "discord_removal_p50_milliseconds": chatter.percentile(report["removed"], 50),
        "discord_removal_p99_milliseconds": chatter.percentile(report["removed"], 99),
        "discord_acknowledged_p99_milliseconds": chatter.percentile(report["acknowledged"], 99),
        "discord_missing": float(report["missing"]),
        "discord_memory_growth_mib": chatter.growth(memory),
    }
    if long:
        report, memory = await _play(STEADY, LONG_SECONDS, journal, resident, reader=reader)
        figures |= {
            "discord_long_removal_p99_milliseconds": chatter.percentile(report["removed"], 99),
            "discord_long_acknowledged_p99_milliseconds": chatter.percentile(report["acknowledged"], 99),
            "discord_long_missing": float(report["missing"]),
            "discord_long_memory_growth_mib": chatter.growth(memory),
            "discord_long_resident_mib": memory[-1],
        }
    return figures


async def _play(
    rate: float, seconds: float, journal: Journal, resident: Callable[[], float], *, reader: bool
) -> tuple[dict[str, Any], list[float]]:
    guild = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "from bot.benchmark.guild import main; main()",
        str(rate),
        str(seconds),
        stdout=asyncio.subprocess.PIPE,
        limit=2**26,
    )
    if guild.stdout is None:
        message = "the guild says nothing"
        raise RuntimeError(message)
    address = (await guild.stdout.readline()).decode().strip()
    memory: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        discord = Discord.model_validate({"token": "bench", "api_base": f"{address}/api"})
        settings = Settings.bare(Path(folder), reader=reader, discord=discord)
        async with assemble(settings, journal) as app:
            async with app.store.begin() as work:
                queue = ChannelId(f"discord:{QUEUE}")
                await work.setups.save(Setup(community=CommunityId(f"discord:{GUILD}"), queue=queue))
            adapter = DiscordAdapter(
                settings=discord,
                memory=app.store,
                setup_of=app.store.setup_of,
                policies=app.examiner.policies,
                journal=journal,
                now=utc_now,
            )
            heap.stand()
            running = asyncio.ensure_future(run(app, (adapter,), settings))
            reading = asyncio.ensure_future(guild.stdout.readline())
            try:
                while not reading.done():
                    await asyncio.wait({reading, running}, timeout=_LOOK_EVERY, return_when=asyncio.FIRST_COMPLETED)
                    if running.done():
                        running.result()
                    memory.append(await asyncio.to_thread(resident))
                    if len(memory) > seconds + _PATIENCE:
                        message = "the guild did not end its play"
                        raise TimeoutError(message)
            finally:
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)
                if guild.returncode is None and not reading.done():
                    guild.kill()
                reading.cancel()
    await guild.wait()
    report: dict[str, Any] = json.loads(reading.result())
    return report, memory
