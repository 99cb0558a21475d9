"""Read an encoder that was written for shipping back into what can learn, to go on from where it is.

What was rounded stays rounded: it is a start, and no copy of what was learnt first.
"""

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from training.learned.model import Reader

_ROUNDED = "_quantized"


def reopen(reader: Reader, folder: Path) -> None:
    """Put the weights of ``lower.onnx`` and ``upper.onnx`` into a reader.

    Raises:
        KeyError: the files are none that `export` writes.
    """
    values = _values(folder / "lower.onnx") | _values(folder / "upper.onnx")
    body, width = reader.encoder, reader.encoder.config.hidden_size
    with torch.no_grad():
        table = body.embeddings
        table.word_embeddings.weight.copy_(values["words"])
        table.position_embeddings.weight.copy_(values["places"])
        table.token_type_embeddings.weight.zero_()  # it is in the places
        reader.case.weight.copy_(values["cases"])
        _norm(table.LayerNorm, values, "embedded")
        for number, layer in enumerate(body.encoder.layer):
            name, mine = f"layer{number}", layer.attention.self
            for at, one in enumerate((mine.query, mine.key, mine.value)):
                one.weight.copy_(values[f"{name}.asks.weight"][:, at * width : (at + 1) * width].T)
                one.bias.copy_(values[f"{name}.asks.bias"][at * width : (at + 1) * width])
            _dense(layer.attention.output.dense, values, f"{name}.said")
            _norm(layer.attention.output.LayerNorm, values, f"{name}.attended")
            _dense(layer.intermediate.dense, values, f"{name}.wide")
            _dense(layer.output.dense, values, f"{name}.narrow")
            _norm(layer.output.LayerNorm, values, f"{name}.out")
        for head, layer in reader.heads.items():
            _dense(layer, values, f"{head}.score")
        _dense(reader.tagger, values, "tokens.score")


def _values(file: Path) -> dict[str, Tensor]:
    written = {one.name: numpy_helper.to_array(one) for one in onnx.load(str(file)).graph.initializer}
    values: dict[str, Tensor] = {}
    for name, array in written.items():
        if name.endswith(_ROUNDED):
            plain = name.removesuffix(_ROUNDED)
            zero = written[f"{plain}_zero_point"].astype(np.float32)
            whole = (array.astype(np.float32) - zero) * written[f"{plain}_scale"]
            values[plain] = torch.from_numpy(whole.astype(np.float32))
        elif array.dtype == np.float32:
            values[name] = torch.from_numpy(array.copy())
    return values


def _dense(layer: nn.Linear, values: dict[str, Tensor], name: str) -> None:
    layer.weight.copy_(values[f"{name}.weight"].T)
    layer.bias.copy_(values[f"{name}.bias"])


def _norm(layer: nn.LayerNorm, values: dict[str, Tensor], name: str) -> None:
    layer.weight.copy_(values[f"{name}.scale"])
    layer.bias.copy_(values[f"{name}.shift"])
