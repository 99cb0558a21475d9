"""Compare rules, the quick reader and the close reader on authors that none of them had learnt from.

    python -m training.learned.measure --base MODEL_FOLDER --weights FOLDER/reader.pt

Prints for each label and part of the corpus the average precision of both readers and of their blend, whose weights are
fitted on the validation authors, and what the rules find at what rate of false alarms beside the blend at 5 %.
"""

import argparse
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score

from bot import detectors
from bot.core.findings import Context, Label
from bot.core.inspection import Inspector
from bot.core.policy import ChannelMode, Standing, decide, load_policy
from bot.core.text import fold
from training import check
from training.learned import data, quick
from training.learned.data import HEADS, Example
from training.learned.linear import Linear
from training.learned.model import Reader
from training.learned.train import predict

POLICY = Path(__file__).resolve().parents[2] / "config" / "community.toml"
LABELS = {
    "patient": Label.PATIENT_DATA,
    "spam": Label.SPAM,
    "respect": Label.DISRESPECT,
    "advice": Label.ADVICE,
}


def log_odds(chance: np.ndarray) -> np.ndarray:
    """Turn probabilities into log odds, kept finite."""
    kept = np.clip(chance, 1e-6, 1 - 1e-6)
    return np.log(kept / (1 - kept))


def flagged(examples: Sequence[Example]) -> dict[str, np.ndarray]:
    """Say which messages the rules act on, by head, under the default policy."""
    policy = load_policy(POLICY.read_text(encoding="utf-8"), name=POLICY.name)
    inspector = Inspector(detectors.roster())
    context = Context(now=datetime.now(UTC))
    found = []
    for one in examples:
        seen = inspector.look(fold(one.row.text), context)
        verdict = decide(seen.findings, policy, mode=ChannelMode.GENERAL, standing=Standing.NEWCOMER)
        found.append(verdict.flagged)
    inspector.close()
    return {head: np.array([label in labels for labels in found]) for head, label in LABELS.items()}


def scores(examples: Sequence[Example], linear: Linear, model: Reader) -> dict[str, np.ndarray]:
    """Give both readers' log odds by head, as [messages, 2]."""
    quick_scores = np.stack([linear.scores(one.tokens) for one in examples])
    close = predict(model, list(examples))
    return {
        head: np.stack((quick_scores[:, column], log_odds(1 - close[head][:, 0])), axis=1)
        for column, head in enumerate(quick.LABELS)
    }


def main() -> None:
    """Print the comparison."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, default=check.CORPUS)
    options = parser.parse_args()
    examples = data.examples(data.pieces_of(options.base), options.corpus)
    parts = {part: [one for one in examples if one.row.part == part] for part in check.PARTS}
    linear = quick.train(parts["train"])
    model = Reader(options.base)
    model.load_state_dict(torch.load(options.weights))
    unseen: tuple[check.Part, ...] = ("validation", "test")
    held = {part: scores(parts[part], linear, model) for part in unseen}
    rules = {part: flagged(parts[part]) for part in held}
    print("| Label | Part | Quick | Close | Blend | Rules find, false alarms | Blend finds at 5 % |")
    print("|---|---|---|---|---|---|---|")
    for head in HEADS:
        truths = {part: np.array([one.labels[head] > 0 for one in parts[part]]) for part in held}
        blend = LogisticRegression().fit(held["validation"][head], truths["validation"])
        for part, scored in held.items():
            truth, both, acted = truths[part], blend.decision_function(scored[head]), rules[part][head]
            ranked = [float(average_precision_score(truth, one)) for one in (*scored[head].T, both)]
            limit = np.quantile(both[~truth], 0.95)
            print(
                f"| {head} | {part} | "
                + " | ".join(f"{one:.3f}" for one in ranked)
                + f" | {acted[truth].mean():.1%}, {acted[~truth].mean():.1%} | {(both[truth] > limit).mean():.1%} |"
            )


if __name__ == "__main__":
    main()
