"""What everything on the wire shares: identifiers, limits, splitting and mark-up. All pure.

Source of every limit: Slack's developer documentation, "Block Kit" reference and "chat.postMessage".
"""

import html
import re
from datetime import UTC, datetime, timedelta

from bot.core import fitting
from bot.core.events import ChannelId, CommunityId, MemberId, MessageId, MessageRef

PLATFORM = "slack"

TEXT = 3_000
"""A section, a context element, and what we put at most into one part of a rich text."""
FALLBACK = 300
"""Our own limit on the plain text beside the blocks, which notifications and screen readers show."""
HEADER, LABEL, PLACEHOLDER, OPTION, OPTION_VALUE = 150, 75, 150, 75, 150
URL = 3_000
MODAL_TITLE, MODAL_BUTTON, METADATA = 24, 24, 3_000
QUESTION, INPUT = 2_000, 3_000
OPTIONS, BUTTONS_A_ROW = 100, 5
MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
MESSAGE_TOTAL, EACH_BLOCK = 10_000, 30
"""All texts of one message together, less than Slack's 12,000, and what we count for the container of each block."""
POSTED = 3_500
"""How much of a member's words goes into one message; Slack cuts at 4,000."""
ACTION_ID = 255
USERNAME = 80

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_IDENTIFIER = re.compile(r"[A-Z][A-Z0-9]{1,30}")
_TS = re.compile(r"(\d{1,12})\.(\d{1,6})")
_MESSAGE = re.compile(r"p(\d{7,18})")


def scoped(identifier: str) -> str:
    """Put the platform in front of a Slack identifier."""
    return f"{PLATFORM}:{identifier}"


USER = scoped("[UW][A-Z0-9]+")
"""How a person's identifier is written, as a regular expression (source: Slack's "User type")."""


def bare(identifier: str) -> str:
    """Take the Slack identifier of a workspace, channel, person or user group out of one of ours.

    Raises:
        ValueError: it is of another platform, or none.
    """
    platform, _, rest = identifier.partition(":")
    if platform != PLATFORM or not _IDENTIFIER.fullmatch(rest):
        message = f"{platform}:… is no identifier of Slack"
        raise ValueError(message)
    return rest


def community_of(team: str) -> CommunityId:
    """Name a workspace."""
    return CommunityId(scoped(team))


def channel_of(channel: str) -> ChannelId:
    """Name a channel."""
    return ChannelId(scoped(channel))


def member_of(user: str) -> MemberId:
    """Name a person."""
    return MemberId(scoped(user))


def number_of(ts: str) -> int:
    """Turn a message's timestamp into microseconds, which grow with time within a channel.

    Raises:
        ValueError: it is none.
    """
    match = _TS.fullmatch(ts)
    if match is None:
        raise ValueError("a timestamp such as 1700000000.000100 was expected")
    return int(match[1]) * 1_000_000 + int(match[2].ljust(6, "0"))


def ts_of(number: int) -> str:
    """Turn microseconds back into a timestamp."""
    return f"{number // 1_000_000}.{number % 1_000_000:06d}"


def message_of(ts: str) -> MessageId:
    """Name a message as the last step of its link does, so that a link leads back to it."""
    return MessageId(scoped(f"p{number_of(ts)}"))


def ts_in(message: str) -> str:
    """Take the timestamp out of a message's name.

    Raises:
        ValueError: it is no message of Slack.
    """
    platform, _, rest = message.partition(":")
    match = _MESSAGE.fullmatch(rest)
    if platform != PLATFORM or match is None:
        raise ValueError("this is no message of Slack")
    return ts_of(int(match[1]))


def ref_of(channel: str, ts: str) -> MessageRef:
    """Name a message's place."""
    return MessageRef(channel=channel_of(channel), id=message_of(ts))


def moment_of(number: int) -> datetime:
    """Tell when something was written."""
    return _EPOCH + timedelta(microseconds=number)


def number_at(moment: datetime) -> int:
    """Give the number of a moment."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def link_to(home: str, channel: str, ts: str) -> str:
    """Make the address that opens a message; ``home`` is the workspace's own address."""
    return f"{home.rstrip('/')}/archives/{channel}/p{number_of(ts)}"


def shorten(text: str, limit: int) -> str:
    """Fit a label: whole words and an ellipsis where it is too long; a dash where there is nothing to read."""
    text = fitting.clean(text)
    if not text.strip():
        return "–"
    if fitting.size(text) <= limit:
        return text
    return (fitting.split(text, limit - 1) or ["–"])[0] + "…"


def escape(text: str) -> str:
    """Write a text so that Slack reads no mention and no link in it (source: "Formatting message text")."""
    return html.escape(fitting.clean(text), quote=False)


def escaped_pieces(text: str, limit: int) -> list[str]:
    """Split a text so that every piece fits once it is escaped, which makes it longer."""
    pieces: list[str] = []
    for piece in fitting.split(fitting.clean(text), limit):
        if fitting.size(escape(piece)) <= limit:
            pieces.append(piece)
        else:
            pieces += fitting.split(piece, max(limit // 5, 1))
    return [escape(piece) for piece in pieces]


_LINKED = re.compile(r"<([^\s<>|][^<>|]*)(?:\|([^<>]*))?>")


def unwrap(text: str) -> str:
    """Give a text as its author wrote it: without Slack's escapes, links and identifiers in angle brackets.

    An address or a number that Slack made a link of is read as it was typed; a link under another name shows both.
    """
    return html.unescape(_LINKED.sub(_unlinked, text))


def _unlinked(match: re.Match[str]) -> str:
    target, label = match[1], match[2] or ""
    if target.startswith(("@", "#")):
        return target[0] + (label.lstrip("@#") or target[1:])
    if target.startswith("!"):
        return label or "@" + target[1:].partition("^")[0]
    return link_as_typed(target, label)


def link_as_typed(target: str, label: str) -> str:
    """Give a link as its author wrote it: what Slack made of an address by itself alone, another name with both."""
    scheme, colon, rest = target.partition(":")
    if not colon or not label:
        return label or target
    if scheme in ("mailto", "tel") or label in (target, rest.strip("/"), rest.removeprefix("//")):
        return label
    return f"{label} ({target})"
