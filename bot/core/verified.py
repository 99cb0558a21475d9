"""Who was verified as a professional, kept in mind so that reading a message costs no look into the database."""

from datetime import datetime

from bot.core.events import CommunityId, MemberId


class Verified:
    """The members whose verification holds, and until when."""

    def __init__(self) -> None:
        self._until: dict[tuple[CommunityId, MemberId], datetime] = {}

    def add(self, community: CommunityId, member: MemberId, until: datetime) -> None:
        """Note that a member is verified until a moment."""
        self._until[community, member] = until

    def remove(self, community: CommunityId, member: MemberId) -> None:
        """Forget a member's verification."""
        self._until.pop((community, member), None)

    def holds(self, community: CommunityId, member: MemberId, now: datetime) -> bool:
        """Tell whether a member is verified at this moment."""
        until = self._until.get((community, member))
        return until is not None and now < until
