"""Changing the keys: what is sealed under which one, and sealing it anew, while the bot runs."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from sqlalchemy import Column, ColumnElement, FromClause, LargeBinary, bindparam, func, select, tuple_, update

from bot.core.errors import Locked
from bot.storage import tables as t
from bot.storage.records import record_place
from bot.storage.setups import remembered_place
from bot.storage.store import SqlStore
from bot.storage.vault import Vault, header

BATCH = 100
"""Rows sealed anew in one transaction, so that the bot never waits long for its turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A sealed column, and how the place is written that its values are bound to."""

    column: Column[Any]
    place: Callable[[Any], str]
    of: tuple[ColumnElement[Any], ...]
    source: FromClause | None = None

    @property
    def table(self) -> Any:
        """The table that it is in."""
        return self.column.table


def _words(column: Column[Any], *, at: bool) -> Sealed:
    """Describe what one person wrote about a case that is found by its identity."""
    of = (t.cases.c.community, t.cases.c.number, column.table.c.by, *((column.table.c.at,) if at else ()))
    return Sealed(
        column=column,
        source=column.table.join(t.cases, t.cases.c.id == column.table.c.case),
        of=of,
        place=(lambda row: f"{row.community}/{row.number}/{row.by}/{row.at.astimezone(UTC).isoformat()}")
        if at
        else (lambda row: f"{row.community}/{row.number}/{row.by}"),
    )


SEALED = (
    Sealed(
        column=t.cases.c.excerpt,
        of=(t.cases.c.community, t.cases.c.number),
        place=lambda row: f"{row.community}/{row.number}",
    ),
    Sealed(column=t.originals.c.key, of=(t.originals.c.case,), place=lambda row: str(row.case)),
    Sealed(column=t.outbox.c.payload, of=(t.outbox.c.action,), place=lambda row: str(row.action)),
    _words(t.rulings.c.rule, at=True),
    _words(t.rulings.c.note, at=True),
    _words(t.reports.c.note, at=False),
    Sealed(
        column=t.reveals.c.reason,
        of=(t.reveals.c.community, t.reveals.c.case, t.reveals.c.by, t.reveals.c.at),
        place=lambda row: f"{row.community}/{row.case}/{row.by}/{row.at.astimezone(UTC).isoformat()}",
    ),
    Sealed(
        column=t.preferences.c.value,
        of=(t.preferences.c.community, t.preferences.c.member, t.preferences.c.name),
        place=lambda row: f"{row.community}/{row.member}/{row.name}",
    ),
    Sealed(
        column=t.remembered.c.value,
        of=(t.remembered.c.community, t.remembered.c.kind, t.remembered.c.name),
        place=lambda row: remembered_place(row.community, row.kind, row.name),
    ),
    Sealed(
        column=t.records.c.value,
        of=(t.records.c.community, t.records.c.kind, t.records.c.name),
        place=lambda row: record_place(row.community, row.kind, row.name),
    ),
    Sealed(column=t.chains.c.head, of=(t.chains.c.community,), place=lambda row: str(row.community)),
    Sealed(column=t.sealed_state.c.value, of=(t.sealed_state.c.name,), place=lambda row: str(row.name)),
)
"""Every column that is sealed under a key of the ring. An original's text is under its own key, which is here."""


async def count(store: SqlStore) -> dict[str, int]:
    """Count the sealed values by the name of their key; what begins like none is counted under an empty name.

    Raises:
        Unavailable: the database does not answer.
    """
    counted: Counter[str] = Counter()
    for one in SEALED:
        lengths = func.substr(one.column, 2, 1, type_=LargeBinary)
        async with store.begin() as work:
            found = await work.connection.execute(select(lengths).where(one.column.is_not(None)).distinct())
            for (length,) in found.all():
                begins = func.substr(one.column, 1, 2 + (length[0] if length else 0), type_=LargeBinary)
                named = select(begins, func.count()).where(one.column.is_not(None), lengths == length).group_by(begins)
                for begin, number in (await work.connection.execute(named)).all():
                    counted[_named(bytes(begin))] += number
    return dict(counted)


def _named(begin: bytes) -> str:
    name = begin[2:].decode("ascii", "replace")
    return name if begin == header(name if name.isascii() else "") else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resealed:
    """How many values were sealed anew, and how many do not open with any key that is here."""

    rows: int
    shut: int


async def reseal(store: SqlStore, vault: Vault) -> Resealed:
    """Seal under the first key whatever is sealed under another one, in small steps; begun again, it goes on.

    Raises:
        Unavailable: the database does not answer; what was done so far stays done.
    """
    done = shut = 0
    for one in SEALED:
        after: tuple[Any, ...] | None = None
        while True:
            step = await _step(store, vault, one, after)
            done, shut, after = done + step.rows, shut + step.shut, step.last
            if after is None:
                break
    return Resealed(rows=done, shut=shut)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    rows: int
    shut: int
    last: tuple[Any, ...] | None


async def _step(store: SqlStore, vault: Vault, one: Sealed, after: tuple[Any, ...] | None) -> _Step:
    keys = tuple(one.table.primary_key)
    begin = header(vault.first)
    other = func.substr(one.column, 1, len(begin), type_=LargeBinary) != begin
    names = [f"key{index}" for index in range(len(keys))]
    chosen = (
        select(*(key.label(name) for key, name in zip(keys, names, strict=True)), one.column.label("sealed"), *one.of)
        .select_from(one.table if one.source is None else one.source)
        .where(one.column.is_not(None), other)
        .order_by(*keys)
        .limit(BATCH)
    )
    if after is not None:
        chosen = chosen.where(tuple_(*keys) > tuple_(*after))
    anew: list[dict[str, Any]] = []
    async with store.begin() as work:
        rows = (await work.connection.execute(chosen)).all()
        for row in rows:
            place = one.place(row)
            try:
                opened = vault.open(row.sealed, one.table.name, one.column.name, place)
            except Locked:
                continue
            sealed = vault.seal(opened, one.table.name, one.column.name, place)
            anew.append({**{name: getattr(row, name) for name in names}, "sealed": sealed})
        if anew:
            where = [key == bindparam(name) for key, name in zip(keys, names, strict=True)]
            await work.connection.execute(
                update(one.table).where(*where).values({one.column.name: bindparam("sealed")}), anew
            )
    last = tuple(getattr(rows[-1], name) for name in names) if len(rows) == BATCH else None
    return _Step(rows=len(anew), shut=len(rows) - len(anew), last=last)
