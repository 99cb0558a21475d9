"""Strikes and what follows from many of them: pure, from the policy's ladder."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.policy import Rung


@dataclass(frozen=True, slots=True, kw_only=True)
class Strike:
    """What one ruling counts for and until when; it counts from ``told_at``, when its member was told, and not before.

    ``case`` is the case that it was given in.
    """

    case: int
    count: int
    at: datetime
    until: datetime
    told_at: datetime | None


def reached(ladder: Sequence[Rung], before: int, after: int) -> Rung | None:
    """Find the highest rung that new strikes have reached; None when they reached none that was not reached before."""
    return next((rung for rung in reversed(ladder) if before < rung.strikes <= after), None)
