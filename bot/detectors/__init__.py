"""The roster of detectors, one package a label. Pure: they know the core and the look-up lists, nothing else."""

from bot.core.findings import Detector, LearnedDetector
from bot.detectors import advice, patient_data, respect, spam


def roster() -> tuple[Detector, ...]:
    """Build every detector, in the order in which they look."""
    return (
        *patient_data.detectors(),
        *spam.detectors(),
        *respect.detectors(),
        *advice.detectors(),
    )


def learned() -> tuple[LearnedDetector, ...]:
    """Load what was learnt: a judge a label, asked after the rules and only where it can change the outcome."""
    from bot.detectors import reader  # with its libraries 75 MiB: only where it is asked for

    return reader.judges()
