"""Advice: individual medical advice, asked for or given."""

from bot.core.findings import Detector
from bot.detectors.advice.counsel import Counsel


def detectors() -> tuple[Detector, ...]:
    """Build them."""
    return (Counsel(),)
