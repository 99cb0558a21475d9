"""Commands, buttons, forms, menus and timers: declared once on a cog's methods, run on every platform.

A decorator writes down what a method answers to; `Roster` collects it from the cogs, reads members' lines and
options by the declared schema, and finds the handler of a token by its longest prefix.
"""

import inspect
import keyword
import shlex
import types
import typing
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from difflib import get_close_matches
from enum import Enum, StrEnum
from functools import cache
from typing import Annotated, Any, NewType, TypeVar, get_args, get_origin, get_type_hints

from bot.core.actions import Decision
from bot.core.cards import Option
from bot.core.durations import parse_duration
from bot.core.errors import Invalid
from bot.core.events import ChannelId, MemberId, Role, RoleId

CaseNumber = NewType("CaseNumber", int)
Handler = Callable[..., Awaitable[Decision]]
Marked = TypeVar("Marked", bound=Callable[..., Any])


class Hint(StrEnum):
    """How a platform should ask for an option's value."""

    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"
    MEMBER = "member"
    CHANNEL = "channel"
    ROLE = "role"
    YES_NO = "yes-no"


@dataclass(frozen=True, slots=True)
class Rest:
    """Marks the option that takes the rest of a typed line, spaces and all: ``Annotated[str, Rest()]``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionSpec:
    """One option of a command. ``choices`` are the lawful values where they are few and fixed."""

    name: str
    hint: Hint
    required: bool
    rest: bool
    choices: tuple[str, ...]
    completed: bool
    read: Callable[[str], object] = field(repr=False)

    @property
    def usage(self) -> str:
        """How it is typed."""
        typed = f"{self.name}:{'|'.join(self.choices) if len(self.choices) <= _FEW else ''}"
        return typed if self.required else f"[{typed}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandSpec:
    """A command as declared: its words, who may use it, its options in order, its handler."""

    name: str
    needs: Role
    options: tuple[OptionSpec, ...]
    handler: Handler = field(repr=False)

    @property
    def usage(self) -> str:
        """How it is typed: ``/break for:``, what may be left out in brackets, few lawful values named."""
        return " ".join([f"/{self.name}", *(one.usage for one in self.options)])

    @property
    def is_about_a_member(self) -> bool:
        """Whether it asks for one member and nothing else, so that it can be an entry of a member's menu."""
        return len(self.options) == 1 and self.options[0].hint is Hint.MEMBER and self.options[0].required


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuSpec:
    """An entry in a message's menu; the handler receives the message as ``about``."""

    name: str
    needs: Role
    handler: Handler = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenSpec:
    """A button, a select or a form: the prefix of its token, who may use it, its handler.

    What follows the prefix is split at colons and read into the handler's parameters by their types. A select's
    handler ``takes_values``; a button's does not.
    """

    prefix: str
    needs: Role
    takes_values: bool
    parameters: tuple[Callable[[str], object], ...] = field(repr=False)
    handler: Handler = field(repr=False)


_MARK = "_chaperone_marks"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mark:
    kind: str
    name: str
    needs: Role = Role.MEMBER
    option: str = ""
    event: type[Any] | None = None


def _marking(mark: _Mark) -> Callable[[Marked], Marked]:
    def decorate(method: Marked) -> Marked:
        setattr(method, _MARK, (*getattr(method, _MARK, ()), mark))
        return method

    return decorate


def command(name: str, *, needs: Role = Role.MEMBER) -> Callable[[Marked], Marked]:
    """Answer a command: ``async def (self, work, by, **options) -> Decision``; options come from the signature."""
    return _marking(_Mark(kind="command", name=name, needs=needs))


def completes(name: str, option: str) -> Callable[[Marked], Marked]:
    """Complete an option: ``async def (self, work, by, typed) -> Sequence[Option]``; rows carry no content."""
    return _marking(_Mark(kind="completes", name=name, option=option))


def message_menu(name: str, *, needs: Role = Role.MEMBER) -> Callable[[Marked], Marked]:
    """Answer an entry of the message menu: ``async def (self, work, by, about) -> Decision``."""
    return _marking(_Mark(kind="menu", name=name, needs=needs))


def button(prefix: str, *, needs: Role = Role.MEMBER) -> Callable[[Marked], Marked]:
    """Answer a button or select: ``async def (self, work, by, *state[, values]) -> Decision``."""
    return _marking(_Mark(kind="button", name=prefix, needs=needs))


def form(prefix: str, *, needs: Role = Role.MEMBER) -> Callable[[Marked], Marked]:
    """Answer a form: ``async def (self, work, by, *state, fields, about) -> Decision``."""
    return _marking(_Mark(kind="form", name=prefix, needs=needs))


def timer(kind: str) -> Callable[[Marked], Marked]:
    """Answer a durable timer: ``async def (self, work, timer) -> Decision``."""
    return _marking(_Mark(kind="timer", name=kind))


def listens(event: type[Any]) -> Callable[[Marked], Marked]:
    """Answer an event: ``async def (self, work, event) -> Decision``; every cog that listens is asked in turn."""
    return _marking(_Mark(kind="event", name=event.__name__, event=event))


def looks_on(wants: str) -> Callable[[Marked], Marked]:
    """Look at messages that stay: ``async def (self, work, seen) -> Decision``, for those that ``wants`` picks.

    ``wants`` names a method of the same cog, ``def (self, seen) -> bool``. It is asked for every message, so it looks
    at nothing but what is in memory: a message that nobody wants costs no unit of work.
    """
    return _marking(_Mark(kind="onlooker", name=wants))


def starts(method: Marked) -> Marked:
    """Read what the cog keeps in mind, before the first event: ``async def (self, work) -> None``."""
    return _marking(_Mark(kind="start", name=""))(method)


class Roster:
    """All that the cogs answer to.

    Raises:
        ValueError: two cogs claim the same name, or a method's signature cannot be a schema.
    """

    def __init__(self, cogs: Iterable[object]) -> None:
        self.cogs = tuple(cogs)
        self.commands: dict[str, CommandSpec] = {}
        self.menus: dict[str, MenuSpec] = {}
        self.buttons: dict[str, TokenSpec] = {}
        self.forms: dict[str, TokenSpec] = {}
        self.timers: dict[str, Handler] = {}
        self.listeners: dict[type[Any], list[Handler]] = {}
        self.onlookers: list[tuple[Callable[[Any], bool], Handler]] = []
        self.starts: list[Callable[..., Awaitable[None]]] = []
        self.completions: dict[tuple[str, str], Callable[..., Awaitable[Sequence[Option]]]] = {}
        methods = [method for cog in self.cogs for method in _marked_methods(cog)]
        for method, mark in methods:
            if mark.kind == "completes":
                self.completions[mark.name, mark.option] = method
        for method, mark in methods:
            self._add(method, mark)

    def _add(self, method: Handler, mark: _Mark) -> None:
        match mark.kind:
            case "command":
                options = _options(method, {option for name, option in self.completions if name == mark.name})
                spec = CommandSpec(name=mark.name, needs=mark.needs, options=options, handler=method)
                _claim(self.commands, mark.name, spec)
            case "menu":
                _claim(self.menus, mark.name, MenuSpec(name=mark.name, needs=mark.needs, handler=method))
            case "button" | "form":
                table = self.buttons if mark.kind == "button" else self.forms
                spec_ = TokenSpec(
                    prefix=mark.name,
                    needs=mark.needs,
                    takes_values=_takes_values(method),
                    parameters=_state_readers(method),
                    handler=method,
                )
                _claim(table, mark.name, spec_)
            case "timer":
                _claim(self.timers, mark.name, method)
            case "event" if mark.event is not None:
                self.listeners.setdefault(mark.event, []).append(method)
            case "onlooker":
                self.onlookers.append((getattr(method.__self__, mark.name), method))  # type: ignore[attr-defined]
            case "start":
                self.starts.append(method)  # type: ignore[arg-type]  # it decides nothing

    def beginning(self, line: str, role: Role) -> list[CommandSpec]:
        """List the commands that somebody may use and whose words begin with a line that is no command itself."""
        words = line.strip().removeprefix("/").lower().split()
        if words and " ".join(words) in self.commands:
            return []
        found = [spec for name, spec in sorted(self.commands.items()) if name.split()[: len(words)] == words]
        return [spec for spec in found if role >= spec.needs]

    def read_line(self, line: str, role: Role = Role.ADMIN) -> tuple[CommandSpec, dict[str, str]]:
        """Split a typed line such as ``/queue view case:142`` into its command and options as written.

        Args:
            line: what was typed.
            role: what is near to a mistyped line is named out of what this role may use.

        Raises:
            Invalid: no such command, an unknown option, or an open quote.
        """
        words = line.strip().removeprefix("/").split()
        for count in range(min(len(words), _LONGEST_NAME), 0, -1):
            spec = self.commands.get(" ".join(words[:count]).lower())
            if spec is not None:
                rest = line.strip().removeprefix("/").split(maxsplit=count)[count:]
                return spec, _split_options(spec, rest[0] if rest else "")
        raise self._unknown(line, words[0] if words else "", role)

    def _unknown(self, line: str, first: str, role: Role) -> Invalid:
        """Say what a line may have meant: it begins like these, or is nearly one of those."""
        longer = self.beginning(line, role) if first else []
        if longer:
            listed = ", ".join(f"/{spec.name}" for spec in longer[:_FEW_NAMES])
            return Invalid("error.which_command", listed=listed)
        may = [name for name, spec in self.commands.items() if role >= spec.needs]
        typed = " ".join(line.strip().removeprefix("/").lower().split()[:_LONGEST_NAME])
        near = [*get_close_matches(typed, may, _NEAR_NAMES), *get_close_matches(first.lower(), may, _NEAR_NAMES)]
        if near:
            listed = ", ".join(f"/{name}" for name in dict.fromkeys(near))
            return Invalid("error.nearly_a_command", command=first, listed=listed)
        return Invalid("error.unknown_command", command=first)

    def bind(self, spec: CommandSpec, written: Mapping[str, str]) -> dict[str, object]:
        """Turn options as written into typed ones.

        Raises:
            Invalid: an unknown option, one that is missing, or a value that cannot be read.
        """
        known = {option.name: option for option in spec.options}
        for name in written:
            if name not in known:
                raise Invalid("error.unknown_option", option=name, usage=spec.usage)
        bound: dict[str, object] = {}
        for option in spec.options:
            value = written.get(option.name, "").strip()
            if value:
                bound[option.name] = _read(option, value)
            elif option.required:
                raise Invalid("error.missing_option", option=option.name, usage=spec.usage)
        return bound

    def route(self, table: Mapping[str, TokenSpec], token: str) -> tuple[TokenSpec, list[object]]:
        """Find whose token this is, by its longest known prefix, and read the state that it carries.

        Raises:
            Invalid: no such prefix (an old card), or state that cannot be read.
        """
        parts = token.split(":")
        for count in range(len(parts), 0, -1):
            spec = table.get(":".join(parts[:count]))
            if spec is not None and len(parts) - count == len(spec.parameters):
                try:
                    return spec, [read(part) for read, part in zip(spec.parameters, parts[count:], strict=True)]
                except ValueError:
                    break
        raise Invalid("error.stale_control")


def as_parameters(bound: Mapping[str, object]) -> dict[str, object]:
    """Spell option names as Python does where they are keywords or builtins (``for`` → ``for_``)."""
    return {f"{name}_" if keyword.iskeyword(name) else name: value for name, value in bound.items()}


_LONGEST_NAME = 3
_FEW = 4
"""Lawful values that are named in a command's usage."""

_FEW_NAMES, _NEAR_NAMES = 12, 2
"""Commands that are named to whoever typed the beginning of one, or nearly one."""

_EXAMPLES: Mapping[Callable[[str], object], str] = {parse_duration: "10m, 24h, 7d, 1h30m"}
"""What else than whole numbers can be misread, and how it is written."""

_COLON = ":"


def _claim(table: dict[str, Any], name: str, entry: object) -> None:
    if name in table:
        message = f"“{name}” is declared twice"
        raise ValueError(message)
    table[name] = entry


def _marked_methods(cog: object) -> list[tuple[Any, _Mark]]:
    kind: Any = type(cog)
    return [(getattr(cog, name), mark) for name, mark in _marks(kind)]


@cache
def _marks(kind: type[Any]) -> tuple[tuple[str, _Mark], ...]:
    """List a class' marked methods, once for all its cogs."""
    functions = inspect.getmembers(kind, inspect.isfunction)
    return tuple((name, mark) for name, function in functions for mark in getattr(function, _MARK, ()))


_CONTEXT = ("work", "by", "values", "fields", "about")


def _parameters(method: Handler) -> list[tuple[inspect.Parameter, Any]]:
    return [(one, annotation) for one, annotation in _declared(_function(method)) if one.name not in _CONTEXT]


def _takes_values(method: Handler) -> bool:
    return any(one.name == "values" for one, _ in _declared(_function(method)))


def _function(method: Handler) -> Callable[..., Any]:
    function: Callable[..., Any] = getattr(method, "__func__", method)
    return function


@cache
def _declared(function: Callable[..., Any]) -> tuple[tuple[inspect.Parameter, Any], ...]:
    """Read what a method asks for, once for all its cogs."""
    hints = get_type_hints(function, include_extras=True)
    return tuple(
        (one, hints[one.name]) for one in inspect.signature(function).parameters.values() if one.name != "self"
    )


def _options(method: Handler, completed: set[str]) -> tuple[OptionSpec, ...]:
    options = []
    for parameter, annotation in _parameters(method):
        rest = get_origin(annotation) is Annotated and any(isinstance(one, Rest) for one in get_args(annotation)[1:])
        hint, choices, read = _reader(annotation)
        options.append(
            OptionSpec(
                name=parameter.name.rstrip("_"),
                hint=hint,
                required=parameter.default is inspect.Parameter.empty,
                rest=rest,
                choices=choices,
                completed=parameter.name in completed,
                read=read,
            )
        )
    return tuple(options)


def _state_readers(method: Handler) -> tuple[Callable[[str], object], ...]:
    return tuple(_reader(annotation)[2] for _, annotation in _parameters(method))


_IDENTIFIERS = {MemberId: Hint.MEMBER, ChannelId: Hint.CHANNEL, RoleId: Hint.ROLE}


def _reader(annotation: Any) -> tuple[Hint, tuple[str, ...], Callable[[str], object]]:
    """Choose how an annotated value is asked for and read; identifiers and `CaseNumber` are known by name."""
    if get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in (typing.Union, types.UnionType):
        annotation = next(one for one in get_args(annotation) if one is not type(None))
    if annotation in _IDENTIFIERS:
        return _IDENTIFIERS[annotation], (), annotation
    if annotation in (int, CaseNumber):
        return Hint.NUMBER, (), lambda value: int(value.removeprefix("#"))
    if annotation is timedelta:
        return Hint.TEXT, (), parse_duration
    if annotation is bool:
        return Hint.YES_NO, ("yes", "no"), _yes_no
    if inspect.isclass(annotation) and issubclass(annotation, Enum):
        return (
            Hint.CHOICE,
            tuple(_written(one) for one in annotation),
            lambda value: _member(annotation, value),
        )
    if annotation is str:
        return Hint.TEXT, (), str
    message = f"{annotation!r} cannot be an option"
    raise ValueError(message)


def _written(member: Enum) -> str:
    return member.value if isinstance(member.value, str) else member.name.lower()


def _member(enum: type[Enum], value: str) -> Enum:
    for member in enum:
        if _written(member) == value.lower():
            return member
    message = f"not one of {', '.join(_written(member) for member in enum)}"
    raise ValueError(message)


def _yes_no(value: str) -> bool:
    if value.lower() not in ("yes", "no"):
        message = "not yes or no"
        raise ValueError(message)
    return value.lower() == "yes"


def _read(option: OptionSpec, value: str) -> object:
    try:
        return option.read(value)
    except ValueError:
        expected = ", ".join(option.choices) if option.choices else _EXAMPLES.get(option.read, "1, 2, 3")
        raise Invalid("error.bad_option", option=option.name, expected=expected) from None


def _split_options(spec: CommandSpec, rest: str) -> dict[str, str]:
    """Read pairs (``name:value``, or ``name value``) and values in order; the rest option takes the line as it is."""
    names = [option.name for option in spec.options]
    for option in spec.options:
        if option.rest and len(names) == 1:
            return {option.name: rest.removeprefix(option.name + _COLON).strip()} if rest else {}
    written: dict[str, str] = {}
    words = _words(rest)
    pending = ""
    for position, word in enumerate(words):
        name, colon, value = word.partition(_COLON)
        if pending:
            written[pending], pending = word, ""
            continue
        if colon and name.lower() in names:
            written[name.lower()] = value
            continue
        free = next((one for one in spec.options if one.name not in written), None)
        named = next((one for one in spec.options if one.name == word.lower() and one.name not in written), None)
        if named and not named.rest and free and not free.rest and position + 1 < len(words):
            pending = named.name
            continue
        if free is None:
            raise Invalid("error.too_much", usage=spec.usage)
        if free.rest:
            written[free.name] = " ".join(words[position:])
            break
        written[free.name] = word
    return written


def _words(rest: str) -> list[str]:
    """Split at spaces, quotes kept together; apostrophes are letters, and an open quote is an error."""
    lexer = shlex.shlex(rest, posix=True)
    lexer.whitespace_split = True
    lexer.quotes = '"'
    lexer.escape = ""
    lexer.commenters = ""
    try:
        return list(lexer)
    except ValueError:
        raise Invalid("error.open_quote") from None
