"""Promotion of one's own channel, course or shop, without a word on having an interest in it."""

from collections.abc import Iterator, Mapping

from bot.core.findings import Category, Context, Dropped, Finding, Kind, Label
from bot.core.text import Text
from bot.detectors.spam.lexicon import lexicon

LIKELY = 0.55
"""How sure it is: a tip to the author at most; not calibrated, since no set marks promotion by itself."""


class Promotion:
    """Finds members who draw readers to something of their own."""

    name = "spam.promotion"
    label = Label.SPAM
    calibrated = False
    rules: Mapping[str, str] = {"spam.promotion": "Draws readers to something of the member's own."}

    def inspect(self, text: Text, context: Context) -> Iterator[Finding | Dropped]:
        """Report an own thing that is advertised; a disclosed interest or the moderators' consent excuses it."""
        found = lexicon().find(text.folded.replace("\n", " "))
        if "promotion.own" not in found:
            return
        at = found["promotion.own"][0]
        span = text.span(at.start, at.end)
        if any(f"calm.{name}" in found for name in ("sanctioned", "place", "warning")):
            yield Dropped(rule="spam.promotion", span=span, reason="disclosed, allowed or in its place")
            return
        yield Finding(
            category=Category.PROMOTION,
            rule="spam.promotion",
            span=span,
            kind=Kind.OFFER,
            confidence=LIKELY,
            why=self.rules["spam.promotion"],
        )
