"""What was shared in a week, for those who asked for a digest; no text, and nobody's name.

Kept is what is shared in open channels alone: those in mode *public* and those that an admin has named, without their
private threads. So no digest carries a link out of a channel that its reader cannot see. It is kept by the message, so
that it goes when its author takes the message back.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.core.courtesy import zones
from bot.core.events import Channel, CommunityId, MemberId
from bot.core.policy import ChannelMode, CommunityPolicy
from bot.core.ports import Work
from cogs.shared.kept import Entry, Kept
from cogs.shared.sources import Source

KEPT_FOR = timedelta(days=8)
"""A week, and a day in which the digest is late."""

MOST_READ = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A source, as people read it and as it is opened."""

    source: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What a message or a card shares and, as a keyed digest, who shares it; ``title`` is known of what came by a form.

    ``week`` is the one in which it was shared first, see `week_of`.
    """

    channel: str
    by: str
    week: str
    sources: tuple[Named, ...]
    title: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A source and how many members shared it."""

    source: str
    url: str
    title: str = field(repr=False)
    members: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribed:
    """A member who wants the digest, and in which language."""

    since: datetime
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenChannel:
    """A channel that everybody in the community can read, as an admin says."""

    name: str


SHARED = Kept("link_shared", Shared)
"""Named by the message, or by the card, in which it was shared."""

SUBSCRIBERS = Kept("digest_weekly", Subscribed)
OPEN_CHANNELS = Kept("digest_channel", OpenChannel)


def week_of(at: datetime, zone: str) -> str:
    """Name the week of a moment by the clock of a place, such as ``2026w49`` (source: ISO 8601)."""
    year, week, _ = at.astimezone(zones()[zone.casefold()]).isocalendar()
    return f"{year}w{week:02}"


async def keep(
    work: Work,
    community: CommunityId,
    policy: CommunityPolicy,
    channel: Channel,
    member: MemberId,
    sources: Iterable[Source],
    *,
    place: str,
    title: str = "",
) -> None:
    """Keep what a message or a card shares now, if the channel is open and somebody reads the digest.

    Args:
        work: the unit of work.
        community: where it was shared.
        policy: the community's.
        channel: in which it was shared.
        member: who shares it.
        sources: what is shared; none where an edit has taken it out.
        place: the message's identifier, or the card's subject.
        title: what its sharer calls it.
    """
    named = tuple(Named(source=one.name, url=one.url) for one in sources)
    if not named or not await _is_read(work, community, policy, channel):
        await SHARED.remove(work, community, place)
        return
    before = await SHARED.get(work, community, place)
    shared = Shared(
        channel=channel.id,
        by=sharer_of(work, community, member),
        week=before.value.week if before is not None else week_of(work.now, policy.time_zone),
        sources=named,
        title=title,
    )
    until = before.until if before is not None else work.now + KEPT_FOR
    await SHARED.put(work, community, place, shared, until=until)


async def _is_read(work: Work, community: CommunityId, policy: CommunityPolicy, channel: Channel) -> bool:
    """Tell whether somebody reads the digest, and everybody the channel."""
    if channel.is_private:
        return False
    is_open = policy.mode(channel.name) is ChannelMode.PUBLIC
    is_open = is_open or await OPEN_CHANNELS.get(work, community, channel.id) is not None
    return is_open and bool(await SUBSCRIBERS.page(work, community, limit=1))


async def page(work: Work, community: CommunityId) -> list[Entry[Shared]]:
    """List all that is kept of a community, oldest first."""
    return await SHARED.page(work, community, limit=MOST_READ)


def rank(shared: Iterable[Shared]) -> Sequence[Counted]:
    """Count members by source, what most of them shared first."""
    counted: dict[str, Counted] = {}
    members: dict[str, set[str]] = {}
    for one in shared:
        for named in one.sources:
            who = members.setdefault(named.source, set())
            who.add(one.by)
            known = counted.get(named.source) or Counted(source=named.source, url=named.url, title="", members=0)
            counted[named.source] = replace(known, title=known.title or one.title, members=len(who))
    return sorted(counted.values(), key=lambda one: -one.members)


def sharer_of(work: Work, community: CommunityId, member: MemberId) -> str:
    """Digest who shared something, so that nobody is counted twice."""
    return work.digest(community, f"sharer {member}").hex()[:16]
