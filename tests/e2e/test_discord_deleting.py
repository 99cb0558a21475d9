"""Deleting many messages at once, through the unmodified discord.py against a Discord on loopback."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from discord.utils import time_snowflake

from bot.adapters.discord.deleting import Deleter
from bot.adapters.discord.rest import Rest
from bot.core.actions import RemoveMessage
from bot.core.events import ChannelId, MessageId, MessageRef
from tests.guild import Ward, ward
from tests.loopback_discord import Gate, Message
from tests.town import Daytime

SINGLE, BULK = "/channels/{}/messages/*", "/channels/{}/messages/bulk-delete"


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Ward]:
    """Open a guild with the bot at work in it."""
    async with ward(tmp_path) as opened:
        yield opened


def remove(here: Ward, message: Message, case: int) -> "asyncio.Task[None]":
    """Begin to remove a message."""
    ref = MessageRef(channel=ChannelId(f"discord:{here.general.id}"), id=MessageId(f"discord:{message.id}"))
    done = here.adapter.perform(here.community, RemoveMessage(message=ref), f"key-{message.id}", case)
    return asyncio.get_running_loop().create_task(done)


async def behind_one(here: Ward, messages: list[Message]) -> tuple[Gate, list["asyncio.Task[None]"]]:
    """Begin to remove messages while the removal of the first is under way."""
    gate = here.discord.slow("DELETE", SINGLE.format(here.general.id), times=1)
    tasks = [remove(here, messages[0], 1)]
    await gate.arrived(1)
    tasks += [remove(here, message, number) for number, message in enumerate(messages[1:], 2)]
    await asyncio.sleep(0)
    return gate, tasks


async def test_what_waits_in_a_channel_goes_together(here: Ward) -> None:
    """One by one for a single message, and one call for all that were wished meanwhile; the log names their cases."""
    messages = [here.discord.post(here.general, here.ada, f"copy {number}") for number in range(5)]
    gate, tasks = await behind_one(here, messages)
    gate.open()
    await asyncio.gather(*tasks)
    assert all(message.deleted for message in messages)
    assert len(here.discord.calls("DELETE", SINGLE.format(here.general.id))) == 1
    (bulk,) = here.discord.calls("POST", BULK.format(here.general.id))
    assert bulk.reason == "Chaperone case 2; Chaperone case 3; Chaperone case 4; Chaperone case 5"
    await here.quiet()
    assert await here.cases() == []


async def test_old_messages_go_one_by_one(here: Ward) -> None:
    """Discord takes none older than two weeks in bulk."""
    old = time_snowflake(here.discord.world.now() - timedelta(days=20))
    messages = [here.discord.post(here.general, here.ada, f"old {add}", number=old + add) for add in range(3)]
    gate, tasks = await behind_one(here, messages)
    gate.open()
    await asyncio.gather(*tasks)
    assert all(message.deleted for message in messages)
    assert here.discord.calls("POST", BULK.format(here.general.id)) == []


async def test_one_that_cannot_be_deleted_spoils_no_other(here: Ward) -> None:
    """When all together are refused, each is tried by itself, and each hears its own answer."""
    messages = [here.discord.post(here.general, here.ada, f"copy {number}") for number in range(4)]
    gate, tasks = await behind_one(here, messages)
    here.discord.fail("POST", BULK.format(here.general.id), status=400, code=50034, times=1)
    refused = SINGLE.format(here.general.id).replace("*", str(messages[2].id))
    here.discord.fail("DELETE", refused, status=403, code=50013, times=1)
    gate.open()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(answer).__name__ for answer in answers] == ["NoneType", "NoneType", "Denied", "NoneType"]
    assert [message.deleted for message in messages] == [True, True, False, True]


async def test_whoever_gives_up_leaves_the_others_their_turn(here: Ward) -> None:
    """A deletion that is cut short does not take those behind it along."""
    messages = [here.discord.post(here.general, here.ada, f"copy {number}") for number in range(3)]
    gate, tasks = await behind_one(here, messages)
    tasks[0].cancel()
    gate.open()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(answer).__name__ for answer in answers] == ["CancelledError", "NoneType", "NoneType"]
    assert [message.deleted for message in messages[1:]] == [True, True]


class Unanswered(Rest):
    """A Discord that does not answer until it is let."""

    def __init__(self) -> None:
        self.answers = asyncio.Event()
        self.deleted: list[int] = []

    async def delete_message(self, channel: int, message: int, reason: str | None) -> None:
        """Delete a message, some day."""
        await self.answers.wait()
        self.deleted.append(message)


@pytest.mark.parametrize("steps", range(5))
async def test_whoever_gives_up_as_their_turn_comes_leaves_it_to_the_next(steps: int) -> None:
    """Two that run out of patience within a few steps of each other do not close the channel to all that follow."""
    rest = Unanswered()
    deleter = Deleter(lambda: rest, Daytime())
    tasks = [asyncio.ensure_future(deleter.delete(7, message, "Chaperone")) for message in range(2)]
    await asyncio.sleep(0)
    tasks[0].cancel()
    for _ in range(steps):
        await asyncio.sleep(0)
    tasks[1].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    rest.answers.set()
    async with asyncio.timeout(1):
        await deleter.delete(7, 2, "Chaperone")
    assert rest.deleted[-1] == 2


async def test_old_messages_do_not_keep_young_ones_apart(here: Ward) -> None:
    """What Discord takes together goes together, whatever waits beside it."""
    old = time_snowflake(here.discord.world.now() - timedelta(days=20))
    young = [here.discord.post(here.general, here.ada, f"young {number}") for number in range(3)]
    before = here.discord.post(here.general, here.ada, "old", number=old)
    gate, tasks = await behind_one(here, [young[0], before, *young[1:]])
    gate.open()
    await asyncio.gather(*tasks)
    assert all(message.deleted for message in [before, *young])
    assert len(here.discord.calls("POST", BULK.format(here.general.id))) == 1
