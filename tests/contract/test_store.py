"""What storage promises, the same on SQLite and on PostgreSQL."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, func, insert, inspect, select, text, update

import bot.storage
from bot.core.actions import AskModerators, HoldMessage, PublishMessage, RemoveMessage, TellMember, TimeOut
from bot.core.cards import Button, Card
from bot.core.cases import (
    CLOCKS,
    QUEUED,
    Case,
    CaseChange,
    CaseKind,
    Cursor,
    Ending,
    Filter,
    NewCase,
    Outcome,
    Priority,
    Reason,
    Ruling,
    State,
    Visibility,
)
from bot.core.courtesy import Occasion
from bot.core.errors import Locked, Unavailable, Unstorable
from bot.core.events import ChannelId, CommunityId, DeliveryId, MemberId, MessageId, MessageRef, RoleId
from bot.core.findings import Band, Category
from bot.core.policy import ChannelMode, Retention
from bot.core.ports import Effect
from bot.core.precision import Precision
from bot.core.setups import Setup
from bot.core.text import Content, Part, PartKind
from bot.storage import SchemaTooNew, SqlStore, has_proof, make_engine, migrate, open_store
from bot.storage import tables as t
from bot.storage.database import Database
from bot.storage.migrations import downgrade, upgrade
from bot.storage.retention import purge, verify
from bot.storage.store import SqlWork
from bot.storage.vault import Keyring, Vault
from tests.contract.conftest import Place
from tests.town import START, Time

HERE = CommunityId("test:here")
THERE = CommunityId("test:there")
ADA, MIA, NOOR = MemberId("test:ada"), MemberId("test:mia"), MemberId("test:noor")
REASON = Reason(
    rule="patient_data.name",
    category=Category.PATIENT_DIRECT,
    kind="name",
    confidence=0.9,
    band=Band.HIGH,
    sentence=2,
    why="A name beside a clinical word.",
)

NEW = NewCase(
    community=HERE,
    message=MessageRef(channel=ChannelId("test:general"), id=MessageId("test:m1")),
    channel_name="general",
    author=ADA,
    author_joined_at=START - timedelta(days=90),
    digest=b"\x01" * 32,
    category=Category.PATIENT_DIRECT,
    band=Band.HIGH,
    confidence=0.875,
    priority=Priority.P1,
    state=State.OPEN,
    shadow=False,
    reasons=(REASON,),
    excerpt="pt [NAME-1] seen",
    language="en",
    opened_at=START,
)
ORIGINAL = Content(
    parts=(Part(kind=PartKind.BODY, text="pt Ada \ud83d seen"), Part(kind=PartKind.FILE_NAME, text="ada.pdf"))
)
CARD = Card(title="A title", body=("a line",), excerpt="masked", buttons=(Button(label="Go", token="go:1"),))
HOLD = HoldMessage(message=NEW.message, then=(TellMember(member=ADA, card=CARD),))


def numbered(number: int, **changes: object) -> NewCase:
    """Vary the case by its message."""
    message = MessageRef(channel=ChannelId("test:general"), id=MessageId(f"test:m{number}"))
    return replace(NEW, **{"message": message, **changes})  # type: ignore[arg-type]


async def opened(place: Place, new: NewCase = NEW, original: Content | None = None) -> Case:
    """Open a case in a unit of work of its own."""
    async with place.store.begin() as work:
        case, is_new = await work.cases.open(new, original)
    assert is_new
    return case


async def got(place: Place, number: int, community: CommunityId = HERE) -> Case | None:
    """Read a case in a unit of work of its own."""
    async with place.store.begin() as work:
        return await work.cases.get(community, number)


async def changed(place: Place, case: Case, change: CaseChange) -> Case:
    """Write a change that must succeed."""
    async with place.store.begin() as work:
        done = await work.cases.change(case, change)
    assert done is not None
    return done


async def count(place: Place, table: str) -> int:
    """Count a table's rows."""
    async with place.store.begin() as work:
        counted = await work.connection.execute(select(func.count()).select_from(t.metadata.tables[table]))
        return int(counted.scalar_one())


async def test_a_case_reads_back_as_it_was_written(place: Place) -> None:
    """Everything that a new case holds is there again, with its number, version and clock."""
    case = await opened(place, original=ORIGINAL)
    assert await got(place, 1) == case
    assert (case.number, case.version, case.visibility) == (1, 1, Visibility.VISIBLE)
    assert (case.reasons, case.excerpt, case.band, case.confidence) == ((REASON,), NEW.excerpt, Band.HIGH, 0.875)
    assert (case.author_joined_at, case.opened_at, case.queued_at) == (NEW.author_joined_at, START, START)
    assert case.decide_by == START + CLOCKS[Priority.P1].decide
    assert (case.owner, case.ruling, case.ending, case.decided_at) == (None, None, None, None)
    assert (case.alias, case.strikes, case.reports) == (place.vault.alias(HERE, ADA), 0, 0)
    assert case.has_original
    async with place.store.begin() as work:
        assert await work.cases.original(case) == ORIGINAL


@pytest.mark.parametrize(
    ("state", "priority", "queued", "ending"),
    [
        (State.TOLD, None, False, None),
        (State.CLOSED, None, False, Ending.LAPSED),
        (State.CLOSED, Priority.P2, False, Ending.LAPSED),
        (State.OPEN, Priority.P3, True, None),
    ],
)
async def test_only_what_waits_is_queued(
    place: Place, state: State, priority: Priority | None, queued: bool, ending: Ending | None
) -> None:
    """A case has a clock from the moment it waits for a moderator; one that needs nobody is over at once."""
    case = await opened(place, replace(NEW, state=state, priority=priority))
    assert (case.queued_at is not None, case.ending, case.decided_at is not None) == (
        queued,
        ending,
        ending is not None,
    )


async def test_the_same_text_of_a_message_is_one_case(place: Place) -> None:
    """A repeated delivery finds the case that is there; an edited text or another message opens one of its own."""
    first = await opened(place)
    async with place.store.begin() as work:
        assert await work.cases.open(NEW, ORIGINAL) == (first, False)
    edited = await opened(place, replace(NEW, digest=b"\x02" * 32))
    other = await opened(place, numbered(2))
    assert [first.number, edited.number, other.number] == [1, 2, 3]
    async with place.store.begin() as work:
        newest = await work.cases.by_message(HERE, NEW.message)
        assert newest is not None
        assert newest.number == 2
        nowhere = MessageRef(channel=ChannelId("test:else"), id=NEW.message.id)
        assert await work.cases.by_message(HERE, nowhere) is None
        assert await work.cases.by_message(THERE, NEW.message) is None


@pytest.mark.parametrize(
    ("visibility", "is_gone"),
    [(Visibility.VISIBLE, False), (Visibility.HELD, True), (Visibility.REMOVED, True), (Visibility.RELEASED, True)],
)
async def test_messages_that_no_longer_stand_where_they_were(
    place: Place, visibility: Visibility, *, is_gone: bool
) -> None:
    """What was taken away, or put back as a message of ours, of the cases since a moment."""
    case = await opened(place)
    async with place.store.begin() as work:
        await work.cases.confirm(HERE, case.number, case.ref, visibility)
    async with place.store.begin() as work:
        assert await work.cases.gone(HERE, NEW.opened_at) == ({NEW.message} if is_gone else set())
        assert await work.cases.gone(HERE, NEW.opened_at + timedelta(seconds=1)) == set()
        assert await work.cases.gone(THERE, NEW.opened_at) == set()


async def test_numbers_are_counted_by_community(place: Place) -> None:
    """Each community counts from one, and a number leads only to a case of one's own."""
    await opened(place)
    await opened(place, numbered(2))
    there = await opened(place, replace(NEW, community=THERE))
    assert there.number == 1
    assert await got(place, 2, THERE) is None
    assert await got(place, 3) is None


@pytest.mark.parametrize("number", [0, -1, 2**31, 2**63, 10**30])
async def test_absurd_numbers_find_nothing(place: Place, number: int) -> None:
    """A number that no database could hold answers like any unknown one."""
    await opened(place)
    assert await got(place, number) is None


async def test_numbers_are_never_given_twice(place: Place) -> None:
    """Even when the newest case is purged, its number does not come back."""
    await opened(place, replace(NEW, state=State.CLOSED, priority=None))
    await purge(place.store, Retention(), START + timedelta(days=181))
    assert await got(place, 1) is None
    assert (await opened(place, numbered(2))).number == 2


async def test_cases_opened_at_once_get_numbers_of_their_own(place: Place) -> None:
    """Eight units of work at once: every case has its own number, and one message opens one case."""
    await asyncio.gather(*(opened(place, numbered(index)) for index in range(8)))

    async def again() -> bool:
        async with place.store.begin() as work:
            return (await work.cases.open(numbered(99), None))[1]

    assert sorted(await asyncio.gather(*(again() for _ in range(8)))) == [False] * 7 + [True]
    async with place.store.begin() as work:
        page = await work.cases.page(HERE, Filter(), None, 20)
    assert sorted(case.number for case in page) == list(range(1, 10))


async def test_a_change_is_written_once_a_version(place: Place) -> None:
    """Compare-and-set: who changes an older version changes nothing and learns it."""
    case = await opened(place)
    claim = CaseChange(state=State.CLAIMED, owner=MIA, lease_until=START + timedelta(minutes=10))
    claimed = await changed(place, case, claim)
    assert (claimed.version, claimed.owner, claimed.state) == (2, MIA, State.CLAIMED)
    async with place.store.begin() as work:
        assert await work.cases.change(case, CaseChange(owner=NOOR)) is None
    assert await got(place, 1) == claimed
    assert claimed.held_by_other(NOOR, START)
    assert not claimed.held_by_other(MIA, START)
    assert not claimed.held_by_other(NOOR, START + timedelta(minutes=10))


async def test_of_many_changes_at_once_one_wins(place: Place) -> None:
    """Eight rulings on one version at once: one is written, seven are told."""
    case = await opened(place)

    async def rule(by: int) -> bool:
        async with place.store.begin() as work:
            change = CaseChange(state=State.DECIDED, decided_by=MemberId(f"test:mod{by}"), decided_at=START)
            return await work.cases.change(case, change) is not None

    won = await asyncio.gather(*(rule(index) for index in range(8)))
    assert sum(won) == 1
    decided = await got(place, 1)
    assert decided is not None
    assert (decided.version, decided.decided_by) == (2, f"test:mod{won.index(True)}")


@pytest.mark.parametrize(("races", "hands"), [(270, 2), (90, 8)])
async def test_races_have_one_winner_each(place: Place, races: int, hands: int) -> None:
    """So many rulings race so many times: each case is ruled on once, by whoever was told so."""

    async def rule(case: Case, hand: int) -> bool:
        by = MemberId(f"test:mod{hand}")
        change = CaseChange(state=State.DECIDED, ruling=Ruling.NOTICE, decided_by=by, decided_at=START)
        async with place.store.begin() as work:
            if await work.cases.change(case, change) is None:
                return False
            await work.cases.rule(case, Ruling.NOTICE, by, START, None, None)
        return True

    for number in range(races):
        case = await opened(place, numbered(number))
        won = await asyncio.gather(*(rule(case, hand) for hand in range(hands)))
        assert sum(won) == 1
        async with place.store.begin() as work:
            (record,) = await work.cases.rulings(case)
        assert record.by == f"test:mod{won.index(True)}"


async def test_every_field_of_a_change(place: Place) -> None:
    """What a change names is written, what it clears is empty, what it leaves out stays."""
    case = await opened(place)
    later = START + timedelta(hours=1)
    full = CaseChange(
        state=State.DECIDED,
        visibility=Visibility.HELD,
        priority=Priority.P0,
        ruling=Ruling.STRIKE,
        ending=Ending.EXPIRED,
        decided_by=MIA,
        decided_at=later,
        queued_at=later,
        decide_by=later,
        owner=MIA,
        lease_until=later,
        contested=True,
        edited=True,
        attention="time_out: no right",
    )
    written = await changed(place, case, full)
    for name in full.__dataclass_fields__:
        if not name.startswith("clear_"):
            assert getattr(written, name) == getattr(full, name), name
    assert await changed(place, written, CaseChange()) == replace(written, version=3)
    cleared = await changed(
        place,
        replace(written, version=3),
        CaseChange(clear_owner=True, clear_attention=True, clear_decision=True, contested=False),
    )
    assert (cleared.owner, cleared.lease_until, cleared.attention) == (None, None, None)
    assert (cleared.ruling, cleared.ending, cleared.decided_by, cleared.decided_at) == (None, None, None, None)
    assert (cleared.contested, cleared.edited, cleared.state) == (False, True, State.DECIDED)


async def test_what_a_platform_says_is_cut_to_its_column(place: Place) -> None:
    """A platform's long reason, locale or channel name is cut, and never keeps a case from being written."""
    long = "x\x00\ud83d" + "y" * 500
    case = await opened(place, replace(NEW, channel_name=long, language="en-" + "x" * 40))
    assert case.channel_name.startswith("x")
    assert len(case.channel_name) <= 200
    assert case.language.startswith("en-")
    noted = await changed(place, case, CaseChange(attention=long))
    assert noted.attention is not None
    assert len(noted.attention) <= 200
    async with place.store.begin() as work:
        await work.outbox.add(HERE, [(1, HOLD)], START)
        (due,) = await work.outbox.due(START, 8, frozenset())
        await work.outbox.finish([(due, Effect.REFUSED, long)], START)
        await work.outbox.note(HERE, 1, HOLD, Effect.UNSUPPORTED, long, START)
        assert all(len(one.reason or "") <= 200 for one in await work.cases.actions(case))


async def test_confirming_keeps_the_version(place: Place) -> None:
    """What the platform confirmed is written without disturbing whoever is deciding."""
    case = await opened(place)
    async with place.store.begin() as work:
        await work.cases.confirm(HERE, 1, NEW.message, Visibility.HELD)
        await work.cases.confirm(THERE, 1, NEW.message, Visibility.REMOVED)
    assert await got(place, 1) == replace(case, visibility=Visibility.HELD)


async def test_a_copy_confirms_nothing_of_the_case_that_it_joined(place: Place) -> None:
    """What became of another message, in the same channel or of the same identifier elsewhere, is not the case's."""
    case = await opened(place)
    copy, elsewhere = numbered(2).message, replace(NEW.message, channel=ChannelId("test:else"))
    async with place.store.begin() as work:
        await work.cases.confirm(HERE, 1, copy, Visibility.REMOVED)
        await work.cases.confirm(HERE, 1, elsewhere, Visibility.REMOVED)
    assert await got(place, 1) == case


async def test_what_was_deleted_stays_deleted(place: Place) -> None:
    """A hold or removal that comes too late is no news, and leaves nothing to put back."""
    case = await changed(place, await opened(place), CaseChange(visibility=Visibility.DELETED))
    async with place.store.begin() as work:
        await work.cases.confirm(HERE, 1, NEW.message, Visibility.HELD)
    assert await got(place, 1) == case


async def test_a_case_is_opened_again_as_if_it_were_new(place: Place) -> None:
    """What its text shows now, its clock and its copy are those of a new case; number and reports stay."""
    first = await opened(place, original=ORIGINAL)
    async with place.store.begin() as work:
        await work.cases.report(first, NOOR, "spam", None, START)
    noted = await changed(place, first, CaseChange(contested=True, attention="hold_message: refused"))
    over = CaseChange(state=State.CLOSED, ending=Ending.CORRECTED, decided_at=START)
    closed = await changed(place, noted, over)
    place.time.at = later = START + timedelta(days=5)
    surer = replace(REASON, rule="patient_data.name", confidence=0.9)
    new = replace(NEW, band=Band.VERY_HIGH, priority=Priority.P0, reasons=(surer,), opened_at=later)
    async with place.store.begin() as work:
        assert await work.cases.reopen(first, new, ORIGINAL) is None
        again = await work.cases.reopen(closed, new, ORIGINAL)
    assert again is not None
    assert again == await got(place, 1)
    assert (again.number, again.reports, again.contested, again.edited) == (1, 1, True, True)
    assert (again.state, again.ending, again.decided_at, again.attention) == (State.OPEN, None, None, None)
    assert (again.band, again.priority, again.reasons) == (Band.VERY_HIGH, Priority.P0, (surer,))
    assert (again.queued_at, again.decide_by) == (later, later + CLOCKS[Priority.P0].decide)
    async with place.store.begin() as work:
        assert await work.cases.original(again) == ORIGINAL
        assert await work.cases.reopen(closed, new, None) is None


async def test_the_case_on_a_message_is_the_one_that_is_not_over(place: Place) -> None:
    """Of two wordings the older one may be the one that stands now."""
    await opened(place)
    later = await opened(place, replace(NEW, digest=b"\x02" * 32))
    await changed(place, later, CaseChange(state=State.CLOSED, ending=Ending.LAPSED))
    async with place.store.begin() as work:
        found = await work.cases.by_message(HERE, NEW.message)
    assert found is not None
    assert found.number == 1


async def test_the_queue_is_in_order_and_pages_lose_nothing(place: Place) -> None:
    """Priority, then due, then number; a cursor goes on exactly after the last row."""
    for index in range(12):
        opened_at = START + timedelta(minutes=index % 3)
        priority = Priority(index % 4)
        await opened(place, numbered(index, priority=priority, opened_at=opened_at))
    await opened(place, numbered(50, state=State.TOLD, priority=None))
    async with place.store.begin() as work:
        everything = await work.cases.page(HERE, Filter(states=QUEUED), None, 100)
        seen: list[Case] = []
        after: Cursor | None = None
        while page := await work.cases.page(HERE, Filter(states=QUEUED), after, 5):
            seen += page
            last = page[-1]
            assert last.priority is not None
            assert last.decide_by is not None
            after = Cursor(priority=last.priority, due=last.decide_by, number=last.number)
    assert seen == everything
    assert len(seen) == 12
    keys = [(case.priority, case.decide_by, case.number) for case in seen]
    assert keys == sorted(keys, key=lambda key: (int(key[0] or 0), key[1], key[2]))


@pytest.mark.parametrize(
    ("which", "numbers"),
    [
        (Filter(), [1, 2, 3, 4]),
        (Filter(states=(State.CLAIMED,)), [2]),
        (Filter(states=(State.OPEN, State.CLAIMED)), [1, 2, 4]),
        (Filter(category=Category.DISRESPECT), [3]),
        (Filter(priority=Priority.P0), [4]),
        (Filter(channel_name="cases"), [4]),
        (Filter(channel_name="Cases"), []),
        (Filter(owner=MIA), [2]),
        (Filter(owner=NOOR), []),
        (Filter(opened_before=START + timedelta(minutes=1)), [1, 2, 3]),
        (Filter(states=()), []),
    ],
)
async def test_filters(place: Place, which: Filter, numbers: list[int]) -> None:
    """A list shows what was asked for; a claim that has run out has no owner any more."""
    await opened(place)
    second = await opened(place, numbered(2))
    await changed(place, second, CaseChange(state=State.CLAIMED, owner=MIA, lease_until=START + timedelta(minutes=10)))
    await opened(place, numbered(3, category=Category.DISRESPECT, state=State.TOLD, priority=None))
    later = START + timedelta(hours=1)
    await opened(place, numbered(4, priority=Priority.P0, channel_name="cases", opened_at=later))
    async with place.store.begin() as work:
        assert sorted(case.number for case in await work.cases.page(HERE, which, None, 10)) == numbers
        assert await work.cases.page(THERE, which, None, 10) == []
    place.time.at += timedelta(minutes=10)
    async with place.store.begin() as work:
        assert await work.cases.page(HERE, Filter(owner=MIA), None, 10) == []


async def test_a_members_cases_newest_first(place: Place) -> None:
    """A member's record is their own, in one community, cut to what was asked for."""
    for index in range(3):
        await opened(place, numbered(index))
    await opened(place, numbered(9, author=MIA))
    await opened(place, replace(NEW, community=THERE))
    async with place.store.begin() as work:
        assert [case.number for case in await work.cases.by_author(HERE, ADA, 2)] == [3, 2]
        assert [case.number for case in await work.cases.by_author(HERE, MIA, 9)] == [4]


async def test_an_original_ends_with_its_time(place: Place) -> None:
    """Undecided, an original can be opened for its time and not a moment longer."""
    case = await opened(place, original=ORIGINAL)
    kept = Retention().longest_original
    place.time.at += kept - timedelta(seconds=1)
    async with place.store.begin() as work:
        assert await work.cases.original(case) == ORIGINAL
    place.time.at += timedelta(seconds=1)
    async with place.store.begin() as work:
        assert await work.cases.original(case) is None
        assert await work.cases.reveal(case, MIA, "why", place.time()) is None
    assert not (await got(place, 1) or case).has_original
    assert await count(place, "reveals") == 0


async def test_a_decision_sets_the_key_s_end_and_undoing_it_gives_time_again(place: Place) -> None:
    """After a decision the key lives a day; a case that is open again keeps its original while it is decided."""
    case = await opened(place, original=ORIGINAL)
    change = CaseChange(state=State.DECIDED, ruling=Ruling.NOTICE, decided_at=START, decided_by=MIA)
    decided = await changed(place, case, change)
    place.time.at += timedelta(hours=23)
    reopened = await changed(place, decided, CaseChange(state=State.OPEN, clear_decision=True))
    place.time.at += timedelta(hours=24)
    async with place.store.begin() as work:
        assert await work.cases.original(reopened) == ORIGINAL
    again = await changed(place, reopened, change)
    place.time.at += timedelta(hours=24)
    async with place.store.begin() as work:
        assert await work.cases.original(again) is None


async def test_an_original_is_kept_no_longer_for_being_decided_and_undone(place: Place) -> None:
    """It ends with the time that an undecided one would have had."""
    case = await opened(place, original=ORIGINAL)
    for _ in range(4):
        change = CaseChange(state=State.DECIDED, ruling=Ruling.NOTICE, decided_at=place.time(), decided_by=MIA)
        case = await changed(place, case, change)
        place.time.at += timedelta(hours=23)
        case = await changed(place, case, CaseChange(state=State.OPEN, clear_decision=True))
    change = CaseChange(state=State.DECIDED, ruling=Ruling.NOTICE, decided_at=place.time(), decided_by=MIA)
    await changed(place, case, change)
    place.time.at = START + Retention().longest_original - timedelta(seconds=1)
    async with place.store.begin() as work:
        assert await work.cases.original(case) == ORIGINAL
    place.time.at += timedelta(seconds=1)
    async with place.store.begin() as work:
        assert await work.cases.original(case) is None


async def test_shredding(place: Place) -> None:
    """Shredding destroys key and text, and leaves the case."""
    case = await opened(place, original=ORIGINAL)
    other = await opened(place, numbered(2), original=ORIGINAL)
    async with place.store.begin() as work:
        await work.cases.shred(case)
        assert await work.cases.original(case) is None
        assert await work.cases.original(other) == ORIGINAL
    assert await count(place, "originals") == 1


async def test_reveals_are_logged(place: Place) -> None:
    """Whoever sees an original is written down with time and sealed reason, every time."""
    case = await opened(place, original=ORIGINAL)
    async with place.store.begin() as work:
        assert await work.cases.reveal(case, MIA, "to be sure", START) == ORIGINAL
        assert await work.cases.reveal(case, NOOR, "to be sure", START) == ORIGINAL
        rows = (await work.connection.execute(select(t.reveals).order_by(t.reveals.c.id))).all()
    assert [(row.case, row.by, row.at) for row in rows] == [(1, MIA, START), (1, NOOR, START)]
    assert all(b"sure" not in row.reason for row in rows)


async def test_rulings_in_order_and_taken_back(place: Place) -> None:
    """Rulings are listed oldest first with their notes; undoing marks the latest and takes its strikes back."""
    case = await opened(place)
    until = START + timedelta(days=180)
    async with place.store.begin() as work:
        await work.cases.rule(case, Ruling.ESCALATE, NOOR, START, None, None)
        await work.cases.rule(case, Ruling.STRIKE, MIA, START + timedelta(minutes=1), "respect", "a \ud83d note")
        await work.members.strike(HERE, ADA, 1, 2, START, until, told_at=START)
        await work.members.strike(HERE, ADA, 7, 1, START, until, told_at=START)
    async with place.store.begin() as work:
        assert await work.members.strikes(HERE, ADA, START) == 3
        first, second = await work.cases.rulings(case)
        assert (first.ruling, first.by, first.note, first.undone_at) == (Ruling.ESCALATE, NOOR, None, None)
        assert (second.ruling, second.rule, second.note) == (Ruling.STRIKE, "respect", "a \ud83d note")
        await work.cases.undo(case, NOOR, START + timedelta(hours=1))
    async with place.store.begin() as work:
        first, second = await work.cases.rulings(case)
        assert (first.undone_at, second.undone_at) == (None, START + timedelta(hours=1))
        assert await work.members.strikes(HERE, ADA, START) == 1


async def test_strikes_end_and_stay_in_their_community(place: Place) -> None:
    """Strikes count until they end, here only, and the case shows them."""
    await opened(place)
    async with place.store.begin() as work:
        await work.members.strike(HERE, ADA, 1, 1, START, START + timedelta(days=1), told_at=START)
        await work.members.strike(HERE, ADA, 1, 3, START, START + timedelta(days=2), told_at=START)
        assert await work.members.strikes(THERE, ADA, START) == 0
        assert await work.members.strikes(HERE, MIA, START) == 0
    for days, expected in ((0, 4), (1, 3), (2, 0)):
        place.time.at = START + timedelta(days=days)
        case = await got(place, 1)
        assert case is not None
        assert case.strikes == expected
        async with place.store.begin() as work:
            assert await work.members.strikes(HERE, ADA, place.time()) == expected


async def test_a_strike_counts_once_its_member_was_told(place: Place) -> None:
    """Until then it is listed and does not count; what could not be told is forgotten, and nothing of another case."""
    await opened(place)
    until = START + timedelta(days=180)
    async with place.store.begin() as work:
        for number, strikes in ((1, 2), (2, 1)):
            await work.members.strike(HERE, ADA, number, strikes, START, until)
        assert await work.members.strikes(HERE, ADA, START) == 0
        assert await work.sanctions.told(THERE, 1, START) == 0
        assert await work.sanctions.told(HERE, 1, START) == 2
        assert await work.sanctions.told(HERE, 1, START) == 0
        assert await work.members.strikes(HERE, ADA, START) == 2
        assert await work.sanctions.untold(HERE, 1) == 0
    case = await got(place, 1)
    assert case is not None
    assert case.strikes == 2
    async with place.store.begin() as work:
        listed = [(one.case, one.count, one.told_at) for one in await work.sanctions.strikes(HERE, ADA, START)]
        assert listed == [(1, 2, START), (2, 1, None)]
        assert await work.sanctions.untold(HERE, 2) == 1
        assert [one.case for one in await work.sanctions.strikes(HERE, ADA, START)] == [1]
        assert await work.sanctions.strikes(HERE, ADA, until) == []
        assert await work.sanctions.strikes(THERE, ADA, START) == []


async def test_timeouts_run_case_by_case(place: Place) -> None:
    """The longest of a member's timeouts holds; one that is taken away leaves all others as they were."""
    first, second = START + timedelta(hours=24), START + timedelta(hours=2)
    async with place.store.begin() as work:
        await work.sanctions.stop(HERE, ADA, 1, second)
        await work.sanctions.stop(HERE, ADA, 1, first)
        await work.sanctions.stop(HERE, ADA, 2, second)
        await work.sanctions.stop(THERE, ADA, 1, first)
        await work.sanctions.stop(HERE, MIA, 3, first)
    async with place.store.begin() as work:
        assert await work.sanctions.stopped_until(HERE, ADA, START) == first
        assert await work.sanctions.free(HERE, 1, START)
        assert not await work.sanctions.free(HERE, 1, START)
        assert await work.sanctions.stopped_until(HERE, ADA, START) == second
        assert await work.sanctions.stopped_until(HERE, ADA, second) is None
        assert not await work.sanctions.free(HERE, 2, second), "it had run out"
        assert await work.sanctions.stopped_until(HERE, ADA, START) is None
        assert await work.sanctions.stopped_until(THERE, ADA, START) == first
        assert await work.sanctions.stopped_until(HERE, MIA, START) == first


async def test_a_case_about_a_case(place: Place) -> None:
    """It reads back with its own clock, is found by what it is about and by its kind, and never by its message."""
    first = await opened(place)
    due = START + timedelta(days=7)
    new = replace(
        NEW, digest=b"\x02" * 32, kind=CaseKind.APPEAL, about=1, first_by=MIA, due=due, excerpt="my \ud83d words"
    )
    appeal = await opened(place, new)
    assert await got(place, 2) == appeal
    assert (appeal.kind, appeal.about, appeal.first_by, appeal.decide_by) == (CaseKind.APPEAL, 1, MIA, due)
    async with place.store.begin() as work:
        again, is_new = await work.cases.open(new, None)
        assert (again, is_new) == (appeal, False)
        assert await work.cases.by_message(HERE, NEW.message) == first
        assert await work.cases.by_author(HERE, ADA, 9) == [first]
        assert await work.cases.by_author(HERE, ADA, 9, CaseKind.APPEAL) == [appeal]
        assert await work.cases.concerning(HERE, 1) == [appeal]
        assert await work.cases.concerning(THERE, 1) == []
        for kind, cases in ((None, [first, appeal]), (CaseKind.MESSAGE, [first]), (CaseKind.BAN, [])):
            assert await work.cases.page(HERE, Filter(states=QUEUED, of=kind), None, 9) == cases
    change = CaseChange(state=State.DECIDED, outcome=Outcome.UPHELD, decided_by=NOOR, decided_at=START)
    decided = await changed(place, appeal, change)
    async with place.store.begin() as work:
        await work.cases.conclude(decided, Outcome.UPHELD, NOOR, START, "so it \ud83d is")
        (concluded,) = await work.cases.rulings(decided)
        assert (concluded.ruling, concluded.by, concluded.note) == (Outcome.UPHELD, NOOR, "so it \ud83d is")
        assert (await work.cases.stats(HERE, START)).precision == {}, "an appeal is no finding that was right or wrong"
        assert await work.cases.forget_words(HERE, MIA, CaseKind.APPEAL) == 0
        assert await work.cases.forget_words(HERE, ADA, CaseKind.APPEAL) == 1
    assert await got(place, 2) == replace(decided, excerpt=None)
    assert (await got(place, 1)) == first


async def test_who_reported_a_message_is_known_to_the_desk(place: Place) -> None:
    """By name or by pseudonym; not somebody else, and not in another community or case."""
    case = await opened(place)
    async with place.store.begin() as work:
        await work.cases.report(case, MIA, "spam", None, START)
        await work.cases.report(case, MemberId(work.members.alias(HERE, NOOR)), "spam", None, START)
        for member, reported in ((MIA, True), (NOOR, True), (ADA, False)):
            assert await work.cases.reported_by(HERE, 1, member) is reported
            assert not await work.cases.reported_by(HERE, 2, member)
            assert not await work.cases.reported_by(THERE, 1, member)


async def test_reports_join_a_case_once_a_member(place: Place) -> None:
    """A second report by the same member is told apart from one by another member."""
    case = await opened(place)
    async with place.store.begin() as work:
        assert await work.cases.report(case, MIA, "spam", "a note", START)
        assert not await work.cases.report(case, MIA, "disrespect", None, START)
        assert await work.cases.report(case, NOOR, "spam", None, START)
    seen = await got(place, 1)
    assert seen is not None
    assert seen.reports == 2


async def test_stats(place: Place) -> None:
    """The queue in numbers: what waits, the oldest, how long it took, what was upheld, what was called a mistake."""
    async with place.store.begin() as work:
        empty = await work.cases.stats(HERE, START)
    assert (empty.open, empty.oldest, empty.median_to_decide, empty.precision) == (0, None, None, {})
    cases = [await opened(place, numbered(index, reasons=(REASON, REASON))) for index in range(5)]
    await opened(place, replace(NEW, community=THERE))
    for case, ruling, hours in zip(cases, (Ruling.NOTICE, Ruling.DISMISS, Ruling.REMOVE), (1, 2, 6), strict=False):
        at = START + timedelta(hours=hours)
        await changed(place, case, CaseChange(state=State.DECIDED, ruling=ruling, decided_at=at, decided_by=MIA))
    async with place.store.begin() as work:
        await work.cases.mistaken(cases[0])
        await work.cases.mistaken(cases[1])
        seen = await work.cases.stats(HERE, START + timedelta(hours=7))
        later = await work.cases.stats(HERE, START + timedelta(days=8))
    assert (seen.open, seen.by_priority, seen.oldest) == (2, {Priority.P1: 2}, START)
    assert (seen.decided_last_week, seen.median_to_decide) == (3, timedelta(hours=2))
    assert seen.precision == {REASON.rule: Precision(upheld=2, decided=3)}
    assert (seen.overdue, later.overdue) == (2, 2)
    assert seen.mistakes == {REASON.rule: 2}
    assert (later.decided_last_week, later.median_to_decide) == (0, None)


async def test_actions_wait_in_the_outbox_and_are_forgotten(place: Place) -> None:
    """An action waits sealed, is handed out with its key, and leaves its record without its content."""
    case = await opened(place)
    async with place.store.begin() as work:
        await work.outbox.add(HERE, [(1, HOLD)], START)
        await work.outbox.note(HERE, 1, TimeOut(member=ADA, until=START), Effect.UNSUPPORTED, "not here", START)
        row = (await work.connection.execute(select(t.outbox.c.payload))).scalar_one()
    assert b"A title" not in row
    async with place.store.begin() as work:
        (due,) = await work.outbox.due(START, 8, frozenset())
        assert (due.community, due.case, due.action, due.attempts) == (HERE, 1, HOLD, 0)
        assert await work.outbox.due(START, 8, frozenset({due.id})) == []
        assert await work.outbox.due(START, 0, frozenset()) == []
        await work.outbox.finish([(due, Effect.DONE, None)], START + timedelta(seconds=1))
    async with place.store.begin() as work:
        assert await work.outbox.due(START, 8, frozenset()) == []
        assert await work.upcoming() == (None, None)
        records = [(one.kind, one.effect, one.reason) for one in await work.cases.actions(case)]
    assert records == [
        ("hold_message", Effect.DONE, None),
        ("time_out", Effect.UNSUPPORTED, "not here"),
    ]


async def test_urgent_actions_go_first(place: Place) -> None:
    """Hiding comes before telling; among equals, first come first served."""
    tell = TellMember(member=ADA, card=CARD)
    ask = AskModerators(subject="case:1", card=CARD)
    remove = RemoveMessage(message=NEW.message)
    async with place.store.begin() as work:
        for action in (tell, ask, HOLD, remove):
            await work.outbox.add(HERE, [(None, action)], START)
        assert [due.action for due in await work.outbox.due(START, 9, frozenset())] == [HOLD, remove, tell, ask]
        assert [due.action for due in await work.outbox.due(START, 1, frozenset())] == [HOLD]


async def test_postponed_actions_keep_their_key(place: Place) -> None:
    """An action that waits is due again later, under the same key, with its attempts counted."""
    later = START + timedelta(minutes=5)
    async with place.store.begin() as work:
        await work.outbox.add(HERE, [(None, HOLD)], START)
        (due,) = await work.outbox.due(START, 8, frozenset())
        await work.outbox.postpone(due, later, attempted=True)
    async with place.store.begin() as work:
        assert await work.outbox.due(later - timedelta(seconds=1), 8, frozenset()) == []
        assert (await work.upcoming())[0] == later
        (again,) = await work.outbox.due(later, 8, frozenset())
        assert again == replace(due, attempts=1, due_at=later)
        await work.outbox.postpone(again, later, attempted=False)
        assert await work.outbox.due(later, 8, frozenset()) == [again]


async def test_what_was_put_off_can_be_looked_through(place: Place) -> None:
    """In the order in which it was decided, whatever is due first or urgent; what is due already is left out."""
    tell, ask = TellMember(member=ADA, card=CARD), AskModerators(subject="case:1", card=CARD)
    soon, late = START + timedelta(minutes=1), START + timedelta(days=9)
    async with place.store.begin() as work:
        await work.outbox.add(HERE, [(None, tell), (None, ask), (1, HOLD)], START, {0: late, 2: soon})
        await work.outbox.add(THERE, [(None, tell)], START, {0: soon})
        found = await work.outbox.later(START)
    assert [(one.community, one.case, one.action) for one in found] == [
        (HERE, None, tell),
        (HERE, 1, HOLD),
        (THERE, None, tell),
    ]
    assert [(one.at, one.due_at) for one in found] == [(START, late), (START, soon), (START, soon)]
    async with place.store.begin() as work:
        await work.connection.execute(update(t.outbox).values(payload=b"\x01\x02k1 damaged beyond repair"))
        assert await work.outbox.later(START) == []
        assert await work.outbox.later(START) == []


async def test_what_waits_for_members_can_be_hastened(place: Place) -> None:
    """In one community, what is told to members and nothing else; what is due before then stays where it is."""
    tell, ask = TellMember(member=ADA, card=CARD), AskModerators(subject="case:1", card=CARD)
    soon, late = START + timedelta(minutes=1), START + timedelta(days=9)
    async with place.store.begin() as work:
        await work.outbox.add(HERE, [(None, tell), (None, ask)], START, {0: late, 1: late})
        await work.outbox.add(THERE, [(None, tell)], START, {0: late})
        await work.outbox.add(HERE, [(None, tell)], START)
        await work.outbox.hasten(HERE, soon)
    async with place.store.begin() as work:
        assert len(await work.outbox.due(START, 9, frozenset())) == 1
        assert [due.action for due in await work.outbox.due(soon, 9, frozenset())] == [tell, tell]
        assert len(await work.outbox.due(late, 9, frozenset())) == 4


async def test_actions_hold_any_text(place: Place) -> None:
    """A member's mended text with half a surrogate pair survives the outbox."""
    publish = PublishMessage(message=NEW.message, author=ADA, content=ORIGINAL)
    async with place.store.begin() as work:
        await work.outbox.add(HERE, [(None, publish)], START)
    async with place.store.begin() as work:
        (due,) = await work.outbox.due(START, 8, frozenset())
    assert due.action == publish


async def test_one_damaged_action_does_not_stop_the_others(place: Place) -> None:
    """An action that no longer opens is given up and its record says so; the others go on their way."""
    case = await opened(place)
    remove = RemoveMessage(message=NEW.message)
    async with place.store.begin() as work:
        await work.outbox.add(HERE, [(1, HOLD)], START)
        await work.outbox.add(HERE, [(1, remove)], START)
        first = (await work.connection.execute(select(func.min(t.outbox.c.action)))).scalar_one()
        await work.connection.execute(
            update(t.outbox).where(t.outbox.c.action == first).values(payload=b"\x01\x02k1 damaged beyond repair")
        )
    async with place.store.begin() as work:
        assert [due.action for due in await work.outbox.due(START, 1, frozenset())] == [remove]
        records = [(one.kind, one.effect) for one in await work.cases.actions(case)]
    assert records == [("hold_message", Effect.GIVEN_UP), ("remove_message", Effect.PENDING)]


async def test_timers_ring_in_order_and_are_unique(place: Place) -> None:
    """Setting a timer again moves it; it rings when it is due, and a moved one is not finished by an old ring."""
    minutes = [START + timedelta(minutes=index) for index in range(4)]
    async with place.store.begin() as work:
        await work.timers.set(HERE, "window", "1", minutes[3])
        await work.timers.set(HERE, "window", "1", minutes[2])
        await work.timers.set(HERE, "window", "2", minutes[1])
        await work.timers.set(THERE, "window", "1", minutes[1])
        await work.timers.set(HERE, "ping", "1", minutes[1])
        assert (await work.upcoming())[1] == minutes[1]
        assert await work.timers.due(START, 9) == []
        await work.timers.cancel(HERE, "ping", "1")
        await work.timers.cancel(HERE, "ping", "none")
        ripe = await work.timers.due(minutes[2], 9)
        assert [(one.community, one.subject) for one in ripe] == [(HERE, "2"), (THERE, "1"), (HERE, "1")]
        assert len(await work.timers.due(minutes[2], 2)) == 2
        await work.timers.set(HERE, "window", "1", minutes[3])
        for one in ripe:
            await work.timers.finish(one)
        (left,) = await work.timers.due(minutes[3], 9)
        assert (left.subject, left.due_at) == ("1", minutes[3])


async def test_members_are_remembered_and_erased(place: Place) -> None:
    """Preferences, acceptances and tips are a member's own, here only, and are erased when asked."""
    async with place.store.begin() as work:
        members = work.members
        await members.prefer(HERE, ADA, "language", "en")
        await members.prefer(HERE, ADA, "language", "fr \ud83d")
        await members.prefer(HERE, ADA, "other", "x")
        await members.prefer(HERE, ADA, "other", None)
        await members.prefer(HERE, MIA, "language", "en")
        await members.accept(HERE, ADA, "2026-01", START)
        await members.accept(HERE, ADA, "2026-01", START + timedelta(days=9))
        await members.accept(HERE, ADA, "2025-01", START - timedelta(days=300))
        await members.see_tip(HERE, ADA, "pause", START)
        await members.see_tip(HERE, ADA, "pause", START + timedelta(days=1))
    async with place.store.begin() as work:
        members = work.members
        assert await members.preferences(HERE, ADA) == {"language": "fr \ud83d"}
        assert await members.preferences(THERE, ADA) == {}
        assert [(one.version, one.at) for one in await members.acceptances(HERE, ADA)] == [
            ("2025-01", START - timedelta(days=300)),
            ("2026-01", START),
        ]
        assert await members.tips_seen(HERE, ADA) == {"pause": START + timedelta(days=1)}
        assert await members.erase(HERE, ADA, ("preferences", "acceptances", "tips_seen", "unasked")) == 4
        assert await members.preferences(HERE, ADA) == {}
        assert await members.acceptances(HERE, ADA) == []
        assert await members.tips_seen(HERE, ADA) == {}
        assert await members.preferences(HERE, MIA) == {"language": "en"}


async def test_unasked_messages_are_counted(place: Place) -> None:
    """Unasked messages count from the moment they are on their way; dropped ones and answers do not."""
    unasked = TellMember(member=ADA, card=CARD, occasion=Occasion.UNASKED)
    async with place.store.begin() as work:
        await work.outbox.add(HERE, [(None, unasked)], START)
        await work.outbox.add(HERE, [(None, TellMember(member=ADA, card=CARD))], START)
        await work.outbox.note(HERE, None, unasked, Effect.DROPPED, "message budget", START)
        assert await work.members.unasked_since(HERE, ADA, START) == 1
        assert await work.members.unasked_since(HERE, ADA, START + timedelta(seconds=1)) == 0
        assert await work.members.unasked_since(HERE, MIA, START) == 0
        assert await work.members.erase(HERE, ADA, ("unasked",)) == 1
        assert await work.members.unasked_since(HERE, ADA, START) == 0


async def test_deliveries_are_noted_once(place: Place) -> None:
    """Of eight deliveries of one event at once, one is the first."""

    async def first() -> bool:
        async with place.store.begin() as work:
            return await work.first_delivery(DeliveryId("test:d1"))

    assert sum(await asyncio.gather(*(first() for _ in range(8)))) == 1


async def test_an_exception_rolls_everything_back(place: Place) -> None:
    """A unit of work that ends with an exception has written nothing, and the next one works."""

    async def fail() -> None:
        async with place.store.begin() as work:
            await work.cases.open(NEW, ORIGINAL)
            await work.outbox.add(HERE, [(1, HOLD)], START)
            raise LookupError

    with pytest.raises(LookupError):
        await fail()
    assert [await count(place, name) for name in ("cases", "originals", "outbox", "actions")] == [0, 0, 0, 0]
    assert (await opened(place)).number == 1


async def test_moments_need_a_time_zone(place: Place) -> None:
    """A moment without a time zone is refused, one in another zone is read back in UTC."""
    with pytest.raises(Unstorable):
        await opened(place, replace(NEW, opened_at=datetime(2026, 3, 2)))  # noqa: DTZ001 - the point
    zone = datetime.fromisoformat("2026-03-02T10:00:00+01:00")
    assert (await opened(place, replace(NEW, opened_at=zone))).opened_at == datetime(2026, 3, 2, 9, tzinfo=UTC)


async def test_what_the_database_does_not_take_is_told_from_its_silence(place: Place) -> None:
    """To try again would not help; nothing of the unit of work is written, and the next one works."""

    async def note_on_no_case() -> None:
        async with place.store.begin() as work:
            await work.members.prefer(HERE, ADA, "language", "fr")
            row = {"case": 1, "by": MIA, "at": START, "note": b"x"}
            await work.connection.execute(insert(t.notes).values(row))

    with pytest.raises(Unstorable, match="does not take"):
        await note_on_no_case()
    assert await count(place, "preferences") == 0
    assert (await opened(place)).number == 1


@pytest.mark.parametrize(
    "change", [{"author": "test:" + "x" * 200}, {"author": "test:\0"}, {"author": "test:\ud83d"}, {"about": 2**40}]
)
async def test_a_server_that_does_not_take_a_value(migrated_server_or_none: str, change: dict[str, object]) -> None:
    """What PostgreSQL refuses, be it too long, too large or no text to it, is not its silence either."""
    vault = Vault(Keyring.generate())
    database = Database(make_engine(migrated_server_or_none))
    store = SqlStore(database, vault, Time(), Retention())
    place = Place(store=store, time=Time(), vault=vault, url=migrated_server_or_none)
    try:
        with pytest.raises(Unstorable, match="does not take") as caught:
            await opened(place, replace(NEW, **change))  # type: ignore[arg-type]
    finally:
        await database.close()
    assert "test:" not in str(caught.value)


async def _swap(work: SqlWork, table: str, column: str) -> None:
    """Exchange a sealed column of the first two rows of a table, as somebody with the file in hand might."""
    rows = t.metadata.tables[table]
    key = next(iter(rows.primary_key))
    if table in ("preferences", "sealed_state"):
        key = rows.c.name
    (one, first), (two, second) = (
        await work.connection.execute(select(key, rows.c[column]).order_by(key).limit(2))
    ).all()
    for identity, value in ((one, second), (two, first)):
        await work.connection.execute(update(rows).where(key == identity).values({column: value}))


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("originals", "key"),
        ("originals", "value"),
        ("rulings", "note"),
        ("rulings", "rule"),
        ("sealed_state", "value"),
    ],
)
async def test_a_sealed_value_opens_nowhere_else(place: Place, table: str, column: str) -> None:
    """A sealed value that was moved to another row does not open, not even within one case."""
    case = await opened(place, original=ORIGINAL)
    other = await opened(place, numbered(2, excerpt="another"), original=ORIGINAL)
    await place.store.save_state("one", b"1")
    await place.store.save_state("two", b"2")
    async with place.store.begin() as work:
        await work.cases.rule(case, Ruling.ESCALATE, MIA, START, "one", "first")
        await work.cases.rule(case, Ruling.NOTICE, MIA, START + timedelta(minutes=1), "two", "second")

    async def read() -> None:
        async with place.store.begin() as work:
            assert await work.cases.get(HERE, 1) == case
            assert await work.cases.original(other) == ORIGINAL
            assert [one.note for one in await work.cases.rulings(case)] == ["first", "second"]
        assert await place.store.load_state("one") == b"1"

    await read()
    async with place.store.begin() as work:
        await _swap(work, table, column)
    with pytest.raises(Locked):
        await read()


@pytest.mark.parametrize(("table", "column"), [("reports", "note"), ("reveals", "reason")])
async def test_notes_of_one_case_cannot_change_hands(place: Place, table: str, column: str) -> None:
    """What one person wrote about a case is sealed for their row: another name cannot be put to it."""
    case = await opened(place, original=ORIGINAL)
    async with place.store.begin() as work:
        for member, note in ((MIA, "first"), (NOOR, "second")):
            await work.cases.report(case, member, "spam", note, START)
            await work.cases.reveal(case, member, note, START)
        rows = t.metadata.tables[table]
        sealed = (await work.connection.execute(select(rows.c.by, rows.c[column]).order_by(rows.c.id))).all()
    (one, first), (two, second) = sealed
    places = {
        "reports": (f"{HERE}/1/{one}", f"{HERE}/1/{two}"),
        "reveals": (f"{HERE}/1/{one}/{START.isoformat()}", f"{HERE}/1/{two}/{START.isoformat()}"),
    }[table]
    assert place.vault.open_text(first, table, column, places[0]) == "first"
    assert place.vault.open_text(second, table, column, places[1]) == "second"
    with pytest.raises(Locked):
        place.vault.open_text(first, table, column, places[1])


async def test_rotated_keys_open_what_the_old_one_sealed(place: Place) -> None:
    """A new key in front seals from now on; the old one still opens; without it, what it sealed stays shut."""
    old = Keyring.generate()
    new = Keyring.generate()
    rotated = Keyring(sealing={"k2": new.sealing["k1"], **old.sealing}, digest=old.digest)
    stores = {
        name: SqlStore(place.store.database, Vault(keyring), place.time, Retention())
        for name, keyring in {
            "old": old,
            "rotated": rotated,
            "new": Keyring(sealing={"k2": new.sealing["k1"]}, digest=old.digest),
        }.items()
    }
    await stores["old"].save_state("before", b"1")
    await stores["rotated"].save_state("after", b"2")
    assert await stores["rotated"].load_state("before") == b"1"
    assert await stores["rotated"].load_state("after") == b"2"
    assert await stores["new"].load_state("after") == b"2"
    with pytest.raises(Locked, match="key k1 is not among the keys"):
        await stores["new"].load_state("before")
    with pytest.raises(Locked, match="key k2 is not among the keys"):
        await stores["old"].load_state("after")


async def fill(place: Place) -> None:
    """Write something of every kind that does not last."""
    case = await opened(place, original=ORIGINAL)
    async with place.store.begin() as work:
        await work.cases.rule(case, Ruling.STRIKE, MIA, START, None, "note")
        await work.cases.report(case, NOOR, "spam", "note", START)
        await work.cases.reveal(case, MIA, "why", START)
        await work.members.strike(HERE, ADA, 1, 1, START, START + timedelta(days=180), told_at=START)
        await work.sanctions.stop(HERE, ADA, 1, START + timedelta(days=1))
        await work.first_delivery(DeliveryId("test:d1"))
        await work.outbox.note(HERE, 1, HOLD, Effect.DONE, "", START)
        await work.outbox.note(HERE, None, HOLD, Effect.DONE, "", START)
        await work.outbox.add(HERE, [(None, HOLD)], START)
        await work.members.prefer(HERE, ADA, "language", "fr")
    await changed(place, case, CaseChange(state=State.DECIDED, ruling=Ruling.STRIKE, decided_at=START))


DAY = {"originals": 1, "deliveries": 1, "timeouts": 1}
MONTH = DAY | {"excerpts": 1, "actions": 1}
HALF_YEAR = MONTH | {"cases": 1, "strikes": 1}


@pytest.mark.parametrize(
    ("days", "overdue"),
    [(0, {}), (1, DAY), (30, MONTH), (180, HALF_YEAR), (400, HALF_YEAR | {"reveals": 1, "deeds": 2})],
)
async def test_what_is_due_is_counted_and_deleted(place: Place, days: int, overdue: dict[str, int]) -> None:
    """Everything ends at its time and not a second before; after a purge nothing is overdue."""
    await fill(place)
    now = START + timedelta(days=days)
    before = await verify(place.store, Retention(), now - timedelta(seconds=1))
    assert before.rows == {0: {}, 1: {}, 30: DAY, 180: MONTH, 400: HALF_YEAR}[days]
    assert (await verify(place.store, Retention(), now)).rows == overdue
    done = await purge(place.store, Retention(), now)
    assert all(done.rows[name] >= number for name, number in overdue.items())
    assert (await verify(place.store, Retention(), now)).total == 0
    assert await count(place, "preferences") == 1
    assert await count(place, "outbox") == 1


async def test_a_purged_case_takes_everything_of_it_along(place: Place) -> None:
    """Nothing of a case outlives it but the log of who saw the original; another case stays whole."""
    await fill(place)
    open_case = await opened(place, numbered(2), original=ORIGINAL)
    place.time.at += timedelta(days=180)
    await purge(place.store, Retention(), place.time())
    assert await got(place, 1) is None
    assert await got(place, 2) == replace(open_case, excerpt=None, has_original=False, strikes=0)
    names = ("cases", "reasons", "rulings", "reports", "reveals", "strikes", "originals")
    assert [await count(place, name) for name in names] == [1, 1, 0, 0, 1, 0, 0]


async def test_many_rows_are_deleted_in_steps(place: Place) -> None:
    """More rows than one step takes are all deleted, and counted."""
    async with place.store.begin() as work:
        await work.connection.execute(
            insert(t.deliveries), [{"id": f"test:d{index}", "seen_at": START} for index in range(1_203)]
        )
    done = await purge(place.store, Retention(), START + timedelta(days=2))
    assert done.rows == {"deliveries": 1_203}


async def test_a_community_may_keep_things_shorter(place: Place) -> None:
    """Retention follows the community's own times."""
    await fill(place)
    short = Retention(case=timedelta(days=1), excerpt=timedelta(hours=1))
    overdue = await verify(place.store, short, START + timedelta(days=1))
    assert overdue.rows.keys() >= {"cases", "excerpts"}


def _tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names()) - {"alembic_version"}


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, t.metadata))


async def test_migrations_up_and_down(empty_url: str) -> None:
    """Up gives exactly the tables that the code knows, twice is as good as once, down leaves none."""
    await asyncio.to_thread(lambda: asyncio.run(migrate(empty_url)))
    await asyncio.to_thread(lambda: asyncio.run(migrate(empty_url)))

    async def there_and_back() -> tuple[set[str], list[object], set[str], set[str]]:
        engine = make_engine(empty_url)
        async with engine.connect() as connection:
            up = await connection.run_sync(_tables)
            differences = await connection.run_sync(_differences)
        await downgrade(engine)
        async with engine.connect() as connection:
            down = await connection.run_sync(_tables)
        await upgrade(engine)
        async with engine.connect() as connection:
            again = await connection.run_sync(_tables)
        await engine.dispose()
        return up, differences, down, again

    up, differences, down, again = await asyncio.to_thread(lambda: asyncio.run(there_and_back()))
    assert up == set(t.metadata.tables)
    assert differences == []
    assert down == set()
    assert again == up


async def test_rulings_of_before_are_tallied_by_the_migration(empty_url: str) -> None:
    """A database with cases that is brought up to date counts what was ruled, and downgrades with all its cases."""

    async def there_and_back() -> tuple[set[tuple[str, str, int]], int]:
        engine = make_engine(empty_url)
        await upgrade(engine, "0001")
        async with engine.begin() as connection:
            for number, ruling in ((1, Ruling.NOTICE), (2, Ruling.NOTICE), (3, Ruling.DISMISS), (4, None)):
                row = {name: getattr(NEW, name) for name in ("community", "category", "confidence", "author", "digest")}
                row |= {"id": number, "number": number, "version": 1, "state": State.DECIDED, "band": 1, "priority": 1}
                row |= {"visibility": Visibility.HELD, "shadow": False, "channel": "c", "channel_name": "c"}
                row |= {"message": f"m{number}", "language": "en", "opened_at": START, "due": START, "ruling": ruling}
                await connection.execute(insert(t.cases).values(contested=False, edited=False, **row))
                reason = {"case": number, "rule": "a.rule", "category": NEW.category, "kind": "name", "why": "why"}
                for sentence in (1, 2):
                    values = {**reason, "confidence": 0.5, "band": 1, "sentence": sentence}
                    await connection.execute(insert(t.reasons).values(values))
        await upgrade(engine)
        async with engine.begin() as connection:
            columns = t.tallies.c
            found = await connection.execute(select(columns.rule, columns.ruling, columns.count))
            tallied = {(row[0], row[1], row[2]) for row in found}
        await downgrade(engine, "0001")
        async with engine.begin() as connection:
            left = (await connection.execute(select(func.count()).select_from(t.cases))).scalar_one()
        await engine.dispose()
        return tallied, int(left)

    tallied, left = await asyncio.to_thread(lambda: asyncio.run(there_and_back()))
    assert tallied == {("a.rule", "notice", 2), ("a.rule", "dismiss", 1)}
    assert left == 4


async def test_what_is_counted_follows_rulings_undoings_and_purges(place: Place) -> None:
    """A case counts once a rule, under the ruling that stands; not when it was undone, and not when it is gone."""
    twice = replace(NEW, reasons=(REASON, replace(REASON, sentence=3), replace(REASON, rule="other")))

    async def precision() -> dict[str, tuple[int, int]]:
        async with place.store.begin() as work:
            seen = await work.cases.stats(HERE, place.time())
        known = place.store.precisions_of(HERE)
        assert known == seen.precision, "what messages are judged by is what is counted"
        return {rule: (record.upheld, record.decided) for rule, record in seen.precision.items()}

    case = await opened(place, twice)
    ruled = CaseChange(state=State.DECIDED, ruling=Ruling.NOTICE, decided_at=START)
    case = await changed(place, case, ruled)
    assert await precision() == {"patient_data.name": (1, 1), "other": (1, 1)}
    case = await changed(place, case, replace(ruled, ruling=Ruling.DISMISS))
    assert await precision() == {"patient_data.name": (0, 1), "other": (0, 1)}
    case = await changed(place, case, CaseChange(state=State.OPEN, clear_decision=True))
    assert await precision() == {}
    await changed(place, case, ruled)
    other = await opened(place, numbered(2))
    await changed(place, other, replace(ruled, decided_at=START + timedelta(days=9)))
    assert await precision() == {"patient_data.name": (2, 2), "other": (1, 1)}
    await purge(place.store, Retention(), START + timedelta(days=180))
    assert await precision() == {"patient_data.name": (1, 1)}


@pytest.mark.parametrize("limit", [1, 3, 50])
async def test_pages_of_every_list_are_those_of_a_plain_sort(place: Place, limit: int) -> None:
    """Whatever states are asked for, page after page gives each case once, in the order of the whole."""
    for number in range(1, 25):
        priority = Priority(number * 5 % 4)
        case = await opened(place, numbered(number, priority=priority, opened_at=START + timedelta(hours=number % 5)))
        state = (State.OPEN, State.CLAIMED, State.ATTENTION, State.DECIDED)[number % 4]
        await changed(place, case, CaseChange(state=state, decided_at=START))
    for states in (None, QUEUED, (State.DECIDED,), ()):
        async with place.store.begin() as work:
            whole = await work.cases.page(HERE, Filter(states=states), None, 100)
            assert whole == sorted(whole, key=lambda one: (one.priority or 0, one.decide_by or START, one.number))
            paged: list[Case] = []
            while page := await work.cases.page(HERE, Filter(states=states), _after(paged), limit):
                paged += page
        assert paged == whole
        assert len(whole) == {None: 24, QUEUED: 18, (State.DECIDED,): 6, (): 0}[states]


def _after(cases: list[Case]) -> Cursor | None:
    if not cases:
        return None
    last = cases[-1]
    return Cursor(priority=int(last.priority or 0), due=last.decide_by or START, number=last.number)


async def test_a_newer_schema_is_left_alone(place: Place, tmp_path: Path) -> None:
    """A database that a newer version has written is not touched, and the sentence says what to do."""
    async with place.store.database.engine.begin() as connection:
        ours = (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar_one()
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    try:
        with pytest.raises(SchemaTooNew, match="newer version of Chaperone"):
            async with open_store(place.url, place.vault, tmp_path, place.time):
                pass
    finally:
        async with place.store.database.engine.begin() as connection:
            await connection.execute(text("UPDATE alembic_version SET version_num = :ours"), {"ours": ours})
    assert await count(place, "sealed_state") == 0


async def test_keys_must_fit_the_database(place: Place, tmp_path: Path) -> None:
    """The first start seals a proof; later starts need keys that open it, and write nothing without."""
    vault = Vault(Keyring.generate())
    for _ in range(2):
        async with open_store(place.url, vault, tmp_path, place.time) as store, store.begin() as work:
            assert await work.cases.get(HERE, 1) is None
    assert await count(place, "sealed_state") == 1
    with pytest.raises(Locked, match="these keys do not fit this database"):
        async with open_store(place.url, Vault(Keyring.generate()), tmp_path, place.time):
            pass
    assert await count(place, "sealed_state") == 1


async def test_an_old_key_can_be_retired(place: Place, tmp_path: Path) -> None:
    """A start with a new key in front seals the proof under it, so that the old key can go once it seals nothing."""
    old, new = Keyring.generate(), Keyring.generate().sealing["k1"]
    keyrings = [
        old,
        Keyring(sealing={"k2": new, **old.sealing}, digest=old.digest),
        Keyring(sealing={"k2": new}, digest=old.digest),
    ]
    for keyring in keyrings:
        async with open_store(place.url, Vault(keyring), tmp_path, place.time) as store, store.begin() as work:
            assert await work.cases.get(HERE, 1) is None


async def test_a_database_with_cases_needs_its_proof(place: Place, tmp_path: Path) -> None:
    """Cases without the proof of their keys were not written by us alone: nothing is written to them."""
    await opened(place)
    with pytest.raises(Locked, match="not the proof of its keys"):
        async with open_store(place.url, place.vault, tmp_path, place.time):
            pass
    assert await count(place, "sealed_state") == 0


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+asyncpg://nobody@127.0.0.1:1/nowhere",
        "sqlite+aiosqlite:////proc/none/of/this.sqlite",
        "no address at all",
        "oracle+nodriver://x/y",
    ],
)
async def test_a_database_that_is_not_there(url: str, tmp_path: Path) -> None:
    """A database that does not answer is a sentence of ours, and holds no address."""
    with pytest.raises(Unavailable) as caught:
        async with open_store(url, Vault(Keyring.generate()), tmp_path, Time()):
            pass
    assert "nobody" not in str(caught.value)
    assert "this.sqlite" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+asyncpg://u:geheim@127.0.0.1:1/d?sslmode=require",
        "postgresql+asyncpg://u:geheim@127.0.0.1:99999/d",
        "postgresql+asyncpg://u:geheim@127.0.0.1:many/d",
        "postgresql+asyncpg://u:geheim@127.0.0.1:1/d?prepared_statement_cache_size=geheim",
        f"postgresql+asyncpg://u:geheim@{'a' * 64}/d",
        "sqlite+aiosqlite:///geheim.sqlite?timeout=geheim",
    ],
)
async def test_an_address_that_no_driver_can_use(url: str, tmp_path: Path) -> None:
    """Options, ports and hosts that make no sense are told by every way in, without a word of the address."""

    async def start() -> None:
        async with open_store(url, Vault(Keyring.generate()), tmp_path, Time()):
            pass

    for reach in (start, lambda: migrate(url), lambda: has_proof(url)):
        with pytest.raises(Unavailable, match=r"^the database's address cannot be used \(\w+\)$"):
            await reach()


async def test_a_tls_mode_that_is_none(tmp_path: Path) -> None:
    """It is not taken for a full disk, for all that the driver names the mode verify-full."""
    with pytest.raises(Unavailable, match="does not answer as it should"):
        async with open_store(
            "postgresql+asyncpg://u@127.0.0.1:1/d?ssl=none", Vault(Keyring.generate()), tmp_path, Time()
        ):
            pass


async def test_a_schema_of_two_revisions(empty_url: str, tmp_path: Path) -> None:
    """A note of the schema's revision that somebody changed by hand is a sentence of ours."""

    async def spoil() -> None:
        engine = make_engine(empty_url)
        async with engine.begin() as connection:
            await connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('0001')")
        await engine.dispose()
        with pytest.raises(Unavailable, match="does not answer as it should"):
            await migrate(empty_url)
        with pytest.raises(Unavailable, match="does not answer as it should"):
            async with open_store(empty_url, Vault(Keyring.generate()), tmp_path, Time()):
                pass

    await asyncio.to_thread(lambda: asyncio.run(migrate(empty_url)))
    await asyncio.to_thread(lambda: asyncio.run(spoil()))


async def test_a_server_without_our_database(migrated_server_or_none: str) -> None:
    """A PostgreSQL server that does not know the database is a sentence of ours too."""
    with pytest.raises(Unavailable):
        await asyncio.to_thread(lambda: asyncio.run(migrate(migrated_server_or_none + "_not")))
    database = Database(make_engine(migrated_server_or_none + "_not"))
    store = SqlStore(database, Vault(Keyring.generate()), Time(), Retention())
    with pytest.raises(Unavailable):
        async with store.begin():
            pass
    await database.close()


async def test_a_cancelled_statement_costs_its_unit_of_work_alone(place: Place) -> None:
    """Whoever is cancelled in the middle of a statement has written nothing, and nobody else notices."""
    reached = asyncio.Event()

    async def write() -> None:
        async with place.store.begin() as work:
            await work.cases.open(NEW, None)
            reached.set()
            while True:
                await work.connection.execute(select(t.cases))

    writing = asyncio.ensure_future(write())
    await reached.wait()
    for _ in range(3):
        await asyncio.sleep(0)
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    async with place.store.begin() as work:
        assert await work.cases.get(HERE, 1) is None
        await work.cases.open(NEW, None)
    assert await count(place, "cases") == 1


async def test_another_writer_is_waited_for_and_then_told(
    place: Place, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    """There is one writer on either database: while another process writes, ours waits, and says so at last."""
    monkeypatch.setattr(bot.storage, "BUSY", timedelta(milliseconds=50))
    database = Database(make_engine(url))
    store = SqlStore(database, place.vault, place.time, Retention())
    async with place.store.begin() as work:
        await work.cases.open(NEW, None)
        with pytest.raises(Unavailable, match="locked by another process"):
            async with store.begin():
                pass
    async with store.begin() as work:
        assert await work.cases.get(HERE, 1) is not None
    await database.close()


@pytest.fixture(params=[pytest.param("postgres", marks=pytest.mark.postgres)])
def migrated_server_or_none(request: pytest.FixtureRequest) -> str:
    """Give the server's address, for tests that concern PostgreSQL alone."""
    return str(request.getfixturevalue("migrated_server"))


async def test_a_writer_that_fell_silent_does_not_keep_the_others_out(
    migrated_server_or_none: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine that is gone without a word, or is frozen, in the middle of a unit of work: the server ends that."""
    monkeypatch.setattr(bot.storage, "SILENT", timedelta(milliseconds=100), raising=False)
    databases = [Database(make_engine(migrated_server_or_none)) for _ in range(2)]
    vault = Vault(Keyring.generate())
    silent, other = (SqlStore(database, vault, Time(), Retention()) for database in databases)

    async def fall_silent() -> None:
        async with silent.begin() as lost:
            await lost.first_delivery(DeliveryId("silent"))
            async with other.begin() as work:
                assert await work.first_delivery(DeliveryId("silent"))

    try:
        with pytest.raises(Unavailable, match="does not answer"):
            await fall_silent()
    finally:
        for database in databases:
            await database.close()


async def test_an_excerpt_that_does_not_open_leaves_the_queue_as_it_is(place: Place) -> None:
    """Excerpts that changed places open nowhere; their cases are shown without, and every other one as it was."""
    first = await opened(place, numbered(1, excerpt="first"))
    await opened(place, numbered(2, excerpt="second"))
    third = await opened(place, numbered(3, excerpt="third"))
    async with place.store.begin() as work:
        await _swap(work, "cases", "excerpt")
    async with place.store.begin() as work:
        shown = await work.cases.page(HERE, Filter(), None, 10)
    assert [(case.number, case.excerpt) for case in shown] == [(1, None), (2, None), (3, "third")]
    assert (shown[0], shown[2]) == (replace(first, excerpt=None), third)


async def test_what_another_process_serves_is_left_to_it(place: Place) -> None:
    """Actions and timers of communities that are not ours are not handed out, however many stand before ours."""
    tell = TellMember(member=ADA, card=CARD)

    def ours(community: CommunityId) -> bool:
        return community == HERE

    async with place.store.begin() as work:
        await work.outbox.add(THERE, [(None, tell)] * 40, START)
        await work.outbox.add(HERE, [(None, tell)], START)
        for number in range(40):
            await work.timers.set(THERE, "kind", str(number), START - timedelta(hours=1))
        await work.timers.set(HERE, "kind", "1", START)
    async with place.store.begin() as work:
        assert [due.community for due in await work.outbox.due(START, 8, frozenset(), ours)] == [HERE]
        assert [timer.community for timer in await work.timers.due(START, 8, ours)] == [HERE]
        assert await work.outbox.due(START, 8, frozenset(), lambda _: False) == []
        assert len(await work.outbox.due(START, 8, frozenset(), lambda _: True)) == 8


async def test_choices_are_kept_and_known_at_once(place: Place) -> None:
    """A choice holds when its unit of work is written, and not before; a restart knows it."""
    chosen = Setup(
        community=HERE,
        moderators=RoleId("test:r"),
        queue=ChannelId("test:q"),
        language="fr",
        filters=True,
        modes={"cases": ChannelMode.CASES, "coffee": ChannelMode.LOUNGE},
    )

    async def half() -> None:
        async with place.store.begin() as work:
            await work.setups.save(chosen)
            raise Unavailable

    with pytest.raises(Unavailable):
        await half()
    assert place.store.setup_of(HERE) == Setup(community=HERE)
    async with place.store.begin() as work:
        await work.setups.save(chosen)
        assert place.store.setup_of(HERE) == Setup(community=HERE)
    assert place.store.setup_of(HERE) == chosen
    again = SqlStore(place.store.database, place.vault, place.time, Retention())
    await again.load_setups()
    assert again.setup_of(HERE) == chosen
    async with place.store.begin() as work:
        await work.setups.save(replace(chosen, modes={}, language=None))
    await again.load_setups()
    assert again.setup_of(HERE) == replace(chosen, modes={}, language=None)
    named = replace(chosen, moderators=None, people=(MemberId("test:mia"), MemberId("test:noor")))
    async with place.store.begin() as work:
        await work.setups.save(named)
    await again.load_setups()
    assert again.setup_of(HERE) == named
    assert again.setup_of(THERE) == Setup(community=THERE)


async def test_what_an_adapter_remembers_is_sealed_and_ends(place: Place) -> None:
    """By community, kind and name; written over, forgotten, and deleted when its time is over."""
    until = START + timedelta(days=1)
    await place.store.remember("kind", {(HERE, "a"): b"one", (THERE, "a"): b"other"}, until)
    await place.store.remember("kind", {(HERE, "a"): b"two"}, until)
    await place.store.remember("more", {(HERE, "a"): b"three"}, until + timedelta(days=1))
    assert await place.store.recall(HERE, "kind", "a") == b"two"
    assert await place.store.recall(HERE, "kind", "b") is None
    assert await place.store.recall_all("kind") == {(HERE, "a"): b"two", (THERE, "a"): b"other"}
    async with place.store.begin() as work:
        sealed = (await work.connection.execute(select(t.remembered.c.value))).scalars().all()
    assert not any(word in value for value in sealed for word in (b"two", b"other", b"three"))
    await place.store.forget(THERE, "kind", "a")
    assert await place.store.recall(THERE, "kind", "a") is None
    assert (await verify(place.store, Retention(), until)).rows == {"remembered": 1}
    await purge(place.store, Retention(), until)
    assert await place.store.recall_all("kind") == {}
    assert await place.store.recall(HERE, "more", "a") == b"three"
    other = SqlStore(place.store.database, Vault(Keyring.generate()), place.time, Retention())
    assert await other.recall(HERE, "more", "a") is None


async def test_records_are_kept_sealed_by_community_kind_and_name(place: Place) -> None:
    """Written over, listed by owner and by how a name starts, never found from another community."""
    async with place.store.begin() as work:
        records = work.records
        await records.put(HERE, "alert", "a:1", "one", owner=ADA)
        await records.put(HERE, "alert", "a:2", "two \ud83d", owner=MIA)
        await records.put(HERE, "alert", "a:1", "more", owner=ADA)
        await records.put(HERE, "event", "a:1", "shared")
        await records.put(THERE, "alert", "a:1", "theirs", owner=ADA)
    async with place.store.begin() as work:
        records = work.records
        found = await records.get(HERE, "alert", "a:1")
        assert found is not None
        assert (found.value, found.owner, found.until) == ("more", ADA, None)
        assert await records.get(HERE, "alert", "b") is None
        assert [one.value for one in await records.page(HERE, "alert")] == ["more", "two \ud83d"]
        assert [one.value for one in await records.page(HERE, "alert", owner=MIA)] == ["two \ud83d"]
        assert [one.name for one in await records.page(HERE, "alert", starting="a:2")] == ["a:2"]
        assert await records.page(HERE, "alert", starting="%") == []
        assert [one.value for one in await records.page(HERE, "alert", limit=1)] == ["more"]
        assert {one.value for one in await records.everywhere("alert")} == {"more", "two \ud83d", "theirs"}
        sealed = (await work.connection.execute(select(t.records.c.value))).scalars().all()
        assert not any(word in value for value in sealed for word in (b"more", b"shared", b"theirs"))
        assert await records.remove(HERE, "event", "a:1")
        assert not await records.remove(HERE, "event", "a:1")
        assert await records.erase(HERE, ADA, ("alert",)) == 1
        assert [one.value for one in await records.everywhere("alert")] == ["two \ud83d", "theirs"]


async def test_numbers_of_records_are_never_given_out_twice(place: Place) -> None:
    """Not even that of the newest one after it was deleted: an old button must not find a new event."""
    async with place.store.begin() as work:
        first = await work.records.add(HERE, "event", "first")
        assert await work.records.remove(HERE, "event", first)
        second = await work.records.add(HERE, "event", "second", owner=ADA)
        assert second != first
        found = await work.records.get(HERE, "event", second)
        assert found is not None
        assert (found.value, found.owner) == ("second", ADA)


async def test_a_record_ends_with_its_time(place: Place) -> None:
    """It is not found once it is over, counted as overdue, deleted by the purge, and one without an end stays."""
    until = START + timedelta(days=1)
    async with place.store.begin() as work:
        await work.records.put(HERE, "draft", "1", "short", owner=ADA, until=until)
        await work.records.put(HERE, "draft", "2", "long", owner=ADA)
    place.time.at = until
    async with place.store.begin() as work:
        assert await work.records.get(HERE, "draft", "1") is None
        assert [one.value for one in await work.records.page(HERE, "draft")] == ["long"]
    assert (await verify(place.store, Retention(), until)).rows == {"records": 1}
    await purge(place.store, Retention(), until)
    assert (await verify(place.store, Retention(), until)).rows == {}
    async with place.store.begin() as work:
        assert (await work.connection.execute(select(func.count()).select_from(t.records))).scalar_one() == 1


async def test_a_record_whose_key_is_gone_stops_no_other(place: Place) -> None:
    """What does not open is passed over."""
    async with place.store.begin() as work:
        await work.records.put(HERE, "alert", "1", "lost")
    other = SqlStore(place.store.database, Vault(Keyring.generate()), place.time, Retention())
    async with other.begin() as work:
        await work.records.put(HERE, "alert", "2", "kept")
        assert [one.value for one in await work.records.page(HERE, "alert")] == ["kept"]


async def test_a_preference_whose_key_is_gone_stops_no_other(place: Place) -> None:
    """It is as if it had not been chosen, and can be chosen anew: its member is moderated like any other."""
    async with place.store.begin() as work:
        await work.members.prefer(HERE, ADA, "language", "fr")
    other = SqlStore(place.store.database, Vault(Keyring.generate()), place.time, Retention())
    async with other.begin() as work:
        await work.members.prefer(HERE, ADA, "unit", "west")
        assert await work.members.preferences(HERE, ADA) == {"unit": "west"}
        await work.members.prefer(HERE, ADA, "language", "en")
        assert await work.members.preferences(HERE, ADA) == {"language": "en", "unit": "west"}


async def test_preferences_that_changed_places_open_nowhere(place: Place) -> None:
    """Each is sealed for its own name; those that were not touched stay."""
    async with place.store.begin() as work:
        for name, value in (("a", "1"), ("b", "2"), ("c", "3")):
            await work.members.prefer(HERE, ADA, name, value)
    async with place.store.begin() as work:
        await _swap(work, "preferences", "value")
        assert await work.members.preferences(HERE, ADA) == {"c": "3"}


async def test_an_action_waits_until_it_may_go(place: Place) -> None:
    """One that must wait is not due before its time; those beside it are."""
    tell = TellMember(member=ADA, card=CARD)
    later = START + timedelta(hours=2)
    async with place.store.begin() as work:
        await work.outbox.add(HERE, [(None, HOLD), (None, tell)], START, {1: later})
        assert [one.action for one in await work.outbox.due(START, 5, frozenset())] == [HOLD]
        due = await work.outbox.due(later, 5, frozenset())
        assert [(one.action, one.at) for one in due] == [(HOLD, START), (tell, START)]
