"""What we know of workspaces: their channels, people and user groups, asked for once and looked at again in time."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.adapters.slack import incoming, wire
from bot.adapters.slack.incoming import Scene
from bot.adapters.slack.installations import Installation
from bot.adapters.slack.rest import Answer, Rest
from bot.adapters.slack.rights import BOT_SCOPES, USER_SCOPES, lacking, role_of
from bot.core.cards import Option
from bot.core.errors import ChaperoneError, Refused, Throttled, Unavailable
from bot.core.events import CommunityId, Role
from bot.core.policy import ChannelMode, CommunityPolicy
from bot.core.ports import Now, SetupOf
from bot.core.setups import Choice, Lack, Survey

PEOPLE_FRESH = timedelta(minutes=10)
"""How long what Slack says of a person is taken for true; their roles, too."""
STAFF_FRESH = timedelta(minutes=1)
CHANNELS_FRESH = timedelta(minutes=10)
MOST_PEOPLE = 20_000

PAGE = 200
PAGE_OF_PEOPLE = 1_000
"""The most that Slack gives; a workspace of thousands takes few calls of the twenty that are allowed in a minute."""

_SHORT_WAIT = timedelta(seconds=2)
_OFFERS = frozenset({Choice.MODERATORS, Choice.QUEUE, Choice.LANGUAGE, Choice.MODE})

USER_TOKEN = "CHAPERONE_SLACK__USER_TOKEN"  # noqa: S105 - a setting's name
REMOVAL = "/slack/install?removal"
"""Where an admin lends a token: the setting where there is one workspace, an address where each installs the app."""


@dataclass(slots=True, kw_only=True)
class Workspace:
    """One workspace; ``home`` is its own address, ``channels`` are those that the bot is in, by identifier."""

    installation: Installation
    home: str = ""
    channels: dict[str, str] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    asked_at: datetime | None = None
    """When Slack was asked last which channels there are, whatever it answered."""
    looking: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while Slack is asked: whoever needs a name then waits for what it says now."""
    people: OrderedDict[str, tuple[datetime, Mapping[str, Any]]] = field(default_factory=OrderedDict)
    staff: dict[str, tuple[datetime, frozenset[str]]] = field(default_factory=dict)
    admins: tuple[datetime, Mapping[str, str]] | None = None
    """Names of admins, by identifier, and when we asked; None where Slack has not said."""
    private: dict[str, str] = field(default_factory=dict)
    """The direct messages with people, by identifier."""
    elsewhere: dict[str, str] = field(default_factory=dict)
    """Names of channels that the bot is not in, where somebody used a command."""


class Teams:
    """The workspaces, seen through the communities' choices."""

    def __init__(
        self,
        rest: Callable[[], Rest],
        setup_of: SetupOf,
        policies: Callable[[CommunityId], CommunityPolicy],
        now: Now,
        *,
        by_oauth: bool,
    ) -> None:
        self._rest = rest
        self._lent_at = REMOVAL if by_oauth else USER_TOKEN
        self._setup_of = setup_of
        self._policies = policies
        self._now = now
        self._known: dict[str, Workspace] = {}

    def add(self, installation: Installation) -> Workspace:
        """Take a workspace in, or its new tokens."""
        known = self._known.get(installation.team)
        if known is None:
            known = self._known[installation.team] = Workspace(installation=installation)
        known.installation = installation
        return known

    def remove(self, team: str) -> None:
        """Forget a workspace."""
        self._known.pop(team, None)

    def get(self, team: str) -> Workspace | None:
        """Find a workspace."""
        return self._known.get(team)

    def here(self, team: str) -> Workspace:
        """Give a workspace.

        Raises:
            Refused: the app is not installed there.
        """
        known = self._known.get(team)
        if known is None:
            raise Refused("the app is not installed in this workspace")
        return known

    def all(self) -> list[str]:
        """List the workspaces."""
        return list(self._known)

    # Asking Slack.

    async def call(self, team: str, method: str, **values: Any) -> Answer:
        """Call a method with the bot's token."""
        return await self._rest().call(self.here(team).installation.bot_token, method, **values)

    async def pages(self, team: str, method: str, part: str, **values: Any) -> list[Mapping[str, Any]]:
        """Read a list to its end."""
        return [one async for page in self._each_page(team, method, part, PAGE, **values) for one in page]

    async def _each_page(
        self, team: str, method: str, part: str, size: int, **values: Any
    ) -> AsyncIterator[Sequence[Mapping[str, Any]]]:
        cursor = ""
        while True:
            page = await self.call(team, method, limit=size, cursor=cursor or None, **values)
            yield page.get(part) or ()
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return

    async def look(self, team: str) -> None:
        """Learn the workspace's address, and which channels and user groups there are."""
        async with self.here(team).looking:
            await self._look(team)

    async def _look(self, team: str) -> None:
        known = self.here(team)
        known.asked_at = self._now()
        if not known.home:
            known.home = str((await self.call(team, "auth.test")).get("url") or "")
        kinds = "public_channel,private_channel"
        there = await self.pages(team, "users.conversations", "channels", types=kinds, exclude_archived=True)
        known.channels = {one["id"]: one.get("name") or "" for one in there}
        with suppress(Refused):
            groups = (await self.call(team, "usergroups.list")).get("usergroups") or ()
            known.groups = {one["id"]: one.get("handle") or one.get("name") or "" for one in groups}

    async def learn_staff(self, team: str) -> None:
        """Learn who moderates, and their names; what cannot be learnt now stays as it was."""
        known = self.here(team)
        if known.admins is None or self._now() - known.admins[0] > PEOPLE_FRESH:
            with suppress(ChaperoneError):
                admins = {
                    str(one["id"]): incoming.name_of(one)
                    async for page in self._each_page(team, "users.list", "members", PAGE_OF_PEOPLE)
                    for one in page
                    if role_of(one, team=team, is_named=False).is_staff and not one.get("is_bot")
                }
                known.admins = (self._now(), admins)
        for user in await self._moderators(team):
            await self.user(team, user)

    async def freshen(self, team: str) -> None:
        """Look again where the last look is too long ago; what cannot be learnt now stays as it was."""
        known = self._known.get(team)
        if known is None:
            return
        async with known.looking:
            if known.asked_at is None or self._now() - known.asked_at > CHANNELS_FRESH:
                with suppress(ChaperoneError):
                    await self._look(team)

    async def channel_name(self, team: str, channel: str) -> str:
        """Give a channel's name; nothing for direct messages and for what we may not know of."""
        known = self.here(team)
        name = known.channels.get(channel) or known.elsewhere.get(channel)
        if name is None:
            try:
                name = ((await self.call(team, "conversations.info", channel=channel)).get("channel") or {}).get("name")
            except (Throttled, Unavailable):
                return ""
            except Refused:
                name = ""
            name = known.elsewhere[channel] = name or ""
        return name

    async def came(self, team: str, channel: str) -> None:
        """Take note of a channel that the bot was brought into."""
        known = self.here(team)
        known.elsewhere.pop(channel, None)
        name = await self.channel_name(team, channel)
        known.elsewhere.pop(channel, None)
        known.channels[channel] = name

    def left(self, team: str, channel: str) -> None:
        """Take note of a channel that the bot had to leave."""
        self.here(team).channels.pop(channel, None)

    def renamed(self, team: str, channel: str, name: str) -> None:
        """Take note of a channel's new name, by which its mode goes."""
        self.here(team).channels[channel] = name

    async def user(self, team: str, user: str) -> Mapping[str, Any]:
        """Give what Slack says of a person; no more than the identifier where it says nothing now."""
        known = self.here(team)
        at, found = known.people.get(user, (None, None))
        if at is not None and found is not None and self._now() - at <= PEOPLE_FRESH:
            return found
        try:
            asked = await self._ask_for(team, user)
        except Refused:
            asked = {"id": user}
        except (Throttled, Unavailable):
            return found or {"id": user}
        known.people[user] = (self._now(), asked)
        known.people.move_to_end(user)
        while len(known.people) > MOST_PEOPLE:
            known.people.popitem(last=False)
        return asked

    async def _ask_for(self, team: str, user: str) -> Mapping[str, Any]:
        """Ask for a person; a short wait is waited for, since who somebody is decides what is done."""
        try:
            answer = await self.call(team, "users.info", user=user, include_locale=True)
        except Throttled as error:
            if error.retry_after > _SHORT_WAIT:
                raise
            await asyncio.sleep(error.retry_after.total_seconds())
            answer = await self.call(team, "users.info", user=user, include_locale=True)
        found: Mapping[str, Any] = answer.get("user") or {"id": user}
        return found

    async def letters(self, team: str, user: str) -> str:
        """Give the direct messages with somebody, opened when they are asked for first."""
        private = self.here(team).private
        if user not in private:
            opened = await self.call(team, "conversations.open", users=user)
            if len(private) >= MOST_PEOPLE:
                private.clear()
            private[user] = str(opened["channel"]["id"])
        return private[user]

    async def role(self, team: str, user: Mapping[str, Any]) -> Role:
        """Give a person's role."""
        return role_of(user, team=team, is_named=user.get("id") in await self._moderators(team))

    async def _moderators(self, team: str) -> frozenset[str]:
        """List who was chosen to moderate: one by one, or by their user group."""
        known = self.here(team)
        setup = self._setup_of(wire.community_of(team))
        if setup.moderators is None:
            return frozenset(wire.bare(member) for member in setup.people)
        group = wire.bare(setup.moderators)
        at, found = known.staff.get(group, (None, frozenset[str]()))
        if at is not None and self._now() - at <= STAFF_FRESH:
            return found
        try:
            users = (await self.call(team, "usergroups.users.list", usergroup=group)).get("users") or ()
        except ChaperoneError:
            return found
        known.staff[group] = (self._now(), frozenset(users))
        return known.staff[group][1]

    async def scene(self, team: str, channel: str, user: str) -> Scene:
        """Set the scene for what somebody wrote in a channel."""
        known = self.here(team)
        if channel in known.channels or channel in known.elsewhere:
            await self.freshen(team)  # the mode goes by the name, and over HTTP a renaming may never be heard of
        name = await self.channel_name(team, channel)
        person = await self.user(team, user)
        return Scene(
            team=team,
            channel_name=name,
            user=person,
            role=await self.role(team, person),
            home=self.here(team).home,
            joined=incoming.there_since(person),
        )

    # What is chosen.

    def mode(self, team: str, name: str) -> ChannelMode:
        """Give a channel's mode by its name."""
        return self._policies(wire.community_of(team)).mode(name)

    def queue_channel(self, team: str) -> str | None:
        """Find where moderators want their cards: as chosen in the setup, or named in the policy file."""
        community = wire.community_of(team)
        chosen = self._setup_of(community).queue
        if chosen is not None:
            return wire.bare(chosen)
        named = self._policies(community).moderators_channel
        known = self.here(team)
        if named is None:
            return None
        return next((one for one, name in known.channels.items() if name == named.removeprefix("#")), None)

    def readable(self, team: str) -> list[str]:
        """List the channels whose history can be read and is to be."""
        return [
            channel
            for channel, name in self.here(team).channels.items()
            if self.mode(team, name) is not ChannelMode.OFF
        ]

    def survey(self, team: str) -> Survey:
        """Say what can be chosen in a workspace, and what the bot lacks there."""
        known = self._known.get(team)
        if known is None:
            return Survey()
        groups = sorted(known.groups.items(), key=lambda one: one[1])
        channels = sorted(known.channels.items(), key=lambda one: one[1])
        return Survey(
            offers=_OFFERS,
            roles=tuple(Option(label=f"@{name}", value=wire.scoped(group)) for group, name in groups),
            channels=tuple(Option(label=f"#{name}", value=wire.scoped(channel)) for channel, name in channels),
            lacks=tuple(_lacks(known, self.queue_channel(team), self._lent_at)),
            moderators=self._listed(team, known),
            people=wire.USER,
        )

    def _listed(self, team: str, known: Workspace) -> tuple[Option, ...] | None:
        """List admins and whoever was chosen; None where Slack has not said who that is."""
        setup = self._setup_of(wire.community_of(team))
        group = None if setup.moderators is None else wire.bare(setup.moderators)
        if known.admins is None or (group is not None and group not in known.staff):
            return None
        names = dict(known.admins[1])
        chosen = known.staff[group][1] if group is not None else map(wire.bare, setup.people)
        for user in chosen:
            _, person = known.people.get(user, (None, {"id": user}))
            if role_of(person, team=team, is_named=True).is_staff and not person.get("is_bot"):
                names[user] = incoming.name_of(person) or user
        listed = [Option(label=name, value=wire.member_of(user)) for user, name in names.items()]
        return tuple(sorted(listed, key=lambda one: (one.label.casefold(), one.value)))


def _lacks(known: Workspace, queue: str | None, lent_at: str) -> list[Lack]:
    installation = known.installation
    found: list[Lack] = []
    scopes = lacking(installation.scopes, BOT_SCOPES)
    if scopes:
        found.append(Lack(channel=None, rights=tuple(scopes)))
    if installation.user_token is None:
        found.append(Lack(channel=None, rights=(f"an admin's token ({', '.join(USER_SCOPES)}; {lent_at})",)))
    elif lacking(installation.user_scopes, USER_SCOPES):
        rights = tuple(f"{scope} (admin; {lent_at})" for scope in lacking(installation.user_scopes, USER_SCOPES))
        found.append(Lack(channel=None, rights=rights))
    if queue is not None and queue not in known.channels:
        found.append(Lack(channel=known.elsewhere.get(queue) or queue, rights=("/invite @Chaperone",)))
    return found
