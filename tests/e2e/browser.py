"""A browser before the served playground: real server, engine, cogs and database; only the detectors are scripted."""

import asyncio
import os
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from playwright.async_api import Browser, ConsoleMessage, Locator, Page, async_playwright

from bot.adapters.local import web
from tests.conftest import require
from tests.playground import Playground, playground

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
PATIENCE_MS = 10_000

_AS_ROOT = ("--no-sandbox",)
"""Chromium's sandbox needs a user who is not root; the page under test is our own."""

_OFFLINE = "net::ERR_"
"""How Chromium reports a request that found no server; only a test that stops the server forgives it."""


class Site:
    """The playground on a port of its own, which can be stopped and started again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = _free_port()
        self._stack = AsyncExitStack()
        self.address = f"http://127.0.0.1:{self._port}"
        self.playground: Playground

    async def start(self) -> None:
        """Open the playground and serve it."""
        self.playground = await self._stack.enter_async_context(playground(self._folder))
        app = web.make_app(
            self.playground.adapter,
            hosts=web.loopback_hosts(self._port),
            health=self.playground.app.store.answers,
            metrics=bytes,
        )
        serving = asyncio.ensure_future(web.serve(app, "127.0.0.1", self._port))

        async def end() -> None:
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)

        self._stack.push_async_callback(end)

    async def stop(self) -> None:
        """Stop serving and close the database."""
        await self._stack.aclose()

    async def __aenter__(self) -> Self:
        """Start."""
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        await self.stop()


@dataclass  # without slots: Playwright leaves a note on whoever listens
class Visitor:
    """Somebody at the page, who notices everything that the browser complains about."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)
    forgives_silence: bool = False

    def listen(self) -> None:
        """Note complaints from now on: errors of scripts, and refusals by the content security policy."""
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _heard(self, message: ConsoleMessage) -> None:
        silence = self.forgives_silence and _OFFLINE in message.text
        if message.type in ("error", "warning") and not silence:
            self.complaints.append(message.text)

    async def be(self, member: str, channel: str = "general") -> None:
        """Become somebody in a channel, as a link does."""
        await self.page.goto(f"{self.address}/#/{member}/{channel}")
        await self.page.locator("#who-name").get_by_text(member.title(), exact=True).wait_for()

    async def write(self, text: str) -> None:
        """Type a message or a command and send it by keyboard."""
        box = self.page.get_by_label("Message, or / for commands")
        await box.fill(text)
        await box.press("Escape")
        await box.press("Enter")

    @property
    def messages(self) -> Locator:
        """The messages in the channel, without those that are just leaving."""
        return self.page.locator("#messages > li:not([data-leaving])")

    def private(self, title: str) -> Locator:
        """A card among the private messages, by its title."""
        return self.page.locator(".pane-private article").filter(has=self.page.get_by_role("heading", name=title))

    def board(self, title: str) -> Locator:
        """A card in the moderators' queue that everybody there sees."""
        return self.page.locator("#queue article, #queue-finished article").filter(has_text=title)

    def desk(self, title: str) -> Locator:
        """A card in the moderators' queue that only this moderator sees."""
        return self.page.locator("#desk article").filter(has=self.page.get_by_role("heading", name=title))


@dataclass(frozen=True, slots=True)
class Visit:
    """A site, and visitors that come to it."""

    site: Site
    browser: Browser
    visitors: list[Visitor] = field(default_factory=list)

    async def come(self, member: str, channel: str = "general", *, width: int = 1440, scheme: str = "light") -> Visitor:
        """Let somebody come, in a browser of their own."""
        dark = scheme == "dark"
        context = await self.browser.new_context(
            viewport={"width": width, "height": 900 if width > 500 else 740},
            color_scheme="dark" if dark else "light",
            has_touch=width <= 500,
        )
        context.set_default_timeout(PATIENCE_MS)
        visitor = Visitor(page=await context.new_page(), address=self.site.address)
        visitor.listen()
        self.visitors.append(visitor)
        await visitor.be(member, channel)
        return visitor


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Start Chromium, which takes longer than most of what is done in it."""
    require(CHROMIUM, "Chromium, for the tests of the page")
    async with async_playwright() as tools:
        arguments = _AS_ROOT if os.geteuid() == 0 else ()
        browser = await tools.chromium.launch(executable_path=CHROMIUM, args=arguments)
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def visit(folder: Path, browser: Browser) -> AsyncIterator[Visit]:
    """Serve a playground; at the end nobody's browser may have complained."""
    async with Site(folder) as site:
        opened = Visit(site=site, browser=browser)
        try:
            yield opened
            complaints = [one for visitor in opened.visitors for one in visitor.complaints]
            assert complaints == []
        finally:
            for visitor in opened.visitors:
                await visitor.page.context.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
