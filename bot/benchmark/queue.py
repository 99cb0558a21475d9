"""How the queue answers when a community has had many cases, and whether a purge holds anybody up."""

import asyncio
import json
import secrets
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import cycle, islice
from pathlib import Path
from statistics import quantiles
from typing import Any

from sqlalchemy import insert

from bot import heap
from bot.app import App, assemble, read_policy, utc_now
from bot.core.actions import Action, Reply
from bot.core.cases import CLOCKS, Ending, Priority, Ruling, State, Visibility
from bot.core.events import (
    Channel,
    ChannelId,
    CommandInvoked,
    CommunityId,
    DeliveryId,
    Invocation,
    Member,
    MemberId,
    Role,
)
from bot.core.findings import Band, Category
from bot.core.ports import Receiver
from bot.core.setups import Survey
from bot.storage import tables as t
from bot.storage.retention import purge, verify
from bot.storage.vault import Vault
from config.settings import Settings

CASES = 100_000
WAITING = 20_000
"""So many of them wait; the others were decided, evenly over the time for which cases are kept."""

DUE = 50_000
"""So many cases are due when the purge is timed."""

ASKED = 400
"""How often each command is asked."""

COMMUNITY = CommunityId("bench:community")
_AT_ONCE = 2_000
_RULES = ("patient_data.name", "patient_data.mosaic", "spam.link", "disrespect.remark", "advice.dose")
_CHANNELS = ("general", "cases", "coffee", "grand-rounds")
_CATEGORIES = (Category.PATIENT_DIRECT, Category.PATIENT_MOSAIC, Category.SPAM, Category.DISRESPECT, Category.ADVICE)
_RULED = (Ruling.NOTICE, Ruling.DISMISS, Ruling.REMOVE, Ruling.NUDGE, Ruling.STRIKE, Ruling.RELEASE)
_WAITS = (State.OPEN, State.OPEN, State.OPEN, State.CLAIMED, State.ATTENTION)

Figures = dict[str, float]


class _Silent:
    """A journal for measuring: nothing is written."""

    def note(self, event: str, **keys: str | float | bool | None) -> None:
        """Write nothing."""

    def count(self, name: str, **labels: str) -> None:
        """Count nothing."""


class _Listener:
    """A platform that remembers how the last answer looked."""

    platform = "bench"

    def __init__(self) -> None:
        self.answers = 0

    def can(self, community: CommunityId, action: type[Action]) -> bool:
        """Be able to do everything."""
        return True

    def serves(self, community: CommunityId) -> bool:
        """Serve everybody."""
        return True

    def survey(self, community: CommunityId) -> Survey:
        """Offer nothing to choose."""
        return Survey()

    async def perform(self, community: CommunityId, action: Action, key: str, case: int | None = None) -> None:
        """Do it."""

    async def respond(self, by: Invocation, reply: Reply) -> None:
        """Count an answer."""
        self.answers += 1

    async def run(self, receiver: Receiver) -> None:
        """Listen to nothing."""
        await asyncio.Event().wait()


async def measure(*, reader: bool) -> Figures:
    """Fill a database and time the queue's commands on it, and then a purge beside which others want to work."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.bare(Path(folder), reader=reader)
        async with assemble(settings, _Silent()) as app:
            listener = _Listener()
            app.engine.attach(listener)
            await _fill(app)
            heap.stand()
            figures: Figures = {"queue_cases": CASES, "queue_waiting": WAITING}
            for name, lines in _QUESTIONS.items():
                figures |= await _ask(app, listener, name, lines)
            figures |= await _purged(app)
    return figures


async def _fill(app: App) -> None:
    """Write the cases of half a year straight into the tables."""
    rows = _cases(app.vault)
    while chunk := list(islice(rows, _AT_ONCE)):
        async with app.store.begin() as work:
            for table in (t.cases, t.reasons, t.rulings, t.actions):
                written = [row for row in (one[table.name] for one in chunk) if row]
                if written:
                    await work.connection.execute(insert(table), written)
    async with app.store.begin() as work:
        await work.connection.execute(insert(t.communities).values(id=COMMUNITY, next_case=CASES + 1))
        tallied = [
            {"community": COMMUNITY, "rule": rule, "ruling": ruling, "count": (CASES - WAITING) // 30}
            for rule in _RULES
            for ruling in _RULED
        ]
        await work.connection.execute(insert(t.tallies), tallied)


def _cases(vault: Vault) -> Iterator[dict[str, dict[str, Any]]]:
    """Write down case after case: what waits is spread over a month, what was decided over half a year."""
    now, kept = utc_now(), read_policy(None).retention.case
    decided = CASES - WAITING
    for number in range(1, CASES + 1):
        waits = number > decided
        turn = number * 7 + number // 11
        priority = Priority(turn % 4)
        state = _WAITS[turn % len(_WAITS)] if waits else State.DECIDED
        share = (number - decided) / WAITING if waits else number / decided
        opened = now - (timedelta(days=30) if waits else kept) * (1 - share)
        at = None if waits else opened + timedelta(minutes=turn % 300)
        claimed = state is State.CLAIMED
        ruling = None if waits else _RULED[turn % len(_RULED)]
        category = _CATEGORIES[turn % len(_CATEGORIES)]
        yield {
            "cases": {
                "id": number,
                "community": COMMUNITY,
                "number": number,
                "version": 1,
                "state": state,
                "category": category,
                "band": int(Band.HIGH),
                "confidence": 0.9,
                "priority": int(priority),
                "visibility": Visibility.VISIBLE,
                "shadow": False,
                "channel": f"bench:{_CHANNELS[turn % 4]}",
                "channel_name": _CHANNELS[turn % 4],
                "message": f"bench:m{number}",
                "digest": secrets.token_bytes(32),
                "author": f"bench:member{turn % 5_000}",
                "language": "en",
                "excerpt": vault.seal_text("[AGE-1] seen on [DATE-1]", "cases", "excerpt", f"{COMMUNITY}/{number}"),
                "opened_at": opened,
                "queued_at": opened,
                "due": opened + CLOCKS[priority].decide,
                "owner": f"bench:mod{turn % 8}" if claimed else None,
                "lease_until": now + timedelta(minutes=turn % 20 - 10) if claimed else None,
                "ruling": ruling,
                "ending": None if waits else Ending.LAPSED,
                "decided_by": None if waits else "bench:mod1",
                "decided_at": at,
                "contested": False,
                "edited": False,
            },
            "reasons": {
                "case": number,
                "rule": _RULES[turn % len(_RULES)],
                "category": category,
                "kind": "name",
                "confidence": 0.9,
                "band": int(Band.HIGH),
                "sentence": 1,
                "why": "A sentence that says why, as long as such sentences are.",
            },
            "rulings": {} if ruling is None else {"case": number, "ruling": ruling, "by": "bench:mod1", "at": at},
            "actions": {
                "community": COMMUNITY,
                "case": number,
                "kind": "tell_member",
                "effect": "done",
                "at": opened,
            },
        }


_QUESTIONS: dict[str, tuple[tuple[str, dict[str, str]], ...]] = {
    "next": (
        ("queue next", {}),
        ("queue next", {"kind": Category.SPAM.value}),
        ("queue next", {"priority": "p3"}),
        ("queue next", {"kind": Category.ADVICE.value, "priority": "p1"}),
    ),
    "list": (
        ("queue list", {}),
        ("queue list", {"state": "decided"}),
        ("queue list", {"state": "claimed", "owner": "bench:mod3"}),
        ("queue list", {"state": "decided", "kind": Category.DISTRESS.value}),
        ("queue list", {"channel": "nowhere"}),
        ("queue list", {"state": "decided", "channel": "nowhere"}),
        ("queue list", {"older_than": "4w"}),
        ("queue list", {"state": "decided", "priority": "p2", "older_than": "30w"}),
    ),
    "stats": (("queue stats", {}),),
}
"""What is asked: usual questions, and such as let nothing through, which are the dearest."""


async def _ask(app: App, listener: _Listener, name: str, lines: tuple[tuple[str, dict[str, str]], ...]) -> Figures:
    """Time a command from event to answer, asked by eight moderators in turn."""
    took = []
    answered = listener.answers
    for number, (command, options) in enumerate(islice(cycle(lines), ASKED)):
        event = CommandInvoked(invocation=_invocation(f"{name}{number}", number % 8), command=command, options=options)
        began = time.perf_counter()
        await app.engine.receive(event)
        took.append(time.perf_counter() - began)
    if listener.answers != answered + ASKED:
        message = f"{name}: {listener.answers - answered} of {ASKED} questions were answered"
        raise RuntimeError(message)
    hundredths = quantiles(took, n=100)
    return {
        f"queue_{name}_p50_milliseconds": hundredths[49] * 1_000,
        f"queue_{name}_p99_milliseconds": hundredths[98] * 1_000,
    }


def _invocation(name: str, moderator: int) -> Invocation:
    member = Member(id=MemberId(f"bench:mod{moderator}"), name="Mia", role=Role.MODERATOR, joined_at=utc_now())
    channel = Channel(id=ChannelId("bench:general"), name="general")
    return Invocation(id=DeliveryId(f"bench:{name}"), community=COMMUNITY, channel=channel, actor=member, locale="en")


async def _purged(app: App) -> Figures:
    """Purge what is due at a moment when that is many rows, and time whoever wants to work meanwhile."""
    retention = read_policy(None).retention
    ahead = retention.case * (DUE / (CASES - WAITING))
    now = utc_now() + ahead
    overdue = (await verify(app.store, retention, now)).rows
    pauses: list[float] = []
    working = asyncio.ensure_future(_work(app, pauses))
    began = time.perf_counter()
    done = await purge(app.store, retention, now)
    lasted = time.perf_counter() - began
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    if (await verify(app.store, retention, now)).total or done.rows.get("cases", 0) < overdue.get("cases", 0):
        message = f"the purge left rows that are due: {json.dumps(overdue)}, {json.dumps(done.rows)}"
        raise RuntimeError(message)
    return {
        "purge_cases": done.rows.get("cases", 0),
        "purge_rows": done.total,
        "purge_seconds": lasted,
        "purge_p99_pause_milliseconds": quantiles(pauses, n=100)[98] * 1_000,
        "purge_longest_pause_milliseconds": max(pauses) * 1_000,
    }


async def _work(app: App, pauses: list[float]) -> None:
    """Begin one unit of work after the other, each with a write, and note how long each took to come and go."""
    number = 0
    while True:
        number += 1
        began = time.perf_counter()
        async with app.store.begin() as work:
            await work.timers.set(COMMUNITY, "bench", str(number % 10), work.now + timedelta(days=1))
        pauses.append(time.perf_counter() - began)
        await asyncio.sleep(0.001)
