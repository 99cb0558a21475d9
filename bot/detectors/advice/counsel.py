"""Individual medical advice: asked for oneself, one's family or friends, or given to somebody who is ill.

Asking needs somebody near, a complaint or a medicine, and a question. Giving needs an order or a reassurance, a
medicine or a dose, and somebody to whom it is said. What professionals say of their patients calms.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from bot.core.findings import Category, Context, Dropped, Finding, Kind, Label
from bot.core.text import Text
from bot.detectors.advice.lexicon import lexicon
from bot.detectors.patterns import Match, Patterns

ENOUGH = 2.0
"""The score from which a message counts; weighed over the chat messages, the first authors of the training corpus and
the public clean sets, by their figures as a whole."""

WHO = {"family": 1.4, "friend": 1.4, "own": 1.0}
MATTER = {"symptom": 0.8, "drug": 0.7, "dose": 0.4}
QUESTION = 1.1
MARK = 0.6
"""What asking adds: the nearest person, each kind of matter, a question in words and a question mark."""

VAGUE = 0.4
"""What a question mark without words of asking takes off again: it may stand for any question of the message."""

ORDER, AIMED, AVOID, VERDICT, READER = 0.4, 1.2, 1.3, 1.0, 0.6
"""What giving adds: an order, one that is about a medicine, telling to stay away from care, a diagnosis, speaking to
the reader."""

AIM = 40
"""How many characters after an order its medicine may begin and still be what is ordered: a short clause."""

CALM = {"professional": 1.3, "redirect": 2.5, "telling": 1.5, "process": 1.2, "case": 1.0}
"""What is taken off again; each once, and once more for a second hit of professional talk."""

CALIBRATION = ((2.0, 0.65), (2.5, 0.75), (3.6, 0.92))
"""From which score how often such messages are advice; measured, add-one smoothed, on the development half of the chat
messages and the first authors of the training corpus."""

_SHAPES = Patterns(
    {
        "dose": (
            r"\b\d+(?:[.,]\d+)? ?(?:x ?\d+ ?)?(?:mg|mcg|g|ml|units?|iu|tabs?|tablets?|puffs?|pills|drops"
            r"|comprimes?|tabletten|pastillas)\b|\bx ?\d+ ?(?:days?|d|/7|weeks?)\b|\b(?:tds|bd|od|qds|qid|tid|bid"
            r"|prn|nocte)\b"
        ),
        "question": r"\?",
        "case": (
            r"\b\d{1,3} ?(?:yo|y/o|yr|yrs)? ?[mf]\b|\b\d{2} ?(?:yo|y/o) (?:male|female|man|woman|m|f)\b|\bpod ?\d"
            r"|\b[mf] ?\d{2}\b|\b(?:bay|bed|room) ?\d{1,2}\b|\bpatiente? de \d{1,3} (?:ans|mois)\b"
            r"|\bpaciente (?:de|con)\b"
        ),
        "named_drug": (
            r"\b[a-z]{3,14}(?:pril|sartan|olol|statin|cillin|mycin|floxacin|cycline|azole|prazole|azepam|zolam"
            r"|oxetine|triptan|xaban|gliptin|gliflozin|glutide|dipine|thiazide|profen|codone|setron|tidine|caine"
            r"|sone|solone|lukast|terol|vir|mab|parin)s?\b"
        ),
        "relative": (
            r"(?:^|[.!?\n] ?)(?P<at>(?:daughter|son|wife|husband|dad|mum|mom|nan|gran|grandad|grandma|hubby"
            r"|partner|baby|toddler|kid|niece|nephew|sister|brother|girlfriend|boyfriend|mother|father|aunt|uncle)"
            r"(?:'?s)?)(?: |,|\()"
        ),
        "silent": (
            r"(?:^|[.!?\n] ?)(?P<at>(?:woke up|stepped on|took|been (?:having|getting|feeling|on)|got (?:a|my|this"
            r"|some|bitten|stung)|had (?:a|my|this|some)|have (?:a|had)|cut my|burnt my|burned my|fell|hit my"
            r"|twisted|rolled|copped|ate|swallowed|missed|forgot|third|second|pulled|tweaked|sliced|bitten|stung"
            r"|noticed|found a|feeling (?:awful|dizzy|faint|hot|ill|like|off|really|rough|shaky|sick|so|tired"
            r"|unwell|very|weak|worse)|can't (?:sleep|stop|breathe|keep)|cant (?:sleep|stop|breathe|keep)|hab "
            r"|habe |seit |llevo |mal a|trop (?:chaud|de|fatiguee?|froid|mal)))(?:[^a-z]|$)"
        ),
    }
)


class Score(NamedTuple):
    """Which of the two it is, what speaks for it and what calms."""

    rule: str
    found: float
    calm: float

    @property
    def total(self) -> float:
        """What is left."""
        return self.found - self.calm


def read(view: str) -> dict[str, list[Match]]:
    """Read one view of a text: concepts and shapes with where they stand; nothing where none of them could matter."""
    flat = view.replace("\n", " ")
    concepts = lexicon().find(flat)
    return _with_shapes(concepts, flat) if any(name in concepts for name in _ENTRY) else {}


def _with_shapes(concepts: dict[str, list[Match]], flat: str) -> dict[str, list[Match]]:
    for name, start, end in _SHAPES.find(flat):
        concepts.setdefault(_SAME.get(name, f"shape.{name}"), []).append(Match(name, start, end))
    return concepts


_SAME = {"relative": "who.family", "silent": "who.own"}
"""Patterns that stand for a concept: relatives named without “my”, and sentences that leave the “I” out."""

_ENTRY = ("matter.symptom", "matter.drug", "give.avoid")


def weigh(concepts: Mapping[str, list[Match]]) -> Score:
    """Take the likelier of asking and giving."""
    drug = "matter.drug" in concepts or "shape.named_drug" in concepts
    dose = "shape.dose" in concepts
    symptom = "matter.symptom" in concepts
    calm = _calm(concepts)
    asking = _asking(concepts, symptom=symptom, drug=drug, dose=dose)
    giving = _giving(concepts, symptom=symptom, drug=drug, dose=dose)
    if giving.found - calm > asking.found - calm:
        return Score(giving.rule, giving.found, calm)
    return Score(asking.rule, asking.found, calm)


def _asking(concepts: Mapping[str, list[Match]], *, symptom: bool, drug: bool, dose: bool) -> Score:
    who = next((name for name in WHO if f"who.{name}" in concepts), "")
    if not who or not (symptom or drug):
        return Score("ask_own", 0.0, 0.0)
    found = WHO[who] + MATTER["symptom"] * symptom + MATTER["drug"] * drug + MATTER["dose"] * dose
    found += QUESTION * ("ask.plain" in concepts) + MARK * ("shape.question" in concepts)
    if "ask.plain" not in concepts:
        found -= VAGUE if "shape.question" in concepts else QUESTION
    return Score(f"ask_{who}", found, 0.0)


def _giving(concepts: Mapping[str, list[Match]], *, symptom: bool, drug: bool, dose: bool) -> Score:
    ordered = "give.order" in concepts
    aimed = ordered and _aimed(concepts)
    avoid, verdict = "give.avoid" in concepts, "give.verdict" in concepts
    if not (ordered or avoid or verdict):
        return Score("give", 0.0, 0.0)
    found = ORDER * ordered + AIMED * aimed + AVOID * avoid + VERDICT * verdict + READER * ("give.reader" in concepts)
    found += MATTER["symptom"] * symptom * 0.6 + MATTER["drug"] * drug + MATTER["dose"] * dose * 1.5
    if "shape.question" in concepts:
        found -= QUESTION
    if not (avoid or verdict or dose or "give.reader" in concepts):
        found -= VAGUE
    return Score("give", found, 0.0)


def _aimed(concepts: Mapping[str, list[Match]]) -> bool:
    """Tell whether a medicine or a dose follows an order closely; hits are in the order of their ends."""
    goods = [hit.start for name in _GOODS for hit in concepts.get(name, ())[:MOST]]
    return any(order.end <= start <= order.end + AIM for order in concepts["give.order"][:MOST] for start in goods)


_GOODS = ("matter.drug", "shape.named_drug", "shape.dose")
MOST = 20
"""How many hits of a kind are compared; a message that needs more has been understood long before."""


def _calm(concepts: Mapping[str, list[Match]]) -> float:
    calm = sum(weight for name, weight in CALM.items() if f"calm.{name}" in concepts)
    if len(concepts.get("calm.professional", ())) > 1:
        calm += CALM["professional"] / 2
    return calm + CALM["case"] * ("shape.case" in concepts and "who.family" not in concepts)


def is_shop_talk(text: Text) -> bool:
    """Tell whether the words are a professional's about somebody in their care, and name nobody near."""
    flat = text.folded.replace("\n", " ")
    concepts = _with_shapes(lexicon().find(flat), flat)
    return ("calm.professional" in concepts or "shape.case" in concepts) and not any(
        f"who.{name}" in concepts for name in WHO
    )


class Counsel:
    """Finds individual medical advice asked for or given."""

    name = "advice.counsel"
    label = Label.ADVICE
    calibrated = True
    rules: Mapping[str, str] = {
        "advice.ask_own": "Asks what to do about the member's own health.",
        "advice.ask_family": "Asks what to do about the health of somebody in the family.",
        "advice.ask_friend": "Asks what to do about the health of a friend or neighbour.",
        "advice.give": "Tells somebody what they have or what to take, stop or ignore.",
    }

    def inspect(self, text: Text, context: Context) -> Iterator[Finding | Dropped]:
        """Weigh the message; report asking or giving, or say what made it professional talk."""
        concepts = read(text.folded)
        if not concepts:
            return
        score = weigh(concepts)
        if score.found < ENOUGH:
            return
        rule = f"advice.{score.rule}"
        at = _where(concepts, score.rule)
        span = text.span(at.start, at.end)
        if context.author_is_verified and score.rule != "give":
            yield Dropped(rule=rule, span=span, reason="asked by a verified professional")
            return
        if score.total < ENOUGH:
            yield Dropped(rule=rule, span=span, reason=_reason(concepts))
            return
        yield Finding(
            category=Category.ADVICE,
            rule=rule,
            span=span,
            kind=Kind.REQUEST,
            confidence=max((share for step, share in CALIBRATION if score.total >= step), default=0.0),
            why=self.rules[rule],
        )


def _where(concepts: Mapping[str, list[Match]], rule: str) -> Match:
    """Point at the question or the order, else at whatever made the message worth a look."""
    wanted = ("give.avoid", "give.order", "give.verdict") if rule == "give" else ("ask.plain", f"who.{rule[4:]}")
    return next((concepts[name][0] for name in wanted if name in concepts), next(iter(concepts.values()))[0])


_REASONS = {
    "calm.redirect": "sends the person to care",
    "calm.professional": "professional talk about patients or guidelines",
    "calm.telling": "tells without asking",
    "calm.process": "asks for the way, not for advice",
}


def _reason(concepts: Mapping[str, list[Match]]) -> str:
    return next((reason for name, reason in _REASONS.items() if name in concepts), "a case, not a person near")
