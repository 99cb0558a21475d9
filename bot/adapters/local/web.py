"""The playground's web page: what a person does becomes a call on the adapter, what changes comes back as a stream.

Meant for one machine. Whoever reaches it can be anybody in the playground, so it answers to loopback names only
(a foreign page cannot reach it by rebinding a name), and to its own pages only. Nothing of a request is ever logged.
"""

import asyncio
import hashlib
import json
import tomllib
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, TypeVar
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot import serving
from bot.adapters.local.adapter import Answer, LocalAdapter, Source
from bot.core.errors import ChaperoneError
from bot.core.events import ChannelId, MessageId, MessageRef

HERE = Path(__file__).parent
MAX_BODY_BYTES = 256 * 1_024
HEARTBEAT_SECONDS = 15.0
COALESCE_SECONDS = 0.03
"""How long changes are gathered before the page is told; short enough that a vanishing message is seen to vanish."""

_POLICY = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

Health = Callable[[], Awaitable[bool]]
Metrics = Callable[[], bytes]
Handler = Callable[[Request], Awaitable[Response]]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)


class Line(_Strict):
    """One message of the sample conversation; ``channel`` is a name."""

    by: str
    channel: str
    text: str


class Example(_Strict):
    """Something to try; ``member`` is who should write it, the person at the page unless it says otherwise."""

    label: str
    text: str
    member: str = ""
    name: str = ""


class Sample(_Strict):
    """What comes with the playground: who one is at first, examples to try, a conversation to watch."""

    first: str
    pause_seconds: float
    example: tuple[Example, ...]
    message: tuple[Line, ...]

    @property
    def script(self) -> list[tuple[str, str, str]]:
        """The conversation as the adapter plays it."""
        return [(line.by, line.channel, line.text) for line in self.message]


def load_sample(file: Path = HERE / "sample.toml") -> Sample:
    """Read the sample."""
    return Sample.model_validate_json(json.dumps(tomllib.loads(file.read_text(encoding="utf-8"))))


def loopback_hosts(port: int) -> tuple[str, ...]:
    """List how a browser on this machine may call the page."""
    names = ("localhost", "127.0.0.1", "[::1]")
    with_port = tuple(f"{name}:{port}" for name in names)
    return (*names, *with_port) if port == _HTTP_PORT else with_port


_HTTP_PORT = 80


# What the page sends. Each knows what it calls.


class _Deed(_Strict, ABC):
    """Something that a person does."""

    member: str
    channel: str | None = None

    @abstractmethod
    async def do(self, adapter: LocalAdapter) -> Answer:
        """Do it."""


class _InChannel(_Deed):
    channel: str


class _Post(_InChannel):
    text: str
    files: tuple[str, ...] = ()

    async def do(self, adapter: LocalAdapter) -> Answer:
        return await adapter.post(self.member, self.channel, self.text, self.files)


class _Edit(_Deed):
    message: str
    text: str

    async def do(self, adapter: LocalAdapter) -> Answer:
        return await adapter.edit(self.member, self.message, self.text)


class _Delete(_Deed):
    message: str

    async def do(self, adapter: LocalAdapter) -> Answer:
        return await adapter.delete(self.member, self.message)


class _Command(_InChannel):
    line: str

    async def do(self, adapter: LocalAdapter) -> Answer:
        return await adapter.command(self.member, self.channel, self.line)


class _Menu(_Deed):
    name: str
    message: str

    async def do(self, adapter: LocalAdapter) -> Answer:
        return await adapter.menu(self.member, self.name, self.message)


class _Source(_Strict):
    kind: Annotated[str, Field(pattern="^(inbox|queue|answer|channel)$")]
    id: str

    def placed(self) -> Source:
        return Source(self.kind, self.id)


class _About(_Strict):
    channel: str
    id: str


class _Press(_InChannel):
    token: str
    values: tuple[str, ...] = ()
    source: _Source | None = None

    async def do(self, adapter: LocalAdapter) -> Answer:
        source = self.source.placed() if self.source else None
        return await adapter.press(self.member, self.channel, self.token, self.values, source)


class _Submit(_InChannel):
    token: str
    fields: dict[str, str]
    about: _About | None = None
    source: _Source | None = None

    async def do(self, adapter: LocalAdapter) -> Answer:
        about = MessageRef(channel=ChannelId(self.about.channel), id=MessageId(self.about.id)) if self.about else None
        source = self.source.placed() if self.source else None
        return await adapter.submit(self.member, self.channel, self.token, self.fields, about, source)


_DEEDS: Mapping[str, type[_Deed]] = {
    "post": _Post,
    "edit": _Edit,
    "delete": _Delete,
    "command": _Command,
    "menu": _Menu,
    "press": _Press,
    "submit": _Submit,
}


class Guard:
    """Lets nobody in by a foreign name or from a foreign page, and puts the protective headers on every answer."""

    def __init__(self, app: ASGIApp, hosts: Sequence[str] | None) -> None:
        self._app = app
        self._hosts = None if hosts is None else frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_HEADERS)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        refusal = self._refuse(Headers(scope=scope))
        await (refusal or self._app)(scope, receive, send_guarded)

    def _refuse(self, headers: Headers) -> Response | None:
        host = headers.get("host", "").lower()
        if self._hosts is not None and host not in self._hosts:
            where = " or ".join(f"http://{one}/" for one in sorted(self._hosts))
            return _error(HTTPStatus.MISDIRECTED_REQUEST, f"The playground answers only at {where}.")
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc.lower() != host:
            return _error(HTTPStatus.FORBIDDEN, "The playground answers only to its own page.")
        return None


class _Page:
    """The handlers."""

    def __init__(
        self, adapter: LocalAdapter, health: Health, metrics: Metrics, sample: Sample | None, closing: asyncio.Event
    ) -> None:
        self._adapter = adapter
        self._health = health
        self._metrics = metrics
        self._sample = sample
        self._closing = closing
        self._files: Mapping[str, _File] = {}

    async def sample(self) -> Sample:
        if self._sample is None:
            self._sample = await asyncio.to_thread(load_sample)
        return self._sample

    async def index(self, request: Request) -> Response:
        return await self._file(request, "index.html")

    async def static(self, request: Request) -> Response:
        return await self._file(request, request.path_params["name"])

    async def _file(self, request: Request, name: str) -> Response:
        if not self._files:
            self._files = await asyncio.to_thread(_read_files, await self.sample())
        file = self._files.get(name)
        if file is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, "There is nothing here.")
        # Asked for again after an upgrade, and then only sent when it has changed.
        headers = {"ETag": file.tag, "Cache-Control": "no-cache"}
        if request.headers.get("if-none-match") == file.tag:
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        return Response(file.content, media_type=file.kind, headers=headers)

    async def healthz(self, _: Request) -> Response:
        return await _healthz(self._health)

    async def metrics(self, _: Request) -> Response:
        return _counters(self._metrics)

    def deed(self, kind: type[_Deed]) -> Handler:
        """Make the handler of one kind of deed."""

        async def handle(request: Request) -> Response:
            deed = await _read(request, kind)
            self._known(deed.member, deed.channel)
            answer = await deed.do(self._adapter)
            # The page can tell what is gone from what it has not seen yet.
            revision = self._adapter.world.revision
            return JSONResponse({"error": answer.error, "reply": answer.reply, "revision": revision})

        return handle

    async def replay(self, request: Request) -> Response:
        await _read(request, _Strict)
        sample = await self.sample()
        play = BackgroundTask(self._adapter.replay, sample.script, sample.pause_seconds)
        return JSONResponse({"error": None, "reply": None}, background=play)

    async def reset(self, request: Request) -> Response:
        await _read(request, _Strict)
        await self._adapter.reset()
        return JSONResponse({"error": None, "reply": None})

    async def complete(self, request: Request) -> Response:
        asked = request.query_params
        member, channel = asked.get("member", ""), asked.get("channel", "")
        self._known(member, channel)
        return JSONResponse(await self._adapter.complete(member, channel, asked.get("line", "")))

    async def events(self, request: Request) -> Response:
        member = request.query_params.get("member", "")
        self._known(member, None)
        return StreamingResponse(self._views(member), media_type="text/event-stream")

    async def _views(self, member: str) -> AsyncIterator[str]:
        """Yield the whole view at once and on every change, and a sign of life in between."""
        while True:
            revision = self._adapter.world.revision
            drawn = json.dumps(self._adapter.view(member), ensure_ascii=False)
            yield f"event: view\ndata: {drawn}\n\n"
            while not await self._changes(revision):
                yield ": still here\n\n"
            if self._closing.is_set():
                return
            await asyncio.sleep(COALESCE_SECONDS)

    async def _changes(self, revision: int) -> bool:
        """Wait for a change or the end; False when neither came within a heartbeat."""
        waiting = (
            asyncio.ensure_future(self._adapter.changed(revision)),
            asyncio.ensure_future(self._closing.wait()),
        )
        try:
            done, _ = await asyncio.wait(waiting, timeout=HEARTBEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in waiting:
                one.cancel()
        return bool(done)

    def _known(self, member: str, channel: str | None) -> None:
        """See that those named exist.

        Raises:
            HTTPException: 404.
        """
        try:
            self._adapter.world.member(member)
        except KeyError:
            raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such member here.") from None
        try:
            if channel is not None:
                self._adapter.world.channel(channel)
        except KeyError:
            raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such channel here.") from None


def make_app(
    adapter: LocalAdapter,
    *,
    hosts: Sequence[str] | None,
    health: Health,
    metrics: Metrics,
    sample: Sample | None = None,
) -> Starlette:
    """Put the page together.

    Args:
        adapter: the playground.
        hosts: the names, with port, by which the page may be called; None lets every name in.
        health: tells whether the database answers.
        metrics: writes the counters as Prometheus reads them.
        sample: the examples and the conversation; those that come with the playground by default.
    """
    closing = asyncio.Event()
    page = _Page(adapter, health, metrics, sample, closing)
    app = Starlette(
        routes=[
            Route("/", page.index),
            Route("/healthz", page.healthz),
            Route("/metrics", page.metrics),
            Route("/events", page.events),
            Route("/api/complete", page.complete),
            Route("/api/replay", page.replay, methods=["POST"]),
            Route("/api/reset", page.reset, methods=["POST"]),
            *(Route(f"/api/{name}", page.deed(kind), methods=["POST"]) for name, kind in _DEEDS.items()),
            Route("/static/{name}", page.static),
        ],
        middleware=[Middleware(Guard, hosts=hosts)],
        exception_handlers={
            HTTPException: _on_http_error,
            ChaperoneError: _on_our_error,
            Exception: _on_unforeseen,
        },
    )
    app.state.closing = closing
    return app


def make_health_page(*, hosts: Sequence[str] | None, health: Health, metrics: Metrics) -> Starlette:
    """Put together what is served where another platform is configured: health and counters, and nothing else."""

    async def healthz(_: Request) -> Response:
        return await _healthz(health)

    async def counters(_: Request) -> Response:
        return _counters(metrics)

    app = Starlette(
        routes=[Route("/healthz", healthz), Route("/metrics", counters)],
        middleware=[Middleware(Guard, hosts=hosts)],
        exception_handlers={HTTPException: _on_http_error, Exception: _on_unforeseen},
    )
    app.state.closing = asyncio.Event()
    return app


async def _healthz(health: Health) -> Response:
    if await health():
        return JSONResponse({"status": "ok"})
    return JSONResponse({"status": "the database does not answer"}, HTTPStatus.SERVICE_UNAVAILABLE)


def _counters(metrics: Metrics) -> Response:
    return Response(metrics(), media_type="text/plain; version=0.0.4; charset=utf-8")


async def serve(app: Starlette, host: str, port: int, opened: Callable[[], None] = lambda: None) -> None:
    """Serve the page until cancelled, then let open requests end.

    Raises:
        Unavailable: the address cannot be listened on; the sentence says what to set.
    """
    closing = app.state.closing.set
    await serving.serve(app, host, port, settings="CHAPERONE_PLAY__", opened=opened, closing=closing)


@dataclass(frozen=True, slots=True)
class _File:
    content: bytes
    kind: str
    tag: str


_KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def _read_files(sample: Sample) -> dict[str, _File]:
    """Read everything that the page is made of, by name; it is small and stays in memory."""
    contents = {file.name: file.read_bytes() for file in (HERE / "static").iterdir() if file.suffix in _KINDS}
    templates = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    contents["index.html"] = templates.get_template("index.html").render(sample=sample).encode()
    return {
        name: _File(content, _KINDS[Path(name).suffix], f'"{hashlib.sha256(content).hexdigest()[:24]}"')
        for name, content in contents.items()
    }


Kind = TypeVar("Kind", bound=_Strict)


async def _read(request: Request, kind: type[Kind]) -> Kind:
    """Read a request's body.

    Raises:
        HTTPException: 415, 413 or 400, with a sentence.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send JSON.")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"At most {MAX_BODY_BYTES // 1_024} KiB at once.")
    try:
        return kind.model_validate_json(bytes(body))
    except ValidationError as error:
        raise HTTPException(HTTPStatus.BAD_REQUEST, _sentence(error)) from None


def _sentence(error: ValidationError) -> str:
    """Name every field that cannot be used, and never what was in it."""
    told = [
        f"{'.'.join(map(str, problem['loc']))}: {_PROBLEMS.get(problem['type'], 'cannot be used')}"
        if problem["loc"]
        else "This is no JSON object"
        for problem in error.errors(include_input=False, include_context=False, include_url=False)
    ]
    return "; ".join(told) + "."


_PROBLEMS = {"missing": "is missing", "extra_forbidden": "is not known", "string_type": "must be text"}


def _error(status: HTTPStatus, sentence: str) -> Response:
    return JSONResponse({"error": sentence, "reply": None}, status)


async def _on_http_error(_: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    return JSONResponse({"error": error.detail, "reply": None}, error.status_code, error.headers)


async def _on_our_error(_: Request, __: Exception) -> Response:
    return _error(HTTPStatus.SERVICE_UNAVAILABLE, "The database does not answer. Please try again in a minute.")


async def _on_unforeseen(_: Request, __: Exception) -> Response:
    return _error(HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong on this side.")
