"""The log of deeds in SQL: one hash-chained series of rows a community, its head sealed apart, its length anchored.

Each row's hash is made under a key of the vault from the row and the hash before it, so whoever has the database alone
can neither change a row nor add one. How long a chain is stands in a sealed row of another table, written in the same
unit of work; an old copy of that row together with cut rows is found by the anchors, a file beside the database.
"""

import asyncio
import json
import os
import secrets
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import and_, bindparam, delete, exists, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.audit import ANSWERABLE, Break, BreakKind, Checked, Deed, DeedKind
from bot.core.errors import Locked, Unavailable
from bot.core.events import CommunityId, MemberId
from bot.storage import tables as t
from bot.storage.prepared import Prepared
from bot.storage.sql import upsert, upsert_of
from bot.storage.vault import Vault

FILE = "audit.anchors"
BEGINNING = b"\0" * 32
"""What stands in for the hash before the first row."""

_PAGE = 1_000

_HEAD = Prepared(lambda _: select(t.chains.c.head).where(t.chains.c.community == bindparam("the_community")))
_PSEUDONYM = Prepared(
    lambda _: select(t.pseudonyms.c.name).where(
        t.pseudonyms.c.community == bindparam("the_community"), t.pseudonyms.c.member == bindparam("the_member")
    )
)
_APPEND = Prepared(lambda _: insert(t.deeds))


def _put_head(dialect: str) -> Any:
    make = upsert_of(dialect)(t.chains)
    return make.on_conflict_do_update(index_elements=("community",), set_={"head": make.excluded.head})


_PUT_HEAD = Prepared(_put_head)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Where a chain begins and ends: the number of its last row and that row's hash and moment.

    ``gone`` is the number of the last row whose time was over, and ``before`` that row's hash.
    """

    gone: int = 0
    before: bytes = BEGINNING
    last: int = 0
    hash: bytes = BEGINNING
    at: datetime | None = None

    def written(self) -> bytes:
        """Write it down to be sealed."""
        at = None if self.at is None else self.at.isoformat()
        return json.dumps([self.gone, self.before.hex(), self.last, self.hash.hex(), at]).encode()

    @classmethod
    def read(cls, written: bytes) -> "Head":
        """Read what `written` wrote."""
        gone, before, last, hash_, at = json.loads(written)
        moment = None if at is None else datetime.fromisoformat(at)
        return cls(gone=gone, before=bytes.fromhex(before), last=last, hash=bytes.fromhex(hash_), at=moment)


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """How long a chain was at a moment, and the hash that it ended with."""

    line: int
    community: CommunityId
    count: int
    hash: bytes


class Anchors:
    """The file of anchors: JSON lines, only ever appended to."""

    def __init__(self, data_directory: Path) -> None:
        self.path = data_directory / FILE

    def append(self, heads: Sequence[tuple[CommunityId, Head]], at: datetime) -> None:
        """Write down how long each chain is.

        Raises:
            Unavailable: the file cannot be written.
        """
        lines = [
            json.dumps(
                {"at": at.astimezone(UTC).isoformat(), "community": name, "count": head.last, "hash": head.hash.hex()}
            )
            for name, head in heads
        ]
        if not lines:
            return
        try:
            handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write("".join(f"{line}\n" for line in lines))
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            message = f"{self.path}: {error.strerror}"
            raise Unavailable(message) from None

    def read(self) -> list[Anchor | int]:
        """Read every anchor; a line that is none is given by its number alone.

        Raises:
            Unavailable: the file cannot be read.
        """
        try:
            lines = self.path.read_bytes().splitlines()
        except FileNotFoundError:
            return []
        except OSError as error:
            message = f"{self.path}: {error.strerror}"
            raise Unavailable(message) from None
        return list(_anchors(lines))


def _anchors(lines: Sequence[bytes]) -> Iterator[Anchor | int]:
    for number, line in enumerate(lines, 1):
        try:
            one = json.loads(line)
            community, count, hash_ = CommunityId(one["community"]), int(one["count"]), bytes.fromhex(one["hash"])
        except (ValueError, TypeError, KeyError):
            yield number
        else:
            yield Anchor(line=number, community=community, count=count, hash=hash_)


class SqlAudit:
    """The log of deeds, in one unit of work."""

    def __init__(
        self, connection: AsyncConnection, vault: Vault, now: datetime, anchors: Anchors | None = None
    ) -> None:
        self._connection = connection
        self._vault = vault
        self._now = now
        self._anchors = anchors

    async def record(
        self,
        community: CommunityId,
        kind: DeedKind,
        by: MemberId,
        *,
        case: int | None = None,
        detail: str | None = None,
    ) -> None:
        """Append a deed to the community's chain.

        Raises:
            Locked: the chain's head cannot be read: it was changed, or its key is gone; nothing is appended blindly.
        """
        head = await self.head(community)
        # A clock that was set back must not make a row older than the one before it: rows end in their order.
        at = self._now if head.at is None else max(self._now, head.at)
        fitted = None if detail is None else t.fitted(detail, t.deeds.c.detail)
        name = await self._name(community, by)
        deed = Deed(number=head.last + 1, kind=kind, by=name, case=case, detail=fitted, at=at)
        link = self._vault.link(head.hash, _canonical(community, deed))
        await _APPEND(
            self._connection,
            {
                "community": community,
                "number": deed.number,
                "kind": deed.kind,
                "by": deed.by,
                "case": deed.case,
                "detail": deed.detail,
                "at": moment(deed.at),
                "hash": link,
            },
        )
        await self._put(community, Head(gone=head.gone, before=head.before, last=deed.number, hash=link, at=at))

    async def forget(self, community: CommunityId, member: MemberId) -> None:
        """Forget whose a member's pseudonym is, unless deeds stand under it that they answer for."""
        columns = t.pseudonyms.c
        answers = exists().where(
            t.deeds.c.community == columns.community, t.deeds.c.by == columns.name, t.deeds.c.kind.in_(ANSWERABLE)
        )
        await self._connection.execute(
            delete(t.pseudonyms).where(columns.community == community, columns.member == member, ~answers)
        )

    async def deeds_of(self, community: CommunityId, member: MemberId) -> list[Deed]:
        """List what is logged under a member's pseudonym, oldest first."""
        known = await _PSEUDONYM(self._connection, _asked(community, member))
        if not known:
            return []
        theirs = and_(t.deeds.c.community == community, t.deeds.c.by == known[0].name)
        found = await self._connection.execute(select(t.deeds).where(theirs).order_by(t.deeds.c.number))
        return [_deed(row) for row in found]

    async def verify(self, community: CommunityId) -> Checked:
        """Look at every row of a chain, at its head and at the anchors; the first break is told.

        Raises:
            Unavailable: the file of anchors cannot be read.
        """
        anchors = [] if self._anchors is None else await asyncio.to_thread(self._anchors.read)
        try:
            head = await self.head(community)
        except Locked:
            return await self._headless(community)
        rows, broken, expected, before = 0, None, head.gone + 1, head.before
        hashes = {head.gone: head.before}
        wanted = {one.count for one in anchors if isinstance(one, Anchor) and one.community == community}
        async for row in self._rows(community):
            rows += 1
            if broken is None:
                broken = self._look(community, row, expected, before, head)
                expected, before = expected + 1, row.hash
            if row.number in wanted:
                hashes[row.number] = row.hash
        if broken is None and head.last >= expected:
            broken = Break(number=expected, kind=BreakKind.CUT)
        if broken is None and head.hash != before:
            broken = Break(number=head.last, kind=BreakKind.CHANGED)
        fitting, unlike = _fit(community, anchors, hashes, head.gone)
        return Checked(community=community, first=head.gone + 1, rows=rows, anchors=fitting, broken=broken or unlike)

    async def _headless(self, community: CommunityId) -> Checked:
        counted = select(func.count(), func.max(t.deeds.c.number)).where(t.deeds.c.community == community)
        rows, last = (await self._connection.execute(counted)).one()
        broken = Break(number=last or 0, kind=BreakKind.HEADLESS)
        return Checked(community=community, first=1, rows=rows, anchors=0, broken=broken)

    def _look(self, community: CommunityId, row: Any, expected: int, before: bytes, head: Head) -> Break | None:
        """Compare one row with the place where it stands."""
        if not isinstance(row.number, int):  # SQLite keeps whatever somebody puts into a column
            return Break(number=expected, kind=BreakKind.CHANGED)
        if row.number < expected or row.number > head.last:
            return Break(number=row.number, kind=BreakKind.ADDED)
        if row.number > expected:
            return Break(number=expected, kind=BreakKind.MISSING)
        if not self.fits(community, row, before):
            return Break(number=row.number, kind=BreakKind.CHANGED)
        return None

    def fits(self, community: CommunityId, row: Any, before: bytes) -> bool:
        """Tell whether a row is what was written, after the row with this hash."""
        try:
            deed = _deed(row)
            if row.at != moment(deed.at):
                return False
            written = _canonical(community, deed)
            return secrets.compare_digest(self._vault.link(before, written), row.hash)
        except (ValueError, TypeError):  # another kind of value than was written
            return False

    async def _rows(self, community: CommunityId) -> AsyncIterator[Any]:
        """Read a chain page by page, in order; doubles, which only tampering makes, come one after the other."""
        after = (-t.LARGEST_NUMBER, 0)
        columns = t.deeds.c
        while True:
            page = (
                await self._connection.execute(
                    select(t.deeds)
                    .where(
                        columns.community == community,
                        (columns.number > after[0]) | ((columns.number == after[0]) & (columns.id > after[1])),
                    )
                    .order_by(columns.number, columns.id)
                    .limit(_PAGE)
                )
            ).all()
            for row in page:
                yield row
            if len(page) < _PAGE:
                return
            after = (page[-1].number, page[-1].id)

    async def export(self, community: CommunityId) -> AsyncIterator[dict[str, object]]:
        """Give every row of a chain, in order, with the member behind its pseudonym while that is known."""
        known = await self._connection.execute(
            select(t.pseudonyms.c.name, t.pseudonyms.c.member).where(t.pseudonyms.c.community == community)
        )
        members = {row.name: row.member for row in known}
        async for row in self._rows(community):
            yield {
                "community": row.community,
                "number": row.number,
                "at": row.at,
                "kind": row.kind,
                "by": row.by,
                "member": members.get(row.by),
                "case": row.case,
                "detail": row.detail,
                "hash": row.hash.hex(),
            }

    async def communities(self) -> list[CommunityId]:
        """List every community that has a chain, rows of one, or an anchor.

        Raises:
            Unavailable: the file of anchors cannot be read.
        """
        anchors = [] if self._anchors is None else await asyncio.to_thread(self._anchors.read)
        found = await self._connection.execute(select(t.chains.c.community).union(select(t.deeds.c.community)))
        anchored = {one.community for one in anchors if isinstance(one, Anchor)}
        return sorted({CommunityId(row[0]) for row in found} | anchored)

    async def heads(self) -> list[tuple[CommunityId, Head]]:
        """List every chain with its head; one that cannot be read is left out, as `verify` will tell."""
        found: list[tuple[CommunityId, Head]] = []
        for row in (await self._connection.execute(select(t.chains).order_by(t.chains.c.community))).all():
            try:
                found.append((CommunityId(row.community), self._opened(row.community, row.head)))
            except Locked:
                continue
        return found

    async def head(self, community: CommunityId) -> Head:
        """Open a chain's head; a chain that has not begun has an empty one.

        Raises:
            Locked: it cannot be read, or it is gone although there are rows.
        """
        known = await _HEAD(self._connection, {"the_community": community})
        if known:
            return self._opened(community, known[0].head)
        count = select(func.count()).select_from(t.deeds).where(t.deeds.c.community == community)
        if (await self._connection.execute(count)).scalar_one():
            message = "the head of the log is gone: run chaperone log verify"
            raise Locked(message)
        return Head()

    def _opened(self, community: str, sealed: bytes) -> Head:
        opened = self._vault.open(sealed, "chains", "head", community)
        try:
            return Head.read(opened)
        except ValueError:
            message = "the head of the log cannot be read"
            raise Locked(message) from None

    async def _put(self, community: CommunityId, head: Head) -> None:
        sealed = self._vault.seal(head.written(), "chains", "head", community)
        await _PUT_HEAD(self._connection, {"community": community, "head": sealed})

    async def _name(self, community: CommunityId, member: MemberId) -> str:
        """Find a member's pseudonym, or draw one."""
        known = await _PSEUDONYM(self._connection, _asked(community, member))
        if known:
            return str(known[0].name)
        name = f"P-{secrets.token_hex(_LOT_BYTES)}"
        await upsert(self._connection, t.pseudonyms, {"community": community, "member": member, "name": name}, {})
        return name

    async def end(self, community: CommunityId, until: datetime, most: int) -> int:
        """Delete a chain's oldest rows up to a moment, and set its beginning to what follows; say how many.

        A row that does not fit is left, with all that follow it: time must not take away the trace of tampering.
        """
        try:
            head = await self.head(community)
        except Locked:
            return 0
        columns = t.deeds.c
        last = moment(until)
        oldest = (
            await self._connection.execute(
                select(t.deeds)
                .where(columns.community == community, columns.number > head.gone)
                .order_by(columns.number)
                .limit(most)
            )
        ).all()
        gone, before = head.gone, head.before
        for row in oldest:
            if row.number != gone + 1 or row.at > last or not self.fits(community, row, before):
                break
            gone, before = row.number, row.hash
        if gone == head.gone:
            return 0
        await self._connection.execute(
            delete(t.deeds).where(columns.community == community, columns.number > head.gone, columns.number <= gone)
        )
        await self._put(community, Head(gone=gone, before=before, last=head.last, hash=head.hash, at=head.at))
        return gone - head.gone


_LOT_BYTES = 10


def _asked(community: CommunityId, member: MemberId) -> dict[str, str]:
    return {"the_community": community, "the_member": member}


def _deed(row: Any) -> Deed:
    at = datetime.fromisoformat(row.at)
    return Deed(number=row.number, kind=DeedKind(row.kind), by=row.by, case=row.case, detail=row.detail, at=at)


def moment(at: datetime) -> str:
    """Write a moment so that it sorts as text, the same on every database."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _canonical(community: CommunityId, deed: Deed) -> bytes:
    """Write a row down in one way only; no two rows are written alike."""
    written = [1, community, deed.number, deed.kind, deed.by, deed.case, deed.detail, moment(deed.at)]
    return json.dumps(written, separators=(",", ":")).encode("ascii")


def _fit(
    community: CommunityId,
    anchors: Sequence[Anchor | int],
    hashes: dict[int, bytes],
    gone: int,
) -> tuple[int, Break | None]:
    """Compare every anchor with the row that it names; anchors of rows whose time is over are past telling."""
    fitting, broken = 0, None
    for one in anchors:
        if isinstance(one, int):
            broken = broken or Break(number=one, kind=BreakKind.ANCHOR)
        elif one.community != community or one.count < gone:
            continue
        elif hashes.get(one.count) == one.hash:
            fitting += 1
        else:
            broken = broken or Break(number=one.count, kind=BreakKind.SET_BACK)
    return fitting, broken
