"""Both readers over one message, each asked once however many judges want to know."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from bot.core.text import Text
from bot.detectors.reader.encoder import HEADS, TYPES, Chances, Encoder, Reading
from bot.detectors.reader.hints import Hints
from bot.detectors.reader.linear import Linear
from bot.detectors.reader.tokens import Tokens, WordPiece

WEIGHTS = Path(__file__).parent / "weights"

WINDOW = 190
"""Tokens that the encoder reads at once; it has learnt from messages of at most so many."""
STRIDE = 160
"""Where the next window begins; what stands at an edge is read twice."""

MOST_WINDOWS = 24
"""Windows read of one message, about 15,000 letters of prose: a quarter of a second. Rules read all of it."""

LIKELY = -0.69
"""Log odds, one in three, from which a suspicion of the quick reader is looked into whatever half a reading says."""

ELSEWHERE = -1
"""Where a token stands that belongs to an earlier message."""

SUREST = 0.98
"""How often the surest findings were right on the validation authors; nothing that was read is surer."""

_FINITE = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """How one label's two scores become a probability, fitted on authors that neither reader had learnt from.

    Args:
        quick, close, bias: log odds = quick * linear + close * encoder + bias.
        gate: the quick reader's log odds below which the encoder is not asked.
        hint: the log odds of what its lower half gives away below which it does not read to the end.
        report: the least probability that is reported.
        doubt: the probability below which what a rule read from the context is taken back.
        token: the least probability of a token to be within a span.
    """

    quick: float
    close: float
    bias: float
    gate: float
    report: float
    doubt: float
    token: float = 0.5
    hint: float = -99.0

    def chance(self, quick: float, close: float) -> float:
        """Blend both readers' log odds into a probability."""
        return min(float(1 / (1 + np.exp(-(self.quick * quick + self.close * close + self.bias)))), SUREST)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring tokens of one type; ``start`` and ``end`` are offsets into `Text.plain`."""

    type: str
    start: int
    end: int
    chance: float


class Glance:
    """One message as both readers see it; nothing is worked out before somebody asks."""

    def __init__(self, plain: str, tokens: Tokens, readers: "_Readers") -> None:
        self._plain = plain
        self.tokens = tokens
        self._windows = tuple(islice(_windows(tokens), MOST_WINDOWS))
        self._readers = readers
        self.suspected: bool | None = None
        self.is_read = False

    @cached_property
    def quick(self) -> dict[str, float]:
        """The quick reader's log odds by head; of a long message, those of its gravest window."""
        return dict(zip(HEADS, self._quick.tolist(), strict=True))

    @cached_property
    def _quick(self) -> NDArray[np.float32]:
        most: NDArray[np.float32] = np.max([self._readers.linear.scores(window) for window in self._windows], axis=0)
        return most

    @cached_property
    def hints(self) -> dict[str, float]:
        """What the encoder's lower half gives away, in log odds by head; of a long message, of its gravest window."""
        most = np.max([self._readers.hints.scores(half, self._quick) for half in self.halves], axis=0)
        return dict(zip(HEADS, most.tolist(), strict=True))

    @cached_property
    def halves(self) -> tuple[Chances, ...]:
        """What the encoder's lower half says of each window: [tokens, width]."""
        return tuple(self._readers.encoder.begin(window.ids, window.case) for window in self._windows)

    @cached_property
    def _readings(self) -> tuple[Reading, ...]:
        return tuple(self._readers.encoder.finish(half) for half in self.halves)

    def read(self) -> None:
        """Read it to the end, so that whatever else is asked for is quick."""
        self.is_read = bool(self._readings)

    def _gravest(self, head: str) -> Chances:
        return min((reading.heads[head] for reading in self._readings), key=lambda chances: float(chances[0]))

    def close(self, head: str) -> float:
        """The encoder's log odds that a head says anything but none; of a long message, its gravest window's."""
        none = min(max(float(self._gravest(head)[0]), _FINITE), 1 - _FINITE)
        return float(np.log((1 - none) / none))

    def value(self, head: str) -> str:
        """The likeliest thing that a head says, other than none."""
        return HEADS[head][1 + int(np.argmax(self._gravest(head)[1:]))]

    def stretches(self, least: float) -> list[Stretch]:
        """What identifies, in order: neighbouring tokens that probably do, by words; at least the likeliest one."""
        found: list[Stretch] = []
        likeliest: Stretch | None = None
        for window, reading in zip(self._windows, self._readings, strict=True):
            chances = 1 - reading.tokens[:, 0]
            types = 1 + np.argmax(reading.tokens[:, 1:], axis=1)
            before = -2
            for index, chance in enumerate(chances.tolist()):
                if window.starts[index] == ELSEWHERE:
                    continue
                here = self._word(TYPES[types[index]], window.starts[index], window.ends[index], chance)
                if likeliest is None or chance > likeliest.chance:
                    likeliest = here
                if chance < least:
                    continue
                last = found[-1] if found else None
                if last and here.start < last.end:  # a later piece of the same word, or read in the window before
                    found[-1] = Stretch(last.type, last.start, max(last.end, here.end), max(last.chance, chance))
                elif last and before == index - 1 and last.type == here.type:
                    found[-1] = Stretch(last.type, last.start, here.end, max(last.chance, chance))
                else:
                    found.append(here)
                before = index
        if found or likeliest is None:
            return found
        return [likeliest]

    def _word(self, kind: str, start: int, end: int, chance: float) -> Stretch:
        while start > 0 and self._plain[start - 1].isalnum() and self._plain[start].isalnum():
            start -= 1
        while end < len(self._plain) and self._plain[end].isalnum() and self._plain[end - 1].isalnum():
            end += 1
        return Stretch(kind, start, end, chance)


def _windows(tokens: Tokens) -> Iterator[Tokens]:
    size = len(tokens.ids)
    for start in range(0, max(size - (WINDOW - STRIDE), 1), STRIDE):
        end = start + WINDOW
        yield Tokens(tokens.ids[start:end], tokens.case[start:end], tokens.starts[start:end], tokens.ends[start:end])


@dataclass(frozen=True, slots=True)
class _Readers:
    linear: Linear
    encoder: Encoder
    hints: Hints


class Reader:
    """Reads messages; the weights come with the program, and nothing leaves the machine.

    Args:
        weights: the folder that holds ``lower.onnx``, ``upper.onnx``, ``linear.npz``, ``hints.npz``, ``vocabulary.txt``
            and ``calibration.json``.
    """

    def __init__(self, weights: Path = WEIGHTS) -> None:
        self._pieces = WordPiece((weights / "vocabulary.txt").read_text(encoding="utf-8").splitlines())
        self._readers = _Readers(
            Linear(*_laid_out(weights / "linear.npz")),
            Encoder(weights / "lower.onnx", weights / "upper.onnx", self._pieces.first, self._pieces.last),
            Hints(*_laid_out(weights / "hints.npz")),
        )
        written: Mapping[str, Any] = json.loads((weights / "calibration.json").read_text(encoding="utf-8"))
        self.calibrations = {name: Calibration(**values) for name, values in written.items()}
        self._glances: WeakKeyDictionary[Text, Glance | None] = WeakKeyDictionary()

    def glance(self, text: Text) -> Glance | None:
        """Look at a message; None when it holds no word.

        Every judge asks for the same, in one thread or another: a glance lasts as long as its text.
        """
        if text in self._glances:
            return self._glances[text]
        tokens = self._pieces.cut(text)
        glance = Glance(text.plain, tokens, self._readers) if tokens.ids else None
        self._glances[text] = glance
        return glance

    def begins(self, glance: Glance) -> bool:
        """Tell quickly whether there may be something to find, for whichever label."""
        return any(glance.quick[head] >= self.calibrations[head].gate for head in HEADS)

    def suspects(self, glance: Glance) -> bool:
        """Tell whether there may be something to find, for whichever label: first quickly, then from half a reading."""
        if glance.suspected is None:
            glance.suspected = self.begins(glance) and (
                any(one >= LIKELY for one in glance.quick.values())
                or any(glance.hints[head] >= self.calibrations[head].hint for head in HEADS)
            )
        return glance.suspected

    def read(self, glance: Glance, *, whole: bool = False) -> None:
        """Read a message as far as there is something to suspect, or the whole of it."""
        if self.suspects(glance) or whole:
            glance.read()

    def together(self, earlier: Sequence[Tokens], text: Text, tokens: Tokens) -> Glance:
        """Look at a message behind what its author wrote before it; what does not fit in is cut off at the front."""
        return Glance(text.plain, join(earlier, tokens, self._pieces.last), self._readers)


def _laid_out(file: Path) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    laid_out = np.load(file)
    return laid_out["weights"].astype(np.float32), laid_out["bias"].astype(np.float32)


def join(earlier: Sequence[Tokens], tokens: Tokens, between: int) -> Tokens:
    """Put messages behind one another, a mark between them, within one window; only the last one has places."""
    ids: list[int] = []
    case: list[int] = []
    for one in earlier:
        ids += [*one.ids, between]
        case += [*one.case, 0]
    most = max(WINDOW - len(tokens.ids), 0)
    ids, case = ids[len(ids) - min(most, len(ids)) :], case[len(case) - min(most, len(case)) :]
    before = [ELSEWHERE] * len(ids)
    return Tokens(
        (ids + tokens.ids)[:WINDOW],
        (case + tokens.case)[:WINDOW],
        (before + tokens.starts)[:WINDOW],
        (before + tokens.ends)[:WINDOW],
    )
