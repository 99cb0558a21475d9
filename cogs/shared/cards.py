"""Cards about cases: the moderators' redacted card, the channel card without any excerpt, and members' notices."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.core.actions import AskModerators, Decision
from bot.core.cards import Button, Card, Fact, Option, Style
from bot.core.cases import CLOCKS, QUEUED, Case, CaseKind, Ending, Priority, Reason, Ruling, State, Visibility
from bot.core.findings import Category, Finding, Label
from bot.core.policy import Appeals
from bot.core.ports import ActionRecord, NoteRecord
from bot.core.waves import PAUSED
from config.catalogue import Say

APPEAL_WITHIN = Appeals().within

CHANNEL = "channel"
PRIVATE = "private"
"""Where a control stands: on the moderators' shared card or on a card that one moderator sees."""

STANDING = (Visibility.VISIBLE, Visibility.RELEASED)
"""Where members can read a message: as its author wrote it, or as it was put back."""

SIMILAR_LEAST = 10
AGREED_LEAST = 0.6
"""From how many rulings, and from which share of them, a suggestion rests on what was ruled here (our defaults): fewer
say little, and a smaller share is no agreement."""

SANCTIONS = (Ruling.STRIKE, Ruling.TIMEOUT, Ruling.PROPOSE_BAN)
"""What is never suggested (source: the design of the queue, "The card")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What stands round a case: how like ones were ruled, what moderators noted, how many wait that are like it."""

    precedents: Mapping[Ruling, int] = field(default_factory=dict)
    notes: tuple[NoteRecord, ...] = ()
    alike: int = 0


def label_name(case: Case, say: Say) -> str:
    """Name what a case is about."""
    label = say(f"category.{case.category.value}")
    if case.kind is CaseKind.APPEAL:
        return say("case.appeal", about=case.about, label=label)
    return say("case.ban", about=case.about, label=label) if case.kind is CaseKind.BAN else label


def because(found: Finding | Reason, say: Say) -> str:
    """Say why a rule spoke, in the reader's language; a rule that the catalogue does not know has its own English."""
    return say(f"why.{found.rule}") if say.has(f"why.{found.rule}") else found.why


def kinds(reasons: Sequence[Reason], say: Say) -> str:
    """List what was found by kind, each once, in the order found: ``an exact age and a date``."""
    seen = Counter(reason.kind for reason in reasons)
    return say.listing([say(f"kind.{kind}") for kind in seen])


def positions(reasons: Sequence[Reason], say: Say) -> list[str]:
    """Say in which sentence what stands, without the words: ``2nd sentence: a date``."""
    by_sentence: dict[int, list[str]] = {}
    for reason in reasons:
        found = by_sentence.setdefault(reason.sentence, [])
        if reason.kind not in found:
            found.append(reason.kind)
    return [
        say("notice.position", sentence=sentence, kinds=say.listing([say(f"kind.{kind}") for kind in found]))
        for sentence, found in sorted(by_sentence.items())
    ]


def ended(case: Case, say: Say) -> str:
    """Name what was decided on a case, or how it ended without."""
    if case.outcome is not None:
        return say(f"outcome.{case.outcome}")
    return say(f"ruling.{case.ruling}") if case.ruling else say(f"ending.{case.ending or Ending.LAPSED}")


def _clock(case: Case, say: Say, now: datetime) -> str:
    if case.state in (State.DECIDED, State.CLOSED):
        return say("case.ended", how=ended(case, say))
    if case.state is State.TOLD:
        return say("case.told")
    if case.decide_by is None:
        return say("case.no_clock")
    return say("case.decide", moment=say.distance(case.decide_by, now))


def headline(case: Case, say: Say, now: datetime) -> str:
    """Write the first line of a card: number, priority, label with band, clock."""
    priority = case.priority.name if case.priority is not None else say("case.no_priority")
    if case.kind is not CaseKind.MESSAGE:
        label = label_name(case, say)
        return say(
            "case.headline.about", case=case.number, priority=priority, label=label, clock=_clock(case, say, now)
        )
    return say(
        "case.headline",
        case=case.number,
        priority=priority,
        label=label_name(case, say),
        band=say(f"band.{case.band.name.lower()}"),
        confidence=f"{case.confidence:.2f}",
        clock=_clock(case, say, now),
    )


def whereabouts(case: Case, say: Say, now: datetime) -> str:
    """Write the second line of a card: channel, the member's pseudonym and standing, whether it can be seen."""
    joined = say.lasting(now - case.author_joined_at) if case.author_joined_at else say("case.joined_unknown")
    return say(
        "case.whereabouts",
        channel=case.channel_name,
        member=case.alias,
        since=joined,
        strikes=say("case.strikes", count=case.strikes),
        visibility=say(f"visibility.{case.visibility}"),
    )


def row(case: Case, say: Say, now: datetime) -> str:
    """Write one line of a list or of autocomplete; it carries no content."""
    priority = case.priority.name if case.priority is not None else "–"
    free = case.owner is None or case.lease_until is None or case.lease_until <= now
    status = say("case.free") if case.state in QUEUED and free else say(f"state.{case.state}")
    age = say.lasting(now - case.opened_at)
    return f"{case.number} · {priority} · {label_name(case, say)} · #{case.channel_name} · {age} · {status}"


def remarks(case: Case, say: Say) -> list[str]:
    """Write what a moderator should know before deciding."""
    said = []
    if case.contested:
        said.append(say("case.contested"))
    if case.edited:
        said.append(say("case.edited"))
    if case.reports:
        said.append(say("case.reports", count=case.reports))
    if case.shadow:
        said.append(say("case.shadow"))
    if case.attention:
        said.append(_attention(case.attention, say))
    return said


def not_done(kind: str, reason: str) -> str:
    """Note for a case's `attention` what the platform would not do, and its reason; the card makes words of it."""
    return f"{kind}: {reason}"


def _attention(noted: str, say: Say) -> str:
    kind, _, reason = noted.partition(": ")
    action = say(f"action.{kind}") if say.has(f"action.{kind}") else kind
    return say("case.attention", action=action, reason=reason)


def order_of(case: Case) -> str:
    """Write a case's place on a board: what waits by urgency, then what is over."""
    if case.state not in QUEUED:
        return "9"
    priority = len(Priority) if case.priority is None else case.priority.value
    due = case.decide_by or case.opened_at
    return f"{priority} {due.isoformat(timespec='seconds')} {case.number:010}"


def redrawn(case: Case, moderators: Say, now: datetime, *, ping: bool = False) -> Decision:
    """Show the moderators a case's card at its place on the board, instead of the earlier one."""
    card = channel_card(case, moderators, now)
    asked = AskModerators(subject=f"case:{case.number}", card=card, ping=ping, order=order_of(case))
    return Decision(actions=((case.number, asked),))


def completions(cases: Sequence[Case], typed: str, say: Say, now: datetime) -> list[Option]:
    """Offer the cases whose number begins as it was typed; the rows hold no content."""
    return [
        Option(label=row(case, say, now)[:100], value=str(case.number))
        for case in cases
        if str(case.number).startswith(typed.removeprefix("#"))
    ]


def precedent(case: Case, precedents: Mapping[Ruling, int]) -> tuple[Ruling, int, int] | None:
    """Find what moderators usually ruled on the like: the ruling, of how many, and with which share in hundredths.

    None where there are too few, where they do not agree, or where the ruling would be a sanction or not lawful here.
    """
    of = sum(precedents.values())
    if of < SIMILAR_LEAST:
        return None
    ruling = max(precedents, key=lambda one: (precedents[one], one))
    if precedents[ruling] < AGREED_LEAST * of or ruling in SANCTIONS or ruling not in lawful(case):
        return None
    return ruling, of, round(100 * precedents[ruling] / of)


def suggestion(case: Case, precedents: Mapping[Ruling, int] | None = None) -> Ruling:
    """Choose what was usually ruled here, else what is usually right; only ever a suggestion, never a sanction."""
    usual = precedent(case, precedents or {})
    if usual is not None:
        return usual[0]
    if case.category.label in (Label.ADVICE, Label.DISTRESS):
        return Ruling.DISMISS
    if case.category.label is Label.SPAM and case.visibility is not Visibility.REMOVED:
        return Ruling.REMOVE
    return Ruling.NOTICE


def lawful(case: Case) -> tuple[Ruling, ...]:
    """List the rulings that make sense for a case as it stands, the mildest first."""
    if case.state in (State.DECIDED, State.CLOSED):
        return ()
    hidden = case.visibility in (Visibility.HELD, Visibility.REMOVED)
    rulings = [Ruling.RELEASE] if hidden and case.has_original else []
    if case.category is Category.DISTRESS:  # care, and never a sanction or a removal (source: the default policy)
        return (*rulings, Ruling.DISMISS, Ruling.NUDGE, Ruling.ESCALATE)
    rulings += [Ruling.DISMISS, Ruling.NUDGE, Ruling.NOTICE]
    if case.visibility not in (Visibility.REMOVED, Visibility.DELETED):
        rulings.append(Ruling.REMOVE)
    return (*rulings, Ruling.STRIKE, Ruling.TIMEOUT, Ruling.PROPOSE_BAN, Ruling.ESCALATE)


def channel_card(case: Case, say: Say, now: datetime) -> Card:
    """Draw the card in the moderators' channel: two lines and buttons, never an excerpt."""
    body = [whereabouts(case, say, now), *remarks(case, say)]
    if case.owner and case.lease_until and case.lease_until > now:
        body.append(say("case.claimed_until", moment=say.distance(case.lease_until, now)))
    return Card(title=headline(case, say, now), body=tuple(body), buttons=_controls(case, say, CHANNEL))


def case_card(
    case: Case,
    records: Sequence[ActionRecord],
    say: Say,
    now: datetime,
    around: Around | None = None,
    about: Case | None = None,
) -> Card:
    """Draw the redacted card that one moderator sees; ``about`` is the case that this one is about, if it is kept."""
    around = around or Around()
    facts = [Fact(name=say("case.why"), value="\n".join(_reasons(case, say)))]
    if case.about is not None:
        first = headline(about, say, now) if about is not None else say("case.first_gone", about=case.about)
        facts.append(Fact(name=say("case.first"), value=first))
    elif case.state in QUEUED:
        facts.append(Fact(name=say("case.suggested"), value=_suggested(case, around.precedents, say)))
    owner = say("case.nobody")
    if case.owner is not None and case.lease_until is not None and case.lease_until > now:
        owner = say("case.claimed_until", moment=say.distance(case.lease_until, now))
    facts.append(Fact(name=say("case.owner"), value=owner))
    if around.notes:
        noted = [say("case.note", note=one.note, ago=say.distance(one.at, now)) for one in around.notes]
        facts.append(Fact(name=say("case.notes"), value="\n".join(noted)))
    if records:
        facts.append(Fact(name=say("case.done_so_far"), value="\n".join(_record(one, say, now) for one in records)))
    return Card(
        title=headline(case, say, now),
        body=(whereabouts(case, say, now), *remarks(case, say)),
        excerpt=case.excerpt,
        facts=tuple(facts),
        buttons=_controls(case, say, PRIVATE, around),
    )


def _suggested(case: Case, precedents: Mapping[Ruling, int], say: Say) -> str:
    """Write a suggestion, and what it rests on."""
    suggested = suggestion(case, precedents)
    name = say(f"ruling.{suggested}")
    usual = precedent(case, precedents)
    if usual is None:
        return name
    if case.visibility is Visibility.HELD and suggested not in (Ruling.RELEASE, Ruling.DISMISS):
        return say("case.suggested.hidden", ruling=name, similar=usual[1], agreed=usual[2])
    return say("case.suggested.basis", ruling=name, similar=usual[1], agreed=usual[2])


def _reasons(case: Case, say: Say) -> list[str]:
    if not case.reasons:
        return [say("case.reported_only")]
    strongest: dict[str, Reason] = {}
    for reason in case.reasons:
        known = strongest.get(reason.rule)
        if known is None or reason.confidence > known.confidence:
            strongest[reason.rule] = reason
    return [
        f"{say(f'kind.{reason.kind}')}: {because(reason, say)} ({reason.confidence:.2f})"
        for reason in sorted(strongest.values(), key=lambda one: -one.confidence)
    ]


def _record(record: ActionRecord, say: Say, now: datetime) -> str:
    effect = say(f"effect.{record.effect.value.replace(' ', '_')}")
    reason = f" ({record.reason})" if record.reason else ""
    return f"{say(f'action.{record.kind}')}: {effect}{reason}, {say.distance(record.at, now)}"


def _controls(case: Case, say: Say, place: str, around: Around | None = None) -> tuple[Button, ...]:
    if case.state in (State.DECIDED, State.CLOSED):
        undo = Button(label=say("button.undo"), token=f"queue:undo:{place}:{case.number}")
        return (undo,) if case.ruling and place == PRIVATE else ()
    where = f"{place}:{case.number}:{case.version}"
    suggested = suggestion(case, around.precedents if around else None)
    buttons = []
    if case.state is not State.CLAIMED:
        buttons.append(Button(label=say("button.claim"), token=f"queue:claim:{where}"))
    if case.kind is not CaseKind.MESSAGE:
        token = f"{case.kind}:decide:{where}"
        return (*buttons, Button(label=say("button.decide"), token=token, style=Style.PRIMARY))
    buttons.append(
        Button(
            label=say(f"button.rule.{suggested}"),
            token=f"queue:rule:{suggested}:{where}",
            style=Style.PRIMARY,
        )
    )
    hidden = case.visibility in (Visibility.HELD, Visibility.REMOVED)
    other = Ruling.RELEASE if hidden and case.has_original else Ruling.DISMISS
    if other is not suggested:
        buttons.append(Button(label=say(f"button.rule.{other}"), token=f"queue:rule:{other}:{where}"))
    buttons.append(Button(label=say("button.more"), token=f"queue:more:{where}"))
    if case.has_original:
        buttons.append(Button(label=say("button.reveal"), token=f"queue:reveal:{case.number}"))
    if around is not None and around.alike > 1:
        buttons.append(Button(label=say("button.alike", number=around.alike), token=f"batch:like:{case.number}"))
    return tuple(buttons)


def appeal_offer(case: Case, say: Say, until: datetime) -> tuple[str, Button]:
    """Offer an appeal: a sentence with its last day, and a button."""
    return say("later.appeal", until=say.day(until)), Button(
        label=say("button.appeal"), token=f"my:appeal:{case.number}"
    )


def notice_card(case: Case, say: Say, situation: str, appeal_within: timedelta = APPEAL_WITHIN) -> Card:
    """Draw what an author is told about their message; ``situation`` is one of the catalogue's ``notice.*`` stories.

    The order is the policy's: what happened, why it matters, what you can do, what happens next, who sees it.
    """
    label = case.category.label
    spots = positions(case.reasons, say) if label is Label.PATIENT_DATA else []
    found = say("notice.found", kinds=kinds(case.reasons, say)) if spots else ""
    # Nobody is suspected of anything whose link was held because of whom they came with.
    paused = bool(case.reasons) and case.reasons[0].rule == PAUSED
    what = say("notice.what.paused") if paused else say(f"notice.what.{case.category.value}")
    body = [
        say(f"notice.{situation}.happened", channel=case.channel_name, what=what),
        found,
        say(f"notice.why.{label}"),
        say(f"notice.{situation}.{_offer(case, situation)}", days=appeal_within.days),
        say("notice.who", case=case.number),
    ]
    return Card(
        title=say("notice.title", channel=case.channel_name),
        body=tuple(line for line in body if line),
        facts=(Fact(name=say("notice.where"), value="\n".join(spots)),) if spots else (),
        buttons=_answers(case, say, situation),
    )


def _mendable(case: Case, situation: str) -> bool:
    """Tell whether the author may send a mended version: not of an advertisement, nor of what was removed outright."""
    return situation in ("held", "visible") and case.category.label is not Label.SPAM


def _offer(case: Case, situation: str) -> str:
    """Name what the author reads that they can do; nobody is promised to end a case that only a moderator may end."""
    if not _mendable(case, situation):
        return "ask"
    return "stays" if case.needs_moderator else "next"


def _answers(case: Case, say: Say, situation: str) -> tuple[Button, ...]:
    """Offer the author what they can do: mend it (not an advertisement), delete it, or say that we are wrong."""
    mistake = Button(label=say("button.mistake"), token=f"mine:mistake:{case.number}")
    if _mendable(case, situation):
        fix = "button.fix.held" if situation == "held" else "button.fix.visible"
        return (
            Button(label=say(fix), token=f"mine:fix:{case.number}", style=Style.PRIMARY),
            Button(label=say("button.withdraw"), token=f"mine:withdraw:{case.number}"),
            mistake,
        )
    return (mistake,) if situation in ("held", "removed", "visible") else ()


def due_for(priority: Priority, now: datetime) -> datetime:
    """Work out by when a case of this priority is to be decided."""
    return now + CLOCKS[priority].decide


def within(priority: Priority, say: Say) -> str:
    """Say how soon a case of this priority is looked at."""
    return say.lasting(CLOCKS[priority].decide)
