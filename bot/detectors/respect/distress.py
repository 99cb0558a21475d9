"""Distress: a member who speaks of wanting to die or of harming themselves, now and of themselves.

It leads to care and to a human, never to a sanction. Quiet where a patient, teaching or an idiom is meant.
"""

from collections.abc import Iterator, Mapping

from bot.core.findings import Category, Context, Dropped, Finding, Kind, Label
from bot.core.text import Text
from bot.detectors.patterns import Match
from bot.detectors.respect.lexicon import lexicon

_OTHERS = ("words.patient", "calm.report", "calm.topic")
"""Where these stand, somebody else, a report or a topic may be meant; then only the plainest words count."""

SURE, UNSURE = 0.75, 0.52
"""How sure such words are; not calibrated, since no labelled set of distress was at hand."""


class Distress:
    """Finds members in distress."""

    name = "respect.distress"
    label = Label.DISTRESS
    calibrated = False
    rules: Mapping[str, str] = {
        "distress.self_harm": "The member seems to speak of wanting to die or of harming themselves.",
        "distress.despair": "The member seems to be in despair.",
    }

    def inspect(self, text: Text, context: Context) -> Iterator[Finding | Dropped]:
        """Look for the first person and the present; everything else is left alone."""
        concepts = lexicon().find(text.folded.replace("\n", " "))
        plain = concepts.get("distress.sure")
        despair = concepts.get("distress.clear", [])
        if not plain and len(despair) < 2:
            return
        rule = "distress.self_harm" if plain else "distress.despair"
        at = (plain or despair)[0]
        span = text.span(at.start, at.end)
        if _quoted(text.folded, at) or (any(name in concepts for name in _OTHERS) and _spoken_of_others(text.folded)):
            yield Dropped(rule=rule, span=span, reason="somebody else's words, a patient or a topic")
            return
        confidence = SURE if plain else UNSURE
        why = self.rules[rule]
        category = Category.DISTRESS
        yield Finding(category=category, rule=rule, span=span, kind=Kind.REMARK, confidence=confidence, why=why)


def _quoted(folded: str, at: Match) -> bool:
    before = folded[max(at.start - 200, 0) : at.start].count(chr(34))
    return before % 2 == 1 and chr(34) in folded[at.end : at.end + 200]


def _spoken_of_others(folded: str) -> bool:
    return any(
        word in folded for word in ("patient", "pt ", "pts", "says", "said", "told me", "train", "teach", "paper")
    )
