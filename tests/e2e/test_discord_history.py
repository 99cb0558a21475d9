"""What was written while the bot was away is read from each channel's mark, bounded, and nothing happens twice."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.adapters.discord import history
from tests.guild import HELD, bot, populate
from tests.loopback_discord import loopback
from tests.town import Daytime, Time

FINE = "nothing to see here"


async def test_the_first_time_it_begins_now(tmp_path: Path) -> None:
    """What was there before the bot came is not its affair."""
    async with loopback(now=Daytime()) as discord:
        people = populate(discord)
        discord.post(people.general, people.ada, HELD)
        async with bot(discord, people, tmp_path) as here:
            later = discord.post(people.general, people.ada, HELD)
            await discord.called("DELETE", f"/channels/*/messages/{later.id}")
            await here.quiet()
            assert len(await here.cases()) == 1
        assert discord.calls("GET", "/channels/*/messages") == []


async def test_what_was_missed_is_read_once(tmp_path: Path) -> None:
    """Posted, edited and deleted meanwhile, in a channel that was read before, one that was not, and a new thread."""
    async with loopback(now=Daytime()) as discord:
        people = populate(discord)
        other = discord.channel(people.guild, "other")
        async with bot(discord, people, tmp_path) as here:
            first = discord.post(people.general, people.ada, FINE)
            seen = discord.post(people.general, people.ada, HELD)
            await discord.called("DELETE", f"/channels/*/messages/{seen.id}")
            await here.quiet()
        posted = discord.post(people.general, people.ada, f"{HELD} and well")
        quiet = discord.post(other, people.ada, HELD)
        gone = discord.post(people.general, people.ada, HELD)
        discord.delete(gone)
        discord.edit(first, f"{HELD} since Monday")
        async with bot(discord, people, tmp_path) as here:
            await discord.gone(posted, quiet, first)
            await here.quiet()
            messages = {case.message for case in await here.cases()}
            assert messages == {f"discord:{one.id}" for one in (seen, posted, quiet, first)}
        reads = len(discord.calls("GET", "/channels/*/messages"))
        async with bot(discord, people, tmp_path) as here:
            last = discord.post(people.general, people.ada, f"{HELD} at last")
            await discord.called("DELETE", f"/channels/*/messages/{last.id}")
            await here.quiet()
            assert len(await here.cases()) == 5
        assert len(discord.calls("GET", "/channels/*/messages")) <= reads + 4


async def test_what_was_written_while_the_bot_was_thrown_out_is_left_alone(tmp_path: Path) -> None:
    """A server that invites the bot again did not want it meanwhile: reading begins with the invitation."""
    time = Time()
    async with loopback(now=time) as discord:
        people = populate(discord)
        other = discord.channel(people.guild, "other")
        async with bot(discord, people, tmp_path) as here:
            discord.post(people.general, people.ada, FINE)
            discord.throw_out(people.guild)
            time.at += timedelta(minutes=1)
            unseen = [discord.post(place, people.ada, f"{HELD} and well") for place in (people.general, other)]
            time.at += timedelta(minutes=1)
            discord.invite(people.guild)
            seen = discord.post(people.general, people.ada, HELD)
            await discord.gone(seen)
            await here.quiet()
        discord.throw_out(people.guild)
        time.at += timedelta(minutes=1)
        unseen += [discord.post(place, people.ada, f"{HELD} at last") for place in (people.general, other)]
        time.at += timedelta(minutes=1)
        discord.invite(people.guild)
        missed = [discord.post(place, people.ada, HELD) for place in (people.general, other)]
        async with bot(discord, people, tmp_path) as here:
            await discord.gone(*missed)
            await here.quiet()
            messages = {case.message for case in await here.cases()}
            assert messages == {f"discord:{one.id}" for one in (seen, *missed)}
        assert not any(one.deleted for one in unseen)


async def test_reading_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a flood the newest are read, page by page; every one of these, and no more pages than that takes."""
    monkeypatch.setattr(history, "MOST", 300)
    async with loopback(now=Daytime()) as discord:
        people = populate(discord)
        async with bot(discord, people, tmp_path) as here:
            await here.quiet()
        flood = [discord.post(people.general, people.ada, FINE) for _ in range(350)]
        bad = [discord.post(people.general, people.ada, f"{HELD} {number}") for number in range(3)]
        async with bot(discord, people, tmp_path) as here:
            await discord.gone(*bad)
            await here.quiet()
        assert len(discord.calls("GET", f"/channels/{people.general.id}/messages")) == 3
        assert flood


async def test_a_channel_that_cannot_be_read_keeps_its_mark(tmp_path: Path) -> None:
    """A refusal is no reason to skip: the next start tries again."""
    async with loopback(now=Daytime()) as discord:
        people = populate(discord)
        async with bot(discord, people, tmp_path) as here:
            before = discord.post(people.general, people.ada, HELD)
            await discord.called("DELETE", f"/channels/*/messages/{before.id}")
            await here.quiet()
        missed = discord.post(people.general, people.ada, f"{HELD} again")
        discord.fail("GET", f"/channels/{people.general.id}/messages", 403, 50001)
        async with bot(discord, people, tmp_path) as here:
            await discord.called("GET", f"/channels/{people.general.id}/messages", ok=False)
            live = discord.post(people.general, people.ada, f"{HELD} live")
            await discord.called("DELETE", f"/channels/*/messages/{live.id}")
            await here.quiet()
            assert [one.deleted for one in (before, missed, live)] == [True, False, True]
        async with bot(discord, people, tmp_path) as here:
            await discord.called("DELETE", f"/channels/*/messages/{missed.id}")
            await here.quiet()
            assert missed.deleted
            assert len(await here.cases()) == 3
