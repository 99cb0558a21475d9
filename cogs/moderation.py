"""What happens to a message: the policy's verdict becomes a case and actions, and its author can answer.

The author hears first and can mend it. Nothing here decides how sure anybody is: that is the policy's matrix.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.actions import (
    NOTHING,
    Action,
    AskModerators,
    Decision,
    HoldMessage,
    LiftTimeOut,
    PublishMessage,
    RemoveMessage,
    ReplaceCard,
    ShowForm,
    TellMember,
    TimeOut,
    answer,
)
from bot.core.cards import Button, Card, Field, FieldKind, Form, Option, Style
from bot.core.cases import (
    QUEUED,
    Case,
    CaseChange,
    CaseKind,
    Ending,
    NewCase,
    Priority,
    Reason,
    Ruling,
    State,
    Visibility,
)
from bot.core.commands import CaseNumber, button, form, listens, message_menu, timer
from bot.core.courtesy import Occasion
from bot.core.delivery import EffectFailed
from bot.core.engine import DetectorFailed, Examiner, Moderation
from bot.core.errors import Invalid
from bot.core.events import (
    CommunityId,
    Invocation,
    MemberId,
    Message,
    MessageBlocked,
    MessageDeleted,
    MessageEdited,
    MessageRef,
)
from bot.core.findings import Band, Category, Kind, Label
from bot.core.policy import Judged, Tell, Treatment, Verdict, verdict_word
from bot.core.ports import Timer, Work
from bot.core.redaction import redact, sentence_of
from bot.core.text import Content, Text
from cogs.shared import bans, holds, sanctions
from cogs.shared.cards import (
    APPEAL_WITHIN,
    STANDING,
    appeal_offer,
    channel_card,
    due_for,
    kinds,
    not_done,
    notice_card,
    order_of,
    redrawn,
    within,
)
from cogs.shared.desk import ITSELF, kept
from cogs.shared.precision import weigh
from cogs.shared.wording import safer
from config.catalogue import Say, speaking

NUDGE_WINDOW = timedelta(minutes=30)
"""How long a nudged author can mend their words before the case lapses (source: the default policy)."""

_REPORT_CATEGORIES = {
    Label.PATIENT_DATA: (Category.PATIENT_DIRECT, Priority.P1),
    Label.DISRESPECT: (Category.DISRESPECT, Priority.P2),
    Label.SPAM: (Category.SPAM, Priority.P3),
    Label.ADVICE: (Category.ADVICE, Priority.P3),
    Label.DISTRESS: (Category.DISTRESS, Priority.P0),
}
"""What a report's reason makes of a case; the priorities follow the matrix' high band."""

_MUST_HAPPEN = (HoldMessage, RemoveMessage, PublishMessage, TimeOut, LiftTimeOut)
"""Actions whose failure reopens their case; a private message that could not be delivered is only noted on it."""

_SITUATIONS = {Treatment.KEEP: "visible", Treatment.HOLD: "held", Treatment.REMOVE: "removed"}


class ModerationCog:
    """Holds, removes, tells and asks, as the policy says; members answer by button."""

    def __init__(self, examiner: Examiner) -> None:
        self._examiner = examiner

    @listens(Moderation)
    async def judge(self, work: Work, moderation: Moderation) -> Decision:
        """Open a case for a message on which the policy acts, or see what an edit changed."""
        event = moderation.event
        decided = NOTHING
        earlier: list[Case] = []
        if isinstance(event, MessageEdited):
            newest = await work.cases.by_message(event.community, event.message.ref)
            earlier = [] if newest is None else [newest, *await _beside(work, newest)]
            changes = [await self._edited(work, case, moderation) for case in earlier]
            decided = sum((change for change, _ in changes), NOTHING)
            if any(settled for _, settled in changes):
                return decided
        if not moderation.verdict.would.acts:
            return decided
        joined = await _same_burst(work, moderation)
        if joined is not None:
            return decided + _joined(joined, moderation)
        case = await _opened(work, moderation)
        if case is None:
            return decided
        await self._set_timers(work, case, moderation)
        if not moderation.verdict.response.acts:
            return decided
        moderators = speaking(moderation.policy.language)
        for one in earlier:
            await _refer(work, one, case, moderators)
        actions = [
            await sanctions.stopping(work, case, one, moderators) if isinstance(one, TimeOut) else one
            for one in _actions(case, moderation, work)
        ]
        return decided + Decision(actions=tuple((case.number, action) for action in actions))

    async def _edited(self, work: Work, case: Case, moderation: Moderation) -> tuple[Decision, bool]:
        """See to a case of a message that its author changed; True when nothing more is to be done."""
        say = speaking(moderation.policy.language)
        clean = not moderation.verdict.response.acts
        if case.digest == work.digest(case.community, moderation.text.folded):
            # The same words are news only where they had been mended: platforms tell of an edit more than once.
            return NOTHING, case.ending is not Ending.CORRECTED
        if case.needs_moderator or (case.state in QUEUED and not clean):
            changed = await work.cases.change(case, CaseChange(edited=True))
            return _redraw(changed, say, work), not _is_graver(moderation.verdict, case)
        lapsed = case.ending is Ending.LAPSED and not case.shadow
        if clean and (lapsed or case.state in (State.TOLD, *QUEUED)):
            return await _close(work, case, Ending.CORRECTED, say), True
        if case.state is State.TOLD:
            return await _close(work, case, Ending.LAPSED, say), False
        return NOTHING, False

    async def _set_timers(self, work: Work, case: Case, moderation: Moderation) -> None:
        response = moderation.verdict.response
        if case.state is State.TOLD:
            window = response.window or NUDGE_WINDOW
            await work.timers.set(case.community, "moderation.window", str(case.number), work.now + window)
        if response.message is Treatment.HOLD:
            await holds.watch(work, case, moderation.policy.retention)

    @timer("moderation.window")
    async def window_over(self, work: Work, ring: Timer) -> Decision:
        """Hand patient data that its author left standing to the moderators; let everything else lapse."""
        case = await work.cases.get(ring.community, int(ring.subject))
        if case is None or case.state is not State.TOLD:
            return NOTHING
        say = self._moderators_say(ring.community)
        if case.category is not Category.PATIENT_DIRECT:
            return await _close(work, case, Ending.LAPSED, say)
        return await _queue(work, case, Priority.P2, say, ping=False)

    @timer(holds.PING)
    async def hold_waits(self, work: Work, ring: Timer) -> Decision:
        """Call the moderators to a hold that has waited a day."""
        case = await work.cases.get(ring.community, int(ring.subject))
        if case is None or case.state not in QUEUED or case.visibility is not Visibility.HELD:
            return NOTHING
        return _redraw(case, self._moderators_say(ring.community), work, ping=True)

    @timer(holds.ENDS)
    async def hold_ends(self, work: Work, ring: Timer) -> Decision:
        """Resolve a hold that nobody decided: patient data stays removed, everything else is released."""
        case = await work.cases.get(ring.community, int(ring.subject))
        if case is None or case.state not in (State.TOLD, *QUEUED) or case.visibility is not Visibility.HELD:
            return NOTHING
        say = self._moderators_say(ring.community)
        if case.category.label is not Label.PATIENT_DATA:
            told = TellMember(member=case.author, card=_told(case, "released_late"), about=case.ref)
            publish = PublishMessage(message=case.ref, author=case.author, then=(told,))
            return await _close(work, case, Ending.EXPIRED, say) + Decision(actions=((case.number, publish),))
        closed = await _close(work, case, Ending.EXPIRED, say, visibility=Visibility.REMOVED)
        await work.cases.shred(case)
        within = self._examiner.policies(ring.community).appeals.within
        card = _told(case, "expired", appeal_until=work.now + within)
        told = TellMember(member=case.author, card=card, about=case.ref)
        return closed + Decision(actions=((case.number, told),))

    @listens(MessageDeleted)
    async def deleted(self, work: Work, event: MessageDeleted) -> Decision:
        """Close the cases of a message that is gone, or tell the moderators where they are theirs to end."""
        newest = await work.cases.by_message(event.community, event.message)
        if newest is None or newest.visibility is not Visibility.VISIBLE or newest.state not in (State.TOLD, *QUEUED):
            return NOTHING
        say = self._moderators_say(event.community)
        decided = NOTHING
        for case in (newest, *await _beside(work, newest)):
            decided += await _end(work, case, Ending.WITHDRAWN, say, visibility=Visibility.DELETED)
        return decided

    @listens(MessageBlocked)
    async def blocked(self, work: Work, event: MessageBlocked) -> Decision:
        """Open a case, without content, for what a filter of the platform stopped before anybody saw it."""
        policy = self._examiner.policies(event.community)
        say = speaking(policy.language)
        category = Category(event.category)
        why = Reason(
            rule="platform.filter",
            category=category,
            kind=Kind.OTHER.value,
            confidence=1.0,
            band=Band.VERY_HIGH,
            sentence=1,
            why=say("blocked.why"),
        )
        new = NewCase(
            community=event.community,
            message=event.message,
            channel_name=event.channel_name,
            author=event.author.id,
            author_joined_at=event.author.joined_at,
            digest=work.digest(event.community, event.message.id),
            category=category,
            band=Band.VERY_HIGH,
            confidence=1.0,
            priority=Priority.P3,
            state=State.OPEN,
            shadow=False,
            reasons=(why,),
            excerpt=None,
            language=event.author.locale or policy.language,
            opened_at=work.now,
            author_is_staff=event.author.role.is_staff,
        )
        case, is_new = await work.cases.open(new, None)
        if not is_new:
            return NOTHING
        await work.cases.confirm(event.community, case.number, case.ref, Visibility.REMOVED)
        return _redraw(await work.cases.get(event.community, case.number), say, work)

    @listens(DetectorFailed)
    async def detector_failed(self, work: Work, event: DetectorFailed) -> Decision:
        """Tell the moderators at once that a check is not working."""
        say = self._moderators_say(event.community)
        failure = event.failure
        card = Card(
            title=say("detector_failed.title"),
            body=(say("detector_failed.body", detector=failure.detector, reason=failure.reason),),
        )
        return Decision(actions=((None, AskModerators(subject=f"detector:{failure.detector}", card=card)),))

    @listens(EffectFailed)
    async def effect_failed(self, work: Work, failure: EffectFailed) -> Decision:
        """Put a case back before the moderators when the platform would not do what was decided."""
        case = await work.cases.get(failure.community, failure.case)
        if case is None or not isinstance(failure.action, _MUST_HAPPEN):
            return NOTHING
        priority = case.priority if case.priority is not None else Priority.P2
        change = CaseChange(
            state=State.ATTENTION,
            attention=not_done(failure.action.kind, failure.reason),
            priority=priority,
            queued_at=work.now,
            decide_by=due_for(priority, work.now),
            clear_owner=True,
            clear_decision=True,
        )
        changed = await work.cases.change(case, change)
        shown = _redraw(changed, self._moderators_say(failure.community), work, ping=priority <= Priority.P1)
        if changed is None or case.ruling is None:
            return shown
        return shown + await self._taken_back(work, case, case.ruling, changed, failure.action)

    async def _taken_back(self, work: Work, case: Case, ruling: Ruling, reopened: Case, failed: Action) -> Decision:
        """Let nothing count of a ruling that no longer stands, as if its moderator had taken it back."""
        policy = self._examiner.policies(case.community)
        await work.cases.undo(reopened, ITSELF, work.now)
        if reopened.visibility is Visibility.HELD:
            await holds.watch(work, reopened, policy.retention)
        actions: list[Action] = []
        if ruling in (Ruling.STRIKE, Ruling.TIMEOUT) and not isinstance(failed, TimeOut):
            actions = await sanctions.lifted(work, case)
        if ruling is Ruling.STRIKE or actions:
            actions.append(TellMember(member=case.author, card=_told(case, "not_done"), about=case.ref))
        return (
            Decision(actions=tuple((case.number, action) for action in actions))
            + await bans.overtaken(work, reopened, speaking(policy.language))
            + await weigh(work, reopened, policy)
        )

    @button("mine:fix")
    async def fix(self, work: Work, by: Invocation, case: CaseNumber) -> Decision:
        """Offer the author their text in a safer wording, to be mended and sent again."""
        found = await _own(work, by, case)
        say = speaking(by.locale)
        field = Field(
            name="text",
            label=say("fix.field"),
            kind=FieldKind.PARAGRAPH,
            max_length=2_000,
            value=safer(found.excerpt or "", say)[:2_000],
        )
        return Decision(
            reply=ShowForm(
                form=Form(
                    title=say("fix.title"),
                    intro=say("fix.intro"),
                    token=f"mine:fix:{found.number}",
                    fields=(field,),
                )
            )
        )

    @form("mine:fix")
    async def fixed(
        self, work: Work, by: Invocation, case: CaseNumber, fields: dict[str, str], about: Message | None
    ) -> Decision:
        """Look at the mended text again; publish it when it is fine, say what is left when it is not."""
        found = await _own(work, by, case)
        say = speaking(by.locale)
        content = Content.of(fields.get("text", "").strip())
        if not content.body:
            raise Invalid("error.empty_text")
        judged = await self._examiner.examine(content, by.community, channel_name=found.channel_name)
        left = [one for one in judged.verdict.judged if one.response.acts]
        if left:
            again = Button(label=say("button.fix.again"), token=f"mine:fix:{found.number}", style=Style.PRIMARY)
            what = kinds([_reason(judged.text, one) for one in left], say)
            return answer(Card(title=say("fix.left.title"), body=(say("fix.left.body", kinds=what),), buttons=(again,)))
        publish = PublishMessage(message=found.ref, author=found.author, content=content)
        action: Action = publish
        if found.visibility in STANDING:
            action = RemoveMessage(message=found.ref, then=(publish,))
        moderators = self._moderators_say(by.community)
        number = found.number
        told = say("fix.stays.body", case=number) if found.needs_moderator else say("fix.done.body", case=number)
        done = Card(title=say("fix.done.title"), body=(told,))
        decided = Decision(reply=ReplaceCard(card=done), actions=((number, action),))
        decided += await _end(work, found, Ending.CORRECTED, moderators, becomes=Visibility.RELEASED)
        await work.cases.shred(found)
        for one in await _beside(work, found):
            decided += await _end(work, one, Ending.CORRECTED, moderators, visibility=_dropped(one))
            await work.cases.shred(one)
        return decided

    @button("mine:withdraw")
    async def withdraw(self, work: Work, by: Invocation, case: CaseNumber) -> Decision:
        """Delete the author's message at their own wish."""
        found = await _own(work, by, case)
        say = speaking(by.locale)
        moderators = self._moderators_say(by.community)
        number = found.number
        told = say("withdrawn.stays.body", case=number) if found.needs_moderator else say("withdrawn.body", case=number)
        done = Card(title=say("withdrawn.title"), body=(told,))
        decided = Decision(reply=ReplaceCard(card=done))
        for one in (found, *await _beside(work, found)):
            becomes = None
            if one.visibility in STANDING:
                becomes = Visibility.REMOVED
                decided += Decision(actions=((one.number, RemoveMessage(message=one.ref)),))
            decided += await _end(work, one, Ending.WITHDRAWN, moderators, visibility=_dropped(one), becomes=becomes)
            await work.cases.shred(one)
        return decided

    @button("mine:mistake")
    async def mistake(self, work: Work, by: Invocation, case: CaseNumber) -> Decision:
        """Take the author's word that we are wrong to a human, and count it against the rule."""
        found = await _own(work, by, case)
        say = speaking(by.locale)
        if found.contested:
            raise Invalid("error.already_contested")
        moderators = self._moderators_say(by.community)
        await work.cases.mistaken(found)
        marked = await work.cases.change(found, CaseChange(contested=True))
        if marked is None:
            raise Invalid("error.changed_meanwhile")
        if marked.state is State.TOLD:
            asked = await _queue(work, marked, Priority.P3, moderators, ping=False)
        else:
            asked = _redraw(marked, moderators, work)
        priority = marked.priority if marked.priority is not None else Priority.P3
        done = Card(
            title=say("mistake.title"),
            body=(say("mistake.body", case=found.number, within=within(priority, say)),),
        )
        return Decision(reply=ReplaceCard(card=done)) + asked

    @message_menu("report")
    async def report(self, work: Work, by: Invocation, about: Message) -> Decision:
        """Ask a member what is wrong with a message."""
        say = speaking(by.locale)
        reasons = tuple(Option(label=say(f"report.reason.{label}"), value=label.value) for label in _REPORT_CATEGORIES)
        return Decision(
            reply=ShowForm(
                form=Form(
                    title=say("report.title"),
                    token="report",
                    about=about.ref,
                    fields=(
                        Field(name="reason", label=say("report.reason"), kind=FieldKind.CHOICE, options=reasons),
                        Field(
                            name="note",
                            label=say("report.note"),
                            kind=FieldKind.PARAGRAPH,
                            required=False,
                            max_length=500,
                        ),
                        Field(
                            name="anonymous",
                            label=say("report.anonymous"),
                            kind=FieldKind.TICK,
                            required=False,
                        ),
                    ),
                )
            )
        )

    @form("report")
    async def reported(self, work: Work, by: Invocation, fields: dict[str, str], about: Message | None) -> Decision:
        """Open or join the case of a reported message; the message stays until a moderator rules."""
        say = speaking(by.locale)
        if about is None:
            raise Invalid("error.message_gone")
        try:
            label = Label(fields.get("reason", ""))
        except ValueError:
            raise Invalid("error.bad_option", option="reason", expected=", ".join(_REPORT_CATEGORIES)) from None
        category, priority = _REPORT_CATEGORIES[label]
        case, is_new = await self._case_for_report(work, by, about, category, priority)
        reporter = by.actor.id
        if fields.get("anonymous") == "yes":
            reporter = MemberId(work.members.alias(by.community, by.actor.id))
        joined = await work.cases.report(case, reporter, label.value, fields.get("note") or None, work.now)
        if not joined:
            raise Invalid("error.already_reported")  # the number would tell whether the case is older
        current = await work.cases.get(by.community, case.number) or case
        moderators = self._moderators_say(by.community)
        is_urgent = priority <= Priority.P1
        if current.state in (State.TOLD, State.CLOSED) and current.ruling is None:
            asked = await _queue(work, current, priority, moderators, ping=is_urgent)
        elif current.state in QUEUED and _urgency(priority) < _urgency(current.priority):
            asked = await _hasten(work, current, priority, moderators, ping=is_urgent)
        else:
            asked = _redraw(current, moderators, work, ping=is_new and is_urgent)
        thanks = Card(title=say("report.thanks.title"), body=(say("report.thanks.body", within=within(priority, say)),))
        return answer(thanks) + asked

    async def _case_for_report(
        self, work: Work, by: Invocation, about: Message, category: Category, priority: Priority
    ) -> tuple[Case, bool]:
        """Find the case on a reported message, or open one; the flag says which (True: new)."""
        known = await work.cases.by_message(by.community, about.ref)
        if known is not None:
            return known, False
        judged = await self._examiner.examine(about.content, by.community, channel_name=about.channel.name)
        new = NewCase(
            community=by.community,
            message=about.ref,
            channel_name=about.channel.name,
            author=about.author.id,
            author_joined_at=about.author.joined_at,
            digest=work.digest(by.community, judged.text.folded),
            category=category,
            band=Band.LOW,
            confidence=0.0,
            priority=priority,
            state=State.OPEN,
            shadow=False,
            reasons=(),
            excerpt=redact(about.content, (one.finding for one in judged.verdict.judged)),
            language=about.author.locale or self._examiner.policies(by.community).language,
            opened_at=work.now,
            author_is_staff=about.author.role.is_staff,
        )
        return await work.cases.open(new, None)

    def _moderators_say(self, community: CommunityId) -> Say:
        return speaking(self._examiner.policies(community).language)

    async def export(self, work: Work, community: CommunityId, member: MemberId) -> dict[str, object]:
        """Give a member the record of their own cases, without texts."""
        cases = await work.cases.by_author(community, member, 1_000)
        return {
            "cases": [
                {
                    "case": case.number,
                    "about": case.category.value,
                    "opened": case.opened_at.isoformat(),
                    "state": case.state.value,
                    "ruling": case.ruling.value if case.ruling else None,
                }
                for case in cases
            ],
            "strikes": await work.members.strikes(community, member, work.now),
        }

    async def erase(self, work: Work, community: CommunityId, member: MemberId) -> int:
        """Keep the record of cases: it protects others, holds no text, and ends by itself after 180 days."""
        return 0


async def _beside(work: Work, case: Case) -> list[Case]:
    """List the other cases on a case's message that are not over: an edit for the worse opens a second one."""
    theirs = await work.cases.by_author(case.community, case.author, _LATEST_ON_A_MESSAGE)
    waiting = (one for one in theirs if one.state in (State.TOLD, *QUEUED))
    return [one for one in waiting if one.ref == case.ref and one.number != case.number]


_LATEST_ON_A_MESSAGE = 50
"""How many of an author's cases are looked through for another one on the same message."""


async def _refer(work: Work, waiting: Case, case: Case, moderators: Say) -> None:
    """Note on a case that waits, once, which case is about what its message says now."""
    note = moderators("case.goes_on", case=case.number)
    if waiting.state in QUEUED and all(one.note != note for one in await work.cases.notes(waiting)):
        await work.cases.note(waiting, ITSELF, work.now, note)


def _is_graver(verdict: Verdict, case: Case) -> bool:
    """Tell whether what an edited text meets goes beyond what its message's case has met."""
    if not verdict.response.acts or case.visibility not in STANDING:
        return False
    met = {case.category, *(reason.category for reason in case.reasons)}
    found = {one.finding.category for one in verdict.judged if one.response.acts and not one.shadow}
    hides = verdict.response.message is not Treatment.KEEP and not case.has_original
    return hides or not found <= met or _urgency(verdict.response.queue) < _urgency(case.priority)


def _urgency(priority: Priority | None) -> int:
    return len(Priority) if priority is None else priority


async def _opened(work: Work, moderation: Moderation) -> Case | None:
    """Open a case for a text, or its old one again where an edit brings the text back; None if it has one already.

    A case that a moderator ended, or that ran out, stays as it is.
    """
    new, original = _new_case(work, moderation), _original(moderation)
    case, is_new = await work.cases.open(new, original)
    if is_new:
        return case
    comes_back = isinstance(moderation.event, MessageEdited) and moderation.verdict.response.acts
    if not comes_back or case.state is not State.CLOSED or case.ending not in (Ending.CORRECTED, Ending.LAPSED):
        return None
    return await work.cases.reopen(case, new, original)


async def _same_burst(work: Work, moderation: Moderation) -> Case | None:
    """Find the open case of an earlier copy, where it met at least what this message is to meet."""
    verdict, message = moderation.verdict, moderation.event.message
    copies = _copies(moderation)
    if not copies or verdict.lead is None or not verdict.response.acts or verdict.lead.finding.label is not Label.SPAM:
        return None
    for case in await work.cases.by_author(moderation.event.community, message.author.id, _LATEST_CASES):
        if (
            case.ref in copies
            and case.state in QUEUED
            and case.category.label is Label.SPAM
            and case.band >= verdict.lead.band
        ):
            return case
    return None


_LATEST_CASES = 5
"""How many of an author's cases are looked through for the one that a burst began."""


def _copies(moderation: Moderation) -> tuple[MessageRef, ...]:
    """List the earlier messages by this author that say the same."""
    found = [ref for one in moderation.verdict.judged if not one.shadow for ref in one.finding.copies]
    return tuple(dict.fromkeys(found))


def _joined(case: Case, moderation: Moderation) -> Decision:
    """Treat one more copy as its case was, without a further word to its author or a further row in the queue.

    The case keeps one original for all of them, since they say the same: released, they come back once.
    """
    if moderation.verdict.response.message is Treatment.KEEP:
        return NOTHING
    return Decision(actions=((case.number, RemoveMessage(message=moderation.event.message.ref)),))


def _new_case(work: Work, moderation: Moderation) -> NewCase:
    message, verdict = moderation.event.message, moderation.verdict
    response = verdict.response
    lead = verdict.lead
    if lead is None:
        raise Invalid("error.unforeseen")
    state = State.TOLD if response.acts else State.CLOSED
    return NewCase(
        community=moderation.event.community,
        message=message.ref,
        channel_name=message.channel.name,
        author=message.author.id,
        author_joined_at=message.author.joined_at,
        digest=work.digest(moderation.event.community, moderation.text.folded),
        category=lead.finding.category,
        band=lead.band,
        confidence=lead.finding.confidence,
        priority=response.queue,
        state=State.OPEN if response.queue is not None else state,
        shadow=not response.acts,
        reasons=tuple(_reason(moderation.text, one) for one in verdict.judged if one.response.acts),
        excerpt=redact(message.content, (one.finding for one in verdict.judged)),
        language=moderation.language,
        opened_at=work.now,
        would=None if response.acts else verdict_word(verdict.would).name.lower(),
        author_is_staff=message.author.role.is_staff,
    )


def _reason(text: Text, judged: Judged) -> Reason:
    finding = judged.finding
    return Reason(
        rule=finding.rule,
        category=finding.category,
        kind=finding.kind.value,
        confidence=finding.confidence,
        band=judged.band,
        sentence=sentence_of(text, finding),
        why=finding.why,
    )


def _original(moderation: Moderation) -> Content | None:
    """Keep the words only where the message is taken out of sight; else they are still on the platform."""
    taken = moderation.verdict.response.message is not Treatment.KEEP
    return moderation.event.message.content if taken else None


def _actions(case: Case, moderation: Moderation, work: Work) -> list[Action]:
    """Turn the policy's answer into actions; what the author and the moderators read follows what really happened."""
    response = moderation.verdict.response
    author = moderation.event.message.author
    moderators = speaking(moderation.policy.language)
    actions: list[Action] = []
    told: tuple[Action, ...] = ()
    within_ = moderation.policy.appeals.within
    if response.tell is not Tell.NOTHING or response.message is not Treatment.KEEP:
        told = (_tell_author(case, _first_notice(case, response.tell, Treatment.KEEP, within_)),)
    if response.message is not Treatment.KEEP:
        notice = _tell_author(case, _first_notice(case, response.tell, response.message, within_))
        link = moderation.event.message.link
        stays = Card(
            title=moderators("still_visible.title", case=case.number),
            body=(moderators("still_visible.body"), *((link,) if link else ())),
        )
        asked = AskModerators(subject=f"visible:{case.number}", card=stays, ping=True)
        take = HoldMessage if response.message is Treatment.HOLD else RemoveMessage
        actions.append(take(message=case.ref, then=(notice,), otherwise=(*told, asked)))
        if take is RemoveMessage:
            actions += [RemoveMessage(message=copy) for copy in _copies(moderation) if copy != case.ref]
    else:
        actions += told
    if case.category is not Category.DISTRESS and Label.DISTRESS in moderation.verdict.flagged:
        actions.append(_tell_author(case, _care_card(case, Label.DISTRESS)))
    if response.timeout is not None:
        paused = TellMember(
            member=author.id,
            card=_told(case, "paused", lasts=speaking(case.language).lasting(response.timeout)),
            occasion=Occasion.URGENT,
        )
        actions.append(TimeOut(member=author.id, until=work.now + response.timeout, then=(paused,)))
    if response.queue is not None:
        actions.append(
            AskModerators(
                subject=f"case:{case.number}",
                card=channel_card(_as_taken(case, response.message), moderators, work.now),
                ping=response.queue <= Priority.P1,
                order=order_of(case),
            )
        )
    return actions


def _tell_author(case: Case, card: Card) -> TellMember:
    """Answer what the author has just written: they are there, and a clock runs for them."""
    return TellMember(member=case.author, card=card, about=case.ref, occasion=Occasion.URGENT)


def _as_taken(case: Case, treatment: Treatment) -> Case:
    """Show the case as it will stand once the message is out of sight; a refusal redraws the card."""
    if treatment is Treatment.KEEP:
        return case
    return replace(case, visibility=Visibility.HELD if treatment is Treatment.HOLD else Visibility.REMOVED)


def _first_notice(case: Case, tell: Tell, treatment: Treatment, appeal_within: timedelta = APPEAL_WITHIN) -> Card:
    """Draw the first thing that an author hears, in their language."""
    say = speaking(case.language)
    if treatment is Treatment.KEEP and tell is Tell.CARE:
        return _care_card(case, case.category.label)
    situation = _SITUATIONS[treatment]
    if treatment is Treatment.KEEP and tell in (Tell.NUDGE, Tell.TIP):
        situation = "visible"
    return notice_card(case, say, situation, appeal_within)


def _care_card(case: Case, label: Label) -> Card:
    """Draw where somebody can turn to."""
    say = speaking(case.language)
    return Card(title=say(f"care.{label}.title"), body=tuple(say(f"care.{label}.body").split("\n")))


def _told(case: Case, story: str, lasts: str = "", appeal_until: datetime | None = None) -> Card:
    """Draw a later word to an author, with an appeal where there is one."""
    say = speaking(case.language)
    title = say("notice.title", channel=case.channel_name)
    words = say(
        f"later.{story}",
        case=case.number,
        channel=case.channel_name,
        lasts=lasts,
    )
    if appeal_until is None:
        return Card(title=title, body=(words,))
    appeal, button_ = appeal_offer(case, say, appeal_until)
    return Card(title=title, body=(words, appeal), buttons=(button_,))


async def _own(work: Work, by: Invocation, number: int) -> Case:
    """Fetch a case for its own author, as long as it can still be answered.

    Raises:
        Invalid: there is none here, it is somebody else's, or it is over.
    """
    case = await work.cases.get(by.community, number)
    if case is None or case.author != by.actor.id or case.kind is not CaseKind.MESSAGE:
        raise Invalid("error.no_such_case")
    if case.state not in (State.TOLD, *QUEUED):
        raise Invalid("error.case_over", case=str(number))
    return case


async def _close(
    work: Work, case: Case, ending: Ending, moderators: Say, visibility: Visibility | None = None
) -> Decision:
    """End a case without a ruling and redraw the moderators' card if they have one.

    Raises:
        Invalid: somebody changed the case in the meantime.
    """
    closed = await work.cases.change(
        case,
        CaseChange(state=State.CLOSED, ending=ending, decided_at=work.now, visibility=visibility, clear_owner=True),
    )
    if closed is None:
        raise Invalid("error.changed_meanwhile")
    return _redraw(closed, moderators, work) if case.state in QUEUED else NOTHING


def _dropped(case: Case) -> Visibility | None:
    """Say where a held message is once our copy of it is destroyed: it stays out of sight for good."""
    return Visibility.REMOVED if case.visibility is Visibility.HELD else None


async def _end(
    work: Work,
    case: Case,
    ending: Ending,
    moderators: Say,
    *,
    visibility: Visibility | None = None,
    becomes: Visibility | None = None,
) -> Decision:
    """End a case by what its author did; one that only a moderator may end stays, and its card says what was done.

    ``visibility`` is where the message stands now, ``becomes`` where it will once it is taken away or mended; a refusal
    redraws the card.

    Raises:
        Invalid: somebody changed the case in the meantime.
    """
    if not case.needs_moderator:
        return await _close(work, case, ending, moderators, visibility=visibility)
    mended = True if ending is Ending.CORRECTED else None
    stays = kept(await work.cases.change(case, CaseChange(edited=mended, visibility=visibility)))
    return _redraw(replace(stays, visibility=becomes or stays.visibility), moderators, work)


async def _queue(work: Work, case: Case, priority: Priority, moderators: Say, *, ping: bool) -> Decision:
    """Put a case before the moderators.

    Raises:
        Invalid: somebody changed the case in the meantime.
    """
    change = CaseChange(state=State.OPEN, priority=priority, queued_at=work.now, decide_by=due_for(priority, work.now))
    return _redraw(await _changed(work, case, change), moderators, work, ping=ping)


async def _hasten(work: Work, case: Case, priority: Priority, moderators: Say, *, ping: bool) -> Decision:
    """Give a case that waits a higher priority; whoever works on it goes on.

    Raises:
        Invalid: somebody changed the case in the meantime.
    """
    change = CaseChange(priority=priority, decide_by=due_for(priority, work.now))
    return _redraw(await _changed(work, case, change), moderators, work, ping=ping)


async def _changed(work: Work, case: Case, change: CaseChange) -> Case:
    changed = await work.cases.change(case, change)
    if changed is None:
        raise Invalid("error.changed_meanwhile")
    return changed


def _redraw(case: Case | None, moderators: Say, work: Work, *, ping: bool = False) -> Decision:
    if case is None:
        return NOTHING
    return redrawn(case, moderators, work.now, ping=ping)
