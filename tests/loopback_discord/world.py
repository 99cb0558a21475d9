"""What the loopback Discord knows: guilds, channels, people, messages, and who may do what.

Everything that changes here is emitted as an `Event`; the gateway hands it to the sessions that may see it. The fields
and numbers are those of Discord's API, version 10 (docs.discord.com/developers).
"""

import asyncio
import itertools
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import IntFlag
from typing import Any, TypeVar

JSON = dict[str, Any]
T = TypeVar("T")

EPOCH = datetime(2015, 1, 1, tzinfo=UTC)

TEXT, DM, VOICE, NEWS, PUBLIC_THREAD, PRIVATE_THREAD, STAGE, FORUM, MEDIA = 0, 1, 2, 5, 11, 12, 13, 15, 16
THREADS = (10, PUBLIC_THREAD, PRIVATE_THREAD)
VOCAL = (VOICE, STAGE)
FORUMS = (FORUM, MEDIA)
POSTABLE = (TEXT, DM, NEWS, *VOCAL, *THREADS)

EPHEMERAL, LOADING, COMPONENTS_V2, HAS_SNAPSHOT = 1 << 6, 1 << 7, 1 << 15, 1 << 14


class Allow(IntFlag):
    """Permission bits, as far as a moderation bot meets them."""

    KICK_MEMBERS = 1 << 1
    BAN_MEMBERS = 1 << 2
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_AUDIT_LOG = 1 << 7
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    CONNECT = 1 << 20
    MANAGE_NICKNAMES = 1 << 27
    MANAGE_ROLES = 1 << 28
    MANAGE_WEBHOOKS = 1 << 29
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    SEND_MESSAGES_IN_THREADS = 1 << 38
    MODERATE_MEMBERS = 1 << 40
    PIN_MESSAGES = 1 << 51


EVERYTHING = (1 << 53) - 1
MEMBERS = (
    Allow.VIEW_CHANNEL
    | Allow.SEND_MESSAGES
    | Allow.SEND_MESSAGES_IN_THREADS
    | Allow.READ_MESSAGE_HISTORY
    | Allow.EMBED_LINKS
    | Allow.ATTACH_FILES
    | Allow.ADD_REACTIONS
    | Allow.CONNECT
    | Allow.CREATE_PUBLIC_THREADS
    | Allow.USE_APPLICATION_COMMANDS
)
"""What @everyone may do in a new guild."""
INVITED = (
    MEMBERS
    | Allow.MANAGE_MESSAGES
    | Allow.MANAGE_THREADS
    | Allow.MANAGE_CHANNELS
    | Allow.MANAGE_WEBHOOKS
    | Allow.MANAGE_GUILD
    | Allow.MODERATE_MEMBERS
)
"""What the bot's own role may do, unless a test says otherwise."""


class Intent(IntFlag):
    """What a session asks for."""

    GUILDS = 1 << 0
    GUILD_MEMBERS = 1 << 1
    GUILD_MODERATION = 1 << 2
    GUILD_WEBHOOKS = 1 << 5
    GUILD_PRESENCES = 1 << 8
    GUILD_MESSAGES = 1 << 9
    DIRECT_MESSAGES = 1 << 12
    MESSAGE_CONTENT = 1 << 15
    AUTO_MODERATION_CONFIGURATION = 1 << 20
    AUTO_MODERATION_EXECUTION = 1 << 21


PRIVILEGED = Intent.GUILD_MEMBERS | Intent.GUILD_PRESENCES | Intent.MESSAGE_CONTENT


class Bell:
    """Wakes whoever waits for something to become true; nobody sleeps."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def ring(self) -> None:
        """Say that something changed."""
        for waiter in self._waiting:
            if not waiter.done():
                waiter.set_result(None)
        self._waiting.clear()

    async def until(self, find: Callable[[], T | None], what: Callable[[], str], patience: float) -> T:
        """Wait until `find` finds something; after `patience` seconds raise an AssertionError that says ``what``."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(patience):
                while True:
                    found = find()
                    if found is not None:
                        return found
                    waiter: asyncio.Future[None] = loop.create_future()
                    self._waiting.add(waiter)
                    await waiter
        except TimeoutError:
            raise AssertionError(f"waited {patience:g} s for {what()}") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened, for the sessions of the guild's shard that asked for one of ``intents`` (0: all)."""

    name: str
    data: JSON
    intents: int = 0
    guild: "Guild | None" = None
    channel: "Channel | None" = None
    bare: JSON | None = None
    """What a session without the message-content intent reads instead."""


@dataclass(eq=False, slots=True, kw_only=True)
class User:
    """An account. ``dms`` says whether it takes private messages; ``locale`` is its client's language."""

    id: int
    name: str
    bot: bool = False
    dms: bool = True
    locale: str = "en-US"
    global_name: str | None = None
    avatar: str | None = None

    @property
    def user(self) -> "User":
        """Be usable where a member is."""
        return self

    @property
    def mention(self) -> str:
        """What somebody writes to call this person."""
        return f"<@{self.id}>"

    def payload(self) -> JSON:
        """Draw the user object."""
        return {
            "id": str(self.id),
            "username": self.name,
            "discriminator": "0001" if self.bot else "0",
            "global_name": self.global_name,
            "avatar": self.avatar,
            "bot": self.bot,
            "public_flags": 0,
        }


@dataclass(eq=False, slots=True, kw_only=True)
class Role:
    """A role; a higher ``position`` may act on a lower one."""

    id: int
    name: str
    permissions: int = 0
    position: int = 1
    managed_by: int | None = None
    mentionable: bool = False

    @property
    def mention(self) -> str:
        """What somebody writes to call everybody who has this role."""
        return f"<@&{self.id}>"

    def payload(self) -> JSON:
        """Draw the role object."""
        drawn: JSON = {
            "id": str(self.id),
            "name": self.name,
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "icon": None,
            "unicode_emoji": None,
            "position": self.position,
            "permissions": str(int(self.permissions)),
            "managed": self.managed_by is not None,
            "mentionable": self.mentionable,
            "flags": 0,
        }
        return drawn if self.managed_by is None else drawn | {"tags": {"bot_id": str(self.managed_by)}}


@dataclass(eq=False, slots=True, kw_only=True)
class Member:
    """A person in one guild."""

    user: User
    guild: "Guild"
    joined_at: datetime
    roles: set[int] = field(default_factory=set)
    nick: str | None = None
    silent_until: datetime | None = None

    @property
    def id(self) -> int:
        """The person's own identifier."""
        return self.user.id

    @property
    def name(self) -> str:
        """The person's account name."""
        return self.user.name

    @property
    def mention(self) -> str:
        """What somebody writes to call this person."""
        return self.user.mention

    @property
    def rank(self) -> int:
        """The position of the highest role."""
        return max((self.guild.roles[role].position for role in self.roles), default=0)

    def silent(self, now: datetime) -> bool:
        """Say whether a timeout keeps this member from writing."""
        return self.silent_until is not None and now < self.silent_until

    def payload(self, *, user: bool = True) -> JSON:
        """Draw the guild member object."""
        drawn: JSON = {
            "nick": self.nick,
            "avatar": None,
            "roles": [str(role) for role in sorted(self.roles)],
            "joined_at": self.joined_at.isoformat(),
            "premium_since": None,
            "deaf": False,
            "mute": False,
            "pending": False,
            "flags": 0,
            "communication_disabled_until": self.silent_until.isoformat() if self.silent_until else None,
        }
        return drawn | {"user": self.user.payload()} if user else drawn


Person = User | Member


@dataclass(eq=False, slots=True, kw_only=True)
class Channel:
    """A place for messages: text, voice, forum, thread or direct messages (``with_user``)."""

    id: int
    kind: int
    name: str = ""
    guild: "Guild | None" = None
    parent: "Channel | None" = None
    with_user: User | None = None
    owner: int | None = None
    topic: str | None = None
    slow: int = 0
    archived: bool = False
    archived_at: datetime | None = None
    """When a thread was last archived or woken."""
    locked: bool = False
    overwrites: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    """Role or member to (0 role or 1 member, allow, deny)."""
    stored: dict[int, "Message"] = field(default_factory=dict)

    @property
    def messages(self) -> list["Message"]:
        """What stands in the channel, oldest first."""
        return list(self.stored.values())

    @property
    def mention(self) -> str:
        """What somebody writes to point here."""
        return f"<#{self.id}>"

    @property
    def last(self) -> str | None:
        """The newest message."""
        return str(next(reversed(self.stored))) if self.stored else None

    def payload(self) -> JSON:
        """Draw the channel object."""
        if self.with_user:
            return {
                "id": str(self.id),
                "type": DM,
                "flags": 0,
                "last_message_id": self.last,
                "recipients": [self.with_user.payload()],
            }
        assert self.guild
        drawn: JSON = {
            "id": str(self.id),
            "type": self.kind,
            "guild_id": str(self.guild.id),
            "name": self.name,
            "flags": 0,
            "last_message_id": self.last,
            "rate_limit_per_user": self.slow,
            "parent_id": str(self.parent.id) if self.parent else None,
        }
        if self.kind in THREADS:
            return drawn | {
                "owner_id": str(self.owner),
                "message_count": len(self.stored),
                "member_count": 1,
                "total_message_sent": len(self.stored),
                "applied_tags": [],
                "thread_metadata": {
                    "archived": self.archived,
                    "locked": self.locked,
                    "auto_archive_duration": 1440,
                    "archive_timestamp": (self.archived_at or moment_of(self.id)).isoformat(),
                    "create_timestamp": moment_of(self.id).isoformat(),
                },
            }
        if self.kind in VOCAL:
            drawn |= {"bitrate": 64_000, "user_limit": 0, "rtc_region": None, "video_quality_mode": 1}
        return drawn | {
            "position": 0,
            "nsfw": False,
            "topic": self.topic,
            "available_tags": [],
            "default_auto_archive_duration": 1440,
            "permission_overwrites": [
                {"id": str(target), "type": kind, "allow": str(allow), "deny": str(deny)}
                for target, (kind, allow, deny) in self.overwrites.items()
            ],
        }


@dataclass(eq=False, slots=True, kw_only=True)
class Webhook:
    """A webhook of a channel."""

    id: int
    token: str
    name: str
    channel: Channel
    creator: User
    application: int | None

    def payload(self) -> JSON:
        """Draw the webhook object."""
        assert self.channel.guild
        return {
            "id": str(self.id),
            "type": 1,
            "guild_id": str(self.channel.guild.id),
            "channel_id": str(self.channel.id),
            "user": self.creator.payload(),
            "name": self.name,
            "avatar": None,
            "token": self.token,
            "application_id": str(self.application) if self.application else None,
        }


@dataclass(eq=False, slots=True, kw_only=True)
class Message:
    """A message. ``pings`` are those whom it called: users, roles, ``@everyone``; ``only_for`` alone sees it."""

    id: int
    channel: Channel
    author: User
    content: str = ""
    embeds: list[JSON] = field(default_factory=list)
    components: list[JSON] = field(default_factory=list)
    attachments: list[JSON] = field(default_factory=list)
    snapshots: list[JSON] = field(default_factory=list)
    reference: JSON | None = None
    poll: JSON | None = None
    kind: int = 0
    flags: int = 0
    webhook: int | None = None
    application: int | None = None
    edited_at: datetime | None = None
    pinned: bool = False
    deleted: bool = False
    nonce: str | None = None
    only_for: User | None = None
    pings: tuple[str, ...] = ()
    interaction: JSON | None = None

    @property
    def ephemeral(self) -> bool:
        """Whether one person alone sees it."""
        return self.only_for is not None

    @property
    def url(self) -> str:
        """The message's link."""
        guild = self.channel.guild.id if self.channel.guild else "@me"
        return f"https://discord.com/channels/{guild}/{self.channel.id}/{self.id}"

    @property
    def text(self) -> str:
        """Every word that a reader sees, part after part: for tests that look for what must (not) be there."""
        return "\n".join(words([self.content, self.embeds, self.components, self.snapshots, self.poll or {}]))

    @property
    def buttons(self) -> dict[str, str]:
        """Custom id (or address) to label, for every button."""
        return {
            part.get("custom_id") or part.get("url", ""): part.get("label", "")
            for part in inner(self.components)
            if part.get("type") == 2
        }

    def mentions(self) -> list[User]:
        """List who is named in the text."""
        guild, found = self.channel.guild, []
        for name in dict.fromkeys(re.findall(r"<@!?(\d+)>", self.content)):
            if guild and int(name) in guild.members:
                found.append(guild.members[int(name)].user)
            elif self.channel.with_user and int(name) == self.channel.with_user.id:
                found.append(self.channel.with_user)
        return found

    def payload(self, *, bare: bool = False) -> JSON:
        """Draw the message object; ``bare`` without what needs the message-content intent."""
        drawn: JSON = {
            "id": str(self.id),
            "channel_id": str(self.channel.id),
            "author": self.author.payload(),
            "type": self.kind,
            "timestamp": moment_of(self.id).isoformat(),
            "edited_timestamp": self.edited_at.isoformat() if self.edited_at else None,
            "tts": False,
            "mention_everyone": "@everyone" in self.content or "@here" in self.content,
            "mentions": [user.payload() for user in self.mentions()],
            "mention_roles": re.findall(r"<@&(\d+)>", self.content),
            "pinned": self.pinned,
            "flags": self.flags,
            "content": "" if bare else self.content,
            "embeds": [] if bare else self.embeds,
            "components": [] if bare else self.components,
            "attachments": [] if bare else self.attachments,
        }
        for name, value in (
            ("nonce", self.nonce),
            ("message_reference", self.reference),
            ("message_snapshots", None if bare else self.snapshots or None),
            ("poll", None if bare else self.poll),
            ("webhook_id", self.webhook and str(self.webhook)),
            ("application_id", self.application and str(self.application)),
            ("interaction_metadata", self.interaction),
        ):
            if value is not None:
                drawn[name] = value
        if self.kind == 19 and self.reference:
            answered = self.channel.stored.get(int(self.reference.get("message_id", 0)))
            drawn["referenced_message"] = answered.payload(bare=bare) if answered else None
        return drawn


@dataclass(eq=False, slots=True, kw_only=True)
class Rule:
    """An AutoMod rule, kept as its own object."""

    id: int
    data: JSON

    @property
    def name(self) -> str:
        """The rule's name."""
        return str(self.data["name"])


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """A line of a guild's audit log: what the bot did, to whom, and the reason it gave."""

    action: str
    target: int
    reason: str | None


@dataclass(eq=False, slots=True, kw_only=True)
class Guild:
    """A server."""

    id: int
    name: str
    owner: User
    everyone: Role
    locale: str = "en-US"
    available: bool = True
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    webhooks: dict[int, Webhook] = field(default_factory=dict)
    rules: dict[int, Rule] = field(default_factory=dict)
    commands: dict[int, JSON] = field(default_factory=dict)
    banned: dict[int, str | None] = field(default_factory=dict)
    audit: list[AuditEntry] = field(default_factory=list)

    def named(self, name: str) -> Channel:
        """Find a channel by name."""
        return next(channel for channel in self.channels.values() if channel.name == name)

    def payload(self) -> JSON:
        """Draw the guild object, as REST answers it."""
        return {
            "id": str(self.id),
            "name": self.name,
            "icon": None,
            "owner_id": str(self.owner.id),
            "preferred_locale": self.locale,
            "verification_level": 1,
            "default_message_notifications": 1,
            "explicit_content_filter": 2,
            "mfa_level": 0,
            "nsfw_level": 0,
            "premium_tier": 0,
            "features": [],
            "emojis": [],
            "stickers": [],
            "roles": [role.payload() for role in self.roles.values()],
            "description": None,
            "system_channel_id": None,
            "system_channel_flags": 0,
            "afk_timeout": 300,
        }


class World:
    """Everything there is; `emit` is replaced by the gateway's way of telling."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self._serial = itertools.count()
        self._last = 0
        self.bot = User(id=self.snowflake(), name="chaperone", bot=True)
        self.application = self.snowflake()
        self.maker = User(id=self.snowflake(), name="maker")
        self.privileged = int(PRIVILEGED)
        """The privileged intents that are switched on in the developer portal."""
        self.users: dict[int, User] = {self.bot.id: self.bot}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.dms: dict[int, Channel] = {}
        self.commands: dict[int, JSON] = {}
        self.nonces: dict[str, tuple[datetime, Message]] = {}
        self.files: dict[str, bytes] = {}
        self.address = ""
        self.emit: Callable[[Event], None] = lambda _: None

    def snowflake(self) -> int:
        """Make an identifier that says when it was made and is larger than every one before."""
        self._last = max(self._last + 1, snowflake_at(self.now()))
        return self._last

    def secret(self) -> str:
        """Make a token that nobody else has."""
        return f"token-{next(self._serial)}-{self.snowflake():x}"

    def may(self, where: Channel | Guild, person: Person) -> int:
        """Compute a person's permissions, as Discord documents it: roles, then the channel's overwrites."""
        channel = where if isinstance(where, Channel) else None
        guild = channel.guild if channel else where
        if guild is None:
            return EVERYTHING
        assert isinstance(guild, Guild)
        member = guild.members.get(person.id)
        if member is None:
            return 0
        if guild.owner is member.user:
            return EVERYTHING
        allowed = int(guild.everyone.permissions)
        for role in member.roles:
            allowed |= int(guild.roles[role].permissions)
        if allowed & Allow.ADMINISTRATOR:
            return EVERYTHING
        if channel:
            allowed = _overwritten(allowed, channel, member)
        if member.silent(self.now()):
            allowed &= Allow.VIEW_CHANNEL | Allow.READ_MESSAGE_HISTORY
        return allowed

    def outranks(self, member: Member) -> bool:
        """Say whether the bot may act on a member: not on the owner, nor on anybody at or above its own height."""
        guild = member.guild
        return guild.owner is not member.user and guild.members[self.bot.id].rank > member.rank

    def says_content(self, message: Message) -> bool:
        """Say whether a message shows its content to an app without the message-content intent."""
        return message.author is self.bot or message.channel.guild is None or self.bot in message.mentions()

    def add(self, message: Message) -> Message:
        """Put a message into its channel and tell the sessions."""
        if message.channel.kind in THREADS and message.channel.archived:
            self.archive(message.channel, archived=False)
        message.channel.stored[message.id] = message
        self._tell_message("MESSAGE_CREATE", message)
        return message

    def archive(self, thread: Channel, *, archived: bool) -> None:
        """Archive a thread, or wake it, and tell the sessions."""
        thread.archived, thread.archived_at = archived, self.now()
        self.tell_channel("UPDATE", thread)

    def change(self, message: Message, keys: Iterable[str] | None = None) -> None:
        """Tell the sessions that a message changed; with ``keys``, only these fields and the least around them."""
        self._tell_message("MESSAGE_UPDATE", message, keys)

    def remove(self, *messages: Message) -> None:
        """Take messages out of one channel and tell the sessions: one event, whatever their number."""
        channel = messages[0].channel
        where: JSON = {"channel_id": str(channel.id)}
        if channel.guild:
            where["guild_id"] = str(channel.guild.id)
        for message in messages:
            channel.stored.pop(message.id, None)
            message.deleted = True
            for attachment in message.attachments:
                self.files.pop(attachment["id"], None)
        intent = Intent.GUILD_MESSAGES if channel.guild else Intent.DIRECT_MESSAGES
        name, data = "MESSAGE_DELETE", where | {"id": str(messages[0].id)}
        if len(messages) > 1:
            name, data = "MESSAGE_DELETE_BULK", where | {"ids": [str(message.id) for message in messages]}
        self.emit(Event(name=name, data=data, intents=intent, guild=channel.guild, channel=channel))

    def _tell_message(self, name: str, message: Message, keys: Iterable[str] | None = None) -> None:
        guild = message.channel.guild
        extra: JSON = {}
        if guild:
            extra["guild_id"] = str(guild.id)
            member = guild.members.get(message.author.id)
            if member and not message.webhook:
                extra["member"] = member.payload(user=False)
        full = message.payload() | extra
        bare = None if self.says_content(message) else message.payload(bare=True) | extra
        if keys is not None:
            # Without a type, a content and an author, discord.py itself fails, and its connection with it.
            kept = {"id", "channel_id", "guild_id", "type", "content", "author", *keys}
            full = {key: value for key, value in full.items() if key in kept}
            bare = bare and {key: value for key, value in bare.items() if key in kept}
        self.emit(
            Event(
                name=name,
                data=full,
                bare=bare,
                intents=Intent.GUILD_MESSAGES if guild else Intent.DIRECT_MESSAGES,
                guild=guild,
                channel=message.channel,
            )
        )

    def tell_guild(self, name: str, guild: Guild, data: JSON, intent: int = Intent.GUILDS) -> None:
        """Tell the sessions about something of a guild as a whole."""
        self.emit(Event(name=name, data={"guild_id": str(guild.id)} | data, intents=intent, guild=guild))

    def tell_channel(self, name: str, channel: Channel) -> None:
        """Tell the sessions about a channel or thread."""
        kind = "THREAD" if channel.kind in THREADS else "CHANNEL"
        self.emit(
            Event(
                name=f"{kind}_{name}",
                data=channel.payload() | ({"newly_created": True} if f"{kind}_{name}" == "THREAD_CREATE" else {}),
                intents=Intent.GUILDS,
                guild=channel.guild,
                channel=channel,
            )
        )

    def guild_create(self, guild: Guild, *, presences: bool) -> JSON:
        """Draw what GUILD_CREATE says; without the presence intent it names the bot alone among the members."""
        seen = [c for c in guild.channels.values() if self.may(c, self.bot) & Allow.VIEW_CHANNEL]
        members = guild.members.values() if presences else [guild.members[self.bot.id]]
        return guild.payload() | {
            "joined_at": guild.members[self.bot.id].joined_at.isoformat(),
            "large": len(guild.members) > 250,
            "unavailable": False,
            "member_count": len(guild.members),
            "members": [member.payload() for member in members],
            "channels": [channel.payload() for channel in seen if channel.kind not in THREADS],
            "threads": [channel.payload() for channel in seen if channel.kind in THREADS and not channel.archived],
            "presences": [],
            "voice_states": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }


def _overwritten(allowed: int, channel: Channel, member: Member) -> int:
    place = channel.parent if channel.kind in THREADS and channel.parent else channel
    everyone = place.overwrites.get(member.guild.id)
    if everyone:
        allowed = allowed & ~everyone[2] | everyone[1]
    grant = deny = 0
    for role in member.roles:
        _, more, less = place.overwrites.get(role, (0, 0, 0))
        grant, deny = grant | more, deny | less
    allowed = allowed & ~deny | grant
    _, more, less = place.overwrites.get(member.id, (1, 0, 0))
    return allowed & ~less | more


def snowflake_at(moment: datetime) -> int:
    """Give the smallest identifier of a moment."""
    return int((moment - EPOCH) / timedelta(milliseconds=1)) << 22


def moment_of(snowflake: int) -> datetime:
    """Read when an identifier was made."""
    return EPOCH + timedelta(milliseconds=snowflake >> 22)


def inner(components: Iterable[JSON]) -> Iterable[JSON]:
    """Yield components and everything inside them."""
    for part in components:
        yield part
        yield from inner(part.get("components", ()))
        for key in ("accessory", "component"):
            if key in part:
                yield from inner([part[key]])


def words(value: object) -> Iterable[str]:
    """Yield every string of a JSON value, for searching."""
    if isinstance(value, str) and value:
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from words(part)
    elif isinstance(value, list):
        for part in value:
            yield from words(part)
