"""What is kept in memory for a while only: what somebody wrote must not wait there for the next one to come."""

import asyncio
from collections import OrderedDict
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Fleeting(Generic[K, V]):
    """A table whose entries are gone after a time, whether anybody asks for them or not.

    Args:
        lasts: seconds that an entry lasts from when it was put there.
        most: how many there are at most; the oldest goes first.
    """

    def __init__(self, lasts: float, most: int) -> None:
        self._lasts = lasts
        self._most = most
        self._kept: OrderedDict[K, tuple[V, asyncio.TimerHandle]] = OrderedDict()

    def __contains__(self, key: K) -> bool:
        """Tell whether an entry is there."""
        return key in self._kept

    def __len__(self) -> int:
        """Count the entries."""
        return len(self._kept)

    def put(self, key: K, value: V) -> None:
        """Keep something, in the place of what was under its key; only where a loop runs."""
        self.drop(key)
        timer = asyncio.get_running_loop().call_later(self._lasts, self.drop, key)
        self._kept[key] = value, timer
        if len(self._kept) > self._most:
            self.drop(next(iter(self._kept)))

    def get(self, key: K) -> V | None:
        """Look something up."""
        kept = self._kept.get(key)
        return None if kept is None else kept[0]

    def drop(self, key: K) -> None:
        """Forget something, if it is there."""
        kept = self._kept.pop(key, None)
        if kept is not None:
            kept[1].cancel()
