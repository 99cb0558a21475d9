"""What was seen lately, so that nothing happens twice and an answer finds its thread. Pure."""

from datetime import datetime, timedelta

from bot.core.events import DeliveryId, MessageRef
from bot.core.ports import Now


class Seen:
    """Which deliveries were handed on lately: Slack repeats them, and what history tells was often delivered too."""

    def __init__(self, now: Now) -> None:
        self._now = now
        self._at: dict[DeliveryId, datetime] = {}

    def is_new(self, delivery: DeliveryId) -> bool:
        """Take note of a delivery; False where it was noted before."""
        now = self._now()
        while self._at:
            oldest = next(iter(self._at))
            if now - self._at[oldest] <= SEEN_FOR:
                break
            del self._at[oldest]
        if delivery in self._at:
            return False
        self._at[delivery] = now
        return True


SEEN_FOR = timedelta(minutes=10)
"""Slack tries again for six minutes at most (source: Slack, "Events API", retries)."""


MOST_THREADS = 10_000


class Threads:
    """Which thread a message answers in, as far as we saw it: the latest ten thousand."""

    def __init__(self) -> None:
        self._of: dict[MessageRef, str] = {}

    def add(self, message: MessageRef, thread: str) -> None:
        """Take note of an answer."""
        self._of[message] = thread
        if len(self._of) > MOST_THREADS:
            del self._of[next(iter(self._of))]

    def get(self, message: MessageRef) -> str | None:
        """Give the thread of a message; None for one in none, or not seen."""
        return self._of.get(message)
