"""Remarks: what is said of or to somebody, weighed family by family, less what says that it is no attack."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from math import log2
from typing import NamedTuple

from bot.core.findings import Category, Context, Dropped, Finding, Kind, Label
from bot.core.text import RegionKind, Text
from bot.detectors.patterns import Match
from bot.detectors.respect.disguise import disguised
from bot.detectors.respect.grammar import GRAMMAR
from bot.detectors.respect.lexicon import families, lexicon
from bot.detectors.respect.turns import TURNS

ENOUGH = 2.0
"""The score from which a message counts; weighed over the chat messages, the first authors of the training corpus and
the public clean sets, by their figures as a whole."""

ENOUGH_SAID_OF_THINGS = {"insult": 2.5, "condescension": 2.1, "shaming": 2.1}
"""The same where the words are used of things and questions too: there a plain word and a "you" are too little."""

STRENGTHS = {"sure": 3.0, "clear": 1.6, "hint": 0.5}
"""What the first hit of each strength adds to its family; a second, standing apart, adds half."""

CALM = {
    "report": 2.0,
    "self": 0.6,
    "topic": 1.6,
    "praise": 1.6,
    "banter": 1.2,
    "care": 0.8,
    "quoted": 2.0,
    "thing": 1.0,
}
"""What is taken off again, each once."""

WHY = {
    "insult": "Calls a person or a group names.",
    "role": "Puts down a role, a specialty or a training.",
    "condescension": "Talks down to somebody.",
    "harassment": "Goes after one person, or calls others to.",
    "threat": "Threatens somebody.",
    "hate": "Speaks of a group with contempt for what its members are.",
    "sexual": "Makes a sexual remark about somebody.",
    "patients": "Mocks or despises patients or relatives.",
    "shaming": "Holds somebody up to others for a mistake or a look.",
    "slur": "Uses a slur.",
}
"""One sentence for each family."""

SHARED = {"address": 0.4, "sneer": 0.4, "swearing": 0.3}
"""What sharpens a remark that is there already: it speaks to somebody, sneers, or swears."""

OTHERS = 0.5
"""What each of at most two further families adds that have a plain word of their own in the message."""

NOBODY = 1.0
"""What is taken off where no person is in sight: the words then seldom mean anybody."""

LONG = 280
"""Characters up to which a message is weighed as a whole; in a longer one words belong to what stands near them."""

NEAR = 160
"""Characters within which words belong together in a long message."""

CHANCE = 0.5
"""What is taken off for each doubling beyond `LONG`: the more is said, the sooner some of it sounds like a remark."""

_SOMEBODY = ("tone.address", "words.third", "words.role", "words.person", "words.patient", "words.group")
_PLAIN = frozenset({"insult", "hate"})
"""Families whose words name somebody by themselves."""

_ABUSE = frozenset({"threat", "sexual", "slur"})
CALIBRATION = ((2.0, 0.53), (2.5, 0.59), (3.0, 0.77), (4.5, 0.90))
"""From which score how often such messages are disrespect; measured, add-one smoothed, on the development half of the
chat messages, the first authors of the training corpus and the public training sets."""


class Score(NamedTuple):
    """The strongest family's score and what was taken off."""

    family: str
    own: float
    shared: float
    calm: float

    @property
    def total(self) -> float:
        """What is left."""
        return self.own + self.shared - self.calm


_NOTHING = Score("insult", 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in a view of a message."""

    view: str
    concepts: Mapping[str, list[Match]]


def read(view: str) -> Reading:
    """Read one view of a text."""
    flat = view.replace("\n", " ")
    concepts = lexicon().find(flat)
    for hit in disguised(flat):
        concepts.setdefault("insult.sure", []).append(hit)
    for match in TURNS.find(flat):
        concepts.setdefault(match.name.partition(" ")[0], []).append(match)
    if concepts:
        for name, start, end in list(GRAMMAR.find(flat, concepts)):
            family = name.partition(" ")[0]
            concepts.setdefault(family, []).append(Match(name, start, end))
    return Reading(flat, concepts)


def own(family: str, concepts: Mapping[str, list[Match]]) -> float:
    """Add up a family's own words."""
    total = 0.0
    for strength, weight in STRENGTHS.items():
        hits = concepts.get(f"{family}.{strength}")
        if hits:
            first = hits[0]
            apart = any(hit.start >= first.end or hit.end <= first.start for hit in hits[1:8])
            total += weight * (1.5 if apart else 1.0)
    return total


def weigh(text: Text, reading: Reading) -> Score:
    """Add up the strongest family where it is strongest; take off what calms, and what many words say by chance."""
    if "words.slur" in reading.concepts:
        return Score("slur", STRENGTHS["sure"], 0.0, _calm(text, reading, "slur"))
    if len(reading.view) <= LONG:
        return _weighed(text, reading, reading.concepts)
    places = sorted({hit.start for name, hits in reading.concepts.items() if _tells(name) for hit in hits})
    best = _NOTHING
    for place in places[:: max(1, len(places) // _MOST)]:
        near = {
            name: found
            for name, hits in reading.concepts.items()
            if (found := [hit for hit in hits[:_MOST_NEAR] if place - NEAR <= hit.start <= place + NEAR])
        }
        best = max(best, _weighed(text, reading, near), key=lambda score: score.total)
    return best._replace(shared=best.shared - CHANCE * log2(len(reading.view) / LONG))


def _weighed(text: Text, reading: Reading, concepts: Mapping[str, list[Match]]) -> Score:
    spoken = {name.partition(".")[0] for name in concepts}
    strengths = {name: own(name, concepts) if name in spoken else 0.0 for name in families()}
    if "words.patient" not in concepts and strengths["patients"] < STRENGTHS["sure"]:
        strengths["patients"] = 0.0
    family = max(strengths, key=lambda name: strengths[name])
    best = strengths[family]
    shared = sum(weight for name, weight in SHARED.items() if f"tone.{name}" in concepts)
    others = sum(strength >= STRENGTHS["clear"] for strength in strengths.values()) - 1
    shared += OTHERS * min(max(others, 0), 2)
    if family not in _PLAIN and not any(name in concepts for name in _SOMEBODY):
        shared -= NOBODY
    if best < STRENGTHS["clear"]:
        return Score(family, best, 0.0, 0.0)
    return Score(family, best, shared, _calm(text, reading, family) if best + shared >= ENOUGH else 0.0)


def _tells(name: str) -> bool:
    return name.endswith((".sure", ".clear"))


def _calm(text: Text, reading: Reading, family: str) -> float:
    calm = sum(weight for name, weight in CALM.items() if _calming(reading, family, name))
    if _quoted(text):
        calm += CALM["quoted"]
    excuses = ("self", "report")
    if any(_follows(reading, family, one) for one in excuses) or _is_within_quotes(reading, family):
        calm += EXCUSED
    return calm + (EXCUSED if _is_tease(reading, family) else 0.0)


_WITHIN = {"praise": ("sure", "clear"), "self": ("sure",)}
"""What is no calm within a turn of phrase of these strengths: in “congrats on missing it” the praise is the sneer."""


def _calming(reading: Reading, family: str, name: str) -> list[Match]:
    said = reading.concepts.get(f"calm.{name}", [])[:_MOST]
    if not said or name not in _WITHIN:
        return said
    hits = [hit for strength in _WITHIN[name] for hit in reading.concepts.get(f"{family}.{strength}", [])[:_MOST]]
    turns = [hit for hit in hits if " " in hit.name]
    return [one for one in said if not any(_is_inside(one, turn) for turn in turns)]


def _is_inside(one: Match, hit: Match) -> bool:
    return hit.start <= one.start and one.end <= hit.end and one.end - one.start < hit.end - hit.start


def _is_tease(reading: Reading, family: str) -> bool:
    """Tell whether a friendly name is all that is said against somebody, beside fond words: “you muppet, love you”."""
    concepts = reading.concepts
    names, fond = concepts.get("words.tease", []), concepts.get("calm.fond", [])
    if family not in _TEASED or len(names) != 1 or not fond or "words.blame" in concepts:
        return False
    friendly = [*names, *fond[:_MOST]]
    return all(any(hit.start <= one.start < hit.end for one in friendly) for hit in _plain_hits(reading, family))


_TEASED = frozenset({"insult", "condescension"})


EXCUSED = 4.0
"""What is taken off further where every word of the remark follows close upon one for oneself or for being told, stands
in quotation marks beside words of the member's own, or is no more than a friend's tease."""

_NEAR = 32
_MOST = 20
_MOST_NEAR = 400


def _follows(reading: Reading, family: str, excuse: str) -> bool:
    """Tell whether an excuse governs the remark, with nobody named between: “I'm such an idiot”, “called me a …”."""
    concepts = reading.concepts
    hits = _plain_hits(reading, family)
    excuses = _calming(reading, family, excuse)
    if not excuses or family not in _SAID_OF_ONESELF:
        return False
    others = [hit.start for name in ("tone.address", "words.third") for hit in concepts.get(name, [])[:_MOST]]
    return all(any(_governs(one, hit, others) for one in excuses) for hit in hits)


_QUOTATION = re.compile(r'"[^"]{2,400}"')
_OWN_WORDS = 4


def _is_within_quotes(reading: Reading, family: str) -> bool:
    """Tell whether every word of the remark is somebody else's: in quotation marks, beside words of one's own."""
    quoted = [found.span() for found in islice(_QUOTATION.finditer(reading.view), _MOST)]
    if not quoted or len(_QUOTATION.sub(" ", reading.view).split()) < _OWN_WORDS:
        return False
    hits = _plain_hits(reading, family)
    return bool(hits) and all(any(start <= hit.start and hit.end <= end for start, end in quoted) for hit in hits)


def _plain_hits(reading: Reading, family: str) -> list[Match]:
    return [hit for strength in ("sure", "clear") for hit in reading.concepts.get(f"{family}.{strength}", [])[:_MOST]]


_SAID_OF_ONESELF = frozenset({"insult", "shaming", "condescension", "patients"})


def _governs(excuse: Match, hit: Match, others: list[int]) -> bool:
    if not excuse.start < hit.end <= excuse.end + _NEAR + hit.end - hit.start:
        return False
    return not any(excuse.end <= other < hit.start for other in others)


def _quoted(text: Text) -> bool:
    if text.plain.count('"') >= 2:
        return True
    return any(one.kind is RegionKind.QUOTE for one in text.regions) if ">" in text.content.body else False


class Leaning(StrEnum):
    """What words say that is too little for a remark by itself."""

    NONE = "none"
    HINTED = "hinted"
    PLAIN = "plain"


def leaning_of(text: Text) -> Leaning:
    """Say which way the words lean, after what calms; the learned stage asks where it is of two minds."""
    reading, score, _ = _best_view(text)
    calm = _calm(text, reading, score.family)
    if calm >= EXCUSED:
        return Leaning.NONE
    left = score.own + score.shared - calm
    if score.own >= STRENGTHS["clear"] and left >= LEANS:
        return Leaning.PLAIN
    return Leaning.HINTED if score.own >= STRENGTHS["hint"] and left >= 0 else Leaning.NONE


def is_tease(text: Text) -> bool:
    """Tell whether a friend is teased in what would otherwise be a remark, and nothing is held against them."""
    reading, score, _ = _best_view(text)
    return _is_tease(reading, score.family)


LEANS = 1.0
"""What has to be left of a plain word for it to lean."""


class Remarks:
    """Finds remarks that put somebody down, and abuse."""

    name = "respect.remarks"
    label = Label.DISRESPECT
    calibrated = True
    rules: Mapping[str, str] = {f"disrespect.{family}": why for family, why in WHY.items()}

    def inspect(self, text: Text, context: Context) -> Iterator[Finding | Dropped]:
        """Weigh the message; report the strongest family, or say what excused it."""
        reading, score, plainly = _best_view(text)
        enough = ENOUGH_SAID_OF_THINGS.get(score.family, ENOUGH)
        if score.own + score.shared < enough:
            return
        rule = f"disrespect.{score.family}"
        at = _where(reading, score.family)
        span = text.span(at.start, at.end) if plainly else text.deobfuscated_span(at.start, at.end)
        if score.total < enough:
            yield Dropped(rule=rule, span=span, reason=_reason(reading))
            return
        yield Finding(
            category=_category(score.family),
            rule=rule,
            span=span,
            kind=Kind.REMARK,
            confidence=max((share for step, share in CALIBRATION if score.total >= step), default=0.0),
            why=self.rules[rule],
        )


def _category(family: str) -> Category:
    if family in _ABUSE:
        return Category.ABUSE
    return Category.PATIENTS_DISPARAGED if family == "patients" else Category.DISRESPECT


def _best_view(text: Text) -> tuple[Reading, Score, bool]:
    reading = read(text.folded)
    score = weigh(text, reading)
    if text.deobfuscated is text.folded:
        return reading, score, True
    undone = read(text.deobfuscated)
    hidden = weigh(text, undone)
    return (undone, hidden, False) if hidden.total > score.total else (reading, score, True)


def _where(reading: Reading, family: str) -> Match:
    """Choose what to point at: the longest of the plainest hits."""
    if family == "slur":
        return reading.concepts["words.slur"][0]
    for strength in STRENGTHS:
        hits = reading.concepts.get(f"{family}.{strength}")
        if hits:
            return max(hits, key=lambda hit: hit.end - hit.start)
    return Match(family, 0, len(reading.view))


_REASONS = {
    "calm.report": "reported or asked about, not said",
    "calm.self": "said of the member's own self",
    "calm.topic": "a topic, not a person",
    "calm.praise": "praise",
    "calm.banter": "banter marked as such",
    "calm.fond": "banter marked as such",
    "calm.thing": "a thing, not a person",
    "calm.care": "concern for a patient or colleague",
}


def _reason(reading: Reading) -> str:
    return next((reason for name, reason in _REASONS.items() if name in reading.concepts), "quoted")
