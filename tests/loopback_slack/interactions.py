"""What a person started, and every way the app may answer it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from .world import JSON, RESPONSE_LIFE, RESPONSE_USES, Bell, Channel, Message, Team, User, View

if TYPE_CHECKING:
    from .delivery import Ack, Delivery

COMMAND, ACTION, SUBMISSION, CLOSING = "slash_commands", "block_actions", "view_submission", "view_closed"
SHORTCUT, MESSAGE_SHORTCUT, SUGGESTION = "shortcut", "message_action", "block_suggestion"


@dataclass(eq=False, slots=True, kw_only=True)
class Answer:
    """One thing that the person saw.

    ``kind`` is message, replaced, deleted, modal, push, update, errors, closed, cleared, options, timeout or failed.
    The last two are Slack's own words to the person: the app did not acknowledge in time, or could not be reached.
    """

    kind: str
    message: Message | None = None
    view: View | None = None
    errors: dict[str, str] = field(default_factory=dict)
    options: list[JSON] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Every word of the message or view."""
        if self.message:
            return self.message.words
        return self.view.words if self.view else ""


@dataclass(eq=False, slots=True, kw_only=True)
class Interaction:
    """A command, press, choice, shortcut or form by a person; `answered` waits for what they see.

    ``refused`` are the errors that the app's answers were refused with.
    """

    kind: str
    user: User
    team: Team
    at: datetime
    patience: float
    channel: Channel | None = None
    source: Message | None = None
    view: View | None = None
    payload: JSON = field(default_factory=dict)
    trigger_id: str = ""
    response_url: str = ""
    uses: int = 0
    answers: list[Answer] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    bell: Bell = field(default_factory=Bell)
    delivery: "Delivery | None" = None

    async def acknowledged(self) -> "Ack":
        """Wait until the app has acknowledged in time."""
        delivery = self.delivery
        assert delivery
        return await delivery.acknowledged()

    async def answered(self, count: int = 1, *, kind: str = "") -> Answer:
        """Wait until the person has seen so many things (of a kind), and give the last of these."""

        def found() -> Answer | None:
            met = [answer for answer in self.answers if not kind or answer.kind == kind]
            return met[count - 1] if len(met) >= count else None

        return await self.bell.until(found, self._missing(kind), self.patience)

    async def message(self, count: int = 1) -> Message:
        """Wait as `answered` does, for a message that came by acknowledgement or response_url."""

        def found() -> Message | None:
            met = [answer.message for answer in self.answers if answer.message and answer.kind != "deleted"]
            return met[count - 1] if len(met) >= count else None

        return await self.bell.until(found, self._missing("message"), self.patience)

    async def modal(self, count: int = 1) -> View:
        """Wait as `answered` does, for a view that was opened, pushed or put in another's place."""

        def found() -> View | None:
            met = [answer.view for answer in self.answers if answer.view]
            return met[count - 1] if len(met) >= count else None

        return await self.bell.until(found, self._missing("modal"), self.patience)

    async def options(self) -> list[JSON]:
        """Wait as `answered` does, for the rows of an external select."""
        return (await self.answered(kind="options")).options

    def show(self, answer: Answer) -> None:
        """Let the person see something."""
        self.answers.append(answer)
        self.bell.ring()

    def show_view(self, view: View, kind: str) -> None:
        """Let the person see a view."""
        self.show(Answer(kind=kind, view=view))

    def refuse(self, error: str) -> None:
        """Note that Slack did not take an answer."""
        self.refused.append(error)
        self.bell.ring()

    def spent(self, now: datetime) -> str:
        """Say why the response_url no longer works, if it does not."""
        if now - self.at > RESPONSE_LIFE:
            return "expired_url"
        return "used_url" if self.uses >= RESPONSE_USES else ""

    def _missing(self, kind: str) -> Callable[[], str]:
        def what() -> str:
            seen = [answer.kind for answer in self.answers]
            return f"{kind or 'an answer'} to {self.user.name}; seen {seen}, refused {self.refused}"

        return what


def brief(user: User) -> JSON:
    """Draw a person as interactive payloads do."""
    return {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team.id}


def place(channel: Channel) -> JSON:
    """Draw a conversation as interactive payloads do."""
    return {"id": channel.id, "name": shown_name(channel)}


def shown_name(channel: Channel) -> str:
    """Give the name that payloads use: private ones are not named."""
    return {"im": "directmessage", "private_channel": "privategroup"}.get(channel.kind, channel.name)


def as_json(value: Any) -> JSON:
    """Take an acknowledgement's body as an object; a plain text is a message's text."""
    if isinstance(value, str):
        return {"text": value} if value else {}
    return dict(value) if isinstance(value, dict) else {}
