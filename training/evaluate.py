"""`make eval`: how often the detectors are right, on every labelled set that is there.

The sets are not part of the repository. Where ``../shared/data`` holds them, each one is converted, scanned with
`chaperone scan` and scored with ``../shared/tools/score.py``; ``--write`` puts the table with its date into
``docs/evaluation.md``. Where they are not, the figures written there last are printed.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from training import check

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
PAGE = ROOT / "docs" / "evaluation.md"
BEGIN, END = "<!-- figures: written by make eval ARGS=--write -->", "<!-- end of figures -->"
_MARK = re.compile(r"\[\[([A-Z]+):(.*?)\]\]")

Gold = dict[str, object]


@dataclass(frozen=True, slots=True)
class Set:
    """One labelled set, to be judged for one label."""

    name: str
    label: str
    rows: list[Gold] = field(repr=False)


def main() -> int:
    """Score every set and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="sets whose name holds this")
    parser.add_argument(
        "--detail",
        action="store_true",
        help="print what the scorer prints, by group, and what is found at fixed false alarms",
    )
    parser.add_argument("--write", action="store_true", help="write the table into docs/evaluation.md")
    arguments = parser.parse_args()
    if not (SHARED / "data").is_dir():
        print("The labelled sets are not on this machine. Figures measured last:\n")
        print(_written())
        return 0
    lines = [
        "| Set | Label | Found | False alarms | Spans touched, covered |",
        "|---|---|---|---|---|",
    ]
    for one in sets(SHARED / "data", arguments.only):
        lines += _score(one, detail=arguments.detail)
    print("\n".join(lines))
    if arguments.write:
        _write("\n".join(lines))
    return 0


def sets(data: Path, only: str) -> Iterator[Set]:
    """Convert every set whose name holds a word."""
    if only in "chat_phi":
        yield Set("chat_phi", "patient_data", list(_chat_phi(data / "chat_phi.tsv")))
    for task in ("spam", "disrespect", "advice"):
        if only in (name := f"chat_moderation {task}"):
            yield Set(name, task, list(_chat_moderation(data / "chat_moderation.tsv", task)))
    yield from _corpus_sets(only)
    for path in sorted((data / "public").glob("*/*.jsonl")):
        for label in _LABELS.get(path.stem, ()):
            if only in path.stem:
                yield Set(path.stem, label, list(_public(path, label)))


def _corpus_sets(only: str) -> Iterator[Set]:
    unseen: tuple[check.Part, ...] = ("validation", "test")
    for part in unseen:
        for label in check.LABELS:
            if only not in (name := f"corpus {part} {label}"):
                continue
            rows = list(check.read_corpus((part,)))
            yield Set(name, label, [_corpus(row, label) for row in rows])
            for language in check.LANGUAGES if part == "test" else ():
                spoken = [_corpus(row, label) for row in rows if row.lang == language]
                yield Set(f"{name} in {language}", label, spoken)


_CLEAN_EVERYWHERE = ("patient_data", "spam", "disrespect")
_LABELS = {
    "phi_handoffs": ("patient_data",),
    "phi_presidio_synth": ("patient_data",),
    "phi_openmed": ("patient_data",),
    "phi_contextual": ("patient_data",),
    "phi_presidio_unit": ("patient_data",),
    "clean_medquad": _CLEAN_EVERYWHERE,
    "clean_pubmedqa": _CLEAN_EVERYWHERE,
    "clean_medmcqa": _CLEAN_EVERYWHERE,
    "medical_scunthorpe_medquad": ("spam", "disrespect"),
    "clinical_spammy_clean_medquad": ("spam", "disrespect"),
    "stackexchange_clean": ("spam", "disrespect"),
    "stackexchange_requests": ("spam", "disrespect"),
    "code_review_toxicr": ("disrespect",),
    "lkml_civil_ferreira": ("disrespect",),
    "olid": ("disrespect",),
    "davidson": ("disrespect",),
    "ethos": ("disrespect",),
    "toxigen_demonstrations": ("disrespect",),
    "germeval2018_de": ("disrespect",),
    "sms_uci": ("spam",),
}


def _chat_phi(path: Path) -> Iterator[Gold]:
    for line in path.read_text(encoding="utf-8").splitlines():
        name, label, severity, marked = line.split("\t")
        text, spans = unmark(_unescape(marked))
        yield {"id": name, "text": text, "positive": label == "phi", "spans": spans, "group": severity}


def _chat_moderation(path: Path, task: str) -> Iterator[Gold]:
    for line in path.read_text(encoding="utf-8").splitlines():
        name, of, label, kind, text = line.split("\t")
        if of == task:
            yield {"id": name, "text": _unescape(text), "positive": label != "clean", "group": kind}


def _corpus(row: check.Row, label: str) -> Gold:
    value = row.label(label)
    clean = "hard" if row.looks_like(label) else "plain" if row.plain else "other"
    spans = [{"start": span.start, "end": span.end, "type": span.type} for span in row.spans]
    return {
        "id": row.id,
        "text": row.text,
        "positive": value != "none",
        "spans": spans if label == "patient_data" else [],
        "group": clean if value == "none" else value,
    }


def _public(path: Path, label: str) -> Iterator[Gold]:
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        positive = bool(row["phi"]) if "phi" in row else row["label"] == label
        yield {
            "id": row["id"],
            "text": row["text"],
            "positive": positive,
            "spans": row.get("spans") or [],
            "group": "-",
        }


def unmark(marked: str) -> tuple[str, list[dict[str, object]]]:
    """Take the marks ``[[TYPE:words]]`` out; the words stay and their spans are returned."""
    text, spans, done = "", [], 0
    for match in _MARK.finditer(marked):
        text += marked[done : match.start()]
        spans.append({"start": len(text), "end": len(text) + len(match[2]), "type": match[1]})
        text += match[2]
        done = match.end()
    return text + marked[done:], spans


def _unescape(text: str) -> str:
    return re.sub(r"\\([n\\])", lambda match: "\n" if match[1] == "n" else "\\", text)


def _score(one: Set, *, detail: bool) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        gold, scanned = Path(folder) / "gold.jsonl", Path(folder) / "scanned.jsonl"
        gold.write_text("".join(json.dumps(row) + "\n" for row in one.rows), encoding="utf-8")
        with scanned.open("wb") as out:
            subprocess.run([sys.executable, "-m", "bot", "scan", str(gold)], stdout=out, check=True, cwd=ROOT)
        scorer = [sys.executable, str(SHARED / "tools" / "score.py"), "--label", one.label, str(gold), str(scanned)]
        said = subprocess.run(scorer, capture_output=True, text=True, check=True).stdout
        spans = _spans(one.rows, scanned, one.label)
        ranked = _ranked(one, scanned)
    if detail:
        print(f"== {one.name}: {one.label}\n{said}{ranked}\n")
    return list(_table_rows(one, said, spans))


def _ranked(one: Set, scanned: Path) -> str:
    """Say how much is found where a share of the clean rows may be flagged, whatever the policy would act on."""
    lines = scanned.read_text(encoding="utf-8").splitlines()
    scores = {said["id"]: said["scores"].get(one.label, 0.0) for said in map(json.loads, lines)}
    wanted = [scores[row["id"]] for row in one.rows if row["positive"]]
    clean = sorted((scores[row["id"]] for row in one.rows if not row["positive"]), reverse=True)
    if not wanted or not clean:
        return ""
    bounds = [(share, clean[int(share * len(clean))]) for share in _ALARMS]
    return "  ".join(
        f"recall at {share:.0%} false alarms: {sum(score > bound for score in wanted) / len(wanted):.1%}"
        for share, bound in bounds
    )


_ALARMS = (0.01, 0.05)

Counts = dict[str, Counter[str]]


def _spans(rows: Sequence[Gold], scanned: Path, label: str) -> Counts:
    """Count by type how many marked spans a finding touches, and of how many it covers four fifths."""
    counts: Counts = {}
    found = {}
    for line in scanned.read_text(encoding="utf-8").splitlines():
        said = json.loads(line)
        found[said["id"]] = [set(range(one["start"], one["end"])) for one in said["findings"] if one["label"] == label]
    for row in rows:
        spans = row.get("spans")
        for span in spans if isinstance(spans, list) and row["positive"] else ():
            wanted = set(range(span["start"], span["end"]))
            got = wanted & set().union(*found[row["id"]])
            for kind in ("all", str(span["type"])):
                counts.setdefault(kind, Counter()).update(
                    all=1, touched=bool(got), covered=len(got) >= _COVERED * len(wanted)
                )
    return counts


_COVERED = 0.8


_LINE = re.compile(r"(recall|false alarm) +(\S+) +(\d+)/(\d+) +([\d.]+%) +(\[.*\])")


def _table_rows(one: Set, said: str, spans: Counts) -> Iterator[str]:
    """Turn the scorer's lines into rows: the whole set, for patient data each severity, for test authors each type."""
    groups: dict[str, dict[str, str]] = {}
    for match in _LINE.finditer(said):
        kind, group, hits, total, share, interval = match.groups()
        groups.setdefault(group, {})[kind] = f"{share} ({hits}/{total}) {interval}"
    patients = one.name == "chat_phi" or one.name.endswith("patient_data")
    wanted: Iterable[str] = ("all", "direct", "quasi", "hard", "plain") if patients else ("all",)
    for group in wanted:
        figures = groups.get(group, {})
        places = _shares(spans["all"]) if group == "all" and spans else ""
        name = one.name if group == "all" else f"{one.name}, {group}"
        yield f"| {name} | {one.label} | {figures.get('recall', '')} | {figures.get('false alarm', '')} | {places} |"
    if one.name == "corpus test patient_data":
        for kind in sorted(set(spans) - {"all"}):
            yield f"| {one.name}, spans of {kind} ({spans[kind]['all']}) | {one.label} | | | {_shares(spans[kind])} |"


def _shares(counts: Counter[str]) -> str:
    return f"{counts['touched'] / counts['all']:.1%}, {counts['covered'] / counts['all']:.1%}"


def _written() -> str:
    return PAGE.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0].strip()


def _write(table: str) -> None:
    page = PAGE.read_text(encoding="utf-8")
    before, begin, rest = page.partition(BEGIN)
    after = rest.partition(END)[2]
    measured = f"Measured on {datetime.now(UTC).date().isoformat()} by `make eval ARGS=--write`."
    PAGE.write_text(f"{before}{begin}\n{measured}\n\n{table}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
