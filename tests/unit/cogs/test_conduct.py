"""The code of conduct and whoever is new: accepted with its version, told of a new one once, welcomed once."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

import cogs
from bot.core.actions import TellMember
from bot.core.events import Member, MemberId, MemberJoined
from cogs.welcome import MOST, WITHIN
from config.content import load_conduct
from tests.town import COMMUNITY, Town, card_of, town, words_of

NEWER = load_conduct().model_copy(update={"version": "2027-01-1"})


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Town]:
    """Open a town."""
    async with town(tmp_path) as opened:
        yield opened


def renew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a newer version of the code in force at the next start."""
    monkeypatch.setattr(cogs, "load_conduct", lambda: NEWER)


async def test_a_new_version_is_told_once_to_who_accepted_an_earlier_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When they next write, in private, with a button that shows the code; those who never accepted hear nothing."""
    async with town(tmp_path) as here:
        await here.command("ada", "/conduct accept")
        await here.post("Good morning")
        assert here.told("ada") == []
    renew(monkeypatch)
    async with town(tmp_path) as here:
        await here.app.engine.start()
        for _ in range(2):
            await here.post("Good morning")
            await here.post("Good morning", by="fred")
        (told,) = here.told("ada")
        assert here.told("fred") == []
        assert NEWER.version in words_of(told)
        read = card_of(await here.press("ada", told.buttons[0].token))
        assert NEWER.version in read.title
        await here.pass_time(timedelta(days=8))
        await here.post("Good morning")
        assert len(here.told("ada")) == 1
        await here.press("ada", read.buttons[0].token)
    async with town(tmp_path) as here:
        await here.app.engine.start()
        await here.post("Good morning")
        assert here.told("ada") == []


async def test_who_has_no_budget_left_is_told_a_week_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new version is no reason to write twice in a week."""
    async with town(tmp_path) as here:
        await here.command("new", "/conduct accept")
        await join(here, here.members["new"])
        assert len(here.told("new")) == 1
    renew(monkeypatch)
    async with town(tmp_path) as here:
        await here.app.engine.start()
        await here.post("Good morning", by="new")
        assert here.told("new") == []
        await here.pass_time(timedelta(days=8))
        await here.post("Good morning", by="new")
        assert len(here.told("new")) == 1


async def test_erasing_forgets_what_was_accepted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is told of a new version of what they are not known to have accepted."""
    async with town(tmp_path) as here:
        await here.command("ada", "/conduct accept")
        await here.press("ada", "my:erase")
    renew(monkeypatch)
    async with town(tmp_path) as here:
        await here.app.engine.start()
        await here.post("Good morning")
        assert here.told("ada") == []


async def join(here: Town, member: Member) -> None:
    """Let somebody come in."""
    event = MemberJoined(delivery=here._delivery(), community=COMMUNITY, member=member)
    await here.app.engine.receive(event)
    await here.settle()


async def test_a_newcomer_is_welcomed_once(here: Town) -> None:
    """Three steps and a button to the code, even if they leave and come back."""
    for _ in range(2):
        await join(here, here.members["new"])
    (told,) = here.told("new")
    assert [step[:6] for step in told.body] == ["**1.**", "**2.**", "**3.**"]
    assert "Code of conduct" in card_of(await here.press("new", told.buttons[0].token)).title
    assert card_of(await here.press("new", told.buttons[0].token)).buttons[0].token.startswith("conduct:accept")


async def test_a_newcomer_is_welcomed_in_their_language(here: Town) -> None:
    """As the platform tells it."""
    await join(here, here.members["fred"])
    assert here.told("fred")[0].title == "Bienvenue"


@pytest.mark.parametrize(("has_picture", "said"), [(False, True), (True, False), (None, False)])
async def test_the_picture_is_spoken_of_only_where_it_is_the_standard_one(
    here: Town, has_picture: bool | None, said: bool
) -> None:
    """What the platform does not say is left out."""
    await join(here, replace(here.members["new"], has_picture=has_picture))
    assert ("photo" in words_of(here.told("new")[0])) is said


async def test_the_welcome_waits_for_the_morning(here: Town) -> None:
    """Nobody asked for it, so the community's quiet hours hold."""
    await here.pass_time(timedelta(hours=13))
    await join(here, here.members["new"])
    assert here.told("new") == []
    await here.pass_time(timedelta(hours=9))
    assert len(here.told("new")) == 1


async def test_a_wave_is_not_written_to(here: Town) -> None:
    """After so many within an hour nobody is, and later newcomers are again."""
    for number in range(MOST + 5):
        await join(here, replace(here.members["new"], id=MemberId(f"test:wave{number}")))
    assert len(here.platform.of(TellMember)) == MOST
    await here.pass_time(WITHIN)
    await join(here, replace(here.members["new"], id=MemberId("test:later")))
    assert len(here.platform.of(TellMember)) == MOST + 1


async def test_the_three_steps_can_be_asked_for(here: Town) -> None:
    """As often as anybody likes."""
    assert (await here.command("ada", "/welcome")).title == "Welcome"
    assert (await here.command("ada", "/welcome")).title == "Welcome"
