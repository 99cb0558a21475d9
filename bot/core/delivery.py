"""Carrying out what was decided: the outbox and the durable timers, in one loop that sleeps until something is due."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.actions import Action, HoldMessage, PublishMessage, RemoveMessage
from bot.core.cases import Visibility
from bot.core.commands import Handler
from bot.core.errors import ChaperoneError, Refused, Throttled
from bot.core.events import CommunityId
from bot.core.ports import Adapter, Due, Effect, Journal, Now, Store, Timer, Work

PATIENCE = timedelta(seconds=30)
"""How long one call to a platform may take."""

ATTEMPTS = 12
FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(minutes=5)
"""Waiting doubles from one second to five minutes: twelve attempts last about half an hour."""

ABREAST = 8
"""How many actions are under way at once."""

LONGEST_SLEEP = timedelta(minutes=1)
"""A wake-up that was lost costs at most this."""

SHORTEST_SLEEP = timedelta(milliseconds=20)
POLL = timedelta(seconds=1)
"""While actions are under way their rows stay due; each one that ends wakes the loop, so polling may be slow."""

Enqueue = Callable[[Work, CommunityId, int | None, Action], Awaitable[None]]
AdapterOf = Callable[[CommunityId], Adapter]
Failed = Callable[[Work, "EffectFailed"], Awaitable[None]]

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


class _Courier:
    """Performs single actions and writes down how each one went."""

    def __init__(self, store: Store, adapter_of: AdapterOf, enqueue: Enqueue, failed: Failed, journal: Journal) -> None:
        self._store = store
        self._adapter_of = adapter_of
        self._enqueue = enqueue
        self._failed = failed
        self._journal = journal

    async def carry(self, due: Due) -> None:
        """Perform one action; every ending, the unforeseen too, is written to the database."""
        try:
            action = await self._filled(due)
            async with asyncio.timeout(PATIENCE.total_seconds()):
                await self._adapter_of(due.community).perform(due.community, action, due.key)
        except Throttled as error:
            await self._postpone(due, error.retry_after, attempted=False)
        except Refused as error:
            await self._finish(due, Effect.REFUSED, error.reason)
        except Exception as error:  # noqa: BLE001 - an unforeseen error is tried again like a missing answer
            if due.attempts + 1 >= ATTEMPTS:
                await self._finish(due, Effect.GIVEN_UP, type(error).__name__.lower())
            else:
                await self._postpone(due, min(FIRST_PAUSE * 2**due.attempts, LONGEST_PAUSE), attempted=True)
        else:
            await self._finish(due, Effect.DONE, None)

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

    async def _postpone(self, due: Due, pause: timedelta, *, attempted: bool) -> None:
        async with self._store.begin() as work:
            await work.outbox.postpone(due, work.now + pause, attempted=attempted)
        self._journal.count("actions_postponed", kind=due.action.kind)

    async def _finish(self, due: Due, effect: Effect, reason: str | None) -> None:
        async with self._store.begin() as work:
            await work.outbox.finish(due, effect, reason, work.now)
            following = due.action.then if effect is Effect.DONE else due.action.otherwise
            for action in following:
                await self._enqueue(work, due.community, due.case, action)
            if due.case is not None:
                await self._note_on_case(work, due, due.case, effect, reason)
        self._journal.count("actions", kind=due.action.kind, effect=effect)

    async def _note_on_case(self, work: Work, due: Due, case: int, effect: Effect, reason: str | None) -> None:
        """Write to the case what the platform confirmed, or let a cog decide what a failed effect means."""
        visibility = _VISIBILITY.get(type(due.action))
        if effect is not Effect.DONE:
            await self._failed(
                work, EffectFailed(community=due.community, case=case, action=due.action, reason=reason or effect)
            )
        elif visibility is not None:
            await work.cases.confirm(due.community, case, visibility)


async def run(
    *,
    store: Store,
    adapter_of: AdapterOf,
    enqueue: Enqueue,
    failed: Failed,
    timers: Mapping[str, Handler],
    journal: Journal,
    now: Now,
    wake: asyncio.Event,
) -> None:
    """Perform due actions and due timers until cancelled."""
    courier = _Courier(store, adapter_of, enqueue, failed, journal)
    under_way: set[int] = set()

    async def carry(due: Due) -> None:
        try:
            await _safely(courier.carry(due), journal)
        finally:
            under_way.discard(due.id)
            wake.set()

    async with asyncio.TaskGroup() as tasks:
        while True:
            wake.clear()
            try:
                async with store.begin() as work:
                    due = await work.outbox.due(work.now, ABREAST - len(under_way), frozenset(under_way))
                    ripe = await work.timers.due(work.now, ABREAST)
                    upcoming = [at for at in (await work.outbox.next_due(), await work.timers.next_due()) if at]
            except ChaperoneError as error:
                journal.count("events_failed", reason=type(error).__name__.lower())
                due, ripe, upcoming = [], [], []
            for one in due:
                under_way.add(one.id)
                tasks.create_task(carry(one))
            for timer in ripe:
                await _ring_safely(timer, timers, store, enqueue, journal)
            if not due and not ripe:
                await _sleep(wake, upcoming, now(), SHORTEST_SLEEP if not under_way else POLL)


async def _ring(timer: Timer, timers: Mapping[str, Handler], store: Store, enqueue: Enqueue) -> None:
    """Run a timer's handler; the timer is gone in the same transaction as what it decided is written."""
    async with store.begin() as work:
        handler = timers.get(timer.kind)
        await work.timers.finish(timer)
        if handler is not None:
            decision = await handler(work, timer)
            for case, action in decision.actions:
                await enqueue(work, timer.community, case, action)


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
