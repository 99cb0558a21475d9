"""Turn what was learnt into what ships: the encoder in whole numbers of seven bits, the quick reader, the vocabulary.

    python -m training.learned.export --base MODEL_FOLDER --weights FOLDER/reader.pt --out bot/detectors/reader/weights

Needs ``torch``, ``transformers``, ``scikit-learn`` and ``onnx``. `hints` learns from what this wrote,
and `calibrate` fits the thresholds on all of it.
"""

import argparse
import shutil
import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime import InferenceSession
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor

from bot.detectors.reader.reading import HEADS, TYPES
from training import check
from training.learned import data, quick
from training.learned.halves import halve
from training.learned.model import Reader

RUNTIME = "com.microsoft"
"""The domain of onnxruntime's own steps: attention as one step is a quarter faster than the dozen it stands for."""

CLOSE = 1e-4
"""How far a probability of what is written may be from what was learnt, before it is rounded to seven bits."""


class _Graph:
    """Steps and values, as they are added."""

    def __init__(self) -> None:
        self.steps: list[onnx.NodeProto] = []
        self.values: list[onnx.TensorProto] = []

    def value(self, name: str, given: Tensor | list[int] | int) -> str:
        """Add a constant; its name comes back."""
        array = given.detach().contiguous().numpy() if isinstance(given, Tensor) else np.array(given, dtype=np.int64)
        self.values.append(numpy_helper.from_array(array, name))
        return name

    def step(self, kind: str, takes: list[str], gives: str, domain: str = "", **how: object) -> str:
        """Add a step; the name of what it gives comes back."""
        self.steps.append(helper.make_node(kind, takes, [gives], domain=domain, **how))
        return gives

    def dense(self, takes: str, gives: str, layer: torch.nn.Linear) -> str:
        """Add a matrix and its bias."""
        product = self.step("MatMul", [takes, self.value(f"{gives}.weight", layer.weight.T)], f"{gives}.product")
        return self.step("Add", [product, self.value(f"{gives}.bias", layer.bias)], gives)

    def norm(self, takes: str, gives: str, layer: torch.nn.LayerNorm) -> str:
        """Add a layer's normalisation."""
        scale, shift = self.value(f"{gives}.scale", layer.weight), self.value(f"{gives}.shift", layer.bias)
        return self.step("LayerNormalization", [takes, scale, shift], gives, axis=-1, epsilon=layer.eps)


def graph_of(reader: Reader) -> onnx.ModelProto:
    """Lay the reader out for one message at a time, without padding, and with probabilities in place of scores."""
    graph, body = _Graph(), reader.encoder
    table = body.embeddings
    words = graph.step("Gather", [graph.value("words", table.word_embeddings.weight), "ids"], "word")
    cases = graph.step("Gather", [graph.value("cases", reader.case.weight), "case"], "written")
    places = graph.value("places", table.position_embeddings.weight + table.token_type_embeddings.weight[0])
    length = graph.step("Shape", ["ids"], "length", start=1, end=2)
    place = graph.step("Slice", [places, graph.value("begin", [0]), length], "place")
    read = graph.step("Add", [graph.step("Add", [words, cases], "word.written"), place], "word.placed")
    hidden = graph.norm(read, "embedded", table.LayerNorm)
    for number, layer in enumerate(body.encoder.layer):
        hidden = _layer(graph, f"layer{number}", hidden, layer, body.config.num_attention_heads)
    first = graph.step("Gather", [hidden, graph.value("at.first", 0)], "first", axis=1)
    mean = graph.step("ReduceMean", [hidden], "mean", axes=[1], keepdims=0)
    most = graph.step("ReduceMax", [hidden], "most", axes=[1], keepdims=0)
    pooled = graph.step("Concat", [first, mean, most], "pooled", axis=-1)
    for name, head in reader.heads.items():
        graph.step("Softmax", [graph.dense(pooled, f"{name}.score", head)], name, axis=-1)
    graph.step("Softmax", [graph.dense(hidden, "tokens.score", reader.tagger)], "tokens", axis=-1)
    takes = [helper.make_tensor_value_info(name, TensorProto.INT64, [1, "tokens"]) for name in ("ids", "case")]
    gives = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, len(said)]) for name, said in HEADS.items()]
    gives.append(helper.make_tensor_value_info("tokens", TensorProto.FLOAT, [1, "tokens", len(TYPES)]))
    return helper.make_model(
        helper.make_graph(graph.steps, "reader", takes, gives, graph.values),
        opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid(RUNTIME, 1)],
        ir_version=9,
    )


def _layer(graph: _Graph, name: str, hidden: str, layer: torch.nn.Module, heads: int) -> str:
    mine, after = layer.attention.self, layer.attention.output
    asks = (mine.query, mine.key, mine.value)
    weight = graph.value(f"{name}.asks.weight", torch.cat([one.weight for one in asks]).T)
    bias = graph.value(f"{name}.asks.bias", torch.cat([one.bias for one in asks]))
    seen = graph.step("Attention", [hidden, weight, bias], f"{name}.seen", RUNTIME, num_heads=heads)
    said = graph.dense(seen, f"{name}.said", after.dense)
    hidden = graph.norm(graph.step("Add", [said, hidden], f"{name}.heard"), f"{name}.attended", after.LayerNorm)
    wide = graph.step("Gelu", [graph.dense(hidden, f"{name}.wide", layer.intermediate.dense)], f"{name}.bent", RUNTIME)
    narrow = graph.dense(wide, f"{name}.narrow", layer.output.dense)
    return graph.norm(graph.step("Add", [narrow, hidden], f"{name}.sum"), f"{name}.out", layer.output.LayerNorm)


def export_encoder(base: Path, weights: Path, out: Path) -> None:
    """Write ``lower.onnx`` and ``upper.onnx``: weights as signed whole numbers of seven bits, a scale a channel.

    A processor without VNNI adds two products into sixteen bits, which weights of eight bits overflow: the
    same message was read otherwise there, by up to 0.2 of a probability. With seven the sum fits, and all agree
    (source: onnxruntime's documentation, "Quantize ONNX models", on ``reduce_range``).

    Raises:
        ValueError: what was laid out says something else than what was learnt.
    """
    reader = Reader(base, attention="eager")
    reader.load_state_dict(torch.load(weights))
    reader.eval()
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        onnx.save(graph_of(reader), whole)
        _compare(reader, whole)
        rounded = Path(folder) / "rounded.onnx"
        quantize_dynamic(
            whole,
            rounded,
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            extra_options={"DefaultTensorType": TensorProto.FLOAT},
        )
        halve(rounded, out)


def _compare(reader: Reader, whole: Path) -> None:
    ids = torch.tensor([[101, 5022, 2198, 1010, 3510, 2620, 2733, 1010, 7463, 102]])
    case = torch.tensor([[0, 0, 1, 0, 0, 0, 0, 0, 0, 0]])
    with torch.inference_mode():
        learnt = reader(ids, case, torch.ones_like(ids))
    session = InferenceSession(str(whole), providers=["CPUExecutionProvider"])
    names = [*HEADS, "tokens"]
    for name, said in zip(names, session.run(names, {"ids": ids.numpy(), "case": case.numpy()}), strict=True):
        apart = float(np.abs(said - learnt[name].softmax(-1).numpy()).max())
        if apart > CLOSE:
            raise ValueError(f"{name} is {apart:.2g} from what was learnt")


def export_quick(base: Path, corpus: Path, out: Path) -> None:
    """Learn and write ``linear.npz``: weights in half precision."""
    pieces = data.pieces_of(base)
    learnt = [one for one in data.examples(pieces, corpus) if one.row.part == "train"]
    learnt += data.together(learnt, pieces)
    weights, bias = quick.train(learnt)
    np.savez_compressed(out / "linear.npz", weights=weights.astype(np.float16), bias=bias)


def main() -> None:
    """Write the folder anew, but for its hints, its calibration and its card."""
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
