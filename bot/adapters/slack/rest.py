"""Calls to Slack's Web API: one client, whose session is ours; Slack's errors become ours here.

slack_sdk repeats a call whose line broke by itself, which can post twice; here nothing is repeated: the outbox does
that, and whoever posts looks first whether it got through.
"""

import asyncio
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import aiohttp
from pydantic import SecretStr
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import Refused, Throttled, Unavailable

Answer = Mapping[str, Any]

TOKENS_OVER = frozenset({"account_inactive", "invalid_auth", "not_authed", "token_expired", "token_revoked"})
"""The token is good for nothing any more."""

MESSAGE_GONE, CHANNEL_GONE, NOT_IN_CHANNEL = "message_not_found", "channel_not_found", "not_in_channel"
THREAD_GONE = "thread_not_found"
MAY_NOT_DELETE = frozenset(
    {
        "cant_delete_message",
        "compliance_exports_prevent_deletion",
        "no_permission",
        "not_allowed_token_type",
        "restricted_action",
    }
)
NO_LETTERS = frozenset(
    {"cannot_dm_bot", "channel_not_found", "messages_tab_disabled", "user_disabled", "user_not_found"}
)
"""They cannot be written to in private."""

_PASSING = frozenset(
    {
        *("fatal_error", "internal_error", "request_timeout", "service_unavailable", "team_added_to_org"),
        *("rollup_error", "deprecated_endpoint_timeout", "external_channel_migrating"),
    }
)
_SENTENCES = {
    NOT_IN_CHANNEL: "the bot is not in the channel: invite it with /invite",
    CHANNEL_GONE: "the channel is gone, or private and the bot is not in it",
    "is_archived": "the channel is archived",
    "missing_scope": "the app lacks a permission: install it anew with the manifest",
    "cant_delete_message": "Slack does not let this token delete the message",
    "compliance_exports_prevent_deletion": "the workspace's compliance exports prevent deletion",
    "expired_trigger_id": "it was answered too late",
    "user_not_found": "the member is gone",
    "user_disabled": "the member's account is switched off",
}
"""Source: Slack's developer documentation, "Errors" of each method."""

_WITHOUT_ADVICE = timedelta(seconds=5)
"""How long to wait when Slack asks us to without saying how long."""

TIMEOUT = 12
"""Seconds for one call: two of them fit into the outbox's patience."""


class Denied(Refused):
    """Slack's refusal; ``code`` is its own short word."""

    def __init__(self, code: str, reason: str | None = None) -> None:
        super().__init__(reason or _SENTENCES.get(code) or f"Slack refused it ({code})")
        self.code = code


class Rest:
    """Slack's Web API, as the adapter uses it.

    Every method raises `Denied`, `Throttled` or `Unavailable`, and nothing else.
    """

    def __init__(self, session: aiohttp.ClientSession, api_base: str) -> None:
        self._session = session
        self._client = AsyncWebClient(base_url=api_base, session=session, retry_handlers=[])

    async def call(self, token: SecretStr, method: str, **values: Any) -> Answer:
        """Call a method with a token; what is None is left out."""
        written = {name: _written(value) for name, value in values.items() if value is not None}
        headers = {"Authorization": f"Bearer {token.get_secret_value()}"}
        try:
            async with asyncio.timeout(TIMEOUT):  # slack_sdk's own holds for sessions of its own making alone
                answer = await self._client.api_call(method, data=written, headers=headers)
        except Exception as error:  # noqa: BLE001 - what is no error of the call is raised again as it is
            raise translated(error) from None
        found: Answer = answer.data if isinstance(answer.data, dict) else {}
        return found

    async def reply(self, url: str, body: Mapping[str, Any]) -> None:
        """Answer an interaction where Slack said that it can be answered."""
        await self._send(url, json=body)

    async def upload(self, url: str, data: bytes) -> None:
        """Send a file where Slack said that it can be sent."""
        await self._send(url, data=data)

    async def _send(self, url: str, **content: Any) -> None:
        try:
            async with asyncio.timeout(TIMEOUT), self._session.post(url, **content) as answer:
                status, text = answer.status, await answer.text()
                wait = answer.headers.get("Retry-After", "")
        except (aiohttp.ClientError, OSError, TimeoutError, RuntimeError) as error:
            raise Unavailable(f"Slack does not answer ({type(error).__name__})") from None
        if status == 429:
            raise Throttled(_wait(wait))
        if status >= 500:
            raise Unavailable(f"Slack does not answer ({status})")
        if status >= 400:
            raise Denied(_code(text))


def _written(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value) if isinstance(value, dict | list) else value


def _code(text: str) -> str:
    try:
        found = json.loads(text)
    except ValueError:
        return "response_url"
    return str(found.get("error") or "response_url") if isinstance(found, dict) else "response_url"


def _wait(written: object) -> timedelta:
    text = str(written or "")
    return timedelta(seconds=int(text)) if text.isascii() and text.isdigit() and len(text) < 6 else _WITHOUT_ADVICE


def translated(error: Exception) -> Exception:
    """Turn an error of slack_sdk's or of the network into ours; what is none of them stays."""
    match error:
        case SlackApiError():
            return _refused(error)
        case SlackClientError() | aiohttp.ClientError() | OSError() | TimeoutError():
            return Unavailable(f"Slack does not answer ({type(error).__name__})")
        case RuntimeError():  # the session was closed under the call: the adapter is stopping
            return Unavailable("the connection to Slack is closed")
        case _:
            return error


def _refused(error: SlackApiError) -> Exception:
    answer = error.response
    status = int(getattr(answer, "status_code", 0) or 0)
    headers = getattr(answer, "headers", None) or {}
    data = getattr(answer, "data", None)
    code = str(data.get("error") or "") if isinstance(data, dict) else ""
    if status == 429 or code in ("ratelimited", "rate_limited"):
        return Throttled(_wait(headers.get("Retry-After") or headers.get("retry-after")))
    if status >= 500 or code in _PASSING or not code:
        return Unavailable(f"Slack does not answer ({status or code})")
    return Denied(code)
