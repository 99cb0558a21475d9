"""Windows: together they show everything, what stands at an edge whole, and every place leads back."""

from itertools import pairwise

import pytest

from bot.core.text import MAX_LENGTH, Content, Part, PartKind, Span
from bot.scan.windows import Window, windows

WHOLE = 5_000
"""What is at most so long stands whole in one window, wherever it stands."""


def texts(content: Content, window: Window) -> list[tuple[int, int, int]]:
    """Say what a window shows: part, start and end in the whole content; the texts are the same."""
    shown = []
    for number, part in enumerate(window.content.parts):
        span = window.back(Span(part=number, start=0, end=len(part.text)))
        assert content.parts[span.part].text[span.start : span.end] == part.text
        assert content.parts[span.part].kind is part.kind
        shown.append((span.part, span.start, span.end))
    return shown


@pytest.mark.parametrize("letters", ["x", "x ", "xxxxxxx\n", "x" * 999 + " ", "x" * 1_000 + "\n", "é" * 3_000 + " "])
@pytest.mark.parametrize("length", [1, MAX_LENGTH, MAX_LENGTH + 1, 74_123, 200_000])
def test_a_long_text(letters: str, length: int) -> None:
    """No window is longer than is read, and two that follow one another share enough."""
    content = Content.of((letters * length)[:length])
    shown = []
    for window in windows(content):
        assert sum(len(part.text) for part in window.content.parts) <= MAX_LENGTH
        shown += texts(content, window)
    assert shown[0][1] == 0
    assert shown[-1][2] == length
    for (_, _, end), (_, start, _) in pairwise(shown):
        assert start + WHOLE <= end


def test_a_message_of_many_parts() -> None:
    """Every part stands whole in a window: a body, and file names that begin behind what is read at once."""
    names = [f"{number} " + "name " * 30 + ".pdf" for number in range(900)]
    content = Content(
        parts=(
            Part(kind=PartKind.BODY, text="good morning " * 3_070),
            *(Part(kind=PartKind.FILE_NAME, text=name) for name in names),
        )
    )
    shown = {one for window in windows(content) for one in texts(content, window)}
    assert {(number, 0, len(name)) for number, name in enumerate(names, 1)} <= shown


def test_windows_begin_with_a_line_or_a_word() -> None:
    """Nothing is cut in two where it need not be: a line goes before a word."""
    line = "a word and another one, " * 20
    for cut in (line[:-1] + "\n", line):
        whole = cut * 200
        found = list(windows(Content.of(whole)))
        for window in found[1:]:
            (_, start), *_ = window.origins
            assert whole[start - 1] == ("\n" if "\n" in cut else " ")
        for window in found[:-1]:
            assert window.content.body.endswith(("\n",) if "\n" in cut else (" ",))
