"""The words of disrespect, read from the list beside this module."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib import resources

from bot.detectors.patterns import Lexicon, spread

_SEPARATOR = re.compile(r"[;\n]")
_LEFT_OUT = re.compile(r"(n|you|they|he|she|it|that|who|what|i|let)'(?=(?:t|re|ve|s|m)(?![a-z]))")


def phrases(written: str) -> Iterator[str]:
    """Split a list as it is written in the file into its phrases."""
    for phrase in _SEPARATOR.split(written):
        if phrase.strip():
            yield phrase.strip()
            if "'" in phrase:
                yield from hasty(phrase.strip())


def hasty(phrase: str) -> Iterator[str]:
    """Leave out the apostrophes that hasty writers leave out, where no other word comes of it (not ``we're``)."""
    bare = _LEFT_OUT.sub(r"\1", phrase)
    if bare != phrase:
        yield bare


@lru_cache(maxsize=1)
def remarks() -> Mapping[str, Mapping[str, object]]:
    """Read the list: words by their nature, families with their strengths, what calms."""
    return tomllib.loads(resources.files(__package__).joinpath("remarks.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Build the search over every phrase; concepts are named ``words.role``, ``insult.sure``, ``calm.report`` …"""
    concepts: dict[str, list[str]] = {}
    for table, entries in remarks().items():
        for name, entry in entries.items():
            if isinstance(entry, dict):
                for strength, written in entry.items():
                    concepts[f"{name}.{strength}"] = list(phrases(str(written)))
            else:
                concepts[f"{table}.{name}"] = list(phrases(str(entry)))
    return Lexicon(concepts)


@lru_cache(maxsize=1)
def families() -> tuple[str, ...]:
    """Name the families of remarks, in the order of the file; distress is none of them."""
    return tuple(name for name in remarks()["family"] if name != "distress")


def alternation(kind: str) -> str:
    """Write the words of one nature as the inside of a pattern's group, longest first."""
    words = {word for written in phrases(str(remarks()["words"][kind])) for word in spread(written)}
    return "|".join(
        re.escape(word).replace("\\ ", " ").replace("\\-", "-").replace("\\'", "'")
        for word in sorted(words, key=lambda one: (-len(one), one))
    )
