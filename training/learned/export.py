"""Turn what was learnt into what ships: the encoder in whole numbers of eight bits, the quick reader, the vocabulary.

    python -m training.learned.export --base MODEL_FOLDER --weights FOLDER/reader.pt --out bot/detectors/reader/weights

Needs ``torch``, ``transformers``, ``scikit-learn`` and ``onnx``. `calibrate` fits the thresholds on what this wrote.
"""

import argparse
import shutil
import tempfile
from pathlib import Path

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from bot.detectors.reader.encoder import HEADS
from training import check
from training.learned import data, quick
from training.learned.model import Reader


class _Shipped(nn.Module):
    """One message at a time, without padding, and probabilities in place of scores."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader

    def forward(self, ids: Tensor, case: Tensor) -> tuple[Tensor, ...]:
        body = self.reader.encoder
        hidden = body.embeddings(inputs_embeds=self.reader.words(ids, case))
        for layer in body.encoder.layer:  # one message needs no mask, and tracing the making of one fails
            hidden = layer(hidden, None)
            hidden = hidden[0] if isinstance(hidden, tuple) else hidden
        logits = self.reader.judge(hidden, torch.ones_like(ids))
        return tuple(logits[name].softmax(-1) for name in (*HEADS, "tokens"))


def export_encoder(base: Path, weights: Path, out: Path) -> None:
    """Write ``encoder.onnx``: weights as signed whole numbers of eight bits, a scale a channel."""
    reader = Reader(base, attention="eager")
    reader.load_state_dict(torch.load(weights))
    reader.eval()
    sample = (torch.tensor([[101, 2000, 2001, 102]]), torch.tensor([[0, 0, 1, 0]]))
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        torch.onnx.export(
            _Shipped(reader),
            sample,
            str(whole),
            input_names=["ids", "case"],
            output_names=[*HEADS, "tokens"],
            dynamic_axes={"ids": {1: "tokens"}, "case": {1: "tokens"}, "tokens": {1: "tokens"}},
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(whole, out / "encoder.onnx", weight_type=QuantType.QInt8, per_channel=True)


def export_quick(base: Path, corpus: Path, out: Path) -> None:
    """Learn and write ``linear.npz``: weights in half precision."""
    pieces = data.pieces_of(base)
    learnt = [one for one in data.examples(pieces, corpus) if one.row.part == "train"]
    learnt += data.together(learnt, pieces)
    learnt += data.public_examples(pieces)
    weights, bias = quick.train(learnt)
    np.savez_compressed(out / "linear.npz", weights=weights.astype(np.float16), bias=bias)


def main() -> None:
    """Write the folder anew, but for its calibration and its card."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, default=check.CORPUS)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(options.base / "vocab.txt", options.out / "vocabulary.txt")
    export_quick(options.base, options.corpus, options.out)
    export_encoder(options.base, options.weights, options.out)
    for file in sorted(options.out.iterdir()):
        print(f"{file.name}: {file.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
