"""What the scores come to, a judge a label: findings, and rules' findings that the context does not bear out."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from weakref import WeakKeyDictionary

from bot.core.findings import Category, Context, Dropped, Finding, Kind, Label, LearnedDetector
from bot.core.text import Span, Text
from bot.detectors.advice.counsel import is_shop_talk
from bot.detectors.reader.calibration import Calibration
from bot.detectors.reader.reader import Ask, Errand, Glance, Reader
from bot.detectors.reader.window import Window
from bot.detectors.respect.remark import Leaning, is_tease, leaning_of

TAKEN_BACK = "Read in its context, this is most likely not what the rule took it for."

_STRUCTURED = frozenset({Kind.IDENTIFIER, Kind.PHONE, Kind.EMAIL, Kind.ADDRESS, Kind.URL, Kind.IP})
"""What patterns own: the context says little about numbers and addresses, and they are never taken back."""

_PLAIN_SPOKEN = frozenset(
    {"patient_data.age_over_89", "patient_data.date_of_birth", "patient_data.date_of_care", "spam.plug"}
)

PLAIN_SPOKEN = 0.75
"""From which confidence an age or a date is not taken back: the words beside it say whose it is (“94F NOF”, “admitted 3
March”). Of seventeen that the reader took back in terse messages, written for this by nobody of the corpus, fifteen had
been right; of fourteen in the corpus' unseen authors, who wrote many traps, one. A plug has its shape."""

_MOSAIC = "patient_data.read_across"

Said = tuple[Category, str, Kind, Span]


class Judge(ABC):
    """One label's judge.

    Args:
        reader: what reads; the judges of all labels share it, so that a message is read once.
        head: the reader's head for this label.
    """

    name: str
    label: Label
    head: str
    rules: Mapping[str, str]
    calibrated = True

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    @property
    def _calibration(self) -> Calibration:
        return self._reader.calibrations[self.head]

    def needs(self, text: Text, context: Context, found: Sequence[Finding]) -> Errand | None:
        """Read where there is a suspicion of any kind, or to the end where a rule without proof has spoken.

        What the encoder costs it costs once a message: when it reads for one label, the others may as well ask it.
        """
        glance = self._reader.glance(text)
        if glance is None or glance.is_asked:
            return None
        whole = any(map(_is_doubtful, found))
        return self._reader.errand(glance, whole=whole) if whole or self._reader.begins(glance) else None

    def infer(self, text: Text, context: Context, found: Sequence[Finding]) -> Sequence[Finding | Dropped]:
        """Say what reading it to the end comes to."""
        glance = self._reader.glance(text)
        if glance is None or not glance.is_read or not (glance.answer.suspected or any(self._doubtful(found))):
            return ()
        chance = self._calibration.chance(glance.quick[self.head], glance.close(self.head))
        if chance < self._calibration.doubt:
            return [Dropped(rule=one.rule, span=one.span, reason=TAKEN_BACK) for one in self._doubtful(found)]
        if not self._is_enough(text, chance):
            return ()
        known = [one.span for one in found if one.label is self.label and one.confidence >= chance]
        return [
            Finding(category=category, rule=rule, span=span, kind=kind, confidence=chance, why=self.rules[rule])
            for category, rule, kind, span in self._say(text, glance, context)
            if not any(_meet(span, other) for other in known)
        ]

    def _doubtful(self, found: Sequence[Finding]) -> Iterator[Finding]:
        return (one for one in found if one.label is self.label and _is_doubtful(one))

    def _is_enough(self, text: Text, chance: float) -> bool:
        """Tell whether a chance is enough to report it, beside what the words say by themselves."""
        return chance >= self._calibration.report

    @abstractmethod
    def _say(self, text: Text, glance: Glance, context: Context) -> Iterator[Said]:
        """Say what there is to find, and where, once the chance is high enough."""


class PatientDataJudge(Judge):
    """Whose name, date or number this is, and whether the patient is a real one."""

    name = "patient_data.reader"
    label = Label.PATIENT_DATA
    head = "patient"

    _KINDS: Mapping[str, Kind] = {
        "NAME": Kind.NAME,
        "DATE": Kind.DATE,
        "AGE": Kind.AGE,
        "ID": Kind.IDENTIFIER,
        "PHONE": Kind.PHONE,
        "EMAIL": Kind.EMAIL,
        "ADDRESS": Kind.ADDRESS,
        "LOCATION": Kind.PLACE,
        "ORG": Kind.ORGANISATION,
        "URL": Kind.URL,
        "IP": Kind.IP,
        "OTHER": Kind.OTHER,
    }
    _DIRECT = frozenset({"NAME", "ID", "PHONE", "EMAIL", "ADDRESS", "URL", "IP"})
    _WHAT: Mapping[Kind, str] = {
        Kind.NAME: "a name",
        Kind.DATE: "a date",
        Kind.AGE: "an age of 90 or more",
        Kind.IDENTIFIER: "a number",
        Kind.PHONE: "a phone number",
        Kind.EMAIL: "a mail address",
        Kind.ADDRESS: "an address",
        Kind.PLACE: "a place",
        Kind.ORGANISATION: "an employer, a school or a hospital",
        Kind.URL: "a link",
        Kind.IP: "a network address",
        Kind.OTHER: "a description that fits one person",
    }
    rules: Mapping[str, str] = {
        f"patient_data.read_{kind.value}": f"In its context, {what} seems to belong to a patient or their family."
        for kind, what in _WHAT.items()
    }

    def _say(self, text: Text, glance: Glance, context: Context) -> Iterator[Said]:
        direct = glance.value(self.head) == "direct"
        for stretch in glance.stretches(self._calibration.token):
            if context.allows(text.folded, stretch.start, stretch.end):
                continue
            kind = self._KINDS[stretch.type]
            category = Category.PATIENT_DIRECT if direct and stretch.type in self._DIRECT else Category.PATIENT_MOSAIC
            yield category, f"patient_data.read_{kind.value}", kind, text.span(stretch.start, stretch.end)


class MosaicJudge:
    """What a member's last messages in one place come to together, where the newest alone says too little.

    They are remembered as tokens, for ten minutes, at most twenty of them, and nowhere but in memory.
    """

    name = "patient_data.mosaic_reader"
    label = Label.PATIENT_DATA
    head = "patient"
    calibrated = True
    rules: Mapping[str, str] = {
        _MOSAIC: "Together with the messages just before it, this seems to single a patient out."
    }

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._window = Window()
        self._together: WeakKeyDictionary[Text, Glance | None] = WeakKeyDictionary()

    def needs(self, text: Text, context: Context, found: Sequence[Finding]) -> Errand | None:
        """Remember the message, and read it behind the earlier ones where there is a suspicion.

        What cannot matter yet may matter with the next message, so every message is remembered, but for one that has
        said enough by itself: remembered, it would be said again of every message that follows.
        """
        if any(one.label is self.label for one in found):
            return None
        if text not in self._together:
            self._together[text] = self._behind(text, context)
        together = self._together[text]
        if together is None or together.is_asked:
            return None
        if together.quick[self.head] < self._reader.calibrations["mosaic"].gate:
            return None
        return self._reader.errand(together, whole=True, suspected=True)

    def forget(self, now: datetime) -> None:
        """Forget what was written more than ten minutes ago."""
        self._window.forget(now)

    def _behind(self, text: Text, context: Context) -> Glance | None:
        glance = self._reader.glance(text)
        if glance is None or context.author is None or context.channel is None:
            return None
        place = (context.community, context.channel.id, context.thread or "", context.author.id)
        earlier = self._window.follow(place, glance.tokens, context.now)
        return self._reader.together(earlier, text, glance.tokens) if earlier else None

    def infer(self, text: Text, context: Context, found: Sequence[Finding]) -> Sequence[Finding | Dropped]:
        """Look at a message behind the earlier ones."""
        together = self._together.get(text)
        if together is None or not together.is_read:
            return ()
        calibration = self._reader.calibrations["mosaic"]
        chance = calibration.chance(together.quick[self.head], together.close(self.head))
        if chance < calibration.report:
            return ()
        piece = together.stretches(calibration.token)[0]
        return [
            Finding(
                category=Category.PATIENT_MOSAIC,
                rule=_MOSAIC,
                span=text.span(piece.start, piece.end),
                kind=Kind.OTHER,
                confidence=chance,
                why=self.rules[_MOSAIC],
            )
        ]


class SpamJudge(Judge):
    """Whether this is an offer, a lure or a fraud."""

    name = "spam.reader"
    label = Label.SPAM
    head = "spam"
    rules: Mapping[str, str] = {"spam.read": "Read as a whole, this looks like an unasked offer or a fraud."}

    def _say(self, text: Text, glance: Glance, context: Context) -> Iterator[Said]:
        yield Category.SPAM, "spam.read", Kind.OFFER, text.span(0, len(text.plain))


SECONDED = {Leaning.PLAIN: 0.5, Leaning.HINTED: 0.7}
"""From which chance a remark is reported where the words alone lean towards one. Chosen on the validation authors, when
what the reader reports by itself had been halved for question boards; brings back more than half of what that lost."""


class RespectJudge(Judge):
    """Whether somebody is put down, attacked or mocked."""

    name = "disrespect.reader"
    label = Label.DISRESPECT
    head = "respect"
    rules: Mapping[str, str] = {
        "disrespect.read_remark": "Read as a whole, this may put a person or a profession down.",
        "disrespect.read_abuse": "Read as a whole, this may threaten, harass or abuse somebody.",
        "disrespect.read_patients": "Read as a whole, this may mock or despise patients.",
    }
    _CATEGORIES: Mapping[str, Category] = {
        "remark": Category.DISRESPECT,
        "abuse": Category.ABUSE,
        "patients": Category.PATIENTS_DISPARAGED,
    }

    def _is_enough(self, text: Text, chance: float) -> bool:
        if super()._is_enough(text, chance):
            return not is_tease(text)
        return chance >= min(SECONDED.values()) and chance >= SECONDED.get(leaning_of(text), 1.0)

    def _say(self, text: Text, glance: Glance, context: Context) -> Iterator[Said]:
        value = glance.value(self.head)
        yield self._CATEGORIES[value], f"disrespect.read_{value}", Kind.REMARK, text.span(0, len(text.plain))


SHOP_TALK = 0.85
"""From which chance a message is advice that speaks as a professional does of somebody in their care, and of nobody
near. Chosen on messages written for it: of those that the reader reported by itself ten of eighteen wrong ones go, and
none of twenty-four right ones."""


class AdviceJudge(Judge):
    """Whether somebody asks for, or is given, advice on their own or their family's health."""

    name = "advice.reader"
    label = Label.ADVICE
    head = "advice"
    rules: Mapping[str, str] = {"advice.read": "Read as a whole, this asks for or gives medical advice for one person."}

    def _is_enough(self, text: Text, chance: float) -> bool:
        return super()._is_enough(text, chance) and (chance >= SHOP_TALK or not is_shop_talk(text))

    def _say(self, text: Text, glance: Glance, context: Context) -> Iterator[Said]:
        if context.author_is_verified:
            return  # a professional who asks is no lay person; advice that is given has a rule of its own
        yield Category.ADVICE, "advice.read", Kind.REQUEST, text.span(0, len(text.plain))


def _is_doubtful(finding: Finding) -> bool:
    """Tell whether the context may belie what a rule found."""
    if finding.proven or finding.kind in _STRUCTURED:
        return False
    return finding.rule not in _PLAIN_SPOKEN or finding.confidence < PLAIN_SPOKEN


def _meet(one: Span, other: Span) -> bool:
    return one.part == other.part and one.start < other.end and other.start < one.end


def judges(ask: Ask | None = None) -> tuple[LearnedDetector, ...]:
    """Load the weights and build the judges of all labels over one reader.

    Args:
        ask: where to have messages read closely while the loop goes on; without it, in a thread of this process.
    """
    reader = Reader(ask=ask)
    return (PatientDataJudge(reader), MosaicJudge(reader), SpamJudge(reader), RespectJudge(reader), AdviceJudge(reader))
