"""Strikes that count, the ladder that follows from them, and bans that only people can agree on and carry out."""

from datetime import timedelta
from enum import StrEnum
from typing import Annotated

from bot.core.actions import (
    NOTHING,
    AskModerators,
    Decision,
    ReplaceCard,
    ShowCard,
    ShowForm,
    TellMember,
    TimeOut,
    answer,
)
from bot.core.cards import Button, Card, Fact, Field, FieldKind, Form, Option
from bot.core.cases import QUEUED, Case, CaseChange, CaseKind, Ending, Filter, Outcome, Ruling, State, Visibility
from bot.core.commands import CaseNumber, Rest, button, command, completes, form, listens, timer
from bot.core.delivery import EffectFailed, MemberWarned
from bot.core.engine import Policies
from bot.core.errors import Invalid
from bot.core.events import CommunityId, Invocation, MemberId, Message, Role
from bot.core.ports import Timer, Work
from bot.core.sanctions import reached
from cogs.shared import bans, holds, sanctions, units
from cogs.shared.cards import PRIVATE, completions, redrawn
from cogs.shared.desk import ITSELF, case_of, kept, may_work_on, reopening, unchanged, undecided
from config.catalogue import Say, speaking

LONGEST_UNIT = 80

_PLATFORMS = ("discord", "slack", "local")
"""The platforms of which the catalogue says how a ban is carried out there."""


class BanOutcome(StrEnum):
    """What may be decided on a proposed ban."""

    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class SanctionsCog:
    """Counts a strike once it was told, does what the ladder says, and has a second person look at every ban."""

    def __init__(self, policies: Policies) -> None:
        self._policies = policies

    @listens(MemberWarned)
    async def warned(self, work: Work, event: MemberWarned) -> Decision:
        """Let the strikes of a case count, and do what the ladder says about as many as there are now."""
        gained = await work.sanctions.told(event.community, event.case, work.now)
        case = await work.cases.get(event.community, event.case)
        if not gained or case is None:
            return NOTHING
        policy = self._policies(event.community)
        total = await work.members.strikes(event.community, event.member, work.now)
        rung = reached(policy.sanctions.ladder, total - gained, total)
        if rung is None:
            return NOTHING
        moderators = speaking(policy.language)
        if case.author_is_staff:
            card = Card(
                title=moderators("ladder.staff.title", case=case.number),
                body=(moderators("ladder.staff.body", member=case.alias, count=total),),
            )
            return Decision(
                actions=((case.number, AskModerators(subject=f"ladder:{case.number}", card=card, ping=True)),)
            )
        if rung.timeout is None:
            return await bans.propose(work, case, case.decided_by, moderators)
        return await self._stop(work, case, rung.timeout, total, moderators)

    async def _stop(self, work: Work, case: Case, lasts: timedelta, total: int, moderators: Say) -> Decision:
        """Keep a member from writing because of many strikes; a timeout that runs longer already stays."""
        running = await work.sanctions.stopped_until(case.community, case.author, work.now)
        until = max(work.now + lasts, running or work.now)
        say = speaking(case.language)
        told = Card(
            title=say("ladder.title"),
            body=(say("ladder.body", count=total, lasts=say.lasting(until - work.now), case=case.number),),
        )
        stop = TimeOut(member=case.author, until=until, then=(TellMember(member=case.author, card=told),))
        stopping = await sanctions.stopping(work, case, stop, moderators)
        # Under no case: that the platform refuses it must not reopen the case that gave the strike.
        return Decision(actions=((None, stopping),))

    @listens(EffectFailed)
    async def not_told(self, work: Work, failure: EffectFailed) -> Decision:
        """Forget the strike that its member could not be told of, and a timeout that did not happen."""
        if isinstance(failure.action, TimeOut):
            await work.sanctions.free(failure.community, failure.case, work.now)
            return NOTHING
        if not isinstance(failure.action, TellMember) or not failure.action.warning:
            return NOTHING
        if not await work.sanctions.untold(failure.community, failure.case):
            return NOTHING
        say = speaking(self._policies(failure.community).language)
        card = Card(title=say("untold.title", case=failure.case), body=(say("untold.body"),))
        return Decision(actions=((failure.case, AskModerators(subject=f"untold:{failure.case}", card=card)),))

    @command("queue ban", needs=Role.MODERATOR)
    async def decide(
        self, work: Work, by: Invocation, case: CaseNumber, outcome: BanOutcome, reason: Annotated[str, Rest()]
    ) -> Decision:
        """Confirm, decline or withdraw a proposed ban."""
        return await self._decide(work, by, await case_of(work, by, case), Outcome(outcome), reason, PRIVATE)

    @completes("queue ban", "case")
    async def waiting(self, work: Work, by: Invocation, typed: str) -> list[Option]:
        """Complete the number of a proposed ban that waits."""
        say = speaking(by.locale)
        cases = await work.cases.page(by.community, Filter(states=QUEUED, of=CaseKind.BAN), None, 50)
        return completions(cases, typed, say, work.now)

    @button("ban:decide", needs=Role.MODERATOR)
    async def press_decide(self, work: Work, by: Invocation, place: str, case: CaseNumber, version: int) -> Decision:
        """Ask what is decided on a proposed ban, and why; whoever proposed it may only withdraw it."""
        found = await case_of(work, by, case)
        say = speaking(by.locale)
        _is_ban(found)
        unchanged(found, version, say, work.now)
        outcomes: tuple[BanOutcome, ...] = (BanOutcome.WITHDRAWN,)
        if found.first_by != by.actor.id:
            await may_work_on(work, found, by, say)
            outcomes = (BanOutcome.CONFIRMED, BanOutcome.DECLINED)
        options = tuple(Option(label=say(f"outcome.{one}.does"), value=one.value) for one in outcomes)
        fields = (
            Field(name="outcome", label=say("decide.outcome"), kind=FieldKind.CHOICE, options=options),
            Field(name="reason", label=say("decide.reason"), kind=FieldKind.PARAGRAPH, max_length=300),
        )
        title = say("decide.title", case=found.number)
        token = f"ban:decide:{place}:{found.number}:{version}"
        return Decision(reply=ShowForm(form=Form(title=title, token=token, fields=fields)))

    @form("ban:decide", needs=Role.MODERATOR)
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
        """Decide on a proposed ban as the form says."""
        found = await case_of(work, by, case)
        unchanged(found, version, speaking(by.locale), work.now)
        try:
            outcome = BanOutcome(fields.get("outcome", ""))
        except ValueError:
            raise Invalid("error.bad_option", option="outcome", expected=", ".join(BanOutcome)) from None
        return await self._decide(work, by, found, Outcome(outcome), fields.get("reason", ""), place)

    async def _decide(
        self, work: Work, by: Invocation, ban: Case, outcome: Outcome, reason: str, place: str
    ) -> Decision:
        say = speaking(by.locale)
        _is_ban(ban)
        if outcome is Outcome.WITHDRAWN:
            if ban.first_by != by.actor.id:
                raise Invalid("error.not_your_proposal", case=str(ban.number))
            undecided(ban, by, say, work.now)
        else:
            await may_work_on(work, ban, by, say)
        if not reason.strip():
            raise Invalid("error.missing_option", option="reason", usage="/queue ban … reason:…")
        change = CaseChange(
            state=State.DECIDED, outcome=outcome, decided_by=by.actor.id, decided_at=work.now, clear_owner=True
        )
        decided = kept(await work.cases.change(ban, change))
        await work.cases.conclude(decided, outcome, by.actor.id, work.now, reason.strip()[:300])
        await work.timers.cancel(by.community, bans.DUE, str(ban.number))
        if outcome is Outcome.CONFIRMED:
            follows = self._instruct(decided, work)
        else:
            follows = await self._reopen(work, decided, by.actor.id)
        done = Card(
            title=say("decided.title", case=ban.number, ruling=say(f"outcome.{outcome}")),
            body=(say(f"ban.{outcome}"),),
            buttons=(Button(label=say("button.next"), token="queue:next"),),
        )
        reply = ReplaceCard(card=done) if place == PRIVATE else ShowCard(card=done)
        return Decision(reply=reply) + follows + self._redrawn(decided, work)

    def _instruct(self, ban: Case, work: Work) -> Decision:
        """Ask an administrator to carry a ban out: whom it is about, and what to do on this platform."""
        policy = self._policies(ban.community)
        say = speaking(policy.language)
        platform = ban.community.partition(":")[0]
        how = platform if platform in _PLATFORMS else "other"
        until = say.day(work.now + policy.appeals.within)
        card = Card(
            title=say("ban.do.title", case=ban.number),
            body=(say("ban.do.body"), say(f"ban.how.{how}"), say("ban.do.tell", about=ban.about, until=until)),
            facts=(Fact(name=say("ban.do.whom"), value=f"{ban.alias} · {ban.author}"),),
        )
        return Decision(actions=((ban.number, AskModerators(subject=f"ban:{ban.number}", card=card, ping=True)),))

    async def _reopen(self, work: Work, ban: Case, by: MemberId | None) -> Decision:
        """Put the case for which a ban was proposed back into the queue: it needs another ruling."""
        case = await work.cases.get(ban.community, ban.about or 0)
        if case is None or case.state is not State.DECIDED or case.ruling is not Ruling.PROPOSE_BAN:
            return NOTHING
        reopened = kept(await work.cases.change(case, reopening(case, work.now)))
        await work.cases.undo(reopened, by or ITSELF, work.now)
        if reopened.visibility is Visibility.HELD:
            await holds.watch(work, reopened, self._policies(case.community).retention)
        return self._redrawn(reopened, work)

    @timer(bans.DUE)
    async def lapsed(self, work: Work, ring: Timer) -> Decision:
        """End a proposal that nobody confirmed in time: without a second person there is no ban."""
        ban = await work.cases.get(ring.community, int(ring.subject))
        if ban is None or ban.state not in QUEUED:
            return NOTHING
        change = CaseChange(state=State.CLOSED, ending=Ending.EXPIRED, decided_at=work.now, clear_owner=True)
        closed = kept(await work.cases.change(ban, change))
        return self._redrawn(closed, work) + await self._reopen(work, closed, None)

    def _redrawn(self, case: Case, work: Work) -> Decision:
        return redrawn(case, speaking(self._policies(case.community).language), work.now)

    @command("my unit")
    async def unit(self, work: Work, by: Invocation, unit: Annotated[str | None, Rest()] = None) -> Decision:
        """Declare where one works, so that nobody decides about a ban of a close colleague; or see what is declared."""
        say = speaking(by.locale)
        if unit is not None and len(unit) > LONGEST_UNIT:
            raise Invalid("error.unit_long", letters=str(LONGEST_UNIT))
        if unit is not None:
            await work.members.prefer(by.community, by.actor.id, units.UNIT, unit)
        known = await units.unit_of(work, by.community, by.actor.id)
        if known is None:
            return answer(Card(title=say("unit.title"), body=(say("unit.none"), say("unit.why"))))
        forget = Button(label=say("button.unit.forget"), token="my:unit:forget")
        return answer(
            Card(title=say("unit.title"), body=(say("unit.known", unit=known), say("unit.why")), buttons=(forget,))
        )

    @button("my:unit:forget")
    async def forget_unit(self, work: Work, by: Invocation) -> Decision:
        """Forget the declared unit."""
        say = speaking(by.locale)
        await work.members.prefer(by.community, by.actor.id, units.UNIT, None)
        return Decision(reply=ReplaceCard(card=Card(title=say("unit.title"), body=(say("unit.forgotten"),))))

    async def export(self, work: Work, community: CommunityId, member: MemberId) -> dict[str, object]:
        """Say until when a member cannot write; strikes are with the appeals, the unit is with the preferences."""
        until = await work.sanctions.stopped_until(community, member, work.now)
        return {"kept from writing": until.isoformat() if until else None}

    async def erase(self, work: Work, community: CommunityId, member: MemberId) -> int:
        """Erase nothing: the unit goes with the preferences, and strikes and timeouts end by themselves."""
        return 0


def _is_ban(case: Case) -> None:
    """Refuse to decide anything else as a proposed ban.

    Raises:
        Invalid: it is none.
    """
    if case.kind is not CaseKind.BAN:
        raise Invalid("error.not_a_ban", case=str(case.number))
