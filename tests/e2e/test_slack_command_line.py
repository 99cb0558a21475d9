"""`chaperone doctor`, `slack-manifest` and `run` with Slack configured, as an operator sees them."""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.__main__ import main
from bot.adapters.slack.checkup import check
from bot.adapters.slack.installations import Installation, StoredInstallations
from bot.adapters.slack.rights import BOT_SCOPES
from bot.app import assemble, utc_now
from bot.core.events import CommunityId
from bot.core.inspection import Inspector
from bot.doctor import examine
from config.settings import Settings, Slack
from tests.loopback_slack import Loopback, Team, loopback
from tests.town import Ledger

BOT = frozenset(BOT_SCOPES)


@pytest.fixture
async def slack() -> AsyncIterator[Loopback]:
    """Open a Slack whose app asks for what the manifest asks for."""
    async with loopback() as here:
        here.app.bot_scopes = BOT
        yield here


def ward(slack: Loopback, name: str = "Ward 7", *, lender: str = "admin", scopes: frozenset[str] = BOT) -> Team:
    """Make a workspace in which somebody lends a token."""
    slack.app.bot_scopes = scopes
    team = slack.workspace(name)
    mia = slack.user(team, "mia", admin=lender == "admin")
    slack.grant(mia, user_scopes=frozenset({"chat:write"}))
    return team


def tokens(slack: Loopback, team: Team, **values: str) -> Slack:
    """Set the tokens of one workspace, with an admin's."""
    mia = next(user for user in team.users.values() if user.name == "mia")
    given = {"bot_token": team.bot_token, "app_token": slack.app.token, "user_token": slack.admin_token(mia)}
    return Slack.model_validate({"api_base": slack.api_base} | given | values)


async def test_one_workspace(slack: Loopback) -> None:
    """What works is said in a sentence, with and without an admin's token, over both ways."""
    team = ward(slack)
    well = await check(tokens(slack, team))
    assert well.works
    assert well.sentence == (
        "the tokens work in Ward 7, over Socket Mode; an admin's token lets the bot remove others' messages"
    )
    alone = await check(tokens(slack, team, user_token=""))
    assert alone.works
    assert alone.sentence.endswith("over Socket Mode; without an admin's token others' messages stay")
    http = await check(tokens(slack, team, app_token="", signing_secret="geheim", user_token=""))
    assert "over HTTP on 127.0.0.1:3000" in http.sentence
    assert slack.deliveries.connections == 0, "the doctor opens no connection"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"bot_token": "xoxb-geheim"}, "Slack does not accept CHAPERONE_SLACK__BOT_TOKEN (invalid_auth)"),
        ({"app_token": "xapp-geheim"}, "Slack does not accept CHAPERONE_SLACK__APP_TOKEN, or Socket Mode is off"),
        ({"user_token": "xoxp-geheim"}, "Slack does not accept CHAPERONE_SLACK__USER_TOKEN (invalid_auth)"),
    ],
)
async def test_tokens_that_do_not_work(slack: Loopback, change: dict[str, str], sentence: str) -> None:
    """Each is named by its setting, never by its value."""
    found = await check(tokens(slack, ward(slack), **change))
    assert not found.works
    assert found.sentence.startswith(sentence)
    assert found.remedy
    assert "geheim" not in found.sentence + found.remedy


async def test_what_tokens_may_not_do(slack: Loopback) -> None:
    """Scopes that are missing are named; a token of somebody who is no admin removes nothing of others."""
    few = ward(slack, "Ward 8", scopes=BOT - {"groups:history", "im:write"})
    found = await check(tokens(slack, few))
    assert found.sentence == "in Ward 8 the bot lacks groups:history, im:write"
    assert "chaperone slack-manifest" in found.remedy
    member = await check(tokens(slack, ward(slack, "Ward 9", lender="member")))
    assert member.sentence.startswith("CHAPERONE_SLACK__USER_TOKEN is of somebody who is no admin")
    other = tokens(slack, ward(slack, "Ward 10")).user_token.get_secret_value()
    mixed = await check(tokens(slack, ward(slack, "Ward 11"), user_token=other))
    assert "of another workspace" in mixed.sentence
    team = ward(slack, "Ward 12")
    settings = tokens(slack, team)
    slack.world.tokens[settings.user_token.get_secret_value()].scopes = frozenset({"users:read"})
    assert (await check(settings)).sentence == "CHAPERONE_SLACK__USER_TOKEN lacks chat:write"


async def test_a_slack_that_does_not_answer() -> None:
    """The address is named."""
    async with loopback() as here:
        settings = tokens(here, ward(here))
    gone = await check(settings)
    assert (gone.works, "does not answer" in gone.sentence) == (False, True)


def office(slack: Loopback, **values: str) -> Slack:
    """Set what workspaces need to install the app."""
    app = slack.app
    given = {"client_id": app.client_id, "client_secret": app.client_secret, "signing_secret": app.signing_secret}
    return Slack.model_validate({"api_base": slack.api_base} | given | values)


def installation(slack: Loopback, team: Team, *, lent: bool = True) -> Installation:
    """Say how the app is installed in a workspace."""
    return Installation(
        team=team.id,
        name=team.name,
        bot_user=team.bot.id,
        app=slack.app.id,
        bot_token=SecretStr(team.bot_token),
        user_token=tokens(slack, team).user_token if lent else None,
        scopes=BOT,
        user_scopes=frozenset({"chat:write"}) if lent else frozenset(),
    )


async def test_many_workspaces(slack: Loopback) -> None:
    """The client's secret, and each installation with its token and an admin's."""
    first, second = ward(slack), ward(slack, "Ward 8")
    none = await check(office(slack))
    assert (none.works, "no workspace has installed it yet" in none.sentence) == (True, True)
    both = [installation(slack, first), installation(slack, second, lent=False)]
    well = await check(office(slack), both)
    assert well.sentence == (
        "2 workspaces, over HTTP on 127.0.0.1:3000; in 1 an admin lets the bot remove others' messages; "
        "in the others an admin can by opening /slack/install?removal"
    )
    all_lend = await check(office(slack), both[:1])
    assert all_lend.sentence.endswith("in 1 an admin lets the bot remove others' messages")
    wrong = await check(office(slack, client_secret="geheim"), both)
    assert "does not accept CHAPERONE_SLACK__CLIENT_ID with" in wrong.sentence
    assert not (await check(office(slack, client_id="9.9"))).works
    dead = replace(both[1], bot_token=SecretStr("xoxb-geheim"))
    assert (await check(office(slack), [both[0], dead])).sentence == (
        "Slack does not accept the bot's token of Ward 8 (invalid_auth)"
    )
    unlent = replace(both[0], user_token=SecretStr("xoxp-geheim"))
    found = await check(office(slack), [unlent])
    assert found.sentence == "Slack does not accept the admin's token of Ward 7 (invalid_auth)"
    assert "/slack/install?removal" in found.remedy
    token = tokens(slack, first).user_token.get_secret_value()
    slack.world.tokens[token].scopes = frozenset({"users:read"})
    lacking = await check(office(slack), both)
    assert lacking.sentence == "the admin's token of Ward 7 lacks chat:write"
    assert "/slack/install?removal" in lacking.remedy


def environment(monkeypatch: pytest.MonkeyPatch, settings: Slack) -> None:
    """Set an operator's environment."""
    for name, value in settings.model_dump().items():
        plain = value.get_secret_value() if isinstance(value, SecretStr) else value
        monkeypatch.setenv(f"CHAPERONE_SLACK__{name.upper()}", str(plain))


async def test_the_doctor_says_so(slack: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the first start, and afterwards with what was installed meanwhile; it changes nothing."""
    monkeypatch.chdir(tmp_path)
    team = ward(slack)
    environment(monkeypatch, office(slack))
    said: list[str] = []
    assert await asyncio.to_thread(examine, said.append) == 0
    assert "ok    slack: the app can be installed" in "\n".join(said)
    assert any(line.startswith("ok    settings: ") and line.endswith(", Slack") for line in said)
    assert await asyncio.to_thread(lambda: list(tmp_path.iterdir())) == []

    async def nobody(_: CommunityId) -> None:
        """Hold nothing."""

    async with assemble(Settings(), Ledger(), eyes=Inspector([])) as app:
        await StoredInstallations(app.store, utc_now, nobody).save(installation(slack, team))
    said.clear()
    assert await asyncio.to_thread(examine, said.append) == 0
    assert "ok    slack: 1 workspace," in "\n".join(said)
    slack.uninstall(team)
    said.clear()
    assert await asyncio.to_thread(examine, said.append) == 1
    assert "FAIL  slack: Slack does not accept the bot's token of Ward 7 (token_revoked)" in "\n".join(said)


# The manifest

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command; its exit code and what it said come back."""

    def running(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["chaperone", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        logging.disable(logging.NOTSET)
        return int(ended.value.code or 0), said.out, said.err

    return running


def test_the_manifest_is_printed(run: Run) -> None:
    """For Socket Mode, or for an address; with an admin's scopes on request; in a language."""
    code, out, err = run("slack-manifest")
    assert (code, err) == (0, "")
    assert "socket_mode_enabled: true" in out
    assert "\n    user:" not in out
    code, out, _ = run("slack-manifest", "https://chaperone.example.org", "--removal", "--language", "fr")
    assert code == 0
    assert 'request_url: "https://chaperone.example.org/slack/events"' in out
    assert "\n    user:" in out
    assert "La file des modérateurs" in out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("http://chaperone.example.org",), "expected an address such as https://"),
        (("chaperone.example.org",), "expected an address such as https://"),
        (("https://",), "expected an address such as https://"),
        (("https://a.example/?x",), "expected an address such as https://"),
        (("--language", "xx"), "--language xx: expected en, fr"),
    ],
)
def test_a_mistake_in_the_command_is_one_sentence(run: Run, arguments: tuple[str, ...], sentence: str) -> None:
    """Slack takes nothing but HTTPS."""
    code, out, err = run("slack-manifest", *arguments)
    assert (code, out) == (2, "")
    assert sentence in err
