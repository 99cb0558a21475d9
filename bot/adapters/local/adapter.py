"""The playground as a platform: it performs every action there is, on its own small world."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, assert_never

from bot.adapters.local import completion
from bot.adapters.local.view import reply_json, view
from bot.adapters.local.world import CHANNELS, COMMUNITY, PEOPLE, Letter, World
from bot.core.actions import (
    Action,
    AskModerators,
    HoldMessage,
    LiftTimeOut,
    PublishMessage,
    RemoveMessage,
    ReplaceCard,
    Reply,
    SetFilters,
    SlowDown,
    TakeBack,
    TellChannel,
    TellMember,
    TimeOut,
)
from bot.core.cards import Option
from bot.core.errors import Refused
from bot.core.events import (
    ButtonPressed,
    ChannelId,
    CommandInvoked,
    CommunityId,
    DeliveryId,
    FormSubmitted,
    Invocation,
    MemberId,
    Message,
    MessageDeleted,
    MessageEdited,
    MessageId,
    MessagePosted,
    MessageRef,
)
from bot.core.ports import Now, Receiver
from bot.core.setups import Choice, Survey
from bot.core.text import MAX_LENGTH, Content, Part, PartKind
from config.catalogue import speaking

LONGEST_FILE_NAME = 200
MOST_FILES = 10


class Keep(Protocol):
    """Where the world is kept between two starts."""

    async def load(self) -> bytes | None:
        """Give what was kept, None at first."""
        ...

    async def save(self, data: bytes) -> None:
        """Keep it."""
        ...


@dataclass(frozen=True, slots=True)
class Source:
    """Where a pressed card stands: in an inbox, on the moderators' board, in a channel, or in an answer."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person gets back: a sentence when it could not be done, and what the bot replied."""

    error: str | None = None
    reply: dict[str, Any] | None = None


Serve = Callable[["LocalAdapter"], Awaitable[None]]
"""Shows the playground to people until cancelled: a web page."""


class LocalAdapter:
    """One community, without a network.

    Args:
        now: tells the time.
        modes: names a channel's mode, by the channel's name.
        keep: where the world is kept; nowhere by default.
        serve: shows it to people; nobody by default, as in the console and in tests.
    """

    platform = "local"

    def __init__(
        self, *, now: Now, modes: Callable[[str], str], keep: Keep | None = None, serve: Serve | None = None
    ) -> None:
        self.world = World(opened_at=now())
        self._now = now
        self._modes = modes
        self._keep = keep
        self._serve = serve
        self._receiver: Receiver | None = None
        self._replies: dict[DeliveryId, Reply | None] = {}
        self._sources: dict[DeliveryId, Source] = {}
        self._changed = asyncio.Condition()
        self._saving = asyncio.Lock()
        self._saved = 0
        self._playing = False
        self.opened = asyncio.Event()

    async def run(self, receiver: Receiver) -> None:
        """Open the playground, see to what was not seen through before a restart, and show it until cancelled."""
        await self.open(receiver)
        if self._serve is None:
            await asyncio.Event().wait()
        else:
            await self._serve(self)

    async def open(self, receiver: Receiver) -> None:
        """Take the world up where it was left."""
        self._receiver = receiver
        kept = await self._keep.load() if self._keep else None
        if kept is not None:
            with suppress(ValueError):  # of another version: the playground starts afresh, its cases stay
                self.world = World.load(kept)
        for post in self.world.unjudged():
            await self._judge(post.id)
        self.opened.set()

    # What the core asks of a platform.

    def can(self, community: CommunityId, action: type[Action]) -> bool:
        """Be able to do everything but to filter: there is no platform before us."""
        return community == COMMUNITY and action is not SetFilters

    def serves(self, community: CommunityId) -> bool:
        """Serve the one community there is."""
        return community == COMMUNITY

    def survey(self, community: CommunityId) -> Survey:
        """Offer what makes a difference here: there are no roles to give and no rights to lack."""
        channels = tuple(Option(label=f"#{one.name}", value=one.id) for one in CHANNELS)
        staff = tuple(Option(label=one.name, value=one.id) for one in PEOPLE if one.role.is_staff)
        offers = frozenset({Choice.LANGUAGE, Choice.MODE})
        return Survey(offers=offers, channels=channels, moderators=staff, slow=dict(self.world.slow))

    async def perform(self, community: CommunityId, action: Action, key: str, case: int | None = None) -> None:
        """Carry out one action on the world; the same key again does nothing more."""
        if not self.world.remember(key):
            return
        if isinstance(action, PublishMessage) and case is None:
            pause = self.world.pauses.get(action.author)
            if pause is not None and pause > self._now():
                raise Refused("the author is timed out")
        self._act(action)
        await self._settle()

    def _act(self, action: Action) -> None:
        world, now = self.world, self._now()
        match action:
            case HoldMessage() | RemoveMessage():
                world.hide(action.message)
            case PublishMessage():
                if action.content is None:
                    raise Refused("there is nothing to publish")
                ref, content = action.message, action.content
                world.write(ref.channel, action.author, now, content=content, released=True, original=ref.id)
            case TellMember() | TellChannel() | TakeBack() | AskModerators():
                self._show(action)
            case TimeOut() | LiftTimeOut():
                self._pause(action)
            case SlowDown():
                world.slow_down(action.channel, action.seconds)
            case SetFilters():
                raise Refused("the playground has no filters before publication")
            case _:
                assert_never(action)

    def _show(self, action: TellMember | TellChannel | TakeBack | AskModerators) -> None:
        world, now = self.world, self._now()
        match action:
            case TellMember():
                world.tell(action.member, action.card, now, action.subject)
            case TellChannel():
                world.show_channel(action.channel, action.card, now, action.subject)
            case TakeBack():
                world.take_back(action.channel, action.subject)
            case AskModerators():
                world.show_moderators(action.subject, action.card, now, ping=action.ping, order=action.order)

    def _pause(self, action: TimeOut | LiftTimeOut) -> None:
        if isinstance(action, TimeOut):
            self.world.pauses[action.member] = action.until
        else:
            self.world.pauses.pop(action.member, None)
        self.world.touch()

    async def respond(self, by: Invocation, reply: Reply) -> None:
        """Answer an interaction; a replaced card changes where it stands."""
        self._replies[by.id] = reply
        source = self._sources.get(by.id)
        if isinstance(reply, ReplaceCard) and source is not None and source.kind == "channel":
            with suppress(KeyError):  # it was taken away meanwhile
                self.world.change(MessageId(source.id), card=reply.card)
            await self._settle()
        elif isinstance(reply, ReplaceCard) and source is not None:
            letters = self._letters(source, by.actor.id)
            self.world.redraw(letters, source.id, reply.card)
            await self._settle()

    def _letters(self, source: Source, member: MemberId) -> dict[str, Letter]:
        if source.kind == "queue":
            return self.world.board
        return self.world.inboxes.get(member, {}) if source.kind == "inbox" else {}

    # What people do.

    async def post(self, member: str, channel: str, text: str, files: Sequence[str] = ()) -> Answer:
        """Write a message; files are only ever a name."""
        author, place, now = self.world.member(member), self.world.channel(channel), self._now()
        pause = self.world.pauses.get(author.id)
        if pause is not None and pause > now:
            return Answer(error=f"{author.name} is timed out and cannot write until {pause:%d %B %Y, %H:%M} UTC.")
        wait = self.world.must_wait(author, place.id, now)
        if wait:
            return Answer(error=f"#{place.name} is in slow mode: {author.name} can write again in {wait} seconds.")
        named = [Part(kind=PartKind.FILE_NAME, text=name[:LONGEST_FILE_NAME]) for name in files[:MOST_FILES]]
        if not text.strip() and not named:
            return Answer(error="There is nothing to send yet.")
        if len(text) > MAX_LENGTH:
            return Answer(error=f"A message has at most {MAX_LENGTH:,} characters.")
        content = Content(parts=(Part(kind=PartKind.BODY, text=text), *named))
        post = self.world.write(place.id, author.id, now, content=content)
        await self._settle()
        await self._judge(post.id)
        return Answer()

    async def _judge(self, message: MessageId) -> None:
        """Show the bot a message, and note that it has seen it through."""
        event = MessagePosted(delivery=self._delivery(), community=COMMUNITY, message=self.world.message(message))
        await self._open().receive(event)
        with suppress(KeyError):  # it was taken out of sight meanwhile
            self.world.change(message, judged=True)
        await self._settle()

    async def edit(self, member: str, message: str, text: str) -> Answer:
        """Change a message of one's own."""
        found = self._own(member, message)
        if isinstance(found, Answer):
            return found
        if not text.strip():
            return Answer(error="There is nothing left; delete the message instead.")
        rest = tuple(part for part in found.content.parts if part.kind is not PartKind.BODY)
        content = Content(parts=(Part(kind=PartKind.BODY, text=text[:MAX_LENGTH]), *rest))
        self.world.change(found.id, content=content, edited=True)
        await self._settle()
        event = MessageEdited(delivery=self._delivery(), community=COMMUNITY, message=self.world.message(found.id))
        await self._open().receive(event)
        return Answer()

    async def delete(self, member: str, message: str) -> Answer:
        """Delete a message of one's own."""
        found = self._own(member, message)
        if isinstance(found, Answer):
            return found
        self.world.take(found.ref)
        await self._settle()
        event = MessageDeleted(delivery=self._delivery(), community=COMMUNITY, message=found.ref)
        await self._open().receive(event)
        return Answer()

    def _own(self, member: str, message: str) -> Message | Answer:
        try:
            found = self.world.message(MessageId(message))
        except KeyError:
            return Answer(error="This message is gone.")
        return found if found.author.id == member else Answer(error="This is somebody else's message.")

    async def command(self, member: str, channel: str, line: str) -> Answer:
        """Use a command as it was typed."""
        by = self._invocation(member, channel)
        return await self._ask(CommandInvoked(invocation=by, line=line))

    async def menu(self, member: str, name: str, message: str) -> Answer:
        """Use an entry of a message's menu."""
        try:
            about = self.world.message(MessageId(message))
        except KeyError:
            return Answer(error="This message is gone.")
        by = self._invocation(member, about.channel.id)
        return await self._ask(CommandInvoked(invocation=by, command=name, about=about))

    async def press(
        self, member: str, channel: str, token: str, values: Sequence[str], source: Source | None
    ) -> Answer:
        """Press a button, or choose from a select."""
        by = self._invocation(member, channel)
        return await self._ask(ButtonPressed(invocation=by, token=token, values=tuple(values)), source)

    async def submit(
        self,
        member: str,
        channel: str,
        token: str,
        fields: Mapping[str, str],
        about: MessageRef | None,
        source: Source | None,
    ) -> Answer:
        """Send a form."""
        by = self._invocation(member, channel)
        message = None
        if about is not None:
            with suppress(KeyError):
                message = self.world.message(about.id)
        return await self._ask(FormSubmitted(invocation=by, token=token, fields=dict(fields), about=message), source)

    async def _ask(self, event: CommandInvoked | ButtonPressed | FormSubmitted, source: Source | None = None) -> Answer:
        """See an interaction through and pick up what was answered meanwhile."""
        delivery = event.invocation.id
        if source is not None:
            self._sources[delivery] = source
        self._replies[delivery] = None
        try:
            await self._open().receive(event)
            reply = self._replies[delivery]
        finally:
            del self._replies[delivery]
            self._sources.pop(delivery, None)
        return Answer(reply=reply_json(reply) if reply is not None else None)

    async def complete(self, member: str, channel: str, line: str) -> list[dict[str, str]]:
        """Suggest how a typed command may go on."""
        rows = await completion.complete(self._open(), self._invocation(member, channel), line)
        return [{"label": row.label, "line": row.line, "hint": row.hint} for row in rows]

    async def replay(self, script: Sequence[tuple[str, str, str]], pause: float) -> None:
        """Let a conversation happen: who writes what into which channel, with a pause between."""
        if self._playing:
            return
        self._playing = True
        self.world.touch()
        try:
            for member, channel, text in script:
                await self.post(member, f"local:{channel}", text)
                await asyncio.sleep(pause)
        finally:
            self._playing = False
            self.world.touch()
            await self._settle()

    async def reset(self) -> None:
        """Empty the channels, the inboxes and the moderators' board; cases stay in the database."""
        before = self.world
        self.world = World(opened_at=self._now(), last=before.last, revision=before.revision + 1, done=before.done)
        await self._settle()

    # What people see.

    def view(self, member: str) -> dict[str, Any]:
        """Draw everything that one person sees.

        Raises:
            KeyError: nobody has this identifier.
        """
        who = self.world.member(member)
        say = speaking(who.locale or "en")
        menus = [
            {"name": name, "label": say(f"menu.{name}")}
            for name, spec in self._open().roster.menus.items()
            if who.role >= spec.needs
        ]
        modes = {channel.name: self._modes(channel.name) for channel in CHANNELS}
        return {**view(self.world, member, modes, menus, self._now()), "replaying": self._playing}

    async def changed(self, revision: int) -> int:
        """Wait until the world is no longer at a revision; its new one comes back."""
        async with self._changed:
            await self._changed.wait_for(lambda: self.world.revision != revision)
        return self.world.revision

    async def _settle(self) -> None:
        """Let everybody see what has changed, once it is kept."""
        if self._keep is not None:
            async with self._saving:
                if self._saved != self.world.revision:
                    self._saved = self.world.revision
                    await self._keep.save(self.world.dump())
        async with self._changed:
            self._changed.notify_all()

    def _open(self) -> Receiver:
        if self._receiver is None:
            message = "the playground is not open yet"
            raise RuntimeError(message)
        return self._receiver

    def _invocation(self, member: str, channel: str) -> Invocation:
        who = self.world.member(member)
        return Invocation(
            id=self._delivery(),
            community=COMMUNITY,
            channel=self.world.channel(ChannelId(channel)),
            actor=who,
            locale=who.locale or "en",
        )

    def _delivery(self) -> DeliveryId:
        """Name a delivery; the moment keeps it apart from those before a restart."""
        moment: datetime = self._now()
        return DeliveryId(f"local:d{moment:%Y%m%d%H%M%S%f}-{self.world.number()}")
