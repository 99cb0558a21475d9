"""What the core needs from the world: clock, storage, adapters, a journal. Errors are drawn in `bot.core.errors`."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from bot.core.actions import Action, Reply
from bot.core.audit import Checked, Deed, DeedKind
from bot.core.batches import Batch, BatchState, Entry
from bot.core.cards import Option
from bot.core.cases import (
    Case,
    CaseChange,
    CaseKind,
    Cursor,
    Day,
    Filter,
    NewCase,
    Outcome,
    Ruling,
    ShadowCount,
    Stats,
    Visibility,
)
from bot.core.commands import Roster
from bot.core.events import CommunityId, DeliveryId, Event, Invocation, MemberId, MessageRef
from bot.core.oncall import Call, Hours
from bot.core.precision import Precisions
from bot.core.sanctions import Strike
from bot.core.setups import Setup, Survey
from bot.core.text import Content

Now = Callable[[], datetime]
"""Tells the time, in UTC and aware."""

Serves = Callable[[CommunityId], bool]
"""Tells whether a community is this process's to serve; others belong to other processes."""

SetupOf = Callable[[CommunityId], Setup]
"""Says what a community has chosen; an empty choice where it has chosen nothing."""


class Effect(StrEnum):
    """How far an action has come.

    ``unsupported``: the platform has no such thing here; ``dropped``: a guard stopped it (the message budget).
    """

    PENDING = "pending"
    DONE = "done"
    REFUSED = "refused"
    GIVEN_UP = "given up"
    UNSUPPORTED = "unsupported"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRecord:
    """What became of one action, without its content. ``reason`` is a short word of ours or the platform's."""

    kind: str
    effect: Effect
    reason: str | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """An action that waits in the outbox since ``at`` and is due at ``due_at``, later if it had to wait.

    ``key`` makes performing it twice harmless. Of two actions the one that was decided first has the lower ``id``.
    """

    id: int
    key: str
    community: CommunityId
    case: int | None
    action: Action = field(repr=False)
    attempts: int
    at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """Something to be looked at when it is due; it survives restarts. ``subject`` is a number or id, never words."""

    id: int
    community: CommunityId
    kind: str
    subject: str
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RulingRecord:
    """One ruling on a case, by whom and when; ``note`` is what the moderator wrote about it.

    On a case about another one it is an outcome, and the note is the reason that its member reads.
    """

    id: int
    ruling: Ruling | Outcome
    by: MemberId
    at: datetime
    rule: str | None
    note: str | None = field(repr=False)
    undone_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRecord:
    """What a moderator noted on a case for the others."""

    case: int
    by: MemberId
    at: datetime
    note: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """Which version of the code of conduct a member accepted, and when."""

    version: str
    at: datetime


class Cases(Protocol):
    """The record of cases. Every call is scoped to one community: another's number finds nothing."""

    async def open(self, new: NewCase, original: Content | None) -> tuple[Case, bool]:
        """Open a case, or find the one that this text of this message already has; the flag says which (True: new).

        ``original`` is kept encrypted under the case's own key.

        Raises:
            Locked: there is no usable key; nothing was written.
        """
        ...

    async def reopen(self, case: Case, new: NewCase, original: Content | None) -> Case | None:
        """Open a case that is over once more, now that its text is back, as if it were new; None if it has changed.

        Its number stays, and so do its reports and its author's word that it is a mistake.

        Raises:
            Locked: there is no usable key; nothing was written.
        """
        ...

    async def get(self, community: CommunityId, number: int) -> Case | None: ...
    async def by_message(self, community: CommunityId, message: MessageRef) -> Case | None:
        """Find the case on a message that is not over, else the newest, whatever its text was.

        Cases about other cases are left out.
        """
        ...

    async def gone(self, community: CommunityId, since: datetime) -> frozenset[MessageRef]:
        """Name the messages that no longer stand where they were written, of the cases that were opened since then."""
        ...

    async def by_author(
        self, community: CommunityId, author: MemberId, limit: int, kind: CaseKind = CaseKind.MESSAGE
    ) -> list[Case]:
        """List a member's cases of one kind, newest first."""
        ...

    async def concerning(self, community: CommunityId, number: int) -> list[Case]:
        """List the appeals and proposed bans about a case, oldest first."""
        ...

    async def page(self, community: CommunityId, which: Filter, after: Cursor | None, limit: int) -> list[Case]:
        """List cases in the queue's order: priority, then due, then number."""
        ...

    async def change(self, case: Case, change: CaseChange) -> Case | None:
        """Write a change if nobody wrote one since this version was read; None when somebody did."""
        ...

    async def confirm(self, community: CommunityId, number: int, message: MessageRef, visibility: Visibility) -> None:
        """Write down what the platform confirmed of a case's own message; a copy of it changes nothing.

        What was deleted stays so. No decision was drawn from it, so the version stays.
        """
        ...

    async def renew(self, case: Case, until: datetime) -> None:
        """Lengthen a claim; nothing was decided, so the version stays and cards that are open keep working."""
        ...

    async def original(self, case: Case) -> Content | None:
        """Open the held original; None when there is none or its time is over."""
        ...

    async def shred(self, case: Case) -> None:
        """Destroy the held original and its key."""
        ...

    async def reveal(self, case: Case, by: MemberId, reason: str, at: datetime) -> Content | None:
        """Open the held original for one moderator and log who asked, when and why, in the chain too."""
        ...

    async def rule(
        self, case: Case, ruling: Ruling, by: MemberId, at: datetime, rule: str | None, note: str | None
    ) -> None:
        """Log a ruling, in the chain too; the case itself is written by `change`."""
        ...

    async def conclude(self, case: Case, outcome: Outcome, by: MemberId, at: datetime, reason: str) -> None:
        """Log what was decided on a case about another one, and why, in the chain too."""
        ...

    async def rulings(self, case: Case) -> list[RulingRecord]:
        """List a case's rulings, oldest first."""
        ...

    async def undo(self, case: Case, by: MemberId, at: datetime) -> None:
        """Mark the latest ruling as undone and take back the strikes that it gave; who did is logged."""
        ...

    async def report(self, case: Case, by: MemberId, reason: str, note: str | None, at: datetime) -> bool:
        """Join a member's report to a case; False when this member had reported it before."""
        ...

    async def reported_by(self, community: CommunityId, number: int, member: MemberId) -> bool:
        """Tell whether a member reported the message of a case, under their name or without it."""
        ...

    async def forget_words(self, community: CommunityId, author: MemberId, kind: CaseKind) -> int:
        """Delete what a member wrote in their cases of one kind; say in how many."""
        ...

    async def mistaken(self, case: Case) -> None:
        """Count the author's “this is a mistake” against the case's rules."""
        ...

    async def actions(self, case: Case) -> list[ActionRecord]:
        """List what was done about a case, oldest first."""
        ...

    async def stats(self, community: CommunityId, now: datetime) -> Stats: ...
    async def day(self, community: CommunityId, since: datetime, now: datetime) -> Day:
        """Count what waits, and what was ruled since a moment."""
        ...

    async def note(self, case: Case, by: MemberId, at: datetime, note: str) -> None:
        """Keep a moderator's note on a case, sealed."""
        ...

    async def notes(self, case: Case) -> list[NoteRecord]:
        """List the notes on a case, oldest first."""
        ...

    async def notes_by(self, community: CommunityId, member: MemberId) -> list[NoteRecord]:
        """List what a moderator noted, oldest first."""
        ...

    async def erase_notes(self, community: CommunityId, member: MemberId) -> int: ...
    async def precedents(self, case: Case) -> dict[Ruling, int]:
        """Count how cases of the same surest rule, category and band stand ruled here."""
        ...

    async def alike(self, case: Case, within: timedelta, limit: int) -> list[Case]:
        """List the waiting cases that may be one burst or raid with this one, this one too, oldest first.

        They are of the same category, and by the same author, with the same text, or found by the same surest rule
        within the time before or after; and so are those that share a rule which looks at several messages together
        with any of these.
        """
        ...

    async def count_alike(self, case: Case, within: timedelta, limit: int) -> int:
        """Count them, to a limit."""
        ...

    async def say_of_shadow(self, case: Case, *, right: bool) -> bool:
        """Write down whether a case in shadow was right; False when it is none, or somebody said so before."""
        ...

    async def shadows(self, community: CommunityId, since: datetime) -> list[ShadowCount]:
        """Count by rule what was only recorded since a moment."""
        ...

    async def unsaid_shadow(self, community: CommunityId, since: datetime, by: MemberId) -> Case | None:
        """Find the newest case in shadow, not this moderator's, of which nobody has said whether it was right."""
        ...


class Outbox(Protocol):
    """Actions on their way to a platform."""

    async def add(
        self,
        community: CommunityId,
        actions: Sequence[tuple[int | None, Action]],
        now: datetime,
        not_before: Mapping[int, datetime] | None = None,
    ) -> None:
        """Put actions into the outbox in order, each with the number of the case that it is about.

        ``not_before`` says, by an action's place in the order, when it may be performed at the earliest.
        """
        ...

    async def note(
        self,
        community: CommunityId,
        case: int | None,
        action: Action,
        effect: Effect,
        reason: str,
        now: datetime,
    ) -> None:
        """Record an action that will not be tried."""
        ...

    async def due(
        self, now: datetime, limit: int, leave_out: frozenset[int], serves: Serves | None = None
    ) -> list[Due]:
        """List what is due in the communities that are served, urgent actions first, then in order."""
        ...

    async def later(self, now: datetime) -> list[Due]:
        """List what waits for a later moment, in the order in which it was decided."""
        ...

    async def finish(self, endings: Sequence[tuple[Due, Effect, str | None]], now: datetime) -> None:
        """Record how each action went, with the reason if it failed, and forget their content."""
        ...

    async def postpone(self, due: Due, until: datetime, *, attempted: bool) -> None: ...
    async def hasten(self, community: CommunityId, by: datetime) -> None:
        """Look again, at this moment at the latest, at what waits to be told to the members of a community."""
        ...


class Timers(Protocol):
    """Durable timers, unique by community, kind and subject."""

    async def set(self, community: CommunityId, kind: str, subject: str, due_at: datetime) -> None:
        """Set a timer, or move the one that is there."""
        ...

    async def keep(self, community: CommunityId, kind: str, subject: str, due_at: datetime) -> None:
        """Set a timer unless there is one."""
        ...

    async def cancel(self, community: CommunityId, kind: str, subject: str) -> None: ...
    async def due(self, now: datetime, limit: int, serves: Serves | None = None) -> list[Timer]: ...
    async def finish(self, timer: Timer) -> None: ...


class Batches(Protocol):
    """Rulings on many cases at once."""

    async def make(self, batch: Batch) -> int:
        """Write down what is shown before anything is done; the batch's number comes back."""
        ...

    async def get(self, community: CommunityId, number: int) -> Batch | None: ...
    async def turn(self, batch: Batch, state: BatchState) -> bool:
        """Go on to a state; False when it is in that state already, or gone."""
        ...

    async def mark(self, batch: Batch, entries: Sequence[Entry]) -> None:
        """Write down what became of some cases."""
        ...


class Duties(Protocol):
    """Who is on call when, and who was called."""

    async def add(self, community: CommunityId, hours: Hours) -> int:
        """Keep hours; their number comes back."""
        ...

    async def remove(self, community: CommunityId, member: MemberId, number: int) -> bool:
        """Forget hours of a member's own; False when there are none of this number."""
        ...

    async def hours(self, community: CommunityId) -> list[Hours]:
        """List everybody's hours, in the order in which they were added."""
        ...

    async def calls(self, community: CommunityId) -> list[Call]:
        """List the latest call to each."""
        ...

    async def call(self, community: CommunityId, call: Call) -> None: ...
    async def called(self, community: CommunityId, case: int) -> frozenset[MemberId]:
        """Say who was called for a case already."""
        ...

    async def note_called(self, community: CommunityId, case: int, member: MemberId, at: datetime) -> None: ...
    async def erase(self, community: CommunityId, member: MemberId) -> int:
        """Delete a member's hours and calls; say how many rows."""
        ...


class Automata(Protocol):
    """How often rules were right, and which of them moderators were told about."""

    async def precisions(self, community: CommunityId) -> Precisions:
        """Count, for each rule, the rulings that stand, those of this unit of work included."""
        ...

    async def asking(self, community: CommunityId) -> frozenset[str]:
        """Name the rules of which moderators were told that they ask."""
        ...

    async def tell(self, community: CommunityId, rule: str, *, asks: bool) -> None:
        """Write down what moderators were told of a rule."""
        ...


class Members(Protocol):
    """What is remembered of a member, in one community."""

    async def preferences(self, community: CommunityId, member: MemberId) -> dict[str, str]: ...
    async def prefer(self, community: CommunityId, member: MemberId, name: str, value: str | None) -> None:
        """Set a preference; None removes it."""
        ...

    async def accept(self, community: CommunityId, member: MemberId, version: str, at: datetime) -> None: ...
    async def acceptances(self, community: CommunityId, member: MemberId) -> list[Acceptance]: ...
    async def tips_seen(self, community: CommunityId, member: MemberId) -> dict[str, datetime]: ...
    async def see_tip(self, community: CommunityId, member: MemberId, tip: str, at: datetime) -> None: ...
    async def strike(
        self,
        community: CommunityId,
        member: MemberId,
        case: int,
        count: int,
        at: datetime,
        until: datetime,
        told_at: datetime | None = None,
    ) -> None:
        """Give a member strikes that end at a moment; until the member was told they do not count."""
        ...

    async def strikes(self, community: CommunityId, member: MemberId, now: datetime) -> int:
        """Count the strikes that their member was told of, that have not ended and were not taken back."""
        ...

    async def unasked_since(self, community: CommunityId, member: MemberId, since: datetime) -> int:
        """Count the unasked messages sent to a member since then, those on their way included."""
        ...

    async def erase(self, community: CommunityId, member: MemberId, tables: Sequence[str]) -> int:
        """Delete a member's rows in ``preferences``, ``acceptances``, ``tips_seen`` or ``unasked``; say how many."""
        ...

    def alias(self, community: CommunityId, member: MemberId) -> str:
        """Name a member by keyed pseudonym, such as ``M-7KQ2F``."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Something that a feature keeps; ``owner`` is the member whose it is, None where it is the community's."""

    community: CommunityId
    kind: str
    name: str
    owner: MemberId | None
    value: str = field(repr=False)
    until: datetime | None


class Records(Protocol):
    """What the features keep, sealed, unique by community, kind and name; it goes by itself when its time is over.

    A name is a number or an identifier, never words of a member: it stands beside the value, unsealed.
    """

    async def get(self, community: CommunityId, kind: str, name: str) -> Record | None: ...
    async def put(
        self,
        community: CommunityId,
        kind: str,
        name: str,
        value: str,
        *,
        owner: MemberId | None = None,
        until: datetime | None = None,
    ) -> None:
        """Keep a value, in the place of the one that has this name.

        Raises:
            Locked: there is no usable key; nothing was written.
        """
        ...

    async def add(
        self,
        community: CommunityId,
        kind: str,
        value: str,
        *,
        owner: MemberId | None = None,
        until: datetime | None = None,
    ) -> str:
        """Keep a value under a number that was never given out before; the number comes back as its name."""
        ...

    async def page(
        self, community: CommunityId, kind: str, *, owner: MemberId | None = None, starting: str = "", limit: int = 200
    ) -> list[Record]:
        """List what is kept of a kind, oldest first: of one owner, or whose names start in some way."""
        ...

    async def everywhere(self, kind: str) -> list[Record]:
        """List what is kept of a kind in all communities, for a feature that begins its work."""
        ...

    async def remove(self, community: CommunityId, kind: str, name: str) -> bool:
        """Delete what has a name; False where there was nothing."""
        ...

    async def erase(self, community: CommunityId, owner: MemberId, kinds: Sequence[str]) -> int:
        """Delete everything of these kinds that is a member's; say how many."""


class Sanctions(Protocol):
    """What counts against members, and who is kept from writing until when."""

    async def strikes(self, community: CommunityId, member: MemberId, now: datetime) -> list[Strike]:
        """List the strikes that have not ended, oldest first, those that do not count yet too."""
        ...

    async def told(self, community: CommunityId, case: int, at: datetime) -> int:
        """Let the strikes of a case count, now that their member was told; say how many these are."""
        ...

    async def untold(self, community: CommunityId, case: int) -> int:
        """Forget the strikes of a case whose member could not be told; say how many these were."""
        ...

    async def stop(self, community: CommunityId, member: MemberId, case: int, until: datetime) -> None:
        """Write down that a case keeps a member from writing."""
        ...

    async def free(self, community: CommunityId, case: int, now: datetime) -> bool:
        """Forget that a case keeps somebody from writing; tell whether it still did."""
        ...

    async def stopped_until(self, community: CommunityId, member: MemberId, now: datetime) -> datetime | None:
        """Say until when a member cannot write, whatever the case; None when they can."""
        ...


class Setups(Protocol):
    """What communities have chosen."""

    async def get(self, community: CommunityId) -> Setup: ...
    async def save(self, setup: Setup) -> None: ...


class Memory(Protocol):
    """What an adapter has to remember beyond a restart, sealed; each value goes by itself when its time is over."""

    async def recall(self, community: str, kind: str, name: str) -> bytes | None: ...
    async def recall_all(self, kind: str) -> dict[tuple[str, str], bytes]:
        """Recall everything of a kind, by community and name."""
        ...

    async def remember(self, kind: str, values: Mapping[tuple[str, str], bytes], until: datetime) -> None:
        """Keep values of a kind, by community and name."""
        ...

    async def forget(self, community: str, kind: str, name: str) -> None: ...


class Audit(Protocol):
    """The log of deeds, one chain a community; rulings, undoings and reveals are logged by `Cases`."""

    async def record(
        self,
        community: CommunityId,
        kind: DeedKind,
        by: MemberId,
        *,
        case: int | None = None,
        detail: str | None = None,
    ) -> None:
        """Append a deed; ``detail`` is a word of ours, never of a member.

        Raises:
            Locked: the end of the chain cannot be read; the deed cannot be logged, so it must not be done.
        """
        ...

    async def forget(self, community: CommunityId, member: MemberId) -> None:
        """Forget whose a member's pseudonym is, unless deeds stand under it that they answer for."""
        ...

    async def deeds_of(self, community: CommunityId, member: MemberId) -> list[Deed]:
        """List what is logged of a member, oldest first."""
        ...

    async def verify(self, community: CommunityId) -> Checked:
        """Look whether the community's chain is whole, and where it is broken if it is not."""
        ...


class Work(Protocol):
    """One unit of work: everything in it is written together, or nothing is."""

    @property
    def cases(self) -> Cases: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def timers(self) -> Timers: ...
    @property
    def members(self) -> Members: ...
    @property
    def records(self) -> Records: ...
    @property
    def sanctions(self) -> Sanctions: ...
    @property
    def setups(self) -> Setups: ...
    @property
    def batches(self) -> Batches: ...
    @property
    def duties(self) -> Duties: ...
    @property
    def automata(self) -> Automata: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def now(self) -> datetime: ...

    async def communities(self) -> list[CommunityId]:
        """List the communities that have, or had, cases."""
        ...

    async def upcoming(self) -> tuple[datetime | None, datetime | None]:
        """Say when the next action is due and when the next timer is; None where there is none."""
        ...

    async def first_delivery(self, delivery: DeliveryId) -> bool:
        """Note a delivery; False when it was handled before."""
        ...

    def digest(self, community: CommunityId, text: str) -> bytes:
        """Digest a text under the community's key, so that equal texts can be told without keeping them."""
        ...


class Store(Protocol):
    """Where units of work come from. Leaving the block commits; an exception rolls everything back."""

    def begin(self) -> AbstractAsyncContextManager[Work]:
        """Begin a unit of work that may write.

        Raises:
            Unavailable: the database is locked, full, read-only or gone; nothing was written.
            Unstorable: it does not take a value, and will not take it later either; nothing was written.
        """
        ...


class Receiver(Protocol):
    """What an adapter is given: where events go, and what the bot can be asked."""

    @property
    def roster(self) -> Roster: ...
    async def receive(self, event: Event) -> None: ...
    async def complete(self, by: Invocation, command: str, option: str, typed: str) -> Sequence[Option]:
        """Complete an option's value as it is typed; at most 25 rows."""
        ...


class Adapter(Protocol):
    """One platform. Its table of performers is its set of capabilities."""

    @property
    def platform(self) -> str:
        """The first part of the identifiers of its communities, such as ``local``."""
        ...

    def can(self, community: CommunityId, action: type[Action]) -> bool:
        """Tell whether this kind of action exists here, with the rights that we have."""
        ...

    def serves(self, community: CommunityId) -> bool:
        """Tell whether a community is on this platform and this process's to serve."""
        ...

    def survey(self, community: CommunityId) -> Survey:
        """Say what can be chosen in a community, and which rights the bot lacks there."""
        ...

    async def perform(self, community: CommunityId, action: Action, key: str, case: int | None = None) -> None:
        """Carry out one action, on a case if a number is given; the same key again does nothing more.

        Raises:
            Refused: the platform will not; Throttled: not now; Unavailable: no answer.
        """
        ...

    async def respond(self, by: Invocation, reply: Reply) -> None:
        """Answer an interaction, seen by its actor alone (a replaced card by whoever sees the card)."""
        ...

    async def run(self, receiver: Receiver) -> None:
        """Listen until cancelled."""
        ...


class Journal(Protocol):
    """Logs and metrics. Keys outside the allow-list are refused; no value ever holds words of a member."""

    def note(self, event: str, **keys: str | float | bool | None) -> None: ...
    def count(self, name: str, **labels: str) -> None: ...
