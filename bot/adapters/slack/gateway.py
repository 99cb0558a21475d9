"""The connection to Slack: Bolt takes every delivery in, it is acknowledged at once, and the work is done after that."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack import wire
from bot.adapters.slack.installations import Installation, Installations
from bot.core.actions import Action, Reply
from bot.core.errors import Refused
from bot.core.events import CommunityId, Invocation
from bot.core.policy import CommunityPolicy
from bot.core.ports import Journal, Memory, Now, Receiver, SetupOf
from bot.core.setups import Survey
from config.settings import Slack

Door = Callable[["SlackAdapter"], Awaitable[None]]
"""Listens over HTTP until cancelled, and hands what Slack signed to `SlackAdapter.app`."""


class SlackAdapter:
    """Slack as a platform.

    Args:
        settings: tokens and addresses.
        installations: in which workspaces the app is.
        memory: what must outlive a restart.
        setup_of: what a community has chosen.
        policies: a community's policy.
        journal: hears of connections.
        now: tells the time.
        door: listens over HTTP where there is no token for Socket Mode.
    """

    platform = wire.PLATFORM

    def __init__(
        self,
        *,
        settings: Slack,
        installations: Installations,
        memory: Memory,
        setup_of: SetupOf,
        policies: Callable[[CommunityId], CommunityPolicy],
        journal: Journal,
        now: Now,
        door: Door | None = None,
    ) -> None:
        self._settings = settings
        self._installations = installations
        self._memory = memory
        self._setup_of = setup_of
        self._policies = policies
        self._journal = journal
        self._now = now
        self._door = door
        self._here: dict[str, Installation] = {}
        self.app = self._make_app()
        self.ready = asyncio.Event()
        """Set once a connection stands; for whoever waits for the start."""

    def _make_app(self) -> AsyncApp:
        """Make Bolt's application with a middleware that takes everything, so that nothing goes unacknowledged.

        Who signed a request was looked at before it came here; whose it is, `Installations` knows without a call.
        """
        app = AsyncApp(
            client=AsyncWebClient(base_url=self._settings.api_base),
            authorize=self._authorize,
            request_verification_enabled=False,
            ignoring_self_events_enabled=False,
            attaching_function_token_enabled=False,
        )
        app.middleware(self._take)
        return app

    async def _authorize(self, team_id: str | None, enterprise_id: str | None) -> AuthorizeResult | None:
        here = self._here.get(team_id or "")
        if here is None:
            return None
        token = here.bot_token.get_secret_value()
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_user_id=here.bot_user, bot_token=token)

    async def _take(self, req: AsyncBoltRequest) -> BoltResponse:
        """Take one delivery, and say what Slack is answered."""
        return BoltResponse(status=200, body="")

    async def installed(self, installation: Installation) -> None:
        """Begin to look after a workspace."""
        self._here[installation.team] = installation

    async def uninstalled(self, team: str) -> None:
        """Leave a workspace, and delete what is held of it."""
        self._here.pop(team, None)
        await self._installations.forget(team)

    def serves(self, community: CommunityId) -> bool:
        """Serve the workspaces where the app is installed."""
        try:
            return wire.bare(community) in self._here
        except ValueError:
            return False

    def can(self, community: CommunityId, action: type[Action]) -> bool:
        """Be able to do what there is a performer for."""
        return False

    def survey(self, community: CommunityId) -> Survey:
        """Say what can be chosen in a workspace, and which rights the bot lacks there."""
        return Survey()

    async def perform(self, community: CommunityId, action: Action, key: str, case: int | None = None) -> None:
        """Carry out one action; the same key again does nothing more."""
        raise Refused("not on this platform")

    async def respond(self, by: Invocation, reply: Reply) -> None:
        """Answer an interaction."""
        raise Refused("the interaction is over")

    async def run(self, receiver: Receiver) -> None:
        """Listen until cancelled."""
        for installation in await self._installations.all():
            await self.installed(installation)
        if self._door is not None:
            await self._door(self)
