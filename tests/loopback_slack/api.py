"""The Web API's door: one way in for every call, with tokens, scopes, a journal, and faults on demand."""

import asyncio
import contextlib
import fnmatch
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from aiohttp import web

from .limits import SlackError
from .world import JSON, Bell, Team, Token, User, World

Handler = Callable[["Call"], JSON]
H = TypeVar("H", bound=Callable[..., JSON])
ALL = ("bot", "user")


@dataclass(eq=False, slots=True, kw_only=True)
class Call:
    """One call. ``status`` is 0 until it is answered, and stays 0 when the line was cut.

    ``done`` says whether it took effect, whatever the caller was told.
    """

    method: str
    args: JSON
    at: datetime
    arrived: float
    """`time.perf_counter` at arrival, for measuring."""
    token: Token | None = None
    secret: str = ""
    status: int = 0
    error: str = ""
    done: bool = False
    answer: JSON = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether the caller was told that it was carried out."""
        return self.status == 200 and not self.error

    @property
    def team(self) -> Team:
        """The workspace of the token."""
        assert self.token
        assert self.token.team
        return self.token.team

    @property
    def user(self) -> User:
        """The person or bot of the token."""
        assert self.token
        assert self.token.user
        return self.token.user

    @property
    def is_bot(self) -> bool:
        """Whether a bot token was used."""
        return self.token is not None and self.token.kind == "bot"

    def need(self, *scopes: str) -> None:
        """Refuse a token that has none of these scopes."""
        assert self.token
        if not self.token.scopes & set(scopes):
            raise SlackError("missing_scope", needed=",".join(scopes), provided=",".join(sorted(self.token.scopes)))

    def text(self, name: str, default: str | None = None) -> str:
        """Read an argument; one without default must be there."""
        value = self.args.get(name)
        if value is None or value == "":
            if default is None:
                complaint = f"[ERROR] missing required field: {name}"
                raise SlackError("invalid_arguments", response_metadata={"messages": [complaint]})
            return default
        return value if isinstance(value, str) else str(value)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Read a yes or no."""
        value = self.args.get(name)
        return default if value is None else str(value).lower() in {"true", "1"}

    def number(self, name: str, default: int, most: int) -> int:
        """Read a number from 1 to ``most``."""
        value = self.text(name, str(default))
        if not value.isdecimal() or not 1 <= int(value) <= most:
            raise SlackError("invalid_limit" if name == "limit" else "invalid_arguments")
        return int(value)

    def data(self, name: str, default: Any) -> Any:
        """Read what is JSON, as such or in a form's field."""
        value = self.args.get(name)
        if isinstance(value, str):
            try:
                value = json.loads(value) if value else None
            except ValueError:
                error = {"blocks": "invalid_blocks_format", "attachments": "invalid_attachments"}
                raise SlackError(error.get(name, "invalid_arguments")) from None
        return default if value is None else value

    def __str__(self) -> str:
        return f"{self.method} → {self.error or self.status or 'unanswered'}"


class Gate:
    """Keeps calls waiting until a test opens it."""

    def __init__(self, patience: float) -> None:
        self._open = asyncio.Event()
        self._bell = Bell()
        self._patience = patience
        self.waiting: list[Call] = []

    def open(self) -> None:
        """Let every call through, now and later."""
        self._open.set()

    async def arrived(self, count: int = 1) -> list[Call]:
        """Wait until so many calls stand before the gate."""
        return await self._bell.until(
            lambda: self.waiting if len(self.waiting) >= count else None,
            lambda: f"{count} calls at the gate; there: {[str(call) for call in self.waiting]}",
            self._patience,
        )

    async def pass_through(self, call: Call) -> None:
        """Stand before the gate until it opens."""
        self.waiting.append(call)
        self._bell.ring()
        await self._open.wait()


@dataclass(eq=False, slots=True, kw_only=True)
class Fault:
    """Something that goes wrong with the next ``times`` calls that match, before or ``after`` they took effect."""

    pattern: str
    where: JSON
    times: int | None
    after: bool = False
    status: int = 200
    error: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    gate: Gate | None = None
    cut: bool = False

    def takes(self, call: Call, *, after: bool) -> bool:
        """Say whether it strikes, and count it."""
        if self.after is not after or self.times == 0 or not meets(call, self.pattern, self.where):
            return False
        if self.times is not None:
            self.times -= 1
        return True


def meets(call: Call, pattern: str, where: JSON) -> bool:
    """Say whether a call is of a method (``chat.*``) and has these arguments."""
    return fnmatch.fnmatchcase(call.method, pattern) and all(call.args.get(k) == v for k, v in where.items())


class _CutError(Exception):
    """The line is to be cut."""


class _Struck(Exception):
    """A fault answers instead."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.error)
        self.fault = fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """A method: who may call it, and with which scopes (any of them)."""

    handler: Handler
    kinds: tuple[str, ...]
    scopes: tuple[str, ...]


def method(name: str, *scopes: str, kinds: tuple[str, ...] = ALL) -> Callable[[H], H]:
    """Mark a method of an object as the handler of a Web API method; no ``kinds`` means no token."""

    def mark(handler: H) -> H:
        handler.__dict__["api"] = (name, kinds, scopes)
        return handler

    return mark


class Api:
    """The door. Handlers come from objects whose methods are marked with `method`."""

    def __init__(self, world: World, patience: float) -> None:
        self.world = world
        self.patience = patience
        self.journal: list[Call] = []
        self.faults: list[Fault] = []
        self.rates: list[tuple[str, int, float]] = []
        self._windows: dict[tuple[str, str, str], tuple[float, int]] = {}
        self._bell = Bell()
        self._methods: dict[str, Method] = {}

    def serve(self, *owners: object) -> None:
        """Take the methods of these objects."""
        for owner in owners:
            for name in dir(type(owner)):
                marked = getattr(getattr(type(owner), name), "api", None)
                if marked:
                    api, kinds, scopes = marked
                    self._methods[api] = Method(handler=getattr(owner, name), kinds=kinds, scopes=scopes)

    # What tests ask for

    def calls(self, pattern: str, *, ok: bool | None = True, **where: Any) -> list[Call]:
        """List the calls that match: those carried out, those refused (False), or all that arrived (None)."""
        return [call for call in self.journal if meets(call, pattern, where) and _counts(call, ok)]

    async def called(self, pattern: str, count: int = 1, *, ok: bool | None = True, **where: Any) -> list[Call]:
        """Wait until so many calls match, and list them in the order of their arrival."""
        read, open_, met = 0, list[Call](), list[Call]()

        def found() -> list[Call] | None:
            # Only what is new is looked at: a burst rings for every call, and the journal is long.
            nonlocal read
            open_.extend(call for call in self.journal[read:] if meets(call, pattern, where))
            read = len(self.journal)
            met.extend(call for call in open_ if _counts(call, ok))
            open_[:] = [call for call in open_ if call.status == 0 and ok is not None]
            return sorted(met, key=lambda call: call.arrived) if len(met) >= count else None

        def what() -> str:
            return f"{count} × {pattern} {where or ''}; the last calls: {[str(call) for call in self.journal[-10:]]}"

        return await self._bell.until(found, what, self.patience)

    def fail(
        self,
        pattern: str,
        error: str = "internal_error",
        *,
        status: int = 200,
        times: int | None = 1,
        after: bool = False,
        **where: Any,
    ) -> None:
        """Answer ``ok: false`` with an error, or with a status and a page that is no JSON (503, 502 …)."""
        self._fault(pattern, where, times=times, after=after, status=status, error=error)

    def ratelimited(self, pattern: str, *, times: int | None = 1, **where: Any) -> None:
        """Answer 200 with ``ok: false, error: ratelimited``."""
        self.fail(pattern, "ratelimited", times=times, **where)

    def limit(self, pattern: str, retry_after: int = 0, *, times: int | None = 1, **where: Any) -> None:
        """Answer 429 with Retry-After in whole seconds, as Slack does (docs.slack.dev/apis/web-api/rate-limits)."""
        headers = {"Retry-After": str(retry_after)}
        self._fault(pattern, where, times=times, status=429, error="ratelimited", headers=headers)

    def limit_rate(self, pattern: str, limit: int, per: float) -> None:
        """Let through so many calls in so many real seconds, by method, workspace and channel; else 429."""
        self.rates.append((pattern, limit, per))

    def slow(self, pattern: str, *, times: int | None = None, after: bool = False, **where: Any) -> Gate:
        """Keep calls waiting, before or ``after`` they take effect, until the gate is opened."""
        gate = Gate(self.patience)
        self._fault(pattern, where, times=times, after=after, gate=gate)
        return gate

    def cut(self, pattern: str, *, times: int | None = 1, after: bool = False, **where: Any) -> None:
        """Cut the line instead of answering, before or ``after`` the call took effect."""
        self._fault(pattern, where, times=times, after=after, cut=True)

    def heal(self) -> None:
        """Let everything go right again."""
        for fault in self.faults:
            if fault.gate:
                fault.gate.open()
        self.faults.clear()
        self.rates.clear()

    def _fault(self, pattern: str, where: JSON, **more: Any) -> None:
        self.faults.append(Fault(pattern=pattern, where=where, **more))

    # What calls go through

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Take one call of the Web API from the door to the answer."""
        name = request.match_info["method"]
        call = self.record(name, {})
        found = self._methods.get(name)

        async def work() -> JSON:
            await read(request, call)
            await self.strike(call, after=False)
            self._rate(call)
            if found is None:
                raise SlackError("unknown_method", req_method=name)
            self._admit(call, found)
            return {"ok": True} | found.handler(call)

        return await self.answer(request, call, work)

    async def answer(self, request: web.Request, call: Call, work: Any) -> web.StreamResponse:
        """Do the work of a call, strike where faults are, and write the answer."""
        headers: dict[str, str] = {}
        status, page = 200, ""
        try:
            try:
                answer: JSON = await work()
                call.done = True
            except SlackError as error:
                answer = {"ok": False, "error": error.error} | error.more
            await self.strike(call, after=True)
        except _Struck as struck:
            fault = struck.fault
            answer, status, headers = {"ok": False, "error": fault.error}, fault.status, fault.headers
            page = "<html>upstream connect error</html>" if status >= 500 else ""
        except _CutError:
            if request.transport:
                request.transport.abort()
            raise asyncio.CancelledError from None
        finally:
            self._bell.ring()
        call.status, call.answer, call.error = status, answer, str(answer.get("error", ""))
        self._bell.ring()
        if page:
            return web.Response(status=status, text=page, content_type="text/html", headers=headers)
        if call.token:
            headers = headers | {"X-OAuth-Scopes": ",".join(sorted(call.token.scopes))}
        return web.json_response(answer, status=status, headers=headers)

    def record(self, name: str, args: JSON) -> Call:
        """Write a call into the journal."""
        call = Call(method=name, args=args, at=self.world.now(), arrived=time.perf_counter())
        self.journal.append(call)
        return call

    async def strike(self, call: Call, *, after: bool) -> None:
        """Let the faults strike that are meant for a call."""
        self._bell.ring()
        for fault in self.faults:
            if not fault.takes(call, after=after):
                continue
            if fault.cut:
                raise _CutError
            if fault.gate is None:
                raise _Struck(fault)
            await fault.gate.pass_through(call)

    def _rate(self, call: Call) -> None:
        for pattern, limit, per in self.rates:
            if not fnmatch.fnmatchcase(call.method, pattern):
                continue
            key, now = (call.method, call.secret, str(call.args.get("channel", ""))), time.monotonic()
            start, used = self._windows.get(key, (now, 0))
            if now - start >= per:
                start, used = now, 0
            self._windows[key] = (start, used + 1)
            if used >= limit:
                wait = {"Retry-After": str(max(1, round(start + per - now)))}
                raise _Struck(Fault(pattern=pattern, where={}, times=1, status=429, error="ratelimited", headers=wait))

    def _admit(self, call: Call, found: Method) -> None:
        if not found.kinds:
            return
        if not call.secret:
            raise SlackError("not_authed")
        call.token = self.world.tokens.get(call.secret)
        if call.token is None:
            raise SlackError("invalid_auth")
        if call.token.revoked:
            raise SlackError("token_revoked")
        if call.token.user and call.token.user.deleted:
            raise SlackError("account_inactive")
        if call.token.kind not in found.kinds:
            raise SlackError("not_allowed_token_type")
        if found.scopes:
            call.need(*found.scopes)


def _counts(call: Call, ok: bool | None) -> bool:
    return ok is None or (call.ok if ok else call.status > 0 and not call.ok)


async def read(request: web.Request, call: Call) -> None:
    """Read a call's arguments and token: docs.slack.dev/apis/web-api takes queries, forms and JSON.

    A JSON body must carry its token in the header; a token in the body is not read.
    """
    header = request.headers.get("Authorization", "")
    call.secret = header.removeprefix("Bearer ") if header.startswith("Bearer ") else ""
    call.args = dict(request.query)
    if request.content_type == "application/json":
        body: Any = None
        with contextlib.suppress(ValueError):
            body = json.loads(await request.text() or "{}")
        if not isinstance(body, dict):
            raise SlackError("invalid_json" if body is None else "json_not_object")
        call.args |= body
        call.args.pop("token", None)
    elif request.method == "POST":
        call.args |= {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    call.secret = call.secret or str(call.args.get("token", ""))
    call.args.pop("token", None)
    if header.startswith("Basic "):
        call.args["authorization"] = header.removeprefix("Basic ")
