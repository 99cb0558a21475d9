"""What we know of guilds without asking: discord.py's cache of channels, roles and ourselves, as the core needs it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import discord

from bot.adapters.discord import wire
from bot.adapters.discord.incoming import Scene
from bot.adapters.discord.rights import CALL, EVERYWHERE, GUILD_WIDE, VOCAL, Right, lacking, role_of
from bot.core.cards import Option
from bot.core.events import ChannelId, CommunityId, Role
from bot.core.policy import ChannelMode, CommunityPolicy
from bot.core.ports import SetupOf
from bot.core.setups import Choice, Lack, Survey

Place = discord.TextChannel | discord.ForumChannel | discord.VoiceChannel | discord.StageChannel
"""What holds messages or threads: text, announcement, forum, media, voice and stage channels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A thread: the channel that it is under, who opened it, its title, whether it is for those who were let in.

    ``is_post``: it is under a forum, so that its first message has its number and belongs to its title.
    """

    id: int
    parent: int
    owner: int
    title: str
    is_private: bool
    is_post: bool


class Guilds:
    """The guilds of one client, seen through the communities' choices."""

    def __init__(
        self,
        find: Callable[[int], discord.Guild | None],
        setup_of: SetupOf,
        policies: Callable[[CommunityId], CommunityPolicy],
    ) -> None:
        self._find = find
        self._setup_of = setup_of
        self._policies = policies

    def get(self, guild: int) -> discord.Guild | None:
        """Find a guild that we are in."""
        return self._find(guild)

    def role(self, guild: int, user: int, held: Iterable[int]) -> Role:
        """Give a member their role, from the roles that a payload says they hold."""
        known = self._find(guild)
        if known is None:
            return Role.MEMBER
        held = list(held)
        roles = {one: role.permissions.value for one in (guild, *held) if (role := known.get_role(one)) is not None}
        chosen = self._setup_of(wire.community_of(guild)).moderators
        moderators = wire.snowflake_of(chosen) if chosen else None
        return role_of(user, held, guild=guild, owner=known.owner_id or 0, roles=roles, moderators=moderators)

    def powers(self, guild: int) -> frozenset[int]:
        """Name the roles that make a moderator of whoever holds them."""
        known = self._find(guild)
        roles = known.roles if known is not None else ()
        return frozenset(role.id for role in roles if self.role(guild, 0, [role.id]).is_staff)

    def scene(
        self, guild: int, channel: int, payload: Mapping[str, Any], fetched: Mapping[str, Any] | None = None
    ) -> Scene:
        """Set the scene for a message's payload.

        Args:
            guild: where it is.
            channel: the channel or thread that it is in.
            payload: the message.
            fetched: what Discord said of a channel that the cache does not know.
        """
        member = payload.get("member") or {}
        user = int((payload.get("author") or member.get("user") or {}).get("id") or 0)
        role = self.role(guild, user, map(int, member.get("roles") or ()))
        thread = self.thread(guild, channel, fetched)
        known = self.get(guild)
        place = known.get_channel(channel if thread is None else thread.parent) if known is not None else None
        name = place.name if place is not None else ""
        if thread is None:
            return Scene(guild=guild, channel_name=name or (fetched or {}).get("name") or "", role=role)
        return Scene(
            guild=guild,
            channel_name=name,
            thread=thread.id,
            title=thread.title,
            is_private=thread.is_private,
            role=role,
        )

    def knows_channel(self, guild: int, channel: int) -> bool:
        """Tell whether the cache has a channel or thread."""
        known = self.get(guild)
        return known is not None and known.get_channel_or_thread(channel) is not None

    def thread(self, guild: int, channel: int, fetched: Mapping[str, Any] | None = None) -> Thread | None:
        """Find a thread, in the cache or in what Discord said of it; None for another channel."""
        known = self.get(guild)
        place = known.get_thread(channel) if known is not None else None
        if place is not None:
            return Thread(
                id=place.id,
                parent=place.parent_id,
                owner=place.owner_id,
                title=place.name,
                is_private=place.is_private(),
                is_post=isinstance(place.parent, discord.ForumChannel),
            )
        if fetched is None or fetched.get("type") not in _THREADS:
            return None
        parent = int(fetched.get("parent_id") or 0)
        return Thread(
            id=channel,
            parent=parent,
            owner=int(fetched.get("owner_id") or 0),
            title=fetched.get("name") or "",
            is_private=fetched["type"] == _PRIVATE_THREAD,
            is_post=known is not None and isinstance(known.get_channel(parent), discord.ForumChannel),
        )

    def reads(
        self, guild: int, channel: int, user: int, held: Iterable[int], fetched: Mapping[str, Any] | None = None
    ) -> bool:
        """Tell whether somebody who holds these roles can read in a channel; a private thread is nobody's to point to.

        ``fetched`` is what Discord said of a channel that the cache does not know.
        Source: Discord's documentation, "Permissions", "Permission Overwrites".
        """
        thread = self.thread(guild, channel, fetched)
        known = self.get(guild)
        if known is None or (thread is not None and thread.is_private):
            return False
        place = known.get_channel(channel if thread is None else thread.parent)
        if place is None:
            return False
        roles = [role for one in (guild, *held) if (role := known.get_role(one)) is not None]
        everywhere = discord.Permissions.none()
        for role in roles:
            everywhere |= role.permissions
        if user == known.owner_id or everywhere.administrator:
            return True
        overwrites = place.overwrites
        own = [over for target, over in overwrites.items() if target.id == user]
        ours = [over for target, over in overwrites.items() if target.id in {role.id for role in roles[1:]}]
        everyone = [over for target, over in overwrites.items() if target.id == guild]
        for group in (everyone, ours, own):
            allowed, denied = discord.Permissions.none(), discord.Permissions.none()
            for over in group:
                allow, deny = over.pair()
                allowed, denied = allowed | allow, denied | deny
            everywhere = (everywhere & ~denied) | allowed
        return everywhere.view_channel and everywhere.read_message_history

    def queue_channel(self, guild: int) -> int | None:
        """Find where moderators want their cards: as chosen by /setup, or named in the policy file."""
        community = wire.community_of(guild)
        chosen = self._setup_of(community).queue
        if chosen is not None:
            return wire.snowflake_of(chosen)
        named = self._policies(community).moderators_channel
        known = self.get(guild)
        if named is None or known is None:
            return None
        return next((channel.id for channel in known.text_channels if channel.name == named.removeprefix("#")), None)

    def places(self, guild: discord.Guild) -> list[Place]:
        """List the channels that people write in."""
        return [*guild.text_channels, *guild.forums, *guild.voice_channels, *guild.stage_channels]

    def readable(self, guild: discord.Guild) -> list[tuple[int, int | None]]:
        """List the channels and threads whose history can be read and is to be, with their newest message if known."""
        places = {place.id: place for place in self._open(guild)}
        channels = [one for one in places.values() if not isinstance(one, discord.ForumChannel)]
        threads = [one for one in guild.threads if one.parent_id in places]
        return [(one.id, one.last_message_id) for one in (*channels, *threads)]

    def archives(self, guild: discord.Guild) -> list[tuple[int, str]]:
        """List the channels whose archived threads are to be read, public and private ones; these where we may.

        Source: Discord's documentation, "List Public Archived Threads", "List Private Archived Threads".
        """
        found: list[tuple[int, str]] = []
        for place in self._open(guild):
            if isinstance(place, discord.TextChannel | discord.ForumChannel):
                found.append((place.id, "public"))
            if isinstance(place, discord.TextChannel) and not place.is_news() and _rights(place) & Right.MANAGE_THREADS:
                found.append((place.id, "private"))
        return found

    def _open(self, guild: discord.Guild) -> list[Place]:
        """List the channels whose history can be read and is to be."""
        policy = self._policies(wire.community_of(guild.id))
        return [
            place
            for place in self.places(guild)
            if policy.mode(place.name) is not ChannelMode.OFF
            and not lacking(_rights(place), _READING.intersection(_needed(place)))
        ]

    def off(self, guild: int) -> list[int]:
        """List the channels that are off."""
        known = self.get(guild)
        policy = self._policies(wire.community_of(guild))
        if known is None:
            return []
        return [place.id for place in self.places(known) if policy.mode(place.name) is ChannelMode.OFF]

    def survey(self, guild: int) -> Survey:
        """Say what can be chosen in a guild, and what the bot lacks where."""
        known = self.get(guild)
        if known is None:
            return Survey()
        roles = [role for role in reversed(known.roles) if not role.managed and not role.is_default()]
        delays: dict[int, Any] = {one.id: one.slowmode_delay for one in self.places(known)}
        return Survey(
            offers=frozenset(Choice),
            roles=tuple(Option(label=f"@{role.name}", value=wire.scoped(role.id)) for role in roles),
            channels=tuple(
                Option(label=f"#{channel.name}", value=wire.scoped(channel.id)) for channel in self.places(known)
            ),
            lacks=tuple(self._lacks(known)),
            slow={ChannelId(wire.scoped(channel)): delay for channel, delay in delays.items() if delay},
        )

    def _lacks(self, guild: discord.Guild) -> Iterable[Lack]:
        setup = self._setup_of(wire.community_of(guild.id))
        everywhere = Right(guild.me.guild_permissions.value & _KNOWN)
        wide = (*GUILD_WIDE, Right.MANAGE_GUILD) if setup.filters else GUILD_WIDE
        missing = lacking(everywhere, wide)
        if missing:
            yield Lack(channel=None, rights=tuple(missing))
        role = guild.get_role(wire.snowflake_of(setup.moderators)) if setup.moderators else None
        queue = guild.get_channel(self.queue_channel(guild.id) or 0)
        if role is not None and queue is not None and not role.mentionable:
            may = queue.permissions_for(guild.me)
            if may.send_messages and not may.mention_everyone:  # who may not write there reads of that below
                yield Lack(channel=queue.name, rights=(CALL.format(role=role.name),))
        policy = self._policies(wire.community_of(guild.id))
        for channel in self.places(guild):
            if policy.mode(channel.name) is ChannelMode.OFF:
                continue
            rights = _rights(channel)
            # Who cannot see a channel has no other rights there either; they come with that one.
            needed = _needed(channel) if rights & Right.VIEW_CHANNEL else (Right.VIEW_CHANNEL,)
            missing = lacking(rights, needed)
            if missing:
                yield Lack(channel=channel.name, rights=tuple(missing))


def _rights(place: Place) -> Right:
    return Right(place.permissions_for(place.guild.me).value & _KNOWN)


def _needed(place: Place) -> tuple[Right, ...]:
    return (*EVERYWHERE, VOCAL) if isinstance(place, discord.VoiceChannel | discord.StageChannel) else EVERYWHERE


_READING = frozenset({Right.VIEW_CHANNEL, Right.READ_MESSAGE_HISTORY, VOCAL})
_PRIVATE_THREAD = 12
_THREADS = (10, 11, _PRIVATE_THREAD)
_KNOWN = sum(right.value for right in Right)
