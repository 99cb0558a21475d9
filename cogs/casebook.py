"""Sharing a case with colleagues: a form, a look at it before anybody else reads it, and a card that can be mended.

Source: the editorial's "Respect privacy" and "professionalism and confidentiality". The bands of age end at 90, since
an age above 89 identifies (45 CFR 164.514(b)(2)(i)(C)).
"""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum

from bot.core.actions import (
    Action,
    AskModerators,
    Decision,
    ReplaceCard,
    ShowForm,
    TakeBack,
    TellChannel,
    TellMember,
    answer,
)
from bot.core.audit import DeedKind
from bot.core.cards import Button, Card, Fact, Field, FieldKind, Form, Option, Style
from bot.core.commands import button, command, form, timer
from bot.core.courtesy import Occasion
from bot.core.engine import Examiner
from bot.core.errors import Invalid
from bot.core.events import ChannelId, CommunityId, Invocation, MemberId, Message, Role
from bot.core.findings import Finding, Label
from bot.core.policy import ChannelMode
from bot.core.ports import Timer, Work
from bot.core.redaction import redact
from bot.core.text import Content, Part, PartKind, Span
from cogs.shared.cards import because
from cogs.shared.kept import Entry, Kept
from cogs.shared.scan import Scan, scan
from cogs.shared.wording import safer
from config.catalogue import Say, speaking

DRAFT_KEPT = timedelta(hours=1)
ASKED_KEPT = timedelta(hours=72)
TEXT_KEPT = timedelta(days=30)
SHARED_KEPT = timedelta(days=180)
"""How long a draft that was stopped waits for its author, and for a moderator; how long our copy of a shared case is
kept so that its author can correct it; and how long we know whose a card is (as long as cases: the default policy)."""

REMIND_EVERY = timedelta(days=30)

_TAKE_BACK, _REMIND = "casebook.take_back", "casebook.remind"


class Age(StrEnum):
    """How old a patient is, as nearly as anybody needs to know."""

    UNSAID = "unsaid"
    INFANT = "infant"
    CHILD = "child"
    ADOLESCENT = "adolescent"
    YOUNG = "young"
    MIDDLE = "middle"
    OLDER = "older"
    OLD = "old"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseText:
    """What a member writes of a case; ``basis`` is how consent was given or how it was de-identified."""

    question: str = field(default="", repr=False)
    age: Age = Age.UNSAID
    setting: str = field(default="", repr=False)
    findings: str = field(default="", repr=False)
    basis: str = field(default="", repr=False)

    @property
    def written(self) -> tuple[str, ...]:
        """The member's own words, field by field, as `WRITTEN` names them."""
        return tuple(getattr(self, name) for name in WRITTEN)


WRITTEN = ("question", "setting", "findings", "basis")
_LIMITS = {"question": 300, "setting": 100, "findings": 1_800, "basis": 200}
"""Characters, so that the whole card fits one message on every platform (Discord: 1,024 in a fact, 6,000 in all)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A case that was stopped: where it was to go, under whose name, and which shared case it was to correct."""

    text: CaseText
    author: MemberId
    channel: ChannelId
    channel_name: str
    name: str = field(repr=False)
    shared: str | None
    asked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """A case that stands in a channel, under its author's name."""

    channel: ChannelId
    channel_name: str
    name: str = field(repr=False)
    flagged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminding:
    """A channel that is reminded every month."""

    channel: ChannelId


class CasebookCog:
    """Lets members share cases, correct them and take them back; reminds the channels that wish it."""

    def __init__(self, examiner: Examiner) -> None:
        self._examiner = examiner
        self._drafts = Kept("casebook.draft", Draft)
        self._texts = Kept("casebook.text", CaseText)
        self._shared = Kept("casebook.shared", Shared)
        self._reminded = Kept("casebook.reminder", Reminding)

    @command("case share")
    async def share(self, work: Work, by: Invocation) -> Decision:
        """Ask for a case in five fields."""
        return Decision(reply=ShowForm(form=_form(CaseText(), "case:new", speaking(by.locale))))

    @form("case:new")
    async def shared(self, work: Work, by: Invocation, fields: dict[str, str], about: Message | None) -> Decision:
        """Look at a case, and post it when nothing in it points to a patient."""
        draft = Draft(
            text=_read(fields),
            author=by.actor.id,
            channel=by.channel.id,
            channel_name=by.channel.name,
            name=by.actor.name,
            shared=None,
        )
        return await self._offer(work, by, draft)

    @button("case:edit")
    async def edit(self, work: Work, by: Invocation, draft: str) -> Decision:
        """Show a draft that was stopped again, in a safer wording."""
        kept = await self._own_draft(work, by, draft)
        say = speaking(by.locale)
        seen = await scan(self._examiner, work, _content(kept.value.text), by.community)
        return Decision(reply=ShowForm(form=_form(_safer(kept.value.text, seen, say), f"case:again:{draft}", say)))

    @form("case:again")
    async def again(
        self, work: Work, by: Invocation, draft: str, fields: dict[str, str], about: Message | None
    ) -> Decision:
        """Look at the mended draft."""
        kept = await self._own_draft(work, by, draft)
        await self._drafts.remove(work, by.community, draft)
        return await self._offer(work, by, replace(kept.value, text=_read(fields), asked=False))

    @button("case:drop")
    async def drop(self, work: Work, by: Invocation, draft: str) -> Decision:
        """Forget a draft."""
        await self._own_draft(work, by, draft)
        await self._drafts.remove(work, by.community, draft)
        say = speaking(by.locale)
        return Decision(reply=ReplaceCard(card=_plain(say("casebook.dropped.title"), say("casebook.dropped.body"))))

    @button("case:ask")
    async def ask(self, work: Work, by: Invocation, draft: str) -> Decision:
        """Take the author's word that the check is wrong to a moderator, who will read the whole text."""
        kept = await self._own_draft(work, by, draft)
        say = speaking(by.locale)
        if kept.value.asked:
            raise Invalid("casebook.error.asked")
        asked = replace(kept.value, asked=True)
        until = work.now + ASKED_KEPT
        await self._drafts.put(work, by.community, draft, asked, owner=by.actor.id, until=until)
        moderators = self._moderators_say(by.community)
        look = Button(label=moderators("button.case.look"), token=f"case:look:{draft}", style=Style.PRIMARY)
        card = Card(
            title=moderators("casebook.waiting.title"),
            body=(moderators("casebook.waiting.body", channel=asked.channel_name),),
            buttons=(look,),
        )
        return Decision(
            reply=ReplaceCard(card=_plain(say("casebook.asked.title"), say("casebook.asked.body"))),
            actions=((None, AskModerators(subject=_waiting(draft), card=card)),),
        )

    @button("case:look", needs=Role.MODERATOR)
    async def look(self, work: Work, by: Invocation, draft: str) -> Decision:
        """Show a stopped case to one moderator, whole; who looked is logged."""
        kept = await self._asked_draft(work, by, draft)
        say = speaking(by.locale)
        await work.audit.record(by.community, DeedKind.REVEAL, by.actor.id, detail="shared case")
        seen = await scan(self._examiner, work, _content(kept.value.text), by.community)
        found = Fact(name=say("check.found"), value="\n".join(_spots(seen, say)) or say("casebook.nothing"))
        buttons = (
            Button(label=say("button.case.allow"), token=f"case:allow:{draft}", style=Style.PRIMARY),
            Button(label=say("button.case.return"), token=f"case:return:{draft}"),
        )
        card = _drawn(kept.value.text, kept.value.name, say)
        return answer(replace(card, facts=(*card.facts, found), buttons=buttons, footer=say("casebook.look.footer")))

    @button("case:allow", needs=Role.MODERATOR)
    async def allow(self, work: Work, by: Invocation, draft: str) -> Decision:
        """Post a case that a moderator has read and found to be fine."""
        kept = await self._asked_draft(work, by, draft)
        say = speaking(by.locale)
        await self._drafts.remove(work, by.community, draft)
        posted = await self._post(work, by.community, kept.value)
        return Decision(
            reply=ReplaceCard(card=_plain(say("casebook.allowed.title"), say("casebook.allowed.body"))),
            actions=((None, self._settled(by.community, draft)), (None, posted)),
        )

    @button("case:return", needs=Role.MODERATOR)
    async def return_(self, work: Work, by: Invocation, draft: str) -> Decision:
        """Give a case back to its author, to be mended."""
        kept = await self._asked_draft(work, by, draft)
        owner = kept.value.author
        until = work.now + ASKED_KEPT
        await self._drafts.put(work, by.community, draft, replace(kept.value, asked=False), owner=owner, until=until)
        say = speaking(by.locale)
        theirs = speaking(await self._language(work, by.community, owner))
        told = Card(
            title=theirs("casebook.returned.title"),
            body=(theirs("casebook.returned.body", channel=kept.value.channel_name),),
            buttons=_draft_buttons(draft, theirs, may_ask=False),
        )
        return Decision(
            reply=ReplaceCard(card=_plain(say("casebook.return.title"), say("casebook.return.body"))),
            actions=(
                (None, self._settled(by.community, draft)),
                (None, TellMember(member=owner, card=told, occasion=Occasion.CASE)),
            ),
        )

    @button("case:correct")
    async def correct(self, work: Work, by: Invocation, case: str) -> Decision:
        """Show a shared case to its author, to be corrected."""
        await self._own(work, by, case)
        text = await self._texts.get(work, by.community, case)
        if text is None:
            raise Invalid("casebook.error.text_gone")
        return Decision(reply=ShowForm(form=_form(text.value, f"case:corrected:{case}", speaking(by.locale))))

    @form("case:corrected")
    async def corrected(
        self, work: Work, by: Invocation, case: str, fields: dict[str, str], about: Message | None
    ) -> Decision:
        """Look at the corrected case, and redraw it in its place."""
        found = await self._own(work, by, case)
        draft = Draft(
            text=_read(fields),
            author=by.actor.id,
            channel=found.value.channel,
            channel_name=found.value.channel_name,
            name=by.actor.name,
            shared=case,
        )
        return await self._offer(work, by, draft)

    @button("case:retract")
    async def retract(self, work: Work, by: Invocation, case: str) -> Decision:
        """Take a shared case back: its author may, and moderators."""
        found = await self._shared.get(work, by.community, case)
        say = speaking(by.locale)
        if found is None:
            raise Invalid("casebook.error.gone")
        mine = found.owner == by.actor.id
        if not mine and not by.actor.role.is_staff:
            raise Invalid("casebook.error.not_yours")
        asked = await self._forget(work, by.community, case, found.owner)
        actions: list[Action] = [TakeBack(channel=found.value.channel, subject=_subject(case))]
        actions += [self._settled(by.community, draft, taken_back=True) for draft in asked]
        if not mine and found.owner is not None:
            theirs = speaking(await self._language(work, by.community, found.owner))
            told = Card(
                title=theirs("casebook.retracted.title"),
                body=(theirs("casebook.retracted.by_moderator", channel=found.value.channel_name),),
            )
            actions.append(TellMember(member=found.owner, card=told, occasion=Occasion.URGENT))
        if found.value.flagged:
            moderators = self._moderators_say(by.community)
            over = Card(title=moderators("casebook.flagged.title"), body=(moderators("casebook.retracted.over"),))
            actions.append(AskModerators(subject=_subject(case), card=over))
        done = _plain(say("casebook.retracted.title"), say("casebook.retracted.body"))
        return answer(done) + Decision(actions=tuple((None, one) for one in actions))

    @button("case:flag")
    async def flag(self, work: Work, by: Invocation, case: str) -> Decision:
        """Tell moderators that a reader could recognise the patient; who said so is not told."""
        found = await self._shared.get(work, by.community, case)
        if found is None:
            raise Invalid("casebook.error.gone")
        say = speaking(by.locale)
        thanks = answer(_plain(say("casebook.flag.title"), say("casebook.flag.body")))
        if found.value.flagged:
            return thanks
        await self._shared.put(
            work, by.community, case, replace(found.value, flagged=True), owner=found.owner, until=found.until
        )
        moderators = self._moderators_say(by.community)
        card = Card(
            title=moderators("casebook.flagged.title"),
            body=(moderators("casebook.flagged.body", channel=found.value.channel_name),),
            buttons=(
                Button(label=moderators("button.case.retract"), token=f"case:retract:{case}", style=Style.DANGER),
            ),
        )
        return thanks + Decision(actions=((None, AskModerators(subject=_subject(case), card=card, ping=True)),))

    @timer(_TAKE_BACK)
    async def take_back(self, work: Work, ring: Timer) -> Decision:
        """Take away the card of a case whose author had everything erased."""
        case, _, channel = ring.subject.partition(" ")
        return Decision(actions=((None, TakeBack(channel=ChannelId(channel), subject=_subject(case))),))

    @command("case reminder", needs=Role.ADMIN)
    async def reminder(self, work: Work, by: Invocation, on: bool) -> Decision:  # noqa: FBT001 - an option
        """Remind this channel every month of what a case must not show; only a channel for cases."""
        say = speaking(by.locale)
        channel = by.channel.id
        if not on:
            await self._reminded.remove(work, by.community, channel)
            await work.timers.cancel(by.community, _REMIND, channel)
            return answer(Card(title=say("casebook.reminder.title"), body=(say("casebook.reminder.off"),)))
        if self._examiner.policies(by.community).mode(by.channel.name) is not ChannelMode.CASES:
            raise Invalid("casebook.error.mode", channel=by.channel.name)
        await self._reminded.put(work, by.community, channel, Reminding(channel=channel))
        await work.timers.set(by.community, _REMIND, channel, work.now)
        return answer(Card(title=say("casebook.reminder.title"), body=(say("casebook.reminder.on"),)))

    @timer(_REMIND)
    async def remind(self, work: Work, ring: Timer) -> Decision:
        """Put the reminder anew where people read, in place of last month's; never in the quiet hours."""
        if await self._reminded.get(work, ring.community, ring.subject) is None:
            return Decision()
        policy = self._examiner.policies(ring.community)
        quiet = policy.quiet_until(work.now)
        await work.timers.set(ring.community, _REMIND, ring.subject, quiet or work.now + REMIND_EVERY)
        if quiet is not None:
            return Decision()
        say = speaking(policy.language)
        channel = ChannelId(ring.subject)
        card = Card(
            title=say("casebook.remind.title"),
            body=(say("casebook.remind.body"), say("casebook.remind.how")),
        )
        tell = TellChannel(channel=channel, card=card, subject=_REMIND)
        return Decision(actions=((None, TakeBack(channel=channel, subject=_REMIND, then=(tell,), otherwise=(tell,))),))

    async def _offer(self, work: Work, by: Invocation, draft: Draft) -> Decision:
        """Post a case that is clear; keep one that is not for its author to mend, and say why."""
        say = speaking(by.locale)
        seen = await scan(self._examiner, work, _content(draft.text), by.community)
        if seen.is_clear:
            posted = await self._post(work, by.community, draft)
            channel = draft.channel_name
            body = (
                say("casebook.on_its_way.corrected", channel=channel)
                if draft.shared
                else say("casebook.on_its_way.body", channel=channel)
            )
            return answer(_plain(say("casebook.on_its_way.title"), body)) + Decision(actions=((None, posted),))
        until = work.now + DRAFT_KEPT
        number = await self._drafts.add(work, by.community, draft, owner=by.actor.id, until=until)
        if not seen.left:
            buttons = _draft_buttons(number, say, may_ask=False)
            return answer(replace(_plain(say("casebook.stopped.title"), say("casebook.unchecked")), buttons=buttons))
        others = [one for one in seen.left if one.category.label is not Label.PATIENT_DATA]
        facts = [Fact(name=say("check.found"), value="\n".join(spots))] if (spots := _spots(seen, say)) else []
        facts += [
            Fact(name=say(f"label.{label}"), value=say(f"check.label.{label}"))
            for label in dict.fromkeys(one.category.label for one in others)
        ]
        wording = _safer(draft.text, seen, say) if spots else None
        changed = wording is not None and wording != draft.text
        return answer(
            Card(
                title=say("casebook.stopped.title"),
                body=(say("casebook.stopped.body"), *((say("check.safer"),) if changed else ())),
                facts=tuple(facts),
                excerpt="\n\n".join(wording.written) if changed and wording is not None else None,
                buttons=_draft_buttons(number, say, may_ask=True),
                footer=say("casebook.stopped.footer"),
            )
        )

    async def _post(self, work: Work, community: CommunityId, draft: Draft) -> Action:
        """Write a case down as shared, and give the action that shows it; its author hears when it cannot be shown.

        Raises:
            Invalid: the case that it corrects is gone; nobody could take its card away again.
        """
        author = draft.author
        stub = Shared(channel=draft.channel, channel_name=draft.channel_name, name=draft.name)
        if draft.shared is None:
            until = work.now + SHARED_KEPT
            case = await self._shared.add(work, community, stub, owner=author, until=until)
        elif await self._shared.get(work, community, draft.shared) is None:
            raise Invalid("casebook.error.gone")
        else:
            case = draft.shared
        text_until = work.now + TEXT_KEPT
        await self._texts.put(work, community, case, draft.text, owner=author, until=text_until)
        everybody = self._moderators_say(community)
        card = replace(_drawn(draft.text, draft.name, everybody), buttons=_shared_buttons(case, everybody))
        say = speaking(await self._language(work, community, author))
        failed = Card(
            title=say("casebook.failed.title"), body=(say("casebook.failed.body", channel=draft.channel_name),)
        )
        told = TellMember(member=author, card=failed, occasion=Occasion.URGENT)
        return TellChannel(channel=draft.channel, card=card, subject=_subject(case), otherwise=(told,))

    def _settled(self, community: CommunityId, draft: str, *, taken_back: bool = False) -> AskModerators:
        say = self._moderators_say(community)
        body = say("casebook.retracted.over") if taken_back else say("casebook.waiting.over")
        return AskModerators(subject=_waiting(draft), card=_plain(say("casebook.waiting.title"), body))

    async def _own_draft(self, work: Work, by: Invocation, draft: str) -> Entry[Draft]:
        kept = await self._drafts.get(work, by.community, draft)
        if kept is None or kept.owner != by.actor.id:
            raise Invalid("casebook.error.draft_gone")
        return kept

    async def _asked_draft(self, work: Work, by: Invocation, draft: str) -> Entry[Draft]:
        """Find a draft that waits for a moderator; nobody lets their own through."""
        kept = await self._drafts.get(work, by.community, draft)
        if kept is None or not kept.value.asked:
            raise Invalid("casebook.error.settled")
        if kept.owner == by.actor.id:
            raise Invalid("casebook.error.own")
        return kept

    async def _own(self, work: Work, by: Invocation, case: str) -> Entry[Shared]:
        found = await self._shared.get(work, by.community, case)
        if found is None:
            raise Invalid("casebook.error.gone")
        if found.owner != by.actor.id:
            raise Invalid("casebook.error.not_yours")
        return found

    async def _forget(self, work: Work, community: CommunityId, case: str, owner: MemberId | None) -> list[str]:
        """Forget a shared case and its owner's corrections of it; those that moderators were asked about come back."""
        await self._texts.remove(work, community, case)
        await self._shared.remove(work, community, case)
        drafts = await self._drafts.page(work, community, owner=owner, limit=10_000)
        corrections = [draft for draft in drafts if draft.value.shared == case]
        for draft in corrections:
            await self._drafts.remove(work, community, draft.name)
        return [draft.name for draft in corrections if draft.value.asked]

    def _moderators_say(self, community: CommunityId) -> Say:
        return speaking(self._examiner.policies(community).language)

    async def _language(self, work: Work, community: CommunityId, member: MemberId) -> str:
        """Find the language for a member who is not the one asking: their own choice, or the community's."""
        preferred = (await work.members.preferences(community, member)).get("language")
        return preferred or self._examiner.policies(community).language

    async def export(self, work: Work, community: CommunityId, member: MemberId) -> dict[str, object]:
        """Give a member their drafts, the text of their shared cases while we have it, and where those stand."""
        return {
            "case drafts": await self._drafts.export(work, community, member),
            "shared cases": await self._shared.export(work, community, member),
            "texts of shared cases": await self._texts.export(work, community, member),
        }

    async def erase(self, work: Work, community: CommunityId, member: MemberId) -> int:
        """Forget a member's drafts and cases, and have the cards of these cases taken away."""
        for case in await self._shared.page(work, community, owner=member, limit=10_000):
            await work.timers.set(community, _TAKE_BACK, f"{case.name} {case.value.channel}", work.now)
        erased = [await kept.erase(work, community, member) for kept in (self._drafts, self._texts, self._shared)]
        return sum(erased)


def _subject(case: str) -> str:
    return f"shared:{case}"


def _waiting(draft: str) -> str:
    return f"shared-draft:{draft}"


def _plain(title: str, body: str) -> Card:
    return Card(title=title, body=(body,))


def _form(text: CaseText, token: str, say: Say) -> Form:
    """Draw the five fields, with what stands in them."""
    ages = tuple(Option(label=say(f"casebook.age.{age}"), value=age.value) for age in Age)
    drawn = [
        Field(
            name=name,
            label=say(f"casebook.field.{name}"),
            kind=FieldKind.LINE if name == "setting" else FieldKind.PARAGRAPH,
            max_length=_LIMITS[name],
            value=getattr(text, name)[: _LIMITS[name]],
            hint=say(f"casebook.hint.{name}"),
        )
        for name in WRITTEN
    ]
    age = Field(name="age", label=say("casebook.field.age"), kind=FieldKind.CHOICE, options=ages, value=text.age.value)
    return Form(
        title=say("casebook.form.title"),
        intro=say("casebook.form.intro"),
        token=token,
        fields=(drawn[0], age, *drawn[1:]),
    )


def _read(answers: dict[str, str]) -> CaseText:
    """Read a form's answers.

    Raises:
        Invalid: a field is empty, or the age is none of the bands.
    """
    written = {name: answers.get(name, "").strip()[: _LIMITS[name]] for name in WRITTEN}
    if not all(written.values()):
        raise Invalid("casebook.error.empty")
    try:
        age = Age(answers.get("age") or Age.UNSAID)
    except ValueError:
        raise Invalid("error.bad_option", option="age", expected=", ".join(Age)) from None
    return CaseText(age=age, **written)


def _content(text: CaseText) -> Content:
    """Give the detectors every field as a part of one message, so that what identifies only together is seen."""
    return Content(parts=tuple(Part(kind=PartKind.BODY, text=words) for words in text.written))


def _patients(seen: Scan) -> list[Finding]:
    return [one for one in seen.left if one.category.label is Label.PATIENT_DATA]


def _spots(seen: Scan, say: Say) -> list[str]:
    """Say in which field what could identify somebody, and why; never the words."""
    lines = [
        say(
            "casebook.spot",
            field=say(f"casebook.field.{WRITTEN[one.span.part]}"),
            kind=say(f"kind.{one.kind}"),
            why=because(one, say),
        )
        for one in sorted(_patients(seen), key=lambda one: one.span)
    ]
    return list(dict.fromkeys(lines))


def _safer(text: CaseText, seen: Scan, say: Say) -> CaseText:
    """Tell each field in general words where something in it identifies."""
    told = {}
    for index, name in enumerate(WRITTEN):
        words = getattr(text, name)
        here = [
            replace(one, span=Span(part=0, start=one.span.start, end=one.span.end))
            for one in _patients(seen)
            if one.span.part == index
        ]
        told[name] = safer(redact(Content.of(words), here), say) if here else words
    return CaseText(age=text.age, **told)


def _drawn(text: CaseText, name: str, say: Say) -> Card:
    """Draw a case as colleagues read it."""
    return Card(
        title=say("casebook.card.title", name=name),
        body=(text.findings,),
        facts=(
            Fact(name=say("casebook.card.question"), value=text.question),
            Fact(name=say("casebook.field.age"), value=say(f"casebook.age.{text.age}")),
            Fact(name=say("casebook.field.setting"), value=text.setting),
            Fact(name=say("casebook.card.basis"), value=text.basis),
        ),
        footer=say("casebook.card.footer"),
    )


def _draft_buttons(draft: str, say: Say, *, may_ask: bool) -> tuple[Button, ...]:
    buttons = [Button(label=say("button.fix.again"), token=f"case:edit:{draft}", style=Style.PRIMARY)]
    if may_ask:
        buttons.append(Button(label=say("button.case.ask"), token=f"case:ask:{draft}"))
    return (*buttons, Button(label=say("button.case.drop"), token=f"case:drop:{draft}"))


def _shared_buttons(case: str, say: Say) -> tuple[Button, ...]:
    return (
        Button(label=say("button.case.correct"), token=f"case:correct:{case}"),
        Button(label=say("button.case.retract"), token=f"case:retract:{case}"),
        Button(label=say("button.case.flag"), token=f"case:flag:{case}"),
    )
