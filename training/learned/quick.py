"""Train the quick reader: a linear model over tokens, their letter case and their neighbours."""

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from training.learned.data import Example
from training.learned.linear import SLOTS, Linear, features

LABELS = ("patient", "spam", "respect", "advice")


def matrix(examples: list[Example]) -> csr_matrix:
    """Lay out the features, each message scaled to length one."""
    rows, columns, values = [], [], []
    for row, one in enumerate(examples):
        used = features(one.tokens)
        rows += [row] * len(used)
        columns += used.tolist()
        values += [1 / np.sqrt(len(used) or 1)] * len(used)
    return csr_matrix((values, (rows, columns)), shape=(len(examples), SLOTS), dtype=np.float32)


def train(examples: list[Example], strength: float = 12.0) -> Linear:
    """Learn weights for every label; the rarer side weighs as much as the other, within reason."""
    laid_out = matrix(examples)
    weights = np.zeros((SLOTS, len(LABELS)), dtype=np.float32)
    bias = np.zeros(len(LABELS), dtype=np.float32)
    for column, name in enumerate(LABELS):
        truth = np.array([one.labels[name] > 0 for one in examples])
        model = LogisticRegression(C=strength, max_iter=300)
        model.fit(laid_out, truth)
        weights[:, column] = model.coef_[0]
        bias[column] = model.intercept_[0]
    return Linear(weights, bias)
