"""Calls to Discord's API, through discord.py's client, which keeps the rate limits; its errors become ours here."""

import asyncio
import json
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import aiohttp
import discord
from discord.http import HTTPClient, Route

from bot.adapters.discord.cards import File
from bot.core.errors import Refused, Throttled, Unavailable

UNKNOWN_CHANNEL, UNKNOWN_MEMBER, UNKNOWN_MESSAGE, UNKNOWN_USER = 10_003, 10_007, 10_008, 10_013
UNKNOWN_WEBHOOK, UNKNOWN_INTERACTION, ALREADY_ANSWERED = 10_015, 10_062, 40_060
MISSING_ACCESS, MISSING_PERMISSIONS = 50_001, 50_013
CLOSED_DMS = frozenset({50_007, 50_278})
"""They take no private messages, or share no server with us."""

_SENTENCES = {
    UNKNOWN_CHANNEL: "the channel is gone",
    UNKNOWN_MEMBER: "the member has left",
    UNKNOWN_USER: "the member is gone",
    30_007: "the channel has as many webhooks as Discord allows: remove one",
    ALREADY_ANSWERED: "it was answered before",
    50_007: "the member takes no private messages",
    50_278: "the member has left and takes no private messages",
    MISSING_ACCESS: "the bot cannot see the channel: give it View Channel there",
    MISSING_PERMISSIONS: "the bot may not do this here: see /setup",
    UNKNOWN_INTERACTION: "it was answered too late",
}
"""Source: Discord's developer documentation, "Opcodes and Status Codes", JSON error codes."""

_WITHOUT_ADVICE = 1.0
"""Seconds to wait after a 429 that does not say how long."""

_NUMBER = re.compile(r"\d+(\.\d+)?")
_QUICK_TRIES = 4
_LONGEST_QUICK_WAIT = 1.5
"""Seconds; an interaction must be acknowledged within three."""


class Denied(Refused):
    """Discord's refusal; ``code`` is its JSON error code, 0 where it gave none."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code


class Rest:
    """Discord's API, as the adapter uses it.

    Every method raises `Refused` (`Denied`), `Throttled` or `Unavailable`, and nothing else.
    """

    def __init__(self, http: HTTPClient, quick: aiohttp.ClientSession) -> None:
        self._http = http
        self._quick = quick

    async def call(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        reason: str | None = None,
        query: Mapping[str, str] | None = None,
        file: File | None = None,
        **parameters: Any,
    ) -> Any:
        """Make one call; the path's ``{names}`` are filled from the parameters, which also name its rate limit."""
        options: dict[str, Any] = {"reason": reason}
        if file is not None:
            options["form"] = _form(body, file)
        elif body is not None:
            options["json"] = body
        if query:
            options["params"] = dict(query)
        try:
            return await self._http.request(Route(method, path, **parameters), **options)
        except Exception as error:  # noqa: BLE001 - what is no error of the call is raised again as it is
            raise translated(error) from None

    async def delete_message(self, channel: int, message: int, reason: str | None) -> None:
        """Delete a message; discord.py knows the rate limits that depend on its age."""
        try:
            await self._http.delete_message(channel, message, reason=reason)
        except Exception as error:  # noqa: BLE001 - what is no error of the call is raised again as it is
            raise translated(error) from None

    async def quick(self, method: str, path: str, body: object = None, file: File | None = None) -> Any:
        """Make a call for an interaction: it has its own rate limits and must not wait behind other calls."""
        for attempt in range(_QUICK_TRIES):
            last = attempt == _QUICK_TRIES - 1
            content: dict[str, Any] = {"json": body}
            if file is not None:
                content = {"data": aiohttp.FormData(quote_fields=False)}  # Discord does not read a quoted files[0]
                for field in _form(body, file):
                    content["data"].add_field(**field)
            try:
                async with self._quick.request(method, f"{Route.BASE}{path}", **content) as answer:
                    text = await answer.text()
                    status = answer.status
                    data: Any = await answer.json() if text and "json" in answer.content_type else {}
            except (aiohttp.ClientError, OSError, TimeoutError):
                if last:
                    raise Unavailable("Discord does not answer") from None
                await asyncio.sleep(0.1 * 2**attempt)
                continue
            if status < 400:
                return data
            wait = float(data.get("retry_after", 0.5)) if status == 429 else 0.1 * 2**attempt
            if attempt and data.get("code") == ALREADY_ANSWERED:  # the try before got through, its answer did not
                return {}
            if last or (status < 500 and status != 429) or wait > _LONGEST_QUICK_WAIT:
                raise _of_status(status, int(data.get("code") or 0), wait)
            await asyncio.sleep(wait)
        raise Unavailable("Discord does not answer")


def _form(body: object, file: File) -> list[dict[str, Any]]:
    """Put a body and its file into the fields of a form (source: Discord, "Uploading Files")."""
    return [
        {"name": "payload_json", "value": json.dumps(body), "content_type": "application/json"},
        {"name": "files[0]", "value": file.data, "filename": file.name, "content_type": file.media_type},
    ]


def translated(error: Exception) -> Exception:
    """Turn an error of discord.py's or of the network into ours; what is none of them stays."""
    match error:
        case discord.RateLimited():
            return Throttled(timedelta(seconds=error.retry_after))
        case discord.HTTPException():
            wait = error.response.headers.get("Retry-After", "")
            return _of_status(error.status, error.code, float(wait) if _NUMBER.fullmatch(wait) else _WITHOUT_ADVICE)
        case discord.GatewayNotFound() | aiohttp.ClientError() | OSError() | TimeoutError():
            return Unavailable(f"Discord does not answer ({type(error).__name__})")
        case RuntimeError():  # the client's session was closed under the call: it is being opened anew
            return Unavailable("the connection to Discord is being opened")
        case _:
            return error


def _of_status(status: int, code: int, wait: float) -> Exception:
    if status == 429:
        return Throttled(timedelta(seconds=wait))
    if status >= 500:
        return Unavailable(f"Discord does not answer ({status})")
    return Denied(code, _SENTENCES.get(code) or f"Discord refused it ({status}, code {code})")
