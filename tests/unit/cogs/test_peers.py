"""The directory shows who wants to be found, little at a time; an introduction needs a yes from both."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.events import MemberId
from cogs.peers import ASKED_A_WEEK, LOOKS
from tests.town import Town, card_of, token_of, town, words_of

WEEK = timedelta(days=7)


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Town]:
    """Open a town in which Ada wants to be found and Noor, who is versed in the same, does not."""
    async with town(tmp_path) as opened:
        await opened.command("ada", "/profile niche first:cardiology directory:yes")
        await opened.command("noor", "/profile niche first:cardiology")
        yield opened


async def test_only_those_who_want_to_be_found_are(here: Town) -> None:
    """With what they are versed in; not oneself, not in another specialty, not when nobody confirmed it."""
    found = words_of(await here.command("fred", "/peers topic:cardiologie"))
    assert "1 · Ada: Cardiologie\u202f; écrit pour des collègues" in found
    assert "Noor" not in found
    assert "Nobody" in words_of(await here.command("ada", "/peers topic:cardiology"))
    assert "Nobody" in words_of(await here.command("new", "/peers topic:urology"))
    await here.pass_time(timedelta(days=213))
    assert "Nobody" in words_of(await here.command("new", "/peers topic:cardiology"))


async def test_a_boundary_is_shown_and_honoured(here: Town) -> None:
    """Nobody is offered an introduction to somebody who wants no messages."""
    assert len((await here.command("new", "/peers topic:cardiology")).buttons) == 1
    await here.fill("ada", "boundary:set", no_messages="yes", words="On weekdays")
    card = await here.command("new", "/peers topic:cardiology")
    assert "On weekdays" in words_of(card)
    assert card.buttons == ()
    assert "rather not" in words_of(await here.command("new", "/intro member:ada"))
    assert here.told("ada") == []


async def test_the_directory_cannot_be_read_whole(here: Town) -> None:
    """A topic is needed, five colleagues are shown, and looks are counted by the day."""
    assert "topic" in words_of(await here.command("new", "/peers"))
    for number in range(7):
        here.members[f"m{number}"] = here._member(f"m{number}", days=100)
        await here.command(f"m{number}", "/profile niche first:cardiology directory:yes")
    for _ in range(LOOKS):
        assert len((await here.command("new", "/peers topic:cardiology")).facts) == 5
    assert "looked 5 times" in words_of(await here.command("new", "/peers topic:cardiology"))
    await here.pass_time(timedelta(days=1))
    assert len((await here.command("new", "/peers topic:cardiology")).facts) == 5
    rows = await here.app.engine.complete(here.invocation("new"), "peers", "topic", "card")
    assert [row.value for row in rows] == ["cardiology"]


async def test_an_introduction_needs_both(here: Town) -> None:
    """One asks, the other says yes, and only then each is told; a second press changes nothing."""
    found = await here.command("fred", "/peers topic:cardiology")
    asked = card_of(await here.press("fred", found.buttons[0].token))
    assert "que si la réponse est oui" in words_of(asked)
    (wish,) = here.told("ada")
    assert "**Fred** asks" in words_of(wish)
    assert here.told("fred") == []
    yes = token_of(wish, "Yes, introduce us")
    assert "**Fred**" in words_of(card_of(await here.press("ada", yes)))
    (told,) = here.told("fred")
    assert told.body[0].startswith("**Ada** et vous")
    await here.press("ada", yes)
    await here.press("new", yes)
    assert len(here.told("fred")) == 1


async def test_a_yes_waits_for_whoever_is_on_a_break(here: Town) -> None:
    """One of the two has read that both said yes: the other reads it when they are back."""
    await here.command("fred", "/intro member:ada")
    await here.command("fred", "/break for:2w")
    await here.press("ada", token_of(here.told("ada")[0], "Yes, introduce us"))
    assert here.told("fred") == []
    await here.pass_time(2 * WEEK)
    assert any("**Ada** et vous" in words_of(card) for card in here.told("fred"))
    assert any("1 nouvelle a attendu." in words_of(card) for card in here.told("fred"))


async def test_whoever_is_on_a_break_is_asked_after_it(here: Town) -> None:
    """The asker reads the same and may not ask again; who erased themselves meanwhile is named to nobody."""
    await here.command("ada", "/break for:2w")
    for by in ("fred", "new"):
        await here.command(by, "/intro member:ada")
    await here.press("new", "my:erase")
    await here.command("ada", "/break for:3w")
    await here.pass_time(2 * WEEK + timedelta(days=2))
    assert here.told("ada") == []
    await here.pass_time(WEEK)
    (wish,) = (card for card in here.told("ada") if card.title == "Somebody would like to meet you")
    assert "**Fred** asks" in words_of(wish)
    await here.press("ada", token_of(wish, "Yes, introduce us"))
    assert here.told("fred")[-1].body[0].startswith("**Ada** et vous")


async def test_a_no_is_silent(here: Town) -> None:
    """Nobody is told, and the same introduction is not asked for again, though the asker reads the same."""
    first = words_of(await here.command("fred", "/intro member:test:ada"))
    (wish,) = here.told("ada")
    await here.press("ada", token_of(wish, "No"))
    await here.pass_time(WEEK)
    assert words_of(await here.command("fred", "/intro member:@ada")) == first
    assert (len(here.told("ada")), here.told("fred")) == (1, [])
    await here.pass_time(timedelta(days=91))
    await here.command("fred", "/intro member:@ada")
    assert len(here.told("ada")) == 2


async def test_whoever_is_not_in_the_directory_is_not_asked(here: Town) -> None:
    """And the asker cannot tell."""
    assert words_of(await here.command("new", "/intro member:noor")) == words_of(
        await here.command("new", "/intro member:ada")
    )
    assert here.told("noor") == []
    assert "yourself" in words_of(await here.command("new", "/intro member:new"))


async def test_introductions_are_few(here: Town) -> None:
    """Three a week for whoever asks, three a week for whoever is asked."""
    for name in ("mia", "noor", "ada"):
        await here.command("new", f"/intro member:{name}")
    assert "3 introductions a week" in words_of(await here.command("new", "/intro member:fred"))
    for number in range(ASKED_A_WEEK + 2):
        here.members[f"m{number}"] = here._member(f"m{number}", days=100)
        await here.command(f"m{number}", "/intro member:ada")
    assert len(here.told("ada")) == ASKED_A_WEEK
    await here.pass_time(WEEK)
    await here.command("fred", "/intro member:ada")
    assert len(here.told("ada")) == ASKED_A_WEEK + 1


async def test_introductions_are_exported_and_erased(here: Town) -> None:
    """By whoever asked, and by whoever was asked, who is not told of others."""
    await here.command("fred", "/intro member:ada")
    assert '"asked": "test:ada"' in ((await here.command("fred", "/my data export")).excerpt or "")
    mine = (await here.command("ada", "/my data export")).excerpt or ""
    assert "introductions to you" in mine
    assert "fred" not in mine.lower()
    (wish,) = here.told("ada")
    await here.press("ada", "my:erase")
    await here.press("ada", token_of(wish, "Yes, introduce us"))
    assert here.told("fred") == []
    await here.command("fred", "/intro member:mia")
    await here.press("fred", "my:erase")
    async with here.app.store.begin() as work:
        assert await work.records.everywhere("introduction") == []
        assert [one.owner for one in await work.records.everywhere("niche")] == [MemberId("test:noor")]
