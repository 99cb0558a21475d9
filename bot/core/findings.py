"""What detectors say: where something is, what it is, how sure they are and why."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Protocol, runtime_checkable

from bot.core.events import Channel, Member, MemberId, MemberJoined, MessageId, MessageRef
from bot.core.text import Span, Text


class Label(StrEnum):
    """What a finding is about. The first four are what `chaperone scan` is measured on."""

    PATIENT_DATA = "patient_data"
    SPAM = "spam"
    DISRESPECT = "disrespect"
    ADVICE = "advice"
    DISTRESS = "distress"


class Category(StrEnum):
    """The row of the policy's matrix that a finding falls under; its label is the part before the dot."""

    PATIENT_DIRECT = "patient_data.direct"
    PATIENT_MOSAIC = "patient_data.mosaic"
    SPAM = "spam.fraud"
    PROMOTION = "spam.promotion"
    DISRESPECT = "disrespect.remark"
    ABUSE = "disrespect.abuse"
    PATIENTS_DISPARAGED = "disrespect.patients"
    ADVICE = "advice.individual"
    DISTRESS = "distress.member"

    @property
    def label(self) -> Label:
        """The label that this category belongs to."""
        return _LABELS[self]


_LABELS = {category: Label(category.value.partition(".")[0]) for category in Category}


class Kind(StrEnum):
    """What stands at a finding's span; redaction tokens and notices name it, and never the words themselves."""

    NAME = "name"
    INITIALS = "initials"
    DATE = "date"
    AGE = "age"
    IDENTIFIER = "identifier"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    PLACE = "place"
    ORGANISATION = "organisation"
    URL = "url"
    IP = "ip"
    OTHER = "other"
    REMARK = "remark"
    OFFER = "offer"
    LINK = "link"
    REQUEST = "request"


class Personal(StrEnum):
    """What a member may tell of themselves where it is not private; no finding, for no policy acts on it."""

    HEALTH = "health"
    FAMILY = "family"
    ADDRESS = "address"
    PHONE = "phone"


PersonalIn = Callable[[Text], Personal | None]
"""Says what a text plainly tells of its own author, None where it tells nothing."""


class Band(IntEnum):
    """How sure a finding is, in the four steps of the policy."""

    LOW = 0
    MEDIUM = 1
    HIGH = 2
    VERY_HIGH = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that a detector found.

    Args:
        category: the row of the policy's matrix.
        rule: the detector's rule, e.g. ``patient_data.nhs_number``; its stem is the label's package.
        span: where it stands in the original content.
        kind: what stands there.
        confidence: probability in [0, 1] that the finding is right.
        why: one English sentence that holds no word of the message; readers of other languages get the catalogue's
            ``why.<rule>``.
        proven: whether a structural proof backs it (check digit, exact list hit, five copies).
        copies: earlier messages by the same author that say the same; they share this message's case, and go with it
            where it is removed.
    """

    category: Category
    rule: str
    span: Span
    kind: Kind
    confidence: float
    why: str
    proven: bool = False
    copies: tuple[MessageRef, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a confidence that is no probability."""
        if not 0.0 <= self.confidence <= 1.0:
            message = f"{self.rule}: confidence {self.confidence} is not within 0 and 1"
            raise ValueError(message)

    @property
    def label(self) -> Label:
        """What the finding is about."""
        return self.category.label


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """What a detector considered and let go, for the trace (``/policy why``): a rule and a reason, no words."""

    rule: str
    span: Span
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """What a watcher says of a place rather than of one message: a wave of joins, a thread that heats up.

    Nobody is the author of a signal, so it opens no case and sanctions nobody: it is for moderators, and at most for
    one neutral line in the channel. ``count`` is the number that its rule speaks of, such as how many joined;
    ``members`` are those whom it counts.
    """

    label: Label
    rule: str
    why: str
    channel: Channel | None = None
    count: int = 0
    members: tuple[MemberId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What is known round a message. All of it may be unknown, as in a scan of old messages.

    ``community`` scopes what a detector keeps in memory. ``message`` and ``posted_at`` are known of a message that was
    really posted, not of a draft that somebody has checked; only the former may be remembered. ``allowed`` are folded
    terms that the community trusts, and ``record_numbers`` the shapes of its hospitals' record numbers
    (`policy.CommunityPolicy`). ``author_is_verified``: a moderator has seen that the author is a professional.
    ``links_paused``: the author came with a wave of joins whose links and files are held for now.
    """

    now: datetime
    community: str = ""
    channel: Channel | None = None
    thread: str | None = None
    message: MessageId | None = None
    posted_at: datetime | None = None
    author: Member | None = None
    author_is_verified: bool = False
    links_paused: bool = False
    newcomer_for: timedelta = timedelta(days=7)
    allowed: frozenset[str] = frozenset()
    record_numbers: frozenset[str] = frozenset()

    @property
    def author_is_newcomer(self) -> bool:
        """Whether the author joined too recently, or at an unknown time, to count as established."""
        if self.author is None or self.author.joined_at is None:
            return True
        return self.now - self.author.joined_at < self.newcomer_for

    def allows(self, folded: str, start: int, end: int) -> bool:
        """Whether the community trusts the words: the very term, or words within the term where it stands in a text."""
        words = folded[start:end]
        if words in self.allowed:
            return True
        return any(
            words in term and folded.find(term, max(0, start - len(term)), end + len(term)) >= 0
            for term in self.allowed
        )


class Detector(Protocol):
    """Finds one sort of thing in one message: pure, linear in the length of the text.

    ``rules`` names every rule that the detector may report with its English ``why`` sentence. A detector whose
    confidences were not calibrated on labelled data says so and never gets past the medium band.
    """

    @property
    def name(self) -> str: ...
    @property
    def label(self) -> Label: ...
    @property
    def calibrated(self) -> bool: ...
    @property
    def rules(self) -> Mapping[str, str]: ...

    def inspect(self, text: Text, context: Context) -> Iterator[Finding | Dropped]:
        """Yield what is found, and what was considered and let go."""
        ...


@runtime_checkable
class Watcher(Detector, Protocol):
    """A detector with a memory: it sees how things go over time, in one message after another.

    The memory is its own: bounded in size and time, apart for each community, never the words themselves. A watcher is
    asked last, with what the others found; `inspect` is the same look with nothing found. Being asked twice about one
    message, after an edit or a redelivery, counts once.
    """

    def watch(self, text: Text, context: Context, found: Sequence[Finding]) -> Iterator["Finding | Dropped | Signal"]:
        """Yield what is found in the light of what came before, and remember what is needed of this message."""
        ...

    def notice(self, event: MemberJoined, context: Context) -> Iterator[Signal]:
        """Take note of what happened in a community apart from messages."""
        ...


@runtime_checkable
class Forgetful(Protocol):
    """A detector, learned or not, whose memory has an end that members are promised (`docs/privacy.md`)."""

    def forget(self, now: datetime) -> None:
        """Let go of what is too old by now: asked every few seconds, whether messages come or not."""
        ...


class Errand(Protocol):
    """What a learned detector has to have read of a message before it can say something."""

    def here(self) -> None:
        """Read it in this thread, however long that takes."""
        ...

    async def away(self) -> None:
        """Have it read elsewhere while the loop goes on.

        Raises:
            TimeoutError: the reading, once begun, took longer than it may.
        """
        ...


class LearnedDetector(Protocol):
    """A slower, learned stage: it reads only where that can change the outcome, and off the event loop."""

    @property
    def name(self) -> str: ...
    @property
    def label(self) -> Label: ...
    @property
    def calibrated(self) -> bool: ...
    @property
    def rules(self) -> Mapping[str, str]: ...

    def needs(self, text: Text, context: Context, found: Sequence[Finding]) -> Errand | None:
        """Tell what has still to be read of a message before `infer` can say something; None where nothing has.

        Quick, and perhaps asked twice.
        """
        ...

    def infer(self, text: Text, context: Context, found: Sequence[Finding]) -> Sequence[Finding | Dropped]:
        """Say what it comes to: quick, once everything was read that was needed.

        A `Dropped` with the rule and the span of a finding takes that finding back.
        """
        ...
