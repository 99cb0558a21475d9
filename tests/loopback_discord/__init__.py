"""A Discord on 127.0.0.1 that the unmodified discord.py connects to, as strict as the real one.

    async with loopback() as discord:                     # or Loopback(...); await start(); await stop()
        ward = discord.guild("Ward 7")                    # the bot is in it, with the rights of `INVITED`
        general = discord.channel(ward, "general")
        mods = discord.role(ward, "moderators", Allow.MANAGE_MESSAGES)
        ada = discord.join(ward, "ada"); mia = discord.join(ward, "mia", mods, locale="fr")

        async with discord.adopted():                     # points discord.py here; puts everything back after
            client = ...; await client.start(discord.token)   # or the adapter, with `discord.api_base`
            await discord.connected()

            message = discord.post(general, ada, "Hello")     # nothing here waits …
            await discord.called("DELETE", f"/channels/{general.id}/messages/*")   # … one waits for what follows
            notice = await discord.letter(ada)                # the newest message in the DMs with the bot
            asked = discord.press(notice, "fix:", ada)        # a custom id, or how it begins
            modal = await asked.modal()
            done = discord.submit(modal, {"text": "Hello again"})
            answer = await done.answered()                    # .kind .message .text .ephemeral .modal .choices
            assert discord.pings == []

**Stage** (`people.py`): `guild(shard=(0, 2), permissions=…, rank=50)`, `channel(guild, name, FORUM)`, `role`,
`change_role`, `bot_role`, `overwrite(channel, role_or_person, allow=, deny=)`, `user`, `dm`, `join`, `leave`,
`change_member`, `outage`, `tell_guild_create`, `throw_out`, `invite`, `delete_channel`, `delete_role`.

**People** (`people.py`): `post(channel, author, text, embeds=, files=, reply_to=, forward=, poll=, at=)`,
`edit(message, text, partial=)`, `unfurl`, `pin`, `delete(*messages)`, `thread`, `branch`, `announce`,
`retitle`, `archive`,
`slash(person, channel, "queue next", {"kind": …})`,
`autocomplete(person, channel, words, option, typed)`, `message_menu(name, message, person)`, `user_menu(name, target,
person, channel)`, `offered`, `press(message, custom_id, person)`, `select(message, custom_id, person, *values)`,
`submit(modal, fields)`, `automod_execution(rule, author, channel, content)`. What Discord's client would not let them
do raises `Impossible`; enabled AutoMod rules are obeyed by `post`, which then raises `Blocked`.

An `Interaction` (`interactions.py`) is waited for by `acknowledged()` (a deferral is enough), `answered(n)`,
`message(n)`, `modal()`, `choices()`; it lists `answers` and `refused` codes.

**Looking** : `channel.messages`, `message.text/.buttons/.pings/.ephemeral/.deleted`, `member.silent_until`,
`guild.rules/.webhooks/.audit/.banned/.commands`, `world.commands`, `letters(person)`, `sessions`, `identified`,
`pings` (every message by the bot that would have called somebody), `unguarded` (every message that was sent without
``allowed_mentions``, or with any that let something through), `journal`, `calls(method, glob, ok=)`,
`await called(method, glob, count, ok=)`, `await gone(*messages)`. In a glob ``*`` is one step of the path, ``**`` any
number.

**Faults** (`rest.py`): `fail(method, glob, status, code, times=, after=)`, `limit(method, glob, retry_after)`,
`limit_globally()`, `limit_every_second_call()`, `limit_rate(method, glob, limit, per)`, `slow(method, glob) → Gate`
(`await gate.arrived(n)`, `gate.open()`), `cut(method, glob, after=)`, `heal()`.

**Gateway** (`gateway.py`, as `discord.gateway`): `drop()`, `close(code)`, `reconnect()`, `invalidate(resumable=)`,
`refuse_resume`, `refuse_identify`, `pause()`/`unpause()`, `repeat(n)`, `twice`, `overlap`, `replayable`, `heartbeat`,
`least_shards`, `pace`, `sessions`; `discord.shards`, `discord.max_concurrency` are what ``/gateway/bot`` answers;
`discord.intents_off(Intent.MESSAGE_CONTENT)` switches a privileged intent off in the portal.

**Time**: `Loopback(now=…)` is what identifiers, timeouts, slow mode, nonces and the three seconds and fifteen minutes
of an interaction are measured by. Waiting is bounded by ``patience`` (real seconds) and fails with what was missing.
Rate limits are measured by the real clock, as discord.py waits by it.
"""

import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime

import aiohttp.web
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from .callbacks import Callbacks
from .gateway import Gateway, Identified, Session
from .interactions import Answer, Interaction, Modal
from .people import Blocked, Impossible, People
from .rest import PREFIX, Api, Call, Gate
from .routes import Routes
from .world import (
    EVERYTHING,
    FORUM,
    INVITED,
    MEDIA,
    MEMBERS,
    NEWS,
    PRIVATE_THREAD,
    STAGE,
    TEXT,
    VOICE,
    Allow,
    Channel,
    Guild,
    Intent,
    Member,
    Message,
    Person,
    Role,
    Rule,
    User,
    World,
)

__all__ = [
    "EVERYTHING",
    "FORUM",
    "INVITED",
    "MEDIA",
    "MEMBERS",
    "NEWS",
    "PRIVATE_THREAD",
    "STAGE",
    "TEXT",
    "VOICE",
    "Allow",
    "Answer",
    "Blocked",
    "Call",
    "Channel",
    "Gate",
    "Guild",
    "Identified",
    "Impossible",
    "Intent",
    "Interaction",
    "Loopback",
    "Member",
    "Message",
    "Modal",
    "Role",
    "Rule",
    "Session",
    "User",
    "loopback",
]


TOKEN = "loopback.token"


def utc_now() -> datetime:
    """Give the real time."""
    return datetime.now(UTC)


class Loopback(People):
    """The whole Discord: the world, its gateway, its API, and everybody in it."""

    def __init__(self, *, now: Callable[[], datetime] = utc_now, token: str = TOKEN, patience: float = 10) -> None:
        world = World(now)
        self.token = token
        self.gateway = Gateway(world, token)
        self.routes = Routes(world, self.gateway)
        super().__init__(world, Callbacks(world, self.routes), patience)
        self.api = Api(world, token, patience)
        self.api.serve(self.routes, self.callbacks)
        world.emit = self.gateway.dispatch
        self.address = ""
        self.fail = self.api.fail
        self.limit = self.api.limit
        self.limit_globally = self.api.limit_globally
        self.limit_every_second_call = self.api.limit_every_second_call
        self.limit_rate = self.api.limit_rate
        self.slow = self.api.slow
        self.cut = self.api.cut
        self.heal = self.api.heal
        self.calls = self.api.calls
        self.called = self.api.called
        self.gone = self.api.gone
        self._runner: aiohttp.web.AppRunner | None = None

    # Running

    @property
    def api_base(self) -> str:
        """Where the API is: what discord.py's `Route.BASE` has to be."""
        return f"{self.address}{PREFIX}"

    async def start(self) -> None:
        """Listen on a free port of 127.0.0.1."""
        app = aiohttp.web.Application(client_max_size=32 * 1024**2)
        app.router.add_get("/gateway/", self.gateway.serve)
        app.router.add_get("/attachments/{channel}/{id}/{name}", self._attachment)
        app.router.add_route("*", f"{PREFIX}/{{path:.*}}", self.api.handle)
        self._runner = aiohttp.web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = aiohttp.web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.address = self.world.address = f"http://127.0.0.1:{port}"
        self.gateway.url = f"ws://127.0.0.1:{port}/gateway/"

    async def stop(self) -> None:
        """Cut every line and stop listening."""
        self.api.heal()
        self.gateway.drop()
        if self._runner:
            await self._runner.cleanup()

    @contextlib.asynccontextmanager
    async def adopted(self) -> AsyncIterator[None]:
        """Point discord.py here, for as long as the block lasts."""
        base, default = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = self.api_base, yarl.URL(self.gateway.url)
        try:
            yield
        finally:
            Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, default

    async def _attachment(self, request: aiohttp.web.Request) -> aiohttp.web.Response:
        data = self.world.files.get(request.match_info["id"])
        return aiohttp.web.Response(status=404) if data is None else aiohttp.web.Response(body=data)

    # Looking

    @property
    def journal(self) -> list[Call]:
        """Every call, in the order of arrival."""
        return self.api.journal

    @property
    def sessions(self) -> list[Session]:
        """Every session that is not over, connected or not."""
        return list(self.gateway.sessions.values())

    @property
    def identified(self) -> list[Identified]:
        """Every IDENTIFY that was accepted."""
        return self.gateway.identified

    @property
    def pings(self) -> list[Message]:
        """Every message by the bot that would have called somebody, ephemeral ones too; deletion changes nothing."""
        return self.routes.calling + self.callbacks.calling

    @property
    def unguarded(self) -> list[Call]:
        """Every message that was sent without ``allowed_mentions``, or with any that let something through."""
        return [call for call in self.journal if call.ok and _unguarded(call)]

    def letters(self, person: Person) -> list[Message]:
        """List what the bot wrote to somebody in private, oldest first."""
        return [message for message in self.dm(person).messages if message.author is self.world.bot]

    async def letter(self, person: Person, count: int = 1) -> Message:
        """Wait until the bot has written so often to somebody in private, and give the newest message."""
        place = self.dm(person)
        await self.called("POST", f"/channels/{place.id}/messages", count)
        return self.letters(person)[-1]

    async def posted(self, channel: Channel, count: int = 1) -> Message:
        """Wait until the bot has posted so often into a channel, and give the newest message."""
        await self.called("POST", f"/channels/{channel.id}/messages", count)
        return [message for message in channel.messages if message.author is self.world.bot][-1]

    async def connected(self, count: int = 1) -> list[Session]:
        """Wait until so many sessions have a client that listens."""

        def found() -> list[Session] | None:
            there = [session for session in self.sessions if session.connected]
            return there if len(there) >= count else None

        def what() -> str:
            return f"{count} connected sessions; there: {len(self.sessions)}, identified {len(self.identified)}"

        return await self.gateway.bell.until(found, what, self.patience)

    async def disconnected(self) -> None:
        """Wait until no client is connected."""
        gone = self.gateway.links
        await self.gateway.bell.until(lambda: None if gone else True, lambda: "everybody to go", self.patience)

    async def resumed(self, count: int = 1) -> None:
        """Wait until sessions were resumed so often, all together."""

        def total() -> int:
            return sum(session.resumed for session in self.sessions)

        await self.gateway.bell.until(
            lambda: True if total() >= count else None, lambda: f"{count} resumes; so far {total()}", self.patience
        )

    async def identified_again(self, count: int = 2) -> None:
        """Wait until so many IDENTIFYs were accepted."""
        await self.gateway.bell.until(
            lambda: True if len(self.identified) >= count else None,
            lambda: f"{count} IDENTIFYs; so far {len(self.identified)}",
            self.patience,
        )

    # Switches

    @property
    def shards(self) -> int:
        """How many shards ``/gateway/bot`` recommends."""
        return self.routes.shards

    @shards.setter
    def shards(self, count: int) -> None:
        self.routes.shards = count

    @property
    def max_concurrency(self) -> int:
        """How many shards may identify at a time, as ``/gateway/bot`` says."""
        return self.gateway.max_concurrency

    @max_concurrency.setter
    def max_concurrency(self, count: int) -> None:
        self.gateway.max_concurrency = count

    def intents_off(self, *intents: Intent) -> None:
        """Switch privileged intents off in the developer portal."""
        for intent in intents:
            self.world.privileged &= ~intent

    def forget(self) -> None:
        """Forget the journal and what was sent, so that long runs keep their memory."""
        self.api.journal.clear()
        self.routes.calling.clear()
        self.callbacks.calling.clear()


def _unguarded(call: Call) -> bool:
    posts = ("/channels/{channel}/messages", "/webhooks/{hook}/{token}", "/interactions/{interaction}/{token}/callback")
    if call.method != "POST" or call.route not in posts:
        return False
    body = call.body or {}
    if call.route == posts[2]:
        if body.get("type") != 4:
            return False
        body = body.get("data") or {}
    allowed = body.get("allowed_mentions")
    return allowed is None or any(allowed.get(key) for key in ("parse", "users", "roles", "replied_user"))


@contextlib.asynccontextmanager
async def loopback(
    *, now: Callable[[], datetime] = utc_now, patience: float = 10, token: str = TOKEN
) -> AsyncIterator[Loopback]:
    """Run a loopback Discord for as long as the block lasts."""
    here = Loopback(now=now, patience=patience, token=token)
    await here.start()
    try:
        yield here
    finally:
        await here.stop()
