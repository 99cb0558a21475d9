"""How long a hold may wait: it asks again after a day and resolves itself after three (source: the default policy)."""

from datetime import timedelta

from bot.core.cases import Case
from bot.core.ports import Work

PING, ENDS = "moderation.hold_ping", "moderation.hold_ends"
_AFTER = {PING: timedelta(hours=24), ENDS: timedelta(hours=72)}


async def watch(work: Work, case: Case) -> None:
    """Set the clocks of a held message, from now."""
    for kind, after in _AFTER.items():
        await work.timers.set(case.community, kind, str(case.number), work.now + after)
