"""Spam: what a message offers, asks and links to. How members behave over time belongs beside this, not in it."""

from bot.core.findings import Detector
from bot.detectors.spam.content import Content
from bot.detectors.spam.promotion import Promotion


def detectors() -> tuple[Detector, ...]:
    """Build them."""
    return (Content(), Promotion())
