"""The HTTP side: one door through which every call goes, with a journal, rate limits and faults on demand."""

import asyncio
import contextlib
import json
import re
import time
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from aiohttp import BodyPartReader, web

from .validate import INVALID_FORM, INVALID_JSON, NOT_FOUND, REASON, UNAUTHORIZED, ApiError, one
from .world import JSON, Bell, Message, World

Answer = tuple[int, Any]
Handler = Callable[..., Any]
PREFIX = "/api/v10"
UNLIMITED = 1_000


@dataclass(eq=False, slots=True, kw_only=True)
class Call:
    """One request. ``status`` is 0 until it is answered, and stays 0 when the line was cut."""

    method: str
    path: str
    route: str
    query: dict[str, str]
    body: Any
    reason: str | None
    authorized: bool
    at: datetime
    arrived: float
    """`time.perf_counter` at arrival, for measuring."""
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    status: int = 0
    code: int = 0
    """Discord's own number of the error, 0 for none."""

    @property
    def ok(self) -> bool:
        """Whether it was carried out."""
        return 200 <= self.status < 300

    def __str__(self) -> str:
        return f"{self.method} {self.path} → {self.status or 'unanswered'}{f' ({self.code})' if self.code else ''}"


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

    async def arrived(self, count: int = 1) -> None:
        """Wait until so many calls stand before the gate."""
        await self._bell.until(
            lambda: True if len(self.waiting) >= count else None,
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
    """Something that goes wrong with the next ``times`` calls that match, before or ``after`` they were done."""

    method: str
    pattern: re.Pattern[str]
    times: int | None
    after: bool = False
    answer: tuple[int, JSON, dict[str, str]] | None = None
    gate: Gate | None = None
    cut: bool = False

    def takes(self, call: Call, *, after: bool) -> bool:
        """Say whether it strikes, and count it."""
        if self.after is not after or self.times == 0 or not _meets(self.method, self.pattern, call):
            return False
        if self.times is not None:
            self.times -= 1
        return True


@dataclass(eq=False, slots=True, kw_only=True)
class Bucket:
    """So many calls in so many seconds, for each channel, guild or webhook by itself."""

    method: str
    pattern: re.Pattern[str]
    limit: int
    per: float
    windows: dict[str, tuple[float, int]] = field(default_factory=dict)

    def take(self, key: str, now: float) -> tuple[int, float]:
        """Take one place; what is left (below zero: refused) and the seconds until the window ends."""
        start, used = self.windows.get(key, (now, 0))
        if now - start >= self.per:
            start, used = now, 0
        if used < self.limit:
            used += 1
            self.windows[key] = (start, used)
            return self.limit - used, start + self.per - now
        return -1, start + self.per - now


def pattern_of(glob: str) -> re.Pattern[str]:
    """Turn ``/channels/*/messages/*`` into a pattern; a star is one step of the path, two are any number."""
    parts = re.split(r"(\*\*|\*)", glob)
    return re.compile("".join({"*": "[^/]+", "**": ".*"}.get(part, re.escape(part)) for part in parts))


def _meets(method: str, pattern: re.Pattern[str], call: Call) -> bool:
    return method in {"*", call.method} and pattern.fullmatch(call.path) is not None


def route(method: str, template: str, *, open_door: bool = False) -> Callable[[Handler], Handler]:
    """Mark a method as the handler of a route; ``open_door`` routes carry a token of their own."""

    def mark(handler: Handler) -> Handler:
        handler.__dict__.setdefault("routes", []).append((method, template, open_door))
        return handler

    return mark


@dataclass(frozen=True, slots=True, kw_only=True)
class _Route:
    template: str
    pattern: re.Pattern[str]
    handler: Handler
    open_door: bool


class Api:
    """The door. Handlers come from objects whose methods are marked with `route`."""

    def __init__(self, world: World, token: str, patience: float) -> None:
        self.world = world
        self.token = token
        self.patience = patience
        self.journal: list[Call] = []
        self.faults: list[Fault] = []
        self.buckets: list[Bucket] = []
        self.global_bucket: Bucket | None = None
        self._bell = Bell()
        self._every_second: tuple[str, re.Pattern[str], float] | None = None
        self._counted = 0
        self._routes: dict[tuple[str, int], list[_Route]] = {}

    def serve(self, *handlers: object) -> None:
        """Take the routes of these objects."""
        for owner in handlers:
            for name in dir(type(owner)):
                for method, template, open_door in getattr(getattr(type(owner), name), "routes", ()):
                    found = _Route(
                        template=template,
                        pattern=re.compile(re.sub(r"\{\w+\}", "([^/]+)", template)),
                        handler=getattr(owner, name),
                        open_door=open_door,
                    )
                    self._routes.setdefault((method, template.count("/")), []).append(found)

    # What tests ask for

    def calls(self, method: str, glob: str, *, ok: bool | None = True) -> list[Call]:
        """List the calls that match: those carried out, those refused (False), or all that arrived (None)."""
        pattern = pattern_of(glob)
        return [call for call in self.journal if _meets(method, pattern, call) and _counts(call, ok)]

    async def called(self, method: str, glob: str, count: int = 1, *, ok: bool | None = True) -> list[Call]:
        """Wait until so many calls match, and list them in the order of their arrival."""
        pattern, read, open_, met = pattern_of(glob), 0, list[Call](), list[Call]()

        def found() -> list[Call] | None:
            # Only what is new is looked at: a burst rings for every call, and the journal is long.
            nonlocal read
            open_.extend(call for call in self.journal[read:] if _meets(method, pattern, call))
            read = len(self.journal)
            met.extend(call for call in open_ if _counts(call, ok))
            open_[:] = [call for call in open_ if call.status == 0 and ok is not None]
            return sorted(met, key=lambda call: call.arrived) if len(met) >= count else None

        def what() -> str:
            return f"{count} × {method} {glob}; the last calls: {[str(call) for call in self.journal[-10:]]}"

        return await self._bell.until(found, what, self.patience)

    async def gone(self, *messages: Message) -> None:
        """Wait until messages are deleted, one by one or several by one call."""

        def found() -> bool | None:
            return all(message.deleted for message in messages) or None

        def what() -> str:
            left = [message.id for message in messages if not message.deleted]
            return f"the deletion of {left}; the last calls: {[str(call) for call in self.journal[-10:]]}"

        await self._bell.until(found, what, self.patience)

    def fail(
        self,
        method: str,
        glob: str,
        status: int = 503,
        code: int = 0,
        message: str = "",
        *,
        times: int | None = 1,
        after: bool = False,
    ) -> None:
        """Answer with an error."""
        answer: tuple[int, JSON, dict[str, str]] = (status, {"message": message or f"{status}", "code": code}, {})
        self._fault(method, glob, times=times, after=after, answer=answer)

    def limit(
        self, method: str, glob: str, retry_after: float = 0.01, *, times: int | None = 1, scope: str = "user"
    ) -> None:
        """Answer 429; ``scope`` ``global`` stops the whole bot, ``shared`` is nobody's fault."""
        self._fault(method, glob, times=times, answer=limited(retry_after, scope))

    def limit_globally(self, retry_after: float = 0.01, times: int = 1) -> None:
        """Answer the next calls, whatever they are, with the global 429."""
        self.limit("*", "/**", retry_after, times=times, scope="global")

    def limit_every_second_call(self, method: str = "*", glob: str = "/**", retry_after: float = 0.001) -> None:
        """Answer every second matching call with 429, repetitions counted."""
        self._every_second = (method, pattern_of(glob), retry_after)

    def limit_rate(self, method: str, glob: str, limit: int, per: float) -> None:
        """Let through so many calls in so many seconds, for each channel, guild or webhook by itself."""
        self.buckets.append(Bucket(method=method, pattern=pattern_of(glob), limit=limit, per=per))

    def slow(self, method: str, glob: str, *, times: int | None = None, after: bool = False) -> Gate:
        """Keep calls waiting, before or ``after`` they are carried out, until the gate is opened."""
        gate = Gate(self.patience)
        self._fault(method, glob, times=times, after=after, gate=gate)
        return gate

    def cut(self, method: str, glob: str, *, times: int | None = 1, after: bool = False) -> None:
        """Cut the line instead of answering, before or ``after`` the call was carried out."""
        self._fault(method, glob, times=times, after=after, cut=True)

    def heal(self) -> None:
        """Let everything go right again."""
        for fault in self.faults:
            if fault.gate:
                fault.gate.open()
        self.faults.clear()
        self.buckets.clear()
        self._every_second = self.global_bucket = None

    def _fault(self, method: str, glob: str, **more: Any) -> None:
        self.faults.append(Fault(method=method, pattern=pattern_of(glob), **more))

    # What calls go through

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Take one request from the door to the answer."""
        path = request.path.removeprefix(PREFIX)
        found, steps = self._find(request.method, path)
        reason = request.headers.get("X-Audit-Log-Reason")
        call = Call(
            method=request.method,
            path=path,
            route=found.template if found else path,
            query=dict(request.query),
            body=None,
            reason=None if reason is None else unquote(reason),
            authorized=request.headers.get("Authorization") == f"Bot {self.token}",
            at=self.world.now(),
            arrived=time.perf_counter(),
        )
        self.journal.append(call)
        headers: dict[str, str] = {}
        try:
            status, answer = await self._carry_out(request, call, found, steps, headers)
        except ApiError as error:
            status, answer = error.status, error.body
        except _CutError:
            if request.transport:
                request.transport.abort()
            raise asyncio.CancelledError from None
        finally:
            self._bell.ring()
        call.status = status
        call.code = answer.get("code", 0) if status >= 400 and isinstance(answer, dict) else 0
        self._bell.ring()
        # discord.py compares the whole header with "application/json", so it must not name a charset.
        body = None if answer is None else json.dumps(answer).encode()
        response = web.Response(status=status, body=body, headers=headers | {"Via": "1.1 loopback"})
        if body is not None:
            response.headers["Content-Type"] = "application/json"
        return response

    async def _carry_out(
        self, request: web.Request, call: Call, found: _Route | None, steps: tuple[str, ...], headers: dict[str, str]
    ) -> Answer:
        call.body = await _read(request, call)
        self._bell.ring()
        struck = await self._strike(call, headers, after=False)
        if struck:
            return struck
        refused = self._limits(call, steps, headers)
        if refused:
            return refused
        try:
            status, answer = await self._dispatch(call, found, steps)
        except ApiError as error:
            status, answer = error.status, error.body
        return await self._strike(call, headers, after=True) or (status, answer)

    async def _dispatch(self, call: Call, found: _Route | None, steps: tuple[str, ...]) -> Answer:
        if found is None:
            raise ApiError(*NOT_FOUND)
        if not call.authorized and not found.open_door:
            raise ApiError(*UNAUTHORIZED)
        if call.reason is not None and len(call.reason) > REASON:
            raise one("reason", "BASE_TYPE_MAX_LENGTH", f"Must be {REASON} or fewer in length.")
        answer = found.handler(call, *steps)
        if isinstance(answer, Awaitable):
            answer = await answer
        return (204, None) if answer is None else (200, answer)

    def _find(self, method: str, path: str) -> tuple[_Route | None, tuple[str, ...]]:
        for candidate in self._routes.get((method, path.count("/")), ()):
            met = candidate.pattern.fullmatch(path)
            if met:
                return candidate, met.groups()
        return None, ()

    async def _strike(self, call: Call, headers: dict[str, str], *, after: bool) -> Answer | None:
        for fault in self.faults:
            if not fault.takes(call, after=after):
                continue
            if fault.cut:
                raise _CutError
            if fault.gate:
                await fault.gate.pass_through(call)
            elif fault.answer:
                headers.update(fault.answer[2])
                return fault.answer[0], fault.answer[1]
        return None

    def _limits(self, call: Call, steps: tuple[str, ...], headers: dict[str, str]) -> Answer | None:
        if self._every_second and _meets(*self._every_second[:2], call):
            self._counted += 1
            if self._counted % 2 == 0:
                status, body, more = limited(self._every_second[2], "user")
                headers.update(more)
                return status, body
        name = f"{zlib.crc32(f'{call.method} {call.route}'.encode()):08x}"
        limit, left, per = UNLIMITED, UNLIMITED - 1, 1.0
        for bucket in self.buckets:
            if _meets(bucket.method, bucket.pattern, call):
                limit = bucket.limit
                left, per = bucket.take(f"{name}:{steps[0] if steps else ''}", time.monotonic())
                break
        if left < 0:
            status, body, more = limited(per, "user")
            headers.update(more)
            return status, body
        headers |= {
            "X-RateLimit-Limit": str(limit),
            "X-RateLimit-Remaining": str(left),
            "X-RateLimit-Reset": f"{time.time() + per:.3f}",
            "X-RateLimit-Reset-After": f"{per:.3f}",
            "X-RateLimit-Bucket": name,
        }
        return None


class _CutError(Exception):
    """The line is to be cut."""


def _counts(call: Call, ok: bool | None) -> bool:
    return ok is None or (call.ok if ok else call.status >= 400)


def limited(retry_after: float, scope: str) -> tuple[int, JSON, dict[str, str]]:
    """Make the answer to a call too many."""
    everywhere = scope == "global"
    body = {"message": "You are being rate limited.", "retry_after": retry_after, "global": everywhere}
    headers = {"Retry-After": f"{retry_after:.3f}", "X-RateLimit-Scope": scope}
    return 429, body, headers | ({"X-RateLimit-Global": "true"} if everywhere else {})


async def _read(request: web.Request, call: Call) -> Any:
    if request.content_type.startswith("multipart/"):
        return await _read_form(request, call)
    text = await request.text()
    return _json(text) if text else None


async def _read_form(request: web.Request, call: Call) -> Any:
    """Read ``payload_json`` and ``files[n]``, and what a form may hold instead of the former."""
    body: Any = {}
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            raise ApiError(*INVALID_FORM)
        name = part.name or ""
        if name == "payload_json":
            body = _json(await part.text())
            continue
        file = re.fullmatch(r"files\[(\d+)\]", name)
        if file is None:
            raise one(name or "form", "UNKNOWN_FIELD", "Neither payload_json nor a file.")
        if not part.filename:
            raise one(name, "BASE_TYPE_REQUIRED", "A file needs a name.")
        if file[1] in call.files:
            raise one(name, "BASE_TYPE_DUPLICATE", "Two files of one number.")
        call.files[file[1]] = (part.filename, bytes(await part.read()))
    return body


def _json(text: str) -> Any:
    with contextlib.suppress(ValueError):
        return json.loads(text)
    raise ApiError(*INVALID_JSON)
