"""The manifest asks for what the code needs and names what the code answers to: neither more nor less."""

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

import cogs
from bot.adapters.slack import gateway, http, interactions
from bot.adapters.slack.manifest import Manifest, as_yaml, manifest
from bot.adapters.slack.rights import BOT_SCOPES, COMMAND, EVENTS, SHORT, USER_SCOPES, slashes
from bot.app import utc_now
from bot.core.commands import Roster
from bot.core.engine import Examiner
from bot.core.inspection import Inspector
from bot.core.setups import Survey
from config.catalogue import languages

PACKAGE = Path(gateway.__file__).parent
ADDRESS = "https://chaperone.example.org"

NEEDED: dict[str, frozenset[str]] = {
    "apps.connections.open": frozenset(),
    "auth.revoke": frozenset(),
    "auth.test": frozenset(),
    "bots.info": frozenset({"users:read"}),
    "chat.delete": frozenset({"chat:write"}),
    "chat.postEphemeral": frozenset({"chat:write"}),
    "chat.postMessage": frozenset({"chat:write"}),
    "chat.update": frozenset({"chat:write"}),
    "conversations.history": frozenset({"channels:history", "groups:history", "im:history"}),
    "conversations.info": frozenset({"channels:read", "groups:read"}),
    "conversations.members": frozenset({"channels:read", "groups:read"}),
    "conversations.open": frozenset({"im:write"}),
    "conversations.replies": frozenset({"channels:history", "groups:history"}),
    "files.completeUploadExternal": frozenset({"files:write"}),
    "files.getUploadURLExternal": frozenset({"files:write"}),
    "oauth.v2.access": frozenset(),
    "usergroups.list": frozenset({"usergroups:read"}),
    "usergroups.users.list": frozenset({"usergroups:read"}),
    "users.conversations": frozenset({"channels:read", "groups:read"}),
    "users.info": frozenset({"users:read"}),
    "users.list": frozenset({"users:read"}),
    "views.open": frozenset(),
    "views.publish": frozenset(),
    "views.push": frozenset(),
    "views.update": frozenset(),
}
"""The scopes of each method for the sorts of conversation that we use it on (source: each method's page)."""

HEARD: dict[str, frozenset[str]] = {
    "app_home_opened": frozenset(),
    "app_uninstalled": frozenset(),
    "member_joined_channel": frozenset({"channels:read", "groups:read"}),
    "member_left_channel": frozenset({"channels:read", "groups:read"}),
    "message.channels": frozenset({"channels:history"}),
    "message.groups": frozenset({"groups:history"}),
    "team_join": frozenset({"users:read"}),
    "tokens_revoked": frozenset(),
}
"""The scopes of each event (source: each event's page)."""


@pytest.fixture(scope="module")
def roster() -> Iterator[Roster]:
    """Build every cog, with nothing to look with."""
    eyes = Inspector(())
    examiner = Examiner(eyes, lambda _: pytest.fail("no policy is asked for"), utc_now)
    yield cogs.roster(examiner, cogs.load_shelf(), lambda _: Survey())
    eyes.close()


def sources() -> Iterator[tuple[Path, ast.Module]]:
    """Read the adapter's modules."""
    for path in sorted(PACKAGE.glob("*.py")):
        yield path, ast.parse(path.read_text("utf-8"))


def methods_in(tree: ast.AST) -> set[str]:
    """Name the methods of the Web API that stand in a module, as slack_sdk knows them."""
    words = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return {word for word in words if "." in word and hasattr(AsyncWebClient, word.replace(".", "_"))}


def cases_on(source: str, subject: str) -> set[str]:
    """Name the texts that a module tells apart in `match` statements on a subject."""
    return {
        str(pattern.value.value)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Match) and ast.unparse(node.subject) == subject
        for pattern in ast.walk(node)
        if isinstance(pattern, ast.MatchValue) and isinstance(pattern.value, ast.Constant)
    }


def test_the_scopes_are_those_of_the_methods_and_events_that_are_used() -> None:
    """Each scope is there because of a method or an event; each method and event has its scopes."""
    used = set().union(*(methods_in(tree) for _, tree in sources()))
    assert used - NEEDED.keys() == set(), "say in the table which scopes these methods need"
    assert used >= {"chat.postMessage", "conversations.history", "users.info"}
    needed = set().union(*(NEEDED[method] for method in used), *(HEARD[event] for event in EVENTS))
    texts = "\n".join(path.read_text("utf-8") for path, _ in sources())
    if re.search(r'"username"\s*:', texts):
        needed.add("chat:write.customize")
    assert needed | {"commands"} == set(BOT_SCOPES)


def test_a_method_that_is_called_otherwise_is_found_too() -> None:
    """No call goes past the test above: the client's own methods are not used, only their names."""
    called = {
        node.func.attr
        for _, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    dotted = {name for name in called if name[0] != "_" and "_" in name and hasattr(AsyncWebClient, name)}
    assert dotted == {"api_call"}


def test_the_events_are_those_that_are_told_apart() -> None:
    """Each event that is asked for is handled, each that is handled is asked for."""
    handled = cases_on(Path(gateway.__file__).read_text("utf-8"), "event.get('type')")
    assert handled == {event.partition(".")[0] for event in EVENTS}
    assert set(EVENTS) == HEARD.keys()


def test_everything_that_is_answered_to_is_in_it(roster: Roster) -> None:
    """Commands with their short forms, and the entries of a message's menu; the short forms are commands."""
    made = manifest(roster)
    assert [one["command"] for one in made["features"]["slash_commands"]] == list(slashes())
    assert slashes() == (COMMAND, *(f"/{short}" for short in SHORT))
    assert {name.split()[0] for name in roster.commands} >= set(SHORT)
    shortcuts = made["features"]["shortcuts"]
    assert {one["callback_id"] for one in shortcuts} == roster.menus.keys()
    assert {one["type"] for one in shortcuts} == {"message"}
    names = [one["name"] for one in shortcuts]
    assert {"Check patient details", "Report to moderators"} <= set(names)
    assert "message_action" in Path(interactions.__file__).read_text("utf-8")


def test_people_and_channels_in_a_command_come_as_identifiers(roster: Roster) -> None:
    """Slack leaves names in the text unless it is told to escape them."""
    assert all(one["should_escape"] for one in manifest(roster)["features"]["slash_commands"])


def test_over_socket_mode_nothing_has_an_address(roster: Roster) -> None:
    """Slack opens no connection then."""
    made = manifest(roster)
    assert made["settings"]["socket_mode_enabled"] is True
    assert "http" not in as_yaml(made)
    assert "redirect_urls" not in made["oauth_config"]


@pytest.mark.parametrize("written", [ADDRESS, f"{ADDRESS}/"])
def test_over_http_every_address_is_one_that_is_served(roster: Roster, written: str) -> None:
    """Events, commands, shortcuts, completions and the way back of an installation."""
    made = manifest(roster, address=written)
    settings, events = made["settings"], f"{ADDRESS}{http.EVENTS}"
    assert settings["socket_mode_enabled"] is False
    assert settings["event_subscriptions"]["request_url"] == events
    assert settings["interactivity"]["request_url"] == events
    assert settings["interactivity"]["message_menu_options_url"] == events
    assert {one["url"] for one in made["features"]["slash_commands"]} == {events}
    assert made["oauth_config"]["redirect_urls"] == [f"{ADDRESS}/slack/oauth_redirect"]


def test_an_admins_token_is_asked_for_only_on_request(roster: Roster) -> None:
    """Whoever does not want removals is not asked for more."""
    assert "user" not in manifest(roster)["oauth_config"]["scopes"]
    assert manifest(roster, removal=True)["oauth_config"]["scopes"]["user"] == sorted(USER_SCOPES)
    assert manifest(roster)["oauth_config"]["scopes"]["bot"] == sorted(BOT_SCOPES)


@pytest.mark.parametrize("language", languages())
def test_slacks_limits_are_kept(roster: Roster, language: str) -> None:
    """Source: Slack's "App manifest reference"."""
    made = manifest(roster, address=ADDRESS, removal=True, language=language)
    assert len(made["display_information"]["name"]) <= 35
    assert len(made["display_information"]["description"]) <= 140
    commands, shortcuts = made["features"]["slash_commands"], made["features"]["shortcuts"]
    assert len(commands) <= 50
    assert len(shortcuts) <= 10
    for one in commands:
        assert re.fullmatch(r"/[a-z]{1,31}", one["command"])
        assert 1 <= len(one["description"]) <= 2_000
        assert len(one.get("usage_hint", "x")) <= 1_000
    for one in shortcuts:
        assert 1 <= len(one["name"]) <= 24
        assert 1 <= len(one["description"]) <= 150
    if language != "en":
        assert made != manifest(roster, address=ADDRESS, removal=True)


@pytest.mark.parametrize(
    "value",
    [
        {"a": "b"},
        {"a": True, "b": False, "c": []},
        {"a": {"b": {"c": ["d", "e: f", "- g", "#h", "yes", "1", '\u00e9\u2019\n\t"\\']}}},
        {"a": [{"b": "c", "d": [{"e": "f"}]}, {"g": {"h": "i"}}]},
    ],
)
def test_what_is_written_reads_the_same(value: Manifest) -> None:
    """By a reader of YAML."""
    yaml: Any = importlib.import_module("yaml")
    assert yaml.safe_load(as_yaml(value)) == value


def test_the_manifest_reads_the_same(roster: Roster) -> None:
    """All of it, in the order that it has."""
    yaml: Any = importlib.import_module("yaml")
    made = manifest(roster, address=ADDRESS, removal=True, language="fr")
    assert yaml.safe_load(as_yaml(made)) == made
