"""Who and where, as typed: a platform's own picker gives whole identifiers, a typed line only names."""

from bot.core.events import ChannelId, CommunityId, MemberId


def member_of(community: CommunityId, written: str) -> MemberId:
    """Complete ``@ada`` or ``ada`` to the identifier that it stands for; a whole one stays."""
    return MemberId(_scoped(community, written.lstrip("@")))


def channel_of(community: CommunityId, written: str) -> ChannelId:
    """Complete ``#cases`` or ``cases`` to the identifier that it stands for; a whole one stays."""
    return ChannelId(_scoped(community, written.lstrip("#")))


def _scoped(community: CommunityId, written: str) -> str:
    return written if ":" in written else f"{community.partition(':')[0]}:{written.lower()}"
