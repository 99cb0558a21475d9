"""Answering interactions: where an answer goes depends on where the question came from.

Everything is acknowledged at once, with nothing; the answer follows by the interaction's own address, by a view, or by
the trigger that opens one. Only a form that was sent waits a moment: what is shown in its place has to be the
acknowledgement. Source: Slack's developer documentation, "Handling user interaction" and "Modals".
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from bot.adapters.slack import blocks
from bot.adapters.slack.blocks import OWN, Origin, Payload, Words
from bot.adapters.slack.files import hand_over
from bot.adapters.slack.rest import Denied, Rest
from bot.adapters.slack.teams import Teams
from bot.core.actions import ReplaceCard, Reply, ShowForm
from bot.core.cards import Button, Card, Document, Form, Style
from bot.core.errors import ChaperoneError, Refused, Throttled, Unavailable
from bot.core.events import DeliveryId
from bot.core.fleeting import Fleeting
from config.catalogue import speaking

PATIENCE = 2.0
"""Seconds that the acknowledgement of a form waits for the answer: Slack allows three."""

LIFE = 30 * 60.0
"""Seconds that an interaction can be answered, and that a form which came too late is kept."""

_TRIES = 4
_LONGEST_WAIT = timedelta(seconds=1.5)
"""A form can be opened within three seconds, and people do not wait for longer."""

MOST_OPEN = 10_000
MOST_FORMS = 1_000

FORM_TOKEN = f"{OWN}form"

HOME, MODAL, SENT = "home", "modal", "sent"
"""Which view an interaction came from: an App Home, a modal, or a modal that was sent and is over."""

_TOO_LATE = frozenset({"expired_trigger_id", "exchanged_trigger_id", "trigger_expired", "invalid_trigger_id"})


@dataclass(slots=True, kw_only=True)
class Open:
    """One interaction that can still be answered.

    ``reply`` is its own address, where it has one; ``trigger`` opens one view. ``view`` is the modal that it came from,
    ``waiting`` its acknowledgement, if that is waited for. ``on_message`` says that it came from a message's control,
    so that this message can be redrawn. ``cards`` collects answers that go nowhere else: those for an App Home.
    """

    team: str
    user: str
    locale: str
    channel: str = ""
    reply: str = field(default="", repr=False)
    trigger: str = field(default="", repr=False)
    on_message: bool = False
    view: str = ""
    view_kind: str = ""
    waiting: "asyncio.Future[Payload] | None" = field(default=None, repr=False)
    cards: "list[Card] | None" = None


class Answers:
    """The open interactions, by the delivery that they came with."""

    def __init__(self, rest: Callable[[], Rest], teams: Teams) -> None:
        self._rest = rest
        self._teams = teams
        self._open: Fleeting[DeliveryId, Open] = Fleeting(LIFE, MOST_OPEN)
        self._forms: Fleeting[str, Form] = Fleeting(LIFE, MOST_FORMS)

    def open(self, delivery: DeliveryId, known: Open) -> None:
        """Take an interaction in; it is forgotten when it cannot be answered any more."""
        self._open.put(delivery, known)

    def find(self, delivery: DeliveryId) -> Open | None:
        """Find an interaction that came before."""
        return self._open.get(delivery)

    def close(self, delivery: DeliveryId) -> None:
        """Forget an interaction that is answered by being seen through."""
        self._open.drop(delivery)

    def kept_form(self, name: str) -> Form | None:
        """Find a form that came too late to be shown."""
        return self._forms.get(name)

    async def acknowledgement(self, known: Open) -> Payload:
        """Wait for what a sent form is acknowledged with; in time, it is a word that the answer will come."""
        waiting = known.waiting
        if waiting is None:
            return {}
        done, _ = await asyncio.wait({waiting}, timeout=PATIENCE)
        if done:
            return waiting.result()
        known.waiting = None
        say = speaking(known.locale)
        soon = Card(title=say("slack.working.title"), body=(say("slack.working.body"),))
        return {"response_action": "update", "view": self._modal(known, soon)}

    def seen_through(self, known: Open) -> None:
        """Close a sent form that nothing was answered to."""
        if known.waiting is not None and not known.waiting.done():
            known.waiting.set_result({})

    async def respond(self, delivery: DeliveryId, reply: Reply) -> None:
        """Answer an interaction.

        Raises:
            Refused: it is not open any more.
        """
        known = self._open.get(delivery)
        if known is None:
            raise Refused("the interaction is over")
        if not isinstance(reply, ShowForm) and reply.card.document is not None:
            reply = replace(reply, card=await self._handed_over(known, reply.card, reply.card.document))
        if known.cards is not None:
            if not isinstance(reply, ShowForm):
                known.cards.append(reply.card)
        elif isinstance(reply, ShowForm):
            await self._show_form(delivery, known, reply.form)
        elif isinstance(reply, ReplaceCard):
            await self._replace(known, reply.card)
        else:
            await self._show(known, reply.card)

    async def _handed_over(self, known: Open, card: Card, document: Document) -> Card:
        """Send a card's document apart and say where it is; it stays on the card as text where Slack takes no file."""
        try:
            await hand_over(self._rest(), self._teams, known.team, known.user, document)
        except ChaperoneError:
            return card
        say = speaking(known.locale)
        return replace(card, document=None, body=(*card.body, say("slack.file", name=document.name)))

    # Showing.

    async def _show(self, known: Open, card: Card) -> None:
        """Show a card to the one who asked: in the form's place, beside the message, or in a modal."""
        if self._is_waiting(known, {"response_action": "update", "view": self._modal(known, card)}):
            return
        if known.view_kind == SENT:
            await self._update_view(known, self._modal(known, card))
        elif known.reply:
            await self._write(known, card, replace=False)
        else:
            await self._open_view(known, self._modal(known, card))

    async def _replace(self, known: Open, card: Card) -> None:
        """Redraw the card that a press or a form came from."""
        if known.view_kind == MODAL:
            await self._update_view(known, self._modal(known, card))
        elif known.on_message and known.reply:
            try:
                await self._write(known, card, replace=True)
            except Denied:  # the card is too old to be redrawn, but its reader is here
                await self._show(known, card)
                return
            if known.view_kind == SENT and known.waiting is None:
                await self._update_view(known, self._modal(known, card))
            self.seen_through(known)
        else:
            await self._show(known, card)

    async def _show_form(self, delivery: DeliveryId, known: Open, form: Form) -> None:
        origin = Origin(
            team=known.team,
            about=form.about,
            reply=known.reply if known.on_message else "",
            channel=known.channel,
        )
        drawn = blocks.form(form, words(known.locale), origin)
        if self._is_waiting(known, {"response_action": "update", "view": drawn}):
            return
        try:
            await self._open_view(known, drawn)
        except Denied as error:
            if error.code not in _TOO_LATE:
                raise
            await self._show(known, self._keep(delivery, known, form))

    def _is_waiting(self, known: Open, acknowledgement: Payload) -> bool:
        """Answer by the acknowledgement, if it still waits."""
        if known.waiting is None or known.waiting.done():
            return False
        known.waiting.set_result(acknowledgement)
        return True

    async def _write(self, known: Open, card: Card, *, replace: bool) -> None:
        first, *more = blocks.messages(card, known.team)
        await self._reply(known, {**_to_the_asker(first), "replace_original": replace})
        for payload in more:
            await self._reply(known, {**_to_the_asker(payload), "replace_original": False})

    async def _reply(self, known: Open, body: Payload) -> None:
        await _insisting(lambda: self._rest().reply(known.reply, body))

    async def open_view(self, known: Open, view: Payload) -> None:
        """Open a modal of the adapter's own; where it is too late, say so.

        Raises:
            ChaperoneError: Slack does not open it.
        """
        if self._is_waiting(known, {"response_action": "update", "view": view}):
            return
        try:
            await self._open_view(known, view)
        except Denied as error:
            if error.code not in _TOO_LATE:
                raise
            say = speaking(known.locale)
            await self._show(known, Card(title=say("error.title"), body=(say("slack.late.body"),)))

    async def _open_view(self, known: Open, view: Payload) -> None:
        method = "views.push" if known.view_kind == MODAL else "views.open"
        try:
            await _insisting(lambda: self._teams.call(known.team, method, trigger_id=known.trigger, view=view))
        except Denied as error:
            if method == "views.push" and error.code == "push_limit_reached":
                await self._update_view(known, view)
                return
            raise

    async def _update_view(self, known: Open, view: Payload) -> None:
        await _insisting(lambda: self._teams.call(known.team, "views.update", view_id=known.view, view=view))

    def _modal(self, known: Open, card: Card) -> Payload:
        close = speaking(known.locale)("slack.close")
        return blocks.modal(card, known.team, close, channel=known.channel)

    def _keep(self, delivery: DeliveryId, known: Open, form: Form) -> Card:
        """Keep a form that can no longer be shown, behind a button."""
        name = f"{len(self._forms)}-{delivery.rpartition('.')[2]}"[:40]
        self._forms.put(name, form)
        say = speaking(known.locale)
        button = Button(label=say("slack.form.open"), token=f"{FORM_TOKEN}:{name}", style=Style.PRIMARY)
        return Card(title=form.title, body=(say("slack.form.body"),), buttons=(button,))


async def _insisting(call: Callable[[], Awaitable[object]]) -> None:
    """Make a call that somebody waits for: what passes in a moment is waited for, and not for longer."""
    for attempt in range(_TRIES):
        last = attempt == _TRIES - 1
        try:
            await call()
        except Throttled as error:
            if last or error.retry_after > _LONGEST_WAIT:
                raise
            await asyncio.sleep(error.retry_after.total_seconds())
        except Unavailable:
            if last:
                raise
            await asyncio.sleep(0.1 * 2**attempt)
        except Denied as error:
            if attempt and error.code == "exchanged_trigger_id":  # the try before got through, its answer did not
                return
            raise
        else:
            return


def words(locale: str) -> Words:
    """Give what stands on every modal, in a language."""
    say = speaking(locale)
    return Words(send=say("slack.send"), close=say("slack.close"), yes=say("slack.yes"), no=say("slack.no"))


def _to_the_asker(payload: Mapping[str, Any]) -> Payload:
    return {**payload, "response_type": "ephemeral"}
