"""No rendering ever breaks one of Discord's limits, whatever a card or a form holds."""

import json
import re
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.discord import cards, wire
from bot.core import fitting
from bot.core.cards import (
    Card,
    Field,
    FieldKind,
    Form,
)
from bot.core.events import ChannelId, MessageId, MessageRef
from tests.property.made_up import CARDS, OPTIONS, TEXT, TOKENS

GUILDS = st.none() | st.integers(1, 2**64 - 1)


def units(text: str) -> int:
    """Count as the strictest reader does."""
    return len(text.encode("utf-16-le")) // 2


def check_embed(embed: dict[str, Any]) -> int:
    """Check one embed; its weight comes back."""
    texts = [embed.get("title", ""), embed.get("description", ""), (embed.get("footer") or {}).get("text", "")]
    limits = (wire.EMBED_TITLE, wire.EMBED_TEXT, wire.FOOTER)
    for name, text, limit in zip(("title", "description", "footer"), texts, limits, strict=True):
        assert units(text) <= limit
        assert text or name not in embed
    fields = embed.get("fields", [])
    assert len(fields) <= wire.FIELDS
    for field in fields:
        assert 1 <= units(field["name"]) <= wire.FIELD_NAME
        assert 1 <= units(field["value"]) <= wire.FIELD_VALUE
    return sum(map(units, texts)) + sum(units(field["name"]) + units(field["value"]) for field in fields)


def check_options(options: list[dict[str, Any]]) -> None:
    """Check what can be chosen."""
    assert 1 <= len(options) <= wire.OPTIONS
    assert len({one["value"] for one in options}) == len(options)
    for option in options:
        assert 1 <= units(option["label"]) <= wire.OPTION
        assert 1 <= units(option["value"]) <= wire.OPTION


def test_backslashes_are_split_in_pairs() -> None:
    """A backslash is not parted from what it escapes, and a text of nothing else is not split letter by letter."""
    for length in (3_999, 4_000, 4_001):
        pieces = wire.split("\\" * length, 1_000)
        assert "".join(pieces) == "\\" * length
        assert len(pieces) <= 5
        assert all(len(piece) % 2 == 0 for piece in pieces[:-1])
    assert wire.split("a" * 998 + "\\_" + "b" * 500, 999) == ["a" * 998, "\\_" + "b" * 500]


@settings(max_examples=60)
@given(CARDS, GUILDS)
def test_cards(card: Card, guild: int | None) -> None:
    """Embeds, rows, labels, identifiers; and everything can be written as JSON."""
    drawn = cards.messages(card, guild)
    assert drawn
    assert [one.file for one in drawn[1:]] == [None] * (len(drawn) - 1)
    named = drawn[0].payload["attachments"]
    file = drawn[0].file
    assert named == ([{"id": 0, "filename": file.name}] if file is not None else [])
    if file is not None:
        assert re.fullmatch(r"[A-Za-z0-9-][A-Za-z0-9_.-]{0,99}", file.name)
        assert file.data
    for payload in (one.payload for one in drawn):
        json.dumps(payload, ensure_ascii=False).encode()
        assert payload["allowed_mentions"] == {"parse": []}
        assert sum(map(check_embed, payload["embeds"])) <= wire.EMBED_TOTAL
        assert any(payload["embeds"][0].get(name) for name in ("title", "description", "fields", "footer"))
        assert len(payload["components"]) <= wire.ROWS
        for row in payload["components"]:
            assert 1 <= len(row["components"]) <= wire.BUTTONS_A_ROW
            for part in row["components"]:
                if part.get("style") == 5:
                    assert part["url"].startswith("https://")
                    assert units(part["url"]) <= wire.URL
                else:
                    assert 1 <= units(part["custom_id"]) <= wire.CUSTOM_ID
                if part["type"] == 2:
                    assert 1 <= units(part["label"]) <= wire.BUTTON_LABEL
                else:
                    check_options(part["options"])
                    assert units(part["placeholder"]) <= wire.PLACEHOLDER


FORMS = st.builds(
    Form,
    title=TEXT,
    token=TOKENS,
    intro=st.none() | TEXT,
    about=st.none()
    | st.builds(
        MessageRef,
        channel=st.integers(1, 2**64 - 1).map(lambda one: ChannelId(f"discord:{one}")),
        id=st.integers(1, 2**64 - 1).map(lambda one: MessageId(f"discord:{one}")),
    ),
    fields=st.lists(
        st.builds(
            Field,
            name=st.text("abc", min_size=1, max_size=20),
            label=TEXT,
            kind=st.sampled_from(FieldKind),
            required=st.booleans(),
            max_length=st.integers(1, 9_000),
            options=OPTIONS.filter(bool).map(tuple),
            value=TEXT,
            hint=TEXT,
        ),
        min_size=1,
        max_size=6,
        unique_by=lambda one: one.name,
    ).map(tuple),
)


@settings(max_examples=60)
@given(FORMS, GUILDS)
def test_forms(form: Form, guild: int | None) -> None:
    """Title, labels, inputs, identifiers; at most five parts."""
    drawn = cards.modal(form, "Yes", "No", guild)
    json.dumps(drawn, ensure_ascii=False).encode()
    assert 1 <= units(drawn["title"]) <= wire.MODAL_TITLE
    assert 1 <= units(drawn["custom_id"]) <= wire.CUSTOM_ID
    assert 1 <= len(drawn["components"]) <= wire.MODAL_PARTS
    for part in drawn["components"]:
        if part["type"] == 10:
            assert 1 <= units(part["content"]) <= wire.CONTENT
            continue
        assert 1 <= units(part["label"]) <= wire.LABEL
        assert 1 <= units(part.get("description", "x")) <= wire.LABEL_TEXT
        asked = part["component"]
        if asked["type"] == 3:
            check_options(asked["options"])
        else:
            assert 1 <= asked["max_length"] <= wire.INPUT
            assert units(asked.get("value", "")) <= asked["max_length"]


@given(TEXT, st.integers(2, 3_000))
def test_splitting_keeps_every_word(text: str, limit: int) -> None:
    """Pieces fit, and together they are the text but for the spaces between them."""
    pieces = wire.split(text, limit)
    assert all(0 < fitting.size(piece) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())
