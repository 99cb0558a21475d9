"""A Slack on 127.0.0.1 that the unmodified slack-bolt and slack_sdk connect to, as strict as the real one.

    async with loopback() as slack:                        # or Loopback(...); await start(); await stop()
        ward = slack.workspace("Ward 7")                   # owner, #general, the app installed and in no channel
        ada, mia = slack.user(ward, "ada"), slack.user(ward, "mia", admin=True)
        rounds = slack.channel(ward, "rounds", ada, mia)
        slack.invite_bot(rounds)
        slack.grant(mia, user_scopes=slack.app.user_scopes)   # her own token: slack.admin_token(mia)

        client = AsyncWebClient(token=ward.bot_token, base_url=slack.api_base)   # Socket Mode: slack.app.token
        await slack.connected()

        message = slack.post(rounds, ada, "Hello")         # nothing here waits …
        await slack.called("chat.delete", ts=message.ts)   # … one waits for what follows
        notice = await slack.letter(ada)                   # the newest message of the bot's in the DM
        asked = slack.press(notice, "fix:", ada)           # an action_id, or how it begins
        form = await asked.modal()
        done = slack.submit(form, {"text": "Hello again"})
        answer = await done.answered()                     # .kind .message .view .errors .options .text
        assert slack.pings == []

**Stage** (`people.py`): `workspace(name, installed=, user_scopes=)`, `user(team, name, admin=, owner=, guest=)`,
`robot` (another app), `hire` (team_join), `deactivate`, `channel(team, name, *members, private=, shared_with=)`,
`usergroup`, `dm`, `invite_bot`, `grant`, `admin_token`, `uninstall`, `revoke(token)`. Of a `Team`: ``deletion``
(everyone, admins, nobody), ``compliance``, ``kicking``. A stranger is a `user` of another workspace in a channel that
is ``shared_with`` it. Of `slack.app`: ``bot_scopes``, ``user_scopes``, ``events``, ``request_url`` …

**People** (`people.py`): `post(channel, author, text, thread=, broadcast=, files=, forward=, table=, me=, at=,
raw=)`, `edit`, `unfurl`, `delete(message, by)`, `join`, `leave`, `rename(channel, user, name)`,
`slash(user, channel, "/chaperone", "queue")`, `shortcut(user, id)`, `message_shortcut(user, message, id)`, `press`,
`select`, `type_in`, `submit(view, fields)`, `close(view)`, `open_home(user)`, `event(team, name, recorded)`. What
Slack's client would not let them do raises `Impossible`. An `Interaction` is waited for by `acknowledged()`,
`answered(n, kind=)`, `message()`, `modal()`, `options()`; it lists ``answers`` and what was ``refused``.

**Looking**: `channel.messages/.ephemerals`, `message.words/.actions/.deleted`, `user.home/.stack`, `letters(user)`,
`await letter(user, n)`, `await posted(channel, n)`, `await whispered(channel, user, n)` (ephemerals),
`await home(user, n)`, `await changed(message)`, `await gone(message)`, `last_event(type, subtype)`, `pings`
(whom new messages of the app's would notify), `journal`, `calls(method, ok=, **args)`,
`await called(method, count, ok=, **args)`; in a method's name ``*`` stands for anything. Calls that are none of the
Web API are called ``response_url``, ``oauth.authorize``, ``upload`` and ``files``.

**Faults** (`api.py`): `fail(method, error, status=, times=, after=)`, `ratelimited(method)` (200),
`limit(method, retry_after)` (429), `limit_rate(method, n, per)`, `slow(method) → Gate` (`await gate.arrived(n)`,
`gate.open()`), `cut(method, after=)`, `heal()`; each also takes arguments that the call must have.

**Deliveries** (`delivery.py`, as `slack.deliveries`): `drop()`, `close()`, `warn()`, `refresh()`,
`disconnect(reason)`, `expire_tickets()`, `pause()`/`unpause()`, `repeat(delivery)` (to the letter), `retry(delivery)`,
`tick()` (timeouts and retries that the clock says are due), `forge(how, times)` (bad, stale, future, missing, garbled
or unversioned signatures), `verify_url()`, `settled()`, `acks`, `strange`, `links`. A `Delivery` has ``attempts``,
``acks`` (with ``took``, ``real``, ``late``) and `acknowledged()`, `failed()`. With `slack.app.request_url` set it goes
there, signed, else to a Socket Mode connection, in turn.

**OAuth**: `await install(user, url, deny=)` walks from the app's install address through consent to its redirect, as a
browser does; `consent(user, authorize_url)` is the step in the middle. `slack.authorize_url` is where the app has to
send people, `slack.as_installer(user)` says who is signed in there.

**Time**: `Loopback(now=…)` is what timestamps, triggers (3 s), response_urls (30 min), codes, signatures, retries and
acknowledgements are measured by. Bolt checks signatures by the real clock, so start a test's clock from it. Waiting is
bounded by ``patience`` (real seconds) and fails with what was missing.

**Stricter than Slack**, on purpose: messages need their plain ``text``, also in acknowledgements; a text over 40,000
characters is an error, where Slack may cut it; a reply needs its thread; channels are found by id alone. The limit of
all blocks' text together is Slack's as far as it is known (`limits.py`). **Not here**: Enterprise Grid, reactions,
pins, uploads, scheduled messages, token rotation, and rate limits of Slack's own (ask for them by `limit_rate`).
"""

import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime
from http.cookies import SimpleCookie
from typing import Any, TypeVar
from urllib.parse import urljoin

import aiohttp
from aiohttp import web

from .api import Api, Call, Gate, read
from .delivery import Ack, Attempt, Delivery, Post, sign
from .installs import Installs
from .interactions import Answer, Interaction
from .limits import SlackError
from .methods import Methods
from .people import Impossible, People
from .views import Views
from .world import (
    BOT_SCOPES,
    EVENTS,
    TRIGGER_LIFE,
    USER_SCOPES,
    App,
    Channel,
    Message,
    Ping,
    Team,
    User,
    View,
    World,
    utc_now,
)

__all__ = [
    "BOT_SCOPES",
    "EVENTS",
    "USER_SCOPES",
    "Ack",
    "Answer",
    "App",
    "Attempt",
    "Call",
    "Channel",
    "Delivery",
    "Gate",
    "Impossible",
    "Interaction",
    "Loopback",
    "Message",
    "Page",
    "Ping",
    "Team",
    "User",
    "View",
    "loopback",
    "sign",
]

T = TypeVar("T")
SIGN_IN = "<html><title>Sign in to Slack</title></html>"


@dataclass(eq=False, slots=True, kw_only=True)
class Page:
    """Where a browser ended; ``cookies`` are what the app had set, ``redirect`` where Slack sent it back to."""

    status: int
    text: str
    headers: dict[str, str]
    redirect: str = ""
    cookies: dict[str, str] = field(default_factory=dict)
    set_cookies: list[str] = field(default_factory=list)


class Loopback(People):
    """The whole Slack: the world, its Web API, its deliveries, and everybody in it."""

    def __init__(self, *, now: Callable[[], datetime] = utc_now, patience: float = 10) -> None:
        world = World(now)
        post, views, installs = Post(world, patience), Views(world), Installs(world)
        methods = Methods(world, post, views)
        super().__init__(world, post, views, methods, installs)
        world.emit = post.event
        self.deliveries = post
        self.api = Api(world, patience)
        self.api.serve(methods, installs)
        self.fail = self.api.fail
        self.ratelimited = self.api.ratelimited
        self.limit = self.api.limit
        self.limit_rate = self.api.limit_rate
        self.slow = self.api.slow
        self.cut = self.api.cut
        self.heal = self.api.heal
        self.calls = self.api.calls
        self.called = self.api.called
        self.connected = post.connected
        self.disconnected = post.disconnected
        self.tick = post.tick
        self.consent = installs.consent
        self._installer: User | None = None
        self._runner: web.AppRunner | None = None

    # Running

    @property
    def app(self) -> App:
        """The app's settings and secrets."""
        return self.world.app

    @property
    def address(self) -> str:
        """Where it listens."""
        return self.world.address

    @property
    def api_base(self) -> str:
        """Where the Web API is: slack_sdk's ``base_url``."""
        return f"{self.address}/api/"

    @property
    def authorize_url(self) -> str:
        """Where an installation begins: Bolt's ``authorization_url``."""
        return f"{self.address}/oauth/v2/authorize"

    async def start(self) -> None:
        """Listen on a free port of 127.0.0.1."""
        app = web.Application(client_max_size=8 * 1024**2)
        app.router.add_route("*", "/api/{method}", self.api.handle)
        app.router.add_get("/link/", self.deliveries.serve)
        app.router.add_post("/response/{team}/{key}", self._response)
        app.router.add_get("/oauth/v2/authorize", self._authorize)
        app.router.add_get("/files/{id}/{name}", self._file_page)
        app.router.add_post("/upload/v1/{id}", self._upload)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        port = self._runner.addresses[0][1]
        self.world.address = f"http://127.0.0.1:{port}"
        self.deliveries.url = f"ws://127.0.0.1:{port}/link/"

    async def stop(self) -> None:
        """Cut every line and stop listening."""
        self.heal()
        await self.deliveries.stop()
        if self._runner:
            await self._runner.cleanup()

    # Looking

    @property
    def journal(self) -> list[Call]:
        """Every call, in the order of arrival."""
        return self.api.journal

    @property
    def pings(self) -> list[Ping]:
        """Whom new messages of the app's would have notified; deletion changes nothing."""
        return self.world.pings

    def letters(self, user: User) -> list[Message]:
        """List what the bot wrote to somebody in private, oldest first."""
        return self._by_bot(self.dm(user))

    def _by_bot(self, channel: Channel) -> list[Message]:
        return [message for message in channel.messages if message.author.app_id == self.app.id]

    async def letter(self, user: User, count: int = 1) -> Message:
        """Wait until so many messages of the bot's are in somebody's DM, and give the newest."""
        return await self.posted(self.dm(user), count)

    async def posted(self, channel: Channel, count: int = 1) -> Message:
        """Wait until so many messages of the bot's are in a channel, and give the newest."""

        def found() -> Message | None:
            there = self._by_bot(channel)
            return there[-1] if len(there) >= count else None

        return await self._until(found, f"{count} messages by the bot in {channel.name or channel.id}")

    async def whispered(self, channel: Channel, user: User, count: int = 1) -> Message:
        """Wait until somebody was shown so many ephemeral messages in a channel, and give the newest."""

        def found() -> Message | None:
            there = [message for message in channel.ephemerals if message.seen_by is user]
            return there[-1] if len(there) >= count else None

        return await self._until(found, f"{count} ephemeral messages for {user.name} in {channel.name}")

    async def home(self, user: User, count: int = 1) -> View:
        """Wait until somebody's App Home was published so often, and give it."""
        await self.called("views.publish", count, user_id=user.id)
        assert user.home
        return user.home

    async def changed(self, message: Message, after: str = "") -> Message:
        """Wait until a message was edited later than ``after`` (its earlier ``edited``)."""
        return await self._until(lambda: message if message.edited > after else None, "a change of the message")

    async def gone(self, message: Message) -> None:
        """Wait until a message is deleted, or a tombstone."""
        await self._until(lambda: message.deleted or message.tombstone or None, "the deletion of the message")

    async def _until(self, find: Callable[[], T | None], what: str) -> T:
        def missing() -> str:
            return f"{what}; the last calls: {[str(call) for call in self.journal[-10:]]}"

        return await self.world.bell.until(find, missing, self.patience)

    def forget(self) -> None:
        """Forget the journal, deliveries and pings, so that long runs keep their memory."""
        self.api.journal.clear()
        self.deliveries.forget()
        self.world.pings.clear()
        now = self.world.now()
        self.replies = {key: did for key, did in self.replies.items() if not did.spent(now)}
        self.world.triggers = {n: t for n, t in self.world.triggers.items() if now - t.at <= TRIGGER_LIFE}

    # Whatever is no method of the Web API

    async def _response(self, request: web.Request) -> web.StreamResponse:
        """Take an answer to an interaction by its response_url."""
        call = self.api.record("response_url", {})
        did = self.replies.get(request.match_info["key"])

        async def work() -> dict[str, Any]:
            await read(request, call)
            await self.api.strike(call, after=False)
            spent = did.spent(self.world.now()) if did else "invalid_token"
            if did is None or spent:
                raise SlackError(spent)
            self.methods.reply(did, call.args)
            did.uses += 1
            return {"ok": True}

        answer = await self.api.answer(request, call, work)
        if did and call.error:
            did.refuse(call.error)
        if call.error and call.status == 200:
            call.status = 404 if call.error in {"expired_url", "used_url", "invalid_token"} else 400
            return web.json_response(call.answer, status=call.status)
        return answer

    def as_installer(self, user: User | None) -> None:
        """Say who is signed in at Slack's own pages in everybody's browser, and says yes there."""
        self._installer = user

    async def _authorize(self, request: web.Request) -> web.StreamResponse:
        self.api.record("oauth.authorize", dict(request.query))
        if self._installer is None:
            return web.Response(text=SIGN_IN, content_type="text/html")
        try:
            raise web.HTTPFound(self.consent(self._installer, str(request.url)))
        except AssertionError as error:
            return web.Response(status=400, text=str(error))

    async def install(self, user: User, url: str, *, deny: bool = False) -> Page:
        """Walk through an installation as a browser behind TLS: the app's address, consent, the app's redirect.

        The cookies that the app sets are kept and sent, ``Secure`` ones too. If the app does not lead to Slack, the
        page is what it showed instead.
        """
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as browser:
            page = await self.visit(url, browser=browser)
            asked = page.headers.get("Location", "") or _link_in(page.text, self.authorize_url)
            if not asked:
                return page
            back = self.consent(user, urljoin(url, asked), deny=deny)
            done = await self.visit(back, cookies=page.cookies, browser=browser)
            done.redirect, done.set_cookies = back, page.set_cookies + done.set_cookies
            return done

    async def visit(
        self, url: str, *, cookies: dict[str, str] | None = None, browser: aiohttp.ClientSession | None = None
    ) -> Page:
        """Look at one page, without following redirects."""
        own = browser or aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        kept = dict(cookies or {})
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in kept.items())} if kept else {}
        try:
            async with own.get(url, headers=headers, allow_redirects=False) as answer:
                lines = answer.headers.getall("Set-Cookie", [])
                for line in lines:
                    kept |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
                text = await answer.text()
                found = dict(answer.headers)
                return Page(status=answer.status, text=text, headers=found, cookies=kept, set_cookies=lines)
        finally:
            if browser is None:
                await own.close()

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        """Take a file's bytes, all that were announced and once, without a token."""
        call = self.api.record("upload", {})
        upload = self.world.uploads.get(request.match_info["id"])
        data = await request.read()
        call.status = 200 if upload and upload.data is None and len(data) == upload.length else 400
        if upload is None or call.status != 200:
            return web.Response(status=call.status, text="upload_failed")
        upload.data = data
        return web.Response(text=f"OK - {len(data)}")

    async def _file_page(self, request: web.Request) -> web.StreamResponse:
        """Serve a file; without a good token it is a sign-in page, with status 200 as at Slack."""
        call = self.api.record("files", {})
        secret = request.headers.get("Authorization", "").removeprefix("Bearer ")
        token = self.world.tokens.get(secret)
        team, data = self.world.files.get(request.match_info["id"].rpartition("-")[2], (None, b""))
        call.status = 200
        if token is None or token.revoked or token.team is not team or "files:read" not in token.scopes:
            return web.Response(text=SIGN_IN, content_type="text/html")
        return web.Response(body=data, content_type="application/octet-stream")


def _link_in(text: str, start: str) -> str:
    """Find the link to Slack's consent page on an app's page."""
    at = text.find(start)
    if at < 0:
        return ""
    return text[at:].split('"', 1)[0].replace("&amp;", "&")


@contextlib.asynccontextmanager
async def loopback(*, now: Callable[[], datetime] = utc_now, patience: float = 10) -> AsyncIterator[Loopback]:
    """Run a loopback Slack for as long as the block lasts."""
    here = Loopback(now=now, patience=patience)
    await here.start()
    try:
        yield here
    finally:
        await here.stop()
