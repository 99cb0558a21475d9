"""A busy workspace for the bench: just enough of Slack's Web API and Socket Mode on 127.0.0.1, in its own process.

It prints its address as one line, plays when the bot has connected, and prints what it measured as one line of JSON.
It checks nothing: the tests have a Slack that is as strict as the real one.
"""

import asyncio
import json
import sys
import time
from collections import deque
from collections.abc import Mapping
from itertools import count
from typing import Any

from aiohttp import WSMsgType, web

from bot.benchmark import chatter

TEAM, CHANNEL, QUEUE, BOT, LETTERS = "T0BENCH", "C0CASES", "C0QUEUE", "U0BOT", "D0LETTERS"
COMMANDS_A_SECOND = 4
SETTLE_SECONDS = 2.0

_MEMBER = {"team_id": TEAM, "is_bot": False, "updated": 1, "locale": "en-US"}
_CHANNELS = [{"id": CHANNEL, "name": "cases"}, {"id": QUEUE, "name": "queue"}]

Packet = dict[str, Any]


_ANSWERS: dict[str, Packet] = {
    "auth.test": {
        "team_id": TEAM,
        "team": "bench",
        "user_id": BOT,
        "user": "chaperone",
        "bot_id": "B0BOT",
        "url": "https://bench.slack.com/",
    },
    "bots.info": {"bot": {"app_id": "A0BOT"}},
    "users.conversations": {"channels": _CHANNELS},
    "conversations.open": {"channel": {"id": LETTERS}},
    "conversations.history": {"messages": []},
}


def _member(number: int) -> str:
    return f"U0MEMBER{number}"


class BusyWorkspace:
    """Sends messages and commands at a pace, and times what the bot does about them."""

    def __init__(self, rate: float, seconds: float) -> None:
        self._rate = rate
        self._seconds = seconds
        self._numbers = count(1)
        self._flagged: dict[str, float] = {}
        self._untold: deque[float] = deque()
        self._sent: dict[str, float] = {}
        self._latest = 0
        self._playing: asyncio.Task[None] | None = None
        self.told: list[float] = []
        self.removed: list[float] = []
        self.acknowledged: list[float] = []
        self._watch = chatter.Stopwatch()
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.address = ""

    def app(self) -> web.Application:
        """Put the server together."""
        app = web.Application()
        app.router.add_get("/link", self._link)
        app.router.add_post("/reply", self._reply)
        app.router.add_post("/api/{method}", self._api)
        return app

    async def _reply(self, request: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    async def _api(self, request: web.Request) -> web.Response:
        arrived = time.perf_counter()
        method, given = request.match_info["method"], await request.post()
        if method == "chat.delete":
            began = self._flagged.pop(str(given["ts"]), None)
            self._watch.note(self.removed, began, arrived)
            if began is not None:
                self._untold.append(began)
        elif method == "chat.postMessage" and given["channel"] == LETTERS:
            self._told(arrived)
        return web.json_response({"ok": True, **self._known(method, given)}, headers=_SCOPES)

    def _told(self, arrived: float) -> None:
        """Time a notice: there is one about each message that was removed, and they come in that order."""
        if self._untold:
            self._watch.note(self.told, self._untold.popleft(), arrived)

    def _known(self, method: str, given: Mapping[str, Any]) -> Packet:
        if method == "apps.connections.open":
            return {"url": f"{self.address.replace('http', 'ws')}/link"}
        if method in _ANSWERS:
            return _ANSWERS[method]
        if method == "users.info":
            return {"user": {**_MEMBER, "id": str(given["user"]), "name": str(given["user"]).lower()}}
        return {"ts": self._ts(), "message_ts": self._ts(), "channel": str(given.get("channel") or "")}

    def _ts(self) -> str:
        """Make a timestamp that no other message has."""
        self._latest = max(self._latest + 1, time.time_ns() // 1_000)
        return f"{self._latest // 1_000_000}.{self._latest % 1_000_000:06d}"

    async def _link(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(max_msg_size=0)
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1})
        if self._playing is None:
            self._playing = asyncio.create_task(self._play(socket))
        async for received in socket:
            arrived = time.perf_counter()
            if received.type is WSMsgType.TEXT:
                self._watch.note(
                    self.acknowledged, self._sent.pop(json.loads(received.data).get("envelope_id", ""), None), arrived
                )
        return socket

    async def _play(self, socket: web.WebSocketResponse) -> None:
        await asyncio.sleep(SETTLE_SECONDS)
        began = time.perf_counter()
        self._watch.start(began)
        asked = 0
        for number in range(int(self._rate * self._seconds)):
            due = began + number / self._rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            await self._say(socket, "events_api", self._message(number))
            if (time.perf_counter() - began) * COMMANDS_A_SECOND > asked:
                asked += 1
                await self._say(socket, "slash_commands", self._command(asked))
        await asyncio.sleep(SETTLE_SECONDS)
        self.over.set_result(None)

    async def _say(self, socket: web.WebSocketResponse, kind: str, payload: Packet) -> None:
        envelope = f"e{next(self._numbers)}"
        self._sent[envelope] = time.perf_counter()
        more: Packet = {"accepts_response_payload": kind != "events_api"}
        if kind == "events_api":
            more |= {"retry_attempt": 0, "retry_reason": ""}
        await socket.send_json({"envelope_id": envelope, "type": kind, "payload": payload, **more})

    def _message(self, number: int) -> Packet:
        ts = self._ts()
        if chatter.is_flagged(number):
            self._flagged[ts] = time.perf_counter()
        author = _member(chatter.author(number))
        event = {"type": "message", "channel": CHANNEL, "channel_type": "channel", "user": author, "team": TEAM}
        return {
            "type": "event_callback",
            "team_id": TEAM,
            "event_id": f"Ev{ts}",
            "authorizations": [{"team_id": TEAM, "user_id": BOT, "is_bot": True}],
            "event": {**event, "text": chatter.text(number), "ts": ts, "event_ts": ts},
        }

    def _command(self, asked: int) -> Packet:
        return {
            "team_id": TEAM,
            "channel_id": CHANNEL,
            "user_id": _member(chatter.author(asked)),
            "command": "/tip",
            "text": "",
            "response_url": f"{self.address}/reply",
            "trigger_id": f"{next(self._numbers)}.t",
        }

    def report(self) -> Packet:
        """Say what was measured, in seconds, and what never came."""
        return {
            "told": self.told,
            "removed": self.removed,
            "acknowledged": self.acknowledged,
            "missing": len(self._flagged) + len(self._untold) + len(self._sent),
        }


_SCOPES = {"x-oauth-scopes": "chat:write"}


async def serve(rate: float, seconds: float) -> None:
    """Serve until the play is over."""
    workspace = BusyWorkspace(rate, seconds)
    runner = web.AppRunner(workspace.app(), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    workspace.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    print(workspace.address, flush=True)  # noqa: T201 - what the bench waits for
    await workspace.over
    print(json.dumps(workspace.report()), flush=True)  # noqa: T201 - what the bench reads
    await runner.cleanup()


def main() -> None:
    """Play at the pace and for the time that the command line says."""
    asyncio.run(serve(float(sys.argv[1]), float(sys.argv[2])))
