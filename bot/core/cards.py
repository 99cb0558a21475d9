"""What people see: neutral cards and forms, drawn by a pure function on every platform.

Text on a card is already in the reader's language. It may hold ``**bold**`` and `` `code` `` and nothing else;
adapters escape the rest. Meaning is in the words, never only in a tone or a style.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from bot.core.errors import ChaperoneError
from bot.core.events import ChannelId, MessageRef


class Style(StrEnum):
    """How a button weighs against its neighbours."""

    PLAIN = "plain"
    PRIMARY = "primary"
    DANGER = "danger"


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """Something to press.

    ``token`` names the handler and its state, e.g. ``review:uphold:412:3`` (at most `TOKEN_LIMIT`
    characters); it is routed by its prefix, so it survives a restart.
    """

    label: str
    token: str
    style: Style = Style.PLAIN

    def __post_init__(self) -> None:
        """Refuse a token that a platform would cut."""
        if not 0 < len(self.token) <= TOKEN_LIMIT:
            message = f"a token must have 1 to {TOKEN_LIMIT} characters, not {len(self.token)}"
            raise ValueError(message)


TOKEN_LIMIT = 64
"""Discord's limit on a ``custom_id``, 100, less the community and the message that an adapter may write beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One choice of a select, of a form's field or of autocomplete."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Select:
    """A list to choose one entry from; at most 25 entries (Discord's limit)."""

    placeholder: str
    token: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A name and a value that belong together.

    ``if_reads``: whoever an answer is for sees it only if they can read in this channel; see `as_read_by`.
    """

    name: str
    value: str
    if_reads: ChannelId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Somewhere to go: an address on the web, or a message's own link as its platform gave it."""

    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A small text file to take away, such as an event for one's calendar."""

    name: str
    media_type: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A message of ours: title, paragraphs, facts, a redacted excerpt, controls, links, a document, a footer."""

    title: str
    body: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    excerpt: str | None = field(default=None, repr=False)
    buttons: tuple[Button, ...] = ()
    select: Select | None = None
    links: tuple[Link, ...] = ()
    document: Document | None = None
    footer: str | None = None


Reads = Callable[[ChannelId], Awaitable[bool]]
"""Tells whether somebody can read in a channel now; raises `ChaperoneError` where the platform does not say."""


async def as_read_by(card: Card, reads: Reads) -> Card:
    """Leave out the facts of channels that a reader cannot read, or may not be able to; each is asked about once."""
    places = {fact.if_reads for fact in card.facts if fact.if_reads is not None}
    hidden = {place for place in places if not await _surely(reads, place)}
    return replace(card, facts=tuple(fact for fact in card.facts if fact.if_reads not in hidden)) if hidden else card


async def _surely(reads: Reads, place: ChannelId) -> bool:
    try:
        return await reads(place)
    except ChaperoneError:
        return False


class FieldKind(StrEnum):
    """What a form's field takes."""

    LINE = "line"
    PARAGRAPH = "paragraph"
    CHOICE = "choice"
    TICK = "tick"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question of a form. ``value`` is what stands there at first; a tick answers ``yes`` or ``no``."""

    name: str
    label: str
    kind: FieldKind = FieldKind.LINE
    required: bool = True
    max_length: int = 1_000
    options: tuple[Option, ...] = ()
    value: str = field(default="", repr=False)
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Up to five questions (Discord's limit); ``about`` names the message that comes back with the answers."""

    title: str
    token: str
    fields: tuple[Field, ...]
    intro: str | None = None
    about: MessageRef | None = None
