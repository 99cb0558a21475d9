"""Who may do what in a guild: permission bits, the core's roles, and what the bot lacks where. Pure.

Source: Discord's developer documentation, "Permissions".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntFlag

from bot.core.events import Role


class Right(IntFlag):
    """The permission bits that matter here."""

    KICK = 1 << 1
    ADMINISTRATOR = 1 << 3
    MANAGE_GUILD = 1 << 5
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    CONNECT = 1 << 20
    MANAGE_WEBHOOKS = 1 << 29
    MANAGE_THREADS = 1 << 34
    SEND_MESSAGES_IN_THREADS = 1 << 38
    MODERATE_MEMBERS = 1 << 40


ALL = sum(right.value for right in Right)

NAMES = {
    Right.VIEW_CHANNEL: "View Channel",
    Right.SEND_MESSAGES: "Send Messages",
    Right.MANAGE_MESSAGES: "Manage Messages",
    Right.EMBED_LINKS: "Embed Links",
    Right.ATTACH_FILES: "Attach Files",
    Right.READ_MESSAGE_HISTORY: "Read Message History",
    Right.CONNECT: "Connect",
    Right.MANAGE_WEBHOOKS: "Manage Webhooks",
    Right.MANAGE_THREADS: "Manage Threads",
    Right.SEND_MESSAGES_IN_THREADS: "Send Messages in Threads",
    Right.MODERATE_MEMBERS: "Timeout Members",
    Right.MANAGE_GUILD: "Manage Server",
}
"""As Discord's own settings call them in English."""

CALL = "Mention Everyone (or @{role}: Allow anyone to @mention this role)"
"""What a role is called by: one of the two rights; naming it in a message is not enough (source: Discord, "Allowed
Mentions Object", and discord-api-docs 1441 and 1604)."""

EVERYWHERE = (
    Right.VIEW_CHANNEL,
    Right.READ_MESSAGE_HISTORY,
    Right.SEND_MESSAGES,
    Right.EMBED_LINKS,
    Right.ATTACH_FILES,
    Right.MANAGE_MESSAGES,
    Right.MANAGE_WEBHOOKS,
    Right.MANAGE_THREADS,
)
"""What the bot needs in each channel that it looks after."""

VOCAL = Right.CONNECT
"""What the bot also needs in voice and stage channels: without it Discord shows nobody what is written there (source:
Discord, "Get Channel Messages")."""

GUILD_WIDE = (Right.MODERATE_MEMBERS,)

INVITE = Right(sum((*EVERYWHERE, VOCAL, *GUILD_WIDE, Right.SEND_MESSAGES_IN_THREADS, Right.MANAGE_GUILD)))
"""The least permissions that everything works with; Manage Server is for the filters before publication alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overwrite:
    """A channel's exception for a role or a member."""

    id: int
    allow: int
    deny: int


def rights_in(
    guild: int,
    member: int,
    roles: Mapping[int, int],
    held: Iterable[int],
    overwrites: Iterable[Overwrite] = (),
) -> Right:
    """Work out what somebody may do in a channel.

    Args:
        guild: the guild, which is also the identifier of its everyone role.
        member: whose rights.
        roles: the bits of every role of the guild.
        held: the roles that the member has, everyone's left out.
        overwrites: the channel's exceptions; none for the guild as a whole.
    """
    held = [one for one in held if one in roles]
    bits = roles.get(guild, 0)
    for role in held:
        bits |= roles[role]
    if bits & Right.ADMINISTRATOR:
        return Right(ALL)
    by_id = {one.id: one for one in overwrites}
    for group in ([guild], held, [member]):
        applying = [by_id[one] for one in group if one in by_id]
        for one in applying:
            bits &= ~one.deny
        for one in applying:
            bits |= one.allow
    return Right(bits & ALL)


def role_of(
    user: int, held: Iterable[int], *, guild: int, owner: int, roles: Mapping[int, int], moderators: int | None
) -> Role:
    """Give a member their role: an admin may manage the guild; a moderator may manage messages or is called one."""
    held = list(held)
    if user == owner:
        return Role.ADMIN
    return role_from(rights_in(guild, user, roles, held), is_named=moderators is not None and moderators in held)


def role_from(rights: Right, *, is_named: bool) -> Role:
    """Give the role that a set of rights stands for."""
    if rights & (Right.ADMINISTRATOR | Right.MANAGE_GUILD):
        return Role.ADMIN
    if is_named or rights & (Right.MODERATE_MEMBERS | Right.MANAGE_MESSAGES):
        return Role.MODERATOR
    return Role.MEMBER


def lacking(rights: Right, needed: Iterable[Right]) -> list[str]:
    """Name what is missing."""
    return [NAMES[one] for one in needed if not rights & one]
