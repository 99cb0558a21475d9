"""The journal club: proposals, one vote a member, a date, minutes that are read before they are posted."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.actions import TellChannel
from bot.core.cards import Card
from bot.core.events import Channel, ChannelId, CommandInvoked
from tests.town import COMMUNITY, Town, card_of, form_of, token_of, town, words_of

PAPER = {"source": "10.1056/NEJMoa2034577", "title": "A trial", "why": "It changes what we do."}
OTHER = {**PAPER, "source": "33301246", "title": "Another"}


async def propose(here: Town, by: str = "ada", **changes: str) -> Card:
    """Propose a paper."""
    return await here.fill(by, "journal:propose", None, **{**PAPER, **changes})


def shown(here: Town, subject: str) -> Card:
    """Find a card as it stands in the channel now."""
    return [one.card for one in here.platform.of(TellChannel) if one.subject == subject][-1]


def votes(here: Town, number: int) -> str:
    """Read how many votes a proposal's card shows."""
    return next(one.value for one in shown(here, f"paper:{number}").facts if one.name == "Votes")


async def test_a_proposal_stands_in_the_channel_with_its_source(tmp_path: Path) -> None:
    """By its DOI, with a link that leads there."""
    async with town(tmp_path) as here:
        await propose(here)
        card = shown(here, "paper:1")
        assert "DOI 10.1056/nejmoa2034577" in words_of(card)
        assert card.links[0].url == "https://doi.org/10.1056/nejmoa2034577"
        assert "proposed here already" in words_of(await propose(here, source="https://doi.org/10.1056/NEJMoa2034577"))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"source": "NEJM 2020"}, "no DOI, PMID or link"),
        ({"why": "Like {patient_data.direct 0.9: Ada Testperson} last week."}, "Not posted yet"),
    ],
)
async def test_what_cannot_be_posted_comes_back(tmp_path: Path, changes: dict[str, str], sentence: str) -> None:
    """In private, with the form filled in again."""
    async with town(tmp_path) as here:
        card = await propose(here, **changes)
        assert sentence in words_of(card)
        assert here.platform.of(TellChannel) == []
        form = form_of(await here.press("ada", token_of(card, "Edit it")))
        assert {one.name: one.value for one in form.fields} == {**PAPER, **changes}


async def test_a_paper_that_is_there_already_comes_back(tmp_path: Path) -> None:
    """Whoever meant another one need not write its reason anew."""
    async with town(tmp_path) as here:
        await propose(here, by="new", source="33301246")
        await propose(here, by="mia")
        card = await propose(here)
        assert "proposed here already" in words_of(card)
        form = form_of(await here.press("ada", token_of(card, "Edit it")))
        assert {one.name: one.value for one in form.fields} == PAPER


async def test_a_member_has_one_vote_and_can_move_it(tmp_path: Path) -> None:
    """Anybody votes; a second press takes the vote back."""
    async with town(tmp_path) as here:
        await propose(here)
        await propose(here, **OTHER)
        await here.press("new", token_of(shown(here, "paper:1"), "Vote"))
        await here.press("ada", "journal:vote:1")
        assert votes(here, 1) == "2"
        await here.command("new", "/journal vote 2")
        assert (votes(here, 1), votes(here, 2)) == ("1", "1")
        await here.press("new", "journal:vote:2")
        assert (votes(here, 1), votes(here, 2)) == ("1", "0")
        picked = (await here.command("new", "/journal vote")).select
        assert picked is not None
        assert [one.label for one in picked.options] == ["1 · 1 · A trial", "2 · 0 · Another"]
        await here.press("new", picked.token, ["1"])
        assert votes(here, 1) == "2"


async def test_a_proposal_is_of_its_channel(tmp_path: Path) -> None:
    """From elsewhere its number says nothing."""
    async with town(tmp_path) as here:
        await propose(here)
        by = here.invocation("mia")
        elsewhere = Channel(id=ChannelId("test:other"), name="other")
        by = type(by)(id=by.id, community=COMMUNITY, channel=elsewhere, actor=by.actor, locale="en")
        await here.app.engine.receive(CommandInvoked(invocation=by, command="journal vote", options={"paper": "1"}))
        assert "No such paper" in words_of(card_of(here.platform.replies[-1][1]))


async def test_a_date_makes_an_event_and_ends_the_vote(tmp_path: Path) -> None:
    """Who proposed it or a moderator; those who voted are free to vote for the next one."""
    async with town(tmp_path) as here:
        await propose(here)
        await here.press("new", "journal:vote:1")
        line = '/journal schedule 1 when:"2026-03-10 18:00" zone:Europe/Paris where:"Room 4"'
        assert "Only whoever proposed" in words_of(await here.command("new", line))
        scheduled = words_of(await here.command("mia", line))
        number = scheduled.rpartition("event ")[2].strip().strip(".")
        event = shown(here, f"event:{number}")
        assert event.title == "Journal club: A trial"
        assert "17:00 UTC" in words_of(event)
        assert f"see event {number}" in words_of(shown(here, "paper:1"))
        assert "has a date already" in words_of(await here.command("mia", line))
        assert "No such paper" in words_of(card_of(await here.press("ada", "journal:vote:1")))
        await here.press("ada", f"events:going:{number}")
        await here.pass_time(timedelta(days=7, hours=8))
        assert "Journal club: A trial" in words_of(here.told("ada")[0])


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ("when:soon", "Write the day and the time"),
        ("when:2026-03-10T18:00 zone:Paris", "no time zone"),
        ('when:2026-03-10T18:00 where:"{patient_data.direct 0.9: Ada}"', "should not be posted"),
    ],
)
async def test_a_date_that_cannot_be_is_refused(tmp_path: Path, options: str, sentence: str) -> None:
    """With the reason, and nothing is announced."""
    async with town(tmp_path) as here:
        await propose(here)
        assert sentence in words_of(await here.command("ada", f"/journal schedule 1 {options}"))
        assert [one.subject for one in here.platform.of(TellChannel)] == ["paper:1"]


async def test_minutes_are_read_before_they_are_posted(tmp_path: Path) -> None:
    """Only of a paper with a date; posted anew, they replace the earlier ones."""
    async with town(tmp_path) as here:
        await propose(here)
        assert "no date yet" in words_of(await here.command("ada", "/journal minutes 1"))
        await here.command("ada", "/journal schedule 1 when:2026-03-10T18:00")
        assert "Only whoever proposed" in words_of(await here.fill("new", "journal:minutes:1", minutes="Mine."))
        card = await here.fill("ada", "journal:minutes:1", minutes="As with {patient_data.direct 0.9: Ada Testperson}.")
        assert "Not posted yet" in words_of(card)
        form = form_of(await here.press("ada", token_of(card, "Edit it")))
        assert form.token == "journal:minutes:1"
        assert "Testperson" in form.fields[0].value
        await here.fill("ada", "journal:minutes:1", minutes="We would wait for a second trial.")
        posted = shown(here, "minutes:1")
        assert posted.body == ("A trial", "We would wait for a second trial.")
        assert posted.footer == "Noted by Ada"
        async with here.app.store.begin() as work:
            kept = [one.value for kind in ("paper", "draft.minutes") for one in await work.records.everywhere(kind)]
        assert "second trial" not in "".join(kept)


async def test_what_is_kept_of_a_member_is_shown_and_erased(tmp_path: Path) -> None:
    """A proposal that others vote on stays, as nobody's and without its reason."""
    async with town(tmp_path) as here:
        await propose(here)
        await here.press("ada", "journal:vote:1")
        exported = (await here.command("ada", "/my data export")).excerpt or ""
        assert "It changes what we do." in exported
        assert '"paper": "1"' in exported
        await here.press("ada", "my:erase")
        exported = (await here.command("ada", "/my data export")).excerpt or ""
        assert "A trial" not in exported
        assert '"paper": "1"' not in exported
        await here.press("new", "journal:vote:1")
        assert votes(here, 1) == "1"
        assert "It changes" not in words_of(shown(here, "paper:1"))
