"""How long a hold may wait: it asks again after a day and resolves itself after three (source: the default policy)."""

from datetime import timedelta

from bot.core.cases import Case
from bot.core.policy import Retention
from bot.core.ports import Work

PING, ENDS = "moderation.hold_ping", "moderation.hold_ends"
_PINGS_AFTER = timedelta(hours=24)

_LAST_PART = 24
"""A hold that is open again resolves itself before the last hour of the day for which its original is kept besides:
what is released must still be there."""


async def watch(work: Work, case: Case, retention: Retention) -> None:
    """Set the clocks of a held message, from now, so that they ring while its original is kept."""
    at_last = case.opened_at + retention.longest_original - retention.key_after_decision / _LAST_PART
    for kind, after in ((PING, _PINGS_AFTER), (ENDS, retention.held_original)):
        await work.timers.set(case.community, kind, str(case.number), min(work.now + after, at_last))
