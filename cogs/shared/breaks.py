"""Reminders that fall into a break come after it; those that come often are left out, as `bot.core.courtesy` says."""

from datetime import timedelta

from bot.core.courtesy import quiet_of
from bot.core.engine import Policies
from bot.core.events import MemberId
from bot.core.ports import Timer, Work

AFTER = timedelta(days=1)
"""A day is for coming back."""


async def put_off(work: Work, ring: Timer, member: MemberId, policies: Policies) -> bool:
    """Let a member's timer ring again after their break; False when they are on none."""
    wishes = await work.members.preferences(ring.community, member)
    quiet = quiet_of(wishes, policies(ring.community).time_zone)
    if quiet.break_until is None or not quiet.on_break(work.now):
        return False
    await work.timers.set(ring.community, ring.kind, ring.subject, quiet.break_until + AFTER)
    return True
