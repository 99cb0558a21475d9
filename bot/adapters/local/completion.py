"""Completing a typed command line, as a platform's own command picker would."""

from dataclasses import dataclass

from bot.adapters.local.world import PEOPLE
from bot.core.cards import Option
from bot.core.commands import CommandSpec, Hint
from bot.core.events import Invocation
from bot.core.ports import Receiver
from config.catalogue import speaking

ROWS = 25


@dataclass(frozen=True, slots=True)
class Row:
    """One suggestion: what is shown, the whole line once it is taken, a small word beside it."""

    label: str
    line: str
    hint: str = ""


async def complete(receiver: Receiver, by: Invocation, line: str) -> list[Row]:
    """Suggest how a line that begins with a slash may go on."""
    typed = line.removeprefix("/")
    spec = _command_of(receiver, typed)
    if spec is None or by.actor.role < spec.needs:
        return _commands(receiver, by, typed)
    rest = typed[len(spec.name) :].lstrip()
    return await _options(receiver, by, spec, rest) if spec.options else []


def _command_of(receiver: Receiver, typed: str) -> CommandSpec | None:
    """Find the command whose words are finished: a blank follows them."""
    words = typed.split(" ")
    for count in range(len(words) - 1, 0, -1):
        spec = receiver.roster.commands.get(" ".join(words[:count]).lower())
        if spec is not None:
            return spec
    return None


def _commands(receiver: Receiver, by: Invocation, typed: str) -> list[Row]:
    wanted, say = typed.lower(), speaking(by.locale)
    return [
        Row(label=f"/{name}", line=f"/{name} " if spec.options else f"/{name}", hint=say(f"command.{name}"))
        for name, spec in sorted(receiver.roster.commands.items())
        if by.actor.role >= spec.needs and name.startswith(wanted)
    ]


async def _options(receiver: Receiver, by: Invocation, spec: CommandSpec, rest: str) -> list[Row]:
    """Complete the value that is being typed, and name the options that are still free."""
    before, _, last = rest.rpartition(" ")
    name, colon, value = last.partition(":")
    names = [option.name for option in spec.options]
    used = {word.partition(":")[0] for word in before.split()}
    free = [option for option in spec.options if option.name not in used]
    if not colon or name not in names:
        name, value = (free[0].name, last) if free else ("", last)
    if not name:
        return []
    kept = f"/{spec.name} {before} " if before else f"/{spec.name} "
    found = list(await receiver.complete(by, spec.name, name, value))
    if any(one.name == name and one.hint is Hint.MEMBER and not one.completed for one in spec.options):
        found += [
            Option(label=one.name, value=one.id) for one in PEOPLE if value.lower() in (one.name + one.id).lower()
        ]
    rows = [Row(label=one.label, line=f"{kept}{name}:{_quoted(one.value)} ", hint=name) for one in found]
    if not last:
        rows += [
            Row(label=f"{option.name}:", line=f"{kept}{option.name}:", hint="" if option.required else "optional")
            for option in free
            if not (len(spec.options) == 1 and option.rest)
        ]
    return rows[:ROWS]


def _quoted(value: str) -> str:
    return f'"{value}"' if " " in value else value
