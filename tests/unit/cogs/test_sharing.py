"""Sharing and the weekly digest: clean cards, and counts in open channels alone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.core.actions import AskModerators, TakeBack, TellChannel
from bot.core.cards import Card
from bot.core.events import Role
from bot.core.findings import Detector
from bot.detectors.spam import links
from tests.town import Town, card_of, form_of, token_of, town, words_of

FIELDS = {
    "source": "https://doi.org/10.1056/NEJMoa2034577",
    "title": "A trial of something",
    "kind": "article",
    "date": "2020-12",
    "interest": "none",
}


async def share(here: Town, by: str = "ada", **changes: str) -> Card:
    """Share something."""
    return await here.fill(by, "share", None, **{**FIELDS, **changes})


def shown(here: Town) -> Card:
    """Find the last card in a channel."""
    return here.platform.of(TellChannel)[-1].card


@pytest.fixture
def listed() -> Iterator[None]:
    """Know one publisher from a list."""
    links.know(scams=frozenset(), predatory=frozenset({"sham-journals.com"}), predatory_dated=date(2026, 1, 15))
    yield
    links.know(scams=frozenset(), predatory=frozenset())


async def test_a_share_is_a_clean_card(tmp_path: Path) -> None:
    """Source, kind, date and interests, under the name of whoever shares."""
    async with town(tmp_path) as here:
        await share(here)
        card = shown(here)
        assert card.title == "A trial of something"
        assert [(one.name, one.value) for one in card.facts] == [
            ("Kind", "Article"),
            ("Dated", "2020-12"),
            ("Source", "DOI 10.1056/nejmoa2034577"),
            ("Interests of whoever shares it", "none"),
        ]
        assert card.body == ()
        assert card.footer == "Shared by Ada"


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize(
    ("changes", "notes"),
    [
        ({"kind": "preprint"}, ["nobody has reviewed it"]),
        ({"source": "https://www.sham-journals.com/paper/1"}, ["list of 15 Jan 2026"]),
        ({"source": "https://a.sham-journals.com/doi/10.9999/x1", "kind": "preprint"}, ["nobody", "15 Jan 2026"]),
        ({"source": "https://sham-journals.com.example.org/1"}, []),
        ({"source": "https://not-sham-journals.com/1"}, []),
        ({"date": ""}, []),
    ],
)
async def test_what_readers_should_know_stands_on_the_card(
    tmp_path: Path, changes: dict[str, str], notes: list[str]
) -> None:
    """A preprint, and an address on a list of predatory publishers with the list's day."""
    async with town(tmp_path) as here:
        await share(here, **changes)
        assert len(shown(here).body) == len(notes)
        for note, line in zip(notes, shown(here).body, strict=True):
            assert note in line


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"source": "my paper"}, "no DOI, PMID or link"),
        ({"date": "last year"}, "Write the date"),
        ({"date": "2020-13"}, "Write the date"),
        ({"date": "2031"}, "Write the date"),
        ({"title": "What {patient_data.direct 0.9: Ada Testperson} had"}, "Not posted yet"),
    ],
)
async def test_what_cannot_be_posted_comes_back(tmp_path: Path, changes: dict[str, str], sentence: str) -> None:
    """In private, with the form filled in again."""
    async with town(tmp_path) as here:
        card = await share(here, **changes)
        assert sentence in words_of(card)
        assert here.platform.of(TellChannel) == []
        form = form_of(await here.press("ada", token_of(card, "Edit it")))
        assert {one.name: one.value for one in form.fields} == {**FIELDS, **changes}


LURE = "https://dicsord-nitro.gift/claim"


@pytest.mark.parametrize(
    ("token", "fields"),
    [
        ("share", FIELDS),
        ("topic:open:120", {"title": "The new guideline"}),
        ("journal:propose", {"title": "A trial", "why": ""}),
        ("library:add", {"title": "A talk", "summary": "For trainees.", "alt": "", "review": "2026-09-01"}),
    ],
)
async def test_a_source_that_would_be_hidden_in_a_message_is_not_posted(
    tmp_path: Path, eyes: list[Detector], token: str, fields: dict[str, str]
) -> None:
    """Whoever holds a colleague's account must not have a lure on the bot's own card, nor before a moderator."""
    async with town(tmp_path, eyes=eyes) as here:
        card = await here.fill("ada", token, None, **{**fields, "source": LURE})
        assert "Not posted yet" in words_of(card)
        assert here.platform.of(TellChannel) + here.platform.of(AskModerators) == []
        form = form_of(await here.press("ada", token_of(card, "Edit it")))
        assert {one.name: one.value for one in form.fields}["source"] == LURE
        await here.fill("ada", token, None, **{**fields, "source": FIELDS["source"]})
        assert len(here.platform.of(TellChannel) + here.platform.of(AskModerators)) == 1


async def test_a_share_is_taken_back_by_its_author_or_a_moderator(tmp_path: Path) -> None:
    """Nobody else can, and after 30 days only moderators."""
    async with town(tmp_path) as here:
        for _ in range(3):
            await share(here)
        press = token_of(here.platform.of(TellChannel)[0].card, "Take back")
        assert "Only whoever shared" in words_of(card_of(await here.press("new", press)))
        await here.press("ada", press)
        await here.press("mia", "share:back:2")
        assert [one.subject for one in here.platform.of(TakeBack)] == ["share:1", "share:2"]
        await here.pass_time(timedelta(days=31))
        assert "no longer kept" in words_of(card_of(await here.press("ada", "share:back:3")))
        await here.press("mia", "share:back:3")
        assert len(here.platform.of(TakeBack)) == 3


async def test_a_newcomers_links_wait_until_they_are_known(tmp_path: Path) -> None:
    """As in their messages; a form is no way round it."""
    async with town(tmp_path) as here:
        assert "New members can post links after 7 days" in words_of(await share(here, by="new"))
        fields = {"title": "Talk", "when": "2026-03-05 18:30", "zone": "UTC", "where": "https://example.org/join"}
        card = await here.fill("new", "events:create:60", None, **fields)
        assert "New members" in words_of(card)
        form = form_of(await here.press("new", token_of(card, "Edit it")))
        assert {one.name: one.value for one in form.fields}["title"] == fields["title"]
        assert here.platform.of(TellChannel) == []
        await here.fill("new", "events:create:60", None, **{**fields, "where": "Room 4"})
        assert len(here.platform.of(TellChannel)) == 1


# The digest; the town's clock begins on Monday, 2 March 2026, 09:00.


async def test_the_digest_counts_members_in_open_channels(tmp_path: Path) -> None:
    """Each once, whatever the address; what is said elsewhere or by the way does not count."""
    async with town(tmp_path) as here:
        await here.command("ada", "/digest weekly on")
        await here.post("good: 10.1056/NEJMoa2034577", by="ada", channel="public-square")
        await here.post("again https://doi.org/10.1056/NEJMoa2034577", by="ada", channel="public-square")
        await here.post("https://www.nejm.org/doi/full/10.1056/NEJMoa2034577", by="fred", channel="public-square")
        await here.post("https://example.org/once?token=secret", by="fred", channel="public-square")
        await here.post("https://example.org/closed", by="fred", channel="general")
        await here.post("https://example.org/closed", by="ada", channel="cases")
        await here.pass_time(timedelta(days=6, hours=22))
        assert here.told("ada") == []
        await here.pass_time(timedelta(hours=1))
        (card,) = here.told("ada")
        assert [one.value for one in card.facts] == [
            "DOI 10.1056/nejmoa2034577 · shared by 2 members",
            "example.org/once · shared by 1 member",
        ]
        assert card.links[0].url == "https://doi.org/10.1056/nejmoa2034577"
        assert "secret" not in str(card)
        assert here.told("fred") == []
        async with here.app.store.begin() as work:
            assert await work.records.everywhere("link_shared") == []
        await here.pass_time(timedelta(days=7))
        assert len(here.told("ada")) == 1


async def test_nothing_is_counted_while_nobody_reads(tmp_path: Path) -> None:
    """Nor once the last reader has left."""
    async with town(tmp_path) as here:
        await here.post("10.1056/NEJMoa2034577", channel="public-square")
        await here.command("ada", "/digest weekly on")
        await here.command("ada", "/digest weekly off")
        await here.post("10.1056/NEJMoa2034577", channel="public-square")
        async with here.app.store.begin() as work:
            assert await work.records.everywhere("link_shared") == []


async def test_an_admin_names_open_channels_and_shares_count_with_their_titles(tmp_path: Path) -> None:
    """A card counts where it was shared, like a message."""
    async with town(tmp_path) as here:
        here.members["sam"] = replace(here.members["mia"], role=Role.ADMIN)
        await here.command("fred", "/digest weekly on")
        await share(here, title="Not counted", source="33301246")
        assert "admin" in words_of(await here.command("mia", "/digest channel general"))
        await here.command("sam", "/digest channel general")
        await share(here)
        await here.post("10.1056/NEJMoa2034577", by="new")
        await here.pass_time(timedelta(days=6, hours=23))
        (card,) = here.told("fred")
        assert [(one.name, one.value) for one in card.facts] == [
            ("A trial of something", "DOI 10.1056/nejmoa2034577 · partagé par 2 membres")
        ]
        assert card.title == "Votre bulletin hebdomadaire"


async def test_reading_and_open_channels_survive_a_restart(tmp_path: Path) -> None:
    """What is kept in mind is read again at start."""
    async with town(tmp_path) as here:
        await here.command("ada", "/digest weekly on")
    async with town(tmp_path) as here:
        await here.app.engine.start()
        await here.post("10.1056/NEJMoa2034577", channel="public-square")
        async with here.app.store.begin() as work:
            (kept,) = await work.records.everywhere("link_shared")
        assert kept.owner is None
        assert "test:ada" not in kept.value
        assert "nejm" not in kept.name


async def test_what_is_taken_back_stands_in_no_digest(tmp_path: Path) -> None:
    """Neither what its author deleted or edited out, nor what a moderator removed, nor a card that was taken away."""
    async with town(tmp_path) as here:
        await here.command("ada", "/digest weekly on")
        deleted = await here.post("https://example.org/deleted", channel="public-square")
        edited = await here.post("https://example.org/before", channel="public-square")
        emptied = await here.post("https://example.org/emptied", channel="public-square")
        reported = await here.post("https://example.org/reported", channel="public-square")
        await share(here, by="fred")
        await here.delete(deleted)
        await here.edit(edited, "https://example.org/after")
        await here.edit(emptied, "sorry, wrong link")
        await here.fill("fred", "report", reported, reason="spam")
        await here.command("mia", "/queue decide 1 remove")
        await here.press("fred", token_of(shown(here), "Take back"))
        await here.pass_time(timedelta(days=6, hours=23))
        (card,) = here.told("ada")[-1:]
        assert [one.name for one in card.facts] == ["example.org/after"]


async def test_what_is_kept_of_a_member_is_shown_and_erased(tmp_path: Path) -> None:
    """Subscription, shares, and what one is counted for."""
    async with town(tmp_path) as here:
        await here.command("ada", "/digest weekly on")
        await share(here)
        await here.post("see 33301246 or PMID 33301246", channel="public-square")
        exported = (await here.command("ada", "/my data export")).excerpt or ""
        assert "PMID 33301246" in exported
        assert "DOI 10.1056/nejmoa2034577" in exported
        await here.press("ada", "my:erase")
        exported = (await here.command("ada", "/my data export")).excerpt or ""
        assert "33301246" not in exported
        assert "10.1056" not in exported
        await here.pass_time(timedelta(days=7))
        assert here.told("ada") == []
