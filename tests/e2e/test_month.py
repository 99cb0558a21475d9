"""The message budget over a month: nobody is written to more than was promised, and nothing that matters is lost."""

from pathlib import Path

import pytest

from bot.core.courtesy import Occasion
from tests.month import play


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.timeout(240)
async def test_a_month_of_five_hundred_members(tmp_path: Path) -> None:
    """One message that nobody asked for a week, none in a rest or at night, nothing twice, every word on a case.

    The script tries far more than may come, so that a guard that lets everything through fails here.
    """
    month = await play(tmp_path)
    assert month.most_unasked_in_a_week() == 1
    assert month.in_a_break() == []
    assert month.in_quiet_hours() == []
    assert month.said_twice() == []
    assert month.cases_lost() == 0
    assert 0 < len(month.of(Occasion.UNASKED)) < month.tried[Occasion.UNASKED]
    assert 0 < sum(one.once is not None for _, one in month.told) < month.tried[Occasion.SUBSCRIBED]
    assert any(wish.away for wish in month.wishes.values())
    ours = {"alert.send", "checkup", "profile.check", "profile.niche", "rest.over", "rules.weekly"}
    assert ours <= month.rang.keys()
