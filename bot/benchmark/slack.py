"""Time the bot on Slack: what passes between an event's sending and our call's arrival, and how memory behaves."""

import asyncio
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot import heap
from bot.adapters.slack.gateway import SlackAdapter
from bot.adapters.slack.installations import TokenInstallation
from bot.app import assemble, run, utc_now
from bot.benchmark import chatter
from bot.benchmark.workspace import QUEUE, TEAM
from bot.core.events import ChannelId, CommunityId
from bot.core.ports import Journal
from bot.core.setups import Setup
from config.settings import Settings, Slack

PACE, SECONDS = 50.0, 20.0
"""Messages a second, for how many seconds, while notices are timed."""

FAST, FAST_SECONDS, LONG_SECONDS = 100.0, 20.0, 300.0
"""The same while acknowledgements are timed; the long run, whose memory has to be steady."""

_LOOK_EVERY = 1.0
_PATIENCE = 30.0
"""Looks beyond a run's seconds before we give up."""


async def measure(journal: Journal, resident: Callable[[], float], *, long: bool, reader: bool) -> dict[str, float]:
    """Let a busy workspace play, from a process of its own.

    Args:
        journal: where lines and counts go.
        resident: tells the memory of this process, in MiB.
        long: whether the fast pace is played for five minutes.
        reader: whether messages are read by what was learnt, too.
    """
    paced, _ = await _play(PACE, SECONDS, journal, resident, reader=reader)
    fast, memory = await _play(FAST, LONG_SECONDS if long else FAST_SECONDS, journal, resident, reader=reader)
    return {
        "slack_removal_p99_milliseconds": chatter.percentile(paced["removed"], 99),
        "slack_notice_p50_milliseconds": chatter.percentile(paced["told"], 50),
        "slack_notice_p99_milliseconds": chatter.percentile(paced["told"], 99),
        "slack_acknowledged_p99_milliseconds": chatter.percentile(fast["acknowledged"], 99),
        "slack_acknowledged_longest_milliseconds": max(fast["acknowledged"], default=float("inf")) * 1_000,
        "slack_missing": float(paced["missing"] + fast["missing"]),
        "slack_memory_growth_mib": chatter.growth(memory),
        "slack_resident_mib": memory[-1],
    }


async def _play(
    rate: float, seconds: float, journal: Journal, resident: Callable[[], float], *, reader: bool
) -> tuple[dict[str, Any], list[float]]:
    workspace = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "from bot.benchmark.workspace import main; main()",
        str(rate),
        str(seconds),
        stdout=asyncio.subprocess.PIPE,
        limit=2**26,
    )
    if workspace.stdout is None:
        message = "the workspace says nothing"
        raise RuntimeError(message)
    address = (await workspace.stdout.readline()).decode().strip()
    memory: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        tokens = {"bot_token": "xoxb-bench", "app_token": "xapp-bench", "user_token": "xoxp-bench"}
        slack = Slack.model_validate({**tokens, "api_base": f"{address}/api/"})
        settings = Settings.bare(Path(folder), reader=reader, slack=slack)
        async with assemble(settings, journal) as app:
            async with app.store.begin() as work:
                queue = ChannelId(f"slack:{QUEUE}")
                await work.setups.save(Setup(community=CommunityId(f"slack:{TEAM}"), queue=queue))
            adapter = SlackAdapter(
                settings=slack,
                installations=TokenInstallation(slack, _stay),
                memory=app.store,
                setup_of=app.store.setup_of,
                policies=app.examiner.policies,
                journal=journal,
                now=utc_now,
            )
            heap.stand()
            running = asyncio.ensure_future(run(app, (adapter,), settings))
            reading = asyncio.ensure_future(workspace.stdout.readline())
            try:
                while not reading.done():
                    await asyncio.wait({reading, running}, timeout=_LOOK_EVERY, return_when=asyncio.FIRST_COMPLETED)
                    if running.done():
                        running.result()
                    memory.append(await asyncio.to_thread(resident))
                    if len(memory) > seconds + _PATIENCE:
                        message = "the workspace did not end its play"
                        raise TimeoutError(message)
            finally:
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)
                if workspace.returncode is None and not reading.done():
                    workspace.kill()
                reading.cancel()
    await workspace.wait()
    report: dict[str, Any] = json.loads(reading.result())
    return report, memory


async def _stay(community: CommunityId) -> None:
    """Delete nothing: the folder goes as a whole."""
