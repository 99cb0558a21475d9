"""The straight line: an event comes in, is read, judged, answered and written down; effects follow from the outbox.

Nothing here touches a platform or a database: both come in through the ports.
"""

import asyncio
import dataclasses
import time
import traceback
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import assert_never

from bot.core import delivery
from bot.core.actions import NOTHING, Action, AskModerators, Decision, Reply, ShowCard, TellMember
from bot.core.cards import Card, Option
from bot.core.commands import CommandSpec, Handler, Roster, as_parameters
from bot.core.courtesy import (
    WAITED,
    WAITED_KEPT,
    Drop,
    Occasion,
    Quiet,
    Send,
    quiet_of,
    read_waited,
    weigh,
    write_waited,
)
from bot.core.delivery import EffectFailed, MemberWarned
from bot.core.errors import ChaperoneError, Invalid, Unavailable
from bot.core.events import (
    ButtonPressed,
    CommandInvoked,
    CommunityId,
    DeliveryId,
    Event,
    FormSubmitted,
    Invocation,
    Member,
    MemberId,
    MemberJoined,
    Message,
    MessageBlocked,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
    Role,
)
from bot.core.findings import Context, Signal
from bot.core.inspection import Failure, Inspection, Inspector
from bot.core.policy import ChannelMode, CommunityPolicy, Standing, Treatment, Verdict, decide
from bot.core.ports import Adapter, Effect, Journal, Now, Store, Work
from bot.core.precision import Precisions
from bot.core.setups import Survey
from bot.core.text import Content, Text, fold
from bot.core.verified import Verified
from bot.core.waves import Waves

Policies = Callable[[CommunityId], CommunityPolicy]
Deed = Callable[[Work], Awaitable[None]]
"""What is to be done about an event, in a unit of work."""

PrecisionsOf = Callable[[CommunityId], Precisions]
"""Says how often each rule was right in a community, from memory: every message asks."""
Explain = Callable[[str, Mapping[str, str], str], Card]
"""Draws the card for an error: catalogue key, values, language."""

COMPLETIONS = 25
"""The most rows that a platform shows while somebody types (Discord's limit)."""

BUDGET_PERIOD = timedelta(days=7)

AGAIN = timedelta(seconds=2)
"""How often we look whether a database that did not answer does so again."""

MOST_POSTPONED = 1_000
"""Events that wait for the database; those beyond are lost here and found in the platform's history, if it has one."""

SAID = "said"
"""The kind of record that says what a member was told once and need not be told again."""

SAID_KEPT = timedelta(days=400)
"""Longer than a year, so that what is said once a year is not said twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moderation:
    """A message that was read and judged, for the cogs that act on it."""

    event: MessagePosted | MessageEdited
    text: Text = field(repr=False)
    verdict: Verdict
    policy: CommunityPolicy
    mode: ChannelMode
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A message that stays where it is, for the cogs that look on without acting against it.

    ``message`` is as the platform gave it; ``text`` is what was read of it.
    """

    event: MessagePosted | MessageEdited
    text: Text = field(repr=False)
    verdict: Verdict
    policy: CommunityPolicy
    mode: ChannelMode

    @property
    def community(self) -> CommunityId:
        """Where it was written."""
        return self.event.community

    @property
    def message(self) -> Message:
        """The message as it reads now."""
        return self.event.message


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectorFailed:
    """A detector raised or ran out of time on a message; the message stayed as it was."""

    community: CommunityId
    failure: Failure


@dataclass(frozen=True, slots=True, kw_only=True)
class Signalled:
    """A watcher said something of a place, in a channel of this mode; no message and no member is accused."""

    community: CommunityId
    signal: Signal
    mode: ChannelMode


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """A card of the moderators calls for attention, about a case if there is a number.

    What a listener decides, also nothing, takes the place of the platform's call in the channel; None leaves that as
    it is.
    """

    community: CommunityId
    case: int | None
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """The bot is up again and has a community's record before it, for the cogs that keep clocks of their own."""

    community: CommunityId


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What would be done about a text, and why: the answer to a check, a policy test or a scan."""

    text: Text = field(repr=False)
    verdict: Verdict
    inspection: Inspection


class Examiner:
    """Folds, detects and decides, for messages and for drafts alike; keeps nothing."""

    def __init__(
        self, inspector: Inspector, policies: Policies, now: Now, precisions_of: PrecisionsOf = lambda _: {}
    ) -> None:
        self.inspector = inspector
        self.policies = policies
        self.precisions_of = precisions_of
        self.verified = Verified()
        self.waves = Waves()
        self._now = now

    async def examine(
        self,
        content: Content,
        community: CommunityId,
        *,
        channel_name: str | None = None,
        context: Context | None = None,
    ) -> Judgement:
        """Judge a content as the policy would in this channel, from an author who is known by the context."""
        policy = self.policies(community)
        text = fold(content)
        known = context or Context(
            now=self._now(),
            community=community,
            allowed=policy.allowed_terms,
            record_numbers=policy.record_numbers,
        )
        inspection = await self.inspector.inspect(text, known)
        return self.judge(text, inspection, policy, policy.mode(channel_name), known)

    def judge(
        self, text: Text, inspection: Inspection, policy: CommunityPolicy, mode: ChannelMode, context: Context
    ) -> Judgement:
        """Put an inspection to the policy."""
        verdict = decide(
            inspection.findings,
            policy,
            mode=mode,
            standing=standing_of(context),
            uncalibrated=self.inspector.uncalibrated,
            dropped=inspection.dropped,
            precisions=self.precisions_of(CommunityId(context.community)),
        )
        return Judgement(text=text, verdict=verdict, inspection=inspection)


def standing_of(context: Context) -> Standing:
    """Say what we know of an author."""
    if context.author is not None and context.author.role.is_staff:
        return Standing.STAFF
    return Standing.NEWCOMER if context.author_is_newcomer else Standing.ESTABLISHED


class Engine:
    """Receives events from every adapter and sees each one through."""

    def __init__(
        self,
        *,
        store: Store,
        examiner: Examiner,
        roster: Roster,
        explain: Explain,
        journal: Journal,
        now: Now,
    ) -> None:
        self.roster = roster
        self._store = store
        self._examiner = examiner
        self._explain = explain
        self._journal = journal
        self._now = now
        self._adapters: dict[str, Adapter] = {}
        self._wake = asyncio.Event()
        self._postponed: deque[Deed] = deque()
        self._silent = asyncio.Event()

    def attach(self, adapter: Adapter) -> None:
        """Make an adapter's communities reachable."""
        self._adapters[adapter.platform] = adapter

    def adapter_of(self, community: CommunityId) -> Adapter:
        """Find the adapter of a community by the first part of its identifier."""
        return self._adapters[community.partition(":")[0]]

    def serves(self, community: CommunityId) -> bool:
        """Tell whether a community is ours: its platform runs here, and this process has its part of it."""
        adapter = self._adapters.get(community.partition(":")[0])
        return adapter is not None and adapter.serves(community)

    def survey(self, community: CommunityId) -> Survey:
        """Ask a community's platform what can be chosen there and what the bot lacks."""
        return self.adapter_of(community).survey(community)

    def wake(self) -> None:
        """Look at once for what is due."""
        self._wake.set()

    async def start(self) -> None:
        """Let the cogs read what they keep in mind, before the first event comes in.

        Raises:
            Unavailable: the database does not answer.
        """
        for begin in self.roster.starts:
            async with self._store.begin() as work:
                await begin(work)

    async def run(self) -> None:
        """Carry out what waits in the outbox and what timers ask for, until cancelled."""
        await self._start()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._catch_up())
            await delivery.run(
                store=self._store,
                adapter_of=self.adapter_of,
                enqueue=self._enqueue,
                weigh_again=self._weigh_again,
                failed=self._effect_failed,
                warned=self._member_warned,
                timers=self.roster.timers,
                journal=self._journal,
                now=self._now,
                wake=self._wake,
                serves=self.serves,
            )

    async def _start(self) -> None:
        """Let the cogs set their clocks; a database that does not answer is asked again by those that ring."""
        try:
            async with self._store.begin() as work:
                for community in await work.communities():
                    await self._ask(work, Started(community=community), community)
        except ChaperoneError as error:
            self._journal.count("events_failed", reason=type(error).__name__.lower())

    async def receive(self, event: Event) -> None:
        """See one event through. It never raises for what is in the event: the line goes on."""
        began = time.perf_counter()
        outcome = "done"
        try:
            await self._handle(event)
        except ChaperoneError as error:
            outcome = type(error).__name__.lower()
            self._journal.count("events_failed", reason=outcome)
        except Exception as error:  # noqa: BLE001 - an unforeseen error must not end the listening
            outcome = "error"
            self._journal.count("events_failed", reason=type(error).__name__)
            self._journal.note(
                "event_error", kind=type(event).__name__, error=type(error).__name__, where=origin(error)
            )
        self._journal.note(
            "event",
            kind=type(event).__name__,
            outcome=outcome,
            milliseconds=round((time.perf_counter() - began) * 1_000, 1),
        )

    async def complete(self, by: Invocation, command: str, option: str, typed: str) -> Sequence[Option]:
        """Complete an option's value as it is typed; empty where the actor may not use the command."""
        spec = self.roster.commands.get(command)
        complete = self.roster.completions.get((command, option))
        if spec is None or by.actor.role < spec.needs:
            return ()
        if complete is None:
            declared = next((one for one in spec.options if one.name == option), None)
            choices = declared.choices if declared else ()
            return [Option(label=one, value=one) for one in choices if one.startswith(typed.lower())][:COMPLETIONS]
        async with self._store.begin() as work:
            return list(await complete(work, by, typed))[:COMPLETIONS]

    async def _handle(self, event: Event) -> None:
        match event:
            case MessagePosted() | MessageEdited():
                await self._moderate(event)
            case MemberJoined():
                await self._welcome(event)
            case MessageDeleted() | MessageBlocked():
                await self._announce(event, event.community)
            case CommandInvoked() | ButtonPressed() | FormSubmitted():
                await self._interact(event)
            case _:
                assert_never(event)

    async def _moderate(self, event: MessagePosted | MessageEdited) -> None:
        message, now = event.message, self._now()
        policy = self._examiner.policies(event.community)
        mode = policy.mode(message.channel.name)
        if mode is ChannelMode.OFF:
            return
        verified = self._examiner.verified.holds(event.community, message.author.id, now)
        context = Context(
            now=now,
            community=event.community,
            channel=message.channel,
            thread=message.thread,
            message=message.id,
            posted_at=message.posted_at,
            author=message.author,
            author_is_verified=verified,
            links_paused=not verified and self._examiner.waves.holds(event.community, message.author.id, now),
            newcomer_for=policy.newcomer_for,
            allowed=policy.allowed_terms,
            record_numbers=policy.record_numbers,
        )
        judged = await self._examiner.examine(
            message.content, event.community, channel_name=message.channel.name, context=context
        )
        await self._report(judged.inspection, event.community, policy, mode)
        seen = Seen(event=event, text=judged.text, verdict=judged.verdict, policy=policy, mode=mode)
        interested = self._interested(seen)
        acts = isinstance(event, MessageEdited) or judged.verdict.would.acts
        if not acts and not interested:
            return

        async def answer(work: Work) -> None:
            if acts:
                language = await language_of(work, event.community, message.author, policy)
                moderation = Moderation(
                    event=event,
                    text=judged.text,
                    verdict=judged.verdict,
                    policy=policy,
                    mode=mode,
                    language=language,
                )
                await self._ask(work, moderation, event.community)
            for handler in interested:
                decision = await handler(work, seen)
                await self._enqueue(work, event.community, decision.actions)

        await self._do(answer)

    def _interested(self, seen: Seen) -> list[Handler]:
        """Ask the cogs that look on whether they want this message; what is hidden is nobody's to look at."""
        if seen.verdict.response.message is not Treatment.KEEP:
            return []
        return [handler for wants, handler in self.roster.onlookers if wants(seen)]

    async def _welcome(self, event: MemberJoined) -> None:
        """Show a newcomer to the watchers, then to the cogs."""
        policy = self._examiner.policies(event.community)
        context = Context(
            now=self._now(), community=event.community, author=event.member, newcomer_for=policy.newcomer_for
        )
        seen = await self._examiner.inspector.notice(event, context)
        await self._report(seen, event.community, policy, policy.default_mode)
        await self._announce(event, event.community)

    async def _report(
        self, inspection: Inspection, community: CommunityId, policy: CommunityPolicy, mode: ChannelMode
    ) -> None:
        """Say which detectors failed, and what the watchers said of a place, unless their label is in shadow."""
        for failure in inspection.failures:
            self._journal.count("detector_failures", detector=failure.detector, reason=failure.reason)
            await self._announce(DetectorFailed(community=community, failure=failure), community)
        for signal in inspection.signals:
            shadow = policy.in_shadow(signal.label, signal.rule)
            self._journal.note("signal", kind=signal.rule, outcome="shadow" if shadow else "told")
            if not shadow:
                await self._announce(Signalled(community=community, signal=signal, mode=mode), community)

    async def _announce(
        self, event: MessageDeleted | MemberJoined | MessageBlocked | DetectorFailed | Signalled, community: CommunityId
    ) -> None:
        if self.roster.listeners.get(type(event)):
            await self._do(lambda work: self._ask(work, event, community))

    async def _do(self, deed: Deed) -> None:
        """Do something about an event in one unit of work; when the database does not answer, as soon as it does.

        An event is read and judged once: what watches behaviour must not count a message twice. While others wait it
        joins them, so that a deletion does not come before what it deletes.

        Raises:
            Unavailable: too much is waiting already.
        """
        if self._postponed:
            self._postpone(deed, Unavailable("too many events wait for the database"))
            return
        try:
            async with self._store.begin() as work:
                await deed(work)
        except Unavailable as error:
            self._postpone(deed, error)
        self._wake.set()

    def _postpone(self, deed: Deed, why: Unavailable) -> None:
        if len(self._postponed) >= MOST_POSTPONED:
            raise why
        self._postponed.append(deed)
        self._silent.set()
        self._journal.count("events_postponed")

    async def _catch_up(self) -> None:
        """Do what was postponed, in order, once the database answers again."""
        while True:
            await self._silent.wait()
            await asyncio.sleep(AGAIN.total_seconds())
            while self._postponed:
                try:
                    async with self._store.begin() as work:
                        await self._postponed[0](work)
                except Unavailable:
                    break
                except Exception as error:  # noqa: BLE001 - one that cannot be done holds up no other
                    self._journal.count("events_failed", reason=type(error).__name__)
                self._postponed.popleft()
            else:
                self._silent.clear()
            self._wake.set()

    async def _effect_failed(self, work: Work, failure: EffectFailed) -> None:
        await self._ask(work, failure, failure.community)

    async def _member_warned(self, work: Work, warned: MemberWarned) -> None:
        await self._ask(work, warned, warned.community)

    async def _ask(
        self,
        work: Work,
        event: Moderation
        | MessageDeleted
        | MemberJoined
        | MessageBlocked
        | DetectorFailed
        | Signalled
        | EffectFailed
        | Started
        | MemberWarned,
        community: CommunityId,
    ) -> None:
        decision = NOTHING
        for listener in self.roster.listeners.get(type(event), ()):
            decision += await listener(work, event)
        await self._enqueue(work, community, decision.actions)

    async def _interact(self, event: CommandInvoked | ButtonPressed | FormSubmitted) -> None:
        by = event.invocation
        try:
            async with self._store.begin() as work:
                if not await work.first_delivery(DeliveryId(by.id)):
                    return
                preferred = (await work.members.preferences(by.community, by.actor.id)).get("language")
                if preferred:
                    by = _in_language(by, preferred)
                decision = await self._answer(work, by, event)
                await self._enqueue(work, by.community, decision.actions)
        except Invalid as error:
            await self._respond(by, self._explain_reply(error.key, error.values, by.locale))
            return
        except ChaperoneError as error:
            await self._respond(by, self._explain_reply(f"error.{type(error).__name__.lower()}", {}, by.locale))
            raise
        except Exception:
            await self._respond(by, self._explain_reply("error.unforeseen", {}, by.locale))
            raise
        self._wake.set()
        if decision.reply is not None:
            await self._respond(by, decision.reply)

    async def _answer(
        self, work: Work, by: Invocation, event: CommandInvoked | ButtonPressed | FormSubmitted
    ) -> Decision:
        match event:
            case CommandInvoked(about=None):
                spec, written = self._read(event, by.actor.role)
                _permit(by, spec.needs)
                return await spec.handler(work, by, **as_parameters(self.roster.bind(spec, written)))
            case CommandInvoked():
                menu = self.roster.menus.get(event.command)
                if menu is None:
                    raise Invalid("error.unknown_command", command=event.command)
                _permit(by, menu.needs)
                return await menu.handler(work, by, about=event.about)
            case ButtonPressed():
                token, state = self.roster.route(self.roster.buttons, event.token)
                _permit(by, token.needs)
                if token.takes_values != bool(event.values):
                    raise Invalid("error.stale_control")
                values = {"values": event.values} if event.values else {}
                return await token.handler(work, by, *state, **values)
            case FormSubmitted():
                token, state = self.roster.route(self.roster.forms, event.token)
                _permit(by, token.needs)
                return await token.handler(work, by, *state, fields=_Fields(event.fields), about=event.about)

    def _read(self, event: CommandInvoked, role: Role) -> tuple[CommandSpec, Mapping[str, str]]:
        if event.line is not None:
            return self.roster.read_line(event.line, role)
        spec = self.roster.commands.get(event.command)
        if spec is None:
            raise Invalid("error.unknown_command", command=event.command)
        return spec, event.options

    async def _enqueue(self, work: Work, community: CommunityId, actions: Sequence[tuple[int | None, Action]]) -> None:
        """Guard actions and put them into the outbox: the platform's capability first, then what a member is owed."""
        if not actions:
            return
        passed = _Passed()
        for case, action in actions:
            await self._guard(work, community, case, action, passed)
        await work.outbox.add(community, passed.actions, work.now, passed.not_before)

    async def _guard(
        self, work: Work, community: CommunityId, case: int | None, action: Action, passed: "_Passed"
    ) -> None:
        if not self.adapter_of(community).can(community, type(action)):
            await work.outbox.note(community, case, action, Effect.UNSUPPORTED, "not on this platform", work.now)
            self._journal.count("actions", kind=action.kind, effect=Effect.UNSUPPORTED)
            for instead in action.otherwise:
                await self._guard(work, community, case, instead, passed)
            return
        if isinstance(action, TellMember):
            weighed = await self._weigh(work, community, action, passed)
            if isinstance(weighed, Drop):
                await work.outbox.note(community, case, action, Effect.DROPPED, weighed.reason, work.now)
                self._journal.count("actions", kind=action.kind, effect=Effect.DROPPED)
                return
            passed.add(case, action, weighed.not_before)
        elif isinstance(action, AskModerators) and action.ping:
            passed.add(case, await self._call(work, community, case, action, passed))
        else:
            passed.add(case, action)

    async def _weigh(self, work: Work, community: CommunityId, action: TellMember, passed: "_Passed") -> Send | Drop:
        """Decide whether a member is told something, and when: everything that we say of ourselves comes by here."""
        if action.occasion is Occasion.URGENT:
            return Send()
        policy = self._examiner.policies(community)
        said = f"{action.member}:{action.once}"
        if action.once is not None and await work.records.get(community, SAID, said) is not None:
            return Drop("said before")
        quiet = quiet_of(await work.members.preferences(community, action.member), policy.time_zone)
        weighed = weigh(action.occasion, quiet, policy.quiet_until(work.now), work.now)
        if weighed != Send():
            await self._count_waited(work, community, action, quiet)
        if isinstance(weighed, Send) and action.occasion is Occasion.UNASKED:
            sent = await work.members.unasked_since(community, action.member, work.now - BUDGET_PERIOD)
            if sent + passed.unasked(action.member) >= policy.unasked_messages_a_week:
                return Drop("message budget")
        if isinstance(weighed, Send) and action.once is not None:
            until = work.now + (action.again_after or SAID_KEPT)
            await work.records.put(community, SAID, said, action.once, owner=action.member, until=until)
        return weighed

    async def _weigh_again(self, work: Work, community: CommunityId, action: TellMember) -> Send | Drop:
        """Weigh a message that has waited: its reader may have asked for quiet meanwhile, or for none any more."""
        if action.occasion is Occasion.URGENT:
            return Send()
        policy = self._examiner.policies(community)
        quiet = quiet_of(await work.members.preferences(community, action.member), policy.time_zone)
        weighed = weigh(action.occasion, quiet, policy.quiet_until(work.now), work.now)
        if isinstance(weighed, Drop):
            await self._count_waited(work, community, action, quiet)
        return weighed

    async def _count_waited(self, work: Work, community: CommunityId, action: TellMember, quiet: Quiet) -> None:
        """Count what a member's break or focus keeps from them, by occasion, to be told of when they are back."""
        end = quiet.rests_until(work.now)
        if end is None:
            return
        kept = await work.records.get(community, WAITED, action.member)
        waited = read_waited(kept.value if kept is not None else None).one_more(action.occasion)
        until = end + WAITED_KEPT
        await work.records.put(community, WAITED, action.member, write_waited(waited), owner=action.member, until=until)

    async def _call(
        self,
        work: Work,
        community: CommunityId,
        case: int | None,
        action: AskModerators,
        passed: "_Passed",
    ) -> AskModerators:
        """Ask the cogs who is called; where one of them knows, the channel is not called besides."""
        called = Called(community=community, case=case, subject=action.subject)
        ping = action.ping
        for listener in self.roster.listeners.get(Called, ()):
            decision: Decision | None = await listener(work, called)
            if decision is None:
                continue
            ping = False
            for number, following in decision.actions:
                await self._guard(work, community, number, following, passed)
        return dataclasses.replace(action, ping=ping)

    def _explain_reply(self, key: str, values: Mapping[str, str], language: str) -> Reply:
        return ShowCard(card=self._explain(key, values, language))

    async def _respond(self, by: Invocation, reply: Reply) -> None:
        try:
            async with asyncio.timeout(delivery.PATIENCE.total_seconds()):
                await self.adapter_of(by.community).respond(by, reply)
        except (ChaperoneError, TimeoutError) as error:
            self._journal.count("replies_failed", reason=type(error).__name__)


@dataclass(slots=True)
class _Passed:
    """The actions that the guards let through, and when those that must wait may be performed."""

    actions: list[tuple[int | None, Action]] = field(default_factory=list)
    not_before: dict[int, datetime] = field(default_factory=dict)

    def add(self, case: int | None, action: Action, not_before: datetime | None = None) -> None:
        """Let an action through."""
        if not_before is not None:
            self.not_before[len(self.actions)] = not_before
        self.actions.append((case, action))

    def unasked(self, member: MemberId) -> int:
        """Count the unasked messages to a member among them."""
        return sum(
            isinstance(action, TellMember) and action.occasion is Occasion.UNASKED and action.member == member
            for _, action in self.actions
        )


class _Fields(dict[str, str]):
    """A form's answers; one that an old form did not ask for makes the form a stale one."""

    def __missing__(self, name: str) -> str:
        raise Invalid("error.stale_control")


def _permit(by: Invocation, needs: Role) -> None:
    if by.actor.role < needs:
        raise Invalid(f"error.not_permitted.{needs.name.lower()}")


def _in_language(by: Invocation, language: str) -> Invocation:
    return dataclasses.replace(by, locale=language)


async def language_of(work: Work, community: CommunityId, member: Member, policy: CommunityPolicy) -> str:
    """Choose the language for a member: their own choice, then the platform's word, then the community's."""
    preferred = (await work.members.preferences(community, member.id)).get("language")
    return preferred or member.locale or policy.language


_OURS = ("bot", "cogs", "config")


def origin(error: BaseException) -> str:
    """Name the innermost place of ours that an error went through, as ``folder/module:line``, never its text."""
    place = ""
    for frame in traceback.extract_tb(error.__traceback__):
        path = Path(frame.filename)
        if any(folder in path.parts for folder in _OURS):
            place = f"{path.parent.name}/{path.stem}:{frame.lineno}"
    return place
