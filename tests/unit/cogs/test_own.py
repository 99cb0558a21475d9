"""The private word on what members tell of themselves: once, quietly, and theirs to decide."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.actions import RemoveMessage, TellMember
from bot.core.cards import Card
from bot.core.courtesy import Occasion
from bot.core.errors import Refused
from bot.core.events import MemberJoined, MessagePosted
from bot.core.policy import ChannelMode
from bot.core.setups import Setup
from cogs.own import AGAIN_AFTER, LATE
from tests.town import COMMUNITY, Town, card_of, token_of, town, words_of

HEALTH, ADDRESS = "I'm pregnant", "I live at 12 Acacia Avenue"


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Town]:
    """Open a town."""
    async with town(tmp_path) as opened:
        yield opened


def asked(here: Town, by: str = "ada") -> list[Card]:
    """List the private words of this kind that a member got."""
    return [card for card in here.told(by) if "your own" in words_of(card) or "votre" in words_of(card)]


async def test_the_author_alone_is_asked_and_nothing_of_it_is_kept(here: Town) -> None:
    """One private card, unasked and within the budget, without the words; the place is left as it was."""
    await here.post(HEALTH)
    (told,) = here.platform.of(TellMember)
    assert (told.member, told.occasion, told.about) == ("test:ada", Occasion.UNASKED, None)
    assert told.card.body[:2] == (
        "It seems to tell something about your own health.",
        "This space is not private. Keep or remove?",
    )
    assert [one.label for one in told.card.buttons] == ["Keep", "Remove", "Do not tell me again"]
    assert "pregnant" not in words_of(told.card)
    assert len(here.platform.done) == 1
    assert await here.cases() == []
    exported = (await here.command("ada", "/my data export")).excerpt or ""
    assert '"personal"' in exported
    assert "health" not in exported
    assert "pregnant" not in exported


async def test_it_is_asked_in_the_authors_language(here: Town) -> None:
    """French for whoever reads French."""
    await here.post("mon portable : 06 12 34 56 78", by="fred")
    (card,) = asked(here, "fred")
    assert "Cet espace n’est pas privé. Garder ou retirer\u202f?" in card.body


async def test_it_is_asked_once_in_thirty_days(here: Town) -> None:
    """Whatever is told, and again only when the time is over."""
    await here.post(HEALTH)
    await here.post(ADDRESS)
    await here.pass_time(AGAIN_AFTER - timedelta(hours=1))
    await here.post(HEALTH)
    assert len(asked(here)) == 1
    await here.pass_time(timedelta(hours=2))
    await here.post(ADDRESS)
    assert len(asked(here)) == 2


async def test_a_word_that_the_budget_left_out_was_not_said(here: Town) -> None:
    """A newcomer who was welcomed this week is not asked this week, and yet can be next week."""
    joined = MemberJoined(delivery=here._delivery(), community=COMMUNITY, member=here.members["ada"])
    await here.app.engine.receive(joined)
    await here.settle()
    await here.post(HEALTH)
    assert asked(here) == []
    await here.pass_time(timedelta(days=8))
    await here.post(HEALTH)
    assert len(asked(here)) == 1


async def test_a_break_is_a_break(here: Town) -> None:
    """Nothing reaches whoever rests, and nothing is made up for afterwards."""
    await here.command("ada", "/break for:2d")
    await here.post(HEALTH)
    await here.pass_time(timedelta(days=3))
    assert asked(here) == []


async def test_a_night_is_a_night(here: Town) -> None:
    """By night it waits for the morning."""
    await here.command("ada", f"/break night {here.time():%H:00}-{here.time() + timedelta(hours=3):%H:00}")
    await here.post(HEALTH)
    assert asked(here) == []
    await here.pass_time(timedelta(hours=4))
    assert len(asked(here)) == 1


async def test_keep_leaves_it(here: Town) -> None:
    """Kept is kept."""
    await here.post(HEALTH)
    assert "stays" in words_of(card_of(await here.press("ada", token_of(asked(here)[0], "Keep"))))
    assert here.platform.of(RemoveMessage) == []


async def test_remove_takes_the_authors_own_message_away(here: Town) -> None:
    """Its author's, by its author's hand, and nobody else's."""
    message = await here.post(HEALTH)
    token = token_of(asked(here)[0], "Remove")
    assert "ancienne fiche" in words_of(card_of(await here.press("fred", token)))
    other = await here.post("a word", by="fred")
    forged = token.replace(message.id.partition(":")[2], other.id.partition(":")[2])
    await here.press("ada", forged)
    assert here.platform.of(RemoveMessage) == []
    await here.press("ada", token)
    assert [one.message for one in here.platform.of(RemoveMessage)] == [message.ref]
    assert len(here.told("ada")) == 1


async def test_where_it_cannot_be_removed_the_author_reads_so(here: Town) -> None:
    """As on Slack without an admin's token; “removed” is never said before it is."""

    def refuse(action: object) -> None:
        if isinstance(action, RemoveMessage):
            raise Refused("not here")

    here.platform.fault = refuse
    await here.post(HEALTH)
    await here.press("ada", token_of(asked(here)[0], "Remove"))
    assert "delete it yourself" in words_of(here.told("ada")[-1])


async def test_one_tap_ends_it_and_a_command_begins_it_again(here: Town) -> None:
    """Whoever does not want it is not asked any more, until they say otherwise."""
    await here.post(HEALTH)
    off = card_of(await here.press("ada", token_of(asked(here)[0], "Do not tell me again")))
    assert "any more" in words_of(off)
    await here.pass_time(AGAIN_AFTER)
    await here.post(HEALTH)
    assert len(asked(here)) == 1
    card = await here.command("ada", "/my nudges")
    await here.press("ada", token_of(card, "Tell me again"))
    await here.post(HEALTH)
    assert len(asked(here)) == 2


@pytest.mark.parametrize(
    "text",
    [
        "I'm pregnant {patient_data.direct 0.9: Ada Quick}",
        "I have depression {distress.member 0.3: and} so",
        "I have a patient with diabetes",
        "her number is 07700 900123",
    ],
)
async def test_what_the_policy_acts_on_and_what_is_not_plain_is_left_alone(here: Town, text: str) -> None:
    """A case says what is to be said; distress is for people, never for a word on privacy."""
    await here.post(text)
    assert asked(here) == []


async def test_an_edit_and_a_message_that_was_found_late_are_left_alone(here: Town) -> None:
    """Only what is new can still be taken back before it is read."""
    message = await here.post("a word")
    await here.edit(message, HEALTH)
    old = replace(here.message(HEALTH), posted_at=here.time() - LATE - timedelta(minutes=1))
    await here.app.engine.receive(MessagePosted(delivery=here._delivery(), community=COMMUNITY, message=old))
    await here.settle()
    assert asked(here) == []


@pytest.mark.parametrize(
    ("mode", "health", "address"),
    [(ChannelMode.OFF, 0, 0), (ChannelMode.LOUNGE, 0, 1), (ChannelMode.GENERAL, 1, 1), (ChannelMode.PUBLIC, 1, 1)],
)
async def test_a_lounge_is_for_talk_of_oneself(here: Town, mode: ChannelMode, health: int, address: int) -> None:
    """There only what leads to somebody's door or telephone is worth a word; a channel that is off is not read."""
    async with here.app.store.begin() as work:
        await work.setups.save(Setup(community=COMMUNITY, modes={"general": mode}))
    await here.post(HEALTH)
    await here.post(ADDRESS, by="new")
    assert (len(asked(here)), len(asked(here, "new"))) == (health, address)
