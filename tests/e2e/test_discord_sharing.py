"""Sharing, welcome, verification and calm on Discord: what many see, who may press it, and what is done there."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.guild import HELD, Ward, ward
from tests.loopback_discord import PRIVATE_THREAD, Message
from tests.town import Time

CASE = {
    "question": "Would you anticoagulate?",
    "age": "middle",
    "setting": "a hospital ward",
    "findings": "New atrial fibrillation after surgery, otherwise well.",
    "basis": "written consent",
}
TELLING = CASE | {"findings": "pt {patient_data.direct 0.9: Ada Testperson} has new fibrillation"}


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Ward]:
    """Open a guild at nine in the morning, with the bot at work in it."""
    async with ward(tmp_path, now=Time()) as opened:
        yield opened


def token(message: Message, start: str) -> str:
    """Find a button by how its token begins."""
    return next(one for one in message.buttons if one.startswith(start))


async def test_a_case_is_shared_corrected_and_taken_back(here: Ward) -> None:
    """Stopped first, mended, posted, corrected in place by its author alone, and gone when it is taken back."""
    modal = await here.discord.slash(here.ada, here.general, "case share").modal()
    stopped = await here.discord.submit(modal, TELLING).message()
    assert stopped.ephemeral
    assert "Testperson" not in stopped.text
    assert here.general.messages == []
    again = await here.discord.press(stopped, token(stopped, "case:edit"), here.ada).modal()
    assert "Testperson" not in again.inputs["findings"]["value"]
    sent = await here.discord.submit(again, CASE).message()
    assert sent.ephemeral
    card = await here.discord.posted(here.general)
    assert "shared by ada" in card.text
    assert "New atrial fibrillation" in card.text
    await here.quiet()
    refused = await here.discord.press(card, token(card, "case:correct"), here.mia).message()
    assert refused.ephemeral
    assert "Only its author" in refused.text
    modal = await here.discord.press(card, token(card, "case:correct"), here.ada).modal()
    assert modal.inputs["question"]["value"] == CASE["question"]
    await here.discord.submit(modal, CASE | {"findings": "In sinus rhythm again."}).message()
    await here.quiet()
    (standing,) = here.general.messages
    assert standing.id == card.id
    assert "sinus rhythm" in standing.text
    await here.discord.press(standing, token(standing, "case:retract"), here.mia).message()
    letter = await here.discord.letter(here.ada)
    assert "taken your case out" in letter.text
    await here.quiet()
    assert [one for one in here.general.messages if not one.deleted] == []


async def test_no_digest_carries_a_link_out_of_a_private_thread(here: Ward) -> None:
    """What is shared in an open channel and its threads is kept for the digest, but for those who were let in alone."""
    square = here.discord.channel(here.guild, "public-square")
    await here.discord.slash(here.mia, here.general, "digest weekly").message()
    private = here.discord.thread(square, here.ada, "only us two", kind=PRIVATE_THREAD)
    thread = here.discord.thread(square, here.ada, "for all of us")
    for place in (private, thread):
        here.discord.post(place, here.ada, f"https://example.org/{place.id}")
        here.discord.post(place, here.ada, HELD)  # the message before it has been read when this one goes
        await here.discord.called("DELETE", f"/channels/{place.id}/messages/*")
    await here.quiet()
    async with here.app.store.begin() as work:
        (kept,) = await work.records.everywhere("link_shared")
    assert f"example.org/{thread.id}" in kept.value


async def test_a_newcomer_is_welcomed(here: Ward) -> None:
    """In private, with a word on the standard picture, and the code behind a button."""
    new = here.discord.join(here.guild, "newcomer")
    letter = await here.discord.letter(new)
    assert "standard picture" in letter.text
    code = await here.discord.press(letter, token(letter, "conduct:read"), new).message()
    assert any(one.startswith("conduct:accept") for one in code.buttons)


async def test_a_member_is_verified(here: Ward) -> None:
    """By a moderator, with Discord's own picker of members; its end comes from the menu of the member."""
    options = {"member": here.ada, "role": "physician"}
    done = await here.discord.slash(here.mia, here.general, "verify", options).message()
    assert "physician" in done.text
    assert "physician" in (await here.discord.letter(here.ada)).text
    taken = await here.discord.user_menu("Take verification away", here.ada, here.mia, here.general).message()
    assert "taken away" in taken.text


async def test_two_wishes_slow_a_channel_down(here: Ward) -> None:
    """From a message's menu, without a name anywhere."""
    message = here.discord.post(here.general, here.ada, "You clearly did not read it.")
    other = here.discord.join(here.guild, "other")
    for person in (here.mia, other):
        answer = await here.discord.message_menu("Ask for a pause", message, person).message()
        assert answer.ephemeral
    await here.discord.called("PATCH", f"/channels/{here.general.id}")
    await here.quiet()
    line = here.general.messages[-1]
    assert "can write once" in line.text
    assert not any(name in line.text for name in ("mia", "other"))


async def test_the_slow_mode_of_before_comes_back(here: Ward) -> None:
    """What Discord told of the channel when the pause began."""
    path = f"/channels/{here.general.id}"
    here.general.slow = 90
    here.discord.world.tell_channel("UPDATE", here.general)
    message = here.discord.post(here.general, here.ada, "You clearly did not read it.")
    for person in (here.mia, here.discord.join(here.guild, "other")):
        await here.discord.message_menu("Ask for a pause", message, person).message()
    await here.discord.called("PATCH", path)
    await here.quiet()
    here.general.slow = 0
    assert isinstance(here.app.engine._now, Time)
    here.app.engine._now.at += timedelta(minutes=11)
    here.app.engine.wake()
    await here.discord.called("PATCH", path)
    await here.quiet()
    assert here.general.slow == 90


async def test_a_draft_waits_and_is_sent_under_its_authors_name(here: Ward) -> None:
    """It comes back in private; the press sends it, once."""
    modal = await here.discord.slash(here.ada, here.general, "draft").modal()
    await here.discord.submit(modal, {"text": "I read it otherwise.", "wait": "20"}).message()
    await here.quiet()
    assert isinstance(here.app.engine._now, Time)
    here.app.engine._now.at += timedelta(minutes=20)
    here.app.engine.wake()
    letter = await here.discord.letter(here.ada)
    await here.discord.press(letter, token(letter, "draft:send"), here.ada).acknowledged()
    await here.discord.called("POST", "/webhooks/*/*")
    await here.quiet()
    (sent,) = here.general.messages
    assert sent.content.startswith("I read it otherwise.")
    assert sent.author.name == "ada"
