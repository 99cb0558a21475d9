"""The close reader: an encoder that reads to the end only where its lower half leaves something to find."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.detectors.reader.calibration import WEIGHTS, calibrations, linear
from bot.detectors.reader.encoder import Encoder
from bot.detectors.reader.hints import Hints
from bot.detectors.reader.reading import HEADS, Answer, Chances, Question, Strip


class CloseReader:
    """Answers one question after the other.

    Args:
        weights: the folder that holds ``lower.onnx``, ``upper.onnx``, ``hints.npz`` and ``calibration.json``.
    """

    def __init__(self, weights: Path = WEIGHTS) -> None:
        self._encoder = Encoder(weights / "lower.onnx", weights / "upper.onnx")
        self._hints = Hints(*linear(weights / "hints.npz"))
        calibrated = calibrations(weights)
        self._gates = np.array([calibrated[head].hint for head in HEADS])

    def halves(self, strips: Sequence[Strip]) -> tuple[Chances, ...]:
        """Read each strip up to the half: [tokens with both marks, width]."""
        return tuple(self._encoder.begin(strip) for strip in strips)

    def hints(self, halves: Sequence[Chances], quick: Sequence[float]) -> NDArray[np.float32]:
        """Say what the lower half gives away, in log odds by head; of a long message, of its gravest strip."""
        known = np.array(quick, dtype=np.float32)
        most: NDArray[np.float32] = np.max([self._hints.scores(half, known) for half in halves], axis=0)
        return most

    def read(self, question: Question) -> Answer:
        """Read a message as far as there is something to suspect, or the whole of it."""
        halves = self.halves(question.strips)
        suspected = question.suspected
        if suspected is None:
            suspected = bool(np.any(self.hints(halves, question.quick) >= self._gates))
        to_the_end = suspected or question.whole
        return Answer(suspected, tuple(self._encoder.finish(half) for half in halves) if to_the_end else ())
