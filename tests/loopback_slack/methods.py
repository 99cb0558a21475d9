"""The methods of the Web API, each as docs.slack.dev/reference/methods describes it."""

import base64
import binascii
import re
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from .api import Call, method
from .delivery import Post
from .interactions import Answer, Interaction
from .limits import UPDATE_TEXT, SlackError, check_message, check_view, named
from .views import Views
from .world import AREA, IM, JSON, MPIM, PRIVATE, PUBLIC, Channel, Message, Trigger, Upload, User, View, World

T = TypeVar("T")
POST = ("chat:write", "chat:write:bot")


class Methods:
    """Everything that the app can ask for, except OAuth."""

    def __init__(self, world: World, post: Post, views: Views) -> None:
        self.world = world
        self.post = post
        self.views = views

    # The app itself

    @method("apps.connections.open", "connections:write", kinds=("app",))
    def open_connection(self, call: Call) -> JSON:
        """Give an address for Socket Mode."""
        return {"url": self.post.ticket()}

    @method("auth.test")
    def auth_test(self, call: Call) -> JSON:
        """Say whose token it is."""
        bot = {"bot_id": call.user.bot_id} if call.is_bot else {}
        return bot | {
            "url": f"https://{call.team.domain}.slack.com/",
            "team": call.team.name,
            "user": call.user.name,
            "team_id": call.team.id,
            "user_id": call.user.id,
            "is_enterprise_install": False,
        }

    @method("team.info", "team:read")
    def team_info(self, call: Call) -> JSON:
        """Describe the workspace."""
        team = call.team
        return {"team": {"id": team.id, "name": team.name, "domain": team.domain, "email_domain": "", "icon": {}}}

    @method("bots.info", "users:read")
    def bots_info(self, call: Call) -> JSON:
        """Describe a bot."""
        wanted = call.text("bot", call.user.bot_id)
        for user in call.team.users.values():
            if user.bot_id and user.bot_id == wanted:
                about = {"id": user.bot_id, "deleted": user.deleted, "name": user.name, "updated": 0}
                return {"bot": about | {"app_id": user.app_id, "user_id": user.id, "icons": {}}}
        raise SlackError("bot_not_found")

    # Messages

    @method("chat.postMessage", *POST)
    def post_message(self, call: Call) -> JSON:
        """Post a message."""
        channel = self._target(call)
        if channel.archived:
            raise SlackError("is_archived")
        message = self._message(call, channel)
        message.thread_ts = self._thread(call, channel)
        if message.thread_ts and call.flag("reply_broadcast"):
            message.subtype = "thread_broadcast"
        names = [name for name in ("username", "icon_url", "icon_emoji") if call.args.get(name)]
        if names and call.is_bot:
            call.need("chat:write.customize")
            message.username, message.subtype = call.text("username", ""), "bot_message"
        self.world.add(message)
        self.world.note_pings(message, named=call.flag("link_names") or call.text("parse", "") == "full")
        return {"channel": channel.id, "ts": message.ts, "message": message.payload()}

    @method("chat.postEphemeral", *POST)
    def post_ephemeral(self, call: Call) -> JSON:
        """Show a message to one person, who must be in the channel."""
        channel = self._seen(call)
        if channel.archived:
            raise SlackError("is_archived")
        self._in(call, channel)
        person = self.world.user(call.text("user"))
        if person not in channel.members:
            raise SlackError("user_not_in_channel")
        message = self._message(call, channel)
        message.seen_by, message.thread_ts = person, self._thread(call, channel)
        channel.ephemerals.append(message)
        self.world.bell.ring()
        return {"message_ts": message.ts}

    @method("chat.update", *POST)
    def update(self, call: Call) -> JSON:
        """Change a message of one's own; a text without blocks removes the blocks."""
        channel = self._seen(call)
        message = self._find(channel, call.text("ts"))
        if message.author is not call.user:
            raise SlackError("cant_update_message")
        blocks, attachments = call.data("blocks", []), call.data("attachments", message.attachments)
        text = call.text("text", "")
        check_message(text, blocks, attachments, UPDATE_TEXT)
        self.change(message, text, blocks, attachments)
        return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": message.payload()}

    def change(self, message: Message, text: str, blocks: list[JSON], attachments: list[JSON]) -> None:
        """Put other words into a message."""
        before = message.payload()
        message.text, message.blocks, message.attachments = text, named(blocks, self._name), attachments
        message.edited = self.world.ts()
        if not message.ephemeral:
            self.world.change(message, before)
        self.world.bell.ring()

    @method("chat.delete", *POST)
    def delete(self, call: Call) -> JSON:
        """Delete a message: a bot its own, a person what that person may delete."""
        channel = self._seen(call)
        message = self._find(channel, call.text("ts"))
        if call.team.compliance:
            raise SlackError("compliance_exports_prevent_deletion")
        if not may_delete(call.user, message):
            raise SlackError("cant_delete_message")
        self.world.remove(message)
        return {"channel": channel.id, "ts": message.ts}

    # Files

    @method("files.getUploadURLExternal", "files:write")
    def upload_place(self, call: Call) -> JSON:
        """Say where a file's bytes are to go."""
        name, length = call.text("filename"), call.text("length")
        if not length.isdigit() or not int(length):
            raise SlackError("invalid_arguments", response_metadata={"messages": ["[ERROR] length must be positive"]})
        number = self.world.id("F")
        self.world.uploads[number] = Upload(team=call.team, user=call.user, name=name, length=int(length))
        return {"upload_url": f"{self.world.address}/upload/v1/{number}", "file_id": number}

    @method("files.completeUploadExternal", "files:write")
    def upload_shown(self, call: Call) -> JSON:
        """Show files that have come in a channel that the app is in."""
        given = call.data("files", [])
        channel = self._seen(call, "channel_id") if call.args.get("channel_id") else None
        shown = []
        for one in given:
            upload = self.world.uploads.get(one.get("id", ""))
            if upload is None or upload.team is not call.team or upload.data is None:
                raise SlackError("file_not_found")
            self.world.files[one["id"]] = (upload.team, upload.data)
            shown.append({"id": one["id"], "name": upload.name, "title": one.get("title") or upload.name})
        if not shown:
            raise SlackError("no_file_data")
        if channel is not None:
            self._in(call, channel)
            message = Message(ts=self.world.ts(), channel=channel, author=call.user, text="", subtype="file_share")
            message.files = [{**one, "mimetype": "text/plain"} for one in shown]
            self.world.add(message)
        return {"files": [{"id": one["id"], "title": one["title"]} for one in shown]}

    @method("chat.getPermalink")
    def permalink(self, call: Call) -> JSON:
        """Give the address of a message."""
        channel = self._seen(call)
        message = self._find(channel, call.text("message_ts"))
        thread = f"?thread_ts={message.thread_ts}&cid={channel.id}" if message.parent else ""
        place = f"https://{call.team.domain}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
        return {"channel": channel.id, "permalink": place + thread}

    def _message(self, call: Call, channel: Channel) -> Message:
        text, blocks, attachments = call.text("text", ""), call.data("blocks", []), call.data("attachments", [])
        check_message(text, blocks, attachments)
        return Message(
            ts=self.world.ts(),
            channel=channel,
            author=call.user,
            text=text,
            blocks=named(blocks, self._name),
            attachments=attachments,
            metadata=call.data("metadata", None),
        )

    def _thread(self, call: Call, channel: Channel) -> str:
        ts = call.text("thread_ts", "")
        if ts and channel.find(ts) is None:
            # Slack hangs such a reply into nowhere; here the test learns of it.
            raise SlackError("thread_not_found")
        found = channel.find(ts)
        return found.thread_ts or ts if found else ""

    def _target(self, call: Call) -> Channel:
        """Find where a message is to go; a person's id means the direct messages with that person."""
        wanted = call.text("channel")
        person = self.world.user(wanted)
        if person is not None:
            return self._dm(call, [person], "channel_not_found")
        channel = self._seen(call)
        if call.user not in channel.members:
            assert call.token
            if channel.kind != PUBLIC or "chat:write.public" not in call.token.scopes:
                raise SlackError("not_in_channel")
        elif channel.kind == IM:
            self._may_dm(call, next(user for user in channel.members if user is not call.user))
        return channel

    def _may_dm(self, call: Call, person: User) -> None:
        if person.bot_id:
            raise SlackError("cannot_dm_bot")
        if person.deleted:
            raise SlackError("user_disabled")
        if call.is_bot and not self.world.app.messages_tab:
            raise SlackError("messages_tab_disabled")

    def _dm(self, call: Call, people: list[User], unknown: str) -> Channel:
        if any(person.team is not call.team and not self._met(call, person) for person in people):
            raise SlackError(unknown)
        for person in people:
            self._may_dm(call, person)
        return self.world.dm(call.user, *people)

    def _met(self, call: Call, person: User) -> bool:
        """Say whether somebody of another workspace shares a channel with the caller."""
        return any({person, call.user} <= set(channel.members) for channel in self.world.channels(call.team))

    def _visible(self, call: Call, person: User) -> bool:
        return any(person in channel.members for channel in self.world.channels(call.team))

    def _seen(self, call: Call, name: str = "channel") -> Channel:
        """Find a conversation that the caller may know of."""
        channel = self.world.channel(call.team, call.text(name))
        if channel is None or (channel.kind != PUBLIC and call.user not in channel.members):
            raise SlackError("channel_not_found")
        return channel

    def _in(self, call: Call, channel: Channel) -> None:
        if call.user not in channel.members:
            raise SlackError("not_in_channel")

    def _find(self, channel: Channel, ts: str) -> Message:
        message = channel.find(ts)
        if message is None or message.tombstone:
            raise SlackError("message_not_found")
        return message

    def _name(self) -> str:
        return self.world.id("b")[-5:]

    # Conversations

    def _read(self, call: Call, right: str = "history") -> Channel:
        channel = self._seen(call)
        call.need(f"{AREA[channel.kind]}:{right}")
        return channel

    @method("conversations.history")
    def history(self, call: Call) -> JSON:
        """List messages, newest first; replies are left out unless they were sent to the channel too."""
        channel = self._read(call)
        if call.is_bot or channel.kind != PUBLIC:
            self._in(call, channel)
        found = [m for m in channel.messages if not m.parent or m.subtype == "thread_broadcast"]
        found = _between(call, found)[::-1]
        part, more = _page(call, found, lambda message: message.ts, most=999)
        drawn = [message.payload() for message in part]
        return {"messages": drawn, "has_more": bool(more), "pin_count": 0} | _next(more)

    @method("conversations.replies")
    def replies(self, call: Call) -> JSON:
        """List a thread, oldest first."""
        channel = self._read(call)
        if call.is_bot or channel.kind != PUBLIC:
            self._in(call, channel)
        first = channel.find(call.text("ts"))
        if first is None:
            raise SlackError("thread_not_found")
        first = first.parent or first
        found = [first, *_between(call, first.replies)]
        part, more = _page(call, found, lambda message: message.ts, most=999)
        return {"messages": [message.payload() for message in part], "has_more": bool(more)} | _next(more)

    @method("conversations.info")
    def info(self, call: Call) -> JSON:
        """Describe a conversation."""
        return {"channel": self._read(call, "read").payload(call.user)}

    @method("conversations.list")
    def list_conversations(self, call: Call) -> JSON:
        """List the conversations that the caller may know of."""
        found = [channel for channel in self._kinds(call) if channel.kind == PUBLIC or call.user in channel.members]
        part, more = _page(call, found, lambda channel: channel.id)
        return {"channels": [channel.payload(call.user) for channel in part]} | _next(more)

    @method("users.conversations")
    def users_conversations(self, call: Call) -> JSON:
        """List the conversations that somebody is in."""
        wanted = call.text("user", call.user.id)
        person = self.world.user(wanted)
        if person is None:
            raise SlackError("user_not_found")
        found = [
            channel
            for channel in self._kinds(call)
            if person in channel.members and (channel.kind == PUBLIC or call.user in channel.members)
        ]
        part, more = _page(call, found, lambda channel: channel.id)
        return {"channels": [channel.payload(call.user) for channel in part]} | _next(more)

    def _kinds(self, call: Call) -> list[Channel]:
        kinds = call.text("types", PUBLIC).split(",")
        if not set(kinds) <= set(AREA):
            raise SlackError("invalid_types")
        for kind in kinds:
            call.need(f"{AREA[kind]}:read")
        shut = call.flag("exclude_archived")
        return [c for c in self.world.channels(call.team) if c.kind in kinds and not (shut and c.archived)]

    @method("conversations.members")
    def members(self, call: Call) -> JSON:
        """List who is in a conversation."""
        channel = self._read(call, "read")
        part, more = _page(call, channel.members, lambda user: user.id)
        return {"members": [user.id for user in part]} | _next(more)

    @method("conversations.join", "channels:join", "channels:write")
    def join(self, call: Call) -> JSON:
        """Come into a public channel."""
        channel = self._seen(call)
        if channel.kind != PUBLIC:
            raise SlackError("method_not_supported_for_channel_type")
        if channel.archived:
            raise SlackError("is_archived")
        if call.user in channel.members:
            drawn = channel.payload(call.user)
            return {"channel": drawn, "warning": "already_in_channel"}
        self.world.enter(channel, call.user)
        return {"channel": channel.payload(call.user)}

    @method("conversations.open", "im:write", "mpim:write")
    def open(self, call: Call) -> JSON:
        """Open direct messages."""
        if call.text("channel", ""):
            channel = self._seen(call)
            return {"channel": {"id": channel.id}, "no_op": True, "already_open": True}
        ids = call.text("users").split(",")
        call.need("im:write" if len(ids) == 1 else "mpim:write")
        people = [self.world.user(one) for one in ids]
        known = [person for person in people if person]
        if len(known) < len(ids):
            raise SlackError("user_not_found")
        if len(known) > 8:
            raise SlackError("too_many_users")
        channel = self._dm(call, known, "user_not_found")
        full = call.flag("return_im")
        return {"channel": channel.payload(call.user) if full else {"id": channel.id}}

    @method("conversations.kick")
    def kick(self, call: Call) -> JSON:
        """Remove somebody from a channel."""
        channel = self._seen(call)
        if channel.kind not in {PUBLIC, PRIVATE}:
            raise SlackError("method_not_supported_for_channel_type")
        area = AREA[channel.kind]
        call.need(*((f"{area}:manage", f"{area}:write") if call.is_bot else (f"{area}:write",)))
        person = self.world.user(call.text("user"))
        if person is None:
            raise SlackError("user_not_found")
        self._in(call, channel)
        if person is call.user:
            raise SlackError("cant_kick_self")
        if channel.general:
            raise SlackError("cant_kick_from_general")
        if call.team.kicking == "admins" and not call.user.staff:
            raise SlackError("restricted_action")
        if person not in channel.members:
            raise SlackError("not_in_channel")
        self.world.leave(channel, person)
        return {"errors": {}}

    @method("conversations.create")
    def create(self, call: Call) -> JSON:
        """Make a channel, with the caller in it."""
        area = "groups" if call.flag("is_private") else "channels"
        call.need(*((f"{area}:manage", f"{area}:write") if call.is_bot else (f"{area}:write",)))
        name = call.text("name")
        if len(name) > 80:
            raise SlackError("invalid_name_maxlength")
        if not re.fullmatch(r"[\w-]+", name) or name != name.lower():
            raise SlackError("invalid_name_specials")
        if any(channel.name == name for channel in self.world.channels(call.team)):
            raise SlackError("name_taken")
        made = Channel(
            id=self.world.id("C"),
            team=call.team,
            name=name,
            kind=PRIVATE if area == "groups" else PUBLIC,
            members=[call.user],
            teams=[call.team],
            created=int(self.world.now().timestamp()),
        )
        call.team.channels[made.id] = made
        return {"channel": made.payload(call.user)}

    @method("conversations.invite")
    def invite(self, call: Call) -> JSON:
        """Bring people into a channel."""
        channel = self._seen(call)
        area = AREA[channel.kind]
        call.need(f"{area}:manage", f"{area}:write", f"{area}:write.invites")
        self._in(call, channel)
        people = [self.world.user(one) for one in call.text("users").split(",")]
        known = [person for person in people if person and person.team in channel.teams]
        if len(known) < len(people):
            raise SlackError("user_not_found")
        if call.user in known:
            raise SlackError("cant_invite_self")
        if any(person in channel.members for person in known):
            raise SlackError("already_in_channel")
        for person in known:
            self.world.enter(channel, person, call.user)
        return {"channel": channel.payload(call.user)}

    @method("conversations.leave")
    def leave(self, call: Call) -> JSON:
        """Leave a channel."""
        channel = self._seen(call)
        area = AREA[channel.kind]
        call.need(f"{area}:manage", f"{area}:write")
        if channel.general:
            raise SlackError("cant_leave_general")
        if call.user not in channel.members:
            return {"not_in_channel": True}
        self.world.leave(channel, call.user)
        return {}

    # People

    @method("users.info", "users:read")
    def user_info(self, call: Call) -> JSON:
        """Describe somebody."""
        person = self.world.user(call.text("user"))
        if person is None:
            raise SlackError("user_not_found")
        if person.team is not call.team and not self._visible(call, person):
            raise SlackError("user_not_visible")
        return {"user": self._draw(call, person)}

    @method("users.list", "users:read")
    def users_list(self, call: Call) -> JSON:
        """List everybody of the workspace, the deactivated too."""
        part, more = _page(call, list(call.team.users.values()), lambda user: user.id)
        return {"members": [self._draw(call, user) for user in part], "cache_ts": 0} | _next(more)

    @method("usergroups.users.list", "usergroups:read")
    def group_users(self, call: Call) -> JSON:
        """List who is in a user group."""
        group = call.team.groups.get(call.text("usergroup"))
        if group is None:
            raise SlackError("no_such_subteam")
        return {"users": [user.id for user in group.users]}

    @method("usergroups.list", "usergroups:read")
    def groups(self, call: Call) -> JSON:
        """List the user groups."""
        drawn = []
        for group in call.team.groups.values():
            about = {"id": group.id, "team_id": group.team.id, "is_usergroup": True, "name": group.handle}
            people = {"users": [user.id for user in group.users]} if call.flag("include_users") else {}
            drawn.append(about | {"handle": group.handle, "user_count": len(group.users), "date_delete": 0} | people)
        return {"usergroups": drawn}

    def _draw(self, call: Call, person: User) -> JSON:
        assert call.token
        email = "users:read.email" in call.token.scopes
        stranger = person.team is not call.team and not self._met(call, person)
        return person.payload(call.team, email=email, locale=call.flag("include_locale"), stranger=stranger)

    # Views

    @method("views.open")
    def open_view(self, call: Call) -> JSON:
        """Open a modal for whoever started something within the last three seconds."""
        body = self._view(call, ("modal",))
        trigger = self.views.take(call.text("trigger_id"))
        self._own(call, trigger)
        view = self.views.open(call.team, trigger.user, body)
        trigger.show(view, "modal")
        return self._drawn(call, view)

    @method("views.push")
    def push_view(self, call: Call) -> JSON:
        """Lay a modal over another."""
        body = self._view(call, ("modal",))
        trigger = self.views.take(call.text("trigger_id"))
        self._own(call, trigger)
        view = self.views.push(call.team, trigger.user, body)
        trigger.show(view, "push")
        return self._drawn(call, view)

    @method("views.update")
    def update_view(self, call: Call) -> JSON:
        """Change a modal, unless it has another hash by now."""
        body = self._view(call, ("modal", "home"))
        outer = call.text("external_id", "")
        wanted = call.text("view_id", "") if outer else call.text("view_id")
        for view in self.world.views.values():
            if view.team is call.team and view.open and (view.id == wanted or (outer and _outer(view) == outer)):
                self.views.expect(view, call.text("hash", ""))
                self.views.update(view, body)
                self.world.bell.ring()
                return self._drawn(call, view)
        raise SlackError("not_found")

    @method("views.publish")
    def publish_view(self, call: Call) -> JSON:
        """Put somebody's App Home in place, unless it has another hash by now."""
        if not call.is_bot:
            raise SlackError("not_allowed_token_type")
        body = self._view(call, ("home",))
        person = self.world.user(call.text("user_id"))
        if person is None or (person.team is not call.team and not self._met(call, person)):
            raise SlackError("user_not_found")
        view = self.views.publish(call.team, person, body, call.text("hash", ""))
        self.world.bell.ring()
        return self._drawn(call, view)

    def _view(self, call: Call, kinds: tuple[str, ...]) -> JSON:
        body = call.data("view", None)
        check_view(body, kinds)
        return dict(body)

    def _own(self, call: Call, trigger: Trigger) -> None:
        if trigger.team is not call.team:
            raise SlackError("invalid_trigger_id")

    def _drawn(self, call: Call, view: View) -> JSON:
        return {"view": view.payload(self.world.app.id, call.user.bot_id)}

    # What interactions are answered with

    def reply(self, interaction: Interaction, body: JSON) -> None:
        """Do what an acknowledgement or a response_url says.

        docs.slack.dev/interactivity/handling-user-interaction: ephemeral unless ``in_channel``; the source message
        is replaced or deleted on demand.

        Raises:
            SlackError: Slack does not take it.
        """
        source, channel = interaction.source, interaction.channel
        assert channel
        if interaction.team.installation is None:
            raise SlackError("token_revoked")
        if _yes(body.get("delete_original")) and source:
            if source.ephemeral:
                source.deleted = True
            else:
                self.world.remove(source)
            interaction.show(Answer(kind="deleted", message=source))
            return
        text, blocks, attachments = body.get("text", ""), body.get("blocks", []), body.get("attachments", [])
        check_message(text, blocks, attachments)
        if _yes(body.get("replace_original")) and source:
            self.change(source, text, blocks, attachments)
            interaction.show(Answer(kind="replaced", message=source))
            return
        public = body.get("response_type") == "in_channel"
        message = Message(
            ts=self.world.ts(),
            channel=channel,
            author=interaction.team.bot,
            text=text,
            blocks=named(blocks, self._name),
            attachments=attachments,
            thread_ts=body.get("thread_ts", ""),
            seen_by=None if public else interaction.user,
        )
        if public:
            self.world.add(message)
            self.world.note_pings(message)
        else:
            channel.ephemerals.append(message)
        interaction.show(Answer(kind="message", message=message))
        self.world.bell.ring()


def may_delete(who: User, message: Message) -> bool:
    """Say whether somebody may delete a message.

    docs.slack.dev/reference/methods/chat.delete: a bot only its own; slack.com/help/articles/202395258: a member
    their own unless the workspace forbids it, owners and admins everybody's.
    """
    own, team = message.author is who, who.team
    if who.bot_id:
        return own
    if team.deletion == "nobody" or (not own and message.channel.kind in {IM, MPIM}):
        return False
    if who.staff:
        return own or message.author.team is team or team.deletes_strangers
    return own and team.deletion == "everyone"


def _yes(value: Any) -> bool:
    return str(value).lower() == "true"


def _outer(view: View) -> str:
    return str(view.body.get("external_id", ""))


def _between(call: Call, messages: list[Message]) -> list[Message]:
    oldest, latest, ends = call.text("oldest", "0"), call.text("latest", ""), call.flag("inclusive")
    for name, value in (("oldest", oldest), ("latest", latest)):
        if value and not value.replace(".", "", 1).isdecimal():
            raise SlackError(f"invalid_ts_{name}")

    def inside(message: Message) -> bool:
        ts = _moment(message.ts)
        low, high = _moment(oldest), _moment(latest) if latest else (1 << 62, 0)
        return low <= ts <= high if ends else low < ts < high

    return [message for message in messages if inside(message)]


def _moment(ts: str) -> tuple[int, int]:
    whole, _, part = ts.partition(".")
    return int(whole or 0), int(part.ljust(6, "0"))


def _page(call: Call, found: Sequence[T], key: Callable[[T], str], *, most: int = 1_000) -> tuple[list[T], str]:
    """Cut out one page; the cursor names the first entry of the next, as Slack's does."""
    limit = call.number("limit", 100, most)
    keys, start, cursor = [key(item) for item in found], 0, call.text("cursor", "")
    if cursor:
        try:
            name = base64.b64decode(cursor, validate=True).decode().removeprefix("next:")
            start = keys.index(name)
        except (binascii.Error, ValueError):
            raise SlackError("invalid_cursor") from None
    more = base64.b64encode(f"next:{keys[start + limit]}".encode()).decode() if start + limit < len(keys) else ""
    return list(found[start : start + limit]), more


def _next(cursor: str) -> JSON:
    return {"response_metadata": {"next_cursor": cursor}}
