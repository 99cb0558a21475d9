"""Rules that members make for themselves are told to them alone; boundaries are shown to whoever asks."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.core.cards import Form
from bot.core.events import CommandInvoked
from cogs.rules import MOST_RULES
from tests.town import START, Town, form_of, token_of, town, words_of

MONDAY = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Town]:
    """Open a town."""
    async with town(tmp_path) as opened:
        yield opened


def written_in(folder: Path) -> bytes:
    """Read everything that lies in a folder."""
    return b"".join(file.read_bytes() for file in folder.iterdir() if file.is_file())


async def form_for(here: Town, by: str) -> Form:
    """Ask for the form of one's boundaries."""
    await here._receive(CommandInvoked(invocation=here.invocation(by), command="boundary set"))
    return form_of(here.platform.replies[-1][1])


async def test_a_rule_is_told_with_the_first_message_of_the_day(here: Town) -> None:
    """Once a day, to its owner alone; a day begins at four in the morning."""
    listed = await here.command("ada", '/myrules add rule:"no posting after nights"')
    assert "no posting after nights (with your first message of the day)" in words_of(listed)
    await here.post("hello")
    await here.post("again")
    await here.post("hello", by="new")
    (told,) = here.told("ada")
    assert told.body == ("You wrote: **no posting after nights**",)
    assert here.told("new") == []
    here.time.at = START.replace(hour=3) + timedelta(days=1)
    await here.post("still up")
    assert len(here.told("ada")) == 1
    here.time.at = START.replace(hour=7) + timedelta(days=1)
    await here.post("good morning")
    assert len(here.told("ada")) == 2


async def test_rules_of_a_moment_come_on_one_card(here: Town) -> None:
    """Each moment has its own: by day, late, in one channel."""
    for rule, rest in (
        ("one", ""),
        ("two", ""),
        ("late", " when:late-evening"),
        ("cases", " when:posting-in channel:test:cases"),
    ):
        await here.command("ada", f"/myrules add rule:{rule}{rest}")
    await here.post("hello")
    await here.post("a case", channel="cases")
    here.time.at = START.replace(hour=21)
    await here.post("late")
    assert [[line.split("**")[1] for line in card.body] for card in here.told("ada")] == [
        ["one", "two"],
        ["cases"],
        ["late"],
    ]


async def test_weekly_rules_come_on_monday_mornings(here: Town) -> None:
    """By the member's clock; nobody has to write for it, and a break lets a week pass."""
    await here.command("fred", "/break night hours:off zone:Europe/Paris")
    await here.command("fred", "/myrules add rule:calme when:weekly")
    await here.post("bonjour", by="fred")
    here.time.at = MONDAY - timedelta(hours=1, minutes=1)
    await here.pass_time(timedelta())
    assert here.told("fred") == []
    await here.pass_time(timedelta(minutes=1))
    assert [card.title for card in here.told("fred")] == ["Une règle à vous"]
    await here.command("fred", "/break for:8d")
    await here.pass_time(timedelta(days=7))
    assert len(here.told("fred")) == 1
    await here.pass_time(timedelta(days=7))
    assert [card.title for card in here.told("fred")].count("Une règle à vous") == 2


async def test_rules_are_quiet_in_a_focus_and_after_an_absence(here: Town) -> None:
    """Near misses: a message written during a focus, and one that we saw much later."""
    await here.command("ada", "/myrules add rule:breathe")
    await here.command("ada", "/focus for:2h")
    await here.post("hello")
    assert here.told("ada") == []
    await here.pass_time(timedelta(hours=3))
    message = here.message("hello")
    here.time.at += timedelta(hours=1)
    await here.edit(message, "seen late")
    assert [card.title for card in here.told("ada")] == ["A rule of your own"]  # an edit happens now
    assert here.told("new") == []


async def test_a_rule_is_taken_back(here: Town) -> None:
    """By its number, by the button under it, and by nobody else."""
    await here.command("ada", "/myrules add rule:one")
    listed = await here.command("ada", "/myrules add rule:two")
    first, second = (button.token.rpartition(":")[2] for button in listed.buttons)
    assert "no rule with this number" in words_of(await here.command("new", f"/myrules remove {first}"))
    rows = await here.app.engine.complete(here.invocation("ada"), "myrules remove", "number", "")
    assert [row.value for row in rows] == [first, second]
    assert "one" not in words_of(await here.command("ada", f"/myrules remove {first}"))
    await here.press("ada", token_of(listed, f"Take back {second}"))
    await here.post("hello")
    assert here.told("ada") == []


@pytest.mark.parametrize(("rule", "said"), [('" "', "rule"), ("x" * 201, "1 to 200"), ('"**"', "1 to 200")])
async def test_what_is_no_rule(here: Town, rule: str, said: str) -> None:
    """Nothing, mark-up alone, or a treatise."""
    assert said in words_of(await here.command("ada", f"/myrules add rule:{rule}"))
    assert "None yet" in words_of(await here.command("ada", "/myrules list"))


async def test_there_are_not_too_many(here: Town) -> None:
    """A member keeps ten."""
    for number in range(MOST_RULES):
        await here.command("ada", f"/myrules add rule:{number}")
    assert "as many as I keep" in words_of(await here.command("ada", "/myrules add rule:more"))


async def test_rules_survive_a_restart_sealed_and_go_on_request(tmp_path: Path) -> None:
    """The words are nowhere in the open."""
    async with town(tmp_path) as here:
        await here.command("ada", '/myrules add rule:"no posting after nights"')
        await here.command("ada", "/myrules add rule:weekly when:weekly")
        await here.app.store.checkpoint()
    assert b"no posting" not in written_in(tmp_path)
    async with town(tmp_path) as here:
        await here.app.engine.start()
        await here.post("hello")
        assert len(here.told("ada")) == 1
        assert "no posting after nights" in ((await here.command("ada", "/my data export")).excerpt or "")
        await here.press("ada", "my:erase")
        await here.pass_time(timedelta(days=8))
        await here.post("hello")
        assert len(here.told("ada")) == 1


async def test_a_boundary_is_shown_to_whoever_asks(here: Town) -> None:
    """As it was set, and no longer when it was taken away."""
    form = await form_for(here, "ada")
    assert [field.value for field in form.fields] == ["no", "no", "no", ""]
    await here.fill(
        "ada", form.token, no_messages="yes", no_questions="no", no_alerts="yes", words="Only **on** weekdays"
    )
    shown = words_of(await here.command("new", "/boundary of member:test:ada"))
    assert "No direct messages" in shown
    assert "Only on weekdays" in shown
    assert "alerts" not in shown
    assert "clinical" not in shown
    assert "No alerts" in words_of(await here.command("ada", "/boundary of test:ada"))
    assert [field.value for field in (await form_for(here, "ada")).fields] == ["yes", "no", "yes", "Only on weekdays"]
    assert '"no_messages": true' in ((await here.command("ada", "/my data export")).excerpt or "")
    await here.command("ada", "/boundary off")
    assert "no boundary" in words_of(await here.command("new", "/boundary of test:ada"))


@pytest.mark.parametrize(
    ("words", "said"),
    [("x" * 201, "at most 200"), ("ask {patient_data.direct 0.9: Ada Testperson}", "/check")],
)
async def test_words_that_cannot_stand_in_a_boundary(here: Town, words: str, said: str) -> None:
    """Too many, or such as would be hidden in a channel."""
    assert said in words_of(await here.fill("ada", "boundary:set", words=words))
    assert "no boundary" in words_of(await here.command("new", "/boundary of test:ada"))


async def test_a_boundary_is_erased(here: Town) -> None:
    """With the rest."""
    await here.fill("ada", "boundary:set", no_questions="yes")
    await here.press("ada", "my:erase")
    assert "no boundary" in words_of(await here.command("new", "/boundary of test:ada"))
