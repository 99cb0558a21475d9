"""Record numbers by the shapes that a community has named: its hospitals', which no general rule can know."""

import re
from collections.abc import Iterator
from functools import lru_cache

from bot.core.findings import Category, Kind
from bot.detectors.patient_data.reading import Found, Rule

SHAPE = "patient_data.record_shape"

RULES = {
    SHAPE: Rule(
        category=Category.PATIENT_DIRECT,
        kind=Kind.IDENTIFIER,
        why="A number has the shape of a record number that this community has named.",
    ),
}

_CONFIDENCE = 0.9
"""The community knows the shape and answers for it; not measured, and no proof."""


def find(plain: str, shapes: frozenset[str]) -> Iterator[Found]:
    """Find whole words of a shape: ``9`` stands for any digit, ``A`` for any letter, the rest for itself."""
    if shapes:
        for match in _pattern(shapes).finditer(plain):
            yield Found(SHAPE, match.start(), match.end(), _CONFIDENCE)


@lru_cache(maxsize=64)
def _pattern(shapes: frozenset[str]) -> re.Pattern[str]:
    """Every alternative has one length, so that matching is linear whatever the shapes are."""
    longest_first = sorted(shapes, key=lambda shape: (-len(shape), shape))
    either = "|".join("".join(_PLACES.get(place, re.escape(place)) for place in shape) for shape in longest_first)
    return re.compile(rf"(?<![\w-])(?:{either})(?![\w-])", re.ASCII | re.IGNORECASE)


_PLACES = {"9": "[0-9]", "A": "[A-Za-z]"}
