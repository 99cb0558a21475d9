"""What a busy community says in the bench: five hundred members, clean talk of the fixed sample, a flagged tenth.

One member who wrote it all, or one sentence said over and over, would be a flood: every message would be acted on, and
what is timed would be another thing.
"""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from statistics import quantiles

WARMING_SECONDS = 2.0
"""What is said in the first seconds is not timed: statements are compiled and connections opened once, at first use."""

_WARMING = 0.25
"""Of a run: while caches fill, growing is no sign of anything."""

MEMBERS = 500
FLAGGED_EVERY = 10

_SAMPLE = Path(__file__).with_name("sample.jsonl")


class Stopwatch:
    """Notes how long things took, but for those that began while everything was still warming."""

    def __init__(self) -> None:
        self._from = 0.0

    def start(self, began: float) -> None:
        """Time what begins `WARMING_SECONDS` after this."""
        self._from = began + WARMING_SECONDS

    def note(self, into: list[float], began: float | None, arrived: float) -> None:
        """Note one, in seconds; None began nowhere."""
        if began is not None and began >= self._from:
            into.append(arrived - began)


def percentile(took: Sequence[float], percent: int) -> float:
    """Say within how many milliseconds so many in a hundred were done; of fewer than two nothing can be said."""
    return quantiles(took, n=100)[percent - 1] * 1_000 if len(took) > 1 else float("inf")


def growth(memory: Sequence[float]) -> float:
    """Say by how much memory grew once the caches were warm: the last tenth against the first after warming."""
    warm = memory[int(len(memory) * _WARMING) :]
    tenth = max(len(warm) // 10, 1)
    return sum(warm[-tenth:]) / tenth - sum(warm[:tenth]) / tenth


def author(number: int) -> int:
    """Say which of the members writes a message: each writes once in five hundred."""
    return number % MEMBERS


def is_flagged(number: int) -> bool:
    """Tell whether a message is one of those to be acted on."""
    return number % FLAGGED_EVERY == 0


def text(number: int) -> str:
    """Say what stands in a message."""
    if is_flagged(number):
        return f"pt John Testperson{number}, MRN 41{number:06d}, admitted 3 March 2026 with chest pain"
    return _clean()[number % len(_clean())]


@cache
def sample() -> list[tuple[str, str]]:
    """Read the fixed sample as kinds and texts: 85 % plain chat, 10 % easily mistaken, 5 % to be acted on."""
    rows = (json.loads(line) for line in _SAMPLE.read_text(encoding="utf-8").splitlines())
    return [(row["kind"], row["text"]) for row in rows]


@cache
def _clean() -> list[str]:
    return [said for kind, said in sample() if kind != "positive"]
