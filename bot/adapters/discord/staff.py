"""Who moderates a guild: all its members are asked for once, those who moderate are kept, and what changes is heard.

discord.py's cache of members stays off: of a large guild it would hold everybody.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.adapters.discord import incoming, wire
from bot.adapters.discord.guilds import Guilds
from bot.adapters.discord.rest import Rest
from bot.core.cards import Option

PAGE = 1_000
"""The most members that Discord lists at once (source: "List Guild Members")."""

Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Person:
    """Somebody who moderated when we last heard of them."""

    name: str
    held: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a reading found, and which roles made a moderator then."""

    powers: frozenset[int]
    people: dict[int, _Person]


class Staff:
    """The moderators of each guild."""

    def __init__(self, *, rest: Callable[[], Rest], guilds: Guilds) -> None:
        self._rest = rest
        self._guilds = guilds
        self._known: dict[int, _Reading] = {}
        self._meanwhile: dict[int, list[Payload]] = {}
        """What was heard of members while a guild is being read: it is newer than the pages."""

    async def read(self, guild: int) -> None:
        """Ask who is in a guild, and keep who moderates; what was known stays where Discord does not say.

        Raises:
            Refused, Throttled, Unavailable: as Discord answers.
        """
        if guild in self._meanwhile:
            return
        self._meanwhile[guild] = []
        try:
            found = _Reading(self._guilds.powers(guild), {})
            after = 0
            while True:
                query = {"limit": str(PAGE), "after": str(after)}
                page = await self._rest().call("GET", "/guilds/{guild_id}/members", guild_id=guild, query=query)
                for member in page:
                    self._take(guild, found, member)
                if len(page) < PAGE:
                    break
                after = int(page[-1]["user"]["id"])
            for member in self._meanwhile[guild]:
                self._take(guild, found, member)
            self._known[guild] = found
        finally:
            del self._meanwhile[guild]

    def is_stale(self, guild: int) -> bool:
        """Tell whether a guild was never read, or other roles make a moderator since."""
        known = self._known.get(guild)
        return known is None or not self._guilds.powers(guild) <= known.powers

    def changed(self, guild: int, member: Payload) -> None:
        """Take note of a member who came, changed or left."""
        if guild in self._meanwhile:
            self._meanwhile[guild].append(member)
        known = self._known.get(guild)
        if known is not None:
            self._take(guild, known, member)

    def _take(self, guild: int, found: _Reading, member: Payload) -> None:
        """Keep a member who moderates; one who left comes without roles."""
        user = int(member["user"]["id"])
        held = tuple(map(int, member.get("roles") or ()))
        role = self._guilds.role(guild, user, held)
        if role.is_staff and not member["user"].get("bot"):
            found.people[user] = _Person(incoming.member_of(member["user"], member, role).name, held)
        else:
            found.people.pop(user, None)

    def listed(self, guild: int) -> tuple[Option, ...] | None:
        """List who moderates now, by name; None where Discord has not said yet."""
        known = self._known.get(guild)
        if known is None:
            return None
        now = [
            Option(label=person.name, value=wire.member_of(user))
            for user, person in known.people.items()
            if self._guilds.role(guild, user, person.held).is_staff
        ]
        return tuple(sorted(now, key=lambda one: (one.label.casefold(), one.value)))
