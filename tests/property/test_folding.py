"""Laws of folding: offsets are true, spans lie inside, nothing raises, both views agree index by index."""

from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.core.text import MAX_LENGTH, Content, Part, PartKind, Text, fold

MARKUP = (
    *("<@123>", "<#C1|general>", "<t:1700000000:R>", "<https://a.example|label>", "<:smile:1>", "</tip:1>", "<!here>"),
    *("[text](https://b.example)", "[", "](", ")", "||", "`", "```", "**", "*", "_", "__", "~~", "> ", ">>> ", "# "),
    *("&amp;", "&lt;", " at ", " dot ", "(at)", "[.]", "hxxp://", "www.x.example/y", "\n", " ", "a b c d", "fr33", "@"),
)
LETTERS = (
    *(
        "e\u0301",
        "\u0301",
        "\u200b",
        "\u202e",
        "\ufe0f",
        "\ud83d",
        "\udc00",
        "ﬁ",
        "ﷺ",
        "㎏",
        "½",
        "Ａ",
        "а",
        "β",
        "\x00",
    ),
    *(
        "İ",
        "ß",
        "ǆ",
        "한",
        "각",
        "👩\u200d⚕️",
        "🇬🇧",
        "ｱﾞ",
        "…",
        "—",
        "\u2028",
        "\u00ad",
        "𝒜",
        "Ω",
        "Å",
        "\u1e9b\u0323",
        "ա",
        "Ꭺ",
    ),
)
pieces = st.sampled_from(MARKUP) | st.sampled_from(LETTERS) | st.text(max_size=6) | st.characters()
texts = st.lists(pieces, max_size=30).map("".join)
surrogates = st.text(st.characters(categories=["Cs", "Lu", "Ll", "Mn", "Cf", "Po"]), max_size=80)
contents = st.lists(st.builds(Part, kind=st.sampled_from(PartKind), text=texts), max_size=4).map(
    lambda parts: Content(parts=tuple(parts))
)


def assert_lawful(text: Text) -> None:
    """See that every offset of a folded text leads to a place within the original, in order within each part."""
    parts = text.content.parts
    assert len(text.plain) == len(text.folded)
    lengths = {index: len(part.text) for index, part in enumerate(parts)}
    last: dict[int, int] = {}
    for index in range(len(text.plain)):
        span = text.span(index, index + 1)
        assert 0 <= span.start <= span.end <= lengths[span.part]
        assert span.start >= last.get(span.part, 0)
        last[span.part] = span.start
    for region in text.regions:
        assert 0 <= region.start <= region.end <= len(text.plain)
    for link in text.links:
        assert 0 <= link.start <= link.end <= len(text.plain)
        assert link.span == text.span(link.start, link.end)
        assert link.label in (None, text.plain[link.start : link.end])
    assert all(one.start <= following.start for one, following in pairwise(text.links))
    for start in range(0, len(text.deobfuscated), 3):
        for end in (start, start + 1, start + 5):
            span = text.deobfuscated_span(start, end)
            assert 0 <= span.start <= span.end <= lengths.get(span.part, 0)


@settings(max_examples=400)
@given(texts | surrogates)
@example("")
@example("\u0301")
@example("[\u0301](https://b.example)\u0301")
@example("||a||\u0301")
@example("a\u200b\u0301" * 9)
def test_offsets_are_true(text: str) -> None:
    """Whatever is written, both views have the same length and every span lies inside the original."""
    assert_lawful(fold(text))


@given(contents)
def test_offsets_are_true_in_every_part(content: Content) -> None:
    """Spans count within the part where they start, whatever kinds of parts there are."""
    assert_lawful(fold(content))


@given(st.text(st.characters(codec="ascii", exclude_characters="<>&*_~|`[]#\x7f", min_codepoint=32), max_size=80))
def test_plain_text_stays_as_it_is(text: str) -> None:
    """ASCII without mark-up is itself, letter by letter."""
    folded = fold(text)
    assert folded.plain == text
    assert folded.folded == text.lower()
    for start in range(0, len(text), 7):
        span = folded.span(start, start + 3)
        assert (span.start, span.end) == (start, min(start + 3, len(text)))


@given(texts)
@example("\u0430:AA0\u0430\u0430")
def test_folding_again_changes_nothing_more(text: str) -> None:
    """Whatever was folded to lower-case letters without mark-up folds to itself."""
    folded = "".join(letter for letter in fold(text).folded if letter.isalnum() or letter == " ")
    assert fold(fold(folded).folded).folded == fold(folded).folded


@given(texts, st.integers(0, 60))
def test_only_so_much_is_read(text: str, limit: int) -> None:
    """What lies beyond the limit is not read, and the text says so."""
    folded = fold(text, limit=limit)
    assert folded.truncated is (len(text) > limit)
    assert folded.plain == fold(text[:limit]).plain
    assert all(folded.span(index, index + 1).end <= limit for index in range(len(folded.plain)))


@settings(max_examples=30)
@given(pieces.filter(bool), st.integers(0, 3))
@example("ﷺ", 0)
@example("e\u0301", 0)
@example("||a", 1)
def test_the_longest_of_messages(piece: str, before: int) -> None:
    """Forty thousand characters of anything are read, with every offset in its place."""
    text = ("x" * before + piece * MAX_LENGTH)[:MAX_LENGTH]
    folded = fold(text)
    assert len(folded.plain) == len(folded.folded) <= 8 * MAX_LENGTH + 1
    assert not folded.truncated
    for index in (0, len(folded.plain) // 2, len(folded.plain)):
        span = folded.span(index, index + 9)
        assert 0 <= span.start <= span.end <= len(text)
    assert folded.deobfuscated_span(0, len(folded.deobfuscated)).end <= len(text)
    assert all(region.end <= len(folded.plain) for region in folded.regions)
