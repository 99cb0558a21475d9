"""Cards and forms as Slack shows them: Block Kit in messages, modals and App Homes. Pure, and always within the limits.

What a card says stands in rich text, in which Slack reads no mark-up at all: so nothing in it is a mention, a link
under a false name, or a picture. Source of the shapes: Slack's developer documentation, "Block Kit" reference.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.adapters.slack import wire
from bot.core import fitting
from bot.core.cards import Button, Card, FieldKind, Form, Link, Option, Select, Style
from bot.core.cards import Field as Question
from bot.core.events import MessageRef

Payload = dict[str, Any]

_STYLES = {Style.PRIMARY: "primary", Style.DANGER: "danger"}
_FENCE = "`"
OWN = "slack:"
"""How the tokens of the adapter's own controls begin."""

LINK = f"{OWN}link"
"""A button that only opens an address; Slack tells of its press all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What a modal remembers, in its ``private_metadata``: whose it is, and what its answer is about.

    ``reply`` is where the interaction that opened it can still be answered; ``command`` is the command that its
    fields are the options of.
    """

    team: str
    about: MessageRef | None = None
    reply: str = field(default="", repr=False)
    command: str = ""
    channel: str = ""

    def write(self) -> str:
        """Write it down; too long an address is left out."""
        kept: dict[str, str] = {"t": self.team, "k": self.command, "c": self.channel}
        if self.about is not None:
            kept |= {"a": self.about.channel, "m": self.about.id}
        if len(self.reply) <= _LONGEST_REPLY:
            kept["r"] = self.reply
        return json.dumps({name: value for name, value in kept.items() if value})

    @staticmethod
    def read(written: str) -> "Origin":
        """Read what was written; what we never wrote says nothing."""
        try:
            kept = json.loads(written or "{}")
        except ValueError:
            kept = {}
        if not isinstance(kept, dict):
            kept = {}
        about = None
        if kept.get("a") and kept.get("m"):
            about = MessageRef(channel=kept["a"], id=kept["m"])
        return Origin(
            team=kept.get("t", ""),
            about=about,
            reply=kept.get("r", ""),
            command=kept.get("k", ""),
            channel=kept.get("c", ""),
        )


_LONGEST_REPLY = 2_000


# Cards.


def messages(card: Card, team: str, links: Sequence[Link] = ()) -> list[Payload]:
    """Draw a card as one message or several; the first carries the controls, so that it can be redrawn in place.

    Args:
        card: what is shown.
        team: the workspace to name in its controls: a shared channel is in several.
        links: addresses to open, beside the card's own controls.
    """
    controls = [*_controls(card, team), *_link_row([*card.links, *links])]
    pages: list[list[Payload]] = [[]]
    room = wire.MESSAGE_TOTAL - _weight(controls)
    most = wire.MESSAGE_BLOCKS - len(controls)
    for block in _texts(card):
        weight = _weight([block])
        if pages[-1] and (weight > room or len(pages[-1]) >= most):
            pages.append([])
            room, most = wire.MESSAGE_TOTAL, wire.MESSAGE_BLOCKS
        pages[-1].append(block)
        room -= weight
    pages[0] += controls
    fallback = wire.escape(wire.shorten(card.title, wire.FALLBACK))
    return [{"text": fallback, "blocks": page} for page in pages]


def view_blocks(cards: Iterable[Card], team: str, most: int = wire.VIEW_BLOCKS) -> list[Payload]:
    """Draw cards one below the other, for a view; controls last, and what does not fit is left out before them."""
    drawn: list[Payload] = []
    for number, card in enumerate(cards):
        controls = [*_controls(card, team, f"{number}."), *_link_row(card.links, f"{number}.")]
        texts = list(_texts(card))
        room = most - len(drawn) - len(controls) - (1 if drawn else 0)
        if room < 1:
            break
        drawn += [*([{"type": "divider"}] if drawn else []), *texts[:room], *controls]
    return drawn


def modal(card: Card, team: str, close: str, reply: str = "", channel: str = "") -> Payload:
    """Draw a card as a modal that has nothing to send."""
    return {
        "type": "modal",
        "title": plain(card.title, wire.MODAL_TITLE),
        "close": plain(close, wire.MODAL_BUTTON),
        "private_metadata": Origin(team=team, reply=reply, channel=channel).write(),
        "blocks": view_blocks([card], team),
    }


def home(cards: Sequence[Card], team: str) -> Payload:
    """Draw an App Home."""
    return {
        "type": "home",
        "private_metadata": Origin(team=team).write(),
        "blocks": view_blocks(cards, team),
    }


def plain(text: str, limit: int) -> Payload:
    """Write a plain text that fits."""
    return {"type": "plain_text", "text": wire.shorten(text, limit), "emoji": False}


def _weight(blocks: Iterable[Payload]) -> int:
    return sum(_size(block) + wire.EACH_BLOCK for block in blocks)


def _size(part: Any) -> int:
    if isinstance(part, dict):
        return sum(
            fitting.size(item) if name in ("text", "url") and isinstance(item, str) else _size(item)
            for name, item in part.items()
        )
    return sum(map(_size, part)) if isinstance(part, list) else 0


def _texts(card: Card) -> Iterator[Payload]:
    yield {"type": "header", "text": plain(card.title, wire.HEADER)}
    rest = [fitting.clean(card.title)] if fitting.size(fitting.clean(card.title)) > wire.HEADER else []
    for paragraph in [*rest, *card.body]:
        for piece in fitting.split(fitting.clean(paragraph), wire.TEXT):
            yield _rich(_marked(piece))
    yield from _verbatim(card)
    for fact in card.facts:
        name, value = fitting.clean(fact.name).strip(), fitting.clean(fact.value)
        pieces = fitting.split(value, wire.TEXT) or [""]
        for number, piece in enumerate(pieces):
            head = [{"type": "text", "text": f"{_fit(name)}: ", "style": {"bold": True}}] if name and not number else []
            spans = [*head, *_marked(piece)]
            if spans:
                yield _rich(spans)
    for piece in fitting.split(fitting.clean(card.footer or ""), wire.TEXT):
        if piece.strip():
            yield {"type": "context", "elements": [{"type": "plain_text", "text": piece, "emoji": False}]}


def _verbatim(card: Card) -> Iterator[Payload]:
    """Draw what stands as it was written: an excerpt, and a document under its name."""
    name = _fit(fitting.clean(card.document.name)) if card.document is not None else ""
    if name:
        yield _rich([{"type": "text", "text": name, "style": {"code": True}}])
    for text in (card.excerpt, card.document.text if card.document is not None else None):
        for piece in fitting.split(fitting.clean(text or ""), wire.TEXT):
            yield {
                "type": "rich_text",
                "elements": [{"type": "rich_text_preformatted", "elements": [{"type": "text", "text": piece}]}],
            }


def _fit(name: str) -> str:
    return wire.shorten(name, wire.HEADER)


def _rich(spans: list[Payload]) -> Payload:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": spans}]}


_MARKS = re.compile(r"\*\*(?P<bold>[^*\n]+)\*\*|`(?P<code>[^`\n]+)`|(?P<url>https?://[^\s<>)\]]+)")


def _marked(text: str) -> list[Payload]:
    """Turn what a card may hold, bold and code and bare links, into spans; everything else is what it says."""
    spans: list[Payload] = []
    position = 0
    for met in _MARKS.finditer(text):
        if met.start() > position:
            spans.append({"type": "text", "text": text[position : met.start()]})
        if met["url"]:
            spans.append({"type": "link", "url": met["url"]})
        elif met["bold"]:
            spans.append({"type": "text", "text": met["bold"], "style": {"bold": True}})
        else:
            spans.append({"type": "text", "text": met["code"], "style": {"code": True}})
        position = met.end()
    if position < len(text):
        spans.append({"type": "text", "text": text[position:]})
    return spans


# Controls.

_MOST_ROWS = 20


def _controls(card: Card, team: str, number: str = "") -> list[Payload]:
    """Draw the select and the buttons; each row's ``block_id`` names the workspace."""
    rows: list[list[Payload]] = []
    if card.select is not None and card.select.options:
        rows.append([_select(card.select)])
    buttons = list({button.token: _button(button) for button in card.buttons}.values())
    width = wire.BUTTONS_A_ROW
    rows += [buttons[start : start + width] for start in range(0, len(buttons), width)]
    return [
        {"type": "actions", "block_id": f"{team}/{number}{place}", "elements": row}
        for place, row in enumerate(rows[:_MOST_ROWS])
    ]


def _link_row(links: Sequence[Link], before: str = "") -> list[Payload]:
    """Draw links; an address that Slack would refuse the whole message for is left out."""
    good = [link for link in links if link.url.startswith(("https://", "http://")) and len(link.url) <= wire.URL]
    drawn = [
        {"type": "button", "action_id": f"{LINK}:{place}", "text": plain(link.label, wire.LABEL), "url": link.url}
        for place, link in enumerate(good[: wire.BUTTONS_A_ROW])
    ]
    return [{"type": "actions", "block_id": f"{before}links", "elements": drawn}] if drawn else []


def team_in(block_id: str) -> str:
    """Read which workspace a control's row names; nothing for a row that is not ours."""
    team, slash, _ = block_id.partition("/")
    return team if slash else ""


def _button(button: Button) -> Payload:
    drawn: Payload = {"type": "button", "action_id": button.token, "text": plain(button.label, wire.LABEL)}
    style = _STYLES.get(button.style)
    return {**drawn, "style": style} if style else drawn


def _select(select: Select) -> Payload:
    return {
        "type": "static_select",
        "action_id": select.token,
        "placeholder": plain(select.placeholder, wire.PLACEHOLDER),
        "options": options_of(select.options),
    }


def options_of(options: Sequence[Option]) -> list[Payload]:
    """Draw options; each value once, and none without a value."""
    drawn: dict[str, Payload] = {}
    for option in options:
        value = fitting.clean(option.value)[: wire.OPTION_VALUE // 2] or "–"
        drawn.setdefault(value, {"text": plain(option.label, wire.OPTION), "value": value})
    return list(drawn.values())[: wire.OPTIONS]


# Forms.


def form(asked: Form, words: "Words", origin: Origin) -> Payload:
    """Draw a form as a modal."""
    intro = [
        _rich(_marked(piece)) for piece in fitting.split(fitting.clean(asked.intro or ""), wire.TEXT) if piece.strip()
    ]
    room = wire.VIEW_BLOCKS - len(asked.fields)
    return ask(
        asked.title, asked.token, [*intro[:room], *(question(one, words) for one in asked.fields)], words, origin
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What stands on every modal, in the reader's language."""

    send: str
    close: str
    yes: str
    no: str


def ask(title: str, token: str, blocks: list[Payload], words: Words, origin: Origin) -> Payload:
    """Draw a modal that asks."""
    return {
        "type": "modal",
        "callback_id": token,
        "title": plain(title, wire.MODAL_TITLE),
        "submit": plain(words.send, wire.MODAL_BUTTON),
        "close": plain(words.close, wire.MODAL_BUTTON),
        "private_metadata": origin.write(),
        "blocks": blocks[: wire.VIEW_BLOCKS],
    }


def question(asked: Question, words: Words) -> Payload:
    """Draw one question."""
    ticks = (Option(label=words.yes, value="yes"), Option(label=words.no, value="no"))
    options = ticks if asked.kind is FieldKind.TICK else asked.options
    drawn = options_of(options) if asked.kind in (FieldKind.CHOICE, FieldKind.TICK) else []
    if drawn:
        element: Payload = {"type": "static_select", "action_id": asked.name, "options": drawn}
        chosen = next((one for one in drawn if one["value"] == asked.value), None)
        if chosen is not None:
            element["initial_option"] = chosen
    else:
        longest = max(1, min(asked.max_length, wire.INPUT))
        element = {
            "type": "plain_text_input",
            "action_id": asked.name,
            "multiline": asked.kind is FieldKind.PARAGRAPH,
            "max_length": longest,
        }
        value = fitting.clean(asked.value)
        fits = [value] if fitting.size(value) <= longest else fitting.split(value, longest)
        if fits and fits[0]:
            element["initial_value"] = fits[0]
    return put(asked.name, asked.label, element, required=asked.required, hint=asked.hint)


def put(name: str, label: str, element: Payload, *, required: bool, hint: str = "") -> Payload:
    """Put an element under its label; the block is named like it, so that its answer is found."""
    block: Payload = {
        "type": "input",
        "block_id": name,
        "label": plain(label, wire.QUESTION),
        "element": element,
        "optional": not required,
    }
    if hint.strip():
        block["hint"] = plain(hint, wire.QUESTION)
    return block


def answers(view: Mapping[str, Any]) -> dict[str, str]:
    """Read what somebody filled in, by field; nothing where nothing was chosen."""
    values: Mapping[str, Mapping[str, Mapping[str, Any]]] = (view.get("state") or {}).get("values") or {}
    return {name: _answer(given) for block in values.values() for name, given in block.items()}


def _answer(given: Mapping[str, Any]) -> str:
    match given.get("type"):
        case "users_select":
            return _named(given.get("selected_user"))
        case "channels_select":
            return _named(given.get("selected_channel"))
        case "conversations_select":
            return _named(given.get("selected_conversation"))
        case "multi_users_select":
            return ",".join(map(_named, given.get("selected_users") or ()))
        case "static_select" | "external_select" | "radio_buttons":
            return str((given.get("selected_option") or {}).get("value") or "")
        case _:
            return str(given.get("value") or "")


def _named(identifier: str | None) -> str:
    return wire.scoped(identifier) if identifier else ""
