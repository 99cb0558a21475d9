"""A moderator on call on Discord: one private card for many cases, and its button works there."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.guild import HELD, Ward, ward


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Ward]:
    """Open a guild with the bot at work in it."""
    async with ward(tmp_path) as ward_:
        yield ward_


async def opened(here: Ward, number: int) -> None:
    """Wait until so many cases are open and everything about them is done."""
    while len(await here.cases()) < number:  # noqa: ASYNC110 - what is awaited are rows, which ring no bell
        await asyncio.sleep(0.01)
    await here.quiet()


async def test_many_cases_are_one_private_card_that_opens_the_first(here: Ward) -> None:
    """The card is redrawn in place; the channel is not pinged; in private Mia is still a moderator."""
    options = {"days": "all", "hours": "00:00-24:00", "zone": "Europe/Paris"}
    added = await here.discord.slash(here.mia, here.general, "oncall add", options).message()
    assert "Europe/Paris" in added.text
    for number in range(1, 4):
        here.discord.post(here.general, here.ada, f"{HELD} {number}")
        await opened(here, number)
    (letter,) = here.discord.letters(here.mia)
    assert "3 cases call for a moderator" in letter.text
    assert "Testperson" not in letter.text
    assert not any("<@&" in one.content for one in here.queue.messages)
    await here.discord.press(letter, "queue:next", here.mia).answered()
    await here.quiet()
    claimed = [case for case in await here.cases() if case.owner is not None]
    assert [(case.number, case.owner) for case in claimed] == [(1, f"discord:{here.mia.id}")]


async def test_a_case_that_is_assigned_opens_from_the_private_card(here: Ward) -> None:
    """The button of the letter needs the moderator's right, which Discord does not say in private."""
    await here.discord.slash(
        here.mia, here.general, "oncall add", {"days": "all", "hours": "00:00-24:00", "zone": "UTC"}
    ).message()
    here.discord.post(here.general, here.ada, HELD)
    await opened(here, 1)
    noor = here.discord.join(here.guild, "noor", here.moderators)
    before = len(here.discord.letters(here.mia))
    assigned = here.discord.slash(noor, here.general, "queue assign", {"case": 1, "member": here.mia})
    assert "assigned" in (await assigned.message()).text
    await here.quiet()
    letters = here.discord.letters(here.mia)
    assert len(letters) == before + 1
    assert "Case 1 is yours" in letters[-1].text
    await here.discord.press(letters[-1], "queue:open:1", here.mia).answered()
    assert "[NAME-1]" in letters[-1].text
