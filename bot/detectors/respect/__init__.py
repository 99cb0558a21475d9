"""Respect: remarks that put somebody down, and members in distress, which is another matter altogether."""

from bot.core.findings import Detector
from bot.detectors.respect.distress import Distress
from bot.detectors.respect.remark import Remarks


def detectors() -> tuple[Detector, ...]:
    """Build them."""
    return (Remarks(), Distress())
