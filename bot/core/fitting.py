"""Texts as platforms count and cut them: no message of ours is refused for its length, or for what no reader takes."""

import re

_SURROGATE = re.compile(r"[\ud800-\udfff]")


def size(text: str) -> int:
    """Count a text as the strictest reader does: in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def clean(text: str) -> str:
    """Replace what no JSON reader takes: halves of surrogate pairs, and null."""
    return _SURROGATE.sub("\ufffd", text).replace("\0", "\ufffd")


def split(text: str, limit: int, escape: str = "") -> list[str]:
    """Split a text into pieces of at most ``limit`` units: between paragraphs, lines or words, if at all possible.

    Args:
        text: the text.
        limit: UTF-16 units, at least one; a letter that takes two stands in a piece of its own all the same.
        escape: a mark that stays with what follows it.
    """
    pieces = []
    while size(text) > limit:
        at = _break(text, limit, escape)
        pieces.append(text[:at].rstrip())
        text = text[at:].lstrip("\n ")
    return [piece for piece in [*pieces, text] if piece]


def _break(text: str, limit: int, escape: str) -> int:
    """Find where to split: the last paragraph's end, line's end or space that fits, or else the limit itself."""
    end = limit
    while (over := size(text[:end]) - limit) > 0:
        end -= (over + 1) // 2
    for mark in ("\n\n", "\n", " "):
        at = text.rfind(mark, 1, end + len(mark))
        if at > 0:
            return at
    escaping = end - len(text[:end].rstrip(escape)) if escape else 0
    return max(end - escaping % 2, 1)
