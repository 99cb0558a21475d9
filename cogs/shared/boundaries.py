"""A member's boundaries: what they would rather not be asked, kept for the features that honour it and show it.

Source: the editorial's advice to set clear boundaries (doi:10.46989/001c.125931).
"""

from dataclasses import dataclass, field

from cogs.shared.kept import Kept
from config.catalogue import Say

LONGEST_WORDS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Boundary:
    """No direct messages, no clinical questions, no alerts about what they write, and words of their own."""

    no_messages: bool = False
    no_questions: bool = False
    no_alerts: bool = False
    words: str = field(default="", repr=False)


BOUNDARIES = Kept("boundary", Boundary)


def lines_of(boundary: Boundary, say: Say) -> tuple[str, ...]:
    """Say what a boundary asks, line by line, as anybody may read it; that alerts pass by is nobody's business."""
    said = []
    if boundary.no_messages:
        said.append(say("boundary.no_messages"))
    if boundary.no_questions:
        said.append(say("boundary.no_questions"))
    if boundary.words:
        said.append(say("boundary.words", words=plain(boundary.words)))
    return tuple(said)


def plain(written: str) -> str:
    """Take a card's mark-up and line ends out of a member's words, so that they stand on a card as they are."""
    return " ".join(written.replace("*", "").replace("`", "").split())
