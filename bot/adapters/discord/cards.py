"""Cards and forms as Discord shows them: embeds, buttons, selects and modals. Pure, and always within the limits.

A card that is longer than one message becomes several; the first carries the controls and the document, so that it can
be redrawn in place.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.adapters.discord import wire
from bot.core import fitting
from bot.core.cards import Button, Card, Document, Field, FieldKind, Form, Link, Option, Select, Style

Payload = dict[str, Any]

_ROW, _BUTTON, _SELECT, _TEXT_INPUT, _TEXT, _LABEL = 1, 2, 3, 4, 10, 18
_STYLES = {Style.PLAIN: 2, Style.PRIMARY: 1, Style.DANGER: 4}
_LINK = 5
_EMPTY = "\u200b"
"""Stands where Discord wants a text and there is none."""

_FENCE = 40
"""What a code block's fences cost, and room for fences inside that had to be broken."""

NOBODY: Payload = {"parse": []}
"""Nobody is called by what we write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file that goes with a message, under a name that Discord leaves as it is."""

    name: str
    media_type: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """One message: what its payload says, and the file that goes with it."""

    payload: Payload
    file: File | None = None

    def saying(self, **more: Any) -> "Drawn":
        """Add to the payload."""
        return replace(self, payload={**self.payload, **more})


def messages(card: Card, guild: int | None = None) -> list[Drawn]:
    """Draw a card as one message or several.

    Args:
        card: what is shown.
        guild: the guild to name in its controls; for a DM, where nothing else says it.
    """
    first, *more = ({"embeds": [embed], "allowed_mentions": NOBODY} for embed in _embeds(card))
    file = _file(card.document) if card.document is not None and card.document.text else None
    # What an edit does not name among the attachments is taken away: so a redraw leaves the new file alone there.
    attached = [] if file is None else [{"id": 0, "filename": file.name}]
    drawn = Drawn(payload={**first, "components": _rows(card, guild), "attachments": attached}, file=file)
    return [drawn, *(Drawn(payload={**payload, "components": []}) for payload in more)]


def _file(document: Document) -> File:
    return File(
        name=wire.file_name(document.name),
        media_type=document.media_type,
        data=fitting.clean(document.text).encode(),
    )


def _embeds(card: Card) -> Iterator[Payload]:
    """Fill embeds one after the other, each within its limits; there is always a first."""
    title = wire.split(wire.escape(card.title), wire.EMBED_TITLE) or [_EMPTY]
    embed: Payload = {"title": title[0]}
    used = fitting.size(title[0])
    for text in _texts([*title[1:], *map(wire.escape, card.body)], card.excerpt):
        if "description" in embed:
            joined = f"{embed['description']}\n\n{text}"
            if fitting.size(joined) <= wire.EMBED_TEXT:
                embed["description"] = joined
                used += fitting.size(text) + 2
                continue
            yield embed
            embed, used = {}, 0
        embed["description"] = text
        used += fitting.size(text)
    for fact in _fields(card):
        weight = fitting.size(fact["name"]) + fitting.size(fact["value"])
        if len(embed.get("fields", ())) == wire.FIELDS or used + weight > wire.EMBED_TOTAL:
            yield embed
            embed, used = {}, 0
        embed.setdefault("fields", []).append(fact)
        used += weight
    for footer in wire.split(fitting.clean(card.footer or ""), wire.FOOTER):
        if "footer" in embed or used + fitting.size(footer) > wire.EMBED_TOTAL:
            yield embed
            embed, used = {}, 0
        embed["footer"] = {"text": footer}
        used += fitting.size(footer)
    yield embed


def _texts(paragraphs: Sequence[str], excerpt: str | None) -> Iterator[str]:
    for paragraph in paragraphs:
        yield from wire.split(paragraph, wire.EMBED_TEXT)
    for piece in wire.split(fitting.clean(excerpt or "").replace("`", "\u02cb"), wire.EMBED_TEXT - _FENCE):
        yield wire.code_block(piece)


def _fields(card: Card) -> Iterator[Payload]:
    for fact in card.facts:
        name = wire.shorten(wire.escape(fact.name), wire.FIELD_NAME) or _EMPTY
        for value in wire.split(wire.escape(fact.value), wire.FIELD_VALUE) or [_EMPTY]:
            yield {"name": name, "value": value, "inline": False}
            name = _EMPTY


def _rows(card: Card, guild: int | None) -> list[Payload]:
    rows = []
    room = wire.ROWS
    if card.select is not None and card.select.options:
        rows.append({"type": _ROW, "components": [_select(card.select, guild)]})
        room -= 1
    links = [drawn for link in card.links if (drawn := _link(link)) is not None]
    buttons = [*(_button(button, guild) for button in card.buttons), *links][: room * wire.BUTTONS_A_ROW]
    starts = range(0, len(buttons), wire.BUTTONS_A_ROW)
    return rows + [{"type": _ROW, "components": buttons[start : start + wire.BUTTONS_A_ROW]} for start in starts]


def _link(link: Link) -> Payload | None:
    """Draw a link; an address that Discord would refuse the whole message for is left out."""
    if not link.url.startswith(("https://", "http://")) or len(link.url) > wire.URL:
        return None
    return {
        "type": _BUTTON,
        "style": _LINK,
        "label": wire.shorten(link.label, wire.BUTTON_LABEL) or _EMPTY,
        "url": link.url,
    }


def _button(button: Button, guild: int | None) -> Payload:
    return {
        "type": _BUTTON,
        "style": _STYLES[button.style],
        "label": wire.shorten(button.label, wire.BUTTON_LABEL) or _EMPTY,
        "custom_id": wire.control_id(wire.Control(token=button.token, guild=guild)),
    }


def _select(select: Select, guild: int | None) -> Payload:
    return {
        "type": _SELECT,
        "custom_id": wire.control_id(wire.Control(token=select.token, guild=guild)),
        "placeholder": wire.shorten(select.placeholder, wire.PLACEHOLDER),
        "options": _options(select.options),
    }


def _options(options: Sequence[Option], chosen: str = "") -> list[Payload]:
    drawn: dict[str, Payload] = {}
    for option in options[: wire.OPTIONS]:
        value = option.value[: wire.OPTION]
        drawn[value] = {"label": wire.shorten(option.label, wire.OPTION) or _EMPTY, "value": value}
        if chosen and option.value == chosen:
            drawn[value]["default"] = True
    return list(drawn.values())


def modal(form: Form, yes: str, no: str, guild: int | None = None) -> Payload:
    """Draw a form; its introduction is shown where Discord's five parts leave room for it.

    Args:
        form: what is asked.
        yes: the word for a tick that is set, in the reader's language.
        no: the word for one that is not.
        guild: the guild to name, for a form asked for in a DM.
    """
    parts = [_question(field, yes, no) for field in form.fields[: wire.MODAL_PARTS]]
    if form.intro and len(parts) < wire.MODAL_PARTS:
        parts.insert(0, {"type": _TEXT, "content": wire.first_piece(wire.escape(form.intro), wire.CONTENT) or _EMPTY})
    return {
        "title": wire.shorten(form.title, wire.MODAL_TITLE) or _EMPTY,
        "custom_id": wire.control_id(wire.Control(token=form.token, guild=guild, about=form.about)),
        "components": parts,
    }


def _question(field: Field, yes: str, no: str) -> Payload:
    asked: Payload = {
        "type": _LABEL,
        "label": wire.shorten(field.label, wire.LABEL) or _EMPTY,
        "component": _input(field, yes, no),
    }
    if field.hint:
        asked["description"] = wire.shorten(field.hint, wire.LABEL_TEXT)
    return asked


def _input(field: Field, yes: str, no: str) -> Payload:
    if field.kind in (FieldKind.CHOICE, FieldKind.TICK):
        ticks = (Option(label=yes, value="yes"), Option(label=no, value="no"))
        options = ticks if field.kind is FieldKind.TICK else field.options
        drawn = _options(options, field.value)
        return {"type": _SELECT, "custom_id": field.name, "options": drawn, "required": field.required}
    longest = min(field.max_length, wire.INPUT)
    drawn_input: Payload = {
        "type": _TEXT_INPUT,
        "custom_id": field.name,
        "style": 2 if field.kind is FieldKind.PARAGRAPH else 1,
        "required": field.required,
        "max_length": longest,
    }
    value = wire.first_piece(fitting.clean(field.value), longest)
    if value:
        drawn_input["value"] = value
    return drawn_input
