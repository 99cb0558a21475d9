"""The gateway, version 10: HELLO, IDENTIFY, dispatches, heartbeats, RESUME, and everything that can go wrong there."""

import asyncio
import contextlib
import importlib
import json
import zlib
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web

from .world import JSON, PRIVILEGED, Allow, Bell, Event, Guild, Intent, World

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, VOICE, RESUME, RECONNECT, MEMBERS, INVALID, HELLO, ACK = (
    0,
    1,
    2,
    3,
    4,
    6,
    7,
    8,
    9,
    10,
    11,
)
UNKNOWN_OP, UNDECODABLE, NOT_IDENTIFIED, BAD_TOKEN, TWICE, BAD_SEQUENCE = 4001, 4002, 4003, 4004, 4005, 4007
TOO_FAST, BAD_SHARD, SHARD_NEEDED, BAD_VERSION, BAD_INTENTS, DISALLOWED_INTENTS = 4008, 4010, 4011, 4012, 4013, 4014
PAYLOAD = 4_096
"""Bytes that a client may send in one message."""
SENDS, WINDOW = 120, 60.0
"""Messages that a client may send in so many seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified:
    """An IDENTIFY that was accepted."""

    shard: tuple[int, int]
    intents: int
    at: datetime


@dataclass(eq=False, slots=True, kw_only=True)
class Session:
    """A session: it outlives its connection until the client says goodbye or it is invalidated."""

    id: str
    shard: tuple[int, int]
    intents: int
    sequence: int = 0
    sent: int = 0
    resumed: int = 0
    heartbeats: int = 0
    buffer: deque[tuple[int, str]] = field(default_factory=deque)
    link: "Link | None" = None

    @property
    def connected(self) -> bool:
        """Whether a client is listening."""
        return self.link is not None

    def owns(self, guild: Guild | None) -> bool:
        """Say whether this shard has the guild; direct messages are the first shard's."""
        number, count = self.shard
        return ((guild.id >> 22) % count if guild else 0) == number


def _plain(text: str) -> str:
    return text


def _deflater() -> Callable[[str], bytes]:
    stream = zlib.compressobj()
    return lambda text: stream.compress(text.encode()) + stream.flush(zlib.Z_SYNC_FLUSH)


def _zstd() -> Callable[[str], bytes]:
    stream = importlib.import_module("compression.zstd").ZstdCompressor()  # Python 3.14
    return lambda text: bytes(stream.compress(text.encode(), mode=stream.FLUSH_BLOCK))


ENCODERS: dict[str, Callable[[], Callable[[str], str | bytes]]] = {
    "": lambda: _plain,
    "zlib-stream": _deflater,
    "zstd-stream": _zstd,
}


class Link:
    """One connection: what is put is written in order by a task of its own."""

    def __init__(self, socket: web.WebSocketResponse, transport: asyncio.Transport | None, compress: str) -> None:
        self.socket = socket
        self.session: Session | None = None
        self.closing = False
        self._transport = transport
        self._encode = ENCODERS[compress]()
        self._queue: asyncio.Queue[str | int] = asyncio.Queue()
        self._writer = asyncio.create_task(self._write())

    def put(self, text: str) -> None:
        """Write a payload."""
        self._queue.put_nowait(text)

    def say(self, op: int, data: object = None) -> None:
        """Write something that is no event."""
        self.put(json.dumps({"op": op, "d": data, "s": None, "t": None}))

    def close(self, code: int) -> None:
        """Close, after what was put before."""
        self.closing = True
        self._queue.put_nowait(code)

    def abort(self) -> None:
        """Cut the line, without goodbye."""
        self._writer.cancel()
        if self._transport:
            self._transport.abort()

    async def _write(self) -> None:
        with contextlib.suppress(ConnectionError):
            while True:
                item = await self._queue.get()
                if isinstance(item, int):
                    await self.socket.close(code=item)
                    return
                encoded = self._encode(item)
                if isinstance(encoded, bytes):
                    await self.socket.send_bytes(encoded)
                else:
                    await self.socket.send_str(encoded)

    async def finish(self) -> None:
        """End the writing task; a goodbye is said to its end."""
        if not self.closing:
            self._writer.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._writer


class Gateway:
    """Every session, and what a test may do to them."""

    def __init__(self, world: World, token: str) -> None:
        self.world = world
        self.token = token
        self.url = ""
        self.bell = Bell()
        self.sessions: dict[str, Session] = {}
        self.identified: list[Identified] = []
        self.links: set[Link] = set()
        self.heartbeat = 41.25
        self.refuse_resume = False
        self.refuse_identify = 0
        self.twice = False
        self.overlap = 0
        self.replayable = 2_000
        self.least_shards = 1
        self.max_concurrency = 1
        self.pace = 0.0
        """Seconds (5 at Discord) between two IDENTIFYs of shards that share a place; sooner is answered with op 9."""
        self._paused = False
        self._ops: dict[int, Callable[[Link, Any], Awaitable[None] | None]] = {
            HEARTBEAT: self._heartbeat,
            IDENTIFY: self._identify,
            RESUME: self._resume,
            MEMBERS: self._members,
            PRESENCE: self._ignore,
            VOICE: self._ignore,
        }

    # What tests do

    def pause(self) -> None:
        """Hold every event back."""
        self._paused = True

    def unpause(self) -> None:
        """Deliver what was held back."""
        self._paused = False
        for session in self.sessions.values():
            self._catch_up(session)

    def drop(self) -> None:
        """Cut every connection without goodbye; the sessions can be resumed."""
        for session in self.sessions.values():
            session.link = None
        for link in list(self.links):
            link.abort()

    def close(self, code: int) -> None:
        """Close every connection with a code."""
        for link in self.links:
            link.close(code)

    def reconnect(self) -> None:
        """Ask every client to reconnect and resume (op 7)."""
        for link in self.links:
            link.say(RECONNECT)

    def invalidate(self, *, resumable: bool = False) -> None:
        """Declare every session invalid (op 9)."""
        for link in self.links:
            link.say(INVALID, resumable)
            if not resumable and link.session:
                self.sessions.pop(link.session.id, None)

    def repeat(self, count: int = 1) -> None:
        """Deliver the last events once more, with the numbers they had."""
        for session in self.sessions.values():
            for _, text in list(session.buffer)[-count:]:
                if session.link:
                    session.link.put(text)

    def dispatch(self, event: Event) -> None:
        """Hand an event to every session that may see it."""
        if event.channel and not self.world.may(event.channel, self.world.bot) & Allow.VIEW_CHANNEL:
            return
        full = bare = ""
        for session in self.sessions.values():
            if not session.owns(event.guild) or (event.intents and not session.intents & event.intents):
                continue
            if event.bare is not None and not session.intents & Intent.MESSAGE_CONTENT:
                bare = bare or json.dumps(event.bare)
                self._send(session, event.name, bare)
            else:
                full = full or json.dumps(event.data)
                self._send(session, event.name, full)

    # What clients do

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection from HELLO to the end."""
        compress = request.query.get("compress", "")
        socket = web.WebSocketResponse(compress=False, timeout=1.0)
        await socket.prepare(request)
        link = Link(socket, request.transport, compress)
        self.links.add(link)
        if request.query.get("v") != "10" or request.query.get("encoding") != "json":
            link.close(BAD_VERSION)
        link.say(HELLO, {"heartbeat_interval": int(self.heartbeat * 1000), "_trace": ["loopback"]})
        try:
            await self._read(link)
        finally:
            self.links.discard(link)
            self._leave(link)
            await link.finish()
        return socket

    async def _read(self, link: Link) -> None:
        loop = asyncio.get_running_loop()
        recent: deque[float] = deque(maxlen=SENDS)
        async for message in link.socket:
            if message.type is not WSMsgType.TEXT or len(message.data.encode()) > PAYLOAD:
                link.close(UNDECODABLE)
                continue
            if len(recent) == SENDS and loop.time() - recent[0] < WINDOW:
                link.close(TOO_FAST)
                continue
            recent.append(loop.time())
            try:
                payload = json.loads(message.data)
                act, data = self._ops.get(payload["op"]), payload.get("d")
            except (ValueError, KeyError, TypeError):
                link.close(UNDECODABLE)
                continue
            if act is None:
                link.close(UNKNOWN_OP)
            elif link.session is None and payload["op"] not in {HEARTBEAT, IDENTIFY, RESUME}:
                link.close(NOT_IDENTIFIED)
            else:
                act(link, data)

    def _leave(self, link: Link) -> None:
        session = link.session
        if session and session.link is link:
            session.link = None
        goodbye = link.socket.close_code in {WSCloseCode.OK, WSCloseCode.GOING_AWAY}
        if session and goodbye and not link.closing:
            self.sessions.pop(session.id, None)
        self.bell.ring()

    def _ignore(self, link: Link, data: Any) -> None:
        """Take what nobody here looks at."""

    def _heartbeat(self, link: Link, data: Any) -> None:
        if link.session:
            link.session.heartbeats += 1
        link.say(ACK)

    def _identify(self, link: Link, data: JSON) -> None:
        shard = tuple(data.get("shard", (0, 1)))
        refusal = self._refusal(link, data, shard)
        if refusal:
            link.close(refusal)
            return
        if self.refuse_identify or self._hurried(shard[0]):
            self.refuse_identify = max(0, self.refuse_identify - 1)
            link.say(INVALID, data=False)
            return
        session = Session(id=self.world.secret(), shard=(shard[0], shard[1]), intents=data["intents"])
        session.buffer = deque(maxlen=self.replayable)
        session.link, link.session = link, session
        guilds = [guild for guild in self.world.guilds.values() if session.owns(guild)]
        ready = {
            "v": 10,
            "user": self.world.bot.payload() | {"verified": True, "mfa_enabled": True, "email": None, "flags": 0},
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "session_type": "normal",
            "resume_gateway_url": self.url,
            "shard": list(shard),
            "private_channels": [],
            "application": {"id": str(self.world.application), "flags": flags(self.world)},
        }
        self._send(session, "READY", json.dumps(ready))
        if session.intents & Intent.GUILDS:
            presences = bool(session.intents & Intent.GUILD_PRESENCES)
            for guild in guilds:
                if guild.available:
                    drawn = self.world.guild_create(guild, presences=presences)
                    self._send(session, "GUILD_CREATE", json.dumps(drawn))
        self.sessions[session.id] = session
        self.identified.append(Identified(shard=session.shard, intents=session.intents, at=self.world.now()))
        self.bell.ring()

    def _hurried(self, shard: int) -> bool:
        place = shard % self.max_concurrency
        before = [done.at for done in self.identified if done.shard[0] % self.max_concurrency == place]
        return bool(before) and (self.world.now() - before[-1]).total_seconds() < self.pace

    def _refusal(self, link: Link, data: JSON, shard: tuple[int, ...]) -> int | None:
        intents = data.get("intents")
        if link.session:
            return TWICE
        if data.get("token", "").removeprefix("Bot ") != self.token:
            return BAD_TOKEN
        if not isinstance(intents, int) or not 0 <= intents < 1 << 26:
            return BAD_INTENTS
        if len(shard) != 2 or not 0 <= shard[0] < shard[1]:
            return BAD_SHARD
        if shard[1] < self.least_shards:
            return SHARD_NEEDED
        return DISALLOWED_INTENTS if intents & PRIVILEGED & ~self.world.privileged else None

    def _resume(self, link: Link, data: JSON) -> None:
        session = self.sessions.get(data.get("session_id") or "")
        if data.get("token", "").removeprefix("Bot ") != self.token:
            link.close(BAD_TOKEN)
            return
        after = data.get("seq")
        gone = session and session.buffer and isinstance(after, int) and session.buffer[0][0] > after + 1
        if session is None or self.refuse_resume or gone:
            if session:
                self.sessions.pop(session.id)
            link.say(INVALID, data=False)
            return
        if not isinstance(after, int) or after > session.sequence:
            link.close(BAD_SEQUENCE)
            return
        if session.link:
            session.link.abort()
        session.link, link.session = link, session
        session.sent = max(0, after - self.overlap)
        session.resumed += 1
        self._catch_up(session)
        self._send(session, "RESUMED", json.dumps({"_trace": ["loopback"]}))
        self.bell.ring()

    def _members(self, link: Link, data: JSON) -> None:
        session, guild = link.session, self.world.guilds.get(int(data["guild_id"]))
        if session is None or guild is None or not session.owns(guild):
            return
        wanted, query, limit = data.get("user_ids"), data.get("query"), data.get("limit", 0)
        missing: list[str] = []
        if wanted is not None:
            ids = [int(item) for item in (wanted if isinstance(wanted, list) else [wanted])]
            found = [guild.members[item] for item in ids if item in guild.members]
            missing = [str(item) for item in ids if item not in guild.members]
        elif not query and not limit and not session.intents & Intent.GUILD_MEMBERS:
            link.close(DISALLOWED_INTENTS)
            return
        else:
            found = [member for member in guild.members.values() if member.name.startswith(query or "")]
            found = found[: limit or None]
        parts = [found[start : start + 1_000] for start in range(0, len(found), 1_000)] or [[]]
        for index, part in enumerate(parts):
            chunk: JSON = {
                "guild_id": str(guild.id),
                "members": [member.payload() for member in part],
                "chunk_index": index,
                "chunk_count": len(parts),
                "not_found": missing,
            }
            if "nonce" in data:
                chunk["nonce"] = data["nonce"]
            self._send(session, "GUILD_MEMBERS_CHUNK", json.dumps(chunk))

    def _send(self, session: Session, name: str, data: str) -> None:
        session.sequence += 1
        text = f'{{"op":0,"s":{session.sequence},"t":"{name}","d":{data}}}'
        session.buffer.append((session.sequence, text))
        if session.link and not self._paused and session.sent == session.sequence - 1:
            session.sent = session.sequence
            session.link.put(text)
            if self.twice and name not in {"READY", "RESUMED", "GUILD_CREATE"}:
                session.link.put(text)

    def _catch_up(self, session: Session) -> None:
        if session.link is None or self._paused:
            return
        for number, text in list(session.buffer):
            if number > session.sent:
                session.link.put(text)
        session.sent = session.sequence


def flags(world: World) -> int:
    """Draw the application's flags: which privileged intents are switched on (the limited kind, under 100 guilds)."""
    limited = {Intent.GUILD_PRESENCES: 1 << 13, Intent.GUILD_MEMBERS: 1 << 15, Intent.MESSAGE_CONTENT: 1 << 19}
    return sum(flag for intent, flag in limited.items() if world.privileged & intent)
