"""The corpus as numbers: tokens, letter case, a type for every token, and the labels of the message."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from bot.core.text import fold
from training import check
from training.learned.tokens import Tokens, WordPiece

TYPES = ("O", *check.TYPES)
"""What a token may be; O is nothing."""

PATIENT = ("none", "quasi", "direct")
SPAM = ("none", "spam")
RESPECT = ("none", "remark", "abuse", "patients")
"""As the policy's matrix divides disrespect: graver kinds and mocked patients have rows of their own."""
ADVICE = ("none", "advice")
HEADS = {"patient": PATIENT, "spam": SPAM, "respect": RESPECT, "advice": ADVICE}

ABUSE = ("harassment", "threat", "hate", "sexual")
LONGEST = 190
"""Tokens read of one message, its first and last mark apart."""


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
    tokens = pieces.cut(text, LONGEST)
    size = min(len(tokens.ids), LONGEST)
    types = np.zeros(size + 2, dtype=np.int64)
    for index in range(size):
        stands = text.span(tokens.starts[index], tokens.ends[index])
        for span in row.spans:
            if stands.start < span.end and stands.end > span.start:
                types[index + 1] = TYPES.index(span.type)
    return Example(
        row=row,
        tokens=tokens,
        ids=np.array([pieces.first, *tokens.ids[:size], pieces.last], dtype=np.int64),
        case=np.array([0, *tokens.case[:size], 0], dtype=np.int64),
        types=types,
        labels=labels_of(row),
    )


def examples(pieces: WordPiece, corpus: Path = check.CORPUS) -> list[Example]:
    """Read the whole corpus."""
    return [encode(row, pieces) for row in check.read_corpus(corpus=corpus)]


def pieces_of(base: Path) -> WordPiece:
    """Read the vocabulary of a base model."""
    return WordPiece((base / "vocab.txt").read_text(encoding="utf-8").splitlines())
