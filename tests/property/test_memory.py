"""What behaviour remembers is bounded, keyed, and holds no word."""

import pickle
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.events import Channel, ChannelId, Member, MemberId, MessageId, MessageRef
from bot.core.findings import Context
from bot.core.text import fold
from bot.detectors.spam import memory as m
from bot.detectors.spam.behaviour import Behaviour

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
texts = st.text(alphabet=st.characters(codec="utf-8"), max_size=80)


def trace(number: int, print_: m.Fingerprint, at: datetime) -> m.Trace:
    """Remember a message."""
    ref = MessageRef(channel=ChannelId("c"), id=MessageId(f"m{number}"))
    return m.Trace(at=at, ref=ref, member=MemberId("x"), trusted=False, load=True, print=print_)


@settings(max_examples=30)
@given(st.lists(st.tuples(st.lists(st.sampled_from("abcdefgh"), max_size=9), st.integers(0, 5_000)), max_size=80))
def test_a_shelf_is_bounded_and_forgets_completely(written: list[tuple[list[str], int]]) -> None:
    """No more than its number and its window; what is forgotten leaves nothing in the index."""
    press, shelf = m.Press(b"k"), m.Shelf(timedelta(minutes=10), 20)
    at = NOW
    for number, (words, seconds) in enumerate(written):
        at += timedelta(seconds=seconds)
        print_ = press.take(words)
        shelf.add(trace(number, print_, at))
        assert len(shelf) <= 20
        assert any(one.ref.id == f"m{number}" for one in shelf.like(print_, at))
        assert all(at - one.at <= timedelta(minutes=10) for one in shelf.like(print_, at))
    for number in range(len(written)):
        shelf.drop(MessageId(f"m{number}"))
    assert len(shelf) == 0
    assert shelf._index == {}


@given(st.lists(st.text("abcdefghij", min_size=1, max_size=3), min_size=1, max_size=60))
def test_a_text_resembles_itself_under_one_key_only(words: list[str]) -> None:
    """Fingerprints of two keys cannot be compared."""
    first, again, other = (m.Press(key).take(words) for key in (b"1", b"1", b"2"))
    assert first.shared(again) == 1.0
    assert first.exact != other.exact
    assert first.shared(m.Press(b"1").take(reversed(words))) >= (m.SAME if first.words >= m.FEW_WORDS else 0.0)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(texts, st.integers(0, 5), st.integers(0, 3)), max_size=25))
def test_any_text_is_survived_and_none_is_kept(written: list[tuple[str, int, int]]) -> None:
    """Whatever is written, by whomever: no error, and no word of it in what is remembered."""
    eyes = Behaviour(b"a key")
    for number, (text, who, where) in enumerate(written):
        context = Context(
            now=NOW + timedelta(seconds=number),
            community="c",
            channel=Channel(id=ChannelId(f"c{where}"), name="c"),
            message=MessageId(f"m{number}"),
            author=Member(id=MemberId(f"u{who}"), name="n"),
        )
        list(eyes.watch(fold(f"{text} canaryword{number} https://canarysite.com/x @canary_hand{number}"), context, ()))
    assert b"canary" not in pickle.dumps(eyes._memories)


def test_profiles_and_communities_are_bounded() -> None:
    """Whoever was seen longest ago is forgotten."""
    table: m.Recent[int, str] = m.Recent(3)
    for number in range(10):
        table.put(number, "x")
        table.get(0)
    assert len(table) == 3
    memories = m.Memories()
    for number in range(m.MOST_COMMUNITIES + 5):
        memories.of(str(number))
    assert len(memories._kept) == m.MOST_COMMUNITIES


def test_fingerprints_end_by_the_clock() -> None:
    """Ten minutes, and seven days for what has something to click: then nothing is left, though nobody wrote since."""
    eyes = Behaviour(b"a key")
    for number, text in enumerate(
        ("the ward is quiet tonight, who is on call", "see https://somewhere.com/x for more")
    ):
        context = Context(
            now=NOW,
            community="c",
            channel=Channel(id=ChannelId("c"), name="c"),
            message=MessageId(f"m{number}"),
            author=Member(id=MemberId("u"), name="n"),
        )
        list(eyes.watch(fold(text), context, ()))
    memory = eyes._memories.of("c")
    assert (len(memory.short), len(memory.long), len(memory.anchors)) == (1, 1, 1)
    eyes.forget(NOW + m.SHORT + timedelta(seconds=1))
    assert (len(memory.short), len(memory.long), len(memory.anchors)) == (0, 1, 1)
    eyes.forget(NOW + m.LONG + timedelta(seconds=1))
    assert (len(memory.short), len(memory.long), len(memory.anchors)) == (0, 0, 0)
    assert memory.long._index == {}
