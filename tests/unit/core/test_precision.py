"""Wilson's bounds, and what they mean for a rule that holds by itself."""

import pytest

from bot.core.precision import Precision, wilson


@pytest.mark.parametrize(
    ("right", "of", "low", "high"),
    [
        # Published values: R. G. Newcombe, Statistics in Medicine 1998;17:857-872, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_bounds_are_the_published_ones(right: int, of: int, low: float, high: float) -> None:
    """Four digits of Newcombe's table for the score interval without continuity correction."""
    bounds = wilson(right, of)
    assert (round(bounds.low, 4), round(bounds.high, 4)) == (low, high)


def test_nothing_seen_says_nothing() -> None:
    """Without a ruling any share is possible."""
    assert (wilson(0, 0).low, wilson(0, 0).high) == (0.0, 1.0)


def test_bounds_hold_the_share_and_narrow() -> None:
    """The share lies within, all of all and none of all stay within 0 and 1, and more rulings say more."""
    for of in (1, 5, 20, 400):
        for right in range(of + 1):
            bounds = wilson(right, of)
            assert 0.0 <= bounds.low <= right / of + 1e-12
            assert right / of - 1e-12 <= bounds.high <= 1.0
    widths = [(bounds := wilson(of * 4 // 5, of)).high - bounds.low for of in (5, 20, 80, 320)]
    assert widths == sorted(widths, reverse=True)
    assert Precision(upheld=16, decided=20).bounds == wilson(16, 20)
