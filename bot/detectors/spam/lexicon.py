"""The phrases of spam, read from the list beside this module."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Any

from bot.detectors.patterns import Lexicon, concepts


@lru_cache(maxsize=1)
def lures() -> Mapping[str, Any]:
    """Read the list: families with their strengths, the general signs, the calming ones."""
    return tomllib.loads(resources.files(__package__).joinpath("lures.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Build the search over every phrase; concepts are named ``phishing.sure``, ``general.contact`` and so on."""
    return Lexicon(concepts(lures()))


@lru_cache(maxsize=1)
def families() -> tuple[str, ...]:
    """Name the families, in the order of the file."""
    return tuple(lures()["family"])
