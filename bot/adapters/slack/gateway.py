"""The connection to Slack: Bolt takes every delivery, it is acknowledged at once, and the work is done after that.

What happens in channels goes through lanes, so that all that happens to one message happens in order; what people
start is done beside that. Messages are never kept: the bot must not become a second store.
"""

import asyncio
import json
import zlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import aiohttp
from pydantic import SecretStr
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack import incoming, wire
from bot.adapters.slack.answers import Answers
from bot.adapters.slack.history import History
from bot.adapters.slack.installations import Installation, Installations
from bot.adapters.slack.interactions import Interactions
from bot.adapters.slack.performers import Performers
from bot.adapters.slack.rest import TOKENS_OVER, Denied, Rest
from bot.adapters.slack.seen import Seen, Threads
from bot.adapters.slack.socket import Socket
from bot.adapters.slack.teams import Teams
from bot.core.actions import Action, Reply, reply_as_read_by
from bot.core.errors import Refused, Throttled, Unavailable
from bot.core.events import (
    CommunityId,
    Invocation,
    MemberJoined,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
    MessageRef,
)
from bot.core.policy import CommunityPolicy
from bot.core.ports import Journal, Memory, Now, Receiver, SetupOf
from bot.core.setups import Survey
from bot.listening import Gone, Keeper, Lanes, Marks, Turns, Work
from config.settings import Slack

Door = Callable[["SlackAdapter"], Awaitable[None]]
"""Listens over HTTP until cancelled, and hands what Slack signed to `SlackAdapter.app`."""

PATIENCE = timedelta(seconds=25)
"""How long an action may take: less than the outbox allows, so that we say why."""

SILENCE = timedelta(minutes=5)
"""After so long without a delivery over HTTP some may be lost: Slack tries three times more, the last time after five
minutes, and gives up then (source: Slack, "Events API", retries)."""

_MARK = "slack.mark"
_TRIES, _PAUSE, _LONGEST_PAUSE = 5, 5.0, 300.0

Told = MessagePosted | MessageEdited | MessageDeleted | MemberJoined


class SlackAdapter:
    """Slack as a platform.

    Args:
        settings: tokens and addresses.
        installations: in which workspaces the app is.
        memory: what must outlive a restart.
        setup_of: what a community has chosen.
        policies: a community's policy.
        journal: hears of connections.
        now: tells the time.
        door: listens over HTTP where there is no token for Socket Mode.
    """

    platform = wire.PLATFORM

    def __init__(
        self,
        *,
        settings: Slack,
        installations: Installations,
        memory: Memory,
        setup_of: SetupOf,
        policies: Callable[[CommunityId], CommunityPolicy],
        journal: Journal,
        now: Now,
        door: Door | None = None,
    ) -> None:
        self._settings = settings
        self._installations = installations
        self._memory = memory
        self._journal = journal
        self._now = now
        self._door = door
        self._rest: Rest | None = None
        self._receiver: Receiver | None = None
        self._lanes = Lanes(journal)
        self._marks = Marks[str]()
        self._keeper = Keeper(self._marks, memory=memory, kind=_MARK, scoped=wire.scoped, now=now)
        self._gone = Gone[MessageRef]()
        self._threads = Threads()
        self._seen = Seen(now)
        self._turns = Turns[str]()
        self._heard_at = now()
        self._teams = Teams(self._open, setup_of, policies, now, by_oauth=settings.is_installed_by_oauth)
        self._answers = Answers(self._open, self._teams)
        self._history = History(marks=self._marks, teams=self._teams, now=now, journal=journal)
        self._performers = Performers(
            rest=self._open,
            teams=self._teams,
            memory=memory,
            setup_of=setup_of,
            policies=policies,
            now=now,
            gone=self._gone,
            threads=self._threads,
            changed=self._homes_changed,
            lost=self._lost_admin,
        )
        self._interactions = Interactions(
            teams=self._teams,
            answers=self._answers,
            performers=self._performers,
            receiving=self._receiving,
            start=self._lanes.start,
        )
        self.app = self._make_app()
        self.ready = asyncio.Event()
        """Set once deliveries are taken and a first workspace is known; for whoever waits for the start."""

    def _make_app(self) -> AsyncApp:
        """Make Bolt's application with one middleware that takes everything, so that nothing goes unacknowledged.

        It stands before Bolt's own authorization: who signed a request was looked at before it came here, and whose it
        is we know without asking Slack. So nothing is lost over a call that fails, and whatever the environment says
        to Bolt (``SLACK_CLIENT_ID`` switches its OAuth on) changes nothing.
        """
        return AsyncApp(
            name="chaperone",  # else Bolt looks at the disk for a name
            client=AsyncWebClient(base_url=self._settings.api_base),
            before_authorize=self._take,
            authorize=_authorize,
            request_verification_enabled=False,
            ssl_check_enabled=False,
        )

    # What the core asks of a platform.

    def serves(self, community: CommunityId) -> bool:
        """Serve the workspaces where the app is installed."""
        try:
            return self._teams.get(wire.bare(community)) is not None
        except ValueError:
            return False

    def can(self, community: CommunityId, action: type[Action]) -> bool:
        """Be able to do what there is a performer for.

        Taking a message out of sight is among it with and without an admin's token: what is refused is told.
        """
        return self.serves(community) and action in self._performers.table

    def survey(self, community: CommunityId) -> Survey:
        """Say what can be chosen in a workspace, and which rights the bot lacks there."""
        return self._teams.survey(wire.bare(community))

    async def perform(self, community: CommunityId, action: Action, key: str, case: int | None = None) -> None:
        """Carry out one action; the same key again does nothing more."""
        try:
            team = wire.bare(community)
            async with asyncio.timeout(PATIENCE.total_seconds()):
                await self._performers.table[type(action)](team, action, key, case)
        except TimeoutError:
            raise Unavailable("Slack took too long") from None
        except ValueError:
            raise Refused("there is no such place on Slack") from None

    async def respond(self, by: Invocation, reply: Reply) -> None:
        """Answer an interaction."""
        team, user = wire.bare(by.community), wire.bare(by.actor.id)
        shown = await reply_as_read_by(reply, lambda place: self._performers.reads(team, user, wire.bare(place)))
        await self._answers.respond(by.id, shown)

    async def run(self, receiver: Receiver) -> None:
        """Listen until cancelled: over Socket Mode with an app's token, else by the door.

        Raises:
            Refused: Slack does not accept a token; trying again cannot help.
        """
        self._receiver = receiver
        await self._load_marks()
        await self._performers.load()
        async with aiohttp.ClientSession() as session, asyncio.TaskGroup() as tasks:
            self._rest = Rest(session, self._settings.api_base)
            self._lanes.open(tasks)
            tasks.create_task(self._keeper.run())
            try:
                await self._begin()
                await self._listen()
            finally:
                self._lanes.close()
                self._rest = None
                await self._keeper.save()

    async def _begin(self) -> None:
        """Learn where the app is installed; Slack may have to be asked, and may not answer at once."""
        for attempt in range(_TRIES):
            try:
                for installation in await self._installations.all():
                    self._teams.add(installation)
            except Unavailable:
                if attempt == _TRIES - 1:
                    raise
                await asyncio.sleep(_PAUSE)
            else:
                return

    async def _listen(self) -> None:
        if self._settings.app_token.get_secret_value():
            socket = Socket(
                token=self._settings.app_token,
                api_base=self._settings.api_base,
                rest=self._open,
                take=self._dispatch,
                connected=self._connected,
                journal=self._journal,
            )
            await socket.run()
        elif self._door is not None:
            self._connected()
            await self._door(self)
        else:
            raise Refused("Slack needs an app token for Socket Mode, or a signing secret for HTTP")

    def _homes_changed(self, team: str) -> None:
        self._interactions.changed(team)

    def _connected(self) -> None:
        """Look after what was missed, whenever a connection stands that did not stand before."""
        for team in self._teams.all():
            self._come_back(team)
        self.ready.set()

    def _come_back(self, team: str) -> None:
        """Look after what was missed in a workspace; what is delivered from now on lies behind it."""
        self._marks.hold_all(team)
        self._lanes.start(self._turns.take(team, partial(self._catch_up, team)))

    def _open(self) -> Rest:
        if self._rest is None:
            raise Unavailable("Slack is not connected")
        return self._rest

    def _receiving(self) -> Receiver:
        if self._receiver is None:
            message = "the adapter does not run"
            raise RuntimeError(message)
        return self._receiver

    # Workspaces.

    async def installed(self, installation: Installation) -> None:
        """Begin to look after a workspace, or take its new tokens."""
        self._teams.add(installation)
        self._come_back(installation.team)

    async def uninstalled(self, team: str) -> None:
        """Leave a workspace, and delete what is held of it."""
        self._teams.remove(team)
        self._marks.drop(team)
        self._interactions.forget(team)
        await self._installations.forget(team)

    async def _lost_admin(self, team: str) -> None:
        """Do without an admin's token that is good for nothing any more."""
        known = self._teams.get(team)
        if known is not None and known.installation.user_token is not None:
            without = replace(known.installation, user_token=None, user_scopes=frozenset())
            self._teams.add(without)
            await self._installations.save(without)

    async def _lost_bot(self, team: str) -> None:
        """Leave a workspace where the bot's token is over."""
        if await self._is_over(team, lambda one: one.bot_token):
            await self.uninstalled(team)

    async def _revoked(self, team: str, tokens: Mapping[str, Any]) -> None:
        """Leave where the bot's token was revoked; where a person's was, see whether it is the admin's."""
        if tokens.get("bot"):
            await self._lost_bot(team)
        elif await self._is_over(team, lambda one: one.user_token):
            await self._lost_admin(team)

    async def _is_over(self, team: str, token_of: Callable[[Installation], SecretStr | None]) -> bool:
        """Ask Slack, until it answers, whether the token that we have now is good for nothing any more.

        Slack tells of an end again for six minutes: by then there may be a new installation, whose tokens are good.
        """
        while (token := self._token(team, token_of)) is not None:
            try:
                await self._open().call(token, "auth.test")
            except Denied as error:
                if token == self._token(team, token_of):
                    return error.code in TOKENS_OVER
            except Throttled as error:
                await asyncio.sleep(error.retry_after.total_seconds())
            except Unavailable:
                await asyncio.sleep(_PAUSE)
            else:
                return False
        return False

    def _token(self, team: str, token_of: Callable[[Installation], SecretStr | None]) -> SecretStr | None:
        known = self._teams.get(team)
        return token_of(known.installation) if known is not None else None

    async def _catch_up(self, team: str) -> None:
        """Learn what a workspace looks like, and read what was written in it while we were away."""
        await self._look(team)
        self._lanes.start(self._teams.learn_staff(team))  # beside: what was missed does not wait for it
        await self._history.read(team, self._see, self._edited)

    async def _look(self, team: str) -> None:
        """Learn what a workspace looks like, however long that takes: until then nobody knows what is to be read."""
        pause = _PAUSE
        while True:
            try:
                await self._teams.look(team)
            except Unavailable as error:
                self._journal.count("events_failed", reason=type(error).__name__.lower())
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
            except Throttled as error:
                await asyncio.sleep(error.retry_after.total_seconds())
            else:
                return

    # What comes in.

    async def _dispatch(self, body: dict[str, Any], headers: dict[str, list[str]]) -> BoltResponse:
        """Hand a delivery to Bolt, as it comes over Socket Mode."""
        return await self.app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=body, headers=dict(headers)))

    async def _take(self, req: AsyncBoltRequest) -> BoltResponse:
        """Take one delivery, and say what Slack is answered."""
        if req.mode == "http":
            self._heard()
        body: Mapping[str, Any] = req.body
        if body.get("type") == "event_callback":
            self._hear(body)
            return _NOTHING
        if body.get("type") == "url_verification":
            return _answering({"challenge": body.get("challenge")})
        try:
            answer = await self._interactions.take(body)
        except Exception as error:  # noqa: BLE001 - a payload that we do not understand is acknowledged all the same
            self._journal.count("events_failed", reason=type(error).__name__)
            answer = {}
        return _answering(answer) if answer else _NOTHING

    def _heard(self) -> None:
        """Look after what was missed when something comes after a silence: over HTTP nobody says that a way broke."""
        silence, self._heard_at = self._now() - self._heard_at, self._now()
        if silence >= SILENCE:
            self._connected()

    def _hear(self, body: Mapping[str, Any]) -> None:
        """Sort an event: everything about a message goes into that message's lane."""
        event: Mapping[str, Any] = body.get("event") or {}
        listed = body.get("authorizations")
        first = listed[0] if isinstance(listed, list) and listed and isinstance(listed[0], dict) else {}
        authorized = first.get("team_id") or ""
        team = next((one for one in (authorized, body.get("team_id") or "") if self._teams.get(one) is not None), "")
        if not team:
            return
        match event.get("type"):
            case "message":
                self._hear_of_message(team, event)
            case "member_joined_channel":
                self._lanes.start(self._joined_channel(team, event))
            case "member_left_channel":
                if event.get("user") == self._teams.here(team).installation.bot_user:
                    self._teams.left(team, str(event.get("channel")))
            case "team_join":
                joined = incoming.joined(team, event.get("user") or {}, self._now())
                if joined is not None:
                    self._lanes.start(self._pass_on(joined))
            case _:
                self._hear_of_app(team, event)

    def _hear_of_app(self, team: str, event: Mapping[str, Any]) -> None:
        match event.get("type"):
            case "app_home_opened" if event.get("tab") == "home":
                self._lanes.start(self._interactions.home_opened(team, str(event.get("user"))))
            case "app_uninstalled":
                self._lanes.start(self._lost_bot(team))
            case "tokens_revoked":
                self._lanes.start(self._revoked(team, event.get("tokens") or {}))

    def _hear_of_message(self, team: str, event: Mapping[str, Any]) -> None:
        if not incoming.is_in_a_channel(event):
            return
        channel = str(event["channel"])
        gone = incoming.gone_in(event)
        if gone is not None:
            self._queue(channel, gone, partial(self._deleted, team, channel, gone))
        elif event.get("subtype") == incoming.CHANGED:
            if incoming.is_an_edit(event):
                message = event["message"]
                self._history.live(channel, message["ts"])
                self._queue(channel, message["ts"], partial(self._edited, team, channel, message))
        elif event.get("subtype") in incoming.RENAMED:
            self._teams.renamed(team, channel, str(event["name"]))
        elif incoming.is_ours_to_read(event):
            ts = str(event["ts"])
            self._history.live(channel, ts)
            self._marks.begin(team, channel, wire.number_of(ts))
            self._queue(channel, ts, partial(self._posted, team, channel, event))

    def _queue(self, channel: str, ts: str, work: Work) -> None:
        self._lanes.queue(zlib.crc32(f"{channel}{ts}".encode()), work)

    async def _pass_on(self, event: Told) -> None:
        """Hand an event on, once: watchers count what happens, so twice told is not twice done."""
        if not self._seen.is_new(event.delivery):
            return
        await self._receiving().receive(event)

    async def _posted(self, team: str, channel: str, message: Mapping[str, Any]) -> None:
        try:
            await self._see(team, channel, message)
        finally:
            self._marks.end(team, channel, wire.number_of(message["ts"]))

    async def _see(self, team: str, channel: str, message: Mapping[str, Any]) -> None:
        scene = await self._scene(team, channel, message)
        if scene is not None:
            await self._pass_on(incoming.posted(message, channel, scene))

    async def _edited(self, team: str, channel: str, message: Mapping[str, Any]) -> None:
        scene = await self._scene(team, channel, message)
        if scene is not None:
            await self._pass_on(incoming.edited(message, channel, scene))

    async def _scene(self, team: str, channel: str, message: Mapping[str, Any]) -> incoming.Scene | None:
        """Set the scene for a message; None for one that is no member's."""
        if self._teams.get(team) is None or not incoming.is_ours_to_read(message):
            return None
        user = str(message["user"])
        if user == self._teams.here(team).installation.bot_user:
            return None
        thread = incoming.thread_of(message)
        if thread is not None:
            self._threads.add(wire.ref_of(channel, message["ts"]), thread)
        scene = await self._teams.scene(team, channel, user)
        is_a_bots = scene.user.get("is_bot", bool(message.get("bot_id")))
        return None if is_a_bots else scene

    async def _deleted(self, team: str, channel: str, ts: str) -> None:
        if wire.ref_of(channel, ts) not in self._gone:
            await self._pass_on(incoming.deleted(team, channel, ts))

    async def _joined_channel(self, team: str, event: Mapping[str, Any]) -> None:
        """Begin to look after a channel that we were brought into; greet who comes from another workspace."""
        channel, user = str(event.get("channel")), str(event.get("user"))
        if user == self._teams.here(team).installation.bot_user:
            self._marks.end(team, channel, wire.number_at(self._now()))
            await self._teams.came(team, channel)
            return
        if event.get("team") not in (None, team):
            joined = incoming.joined(team, await self._teams.user(team, user), self._now())
            if joined is not None:
                await self._pass_on(joined)

    # Watermarks.

    async def _load_marks(self) -> None:
        kept = await self._memory.recall_all(_MARK)
        self._marks.load({(wire.bare(community), channel): int(mark) for (community, channel), mark in kept.items()})


_NOTHING = BoltResponse(status=200, body="")


def _answering(answer: Mapping[str, Any]) -> BoltResponse:
    return BoltResponse(status=200, body=json.dumps(answer), headers={"content-type": ["application/json"]})


async def _authorize(team_id: str | None, enterprise_id: str | None) -> AuthorizeResult:
    """Stand where Bolt wants an authorization; nothing comes so far."""
    return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_user_id="")
