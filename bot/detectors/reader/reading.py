"""What goes to the close reader and what comes back: numbers, no words."""

from dataclasses import dataclass, field

import numpy as np
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
class Strip:
    """Tokens that are read at once, between the marks that begin and end them.

    Args:
        ids: [tokens with both marks], numbers of the vocabulary.
        case: [tokens with both marks], `tokens.SMALL` and its like.
    """

    ids: list[int] = field(repr=False)
    case: list[int] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Question:
    """A message that is to be read.

    Args:
        strips: the message, from its beginning to its end.
        quick: the quick reader's log odds by head, in the order of `HEADS`.
        suspected: whether there may be something to find; None leaves it to half a reading.
        whole: whether to read to the end in any case.
    """

    strips: tuple[Strip, ...]
    quick: list[float] = field(repr=False)
    suspected: bool | None
    whole: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """What the encoder makes of one strip: probabilities.

    Args:
        heads: for each head one for each of its values.
        tokens: [tokens, types], without the strip's marks.
    """

    heads: dict[str, list[float]] = field(repr=False)
    tokens: Chances = field(repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What reading came to.

    Args:
        suspected: whether there may be something to find.
        readings: one a strip; none where it was not read to the end.
    """

    suspected: bool
    readings: tuple[Reading, ...]
