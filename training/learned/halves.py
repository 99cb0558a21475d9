"""Cut an encoder into halves, so that what its lower layers are sure of is not read to the end.

    python -m training.learned.halves --encoder encoder.onnx --out bot/detectors/reader/weights

Needs ``onnx``. Nothing is changed: both halves one after the other give what the whole gave, to the last bit.
"""

import argparse
from pathlib import Path

import onnx
from onnx import TensorProto, helper
from onnx.utils import Extractor

from bot.detectors.reader.reading import HEADS

BETWEEN = "layer2.out"
"""Where the halves meet: behind the third layer of six. Behind the second, half as many messages are left out."""


def halve(whole: Path, out: Path) -> None:
    """Write ``lower.onnx`` and ``upper.onnx``."""
    model = onnx.load(str(whole))
    width = next(one.dims[-1] for one in model.graph.initializer if one.name in ("cases", "cases_quantized"))
    model.graph.value_info.append(helper.make_tensor_value_info(BETWEEN, TensorProto.FLOAT, [1, "tokens", width]))
    parts = Extractor(model)
    onnx.save(parts.extract_model(["ids", "case"], [BETWEEN]), str(out / "lower.onnx"))
    onnx.save(parts.extract_model([BETWEEN], [*HEADS, "tokens"]), str(out / "upper.onnx"))


def main() -> None:
    """Cut one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    halve(options.encoder, options.out)


if __name__ == "__main__":
    main()
