"""Numbers that are spelled out: “nine four three, double zero six”, “0 8 7 - 5 5 5”, in four languages.

A run of digit words, single digits and short groups is a number only behind words that announce one; who announces what
is said by the finders that use it.
"""

import re

_VALUES = {
    "0": "zero oh o nought naught zéro cero null",
    "1": "one un une uno una eins ein",
    "2": "two deux dos zwei zwo",
    "3": "three trois tres drei",
    "4": "four quatre cuatro vier",
    "5": "five cinq cinco fünf fuenf funf",
    "6": "six seis sechs",
    "7": "seven sept siete sieben",
    "8": "eight huit ocho acht",
    "9": "nine neuf nueve neun",
}
_DIGIT_OF = {word: digit for digit, words in _VALUES.items() for word in words.split()}
_TIMES = {"double": 2, "doble": 2, "doppel": 2, "triple": 3, "treble": 3, "hundred": 2}

_WORD = "|".join(sorted(_DIGIT_OF, key=lambda word: (-len(word), word)))
_GROUP = rf"(?:(?:(?:double|doble|doppel|triple|treble)[ -]?)?(?:{_WORD}|\d)|hundred|\d{{2,4}})"
RUN = rf"(?:{_GROUP}(?:[ ,./-]{{1,3}}{_GROUP}){{2,19}})"
"""A pattern, to be read without regard to case and ended by what is neither a letter nor a digit."""

FEWEST = 6
"""Digits below which a run is a bed, a bleep or an extension."""

HINTS = frozenset(_DIGIT_OF) | {"zero", "double", "triple"}
"""Folded words of which a text holds one if any number in it is spelled in words."""

_PIECE = re.compile(r"[^\W\d_]+|\d+")
_IN_ORDER = "0123456789012345"


def digits(written: str) -> str:
    """Write a run in digits.

    Returns:
        Nothing where it is written in digits already, in groups of several, or counts up or down.
    """
    out, times, spelled = "", 1, False
    pieces = _PIECE.findall(written.casefold())
    for piece in pieces:
        if piece in _TIMES and piece != "hundred":
            times = _TIMES[piece]
            continue
        digit = "00" if piece == "hundred" else _DIGIT_OF.get(piece, piece)
        spelled = spelled or not piece.isdecimal()
        out += digit * times
        times = 1
    if not spelled and any(len(piece) > 1 for piece in pieces):
        return ""
    return "" if out in _IN_ORDER or out in _IN_ORDER[::-1] else out
