"""Learn what the encoder's lower half gives away, from the training authors and on the very file that ships.

    python -m training.learned.hints [--weights bot/detectors/reader/weights]

Writes ``hints.npz``. Needs ``scikit-learn`` beside the project.
"""

import argparse
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot.core.text import fold
from bot.detectors.reader.calibration import WEIGHTS
from bot.detectors.reader.hints import pooled
from bot.detectors.reader.reader import Reader
from bot.detectors.reader.reading import HEADS
from training import check
from training.learned.data import labels_of

STRENGTH = 0.0005
"""The inverse of how strongly large weights are held down: of 0.0002 to 0.03, what left out most clean validation
messages without losing one that would have been reported."""


def main() -> None:
    """Learn and write; the weights take the features as they are."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    parser.add_argument("--corpus", type=Path, default=check.CORPUS)
    options = parser.parse_args()
    file = options.weights / "hints.npz"
    if not file.exists():
        np.savez(file, weights=np.zeros((1, len(HEADS))), bias=np.zeros(len(HEADS)))
    reader = Reader(options.weights)
    part: check.Part = "train"
    seen, truth = [], []
    for row in check.read_corpus((part,), options.corpus):
        glance = reader.glance(fold(row.text))
        if glance is not None:
            (half,) = reader.close.halves(reader.strips(glance)[:1])
            seen.append(np.concatenate((pooled(half), np.array([*glance.quick.values()], dtype=np.float32))))
            truth.append([labels_of(row)[head] > 0 for head in HEADS])
    laid_out = np.array(seen, dtype=np.float32)
    mean = laid_out.mean(axis=0)
    width = len(mean) - len(HEADS)  # the quick reader's scores are log odds already, and stay as they are
    mean[width:], scale = 0.0, laid_out.std(axis=0)
    scale[width:] = 1.0
    weights, bias = [], []
    for number in range(len(HEADS)):
        model = LogisticRegression(C=STRENGTH, max_iter=500)
        model.fit((laid_out - mean) / scale, np.array(truth)[:, number])
        weights.append(model.coef_[0] / scale)
        bias.append(model.intercept_[0] - float(weights[-1] @ mean))
    np.savez_compressed(file, weights=np.array(weights, dtype=np.float32).T, bias=np.array(bias, dtype=np.float32))


if __name__ == "__main__":
    main()
