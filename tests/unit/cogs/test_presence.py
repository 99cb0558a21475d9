"""Alerts: a link when a term comes up, a few times a day, and never a way to follow somebody."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.actions import TellMember
from bot.core.courtesy import Occasion
from bot.core.engine import Seen
from bot.core.events import MessagePosted
from bot.core.policy import ChannelMode
from cogs.presence import DAILY, GATHER
from tests.town import COMMUNITY, Town, card_of, token_of, town, words_of


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Town]:
    """Open a town in which Ada watches a term."""
    async with town(tmp_path) as opened:
        await opened.command("ada", "/alert add term:sepsis")
        yield opened


async def say(here: Town, text: str, by: str = "new", channel: str = "general", times: int = 1) -> None:
    """Post messages that have a link."""
    for _ in range(times):
        message = here.message(text, by, channel)
        message = replace(message, link=f"https://example.org/{message.id.removeprefix('test:')}")
        await here.app.engine.receive(MessagePosted(delivery=here._delivery(), community=COMMUNITY, message=message))
    await here.settle()


async def test_a_term_that_comes_up_is_told_by_a_link(here: Town) -> None:
    """Without a word of the message or of the term, only to somebody who reads there, ten minutes later at most."""
    await say(here, "New data on SEPSIS in the ICU")
    assert here.told("ada") == []
    await here.pass_time(GATHER)
    (alert,) = here.platform.of(TellMember)
    assert (alert.member, alert.if_reads, alert.occasion) == ("test:ada", "test:general", Occasion.SUBSCRIBED)
    assert "1 message in #general." in alert.card.body
    assert alert.card.links[0].url.startswith("https://example.org/m")
    assert "sepsis" not in words_of(alert.card).lower()
    assert "ICU" not in words_of(alert.card)


async def test_what_gives_no_alert(here: Town) -> None:
    """One's own messages, other words, edits, what was hidden, and the same message delivered again."""
    await say(here, "sepsis", by="ada")
    await say(here, "urosepsis")
    await say(here, "{patient_data.direct 0.99!: Ada Testperson} has sepsis")
    message = await here.post("hello", by="new")
    await here.edit(message, "sepsis")
    await here.pass_time(GATHER)
    alerts = [card for card in here.told("ada") if card.title == "A term of yours came up"]
    assert alerts == []
    again = here.message("sepsis", "new")
    for _ in range(2):
        await here.app.engine.receive(MessagePosted(delivery=here._delivery(), community=COMMUNITY, message=again))
    await here.pass_time(GATHER)
    assert here.told("ada")[-1].body == ("1 message in #general.",)


async def test_what_was_taken_back_meanwhile_gives_no_alert(here: Town) -> None:
    """Deleted, edited so that the term is gone, or taken out of sight; what still stands is told of."""
    deleted, edited, kept = [await here.post(f"sepsis {number}", by="new") for number in range(3)]
    removed = await here.post("sepsis, you fool", by="new")
    await here.delete(deleted)
    await here.edit(edited, "sorry, wrong channel")
    await here.edit(kept, "sepsis, and a typing error less")
    await here.fill("fred", "report", removed, reason="disrespect")
    await here.command("mia", "/queue decide 1 remove")
    await here.pass_time(GATHER)
    alerts = [card for card in here.told("ada") if card.title == "A term of yours came up"]
    assert [card.body for card in alerts] == [("1 message in #general.",)]


async def test_alerts_are_gathered_and_few(here: Town) -> None:
    """A card a channel; four a day; what is over is told of together the next day."""
    await say(here, "sepsis", times=7)
    await say(here, "sepsis", channel="cases")
    await here.pass_time(GATHER)
    assert [card.body[0] for card in here.told("ada")] == ["7 messages in #general.", "1 message in #cases."]
    assert len(here.told("ada")[0].links) == 5
    for _ in range(5):
        await here.pass_time(timedelta(hours=1))
        await say(here, "sepsis")
        await here.pass_time(GATHER)
    assert len(here.told("ada")) == DAILY
    await here.pass_time(timedelta(hours=24))
    assert len(here.told("ada")) == DAILY + 1
    assert here.told("ada")[-1].body == ("3 messages in #general.",)


async def test_alerts_stop_on_a_break(here: Town) -> None:
    """And go on after it."""
    await here.command("ada", "/break for:2d")
    await say(here, "sepsis")
    await here.pass_time(timedelta(days=1))
    assert here.told("ada") == []
    await here.pass_time(timedelta(days=2))
    await say(here, "sepsis")
    await here.pass_time(GATHER)
    assert [card.title for card in here.told("ada")] == ["Welcome back", "A term of yours came up"]


async def test_an_authors_boundary_is_honoured(here: Town) -> None:
    """Nobody is alerted about what they write; about others' messages still."""
    await here.fill("new", "boundary:set", no_alerts="yes")
    await say(here, "sepsis")
    await here.pass_time(GATHER)
    assert here.told("ada") == []
    await say(here, "sepsis", by="fred")
    await here.pass_time(GATHER)
    assert len(here.told("ada")) == 1


@pytest.mark.parametrize(
    ("term", "said"),
    [
        ("ab", "3 letters"),
        ('"**"', "3 letters"),
        ("x" * 61, "60 characters"),
        ('"a b c d e f g"', "six words"),
        ("Mia", "colleague’s name"),
        ('"Dr Mia"', "colleague’s name"),
    ],
)
async def test_what_cannot_be_watched(here: Town, term: str, said: str) -> None:
    """Too short, too long, or somebody's name; one's own name is fine."""
    await say(here, "hello", by="mia")
    assert said in words_of(await here.command("ada", f"/alert add term:{term}"))
    assert "mia" not in words_of(await here.command("ada", "/alert list")).lower()
    assert "Ada" in words_of(await here.command("ada", "/alert add term:Ada"))


async def test_a_name_that_is_learned_later_gives_no_alert(here: Town) -> None:
    """Somebody who had not written yet when the term was added."""
    await here.command("ada", "/alert add term:Noor")
    await say(here, "Noor is on call")
    await say(here, "I am here", by="noor")
    await here.pass_time(GATHER)
    assert here.told("ada") == []


async def test_terms_are_few_and_can_be_taken_back(here: Town) -> None:
    """Five at most, each once; by name, or all at once from an alert."""
    for term in ("two", "three", "four", "five"):
        await here.command("ada", f"/alert add term:{term}")
    listed = await here.command("ada", "/alert add term:SEPSIS")
    assert len(listed.body) == 5
    assert "as many as I can" in words_of(await here.command("ada", "/alert add term:sixth"))
    rows = await here.app.engine.complete(here.invocation("ada"), "alert remove", "term", "T")
    assert [row.value for row in rows] == ["two", "three"]
    await here.command("ada", "/alert remove term:Two")
    assert "do not watch" in words_of(await here.command("ada", "/alert remove term:two"))
    await say(here, "sepsis")
    await here.pass_time(GATHER)
    stopped = await here.press("ada", token_of(here.told("ada")[0], "End my alerts"))
    assert "You watch no terms" in words_of(card_of(stopped))
    await say(here, "sepsis")
    await here.pass_time(timedelta(days=1))
    assert len(here.told("ada")) == 1


async def test_alerts_survive_a_restart_and_go_on_request(tmp_path: Path) -> None:
    """What was gathered before it too."""
    async with town(tmp_path) as here:
        await here.command("ada", "/alert add term:sepsis")
        await say(here, "sepsis")
    async with town(tmp_path) as here:
        await here.app.engine.start()
        await here.pass_time(GATHER)
        await say(here, "sepsis")
        await here.pass_time(GATHER)
        assert len(here.told("ada")) == 2
        assert "sepsis" in ((await here.command("ada", "/my data export")).excerpt or "")
        await here.press("ada", "my:erase")
        await say(here, "sepsis")
        await here.pass_time(timedelta(days=2))
        assert len(here.told("ada")) == 2


async def test_a_message_that_nobody_watches_costs_nothing(tmp_path: Path) -> None:
    """Nobody who looks on wants it, so no unit of work is begun; a term that is watched makes the difference."""
    async with town(tmp_path) as here:
        message = here.message("sepsis", "new")
        judged = await here.app.examiner.examine(message.content, COMMUNITY)
        seen = Seen(
            event=MessagePosted(delivery=here._delivery(), community=COMMUNITY, message=message),
            text=judged.text,
            verdict=judged.verdict,
            policy=here.app.examiner.policies(COMMUNITY),
            mode=ChannelMode.GENERAL,
        )
        assert here.app.engine._interested(seen) == []
        await here.command("ada", "/alert add term:sepsis")
        assert len(here.app.engine._interested(seen)) == 1
