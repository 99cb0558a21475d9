"""Questions that wait: what is one, what answers it, what is named, what is measured, what is kept."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.actions import TakeBack, TellChannel
from bot.core.cards import Option
from bot.core.events import Message, MessagePosted, Role
from bot.core.setups import Survey
from cogs.answers import FEWEST_MEASURED, is_question, typical
from tests.town import COMMUNITY, Platform, Town, town, words_of

QUESTION = "Which anticoagulant would you choose after a bleed like this?"


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        (QUESTION, True),
        ("Has anybody seen this with linezolid? Thank you all.", True),
        ("Quelqu’un a-t-il déjà vu cela avec le linézolide ?", True),
        ("“Does it help in renal failure, really?”", True),
        ("هل رأى أحدكم هذا مع هذا الدواء؟", True),
        ("How old is she?", False),
        ("Any news?", False),
        ("I would choose apixaban after a bleed like this.", False),
        ("Interesting talk at https://example.org/watch?v=1 and more about it", False),
        ("> Which anticoagulant would you choose after this?\nApixaban.", False),
        ("the value was 5?6 in the second sample here", False),
        ("", False),
    ],
)
def test_what_is_a_question(text: str, is_one: bool) -> None:
    """By its mark and its length; not in a link, not in a quotation, not a word in passing."""
    assert is_question(text) is is_one


@pytest.mark.parametrize(
    ("seconds", "middle"),
    [
        ([60], 60),
        ([60, 120, 600], 120),
        ([60, 120, 600, 700], 120),
        ([60, None, 120], 120),
        ([60, None, None], None),
        ([None], None),
        ([60, None], 60),
    ],
)
def test_an_unanswered_question_waited_longest(seconds: list[int | None], middle: int | None) -> None:
    """A channel does not look quicker the less it answers."""
    assert typical(seconds) == (None if middle is None else timedelta(seconds=middle))


@asynccontextmanager
async def clinic(folder: Path, *, watched: bool = True) -> AsyncIterator[Town]:
    """Open a town in which the questions of #general are looked after, for #cardiology."""
    channels = tuple(Option(label=f"#{name}", value=f"test:{name}") for name in ("general", "cardiology"))
    async with town(folder, platform=Platform(surveyed=Survey(channels=channels))) as here:
        here.members["sam"] = replace(here.members["mia"], role=Role.ADMIN)
        await here.app.engine.start()
        if watched:
            await here.command("sam", "/channel questions channel:general digest:#cardiology")
        yield here


async def ask(
    here: Town, text: str = QUESTION, by: str = "ada", thread: str | None = None, *, in_private: bool = False
) -> Message:
    """Post a message with its link, in a thread or not."""
    message = here.message(text, by)
    channel = replace(message.channel, is_private=in_private)
    message = replace(message, channel=channel, thread=thread, link=f"https://example.org/{message.id}")
    event = MessagePosted(delivery=here._delivery(), community=COMMUNITY, message=message)
    await here.app.engine.receive(event)
    await here.settle()
    return message


def named(here: Town) -> list[str]:
    """List the links that were named in #cardiology."""
    told = [one for one in here.platform.of(TellChannel) if one.channel == "test:cardiology"]
    return [link.url for one in told for link in one.card.links]


async def test_a_question_without_an_answer_is_named_once_in_the_morning(tmp_path: Path) -> None:
    """Its link alone, in the channel for it, after a day at least, and never again."""
    async with clinic(tmp_path) as here:
        asked = await ask(here)
        await here.pass_time(timedelta(hours=23))
        assert named(here) == []
        await here.pass_time(timedelta(days=1))
        assert named(here) == [asked.link]
        told = here.platform.of(TellChannel)[0].card
        assert "anticoagulant" not in words_of(told)
        assert "1 question has had no answer yet" in told.body[0]
        await here.pass_time(timedelta(days=1))
        assert named(here) == [asked.link]


async def test_a_question_in_a_private_thread_is_its_readers_own(tmp_path: Path) -> None:
    """It is named nowhere else, though its channel is looked after."""
    async with clinic(tmp_path) as here:
        await ask(here, thread="test:t1", in_private=True)
        await here.pass_time(timedelta(days=2))
        assert named(here) == []


@pytest.mark.parametrize(
    ("text", "by", "answers"),
    [
        ("I would take apixaban.", "fred", True),
        ("How old is she?", "fred", True),
        ("Nobody?", "ada", False),
        ("What is the best antibiotic for a cat bite here?", "fred", False),
    ],
)
async def test_what_answers_in_the_channel(tmp_path: Path, text: str, by: str, answers: bool) -> None:
    """A word of somebody else, unless it asks everybody something new."""
    async with clinic(tmp_path) as here:
        asked = await ask(here)
        await here.pass_time(timedelta(minutes=10))
        await ask(here, text, by)
        await here.pass_time(timedelta(days=2))
        assert (asked.link not in named(here)) is answers


async def test_a_thread_keeps_its_own_question(tmp_path: Path) -> None:
    """What is said in the channel answers nothing in a thread; whatever somebody else says in the thread does."""
    async with clinic(tmp_path) as here:
        first, second = await ask(here, thread="test:t1"), await ask(here, thread="test:t2")
        await ask(here, "I would take apixaban.", "fred")
        await ask(here, "And what would you take yourself, after all this?", "fred", thread="test:t2")
        await here.pass_time(timedelta(days=2))
        assert named(here) == [first.link]
        assert second.link not in named(here)


async def test_a_thread_that_is_opened_on_a_question_answers_it(tmp_path: Path) -> None:
    """Platforms name a thread by its first message."""
    async with clinic(tmp_path) as here:
        asked = await ask(here)
        await ask(here, "I would take apixaban.", "fred", thread=asked.id)
        await here.pass_time(timedelta(days=2))
        assert named(here) == []


async def test_what_is_deleted_or_hidden_is_not_named(tmp_path: Path) -> None:
    """Nobody is sent to a message that is not there."""
    async with clinic(tmp_path) as here:
        gone = await ask(here)
        await here.delete(gone)
        await ask(here, "Would {patient_data.direct 0.9: Ada Testperson} need this or that?")
        await here.pass_time(timedelta(days=2))
        assert named(here) == []


async def test_other_channels_cost_nothing(tmp_path: Path) -> None:
    """Nothing is kept where no admin has asked for it; members cannot ask."""
    async with clinic(tmp_path, watched=False) as here:
        assert "admin" in words_of(await here.command("mia", "/channel questions"))
        await ask(here)
        async with here.app.store.begin() as work:
            assert await work.records.everywhere("question") == []
        assert "not looked after" in words_of(await here.command("sam", "/channel card"))


async def test_what_is_kept_has_no_words_and_survives_a_restart(tmp_path: Path) -> None:
    """Place, author, time and link; after a restart an answer is still an answer."""
    async with clinic(tmp_path) as here:
        await ask(here)
        async with here.app.store.begin() as work:
            (kept,) = await work.records.everywhere("question")
        assert "anticoagulant" not in kept.value
        assert kept.owner == "test:ada"
    async with clinic(tmp_path, watched=False) as here:
        await ask(here, "I would take apixaban.", "fred")
        async with here.app.store.begin() as work:
            assert await work.records.everywhere("question") == []
            (measured,) = await work.records.everywhere("answer_time")
        assert measured.owner is None


async def test_the_card_names_a_time_once_enough_was_measured(tmp_path: Path) -> None:
    """Rounded up to five minutes, drawn anew every morning, and never for emergencies."""
    async with clinic(tmp_path) as here:
        assert f"once {FEWEST_MEASURED} questions" in words_of(await here.command("sam", "/channel card"))

        def card() -> str:
            shown = [one for one in here.platform.of(TellChannel) if one.subject == "answers:card"]
            return words_of(shown[-1].card)

        assert "Too few questions" in card()
        assert "not a place for emergencies" in card()
        for _ in range(FEWEST_MEASURED):
            await ask(here)
            await here.pass_time(timedelta(minutes=22))
            await ask(here, "I would take apixaban.", "fred")
        await here.pass_time(timedelta(days=1))
        assert "within 25 minutes (median of 20 questions" in card()


async def test_a_channel_that_is_let_go_leaves_nothing(tmp_path: Path) -> None:
    """Its card is taken back, and what was kept is deleted."""
    async with clinic(tmp_path) as here:
        await here.command("sam", "/channel card")
        await ask(here)
        assert "no longer looked after" in words_of(await here.command("sam", "/channel questions on:no"))
        assert [one.subject for one in here.platform.of(TakeBack)] == ["answers:card"]
        await ask(here)
        async with here.app.store.begin() as work:
            assert await work.records.everywhere("question") == []
            assert await work.records.everywhere("answers_channel") == []


async def test_an_old_question_counts_as_unanswered(tmp_path: Path) -> None:
    """After two weeks it is measured as such, and forgotten."""
    async with clinic(tmp_path) as here:
        await ask(here)
        await here.pass_time(timedelta(days=14))
        async with here.app.store.begin() as work:
            assert await work.records.everywhere("question") == []
            (measured,) = await work.records.everywhere("answer_time")
        assert '"seconds":null' in measured.value


async def test_a_members_questions_are_shown_and_erased(tmp_path: Path) -> None:
    """What is erased is not named either."""
    async with clinic(tmp_path) as here:
        asked = await ask(here)
        assert str(asked.link) in ((await here.command("ada", "/my data export")).excerpt or "")
        await here.press("ada", "my:erase")
        assert str(asked.link) not in ((await here.command("ada", "/my data export")).excerpt or "")
        await here.pass_time(timedelta(days=2))
        assert named(here) == []
