"""Discord's payloads as events. Pure: what a payload does not hold comes in as a `Scene`.

Source: Discord's developer documentation, "Message Resource", "Gateway Events", "Receiving and Responding".
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.adapters.discord import wire
from bot.core.events import (
    Channel,
    ChannelId,
    CommunityId,
    DeliveryId,
    Member,
    MemberJoined,
    Message,
    MessageBlocked,
    MessageDeleted,
    MessageEdited,
    MessageId,
    MessagePosted,
    MessageRef,
    Role,
)
from bot.core.text import Content, Part, PartKind

Payload = Mapping[str, Any]

_READ = frozenset({0, 19})
"""Kinds of messages that hold a member's words: an ordinary one, an answer."""

_RENAMED, _OPENED, _OPENED_FROM_MESSAGE = 4, 18, 21
_BLOCK_MESSAGE = 1
"""The one action of a rule that we take as its execution; Discord sends one event for each action."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What the guild knows about a payload: the channel as the policy calls it, the thread, the author's role.

    ``channel_name`` is the parent's where the message is in a thread; ``title`` is the thread's own, and ``is_private``
    says whether it is one for those who were let in.
    """

    guild: int
    channel_name: str
    thread: int | None = None
    title: str = ""
    is_private: bool = False
    role: Role = Role.MEMBER

    @property
    def community(self) -> CommunityId:
        """The guild as a community."""
        return wire.community_of(self.guild)

    def channel(self, number: object) -> Channel:
        """Name the channel that has this number."""
        return Channel(id=ChannelId(wire.scoped(number)), name=self.channel_name, is_private=self.is_private)


def is_ours_to_read(payload: Payload) -> bool:
    """Tell whether a message is a member's: not a bot's, not a webhook's, not the system's, and in a guild."""
    author = payload.get("author") or {}
    return (
        not author.get("bot")
        and not author.get("system")
        and payload.get("webhook_id") is None
        and payload.get("type", 0) in _READ
    )


def is_whole(payload: Payload) -> bool:
    """Tell whether an update holds the message as it reads now; Discord may send only what changed."""
    return "author" in payload and "content" in payload and "timestamp" in payload


def thread_told_of(payload: Payload) -> int | None:
    """Name the thread whose title Discord tells of in a line of its own: that it was opened, or has another title."""
    kind = payload.get("type", 0)
    if kind == _OPENED:
        told_of = (payload.get("message_reference") or {}).get("channel_id")
        return None if told_of is None else int(told_of)
    return int(payload["channel_id"]) if kind in (_RENAMED, _OPENED_FROM_MESSAGE) else None


def shows_title(payload: Payload, thread: int) -> bool:
    """Tell whether a line shows a title that a member gave to a thread."""
    is_shown = payload.get("type", 0) in (_RENAMED, _OPENED) and thread_told_of(payload) == thread
    return is_shown and not payload["author"].get("bot")


def title_alone(thread: int, author: Payload) -> Payload:
    """Make a thread's title a message of whoever opened it: it has the thread's number, as a forum's first one has."""
    return {"id": str(thread), "channel_id": str(thread), "author": author, "content": ""}


def posted(payload: Payload, scene: Scene) -> MessagePosted:
    """Translate a message that is new."""
    message = message_of(payload, scene)
    return MessagePosted(delivery=DeliveryId(f"{message.id}:posted"), community=scene.community, message=message)


def edited(payload: Payload, scene: Scene) -> MessageEdited | None:
    """Translate a message that its author changed; None for what else an update can be: a preview, a pin."""
    if not payload.get("edited_timestamp"):
        return None
    message = message_of(payload, scene)
    return MessageEdited(
        delivery=DeliveryId(f"{message.id}:edited:{payload['edited_timestamp']}"[:200]),
        community=scene.community,
        message=message,
    )


def retitled(payload: Payload, scene: Scene, at: datetime) -> MessageEdited:
    """Translate the message that belongs to a title when the title is changed."""
    message = message_of(payload, scene)
    delivery = DeliveryId(f"{message.id}:retitled:{at:%Y%m%d%H%M%S%f}")
    return MessageEdited(delivery=delivery, community=scene.community, message=message)


def deleted(guild: int, channel: object, message: object) -> MessageDeleted:
    """Translate a message that is gone."""
    ref = MessageRef(channel=ChannelId(wire.scoped(channel)), id=MessageId(wire.scoped(message)))
    return MessageDeleted(delivery=DeliveryId(f"{ref.id}:deleted"), community=wire.community_of(guild), message=ref)


def joined(payload: Payload) -> MemberJoined | None:
    """Translate somebody's coming; None for a bot."""
    user = payload["user"]
    if user.get("bot"):
        return None
    member = member_of(user, payload, Role.MEMBER)
    return MemberJoined(
        delivery=DeliveryId(f"{member.id}:joined:{payload.get('joined_at')}"),
        community=wire.community_of(int(payload["guild_id"])),
        member=member,
    )


def blocked(payload: Payload, scene: Scene, at: datetime, category: str) -> MessageBlocked | None:
    """Translate a filter's stopping of a message; None for a rule's further actions, each of which has its own event.

    The message was never published and has no identifier, so the case is named by who, which rule, and the minute.
    What it said is in the payload and goes nowhere.
    """
    if (payload.get("action") or {}).get("type") != _BLOCK_MESSAGE:
        return None
    rule, user, channel = payload["rule_id"], payload["user_id"], payload.get("channel_id") or 0
    place = MessageId(wire.scoped(f"blocked-{user}-{rule}-{at:%Y%m%d%H%M}"))
    return MessageBlocked(
        delivery=DeliveryId(f"{place}:{channel}"),
        community=scene.community,
        message=MessageRef(channel=ChannelId(wire.scoped(channel)), id=place),
        channel_name=scene.channel_name,
        author=Member(id=wire.member_of(user), name="", role=scene.role),
        category=category,
        blocked_at=at,
    )


def message_of(payload: Payload, scene: Scene) -> Message:
    """Translate a message."""
    guild, channel, number = scene.guild, payload["channel_id"], payload["id"]
    return Message(
        id=MessageId(wire.scoped(number)),
        channel=scene.channel(channel),
        author=member_of(payload["author"], payload.get("member") or {}, scene.role),
        content=Content(parts=tuple(_parts(payload, scene))),
        posted_at=_moment(payload.get("timestamp")) or wire.moment_of(int(number)),
        thread=None if scene.thread is None else wire.scoped(scene.thread),
        link=f"https://discord.com/channels/{guild}/{channel}/{number}",
    )


def member_of(user: Payload, member: Payload, role: Role, locale: str | None = None) -> Member:
    """Translate a person: the name that the guild shows, and since when they are here."""
    name = member.get("nick") or user.get("global_name") or user.get("username") or ""
    pictures = [one["avatar"] for one in (user, member) if "avatar" in one]
    return Member(
        id=wire.member_of(user["id"]),
        name=name,
        role=role,
        joined_at=_moment(member.get("joined_at")),
        locale=locale,
        has_picture=any(pictures) if "avatar" in user else None,
    )


def _parts(payload: Payload, scene: Scene) -> Iterator[Part]:
    """Yield everything that can be read, the author's words first."""
    yield Part(kind=PartKind.BODY, text=payload.get("content") or "")
    if scene.title and scene.thread is not None and str(scene.thread) == str(payload["id"]):
        yield Part(kind=PartKind.THREAD_TITLE, text=scene.title)
    for snapshot in payload.get("message_snapshots") or ():
        forwarded = snapshot.get("message") or {}
        if forwarded.get("content"):
            yield Part(kind=PartKind.FORWARDED, text=forwarded["content"])
        yield from _extras(forwarded)
    yield from _extras(payload)


def _extras(payload: Payload) -> Iterator[Part]:
    for embed in payload.get("embeds") or ():
        text = "\n".join(_embed_texts(embed))
        if text:
            yield Part(kind=PartKind.EMBED, text=text)
    poll = payload.get("poll")
    if poll:
        answers = [(one.get("poll_media") or {}).get("text") or "" for one in poll.get("answers") or ()]
        yield Part(kind=PartKind.POLL, text="\n".join([(poll.get("question") or {}).get("text") or "", *answers]))
    for file in payload.get("attachments") or ():
        for name in ("title", "filename", "description"):
            if file.get(name):
                yield Part(kind=PartKind.FILE_NAME, text=file[name])


def _embed_texts(embed: Payload) -> Iterator[str]:
    pieces = [embed.get("title"), embed.get("description"), (embed.get("author") or {}).get("name")]
    for field in embed.get("fields") or ():
        pieces += [field.get("name"), field.get("value")]
    pieces.append((embed.get("footer") or {}).get("text"))
    yield from (piece for piece in pieces if piece)


def _moment(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None
