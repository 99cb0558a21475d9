"""The daily digest: at the policy's time, once, and only when there is something to tell."""

from datetime import timedelta
from pathlib import Path

from bot.core.actions import AskModerators
from config.settings import Settings
from tests.town import Platform, Time, Town, town, words_of

RUDE = "you {disrespect.remark 0.9: fool}"


def settings(folder: Path, at: str) -> Settings:
    """Name a time in a policy file; an empty one is none."""
    file = folder / "policy.toml"
    file.write_text(f'time_zone = "Europe/Paris"\n[digest]\nat = "{at}"\n', "utf-8")
    return Settings(data_dir=folder, policy_file=file)


def digests(here: Town) -> list[AskModerators]:
    """List the digests that were written."""
    return [asked for asked in here.asked() if asked.subject.startswith("daily:")]


async def test_what_a_digest_tells(tmp_path: Path) -> None:
    """Open, oldest, overdue, yesterday's rulings; no content, and nobody is called."""
    async with town(tmp_path, settings=settings(tmp_path, "08:00")) as here:
        for _ in range(3):
            await here.post(RUDE)
        await here.command("mia", "/queue decide 1 notice")
        await here.pass_time(timedelta(hours=21, minutes=59))
        assert digests(here) == []
        await here.pass_time(timedelta(minutes=1))  # 07:00 UTC is 08:00 in Paris
        (digest,) = digests(here)
        words = words_of(digest.card)
        assert not digest.ping
        assert "Waiting: 2" in words
        assert "Overdue: 0" in words
        assert "notice: 1" in words
        assert "fool" not in words
        await here.pass_time(timedelta(days=1))
        assert len(digests(here)) == 2
        assert "notice: 1" not in words_of(digests(here)[1].card)


async def test_nothing_to_tell_is_not_told(tmp_path: Path) -> None:
    """An empty queue after a quiet day has no digest; the clock goes on."""
    async with town(tmp_path, settings=settings(tmp_path, "08:00")) as here:
        await here.post(RUDE)
        await here.command("mia", "/queue decide 1 notice")
        await here.pass_time(timedelta(days=1))
        assert len(digests(here)) == 1
        await here.pass_time(timedelta(days=1))
        assert len(digests(here)) == 1
        await here.post(RUDE)
        await here.pass_time(timedelta(days=1))
        assert len(digests(here)) == 2


async def test_without_a_time_there_is_none(tmp_path: Path) -> None:
    """A community opts in."""
    async with town(tmp_path, settings=settings(tmp_path, "")) as here:
        await here.post(RUDE)
        await here.pass_time(timedelta(days=3))
        assert digests(here) == []


async def test_a_policy_that_changes_moves_the_clock_and_a_restart_keeps_it(tmp_path: Path) -> None:
    """A digest that was due while the bot was down comes at the start, once; an old time rings no more."""
    platform, time = Platform(), Time()
    async with town(tmp_path, platform, time, settings=settings(tmp_path, "08:00")) as here:
        await here.post(RUDE)
    time.at += timedelta(days=1)
    async with town(tmp_path, platform, time, settings=settings(tmp_path, "08:00")) as here:
        await here.settle()
        assert len(digests(here)) == 1
    async with town(tmp_path, platform, time, settings=settings(tmp_path, "20:00")) as here:
        await here.post(RUDE)
        await here.pass_time(timedelta(hours=10))
        assert len(digests(here)) == 2
        await here.pass_time(timedelta(hours=23))
        assert len(digests(here)) == 2
        await here.pass_time(timedelta(hours=1))
        assert len(digests(here)) == 3
