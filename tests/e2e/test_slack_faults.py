"""What goes wrong on Slack: limits, outages, broken lines, lost tokens; nothing is lost, and nothing is doubled."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot import listening
from bot.adapters.slack.gateway import SlackAdapter
from bot.core.actions import Action, AskModerators, HoldMessage, PublishMessage, TellChannel, TellMember
from bot.core.cards import Card
from bot.core.cases import State, Visibility
from bot.core.errors import Refused, Throttled, Unavailable
from bot.core.events import ChannelId, MemberId, MessageId, MessageRef
from bot.core.text import Content
from tests.loopback_slack import Loopback, Message, Team, User, loopback
from tests.town import Daytime
from tests.workspace import HELD, TOLD, Place, bot, place, populate


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Place]:
    """Open a workspace with the bot at work in it."""
    async with place(tmp_path) as opened:
        yield opened


CARD = Card(title="A note", body=("For you.",))


def tell(here: Place) -> TellMember:
    """Tell Ada something."""
    return TellMember(member=MemberId(f"slack:{here.ada.id}"), card=CARD)


def publish(here: Place, text: str = "back again") -> PublishMessage:
    """Put words of Ada's back into the channel."""
    ref = MessageRef(channel=ChannelId(f"slack:{here.general.id}"), id=MessageId("slack:p1700000000000100"))
    return PublishMessage(message=ref, author=MemberId(f"slack:{here.ada.id}"), content=Content.of(text))


async def test_a_message_that_is_gone_is_gone(here: Place) -> None:
    """message_not_found on deletion is what was wanted: the case says that it is held."""
    here.slack.fail("chat.delete", "message_not_found")
    here.slack.post(here.general, here.ada, HELD)
    await here.slack.letter(here.ada)
    await here.quiet()
    (case,) = await here.every_case()
    assert case.visibility is Visibility.HELD


@pytest.mark.parametrize("error", ["token_revoked", "account_inactive", "cant_delete_message"])
async def test_an_admins_token_that_fails_in_the_middle_leads_to_the_fallback(here: Place, error: str) -> None:
    """The author reads that it stands, the case needs attention; a dead token is not tried again."""
    here.slack.fail("chat.delete", error)
    here.slack.post(here.general, here.ada, HELD)
    letter = await here.slack.letter(here.ada)
    await here.quiet()
    (case,) = await here.every_case()
    assert "still" in letter.words
    assert (case.state, case.visibility) == (State.ATTENTION, Visibility.VISIBLE)
    assert case.attention is not None
    assert "admin's token" in case.attention
    here.slack.post(here.general, here.ada, HELD.replace("Ada", "Eve"))
    await here.slack.letter(here.ada, 2)
    await here.quiet()
    assert len(here.slack.calls("chat.delete", ok=True)) == (1 if error == "cant_delete_message" else 0)
    lacks = here.adapter.survey(here.community).lacks
    assert any("USER_TOKEN" in right for lack in lacks for right in lack.rights) == (error != "cant_delete_message")


async def test_an_admin_who_takes_the_token_back_is_heard(here: Place) -> None:
    """tokens_revoked: the next message is not tried with it."""
    here.slack.revoke(here.slack.admin_token(here.admin))
    await here.slack.called("auth.test", 1, ok=False)
    message = here.slack.post(here.general, here.ada, HELD)
    await here.slack.letter(here.ada)
    await here.quiet()
    assert not message.deleted
    assert here.slack.calls("chat.delete") == []
    assert here.adapter.serves(here.community)


@pytest.mark.parametrize(
    ("fault", "error"),
    [("internal_error", Unavailable), ("fatal_error", Unavailable), ("is_archived", Refused), ("no_text", Refused)],
)
async def test_errors_are_ours(here: Place, fault: str, error: type[Exception]) -> None:
    """slack_sdk's exceptions never leave the adapter."""
    here.slack.fail("chat.postMessage", fault)
    with pytest.raises(error):
        await here.adapter.perform(here.community, tell(here), "key")
    await here.adapter.perform(here.community, tell(here), "key")
    assert len(here.slack.letters(here.ada)) == 1


async def test_a_page_that_is_no_answer_is_an_outage(here: Place) -> None:
    """503 with a page in it."""
    here.slack.fail("chat.postMessage", status=503)
    with pytest.raises(Unavailable):
        await here.adapter.perform(here.community, tell(here), "key")


async def test_limits_are_handed_to_the_outbox(here: Place) -> None:
    """429 says how long to wait; ``ratelimited`` with 200 does not, and is one too."""
    here.slack.limit("chat.postMessage", 120)
    with pytest.raises(Throttled) as caught:
        await here.adapter.perform(here.community, tell(here), "key")
    assert caught.value.retry_after.total_seconds() == 120
    here.slack.ratelimited("chat.postMessage")
    with pytest.raises(Throttled):
        await here.adapter.perform(here.community, tell(here), "key")
    await here.adapter.perform(here.community, tell(here), "key")
    assert len(here.slack.letters(here.ada)) == 1


async def test_a_limit_loses_nothing(here: Place) -> None:
    """Deletion and notice wait for as long as Slack asks, and happen once."""
    here.slack.limit("chat.delete", 1)
    here.slack.limit("chat.postMessage", 1, times=2)
    message = here.slack.post(here.general, here.ada, HELD)
    await here.slack.gone(message)
    await here.slack.letter(here.ada)
    await here.slack.posted(here.queue)
    await here.quiet()
    assert len(here.slack.letters(here.ada)) == 1
    assert len(await here.every_case()) == 1


async def test_a_cut_line_doubles_nothing(here: Place) -> None:
    """The message was written and the answer was lost: the same key finds it, in a DM, a channel and a thread."""
    actions: tuple[Action, ...] = (tell(here), publish(here), TellChannel(channel=_general(here), card=CARD))
    for number, action in enumerate(actions):
        here.slack.cut("chat.postMessage", after=True)
        with pytest.raises(Unavailable):
            await here.adapter.perform(here.community, action, f"key-{number}")
        await here.adapter.perform(here.community, action, f"key-{number}")
        await here.adapter.perform(here.community, action, f"key-{number}")
    assert len(here.slack.letters(here.ada)) == 1
    assert len(here.general.messages) == 2
    await here.adapter.perform(here.community, publish(here), "another key")
    assert len(here.general.messages) == 3


async def test_a_restart_doubles_nothing(tmp_path: Path) -> None:
    """The line was cut and the process died: the next one finds what was written."""
    async with loopback(now=Daytime()) as slack:
        people = populate(slack)
        async with bot(slack, people, tmp_path) as first:
            slack.cut("chat.postMessage", after=True)
            with pytest.raises(Unavailable):
                await first.adapter.perform(first.community, tell(first), "the-key")
        async with bot(slack, people, tmp_path) as second:
            await second.adapter.perform(second.community, tell(second), "the-key")
        assert len(slack.letters(people.ada)) == 1


async def test_a_card_that_was_deleted_is_posted_again(here: Place) -> None:
    """Moderators find the card again, once."""
    ask = AskModerators(subject="case:1", card=CARD)
    await here.adapter.perform(here.community, ask, "one")
    here.slack.delete(here.queue.messages[-1], here.admin)
    await here.adapter.perform(here.community, ask, "two")
    assert len(here.queue.messages) == 1


async def test_a_call_for_attention_takes_the_old_cards_place(here: Place) -> None:
    """An edit calls nobody: the user group is called by a new card, and there is still one."""
    await here.adapter.perform(here.community, AskModerators(subject="case:1", card=CARD), "one")
    await here.adapter.perform(here.community, AskModerators(subject="case:1", card=CARD, ping=True), "two")
    assert len(here.queue.messages) == 1
    assert {ping.whom for ping in here.slack.pings} == {here.moderators.id}


async def test_nothing_that_a_member_wrote_calls_anybody(here: Place) -> None:
    """Put back, a call to everybody is a word like any other."""
    words = "<!channel> @channel <@U1> <!subteam^S1> **bold** `code` <https://evil.example|https://good.example>"
    await here.adapter.perform(here.community, publish(here, words), "key")
    await here.adapter.perform(
        here.community, TellChannel(channel=_general(here), card=Card(title=words, body=(words,), footer=words)), "two"
    )
    assert here.slack.pings == []
    assert "<!channel>" in here.general.messages[0].words.replace("&lt;", "<").replace("&gt;", ">")


async def test_without_a_channel_for_moderators_it_says_so(tmp_path: Path) -> None:
    """The refusal names the command."""
    async with place(tmp_path, chosen=False) as here:
        with pytest.raises(Refused, match="/chaperone setup"):
            await here.adapter.perform(here.community, AskModerators(subject="s", card=CARD), "key")


async def test_closed_letters_leave_a_neutral_line(here: Place) -> None:
    """The line says nothing; its button shows the card to its addressee and to nobody else."""
    here.slack.app.messages_tab = False
    here.slack.post(here.general, here.ada, TOLD)
    line = await here.slack.posted(here.general)
    assert "private note" in line.words
    assert "patient" not in line.words.lower()
    assert {ping.whom for ping in here.slack.pings if ping.message is line} == {here.ada.id}
    await here.quiet()
    other = await here.slack.press(line, "slack:read:", here.mia).message()
    assert other.ephemeral
    assert "somebody else" in other.words
    own = await here.slack.press(line, "slack:read:", here.ada).message()
    assert own.ephemeral
    modal = await here.slack.press(own, "mine:fix:1", here.ada).modal()
    assert modal is not None


async def test_repeated_deliveries_act_once(here: Place) -> None:
    """The same envelope again, a retry of an event, and a command that comes twice."""
    message = here.slack.post(here.general, here.ada, HELD)
    event = here.slack.last_event("message", "")
    await here.slack.gone(message)
    here.slack.deliveries.repeat(event)
    here.slack.deliveries.retry(event)
    asked = here.slack.slash(here.ada, here.general, "/tip")
    await asked.message()
    assert asked.delivery
    here.slack.deliveries.repeat(asked.delivery)
    await here.slack.deliveries.settled()
    await here.quiet()
    assert len(await here.every_case()) == 1
    assert len(here.slack.calls("chat.delete")) == 1
    assert len(here.slack.letters(here.ada)) == 1
    assert len(asked.answers) == 1


async def test_what_is_told_twice_is_counted_once(here: Place) -> None:
    """A watcher counts messages and comings: a retry, or a reading of what was delivered too, is none of them."""
    here.slack.post(here.general, here.mia, "good morning")
    newcomer = here.slack.hire(here.team, "eve")
    posted, joined = here.slack.last_event("message", ""), here.slack.last_event("team_join")
    await here.slack.deliveries.settled()
    for event in (posted, joined):
        here.slack.deliveries.retry(event)
        here.slack.deliveries.repeat(event)
    before = here.slack.deliveries.connections
    here.slack.deliveries.drop()
    await here.slack.deliveries.connected_again(before + 1)
    held = here.slack.post(here.general, newcomer, HELD)
    await here.slack.gone(held)
    await here.quiet()
    told = [dict(keys)["kind"] for name, keys in here.ledger.lines if name == "event"]
    assert (told.count("MemberJoined"), told.count("MessagePosted")) == (1, 2)


async def test_everything_is_acknowledged_at_once(here: Place) -> None:
    """Known and unknown events, while Slack's own answers are slow: the acknowledgement does not wait for them."""
    gate = here.slack.slow("users.info")
    message = here.slack.post(here.general, here.ada, HELD)
    here.slack.slash(here.ada, here.general, "/tip")
    here.slack.shortcut(here.ada, "nobody-knows")
    here.slack.event(here.team, "app_mention", {"type": "app_mention", "channel": here.general.id})
    await here.slack.deliveries.settled()
    assert all(not ack.late and ack.real < 3 for ack in here.slack.deliveries.acks)
    assert not message.deleted
    gate.open()
    await here.slack.gone(message)
    await here.quiet()


async def test_a_form_whose_answer_takes_long_says_so(here: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Acknowledged in time with a word; the answer follows in its place."""
    monkeypatch.setattr("bot.adapters.slack.answers.PATIENCE", 0.05)
    message = here.slack.post(here.general, here.ada, "buy my course")
    modal = await here.slack.message_shortcut(here.mia, message, "report").modal()
    gate = here.slack.slow("conversations.replies")
    sent = here.slack.submit(modal, {"reason": "spam"})
    waiting = await sent.answered()
    assert "One moment" in waiting.text
    gate.open()
    await here.slack.called("views.update", view_id=modal.id)
    assert "One moment" not in modal.words
    await here.quiet()
    assert len(await here.every_case()) == 1


async def test_a_form_that_comes_too_late_stands_behind_a_button(here: Place) -> None:
    """Slack opens a modal within three seconds; after that the form is kept, and opened by a press."""
    here.slack.post(here.general, here.ada, HELD)
    letter = await here.slack.letter(here.ada)
    await here.quiet()
    here.slack.fail("views.open", "expired_trigger_id")
    offered = await here.slack.press(letter, "mine:fix:1", here.ada).message()
    assert offered.ephemeral
    modal = await here.slack.press(offered, "slack:form:", here.ada).modal()
    assert (await here.slack.submit(modal, {"text": "a patient is doing well"}).answered()).kind


async def test_an_answer_is_given_in_spite_of_a_short_limit(here: Place) -> None:
    """Somebody waits: a moment is waited out, a broken line tried again."""
    here.slack.limit("views.open", 1)
    modal = await here.slack.slash(here.ada, here.general, "/chaperone").modal()
    assert modal is not None
    here.slack.cut("response_url")
    tip = await here.slack.slash(here.ada, here.general, "/tip").message()
    assert tip.ephemeral


@pytest.mark.parametrize("how", ["drop", "close", "refresh"])
async def test_a_lost_line_loses_nothing(here: Place, how: str) -> None:
    """What is said while nobody listens is read after the reconnection, and once."""
    before = here.slack.deliveries.connections
    getattr(here.slack.deliveries, how)()
    messages = [here.slack.post(here.general, here.ada, HELD.replace("Ada", name)) for name in ("Eve", "Ida")]
    await here.slack.deliveries.connected_again(before + 1)
    for message in messages:
        await here.slack.gone(message)
    await here.quiet()
    assert len(await here.every_case()) == 2


async def test_an_address_that_has_expired_is_not_tried_for_ever(here: Place) -> None:
    """The watchdog begins afresh with a new address."""
    before = here.slack.deliveries.connections
    for _ in range(2):
        here.slack.fail("apps.connections.open", status=503)
    here.slack.deliveries.expire_tickets()
    here.slack.deliveries.drop()
    await here.slack.deliveries.connected_again(before + 1)
    assert len(here.slack.calls("apps.connections.open", ok=False)) == 2
    message = here.slack.post(here.general, here.ada, HELD)
    await here.slack.gone(message)
    await here.quiet()
    (case,) = await here.every_case()
    assert (case.visibility, case.message) == (Visibility.HELD, f"slack:p{message.ts.replace('.', '')}")


async def test_an_app_token_that_slack_refuses_ends_the_start(tmp_path: Path) -> None:
    """With the setting's name; trying again cannot help."""
    async with loopback(now=Daytime()) as slack:
        people = populate(slack)
        slack.app.token = "xapp-1-nobody"
        with pytest.raises(BaseExceptionGroup) as caught:
            async with bot(slack, people, tmp_path):
                pass
        refused, _ = caught.value.split(Refused)
        assert refused is not None
        assert "CHAPERONE_SLACK__APP_TOKEN" in "".join(map(str, _leaves(refused)))


async def test_strangers_are_members_whatever_they_are_at_home(here: Place) -> None:
    """Slack Connect: their words are judged, their rank counts at home, and what cannot be deleted is told."""
    other = here.slack.workspace("Elsewhere", installed=False)
    boss = here.slack.user(other, "boss", owner=True)
    shared = here.slack.channel(here.team, "shared", here.mia, here.admin, boss, shared_with=[other])
    here.slack.invite_bot(shared, here.team)
    message = here.slack.post(shared, boss, HELD)
    await here.slack.posted(here.queue)
    await here.quiet()
    assert not message.deleted
    (case,) = await here.every_case()
    assert (case.author, case.visibility) == (f"slack:{boss.id}", Visibility.VISIBLE)
    letter = _last(here.slack, boss, here.team)
    assert letter is not None
    assert "Testperson" not in letter.words


async def test_what_is_about_no_message_of_slack_is_refused(here: Place) -> None:
    """An identifier of elsewhere reaches no call."""
    ref = MessageRef(channel=ChannelId("slack:C1"), id=MessageId("gone"))
    with pytest.raises(Refused):
        await here.adapter.perform(here.community, HoldMessage(message=ref), "key")
    assert here.slack.calls("chat.delete") == []


async def test_nothing_of_slack_is_performed_before_the_start(tmp_path: Path) -> None:
    """Without a connection there is no workspace to act in."""
    async with place(tmp_path) as here:
        adapter = here.adapter
    assert isinstance(adapter, SlackAdapter)
    with pytest.raises(Unavailable):
        await adapter.perform(here.community, tell(here), "key")


def _leaves(group: BaseExceptionGroup[Refused]) -> Iterator[BaseException]:
    for one in group.exceptions:
        if isinstance(one, BaseExceptionGroup):
            yield from _leaves(one)
        else:
            yield one


def _general(here: Place) -> ChannelId:
    return ChannelId(f"slack:{here.general.id}")


def _last(slack: Loopback, user: User, team: Team) -> Message | None:
    letters = slack._by_bot(slack.dm(user, team))
    return letters[-1] if letters else None


async def test_a_line_that_breaks_twice_loses_nothing(here: Place) -> None:
    """Each loss is made good, and what is read again is acted on once."""
    before = here.slack.deliveries.connections
    here.slack.deliveries.drop()
    await here.slack.deliveries.connected_again(before + 1)
    here.slack.deliveries.drop()
    await here.slack.deliveries.connected_again(before + 2)
    message = here.slack.post(here.general, here.ada, HELD)
    await here.slack.gone(message)
    await here.quiet()
    assert len(here.slack.calls("chat.delete")) == 1


async def test_a_line_that_breaks_during_a_reading_loses_nothing(here: Place) -> None:
    """What was missed the second time lies behind what is being read, and what is heard since must not hide it."""
    before = here.slack.deliveries.connections
    await here.slack.gone(here.slack.post(here.general, here.ada, HELD))
    gate = here.slack.slow("conversations.history", times=1, after=True, channel=here.general.id)
    here.slack.deliveries.close()
    await gate.arrived()
    here.slack.deliveries.close()
    missed = here.slack.post(here.general, here.ada, HELD.replace("Ada", "Eve"))
    await here.slack.deliveries.connected_again(before + 2)
    await here.slack.gone(here.slack.post(here.general, here.ada, HELD.replace("Ada", "Ida")))
    gate.open()
    await here.slack.gone(missed)
    await here.quiet()
    assert len(await here.every_case()) == 3


async def test_what_comes_ahead_of_the_watchdog_hides_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """slack_sdk connects anew by itself, and delivers at once."""
    monkeypatch.setattr("bot.adapters.slack.socket.LOOK_EVERY", 3_600)
    async with place(tmp_path) as here:
        await here.slack.gone(here.slack.post(here.general, here.ada, HELD))
        here.slack.deliveries.close()
        missed = here.slack.post(here.general, here.ada, HELD.replace("Ada", "Eve"))
        await here.slack.deliveries.connected_again()
        await here.slack.gone(here.slack.post(here.general, here.ada, HELD.replace("Ada", "Ida")))
        await here.slack.gone(missed)
        await here.quiet()
        assert len(await here.every_case()) == 3


async def test_limits_delay_the_reading_of_a_channel_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One for every thread, more than there are tries: what was read before a limit is not read again."""
    monkeypatch.setattr(listening, "FIRST_PAUSE", timedelta())
    async with loopback(now=Daytime()) as slack:
        people = populate(slack)
        async with bot(slack, people, tmp_path) as first:
            asked = [slack.post(people.general, people.mia, f"question {n}") for n in range(listening.TRIES + 1)]
            await slack.gone(slack.post(people.general, people.ada, HELD))
            await first.quiet()
        missed = slack.post(people.general, people.ada, HELD.replace("Ada", "Eve"))
        for one in asked:
            slack.post(people.general, people.ada, "an answer", thread=one)
            slack.limit("conversations.replies", ts=one.ts)
        before = len(slack.calls("conversations.history", channel=people.general.id))
        async with bot(slack, people, tmp_path) as second:
            await slack.gone(missed)
            await second.quiet()
            assert len(slack.calls("conversations.history", channel=people.general.id)) == before + 1


async def test_a_channel_that_is_given_up_is_counted_and_keeps_its_mark(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slack does not answer for one channel: the other is read, and this one after the next start."""
    monkeypatch.setattr(listening, "FIRST_PAUSE", timedelta())
    async with loopback(now=Daytime()) as slack:
        people = populate(slack)
        places = (people.general, people.cases)
        async with bot(slack, people, tmp_path) as first:
            for place in places:
                await slack.gone(slack.post(place, people.ada, HELD))
            await first.quiet()
        silent, read = (slack.post(place, people.ada, HELD.replace("Ada", "Eve")) for place in places)
        slack.fail("conversations.history", status=503, times=listening.TRIES, channel=people.general.id)
        async with bot(slack, people, tmp_path) as second:
            await slack.called("conversations.history", listening.TRIES, ok=False)
            await slack.gone(read)
            await slack.gone(slack.post(people.general, people.ada, HELD.replace("Ada", "Ida")))
            await second.quiet()
            assert ("events_failed", {"reason": "unavailable"}) in second.ledger.counts
            assert not silent.deleted
        async with bot(slack, people, tmp_path):
            await slack.gone(silent)
