"""What people do, as Slack's own client lets them; what it would not let them do raises `Impossible`."""

import copy
import time
import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from .delivery import COMMANDS, EVENTS, INTERACTIVE, Delivery, Post
from .installs import Installs
from .interactions import (
    ACTION,
    CLOSING,
    COMMAND,
    MESSAGE_SHORTCUT,
    SHORTCUT,
    SUBMISSION,
    SUGGESTION,
    Answer,
    Interaction,
    as_json,
    brief,
    place,
    shown_name,
)
from .limits import Problems, SlackError, check_suggestions
from .methods import Methods, may_delete
from .views import Views, field_state
from .world import (
    AREA,
    IM,
    JSON,
    MPIM,
    PRIVATE,
    PUBLIC,
    Channel,
    Group,
    Installation,
    Message,
    Team,
    User,
    View,
    World,
    rich,
    typed,
)


class Impossible(AssertionError):
    """Slack's own client would not have let this person do that."""


def _allow(condition: object, why: str) -> None:
    if not condition:
        raise Impossible(why)


class People:
    """The hands of everybody but the app. Nothing here waits; what returns can be waited for."""

    def __init__(self, world: World, post: Post, views: Views, methods: Methods, installs: Installs) -> None:
        self.world = world
        self.post_office = post
        self.views = views
        self.methods = methods
        self.installs = installs
        self.patience = post.patience
        self.replies: dict[str, Interaction] = {}

    # The stage

    def workspace(self, name: str = "Ward 7", *, installed: bool = True, user_scopes: Iterable[str] = ()) -> Team:
        """Found a workspace with an owner and #general; with ``installed`` the app is there, but in no channel.

        ``user_scopes`` give the app the owner's own token too (`admin_token`).
        """
        world, number = self.world, len(self.world.teams) + 1
        team = Team(id=world.id("T"), name=name, domain=f"{name.lower().replace(' ', '-')}-{number}")
        world.teams[team.id] = team
        owner = self.user(team, f"owner-{number}", owner=True)
        self.channel(team, "general", owner).general = True
        if installed:
            self.installs.grant(team, owner, world.app.bot_scopes, frozenset(user_scopes))
        return team

    def user(self, team: Team, name: str, **about: Any) -> User:
        """Make an account: ``admin``, ``owner``, ``guest`` (multi, single), ``locale``, ``email``."""
        made = User(id=self.world.id("U"), team=team, name=name, **about)
        team.users[made.id] = made
        return made

    def robot(self, team: Team, name: str) -> User:
        """Make another app's bot."""
        return self.user(team, name, bot_id=self.world.id("B"), app_id=self.world.id("A"))

    def hire(self, team: Team, name: str, **about: Any) -> User:
        """Let somebody come into the workspace, and into #general: ``team_join``."""
        made = self.user(team, name, **about)
        self.world.emit(
            team, "team_join", {"type": "team_join", "user": made.payload(team), "event_ts": self.world.ts()}
        )
        self.join(team.named("general"), made)
        return made

    def deactivate(self, user: User) -> None:
        """Switch an account off."""
        user.deleted = True
        for channel in self.world.channels(user.team):
            if user in channel.members and channel.kind not in {IM, MPIM}:
                channel.members.remove(user)

    def channel(
        self, team: Team, name: str, *members: User, private: bool = False, shared_with: Iterable[Team] = ()
    ) -> Channel:
        """Make a channel with members, without any event; ``shared_with`` is Slack Connect."""
        made = Channel(
            id=self.world.id("C"),
            team=team,
            name=name,
            kind=PRIVATE if private else PUBLIC,
            members=list(members),
            teams=[team, *shared_with],
            created=int(self.world.now().timestamp()),
        )
        team.channels[made.id] = made
        return made

    def usergroup(self, team: Team, handle: str, *users: User) -> Group:
        """Make a user group."""
        made = Group(id=self.world.id("S"), team=team, handle=handle, users=list(users))
        team.groups[made.id] = made
        return made

    def dm(self, user: User, team: Team | None = None) -> Channel:
        """Give the direct messages between somebody and the app's bot."""
        return self.world.dm((team or self._home(user)).bot, user)

    def _home(self, user: User) -> Team:
        """Give the workspace in which somebody meets the app: their own, else one that shares a channel with them."""
        if user.team.installation:
            return user.team
        teams = [team for team in self.world.teams.values() if team.installation]
        return next((t for t in teams if any(user in c.members for c in self.world.channels(t))), user.team)

    # The app in the workspace

    def grant(self, user: User, *, user_scopes: Iterable[str] = ()) -> Installation:
        """Install the app without OAuth, with the person's own token if ``user_scopes`` are given."""
        return self.installs.grant(user.team, user, self.world.app.bot_scopes, frozenset(user_scopes))

    def admin_token(self, user: User) -> str:
        """Give the token that somebody gave the app."""
        assert user.team.installation
        return user.team.installation.users[user.id].value

    def uninstall(self, team: Team) -> list[Delivery]:
        """Throw the app out: tokens end, ``tokens_revoked`` and ``app_uninstalled`` follow."""
        return self._delivered(lambda: self.installs.uninstall(team))

    def revoke(self, token: str) -> list[Delivery]:
        """Take one token back."""
        return self._delivered(lambda: self.installs.revoke(self.world.tokens[token]))

    def _delivered(self, do: Callable[[], object]) -> list[Delivery]:
        before = len(self.post_office.deliveries)
        do()
        return self.post_office.deliveries[before:]

    # Coming and going

    def join(self, channel: Channel, user: User, inviter: User | None = None) -> None:
        """Come into a channel."""
        _allow(user not in channel.members, f"{user.name} is in #{channel.name} already")
        _allow(user.team in channel.teams, f"#{channel.name} is not shared with {user.team.name}")
        _allow(channel.kind == PUBLIC or inviter in channel.members, f"nobody in #{channel.name} invited {user.name}")
        _allow(user.guest != "single" or inviter, f"{user.name} is a guest of one channel")
        self.world.enter(channel, user, inviter)

    def invite_bot(self, channel: Channel, team: Team | None = None) -> User:
        """Bring the app's bot into a channel, without any event, and give it."""
        bot = (team or channel.team).bot
        if bot not in channel.members:
            channel.members.append(bot)
        return bot

    def rename(self, channel: Channel, user: User, name: str) -> list[Delivery]:
        """Give a channel another name: ``channel_name``, or ``group_name`` where it is private."""
        _allow(user in channel.members and user.staff, f"{user.name} may not rename #{channel.name}")
        return self._delivered(lambda: self.world.rename(channel, user, name))

    def leave(self, channel: Channel, user: User) -> None:
        """Leave a channel."""
        self.world.leave(channel, user)

    # Messages

    def post(
        self,
        channel: Channel,
        author: User,
        text: str = "",
        *,
        raw: bool = False,
        thread: Message | None = None,
        broadcast: bool = False,
        files: Mapping[str, bytes] | Iterable[str] = (),
        forward: Message | None = None,
        me: bool = False,
        classic: bool = True,
        at: datetime | None = None,
        blocks: Iterable[JSON] = (),
        table: Iterable[Iterable[str | JSON]] = (),
    ) -> Message:
        """Write a message as typed; ``raw`` takes the text as Slack would send it, ``at`` is one of the past.

        ``thread`` with ``broadcast`` is a thread_broadcast, ``files`` make a file_share, ``forward`` shares another
        message in an attachment, ``table`` are cells pasted from a spreadsheet (a text, or a cell as Block Kit has it),
        ``me`` is a ``/me`` message; another app's bot writes a bot_message, or as newer apps
        do a plain message with a ``bot_id`` if it is not ``classic``.
        """
        self._may_write(channel, author)
        written = text if raw else typed(text)
        message = Message(ts=self.world.ts(at), channel=channel, author=author, text=written)
        if author.bot_id:
            message.blocks = list(blocks)
            if classic:
                message.subtype, message.username = "bot_message", author.name
        else:
            message.blocks = [*rich(written, uuid.uuid4().hex[:5]), *blocks] if text and not me else list(blocks)
            message.client_msg_id = str(uuid.uuid4())
        names = files if isinstance(files, Mapping) else dict.fromkeys(files, b"")
        message.files = [self._file(author, name, data) for name, data in names.items()]
        if thread:
            message.thread_ts = thread.thread_ts or thread.ts
        kinds = {"thread_broadcast": thread and broadcast, "file_share": message.files, "me_message": me}
        message.subtype = next((kind for kind, met in kinds.items() if met), message.subtype)
        if forward:
            message.attachments = [_shared(forward)]
        if table:
            message.attachments = [*message.attachments, _pasted(table)]
        return self.world.add(message)

    def edit(self, message: Message, text: str, *, by: User | None = None, raw: bool = False) -> Message:
        """Change a message of one's own."""
        _allow((by or message.author) is message.author, "nobody changes another's message")
        _allow(not message.deleted, "the message is gone")
        before = message.payload()
        message.text = text if raw else typed(text)
        message.blocks = rich(message.text, uuid.uuid4().hex[:5])
        message.edited = self.world.ts()
        self.world.change(message, before)
        return message

    def unfurl(self, message: Message, url: str = "https://example.org/", title: str = "Example") -> Message:
        """Let Slack add a link's preview: message_changed with the same text and no ``edited``."""
        before = message.payload()
        preview = {"from_url": url, "original_url": url, "title": title, "title_link": url, "id": 1}
        message.attachments = [*message.attachments, preview | {"fallback": title, "service_name": "Example"}]
        self.world.change(message, before)
        return message

    def delete(self, message: Message, by: User | None = None) -> None:
        """Delete a message: one's own, or anybody's as an admin."""
        who = by or message.author
        _allow(not message.deleted and not message.tombstone, "the message is gone")
        _allow(may_delete(who, message) and not who.team.compliance, f"{who.name} may not delete this message")
        self.world.remove(message)

    def _may_write(self, channel: Channel, author: User) -> None:
        _allow(not author.deleted, f"{author.name} is deactivated")
        _allow(author in channel.members, f"{author.name} is not in #{channel.name}")
        _allow(not channel.archived, f"#{channel.name} is archived")

    def _file(self, author: User, name: str, data: bytes) -> JSON:
        number = self.world.id("F")
        self.world.files[number] = (author.team, data)
        address = f"{self.world.address}/files/{author.team.id}-{number}/{name}"
        return {
            "id": number,
            "name": name,
            "title": name,
            "mimetype": "application/octet-stream",
            "filetype": name.rpartition(".")[2],
            "user": author.id,
            "size": len(data),
            "mode": "hosted",
            "is_external": False,
            "file_access": "visible",
            "url_private": address,
            "url_private_download": address,
            "permalink": f"https://{author.team.domain}.slack.com/files/{author.id}/{number}/{name}",
        }

    # Commands, shortcuts, buttons

    def slash(self, user: User, channel: Channel, command: str, text: str = "") -> Interaction:
        """Use a slash command, also where the bot is not."""
        self._may_write(channel, user)
        self._has_app(user)
        did = self._interaction(COMMAND, user, channel)
        payload = {
            "token": "loopback",
            "team_id": user.team.id,
            "team_domain": user.team.domain,
            "channel_id": channel.id,
            "channel_name": shown_name(channel),
            "user_id": user.id,
            "user_name": user.name,
            "command": command,
            "text": typed(text, links=False),
            "api_app_id": self.world.app.id,
            "is_enterprise_install": "false",
            "response_url": did.response_url,
            "trigger_id": did.trigger_id,
        }
        return self._send(did, payload, accepts=True, answer=self._reply_to(did))

    def shortcut(self, user: User, callback_id: str) -> Interaction:
        """Use a global shortcut."""
        self._has_app(user)
        did = self._interaction(SHORTCUT, user, None)
        payload = self._common(did) | {"callback_id": callback_id, "action_ts": self.world.ts()}
        return self._send(did, payload)

    def message_shortcut(self, user: User, message: Message, callback_id: str) -> Interaction:
        """Use a message's menu, also where the bot is not."""
        self._has_app(user)
        self._may_see(message, user)
        _allow(not message.ephemeral, "an ephemeral message has no such menu")
        did = self._interaction(MESSAGE_SHORTCUT, user, message.channel, message)
        payload = self._common(did) | {
            "callback_id": callback_id,
            "action_ts": self.world.ts(),
            "message_ts": message.ts,
            "channel": place(message.channel),
            "message": message.payload(),
            "response_url": did.response_url,
        }
        return self._send(did, payload)

    def press(
        self, where: Message | View, action_id: str, user: User | None = None, *, state: JSON | None = None
    ) -> Interaction:
        """Press a button: its action_id, or how it begins."""
        item = self._element(where, action_id)
        _allow(item["type"] == "button", f"{action_id} is no button")
        more = {name: value for name, value in item.items() if name in {"text", "value", "style"}}
        return self._act(where, user, item, more, state)

    def select(self, where: Message | View, action_id: str, value: Any, user: User | None = None) -> Interaction:
        """Choose: an option's value, several, or a person or channel."""
        item = self._element(where, action_id)
        drawn = field_state(item, self._chosen(item, value))
        if isinstance(where, View):
            where.state.setdefault(item["block_id"], {})[item["action_id"]] = drawn
        return self._act(where, user, item, drawn, None)

    def type_in(self, where: Message | View, action_id: str, words: str, user: User | None = None) -> Interaction:
        """Type into an external select, and wait for `options`."""
        item = self._element(where, action_id)
        _allow("external_select" in item["type"], f"{action_id} asks nobody for options")
        _allow(len(words) >= item.get("min_query_length", 3), "too few letters: Slack asks nobody yet")
        person = self._actor(where, user)
        did = self._interaction(SUGGESTION, person, None if isinstance(where, View) else where.channel)
        payload = self._common(did) | _container(where, self.world)
        payload |= {"action_id": item["action_id"], "block_id": item["block_id"], "value": words}

        def answer(body: Any) -> None:
            try:
                did.show(Answer(kind="options", options=check_suggestions(body)))
            except Problems as found:
                did.refuse(str(found))

        return self._send(did, payload, accepts=True, answer=answer)

    def submit(
        self, view: View, fields: Mapping[str, Any] | None = None, *, options: Iterable[JSON] = ()
    ) -> Interaction:
        """Fill a modal in (by action_id or block_id) and send it; ``options`` are those of external selects."""
        _allow(view.open and view.user.stack[-1:] == [view], "the view is not on top")
        _allow(view.body.get("submit") or fields is None, "the view has nothing to send")
        given, state = dict(fields or {}), dict[str, JSON]()
        for block in (block for block in view.blocks if block["type"] == "input"):
            item = block["element"] | {"block_id": block["block_id"]}
            name = next((n for n in (item["action_id"], item["block_id"]) if n in given), "")
            standing = view.state.get(item["block_id"], {}).get(item["action_id"])
            drawn = field_state(item, self._chosen(item, given.pop(name), options)) if name else standing
            drawn = drawn or field_state(item, item.get("initial_value") or _initial(item))
            empty = not next(value for key, value in drawn.items() if key != "type")
            _allow(block.get("optional") or not empty, f"{item['action_id']} must be filled in")
            state[item["block_id"]] = {item["action_id"]: drawn}
        _allow(not given, f"there is no field {given}")
        view.state |= state
        did = self._interaction(SUBMISSION, view.user, None)
        did.view = view
        payload = self._common(did) | {"view": self._draw(view), "response_urls": []}

        def answer(body: Any) -> None:
            self.views.acknowledged(did, view, as_json(body))

        return self._send(did, payload, accepts=True, answer=answer)

    def close(self, view: View, *, everything: bool = False) -> Interaction | None:
        """Close a modal, or the whole stack; the app hears of it if the view says ``notify_on_close``."""
        _allow(view.open, "the view is closed")
        self.views.close(view.user, view.user.stack[0] if everything else view)
        if not view.body.get("notify_on_close"):
            return None
        did = self._interaction(CLOSING, view.user, None)
        return self._send(did, self._common(did) | {"view": self._draw(view), "is_cleared": everything})

    def open_home(self, user: User, tab: str = "home") -> Delivery | None:
        """Open the app's Home or Messages tab."""
        event: JSON = {"type": "app_home_opened", "user": user.id, "channel": self.dm(user).id, "tab": tab}
        event["event_ts"] = self.world.ts()
        if user.home and tab == "home":
            event["view"] = self._draw(user.home)
        sent = self._delivered(lambda: self.world.emit(user.team, "app_home_opened", event))
        return sent[0] if sent else None

    def event(self, team: Team, name: str, event: JSON) -> Delivery | None:
        """Deliver any event at all, such as one that was recorded; ``name`` is that of its subscription."""
        sent = self._delivered(lambda: self.post_office.event(team, name, event))
        return sent[0] if sent else None

    def last_event(self, kind: str = "message", subtype: str | None = None) -> Delivery:
        """Give the newest delivery of an event."""
        for delivery in reversed(self.post_office.deliveries):
            event = delivery.event
            if delivery.kind == EVENTS and event.get("type") == kind and subtype in {None, event.get("subtype", "")}:
                return delivery
        raise AssertionError(f"no {kind} was delivered")

    # What these have in common

    def _interaction(
        self, kind: str, user: User, channel: Channel | None, source: Message | None = None
    ) -> Interaction:
        team = user.team if user.team.installation or channel is None else channel.team
        did = Interaction(
            kind=kind, user=user, team=team, at=self.world.now(), patience=self.patience, channel=channel, source=source
        )
        if kind != SUGGESTION:
            did.trigger_id = self.world.trigger(user, team, did.show_view)
        if channel is not None and kind != SUGGESTION:
            key = uuid.uuid4().hex
            self.replies[key] = did
            did.response_url = f"{self.world.address}/response/{team.id}/{key}"
        return did

    def _common(self, did: Interaction) -> JSON:
        drawn: JSON = {
            "type": did.kind,
            "token": "loopback",
            "team": {"id": did.team.id, "domain": did.team.domain},
            "user": brief(did.user),
            "api_app_id": self.world.app.id,
            "enterprise": None,
            "is_enterprise_install": False,
        }
        return drawn | ({"trigger_id": did.trigger_id} if did.trigger_id else {})

    def _send(
        self,
        did: Interaction,
        payload: JSON,
        *,
        accepts: bool = False,
        answer: Callable[[Any], None] | None = None,
    ) -> Interaction:
        did.payload = payload
        did.delivery = Delivery(
            kind=COMMANDS if did.kind == COMMAND else INTERACTIVE,
            team=did.team,
            payload=copy.deepcopy(payload),
            patience=self.patience,
            accepts=accepts,
            interaction=did,
            answer=answer,
        )
        self.post_office.send(did.delivery)
        return did

    def _reply_to(self, did: Interaction) -> Callable[[Any], None]:
        def answer(body: Any) -> None:
            words = as_json(body)
            if not words:
                return
            try:
                self.methods.reply(did, words)
            except SlackError as error:
                did.refuse(error.error)

        return answer

    def _act(self, where: Message | View, user: User | None, item: JSON, more: JSON, state: JSON | None) -> Interaction:
        person = self._actor(where, user)
        channel, source = (None, None) if isinstance(where, View) else (where.channel, where)
        did = self._interaction(ACTION, person, channel, source)
        action = {"type": item["type"], "action_id": item["action_id"], "block_id": item["block_id"]}
        payload = self._common(did) | _container(where, self.world)
        payload |= {"actions": [action | more | {"action_ts": self.world.ts()}]}
        if isinstance(where, Message):
            payload |= {"state": {"values": state or {}}, "response_url": did.response_url}
        return self._send(did, payload)

    def _actor(self, where: Message | View, user: User | None) -> User:
        if isinstance(where, View):
            _allow(where.open, "the view is closed")
            _allow(user in {None, where.user}, "nobody sees another's view")
            return where.user
        person = user or where.seen_by or next((u for u in where.channel.members if not u.bot_id), None)
        assert person
        self._may_see(where, person)
        return person

    def _has_app(self, user: User) -> None:
        """Refuse what the clients of other workspaces do not offer; buttons work for everybody who sees them."""
        _allow(user.team.installation, f"{user.name}'s workspace has no such app")

    def _may_see(self, message: Message, user: User) -> None:
        _allow(not message.deleted, "the message is gone")
        _allow(user in message.channel.members or message.channel.kind == PUBLIC, f"{user.name} cannot see it")
        _allow(message.seen_by in {None, user}, f"{user.name} cannot see another's ephemeral message")

    def _element(self, where: Message | View, action_id: str) -> JSON:
        found = [item for name, item in where.actions.items() if name.startswith(action_id)]
        exact = where.actions.get(action_id)
        _allow(exact or len(found) == 1, f"{len(found)} elements begin with {action_id}: {list(where.actions)}")
        return exact or found[0]

    def _chosen(self, item: JSON, value: Any, options: Iterable[JSON] = ()) -> Any:
        kind = item["type"]
        if kind.endswith("text_input"):
            fits = item.get("min_length", 0) <= len(value) <= item.get("max_length", 3_000)
            _allow(fits or not value, f"{item['action_id']} takes no text of this length")
            return value
        if isinstance(value, list | tuple):
            return [self._chosen(item, one, options) for one in value]
        groups = [option for group in item.get("option_groups", []) for option in group["options"]]
        offered = {option["value"]: option for option in [*item.get("options", []), *groups, *options]}
        if offered or "external" in kind:
            _allow(value in offered, f"{item['action_id']} does not offer {value}")
            return offered[value]
        return value.id if isinstance(value, User | Channel) else value

    def _draw(self, view: View) -> JSON:
        bot = view.team.installation.bot.bot_id if view.team.installation else ""
        return copy.deepcopy(view.payload(self.world.app.id, bot))


def _initial(item: JSON) -> Any:
    return (
        item.get("initial_option")
        or item.get("initial_options")
        or next((value for name, value in item.items() if name.startswith("initial_")), None)
    )


def _container(where: Message | View, world: World) -> JSON:
    if isinstance(where, View):
        bot = where.team.installation.bot.bot_id if where.team.installation else ""
        drawn = copy.deepcopy(where.payload(world.app.id, bot))
        return {"container": {"type": "view", "view_id": where.id}, "view": drawn}
    container: JSON = {
        "type": "message",
        "message_ts": where.ts,
        "channel_id": where.channel.id,
        "is_ephemeral": where.ephemeral,
    }
    if where.thread_ts:
        container["thread_ts"] = where.thread_ts
    found: JSON = {"container": container, "channel": place(where.channel)}
    return found if where.ephemeral else found | {"message": where.payload()}


def _pasted(table: Iterable[Iterable[str | JSON]]) -> JSON:
    """Draw cells from a spreadsheet as the attachment that Slack's client makes of them; the text holds none of them.

    docs.slack.dev/reference/block-kit/blocks/table-block.
    """
    rows = [[{"type": "raw_text", "text": cell} if isinstance(cell, str) else cell for cell in row] for row in table]
    block = {"type": "table", "block_id": uuid.uuid4().hex[:5], "rows": rows}
    return {"id": 1, "fallback": "[no preview available]", "blocks": [block]}


def _shared(message: Message) -> JSON:
    """Draw a message that is shared into another channel, as the attachment that Slack makes of it."""
    channel, author = message.channel, message.author
    link = f"https://{channel.team.domain}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    return {
        "ts": message.ts,
        "channel_id": channel.id,
        "channel_team": channel.team.id,
        "author_id": author.id,
        "author_name": author.name,
        "author_link": f"https://{author.team.domain}.slack.com/team/{author.id}",
        "text": message.text,
        "fallback": f"[{time.strftime('%B %d', time.gmtime(float(message.ts)))}] {author.name}: {message.text}",
        "from_url": link,
        "original_url": link,
        "is_msg_unfurl": True,
        "is_share": True,
        "message_blocks": [
            {"team": author.team.id, "channel": channel.id, "ts": message.ts, "message": {"blocks": message.blocks}}
        ],
        "files": message.files,
        "mrkdwn_in": ["text"],
        "footer": f"Posted in #{channel.name}" if channel.kind in AREA and channel.name else "Direct message",
    }
