"""Laws: merging answers, and writing and reading spans of time."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.core.cases import Priority
from bot.core.durations import parse_duration, print_duration
from bot.core.policy import ChannelMode, Response, Tell, Treatment, verdict_word

responses = st.builds(
    Response,
    message=st.sampled_from(Treatment),
    tell=st.sampled_from(Tell),
    queue=st.none() | st.sampled_from(Priority),
    timeout=st.none() | st.timedeltas(timedelta(minutes=1), timedelta(days=28)),
    hold_in=st.frozensets(st.sampled_from(ChannelMode)),
    window=st.none() | st.timedeltas(timedelta(minutes=1), timedelta(hours=1)),
)


@given(responses)
def test_merging_is_idempotent(one: Response) -> None:
    """Merging an answer with itself changes nothing."""
    assert one | one == one


@given(responses, responses)
def test_merging_is_commutative(one: Response, other: Response) -> None:
    """The order of findings does not matter."""
    assert one | other == other | one


@given(responses, responses, responses)
def test_merging_is_associative(one: Response, two: Response, three: Response) -> None:
    """Nor does how they are grouped."""
    assert (one | two) | three == one | (two | three)


@given(responses, responses)
def test_merging_never_softens(one: Response, other: Response) -> None:
    """A second finding never makes the outcome milder."""
    assert (one | other).message >= one.message
    assert (one | other).tell >= one.tell
    if verdict_word(one).name in ("HOLD", "REMOVE"):
        assert verdict_word(one | other) >= verdict_word(one)


@given(st.timedeltas(timedelta(0), timedelta(days=400)))
def test_durations_are_read_back(duration: timedelta) -> None:
    """What is written as a span of time reads back as the same, to the second."""
    assert parse_duration(print_duration(duration)) == timedelta(seconds=int(duration.total_seconds()))
