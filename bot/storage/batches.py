"""Rulings on many cases at once, in SQL."""

from collections.abc import Sequence

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.batches import Batch, BatchState, Entry, EntryState
from bot.core.cases import Ruling
from bot.core.events import CommunityId, MemberId
from bot.storage import tables as t

_MARK = (
    update(t.batch_cases)
    .where(t.batch_cases.c.batch == bindparam("the_batch"), t.batch_cases.c.case == bindparam("the_case"))
    .values(version=bindparam("the_version"), state=bindparam("the_state"))
)


class SqlBatches:
    """Batches, in one unit of work."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def make(self, batch: Batch) -> int:
        """Write down what is shown before anything is done; the batch's number comes back."""
        made = await self._connection.execute(
            insert(t.batches)
            .values(
                community=batch.community,
                by=batch.by,
                ruling=batch.ruling,
                state=batch.state,
                language=t.fitted(batch.language, t.batches.c.language),
                at=batch.at,
            )
            .returning(t.batches.c.id)
        )
        number = int(made.scalar_one())
        rows = [
            {"batch": number, "case": one.case, "version": one.version, "state": one.state} for one in batch.entries
        ]
        if rows:
            await self._connection.execute(insert(t.batch_cases), rows)
        return number

    async def get(self, community: CommunityId, number: int) -> Batch | None:
        """Fetch a batch by its number; another community's is like none."""
        if not 0 < number <= t.LARGEST_NUMBER:
            return None
        wanted = select(t.batches).where(t.batches.c.community == community, t.batches.c.id == number)
        row = (await self._connection.execute(wanted)).one_or_none()
        if row is None:
            return None
        kept = select(t.batch_cases).where(t.batch_cases.c.batch == number).order_by(t.batch_cases.c.case)
        return Batch(
            id=row.id,
            community=CommunityId(row.community),
            by=MemberId(row.by),
            ruling=Ruling(row.ruling),
            state=BatchState(row.state),
            language=row.language,
            at=row.at,
            entries=tuple(
                Entry(case=one.case, version=one.version, state=EntryState(one.state))
                for one in await self._connection.execute(kept)
            ),
        )

    async def turn(self, batch: Batch, state: BatchState) -> bool:
        """Go on to a state; False when it is in that state already, or gone."""
        done = await self._connection.execute(
            update(t.batches).where(t.batches.c.id == batch.id, t.batches.c.state == batch.state).values(state=state)
        )
        return batch.state is not state and bool(done.rowcount)

    async def mark(self, batch: Batch, entries: Sequence[Entry]) -> None:
        """Write down what became of some cases."""
        rows = [
            {"the_batch": batch.id, "the_case": one.case, "the_version": one.version, "the_state": one.state}
            for one in entries
        ]
        if rows:
            await self._connection.execute(_MARK, rows)
