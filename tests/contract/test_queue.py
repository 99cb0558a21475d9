"""What the queue leans on, the same on SQLite and on PostgreSQL: notes, batches, hours, precedents, shadows."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.batches import Batch, BatchState, Entry, EntryState
from bot.core.cases import Case, CaseChange, NewCase, Ruling, ShadowCount, State, Visibility
from bot.core.events import ChannelId, CommunityId, MemberId, MessageId, MessageRef
from bot.core.findings import Band, Category
from bot.core.oncall import Call, Hours
from bot.core.policy import Automatic, Retention
from bot.core.precision import Precision
from bot.core.setups import Setup
from bot.storage import SqlStore
from bot.storage.retention import purge
from tests.contract.conftest import Place
from tests.contract.test_store import ADA, HERE, MIA, NEW, NOOR, REASON, THERE, changed, count, numbered, opened
from tests.town import START

HOUR = timedelta(hours=1)


def ruled(ruling: Ruling, minutes: int = 0) -> CaseChange:
    """Rule so many minutes after the start."""
    return CaseChange(state=State.DECIDED, ruling=ruling, decided_at=START + timedelta(minutes=minutes))


async def precedents(place: Place, case: Case) -> dict[Ruling, int]:
    """Read how the like of a case was ruled."""
    async with place.store.begin() as work:
        return await work.cases.precedents(case)


async def test_notes_in_order_with_their_case_and_erased_with_their_author(place: Place) -> None:
    """Sealed; another community's moderator of the same name keeps theirs; with the case they go."""
    case = await opened(place)
    other = await opened(place, replace(NEW, community=THERE))
    async with place.store.begin() as work:
        await work.cases.note(case, MIA, START, "first")
        await work.cases.note(case, NOOR, START, "second")
        await work.cases.note(other, MIA, START, "elsewhere")
    async with place.store.begin() as work:
        assert [(one.by, one.note) for one in await work.cases.notes(case)] == [(MIA, "first"), (NOOR, "second")]
        assert [one.note for one in await work.cases.notes_by(HERE, MIA)] == ["first"]
        assert await work.cases.erase_notes(HERE, MIA) == 1
        assert [one.note for one in await work.cases.notes(case)] == ["second"]
        assert [one.note for one in await work.cases.notes(other)] == ["elsewhere"]
    await changed(place, case, ruled(Ruling.NOTICE))
    await purge(place.store, Retention(), START + timedelta(days=181))
    assert await count(place, "notes") == 1


async def test_precedents_follow_rulings_undoings_and_purges(place: Place) -> None:
    """A case counts once, under its surest rule, its category and its band; not when its ruling is taken back."""
    weaker = replace(REASON, rule="a.weaker", confidence=0.6)
    first = await opened(place, replace(NEW, reasons=(weaker, REASON, replace(REASON, sentence=3))))
    second = await opened(place, numbered(2))
    await opened(place, numbered(3, band=Band.VERY_HIGH))
    assert await precedents(place, first) == {}
    first = await changed(place, first, ruled(Ruling.NOTICE))
    await changed(place, second, ruled(Ruling.DISMISS, 9))
    assert await precedents(place, first) == {Ruling.NOTICE: 1, Ruling.DISMISS: 1}
    assert await precedents(place, replace(first, band=Band.VERY_HIGH)) == {}
    assert await precedents(place, replace(first, community=THERE)) == {}
    first = await changed(place, first, CaseChange(state=State.OPEN, clear_decision=True))
    assert await precedents(place, first) == {Ruling.DISMISS: 1}
    await changed(place, first, ruled(Ruling.REMOVE, 20))
    await purge(place.store, Retention(), START + timedelta(days=180, minutes=10))
    assert await precedents(place, first) == {Ruling.REMOVE: 1}


async def test_what_is_alike(place: Place) -> None:
    """By the author, with the same text, or under the same surest rule within an hour; only what waits, and here."""
    case = await opened(place)
    bea = MemberId("test:bea")

    def raid(number: int, **changes: object) -> NewCase:
        return numbered(number, **{"author": bea, "digest": bytes([number]) * 32, **changes})

    other_rule = (replace(REASON, rule="another"),)
    await opened(place, raid(2, opened_at=START + HOUR))  # the same rule, an hour later
    await opened(place, raid(3, opened_at=START + HOUR + timedelta(seconds=1)))  # too late
    await opened(place, raid(4, reasons=other_rule))  # another rule
    await opened(place, raid(5, reasons=other_rule, digest=NEW.digest))  # the same text
    await opened(place, numbered(6, reasons=other_rule, opened_at=START + 9 * HOUR, digest=b"6" * 32))  # the author
    await opened(place, raid(7, category=Category.SPAM))  # another category
    decided = await opened(place, raid(8))
    await changed(place, decided, ruled(Ruling.DISMISS))
    await opened(place, raid(9, community=THERE))
    await opened(place, raid(10, reasons=(REASON, replace(other_rule[0], confidence=0.95))))  # not its surest
    async with place.store.begin() as work:
        found = await work.cases.alike(case, HOUR, 50)
        assert [one.number for one in found] == [1, 2, 5, 6]
        assert await work.cases.count_alike(case, HOUR, 50) == 4
        assert [one.number for one in await work.cases.alike(case, HOUR, 2)] == [1, 2]


async def test_a_raid_in_many_words_is_one_family(place: Place) -> None:
    """Who shares with any of the like a rule that looks at several messages is of the raid, not who shares another."""

    def raider(number: int, *rules: str, **changes: object) -> NewCase:
        found = tuple(
            replace(REASON, rule=rule, category=Category.SPAM, confidence=0.9 - place_ / 10)
            for place_, rule in enumerate(rules)
        )
        apart = {"author": MemberId(f"test:raider{number}"), "digest": bytes([number]) * 32}
        return numbered(number, **{"category": Category.SPAM, "reasons": found, **apart, **changes})

    first = await opened(place, raider(1, "spam.crypto", "spam.first_link"))  # it came before anybody repeated it
    await opened(place, raider(2, "spam.crypto", "spam.drip", "spam.first_link"))
    other = await opened(place, raider(3, "spam.offer", "spam.drip"))
    await opened(place, raider(4, "spam.drip"))
    await opened(place, raider(5, "spam.promotion", "spam.first_link"))  # no rule that looks at several
    await opened(place, raider(6, "spam.chorus"))  # another raid
    await opened(place, raider(7, "spam.drip", opened_at=START + HOUR + timedelta(seconds=1)))  # too late
    await opened(place, raider(8, "spam.drip", community=THERE))
    decided = await opened(place, raider(9, "spam.drip"))
    await changed(place, decided, ruled(Ruling.REMOVE))
    async with place.store.begin() as work:
        assert [one.number for one in await work.cases.alike(first, HOUR, 50)] == [1, 2, 3, 4]
        assert [one.number for one in await work.cases.alike(other, HOUR, 50)] == [2, 3, 4]
        assert await work.cases.count_alike(first, HOUR, 50) == 4
        assert await work.cases.count_alike(first, HOUR, 3) == 3


async def test_the_day_counts_what_was_ruled_since(place: Place) -> None:
    """Open, oldest, overdue, and the rulings of the last hours alone."""
    cases = [await opened(place, numbered(number)) for number in range(1, 5)]
    await changed(place, cases[0], ruled(Ruling.NOTICE, 10))
    await changed(place, cases[1], ruled(Ruling.NOTICE, 70))
    await changed(place, cases[2], ruled(Ruling.DISMISS, 80))
    async with place.store.begin() as work:
        day = await work.cases.day(HERE, START + HOUR, START + 5 * HOUR)
    assert (day.open, day.oldest, day.overdue) == (1, START, 1)
    assert day.rulings == {Ruling.NOTICE: 1, Ruling.DISMISS: 1}


@pytest.mark.parametrize(("minutes", "middle"), [((10,), 10), ((10, 20), 15), ((9, 1, 50), 9), ((1, 2, 10, 60), 6)])
async def test_the_middle_of_an_even_and_of_an_odd_number(place: Place, minutes: tuple[int, ...], middle: int) -> None:
    """The database finds the median; half a day and a minute are no trouble to it."""
    for number, lasted in enumerate(minutes, 1):
        await changed(place, await opened(place, numbered(number)), ruled(Ruling.NOTICE, lasted))
    async with place.store.begin() as work:
        found = (await work.cases.stats(HERE, START + HOUR)).median_to_decide
    assert found is not None
    assert abs(found - timedelta(minutes=middle)) < timedelta(milliseconds=1)


async def test_shadows_are_counted_under_their_surest_rule(place: Place) -> None:
    """How often, what would have been done, and how often a moderator said that it was right."""
    weaker = replace(REASON, rule="a.weaker", confidence=0.6)
    shadow = {"shadow": True, "state": State.CLOSED, "priority": None, "would": "hold", "reasons": (weaker, REASON)}
    cases = [await opened(place, numbered(number, **shadow)) for number in range(1, 5)]
    await opened(place, numbered(5, **{**shadow, "would": "notice"}))
    await opened(place, numbered(6))
    await opened(place, numbered(7, **{**shadow, "opened_at": START - timedelta(days=20)}))
    async with place.store.begin() as work:
        assert await work.cases.say_of_shadow(cases[0], right=True)
        assert await work.cases.say_of_shadow(cases[1], right=False)
        assert not await work.cases.say_of_shadow(cases[1], right=True)
        plain = await work.cases.get(HERE, 6)
        assert plain is not None
        assert not await work.cases.say_of_shadow(plain, right=True)
    await changed(place, cases[2], ruled(Ruling.NOTICE))
    async with place.store.begin() as work:
        counted = await work.cases.shadows(HERE, START - timedelta(days=14))
        unsaid = await work.cases.unsaid_shadow(HERE, START - timedelta(days=14), NOOR)
        assert await work.cases.unsaid_shadow(HERE, START - timedelta(days=14), ADA) is None
    assert counted == [
        ShadowCount(rule=REASON.rule, would="hold", cases=4, precision=Precision(upheld=2, decided=3)),
        ShadowCount(rule=REASON.rule, would="notice", cases=1, precision=Precision(upheld=0, decided=0)),
    ]
    assert unsaid is not None
    assert (unsaid.number, unsaid.would, unsaid.shadow_right) == (5, "notice", None)


async def test_batches_turn_once(place: Place) -> None:
    """A batch goes on from the state in which it was read, once; its cases remember what became of them."""
    batch = Batch(
        id=0,
        community=HERE,
        by=MIA,
        ruling=Ruling.DISMISS,
        state=BatchState.SHOWN,
        language="fr",
        at=START,
        entries=(Entry(case=2, version=1), Entry(case=3, version=4)),
    )
    async with place.store.begin() as work:
        number = await work.batches.make(batch)
        kept = await work.batches.get(HERE, number)
        assert kept == replace(batch, id=number)
        assert await work.batches.get(THERE, number) is None
        assert await work.batches.get(HERE, number + 1) is None
        assert await work.batches.turn(kept, BatchState.CONFIRMED)
        assert not await work.batches.turn(kept, BatchState.CONFIRMED)
        await work.batches.mark(kept, [Entry(case=3, version=5, state=EntryState.DONE)])
        after = await work.batches.get(HERE, number)
        assert after is not None
        assert after.state is BatchState.CONFIRMED
        assert after.entries == (Entry(case=2, version=1), Entry(case=3, version=5, state=EntryState.DONE))
        assert not await work.batches.turn(after, BatchState.CONFIRMED)
    await purge(place.store, Retention(), START + timedelta(days=7))
    assert [await count(place, name) for name in ("batches", "batch_cases")] == [0, 0]


async def test_hours_and_calls_are_a_members_own(place: Place) -> None:
    """Nobody takes another's hours away; erasing leaves nothing of a member, and everything of the others."""
    hours = Hours(member=MIA, days=frozenset({0, 6}), begins=1320, ends=420, zone="Europe/Paris", language="fr")
    async with place.store.begin() as work:
        number = await work.duties.add(HERE, hours)
        other = await work.duties.add(HERE, replace(hours, member=NOOR))
        assert await work.duties.hours(HERE) == [replace(hours, id=number), replace(hours, id=other, member=NOOR)]
        assert await work.duties.hours(THERE) == []
        assert not await work.duties.remove(HERE, MIA, other)
        assert not await work.duties.remove(HERE, MIA, -1)
        call = Call(who=MIA, began_at=START, priority=1, count=1)
        for one in (call, replace(call, count=2), replace(call, who=None)):
            await work.duties.call(HERE, one)
        await work.duties.note_called(HERE, 7, MIA, START)
        await work.duties.note_called(HERE, 7, MIA, START)
        assert await work.duties.called(HERE, 7) == {MIA}
        assert await work.duties.called(HERE, 8) == frozenset()
        found = {one.who: one.count for one in await work.duties.calls(HERE)}
        assert found == {MIA: 2, None: 1}
        assert await work.duties.erase(HERE, MIA) == 3
        assert await work.duties.hours(HERE) == [replace(hours, id=other, member=NOOR)]
        assert await work.duties.remove(HERE, NOOR, other)
    await purge(place.store, Retention(), START + timedelta(days=7))
    assert [await count(place, name) for name in ("duties", "calls", "called")] == [0, 0, 0]


async def test_records_are_known_without_asking_and_after_a_restart(place: Place) -> None:
    """What a message is judged by changes when the ruling is written, and not before."""
    case = await opened(place)
    async with place.store.begin() as work:
        assert await work.cases.change(case, ruled(Ruling.DISMISS)) is not None
        assert await work.automata.precisions(HERE) == {REASON.rule: Precision(upheld=0, decided=1)}
        assert place.store.precisions_of(HERE) == {}
    assert place.store.precisions_of(HERE) == {REASON.rule: Precision(upheld=0, decided=1)}
    again = SqlStore(place.store.database, place.vault, place.time, Retention())
    await again.load_setups()
    assert again.precisions_of(HERE) == place.store.precisions_of(HERE)
    assert again.precisions_of(THERE) == {}


async def test_choices_for_rules_and_what_was_told_stand_side_by_side(place: Place) -> None:
    """An admin's choice does not say what moderators were told, nor the other way round."""
    async with place.store.begin() as work:
        await work.automata.tell(HERE, "a.rule", asks=True)
        await work.setups.save(Setup(community=HERE, automatic={"a.rule": Automatic.ALWAYS, "b.rule": Automatic.ASK}))
        assert await work.automata.asking(HERE) == {"a.rule"}
        await work.automata.tell(HERE, "a.rule", asks=False)
        assert await work.automata.asking(HERE) == frozenset()
    again = SqlStore(place.store.database, place.vault, place.time, Retention())
    await again.load_setups()
    assert again.setup_of(HERE).automatic == {"a.rule": Automatic.ALWAYS, "b.rule": Automatic.ASK}


async def test_a_timer_that_is_kept_is_not_moved(place: Place) -> None:
    """Keeping sets a timer once; setting moves it."""
    async with place.store.begin() as work:
        await work.timers.keep(HERE, "digest", "", START + HOUR)
        await work.timers.keep(HERE, "digest", "", START + 2 * HOUR)
        (timer,) = await work.timers.due(START + HOUR, 5)
        assert timer.due_at == START + HOUR


async def test_communities_with_cases_are_listed(place: Place) -> None:
    """For the clocks that are set at start."""
    await opened(place)
    await opened(place, replace(NEW, community=CommunityId("test:a")))
    async with place.store.begin() as work:
        assert await work.communities() == ["test:a", HERE]


async def test_a_case_keeps_what_shadow_would_have_done(place: Place) -> None:
    """The word is read back with the case."""
    message = MessageRef(channel=ChannelId("test:general"), id=MessageId("test:m9"))
    case = await opened(place, replace(NEW, message=message, shadow=True, state=State.CLOSED, would="remove"))
    assert (case.would, case.visibility) == ("remove", Visibility.VISIBLE)
    async with place.store.begin() as work:
        assert await work.cases.get(HERE, case.number) == case
