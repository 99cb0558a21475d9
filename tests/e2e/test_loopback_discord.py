"""The loopback Discord, driven by the real discord.py: what it lets through, refuses, loses and repeats."""

import asyncio
import contextlib
import io
import json
import re
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import discord
import pytest
from discord import app_commands

from tests.loopback_discord import (
    EVERYTHING,
    FORUM,
    INVITED,
    VOICE,
    Allow,
    Blocked,
    Channel,
    Guild,
    Impossible,
    Intent,
    Loopback,
    Member,
    loopback,
)

EVERYBODY = discord.AllowedMentions.none()
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
Interaction = discord.Interaction[discord.Client]


class Ears(discord.Client):
    """A client that remembers what it was told."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            intents=options.pop("intents", discord.Intents.all()),
            guild_ready_timeout=0.05,
            allowed_mentions=options.pop("allowed_mentions", EVERYBODY),
            **options,
        )
        self.tree = app_commands.CommandTree(self)
        self.heard: asyncio.Queue[tuple[str, Any]] = asyncio.Queue()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Do not wait five seconds between two IDENTIFYs."""

    def dispatch(self, event: str, /, *args: Any, **more: Any) -> None:
        """Remember it."""
        self.heard.put_nowait((event, args[0] if args else None))
        super().dispatch(event, *args, **more)

    async def hears(self, event: str) -> Any:
        """Wait for the next event of a name."""
        async with asyncio.timeout(10):
            while True:
                name, value = await self.heard.get()
                if name == event:
                    return value

    def rest(self, event: str) -> list[Any]:
        """List what else was heard."""
        found = []
        while not self.heard.empty():
            name, value = self.heard.get_nowait()
            found += [value] if name == event else []
        return found


class ManyEars(discord.AutoShardedClient, Ears):
    """The same with shards."""

    def __init__(self, **options: Any) -> None:
        super().__init__(intents=discord.Intents.all(), **options)


class Clock:
    """A time that a test sets."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        """Tell it."""
        return self.now

    def passes(self, **much: float) -> None:
        """Let time pass."""
        self.now += timedelta(**much)


class Stage:
    """A guild with a channel, a member and a moderator, and a client that is connected to it."""

    def __init__(self, here: Loopback, bot: Ears, guild: Guild, clock: Clock) -> None:
        self.here = here
        self.bot = bot
        self.guild = guild
        self.clock = clock
        self.general: Channel = guild.named("general")
        people = {member.name: member for member in guild.members.values()}
        self.ada: Member = people["ada"]
        self.mia: Member = people["mia"]
        self.owner: Member = people["owner-1"]

    @property
    def channel(self) -> discord.TextChannel:
        """The channel, as the client knows it."""
        found = self.bot.get_channel(self.general.id)
        assert isinstance(found, discord.TextChannel)
        return found

    @property
    def ward(self) -> discord.Guild:
        """The guild, as the client knows it."""
        return self.bot.guilds[0]


@contextlib.asynccontextmanager
async def online(here: Loopback, bot: Ears) -> AsyncIterator[Ears]:
    """Keep a client connected for as long as the block lasts."""
    async with here.adopted():
        running = asyncio.create_task(bot.start(here.token))
        try:
            await bot.hears("ready")
            yield bot
        finally:
            await bot.close()
            await asyncio.wait([running])
            running.exception()


@contextlib.asynccontextmanager
async def stage(
    *,
    intents: discord.Intents | None = None,
    permissions: int = INVITED,
    commands: Iterable[Any] = (),
    **options: Any,
) -> AsyncIterator[Stage]:
    """Set a small stage, with commands if there are any."""
    clock = Clock()
    async with loopback(now=clock) as here:
        guild = here.guild("Ward 7", permissions=permissions)
        here.channel(guild, "general")
        here.join(guild, "ada")
        here.join(guild, "mia", here.role(guild, "moderators", Allow.MANAGE_MESSAGES))
        bot = Ears(intents=intents or discord.Intents.all(), **options)
        for command in commands:
            bot.tree.add_command(command)
        async with online(here, bot):
            if commands:
                await bot.tree.sync()
            yield Stage(here, bot, guild, clock)


@contextlib.contextmanager
def refused(code: int, text: str = "") -> Iterator[None]:
    """Expect the error that Discord answers with, and its text."""
    with pytest.raises(discord.HTTPException, match=re.escape(text) if text else None) as caught:
        yield
    assert caught.value.code == code


# The gateway


async def test_it_hears_a_message() -> None:
    """A message arrives with author, channel and content, and the whole list of members was fetched."""
    async with stage() as on:
        on.here.post(on.general, on.ada, "Good morning")
        message = await on.bot.hears("message")
        assert (message.content, message.author.name, message.channel.name) == ("Good morning", "ada", "general")
        assert message.created_at == START
        assert {member.name for member in on.ward.members} == {"owner-1", "chaperone", "ada", "mia"}


async def test_it_hears_what_becomes_of_a_message() -> None:
    """Edits, previews, pins, deletions, forwards, polls, files and answers arrive as Discord sends them."""
    async with stage() as on:
        here, bot = on.here, on.bot
        first = here.post(on.general, on.ada, "one", files={"scan.png": b"pixels"})
        assert (await bot.hears("message")).attachments[0].filename == "scan.png"
        here.edit(first, "two")
        edited = await bot.hears("raw_message_edit")
        assert (edited.message.content, edited.message.edited_at) == ("two", START)
        here.unfurl(first, {"type": "link", "url": "https://example.org", "title": "Rota"})
        edited = await bot.hears("raw_message_edit")
        assert (edited.message.content, edited.message.embeds[0].title) == ("two", "Rota")
        here.edit(first, partial=True, embeds=[])
        assert set((await bot.hears("raw_message_edit")).data) == {
            *("id", "channel_id", "guild_id", "type", "content", "author", "embeds", "edited_timestamp")
        }
        here.post(on.general, on.mia, forward=first)
        forwarded = await bot.hears("message")
        assert (forwarded.content, forwarded.message_snapshots[0].content) == ("", "two")
        here.post(on.general, on.mia, poll={"Which ward?": ["Seven", "Eight"]})
        assert (await bot.hears("message")).poll.question == "Which ward?"
        here.post(on.general, on.mia, "I agree", reply_to=first)
        assert (await bot.hears("message")).reference.resolved.content == "two"
        here.delete(first)
        assert (await bot.hears("raw_message_delete")).message_id == first.id
        here.delete(*on.general.messages)
        assert len((await bot.hears("raw_bulk_message_delete")).message_ids) == 3


async def test_threads_and_forums() -> None:
    """A thread and a forum's post arrive, with the first message under the post's own number."""
    async with stage() as on:
        forum = on.here.channel(on.guild, "cases", FORUM)
        thread = on.here.thread(forum, on.ada, "A rash", "Two days old")
        assert (await on.bot.hears("thread_create")).name == "A rash"
        message = await on.bot.hears("message")
        assert (message.channel.name, message.id, message.channel.parent.name) == ("A rash", thread.id, "cases")
        aside = on.here.thread(on.general, on.ada, "aside", "psst")
        assert (await on.bot.hears("message")).channel.id == aside.id


async def test_archived_threads_are_listed_by_pages() -> None:
    """Those that were archived last come first; one that somebody writes in is archived no more."""
    async with stage() as on:
        threads = [on.here.thread(on.general, on.ada, f"thread {number}", "psst") for number in range(5)]
        for thread in (*threads[1:], threads[0]):
            on.clock.passes(seconds=1)
            on.here.archive(thread)
        on.here.post(threads[3], on.ada, "anybody?")
        found = [thread async for thread in on.channel.archived_threads(limit=None)]
        assert [thread.id for thread in found] == [threads[place].id for place in (0, 4, 2, 1)]
        page = await on.bot.http.get_public_archived_threads(on.general.id, limit=2)
        assert [thread["name"] for thread in page["threads"]] == ["thread 0", "thread 4"]
        before = page["threads"][-1]["thread_metadata"]["archive_timestamp"]
        rest = await on.bot.http.request(
            discord.http.Route("GET", f"/channels/{on.general.id}/threads/archived/public"), params={"before": before}
        )
        assert (page["has_more"], [thread["name"] for thread in rest["threads"]]) == (True, ["thread 2", "thread 1"])


async def test_voice_chat_is_read_by_who_may_connect() -> None:
    """Seeing the channel is not enough."""
    async with stage() as on:
        voice = on.here.channel(on.guild, "teaching", VOICE)
        on.here.post(voice, on.ada, "can you hear me?")
        assert (await on.bot.hears("message")).channel.id == voice.id
        assert isinstance(on.ward.get_channel(voice.id), discord.VoiceChannel)
        assert len(await on.bot.http.logs_from(voice.id, 1)) == 1
        on.here.overwrite(voice, on.here.bot_role(on.guild), deny=Allow.CONNECT)
        with refused(50013):
            await on.bot.http.logs_from(voice.id, 1)


async def test_members_are_fetched_in_chunks() -> None:
    """Without presences the guild names the bot alone; the others come by op 8, a thousand at a time."""
    async with loopback() as here:
        ward = here.guild()
        for number in range(1_200):
            here.join(ward, f"member-{number}")
        intents = discord.Intents.all()
        intents.presences = False
        async with online(here, Ears(intents=intents)) as bot:
            assert len(bot.guilds[0].members) == 1_202
            found = await bot.guilds[0].query_members("member-11", limit=5)
            assert len(found) == 5
            one = await bot.guilds[0].fetch_member(found[0].id)
            assert one.name == found[0].name
            assert [m.name async for m in bot.guilds[0].fetch_members(limit=2)] == ["owner-1", "chaperone"]


async def test_members_come_and_go() -> None:
    """Joins, changes and departures arrive."""
    async with stage() as on:
        ben = on.here.join(on.guild, "ben", joined_at=START - timedelta(days=1))
        assert (await on.bot.hears("member_join")).joined_at == START - timedelta(days=1)
        on.here.change_member(ben, nick="Benedict")
        await on.bot.hears("member_update")
        on.here.leave(ben)
        assert (await on.bot.hears("raw_member_remove")).user.display_name == "Benedict"


async def test_resume_after_a_drop() -> None:
    """What happened while the line was down is delivered once, in order, by RESUME."""
    async with stage() as on:
        on.here.gateway.drop()
        posted = [on.here.post(on.general, on.ada, f"{number}") for number in range(3)]
        heard = [await on.bot.hears("message") for _ in posted]
        assert [message.id for message in heard] == [message.id for message in posted]
        await on.here.resumed()
        assert len(on.here.identified) == 1
        assert on.bot.rest("message") == []


@pytest.mark.parametrize("how", ["reconnect", "resumable", "closed"])
async def test_resume_when_asked(how: str) -> None:
    """Op 7, a resumable op 9 and most closing codes end in RESUME."""
    async with stage() as on:
        gateway = on.here.gateway
        ways: dict[str, Callable[[], None]] = {
            "reconnect": gateway.reconnect,
            "resumable": lambda: gateway.invalidate(resumable=True),
            "closed": lambda: gateway.close(4000),
        }
        ways[how]()
        await on.here.resumed()
        on.here.post(on.general, on.ada, "still here")
        await on.bot.hears("message")
        assert len(on.here.identified) == 1


@pytest.mark.parametrize("how", ["refused", "invalid", "too long"])
async def test_a_lost_session_starts_afresh(how: str) -> None:
    """A session that cannot be resumed is replaced, and what was missed is not replayed."""
    async with stage() as on:
        gateway = on.here.gateway
        if how == "invalid":
            gateway.invalidate()
        else:
            gateway.refuse_resume = how == "refused"
            gateway.drop()
        for number in range(gateway.replayable + 1 if how == "too long" else 1):
            on.here.post(on.general, on.ada, f"{number}")
        await on.here.identified_again()
        await on.bot.hears("ready")
        on.here.post(on.general, on.ada, "after")
        assert (await on.bot.hears("message")).content == "after"


async def test_deliveries_repeat_when_told() -> None:
    """An event can come again: by hand, always, or overlapping on RESUME."""
    async with stage() as on:
        here, bot = on.here, on.bot
        here.post(on.general, on.ada, "one")
        here.gateway.repeat()
        assert [(await bot.hears("message")).content for _ in range(2)] == ["one", "one"]
        here.gateway.twice = True
        here.post(on.general, on.ada, "two")
        assert [(await bot.hears("message")).content for _ in range(2)] == ["two", "two"]
        here.gateway.twice, here.gateway.overlap = False, 1
        here.gateway.drop()
        assert (await bot.hears("message")).content == "two"
        here.gateway.pause()
        here.post(on.general, on.ada, "three")
        await bot.fetch_user(on.ada.id)
        assert bot.rest("message") == []
        here.gateway.unpause()
        assert (await bot.hears("message")).content == "three"


async def test_without_the_content_intent() -> None:
    """Text is empty but for direct messages, mentions and the bot's own; menus carry it whole."""

    @app_commands.context_menu(name="Check")
    async def check(interaction: Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"{message.content}!", ephemeral=True)

    intents = discord.Intents.default()
    async with stage(intents=intents, commands=[check]) as on:
        here, bot = on.here, on.bot
        here.intents_off(Intent.MESSAGE_CONTENT, Intent.GUILD_MEMBERS, Intent.GUILD_PRESENCES)
        hidden = here.post(on.general, on.ada, "hidden", files=["a.png"], embeds=[{"title": "t"}])
        message = await bot.hears("message")
        assert (message.content, message.attachments, message.embeds) == ("", [], [])
        here.post(on.general, on.ada, f"{here.world.bot.mention} hello")
        assert (await bot.hears("message")).content.endswith("hello")
        here.post(here.dm(on.ada), on.ada, "in private")
        assert (await bot.hears("message")).content == "in private"
        assert (await on.channel.fetch_message(hidden.id)).content == ""
        assert (await here.message_menu("Check", hidden, on.ada).answered()).text == "hidden!"


async def test_bad_token_and_bad_intents() -> None:
    """A wrong token and an intent that is switched off are refused as Discord refuses them."""
    async with loopback() as here, here.adopted():
        async with Ears() as bot:
            with pytest.raises(discord.LoginFailure):
                await bot.login("wrong")
        here.intents_off(Intent.MESSAGE_CONTENT)
        bot = Ears()
        with pytest.raises(discord.PrivilegedIntentsRequired):
            await bot.start(here.token)
        await bot.close()


async def test_the_bare_gateway() -> None:
    """Without compression; and the codes for bad versions, tokens, shards, sequences and payloads."""
    async with loopback() as here, aiohttp.ClientSession() as http:
        here.guild()

        async def connect(*payloads: Any, query: str = "v=10&encoding=json") -> tuple[list[Any], int | None]:
            said = []
            async with http.ws_connect(f"{here.gateway.url}?{query}") as socket:
                for payload in payloads:
                    await socket.send_str(payload if isinstance(payload, str) else json.dumps(payload))
                async for message in socket:
                    said.append(json.loads(message.data))
                    if said[-1]["t"] == "GUILD_CREATE" or said[-1]["op"] == 9:
                        await socket.close(code=4000)
                return said, socket.close_code

        def identify(**more: Any) -> dict[str, Any]:
            data = {"token": here.token, "intents": 1, "properties": {}}
            return {"op": 2, "d": data | more}

        said, _ = await connect({"op": 1, "d": None}, identify())
        assert [payload["op"] for payload in said] == [10, 11, 0, 0]
        assert said[2]["d"]["guilds"][0]["unavailable"] is True
        assert (await connect(query="v=9&encoding=json"))[1] == 4012
        assert (await connect(identify(token="other")))[1] == 4004
        assert (await connect(identify(shard=[2, 2])))[1] == 4010
        assert (await connect(identify(intents=1 << 40)))[1] == 4013
        assert (await connect({"op": 8, "d": {}}))[1] == 4003
        assert (await connect("not json"))[1] == 4002
        assert (await connect({"op": 77}))[1] == 4001
        here.gateway.least_shards = 4
        assert (await connect(identify(shard=[0, 2])))[1] == 4011
        resume = {"token": here.token, "session_id": here.sessions[0].id, "seq": 99}
        assert (await connect({"op": 6, "d": resume}))[1] == 4007
        assert (await connect({"op": 6, "d": resume | {"session_id": "?"}}))[0][-1] == {"op": 9, "d": False} | {
            "s": None,
            "t": None,
        }


async def test_shards() -> None:
    """Each guild's events go to the shard that owns it, whichever process holds it."""
    async with loopback() as here:
        here.shards, here.max_concurrency = 2, 2
        guilds = [here.guild(f"Ward {number}", shard=(number, 2)) for number in range(2)]
        channels = [here.channel(guild, "general") for guild in guilds]
        async with online(here, ManyEars()) as bot:
            assert {session.shard for session in here.sessions} == {(0, 2), (1, 2)}
            for channel, guild in zip(channels, guilds, strict=True):
                here.post(channel, guild.owner, f"in {guild.name}")
            heard = [await bot.hears("message") for _ in guilds]
            assert {message.guild.shard_id for message in heard} == {0, 1}
            async with online(here, ManyEars(shard_ids=[1], shard_count=2)) as other:
                assert [guild.name for guild in other.guilds] == ["Ward 1"]
                here.post(channels[0], guilds[0].owner, "zero")
                here.post(channels[1], guilds[1].owner, "one")
                assert (await other.hears("message")).content == "one"


# Commands and interactions


@app_commands.command(name="share", description="Share a case")
@app_commands.describe(text="The text", priority="How urgent")
async def share(interaction: Interaction, text: str, priority: int = 3) -> None:
    """Answer to the one who asked."""
    await interaction.response.send_message(f"{text} at {priority}", ephemeral=True)


queue = app_commands.Group(
    name="queue", description="The queue", default_permissions=discord.Permissions(manage_messages=True)
)


@queue.command(name="view", description="Look at a case")
async def view(interaction: Interaction, case: str, owner: discord.Member | None = None) -> None:
    """Defer in private, then say it."""
    await interaction.response.defer(ephemeral=True)
    await interaction.followup.send(f"{case} {owner.name if owner else ''}".strip())
    await interaction.followup.send("and more", ephemeral=True)


@view.autocomplete("case")
async def cases(_: Interaction, current: str) -> list[app_commands.Choice[str]]:
    """Complete."""
    return [app_commands.Choice(name=f"{current}2", value="142")]


async def test_commands_are_synced_and_offered() -> None:
    """Commands have identifiers that stay, are offered by permission, and take what they declare."""
    async with stage(commands=[share, queue]) as on:
        here = on.here
        before = {command["name"]: command["id"] for command in here.world.commands.values()}
        await on.bot.tree.sync()
        assert {command["name"]: command["id"] for command in here.world.commands.values()} == before
        assert here.offered(on.ada, on.general) == ["share"]
        assert here.offered(on.mia, on.general) == ["share", "queue"]
        assert (await here.slash(on.ada, on.general, "share", {"text": "hi"}).answered()).text == "hi at 3"
        with pytest.raises(Impossible, match="not offered"):
            here.slash(on.ada, on.general, "queue view", {"case": "1"})
        with pytest.raises(Impossible, match="needed"):
            here.slash(on.mia, on.general, "queue view")
        with pytest.raises(Impossible, match="does not take"):
            here.slash(on.ada, on.general, "share", {"text": 4})
        with pytest.raises(Impossible, match="group"):
            here.slash(on.mia, on.general, "queue")


async def test_a_private_deferral_makes_a_private_answer() -> None:
    """The first follow-up takes the deferral's place, the second is a message of its own; nothing is in the channel."""
    async with stage(commands=[queue]) as on:
        asked = on.here.slash(on.mia, on.general, "queue view", {"case": "142", "owner": on.ada})
        assert await asked.acknowledged() == 5
        first, second = await asked.answered(1), await asked.answered(2)
        assert (first.text, first.ephemeral, second.text, second.ephemeral) == ("142 ada", True, "and more", True)
        assert on.general.messages == []
        typed = on.here.autocomplete(on.mia, on.general, "queue view", "case", "14")
        assert await typed.choices() == [{"name": "142", "value": "142"}]


async def test_every_kind_of_option_and_the_persons_menu() -> None:
    """Members, roles, channels, numbers, choices and ticks arrive as what they are; guild commands go before."""

    @app_commands.command(name="set", description="Set")
    @app_commands.choices(mode=[app_commands.Choice(name="Strict", value="strict")])
    async def put(
        interaction: Interaction,
        role: discord.Role,
        channel: discord.TextChannel,
        days: app_commands.Range[int, 1, 9],
        mode: app_commands.Choice[str],
        quiet: bool,
    ) -> None:
        words = [role.name, channel.name, str(days), mode.value, str(quiet)]
        await interaction.response.send_message(" ".join(words), ephemeral=True)

    @app_commands.context_menu(name="History")
    async def history(interaction: Interaction, member: discord.Member) -> None:
        await interaction.response.send_message(f"{member.name} in {interaction.locale.value}", ephemeral=True)

    async with stage(commands=[put, history]) as on:
        here = on.here
        on.mia.user.locale = "fr"
        role = next(role for role in on.guild.roles.values() if role.name == "moderators")
        options = {"role": role, "channel": on.general, "days": 3, "mode": "strict", "quiet": True}
        answer = await here.slash(on.mia, on.general, "set", options).answered()
        assert answer.text == "moderators general 3 strict True"
        assert (await here.user_menu("History", on.ada, on.mia, on.general).answered()).text == "ada in fr"
        for name, wrong in (("days", 10), ("mode", "lax"), ("role", on.general), ("quiet", "yes"), ("other", 1)):
            with pytest.raises(Impossible):
                here.slash(on.mia, on.general, "set", options | {name: wrong})
        on.bot.tree.copy_global_to(guild=on.ward)
        await on.bot.tree.sync(guild=on.ward)
        assert len(on.guild.commands) == 2
        assert {command.name for command in await on.bot.tree.fetch_commands(guild=on.ward)} == {"set", "History"}
        assert (await here.user_menu("History", on.ada, on.mia, on.general).answered()).ephemeral


async def test_forms_and_choices_have_limits() -> None:
    """Forms: title 45, label 45, five inputs. Autocomplete: 25 rows. Wrong kinds of answers are refused."""

    def answer(interaction: Interaction, kind: int, data: dict[str, Any]) -> Any:
        route = discord.http.Route("POST", f"/interactions/{interaction.id}/{interaction.token}/callback")
        return on.bot.http.request(route, json={"type": kind, "data": data})

    def row(number: int, label: str = "Why?") -> dict[str, Any]:
        item = {"type": 4, "custom_id": f"i{number}", "label": label, "style": 1}
        return {"type": 1, "components": [item]}

    async with stage(commands=[queue]) as on:
        on.bot.tree.interaction_check = _never  # type: ignore[method-assign]
        asked = on.here.slash(on.mia, on.general, "queue view", {"case": "1"})
        interaction = await on.bot.hears("interaction")
        form = {"title": "t", "custom_id": "f", "components": [row(1)]}
        for bad, path in (
            ({"title": "x" * 46}, "data.title"),
            ({"custom_id": "x" * 101}, "data.custom_id"),
            ({"components": [row(number) for number in range(6)]}, "data.components"),
            ({"components": [row(1), row(1)]}, "data.components"),
            ({"components": [row(1, "x" * 46)]}, "data.components.0.components.0.label"),
        ):
            with refused(50035, f"In {path}:"):
                await answer(interaction, 9, form | bad)
        for kind in (6, 7, 8):
            with refused(50035, "In type:"):
                await answer(interaction, kind, {"content": "x"})
        await answer(interaction, 9, form)
        assert (await asked.modal()).title == "t"
        on.here.autocomplete(on.mia, on.general, "queue view", "case", "")
        interaction = await on.bot.hears("interaction")
        with refused(50035, "In data.choices:"):
            await answer(interaction, 8, {"choices": [{"name": f"{n}", "value": f"{n}"} for n in range(26)]})
        with refused(50035, "In type:"):
            await answer(interaction, 4, {"content": "x"})


async def test_a_public_deferral_makes_the_answer_public() -> None:
    """An ephemeral follow-up after a public deferral is posted for all to see."""

    @app_commands.command(name="slip", description="A slip")
    async def slip(interaction: Interaction) -> None:
        await interaction.response.defer()
        await interaction.followup.send("secret", ephemeral=True)

    async with stage(commands=[slip]) as on:
        answer = await on.here.slash(on.ada, on.general, "slip").answered()
        assert not answer.ephemeral
        assert [message.content for message in on.general.messages] == ["secret"]


async def test_the_three_seconds_and_the_second_answer() -> None:
    """A late answer is 10062, a second 40060, a follow-up after a quarter of an hour 50027."""
    async with stage(commands=[share]) as on:
        here = on.here
        on.bot.tree.interaction_check = _never  # type: ignore[method-assign]
        late = here.slash(on.ada, on.general, "share", {"text": "x"})
        interaction = await on.bot.hears("interaction")
        on.clock.passes(seconds=3.1)
        with refused(10062):
            await interaction.response.send_message("late")
        assert (late.refused, late.callback) == ([10062], None)
        with refused(10015):
            await interaction.followup.send("too early")

        asked = here.slash(on.ada, on.general, "share", {"text": "x"})
        interaction = await on.bot.hears("interaction")
        await interaction.response.send_message("once", ephemeral=True)
        interaction.response._response_type = None
        with refused(40060):
            await interaction.response.send_message("twice", ephemeral=True)
        await interaction.edit_original_response(content="better")
        assert [(answer.kind, answer.text) for answer in asked.answers] == [("message", "better"), ("update", "better")]
        await interaction.delete_original_response()
        assert (await asked.answered(3)).kind == "deleted"
        on.clock.passes(minutes=15)
        with refused(50027):
            await interaction.followup.send("much later", ephemeral=True)


async def _never(_: Interaction) -> bool:
    return False


class Panel(discord.ui.View):
    """A card with a button, a list, and a form behind another button."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    @discord.ui.button(label="Claim", custom_id="claim:142")
    async def claim(self, interaction: Interaction, button: discord.ui.Button["Panel"]) -> None:
        """Redraw the card."""
        await interaction.response.edit_message(content="claimed", view=None)

    @discord.ui.button(label="Ask", custom_id="ask:142")
    async def ask(self, interaction: Interaction, button: discord.ui.Button["Panel"]) -> None:
        """Open the form."""
        await interaction.response.send_modal(Ask())

    @discord.ui.select(
        custom_id="pick",
        options=[discord.SelectOption(label="One", value="1"), discord.SelectOption(label="Two", value="2")],
    )
    async def pick(self, interaction: Interaction, select: discord.ui.Select["Panel"]) -> None:
        """Say what was chosen."""
        await interaction.response.defer()
        await interaction.followup.send(f"chose {select.values}", ephemeral=True)


class Ask(discord.ui.Modal, title="Why?"):
    """A form of both kinds: a labelled list and a line."""

    reason = discord.ui.TextInput["Ask"](label="Reason", custom_id="reason", min_length=3)
    outcome = discord.ui.Label["Ask"](
        text="Outcome",
        component=discord.ui.Select(custom_id="outcome", options=[discord.SelectOption(label="Keep", value="keep")]),
    )

    async def on_submit(self, interaction: Interaction) -> None:
        """Try to open another form, which is refused, and then answer."""
        with refused(50035):
            await interaction.response.send_modal(Ask())
        assert isinstance(self.outcome.component, discord.ui.Select)
        await interaction.response.send_message(f"{self.reason} {self.outcome.component.values}", ephemeral=True)


async def test_buttons_lists_and_forms() -> None:
    """A card is worked by its buttons; forms open and come back; a form does not open a form."""
    async with stage() as on:
        here = on.here
        await on.channel.send("card", view=Panel())
        card = await here.posted(on.general)
        assert card.buttons == {"claim:142": "Claim", "ask:142": "Ask"}
        picked = await here.select(card, "pick", on.mia, "2").answered()
        assert (picked.text, picked.ephemeral) == ("chose ['2']", True)
        modal = await here.press(card, "ask:", on.mia).modal()
        assert {name: item["label"] for name, item in modal.inputs.items()} == {
            "reason": "Reason",
            "outcome": "Outcome",
        }
        with pytest.raises(Impossible, match="characters"):
            here.submit(modal, {"reason": "no", "outcome": "keep"})
        done = await here.submit(modal, {"reason": "because", "outcome": "keep"}).answered()
        assert (done.text, done.ephemeral) == ("because ['keep']", True)
        claimed = await here.press(card, "claim:142", on.mia).answered()
        assert (claimed.kind, card.content, card.components) == ("update", "claimed", [])
        with pytest.raises(Impossible, match="there is no 'claim:142'"):
            here.press(card, "claim:142", on.mia)


async def test_buttons_in_direct_messages_and_on_ephemeral_cards() -> None:
    """A card in private is worked like any other; one that is another's is not even seen."""

    @app_commands.command(name="card", description="A card")
    async def card(interaction: Interaction) -> None:
        await interaction.response.send_message("for you", view=Panel(), ephemeral=True)

    async with stage(commands=[card]) as on:
        here = on.here
        user = await on.bot.fetch_user(on.ada.id)
        await user.send("notice", view=Panel())
        assert (await here.press(await here.letter(on.ada), "claim:", on.ada).answered()).text == "claimed"
        own = await here.slash(on.ada, on.general, "card").message()
        with pytest.raises(Impossible, match="does not see"):
            here.press(own, "claim:", on.mia)
        assert (await here.press(own, "claim:", on.ada).answered()).ephemeral


# What is refused


def rows(count: int) -> discord.ui.View:
    """Make a view whose buttons all have one custom id."""
    made = discord.ui.View()
    for _ in range(count):
        made.add_item(discord.ui.Button(label="x", custom_id="same"))
    return made


@pytest.mark.parametrize(
    ("content", "path"),
    [
        ({"content": "x" * 2_001}, "content"),
        ({"embeds": [discord.Embed(title="x" * 257)]}, "embeds.0.title"),
        ({"embeds": [discord.Embed(description="x" * 4_097)]}, "embeds.0.description"),
        ({"embeds": [discord.Embed(title="t").set_footer(text="x" * 2_049)]}, "embeds.0.footer.text"),
        ({"embeds": [discord.Embed(title="t").add_field(name="x" * 257, value="v")]}, "embeds.0.fields.0.name"),
        ({"embeds": [discord.Embed(title="t").add_field(name="n", value="x" * 1_025)]}, "embeds.0.fields.0.value"),
        ({"embeds": [discord.Embed(title="t").add_field(name=" ", value="v")]}, "embeds.0.fields.0.name"),
        ({"embeds": [discord.Embed(description="x" * 3_500)] * 2}, "embeds"),
        ({"embeds": [discord.Embed()]}, "embeds.0.description"),
        ({"content": "x", "view": rows(2)}, "components"),
    ],
)
async def test_what_is_too_long_is_refused(content: dict[str, Any], path: str) -> None:
    """Discord names the place; nothing is posted."""
    async with stage() as on:
        with refused(50035, f"In {path}:"):
            await on.channel.send(**content)
        assert on.general.messages == []


async def test_what_is_empty_or_gone_is_refused() -> None:
    """Empty messages, unknown ones, those of others."""
    async with stage() as on:
        with refused(50006):
            await on.channel.send(" ")
        message = on.here.post(on.general, on.ada, "hello")
        partial = on.channel.get_partial_message(message.id)
        with refused(50005):
            await partial.edit(content="mine")
        await partial.delete()
        with refused(10008):
            await partial.delete()
        assert on.general.messages == []
        assert (message.content, message.edited_at) == ("hello", None)


async def test_rights_and_ranks() -> None:
    """Without the right 50013, without sight 50001, and nobody at or above the bot's height is touched."""
    async with stage(permissions=EVERYTHING & ~Allow.ADMINISTRATOR) as on:
        here, role = on.here, on.here.bot_role(on.guild)
        ada, mia, owner = (on.ward.get_member(who.id) for who in (on.ada, on.mia, on.owner))
        assert ada
        assert mia
        assert owner
        await ada.edit(timed_out_until=START + timedelta(minutes=5), reason="case 142")
        assert on.ada.silent_until
        assert on.guild.audit[-1].reason == "case 142"
        with pytest.raises(Impossible, match="timeout"):
            here.post(on.general, on.ada, "hello?")
        on.clock.passes(minutes=5)
        here.post(on.general, on.ada, "hello again")
        here.change_role(on.guild, role, position=1)
        for person in (mia, owner):
            with refused(50013):
                await person.edit(timed_out_until=START + timedelta(minutes=9))
        with refused(50035):
            await ada.edit(timed_out_until=START + timedelta(days=29))
        with refused(50035):
            await on.channel.edit(slowmode_delay=21_601)
        here.change_role(on.guild, role, permissions=int(Allow.VIEW_CHANNEL))
        message = here.post(on.general, on.mia, "stay")
        with refused(50013):
            await on.channel.get_partial_message(message.id).delete()
        here.overwrite(on.general, on.guild.everyone, deny=Allow.VIEW_CHANNEL)
        here.overwrite(on.general, role, deny=Allow.VIEW_CHANNEL)
        with refused(50001):
            await on.bot.fetch_channel(on.general.id)


async def test_slow_mode() -> None:
    """Whoever just wrote has to wait; moderators have not."""
    async with stage() as on:
        await on.channel.edit(slowmode_delay=30)
        on.here.post(on.general, on.ada, "one")
        with pytest.raises(Impossible, match="slow mode"):
            on.here.post(on.general, on.ada, "two")
        on.here.post(on.general, on.mia, "one")
        on.here.post(on.general, on.mia, "two")
        on.clock.passes(seconds=30)
        on.here.post(on.general, on.ada, "two")


async def test_private_messages_that_cannot_be_sent() -> None:
    """Closed ones are 50007; without a common guild it is 50278."""
    async with stage() as on:
        user = await on.bot.fetch_user(on.ada.id)
        await user.send("hello")
        assert [letter.content for letter in on.here.letters(on.ada)] == ["hello"]
        on.ada.user.dms = False
        with refused(50007):
            await user.send("hello")
        on.here.leave(on.ada)
        with refused(50278):
            await user.send("hello")


async def test_bulk_deletion() -> None:
    """From 2 to 100, no older than two weeks; one event tells all."""
    async with stage() as on:
        old = on.here.post(on.general, on.ada, "old", at=START - timedelta(days=15))
        young = [on.here.post(on.general, on.ada, f"{number}") for number in range(101)]
        delete = on.bot.http.delete_messages
        for ids, number in (([young[0]], 50016), (young, 50016), ([old, young[0]], 50034)):
            with refused(number):
                await delete(on.general.id, [message.id for message in ids])
        await delete(on.general.id, [message.id for message in young[:100]], reason="case 7")
        assert on.general.messages == [old, young[100]]
        assert len((await on.bot.hears("raw_bulk_message_delete")).message_ids) == 100


async def test_history_is_read_by_pages() -> None:
    """Before, after and around; with no right to read, nothing."""
    async with stage() as on:
        posted = [on.here.post(on.general, on.ada, f"{number}") for number in range(250)]
        after = discord.Object(posted[9].id)
        read = [message.id async for message in on.channel.history(limit=None, after=after)]
        assert read == [message.id for message in posted[10:]]
        before = [message.id async for message in on.channel.history(limit=5, before=discord.Object(posted[5].id))]
        assert before == [message.id for message in reversed(posted[:5])]
        around = [message.content async for message in on.channel.history(limit=3, around=discord.Object(posted[7].id))]
        assert sorted(around) == ["6", "7", "8"]
        assert len(on.here.calls("GET", "/channels/*/messages")) == 5
        with refused(50035):
            await on.bot.http.logs_from(on.general.id, 101)
        on.here.overwrite(on.general, on.here.bot_role(on.guild), deny=Allow.READ_MESSAGE_HISTORY)
        assert [message async for message in on.channel.history()] == []


async def test_webhooks() -> None:
    """A message under another's name, in a channel and a thread; no name may hold the platform's own."""
    async with stage() as on:
        hook = await on.channel.create_webhook(name="Chaperone")
        sent = await hook.send("released", username="ada", wait=True)
        thread = on.here.thread(on.general, on.ada, "aside", "psst")
        await hook.send("there", username="ada", thread=discord.Object(thread.id), wait=True)
        assert [(m.author.name, m.content, m.webhook) for m in on.general.messages] == [("ada", "released", hook.id)]
        assert thread.messages[-1].content == "there"
        await sent.edit(content="released again")
        assert on.general.messages[0].content == "released again"
        with refused(50035, "Username cannot contain"):
            await hook.send("x", username="Discord Fan", wait=True)
        assert [found.token for found in await on.channel.webhooks()] == [hook.token]
        await hook.delete()
        with refused(10015):
            await hook.send("x", wait=True)


async def test_automod() -> None:
    """Rules within the limits stop messages before anybody sees them, and say so once for each action."""
    async with stage() as on:
        word = discord.AutoModTrigger(keyword_filter=["free money*"], regex_patterns=[r"\b\d{3} \d{3} \d{4}\b"])
        block = discord.AutoModRuleAction(custom_message="Ask /check first.")
        alert = discord.AutoModRuleAction(channel_id=on.general.id)
        asked: dict[str, Any] = {"event_type": discord.AutoModRuleEventType.message_send, "actions": [block, alert]}
        rule = await on.ward.create_automod_rule(name="numbers", trigger=word, enabled=True, **asked)
        with pytest.raises(Blocked) as stopped:
            on.here.post(on.general, on.ada, "his number is 943 476 5919")
        assert stopped.value.custom_message == "Ask /check first."
        assert on.general.messages == []
        heard = [await on.bot.hears("automod_action") for _ in range(2)]
        assert [execution.matched_content for execution in heard] == ["943 476 5919"] * 2
        on.here.post(on.general, on.owner, "943 476 5919")
        await rule.edit(enabled=False)
        on.here.post(on.general, on.ada, "Free moneybags")
        bad: tuple[tuple[dict[str, Any], str], ...] = (
            ({"regex_patterns": ["x" * 261]}, "trigger_metadata.regex_patterns.0"),
            ({"regex_patterns": ["(?=a)b"]}, "trigger_metadata.regex_patterns.0"),
            ({"keyword_filter": ["x" * 61]}, "trigger_metadata.keyword_filter.0"),
            ({"regex_patterns": ["x"] * 11}, "trigger_metadata.regex_patterns"),
        )
        for trigger, path in bad:
            with refused(50035, f"In {path}:"):
                await on.ward.create_automod_rule(name="bad", trigger=discord.AutoModTrigger(**trigger), **asked)
        for number in range(5):
            await on.ward.create_automod_rule(name=f"{number}", trigger=word, **asked)
        with refused(50035, "Maximum number of rules"):
            await on.ward.create_automod_rule(name="seventh", trigger=word, **asked)
        await rule.delete()
        assert len(await on.ward.fetch_automod_rules()) == 5


async def test_bad_commands_are_refused() -> None:
    """Discord's own rules for commands hold, with the place named."""
    async with stage() as on:
        put = on.bot.http.bulk_upsert_global_commands
        option = {"name": "o", "description": "d", "type": 3}
        for bad, path in (
            ({"name": "Loud"}, "0.name"),
            ({"description": ""}, "0.description"),
            ({"description": "x" * 101}, "0.description"),
            ({"name_localizations": {"fr": "Bruyant"}}, "0.name_localizations.fr"),
            ({"description_localizations": {"xx": "x"}}, "0.description_localizations.xx"),
            ({"options": [option] * 26}, "0.options"),
            ({"options": [option | {"choices": [{"name": "n", "value": "v"}] * 26}]}, "0.options.0.choices"),
            ({"options": [option, option | {"name": "p", "required": True}]}, "0.options"),
        ):
            with refused(50035, f"In {path}:"):
                await put(on.bot.application_id or 0, [{"name": "quiet", "description": "d"} | bad])
        assert on.here.world.commands == {}


async def test_files_are_checked() -> None:
    """How many, how large, under which numbers and names; what an edit does not name is taken away."""
    async with stage() as on:
        small = ("a.txt", b"one")
        many = {f"files[{number}]": small for number in range(11)}
        with refused(50035):
            await upload(on, "POST", "", {}, many)
        with refused(40005):
            await upload(on, "POST", "", {}, {"files[0]": ("a.txt", b"x" * (10 * 1024**2 + 1))})
        for named, field, file in (
            ([{"id": 1}], "files[0]", small),
            ([], "files[0]", small),
            ([{"id": 0}, {"id": 0}], "files[0]", small),
            ([{"id": 0, "filename": "ä b.txt"}], "files[0]", small),
            ([{"id": 0}], "files[0]", ("ä b.txt", b"one")),
            ([{"id": 0, "description": "x" * 1_025}], "files[0]", small),
            ([{"id": 0}], "file", small),
        ):
            with refused(50035):
                await upload(on, "POST", "", {"content": "look", "attachments": named}, {field: file})
        assert on.general.messages == []

        sent = await upload(on, "POST", "", {"content": "look", "attachments": [{"id": 0}]}, {"files[0]": small})
        (first,) = sent["attachments"]
        place = f"/{sent['id']}"
        same = await upload(on, "PATCH", place, {"content": "again"}, {})
        assert same["attachments"] == [first]
        added = await upload(on, "PATCH", place, {}, {"files[0]": ("b.txt", b"two")})
        assert [one["filename"] for one in added["attachments"]] == ["a.txt", "b.txt"]
        left = await upload(on, "PATCH", place, {"attachments": [{"id": 0}]}, {"files[0]": ("c.txt", b"three")})
        assert [one["filename"] for one in left["attachments"]] == ["c.txt"]
        none = await upload(on, "PATCH", place, {"attachments": []}, {})
        assert none["attachments"] == []
        here = on.here
        here.overwrite(on.general, here.bot_role(on.guild), deny=Allow.ATTACH_FILES)
        for method, where in (("POST", ""), ("PATCH", place)):
            with refused(50013):
                await upload(on, method, where, {"attachments": [{"id": 0}]}, {"files[0]": small})


async def upload(on: Stage, method: str, where: str, body: Any, files: dict[str, tuple[str, bytes]]) -> Any:
    """Send a message, or change one: by a form with files, or without any."""
    route = discord.http.Route(method, f"/channels/{{channel_id}}/messages{where}", channel_id=on.general.id)
    if not files:
        return await on.bot.http.request(route, json=body)
    form: list[dict[str, Any]] = [{"name": "payload_json", "value": json.dumps(body)}]
    form += [{"name": field, "value": io.BytesIO(data), "filename": name} for field, (name, data) in files.items()]
    return await on.bot.http.request(route, form=form)


async def test_the_rest_of_what_moderators_do() -> None:
    """Bans keep the evidence, roles have ranks, files and forum posts arrive, an outage ends."""
    async with stage(permissions=EVERYTHING & ~Allow.ADMINISTRATOR) as on:
        here = on.here
        here.post(on.general, on.ada, "evidence")
        ben = here.post(on.general, here.join(on.guild, "ben"), "spam").author
        await on.ward.ban(discord.Object(ben.id), delete_message_seconds=60, reason="case 9")
        await on.ward.ban(discord.Object(on.ada.id), delete_message_seconds=0)
        assert [message.content for message in on.general.messages] == ["evidence"]
        assert on.guild.banned == {ben.id: "case 9", on.ada.id: None}
        with pytest.raises(Impossible, match="is not in"):
            here.post(on.general, ben, "hello?")
        await on.ward.unban(discord.Object(ben.id))
        with refused(10026):
            await on.ward.unban(discord.Object(ben.id))

        mia = await on.ward.fetch_member(on.mia.id)
        low, high = here.role(on.guild, "low"), here.role(on.guild, "high", position=60)
        await mia.add_roles(discord.Object(low.id))
        assert low.id in on.mia.roles
        with refused(50013):
            await mia.add_roles(discord.Object(high.id))
        await mia.remove_roles(discord.Object(low.id))

        file = discord.File(io.BytesIO(b"pixels"), "scan.png")
        sent = await on.channel.send("look", file=file)
        assert await sent.attachments[0].read() == b"pixels"
        forum = here.channel(on.guild, "cases", FORUM)
        known = await on.bot.fetch_channel(forum.id)
        assert isinstance(known, discord.ForumChannel)
        made = await known.create_thread(name="A case", content="first")
        assert here.world.channels[made.thread.id].messages[0].content == "first"
        await made.thread.edit(archived=True)
        assert [thread.name async for thread in known.archived_threads()] == ["A case"]
        with refused(50008):
            await on.bot.http.logs_from(forum.id, 1)
        await sent.delete()
        with pytest.raises(discord.NotFound):
            await sent.attachments[0].read()

        created = await on.ward.create_text_channel("queue")
        assert on.guild.named("queue").id == created.id
        await created.set_permissions(on.ward.default_role, view_channel=False, reason="for moderators")
        assert not here.world.may(on.guild.named("queue"), on.mia) & Allow.VIEW_CHANNEL
        here.outage(on.guild)
        await on.bot.hears("guild_unavailable")
        here.tell_guild_create(on.guild)
        await on.bot.hears("guild_available")
        here.throw_out(on.guild)
        await on.bot.hears("guild_remove")
        assert (await on.bot.application_info()).flags.gateway_message_content_limited


class Sheet(discord.ui.LayoutView):
    """A card of the newer kind."""

    def __init__(self, words: str) -> None:
        super().__init__(timeout=None)
        text = discord.ui.TextDisplay[Sheet](words)
        button = discord.ui.Button[Sheet](label="Claim", custom_id="claim")
        self.add_item(discord.ui.Container(text, discord.ui.ActionRow(button)))


async def test_the_newer_components() -> None:
    """They carry the text themselves, up to 4,000 characters, and nothing beside them."""
    async with stage() as on:
        await on.channel.send(view=Sheet(f"Case 7 {on.ada.mention}"), allowed_mentions=discord.AllowedMentions.all())
        card = await on.here.posted(on.general)
        assert ("Case 7" in card.text, card.buttons) == (True, {"claim": "Claim"})
        assert card.pings == (on.ada.mention,)
        with refused(50035, "In components:"):
            await on.channel.send(view=Sheet("x" * 4_001))
        with refused(50035, "In content:"):
            await on.bot.http.request(
                discord.http.Route("POST", "/channels/{channel_id}/messages", channel_id=on.general.id),
                json={"content": "x", "flags": 1 << 15, "components": [{"type": 10, "content": "y"}]},
            )


# Faults


async def test_a_429_is_waited_out() -> None:
    """One route, then everything, then every second call: in the end all arrive, and once."""
    async with stage() as on:
        on.here.limit("POST", "/channels/*/messages", 0.01)
        await on.channel.send("one")
        on.here.limit_globally(0.01)
        await on.channel.send("two")
        on.here.limit_every_second_call()
        for number in range(20):
            await on.channel.send(f"burst {number}")
        on.here.heal()
        on.here.limit_rate("POST", "/channels/*/messages", 2, 0.05)
        for number in range(5):
            await on.channel.send(f"slow {number}")
        assert len(on.general.messages) == 27
        refused = on.here.calls("POST", "/channels/*/messages", ok=False)
        assert len(refused) >= 12
        assert {call.status for call in refused} == {429}


async def test_errors_slow_answers_and_cut_lines() -> None:
    """A 503 is an error at once; a gate holds until it opens; a cut line may hide that it was done."""
    async with stage() as on:
        on.here.fail("POST", "/channels/*/messages")
        with pytest.raises(discord.DiscordServerError):
            await on.channel.send("lost")
        gate = on.here.slow("POST", "/channels/*/messages")
        sending = asyncio.create_task(on.channel.send("late"))
        await gate.arrived()
        assert not sending.done()
        gate.open()
        await sending
        on.here.heal()
        on.here.cut("POST", "/channels/*/messages")
        on.here.cut("POST", "/channels/*/messages", after=True)
        for text in ("cut before", "cut after"):
            with pytest.raises((aiohttp.ClientError, OSError)):
                await on.channel.send(text)
        assert [message.content for message in on.general.messages] == ["late", "cut after"]


@pytest.mark.slow
async def test_a_burst_is_counted_quickly() -> None:
    """A thousand deletions of which every second one is limited are waited for without reading the journal anew."""
    async with stage() as on:
        posted = [on.here.post(on.general, on.ada, f"{number}") for number in range(1_000)]
        on.here.limit_every_second_call("DELETE")
        for _ in posted:
            await on.bot.hears("message")
        rounds = 0
        while on.general.messages:
            rounds += 1
            deletions = [on.channel.get_partial_message(message.id).delete() for message in on.general.messages]
            await asyncio.gather(*deletions, return_exceptions=True)
        assert len(await on.here.called("DELETE", "/channels/*/messages/*", 1_000)) == 1_000
        assert rounds < 5


async def test_shards_identify_in_turn() -> None:
    """Two shards of one place that come at once: the second is sent away."""
    async with loopback() as here:
        here.guild()
        async with online(here, Ears(shard_id=0, shard_count=2)):
            here.gateway.pace = 60
            async with here.adopted():
                hasty = Ears(shard_id=1, shard_count=2)
                running = asyncio.create_task(hasty.start(here.token))
                await hasty.hears("disconnect")
                assert [session.shard for session in here.sessions] == [(0, 2)]
                here.max_concurrency = 2
                await hasty.hears("connect")
                await hasty.close()
                await running
                assert [session.shard for session in here.sessions] == [(0, 2), (1, 2)]


async def test_an_enforced_nonce_is_sent_once() -> None:
    """The same nonce gives the same message, for some minutes."""
    async with stage() as on:
        for _ in range(2):
            await on.channel.send("once", nonce=7)
        assert len(on.general.messages) == 1
        on.clock.passes(minutes=6)
        await on.channel.send("once", nonce=7)
        assert len(on.general.messages) == 2


async def test_pings_are_noticed() -> None:
    """A mention that would call somebody is recorded, and so is every message that leaves it to chance."""
    async with stage() as on:
        await on.channel.send(f"{on.ada.mention} @everyone")
        assert on.here.pings == []
        assert on.here.unguarded == []
        await on.channel.send(f"{on.ada.mention}", allowed_mentions=discord.AllowedMentions(users=True))
        assert [message.pings for message in on.here.pings] == [(on.ada.mention,)]
        assert len(on.here.unguarded) == 1
    async with stage(allowed_mentions=None) as on:
        asked = on.here.post(on.general, on.ada, "hello")
        await on.channel.get_partial_message(asked.id).reply("yes")
        assert [message.pings for message in on.here.pings] == [(on.ada.mention,)]


async def test_roles_are_called_by_who_may() -> None:
    """`allowed_mentions` gives no right: the role can be mentioned by anybody, or the bot may mention everybody."""
    async with stage() as on:
        wards = on.here.role(on.guild, "wards")

        async def called() -> bool:
            sent = await on.channel.send(wards.mention, allowed_mentions=discord.AllowedMentions(roles=True))
            return on.general.stored[sent.id].pings == (wards.mention,)

        assert not await called()
        on.here.change_role(on.guild, wards, mentionable=True)
        assert await called()
        on.here.change_role(on.guild, wards, mentionable=False)
        on.here.overwrite(on.general, on.here.bot_role(on.guild), allow=Allow.MENTION_EVERYONE)
        assert await called()


async def test_a_wait_says_what_was_missing() -> None:
    """Waiting for what does not come ends with an account of what came."""
    async with loopback(patience=0.01) as here:
        with pytest.raises(AssertionError, match=r"1 × DELETE /channels/\*; the last calls: \[\]"):
            await here.called("DELETE", "/channels/*")
        with pytest.raises(AssertionError, match="connected sessions"):
            await here.connected()


async def test_the_door_is_shut_to_strangers() -> None:
    """No token, no answer; no such route, no such thing; a reason has 512 characters at most."""
    async with loopback() as here, aiohttp.ClientSession() as http:

        async def ask(method: str, path: str, **headers: str) -> tuple[int, int]:
            async with http.request(method, f"{here.api_base}{path}", headers=headers) as response:
                return response.status, (await response.json())["code"]

        known = {"Authorization": f"Bot {here.token}"}
        assert await ask("GET", "/users/@me") == (401, 0)
        assert await ask("GET", "/nowhere", **known) == (404, 0)
        assert await ask("GET", "/guilds/1", **known) == (404, 10004)
        assert await ask("GET", "/gateway/bot", **known, **{"X-Audit-Log-Reason": "x" * 513}) == (400, 50035)
