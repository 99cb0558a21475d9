"""What the app is sent: Socket Mode envelopes or signed HTTP requests, acknowledgements, and retries.

docs.slack.dev/apis/events-api: an event that is not answered within three seconds, or with an error, is sent again
nearly at once, after one minute and after five. Interactive payloads are sent once. docs.slack.dev/apis/events-api/
using-socket-mode: up to ten connections, of which each payload takes one; ``disconnect`` announces their end. Time
passes by the injected clock alone: `Post.tick` does what is due.
"""

import asyncio
import contextlib
import hashlib
import hmac
import json
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp import WSMsgType, web

from .interactions import Answer, Interaction
from .world import JSON, Bell, Team, World

EVENTS, INTERACTIVE, COMMANDS = "events_api", "interactive", "slash_commands"
ACKNOWLEDGE = timedelta(seconds=3)
RETRIES = (timedelta(0), timedelta(minutes=1), timedelta(minutes=5))
CONNECTIONS = 10


@dataclass(eq=False, slots=True, kw_only=True)
class Ack:
    """An acknowledgement. ``took`` is by the clock, ``real`` in seconds by `time.perf_counter`."""

    at: datetime
    took: timedelta
    real: float
    payload: Any
    late: bool
    status: int = 200


@dataclass(eq=False, slots=True, kw_only=True)
class Attempt:
    """One time that something was sent. ``reason`` is why it is a retry; ``failure`` is what became of it."""

    number: int
    at: datetime
    started: float
    reason: str = ""
    envelope: str = ""
    link: "Link | None" = None
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    ack: Ack | None = None
    failure: str = ""
    failed_at: datetime | None = None


@dataclass(eq=False, slots=True, kw_only=True)
class Delivery:
    """An event or an interactive payload on its way to the app."""

    kind: str
    team: Team
    payload: JSON
    patience: float
    accepts: bool = False
    interaction: Interaction | None = None
    answer: Callable[[Any], None] | None = None
    attempts: list[Attempt] = field(default_factory=list)
    acks: list[Ack] = field(default_factory=list)
    over: bool = False
    bell: Bell = field(default_factory=Bell)

    @property
    def event_id(self) -> str:
        """The event's id, empty for interactive payloads."""
        return str(self.payload.get("event_id", ""))

    @property
    def event(self) -> JSON:
        """The event itself."""
        return dict(self.payload.get("event", {}))

    @property
    def done(self) -> bool:
        """Whether it was acknowledged in time."""
        return any(not ack.late and ack.status == 200 for ack in self.acks)

    async def acknowledged(self, count: int = 1) -> Ack:
        """Wait for an acknowledgement in time (or so many, if it is sent so often)."""

        def found() -> Ack | None:
            good = [ack for ack in self.acks if not ack.late and ack.status == 200]
            return good[count - 1] if len(good) >= count else None

        def what() -> str:
            seen = [attempt.failure or attempt.ack or "open" for attempt in self.attempts]
            return f"an acknowledgement of {self.event.get('type', self.kind)}; attempts {seen}"

        return await self.bell.until(found, what, self.patience)

    async def failed(self, count: int = 1) -> Attempt:
        """Wait until so many attempts have failed."""

        def found() -> Attempt | None:
            met = [attempt for attempt in self.attempts if attempt.failure]
            return met[count - 1] if len(met) >= count else None

        return await self.bell.until(found, lambda: f"{count} failed attempts", self.patience)


class Link:
    """One Socket Mode connection: what is put is written in order by a task of its own."""

    def __init__(self, socket: web.WebSocketResponse, transport: asyncio.Transport | None) -> None:
        self.socket = socket
        self.leaving = False
        self._transport = transport
        self._queue: asyncio.Queue[str | None] = asyncio.Queue()
        self._writer = asyncio.create_task(self._write())

    def say(self, message: JSON) -> None:
        """Write a message."""
        self._queue.put_nowait(json.dumps(message))

    def close(self) -> None:
        """Say goodbye after what was put before."""
        self.leaving = True
        self._queue.put_nowait(None)

    def abort(self) -> None:
        """Cut the line."""
        self.leaving = True
        if self._transport:
            self._transport.abort()

    async def finish(self) -> None:
        """Stop writing."""
        self._writer.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._writer

    async def _write(self) -> None:
        with contextlib.suppress(ConnectionError, RuntimeError):
            while (text := await self._queue.get()) is not None:
                await self.socket.send_str(text)
            await self.socket.close()


class Post:
    """Everything that is sent to the app, and what a test may do to it."""

    def __init__(self, world: World, patience: float) -> None:
        self.world = world
        self.patience = patience
        self.url = ""
        self.bell = Bell()
        self.links: list[Link] = []
        self.deliveries: list[Delivery] = []
        self.strange: list[JSON] = []
        """What came over a socket and acknowledges nothing that was sent."""
        self.connections = 0
        """How many connections there ever were."""
        self.lifetime = 18_060
        self._tickets: set[str] = set()
        self._turn = 0
        self._open: dict[str, tuple[Delivery, Attempt]] = {}
        self._pending: dict[int, Delivery] = {}
        self._forge: list[str] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None
        self._held: list[Delivery] | None = None

    # What tests do

    def pause(self) -> None:
        """Hold everything back."""
        self._held = []

    def unpause(self) -> None:
        """Send what was held back."""
        held, self._held = self._held or [], None
        for delivery in held:
            self._attempt(delivery)

    def drop(self) -> None:
        """Cut every connection without goodbye."""
        for link in list(self.links):
            link.abort()

    def close(self) -> None:
        """Close every connection properly."""
        for link in list(self.links):
            link.close()

    def warn(self) -> None:
        """Announce that the connections will soon be refreshed; they stay open."""
        self.disconnect("warning")

    def refresh(self) -> None:
        """Ask every client for a new connection; the old ones stay open until the client or `close` ends them."""
        self.disconnect("refresh_requested")

    def disconnect(self, reason: str) -> None:
        """Send every connection a ``disconnect`` with a reason (also ``link_disabled``)."""
        for link in list(self.links):
            link.say({"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-loopback"}})

    def expire_tickets(self) -> None:
        """Let addresses that were given and not used yet lead nowhere."""
        self._tickets.clear()

    def forge(self, how: str, times: int = 1) -> None:
        """Sign the next HTTP requests wrongly: bad, stale, future, missing, garbled or unversioned."""
        self._forge += [how] * times

    def repeat(self, delivery: Delivery) -> None:
        """Send the same thing once more, to the letter: the same envelope, or the same signed request."""
        attempt = delivery.attempts[-1]
        if attempt.envelope:
            link = self._link()
            assert link, "nobody is connected"
            link.say(self._envelope(delivery, attempt))
        else:
            again = Attempt(number=attempt.number, at=self.world.now(), started=time.perf_counter())
            again.headers, again.body = attempt.headers, attempt.body
            delivery.attempts.append(again)
            self._spawn(self._request(delivery, again))

    def retry(self, delivery: Delivery, reason: str = "timeout") -> None:
        """Send an event again as a retry, whether it is due or not."""
        self._attempt(delivery, reason)

    def tick(self) -> list[Delivery]:
        """Do what the clock says is due: declare attempts late, and try again what failed; list what was sent again."""
        now, again = self.world.now(), []
        for delivery in list(self._pending.values()):
            last = delivery.attempts[-1] if delivery.attempts else None
            if last is None:
                continue
            if last.ack is None and not last.failure and now - last.at >= ACKNOWLEDGE:
                self._fail(delivery, last, "timeout" if last.envelope else "http_timeout", last.at + ACKNOWLEDGE)
            if not last.failure or delivery.over or last.failed_at is None:
                continue
            if now - last.failed_at >= RETRIES[len(delivery.attempts) - 1]:
                self._attempt(delivery, last.failure)
                again.append(delivery)
        return again

    async def verify_url(self) -> bool:
        """Send ``url_verification``, and say whether the challenge came back."""
        challenge = uuid.uuid4().hex
        body = json.dumps({"token": "loopback", "challenge": challenge, "type": "url_verification"}).encode()
        headers = self._signed(body) | {"Content-Type": "application/json"}
        async with self._client().post(self.world.app.request_url, data=body, headers=headers) as answer:
            return answer.status == 200 and challenge in await answer.text()

    async def connected(self, count: int = 1) -> None:
        """Wait until so many connections are open."""
        await self.bell.until(
            lambda: True if len(self.links) >= count else None,
            lambda: f"{count} connections; open: {len(self.links)}, ever: {self.connections}",
            self.patience,
        )

    async def connected_again(self, count: int = 2) -> None:
        """Wait until there were so many connections, counted from the start, and one is open."""
        await self.bell.until(
            lambda: True if self.connections >= count and self.links else None,
            lambda: f"connection {count}; open: {len(self.links)}, ever: {self.connections}",
            self.patience,
        )

    async def disconnected(self, left: int = 0) -> None:
        """Wait until no more than ``left`` connections are open."""
        await self.bell.until(
            lambda: True if len(self.links) <= left else None, lambda: "everybody to go", self.patience
        )

    async def settled(self) -> None:
        """Wait until everything that was sent is acknowledged, refused or given up."""
        await self.bell.until(
            lambda: None if any(not d.over for d in self._pending.values()) else True,
            lambda: f"{len(self._pending)} deliveries to settle",
            self.patience,
        )

    @property
    def acks(self) -> list[Ack]:
        """Every acknowledgement, in order of the deliveries."""
        return [ack for delivery in self.deliveries for ack in delivery.acks]

    # Sending

    def event(self, team: Team, name: str, event: JSON) -> None:
        """Deliver an event, if the app has subscribed to it."""
        done = team.installation
        if name not in self.world.app.events | self.world.app.user_events:
            return
        channel = self.world.channel(team, str(event.get("channel", "")))
        bot = done.bot.id if done else ""
        payload: JSON = {
            "token": "loopback",
            "team_id": team.id,
            "context_team_id": team.id,
            "context_enterprise_id": None,
            "api_app_id": self.world.app.id,
            "event": event,
            "type": "event_callback",
            "event_id": self.world.id("Ev"),
            "event_time": int(self.world.now().timestamp()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": team.id,
                    "user_id": bot,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": bool(channel and channel.shared),
            "event_context": f"4-{uuid.uuid4().hex}",
        }
        self.send(Delivery(kind=EVENTS, team=team, payload=payload, patience=self.patience))

    def send(self, delivery: Delivery) -> Delivery:
        """Send something for the first time."""
        self.deliveries.append(delivery)
        self._pending[id(delivery)] = delivery
        if self._held is not None:
            self._held.append(delivery)
        else:
            self._attempt(delivery)
        self.bell.ring()
        return delivery

    def _attempt(self, delivery: Delivery, reason: str = "") -> None:
        number = len(delivery.attempts)
        attempt = Attempt(number=number, at=self.world.now(), started=time.perf_counter(), reason=reason)
        delivery.attempts.append(attempt)
        self._pending[id(delivery)] = delivery
        if self.world.app.request_url:
            self._write_request(delivery, attempt)
            self._spawn(self._request(delivery, attempt))
            return
        link = self._link()
        attempt.envelope, attempt.link = str(uuid.uuid4()), link
        if link is None:
            self._fail(delivery, attempt, "no_connection", attempt.at)
            return
        self._open[attempt.envelope] = (delivery, attempt)
        link.say(self._envelope(delivery, attempt))

    def _fail(self, delivery: Delivery, attempt: Attempt, reason: str, at: datetime) -> None:
        attempt.failure, attempt.failed_at = reason, at
        again = delivery.kind == EVENTS and self.world.app.redelivers and len(delivery.attempts) <= len(RETRIES)
        if not again:
            self._end(delivery)
            if delivery.interaction:
                kind = "timeout" if "timeout" in reason else "failed"
                delivery.interaction.show(Answer(kind=kind))
        delivery.bell.ring()

    def _end(self, delivery: Delivery) -> None:
        delivery.over = True
        self._pending.pop(id(delivery), None)
        self.bell.ring()

    def _acknowledge(self, delivery: Delivery, attempt: Attempt, payload: Any, status: int = 200) -> None:
        now = self.world.now()
        took = now - attempt.at
        ack = Ack(
            at=now,
            took=took,
            real=time.perf_counter() - attempt.started,
            payload=payload,
            late=took > ACKNOWLEDGE or bool(attempt.failure),
            status=status,
        )
        first = not delivery.done
        delivery.acks.append(ack)
        attempt.ack = attempt.ack or ack
        if ack.late or status != 200:
            if not attempt.failure:
                self._fail(delivery, attempt, "timeout" if ack.late else "http_error", now)
        else:
            self._end(delivery)
            if first and delivery.answer:
                delivery.answer(payload)
        delivery.bell.ring()

    # Socket Mode

    def ticket(self) -> str:
        """Make an address that one connection may use."""
        name = str(uuid.uuid4())
        self._tickets.add(name)
        return f"{self.url}?ticket={name}&app_id={self.world.app.id}"

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection from hello to the end."""
        name = request.query.get("ticket", "")
        if name not in self._tickets:
            return web.Response(status=404, text="ticket not found")
        self._tickets.discard(name)
        socket = web.WebSocketResponse(compress=False, timeout=1.0)
        await socket.prepare(request)
        link = Link(socket, request.transport)
        if len(self.links) >= CONNECTIONS:
            link.say({"type": "disconnect", "reason": "too_many_websockets"})
            link.close()
        else:
            self.links.append(link)
            self.connections += 1
            debug = {"host": "applink-loopback", "build_number": 1, "approximate_connection_time": self.lifetime}
            about = {"app_id": self.world.app.id}
            link.say(
                {
                    "type": "hello",
                    "num_connections": len(self.links),
                    "debug_info": debug,
                    "connection_info": about,
                }
            )
            self.bell.ring()
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._hear(message.data)
        finally:
            if link in self.links:
                self.links.remove(link)
            self.bell.ring()
            await link.finish()
        return socket

    def _link(self) -> Link | None:
        there = [link for link in self.links if not link.leaving]
        self._turn += 1
        return there[self._turn % len(there)] if there else None

    def _envelope(self, delivery: Delivery, attempt: Attempt) -> JSON:
        drawn: JSON = {
            "envelope_id": attempt.envelope,
            "type": delivery.kind,
            "payload": delivery.payload,
            "accepts_response_payload": delivery.accepts,
        }
        if delivery.kind == EVENTS:
            drawn |= {"retry_attempt": attempt.number, "retry_reason": attempt.reason}
        return drawn

    def _hear(self, text: str) -> None:
        try:
            message = json.loads(text)
            delivery, attempt = self._open[message["envelope_id"]]
        except (ValueError, KeyError, TypeError):
            self.strange.append({"text": text})
            return
        payload = message.get("payload")
        if payload and not delivery.accepts:
            # It is acknowledged all the same; what came with it reaches nobody.
            self.strange.append(message)
            payload = None
        self._acknowledge(delivery, attempt, payload)

    # HTTP

    def _write_request(self, delivery: Delivery, attempt: Attempt) -> None:
        form = "application/x-www-form-urlencoded"
        if delivery.kind == EVENTS:
            attempt.body, kind = json.dumps(delivery.payload).encode(), "application/json"
        elif delivery.kind == COMMANDS:
            attempt.body, kind = urlencode(delivery.payload).encode(), form
        else:
            attempt.body, kind = urlencode({"payload": json.dumps(delivery.payload)}).encode(), form
        attempt.headers = self._signed(attempt.body) | {"Content-Type": kind}
        if attempt.number:
            attempt.headers |= {"X-Slack-Retry-Num": str(attempt.number), "X-Slack-Retry-Reason": attempt.reason}

    def _signed(self, body: bytes) -> dict[str, str]:
        how = self._forge.pop(0) if self._forge else ""
        # Bolt reads the real clock when the request arrives: whole seconds and the way there must not bring it back in.
        away = {"stale": -330, "future": 330}.get(how, 0)
        stamp = str(int(self.world.now().timestamp()) + away)
        signature = sign(self.world.app.signing_secret, stamp, body)
        if how == "bad":
            signature = sign("another secret", stamp, body)
        elif how == "unversioned":
            signature = signature.removeprefix("v0=")
        headers = {"X-Slack-Request-Timestamp": "soon" if how == "garbled" else stamp, "X-Slack-Signature": signature}
        return {} if how == "missing" else headers

    async def _request(self, delivery: Delivery, attempt: Attempt) -> None:
        url = self.world.app.request_url
        if delivery.payload.get("type") == "block_suggestion" and self.world.app.options_url:
            url = self.world.app.options_url
        try:
            async with self._client().post(url, data=attempt.body, headers=attempt.headers) as answer:
                text = await answer.text()
                if answer.headers.get("X-Slack-No-Retry") == "1" and answer.status != 200:
                    delivery.over = True
                self._acknowledge(delivery, attempt, _body(text, answer.content_type), answer.status)
        except aiohttp.ClientError:
            self._fail(delivery, attempt, "connection_failed", self.world.now())

    def _client(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None))
        return self._session

    def _spawn(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """Cut every line."""
        self.drop()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session:
            await self._session.close()

    def forget(self) -> None:
        """Forget what was delivered, so that long runs keep their memory."""
        self.deliveries = list(self._pending.values())
        waiting = set(self._pending)
        self._open = {name: pair for name, pair in self._open.items() if id(pair[0]) in waiting}


def sign(secret: str, stamp: str, body: bytes) -> str:
    """Sign a request: docs.slack.dev/authentication/verifying-requests-from-slack."""
    return "v0=" + hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()


def _body(text: str, kind: str) -> Any:
    if not text or kind != "application/json":
        return text
    with contextlib.suppress(ValueError):
        return json.loads(text)
    return text
