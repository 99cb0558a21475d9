"""The public sets that may be learnt from: half of each is, by a digest of the text; the other half only measures.

Which sets, under which licences: ``../shared/data/public/README.md``. Sets whose recall is reported as not learnt from
(insults on the open web, spam by text message) are left out, and so are those whose labels are not our policy's.
"""

import json
import zlib
from collections.abc import Iterator
from pathlib import Path

from bot.detectors.reader.encoder import TYPES
from training import check

FOLDER = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "public" / "train"

KNOWN: dict[str, tuple[str, ...]] = {
    "clean_medmcqa": ("patient_data", "spam", "disrespect"),
    "clean_medquad": ("patient_data", "spam", "disrespect"),
    "clean_pubmedqa": ("patient_data", "spam", "disrespect"),
    "clinical_spammy_clean_medquad": ("patient_data", "spam", "disrespect"),
    "medical_scunthorpe_medquad": ("patient_data", "spam", "disrespect"),
    "phi_handoffs": ("patient_data", "spam", "disrespect", "advice"),
}
"""What is known of the messages of each set that is learnt from; of the other labels nothing is."""

MOST = 400
"""Messages of one set at most, so that none outweighs an author of the corpus by much."""

_DIRECT = frozenset({"NAME", "ID", "PHONE", "EMAIL", "ADDRESS", "URL", "IP"})


def is_learnt(text: str) -> bool:
    """Tell whether a text is in the half that is learnt from; the same text in two sets is in the same half."""
    return zlib.crc32(text.encode("utf-8", "surrogatepass")) % 2 == 0


def rows(folder: Path = FOLDER) -> Iterator[tuple[check.Row, tuple[str, ...]]]:
    """Read the messages to learn from, each with the labels that are known; none where the folder is not."""
    for name, known in KNOWN.items():
        file = folder / f"{name}.jsonl"
        if not file.exists():
            continue
        read = (json.loads(line) for line in file.read_text(encoding="utf-8").splitlines())
        learnt = [one for one in read if is_learnt(one["text"])]
        for one in sorted(learnt, key=lambda one: zlib.crc32(one["id"].encode()))[:MOST]:
            yield _row(name, one), known


def _row(name: str, one: dict[str, object]) -> check.Row:
    found = one.get("spans")
    spans = tuple(
        check.Span(
            start=int(span["start"]),
            end=int(span["end"]),
            type=span["type"] if span["type"] in TYPES else "OTHER",
        )
        for span in (found if isinstance(found, list) else ())
    )
    direct = any(span.type in _DIRECT for span in spans)
    return check.Row(
        where=name,
        id=str(one["id"]),
        author=name,
        part="train",
        text=str(one["text"]),
        spans=spans,
        pieces=(),
        patient_data=("direct" if direct else "quasi") if one.get("phi") else "none",
        spam="none",
        disrespect="none",
        advice="none",
        tricky=(),
        lang=str(one.get("lang", "en")),
        pair=None,
        thread=None,
    )
