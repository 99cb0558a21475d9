"""The simulated hours through the real engine: attacks are met in time, and nobody innocent is held.

The figures of both halves stand in ``docs/behaviour.md``; ``python -m tests.hours.measure`` prints them.
"""

from pathlib import Path

import pytest

from bot.core.findings import Label
from tests.hours import Hour, play
from tests.hours.measure import HALVES, hours

LOOKED_AT = frozenset({Label.SPAM, Label.DISRESPECT})
"""The labels that this is about; the others have no part in it and would take most of the time."""


@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.parametrize(
    "hour",
    [
        pytest.param(hour, id=hour.name, marks=() if place % 8 == 0 else pytest.mark.long)
        for place, hour in enumerate(hour for half in HALVES for hour in hours(half))
    ],
)
async def test_an_hour_ends_well(hour: Hour, tmp_path: Path) -> None:
    """An attack is met by its fifth message or within ten seconds, and no innocent member's message is hidden."""
    outcome = await play(hour, tmp_path, LOOKED_AT)
    assert outcome.held == ()
    assert outcome.in_time or not hour.attack


def test_the_hours_are_as_many_as_the_page_says() -> None:
    """Fifty attacks and fifty busy hours, each under its own name."""
    every = [hour for half in HALVES for hour in hours(half)]
    assert len({hour.name for hour in every}) == len(every)
