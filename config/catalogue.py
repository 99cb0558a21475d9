"""What the bot says, in every language that it speaks: gettext catalogues under symbolic keys.

One ``config/locales/<language>.po`` a language. A key that a language lacks falls back to English; a key that English
lacks is a mistake in the code and raises `KeyError`, which a test finds before anybody reads it.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache, partial
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_timedelta
from babel.lists import format_list
from babel.messages.pofile import read_po

LOCALES = Path(__file__).parent / "locales"
DEFAULT = "en"

_SPANS = 512
"""Lengths of time whose words are remembered: a case's clocks are the same hours again and again."""


class Say:
    """Speaks one language: ``say("queue.empty")``, ``say("case.title", case=142)``."""

    def __init__(self, language: str, messages: Mapping[str, str | tuple[str, ...]], fallback: "Say | None") -> None:
        self.language = language
        self.keys = frozenset(messages)
        self._messages = messages
        self._fallback = fallback
        self._locale = Locale.parse(language)
        self._spoken = lru_cache(_SPANS)(partial(format_timedelta, threshold=1.5, locale=self._locale))
        # Babel reads a language's data from the disk at its first use: now, and never on the event loop.
        self.listing([language, language])
        self.moment(datetime.now(UTC), datetime.now(UTC))

    def __call__(self, key: str, /, **values: object) -> str:
        """Say what stands under a key, its ``{placeholders}`` filled; ``count`` chooses the plural form.

        Raises:
            KeyError: no language has the key, or a placeholder has no value.
        """
        message = self._messages.get(key)
        if message is None:
            if self._fallback is None:
                raise KeyError(key)
            return self._fallback(key, **values)
        if isinstance(message, tuple):
            count = values["count"]
            if not isinstance(count, int):
                raise KeyError(key)
            message = message[min(self._plural(count), len(message) - 1)]
        return message.format(**values)

    def has(self, key: str) -> bool:
        """Tell whether this very language has a key."""
        return key in self._messages

    def listing(self, items: list[str]) -> str:
        """Join items as the language does: ``an age, a date and a place``."""
        return format_list(items, locale=self._locale)

    def moment(self, at: datetime, now: datetime) -> str:
        """Write a moment both ways: ``24 Nov 2026, 14:32 UTC (in 3 hours)``."""
        written = format_datetime(at, "d MMM y, HH:mm", locale=self._locale)
        return f"{written} UTC ({self.distance(at, now)})"

    def day(self, at: date) -> str:
        """Write a day: ``24 Nov 2026``."""
        return format_date(at, "d MMM y", locale=self._locale)

    def clock(self, at: datetime, zone: ZoneInfo) -> str:
        """Write a moment as a clock on the wall shows it: ``Thursday 3 December 2026, 18:30 (Europe/Paris)``."""
        written = format_datetime(at.astimezone(zone), "EEEE d MMMM y, HH:mm", locale=self._locale)
        return f"{written} ({zone.key})"

    def distance(self, at: datetime, now: datetime) -> str:
        """Write how far a moment is from now: ``in 3 hours``, ``4 seconds ago``."""
        return self._spoken(_in_seconds(at - now), add_direction=True)

    def lasting(self, duration: timedelta) -> str:
        """Write how long something lasts: ``24 hours``."""
        return self._spoken(_in_seconds(duration))

    def _plural(self, count: int) -> int:
        return 0 if self._locale.plural_form(count) == "one" else 1


def _in_seconds(span: timedelta) -> timedelta:
    """Leave out what Babel leaves out."""
    return timedelta(days=span.days, seconds=span.seconds)


@cache
def languages() -> tuple[str, ...]:
    """Name the languages there are, English first."""
    found = sorted(path.stem for path in LOCALES.glob("*.po"))
    return (DEFAULT, *(language for language in found if language != DEFAULT))


@cache
def speaking(language: str) -> Say:
    """Find who speaks a language tag such as ``fr-CA``; English for one that nobody speaks."""
    stem = language.replace("_", "-").partition("-")[0].lower()
    if stem != DEFAULT:
        return _load(stem, _load(DEFAULT, None)) if stem in languages() else speaking(DEFAULT)
    return _load(DEFAULT, None)


@cache
def _load(language: str, fallback: Say | None) -> Say:
    with (LOCALES / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language, abort_invalid=True)
    messages: dict[str, str | tuple[str, ...]] = {}
    for message in catalogue:
        if not message.id:
            continue
        if isinstance(message.id, tuple | list) and isinstance(message.string, tuple | list):
            messages[str(message.id[0])] = tuple(message.string)
        elif isinstance(message.id, str) and isinstance(message.string, str) and message.string:
            messages[message.id] = message.string
    return Say(language, messages, fallback)
