"""The playground as a platform: completion, restarts, limits, whose message is whose."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.adapters.local.adapter import Source
from bot.adapters.local.world import KEPT_POSTS, World
from bot.core.cards import Card
from bot.core.text import MAX_LENGTH, Content
from tests.playground import Playground, playground
from tests.town import START, Time

ADA, BEN, MIA, CASES, GENERAL = "local:ada", "local:ben", "local:mia", "local:cases", "local:general"
NAMED = "{patient_data.direct 0.9: Odalys} is back"


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Playground]:
    """Open a playground."""
    async with playground(tmp_path) as opened:
        yield opened


async def test_what_is_written_and_told_survives_a_restart(tmp_path: Path) -> None:
    """Channels, inboxes, the moderators' board and pauses are found again, and buttons still work."""
    async with playground(tmp_path) as here:
        await here.play("ada #general: good morning", f"ada #cases: {NAMED}", "ben #general: {spam.fraud 0.9: buy}")
        before = {member: here.adapter.view(member) for member in (ADA, BEN, MIA)}
    async with playground(tmp_path) as here:
        for member, seen in before.items():
            assert here.adapter.view(member) == seen
        assert (await here.post(BEN, "general", "hello")).error is not None
        said = await here.play("ada: press This is a mistake")
        assert "gets an answer" in said


async def test_a_message_that_nobody_judged_is_judged_after_the_restart(tmp_path: Path) -> None:
    """A crash between writing and judging leaves no message unseen."""
    async with playground(tmp_path) as here:
        world = here.adapter.world
        world.write(world.channel(CASES).id, world.member(ADA).id, START, content=Content.of(NAMED))
        await here.app.store.save_state("playground", world.dump())
    async with playground(tmp_path) as here:
        await here.quiet()
        assert here.bodies("cases") == []
        assert len(here.adapter.view(ADA)["inbox"]) == 1


async def test_a_world_of_another_version_starts_afresh(tmp_path: Path) -> None:
    """What cannot be read is left behind without a fault."""
    async with playground(tmp_path) as here:
        await here.app.store.save_state("playground", b'{"opened_at": 1, "surprise": []}')
    async with playground(tmp_path) as here:
        assert here.adapter.world.posts == {}


@pytest.mark.parametrize(
    ("line", "labels"),
    [
        ("/ti", ["/tip"]),
        ("/conduct ", ["/conduct accept", "/conduct show", "/conduct version"]),
        ("/my language f", ["Français"]),
        ("/my language language:f", ["Français"]),
        ("/nothing", []),
        ("/my data export", ["/my data export"]),
    ],
)
async def test_commands_are_completed(here: Playground, line: str, labels: list[str]) -> None:
    """Names first, then the options' values."""
    rows = await here.adapter.complete(ADA, GENERAL, line)
    assert [row["label"] for row in rows if not row["label"].endswith(":")] == labels


async def test_a_member_is_offered_no_moderators_command(here: Playground) -> None:
    """What somebody may not use is not offered to them."""
    assert await here.adapter.complete(ADA, GENERAL, "/queue") == []
    assert "/queue next" in {row["label"] for row in await here.adapter.complete(MIA, GENERAL, "/queue")}


async def test_a_member_is_completed_to_an_identifier(here: Playground) -> None:
    """A name picks the person, as a platform's own picker does, and the line is understood."""
    (row,) = [one for one in await here.adapter.complete(MIA, GENERAL, "/verify Ad") if one["label"] == "Ada"]
    assert row["line"] == f"/verify member:{ADA} "
    answer = await here.adapter.command(MIA, GENERAL, f"{row['line']}role:nurse")
    assert answer.reply is not None
    assert "nurse" in answer.reply["card"]["body"][0]


async def test_a_moderator_is_completed_where_only_moderators_will_do(here: Playground) -> None:
    """Nobody is offered to whom the case could not be given."""
    rows = await here.adapter.complete(MIA, GENERAL, "/queue assign case:1 member:")
    assert [one["label"] for one in rows if one["line"].startswith("/queue assign case:1 member:local:")] == [
        *("Mia", "Noor", "Sam"),
    ]


async def test_a_completed_line_can_be_sent(here: Playground) -> None:
    """Choosing rows one after the other ends in a line that the bot understands."""
    (row,) = [one for one in await here.adapter.complete(ADA, GENERAL, "/tip") if one["label"] == "/tip"]
    option = (await here.adapter.complete(ADA, GENERAL, row["line"]))[0]
    answer = await here.adapter.command(ADA, GENERAL, option["line"].strip())
    assert answer.reply is not None
    assert answer.reply["kind"] == "card"


async def test_only_ones_own_messages_can_be_changed(here: Playground) -> None:
    """Another's message stays as it is; one that is gone says so."""
    await here.post(ADA, "general", "mine")
    message = next(iter(here.adapter.world.posts))
    assert (await here.adapter.edit(BEN, message, "yours")).error == "This is somebody else's message."
    assert (await here.adapter.delete(BEN, message)).error == "This is somebody else's message."
    assert (await here.adapter.delete(ADA, message)).error is None
    assert (await here.adapter.edit(ADA, message, "again")).error == "This message is gone."
    assert (await here.adapter.menu(ADA, "check", message)).error == "This message is gone."


async def test_an_edit_into_patient_data_is_held(here: Playground) -> None:
    """An edited message is judged anew."""
    await here.play("ada #cases: all well here", f"ada: edit {NAMED}")
    assert here.bodies("cases") == []


async def test_nothing_and_too_much_are_said_to_be_so(here: Playground) -> None:
    """An empty message and one over the limit get a sentence."""
    assert (await here.post(ADA, "general", "  ")).error == "There is nothing to send yet."
    assert "at most" in str((await here.post(ADA, "general", "x" * (MAX_LENGTH + 1))).error)
    assert (await here.post(ADA, "general", "x" * MAX_LENGTH)).error is None


async def test_a_file_is_read_by_its_name(here: Playground) -> None:
    """The name of an attached file is judged like words."""
    await here.adapter.post(ADA, CASES, "the scan", ["{patient_data.direct 0.9: Odalys}_ct.pdf"])
    await here.quiet()
    assert here.bodies("cases") == []


async def test_a_pause_ends_by_itself(tmp_path: Path) -> None:
    """Once the time is over, the member can write again."""
    time = Time()
    async with playground(tmp_path, time=time) as here:
        await here.post(BEN, "general", "{spam.fraud 0.9: buy}")
        assert "timed out" in str((await here.post(BEN, "general", "hello")).error)
        time.at += timedelta(hours=25)
        assert (await here.post(BEN, "general", "hello")).error is None


async def test_a_pressed_card_changes_where_it_stands(here: Playground) -> None:
    """The notice in the inbox becomes the answer; nobody presses it twice."""
    await here.post(ADA, "cases", NAMED)
    letter = here.adapter.view(ADA)["inbox"][0]
    token = next(one["token"] for one in letter["card"]["buttons"] if one["token"].startswith("mine:withdraw"))
    await here.adapter.press(ADA, CASES, token, (), Source(kind="inbox", id=letter["id"]))
    await here.quiet()
    changed = here.adapter.view(ADA)["inbox"][0]
    assert changed["id"] == letter["id"]
    assert changed["card"]["buttons"] == []


async def test_the_oldest_messages_give_way(here: Playground) -> None:
    """A channel holds a bounded number of messages."""
    world: World = here.adapter.world
    for _ in range(KEPT_POSTS + 5):
        world.write(world.channel(GENERAL).id, world.member(ADA).id, START)
    assert len(world.in_channel(world.channel(GENERAL).id)) == KEPT_POSTS


async def test_a_conversation_is_played_once_at_a_time(here: Playground) -> None:
    """A second request while one plays does nothing; starting afresh empties the channels."""
    await here.adapter.replay([(ADA, "general", "one"), (BEN, "lounge", "two")], 0)
    assert here.bodies("general") + here.bodies("lounge") == ["one", "two"]
    await here.adapter.reset()
    assert here.bodies("general") == []


async def test_changes_are_waited_for(here: Playground) -> None:
    """Whoever waits for a change wakes up with the new revision."""
    before = here.adapter.world.revision
    await here.post(ADA, "general", "news")
    assert await here.adapter.changed(before) > before


def test_nobody_unknown_is_shown_anything() -> None:
    """An identifier of nobody is refused, whatever it asks."""
    with pytest.raises(KeyError):
        World(opened_at=START).member("local:zoe")


def test_the_board_is_in_the_order_of_urgency() -> None:
    """What waits by its place, then what is about no case (what calls first), then what is over."""
    world = World(opened_at=START)
    shown = (
        ("decided", "9", False),
        ("p2", "2 b", False),
        ("digest", "", False),
        ("wave", "", True),
        ("p1", "1 a", False),
    )
    for subject, order, ping in shown:
        world.show_moderators(subject, Card(title=subject), START, ping=ping, order=order)
    assert [letter.id for letter in world.by_urgency()] == ["wave", "p1", "p2", "digest", "decided"]
