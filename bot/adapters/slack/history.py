"""Reading what was written while we were away: each channel from its watermark, threads too, bounded and paced.

What was written in a channel before we were invited is not ours to read, whenever that was.

A message may be read here and be delivered as well: both have the same name, so nothing happens twice.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from bot.adapters.slack import wire
from bot.adapters.slack.teams import Teams
from bot.core.errors import Refused, Unavailable
from bot.core.ports import Journal, Now
from bot.listening import Marks, patiently

PAGE = 200
MOST = 1_000
"""Messages read of one channel: what is older than the newest thousand is left."""

ABREAST = 2
"""Channels read side by side, so that live messages and removals are not held up."""

OVERLAP = timedelta(minutes=5)
"""How far before the last sign of life an edit is looked for: clocks differ, and lines break unnoticed."""

_BEFORE = timedelta(minutes=1) // timedelta(microseconds=1)
"""How long before a reading a channel counts as read where nothing newer was found: clocks differ."""

_COMING = frozenset({"channel_join", "group_join"})
"""Subtypes of the line that Slack writes when somebody comes; not in large channels, nor where it is switched off."""

SINCE = ""
"""Stands for a channel where the workspace's own mark is kept: when we first came."""

See = Callable[[str, str, Mapping[str, Any]], Awaitable[None]]


class History:
    """Reads channels from their marks."""

    def __init__(self, *, marks: Marks[str], teams: Teams, now: Now, journal: Journal) -> None:
        self._marks = marks
        self._teams = teams
        self._now = now
        self._journal = journal
        self._reading = 0
        self._live: set[tuple[str, str]] = set()

    def live(self, channel: str, ts: str) -> None:
        """Note that a message was delivered: what it says there is newer than what is being read."""
        if self._reading:
            self._live.add((channel, ts))

    async def read(self, team: str, see: See, edit: See) -> None:
        """Read all that was missed in a workspace; the first time there is nothing to read, and we begin now."""
        channels = self._teams.readable(team)
        self._marks.hold_only(team, channels)
        since = self._marks.level(team, SINCE)
        if since is None:
            for channel in (SINCE, *channels):
                self._marks.release(team, channel, wire.number_at(self._now()))
            return
        pace = asyncio.Semaphore(ABREAST)

        async def read(channel: str) -> None:
            async with pace:
                try:
                    await self._channel(team, channel, since, see, edit)
                except (Refused, Unavailable) as error:
                    self._journal.count("events_failed", reason=type(error).__name__.lower())

        self._reading += 1
        try:
            async with asyncio.TaskGroup() as tasks:
                for channel in channels:
                    tasks.create_task(read(channel))
        finally:
            self._reading -= 1
            if not self._reading:
                self._live.clear()

    async def _channel(self, team: str, channel: str, since: int, see: See, edit: See) -> None:
        """Read one channel, oldest first, from where we left it or came into it.

        Where neither is known, we begin now: we were invited meanwhile, and Slack does not show when. A channel that
        cannot be read keeps its mark.
        """
        left, now = self._marks.level(team, channel), wire.number_at(self._now())
        top = await self._newest(team, channel, left or since)
        came = max((wire.number_of(one["ts"]) for one in top if self._is_our_coming(team, one)), default=0)
        if left is None and not came:
            self._marks.release(team, channel, now)
            return
        mark = max(left or since, came)
        edited_since = max(mark - OVERLAP // timedelta(microseconds=1), came)
        found = await self._with_answers(team, channel, top, mark)
        for message in found:
            number = wire.number_of(message["ts"])
            live = (channel, message["ts"]) in self._live
            if number <= mark:
                if not live and _edited_after(message, edited_since):
                    await edit(team, channel, message)
                continue
            if not live:
                await see(team, channel, message)
            self._marks.hold(team, channel, number)
        newest = max((wire.number_of(one["ts"]) for one in found), default=mark)
        self._marks.release(team, channel, max(newest, now - _BEFORE))

    def _is_our_coming(self, team: str, message: Mapping[str, Any]) -> bool:
        bot = self._teams.here(team).installation.bot_user
        return message.get("subtype") in _COMING and message.get("user") == bot

    async def _with_answers(
        self, team: str, channel: str, top: Sequence[Mapping[str, Any]], mark: int
    ) -> list[Mapping[str, Any]]:
        """Add what is newer than a mark in the threads of messages; oldest first."""
        found = {str(one["ts"]): one for one in top}
        for one in top:
            latest = one.get("latest_reply")
            if latest and wire.number_of(latest) > mark:
                about = {"ts": one["ts"], "oldest": wire.ts_of(mark)}
                async for answers in self._pages(team, "conversations.replies", channel=channel, **about):
                    found |= {str(answer["ts"]): answer for answer in answers if answer["ts"] != one["ts"]}
        return sorted(found.values(), key=lambda one: wire.number_of(one["ts"]))

    async def _newest(self, team: str, channel: str, mark: int) -> list[Mapping[str, Any]]:
        """Fetch what is newer than a mark, or than our coming, and what stands just before it; newest first."""
        found: list[Mapping[str, Any]] = []
        async for messages in self._pages(team, "conversations.history", channel=channel):
            found += messages
            if not messages or len(found) >= MOST or wire.number_of(messages[-1]["ts"]) <= mark:
                break
            if any(self._is_our_coming(team, one) for one in messages):
                break
        return found

    async def _pages(self, team: str, method: str, **values: Any) -> AsyncIterator[Sequence[Mapping[str, Any]]]:
        cursor = None
        while True:
            call = partial(self._teams.call, team, method, limit=PAGE, cursor=cursor, **values)
            page = await patiently(call)
            yield page.get("messages") or ()
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or None
            if cursor is None:
                return


def _edited_after(message: Mapping[str, Any], moment: int) -> bool:
    written = (message.get("edited") or {}).get("ts")
    return written is not None and wire.number_of(written) > moment
