r"""Linear-time matching for detectors: one typed wrapper round google-re2 and one round Aho-Corasick.

Members' text never meets a backtracking engine. re2 has no look-around and its ``\\w`` is ASCII, so match on
`Text.folded` (or on `Text.plain` with ``case=True`` where letter case carries meaning) and test what stands beside
a match in Python.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import ahocorasick
import re2


class Match(NamedTuple):
    """Where a pattern or word stands, in the coordinates of the string that was searched."""

    name: str
    start: int
    end: int


class _Compiled:
    """One pattern; its group ``at``, where it has one, is asked for by number, as re2 wants it."""

    def __init__(self, name: str, pattern: str, options: re2.Options) -> None:
        self.name = name
        self._pattern = re2.compile(pattern, options)
        self._group = self._pattern.groupindex.get("at", 0)

    def find(self, string: str) -> Iterator[Match]:
        """Yield every match, narrowed to that group."""
        # Bytes are searched with half the work: where each letter is one, their offsets are the string's.
        searched = string.encode() if string.isascii() else string
        for match in self._pattern.finditer(searched):
            start, end = match.span(self._group)
            if start >= 0:
                yield Match(self.name, start, end)


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
            self._compiled.append(_Compiled(name, pattern, options))
        self._set.Compile()

    def names(self, string: str) -> list[str]:
        """Name the patterns that match somewhere in the string."""
        return [self._compiled[index].name for index in self._matching(string)]

    def find(self, string: str) -> Iterator[Match]:
        """Yield every match of every pattern, pattern by pattern in the order of declaration."""
        for index in self._matching(string):
            yield from self._compiled[index].find(string)

    def _matching(self, string: str) -> list[int]:
        """List the patterns that match; where none does, re2's set answers with nothing at all."""
        return sorted(self._set.Match(string) or ())


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


def spread(written: str) -> Iterator[str]:
    """Write out the alternatives of a phrase: ``{dm,message} me{, now}`` stands for four phrases. Braces don't nest."""
    before, brace, rest = written.partition("{")
    if not brace:
        yield written
        return
    inside, _, after = rest.partition("}")
    for ending in spread(after):
        for choice in inside.split(","):
            yield f"{before}{choice}{ending}"


_SEPARATOR = re.compile(r"[;\n]")
_LEFT_OUT = re.compile(r"(n|you|they|he|she|it|that|who|what|i|let)'(?=(?:t|re|ve|s|m)(?![a-z]))")


def phrases(written: str) -> Iterator[str]:
    """Split a list of phrases as lists are written: by semicolons and line ends.

    A phrase with apostrophes comes a second time without those that hasty writers leave out, where no other word comes
    of it ("dont", but not "were").
    """
    for piece in _SEPARATOR.split(written):
        phrase = piece.strip()
        if phrase:
            yield phrase
        hasty = _LEFT_OUT.sub(r"\1", phrase)
        if hasty != phrase:
            yield hasty


def concepts(tables: Mapping[str, Any]) -> dict[str, list[str]]:
    """Name the lists of a file ``table.list``; a list two tables down is named by those nearest to it."""
    named: dict[str, list[str]] = {}
    for table, lists in tables.items():
        for name, entry in lists.items():
            if isinstance(entry, Mapping):
                named |= {f"{name}.{last}": list(phrases(written)) for last, written in entry.items()}
            else:
                named[f"{table}.{name}"] = list(phrases(entry))
    return named


class Lexicon:
    """Concepts and the phrases that stand for them, all searched in one pass; a phrase may stand for several.

    Args:
        concepts: for each concept its phrases, with alternatives in braces (see `spread`).
    """

    def __init__(self, concepts: Mapping[str, Iterable[str]]) -> None:
        meanings: dict[str, list[str]] = {}
        for concept, phrases in concepts.items():
            for written in phrases:
                for phrase in spread(written):
                    known = meanings.setdefault(phrase, [])
                    if concept not in known:
                        known.append(concept)
        self._words = Words({phrase: "\n".join(known) for phrase, known in meanings.items()})

    def find(self, string: str) -> dict[str, list[Match]]:
        """Find every hit of every concept, in the order of their ends; concepts without a hit are left out."""
        found: dict[str, list[Match]] = {}
        for hit in self._words.find(string):
            for concept in hit.name.split("\n"):
                found.setdefault(concept, []).append(Match(concept, hit.start, hit.end))
        return found


class Gated:
    """Patterns that each run only where a concept of a lexicon that they need was found.

    Args:
        patterns: for each name the concepts of which one must be there, and the pattern (see `Patterns`).
    """

    def __init__(self, patterns: Mapping[str, tuple[Iterable[str], str]]) -> None:
        options = re2.Options()
        options.max_mem = 16 << 20
        self._compiled = [_Compiled(name, pattern, options) for name, (_, pattern) in patterns.items()]
        self._behind: dict[str, list[int]] = {}
        for index, (concepts, _) in enumerate(patterns.values()):
            for concept in concepts:
                self._behind.setdefault(concept, []).append(index)

    def find(self, string: str, concepts: Iterable[str]) -> Iterator[Match]:
        """Yield every match of every pattern whose gate stands open, in the order of declaration."""
        for index in sorted({index for concept in concepts for index in self._behind.get(concept, ())}):
            yield from self._compiled[index].find(string)
