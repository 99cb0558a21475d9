"""What people do, as Discord's own client lets them; what it would not let them do raises `Impossible`."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from .callbacks import Callbacks
from .interactions import AUTOCOMPLETE, COMMAND, COMPONENT, MODAL, Interaction, Modal
from .routes import attachment, dm, remove_member, start_thread, tell_of_title
from .validate import matched
from .world import (
    FORUMS,
    HAS_SNAPSHOT,
    INVITED,
    JSON,
    MEMBERS,
    PUBLIC_THREAD,
    TEXT,
    THREADS,
    Allow,
    Channel,
    Event,
    Guild,
    Intent,
    Member,
    Message,
    Person,
    Role,
    Rule,
    User,
    World,
    inner,
    moment_of,
    snowflake_at,
)

Target = Person | Role | Channel
SECRET = 64


class Impossible(AssertionError):
    """Discord's own client would not have let this person do that."""


class Blocked(Exception):
    """AutoMod stopped a message before anybody saw it; the author reads ``custom_message``."""

    def __init__(self, rule: Rule, custom_message: str) -> None:
        super().__init__(rule.name)
        self.rule = rule
        self.custom_message = custom_message


class People:
    """The hands of everybody but the bot. Nothing here waits; what returns can be waited for."""

    def __init__(self, world: World, callbacks: Callbacks, patience: float) -> None:
        self.world = world
        self.callbacks = callbacks
        self.patience = patience

    # The stage

    def guild(
        self,
        name: str = "Ward 7",
        *,
        shard: tuple[int, int] | None = None,
        permissions: int = INVITED,
        everyone: int = MEMBERS,
        locale: str = "en-US",
        rank: int = 50,
    ) -> Guild:
        """Found a guild and invite the bot, whose own role has ``permissions`` and the position ``rank``.

        ``shard`` (number, count) says which shard it shall belong to.
        """
        world, number = self.world, self.world.snowflake()
        while shard and (number >> 22) % shard[1] != shard[0]:
            number += 1 << 22
        owner = self.user(f"owner-{len(world.guilds) + 1}")
        base = Role(id=number, name="@everyone", permissions=everyone, position=0)
        guild = Guild(id=number, name=name, owner=owner, everyone=base, locale=locale, roles={number: base})
        own = Role(
            id=world.snowflake(), name="Chaperone", permissions=permissions, position=rank, managed_by=world.bot.id
        )
        guild.roles[own.id] = own
        for user, roles in ((owner, set[int]()), (world.bot, {own.id})):
            guild.members[user.id] = Member(user=user, guild=guild, joined_at=world.now(), roles=roles)
        world.guilds[number] = guild
        self.tell_guild_create(guild)
        return guild

    def tell_guild_create(self, guild: Guild) -> None:
        """Tell the sessions that the bot is in a guild: invited, or back after an outage."""
        guild.available = True
        data = self.world.guild_create(guild, presences=False)
        self.world.emit(Event(name="GUILD_CREATE", data=data, intents=Intent.GUILDS, guild=guild))

    def outage(self, guild: Guild) -> None:
        """Let a guild become unavailable; `tell_guild_create` brings it back."""
        guild.available = False
        data = {"id": str(guild.id), "unavailable": True}
        self.world.emit(Event(name="GUILD_DELETE", data=data, intents=Intent.GUILDS, guild=guild))

    def throw_out(self, guild: Guild) -> None:
        """Remove the bot from a guild."""
        self.world.emit(Event(name="GUILD_DELETE", data={"id": str(guild.id)}, intents=Intent.GUILDS, guild=guild))
        del self.world.guilds[guild.id], guild.members[self.world.bot.id]

    def invite(self, guild: Guild) -> None:
        """Invite the bot again into a guild that it was removed from."""
        bot, roles = self.world.bot, {self.bot_role(guild).id}
        guild.members[bot.id] = Member(user=bot, guild=guild, joined_at=self.world.now(), roles=roles)
        self.world.guilds[guild.id] = guild
        self.tell_guild_create(guild)

    def user(self, name: str, *, bot: bool = False, dms: bool = True, locale: str = "en-US") -> User:
        """Make an account."""
        user = User(id=self.world.snowflake(), name=name, bot=bot, dms=dms, locale=locale)
        self.world.users[user.id] = user
        return user

    def role(
        self, guild: Guild, name: str, permissions: int = 0, *, position: int = 1, mentionable: bool = False
    ) -> Role:
        """Make a role; ``mentionable`` says whether anybody may call it."""
        role = Role(
            id=self.world.snowflake(), name=name, permissions=permissions, position=position, mentionable=mentionable
        )
        guild.roles[role.id] = role
        self.world.tell_guild("GUILD_ROLE_CREATE", guild, {"role": role.payload()})
        return role

    def change_role(
        self,
        guild: Guild,
        role: Role,
        *,
        permissions: int | None = None,
        position: int | None = None,
        mentionable: bool | None = None,
    ) -> None:
        """Change what a role may do, how high it stands, or whether anybody may call it."""
        role.permissions = role.permissions if permissions is None else permissions
        role.position = role.position if position is None else position
        role.mentionable = role.mentionable if mentionable is None else mentionable
        self.world.tell_guild("GUILD_ROLE_UPDATE", guild, {"role": role.payload()})

    def delete_role(self, guild: Guild, role: Role) -> None:
        """Delete a role; nobody holds it any more."""
        for member in guild.members.values():
            member.roles.discard(role.id)
        del guild.roles[role.id]
        self.world.tell_guild("GUILD_ROLE_DELETE", guild, {"role_id": str(role.id)})

    def bot_role(self, guild: Guild) -> Role:
        """Give the bot's own role in a guild."""
        return next(role for role in guild.roles.values() if role.managed_by == self.world.bot.id)

    def channel(self, guild: Guild, name: str, kind: int = TEXT, *, parent: Channel | None = None) -> Channel:
        """Make a channel; `world.FORUM` makes a forum, `world.VOICE` one for talking and writing."""
        channel = Channel(id=self.world.snowflake(), kind=kind, name=name, guild=guild, parent=parent)
        guild.channels[channel.id] = self.world.channels[channel.id] = channel
        self.world.tell_channel("CREATE", channel)
        return channel

    def overwrite(self, channel: Channel, target: Role | Person, *, allow: int = 0, deny: int = 0) -> None:
        """Allow or deny a role or person something in one channel."""
        channel.overwrites[target.id] = (0 if isinstance(target, Role) else 1, allow, deny)
        self.world.tell_channel("UPDATE", channel)

    def delete_channel(self, channel: Channel) -> None:
        """Delete a channel."""
        assert channel.guild
        self.world.tell_channel("DELETE", channel)
        del channel.guild.channels[channel.id], self.world.channels[channel.id]

    def dm(self, person: Person) -> Channel:
        """Give the direct messages between somebody and the bot."""
        return dm(self.world, person.user)

    # Coming and going

    def join(
        self, guild: Guild, who: str | User, *roles: Role, joined_at: datetime | None = None, **account: Any
    ) -> Member:
        """Come into a guild: a new account by name (``dms``, ``locale``, ``bot`` as for `user`), or an existing one."""
        user = self.user(who, **account) if isinstance(who, str) else who
        member = Member(
            user=user, guild=guild, joined_at=joined_at or self.world.now(), roles={role.id for role in roles}
        )
        guild.members[user.id] = member
        self.world.tell_guild("GUILD_MEMBER_ADD", guild, member.payload(), Intent.GUILD_MEMBERS)
        return member

    def leave(self, member: Member) -> None:
        """Leave a guild."""
        remove_member(self.world, member)

    def change_member(self, member: Member, *, roles: Sequence[Role] | None = None, nick: str | None = None) -> None:
        """Change somebody's roles or nickname, as a moderator would by hand."""
        member.roles = member.roles if roles is None else {role.id for role in roles}
        member.nick = nick or member.nick
        self.world.tell_guild("GUILD_MEMBER_UPDATE", member.guild, member.payload(), Intent.GUILD_MEMBERS)

    # Messages

    def post(
        self,
        channel: Channel,
        author: Person,
        content: str = "",
        *,
        embeds: Sequence[JSON] = (),
        files: Mapping[str, bytes] | Sequence[str] = (),
        reply_to: Message | None = None,
        forward: Message | None = None,
        poll: Mapping[str, Sequence[str]] | None = None,
        at: datetime | None = None,
        number: int | None = None,
        **more: Any,
    ) -> Message:
        """Write a message: files by name, a poll as ``{question: answers}``, ``at`` for one of the past.

        ``number`` is the identifier, if it is given already.

        Raises:
            Blocked: by an AutoMod rule.
            Impossible: the author may not write there.
        """
        self._may_write(channel, author)
        if not author.user.bot:
            self._screen(channel, author, content)
        message = Message(
            id=number or (snowflake_at(at) + len(channel.stored) if at else self.world.snowflake()),
            channel=channel,
            author=author.user,
            content=content,
            embeds=list(embeds),
            **more,
        )
        contents = files if isinstance(files, Mapping) else dict.fromkeys(files, b"")
        message.attachments += [attachment(self.world, channel, name, data) for name, data in contents.items()]
        if poll:
            message.poll = _poll(poll, self.world.now())
        if reply_to or forward:
            message.reference = _pointer(reply_to or forward, 0 if reply_to else 1)
            message.kind = 19 if reply_to else 0
        if forward:
            message.flags |= HAS_SNAPSHOT
            message.snapshots = [{"message": _snapshot(forward)}]
        return self.world.add(message)

    def edit(self, message: Message, content: str | None = None, *, partial: bool = False, **fields: Any) -> Message:
        """Change a message; ``partial`` sends only what changed, as old gateways and proxies do."""
        if content is not None:
            fields["content"] = content
            if not message.author.bot:
                self._screen(message.channel, message.author, content)
        for name, value in fields.items():
            setattr(message, name, value)
        message.edited_at = self.world.now()
        self.world.change(message, {*fields, "edited_timestamp"} if partial else None)
        return message

    def unfurl(self, message: Message, *embeds: JSON, partial: bool = False) -> Message:
        """Let Discord add a link's preview: an update without an edit."""
        message.embeds = list(embeds)
        self.world.change(message, {"embeds"} if partial else None)
        return message

    def pin(self, message: Message) -> None:
        """Pin a message: an update without an edit."""
        message.pinned = True
        self.world.change(message)

    def delete(self, *messages: Message) -> None:
        """Delete messages of one channel; several at once are one bulk event."""
        self.world.remove(*messages)

    def thread(
        self, parent: Channel, author: Person, name: str, content: str = "", *, kind: int = PUBLIC_THREAD, **more: Any
    ) -> Channel:
        """Start a thread, or a forum's post, with its first message."""
        assert parent.guild
        thread = start_thread(self.world, parent.guild, parent, name, author.user, kind)
        if content or more:
            # A forum's first message has the number of the post itself.
            self.post(thread, author, content, number=thread.id if parent.kind in FORUMS else None, **more)
        return thread

    def branch(self, message: Message, author: Person, name: str) -> Channel:
        """Open a thread from a message, whose number it gets; its first line points to that message."""
        parent = message.channel
        assert parent.guild
        thread = start_thread(self.world, parent.guild, parent, name, author.user, number=message.id)
        self.post(thread, author, kind=21, reference=_pointer(message, 0))
        return thread

    def announce(self, thread: Channel, author: Person) -> Message:
        """Tell in the channel above that a thread was opened there, as Discord does where it is from no message."""
        assert thread.parent
        told_of = {"type": 0, "channel_id": str(thread.id)}
        return self.post(thread.parent, author, thread.name, kind=18, reference=told_of)

    def retitle(self, thread: Channel, author: Person, name: str) -> Message:
        """Give a thread or a post another title; Discord tells of it in a line there, which comes back."""
        thread.name = name
        self.world.tell_channel("UPDATE", thread)
        return tell_of_title(self.world, thread, author.user)

    def archive(self, thread: Channel) -> None:
        """Let a thread go to sleep, as Discord does after some time without a word."""
        self.world.archive(thread, archived=True)

    def _may_write(self, channel: Channel, author: Person) -> None:
        if channel.guild is None or author.user.bot:
            return
        member = channel.guild.members.get(author.id)
        if member is None:
            raise Impossible(f"{author.name} is not in {channel.guild.name}")
        if member.silent(self.world.now()):
            raise Impossible(f"{author.name} is in a timeout")
        may = self.world.may(channel, author)
        needed = Allow.SEND_MESSAGES_IN_THREADS if channel.kind in THREADS else Allow.SEND_MESSAGES
        if not may & Allow.VIEW_CHANNEL or not may & needed or channel.kind in FORUMS:
            raise Impossible(f"{author.name} may not write in #{channel.name}")
        if channel.locked and not may & Allow.MANAGE_THREADS:
            raise Impossible(f"#{channel.name} is locked")
        if channel.slow and not may & (Allow.MANAGE_MESSAGES | Allow.MANAGE_CHANNELS):
            since = self.world.now() - timedelta(seconds=channel.slow)
            if any(m.author is author.user and moment_of(m.id) > since for m in channel.messages):
                raise Impossible(f"slow mode in #{channel.name}")

    # AutoMod

    def _screen(self, channel: Channel, author: Person, content: str) -> None:
        guild = channel.guild
        place = channel.parent if channel.parent and channel.kind in THREADS else channel
        if guild is None or self.world.may(guild, author) & (Allow.MANAGE_GUILD | Allow.ADMINISTRATOR):
            return
        roles = {str(role) for role in guild.members[author.id].roles}
        for rule in guild.rules.values():
            data = rule.data
            exempt = roles & set(data["exempt_roles"]) or str(place.id) in data["exempt_channels"]
            found = None if exempt or not data["enabled"] else matched(data, content)
            if found is None:
                continue
            self.automod_execution(rule, author, channel, content, *found)
            for action in data["actions"]:
                if action["type"] == 1:
                    raise Blocked(rule, (action.get("metadata") or {}).get("custom_message", ""))

    def automod_execution(
        self, rule: Rule, author: Person, channel: Channel, content: str, keyword: str = "", match: str = ""
    ) -> None:
        """Tell that AutoMod acted: one event for each action of the rule."""
        guild = channel.guild
        assert guild
        for action in rule.data["actions"]:
            data: JSON = {
                "guild_id": str(guild.id),
                "action": action,
                "rule_id": str(rule.id),
                "rule_trigger_type": rule.data["trigger_type"],
                "user_id": str(author.id),
                "channel_id": str(channel.id),
                "matched_keyword": keyword,
                "content": content,
                "matched_content": match,
            }
            if self.world.may(guild, self.world.bot) & Allow.MANAGE_GUILD:
                self.world.emit(
                    Event(
                        name="AUTO_MODERATION_ACTION_EXECUTION",
                        data=data,
                        bare=data | {"content": "", "matched_content": ""},
                        intents=Intent.AUTO_MODERATION_EXECUTION,
                        guild=guild,
                    )
                )
            if action["type"] == 3:
                member = guild.members[author.id]
                member.silent_until = self.world.now() + timedelta(seconds=action["metadata"]["duration_seconds"])
                self.world.tell_guild("GUILD_MEMBER_UPDATE", guild, member.payload(), Intent.GUILD_MEMBERS)

    # Commands

    def slash(
        self, person: Person, channel: Channel, words: str, options: Mapping[str, Any] | None = None
    ) -> Interaction:
        """Use a slash command: ``words`` as shown (``queue next``), options by name; people and channels as such."""
        command, path, leaf = self._command(person, channel, words)
        resolved: JSON = {}
        given = _options(leaf, options or {}, resolved)
        return self._use(person, channel, command, 1, {"options": _nested(path, given)}, resolved)

    def autocomplete(
        self,
        person: Person,
        channel: Channel,
        words: str,
        option: str,
        typed: str = "",
        options: Mapping[str, Any] | None = None,
    ) -> Interaction:
        """Type into an option that completes; ``options`` are those already filled in."""
        command, path, leaf = self._command(person, channel, words)
        asked = next((item for item in leaf.get("options") or () if item["name"] == option), None)
        if asked is None or not asked.get("autocomplete"):
            raise Impossible(f"/{words} does not complete {option}")
        resolved: JSON = {}
        given = _options(leaf, options or {}, resolved, whole=False)
        given.append({"name": option, "type": asked["type"], "value": typed, "focused": True})
        data = {"options": _nested(path, given)}
        return self._use(person, channel, command, 1, data, resolved, kind=AUTOCOMPLETE)

    def message_menu(self, name: str, message: Message, person: Person) -> Interaction:
        """Use a message's menu. The message comes whole, whatever the intents."""
        command = self._offered(person, message.channel, name, 3)
        resolved = {"messages": {str(message.id): message.payload()}}
        return self._use(person, message.channel, command, 3, {"target_id": str(message.id)}, resolved)

    def user_menu(self, name: str, target: Person, person: Person, channel: Channel) -> Interaction:
        """Use a person's menu, in a channel."""
        command = self._offered(person, channel, name, 2)
        resolved: JSON = {}
        _resolve(target, resolved, channel.guild)
        return self._use(person, channel, command, 2, {"target_id": str(target.id)}, resolved)

    def offered(self, person: Person, channel: Channel, kind: int = 1) -> list[str]:
        """List the commands of a kind (1 slash, 2 user menu, 3 message menu) that somebody is offered."""
        commands = [*self.world.commands.values(), *(channel.guild.commands.values() if channel.guild else ())]
        return [c["name"] for c in commands if c["type"] == kind and self._may_use(person, channel, c)]

    def _offered(self, person: Person, channel: Channel, name: str, kind: int) -> JSON:
        own: list[JSON] = list(channel.guild.commands.values()) if channel.guild else []
        for command in [*own, *self.world.commands.values()]:
            if command["name"] == name and command["type"] == kind and self._may_use(person, channel, command):
                return command
        raise Impossible(f"{person.name} is not offered {name!r}; offered: {self.offered(person, channel, kind)}")

    def _may_use(self, person: Person, channel: Channel, command: JSON) -> bool:
        contexts = command.get("contexts")
        if channel.guild is None:
            return 1 in contexts if contexts is not None else command.get("dm_permission") is not False
        may = self.world.may(channel, person)
        needed = command["default_member_permissions"]
        if contexts is not None and 0 not in contexts:
            return False
        if not may & Allow.VIEW_CHANNEL or not may & Allow.USE_APPLICATION_COMMANDS:
            return False
        if needed is None or may & Allow.ADMINISTRATOR:
            return True
        return int(needed) != 0 and may & int(needed) == int(needed)

    def _command(self, person: Person, channel: Channel, words: str) -> tuple[JSON, list[JSON], JSON]:
        first, *rest = words.split()
        leaf = command = self._offered(person, channel, first, 1)
        path: list[JSON] = []
        for word in rest:
            inside = [item for item in leaf.get("options") or () if item["type"] in {1, 2} and item["name"] == word]
            if not inside:
                raise Impossible(f"there is no /{words}")
            leaf = inside[0]
            path.append(leaf)
        if any(item["type"] in {1, 2} for item in leaf.get("options") or ()):
            raise Impossible(f"/{words} is a group")
        return command, path, leaf

    def _use(
        self,
        person: Person,
        channel: Channel,
        command: JSON,
        command_type: int,
        data: JSON,
        resolved: JSON,
        *,
        kind: int = COMMAND,
    ) -> Interaction:
        body: JSON = {"id": command["id"], "name": command["name"], "type": command_type} | data
        if resolved:
            body["resolved"] = resolved
        if "guild_id" in command:
            body["guild_id"] = command["guild_id"]
        return self._interact(person, channel, kind, body)

    # Components

    def press(self, message: Message, custom_id: str, person: Person) -> Interaction:
        """Press a button, named by its custom id or its beginning."""
        part = self._component(message, custom_id, person, {2})
        return self._interact(
            person, message.channel, COMPONENT, {"custom_id": part["custom_id"], "component_type": 2}, source=message
        )

    def select(self, message: Message, custom_id: str, person: Person, *values: str | Target) -> Interaction:
        """Choose from a list."""
        part = self._component(message, custom_id, person, {3, 5, 6, 7, 8})
        low, high = part.get("min_values", 1), part.get("max_values", 1)
        if not low <= len(values) <= high:
            raise Impossible(f"{custom_id} takes {low} to {high} choices")
        resolved: JSON = {}
        chosen = [_chosen(part, value, resolved, message.channel.guild) for value in values]
        data: JSON = {"custom_id": part["custom_id"], "component_type": part["type"], "values": chosen}
        data |= {"resolved": resolved} if resolved else {}
        return self._interact(person, message.channel, COMPONENT, data, source=message)

    def _component(self, message: Message, custom_id: str, person: Person, kinds: set[int]) -> JSON:
        if message.deleted or (message.only_for and message.only_for is not person.user):
            raise Impossible(f"{person.name} does not see that message")
        if message.channel.guild and not self.world.may(message.channel, person) & Allow.VIEW_CHANNEL:
            raise Impossible(f"{person.name} does not see #{message.channel.name}")
        parts = [p for p in inner(message.components) if p.get("type") in kinds and p.get("custom_id")]
        exact = [part for part in parts if part["custom_id"] == custom_id]
        found = exact or [part for part in parts if part["custom_id"].startswith(custom_id)]
        if not found or found[0].get("disabled"):
            raise Impossible(f"there is no {custom_id!r} to use; there: {[part['custom_id'] for part in parts]}")
        return found[0]

    def submit(self, modal: Modal, fields: Mapping[str, Any]) -> Interaction:
        """Fill in and send a form: answers by the inputs' custom ids."""
        unknown = set(fields) - set(modal.inputs)
        if unknown:
            raise Impossible(f"the form has no {sorted(unknown)}; it has {sorted(modal.inputs)}")
        opener, resolved = modal.interaction, dict[str, Any]()

        def filled(part: JSON) -> JSON:
            return _filled(part, fields.get(part["custom_id"]), resolved, opener.guild)

        components: list[JSON] = []
        for part in modal.components:
            drawn: JSON = {"type": part["type"], "id": len(components) + 1}
            if part["type"] == 18:
                drawn["component"] = filled(part["component"])
            elif part["type"] == 1:
                drawn["components"] = [filled(item) for item in part["components"]]
            components.append(drawn)
        data: JSON = {"custom_id": modal.custom_id, "components": components}
        data |= {"resolved": resolved} if resolved else {}
        return self._interact(opener.user, opener.channel, MODAL, data, source=opener.source)

    def _interact(
        self, person: Person, channel: Channel, kind: int, data: JSON, source: Message | None = None
    ) -> Interaction:
        world, guild, user = self.world, channel.guild, person.user
        found = Interaction(
            id=world.snowflake(),
            token=world.secret().ljust(SECRET, "x"),
            kind=kind,
            user=user,
            channel=channel,
            guild=guild,
            at=world.now(),
            source=source,
            patience=self.patience,
        )
        drawn: JSON = {
            "id": str(found.id),
            "application_id": str(world.application),
            "type": kind,
            "token": found.token,
            "version": 1,
            "data": data,
            "channel_id": str(channel.id),
            "channel": channel.payload() | {"permissions": str(world.may(channel, person))},
            "app_permissions": str(world.may(channel, world.bot)),
            "locale": user.locale,
            "entitlements": [],
            "authorizing_integration_owners": {"0": str(guild.id) if guild else "0"},
            "context": 0 if guild else 1,
            "attachment_size_limit": 10_485_760,
        }
        if guild:
            member = guild.members[user.id]
            drawn |= {
                "guild_id": str(guild.id),
                "guild_locale": guild.locale,
                "guild": {"id": str(guild.id), "locale": guild.locale, "features": []},
                "member": member.payload() | {"permissions": str(world.may(channel, person))},
            }
        else:
            drawn["user"] = user.payload()
        if source:
            drawn["message"] = source.payload()
        self.callbacks.begin(found)
        world.emit(Event(name="INTERACTION_CREATE", data=drawn, guild=guild))
        return found


def _pointer(message: Message | None, kind: int) -> JSON:
    assert message
    drawn: JSON = {"type": kind, "message_id": str(message.id), "channel_id": str(message.channel.id)}
    return drawn | ({"guild_id": str(message.channel.guild.id)} if message.channel.guild else {})


def _snapshot(message: Message) -> JSON:
    kept = ("content", "embeds", "attachments", "timestamp", "edited_timestamp", "flags", "type", "mentions")
    drawn = message.payload()
    return {key: drawn[key] for key in (*kept, "mention_roles", "components")}


def _poll(asked: Mapping[str, Sequence[str]], now: datetime) -> JSON:
    ((question, answers),) = asked.items()
    return {
        "question": {"text": question},
        "answers": [{"answer_id": n, "poll_media": {"text": text}} for n, text in enumerate(answers, start=1)],
        "expiry": (now + timedelta(days=1)).isoformat(),
        "allow_multiselect": False,
        "layout_type": 1,
        "results": {"is_finalized": False, "answer_counts": []},
    }


def _nested(path: list[JSON], given: list[JSON]) -> list[JSON]:
    for step in reversed(path):
        given = [{"name": step["name"], "type": step["type"], "options": given}]
    return given


def _options(leaf: JSON, given: Mapping[str, Any], resolved: JSON, *, whole: bool = True) -> list[JSON]:
    known = {item["name"]: item for item in leaf.get("options") or ()}
    if set(given) - set(known):
        raise Impossible(f"no such option: {sorted(set(given) - set(known))}; there: {sorted(known)}")
    missing = [name for name, item in known.items() if item.get("required") and name not in given]
    if missing and whole:
        raise Impossible(f"these options are needed: {missing}")
    return [_option(known[name], value, resolved) for name, value in given.items()]


def _option(item: JSON, value: Any, resolved: JSON) -> JSON:
    types: dict[int, Callable[[Any], bool]] = {
        3: lambda v: isinstance(v, str),
        4: lambda v: isinstance(v, int) and not isinstance(v, bool),
        5: lambda v: isinstance(v, bool),
        6: lambda v: isinstance(v, User | Member),
        7: lambda v: isinstance(v, Channel),
        8: lambda v: isinstance(v, Role),
        9: lambda v: isinstance(v, User | Member | Role),
        10: lambda v: isinstance(v, int | float),
    }
    if not types.get(item["type"], lambda _: False)(value):
        raise Impossible(f"{item['name']} does not take {value!r}")
    if item.get("choices") and value not in [choice["value"] for choice in item["choices"]]:
        raise Impossible(f"{item['name']} offers {[choice['value'] for choice in item['choices']]}")
    if isinstance(value, str) and not item.get("min_length", 0) <= len(value) <= item.get("max_length", 6_000):
        raise Impossible(f"{item['name']} does not take {len(value)} characters")
    if item["type"] in {4, 10} and not item.get("min_value", value) <= value <= item.get("max_value", value):
        raise Impossible(f"{item['name']} does not take {value}")
    if isinstance(value, User | Member | Role | Channel):
        kinds = item.get("channel_types")
        if isinstance(value, Channel) and kinds and value.kind not in kinds:
            raise Impossible(f"{item['name']} takes channels of the types {kinds}")
        value = _resolve(value, resolved, None)
    return {"name": item["name"], "type": item["type"], "value": value}


def _resolve(target: Target, resolved: JSON, guild: Guild | None) -> str:
    name = str(target.id)
    if isinstance(target, User | Member):
        resolved.setdefault("users", {})[name] = target.user.payload()
        member = target if isinstance(target, Member) else guild and guild.members.get(target.id)
        if member:
            drawn = member.payload(user=False) | {"permissions": "0"}
            resolved.setdefault("members", {})[name] = drawn
    elif isinstance(target, Role):
        resolved.setdefault("roles", {})[name] = target.payload()
    else:
        resolved.setdefault("channels", {})[name] = target.payload() | {"permissions": "0"}
    return name


def _chosen(part: JSON, value: str | Target, resolved: JSON, guild: Guild | None) -> str:
    if not isinstance(value, str):
        return _resolve(value, resolved, guild)
    if part["type"] == 3 and value not in [option["value"] for option in part["options"]]:
        raise Impossible(f"{value!r} is not among {[option['value'] for option in part['options']]}")
    return value


def _filled(part: JSON, value: Any, resolved: JSON, guild: Guild | None) -> JSON:
    drawn: JSON = {"type": part["type"], "id": 0, "custom_id": part["custom_id"]}
    if part["type"] == 4:
        text = part.get("value") or "" if value is None else value
        most = part.get("max_length", 4_000)
        if part.get("required", True) and not text:
            raise Impossible(f"{part['custom_id']} must be filled in")
        if not isinstance(text, str) or len(text) > most or (text and len(text) < part.get("min_length", 0)):
            raise Impossible(f"{part['custom_id']} takes {part.get('min_length', 0)} to {most} characters")
        return drawn | {"value": text}
    if part["type"] == 23:
        return drawn | {"value": bool(value)}
    values = [] if value is None else list(value) if isinstance(value, list | tuple) else [value]
    if part.get("required", True) and not values:
        raise Impossible(f"{part['custom_id']} must be chosen")
    if part["type"] == 21:
        return drawn | {"value": values[0] if values else None}
    least = part.get("min_values", 1) if values else 0
    if not least <= len(values) <= part.get("max_values", 10 if part["type"] == 22 else 1):
        raise Impossible(f"{part['custom_id']}: wrong number of choices")
    chosen = [_chosen({"type": 3} | part if part["type"] == 22 else part, item, resolved, guild) for item in values]
    return drawn | {"values": chosen}
