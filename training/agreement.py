"""How far the second readers agree with the authors: Cohen's kappa by label, and how far their spans overlap.

    python -m training.agreement             # the table
    python -m training.agreement --list      # and the ids on which they differ, for adjudication

A second reader labelled a fifth of each author's messages blind: ``corpus/second/<readers>.jsonl`` holds one object a
line with ``id``, the four labels, and ``spans``, the words that they would mark as ``[type, words]``. Kappa is computed
on positive or none for each label (Cohen, 1960), and for patient data also on none, quasi or direct. A span agrees
when the other's overlaps it; F1 is over both ways. Messages are never printed.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from training import check

SECOND = check.CORPUS / "second"


@dataclass(frozen=True, slots=True)
class Pair:
    """One message as its author and as its second reader labelled it."""

    row: check.Row
    labels: dict[str, str]
    spans: list[tuple[int, int]] = field(repr=False)

    def agrees(self, label: str) -> bool:
        """Tell whether both say none, or both say something."""
        return (self.row.label(label) == "none") == (self.labels[label] == "none")


def pairs(corpus: Path = check.CORPUS, second: Path = SECOND) -> list[Pair]:
    """Read the second readings beside the authors' own.

    Raises:
        check.CorpusError: a reading is of no message of the corpus, or marks words that it does not hold.
    """
    rows = {row.id: row for path in check.author_paths(corpus) for row in check.read_author(path).rows}
    found = []
    for path in sorted(second.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            read = json.loads(line)
            row = rows.get(read["id"])
            if row is None:
                raise check.CorpusError(f"{path.name}: {read['id']} is no message of the corpus")
            labels = {label: str(read[label]) for label in check.LABELS}
            found.append(Pair(row, labels, list(_places(row, read["spans"], path.name))))
    return found


def _places(row: check.Row, spans: Iterable[Sequence[str]], where: str) -> Iterable[tuple[int, int]]:
    for _, words in spans:
        start = row.text.find(words)
        if start < 0:
            raise check.CorpusError(f"{where}: {row.id} does not hold the words that are marked")
        while start >= 0:
            yield start, start + len(words)
            start = row.text.find(words, start + len(words))


def kappa(first: Sequence[str], second: Sequence[str]) -> float:
    """Compute Cohen's kappa: agreement beyond what the two readers' habits alone would give."""
    total = len(first)
    seen = sum(one == other for one, other in zip(first, second, strict=True)) / total
    habits, others = Counter(first), Counter(second)
    chance = sum(habits[value] * others[value] for value in habits) / total**2
    return 1.0 if chance == 1 else (seen - chance) / (1 - chance)


def overlap_f1(read: Iterable[Pair]) -> float:
    """Compute F1 of the spans, those that overlap counting as found."""
    found = authors = readers = matched = 0
    for pair in read:
        mine = [(span.start, span.end) for span in pair.row.spans]
        authors += len(mine)
        readers += len(pair.spans)
        found += sum(any(start < end_ and start_ < end for start_, end_ in pair.spans) for start, end in mine)
        matched += sum(any(start < end_ and start_ < end for start_, end_ in mine) for start, end in pair.spans)
    recall, precision = found / max(authors, 1), matched / max(readers, 1)
    return 2 * precision * recall / max(precision + recall, 1e-9)


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--list", action="store_true", help="print the ids on which the two differ, by label")
    options = parser.parse_args()
    read = pairs()
    if not read:
        print("Nothing was read a second time.")
        return 1
    print(f"{len(read)} messages of {len({pair.row.author for pair in read})} authors, read twice\n")
    print("| Label | Kappa | Both positive | Author alone | Reader alone |\n|---|---|---|---|---|")
    for label in check.LABELS:
        mine = [str(pair.row.label(label) != "none") for pair in read]
        theirs = [str(pair.labels[label] != "none") for pair in read]
        counts = Counter(zip(mine, theirs, strict=True))
        figures = (counts["True", "True"], counts["True", "False"], counts["False", "True"])
        print(f"| {label} | {kappa(mine, theirs):.3f} | " + " | ".join(map(str, figures)) + " |")
    severity = kappa([pair.row.patient_data for pair in read], [pair.labels["patient_data"] for pair in read])
    print(f"\npatient_data as none, quasi or direct: kappa {severity:.3f}; spans by overlap: F1 {overlap_f1(read):.3f}")
    if options.list:
        for label in check.LABELS:
            print(f"{label}: " + " ".join(pair.row.id for pair in read if not pair.agrees(label)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
