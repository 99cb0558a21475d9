"""The loopback Slack, driven by the real slack-bolt and slack_sdk: what it lets through, refuses, loses and repeats."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.loopback_slack import Channel, Impossible, Loopback, Message, Team, User, View, loopback, sign

PING, SOON = 10.0, 0.3
"""How often slack_sdk looks whether its connection is still there; a pong gets half that time, so not too often."""


class Clock:
    """A time that a test sets; it starts now, as Bolt checks signatures by the real time."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        """Tell it."""
        return self.now

    def passes(self, **much: float) -> None:
        """Let time pass."""
        self.now += timedelta(**much)


class Ears:
    """What a Bolt app heard: every event, and every interaction with its ``ack`` and ``respond``."""

    def __init__(self) -> None:
        self.heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def hears(self, kind: str = "message") -> dict[str, Any]:
        """Wait for the next event of a kind."""
        async with asyncio.timeout(10):
            while True:
                event = await self.heard.get()
                if event["type"] == kind:
                    return event


class Stage:
    """A workspace with a channel, a member and an admin, and a Bolt app."""

    def __init__(self, here: Loopback, clock: Clock) -> None:
        self.here = here
        self.clock = clock
        self.ward: Team = here.workspace()
        self.ada: User = here.user(self.ward, "ada")
        self.mia: User = here.user(self.ward, "mia", admin=True)
        self.rounds: Channel = here.channel(self.ward, "rounds", self.ada, self.mia)
        here.invite_bot(self.rounds)
        here.grant(self.mia, user_scopes=here.app.user_scopes)
        self.bot = self.client(self.ward.bot_token)
        self.admin = self.client(here.admin_token(self.mia))
        self.ears = Ears()
        self.app = AsyncApp(client=self.bot, signing_secret=here.app.signing_secret, ignoring_self_events_enabled=False)

    def client(self, token: str | None, **more: Any) -> AsyncWebClient:
        """Make a client of slack_sdk's."""
        return AsyncWebClient(token=token, base_url=self.here.api_base, **more)

    def listen(self) -> None:
        """Take every event."""

        async def hear(event: dict[str, Any]) -> None:
            self.ears.heard.put_nowait(event)

        self.app.event({"type": "message"})(hear)
        for subtype in ("message_changed", "message_deleted", "bot_message", "file_share", "me_message"):
            self.app.event({"type": "message", "subtype": subtype})(hear)
        for subtype in ("thread_broadcast", "channel_join", "channel_leave"):
            self.app.event({"type": "message", "subtype": subtype})(hear)
        for kind in ("app_home_opened", "app_mention", "app_uninstalled", "member_joined_channel", "tokens_revoked"):
            self.app.event(kind)(hear)
        for kind in ("member_left_channel", "team_join"):
            self.app.event(kind)(hear)

    @contextlib.asynccontextmanager
    async def online(self, connections: int = 1, ping: float = PING) -> AsyncIterator[None]:
        """Keep the app connected by Socket Mode for as long as the block lasts."""
        handlers: list[Any] = []
        for _ in range(connections):
            handlers.append(AsyncSocketModeHandler(self.app, self.here.app.token, ping_interval=ping))
            await handlers[-1].connect_async()
        await self.here.connected(connections)
        try:
            yield
        finally:
            for handler in handlers:
                await handler.close_async()

    @contextlib.asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        """Keep the app listening over HTTP for as long as the block lasts."""
        runner = web.AppRunner(self.app.web_app("/slack/events"), access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        address = f"http://127.0.0.1:{runner.addresses[0][1]}"
        self.here.app.request_url = f"{address}/slack/events"
        try:
            yield address
        finally:
            await runner.cleanup()


@pytest.fixture
async def on() -> AsyncIterator[Stage]:
    """Set a small stage."""
    clock = Clock()
    async with loopback(now=clock) as here:
        yield Stage(here, clock)


@contextlib.contextmanager
def refused(error: str, text: str = "") -> Iterator[None]:
    """Expect the error that Slack answers with, and what it says."""
    with pytest.raises(SlackApiError) as caught:
        yield
    assert caught.value.response["error"] == error
    assert text in json.dumps(caught.value.response.data)


def plain(text: str) -> dict[str, Any]:
    """Write a plain_text object."""
    return {"type": "plain_text", "text": text}


def section(text: str = "Words") -> dict[str, Any]:
    """Write a section."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(action_id: str = "fix:1", **more: Any) -> dict[str, Any]:
    """Write a button."""
    return {"type": "button", "text": plain("Fix it"), "action_id": action_id} | more


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    """Write a row of elements."""
    return {"type": "actions", "block_id": "row", "elements": list(elements)}


def option(value: str) -> dict[str, Any]:
    """Write an option."""
    return {"text": plain(value.title()), "value": value}


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Write a modal."""
    return {"type": "modal", "title": plain("Fix it"), "submit": plain("Send"), "blocks": list(blocks)} | more


def asked(action_id: str, element: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """Write an input block."""
    element = (element or {"type": "plain_text_input"}) | {"action_id": action_id}
    return {"type": "input", "block_id": f"b-{action_id}", "label": plain(action_id), "element": element} | more


# Tokens and scopes


async def test_tokens_and_scopes(on: Stage) -> None:
    """Each way in which a token can be wrong has its error."""
    here = on.here
    assert (await on.bot.auth_test())["bot_id"] == on.ward.bot.bot_id
    assert (await on.admin.auth_test())["user_id"] == on.mia.id
    with refused("not_authed"):
        await on.client(None).auth_test()
    with refused("invalid_auth"):
        await on.client("xoxb-nobody").auth_test()
    with refused("not_allowed_token_type"):
        await on.bot.apps_connections_open(app_token=on.ward.bot_token)
    with refused("not_allowed_token_type"):
        await on.client(here.app.token).chat_postMessage(channel=on.rounds.id, text="x")
    with refused("not_allowed_token_type"):
        await on.admin.views_publish(user_id=on.ada.id, view={"type": "home", "blocks": []})
    with refused("missing_scope", '"needed": "team:read"'):
        await on.admin.team_info()
    with refused("unknown_method"):
        await on.bot.api_call("chat.nothing")
    here.world.tokens[on.ward.bot_token].scopes -= {"channels:history"}
    with refused("missing_scope", "channels:history"):
        await on.bot.conversations_history(channel=on.rounds.id)
    assert here.calls("conversations.history", ok=False)[0].error == "missing_scope"


async def test_forms_and_json(on: Stage) -> None:
    """Arguments come as query, form or JSON; a JSON body's token is not read, a form's is."""
    url, blocks = f"{on.here.api_base}chat.postMessage", [section()]
    words = {"channel": on.rounds.id, "text": "Hello"}
    head = {"Authorization": f"Bearer {on.ward.bot_token}"}
    async with aiohttp.ClientSession() as http:

        async def call(**how: Any) -> dict[str, Any]:
            async with http.post(url, **how) as answer:
                return dict(await answer.json())

        assert (await call(headers=head, json=words | {"blocks": blocks}))["ok"]
        assert (await call(data=words | {"blocks": json.dumps(blocks), "token": on.ward.bot_token}))["ok"]
        assert (await call(headers=head, params=words))["ok"]
        assert (await call(json=words | {"token": on.ward.bot_token}))["error"] == "not_authed"
        assert (await call(headers=head, data=words | {"blocks": "[{"}))["error"] == "invalid_blocks_format"
        assert (await call(headers=head | {"Content-Type": "application/json"}, data="{"))["error"] == "invalid_json"
    assert [len(message.blocks) for message in on.rounds.messages] == [1, 1, 0]


async def test_a_token_is_revoked_in_the_middle(on: Stage) -> None:
    """A revoked token answers token_revoked; the last one ends the installation, and both events come."""
    here = on.here
    on.listen()
    async with on.online():
        await on.bot.auth_test()
        here.revoke(here.admin_token(on.mia))
        assert (await on.ears.hears("tokens_revoked"))["tokens"] == {"oauth": [on.mia.id], "bot": []}
        with refused("token_revoked"):
            await on.admin.auth_test()
        assert (await on.bot.auth_revoke(test=True))["revoked"] is False
        gone = on.ward.bot
        told = here.uninstall(on.ward)
        assert [delivery.event["type"] for delivery in told] == ["tokens_revoked", "app_uninstalled"]
        assert gone not in on.rounds.members
        with refused("token_revoked"):
            await on.bot.auth_test()


# Messages


async def test_posting(on: Stage) -> None:
    """A message goes where the bot is, into DMs and threads, and is heard again as the bot's own."""
    on.listen()
    async with on.online():
        done = await on.bot.chat_postMessage(channel=on.rounds.id, text="Hello", blocks=[section("*Hello*")])
        heard = await on.ears.hears()
        assert (heard["ts"], heard["bot_id"], heard["channel_type"]) == (done["ts"], on.ward.bot.bot_id, "channel")
        reply = await on.bot.chat_postMessage(channel=on.rounds.id, text="More", thread_ts=done["ts"])
        assert (reply["message"]["thread_ts"], reply["message"]["parent_user_id"]) == (done["ts"], on.ward.bot.id)
    letter = await on.bot.chat_postMessage(channel=on.ada.id, text="Psst")
    assert letter["channel"] == on.here.dm(on.ada).id
    assert (await on.here.letter(on.ada)).words == "Psst"
    link = await on.bot.chat_getPermalink(channel=on.rounds.id, message_ts=reply["ts"])
    assert link["permalink"].endswith(f"?thread_ts={done['ts']}&cid={on.rounds.id}")
    named = await on.bot.chat_postMessage(channel=on.rounds.id, text="Words", username="ada")
    assert (named["message"]["subtype"], named["message"]["username"]) == ("bot_message", "ada")
    assert "user" not in named["message"]


async def test_where_a_message_cannot_go(on: Stage) -> None:
    """Unknown, private and foreign channels are not found, and the bot writes only where it is."""
    here = on.here
    other = here.workspace("Ward 8")
    wards = {
        "not_in_channel": here.channel(on.ward, "quiet", on.ada).id,
        "channel_not_found": here.channel(on.ward, "secret", on.ada, private=True).id,
        "cannot_dm_bot": here.robot(on.ward, "poller").id,
    }
    for error, place in wards.items():
        with refused(error):
            await on.bot.chat_postMessage(channel=place, text="x")
    for place in ("C404", here.channel(other, "theirs", other.bot).id, here.user(other, "eve").id):
        with refused("channel_not_found"):
            await on.bot.chat_postMessage(channel=place, text="x")
    on.rounds.archived = True
    with refused("is_archived"):
        await on.bot.chat_postMessage(channel=on.rounds.id, text="x")
    here.app.messages_tab = False
    with refused("messages_tab_disabled"):
        await on.bot.chat_postMessage(channel=on.ada.id, text="x")
    with refused("thread_not_found"):
        on.rounds.archived = False
        await on.bot.chat_postMessage(channel=on.rounds.id, text="x", thread_ts="1.000001")
    assert here.calls("chat.postMessage", ok=True) == []
    assert on.rounds.messages == []


LIMITS: list[tuple[str, dict[str, Any], str]] = [
    ("msg_too_long", {"text": "x" * 40_001}, ""),
    ("too_many_attachments", {"attachments": [{"text": "x"}] * 101}, ""),
    ("invalid_blocks", {"blocks": [section()] * 51}, "no more than 50 items allowed [json-pointer:/blocks]"),
    (
        "invalid_blocks",
        {"blocks": [section("x" * 3_001)]},
        "less than 3001 characters [json-pointer:/blocks/0/text/text]",
    ),
    ("invalid_blocks", {"blocks": [section("")]}, "more than 0 characters"),
    ("invalid_blocks", {"blocks": [{"type": "header", "text": plain("x" * 151)}]}, "less than 151"),
    ("invalid_blocks", {"blocks": [{"type": "header", "text": section()["text"]}]}, "unsupported type: mrkdwn"),
    ("invalid_blocks", {"blocks": [actions(button(text=plain("x" * 76)))]}, "less than 76"),
    ("invalid_blocks", {"blocks": [actions(button("x" * 256))]}, "less than 256"),
    ("invalid_blocks", {"blocks": [actions(button(value="x" * 2_001))]}, "less than 2001"),
    ("invalid_blocks", {"blocks": [actions(button(style="loud"))]}, "valid enum"),
    ("invalid_blocks", {"blocks": [actions(button(), button())]}, "`action_id` already exists"),
    ("invalid_blocks", {"blocks": [actions(*(button(f"{n}") for n in range(26)))]}, "no more than 25"),
    ("invalid_blocks", {"blocks": [actions(), actions()]}, "no fewer than 1"),
    ("invalid_blocks", {"blocks": [section() | {"block_id": "a"}] * 2}, "`block_id` already exists"),
    ("invalid_blocks", {"blocks": [section() | {"colour": "red"}]}, "additional property: colour"),
    ("invalid_blocks", {"blocks": [section() | {"fields": [section()["text"]] * 11}]}, "no more than 10"),
    ("invalid_blocks", {"blocks": [{"type": "marquee"}]}, "unsupported type: marquee"),
    ("invalid_blocks", {"blocks": [actions({"type": "plain_text_input", "action_id": "a"})]}, "plain_text_input"),
    (
        "invalid_blocks",
        {"blocks": [actions({"type": "static_select", "options": [option(f"{n}") for n in range(101)]})]},
        "no more than 100",
    ),
    (
        "invalid_blocks",
        {"blocks": [actions({"type": "overflow", "options": [option(f"{n}") for n in range(6)]})]},
        "no more than 5",
    ),
    ("invalid_blocks", {"blocks": [{"type": "context", "elements": [plain("x")] * 11}]}, "no more than 10"),
    ("msg_blocks_too_long", {"blocks": [{"type": "markdown", "text": "x" * 6_000}] * 2}, ""),
    ("msg_blocks_too_long", {"blocks": [section("x" * 3_000)] * 4}, ""),
]


@pytest.mark.parametrize(("error", "what", "text"), LIMITS)
async def test_what_a_message_may_hold(on: Stage, error: str, what: dict[str, Any], text: str) -> None:
    """Each limit is refused one past it, with the place."""
    with refused(error, json.dumps(text)[1:-1]):
        await on.bot.chat_postMessage(**{"channel": on.rounds.id, "text": "x"} | what)
    assert on.rounds.messages == []


async def test_a_message_needs_its_words(on: Stage) -> None:
    """Blocks alone are refused: slack_sdk warns, Slack makes up a fallback, and this is stricter than both."""
    with refused("no_text"), pytest.warns(UserWarning, match="text"):
        await on.bot.chat_postMessage(channel=on.rounds.id, blocks=[section()])
    assert on.rounds.messages == []


async def test_what_a_message_may_just_hold(on: Stage) -> None:
    """Everything at its limit goes through, and blocks and elements get the ids that they lack."""
    full = button("x" * 255, text=plain("x" * 75), value="x" * 2_000, style="danger")
    row = {"type": "actions", "elements": [full, {"type": "button", "text": plain("No id")}]}
    blocks: list[dict[str, Any]] = [
        {"type": "header", "text": plain("x" * 150)},
        row,
        *[section("x" * 3_000)] * 3,
        *[section("x")] * 45,
    ]
    await on.bot.chat_postMessage(channel=on.rounds.id, text="x" * 40_000, blocks=blocks)
    message = on.rounds.messages[0]
    assert len({block["block_id"] for block in message.blocks}) == 50
    assert len(message.actions) == 2


async def test_changing_a_message(on: Stage) -> None:
    """The bot changes its own messages; a text without blocks removes the blocks."""
    here, bot = on.here, on.bot
    done = await bot.chat_postMessage(channel=on.rounds.id, text="Hello", blocks=[section()])
    message = on.rounds.messages[0]
    on.listen()
    async with on.online():
        await bot.chat_update(channel=on.rounds.id, ts=done["ts"], text="Bye")
        heard = await on.ears.hears()
        assert (heard["subtype"], heard["message"]["text"], heard["previous_message"]["text"]) == (
            "message_changed",
            "Bye",
            "Hello",
        )
    assert (await here.changed(message)).blocks == []
    with refused("msg_too_long"):
        await bot.chat_update(channel=on.rounds.id, ts=done["ts"], text="x" * 4_001)
    with refused("message_not_found"):
        await bot.chat_update(channel=on.rounds.id, ts="1.000001", text="x")
    with refused("cant_update_message"):
        await bot.chat_update(channel=on.rounds.id, ts=here.post(on.rounds, on.ada, "Mine").ts, text="x")


async def test_deleting_a_message(on: Stage) -> None:
    """A bot deletes its own, an admin anybody's, unless the workspace forbids it."""
    here, place = on.here, on.rounds.id
    own = await on.bot.chat_postMessage(channel=place, text="x")
    await on.bot.chat_delete(channel=place, ts=own["ts"])
    hers = here.post(on.rounds, on.ada, "Mrs Smith")
    with refused("cant_delete_message"):
        await on.bot.chat_delete(channel=place, ts=hers.ts)
    here.grant(on.ada, user_scopes=here.app.user_scopes)
    with refused("cant_delete_message"):
        await on.client(here.admin_token(on.ada)).chat_delete(channel=place, ts=here.post(on.rounds, on.mia, "x").ts)
    on.ward.deletion = "nobody"
    with refused("cant_delete_message"):
        await on.admin.chat_delete(channel=place, ts=hers.ts)
    on.ward.deletion, on.ward.compliance = "admins", True
    with refused("compliance_exports_prevent_deletion"):
        await on.admin.chat_delete(channel=place, ts=hers.ts)
    with pytest.raises(Impossible):
        here.delete(hers)
    on.ward.compliance = False
    await on.admin.chat_delete(channel=place, ts=hers.ts)
    await here.gone(hers)
    with refused("message_not_found"):
        await on.admin.chat_delete(channel=place, ts=hers.ts)
    assert [call.error for call in here.calls("chat.delete", ok=False)].count("cant_delete_message") == 3
    assert len(await here.called("chat.delete", count=2)) == 2


async def test_a_thread_leaves_a_tombstone(on: Stage) -> None:
    """A deleted message with replies stays as a tombstone, and is told as a change."""
    here = on.here
    on.listen()
    first = here.post(on.rounds, on.ada, "Mrs Smith")
    here.post(on.rounds, on.mia, "Careful", thread=first)
    async with on.online():
        await on.admin.chat_delete(channel=on.rounds.id, ts=first.ts)
        heard = await on.ears.hears()
        assert (heard["subtype"], heard["message"]["subtype"]) == ("message_changed", "tombstone")
    history = await on.bot.conversations_history(channel=on.rounds.id)
    assert [message["text"] for message in history["messages"]] == ["This message was deleted."]


async def test_ephemeral_messages(on: Stage) -> None:
    """Only somebody in the channel sees one; nobody changes or deletes it, and no history holds it."""
    done = await on.bot.chat_postEphemeral(channel=on.rounds.id, user=on.ada.id, text="See your DM")
    assert (await on.here.whispered(on.rounds, on.ada)).ts == done["message_ts"]
    eve = on.here.user(on.ward, "eve")
    with refused("user_not_in_channel"):
        await on.bot.chat_postEphemeral(channel=on.rounds.id, user=eve.id, text="x")
    with refused("not_in_channel"):
        place = on.here.channel(on.ward, "quiet", on.ada)
        await on.bot.chat_postEphemeral(channel=place.id, user=on.ada.id, text="x")
    with refused("message_not_found"):
        await on.bot.chat_update(channel=on.rounds.id, ts=done["message_ts"], text="x")
    with refused("message_not_found"):
        await on.bot.chat_delete(channel=on.rounds.id, ts=done["message_ts"])
    assert (await on.bot.conversations_history(channel=on.rounds.id))["messages"] == []


async def test_pings(on: Stage) -> None:
    """Whom new messages would notify is known, whether by mark-up, blocks or parse=full; the rest calls nobody."""
    here, place = on.here, on.rounds.id

    async def pinged(**what: Any) -> list[str]:
        here.pings.clear()
        await on.bot.chat_postMessage(**{"channel": place, "text": "x"} | what)
        return [ping.whom for ping in here.pings]

    assert await pinged(text="<!channel> and <@U123|x>") == ["channel", "U123"]
    assert await pinged(blocks=[section("<!here>")]) == ["here"]
    assert await pinged(blocks=[{"type": "section", "text": plain("<!here>")}]) == []
    assert await pinged(attachments=[{"fallback": "a", "text": "<!everyone>"}]) == ["everyone"]
    rich = {"type": "rich_text_section", "elements": [{"type": "broadcast", "range": "channel"}]}
    assert await pinged(blocks=[{"type": "rich_text", "elements": [rich]}]) == ["channel"]
    assert await pinged(text="@channel") == []
    assert await pinged(text="@channel", parse="full") == ["channel"]
    assert await pinged(text="&lt;!channel&gt;") == []
    here.pings.clear()
    await on.bot.chat_postEphemeral(channel=place, user=on.ada.id, text="<@U123>")
    here.post(on.rounds, on.ada, "<!channel>")
    assert here.pings == []


# Reading


async def test_history_pages_and_threads(on: Stage) -> None:
    """History comes newest first, by pages, without replies; threads oldest first; bounds are exclusive."""
    here, bot, place = on.here, on.bot, on.rounds.id
    posted = [here.post(on.rounds, on.ada, f"{n}", at=on.clock.now - timedelta(minutes=9 - n)) for n in range(5)]
    here.post(on.rounds, on.mia, "reply", thread=posted[0])
    here.post(on.rounds, on.mia, "shout", thread=posted[0], broadcast=True)
    seen, cursor, pages = list[str](), "", 0
    while pages == 0 or cursor:
        page = await bot.conversations_history(channel=place, limit=4, cursor=cursor)
        seen += [message["text"] for message in page["messages"]]
        cursor, pages = page["response_metadata"]["next_cursor"], pages + 1
        assert page["has_more"] is bool(cursor)
    assert (seen, pages) == (["shout", "4", "3", "2", "1", "0"], 2)
    part = await bot.conversations_history(channel=place, oldest=posted[1].ts, latest=posted[3].ts)
    assert [message["text"] for message in part["messages"]] == ["2"]
    part = await bot.conversations_history(channel=place, oldest=posted[1].ts, latest=posted[3].ts, inclusive=True)
    assert len(part["messages"]) == 3
    thread = await bot.conversations_replies(channel=place, ts=posted[0].ts)
    assert [message["text"] for message in thread["messages"]] == ["0", "reply", "shout"]
    assert thread["messages"][0]["reply_count"] == 2
    with refused("invalid_cursor"):
        await bot.conversations_history(channel=place, cursor="bmV4dDpub3doZXJl")
    with refused("invalid_limit"):
        await bot.conversations_history(channel=place, limit=1_000)
    with refused("invalid_ts_oldest"):
        await bot.conversations_history(channel=place, oldest="soon")
    with refused("thread_not_found"):
        await bot.conversations_replies(channel=place, ts="1.000001")
    with refused("not_in_channel"):
        await bot.conversations_history(channel=on.ward.named("general").id)


async def test_conversations(on: Stage) -> None:
    """The bot finds channels and members, joins public ones, opens DMs, and removes people only if it may."""
    here, bot = on.here, on.bot
    secret = here.channel(on.ward, "secret", on.ada, private=True)
    found = await bot.conversations_list(types="public_channel,private_channel")
    assert [channel["name"] for channel in found["channels"]] == ["general", "rounds"]
    assert [channel["is_member"] for channel in found["channels"]] == [False, True]
    mine = await bot.users_conversations()
    assert [channel["name"] for channel in mine["channels"]] == ["rounds"]
    assert (await bot.conversations_members(channel=on.rounds.id))["members"][0] == on.ada.id
    with refused("channel_not_found"):
        await bot.conversations_info(channel=secret.id)
    with refused("channel_not_found"):
        await bot.conversations_join(channel=secret.id)
    general = on.ward.named("general")
    await bot.conversations_join(channel=general.id)
    assert general.messages[-1].subtype == "channel_join"
    again = await bot.conversations_join(channel=general.id)
    assert again["warning"] == "already_in_channel"
    opened = await bot.conversations_open(users=[on.ada.id])
    assert opened["channel"]["id"] == here.dm(on.ada).id
    with refused("missing_scope", "mpim:write"):
        await bot.conversations_open(users=[on.ada.id, on.mia.id])
    here.world.tokens[on.ward.bot_token].scopes |= {"mpim:write"}
    many = await bot.conversations_open(users=[on.ada.id, on.mia.id])
    assert (await bot.conversations_info(channel=many["channel"]["id"]))["channel"]["is_mpim"]
    with refused("user_not_found"):
        await bot.conversations_open(users="U404")
    with refused("restricted_action"):
        await bot.conversations_kick(channel=on.rounds.id, user=on.ada.id)
    with refused("cant_kick_self"):
        await on.admin.conversations_kick(channel=on.rounds.id, user=on.mia.id)
    with refused("not_in_channel"):
        await on.admin.conversations_kick(channel=general.id, user=on.ada.id)
    await on.admin.conversations_kick(channel=on.rounds.id, user=on.ada.id)
    assert on.ada not in on.rounds.members


async def test_a_channel_of_its_own(on: Stage) -> None:
    """The bot makes a channel, brings people in and leaves; in the end the app takes itself out."""
    here, bot = on.here, on.bot
    with refused("name_taken"):
        await bot.conversations_create(name="rounds")
    with refused("invalid_name_specials"):
        await bot.conversations_create(name="The Queue")
    made = (await bot.conversations_create(name="queue", is_private=True))["channel"]
    await bot.conversations_invite(channel=made["id"], users=[on.mia.id])
    assert on.ward.named("queue").members == [on.ward.bot, on.mia]
    with refused("already_in_channel"):
        await bot.conversations_invite(channel=made["id"], users=[on.mia.id])
    with refused("user_not_found"):
        await bot.conversations_invite(channel=made["id"], users=["U404"])
    await bot.conversations_leave(channel=made["id"])
    with refused("channel_not_found"):
        await bot.conversations_info(channel=made["id"])
    here.usergroup(on.ward, "moderators", on.mia)
    groups = await bot.usergroups_list(include_users=True)
    assert groups["usergroups"][0]["users"] == [on.mia.id]
    with refused("bad_client_secret"):
        await bot.apps_uninstall(client_id=here.app.client_id, client_secret="9")
    await bot.apps_uninstall(client_id=here.app.client_id, client_secret=here.app.client_secret)
    assert on.ward.installation is None
    assert here.last_event("app_uninstalled").payload["team_id"] == on.ward.id


async def test_people(on: Stage) -> None:
    """Admins, guests, bots, the deactivated and strangers are told apart."""
    here, bot = on.here, on.bot
    here.deactivate(here.user(on.ward, "gone"))
    here.user(on.ward, "guest", guest="single")
    users = {user["name"]: user for user in (await bot.users_list())["members"]}
    assert set(users) == {"owner-1", "chaperone", "ada", "mia", "gone", "guest"}
    assert (users["mia"]["is_admin"], users["ada"]["is_admin"]) == (True, False)
    assert (users["guest"]["is_ultra_restricted"], users["gone"]["deleted"]) == (True, True)
    assert "is_admin" not in users["gone"]
    other = here.workspace("Ward 8", installed=False)
    eve = here.user(other, "eve")
    with refused("user_not_visible"):
        await bot.users_info(user=eve.id)
    shared = here.channel(on.ward, "shared", eve, shared_with=[other])
    assert (await bot.users_info(user=eve.id))["user"]["is_stranger"]
    with refused("channel_not_found"):
        await bot.chat_postMessage(channel=eve.id, text="x")
    here.invite_bot(shared)
    seen = (await bot.users_info(user=eve.id, include_locale=True))["user"]
    assert (seen["is_stranger"], seen["team_id"], seen["locale"]) == (False, other.id, "en-US")
    await bot.chat_postMessage(channel=eve.id, text="x", blocks=[actions(button())])
    started = here.press(await here.letter(eve), "fix:", eve)
    assert (started.payload["team"]["id"], started.payload["user"]["team_id"]) == (on.ward.id, other.id)
    await bot.views_open(trigger_id=started.trigger_id, view=modal(asked("text")))
    assert (await started.modal()).user is eve
    with pytest.raises(Impossible):
        here.slash(eve, shared, "/chaperone")
    assert (await bot.bots_info(bot=on.ward.bot.bot_id))["bot"]["user_id"] == on.ward.bot.id
    assert (await bot.team_info())["team"]["name"] == "Ward 7"
    group = here.usergroup(on.ward, "moderators", on.mia)
    assert (await bot.usergroups_users_list(usergroup=group.id))["users"] == [on.mia.id]


async def test_two_workspaces_see_nothing_of_each_other(on: Stage) -> None:
    """Tokens, channels, messages and events stay in their workspace; a shared channel is delivered once."""
    here = on.here
    other = here.workspace("Ward 8")
    eve = here.user(other, "eve")
    theirs = here.channel(other, "theirs", eve, other.bot)
    here.post(theirs, eve, "Ours")
    assert here.last_event().payload["team_id"] == other.id
    for call in (on.bot.conversations_history, on.bot.conversations_info, on.bot.conversations_members):
        with refused("channel_not_found"):
            await call(channel=theirs.id)
    shared = here.channel(on.ward, "shared", on.ada, eve, on.ward.bot, shared_with=[other])
    before = len(here.deliveries.deliveries)
    here.post(shared, eve, "Hello over there")
    assert len(here.deliveries.deliveries) == before + 1
    sent = here.last_event()
    assert (sent.payload["team_id"], sent.payload["is_ext_shared_channel"]) == (on.ward.id, True)
    assert (sent.event["user_team"], sent.event["source_team"]) == (other.id, other.id)


async def test_files_need_a_token(on: Stage) -> None:
    """Without a token that may read files, there is a sign-in page with status 200."""
    message = on.here.post(on.rounds, on.ada, files={"scan.png": b"pixels"})
    url = message.files[0]["url_private"]
    on.here.world.tokens[on.ward.bot_token].scopes |= {"files:read"}
    async with aiohttp.ClientSession() as http:
        async with http.get(url) as answer:
            assert (answer.status, answer.content_type) == (200, "text/html")
        async with http.get(url, headers={"Authorization": f"Bearer {on.ward.bot_token}"}) as answer:
            assert await answer.read() == b"pixels"


# Socket Mode


async def test_every_sort_of_message(on: Stage) -> None:
    """What a moderation bot meets arrives as Slack sends it: escaped, linked, with its subtype."""
    here, place, ada = on.here, on.rounds, on.ada
    on.listen()
    async with on.online():

        async def heard() -> dict[str, Any]:
            return await on.ears.hears()

        first = here.post(place, ada, f"Call <b> & {on.mia.mention} on +44 7700 900123, ada@nhs.uk, https://nhs.uk/x.")
        event = await heard()
        assert event["text"] == (
            f"Call &lt;b&gt; &amp; {on.mia.mention} on <tel:+447700900123|+44 7700 900123>, "
            "<mailto:ada@nhs.uk|ada@nhs.uk>, <https://nhs.uk/x>."
        )
        assert (event["user"], event["channel"], event["ts"]) == (ada.id, place.id, first.ts)
        assert "subtype" not in event
        here.unfurl(first)
        event = await heard()
        assert event["message"]["text"] == event["previous_message"]["text"]
        assert ("edited" in event["message"], len(event["message"]["attachments"])) == (False, 1)
        here.edit(first, "Nothing")
        event = await heard()
        assert (event["message"]["text"], event["message"]["edited"]["user"]) == ("Nothing", ada.id)
        here.post(place, on.mia, "Reply", thread=first)
        assert (await heard())["thread_ts"] == first.ts
        here.post(place, on.mia, "Shout", thread=first, broadcast=True)
        event = await heard()
        assert (event["subtype"], event["root"]["ts"]) == ("thread_broadcast", first.ts)
        here.post(place, ada, files=["mrs-smith.pdf"])
        event = await heard()
        assert (event["subtype"], event["files"][0]["name"]) == ("file_share", "mrs-smith.pdf")
        here.post(place, ada, "yawns", me=True)
        assert (await heard())["subtype"] == "me_message"
        here.post(place, ada, forward=here.post(here.dm(ada), ada, "Between us"))
        assert (await heard())["channel_type"] == "im"
        event = await heard()
        assert (event["text"], event["attachments"][0]["text"]) == ("", "Between us")
        here.post(place, ada, "The list", table=[["Name", "Bed"], ["Ada Testperson", "7"]])
        event = await heard()
        (block,) = event["attachments"][0]["blocks"]
        assert (event["text"], block["type"], block["rows"][1][0]["text"]) == ("The list", "table", "Ada Testperson")
        robot = here.robot(on.ward, "poller")
        place.members.append(robot)
        here.post(place, robot, "Beep")
        event = await heard()
        assert (event["subtype"], event["bot_id"], "user" in event) == ("bot_message", robot.bot_id, False)
        here.post(place, robot, "Beep", classic=False)
        assert (await heard())["user"] == robot.id
        last = here.post(place, ada, f"{on.ward.bot.mention} hello")
        assert (await on.ears.hears("app_mention"))["user"] == ada.id
        here.delete(last, by=on.mia)
        event = await heard()
        assert (event["subtype"], event["deleted_ts"]) == ("message_deleted", last.ts)
        assert event["previous_message"]["user"] == ada.id


async def test_people_come_and_go(on: Stage) -> None:
    """Joins are heard with their channel_join message, the bot's own too, and newcomers to the workspace."""
    here = on.here
    on.listen()
    async with on.online():
        here.join(on.rounds, here.user(on.ward, "ben"))
        assert (await on.ears.hears("member_joined_channel"))["team"] == on.ward.id
        assert (await on.ears.hears())["subtype"] == "channel_join"
        await on.bot.conversations_join(channel=on.ward.named("general").id)
        assert (await on.ears.hears("member_joined_channel"))["user"] == on.ward.bot.id
        here.hire(on.ward, "eve")
        assert (await on.ears.hears("team_join"))["user"]["name"] == "eve"
        here.leave(on.rounds, on.ada)
        assert (await on.ears.hears("member_left_channel"))["user"] == on.ada.id


async def test_what_the_app_does_not_hear(on: Stage) -> None:
    """Where the app is not, and what it has not subscribed to, is not delivered."""
    here = on.here
    quiet = here.channel(on.ward, "quiet", on.ada, on.mia)
    here.post(quiet, on.ada, "Unheard, for all that the app has mia's token")
    here.app.events -= {"message.channels"}
    here.post(on.rounds, on.ada, "Unheard")
    assert here.deliveries.deliveries == []
    here.app.user_events |= {"message.channels"}
    here.post(quiet, on.ada, "Heard on behalf of mia")
    assert here.last_event().event["channel"] == quiet.id


async def test_acknowledgements_are_timed(on: Stage) -> None:
    """An acknowledgement counts with its time; one after three seconds is late, and a retry was sent meanwhile."""
    here, clock = on.here, on.clock
    waiting = asyncio.Event()

    @on.app.event("message", middleware=[])
    async def hear(event: dict[str, Any]) -> None:
        on.ears.heard.put_nowait(event)

    @on.app.middleware
    async def slow(body: dict[str, Any], next: Callable[[], Any]) -> None:  # noqa: A002
        if "Wait" in json.dumps(body):
            await waiting.wait()
        await next()

    async with on.online():
        here.post(on.rounds, on.ada, "Hello")
        ack = await here.last_event().acknowledged()
        assert (ack.took, ack.late, ack.real < 3) == (timedelta(0), False, True)
        here.post(on.rounds, on.ada, "Wait")
        sent = here.last_event()
        clock.passes(seconds=3.1)
        assert here.tick() == [sent]
        assert (sent.attempts[0].failure, sent.attempts[1].reason) == ("timeout", "timeout")
        waiting.set()
        await sent.acknowledged()
        assert sorted(ack.late for ack in sent.acks) == [False, True]
        assert here.tick() == []
        await here.deliveries.settled()


async def test_events_nobody_registered_for_come_three_times_more(on: Stage) -> None:
    """Bolt acknowledges only what it knows; Slack tries again at once, after one minute and after five."""
    here, clock, numbers = on.here, on.clock, list[str]()

    @on.app.middleware
    async def count(req: Any, next: Callable[[], Any]) -> None:  # noqa: A002
        numbers.append(req.headers["x-slack-retry-num"][0])
        on.ears.heard.put_nowait({"type": "seen"})
        await next()

    async with on.online():
        here.post(on.rounds, on.ada, "Hello")
        sent = here.last_event()
        await on.ears.hears("seen")
        for wait in (3, 3 + 60, 3 + 300):
            clock.passes(seconds=wait - 0.5)
            assert here.tick() == []
            clock.passes(seconds=0.5)
            assert here.tick() == [sent]
            await on.ears.hears("seen")
        clock.passes(seconds=3)
        assert here.tick() == []
        assert (numbers, sent.over, sent.acks) == (["0", "1", "2", "3"], True, [])


async def test_what_was_missed_comes_as_a_retry(on: Stage) -> None:
    """With nobody connected, an event fails at once and comes with the next try."""
    here = on.here
    on.listen()
    here.post(on.rounds, on.ada, "Hello")
    sent = here.last_event()
    assert (await sent.failed()).failure == "no_connection"
    async with on.online():
        assert here.tick() == [sent]
        assert (await on.ears.hears())["text"] == "Hello"
        assert (await sent.acknowledged()).late is False


async def test_duplicates(on: Stage) -> None:
    """An envelope may come twice, with the same envelope_id and event_id; both are acknowledged."""
    on.listen()
    async with on.online():
        on.here.post(on.rounds, on.ada, "Hello")
        sent = on.here.last_event()
        await sent.acknowledged()
        on.here.deliveries.repeat(sent)
        await sent.acknowledged(2)
        assert [(await on.ears.hears())["text"] for _ in range(2)] == ["Hello"] * 2
        on.here.deliveries.retry(sent)
        await sent.acknowledged(3)
        assert len({attempt.envelope for attempt in sent.attempts}) == 2


async def test_two_connections_share_the_events(on: Stage) -> None:
    """Each event goes to one of the connections, in turn."""
    on.listen()
    async with on.online(2):
        for number in range(4):
            on.here.post(on.rounds, on.ada, f"{number}")
        await on.here.deliveries.settled()
        links = [delivery.attempts[0].link for delivery in on.here.deliveries.deliveries]
        assert [links.count(link) for link in on.here.deliveries.links] == [2, 2]
        assert len([await on.ears.hears() for _ in range(4)]) == 4


@pytest.mark.parametrize("how", ["drop", "close", "refresh", "warn"])
async def test_connections_end(on: Stage, how: str) -> None:
    """A connection that is dropped, closed or to be refreshed is followed by another, and events go on."""
    here = on.here
    on.listen()
    async with on.online(ping=SOON):
        getattr(here.deliveries, how)()
        await here.deliveries.connected_again()
        await here.called("apps.connections.open", count=2)
        await here.disconnected(left=1)
        here.post(on.rounds, on.ada, "Still there?")
        here.tick()
        assert (await on.ears.hears())["text"] == "Still there?"


async def test_an_address_is_good_for_one_connection(on: Stage) -> None:
    """An expired or used address leads nowhere, and there are ten connections at most."""
    here = on.here
    async with aiohttp.ClientSession() as http, contextlib.AsyncExitStack() as open_:

        async def address() -> str:
            return str((await on.bot.apps_connections_open(app_token=here.app.token))["url"])

        url = await address()
        hello = await (await open_.enter_async_context(http.ws_connect(url))).receive_json()
        assert (hello["type"], hello["num_connections"]) == ("hello", 1)
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await http.ws_connect(url)
        url = await address()
        here.deliveries.expire_tickets()
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await http.ws_connect(url)
        for _ in range(9):
            await open_.enter_async_context(http.ws_connect(await address()))
        eleventh = await open_.enter_async_context(http.ws_connect(await address()))
        assert (await eleventh.receive_json())["reason"] == "too_many_websockets"


async def test_what_acknowledges_nothing(on: Stage) -> None:
    """Strange envelopes, and answers where none is read, are noted and reach nobody."""
    here = on.here
    client: Any = SocketModeClient(app_token=here.app.token, web_client=on.bot, ping_interval=PING)
    await client.connect()
    await here.connected()
    await client.send_message("{}")
    here.deliveries.pause()
    here.post(on.rounds, on.ada, "Hello")
    sent = here.last_event()
    assert sent.attempts == []
    here.deliveries.unpause()
    await client.send_message(json.dumps({"envelope_id": sent.attempts[0].envelope, "payload": {"text": "Hi"}}))
    assert (await sent.acknowledged()).payload is None
    assert len(here.deliveries.strange) == 2
    await client.close()


# Commands, buttons, forms


async def test_a_command_is_answered_by_its_acknowledgement(on: Stage) -> None:
    """A text is an ephemeral answer; in_channel shows it to all; what is typed arrives escaped."""

    @on.app.command("/chaperone")
    async def command(ack: Any, command: dict[str, Any]) -> None:
        if "all" in command["text"]:
            await ack(text="For all", response_type="in_channel")
        else:
            await ack(f"{command['channel_name']}: {command['text']}")

    here = on.here
    async with on.online():
        answer = await here.slash(on.ada, on.rounds, "/chaperone", "queue <next> a@b.uk").answered()
        assert answer.text == "rounds: queue &lt;next&gt; a@b.uk"
        assert answer.message
        assert answer.message.seen_by is on.ada
        answer = await here.slash(on.ada, here.dm(on.ada), "/chaperone", "me").answered()
        assert answer.text == "directmessage: me"
        asked_ = here.slash(on.ada, on.rounds, "/chaperone", "all")
        assert (await asked_.message()).ephemeral is False
        assert (await asked_.acknowledged()).status == 200
    lost = here.slash(on.ada, on.rounds, "/chaperone")
    assert (await lost.answered()).kind == "failed"


async def test_a_command_that_is_not_answered_in_time(on: Stage) -> None:
    """After three seconds the person reads that it did not work; nothing is tried again."""
    async with on.online():
        asked_ = on.here.slash(on.ada, on.rounds, "/nothing")
        on.clock.passes(seconds=3)
        on.here.tick()
        assert (await asked_.answered()).kind == "timeout"
        assert on.here.tick() == []


async def test_response_urls(on: Stage) -> None:
    """Five answers within thirty minutes; they replace or delete the source, and are checked like messages."""
    here = on.here
    message = await button_message(on)
    asked_ = here.press(message, "fix:", on.ada)
    hook = AsyncWebhookClient(asked_.response_url)
    assert (await hook.send(text="One")).status_code == 200
    assert (await asked_.message()).seen_by is on.ada
    assert (await hook.send(text="Two", replace_original=True)).status_code == 200
    assert (message.text, message.blocks) == ("Two", [])
    answer = await hook.send_dict({"text": "x", "blocks": [{"type": "marquee"}]})
    assert (answer.status_code, json.loads(answer.body)["error"]) == (400, "invalid_blocks")
    assert (await hook.send(text="<!here>", response_type="in_channel")).status_code == 200
    assert [ping.whom for ping in here.pings] == ["here"]
    await hook.send(text="Four")
    assert (await hook.send(delete_original=True)).status_code == 200
    await here.gone(message)
    answer = await hook.send(text="Six")
    assert (answer.status_code, json.loads(answer.body)["error"]) == (404, "used_url")
    assert [found.kind for found in asked_.answers] == [
        "failed",
        "message",
        "replaced",
        "message",
        "message",
        "deleted",
    ]
    assert asked_.refused == ["invalid_blocks", "used_url"]
    late = here.slash(on.ada, on.rounds, "/chaperone")
    on.clock.passes(minutes=31)
    assert "expired_url" in (await AsyncWebhookClient(late.response_url).send(text="x")).body
    assert len(here.calls("response_url", ok=False)) == 3


async def button_message(on: Stage, *elements: dict[str, Any]) -> Message:
    """Let the bot post a message with a button, or other elements."""
    row = actions(*(elements or (button("fix:1", value="412"),)))
    await on.bot.chat_postMessage(channel=on.rounds.id, text="A card", blocks=[row])
    return await on.here.posted(on.rounds)


async def test_a_button_opens_a_form(on: Stage) -> None:
    """A press carries its message and value; its trigger opens one modal within three seconds, once."""
    here, seen = on.here, list[dict[str, Any]]()

    @on.app.action({"action_id": "fix:1"})
    async def pressed(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        seen.append(body)
        await on.bot.views_open(trigger_id=body["trigger_id"], view=modal(asked("text")))

    message = await button_message(on)
    async with on.online():
        asked_ = here.press(message, "fix:", on.ada)
        form = await asked_.modal()
        assert (form.title, form.user, on.ada.stack) == ("Fix it", on.ada, [form])
        body = seen[0]
        assert (body["actions"][0]["value"], body["message"]["ts"]) == ("412", message.ts)
        assert body["container"]["is_ephemeral"] is False
        with refused("exchanged_trigger_id"):
            await on.bot.views_open(trigger_id=asked_.trigger_id, view=modal(asked("text")))
    late = here.press(message, "fix:", on.ada)
    assert (await late.answered()).kind == "failed"
    on.clock.passes(seconds=3.1)
    with refused("expired_trigger_id"):
        await on.bot.views_open(trigger_id=late.trigger_id, view=modal(asked("text")))
    with refused("invalid_trigger_id"):
        await on.bot.views_open(trigger_id="1.2.3", view=modal(asked("text")))


async def test_a_press_on_an_ephemeral_message_carries_no_message(on: Stage) -> None:
    """Only who sees it may press, and the payload holds no message."""
    here = on.here
    await on.bot.chat_postEphemeral(channel=on.rounds.id, user=on.ada.id, text="x", blocks=[actions(button())])
    message = await here.whispered(on.rounds, on.ada)
    with pytest.raises(Impossible):
        here.press(message, "fix:", on.mia)
    asked_ = here.press(message, "fix:")
    assert ("message" in asked_.payload, asked_.payload["container"]["is_ephemeral"]) == (False, True)
    assert (await AsyncWebhookClient(asked_.response_url).send(delete_original=True)).status_code == 200
    assert message.deleted


async def test_selects(on: Stage) -> None:
    """A choice carries the option; an external select asks for its options first."""
    here, chosen = on.here, list[Any]()
    select = {"type": "static_select", "action_id": "ward", "options": [option("seven"), option("eight")]}
    people = {"type": "users_select", "action_id": "who"}
    outside = {"type": "external_select", "action_id": "case", "min_query_length": 2}

    @on.app.action("ward")
    @on.app.action("who")
    async def took(ack: Any, action: dict[str, Any]) -> None:
        await ack()
        chosen.append(action)

    @on.app.options("case")
    async def offer(ack: Any, payload: dict[str, Any]) -> None:
        rows = [option(f"{payload['value']}{n}") for n in range(101 if payload["value"] == "many" else 2)]
        await ack(options=rows)

    message = await button_message(on, select, people, outside)
    async with on.online():
        await here.select(message, "ward", "eight", on.ada).acknowledged()
        await here.select(message, "who", on.mia, on.ada).acknowledged()
        assert chosen[0]["selected_option"] == option("eight")
        assert chosen[1]["selected_user"] == on.mia.id
        rows = await here.type_in(message, "case", "41", on.ada).options()
        assert [row["value"] for row in rows] == ["410", "411"]
        many = here.type_in(message, "case", "many", on.ada)
        await many.acknowledged()
        assert "no more than 100" in many.refused[0]
        with pytest.raises(Impossible):
            here.type_in(message, "case", "4", on.ada)
        with pytest.raises(Impossible):
            here.select(message, "ward", "nine", on.ada)


async def open_form(on: Stage, view: dict[str, Any]) -> View:
    """Open a modal for ada."""
    started = on.here.shortcut(on.ada, "start")
    await on.bot.views_open(trigger_id=started.trigger_id, view=view)
    return await started.modal()


async def test_a_form_is_sent(on: Stage) -> None:
    """A submission carries values and metadata; nothing closes the view, and each response_action does its part."""
    here, seen = on.here, list[dict[str, Any]]()
    ward = {"type": "static_select", "options": [option("seven"), option("eight")]}
    answers: list[dict[str, Any]] = [
        {"response_action": "errors", "errors": {"b-text": "Still a name"}},
        {"response_action": "update", "view": modal(asked("text"), title=plain("Again"))},
        {"response_action": "push", "view": modal(asked("more"), title=plain("More"))},
        {},
        {"response_action": "errors", "errors": {"b-nowhere": "x"}},
        {"response_action": "update", "view": modal(title=plain("x" * 25))},
        {"response_action": "clear"},
    ]

    @on.app.view("form")
    @on.app.view("")
    async def sent(ack: Any, view: dict[str, Any]) -> None:
        seen.append(view)
        await ack(**answers.pop(0))

    tick = asked("sure", {"type": "checkboxes", "options": [option("yes")]}, optional=True)
    who = asked("who", {"type": "users_select"}, optional=True)
    filled = asked("text", {"type": "plain_text_input", "max_length": 20, "initial_value": "Mrs S"})
    body = modal(filled, asked("ward", ward), tick, who, callback_id="form", private_metadata="case 412")
    async with on.online():
        form = await open_form(on, body)
        with pytest.raises(Impossible, match="ward must be filled in"):
            here.submit(form, {"text": "x"})
        for nonsense in ({"ward": "nine"}, {"text": "x" * 21, "ward": "seven"}, {"ward": "seven", "no": "x"}):
            with pytest.raises(Impossible):
                here.submit(form, nonsense)
        done = here.submit(form, {"ward": "seven", "sure": ["yes"], "who": on.mia})
        answer = await done.answered()
        assert (answer.kind, answer.errors) == ("errors", {"b-text": "Still a name"})
        values = seen[0]["state"]["values"]
        assert seen[0]["private_metadata"] == "case 412"
        assert values["b-text"]["text"]["value"] == "Mrs S"
        assert values["b-ward"]["ward"]["selected_option"]["value"] == "seven"
        assert values["b-sure"]["sure"]["selected_options"] == [option("yes")]
        assert values["b-who"]["who"]["selected_user"] == on.mia.id
        await here.submit(form, {"text": "A patient"}).answered(kind="update")
        assert form.title == "Again"
        pushed = await here.submit(form, {"text": "A patient"}).modal()
        assert [view.title for view in on.ada.stack] == ["Again", "More"]
        with pytest.raises(Impossible):
            here.submit(form, {"text": "below"})
        await here.submit(pushed, {"more": "x"}).answered(kind="closed")
        assert on.ada.stack == [form]
        for problem in ("invalid_errors", "view/title"):
            wrong = here.submit(form, {"text": "x"})
            await wrong.acknowledged()
            assert problem in wrong.refused[0]
        assert form.open
        await here.submit(form, {"text": "x"}).answered(kind="cleared")
        assert on.ada.stack == []


async def test_a_form_is_closed(on: Stage) -> None:
    """The app hears of it when it asked to."""

    @on.app.view_closed("form")
    async def closed(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        on.ears.heard.put_nowait(body)

    async with on.online():
        assert on.here.close(await open_form(on, modal(asked("text")))) is None
        form = await open_form(on, modal(asked("text"), callback_id="form", notify_on_close=True))
        on.here.close(form)
        assert (await on.ears.hears("view_closed"))["view"]["id"] == form.id
        with pytest.raises(Impossible):
            on.here.submit(form, {"text": "x"})


VIEWS: list[tuple[dict[str, Any], str]] = [
    (modal(title=plain("x" * 25)), "less than 25 characters [json-pointer:/view/title/text]"),
    (modal(*[section()] * 101), "no more than 100"),
    (modal(private_metadata="x" * 3_001), "less than 3001"),
    (modal(callback_id="x" * 256), "less than 256"),
    (modal(asked("text"), submit=None), "missing required field: submit"),
    (modal(asked("text", {"type": "plain_text_input", "max_length": 3_001})), "between 1 and 3000"),
    ({"type": "modal", "blocks": []}, "missing required field: title"),
    ({"type": "home", "blocks": []}, "unsupported type: home"),
]


@pytest.mark.parametrize(("view", "text"), VIEWS)
async def test_what_a_view_may_hold(on: Stage, view: dict[str, Any], text: str) -> None:
    """Each limit is refused one past it, and the trigger stays good."""
    started = on.here.shortcut(on.ada, "start")
    with refused("invalid_arguments", text):
        await on.bot.views_open(trigger_id=started.trigger_id, view=view)
    assert on.ada.stack == []
    opened = await on.bot.views_open(trigger_id=started.trigger_id, view=modal(*[section()] * 100))
    assert [one.id for one in on.ada.stack] == [opened["view"]["id"]]


async def test_views_change_by_hash(on: Stage) -> None:
    """An update with an old hash is refused; pushes end at three; a big view is too large."""
    here, bot = on.here, on.bot
    form = await open_form(on, modal(asked("text"), external_id="form"))
    old = form.hash
    await bot.views_update(view_id=form.id, hash=old, view=modal(asked("text"), external_id="form"))
    with refused("hash_conflict"):
        await bot.views_update(view_id=form.id, hash=old, view=modal(asked("text")))
    await bot.views_update(external_id="form", view=modal(title=plain("New"), external_id="form"))
    assert form.title == "New"
    with refused("not_found"):
        await bot.views_update(view_id="V404", view=modal())
    with refused("duplicate_external_id"):
        await bot.views_push(trigger_id=here.shortcut(on.ada, "x").trigger_id, view=modal(external_id="form"))
    for _ in range(2):
        await bot.views_push(trigger_id=here.shortcut(on.ada, "x").trigger_id, view=modal())
    with refused("push_limit_reached"):
        await bot.views_push(trigger_id=here.shortcut(on.ada, "x").trigger_id, view=modal())
    with refused("view_too_large"):
        await open_form(on, modal(*[section("x" * 2_900)] * 90))


async def test_shortcuts(on: Stage) -> None:
    """A message's menu carries the message, also where the bot is not; a global shortcut carries nothing."""
    here = on.here

    @on.app.shortcut("check")
    async def check(ack: Any, body: dict[str, Any], respond: Any) -> None:
        await ack()
        await respond(text=f"Checked: {body['message']['text']}")

    @on.app.shortcut("start")
    async def start(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        await on.bot.views_open(trigger_id=body["trigger_id"], view=modal(asked("text")))

    message = here.post(here.channel(on.ward, "quiet", on.ada), on.ada, "Mrs Smith")
    async with on.online():
        assert (await here.message_shortcut(on.ada, message, "check").answered()).text == "Checked: Mrs Smith"
        assert (await here.shortcut(on.ada, "start").modal()).title == "Fix it"


async def test_app_home(on: Stage) -> None:
    """Opening the Home tab is heard; what is published is there, changes by hash, and its buttons work."""
    here, bot = on.here, on.bot
    on.listen()

    @on.app.action("fix:1")
    async def pressed(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        on.ears.heard.put_nowait(body)

    async with on.online():
        here.open_home(on.ada)
        event = await on.ears.hears("app_home_opened")
        assert (event["user"], event["tab"], "view" in event) == (on.ada.id, "home", False)
        home: dict[str, Any] = {"type": "home", "blocks": [section("Queue"), actions(button())]}
        first = await bot.views_publish(user_id=on.ada.id, view=home)
        assert (await here.home(on.ada)).words == "Queue\nFix it"
        await bot.views_publish(user_id=on.ada.id, view=home, hash=first["view"]["hash"])
        with refused("hash_conflict"):
            await bot.views_publish(user_id=on.ada.id, view=home, hash=first["view"]["hash"])
        here.open_home(on.ada)
        assert (await on.ears.hears("app_home_opened"))["view"]["id"] == first["view"]["id"]
        here.press(await here.home(on.ada, 2), "fix:")
        body = await on.ears.hears("block_actions")
        assert (body["container"]["type"], "response_url" in body) == ("view", False)


# HTTP


async def test_signed_deliveries(on: Stage) -> None:
    """Signed requests reach Bolt; forms carry commands and presses; an answer's body is the acknowledgement."""
    here = on.here
    on.listen()

    @on.app.command("/chaperone")
    async def command(ack: Any) -> None:
        await ack("Hello")

    async with on.serving():
        assert await here.deliveries.verify_url()
        here.post(on.rounds, on.ada, "Hello")
        assert (await on.ears.hears())["text"] == "Hello"
        await here.last_event().acknowledged()
        assert (await here.slash(on.ada, on.rounds, "/chaperone").answered()).text == "Hello"
        sent = here.last_event().attempts[0]
        stamp = sent.headers["X-Slack-Request-Timestamp"]
        assert sent.headers["X-Slack-Signature"] == sign(here.app.signing_secret, stamp, sent.body)


@pytest.mark.parametrize("how", ["bad", "stale", "future", "missing", "unversioned"])
async def test_forged_deliveries(on: Stage, how: str) -> None:
    """Bolt refuses what is not signed as it should be; the retry is signed well."""
    here = on.here
    on.listen()
    async with on.serving():
        here.deliveries.forge(how)
        here.post(on.rounds, on.ada, "Hello")
        sent = here.last_event()
        assert (await sent.failed()).failure == "http_error"
        assert sent.acks[0].status == 401
        assert on.ears.heard.empty()
        assert here.tick() == [sent]
        await sent.acknowledged()
        assert sent.attempts[1].headers["X-Slack-Retry-Num"] == "1"
        assert sent.attempts[1].headers["X-Slack-Retry-Reason"] == "http_error"


async def test_a_replayed_delivery(on: Stage) -> None:
    """The same request to the letter can be sent again; plain Bolt takes it twice."""
    on.listen()
    async with on.serving():
        on.here.post(on.rounds, on.ada, "Hello")
        sent = on.here.last_event()
        await sent.acknowledged()
        on.here.deliveries.repeat(sent)
        await sent.acknowledged(2)
        assert sent.attempts[0].headers == sent.attempts[1].headers
        assert [(await on.ears.hears())["text"] for _ in range(2)] == ["Hello"] * 2


async def test_an_app_that_is_slow_or_away(on: Stage) -> None:
    """No answer in three seconds is a timeout; a closed door a failure; a 500 that says so is not tried again."""
    here, arrived, gate = on.here, asyncio.Event(), asyncio.Event()

    async def door(request: web.Request) -> web.Response:
        if "Wait" in await request.text():
            arrived.set()
            await gate.wait()
        if "Stop" in await request.text():
            return web.Response(status=500, headers={"X-Slack-No-Retry": "1"})
        return web.Response()

    app = web.Application()
    app.router.add_post("/slack/events", door)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    here.app.request_url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    here.post(on.rounds, on.ada, "Wait")
    slow = here.last_event()
    await arrived.wait()
    on.clock.passes(seconds=3.5)
    here.tick()
    assert (slow.attempts[0].failure, slow.attempts[1].headers["X-Slack-Retry-Reason"]) == ("http_timeout",) * 2
    gate.set()
    await slow.acknowledged()
    here.post(on.rounds, on.ada, "Stop")
    stopped = here.last_event()
    await stopped.failed()
    assert here.tick() == []
    await runner.cleanup()
    here.post(on.rounds, on.ada, "Anybody?")
    assert (await here.last_event().failed()).failure == "connection_failed"


# OAuth


class Memory(AsyncInstallationStore, AsyncOAuthStateStore):
    """Bolt's stores, in memory."""

    def __init__(self) -> None:
        self.found: dict[str, Installation] = {}
        self.states: set[str] = set()

    async def async_save(self, installation: Installation) -> None:
        """Keep an installation."""
        self.found[str(installation.team_id)] = installation

    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        """Find a bot."""
        found = self.found.get(str(team_id))
        return found.to_bot() if found else None

    async def async_issue(self, *args: Any, **kwargs: Any) -> str:
        """Make a state."""
        self.states.add(f"state-{len(self.states)}")
        return f"state-{len(self.states) - 1}"

    async def async_consume(self, state: str) -> bool:
        """Use a state up."""
        return state in self.states


async def test_an_installation_by_oauth(on: Stage) -> None:
    """Bolt's own flow goes from its page through consent to tokens that work, in a browser behind TLS."""
    here, store = on.here, Memory()
    other = here.workspace("Ward 8", installed=False)
    eve = here.user(other, "eve", admin=True)
    settings = AsyncOAuthSettings(
        client_id=here.app.client_id,
        client_secret=here.app.client_secret,
        scopes=sorted(here.app.bot_scopes),
        user_scopes=["chat:write"],
        installation_store=store,
        state_store=store,
        authorization_url=here.authorize_url,
    )
    on.app = AsyncApp(client=on.client(None), signing_secret=here.app.signing_secret, oauth_settings=settings)
    assert on.app.oauth_flow
    on.app.oauth_flow._async_client = on.client(None)
    async with on.serving() as address:
        here.app.redirect_uris = frozenset({f"{address}/slack/oauth_redirect"})
        denied = await here.install(eve, f"{address}/slack/install", deny=True)
        assert "access_denied" in denied.redirect
        assert other.installation is None
        page = await here.install(eve, f"{address}/slack/install")
        assert (page.status, "state=" in page.redirect) == (200, True)
        assert any("Secure" in line for line in page.set_cookies)
        saved = store.found[other.id]
        assert (saved.bot_token, saved.user_id) == (other.bot_token, eve.id)
        assert (await on.client(saved.user_token).auth_test())["user_id"] == eve.id
        again = await here.visit(page.redirect, cookies={})
        assert again.status == 400


async def test_codes(on: Stage) -> None:
    """A code is good once, for ten minutes, for the address it was asked with and for the right client."""
    here, app, call = on.here, on.here.app, on.client(None).oauth_v2_access
    eve = here.user(on.ward, "eve", admin=True)

    def code(**more: str) -> str:
        extra = "".join(f"&{name}={value}" for name, value in more.items())
        app.redirect_uris = frozenset({"https://a.example/", "https://b.example/"})
        url = f"{here.authorize_url}?client_id={app.client_id}&scope=chat:write{extra}"
        return here.consent(eve, url).partition("code=")[2]

    with refused("invalid_client_id"):
        await call(client_id="9", client_secret=app.client_secret, code=code())
    with refused("bad_client_secret"):
        await call(client_id=app.client_id, client_secret="9", code=code())
    with refused("invalid_code"):
        await call(client_id=app.client_id, client_secret=app.client_secret, code="9")
    with refused("bad_redirect_uri"):
        asked_ = code(redirect_uri="https://a.example/back")
        await call(
            client_id=app.client_id, client_secret=app.client_secret, code=asked_, redirect_uri="https://b.example/back"
        )
    good = code()
    done = await call(client_id=app.client_id, client_secret=app.client_secret, code=good)
    assert (done["access_token"], done["authed_user"]["id"]) == (on.ward.bot_token, eve.id)
    with refused("code_already_used"):
        await call(client_id=app.client_id, client_secret=app.client_secret, code=good)
    old = code()
    on.clock.passes(minutes=11)
    with refused("invalid_code"):
        await call(client_id=app.client_id, client_secret=app.client_secret, code=old)
    with pytest.raises(AssertionError, match="invalid_scope"):
        here.consent(eve, f"{here.authorize_url}?client_id={app.client_id}&scope=admin")


# Faults


async def test_too_many_calls(on: Stage) -> None:
    """429 comes with Retry-After, which slack_sdk's handler obeys; ratelimited with 200 is an error of the answer."""
    here, place = on.here, on.rounds.id
    here.limit("chat.postMessage", 0)
    with pytest.raises(SlackApiError) as caught:
        await on.bot.chat_postMessage(channel=place, text="x")
    assert (caught.value.response.status_code, caught.value.response.headers["Retry-After"]) == (429, "0")
    patient = on.client(on.ward.bot_token)
    patient.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=2))
    here.limit("chat.*", 0, times=2)
    await patient.chat_postMessage(channel=place, text="At last")
    assert [call.status for call in here.calls("chat.postMessage", ok=None)] == [429, 429, 429, 200]
    here.ratelimited("chat.postMessage", channel=place)
    with refused("ratelimited"):
        await on.bot.chat_postMessage(channel=place, text="x")
    here.limit_rate("chat.postMessage", 1, 60)
    await on.bot.chat_postMessage(channel=place, text="x")
    with refused("ratelimited"):
        await on.bot.chat_postMessage(channel=place, text="x")
    await on.bot.chat_postMessage(channel=on.ada.id, text="Another channel")
    here.heal()
    await on.bot.chat_postMessage(channel=place, text="x")


async def test_errors_on_demand(on: Stage) -> None:
    """internal_error, any error and any status, before or after the effect."""
    here, place = on.here, on.rounds.id
    here.fail("chat.postMessage")
    with refused("internal_error"):
        await on.bot.chat_postMessage(channel=place, text="x")
    assert on.rounds.messages == []
    here.fail("chat.postMessage", "fatal_error", after=True)
    with refused("fatal_error"):
        await on.bot.chat_postMessage(channel=place, text="x")
    assert len(on.rounds.messages) == 1
    here.fail("*", status=503, times=2)
    for _ in range(2):
        with pytest.raises(SlackApiError) as caught:
            await on.bot.auth_test()
        assert caught.value.response.status_code == 503
    await on.bot.auth_test()
    assert [(call.done, call.ok) for call in here.calls("chat.*", ok=None)] == [(False, False), (True, False)]


async def test_slow_answers(on: Stage) -> None:
    """A gate keeps calls waiting until it opens, before or after the effect; nobody sleeps."""
    here, place = on.here, on.rounds.id
    for after, there in ((False, 0), (True, 1)):
        gate = here.slow("chat.postMessage", after=after)
        call = asyncio.create_task(on.bot.chat_postMessage(channel=place, text="x"))
        await gate.arrived()
        assert len(on.rounds.messages) == there
        here.heal()
        await call
        on.rounds.stored.clear()


@pytest.mark.parametrize(("after", "posted"), [(False, 1), (True, 2)])
async def test_a_cut_line(on: Stage, after: bool, posted: int) -> None:
    """slack_sdk repeats a call whose line is cut once, which posts twice when the first had its effect."""
    on.here.cut("chat.postMessage", after=after)
    await on.bot.chat_postMessage(channel=on.rounds.id, text="x")
    assert len(on.rounds.messages) == posted
    assert [call.status for call in on.here.calls("chat.postMessage", ok=None)] == [0, 200]


async def test_what_slacks_client_would_not_do(on: Stage) -> None:
    """People cannot write where they are not, change others' words, or press what is gone."""
    here = on.here
    ben = here.user(on.ward, "ben")
    hers = here.post(on.rounds, on.ada, "Mine")
    message = await button_message(on)
    here.delete(message, by=on.mia)
    deeds: list[Callable[[], object]] = [
        lambda: here.post(on.rounds, ben, "x"),
        lambda: here.slash(ben, on.rounds, "/chaperone"),
        lambda: here.edit(hers, "x", by=on.mia),
        lambda: here.delete(hers, by=ben),
        lambda: here.press(message, "fix:", on.ada),
        lambda: here.press(message, "nothing", on.ada),
        lambda: here.join(on.rounds, on.ada),
    ]
    for deed in deeds:
        with pytest.raises(Impossible):
            deed()


async def test_waiting_says_what_was_missing(on: Stage) -> None:
    """A wait that comes to nothing fails with what there was instead."""
    await on.bot.auth_test()
    on.here.api.patience = on.here.patience = 0.01
    with pytest.raises(AssertionError, match=r"chat\.delete.*auth\.test → 200"):
        await on.here.called("chat.delete")
    with pytest.raises(AssertionError, match="messages by the bot"):
        await on.here.letter(on.ada)


async def test_long_runs_keep_their_memory(on: Stage) -> None:
    """What was delivered and called can be forgotten."""
    on.listen()
    async with on.online():
        for number in range(50):
            on.here.post(on.rounds, on.ada, f"{number}")
        await on.here.deliveries.settled()
        assert all(not ack.late for ack in on.here.deliveries.acks)
        on.here.forget()
        assert (on.here.deliveries.deliveries, on.here.journal) == ([], [])
