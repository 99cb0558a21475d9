"""The door for Slack over HTTP: whom it lets in, how often, and how an installation's way back is bound."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from pydantic import SecretStr
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.adapters.slack import http
from bot.adapters.slack.http import COOKIE, MOST_BYTES, STATE_LIFE, WINDOW, States, Taken, read_installation, sign
from bot.adapters.slack.installations import Installation, TokenInstallation
from bot.adapters.slack.rights import BOT_SCOPES, USER_SCOPES
from bot.core.errors import Refused, Unavailable
from bot.core.events import CommunityId
from config.catalogue import languages, speaking
from config.settings import Slack
from tests.town import Ledger, Time

SPOKEN = [speaking(language) for language in languages()]
"""Catalogues are read at start, as reading them would hold up everybody."""

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
EVENT = json.dumps(
    {"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": {"type": "message"}}
).encode()

Answer = Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]


async def well(_: AsyncBoltRequest) -> BoltResponse:
    """Take everything."""
    return BoltResponse(status=200, body="")


async def authorized() -> AuthorizeResult:
    """Know every workspace."""
    return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-1")


@dataclass
class Gate:
    """A door with an app behind it that remembers what came through."""

    settings: Slack
    answer: Answer = well
    time: Time = field(default_factory=Time)
    ledger: Ledger = field(default_factory=Ledger)
    heard: list[AsyncBoltRequest] = field(default_factory=list)
    is_healthy: bool = True

    def __post_init__(self) -> None:
        app = AsyncApp(
            name="chaperone",
            before_authorize=self._take,
            authorize=authorized,
            request_verification_enabled=False,
            ssl_check_enabled=False,
        )

        async def nobody(community: CommunityId) -> None:
            pytest.fail(f"{community} was left")

        async def installed(installation: Installation) -> None:
            pytest.fail(f"{installation} was installed")

        async def health() -> bool:
            return self.is_healthy

        found = TokenInstallation(self.settings, nobody)
        site = http.site(app, found, self.settings, self.time, installed, health=health, journal=self.ledger)
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=site, raise_app_exceptions=False), base_url="https://bot.example"
        )

    async def _take(self, req: AsyncBoltRequest) -> BoltResponse:
        self.heard.append(req)
        return await self.answer(req)

    def headers(self, body: bytes, *, away: int = 0, secret: str = SECRET, kind: str = JSON) -> dict[str, str]:
        """Sign a body."""
        stamp = str(int(self.time().timestamp()) + away)
        signature = sign(secret.encode(), stamp, body)
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature, "Content-Type": kind}

    async def send(self, body: bytes = EVENT, headers: dict[str, str] | None = None, **how: Any) -> httpx.Response:
        """Send a body as Slack does, unless other headers are given."""
        return await self.client.post("/slack/events", content=body, headers=headers or self.headers(body, **how))

    @property
    def turned(self) -> list[str]:
        """List why requests were turned away."""
        return [labels["reason"] for name, labels in self.ledger.counts if name == "slack_requests_refused"]


def raw(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Write headers down as they are, also those that no client would send."""
    return [(name.encode(), value.encode()) for name, value in headers.items()]


ONE = {"bot_token": "xoxb-1"}
OFFICE = {"client_id": "1111.2222", "client_secret": "geheim"}


@asynccontextmanager
async def gate(answer: Answer = well, values: Mapping[str, str] = ONE) -> AsyncIterator[Gate]:
    """Open a door, to one workspace unless it is an app that workspaces install themselves."""
    here = Gate(Slack.model_validate({"signing_secret": SECRET, **values}), answer)
    async with here.client:
        yield here


# Signatures


def test_a_signature_is_slacks() -> None:
    """The example of Slack's own page, "Verifying requests from Slack"."""
    body = (
        "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
        "&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
        "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    wanted = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
    assert sign(SECRET.encode(), "1531420618", body.encode()) == wanted


@pytest.mark.parametrize(
    ("body", "kind", "found"),
    [
        (EVENT, JSON, {"type": "event_callback"}),
        (EVENT, f"{JSON}; charset=utf-8", {"type": "event_callback"}),
        (b"command=%2Ftip&team_id=T1&text=next", FORM, {"command": "/tip", "text": "next"}),
        (urlencode({"payload": '{"type": "block_actions"}'}).encode(), FORM, {"type": "block_actions"}),
        ('{"text": "Fièvre 🩺"}'.encode(), JSON, {"text": "Fièvre 🩺"}),
    ],
)
async def test_what_slack_signed_is_handed_on(body: bytes, kind: str, found: dict[str, str]) -> None:
    """Every form that Slack writes in, and the answer comes back."""
    async with gate() as here:
        assert (await here.send(body, kind=kind)).status_code == 200
        (request,) = here.heard
        assert found.items() <= request.body.items()
        assert here.turned == []


@pytest.mark.parametrize(
    ("name", "change", "reason"),
    [
        ("no signature", lambda h: {**h, "X-Slack-Signature": ""}, "unsigned"),
        ("no timestamp", lambda h: {**h, "X-Slack-Request-Timestamp": ""}, "unsigned"),
        ("a timestamp that is none", lambda h: {**h, "X-Slack-Request-Timestamp": "soon"}, "unsigned"),
        ("a timestamp in other digits", lambda h: {**h, "X-Slack-Request-Timestamp": "١٥٣١٤٢٠٦١٨"}, "unsigned"),
        ("an endless timestamp", lambda h: {**h, "X-Slack-Request-Timestamp": "9" * 4_000}, "unsigned"),
        ("a timestamp below nothing", lambda h: {**h, "X-Slack-Request-Timestamp": "-1"}, "unsigned"),
        ("no version", lambda h: {**h, "X-Slack-Signature": h["X-Slack-Signature"].removeprefix("v0=")}, "unsigned"),
        ("another version", lambda h: {**h, "X-Slack-Signature": "v1=" + h["X-Slack-Signature"][3:]}, "unsigned"),
        ("capitals", lambda h: {**h, "X-Slack-Signature": "v0=" + h["X-Slack-Signature"][3:].upper()}, "unsigned"),
        ("half a signature", lambda h: {**h, "X-Slack-Signature": h["X-Slack-Signature"][:40]}, "unsigned"),
        ("more than a signature", lambda h: {**h, "X-Slack-Signature": h["X-Slack-Signature"] + "0"}, "unsigned"),
        ("a signature of nothing", lambda h: {**h, "X-Slack-Signature": "v0=" + "0" * 64}, "signature"),
    ],
)
async def test_what_slack_did_not_sign_is_turned_away(
    name: str, change: Callable[[dict[str, str]], dict[str, str]], reason: str
) -> None:
    """Whoever sends it learns the status and nothing else, and nothing reaches the app."""
    async with gate() as here:
        answer = await here.client.post("/slack/events", content=EVENT, headers=raw(change(here.headers(EVENT))))
        assert (answer.status_code, answer.text) == (401, "Unauthorized\n"), name
        assert (here.heard, here.turned) == ([], [reason])


async def test_a_signature_is_for_one_body_and_one_secret() -> None:
    """Another body, another secret, another timestamp under the same signature: none goes through."""
    async with gate() as here:
        assert (await here.send(EVENT + b" ", here.headers(EVENT))).status_code == 401
        assert (await here.send(secret="another")).status_code == 401
        stamped = here.headers(EVENT) | {
            "X-Slack-Request-Timestamp": here.headers(EVENT, away=1)["X-Slack-Request-Timestamp"]
        }
        assert (await here.send(EVENT, stamped)).status_code == 401
        assert (here.heard, here.turned) == ([], ["signature"] * 3)


@pytest.mark.parametrize(
    ("away", "status"), [(0, 200), (-WINDOW, 200), (WINDOW, 200), (-WINDOW - 1, 401), (WINDOW + 1, 401), (-86_400, 401)]
)
async def test_five_minutes(away: int, status: int) -> None:
    """A timestamp may be five minutes away from our clock, in either direction."""
    async with gate() as here:
        assert (await here.send(away=away)).status_code == status
        assert here.turned == ([] if status == 200 else ["stale"])


# Repetitions


async def test_the_same_request_again_is_refused() -> None:
    """To the letter, at once and minutes later; Slack is told not to try again. A retry is signed anew and goes in."""
    async with gate() as here:
        headers = here.headers(EVENT)
        assert (await here.send(EVENT, headers)).status_code == 200
        for _ in range(2):
            again = await here.send(EVENT, headers)
            assert (again.status_code, again.headers["x-slack-no-retry"]) == (409, "1")
            here.time.at += timedelta(seconds=WINDOW / 2)
        here.time.at += timedelta(seconds=1)
        assert (await here.send(EVENT, headers)).status_code == 401
        retry = here.headers(EVENT) | {"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"}
        assert (await here.send(EVENT, retry)).status_code == 200
        assert len(here.heard) == 2
        assert here.heard[1].headers["x-slack-retry-num"] == ["1"]
        assert here.turned == ["repeated", "repeated", "stale"]


@pytest.mark.parametrize("how", ["status", "error", "database"])
async def test_what_failed_may_come_again_within_the_second(how: str) -> None:
    """Slack's first retry comes at once, under the same timestamp: it is no repetition of something done."""
    tries = 0

    async def fails_first(_: AsyncBoltRequest) -> BoltResponse:
        nonlocal tries
        tries += 1
        if tries == 1 and how == "error":
            raise RuntimeError("a defect")
        if tries == 1 and how == "database":
            raise Unavailable("the database is locked")
        return BoltResponse(status=503 if tries == 1 else 200)

    async with gate(fails_first) as here:
        headers = here.headers(EVENT)
        first = await here.send(EVENT, headers)
        assert first.status_code in {500, 503}
        assert "defect" not in first.text
        assert "locked" not in first.text
        assert (await here.send(EVENT, headers)).status_code == 200
        assert (await here.send(EVENT, headers)).status_code == 409
        assert tries == 2


async def test_a_repetition_of_what_is_under_way_waits() -> None:
    """It is refused once the first has been done, and never done beside it."""
    go, begun, tries = asyncio.Event(), asyncio.Event(), 0

    async def waits(_: AsyncBoltRequest) -> BoltResponse:
        nonlocal tries
        tries += 1
        begun.set()
        await go.wait()
        return BoltResponse(status=200)

    async with gate(waits) as here:
        headers = here.headers(EVENT)
        first = asyncio.ensure_future(here.send(EVENT, headers))
        await begun.wait()
        others = [asyncio.ensure_future(here.send(EVENT, headers)) for _ in range(3)]
        go.set()
        assert (await first).status_code == 200
        assert [(await one).status_code for one in others] == [409] * 3
        assert tries == 1


async def test_repetitions_are_remembered_for_as_long_as_they_could_come() -> None:
    """And no longer, so that the memory stays small."""
    taken = Taken()
    for second in range(1_000):
        assert await taken.claim(second, f"v0={second}", second)
        taken.settle(second, f"v0={second}", done=True)
        assert len(taken) <= WINDOW + 1
        assert not await taken.claim(max(0, second - WINDOW), f"v0={max(0, second - WINDOW)}", second)


async def test_a_slow_one_is_waited_for_however_old_it_is() -> None:
    """What is under way is not forgotten with its second, so that nobody waits for ever."""
    taken = Taken()
    assert await taken.claim(0, "v0=a", 0)
    waiting = asyncio.ensure_future(taken.claim(0, "v0=a", WINDOW + 5))
    await asyncio.sleep(0)
    taken.settle(0, "v0=a", done=False)
    assert await waiting


# Bodies


async def test_bodies_are_limited() -> None:
    """By what is announced and by what comes; a body just at the limit is read."""
    async with gate() as here:
        edge = b'{"x": "' + b"a" * (MOST_BYTES - 9) + b'"}'
        assert len(edge) == MOST_BYTES
        assert (await here.send(edge)).status_code == 200
        assert (await here.send(edge + b" ")).status_code == 413
        for length in ("-1", "many", "1e3", "²"):
            headers = raw(here.headers(EVENT) | {"Content-Length": length})
            assert (await here.client.post("/slack/events", content=EVENT, headers=headers)).status_code == 413

        async def endless() -> AsyncIterator[bytes]:
            for _ in range(2 * MOST_BYTES // 65_536):
                yield b"a" * 65_536

        answer = await here.client.post("/slack/events", content=endless(), headers=here.headers(EVENT))
        assert answer.status_code == 413
        assert len(here.heard) == 1
        assert here.turned == ["too large"] * 6


async def test_an_unsigned_body_is_not_read() -> None:
    """Whoever cannot sign does not get to send."""
    async with gate() as here:
        read = []

        async def watched() -> AsyncIterator[bytes]:
            read.append(True)
            yield EVENT

        answer = await here.client.post("/slack/events", content=watched())
        assert (answer.status_code, read) == (401, [])


async def test_a_body_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line that is held open is let go of."""
    monkeypatch.setattr(http, "SLOWEST_BODY", 0.01)
    async with gate() as here:
        sent: list[Any] = []

        async def receive() -> dict[str, Any]:
            await asyncio.Event().wait()
            return {}

        async def send(message: Any) -> None:
            sent.append(message)

        headers = [(name.lower(), value) for name, value in raw(here.headers(EVENT))]
        scope = {"type": "http", "method": "POST", "path": "/slack/events", "headers": headers, "query_string": b""}
        transport: Any = here.client._transport
        await transport.app(scope, receive, send)
        assert sent[0]["status"] == 408
        assert here.turned == ["too slow"]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", JSON),
        (b"{", JSON),
        (b"[]", JSON),
        (b"null", JSON),
        (b'"text"', JSON),
        (b"\xff\xfe", JSON),
        (b"payload={", FORM),
        (b"payload=[]", FORM),
        (b"[" * 100_000, JSON),
    ],
)
async def test_what_cannot_be_read_is_turned_away(body: bytes, kind: str) -> None:
    """Signed or not, what is no object reaches nobody."""
    async with gate() as here:
        assert (await here.send(body, kind=kind)).status_code == 400
        assert (here.heard, here.turned) == ([], ["unreadable"])


async def test_only_the_headers_that_matter_go_on() -> None:
    """Headers are not signed; one that would change how Bolt works is left behind."""
    async with gate() as here:
        await here.send(EVENT, here.headers(EVENT) | {"X-Slack-Bolt-Lazy-Only": "1", "Cookie": "a=b"})
        assert set(here.heard[0].headers) == {"content-type"}
        assert not here.heard[0].lazy_only


async def test_the_address_is_verified() -> None:
    """Slack's challenge comes back as it was, and only to Slack."""
    body = json.dumps({"type": "url_verification", "challenge": "3eZbrw1a<b>", "token": "x"}).encode()
    async with gate() as here:
        answer = await here.send(body)
        assert (answer.status_code, answer.text) == (200, "3eZbrw1a<b>")
        assert answer.headers["content-type"].startswith("text/plain")
        assert (await here.send(body, secret="another")).status_code == 401
        assert here.heard == []


async def test_the_apps_answers_come_back() -> None:
    """A form's errors are JSON; a status goes through."""

    async def errors(_: AsyncBoltRequest) -> BoltResponse:
        return BoltResponse(status=200, body={"response_action": "errors", "errors": {"text": "Too short"}})

    async with gate(errors) as here:
        answer = await here.send(EVENT)
        assert answer.json()["errors"] == {"text": "Too short"}
        assert answer.headers["content-type"].startswith("application/json")


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD"])
async def test_only_posts_are_taken(method: str) -> None:
    """The address of events is for Slack alone."""
    async with gate() as here:
        assert (await here.client.request(method, "/slack/events")).status_code == 405


async def test_health() -> None:
    """For whoever watches the process."""
    async with gate() as here:
        assert (await here.client.get("/healthz")).json() == {"status": "ok"}
        here.is_healthy = False
        ill = await here.client.get("/healthz")
        assert (ill.status_code, ill.json()) == (503, {"status": "the database does not answer"})
        assert (await here.client.get("/metrics")).status_code == 404


# Installing


async def test_nothing_is_installed_where_the_tokens_are_in_the_settings() -> None:
    """Then the two pages are not there."""
    async with gate() as here:
        for path in ("/slack/install", "/slack/oauth_redirect"):
            assert (await here.client.get(path)).status_code == 404


@pytest.mark.parametrize(("query", "lent"), [("", None), ("?removal", ",".join(sorted(USER_SCOPES))), ("?x=1", None)])
async def test_an_installation_begins_at_slack(query: str, lent: str | None) -> None:
    """With the scopes that the code needs, an admin's own only on request, and a cookie that stays in this browser."""
    async with gate(values=OFFICE) as here:
        answer = await here.client.get(f"/slack/install{query}")
        assert answer.status_code == 302
        url = urlsplit(answer.headers["location"])
        asked = parse_qs(url.query)
        assert f"{url.scheme}://{url.netloc}{url.path}" == "https://slack.com/oauth/v2/authorize"
        assert asked["client_id"] == ["1111.2222"]
        assert asked["scope"] == [",".join(sorted(BOT_SCOPES))]
        assert asked.get("user_scope") == (None if lent is None else [lent])
        cookie = answer.headers["set-cookie"]
        for part in (f"{COOKIE}=", "HttpOnly", "Secure", "SameSite=lax", "Path=/", f"Max-Age={STATE_LIFE}"):
            assert part in cookie
        assert "Domain" not in cookie
        assert "geheim" not in answer.headers["location"]
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("query", "cookie"),
    [
        ("", ""),
        ("code=1", ""),
        ("code=1&state=", "a"),
        ("code=1&state=1.2.3", "a"),
        ("code=1&state=%C3%A9.%C3%A9.%C3%A9", "a"),
        ("error=access_denied", ""),
        ("error=access_denied&state=1.2.3", "a"),
    ],
)
async def test_a_way_back_that_did_not_begin_here_ends(query: str, cookie: str) -> None:
    """Also a refusal: nobody else's browser is told anything."""
    async with gate(values=OFFICE) as here:
        here.client.cookies.set(COOKIE, cookie)
        answer = await here.client.get(f"/slack/oauth_redirect?{query}")
        assert answer.status_code == 400
        assert speaking("en")("slack.install.stale.title") in answer.text
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.parametrize(
    ("query", "status", "outcome"),
    [
        ("error=access_denied", 200, "denied"),
        ("error=invalid_scope", 400, "failed"),
        ("error=<script>", 400, "failed"),
        ("", 400, "failed"),
        ("code=", 400, "failed"),
        ("code=a%20b", 400, "failed"),
        ("code=" + "a" * 300, 400, "failed"),
    ],
)
async def test_how_it_ends_without_a_code(query: str, status: int, outcome: str) -> None:
    """A person's no is no mistake; what is no code is not sent to Slack. The cookie goes, and the way is used up."""
    async with gate(values=OFFICE) as here:
        begun = await here.client.get("/slack/install")
        state = parse_qs(urlsplit(begun.headers["location"]).query)["state"][0]
        cookie = begun.cookies[COOKIE]
        back = f"/slack/oauth_redirect?state={state}&{query}"
        for known, wanted in ((outcome, status), ("stale", 400)):
            answer = await here.client.get(back, headers={"Cookie": f"{COOKIE}={cookie}"})
            assert (answer.status_code, "<script>" in answer.text) == (wanted, False)
            assert speaking("en")(f"slack.install.{known}.body") in answer.text.replace("&#x27;", "'")
            assert f'{COOKIE}=""' in answer.headers["set-cookie"]


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("fr", "fr"), ("fr-CA,fr;q=0.9,en;q=0.8", "fr"), ("de, fr;q=0.5", "fr"), ("de", "en"), ("", "en"), (";,;=", "en")],
)
async def test_the_page_speaks_the_readers_language(accepted: str, language: str) -> None:
    """The first that both know, else English."""
    async with gate(values=OFFICE) as here:
        answer = await here.client.get("/slack/oauth_redirect", headers={"Accept-Language": accepted})
        assert speaking(language)("slack.install.stale.title") in answer.text
        assert f'<html lang="{language}">' in answer.text


def test_a_state_is_used_once_in_its_browser_in_time() -> None:
    """By this process or another with the same secret, as a restart may lie between."""
    states = States(b"secret")
    state = states.make("cookie", 1_000)
    assert not states.use(state, "another", 1_000)
    assert not states.use(state, "", 1_000)
    assert not States(b"another").use(state, "cookie", 1_000)
    assert not states.use(state, "cookie", 1_001 + STATE_LIFE)
    assert not states.use(state.replace(".", "0.", 1), "cookie", 1_000)
    assert states.use(state, "cookie", 1_000 + STATE_LIFE)
    assert not states.use(state, "cookie", 1_000 + STATE_LIFE)
    assert States(b"secret").use(states.make("cookie", 1_000), "cookie", 1_000)
    assert states.make("cookie", 1_000) != states.make("cookie", 1_000)


def test_states_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond so many in ten minutes more are turned away, and afterwards there is room again."""
    monkeypatch.setattr(http, "MOST_STATES", 3)
    states = States(b"secret")
    used = [states.use(states.make("c", 1_000), "c", 1_000) for _ in range(5)]
    assert used == [True] * 3 + [False] * 2
    later = 1_001 + STATE_LIFE
    assert states.use(states.make("c", later), "c", later)


ANSWER: dict[str, Any] = {
    "ok": True,
    "access_token": "xoxb-geheim",
    "token_type": "bot",
    "scope": "commands,chat:write",
    "bot_user_id": "U0KRQLJ9H",
    "app_id": "A0KRD7HC3",
    "team": {"name": "Slack Softball Team", "id": "T9TK3CUKW"},
    "enterprise": None,
    "authed_user": {"id": "U1234"},
    "is_enterprise_install": False,
}
"""The answer of ``oauth.v2.access`` as its page shows it, without what was not asked for."""


def test_an_answer_is_read() -> None:
    """Without a person's token, and with one."""
    found = read_installation(ANSWER)
    assert (found.installation.team, found.installation.name) == ("T9TK3CUKW", "Slack Softball Team")
    assert (found.installation.bot_user, found.installation.app) == ("U0KRQLJ9H", "A0KRD7HC3")
    assert found.installation.bot_token == SecretStr("xoxb-geheim")
    assert found.installation.scopes == frozenset({"commands", "chat:write"})
    assert (found.user, found.user_token, found.user_scopes) == ("U1234", None, frozenset())
    person = {"id": "U1234", "scope": "chat:write", "access_token": "xoxp-geheim", "token_type": "user"}
    lent = read_installation(ANSWER | {"authed_user": person})
    assert lent.installation.user_token is None
    assert lent.with_token().user_token == SecretStr("xoxp-geheim")
    assert lent.with_token().user_scopes == frozenset({"chat:write"})
    assert "geheim" not in repr(lent)


@pytest.mark.parametrize(
    "change",
    [
        {"is_enterprise_install": True, "team": None, "enterprise": {"id": "E1"}},
        {"team": None},
        {"team": {}},
        {"access_token": ""},
        {"token_type": "user"},
        {"access_token": None, "token_type": None},
    ],
)
def test_what_is_no_installation_into_one_workspace_is_refused(change: dict[str, Any]) -> None:
    """A whole organisation, or no bot."""
    with pytest.raises(Refused):
        read_installation(ANSWER | change)
    with pytest.raises(Refused):
        read_installation({})
