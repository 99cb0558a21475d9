"""Ruling on many cases at once: what was shown, what is to happen, and what became of each."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.cases import Ruling
from bot.core.events import CommunityId, MemberId

ALIKE_WITHIN = timedelta(hours=1)
MOST = 200
"""Which cases may be one burst or raid, and how many of them are ruled on together at most (our defaults)."""

GATHERING = ("spam.burst", "spam.chorus", "spam.copies", "spam.drip", "spam.wave")
"""Rules that find a message by what others say: the messages that they find are one raid, in whatever words."""


class BatchState(StrEnum):
    """Where a batch stands: shown, being carried out or carried out, being taken back or taken back."""

    SHOWN = "shown"
    CONFIRMED = "confirmed"
    UNDONE = "undone"


class EntryState(StrEnum):
    """What became of one case of a batch; ``left out``: somebody changed or decided it in the meantime."""

    WAITS = "waits"
    DONE = "done"
    LEFT_OUT = "left out"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One case of a batch, with the version that was shown or, once it is ruled on, that it had then."""

    case: int
    version: int
    state: EntryState = EntryState.WAITS


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Many cases under one ruling, by one moderator. ``language`` is the moderator's."""

    id: int
    community: CommunityId
    by: MemberId
    ruling: Ruling
    state: BatchState
    language: str
    at: datetime
    entries: tuple[Entry, ...]

    def numbers(self, state: EntryState) -> list[int]:
        """List the cases in a state."""
        return [entry.case for entry in self.entries if entry.state is state]
