"""What is taught, on Discord: the whole bot, the unmodified discord.py, and a Discord on loopback with its limits."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from config.catalogue import speaking
from config.content import load_course, load_playbook
from tests.guild import Ward, ward
from tests.town import Time

SAY = speaking("en")
PLAYBOOK, COURSE = load_playbook(), load_course()


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Ward]:
    """Open a guild with the bot at work in it."""
    async with ward(tmp_path) as opened:
        yield opened


async def test_a_crisis_from_the_question_to_the_draft(here: Ward) -> None:
    """Asked, chosen, drafted in a modal, and read back to the author alone."""
    asked = await here.discord.slash(here.ada, here.general, "crisis start").message()
    assert asked.ephemeral
    steps = await here.discord.select(asked, "crisis:branch", here.ada, "review").message()
    branch = PLAYBOOK.branch("review")
    assert branch is not None
    for step in branch.steps:
        assert step.text.en in steps.text
    modal = await here.discord.press(steps, "crisis:draft:review", here.ada).modal()
    read = await here.discord.submit(modal, {"draft": "You were seen on time, as your doctor I know."}).message()
    assert read.ephemeral
    assert SAY("crisis.confirms") in read.text
    typed = await here.discord.slash(here.ada, here.general, "crisis start", {"situation": "journalist"}).message()
    assert PLAYBOOK.branches[-1].opening.en in typed.text
    first_hour = await here.discord.slash(here.ada, here.general, "crisis disclosure").message()
    assert PLAYBOOK.disclosure.opening.en in first_hour.text


async def test_a_case_from_the_choice_to_the_feedback(here: Ward) -> None:
    """The card is redrawn in place, and only its reader sees it."""
    shown = await here.discord.slash(here.ada, here.general, "learn start", {"module": "crisis"}).message()
    assert shown.ephemeral
    token = next(one for one in shown.buttons if one.startswith("learn:answer:"))
    fed_back = await here.discord.press(shown, token, here.ada).message()
    _, _, case_id, index = token.partition("@")[0].split(":")
    found = COURSE.case(case_id)
    assert found is not None
    assert found[1].choices[int(index)].feedback.en in fed_back.text
    hidden = await here.discord.slash(here.mia, here.general, "learn calibrate").message()
    assert SAY("calibrate.answer.hide") in str(hidden.components)


async def test_a_tip_in_a_channel(tmp_path: Path) -> None:
    """Posted for everybody, by day; the button under it opens for whoever presses it, and the card stays."""
    async with ward(tmp_path, now=Time()) as here:
        options = {"channel": here.general, "every": "7d"}
        said = await here.discord.slash(here.admin, here.general, "tips schedule", options).message()
        assert SAY("tips.scheduled.title") in said.text
        posted = await here.discord.posted(here.general)
        mine = await here.discord.press(posted, "tip:mine:", here.ada).message()
        assert mine.ephemeral
        assert mine.id != posted.id
