"""Spam: what a message offers, asks and links to, and how members behave over time."""

from bot.core.findings import Detector
from bot.detectors.spam.behaviour import Behaviour
from bot.detectors.spam.content import Content
from bot.detectors.spam.promotion import Promotion


def detectors() -> tuple[Detector, ...]:
    """Build them."""
    return (Content(), Promotion(), Behaviour())
