"""What the encoder's lower half gives away: whether the upper half could still find anything."""

import numpy as np
from numpy.typing import NDArray


def pooled(hidden: NDArray[np.float32]) -> NDArray[np.float32]:
    """Sum up what the lower half says of a window: of its first mark, of all tokens on average, and at their most.

    Args:
        hidden: [tokens, width].

    Returns:
        [3 * width].
    """
    # What `mean` and `max` call; half of their time is their own.
    return np.concatenate((hidden[0], np.add.reduce(hidden) / len(hidden), np.maximum.reduce(hidden)))


class Hints:
    """A linear model for each label, over what the lower half says and the quick reader's log odds.

    Args:
        weights: [3 * width + labels, labels].
        bias: [labels].
    """

    def __init__(self, weights: NDArray[np.float32], bias: NDArray[np.float32]) -> None:
        self._weights = weights
        self._bias = bias

    def scores(self, hidden: NDArray[np.float32], quick: NDArray[np.float32]) -> NDArray[np.float32]:
        """Score a window for each label, in log odds."""
        scored: NDArray[np.float32] = np.concatenate((pooled(hidden), quick)) @ self._weights + self._bias
        return scored
