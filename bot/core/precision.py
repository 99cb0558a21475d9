"""How often a rule is right in one community, from what its moderators ruled, and how sure that is."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

NORMAL_95 = 1.959964
"""The normal quantile that 95 % of a distribution lies within, two-sided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Where a proportion lies, 95 times in a hundred."""

    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """How many rulings stand on cases that a rule was a reason of, and how many of them upheld it."""

    upheld: int
    decided: int

    @property
    def bounds(self) -> Bounds:
        """The 95 % bounds of the share that is upheld."""
        return wilson(self.upheld, self.decided)


def wilson(right: int, of: int) -> Bounds:
    """Bound a proportion by Wilson's score interval; nothing seen says nothing.

    It stays within 0 and 1 and holds for few cases and for shares near the ends, where the usual formula fails.
    Source: E. B. Wilson, “Probable inference, the law of succession, and statistical inference”, Journal of the
    American Statistical Association 1927;22(158):209–212.
    """
    if of <= 0:
        return Bounds(low=0.0, high=1.0)
    share, square = right / of, NORMAL_95 * NORMAL_95
    middle = share + square / (2 * of)
    spread = NORMAL_95 * sqrt(share * (1 - share) / of + square / (4 * of * of))
    whole = 1 + square / of
    return Bounds(low=max((middle - spread) / whole, 0.0), high=min((middle + spread) / whole, 1.0))


Precisions = Mapping[str, Precision]
"""A community's precisions by rule."""
