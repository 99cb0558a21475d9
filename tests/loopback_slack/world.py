"""What the loopback Slack knows: workspaces, people, channels, messages, views, tokens, and who may do what.

The fields are those of Slack's Web API and Events API (docs.slack.dev/reference). Nothing here waits or sends; what
happens is handed to `World.emit`.
"""

import asyncio
import html
import itertools
import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

JSON = dict[str, Any]
T = TypeVar("T")

PUBLIC, PRIVATE, IM, MPIM = "public_channel", "private_channel", "im", "mpim"
AREA = {PUBLIC: "channels", PRIVATE: "groups", IM: "im", MPIM: "mpim"}
"""The first half of a scope and the second half of an event's name, by sort of conversation."""

TRIGGER_LIFE, RESPONSE_LIFE, RESPONSE_USES = timedelta(seconds=3), timedelta(minutes=30), 5
"""docs.slack.dev/interactivity/handling-user-interaction: 3 s and once; 5 answers within 30 minutes."""
CODE_LIFE = timedelta(minutes=10)
"""docs.slack.dev/authentication/installing-with-oauth: a code lives for ten minutes."""

BOT_SCOPES = frozenset(
    {
        *("app_mentions:read", "channels:history", "channels:join", "channels:manage", "channels:read"),
        *(
            "chat:write",
            "chat:write.customize",
            "commands",
            "files:write",
            "groups:history",
            "groups:read",
            "groups:write",
        ),
        *("im:history", "im:read", "im:write", "mpim:history", "mpim:read", "team:read", "usergroups:read"),
        *("users:read",),
    }
)
"""What the bot's token may do unless a test says otherwise."""
USER_SCOPES = frozenset(
    {"chat:write", "channels:write", "groups:write", "channels:history", "groups:history", "users:read"}
)
"""The same for a user's token."""
EVENTS = frozenset(
    {
        *("app_home_opened", "app_mention", "app_uninstalled", "member_joined_channel", "member_left_channel"),
        *("message.channels", "message.groups", "message.im", "message.mpim", "team_join", "tokens_revoked"),
    }
)
"""What the app has subscribed to unless a test says otherwise."""


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
                    waiter = loop.create_future()
                    self._waiting.add(waiter)
                    await waiter
        except TimeoutError:
            raise AssertionError(f"waited {patience:g} s for {what()}") from None


@dataclass(eq=False, slots=True, kw_only=True)
class Team:
    """A workspace. ``deletion`` says who may delete: everyone, admins, nobody; ``compliance`` exports prevent it.

    ``kicking`` says who may remove others from channels: admins or everyone. ``deletes_strangers`` says whether its
    admins may delete what people of other workspaces wrote in a shared channel.
    """

    id: str
    name: str
    domain: str
    deletion: str = "everyone"
    compliance: bool = False
    deletes_strangers: bool = False
    kicking: str = "admins"
    users: dict[str, "User"] = field(default_factory=dict)
    channels: dict[str, "Channel"] = field(default_factory=dict)
    groups: dict[str, "Group"] = field(default_factory=dict)
    installation: "Installation | None" = None

    @property
    def bot(self) -> "User":
        """The app's own user here."""
        assert self.installation, f"the app is not installed in {self.name}"
        return self.installation.bot

    @property
    def bot_token(self) -> str:
        """The app's bot token here."""
        assert self.installation, f"the app is not installed in {self.name}"
        return self.installation.token.value

    def named(self, name: str) -> "Channel":
        """Find a channel by its name."""
        return next(channel for channel in self.channels.values() if channel.name == name)


@dataclass(eq=False, slots=True, kw_only=True)
class User:
    """An account in one workspace. ``guest`` is ``""``, ``multi`` or ``single`` (channel guests)."""

    id: str
    team: Team
    name: str
    admin: bool = False
    owner: bool = False
    guest: str = ""
    bot_id: str = ""
    app_id: str = ""
    locale: str = "en-US"
    email: str = ""
    picture: bool = False
    deleted: bool = False
    home: "View | None" = None
    stack: list["View"] = field(default_factory=list)
    """The modals that are open, one over the other."""

    @property
    def mention(self) -> str:
        """How a text names this person."""
        return f"<@{self.id}>"

    @property
    def staff(self) -> bool:
        """Whether this person administers the workspace."""
        return self.admin or self.owner

    def payload(self, viewer: Team, *, email: bool = False, locale: bool = False, stranger: bool = False) -> JSON:
        """Draw the user for somebody of a workspace; a ``stranger`` shares no channel with the app."""
        profile: JSON = {"real_name": self.name.title(), "display_name": self.name, "team": self.team.id}
        profile["image_48"] = ""
        if self.picture:
            profile |= {"image_original": f"https://avatars.slack-edge.com/{self.id}.png", "is_custom_image": True}
        drawn: JSON = {
            "id": self.id,
            "team_id": self.team.id,
            "name": self.name,
            "real_name": self.name.title(),
            "deleted": self.deleted,
            "tz": "Europe/London",
            "tz_offset": 0,
            "profile": profile | ({"email": self.email} if email and self.email else {}),
            "is_bot": bool(self.bot_id),
            "is_app_user": False,
            "updated": 0,
        }
        if self.team is not viewer:
            drawn["is_stranger"] = stranger
        if self.bot_id:
            drawn["profile"] |= {"bot_id": self.bot_id, "api_app_id": self.app_id}
        if not self.deleted:
            drawn |= {
                "is_admin": self.staff,
                "is_owner": self.owner,
                "is_primary_owner": self.owner,
                "is_restricted": bool(self.guest),
                "is_ultra_restricted": self.guest == "single",
            }
        return drawn | ({"locale": self.locale} if locale else {})


@dataclass(eq=False, slots=True, kw_only=True)
class Group:
    """A user group, such as @moderators."""

    id: str
    team: Team
    handle: str
    users: list[User]


@dataclass(eq=False, slots=True, kw_only=True)
class Channel:
    """A conversation of any sort. ``teams`` are all workspaces that share it (Slack Connect)."""

    id: str
    team: Team
    name: str
    kind: str = PUBLIC
    general: bool = False
    archived: bool = False
    created: int = 0
    members: list[User] = field(default_factory=list)
    teams: list[Team] = field(default_factory=list)
    stored: list["Message"] = field(default_factory=list)
    ephemerals: list["Message"] = field(default_factory=list)

    @property
    def messages(self) -> list["Message"]:
        """The messages that are still there, oldest first, replies included."""
        return [message for message in self.stored if not message.deleted]

    @property
    def shared(self) -> bool:
        """Whether another workspace shares it."""
        return len(self.teams) > 1

    def find(self, ts: str) -> "Message | None":
        """Find a message that is still there."""
        return next((message for message in reversed(self.stored) if message.ts == ts and not message.deleted), None)

    def payload(self, viewer: User) -> JSON:
        """Draw the conversation for somebody."""
        if self.kind == IM:
            other = next((user for user in self.members if user is not viewer), viewer)
            return {
                "id": self.id,
                "created": self.created,
                "is_im": True,
                "is_org_shared": False,
                "is_ext_shared": False,
                "context_team_id": self.team.id,
                "user": other.id,
                "is_user_deleted": other.deleted,
                "is_open": True,
            }
        return {
            "id": self.id,
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": self.kind == PUBLIC,
            "is_group": self.kind == PRIVATE,
            "is_im": False,
            "is_mpim": self.kind == MPIM,
            "is_private": self.kind != PUBLIC,
            "is_archived": self.archived,
            "is_general": self.general,
            "is_shared": self.shared,
            "is_ext_shared": self.shared,
            "is_org_shared": False,
            "is_member": viewer in self.members,
            "created": self.created,
            "context_team_id": viewer.team.id,
            "shared_team_ids": [team.id for team in self.teams],
            "topic": {"value": "", "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
            "num_members": len(self.members),
        }


@dataclass(eq=False, slots=True, kw_only=True)
class Message:
    """A message, or an ephemeral one, which only ``seen_by`` sees."""

    ts: str
    channel: Channel
    author: User
    text: str = ""
    blocks: list[JSON] = field(default_factory=list)
    attachments: list[JSON] = field(default_factory=list)
    files: list[JSON] = field(default_factory=list)
    metadata: JSON | None = None
    subtype: str = ""
    thread_ts: str = ""
    username: str = ""
    edited: str = ""
    deleted: bool = False
    tombstone: bool = False
    seen_by: User | None = None
    client_msg_id: str = ""

    @property
    def parent(self) -> "Message | None":
        """The message whose thread this one is in, if it is a reply."""
        return self.channel.find(self.thread_ts) if self.thread_ts and self.thread_ts != self.ts else None

    @property
    def replies(self) -> list["Message"]:
        """The replies in this message's thread."""
        return [m for m in self.channel.stored if m.thread_ts == self.ts and m is not self and not m.deleted]

    @property
    def ephemeral(self) -> bool:
        """Whether one person alone sees it."""
        return self.seen_by is not None

    @property
    def words(self) -> str:
        """Every word that is shown: the blocks' if there are any, else the text, and the attachments'."""
        shown = "\n".join(texts(self.blocks)) if self.blocks else self.text
        return "\n".join(part for part in (shown, *texts(self.attachments)) if part)

    @property
    def actions(self) -> dict[str, JSON]:
        """Every interactive element by its action_id, with its block's id."""
        return elements(self.blocks)

    def payload(self, *, in_event: bool = False) -> JSON:
        """Draw the message; an event's own fields are added by whoever sends it."""
        if self.tombstone:
            drawn: JSON = {"type": "message", "subtype": "tombstone", "text": "This message was deleted."}
            drawn |= {"user": "USLACKBOT", "hidden": True, "ts": self.ts, "thread_ts": self.ts}
            return drawn | self._thread()
        drawn = {"type": "message", "user": self.author.id, "text": self.text, "ts": self.ts}
        drawn |= {"team": self.author.team.id}
        names = ("client_msg_id", "subtype", "blocks", "attachments", "files", "metadata", "username")
        drawn |= {name: getattr(self, name) for name in names if getattr(self, name)}
        if self.author.bot_id:
            drawn |= self._bot()
        if self.subtype == "bot_message":
            del drawn["user"]
        if self.files:
            drawn |= {"upload": False, "display_as_bot": False}
        if self.edited:
            drawn["edited"] = {"user": self.author.id, "ts": self.edited}
        if self.channel.shared:
            drawn |= {"user_team": self.author.team.id, "source_team": self.author.team.id}
        return drawn | self._reply() | ({} if in_event else self._thread())

    def _bot(self) -> JSON:
        author = self.author
        profile = {"id": author.bot_id, "name": author.name, "app_id": author.app_id, "team_id": author.team.id}
        return {"bot_id": author.bot_id, "app_id": author.app_id, "bot_profile": profile}

    def _reply(self) -> JSON:
        drawn = {"thread_ts": self.thread_ts} if self.thread_ts else {}
        parent = self.parent
        if parent is None:
            return drawn
        root = {"root": parent.payload()} if self.subtype == "thread_broadcast" else {}
        return drawn | {"parent_user_id": parent.author.id} | root

    def _thread(self) -> JSON:
        replies = self.replies
        if not replies:
            return {}
        who = list(dict.fromkeys(reply.author.id for reply in replies))
        return {
            "thread_ts": self.ts,
            "reply_count": len(replies),
            "reply_users_count": len(who),
            "reply_users": who[:5],
            "latest_reply": replies[-1].ts,
        }


@dataclass(eq=False, slots=True, kw_only=True)
class View:
    """A modal or an App Home."""

    id: str
    team: Team
    user: User
    body: JSON
    hash: str
    state: dict[str, JSON] = field(default_factory=dict)
    root: str = ""
    previous: str | None = None
    open: bool = True

    @property
    def title(self) -> str:
        """The title of a modal."""
        return str((self.body.get("title") or {}).get("text", ""))

    @property
    def blocks(self) -> list[JSON]:
        """The blocks."""
        return list(self.body["blocks"])

    @property
    def words(self) -> str:
        """Every word that is shown."""
        return "\n".join([self.title, *texts(self.blocks)]).strip()

    @property
    def actions(self) -> dict[str, JSON]:
        """Every interactive element by its action_id, with its block's id."""
        return elements(self.blocks)

    def payload(self, app_id: str, bot_id: str) -> JSON:
        """Draw the view."""
        body = self.body
        return {
            "id": self.id,
            "team_id": self.team.id,
            "type": body["type"],
            "blocks": body["blocks"],
            "private_metadata": body.get("private_metadata", ""),
            "callback_id": body.get("callback_id", ""),
            "external_id": body.get("external_id", ""),
            "state": {"values": self.state},
            "hash": self.hash,
            "title": body.get("title"),
            "close": body.get("close"),
            "submit": body.get("submit"),
            "clear_on_close": bool(body.get("clear_on_close")),
            "notify_on_close": bool(body.get("notify_on_close")),
            "previous_view_id": self.previous,
            "root_view_id": self.root,
            "app_id": app_id,
            "app_installed_team_id": self.team.id,
            "bot_id": bot_id,
        }


@dataclass(eq=False, slots=True, kw_only=True)
class Token:
    """A token: ``kind`` is bot, user or app."""

    value: str
    kind: str
    scopes: frozenset[str]
    team: Team | None = None
    user: User | None = None
    revoked: bool = False


@dataclass(eq=False, slots=True, kw_only=True)
class Installation:
    """The app in one workspace; ``users`` are the tokens of people who gave one, by their id."""

    team: Team
    bot: User
    token: Token
    installer: User
    users: dict[str, Token] = field(default_factory=dict)


@dataclass(eq=False, slots=True, kw_only=True)
class App:
    """The app's settings on api.slack.com. With a ``request_url`` it is delivered to over HTTP, else by Socket Mode."""

    id: str
    name: str
    client_id: str
    client_secret: str
    signing_secret: str
    token: str
    bot_scopes: frozenset[str] = BOT_SCOPES
    user_scopes: frozenset[str] = USER_SCOPES
    events: frozenset[str] = EVENTS
    """What the bot hears of the places where it is."""
    user_events: frozenset[str] = frozenset()
    """What is heard on behalf of people who gave a token, of the places where they are."""
    redirect_uris: frozenset[str] = frozenset()
    """What a redirect_uri must begin with, and where people go without one; empty lets every one pass."""
    request_url: str = ""
    options_url: str = ""
    messages_tab: bool = True
    redelivers: bool = True
    """Whether events that failed are tried again."""


@dataclass(eq=False, slots=True, kw_only=True)
class Ping:
    """Somebody who would be notified by what the app wrote: ``whom`` is channel, here, everyone or an id."""

    message: Message
    whom: str


@dataclass(eq=False, slots=True, kw_only=True)
class Trigger:
    """Leave to open one view for one person."""

    user: User
    team: Team
    at: datetime
    show: Callable[[View, str], None]
    used: bool = False


def _nobody(team: Team, name: str, event: JSON) -> None:
    """Hear nothing."""


@dataclass(eq=False, slots=True, kw_only=True)
class Upload:
    """A file that the app asked to send: where it goes is known, its bytes come, then it is shown."""

    team: Team
    user: User
    name: str
    length: int
    data: bytes | None = None


class World:
    """Everything there is, and the numbers that it is called by."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self.address = ""
        self.teams: dict[str, Team] = {}
        self.tokens: dict[str, Token] = {}
        self.views: dict[str, View] = {}
        self.triggers: dict[str, Trigger] = {}
        self.codes: dict[str, JSON] = {}
        self.files: dict[str, tuple[Team, bytes]] = {}
        self.uploads: dict[str, Upload] = {}
        self.pings: list[Ping] = []
        self.emit: Callable[[Team, str, JSON], None] = _nobody
        self.bell = Bell()
        self._numbers = itertools.count(1)
        self._last = 0
        self.app = App(
            id=self.id("A"),
            name="Chaperone",
            client_id="1111.2222",
            client_secret=uuid.uuid4().hex,
            signing_secret=uuid.uuid4().hex,
            token=f"xapp-1-{uuid.uuid4().hex}",
        )
        self.tokens[self.app.token] = Token(
            value=self.app.token, kind="app", scopes=frozenset({"connections:write", "authorizations:read"})
        )

    # Names and numbers

    def id(self, letter: str) -> str:
        """Make an identifier such as ``C0000000A7``."""
        return f"{letter}{next(self._numbers):09X}"

    def ts(self, at: datetime | None = None) -> str:
        """Make a timestamp that no other message has."""
        moment = round((at or self.now()).timestamp() * 1_000_000)
        if at is None:
            self._last = moment = max(moment, self._last + 1)
        return f"{moment // 1_000_000}.{moment % 1_000_000:06d}"

    def trigger(self, user: User, team: Team, show: Callable[[View, str], None]) -> str:
        """Make a trigger_id for the app in a workspace; ``show`` is told of the view, and whether it was pushed."""
        name = f"{next(self._numbers)}.{next(self._numbers)}.{uuid.uuid4().hex}"
        self.triggers[name] = Trigger(user=user, team=team, at=self.now(), show=show)
        return name

    def token(self, kind: str, scopes: frozenset[str], user: User) -> Token:
        """Make a token that works."""
        prefix = "xoxb" if kind == "bot" else "xoxp"
        made = Token(
            value=f"{prefix}-{next(self._numbers)}-{uuid.uuid4().hex}",
            kind=kind,
            scopes=scopes,
            team=user.team,
            user=user,
        )
        self.tokens[made.value] = made
        return made

    # Finding

    def user(self, id_: str) -> User | None:
        """Find a user in any workspace."""
        return next((team.users[id_] for team in self.teams.values() if id_ in team.users), None)

    def channel(self, team: Team, id_: str) -> Channel | None:
        """Find a conversation that a workspace has, its own or shared."""
        found = team.channels.get(id_)
        return found or next(
            (t.channels[id_] for t in self.teams.values() if id_ in t.channels and team in t.channels[id_].teams), None
        )

    def channels(self, team: Team) -> Iterator[Channel]:
        """Yield the conversations of a workspace."""
        for other in self.teams.values():
            yield from (channel for channel in other.channels.values() if other is team or team in channel.teams)

    def dm(self, *users: User) -> Channel:
        """Give the direct messages between two people, or among several."""
        team = next((user.team for user in users if user.bot_id), users[0].team)
        kind = IM if len(users) < 3 else MPIM
        for channel in team.channels.values():
            if channel.kind == kind and set(channel.members) == set(users):
                return channel
        made = Channel(
            id=self.id("D" if kind == IM else "G"),
            team=team,
            name="" if kind == IM else "mpdm-" + "--".join(user.name for user in users),
            kind=kind,
            members=list(users),
            teams=[team],
            created=int(self.now().timestamp()),
        )
        team.channels[made.id] = made
        return made

    # What happens

    def heard_by(self, channel: Channel, name: str = "") -> list[Team]:
        """List the workspaces whose installation hears what happens in a conversation."""
        personal = name in self.app.user_events
        there = []
        for team in channel.teams or [channel.team]:
            done = team.installation
            people = [token.user for token in done.users.values()] if done and personal else []
            if done and (done.bot in channel.members or any(person in channel.members for person in people)):
                there.append(team)
        return there

    def tell(self, channel: Channel, event: JSON, name: str = "") -> None:
        """Tell the app what happened in a conversation, once, if it may know."""
        name = name or f"message.{AREA[channel.kind]}"
        for team in self.heard_by(channel, name)[:1]:
            self.emit(team, name, event)

    def add(self, message: Message) -> Message:
        """Put a message where it belongs in time, and tell the app."""
        channel = message.channel
        channel.stored.append(message)
        if len(channel.stored) > 1 and channel.stored[-2].ts > message.ts:
            channel.stored.sort(key=lambda other: other.ts)
        kind = {IM: "im", MPIM: "mpim", PRIVATE: "group", PUBLIC: "channel"}[channel.kind]
        about = {"channel": channel.id, "event_ts": message.ts, "channel_type": kind}
        self.tell(channel, message.payload(in_event=True) | about)
        bot = next((team.bot for team in self.heard_by(channel)), None)
        if bot and bot.mention in message.text and message.author is not bot and channel.kind != IM:
            self.tell(channel, message.payload(in_event=True) | about | {"type": "app_mention"}, "app_mention")
        self.bell.ring()
        return message

    def change(self, message: Message, before: JSON) -> None:
        """Tell the app that a message changed; ``before`` is how it was drawn until now."""
        self._hidden(message, {"subtype": "message_changed", "message": message.payload(), "previous_message": before})

    def remove(self, message: Message) -> None:
        """Delete a message; a thread's first one leaves a tombstone while it has replies."""
        before = message.payload()
        if message.replies:
            message.tombstone = True
            self.change(message, before)
            return
        message.deleted = True
        self._hidden(message, {"subtype": "message_deleted", "deleted_ts": message.ts, "previous_message": before})

    def note_pings(self, message: Message, *, named: bool = False) -> None:
        """Remember whom a new message by the app would notify."""
        if message.author.app_id == self.app.id and not message.ephemeral:
            whom = mentions(message.text, message.blocks, message.attachments, named=named)
            self.pings += [Ping(message=message, whom=name) for name in whom]

    def _hidden(self, message: Message, more: JSON) -> None:
        channel = message.channel
        ts = self.ts()
        kind = {IM: "im", MPIM: "mpim", PRIVATE: "group", PUBLIC: "channel"}[channel.kind]
        about = {"type": "message", "hidden": True, "channel": channel.id, "ts": ts, "event_ts": ts}
        self.tell(channel, about | {"channel_type": kind} | more)
        self.bell.ring()

    def enter(self, channel: Channel, user: User, inviter: User | None = None) -> None:
        """Let somebody into a channel, and tell the app, which hears of itself too."""
        channel.members.append(user)
        event = {"type": "member_joined_channel", "user": user.id, "channel": channel.id}
        event |= {"channel_type": channel.id[0], "team": user.team.id, "event_ts": self.ts()}
        self.tell(channel, event | ({"inviter": inviter.id} if inviter else {}), "member_joined_channel")
        words = f"{user.mention} has joined the channel"
        self.add(Message(ts=self.ts(), channel=channel, author=user, text=words, subtype="channel_join"))

    def rename(self, channel: Channel, user: User, name: str) -> None:
        """Give a channel another name, and tell the app."""
        old, channel.name = channel.name, name
        sort = "group" if channel.kind == PRIVATE else "channel"
        words = f'{user.mention} has renamed the channel from "{old}" to "{name}"'
        ts = self.ts()
        event = {"type": "message", "subtype": f"{sort}_name", "user": user.id, "text": words, "ts": ts, "event_ts": ts}
        event |= {"old_name": old, "name": name, "channel": channel.id, "channel_type": sort, "team": user.team.id}
        self.tell(channel, event)

    def leave(self, channel: Channel, user: User) -> None:
        """Let somebody go from a channel."""
        event = {"type": "member_left_channel", "user": user.id, "channel": channel.id}
        event |= {"channel_type": channel.id[0], "team": user.team.id, "event_ts": self.ts()}
        self.tell(channel, event, "member_left_channel")
        channel.members.remove(user)


def texts(part: Any) -> Iterator[str]:
    """Yield every text in blocks or attachments."""
    if isinstance(part, list):
        for item in part:
            yield from texts(item)
    elif isinstance(part, dict):
        for name, item in part.items():
            if name in {"text", "fallback", "pretext", "title", "url", "file_name"} and isinstance(item, str):
                yield item
            elif name != "value":
                yield from texts(item)


def elements(blocks: list[JSON]) -> dict[str, JSON]:
    """Find every interactive element by its action_id, with the block_id it stands in."""
    found: dict[str, JSON] = {}
    for block in blocks:
        inside = [*block.get("elements", []), block.get("accessory"), block.get("element")]
        for item in inside:
            if item and "action_id" in item:
                found[item["action_id"]] = item | {"block_id": block["block_id"]}
    return found


_SPECIAL = re.compile(r"<(?:@[UW]\w+|#C\w+(?:\|[^>]*)?|![a-z]+(?:\^\w+)?(?:\|[^>]*)?)>")
_LINK = re.compile(r"https?://[^\s<>|]*[^\s<>|.,!?)]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\+\d[\d ]{7,}\d")


def typed(text: str, *, links: bool = True) -> str:
    """Turn what somebody types into what Slack sends: escaped, with ``links``; mentions stay as they are.

    docs.slack.dev/messaging/formatting-message-text: ``&``, ``<`` and ``>`` are escaped; addresses become links.
    """
    drawn = _linked if links else _escaped
    parts, end = list[str](), 0
    for special in _SPECIAL.finditer(text):
        parts += [drawn(text[end : special.start()]), special[0]]
        end = special.end()
    return "".join([*parts, drawn(text[end:])])


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)


def _linked(text: str) -> str:
    def link(met: re.Match[str]) -> str:
        found = _escaped(met[0])
        if "://" in found:
            return f"<{found}>"
        target = f"mailto:{found}" if "@" in found else "tel:" + found.replace(" ", "")
        return f"<{target}|{found}>"

    parts, end = list[str](), 0
    for met in _LINK.finditer(text):
        parts += [_escaped(text[end : met.start()]), link(met)]
        end = met.end()
    return "".join([*parts, _escaped(text[end:])])


def rich(text: str, block_id: str) -> list[JSON]:
    """Draw the rich_text block that comes with what somebody typed."""
    inside = [{"type": "text", "text": html.unescape(text)}] if text else []
    section = {"type": "rich_text_section", "elements": inside}
    return [{"type": "rich_text", "block_id": block_id, "elements": [section]}]


_NOTIFIES = re.compile(r"<!(channel|here|everyone)(?:\|[^>]*)?>|<@([UW]\w+)(?:\|[^>]*)?>|<!subteam\^(\w+)")
_NAMED = re.compile(r"(?<!\w)@(channel|here|everyone)\b")


def mentions(text: str, blocks: Any, attachments: Any = (), *, named: bool = False) -> list[str]:
    """List whom a message calls: channel, here, everyone, or ids. ``named`` is for parse=full and link_names."""
    found: list[str] = []
    for written in [text, *_marked(blocks), *_marked(list(attachments))]:
        found += [next(filter(None, met.groups())) for met in _NOTIFIES.finditer(written)]
        found += _NAMED.findall(written) if named else []
    return list(dict.fromkeys([*found, *_rich(blocks)]))


def _marked(part: Any) -> Iterator[str]:
    """Yield the texts in which mark-up counts."""
    if isinstance(part, list):
        for item in part:
            yield from _marked(item)
    elif isinstance(part, dict) and part.get("type") not in {"plain_text", "rich_text", "button"}:
        for name, item in part.items():
            if name in {"text", "pretext", "fallback", "value"} and isinstance(item, str):
                yield item
            else:
                yield from _marked(item)


def _rich(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for item in part:
            yield from _rich(item)
    elif isinstance(part, dict):
        kind = part.get("type")
        if kind == "broadcast":
            yield part["range"]
        elif kind in {"user", "usergroup"}:
            yield part.get("user_id") or part["usergroup_id"]
        else:
            yield from _rich(part.get("elements", []))


def utc_now() -> datetime:
    """Give the real time."""
    return datetime.now(UTC)
