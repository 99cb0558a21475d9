"""What goes wrong on Discord: limits, outages, broken lines, missing rights; nothing is lost and nothing doubled."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core.actions import AskModerators, PublishMessage, TellMember, TimeOut
from bot.core.cards import Card
from bot.core.cases import State
from bot.core.errors import Refused, Throttled, Unavailable
from bot.core.events import ChannelId, MemberId, MessageId, MessageRef
from bot.core.text import Content
from tests.guild import HELD, Ward, bot, populate, ward
from tests.loopback_discord import Intent, Loopback, Message, loopback
from tests.town import Daytime


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Ward]:
    """Open a guild with the bot at work in it."""
    async with ward(tmp_path) as opened:
        yield opened


CARD = Card(title="A note", body=("For you.",))


def tell(here: Ward) -> TellMember:
    """Tell Ada something."""
    return TellMember(member=MemberId(f"discord:{here.ada.id}"), card=CARD)


def publish(here: Ward, text: str = "back again") -> PublishMessage:
    """Put words of Ada's back into the channel."""
    place = MessageRef(channel=ChannelId(f"discord:{here.general.id}"), id=MessageId("discord:1"))
    return PublishMessage(message=place, author=MemberId(f"discord:{here.ada.id}"), content=Content.of(text))


async def test_a_message_that_is_gone_is_gone(here: Ward) -> None:
    """10008 on deletion is what was wanted: the case says that it is held."""
    here.discord.fail("DELETE", f"/channels/{here.general.id}/messages/*", 404, 10008)
    here.discord.post(here.general, here.ada, HELD)
    await here.discord.letter(here.ada)
    await here.quiet()
    (case,) = await here.cases()
    assert case.visibility.value == "held"


async def test_a_missing_right_needs_attention_and_says_what_to_change(here: Ward) -> None:
    """The author reads that the message is still there, and moderators what to give the bot."""
    here.discord.fail("DELETE", f"/channels/{here.general.id}/messages/*", 403, 50013, times=None)
    here.discord.post(here.general, here.ada, HELD)
    await here.discord.letter(here.ada)
    await here.quiet()
    (case,) = await here.cases()
    assert case.state is State.ATTENTION
    assert case.attention == "hold_message: give the bot Manage Messages in this channel"


async def test_nobody_above_the_bot_can_be_timed_out(here: Ward) -> None:
    """The refusal says that the role has to be moved."""
    here.discord.fail("PATCH", "/guilds/*/members/*", 403, 50013)
    until = here.app.examiner._now()
    with pytest.raises(Refused, match="role must stand above"):
        await here.adapter.perform(
            here.community, TimeOut(member=MemberId(f"discord:{here.ada.id}"), until=until), "key"
        )


@pytest.mark.parametrize(("status", "error"), [(503, Unavailable), (400, Refused), (401, Refused)])
async def test_errors_are_ours(here: Ward, status: int, error: type[Exception]) -> None:
    """discord.py's exceptions never leave the adapter."""
    here.discord.fail("POST", "/channels/*/messages", status, 0)
    with pytest.raises(error):
        await here.adapter.perform(here.community, tell(here), "key")


async def test_a_limit_that_is_too_long_is_handed_back(here: Ward) -> None:
    """The outbox waits, and the attempt does not count."""
    here.discord.limit("POST", "/channels/*/messages", 120)
    with pytest.raises(Throttled) as caught:
        await here.adapter.perform(here.community, tell(here), "key")
    assert caught.value.retry_after.total_seconds() == pytest.approx(120, abs=1)


async def test_a_short_limit_is_waited_out(here: Ward) -> None:
    """A 429 with a moment to wait is no failure."""
    here.discord.limit("POST", "/channels/*/messages", 0.05)
    await here.adapter.perform(here.community, tell(here), "key")
    assert len(here.discord.letters(here.ada)) == 1


async def test_a_cut_line_doubles_no_message(here: Ward) -> None:
    """The message was written and the answer was lost: the same key finds it."""
    here.discord.cut("POST", "/channels/*/messages", after=True)
    with pytest.raises(Unavailable):
        await here.adapter.perform(here.community, tell(here), "key-that-is-kept")
    await here.adapter.perform(here.community, tell(here), "key-that-is-kept")
    assert len(here.discord.letters(here.ada)) == 1


async def test_a_cut_line_doubles_nothing_that_was_put_back(here: Ward) -> None:
    """A webhook has no nonce: the channel is looked at before it is written again."""
    here.discord.cut("POST", "/webhooks/*/*", after=True)
    with pytest.raises(Unavailable):
        await here.adapter.perform(here.community, publish(here), "key")
    await here.adapter.perform(here.community, publish(here), "key")
    await here.adapter.perform(here.community, publish(here), "key")
    assert len([one for one in here.general.messages if one.content.startswith("back again")]) == 1
    await here.adapter.perform(here.community, publish(here), "another key")
    assert len([one for one in here.general.messages if one.content.startswith("back again")]) == 2


async def test_a_webhook_that_was_deleted_is_made_anew(here: Ward) -> None:
    """Somebody tidied up; the next release makes another one."""
    await here.adapter.perform(here.community, publish(here, "first"), "one")
    here.discord.fail("POST", "/webhooks/*/*", 404, 10015)
    await here.adapter.perform(here.community, publish(here, "second"), "two")
    assert [one.content.partition("\n")[0] for one in here.general.messages] == ["first", "second"]


async def test_a_card_that_was_deleted_is_posted_again(here: Ward) -> None:
    """Moderators find the card again, once."""
    ask = AskModerators(subject="case:1", card=CARD)
    await here.adapter.perform(here.community, ask, "one")
    here.discord.delete(here.queue.messages[-1])
    await here.adapter.perform(here.community, ask, "two")
    assert len([one for one in here.queue.messages if not one.deleted]) == 1


async def test_a_call_for_attention_takes_the_old_cards_place(here: Ward) -> None:
    """An edit calls nobody: the moderators' role is called by a new card, and there is still one."""
    await here.adapter.perform(here.community, AskModerators(subject="case:1", card=CARD), "one")
    await here.adapter.perform(here.community, AskModerators(subject="case:1", card=CARD, ping=True), "two")
    (left,) = (one for one in here.queue.messages if not one.deleted)
    assert left.pings == (here.moderators.mention,)


async def test_without_a_channel_for_moderators_it_says_so(tmp_path: Path) -> None:
    """The refusal names the command."""
    async with ward(tmp_path, chosen=False) as here:
        with pytest.raises(Refused, match="/setup"):
            await here.adapter.perform(here.community, AskModerators(subject="s", card=CARD), "key")


async def test_a_slow_handler_is_deferred_for_the_asker_alone(here: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database is busy: Discord hears in time, and the answer follows where only the asker sees it."""
    monkeypatch.setattr("bot.adapters.discord.answers.PATIENCE", 0.05)
    async with here.app.store.begin():
        asked = here.discord.slash(here.ada, here.general, "tip")
        await asked.acknowledged()
    answer = await asked.message()
    assert answer.ephemeral


async def test_a_form_that_comes_too_late_stands_behind_a_button(here: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    """Discord shows a form only as the first answer."""
    here.discord.post(here.general, here.ada, HELD)
    letter = await here.discord.letter(here.ada)
    await here.quiet()
    monkeypatch.setattr("bot.adapters.discord.answers.PATIENCE", 0.05)
    async with here.app.store.begin():
        asked = here.discord.press(letter, "mine:fix:1", here.ada)
        await asked.acknowledged()
    offered = await asked.message()
    assert offered.ephemeral
    modal = await here.discord.press(offered, "discord:form:", here.ada).modal()
    answer = await here.discord.submit(modal, {"text": "a patient is doing well"}).answered()
    assert answer is not None


async def test_a_report_that_could_not_be_looked_up_is_said_so(here: Ward) -> None:
    """Discord does not answer once while the form comes, or the menu: whoever reports hears it, and can do it again."""
    message = here.discord.post(here.general, here.mia, "buy my course")
    said = {"reason": "spam", "note": "an advertisement"}
    here.discord.fail("GET", f"/guilds/*/members/{here.mia.id}", 503, 0)
    lost = await here.discord.message_menu("Report to moderators", message, here.ada).message()
    assert lost.ephemeral
    assert "Nothing was done; please try again" in lost.text
    modal = await here.discord.message_menu("Report to moderators", message, here.ada).modal()
    here.discord.fail("GET", f"/channels/{here.general.id}/messages/{message.id}", 503, 0)
    lost = await here.discord.submit(modal, said).message()
    assert lost.ephemeral
    assert "Nothing was done; please try again" in lost.text
    modal = await here.discord.message_menu("Report to moderators", message, here.ada).modal()
    await here.discord.submit(modal, said).message()
    await here.discord.posted(here.queue)
    await here.quiet()
    assert [case.reports for case in await here.cases()] == [1]


async def test_an_interaction_does_not_wait_behind_a_global_limit(here: Ward) -> None:
    """Interactions have their own limits: the answer comes while everything else waits."""
    here.discord.limit_globally(2.0)
    waiting = asyncio.ensure_future(here.adapter.perform(here.community, tell(here), "key"))
    answer = await here.discord.slash(here.ada, here.general, "tip").message()
    assert answer.ephemeral
    assert not waiting.done()
    await waiting


async def test_repeated_deliveries_open_one_case(here: Ward) -> None:
    """The gateway says everything twice, and everything happens once."""
    here.discord.gateway.twice = True
    here.discord.post(here.general, here.ada, HELD)
    await here.discord.letter(here.ada)
    tip = await here.discord.slash(here.ada, here.general, "tip").message()
    assert tip.ephemeral
    await here.quiet()
    assert len(await here.cases()) == 1
    assert len(here.discord.calls("DELETE", "/channels/*/messages/*")) == 1


async def test_a_dropped_line_is_resumed(here: Ward) -> None:
    """What was said meanwhile comes with the resume."""
    here.discord.gateway.reconnect()
    message = here.discord.post(here.general, here.ada, HELD)
    await here.discord.called("DELETE", f"/channels/*/messages/{message.id}")
    await here.discord.resumed()
    await here.quiet()
    assert message.deleted
    assert len(await here.cases()) == 1
    assert here.discord.calls("GET", "/channels/*/messages") == []


async def test_an_invalidated_session_reads_history(here: Ward) -> None:
    """RESUME is not enough: what was written in the gap is read from the channel."""
    first = here.discord.post(here.general, here.ada, "nothing to see")
    await asyncio.wait_for(_seen(here, first.id), 10)
    here.discord.gateway.replayable = 0
    here.discord.gateway.invalidate(resumable=False)
    message = here.discord.post(here.general, here.ada, HELD)
    await here.discord.called("DELETE", f"/channels/*/messages/{message.id}")
    await here.quiet()
    assert message.deleted
    assert len(await here.cases()) == 1
    assert sum(session.resumed for session in here.discord.sessions) == 0
    assert here.discord.calls("GET", f"/channels/{here.general.id}/messages")


async def test_a_guild_that_goes_during_a_reading_hides_nothing(here: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was missed the second time lies behind what is being read, and what is heard since must not hide it."""
    monkeypatch.setattr("bot.adapters.discord.history.ABREAST", 1)
    other = here.discord.channel(here.guild, "other")
    first, then = (f"/channels/{channel.id}/messages" for channel in (here.general, other))
    await here.discord.gone(*(here.discord.post(channel, here.ada, HELD) for channel in (here.general, other)))
    reading = here.discord.slow("GET", then, times=1, after=True)
    here.discord.outage(here.guild)
    here.discord.tell_guild_create(here.guild)
    await reading.arrived()
    again = here.discord.slow("GET", first, times=1)
    here.discord.outage(here.guild)
    with monkeypatch.context() as lost:
        lost.setattr(here.discord.world, "emit", lambda _: None)
        missed = here.discord.post(other, here.ada, f"{HELD} again")
    here.discord.tell_guild_create(here.guild)
    await here.discord.gone(here.discord.post(other, here.ada, f"{HELD} live"))
    reading.open()
    await here.discord.gone(here.discord.post(other, here.ada, f"{HELD} and well"))
    again.open()
    await here.discord.gone(missed)
    await here.quiet()
    assert len(await here.cases()) == 5


async def test_a_refused_token_ends_with_a_sentence(tmp_path: Path) -> None:
    """The operator reads which setting it is; trying again could not help."""
    async with loopback(now=Daytime()) as discord:
        people = populate(discord)
        right, discord.token = discord.token, "wrong"
        with pytest.raises(ExceptionGroup) as caught:
            async with bot(discord, people, tmp_path):
                pass
        discord.token = right
        assert caught.group_contains(Refused, match="CHAPERONE_DISCORD__TOKEN")


async def test_intents_that_are_off_end_with_a_sentence(tmp_path: Path) -> None:
    """So does a missing intent."""
    async with loopback(now=Daytime()) as discord:
        people = populate(discord)
        discord.intents_off(Intent.MESSAGE_CONTENT)
        with pytest.raises(ExceptionGroup) as caught:
            async with bot(discord, people, tmp_path):
                pass
        assert caught.group_contains(Refused, match="Message Content Intent")


async def test_an_api_that_is_down_at_the_start_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process waits and connects when Discord is back."""
    monkeypatch.setattr("bot.adapters.discord.gateway.FIRST_PAUSE", 0.01)
    async with loopback(now=Daytime()) as discord:
        people = populate(discord)
        discord.fail("GET", "/users/@me", 503, 0, times=2)
        async with bot(discord, people, tmp_path) as here:
            tip = await discord.slash(here.ada, here.general, "tip").message()
            assert tip.ephemeral


async def test_a_press_after_a_restart_between_deferral_and_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process that deferred is gone: pressing again gives the answer, once."""
    monkeypatch.setattr("bot.adapters.discord.answers.PATIENCE", 0.02)
    async with loopback(now=Daytime()) as discord:
        people = populate(discord)
        async with bot(discord, people, tmp_path) as first:
            discord.post(people.general, people.ada, HELD)
            letter = await discord.letter(people.ada)
            await first.quiet()
            async with first.app.store.begin():
                asked = discord.press(letter, "mine:withdraw:1", people.ada)
                await asked.acknowledged()
                first.adapter._answers._open._kept.clear()  # the process forgets, as by a crash
            await first.quiet()
        async with bot(discord, people, tmp_path) as second:
            answer = await discord.press(letter, "mine:withdraw:1", people.ada).answered()
            assert answer is not None
            (case,) = await second.cases()
            assert case.state is State.CLOSED


@pytest.mark.slow
@pytest.mark.long
async def test_a_burst_while_every_second_call_is_limited(tmp_path: Path) -> None:
    """A thousand messages, a tenth of them bad, every second call refused for a moment: no removal is lost."""
    async with loopback(patience=50) as discord:
        people = populate(discord)
        async with bot(discord, people, tmp_path) as here:
            discord.limit_every_second_call(retry_after=0.01)
            gate = discord.slow("DELETE", f"/channels/{here.general.id}/messages/*")
            bad = _burst(discord, here)
            await asyncio.wait_for(_opened(here, len(bad)), 50)
            gate.open()
            await discord.called("POST", f"/channels/{discord.dm(here.ada).id}/messages", len(bad), ok=True)
            assert not [one for one in bad if not one.deleted]
            await here.quiet()
            assert len(here.discord.letters(here.ada)) == len(bad)
            standing = [one.text for one in here.queue.messages if not one.deleted]
            calls = [text for text in standing if "call for a moderator" in text]
            assert (len(standing) - len(calls), len(calls)) == (len(bad), 1)
            single = discord.calls("DELETE", f"/channels/{here.general.id}/messages/*", ok=True)
            bulk = discord.calls("POST", f"/channels/{here.general.id}/messages/bulk-delete", ok=True)
            removed = [one.arrived for one in single]
            removed += [one.arrived for one in bulk for _ in one.body["messages"]]
            cards = [one.arrived for one in discord.calls("POST", f"/channels/{here.queue.id}/messages", ok=True)]
            assert sorted(removed)[90] < sorted(cards)[50], "removals go first, but for those that were refused longest"


def _burst(discord: Loopback, here: Ward) -> list[Message]:
    bad = []
    for number in range(1_000):
        if number % 10:
            discord.post(here.general, here.ada, f"round {number} was fine")
        else:
            text = f"pt {{patient_data.direct 0.9: Ada Testperson {number}}} is well"
            bad.append(discord.post(here.general, here.ada, text))
    return bad


async def _seen(here: Ward, message: int) -> None:
    while (here.adapter._marks.level(here.guild.id, here.general.id) or 0) < message:  # noqa: ASYNC110
        await asyncio.sleep(0.01)


async def _opened(here: Ward, count: int) -> None:
    while len(await here.cases()) < count:  # noqa: ASYNC110 - rows ring no bell
        await asyncio.sleep(0.05)
