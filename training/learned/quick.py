"""Train the quick reader: a linear model over tokens, their letter case and their neighbours."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from bot.detectors.reader.linear import SLOTS, features
from bot.detectors.reader.reading import HEADS
from training.learned.data import Example


def matrix(examples: list[Example]) -> csr_matrix:
    """Lay out the features, each message scaled to length one."""
    rows, columns, values = [], [], []
    for row, one in enumerate(examples):
        used = features(one.tokens)
        rows += [row] * len(used)
        columns += used.tolist()
        values += [1 / np.sqrt(len(used) or 1)] * len(used)
    return csr_matrix((values, (rows, columns)), shape=(len(examples), SLOTS), dtype=np.float32)


def train(examples: list[Example], strength: float = 12.0) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Learn weights for every head.

    Returns:
        weights [slots, heads] and bias [heads].
    """
    laid_out = matrix(examples)
    weights = np.zeros((SLOTS, len(HEADS)), dtype=np.float32)
    bias = np.zeros(len(HEADS), dtype=np.float32)
    for column, name in enumerate(HEADS):
        truth = np.array([one.labels[name] > 0 for one in examples])
        model = LogisticRegression(C=strength, max_iter=300)
        model.fit(laid_out, truth)
        weights[:, column] = model.coef_[0]
        bias[column] = model.intercept_[0]
    return weights, bias
