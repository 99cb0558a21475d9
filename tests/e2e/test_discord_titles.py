"""What a thread's or a post's title says: heard, hidden with the lines that tell of it, put back in words."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.core.cases import Ending, State, Visibility
from tests.guild import HELD, TOLD, Ward, bot, populate, ward
from tests.loopback_discord import FORUM, Allow, Channel, Message, loopback
from tests.town import Daytime

HIDDEN = "Title hidden"


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Ward]:
    """Open a guild with the bot at work in it."""
    async with ward(tmp_path) as opened:
        yield opened


async def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110 - what it waits for rings no bell
            await asyncio.sleep(0.01)


async def hidden(here: Ward, thread: Channel, *lines: Message) -> None:
    """Wait until a title is hidden, the lines that told of it are gone, and nothing waits to be done."""
    await until(lambda: thread.name == HIDDEN and all(one.deleted for one in lines))
    await here.quiet()


def events(here: Ward) -> list[str]:
    """Name the kinds of events about messages that the bot saw through, in order."""
    kinds = [str(keys["kind"]) for event, keys in here.ledger.lines if event == "event"]
    return [kind for kind in kinds if kind.startswith("Message")]


def post(here: Ward, title: str, words: str) -> Channel:
    """Write a post in a new forum."""
    return here.discord.thread(here.discord.channel(here.guild, "rounds", FORUM), here.ada, title, words)


async def test_a_posts_title_is_hidden_with_it_and_comes_back_with_it(here: Ward) -> None:
    """Her author reads “hidden” once it is; after the release the words and the title stand there, the title quoted."""
    thread = post(here, HELD, "what would you do?")
    await hidden(here, thread)
    letter = await here.discord.letter(here.ada)
    assert "I have hidden it for now" in letter.text
    (case,) = await here.cases()
    assert (case.visibility, case.channel_name) == (Visibility.HELD, "rounds")
    assert [call.reason for call in here.discord.calls("PATCH", f"/channels/{thread.id}")] == ["Chaperone case 1"]
    await here.discord.slash(here.mia, here.queue, "queue decide", {"case": 1, "outcome": "release"}).answered()
    await here.quiet()
    (back,) = (one for one in thread.messages if one.webhook)
    assert back.content.splitlines()[:3] == ["what would you do?", "", f"> {HELD}"]
    assert events(here) == ["MessagePosted"]


async def test_a_threads_title_is_hidden_with_the_line_above(here: Ward) -> None:
    """A channel tells of a thread in a line that holds its title, beside what others write there."""
    before = here.discord.post(here.general, here.mia, "good morning")
    thread = here.discord.thread(here.general, here.ada, HELD)
    line = here.discord.announce(thread, here.ada)
    await hidden(here, thread, line)
    (case,) = await here.cases()
    assert (case.visibility, case.author, case.channel_name) == (
        Visibility.HELD,
        f"discord:{here.ada.id}",
        "general",
    )
    assert not before.deleted
    await here.discord.slash(here.mia, here.queue, "queue decide", {"case": 1, "outcome": "release"}).answered()
    await here.quiet()
    (back,) = (one for one in thread.messages if one.webhook)
    assert back.content.startswith(f"> {HELD}\n")


async def test_a_thread_that_was_opened_from_a_message(here: Ward) -> None:
    """Nothing but the thread itself tells its title; the message that it hangs on is somebody else's and stays."""
    message = here.discord.post(here.general, here.mia, "a word")
    thread = here.discord.branch(message, here.ada, HELD)
    await hidden(here, thread)
    (case,) = await here.cases()
    assert (case.visibility, case.author) == (Visibility.HELD, f"discord:{here.ada.id}")
    assert not message.deleted


@pytest.mark.parametrize("in_forum", [True, False], ids=["post", "thread"])
async def test_a_title_that_names_a_patient_later(here: Ward, in_forum: bool) -> None:
    """Once renamed it is looked at again, with the post's words; the line that tells of the new title goes as well."""
    words = "what would you do?"
    thread = post(here, "a question", words) if in_forum else here.discord.thread(here.general, here.ada, "a question")
    await until(lambda: len(events(here)) == 1)
    line = here.discord.retitle(thread, here.ada, HELD)
    await hidden(here, thread, line)
    (case,) = await here.cases()
    assert case.visibility is Visibility.HELD
    assert [one.content for one in thread.messages] == [HIDDEN]
    await here.discord.slash(here.mia, here.queue, "queue decide", {"case": 1, "outcome": "release"}).answered()
    await here.quiet()
    back = thread.messages[-1].content
    assert back.startswith(f"{words}\n\n> {HELD}\n" if in_forum else f"> {HELD}\n")


async def test_a_title_in_an_archived_thread_is_hidden(here: Ward) -> None:
    """Discord lets nothing else be changed in one, so it is opened for that."""
    thread = here.discord.thread(here.general, here.ada, TOLD)
    await here.discord.letter(here.ada)
    await here.quiet()
    here.discord.archive(thread)
    await here.discord.slash(here.mia, here.queue, "queue decide", {"case": 1, "outcome": "remove"}).answered()
    await hidden(here, thread)
    (case,) = await here.cases()
    assert (case.state, case.visibility) == (State.DECIDED, Visibility.REMOVED)


async def test_a_title_that_its_author_mends(here: Ward) -> None:
    """Told of their title they give it another one, and the case is over."""
    thread = here.discord.thread(here.general, here.ada, TOLD)
    await here.discord.letter(here.ada)
    await here.quiet()
    here.discord.retitle(thread, here.ada, "a patient is doing well")
    await until(lambda: len(events(here)) == 2)
    (case,) = await here.cases()
    assert (case.state, case.ending) == (State.CLOSED, Ending.CORRECTED)
    assert thread.name == "a patient is doing well"


async def test_another_title_mends_nothing_of_what_is_held(here: Ward) -> None:
    """The post's words are still hidden, so its case stays; and what names a patient anew is hidden anew."""
    thread = post(here, "a question", HELD)
    await hidden(here, thread)
    here.discord.retitle(thread, here.ada, "a question, again")
    await until(lambda: len(events(here)) == 2)
    (case,) = await here.cases()
    assert (case.state, case.visibility) == (State.OPEN, Visibility.HELD)
    line = here.discord.retitle(thread, here.ada, f"{HELD} again")
    await hidden(here, thread, line)
    assert [case.visibility for case in await here.cases()] == [Visibility.HELD] * 2


async def test_without_the_right_nobody_reads_that_it_is_hidden(here: Ward) -> None:
    """The author hears that it is still visible, and the moderators what to change."""
    here.discord.change_role(
        here.guild, role := here.discord.bot_role(here.guild), permissions=role.permissions & ~Allow.MANAGE_THREADS
    )
    thread = post(here, HELD, "what would you do?")
    letter = await here.discord.letter(here.ada)
    await here.quiet()
    assert "hidden" not in letter.text
    assert "still visible" in letter.text
    assert thread.name == HELD
    (case,) = await here.cases()
    assert case.state is State.ATTENTION
    shown = await here.discord.slash(here.mia, here.queue, "queue view", {"case": 1}).message()
    assert "the title still stands: give the bot Manage Threads" in shown.text
    overview = await here.discord.slash(here.admin, here.general, "setup").message()
    assert "general: Manage Threads" in overview.text


async def test_titles_that_were_given_while_the_bot_was_away(tmp_path: Path) -> None:
    """The lines that Discord left behind lead to them; what is gone by then is passed by."""
    async with loopback(now=Daytime()) as discord:
        people = populate(discord)
        renamed = discord.thread(people.general, people.ada, "a question", "fine words")
        async with bot(discord, people, tmp_path) as here:
            await here.quiet()
        gone = discord.thread(people.general, people.ada, HELD)
        discord.announce(gone, people.ada)
        discord.delete_channel(gone)
        opened = discord.thread(people.general, people.ada, HELD)
        line = discord.announce(opened, people.ada)
        hung = discord.branch(discord.post(people.general, people.mia, "a word"), people.ada, HELD)
        told = discord.retitle(renamed, people.ada, HELD)
        async with bot(discord, people, tmp_path) as here:
            await hidden(here, opened, line)
            await hidden(here, hung)
            await hidden(here, renamed, told)
            assert len(await here.cases()) == 3
