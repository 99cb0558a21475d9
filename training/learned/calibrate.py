"""Fit how the two readers' scores become a probability, on the validation authors and on the files that are shipped.

    python -m training.learned.calibrate --weights bot/detectors/reader/weights [--write]

Prints, for validation and test authors, what the readers find alone, and how often a stated probability is right. Needs
``scikit-learn`` beside the project.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from bot.app import read_policy
from bot.core.findings import Label
from bot.core.text import Text, fold
from bot.detectors.reader.calibration import WEIGHTS, Calibration
from bot.detectors.reader.reader import LIKELY, Glance, Reader
from bot.detectors.reader.reading import HEADS
from training import check
from training.learned.data import labels_of

FALSE_ALARMS = {"patient": 0.05, "spam": 0.01, "respect": 0.007, "advice": 0.08, "mosaic": 0.03}
"""The most that may be reported of the clean messages that are easily mistaken for a label."""

GATE_LOSES = 0.02
"""The share of what would be reported that the quick reader may keep from the encoder."""

FEW = 100
"""With fewer messages that carry a label than this, the least suspicion among them says little about others'."""

MARGIN = 1.5
"""How much lower, in log odds, the gate of such a label is."""

DOUBT = {"patient": 0.1, "spam": 0.01, "respect": 0.03, "advice": 0.03, "mosaic": 0.0}
"""Where what a rule found is taken back: the highest probabilities that cost no rule a right finding worth naming."""

TOKENS = (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6)
"""The least probabilities of a token that are tried."""

NOTHING = Calibration(quick=0.0, close=1.0, bias=0.0, gate=-99.0, report=0.5, doubt=0.0)


@dataclass(frozen=True, slots=True)
class Scores:
    """What the shipped readers say of a part of the corpus, for one label: [messages, 2], the rest [messages]."""

    both: NDArray[np.float64]
    hint: NDArray[np.float64]
    truth: NDArray[np.bool_]
    hard: NDArray[np.bool_]


def look(reader: Reader, rows: Sequence[check.Row]) -> dict[str, Scores]:
    """Read messages one by one, and each member's clean ones in a thread behind one another (``mosaic``)."""
    texts = [fold(row.text) for row in rows]
    glances = [_read(reader, reader.glance(text)) for text in texts]
    hints = np.array([_hints(reader, glance) for glance in glances])
    labels = [labels_of(row) for row in rows]
    seen = {
        head: Scores(
            np.array([_both(glance, head) for glance in glances]),
            hints[:, number],
            np.array([one[head] > 0 for one in labels]),
            np.array([row.looks_like(LABELS[head]) for row in rows]),
        )
        for number, head in enumerate(HEADS)
    }
    seen["mosaic"] = _look_across(reader, rows, texts, glances)
    return seen


def _look_across(
    reader: Reader, rows: Sequence[check.Row], texts: Sequence[Text], glances: Sequence[Glance | None]
) -> Scores:
    truths = {row.thread.id: row.thread.truth for row in rows if row.thread and row.thread.truth}
    said: dict[tuple[str, str], list[int]] = {}
    both, truth = [], []
    for index, (row, glance) in enumerate(zip(rows, glances, strict=True)):
        if row.thread is None or row.patient_data != "none" or glance is None:
            continue
        earlier = said.setdefault((row.thread.id, row.thread.member), [])
        if earlier:
            before = [one.tokens for one in (glances[number] for number in earlier) if one is not None]
            together = reader.together(before, texts[index], glance.tokens)
            both.append(_both(_read(reader, together), "patient"))
            from_ = truths[row.thread.id].patient_data_from
            joins = sum(bool(rows[number].pieces) for number in (*earlier, index)) > 1
            truth.append(joins and from_ is not None and row.thread.position >= from_)
        earlier.append(index)
    return Scores(np.array(both), np.zeros(len(both)), np.array(truth), ~np.array(truth))


def _read(reader: Reader, glance: Glance | None) -> Glance | None:
    if glance is not None:
        reader.errand(glance, whole=True).here()
    return glance


def _hints(reader: Reader, glance: Glance | None) -> list[float]:
    if glance is None:
        return [-9.0] * len(HEADS)
    hinted: list[float] = reader.close.hints(
        reader.close.halves(reader.strips(glance)), [*glance.quick.values()]
    ).tolist()
    return hinted


def _both(glance: Glance | None, head: str) -> tuple[float, float]:
    return (-9.0, -9.0) if glance is None else (glance.quick[head], glance.close(head))


LABELS = {"patient": "patient_data", "spam": "spam", "respect": "disrespect", "advice": "advice"}


def fit_token(reader: Reader, rows: Sequence[check.Row]) -> float:
    """Choose the least probability of a token within a span: the best for masking (F2).

    What should have been masked weighs more than what need not have been.
    """
    marked = [row for row in rows if row.patient_data != "none"]
    texts = [fold(row.text) for row in marked]
    glances = [_read(reader, reader.glance(text)) for text in texts]  # each is read once, whatever is tried
    best, chosen = 0.0, TOKENS[0]
    for least in TOKENS:
        both = ours = theirs = 0
        for row, text, glance in zip(marked, texts, glances, strict=True):
            spans = [text.span(one.start, one.end) for one in glance.stretches(least)] if glance else []
            found = {index for span in spans for index in range(span.start, span.end)}
            wanted = {index for span in row.spans for index in range(span.start, span.end)}
            both, ours, theirs = both + len(found & wanted), ours + len(found), theirs + len(wanted)
        agreement = 5 * both / (ours + 4 * theirs)
        print(f"tokens from {least}: {both / theirs:.1%} of the marked characters, {both / ours:.1%} right")
        if agreement > best:
            best, chosen = agreement, least
    return chosen


def fit(seen: Scores, name: str, token: float) -> Calibration:
    """Fit one label, on the messages that carry it and on those that are easily mistaken for it."""
    both, truth, hard = seen.both, seen.truth, seen.hard
    of_it = truth | hard
    blend = LogisticRegression(C=100.0).fit(both[of_it], truth[of_it])
    quick, close = (float(one) for one in blend.coef_[0])
    bias = float(blend.intercept_[0])
    chances = _chances(both, quick, close, bias)
    least = read_policy(None).bands_of(Label(LABELS.get(name, "patient_data"))).medium
    report = max(least, float(np.quantile(chances[~truth & hard], 1 - FALSE_ALARMS[name])))
    reported = truth & (chances >= report)
    gate = float(np.quantile(both[reported if reported.any() else truth, 0], GATE_LOSES))
    if name in HEADS and truth.sum() < FEW:
        gate -= MARGIN
    return Calibration(quick=quick, close=close, bias=bias, gate=gate, report=report, doubt=DOUBT[name], token=token)


def fit_hints(seen: dict[str, Scores], calibrations: dict[str, Calibration]) -> dict[str, Calibration]:
    """Let half a reading leave out nothing that the quick reader suspects and that would be reported rightly."""
    suspected = _suspected(seen, calibrations)
    fitted = dict(calibrations)
    for head in HEADS:
        one, scores = calibrations[head], seen[head]
        reported = _chances(scores.both, one.quick, one.close, one.bias) >= one.report
        hint = float(scores.hint[suspected & scores.truth & reported].min())
        fitted[head] = replace(one, hint=hint - (MARGIN if scores.truth.sum() < FEW else 0))
    return fitted


def _suspected(seen: dict[str, Scores], calibrations: dict[str, Calibration]) -> NDArray[np.bool_]:
    quick = np.array([seen[head].both[:, 0] for head in HEADS])
    gates = np.array([[calibrations[head].gate] for head in HEADS])
    hinted = np.any([seen[head].hint >= calibrations[head].hint for head in HEADS], axis=0)
    suspected: NDArray[np.bool_] = (quick >= gates).any(axis=0) & ((quick >= LIKELY).any(axis=0) | hinted)
    return suspected


def _chances(both: NDArray[np.float64], quick: float, close: float, bias: float) -> NDArray[np.float64]:
    chances: NDArray[np.float64] = 1 / (1 + np.exp(-(quick * both[:, 0] + close * both[:, 1] + bias)))
    return chances


def describe(
    rows: Sequence[check.Row], seen: dict[str, Scores], calibrations: dict[str, Calibration], name: str
) -> None:
    """Print what is found at what false alarms, and the reliability table."""
    print(f"\n{name}: {len(rows)} messages\n")
    print("| Label | Found | False alarms | … of look-alikes | Passes the gate, clean |\n|---|---|---|---|---|")
    stated: list[NDArray[np.float64]] = []
    right: list[NDArray[np.bool_]] = []
    suspected = _suspected(seen, calibrations)
    for label, one in calibrations.items():
        both, truth, hard = seen[label].both, seen[label].truth, seen[label].hard
        chances = _chances(both, one.quick, one.close, one.bias)
        passes = suspected if label in HEADS else both[:, 0] >= one.gate
        says = passes & (chances >= one.report)
        print(
            f"| {label} | {says[truth].mean():.1%} ({truth.sum()}) | {says[~truth].mean():.1%} "
            f"| {says[~truth & hard].mean():.1%} | {passes[~truth].mean():.1%} |"
        )
        stated.append(chances[passes & (truth | hard)])
        right.append(truth[passes & (truth | hard)])
    print("\n| Stated | Right | Messages |\n|---|---|---|")
    for low, share, count in _reliability(np.concatenate(stated), np.concatenate(right)):
        print(f"| {low:.1f} to {low + 0.1:.1f} | {share:.2f} | {count} |")


def _reliability(stated: NDArray[np.float64], right: NDArray[np.bool_]) -> Sequence[tuple[float, float, int]]:
    rows = []
    for low in np.arange(0, 1, 0.1):
        within = (stated >= low) & (stated < low + 0.1)
        if within.any():
            rows.append((float(low), float(right[within].mean()), int(within.sum())))
    return rows


def main() -> None:
    """Fit, print, and write the calibration when asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    parser.add_argument("--corpus", type=Path, default=check.CORPUS)
    parser.add_argument("--write", action="store_true", help="write calibration.json")
    options = parser.parse_args()
    file = options.weights / "calibration.json"
    if not file.exists():
        file.write_text(json.dumps(dict.fromkeys((*HEADS, "mosaic"), asdict(NOTHING))), encoding="utf-8")
    reader = Reader(options.weights)
    validation, test = (list(check.read_corpus((part,), options.corpus)) for part in ("validation", "test"))
    seen = look(reader, validation)
    token = fit_token(reader, validation)
    calibrations = fit_hints(seen, {name: fit(scores, name, token) for name, scores in seen.items()})
    if options.write:
        rounded = {name: _rounded(one) for name, one in calibrations.items()}
        file.write_text(json.dumps(rounded, indent=2) + "\n", encoding="utf-8")
    describe(validation, seen, calibrations, "Validation authors (fitted on them)")
    describe(test, look(reader, test), calibrations, "Test authors (seen by nothing)")


def _rounded(one: Calibration) -> dict[str, float]:
    return {key: round(value, 4) for key, value in asdict(one).items()}


if __name__ == "__main__":
    main()
