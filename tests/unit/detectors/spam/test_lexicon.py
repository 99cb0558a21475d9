"""Lists, alternatives, gates: what the word lists of the detectors stand on, and that hostile length costs no more."""

import time
from datetime import UTC, datetime

import pytest

from bot.core.findings import Context, Detector
from bot.core.text import fold
from bot.detectors import advice, respect, spam
from bot.detectors.patterns import Gated, Lexicon, Patterns, concepts, phrases, spread

NOW = Context(now=datetime(2026, 3, 2, 9, 30, tzinfo=UTC))


def test_braces_are_alternatives() -> None:
    """Each choice of each brace is written out."""
    assert sorted(spread("{dm,text} me{, now}")) == ["dm me", "dm me now", "text me", "text me now"]
    assert list(spread("plain")) == ["plain"]


def test_a_list_is_split_and_hasty_spelling_added() -> None:
    """Semicolons and line ends part phrases; apostrophes may be left out where no other word comes of it."""
    assert list(phrases("don't pay; we're here\nok;;")) == ["don't pay", "dont pay", "we're here", "ok"]


def test_concepts_are_named_by_the_nearest_tables() -> None:
    """One table down by both names, two down by the nearer two."""
    assert concepts({"calm": {"asking": "why"}, "family": {"crypto": {"sure": "pump; dump"}}}) == {
        "calm.asking": ["why"],
        "crypto.sure": ["pump", "dump"],
    }


def test_a_lexicon_finds_every_concept_of_a_phrase() -> None:
    """One phrase may stand for several concepts; parts of words stand for none."""
    lexicon = Lexicon({"one": ["free"], "two": ["free", "gift{s,}"]})
    found = lexicon.find("free gifts, freedom")
    assert {name: [(hit.start, hit.end) for hit in hits] for name, hits in found.items()} == {
        "one": [(0, 4)],
        "two": [(0, 4), (5, 10)],
    }


def test_shapes_find_nothing_in_peace() -> None:
    """A text without a match has no match, and a group narrows a match."""
    shapes = Patterns({"number": r"no (?P<at>\d+)"})
    assert (shapes.names("none"), list(shapes.find("none"))) == ([], [])
    assert [(hit.start, hit.end) for hit in shapes.find("no 12")] == [(3, 5)]


def test_gated_patterns_wait_for_their_concept() -> None:
    """A pattern runs only where its gate is open."""
    gated = Gated({"pair": (("insult",), r"you (?P<at>fool)")})
    assert list(gated.find("you fool", ["other"])) == []
    assert [(hit.name, hit.start, hit.end) for hit in gated.find("you fool", ["insult"])] == [("pair", 4, 8)]


_HOSTILE = [
    "a",
    "you are ",
    "idiot ",
    "t.me/x ",
    "$1 ",
    "my mum has pain ",
    "a.b.",
    "x1y2 ",
    "f r e e  ",
    '"',
    "nurses are just a ",
]


@pytest.mark.parametrize("piece", _HOSTILE)
@pytest.mark.parametrize(
    "detector", [*spam.detectors(), *respect.detectors(), *advice.detectors()], ids=lambda one: one.name
)
def test_length_is_no_weapon(detector: Detector, piece: str) -> None:
    """The longest message takes far less than the deadline, whatever it repeats."""
    text = fold(piece * (40_000 // len(piece)))
    began = time.process_time()
    list(detector.inspect(text, NOW))
    assert time.process_time() - began < 1.0
