"""Breaks, nights, focus, and a word late in the evening; what waited is told by number and kind, never by content."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.core.actions import TellMember
from bot.core.cards import Card
from bot.core.courtesy import Occasion
from bot.core.delivery import FRESH
from bot.core.events import MemberId
from tests.town import COMMUNITY, START, Town, card_of, token_of, town, words_of

WEEK = timedelta(days=7)


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Town]:
    """Open a town."""
    async with town(tmp_path) as opened:
        yield opened


async def tell(here: Town, *occasions: Occasion, member: str = "ada") -> None:
    """Send one message for each occasion, as any feature would."""
    telling = [TellMember(member=MemberId(f"test:{member}"), card=Card(title=one), occasion=one) for one in occasions]
    async with here.app.store.begin() as work:
        await here.app.engine._enqueue(work, COMMUNITY, [(None, one) for one in telling])
    here.app.engine.wake()
    await here.settle()


def titles(here: Town, member: str = "ada") -> list[str]:
    """List the titles of what a member was told."""
    return [card.title for card in here.told(member)]


async def test_a_break_is_quiet_and_ends_with_a_welcome(here: Town) -> None:
    """Five lines at most: how much waited and how much was left out, and not a word of it."""
    card = await here.command("ada", "/break for:2w")
    assert "in 2 weeks" in words_of(card)
    await tell(here, *Occasion, Occasion.CASE, Occasion.SUBSCRIBED)
    assert titles(here) == ["urgent"]
    await here.pass_time(2 * WEEK - timedelta(seconds=1))
    assert titles(here) == ["urgent"]
    await here.pass_time(timedelta(seconds=1))
    assert sorted(titles(here)) == ["Welcome back", "case", "case", "news", "urgent"]
    (welcome,) = (card for card in here.told("ada") if card.title == "Welcome back")
    assert welcome.body[:3] == (
        "2 notices about cases waited. They follow now.",
        "1 piece of news waited. It follows now.",
        "3 reminders, alerts and tips were left out.",
    )
    assert len(welcome.body) + 1 <= 5


async def test_a_break_with_nothing_in_it(here: Town) -> None:
    """Says so, once."""
    await here.command("fred", "/break for:1d")
    await here.pass_time(timedelta(days=3))
    (welcome,) = here.told("fred")
    assert (welcome.title, welcome.body[0]) == ("Bon retour", "Rien ne vous attendait.")


async def test_a_break_that_is_lengthened_ends_once(here: Town) -> None:
    """The later end counts, and nobody is welcomed in between."""
    await here.command("ada", "/break for:1d")
    await here.command("ada", "/break for:3d")
    await here.pass_time(timedelta(days=2))
    assert titles(here) == []
    await here.pass_time(timedelta(days=2))
    assert titles(here) == ["Welcome back"]


async def test_a_break_that_is_ended_lets_through_what_waits(here: Town) -> None:
    """The answer sums up; the words on a case come within a minute, and no welcome follows."""
    await here.command("ada", "/break for:2w")
    await tell(here, Occasion.CASE)
    await here.pass_time(timedelta(days=1))
    ended = await here.command("ada", "/break off")
    assert ended.body[0] == "1 notice about a case waited. It follows now."
    await here.pass_time(FRESH)
    assert titles(here) == ["case"]
    await here.pass_time(3 * WEEK)
    assert titles(here) == ["case"]
    assert "not on a break" in words_of(await here.command("ada", "/break off"))


async def test_a_focus_holds_and_sums_up(here: Town) -> None:
    """Nothing is lost in an hour and a half; a focus in which nothing came ends without a word."""
    card = await here.command("ada", "/focus for:90m")
    await tell(here, Occasion.CASE, Occasion.SUBSCRIBED)
    await here.pass_time(timedelta(minutes=89))
    assert titles(here) == []
    await here.pass_time(timedelta(minutes=1))
    assert sorted(titles(here)) == ["Your focus is over", "case", "subscribed"]
    (over,) = (card for card in here.told("ada") if card.title == "Your focus is over")
    assert over.body == ("While you were focused: 2 notices. They follow now.",)
    await here.command("new", "/focus")
    await here.pass_time(timedelta(hours=2))
    assert titles(here, "new") == []
    assert token_of(card, "End it now") == "rest:end"


async def test_a_focus_can_be_ended_from_its_card(here: Town) -> None:
    """And from an old card nothing happens any more."""
    card = await here.command("ada", "/focus for:8h")
    assert "Nothing waited" in words_of(card_of(await here.press("ada", token_of(card, "End it now"))))
    assert "no focus is running" in words_of(card_of(await here.press("ada", "rest:end")))


async def test_a_break_that_ends_at_night_is_told_in_the_morning(here: Town) -> None:
    """The night holds the welcome too."""
    await here.command("ada", "/break night hours:21:00-07:00 zone:UTC")
    await here.command("ada", "/break for:14h")  # from nine in the morning until eleven at night
    await here.pass_time(timedelta(hours=21))
    assert titles(here) == []
    await here.pass_time(timedelta(hours=1))
    assert titles(here) == ["Welcome back"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/break for:5m", "10 minutes to 90 days"),
        ("/break for:91d", "10 minutes to 90 days"),
        ("/break for:999999w", "10 minutes to 90 days"),
        ("/break", "for"),
        ("/break for:soon", "for"),
        ("/focus for:13h", "10 minutes to 12 hours"),
        ("/break night hours:late", "21:00-07:00"),
        ("/break night hours:25:00-07:00", "21:00-07:00"),
        ("/break night hours:21:00-07:00 zone:Mars/Olympus", "Europe/Paris"),
        ("/break evenings perhaps", "on, off"),
    ],
)
async def test_what_cannot_be_read_is_said(here: Town, line: str, said: str) -> None:
    """With what can be; nothing is changed."""
    assert said in words_of(await here.command("ada", line))
    async with here.app.store.begin() as work:
        assert await work.members.preferences(COMMUNITY, MemberId("test:ada")) == {}


async def test_wishes_are_shown(here: Town) -> None:
    """All in one card, with the community's own quiet hours."""
    await here.command("ada", "/break night hours:22h30-6h zone:europe/paris")
    await here.command("ada", "/break evenings on")
    await here.command("ada", "/break for:2d")
    shown = {fact.name: fact.value for fact in (await here.command("ada", "/break show")).facts}
    assert shown["Your night"] == "22:30-06:00 (Europe/Paris)"
    assert shown["Stop for tonight?"] == "on"
    assert "4 Mar 2026" in shown["Break"]
    assert (shown["Focus"], shown["Quiet hours here"]) == ("none", "21:00-07:00 (UTC)")
    await here.command("ada", "/break night hours:off")
    shown = {fact.name: fact.value for fact in (await here.command("ada", "/break show")).facts}
    assert shown["Your night"] == "none"


@pytest.mark.parametrize(
    ("typed", "first"), [("paris", "Europe/Paris"), ("new y", "America/New_York"), ("europe/lon", "Europe/London")]
)
async def test_zones_are_completed(here: Town, typed: str, first: str) -> None:
    """By city or by continent."""
    rows = await here.app.engine.complete(here.invocation("ada"), "break night", "zone", typed)
    assert rows[0].value == first
    assert len(rows) <= 25


async def stay(here: Town, hours: float, member: str = "ada") -> None:
    """Write a message every quarter of an hour."""
    for _ in range(round(hours * 4)):
        await here.post("hello", by=member)
        await here.pass_time(timedelta(minutes=15))


async def test_a_word_late_in_the_evening(here: Town) -> None:
    """After an hour, once a night, to whoever wants it; the next night again."""
    await here.command("ada", "/break evenings on")
    await here.command("ada", "/break night hours:off zone:Europe/Paris")
    here.time.at = datetime(2026, 3, 2, 20, 10, tzinfo=UTC)  # ten past nine in Paris
    await stay(here, 3)
    await stay(here, 3, "new")
    (card,) = here.told("ada")
    assert (card.title, card.body[0][:31]) == ("Stop for tonight?", "You have been here since 21:10.")
    assert here.told("new") == []
    here.time.at = datetime(2026, 3, 3, 21, 0, tzinfo=UTC)
    await stay(here, 1.5)
    assert titles(here) == ["Stop for tonight?"] * 2
    await here.command("ada", "/break evenings off")
    here.time.at = datetime(2026, 3, 4, 21, 0, tzinfo=UTC)
    await stay(here, 1.5)
    assert len(here.told("ada")) == 2


async def test_no_word_by_day_nor_after_a_pause_nor_in_the_night(here: Town) -> None:
    """Near misses: an afternoon; an evening in short visits; a night in which nothing is sent."""
    await here.command("ada", "/break evenings on")
    here.time.at = START.replace(hour=14)
    await stay(here, 2)
    here.time.at = START.replace(hour=21, minute=30)
    for _ in range(4):
        await here.post("hello")
        await here.pass_time(timedelta(minutes=40))
    await here.command("ada", "/break night hours:21-7")
    here.time.at = START.replace(hour=21) + timedelta(days=1)
    await stay(here, 2)
    assert here.told("ada") == []
    here.time.at = START.replace(hour=18, minute=59) + timedelta(days=2)
    await stay(here, 1.5)
    assert titles(here) == ["Stop for tonight?"]  # in the hour before the night


async def test_evenings_survive_a_restart_and_are_forgotten_on_request(tmp_path: Path) -> None:
    """The wish is kept; when somebody was here is not."""
    async with town(tmp_path) as here:
        await here.command("fred", "/break evenings on")
    async with town(tmp_path) as here:
        await here.app.engine.start()
        here.time.at = START.replace(hour=22)
        await stay(here, 1.5, "fred")
        assert titles(here, "fred") == ["On s’arrête pour ce soir\u202f?"]
        exported = await here.command("fred", "/my data export")
        assert '"evenings": true' in (exported.excerpt or "")
        assert "22:" not in (exported.excerpt or "")
        await here.press("fred", "my:erase")
        here.time.at += timedelta(days=1)
        await stay(here, 1.5, "fred")
        assert len(here.told("fred")) == 1


async def test_erasure_ends_a_break(here: Town) -> None:
    """What is kept of it goes, and what waited comes."""
    await here.command("ada", "/break for:2w")
    await tell(here, Occasion.CASE)
    await here.pass_time(timedelta(hours=1))
    await here.press("ada", "my:erase")
    await here.pass_time(FRESH)
    assert titles(here) == ["case"]
    async with here.app.store.begin() as work:
        assert await work.records.everywhere("rest") == []
        assert await work.records.everywhere("waited") == []
