"""Appeals: a member asks for a decision to be looked at anew, by somebody who did not make it.

An appeal is a case of its own kind in the queue. It is never held against anyone: nothing counts it, and it stands in
no history but the member's own record.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

from bot.core.actions import (
    NOTHING,
    Action,
    Decision,
    PublishMessage,
    ReplaceCard,
    ShowCard,
    ShowForm,
    TellMember,
    answer,
)
from bot.core.cards import Button, Card, Fact, Field, FieldKind, Form, Option, Select
from bot.core.cases import (
    QUEUED,
    UPHOLDING,
    Case,
    CaseChange,
    CaseKind,
    Ending,
    Filter,
    NewCase,
    Outcome,
    Ruling,
    State,
    Visibility,
)
from bot.core.commands import CaseNumber, Rest, button, command, completes, form, timer
from bot.core.engine import Examiner
from bot.core.errors import Invalid
from bot.core.events import CommunityId, Invocation, MemberId, Message, Role
from bot.core.policy import CommunityPolicy
from bot.core.ports import Timer, Work
from bot.core.redaction import identifying, redact
from bot.core.sanctions import Strike
from bot.core.text import Content
from cogs.shared import bans, sanctions
from cogs.shared.cards import PRIVATE, completions, ended, redrawn, row
from cogs.shared.desk import case_of, kept, may_work_on, unchanged
from config.catalogue import Say, speaking

WAITS = "appeals.waits"
CALLED_BEFORE = timedelta(days=2)
"""Moderators are called so long before an appeal is due, and again when it is."""

MOST_WORDS = 32
"""The longest reason for an outcome, so that the member's message keeps to 90 words (source: the default policy)."""

_MILDER = (Ruling.NUDGE, Ruling.NOTICE, Ruling.STRIKE)
"""What a ruling may be reduced to, the mildest first."""

_SEVERITY = (Ruling.NUDGE, Ruling.NOTICE, Ruling.REMOVE, Ruling.STRIKE, Ruling.TIMEOUT, Ruling.PROPOSE_BAN)


class AppealOutcome(StrEnum):
    """What may be decided on an appeal."""

    UPHELD = "upheld"
    REDUCED = "reduced"
    OVERTURNED = "overturned"


class Instead(StrEnum):
    """What a ruling may be reduced to."""

    NUDGE = "nudge"
    NOTICE = "notice"
    STRIKE = "strike"


class AppealsCog:
    """Members see their record and appeal from it; somebody else decides."""

    def __init__(self, examiner: Examiner) -> None:
        self._examiner = examiner

    @command("my record")
    async def record(self, work: Work, by: Invocation) -> Decision:
        """Show a member their own cases, strikes with their last day, and appeals."""
        say = speaking(by.locale)
        policy = self._examiner.policies(by.community)
        cases = await work.cases.by_author(by.community, by.actor.id, 20)
        count = await work.members.strikes(by.community, by.actor.id, work.now)
        strikes = await work.sanctions.strikes(by.community, by.actor.id, work.now)
        appeals = await work.cases.by_author(by.community, by.actor.id, 10, CaseKind.APPEAL)
        facts = []
        if strikes:
            facts.append(Fact(name=say("record.strikes.until"), value="\n".join(_strike(one, say) for one in strikes)))
        if appeals:
            facts.append(
                Fact(name=say("record.appeals"), value="\n".join(_appeal(one, say, work.now) for one in appeals))
            )
        open_to = [case for case in cases if await _against(work, case, policy) is None][:25]
        select = Select(
            placeholder=say("record.appeal"),
            token="my:appeal:pick",
            options=tuple(Option(label=row(case, say, work.now)[:75], value=str(case.number)) for case in open_to),
        )
        lines = tuple(row(case, say, work.now) for case in cases)
        return answer(
            Card(
                title=say("record.title"),
                body=(say("record.strikes", count=count), *(lines or (say("record.none"),))),
                facts=tuple(facts),
                select=select if open_to else None,
                footer=say("record.footer"),
            )
        )

    @command("my appeal")
    async def appeal(self, work: Work, by: Invocation, case: CaseNumber) -> Decision:
        """Ask for a decision about one's own message to be looked at anew."""
        return await self._ask(work, by, case)

    @completes("my appeal", "case")
    async def appealable(self, work: Work, by: Invocation, typed: str) -> list[Option]:
        """Complete the number of a case that this member can appeal."""
        say = speaking(by.locale)
        policy = self._examiner.policies(by.community)
        cases = await work.cases.by_author(by.community, by.actor.id, 25)
        open_to = [case for case in cases if await _against(work, case, policy) is None]
        return completions(open_to, typed, say, work.now)

    @button("my:appeal")
    async def press_appeal(self, work: Work, by: Invocation, case: CaseNumber) -> Decision:
        """Begin an appeal from a notice."""
        return await self._ask(work, by, case)

    @button("my:appeal:pick")
    async def pick_appeal(self, work: Work, by: Invocation, values: tuple[str, ...]) -> Decision:
        """Begin an appeal from one's record."""
        if not values[0].isdecimal():
            raise Invalid("error.stale_control")
        return await self._ask(work, by, int(values[0]))

    async def _ask(self, work: Work, by: Invocation, number: int) -> Decision:
        case = await _own(work, by, number)
        policy = self._examiner.policies(by.community)
        against = await _against(work, case, policy)
        if against is not None:
            raise against
        say = speaking(by.locale)
        field = Field(name="words", label=say("appeal.words"), kind=FieldKind.PARAGRAPH, max_length=1_500)
        return Decision(
            reply=ShowForm(
                form=Form(
                    title=say("appeal.title", case=case.number),
                    intro=say("appeal.intro", lasts=say.lasting(policy.appeals.decide)),
                    token=f"my:appeal:{case.number}",
                    fields=(field,),
                )
            )
        )

    @form("my:appeal")
    async def appealed(
        self, work: Work, by: Invocation, case: CaseNumber, fields: dict[str, str], about: Message | None
    ) -> Decision:
        """Put an appeal before the moderators, in the member's own words with what identifies masked."""
        found = await _own(work, by, case)
        policy = self._examiner.policies(by.community)
        against = await _against(work, found, policy)
        if against is not None:
            raise against
        words = fields.get("words", "").strip()
        if not words:
            raise Invalid("error.appeal.empty")
        earlier = len(await work.cases.concerning(by.community, found.number))
        new = NewCase(
            community=by.community,
            message=found.ref,
            channel_name=found.channel_name,
            author=found.author,
            author_joined_at=found.author_joined_at,
            digest=work.digest(by.community, f"appeal {found.number} {earlier}"),
            category=found.category,
            band=found.band,
            confidence=found.confidence,
            priority=policy.appeals.priority,
            state=State.OPEN,
            shadow=False,
            reasons=found.reasons,
            excerpt=await self._masked(words, by),
            language=by.locale,
            opened_at=work.now,
            author_is_staff=found.author_is_staff,
            kind=CaseKind.APPEAL,
            about=found.number,
            first_by=found.decided_by,
            due=work.now + policy.appeals.decide,
        )
        opened, is_new = await work.cases.open(new, None)
        if not is_new:
            raise Invalid("error.appeal.twice", case=str(found.number))
        until = work.now + policy.appeals.decide
        await work.timers.set(by.community, WAITS, str(opened.number), max(until - CALLED_BEFORE, work.now))
        say = speaking(by.locale)
        card = Card(
            title=say("appeal.sent.title"),
            body=(say("appeal.sent.body", case=opened.number, about=found.number, until=say.day(until)),),
        )
        return answer(card) + self._redrawn(opened, work)

    @timer(WAITS)
    async def waits(self, work: Work, ring: Timer) -> Decision:
        """Call the moderators to an appeal that waits; once it is overdue its member hears that too."""
        case = await work.cases.get(ring.community, int(ring.subject))
        if case is None or case.state not in QUEUED or case.decide_by is None:
            return NOTHING
        called = self._redrawn(case, work, ping=True)
        if work.now < case.decide_by:
            await work.timers.set(ring.community, WAITS, ring.subject, case.decide_by)
            return called
        say = speaking(case.language)
        late = Card(
            title=say("notice.title", channel=case.channel_name),
            body=(say("appeal.late", case=case.number),),
        )
        return called + Decision(actions=((case.number, TellMember(member=case.author, card=late, about=case.ref)),))

    @command("queue appeal", needs=Role.MODERATOR)
    async def decide(
        self,
        work: Work,
        by: Invocation,
        case: CaseNumber,
        outcome: AppealOutcome,
        reason: Annotated[str, Rest()],
        instead: Instead | None = None,
    ) -> Decision:
        """Decide an appeal; its member reads the reason."""
        found = await case_of(work, by, case)
        return await self._decide(work, by, found, Outcome(outcome), reason, instead, PRIVATE)

    @completes("queue appeal", "case")
    async def waiting(self, work: Work, by: Invocation, typed: str) -> list[Option]:
        """Complete the number of an appeal that waits."""
        say = speaking(by.locale)
        cases = await work.cases.page(by.community, Filter(states=QUEUED, of=CaseKind.APPEAL), None, 50)
        return completions(cases, typed, say, work.now)

    @button("appeal:decide", needs=Role.MODERATOR)
    async def press_decide(self, work: Work, by: Invocation, place: str, case: CaseNumber, version: int) -> Decision:
        """Ask what is decided on an appeal, and why."""
        found = await case_of(work, by, case)
        say = speaking(by.locale)
        _is_appeal(found)
        unchanged(found, version, say, work.now)
        await may_work_on(work, found, by, say)
        first = await work.cases.get(by.community, found.about or 0)
        outcomes = [one for one in AppealOutcome if one is not AppealOutcome.REDUCED or _milder(first)]
        options = tuple(Option(label=say(f"outcome.{one}.does"), value=one.value) for one in outcomes)
        milder = tuple(Option(label=say(f"ruling.{one}.does"), value=one.value) for one in _milder(first))
        fields = [
            Field(name="outcome", label=say("decide.outcome"), kind=FieldKind.CHOICE, options=options),
            Field(name="reason", label=say("decide.reason"), kind=FieldKind.PARAGRAPH, max_length=300),
        ]
        if milder:
            instead = Field(
                name="instead", label=say("decide.instead"), kind=FieldKind.CHOICE, required=False, options=milder
            )
            fields.insert(1, instead)
        return Decision(
            reply=ShowForm(
                form=Form(
                    title=say("decide.title", case=found.number),
                    intro=say("decide.intro", words=MOST_WORDS),
                    token=f"appeal:decide:{place}:{found.number}:{version}",
                    fields=tuple(fields),
                )
            )
        )

    @form("appeal:decide", needs=Role.MODERATOR)
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
        """Decide an appeal as the form says."""
        found = await case_of(work, by, case)
        unchanged(found, version, speaking(by.locale), work.now)
        try:
            outcome = AppealOutcome(fields.get("outcome", ""))
            instead = Instead(fields["instead"]) if fields.get("instead") else None
        except ValueError:
            raise Invalid("error.bad_option", option="outcome", expected=", ".join(AppealOutcome)) from None
        return await self._decide(work, by, found, Outcome(outcome), fields.get("reason", ""), instead, place)

    async def _decide(
        self,
        work: Work,
        by: Invocation,
        appeal: Case,
        outcome: Outcome,
        reason: str,
        instead: Instead | None,
        place: str,
    ) -> Decision:
        """Decide: compare-and-set first, then the first decision, then what the member reads."""
        say = speaking(by.locale)
        _is_appeal(appeal)
        await may_work_on(work, appeal, by, say)
        why = await self._reason(reason, by)
        first = await work.cases.get(by.community, appeal.about or 0)
        ruling = None
        if outcome is Outcome.REDUCED:
            ruling = _reduced(first, instead)
        elif outcome is Outcome.OVERTURNED:
            ruling = Ruling.DISMISS
        change = CaseChange(
            state=State.DECIDED,
            outcome=outcome,
            decided_by=by.actor.id,
            decided_at=work.now,
            clear_owner=True,
            clear_attention=True,
        )
        decided = kept(await work.cases.change(appeal, change))
        await work.cases.conclude(decided, outcome, by.actor.id, work.now, why)
        await work.timers.cancel(by.community, WAITS, str(appeal.number))
        effects = NOTHING
        if first is not None and ruling is not None:
            effects = await self._replace(work, by, first, ruling, why)
        told = _telling(decided, first, outcome, ruling, why)
        number = appeal.number if first is None else first.number
        done = Card(
            title=say("decided.title", case=appeal.number, ruling=say(f"outcome.{outcome}")),
            body=(say("appeal.decided"),),
            buttons=(Button(label=say("button.next"), token="queue:next"),),
        )
        reply = ReplaceCard(card=done) if place == PRIVATE else ShowCard(card=done)
        actions = tuple((number, action) for action in told)
        return Decision(reply=reply, actions=actions) + effects + self._redrawn(decided, work)

    async def _replace(self, work: Work, by: Invocation, first: Case, ruling: Ruling, why: str) -> Decision:
        """Put another ruling in the place of the first: its strikes and its timeout end, the tallies follow."""
        policy = self._examiner.policies(by.community)
        if first.ruling is not None:
            await work.cases.undo(first, by.actor.id, work.now)
        change = CaseChange(
            state=State.DECIDED,
            ruling=ruling,
            decided_by=by.actor.id,
            decided_at=first.decided_at or work.now,
            clear_owner=True,
            clear_attention=True,
        )
        replaced = kept(await work.cases.change(first, change))
        await work.cases.rule(replaced, ruling, by.actor.id, work.now, None, why)
        if ruling is Ruling.STRIKE:
            weight = policy.sanctions.weight(first.category)
            until = work.now + policy.retention.strikes
            await work.members.strike(by.community, first.author, first.number, weight, work.now, until)
        actions = tuple((first.number, action) for action in await sanctions.lifted(work, first))
        moderators = speaking(policy.language)
        others = await bans.overtaken(work, replaced, moderators)
        return Decision(actions=actions) + others + self._redrawn(replaced, work)

    async def _masked(self, words: str, by: Invocation) -> str:
        content = Content.of(words)
        judged = await self._examiner.examine(content, by.community, channel_name=by.channel.name)
        return redact(content, identifying([one.finding for one in judged.verdict.judged]))

    async def _reason(self, reason: str, by: Invocation) -> str:
        """Read the reason that the member will see; what would identify a patient is masked.

        Raises:
            Invalid: there is none, or it is longer than a message to a member may be.
        """
        if not reason.strip():
            raise Invalid("error.missing_option", option="reason", usage="/queue appeal … reason:…")
        if len(reason.split()) > MOST_WORDS:
            raise Invalid("error.reason_long", words=str(MOST_WORDS))
        return await self._masked(reason.strip()[:300], by)

    def _redrawn(self, case: Case, work: Work, *, ping: bool = False) -> Decision:
        return redrawn(case, speaking(self._examiner.policies(case.community).language), work.now, ping=ping)

    async def export(self, work: Work, community: CommunityId, member: MemberId) -> dict[str, object]:
        """Give a member their appeals with what they wrote and what they were told, and their strikes one by one."""
        appeals = []
        for case in await work.cases.by_author(community, member, 1_000, CaseKind.APPEAL):
            told = [one.note for one in await work.cases.rulings(case)]
            appeals.append(
                {
                    "case": case.number,
                    "about": case.about,
                    "opened": case.opened_at.isoformat(),
                    "words": case.excerpt,
                    "outcome": case.outcome.value if case.outcome else None,
                    "reason": told[-1] if told else None,
                }
            )
        strikes = await work.sanctions.strikes(community, member, work.now)
        return {
            "appeals": appeals,
            "strikes one by one": [
                {"case": one.case, "count": one.count, "until": one.until.isoformat(), "counts": bool(one.told_at)}
                for one in strikes
            ],
        }

    async def erase(self, work: Work, community: CommunityId, member: MemberId) -> int:
        """Erase what a member wrote in their appeals; that they appealed, and how it ended, ends with the cases."""
        return await work.cases.forget_words(community, member, CaseKind.APPEAL)


async def _own(work: Work, by: Invocation, number: int) -> Case:
    """Fetch a member's own case about a message.

    Raises:
        Invalid: there is none here, or it is somebody else's.
    """
    case = await work.cases.get(by.community, number)
    if case is None or case.author != by.actor.id or case.kind is not CaseKind.MESSAGE:
        raise Invalid("error.no_such_case")
    return case


async def _against(work: Work, case: Case, policy: CommunityPolicy) -> Invalid | None:
    """Say why a case cannot be appealed; None where it can."""
    number = str(case.number)
    if case.state in (State.TOLD, *QUEUED):
        return Invalid("error.appeal.undecided", case=number)
    went_against = case.ruling in UPHOLDING or (
        case.ruling is None and case.ending is Ending.EXPIRED and case.visibility is Visibility.REMOVED
    )
    about = await work.cases.concerning(case.community, case.number)
    if any(one.kind is CaseKind.APPEAL and one.ending is not Ending.LAPSED for one in about):
        return Invalid("error.appeal.twice", case=number)
    if not went_against or case.decided_at is None:
        return Invalid("error.appeal.nothing", case=number)
    if work.now - case.decided_at > policy.appeals.within:
        return Invalid("error.appeal.late", case=number, days=str(policy.appeals.within.days))
    return None


def _is_appeal(case: Case) -> None:
    """Refuse to decide anything else as an appeal.

    Raises:
        Invalid: it is none.
    """
    if case.kind is not CaseKind.APPEAL:
        raise Invalid("error.not_an_appeal", case=str(case.number))


def _milder(first: Case | None) -> tuple[Ruling, ...]:
    """List what the first decision may be reduced to; a hold that ran out counts as a removal."""
    if first is None:
        return ()
    severity = _SEVERITY.index(first.ruling if first.ruling in _SEVERITY else Ruling.REMOVE)
    return tuple(one for one in _MILDER if _SEVERITY.index(one) < severity)


def _reduced(first: Case | None, instead: Instead | None) -> Ruling:
    """Choose the milder ruling: the one that was named, else a notice or what is milder still.

    Raises:
        Invalid: there is none, or what was named is not milder.
    """
    milder = _milder(first)
    chosen = Ruling(instead) if instead is not None else None
    if not milder or (chosen is not None and chosen not in milder):
        raise Invalid("error.appeal.not_milder")
    if chosen is not None:
        return chosen
    return Ruling.NOTICE if Ruling.NOTICE in milder else milder[-1]


def _telling(appeal: Case, first: Case | None, outcome: Outcome, ruling: Ruling | None, why: str) -> list[Action]:
    """Tell the member the outcome; a message goes back first, where it is still kept."""
    if outcome is Outcome.OVERTURNED and first is not None:
        if first.has_original and first.visibility in (Visibility.HELD, Visibility.REMOVED):
            back, gone = (_outcome_card(appeal, outcome, ruling, why, then) for then in ("back", "not_back"))
            restored = TellMember(member=appeal.author, card=back, about=appeal.ref)
            lost = TellMember(member=appeal.author, card=gone, about=appeal.ref)
            return [PublishMessage(message=first.ref, author=first.author, then=(restored,), otherwise=(lost,))]
        if first.visibility is Visibility.REMOVED:
            card = _outcome_card(appeal, outcome, ruling, why, "not_kept")
            return [TellMember(member=appeal.author, card=card, about=appeal.ref)]
    card = _outcome_card(appeal, outcome, ruling, why)
    return [TellMember(member=appeal.author, card=card, about=appeal.ref, warning=ruling is Ruling.STRIKE)]


def _outcome_card(appeal: Case, outcome: Outcome, ruling: Ruling | None, why: str, message: str | None = None) -> Card:
    """Draw the outcome of an appeal, in its member's language and in the order of every notice."""
    say = speaking(appeal.language)
    instead = "" if ruling is None else say(f"ruling.{ruling}")
    body = [
        say(f"appeal.{outcome}", instead=instead, about=appeal.about),
        say("appeal.reason", reason=why),
    ]
    if message is not None:
        body.append(say(f"appeal.message.{message}"))
    body.append(say("appeal.who", case=appeal.number))
    return Card(title=say("notice.title", channel=appeal.channel_name), body=tuple(body))


def _strike(strike: Strike, say: Say) -> str:
    words = say("record.strike", count=strike.count, case=strike.case, until=say.day(strike.until))
    return words if strike.told_at is not None else f"{words} {say('record.strike.untold')}"


def _appeal(appeal: Case, say: Say, now: datetime) -> str:
    if appeal.state in QUEUED:
        until = say.day(appeal.decide_by or now)
        return say("record.appeal.open", case=appeal.number, about=appeal.about, until=until)
    return say("record.appeal.over", case=appeal.number, about=appeal.about, how=ended(appeal, say))
