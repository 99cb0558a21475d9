"""In which workspaces the app is installed, and with which tokens: kept sealed, or the one that the settings name."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Protocol

import aiohttp
from pydantic import SecretStr
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.adapters.slack.wire import community_of
from bot.core.errors import Refused, Unavailable
from bot.core.events import CommunityId
from bot.core.ports import Memory, Now
from config.settings import Slack

KIND, NAME = "slack.installation", "tokens"
KEPT = timedelta(days=3_650)
"""For as long as the app stays: it ends with the installation, not with time."""

PATIENCE = timedelta(seconds=10)

Leave = Callable[[CommunityId], Awaitable[None]]
"""Deletes everything that is held of a community."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """The app in one workspace. ``user_token`` is an admin's who lends it; the scopes are what was granted."""

    team: str
    name: str
    bot_user: str
    app: str
    bot_token: SecretStr
    user_token: SecretStr | None
    scopes: frozenset[str]
    user_scopes: frozenset[str]


class Installations(Protocol):
    """Where installations are found, kept and forgotten."""

    async def get(self, team: str) -> Installation | None:
        """Find a workspace's; None where the app is not installed."""
        ...

    async def all(self) -> list[Installation]:
        """List them all."""
        ...

    async def save(self, installation: Installation) -> None:
        """Keep one, in the place of an earlier one of the same workspace."""
        ...

    async def forget(self, team: str) -> None:
        """Delete what is held of a workspace: its tokens, and everything else."""
        ...


class StoredInstallations:
    """Installations by OAuth: sealed in the database, and in memory once they were read."""

    def __init__(self, memory: Memory, now: Now, leave: Leave) -> None:
        self._memory = memory
        self._now = now
        self._leave = leave
        self._known: dict[str, Installation] | None = None
        self._turn = asyncio.Lock()

    async def get(self, team: str) -> Installation | None:
        """Find a workspace's.

        Raises:
            Unavailable: the database does not answer.
        """
        return (await self._read()).get(team)

    async def all(self) -> list[Installation]:
        """List them all, by workspace.

        Raises:
            Unavailable: the database does not answer.
        """
        known = await self._read()
        return [known[team] for team in sorted(known)]

    async def save(self, installation: Installation) -> None:
        """Keep one.

        Raises:
            Locked, Unavailable: it cannot be sealed or written; nothing is kept, in memory neither.
        """
        async with self._turn:
            known = await self._load()
            place = (community_of(installation.team), NAME)
            await self._memory.remember(KIND, {place: _write(installation)}, self._now() + KEPT)
            known[installation.team] = installation

    async def forget(self, team: str) -> None:
        """Delete what is held of a workspace, the tokens first.

        Raises:
            Unavailable: the database does not answer; forgetting again goes on where it ended.
        """
        community = community_of(team)
        async with self._turn:
            (await self._load()).pop(team, None)
            await self._memory.forget(community, KIND, NAME)
        await self._leave(community)

    async def _read(self) -> dict[str, Installation]:
        if self._known is None:
            async with self._turn:
                return await self._load()
        return self._known

    async def _load(self) -> dict[str, Installation]:
        if self._known is None:
            kept = await self._memory.recall_all(KIND)
            found = (_read(value) for value in kept.values())
            self._known = {one.team: one for one in found}
        return self._known


class TokenInstallation:
    """The one workspace whose tokens stand in the settings; Slack says which it is."""

    def __init__(self, settings: Slack, leave: Leave) -> None:
        self._settings = settings
        self._leave = leave
        self._known: Installation | None = None
        self._over = False
        self._turn = asyncio.Lock()

    async def get(self, team: str) -> Installation | None:
        """Give it, if it is this workspace's.

        Raises:
            Refused: Slack does not take a token.
            Unavailable: Slack does not answer.
        """
        return next((one for one in await self.all() if one.team == team), None)

    async def all(self) -> list[Installation]:
        """Give it, asking Slack the first time.

        Raises:
            Refused: Slack does not take a token; the sentence names the setting.
            Unavailable: Slack does not answer.
        """
        async with self._turn:
            if self._known is None and not self._over:
                self._known = await self._ask()
            return [] if self._known is None else [self._known]

    async def save(self, installation: Installation) -> None:
        """Take note of a change, say of an admin's token that was revoked; the settings stay as they are."""
        self._known = installation

    async def forget(self, team: str) -> None:
        """Delete what is held of the workspace; its tokens are used no more until the next start."""
        if self._known is not None and self._known.team == team:
            self._known, self._over = None, True
            await self._leave(community_of(team))

    async def _ask(self) -> Installation:
        bot, scopes = await identify(self._settings.bot_token, "BOT_TOKEN", self._settings.api_base)
        app = await _app_of(self._settings, bot)
        installation = Installation(
            team=bot["team_id"],
            name=bot["team"],
            bot_user=bot["user_id"],
            app=app,
            bot_token=self._settings.bot_token,
            user_token=None,
            scopes=scopes,
            user_scopes=frozenset(),
        )
        if not self._settings.user_token.get_secret_value():
            return installation
        user, user_scopes = await identify(self._settings.user_token, "USER_TOKEN", self._settings.api_base)
        if user["team_id"] != installation.team:
            raise Refused("CHAPERONE_SLACK__USER_TOKEN is of another workspace than CHAPERONE_SLACK__BOT_TOKEN")
        return replace(installation, user_token=self._settings.user_token, user_scopes=user_scopes)


async def identify(token: SecretStr, setting: str, api_base: str) -> tuple[dict[str, Any], frozenset[str]]:
    """Ask whose a token is, and what it may do.

    Raises:
        Refused: Slack does not take it; the sentence names the setting.
        Unavailable: Slack does not answer.
    """
    answer = await ask(token, api_base, "auth.test", f"Slack does not accept CHAPERONE_SLACK__{setting}")
    found = {name: str(answer.get(name) or "") for name in ("team_id", "team", "user_id", "user", "bot_id")}
    return found, scopes_in(answer.headers.get("x-oauth-scopes", ""))


async def _app_of(settings: Slack, bot: dict[str, Any]) -> str:
    """Ask which app a bot is; where it may not be asked, nobody needs to know."""
    try:
        answer = await ask(settings.bot_token, settings.api_base, "bots.info", "not told", bot=bot["bot_id"])
    except Refused:
        return ""
    about: dict[str, Any] = answer.get("bot") or {}
    return str(about.get("app_id") or "")


_PASSING = frozenset({"internal_error", "fatal_error", "ratelimited", "request_timeout", "service_unavailable"})
"""What Slack answers when it is Slack that does not work."""


async def ask(token: SecretStr | None, api_base: str, method: str, refused: str, **values: str) -> AsyncSlackResponse:
    """Call a method of the Web API outside of the conversation with a workspace.

    Raises:
        Refused: with ``refused`` and Slack's own short word; nothing of what was sent.
        Unavailable: no answer, or one that passes.
    """
    secret = token.get_secret_value() if token is not None else None
    client = AsyncWebClient(token=secret, base_url=api_base, retry_handlers=[])
    try:
        async with asyncio.timeout(PATIENCE.total_seconds()):
            return await client.api_call(method, data=values)
    except SlackApiError as error:
        word = error.response.get("error") if isinstance(error.response, AsyncSlackResponse) else None
        if word is None or word in _PASSING:
            raise Unavailable(f"Slack does not answer {method}") from None
        raise Refused(f"{refused} ({word})") from None
    except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError):
        raise Unavailable(f"Slack does not answer {method}") from None


def scopes_in(written: object) -> frozenset[str]:
    """Read a list of scopes with commas between."""
    return frozenset(filter(None, (one.strip() for one in str(written or "").split(","))))


def _write(one: Installation) -> bytes:
    return json.dumps(
        {
            "team": one.team,
            "name": one.name,
            "bot_user": one.bot_user,
            "app": one.app,
            "bot_token": one.bot_token.get_secret_value(),
            "user_token": one.user_token.get_secret_value() if one.user_token is not None else None,
            "scopes": sorted(one.scopes),
            "user_scopes": sorted(one.user_scopes),
        }
    ).encode()


def _read(written: bytes) -> Installation:
    fields: dict[str, Any] = json.loads(written)
    user_token = fields["user_token"]
    return Installation(
        team=fields["team"],
        name=fields["name"],
        bot_user=fields["bot_user"],
        app=fields["app"],
        bot_token=SecretStr(fields["bot_token"]),
        user_token=SecretStr(user_token) if user_token is not None else None,
        scopes=frozenset(fields["scopes"]),
        user_scopes=frozenset(fields["user_scopes"]),
    )
