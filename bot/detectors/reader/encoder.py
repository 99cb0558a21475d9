"""The close reader: a small encoder, as whole numbers of seven bits, on one thread of this machine and nowhere else."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

Chances = NDArray[np.float32]

PATIENT = ("none", "quasi", "direct")
SPAM = ("none", "spam")
RESPECT = ("none", "remark", "abuse", "patients")
"""As the policy's matrix divides disrespect: graver kinds and mocked patients have rows of their own."""
ADVICE = ("none", "advice")
HEADS = {"patient": PATIENT, "spam": SPAM, "respect": RESPECT, "advice": ADVICE}
"""What the encoder says of a whole message, by head."""

TYPES = ("O", "NAME", "DATE", "AGE", "ID", "PHONE", "EMAIL", "ADDRESS", "LOCATION", "ORG", "URL", "IP", "OTHER")
"""What it says of every token; O is nothing."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the encoder makes of one window: probabilities.

    Args:
        heads: [values] a head, in the order of `HEADS`.
        tokens: [tokens, types], without the window's first and last mark.
    """

    heads: dict[str, Chances] = field(repr=False)
    tokens: Chances = field(repr=False)


_SLOWER = ["SkipLayerNormFusion"]
"""What onnxruntime would melt into one step that takes longer than the two it replaces: a sixth of a reading."""


class Encoder:
    """Reads one window of tokens at a time: what it says of a message never hangs on its neighbours in a batch.

    It reads in two halves, of three layers each; the second is for those whose first one leaves something to find.
    """

    def __init__(self, lower: Path, upper: Path, first: int, last: int) -> None:
        self._lower, self._upper = _session(lower), _session(upper)
        self._between = self._upper.get_inputs()[0].name
        self._first = first
        self._last = last

    def begin(self, ids: list[int], case: list[int]) -> Chances:
        """Read tokens, with their letter case (`tokens.SMALL` and its like), up to the half.

        Returns:
            [tokens with both marks, width].
        """
        said = self._lower.run(
            [self._between],
            {
                "ids": np.array([[self._first, *ids, self._last]], dtype=np.int64),
                "case": np.array([[0, *case, 0]], dtype=np.int64),
            },
        )
        half: Chances = said[0][0]
        return half

    def finish(self, half: Chances) -> Reading:
        """Read to the end what was begun."""
        said = self._upper.run([*HEADS, "tokens"], {self._between: half[np.newaxis]})
        return Reading({head: values[0] for head, values in zip(HEADS, said, strict=False)}, said[-1][0, 1:-1])


def _session(model: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(
        str(model), options, providers=["CPUExecutionProvider"], disabled_optimizers=_SLOWER
    )
