"""A workspace for tests: the real engine, cogs and store behind the Slack adapter, connected to the loopback Slack."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.adapters.slack.gateway import SlackAdapter
from bot.adapters.slack.installations import TokenInstallation
from bot.app import App, assemble, run
from bot.core.cases import Case, Filter
from bot.core.events import ChannelId, CommunityId, RoleId
from bot.core.findings import Detector
from bot.core.inspection import Inspector
from bot.core.ports import Now
from bot.core.setups import Setup
from bot.storage.leaving import leave as leave_for_good
from config.settings import Settings, Slack
from tests.loopback_slack import Channel, Loopback, Team, User, loopback
from tests.loopback_slack.world import Group
from tests.town import Daytime, Ledger, ScriptedDetector, lay_out

HELD = "pt {patient_data.direct 0.9: Ada Testperson} is doing well"
TOLD = "pt {patient_data.direct 0.6: Ada Testperson} is doing well"


@dataclass(slots=True)
class People:
    """The workspace and its people, without the bot at work."""

    team: Team
    general: Channel
    cases: Channel
    queue: Channel
    moderators: Group
    ada: User
    mia: User
    admin: User


@dataclass(slots=True)
class Place(People):
    """A connected bot in a workspace, and everybody in it."""

    slack: Loopback
    app: App
    adapter: SlackAdapter
    ledger: Ledger
    left: list[CommunityId]
    """The communities of which everything was to be deleted."""

    @property
    def community(self) -> CommunityId:
        """The workspace as the core calls it."""
        return CommunityId(f"slack:{self.team.id}")

    async def quiet(self) -> None:
        """Wait until nothing waits to be carried out."""
        while await self.app.store.busy():  # noqa: ASYNC110 - what is awaited are rows, which ring no bell
            await asyncio.sleep(0.01)

    async def every_case(self) -> list[Case]:
        """List every case of the workspace."""
        async with self.app.store.begin() as work:
            return await work.cases.page(self.community, Filter(), None, 1_000)


def populate(slack: Loopback, name: str = "Ward 7") -> People:
    """Make the workspace: three channels that the bot is in, a moderator, an admin with a token, and a member."""
    team = slack.workspace(name)
    ada, mia = slack.user(team, "ada"), slack.user(team, "mia")
    admin = slack.user(team, "adm", admin=True)
    slack.grant(admin, user_scopes=["chat:write"])
    people = People(
        team=team,
        general=team.named("general"),
        cases=slack.channel(team, "cases", ada, mia, admin),
        queue=slack.channel(team, "queue", mia, admin, private=True),
        moderators=slack.usergroup(team, "moderators", mia),
        ada=ada,
        mia=mia,
        admin=admin,
    )
    people.general.members += [ada, mia, admin]
    for channel in (people.general, people.cases, people.queue):
        slack.invite_bot(channel)
    return people


@asynccontextmanager
async def bot(
    slack: Loopback,
    people: People,
    folder: Path,
    *,
    eyes: Detector | None = None,
    chosen: bool = True,
    lent: bool = True,
) -> AsyncIterator[Place]:
    """Let the bot work in the workspace; its data is kept in a folder, and opening it again is a restart.

    Args:
        slack: the loopback.
        people: the workspace.
        folder: where the bot's data is.
        eyes: the detector; one that reads scripts by default.
        chosen: whether an admin has been through the setup.
        lent: whether an admin has lent a token.
    """
    now = slack.world.now
    ledger = Ledger()
    tokens = {"bot_token": people.team.bot_token, "app_token": slack.app.token, "api_base": slack.api_base}
    if lent:
        tokens["user_token"] = slack.admin_token(people.admin)
    settings = Settings(data_dir=folder, slack=Slack.model_validate(tokens))
    await lay_out(folder)
    async with assemble(settings, ledger, now, Inspector([eyes or ScriptedDetector()])) as app:
        if chosen:
            async with app.store.begin() as work:
                await work.setups.save(
                    Setup(
                        community=CommunityId(f"slack:{people.team.id}"),
                        moderators=RoleId(f"slack:{people.moderators.id}"),
                        queue=ChannelId(f"slack:{people.queue.id}"),
                    )
                )
        left: list[CommunityId] = []

        async def leave(community: CommunityId) -> None:
            left.append(community)
            await leave_for_good(app.store, community)

        adapter = SlackAdapter(
            settings=settings.slack,
            installations=TokenInstallation(settings.slack, leave),
            memory=app.store,
            setup_of=app.store.setup_of,
            policies=app.examiner.policies,
            journal=ledger,
            now=now,
        )
        running = asyncio.ensure_future(run(app, (adapter,), settings, now))
        try:
            opened = asyncio.ensure_future(adapter.ready.wait())
            done, _ = await asyncio.wait({running, opened}, timeout=20, return_when=asyncio.FIRST_COMPLETED)
            opened.cancel()
            if running in done:
                running.result()
            assert done, "the bot did not come up"
            await slack.called("usergroups.list")
            yield Place(
                team=people.team,
                general=people.general,
                cases=people.cases,
                queue=people.queue,
                moderators=people.moderators,
                ada=people.ada,
                mia=people.mia,
                admin=people.admin,
                slack=slack,
                app=app,
                adapter=adapter,
                ledger=ledger,
                left=left,
            )
            assert [line for line in ledger.lines if line[0] == "event_error"] == []
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.gather(running, return_exceptions=True)


@asynccontextmanager
async def place(
    folder: Path,
    *,
    now: Now | None = None,
    eyes: Detector | None = None,
    chosen: bool = True,
    lent: bool = True,
) -> AsyncIterator[Place]:
    """Open the loopback Slack with the bot at work in it."""
    async with (
        loopback(now=now or Daytime()) as slack,
        bot(slack, populate(slack), folder, eyes=eyes, chosen=chosen, lent=lent) as opened,
    ):
        yield opened
