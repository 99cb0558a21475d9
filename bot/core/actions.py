"""What goes out: a small closed union of intents that only adapters carry out. It grows by ADR.

Every action may say what follows it: ``then`` is done once the platform has confirmed the action, ``otherwise``
is done instead when the platform cannot or will not. So nobody reads "hidden" before it is.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import Discriminator, TypeAdapter

from bot.core.cards import Card, Form, Reads, as_read_by
from bot.core.courtesy import Occasion
from bot.core.events import ChannelId, MemberId, MessageRef
from bot.core.text import Content


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldMessage:
    """Take a message out of sight until somebody decides; the encrypted original is already in the vault.

    What was published in its place goes too, and what is gone already is no failure; so it is with `RemoveMessage`.
    """

    kind: Literal["hold_message"] = "hold_message"
    message: MessageRef
    then: tuple["Action", ...] = ()
    otherwise: tuple["Action", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveMessage:
    """Delete a message, or what was published in its place."""

    kind: Literal["remove_message"] = "remove_message"
    message: MessageRef
    then: tuple["Action", ...] = ()
    otherwise: tuple["Action", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishMessage:
    """Put a member's words (back) into a channel, under their name, marked as released, mentions off.

    ``message`` is what they stand in the place of: whoever removes that later removes them, in however many pieces.
    ``content`` is what the author sent anew; None means the held original, which the outbox takes from the vault at
    the last moment.
    """

    kind: Literal["publish_message"] = "publish_message"
    message: MessageRef
    author: MemberId
    content: Content | None = field(default=None, repr=False)
    then: tuple["Action", ...] = ()
    otherwise: tuple["Action", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TellMember:
    """Tell one member something privately; ``about`` is the message it concerns.

    ``occasion`` says why: it decides what a break, a night or the message budget does to it. ``once`` names what is
    said, such as ``welcome``: it is never said twice to the same member, or not before ``again_after``. ``if_reads``:
    only if the member can read in this channel when it is sent. A card with the ``subject`` of an earlier one to the
    same member replaces that in place, and calls nobody again.
    ``warning`` marks the notice of a strike: the strikes of its case count once it was delivered, and never if not.
    """

    kind: Literal["tell_member"] = "tell_member"
    member: MemberId
    card: Card
    about: MessageRef | None = None
    occasion: Occasion = Occasion.CASE
    once: str | None = None
    again_after: timedelta | None = None
    if_reads: ChannelId | None = None
    subject: str | None = None
    warning: bool = False
    then: tuple["Action", ...] = ()
    otherwise: tuple["Action", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TellChannel:
    """Write a card into a channel; one that has the same ``subject`` there replaces the earlier one in place."""

    kind: Literal["tell_channel"] = "tell_channel"
    channel: ChannelId
    card: Card
    subject: str | None = None
    then: tuple["Action", ...] = ()
    otherwise: tuple["Action", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBack:
    """Take away the card that was written into a channel under a subject."""

    kind: Literal["take_back"] = "take_back"
    channel: ChannelId
    subject: str
    then: tuple["Action", ...] = ()
    otherwise: tuple["Action", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AskModerators:
    """Show a card to the moderators; one that has the same ``subject`` replaces the earlier one in place.

    The card never holds an excerpt. ``ping`` asks to call for attention: whoever is on call, or the whole channel.
    ``order`` places the card on a board that has an order: the least first, and none after all others.
    """

    kind: Literal["ask_moderators"] = "ask_moderators"
    subject: str
    card: Card
    ping: bool = False
    order: str = ""
    then: tuple["Action", ...] = ()
    otherwise: tuple["Action", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeOut:
    """Keep a member from writing until a moment in time (UTC)."""

    kind: Literal["time_out"] = "time_out"
    member: MemberId
    until: datetime
    then: tuple["Action", ...] = ()
    otherwise: tuple["Action", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftTimeOut:
    """Let a member write again."""

    kind: Literal["lift_time_out"] = "lift_time_out"
    member: MemberId
    then: tuple["Action", ...] = ()
    otherwise: tuple["Action", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SlowDown:
    """Let each member write in a channel only once in so many seconds; 0 lifts it. Staff may write as before."""

    kind: Literal["slow_down"] = "slow_down"
    channel: ChannelId
    seconds: int
    then: tuple["Action", ...] = ()
    otherwise: tuple["Action", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SetFilters:
    """Let the platform stop, before publication, what patterns can prove; or stop doing so.

    ``language`` is that of the sentence which whoever is stopped reads.
    """

    kind: Literal["set_filters"] = "set_filters"
    on: bool
    language: str
    then: tuple["Action", ...] = ()
    otherwise: tuple["Action", ...] = ()


Action = Annotated[
    HoldMessage
    | RemoveMessage
    | PublishMessage
    | TellMember
    | TellChannel
    | TakeBack
    | AskModerators
    | TimeOut
    | LiftTimeOut
    | SlowDown
    | SetFilters,
    Discriminator("kind"),
]
"""The kind tells them apart, among those that follow another too: to try each in turn took eight times as long."""

_ACTION: TypeAdapter[Action] = TypeAdapter(Action)


def write_action(action: Action) -> bytes:
    """Write an action as JSON, for the outbox; half a surrogate pair in a member's text survives."""
    try:
        return _ACTION.dump_json(action)
    except ValueError:  # half a pair has no UTF-8
        return json.dumps(_ACTION.dump_python(action, mode="json")).encode("ascii")


def read_action(written: bytes) -> Action:
    """Read what `write_action` wrote.

    Raises:
        ValueError: it is no action of this version.
    """
    try:
        return _ACTION.validate_json(written)
    except ValueError:  # half a pair is written as an escape that is no JSON to the swifter reader
        return _ACTION.validate_python(json.loads(written))


URGENT = (HoldMessage, RemoveMessage, TimeOut, LiftTimeOut)
"""What goes first when a platform lets only some calls through."""


Target = tuple[str, ...]


def target_of(action: Action) -> Target | None:
    """Name what an action changes: those that change the same thing must not overtake one another.

    None where the order does not matter, as between two messages to a member that stand side by side.
    """
    target: Target | None = None
    match action:
        case HoldMessage(message=ref) | RemoveMessage(message=ref) | PublishMessage(message=ref):
            target = "message", ref.channel, ref.id
        case TimeOut(member=member) | LiftTimeOut(member=member):
            target = "writing", member
        case TellChannel(channel=channel, subject=str(subject)) | TakeBack(channel=channel, subject=subject):
            target = "channel's card", channel, subject
        case TellMember(member=member, subject=str(subject)):
            target = "member's card", member, subject
        case AskModerators(subject=subject):
            target = "moderators' card", subject
        case SlowDown(channel=channel):
            target = "pace", channel
        case SetFilters():
            target = ("filters",)
    return target


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowCard:
    """Answer the person who asked, and nobody else."""

    card: Card


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplaceCard:
    """Answer a press by redrawing the card it was on, for whoever sees it."""

    card: Card


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowForm:
    """Answer by asking for more; never as the answer to a form (platforms refuse that)."""

    form: Form


Reply = ShowCard | ReplaceCard | ShowForm


async def reply_as_read_by(reply: Reply, reads: Reads) -> Reply:
    """Leave out of an answer what stands in channels that its reader cannot read; see `as_read_by`."""
    return reply if isinstance(reply, ShowForm) else replace(reply, card=await as_read_by(reply.card, reads))


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a cog decided: an answer to the one who asked, and actions, each under the case it belongs to.

    ``actions`` run in order, each independent of the others; what must wait for another goes into its ``then``.
    """

    reply: Reply | None = None
    actions: tuple[tuple[int | None, Action], ...] = ()

    def __add__(self, other: "Decision") -> "Decision":
        """Join two decisions; the first reply wins, since there is one answer to one question."""
        return Decision(reply=self.reply or other.reply, actions=self.actions + other.actions)


NOTHING = Decision()


def answer(card: Card) -> Decision:
    """Decide to show a card to the one who asked."""
    return Decision(reply=ShowCard(card=card))


def walk(action: Action) -> Iterator[Action]:
    """Yield an action and everything that may follow it."""
    yield action
    for following in action.then + action.otherwise:
        yield from walk(following)
