"""Terms that members watch: found as whole words in folded text, in time linear in the text whatever the terms.

The words of a text are looked up in a table, a word and the few that follow it at a time; letters lose their accents on
both sides. Scripts that write no spaces between words are not searched within.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from bot.core.events import MemberId
from bot.core.text import Text, fold

Term = tuple[str, ...]

MOST_WORDS = 6
"""How many words a term has at most."""

_WORD = re.compile(r"[^\W_]+")

_TITLES = frozenset({"dr", "prof", "pr", "professor", "mr", "mrs", "ms", "mme", "md", "phd", "rn"})


def words_in(text: Text) -> list[str]:
    """Split a text into words without accents."""
    folded = text.folded
    if not folded.isascii():
        folded = "".join(one for one in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(one))
    return _WORD.findall(folded)


def read_term(written: str) -> Term:
    """Fold a term as texts are folded."""
    return tuple(words_in(fold(written)))


def is_name(term: Sequence[str], name: Sequence[str]) -> bool:
    """Tell whether a term looks like somebody's name: the name, a part of it, or the name with more round it."""
    said = {word for word in term if word not in _TITLES}
    parts = {word for word in name if word not in _TITLES and len(word) > 2}
    return bool(said and parts) and (said <= set(name) or parts <= said)


class Watched:
    """Who watches what in one community."""

    def __init__(self) -> None:
        self._watchers: dict[Term, set[MemberId]] = {}
        self._firsts: dict[str, set[int]] = {}

    def __bool__(self) -> bool:
        """Tell whether anybody watches anything."""
        return bool(self._watchers)

    def watch(self, member: MemberId, terms: Sequence[Term]) -> None:
        """Let a member watch these terms and no others."""
        for term in [term for term, watchers in self._watchers.items() if member in watchers]:
            self._watchers[term].discard(member)
            if not self._watchers[term]:
                del self._watchers[term]
        for term in terms:
            self._watchers.setdefault(term, set()).add(member)
        self._firsts = {}
        for term in self._watchers:
            self._firsts.setdefault(term[0], set()).add(len(term))

    def find(self, text: Text) -> Iterator[tuple[MemberId, Term]]:
        """Yield who watches something that a text says, with the term; each pair once."""
        words = words_in(text)
        found: set[Term] = set()
        for at, word in enumerate(words):
            for length in self._firsts.get(word, ()):
                term = tuple(words[at : at + length])
                if term in self._watchers and term not in found:
                    found.add(term)
                    for member in sorted(self._watchers[term]):
                        yield member, term
