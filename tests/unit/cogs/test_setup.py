"""`/setup` on every platform: what is chosen holds, what a platform cannot do is said, and only admins choose."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.actions import ReplaceCard, SetFilters
from bot.core.audit import DeedKind
from bot.core.cards import Option
from bot.core.cases import State, Visibility
from bot.core.events import ChannelId, DeliveryId, MemberId, MessageBlocked, MessageId, MessageRef, Role
from bot.core.policy import ChannelMode
from bot.core.setups import Choice, Lack, Survey
from cogs.setup import SetupCog
from tests.playground import playground
from tests.town import COMMUNITY, Platform, Town, card_of, town, words_of

SURVEY = Survey(
    offers=frozenset(Choice),
    roles=(Option(label="@moderators", value="test:r1"),),
    channels=(Option(label="#general", value="test:general"), Option(label="#queue", value="test:queue")),
    lacks=(Lack(channel=None, rights=("Timeout Members",)), Lack(channel="queue", rights=("Send Messages",))),
)


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Town]:
    """Open a town in which Noor is an admin and everything can be chosen."""
    async with town(tmp_path, Platform(surveyed=SURVEY)) as opened:
        opened.members["noor"] = replace(opened.members["noor"], role=Role.ADMIN)
        yield opened


@pytest.mark.parametrize(
    "line",
    [
        "/setup moderators:@moderators queue:#queue language:fr",
        "/setup moderators:test:r1 queue:test:queue language:fr",
        "/setup @moderators #queue fr",
    ],
)
async def test_one_line_sets_everything(here: Town, line: str) -> None:
    """By name or by identifier, named or in order; the answer shows it and what is missing."""
    said = words_of(await here.command("noor", line))
    setup = here.app.store.setup_of(COMMUNITY)
    assert (setup.moderators, setup.queue, setup.language) == ("test:r1", "test:queue", "fr")
    assert here.app.examiner.policies(COMMUNITY).language == "fr"
    for piece in ("@moderators", "#queue", "Timeout Members", "#queue: Send Messages"):
        assert piece in said


@pytest.fixture
async def one_by_one(tmp_path: Path) -> AsyncIterator[Town]:
    """Open a town in which moderators can be chosen one by one, and there is no role to choose."""
    survey = replace(SURVEY, roles=(), moderators=(Option(label="mia", value="test:mia"),), people=r"test:[a-z]+")
    async with town(tmp_path, Platform(surveyed=survey)) as opened:
        opened.members["noor"] = replace(opened.members["noor"], role=Role.ADMIN)
        yield opened


async def test_members_are_chosen_one_by_one(one_by_one: Town) -> None:
    """Each once, instead of a role; shown by name where the name is known, and else by number."""
    said = words_of(await one_by_one.command("noor", "/setup moderators:test:mia,test:noor,test:mia"))
    setup = one_by_one.app.store.setup_of(COMMUNITY)
    assert (setup.moderators, setup.people) == (None, ("test:mia", "test:noor"))
    assert "mia and 1 other member" in said
    card = card_of(await one_by_one.press("noor", "setup:choose:moderators"))
    assert card.select is None
    assert "one by one" in words_of(card)


async def test_a_role_takes_the_place_of_members(one_by_one: Town) -> None:
    """Typed or picked, and the other way round."""
    await one_by_one.command("noor", "/setup moderators:test:mia")
    one_by_one.platform.surveyed = replace(one_by_one.platform.surveyed, roles=SURVEY.roles)
    await one_by_one.command("noor", "/setup moderators:@moderators")
    setup = one_by_one.app.store.setup_of(COMMUNITY)
    assert (setup.moderators, setup.people) == ("test:r1", ())
    await one_by_one.command("noor", "/setup moderators:test:mia")
    await one_by_one.press("noor", "setup:chosen:moderators", ["test:r1"])
    assert one_by_one.app.store.setup_of(COMMUNITY).people == ()


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("/setup moderators:test:mia,nobody", "There is no “test:mia,nobody” here."),
        ("/setup moderators:,", "There is no “,” here."),
        (
            f"/setup moderators:{','.join(f'test:{chr(97 + at % 26)}{chr(97 + at // 26)}' for at in range(51))}",
            "At most 50",
        ),
    ],
)
async def test_a_list_that_cannot_be_read_changes_nothing(one_by_one: Town, line: str, sentence: str) -> None:
    """It is refused whole."""
    assert sentence in words_of(await one_by_one.command("noor", line))
    assert one_by_one.app.store.setup_of(COMMUNITY).people == ()


async def test_whoever_is_erased_moderates_no_longer(one_by_one: Town) -> None:
    """The list says of a member that they moderate, so it is theirs to see and to erase."""
    await one_by_one.command("noor", "/setup moderators:test:mia,test:noor")
    exported = (await one_by_one.command("mia", "/my data export")).excerpt or ""
    assert '"moderator": true' in exported
    async with one_by_one.app.store.begin() as work:
        cog = SetupCog(one_by_one.platform.survey)
        assert await cog.erase(work, COMMUNITY, MemberId("test:mia")) == 1
        assert await cog.erase(work, COMMUNITY, MemberId("test:mia")) == 0
    assert one_by_one.app.store.setup_of(COMMUNITY).people == ("test:noor",)


async def test_what_was_chosen_and_is_gone_is_said(here: Town) -> None:
    """By what it was for and by no identifier, and it is not said that nothing is missing."""
    await here.command("noor", "/setup moderators:@moderators queue:#queue")
    here.platform.surveyed = replace(SURVEY, roles=(), channels=(), lacks=())
    said = words_of(await here.command("noor", "/setup"))
    for piece in ("The moderators’ channel is gone", "The moderators’ role or group is gone"):
        assert piece in said
    for piece in ("test:", "Nothing is missing"):
        assert piece not in said


async def test_a_mode_holds_at_once(here: Town) -> None:
    """A channel that is off is read no more."""
    await here.command("noor", "/setup channel:#general mode:off")
    assert here.app.examiner.policies(COMMUNITY).mode("general") is ChannelMode.OFF
    await here.post("pt {patient_data.direct 0.9: Ada Testperson} is well")
    assert await here.cases() == []


async def test_whose_choice_it_was_is_logged(here: Town) -> None:
    """With nothing of what was chosen; a mistaken line changes and logs nothing."""
    await here.command("noor", "/setup channel:#general mode:off")
    await here.command("noor", "/setup language:xx")
    async with here.app.store.begin() as work:
        deeds = await work.audit.deeds_of(COMMUNITY, MemberId("test:noor"))
    assert [(deed.kind, deed.detail) for deed in deeds] == [(DeedKind.SETUP, None)]


async def test_choices_survive_a_restart(tmp_path: Path) -> None:
    """They are rows."""
    async with town(tmp_path, Platform(surveyed=SURVEY)) as here:
        here.members["noor"] = replace(here.members["noor"], role=Role.ADMIN)
        await here.command("noor", "/setup channel:#general mode:cases language:fr")
    async with town(tmp_path) as here:
        policy = here.app.examiner.policies(COMMUNITY)
        assert (policy.language, policy.mode("general")) == ("fr", ChannelMode.CASES)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("/setup channel:#general", "A mode needs a channel"),
        ("/setup queue:#nowhere", "There is no “#nowhere” here."),
        ("/setup language:de", "I cannot read “language”"),
    ],
)
async def test_mistakes_are_named_and_change_nothing(here: Town, line: str, sentence: str) -> None:
    """Nothing of the line is written."""
    assert sentence in words_of(await here.command("noor", line))
    setup = here.app.store.setup_of(COMMUNITY)
    assert (setup.queue, setup.language, setup.modes) == (None, None, {})


async def test_moderators_may_not(here: Town) -> None:
    """It is the admins' affair, pressed or typed."""
    assert "admin" in words_of(await here.command("mia", "/setup language:fr")).lower()
    assert "admin" in words_of(card_of(await here.press("mia", "setup:filters:yes"))).lower()


async def test_by_card(here: Town) -> None:
    """A choice is picked from a list, and the overview comes back; a channel's mode takes two."""
    shown = await here.command("noor", "/setup")
    assert [button.token for button in shown.buttons][:2] == ["setup:choose:moderators", "setup:choose:queue"]
    for choice, value in (("moderators", "test:r1"), ("queue", "test:queue"), ("language", "fr")):
        asked = await here.press("noor", f"setup:choose:{choice}")
        assert isinstance(asked, ReplaceCard)
        assert asked.card.select is not None
        assert value in {option.value for option in asked.card.select.options}
        await here.press("noor", asked.card.select.token, [value])
    first = card_of(await here.press("noor", "setup:chosen:mode", ["test:general"]))
    assert first.select is not None
    await here.press("noor", first.select.token, [first.select.options[0].value])
    await here.press("noor", "setup:show")
    setup = here.app.store.setup_of(COMMUNITY)
    assert (setup.moderators, setup.queue, setup.language) == ("test:r1", "test:queue", "fr")
    assert list(setup.modes) == ["general"]


async def test_filters_are_asked_for_and_taken_away(here: Town) -> None:
    """Each press is one action; a refusal tells the moderators what to do."""
    await here.press("noor", "setup:filters:yes")
    await here.press("noor", "setup:filters:no")
    assert [one.on for one in here.platform.of(SetFilters)] == [True, False]
    assert here.app.store.setup_of(COMMUNITY).filters is False
    assert "Manage Server" in words_of(here.platform.of(SetFilters)[0].otherwise[0].card)  # type: ignore[union-attr]


async def test_the_playground_says_what_it_cannot(tmp_path: Path) -> None:
    """There are no roles, no channel and no filters to choose; language and modes work."""
    async with playground(tmp_path) as opened:
        answer = await opened.adapter.command("local:sam", "local:general", "/setup channel:#general mode:lounge")
        said = str(answer.reply)
        assert "Who moderates is fixed here." in said
        assert "There are no filters before publication here." in said
        assert "#general: lounge" in said
        refused = await opened.adapter.command("local:sam", "local:general", "/setup queue:#general")
        assert "The moderators’ board is fixed here." in str(refused.reply)


async def test_what_a_filter_stopped_is_a_case_without_content(here: Town) -> None:
    """Once an attempt; nobody is told but the moderators, and there is nothing to reveal."""
    event = MessageBlocked(
        delivery=DeliveryId("test:b1"),
        community=COMMUNITY,
        message=MessageRef(channel=ChannelId("test:general"), id=MessageId("test:blocked-1")),
        channel_name="general",
        author=here.members["ada"],
        category="patient_data.direct",
        blocked_at=here.time(),
    )
    for _ in range(2):
        await here.app.engine.receive(event)
        await here.settle()
    (case,) = await here.cases()
    assert (case.state, case.visibility, case.has_original, case.excerpt) == (
        State.OPEN,
        Visibility.REMOVED,
        False,
        None,
    )
    assert here.told("ada") == []
    assert len(here.asked()) == 1
    assert "A filter stopped it" in words_of(await here.command("mia", f"/queue view case:{case.number}"))
