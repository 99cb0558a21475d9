"""How often sources were shared in a week, for those who asked for a digest; no text, and nobody's name.

Counted is what is shared in open channels alone: those in mode *public* and those that an admin has named. So no
digest carries a link out of a channel that its reader cannot see.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.core.courtesy import zones
from bot.core.events import Channel, CommunityId, MemberId
from bot.core.policy import ChannelMode, CommunityPolicy
from bot.core.ports import Work
from cogs.shared.kept import Kept
from cogs.shared.sources import Source

COUNTED_FOR = timedelta(days=8)
"""A week, and a day in which the digest is late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A source and who shared it, as keyed digests; ``title`` is known of what came by a form."""

    source: str
    url: str
    title: str = field(default="", repr=False)
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribed:
    """A member who wants the digest, and in which language."""

    since: datetime
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenChannel:
    """A channel that everybody in the community can read, as an admin says."""

    name: str


COUNTS = Kept("link_count", Counted)
"""Named by the week and a keyed digest of the source."""

SUBSCRIBERS = Kept("digest_weekly", Subscribed)
OPEN_CHANNELS = Kept("digest_channel", OpenChannel)


def week_of(at: datetime, zone: str) -> str:
    """Name the week of a moment by the clock of a place, such as ``2026w49`` (source: ISO 8601)."""
    year, week, _ = at.astimezone(zones()[zone.casefold()]).isocalendar()
    return f"{year}w{week:02}"


async def count(
    work: Work,
    community: CommunityId,
    policy: CommunityPolicy,
    channel: Channel,
    member: MemberId,
    sources: Iterable[Source],
    *,
    title: str = "",
) -> None:
    """Count what a member shared, once each a week, if the channel is open and somebody reads the digest."""
    is_open = policy.mode(channel.name) is ChannelMode.PUBLIC
    is_open = is_open or await OPEN_CHANNELS.get(work, community, channel.id) is not None
    if not is_open or not await SUBSCRIBERS.page(work, community, limit=1):
        return
    for source in sources:
        name = f"{week_of(work.now, policy.time_zone)}:{work.digest(community, source.key).hex()}"
        kept = await COUNTS.get(work, community, name)
        known = kept.value if kept else Counted(source=source.name, url=source.url)
        sharer = sharer_of(work, community, member)
        by = known.by if sharer in known.by else (*known.by, sharer)
        counted = Counted(source=known.source, url=known.url, title=known.title or title, by=by)
        until = kept.until if kept else work.now + COUNTED_FOR
        await COUNTS.put(work, community, name, counted, until=until)


def sharer_of(work: Work, community: CommunityId, member: MemberId) -> str:
    """Digest who shared something, so that nobody is counted twice."""
    return work.digest(community, f"sharer {member}").hex()[:16]
