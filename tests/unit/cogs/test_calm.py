"""Staying calm: pauses that nobody has to ask for by name, questions that hurt nobody, drafts that wait."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.actions import PublishMessage, Reply, SlowDown, TellChannel
from bot.core.cards import Card
from bot.core.courtesy import BREAK
from bot.core.engine import Signalled
from bot.core.errors import Refused
from bot.core.events import Channel, ChannelId, CommandInvoked
from bot.core.findings import Label, Signal
from bot.core.policy import ChannelMode
from bot.core.setups import Setup, Survey
from cogs.calm import QUESTIONS, REQUESTS
from tests.town import COMMUNITY, Platform, Town, card_of, form_of, token_of, town, words_of

SHARP = "You clearly did not read the paper."
TELLING = "{patient_data.direct 0.9: Ada Quick} was wronged"


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Town]:
    """Open a town."""
    async with town(tmp_path) as opened:
        yield opened


async def asked(here: Town, by: str, line: str) -> Reply:
    """Type a command that answers with a form."""
    spec, options = here.app.roster.read_line(line)
    await here._receive(CommandInvoked(invocation=here.invocation(by), command=spec.name, options=options))
    return here.platform.replies[-1][1]


async def heat(here: Town, channel: str = "general") -> None:
    """Let a channel be hot, as the watcher says it."""
    place = Channel(id=ChannelId(f"test:{channel}"), name=channel)
    signal = Signal(label=Label.DISRESPECT, rule="disrespect.heat", why="Hot.", channel=place, count=2)
    event = Signalled(community=COMMUNITY, signal=signal, mode=ChannelMode.LOUNGE)
    await here.app.engine._announce(event, COMMUNITY)
    await here.settle()


def slowed(here: Town) -> list[int]:
    """List the slow modes that were set, in seconds."""
    return [one.seconds for one in here.platform.of(SlowDown)]


# A pause


async def test_the_slow_mode_that_was_there_comes_back(here: Town) -> None:
    """A pause never makes a channel faster, not even for ten minutes, and lifts no more than it set."""
    for seconds, during in ((5, 30), (120, 120)):
        here.platform.surveyed = Survey(slow={ChannelId("test:general"): seconds})
        about = await here.post(SHARP)
        for who in ("fred", "new"):
            await here.menu(who, "pause", about)
        assert slowed(here)[-1] == during
        await here.pass_time(timedelta(minutes=11))
        assert slowed(here)[-1] == seconds
        await here.pass_time(timedelta(days=1))


async def test_two_requests_make_a_pause_of_ten_minutes(here: Town) -> None:
    """One neutral line, moderators are told how many and not who, and it ends by itself."""
    about = await here.post(SHARP)
    await here.menu("fred", "pause", about)
    await here.menu("fred", "pause", about)
    assert slowed(here) == []
    await here.menu("new", "pause", about)
    assert slowed(here) == [30]
    (line,) = here.platform.of(TellChannel)
    (told,) = here.asked()
    assert "2 members asked" in words_of(told.card)
    for card in (line.card, told.card):
        assert not any(name in words_of(card) for name in ("Fred", "New", "Ada", "ada"))
    await here.pass_time(timedelta(minutes=10))
    assert slowed(here) == [30, 0]


async def test_one_request_is_enough_where_it_is_hot(here: Town) -> None:
    """And only there, and only while it is."""
    about = await here.post(SHARP)
    await heat(here, "cases")
    await here.menu("fred", "pause", about)
    assert slowed(here) == []
    await heat(here)
    await here.pass_time(timedelta(minutes=30))
    await here.menu("new", "pause", about)
    assert slowed(here) == []
    await heat(here)
    await here.menu("fred", "pause", about)
    assert slowed(here) == [30]


@pytest.mark.parametrize(("apart", "pauses"), [(29, 1), (30, 0)])
async def test_requests_fade_within_half_an_hour(here: Town, apart: int, pauses: int) -> None:
    """Two that have nothing to do with each other make no pause."""
    about = await here.post(SHARP)
    await here.menu("fred", "pause", about)
    await here.pass_time(timedelta(minutes=apart))
    await here.menu("new", "pause", about)
    assert len(slowed(here)) == pauses


async def test_a_channel_pauses_once_an_hour(here: Town) -> None:
    """Two people cannot keep a channel slow; after the hour they may again."""
    about = await here.post(SHARP)
    for _ in range(2):
        for by in ("fred", "new"):
            await here.menu(by, "pause", about)
    assert slowed(here) == [30]
    await here.pass_time(timedelta(hours=1))
    for by in ("fred", "new"):
        await here.menu(by, "pause", about)
    assert slowed(here) == [30, 0, 30]


async def test_a_member_asks_only_so_often_in_a_day(here: Town) -> None:
    """Then they are told so, until a day has passed."""
    for number in range(REQUESTS):
        await here.menu("new", "pause", here.message(SHARP, channel=f"c{number}"))
    refused = card_of(await here.menu("new", "pause", here.message(SHARP, channel="more")))
    assert "several pauses" in words_of(refused)
    await here.pass_time(timedelta(days=1))
    allowed = card_of(await here.menu("new", "pause", here.message(SHARP, channel="more")))
    assert "Noted" in words_of(allowed)


async def test_moderators_lift_a_pause(here: Town) -> None:
    """At once, and it is not lifted a second time later."""
    about = await here.post(SHARP)
    for by in ("fred", "new"):
        await here.menu(by, "pause", about)
    lift = here.asked()[0].card.buttons[0].token
    await here.press("new", lift)
    assert slowed(here) == [30]
    await here.press("mia", lift)
    assert slowed(here) == [30, 0]
    await here.pass_time(timedelta(hours=1))
    assert slowed(here) == [30, 0]


async def test_a_pause_ends_no_slow_mode_of_the_moderators(here: Town) -> None:
    """They ordered an hour: ten minutes that members asked for do not cut it short."""
    about = await here.post(SHARP)
    await here.press("mia", "heat:slow:test:general")
    for by in ("fred", "new"):
        await here.menu(by, "pause", about)
    await here.pass_time(timedelta(minutes=55))
    assert 0 not in slowed(here)
    await here.pass_time(timedelta(minutes=6))
    assert slowed(here)[-1] == 0


async def test_moderators_lift_all_slow_mode(here: Town) -> None:
    """Whatever it was for; nothing is lifted a second time later."""
    about = await here.post(SHARP)
    await here.press("mia", "heat:slow:test:general")
    for by in ("fred", "new"):
        await here.menu(by, "pause", about)
    await here.press("mia", "calm:lift:test:general")
    await here.pass_time(timedelta(hours=2))
    assert slowed(here) == [30, 30, 0]


async def test_where_there_is_no_slow_mode_the_line_asks_alone(tmp_path: Path) -> None:
    """Nobody reads of a slow mode that is not there."""
    async with town(tmp_path, Platform(unsupported={SlowDown})) as here:
        about = await here.post(SHARP)
        for by in ("fred", "new"):
            await here.menu(by, "pause", about)
        (line,) = here.platform.of(TellChannel)
        assert "can write once" not in words_of(line.card)
        assert "cannot slow" in words_of(here.asked()[0].card)


async def test_a_channel_that_is_off_is_left_alone(here: Town) -> None:
    """The asker is told."""
    async with here.app.store.begin() as work:
        await work.setups.save(Setup(community=COMMUNITY, modes={"general": ChannelMode.OFF}))
    assert "not looked after" in words_of(card_of(await here.menu("new", "pause", here.message(SHARP))))


# What was meant


async def test_an_author_is_asked_once_a_message(here: Town) -> None:
    """One private line that names nobody; whoever asks reads the same each time."""
    about = await here.post(SHARP)
    first = card_of(await here.menu("mia", "meant", about))
    second = card_of(await here.menu("new", "meant", about))
    assert first == second
    (told,) = here.told("ada")
    assert not any(name in words_of(told) for name in ("Mia", "New", "paper"))


@pytest.mark.parametrize("way", ["break", "off"])
async def test_who_is_away_or_wants_none_is_left_alone(here: Town, way: str) -> None:
    """And whoever asked cannot tell."""
    about = await here.post(SHARP)
    usual = card_of(await here.menu("new", "meant", about))
    if way == "off":
        (told,) = here.told("ada")
        off = card_of(await here.press("ada", told.buttons[0].token))
    else:
        async with here.app.store.begin() as work:
            until = (here.time() + timedelta(days=2)).isoformat()
            await work.members.prefer(COMMUNITY, here.members["ada"].id, BREAK, until)
        off = Card(title="")
    before = len(here.told("ada"))
    assert card_of(await here.menu("new", "meant", await here.post(SHARP))) == usual
    assert len(here.told("ada")) == before
    if way == "off":
        await here.press("ada", off.buttons[0].token)
        await here.menu("new", "meant", await here.post(SHARP))
        assert len(here.told("ada")) == before + 1


async def test_no_pile_of_questions(here: Town) -> None:
    """An author gets two a day at most, an asker has three."""
    abouts = [await here.post(SHARP) for _ in range(4)]
    for number, by in enumerate(("mia", "noor", "new", "fred")):
        await here.menu(by, "meant", abouts[number])
    assert len(here.told("ada")) == 2
    for _ in range(QUESTIONS - 1):
        await here.menu("new", "meant", here.message(SHARP, by="fred"))
    assert "all for today" in words_of(card_of(await here.menu("new", "meant", here.message(SHARP, by="fred"))))


async def test_nobody_asks_themselves(here: Town) -> None:
    """A sentence says what to do instead."""
    about = await here.post(SHARP)
    assert "your own message" in words_of(card_of(await here.menu("ada", "meant", about)))
    assert here.told("ada") == []


# A draft


async def drafted(here: Town, text: str = SHARP, wait: str = "20") -> Card:
    """Write a draft through its form."""
    form = form_of(await asked(here, "ada", "/draft"))
    assert [one.name for one in form.fields] == ["text", "wait"]
    return await here.fill("ada", form.token, text=text, wait=wait)


def published(here: Town) -> list[str]:
    """List what was posted."""
    return [one.content.body for one in here.platform.of(PublishMessage) if one.content is not None]


async def test_a_draft_comes_back_and_is_sent_only_by_its_author(here: Town) -> None:
    """After its time, in private; sent once under their name, and never by itself."""
    await drafted(here)
    await here.pass_time(timedelta(minutes=19))
    assert here.told("ada") == []
    await here.pass_time(timedelta(minutes=1))
    (told,) = here.told("ada")
    assert told.excerpt == SHARP
    assert published(here) == []
    send = token_of(told, "Send now")
    assert "no longer kept" in words_of(card_of(await here.press("new", send)))
    await here.press("ada", send)
    assert "on its way already" in words_of(card_of(await here.press("ada", send)))
    (sent,) = here.platform.of(PublishMessage)
    assert (sent.author, sent.message.channel) == ("test:ada", "test:general")
    assert published(here) == [SHARP]
    await here.pass_time(timedelta(hours=1))
    assert "Quick" not in ((await here.command("ada", "/my data export")).excerpt or "")
    assert SHARP not in ((await here.command("ada", "/my data export")).excerpt or "")


async def test_a_draft_that_comes_back_in_a_break_waits_for_its_end(here: Town) -> None:
    """It is the only copy that its author has: it can be sent as long as after any other day."""
    await drafted(here)
    await here.command("ada", "/break for:2w")
    await here.pass_time(timedelta(minutes=20))
    assert here.told("ada") == []
    await here.pass_time(timedelta(days=14))
    (told,) = (card for card in here.told("ada") if card.excerpt == SHARP)
    await here.pass_time(timedelta(hours=47))
    await here.press("ada", token_of(told, "Send now"))
    assert published(here) == [SHARP]


async def test_a_draft_that_waits_can_be_changed_and_waits_anew(here: Town) -> None:
    """The earlier clock rings for nothing."""
    kept = await drafted(here)
    await here.pass_time(timedelta(minutes=15))
    form = form_of(await here.press("ada", token_of(kept, "Edit")))
    assert form.fields[0].value == SHARP
    await here.fill("ada", form.token, text="I read it otherwise.", wait="60")
    await here.pass_time(timedelta(minutes=59))
    assert here.told("ada") == []
    await here.pass_time(timedelta(minutes=1))
    (told,) = here.told("ada")
    assert told.excerpt == "I read it otherwise."


async def test_a_draft_that_has_come_back_is_changed_and_sent_at_once(here: Town) -> None:
    """It has waited enough."""
    await drafted(here)
    await here.pass_time(timedelta(minutes=20))
    (told,) = here.told("ada")
    form = form_of(await here.press("ada", token_of(told, "Edit")))
    assert [one.name for one in form.fields] == ["text"]
    changed = await here.fill("ada", form.token, text="I read it otherwise.")
    await here.press("ada", token_of(changed, "Send now"))
    assert published(here) == ["I read it otherwise."]


async def test_what_identifies_is_stopped_when_it_is_written_and_when_it_is_changed(here: Town) -> None:
    """With reasons and a safer wording, and no way to send it."""
    stopped = await drafted(here, TELLING)
    assert "Quick" not in words_of(stopped)
    assert not any(one.label == "Send now" for one in stopped.buttons)
    form = form_of(await here.press("ada", token_of(stopped, "Edit")))
    assert "Quick" not in form.fields[0].value
    await here.fill("ada", form.token, text=SHARP, wait="20")
    await here.pass_time(timedelta(minutes=20))
    form = form_of(await here.press("ada", token_of(here.told("ada")[0], "Edit")))
    changed = await here.fill("ada", form.token, text=TELLING)
    assert not any(one.label == "Send now" for one in changed.buttons)
    await here.press("ada", changed.buttons[0].token.replace("edit", "send"))
    assert published(here) == []


async def test_a_draft_is_not_sent_before_its_time(here: Town) -> None:
    """Not even with a button made by hand."""
    kept = await drafted(here)
    await here.press("ada", kept.buttons[0].token.replace("edit", "send"))
    assert published(here) == []


@pytest.mark.parametrize(("text", "wait", "word"), [("  ", "20", "empty"), (SHARP, "21", "wait"), (SHARP, "x", "wait")])
async def test_bad_input_gets_a_sentence(here: Town, text: str, wait: str, word: str) -> None:
    """Nothing is kept."""
    assert word in words_of(await drafted(here, text, wait))
    await here.pass_time(timedelta(days=1))
    assert here.told("ada") == []


async def test_a_dropped_or_erased_draft_does_not_come_back(here: Town) -> None:
    """Nothing rings."""
    kept = await drafted(here)
    await here.press("ada", token_of(kept, "Drop it"))
    await drafted(here)
    assert SHARP in ((await here.command("ada", "/my data export")).excerpt or "")
    await here.press("ada", "my:erase")
    await here.pass_time(timedelta(minutes=20))
    assert here.told("ada") == []


async def test_a_draft_that_the_channel_does_not_take_is_kept_for_an_hour(tmp_path: Path) -> None:
    """Its author hears, and can change it and try again."""

    def refuse(action: object) -> None:
        if isinstance(action, PublishMessage) and action.content is not None and action.content.body == SHARP:
            raise Refused("the author is timed out")

    async with town(tmp_path, Platform(fault=refuse)) as here:
        await drafted(here)
        await here.pass_time(timedelta(minutes=20))
        await here.press("ada", token_of(here.told("ada")[0], "Send now"))
        failed = here.told("ada")[-1]
        assert "not posted" in words_of(failed)
        form = form_of(await here.press("ada", token_of(failed, "Edit")))
        changed = await here.fill("ada", form.token, text="Softer.")
        await here.press("ada", token_of(changed, "Send now"))
        assert published(here) == ["Softer."]
