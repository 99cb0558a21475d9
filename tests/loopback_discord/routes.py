"""The routes that a moderation bot uses, as strict as Discord about rights, lengths and states."""

import re
from bisect import bisect_left, bisect_right
from datetime import datetime, timedelta
from typing import Any

from . import validate as v
from .gateway import Gateway, flags
from .rest import Call, route
from .validate import ApiError, Problems, one
from .world import (
    COMPONENTS_V2,
    DM,
    FORUMS,
    JSON,
    POSTABLE,
    PUBLIC_THREAD,
    TEXT,
    THREADS,
    VOCAL,
    Allow,
    AuditEntry,
    Channel,
    Event,
    Guild,
    Intent,
    Member,
    Message,
    Role,
    Rule,
    User,
    Webhook,
    World,
    inner,
    moment_of,
)

NONCE = timedelta(minutes=5)
BULK_AGE = timedelta(days=14)
RULES_OF_A_KIND = {1: v.KEYWORD_RULES, 3: 1, 4: 1, 5: 1, 6: 1}


class Finding:
    """Looks things up and checks rights, or raises what Discord answers."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.calling: list[Message] = []

    def number(self, text: str) -> int:
        """Read an identifier."""
        if not text.isdigit():
            raise one("id", "NUMBER_TYPE_COERCE", f'Value "{text}" is not snowflake.')
        return int(text)

    def guild(self, text: str) -> Guild:
        """Find a guild that the bot is in."""
        guild = self.world.guilds.get(self.number(text))
        if guild is None or self.world.bot.id not in guild.members:
            raise ApiError(*v.UNKNOWN_GUILD)
        return guild

    def channel(self, text: str, *needed: Allow) -> Channel:
        """Find a channel that the bot may see."""
        channel = self.world.channels.get(self.number(text))
        if channel is None:
            raise ApiError(*v.UNKNOWN_CHANNEL)
        if not self.world.may(channel, self.world.bot) & Allow.VIEW_CHANNEL:
            raise ApiError(*v.MISSING_ACCESS)
        self.need(channel, *needed)
        return channel

    def guild_channel(self, text: str, *needed: Allow) -> tuple[Channel, Guild]:
        """Find a channel of a guild."""
        channel = self.channel(text, *needed)
        if channel.guild is None:
            raise ApiError(*v.DM_ONLY_NOT)
        return channel, channel.guild

    def need(self, where: Channel | Guild, *needed: Allow) -> None:
        """Check the bot's rights."""
        has = self.world.may(where, self.world.bot)
        if any(not has & right for right in needed):
            raise ApiError(*v.MISSING_PERMISSIONS)

    def message(self, channel: Channel, text: str) -> Message:
        """Find a message."""
        message = channel.stored.get(self.number(text))
        if message is None:
            raise ApiError(*v.UNKNOWN_MESSAGE)
        return message

    def member(self, guild: Guild, text: str) -> Member:
        """Find a member."""
        member = guild.members.get(self.number(text))
        if member is None:
            raise ApiError(*v.UNKNOWN_MEMBER)
        return member

    def role(self, guild: Guild, text: str) -> Role:
        """Find a role."""
        role = guild.roles.get(self.number(text))
        if role is None:
            raise ApiError(*v.UNKNOWN_ROLE)
        return role

    def outranked(self, member: Member) -> None:
        """Check that the bot stands above a member."""
        if not self.world.outranks(member):
            raise ApiError(*v.MISSING_PERMISSIONS)

    def drawn(self, message: Message) -> JSON:
        """Draw a message as REST does: without its content where the application lacks the intent."""
        bare = not self.world.privileged & Intent.MESSAGE_CONTENT and not self.world.says_content(message)
        return message.payload(bare=bare)

    def build(self, call: Call, body: JSON, channel: Channel, author: User, **more: Any) -> Message:
        """Make a message from a checked body, with its files and whom it calls."""
        message = Message(
            id=self.world.snowflake(),
            channel=channel,
            author=author,
            flags=int(body.get("flags") or 0),
            nonce=None if body.get("nonce") is None else str(body["nonce"]),
            application=self.world.application,
            poll=_poll(body.get("poll"), self.world),
            **more,
        )
        self.fill(call, body, message)
        message.pings = pings(self.world, message, body.get("allowed_mentions"))
        if message.pings:
            self.calling.append(message)
        return message

    def fill(self, call: Call, body: JSON, message: Message) -> None:
        """Put what a body names into a message; what it does not name stays."""
        kept = {item["id"]: item for item in message.attachments}
        v.check_files(body, call.files, kept)
        if "content" in body:
            message.content = (body["content"] or "").strip()
        if "embeds" in body:
            message.embeds = [{"type": "rich"} | embed for embed in body["embeds"] or []]
        if "components" in body:
            message.components = _numbered(body["components"] or [])
        if body.get("flags"):
            message.flags |= int(body["flags"]) & (COMPONENTS_V2 | 1 << 2)
        if body.get("attachments") is not None:
            named = body["attachments"]
        else:
            named = [*message.attachments, *({"id": number} for number in call.files)]
        message.attachments = [kept.get(str(item["id"])) or self._attach(call, item, message) for item in named]

    def _attach(self, call: Call, item: JSON, message: Message) -> JSON:
        name, data = call.files[str(item["id"])]
        return attachment(self.world, message.channel, item.get("filename") or name, data)


class Routes(Finding):
    """Everything but interactions."""

    def __init__(self, world: World, gateway: Gateway) -> None:
        super().__init__(world)
        self.gateway = gateway
        self.shards = 1

    # The bot itself

    @route("GET", "/users/@me")
    def me(self, call: Call) -> JSON:
        """Answer who the bot is."""
        return self.world.bot.payload() | {"verified": True, "mfa_enabled": True, "email": None, "flags": 0}

    @route("GET", "/users/@me/guilds")
    def my_guilds(self, call: Call) -> list[JSON]:
        """List the bot's guilds."""
        return [
            {"id": str(guild.id), "name": guild.name, "owner": False, "features": [], "icon": None}
            | {"permissions": str(self.world.may(guild, self.world.bot))}
            for guild in self.world.guilds.values()
        ]

    @route("DELETE", "/users/@me/guilds/{guild}")
    def leave(self, call: Call, guild: str) -> None:
        """Leave a guild."""
        left = self.guild(guild)
        del self.world.guilds[left.id]
        self.world.emit(Event(name="GUILD_DELETE", data={"id": guild}, intents=Intent.GUILDS, guild=left))

    @route("GET", "/oauth2/applications/@me")
    @route("GET", "/applications/@me")
    def application(self, call: Call) -> JSON:
        """Answer what the application is."""
        return {
            "id": str(self.world.application),
            "name": "Chaperone",
            "icon": None,
            "description": "",
            "bot_public": True,
            "bot_require_code_grant": False,
            "owner": self.world.maker.payload(),
            "team": None,
            "verify_key": "00" * 32,
            "flags": flags(self.world),
            "approximate_guild_count": len(self.world.guilds),
            "bot": self.world.bot.payload(),
        }

    @route("GET", "/gateway", open_door=True)
    def gateway_address(self, call: Call) -> JSON:
        """Answer where the gateway is."""
        return {"url": self.gateway.url}

    @route("GET", "/gateway/bot")
    def gateway_bot(self, call: Call) -> JSON:
        """Answer where the gateway is and how many shards it wants."""
        limit = {"total": 1_000, "remaining": 999, "reset_after": 14_400_000}
        limit["max_concurrency"] = self.gateway.max_concurrency
        return {"url": self.gateway.url, "shards": self.shards, "session_start_limit": limit}

    @route("GET", "/users/{user}")
    def user(self, call: Call, user: str) -> JSON:
        """Answer who somebody is."""
        found = self.world.users.get(self.number(user))
        if found is None:
            raise ApiError(*v.UNKNOWN_USER)
        return found.payload()

    @route("POST", "/users/@me/channels")
    def open_dm(self, call: Call) -> JSON:
        """Open the direct messages with somebody."""
        user = self.world.users.get(int((call.body or {}).get("recipient_id", 0)))
        if user is None or user is self.world.bot:
            raise ApiError(400, 50033, "Invalid Recipient(s)")
        return dm(self.world, user).payload()

    # Messages

    @route("GET", "/channels/{channel}/messages")
    def history(self, call: Call, channel: str) -> list[JSON]:
        """Answer a page of a channel's messages, the newest first."""
        place = self.channel(channel)
        limit = int(call.query.get("limit", 50))
        problems = Problems()
        problems.number("limit", limit, 1, 100)
        problems.end()
        if place.kind not in POSTABLE:
            raise ApiError(*v.NO_TEXT_CHANNEL)
        if place.kind in VOCAL:
            self.need(place, Allow.CONNECT)
        if not self.world.may(place, self.world.bot) & Allow.READ_MESSAGE_HISTORY:
            return []
        ids = list(place.stored)
        end = len(ids)
        start = max(0, end - limit)
        if "before" in call.query:
            end = bisect_left(ids, int(call.query["before"]))
            start = max(0, end - limit)
        elif "after" in call.query:
            start = bisect_right(ids, int(call.query["after"]))
            end = start + limit
        elif "around" in call.query:
            start = max(0, bisect_left(ids, int(call.query["around"])) - limit // 2)
            end = start + limit
        return [self.drawn(place.stored[item]) for item in reversed(ids[start:end])]

    @route("GET", "/channels/{channel}/messages/{message}")
    def get_message(self, call: Call, channel: str, message: str) -> JSON:
        """Answer one message."""
        place = self.channel(channel, Allow.READ_MESSAGE_HISTORY)
        return self.drawn(self.message(place, message))

    @route("POST", "/channels/{channel}/messages")
    def send(self, call: Call, channel: str) -> JSON:
        """Post as the bot."""
        place, body = self.channel(channel), call.body or {}
        if place.kind not in POSTABLE:
            raise ApiError(*v.NO_TEXT_CHANNEL)
        v.check_message(body, files=len(call.files))
        self._may_send(place, body, files=bool(call.files))
        known = self._sent_before(body)
        if known:
            return known.payload()
        reference = self._reference(place, body.get("message_reference"))
        more: JSON = {"reference": reference, "kind": 19} if reference else {}
        message = self.build(call, body, place, self.world.bot, **more)
        if message.nonce:
            self.world.nonces[message.nonce] = (self.world.now(), message)
        return self.world.add(message).payload()

    def _sent_before(self, body: JSON) -> Message | None:
        if not body.get("enforce_nonce") or body.get("nonce") is None:
            return None
        at, message = self.world.nonces.get(str(body["nonce"]), (None, None))
        return message if at and self.world.now() - at < NONCE else None

    def _may_send(self, place: Channel, body: JSON, *, files: bool) -> None:
        if place.with_user:
            if not any(place.with_user.id in guild.members for guild in self.world.guilds.values()):
                raise ApiError(*v.NO_MUTUAL_GUILD)
            if not place.with_user.dms:
                raise ApiError(*v.CLOSED)
            return
        self.need(place, Allow.SEND_MESSAGES_IN_THREADS if place.kind in THREADS else Allow.SEND_MESSAGES)
        if body.get("embeds"):
            self.need(place, Allow.EMBED_LINKS)
        if files:
            self.need(place, Allow.ATTACH_FILES)
        if place.locked:
            self.need(place, Allow.MANAGE_THREADS)

    def _reference(self, place: Channel, reference: JSON | None) -> JSON | None:
        if not reference:
            return None
        target = place.stored.get(int(reference.get("message_id", 0)))
        if target is None:
            if reference.get("fail_if_not_exists", True):
                raise one("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
            return None
        if not self.world.may(place, self.world.bot) & Allow.READ_MESSAGE_HISTORY:
            raise ApiError(403, 160002, "Cannot reply without permission to read message history")
        drawn: JSON = {"type": 0, "message_id": str(target.id), "channel_id": str(place.id)}
        return drawn | ({"guild_id": str(place.guild.id)} if place.guild else {})

    @route("PATCH", "/channels/{channel}/messages/{message}")
    def edit_message(self, call: Call, channel: str, message: str) -> JSON:
        """Change one of the bot's messages."""
        found = self.message(self.channel(channel), message)
        if found.author is not self.world.bot:
            raise ApiError(*v.NOT_AUTHOR)
        if call.files and found.channel.guild:
            self.need(found.channel, Allow.ATTACH_FILES)
        self.edit(call, found)
        return found.payload()

    def edit(self, call: Call, message: Message) -> None:
        """Change a message as a body says, and tell the sessions."""
        edit(self, call, message, call.body or {})

    @route("DELETE", "/channels/{channel}/messages/{message}")
    def delete_message(self, call: Call, channel: str, message: str) -> None:
        """Delete a message."""
        place = self.channel(channel)
        found = self.message(place, message)
        if found.author is not self.world.bot:
            if place.guild is None:
                raise ApiError(*v.DM_ONLY_NOT)
            self.need(place, Allow.MANAGE_MESSAGES)
            audit(place.guild, "message_delete", found.id, call)
        self.world.remove(found)

    @route("POST", "/channels/{channel}/messages/bulk-delete")
    def bulk_delete(self, call: Call, channel: str) -> None:
        """Delete 2 to 100 messages that are not older than two weeks."""
        place, guild = self.guild_channel(channel, Allow.MANAGE_MESSAGES)
        ids = [int(item) for item in (call.body or {}).get("messages", ())]
        if not 2 <= len(ids) <= 100:
            raise ApiError(*v.BULK_COUNT)
        if len(set(ids)) != len(ids):
            raise one("messages", "BASE_TYPE_DUPLICATE", "Duplicate message ids")
        if any(self.world.now() - moment_of(item) > BULK_AGE for item in ids):
            raise ApiError(*v.TOO_OLD)
        found = [place.stored[item] for item in ids if item in place.stored]
        audit(guild, "message_bulk_delete", place.id, call)
        if found:
            self.world.remove(*found)

    @route("POST", "/channels/{channel}/typing")
    def typing(self, call: Call, channel: str) -> None:
        """Show that the bot is typing."""
        self.channel(channel, Allow.SEND_MESSAGES)

    # Channels and threads

    @route("GET", "/channels/{channel}")
    def get_channel(self, call: Call, channel: str) -> JSON:
        """Answer a channel."""
        return self.channel(channel).payload()

    @route("PATCH", "/channels/{channel}")
    def edit_channel(self, call: Call, channel: str) -> JSON:
        """Change a channel: its name, topic, slow mode, overwrites, or a thread's state."""
        place, guild = self.guild_channel(channel)
        self.need(place, Allow.MANAGE_THREADS if place.kind in THREADS else Allow.MANAGE_CHANNELS)
        body, problems = call.body or {}, Problems()
        if place.archived and body.get("archived", True):
            raise ApiError(*v.ARCHIVED)
        problems.number("rate_limit_per_user", body.get("rate_limit_per_user"), 0, 21_600)
        problems.text("topic", body.get("topic"), 0, 4_096 if place.kind in FORUMS else 1_024)
        if "name" in body:
            problems.text("name", body["name"], 1, 100)
        problems.end()
        if "permission_overwrites" in body:
            self.need(place, Allow.MANAGE_ROLES)
            place.overwrites = {
                int(item["id"]): (int(item["type"]), int(item.get("allow") or 0), int(item.get("deny") or 0))
                for item in body["permission_overwrites"]
            }
        place.slow = body.get("rate_limit_per_user", place.slow) or 0
        for name in ("name", "topic", "archived", "locked"):
            if name in body:
                setattr(place, name, body[name])
        if "archived" in body:
            place.archived_at = self.world.now()
        audit(guild, "channel_update", place.id, call)
        self.world.tell_channel("UPDATE", place)
        if place.kind in THREADS and "name" in body:
            tell_of_title(self.world, place, self.world.bot)
        return place.payload()

    @route("DELETE", "/channels/{channel}")
    def delete_channel(self, call: Call, channel: str) -> JSON:
        """Delete a channel."""
        place, guild = self.guild_channel(channel)
        self.need(place, Allow.MANAGE_THREADS if place.kind in THREADS else Allow.MANAGE_CHANNELS)
        audit(guild, "channel_delete", place.id, call)
        self.world.tell_channel("DELETE", place)
        del guild.channels[place.id], self.world.channels[place.id]
        return place.payload()

    @route("PUT", "/channels/{channel}/permissions/{target}")
    def overwrite(self, call: Call, channel: str, target: str) -> None:
        """Set one overwrite of a channel."""
        place, guild = self.guild_channel(channel, Allow.MANAGE_ROLES)
        body = call.body or {}
        place.overwrites[self.number(target)] = (
            int(body.get("type", 0)),
            int(body.get("allow") or 0),
            int(body.get("deny") or 0),
        )
        audit(guild, "channel_overwrite", place.id, call)
        self.world.tell_channel("UPDATE", place)

    @route("GET", "/guilds/{guild}/channels")
    def channels(self, call: Call, guild: str) -> list[JSON]:
        """List a guild's channels, without threads."""
        return [c.payload() for c in self.guild(guild).channels.values() if c.kind not in THREADS]

    @route("POST", "/guilds/{guild}/channels")
    def create_channel(self, call: Call, guild: str) -> JSON:
        """Make a channel."""
        place, body, problems = self.guild(guild), call.body or {}, Problems()
        self.need(place, Allow.MANAGE_CHANNELS)
        problems.text("name", body.get("name"), 1, 100)
        problems.end()
        channel = Channel(id=self.world.snowflake(), kind=body.get("type") or TEXT, name=body["name"], guild=place)
        channel.overwrites = {
            int(item["id"]): (int(item["type"]), int(item.get("allow") or 0), int(item.get("deny") or 0))
            for item in body.get("permission_overwrites") or []
        }
        place.channels[channel.id] = self.world.channels[channel.id] = channel
        audit(place, "channel_create", channel.id, call)
        self.world.tell_channel("CREATE", channel)
        return channel.payload()

    @route("GET", "/guilds/{guild}/threads/active")
    def active_threads(self, call: Call, guild: str) -> JSON:
        """List the threads that are not archived."""
        threads = [c for c in self.guild(guild).channels.values() if c.kind in THREADS and not c.archived]
        seen = [c for c in threads if self.world.may(c, self.world.bot) & Allow.VIEW_CHANNEL]
        return {"threads": [thread.payload() for thread in seen], "members": []}

    @route("GET", "/channels/{channel}/threads/archived/{sort}")
    def archived_threads(self, call: Call, channel: str, sort: str) -> JSON:
        """List the archived threads of a channel, by pages, those that were archived last first."""
        place, guild = self.guild_channel(channel, Allow.READ_MESSAGE_HISTORY)
        if sort == "private":
            self.need(place, Allow.MANAGE_THREADS)
        kind = PUBLIC_THREAD if sort == "public" else 12
        drawn = [
            one.payload()
            for one in guild.channels.values()
            if one.parent is place and one.archived and one.kind == kind
        ]
        drawn.sort(key=_archived_at, reverse=True)
        if "before" in call.query:
            before = datetime.fromisoformat(call.query["before"])
            drawn = [one for one in drawn if _archived_at(one) < before]
        limit = int(call.query.get("limit", 50))
        problems = Problems()
        problems.number("limit", limit, 2, 100)
        problems.end()
        return {"threads": drawn[:limit], "members": [], "has_more": len(drawn) > limit}

    @route("POST", "/channels/{channel}/threads")
    def create_thread(self, call: Call, channel: str) -> JSON:
        """Make a thread, or a forum's post with its first message."""
        place, guild = self.guild_channel(channel, Allow.CREATE_PUBLIC_THREADS)
        body, problems = call.body or {}, Problems()
        problems.text("name", body.get("name"), 1, 100)
        problems.end()
        thread = start_thread(self.world, guild, place, body["name"], self.world.bot)
        if place.kind not in FORUMS:
            return thread.payload()
        first = body.get("message") or {}
        v.check_message(first, files=len(call.files))
        message = self.build(call, first, thread, self.world.bot)
        message.id = thread.id
        return thread.payload() | {"message": self.world.add(message).payload()}

    @route("PUT", "/channels/{channel}/thread-members/@me")
    def join_thread(self, call: Call, channel: str) -> None:
        """Join a thread."""
        place = self.channel(channel)
        if place.archived:
            raise ApiError(*v.ARCHIVED)

    # Guilds, members, roles

    @route("GET", "/guilds/{guild}")
    def get_guild(self, call: Call, guild: str) -> JSON:
        """Answer a guild."""
        found = self.guild(guild)
        counted = {"approximate_member_count": len(found.members), "approximate_presence_count": 0}
        return found.payload() | (counted if call.query.get("with_counts") else {})

    @route("GET", "/guilds/{guild}/roles")
    def get_roles(self, call: Call, guild: str) -> list[JSON]:
        """List a guild's roles."""
        return [role.payload() for role in self.guild(guild).roles.values()]

    @route("GET", "/guilds/{guild}/members")
    def members(self, call: Call, guild: str) -> list[JSON]:
        """List members, which takes the members intent."""
        found, limit, after = self.guild(guild), int(call.query.get("limit", 1)), int(call.query.get("after", 0))
        if not self.world.privileged & Intent.GUILD_MEMBERS:
            raise ApiError(*v.MISSING_ACCESS)
        problems = Problems()
        problems.number("limit", limit, 1, 1_000)
        problems.end()
        return [found.members[item].payload() for item in sorted(found.members) if item > after][:limit]

    @route("GET", "/guilds/{guild}/members/{user}")
    def get_member(self, call: Call, guild: str, user: str) -> JSON:
        """Answer one member."""
        return self.member(self.guild(guild), user).payload()

    @route("PATCH", "/guilds/{guild}/members/{user}")
    def edit_member(self, call: Call, guild: str, user: str) -> JSON:
        """Change a member: timeout, nickname, roles."""
        place = self.guild(guild)
        member, body = self.member(place, user), call.body or {}
        if "communication_disabled_until" in body:
            self.need(place, Allow.MODERATE_MEMBERS)
            self.outranked(member)
            if self.world.may(place, member) & Allow.ADMINISTRATOR:
                raise ApiError(*v.MISSING_PERMISSIONS)
            member.silent_until = v.parse_timeout(body["communication_disabled_until"], self.world.now())
        if "nick" in body:
            self.need(place, Allow.MANAGE_NICKNAMES)
            self.outranked(member)
            problems = Problems()
            problems.text("nick", body["nick"], 0, 32)
            problems.end()
            member.nick = body["nick"] or None
        if "roles" in body:
            self.need(place, Allow.MANAGE_ROLES)
            roles = {self.role(place, str(item)).id for item in body["roles"]}
            for role in roles ^ member.roles:
                self._may_give(place, place.roles[role])
            member.roles = roles
        audit(place, "member_update", member.id, call)
        self.world.tell_guild("GUILD_MEMBER_UPDATE", place, member.payload(), Intent.GUILD_MEMBERS)
        return member.payload()

    @route("PUT", "/guilds/{guild}/members/{user}/roles/{role}")
    def give_role(self, call: Call, guild: str, user: str, role: str) -> None:
        """Give a role."""
        self._change_role(call, guild, user, role, give=True)

    @route("DELETE", "/guilds/{guild}/members/{user}/roles/{role}")
    def take_role(self, call: Call, guild: str, user: str, role: str) -> None:
        """Take a role."""
        self._change_role(call, guild, user, role, give=False)

    def _change_role(self, call: Call, guild: str, user: str, role: str, *, give: bool) -> None:
        place = self.guild(guild)
        member, found = self.member(place, user), self.role(place, role)
        self.need(place, Allow.MANAGE_ROLES)
        self._may_give(place, found)
        (member.roles.add if give else member.roles.discard)(found.id)
        audit(place, "member_role_update", member.id, call)
        self.world.tell_guild("GUILD_MEMBER_UPDATE", place, member.payload(), Intent.GUILD_MEMBERS)

    def _may_give(self, guild: Guild, role: Role) -> None:
        if role.position >= guild.members[self.world.bot.id].rank or role.managed_by:
            raise ApiError(*v.MISSING_PERMISSIONS)

    @route("DELETE", "/guilds/{guild}/members/{user}")
    def kick(self, call: Call, guild: str, user: str) -> None:
        """Take a member out of the guild."""
        place = self.guild(guild)
        self.need(place, Allow.KICK_MEMBERS)
        member = self.member(place, user)
        self.outranked(member)
        audit(place, "member_kick", member.id, call)
        remove_member(self.world, member)

    @route("PUT", "/guilds/{guild}/bans/{user}")
    def ban(self, call: Call, guild: str, user: str) -> None:
        """Ban somebody, and delete their messages of the last seconds as asked."""
        place = self.guild(guild)
        self.need(place, Allow.BAN_MEMBERS)
        target, problems = self.number(user), Problems()
        if target not in self.world.users:
            raise ApiError(*v.UNKNOWN_USER)
        # Documented as JSON; discord.py sends it in the query.
        seconds = int(({"delete_message_seconds": 0} | (call.body or {}) | call.query)["delete_message_seconds"])
        problems.number("delete_message_seconds", seconds, 0, 604_800)
        problems.end()
        if target in place.members:
            self.outranked(place.members[target])
            remove_member(self.world, place.members[target])
        place.banned[target] = call.reason
        audit(place, "member_ban_add", target, call)
        since = self.world.now() - timedelta(seconds=seconds)
        for channel in place.channels.values():
            gone = [m for m in channel.messages if m.author.id == target and moment_of(m.id) > since]
            if gone:
                self.world.remove(*gone)

    @route("DELETE", "/guilds/{guild}/bans/{user}")
    def unban(self, call: Call, guild: str, user: str) -> None:
        """Lift a ban."""
        place = self.guild(guild)
        self.need(place, Allow.BAN_MEMBERS)
        if place.banned.pop(self.number(user), v) is v:
            raise ApiError(*v.UNKNOWN_BAN)
        audit(place, "member_ban_remove", int(user), call)

    # Webhooks

    @route("POST", "/channels/{channel}/webhooks")
    def create_webhook(self, call: Call, channel: str) -> JSON:
        """Make a webhook."""
        place, guild = self.guild_channel(channel)
        if place.kind in THREADS:
            raise ApiError(*v.NOT_THAT_CHANNEL)
        self.need(place, Allow.MANAGE_WEBHOOKS)
        name = (call.body or {}).get("name")
        v.check_webhook_name("name", name)
        if sum(hook.channel is place for hook in guild.webhooks.values()) >= 15:
            raise ApiError(*v.TOO_MANY_WEBHOOKS)
        hook = Webhook(
            id=self.world.snowflake(),
            token=self.world.secret(),
            name=str(name).strip(),
            channel=place,
            creator=self.world.bot,
            application=self.world.application,
        )
        guild.webhooks[hook.id] = hook
        audit(guild, "webhook_create", hook.id, call)
        self._webhooks_changed(hook)
        return hook.payload()

    def _webhooks_changed(self, hook: Webhook) -> None:
        guild = hook.channel.guild
        assert guild
        self.world.tell_guild("WEBHOOKS_UPDATE", guild, {"channel_id": str(hook.channel.id)}, Intent.GUILD_WEBHOOKS)

    @route("GET", "/channels/{channel}/webhooks")
    def channel_webhooks(self, call: Call, channel: str) -> list[JSON]:
        """List a channel's webhooks."""
        place, guild = self.guild_channel(channel, Allow.MANAGE_WEBHOOKS)
        return [self._seen(hook) for hook in guild.webhooks.values() if hook.channel is place]

    @route("GET", "/guilds/{guild}/webhooks")
    def guild_webhooks(self, call: Call, guild: str) -> list[JSON]:
        """List a guild's webhooks."""
        place = self.guild(guild)
        self.need(place, Allow.MANAGE_WEBHOOKS)
        return [self._seen(hook) for hook in place.webhooks.values()]

    def _seen(self, hook: Webhook) -> JSON:
        # The token of another application's webhook is nobody else's to see.
        drawn = hook.payload()
        if hook.application != self.world.application:
            del drawn["token"]
        return drawn

    def webhook(self, text: str, token: str | None = None) -> tuple[Webhook, Guild]:
        """Find a webhook; with a token, the right one."""
        number = self.number(text)
        for guild in self.world.guilds.values():
            hook = guild.webhooks.get(number)
            if hook:
                if token is not None and token != hook.token:
                    raise ApiError(*v.BAD_WEBHOOK_TOKEN)
                if token is None:
                    self.need(hook.channel, Allow.MANAGE_WEBHOOKS)
                return hook, guild
        raise ApiError(*v.UNKNOWN_WEBHOOK)

    @route("GET", "/webhooks/{hook}")
    def get_webhook(self, call: Call, hook: str) -> JSON:
        """Answer a webhook."""
        return self._seen(self.webhook(hook)[0])

    @route("PATCH", "/webhooks/{hook}")
    def edit_webhook(self, call: Call, hook: str) -> JSON:
        """Change a webhook: its name, its channel."""
        found, guild = self.webhook(hook)
        body = call.body or {}
        if "name" in body:
            v.check_webhook_name("name", body["name"])
            found.name = body["name"].strip()
        if "channel_id" in body:
            found.channel = self.channel(str(body["channel_id"]), Allow.MANAGE_WEBHOOKS)
        audit(guild, "webhook_update", found.id, call)
        self._webhooks_changed(found)
        return found.payload()

    @route("DELETE", "/webhooks/{hook}")
    def delete_webhook(self, call: Call, hook: str) -> None:
        """Delete a webhook."""
        self._delete_webhook(call, *self.webhook(hook))

    @route("DELETE", "/webhooks/{hook}/{token}", open_door=True)
    def delete_webhook_by_token(self, call: Call, hook: str, token: str) -> None:
        """Delete a webhook."""
        self._delete_webhook(call, *self.webhook(hook, token))

    def _delete_webhook(self, call: Call, hook: Webhook, guild: Guild) -> None:
        del guild.webhooks[hook.id]
        audit(guild, "webhook_delete", hook.id, call)
        self._webhooks_changed(hook)

    def execute(self, call: Call, hook: str, token: str) -> JSON | None:
        """Post through a webhook; without ``wait`` nothing comes back."""
        found, guild = self.webhook(hook, token)
        body, place = call.body or {}, found.channel
        v.check_message(body, files=len(call.files))
        if body.get("username") is not None:
            v.check_webhook_name("username", body["username"])
        if "thread_id" in call.query:
            thread = guild.channels.get(self.number(call.query["thread_id"]))
            if thread is None or thread.parent is not found.channel:
                raise ApiError(*v.UNKNOWN_CHANNEL)
            place = thread
        elif place.kind in FORUMS:
            if not body.get("thread_name"):
                message = "Webhooks posted to forum channels must have a thread_name or thread_id"
                raise ApiError(400, 220001, message)
            place = start_thread(self.world, guild, place, body["thread_name"], self.world.bot)
        author = User(id=found.id, name=(body.get("username") or found.name).strip(), bot=True)
        message_ = self.build(call, body, place, author, webhook=found.id)
        self.world.add(message_)
        return message_.payload() if call.query.get("wait") in {"1", "true"} else None

    def webhook_message(self, call: Call, hook: str, token: str, message: str) -> tuple[Webhook, Message]:
        """Find a message that a webhook posted."""
        found, guild = self.webhook(hook, token)
        place = guild.channels.get(int(call.query.get("thread_id", found.channel.id)))
        stored = place.stored.get(self.number(message)) if place else None
        if stored is None or stored.webhook != found.id:
            raise ApiError(*v.UNKNOWN_MESSAGE)
        return found, stored

    # AutoMod

    @route("GET", "/guilds/{guild}/auto-moderation/rules")
    def rules(self, call: Call, guild: str) -> list[JSON]:
        """List the rules."""
        place = self.guild(guild)
        self.need(place, Allow.MANAGE_GUILD)
        return [rule.data for rule in place.rules.values()]

    @route("POST", "/guilds/{guild}/auto-moderation/rules")
    def create_rule(self, call: Call, guild: str) -> JSON:
        """Make a rule."""
        place, body = self.guild(guild), call.body or {}
        self.need(place, Allow.MANAGE_GUILD)
        self._check_rule(place, body)
        kind = body["trigger_type"]
        if sum(rule.data["trigger_type"] == kind for rule in place.rules.values()) >= RULES_OF_A_KIND[kind]:
            raise one("", "AUTO_MODERATION_MAX_RULES_OF_TYPE_EXCEEDED", "Maximum number of rules of this type exceeded")
        number = self.world.snowflake()
        data: JSON = {
            "id": str(number),
            "guild_id": str(place.id),
            "creator_id": str(self.world.bot.id),
            "trigger_metadata": {},
            "enabled": False,
            "exempt_roles": [],
            "exempt_channels": [],
        }
        rule = Rule(id=number, data=data | body)
        place.rules[number] = rule
        audit(place, "auto_moderation_rule_create", number, call)
        self._rule_changed("CREATE", place, rule)
        return rule.data

    def _check_rule(self, guild: Guild, body: JSON) -> None:
        v.check_rule(body)
        if any(action["type"] == 3 for action in body["actions"]):
            self.need(guild, Allow.MODERATE_MEMBERS)

    def _rule_changed(self, what: str, guild: Guild, rule: Rule) -> None:
        self.world.tell_guild(f"AUTO_MODERATION_RULE_{what}", guild, rule.data, Intent.AUTO_MODERATION_CONFIGURATION)

    def rule(self, guild: str, rule: str) -> tuple[Guild, Rule]:
        """Find a rule."""
        place = self.guild(guild)
        self.need(place, Allow.MANAGE_GUILD)
        found = place.rules.get(self.number(rule))
        if found is None:
            raise ApiError(*v.UNKNOWN_RULE)
        return place, found

    @route("GET", "/guilds/{guild}/auto-moderation/rules/{rule}")
    def get_rule(self, call: Call, guild: str, rule: str) -> JSON:
        """Answer a rule."""
        return self.rule(guild, rule)[1].data

    @route("PATCH", "/guilds/{guild}/auto-moderation/rules/{rule}")
    def edit_rule(self, call: Call, guild: str, rule: str) -> JSON:
        """Change a rule."""
        place, found = self.rule(guild, rule)
        changed = found.data | (call.body or {}) | {"trigger_type": found.data["trigger_type"]}
        self._check_rule(place, changed)
        found.data = changed
        audit(place, "auto_moderation_rule_update", found.id, call)
        self._rule_changed("UPDATE", place, found)
        return found.data

    @route("DELETE", "/guilds/{guild}/auto-moderation/rules/{rule}")
    def delete_rule(self, call: Call, guild: str, rule: str) -> None:
        """Delete a rule."""
        place, found = self.rule(guild, rule)
        del place.rules[found.id]
        audit(place, "auto_moderation_rule_delete", found.id, call)
        self._rule_changed("DELETE", place, found)

    # Commands

    @route("GET", "/applications/{application}/commands")
    @route("GET", "/applications/{application}/guilds/{guild}/commands")
    def commands(self, call: Call, application: str, guild: str | None = None) -> list[JSON]:
        """List the commands of the application or of one guild."""
        full = call.query.get("with_localizations") in {"1", "true"}
        return [command if full else _unlocalized(command) for command in self._commands(application, guild).values()]

    @route("PUT", "/applications/{application}/commands")
    @route("PUT", "/applications/{application}/guilds/{guild}/commands")
    def replace_commands(self, call: Call, application: str, guild: str | None = None) -> list[JSON]:
        """Replace all commands; one that keeps its name and type keeps its identifier."""
        kept = self._commands(application, guild)
        v.check_commands(call.body)
        known = {(command["type"], command["name"]): command for command in kept.values()}
        drawn = [self._command(body, guild, known.get((body.get("type", 1), body["name"]))) for body in call.body]
        kept.clear()
        kept.update({int(command["id"]): command for command in drawn})
        return drawn

    @route("POST", "/applications/{application}/commands")
    @route("POST", "/applications/{application}/guilds/{guild}/commands")
    def create_command(self, call: Call, application: str, guild: str | None = None) -> JSON:
        """Make a command, or replace the one of that name."""
        kept, body = self._commands(application, guild), call.body or {}
        same = (body.get("type", 1), body.get("name"))
        others = [command for command in kept.values() if (command["type"], command["name"]) != same]
        known = next((command for command in kept.values() if (command["type"], command["name"]) == same), None)
        v.check_commands([*others, body])
        drawn = self._command(body, guild, known)
        kept[int(drawn["id"])] = drawn
        return drawn

    @route("DELETE", "/applications/{application}/commands/{command}")
    def delete_command(self, call: Call, application: str, command: str) -> None:
        """Delete a command."""
        if self._commands(application, None).pop(self.number(command), None) is None:
            raise ApiError(*v.UNKNOWN_COMMAND)

    @route("DELETE", "/applications/{application}/guilds/{guild}/commands/{command}")
    def delete_guild_command(self, call: Call, application: str, guild: str, command: str) -> None:
        """Delete a guild's command."""
        if self._commands(application, guild).pop(self.number(command), None) is None:
            raise ApiError(*v.UNKNOWN_COMMAND)

    def _commands(self, application: str, guild: str | None) -> dict[int, JSON]:
        if self.number(application) != self.world.application:
            raise ApiError(403, 20012, "You are not authorized to perform this action on this application")
        if guild is None:
            return self.world.commands
        if self.number(guild) not in self.world.guilds:
            raise ApiError(*v.MISSING_ACCESS)
        return self.world.guilds[int(guild)].commands

    def _command(self, body: JSON, guild: str | None, known: JSON | None) -> JSON:
        needed = body.get("default_member_permissions")
        drawn: JSON = {
            "id": known["id"] if known else str(self.world.snowflake()),
            "application_id": str(self.world.application),
            "version": str(self.world.snowflake()),
            "type": 1,
            "description": "",
            "name_localizations": None,
            "description_localizations": None,
            "nsfw": False,
        }
        drawn |= body | {"default_member_permissions": None if needed is None else str(needed)}
        return drawn | ({"guild_id": guild} if guild else {})


def edit(finding: Finding, call: Call, message: Message, body: JSON) -> None:
    """Change a message as a body says; what would be left empty is refused."""
    stands: JSON = {"content": message.content, "embeds": message.embeds, "components": message.components}
    stands["attachments"] = message.attachments
    v.check_message(stands | body, files=len(call.files), v2=bool(message.flags & COMPONENTS_V2))
    finding.fill(call, body, message)
    message.edited_at = finding.world.now()
    if message.id in message.channel.stored:
        finding.world.change(message)


def audit(guild: Guild, action: str, target: int, call: Call) -> None:
    """Write a line into the audit log."""
    guild.audit.append(AuditEntry(action=action, target=target, reason=call.reason))


def dm(world: World, user: User) -> Channel:
    """Give the direct messages with a user."""
    if user.id not in world.dms:
        channel = Channel(id=world.snowflake(), kind=DM, with_user=user)
        world.dms[user.id] = world.channels[channel.id] = channel
    return world.dms[user.id]


def _archived_at(thread: JSON) -> datetime:
    return datetime.fromisoformat(thread["thread_metadata"]["archive_timestamp"])


def start_thread(
    world: World,
    guild: Guild,
    parent: Channel,
    name: str,
    owner: User,
    kind: int = PUBLIC_THREAD,
    number: int | None = None,
) -> Channel:
    """Make a thread; ``number`` is that of the message that it is opened from, if it is."""
    thread = Channel(id=number or world.snowflake(), kind=kind, name=name, guild=guild, parent=parent, owner=owner.id)
    guild.channels[thread.id] = world.channels[thread.id] = thread
    world.tell_channel("CREATE", thread)
    return thread


def tell_of_title(world: World, thread: Channel, by: User) -> Message:
    """Write the line in which Discord tells in a thread that somebody gave it another title."""
    return world.add(Message(id=world.snowflake(), channel=thread, author=by, content=thread.name, kind=4))


def remove_member(world: World, member: Member) -> None:
    """Take a member out of a guild."""
    del member.guild.members[member.id]
    world.tell_guild("GUILD_MEMBER_REMOVE", member.guild, {"user": member.user.payload()}, Intent.GUILD_MEMBERS)


def attachment(world: World, channel: Channel, name: str, data: bytes) -> JSON:
    """Keep a file and draw the attachment object; its address is completed by the server."""
    number = str(world.snowflake())
    world.files[number] = data
    address = f"{world.address}/attachments/{channel.id}/{number}/{name}"
    return {
        "id": number,
        "filename": name,
        "size": len(data),
        "url": address,
        "proxy_url": address,
        "content_type": "image/png" if name.endswith(".png") else "application/octet-stream",
    }


def pings(world: World, message: Message, allowed: JSON | None) -> tuple[str, ...]:
    """List whom a new message calls: what it names and ``allowed_mentions`` lets through; without it, everything.

    ``allowed_mentions`` gives no right: a role is called if anybody may mention it, or by who may mention everybody
    (source: Discord, "Allowed Mentions Object"; discord-api-docs 1441 and 1604). Webhooks are taken to have the right.
    """
    said = "\n".join(
        [message.content, *(part.get("content", "") for part in inner(message.components) if part.get("type") == 10)]
    )
    parse = {"users", "roles", "everyone"} if allowed is None else set(allowed.get("parse") or [])
    users = set(map(str, (allowed or {}).get("users") or []))
    roles = set(map(str, (allowed or {}).get("roles") or []))
    called = [f"<@{u}>" for u in re.findall(r"<@!?(\d+)>", said) if "users" in parse or u in users]
    known = message.channel.guild.roles if message.channel.guild else {}
    anyone = message.webhook is not None or bool(world.may(message.channel, message.author) & Allow.MENTION_EVERYONE)
    called += [
        f"<@&{r}>"
        for r in re.findall(r"<@&(\d+)>", said)
        if ("roles" in parse or r in roles) and int(r) in known and (anyone or known[int(r)].mentionable)
    ]
    if "everyone" in parse and anyone:
        called += re.findall(r"@everyone|@here", said)
    answered = message.reference and message.channel.stored.get(int(message.reference.get("message_id", 0)))
    if answered and (allowed is None or allowed.get("replied_user")):
        called.append(f"<@{answered.author.id}>")
    return tuple(dict.fromkeys(called))


def _poll(asked: JSON | None, world: World) -> JSON | None:
    if not asked:
        return None
    answers = [{"answer_id": place + 1} | answer for place, answer in enumerate(asked["answers"])]
    until = world.now() + timedelta(hours=asked.get("duration", 24))
    return {
        "question": asked["question"],
        "answers": answers,
        "expiry": until.isoformat(),
        "allow_multiselect": asked.get("allow_multiselect", False),
        "layout_type": 1,
        "results": {"is_finalized": False, "answer_counts": []},
    }


def _numbered(components: list[JSON]) -> list[JSON]:
    for number, part in enumerate(inner(components), start=1):
        part.setdefault("id", number)
    return components


def _unlocalized(item: JSON) -> JSON:
    drawn = {key: value for key, value in item.items() if not key.endswith("_localizations")}
    for key in ("options", "choices"):
        if item.get(key):
            drawn[key] = [_unlocalized(part) for part in item[key]]
    return drawn
