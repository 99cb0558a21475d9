"""The log of deeds: written with the deed or not at all, and whatever is done to it later is found and located."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select, update

from bot.core.audit import ANSWERABLE, Break, BreakKind, DeedKind
from bot.core.cases import Ruling
from bot.core.errors import Locked, Unavailable
from bot.core.events import CommunityId, MemberId
from bot.core.policy import Retention
from bot.storage import SqlStore
from bot.storage import audit as a
from bot.storage import tables as t
from bot.storage.audit import Anchors
from bot.storage.retention import BATCH, purge, verify
from bot.storage.vault import Keyring, Vault
from tests.contract.conftest import Place
from tests.contract.test_store import HERE, MIA, NEW, NOOR, ORIGINAL, THERE, numbered
from tests.town import START

COLUMNS = t.deeds.c


async def log(place: Place, count: int, community: CommunityId = HERE, by: MemberId = MIA) -> None:
    """Log some deeds."""
    async with place.store.begin() as work:
        for index in range(count):
            await work.audit.record(community, DeedKind.DECIDE, by, case=index, detail=Ruling.NOTICE)


async def broken(place: Place, community: CommunityId = HERE) -> Break | None:
    """Say where the log is broken."""
    async with place.store.begin() as work:
        return (await work.audit.verify(community)).broken


async def test_deeds_are_logged_with_the_deed(place: Place) -> None:
    """Rulings, undoings and reveals are in the chain of their community, in order, without a name or a word."""
    async with place.store.begin() as work:
        case, _ = await work.cases.open(NEW, ORIGINAL)
        await work.cases.reveal(case, MIA, "a Quokka?", START)
        await work.cases.rule(case, Ruling.STRIKE, NOOR, START, "a rule", "a Quokka")
        await work.cases.undo(case, MIA, START)
        await work.audit.record(HERE, DeedKind.SETUP, NOOR)
        await work.audit.record(THERE, DeedKind.POLICY, NOOR, detail="shadow")
        rows = [row async for row in work.audit.export(HERE)]
        assert await work.audit.communities() == [HERE, THERE]
        assert (await work.audit.verify(HERE)).rows == 4
        assert (await work.audit.verify(THERE)).rows == 1
    said = [(row["number"], row["kind"], row["member"], row["case"], row["detail"]) for row in rows]
    assert said == [
        (1, "reveal", MIA, 1, None),
        (2, "decide", NOOR, 1, "strike"),
        (3, "undo", MIA, 1, None),
        (4, "setup", NOOR, None, None),
    ]
    assert rows[0]["by"] == rows[2]["by"] != rows[1]["by"]
    assert str(MIA) not in str(rows[0]["by"])
    assert "Quokka" not in json.dumps(rows)


async def test_what_is_rolled_back_was_never_logged(place: Place) -> None:
    """A deed whose unit of work fails leaves no row and no gap."""

    async def fail() -> None:
        async with place.store.begin() as work:
            await work.audit.record(HERE, DeedKind.SETUP, MIA)
            raise LookupError

    await log(place, 2)
    with pytest.raises(LookupError):
        await fail()
    await log(place, 1)
    async with place.store.begin() as work:
        seen = await work.audit.verify(HERE)
    assert (seen.first, seen.rows, seen.broken) == (1, 3, None)


async def test_many_hands_at_once_make_one_chain(place: Place) -> None:
    """Deeds that are logged at the same moment stand one after the other."""
    await asyncio.gather(*(log(place, 3) for _ in range(20)))
    async with place.store.begin() as work:
        seen = await work.audit.verify(HERE)
    assert (seen.rows, seen.broken) == (60, None)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "undo"},
        {"kind": "nothing of ours"},
        {"by": "P-0"},
        {"case": 99},
        {"case": None},
        {"detail": "strike"},
        {"detail": None},
        {"at": "2026-03-02T09:00:00.000001+00:00"},
        {"at": "2026-03-02T10:00:00.000000+01:00"},
        {"at": "soon"},
        {"hash": b"\0" * 32},
        {"hash": b""},
    ],
    ids=str,
)
@pytest.mark.parametrize("row", [1, 3, 5])
async def test_a_changed_row_is_located(place: Place, row: int, change: dict[str, object]) -> None:
    """Whatever is changed in whatever row, the first, one amid or the last, that row is named."""
    await log(place, 5)
    async with place.store.begin() as work:
        await work.connection.execute(update(t.deeds).where(COLUMNS.number == row).values(change))
    assert await broken(place) == Break(number=row, kind=BreakKind.CHANGED)


async def test_rows_that_changed_places_are_located(place: Place) -> None:
    """Two rows that took each other's number, or one that came from another community, do not fit."""
    await log(place, 5)
    await log(place, 5, THERE)
    async with place.store.begin() as work:
        for number, other in ((2, 1_000), (4, 2), (1_000, 4)):
            await work.connection.execute(
                update(t.deeds).where(COLUMNS.community == HERE, COLUMNS.number == number).values(number=other)
            )
        theirs = (await work.connection.execute(select(t.deeds).where(COLUMNS.community == HERE))).mappings().first()
        assert theirs is not None
        moved = {**theirs, "community": THERE, "id": 1_000}
        await work.connection.execute(delete(t.deeds).where(COLUMNS.community == THERE, COLUMNS.number == 1))
        await work.connection.execute(insert(t.deeds).values(moved))
    assert await broken(place) == Break(number=2, kind=BreakKind.CHANGED)
    assert await broken(place, THERE) == Break(number=1, kind=BreakKind.CHANGED)


@pytest.mark.parametrize(
    ("gone", "told"),
    [
        ([1], Break(number=1, kind=BreakKind.MISSING)),
        ([1, 2], Break(number=1, kind=BreakKind.MISSING)),
        ([3], Break(number=3, kind=BreakKind.MISSING)),
        ([5], Break(number=5, kind=BreakKind.CUT)),
        ([3, 4, 5], Break(number=3, kind=BreakKind.CUT)),
        ([1, 2, 3, 4, 5], Break(number=1, kind=BreakKind.CUT)),
    ],
    ids=str,
)
async def test_rows_that_are_gone_are_located(place: Place, gone: list[int], told: Break) -> None:
    """Rows cut out at the beginning, amid, at the end or altogether are missed."""
    await log(place, 5)
    async with place.store.begin() as work:
        await work.connection.execute(delete(t.deeds).where(COLUMNS.number.in_(gone)))
    assert await broken(place) == told
    await log(place, 1)
    assert await broken(place) == Break(number=told.number, kind=BreakKind.MISSING)


async def test_a_row_that_was_put_in_is_located(place: Place) -> None:
    """A copy of a row behind the last one was not written by us."""
    await log(place, 5)
    async with place.store.begin() as work:
        last = (await work.connection.execute(select(t.deeds).where(COLUMNS.number == 5))).mappings().one()
        await work.connection.execute(insert(t.deeds).values({**last, "id": 1_000, "number": 6}))
    assert await broken(place) == Break(number=6, kind=BreakKind.ADDED)


@pytest.mark.parametrize("head", ["gone", "damaged", "another community's"])
async def test_a_head_that_cannot_be_read_is_told_and_nothing_is_appended(place: Place, head: str) -> None:
    """Without the head nobody knows how long the log was; it is not begun anew over it."""
    await log(place, 5)
    await log(place, 2, THERE)
    async with place.store.begin() as work:
        mine = t.chains.c.community == HERE
        if head == "gone":
            await work.connection.execute(delete(t.chains).where(mine))
        elif head == "damaged":
            await work.connection.execute(update(t.chains).where(mine).values(head=b"\x01\x02k1nonsense"))
        else:
            theirs = select(t.chains.c.head).where(t.chains.c.community == THERE).scalar_subquery()
            await work.connection.execute(update(t.chains).where(mine).values(head=theirs))
    assert await broken(place) == Break(number=5, kind=BreakKind.HEADLESS)
    with pytest.raises(Locked):
        await log(place, 1)
    assert await broken(place, THERE) is None


async def set_back(place: Place) -> None:
    """Log three deeds, keep the head, log two more, and put the state of before back, as a thief of keys cannot."""
    await log(place, 3)
    async with place.store.begin() as work:
        old = (await work.connection.execute(select(t.chains.c.head))).scalar_one()
    await log(place, 2)
    await place.store.anchor()
    async with place.store.begin() as work:
        await work.connection.execute(update(t.chains).values(head=old))
        await work.connection.execute(delete(t.deeds).where(COLUMNS.number > 3))


async def test_rows_that_were_cut_together_with_the_head_are_missed_by_an_anchor(place: Place) -> None:
    """An old head with the rows of that time looks whole; the anchor outside the database knows better."""
    await set_back(place)
    assert await broken(place) == Break(number=5, kind=BreakKind.SET_BACK)
    await log(place, 10, by=NOOR)
    assert await broken(place) == Break(number=5, kind=BreakKind.SET_BACK)


async def test_a_whole_log_that_is_gone_is_missed_by_an_anchor(place: Place) -> None:
    """Rows and head of a community that vanished together are still listed, and told."""
    await log(place, 3)
    await place.store.anchor()
    async with place.store.begin() as work:
        await work.connection.execute(delete(t.deeds))
        await work.connection.execute(delete(t.chains))
    async with place.store.begin() as work:
        assert await work.audit.communities() == [HERE]
    assert await broken(place) == Break(number=3, kind=BreakKind.SET_BACK)


async def test_anchors_are_appended_and_fit(place: Place, tmp_path: Path) -> None:
    """Each anchoring adds a line for each community: time, count and hash, for the owner's eyes."""
    assert await place.store.anchor() == 0
    assert not (tmp_path / a.FILE).exists()
    await log(place, 2)
    assert await place.store.anchor() == 1
    await log(place, 1)
    await log(place, 1, THERE)
    place.time.at += timedelta(days=1)
    assert await place.store.anchor() == 2
    lines = [json.loads(line) for line in (tmp_path / a.FILE).read_text().splitlines()]
    assert [(line["community"], line["count"]) for line in lines] == [(HERE, 2), (HERE, 3), (THERE, 1)]
    assert [line["at"] for line in lines] == [
        START.isoformat(),
        *([(START + timedelta(days=1)).isoformat()] * 2),
    ]
    assert (tmp_path / a.FILE).stat().st_mode & 0o077 == 0
    async with place.store.begin() as work:
        assert (await work.audit.verify(HERE)).anchors == 2
        assert (await work.audit.verify(THERE)).anchors == 1


@pytest.mark.parametrize("line", ["nonsense", "{}", '{"community": "x", "count": "y", "hash": "z"}', "[]", "\xff"])
async def test_an_anchor_that_cannot_be_read_is_told(place: Place, tmp_path: Path, line: str) -> None:
    """A damaged line is named by its place in the file."""
    await log(place, 1)
    await place.store.anchor()
    with (tmp_path / a.FILE).open("ab") as file:
        file.write(line.encode("latin-1") + b"\n")
    assert await broken(place) == Break(number=2, kind=BreakKind.ANCHOR)


async def test_anchors_that_cannot_be_written_or_read(place: Place, tmp_path: Path) -> None:
    """A file that is in the way is a sentence, and no deed is lost by it."""
    (tmp_path / a.FILE).mkdir()
    await log(place, 1)
    with pytest.raises(Unavailable, match=r"audit\.anchors"):
        await place.store.anchor()
    with pytest.raises(Unavailable, match=r"audit\.anchors"):
        await broken(place)


async def test_another_key_does_not_continue_a_chain(place: Place, tmp_path: Path) -> None:
    """Whoever has the database and keys of their own can append nothing that fits."""
    await log(place, 2)
    forger = SqlStore(place.store.database, Vault(Keyring.generate()), place.time, Retention(), Anchors(tmp_path))
    with pytest.raises(Locked):
        await log(Place(store=forger, time=place.time, vault=place.vault, url=place.url), 1)
    assert await broken(place) is None


async def test_a_chain_outlives_a_change_of_keys(place: Place) -> None:
    """Under a new sealing key the chain goes on, and what was written before still fits."""
    old = Keyring.generate()
    rotated = Keyring(sealing={"k2": b"n" * 32, **old.sealing}, digest=old.digest)
    for keyring in (old, rotated):
        store = SqlStore(place.store.database, Vault(keyring), place.time, Retention())
        here = Place(store=store, time=place.time, vault=place.vault, url=place.url)
        await log(here, 2)
        assert await broken(here) is None


async def test_erasing_a_member_keeps_the_chain_whole(place: Place) -> None:
    """After an erasure nobody can tell whose a member's rows were; the next ones are somebody else's."""
    async with place.store.begin() as work:
        await work.audit.record(HERE, DeedKind.EXPORT, MIA)
        await work.audit.record(HERE, DeedKind.ERASE, MIA)
        assert [deed.kind for deed in await work.audit.deeds_of(HERE, MIA)] == [DeedKind.EXPORT, DeedKind.ERASE]
        await work.audit.forget(HERE, MIA)
        assert await work.audit.deeds_of(HERE, MIA) == []
        await work.audit.record(HERE, DeedKind.EXPORT, MIA)
        rows = [row async for row in work.audit.export(HERE)]
    assert [row["member"] for row in rows] == [None, None, MIA]
    assert rows[0]["by"] == rows[1]["by"] != rows[2]["by"]
    assert await broken(place) is None


@pytest.mark.parametrize("kind", ANSWERABLE)
async def test_nobody_erases_what_they_answer_for(place: Place, kind: DeedKind) -> None:
    """Whoever used a right over others stays answerable until the row's time is over; then the name goes too."""
    async with place.store.begin() as work:
        await work.audit.record(HERE, kind, MIA, case=1)
        await work.audit.forget(HERE, MIA)
        assert [deed.kind for deed in await work.audit.deeds_of(HERE, MIA)] == [kind]
    done = await purge(place.store, Retention(), START + timedelta(days=400))
    assert (done.rows["deeds"], done.rows["pseudonyms"]) == (1, 1)


async def test_old_rows_end_and_the_rest_stays_whole(place: Place) -> None:
    """What is due is deleted from the beginning; the chain begins later, and old anchors are past telling."""
    await log(place, BATCH + 3)
    await place.store.anchor()
    place.time.at += timedelta(days=100)
    await log(place, 3)
    await place.store.anchor()
    now = START + timedelta(days=400)
    assert (await verify(place.store, Retention(), now)).rows["deeds"] == BATCH + 3
    assert (await purge(place.store, Retention(), now)).rows == {"deeds": BATCH + 3}
    assert (await verify(place.store, Retention(), now)).total == 0
    async with place.store.begin() as work:
        seen = await work.audit.verify(HERE)
    assert (seen.first, seen.rows, seen.broken) == (BATCH + 4, 3, None)
    assert seen.anchors == 2
    await log(place, 1)
    assert await broken(place) is None
    await purge(place.store, Retention(), now + timedelta(days=500))
    await log(place, 1)
    async with place.store.begin() as work:
        seen = await work.audit.verify(HERE)
    assert (seen.first, seen.rows, seen.broken) == (BATCH + 8, 1, None)


async def test_time_does_not_take_tampering_away(place: Place) -> None:
    """A row that was dated back to be deleted stays, is overdue, and is told."""
    await log(place, 5)
    async with place.store.begin() as work:
        await work.connection.execute(
            update(t.deeds).where(COLUMNS.number > 2).values(at="2020-01-01T00:00:00.000000+00:00")
        )
    assert "deeds" not in (await purge(place.store, Retention(), START + timedelta(days=1))).rows
    done = await purge(place.store, Retention(), START + timedelta(days=400))
    assert done.rows["deeds"] == 2
    assert (await verify(place.store, Retention(), START + timedelta(days=400))).rows["deeds"] == 3
    assert await broken(place) == Break(number=3, kind=BreakKind.CHANGED)


async def test_rows_follow_one_another_in_time(place: Place) -> None:
    """A clock that is set back makes no row older than the one before it."""
    await log(place, 1)
    place.time.at -= timedelta(days=1)
    await log(place, 1)
    async with place.store.begin() as work:
        rows = [row async for row in work.audit.export(HERE)]
    assert rows[0]["at"] == rows[1]["at"]
    assert await broken(place) is None


async def test_a_failed_log_stops_the_deed(place: Place) -> None:
    """What cannot be logged is not done: the case stays as it was."""
    async with place.store.begin() as work:
        case, _ = await work.cases.open(numbered(1), ORIGINAL)
    await log(place, 1)
    async with place.store.begin() as work:
        await work.connection.execute(delete(t.chains))

    async def rule() -> None:
        async with place.store.begin() as work:
            await work.cases.rule(case, Ruling.NOTICE, MIA, START, None, None)

    with pytest.raises(Locked):
        await rule()
    async with place.store.begin() as work:
        assert await work.cases.rulings(case) == []
