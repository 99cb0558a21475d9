"""patient_data detectors."""

from bot.core.findings import Detector


def detectors() -> tuple[Detector, ...]:
    """Build them."""
    return ()
