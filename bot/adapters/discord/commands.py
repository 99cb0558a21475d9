"""The roster as application commands, and what Discord sends back as options and answers. Pure.

Source: Discord's developer documentation, "Application Commands".
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.adapters.discord import wire
from bot.adapters.discord.rights import Right
from bot.core.cards import Option
from bot.core.commands import CommandSpec, Hint, OptionSpec, Roster
from bot.core.events import Role
from config.catalogue import DEFAULT, languages, speaking

Payload = dict[str, Any]

CHAT, USER_MENU, MESSAGE_MENU = 1, 2, 3
SUB_COMMAND, GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE = 1, 2, 3, 4, 5, 6, 7, 8
_TYPES = {
    Hint.TEXT: STRING,
    Hint.NUMBER: INTEGER,
    Hint.CHOICE: STRING,
    Hint.MEMBER: USER,
    Hint.YES_NO: BOOLEAN,
    Hint.CHANNEL: CHANNEL,
    Hint.ROLE: ROLE,
}
_WRITABLE = [0, 2, 5, 13, 15, 16]
"""Kinds of channels that can be chosen: text, voice, announcements, stages, forums, media."""

_GUILD = 0
_LONGEST_TEXT = 6_000
_LARGEST_INTEGER = 2**53
BARE = "start"
"""What a command is called under its own name when it has sub-commands: Discord lets nobody use it bare then."""

_SHOWN_TO = {Role.MODERATOR: Right.MANAGE_MESSAGES, Role.ADMIN: Right.MANAGE_GUILD}
"""Whom a command is shown to at first; a guild can change it in its settings, and we check the role at each use."""


def application_commands(roster: Roster) -> list[Payload]:
    """Describe every command and menu entry, with names and descriptions in every language that we speak."""
    trees: dict[str, list[CommandSpec]] = {}
    for spec in roster.commands.values():
        trees.setdefault(spec.name.split()[0], []).append(spec)
    described = [_command(name, specs) for name, specs in sorted(trees.items())]
    for name, menu in sorted(roster.menus.items()):
        described.append(_menu(name, MESSAGE_MENU, menu.needs))
    about_members = sorted(name for name, spec in roster.commands.items() if spec.is_about_a_member)
    described += [_menu(name, USER_MENU, roster.commands[name].needs) for name in about_members]
    return described


def schema_digest(described: Sequence[Payload]) -> bytes:
    """Digest a description: commands are sent to Discord only when it has changed."""
    return hashlib.sha256(json.dumps(described, sort_keys=True).encode()).digest()


def menu_names(roster: Roster) -> dict[tuple[int, str], str]:
    """Find what a menu entry stands for by its kind and the name that Discord sends, which is the English one."""
    say = speaking(DEFAULT)
    entries = {(MESSAGE_MENU, say(f"menu.{name}")): name for name in roster.menus}
    for name, spec in roster.commands.items():
        if spec.is_about_a_member:
            entries[USER_MENU, say(f"menu.{name}")] = name
    return entries


def _menu(name: str, kind: int, needs: Role) -> Payload:
    return {
        "type": kind,
        "name": speaking(DEFAULT)(f"menu.{name}"),
        "name_localizations": {tag: speaking(tag)(f"menu.{name}") for tag in _others()},
        **_reach(needs),
    }


def _others() -> list[str]:
    return [language for language in languages() if language != DEFAULT]


def _reach(needs: Role) -> Payload:
    shown_to = _SHOWN_TO.get(needs)
    return {
        "contexts": [_GUILD],
        "integration_types": [_GUILD],
        "default_member_permissions": None if shown_to is None else str(shown_to.value),
    }


def _command(name: str, specs: Sequence[CommandSpec]) -> Payload:
    (first, *others) = specs
    described: Payload = {"type": CHAT, "name": name, **_reach(min(spec.needs for spec in specs))}
    if not others and first.name == name:
        return {**described, **_describe(f"command.{name}"), "options": _options(first)}
    options: list[Payload] = []
    groups: dict[str, Payload] = {}
    for spec in specs:
        words = spec.name.split()
        sub = {
            "type": SUB_COMMAND,
            "name": words[-1] if len(words) > 1 else BARE,
            **_describe(f"command.{spec.name}"),
            "options": _options(spec),
        }
        if len(words) <= 2:
            options.append(sub)
            continue
        group = groups.get(words[1])
        if group is None:
            group = groups[words[1]] = {"type": GROUP, "name": words[1], "description": words[1], "options": []}
            options.append(group)
        group["options"].append(sub)
    return {**described, "description": name, "options": options}


def _describe(key: str) -> Payload:
    return {
        "description": wire.shorten(speaking(DEFAULT)(key), 100),
        "description_localizations": {tag: wire.shorten(speaking(tag)(key), 100) for tag in _others()},
    }


def _options(spec: CommandSpec) -> list[Payload]:
    """Describe the options; Discord wants the required ones first."""
    return [_option(option) for option in sorted(spec.options, key=lambda one: not one.required)]


def _option(option: OptionSpec) -> Payload:
    # Discord's own picker of members offers everybody; what we complete is fewer, and comes as text.
    described: Payload = {
        "type": STRING if option.completed and option.hint is Hint.MEMBER else _TYPES[option.hint],
        "name": option.name,
        **_describe(f"option.{option.name}"),
        "required": option.required,
    }
    if option.completed or len(option.choices) > wire.OPTIONS:
        described["autocomplete"] = True
    elif option.hint is Hint.CHOICE:
        described["choices"] = [{"name": one, "value": one} for one in option.choices]
    elif option.hint is Hint.CHANNEL:
        described["channel_types"] = _WRITABLE
    elif option.hint is Hint.TEXT:
        described["max_length"] = _LONGEST_TEXT
    return described


def invoked(data: Mapping[str, Any]) -> tuple[str, dict[str, str], str | None]:
    """Read what was used: the command's words, its options as written, and the option that is being typed."""
    words = [data["name"]]
    options: Sequence[Mapping[str, Any]] = data.get("options") or ()
    while options and options[0]["type"] in (SUB_COMMAND, GROUP):
        words.append(options[0]["name"])
        options = options[0].get("options") or ()
    if words[1:] == [BARE]:
        words.pop()
    written = {one["name"]: _written(one) for one in options}
    focused = next((one["name"] for one in options if one.get("focused")), None)
    return " ".join(words), written, focused


def _written(option: Mapping[str, Any]) -> str:
    value = option.get("value")
    if option["type"] == BOOLEAN:
        return "yes" if value else "no"
    if option["type"] in (USER, CHANNEL, ROLE):
        return wire.scoped(value)
    return str(value)


def choices(found: Sequence[Option], option: OptionSpec | None) -> list[Payload]:
    """Show completions; a number's are numbers."""
    drawn: list[Payload] = []
    for one in found[: wire.OPTIONS]:
        value: str | int = one.value[: wire.OPTION]
        if option is not None and option.hint is Hint.NUMBER:
            if not (one.value.isascii() and one.value.isdigit()) or int(one.value) > _LARGEST_INTEGER:
                continue
            value = int(one.value)
        drawn.append({"name": wire.shorten(one.label, wire.OPTION) or "\u200b", "value": value})
    return drawn


def fields(data: Mapping[str, Any]) -> dict[str, str]:
    """Read a form's answers, by field; a select's first choice, nothing where none was made."""
    return dict(_fields(data.get("components") or ()))


def _fields(components: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for part in components:
        if part.get("component"):
            yield from _fields([part["component"]])
        elif part.get("components"):
            yield from _fields(part["components"])
        elif "custom_id" in part:
            chosen = part.get("values")
            yield part["custom_id"], (chosen[0] if chosen else "") if chosen is not None else part.get("value") or ""
