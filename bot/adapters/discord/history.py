"""Reading what was written while we were away: each channel from its watermark, bounded and paced.

A message may be read here and come over the gateway as well: a case is unique by message and text, so nothing happens
twice.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.adapters.discord import wire
from bot.adapters.discord.guilds import Guilds
from bot.adapters.discord.marks import Marks
from bot.adapters.discord.rest import Rest
from bot.core.errors import Refused, Throttled, Unavailable
from bot.core.ports import Journal, Now

PAGE = 100
MOST = 1_000
"""Messages read of one channel: what is older than the newest thousand is left."""

ABREAST = 3
"""Channels read side by side, so that live messages and removals are not held up."""

OVERLAP = timedelta(minutes=5)
"""How far before the last sign of life an edit is looked for: clocks differ, and lines break unnoticed."""

TRIES = 5

SINCE = 0
"""Stands for a channel where the guild's own mark is kept: when we first came."""

See = Callable[[int, int, Mapping[str, Any]], Awaitable[None]]


class History:
    """Reads channels from their marks."""

    def __init__(self, *, marks: Marks, guilds: Guilds, rest: Callable[[], Rest], now: Now, journal: Journal) -> None:
        self._marks = marks
        self._guilds = guilds
        self._rest = rest
        self._now = now
        self._journal = journal
        self._reading = 0
        self._live: set[int] = set()

    def live(self, message: int) -> None:
        """Note that a message comes over the gateway: what it says there is newer than what is being read."""
        if self._reading:
            self._live.add(message)

    async def read(self, guild: int, see: See, edit: See) -> None:
        """Read all that was missed in a guild; the first time there is nothing to read, and we begin now."""
        known = self._guilds.get(guild)
        if known is None:
            return
        since = self._marks.level(guild, SINCE)
        if since is None:
            self._marks.end(guild, SINCE, wire.snowflake_at(self._now()))
            return
        self._reading += 1
        pace = asyncio.Semaphore(ABREAST)
        try:
            channels = self._guilds.readable(known)
            for channel, newest in channels:
                mark = self._marks.level(guild, channel) or since
                if newest is None or newest > since:
                    self._marks.hold(guild, channel, mark)
            async with asyncio.TaskGroup() as tasks:
                for channel, newest in channels:
                    if newest is None or newest > since:
                        tasks.create_task(self._channel(guild, channel, since, see, edit, pace))
        finally:
            self._reading -= 1
            if not self._reading:
                self._live.clear()

    async def _channel(
        self, guild: int, channel: int, since: int, see: See, edit: See, pace: asyncio.Semaphore
    ) -> None:
        """Read one channel, oldest first; a channel that cannot be read keeps its mark."""
        mark = self._marks.level(guild, channel) or since
        async with pace:
            try:
                missed, old = await self._missed(channel, mark)
            except (Refused, Unavailable) as error:
                self._journal.count("events_failed", reason=type(error).__name__.lower())
                return
            left_at = wire.moment_of(mark) - OVERLAP
            for payload in old:
                if int(payload["id"]) not in self._live and _edited_after(payload, left_at):
                    await edit(guild, channel, payload)
            for payload in missed:
                number = int(payload["id"])
                if number not in self._live:
                    await see(guild, channel, payload)
                self._marks.hold(guild, channel, number)
            self._marks.release(guild, channel, int(missed[-1]["id"]) if missed else mark)

    async def _missed(self, channel: int, mark: int) -> tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]:
        """Fetch what is newer than a mark, oldest first, and what stands just before it."""
        found: list[Mapping[str, Any]] = []
        query = {"limit": str(PAGE)}
        while True:
            page = await self._page(channel, query)
            found += page
            if len(page) < PAGE or len(found) >= MOST or int(page[-1]["id"]) <= mark:
                break
            query = {"limit": str(PAGE), "before": str(page[-1]["id"])}
        found.sort(key=lambda one: int(one["id"]))
        newer = [one for one in found if int(one["id"]) > mark]
        return newer[-MOST:], [one for one in found if int(one["id"]) <= mark]

    async def _page(self, channel: int, query: Mapping[str, str]) -> list[Mapping[str, Any]]:
        for attempt in range(TRIES):
            try:
                page: list[Mapping[str, Any]] = await self._rest().call(
                    "GET", "/channels/{channel_id}/messages", channel_id=channel, query=query
                )
            except Throttled as error:
                await asyncio.sleep(error.retry_after.total_seconds())
            except Unavailable:
                if attempt == TRIES - 1:
                    raise
                await asyncio.sleep(2**attempt)
            else:
                return sorted(page, key=lambda one: -int(one["id"]))
        raise Unavailable("the history cannot be read now")


def _edited_after(payload: Mapping[str, Any], moment: datetime) -> bool:
    written = payload.get("edited_timestamp")
    return written is not None and datetime.fromisoformat(written) > moment
