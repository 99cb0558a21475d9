"""`chaperone run` and `chaperone doctor` with Discord configured: in one process, and as an operator sees them."""

import asyncio
import urllib.request
from pathlib import Path

import pytest

from bot.adapters.discord.checkup import check, invite_link
from bot.adapters.discord.rights import INVITE
from bot.serve import serve_platforms
from config.settings import Discord, Play, Settings
from tests.guild import populate
from tests.loopback_discord import Intent, Loopback, loopback


def _settings(discord: Loopback, folder: Path, port: int = 0) -> Settings:
    section = Discord.model_validate({"token": discord.token, "api_base": discord.api_base})
    return Settings(data_dir=folder, discord=section, play=Play(port=port))


async def test_run_serves_discord_with_health_beside_it(
    tmp_path: Path, unused_tcp_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real detectors hold a record number; health answers; stopping is clean."""
    monkeypatch.setattr("bot.serve.quiet_libraries", lambda: None)
    said: list[str] = []
    async with loopback(patience=40) as discord, discord.adopted():
        people = populate(discord)
        running = asyncio.ensure_future(serve_platforms(_settings(discord, tmp_path, unused_tcp_port), said.append))
        try:
            await discord.connected()
            text = "pt John Testperson, MRN 00471920, admitted 3 March 2026 with chest pain"
            message = discord.post(people.general, people.ada, text)
            await discord.called("DELETE", f"/channels/*/messages/{message.id}")
            health = await asyncio.to_thread(_ask, f"http://127.0.0.1:{unused_tcp_port}/healthz")
            metrics = await asyncio.to_thread(_ask, f"http://127.0.0.1:{unused_tcp_port}/metrics")
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
    assert health == '{"status":"ok"}'
    assert "chaperone_actions_total" in metrics
    assert any("Running on discord" in line for line in said)
    kept = await asyncio.to_thread(_everything, tmp_path)
    assert b"Testperson" not in kept
    assert discord.token.encode() not in kept


def _everything(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def _ask(address: str) -> str:
    with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - our own server
        return str(answer.read().decode())


async def test_the_doctor_looks_at_the_application(tmp_path: Path) -> None:
    """Token, intents, an address that does not answer; and the link that invites the bot with the least rights."""
    async with loopback() as discord:
        settings = _settings(discord, tmp_path).discord
        well = await check(settings)
        assert well.works
        assert f"permissions={INVITE.value}" in well.sentence
        wrong = await check(settings.model_copy(update={"token": Discord.model_validate({"token": "no"}).token}))
        assert (wrong.works, wrong.sentence) == (False, "Discord does not accept the token")
        discord.fail("GET", "/applications/@me", 500, 0)
        assert (await check(settings)).sentence == "Discord answers 500"
        discord.intents_off(Intent.MESSAGE_CONTENT)
        off = await check(settings)
        assert off.sentence == "switched off: Message Content Intent"
    gone = await check(settings)
    assert "does not answer" in gone.sentence
    assert "administrator" not in invite_link("1").lower()
