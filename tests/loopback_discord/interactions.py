"""Interactions: what a person started, and every way an application may answer it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .world import JSON, Bell, Channel, Guild, Message, Person, User

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL = 2, 3, 4, 5
SAY, DEFER, DEFER_UPDATE, UPDATE, CHOICES, ASK = 4, 5, 6, 7, 8, 9
ACKNOWLEDGE, TOKEN_LIFE = timedelta(seconds=3), timedelta(minutes=15)


@dataclass(eq=False, slots=True, kw_only=True)
class Modal:
    """A form that was opened for one person; `Loopback.submit` fills it in."""

    title: str
    custom_id: str
    components: list[JSON]
    interaction: "Interaction"

    @property
    def inputs(self) -> dict[str, JSON]:
        """Every input by its custom id, with the label that stands over it."""
        found: dict[str, JSON] = {}
        for part in self.components:
            inside = [part["component"]] if part["type"] == 18 else part.get("components", [])
            for item in inside:
                found[item["custom_id"]] = {"label": part.get("label")} | item
        return found


@dataclass(eq=False, slots=True, kw_only=True)
class Answer:
    """One thing that the person saw: ``kind`` is message, update, modal, choices or deleted."""

    kind: str
    message: Message | None = None
    modal: Modal | None = None
    choices: list[JSON] = field(default_factory=list)

    @property
    def ephemeral(self) -> bool:
        """Whether the person alone sees it."""
        return self.kind in {"modal", "choices"} or (self.message is not None and self.message.ephemeral)

    @property
    def text(self) -> str:
        """Every word of the message."""
        return self.message.text if self.message else ""


@dataclass(eq=False, slots=True, kw_only=True)
class Interaction:
    """A command, press, choice, form or autocomplete by a person; `answered` waits for what they see.

    ``callback`` is the type of the first answer (4 message, 5 deferred, 6 deferred update, 7 update, 8 choices,
    9 modal), None while there is none. ``refused`` are the codes that answers were refused with.
    """

    id: int
    token: str
    kind: int
    user: User
    channel: Channel
    at: datetime
    patience: float
    guild: Guild | None = None
    source: Message | None = None
    callback: int | None = None
    callback_flags: int = 0
    original: Message | None = None
    loading: bool = False
    answers: list[Answer] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    bell: Bell = field(default_factory=Bell)

    async def acknowledged(self) -> int:
        """Wait for the first answer, be it only a deferral, and give its type."""
        return await self.bell.until(lambda: self.callback, self._missing, self.patience)

    async def answered(self, count: int = 1) -> Answer:
        """Wait until the person has seen so many things, and give the last of these."""
        await self.bell.until(lambda: True if len(self.answers) >= count else None, self._missing, self.patience)
        return self.answers[count - 1]

    async def message(self, count: int = 1) -> Message:
        """Wait as `answered` does, for a message."""
        answer = await self.answered(count)
        assert answer.message, f"answered with {answer.kind}, not with a message"
        return answer.message

    async def modal(self) -> Modal:
        """Wait as `answered` does, for a form."""
        answer = await self.answered()
        assert answer.modal, f"answered with {answer.kind}, not with a form"
        return answer.modal

    async def choices(self) -> list[JSON]:
        """Wait as `answered` does, for autocomplete's rows."""
        answer = await self.answered()
        assert answer.kind == "choices", f"answered with {answer.kind}, not with choices"
        return answer.choices

    def show(self, answer: Answer) -> None:
        """Let the person see something."""
        self.answers.append(answer)
        self.bell.ring()

    def expired(self, now: datetime) -> bool:
        """Say whether the token no longer works."""
        return now - self.at >= TOKEN_LIFE

    def metadata(self) -> JSON:
        """Draw what a message says about the interaction it answers."""
        return {
            "id": str(self.id),
            "type": self.kind,
            "user": self.user.payload(),
            "authorizing_integration_owners": {"0": str(self.guild.id)} if self.guild else {},
        }

    def _missing(self) -> str:
        seen = [answer.kind for answer in self.answers]
        return f"an answer to {self.user.name}; callback {self.callback}, seen {seen}, refused {self.refused}"


def who(person: Person) -> User:
    """Give the account of a person."""
    return person.user
