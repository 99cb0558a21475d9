"""Windows: a content that is longer than what is read at once, cut into stretches that overlap."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.core.text import MAX_LENGTH, Content, Span

OVERLAP = 6_000
"""Characters that two windows share, give or take `_LEEWAY`: more than a finding and what it rests on take up, and more
than the longest link with its label (4,000)."""

_LEEWAY = 1_000
"""How far on a window may look for the end of a line, or of a word at least, to begin or to end there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A stretch of a content; ``origins`` say of each part which one it is of, and at which character it begins."""

    content: Content
    origins: tuple[tuple[int, int], ...]

    def back(self, span: Span) -> Span:
        """Lead a place in the window back to the whole content."""
        part, begin = self.origins[span.part]
        return Span(part=part, start=begin + span.start, end=begin + span.end)


def windows(content: Content) -> Iterator[Window]:
    """Cut a content into windows of at most `MAX_LENGTH` characters, in order; one at least."""
    whole = "\n".join(part.text for part in content.parts)
    start = 0
    while True:
        end = _gap(whole, start + MAX_LENGTH - _LEEWAY)
        yield _window(content, start, end)
        if end >= len(whole):
            return
        start = _gap(whole, end - OVERLAP)


def _gap(text: str, at: int) -> int:
    """Find the next beginning of a line, else of a word; a text without any near by is cut where it stands."""
    for sign in ("\n", " "):
        found = text.find(sign, at, at + _LEEWAY)
        if found >= 0:
            return found + 1
    return at


def _window(content: Content, start: int, end: int) -> Window:
    parts, origins, place = [], [], 0
    for index, part in enumerate(content.parts):
        begin = max(start - place, 0)
        text = part.text[begin : max(end - place, 0)]
        if text:
            parts.append(replace(part, text=text))
            origins.append((index, begin))
        place += len(part.text) + 1
    return Window(content=Content(parts=tuple(parts)), origins=tuple(origins))
