"""Who is called, when, and how often; the clock stands at Monday, 2 March 2026, 09:00 UTC."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.actions import Action, AskModerators, TellMember
from bot.core.cards import Option
from bot.core.errors import Refused
from bot.core.setups import Survey
from cogs.oncall import SOON
from tests.town import COMMUNITY, START, Platform, Time, Town, token_of, town, words_of

HELD = "pt {patient_data.direct 0.9: Ada Testperson} is doing well"
THREAT = "{disrespect.abuse 0.96!: I will find you}"
RUDE = "you {disrespect.remark 0.9: fool}"


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Town]:
    """Open a town."""
    async with town(tmp_path) as opened:
        yield opened


def pings(here: Town) -> list[AskModerators]:
    """List the calls to the whole channel."""
    return [asked for asked in here.asked() if asked.ping]


def calls(here: Town, who: str) -> list[TellMember]:
    """List the private calls to one moderator."""
    told = [one for one in here.platform.of(TellMember) if one.member == here.members[who].id]
    return [one for one in told if one.subject is not None]


async def test_hours_are_declared_shown_and_taken_back(here: Town) -> None:
    """Everybody's are shown, each takes back their own alone."""
    added = await here.command("mia", "/oncall add days:mon-fri hours:09:00-17:00 zone:Europe/Paris")
    assert "1: Mon–Fri, 09:00–17:00, Europe/Paris" in words_of(added)
    await here.command("noor", "/oncall add days:sat,sun hours:22h-7h zone:UTC")
    shown = words_of(await here.command("mia", "/oncall show"))
    assert "1 moderator is on call now." in shown
    assert "Your hours: 1: Mon–Fri" in shown
    assert "2: Sat–Sun, 22:00–07:00, UTC" in shown
    assert "no hours under this number" in words_of(await here.command("mia", "/oncall remove 2"))
    assert "no longer called" in words_of(await here.command("mia", "/oncall remove 1"))
    after = words_of(await here.command("noor", "/oncall show"))
    assert "0 moderators are on call now." in after
    assert "The next hours begin 7 Mar 2026, 22:00" in after


@pytest.mark.parametrize(
    ("line", "option"),
    [
        ("/oncall add someday 09:00-17:00 UTC", "days"),
        ("/oncall add mon 9-25 UTC", "hours"),
        ("/oncall add mon 9-17 Mars/Olympus", "zone"),
        ("/oncall add mon 9-17 ../../etc/passwd", "zone"),
    ],
)
async def test_what_cannot_be_read_is_said(here: Town, line: str, option: str) -> None:
    """Which option, and how it is written."""
    assert f"“{option}”" in words_of(await here.command("mia", line))
    assert "for moderators" in words_of(await here.command("ada", line))


async def test_zones_and_numbers_are_completed(here: Town) -> None:
    """By any part of a zone's name; one's own hours by number."""
    rows = await here.app.engine.complete(here.invocation("mia"), "oncall add", "zone", "paris")
    assert [row.value for row in rows] == ["Europe/Paris"]
    await here.command("mia", "/oncall add mon 9-17 UTC")
    own = await here.app.engine.complete(here.invocation("mia"), "oncall remove", "number", "")
    assert [row.value for row in own] == ["1"]
    assert await here.app.engine.complete(here.invocation("noor"), "oncall remove", "number", "") == []


async def test_who_is_on_call_is_called_and_not_the_channel(here: Town) -> None:
    """In private, without content; the card in the channel calls nobody."""
    await here.command("mia", "/oncall add mon 09:00-17:00 UTC")
    await here.post(HELD)
    (call,) = calls(here, "mia")
    assert call.card.title == "1 case calls for a moderator"
    assert "Ada" not in words_of(call.card)
    assert pings(here) == []
    assert here.asked()[-1].subject == "case:1"
    opened = await here.press("mia", token_of(call.card, "Next case"))
    assert "Case 1" in str(opened)


async def test_where_nobody_is_on_call_the_channel_is(here: Town) -> None:
    """As it is without any hours."""
    await here.command("mia", "/oncall add tue 09:00-17:00 UTC")
    await here.post(HELD)
    assert [asked.subject for asked in pings(here)] == ["case:1"]
    assert calls(here, "mia") == []


async def test_many_cases_soon_after_one_another_are_one_call(here: Town) -> None:
    """One card, redrawn in place with the count of a wave; ten minutes later it is a new call."""
    await here.command("mia", "/oncall add mon 09:00-17:00 UTC")
    for _ in range(4):
        await here.post(HELD)
    assert len(calls(here, "mia")) == 1
    await here.pass_time(SOON)
    sent = calls(here, "mia")
    assert len(sent) == 2
    assert len({call.subject for call in sent}) == 1
    assert sent[-1].card.title == "4 cases call for a moderator"
    await here.pass_time(timedelta(minutes=10))
    await here.post(HELD)
    assert len({call.subject for call in calls(here, "mia")}) == 2
    assert calls(here, "mia")[-1].card.title == "1 case calls for a moderator"


async def test_the_channel_is_called_once_too(here: Town) -> None:
    """The first card calls; a card with a count follows the others in place; what is more urgent calls anew."""
    for _ in range(4):
        await here.post(HELD)
    await here.pass_time(SOON)
    assert [asked.subject for asked in pings(here)] == ["case:1"]
    (counted,) = [asked for asked in here.asked() if asked.subject.startswith("calls:")]
    assert counted.card.title == "4 cases call for a moderator"
    await here.post(THREAT)
    assert [asked.subject for asked in pings(here)] == ["case:1", "case:5"]


async def test_a_call_that_nobody_answers_goes_to_the_next_and_then_to_the_channel(here: Town) -> None:
    """Within the clock of the case; each is called once, then everybody, and then it is quiet."""
    await here.command("mia", "/oncall add mon 09:00-17:00 UTC")
    await here.command("noor", "/oncall add mon 09:00-17:00 UTC")
    await here.post(HELD)
    assert (len(calls(here, "mia")), len(calls(here, "noor"))) == (1, 0)
    await here.pass_time(timedelta(minutes=59))
    assert len(calls(here, "noor")) == 0
    await here.pass_time(timedelta(minutes=1))
    assert (len(calls(here, "mia")), len(calls(here, "noor"))) == (1, 1)
    await here.pass_time(timedelta(hours=1))
    assert [asked.card.title for asked in pings(here)] == ["Case 1 still waits for a moderator"]
    await here.pass_time(timedelta(hours=3))
    assert len(pings(here)) == 1


async def test_a_case_that_somebody_took_calls_nobody_else(here: Town) -> None:
    """A claim or a ruling is an answer."""
    await here.command("mia", "/oncall add mon 09:00-17:00 UTC")
    await here.command("noor", "/oncall add mon 09:00-17:00 UTC")
    await here.post(HELD)
    await here.pass_time(timedelta(minutes=55))
    await here.command("mia", "/queue claim 1")
    await here.pass_time(timedelta(minutes=6))
    assert calls(here, "noor") == []


async def test_nobody_is_called_to_their_own_message(here: Town) -> None:
    """The next one is, or the channel."""
    await here.command("mia", "/oncall add mon 09:00-17:00 UTC")
    message = await here.post("hello", by="mia")
    await here.fill("ada", "report", about=message, reason="patient_data")
    assert calls(here, "mia") == []
    assert [asked.subject for asked in pings(here)] == ["case:1"]


async def test_who_may_not_decide_a_case_is_not_called_to_it(here: Town) -> None:
    """Neither who reported it, whatever they chose about their name, nor who decided what is appealed."""
    await here.command("mia", "/oncall add mon-sun 00:00-24:00 UTC")
    message = await here.post("hello")
    await here.fill("mia", "report", about=message, reason="patient_data", anonymous="yes")
    assert calls(here, "mia") == []
    assert [asked.subject for asked in pings(here)] == ["case:1"]
    await here.post(RUDE, by="fred")
    await here.command("mia", "/queue decide 2 strike")
    await here.fill("fred", "my:appeal:2", words="It was a quotation.")
    await here.pass_time(timedelta(days=5))
    assert calls(here, "mia") == []
    assert pings(here)[-1].subject == "case:3"


async def test_who_moderates_no_longer_is_not_called(here: Town) -> None:
    """They would read which cases wait, and could do nothing: the channel is called at once, or who is on call next."""
    await here.command("mia", "/oncall add mon 09:00-17:00 UTC")
    await here.command("noor", "/oncall add mon 16:00-17:00 UTC")
    here.platform.surveyed = Survey(moderators=(Option(label="Noor", value="test:noor"),))
    await here.post(HELD)
    assert calls(here, "mia") == []
    assert [asked.subject for asked in pings(here)] == ["case:1"]
    shown = words_of(await here.command("noor", "/oncall show"))
    assert "0 moderators are on call now." in shown
    assert "The others’ hours" not in shown
    await here.post("{spam.fraud 0.6: buy pills}", by="new")
    await here.pass_time(timedelta(hours=24))
    await here.pass_time(timedelta(days=6, hours=8))
    assert calls(here, "mia") == []


async def test_what_is_not_urgent_waits_for_the_next_hours(here: Town) -> None:
    """A hold of a day calls whoever comes on call next, not a sleeping channel."""
    await here.command("mia", "/oncall add tue 10:00-11:00 UTC")
    await here.post("{spam.fraud 0.6: buy pills}", by="new")
    assert (await here.case(1)).priority is not None
    await here.pass_time(timedelta(hours=24))
    assert (calls(here, "mia"), pings(here)) == ([], [])
    assert any(asked.card.title == "A case waits for the next one on call" for asked in here.asked())
    await here.pass_time(timedelta(hours=1))
    assert len(calls(here, "mia")) == 1


async def test_a_moderator_who_cannot_be_reached_leaves_the_channel_called(tmp_path: Path) -> None:
    """Closed private messages lose no call."""

    def refuse(action: Action) -> None:
        if isinstance(action, TellMember) and action.subject is not None:
            raise Refused("closed")

    async with town(tmp_path, Platform(fault=refuse)) as here:
        await here.command("mia", "/oncall add mon 09:00-17:00 UTC")
        await here.post(HELD)
        assert [asked.card.title for asked in pings(here)] == ["1 case calls for a moderator"]


async def test_a_restart_loses_no_clock(tmp_path: Path) -> None:
    """Hours, calls and their clocks are rows."""
    platform, time = Platform(), Time()
    async with town(tmp_path, platform, time) as here:
        await here.command("mia", "/oncall add mon 09:00-17:00 UTC")
        await here.command("noor", "/oncall add mon 09:00-17:00 UTC")
        await here.post(HELD)
    time.at = START + timedelta(hours=1)
    async with town(tmp_path, platform, time) as here:
        await here.settle()
        assert len(calls(here, "noor")) == 1


async def test_hours_are_exported_and_erased(here: Town) -> None:
    """A moderator takes their hours along, and away: nobody calls them any more."""
    await here.command("mia", "/oncall add mon-wed 09:00-17:00 UTC")
    await here.post(HELD)
    exported = (await here.command("mia", "/my data export")).excerpt or ""
    assert '"zone": "UTC"' in exported
    assert '"cases": 1' in exported
    await here.press("mia", "my:erase")
    async with here.app.store.begin() as work:
        assert await work.duties.hours(COMMUNITY) == []
    await here.pass_time(timedelta(hours=2))
    await here.post(HELD)
    assert len(calls(here, "mia")) == 1


async def test_a_call_reads_in_its_moderators_language(here: Town) -> None:
    """Hours remember the language that they were declared in."""
    await here.command("mia", "/my language fr")
    await here.command("mia", "/oncall add mon 09:00-17:00 UTC")
    await here.post(RUDE)
    assert calls(here, "mia") == []
    await here.post(HELD)
    assert calls(here, "mia")[-1].card.title == "1 dossier attend la modération"
