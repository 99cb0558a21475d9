"""A busy guild for the bench: just enough of Discord's gateway and API on 127.0.0.1, in a process of its own.

It prints its address as one line, plays when the bot has connected, and prints what it measured as one line of JSON.
It checks nothing: the tests have a Discord that is as strict as the real one.
"""

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from itertools import count
from typing import Any

from aiohttp import WSMsgType, web

from bot.benchmark import chatter

GUILD, CHANNEL, QUEUE, BOT, FIRST_MEMBER = 41771983423143937, 41771983423143938, 41771983423143939, 99, 1_000
COMMANDS_A_SECOND = 4
SETTLE_SECONDS = 2.0
_EPOCH_MILLISECONDS = 1_420_070_400_000
_ROLE = {"id": str(GUILD), "name": "@everyone", "permissions": "0", "position": 0, "color": 0}
_MORE = {"hoist": False, "managed": False, "mentionable": False, "flags": 0, "colors": {"primary_color": 0}}
_ME = {"id": str(BOT), "username": "chaperone", "discriminator": "0", "avatar": None, "bot": True}

Packet = dict[str, Any]


def _answer(value: object) -> web.Response:
    """Answer as Discord does: discord.py wants the bare content type."""
    return web.Response(body=json.dumps(value).encode(), content_type="application/json")


def _member(number: int) -> Packet:
    return {"id": str(FIRST_MEMBER + number), "username": f"member{number}", "discriminator": "0", "avatar": None}


class BusyGuild:
    """Sends messages and commands at a pace, and times what the bot does about them."""

    def __init__(self, rate: float, seconds: float) -> None:
        self._rate = rate
        self._seconds = seconds
        self._numbers = count(1)
        self._sequence = count(1)
        self._flagged: dict[str, float] = {}
        self._asked: dict[str, float] = {}
        self.removed: list[float] = []
        self.acknowledged: list[float] = []
        self._watch = chatter.Stopwatch()
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.address = ""

    def app(self) -> web.Application:
        """Put the server together."""
        app = web.Application()
        app.router.add_get("/gateway", self._gateway)
        app.router.add_route("*", "/api/{path:.*}", self._api)
        return app

    async def _api(self, request: web.Request) -> web.Response:
        path, arrived = request.match_info["path"], time.perf_counter()
        if request.method == "DELETE" and "/messages/" in path:
            self._removed([path.rpartition("/")[2]], arrived)
            return web.Response(status=204)
        if path.endswith("/messages/bulk-delete"):
            self._removed((await request.json())["messages"], arrived)
            return web.Response(status=204)
        if path.endswith("/callback"):
            self._watch.note(self.acknowledged, self._asked.pop(path.split("/")[1], None), arrived)
            return web.Response(status=204)
        return _answer(self._known(request.method, path))

    def _removed(self, messages: list[str], arrived: float) -> None:
        for identity in messages:
            self._watch.note(self.removed, self._flagged.pop(identity, None), arrived)

    def _known(self, method: str, path: str) -> object:
        if path == "gateway/bot":
            limits = {"total": 1_000, "remaining": 1_000, "reset_after": 0, "max_concurrency": 1}
            address = f"{self.address.replace('http', 'ws')}/gateway"
            return {"url": address, "shards": 1, "session_start_limit": limits}
        if path == "users/@me":
            return _ME
        if path.startswith("oauth2/"):
            about = {"id": str(BOT), "name": "c", "icon": None, "description": "", "verify_key": "", "flags": 0}
            return {**about, "bot_public": True, "bot_require_code_grant": False, "owner": _ME}
        return [] if method == "PUT" or path.endswith("/members") else {"id": str(self._snowflake()), "type": 1}

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(max_msg_size=0)
        await socket.prepare(request)
        await socket.send_json({"op": 10, "d": {"heartbeat_interval": 40_000}})
        playing: asyncio.Task[None] | None = None
        async for received in socket:
            if received.type is not WSMsgType.TEXT:
                continue
            packet = json.loads(received.data)
            if packet["op"] == 1:
                await socket.send_json({"op": 11})
            elif packet["op"] == 2 and playing is None:
                playing = asyncio.create_task(self._play(lambda kind, data: self._send(socket, kind, data)))
        return socket

    async def _send(self, socket: web.WebSocketResponse, kind: str, data: Packet) -> None:
        await socket.send_json({"op": 0, "t": kind, "s": next(self._sequence), "d": data})

    async def _play(self, send: Callable[[str, Packet], Awaitable[None]]) -> None:
        ready = {
            "v": 10,
            "shard": [0, 1],
            "user": _ME,
            "session_id": "s",
            "resume_gateway_url": f"{self.address}/gateway",
        }
        await send(
            "READY",
            {**ready, "guilds": [{"id": str(GUILD), "unavailable": True}], "application": {"id": str(BOT), "flags": 0}},
        )
        await send("GUILD_CREATE", self._guild())
        await asyncio.sleep(SETTLE_SECONDS)
        began = time.perf_counter()
        self._watch.start(began)
        asked = 0
        for number in range(int(self._rate * self._seconds)):
            due = began + number / self._rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            await send("MESSAGE_CREATE", self._message(number))
            if (time.perf_counter() - began) * COMMANDS_A_SECOND > asked:
                asked += 1
                await send("INTERACTION_CREATE", self._command(asked))
        await asyncio.sleep(SETTLE_SECONDS)
        self.over.set_result(None)

    def _message(self, number: int) -> Packet:
        identity = str(self._snowflake())
        if chatter.is_flagged(number):
            self._flagged[identity] = time.perf_counter()
        return {
            "id": identity,
            "channel_id": str(CHANNEL),
            "guild_id": str(GUILD),
            "author": _member(chatter.author(number)),
            "member": {"roles": [], "joined_at": "2024-01-01T00:00:00+00:00"},
            "content": chatter.text(number),
            "timestamp": datetime.now(UTC).isoformat(),
            "edited_timestamp": None,
            "type": 0,
            "embeds": [],
            "attachments": [],
            "mentions": [],
            "mention_roles": [],
            "mention_everyone": False,
            "pinned": False,
            "tts": False,
        }

    def _command(self, asked: int) -> Packet:
        identity = str(self._snowflake())
        self._asked[identity] = time.perf_counter()
        user = _member(chatter.author(asked))
        member = {"user": user, "roles": [], "joined_at": "2024-01-01T00:00:00+00:00", "permissions": "0", "flags": 0}
        return {
            "id": identity,
            "application_id": str(BOT),
            "type": 2,
            "token": f"t{identity}",
            "version": 1,
            "guild_id": str(GUILD),
            "channel_id": str(CHANNEL),
            "channel": {"id": str(CHANNEL), "type": 0, "name": "cases"},
            "member": member,
            "locale": "en-US",
            "entitlements": [],
            "app_permissions": "0",
            "attachment_size_limit": 1,
            "context": 0,
            "authorizing_integration_owners": {},
            "data": {"id": "1", "type": 1, "name": "tip"},
        }

    def _guild(self) -> Packet:
        channels: list[Packet] = [
            {
                "id": str(identity),
                "type": 0,
                "name": name,
                "position": 0,
                "permission_overwrites": [],
                "parent_id": None,
            }
            for identity, name in ((CHANNEL, "cases"), (QUEUE, "queue"))
        ]
        me = {
            "user": _ME,
            "roles": [],
            "joined_at": "2024-01-01T00:00:00+00:00",
            "flags": 0,
            "deaf": False,
            "mute": False,
        }
        return {
            "id": str(GUILD),
            "name": "bench",
            "owner_id": "1",
            "roles": [{**_ROLE, **_MORE}],
            "channels": channels,
            "members": [me],
            "member_count": 2,
            "threads": [],
            "emojis": [],
            "stickers": [],
            "features": [],
            "presences": [],
            "voice_states": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
            "preferred_locale": "en-US",
            "premium_tier": 0,
            "verification_level": 0,
            "default_message_notifications": 0,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "nsfw_level": 0,
            "system_channel_flags": 0,
            "afk_timeout": 60,
            "large": False,
            "unavailable": False,
        }

    def _snowflake(self) -> int:
        return (int(time.time() * 1_000) - _EPOCH_MILLISECONDS) << 22 | next(self._numbers) & 0x3FFFFF

    def report(self) -> dict[str, Any]:
        """Say what was measured, in seconds, and what never came."""
        return {
            "removed": self.removed,
            "acknowledged": self.acknowledged,
            "missing": len(self._flagged) + len(self._asked),
        }


async def serve(rate: float, seconds: float) -> None:
    """Serve until the play is over."""
    guild = BusyGuild(rate, seconds)
    runner = web.AppRunner(guild.app(), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    guild.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    print(guild.address, flush=True)  # noqa: T201 - what the bench waits for
    await guild.over
    print(json.dumps(guild.report()), flush=True)  # noqa: T201 - what the bench reads
    await runner.cleanup()


def main() -> None:
    """Play at the pace and for the time that the command line says."""
    asyncio.run(serve(float(sys.argv[1]), float(sys.argv[2])))
