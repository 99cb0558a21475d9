"""The corpus as numbers: tokens, letter case, a type for every token, and the labels of the message."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from bot.core.text import fold
from bot.detectors.reader.reader import join
from bot.detectors.reader.reading import HEADS, PATIENT, RESPECT, TYPES
from bot.detectors.reader.tokens import Tokens, WordPiece
from training import check

ABUSE = ("harassment", "threat", "hate", "sexual")


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One message, ready to be learnt from; the first and the last token are marks of ours."""

    row: check.Row = field(repr=False)
    tokens: Tokens = field(repr=False)
    ids: np.ndarray = field(repr=False)
    case: np.ndarray = field(repr=False)
    types: np.ndarray = field(repr=False)
    labels: dict[str, int]

    @property
    def id(self) -> str:
        """The message's id."""
        return self.row.id


def labels_of(row: check.Row) -> dict[str, int]:
    """Turn a message's labels into the numbers of `HEADS`."""
    respect = "none"
    if row.disrespect in ABUSE:
        respect = "abuse"
    elif row.disrespect == "patient-mocking":
        respect = "patients"
    elif row.disrespect != "none":
        respect = "remark"
    return {
        "patient": PATIENT.index(row.patient_data),
        "spam": int(row.spam != "none"),
        "respect": RESPECT.index(respect),
        "advice": int(row.advice != "none"),
    }


def encode(row: check.Row, pieces: WordPiece) -> Example:
    """Turn a message into numbers."""
    text = fold(row.text)
    tokens = join((), pieces.cut(text), pieces.last)
    types = np.zeros(len(tokens.ids) + 2, dtype=np.int64)
    for index in range(len(tokens.ids)):
        stands = text.span(tokens.starts[index], tokens.ends[index])
        for span in row.spans:
            if stands.start < span.end and stands.end > span.start:
                types[index + 1] = TYPES.index(span.type)
    return Example(
        row=row,
        tokens=tokens,
        ids=np.array([pieces.first, *tokens.ids, pieces.last], dtype=np.int64),
        case=np.array([0, *tokens.case, 0], dtype=np.int64),
        types=types,
        labels=labels_of(row),
    )


def examples(pieces: WordPiece, corpus: Path = check.CORPUS) -> list[Example]:
    """Read the whole corpus."""
    return [encode(row, pieces) for row in check.read_corpus(corpus=corpus)]


def together(examples: Sequence[Example], pieces: WordPiece) -> list[Example]:
    """Put what one member wrote in a thread behind one another, as `MosaicJudge` reads it, one example a later message.

    Where the pieces of that member join to more than each message says, the whole is ``quasi``, and they are what
    identifies.
    """
    turns: dict[tuple[str, str], list[Example]] = {}
    truths: dict[str, check.Turn] = {}
    for one in examples:
        if one.row.thread is not None:
            turns.setdefault((one.row.thread.id, one.row.thread.member), []).append(one)
            truths[one.row.thread.id] = one.row.thread
    return [
        _join(said[:count], truths[thread], pieces)
        for (thread, _), said in turns.items()
        for count in range(2, len(said) + 1)
    ]


def _join(said: Sequence[Example], last: check.Turn, pieces: WordPiece) -> Example:
    newest = said[-1]
    tokens = join([one.tokens for one in said[:-1]], newest.tokens, pieces.last)
    from_ = last.truth.patient_data_from if last.truth else None
    here = newest.row.thread.position if newest.row.thread else 0
    mosaic = sum(bool(one.row.pieces) for one in said) > 1 and from_ is not None and here >= from_
    types = np.concatenate([_with_pieces(one, mosaic=mosaic) for one in said])[:-1][-len(tokens.ids) :]
    labels = {head: max(one.labels[head] for one in said) for head in HEADS}
    if mosaic:
        labels["patient"] = max(labels["patient"], PATIENT.index("quasi"))
    return Example(
        row=newest.row,
        tokens=tokens,
        ids=np.array([pieces.first, *tokens.ids, pieces.last], dtype=np.int64),
        case=np.array([0, *tokens.case, 0], dtype=np.int64),
        types=np.array([0, *types, 0], dtype=np.int64),
        labels=labels,
    )


def _with_pieces(one: Example, *, mosaic: bool) -> np.ndarray:
    """Give a message's types and the mark behind it; in a mosaic its pieces are what identifies."""
    types = one.types[1:].copy()
    if mosaic:
        text = fold(one.row.text)
        for index in range(len(types) - 1):
            stands = text.span(one.tokens.starts[index], one.tokens.ends[index])
            if any(stands.start < piece.end and stands.end > piece.start for piece in one.row.pieces):
                types[index] = TYPES.index("OTHER")
    return types


Name = tuple[np.ndarray, np.ndarray]
"""A name as it was written: its tokens and their letter case."""


def names_of(examples: Sequence[Example]) -> list[Name]:
    """Collect the names that identify, each as often as it is written."""
    return [(one.ids[start:end], one.case[start:end]) for one in examples for start, end in _names(one.types)]


def rename(one: Example, names: Sequence[Name], chance: random.Random) -> Example:
    """Give everybody who is named another name: who somebody is, the words around the name tell, and not the name."""
    ids, case, types = [], [], []
    last = 0
    for start, end in _names(one.types):
        other, written = names[chance.randrange(len(names))]
        ids += [one.ids[last:start], other]
        case += [one.case[last:start], written]
        types += [one.types[last:start], np.full(len(other), TYPES.index("NAME"))]
        last = end
    if not last:
        return one
    ids, case, types = [*ids, one.ids[last:]], [*case, one.case[last:]], [*types, one.types[last:]]
    return replace(one, ids=np.concatenate(ids), case=np.concatenate(case), types=np.concatenate(types))


def _names(types: np.ndarray) -> list[tuple[int, int]]:
    """Find where names stand: runs of tokens of that type."""
    here = np.concatenate(([False], types == TYPES.index("NAME"), [False])).astype(np.int8)
    turns = np.flatnonzero(np.diff(here))
    return list(zip(turns[::2].tolist(), turns[1::2].tolist(), strict=True))


def pieces_of(base: Path) -> WordPiece:
    """Read the vocabulary of a base model."""
    return WordPiece((base / "vocab.txt").read_text(encoding="utf-8").splitlines())
