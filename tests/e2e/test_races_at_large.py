"""Eight moderators at once, on either database: claims, rulings, undoings, appeals; a few here, a thousand on demand.

``RACES=1000 make test TESTS=tests/e2e/test_races_at_large.py`` runs the whole.
"""

import os
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.core.actions import PublishMessage, TellMember
from bot.core.cases import CaseKind, Outcome, Ruling, State
from bot.core.events import ButtonPressed, CommandInvoked, Role
from config.settings import Database, Settings
from tests.databases import DATABASES, database_dropped, database_made
from tests.e2e.test_races import (
    OUTCOMES,
    RULINGS,
    Asked,
    all_at_once,
    appealing,
    deciding,
    held_already,
    is_error,
    way,
    without_ladder,
)
from tests.town import COMMUNITY, Town, card_of, town, words_of

RACES = int(os.environ.get("RACES", "6"))
HANDS = 8
PATIENCE = 60 + 4 * RACES
"""Seconds: a race on a busy machine takes a second at most."""


@pytest.fixture(params=DATABASES)
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Give the address of an empty PostgreSQL database, or none for SQLite in the data directory."""
    if request.param == "sqlite":
        yield ""
        return
    made = database_made()
    yield made
    database_dropped(made)


@pytest.fixture
async def here(url: str, tmp_path: Path) -> AsyncIterator[Town]:
    """Open a town with eight moderators on either database."""
    database = Database.model_validate({"url": url})
    settings = Settings(data_dir=tmp_path, database=database, policy_file=without_ladder(tmp_path))
    async with town(tmp_path, settings=settings) as opened:
        for hand in range(HANDS):
            opened.members[f"mod{hand}"] = opened._member(f"mod{hand}", days=900, role=Role.MODERATOR)
        yield opened


async def losers(here: Town, asked: list[Asked]) -> list[str]:
    """Let everybody ask at once; what those who lost read comes back."""
    answers = await all_at_once(here, asked)
    return [words_of(card_of(reply)) for reply in answers if is_error(reply)]


def claims(here: Town, case: int) -> list[Asked]:
    """Claim a case with every hand, by button and by command."""
    token, options = f"queue:claim:channel:{case}:1", {"case": str(case)}
    return [
        ButtonPressed(invocation=here.invocation(f"mod{hand}"), token=token)
        if hand % 2
        else CommandInvoked(invocation=here.invocation(f"mod{hand}"), command="queue claim", options=options)
        for hand in range(HANDS)
    ]


def undoings(here: Town, case: int) -> list[Asked]:
    """Take a ruling back with every hand, by button and by command."""
    token, options = f"queue:undo:channel:{case}", {"case": str(case)}
    return [
        ButtonPressed(invocation=here.invocation(f"mod{hand}"), token=token)
        if hand % 2
        else CommandInvoked(invocation=here.invocation(f"mod{hand}"), command="queue undo", options=options)
        for hand in range(HANDS)
    ]


@pytest.mark.slow
@pytest.mark.timeout(PATIENCE)
async def test_one_effect_each_and_every_loser_is_told(here: Town) -> None:
    """Of eight at once one wins, in each race; nothing is lost, nothing happens twice, and the log has each once."""
    messages = await held_already(here, 2 * RACES)
    for number in range(1, RACES + 1):
        told = await losers(here, claims(here, number))
        assert len(told) == HANDS - 1
        case = await here.case(number)
        assert (case.state, case.version) == (State.CLAIMED, 2)
    standing: dict[int, Ruling] = {}
    for number in range(RACES + 1, 2 * RACES + 1):
        ways = [
            way(here, f"mod{hand}", number + hand, RULINGS[(number + hand) % len(RULINGS)], number, 1)
            for hand in range(HANDS)
        ]
        told = await losers(here, ways)
        assert len(told) == HANDS - 1
        assert all("Nothing was done twice" in words for words in told)
        ruling = (await here.case(number)).ruling
        assert ruling is not None
        standing[number] = ruling
    await here.settle()
    done = Counter(action.about.id for action in here.platform.of(TellMember) if action.about)
    assert done == dict.fromkeys(messages[RACES:], 1)
    published = Counter(action.message.id for action in here.platform.of(PublishMessage))
    freeing = (Ruling.RELEASE, Ruling.DISMISS)
    assert published == {messages[number - 1]: 1 for number, ruling in standing.items() if ruling in freeing}
    for number in range(RACES + 1, 2 * RACES + 1):
        told = await losers(here, undoings(here, number))
        assert len(told) == HANDS - 1
        assert (await here.case(number)).state is State.OPEN
    await here.settle()
    here.assert_no_errors()
    told_twice = Counter(action.about.id for action in here.platform.of(TellMember) if action.about)
    assert told_twice == dict.fromkeys(messages[RACES:], 2)
    async with here.app.store.begin() as work:
        logged = Counter([(row["kind"], row["case"]) async for row in work.audit.export(COMMUNITY)])
        assert (await work.audit.verify(COMMUNITY)).broken is None
        assert await work.members.strikes(COMMUNITY, here.members["ada"].id, here.time()) == 0
        assert (await work.cases.stats(COMMUNITY, here.time())).precision == {}
        for number, ruling in standing.items():
            decided = await work.cases.get(COMMUNITY, number)
            assert decided is not None
            (record,) = await work.cases.rulings(decided)
            assert record.ruling is ruling
            assert record.undone_at is not None
    assert logged == {(kind, number): 1 for kind in ("decide", "undo") for number in standing}


@pytest.mark.slow
@pytest.mark.timeout(PATIENCE)
async def test_one_appeal_each_and_one_outcome(here: Town) -> None:
    """A member who appeals three times at once appeals once; of eight who decide one does, and the log has it once."""
    await held_already(here, RACES)
    ada = here.members["ada"].id
    for number in range(1, RACES + 1):
        token = f"queue:rule:notice:channel:{number}:1"
        await here.app.engine.receive(ButtonPressed(invocation=here.invocation("mia"), token=token))
        told = await losers(here, [appealing(here, number) for _ in range(3)])
        assert len(told) == 2
        assert all("already" in words for words in told)
    await here.settle()
    async with here.app.store.begin() as work:
        appeals = await work.cases.by_author(COMMUNITY, ada, 2 * RACES, CaseKind.APPEAL)
    assert sorted(case.about or 0 for case in appeals) == list(range(1, RACES + 1))
    before = len([action for action in here.platform.of(TellMember) if action.member == ada])
    for appeal in appeals:
        asked = [
            deciding(here, f"mod{hand}", OUTCOMES[(appeal.number + hand) % 3], appeal.number, 1, hand)
            for hand in range(HANDS)
        ]
        told = await losers(here, asked)
        assert len(told) == HANDS - 1
        assert all("Nothing was done twice" in words for words in told)
    await here.settle()
    here.assert_no_errors()
    assert len([action for action in here.platform.of(TellMember) if action.member == ada]) == before + RACES
    first_rulings = {Outcome.UPHELD: Ruling.NOTICE, Outcome.REDUCED: Ruling.NUDGE, Outcome.OVERTURNED: Ruling.DISMISS}
    async with here.app.store.begin() as work:
        assert (await work.audit.verify(COMMUNITY)).broken is None
        logged = Counter([(row["kind"], row["case"]) async for row in work.audit.export(COMMUNITY)])
        for appeal in appeals:
            decided = await work.cases.get(COMMUNITY, appeal.number)
            first = await work.cases.get(COMMUNITY, appeal.about or 0)
            assert decided is not None
            assert first is not None
            assert decided.outcome is not None
            (concluded,) = await work.cases.rulings(decided)
            assert (concluded.ruling, concluded.by) == (decided.outcome, decided.decided_by)
            assert first.ruling is first_rulings[decided.outcome]
            changed = decided.outcome is not Outcome.UPHELD
            assert logged["decide", appeal.number] == 1
            assert logged["decide", first.number] == 1 + changed
            assert logged["undo", first.number] == changed
