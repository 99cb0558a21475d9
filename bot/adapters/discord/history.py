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
from bot.adapters.discord.rest import Rest
from bot.core.errors import Refused, Throttled, Unavailable
from bot.core.ports import Journal, Now
from bot.listening import Marks

PAGE = 100
MOST = 1_000
"""Messages read of one channel: what is older than the newest thousand is left."""

ABREAST = 3
"""Channels read side by side, so that live messages and removals are not held up."""

OVERLAP = timedelta(minutes=5)
"""How far before the last sign of life an edit is looked for: clocks differ, and lines break unnoticed."""

TRIES = 5
FIRST_PAUSE = 5.0
"""Seconds before channels that could not be read are tried again; each further pause is twice as long."""

SINCE = 0
"""Stands for a channel where the guild's own mark is kept: when we first came."""

See = Callable[[int, int, Mapping[str, Any]], Awaitable[None]]


class History:
    """Reads channels from their marks."""

    def __init__(
        self, *, marks: Marks[int], guilds: Guilds, rest: Callable[[], Rest], now: Now, journal: Journal
    ) -> None:
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
        """Read all that was missed in a guild; the first time there is nothing to read, and we begin now.

        Who was thrown out and invited again begins with the new invitation.
        """
        known = self._guilds.get(guild)
        if known is None:
            return
        since = self._marks.level(guild, SINCE)
        if since is None:
            self._marks.hold_only(guild, ())
            self._marks.end(guild, SINCE, wire.snowflake_at(self._now()))
            return
        if known.me.joined_at is not None:
            since = max(since, wire.snowflake_at(known.me.joined_at) - 1)
        self._reading += 1
        try:
            left = [channel for channel, newest in self._guilds.readable(known) if newest is None or newest > since]
            self._marks.hold_only(guild, left)
            for attempt in range(TRIES):
                left = await self._channels(guild, left, since, see, edit)
                if not left:
                    break
                await asyncio.sleep(FIRST_PAUSE * 2**attempt)
        finally:
            self._reading -= 1
            if not self._reading:
                self._live.clear()

    async def _channels(self, guild: int, channels: list[int], since: int, see: See, edit: See) -> list[int]:
        """Read channels, some side by side; those that Discord gave no answer for come back."""
        pace = asyncio.Semaphore(ABREAST)
        unread: list[int] = []

        async def read(channel: int) -> None:
            async with pace:
                try:
                    await self._channel(guild, channel, since, see, edit)
                except (Throttled, Unavailable):
                    unread.append(channel)
                except Refused as error:
                    self._journal.count("events_failed", reason=type(error).__name__.lower())

        async with asyncio.TaskGroup() as tasks:
            for channel in channels:
                tasks.create_task(read(channel))
        return unread

    async def _channel(self, guild: int, channel: int, since: int, see: See, edit: See) -> None:
        """Read one channel, oldest first; a channel that cannot be read keeps its mark."""
        mark = self._mark(guild, channel, since)
        missed, old = await self._missed(channel, mark)
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

    def _mark(self, guild: int, channel: int, since: int) -> int:
        """Say up to where nothing is read: what was seen through, and what was there before we came."""
        return max(self._marks.level(guild, channel) or 0, since)

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
        path = "/channels/{channel_id}/messages"
        page: list[Mapping[str, Any]] = await self._rest().call("GET", path, channel_id=channel, query=query)
        return sorted(page, key=lambda one: -int(one["id"]))


def _edited_after(payload: Mapping[str, Any], moment: datetime) -> bool:
    written = payload.get("edited_timestamp")
    return written is not None and datetime.fromisoformat(written) > moment
