"""Deleting everything that is held of a community, once the bot has left it."""

from typing import Any

from sqlalchemy import Column, Table, delete, select

from bot.core.events import CommunityId
from bot.storage import tables as t
from bot.storage.retention import BATCH
from bot.storage.store import SqlStore, SqlWork

_LAST = (t.pseudonyms, t.communities)
"""Deeds stand under pseudonyms; and as long as anything is left, the community is one that is known."""

OF_A_COMMUNITY = tuple(
    table for table in t.metadata.sorted_tables if "community" in table.c and table not in (t.deeds, t.chains, *_LAST)
)
"""Tables with rows of communities; what hangs on a case or an action goes with it."""


async def leave(store: SqlStore, community: CommunityId) -> int:
    """Delete what is held of a community in small steps; say how many rows, without those that hang on them.

    Of its log there stays how long it was and the hash of its end, sealed: without it the anchors in the file beside
    the database would look like a log that somebody cut.

    Raises:
        Unavailable: the database does not answer; leaving again goes on where it ended.
    """
    gone = 0
    while done := await _end_chain(store, community):
        gone += done
    for table in (*OF_A_COMMUNITY, *_LAST):
        while done := await _step(store, table, community):
            gone += done
    store.forget_setup(community)
    await store.checkpoint()
    return gone


async def _end_chain(store: SqlStore, community: CommunityId) -> int:
    async with store.begin() as work:
        return await work.audit.end(community, work.now, BATCH)


async def _step(store: SqlStore, table: Table, community: CommunityId) -> int:
    async with store.begin() as work:
        return await _delete_some(work, table, community)


async def _delete_some(work: SqlWork, table: Table, community: CommunityId) -> int:
    """Delete one batch of a community's rows: by the key of one column, or the rest where the key has several."""
    owner: Column[Any] = t.communities.c.id if table is t.communities else table.c.community
    (key, *others) = table.primary_key
    rows = delete(table).where(owner == community)
    if not others:
        some = (await work.connection.execute(select(key).where(owner == community).limit(BATCH))).scalars().all()
        rows = delete(table).where(key.in_(some))
    return (await work.connection.execute(rows)).rowcount
