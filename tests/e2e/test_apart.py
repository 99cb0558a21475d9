"""Two communities that must never see each other: whatever one sends with the other's numbers, tokens and ids."""

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.core.actions import ReplaceCard, Reply, ShowCard, write_action
from bot.core.cases import Outcome, Ruling
from bot.core.commands import CommandSpec, Hint, OptionSpec, TokenSpec
from bot.core.events import ButtonPressed, CommandInvoked, CommunityId, FormSubmitted, Invocation, MessagePosted, Role
from bot.core.setups import Choice
from bot.storage import tables as t
from tests.town import COMMUNITY, Town, town, words_of

ELSEWHERE = CommunityId("test:elsewhere")
THEIRS = "Quokka"
HELD = f"pt {{patient_data.direct 0.9: {THEIRS}}} is doing well, says {THEIRS}"
OURS = "you {disrespect.remark 0.9: fool}"
MESSAGES = 3
CASES = MESSAGES + 2
"""Three of messages, an appeal and a proposed ban."""

Asked = ButtonPressed | CommandInvoked | FormSubmitted


@asynccontextmanager
async def both(folder: Path) -> AsyncIterator[Town]:
    """Open a house of two communities: theirs has cases with canaries, ours has one of its own with another number."""
    async with town(folder) as here:
        here.members["ruth"] = here._member("ruth", days=900, role=Role.ADMIN)
        for _ in range(MESSAGES):
            await here.post(HELD, channel="cases")
        await here.command("mia", "/queue claim 2")
        await here.command("noor", f"/queue decide 3 strike note:{THEIRS}")
        await here.fill("ada", "my:appeal:3", words=f"{THEIRS} was quoted")
        await here.command("mia", "/queue decide 2 propose-ban")
        await here.command("ada", f"/my unit {THEIRS} ward")
        about = here.message(OURS, channel="cases")
        for _ in range(2):
            message = replace(about, id=type(about.id)(f"test:other{_}"))
            await here.app.engine.receive(
                MessagePosted(delivery=here._delivery(), community=ELSEWHERE, message=message)
            )
        await here.settle()
        yield here


async def state(here: Town) -> dict[str, list[tuple[object, ...]]]:
    """Read all that is kept of their community."""
    found = {}
    async with here.app.store.begin() as work:
        for table in t.metadata.sorted_tables:
            if "community" in table.c:
                rows = await work.connection.execute(select(table).where(table.c.community == COMMUNITY))
                found[table.name] = sorted((tuple(row) for row in rows), key=repr)
    return found


@dataclass(slots=True)
class Curious:
    """Makes up questions from elsewhere, with their ids wherever one fits."""

    here: Town
    chance: random.Random

    def by(self) -> Invocation:
        """Be anybody, an admin of the other community included."""
        name = self.chance.choice(sorted(self.here.members))
        return replace(self.here.invocation(name), community=ELSEWHERE)

    def option(self, spec: OptionSpec) -> str:
        """Fill an option with what is theirs, or with what is lawful."""
        if spec.choices:
            return self.chance.choice(spec.choices)
        if spec.hint is Hint.NUMBER:
            return str(self.chance.randint(0, CASES + 2))
        if spec.hint is Hint.MEMBER:
            return self.chance.choice(["test:ada", "test:mia", "test:noor"])
        return self.chance.choice(["test:m1", "https://x.example/cases/m1", "cases", "1d", "1", "en", "why"])

    def command(self, spec: CommandSpec) -> Asked:
        """Type a command."""
        given = {one.name: self.option(one) for one in spec.options if one.required or self.chance.random() < 0.5}
        return CommandInvoked(invocation=self.by(), command=spec.name, options=given)

    def token(self, spec: TokenSpec) -> str:
        """Copy a token from one of their cards: each part is a number or a word that stands on such cards."""
        words = ("channel", "private", "yes", "no", "waiting", "decided", "claimed", "", *Ruling, *Choice)
        numbers = [str(number) for number in range(CASES + 2)]
        while True:
            state = [self.chance.choice((*numbers, self.chance.choice(words))) for _ in spec.parameters]
            try:
                for read, part in zip(spec.parameters, state, strict=True):
                    read(part)
            except ValueError:
                continue
            return ":".join((spec.prefix, *state))

    def press(self, spec: TokenSpec) -> Asked:
        """Press a button."""
        values = (str(self.chance.randint(1, CASES + 1)),) if spec.takes_values else ()
        return ButtonPressed(invocation=self.by(), token=self.token(spec), values=values)

    def form(self, spec: TokenSpec) -> Asked:
        """Send a form."""
        fields = {"ruling": self.chance.choice([*Ruling]).value, "reason": "spam", "text": "mended"}
        fields |= {"words": "look again", "outcome": self.chance.choice([*Outcome]).value}
        about = self.here.message("x", "ada", "cases")
        return FormSubmitted(invocation=self.by(), token=self.token(spec), fields=fields, about=about)


def shown(reply: Reply) -> str:
    """Write out everything that an answer shows, its tokens and forms too."""
    match reply:
        case ShowCard() | ReplaceCard():
            card = reply.card
            rows = [option.label for option in card.select.options] if card.select else []
            return "\n".join((words_of(card), *rows))
        case _:
            return "\n".join((reply.form.title, reply.form.intro or "", *(one.value for one in reply.form.fields)))


async def ask(here: Town, asked: Asked) -> None:
    """Ask from elsewhere; nothing of theirs is shown, done or changed."""
    before, done = await state(here), len(here.platform.done)
    replies = len(here.platform.replies)
    await here.app.engine.receive(asked)
    await here.settle()
    here.assert_no_errors()
    said = "\n".join(shown(reply) for _, reply in here.platform.replies[replies:])
    acted = b"".join(write_action(action) for action in list(here.platform.done.values())[done:])
    assert said, asked
    assert THEIRS not in said
    assert here.app.store._vault.alias(COMMUNITY, "test:ada") not in said
    assert THEIRS.encode() not in acted
    assert b"test:m1" not in acted
    assert await state(here) == before


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, *(pytest.param(more, marks=pytest.mark.long) for more in range(1, 6))])
async def test_nothing_of_theirs_is_shown_or_changed(tmp_path: Path, seed: int) -> None:
    """Every command, button and form, and every completion, from elsewhere and with their ids."""
    async with both(tmp_path) as here:
        curious = Curious(here=here, chance=random.Random(seed))  # noqa: S311 - questions, not secrets
        roster = here.app.roster
        questions = [curious.command(spec) for spec in roster.commands.values()]
        questions += [curious.press(spec) for spec in roster.buttons.values()]
        questions += [curious.form(spec) for spec in roster.forms.values()]
        assert len(questions) > 25
        curious.chance.shuffle(questions)
        for question in questions:
            await ask(here, question)
        for name, option in roster.completions:
            for typed in ("", "1", "2", "test:m"):
                rows = await here.app.engine.complete(curious.by(), name, option, typed)
                assert not any(THEIRS in row.label or "Patient data" in row.label for row in rows)
