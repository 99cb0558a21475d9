"""The roster as modals: which command, and with which options. Pure.

A typed command is read by the declared schema; whoever types none, or leaves out what is required, is asked.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.adapters.slack import blocks, wire
from bot.adapters.slack.blocks import OWN, Origin, Payload, Words
from bot.core import fitting
from bot.core.cards import Option
from bot.core.commands import CommandSpec, Hint, OptionSpec, Roster
from bot.core.errors import Invalid
from config.catalogue import Say

WHICH = f"{OWN}command"
"""The form that asks which command."""

WITH = f"{OWN}options"
"""The form that asks for a command's options."""

RUN = f"{OWN}run"
"""A button that runs the command named after it."""

_CHOICE = "command"


def asked_about(roster: Roster, line: str) -> tuple[CommandSpec, dict[str, str]] | None:
    """Find a command whose line leaves out what is required; what was written already comes with it."""
    try:
        spec, written = roster.read_line(line)
    except Invalid:
        return None
    lacking = [one for one in spec.options if one.required and not written.get(one.name, "").strip()]
    return (spec, written) if lacking else None


def asks_who_moderates(roster: Roster, line: str) -> bool:
    """Tell whether a line's command wants somebody whom we list ourselves: such lists are of moderators."""
    try:
        spec, _ = roster.read_line(line)
    except Invalid:
        return False
    return any(one.hint is Hint.MEMBER and one.completed for one in spec.options)


def menu(specs: Sequence[CommandSpec], say: Say, words: Words, origin: Origin) -> Payload:
    """Ask which command."""
    options = [Option(label=f"{spec.name}: {say(f'command.{spec.name}')}", value=spec.name) for spec in specs]
    element = {"type": "static_select", "action_id": _CHOICE, "options": blocks.options_of(options)}
    asked = blocks.put(_CHOICE, say("slack.command.which"), element, required=True)
    return blocks.ask(say("slack.command.title"), WHICH, [asked], words, origin)


def chosen(fields: Mapping[str, str]) -> str:
    """Read which command was chosen."""
    return fields.get(_CHOICE, "")


def options(
    spec: CommandSpec, written: Mapping[str, str], roles: Sequence[Option], say: Say, words: Words, origin: Origin
) -> Payload:
    """Ask for a command's options.

    Args:
        spec: the command.
        written: what was typed already.
        roles: the user groups that there are.
        say: speaks the reader's language.
        words: what stands on every modal.
        origin: what the modal remembers; it names the command.
    """
    drawn = [
        blocks.put(
            option.name,
            say(f"option.{option.name}"),
            _element(option, written.get(option.name, ""), roles, words),
            required=option.required,
        )
        for option in spec.options
    ]
    return blocks.ask(f"/{spec.name}", WITH, drawn, words, origin)


_CONVERSATIONS = {"include": ["public", "private"], "exclude_bot_users": True}


def _element(option: OptionSpec, written: str, roles: Sequence[Option], words: Words) -> Payload:
    named: Payload = {"action_id": option.name}
    if option.completed:
        return {**named, "type": "external_select", "min_query_length": 0}
    match option.hint:
        case Hint.MEMBER:
            return {**named, "type": "users_select"}
        case Hint.CHANNEL:
            return {**named, "type": "conversations_select", "filter": _CONVERSATIONS}
    if option.hint is Hint.ROLE and not roles:  # a workspace without user groups, which Slack sells: one by one
        return {**named, "type": "multi_users_select"}
    listed = _listed(option, roles, words)
    if listed:
        return {**named, "type": "static_select", "options": blocks.options_of(listed)}
    text = {**named, "type": "plain_text_input", "multiline": option.rest, "max_length": wire.INPUT}
    return {**text, "initial_value": fitting.clean(written)[: wire.INPUT // 2]} if written.strip() else text


def _listed(option: OptionSpec, roles: Sequence[Option], words: Words) -> Sequence[Option]:
    """List what can be chosen, where it is known and there is something."""
    if option.hint is Hint.ROLE:
        return roles
    if option.hint is Hint.YES_NO:
        return (Option(label=words.yes, value="yes"), Option(label=words.no, value="no"))
    return [Option(label=one, value=one) for one in option.choices]


def suggestions(found: Sequence[Option]) -> Payload:
    """Show completions."""
    return {"options": blocks.options_of(found)}


def typed_in(body: Mapping[str, Any]) -> tuple[str, str, str]:
    """Read what is being typed: the command, the option, and how far it has come."""
    origin = Origin.read((body.get("view") or {}).get("private_metadata") or "")
    return origin.command, str(body.get("action_id") or ""), str(body.get("value") or "")
