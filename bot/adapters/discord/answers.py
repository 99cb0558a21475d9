"""Answering interactions: at once where the answer is there at once, and after a deferral where it is not.

Source: Discord's developer documentation, "Receiving and Responding": three seconds for the first answer, fifteen
minutes for the rest, a form only as the first answer.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.adapters.discord import cards, wire
from bot.adapters.discord.rest import Rest
from bot.core.actions import ReplaceCard, Reply, ShowCard, ShowForm
from bot.core.cards import Button, Card, Form, Style
from bot.core.errors import Refused
from bot.core.events import DeliveryId
from bot.core.fleeting import Fleeting
from config.catalogue import speaking

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL = 2, 3, 4, 5
_MESSAGE, _DEFER, _DEFER_UPDATE, _UPDATE, _CHOICES, _MODAL = 4, 5, 6, 7, 8, 9

PATIENCE = 1.0
"""Seconds that we wait for the answer before we defer: a form can only be shown within them."""

LIFE = 15 * 60.0
"""Seconds that an interaction can be answered, and that a form which came too late is kept."""

MOST_OPEN = 10_000
MOST_FORMS = 1_000

FORM_TOKEN = "discord:form"  # noqa: S105 - a control's route, not a password


@dataclass(slots=True, kw_only=True)
class Open:
    """One interaction that can still be answered.

    ``on_message``: it came from a message's control, so that message can be redrawn. ``guild`` is named in controls
    where the answer stands in a DM.
    """

    id: int
    token: str = field(repr=False)
    application: int
    on_message: bool
    guild: int | None
    locale: str
    deferred: bool = False
    answered: bool = False
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Answers:
    """The open interactions, by the delivery that they came with."""

    def __init__(self) -> None:
        self._open: Fleeting[DeliveryId, Open] = Fleeting(LIFE, MOST_OPEN)
        self._forms: Fleeting[str, Form] = Fleeting(LIFE, MOST_FORMS)

    def open(self, payload: Mapping[str, Any], guild: int | None, locale: str) -> DeliveryId:
        """Take an interaction in; it is forgotten when it cannot be answered any more."""
        delivery = DeliveryId(wire.scoped(payload["id"]))
        known = Open(
            id=int(payload["id"]),
            token=payload["token"],
            application=int(payload["application_id"]),
            on_message=payload.get("message") is not None,
            guild=guild,
            locale=locale,
        )
        self._open.put(delivery, known)
        return delivery

    def knows(self, delivery: DeliveryId) -> bool:
        """Tell whether this delivery has come before."""
        return delivery in self._open

    async def defer(self, rest: Rest, delivery: DeliveryId) -> None:
        """Wait a moment for the answer, then tell Discord that it will come; always for the asker alone."""
        await asyncio.sleep(PATIENCE)
        known = self._open.get(delivery)
        if known is None:
            return
        async with known.lock:
            if known.answered or known.deferred:
                return
            kind = _DEFER_UPDATE if known.on_message else _DEFER
            await self._callback(rest, known, {"type": kind, "data": {"flags": wire.EPHEMERAL}})
            known.deferred = True

    async def respond(self, rest: Rest, delivery: DeliveryId, reply: Reply) -> None:
        """Answer an interaction.

        Raises:
            Refused: it is not open any more.
        """
        known = self._open.get(delivery)
        if known is None:
            raise Refused("the interaction is over")
        async with known.lock:
            if known.deferred:
                await self._late(rest, known, reply)
            else:
                await self._at_once(rest, known, reply)
            known.answered = True

    async def complete(self, rest: Rest, payload: Mapping[str, Any], choices: list[dict[str, Any]]) -> None:
        """Answer somebody's typing."""
        path = f"/interactions/{payload['id']}/{payload['token']}/callback"
        await rest.quick("POST", path, {"type": _CHOICES, "data": {"choices": choices}})

    def kept_form(self, name: str) -> Form | None:
        """Find a form that came too late to be shown."""
        return self._forms.get(name)

    async def _at_once(self, rest: Rest, known: Open, reply: Reply) -> None:
        if isinstance(reply, ShowForm):
            await self._callback(rest, known, {"type": _MODAL, "data": self._modal(known, reply.form)})
            return
        first, *more = cards.messages(reply.card, known.guild)
        if isinstance(reply, ReplaceCard) and known.on_message:
            answer = {"type": _UPDATE, "data": {"content": "", **first.payload}}
        else:
            answer = {"type": _MESSAGE, "data": {**first.payload, "flags": wire.EPHEMERAL}}
        await self._callback(rest, known, answer, first.file)
        await self._follow_up(rest, known, more)

    async def _late(self, rest: Rest, known: Open, reply: Reply) -> None:
        shown = ShowCard(card=self._keep(known, reply.form)) if isinstance(reply, ShowForm) else reply
        first, *more = cards.messages(shown.card, known.guild)
        # A deferred command waits with an empty answer of its own; a deferred press with the message that was pressed.
        if isinstance(shown, ReplaceCard) or not known.on_message:
            path = f"/webhooks/{known.application}/{known.token}/messages/@original"
            await rest.quick("PATCH", path, {"content": "", **first.payload}, first.file)
        else:
            more = [first, *more]
        await self._follow_up(rest, known, more)

    async def _follow_up(self, rest: Rest, known: Open, more: list[cards.Drawn]) -> None:
        for drawn in more:
            path = f"/webhooks/{known.application}/{known.token}"
            await rest.quick("POST", path, {**drawn.payload, "flags": wire.EPHEMERAL}, drawn.file)

    async def _callback(self, rest: Rest, known: Open, answer: dict[str, Any], file: cards.File | None = None) -> None:
        await rest.quick("POST", f"/interactions/{known.id}/{known.token}/callback", answer, file)

    def _modal(self, known: Open, form: Form) -> cards.Payload:
        say = speaking(known.locale)
        return cards.modal(form, say("discord.yes"), say("discord.no"), known.guild)

    def _keep(self, known: Open, form: Form) -> Card:
        """Keep a form that can no longer be shown, behind a button."""
        name = str(known.id)
        self._forms.put(name, form)
        say = speaking(known.locale)
        button = Button(label=say("discord.form.open"), token=f"{FORM_TOKEN}:{name}", style=Style.PRIMARY)
        return Card(title=form.title, body=(say("discord.form.body"),), buttons=(button,))
