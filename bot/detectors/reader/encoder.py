"""The encoder: whole numbers of seven bits, on one thread of this machine and nowhere else."""

from pathlib import Path

import numpy as np
import onnxruntime

from bot.detectors.reader.reading import HEADS, Chances, Reading, Strip

_SLOWER = ["SkipLayerNormFusion"]
"""What onnxruntime would melt into one step that takes longer than the two it replaces: a sixth of a reading."""


class Encoder:
    """Reads one strip of tokens at a time: what it says of a message never hangs on its neighbours in a batch.

    It reads in two halves, of three layers each; the second is for those whose first one leaves something to find.
    """

    def __init__(self, lower: Path, upper: Path) -> None:
        self._lower, self._upper = _session(lower), _session(upper)
        self._between = self._upper.get_inputs()[0].name

    def begin(self, strip: Strip) -> Chances:
        """Read up to the half.

        Returns:
            [tokens with both marks, width].
        """
        said = self._lower.run(
            [self._between],
            {"ids": np.array([strip.ids], dtype=np.int64), "case": np.array([strip.case], dtype=np.int64)},
        )
        half: Chances = said[0][0]
        return half

    def finish(self, half: Chances) -> Reading:
        """Read to the end what was begun."""
        said = self._upper.run([*HEADS, "tokens"], {self._between: half[np.newaxis]})
        heads = {head: values[0].tolist() for head, values in zip(HEADS, said, strict=False)}
        return Reading(heads, said[-1][0, 1:-1])


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
