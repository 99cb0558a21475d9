"""The app's manifest, as Slack reads it, made of what the code needs and answers to. Pure.

Source: Slack's developer documentation, "App manifest reference".
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.adapters.slack import http, wire
from bot.adapters.slack.rights import BOT_SCOPES, COMMAND, EVENTS, SHORT, USER_SCOPES, shortcuts
from bot.core.commands import CommandSpec, OptionSpec, Roster
from config.catalogue import DEFAULT, Say, speaking

NAME = "Chaperone"
DESCRIPTION, COMMAND_DESCRIPTION, HINT, SHORTCUT, SHORTCUT_DESCRIPTION = 140, 2_000, 1_000, 24, 150

Manifest = dict[str, Any]


def manifest(roster: Roster, *, address: str = "", removal: bool = False, language: str = DEFAULT) -> Manifest:
    """Make the manifest.

    Args:
        roster: what the bot answers to.
        address: where Slack reaches it over HTTPS, such as ``https://chaperone.example.org``; empty for Socket Mode.
        removal: whether an admin may lend a token that removes others' messages.
        language: what the descriptions are written in.
    """
    say, base = speaking(language), address.rstrip("/")
    events = f"{base}{http.EVENTS}"
    reached = {"request_url": events} if address else {}
    menus = {"message_menu_options_url": events} if address else {}
    oauth: Manifest = {"redirect_urls": [f"{base}{http.REDIRECT}"]} if address else {}
    oauth["scopes"] = {"bot": sorted(BOT_SCOPES)} | ({"user": sorted(USER_SCOPES)} if removal else {})
    return {
        "display_information": {
            "name": NAME,
            "description": wire.shorten(say("slack.manifest.description"), DESCRIPTION),
        },
        "features": {
            # Notices are direct messages, and nothing that is written there is read.
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": True,
            },
            "bot_user": {"display_name": NAME, "always_online": True},
            "shortcuts": [_shortcut(name, say) for name in shortcuts(roster)],
            "slash_commands": [_slash(one, events if address else "") for one in _slashes(roster, say)],
        },
        "oauth_config": oauth,
        "settings": {
            "event_subscriptions": reached | {"bot_events": sorted(EVENTS)},
            "interactivity": {"is_enabled": True} | reached | menus,
            "org_deploy_enabled": False,
            "socket_mode_enabled": not address,
            "token_rotation_enabled": False,
        },
    }


def _shortcut(name: str, say: Say) -> Manifest:
    return {
        "name": wire.shorten(say(f"menu.{name}"), SHORTCUT),
        "type": "message",
        "callback_id": name,
        "description": wire.shorten(say("slack.manifest.shortcut"), SHORTCUT_DESCRIPTION),
    }


def _slash(one: tuple[str, str, str], url: str) -> Manifest:
    """Describe a slash command; people and channels in it have to come as identifiers, so it is escaped."""
    command, description, hint = one
    described = {
        "command": command,
        "description": wire.shorten(description, COMMAND_DESCRIPTION),
        "should_escape": True,
    }
    return described | ({"usage_hint": wire.shorten(hint, HINT)} if hint else {}) | ({"url": url} if url else {})


def _slashes(roster: Roster, say: Say) -> Iterator[tuple[str, str, str]]:
    """Yield each slash command with what it does and what stands behind it."""
    others = sorted({name.split()[0] for name in roster.commands})
    yield COMMAND, say("slack.manifest.command"), " | ".join(others)
    for short in SHORT:
        family = [spec for name, spec in sorted(roster.commands.items()) if name.split()[0] == short]
        described = say(f"command.{short}") if short in roster.commands else say(f"slack.manifest.{short}")
        yield f"/{short}", described, _hint(short, family)


def _hint(short: str, family: Sequence[CommandSpec]) -> str:
    """Show what stands behind a short form: the options of a command, or the words that make one."""
    if len(family) == 1 and family[0].name == short:
        return " ".join(map(_shown, family[0].options))
    return " | ".join(spec.name.removeprefix(f"{short} ") for spec in family if spec.name != short)


def _shown(option: OptionSpec) -> str:
    return option.name if option.required else f"[{option.name}]"


def as_yaml(value: Manifest) -> str:
    """Write a manifest as YAML; texts stand in quotes, as JSON writes them, which YAML reads the same."""
    return "\n".join(_lines(value)) + "\n"


def _lines(value: Mapping[str, Any] | Sequence[Any]) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, inside in value.items():
            if isinstance(inside, dict | list) and inside:
                yield f"{name}:"
                yield from (f"  {line}" for line in _lines(inside))
            else:
                yield f"{name}: {json.dumps(inside, ensure_ascii=False)}"
        return
    for one in value:
        (first, *others) = _lines(one) if isinstance(one, Mapping) else [json.dumps(one, ensure_ascii=False)]
        yield f"- {first}"
        yield from (f"  {line}" for line in others)
