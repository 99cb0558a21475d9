"""Train the learned stage on the corpus' training authors; the validation authors say when to stop.

    python -m training.learned.train --base MODEL_FOLDER --out FOLDER [--epochs 6] [--seed 7]

With ``--onward`` it goes on from an encoder that was written before, in its upper layers alone: for authors who joined
since, in minutes. Needs ``torch`` and ``transformers``; the base is ``all-MiniLM-L6-v2`` (Apache-2.0).
"""

import argparse
import json
import random
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from sklearn.metrics import average_precision_score
from torch import Tensor
from torch.nn.functional import cross_entropy
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from bot.detectors.reader.reading import HEADS, TYPES
from bot.detectors.reader.tokens import INSIDE, SMALL
from training import check
from training.learned import data
from training.learned.data import Example
from training.learned.model import Reader
from training.learned.reopen import reopen

BATCH = 24
HEAD_WEIGHT = {"patient": 1.5, "spam": 1.0, "respect": 1.2, "advice": 1.0}
TOKEN_WEIGHT = 1.0


def batches(examples: list[Example], chance: random.Random | None) -> Iterator[list[Example]]:
    """Cut into batches of like length, in random order when there is chance."""
    order = sorted(examples, key=lambda one: len(one.ids) + (chance.random() * 12 if chance else 0))
    cut = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
    if chance:
        chance.shuffle(cut)
    yield from cut


def tensors(batch: list[Example]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Pad a batch: ids, case, mask, types (-100 for padding)."""
    width = max(len(one.ids) for one in batch)
    ids, case, mask = (torch.zeros(len(batch), width, dtype=torch.long) for _ in range(3))
    types = torch.full((len(batch), width), -100, dtype=torch.long)
    for row, one in enumerate(batch):
        size = len(one.ids)
        ids[row, :size] = torch.from_numpy(one.ids)
        case[row, :size] = torch.from_numpy(one.case)
        mask[row, :size] = 1
        types[row, :size] = torch.from_numpy(one.types)
    return ids, case, mask, types


AVERAGED = 0.995
"""How much of the averaged weights each step keeps: about the last two hundred steps count."""

SMALL_LETTERS = 0.15
"""How many messages are read as if they had been typed in small letters: many members do."""


RENAMED = 0.3
"""How many messages are read with other names in them, anew in each epoch."""


HALVED = torch.backends.cpu.get_cpu_capability().startswith("AVX512")
"""Whether the processor knows numbers of half the length, which take half the time there and far more elsewhere."""


def hold(model: Reader, upper: int) -> None:
    """Let nothing learn but the last layers and the heads."""
    for part in (model.encoder.embeddings, model.case, *model.encoder.encoder.layer[:-upper]):
        part.requires_grad_(requires_grad=False)


def forget_case(case: Tensor, chance: random.Random) -> Tensor:
    """Take the capitals from some messages of a batch."""
    small = torch.tensor([chance.random() < SMALL_LETTERS for _ in range(len(case))])
    written = torch.where(case == INSIDE, case, SMALL)
    return torch.where(small.unsqueeze(1), written, case)


def loss_of(logits: dict[str, Tensor], batch: list[Example], types: Tensor, smoothing: float) -> Tensor:
    """Add up the losses of all heads."""
    total = TOKEN_WEIGHT * cross_entropy(logits["tokens"].flatten(0, 1), types.flatten(), ignore_index=-100)
    for name in HEADS:
        truth = torch.tensor([one.labels[name] for one in batch])
        total = total + HEAD_WEIGHT[name] * cross_entropy(logits[name], truth, label_smoothing=smoothing)
    return total


def predict(model: Reader, examples: list[Example]) -> dict[str, np.ndarray]:
    """Give each head's probabilities, in the order of the examples, and the highest non-O token probability."""
    model.eval()
    found: dict[str, dict[str, np.ndarray]] = {name: {} for name in (*HEADS, "tokens")}
    with torch.inference_mode():
        for batch in batches(examples, None):
            ids, case, mask, _ = tensors(batch)
            logits = model(ids, case, mask)
            for name in HEADS:
                for one, row in zip(batch, logits[name].softmax(-1).numpy(), strict=True):
                    found[name][one.id] = row
            some = (1 - logits["tokens"].softmax(-1)[..., 0]) * mask
            for one, row in zip(batch, some.amax(1).numpy(), strict=True):
                found["tokens"][one.id] = row
    model.train()
    return {name: np.stack([rows[one.id] for one in examples]) for name, rows in found.items()}


def report(model: Reader, examples: list[Example]) -> dict[str, float]:
    """Measure average precision by label."""
    said = predict(model, examples)
    scores = {}
    for name in HEADS:
        truth = np.array([one.labels[name] > 0 for one in examples])
        if truth.any():
            scores[name] = float(average_precision_score(truth, 1 - said[name][:, 0]))
    truth = np.array([one.labels["patient"] == 2 for one in examples])
    scores["direct"] = float(average_precision_score(truth, said["patient"][:, 2])) if truth.any() else 0.0
    return scores


def _optimizer(
    model: Reader, rate: float, steps: int
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler]:
    """Prepare what learns: the heads ten times as fast as the body."""
    learning = [(name, value) for name, value in model.named_parameters() if value.requires_grad]
    body = [value for name, value in learning if name.startswith("encoder")]
    heads = [value for name, value in learning if not name.startswith("encoder")]
    optimizer = torch.optim.AdamW([{"params": body, "lr": rate}, {"params": heads, "lr": rate * 10}], weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, [rate, rate * 10], total_steps=steps, pct_start=0.1, anneal_strategy="linear"
    )
    return optimizer, schedule


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, default=check.CORPUS, help="the folder that holds authors/")
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--rate", type=float, default=6e-5)
    parser.add_argument("--smoothing", type=float, default=0.03)
    parser.add_argument("--onward", type=Path, help="the folder of an encoder to go on from")
    parser.add_argument("--since", type=int, default=1, help="the first author whom that encoder does not know")
    parser.add_argument("--earlier", type=float, default=0.35, help="the share of the others' messages in each epoch")
    parser.add_argument("--upper", type=int, default=2, help="how many of the last layers learn then")
    parser.add_argument(
        "--whole", action="store_true", help="learn from the validation authors too; keep the last epoch"
    )
    return parser.parse_args()


def main() -> None:
    """Train and keep the epoch that the validation authors like best."""
    options = _options()
    torch.manual_seed(options.seed)
    chance = random.Random(options.seed)
    pieces = data.pieces_of(options.base)
    everything = data.examples(pieces, options.corpus)
    learnt = [one for one in everything if one.row.part in (("train", "validation") if options.whole else ("train",))]
    learnt += data.together(learnt, pieces)
    names = data.names_of(learnt)
    held = [one for one in everything if one.row.part == "validation"]
    model = Reader(options.base)
    if options.onward:
        reopen(model, options.onward)
        hold(model, options.upper)
    known = [one for one in learnt if options.onward and int(one.row.id[:2]) < options.since]
    new = [one for one in learnt if not options.onward or int(one.row.id[:2]) >= options.since]
    shown = len(new) + round(options.earlier * len(known))
    steps = options.epochs * -(-shown // BATCH)
    optimizer, schedule = _optimizer(model, options.rate, steps)
    averaged = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(AVERAGED))
    options.out.mkdir(parents=True, exist_ok=True)
    best = 0.0
    for epoch in range(1, options.epochs + 1):
        began, total = time.time(), 0.0
        taught = [*new, *chance.sample(known, shown - len(new))]
        said = [data.rename(one, names, chance) if chance.random() < RENAMED else one for one in taught]
        for batch in batches(said, chance):
            ids, case, mask, types = tensors(batch)
            case = forget_case(case, chance)
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=HALVED):
                logits = model(ids, case, mask)
            logits = {name: values.float() for name, values in logits.items()}
            loss = loss_of(logits, batch, types, options.smoothing)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            averaged.update_parameters(model)
            total += loss.item() * len(batch)
        scores = report(averaged.module, held) if held else {}
        mean = sum(scores.values()) / max(len(scores), 1)
        print(
            f"epoch {epoch}: loss {total / shown:.3f} {time.time() - began:.0f} s "
            + json.dumps({name: round(value, 3) for name, value in scores.items()}),
            flush=True,
        )
        if options.whole or mean >= best:
            best = mean
            torch.save(averaged.module.state_dict(), options.out / "reader.pt")
    print(json.dumps({"learnt": len(learnt), "held": len(held), "types": len(TYPES), "best": best}))


if __name__ == "__main__":
    main()
