"""What is kept for a while only."""

import asyncio
from weakref import finalize

from bot.core.fleeting import Fleeting

LONG = 3_600.0


class Words:
    """Something that somebody wrote."""


async def test_what_was_put_there_is_there_until_it_is_dropped() -> None:
    """Under its key, and the last one under it."""
    kept: Fleeting[str, int] = Fleeting(LONG, most=10)
    kept.put("one", 1)
    kept.put("two", 2)
    kept.put("one", 11)
    assert kept.get("one") == 11
    assert "two" in kept
    kept.drop("one")
    kept.drop("one")
    assert kept.get("one") is None
    assert "one" not in kept
    assert len(kept) == 1


async def test_the_oldest_goes_first() -> None:
    """There are never more than so many; what was put there again is new."""
    kept: Fleeting[int, int] = Fleeting(LONG, most=3)
    for number in (1, 2, 3, 1, 4):
        kept.put(number, number)
    assert [number for number in range(5) if number in kept] == [1, 3, 4]


async def test_it_is_gone_by_itself() -> None:
    """Nobody has to come for the next one: when its time is over nothing holds it any more."""
    kept: Fleeting[str, Words] = Fleeting(0.0, most=10)
    words, gone = Words(), asyncio.Event()
    finalize(words, gone.set)
    kept.put("mia", words)
    assert kept.get("mia") is words
    del words
    async with asyncio.timeout(20):
        await gone.wait()
    assert len(kept) == 0


async def test_what_took_its_place_has_its_own_time() -> None:
    """The end of what was there before is not the end of what is there now."""
    kept: Fleeting[str, int] = Fleeting(LONG, most=10)
    kept.put("mia", 1)
    ((_, first),) = kept._kept.values()
    kept.put("mia", 2)
    assert first.cancelled()
    assert kept.get("mia") == 2
