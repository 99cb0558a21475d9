"""Deleting messages: one by one, or a channel's together where more are to go than Discord takes in one breath.

Source: Discord's developer documentation, "Bulk Delete Messages": 2 to 100 messages, none older than two weeks.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

import discord

from bot.adapters.discord.rest import UNKNOWN_MESSAGE, Denied, Rest
from bot.core.ports import Now

MOST_AT_ONCE = 100
YOUNG = timedelta(days=13)
"""A day less than Discord allows, so that clocks may differ."""

LONGEST_REASON = 512


@dataclass(slots=True, eq=False)
class _Wish:
    """A message to delete; ``is_done`` says that it went with others, ``is_alone`` that Discord would not have that."""

    message: int
    reason: str
    is_done: bool = False
    is_alone: bool = False


@dataclass(slots=True, eq=False, weakref_slot=True)
class _Channel:
    """What is wished in a channel, in the order in which the wishes have their turn."""

    wishes: list[_Wish] = field(default_factory=list)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class Deleter:
    """Deletes messages; what is wished while a deletion is under way in a channel goes together after it.

    Args:
        rest: gives the API of the connection that is open.
        now: tells the time.
    """

    def __init__(self, rest: Callable[[], Rest], now: Now) -> None:
        self._rest = rest
        self._now = now
        self._channels: WeakValueDictionary[int, _Channel] = WeakValueDictionary()

    async def delete(self, channel: int, message: int, reason: str) -> None:
        """Delete a message; one that is gone is no error.

        Raises:
            Refused, Throttled, Unavailable: as Discord answers.
        """
        here = self._channels.setdefault(channel, _Channel())
        wish = _Wish(message, reason)
        here.wishes.append(wish)
        try:
            async with here.turn:
                if not wish.is_done:
                    await self._delete(channel, wish, here.wishes)
        finally:
            here.wishes.remove(wish)

    async def _delete(self, channel: int, wish: _Wish, wishes: Sequence[_Wish]) -> None:
        """Delete what is wished, along with what Discord takes together with it."""
        young = self._now() - YOUNG
        together = [one for one in wishes if not one.is_done and not one.is_alone and _written_at(one.message) > young][
            :MOST_AT_ONCE
        ]
        if wish not in together or len(together) == 1:
            await self._one(channel, wish)
            return
        try:
            await self._rest().call(
                "POST",
                "/channels/{channel_id}/messages/bulk-delete",
                {"messages": [str(one.message) for one in together]},
                reason="; ".join(dict.fromkeys(one.reason for one in together))[:LONGEST_REASON],
                channel_id=channel,
            )
        except Denied:  # one of them may be the reason: each is tried by itself
            for one in together:
                one.is_alone = True
            await self._one(channel, wish)
        else:
            for one in together:
                one.is_done = True

    async def _one(self, channel: int, wish: _Wish) -> None:
        try:
            await self._rest().delete_message(channel, wish.message, wish.reason)
        except Denied as error:
            if error.code != UNKNOWN_MESSAGE:
                raise


def _written_at(message: int) -> datetime:
    return discord.utils.snowflake_time(message)
