"""A guild for tests: the real engine, cogs and store behind the Discord adapter, connected to the loopback Discord."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.adapters.discord.gateway import DiscordAdapter
from bot.app import App, assemble, run
from bot.core.cases import Case, Filter
from bot.core.events import ChannelId, CommunityId, RoleId
from bot.core.findings import Detector
from bot.core.inspection import Inspector
from bot.core.ports import Now
from bot.core.setups import Setup
from config.settings import Discord, Settings
from tests.loopback_discord import Allow, Channel, Guild, Loopback, Member, Role, loopback
from tests.town import Daytime, Ledger, ScriptedDetector, lay_out

HELD = "pt {patient_data.direct 0.9: Ada Testperson} is doing well"
TOLD = "pt {patient_data.direct 0.6: Ada Testperson} is doing well"


@dataclass(slots=True)
class Ward:
    """A connected bot in a guild, and everybody in it."""

    discord: Loopback
    guild: Guild
    general: Channel
    queue: Channel
    moderators: Role
    ada: Member
    mia: Member
    admin: Member
    app: App
    adapter: DiscordAdapter
    ledger: Ledger

    @property
    def community(self) -> CommunityId:
        """The guild as the core calls it."""
        return CommunityId(f"discord:{self.guild.id}")

    async def quiet(self) -> None:
        """Wait until nothing waits to be carried out."""
        while await self.app.store.busy():  # noqa: ASYNC110 - what is awaited are rows, which ring no bell
            await asyncio.sleep(0.01)

    async def cases(self) -> list[Case]:
        """List every case of the guild."""
        async with self.app.store.begin() as work:
            return await work.cases.page(self.community, Filter(), None, 1_000)


@dataclass(slots=True)
class People:
    """The guild and its people, without the bot."""

    guild: Guild
    general: Channel
    queue: Channel
    moderators: Role
    ada: Member
    mia: Member
    admin: Member


def populate(discord: Loopback, shard: tuple[int, int] = (0, 1)) -> People:
    """Make the guild, on a shard: a general channel, a queue, a moderator, an admin and a member of long standing."""
    guild = discord.guild("Ward 7", shard=shard)
    moderators = discord.role(guild, "moderators", Allow.MANAGE_MESSAGES, mentionable=True)
    admins = discord.role(guild, "admins", Allow.MANAGE_GUILD)
    return People(
        guild=guild,
        general=discord.channel(guild, "general"),
        queue=discord.channel(guild, "queue"),
        moderators=moderators,
        ada=discord.join(guild, "ada"),
        mia=discord.join(guild, "mia", moderators),
        admin=discord.join(guild, "adm", admins),
    )


@asynccontextmanager
async def bot(
    discord: Loopback,
    people: People,
    folder: Path,
    *,
    shards: str = "auto",
    eyes: Detector | None = None,
    chosen: bool = True,
    before: Callable[[DiscordAdapter], None] = lambda _: None,
) -> AsyncIterator[Ward]:
    """Let the bot work in the guild; its data is kept in a folder, and opening it again is a restart."""
    now = discord.world.now
    ledger = Ledger()
    settings = Settings(
        data_dir=folder,
        discord=Discord.model_validate({"token": discord.token, "api_base": discord.api_base, "shards": shards}),
    )
    await lay_out(folder)
    async with discord.adopted(), assemble(settings, ledger, now, Inspector([eyes or ScriptedDetector()])) as app:
        if chosen:
            async with app.store.begin() as work:
                await work.setups.save(
                    Setup(
                        community=CommunityId(f"discord:{people.guild.id}"),
                        moderators=RoleId(f"discord:{people.moderators.id}"),
                        queue=ChannelId(f"discord:{people.queue.id}"),
                    )
                )
        adapter = DiscordAdapter(
            settings=settings.discord,
            memory=app.store,
            setup_of=app.store.setup_of,
            policies=app.examiner.policies,
            journal=ledger,
            now=now,
        )
        before(adapter)
        running = asyncio.ensure_future(run(app, (adapter,), settings, now))
        try:
            opened = asyncio.ensure_future(adapter.ready.wait())
            done, _ = await asyncio.wait({running, opened}, timeout=20, return_when=asyncio.FIRST_COMPLETED)
            opened.cancel()
            if running in done:
                running.result()
            assert done, "the bot did not come up"
            ward = Ward(
                discord=discord,
                guild=people.guild,
                general=people.general,
                queue=people.queue,
                moderators=people.moderators,
                ada=people.ada,
                mia=people.mia,
                admin=people.admin,
                app=app,
                adapter=adapter,
                ledger=ledger,
            )
            yield ward
            assert [line for line in ledger.lines if line[0] == "event_error"] == []
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.gather(running, return_exceptions=True)


@asynccontextmanager
async def ward(
    folder: Path, *, now: Now | None = None, eyes: Detector | None = None, chosen: bool = True
) -> AsyncIterator[Ward]:
    """Open the loopback Discord with the bot at work in it."""
    async with (
        loopback(now=now or Daytime()) as discord,
        bot(discord, populate(discord), folder, eyes=eyes, chosen=chosen) as opened,
    ):
        yield opened
