"""Respect: remarks that put somebody down, threads that heat up, and members in distress, which is another matter."""

from bot.core.findings import Detector
from bot.detectors.respect.distress import Distress
from bot.detectors.respect.heat import Heat
from bot.detectors.respect.remark import Remarks


def detectors() -> tuple[Detector, ...]:
    """Build them."""
    return (Remarks(), Distress(), Heat())
