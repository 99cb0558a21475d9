"""The console: a script reads like a conversation, and says where it went wrong."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.adapters.local.console import ScriptError
from tests.playground import Playground, playground


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Playground]:
    """Open a playground."""
    async with playground(tmp_path) as opened:
        yield opened


async def test_a_message_is_held_and_its_author_told(here: Playground) -> None:
    """Patient data vanishes from the channel, and its author finds a private notice with buttons."""
    said = await here.play("ada #cases: {patient_data.direct 0.9: Odalys} is back")
    assert "is gone" not in said
    assert here.bodies("cases") == []
    assert "[Edit and repost] [Delete it] [This is a mistake]" in said


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("ada", "write it as"),
        ("zoe: hello", "nobody called"),
        ("ada #attic: hello", "there is no channel #attic"),
        ("ada: press Nothing", "sees no button"),
        ("ada: choose Nothing", "sees no list"),
        ("ada: fill a=b", "no form is open"),
        ("ada: delete", "no such message"),
        ("expect ada: unheard words", "does not see"),
        ("expect nobody", "write it as"),
    ],
)
async def test_a_line_that_cannot_be_played_says_why(here: Playground, line: str, says: str) -> None:
    """Every mistake in a script gets a sentence."""
    with pytest.raises(ScriptError, match=says):
        await here.play(line)


async def test_expectations_hold_both_ways(here: Playground) -> None:
    """What is expected may be seen or not seen."""
    await here.play("ada #general: good morning all", "expect ben: good morning", "expect not ben: good evening")
    with pytest.raises(ScriptError, match="sees: good morning"):
        await here.play("expect not ben: good morning")


async def test_a_card_in_a_channel_is_read_and_pressed(here: Playground) -> None:
    """By whoever is there, and the answer is theirs alone."""
    said = await here.play("sam: /tips schedule channel:#general")
    assert "[One for me]" in said
    assert "[Another tip]" in await here.play("ada: press One for me")
