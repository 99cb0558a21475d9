"""Spans of time as people write them: ``10m``, ``24h``, ``7d``, ``2w``, ``1h30m``."""

import re
from datetime import timedelta

_UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
# Linear: a fixed sequence of optional, disjoint groups, each at most six digits.
_DURATION = re.compile(r"(?:(\d{1,6})w)?(?:(\d{1,6})d)?(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?")


def parse_duration(text: str) -> timedelta:
    """Read a span of time such as ``1h30m``.

    Raises:
        ValueError: with a sentence that says what is understood.
    """
    found = _DURATION.fullmatch(text.strip().lower().replace(" ", ""))
    if not found or not any(found.groups()):
        message = f"“{text}” is not a span of time such as 10m, 24h, 7d or 1h30m"
        raise ValueError(message)
    amounts = {unit: int(amount) for unit, amount in zip(_UNITS.values(), found.groups(), strict=True) if amount}
    return timedelta(**amounts)


def print_duration(duration: timedelta) -> str:
    """Write a span of time so that `parse_duration` reads it back; parts below a second are dropped."""
    left = int(duration.total_seconds())
    written = ""
    for letter, size in (("w", 604_800), ("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)):
        amount, left = divmod(left, size)
        written += f"{amount}{letter}" if amount else ""
    return written or "0s"
