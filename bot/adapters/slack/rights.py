"""What the app asks for and answers to: scopes, events, commands, and a person's role. Pure.

The manifest is made of this, so that what is asked for at installation is what the code needs.
Source: Slack's developer documentation, "Permission scopes" and "Events".
"""

from collections.abc import Mapping
from typing import Any

from bot.core.commands import Roster
from bot.core.events import Role

BOT_SCOPES: Mapping[str, str] = {
    "channels:history": "read what is written in public channels that it was invited to",
    "channels:read": "know the names of public channels, and which it is in",
    "chat:write": "write notices, and cards for the moderators",
    "chat:write.customize": "put a released message back under its author's name",
    "commands": "offer commands and message shortcuts",
    "files:write": "put a file to take away, such as an event for one's calendar, into a direct message",
    "groups:history": "read what is written in private channels that it was invited to",
    "groups:read": "know the names of private channels that it is in",
    "im:history": "see in a direct message whether a notice got through, so that it is not sent twice",
    "im:write": "open a direct message for a private notice",
    "usergroups:read": "know who is in the user group that moderates",
    "users:read": "know who is an admin, who is a bot, and which language people read",
}
"""What the bot's token needs, and what for."""

USER_SCOPES: Mapping[str, str] = {
    "chat:write": "delete a message that must not be read; Slack lets only people do that, never apps",
}
"""What an admin's own token needs, where an admin gives it."""

EVENTS = (
    "app_home_opened",
    "app_uninstalled",
    "member_joined_channel",
    "member_left_channel",
    "message.channels",
    "message.groups",
    "team_join",
    "tokens_revoked",
)
"""What the bot has to hear of."""

COMMAND = "/chaperone"
SHORT = ("check", "privacy", "queue", "tip")
"""Commands that also have a slash of their own: ``/tip`` is ``/chaperone tip``."""


def slashes() -> tuple[str, ...]:
    """List the slash commands."""
    return (COMMAND, *(f"/{name}" for name in SHORT))


def shortcuts(roster: Roster) -> tuple[str, ...]:
    """List the message shortcuts by their ``callback_id``, which is the menu entry's name."""
    return tuple(sorted(roster.menus))


def role_of(user: Mapping[str, Any], *, team: str, is_named: bool) -> Role:
    """Give a person their role; who comes from another workspace is a member, whatever they are at home.

    Args:
        user: what Slack says of them.
        team: the workspace.
        is_named: whether they are in the user group that moderates.
    """
    if user.get("team_id", team) != team or user.get("is_stranger") is not None or user.get("deleted"):
        return Role.MEMBER
    if user.get("is_admin") or user.get("is_owner") or user.get("is_primary_owner"):
        return Role.ADMIN
    return Role.MODERATOR if is_named else Role.MEMBER


def lacking(held: frozenset[str], needed: Mapping[str, str] = BOT_SCOPES) -> list[str]:
    """Name the scopes that are missing."""
    return sorted(scope for scope in needed if scope not in held)
