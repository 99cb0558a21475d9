"""Cues: weighed evidence, as tables of short patterns that stand just before or just after a place.

A table is a set of re2 patterns matched in one pass over a window; each that matches adds its weight. Weights are
in the unit of log-odds, set by hand and checked against labelled messages; see `names` for the figures.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.detectors.patterns import Patterns


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue that matched, and what it is worth."""

    name: str
    weight: float


class Cues:
    """A table of cues: name → (pattern, weight)."""

    def __init__(self, table: Mapping[str, tuple[str, float]]) -> None:
        self._patterns = Patterns({name: pattern for name, (pattern, _) in table.items()})
        self._cues = {name: Cue(name, weight) for name, (_, weight) in table.items()}

    def seen(self, window: str) -> list[Cue]:
        """Name the cues that match in a window."""
        return [self._cues[name] for name in self._patterns.names(window)]


def total(cues: list[Cue]) -> float:
    """Add up; the strongest cue for counts in full, each further one half, since cues of one sentence overlap."""
    pro = sorted((cue.weight for cue in cues if cue.weight > 0), reverse=True)
    con = sorted(cue.weight for cue in cues if cue.weight < 0)
    return sum(pro[:1]) + sum(pro[1:]) / 2 + sum(con[:1]) + sum(con[1:]) / 2
