"""The learned stage: two readers that know context where rules know words, for all four labels at once.

A quick one, linear, says in a tenth of a millisecond whether a message may matter; a close one, a small encoder, reads
only those, and to the end only where its lower half leaves something to find. `judges` turn what they say into
findings, and take back what a rule found that the context belies.
How they were made and how often they are right: ``weights/MODEL_CARD.md``. Nothing is fetched and nothing is sent.
"""

from bot.core.findings import LearnedDetector
from bot.detectors.reader.judges import AdviceJudge, MosaicJudge, PatientDataJudge, RespectJudge, SpamJudge
from bot.detectors.reader.reader import Reader


def judges() -> tuple[LearnedDetector, ...]:
    """Load the weights and build the judges of all labels over one reader."""
    reader = Reader()
    return (PatientDataJudge(reader), MosaicJudge(reader), SpamJudge(reader), RespectJudge(reader), AdviceJudge(reader))
