"""Slack's payloads as events, and what people type as lines and options: pure, and tested on recorded shapes."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import cogs
from bot.adapters.slack import blocks, commands, incoming, wire
from bot.adapters.slack.answers import words
from bot.adapters.slack.blocks import Origin
from bot.adapters.slack.incoming import Scene
from bot.adapters.slack.rights import BOT_SCOPES, lacking, role_of, shortcuts, slashes
from bot.adapters.slack.seen import Seen, Threads
from bot.app import read_policy, utc_now
from bot.core.cards import Button, Card, Fact, Option, Select
from bot.core.commands import Roster
from bot.core.engine import Examiner
from bot.core.events import ChannelId, DeliveryId, MessageId, MessageRef, Role
from bot.core.inspection import Inspector
from bot.core.setups import Survey
from bot.core.text import Content
from config.catalogue import speaking
from tests.town import Time

ADA = {
    "id": "U012A3CDE",
    "team_id": "T061EG9R6",
    "name": "ada",
    "real_name": "Ada Testperson",
    "profile": {"real_name": "Ada Testperson", "display_name": "ada"},
    "is_admin": False,
    "is_owner": False,
    "is_bot": False,
    "updated": 1_709_300_000,
    "locale": "fr-FR",
}
SCENE = Scene(team="T061EG9R6", channel_name="cases", user=ADA, home="https://ward-7.slack.com/")
CHANNEL = "C061EG9SL"


def message(**changes: object) -> dict[str, Any]:
    """Make a message as the Events API sends it."""
    return {
        "type": "message",
        "channel": CHANNEL,
        "channel_type": "channel",
        "user": "U012A3CDE",
        "text": "Supa hot",
        "ts": "1709300400.000200",
        "event_ts": "1709300400.000200",
        "team": "T061EG9R6",
        "client_msg_id": "f1a2",
        "blocks": [{"type": "rich_text", "block_id": "x", "elements": []}],
        **changes,
    }


def table() -> dict[str, Any]:
    """Make a table of cells pasted from a spreadsheet, one of each kind."""
    words = [{"type": "text", "text": "see "}, {"type": "link", "url": "https://nhs.uk", "text": "nhs.uk"}]
    seen = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": words}]}
    head = [{"type": "raw_text", "text": name} for name in ("Name", "Bed", "Seen")]
    bed = {"type": "raw_number", "value": 7, "text": "7"}
    return {
        "type": "table",
        "block_id": "x",
        "rows": [head, [{"type": "raw_text", "text": "Ada Testperson"}, bed, seen]],
    }


def nested(text: str, depth: int) -> dict[str, Any]:
    """Make a cell whose words stand very deep."""
    made: dict[str, Any] = {"type": "text", "text": text}
    for _ in range(depth):
        made = {"type": "rich_text_list", "elements": [made]}
    return made


def test_a_message() -> None:
    """Who, where, what, when, the link that opens it, and the name that the link ends in."""
    event = incoming.posted(message(), CHANNEL, SCENE)
    assert event.community == "slack:T061EG9R6"
    read = event.message
    assert (read.id, read.channel.id, read.channel.name) == (
        "slack:p1709300400000200",
        "slack:C061EG9SL",
        "cases",
    )
    assert (read.author.id, read.author.name, read.author.locale) == ("slack:U012A3CDE", "ada", "fr-FR")
    assert read.posted_at == datetime(2024, 3, 1, 13, 40, 0, 200, tzinfo=UTC)
    assert read.link == "https://ward-7.slack.com/archives/C061EG9SL/p1709300400000200"
    assert read.content == Content.of("Supa hot")
    assert read.thread is None
    assert wire.ts_in(read.id) == "1709300400.000200"


@pytest.mark.parametrize(
    ("changes", "parts"),
    [
        (
            {"files": [{"id": "F1", "name": "scan.png", "title": "John", "alt_txt": "his x-ray"}]},
            [("body", "Supa hot"), ("file name", "scan.png"), ("file name", "John"), ("file name", "his x-ray")],
        ),
        (
            {"attachments": [{"is_share": True, "text": "told &amp; shared", "files": [{"name": "a.pdf"}]}]},
            [("body", "Supa hot"), ("forwarded", "told & shared"), ("file name", "a.pdf")],
        ),
        (
            {"attachments": [{"title": "T", "text": "D", "fields": [{"title": "N", "value": "V"}], "fallback": "x"}]},
            [("body", "Supa hot"), ("embed", "T\nD\nN\nV")],
        ),
        ({"attachments": [{"fallback": "only this"}]}, [("body", "Supa hot"), ("embed", "only this")]),
        ({"text": ""}, [("body", "")]),
        (
            {"attachments": [{"id": 1, "fallback": "[no preview available]", "blocks": [table()]}]},
            [("body", "Supa hot"), ("body", "Name, Bed, Seen\nAda Testperson, 7, see nhs.uk")],
        ),
        (
            {"blocks": [{"type": "rich_text", "elements": []}, table()]},
            [("body", "Supa hot"), ("body", "Name, Bed, Seen\nAda Testperson, 7, see nhs.uk")],
        ),
        (
            {"attachments": [{"is_share": True, "is_msg_unfurl": True, "text": "told", "blocks": [table()]}]},
            [
                ("body", "Supa hot"),
                ("forwarded", "told"),
                ("forwarded", "Name, Bed, Seen\nAda Testperson, 7, see nhs.uk"),
            ],
        ),
        (
            {
                "attachments": [
                    {"from_url": "https://x.example", "fallback": "[no preview available]", "blocks": [table()]}
                ]
            },
            [("body", "Supa hot")],
        ),
    ],
    ids=["files", "shared", "attachment", "fallback", "nothing", "pasted", "own table", "shared table", "preview"],
)
def test_everything_that_can_be_read(changes: dict[str, Any], parts: list[tuple[str, str]]) -> None:
    """Each readable part comes in under its kind."""
    read = incoming.posted(message(**changes), CHANNEL, SCENE).message.content
    assert [(part.kind.value, part.text) for part in read.parts] == parts


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        (None, None),
        ("rows", None),
        ([None, 5, "x", {"type": "raw_text", "text": "x"}, []], None),
        ([[None, 5, "x", [], {}, {"text": {"text": "x"}}, {"elements": "x"}, {"type": "link", "url": 5}]], "5"),
        (
            [[{"type": "raw_number", "value": 4471920}, {"type": "raw_text", "text": "two\nlines"}]],
            "4471920, two lines",
        ),
        ([[{"type": "raw_text", "text": ""}], [{"type": "raw_text", "text": "a < b &amp; c"}]], "a < b &amp; c"),
        ([[nested("deep", 50_000)]], "deep"),
        ([[{"type": "raw_text", "text": "x"}] * 100] * 100, "\n".join([", ".join(["x"] * 100)] * 100)),
    ],
    ids=["none", "no list", "no rows", "odd cells", "kinds of cells", "empty", "deep", "large"],
)
def test_a_table_of_whatever_shape_is_read(rows: object, text: str | None) -> None:
    """What is a cell's is read, and what is none is passed over."""
    blocks = [None, 5, {"type": ["table"]}, {"type": "table", "rows": rows}]
    read = incoming.posted(message(attachments=[{"blocks": blocks}]), CHANNEL, SCENE).message.content
    assert [part.text for part in read.parts[1:]] == ([] if text is None else [text])


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("a &lt; b &amp;amp; c &gt; d", "a < b &amp; c > d"),
        ("write <mailto:ada@example.org|ada@example.org>", "write ada@example.org"),
        ("call <tel:+442079460000|+44 20 7946 0000>", "call +44 20 7946 0000"),
        ("see <https://example.org/a?b=1&amp;c=2>", "see https://example.org/a?b=1&c=2"),
        ("see <http://example.org|example.org>", "see example.org"),
        ("see <https://evil.example|the guideline>", "see the guideline (https://evil.example)"),
        ("<@U012A3CDE> and <@U012A3CDE|ada>", "@U012A3CDE and @ada"),
        ("<#C061EG9SL|cases> <#C061EG9SL>", "#cases #C061EG9SL"),
        ("<!channel> <!here|here> <!subteam^S1|@mods> <!date^1709300400^{date}|yesterday>", None),
        ("a < b, c > d", "a < b, c > d"),
        ("no end <https://example.org", "no end <https://example.org"),
    ],
)
def test_text_is_read_as_it_was_typed(written: str, read: str | None) -> None:
    """Escapes, links and identifiers are undone before anybody looks for anything."""
    expected = read if read is not None else "@channel here @mods yesterday"
    assert wire.unwrap(written) == expected


@pytest.mark.parametrize(
    ("changes", "ours"),
    [
        ({}, True),
        ({"subtype": "file_share"}, True),
        ({"subtype": "thread_broadcast"}, True),
        ({"subtype": "me_message"}, True),
        ({"subtype": "channel_join"}, False),
        ({"subtype": "channel_topic"}, False),
        ({"subtype": "bot_message", "user": None, "bot_id": "B1"}, False),
        ({"subtype": "tombstone", "user": "USLACKBOT"}, False),
        ({"user": "USLACKBOT"}, False),
        ({"bot_id": "B1"}, True),
        ({"ts": None}, False),
    ],
)
def test_only_members_words_are_read(changes: dict[str, Any], ours: bool) -> None:
    """The system's messages are not; an app's with an author is, if the author is a person, which is asked later."""
    assert incoming.is_ours_to_read(message(**changes)) is ours


@pytest.mark.parametrize(
    ("event", "inside"),
    [
        ({"channel_type": "channel", "channel": "C1"}, True),
        ({"channel_type": "group", "channel": "C1"}, True),
        ({"channel_type": "im", "channel": "D1"}, False),
        ({"channel_type": "mpim", "channel": "C1"}, False),
        ({"channel": "C1"}, True),
        ({"channel": "D1"}, False),
        ({}, False),
    ],
)
def test_direct_messages_are_nobodys_business(event: dict[str, Any], inside: bool) -> None:
    """Channels, public and private, are looked after; nothing else is."""
    assert incoming.is_in_a_channel(event) is inside


@pytest.mark.parametrize(
    ("now", "before", "edit"),
    [
        ({"edited": {"ts": "2.0"}}, {}, True),
        ({"edited": {"ts": "3.0"}}, {"edited": {"ts": "2.0"}}, True),
        ({"edited": {"ts": "2.0"}, "attachments": [{}]}, {"edited": {"ts": "2.0"}}, False),
        ({"attachments": [{}]}, {}, False),
        ({"reply_count": 1}, {}, False),
    ],
    ids=["first", "second", "preview after an edit", "preview", "an answer"],
)
def test_previews_and_answers_are_no_edits(now: dict[str, Any], before: dict[str, Any], edit: bool) -> None:
    """Only what its author changed is read anew."""
    event = {"subtype": "message_changed", "message": message(**now), "previous_message": message(**before)}
    assert incoming.is_an_edit(event) is edit


@pytest.mark.parametrize(
    ("event", "gone"),
    [
        ({"subtype": "message_deleted", "deleted_ts": "1.000001"}, "1.000001"),
        ({"subtype": "message_deleted", "previous_message": {"ts": "1.000002"}}, "1.000002"),
        ({"subtype": "message_deleted"}, None),
        ({"subtype": "message_changed", "message": {"subtype": "tombstone", "ts": "1.000003"}}, "1.000003"),
        ({"subtype": "message_changed", "message": {"ts": "1.000004"}}, None),
        ({}, None),
    ],
)
def test_deletions(event: dict[str, Any], gone: str | None) -> None:
    """Also where a thread's beginning leaves a tombstone."""
    assert incoming.gone_in(event) == gone


def test_deliveries_are_told_apart_and_the_same_ones_are_not() -> None:
    """Live and from history, a message has one name; an edit has one of its own; channels do not mix."""
    posted = incoming.posted(message(), CHANNEL, SCENE).delivery
    again = incoming.posted({"type": "message", **message(event_ts=None)}, CHANNEL, SCENE).delivery
    edited = incoming.edited(message(edited={"ts": "1709300500.000000"}), CHANNEL, SCENE).delivery
    elsewhere = incoming.posted(message(), "C2", SCENE).delivery
    gone = incoming.deleted("T061EG9R6", CHANNEL, "1709300400.000200").delivery
    assert posted == again
    assert len({posted, edited, elsewhere, gone}) == 4


def test_threads() -> None:
    """An answer is in its thread; a thread's beginning is in none."""
    reply = incoming.posted(message(thread_ts="1709300000.000100"), CHANNEL, SCENE).message
    first = incoming.posted(message(thread_ts="1709300400.000200"), CHANNEL, SCENE).message
    assert reply.thread == "slack:1709300000.000100"
    assert first.thread is None


def test_coming() -> None:
    """A person is greeted, once; a bot is not."""
    at = datetime(2026, 3, 2, tzinfo=UTC)
    joined = incoming.joined("T061EG9R6", ADA, at)
    assert joined is not None
    assert (joined.member.id, joined.member.joined_at) == ("slack:U012A3CDE", at)
    assert incoming.joined("T061EG9R6", {**ADA, "is_bot": True}, at) is None
    assert incoming.joined("T061EG9R6", {"id": "USLACKBOT"}, at) is None
    assert incoming.there_since(ADA) == datetime.fromtimestamp(1_709_300_000, UTC)
    assert incoming.there_since({}) is None


@pytest.mark.parametrize(
    ("user", "named", "role"),
    [
        ({}, False, Role.MEMBER),
        ({}, True, Role.MODERATOR),
        ({"is_admin": True}, False, Role.ADMIN),
        ({"is_owner": True}, False, Role.ADMIN),
        ({"is_admin": True, "team_id": "T2"}, True, Role.MEMBER),
        ({"is_owner": True, "is_stranger": False, "team_id": "T2"}, False, Role.MEMBER),
        ({"is_admin": True, "deleted": True}, False, Role.MEMBER),
        ({"is_restricted": True}, False, Role.MEMBER),
    ],
)
def test_roles(user: dict[str, Any], named: bool, role: Role) -> None:
    """Admins and owners of this workspace, and the user group that moderates; nobody's rank counts abroad."""
    assert role_of({**ADA, **user}, team="T061EG9R6", is_named=named) is role


def test_scopes() -> None:
    """What is missing is named."""
    assert lacking(frozenset(BOT_SCOPES)) == []
    assert lacking(frozenset(BOT_SCOPES) - {"chat:write"}) == ["chat:write"]


@pytest.mark.parametrize(
    ("identifier", "fits"),
    [
        ("slack:T061EG9R6", True),
        ("discord:T061EG9R6", False),
        ("slack:", False),
        ("slack:../x", False),
        ("T1", False),
    ],
)
def test_identifiers(identifier: str, fits: bool) -> None:
    """Another platform's lead nowhere."""
    if fits:
        assert wire.scoped(wire.bare(identifier)) == identifier
    else:
        with pytest.raises(ValueError, match="no identifier of Slack"):
            wire.bare(identifier)


@pytest.mark.parametrize("name", ["slack:gone", "slack:p12", "discord:p1709300400000200", "slack:1709300400.000200"])
def test_names_of_messages(name: str) -> None:
    """What is no message's name is refused."""
    with pytest.raises(ValueError, match="no message of Slack"):
        wire.ts_in(name)


@pytest.mark.parametrize("ts", ["", "now", "1709300400", "1.0000001", "x.y"])
def test_timestamps(ts: str) -> None:
    """What is no timestamp is refused."""
    with pytest.raises(ValueError, match="timestamp"):
        wire.number_of(ts)


def test_numbers_and_timestamps() -> None:
    """There and back, zeros included."""
    for ts in ("1709300400.000200", "1709300400.200000", "1.000001"):
        assert wire.ts_of(wire.number_of(ts)) == ts
    moment = datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=UTC)
    assert wire.moment_of(wire.number_at(moment)) == moment


# Lines, options, modals.


@pytest.fixture(scope="module")
def roster() -> Roster:
    """Build what the bot answers to."""
    policy = read_policy(None)
    examiner = Examiner(Inspector([]), lambda _: policy, utc_now)
    return cogs.roster(examiner, cogs.load_shelf(), lambda _: Survey())


@pytest.mark.parametrize(
    ("command", "text", "line"),
    [
        ("/chaperone", "queue view 7", "queue view 7"),
        ("/queue", "view 7", "queue view 7"),
        ("/tip", "", "tip"),
        ("/chaperone", "", ""),
        ("/check", "a &lt; b &amp; c", "check a < b & c"),
        ("/chaperone", "history <@U012A3CDE|ada>", "history slack:U012A3CDE"),
        ("/chaperone", "setup queue:<#C061EG9SL|queue>", "setup queue:slack:C061EG9SL"),
        ("/chaperone", "setup moderators:<!subteam^S061|@mods>", "setup moderators:slack:S061"),
        (
            "/chaperone",
            "policy why message:<https://w.slack.com/archives/C1/p1709300400000200?thread_ts=1.2&amp;cid=C1>",
            "policy why message:https://slack.com/archives/C1/p1709300400000200",
        ),
    ],
)
def test_lines(command: str, text: str, line: str) -> None:
    """Short forms and the long one are the same; people, channels and groups become identifiers."""
    assert incoming.line_of(command, text) == line


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("check", "check"),
        ("history", "history"),
        ("queue decide case:7", "queue decide"),
        ("check a draft", None),
        ("tip", None),
        ("queue", None),
        ('check "open', None),
        ("nonsense", None),
    ],
)
def test_who_leaves_out_what_is_required_is_asked(roster: Roster, line: str, asked: str | None) -> None:
    """Only then; everything else goes to the schema, which explains itself."""
    found = commands.asked_about(roster, line)
    assert (found[0].name if found else None) == asked


@pytest.mark.parametrize(
    ("line", "role", "some", "others"),
    [
        ("", Role.MEMBER, {"tip", "check", "my record"}, {"queue next", "setup"}),
        ("", Role.ADMIN, {"tip", "queue next", "setup"}, set()),
        ("queue", Role.MODERATOR, {"queue next"}, {"tip"}),
        ("my data", Role.MEMBER, {"my data export"}, {"my record"}),
        ("queue", Role.MEMBER, set(), {"queue next"}),
        ("tip", Role.MEMBER, set(), {"tip"}),
        ("nonsense", Role.ADMIN, set(), {"tip"}),
    ],
)
def test_what_is_offered(roster: Roster, line: str, role: Role, some: set[str], others: set[str]) -> None:
    """What begins like the line and is theirs to use."""
    offered = {spec.name for spec in roster.beginning(line, role)}
    assert some <= offered
    assert not others & offered


def test_every_command_can_be_asked_for(roster: Roster) -> None:
    """Each option has an element that suits it, in every command that there is."""
    kinds: dict[str, str] = {}
    roles = [Option(label="@moderators", value="slack:S1")]
    for spec in roster.commands.values():
        drawn = commands.options(spec, {}, roles, speaking("en"), words("en"), Origin(team="T1", command=spec.name))
        kinds |= {f"{spec.name}.{one['block_id']}": one["element"]["type"] for one in drawn["blocks"]}
    assert kinds["history.member"] == "users_select"
    assert kinds["setup.queue"] == "conversations_select"
    assert kinds["setup.moderators"] == kinds["setup.filters"] == kinds["setup.mode"] == "static_select"
    assert kinds["queue view.case"] == "external_select"
    assert kinds["check.text"] == "plain_text_input"


def test_slashes_and_shortcuts(roster: Roster) -> None:
    """The short forms are commands that there are, and every menu entry is a shortcut."""
    assert slashes()[0] == "/chaperone"
    for slash in slashes()[1:]:
        name = slash.removeprefix("/")
        assert any(one.split()[0] == name for one in roster.commands)
    assert set(shortcuts(roster)) == {"check", "report", "why", "pause", "meant"}


def test_answers() -> None:
    """What was filled in comes back by field, identifiers as ours."""
    values = {
        "member": {"member": {"type": "users_select", "selected_user": "U1"}},
        "channel": {"channel": {"type": "conversations_select", "selected_conversation": "C1"}},
        "other": {"other": {"type": "channels_select", "selected_channel": None}},
        "reason": {"reason": {"type": "static_select", "selected_option": {"value": "spam"}}},
        "none": {"none": {"type": "external_select", "selected_option": None}},
        "note": {"note": {"type": "plain_text_input", "value": None}},
        "text": {"text": {"type": "plain_text_input", "value": "words"}},
    }
    assert blocks.answers({"state": {"values": values}}) == {
        "member": "slack:U1",
        "channel": "slack:C1",
        "other": "",
        "reason": "spam",
        "none": "",
        "note": "",
        "text": "words",
    }
    assert blocks.answers({}) == {}


@pytest.mark.parametrize("written", ["", "{}", "nonsense", "[1]", '{"a":"slack:C1"}', "null"])
def test_what_no_modal_of_ours_remembers_says_nothing(written: str) -> None:
    """Whatever stands in ``private_metadata``, it is read without complaint."""
    assert Origin.read(written) == Origin(team="")


def test_what_a_modal_remembers() -> None:
    """Everything comes back, but for an address that would not fit."""
    about = MessageRef(channel=ChannelId("slack:C1"), id=MessageId("slack:p1709300400000200"))
    origin = Origin(team="T1", about=about, reply="https://hooks.slack.com/actions/1", command="check", channel="C1")
    assert Origin.read(origin.write()) == origin
    assert Origin.read(Origin(team="T1", reply="x" * 2_001).write()).reply == ""
    assert "hooks" not in repr(origin)


def test_a_card() -> None:
    """Title, words, facts, excerpt, controls that name their workspace, and a footer without mark-up."""
    card = Card(
        title="A title",
        body=("**Bold** and `code`, see https://example.org/a. <!channel>",),
        facts=(Fact(name="Case", value="7"),),
        excerpt="some words",
        buttons=(Button(label="Go", token="go:1"),),
        select=Select(placeholder="Pick", token="pick", options=(Option(label="A", value="a"),)),
        footer="small *print*",
    )
    (drawn,) = blocks.messages(card, "T1")
    kinds = [block["type"] for block in drawn["blocks"]]
    assert kinds == ["header", "rich_text", "rich_text", "rich_text", "context", "actions", "actions"]
    spans = drawn["blocks"][1]["elements"][0]["elements"]
    assert spans[0] == {"type": "text", "text": "Bold", "style": {"bold": True}}
    assert spans[2] == {"type": "text", "text": "code", "style": {"code": True}}
    assert spans[4]["url"].startswith("https://example.org/a")
    assert spans[5]["text"].endswith("<!channel>")
    assert drawn["text"] == "A title"
    assert {blocks.team_in(one["block_id"]) for one in drawn["blocks"] if one["type"] == "actions"} == {"T1"}
    assert blocks.team_in("made-by-slack") == ""


# What was seen.


def test_threads_are_remembered_for_a_while() -> None:
    """The latest ten thousand answers."""
    threads = Threads()
    start = datetime(2026, 3, 2, tzinfo=UTC)
    refs = [
        wire.ref_of("C1", wire.ts_of(wire.number_at(start + timedelta(seconds=second)))) for second in range(10_001)
    ]
    for ref in refs:
        threads.add(ref, "1.2")
    assert threads.get(refs[0]) is None
    assert threads.get(refs[-1]) == "1.2"


def test_a_delivery_is_new_once_for_ten_minutes() -> None:
    """Longer than Slack tries again, and not for ever."""
    time = Time()
    seen = Seen(time)
    assert seen.is_new(DeliveryId("a"))
    time.at += timedelta(minutes=9)
    assert seen.is_new(DeliveryId("b"))
    assert not seen.is_new(DeliveryId("a"))
    time.at += timedelta(minutes=2)
    assert seen.is_new(DeliveryId("a"))
    assert not seen.is_new(DeliveryId("b"))
