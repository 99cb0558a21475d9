r"""Linear-time matching for detectors: one typed wrapper round google-re2 and one round Aho-Corasick.

Members' text never meets a backtracking engine. re2 has no look-around and its ``\\w`` is ASCII, so match on
`Text.folded` (or on `Text.plain` with ``case=True`` where letter case carries meaning) and test what stands beside
a match in Python.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import ahocorasick
import re2


class Match(NamedTuple):
    """Where a pattern or word stands, in the coordinates of the string that was searched."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Compiled:
    name: str
    pattern: "re2._Regexp[str]"


class Patterns:
    """Named patterns searched together: one pass of a set says which ones can match, then only those run.

    A pattern's group named ``at`` narrows the match to that group. Matches of one pattern do not overlap.

    Raises:
        re2.error: a pattern is not in re2's language.
    """

    def __init__(self, patterns: Mapping[str, str]) -> None:
        options = re2.Options()
        options.max_mem = 64 << 20
        self._set = re2.Set.SearchSet(options)
        self._compiled: list[_Compiled] = []
        for name, pattern in patterns.items():
            self._set.Add(pattern)
            self._compiled.append(_Compiled(name, re2.compile(pattern, options)))
        self._set.Compile()

    def names(self, string: str) -> list[str]:
        """Name the patterns that match somewhere in the string."""
        return [self._compiled[index].name for index in sorted(self._set.Match(string))]

    def find(self, string: str) -> Iterator[Match]:
        """Yield every match of every pattern, pattern by pattern in the order of declaration."""
        for index in sorted(self._set.Match(string)):
            compiled = self._compiled[index]
            group: int | str = "at" if "at" in compiled.pattern.groupindex else 0
            for match in compiled.pattern.finditer(string):
                start, end = match.span(group)
                if start >= 0:
                    yield Match(compiled.name, start, end)


class Words:
    """Many words or phrases searched in one pass; a hit must not continue into a letter or a digit on either side."""

    def __init__(self, words: Iterable[str] | Mapping[str, str]) -> None:
        named = words if isinstance(words, Mapping) else {word: word for word in words}
        self._automaton = ahocorasick.Automaton()
        for word, name in named.items():
            self._automaton.add_word(word, (len(word), name))
        self._empty = not named
        if not self._empty:
            self._automaton.make_automaton()

    def find(self, string: str) -> Iterator[Match]:
        """Yield every whole-word hit, in the order of its end; overlapping hits are all reported."""
        if self._empty:
            return
        length = len(string)
        for last, (size, name) in self._automaton.iter(string):
            start, end = last - size + 1, last + 1
            if (start == 0 or not string[start - 1].isalnum()) and (end == length or not string[end].isalnum()):
                yield Match(name, start, end)
