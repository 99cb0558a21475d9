"""The whole bot on Discord: the real engine, cogs and store, the unmodified discord.py, and a Discord on loopback."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.actions import TellChannel, TellMember, TimeOut
from bot.core.cards import Card, Document
from bot.core.cases import Ending, Outcome, Ruling, State, Visibility
from bot.core.errors import Refused
from bot.core.events import ChannelId, MemberId
from tests.guild import HELD, TOLD, Ward, bot, populate, ward
from tests.loopback_discord import FORUM, PRIVATE_THREAD, Allow, Channel, Message, loopback
from tests.town import Daytime, Time


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Ward]:
    """Open a guild with the bot at work in it."""
    async with ward(tmp_path) as opened:
        yield opened


def kinds(here: Ward) -> list[str]:
    """Name the kinds of events that the bot was told of, in order."""
    return [str(keys["kind"]) for event, keys in here.ledger.lines if event == "event"]


async def test_a_hold_from_message_to_release(here: Ward) -> None:
    """Deleted with the case's number alone as the reason; author told in private; put back under their name."""
    message = here.discord.post(here.general, here.ada, HELD)
    (deleted,) = await here.discord.called("DELETE", f"/channels/{here.general.id}/messages/{message.id}")
    assert deleted.reason == "Chaperone case 1"
    letter = await here.discord.letter(here.ada)
    assert "Testperson" not in letter.text
    card = await here.discord.posted(here.queue)
    assert "Testperson" not in card.text
    await here.quiet()
    asked = here.discord.press(card, "queue:rule:release:", here.mia)
    await asked.acknowledged()
    await here.discord.called("POST", "/webhooks/*/*")
    await here.quiet()
    (back,) = (one for one in here.general.messages if not one.deleted)
    assert back.content.startswith("pt {patient_data.direct 0.9: Ada Testperson} is doing well")
    assert "posted by Chaperone" in back.content
    assert back.author.name == "ada"
    (case,) = await here.cases()
    assert case.visibility is Visibility.RELEASED
    assert [one for one in here.discord.unguarded if one.route != "/channels/{channel}/messages"] == []


async def test_what_was_put_back_is_removed_and_is_nobodys_doing(here: Ward) -> None:
    """Released by mistake and taken back: “remove” deletes the webhook's message, and no member is said to have."""
    here.discord.post(here.general, here.ada, HELD)
    card = await here.discord.posted(here.queue)
    await here.quiet()
    await here.discord.press(card, "queue:rule:release:", here.mia).answered()
    await here.quiet()
    (back,) = (one for one in here.general.messages if not one.deleted)
    await here.discord.slash(here.mia, here.queue, "queue undo", {"case": 1}).answered()
    await here.discord.slash(here.mia, here.queue, "queue decide", {"case": 1, "outcome": "remove"}).answered()
    (deleted,) = await here.discord.called("DELETE", f"/channels/{here.general.id}/messages/{back.id}")
    assert deleted.reason == "Chaperone case 1"
    here.discord.delete(here.discord.post(here.general, here.ada, "hello"))
    here.discord.post(here.general, here.ada, "hello again")
    async with asyncio.timeout(10):
        while len(heard := [kind for kind in kinds(here) if kind.startswith("Message")]) < 4:  # noqa: ASYNC110 - what it waits for rings no bell
            await asyncio.sleep(0.01)
    await here.quiet()
    assert Counter(heard) == {"MessagePosted": 3, "MessageDeleted": 1}
    assert [one.content for one in here.general.messages if not one.deleted] == ["hello again"]
    (case,) = await here.cases()
    assert case.visibility is Visibility.REMOVED


async def test_the_author_mends_it(here: Ward) -> None:
    """Edit and repost from the DM: the form comes at once, the mended text is published, the case is over."""
    here.discord.post(here.general, here.ada, HELD)
    letter = await here.discord.letter(here.ada)
    await here.quiet()
    modal = await here.discord.press(letter, "mine:fix:1", here.ada).modal()
    done = here.discord.submit(modal, {"text": "a patient is doing well"})
    answer = await done.answered()
    assert answer.kind != "MODAL"
    await here.discord.called("POST", "/webhooks/*/*")
    await here.quiet()
    assert [one.content.partition("\n")[0] for one in here.general.messages if not one.deleted] == [
        "a patient is doing well"
    ]
    (case,) = await here.cases()
    assert case.state is State.CLOSED


async def test_closed_dms_leave_a_neutral_line(here: Ward) -> None:
    """The line says nothing; its button shows the card to its addressee and to nobody else."""
    here.discord.fail("POST", f"/channels/{here.discord.dm(here.ada).id}/messages", 403, 50007)
    here.discord.post(here.general, here.ada, TOLD)
    line = await here.discord.posted(here.general)
    assert "private note" in line.content
    assert "patient" not in line.text.lower()
    await here.quiet()
    other = await here.discord.press(line, "discord:read:", here.mia).message()
    assert other.ephemeral
    assert "somebody else" in other.text
    own = await here.discord.press(line, "discord:read:", here.ada).message()
    assert own.ephemeral
    assert "mine:fix:1" in own.buttons
    modal = await here.discord.press(own, "mine:fix:1", here.ada).modal()
    assert modal is not None


async def test_commands_are_offered_and_answered_privately(here: Ward) -> None:
    """Slash commands, groups, menus; every answer is for the asker alone."""
    assert {one["name"] for one in here.discord.world.commands.values()} >= {"tip", "queue", "setup", "History"}
    tip = await here.discord.slash(here.ada, here.general, "tip").message()
    assert tip.ephemeral
    here.discord.post(here.general, here.ada, HELD)
    await here.discord.posted(here.queue)
    await here.quiet()
    case = await here.discord.slash(here.mia, here.general, "queue next").message()
    assert case.ephemeral
    assert any(one.startswith("queue:rule:") for one in case.buttons)
    refused = await here.discord.slash(here.mia, here.general, "queue view", {"case": 77}).message()
    assert "No such case here." in refused.text


async def test_completion(here: Ward) -> None:
    """What is typed is completed, numbers as numbers, without content."""
    here.discord.post(here.general, here.ada, HELD)
    await here.discord.posted(here.queue)
    await here.quiet()
    choices = await here.discord.autocomplete(here.mia, here.general, "queue view", "case", "").choices()
    assert choices[0]["value"] == 1
    assert "Testperson" not in choices[0]["name"]


async def test_a_report_from_the_menu_of_a_message(here: Ward) -> None:
    """The form is the first answer, and the message comes back with it."""
    message = here.discord.post(here.general, here.ada, "buy my course")
    modal = await here.discord.message_menu("Report to moderators", message, here.mia).modal()
    thanks = await here.discord.submit(modal, {"reason": "spam", "note": "an advertisement"}).message()
    assert thanks.ephemeral
    await here.discord.posted(here.queue)
    await here.quiet()
    (case,) = await here.cases()
    assert (case.reports, case.message) == (1, f"discord:{message.id}")


async def test_history_from_the_menu_of_a_member(here: Ward) -> None:
    """The menu entry is the command with the member filled in."""
    answer = await here.discord.user_menu("History", here.ada, here.mia, here.general).message()
    assert answer.ephemeral


async def test_an_edit_and_a_deletion_are_followed(here: Ward) -> None:
    """A partial update is fetched whole; a message that its author deletes closes its case."""
    message = here.discord.post(here.general, here.ada, "all is well")
    here.discord.edit(message, TOLD, partial=True)
    await here.discord.letter(here.ada)
    await here.quiet()
    assert [(case.state, case.visibility) for case in await here.cases()] == [(State.TOLD, Visibility.VISIBLE)]
    here.discord.delete(message)
    await _until(here, State.CLOSED)
    (case,) = await here.cases()
    assert (case.ending, case.visibility, case.ruling) == (Ending.WITHDRAWN, Visibility.DELETED, None)


async def test_previews_and_pins_are_no_edits(here: Ward) -> None:
    """Updates that change no word open no case and call nothing."""
    message = here.discord.post(here.general, here.ada, TOLD)
    await here.discord.letter(here.ada)
    await here.quiet()
    here.discord.unfurl(message)
    here.discord.pin(message)
    other = here.discord.post(here.general, here.ada, HELD)
    await here.discord.called("DELETE", f"/channels/*/messages/{other.id}")
    await here.quiet()
    assert len(await here.cases()) == 2


async def test_forwards_and_threads_are_read(here: Ward) -> None:
    """A forwarded text, and a forum post with what its title gives away."""
    source = here.discord.post(here.queue, here.ada, HELD)
    await here.discord.called("DELETE", f"/channels/{here.queue.id}/messages/{source.id}")
    forward = here.discord.post(here.general, here.ada, "", forward=source)
    await here.discord.called("DELETE", f"/channels/{here.general.id}/messages/{forward.id}")
    forum = here.discord.channel(here.guild, "rounds", FORUM)
    thread = here.discord.thread(forum, here.ada, "{patient_data.direct 0.9: Ada Testperson}", "what do you think?")
    await here.discord.called("DELETE", f"/channels/{thread.id}/messages/*")
    await here.quiet()
    assert {case.channel_name for case in await here.cases()} == {"queue", "general", "rounds"}


async def release(here: Ward) -> None:
    """Let the only case be released by Mia, and wait until that is done."""
    await here.discord.slash(here.mia, here.queue, "queue decide", {"case": 1, "outcome": "release"}).answered()
    await here.quiet()


async def test_a_hold_in_a_thread_that_fell_asleep_is_put_back(here: Ward) -> None:
    """Discord archived the thread meanwhile, and no event names it any more: the words come back into it."""
    thread = here.discord.thread(here.general, here.ada, "ward round", "fine words")
    message = here.discord.post(thread, here.ada, HELD)
    await here.discord.gone(message)
    await here.quiet()
    here.discord.archive(thread)
    await release(here)
    assert [one.content.partition("\n")[0] for one in thread.messages] == ["fine words", HELD]
    (case,) = await here.cases()
    assert case.visibility is Visibility.RELEASED


async def test_who_reads_a_thread_that_fell_asleep(here: Ward) -> None:
    """Whoever reads the channel above it, unless it is private; what is gone nobody reads."""
    thread = here.discord.thread(here.general, here.ada, "ward round", "fine words")
    private = here.discord.thread(here.general, here.ada, "us two", "fine words", kind=PRIVATE_THREAD)
    gone = here.discord.thread(here.general, here.ada, "rounds", "words")
    for one in (thread, private, gone):
        here.discord.archive(one)
    here.discord.delete_channel(gone)

    def told(place: Channel) -> TellMember:
        card, member = with_file(None), MemberId(f"discord:{here.ada.id}")
        return TellMember(member=member, card=card, if_reads=ChannelId(f"discord:{place.id}"))

    await here.adapter.perform(here.community, told(thread), "key1")
    assert len(here.discord.letters(here.ada)) == 1
    for key, place in (("key2", private), ("key3", gone)):
        with pytest.raises(Refused, match="cannot read"):
            await here.adapter.perform(here.community, told(place), key)


async def test_a_poll_comes_back_in_words(here: Ward) -> None:
    """What it asked and offered is quoted: nobody can put a poll under another's name."""
    poll = here.discord.post(here.general, here.ada, "", poll={HELD: ["yes", "no"]})
    await here.discord.gone(poll)
    await here.quiet()
    await release(here)
    (back,) = here.general.messages
    assert back.content.splitlines()[:3] == [f"> {HELD}", "> yes", "> no"]


async def test_a_restart_breaks_no_button(tmp_path: Path) -> None:
    """A card from before works after, and is redrawn in place by the next process."""
    async with loopback(now=Daytime()) as discord:
        people = populate(discord)
        async with bot(discord, people, tmp_path) as first:
            discord.post(people.general, people.ada, HELD)
            card = await discord.posted(people.queue)
            await first.quiet()
        async with bot(discord, people, tmp_path) as second:
            await discord.press(card, "queue:claim:", people.mia).acknowledged()
            await second.quiet()
            (case,) = await second.cases()
            assert case.state is State.CLAIMED
            assert len([one for one in people.queue.messages if not one.deleted]) == 1
        assert len(discord.calls("PUT", "/applications/*/commands")) == 1


@pytest.fixture
def unpaced(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the five seconds that discord.py waits between two shards of one process."""

    async def at_once(*_: object, **__: object) -> None:
        """Do not wait."""

    monkeypatch.setattr("discord.Client.before_identify_hook", at_once)


@pytest.mark.usefixtures("unpaced")
async def test_two_processes_share_a_database_and_never_a_guild(tmp_path: Path) -> None:
    """Each looks after its shard's guild, hands out only what is in it, and the commands were sent once."""
    async with loopback(now=Daytime()) as discord:
        discord.shards = 2
        first, second = populate(discord, (0, 2)), populate(discord, (1, 2))
        async with (
            bot(discord, first, tmp_path, shards="0/2") as one,
            bot(discord, second, tmp_path, shards="1/2") as two,
        ):
            await discord.connected(3)
            assert [
                (one.adapter.serves(ward.community), two.adapter.serves(ward.community)) for ward in (one, two)
            ] == [
                (True, False),
                (False, True),
            ]
            messages = [discord.post(people.general, people.ada, HELD) for people in (first, second)]
            for people, message in zip((first, second), messages, strict=True):
                await discord.called("DELETE", f"/channels/{people.general.id}/messages/{message.id}")
                await discord.letter(people.ada)
                tip = await discord.slash(people.ada, people.general, "tip").message()
                assert tip.ephemeral
            await one.quiet()
            for ward in (one, two):
                done = [labels["kind"] for name, labels in ward.ledger.counts if name == "actions"]
                assert sorted(done) == ["ask_moderators", "hold_message", "tell_member"]
                assert len(await ward.cases()) == 1
        assert len(discord.calls("DELETE", "/channels/*/messages/*")) == 2
        assert len(discord.calls("PUT", "/applications/*/commands")) == 1


@pytest.mark.usefixtures("unpaced")
async def test_a_press_in_private_reaches_the_process_that_has_the_guild(tmp_path: Path) -> None:
    """Discord tells the first shard alone of what happens in direct messages; the other process does not answer."""
    async with loopback(now=Daytime()) as discord:
        discord.shards = 2
        first, second = populate(discord, (0, 2)), populate(discord, (1, 2))
        async with (
            bot(discord, first, tmp_path, shards="0/2") as one,
            bot(discord, second, tmp_path, shards="1/2") as two,
        ):
            await discord.connected(3)
            for people, here in ((first, one), (second, two)):
                discord.post(people.general, people.ada, HELD)
                letter = await discord.letter(people.ada)
                await here.quiet()
                await discord.press(letter, "mine:withdraw:", people.ada).answered()
                await here.quiet()
                (case,) = await here.cases()
                assert (case.state, case.has_original) == (State.CLOSED, False)
            assert len(discord.calls("POST", "/interactions/*/*/callback")) == 2


async def test_a_pause_is_at_most_28_days(tmp_path: Path) -> None:
    """Discord refuses a longer one, so it is never asked."""
    time = Time()
    async with ward(tmp_path, now=time) as here:
        until = time() + timedelta(days=40)
        member = MemberId(f"discord:{here.ada.id}")
        await here.adapter.perform(here.community, TimeOut(member=member, until=until), "key", 9)
        assert here.ada.silent_until is not None
        assert here.ada.silent_until <= time() + timedelta(days=28)
        (call,) = here.discord.calls("PATCH", "/guilds/*/members/*")
        assert call.reason == "Chaperone case 9"


async def _until(here: Ward, state: State) -> None:
    async with asyncio.timeout(10):
        while {case.state for case in await here.cases()} != {state}:  # noqa: ASYNC110 - rows ring no bell
            await asyncio.sleep(0.01)


async def test_an_appeal_from_the_notice_to_the_outcome(here: Ward) -> None:
    """Pressed in the DM, written in a form, decided from the queue's card by an admin, for Mia decided first."""
    here.discord.post(here.general, here.ada, HELD)
    await here.discord.letter(here.ada)
    card = await here.discord.posted(here.queue)
    await here.quiet()
    await here.discord.press(card, "queue:rule:notice:", here.mia).acknowledged()
    letter = await here.discord.letter(here.ada, 2)
    await here.quiet()
    modal = await here.discord.press(letter, "my:appeal:1", here.ada).modal()
    answer = await here.discord.submit(modal, {"words": "It was a quotation."}).message()
    assert "Your appeal is case 2" in answer.text
    appeal = await here.discord.posted(here.queue, 2)
    assert "appeal about case 1" in appeal.text
    assert "quotation" not in appeal.text
    await here.quiet()
    refused = await here.discord.press(appeal, "appeal:decide:", here.mia).message()
    assert "You made the decision" in refused.text
    form = await here.discord.press(appeal, "appeal:decide:", here.admin).modal()
    done = here.discord.submit(form, {"outcome": "overturned", "reason": "It was one."})
    assert "Case 2: overturned" in (await done.message()).text
    outcome = await here.discord.letter(here.ada, 3)
    assert "It was one." in outcome.text
    await here.quiet()
    first, second = sorted(await here.cases(), key=lambda case: case.number)
    assert (first.ruling, first.visibility) == (Ruling.DISMISS, Visibility.RELEASED)
    assert second.outcome is Outcome.OVERTURNED


def files_of(here: Ward, message: Message) -> dict[str, bytes]:
    """Give what is attached to a message, by name."""
    return {one["filename"]: here.discord.world.files[one["id"]] for one in message.attachments}


def with_file(text: str | None) -> Card:
    """Draw a card with a document, or without."""
    document = Document(name="Évent 1.ics", media_type="text/calendar", text=text) if text else None
    return Card(title="An event", body=("It is on.",), document=document)


async def test_an_event_is_taken_away_as_a_file(here: Ward) -> None:
    """The answer that one alone sees holds the calendar's file, line ends and all, and not its text."""
    asked = await here.discord.slash(here.ada, here.general, "events create").modal()
    fields = {"title": "Sepsis round", "when": "2027-03-04 18:30", "zone": "UTC", "where": "", "description": ""}
    await here.discord.submit(asked, fields).answered()
    card = await here.discord.posted(here.general)
    assert card.attachments == []
    answer = await here.discord.press(card, "events:going:", here.ada).message()
    assert answer.ephemeral
    ((name, data),) = files_of(here, answer).items()
    assert name == "event-1.ics"
    assert data.startswith(b"BEGIN:VCALENDAR\r\n")
    assert "VCALENDAR" not in answer.text


async def test_a_late_answer_holds_its_file(here: Ward) -> None:
    """The first answer could not be given in time: the file comes with what follows the deferral."""
    asked = await here.discord.slash(here.ada, here.general, "events create").modal()
    fields = {"title": "Sepsis round", "when": "2027-03-04 18:30", "zone": "UTC", "where": "", "description": ""}
    await here.discord.submit(asked, fields).answered()
    card = await here.discord.posted(here.general)
    await here.quiet()
    async with here.app.store.begin():  # nobody else writes meanwhile
        pressed = here.discord.press(card, "events:going:", here.ada)
        await pressed.acknowledged()
    answer = await pressed.message()
    assert list(files_of(here, answer)) == ["event-1.ics"]
    assert [call.files.keys() for call in here.discord.calls("POST", "/webhooks/*/*")] == [{"0"}]


async def test_a_redraw_neither_loses_nor_doubles_the_file(here: Ward) -> None:
    """A card on a subject is edited in place: one file, the newest; a card without a document takes it away."""
    channel = ChannelId(f"discord:{here.general.id}")
    for number, text in enumerate(("one", "two", "two", None, "three")):
        told = TellChannel(channel=channel, card=with_file(text), subject="event:1")
        await here.adapter.perform(here.community, told, f"key{number}")
        (message,) = here.general.messages
        assert files_of(here, message) == ({"vent_1.ics": text.encode()} if text else {})


async def test_a_private_card_keeps_its_file(here: Ward) -> None:
    """The same in direct messages, where an edit calls nobody."""
    member = MemberId(f"discord:{here.ada.id}")
    for number, text in enumerate(("one", "two")):
        told = TellMember(member=member, card=with_file(text), subject="event:1")
        await here.adapter.perform(here.community, told, f"key{number}")
        (letter,) = here.discord.letters(here.ada)
        assert files_of(here, letter) == {"vent_1.ics": text.encode()}


async def test_a_file_that_may_not_be_attached_is_said_so(here: Ward) -> None:
    """Without the right, the refusal names it, also where a card is redrawn; other cards need it not."""
    channel = ChannelId(f"discord:{here.general.id}")
    bare = TellChannel(channel=channel, card=with_file(None), subject="event:1")
    here.discord.overwrite(here.general, here.discord.bot_role(here.guild), deny=Allow.ATTACH_FILES)
    await here.adapter.perform(here.community, bare, "key1")
    filed = TellChannel(channel=channel, card=with_file("one"), subject="event:1")
    with pytest.raises(Refused, match="Attach Files"):
        await here.adapter.perform(here.community, filed, "key2")
    filed = TellChannel(channel=channel, card=with_file("one"), subject="event:2")
    with pytest.raises(Refused, match="Attach Files"):
        await here.adapter.perform(here.community, filed, "key3")
