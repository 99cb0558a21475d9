"""Tips: the next unseen one for whoever asks; now and then one into a channel, none twice before all were shown."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.core.actions import Action, AskModerators, ReplaceCard, ShowCard, ShowForm, TellChannel
from bot.core.audit import DeedKind
from bot.core.cards import Option
from bot.core.errors import Refused
from bot.core.events import MemberId, Role
from bot.core.setups import Survey
from cogs.tips import CHANNEL_TIP, MOST_CHANNELS
from config.catalogue import speaking
from config.content import AREAS, Tip, load_tips
from tests.town import COMMUNITY, Platform, Time, Town, card_of, token_of, town, words_of

TIPS = load_tips()
TITLES = {tip.title.en: tip for tip in TIPS}
SAY = speaking("en")
CHANNELS = tuple(Option(label=f"#c{number}", value=f"test:c{number}") for number in range(MOST_CHANNELS + 1))
SURVEY = Survey(channels=(Option(label="#general", value="test:general"), *CHANNELS))


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Town]:
    """Open a town in which Noor is an admin."""
    async with town(tmp_path, Platform(surveyed=SURVEY)) as opened:
        opened.members["noor"] = replace(opened.members["noor"], role=Role.ADMIN)
        yield opened


def written(here: Town) -> list[TellChannel]:
    """List the tips that were written into channels."""
    return here.platform.of(TellChannel)


async def test_a_member_gets_each_tip_once_before_one_comes_again(here: Town) -> None:
    """All of them, one after the other, in the reader's language."""
    titles = [(await here.command("ada", "/tip")).title for _ in TIPS]
    assert sorted(titles) == sorted(TITLES)
    assert (await here.command("ada", "/tip")).title == titles[0]
    assert (await here.command("fred", "/tip")).title == TIPS[0].title.fr


async def test_a_word_finds_the_tips_that_speak_of_it(here: Town) -> None:
    """In the reader's language; the next one speaks of it too, and what stands on the button is one word at most."""
    first = await here.command("ada", "/tip Review")
    assert "review" in words_of(first).lower()
    again = await here.press("ada", token_of(first, "Another tip"))
    assert isinstance(again, ReplaceCard)
    assert "review" in words_of(again.card).lower()
    assert again.card.title != first.title
    assert "consentement" in words_of(await here.command("fred", "/tip consentement")).lower()
    assert "No tip speaks of that" in words_of(await here.command("ada", "/tip zebra"))
    assert token_of(await here.command("ada", '/tip "before you post"'), "Another tip") == "tip:next:"


async def test_a_tip_says_what_to_try(here: Town) -> None:
    """Where a feature exists: a press runs it, or a line says what to type where it wants more."""
    card = await here.command("ada", "/tip crisis-drill")
    tried = card_of(await here.press("ada", token_of(card, "Try it: /crisis")))
    assert tried == await here.command("ada", "/crisis")
    typed = next(tip for tip in TIPS if tip.try_ == "/check")
    card = await here.command("ada", f"/tip {typed.id}")
    assert "Try it: /check" in card.body
    assert [one.token.rpartition(":")[0] for one in card.buttons] == ["tip:next"]


@pytest.mark.parametrize("tip", [tip for tip in TIPS if tip.try_ is not None], ids=lambda tip: tip.id)
async def test_everything_that_can_be_tried_answers(here: Town, tip: Tip) -> None:
    """A card or a form, for a member, with one press: also in a channel, where it answers the presser alone."""
    card = await here.command("ada", f"/tip {tip.id}")
    buttons = [one for one in card.buttons if one.token.startswith("tip:try:")]
    assert len(buttons) == (not any(line.startswith("Try it") for line in card.body))
    for one in buttons:
        reply = await here.press("ada", one.token)
        assert isinstance(reply, ShowCard | ShowForm)
        assert not isinstance(reply, ShowCard) or reply.card.title != SAY("error.title")


async def test_an_admin_schedules_tips(here: Town) -> None:
    """The first at once, in daytime; the next after a week; each of another area, as long as there are others."""
    said = words_of(await here.command("noor", "/tips schedule"))
    assert "#general gets a tip every 7 days" in said
    await here.settle()
    assert [one.channel for one in written(here)] == ["test:general"]
    for _ in range(len(AREAS) - 1):
        await here.pass_time(timedelta(days=7))
    areas = [TITLES[one.card.title].area for one in written(here)]
    assert sorted(areas) == sorted(AREAS)


async def test_no_tip_comes_twice_before_all_were_shown(here: Town) -> None:
    """Nor twice in a row when they begin anew."""
    await here.command("noor", "/tips schedule every:1d")
    for _ in range(len(TIPS)):
        await here.pass_time(timedelta(days=1))
    titles = [one.card.title for one in written(here)]
    assert len(titles) == len(TIPS) + 1
    assert sorted(titles[:-1]) == sorted(TITLES)
    assert titles[-1] != titles[-2]


async def test_quiet_hours_are_kept(tmp_path: Path) -> None:
    """What is due at night is written when the morning comes."""
    night = Time(datetime(2026, 3, 2, 22, 30, tzinfo=UTC))
    async with town(tmp_path, Platform(surveyed=SURVEY), night) as here:
        here.members["noor"] = replace(here.members["noor"], role=Role.ADMIN)
        said = words_of(await here.command("noor", "/tips schedule"))
        assert "3 Mar 2026, 07:00 UTC" in said
        await here.pass_time(timedelta(hours=8))
        assert written(here) == []
        await here.pass_time(timedelta(hours=1))
        assert len(written(here)) == 1


async def test_a_timer_that_rings_at_night_waits(here: Town) -> None:
    """A schedule made by day may come due at night."""
    await here.command("noor", "/tips schedule every:1d")
    async with here.app.store.begin() as work:
        await work.timers.set(COMMUNITY, CHANNEL_TIP, "test:general", here.time() + timedelta(hours=14))
    await here.pass_time(timedelta(hours=14))
    assert len(written(here)) == 1
    await here.pass_time(timedelta(hours=8))
    assert len(written(here)) == 2


async def test_it_survives_a_restart(tmp_path: Path) -> None:
    """The schedule and its timer are rows."""
    async with town(tmp_path, Platform(surveyed=SURVEY)) as here:
        here.members["noor"] = replace(here.members["noor"], role=Role.ADMIN)
        await here.command("noor", "/tips schedule channel:#c1 every:2d")
        first = written(here)[0].card.title
    async with town(tmp_path, time=here.time) as again:
        await again.pass_time(timedelta(days=2))
        (second,) = written(again)
        assert second.channel == "test:c1"
        assert second.card.title != first


async def test_tips_are_stopped_by_command_and_by_button(here: Town) -> None:
    """Nothing is written any more, and stopping twice says so."""
    shown = await here.command("noor", "/tips schedule channel:#c1")
    await here.command("noor", "/tips schedule")
    stopped = await here.press("noor", token_of(shown, SAY("button.tips.stop")))
    assert isinstance(stopped, ReplaceCard)
    assert "#c1 gets no more tips." in words_of(stopped.card)
    assert "#general gets no more tips." in words_of(await here.command("noor", "/tips stop"))
    assert SAY("tips.error.none") in words_of(await here.command("noor", "/tips stop"))
    await here.pass_time(timedelta(days=30))
    assert len(written(here)) == 2


async def test_the_button_under_a_tip_is_for_whoever_presses_it(here: Town) -> None:
    """The channel's card stays as it is."""
    await here.command("noor", "/tips schedule")
    (one,) = written(here)
    reply = await here.press("ada", one.card.buttons[-1].token)
    assert isinstance(reply, ShowCard)
    assert reply.card.title in TITLES.keys() - {one.card.title}
    gone = await here.press("ada", "tip:mine:no-such-tip")
    assert isinstance(gone, ShowCard)
    assert gone.card.title in TITLES
    assert "no-such-tip" not in str((await here.command("ada", "/my data export")).excerpt)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("/tips schedule every:1h", SAY("tips.error.every")),
        ("/tips schedule every:1000d", SAY("tips.error.every")),
        ("/tips schedule every:soon", "I cannot read “every”"),
        ("/tips schedule channel:#nowhere", "There is no “#nowhere” here."),
        ("/tips stop channel:#nowhere", "There is no “#nowhere” here."),
    ],
)
async def test_mistakes_are_named(here: Town, line: str, sentence: str) -> None:
    """Nothing is scheduled."""
    assert sentence in words_of(await here.command("noor", line))
    assert written(here) == []


async def test_five_channels_are_enough(here: Town) -> None:
    """Changing one of them is still possible."""
    for option in CHANNELS[:MOST_CHANNELS]:
        await here.command("noor", f"/tips schedule channel:{option.label}")
    assert "already get tips" in words_of(await here.command("noor", f"/tips schedule channel:{CHANNELS[-1].label}"))
    assert "every 2 weeks" in words_of(await here.command("noor", "/tips schedule channel:#c0 every:14d"))


async def test_only_admins_schedule_and_it_is_logged(here: Town) -> None:
    """Typed or pressed."""
    for refused in (
        await here.command("mia", "/tips schedule"),
        await here.command("mia", "/tips stop"),
        card_of(await here.press("mia", "tips:stop:test|general")),
    ):
        assert SAY("error.not_permitted.admin") in words_of(refused)
    await here.command("noor", "/tips schedule")
    await here.command("noor", "/tips stop")
    async with here.app.store.begin() as work:
        deeds = await work.audit.deeds_of(COMMUNITY, MemberId("test:noor"))
    assert [deed.kind for deed in deeds] == [DeedKind.SETUP, DeedKind.SETUP]


async def test_where_the_bot_may_not_write_moderators_hear_it(here: Town) -> None:
    """Instead of a silence that nobody notices."""

    def refuse(action: Action) -> None:
        if isinstance(action, TellChannel):
            raise Refused("missing rights")

    here.platform.fault = refuse
    await here.command("noor", "/tips schedule")
    await here.settle()
    assert [one.card.title for one in here.platform.of(AskModerators)] == [SAY("tips.failed.title")]
