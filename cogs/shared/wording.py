"""A safer wording: a masked text told in general words, so that an author has something to send instead."""

import re

from bot.core.findings import Kind
from config.catalogue import Say

_TITLES = (
    *("mr", "mrs", "ms", "miss", "mx", "dr", "sir", "madam", "lady"),
    *("m", "mme", "mlle", "monsieur", "madame", "mademoiselle", "herr", "frau", "señor", "señora", "don", "doña"),
)
_WHEN = ("on", "in", "at", "the", "le", "au", "en", "am", "im", "el")
_SINCE = ("since", "from", "until", "till", "before", "after", "by", "depuis", "avant", "après", "jusqu'au", "dès")
_WHERE = ("in", "at", "near", "outside", "à", "au", "aux", "en", "dans", "près de", "in der", "im", "cerca de")

_SWALLOWED = {Kind.NAME: _TITLES, Kind.INITIALS: _TITLES, Kind.DATE: _WHEN, Kind.PLACE: _WHERE}
"""Words that went with the words that are masked, and would stand alone before a general one."""

PHRASES = {
    Kind.NAME: "person",
    Kind.INITIALS: "person",
    Kind.DATE: "then",
    Kind.AGE: "age",
    Kind.PLACE: "place",
    Kind.ORGANISATION: "organisation",
    Kind.IDENTIFIER: "number",
    Kind.IP: "number",
    Kind.PHONE: "contact",
    Kind.EMAIL: "contact",
    Kind.ADDRESS: "contact",
    Kind.URL: "link",
    Kind.OTHER: "detail",
}
"""The general words for each kind, as the catalogue's ``safer.*``."""


def _pattern(kind: Kind) -> re.Pattern[str]:
    """Match a kind's tokens, several in a row as one, with the word before them that goes with them."""
    before = "|".join(re.escape(word) for word in sorted(_SWALLOWED.get(kind, ()), key=len, reverse=True))
    swallowed = rf"(?:(?<!\w)(?:{before})\.? )?" if before else ""
    token = rf"\[{kind.upper()}-[0-9]+\]"
    return re.compile(rf"{swallowed}{token}(?: {token})*", re.IGNORECASE)


_PATTERNS = {kind: _pattern(kind) for kind in PHRASES}
_AFTER_SINCE = re.compile(rf"((?<!\w)(?:{'|'.join(_SINCE)}) )\[DATE-[0-9]+\]", re.IGNORECASE)


def safer(masked: str, say: Say) -> str:
    """Put general words in the place of typed tokens: “90+” for an age of 94, “then” for a date.

    Nothing is invented: every phrase is true of whatever was masked. What is general already stays as it is, so that
    doing it twice changes nothing.

    Args:
        masked: what `bot.core.redaction.redact` made of a text.
        say: the reader's language.
    """
    text = _AFTER_SINCE.sub(lambda match: match[1] + say("safer.since"), masked)
    for kind, pattern in _PATTERNS.items():
        phrase = say(f"safer.{PHRASES[kind]}")
        text = pattern.sub(phrase, text)
    return text
