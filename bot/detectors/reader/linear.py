"""The quick reader: a linear model over tokens and pairs of neighbours, which says in microseconds what may matter."""

import numpy as np
from numpy.typing import NDArray

from bot.detectors.reader.tokens import Tokens

SLOTS = 1 << 17
"""Features share this many slots; two that meet in one are rare enough not to matter."""

_PAIR = 1_000_003
_CASE = 7_919


def features(tokens: Tokens) -> NDArray[np.int64]:
    """Number the features of a text: each token, each with its letter case, each pair and each skip of one.

    Returns:
        slots below `SLOTS`, each once, in order.
    """
    ids = np.asarray([1, *tokens.ids, 2], dtype=np.int64)
    cased = ids[1:-1] * 4 + np.asarray(tokens.case, dtype=np.int64)
    pairs = ids[:-1] * _PAIR + ids[1:]
    skips = ids[:-2] * _PAIR * 31 + ids[2:] + 5
    every = np.concatenate((ids[1:-1] * 2_654_435_761, cased * _CASE + 3, pairs, skips))
    mixed = every ^ (every >> 15)
    slots = np.sort((mixed * 2_246_822_519 + 374_761_393) % SLOTS)
    return slots[np.concatenate(([True], slots[1:] != slots[:-1]))]  # as `np.unique`, which takes twice as long


class Linear:
    """Weights for each label.

    Args:
        weights: [slots, labels].
        bias: [labels].
    """

    def __init__(self, weights: NDArray[np.float32], bias: NDArray[np.float32]) -> None:
        self._weights = weights
        self._bias = bias

    def scores(self, tokens: Tokens) -> NDArray[np.float32]:
        """Score a text for each label, in log odds."""
        used = features(tokens)
        total: NDArray[np.float32] = self._weights[used].sum(axis=0, dtype=np.float32) / np.sqrt(len(used) or 1)
        return total + self._bias
