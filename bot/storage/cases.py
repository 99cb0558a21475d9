"""The record of cases in SQL."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Float,
    Row,
    Select,
    and_,
    bindparam,
    case,
    delete,
    exists,
    extract,
    func,
    insert,
    literal,
    or_,
    select,
    tuple_,
    union,
    union_all,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.audit import DeedKind
from bot.core.batches import GATHERING
from bot.core.cases import (
    CLOCKS,
    QUEUED,
    UPHOLDING,
    Case,
    CaseChange,
    CaseKind,
    Cursor,
    Day,
    Ending,
    Filter,
    NewCase,
    Outcome,
    Priority,
    Reason,
    Ruling,
    ShadowCount,
    State,
    Stats,
    Visibility,
)
from bot.core.errors import Locked
from bot.core.events import ChannelId, CommunityId, MemberId, MessageId, MessageRef
from bot.core.findings import Band, Category
from bot.core.policy import Retention
from bot.core.ports import ActionRecord, Effect, NoteRecord, RulingRecord
from bot.core.precision import Precision
from bot.core.text import Content, Part, PartKind
from bot.storage import tables as t
from bot.storage.audit import SqlAudit
from bot.storage.automata import read_precisions
from bot.storage.prepared import Prepared
from bot.storage.sql import upsert, upsert_of
from bot.storage.vault import Vault

_WEEK = timedelta(days=7)
_FINAL = (State.DECIDED, State.CLOSED)
_RULINGS = frozenset(Ruling)


_NOW = bindparam("now", type_=t.Moment())


def _reports() -> ColumnElement[int]:
    return select(func.count()).where(t.reports.c.case == t.cases.c.id).scalar_subquery()


def _strikes() -> ColumnElement[int]:
    standing = and_(
        t.strikes.c.community == t.cases.c.community,
        t.strikes.c.member == t.cases.c.author,
        t.strikes.c.until > _NOW,
        t.strikes.c.told_at.is_not(None),
    )
    return select(func.coalesce(func.sum(t.strikes.c.count), 0)).where(standing).scalar_subquery()


_LOCK = Prepared(
    lambda _: (
        select(
            t.communities.c.next_case,
            select(func.coalesce(func.sum(t.strikes.c.count), 0))
            .where(
                t.strikes.c.community == bindparam("the_community"),
                t.strikes.c.member == bindparam("author"),
                t.strikes.c.until > _NOW,
                t.strikes.c.told_at.is_not(None),
            )
            .scalar_subquery()
            .label("strikes"),
        )
        .where(t.communities.c.id == bindparam("the_community"))
        .with_for_update(of=t.communities)
    )
)
_OPEN = Prepared(lambda dialect: upsert_of(dialect)(t.cases).on_conflict_do_nothing().returning(t.cases.c.id))
_COUNT_ON = Prepared(
    lambda _: (
        update(t.communities)
        .where(t.communities.c.id == bindparam("the_community"))
        .values(next_case=bindparam("next_case"))
    )
)
_GIVE_REASON = Prepared(lambda _: insert(t.reasons))
_KEEP = Prepared(lambda _: insert(t.originals))
_CONFIRM = Prepared(
    lambda _: (
        update(t.cases)
        .where(
            t.cases.c.community == bindparam("the_community"),
            t.cases.c.number == bindparam("the_number"),
            t.cases.c.channel == bindparam("the_channel"),
            t.cases.c.message == bindparam("the_message"),
            t.cases.c.visibility != Visibility.DELETED,
        )
        .values(visibility=bindparam("visibility"))
    )
)


def _counting(table: Any) -> Callable[[str], Any]:
    """Add to a count that is kept under all that a row says besides."""
    key = [column.name for column in table.primary_key]

    def make(dialect: str) -> Any:
        put = upsert_of(dialect)(table)
        return put.on_conflict_do_update(index_elements=key, set_={"count": table.c.count + put.excluded.count})

    return make


_COUNT, _COUNT_PRECEDENT = Prepared(_counting(t.tallies)), Prepared(_counting(t.precedents))

_SELECT = select(
    t.cases,
    t.originals.c.case.is_not(None).label("has_original"),
    _reports().label("reports"),
    _strikes().label("strikes"),
).outerjoin(t.originals, and_(t.originals.c.case == t.cases.c.id, t.originals.c.expires_at > _NOW))
_GET = _SELECT.where(t.cases.c.community == bindparam("the_community"), t.cases.c.number == bindparam("the_number"))
_REASONS = select(t.reasons).where(t.reasons.c.case.in_(bindparam("cases", expanding=True))).order_by(t.reasons.c.id)


class SqlCases:
    """Cases, in one unit of work."""

    def __init__(
        self, connection: AsyncConnection, vault: Vault, now: datetime, retention: Retention, audit: SqlAudit
    ) -> None:
        self._connection = connection
        self._vault = vault
        self._now = now
        self._retention = retention
        self._audit = audit
        self.tallied: set[CommunityId] = set()
        self._fresh: Case | None = None

    async def open(self, new: NewCase, original: Content | None) -> tuple[Case, bool]:
        """Open a case, or find the one that this text of this message already has."""
        number, strikes = await self._lock(new)
        row = self._row(new, number)
        opened = await _OPEN(self._connection, row)
        if not opened:
            return await self._known(new), False
        identity = opened[0].id
        await _COUNT_ON(self._connection, {"the_community": new.community, "next_case": number + 1})
        if new.reasons:
            await _GIVE_REASON(self._connection, [_reason_row(identity, one) for one in new.reasons])
        if original is not None:
            await self._keep(identity, new, original)
        fresh = {column.name: None for column in t.cases.c} | row
        fresh |= {"id": identity, "strikes": strikes, "reports": 0, "has_original": original is not None}
        self._fresh = self._case(SimpleNamespace(**fresh), new.reasons)
        return self._fresh, True

    async def reopen(self, case: Case, new: NewCase, original: Content | None) -> Case | None:
        """Open a case that is over once more, as if it were new; None if it has changed."""
        self._fresh = None
        values = self._row(new, case.number)
        values |= {"version": case.version + 1, "contested": case.contested, "edited": True, "attention": None}
        columns = t.cases.c
        written = await self._connection.execute(
            update(t.cases)
            .where(columns.community == case.community, columns.number == case.number, columns.version == case.version)
            .values(values)
            .returning(columns.id)
        )
        identity = written.scalar()
        if identity is None:
            return None
        await self._connection.execute(delete(t.reasons).where(t.reasons.c.case == identity))
        if new.reasons:
            await _GIVE_REASON(self._connection, [_reason_row(identity, one) for one in new.reasons])
        await self._connection.execute(delete(t.originals).where(t.originals.c.case == identity))
        if original is not None:
            await self._keep(identity, new, original)
        return await self._one(columns.id == identity)

    async def _known(self, new: NewCase) -> Case:
        known = await self._one(
            t.cases.c.community == new.community,
            t.cases.c.channel == new.message.channel,
            t.cases.c.message == new.message.id,
            t.cases.c.digest == new.digest,
        )
        if known is None:
            message = "a case is neither new nor known"
            raise RuntimeError(message)
        return known

    async def _lock(self, new: NewCase) -> tuple[int, int]:
        """Take the community's next number, and with it the right to open a case there; count the author's strikes."""
        asked = {"the_community": new.community, "author": new.author, "now": self._now}
        found = await _LOCK(self._connection, asked)
        if not found:
            await self._upsert(t.communities, {"id": new.community, "next_case": 1}, {})
            found = await _LOCK(self._connection, asked)
        return int(found[0].next_case), int(found[0].strikes)

    def _row(self, new: NewCase, number: int) -> dict[str, Any]:
        queued = new.state in QUEUED and new.priority is not None
        due = new.opened_at + CLOCKS[new.priority].decide if queued and new.priority is not None else new.opened_at
        due = new.due or due
        place = f"{new.community}/{number}"
        return {
            "community": new.community,
            "number": number,
            "version": 1,
            "state": new.state,
            "category": new.category,
            "band": int(new.band),
            "confidence": new.confidence,
            "priority": t.NO_PRIORITY if new.priority is None else int(new.priority),
            "visibility": Visibility.VISIBLE,
            "shadow": new.shadow,
            "channel": new.message.channel,
            "channel_name": t.fitted(new.channel_name, t.cases.c.channel_name),
            "message": new.message.id,
            "digest": new.digest,
            "author": new.author,
            "author_joined_at": new.author_joined_at,
            "language": t.fitted(new.language, t.cases.c.language),
            "excerpt": None if new.excerpt is None else self._vault.seal_text(new.excerpt, "cases", "excerpt", place),
            "opened_at": new.opened_at,
            "queued_at": new.opened_at if queued else None,
            "due": due,
            "decided_at": new.opened_at if new.state in _FINAL else None,
            "ending": Ending.LAPSED if new.state is State.CLOSED else None,
            "contested": False,
            "edited": False,
            "would": new.would,
            "author_is_staff": new.author_is_staff,
            "kind": new.kind,
            "about": new.about,
            "first_by": new.first_by,
        }

    async def _keep(self, identity: int, new: NewCase, original: Content) -> None:
        written = json.dumps([[part.kind, part.text] for part in original.parts]).encode()
        key, value = self._vault.seal_apart(written, "originals", str(identity))
        expires = new.opened_at + self._retention.longest_original
        kept = {"case": identity, "key": key, "value": value, "expires_at": expires}
        await _KEEP(self._connection, kept)

    async def get(self, community: CommunityId, number: int) -> Case | None:
        """Fetch a case by its number in a community; one that no database could hold is like any unknown one."""
        if not 0 < number <= t.LARGEST_NUMBER:
            return None
        fresh = self._fresh  # what this unit of work has opened and not changed since, it need not read
        if fresh is not None and (fresh.community, fresh.number) == (community, number):
            return fresh
        found = await self._several(_GET, {"the_community": community, "the_number": number})
        return found[0] if found else None

    async def by_message(self, community: CommunityId, message: MessageRef) -> Case | None:
        """Find the case on a message that is not over, else the newest; not those about other cases."""
        found = await self._several(
            _SELECT.where(
                t.cases.c.community == community,
                t.cases.c.channel == message.channel,
                t.cases.c.message == message.id,
                t.cases.c.kind == CaseKind.MESSAGE,
            )
            .order_by(t.cases.c.state.in_(_FINAL), t.cases.c.number.desc())
            .limit(1)
        )
        return found[0] if found else None

    async def gone(self, community: CommunityId, since: datetime) -> frozenset[MessageRef]:
        """Name the messages that no longer stand where they were written, of the cases that were opened since then."""
        columns = t.cases.c
        found = await self._connection.execute(
            select(columns.channel, columns.message).where(
                columns.community == community,
                columns.opened_at >= since,
                columns.visibility != Visibility.VISIBLE,
            )
        )
        return frozenset(MessageRef(channel=channel, id=message) for channel, message in found)

    async def by_author(
        self, community: CommunityId, author: MemberId, limit: int, kind: CaseKind = CaseKind.MESSAGE
    ) -> list[Case]:
        """List a member's cases of one kind, newest first."""
        mine = and_(t.cases.c.community == community, t.cases.c.author == author, t.cases.c.kind == kind)
        return await self._several(_SELECT.where(mine).order_by(t.cases.c.number.desc()).limit(limit))

    async def concerning(self, community: CommunityId, number: int) -> list[Case]:
        """List the appeals and proposed bans about a case, oldest first."""
        about = and_(t.cases.c.community == community, t.cases.c.about == number)
        return await self._several(_SELECT.where(about).order_by(t.cases.c.number))

    async def page(self, community: CommunityId, which: Filter, after: Cursor | None, limit: int) -> list[Case]:
        """List cases in the queue's order: priority, then due, then number."""
        columns = t.cases.c
        wanted: list[ColumnElement[bool]] = [columns.community == community]
        if which.category is not None:
            wanted.append(columns.category == which.category)
        if which.priority is not None:
            wanted.append(columns.priority == int(which.priority))
        if which.channel_name is not None:
            wanted.append(columns.channel_name == which.channel_name)
        if which.owner is not None:
            wanted.append(and_(columns.owner == which.owner, columns.lease_until > self._now))
        if which.of is not None:
            wanted.append(columns.kind == which.of)
        if which.opened_before is not None:
            wanted.append(columns.opened_at < which.opened_before)
        order = (columns.priority, columns.due, columns.number)
        if after is not None:
            place = (literal(after.priority), literal(after.due, t.Moment()), literal(after.number))
            wanted.append(tuple_(*order) > tuple_(*place))
        states = tuple(State) if which.states is None else which.states
        if not states:
            return []
        # In one state the index is in the queue's order: each state's first rows are found without sorting the rest.
        firsts = [
            select(columns.id, *order).where(columns.state == state, *wanted).order_by(*order).limit(limit).subquery()
            for state in states
        ]
        first = union_all(*(select(one) for one in firsts)).subquery()
        ranked = select(first.c.id).order_by(first.c.priority, first.c.due, first.c.number).limit(limit)
        found = (await self._connection.execute(ranked)).scalars().all()
        if not found:
            return []
        return await self._several(_SELECT.where(columns.id.in_(found)).order_by(*order))

    async def change(self, case: Case, change: CaseChange) -> Case | None:
        """Write a change if nobody wrote one since this version was read; None when somebody did."""
        self._fresh = None
        values = _changed(change)
        values["version"] = case.version + 1
        written = await self._connection.execute(
            update(t.cases)
            .where(
                t.cases.c.community == case.community,
                t.cases.c.number == case.number,
                t.cases.c.version == case.version,
            )
            .values(values)
            .returning(t.cases.c.id)
        )
        identity = written.scalar()
        if identity is None:
            return None
        await self._tally(case, change)
        if change.state in _FINAL and case.has_original:
            at_last = case.opened_at + self._retention.longest_original
            await self._expire(identity, min(self._now + self._retention.key_after_decision, at_last))
        elif change.clear_decision and case.has_original:
            await self._expire(identity, case.opened_at + self._retention.longest_original)
        return await self._one(t.cases.c.id == identity)

    async def _tally(self, case: Case, change: CaseChange) -> None:
        """Count a case under the ruling that stands now, and no longer under the one that stood."""
        now = None if change.clear_decision else change.ruling or case.ruling
        if now is case.ruling:
            return
        counted = [(ruling, by) for ruling, by in ((case.ruling, -1), (now, 1)) if ruling is not None]
        rows = [
            {"community": case.community, "rule": rule, "ruling": ruling, "count": by}
            for rule in sorted({reason.rule for reason in case.reasons})
            for ruling, by in counted
        ]
        if rows:
            await _COUNT(self._connection, rows)
            self.tallied.add(case.community)
        await self._count_precedent(case, counted)

    async def _count_precedent(self, case: Case, counted: Sequence[tuple[Ruling, int]]) -> None:
        lead = case.lead
        if lead is None:
            return
        key = {
            "community": case.community,
            "rule": lead.rule,
            "category": case.category,
            "band": int(case.band),
        }
        await _COUNT_PRECEDENT(self._connection, [{**key, "ruling": ruling, "count": by} for ruling, by in counted])

    async def uncount_precedents(self, cases: Sequence[int]) -> None:
        """Before cases go, by their identities: take them off the count of precedents."""
        columns, reasons = t.cases.c, t.reasons.c
        placed = (
            select(
                columns.community,
                reasons.rule,
                columns.category,
                columns.band,
                columns.ruling,
                func.row_number()
                .over(partition_by=columns.id, order_by=(reasons.confidence.desc(), reasons.rule))
                .label("place"),
            )
            .join(t.reasons, reasons.case == columns.id)
            .where(columns.id.in_(cases), columns.ruling.is_not(None))
            .subquery()
        )
        key = (placed.c.community, placed.c.rule, placed.c.category, placed.c.band, placed.c.ruling)
        gone = select(*key, func.count().label("number")).where(placed.c.place == 1).group_by(*key)
        for row in (await self._connection.execute(gone)).all():
            mine = [t.precedents.c[column.name] == getattr(row, column.name) for column in key]
            left = t.precedents.c.count - row.number
            await self._connection.execute(update(t.precedents).where(*mine).values(count=left))

    async def precedents(self, case: Case) -> dict[Ruling, int]:
        """Count how cases of the same surest rule, category and band stand ruled here."""
        lead, columns = case.lead, t.precedents.c
        if lead is None:
            return {}
        found = await self._connection.execute(
            select(columns.ruling, columns.count.label("number")).where(
                columns.community == case.community,
                columns.rule == lead.rule,
                columns.category == case.category,
                columns.band == int(case.band),
                columns.count > 0,
            )
        )
        return {Ruling(row.ruling): row.number for row in found}

    async def alike(self, case: Case, within: timedelta, limit: int) -> list[Case]:
        """List the waiting cases that may be one burst or raid with this one, this one too, oldest first."""
        columns = t.cases.c
        identities = (await self._connection.execute(self._alike(case, within, limit))).scalars().all()
        if not identities:
            return []
        return await self._several(_SELECT.where(columns.id.in_(identities)).order_by(columns.number))

    async def count_alike(self, case: Case, within: timedelta, limit: int) -> int:
        """Count the waiting cases that may be one burst or raid with this one, this one too; to a limit."""
        counted = select(func.count()).select_from(self._alike(case, within, limit).subquery())
        return int((await self._connection.execute(counted)).scalar_one())

    def _alike(self, case: Case, within: timedelta, limit: int) -> Select[Any]:
        columns, reasons, lead = t.cases.c, t.reasons.c, case.lead
        wanted = (columns.community == case.community, columns.state.in_(QUEUED), columns.category == case.category)
        ours = select(columns.digest).where(columns.id == self._identity(case)).scalar_subquery()
        same = [columns.digest == ours]
        if lead is not None:
            surest = (
                select(reasons.rule)
                .where(reasons.case == columns.id)
                .order_by(reasons.confidence.desc(), reasons.rule)
                .limit(1)
                .correlate(t.cases)
                .scalar_subquery()
            )
            same.append(surest == lead.rule)
        near = columns.opened_at.between(case.opened_at - within, case.opened_at + within)
        # Apart, each finds its rows in an index of its own: by author, and by state and time.
        theirs = select(columns.id, columns.number).where(*wanted, columns.author == case.author)
        # Of what was opened in so short a time little is left: the state must not lead to the index of the whole queue.
        waits = func.coalesce(columns.state, "").in_(QUEUED)
        copies = select(columns.id, columns.number).where(
            columns.community == case.community, near, waits, columns.category == case.category, or_(*same)
        )
        both = union(theirs, copies).cte()
        gathered = select(reasons.rule).where(reasons.case.in_(select(both.c.id)), reasons.rule.in_(GATHERING))
        raid = select(columns.id, columns.number).where(
            columns.community == case.community,
            near,
            waits,
            columns.category == case.category,
            exists().where(reasons.case == columns.id, reasons.rule.in_(gathered)),
        )
        family = union(select(both.c.id, both.c.number), raid).subquery()
        return select(family.c.id).order_by(family.c.number).limit(limit)

    async def note(self, case: Case, by: MemberId, at: datetime, note: str) -> None:
        """Keep a moderator's note on a case, sealed."""
        sealed = self._vault.seal_text(note, "notes", "note", _place(case, by, at))
        await self._connection.execute(insert(t.notes).values(case=self._identity(case), by=by, at=at, note=sealed))

    async def notes(self, case: Case) -> list[NoteRecord]:
        """List the notes on a case, oldest first."""
        return await self._notes(t.notes.c.case == self._identity(case))

    async def notes_by(self, community: CommunityId, member: MemberId) -> list[NoteRecord]:
        """List what a moderator noted, oldest first."""
        return await self._notes(t.cases.c.community == community, t.notes.c.by == member)

    async def _notes(self, *wanted: ColumnElement[bool]) -> list[NoteRecord]:
        """Open notes; one that does not open any more is left out, and its case stays as it is."""
        found = await self._connection.execute(
            select(t.notes, t.cases.c.community, t.cases.c.number)
            .join(t.cases, t.cases.c.id == t.notes.c.case)
            .where(*wanted)
            .order_by(t.notes.c.id)
        )
        opened = []
        for row in found:
            place = f"{row.community}/{row.number}/{row.by}/{row.at.astimezone(UTC).isoformat()}"
            try:
                words = self._vault.open_text(row.note, "notes", "note", place)
            except Locked:
                continue
            opened.append(NoteRecord(case=row.number, by=MemberId(row.by), at=row.at, note=words))
        return opened

    async def erase_notes(self, community: CommunityId, member: MemberId) -> int:
        """Delete what a moderator noted; say how many notes."""
        here = select(t.cases.c.id).where(t.cases.c.community == community)
        done = await self._connection.execute(delete(t.notes).where(t.notes.c.by == member, t.notes.c.case.in_(here)))
        return done.rowcount

    async def say_of_shadow(self, case: Case, *, right: bool) -> bool:
        """Write down whether a case in shadow was right; False when it is none, or somebody said so before."""
        done = await self._connection.execute(
            update(t.cases)
            .where(
                t.cases.c.community == case.community,
                t.cases.c.number == case.number,
                t.cases.c.shadow.is_(True),
                t.cases.c.shadow_right.is_(None),
            )
            .values(shadow_right=right)
        )
        return bool(done.rowcount)

    async def shadows(self, community: CommunityId, since: datetime) -> list[ShadowCount]:
        """Count by rule what was only recorded since a moment.

        A moderator has said whether it was right: by a word on the case, or by a ruling once it was reported.
        """
        columns, reasons = t.cases.c, t.reasons.c
        upheld = or_(columns.shadow_right.is_(True), columns.ruling.in_(UPHOLDING))
        decided = or_(columns.shadow_right.is_not(None), columns.ruling.is_not(None))
        ranked = (
            select(
                reasons.rule,
                columns.would,
                upheld.label("upheld"),
                decided.label("decided"),
                func.row_number()
                .over(partition_by=columns.id, order_by=(reasons.confidence.desc(), reasons.rule))
                .label("place"),
            )
            .join(t.reasons, reasons.case == columns.id)
            .where(columns.community == community, columns.shadow.is_(True), columns.opened_at >= since)
            .subquery()
        )
        key = (ranked.c.rule, ranked.c.would)
        counted = await self._connection.execute(
            select(
                *key,
                func.count().label("cases"),
                func.sum(case((ranked.c.upheld, 1), else_=0)).label("upheld"),
                func.sum(case((ranked.c.decided, 1), else_=0)).label("decided"),
            )
            .where(ranked.c.place == 1)
            .group_by(*key)
            .order_by(*key)
        )
        return [
            ShadowCount(
                rule=row.rule,
                would=row.would or "",
                cases=row.cases,
                precision=Precision(upheld=int(row.upheld), decided=int(row.decided)),
            )
            for row in counted
        ]

    async def unsaid_shadow(self, community: CommunityId, since: datetime, by: MemberId) -> Case | None:
        """Find the newest case in shadow, not this moderator's, of which nobody has said whether it was right."""
        columns = t.cases.c
        unsaid = (columns.shadow.is_(True), columns.shadow_right.is_(None), columns.ruling.is_(None))
        found = await self._several(
            _SELECT.where(columns.community == community, columns.opened_at >= since, columns.author != by, *unsaid)
            .order_by(columns.opened_at.desc(), columns.number.desc())
            .limit(1)
        )
        return found[0] if found else None

    async def confirm(self, community: CommunityId, number: int, message: MessageRef, visibility: Visibility) -> None:
        """Write down what the platform confirmed of a case's own message; the version stays."""
        self._fresh = None
        case = {"the_community": community, "the_number": number}
        place = {"the_channel": message.channel, "the_message": message.id}
        await _CONFIRM(self._connection, {**case, **place, "visibility": visibility})

    async def renew(self, case: Case, until: datetime) -> None:
        """Lengthen a claim of whoever holds it; the version stays."""
        self._fresh = None
        await self._connection.execute(
            update(t.cases)
            .where(
                t.cases.c.community == case.community, t.cases.c.number == case.number, t.cases.c.owner == case.owner
            )
            .values(lease_until=until)
        )

    async def _expire(self, identity: int, at: datetime) -> None:
        await self._connection.execute(update(t.originals).where(t.originals.c.case == identity).values(expires_at=at))

    async def original(self, case: Case) -> Content | None:
        """Open the held original; None when there is none or its time is over."""
        found = (
            await self._connection.execute(
                select(t.originals)
                .join(t.cases, t.cases.c.id == t.originals.c.case)
                .where(
                    t.cases.c.community == case.community,
                    t.cases.c.number == case.number,
                    t.originals.c.expires_at > self._now,
                )
            )
        ).one_or_none()
        if found is None:
            return None
        written = self._vault.open_apart(found.key, found.value, "originals", str(found.case))
        return Content(parts=tuple(Part(kind=PartKind(kind), text=text) for kind, text in json.loads(written)))

    async def shred(self, case: Case) -> None:
        """Destroy the held original and its key."""
        self._fresh = None
        await self._connection.execute(delete(t.originals).where(t.originals.c.case == self._identity(case)))

    async def reveal(self, case: Case, by: MemberId, reason: str, at: datetime) -> Content | None:
        """Open the held original for one moderator and log who asked, when and why."""
        original = await self.original(case)
        if original is not None:
            place = _place(case, by, at)
            await self._connection.execute(
                insert(t.reveals).values(
                    community=case.community,
                    case=case.number,
                    by=by,
                    at=at,
                    reason=self._vault.seal_text(reason, "reveals", "reason", place),
                )
            )
            await self._audit.record(case.community, DeedKind.REVEAL, by, case=case.number)
        return original

    async def rule(  # the columns of a ruling
        self, case: Case, ruling: Ruling, by: MemberId, at: datetime, rule: str | None, note: str | None
    ) -> None:
        """Log a ruling; the case itself is written by `change`."""
        place = _place(case, by, at)
        await self._connection.execute(
            insert(t.rulings).values(
                case=self._identity(case),
                ruling=ruling,
                by=by,
                at=at,
                rule=None if rule is None else self._vault.seal_text(rule, "rulings", "rule", place),
                note=None if note is None else self._vault.seal_text(note, "rulings", "note", place),
            )
        )
        await self._audit.record(case.community, DeedKind.DECIDE, by, case=case.number, detail=ruling)

    async def conclude(self, case: Case, outcome: Outcome, by: MemberId, at: datetime, reason: str) -> None:
        """Log what was decided on a case about another one, and why."""
        sealed = self._vault.seal_text(reason, "rulings", "note", _place(case, by, at))
        await self._connection.execute(
            insert(t.rulings).values(case=self._identity(case), ruling=outcome, by=by, at=at, note=sealed)
        )
        await self._audit.record(case.community, DeedKind.DECIDE, by, case=case.number, detail=outcome)

    async def rulings(self, case: Case) -> list[RulingRecord]:
        """List a case's rulings, oldest first."""
        found = await self._connection.execute(
            select(t.rulings).where(t.rulings.c.case == self._identity(case)).order_by(t.rulings.c.id)
        )
        return [
            RulingRecord(
                id=row.id,
                ruling=Ruling(row.ruling) if row.ruling in _RULINGS else Outcome(row.ruling),
                by=MemberId(row.by),
                at=row.at,
                rule=self._opened(row.rule, "rule", _place(case, row.by, row.at)),
                note=self._opened(row.note, "note", _place(case, row.by, row.at)),
                undone_at=row.undone_at,
            )
            for row in found
        ]

    def _opened(self, sealed: bytes | None, column: str, place: str) -> str | None:
        return None if sealed is None else self._vault.open_text(sealed, "rulings", column, place)

    async def undo(self, case: Case, by: MemberId, at: datetime) -> None:
        """Mark the latest ruling as undone and take back the strikes that it gave; who did is logged."""
        latest = (
            select(func.max(t.rulings.c.id))
            .where(t.rulings.c.case == self._identity(case), t.rulings.c.undone_at.is_(None))
            .scalar_subquery()
        )
        await self._connection.execute(update(t.rulings).where(t.rulings.c.id == latest).values(undone_at=at))
        await self._connection.execute(
            delete(t.strikes).where(t.strikes.c.community == case.community, t.strikes.c.case == case.number)
        )
        await self._audit.record(case.community, DeedKind.UNDO, by, case=case.number)

    async def report(self, case: Case, by: MemberId, reason: str, note: str | None, at: datetime) -> bool:
        """Join a member's report to a case; False when this member had reported it before."""
        self._fresh = None
        identity = (await self._connection.execute(select(self._identity(case)))).scalar_one()
        sealed = None if note is None else self._vault.seal_text(note, "reports", "note", _place(case, by))
        values = {"case": identity, "by": by, "reason": reason, "note": sealed, "at": at}
        return await self._upsert(t.reports, values, {}, index=("case", "by"))

    async def reported_by(self, community: CommunityId, number: int, member: MemberId) -> bool:
        """Tell whether a member reported the message of a case, under their name or without it."""
        names = (member, self._vault.alias(community, member))
        found = await self._connection.execute(
            select(t.reports.c.id)
            .join(t.cases, t.cases.c.id == t.reports.c.case)
            .where(t.cases.c.community == community, t.cases.c.number == number, t.reports.c.by.in_(names))
            .limit(1)
        )
        return found.first() is not None

    async def forget_words(self, community: CommunityId, author: MemberId, kind: CaseKind) -> int:
        """Delete what a member wrote in their cases of one kind; say in how many."""
        columns = t.cases.c
        done = await self._connection.execute(
            update(t.cases)
            .where(
                columns.community == community,
                columns.author == author,
                columns.kind == kind,
                columns.excerpt.is_not(None),
            )
            .values(excerpt=None)
        )
        return int(done.rowcount)

    async def mistaken(self, case: Case) -> None:
        """Count the author's “this is a mistake” against the case's rules."""
        for rule in dict.fromkeys(reason.rule for reason in case.reasons):
            values = {"community": case.community, "rule": rule, "count": 1}
            await self._upsert(t.mistakes, values, {"count": t.mistakes.c.count + 1})

    async def actions(self, case: Case) -> list[ActionRecord]:
        """List what was done about a case, oldest first."""
        found = await self._connection.execute(
            select(t.actions)
            .where(t.actions.c.community == case.community, t.actions.c.case == case.number)
            .order_by(t.actions.c.id)
        )
        return [ActionRecord(kind=row.kind, effect=Effect(row.effect), reason=row.reason, at=row.at) for row in found]

    async def stats(self, community: CommunityId, now: datetime) -> Stats:
        """Put the queue into numbers; the database counts, so that no case is read."""
        waiting = await self._waiting(community, now)
        decided, middle = await self._lasted(community, now - _WEEK)
        mistaken = await self._connection.execute(
            select(t.mistakes.c.rule, t.mistakes.c.count.label("number")).where(t.mistakes.c.community == community)
        )
        return Stats(
            open=sum(row.number for row in waiting),
            by_priority={Priority(row.priority): row.number for row in waiting if row.priority != t.NO_PRIORITY},
            oldest=min((_aware(row.oldest) for row in waiting), default=None),
            overdue=sum(row.overdue for row in waiting),
            decided_last_week=decided,
            median_to_decide=middle,
            precision=(await read_precisions(self._connection, community)).get(community, {}),
            mistakes={row.rule: row.number for row in mistaken},
        )

    async def day(self, community: CommunityId, since: datetime, now: datetime) -> Day:
        """Count what waits, and what was ruled since a moment."""
        waiting = await self._waiting(community, now)
        ruled = await self._connection.execute(
            select(t.cases.c.ruling, func.count().label("number"))
            .where(
                t.cases.c.community == community,
                t.cases.c.ruling.is_not(None),
                t.cases.c.decided_at > since,
                t.cases.c.decided_at <= now,
            )
            .group_by(t.cases.c.ruling)
        )
        return Day(
            open=sum(row.number for row in waiting),
            oldest=min((_aware(row.oldest) for row in waiting), default=None),
            overdue=sum(row.overdue for row in waiting),
            rulings={Ruling(row.ruling): row.number for row in ruled},
        )

    async def _waiting(self, community: CommunityId, now: datetime) -> Sequence[Row[Any]]:
        """Count what waits by priority, how much of it is overdue, and since when it has waited: from the index."""
        columns = t.cases.c
        late = case((columns.due < literal(now, t.Moment()), 1), else_=0)
        counted = (
            select(
                columns.priority,
                func.count().label("number"),
                func.min(columns.opened_at).label("oldest"),
                func.sum(late).label("overdue"),
            )
            .where(columns.community == community, columns.state.in_(QUEUED))
            .group_by(columns.priority)
        )
        return (await self._connection.execute(counted)).all()

    async def _lasted(self, community: CommunityId, since: datetime) -> tuple[int, timedelta | None]:
        """Count the rulings since a moment, and say how long the middle one was waited for."""
        columns = t.cases.c
        ruled = (columns.community == community, columns.ruling.is_not(None), columns.decided_at > since)
        decided, timed = (
            await self._connection.execute(select(func.count(), func.count(columns.queued_at)).where(*ruled))
        ).one()
        if not timed:
            return decided, None
        lasted = self._seconds(columns.decided_at) - self._seconds(columns.queued_at)
        middle = (
            select(lasted.label("seconds"))
            .where(*ruled, columns.queued_at.is_not(None))
            .order_by("seconds")
            .offset((timed - 1) // 2)
            .limit(2 - timed % 2)
        )
        seconds = (await self._connection.execute(middle)).scalars().all()
        return decided, timedelta(seconds=sum(map(float, seconds)) / len(seconds))

    def _seconds(self, moment: ColumnElement[Any]) -> ColumnElement[Any]:
        """Count a moment's seconds in the database: SQLite keeps moments as text, PostgreSQL as such."""
        if self._connection.dialect.name == "sqlite":
            return func.julianday(moment, type_=Float) * 86_400.0
        return extract("epoch", moment)

    def _identity(self, case: Case) -> Any:
        return (
            select(t.cases.c.id)
            .where(t.cases.c.community == case.community, t.cases.c.number == case.number)
            .scalar_subquery()
        )

    async def _one(self, *wanted: ColumnElement[bool]) -> Case | None:
        found = await self._several(_SELECT.where(*wanted))
        return found[0] if found else None

    async def _several(self, query: Select[Any], asked: Mapping[str, Any] | None = None) -> list[Case]:
        """List the cases of a query built on `_SELECT`, with their reasons."""
        rows = (await self._connection.execute(query, {"now": self._now, **(asked or {})})).all()
        if not rows:
            return []
        given = await self._connection.execute(_REASONS, {"cases": [row.id for row in rows]})
        of: dict[int, list[Reason]] = {}
        for reason in given:
            of.setdefault(reason.case, []).append(_reason(reason))
        return [self._case(row, of.get(row.id, ())) for row in rows]

    def _case(self, row: Row[Any] | SimpleNamespace, given: Sequence[Reason]) -> Case:
        queued = row.priority != t.NO_PRIORITY
        place = f"{row.community}/{row.number}"
        return Case(
            community=CommunityId(row.community),
            number=row.number,
            version=row.version,
            state=State(row.state),
            category=Category(row.category),
            band=Band(row.band),
            confidence=row.confidence,
            priority=Priority(row.priority) if queued else None,
            visibility=Visibility(row.visibility),
            shadow=row.shadow,
            channel=ChannelId(row.channel),
            channel_name=row.channel_name,
            message=MessageId(row.message),
            digest=row.digest,
            author=MemberId(row.author),
            alias=self._vault.alias(row.community, row.author),
            author_joined_at=row.author_joined_at,
            strikes=row.strikes,
            language=row.language,
            reasons=tuple(given),
            excerpt=self._excerpt(row.excerpt, place),
            has_original=bool(row.has_original),
            opened_at=row.opened_at,
            queued_at=row.queued_at,
            decide_by=row.due if queued else None,
            owner=None if row.owner is None else MemberId(row.owner),
            lease_until=row.lease_until,
            ruling=None if row.ruling is None else Ruling(row.ruling),
            ending=None if row.ending is None else Ending(row.ending),
            decided_by=None if row.decided_by is None else MemberId(row.decided_by),
            decided_at=row.decided_at,
            contested=row.contested,
            edited=row.edited,
            reports=row.reports,
            attention=row.attention,
            would=row.would,
            shadow_right=row.shadow_right,
            author_is_staff=bool(row.author_is_staff),
            kind=CaseKind(row.kind),
            about=row.about,
            first_by=None if row.first_by is None else MemberId(row.first_by),
            outcome=None if row.outcome is None else Outcome(row.outcome),
        )

    def _excerpt(self, sealed: bytes | None, place: str) -> str | None:
        """Open an excerpt; one that does not open any more leaves its case without, and the queue as it is."""
        if sealed is None:
            return None
        try:
            return self._vault.open_text(sealed, "cases", "excerpt", place)
        except Locked:
            return None

    async def _upsert(
        self, table: Any, values: dict[str, Any], update_: dict[str, Any], index: tuple[str, ...] | None = None
    ) -> bool:
        return await upsert(self._connection, table, values, update_, index)


_CHANGEABLE = (
    *("state", "visibility", "ruling", "outcome", "ending", "decided_by", "decided_at", "queued_at"),
    *("owner", "lease_until", "contested", "edited"),
)
"""The fields of a change that are columns under the same name."""


def _changed(change: CaseChange) -> dict[str, Any]:
    values = {name: getattr(change, name) for name in _CHANGEABLE if getattr(change, name) is not None}
    if change.attention is not None:
        values["attention"] = t.fitted(change.attention, t.cases.c.attention)
    if change.priority is not None:
        values["priority"] = int(change.priority)
    if change.decide_by is not None:
        values["due"] = change.decide_by
    if change.clear_owner:
        values |= {"owner": None, "lease_until": None}
    if change.clear_attention:
        values["attention"] = None
    if change.clear_decision:
        values |= {"ruling": None, "ending": None, "decided_by": None, "decided_at": None}
    return values


def _place(case: Case, by: str, at: datetime | None = None) -> str:
    """Name the row that one person's words about a case are sealed for: theirs, and of that moment."""
    moment = "" if at is None else f"/{at.astimezone(UTC).isoformat()}"
    return f"{case.community}/{case.number}/{by}{moment}"


def _reason_row(case: int, reason: Reason) -> dict[str, Any]:
    return {
        "case": case,
        "rule": reason.rule,
        "category": reason.category,
        "kind": reason.kind,
        "confidence": reason.confidence,
        "band": int(reason.band),
        "sentence": reason.sentence,
        "why": reason.why,
    }


def _reason(row: Row[Any]) -> Reason:
    return Reason(
        rule=row.rule,
        category=Category(row.category),
        kind=row.kind,
        confidence=row.confidence,
        band=Band(row.band),
        sentence=row.sentence,
        why=row.why,
    )


def _aware(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)
