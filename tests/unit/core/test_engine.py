"""The line from event to effect: guards, languages, completions, and what happens when anything on it fails."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.core import delivery
from bot.core.actions import (
    NOTHING,
    Action,
    AskModerators,
    Decision,
    HoldMessage,
    PublishMessage,
    RemoveMessage,
    ReplaceCard,
    TellChannel,
    TellMember,
    TimeOut,
)
from bot.core.cards import Card
from bot.core.cases import State, Visibility
from bot.core.commands import Roster, looks_on, starts
from bot.core.courtesy import WAITED, Occasion, Waited, read_waited
from bot.core.delivery import ATTEMPTS, LONGEST_PAUSE
from bot.core.durations import parse_duration
from bot.core.engine import Seen, language_of, origin
from bot.core.errors import ChaperoneError, Invalid, Refused, Throttled, Unavailable
from bot.core.events import ButtonPressed, ChannelId, CommandInvoked, Invocation, MemberId, MemberJoined, MessagePosted
from bot.core.ports import Effect, Timer, Work
from bot.storage.cases import SqlCases
from tests.town import COMMUNITY, START, Platform, Town, card_of, form_of, town, words_of

HELD = "pt {patient_data.direct 0.9: Ada Testperson} is doing well"
RUDE = "you {disrespect.remark 0.9: fool}"
SPAM = "buy {spam.fraud 0.99!: this}"
CARD = Card(title="A card")


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Town]:
    """Open a town."""
    async with town(tmp_path) as opened:
        yield opened


class Fails:
    """Answers a command by writing something and failing."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    async def view(self, work: Work, by: Invocation, case: int) -> Decision:
        """Write and fail."""
        await work.members.prefer(COMMUNITY, MemberId("test:ada"), "x", "y")
        raise self._error


class Rings:
    """Answers timers, those called bad at the second time only."""

    def __init__(self, rung: list[str]) -> None:
        self._rung = rung

    async def ring(self, work: Work, timer: Timer) -> Decision:
        """Remember the ring, or fail."""
        self._rung.append(timer.subject)
        if timer.subject.startswith("bad") and self._rung.count(timer.subject) == 1:
            raise LookupError
        return NOTHING


async def enqueue(here: Town, *actions: Action, case: int | None = None) -> None:
    """Decide on actions and see them through."""
    async with here.app.store.begin() as work:
        await here.app.engine._enqueue(work, COMMUNITY, [(case, action) for action in actions])
    here.app.engine.wake()
    await here.settle()


async def effects(here: Town, case: int) -> list[tuple[str, Effect, str | None]]:
    """List what became of a case's actions."""
    async with here.app.store.begin() as work:
        found = await work.cases.get(COMMUNITY, case)
        assert found is not None
        return [(one.kind, one.effect, one.reason) for one in await work.cases.actions(found)]


@pytest.mark.parametrize("text", [HELD, RUDE, SPAM])
async def test_staff_are_never_sanctioned_automatically(here: Town, text: str) -> None:
    """What a moderator writes stays; about patient data they are told, like everybody."""
    await here.post(text, by="mia")
    assert {type(action) for action in here.platform.done.values()} <= {TellMember}
    assert len(here.told("mia")) == (text is HELD)


async def test_shadow_records_and_does_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A label in shadow leaves a closed case behind for its figures, and nobody notices anything."""
    policy = tmp_path / "mine.toml"
    policy.write_text('shadow = ["patient_data"]\n')
    monkeypatch.setenv("CHAPERONE_POLICY_FILE", str(policy))
    async with town(tmp_path / "data") as here:
        await here.post(HELD)
        case = await here.case(1)
        assert (case.shadow, case.state, case.has_original) == (True, State.CLOSED, False)
        assert here.platform.done == {}
        await here.post(RUDE)
        assert len(here.told("ada")) == 1


async def test_a_channel_that_is_off_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the bot is off, nothing is examined or written."""
    policy = tmp_path / "mine.toml"
    policy.write_text('[channels]\nstaff = "off"\n')
    monkeypatch.setenv("CHAPERONE_POLICY_FILE", str(policy))
    async with town(tmp_path / "data") as here:
        await here.post(HELD, channel="staff")
        assert await here.cases() == []


async def test_the_message_budget(here: Town) -> None:
    """One unasked message a week and no more; answers and notices are not counted, others have their own."""
    tip = TellMember(member=MemberId("test:ada"), card=CARD, occasion=Occasion.UNASKED)
    await enqueue(here, tip, tip, replace(tip, member=MemberId("test:new")), replace(tip, occasion=Occasion.CASE))
    assert len(here.told("ada")) == 2
    assert len(here.told("new")) == 1
    assert ("actions", {"kind": "tell_member", "effect": "dropped"}) in here.ledger.counts
    here.time.at += timedelta(days=7, seconds=-1)
    await enqueue(here, tip)
    assert len(here.told("ada")) == 2
    here.time.at += timedelta(seconds=2)
    await enqueue(here, tip)
    assert len(here.told("ada")) == 3


async def test_what_a_platform_cannot_do_is_replaced_by_what_the_author_wrote(here: Town) -> None:
    """A missing capability is noted, and its written alternative is tried, to any depth."""
    here.platform.unsupported = {HoldMessage, RemoveMessage}
    message = here.message("x").ref
    tell = TellMember(member=MemberId("test:ada"), card=CARD)
    remove = RemoveMessage(message=message, then=(tell,), otherwise=(AskModerators(subject="x", card=CARD),))
    hold = HoldMessage(message=message, then=(tell,), otherwise=(remove,))
    await here.post(RUDE)
    await enqueue(here, hold, case=1)
    assert [card.title for card in here.told("ada")].count("A card") == 0
    assert here.asked()[-1].subject == "x"
    noted = await effects(here, 1)
    assert ("hold_message", Effect.UNSUPPORTED, "not on this platform") in noted
    assert ("remove_message", Effect.UNSUPPORTED, "not on this platform") in noted


async def test_a_hold_that_the_platform_cannot_do(tmp_path: Path) -> None:
    """Where nothing can be hidden, author and moderators are told, and nobody reads that it was hidden."""
    async with town(tmp_path, Platform(unsupported={HoldMessage, RemoveMessage})) as here:
        await here.post(HELD)
        assert (await here.case(1)).visibility is Visibility.VISIBLE
        assert "hidden" not in words_of(here.told("ada")[0])
        assert any(one.subject == "visible:1" for one in here.asked())


async def test_what_follows_waits_for_the_effect(here: Town) -> None:
    """A refused action is followed by its alternative alone; a confirmed one by what comes then."""
    refusing = [True]

    def fault(action: Action) -> None:
        if isinstance(action, RemoveMessage) and refusing[0]:
            raise Refused("missing permission")

    here.platform.fault = fault
    then = TellChannel(channel=ChannelId("test:general"), card=Card(title="done"))
    otherwise = TellChannel(channel=ChannelId("test:general"), card=Card(title="not done"))
    remove = RemoveMessage(message=here.message("x").ref, then=(then,), otherwise=(otherwise,))
    await enqueue(here, remove)
    assert [one.card.title for one in here.platform.of(TellChannel)] == ["not done"]
    refusing[0] = False
    await enqueue(here, remove)
    assert [one.card.title for one in here.platform.of(TellChannel)] == ["not done", "done"]


async def test_a_refusal_brings_the_case_back(here: Town) -> None:
    """What was decided and then refused needs attention again, with the platform's reason."""
    await here.post(RUDE)

    def fault(action: Action) -> None:
        if isinstance(action, TimeOut):
            raise Refused("missing permission")

    here.platform.fault = fault
    await here.command("mia", "/queue decide 1 timeout")
    case = await here.case(1)
    assert (case.state, case.ruling, case.attention) == (State.ATTENTION, None, "time_out: missing permission")
    assert ("time_out", Effect.REFUSED, "missing permission") in await effects(here, 1)


@pytest.mark.parametrize("error", [Unavailable("gone"), TimeoutError(), RuntimeError("a bug"), OSError()])
async def test_what_may_be_tried_again_is(here: Town, error: Exception) -> None:
    """A platform that does not answer is asked again, later each time, and given up after the last attempt."""

    def fault(_: Action) -> None:
        raise error

    here.platform.fault = fault
    await enqueue(here, TellMember(member=MemberId("test:ada"), card=CARD))
    assert here.platform.calls == 1
    await here.pass_time(timedelta(milliseconds=900))
    assert here.platform.calls == 1
    for attempt in range(2, ATTEMPTS + 1):
        await here.pass_time(LONGEST_PAUSE)
        assert here.platform.calls == attempt
    await here.pass_time(timedelta(days=1))
    assert here.platform.calls == ATTEMPTS
    assert here.ledger.counts[-1] == ("actions", {"kind": "tell_member", "effect": "given up"})


async def test_a_platform_that_recovers_gets_it_once(here: Town) -> None:
    """An action that failed for a while is done once it can be."""
    broken = [True]

    def fault(_: Action) -> None:
        if broken[0]:
            raise Unavailable

    here.platform.fault = fault
    await here.post(HELD)
    broken[0] = False
    await here.pass_time(timedelta(seconds=1))
    assert len(here.platform.of(HoldMessage)) == 1
    assert len(here.told("ada")) == 1
    assert (await here.case(1)).visibility is Visibility.HELD


async def test_a_throttled_action_waits_as_long_as_it_is_told(here: Town) -> None:
    """Being asked to wait is no failed attempt, however often."""
    wait = [timedelta(seconds=30)]

    def fault(_: Action) -> None:
        if wait:
            raise Throttled(wait[0])

    here.platform.fault = fault
    await enqueue(here, TellMember(member=MemberId("test:ada"), card=CARD))
    await here.pass_time(timedelta(seconds=29))
    assert here.platform.calls == 1
    for _ in range(ATTEMPTS + 3):
        await here.pass_time(timedelta(seconds=31))
    wait.clear()
    await here.pass_time(timedelta(seconds=31))
    assert len(here.told("ada")) == 1


async def test_an_original_that_is_gone_cannot_be_published(here: Town) -> None:
    """A release that comes after the key's end is refused, and brings the case back."""
    await here.post(HELD)
    broken = [True]

    def fault(action: Action) -> None:
        if isinstance(action, PublishMessage) and broken[0]:
            raise Throttled(timedelta(hours=25))

    here.platform.fault = fault
    await here.command("mia", "/queue decide 1 release")
    broken[0] = False
    await here.pass_time(timedelta(hours=26))
    assert here.platform.of(PublishMessage) == []
    case = await here.case(1)
    assert (case.state, case.attention) == (State.ATTENTION, "publish_message: the original is no longer kept")


async def test_a_timer_that_fails_does_not_hold_up_the_others(here: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """A handler that raises is asked again later; timers that come after it ring in the meantime."""
    rung: list[str] = []
    monkeypatch.setattr(delivery, "FIRST_PAUSE", timedelta(milliseconds=1))

    here.app.roster.timers["test.ring"] = Rings(rung).ring
    async with here.app.store.begin() as work:
        for index in range(10):
            await work.timers.set(COMMUNITY, "test.ring", f"bad{index}", here.time())
        await work.timers.set(COMMUNITY, "test.ring", "good", here.time() + timedelta(seconds=1))
        await work.timers.set(COMMUNITY, "test.unknown", "x", here.time())
    await here.pass_time(timedelta(seconds=1))
    assert "good" in rung
    assert len(rung) == 11
    await here.pass_time(LONGEST_PAUSE)
    assert len(rung) == 21


async def test_an_unforeseen_error_is_answered_and_located(here: Town) -> None:
    """A bug in a handler is answered with a sentence, rolled back, and logged by kind and place alone."""
    spec = here.app.roster.commands["queue view"]
    here.app.roster.commands["queue view"] = replace(spec, handler=Fails(LookupError("Ada said so")).view)
    card = await here.command("mia", "/queue view 1")
    assert "Ada" not in words_of(card)
    (line,) = [keys for event, keys in here.ledger.lines if event == "event_error"]
    assert line["error"] == "LookupError"
    assert line["kind"] == "CommandInvoked"
    assert "Ada" not in str(here.ledger.lines)
    async with here.app.store.begin() as work:
        assert await work.members.preferences(COMMUNITY, MemberId("test:ada")) == {}
    here.ledger.lines.clear()


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (Unavailable("secret"), "database does not answer"),
        (Refused("secret"), "The platform refused"),
        (Throttled(timedelta(seconds=1)), "asks me to wait"),
        (Invalid("error.no_such_case"), "No such case here"),
    ],
)
async def test_every_foreseen_error_has_a_sentence(here: Town, error: ChaperoneError, sentence: str) -> None:
    """People read a sentence in their language for each kind of error, and never its text."""
    spec = here.app.roster.commands["queue view"]
    here.app.roster.commands["queue view"] = replace(spec, handler=Fails(error).view)
    words = words_of(await here.command("mia", "/queue view 1"))
    assert sentence in words
    assert "secret" not in words


async def test_the_language_is_chosen_by_the_member_then_the_platform_then_the_community(here: Town) -> None:
    """A member's own choice wins, and is used for answers and notices alike."""
    policy = here.app.examiner.policies(COMMUNITY)
    fred, ada = here.members["fred"], here.members["ada"]
    silent = replace(ada, locale=None)
    async with here.app.store.begin() as work:
        assert await language_of(work, COMMUNITY, fred, policy) == "fr"
        assert await language_of(work, COMMUNITY, ada, policy.model_copy(update={"language": "fr"})) == "en"
        assert await language_of(work, COMMUNITY, silent, policy) == "en"
        assert await language_of(work, COMMUNITY, silent, policy.model_copy(update={"language": "fr"})) == "fr"
    before = await here.command("fred", "/my record")
    await here.command("fred", "/my language en")
    after = await here.command("fred", "/my record")
    assert before.title != after.title
    assert after.title == (await here.command("ada", "/my record")).title
    await here.post(HELD, by="fred")
    await here.post(HELD, by="ada")
    assert here.told("fred")[0].title == here.told("ada")[0].title


async def test_completions_are_for_those_who_may(here: Town) -> None:
    """Completion shows rows without content, to moderators alone, and the lawful values of a choice."""
    await here.post(HELD)
    mia, new = here.invocation("mia"), here.invocation("new")
    complete = here.app.engine.complete
    (row,) = await complete(mia, "queue view", "case", "")
    assert row.value == "1"
    assert "Ada" not in row.label
    assert await complete(mia, "queue view", "case", "7") == []
    assert await complete(new, "queue view", "case", "") == ()
    assert [one.value for one in await complete(mia, "queue decide", "outcome", "re")] == ["release", "remove"]
    assert list(await complete(mia, "queue decide", "note", "")) == []
    assert list(await complete(mia, "queue decide", "nothing", "")) == []
    assert await complete(mia, "no such", "case", "") == ()


async def test_what_does_not_exist_is_said(here: Town) -> None:
    """Unknown commands, menus and controls are answered; somebody who joins is greeted by nobody yet."""
    by = here.invocation("ada")
    await here.app.engine.receive(CommandInvoked(invocation=by, command="dance"))
    await here.app.engine.receive(
        CommandInvoked(invocation=here.invocation("ada"), command="dance", about=here.message("x"))
    )
    await here.app.engine.receive(ButtonPressed(invocation=here.invocation("ada"), token="dance:1"))
    await here.app.engine.receive(
        MemberJoined(delivery=here._delivery(), community=COMMUNITY, member=here.members["new"])
    )
    assert len(here.platform.replies) == 3
    assert len({words_of(card_of(reply)) for _, reply in here.platform.replies}) == 2


async def test_a_message_delivered_again_is_one_case(here: Town) -> None:
    """Whatever is fetched again after a restart, or delivered twice, changes nothing."""
    message = here.message(HELD)
    for _ in range(3):
        await here.app.engine.receive(MessagePosted(delivery=here._delivery(), community=COMMUNITY, message=message))
        await here.settle()
    assert len(await here.cases()) == 1
    assert len(here.platform.of(HoldMessage)) == 1
    assert len(here.told("ada")) == 1


@pytest.mark.parametrize("length", [0, 40_000])
async def test_messages_of_every_length(here: Town, length: int) -> None:
    """Nothing at all and forty thousand characters walk the same line, and can be released again."""
    await here.post("x" * length)
    await here.post(HELD + " \ud83d" + "x" * (length - len(HELD) - 2))
    (case,) = await here.cases()
    reply = await here.press("mia", f"queue:rule:release:private:{case.number}:{case.version}")
    assert isinstance(reply, ReplaceCard)
    (published,) = here.platform.of(PublishMessage)
    assert published.content is not None
    assert len(published.content.body) == max(length, len(HELD) + 2)


async def test_half_a_surrogate_pair_in_every_field(here: Town) -> None:
    """Broken text from a platform's forms is kept, shown and published like any other."""
    await here.post(HELD)
    form_of(await here.press("ada", "mine:fix:1"))
    card = await here.fill("ada", "mine:fix:1", text="better \udc00")
    assert card.title
    (published,) = here.platform.of(PublishMessage)
    assert published.content is not None
    assert published.content.body == "better \udc00"


def test_the_origin_of_an_error_is_a_place_of_ours() -> None:
    """The innermost frame of ours is named, and nothing else of the error."""
    with pytest.raises(ValueError, match="span of time") as caught:
        parse_duration("Ada")
    assert origin(caught.value).startswith("core/durations:")
    with pytest.raises(ValueError, match="month") as caught:
        date(2026, 13, 1)
    assert origin(caught.value) == ""


async def test_an_ending_that_cannot_be_written_is_put_off(here: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was done but cannot be noted is not done again at every look; its row waits, and nothing else does."""

    async def broken(*_: object) -> None:
        raise ValueError("damaged")

    monkeypatch.setattr(SqlCases, "confirm", broken)
    await here.post("{patient_data.direct 0.9: Ada} is back")
    assert here.platform.calls == 2
    assert {type(action) for action in here.platform.done.values()} == {HoldMessage, AskModerators}
    monkeypatch.undo()
    await here.pass_time(timedelta(minutes=5))
    assert len(here.told("ada")) == 1


async def prefer(here: Town, member: str, **preferences: str | None) -> None:
    """Write a member's wishes down."""
    async with here.app.store.begin() as work:
        for name, value in preferences.items():
            await work.members.prefer(COMMUNITY, MemberId(f"test:{member}"), name, value)


def to_ada(occasion: Occasion, title: str = "A card", once: str | None = None) -> TellMember:
    """Write to Ada."""
    return TellMember(member=MemberId("test:ada"), card=Card(title=title), occasion=occasion, once=once)


async def later(here: Town, passed: timedelta) -> None:
    """Let time pass."""
    here.time.at += passed
    here.app.engine.wake()
    await here.settle()


async def test_a_break_is_honoured(here: Town) -> None:
    """What is urgent comes at once, a word on a case and news when the break is over, everything else not at all."""
    end = START + timedelta(days=3)
    await prefer(here, "ada", break_until=end.isoformat())
    await enqueue(here, *(to_ada(one, one) for one in Occasion))
    assert [card.title for card in here.told("ada")] == ["urgent"]
    assert here.ledger.counts.count(("actions", {"kind": "tell_member", "effect": "dropped"})) == 2
    await later(here, timedelta(days=2))
    assert len(here.told("ada")) == 1
    await later(here, timedelta(days=1))
    assert sorted(card.title for card in here.told("ada")) == ["case", "news", "urgent"]


async def test_a_break_that_was_lengthened_is_honoured_too(here: Town) -> None:
    """What waits is weighed again before it goes out."""
    await prefer(here, "ada", break_until=(START + timedelta(hours=5)).isoformat())
    await enqueue(here, to_ada(Occasion.CASE))
    await prefer(here, "ada", break_until=(START + timedelta(days=5)).isoformat())
    await later(here, timedelta(hours=6))
    assert here.told("ada") == []
    await later(here, timedelta(days=5))
    assert len(here.told("ada")) == 1


async def test_a_break_that_began_meanwhile_is_honoured(here: Town) -> None:
    """A reminder that waits for the morning is left out if a break has begun before; a word on a case waits on."""
    here.time.at = START.replace(hour=23)
    await prefer(here, "ada", night="22:00-07:00")
    await enqueue(here, to_ada(Occasion.SUBSCRIBED, "reminder"), to_ada(Occasion.CASE, "case"))
    await prefer(here, "ada", break_until=(START + timedelta(days=5)).isoformat())
    await later(here, timedelta(hours=10))
    assert here.told("ada") == []
    await later(here, timedelta(days=5))
    assert [card.title for card in here.told("ada")] == ["case"]


async def test_what_a_break_keeps_back_is_counted(here: Town) -> None:
    """By occasion, without what it says; a night counts nothing."""
    await prefer(here, "ada", break_until=(START + timedelta(days=3)).isoformat())
    await enqueue(here, *(to_ada(one, one) for one in Occasion), to_ada(Occasion.CASE))
    await prefer(here, "new", night="00:00-23:59")
    await enqueue(here, replace(to_ada(Occasion.CASE), member=MemberId("test:new")))
    async with here.app.store.begin() as work:
        (kept,) = await work.records.page(COMMUNITY, WAITED)
    assert (kept.owner, read_waited(kept.value)) == ("test:ada", Waited(case=2, news=1, subscribed=1, unasked=1))


async def test_a_rest_that_ends_early_lets_through_what_waits(here: Town) -> None:
    """Within a minute, and nobody else's quiet is disturbed."""
    for member in ("ada", "new"):
        await prefer(here, member, break_until=(START + timedelta(days=9)).isoformat())
        await enqueue(here, replace(to_ada(Occasion.CASE), member=MemberId(f"test:{member}")))
    await later(here, timedelta(hours=1))
    await prefer(here, "ada", break_until=None)
    async with here.app.store.begin() as work:
        await work.outbox.hasten(COMMUNITY, here.time() + delivery.FRESH)
    await later(here, delivery.FRESH)
    assert (len(here.told("ada")), len(here.told("new"))) == (1, 0)
    await later(here, timedelta(days=9))
    assert len(here.told("new")) == 1


async def test_a_night_is_waited_out(here: Town) -> None:
    """At nine in the morning in London it is evening in Auckland, and what is no emergency waits for the next one."""
    await prefer(here, "ada", night="21:00-07:00", zone="Pacific/Auckland")
    await enqueue(here, to_ada(Occasion.SUBSCRIBED, "reminder"), to_ada(Occasion.UNASKED, "tip"))
    assert here.told("ada") == []
    await later(here, timedelta(hours=8, minutes=59))
    assert here.told("ada") == []
    await later(here, timedelta(minutes=1))
    assert [card.title for card in here.told("ada")] == ["reminder", "tip"]


async def test_the_community_is_quiet_at_night(here: Town) -> None:
    """What nobody asked for waits for the morning; a word on a case, news and a reminder do not."""
    here.time.at = START.replace(hour=23)
    await enqueue(here, *(to_ada(one, one) for one in Occasion))
    assert {card.title for card in here.told("ada")} == {"urgent", "case", "news", "subscribed"}
    await later(here, timedelta(hours=8))
    assert [card.title for card in here.told("ada")][4:] == ["unasked"]


async def test_nothing_is_said_twice_that_is_said_once(here: Town) -> None:
    """By its name, to each member; a year and more later it may be said again."""
    welcome = to_ada(Occasion.SUBSCRIBED, once="welcome")
    await enqueue(here, welcome, welcome, to_ada(Occasion.SUBSCRIBED, once="other"))
    await enqueue(here, welcome, replace(welcome, member=MemberId("test:new")))
    assert (len(here.told("ada")), len(here.told("new"))) == (2, 1)
    await later(here, timedelta(days=401))
    await enqueue(here, welcome)
    assert len(here.told("ada")) == 3


class Onlooker:
    """Counts the messages that it was asked about, and answers those that hold a word."""

    def __init__(self) -> None:
        self.asked = 0
        self.started = 0

    @starts
    async def begin(self, work: Work) -> None:
        """Count the start."""
        self.started += 1

    def wants(self, seen: Seen) -> bool:
        """Want what speaks of a journal."""
        self.asked += 1
        return "journal" in seen.message.content.body

    @looks_on("wants")
    async def look(self, work: Work, seen: Seen) -> Decision:
        """Tell the author."""
        return Decision(actions=((None, TellMember(member=seen.message.author.id, card=Card(title="seen"))),))


async def test_an_onlooker_sees_what_stays(here: Town) -> None:
    """A clean message that it wants, and one that only earns a word; never one that is hidden."""
    cog = Onlooker()
    here.app.engine.roster = Roster((*here.app.roster.cogs, cog))
    await here.app.engine.start()
    assert cog.started == 1
    await here.post("nothing of note")
    assert here.told("ada") == []
    await here.post("the journal club")
    assert [card.title for card in here.told("ada")] == ["seen"]
    await here.post(f"journal: {HELD}")
    assert cog.asked == 2
    assert [card.title for card in here.told("ada")].count("seen") == 1
