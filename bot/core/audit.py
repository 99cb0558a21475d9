"""The log of deeds: who decided, undid, revealed, changed, exported or erased, in a chain that shows tampering."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core.events import CommunityId


class DeedKind(StrEnum):
    """What is logged. Never why in words: reasons and notes are with the case, encrypted."""

    DECIDE = "decide"
    UNDO = "undo"
    REVEAL = "reveal"
    POLICY = "policy"
    SETUP = "setup"
    VERIFY = "verify"
    EXPORT = "export"
    ERASE = "erase"


ANSWERABLE = (DeedKind.DECIDE, DeedKind.UNDO, DeedKind.REVEAL, DeedKind.POLICY, DeedKind.SETUP, DeedKind.VERIFY)
"""Deeds that somebody does to others by a right that they were given: they stay theirs while they are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One row of a community's chain.

    ``by`` is a pseudonym that was drawn by lot; whose it is can be forgotten without touching the row. ``detail`` is a
    word of ours, such as the ruling.
    """

    number: int
    kind: DeedKind
    by: str
    case: int | None
    detail: str | None
    at: datetime


class BreakKind(StrEnum):
    """How a chain is broken.

    ``changed``: a row is not what was written; ``missing``: rows before this one are gone; ``added``: a row that was
    never written by us; ``cut``: the last rows are gone; ``headless``: what the chain ends with cannot be read, so
    nobody can say how long it is; ``set back``: an anchor saw more rows, or others, than there are now; ``anchor``: a
    line of the anchors cannot be read.
    """

    CHANGED = "changed"
    MISSING = "missing"
    ADDED = "added"
    CUT = "cut"
    HEADLESS = "headless"
    SET_BACK = "set back"
    ANCHOR = "anchor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """Where a chain is broken, and how. ``number`` counts the anchors' lines where an anchor cannot be read."""

    number: int
    kind: BreakKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a look at one community's chain showed: its first row's number, how many there are, how many anchors fit."""

    community: CommunityId
    first: int
    rows: int
    anchors: int
    broken: Break | None
