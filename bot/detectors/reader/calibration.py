"""What ships with the weights of either reader: linear models, and how scores become probabilities."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

WEIGHTS = Path(__file__).parent / "weights"

SUREST = 0.98
"""How often the surest findings were right on the validation authors; nothing that was read is surer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """How one label's two scores become a probability, fitted on authors that neither reader had learnt from.

    Args:
        quick, close, bias: log odds = quick * linear + close * encoder + bias.
        gate: the quick reader's log odds below which the encoder is not asked.
        hint: the log odds of what its lower half gives away below which it does not read to the end.
        report: the least probability that is reported.
        doubt: the probability below which what a rule read from the context is taken back.
        token: the least probability of a token to be within a span.
    """

    quick: float
    close: float
    bias: float
    gate: float
    report: float
    doubt: float
    token: float = 0.5
    hint: float = -99.0

    def chance(self, quick: float, close: float) -> float:
        """Blend both readers' log odds into a probability."""
        return min(float(1 / (1 + np.exp(-(self.quick * quick + self.close * close + self.bias)))), SUREST)


def linear(file: Path) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Read the weights and the bias of a linear model."""
    laid_out = np.load(file)
    return laid_out["weights"].astype(np.float32), laid_out["bias"].astype(np.float32)


def calibrations(weights: Path) -> dict[str, Calibration]:
    """Read them, by head, and one more for what a member's messages come to together (``mosaic``)."""
    written: Mapping[str, Any] = json.loads((weights / "calibration.json").read_text(encoding="utf-8"))
    return {name: Calibration(**values) for name, values in written.items()}
