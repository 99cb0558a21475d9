"""Deleting messages: one by one, or a channel's together where more are to go than Discord takes in one breath.

Source: Discord's developer documentation, "Bulk Delete Messages": 2 to 100 messages, none older than two weeks.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import discord

from bot.adapters.discord.rest import UNKNOWN_MESSAGE, Denied, Rest
from bot.core.errors import ChaperoneError
from bot.core.ports import Now

MOST_AT_ONCE = 100
YOUNG = timedelta(days=13)
"""A day less than Discord allows, so that clocks may differ."""

LONGEST_REASON = 512


@dataclass(slots=True)
class _Wish:
    """A message to delete; ``turn`` is True when it falls to whoever wishes to delete, False when it is done."""

    message: int
    reason: str
    turn: "asyncio.Future[bool]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    def end(self, error: ChaperoneError | None = None) -> None:
        """Say that it is done, or why not, unless nobody waits any more."""
        if self.turn.done():
            return
        if error is None:
            self.turn.set_result(False)
        else:
            self.turn.set_exception(error)


class Deleter:
    """Deletes messages; what is wished while a deletion is under way in a channel goes together after it.

    Args:
        rest: gives the API of the connection that is open.
        now: tells the time.
    """

    def __init__(self, rest: Callable[[], Rest], now: Now) -> None:
        self._rest = rest
        self._now = now
        self._waiting: dict[int, list[_Wish]] = {}

    async def delete(self, channel: int, message: int, reason: str) -> None:
        """Delete a message; one that is gone is no error.

        Raises:
            Refused, Throttled, Unavailable: as Discord answers.
        """
        wish = _Wish(message, reason)
        waiting = self._waiting.get(channel)
        if waiting is None:
            self._waiting[channel] = []
        else:
            waiting.append(wish)
            if not await wish.turn:
                return
        queue = self._waiting[channel]
        together = [wish, *queue[: MOST_AT_ONCE - 1]]
        del queue[: MOST_AT_ONCE - 1]
        try:
            await self._delete(channel, [one for one in together if one is wish or not one.turn.done()])
        finally:
            for one in together[1:]:  # those that we did not get to, should we have been cancelled, go on by themselves
                if not one.turn.done():
                    queue.append(one)
            self._pass_on(channel)

    def _pass_on(self, channel: int) -> None:
        queue = self._waiting[channel]
        while queue:
            following = queue.pop(0)
            if not following.turn.done():
                following.turn.set_result(True)
                return
        del self._waiting[channel]

    async def _delete(self, channel: int, wishes: Sequence[_Wish]) -> None:
        """Delete what the first wishes, and the others' along with it."""
        first, *others = wishes
        young = self._now() - YOUNG
        if others and all(_written_at(one.message) > young for one in wishes):
            try:
                await self._rest().call(
                    "POST",
                    "/channels/{channel_id}/messages/bulk-delete",
                    {"messages": [str(one.message) for one in wishes]},
                    reason="; ".join(dict.fromkeys(one.reason for one in wishes))[:LONGEST_REASON],
                    channel_id=channel,
                )
            except Denied:  # one of them may be the reason: each is tried by itself
                pass
            else:
                for one in others:
                    one.end()
                return
        for one in others:
            try:
                await self._one(channel, one)
            except ChaperoneError as error:
                one.end(error)
            else:
                one.end()
        await self._one(channel, first)

    async def _one(self, channel: int, wish: _Wish) -> None:
        try:
            await self._rest().delete_message(channel, wish.message, wish.reason)
        except Denied as error:
            if error.code != UNKNOWN_MESSAGE:
                raise


def _written_at(message: int) -> datetime:
    return discord.utils.snowflake_time(message)
