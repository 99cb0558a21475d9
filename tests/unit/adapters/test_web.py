"""The page's server: whom it answers, what it takes, what its answers carry. The page is tested in a browser."""

import asyncio
import json
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from bot.adapters.local import web
from bot.adapters.local.world import CHANNELS, PEOPLE
from bot.core.errors import Unavailable
from tests.playground import Playground, playground

ADDRESS = "http://127.0.0.1:8080"
HEADERS = {
    "content-security-policy": r"default-src 'self'",
    "x-content-type-options": r"^nosniff$",
    "referrer-policy": r"^no-referrer$",
    "cross-origin-resource-policy": r"^same-origin$",
}
SECRET = "canary-7f3a"


async def healthy() -> bool:
    """Tell that all is well."""
    return True


async def ill() -> bool:
    """Tell that it is not."""
    return False


def app_for(here: Playground, health: web.Health = healthy, hosts: tuple[str, ...] | None = None) -> Starlette:
    """Make the app on a playground."""
    return web.make_app(
        here.adapter, hosts=hosts or web.loopback_hosts(8080), health=health, metrics=lambda: b"chaperone_cases 1\n"
    )


@asynccontextmanager
async def client_of(app: Starlette, address: str = ADDRESS) -> AsyncIterator[httpx.AsyncClient]:
    """Talk to an app without a network."""
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=address) as client:
        yield client


@asynccontextmanager
async def page(folder: Path) -> AsyncIterator[tuple[httpx.AsyncClient, Playground]]:
    """Open a playground and talk to its page."""
    async with playground(folder) as here, client_of(app_for(here)) as client:
        yield client, here


@pytest.mark.parametrize(
    "path", ["/", "/static/main.js", "/static/style.css", "/healthz", "/metrics", "/nothing", "/static/../web.py"]
)
async def test_every_answer_carries_the_protective_headers(tmp_path: Path, path: str) -> None:
    """Also the refusals do."""
    async with page(tmp_path) as (client, _):
        answer = await client.get(path)
        for name, pattern in HEADERS.items():
            assert re.search(pattern, answer.headers[name])
        assert "unsafe" not in answer.headers["content-security-policy"]


async def test_the_page_and_its_parts(tmp_path: Path) -> None:
    """The page names no other host, holds no inline script or style, and everything that it names is there."""
    async with page(tmp_path) as (client, _):
        text = (await client.get("/")).text
        assert "://" not in text.replace("http://www.w3.org/2000/svg", "").replace("https://fast-profit.example", "")
        assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=", text)
        for path in re.findall(r'(?:src|href)="(/static/[^"]+)"', text):
            part = await client.get(path)
            assert part.status_code == 200, path
            assert part.headers["content-type"].split(";")[0] != "text/plain"
        modules = sorted((Path(web.__file__).parent / "static").glob("*.js"))
        for module in modules:
            served = await client.get(f"/static/{module.name}")
            assert served.headers["content-type"].startswith("text/javascript")
            for imported in re.findall(r'from "\./([^"]+)"', served.text):
                assert (await client.get(f"/static/{imported}")).status_code == 200, imported


async def test_a_file_is_sent_again_only_when_it_changed(tmp_path: Path) -> None:
    """The browser asks with the tag that it has."""
    async with page(tmp_path) as (client, _):
        first = await client.get("/static/style.css")
        again = await client.get("/static/style.css", headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path", ["/static/../web.py", "/static/%2e%2e/web.py", "/static/sample.toml", "/static/", "/x"]
)
async def test_nothing_else_is_served(tmp_path: Path, path: str) -> None:
    """Only what belongs to the page has a name here."""
    async with page(tmp_path) as (client, _):
        assert (await client.get(path)).status_code == 404


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost:8080"}, 200),
        ({"Host": "LOCALHOST:8080"}, 200),
        ({"Host": "[::1]:8080"}, 200),
        ({"Host": "127.0.0.1:8080", "Origin": "http://127.0.0.1:8080"}, 200),
        ({"Host": "evil.example"}, 421),
        ({"Host": "127.0.0.1"}, 421),
        ({"Host": "127.0.0.1:8080.evil.example"}, 421),
        ({"Host": "localhost:8080@evil.example"}, 421),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://127.0.0.1:9000"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
    ],
)
async def test_foreign_names_and_foreign_pages_are_refused(
    tmp_path: Path, headers: dict[str, str], status: int
) -> None:
    """A page elsewhere can neither rebind a name to this machine nor post from its own origin."""
    async with page(tmp_path) as (client, here):
        assert (await client.get("/", headers=headers)).status_code == status
        body = {"member": "local:ada", "channel": "local:general", "text": "Hello"}
        answer = await client.post("/api/post", json=body, headers=headers)
        assert answer.status_code == status
        assert here.bodies("general") == (["Hello"] if status == 200 else [])


async def test_on_the_network_every_name_is_let_in_but_no_foreign_page(tmp_path: Path) -> None:
    """Whoever opens the playground to the network chose to; another page's requests stay out."""
    async with playground(tmp_path) as here:
        app = web.make_app(here.adapter, hosts=None, health=healthy, metrics=bytes)
        async with client_of(app, "http://play.example:9000") as client:
            assert (await client.get("/")).status_code == 200
            refused = await client.post("/api/reset", json={}, headers={"Origin": "http://evil.example"})
            assert refused.status_code == 403


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        (b"{", 400, "JSON"),
        (b"", 400, "JSON"),
        (b"[]", 400, "JSON"),
        (b"\xff\xfe", 400, "JSON"),
        (b'{"member": "local:ada", "channel": "local:general", "text": "\\ud800"}', 400, "JSON"),
        (b'{"member": "local:ada", "channel": "local:general"}', 400, "text: is missing"),
        (b'{"member": "local:ada", "text": "x"}', 400, "channel: is missing"),
        (b'{"member": "local:ada", "channel": "local:general", "text": 7}', 400, "text: must be text"),
        (b'{"member": "local:ada", "channel": "local:general", "text": "x", "as": "mia"}', 400, "as: is not known"),
        (b'{"member": "local:ada", "channel": "local:general", "text": "x", "files": [1]}', 400, "files.0"),
        (b'{"member": "local:eve", "channel": "local:general", "text": "x"}', 404, "no such member"),
        (b'{"member": "local:ada", "channel": "local:void", "text": "x"}', 404, "no such channel"),
        (b'{"member": "' + b"a" * web.MAX_BODY_BYTES + b'"}', 413, "256 KiB"),
    ],
)
async def test_what_cannot_be_used_is_said_in_a_sentence(tmp_path: Path, body: bytes, status: int, says: str) -> None:
    """The answer names the field, never what was in it, and nothing is posted."""
    async with page(tmp_path) as (client, here):
        answer = await client.post("/api/post", content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code == status
        assert says in answer.json()["error"]
        assert answer.json()["reply"] is None
        assert here.bodies("general") == []


async def test_a_refusal_never_quotes(tmp_path: Path) -> None:
    """What somebody sent does not come back in an error, from wherever in the body."""
    async with page(tmp_path) as (client, _):
        for body in ({SECRET: SECRET}, {"member": SECRET, "text": [SECRET]}, {"member": [SECRET]}):
            answer = await client.post("/api/post", json=body)
            told = answer.json()["error"].replace(f"{SECRET}: is not known", "")
            assert SECRET not in told


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
async def test_only_json_is_taken(tmp_path: Path, kind: str) -> None:
    """A form of a foreign page could send everything else without asking first."""
    async with page(tmp_path) as (client, here):
        body = b'{"member": "local:ada", "channel": "local:general", "text": "x"}'
        answer = await client.post("/api/post", content=body, headers={"Content-Type": kind})
        assert answer.status_code == 415
        assert here.bodies("general") == []


@pytest.mark.parametrize("name", ["post", "edit", "delete", "command", "menu", "press", "submit", "replay", "reset"])
async def test_a_link_does_nothing(tmp_path: Path, name: str) -> None:
    """What changes something is posted."""
    async with page(tmp_path) as (client, _):
        assert (await client.get(f"/api/{name}")).status_code == 405


async def test_a_message_is_posted_changed_and_deleted(tmp_path: Path) -> None:
    """Each answer says by which revision it can be seen."""
    async with page(tmp_path) as (client, here):
        posted = await do(client, "post", channel="local:general", text="Hello", files=["ecg.pdf"])
        (message,) = here.adapter.view("local:ada")["channels"][0]["messages"]
        assert message["parts"] == [{"kind": "body", "text": "Hello"}, {"kind": "file name", "text": "ecg.pdf"}]
        assert posted == {"error": None, "reply": None, "revision": here.adapter.world.revision}
        assert (await do(client, "edit", message=message["id"], text="Goodbye"))["error"] is None
        assert here.bodies("general") == ["Goodbye"]
        foreign = await do(client, "delete", member="local:ben", message=message["id"])
        assert foreign["error"] == "This is somebody else's message."
        assert (await do(client, "delete", message=message["id"]))["error"] is None
        assert here.bodies("general") == []


async def test_commands_menus_buttons_and_forms(tmp_path: Path) -> None:
    """Each is answered with a card or a form; a replaced card changes where it stands."""
    async with page(tmp_path) as (client, here):
        answer = await do(client, "command", channel="local:general", line="/tip")
        assert answer["reply"]["kind"] == "card"
        await do(client, "post", channel="local:general", text="See {patient_data.direct 0.9: Margaret}")
        await here.quiet()
        (letter,) = here.adapter.view("local:ada")["inbox"]
        mistake = letter["card"]["buttons"][2]["token"]
        source = {"kind": "inbox", "id": letter["id"]}
        pressed = await do(client, "press", channel="local:general", token=mistake, source=source)
        assert pressed["reply"]["kind"] == "replace"
        (letter,) = here.adapter.view("local:ada")["inbox"]
        assert letter["card"] == pressed["reply"]["card"]

        await do(client, "post", channel="local:general", text="A plain word")
        message = here.adapter.view("local:ada")["channels"][0]["messages"][0]["id"]
        asked = await do(client, "menu", member="local:ben", name="report", message=message)
        form = asked["reply"]["form"]
        sent = await do(
            client,
            "submit",
            member="local:ben",
            channel="local:general",
            token=form["token"],
            fields={"reason": "spam", "note": "", "anonymous": "no"},
            about=form["about"],
        )
        assert sent["reply"]["kind"] == "card"


async def test_a_source_that_is_none_is_refused(tmp_path: Path) -> None:
    """A card stands in one of four places."""
    async with page(tmp_path) as (client, _):
        body = {
            "member": "local:ada",
            "channel": "local:general",
            "token": "mine:fix:1",
            "source": {"kind": "elsewhere", "id": "1"},
        }
        assert (await client.post("/api/press", json=body)).status_code == 400


async def test_completion(tmp_path: Path) -> None:
    """Rows for a line; a member sees no moderator's commands, and strangers nothing."""
    async with page(tmp_path) as (client, _):
        asked = {"member": "local:ada", "channel": "local:general", "line": "/"}
        labels = [row["label"] for row in (await client.get("/api/complete", params=asked)).json()]
        assert "/tip" in labels
        assert "/queue next" not in labels
        assert (await client.get("/api/complete", params=asked | {"member": "x"})).status_code == 404
        assert (await client.get("/api/complete")).status_code == 404


async def test_the_stream_shows_the_view_every_change_and_signs_of_life(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One event at once, one after a burst of changes, a comment when nothing happens, an end with the server."""
    monkeypatch.setattr(web, "HEARTBEAT_SECONDS", 0.05)
    async with served(tmp_path) as (client, here, stop):
        async with client.stream("GET", "/events", params={"member": "local:ada"}) as stream:
            assert stream.headers["content-type"].startswith("text/event-stream")
            lines = stream.aiter_lines()
            first = await next_view(lines)
            assert first["me"]["id"] == "local:ada"
            assert first["queue"] is None
            for number in range(20):
                await here.adapter.post("local:ben", "local:general", f"Message {number}")
            second = await next_view(lines)
            while second["revision"] < here.adapter.world.revision:
                second = await next_view(lines)
            assert len(second["channels"][0]["messages"]) == 20
            async for line in lines:
                if line.startswith(":"):
                    break
            await stop()
            async for _ in lines:
                pass
        with pytest.raises(httpx.ConnectError):
            await client.get("/healthz")


async def test_the_stream_of_a_stranger(tmp_path: Path) -> None:
    """Somebody who does not exist has nothing to see."""
    async with page(tmp_path) as (client, _):
        assert (await client.get("/events", params={"member": "local:eve"})).status_code == 404


async def test_a_port_that_is_taken_is_one_sentence(tmp_path: Path) -> None:
    """It says which setting helps."""
    async with playground(tmp_path) as here:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            with pytest.raises(Unavailable, match=f"port {port} on 127.0.0.1 is in use; set CHAPERONE_PLAY__PORT"):
                await web.serve(app_for(here), "127.0.0.1", port)
        with pytest.raises(Unavailable, match="no address of this machine; set CHAPERONE_PLAY__HOST"):
            await web.serve(app_for(here), "192.0.2.1", 0)


async def test_health_and_metrics(tmp_path: Path) -> None:
    """A database that does not answer is told to whoever watches."""
    async with playground(tmp_path) as here:
        async with client_of(app_for(here)) as client:
            assert (await client.get("/healthz")).json() == {"status": "ok"}
            assert (await client.get("/metrics")).text == "chaperone_cases 1\n"
        async with client_of(app_for(here, ill)) as client:
            assert (await client.get("/healthz")).status_code == 503


async def test_a_database_that_is_gone_is_said_and_an_accident_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both are sentences; neither holds anything of the request or of the error."""
    async with page(tmp_path) as (client, here):
        body = {"member": "local:ada", "channel": "local:general", "text": SECRET}
        for error, status in ((Unavailable(SECRET), 503), (RuntimeError(SECRET), 500)):

            async def fail(*_: object, error: Exception = error) -> None:
                raise error

            monkeypatch.setattr(here.adapter, "post", fail)
            answer = await client.post("/api/post", json=body)
            assert answer.status_code == status
            assert SECRET not in answer.text
            assert answer.json()["error"]


async def test_the_sample_plays_and_everything_starts_afresh(tmp_path: Path) -> None:
    """Playing answers at once and goes on by itself; a fresh start empties the channels."""
    sample = web.Sample(
        first="local:ada",
        pause_seconds=0.0,
        example=(),
        message=(
            web.Line(by="local:ada", channel="general", text="One"),
            web.Line(by="local:ben", channel="jobs", text="Two"),
        ),
    )
    async with playground(tmp_path) as here:
        app = web.make_app(here.adapter, hosts=None, health=healthy, metrics=bytes, sample=sample)
        async with client_of(app) as client:
            assert (await client.post("/api/replay", json={})).json() == {"error": None, "reply": None}
            assert (here.bodies("general"), here.bodies("jobs")) == (["One"], ["Two"])
            await client.post("/api/reset", json={})
            assert here.bodies("general") == []


def test_the_sample_fits_the_playground() -> None:
    """Everybody and every channel in it exists, and what it names is from ranges that belong to nobody."""
    sample = web.load_sample()
    people, channels = {one.id for one in PEOPLE}, {one.name for one in CHANNELS}
    assert {line.by for line in sample.message} <= people
    assert {line.channel for line in sample.message} <= channels
    assert {one.member for one in sample.example if one.member} <= people
    assert sample.first in people
    text = " ".join([line.text for line in sample.message] + [one.text for one in sample.example])
    assert all(".example" in link for link in re.findall(r"https?://\S+", text))
    # Ofcom and Arcep keep these numbers for fiction.
    numbers = [re.sub(r"\D", "", one) for one in re.findall(r"\+?\d[\d ]{8,}\d", text)]
    assert all(re.match(r"(44|0)7700900|063998", one) for one in numbers), numbers


async def do(client: httpx.AsyncClient, what: str, /, member: str = "local:ada", **body: object) -> dict[str, Any]:
    """Do something that must be taken."""
    answer = await client.post(f"/api/{what}", json={"member": member, **body})
    assert answer.status_code == 200, answer.text
    taken: dict[str, Any] = answer.json()
    return taken


async def next_view(lines: AsyncIterator[str]) -> dict[str, Any]:
    """Read a stream up to the next view."""
    async for line in lines:
        if line.startswith("data: "):
            seen: dict[str, Any] = json.loads(line.removeprefix("data: "))
            return seen
    raise AssertionError("the stream ended")


@asynccontextmanager
async def served(folder: Path) -> AsyncIterator[tuple[httpx.AsyncClient, Playground, Any]]:
    """Serve a playground on a real port; the third part stops it."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    async with playground(folder) as here:
        app = web.make_app(here.adapter, hosts=web.loopback_hosts(port), health=healthy, metrics=bytes)
        serving = asyncio.ensure_future(web.serve(app, "127.0.0.1", port))

        async def stop() -> None:
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)

        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            while not serving.done():
                try:
                    await client.get("/healthz")
                except httpx.ConnectError:
                    await asyncio.sleep(0.01)
                else:
                    break
            try:
                yield client, here, stop
            finally:
                await stop()
