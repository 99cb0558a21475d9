"""How far each channel has been read, so that what was written while we were away is read later. Pure."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.core.events import DeliveryId, MessageRef
from bot.core.ports import Now


@dataclass(slots=True)
class _Channel:
    """One channel: the highest message seen through, what is on its way, and where a reading of history began."""

    done: int = 0
    under_way: dict[int, int] = field(default_factory=dict)
    held: int | None = None

    @property
    def level(self) -> int:
        """Up to which message everything has been seen through."""
        level = self.done
        if self.under_way:
            level = min(level, min(self.under_way) - 1)
        return level if self.held is None else min(level, self.held)


class Marks:
    """The watermarks of channels: the moments of messages, in microseconds."""

    def __init__(self) -> None:
        self._channels: dict[tuple[str, str], _Channel] = {}
        self._saved: dict[tuple[str, str], int] = {}

    def load(self, kept: dict[tuple[str, str], int]) -> None:
        """Take up what was kept, by team and channel."""
        self._saved = dict(kept)
        self._channels = {place: _Channel(done=mark) for place, mark in kept.items()}

    def level(self, team: str, channel: str) -> int | None:
        """Say up to which message a channel has been seen through; None for one never seen."""
        known = self._channels.get((team, channel))
        return known.level if known is not None and known.level > 0 else None

    def begin(self, team: str, channel: str, message: int) -> None:
        """Note that a message is on its way through the line."""
        under_way = self._of(team, channel).under_way
        under_way[message] = under_way.get(message, 0) + 1

    def end(self, team: str, channel: str, message: int) -> None:
        """Note that it has been seen through."""
        known = self._of(team, channel)
        known.done = max(known.done, message)
        left = known.under_way.get(message, 1) - 1
        if left > 0:
            known.under_way[message] = left
        else:
            known.under_way.pop(message, None)

    def hold(self, team: str, channel: str, mark: int) -> None:
        """Keep a channel's level down while its history is read from a mark."""
        self._of(team, channel).held = mark

    def release(self, team: str, channel: str, mark: int) -> None:
        """Let go of a channel whose history has been read up to a mark."""
        known = self._of(team, channel)
        known.held = None
        known.done = max(known.done, mark)

    def changed(self) -> dict[tuple[str, str], int]:
        """List the levels that have not been kept yet."""
        levels = {place: known.level for place, known in self._channels.items()}
        return {place: level for place, level in levels.items() if level > 0 and self._saved.get(place) != level}

    def saved(self, kept: dict[tuple[str, str], int]) -> None:
        """Note that levels were kept."""
        self._saved.update(kept)

    def drop(self, team: str) -> None:
        """Forget a workspace."""
        self._channels = {place: known for place, known in self._channels.items() if place[0] != team}
        self._saved = {place: mark for place, mark in self._saved.items() if place[0] != team}

    def _of(self, team: str, channel: str) -> _Channel:
        return self._channels.setdefault((team, channel), _Channel())


class Gone:
    """The messages that we deleted ourselves, the latest ten thousand."""

    def __init__(self) -> None:
        self._messages: dict[MessageRef, None] = {}

    def __contains__(self, message: MessageRef) -> bool:
        return message in self._messages

    def add(self, message: MessageRef) -> None:
        """Take note of a message that we are about to delete."""
        self._messages[message] = None
        if len(self._messages) > MOST_GONE:
            del self._messages[next(iter(self._messages))]

    def discard(self, message: MessageRef) -> None:
        """Take it back: the platform would not."""
        self._messages.pop(message, None)


MOST_GONE = 10_000


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


class Threads:
    """Which thread a message answers in, as far as we saw it: the latest ten thousand."""

    def __init__(self) -> None:
        self._of: dict[MessageRef, str] = {}

    def add(self, message: MessageRef, thread: str) -> None:
        """Take note of an answer."""
        self._of[message] = thread
        if len(self._of) > MOST_GONE:
            del self._of[next(iter(self._of))]

    def get(self, message: MessageRef) -> str | None:
        """Give the thread of a message; None for one in none, or not seen."""
        return self._of.get(message)
