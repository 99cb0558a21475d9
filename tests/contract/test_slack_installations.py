"""Where installations are kept: sealed, found again after a restart, gone for good, on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from bot.adapters.slack.installations import Installation, StoredInstallations, TokenInstallation
from bot.core.errors import Refused, Unavailable
from bot.core.events import CommunityId
from bot.storage import tables as t
from bot.storage.leaving import leave
from bot.storage.vault import Keyring, Vault
from config.settings import Slack
from tests.contract.conftest import Place
from tests.loopback_slack import Loopback, Team, User, loopback
from tests.town import START

WARD = Installation(
    team="T1",
    name="Ward 7",
    bot_user="U1",
    app="A1",
    bot_token=SecretStr("xoxb-geheim"),
    user_token=SecretStr("xoxp-geheim"),
    scopes=frozenset({"chat:write", "commands"}),
    user_scopes=frozenset({"chat:write"}),
)
OTHER = replace(WARD, team="T2", name="Ward 8", user_token=None, user_scopes=frozenset())


def stored(place: Place) -> StoredInstallations:
    """Open what is kept, as a start does."""

    async def gone(community: CommunityId) -> None:
        await leave(place.store, community)

    return StoredInstallations(place.store, place.time, gone)


async def test_what_was_saved_is_found_again(place: Place) -> None:
    """By this process and by the next one, in the order of the workspaces; an unknown one is not found."""
    first = stored(place)
    assert await first.all() == []
    await first.save(OTHER)
    await first.save(WARD)
    for installations in (first, stored(place)):
        assert await installations.all() == [WARD, OTHER]
        assert await installations.get("T1") == WARD
        assert await installations.get("T3") is None


async def test_saving_again_takes_the_place(place: Place) -> None:
    """A workspace has one installation; a lent token can be taken back."""
    installations = stored(place)
    await installations.save(WARD)
    await installations.save(replace(WARD, user_token=None))
    assert await stored(place).all() == [replace(WARD, user_token=None)]


async def test_tokens_stand_nowhere_unsealed(place: Place) -> None:
    """Neither the rows nor what is shown of an installation hold one."""
    await stored(place).save(WARD)
    async with place.store.begin() as work:
        rows: Any = (await work.connection.execute(select(t.remembered))).all()
    assert len(rows) == 1
    assert b"geheim" not in rows[0].value
    assert "geheim" not in repr(WARD)


async def test_other_keys_open_nothing(place: Place) -> None:
    """With the keys gone there is no installation; it is made anew by installing."""
    await stored(place).save(WARD)
    place.store._vault = Vault(Keyring.generate())
    assert await stored(place).all() == []


async def test_forgetting_deletes_everything_of_one_workspace(place: Place) -> None:
    """Its tokens and all else that is held of it; the other workspace keeps what it has."""
    installations = stored(place)
    await installations.save(WARD)
    await installations.save(OTHER)
    await place.store.remember("mark", {("slack:T1", "C1"): b"1", ("slack:T2", "C1"): b"1"}, START.replace(year=2030))
    await installations.forget("T1")
    await installations.forget("T1")
    for one in (installations, stored(place)):
        assert await one.all() == [OTHER]
    assert await place.store.recall_all("mark") == {("slack:T2", "C1"): b"1"}


async def test_what_cannot_be_written_is_not_known_either(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation whose tokens could not be kept does not seem to be there until the next start."""
    installations = stored(place)
    await installations.all()

    async def down(*_: object) -> None:
        raise Unavailable("the database cannot be written")

    monkeypatch.setattr(place.store, "remember", down)
    with pytest.raises(Unavailable):
        await installations.save(WARD)
    assert await installations.all() == []


# The one workspace of the settings


@asynccontextmanager
async def ward() -> AsyncIterator[tuple[Loopback, Team, User]]:
    """Open a Slack with a workspace and an admin who lends a token."""
    async with loopback() as slack:
        team = slack.workspace("Ward 7")
        mia = slack.user(team, "mia", admin=True)
        slack.grant(mia, user_scopes=frozenset({"chat:write"}))
        yield slack, team, mia


def settings(slack: Loopback, **values: str) -> Slack:
    """Set tokens."""
    return Slack.model_validate({"app_token": slack.app.token, "api_base": slack.api_base} | values)


async def nobody(community: CommunityId) -> None:
    """Hold nothing."""


async def test_slack_says_whose_tokens_they_are() -> None:
    """Workspace, names, scopes and the admin's token; asked once."""
    async with ward() as (slack, team, mia):
        tokens = settings(slack, bot_token=team.bot_token, user_token=slack.admin_token(mia))
        installation = TokenInstallation(tokens, nobody)
        (found,) = await installation.all()
        assert (found.team, found.name, found.bot_user, found.app) == (team.id, "Ward 7", team.bot.id, slack.app.id)
        assert found.scopes == slack.app.bot_scopes
        assert found.user_scopes == frozenset({"chat:write"})
        assert found.user_token == tokens.user_token
        assert await installation.get(team.id) == found
        assert await installation.get("T404") is None
        assert len(slack.calls("auth.test")) == 2


async def test_without_an_admins_token() -> None:
    """The bot's alone is enough."""
    async with ward() as (slack, team, _):
        (found,) = await TokenInstallation(settings(slack, bot_token=team.bot_token), nobody).all()
        assert (found.user_token, found.user_scopes) == (None, frozenset())


@pytest.mark.parametrize("which", ["bot_token", "user_token"])
async def test_a_token_that_slack_does_not_take_is_named(which: str) -> None:
    """By its setting and Slack's own short word, never by its value."""
    async with ward() as (slack, team, mia):
        tokens = {"bot_token": team.bot_token, "user_token": slack.admin_token(mia)}
        kind = "xoxb" if which == "bot_token" else "xoxp"
        wrong = settings(slack, **tokens | {which: f"{kind}-geheim"})
        with pytest.raises(Refused, match=rf"CHAPERONE_SLACK__{which.upper()} \(invalid_auth\)") as caught:
            await TokenInstallation(wrong, nobody).all()
        assert "geheim" not in str(caught.value)


async def test_an_admins_token_of_another_workspace_is_refused() -> None:
    """It would let the bot remove what it does not see."""
    async with ward() as (slack, team, _):
        other = slack.workspace("Ward 8")
        eve = slack.user(other, "eve", admin=True)
        slack.grant(eve, user_scopes=frozenset({"chat:write"}))
        mixed = settings(slack, bot_token=team.bot_token, user_token=slack.admin_token(eve))
        with pytest.raises(Refused, match="USER_TOKEN is of another workspace"):
            await TokenInstallation(mixed, nobody).all()


async def test_a_slack_that_does_not_answer_may_be_asked_again() -> None:
    """Errors that pass are no refusals, and the next question is answered."""
    async with ward() as (slack, team, _):
        installation = TokenInstallation(settings(slack, bot_token=team.bot_token), nobody)
        faults: tuple[Callable[[], object], ...] = (
            lambda: slack.fail("auth.test", "internal_error"),
            lambda: slack.ratelimited("auth.test"),
            lambda: slack.fail("auth.test", "", status=503),
            lambda: slack.limit("auth.test", 1),
            lambda: slack.cut("auth.test"),
        )
        for fault in faults:
            fault()
            with pytest.raises(Unavailable, match=r"auth\.test"):
                await installation.all()
        assert len(await installation.all()) == 1


async def test_a_forgotten_workspace_stays_forgotten() -> None:
    """What is held is deleted, and its tokens are not used again."""
    async with ward() as (slack, team, _):
        left: list[str] = []

        async def gone(community: CommunityId) -> None:
            left.append(community)

        installation = TokenInstallation(settings(slack, bot_token=team.bot_token), gone)
        (found,) = await installation.all()
        await installation.save(replace(found, user_token=None))
        await installation.forget("T404")
        assert await installation.all() == [replace(found, user_token=None)]
        await installation.forget(team.id)
        await installation.forget(team.id)
        assert await installation.all() == []
        assert left == [f"slack:{team.id}"]
