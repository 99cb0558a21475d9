"""What waits on its way out: nothing overtakes what it belongs to, and what nobody wants any more is left out."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete

from bot.core import delivery
from bot.core.actions import (
    Action,
    AskModerators,
    HoldMessage,
    LiftTimeOut,
    PublishMessage,
    RemoveMessage,
    SetFilters,
    SlowDown,
    TakeBack,
    TellChannel,
    TellMember,
    TimeOut,
)
from bot.core.cards import Card
from bot.core.cases import Ending, Ruling, State, Visibility
from bot.core.events import (
    ChannelId,
    CommunityId,
    DeliveryId,
    MemberId,
    MessageEdited,
    MessageId,
    MessagePosted,
    MessageRef,
)
from bot.core.text import Content
from bot.storage import tables as t
from bot.storage.store import SqlWork
from tests.town import COMMUNITY, START, Platform, Time, Town, form_of, throttling, town, words_of

HELD = "pt {patient_data.direct 0.9: Ada Testperson} is doing well"
RUDE = "you {disrespect.remark 0.9: fool}"
SPAM = "{spam.fraud 0.99!: buy followers}"
LONG = timedelta(seconds=31)
"""A little more than a throttled action waits."""

PLACE, ADA = ChannelId("test:general"), MemberId("test:ada")
MESSAGE = MessageRef(channel=PLACE, id=MessageId("test:x"))
OLD, NEW = Card(title="old"), Card(title="new")


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Town]:
    """Open a town."""
    async with town(tmp_path) as opened:
        yield opened


@dataclass(slots=True)
class Slow(Platform):
    """A platform that takes its time with actions of one kind."""

    kind: type[Action] = TellChannel
    began: asyncio.Event = field(default_factory=asyncio.Event)
    goes_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def perform(self, community: CommunityId, action: Action, key: str, case: int | None = None) -> None:
        """Wait before it is done."""
        if isinstance(action, self.kind):
            self.began.set()
            await self.goes_on.wait()
        await Platform.perform(self, community, action, key, case)


async def decide(here: Town, *actions: Action) -> None:
    """Decide on actions without waiting for what becomes of them."""
    async with here.app.store.begin() as work:
        await here.app.engine._enqueue(work, COMMUNITY, [(None, action) for action in actions])
    here.app.engine.wake()


def done(here: Town) -> Sequence[Action]:
    """List what was done, in order."""
    return list(here.platform.done.values())


# Order

TELL = TellChannel(channel=PLACE, card=OLD, subject="paper:1")
PAIRS = [
    (TELL, TakeBack(channel=PLACE, subject="paper:1")),
    (TELL, TellChannel(channel=PLACE, card=NEW, subject="paper:1")),
    (AskModerators(subject="case:1", card=OLD), AskModerators(subject="case:1", card=NEW)),
    (TellMember(member=ADA, card=OLD, subject="call"), TellMember(member=ADA, card=NEW, subject="call")),
    (SlowDown(channel=PLACE, seconds=30), SlowDown(channel=PLACE, seconds=0)),
    (SetFilters(on=True, language="en"), SetFilters(on=False, language="en")),
    (LiftTimeOut(member=ADA), TimeOut(member=ADA, until=START + timedelta(days=1))),
    (HoldMessage(message=MESSAGE), RemoveMessage(message=MESSAGE)),
    (PublishMessage(message=MESSAGE, author=ADA, content=Content.of("x")), RemoveMessage(message=MESSAGE)),
]


@pytest.mark.parametrize(("first", "second"), PAIRS)
async def test_what_changes_one_thing_keeps_its_order(here: Town, first: Action, second: Action) -> None:
    """The later one waits for an earlier one that was put off, however often."""
    async with here.app.store.begin() as work:
        await work.sanctions.stop(COMMUNITY, ADA, 1, START + timedelta(days=1))
    here.platform.fault = throttling(type(first))
    await decide(here, first)
    await here.settle()
    await decide(here, second)
    await here.settle()
    assert done(here) == []
    here.platform.fault = throttling(type(first))
    await here.pass_time(LONG)
    assert done(here) == []
    await here.pass_time(LONG)
    assert done(here) == [first, second]


async def test_what_changes_something_else_does_not_wait(here: Town) -> None:
    """Another subject, another channel, another community's; and what has no subject at all."""
    here.platform.fault = throttling(TellChannel)
    await decide(here, TELL)
    await here.settle()
    others = (
        TellChannel(channel=PLACE, card=NEW, subject="paper:2"),
        TakeBack(channel=ChannelId("test:cases"), subject="paper:1"),
        TellChannel(channel=PLACE, card=NEW),
        AskModerators(subject="paper:1", card=NEW),
    )
    await decide(here, *others)
    await here.settle()
    assert set(done(here)) == set(others)
    async with here.app.store.begin() as work:
        elsewhere = CommunityId("test:elsewhere")
        await here.app.engine._enqueue(work, elsewhere, [(None, TakeBack(channel=PLACE, subject="paper:1"))])
    here.app.engine.wake()
    await here.settle()
    assert len(done(here)) == len(others) + 1


async def test_what_changes_one_thing_is_done_one_after_the_other(tmp_path: Path) -> None:
    """A card is taken back when it is there, not while it is being written."""
    platform = Slow()
    async with town(tmp_path, platform) as here:
        await decide(here, TELL, TakeBack(channel=PLACE, subject="paper:1"), AskModerators(subject="x", card=NEW))
        await platform.began.wait()
        async with asyncio.timeout(10):
            while True:
                if here.asked():
                    break
                await asyncio.sleep(0)
        assert platform.of(TakeBack) == []
        platform.goes_on.set()
        await here.settle()
        assert [type(one) for one in done(here)] == [AskModerators, TellChannel, TakeBack]


async def test_the_order_outlives_a_restart(tmp_path: Path) -> None:
    """What was put off before it is still waited for after it."""
    platform, time = Platform(fault=throttling(TellChannel)), Time()
    async with town(tmp_path, platform, time) as here:
        await decide(here, TELL)
        await here.settle()
    async with town(tmp_path, platform, time) as here:
        await decide(here, TakeBack(channel=PLACE, subject="paper:1"))
        await here.settle()
        assert done(here) == []
        await here.pass_time(LONG)
        assert [type(one) for one in done(here)] == [TellChannel, TakeBack]


async def test_what_is_gone_is_not_waited_for(here: Town) -> None:
    """An action that was deleted while it waited keeps nothing back beyond its time."""
    here.platform.fault = throttling(TellChannel)
    await decide(here, TELL)
    await here.settle()
    async with here.app.store.begin() as work:
        assert isinstance(work, SqlWork)
        await work.connection.execute(delete(t.outbox))
    back = TakeBack(channel=PLACE, subject="paper:1")
    await decide(here, back)
    await here.settle()
    assert done(here) == []
    await here.pass_time(LONG)
    assert done(here) == [back]


# What waits is weighed again


async def dropped(here: Town) -> list[tuple[str, str | None]]:
    """List what was left out of the first case."""
    case = await here.case(1)
    async with here.app.store.begin() as work:
        found = await work.cases.actions(case)
    return [(one.kind, one.reason) for one in found if one.effect == "dropped"]


async def test_what_was_mended_in_time_is_not_hidden(here: Town) -> None:
    """Nor does its author read that it was; no copy is kept of it."""
    here.platform.fault = throttling(HoldMessage)
    message = await here.post(HELD)
    await here.edit(message, "pt is doing well")
    await here.pass_time(LONG)
    case = await here.case(1)
    assert (case.state, case.ending, case.visibility) == (State.CLOSED, Ending.CORRECTED, Visibility.VISIBLE)
    assert not case.has_original
    assert here.platform.of(HoldMessage) == []
    assert here.told("ada") == []
    assert await dropped(here) == [("hold_message", "no longer wanted")]


async def test_what_was_deleted_in_time_is_not_said_to_be_hidden(here: Town) -> None:
    """Its case stays as its author left it, without a copy."""
    here.platform.fault = throttling(HoldMessage)
    await here.delete(await here.post(HELD))
    await here.pass_time(LONG)
    case = await here.case(1)
    assert (case.state, case.ending, case.visibility) == (State.CLOSED, Ending.WITHDRAWN, Visibility.DELETED)
    assert not case.has_original
    assert here.told("ada") == []


async def test_what_was_cleared_in_time_is_not_hidden(here: Town) -> None:
    """Where a moderator finds that the check was wrong, the message stays where it is."""
    here.platform.fault = throttling(HoldMessage)
    await here.post(HELD)
    await here.command("mia", "/queue decide 1 dismiss")
    await here.pass_time(LONG)
    case = await here.case(1)
    assert (case.state, case.ruling, case.visibility) == (State.DECIDED, Ruling.DISMISS, Visibility.VISIBLE)
    assert here.platform.of(HoldMessage) == []
    assert here.told("ada") == []


@pytest.mark.parametrize("line", ["/queue claim 1", "/queue decide 1 notice", "/queue decide 1 escalate"])
async def test_what_is_still_wanted_is_hidden(here: Town, line: str) -> None:
    """A case that is open, or where the finding was right, asks for it still."""
    here.platform.fault = throttling(HoldMessage)
    await here.post(HELD)
    await here.command("mia", line)
    await here.pass_time(LONG)
    assert len(here.platform.of(HoldMessage)) == 1
    assert (await here.case(1)).visibility is Visibility.HELD


async def test_what_a_restart_kept_waiting_is_weighed_too(tmp_path: Path) -> None:
    """Nobody put it off, but it comes to its turn after its author has mended the message."""
    platform, time = Slow(kind=HoldMessage), Time()
    async with town(tmp_path, platform, time) as here:
        message = here.message(HELD)
        posted = MessagePosted(delivery=DeliveryId("test:1"), community=COMMUNITY, message=message)
        await here.app.engine.receive(posted)
        await platform.began.wait()
        mended = replace(message, content=Content.of("pt is doing well"))
        await here.app.engine.receive(MessageEdited(delivery=DeliveryId("test:2"), community=COMMUNITY, message=mended))
    time.at += delivery.FRESH
    async with town(tmp_path, Platform(), time) as here:
        await here.settle()
        assert (await here.case(1)).visibility is Visibility.VISIBLE
        assert here.platform.of(HoldMessage) == []
        assert here.told("ada") == []


async def test_what_was_mended_in_time_is_not_removed(here: Town) -> None:
    """The policy's removal is left out, and nobody reads of it."""
    here.platform.fault = throttling(RemoveMessage)
    message = await here.post(SPAM)
    here.time.at += timedelta(seconds=1)
    await here.edit(message, "who has read the guideline?")
    await here.pass_time(LONG)
    case = await here.case(1)
    assert (case.ending, case.visibility) == (Ending.CORRECTED, Visibility.VISIBLE)
    assert here.platform.of(RemoveMessage) == []
    assert not any("removed" in words_of(card) for card in here.told("ada"))


async def test_what_nobody_mended_is_removed_late(here: Town) -> None:
    """That its author's time to answer is over does not let it stand."""
    here.platform.fault = throttling(RemoveMessage, timedelta(minutes=40))
    await here.post(SPAM)
    await here.pass_time(timedelta(minutes=35))
    assert here.platform.of(RemoveMessage) == []
    await here.pass_time(timedelta(minutes=6))
    assert (await here.case(1)).visibility is Visibility.REMOVED


async def test_what_its_author_asked_for_is_removed(here: Town) -> None:
    """*Delete it* closes the case and is done nevertheless, and so is what takes the place of a mended message."""
    await here.post(RUDE)
    here.platform.fault = throttling(RemoveMessage)
    await here.press("ada", "mine:withdraw:1")
    await here.pass_time(LONG)
    assert (await here.case(1)).visibility is Visibility.REMOVED
    await here.post(RUDE)
    here.platform.fault = throttling(RemoveMessage)
    form = form_of(await here.press("ada", "mine:fix:2"))
    await here.fill("ada", form.token, text="I see it differently")
    await here.pass_time(LONG)
    assert [one.content for one in here.platform.of(PublishMessage)] == [Content.of("I see it differently")]


async def test_a_removal_that_was_taken_back_is_not_done(here: Town) -> None:
    """Nor is it told; decided again, it is done."""
    await here.post(RUDE)
    told = len(here.told("ada"))
    here.platform.fault = throttling(RemoveMessage)
    await here.command("mia", "/queue decide 1 remove")
    await here.command("mia", "/queue undo 1")
    await here.pass_time(LONG)
    assert here.platform.of(RemoveMessage) == []
    assert (await here.case(1)).visibility is Visibility.VISIBLE
    assert ["removed" in words_of(card) for card in here.told("ada")[told:]] == [False]
    await here.command("mia", "/queue decide 1 remove")
    assert (await here.case(1)).visibility is Visibility.REMOVED


@pytest.mark.parametrize("again", [None, "notice"])
async def test_a_release_that_was_taken_back_is_not_done(here: Town, again: str | None) -> None:
    """The message stays hidden, also where another ruling has followed; a release that stands is done."""
    await here.post(HELD)
    here.platform.fault = throttling(PublishMessage)
    await here.command("mia", "/queue decide 1 release")
    await here.command("mia", "/queue undo 1")
    if again:
        await here.command("mia", f"/queue decide 1 {again}")
    await here.pass_time(LONG)
    assert here.platform.of(PublishMessage) == []
    if again:
        await here.command("mia", "/queue undo 1")
    await here.command("mia", "/queue decide 1 release")
    assert len(here.platform.of(PublishMessage)) == 1
    assert (await here.case(1)).visibility is Visibility.RELEASED


async def test_a_release_that_waits_is_done(here: Town) -> None:
    """The platform asks to wait, and nobody thinks better of it."""
    await here.post(HELD)
    here.platform.fault = throttling(PublishMessage)
    await here.command("mia", "/queue decide 1 release")
    await here.pass_time(LONG)
    assert len(here.platform.of(PublishMessage)) == 1


async def test_a_timeout_that_was_taken_back_stops_nobody(here: Town) -> None:
    """Its member may write in the end, and does not read that they may not."""
    await here.post(RUDE)
    here.platform.fault = throttling(TimeOut)
    await here.command("mia", "/queue decide 1 timeout")
    await here.command("mia", "/queue undo 1")
    await here.pass_time(LONG)
    assert here.platform.of(TimeOut) == []
    assert len(here.platform.of(LiftTimeOut)) == 1
    assert not any("paused" in words_of(card) for card in here.told("ada"))
    assert await dropped(here) == [("time_out", "no longer wanted")]


async def test_a_timeout_that_waits_is_done(here: Town) -> None:
    """Until the end that was decided, and its member reads of it; one whose end has come first is not."""
    await here.post(RUDE)
    here.platform.fault = throttling(TimeOut)
    await here.command("mia", "/queue decide 1 timeout")
    await here.pass_time(LONG)
    (stop,) = here.platform.of(TimeOut)
    assert stop.until == START + timedelta(hours=24)
    assert "paused" in words_of(here.told("ada")[-1])
    await here.post(RUDE)
    here.platform.fault = throttling(TimeOut, timedelta(hours=30))
    await here.command("mia", "/queue decide 2 timeout")
    await here.pass_time(timedelta(hours=31))
    assert len(here.platform.of(TimeOut)) == 1
