"""What everything on the wire shares: identifiers, limits, control identifiers, splitting and escaping. All pure.

Source of every limit: Discord's developer documentation, "Message Resource", "Component Reference", "Application
Commands", as of API version 10.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.core import fitting
from bot.core.events import ChannelId, CommunityId, MemberId, MessageId, MessageRef

PLATFORM = "discord"

CONTENT = 2_000
EMBED_TITLE, EMBED_TEXT, FIELD_NAME, FIELD_VALUE, FOOTER = 256, 4_096, 256, 1_024, 2_048
EMBED_TOTAL = 6_000
"""All texts of all embeds of one message together."""
FIELDS = 25
ROWS, BUTTONS_A_ROW = 5, 5
BUTTON_LABEL, PLACEHOLDER, OPTION = 80, 150, 100
URL = 512
OPTIONS = 25
CUSTOM_ID = 100
MODAL_TITLE, MODAL_PARTS, LABEL, LABEL_TEXT, INPUT = 45, 5, 45, 100, 4_000
NONCE = 25
FILE_NAME = 100
"""Characters of a file's name; our default."""
WEBHOOK_NAME = 80
SLOWEST = 21_600
"""Seconds of slow mode at most (source: Discord, "Modify Channel", rate_limit_per_user)."""

LONGEST_TIMEOUT = timedelta(days=28)

EPHEMERAL = 1 << 6

_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def scoped(snowflake: object) -> str:
    """Put the platform in front of a Discord identifier."""
    return f"{PLATFORM}:{snowflake}"


def snowflake_of(identifier: str) -> int:
    """Take the Discord identifier out of one of ours.

    Raises:
        ValueError: it is of another platform, or no number.
    """
    platform, _, number = identifier.partition(":")
    if platform != PLATFORM or not (number.isascii() and number.isdigit()):
        message = f"{platform}:… is no identifier of Discord"
        raise ValueError(message)
    return int(number)


def moment_of(snowflake: int) -> datetime:
    """Tell when an identifier was made: its upper bits are milliseconds since 2015."""
    return _EPOCH + timedelta(milliseconds=snowflake >> 22)


def snowflake_at(moment: datetime) -> int:
    """Make the lowest identifier of a moment."""
    return ((moment - _EPOCH) // timedelta(milliseconds=1)) << 22


def shard_of(guild: int, count: int) -> int:
    """Say which of several shards a guild is on (source: Discord, "Sharding")."""
    return (guild >> 22) % count


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """What a control's ``custom_id`` says: our token, the guild for one in a DM, the message that a form is about."""

    token: str
    guild: int | None = None
    about: MessageRef | None = None


def control_id(control: Control) -> str:
    """Write a ``custom_id``.

    `bot.core.cards.TOKEN_LIMIT` leaves room for the longest guild and message, so that it never exceeds 100.
    """
    written = control.token
    if control.guild is not None:
        written += f"@{_short(control.guild)}"
    if control.about is not None:
        channel, message = snowflake_of(control.about.channel), snowflake_of(control.about.id)
        written += f"#{_short(channel)}.{_short(message)}"
    return written


_CONTROL = re.compile(r"(?s)(.*?)(?:@([0-9A-Za-z]{1,11}))?(?:#([0-9A-Za-z]{1,11})\.([0-9A-Za-z]{1,11}))?")


def read_control(written: str) -> Control:
    """Read a ``custom_id``; what we never wrote is a token that nobody answers to."""
    match = _CONTROL.fullmatch(written)
    if match is None:
        return Control(token=written)
    token, guild, channel, message = match.groups()
    about = None
    if channel is not None:
        about = MessageRef(channel=ChannelId(scoped(_long(channel))), id=MessageId(scoped(_long(message))))
    return Control(token=token, guild=_long(guild) if guild is not None else None, about=about)


def _short(number: int) -> str:
    digits = ""
    while True:
        number, digit = divmod(number, len(_DIGITS))
        digits = _DIGITS[digit] + digits
        if number == 0:
            return digits


def _long(digits: str) -> int:
    number = 0
    for digit in digits:
        number = number * len(_DIGITS) + _DIGITS.index(digit)
    return number


def community_of(guild: int) -> CommunityId:
    """Name a guild."""
    return CommunityId(scoped(guild))


def member_of(user: object) -> MemberId:
    """Name a user."""
    return MemberId(scoped(user))


def split(text: str, limit: int) -> list[str]:
    """Split a text into pieces of at most ``limit`` units; a backslash stays with what it escapes."""
    return fitting.split(text, limit, escape="\\")


def first_piece(text: str, limit: int) -> str:
    """Give as much of a text's beginning as fits: nothing where it is blank, or where not even one letter does."""
    piece = next(iter(split(text, limit)), "")
    return piece if fitting.size(piece) <= limit else ""


def shorten(text: str, limit: int) -> str:
    """Fit a label: whole words and an ellipsis where it is too long."""
    text = fitting.clean(text)
    if fitting.size(text) <= limit:
        return text
    return first_piece(text, limit - 1) + "…"


_KEPT = re.compile(r"\*\*[^*\n]+\*\*|`[^`\n]+`|https?://[^\s<>)\]]+")
_ANYWHERE = re.compile(r"([\\*_~|`<\[\]])")
_LINE_START = re.compile(r"(?m)^(\s*)([#>+-])")


def escape(text: str) -> str:
    """Escape Discord's mark-up, but for what a card may hold: bold, code and bare links."""
    text = fitting.clean(text)
    written, position = "", 0
    for kept in _KEPT.finditer(text):
        written += _ANYWHERE.sub(r"\\\1", text[position : kept.start()]) + kept[0]
        position = kept.end()
    written += _ANYWHERE.sub(r"\\\1", text[position:])
    return _LINE_START.sub(r"\1\\\2", written)


_NO_FILE_NAME = re.compile(r"[^A-Za-z0-9_.-]+")


def file_name(name: str) -> str:
    """Write a file's name as Discord leaves it: letters, digits, and ``_.-``; the ending stays."""
    return _NO_FILE_NAME.sub("_", name)[-FILE_NAME:].lstrip("._") or "file.txt"


def code_block(text: str) -> str:
    """Show a text as it is, with nothing in it to press; a fence inside it is broken by an invisible character."""
    return "```\n" + fitting.clean(text).replace("```", "`\u200b`\u200b`") + "\n```"
