"""Slack over HTTP: what Slack signed is let in once and handed on, and workspaces install the app.

Sources: Slack's developer documentation, "Verifying requests from Slack" and "Installing with OAuth"; RFC 6749,
section 10.12, and RFC 9700, section 4.7, on ``state``.
"""

import asyncio
import hashlib
import hmac
import html
import re
import secrets
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from pydantic import SecretStr
from slack_bolt.adapter.starlette.async_handler import to_starlette_response
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from bot import serving
from bot.adapters.slack.installations import Installation, Installations, ask, scopes_in
from bot.adapters.slack.rights import BOT_SCOPES, USER_SCOPES
from bot.core.errors import ChaperoneError, Refused, Unavailable
from bot.core.ports import Journal, Now
from config.catalogue import DEFAULT, languages, speaking
from config.settings import Slack

EVENTS, INSTALL, REDIRECT, HEALTH = "/slack/events", "/slack/install", "/slack/oauth_redirect", "/healthz"
REMOVAL = "removal"
"""The parameter of the page that begins an installation, with which an admin lends a token too."""

MOST_BYTES = 1_024 * 1_024
"""Slack's largest payloads, a form's with every field full, are well below this."""

SLOWEST_BODY = 5.0
"""Seconds that a request's body may take; Slack itself gives up after three."""

WINDOW = 300
"""Seconds that a timestamp may be away from our clock (source: "Verifying requests from Slack")."""

STATE_LIFE = 600
"""Seconds between the beginning of an installation and its end: as long as Slack's own code lives."""

MOST_STATES = 10_000
"""How many installations may end within that time; more are turned away, so that nobody fills the memory."""

COOKIE = "__Host-chaperone-install"
"""The prefix makes a browser refuse it unless it is Secure, for every path, and from this very host (RFC 6265bis)."""

Health = Callable[[], Awaitable[bool]]
Installed = Callable[[Installation], Awaitable[None]]

_TIMESTAMP = re.compile(r"[0-9]{1,12}")
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")
_LENGTH = re.compile(r"[0-9]{1,9}")
_CODE = re.compile(r"[A-Za-z0-9._-]{1,255}")
_NO_RETRY = {"X-Slack-No-Retry": "1"}
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def site(
    app: AsyncApp,
    installations: Installations,
    settings: Slack,
    now: Now,
    on_installed: Installed,
    *,
    health: Health,
    journal: Journal,
) -> Starlette:
    """Put the four pages together: events, the beginning and the end of an installation, and health.

    Args:
        app: takes the deliveries that Slack signed.
        installations: where a new installation is kept.
        settings: the secrets; without a client identifier nothing can be installed, and the two pages are not there.
        now: tells the time.
        on_installed: told of an installation once it is kept.
        health: tells whether the database answers.
        journal: counts what is turned away.
    """

    async def healthz(_: Request) -> Response:
        if await health():
            return JSONResponse({"status": "ok"})
        return JSONResponse({"status": "the database does not answer"}, HTTPStatus.SERVICE_UNAVAILABLE)

    door = _Door(app, settings.signing_secret, now, journal)
    routes = [Route(EVENTS, door.take, methods=["POST"]), Route(HEALTH, healthz)]
    if settings.is_installed_by_oauth:
        office = _Office(installations, settings, now, on_installed)
        routes += [Route(INSTALL, office.begin), Route(REDIRECT, office.end)]
    return Starlette(
        routes=routes,
        exception_handlers={
            HTTPException: _on_http_error,
            ChaperoneError: _on_our_error,
            Exception: _on_unforeseen,
        },
    )


async def serve(site: Starlette, settings: Slack, opened: Callable[[], None] = lambda: None) -> None:
    """Listen until cancelled.

    Raises:
        Unavailable: the address cannot be listened on; the sentence says what to set.
    """
    host, port = settings.http_host, settings.http_port
    await serving.serve(site, host, port, settings="CHAPERONE_SLACK__HTTP_", opened=opened)


# What Slack sends


class _Turned(Exception):
    """A request that is turned away; ``reason`` is counted, and whoever sent it learns no more than the status."""

    def __init__(self, status: HTTPStatus, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class _Door:
    """Lets in what Slack signed, lately, once."""

    def __init__(self, app: AsyncApp, secret: SecretStr, now: Now, journal: Journal) -> None:
        self._app = app
        self._key = secret.get_secret_value().encode()
        self._now = now
        self._journal = journal
        self._taken = Taken()

    async def take(self, request: Request) -> Response:
        """Take one delivery to the app, and its answer back."""
        try:
            return await self._take(request)
        except _Turned as turned:
            self._journal.count("slack_requests_refused", reason=turned.reason)
            again = _NO_RETRY if turned.status is HTTPStatus.CONFLICT else {}
            return PlainTextResponse(f"{turned.status.phrase}\n", turned.status, again)

    async def _take(self, request: Request) -> Response:
        stamp, signature = self._signature_of(request)
        body = await _body_of(request)
        if not hmac.compare_digest(sign(self._key, stamp, body), signature):
            raise _Turned(HTTPStatus.UNAUTHORIZED, "signature")
        if not await self._taken.claim(int(stamp), signature, int(self._now().timestamp())):
            raise _Turned(HTTPStatus.CONFLICT, "repeated")
        done = False
        try:
            response = await self._hand_on(request, body)
            done = response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR
            return response
        finally:
            self._taken.settle(int(stamp), signature, done=done)

    def _signature_of(self, request: Request) -> tuple[str, str]:
        """Read the two headers before anything else of a request is."""
        stamp = request.headers.get("x-slack-request-timestamp", "")
        signature = request.headers.get("x-slack-signature", "")
        if not _TIMESTAMP.fullmatch(stamp) or not _SIGNATURE.fullmatch(signature):
            raise _Turned(HTTPStatus.UNAUTHORIZED, "unsigned")
        if abs(self._now().timestamp() - int(stamp)) > WINDOW:
            raise _Turned(HTTPStatus.UNAUTHORIZED, "stale")
        return stamp, signature

    async def _hand_on(self, request: Request, body: bytes) -> Response:
        try:
            text = body.decode()
            # Headers are not signed: only those that say how to read the body, and which attempt it is, go on.
            names = ("content-type", "x-slack-retry-num", "x-slack-retry-reason")
            headers = {name: request.headers[name] for name in names if name in request.headers}
            delivery = AsyncBoltRequest(body=text, headers=dict(headers))
        except (
            ValueError,
            AttributeError,
            TypeError,
            LookupError,
            RecursionError,
        ):  # whatever Bolt meets in what is no object
            raise _Turned(HTTPStatus.BAD_REQUEST, "unreadable") from None
        if not delivery.body:
            raise _Turned(HTTPStatus.BAD_REQUEST, "unreadable")
        challenge = _challenge(delivery.body)
        if challenge is not None:
            return PlainTextResponse(challenge)
        return to_starlette_response(await self._app.async_dispatch(delivery))


def sign(key: bytes, stamp: str, body: bytes) -> str:
    """Sign a body as Slack does, version 0."""
    return "v0=" + hmac.new(key, b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()


def _challenge(payload: Mapping[str, Any]) -> str | None:
    """Give back what Slack sends to see whether an address is ours."""
    return str(payload.get("challenge", "")) if payload.get("type") == "url_verification" else None


async def _body_of(request: Request) -> bytes:
    """Read a body of a bearable size, within a bearable time."""
    announced = request.headers.get("content-length", "0")
    if not _LENGTH.fullmatch(announced) or int(announced) > MOST_BYTES:
        raise _Turned(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too large")
    body = bytearray()
    try:
        async with asyncio.timeout(SLOWEST_BODY):
            async for chunk in request.stream():
                body += chunk
                if len(body) > MOST_BYTES:
                    raise _Turned(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too large")
    except (TimeoutError, ClientDisconnect):
        raise _Turned(HTTPStatus.REQUEST_TIMEOUT, "too slow") from None
    return bytes(body)


class Taken:
    """Which signed requests were taken in, for as long as their timestamps would let them in again.

    One that is on its way is waited for: if it fails, the same once more is a try that Slack may make within the same
    second, and no repetition.
    """

    def __init__(self) -> None:
        self._by_second: dict[int, dict[str, asyncio.Future[bool]]] = {}

    def __len__(self) -> int:
        return sum(map(len, self._by_second.values()))

    async def claim(self, stamp: int, signature: str, now: int) -> bool:
        """Take a request for oneself; False when it was taken before."""
        for second, there in list(self._by_second.items()):
            if now - second > WINDOW and all(one.done() for one in there.values()):
                del self._by_second[second]
        while (earlier := self._by_second.setdefault(stamp, {}).get(signature)) is not None:
            if await asyncio.shield(earlier):
                return False
        self._by_second[stamp][signature] = asyncio.get_running_loop().create_future()
        return True

    def settle(self, stamp: int, signature: str, *, done: bool) -> None:
        """Say what became of it: one that failed may come again."""
        of_second = self._by_second.get(stamp, {})
        future = of_second.get(signature) if done else of_second.pop(signature, None)
        if future is not None:
            future.set_result(done)


# Installing


class Outcome(StrEnum):
    """How an installation ended; each has its page."""

    DONE = "done"
    REMOVAL = "removal"
    MEMBER = "member"
    DENIED = "denied"
    FAILED = "failed"
    LATER = "later"
    STALE = "stale"


_STATUS = {
    Outcome.FAILED: HTTPStatus.BAD_REQUEST,
    Outcome.LATER: HTTPStatus.SERVICE_UNAVAILABLE,
    Outcome.STALE: HTTPStatus.BAD_REQUEST,
}


class _Office:
    """Installs the app into workspaces by OAuth."""

    def __init__(self, installations: Installations, settings: Slack, now: Now, on_installed: Installed) -> None:
        self._installations = installations
        self._settings = settings
        self._now = now
        self._on_installed = on_installed
        self._states = States(settings.client_secret.get_secret_value().encode())

    async def begin(self, request: Request) -> Response:
        """Send a person to Slack to consent, and bind the way back to their browser."""
        cookie = secrets.token_urlsafe(32)
        asked = {
            "client_id": self._settings.client_id,
            "scope": ",".join(sorted(BOT_SCOPES)),
            "state": self._states.make(cookie, int(self._now().timestamp())),
        }
        if REMOVAL in request.query_params:
            asked["user_scope"] = ",".join(sorted(USER_SCOPES))
        url = f"{self._settings.authorize_url}?{urlencode(asked)}"
        response = RedirectResponse(url, HTTPStatus.FOUND, _HEADERS)
        response.set_cookie(COOKIE, cookie, STATE_LIFE, path="/", secure=True, httponly=True, samesite="lax")
        return response

    async def end(self, request: Request) -> Response:
        """Take what Slack gave the person, and say how it ended."""
        return _page(request, await self._end(request))

    async def _end(self, request: Request) -> Outcome:
        asked, now = request.query_params, int(self._now().timestamp())
        if not self._states.use(asked.get("state", ""), request.cookies.get(COOKIE, ""), now):
            return Outcome.STALE
        if "error" in asked:
            return Outcome.DENIED if asked["error"] == "access_denied" else Outcome.FAILED
        if not _CODE.fullmatch(asked.get("code", "")):
            return Outcome.FAILED
        try:
            return await self._install(asked["code"])
        except Refused:
            return Outcome.FAILED
        except ChaperoneError:
            return Outcome.LATER

    async def _install(self, code: str) -> Outcome:
        """Exchange a code for tokens and keep them.

        Raises:
            Refused: Slack does not take the code, or what came is no installation into one workspace.
            Locked, Unavailable: Slack or the database does not answer; nothing was kept.
        """
        settings = self._settings
        client = {"client_id": settings.client_id, "client_secret": settings.client_secret.get_secret_value()}
        answer = await ask(None, settings.api_base, "oauth.v2.access", "the code is not taken", code=code, **client)
        found = read_installation(answer.data if isinstance(answer.data, dict) else {})
        lent, earlier = found.user_token, await self._installations.get(found.installation.team)
        is_admin = lent is not None and await self._is_admin(found)
        kept = found.installation
        if is_admin:
            kept = found.with_token()
        elif earlier is not None and earlier.user_token is not None:
            kept = found.with_token_of(earlier)
        if lent is not None and not is_admin:
            await self._give_back(lent)
        await self._installations.save(kept)
        await self._on_installed(kept)
        if lent is None:
            return Outcome.DONE
        return Outcome.REMOVAL if is_admin else Outcome.MEMBER

    async def _is_admin(self, found: "Found") -> bool:
        """Ask whether who lends a token is an admin: nobody else's would let us remove anything."""
        about = await ask(
            found.installation.bot_token, self._settings.api_base, "users.info", "not told", user=found.user
        )
        user: dict[str, Any] = about.get("user") or {}
        return bool(user.get("is_admin") or user.get("is_owner"))

    async def _give_back(self, token: SecretStr) -> None:
        """End a token that is of no use here; one that Slack does not end now is not kept all the same."""
        try:
            await ask(token, self._settings.api_base, "auth.revoke", "not ended")
        except (Refused, Unavailable):
            return


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What Slack gave for a code: an installation without a person's token, and that token if it was asked for."""

    installation: Installation
    user: str
    user_token: SecretStr | None
    user_scopes: frozenset[str]

    def with_token(self) -> Installation:
        """Put the person's token in."""
        return self._with(self.user_token, self.user_scopes)

    def with_token_of(self, earlier: Installation) -> Installation:
        """Keep the token that was lent before: installing again does not take it back."""
        return self._with(earlier.user_token, earlier.user_scopes)

    def _with(self, token: SecretStr | None, scopes: frozenset[str]) -> Installation:
        one = self.installation
        return Installation(
            team=one.team,
            name=one.name,
            bot_user=one.bot_user,
            app=one.app,
            bot_token=one.bot_token,
            user_token=token,
            scopes=one.scopes,
            user_scopes=scopes,
        )


def read_installation(answer: dict[str, Any]) -> Found:
    """Read the answer of ``oauth.v2.access``.

    Raises:
        Refused: it is into a whole organisation, or gives no bot token.
    """
    team: dict[str, Any] = answer.get("team") or {}
    person: dict[str, Any] = answer.get("authed_user") or {}
    token = str(answer.get("access_token") or "")
    if answer.get("is_enterprise_install") or not team.get("id"):
        raise Refused("not into one workspace")
    if answer.get("token_type") != "bot" or not token:
        raise Refused("no bot token")
    installation = Installation(
        team=str(team["id"]),
        name=str(team.get("name") or ""),
        bot_user=str(answer.get("bot_user_id") or ""),
        app=str(answer.get("app_id") or ""),
        bot_token=SecretStr(token),
        user_token=None,
        scopes=scopes_in(answer.get("scope")),
        user_scopes=frozenset(),
    )
    lent = str(person.get("access_token") or "")
    return Found(
        installation=installation,
        user=str(person.get("id") or ""),
        user_token=SecretStr(lent) if lent else None,
        user_scopes=scopes_in(person.get("scope")) if lent else frozenset(),
    )


class States:
    """The ``state`` of installations: signed, bound to a browser's cookie, good for ten minutes and once.

    What is signed needs no memory until it is used, so that nobody can fill it by beginning and never ending. The key
    outlives a restart, and so does an installation that is under way.
    """

    def __init__(self, secret: bytes) -> None:
        self._key = hmac.new(secret, b"chaperone: state of an installation", hashlib.sha256).digest()
        self._used: dict[str, int] = {}

    def make(self, cookie: str, now: int) -> str:
        """Make one."""
        written = f"{now + STATE_LIFE}.{secrets.token_urlsafe(16)}"
        return f"{written}.{self._mark(written, cookie)}"

    def use(self, state: str, cookie: str, now: int) -> bool:
        """Use one up; False for one that is not ours, of another browser, too old, or used before."""
        written, _, mark = state.rpartition(".")
        if not cookie or not state.isascii() or not hmac.compare_digest(self._mark(written, cookie), mark):
            return False
        until = int(written.partition(".")[0])
        self._used = {one: over for one, over in self._used.items() if over >= now}
        if until < now or written in self._used or len(self._used) >= MOST_STATES:
            return False
        self._used[written] = until
        return True

    def _mark(self, written: str, cookie: str) -> str:
        return hmac.new(self._key, f"{written}\n{cookie}".encode(), hashlib.sha256).hexdigest()


def _page(request: Request, outcome: Outcome) -> Response:
    """Show how an installation ended, in the reader's language."""
    say = speaking(_language(request.headers.get("accept-language", "")))
    title, body = say(f"slack.install.{outcome}.title"), say(f"slack.install.{outcome}.body")
    drawn = (
        f'<!doctype html><html lang="{say.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{html.escape(title)}</title></head>"
        f"<body><main><h1>{html.escape(title)}</h1><p>{html.escape(body)}</p></main></body></html>\n"
    )
    response = HTMLResponse(drawn, _STATUS.get(outcome, HTTPStatus.OK), _HEADERS)
    response.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="lax")
    return response


def _language(accepted: str) -> str:
    """Choose the first language of a browser's list that we speak; browsers put the dearest first."""
    return next((tag for tag in _tags(accepted) if tag in languages()), DEFAULT)


def _tags(accepted: str) -> Iterable[str]:
    for one in accepted.split(","):
        yield one.partition(";")[0].strip().partition("-")[0].lower()


async def _on_http_error(_: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    return PlainTextResponse(f"{error.detail}\n", error.status_code, error.headers)


async def _on_our_error(_: Request, __: Exception) -> Response:
    return PlainTextResponse("Try again in a minute.\n", HTTPStatus.SERVICE_UNAVAILABLE)


async def _on_unforeseen(_: Request, __: Exception) -> Response:
    return PlainTextResponse("Something went wrong on this side.\n", HTTPStatus.INTERNAL_SERVER_ERROR)
