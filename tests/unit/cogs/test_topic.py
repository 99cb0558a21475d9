"""A topic of the day: opened with a source, gently slow, closed by itself or by hand."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.actions import Reply, SlowDown, TellChannel
from bot.core.cards import Card
from bot.core.events import ButtonPressed, Channel, ChannelId, CommandInvoked
from bot.core.policy import ChannelMode
from bot.core.setups import Setup, Survey
from tests.town import COMMUNITY, Platform, Town, card_of, form_of, town, words_of

FIELDS = {"title": "The new sepsis guideline", "source": "10.1000/sepsis.2026"}


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Town]:
    """Open a town whose general channel has a little slow mode of its own."""
    async with town(tmp_path, Platform(surveyed=Survey(slow={ChannelId("test:general"): 5}))) as opened:
        yield opened


async def typed(here: Town, by: str, line: str, channel: str = "general") -> Reply:
    """Type a command in a channel."""
    spec, options = here.app.roster.read_line(line)
    place = Channel(id=ChannelId(f"test:{channel}"), name=channel)
    invocation = replace(here.invocation(by), channel=place)
    await here._receive(CommandInvoked(invocation=invocation, command=spec.name, options=options))
    return here.platform.replies[-1][1]


async def opened(here: Town, by: str = "ada", line: str = "/topic open", **changes: str) -> Card:
    """Open a topic in the general channel."""
    form = form_of(await typed(here, by, line))
    return await here.fill(by, form.token, None, **{**FIELDS, **changes})


def lines(here: Town) -> list[Card]:
    """List what was written into channels."""
    return [one.card for one in here.platform.of(TellChannel)]


def slowed(here: Town) -> list[int]:
    """List the slow modes that were set, in seconds."""
    return [one.seconds for one in here.platform.of(SlowDown)]


async def test_a_topic_that_came_too_late_comes_back(here: Town) -> None:
    """Two write at the same time: whoever is second opens theirs when the first is closed."""
    form = form_of(await typed(here, "fred", "/topic open"))
    await opened(here)
    card = await here.fill("fred", form.token, None, **FIELDS)
    assert "déjà ouvert" in words_of(card)
    await typed(here, "ada", "/topic close")
    again = form_of(await here.press("fred", card.buttons[0].token))
    assert {one.name: one.value for one in again.fields} == FIELDS


async def test_a_topic_asks_for_sources_and_closes_by_itself(here: Town) -> None:
    """The card stands in the channel with its source; after two hours it says that it is over, and so does a line."""
    await opened(here)
    (card,) = lines(here)
    assert card.title == FIELDS["title"]
    assert "name a source" in words_of(card)
    assert "once in 15 seconds" in words_of(card)
    assert card.links[0].url == "https://doi.org/10.1000/sepsis.2026"
    assert slowed(here) == [15]
    await here.pass_time(timedelta(hours=1, minutes=59))
    assert len(lines(here)) == 1
    await here.pass_time(timedelta(minutes=2))
    _, closed, line = lines(here)
    assert (closed.title, closed.buttons) == (FIELDS["title"], ())
    assert "“The new sepsis guideline” is closed" in words_of(line)
    subjects = [one.subject for one in here.platform.of(TellChannel)]
    assert subjects[0] == subjects[1] != subjects[2]
    assert slowed(here) == [15, 5]


async def test_it_ends_after_a_restart_too(tmp_path: Path) -> None:
    """The clock is durable."""
    async with town(tmp_path) as here:
        await opened(here)
        time = here.time
    async with town(tmp_path, time=time) as here:
        await here.pass_time(timedelta(hours=3))
        assert len(lines(here)) == 2


async def test_where_there_is_no_slow_mode_the_card_does_not_speak_of_it(tmp_path: Path) -> None:
    """As on Slack."""
    async with town(tmp_path, Platform(unsupported={SlowDown})) as here:
        await opened(here)
        (card,) = lines(here)
        assert "name a source" in words_of(card)
        assert "once in" not in words_of(card)
        await here.pass_time(timedelta(hours=3))
        assert len(lines(here)) == 3


async def test_who_opened_it_and_moderators_close_it(here: Town) -> None:
    """From the card or by command; nobody else, and once."""
    await opened(here)
    token = lines(here)[0].buttons[0].token
    assert "Only whoever opened it" in words_of(card_of(await here.press("new", token)))
    assert "is closed" in words_of(card_of(await here.press("ada", token)))
    assert slowed(here) == [15, 5]
    assert "No topic is open" in words_of(card_of(await here.press("ada", token)))
    await opened(here)
    assert "is closed" in words_of(card_of(await typed(here, "mia", "/topic close")))
    await here.pass_time(timedelta(hours=3))
    assert slowed(here) == [15, 5, 15, 5]


async def test_a_topic_lifts_no_slow_mode_but_its_own(here: Town) -> None:
    """Moderators slowed the channel down for an hour: whoever opens a topic and closes it changes nothing of that."""
    await here.press("mia", "heat:slow:test:general")
    await here.pass_time(timedelta(minutes=5))
    await opened(here)
    assert "once in 30 seconds" in words_of(lines(here)[-1])
    await typed(here, "ada", "/topic close")
    await here.pass_time(timedelta(minutes=50))
    assert set(slowed(here)) == {30}
    await here.pass_time(timedelta(minutes=6))
    assert slowed(here)[-1] == 5


async def test_a_topic_goes_on_as_slow_as_it_is(here: Town) -> None:
    """What moderators ordered for an hour ends then; the topic's own slow mode stays until the topic is over."""
    await opened(here)
    await here.press("mia", "heat:slow:test:general")
    await here.pass_time(timedelta(minutes=61))
    assert slowed(here) == [15, 30, 15]
    await here.pass_time(timedelta(hours=1))
    assert slowed(here) == [15, 30, 15, 5]


async def test_one_a_channel_and_one_a_member(here: Town) -> None:
    """Nobody slows all channels down, and no channel has two."""
    await opened(here)
    assert "open in this channel" in words_of(card_of(await typed(here, "mia", "/topic open")))
    assert "in another channel" in words_of(card_of(await typed(here, "ada", "/topic open", "cases")))
    form_of(await typed(here, "mia", "/topic open", "cases"))


@pytest.mark.parametrize(
    ("by", "line", "changes", "sentence"),
    [
        ("ada", "/topic open lasts:10m", {}, "15 minutes to 8 hours"),
        ("ada", "/topic open lasts:2d", {}, "15 minutes to 8 hours"),
        ("ada", "/topic open", {"source": "a colleague"}, "DOI"),
        ("ada", "/topic open", {"title": "On {patient_data.direct 0.9: Ada Testperson}"}, "Not posted yet"),
        ("new", "/topic open", {}, "New members"),
    ],
)
async def test_what_cannot_be_opened_is_not(
    here: Town, by: str, line: str, changes: dict[str, str], sentence: str
) -> None:
    """Too short, too long, without a source, with a patient, or by whoever has just come."""
    reply = await typed(here, by, line)
    card = (
        reply.card
        if not hasattr(reply, "form")
        else await here.fill(by, reply.form.token, None, **{**FIELDS, **changes})
    )
    assert sentence in words_of(card)
    assert not lines(here)
    assert not slowed(here)


async def test_what_was_stopped_can_be_mended(here: Town) -> None:
    """The form comes back with what stood in it."""
    card = await opened(here, source="a colleague")
    form = form_of(await here.press("ada", card.buttons[0].token))
    assert {one.name: one.value for one in form.fields} == {**FIELDS, "source": "a colleague"}
    await here.fill("ada", form.token, None, **FIELDS)
    assert len(lines(here)) == 1


async def test_a_channel_that_is_off_is_left_alone(here: Town) -> None:
    """Nothing of ours happens there."""
    async with here.app.store.begin() as work:
        await work.setups.save(Setup(community=COMMUNITY, modes={"general": ChannelMode.OFF}))
    assert "is off" in words_of(card_of(await typed(here, "ada", "/topic open")))


async def test_what_is_erased_stays_open_as_nobodys(here: Town) -> None:
    """It is exported while it is theirs; the others' talk goes on, and moderators can close it."""
    await opened(here)
    assert FIELDS["title"] in ((await here.command("ada", "/my data export")).excerpt or "")
    await here._receive(ButtonPressed(invocation=here.invocation("ada"), token="my:erase"))
    assert FIELDS["title"] not in ((await here.command("ada", "/my data export")).excerpt or "")
    assert "Only whoever opened it" in words_of(card_of(await typed(here, "ada", "/topic close")))
    await here.pass_time(timedelta(hours=3))
    assert "is closed" in words_of(lines(here)[-1])
