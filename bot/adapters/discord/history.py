"""Reading what was written while we were away: each channel from its watermark, threads too, bounded and paced.

Discord does not tell of archived threads unless it is asked for them, channel by channel. They are read from the
guild's own mark: what we did not see in one is newer than that, and so is its being archived.

A message may be read here and come over the gateway as well: a case is unique by message and text, so nothing happens
twice.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from bot.adapters.discord import wire
from bot.adapters.discord.guilds import Guilds
from bot.adapters.discord.rest import Rest
from bot.core.errors import Refused, Unavailable
from bot.core.ports import Journal, Now
from bot.listening import Marks, patiently

PAGE = 100
MOST = 1_000
"""Messages read of one channel, and archived threads: what is older than the newest thousand is left."""

ABREAST = 3
"""Channels read side by side, so that live messages and removals are not held up."""

OVERLAP = timedelta(minutes=5)
"""How far before the last sign of life an edit is looked for: clocks differ, and lines break unnoticed."""

SINCE = 0
"""Stands for a channel where it is kept when we first came."""

WHOLE = 1
"""Stands for a channel where the guild's own mark is kept: up to which message nothing was missed anywhere in it."""

Payload = Mapping[str, Any]
See = Callable[[int, int, Payload], Awaitable[None]]
Reading = Callable[[], Awaitable[bool]]


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
        since, began = self._marks.level(guild, SINCE), wire.snowflake_at(self._now() - OVERLAP)
        if since is None:
            self._marks.hold_only(guild, ())
            for place in (SINCE, WHOLE):
                self._marks.end(guild, place, wire.snowflake_at(self._now()))
            return
        if known.me.joined_at is not None:
            since = max(since, wire.snowflake_at(known.me.joined_at) - 1)
        whole = max(self._marks.level(guild, WHOLE) or 0, since)
        marks = {
            channel: max(self._marks.level(guild, channel) or 0, since)
            for channel, newest in self._guilds.readable(known)
            if newest is None or newest > since
        }
        self._marks.hold_only(guild, (*marks, WHOLE))
        self._reading += 1
        try:
            channels = [partial(self._channel, guild, channel, mark, see, edit) for channel, mark in marks.items()]
            threads = [partial(self._threads, guild, *one, whole, see, edit) for one in self._guilds.archives(known)]
            is_all = await self._abreast((*channels, *threads))
            # A thread that somebody wrote in meanwhile is in neither: it was archived then, and now it is not.
            woken = [
                partial(self._channel, guild, channel, whole, see, edit)
                for channel, newest in self._guilds.readable(known)
                if channel not in marks and (newest is None or newest > whole)
            ]
            if await self._abreast(woken) and is_all:
                self._marks.release(guild, WHOLE, max(whole, began))
        finally:
            self._reading -= 1
            if not self._reading:
                self._live.clear()

    async def _abreast(self, readings: Iterable[Reading]) -> bool:
        """Read some places side by side, and say whether all were read to the end."""
        pace = asyncio.Semaphore(ABREAST)

        async def read(reading: Reading) -> bool:
            async with pace:
                return await self._tried(reading)

        async with asyncio.TaskGroup() as tasks:
            reads = [tasks.create_task(read(one)) for one in readings]
        return all(one.result() for one in reads)

    async def _tried(self, reading: Reading) -> bool:
        """Try to read a place; one that is given up is counted."""
        try:
            return await reading()
        except (Refused, Unavailable) as error:
            self._journal.count("events_failed", reason=type(error).__name__.lower())
            return False

    async def _threads(self, guild: int, parent: int, kind: str, mark: int, see: See, edit: See) -> bool:
        """Read the threads of a channel that were archived after a mark, and say whether all were read to the end."""

        def within(thread: Payload, see: See) -> See:
            return lambda guild, channel, payload: see(guild, channel, {**payload, "channel": thread})

        threads = {int(one["id"]): one for one in await self._archived(parent, kind, wire.moment_of(mark) - OVERLAP)}
        for number in threads:
            self._marks.hold(guild, number, mark)  # what wakes it must not lift its level over what was missed
        is_all = True
        for number, thread in threads.items():
            reading = partial(self._channel, guild, number, mark, within(thread, see), within(thread, edit))
            is_all &= await self._tried(reading)
        return is_all

    async def _archived(self, parent: int, kind: str, since: datetime) -> list[Payload]:
        """List the threads of a channel that were archived since a moment."""
        found: list[Payload] = []
        path, query = f"/channels/{{channel_id}}/threads/archived/{kind}", {"limit": str(PAGE)}
        while True:
            page = await self._call(path, parent, query)
            threads = page["threads"]
            found += [one for one in threads if _archived_at(one) >= since]
            if not page.get("has_more") or not threads or len(found) >= MOST or _archived_at(threads[-1]) < since:
                return found[:MOST]
            query = {**query, "before": threads[-1]["thread_metadata"]["archive_timestamp"]}

    async def _channel(self, guild: int, channel: int, mark: int, see: See, edit: See) -> bool:
        """Read one channel from a mark, oldest first; a channel that cannot be read keeps its mark."""
        missed, old = await self._missed(channel, mark)
        left_at = wire.moment_of(mark) - OVERLAP
        for payload in old:
            if int(payload["id"]) not in self._live and _edited_after(payload, left_at):
                await patiently(partial(edit, guild, channel, payload))
        for payload in missed:
            number = int(payload["id"])
            if number not in self._live:
                await patiently(partial(see, guild, channel, payload))
            self._marks.hold(guild, channel, number)
        self._marks.release(guild, channel, int(missed[-1]["id"]) if missed else mark)
        return True

    async def _missed(self, channel: int, mark: int) -> tuple[list[Payload], list[Payload]]:
        """Fetch what is newer than a mark, oldest first, and what stands just before it."""
        found: list[Payload] = []
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

    async def _page(self, channel: int, query: Mapping[str, str]) -> list[Payload]:
        page: list[Payload] = await self._call("/channels/{channel_id}/messages", channel, query)
        return sorted(page, key=lambda one: -int(one["id"]))

    async def _call(self, path: str, channel: int, query: Mapping[str, str]) -> Any:
        return await patiently(lambda: self._rest().call("GET", path, channel_id=channel, query=query))


def _archived_at(thread: Payload) -> datetime:
    return datetime.fromisoformat(thread["thread_metadata"]["archive_timestamp"])


def _edited_after(payload: Payload, moment: datetime) -> bool:
    written = payload.get("edited_timestamp")
    return written is not None and datetime.fromisoformat(written) > moment
