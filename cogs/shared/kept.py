"""What a cog keeps: typed values in the sealed store of records, with the export and erasure that members are owed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from bot.core.events import CommunityId, MemberId
from bot.core.ports import Record, Work

T = TypeVar("T")


@cache
def _adapter_of(type_: type[T]) -> TypeAdapter[T]:
    return TypeAdapter(type_)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Generic[T]):
    """One value that is kept, under its name."""

    community: CommunityId
    name: str
    owner: MemberId | None
    value: T
    until: datetime | None


class Kept(Generic[T]):
    """Values of one type under one kind, such as a member's alerts or a community's events.

    Args:
        kind: the kind of record; unique among the cogs.
        type_: the type of the values: a frozen dataclass that pydantic can write as JSON.
    """

    def __init__(self, kind: str, type_: type[T]) -> None:
        self.kind = kind
        self._as_json: TypeAdapter[T] = _adapter_of(type_)  # type: ignore[arg-type]  # a class can be hashed

    async def get(self, work: Work, community: CommunityId, name: str) -> Entry[T] | None:
        """Find the value with a name."""
        found = await work.records.get(community, self.kind, name)
        return next(self._read([found] if found else []), None)

    async def put(
        self,
        work: Work,
        community: CommunityId,
        name: str,
        value: T,
        *,
        owner: MemberId | None = None,
        until: datetime | None = None,
    ) -> None:
        """Keep a value in the place of the one that has this name."""
        await work.records.put(community, self.kind, name, self._write(value), owner=owner, until=until)

    async def add(
        self,
        work: Work,
        community: CommunityId,
        value: T,
        *,
        owner: MemberId | None = None,
        until: datetime | None = None,
    ) -> str:
        """Keep a value under a new number, which comes back."""
        return await work.records.add(community, self.kind, self._write(value), owner=owner, until=until)

    async def page(
        self, work: Work, community: CommunityId, *, owner: MemberId | None = None, starting: str = "", limit: int = 200
    ) -> list[Entry[T]]:
        """List what is kept in a community, oldest first."""
        found = await work.records.page(community, self.kind, owner=owner, starting=starting, limit=limit)
        return list(self._read(found))

    async def everywhere(self, work: Work) -> list[Entry[T]]:
        """List what is kept in all communities."""
        return list(self._read(await work.records.everywhere(self.kind)))

    async def remove(self, work: Work, community: CommunityId, name: str) -> bool:
        """Delete the value with a name; False where there was none."""
        return await work.records.remove(community, self.kind, name)

    async def export(self, work: Work, community: CommunityId, member: MemberId) -> list[object]:
        """Give a member what is theirs, as JSON would hold it."""
        return [
            self._as_json.dump_python(one.value, mode="json")
            for one in await self.page(work, community, owner=member, limit=10_000)
        ]

    async def erase(self, work: Work, community: CommunityId, member: MemberId) -> int:
        """Delete what is a member's; say how many."""
        return await work.records.erase(community, member, (self.kind,))

    def _write(self, value: T) -> str:
        return self._as_json.dump_json(value).decode()

    def _read(self, records: Sequence[Record]) -> Iterator[Entry[T]]:
        for record in records:
            try:
                value = self._as_json.validate_json(record.value)
            except ValidationError:  # an earlier version wrote it in another shape: it stops nothing else
                continue
            yield Entry(
                community=record.community, name=record.name, owner=record.owner, value=value, until=record.until
            )
