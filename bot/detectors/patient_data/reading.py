"""Reading: one message cut into words once, for all the finders of patient data, and what they hand back.

Everything that looks round a place looks through a window of fixed width, so that the work stays linear in the length
of the message however often a cue is repeated in it.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from bot.core.findings import Category, Kind
from bot.core.text import Text
from bot.detectors.patient_data.scene import Scene, scene_of

WINDOW = 90
"""How many characters on either side of a place are read for cues: about a sentence of chat (our judgement)."""

_WORD = re.compile(r"[^\W_]+")
"""One class, repeated: such a pattern cannot backtrack, and ``re`` hands out many short matches ten times as fast as
the bindings of re2 do."""

_SCENE_AS_A_WHOLE = 600
_SCENE_STEP = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What a rule reports: its row of the policy, what stands at the span, and its sentence for moderators."""

    category: Category
    kind: Kind
    why: str


@dataclass(frozen=True, slots=True)
class Found:
    """One thing found, in coordinates of `Text.plain`."""

    rule: str
    start: int
    end: int
    confidence: float
    proven: bool = False
    kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class LetGo:
    """One thing considered and let go, in coordinates of `Text.plain`."""

    rule: str
    start: int
    end: int
    reason: str


Said = Found | LetGo
Finder = Callable[["Reading", list[Found]], Iterator[Said]]
"""Looks through a reading; it is shown what the finders before it found."""


class Reading:
    """A text with its words, and the scene round every place in it."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.plain = text.plain
        self.folded = text.folded
        self.spans = [match.span() for match in _WORD.finditer(text.folded)]
        folded = text.folded
        self.words = [folded[start:end] for start, end in self.spans]
        self._scenes: dict[int, Scene] = {}

    def before(self, at: int) -> str:
        """Read the window that ends at a place, folded."""
        return self.folded[max(0, at - WINDOW) : at]

    def after(self, at: int) -> str:
        """Read the window that begins at a place, folded."""
        return self.folded[at : at + WINDOW]

    def sentence_before(self, at: int) -> str:
        """Read back from a place to the beginning of its sentence, at most a window, folded."""
        return _SENTENCE_END.split(self.before(at))[-1]

    def sentence_after(self, at: int) -> str:
        """Read on from a place to the end of its sentence, at most a window, folded."""
        return _SENTENCE_END.split(self.after(at), maxsplit=1)[0]

    def scene(self, at: int) -> Scene:
        """Say what the message, or a long message's neighbourhood of a place, is about."""
        if len(self.folded) <= _SCENE_AS_A_WHOLE:
            return self._whole
        block = at // _SCENE_STEP
        known = self._scenes.get(block)
        if known is None:
            begin = max(0, block * _SCENE_STEP - _SCENE_STEP)
            known = self._scenes[block] = scene_of(self.folded[begin : begin + 3 * _SCENE_STEP])
        return known

    @cached_property
    def _whole(self) -> Scene:
        return scene_of(self.folded)


_SENTENCE_END = re.compile(r"(?<![ .](?:mr|ms|dr|sr|st|no))(?<![ .]mrs)(?<![ .]sra)(?<![ .][a-z])[.!?]+\s|\n")
