"""Socket Mode: slack_sdk's client keeps the connection, and a watchdog begins afresh where that client does not.

slack_sdk, seen with 3.48: an address that has expired is tried again for ever, and after a hard drop the client sleeps
before it looks. So whether a connection stands is looked at from outside.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress

from pydantic import SecretStr
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.rest import TOKENS_OVER, Denied, Rest
from bot.core.errors import Refused, Throttled, Unavailable
from bot.core.ports import Journal

LOOK_EVERY = 0.5
STALE_AFTER = 1.5
"""Seconds without an open connection after which a new one is made from the beginning."""

CONNECTING = 20.0
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 60.0

_REFUSED = "Slack does not accept CHAPERONE_SLACK__APP_TOKEN: make one with the scope connections:write"
_FATAL = TOKENS_OVER | {"not_allowed_token_type", "missing_scope", "no_permission"}

Take = Callable[[dict[str, object], dict[str, list[str]]], Awaitable[BoltResponse]]
"""Takes a delivery, its payload and its headers, and says what Slack is answered."""


class Socket:
    """One app's deliveries over Socket Mode.

    Args:
        token: the app's token.
        api_base: where the Web API is.
        rest: gives the API.
        take: takes each delivery.
        connected: is told whenever a connection stands that did not stand before, ahead of what comes over it.
        journal: hears of connections.
    """

    def __init__(
        self,
        *,
        token: SecretStr,
        api_base: str,
        rest: Callable[[], Rest],
        take: Take,
        connected: Callable[[], None],
        journal: Journal,
    ) -> None:
        self._token = token
        self._api_base = api_base
        self._rest = rest
        self._take = take
        self._connected = connected
        self._journal = journal
        self._session: object = None

    async def run(self) -> None:
        """Listen until cancelled, and connect anew whenever the connection ends.

        Raises:
            Refused: Slack does not accept the token; trying again cannot help.
        """
        pause = FIRST_PAUSE
        while True:
            began = asyncio.get_running_loop().time()
            try:
                await self._listen()
            except Denied as error:
                if error.code in _FATAL:
                    raise Refused(_REFUSED) from None
                self._note(error)
            except Throttled as error:
                self._note(error)
                pause = max(pause, error.retry_after.total_seconds())
            except Exception as error:  # noqa: BLE001 - whatever ended the connection, there is another one
                self._note(error)
            if asyncio.get_running_loop().time() - began > LONGEST_PAUSE:
                pause = FIRST_PAUSE
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    def _note(self, error: Exception) -> None:
        self._journal.note("platform", platform="slack", outcome="disconnected", error=type(error).__name__)

    async def _listen(self) -> None:
        address = (await self._rest().call(self._token, "apps.connections.open")).get("url")
        token = self._token.get_secret_value()
        client = SocketModeClient(
            app_token=token, web_client=AsyncWebClient(token=token, base_url=self._api_base, retry_handlers=[])
        )
        client.socket_mode_request_listeners.append(self._heard)
        client.wss_uri = str(address)
        try:
            async with asyncio.timeout(CONNECTING):
                await client.connect()  # type: ignore[no-untyped-call]
            await self._watch(client)
        finally:
            with suppress(Exception):
                await client.close()  # type: ignore[no-untyped-call]

    async def _watch(self, client: SocketModeClient) -> None:
        """Look whether the connection stands, until it does not for too long."""
        loop = asyncio.get_running_loop()
        down_since = None
        while True:
            if await client.is_connected():
                down_since = None
                self._stands(client)
            else:
                down_since = loop.time() if down_since is None else down_since
                if loop.time() - down_since > STALE_AFTER:
                    raise Unavailable("the connection to Slack broke")
            await asyncio.sleep(LOOK_EVERY)

    def _stands(self, client: SocketModeClient) -> None:
        """Tell of a connection that did not stand before, once."""
        if client.current_session is not self._session:
            self._session = client.current_session
            self._journal.note("platform", platform="slack", outcome="connected")
            self._connected()

    async def _heard(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        """Take one delivery and acknowledge it; what cannot be acknowledged comes again, and is known then."""
        if isinstance(client, SocketModeClient):
            self._stands(client)  # slack_sdk connects anew by itself, and may deliver before the watchdog looks
        headers: dict[str, list[str]] = {}
        if request.retry_attempt is not None:
            headers["x-slack-retry-num"] = [str(request.retry_attempt)]
        answer = await self._take(dict(request.payload), headers)
        if answer.status != 200:
            return
        payload = json.loads(answer.body) if answer.body else None
        with suppress(Exception):
            await client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id, payload=payload))
