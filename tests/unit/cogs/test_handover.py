"""Assigning cases and noting on them."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.cards import Option
from bot.core.cases import State
from bot.core.events import MemberId
from bot.core.setups import Survey
from tests.town import COMMUNITY, Platform, Town, town, words_of

HELD = "pt {patient_data.direct 0.9: Ada Testperson} is doing well"


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Town]:
    """Open a town."""
    async with town(tmp_path) as opened:
        yield opened


async def test_assigning_tells_the_other_in_private_and_holds(here: Town) -> None:
    """For as long as the case is to be acknowledged; then it is free again, and nobody is stuck with it."""
    await here.post(HELD)
    assert "do not know this member" in words_of(await here.command("mia", "/queue assign 1 test:noor"))
    assert "do not know this member" in words_of(await here.command("mia", "/queue assign 1 test:ben"))
    await here.command("noor", "/oncall add mon 01:00-02:00 UTC")
    done = await here.command("mia", "/queue assign case:1 member:test:noor")
    assert "assigned" in done.title
    assert "has not told me who moderates here" in words_of(done)
    (letter,) = here.told("noor")
    assert letter.title == "Case 1 is yours"
    assert "Ada" not in words_of(letter)
    case = await here.case(1)
    assert (case.owner, case.state) == (here.members["noor"].id, State.CLAIMED)
    assert "Somebody else is working" in words_of(await here.command("mia", "/queue claim 1"))
    await here.pass_time(timedelta(hours=1))
    assert (await here.command("mia", "/queue claim 1")).title.startswith("Case 1")


async def test_every_moderator_of_whom_the_platform_tells_is_known(tmp_path: Path) -> None:
    """By identifier or by name, whoever has never ruled too; who once ruled and moderates no more is not."""
    named = (("Mia", "mia"), ("Noor Khan", "noor"), ("Sam", "sam"), ("Sam", "sam2"))
    staff = tuple(Option(label=label, value=f"test:{name}") for label, name in named)
    async with town(tmp_path, platform=Platform(surveyed=Survey(moderators=staff))) as here:
        await here.post(HELD)
        await here.post(HELD, by="fred")
        done = await here.command("mia", '/queue assign 1 "@noor khan"')
        assert "assigned" in done.title
        assert "has not told me" not in words_of(done)
        assert (await here.case(1)).owner == here.members["noor"].id
        for nobody in ("test:ada", "Ada", "sam", "test:gone"):
            assert "Nobody of this name" in words_of(await here.command("mia", f"/queue assign 2 {nobody}"))
        rows = await here.app.engine.complete(here.invocation("mia"), "queue assign", "member", "@SA")
        assert [row.value for row in rows] == ["test:sam", "test:sam2"]
        assert await here.app.engine.complete(here.invocation("ada"), "queue assign", "member", "") == ()
        await here.command("noor", "/queue decide 1 notice")
        here.platform.surveyed = Survey(moderators=staff[:1])
        assert "Nobody of this name" in words_of(await here.command("mia", "/queue assign 2 test:noor"))


async def test_who_has_ruled_is_known_and_nobody_gets_their_own(here: Town) -> None:
    """A ruling makes a moderator known; a case about one's own message is somebody else's."""
    await here.post(HELD)
    message = await here.post("hello", by="noor")
    await here.fill("ada", "report", about=message, reason="disrespect")
    await here.command("noor", "/queue decide 1 dismiss")
    assert "own message" in words_of(await here.command("mia", "/queue assign 2 test:noor"))
    await here.post(HELD)
    assert "assigned" in (await here.command("mia", "/queue assign 3 test:noor")).title
    assert "already closed" in words_of(await here.command("mia", "/queue assign 1 test:noor"))


async def test_a_note_is_read_by_moderators_alone_and_erased_with_its_author(here: Town) -> None:
    """It stands on the private card, never in the channel; its author can take it along and away."""
    await here.post(HELD)
    assert "Noted" in (await here.command("mia", "/queue note 1 seen this on the ward list")).title
    card = await here.command("noor", "/queue view 1")
    assert "seen this on the ward list (" in words_of(card)
    assert all("ward list" not in words_of(asked.card) for asked in here.asked())
    assert "at most 500" in words_of(await here.command("mia", f"/queue note 1 {'x' * 501}"))
    assert "for moderators" in words_of(await here.command("ada", "/queue note 1 hello"))
    exported = await here.command("mia", "/my data export")
    assert "seen this on the ward list" in (exported.excerpt or "")
    await here.press("mia", "my:erase")
    assert "ward list" not in words_of(await here.command("noor", "/queue view 1"))


async def test_a_note_is_sealed(here: Town) -> None:
    """The words of a note stand in no column."""
    await here.post(HELD)
    await here.command("mia", "/queue note 1 canary-note")
    async with here.app.store.begin() as work:
        rows = await work.connection.exec_driver_sql("SELECT * FROM notes")
        assert b"canary-note" not in b"".join(repr(tuple(row)).encode() for row in rows.all())
        assert [one.note for one in await work.cases.notes_by(COMMUNITY, MemberId("test:mia"))] == ["canary-note"]


async def test_completion_lists_what_waits(here: Town) -> None:
    """Rows without content, for both commands."""
    await here.post(HELD)
    for name in ("queue assign", "queue note"):
        rows = await here.app.engine.complete(here.invocation("mia"), name, "case", "")
        assert [row.value for row in rows] == ["1"]
