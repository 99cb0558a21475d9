"""The library: proposed by members, seen by all once a moderator approved it, hidden after its review date."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.cards import Card
from tests.town import Town, card_of, form_of, token_of, town, words_of

FIELDS = {
    "source": "https://www.nice.org.uk/guidance/ng51",
    "title": "Sepsis in short",
    "summary": "Recognising sepsis, for trainees.",
    "alt": "A chart of warning signs.",
    "review": "2026-09-01",
}


async def propose(here: Town, by: str = "ada", **changes: str) -> Card:
    """Propose material."""
    return await here.fill(by, "library:add", None, **{**FIELDS, **changes})


async def approved(here: Town, **changes: str) -> None:
    """Propose material and approve it."""
    await propose(here, **changes)
    look = token_of(here.asked()[-1].card, "Look")
    await here.press("mia", token_of(card_of(await here.press("mia", look)), "Approve"))


async def test_a_proposal_is_found_once_it_is_approved(tmp_path: Path) -> None:
    """Moderators hear of it without its words; members find it by any of its words."""
    async with town(tmp_path) as here:
        await propose(here)
        asked = here.asked()[-1].card
        assert "Sepsis" not in words_of(asked)
        assert "Nothing in the library" in words_of(await here.command("new", "/library search sepsis"))
        look = token_of(asked, "Look")
        assert "moderator" in words_of(card_of(await here.press("new", look)))
        shown = card_of(await here.press("mia", look))
        assert "A chart of warning signs." in words_of(shown)
        assert "moderator" in words_of(card_of(await here.press("ada", token_of(shown, "Approve"))))
        await here.press("mia", token_of(shown, "Approve"))
        assert "in the library now" in words_of(here.told("ada")[0])
        assert here.asked()[-1].card.buttons == ()
        for words in ("sepsis", "TRAINEES sepsis", "nice.org.uk"):
            found = await here.command("new", f"/library search {words}")
            assert "Shows: A chart of warning signs." in words_of(found)
            assert found.links[0].url == "https://nice.org.uk/guidance/ng51"
        assert "Nothing in the library" in words_of(await here.command("new", "/library search sepsis stroke"))
        assert "has approved this" in words_of(card_of(await here.press("noor", token_of(shown, "Decline"))))
        assert "already" in words_of(await propose(here, by="new"))


async def test_a_proposal_that_is_declined_is_deleted(tmp_path: Path) -> None:
    """Who proposed it hears of it, once."""
    async with town(tmp_path) as here:
        await propose(here)
        await here.press("mia", "library:decline:1")
        assert "not taken it in" in words_of(here.told("ada")[0])
        assert "No such material" in words_of(card_of(await here.press("noor", "library:approve:1")))
        async with here.app.store.begin() as work:
            assert await work.records.everywhere("library") == []


async def test_what_was_decided_waits_for_whoever_is_on_a_break(tmp_path: Path) -> None:
    """They were promised to hear of it."""
    async with town(tmp_path) as here:
        await propose(here)
        await here.command("ada", "/break for:2w")
        await here.press("mia", "library:decline:1")
        assert here.told("ada") == []
        await here.pass_time(timedelta(days=14))
        assert any("not taken it in" in words_of(card) for card in here.told("ada"))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"source": "a book"}, "no DOI, PMID or link"),
        ({"review": "next year"}, "The review date lies ahead"),
        ({"review": "2026-03-02"}, "The review date lies ahead"),
        ({"review": "2029-01-01"}, "The review date lies ahead"),
        ({"alt": "Shows {patient_data.direct 0.9: Ada Testperson}"}, "Not posted yet"),
    ],
)
async def test_what_cannot_be_kept_comes_back(tmp_path: Path, changes: dict[str, str], sentence: str) -> None:
    """In private, with the form filled in again."""
    async with town(tmp_path) as here:
        card = await propose(here, **changes)
        assert sentence in words_of(card)
        assert here.asked() == []
        form = form_of(await here.press("ada", token_of(card, "Edit it")))
        assert {one.name: one.value for one in form.fields} == {**FIELDS, **changes}


async def test_what_is_there_already_comes_back(tmp_path: Path) -> None:
    """In private, with the form filled in again."""
    async with town(tmp_path) as here:
        await approved(here)
        card = await propose(here, title="The same in other words")
        assert "has this source already" in words_of(card)
        form = form_of(await here.press("ada", token_of(card, "Edit it")))
        assert {one.name: one.value for one in form.fields} == {**FIELDS, "title": "The same in other words"}


async def test_after_its_review_date_it_is_hidden_until_somebody_looked_again(tmp_path: Path) -> None:
    """Who proposed it is reminded once, and a moderator decides anew."""
    async with town(tmp_path) as here:
        await approved(here)
        await here.pass_time(timedelta(days=182))
        assert len((await here.command("new", "/library list")).facts) == 1
        await here.pass_time(timedelta(days=1))
        assert (await here.command("new", "/library list")).facts == ()
        due = here.told("ada")[-1]
        assert "“Sepsis in short”" in due.body[0]
        press = token_of(due, "It is still right")
        assert "somebody else" in words_of(card_of(await here.press("new", press)))
        form = form_of(await here.press("ada", press))
        assert "review date lies ahead" in words_of(await here.fill("ada", form.token, review="2026-01-01"))
        await here.fill("ada", form.token, review="2027-03-01")
        assert (await here.command("new", "/library list")).facts == ()
        await here.press("noor", "library:approve:1")
        assert len((await here.command("new", "/library list")).facts) == 1


async def test_what_nobody_reviews_is_deleted(tmp_path: Path) -> None:
    """Ninety days after it was hidden."""
    async with town(tmp_path) as here:
        await approved(here)
        await here.pass_time(timedelta(days=183 + 91))
        assert "No such material" in words_of(card_of(await here.press("mia", "library:look:1")))


async def test_the_list_has_pages(tmp_path: Path) -> None:
    """Ten at a time, the newest first."""
    async with town(tmp_path) as here:
        for number in range(11):
            await approved(here, source=f"https://example.org/{number}", title=f"No. {number}")
        first = await here.command("new", "/library list")
        assert [one.name for one in first.facts] == [f"No. {number}" for number in range(10, 0, -1)]
        second = card_of(await here.press("new", token_of(first, "Next page")))
        assert [one.name for one in second.facts] == ["No. 0"]
        assert second.buttons == ()


async def test_what_is_kept_of_a_member_is_shown_and_erased(tmp_path: Path) -> None:
    """What is approved stays, as nobody's; what waits is deleted."""
    async with town(tmp_path) as here:
        await approved(here)
        await propose(here, source="33301246", title="Waiting")
        exported = (await here.command("ada", "/my data export")).excerpt or ""
        assert "Sepsis in short" in exported
        assert "Waiting" in exported
        await here.press("ada", "my:erase")
        exported = (await here.command("ada", "/my data export")).excerpt or ""
        assert "Sepsis in short" not in exported
        assert "Waiting" not in exported
        assert [one.name for one in (await here.command("new", "/library list")).facts] == ["Sepsis in short"]
        assert "No such material" in words_of(card_of(await here.press("mia", "library:look:2")))
