"""Properties of the detector that hold for every text."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.findings import Category, Context, Dropped, Finding
from bot.core.text import MAX_LENGTH, Content, Part, PartKind, fold
from bot.detectors import patient_data
from bot.detectors.patient_data.vocabulary import listed

CONTEXT = Context(now=datetime(2026, 11, 24, tzinfo=UTC))
(DETECTOR,) = patient_data.detectors()
WORDS = sorted(
    listed(
        """
        pt patient Mr Mrs Mme Frau don Dr Rosa Tobias Ffion Okonjo-Haraldsen MRN NHS DOB bed 4 94F 12/11 07700 900471
        admitted discharged her his mum ( ) , - | ^ < > @ mail.example https://chart.example/patient/123456 the only
        from Ballykeel works at Corrie Salmon J.M. 999 123 4560 é ß 王 \u200b ** ` || _x_ .pdf letter_Trevelyan.pdf
        """
    )
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join))
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@QUICK
@given(TEXTS)
def test_spans_lie_inside_and_whys_never_quote(text: str) -> None:
    """Every span lies within the text and is not empty; what is said comes from the rules alone."""
    for one in DETECTOR.inspect(fold(text), CONTEXT):
        assert 0 <= one.span.start < one.span.end <= len(text)
        if isinstance(one, Finding):
            assert one.why == DETECTOR.rules[one.rule]
            assert one.category in (Category.PATIENT_DIRECT, Category.PATIENT_MOSAIC)
        else:
            assert one.rule in DETECTOR.rules


@QUICK
@given(TEXTS)
def test_looking_twice_says_the_same(text: str) -> None:
    """Nothing is kept between messages."""
    first = list(DETECTOR.inspect(fold(text), CONTEXT))
    assert first == list(DETECTOR.inspect(fold(text), CONTEXT))


@QUICK
@given(TEXTS)
def test_allowed_terms_are_quiet(text: str) -> None:
    """Whatever was found is let go once a community allows it."""
    folded = fold(text)
    words = frozenset(
        text[one.span.start : one.span.end].casefold()
        for one in DETECTOR.inspect(folded, CONTEXT)
        if isinstance(one, Finding)
    )
    allowing = Context(now=CONTEXT.now, allowed=words)
    for one in DETECTOR.inspect(folded, allowing):
        if isinstance(one, Finding):
            assert folded.folded[one.span.start : one.span.end] not in words or folded.plain != text


def test_an_allowed_term_is_let_go_with_a_reason() -> None:
    """A trusted hospital's name is quiet, and the trace says why."""
    text = fold("pt transferred from St Brannoc's Hospital with sepsis")
    said = list(DETECTOR.inspect(text, Context(now=CONTEXT.now, allowed=frozenset({"st brannoc's hospital"}))))
    assert not [one for one in said if isinstance(one, Finding)]
    assert "allowed here" in {one.reason for one in said if isinstance(one, Dropped)}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Crohn's disease and surgery, any tips? Whipple's criteria too", "an eponym"),
        ("Nkemelu et al 2019, RCT in sepsis", "a citation"),
        ("ask Yevgenia in pharmacy about the vanc", "belongs to a department"),
        ("my number is 07700 900222", "the member's own, or an invitation to write"),
        ("PMID 26903338 says so", None),
        ("lot 61277410 serial 61277410 of the pump, patient ok", None),
        ("wound care for 5/7", "a duration or a score in shorthand"),
        ("Pt X. and Mr X were fine", "a placeholder"),
    ],
)
def test_what_is_let_go_is_explained(text: str, reason: str | None) -> None:
    """The trace holds a reason for what was considered and let go."""
    said = list(DETECTOR.inspect(fold(text), CONTEXT))
    reasons = {one.reason for one in said if isinstance(one, Dropped)}
    assert reason is None or reason in reasons, reasons


def test_a_file_name_is_read_in_its_own_part() -> None:
    """A file's name counts, and the span points into the part that holds it."""
    parts = (
        Part(kind=PartKind.BODY, text="does this read ok?"),
        Part(kind=PartKind.FILE_NAME, text="clinic_letter_Trevelyan.pdf"),
    )
    said = [one for one in DETECTOR.inspect(fold(Content(parts=parts)), CONTEXT) if isinstance(one, Finding)]
    assert [(one.rule, one.span.part) for one in said] == [("patient_data.file_name", 1)]


@pytest.mark.parametrize(
    "unit", ["mrn pt dr 94yo ", "7 ", "Mr ", "pt Rosa ", "07700 900471 ", "the man who ", "A^B|", "call mum on one "]
)
def test_long_repeats_are_read_to_their_end(unit: str) -> None:
    """The longest message of nothing but cues is read whole; how the time grows is measured by `chaperone bench`."""
    text = fold((unit * MAX_LENGTH)[:MAX_LENGTH])
    for one in DETECTOR.inspect(text, CONTEXT):
        assert 0 <= one.span.start < one.span.end <= MAX_LENGTH


SHAPES = frozenset({"KH-999999", "AA 99/9999"})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("old films under kh-004417 please", "kh-004417"),
        ("(QX 12/3456) has no consent form", "QX 12/3456"),
        ("KH-0044178 is a ticket", None),
        ("x-KH-004417", None),
        ("KH-00441", None),
        ("KH-٠٠٤٤١٧", None),
    ],
)
def test_a_communitys_own_record_numbers(text: str, words: str | None) -> None:
    """Whole words of a shape that the community has named are found without any word beside them, and no others."""
    context = Context(now=CONTEXT.now, record_numbers=SHAPES)
    shaped = [
        one
        for one in DETECTOR.inspect(fold(text), context)
        if isinstance(one, Finding) and one.rule == "patient_data.record_shape"
    ]
    assert [text[one.span.start : one.span.end] for one in shaped] == ([words] if words else [])
    assert not [one for one in DETECTOR.inspect(fold(text), CONTEXT) if one.rule == "patient_data.record_shape"]
