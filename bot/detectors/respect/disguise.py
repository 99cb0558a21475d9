"""Insults in disguise: letters swapped for digits and signs, masked with asterisks, or set apart one by one.

Nobody disguises a harmless word, so a disguised insult weighs more than a plain one. `Text.deobfuscated` undoes the
common disguises for every detector; here is what only makes sense with a list of insults at hand.
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from bot.detectors.patterns import Match, Patterns, phrases, spread
from bot.detectors.respect.lexicon import remarks

MOST = 50
"""How many odd-looking words of one message are looked at."""

_SWAPPED = str.maketrans("013457@$!+#|€", "oieastasithie")
_SIGNS = frozenset("013457@$!+#|*€")
_SHAPES = Patterns(
    {
        "word": r"(?:^|[^a-z0-9@$!+#*|€])(?P<at>[a-z0-9@$!+#*|€]{0,12}[0-9@$!+#*|€][a-z0-9@$!+#*|€]{0,12})",
        "apart": r"(?:^|[^a-z0-9])(?P<at>(?:[a-z0-9@$!+#*|][ .*_-]{1,3}){3,30}[a-z0-9@$!+#*|])(?:$|[^a-z0-9])",
    }
)
_SHORTEST = 4


@lru_cache(maxsize=1)
def _insults() -> frozenset[str]:
    words = remarks()["words"]
    listed = [*phrases(words["strong_noun"]), *phrases(words["slur"])]
    written = {word for phrase in listed for word in spread(phrase)}
    return frozenset(word for word in written if word.isalpha() and len(word) >= _SHORTEST)


@lru_cache(maxsize=1)
def _by_shape() -> dict[tuple[int, str], list[str]]:
    shapes: dict[tuple[int, str], list[str]] = {}
    for word in sorted(_insults()):
        shapes.setdefault((len(word), word[0]), []).append(word)
    return shapes


def disguised(folded: str) -> Iterator[Match]:
    """Find insults whose letters were swapped, masked or set apart."""
    if _SIGNS.isdisjoint(folded) and " " not in folded:
        return
    for name, start, end in islice(_SHAPES.find(folded), MOST):
        written = folded[start:end]
        if name == "apart":
            letters = "".join(one for one in written if one not in " .*_-").translate(_SWAPPED)
            if any(word in letters for word in _insults()):
                yield Match("disguise", start, end)
        elif _is_insult(written):
            yield Match("disguise", start, end)


def _is_insult(written: str) -> bool:
    word = written.rstrip("!+*")
    hidden = word + written[len(word) :].rstrip("!+")
    for shown in {word, hidden}:
        letters = sum(map(str.isalpha, shown))
        if shown.isalpha() or letters < 2:
            continue
        plain = shown.translate(_SWAPPED)
        if "*" not in plain:
            if plain in _insults():
                return True
            continue
        known = _by_shape().get((len(plain), plain[0]), [])
        if any(all(ours in ("*", theirs) for ours, theirs in zip(plain, word, strict=True)) for word in known):
            return True
    return False
