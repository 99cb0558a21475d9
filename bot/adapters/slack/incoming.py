"""Slack's payloads as events. Pure: what a payload does not hold comes in as a `Scene`.

Source: Slack's developer documentation, "message event" and its subtypes, "Slash commands", "Interaction payloads",
and of Block Kit's reference "Table block" and "Rich text block".
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.adapters.slack import wire
from bot.core.events import (
    Channel,
    CommunityId,
    DeliveryId,
    Member,
    MemberJoined,
    Message,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
    Role,
)
from bot.core.text import Content, Part, PartKind

Payload = Mapping[str, Any]

CHANGED, DELETED, TOMBSTONE = "message_changed", "message_deleted", "tombstone"

RENAMED = frozenset({"channel_name", "group_name"})
"""A channel has another name, public or private."""

_READ = frozenset({"", "file_share", "thread_broadcast", "me_message"})
"""Subtypes of messages that hold a member's words; none is an ordinary one."""

_NO_PREVIEW = "[no preview available]"
"""What Slack writes where an attachment holds blocks alone, such as a pasted table: nobody's words."""

_PREVIEWS = ("from_url", "is_app_unfurl", "is_msg_unfurl")
"""What an attachment has that was made of a link; one that its author shared has it too."""

_PLACES = frozenset({"channel", "group"})
"""Where members write to one another; what is written to the bot itself is not looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What the workspace knows about a payload: the channel's name, and what Slack says of the author.

    ``home`` is the workspace's own address; ``joined`` is by when the author was there.
    """

    team: str
    channel_name: str
    user: Payload
    role: Role = Role.MEMBER
    home: str = ""
    joined: datetime | None = None

    @property
    def community(self) -> CommunityId:
        """The workspace as a community."""
        return wire.community_of(self.team)


def is_in_a_channel(event: Payload) -> bool:
    """Tell whether something happened in a channel, public or private, and not in direct messages."""
    kind = event.get("channel_type")
    return kind in _PLACES or (kind is None and str(event.get("channel") or "")[:1] in ("C", "G"))


def is_ours_to_read(message: Payload) -> bool:
    """Tell whether a message may be a member's: not the system's, not another app's under a name of its own.

    A message with a ``bot_id`` and an author is an app's, or a person's whose app wrote for them: the author tells.
    """
    return (
        message.get("type", "message") == "message"
        and (message.get("subtype") or "") in _READ
        and bool(message.get("user"))
        and message.get("user") != "USLACKBOT"
        and bool(message.get("ts"))
    )


def posted(message: Payload, channel: str, scene: Scene) -> MessagePosted:
    """Translate a message that is new."""
    return MessagePosted(
        delivery=_delivery(channel, message["ts"], "posted"),
        community=scene.community,
        message=translated(message, channel, scene),
    )


def is_an_edit(event: Payload) -> bool:
    """Tell whether a ``message_changed`` is its author's doing: a link's preview or a thread's growth is not."""
    now, before = event.get("message") or {}, event.get("previous_message") or {}
    edited = (now.get("edited") or {}).get("ts")
    return edited is not None and edited != (before.get("edited") or {}).get("ts")


def edited(message: Payload, channel: str, scene: Scene) -> MessageEdited:
    """Translate a message that its author changed."""
    when = (message.get("edited") or {}).get("ts") or ""
    return MessageEdited(
        delivery=_delivery(channel, message["ts"], f"edited:{when}"),
        community=scene.community,
        message=translated(message, channel, scene),
    )


def gone_in(event: Payload) -> str | None:
    """Find the message that an event says is gone; a thread's beginning leaves a tombstone."""
    if event.get("subtype") == DELETED:
        ts = event.get("deleted_ts") or (event.get("previous_message") or {}).get("ts")
        return str(ts) if ts else None
    message = event.get("message") or {}
    if event.get("subtype") == CHANGED and message.get("subtype") == TOMBSTONE:
        return str(message["ts"]) if message.get("ts") else None
    return None


def deleted(team: str, channel: str, ts: str) -> MessageDeleted:
    """Translate a message that is gone."""
    return MessageDeleted(
        delivery=_delivery(channel, ts, "deleted"),
        community=wire.community_of(team),
        message=wire.ref_of(channel, ts),
    )


def joined(team: str, user: Payload, at: datetime) -> MemberJoined | None:
    """Translate somebody's coming into the workspace, or into a channel that it shares; None for a bot."""
    if user.get("is_bot") or user.get("id") in (None, "USLACKBOT"):
        return None
    member = person(user, Role.MEMBER, at)
    return MemberJoined(
        delivery=DeliveryId(f"{wire.scoped(team)}:{user['id']}:joined"),
        community=wire.community_of(team),
        member=member,
    )


def translated(message: Payload, channel: str, scene: Scene) -> Message:
    """Translate a message."""
    ts, thread = str(message["ts"]), thread_of(message)
    return Message(
        id=wire.message_of(ts),
        channel=Channel(id=wire.channel_of(channel), name=scene.channel_name),
        author=person(scene.user, scene.role, scene.joined),
        content=Content(parts=tuple(_parts(message))),
        posted_at=wire.moment_of(wire.number_of(ts)),
        thread=None if thread is None else wire.scoped(thread),
        link=wire.link_to(scene.home, channel, ts) if scene.home else None,
    )


def thread_of(message: Payload) -> str | None:
    """Give the thread that a message answers in; the thread's own beginning is in none."""
    thread = message.get("thread_ts")
    return str(thread) if thread and thread != message.get("ts") else None


def person(user: Payload, role: Role, at: datetime | None) -> Member:
    """Translate a person."""
    return Member(
        id=wire.member_of(user["id"]),
        name=name_of(user),
        role=role,
        joined_at=at,
        locale=locale_of(user),
        has_picture=has_picture(user),
    )


def has_picture(user: Payload) -> bool | None:
    """Tell whether somebody put a picture of their own; None where Slack says nothing of pictures.

    The sizes are always there, drawn by Slack where nobody put one; the original is there for an own picture alone
    (source: "users.profile.get").
    """
    profile = user.get("profile") or {}
    if not any(name.startswith("image_") for name in profile):
        return None
    return bool(profile.get("image_original") or profile.get("is_custom_image"))


def name_of(user: Payload) -> str:
    """Give the name that people see."""
    profile = user.get("profile") or {}
    return profile.get("display_name") or profile.get("real_name") or user.get("real_name") or user.get("name") or ""


def locale_of(user: Payload) -> str | None:
    """Give the language that somebody reads Slack in."""
    return user.get("locale") or None


def there_since(user: Payload) -> datetime | None:
    """Say by when an account was there: Slack tells only when it was changed last, so nobody counts as older."""
    updated = user.get("updated")
    return datetime.fromtimestamp(updated, UTC) if isinstance(updated, int | float) else None


def _delivery(channel: str, ts: str, what: str) -> DeliveryId:
    return DeliveryId(f"{wire.scoped(channel)}:{ts}:{what}"[:200])


def _parts(message: Payload) -> Iterator[Part]:
    """Yield everything that can be read, the author's words first."""
    yield Part(kind=PartKind.BODY, text=wire.unwrap(message.get("text") or ""))
    yield from _tables(message, PartKind.BODY)
    for attachment in message.get("attachments") or ():
        kind = PartKind.FORWARDED if attachment.get("is_share") or attachment.get("is_msg_unfurl") else PartKind.EMBED
        text = "\n".join(_attached(attachment))
        if text:
            yield Part(kind=kind, text=text)
        if attachment.get("is_share"):
            yield from _tables(attachment, PartKind.FORWARDED)
        elif not any(attachment.get(name) for name in _PREVIEWS):
            yield from _tables(attachment, PartKind.BODY)  # Slack puts there what its author pasted
        yield from _files(attachment)
    yield from _files(message)


def _attached(attachment: Payload) -> Iterator[str]:
    for name in ("pretext", "title", "text"):
        if attachment.get(name):
            yield wire.unwrap(str(attachment[name]))
    for one in attachment.get("fields") or ():
        yield from (wire.unwrap(str(one[name])) for name in ("title", "value") if one.get(name))
    fallback = attachment.get("fallback")
    if fallback and fallback != _NO_PREVIEW and not attachment.get("text"):
        yield wire.unwrap(str(fallback))


def _tables(holder: Payload, kind: PartKind) -> Iterator[Part]:
    """Yield the tables among blocks as one part: a line for each row, with commas between its cells."""
    tables = [block for block in _dicts(holder.get("blocks")) if block.get("type") == "table"]
    rows = [_dicts(row) for table in tables for row in _list(table.get("rows"))]
    text = "\n".join(filter(None, (", ".join(filter(None, map(_cell, row))) for row in rows)))
    if text:
        yield Part(kind=kind, text=text)


def _cell(cell: Payload) -> str:
    """Give a cell's words: its own, or those that stand in a rich text, however deep."""
    pieces: list[str] = []
    waiting: list[Payload | str] = [cell]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            pieces.append(one)
        elif isinstance(one.get("elements"), list):
            waiting += (" ", *reversed(_dicts(one["elements"])))
        else:
            pieces.append(_leaf(one))
    return " ".join("".join(pieces).split())


def _leaf(one: Payload) -> str:
    """Give the words of a piece of text, of a number, of a date or of a link."""
    if one.get("type") == "link":
        return wire.link_as_typed(_word(one.get("url")), _word(one.get("text")))
    return next(filter(None, (_word(one.get(name)) for name in ("text", "fallback", "value"))), "")


def _word(found: object) -> str:
    return str(found) if isinstance(found, str | int | float) else ""


def _list(found: object) -> list[Any]:
    return found if isinstance(found, list) else []


def _dicts(found: object) -> list[Payload]:
    return [one for one in _list(found) if isinstance(one, dict)]


def _files(holder: Payload) -> Iterator[Part]:
    for file in holder.get("files") or ():
        names = [file.get(name) for name in ("name", "title", "alt_txt")]
        for name in dict.fromkeys(filter(None, names)):
            yield Part(kind=PartKind.FILE_NAME, text=str(name))


_NAMED = re.compile(r"<(?:@|#|!subteam\^)([A-Z][A-Z0-9]+)(?:\|[^<>]*)?>")
_LISTED = re.compile(r"(?<=>)\s*,\s*(?=<@)")
_LINK = re.compile(r"<?https://[\w.-]+/archives/([A-Z0-9]+)/(p\d+)[^\s<>|]*(?:\|[^<>]*)?>?")


def line_of(command: str, text: str) -> str:
    """Turn a slash command into a line of ours: ``/queue view 7`` and ``/chaperone queue view 7`` are the same.

    People, channels and user groups become identifiers, several people one word; the link to a message loses what
    Slack hangs to it.
    """
    text = _LISTED.sub(",", text)
    text = _NAMED.sub(lambda met: wire.scoped(met[1]), text)
    text = _LINK.sub(lambda met: f"https://slack.com/archives/{met[1]}/{met[2]}", text)
    words = wire.unwrap(text).strip()
    first = command.removeprefix("/")
    return words if first == "chaperone" else f"{first} {words}".strip()
