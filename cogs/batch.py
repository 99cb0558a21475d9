"""One ruling on many cases: a burst, a raid, or what a mistaken check brought up; shown first, and taken back whole.

Whoever was shown a batch confirms it; any moderator may take it back, for a reason.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.actions import NOTHING, Action, AskModerators, Decision, ReplaceCard, ShowForm, TellMember, answer
from bot.core.batches import ALIKE_WITHIN, MOST, Batch, BatchState, Entry, EntryState
from bot.core.cards import Button, Card, Fact, Field, FieldKind, Form, Style
from bot.core.cases import UNDO_WITHIN, Case, Filter, Ruling, State, Visibility
from bot.core.commands import CaseNumber, button, command, form, timer
from bot.core.engine import Policies
from bot.core.errors import Invalid
from bot.core.events import Channel, ChannelId, CommunityId, DeliveryId, Invocation, Member, MemberId, Message, Role
from bot.core.findings import Category, Label
from bot.core.ports import Timer, Work
from cogs.shared.cards import STANDING, row
from cogs.shared.kept import Kept
from config.catalogue import Say, speaking

AT_ONCE = 25
"""How many are ruled on in one unit of work, so that nobody else waits long; a timer sees to the rest."""

SHOWN_FOR = timedelta(minutes=30)
ROWS = 10
LONGEST_REASON = 300
REMEMBERED = timedelta(days=8)
"""For longer than a batch is kept: whoever comes too late reads when it was done."""

_GO_ON = "batch.go_on"

Rule = Callable[[Work, Invocation, Case, Ruling], Awaitable[Decision]]
"""Rules on one case as its card would; raises `Invalid` and writes nothing where it cannot."""
TakeBack = Callable[[Work, Invocation, Case], Awaitable[Decision]]
"""Takes a ruling back as its card would, with the same promise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What was last done with a batch: confirmed, or taken back for a reason. ``language`` is whose who did it."""

    by: MemberId
    at: datetime
    language: str
    reason: str | None = field(default=None, repr=False)


class Outcome(StrEnum):
    """What many cases may be given at once: never a sanction."""

    DISMISS = "dismiss"
    REMOVE = "remove"


class BatchCog:
    """Shows what a ruling on many cases would do, does it case by case, and takes it back.

    Args:
        rule: rules on one case.
        take_back: takes the ruling on one case back.
        policies: a community's policy.
    """

    def __init__(self, rule: Rule, take_back: TakeBack, policies: Policies) -> None:
        self._rule = rule
        self._take_back = take_back
        self._policies = policies
        self._deeds = Kept("batch.deed", Deed)

    @command("queue batch", needs=Role.MODERATOR)
    async def batch(self, work: Work, by: Invocation, kind: Category, outcome: Outcome) -> Decision:
        """Show what one ruling on all waiting cases of a kind would do; nothing is done yet."""
        cases = await work.cases.page(
            by.community, Filter(states=(State.OPEN, State.ATTENTION, State.CLAIMED), category=kind), None, MOST
        )
        return answer(await _shown(work, by, cases, kind, outcome))

    @button("batch:like", needs=Role.MODERATOR)
    async def like(self, work: Work, by: Invocation, case: CaseNumber) -> Decision:
        """Ask which ruling the cases of a burst or raid are to get."""
        say = speaking(by.locale)
        found = await _case(work, by, case)
        cases = _free(await work.cases.alike(found, ALIKE_WITHIN, MOST), by, work)
        buttons = [
            Button(label=say(f"button.batch.{outcome}", number=len(cases)), token=f"batch:show:{case}:{outcome}")
            for outcome in _lawful(found.category)
        ]
        back = Button(label=say("button.open"), token=f"queue:open:{case}")
        card = Card(
            title=say("batch.like.title", count=len(cases)),
            body=(say("batch.like.body"), *_rows(cases, say, work)),
            buttons=(*buttons, back),
        )
        return Decision(reply=ReplaceCard(card=card))

    @button("batch:show", needs=Role.MODERATOR)
    async def show(self, work: Work, by: Invocation, case: CaseNumber, outcome: Outcome) -> Decision:
        """Show what the ruling would do to each; nothing is done yet."""
        found = await _case(work, by, case)
        cases = await work.cases.alike(found, ALIKE_WITHIN, MOST)
        return Decision(reply=ReplaceCard(card=await _shown(work, by, cases, found.category, outcome)))

    @button("batch:confirm", needs=Role.MODERATOR)
    async def confirm(self, work: Work, by: Invocation, number: int) -> Decision:
        """Rule on each case that is still as it was shown; the others are left out, and said."""
        batch = await _batch(work, by, number)
        if batch.by != by.actor.id:
            raise Invalid("error.stale_control")
        if batch.state is not BatchState.SHOWN:
            raise await self._already(work, by, batch)
        if work.now - batch.at > SHOWN_FOR:
            raise Invalid("error.batch.old")
        return await self._turn(work, by, batch, BatchState.CONFIRMED)

    @button("batch:undo", needs=Role.MODERATOR)
    async def undo(self, work: Work, by: Invocation, number: int) -> Decision:
        """Ask any moderator why the whole batch is to be taken back."""
        await self._undoable(work, by, number)
        say = speaking(by.locale)
        reason = Field(
            name="reason", label=say("batch.undo.reason"), kind=FieldKind.PARAGRAPH, max_length=LONGEST_REASON
        )
        title = say("batch.undo.title")
        return Decision(reply=ShowForm(form=Form(title=title, token=f"batch:undo:{number}", fields=(reason,))))

    @form("batch:undo", needs=Role.MODERATOR)
    async def undone(
        self, work: Work, by: Invocation, number: int, fields: dict[str, str], about: Message | None
    ) -> Decision:
        """Take the whole batch back within a day; what somebody has changed since stays as it is."""
        batch = await self._undoable(work, by, number)
        reason = fields.get("reason", "").strip()[:LONGEST_REASON]
        if not reason:
            raise Invalid("error.batch.reason")
        return await self._turn(work, by, batch, BatchState.UNDONE, reason)

    async def _undoable(self, work: Work, by: Invocation, number: int) -> Batch:
        """Fetch a batch that can be taken back.

        Raises:
            Invalid: there is none here, it was never confirmed, somebody was faster, or a day has passed.
        """
        batch = await _batch(work, by, number)
        if batch.state is BatchState.SHOWN:
            raise Invalid("error.stale_control")
        if batch.state is BatchState.UNDONE:
            raise await self._already(work, by, batch)
        if work.now - batch.at > UNDO_WITHIN:
            raise Invalid("error.batch.too_late")
        return batch

    async def _turn(
        self, work: Work, by: Invocation, batch: Batch, state: BatchState, reason: str | None = None
    ) -> Decision:
        """Confirm a batch or take it back, unless somebody was faster, and see to the first cases."""
        if not await work.batches.turn(batch, state):
            raise await self._already(work, by, await _batch(work, by, batch.id))
        deed = Deed(by=by.actor.id, at=work.now, language=by.locale, reason=reason)
        until = work.now + REMEMBERED
        await self._deeds.put(work, by.community, str(batch.id), deed, owner=deed.by, until=until)
        done = await self._go_on(work, by, await _batch(work, by, batch.id), reason)
        after = await _batch(work, by, batch.id)
        card = _result(after, speaking(by.locale))
        reply = answer(card) if state is BatchState.UNDONE else Decision(reply=ReplaceCard(card=card))
        return reply + Decision(actions=done.actions) + self._shared(after)

    async def _already(self, work: Work, by: Invocation, batch: Batch) -> Invalid:
        """Say to whoever comes too late what was done with a batch, and when."""
        deed = await self._deeds.get(work, by.community, str(batch.id))
        if deed is None:
            return Invalid("error.stale_control")
        say = speaking(by.locale)
        how = say("batch.taken_back") if batch.state is BatchState.UNDONE else say(f"ruling.{batch.ruling}")
        return Invalid("error.already_decided", ago=say.distance(deed.value.at, work.now), how=how)

    @timer(_GO_ON)
    async def go_on(self, work: Work, ring: Timer) -> Decision:
        """See to the next cases of a batch; whoever confirmed it or took it back hears when the last is done."""
        batch = await work.batches.get(ring.community, int(ring.subject))
        if batch is None:
            return Decision()
        kept = await self._deeds.get(work, ring.community, ring.subject)
        deed = kept.value if kept else Deed(by=batch.by, at=batch.at, language=batch.language)
        done = await self._go_on(work, _speaker(batch, deed, ring), batch, deed.reason)
        after = await work.batches.get(ring.community, batch.id)
        if after is None or _left(after):
            return done
        told = TellMember(member=deed.by, card=_result(after, speaking(deed.language)))
        return done + Decision(actions=((None, told),)) + self._shared(after)

    def _shared(self, batch: Batch) -> Decision:
        """Show the moderators what was decided together once it is done, so that any of them can take it back."""
        undone = batch.state is BatchState.UNDONE
        if _left(batch) or not batch.numbers(EntryState.UNDONE if undone else EntryState.DONE):
            return NOTHING
        say = speaking(self._policies(batch.community).language)
        shared = AskModerators(subject=f"batch:{batch.id}", card=_shared_card(batch, say))
        return Decision(actions=((None, shared),))

    async def _go_on(self, work: Work, by: Invocation, batch: Batch, reason: str | None) -> Decision:
        """See to as many cases as one unit of work may, and set a timer for the others."""
        taking_back = batch.state is BatchState.UNDONE
        waiting = _left(batch)
        actions: list[tuple[int | None, Action]] = []
        marked: list[Entry] = []
        for entry in waiting[:AT_ONCE]:
            decided = await self._one(work, by, batch, entry)
            if decided is None:
                marked.append(Entry(case=entry.case, version=entry.version, state=EntryState.LEFT_OUT))
                continue
            if reason is not None:
                await _note(work, by, entry.case, reason)
            state = EntryState.UNDONE if taking_back else EntryState.DONE
            marked.append(Entry(case=entry.case, version=entry.version + 1, state=state))
            actions += decided.actions
        await work.batches.mark(batch, marked)
        if len(waiting) > AT_ONCE:
            await work.timers.set(batch.community, _GO_ON, str(batch.id), work.now)
        return Decision(actions=tuple(actions))

    async def _one(self, work: Work, by: Invocation, batch: Batch, entry: Entry) -> Decision | None:
        """Rule on one case, or take it back; None when it is no longer as it was, or must not be ruled on so."""
        case = await work.cases.get(batch.community, entry.case)
        if case is None or case.version != entry.version:
            return None
        try:
            if batch.state is BatchState.UNDONE:
                return await self._take_back(work, by, case)
            return await self._rule(work, by, case, _ruling(case, batch.ruling))
        except Invalid:
            return None

    async def export(self, work: Work, community: CommunityId, member: MemberId) -> dict[str, object]:
        """Give a moderator the batches that they confirmed or took back last, with their reasons."""
        return {"batches": await self._deeds.export(work, community, member)}

    async def erase(self, work: Work, community: CommunityId, member: MemberId) -> int:
        """Forget who did what with which batch, and why; what was ruled is answered for, in the log."""
        return await self._deeds.erase(work, community, member)


def _left(batch: Batch) -> list[Entry]:
    """List the cases that are still to be seen to."""
    wanted = EntryState.DONE if batch.state is BatchState.UNDONE else EntryState.WAITS
    return [entry for entry in batch.entries if entry.state is wanted]


def _lawful(category: Category) -> tuple[Outcome, ...]:
    """Only spam is removed by the dozen: what a person wrote is looked at one by one."""
    return tuple(Outcome) if category.label is Label.SPAM else (Outcome.DISMISS,)


def _ruling(case: Case, ruling: Ruling) -> Ruling:
    """Fit the batch's ruling to one case: what is removed or gone already stays so, with a notice."""
    if ruling is Ruling.REMOVE and case.visibility in (Visibility.REMOVED, Visibility.DELETED):
        return Ruling.NOTICE
    return ruling


def _free(cases: Sequence[Case], by: Invocation, work: Work) -> list[Case]:
    """Leave out one's own cases and those that somebody else is working on."""
    return [case for case in cases if case.author != by.actor.id and not case.held_by_other(by.actor.id, work.now)]


async def _shown(work: Work, by: Invocation, cases: Sequence[Case], kind: Category, outcome: Outcome) -> Card:
    """Write a batch down with the versions that are shown, and draw what would happen."""
    say = speaking(by.locale)
    if outcome not in _lawful(kind):
        raise Invalid("error.batch.kind")
    free = _free(cases, by, work)
    if not free:
        raise Invalid("error.batch.empty")
    batch = Batch(
        id=0,
        community=by.community,
        by=by.actor.id,
        ruling=Ruling(outcome.value),
        state=BatchState.SHOWN,
        language=by.locale,
        at=work.now,
        entries=tuple(Entry(case=case.number, version=case.version) for case in free),
    )
    number = await work.batches.make(batch)
    effects = Fact(name=say("batch.effects"), value="\n".join(_effects(free, outcome, say)))
    sure = Button(
        label=say("button.batch.confirm", number=len(free)), token=f"batch:confirm:{number}", style=Style.DANGER
    )
    return Card(
        title=say("batch.shown.title", count=len(free), ruling=say(f"ruling.{outcome}")),
        body=(say("batch.shown.body"), *_rows(free, say, work)),
        facts=(effects,),
        buttons=(sure, Button(label=say("button.next"), token="queue:next")),
    )


def _effects(cases: Sequence[Case], outcome: Outcome, say: Say) -> list[str]:
    """Say what would happen to how many messages."""
    back = sum(case.visibility in (Visibility.HELD, Visibility.REMOVED) and case.has_original for case in cases)
    visible = sum(case.visibility in STANDING for case in cases)
    hidden = len(cases) - visible
    if outcome is Outcome.DISMISS:
        stays = len(cases) - back
        lines = [(back, say("batch.effect.back", count=back)), (stays, say("batch.effect.stays", count=stays))]
    else:
        lines = [
            (visible, say("batch.effect.removed", count=visible)),
            (hidden, say("batch.effect.hidden", count=hidden)),
        ]
    return [line for number, line in lines if number]


def _rows(cases: Sequence[Case], say: Say, work: Work) -> list[str]:
    """Write the first rows, and how many more there are."""
    lines = [row(case, say, work.now) for case in cases[:ROWS]]
    return [*lines, say("batch.more", count=len(cases) - ROWS)] if len(cases) > ROWS else lines


def _result(batch: Batch, say: Say) -> Card:
    """Draw what became of a batch."""
    left = len(_left(batch))
    out = batch.numbers(EntryState.LEFT_OUT)
    undone = batch.state is BatchState.UNDONE
    done = batch.numbers(EntryState.UNDONE if undone else EntryState.DONE)
    body = [say("batch.undone.body", count=len(done)) if undone else say("batch.done.body", count=len(done))]
    if out:
        named = say.listing([str(number) for number in out[:ROWS]])
        body.append(say("batch.left_out", count=len(out), cases=named))
    if left:
        body.append(say("batch.going_on", count=left))
    undo = Button(label=say("button.batch.undo"), token=f"batch:undo:{batch.id}")
    after = Button(label=say("button.next"), token="queue:next")
    title = say("batch.undone.title") if undone else say("batch.done.title")
    return Card(title=title, body=tuple(body), buttons=(after,) if undone or not done else (after, undo))


def _shared_card(batch: Batch, say: Say) -> Card:
    """Draw for all moderators what was decided together, without a word of anybody's."""
    if batch.state is BatchState.UNDONE:
        count = len(batch.numbers(EntryState.UNDONE))
        return Card(title=say("batch.undone.title"), body=(say("batch.undone.body", count=count),))
    count = len(batch.numbers(EntryState.DONE))
    return Card(
        title=say("batch.shown.title", count=count, ruling=say(f"ruling.{batch.ruling}")),
        body=(say("batch.shared.body"),),
        buttons=(Button(label=say("button.batch.undo"), token=f"batch:undo:{batch.id}"),),
    )


async def _note(work: Work, by: Invocation, number: int, reason: str) -> None:
    """Leave on a case why its ruling was taken back."""
    case = await work.cases.get(by.community, number)
    if case is not None:
        await work.cases.note(case, by.actor.id, work.now, reason)


def _speaker(batch: Batch, deed: Deed, ring: Timer) -> Invocation:
    """Speak for the moderator who confirmed the batch or took it back, whose right to do so was checked then."""
    actor = Member(id=deed.by, name="", role=Role.MODERATOR)
    nowhere = Channel(id=ChannelId(""), name="")
    return Invocation(
        id=DeliveryId(f"{_GO_ON}:{ring.id}"),
        community=batch.community,
        channel=nowhere,
        actor=actor,
        locale=deed.language,
    )


async def _batch(work: Work, by: Invocation, number: int) -> Batch:
    """Fetch a batch of this community.

    Raises:
        Invalid: there is none.
    """
    batch = await work.batches.get(by.community, number)
    if batch is None:
        raise Invalid("error.stale_control")
    return batch


async def _case(work: Work, by: Invocation, number: int) -> Case:
    case = await work.cases.get(by.community, number)
    if case is None:
        raise Invalid("error.no_such_case")
    return case
