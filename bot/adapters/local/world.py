"""The playground's own state: who is there, what was written, what was told to whom. Kept sealed, like all content.

It stands for what a platform keeps. A message that is taken out of sight is gone from here, as it would be there.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import TypeVar

from pydantic import TypeAdapter

from bot.core.cards import Card
from bot.core.events import (
    Channel,
    ChannelId,
    CommunityId,
    Member,
    MemberId,
    Message,
    MessageId,
    MessageRef,
    Role,
)
from bot.core.text import Content

COMMUNITY = CommunityId("local:playground")

KEPT_POSTS = 200
KEPT_CARDS = 50
KEPT_KEYS = 2_000
"""How much a channel, an inbox and the memory of performed actions hold; the oldest go first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody in the playground; ``days`` is how long ago they joined."""

    id: MemberId
    name: str
    role: Role = Role.MEMBER
    days: int
    locale: str = "en"


PEOPLE = (
    Person(id=MemberId("local:ada"), name="Ada", days=760),
    Person(id=MemberId("local:ben"), name="Ben", days=1),
    Person(id=MemberId("local:chiara"), name="Chiara", days=120),
    Person(id=MemberId("local:luc"), name="Luc", days=400, locale="fr"),
    Person(id=MemberId("local:mia"), name="Mia", days=900, role=Role.MODERATOR),
    Person(id=MemberId("local:noor"), name="Noor", days=650, role=Role.MODERATOR),
    Person(id=MemberId("local:sam"), name="Sam", days=1_100, role=Role.ADMIN),
)
CHANNELS = tuple(
    Channel(id=ChannelId(f"local:{name}"), name=name)
    for name in ("general", "cases", "lounge", "jobs", "public-square")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """Something in a channel: a member's message, one that was published again for them, or a card of the bot.

    ``author`` is None for a card, and ``subject`` what it is about if it may be drawn anew. ``original`` is the message
    in whose place it was published. ``judged``: the bot has seen it through, so that a restart need not show it again.
    """

    id: MessageId
    channel: ChannelId
    author: MemberId | None
    content: Content = field(default_factory=lambda: Content(parts=()))
    card: Card | None = None
    subject: str | None = None
    at: datetime
    edited: bool = False
    released: bool = False
    original: MessageId | None = None
    judged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A card that somebody received: in private, or on the moderators' board, where ``order`` places it."""

    id: str
    at: datetime
    card: Card
    ping: bool = False
    order: str = ""


@dataclass(slots=True)
class World:
    """Everything there is, and the changes that can happen to it."""

    opened_at: datetime
    posts: dict[MessageId, Post] = field(default_factory=dict)
    inboxes: dict[MemberId, dict[str, Letter]] = field(default_factory=dict)
    board: dict[str, Letter] = field(default_factory=dict)
    pauses: dict[MemberId, datetime] = field(default_factory=dict)
    slow: dict[ChannelId, int] = field(default_factory=dict)
    hidden: dict[MessageId, None] = field(default_factory=dict)
    done: dict[str, None] = field(default_factory=dict)
    last: int = 0
    revision: int = 0

    def dump(self) -> bytes:
        """Write the world down as JSON."""
        return WORLD.dump_json(self)

    @classmethod
    def load(cls, data: bytes) -> "World":
        """Read what `dump` wrote.

        Raises:
            ValueError: another version wrote it.
        """
        return WORLD.validate_json(data)

    def member(self, member: str) -> Member:
        """Describe a person as a platform would.

        Raises:
            KeyError: nobody has this identifier.
        """
        person = _PEOPLE[MemberId(member)]
        joined = self.opened_at - timedelta(days=person.days)
        return Member(id=person.id, name=person.name, role=person.role, joined_at=joined, locale=person.locale)

    def channel(self, channel: str) -> Channel:
        """Find a channel by its identifier.

        Raises:
            KeyError: there is none.
        """
        return _CHANNELS[ChannelId(channel)]

    def message(self, ref: MessageId) -> Message:
        """Show a post as the message that it is.

        Raises:
            KeyError: it is gone, or it is a card.
        """
        post = self.posts[ref]
        if post.author is None:
            raise KeyError(ref)
        return Message(
            id=post.id,
            channel=self.channel(post.channel),
            author=self.member(post.author),
            content=post.content,
            posted_at=post.at,
            link=f"/{post.channel.removeprefix('local:')}/{post.id.removeprefix('local:')}",
        )

    def in_channel(self, channel: ChannelId) -> list[Post]:
        """List what stands in a channel, oldest first."""
        return [post for post in self.posts.values() if post.channel == channel]

    def unjudged(self) -> list[Post]:
        """List the members' messages that the bot has not seen through."""
        return [post for post in self.posts.values() if post.author and not post.judged and not post.released]

    def number(self) -> int:
        """Give out a number that was never given out before."""
        self.last += 1
        return self.last

    def write(self, channel: ChannelId, author: MemberId | None, at: datetime, **what: object) -> Post:
        """Put something into a channel; the oldest gives way when it is full."""
        post = replace(
            Post(id=MessageId(f"local:m{self.number()}"), channel=channel, author=author, at=at),
            **what,  # type: ignore[arg-type]  # the fields of Post
        )
        self.posts[post.id] = post
        standing = self.in_channel(channel)
        for old in islice(standing, max(len(standing) - KEPT_POSTS, 0)):
            del self.posts[old.id]
        self.touch()
        return post

    def show_channel(self, channel: ChannelId, card: Card, at: datetime, subject: str | None) -> None:
        """Put a card into a channel, in the place of an earlier one on the same subject."""
        earlier = self._on(channel, subject)
        if earlier is None:
            self.write(channel, None, at, card=card, subject=subject)
        else:
            self.change(earlier.id, card=card)

    def take_back(self, channel: ChannelId, subject: str) -> None:
        """Take the card on a subject away."""
        earlier = self._on(channel, subject)
        if earlier is not None:
            self.take(MessageRef(channel=channel, id=earlier.id))

    def _on(self, channel: ChannelId, subject: str | None) -> Post | None:
        on = (post for post in self.in_channel(channel) if subject is not None and post.subject == subject)
        return next(on, None)

    def change(self, message: MessageId, **what: object) -> Post:
        """Change a post.

        Raises:
            KeyError: it is gone.
        """
        post = replace(self.posts[message], **what)  # type: ignore[arg-type]  # the fields of Post
        self.posts[message] = post
        self.touch()
        return post

    def take(self, ref: MessageRef) -> list[MessageId]:
        """Take a post away, and what was published in its place; which those were comes back."""
        taken = [post.id for post in self.posts.values() if ref.id in (post.id, post.original)]
        for one in taken:
            del self.posts[one]
        self.touch()
        return taken

    def hide(self, ref: MessageRef) -> None:
        """Take a post out of sight for the bot, and note it: people are told why, as of no other that is gone."""
        self.hidden |= dict.fromkeys(self.take(ref))
        _shorten(self.hidden, KEPT_POSTS)

    def slow_down(self, channel: ChannelId, seconds: int) -> None:
        """Set how many seconds lie between two messages of one member in a channel; 0 for none."""
        self.slow.pop(channel, None)
        if seconds > 0:
            self.slow[channel] = seconds
        self.touch()

    def must_wait(self, author: Member, channel: ChannelId, now: datetime) -> int:
        """Say for how many seconds somebody cannot write in a channel yet; staff always can."""
        seconds = self.slow.get(channel, 0)
        if not seconds or author.role.is_staff:
            return 0
        last = max((post.at for post in self.in_channel(channel) if post.author == author.id), default=None)
        return 0 if last is None else max(seconds - int((now - last).total_seconds()), 0)

    def tell(self, member: MemberId, card: Card, at: datetime, subject: str | None = None) -> None:
        """Put a card into somebody's inbox, in the place of an earlier one on the same subject."""
        inbox = self.inboxes.setdefault(member, {})
        name = f"i{self.number()}" if subject is None else f"s{subject}"
        inbox[name] = Letter(id=name, at=inbox[name].at if name in inbox else at, card=card)
        _shorten(inbox, KEPT_CARDS)
        self.touch()

    def show_moderators(self, subject: str, card: Card, at: datetime, *, ping: bool, order: str = "") -> None:
        """Put a card on the moderators' board, in the place of an earlier one on the same subject."""
        if ping:
            self.board.pop(subject, None)
        self.board[subject] = Letter(id=subject, at=at, card=card, ping=ping, order=order)
        _shorten(self.board, KEPT_POSTS)
        self.touch()

    def by_urgency(self) -> list[Letter]:
        """List the moderators' board, the most urgent first; what is about no case stands by whether it calls."""
        letters = list(reversed(self.board.values()))
        return sorted(letters, key=lambda one: one.order or ("1" if one.ping else "5"))

    def redraw(self, letters: dict[str, Letter], letter: str, card: Card) -> None:
        """Draw a card anew where it stands, if it still does."""
        if letter in letters:
            letters[letter] = replace(letters[letter], card=card)
            self.touch()

    def remember(self, key: str) -> bool:
        """Note that an action is done; False when it was done before."""
        if key in self.done:
            return False
        self.done[key] = None
        _shorten(self.done, KEPT_KEYS)
        return True

    def touch(self) -> None:
        """Say that something has changed."""
        self.revision += 1


Key = TypeVar("Key")
Kept = TypeVar("Kept")

WORLD = TypeAdapter(World)
_PEOPLE = {person.id: person for person in PEOPLE}
_CHANNELS = {channel.id: channel for channel in CHANNELS}


def _shorten(kept: dict[Key, Kept], most: int) -> None:
    for key in list(islice(kept, max(len(kept) - most, 0))):
        del kept[key]
