"""The data that goes through the house: durations, cards, actions as JSON, decisions, cases and errors."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.actions import (
    Action,
    AskModerators,
    Decision,
    HoldMessage,
    LiftTimeOut,
    PublishMessage,
    RemoveMessage,
    ShowCard,
    SlowDown,
    TellChannel,
    TellMember,
    TimeOut,
    answer,
    read_action,
    walk,
    write_action,
)
from bot.core.cards import TOKEN_LIMIT, Button, Card, Fact, Option, Select, Style
from bot.core.courtesy import Occasion
from bot.core.durations import parse_duration, print_duration
from bot.core.errors import ChaperoneError, Invalid, Locked, Refused, Throttled, Unavailable
from bot.core.events import ChannelId, MemberId, MessageId, MessageRef, Role
from bot.core.findings import Category, Context, Finding, Kind, Label
from bot.core.text import Content, Part, PartKind, Span

REF = MessageRef(channel=ChannelId("test:c"), id=MessageId("test:m"))
ADA = MemberId("test:ada")
CARD = Card(
    title="Titel – “x”",
    body=("one", "zwei"),
    facts=(Fact(name="n", value="v\nw"),),
    excerpt="[NAME-1] \ud83d",
    buttons=(Button(label="Go", token="go:1", style=Style.DANGER),),
    select=Select(placeholder="pick", token="pick", options=(Option(label="a", value="1"),)),
    footer="end",
)
CONTENT = Content(parts=(Part(kind=PartKind.BODY, text="a \udc00 b"), Part(kind=PartKind.FILE_NAME, text="x.pdf")))
TELL = TellMember(member=ADA, card=CARD, about=REF, occasion=Occasion.UNASKED)
ASK = AskModerators(subject="case:1", card=CARD, ping=True)
ACTIONS: tuple[Action, ...] = (
    HoldMessage(message=REF, then=(TELL,), otherwise=(ASK, TELL)),
    RemoveMessage(message=REF, otherwise=(HoldMessage(message=REF, then=(TELL,)),)),
    PublishMessage(message=REF, author=ADA, content=CONTENT, then=(TELL,)),
    PublishMessage(message=REF, author=ADA),
    TELL,
    TellChannel(channel=ChannelId("test:c"), card=CARD),
    ASK,
    TimeOut(member=ADA, until=datetime(2026, 3, 2, 9, 30, 15, 123456, tzinfo=UTC), then=(TELL,)),
    LiftTimeOut(member=ADA),
    SlowDown(channel=ChannelId("local:general"), seconds=30),
)


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: type(action).__name__)
def test_actions_are_read_back(action: Action) -> None:
    """Every action, with all that follows it, comes back from the outbox as it went in."""
    assert read_action(write_action(action)) == action
    assert write_action(action).isascii()


@pytest.mark.parametrize("written", [b"", b"{}", b"[]", b'{"kind": "ban"}', b'{"kind": "time_out"}', b"\xff"])
def test_what_is_no_action_is_refused(written: bytes) -> None:
    """An action of another version, or none at all, is a ValueError and nothing else."""
    with pytest.raises(ValueError, match=r"."):
        read_action(written)


def test_everything_that_may_follow_is_walked() -> None:
    """An action comes before what may follow it."""
    first, second, *_ = ACTIONS
    assert list(walk(first)) == [first, TELL, ASK, TELL]
    assert [type(one) for one in walk(second)] == [RemoveMessage, HoldMessage, TellMember]


def test_decisions_join() -> None:
    """There is one answer to one question; actions add up in order."""
    one = answer(Card(title="one"))
    two = Decision(reply=ShowCard(card=Card(title="two")), actions=((1, TELL),))
    assert (one + two).reply == one.reply
    assert (Decision() + two).reply == two.reply
    assert (one + two + two).actions == ((1, TELL), (1, TELL))


@pytest.mark.parametrize("length", [0, TOKEN_LIMIT + 1])
def test_a_token_that_a_platform_would_cut_is_refused(length: int) -> None:
    """Tokens leave room for what an adapter writes beside them."""
    with pytest.raises(ValueError, match="1 to 64 characters"):
        Button(label="x", token="x" * length)
    assert Button(label="x", token="x" * TOKEN_LIMIT).style is Style.PLAIN


@pytest.mark.parametrize(
    ("written", "duration", "printed"),
    [
        ("10m", timedelta(minutes=10), "10m"),
        ("24h", timedelta(days=1), "1d"),
        (" 1 H 30 M ", timedelta(minutes=90), "1h30m"),
        ("2w", timedelta(weeks=2), "2w"),
        ("1w2d3h4m5s", timedelta(weeks=1, days=2, hours=3, minutes=4, seconds=5), "1w2d3h4m5s"),
        ("90s", timedelta(seconds=90), "1m30s"),
        ("0m", timedelta(0), "0s"),
        ("999999w", timedelta(weeks=999_999), "999999w"),
    ],
)
def test_durations(written: str, duration: timedelta, printed: str) -> None:
    """Spans of time are read as people write them, and written the short way."""
    assert parse_duration(written) == duration
    assert print_duration(duration) == printed


@pytest.mark.parametrize(
    "written", ["", " ", "soon", "5", "m", "5x", "-5m", "1.5h", "1m1h", "1h1h", "9999999m", "1h soon"]
)
def test_what_is_no_duration(written: str) -> None:
    """Anything else is refused with a sentence that shows how."""
    with pytest.raises(ValueError, match="is not a span of time such as 10m, 24h, 7d or 1h30m"):
        parse_duration(written)


def test_a_duration_drops_parts_of_a_second() -> None:
    """A second is the smallest part that is written."""
    assert print_duration(timedelta(seconds=1, milliseconds=999)) == "1s"


@pytest.mark.parametrize("confidence", [-0.01, 1.01, float("nan")])
def test_a_confidence_is_a_probability(confidence: float) -> None:
    """What is no probability is refused, naming the rule."""
    with pytest.raises(ValueError, match=r"test\.rule: confidence"):
        Finding(
            category=Category.SPAM,
            rule="test.rule",
            span=Span(part=0, start=0, end=1),
            kind=Kind.LINK,
            confidence=confidence,
            why="why",
        )


def test_every_category_has_a_label() -> None:
    """The label is the part of a category before the dot."""
    assert {category.label for category in Category} == set(Label)
    assert Category.PATIENTS_DISPARAGED.label is Label.DISRESPECT


def test_roles_include_the_lower_ones() -> None:
    """Moderators and admins are staff, members are not."""
    assert [role.is_staff for role in Role] == [False, True, True]
    assert Role.ADMIN > Role.MODERATOR > Role.MEMBER


def test_whose_joining_is_unknown_is_a_newcomer() -> None:
    """Without an author, or without a date, caution counts."""
    context = Context(now=datetime(2026, 3, 2, tzinfo=UTC))
    assert context.author_is_newcomer
    assert replace(context, newcomer_for=timedelta(0)).author_is_newcomer


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (Invalid("error.x", word="Ada"), "error.x"),
        (Refused("missing permission"), "missing permission"),
        (Throttled(timedelta(seconds=3)), "retry after 0:00:03"),
        (Unavailable("gone"), "gone"),
        (Locked("no key"), "no key"),
    ],
)
def test_errors_are_one_tree_without_words(error: ChaperoneError, text: str) -> None:
    """Every error is ours, and its text holds no value that somebody typed."""
    assert isinstance(error, ChaperoneError)
    assert str(error) == text
