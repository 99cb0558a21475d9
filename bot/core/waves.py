"""Waves of joins, kept in mind so that reading a message costs no look into the database."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.core.events import CommunityId, MemberId

PAUSED = "spam.paused"
"""The rule under which links and files are held while a pause lasts: an order of the moderators, not a suspicion."""


@dataclass(slots=True)
class _Wave:
    ends: datetime
    paused_until: datetime | None
    came: set[MemberId] = field(default_factory=set)


class Waves:
    """The wave of each community that has one: who came with it, and until when their links and files are held."""

    def __init__(self) -> None:
        self._waves: dict[CommunityId, _Wave] = {}

    def open(self, community: CommunityId, ends: datetime, paused_until: datetime | None) -> None:
        """Note a wave, or what became of it; who came with it stays known."""
        known = self._waves.setdefault(community, _Wave(ends, paused_until))
        known.ends, known.paused_until = ends, paused_until

    def close(self, community: CommunityId) -> None:
        """Forget a wave and who came with it."""
        self._waves.pop(community, None)

    def is_open(self, community: CommunityId, now: datetime) -> bool:
        """Tell whether whoever joins now comes with a wave."""
        known = self._waves.get(community)
        return known is not None and now < known.ends

    def add(self, community: CommunityId, member: MemberId) -> None:
        """Note that a member came with the wave."""
        known = self._waves.get(community)
        if known is not None:
            known.came.add(member)

    def discard(self, community: CommunityId, member: MemberId) -> None:
        """Forget that a member came with the wave."""
        known = self._waves.get(community)
        if known is not None:
            known.came.discard(member)

    def holds(self, community: CommunityId, member: MemberId, now: datetime) -> bool:
        """Tell whether a member's links and files are held at this moment."""
        known = self._waves.get(community)
        if known is None or known.paused_until is None or now >= known.paused_until:
            return False
        return member in known.came
