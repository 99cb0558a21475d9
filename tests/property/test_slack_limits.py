"""No rendering ever breaks one of Slack's limits, whatever a card, a form or a member's text holds.

What checks here is what the loopback Slack refuses calls by (`tests.loopback_slack.limits`).
"""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.slack import blocks, commands, wire
from bot.adapters.slack.answers import words
from bot.adapters.slack.blocks import Origin
from bot.adapters.slack.performers import released
from bot.core import fitting
from bot.core.cards import (
    Card,
    Field,
    FieldKind,
    Form,
    Link,
    Option,
)
from bot.core.commands import CommandSpec, Hint, OptionSpec
from bot.core.events import ChannelId, MessageId, MessageRef, Role
from bot.core.text import Content, Part, PartKind
from config.catalogue import languages, speaking
from tests.loopback_slack.limits import UPDATE_TEXT, check_message, check_suggestions, check_view
from tests.loopback_slack.world import mentions
from tests.property.made_up import CARDS, OPTIONS, TEXT, TOKENS

TEAM = "T0000000001"
ABOUT = st.none() | st.just(MessageRef(channel=ChannelId("slack:C1"), id=MessageId("slack:p1700000000000100")))
ORIGINS = st.builds(Origin, team=st.just(TEAM), about=ABOUT, reply=TEXT, command=st.sampled_from(["", "check"]))
LINKS = st.lists(st.builds(Link, label=TEXT, url=st.just("https://example.org/a")), max_size=2)


def check(payload: dict[str, Any]) -> None:
    """Check a message as Slack does, when it is posted and when it is changed; and that it calls nobody."""
    json.dumps(payload, ensure_ascii=False).encode()
    check_message(payload["text"], payload["blocks"], [], UPDATE_TEXT)
    assert mentions(payload["text"], payload["blocks"], named=True) == []


@settings(max_examples=60)
@given(CARDS, LINKS)
def test_cards_as_messages(card: Card, links: list[Link]) -> None:
    """Every page fits; the controls are on the first, and there once."""
    drawn = blocks.messages(card, TEAM, links)
    assert drawn
    for payload in drawn:
        check(payload)
    shown = [item["action_id"] for block in drawn[0]["blocks"] for item in block.get("elements", ()) if _acts(item)]
    assert set(shown) >= {button.token for button in card.buttons}
    assert not any(_acts(item) for page in drawn[1:] for block in page["blocks"] for item in block.get("elements", ()))


def _acts(item: dict[str, Any]) -> bool:
    return "action_id" in item


@settings(max_examples=40)
@given(st.lists(CARDS, min_size=1, max_size=3), TEXT, st.sampled_from(languages()))
def test_cards_as_views(cards: list[Card], reply: str, language: str) -> None:
    """In a modal, and together in an App Home."""
    close = speaking(language)("slack.close")
    check_view(blocks.modal(cards[0], TEAM, close, reply=reply), ("modal",))
    check_view(blocks.home(cards, TEAM), ("home",))


FORMS = st.builds(
    Form,
    title=TEXT,
    token=TOKENS,
    intro=st.none() | TEXT,
    about=ABOUT,
    fields=st.lists(
        st.builds(
            Field,
            name=st.text("abc", min_size=1, max_size=20),
            label=TEXT,
            kind=st.sampled_from(FieldKind),
            required=st.booleans(),
            max_length=st.integers(1, 9_000),
            options=OPTIONS.map(tuple),
            value=TEXT,
            hint=TEXT,
        ),
        min_size=1,
        max_size=6,
        unique_by=lambda one: one.name,
    ).map(tuple),
)


@settings(max_examples=60)
@given(FORMS, ORIGINS, st.sampled_from(languages()))
def test_forms(form: Form, origin: Origin, language: str) -> None:
    """Title, labels, inputs, what is remembered; and what is remembered comes back."""
    drawn = blocks.form(form, words(language), origin)
    json.dumps(drawn, ensure_ascii=False).encode()
    check_view(drawn, ("modal",))
    again = Origin.read(drawn["private_metadata"])
    assert (again.team, again.about, again.command) == (origin.team, origin.about, origin.command)
    assert again.reply in ("", origin.reply)


async def _nothing(*_: object) -> Any:
    raise AssertionError


SPECS = st.builds(
    CommandSpec,
    name=st.just("check"),
    needs=st.just(Role.MEMBER),
    handler=st.just(_nothing),
    options=st.lists(
        st.builds(
            OptionSpec,
            name=st.sampled_from(["text", "case", "member", "channel", "moderators", "filters", "topic"]),
            hint=st.sampled_from(Hint),
            required=st.booleans(),
            rest=st.booleans(),
            choices=st.lists(st.text("abc", min_size=1, max_size=90), max_size=5).map(tuple),
            completed=st.booleans(),
            read=st.just(str),
        ),
        min_size=1,
        max_size=6,
        unique_by=lambda one: one.name,
    ).map(tuple),
)


@settings(max_examples=60)
@given(SPECS, TEXT, OPTIONS, ORIGINS, st.sampled_from(languages()))
def test_commands_as_modals(
    spec: CommandSpec, written: str, roles: list[Option], origin: Origin, language: str
) -> None:
    """Whatever a command asks for, it can be asked for."""
    say, said = speaking(language), words(language)
    before = {option.name: written for option in spec.options}
    check_view(commands.options(spec, before, roles, say, said, origin), ("modal",))
    check_view(commands.menu([spec], say, said, origin), ("modal",))
    check_suggestions(commands.suggestions(roles))


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(PartKind), TEXT), max_size=4), st.sampled_from(languages()))
def test_words_put_back(parts: list[tuple[PartKind, str]], language: str) -> None:
    """They fit, they call nobody, and none is lost."""
    content = Content(parts=tuple(Part(kind=kind, text=text) for kind, text in parts))
    drawn = released(content, speaking(language))
    for payload in drawn:
        check(payload)
    shown = "".join(block["text"]["text"] for one in drawn for block in one["blocks"] if block["type"] == "section")
    for kind, text in parts:
        if kind is PartKind.BODY:
            assert "".join(wire.escape(text).split()) in "".join(shown.split())


@given(TEXT, st.integers(2, 3_000))
def test_splitting_keeps_every_word(text: str, limit: int) -> None:
    """Pieces fit, and together they are the text but for the spaces between them."""
    pieces = fitting.split(text, limit)
    assert all(0 < fitting.size(piece) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())
    escaped = wire.escaped_pieces(text, max(limit, 10))
    assert all(fitting.size(piece) <= max(limit, 10) for piece in escaped)
