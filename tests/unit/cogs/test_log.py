"""The log of deeds from where people stand: an admin who verifies, a member who exports and erases."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from bot.app import assemble, run
from bot.core.events import Role
from bot.core.inspection import Inspector
from bot.storage import tables as t
from bot.storage.audit import FILE
from config.settings import Settings
from tests.town import (
    COMMUNITY,
    Ledger,
    Platform,
    ScriptedDetector,
    Time,
    Town,
    card_of,
    token_of,
    town,
    words_of,
)

HELD = "pt {patient_data.direct 0.9: Ada Testperson} is doing well"


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Town]:
    """Open a town with an admin."""
    async with town(tmp_path) as opened:
        opened.members["ruth"] = opened._member("ruth", days=900, role=Role.ADMIN)
        yield opened


async def logged(here: Town) -> list[tuple[object, object, object]]:
    """List what is logged: kind, member, case."""
    async with here.app.store.begin() as work:
        return [(row["kind"], row["member"], row["case"]) async for row in work.audit.export(COMMUNITY)]


async def test_everything_that_people_do_to_others_is_logged(here: Town) -> None:
    """Reveals, rulings and undoings, by command and by button, once each; looking and claiming is not."""
    await here.post(HELD)
    await here.command("mia", "/queue view 1")
    await here.command("mia", "/queue claim 1")
    await here.command("mia", "/queue reveal 1 is it a colleague")
    await here.press("mia", "queue:rule:notice:private:1:2")
    await here.press("noor", "queue:rule:notice:private:1:2")
    await here.command("noor", "/queue undo 1")
    mia, noor = here.members["mia"].id, here.members["noor"].id
    assert await logged(here) == [("reveal", mia, 1), ("decide", mia, 1), ("undo", noor, 1)]


async def test_an_admin_verifies(here: Town) -> None:
    """The log is whole; after somebody has been at it, the card says which row."""
    assert "The log has 0 rows." in words_of(await here.command("ruth", "/log verify"))
    await here.post(HELD)
    await here.command("mia", "/queue decide 1 notice")
    await here.command("mia", "/queue undo 1")
    await here.app.store.anchor()
    card = await here.command("ruth", "/log verify")
    assert card.title == "The log is whole"
    assert card.body == ("The log has 2 rows.", "1 anchor outside the database fits.")
    async with here.app.store.begin() as work:
        await work.connection.execute(update(t.deeds).where(t.deeds.c.number == 1).values(case=7))
    card = await here.command("ruth", "/log verify")
    assert (card.title, card.body) == ("The log is broken", ("Row 1 was changed.", "The log has 2 rows."))
    async with here.app.store.begin() as work:
        await work.connection.execute(delete(t.deeds).where(t.deeds.c.number == 2))
        await work.connection.execute(update(t.deeds).where(t.deeds.c.number == 1).values(case=1))
    assert "row 2 and what followed it are gone" in words_of(await here.command("ruth", "/log verify"))


@pytest.mark.parametrize("by", ["ada", "mia"])
async def test_only_admins_verify(here: Town, by: str) -> None:
    """Moderators are judged by the log; they do not keep it."""
    assert "admin" in words_of(await here.command(by, "/log verify")).lower()


async def test_a_member_sees_and_erases_their_rows(here: Town) -> None:
    """An export shows what is logged of its member; after an erasure the rows are nobody's, and the log is whole."""
    await here.command("ada", "/my data export")
    second = await here.command("ada", "/my data export")
    assert second.excerpt is not None
    assert [one["deed"] for one in json.loads(second.excerpt)["log"]] == ["export"]
    card = await here.command("ada", "/my data erase")
    await here.press("ada", token_of(card, card.buttons[0].label))
    assert [(kind, member) for kind, member, _ in await logged(here)] == [
        ("export", None),
        ("export", None),
        ("erase", None),
    ]
    assert (await here.command("ruth", "/log verify")).title == "The log is whole"


async def test_every_start_anchors_the_log(tmp_path: Path) -> None:
    """A process that begins to run writes down how long each chain is, and tells what it could not write."""
    async with town(tmp_path) as here:
        await here.post(HELD)
        await here.command("mia", "/queue decide 1 notice")
    settings = Settings(data_dir=tmp_path)
    for blocked in (False, True):
        if blocked:
            (tmp_path / FILE).rename(tmp_path / "away")
            (tmp_path / FILE).mkdir()
        ledger = Ledger()
        async with assemble(settings, ledger, Time(), Inspector([ScriptedDetector()])) as app:
            running = asyncio.ensure_future(run(app, (Platform(),), settings, Time()))
            told = ("events_failed", {"reason": "unavailable"}) if blocked else ("log_anchored", {"count": 1})
            while told not in (*ledger.lines, *ledger.counts):
                assert not running.done()
                await asyncio.sleep(0)
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
    (line,) = (tmp_path / "away").read_text().splitlines()
    assert json.loads(line)["count"] == 1


async def test_a_moderator_stays_answerable(here: Town) -> None:
    """Whoever ruled cannot make themselves unknown by erasing."""
    await here.post(HELD)
    await here.command("mia", "/queue decide 1 notice")
    answer = await here.press("mia", "my:erase")
    assert card_of(answer).title
    mia = here.members["mia"].id
    assert await logged(here) == [("decide", mia, 1), ("erase", mia, None)]
