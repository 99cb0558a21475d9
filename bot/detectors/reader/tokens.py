"""Words and pieces of words as numbers: WordPiece over folded text, which is already in small letters without accents.

Source: the tokenizer of BERT (Devlin et al., 2019): words and single marks, each cut into the longest pieces known.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.core.text import Text

_WORD = re.compile(r"[^\W_]+|[^\s]")  # one class or one character: linear
LONGEST_WORD = 40
"""A longer run of letters is no word; it is one unknown token, whatever it costs to cut."""

SMALL, CAPITAL, CAPITALS, INSIDE = range(4)
"""How a token is written: in small letters or without any, with a capital first, all in capitals, within a word."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a text; ``starts`` and ``ends`` are offsets into `Text.plain`."""

    ids: list[int] = field(repr=False)
    case: list[int] = field(repr=False)
    starts: list[int]
    ends: list[int]


class WordPiece:
    """Cuts folded text into tokens.

    Args:
        vocabulary: the pieces in the order of their numbers; those within a word begin with ``##``.
    """

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._numbers = {piece: number for number, piece in enumerate(vocabulary)}
        self._within = {piece[2:]: number for piece, number in self._numbers.items() if piece.startswith("##")}
        self.unknown = self._numbers["[UNK]"]
        self.first = self._numbers["[CLS]"]
        self.last = self._numbers["[SEP]"]

    def cut(self, text: Text) -> Tokens:
        """Cut a text into tokens."""
        tokens = Tokens([], [], [], [])
        folded, plain, numbers = text.folded, text.plain, self._numbers
        for match in _WORD.finditer(folded):
            word, begin = match[0], match.start()
            at = begin
            whole = numbers.get(word)
            for number, length in self._pieces(word) if whole is None else ((whole, len(word)),):
                end = at + length
                tokens.ids.append(number)
                tokens.case.append(_case(plain[at:end], inside=at > begin))
                tokens.starts.append(at)
                tokens.ends.append(end)
                at = end
        return tokens

    def _pieces(self, word: str) -> tuple[tuple[int, int], ...]:
        if len(word) > LONGEST_WORD:
            return ((self.unknown, len(word)),)
        pieces: list[tuple[int, int]] = []
        start = 0
        while start < len(word):
            numbers = self._within if start else self._numbers
            for end in range(len(word), start, -1):
                number = numbers.get(word[start:end])
                if number is not None:
                    pieces.append((number, end - start))
                    start = end
                    break
            else:
                return ((self.unknown, len(word)),)
        return tuple(pieces)


def _case(written: str, *, inside: bool) -> int:
    if inside:
        return CAPITALS if written.isupper() else INSIDE
    if not written[:1].isupper():
        return SMALL
    return CAPITALS if len(written) > 1 and written.isupper() else CAPITAL
