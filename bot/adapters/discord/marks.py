"""How far each channel has been read, so that what was written while we were away is read later. Pure."""

from dataclasses import dataclass, field


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
    """The watermarks of channels: identifiers of messages, which grow with time."""

    def __init__(self) -> None:
        self._channels: dict[tuple[int, int], _Channel] = {}
        self._saved: dict[tuple[int, int], int] = {}

    def load(self, kept: dict[tuple[int, int], int]) -> None:
        """Take up what was kept, by guild and channel."""
        self._saved = dict(kept)
        self._channels = {place: _Channel(done=mark) for place, mark in kept.items()}

    def level(self, guild: int, channel: int) -> int | None:
        """Say up to which message a channel has been seen through; None for one never seen."""
        known = self._channels.get((guild, channel))
        return known.level if known is not None and known.level > 0 else None

    def begin(self, guild: int, channel: int, message: int) -> None:
        """Note that a message is on its way through the line."""
        under_way = self._of(guild, channel).under_way
        under_way[message] = under_way.get(message, 0) + 1

    def end(self, guild: int, channel: int, message: int) -> None:
        """Note that it has been seen through."""
        known = self._of(guild, channel)
        known.done = max(known.done, message)
        left = known.under_way.get(message, 1) - 1
        if left > 0:
            known.under_way[message] = left
        else:
            known.under_way.pop(message, None)

    def hold(self, guild: int, channel: int, mark: int) -> None:
        """Keep a channel's level down while its history is read from a mark."""
        self._of(guild, channel).held = mark

    def release(self, guild: int, channel: int, mark: int) -> None:
        """Let go of a channel whose history has been read up to a mark."""
        known = self._of(guild, channel)
        known.held = None
        known.done = max(known.done, mark)

    def changed(self) -> dict[tuple[int, int], int]:
        """List the levels that have not been kept yet."""
        levels = {place: known.level for place, known in self._channels.items()}
        return {place: level for place, level in levels.items() if level > 0 and self._saved.get(place) != level}

    def saved(self, kept: dict[tuple[int, int], int]) -> None:
        """Note that levels were kept."""
        self._saved.update(kept)

    def _of(self, guild: int, channel: int) -> _Channel:
        return self._channels.setdefault((guild, channel), _Channel())


class Gone:
    """The messages that we deleted ourselves, the latest ten thousand."""

    def __init__(self) -> None:
        self._messages: dict[int, None] = {}

    def __contains__(self, message: int) -> bool:
        return message in self._messages

    def add(self, message: int) -> None:
        """Take note of a message that we are about to delete."""
        self._messages[message] = None
        if len(self._messages) > MOST_GONE:
            del self._messages[next(iter(self._messages))]

    def discard(self, message: int) -> None:
        """Take it back: the platform would not."""
        self._messages.pop(message, None)


MOST_GONE = 10_000
