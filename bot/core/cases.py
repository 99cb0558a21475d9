"""The record of what happened to one message: a case, its states and what may be ruled on it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from bot.core.events import ChannelId, CommunityId, MemberId, MessageId, MessageRef
from bot.core.findings import Band, Category
from bot.core.precision import Precision


class Priority(IntEnum):
    """How urgent a case is: P0 first (source: the default policy, "Priorities")."""

    P0 = 0
    P1 = 1
    P2 = 2
    P3 = 3


@dataclass(frozen=True, slots=True)
class Clock:
    """How soon a case is to be acknowledged and decided."""

    acknowledge: timedelta
    decide: timedelta


CLOCKS = {
    Priority.P0: Clock(timedelta(minutes=15), timedelta(hours=1)),
    Priority.P1: Clock(timedelta(hours=1), timedelta(hours=4)),
    Priority.P2: Clock(timedelta(hours=12), timedelta(hours=48)),
    Priority.P3: Clock(timedelta(days=7), timedelta(days=7)),
}
"""Source: the default policy, "Priorities" (acknowledge → decide; P3 has one clock)."""

LEASE = timedelta(minutes=10)
"""How long a claim holds without a sign of life (source: the design of the queue, "No collisions")."""

UNDO_WITHIN = timedelta(hours=24)


class State(StrEnum):
    """Where a case stands.

    ``told`` waits for its author and is not in the queue; ``open`` and ``claimed`` are in the queue; ``attention``
    is back in it because an effect failed; ``closed`` needs nobody.
    """

    TOLD = "told"
    OPEN = "open"
    CLAIMED = "claimed"
    ATTENTION = "attention"
    DECIDED = "decided"
    CLOSED = "closed"


QUEUED = (State.OPEN, State.CLAIMED, State.ATTENTION)
"""The states in which a case waits for a moderator."""


class Visibility(StrEnum):
    """Whether members can see the message; changes only when the platform has confirmed it.

    ``deleted``: somebody else took it away, its author as a rule; what we hold of it never goes back.
    """

    VISIBLE = "visible"
    HELD = "held"
    REMOVED = "removed"
    RELEASED = "released"
    DELETED = "deleted"


class Ruling(StrEnum):
    """What a moderator may rule on a case."""

    DISMISS = "dismiss"
    RELEASE = "release"
    NUDGE = "nudge"
    NOTICE = "notice"
    STRIKE = "strike"
    REMOVE = "remove"
    TIMEOUT = "timeout"
    PROPOSE_BAN = "propose-ban"
    ESCALATE = "escalate"


UPHOLDING = (Ruling.NUDGE, Ruling.NOTICE, Ruling.STRIKE, Ruling.REMOVE, Ruling.TIMEOUT, Ruling.PROPOSE_BAN)
"""The rulings that say the finding was right; the others but escalate say it was wrong."""


class CaseKind(StrEnum):
    """What a case is for.

    ``message``: what happened to one message; ``appeal``: a member asks for a decision to be looked at anew; ``ban``:
    two people look at whether somebody should go. The last two are about another case.
    """

    MESSAGE = "message"
    APPEAL = "appeal"
    BAN = "ban"


class Outcome(StrEnum):
    """What is decided on a case about another case.

    Of an appeal: the decision stands, becomes milder, or is taken back. Of a proposed ban: a second person agrees,
    does not, or whoever proposed it thought better of it.
    """

    UPHELD = "upheld"
    REDUCED = "reduced"
    OVERTURNED = "overturned"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


OUTCOMES = {
    CaseKind.MESSAGE: (),
    CaseKind.APPEAL: (Outcome.UPHELD, Outcome.REDUCED, Outcome.OVERTURNED),
    CaseKind.BAN: (Outcome.CONFIRMED, Outcome.DECLINED, Outcome.WITHDRAWN),
}
"""What may be decided on each kind of case."""


class Ending(StrEnum):
    """How a case ended without a ruling.

    ``corrected``: the author mended it; ``withdrawn``: the author deleted it; ``expired``: the time to decide ran out;
    ``lapsed``: it needed nobody, and its author's time to answer is over.
    """

    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    LAPSED = "lapsed"


_FOR_MODERATORS = frozenset({Category.ABUSE, Category.DISTRESS})
"""What a human must see (source: the default policy, its rows on abuse and on distress)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One finding as the case remembers it: no words, no offsets into a text that is gone."""

    rule: str
    category: Category
    kind: str
    confidence: float
    band: Band
    sentence: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCase:
    """What is written when a case is opened. ``digest`` is the keyed digest of the text.

    ``excerpt`` is the redacted text for moderators; it is encrypted at rest. ``would`` names what would have been done
    if nothing ran in shadow. A case about another one names it in ``about``, and in ``first_by`` who made the decision
    that it questions, or proposed it; ``due`` is its own clock.
    """

    community: CommunityId
    message: MessageRef
    channel_name: str
    author: MemberId
    author_joined_at: datetime | None
    digest: bytes
    category: Category
    band: Band
    confidence: float
    priority: Priority | None
    state: State
    shadow: bool
    reasons: tuple[Reason, ...]
    excerpt: str | None = field(repr=False)
    language: str
    opened_at: datetime
    would: str | None = None
    author_is_staff: bool = False
    kind: CaseKind = CaseKind.MESSAGE
    about: int | None = None
    first_by: MemberId | None = None
    due: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case as it stands; ``version`` grows with every change and guards every decision.

    ``digest`` is the keyed digest of the text, ``alias`` the author's keyed pseudonym, ``strikes`` how many count
    against them now, ``reports`` how many members have reported the message. Of a case about another one, ``excerpt``
    is what its author wrote.
    ``shadow_right`` is what a moderator said of a case in shadow, which nobody is sanctioned for.
    """

    community: CommunityId
    number: int
    version: int
    state: State
    category: Category
    band: Band
    confidence: float
    priority: Priority | None
    visibility: Visibility
    shadow: bool
    channel: ChannelId
    channel_name: str
    message: MessageId
    digest: bytes = field(repr=False)
    author: MemberId
    alias: str
    author_joined_at: datetime | None
    strikes: int
    language: str
    reasons: tuple[Reason, ...]
    excerpt: str | None = field(repr=False)
    has_original: bool
    opened_at: datetime
    queued_at: datetime | None
    decide_by: datetime | None
    owner: MemberId | None
    lease_until: datetime | None
    ruling: Ruling | None
    ending: Ending | None
    decided_by: MemberId | None
    decided_at: datetime | None
    contested: bool
    edited: bool
    reports: int
    attention: str | None
    would: str | None = None
    shadow_right: bool | None = None
    author_is_staff: bool = False
    kind: CaseKind = CaseKind.MESSAGE
    about: int | None = None
    first_by: MemberId | None = None
    outcome: Outcome | None = None

    @property
    def lead(self) -> Reason | None:
        """The surest reason; of equals the first by name."""
        return min(self.reasons, key=lambda one: (-one.confidence, one.rule), default=None)

    @property
    def ref(self) -> MessageRef:
        """Where the message is, or was."""
        return MessageRef(channel=self.channel, id=self.message)

    @property
    def needs_moderator(self) -> bool:
        """Whether only a moderator may end this case, whatever its author does to the message.

        Somebody works on it, somebody was promised that it is looked at, or it is about what a human must see.
        """
        about = {self.category, *(one.category for one in self.reasons)}
        return self.state in QUEUED and (
            self.state is State.CLAIMED or self.reports > 0 or self.contested or not about.isdisjoint(_FOR_MODERATORS)
        )

    def held_by_other(self, member: MemberId, now: datetime) -> bool:
        """Tell whether somebody else holds a claim that has not run out."""
        return (
            self.owner is not None and self.owner != member and self.lease_until is not None and self.lease_until > now
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseChange:
    """What a compare-and-set writes; None leaves a value as it is, the ``clear_…`` flags empty one."""

    state: State | None = None
    visibility: Visibility | None = None
    priority: Priority | None = None
    ruling: Ruling | None = None
    outcome: Outcome | None = None
    ending: Ending | None = None
    decided_by: MemberId | None = None
    decided_at: datetime | None = None
    queued_at: datetime | None = None
    decide_by: datetime | None = None
    owner: MemberId | None = None
    lease_until: datetime | None = None
    contested: bool | None = None
    edited: bool | None = None
    attention: str | None = None
    clear_owner: bool = False
    clear_attention: bool = False
    clear_decision: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which cases a list shows; None stands for all."""

    states: tuple[State, ...] | None = None
    category: Category | None = None
    priority: Priority | None = None
    channel_name: str | None = None
    owner: MemberId | None = None
    opened_before: datetime | None = None
    of: CaseKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Where a page of the queue begins: after this case in the order (priority, due, number)."""

    priority: int
    due: datetime
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """The queue in numbers. ``precision`` is by rule, from rulings in this community."""

    open: int
    by_priority: dict[Priority, int]
    oldest: datetime | None
    overdue: int
    decided_last_week: int
    median_to_decide: timedelta | None
    precision: dict[str, Precision]
    mistakes: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What a digest tells: what waits, and how often was ruled how since a moment. No content."""

    open: int
    oldest: datetime | None
    overdue: int
    rulings: dict[Ruling, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadowCount:
    """What one rule in shadow would have done: how often, and how often a moderator said that it was right."""

    rule: str
    would: str
    cases: int
    precision: Precision
