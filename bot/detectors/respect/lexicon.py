"""The words of disrespect, read from the list beside this module."""

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Any

from bot.detectors.patterns import Lexicon, concepts, phrases, spread


@lru_cache(maxsize=1)
def remarks() -> Mapping[str, Any]:
    """Read the list: words by their nature, families with their strengths, what calms."""
    return tomllib.loads(resources.files(__package__).joinpath("remarks.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Build the search over every phrase; concepts are named ``words.role``, ``insult.sure`` and so on."""
    return Lexicon(concepts(remarks()))


@lru_cache(maxsize=1)
def families() -> tuple[str, ...]:
    """Name the families of remarks, in the order of the file; distress is none of them."""
    return tuple(name for name in remarks()["family"] if name != "distress")


def alternation(kind: str) -> str:
    """Write the words of one nature as the inside of a pattern's group, longest first."""
    words = {word for phrase in phrases(remarks()["words"][kind]) for word in spread(phrase)}
    return "|".join(_PLAIN.sub(r"\\\g<0>", word) for word in sorted(words, key=lambda one: (-len(one), one)))


_PLAIN = re.compile(r"[^\w\s'-]")
