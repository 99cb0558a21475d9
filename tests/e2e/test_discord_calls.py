"""A moderator on call on Discord: one private card for many cases, and its button works there."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.guild import HELD, Ward, ward
from tests.loopback_discord import Allow


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
    async with asyncio.timeout(15):  # the count is drawn anew once in five seconds, however many cases come
        while "3 cases call for a moderator" not in letter.text:  # noqa: ASYNC110 - what it waits for rings no bell
            await asyncio.sleep(0.05)
    assert here.discord.letters(here.mia) == [letter]
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
    offered = await here.discord.autocomplete(noor, here.general, "queue assign", "member", "@mi").choices()
    assert offered == [{"name": "mia", "value": f"discord:{here.mia.id}"}]
    chosen = {"case": 1, "member": offered[0]["value"]}
    assigned = here.discord.slash(noor, here.general, "queue assign", chosen)
    assert "assigned" in (await assigned.message()).text
    await here.quiet()
    letters = here.discord.letters(here.mia)
    assert len(letters) == before + 1
    assert "Case 1 is yours" in letters[-1].text
    await here.discord.press(letters[-1], "queue:open:1", here.mia).answered()
    assert "[NAME-1]" in letters[-1].text


async def test_who_moderates_follows_the_guild(here: Ward) -> None:
    """Without a restart: a role given or taken, another role that may moderate, somebody who leaves; never a bot."""
    noor = here.discord.join(here.guild, "noor", here.moderators)
    ben, robot = here.discord.join(here.guild, "ben"), here.discord.join(here.guild, "r2", here.moderators, bot=True)

    def names() -> list[str]:
        return [one.label for one in here.adapter.survey(here.community).moderators or ()]

    async def listed(*expected: str) -> None:
        async with asyncio.timeout(10):
            while names() != sorted(expected, key=str.casefold):  # noqa: ASYNC110 - what it waits for rings no bell
                await asyncio.sleep(0.01)

    owner = here.guild.owner.name
    await listed("adm", "mia", "noor", owner)
    assert robot.user.name not in names()
    here.discord.change_member(noor, nick="Dr Noor", roles=[])
    here.discord.change_member(ben, roles=[here.moderators])
    await listed("adm", "ben", "mia", owner)
    here.discord.leave(ben)
    await listed("adm", "mia", owner)
    wardens = here.discord.role(here.guild, "wardens")
    here.discord.change_member(noor, roles=[wardens])
    here.discord.change_role(here.guild, wardens, permissions=Allow.MODERATE_MEMBERS)
    refused = here.discord.slash(here.mia, here.general, "queue assign", {"case": 1, "member": "ada"})
    assert "No such case" in (await refused.message()).text
    await listed("adm", "Dr Noor", "mia", owner)
    here.discord.post(here.general, here.ada, HELD)
    await opened(here, 1)
    refused = here.discord.slash(here.mia, here.general, "queue assign", {"case": 1, "member": "ada"})
    assert "Nobody of this name moderates here" in (await refused.message()).text
    assert (await here.cases())[0].owner is None
    named = here.discord.slash(here.mia, here.general, "queue assign", {"case": 1, "member": "@dr noor"})
    assert "assigned" in (await named.message()).text
    assert (await here.cases())[0].owner == f"discord:{noor.id}"
