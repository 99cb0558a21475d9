"""What every platform owes the core: one suite, run against each adapter.

A platform joins by a `Stage`: how to open it, how a member writes, and how to look at what became of it.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Protocol

import pytest

from bot.adapters.discord.wire import read_control
from bot.adapters.slack.blocks import LINK
from bot.adapters.slack.wire import ref_of
from bot.core.actions import (
    Action,
    AskModerators,
    HoldMessage,
    LiftTimeOut,
    PublishMessage,
    RemoveMessage,
    SlowDown,
    TakeBack,
    TellChannel,
    TellMember,
    TimeOut,
    walk,
)
from bot.core.cards import Button, Card
from bot.core.errors import Refused
from bot.core.events import ChannelId, CommunityId, MemberId, MessageId, MessageRef
from bot.core.ports import Adapter
from bot.core.text import Content
from tests.guild import Ward, ward
from tests.loopback_discord import Impossible, Message
from tests.loopback_slack import Impossible as SlackImpossible
from tests.playground import Playground, playground
from tests.town import START, Time
from tests.workspace import Place, place


class Stage(Protocol):
    """One open platform, and how to look at it."""

    community: CommunityId
    adapter: Adapter
    member: MemberId
    channel: ChannelId
    pauses: bool
    """Whether the platform can keep somebody from writing."""
    staff: frozenset[str]
    """The identifiers of all who moderate, admins too."""

    async def write(self, text: str) -> MessageRef:
        """Let the member write a message that nobody objects to."""
        ...

    def standing(self) -> list[str]:
        """List what can be read in the channel, cards by their title."""
        ...

    def received(self) -> list[Card]:
        """List the cards that the member received in private."""
        ...

    def board(self) -> list[str]:
        """List the titles of the cards that the moderators see."""
        ...

    async def may_write(self) -> bool:
        """Tell whether the member can write now."""
        ...


class LocalStage:
    """The playground."""

    def __init__(self, opened: Playground) -> None:
        self._opened = opened
        self.community = CommunityId("local:playground")
        self.adapter: Adapter = opened.adapter
        self.member = MemberId("local:ada")
        self.channel = ChannelId("local:general")
        self.pauses = True
        self.staff = frozenset({"local:mia", "local:noor", "local:sam"})

    async def write(self, text: str) -> MessageRef:
        """Write as Ada."""
        await self._opened.post(self.member, "general", text)
        newest = [post for post in self._opened.adapter.world.posts.values() if post.author == self.member][-1]
        return MessageRef(channel=newest.channel, id=newest.id)

    def standing(self) -> list[str]:
        """Read the channel."""
        posts = self._opened.adapter.world.in_channel(self.channel)
        return [post.card.title if post.card else post.content.body for post in posts]

    def received(self) -> list[Card]:
        """Read Ada's inbox."""
        return [letter.card for letter in self._opened.adapter.world.inboxes.get(self.member, {}).values()]

    def board(self) -> list[str]:
        """Read the moderators' board."""
        return [letter.card.title for letter in self._opened.adapter.world.board.values()]

    async def may_write(self) -> bool:
        """Try it."""
        return (await self._opened.post(self.member, "general", "hello")).error is None


@asynccontextmanager
async def _local(folder: Path) -> AsyncIterator[Stage]:
    async with playground(folder) as opened:
        yield LocalStage(opened)


class DiscordStage:
    """The loopback Discord, with the unmodified discord.py between it and us."""

    def __init__(self, opened: Ward) -> None:
        self._opened = opened
        self.community = opened.community
        self.adapter: Adapter = opened.adapter
        self.member = MemberId(f"discord:{opened.ada.id}")
        self.channel = ChannelId(f"discord:{opened.general.id}")
        self.pauses = True
        staff = (opened.guild.owner, opened.mia, opened.admin)
        self.staff = frozenset(f"discord:{one.id}" for one in staff)

    async def write(self, text: str) -> MessageRef:
        """Write as Ada."""
        message = self._opened.discord.post(self._opened.general, self._opened.ada, text)
        return MessageRef(channel=self.channel, id=MessageId(f"discord:{message.id}"))

    def standing(self) -> list[str]:
        """Read the channel; what was put back says so in a line of its own."""
        shown = [one for one in self._opened.general.messages if not one.deleted]
        return [_title(one) or one.content.partition("\n-# ")[0] for one in shown]

    def received(self) -> list[Card]:
        """Read what Ada got in private, as a card again."""
        return [_as_card(one) for one in self._opened.discord.letters(self._opened.ada)]

    def board(self) -> list[str]:
        """Read the moderators' channel."""
        return [_title(one) for one in self._opened.queue.messages if not one.deleted]

    async def may_write(self) -> bool:
        """Try it."""
        try:
            self._opened.discord.post(self._opened.general, self._opened.ada, "hello")
        except Impossible:
            return False
        return True


def _title(message: Message) -> str:
    return "".join(embed.get("title", "") for embed in message.embeds)


def _as_card(message: Message) -> Card:
    buttons = [one for row in message.components for one in row["components"]]
    return Card(
        title=_title(message),
        buttons=tuple(Button(label=one["label"], token=read_control(one["custom_id"]).token) for one in buttons),
    )


@asynccontextmanager
async def _discord(folder: Path) -> AsyncIterator[Stage]:
    async with ward(folder, now=Time()) as opened:
        yield DiscordStage(opened)


class SlackStage:
    """The loopback Slack, with the unmodified slack-bolt and slack_sdk between it and us."""

    def __init__(self, opened: Place) -> None:
        self._opened = opened
        self.community = opened.community
        self.adapter: Adapter = opened.adapter
        self.member = MemberId(f"slack:{opened.ada.id}")
        self.channel = ChannelId(f"slack:{opened.general.id}")
        self.pauses = False
        owners = [one for one in opened.team.users.values() if one.owner]
        self.staff = frozenset(f"slack:{one.id}" for one in (*owners, opened.mia, opened.admin))

    async def write(self, text: str) -> MessageRef:
        """Write as Ada."""
        message = self._opened.slack.post(self._opened.general, self._opened.ada, text)
        return ref_of(self._opened.general.id, message.ts)

    def standing(self) -> list[str]:
        """Read the channel; what was put back says so in a line of its own."""
        return [one.words.partition("\n")[0] for one in self._opened.general.messages if not one.tombstone]

    def received(self) -> list[Card]:
        """Read what Ada got in private, as a card again."""
        return [
            Card(
                title=one.words.partition("\n")[0],
                buttons=tuple(
                    Button(label=item["text"]["text"], token=name)
                    for name, item in one.actions.items()
                    if not name.startswith(LINK)
                ),
            )
            for one in self._opened.slack.letters(self._opened.ada)
        ]

    def board(self) -> list[str]:
        """Read the moderators' channel."""
        return [one.words.partition("\n")[0] for one in self._opened.queue.messages]

    async def may_write(self) -> bool:
        """Try it."""
        try:
            self._opened.slack.post(self._opened.general, self._opened.ada, "hello")
        except SlackImpossible:
            return False
        return True


@asynccontextmanager
async def _slack(folder: Path) -> AsyncIterator[Stage]:
    async with place(folder, now=Time()) as opened:
        yield SlackStage(opened)


STAGES = {"local": _local, "discord": _discord, "slack": _slack}


@pytest.fixture(params=STAGES)
async def stage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stage]:
    """Open each platform in turn."""
    opening: AbstractAsyncContextManager[Stage] = STAGES[request.param](tmp_path)
    async with opening as opened:
        yield opened


def _card(title: str) -> Card:
    return Card(title=title, body=("A line.",), buttons=(Button(label="Go", token="go:1"),))


@pytest.mark.parametrize("take", [HoldMessage, RemoveMessage])
async def test_a_message_taken_is_gone(stage: Stage, take: type[HoldMessage | RemoveMessage]) -> None:
    """What is held or removed can be read by nobody; taking it again is no error."""
    ref = await stage.write("something to take")
    await stage.adapter.perform(stage.community, take(message=ref), "key-1")
    assert "something to take" not in stage.standing()
    await stage.adapter.perform(stage.community, take(message=ref), "key-2")


async def test_words_are_published_under_their_authors_name(stage: Stage) -> None:
    """A release puts the words back into the channel."""
    ref = MessageRef(channel=stage.channel, id=MessageId("gone"))
    back = PublishMessage(message=ref, author=stage.member, content=Content.of("back again"))
    await stage.adapter.perform(stage.community, back, "key-1")
    assert stage.standing() == ["back again"]


@pytest.mark.parametrize("take", [HoldMessage, RemoveMessage])
async def test_what_was_published_can_be_taken_away(stage: Stage, take: type[HoldMessage | RemoveMessage]) -> None:
    """It is named as the message that it stands in the place of; all of its pieces go, and nobody else's words."""
    ref, other = await stage.write("the first"), await stage.write("the second")
    words = " ".join(f"word{number}" for number in range(800))
    keys = (f"key-{number}" for number in range(100))

    async def perform(*actions: Action) -> None:
        for action in actions:
            await stage.adapter.perform(stage.community, action, next(keys), case=1)

    back = PublishMessage(message=ref, author=stage.member, content=Content.of(words))
    others = PublishMessage(message=other, author=stage.member, content=Content.of("another's"))
    await perform(HoldMessage(message=ref), HoldMessage(message=other), back, others)
    assert sum("word" in one for one in stage.standing()) >= 1
    await perform(take(message=ref), take(message=ref))
    assert stage.standing() == ["another's"]
    await perform(back, take(message=ref))
    assert stage.standing() == ["another's"]


async def test_who_is_timed_out_does_not_write_through_us(stage: Stage) -> None:
    """Words that a member sends of their own accord wait like all others; what moderators release does not."""
    if not stage.pauses:
        pytest.skip("nobody is timed out here")
    until = START + timedelta(hours=1)
    await stage.adapter.perform(stage.community, TimeOut(member=stage.member, until=until), "key-1")
    ref = MessageRef(channel=stage.channel, id=MessageId("gone"))
    words = PublishMessage(message=ref, author=stage.member, content=Content.of("round the back"))
    with pytest.raises(Refused):
        await stage.adapter.perform(stage.community, words, "key-2")
    await stage.adapter.perform(stage.community, words, "key-3", case=1)
    assert stage.standing() == ["round the back"]


async def test_publishing_nothing_is_refused(stage: Stage) -> None:
    """An action without its content is a refusal with a reason, never a silent success."""
    ref = MessageRef(channel=stage.channel, id=MessageId("gone"))
    with pytest.raises(Refused):
        await stage.adapter.perform(stage.community, PublishMessage(message=ref, author=stage.member), "key-1")


async def test_a_member_is_told_in_private(stage: Stage) -> None:
    """A private card reaches the member with its buttons, and the channel stays as it was."""
    await stage.adapter.perform(stage.community, TellMember(member=stage.member, card=_card("For you")), "key-1")
    (card,) = stage.received()
    assert (card.title, [button.token for button in card.buttons]) == ("For you", ["go:1"])
    assert stage.standing() == []


async def test_a_channel_is_told(stage: Stage) -> None:
    """A card for everybody stands in the channel."""
    await stage.adapter.perform(stage.community, TellChannel(channel=stage.channel, card=_card("For all")), "key-1")
    assert stage.standing() == ["For all"]


async def test_a_channel_shows_one_card_a_subject(stage: Stage) -> None:
    """A newer card takes the place of the older one, and is taken back; others stay, and nothing fails twice."""
    for key, title in enumerate(("first", "second")):
        told = TellChannel(channel=stage.channel, card=_card(title), subject="event:1")
        await stage.adapter.perform(stage.community, told, f"key-{key}")
    other = TellChannel(channel=stage.channel, card=_card("other"), subject="event:2")
    await stage.adapter.perform(stage.community, other, "key-8")
    assert sorted(stage.standing()) == ["other", "second"]
    for again in ("key-9", "key-10"):
        await stage.adapter.perform(stage.community, TakeBack(channel=stage.channel, subject="event:1"), again)
    assert stage.standing() == ["other"]


async def test_moderators_see_one_card_a_subject(stage: Stage) -> None:
    """A newer card takes the place of the older one on the same subject."""
    for key, title in enumerate(("first", "second")):
        await stage.adapter.perform(stage.community, AskModerators(subject="case:1", card=_card(title)), f"key-{key}")
    await stage.adapter.perform(stage.community, AskModerators(subject="case:2", card=_card("other")), "key-9")
    assert sorted(stage.board()) == ["other", "second"]


async def test_a_pause_keeps_from_writing_until_it_is_lifted(stage: Stage) -> None:
    """A timeout holds, and lifting it ends it; where there is no such thing, the refusal says what there is instead."""
    until = START + timedelta(hours=1)
    if not stage.pauses:
        with pytest.raises(Refused, match="remove them from the channel"):
            await stage.adapter.perform(stage.community, TimeOut(member=stage.member, until=until), "key-1")
        await stage.adapter.perform(stage.community, LiftTimeOut(member=stage.member), "key-2")
        return
    await stage.adapter.perform(stage.community, TimeOut(member=stage.member, until=until), "key-1")
    assert not await stage.may_write()
    await stage.adapter.perform(stage.community, LiftTimeOut(member=stage.member), "key-2")
    assert await stage.may_write()


async def test_slow_mode_lasts_until_it_is_lifted(stage: Stage) -> None:
    """Where there is such a thing, a second message has to wait, and lifting it ends that."""
    if not stage.adapter.can(stage.community, SlowDown):
        pytest.skip("there is no slow mode here")
    await stage.write("the first")
    await stage.adapter.perform(stage.community, SlowDown(channel=stage.channel, seconds=30), "key-1")
    assert not await stage.may_write()
    await stage.adapter.perform(stage.community, SlowDown(channel=stage.channel, seconds=0), "key-2")
    assert await stage.may_write()


async def test_the_same_key_does_nothing_more(stage: Stage) -> None:
    """A repeated action, as after a crash between effect and note, is done once."""
    action = TellMember(member=stage.member, card=_card("Once"))
    for _ in range(3):
        await stage.adapter.perform(stage.community, action, "the-key")
    assert len(stage.received()) == 1


def test_capabilities_are_only_claimed_for_known_communities(stage: Stage) -> None:
    """Another platform's community gets no promise."""
    kinds: tuple[type[Action], ...] = (HoldMessage, TellMember, TimeOut)
    assert not any(stage.adapter.can(CommunityId("elsewhere:town"), kind) for kind in kinds)


async def test_all_who_moderate_are_listed_by_name_and_nobody_else(stage: Stage) -> None:
    """Whoever has never done anything here too; a case is given to nobody but them."""
    async with asyncio.timeout(10):
        while (listed := stage.adapter.survey(stage.community).moderators) is None:  # noqa: ASYNC110 - what it waits for rings no bell
            await asyncio.sleep(0.01)
    assert {one.value for one in listed} == stage.staff
    assert all(one.label and one.label != one.value for one in listed)
    assert [one.label for one in listed] == sorted((one.label for one in listed), key=str.casefold)


async def test_every_action_in_a_chain_is_of_a_known_kind(stage: Stage) -> None:
    """What follows an action is an action that the adapter knows or whose fallback is written."""
    notice = TellMember(member=stage.member, card=_card("Then"))
    ref = await stage.write("something")
    chain = HoldMessage(message=ref, then=(notice,), otherwise=(AskModerators(subject="s", card=_card("Else")),))
    assert all(stage.adapter.can(stage.community, type(one)) for one in walk(chain))


async def test_a_private_card_on_a_subject_is_redrawn_in_place(stage: Stage) -> None:
    """A count on one card, not a message for each; another subject, or none, is another card."""
    for key, title, subject in (("1", "One", "s"), ("2", "Two", "s"), ("3", "Other", "t"), ("4", "Plain", None)):
        told = TellMember(member=stage.member, card=_card(title), subject=subject)
        await stage.adapter.perform(stage.community, told, f"key-{key}")
    assert [card.title for card in stage.received()] == ["Two", "Other", "Plain"]
