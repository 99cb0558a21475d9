"""The words of advice, read from the list beside this module."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Any

from bot.detectors.patterns import Lexicon, concepts


@lru_cache(maxsize=1)
def counsel() -> Mapping[str, Any]:
    """Read the list: who, the matter, asking, giving, what calms."""
    return tomllib.loads(resources.files(__package__).joinpath("counsel.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Build the search over every phrase; concepts are named ``who.own``, ``ask.plain`` and so on."""
    return Lexicon(concepts(counsel()))
