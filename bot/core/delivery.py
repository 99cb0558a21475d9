"""Carrying out what was decided: the outbox and the durable timers, in one loop that sleeps until something is due."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.core.actions import Action, HoldMessage, PublishMessage, RemoveMessage, Target, TellMember, TimeOut, target_of
from bot.core.cases import QUEUED, UPHOLDING, Case, Ending, State, Visibility
from bot.core.commands import Handler
from bot.core.courtesy import Drop, Send
from bot.core.errors import Refused, Throttled
from bot.core.events import CommunityId, MemberId
from bot.core.ports import Adapter, Due, Effect, Journal, Now, Serves, Store, Timer, Work

PATIENCE = timedelta(seconds=30)
"""How long one call to a platform may take."""

ATTEMPTS = 12
FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(minutes=5)
"""Waiting doubles from one second to five minutes: twelve attempts last about half an hour."""

ABREAST = 24
"""How many actions are under way at once: where a platform takes a tenth of a second for each, 240 a second, which is
the three actions each of eighty cases. A few that wait for a platform's limits keep no removal back."""

RINGS = 8
"""How many timers ring between two looks for what is due."""

LONGEST_SLEEP = timedelta(minutes=1)
"""A wake-up that was lost costs at most this."""

SHORTEST_SLEEP = timedelta(milliseconds=20)
POLL = timedelta(seconds=1)
"""While actions are under way their rows stay due; each one that ends wakes the loop, so polling may be slow."""

Enqueue = Callable[[Work, CommunityId, Sequence[tuple[int | None, Action]]], Awaitable[None]]
AdapterOf = Callable[[CommunityId], Adapter]
Failed = Callable[[Work, "EffectFailed"], Awaitable[None]]
Warned = Callable[[Work, "MemberWarned"], Awaitable[None]]
WeighAgain = Callable[[Work, CommunityId, TellMember], Awaitable[Send | Drop]]
"""Says whether and when a message that has waited may reach its member."""

FRESH = timedelta(minutes=1)
"""An action that has waited for this long, or was put off, is weighed again before it is performed."""

_WEIGHED = (HoldMessage, RemoveMessage, PublishMessage, TimeOut, TellMember)

_VISIBILITY = {
    HoldMessage: Visibility.HELD,
    RemoveMessage: Visibility.REMOVED,
    PublishMessage: Visibility.RELEASED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectFailed:
    """An action on a case was refused or given up; what its author wrote for that is on its way already."""

    community: CommunityId
    case: int
    action: Action
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberWarned:
    """The notice of a strike has reached its member."""

    community: CommunityId
    case: int
    member: MemberId


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ending:
    """How one attempt went; with a ``pause`` it is tried again after it."""

    due: Due
    effect: Effect
    reason: str | None = None
    pause: timedelta | None = None
    attempted: bool = True


@dataclass(slots=True)
class _Turn:
    """Which action changes something now, or will ``until`` when it was put off."""

    action: int
    until: datetime | None = None


class _Turns:
    """Keeps actions that change the same thing in the order in which they were decided.

    It is kept in memory, since what an action is about is sealed; after a restart it is made up from the rows.
    """

    def __init__(self) -> None:
        self.is_known = False
        self._turns: dict[tuple[CommunityId, Target], _Turn] = {}

    def recall(self, later: Sequence[Due]) -> None:
        """Remember what was put off before a restart."""
        self.is_known = True
        for due in later:
            target = target_of(due.action)
            if target is not None:
                self._turns.setdefault((due.community, target), _Turn(due.id, due.due_at))

    def take(self, due: Due, now: datetime) -> _Turn | None:
        """Let an action begin; what has to be over first, if anything, comes back instead."""
        target = target_of(due.action)
        if target is None:
            return None
        first = self._turns.get((due.community, target))
        # One whose time has come and that did not take its turn before this one is gone.
        if first is None or first.action == due.id or (first.until is not None and first.until <= now):
            self._turns[due.community, target] = _Turn(due.id)
            return None
        return first

    def put_off(self, due: Due, until: datetime) -> None:
        """Keep the turn of an action that is tried again later."""
        target = target_of(due.action)
        if target is not None and self._has_turn(due, target):
            self._turns[due.community, target].until = until

    def end(self, due: Due) -> None:
        """Let the next one begin."""
        target = target_of(due.action)
        if target is not None and self._has_turn(due, target):
            del self._turns[due.community, target]

    def _has_turn(self, due: Due, target: Target) -> bool:
        turn = self._turns.get((due.community, target))
        return turn is not None and turn.action == due.id


class _Courier:
    """Performs single actions, and writes down how each one went."""

    def __init__(
        self,
        store: Store,
        adapter_of: AdapterOf,
        enqueue: Enqueue,
        weigh_again: WeighAgain,
        failed: Failed,
        warned: Warned,
        journal: Journal,
        now: Now,
        turns: _Turns,
    ) -> None:
        self.turns = turns
        self._store = store
        self._adapter_of = adapter_of
        self._enqueue = enqueue
        self._weigh_again = weigh_again
        self._failed = failed
        self._warned = warned
        self._journal = journal
        self._now = now

    async def carry(self, due: Due) -> _Ending:
        """Perform one action; it ends one way or another, never by raising."""
        try:
            kept_back = await self._kept_back(due)
            if kept_back is not None:
                return kept_back
            action = await self._filled(due)
            async with asyncio.timeout(PATIENCE.total_seconds()):
                await self._adapter_of(due.community).perform(due.community, action, due.key, due.case)
        except Throttled as error:
            return _Ending(due=due, effect=Effect.PENDING, pause=error.retry_after, attempted=False)
        except Refused as error:
            return _Ending(due=due, effect=Effect.REFUSED, reason=error.reason)
        except Exception as error:  # noqa: BLE001 - an unforeseen error is tried again like a missing answer
            if due.attempts + 1 >= ATTEMPTS:
                return _Ending(due=due, effect=Effect.GIVEN_UP, reason=type(error).__name__.lower())
            pause = min(FIRST_PAUSE * 2**due.attempts, LONGEST_PAUSE)
            return _Ending(due=due, effect=Effect.PENDING, pause=pause)
        return _Ending(due=due, effect=Effect.DONE)

    async def _kept_back(self, due: Due) -> _Ending | None:
        """Weigh an action that has waited once more; None when it may be performed, or never waited."""
        if due.due_at <= due.at and self._now() - due.at < FRESH:
            return None
        if not isinstance(due.action, _WEIGHED):
            return None
        async with self._store.begin() as work:
            weighed = await self._weighed(work, due)
            if isinstance(weighed, Drop):
                return _Ending(due=due, effect=Effect.DROPPED, reason=weighed.reason)
            if weighed.not_before is None:
                return None
            pause = weighed.not_before - work.now
        return _Ending(due=due, effect=Effect.PENDING, pause=pause, attempted=False)

    async def _weighed(self, work: Work, due: Due) -> Send | Drop:
        """Ask what was decided since; what nobody wants any more is dropped, and what would follow is not told."""
        action, community = due.action, due.community
        if isinstance(action, TellMember):
            return await self._weigh_again(work, community, action)
        if isinstance(action, TimeOut):
            until = await work.sanctions.stopped_until(community, action.member, work.now)
            return Send() if until is not None and until >= action.until else Drop(_UNWANTED)
        case = await work.cases.get(community, due.case) if due.case is not None else None
        if case is None or _is_wanted(due, case):
            return Send()
        if isinstance(action, HoldMessage) and case.state is State.CLOSED:
            await work.cases.shred(case)
        return Drop(_UNWANTED)

    async def _filled(self, due: Due) -> Action:
        """Take a held original from the vault where the action publishes it.

        Raises:
            Refused: the original is gone.
        """
        action = due.action
        if not isinstance(action, PublishMessage) or action.content is not None or due.case is None:
            return action
        async with self._store.begin() as work:
            case = await work.cases.get(due.community, due.case)
            original = await work.cases.original(case) if case else None
        if original is None:
            raise Refused("the original is no longer kept")
        return replace(action, content=original)

    async def write(self, work: Work, *endings: _Ending) -> None:
        """Write endings down, and enqueue what follows them."""
        over = [ending for ending in endings if ending.pause is None]
        await work.outbox.finish([(one.due, one.effect, one.reason) for one in over], work.now)
        for ending in endings:
            due, effect = ending.due, ending.effect
            if ending.pause is not None:
                await work.outbox.postpone(due, work.now + ending.pause, attempted=ending.attempted)
                self.turns.put_off(due, work.now + ending.pause)
                self._journal.count("actions_postponed", kind=due.action.kind)
                continue
            self.turns.end(due)
            if effect is not Effect.DROPPED:
                following = due.action.then if effect is Effect.DONE else due.action.otherwise
                await self._enqueue(work, due.community, [(due.case, action) for action in following])
                if due.case is not None:
                    await self._note_on_case(work, ending, due.case)
            self._journal.count("actions", kind=due.action.kind, effect=effect)

    async def write_alone(self, ending: _Ending) -> None:
        """Write an ending down in a unit of work of its own."""
        async with self._store.begin() as work:
            await self.write(work, ending)

    async def _note_on_case(self, work: Work, ending: _Ending, case: int) -> None:
        """Write to the case what the platform confirmed, or let a cog decide what a failed effect means."""
        action, community = ending.due.action, ending.due.community
        if ending.effect is not Effect.DONE:
            reason = ending.reason or ending.effect
            await self._failed(work, EffectFailed(community=community, case=case, action=action, reason=reason))
        elif isinstance(action, HoldMessage | RemoveMessage | PublishMessage):
            await work.cases.confirm(community, case, action.message, _VISIBILITY[type(action)])
        elif isinstance(action, TellMember) and action.warning:
            await self._warned(work, MemberWarned(community=community, case=case, member=action.member))


_UNWANTED = "no longer wanted"


def _is_wanted(due: Due, case: Case) -> bool:
    """Tell whether a case still asks for what was to be done to a message when this was put off."""
    cleared = case.ruling is not None and case.ruling not in UPHOLDING
    match due.action:
        case HoldMessage():
            return not cleared and case.state is not State.CLOSED
        case RemoveMessage(message=message) if message == case.ref:
            # An author who mends or deletes by our buttons closes the case with this very removal.
            settled = case.ending in (Ending.CORRECTED, Ending.WITHDRAWN) and case.state is State.CLOSED
            settled_since = settled and case.decided_at is not None and case.decided_at > due.at
            # What the policy removes is kept; what a ruling removes is not, and that ruling was taken back.
            reopened = case.state in QUEUED and not case.has_original
            return not (cleared or settled_since or reopened)
        case RemoveMessage():
            return not cleared
        case PublishMessage(content=None):
            # A case that needs attention is in the queue though nobody took back what was ruled on it.
            reopened = case.state in QUEUED and case.attention is None
            return not (reopened or case.ruling in UPHOLDING)
        case _:
            return True


@dataclass(slots=True)
class _Agenda:
    """What one look at the database showed: what is due, and when to look again."""

    due: list[Due] = field(default_factory=list)
    ripe: list[Timer] = field(default_factory=list)
    upcoming: list[datetime] = field(default_factory=list)
    is_overdue: bool = False


async def run(
    *,
    store: Store,
    adapter_of: AdapterOf,
    enqueue: Enqueue,
    weigh_again: WeighAgain,
    failed: Failed,
    warned: Warned,
    timers: Mapping[str, Handler],
    journal: Journal,
    now: Now,
    wake: asyncio.Event,
    serves: Serves,
) -> None:
    """Perform due actions and due timers until cancelled.

    Actions are performed side by side, those that change the same thing one after the other. Their endings are written
    together, in the unit of work that looks for what is due next: under load one transaction serves many actions.
    """
    turns = _Turns()
    courier = _Courier(store, adapter_of, enqueue, weigh_again, failed, warned, journal, now, turns)
    under_way: set[int] = set()
    behind: set[int] = set()
    ended: list[_Ending] = []

    async def carry(due: Due) -> None:
        ended.append(await courier.carry(due))
        wake.set()

    async with asyncio.TaskGroup() as tasks:
        while True:
            wake.clear()
            endings = ended.copy()
            ended.clear()
            if endings:
                under_way.difference_update(ending.due.id for ending in endings)
                behind.clear()
            agenda = await _look(store, courier, endings, under_way, behind, journal, serves)
            if agenda is None:
                continue
            at = now()
            before = {due.id: turns.take(due, at) for due in sorted(agenda.due, key=lambda one: one.id)}
            for due in agenda.due:
                turn = before[due.id]
                if turn is None:
                    under_way.add(due.id)
                    tasks.create_task(carry(due))
                elif turn.until is None:
                    behind.add(due.id)
                else:
                    ended.append(_Ending(due=due, effect=Effect.PENDING, pause=turn.until - at, attempted=False))
            for timer in agenda.ripe:
                await _ring_safely(timer, timers, store, enqueue, journal)
            if not agenda.due and not agenda.ripe and not ended:
                # What is overdue and yet not ours to do now is under way, or another process's.
                await _sleep(wake, agenda.upcoming, now(), POLL if under_way or agenda.is_overdue else SHORTEST_SLEEP)


async def _look(
    store: Store,
    courier: _Courier,
    endings: Sequence[_Ending],
    under_way: set[int],
    behind: set[int],
    journal: Journal,
    serves: Serves,
) -> _Agenda | None:
    """Write down what has ended and look for what is due, together; what cannot be written together is written alone.

    An ending that cannot be written at all leaves its row, put off: the action is performed again under the same key.
    None after a failure: it is time to look again.
    """
    agenda = _Agenda()
    try:
        async with store.begin() as work:
            if not courier.turns.is_known:
                courier.turns.recall(await work.outbox.later(work.now))
            await courier.write(work, *endings)
            action_at, timer_at = await work.upcoming()
            if action_at is not None and action_at <= work.now:
                left_out = frozenset(under_way | behind)
                agenda.due = await work.outbox.due(work.now, ABREAST - len(under_way), left_out, serves)
            if timer_at is not None and timer_at <= work.now:
                agenda.ripe = await work.timers.due(work.now, RINGS, serves)
            agenda.upcoming = [at for at in (action_at, timer_at) if at is not None]
            agenda.is_overdue = any(at <= work.now for at in agenda.upcoming)
    except Exception as error:  # noqa: BLE001 - the loop outlives a failed write
        journal.count("events_failed", reason=type(error).__name__.lower())
        for ending in endings:
            await _write_alone(courier, ending, journal)
        if not endings:
            await asyncio.sleep(FIRST_PAUSE.total_seconds())
        return None
    return agenda


async def _write_alone(courier: _Courier, ending: _Ending, journal: Journal) -> None:
    try:
        await courier.write_alone(ending)
    except Exception as error:  # noqa: BLE001 - one that cannot be written must not be performed at every look
        journal.count("events_failed", reason=type(error).__name__.lower())
        later = _Ending(due=ending.due, effect=Effect.PENDING, pause=LONGEST_PAUSE, attempted=False)
        await _safely(courier.write_alone(later), journal)


async def _ring(timer: Timer, timers: Mapping[str, Handler], store: Store, enqueue: Enqueue) -> None:
    """Run a timer's handler; the timer is gone in the same transaction as what it decided is written."""
    async with store.begin() as work:
        handler = timers.get(timer.kind)
        await work.timers.finish(timer)
        if handler is not None:
            decision = await handler(work, timer)
            await enqueue(work, timer.community, decision.actions)


async def _ring_safely(
    timer: Timer, timers: Mapping[str, Handler], store: Store, enqueue: Enqueue, journal: Journal
) -> None:
    """Ring a timer; one whose handler fails is put off, so that it does not hold up those behind it."""
    try:
        await _ring(timer, timers, store, enqueue)
    except Exception as error:  # noqa: BLE001 - the loop outlives a failed handler; the timer rings again
        journal.count("events_failed", reason=type(error).__name__)
        await _safely(_put_off(timer, store), journal)


async def _put_off(timer: Timer, store: Store) -> None:
    async with store.begin() as work:
        await work.timers.set(timer.community, timer.kind, timer.subject, work.now + LONGEST_PAUSE)


async def _safely(work: Awaitable[None], journal: Journal) -> None:
    try:
        await work
    except Exception as error:  # noqa: BLE001 - the loop outlives a failed write; the row is still there
        journal.count("events_failed", reason=type(error).__name__)
        await asyncio.sleep(FIRST_PAUSE.total_seconds())


async def _sleep(wake: asyncio.Event, upcoming: list[datetime], now: datetime, shortest: timedelta) -> None:
    """Wait for a wake-up or for the next due moment."""
    pause = min([LONGEST_SLEEP, *(max(at - now, shortest) for at in upcoming)])
    try:
        async with asyncio.timeout(pause.total_seconds()):
            await wake.wait()
    except TimeoutError:
        return
