"""What comes in: frozen events, the same from every platform.

Adapters translate payloads into these and drop bots' messages, our own included, on the way. Identifiers are
scoped by platform (``discord:81384788765712384``), so one person on two platforms is two members.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import NewType

from bot.core.text import Content

CommunityId = NewType("CommunityId", str)
ChannelId = NewType("ChannelId", str)
MemberId = NewType("MemberId", str)
MessageId = NewType("MessageId", str)
DeliveryId = NewType("DeliveryId", str)
RoleId = NewType("RoleId", str)


class Role(IntEnum):
    """What a person may do in one community; a higher role includes the lower ones."""

    MEMBER = 0
    MODERATOR = 1
    ADMIN = 2

    @property
    def is_staff(self) -> bool:
        """Whether the bot must never sanction this person by itself."""
        return self >= Role.MODERATOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person in one community, as the platform knows them at the time of the event.

    ``joined_at`` is None where the platform does not say; such a member counts as a newcomer. ``locale`` is a
    language tag such as ``fr`` or ``en-GB``, None when unknown. ``has_picture`` is False where the platform shows its
    standard picture for them, None where it does not say; nobody looks at what is on a picture.
    """

    id: MemberId
    name: str = field(repr=False)
    role: Role = Role.MEMBER
    joined_at: datetime | None = None
    locale: str | None = None
    has_picture: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A place where members write; ``name`` comes without its ``#``.

    ``is_private``: what is said there is for those who were let in, whatever the policy calls its name, as in a private
    thread under an open channel.
    """

    id: ChannelId
    name: str
    is_private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRef:
    """Where a message is, without what it says."""

    channel: ChannelId
    id: MessageId


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message as members see it. ``link`` opens it on its platform; ``thread`` is the thread it belongs to."""

    id: MessageId
    channel: Channel
    author: Member
    content: Content
    posted_at: datetime
    thread: str | None = None
    link: str | None = None

    @property
    def ref(self) -> MessageRef:
        """The message's place."""
        return MessageRef(channel=self.channel.id, id=self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation:
    """Who asked for something, where and in which language; ``id`` leads the adapter back to the open interaction."""

    id: DeliveryId
    community: CommunityId
    channel: Channel
    actor: Member
    locale: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagePosted:
    """Somebody wrote a message."""

    delivery: DeliveryId
    community: CommunityId
    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageEdited:
    """Somebody changed a message; ``message`` is how it reads now."""

    delivery: DeliveryId
    community: CommunityId
    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageDeleted:
    """A message is gone, by its author's hand or a moderator's, not by ours."""

    delivery: DeliveryId
    community: CommunityId
    message: MessageRef


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberJoined:
    """Somebody entered the community."""

    delivery: DeliveryId
    community: CommunityId
    member: Member


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageBlocked:
    """A filter of the platform stopped a message before anybody saw it; what it said is not told.

    ``message`` names the attempt, for there is no message; ``category`` is the value of the category that the filter
    stands for.
    """

    delivery: DeliveryId
    community: CommunityId
    message: MessageRef
    channel_name: str
    author: Member
    category: str
    blocked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandInvoked:
    """Somebody used a command or a menu entry.

    ``options`` are the values as written, by option name; the declared schema turns them into typed ones.
    ``line`` is the whole line on platforms where commands are typed; it is read by the same schema and then stands
    for both. ``about`` is the message whose menu was used, None for a typed command.
    """

    invocation: Invocation
    command: str = ""
    options: dict[str, str] = field(default_factory=dict, repr=False)
    line: str | None = field(default=None, repr=False)
    about: Message | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ButtonPressed:
    """Somebody pressed a button or chose from a select; ``values`` are the choices, empty for a button."""

    invocation: Invocation
    token: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSubmitted:
    """Somebody sent a form.

    ``about`` is the message that the form named (`Form.about`), fetched anew by the adapter; None when the form
    named none or the message is gone.
    """

    invocation: Invocation
    token: str
    fields: dict[str, str] = field(default_factory=dict, repr=False)
    about: Message | None = None


Event = (
    MessagePosted
    | MessageEdited
    | MessageDeleted
    | MemberJoined
    | MessageBlocked
    | CommandInvoked
    | ButtonPressed
    | FormSubmitted
)
