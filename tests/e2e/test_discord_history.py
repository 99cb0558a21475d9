"""What was written while the bot was away is read from each channel's mark, bounded, and nothing happens twice."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from bot import listening
from bot.adapters.discord import history, rest
from bot.core.errors import Throttled
from bot.core.events import MessageId
from tests.guild import HELD, Ward, bot, populate
from tests.loopback_discord import (
    FORUM,
    MEDIA,
    MEMBERS,
    NEWS,
    PRIVATE_THREAD,
    STAGE,
    TEXT,
    VOICE,
    Allow,
    loopback,
)
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


@pytest.mark.parametrize("kind", [VOICE, STAGE])
async def test_what_was_missed_in_voice_chat_is_read(tmp_path: Path, kind: int) -> None:
    """Members write there as anywhere; where the bot may not connect, Discord shows it nothing, and is not asked."""
    async with loopback(now=Daytime()) as discord:
        people = populate(discord)
        teaching, closed = (discord.channel(people.guild, name, kind) for name in ("teaching", "closed"))
        discord.overwrite(closed, discord.bot_role(people.guild), deny=Allow.CONNECT)
        async with bot(discord, people, tmp_path) as here:
            await discord.gone(discord.post(teaching, people.ada, HELD))
            await here.quiet()
        missed = discord.post(teaching, people.ada, f"{HELD} again")
        discord.post(closed, people.ada, FINE)
        async with bot(discord, people, tmp_path) as here:
            await discord.gone(missed)
            await read(here)
            assert len(await here.cases()) == 2
        assert discord.calls("GET", f"/channels/{closed.id}/messages", ok=None) == []


@pytest.mark.parametrize("kind", [TEXT, NEWS, FORUM, MEDIA])
async def test_what_was_missed_in_archived_threads_is_read(tmp_path: Path, kind: int) -> None:
    """In one that was read before and in one that was not, and what was edited; no thread is asked for by itself."""
    async with loopback(now=Daytime()) as discord:
        people = populate(discord)
        rounds = discord.channel(people.guild, "rounds", kind)
        known = discord.thread(rounds, people.ada, "known", FINE)
        async with bot(discord, people, tmp_path) as here:
            edited = discord.post(known, people.ada, FINE)
            await discord.gone(discord.post(known, people.ada, HELD))
            await here.quiet()
        new = discord.thread(rounds, people.ada, "new", FINE)
        discord.edit(edited, f"{HELD} since Monday")
        missed = [edited, *(discord.post(thread, people.ada, f"{HELD} in {thread.name}") for thread in (known, new))]
        for thread in (known, new):
            discord.archive(thread)
        async with bot(discord, people, tmp_path) as here:
            await discord.gone(*missed)
            await read(here)
            places = {case.message: case.channel_name for case in await here.cases()}
            assert len(places) == 4
            assert {places[MessageId(f"discord:{one.id}")] for one in missed} == {"rounds"}
        assert discord.calls("GET", "/channels/*") == []


async def test_threads_archived_while_the_bot_was_there_are_not_read(tmp_path: Path) -> None:
    """They are listed page by page, the newest first, until one of these comes; the private ones where it may."""
    time = Time()
    async with loopback(now=time) as discord:
        people = populate(discord)
        pages, private = (f"/channels/{people.general.id}/threads/archived/{kind}" for kind in ("public", "private"))
        old = [discord.thread(people.general, people.ada, f"old {number}", FINE) for number in range(history.PAGE)]
        async with bot(discord, people, tmp_path) as here:
            for thread in old:
                discord.archive(thread)
            time.at += timedelta(hours=1)
            await discord.gone(discord.post(people.general, people.ada, HELD))
            await here.quiet()
        new = [discord.thread(people.general, people.ada, f"new {number}", FINE) for number in range(history.PAGE + 1)]
        new.append(discord.thread(people.general, people.ada, "closed", FINE, kind=PRIVATE_THREAD))
        missed = [discord.post(thread, people.ada, f"{HELD} in {thread.name}") for thread in (new[0], new[-1])]
        for thread in new:
            time.at += timedelta(seconds=1)
            discord.archive(thread)
        time.at += timedelta(hours=1)
        async with bot(discord, people, tmp_path) as here:
            await discord.gone(*missed)
            await read(here)
        assert (len(discord.calls("GET", pages)), len(discord.calls("GET", private))) == (2, 1)
        assert not any(discord.calls("GET", f"/channels/{thread.id}/messages") for thread in old)
        discord.change_role(people.guild, discord.bot_role(people.guild), permissions=MEMBERS)
        time.at += timedelta(hours=1)
        async with bot(discord, people, tmp_path) as here:
            await read(here)
        assert (len(discord.calls("GET", pages)), len(discord.calls("GET", private, ok=None))) == (3, 1)
        assert len(discord.calls("GET", f"/channels/{new[0].id}/messages")) == 1


async def test_a_thread_that_is_woken_while_threads_are_listed_is_read(tmp_path: Path) -> None:
    """It is archived no more when its turn comes, and had been when the channels were counted."""
    async with loopback(now=Daytime()) as discord:
        people = populate(discord)
        thread = discord.thread(people.general, people.ada, "rounds", FINE)
        async with bot(discord, people, tmp_path) as here:
            await discord.gone(discord.post(thread, people.ada, HELD))
            await here.quiet()
        missed = discord.post(thread, people.ada, f"{HELD} again")
        discord.archive(thread)
        listing = discord.slow("GET", "/channels/*/threads/archived/*")
        async with bot(discord, people, tmp_path) as here:
            await listing.arrived()
            await discord.gone(discord.post(thread, people.ada, f"{HELD} and well"))
            listing.open()
            await discord.gone(missed)
            await read(here)
            assert len(await here.cases()) == 3


async def test_threads_that_cannot_be_read_stop_no_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is given up is counted, and the next start looks for it again."""
    monkeypatch.setattr(listening, "FIRST_PAUSE", timedelta())
    async with loopback(now=Daytime()) as discord:
        people = populate(discord)
        places = [discord.channel(people.guild, name) for name in ("refused", "silent", "well")]
        async with bot(discord, people, tmp_path) as here:
            await discord.gone(discord.post(people.general, people.ada, HELD))
            await here.quiet()
        threads = [discord.thread(place, people.ada, "rounds") for place in places]
        refused, silent, well = (discord.post(one, people.ada, f"{HELD} in {one.id}") for one in threads)
        for thread in threads:
            discord.archive(thread)
        discord.fail("GET", f"/channels/{places[0].id}/threads/archived/public", 403, 50001)
        discord.fail("GET", f"/channels/{threads[1].id}/messages", 503, times=listening.TRIES)
        async with bot(discord, people, tmp_path) as here:
            await discord.gone(well)
            await read(here)
            assert {reason["reason"] for name, reason in here.ledger.counts if name == "events_failed"} == {
                "denied",
                "unavailable",
            }
            await discord.gone(discord.post(threads[1], people.ada, f"{HELD} and well"))
            await here.quiet()
            assert (refused.deleted, silent.deleted) == (False, False)
        async with bot(discord, people, tmp_path) as here:
            await discord.gone(refused, silent)
            await read(here)
            assert len(await here.cases()) == 5


async def test_limits_delay_the_reading_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More than there are tries: what was read before a limit is not read again."""
    monkeypatch.setattr(rest, "Throttled", lambda _: Throttled(timedelta()))
    async with loopback(now=Daytime()) as discord:
        people = populate(discord)
        async with bot(discord, people, tmp_path) as here:
            await here.quiet()
        flood = [discord.post(people.general, people.ada, FINE) for _ in range(history.PAGE)]
        missed = discord.post(people.general, people.ada, HELD)
        pages = f"/channels/{people.general.id}/messages"
        discord.limit("GET", pages, 60, times=listening.TRIES + 1)
        async with bot(discord, people, tmp_path) as here:
            await discord.gone(missed)
            await read(here)
            assert [line for line in here.ledger.counts if line[0] == "events_failed"] == []
        assert len(discord.calls("GET", pages)) == 2
        assert flood


async def read(here: Ward) -> None:
    """Wait until what was missed has been read, and what came of it is carried out."""
    while here.adapter._history._reading:  # noqa: ASYNC110 - readings ring no bell
        await asyncio.sleep(0.01)
    await here.quiet()
