"""The roster of detectors, one package a label. Pure: they know the core and the look-up lists, nothing else."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.core.findings import Context, Detector, LearnedDetector
from bot.core.text import fold

if TYPE_CHECKING:
    from bot.detectors.reader.reader import Ask


def roster() -> tuple[Detector, ...]:
    """Build every detector, in the order in which they look.

    Each has looked once: what is read from a file at first use must not be read in the loop's thread.
    """
    from bot.detectors import advice, patient_data, respect, spam

    built = (
        *patient_data.detectors(),
        *spam.detectors(),
        *respect.detectors(),
        *advice.detectors(),
    )
    text, context = fold("Nobody, born on 3 March 2026, see https://example.org"), Context(now=datetime.now(UTC))
    for detector in built:
        for _ in detector.inspect(text, context):
            pass
    return built


def learned(ask: "Ask | None" = None) -> tuple[LearnedDetector, ...]:
    """Load what was learnt: a judge a label, asked after the rules and only where it can change the outcome.

    Args:
        ask: where to have messages read closely while the loop goes on; without it, in a thread of this process.
    """
    from bot.detectors.reader.judges import judges

    return judges(ask)
