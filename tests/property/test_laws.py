"""Laws: redaction, command lines, tokens and the lines of a policy."""

import tomllib
from contextlib import suppress
from pathlib import Path

from hypothesis import assume, example, given
from hypothesis import strategies as st

from bot.core.commands import Roster
from bot.core.engine import Examiner
from bot.core.errors import Invalid
from bot.core.findings import Category, Finding, Kind
from bot.core.inspection import Inspector
from bot.core.policy import CommunityPolicy, PolicyError, line_of, load_policy
from bot.core.redaction import redact, sentence_of
from bot.core.text import Content, Span, fold
from cogs.privacy import PrivacyCog
from cogs.review import ReviewCog
from tests.town import Time

DEFAULT = (Path(__file__).parents[2] / "config" / "community.toml").read_text(encoding="utf-8")
SHOWN = (Kind.REMARK, Kind.OFFER, Kind.REQUEST)
MASKED = [kind for kind in Kind if kind not in SHOWN]
names = st.text(st.characters(categories=["Lu", "Ll"]), min_size=3, max_size=8)


def found(start: int, end: int, kind: Kind, confidence: float = 0.9) -> Finding:
    """Make a finding over a span."""
    return Finding(
        category=Category.PATIENT_DIRECT,
        rule="test.rule",
        span=Span(part=0, start=start, end=end),
        kind=kind,
        confidence=confidence,
        why="A test says so.",
    )


def everywhere(text: str, word: str, kind: Kind) -> list[Finding]:
    """Find a word wherever it stands."""
    starts = [index for index in range(len(text)) if text.startswith(word, index)]
    return [found(start, start + len(word), kind) for start in starts]


@given(names, st.lists(st.sampled_from(["pt", " ", ".", "\n", "seen", "[", "-1]"])), st.sampled_from(MASKED), st.data())
def test_a_masked_word_is_gone(name: str, around: list[str], kind: Kind, data: st.DataObject) -> None:
    """Where every mention was found, the redacted text holds the word no more, and redacting again changes nothing."""
    assume(name.lower() not in f"[{kind}-123456789]".lower())
    words = list(around)
    for _ in range(data.draw(st.integers(1, 3))):
        words.insert(data.draw(st.integers(0, len(words))), f" {name} ")
    text = "".join(words)
    assume(text.count(name) <= 3)
    redacted = redact(Content.of(text), everywhere(text, name, kind))
    assert name not in redacted
    assert f"[{kind.upper()}-1]" in redacted
    assert redact(Content.of(redacted), everywhere(redacted, name, kind)) == redacted
    assert redact(Content.of(redacted), []) == redacted


@given(
    st.text(max_size=40), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 9), st.sampled_from(Kind)), max_size=6)
)
def test_redaction_does_not_depend_on_the_order(text: str, spans: list[tuple[int, int, Kind]]) -> None:
    """Findings in any order mask the same characters."""
    findings = [
        found(min(start, len(text)), min(start + length, len(text)), kind, 0.1 + index / 10)
        for index, (start, length, kind) in enumerate(spans)
    ]
    assert redact(Content.of(text), findings) == redact(Content.of(text), findings[::-1])


@given(st.text(max_size=60), st.integers(0, 60))
def test_sentences_count_up(text: str, at: int) -> None:
    """A place has a sentence number of at least one, and later places have no smaller one."""
    first, later = min(at, len(text)), len(text)
    folded = fold(text)
    one = sentence_of(folded, found(first, first, Kind.NAME))
    assert 1 <= one <= sentence_of(folded, found(later, later, Kind.NAME))


def no_policy(_: str) -> CommunityPolicy:
    """Have no policy: reading a line needs none."""
    raise AssertionError


ROSTER = Roster([ReviewCog(no_policy), PrivacyCog(Examiner(Inspector([]), no_policy, Time()), (), ())])

plain_words = st.text(
    st.characters(codec="utf-8", exclude_characters='"', exclude_categories=["Z", "C"]), min_size=1, max_size=9
)
values = st.lists(plain_words, min_size=1, max_size=4).map(" ".join)


@given(st.text(max_size=80), st.sampled_from(["", "/", "/queue ", "/queue decide ", "/check ", "/queue list "]))
@example('"', "/queue decide ")
@example('1 release note:"', "/queue decide ")
@example("\x00", "/queue list ")
def test_any_line_is_read_or_refused(text: str, before: str) -> None:
    """A typed line gives a command with lawful options, or a sentence; never another error."""
    with suppress(Invalid):
        spec, written = ROSTER.read_line(before + text)
        bound = ROSTER.bind(spec, written)
        assert set(bound) <= {option.name for option in spec.options}


@given(values, st.booleans(), st.integers(1, 10**6))
def test_options_that_are_written_are_read(note: str, quoted: bool, case: int) -> None:
    """Named options come back as they were written, with spaces where they are quoted or at the end."""
    line = (
        f'/queue decide case:{case} outcome:release note:"{note}"'
        if quoted
        else f"/queue decide {case} release rest {note}"
    )
    spec, written = ROSTER.read_line(line)
    assert spec.name == "queue decide"
    if quoted:
        assert written == {"case": str(case), "outcome": "release", "note": note}
    else:
        assert written["case"] == str(case)
        assert written["rule"] == "rest"


@given(values)
def test_the_rest_of_a_line_is_taken_as_it_is(text: str) -> None:
    """A command's only option takes everything, quotes and colons too."""
    assume(not text.startswith("text:"))
    _, written = ROSTER.read_line(f'/check "{text}" it\'s 3:30')
    assert written == {"text": f'"{text}" it\'s 3:30'}


@given(
    st.text(max_size=100), st.sampled_from(["", "queue:rule:", "queue:claim:channel:", "queue:page:", "queue:view:"])
)
def test_any_token_is_routed_or_refused(text: str, before: str) -> None:
    """A token of ours, somebody else's or nobody's is routed to its handler or refused as stale."""
    for table in (ROSTER.buttons, ROSTER.forms):
        with suppress(Invalid):
            spec, state = ROSTER.route(table, before + text)
            assert len(state) == len(spec.parameters)


keys = st.text(st.characters(codec="ascii", categories=["Lu", "Ll", "Nd"]), min_size=1, max_size=6)
quoted_keys = keys | st.text(st.sampled_from("ab.=# -'"), min_size=1, max_size=6).map(lambda key: f'"{key}"')


@given(
    st.lists(
        st.tuples(quoted_keys, st.lists(quoted_keys, min_size=1, max_size=3, unique=True)),
        min_size=1,
        max_size=4,
        unique_by=lambda one: one[0].strip('"'),
    ),
    st.integers(0, 3),
)
def test_every_key_is_found_on_its_line(tables: list[tuple[str, list[str]]], blank: int) -> None:
    """Whatever a TOML file's keys look like, each is found on the line where it stands."""
    lines: list[str] = []
    places: dict[tuple[str, str], int] = {}
    for table, inside in tables:
        lines += ["# a comment = [not a table]"] * blank
        lines.append(f"[{table}] # [more]")
        for key in {one.strip('"'): one for one in inside}.values():
            lines.append(f"{key} = 'a = b' # c = d")
            places[table.strip('"'), key.strip('"')] = len(lines)
    text = "\n".join(lines)
    assert set(tomllib.loads(text)) == {table for table, _ in places}
    for path, line in places.items():
        assert line_of(text, path) == line
    assert line_of(text, ("no such table at all", "x")) is None


@given(st.text(max_size=200))
@example("[")
@example("[[a]]")
@example('a."b = 1')
@example("a = \\")
def test_any_policy_is_read_or_refused(text: str) -> None:
    """A policy file of anything at all is read or refused with a PolicyError, and finding lines never raises."""
    with suppress(PolicyError):
        assert load_policy(text, name="mine.toml", base=DEFAULT).matrix
    line = line_of(text, ("a", "b"))
    assert line is None or 1 <= line <= len(text.splitlines())
