"""The moderators' queue: claim, look, rule, take back. Nobody decides twice, nobody sees more than they must."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated

from bot.core.actions import (
    Action,
    Decision,
    PublishMessage,
    RemoveMessage,
    ReplaceCard,
    ShowCard,
    ShowForm,
    TellMember,
    TimeOut,
    answer,
)
from bot.core.batches import ALIKE_WITHIN, MOST
from bot.core.cards import Button, Card, Fact, Field, FieldKind, Form, Option, Select
from bot.core.cases import (
    LEASE,
    QUEUED,
    UNDO_WITHIN,
    Case,
    CaseChange,
    Cursor,
    Filter,
    Priority,
    Ruling,
    State,
    Visibility,
)
from bot.core.commands import CaseNumber, Rest, button, command, completes, form
from bot.core.durations import parse_duration
from bot.core.engine import Policies
from bot.core.errors import Invalid
from bot.core.events import CommunityId, Invocation, MemberId, Message, Role
from bot.core.findings import Category
from bot.core.ports import Work
from cogs.shared import appeals, bans, holds, sanctions
from cogs.shared.cards import (
    CHANNEL,
    PRIVATE,
    STANDING,
    Around,
    appeal_offer,
    case_card,
    completions,
    due_for,
    lawful,
    redrawn,
    row,
)
from cogs.shared.desk import about_a_message, conflict, may_work_on, reopening
from cogs.shared.desk import case_of as _case
from cogs.shared.desk import kept as _kept
from cogs.shared.desk import unchanged as _unchanged
from cogs.shared.precision import known_to_ask, precision_line, weigh
from config.catalogue import Say, speaking

PAGE = 5
"""Rows of a list on one page (source: the design of the queue, "Paging and restarts")."""

DEFAULT_TIMEOUT = timedelta(hours=24)
LONGEST_TIMEOUT = timedelta(days=28)
"""The most that Discord allows."""

_TOLD_BY_RULING = {
    Ruling.NUDGE: "nudged",
    Ruling.NOTICE: "noticed",
    Ruling.STRIKE: "struck",
    Ruling.REMOVE: "removed_by_moderator",
    Ruling.TIMEOUT: "timed_out",
}


class QueueState(StrEnum):
    """Which cases a list shows."""

    WAITING = "waiting"
    OPEN = "open"
    CLAIMED = "claimed"
    ATTENTION = "attention"
    DECIDED = "decided"
    CLOSED = "closed"


_STATES: dict[QueueState, tuple[State, ...]] = {
    QueueState.WAITING: QUEUED,
    QueueState.OPEN: (State.OPEN,),
    QueueState.CLAIMED: (State.CLAIMED,),
    QueueState.ATTENTION: (State.ATTENTION,),
    QueueState.DECIDED: (State.DECIDED,),
    QueueState.CLOSED: (State.CLOSED,),
}


class ReviewCog:
    """Moderators work through cases and rule on them; members hear the outcome."""

    def __init__(self, policies: Policies) -> None:
        self._policies = policies

    @command("queue next", needs=Role.MODERATOR)
    async def next(
        self, work: Work, by: Invocation, kind: Category | None = None, priority: Priority | None = None
    ) -> Decision:
        """Claim the most urgent free case and open it."""
        say = speaking(by.locale)
        claimed = await self._claim_next(work, by, Filter(states=QUEUED, category=kind, priority=priority))
        if claimed is None:
            return answer(Card(title=say("queue.empty.title"), body=(say("queue.empty.body"),)))
        return await self._opened(work, claimed, say) + self._redrawn(claimed, work)

    @command("queue list", needs=Role.MODERATOR)
    async def list_(
        self,
        work: Work,
        by: Invocation,
        state: QueueState = QueueState.WAITING,
        kind: Category | None = None,
        priority: Priority | None = None,
        channel: str | None = None,
        owner: MemberId | None = None,
        older_than: timedelta | None = None,
    ) -> Decision:
        """List cases in the queue's order."""
        which = Filter(
            states=_STATES[state],
            category=kind,
            priority=priority,
            channel_name=channel.removeprefix("#") if channel else None,
            owner=owner,
            opened_before=_ago(older_than, work.now),
        )
        return answer(await self._page(work, by, which, state, older_than, None))

    @button("queue:page", needs=Role.MODERATOR)
    async def page(
        self,
        work: Work,
        by: Invocation,
        state: QueueState,
        kind: str,
        priority: str,
        older_than: str,
        same_channel: bool,  # noqa: FBT001 - a token holds its state in order
        after: int,
    ) -> Decision:
        """Turn to the page that begins after a case; a list of one channel goes on in that case's channel."""
        last = await work.cases.get(by.community, after)
        if last is None:
            raise Invalid("error.stale_control")
        try:
            older = timedelta(seconds=int(older_than)) if older_than else None
            which = Filter(
                states=_STATES[state],
                category=Category(kind) if kind else None,
                priority=Priority(int(priority)) if priority else None,
                channel_name=last.channel_name if same_channel else None,
                opened_before=_ago(older, work.now),
            )
        except (ValueError, OverflowError):
            raise Invalid("error.stale_control") from None
        return Decision(reply=ReplaceCard(card=await self._page(work, by, which, state, older, cursor_of(last))))

    @command("queue view", needs=Role.MODERATOR)
    async def view(self, work: Work, by: Invocation, case: CaseNumber) -> Decision:
        """Show one case, redacted."""
        return await self._opened(work, await _case(work, by, case), speaking(by.locale))

    @button("queue:view", needs=Role.MODERATOR)
    async def pick(self, work: Work, by: Invocation, values: tuple[str, ...]) -> Decision:
        """Show the case that was picked from a list."""
        if not values[0].isdecimal():
            raise Invalid("error.stale_control")
        return await self.view(work, by, CaseNumber(int(values[0])))

    @command("queue claim", needs=Role.MODERATOR)
    async def claim(self, work: Work, by: Invocation, case: CaseNumber) -> Decision:
        """Take a case, for ten minutes from the last thing done with it."""
        found = await _case(work, by, case)
        return await self._claim(work, by, found, PRIVATE)

    @button("queue:claim", needs=Role.MODERATOR)
    async def press_claim(self, work: Work, by: Invocation, place: str, case: CaseNumber, version: int) -> Decision:
        """Take the case whose card this is."""
        found = await _case(work, by, case)
        _unchanged(found, version, speaking(by.locale), work.now)
        return await self._claim(work, by, found, place)

    @command("queue release", needs=Role.MODERATOR)
    async def release(self, work: Work, by: Invocation, case: CaseNumber) -> Decision:
        """Give a claimed case back."""
        found = await _case(work, by, case)
        say = speaking(by.locale)
        if found.owner != by.actor.id or found.state is not State.CLAIMED:
            raise Invalid("error.not_your_claim", case=str(case))
        freed = _kept(await work.cases.change(found, CaseChange(state=State.OPEN, clear_owner=True)))
        card = Card(title=say("queue.freed.title", case=case), body=(say("queue.freed.body"),))
        return answer(card) + self._redrawn(freed, work)

    @command("queue decide", needs=Role.MODERATOR)
    async def decide(
        self,
        work: Work,
        by: Invocation,
        case: CaseNumber,
        outcome: Ruling,
        rule: str | None = None,
        duration: timedelta | None = None,
        note: Annotated[str | None, Rest()] = None,
    ) -> Decision:
        """Rule on a case."""
        found = await _case(work, by, case)
        return await self._rule(work, by, found, outcome, PRIVATE, rule=rule, duration=duration, note=note)

    @button("queue:rule", needs=Role.MODERATOR)
    async def press_rule(
        self, work: Work, by: Invocation, ruling: Ruling, place: str, case: CaseNumber, version: int
    ) -> Decision:
        """Rule as the button says; a free case is claimed and decided at once."""
        found = await _case(work, by, case)
        _unchanged(found, version, speaking(by.locale), work.now)
        return await self._rule(work, by, found, ruling, place)

    @button("queue:more", needs=Role.MODERATOR)
    async def more(self, work: Work, by: Invocation, place: str, case: CaseNumber, version: int) -> Decision:
        """Offer every lawful ruling, with what it does."""
        found = await _case(work, by, case)
        say = speaking(by.locale)
        _unchanged(found, version, say, work.now)
        rulings = lawful(found)
        options = tuple(Option(label=say(f"ruling.{one}.does"), value=one.value) for one in rulings)
        form_ = Form(
            title=say("decide.title", case=case),
            token=f"queue:decide:{place}:{case}:{version}",
            fields=(
                Field(name="ruling", label=say("decide.ruling"), kind=FieldKind.CHOICE, options=options),
                Field(
                    name="rule",
                    label=say("decide.rule"),
                    required=False,
                    max_length=60,
                    hint=say("decide.rule.hint"),
                ),
                Field(name="duration", label=say("decide.duration"), required=False, max_length=10, hint="24h"),
                Field(
                    name="note",
                    label=say("decide.note"),
                    kind=FieldKind.PARAGRAPH,
                    required=False,
                    max_length=500,
                ),
            ),
        )
        return Decision(reply=ShowForm(form=form_))

    @form("queue:decide", needs=Role.MODERATOR)
    async def decided(
        self,
        work: Work,
        by: Invocation,
        place: str,
        case: CaseNumber,
        version: int,
        fields: dict[str, str],
        about: Message | None,
    ) -> Decision:
        """Rule as the form says."""
        found = await _case(work, by, case)
        _unchanged(found, version, speaking(by.locale), work.now)
        ruling = _read_ruling(fields.get("ruling", ""))
        duration = _read_duration(fields.get("duration", ""))
        return await self._rule(
            work,
            by,
            found,
            ruling,
            place,
            rule=fields.get("rule") or None,
            duration=duration,
            note=fields.get("note") or None,
        )

    @command("queue reveal", needs=Role.MODERATOR)
    async def reveal(self, work: Work, by: Invocation, case: CaseNumber, reason: Annotated[str, Rest()]) -> Decision:
        """Show the held original to this moderator alone; who, when and why is logged."""
        return await self._reveal(work, by, await _case(work, by, case), reason)

    @button("queue:reveal", needs=Role.MODERATOR)
    async def ask_reason(self, work: Work, by: Invocation, case: CaseNumber) -> Decision:
        """Ask why the original must be seen."""
        await _case(work, by, case)
        say = speaking(by.locale)
        field = Field(name="reason", label=say("reveal.reason"), max_length=200)
        return Decision(
            reply=ShowForm(
                form=Form(
                    title=say("reveal.title", case=case),
                    intro=say("reveal.intro"),
                    token=f"queue:reveal:{case}",
                    fields=(field,),
                )
            )
        )

    @form("queue:reveal", needs=Role.MODERATOR)
    async def revealed(
        self, work: Work, by: Invocation, case: CaseNumber, fields: dict[str, str], about: Message | None
    ) -> Decision:
        """Show the original for the reason given."""
        return await self._reveal(work, by, await _case(work, by, case), fields.get("reason", ""))

    @command("queue undo", needs=Role.MODERATOR)
    async def undo(self, work: Work, by: Invocation, case: CaseNumber) -> Decision:
        """Take a ruling back within a day; the case is open again."""
        return await self._undo(work, by, await _case(work, by, case), ReplyAs.NEW)

    @button("queue:undo", needs=Role.MODERATOR)
    async def press_undo(self, work: Work, by: Invocation, place: str, case: CaseNumber) -> Decision:
        """Take back the ruling on this card's case."""
        as_ = ReplyAs.NEW if place == CHANNEL else ReplyAs.SAME
        return await self._undo(work, by, await _case(work, by, case), as_)

    @button("queue:next", needs=Role.MODERATOR)
    async def press_next(self, work: Work, by: Invocation) -> Decision:
        """Turn this card into the next case."""
        decision = await self.next(work, by)
        if isinstance(decision.reply, ShowCard):
            return replace(decision, reply=ReplaceCard(card=decision.reply.card))
        return decision

    @command("queue stats", needs=Role.MODERATOR)
    async def stats(self, work: Work, by: Invocation) -> Decision:
        """Show the queue in numbers."""
        say = speaking(by.locale)
        seen = await work.cases.stats(by.community, work.now)
        waiting = " · ".join(f"{priority.name}: {seen.by_priority.get(priority, 0)}" for priority in Priority)
        oldest = say.distance(seen.oldest, work.now) if seen.oldest else say("stats.none")
        median = say.lasting(seen.median_to_decide) if seen.median_to_decide else say("stats.none")
        asking = known_to_ask(self._policies(by.community), await work.automata.asking(by.community))
        precision = [
            precision_line(rule, record, say, seen.mistakes.get(rule, 0), asks=rule in asking)
            for rule, record in sorted(seen.precision.items())
        ]
        facts = (
            Fact(name=say("stats.open"), value=f"{seen.open} ({waiting})"),
            Fact(name=say("stats.oldest"), value=oldest),
            Fact(name=say("stats.overdue"), value=str(seen.overdue)),
            Fact(name=say("stats.decided"), value=str(seen.decided_last_week)),
            Fact(name=say("stats.median"), value=median),
            Fact(name=say("stats.precision"), value="\n".join(precision) or say("stats.none")),
        )
        return answer(Card(title=say("stats.title"), facts=facts, footer=say("stats.footer")))

    @command("history", needs=Role.MODERATOR)
    async def history(self, work: Work, by: Invocation, member: MemberId) -> Decision:
        """Show a member's cases and strikes to a moderator."""
        say = speaking(by.locale)
        cases = await work.cases.by_author(by.community, member, 20)
        strikes = await work.members.strikes(by.community, member, work.now)
        lines = tuple(row(case, say, work.now) for case in cases)
        return answer(
            Card(
                title=say("history.title", member=work.members.alias(by.community, member)),
                body=(say("case.strikes", count=strikes), *(lines or (say("history.none"),))),
            )
        )

    @completes("queue view", "case")
    @completes("queue claim", "case")
    @completes("queue decide", "case")
    @completes("queue reveal", "case")
    async def waiting(self, work: Work, by: Invocation, typed: str) -> list[Option]:
        """Complete a case's number from those that wait."""
        return await self._complete(work, by, typed, QUEUED)

    @completes("queue release", "case")
    async def mine(self, work: Work, by: Invocation, typed: str) -> list[Option]:
        """Complete a case's number from those that this moderator has claimed."""
        cases = await work.cases.page(by.community, Filter(states=(State.CLAIMED,), owner=by.actor.id), None, 25)
        return completions(cases, typed, speaking(by.locale), work.now)

    @completes("queue undo", "case")
    async def undoable(self, work: Work, by: Invocation, typed: str) -> list[Option]:
        """Complete a case's number from those whose ruling can still be taken back."""
        return await self._complete(work, by, typed, (State.DECIDED,))

    async def _complete(self, work: Work, by: Invocation, typed: str, states: tuple[State, ...]) -> list[Option]:
        cases = await work.cases.page(by.community, Filter(states=states), None, 50)
        return completions(cases, typed, speaking(by.locale), work.now)

    async def _claim_next(self, work: Work, by: Invocation, which: Filter) -> Case | None:
        """Claim the first case that is free, ours, or whose claim has run out; skip those that somebody else takes."""
        after: Cursor | None = None
        while True:
            page = await work.cases.page(by.community, which, after, 20)
            if not page:
                return None
            for case in page:
                if case.held_by_other(by.actor.id, work.now) or await conflict(work, case, by.actor.id) is not None:
                    continue
                claimed = await work.cases.change(case, _claim_change(by, work.now))
                if claimed is not None:
                    return claimed
            after = cursor_of(page[-1])

    async def _claim(self, work: Work, by: Invocation, case: Case, place: str) -> Decision:
        say = speaking(by.locale)
        await may_work_on(work, case, by, say)
        claimed = _kept(await work.cases.change(case, _claim_change(by, work.now)))
        opened = await self._opened(work, claimed, say)
        if place == PRIVATE and isinstance(opened.reply, ShowCard):
            opened = replace(opened, reply=ReplaceCard(card=opened.reply.card))
        return opened + self._redrawn(claimed, work)

    async def _rule(
        self,
        work: Work,
        by: Invocation,
        case: Case,
        ruling: Ruling,
        place: str,
        *,
        rule: str | None = None,
        duration: timedelta | None = None,
        note: str | None = None,
    ) -> Decision:
        """Rule: compare-and-set first, then the effects as actions, then the next case on the same card."""
        say = speaking(by.locale)
        about_a_message(case)
        await may_work_on(work, case, by, say)
        if ruling not in lawful(case):
            raise Invalid("error.not_lawful", ruling=say(f"ruling.{ruling}"), case=str(case.number))
        await appeals.respected(work, case, ruling)
        lasts = min(duration or DEFAULT_TIMEOUT, LONGEST_TIMEOUT)
        decided = _kept(await work.cases.change(case, _ruling_change(case, ruling, by, work.now)))
        await work.cases.rule(decided, ruling, by.actor.id, work.now, rule, note)
        policy = self._policies(by.community)
        moderators = speaking(policy.language)
        weight = policy.sanctions.weight(case.category)
        if ruling is Ruling.STRIKE:
            until = work.now + policy.retention.strikes
            await work.members.strike(by.community, case.author, case.number, weight, work.now, until)
        told = Told(
            now=work.now,
            lasts=lasts,
            strikes=weight,
            strikes_last=policy.retention.strikes,
            appeal=policy.appeals.within,
        )
        actions = [
            await sanctions.stopping(work, case, one, moderators) if isinstance(one, TimeOut) else one
            for one in _effects(case, ruling, told)
        ]
        if ruling in (Ruling.RELEASE, Ruling.DISMISS):
            actions += await sanctions.lifted(work, case)
        effects = Decision(actions=tuple((case.number, action) for action in actions))
        if ruling is Ruling.PROPOSE_BAN:
            effects += await bans.propose(work, decided, by.actor.id, moderators)
        done = Card(
            title=say("decided.title", case=case.number, ruling=say(f"ruling.{ruling}")),
            body=(say(f"decided.{ruling}"),),
            buttons=(
                Button(label=say("button.next"), token="queue:next"),
                Button(label=say("button.undo"), token=f"queue:undo:{PRIVATE}:{case.number}"),
            ),
        )
        reply = ReplaceCard(card=done) if place == PRIVATE else ShowCard(card=done)
        weighed = await weigh(work, decided, self._policies(by.community))
        return Decision(reply=reply) + effects + self._redrawn(decided, work, ping=ruling is Ruling.ESCALATE) + weighed

    async def _reveal(self, work: Work, by: Invocation, case: Case, reason: str) -> Decision:
        say = speaking(by.locale)
        if not reason.strip():
            raise Invalid("error.missing_option", option="reason", usage="/queue reveal … reason:…")
        await may_work_on(work, case, by, say)
        original = await work.cases.reveal(case, by.actor.id, reason.strip(), work.now)
        if original is None:
            raise Invalid("error.no_original", case=str(case.number))
        if case.owner == by.actor.id:
            await work.cases.renew(case, work.now + LEASE)
        return answer(
            Card(
                title=say("reveal.shown.title", case=case.number),
                body=(say("reveal.shown.body"),),
                excerpt="\n".join(part.text for part in original.parts),
            )
        )

    async def _undo(self, work: Work, by: Invocation, case: Case, as_: "ReplyAs") -> Decision:
        say = speaking(by.locale)
        about_a_message(case)
        if case.state is not State.DECIDED or case.ruling is None or case.decided_at is None:
            raise Invalid("error.nothing_to_undo", case=str(case.number))
        if work.now - case.decided_at > UNDO_WITHIN:
            raise Invalid("error.too_late_to_undo", case=str(case.number))
        against = await conflict(work, case, by.actor.id)
        if against is not None:
            raise against
        await appeals.undisputed(work, case)
        reopened = _kept(await work.cases.change(case, reopening(case, work.now)))
        await work.cases.undo(reopened, by.actor.id, work.now)
        if reopened.visibility is Visibility.HELD:
            await holds.watch(work, reopened, self._policies(case.community).retention)
        actions = await sanctions.lifted(work, case)
        if case.ruling in _TOLD_BY_RULING or case.ruling in (Ruling.RELEASE, Ruling.DISMISS):
            member_say = speaking(case.language)
            card = Card(
                title=member_say("notice.title", channel=case.channel_name),
                body=(member_say("later.undone", case=case.number, channel=case.channel_name),),
            )
            actions.append(TellMember(member=case.author, card=card, about=case.ref))
        done = Card(
            title=say("undone.title", case=case.number),
            body=(say("undone.body"),),
            buttons=(Button(label=say("button.open"), token=f"queue:open:{case.number}"),),
        )
        reply = ReplaceCard(card=done) if as_ is ReplyAs.SAME else ShowCard(card=done)
        policy = self._policies(by.community)
        return (
            Decision(reply=reply, actions=tuple((case.number, action) for action in actions))
            + self._redrawn(reopened, work)
            + await bans.overtaken(work, reopened, speaking(policy.language))
            + await weigh(work, reopened, policy)
        )

    async def rule_on(self, work: Work, by: Invocation, case: Case, ruling: Ruling) -> Decision:
        """Rule on one case of many, as if its card had been pressed.

        Raises:
            Invalid: it cannot be ruled on so; nothing was written.
        """
        return await self._rule(work, by, case, ruling, PRIVATE)

    async def take_back(self, work: Work, by: Invocation, case: Case) -> Decision:
        """Take back the ruling on one case of many.

        Raises:
            Invalid: it cannot be taken back; nothing was written.
        """
        return await self._undo(work, by, case, ReplyAs.NEW)

    @button("queue:open", needs=Role.MODERATOR)
    async def press_open(self, work: Work, by: Invocation, case: CaseNumber) -> Decision:
        """Turn this card into the case."""
        decision = await self.view(work, by, case)
        if isinstance(decision.reply, ShowCard):
            return replace(decision, reply=ReplaceCard(card=decision.reply.card))
        return decision

    async def _opened(self, work: Work, case: Case, say: Say) -> Decision:
        waits = case.state in QUEUED
        around = Around(
            precedents=await work.cases.precedents(case) if waits else {},
            notes=tuple(await work.cases.notes(case)),
            alike=await work.cases.count_alike(case, ALIKE_WITHIN, MOST) if waits else 0,
        )
        about = None if case.about is None else await work.cases.get(case.community, case.about)
        return answer(case_card(case, await work.cases.actions(case), say, work.now, around, about))

    async def _page(
        self,
        work: Work,
        by: Invocation,
        which: Filter,
        state: QueueState,
        older_than: timedelta | None,
        after: Cursor | None,
    ) -> Card:
        say = speaking(by.locale)
        cases = await work.cases.page(by.community, which, after, PAGE + 1)
        shown = cases[:PAGE]
        if not shown:
            return Card(title=say("queue.list.title"), body=(say("queue.list.none"),))
        rows = [row(case, say, work.now) for case in shown]
        select = Select(
            placeholder=say("queue.list.pick"),
            token="queue:view",
            options=tuple(
                Option(label=line[:100], value=str(case.number)) for line, case in zip(rows, shown, strict=True)
            ),
        )
        buttons: tuple[Button, ...] = ()
        if len(cases) > PAGE and which.owner is None:
            token = ":".join(
                (
                    "queue:page",
                    state,
                    which.category or "",
                    "" if which.priority is None else str(which.priority.value),
                    "" if older_than is None else str(int(older_than.total_seconds())),
                    "no" if which.channel_name is None else "yes",
                    str(shown[-1].number),
                )
            )
            buttons = (Button(label=say("button.next_page"), token=token),)
        return Card(title=say("queue.list.title"), body=tuple(rows), select=select, buttons=buttons)

    def _redrawn(self, case: Case, work: Work, *, ping: bool = False) -> Decision:
        return redrawn(case, speaking(self._policies(case.community).language), work.now, ping=ping)

    async def export(self, work: Work, community: CommunityId, member: MemberId) -> dict[str, object]:
        """Give nothing: what a moderator ruled belongs to the cases of those it was about."""
        return {}

    async def erase(self, work: Work, community: CommunityId, member: MemberId) -> int:
        """Erase nothing: rulings are part of the cases' record and end with it."""
        return 0


class ReplyAs(StrEnum):
    """Whether an answer takes the place of the card that was pressed."""

    NEW = "new"
    SAME = "same"


def cursor_of(case: Case) -> Cursor:
    """Say where the page after this case begins."""
    return Cursor(
        priority=case.priority.value if case.priority is not None else len(Priority),
        due=case.decide_by or case.opened_at,
        number=case.number,
    )


def _ago(duration: timedelta | None, now: datetime) -> datetime | None:
    """Find the moment that lies so far back; before the calendar's beginning there is none."""
    if not duration:
        return None
    try:
        return now - duration
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC)


def _claim_change(by: Invocation, now: datetime) -> CaseChange:
    return CaseChange(state=State.CLAIMED, owner=by.actor.id, lease_until=now + LEASE)


def _ruling_change(case: Case, ruling: Ruling, by: Invocation, now: datetime) -> CaseChange:
    if ruling is Ruling.ESCALATE:
        current = case.priority if case.priority is not None else Priority.P3
        raised = Priority(max(current - 1, Priority.P0))
        return CaseChange(state=State.OPEN, priority=raised, decide_by=due_for(raised, now), clear_owner=True)
    stays_hidden = case.visibility is Visibility.HELD and ruling not in (Ruling.RELEASE, Ruling.DISMISS)
    return CaseChange(
        state=State.DECIDED,
        visibility=Visibility.REMOVED if stays_hidden else None,
        ruling=ruling,
        decided_by=by.actor.id,
        decided_at=now,
        clear_owner=True,
        clear_attention=True,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The numbers that a member reads: how long a timeout lasts, what counts until when, how long one may appeal."""

    now: datetime
    lasts: timedelta
    strikes: int
    strikes_last: timedelta
    appeal: timedelta


def _effects(case: Case, ruling: Ruling, numbers: Told) -> list[Action]:
    """List what a ruling does in the world; what members read is sent once it has happened."""
    say = speaking(case.language)
    rules = ruling in _TOLD_BY_RULING
    appealable = rules and ruling is not Ruling.NUDGE  # a friendly word has no weight, but the record offers it too

    def told(story: str) -> TellMember:
        appeal, button_ = appeal_offer(case, say, numbers.now + numbers.appeal)
        words = say(
            f"later.{story}",
            case=case.number,
            channel=case.channel_name,
            lasts=say.lasting(numbers.lasts),
            count=numbers.strikes,
            until=say.day(numbers.now + numbers.strikes_last),
            rule=say(f"category.{case.category.value}"),
        )
        return TellMember(
            member=case.author,
            card=Card(
                title=say("notice.title", channel=case.channel_name),
                body=(
                    words,
                    *((say(f"notice.why.{case.category.label}"),) if rules else ()),
                    *((appeal,) if appealable else ()),
                ),
                buttons=(button_,) if appealable else (),
            ),
            about=case.ref,
            warning=story == "struck",
        )

    if ruling in (Ruling.RELEASE, Ruling.DISMISS):
        if case.visibility in (Visibility.HELD, Visibility.REMOVED) and case.has_original:
            story = "released" if ruling is Ruling.RELEASE else "released_wrong"
            return [PublishMessage(message=case.ref, author=case.author, then=(told(story),))]
        return []
    if ruling is Ruling.REMOVE and case.visibility in STANDING:
        return [RemoveMessage(message=case.ref, then=(told(_TOLD_BY_RULING[ruling]),))]
    if ruling is Ruling.TIMEOUT:
        stop = TimeOut(
            member=case.author,
            until=numbers.now + numbers.lasts,
            then=(told(_TOLD_BY_RULING[ruling]),),
            otherwise=(told("noticed"),),
        )
        return [stop]
    story_ = _TOLD_BY_RULING.get(ruling)
    return [told(story_)] if story_ else []


def _read_ruling(value: str) -> Ruling:
    try:
        return Ruling(value)
    except ValueError:
        raise Invalid("error.bad_option", option="outcome", expected=", ".join(Ruling)) from None


def _read_duration(value: str) -> timedelta | None:
    if not value.strip():
        return None
    try:
        return parse_duration(value)
    except ValueError:
        raise Invalid("error.bad_option", option="duration", expected="10m, 24h, 7d") from None
