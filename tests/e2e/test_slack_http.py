"""The whole bot on Slack over HTTP: workspaces that install it, that never see each other's cases, and that leave."""

import asyncio
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from starlette.applications import Starlette

from bot.adapters.slack import gateway, http
from bot.adapters.slack.gateway import SlackAdapter
from bot.adapters.slack.installations import StoredInstallations
from bot.adapters.slack.rights import BOT_SCOPES, EVENTS, USER_SCOPES
from bot.adapters.slack.teams import CHANNELS_FRESH
from bot.app import App, assemble, run, utc_now
from bot.core.cases import Case, Filter
from bot.core.errors import Unavailable
from bot.core.events import ChannelId, CommunityId, RoleId
from bot.core.inspection import Inspector
from bot.core.policy import ChannelMode
from bot.core.setups import Setup
from bot.serve import serve_platforms
from bot.storage import tables as t
from bot.storage.leaving import leave
from config.catalogue import speaking
from config.settings import Play, Settings, Slack
from tests.loopback_slack import Channel, Loopback, Page, Team, User, loopback
from tests.loopback_slack.world import Group
from tests.town import Ledger, ScriptedDetector, lay_out

HELD = "pt {patient_data.direct 0.9: Ada Testperson} is doing well"


@dataclass(slots=True)
class Ward:
    """A workspace with a member, a moderator and an admin; the app is installed when one of them does it."""

    team: Team
    rounds: Channel
    queue: Channel
    moderators: Group
    ada: User
    mia: User
    admin: User

    @property
    def community(self) -> CommunityId:
        """The workspace as the core calls it."""
        return CommunityId(f"slack:{self.team.id}")


class Clock:
    """The real time, which a test may set forward."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        """Tell it."""
        return utc_now() + self.ahead


@pytest.fixture
def clock() -> Clock:
    """Give the time that Slack and the bot share."""
    return Clock()


@pytest.fixture
async def slack(unused_tcp_port: int, clock: Clock) -> AsyncIterator[Loopback]:
    """Open a Slack whose app is set up as the manifest says, for an address of this machine."""
    async with loopback(now=clock) as here:
        app, address = here.app, f"http://127.0.0.1:{unused_tcp_port}"
        app.bot_scopes, app.user_scopes, app.events = frozenset(BOT_SCOPES), frozenset(USER_SCOPES), frozenset(EVENTS)
        app.request_url = app.options_url = f"{address}{http.EVENTS}"
        app.redirect_uris = frozenset({f"{address}{http.REDIRECT}"})
        yield here


def address(slack: Loopback, path: str = "") -> str:
    """Give the bot's own address."""
    return slack.app.request_url.removesuffix(http.EVENTS) + path


def ward(slack: Loopback, name: str) -> Ward:
    """Make a workspace without the app."""
    team = slack.workspace(name, installed=False)
    ada, mia = slack.user(team, "ada"), slack.user(team, "mia")
    admin = slack.user(team, "adm", admin=True)
    return Ward(
        team=team,
        rounds=slack.channel(team, "rounds", ada, mia, admin),
        queue=slack.channel(team, "queue", mia, admin, private=True),
        moderators=slack.usergroup(team, "moderators", mia),
        ada=ada,
        mia=mia,
        admin=admin,
    )


@dataclass(slots=True)
class Place:
    """A bot that listens."""

    slack: Loopback
    app: App
    adapter: SlackAdapter
    installations: StoredInstallations
    ledger: Ledger

    async def install(self, ward: Ward, *, by: User | None = None, query: str = "", deny: bool = False) -> Page:
        """Install the app as a person with a browser does."""
        return await self.slack.install(by or ward.admin, address(self.slack, f"{http.INSTALL}{query}"), deny=deny)

    async def settle(self, ward: Ward) -> None:
        """Install the app, invite it, and go through the setup."""
        page = await self.install(ward, query=f"?{http.REMOVAL}")
        assert page.status == 200, page.text
        async with self.app.store.begin() as work:
            await work.setups.save(
                Setup(
                    community=ward.community,
                    moderators=RoleId(f"slack:{ward.moderators.id}"),
                    queue=ChannelId(f"slack:{ward.queue.id}"),
                )
            )
        for channel in (ward.rounds, ward.queue):
            self.slack.invite_bot(channel)

    async def quiet(self) -> None:
        """Wait until nothing waits to be carried out."""
        await self.slack.deliveries.settled()
        while await self.app.store.busy():  # noqa: ASYNC110 - what is awaited are rows, which ring no bell
            await asyncio.sleep(0.01)

    async def cases(self, ward: Ward) -> list[Case]:
        """List a workspace's cases."""
        async with self.app.store.begin() as work:
            return await work.cases.page(ward.community, Filter(), None, 100)

    async def rows(self) -> dict[str, set[str]]:
        """Say in which tables there are rows of which communities."""
        found: dict[str, set[str]] = {}
        async with self.app.store.begin() as work:
            for table in t.metadata.sorted_tables:
                column = t.communities.c.id if table is t.communities else table.c.get("community")
                if column is not None:
                    there = (await work.connection.execute(select(column).distinct())).scalars().all()
                    found[table.name] = set(there)
        return found

    async def rows_but_the_sealed_end(self) -> set[str]:
        """Name the communities that rows are left of, apart from the sealed ends of logs."""
        return set().union(*(there for name, there in (await self.rows()).items() if name != "chains"))

    async def lends(self, ward: Ward) -> bool:
        """Tell whether an admin's token is kept."""
        found = await self.installations.get(ward.team.id)
        return found is not None and found.user_token is not None

    def turned(self) -> list[str]:
        """List why requests were turned away."""
        return [labels["reason"] for name, labels in self.ledger.counts if name == "slack_requests_refused"]


def settings_of(slack: Loopback, folder: Path) -> Settings:
    """Set what an app needs that workspaces install."""
    app = slack.app
    port = int(app.request_url.removesuffix(http.EVENTS).rpartition(":")[2])
    section = {
        "client_id": app.client_id,
        "client_secret": app.client_secret,
        "signing_secret": app.signing_secret,
        "http_port": port,
        "api_base": slack.api_base,
        "authorize_url": slack.authorize_url,
    }
    return Settings(data_dir=folder, slack=Slack.model_validate(section), play=Play(port=0))


@asynccontextmanager
async def bot(slack: Loopback, folder: Path) -> AsyncIterator[Place]:
    """Let the bot listen; its data is kept in a folder, and opening it again is a restart."""
    settings, ledger, now = settings_of(slack, folder), Ledger(), slack.world.now
    await lay_out(folder)
    async with assemble(settings, ledger, now, Inspector([ScriptedDetector()])) as app:

        async def gone(community: CommunityId) -> None:
            await leave(app.store, community)

        listening = asyncio.Event()
        installations = StoredInstallations(app.store, now, gone)

        async def door(adapter: SlackAdapter) -> None:
            site = http.site(
                adapter.app,
                installations,
                settings.slack,
                now,
                adapter.installed,
                health=app.store.answers,
                journal=ledger,
            )
            await http.serve(site, settings.slack, listening.set)

        adapter = SlackAdapter(
            settings=settings.slack,
            installations=installations,
            memory=app.store,
            setup_of=app.store.setup_of,
            policies=app.examiner.policies,
            journal=ledger,
            now=now,
            door=door,
        )
        running = asyncio.ensure_future(run(app, (adapter,), settings, now))
        opened = asyncio.ensure_future(listening.wait())
        try:
            done, _ = await asyncio.wait({running, opened}, timeout=20, return_when=asyncio.FIRST_COMPLETED)
            if running in done:
                running.result()
            assert done, "the bot does not listen"
            yield Place(slack=slack, app=app, adapter=adapter, installations=installations, ledger=ledger)
        finally:
            opened.cancel()
            running.cancel()
            await asyncio.gather(running, opened, return_exceptions=True)


@pytest.fixture
async def here(slack: Loopback, tmp_path: Path) -> AsyncIterator[Place]:
    """Open a bot that listens and is installed nowhere yet."""
    async with bot(slack, tmp_path) as opened:
        yield opened


def everything_in(folder: Path) -> bytes:
    """Read every file."""
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def shows(page: Page, outcome: str) -> bool:
    """Tell whether a page says how it ended, in English."""
    return speaking("en")(f"slack.install.{outcome}.title") in page.text


# Two workspaces


async def test_two_workspaces_never_see_each_others_cases(here: Place) -> None:
    """Messages, notices, cards, commands and the Home stay where they belong, with the tokens that belong there."""
    seven, eight = ward(here.slack, "Ward 7"), ward(here.slack, "Ward 8")
    await here.settle(seven)
    await here.settle(eight)
    assert [one.name for one in await here.installations.all()] == ["Ward 7", "Ward 8"]
    for place, by, count in ((seven, seven.ada, 1), (eight, eight.ada, 1), (seven, seven.ada, 2)):
        message = here.slack.post(place.rounds, by, HELD)
        await here.slack.gone(message)
        await here.slack.letter(by, count)
        await here.slack.posted(place.queue, count)
    await here.quiet()
    assert [len(await here.cases(place)) for place in (seven, eight)] == [2, 1]
    assert len(here.slack.letters(eight.ada)) == 1
    answered = await here.slack.slash(eight.mia, eight.rounds, "/queue", "view 2").message()
    assert "No such case here." in answered.words
    viewed = await here.slack.slash(seven.mia, seven.rounds, "/queue", "view 2").message()
    assert "No such case here." not in viewed.words
    card = await here.slack.posted(eight.queue)
    await here.slack.press(card, "queue:rule:release:", eight.mia).acknowledged()
    back = await here.slack.posted(eight.rounds)
    await here.quiet()
    assert "Ada Testperson} is doing well" in back.words
    assert [message for message in seven.rounds.messages if message.author is seven.team.bot] == []
    assert all(case.ruling is None for case in await here.cases(seven))
    here.slack.open_home(eight.mia)
    home = await here.slack.home(eight.mia)
    assert "#1" not in home.words
    for call in here.slack.calls("chat.*", ok=True):
        channel = here.slack.world.channel(call.team, str(call.args.get("channel", "")))
        assert channel is None or channel.team is call.team


async def test_a_moderator_of_one_workspace_has_no_say_in_the_other(here: Place) -> None:
    """A card's button that is pressed with another workspace's moderator does nothing to the case."""
    seven, eight = ward(here.slack, "Ward 7"), ward(here.slack, "Ward 8")
    await here.settle(seven)
    await here.settle(eight)
    await here.slack.gone(here.slack.post(seven.rounds, seven.ada, HELD))
    await here.slack.posted(seven.queue)
    await here.quiet()
    answered = await here.slack.slash(eight.mia, eight.rounds, "/queue", "decide 1 release").message()
    await here.quiet()
    assert "No such case here." in answered.words
    (case,) = await here.cases(seven)
    assert case.ruling is None


async def test_a_restart_knows_who_installed_it(slack: Loopback, tmp_path: Path) -> None:
    """Tokens are found again, what was written meanwhile is read, and none stands anywhere unsealed."""
    seven = ward(slack, "Ward 7")
    async with bot(slack, tmp_path) as first:
        await first.settle(seven)
        early = slack.post(seven.rounds, seven.ada, HELD)
        await slack.gone(early)
        await first.quiet()
    kept = await asyncio.to_thread(everything_in, tmp_path)
    for token in (seven.team.bot_token, slack.admin_token(seven.admin), slack.app.client_secret):
        assert token.encode() not in kept
    slack.app.redelivers = False
    missed = slack.post(seven.rounds, seven.ada, f"{HELD}, again")
    async with bot(slack, tmp_path) as second:
        await slack.gone(missed)
        later = slack.post(seven.rounds, seven.ada, f"{HELD}, and later")
        await slack.gone(later)
        await second.quiet()
        assert len(await second.cases(seven)) == 3


async def test_a_renaming_that_was_never_heard_of_is_found(here: Place, clock: Clock) -> None:
    """Over HTTP what Slack could not deliver is not made up for: a channel's name is looked at again in time."""
    seven = ward(here.slack, "Ward 7")
    await here.settle(seven)
    async with here.app.store.begin() as work:
        setup = here.app.store.setup_of(seven.community)
        await work.setups.save(replace(setup, modes={"rounds": ChannelMode.OFF}))
    here.slack.post(seven.rounds, seven.mia, "hello")
    await here.slack.called("conversations.info", channel=seven.rounds.id)
    seven.rounds.name = "ward-rounds"
    clock.ahead += CHANNELS_FRESH + timedelta(minutes=1)
    await here.slack.gone(here.slack.post(seven.rounds, seven.ada, HELD))
    await here.quiet()
    assert [case.channel_name for case in await here.cases(seven)] == ["ward-rounds"]


async def test_channels_that_slack_does_not_tell_of_hold_up_one_message(here: Place, clock: Clock) -> None:
    """It is not asked again for each message that follows."""
    seven = ward(here.slack, "Ward 7")
    await here.settle(seven)
    await here.slack.called("usergroups.list")
    clock.ahead += CHANNELS_FRESH + timedelta(minutes=1)
    here.slack.fail("users.conversations", times=None)
    for name in ("Ada", "Eve", "Sam"):
        await here.slack.gone(here.slack.post(seven.rounds, seven.ada, HELD.replace("Ada", name)))
    assert len(here.slack.calls("users.conversations", ok=False)) == 1


# Leaving


@pytest.mark.parametrize("how", ["uninstalled", "revoked"])
async def test_an_uninstallation_deletes_what_is_held(here: Place, how: str) -> None:
    """Of that workspace, everything; the other one goes on; installing again begins anew."""
    seven, eight = ward(here.slack, "Ward 7"), ward(here.slack, "Ward 8")
    await here.settle(seven)
    await here.settle(eight)
    for place in (seven, eight):
        await here.slack.gone(here.slack.post(place.rounds, place.ada, HELD))
        await here.slack.posted(place.queue)
    await here.quiet()
    assert seven.community in (await here.rows())["cases"]
    if how == "uninstalled":
        here.slack.uninstall(seven.team)
    else:
        here.slack.revoke(seven.team.bot_token)
    await here.slack.deliveries.settled()
    async with asyncio.timeout(10):
        while seven.community in await here.rows_but_the_sealed_end():  # noqa: ASYNC110 - rows ring no bell
            await asyncio.sleep(0.02)
    assert await here.installations.get(seven.team.id) is None
    assert not here.adapter.serves(seven.community)
    after = await here.rows()
    assert after["cases"] == {eight.community}
    assert eight.community in after["remembered"]
    await here.slack.gone(here.slack.post(eight.rounds, eight.ada, f"{HELD}, again"))
    await here.settle(seven)
    await here.slack.gone(here.slack.post(seven.rounds, seven.ada, HELD))
    await here.quiet()
    assert [case.number for case in await here.cases(seven)] == [1]


async def looks_after(here: Place, ward: Ward) -> bool:
    """Tell whether a message is held there, with the tokens and the setup that are kept."""
    await here.slack.gone(here.slack.post(ward.rounds, ward.ada, HELD))
    await here.slack.posted(ward.queue)
    await here.quiet()
    return here.adapter.serves(ward.community) and await here.installations.get(ward.team.id) is not None


async def test_an_uninstallation_that_is_told_late_leaves_a_new_installation_alone(
    slack: Loopback, tmp_path: Path
) -> None:
    """The app was taken out while the bot was down, and is installed again when Slack tries once more to say so."""
    seven = ward(slack, "Ward 7")
    async with bot(slack, tmp_path) as first:
        await first.settle(seven)
        await first.quiet()
    told = slack.uninstall(seven.team)
    assert [one.event["type"] for one in told] == ["tokens_revoked", "app_uninstalled"]
    async with bot(slack, tmp_path) as second:
        await second.settle(seven)
        for one in told:
            slack.deliveries.retry(one, "connection_failed")
            await one.acknowledged()
        assert await looks_after(second, seven)


async def test_an_installation_made_while_slack_is_asked_stays(here: Place) -> None:
    """What Slack says of the old token is not taken for the new one's end."""
    seven = ward(here.slack, "Ward 7")
    await here.settle(seven)
    await here.slack.called("usergroups.list")
    asked = here.slack.slow("auth.test", times=2)
    here.slack.uninstall(seven.team)
    await asked.arrived(2)
    await here.settle(seven)
    asked.open()
    await here.slack.called("auth.test", 2, ok=False)
    assert await looks_after(here, seven)


async def test_slack_is_asked_until_it_says_whether_a_token_is_over(
    here: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An outage in between neither deletes what is held, nor keeps it for good."""
    monkeypatch.setattr(gateway, "_PAUSE", 0.01)
    seven = ward(here.slack, "Ward 7")
    await here.settle(seven)
    await here.slack.called("usergroups.list")
    here.slack.fail("auth.test", "internal_error", times=3)
    here.slack.limit("auth.test", 0, times=3)
    here.slack.uninstall(seven.team)
    async with asyncio.timeout(10):
        while seven.community in await here.rows_but_the_sealed_end():  # noqa: ASYNC110 - rows ring no bell
            await asyncio.sleep(0.02)
    assert await here.installations.get(seven.team.id) is None


async def test_a_refusal_that_is_no_end_ends_nothing(here: Place) -> None:
    """Slack may refuse a token for another reason, which passes."""
    seven = ward(here.slack, "Ward 7")
    await here.settle(seven)
    await here.slack.called("usergroups.list")
    here.slack.fail("auth.test", "ekm_access_denied")
    here.slack.event(seven.team, "app_uninstalled", {"type": "app_uninstalled"})
    await here.slack.called("auth.test", ok=False)
    assert await looks_after(here, seven)


async def test_an_admin_who_takes_the_token_back(here: Place) -> None:
    """The bot stays, without the admin's token, also after the next start."""
    seven = ward(here.slack, "Ward 7")
    await here.settle(seven)
    assert await here.lends(seven)
    here.slack.revoke(here.slack.admin_token(seven.admin))
    async with asyncio.timeout(10):
        while await here.lends(seven):  # noqa: ASYNC110 - what is kept rings no bell
            await asyncio.sleep(0.02)
    assert here.adapter.serves(seven.community)


# Installing


async def test_a_plain_installation_lends_no_ones_token(here: Place) -> None:
    """The bot's scopes alone are asked for; a later one with removal adds the admin's; a plain one keeps it."""
    seven = ward(here.slack, "Ward 7")
    plain = await here.install(seven)
    assert (plain.status, shows(plain, "done")) == (200, True)
    found = await here.installations.get(seven.team.id)
    assert found
    assert (found.user_token, found.scopes) == (None, frozenset(BOT_SCOPES))
    assert (found.bot_user, found.app) == (seven.team.bot.id, here.slack.app.id)
    (lack,) = here.adapter.survey(CommunityId(f"slack:{seven.team.id}")).lacks
    assert lack.rights == ("an admin's token (chat:write; /slack/install?removal)",)
    removal = await here.install(seven, query="?removal")
    assert shows(removal, "removal")
    lent = await here.installations.get(seven.team.id)
    assert lent
    assert lent.user_token
    assert lent.user_token.get_secret_value() == here.slack.admin_token(seven.admin)
    assert lent.user_scopes == frozenset(USER_SCOPES)
    assert here.adapter.survey(CommunityId(f"slack:{seven.team.id}")).lacks == ()
    assert shows(await here.install(seven), "done")
    assert await here.installations.get(seven.team.id) == lent
    text = plain.text + removal.text
    assert seven.team.bot_token not in text
    assert here.slack.admin_token(seven.admin) not in text


async def test_a_members_token_is_handed_back(here: Place) -> None:
    """Nobody but an admin can let it remove others' messages, so theirs is ended at once and never kept."""
    seven = ward(here.slack, "Ward 7")
    page = await here.install(seven, by=seven.ada, query="?removal")
    assert shows(page, "member")
    found = await here.installations.get(seven.team.id)
    assert found
    assert found.user_token is None
    assert len(here.slack.calls("auth.revoke")) == 1
    assert seven.team.installation
    assert seven.team.installation.users == {}
    assert here.adapter.serves(seven.community)


async def test_a_person_who_says_no(here: Place) -> None:
    """Nothing is installed, and the page says so."""
    seven = ward(here.slack, "Ward 7")
    page = await here.install(seven, deny=True)
    assert (page.status, shows(page, "denied")) == (200, True)
    assert await here.installations.all() == []


async def test_the_way_back_is_used_once_and_by_one_browser(here: Place) -> None:
    """A link that is opened again, or that somebody else was made to open, installs nothing."""
    seven = ward(here.slack, "Ward 7")
    page = await here.install(seven)
    again = await here.slack.visit(page.redirect, cookies=page.cookies)
    assert (again.status, shows(again, "stale")) == (400, True)
    begun = await here.slack.visit(address(here.slack, http.INSTALL))
    back = here.slack.consent(seven.admin, begun.headers["Location"])
    elsewhere = await here.slack.visit(back, cookies={})
    assert shows(elsewhere, "stale")
    other = await here.slack.visit(address(here.slack, http.INSTALL))
    mixed = await here.slack.visit(back, cookies=other.cookies)
    assert shows(mixed, "stale")
    assert len(here.slack.calls("oauth.v2.access")) == 1
    assert shows(await here.slack.visit(back, cookies=begun.cookies), "done")


async def test_codes_that_slack_does_not_take(here: Place) -> None:
    """Invented ones, and ones of another app's."""
    begun = await here.slack.visit(address(here.slack, http.INSTALL))
    state = begun.headers["Location"].partition("state=")[2]
    url = address(here.slack, f"{http.REDIRECT}?code=invented&state={state}")
    page = await here.slack.visit(url, cookies=begun.cookies)
    assert (page.status, shows(page, "failed")) == (400, True)
    assert await here.installations.all() == []


@pytest.mark.parametrize("fault", ["internal_error", "ratelimited", "429", "503", "cut", "users.info", "database"])
async def test_what_does_not_answer_leaves_nothing_behind(
    here: Place, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    """Slack's errors and the database's: the page asks to begin again, nothing is kept, and then it works."""
    seven = ward(here.slack, "Ward 7")
    match fault:
        case "internal_error":
            here.slack.fail("oauth.v2.access", "internal_error")
        case "ratelimited":
            here.slack.ratelimited("oauth.v2.access")
        case "429":
            here.slack.limit("oauth.v2.access", 30)
        case "503":
            here.slack.fail("oauth.v2.access", "", status=503)
        case "cut":
            here.slack.cut("oauth.v2.access", after=True)
        case "users.info":
            here.slack.fail("users.info", "internal_error")
        case _:

            async def down(*_: object) -> None:
                raise Unavailable("the database is read-only")

            monkeypatch.setattr(here.app.store, "remember", down)
    page = await here.install(seven, query="?removal")
    assert (page.status, shows(page, "later")) == (503, True)
    assert await here.installations.all() == []
    assert not here.adapter.serves(seven.community)
    monkeypatch.undo()
    here.slack.heal()
    assert shows(await here.install(seven, query="?removal"), "removal")
    assert here.adapter.serves(seven.community)


# What comes in


@pytest.mark.parametrize("how", ["bad", "stale", "future", "missing", "garbled", "unversioned"])
async def test_forged_deliveries_do_nothing(here: Place, how: str) -> None:
    """Slack tries again with a good signature, and then it is done, once."""
    seven = ward(here.slack, "Ward 7")
    await here.settle(seven)
    await here.quiet()
    here.slack.deliveries.forge(how)
    message = here.slack.post(seven.rounds, seven.ada, HELD)
    sent = here.slack.last_event("message")
    failed = await sent.failed()
    assert failed.failure == "http_error"
    assert failed.ack
    assert failed.ack.status == 401
    assert await here.cases(seven) == []
    here.slack.deliveries.retry(sent)
    await sent.acknowledged()
    await here.slack.gone(message)
    await here.quiet()
    assert len(await here.cases(seven)) == 1
    assert here.turned() == [{"bad": "signature", "stale": "stale", "future": "stale"}.get(how, "unsigned")]


async def test_repetitions_act_once(here: Place, clock: Clock) -> None:
    """The same request to the letter is refused; Slack's own retry is acknowledged and does nothing more."""
    seven = ward(here.slack, "Ward 7")
    await here.settle(seven)
    message = here.slack.post(seven.rounds, seven.ada, HELD)
    sent = here.slack.last_event("message")
    await here.slack.gone(message)
    await here.quiet()
    here.slack.deliveries.repeat(sent)
    repeated = sent.attempts[-1]
    answer = await sent.bell.until(lambda: repeated.ack, lambda: "an answer to the repetition", 10)
    assert answer.status == 409
    clock.ahead += timedelta(seconds=1)  # a retry within the same second would be the same to the letter
    here.slack.deliveries.retry(sent)
    await sent.acknowledged(2)
    await here.quiet()
    assert len(await here.cases(seven)) == 1
    assert len(here.slack.letters(seven.ada)) == 1
    assert here.turned() == ["repeated"]


async def test_a_way_that_was_broken_for_longer_than_slack_tries_loses_nothing(here: Place, clock: Clock) -> None:
    """The process lives and the proxy does not: the first thing that comes again has every channel read, and once."""
    seven = ward(here.slack, "Ward 7")
    await here.settle(seven)
    await here.slack.gone(here.slack.post(seven.rounds, seven.ada, HELD))
    await here.quiet()
    reads = len(here.slack.calls("conversations.history", channel=seven.rounds.id))
    way, here.slack.app.request_url = here.slack.app.request_url, "http://127.0.0.1:9/slack/events"
    missed = here.slack.post(seven.rounds, seven.ada, HELD.replace("Ada", "Eve"))
    sent = here.slack.last_event("message")
    for attempt in range(1, 4):
        await sent.failed(attempt)
        clock.ahead += timedelta(minutes=6)
        here.slack.deliveries.tick()
    await sent.failed(4)
    assert sent.over
    here.slack.app.request_url = way
    for name in ("Ida", "Una"):
        await here.slack.gone(here.slack.post(seven.rounds, seven.ada, HELD.replace("Ada", name)))
    await here.slack.gone(missed)
    await here.quiet()
    assert len(await here.cases(seven)) == 4
    assert len(here.slack.calls("conversations.history", channel=seven.rounds.id)) == reads + 1


async def test_commands_forms_and_completions_come_through(here: Place) -> None:
    """Everything that people start is answered over HTTP as over Socket Mode, and in time."""
    seven = ward(here.slack, "Ward 7")
    await here.settle(seven)
    tip = await here.slack.slash(seven.ada, seven.rounds, "/tip").message()
    assert tip.ephemeral
    modal = await here.slack.slash(seven.ada, seven.rounds, "/chaperone").modal()
    assert modal.blocks
    here.slack.open_home(seven.mia)
    assert (await here.slack.home(seven.mia)).blocks
    await here.quiet()
    assert [ack for ack in here.slack.deliveries.acks if ack.late or ack.status != 200] == []


async def test_slack_verifies_the_address(here: Place) -> None:
    """Before any workspace is there."""
    assert await here.slack.deliveries.verify_url()
    here.slack.deliveries.forge("bad")
    assert not await here.slack.deliveries.verify_url()


async def test_a_workspace_that_is_not_known_is_not_heard(here: Place) -> None:
    """Its deliveries are acknowledged, so that Slack stops sending them, and nothing is kept."""
    eight = ward(here.slack, "Ward 8")
    here.slack.world.emit = here.slack.deliveries.event
    here.slack.installs.grant(eight.team, eight.admin, frozenset(BOT_SCOPES))
    here.slack.invite_bot(eight.rounds)
    message = here.slack.post(eight.rounds, eight.ada, HELD)
    await here.slack.last_event("message").acknowledged()
    await here.quiet()
    assert not message.deleted
    assert await here.cases(eight) == []


# The command


def ask(url: str) -> tuple[int, str]:
    """Look at an address."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own server
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, ""


@pytest.mark.parametrize("way", ["many workspaces over HTTP", "one workspace over HTTP", "Socket Mode"])
async def test_run_serves_slack(slack: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    """As an operator starts it, with the real detectors, a record number is held, whichever way; it stops cleanly."""
    monkeypatch.setattr("bot.serve.quiet_libraries", lambda: None)
    seven, said, settings = ward(slack, "Ward 7"), list[str](), settings_of(slack, tmp_path)
    url = slack.app.request_url
    if way != "many workspaces over HTTP":
        settings = settings.model_copy(update={"slack": granted(slack, seven, settings.slack, way)})
    running = asyncio.ensure_future(serve_platforms(settings, said.append))
    try:
        async with asyncio.timeout(40):
            while not (any("is listened to" in line for line in said) or slack.deliveries.links):
                await asyncio.wait({running}, timeout=0.05)
                assert not running.done(), running.exception()
        if way == "many workspaces over HTTP":
            assert shows(await slack.install(seven.admin, address(slack, f"{http.INSTALL}?removal")), "removal")
        slack.invite_bot(seven.rounds)
        text = "pt John Testperson, MRN 00471920, admitted 3 March 2026 with chest pain"
        message = slack.post(seven.rounds, seven.ada, text)
        await slack.called("chat.delete", ts=message.ts)
        if way != "Socket Mode":
            base = url.removesuffix(http.EVENTS)
            assert await asyncio.to_thread(ask, f"{base}/healthz") == (200, '{"status":"ok"}')
            assert (await asyncio.to_thread(ask, f"{base}/nothing"))[0] == 404
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert any("Running on slack" in line for line in said)
    kept = await asyncio.to_thread(everything_in, tmp_path)
    for secret in (b"Testperson", seven.team.bot_token.encode(), slack.app.signing_secret.encode()):
        assert secret not in kept


def granted(slack: Loopback, ward: Ward, section: Slack, way: str) -> Slack:
    """Install the app by hand, and set its tokens."""
    slack.installs.grant(ward.team, ward.admin, frozenset(BOT_SCOPES), frozenset(USER_SCOPES))
    given = {"bot_token": ward.team.bot_token, "user_token": slack.admin_token(ward.admin)}
    if way == "Socket Mode":
        slack.app.request_url = slack.app.options_url = ""
        given["app_token"] = slack.app.token
    else:
        given["signing_secret"] = slack.app.signing_secret
    return Slack.model_validate({"http_port": section.http_port, "api_base": section.api_base} | given)


async def test_a_port_that_is_taken_is_one_sentence(here: Place, tmp_path: Path) -> None:
    """The setting that would mend it is named."""
    settings = settings_of(here.slack, tmp_path).slack
    with pytest.raises(Unavailable, match=r"is in use; set CHAPERONE_SLACK__HTTP_PORT"):
        await http.serve(Starlette(), settings)
    nowhere = settings.model_copy(update={"http_host": "192.0.2.1"})
    with pytest.raises(Unavailable, match=r"is no address of this machine; set CHAPERONE_SLACK__HTTP_HOST"):
        await http.serve(Starlette(), nowhere)
