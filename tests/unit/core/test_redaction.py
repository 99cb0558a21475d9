"""Masking: typed tokens, the same words under the same token, nothing left of what was found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.findings import Category, Finding, Kind
from bot.core.redaction import redact, sentence_of
from bot.core.text import Content, Part, PartKind, Span, fold


def found(start: int, end: int, kind: Kind = Kind.NAME, *, confidence: float = 0.9, part: int = 0) -> Finding:
    """Make a finding over a span."""
    return Finding(
        category=Category.PATIENT_DIRECT,
        rule="test.rule",
        span=Span(part=part, start=start, end=end),
        kind=kind,
        confidence=confidence,
        why="A test says so.",
    )


@pytest.mark.parametrize(
    ("text", "findings", "expected"),
    [
        ("pt Ada seen", [found(3, 6)], "pt [NAME-1] seen"),
        ("Ada and ADA and Bo", [found(0, 3), found(8, 11), found(16, 18)], "[NAME-1] and [NAME-1] and [NAME-2]"),
        ("on 3 May", [found(3, 8, Kind.DATE), found(5, 8, Kind.PLACE, confidence=0.2)], "on [DATE-1]"),
        ("ab", [found(0, 1, Kind.AGE), found(1, 2, Kind.DATE)], "[AGE-1][DATE-1]"),
        ("you fool", [found(4, 8, Kind.REMARK)], "you fool"),
        ("nothing", [found(2, 2)], "nothing"),
    ],
)
def test_redaction(text: str, findings: list[Finding], expected: str) -> None:
    """Identifying words become tokens; a remark stays, since it is what must be judged."""
    assert redact(Content.of(text), findings) == expected


def test_parts_are_kept_apart() -> None:
    """Spans count within their own part, and tokens are numbered over all of them."""
    content = Content(parts=(Part(kind=PartKind.BODY, text="pt Ada"), Part(kind=PartKind.FILE_NAME, text="ada.pdf")))
    assert redact(content, [found(3, 6), found(0, 3, part=1)]) == "pt [NAME-1]\n[NAME-1].pdf"


@given(
    st.text(max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20), st.sampled_from(Kind)), max_size=6)
)
def test_nothing_that_was_found_is_left(text: str, spans: list[tuple[int, int, Kind]]) -> None:
    """Whatever overlaps, the text outside the spans stays, and nothing inside them does."""
    findings = [found(min(start, len(text)), min(start + length, len(text)), kind) for start, length, kind in spans]
    masked = {
        index
        for one in findings
        if one.kind not in (Kind.REMARK, Kind.OFFER, Kind.REQUEST)
        for index in range(one.span.start, one.span.end)
    }
    kept = [letter for index, letter in enumerate(text) if index not in masked]
    redacted = redact(Content.of(text), findings)
    assert len(redacted) >= len(kept)
    remaining = iter(redacted)
    assert all(letter in remaining for letter in kept)


@pytest.mark.parametrize(("start", "sentence"), [(0, 1), (8, 2), (14, 2), (24, 3)])
def test_sentences_are_counted(start: int, sentence: int) -> None:
    """The position of a finding is told by sentence; a full stop within a number ends none."""
    text = fold("One is. Two 3.5 mg more!\nThree")
    assert sentence_of(text, found(start, start + 1)) == sentence
