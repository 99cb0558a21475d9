"""The connection to Discord: discord.py keeps it and its rate limits; payloads go out to the core as they came in.

What discord.py makes of a payload is used for guilds, channels, roles and ourselves, which it keeps in step; messages
are never kept: the bot must not become a second store.
"""

import asyncio
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.adapters.discord import answers as interactions
from bot.adapters.discord import commands, incoming, wire
from bot.adapters.discord.answers import FORM_TOKEN, Answers
from bot.adapters.discord.guilds import Guilds
from bot.adapters.discord.history import WHOLE, History
from bot.adapters.discord.performers import LETTER_TOKEN, Performers
from bot.adapters.discord.rest import Rest
from bot.adapters.discord.staff import Staff
from bot.core.actions import Action, Reply, ShowCard, ShowForm, reply_as_read_by
from bot.core.cards import Card
from bot.core.errors import ChaperoneError, Invalid, Refused, Throttled, Unavailable
from bot.core.events import (
    ButtonPressed,
    CommandInvoked,
    CommunityId,
    DeliveryId,
    Event,
    FormSubmitted,
    Invocation,
    Message,
    MessageRef,
    Role,
)
from bot.core.policy import CommunityPolicy
from bot.core.ports import Journal, Memory, Now, Receiver, SetupOf
from bot.core.setups import Survey
from bot.listening import Gone, Keeper, Lanes, Marks, Turns, Work
from config.catalogue import speaking
from config.settings import Discord

LONGEST_LIMIT = 30.0
"""Seconds that discord.py itself waits for a rate limit; the outbox waits for longer ones (discord.py's least)."""

PATIENCE = timedelta(seconds=25)
"""How long an action may take, rate limits included: less than the outbox allows, so that we say why."""

_MARK, _SCHEMA = "discord.mark", "discord.schema"
_APPLICATION = "discord:application"

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
_HEARD = frozenset(
    {
        *("MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE", "MESSAGE_DELETE_BULK"),
        *("GUILD_MEMBER_ADD", "GUILD_MEMBER_UPDATE", "GUILD_MEMBER_REMOVE"),
        *("AUTO_MODERATION_ACTION_EXECUTION", "INTERACTION_CREATE", "GUILD_CREATE", "THREAD_CREATE"),
    }
)
_RENAMED = "THREAD_RENAMED"
"""Our own word for a THREAD_UPDATE that brings another title; most of them do not."""

_TOKEN_REFUSED = "Discord does not accept CHAPERONE_DISCORD__TOKEN: copy the bot's token anew"  # noqa: S105 - a sentence
_INTENTS_OFF = (
    "Discord refuses the privileged intents: switch on Server Members Intent and Message Content Intent on the page "
    "Bot of the application"
)
_FATAL_CODES = frozenset({4004, 4010, 4011, 4012, 4013})
"""Close codes after which trying again cannot help (source: Discord, "Gateway Close Event Codes")."""

Raw = Callable[[Mapping[str, Any]], None]


class _Client(discord.AutoShardedClient):
    """discord.py's client, which hands every payload on as it came."""

    def __init__(self, heard: Raw, share: tuple[int, int] | None) -> None:
        # The first shard alone hears of direct messages, so each process listens to it too (source: Discord,
        # "Sharding"). Our own comes first: discord.py waits between two of them.
        sharding: dict[str, Any] = (
            {} if share is None else {"shard_ids": list(dict.fromkeys((share[0], 0))), "shard_count": share[1]}
        )
        super().__init__(
            intents=INTENTS,
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_ratelimit_timeout=LONGEST_LIMIT,
            enable_debug_events=True,  # the documented way to payloads as they came
            **sharding,
        )
        self._heard = heard

    async def on_socket_raw_receive(self, written: str) -> None:
        """Hand a payload on once discord.py has brought its own cache up to date."""
        payload = json.loads(written)
        if payload.get("t") in _HEARD:
            self._heard(payload)

    async def on_thread_update(self, before: discord.Thread, after: discord.Thread) -> None:
        """Hand a changed title on."""
        if before.name != after.name:
            renamed = {"guild_id": after.guild.id, "id": after.id, "earlier": before.name}
            self._heard({"t": _RENAMED, "d": renamed})

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """Say nothing: discord.py would print what it was handed."""


def _intents() -> discord.Intents:
    intents = discord.Intents.none()
    intents.guilds = intents.members = intents.guild_messages = intents.message_content = True
    intents.auto_moderation_execution = True
    return intents


INTENTS = _intents()


class DiscordAdapter:
    """Discord as a platform.

    Args:
        settings: token, address, share of the shards, allowed guilds.
        memory: what must outlive a restart.
        setup_of: what a community has chosen.
        policies: a community's policy.
        journal: hears of connections.
        now: tells the time.
    """

    platform = wire.PLATFORM

    def __init__(
        self,
        *,
        settings: Discord,
        memory: Memory,
        setup_of: SetupOf,
        policies: Callable[[CommunityId], CommunityPolicy],
        journal: Journal,
        now: Now,
    ) -> None:
        self._settings = settings
        self._memory = memory
        self._journal = journal
        self._now = now
        self._share = settings.share
        self._allowed = settings.allowed
        self._client: _Client | None = None
        self._rest: Rest | None = None
        self._receiver: Receiver | None = None
        self._lanes = Lanes(journal)
        self._answers = Answers()
        self._marks = Marks[int]()
        self._keeper = Keeper(self._marks, memory=memory, kind=_MARK, scoped=wire.scoped, now=now)
        self._turns = Turns[int]()
        self._gone = Gone[int]()
        self._members: dict[tuple[int, int], Mapping[str, Any]] = {}
        self._menus: dict[tuple[int, str], str] = {}
        self._guilds = Guilds(self._find_guild, setup_of, policies)
        self._staff = Staff(rest=self._open, guilds=self._guilds)
        self._history = History(marks=self._marks, guilds=self._guilds, rest=self._open, now=now, journal=journal)
        self._performers = Performers(
            rest=self._open,
            me=lambda: self._client.user.id if self._client is not None and self._client.user is not None else 0,
            guilds=self._guilds,
            memory=memory,
            setup_of=setup_of,
            policies=policies,
            now=now,
            gone=self._gone,
        )
        self.ready = asyncio.Event()
        """Set once a guild has come and its history is being read; for whoever waits for the start."""

    # What the core asks of a platform.

    def serves(self, community: CommunityId) -> bool:
        """Serve guilds of our shards that are on the allow-list, if there is one."""
        try:
            guild = wire.snowflake_of(community)
        except ValueError:
            return False
        return self._is_ours(guild)

    def _is_ours(self, guild: int) -> bool:
        if self._allowed and guild not in self._allowed:
            return False
        return self._share is None or wire.shard_of(guild, self._share[1]) == self._share[0]

    def can(self, community: CommunityId, action: type[Action]) -> bool:
        """Be able to do what there is a performer for."""
        return self.serves(community) and action in self._performers.table

    def survey(self, community: CommunityId) -> Survey:
        """Say what can be chosen in a guild, and which rights the bot lacks there."""
        guild = wire.snowflake_of(community)
        return replace(self._guilds.survey(guild), moderators=self._staff.listed(guild))

    async def perform(self, community: CommunityId, action: Action, key: str, case: int | None = None) -> None:
        """Carry out one action; the same key again does nothing more."""
        try:
            guild = wire.snowflake_of(community)
            async with asyncio.timeout(PATIENCE.total_seconds()):
                await self._performers.table[type(action)](guild, action, key, case)
        except TimeoutError:
            raise Unavailable("Discord took too long, or asked to wait for too long") from None
        except ValueError:
            raise Refused("there is no such place on Discord") from None

    async def respond(self, by: Invocation, reply: Reply) -> None:
        """Answer an interaction."""
        guild, user = wire.snowflake_of(by.community), wire.snowflake_of(by.actor.id)
        shown = await reply_as_read_by(
            reply, lambda place: self._performers.reads(guild, user, wire.snowflake_of(place))
        )
        await self._answers.respond(self._open(), by.id, shown)

    async def run(self, receiver: Receiver) -> None:
        """Listen until cancelled, and connect anew whenever the connection ends.

        Raises:
            Refused: Discord does not accept the token or the intents; trying again cannot help.
        """
        self._receiver = receiver
        self._menus = commands.menu_names(receiver.roster)
        await self._load_marks()
        async with aiohttp.ClientSession() as quick, asyncio.TaskGroup() as tasks:
            self._lanes.open(tasks)
            tasks.create_task(self._keeper.run())
            try:
                await self._supervise(quick)
            finally:
                self._lanes.close()
                await self._keeper.save()

    # The connection.

    async def _supervise(self, quick: aiohttp.ClientSession) -> None:
        pause = FIRST_PAUSE
        while True:
            self._client = _Client(self._hear, self._share)
            began = asyncio.get_running_loop().time()
            try:
                await self._connect(self._client, quick)
            except (discord.LoginFailure, discord.PrivilegedIntentsRequired) as error:
                raise Refused(_TOKEN_REFUSED if isinstance(error, discord.LoginFailure) else _INTENTS_OFF) from None
            except discord.ConnectionClosed as error:
                if error.code in _FATAL_CODES:
                    raise Refused(f"Discord closed the connection for good ({error.code})") from None
                self._note_end(error)
            except Exception as error:  # noqa: BLE001 - whatever ended the connection, there is another one
                self._note_end(error)
            finally:
                self._rest = None
                with suppress(Exception):
                    await self._client.close()
            if asyncio.get_running_loop().time() - began > LONGEST_PAUSE:
                pause = FIRST_PAUSE
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    def _note_end(self, error: Exception) -> None:
        self._journal.note("platform", platform=self.platform, outcome="disconnected", error=type(error).__name__)

    async def _connect(self, client: _Client, quick: aiohttp.ClientSession) -> None:
        Route.BASE = self._settings.api_base
        await client.login(self._settings.token.get_secret_value())
        self._rest = Rest(client.http, quick)
        # discord.py asks for the gateway's address only where it chooses the number of shards itself.
        _, address, _ = await client.http.get_bot_gateway()
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(address)
        if self._share is None or self._share[0] == 0:
            with suppress(Refused, Throttled):  # messages are looked after all the same; the next start tries again
                await self._sync_commands(client)
        self._journal.note("platform", platform=self.platform, outcome="connected")
        await client.connect(reconnect=True)

    async def _sync_commands(self, client: _Client) -> None:
        """Send the commands to Discord if they differ from those that were sent last."""
        described = commands.application_commands(self._receiving().roster)
        digest = commands.schema_digest(described)
        name = str(client.application_id)
        if await self._memory.recall(_APPLICATION, _SCHEMA, name) != digest:
            path = "/applications/{application_id}/commands"
            await self._open().call("PUT", path, described, application_id=client.application_id)
            await self._memory.remember(_SCHEMA, {(_APPLICATION, name): digest}, self._now() + timedelta(days=3_650))

    def _find_guild(self, guild: int) -> discord.Guild | None:
        return self._client.get_guild(guild) if self._client is not None else None

    def _open(self) -> Rest:
        if self._rest is None:
            raise Unavailable("Discord is not connected")
        return self._rest

    def _receiving(self) -> Receiver:
        if self._receiver is None:
            message = "the adapter does not run"
            raise RuntimeError(message)
        return self._receiver

    # What comes in.

    def _hear(self, packet: Mapping[str, Any]) -> None:
        """Sort a payload: interactions at once, everything about a message in that message's lane."""
        kind, payload = packet["t"], packet["d"]
        if kind == "INTERACTION_CREATE":
            self._lanes.start(self._interaction(payload))
            return
        guild = int(payload.get("guild_id") or (payload["id"] if kind == "GUILD_CREATE" else 0))
        if not guild or not self._is_ours(guild):
            return
        if kind == "GUILD_CREATE":
            if not payload.get("unavailable"):
                self._marks.hold_all(guild)
                self._lanes.start(self._turns.take(guild, partial(self._guild_came, guild)))
                self._lanes.start(self._staff.read(guild))
        elif kind == "MESSAGE_DELETE_BULK":
            for message in map(int, payload["ids"]):
                self._queue(message, partial(self._deleted, guild, int(payload["channel_id"]), message))
        elif kind.startswith("MESSAGE_"):
            self._hear_of_message(kind, guild, payload)
        elif kind.startswith("THREAD_"):
            self._hear_of_thread(kind, guild, payload)
        else:
            self._hear_of_member(kind, guild, payload)

    def _hear_of_message(self, kind: str, guild: int, payload: Mapping[str, Any]) -> None:
        channel, number = int(payload["channel_id"]), int(payload["id"])
        if kind == "MESSAGE_DELETE":
            self._queue(number, partial(self._deleted, guild, channel, number))
            return
        self._history.live(number)
        if kind == "MESSAGE_UPDATE":
            self._queue(number, partial(self._edited, guild, channel, payload))
        else:
            for place in (channel, WHOLE):
                self._marks.begin(guild, place, number)
            self._queue(number, partial(self._posted, guild, channel, number, payload))

    def _hear_of_thread(self, kind: str, guild: int, payload: Mapping[str, Any]) -> None:
        number = int(payload["id"])
        if kind == _RENAMED:
            self._queue(number, partial(self._titled, guild, number, payload["earlier"]))
        elif payload.get("newly_created"):
            self._queue(number, partial(self._opened, guild, number))

    def _hear_of_member(self, kind: str, guild: int, payload: Mapping[str, Any]) -> None:
        if kind == "AUTO_MODERATION_ACTION_EXECUTION":
            channel = int(payload.get("channel_id") or 0)
            self._queue(int(payload["user_id"]), partial(self._blocked, guild, channel, payload))
            return
        self._staff.changed(guild, payload if kind != "GUILD_MEMBER_REMOVE" else {"user": payload["user"]})
        joined = incoming.joined(payload) if kind == "GUILD_MEMBER_ADD" else None
        if joined is not None:
            self._queue(int(payload["user"]["id"]), partial(self._pass_on, joined))

    def _queue(self, number: int, work: Work) -> None:
        self._lanes.queue(number >> 22, work)

    async def _pass_on(self, event: Event) -> None:
        await self._receiving().receive(event)

    async def _posted(self, guild: int, channel: int, number: int, payload: Mapping[str, Any]) -> None:
        try:
            await self._see(guild, channel, payload)
        finally:
            for place in (channel, WHOLE):
                self._marks.end(guild, place, number)

    async def _see(self, guild: int, channel: int, payload: Mapping[str, Any]) -> None:
        if incoming.is_ours_to_read(payload):
            await self._pass_on(incoming.posted(payload, await self._scene(guild, channel, payload)))

    async def _opened(self, guild: int, number: int) -> None:
        thread = self._guilds.thread(guild, number)
        if thread is not None and not thread.is_post:  # a post's title comes with its first message
            await self._titled(guild, number)

    async def _titled(self, guild: int, number: int, earlier: str | None = None) -> None:
        """Look at a thread's title, with its post in a forum, else as a message of its own.

        ``earlier`` is the title that it had, as far as we saw it change. A title in the place of one that we took away,
        or over a post that is gone, is a new message: it mends nothing of what is held.
        """
        try:
            fetched = await self._performers.unknown_channel(guild, number)
        except Refused:
            return  # it is gone, its title with it
        thread = self._guilds.thread(guild, number, fetched)
        none = self._performers.no_title(wire.community_of(guild))
        if thread is None or thread.title == none:
            return
        post = await self._fetch_message(number, number) if thread.is_post else None
        payload = post or incoming.title_alone(number, {"id": str(thread.owner)})
        member = await self._fetch_member(guild, payload)
        payload = {**payload, "author": member.get("user") or payload["author"], "member": member}
        if not incoming.is_ours_to_read(payload):
            return
        scene = self._guilds.scene(guild, number, payload, fetched)
        if earlier in (None, none) or (thread.is_post and post is None):
            await self._pass_on(incoming.posted(payload, scene))
        else:
            await self._pass_on(incoming.retitled(payload, scene, self._now()))

    async def _edited(self, guild: int, channel: int, payload: Mapping[str, Any]) -> None:
        if not incoming.is_whole(payload):
            if "edited_timestamp" in payload and not payload["edited_timestamp"]:
                return
            fetched = await self._fetch_message(channel, int(payload["id"]))
            if fetched is None:
                return
            payload = {**fetched, "member": payload.get("member") or await self._fetch_member(guild, fetched)}
        if incoming.is_ours_to_read(payload):
            event = incoming.edited(payload, await self._scene(guild, channel, payload))
            if event is not None:
                await self._pass_on(event)

    async def _deleted(self, guild: int, channel: int, message: int) -> None:
        if message not in self._gone:
            await self._pass_on(incoming.deleted(guild, channel, message))

    async def _blocked(self, guild: int, channel: int, payload: Mapping[str, Any]) -> None:
        category = await self._performers.category_of_rule(guild, int(payload["rule_id"]))
        if category is not None:
            scene = await self._scene(guild, channel, {})
            event = incoming.blocked(payload, scene, self._now(), category.value)
            if event is not None:
                await self._pass_on(event)

    async def _scene(self, guild: int, channel: int, payload: Mapping[str, Any]) -> incoming.Scene:
        fetched = payload.get("channel")  # an archived thread's messages come with it
        if channel and fetched is None:
            with suppress(ChaperoneError):
                fetched = await self._performers.unknown_channel(guild, channel)
        return self._guilds.scene(guild, channel, payload, fetched)

    async def _fetch_message(self, channel: int, message: int) -> Mapping[str, Any] | None:
        path = "/channels/{channel_id}/messages/{message_id}"
        try:
            fetched: Mapping[str, Any] = await self._open().call("GET", path, channel_id=channel, message_id=message)
        except Refused:
            return None
        return fetched

    async def _fetch_member(self, guild: int, message: Mapping[str, Any]) -> Mapping[str, Any]:
        """Find what the guild knows about a message's author; a message that was fetched does not say."""
        user = int(message["author"]["id"])
        path = "/guilds/{guild_id}/members/{user_id}"
        try:
            fetched: Mapping[str, Any] = await self._open().call("GET", path, guild_id=guild, user_id=user)
        except Refused:
            return {}
        return fetched

    # Interactions.

    async def _interaction(self, payload: Mapping[str, Any]) -> None:
        data = payload.get("data") or {}
        control = wire.read_control(data.get("custom_id") or "")
        guild = int(payload.get("guild_id") or control.guild or 0)
        if not guild or not self._is_ours(guild):
            return
        locale = payload.get("locale") or "en"
        if self._staff.is_stale(guild):
            self._lanes.start(self._staff.read(guild))
        if payload["type"] == interactions.AUTOCOMPLETE:
            await self._complete(payload, self._invocation(payload, guild, locale))
            return
        if self._answers.knows(DeliveryId(wire.scoped(payload["id"]))):
            return
        in_dm = guild if payload.get("guild_id") is None else None
        self._answers.open(payload, in_dm, locale)
        by = self._invocation(payload, guild, locale)
        self._lanes.start(self._answers.defer(self._open(), by.id))
        try:
            if in_dm is not None and self._is_for_staff(payload, control.token):
                # In private Discord does not say which roles somebody has in the guild that the card is about.
                known = await self._fetch_member(guild, {"author": payload["user"]})
                if known:
                    by = self._invocation({**payload, "member": {**known, "user": payload["user"]}}, guild, locale)
            event = await self._event_of(payload, control, by)
        except ChaperoneError:
            with suppress(ChaperoneError):  # what kept us from looking may keep us from answering
                await self._say_no(by, speaking(by.locale)("discord.unanswered"))
            raise
        if event is not None:
            await self._pass_on(event)

    def _is_for_staff(self, payload: Mapping[str, Any], token: str) -> bool:
        """Tell whether a control is for moderators or admins, such as one on a private call."""
        roster = self._receiving().roster
        try:
            spec, _ = roster.route(roster.forms if payload["type"] == interactions.MODAL else roster.buttons, token)
        except Invalid:
            return False
        return spec.needs.is_staff

    def _invocation(self, payload: Mapping[str, Any], guild: int, locale: str) -> Invocation:
        member = payload.get("member") or {}
        user = member.get("user") or payload["user"]
        channel = int(payload.get("channel_id") or (payload.get("channel") or {}).get("id") or 0)
        role = self._guilds.role(guild, int(user["id"]), map(int, member["roles"])) if member else Role.MEMBER
        scene = self._guilds.scene(guild, channel, {}, payload.get("channel"))
        return Invocation(
            id=DeliveryId(wire.scoped(payload["id"])),
            community=wire.community_of(guild),
            channel=scene.channel(channel),
            actor=incoming.member_of(user, member, role, locale),
            locale=locale,
        )

    async def _event_of(
        self, payload: Mapping[str, Any], control: wire.Control, by: Invocation
    ) -> CommandInvoked | ButtonPressed | FormSubmitted | None:
        data = payload["data"]
        if payload["type"] == interactions.COMMAND:
            return await self._command(payload, by)
        if payload["type"] == interactions.MODAL:
            about = await self._about(control.about, by) if control.about is not None else None
            return FormSubmitted(invocation=by, token=control.token, fields=commands.fields(data), about=about)
        if control.token.startswith(f"{LETTER_TOKEN}:"):
            await self._read_letter(control.token.removeprefix(f"{LETTER_TOKEN}:"), by)
            return None
        if control.token.startswith(f"{FORM_TOKEN}:"):
            await self._show_kept_form(control.token.removeprefix(f"{FORM_TOKEN}:"), by)
            return None
        return ButtonPressed(invocation=by, token=control.token, values=tuple(data.get("values") or ()))

    async def _command(self, payload: Mapping[str, Any], by: Invocation) -> CommandInvoked:
        data = payload["data"]
        kind = data.get("type", commands.CHAT)
        if kind == commands.CHAT:
            words, options, _ = commands.invoked(data)
            return CommandInvoked(invocation=by, command=words, options=options)
        name = self._menus.get((kind, data["name"]), data["name"])
        if kind == commands.USER_MENU:
            option = self._receiving().roster.commands[name].options[0].name
            return CommandInvoked(invocation=by, command=name, options={option: wire.scoped(data["target_id"])})
        found = data["resolved"]["messages"][data["target_id"]]
        return CommandInvoked(invocation=by, command=name, about=await self._message(found, by))

    async def _message(self, found: Mapping[str, Any], by: Invocation) -> Message:
        guild, channel = wire.snowflake_of(by.community), int(found["channel_id"])
        if "member" not in found and not found["author"].get("bot"):
            found = {**found, "member": await self._fetch_member(guild, found)}
        return incoming.message_of(found, await self._scene(guild, channel, found))

    async def _about(self, ref: MessageRef, by: Invocation) -> Message | None:
        found = await self._fetch_message(wire.snowflake_of(ref.channel), wire.snowflake_of(ref.id))
        return None if found is None else await self._message(found, by)

    async def _read_letter(self, name: str, by: Invocation) -> None:
        """Show a letter that was left in a channel to its addressee, and to nobody else."""
        letter = await self._performers.letter(by.community, name)
        say = speaking(by.locale)
        if letter is None:
            await self._say_no(by, say("discord.letter.over"))
        elif letter[0] != by.actor.id:
            await self._say_no(by, say("discord.letter.other"))
        else:
            await self.respond(by, ShowCard(card=letter[1]))

    async def _show_kept_form(self, name: str, by: Invocation) -> None:
        form = self._answers.kept_form(name)
        if form is None:
            await self._say_no(by, speaking(by.locale)("error.stale_control"))
        else:
            await self.respond(by, ShowForm(form=form))

    async def _say_no(self, by: Invocation, why: str) -> None:
        """Say that something did not work, and why."""
        await self.respond(by, ShowCard(card=Card(title=speaking(by.locale)("error.title"), body=(why,))))

    async def _complete(self, payload: Mapping[str, Any], by: Invocation) -> None:
        words, options, focused = commands.invoked(payload["data"])
        receiver = self._receiving()
        spec = receiver.roster.commands.get(words)
        found = await receiver.complete(by, words, focused, options[focused]) if focused else ()
        declared = next((one for one in spec.options if one.name == focused), None) if spec else None
        await self._answers.complete(self._open(), payload, commands.choices(found, declared))

    # History and watermarks.

    async def _guild_came(self, guild: int) -> None:
        """Read what was written in a guild while we were away, and bring its filters into step."""
        self.ready.set()
        try:
            await self._history.read(guild, self._see_old, self._edit_old)
        finally:
            self._members.clear()
        await self._performers.keep_filters(guild)

    async def _see_old(self, guild: int, channel: int, payload: Mapping[str, Any]) -> None:
        thread = incoming.thread_told_of(payload)
        if thread is not None:
            await self._titled(guild, thread)
            return
        await self._see(guild, channel, await self._with_member(guild, payload))

    async def _edit_old(self, guild: int, channel: int, payload: Mapping[str, Any]) -> None:
        await self._edited(guild, channel, await self._with_member(guild, payload))

    async def _with_member(self, guild: int, payload: Mapping[str, Any]) -> Mapping[str, Any]:
        if not incoming.is_ours_to_read(payload) or "member" in payload:
            return payload
        author = (guild, int(payload["author"]["id"]))
        if author not in self._members:
            self._members[author] = await self._fetch_member(guild, payload)
        return {**payload, "member": self._members[author]}

    async def _load_marks(self) -> None:
        kept = await self._memory.recall_all(_MARK)
        marks = {
            (wire.snowflake_of(community), int(channel)): int(mark)
            for (community, channel), mark in kept.items()
            if self.serves(CommunityId(community))
        }
        self._marks.load(marks)
