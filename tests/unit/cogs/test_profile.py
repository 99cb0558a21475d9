"""Check-ups, the profile's checklist and the niche: private, by reminders that stop when nobody answers."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.actions import TellMember
from bot.core.cards import Card
from bot.core.courtesy import Occasion
from cogs.profile import PROFILE_QUESTIONS, QUESTIONS
from tests.town import Town, card_of, token_of, town, words_of

QUARTER = timedelta(days=91)


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Town]:
    """Open a town."""
    async with town(tmp_path) as opened:
        yield opened


async def walk_through(here: Town, card: Card, answers: str, by: str = "ada") -> Card:
    """Begin on a card and answer every question with a y or an n."""
    card = card_of(await here.press(by, token_of(card, "Begin")))
    for one in answers:
        card = card_of(await here.press(by, token_of(card, {"y": "Yes", "n": "No"}[one])))
    return card


async def test_a_checkup_asks_eight_questions_and_stores_no_answer(here: Town) -> None:
    """What was answered no comes back as something to do."""
    begin = await here.command("ada", "/remind checkup")
    assert "not reminded" in words_of(begin)
    done = await walk_through(here, begin, "ynyyyyyn")
    assert done.body[0].startswith("2 things")
    assert [line.split("**")[1] for line in done.body[1:]] == ["Role and place.", "What you stand for."]
    assert "Nothing to do" in words_of(await walk_through(here, begin, "y" * QUESTIONS))
    async with here.app.store.begin() as work:
        assert await work.records.everywhere("checkup") == []


async def test_a_reminder_comes_every_quarter_and_stops_when_ignored(here: Town) -> None:
    """Two that nobody answered are the last; one that was answered begins anew."""
    await here.command("ada", "/remind checkup every:quarter")
    await here.pass_time(QUARTER)
    (due,) = here.platform.of(TellMember)
    assert due.occasion is Occasion.SUBSCRIBED
    await walk_through(here, due.card, "y" * QUESTIONS)
    assert "Last done on 2026-06-01" in words_of(await here.command("ada", "/remind checkup"))
    for _ in range(5):
        await here.pass_time(QUARTER)
    assert len(here.told("ada")) == 3
    assert "not reminded" in words_of(await here.command("ada", "/remind checkup"))


async def test_a_break_puts_a_reminder_off_and_counts_as_nothing(here: Town) -> None:
    """It comes the day after."""
    await here.command("ada", "/remind checkup every:quarter")
    await here.pass_time(QUARTER - timedelta(days=1))
    await here.command("ada", "/break for:2w")
    await here.pass_time(timedelta(days=2))
    assert here.told("ada") == []
    await here.pass_time(timedelta(days=14))
    assert [card.title for card in here.told("ada")] == ["Welcome back", "Time for a look at your accounts?"]


async def test_reminders_are_ended_from_the_card_or_by_a_word(here: Town) -> None:
    """Either way nothing is kept."""
    await here.command("ada", "/remind checkup every:year")
    await here.pass_time(timedelta(days=365))
    await here.press("ada", token_of(here.told("ada")[0], "Do not remind me"))
    await here.command("new", "/remind checkup every:half-year")
    assert "will not remind" in words_of(await here.command("new", "/remind checkup every:off"))
    async with here.app.store.begin() as work:
        assert await work.records.everywhere("checkup") == []
    await here.pass_time(timedelta(days=800))
    assert (len(here.told("ada")), len(here.told("new"))) == (1, 0)


@pytest.mark.parametrize(
    "token", ["checkup:next:syyyyyyyyy", "checkup:next:sx", "checkup:next:y", "profile:next:syyyyy"]
)
async def test_a_forged_answer_is_refused(here: Town, token: str) -> None:
    """A card that is none of ours."""
    assert "button" in words_of(card_of(await here.press("ada", token)))
    async with here.app.store.begin() as work:
        assert await work.records.everywhere("profile") == []


async def test_what_is_asked_once_a_year_comes_after_a_break(here: Town) -> None:
    """The profile's checklist, and whether an entry of the directory is still right."""
    await walk_through(here, await here.command("ada", "/profile check"), "yynn")
    await here.command("ada", "/profile niche first:cardiology directory:yes")
    for wait, title in ((181, "Your entry in the directory"), (150, "A year ago you looked over your profile")):
        await here.pass_time(timedelta(days=wait))
        await here.command("ada", "/break for:30d")
        before = len(here.told("ada"))
        await here.pass_time(timedelta(days=29))
        assert len(here.told("ada")) == before
        await here.pass_time(timedelta(days=3))
        assert title in [card.title for card in here.told("ada")]


async def test_the_profiles_answers_are_kept_for_oneself(here: Town) -> None:
    """With their date; a year later they are asked for once, and then no more until they were given."""
    done = await walk_through(here, await here.command("ada", "/profile check"), "yynn")
    assert [line.split("**")[1] for line in done.body] == ["Private things.", "Picture."]
    assert "2 of 4 in order on 2026-03-02" in words_of(await here.command("ada", "/profile show"))
    assert "2026-03-02" not in words_of(await here.command("new", "/profile show"))
    await here.pass_time(timedelta(days=365))
    assert [card.title for card in here.told("ada")] == ["A year ago you looked over your profile"]
    await here.pass_time(timedelta(days=800))
    assert len(here.told("ada")) == 1
    done = await walk_through(here, here.told("ada")[0], "y" * PROFILE_QUESTIONS)
    assert "All four" in words_of(done)
    await here.press("ada", token_of(done, "Do not ask again"))
    await here.pass_time(timedelta(days=800))
    assert len(here.told("ada")) == 1


@pytest.mark.parametrize("written", ["cardiology", "Cardiologie", "CARDIOLOGY"])
async def test_a_niche_is_chosen_by_name(here: Town, written: str) -> None:
    """In any language; each specialty once, and not in the directory unless asked for."""
    card = await here.command("ada", f"/profile niche first:{written} second:cardiology third:nephrology")
    words = words_of(card)
    assert "Cardiology and Nephrology; writes for colleagues" in words
    assert "You are not in it" in words


async def test_a_specialty_that_is_none(here: Town) -> None:
    """The source of the list is named; completion helps."""
    assert "2005/36/EC" in words_of(await here.command("ada", "/profile niche first:astrology"))
    rows = await here.app.engine.complete(here.invocation("fred"), "profile niche", "second", "nep")
    assert [(row.label, row.value) for row in rows] == [("Néphrologie", "renal-diseases")]
    rows = await here.app.engine.complete(here.invocation("fred"), "profile niche", "first", "")
    assert len(rows) == 25


async def test_an_entry_is_confirmed_twice_a_year(here: Town) -> None:
    """Or taken out from the card; nobody who is not listed is asked."""
    await here.command("ada", "/profile niche first:cardiology audience:students directory:yes")
    await here.command("new", "/profile niche first:cardiology")
    await here.pass_time(timedelta(days=182))
    assert here.told("new") == []
    (asked,) = here.told("ada")
    assert asked.body[0] == "Cardiology; writes for students"
    assert "Colleagues find you" in words_of(card_of(await here.press("ada", token_of(asked, "Still right"))))
    await here.pass_time(timedelta(days=182))
    assert len(here.told("ada")) == 2
    await here.pass_time(timedelta(days=31))
    assert "You are not in it" in words_of(await here.command("ada", "/profile show"))
    assert "You are not in it" in words_of(card_of(await here.press("ada", "niche:unlist")))


async def test_all_of_it_is_exported_and_erased(here: Town) -> None:
    """And no timer rings afterwards."""
    await here.command("ada", "/remind checkup every:quarter")
    await walk_through(here, await here.command("ada", "/profile check"), "yyyy")
    await here.command("ada", "/profile niche first:cardiology directory:yes")
    exported = (await here.command("ada", "/my data export")).excerpt or ""
    for piece in ('"every": "quarter"', '"answers": "yyyy"', '"cardiology"'):
        assert piece in exported
    await here.press("ada", "my:erase")
    exported = (await here.command("ada", "/my data export")).excerpt or ""
    assert "check-up" not in exported
    assert "profile" not in exported
    assert "niche" not in exported
    await here.pass_time(timedelta(days=400))
    assert here.told("ada") == []
