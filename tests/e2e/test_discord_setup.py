"""`/setup` on Discord: in one line, by card, with what the bot lacks; and the filters that it installs."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core.cases import Visibility
from tests.guild import HELD, Ward, bot, populate, ward
from tests.loopback_discord import STAGE, VOICE, Allow, Blocked, loopback
from tests.town import Daytime


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Ward]:
    """Open a guild in which nothing was chosen yet."""
    async with ward(tmp_path, chosen=False) as opened:
        yield opened


async def test_in_one_line(here: Ward) -> None:
    """Role, channel and language are written down and hold at once."""
    options = {"moderators": here.moderators, "queue": here.queue, "language": "fr"}
    answer = await here.discord.slash(here.admin, here.general, "setup", options).message()
    assert answer.ephemeral
    assert "@moderators" in answer.text
    assert "#queue" in answer.text
    setup = here.app.store.setup_of(here.community)
    assert (setup.moderators, setup.queue, setup.language) == (
        f"discord:{here.moderators.id}",
        f"discord:{here.queue.id}",
        "fr",
    )
    here.discord.post(here.general, here.ada, HELD)
    card = await here.discord.posted(here.queue)
    assert "données de patient" in card.text.lower() or "patient" in card.text.lower()
    await here.quiet()


async def test_by_card(here: Ward) -> None:
    """Each choice is a press and a pick; the card turns back into the overview."""
    shown = await here.discord.slash(here.admin, here.general, "setup").message()
    picking = await here.discord.press(shown, "setup:choose:queue", here.admin).answered()
    assert picking.message is not None
    done = here.discord.select(picking.message, "setup:chosen:queue", here.admin, f"discord:{here.queue.id}")
    assert "#queue" in (await done.message()).text
    picking = await here.discord.press(shown, "setup:choose:mode", here.admin).answered()
    assert picking.message is not None
    second = await here.discord.select(
        picking.message, "setup:chosen:mode", here.admin, f"discord:{here.general.id}"
    ).answered()
    assert second.message is not None
    await here.discord.select(
        second.message, "setup:chosen:mode", here.admin, f"discord:{here.general.id} off"
    ).answered()
    setup = here.app.store.setup_of(here.community)
    assert (setup.queue, setup.modes) == (f"discord:{here.queue.id}", {"general": "off"})
    assert here.app.examiner.policies(here.community).mode("general") == "off"


async def test_what_is_missing_is_listed_by_channel(here: Ward) -> None:
    """In Discord's own words, one line a channel."""
    bare = here.discord.channel(here.guild, "bare")
    here.discord.overwrite(bare, here.discord.bot_role(here.guild), deny=Allow.MANAGE_MESSAGES | Allow.MANAGE_WEBHOOKS)
    answer = await here.discord.slash(here.admin, here.general, "setup").message()
    assert "bare: Manage Messages and Manage Webhooks" in answer.text
    assert "general:" not in answer.text


async def test_a_role_that_cannot_be_called_is_missing(tmp_path: Path) -> None:
    """Urgent cases call the moderators' role: anybody may mention it, or the bot may mention everybody."""
    async with ward(tmp_path) as here:

        async def missing() -> bool:
            answer = await here.discord.slash(here.admin, here.general, "setup").message()
            return "queue: Mention Everyone (or @moderators: Allow anyone to @mention this role)" in answer.text

        assert not await missing()
        here.discord.change_role(here.guild, here.moderators, mentionable=False)
        assert await missing()
        here.discord.overwrite(here.queue, here.discord.bot_role(here.guild), allow=Allow.MENTION_EVERYONE)
        assert not await missing()


async def test_what_was_chosen_and_deleted_is_said(tmp_path: Path) -> None:
    """In words, with no identifier of Discord's; another choice mends it."""
    async with ward(tmp_path) as here:
        here.discord.delete_channel(here.queue)
        here.discord.delete_role(here.guild, here.moderators)
        answer = await here.discord.slash(here.admin, here.general, "setup").message()
        assert "The moderators’ channel is gone" in answer.text
        assert "The moderators’ role or group is gone" in answer.text
        assert "discord:" not in answer.text
        assert "Nothing is missing" not in answer.text
        options = {
            "queue": here.discord.channel(here.guild, "board"),
            "moderators": here.discord.role(here.guild, "wardens", mentionable=True),
        }
        mended = await here.discord.slash(here.admin, here.general, "setup", options).message()
        assert "Nothing is missing" in mended.text


@pytest.mark.parametrize("kind", [VOICE, STAGE])
async def test_voice_chat_is_a_channel_like_any_other(here: Ward, kind: int) -> None:
    """It can be given a mode, filters leave it alone where it is off, and what the bot lacks in it is listed."""
    off, shut = (here.discord.channel(here.guild, name, kind) for name in ("off-duty", "shut"))
    here.discord.overwrite(shut, here.discord.bot_role(here.guild), deny=Allow.CONNECT | Allow.MANAGE_MESSAGES)
    chosen = {"channel": off, "mode": "off", "filters": True}
    answer = await here.discord.slash(here.admin, here.general, "setup", chosen).message()
    assert "shut: Manage Messages and Connect" in answer.text
    await here.discord.called("POST", "/guilds/*/auto-moderation/rules", 4)
    await here.quiet()
    assert here.app.store.setup_of(here.community).modes == {"off-duty": "off"}
    assert all(rule.data["exempt_channels"] == [str(off.id)] for rule in here.guild.rules.values())


async def test_filters_stop_what_patterns_prove(here: Ward) -> None:
    """Installed once, they stop a record number before anybody sees it; a case without content follows."""
    await here.discord.slash(
        here.admin, here.general, "setup", {"moderators": here.moderators, "queue": here.queue}
    ).message()
    shown = await here.discord.slash(here.admin, here.general, "setup").message()
    await here.discord.press(shown, "setup:filters:yes", here.admin).answered()
    await here.discord.called("POST", "/guilds/*/auto-moderation/rules", 4)
    await here.quiet()
    with pytest.raises(Blocked):
        here.discord.post(here.general, here.ada, "please look up MRN: 4471920")
    card = await here.discord.posted(here.queue)
    assert "4471920" not in card.text
    await here.quiet()
    (case,) = await here.cases()
    assert (case.visibility, case.excerpt, case.author) == (Visibility.REMOVED, None, f"discord:{here.ada.id}")
    again = await here.discord.slash(here.admin, here.general, "setup").message()
    await here.discord.press(again, "setup:filters:no", here.admin).answered()
    await here.discord.called("DELETE", "/guilds/*/auto-moderation/rules/*", 4)
    await here.quiet()
    here.discord.post(here.general, here.mia, "MRN: 4471920")


async def test_filters_are_kept_in_step(tmp_path: Path) -> None:
    """A restart changes nothing when nothing changed, and mends what another mode calls for."""
    async with loopback(now=Daytime()) as discord:
        people = populate(discord)
        async with bot(discord, people, tmp_path) as here:
            await discord.slash(people.admin, people.general, "setup", {"filters": True}).message()
            await discord.called("POST", "/guilds/*/auto-moderation/rules", 4)
            await here.quiet()
        async with bot(discord, people, tmp_path, chosen=False) as here:
            await discord.slash(
                people.admin, people.general, "setup", {"channel": people.queue, "mode": "off"}
            ).message()
            await here.quiet()
            assert discord.calls("PATCH", "/guilds/*/auto-moderation/rules/*") == []
        async with bot(discord, people, tmp_path, chosen=False) as here:
            await discord.called("PATCH", "/guilds/*/auto-moderation/rules/*", 4)
            await here.quiet()
        assert all(str(people.queue.id) in rule.data["exempt_channels"] for rule in people.guild.rules.values())


async def test_filters_without_the_right_say_what_is_missing(tmp_path: Path) -> None:
    """Moderators hear that Manage Server is needed."""
    async with ward(tmp_path) as here:
        here.discord.fail("GET", "/guilds/*/auto-moderation/rules", 403, 50013, times=None)
        await here.discord.slash(here.admin, here.general, "setup", {"filters": True}).message()
        card = await here.discord.posted(here.queue)
        assert "Manage Server" in card.text
        await here.quiet()


async def test_setup_is_for_admins(here: Ward) -> None:
    """A member is not even offered it; a moderator who sees it is refused."""
    assert "setup" not in here.discord.offered(here.ada, here.general)
