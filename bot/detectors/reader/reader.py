"""Both readers over one message, each asked once however many judges want to know."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np

from bot.core.text import Text
from bot.detectors.reader.calibration import WEIGHTS, calibrations, linear
from bot.detectors.reader.linear import Linear
from bot.detectors.reader.reading import HEADS, TYPES, Answer, Question, Strip
from bot.detectors.reader.tokens import Tokens, WordPiece

if TYPE_CHECKING:
    from bot.detectors.reader.close import CloseReader

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

_FINITE = 1e-6

Ask = Callable[[Any], Awaitable[Any]]
"""Puts a `Question` to a close reader elsewhere and brings its `Answer`."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring tokens of one type; ``start`` and ``end`` are offsets into `Text.plain`."""

    type: str
    start: int
    end: int
    chance: float


class Glance:
    """One message as both readers see it.

    Attributes:
        is_asked: whether the close reader was asked, once and for all labels, even if no answer came.
    """

    def __init__(self, plain: str, tokens: Tokens, linear: Linear) -> None:
        self._plain = plain
        self.tokens = tokens
        self.windows = tuple(islice(_windows(tokens), MOST_WINDOWS))
        self._linear = linear
        self.is_asked = False
        self.answer = Answer(suspected=False, readings=())

    @cached_property
    def quick(self) -> dict[str, float]:
        """The quick reader's log odds by head; of a long message, those of its gravest window."""
        scores = [self._linear.scores(window).tolist() for window in self.windows]
        return dict(zip(HEADS, map(max, *scores) if len(scores) > 1 else scores[0], strict=True))

    @property
    def is_read(self) -> bool:
        """Tell whether it was read to the end."""
        return bool(self.answer.readings)

    def _gravest(self, head: str) -> list[float]:
        return min((reading.heads[head] for reading in self.answer.readings), key=itemgetter(0))

    def close(self, head: str) -> float:
        """The encoder's log odds that a head says anything but none; of a long message, its gravest window's."""
        none = min(max(self._gravest(head)[0], _FINITE), 1 - _FINITE)
        return float(np.log((1 - none) / none))

    def value(self, head: str) -> str:
        """The likeliest thing that a head says, other than none."""
        return HEADS[head][1 + int(np.argmax(self._gravest(head)[1:]))]

    def stretches(self, least: float) -> list[Stretch]:
        """What identifies, in order: neighbouring tokens that probably do, by words; at least the likeliest one."""
        found: list[Stretch] = []
        likeliest: Stretch | None = None
        for window, reading in zip(self.windows, self.answer.readings, strict=True):
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
    if size <= WINDOW:
        yield tokens
        return
    for start in range(0, max(size - (WINDOW - STRIDE), 1), STRIDE):
        end = start + WINDOW
        yield Tokens(tokens.ids[start:end], tokens.case[start:end], tokens.starts[start:end], tokens.ends[start:end])


class Errand:
    """What the close reader is to be asked of a message."""

    def __init__(self, reader: "Reader", glance: Glance, question: Question) -> None:
        self._reader = reader
        self._glance = glance
        self._question = question

    def here(self) -> None:
        """Read it in this thread."""
        self._glance.is_asked = True
        self._glance.answer = self._reader.close.read(self._question)

    async def away(self) -> None:
        """Have it read elsewhere."""
        self._glance.is_asked = True
        if self._reader.ask is None:
            await asyncio.to_thread(self.here)
        else:
            self._glance.answer = await self._reader.ask(self._question)


class Reader:
    """Reads messages; the weights come with the program, and nothing leaves the machine.

    Args:
        weights: the folder that holds ``linear.npz``, ``vocabulary.txt``, ``calibration.json``, and what the close
            reader needs.
        ask: puts a question to the close reader of `process`, for those who don't read in a thread of their own.
    """

    def __init__(self, weights: Path = WEIGHTS, ask: Ask | None = None) -> None:
        self._weights = weights
        self.ask = ask
        self._pieces = WordPiece((weights / "vocabulary.txt").read_text(encoding="utf-8").splitlines())
        self._linear = Linear(*linear(weights / "linear.npz"))
        self.calibrations = calibrations(weights)
        self._glances: WeakKeyDictionary[Text, Glance | None] = WeakKeyDictionary()

    @cached_property
    def close(self) -> "CloseReader":
        """The close reader in this process, loaded where it is asked for: with its library it takes 75 MiB."""
        from bot.detectors.reader.close import CloseReader

        return CloseReader(self._weights)

    def glance(self, text: Text) -> Glance | None:
        """Look at a message; None when it holds no word.

        Every judge asks for the same, in one thread or another: a glance lasts as long as its text.
        """
        if text in self._glances:
            return self._glances[text]
        tokens = self._pieces.cut(text)
        glance = Glance(text.plain, tokens, self._linear) if tokens.ids else None
        self._glances[text] = glance
        return glance

    def begins(self, glance: Glance) -> bool:
        """Tell quickly whether there may be something to find, for whichever label."""
        return any(glance.quick[head] >= self.calibrations[head].gate for head in HEADS)

    def errand(self, glance: Glance, *, whole: bool, suspected: bool | None = None) -> Errand:
        """Have a message read as far as there is something to suspect, or the whole of it.

        Args:
            glance: the message.
            whole: whether to read to the end in any case.
            suspected: whether there is something to suspect; what the quick reader says by default, and where that
                leaves it open, half a reading.
        """
        if suspected is None and not self.begins(glance):
            suspected = False
        elif suspected is None and any(one >= LIKELY for one in glance.quick.values()):
            suspected = True
        return Errand(self, glance, Question(self.strips(glance), list(glance.quick.values()), suspected, whole))

    def strips(self, glance: Glance) -> tuple[Strip, ...]:
        """Lay a message out for the close reader, window by window."""
        first, last = self._pieces.first, self._pieces.last
        return tuple(Strip([first, *one.ids, last], [0, *one.case, 0]) for one in glance.windows)

    def together(self, earlier: Sequence[Tokens], text: Text, tokens: Tokens) -> Glance:
        """Look at a message behind what its author wrote before it; what does not fit in is cut off at the front."""
        return Glance(text.plain, join(earlier, tokens, self._pieces.last), self._linear)


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
