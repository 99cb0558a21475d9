"""Discord's payloads as events, cards as payloads, the roster as commands: pure, and tested on recorded shapes."""

from datetime import UTC, datetime
from typing import Any

import pytest
import re2

import cogs
from bot.adapters.discord import automod, cards, commands, incoming, wire
from bot.adapters.discord.incoming import Scene
from bot.adapters.discord.performers import released, webhook_name
from bot.adapters.discord.rights import INVITE, Overwrite, Right, lacking, rights_in, role_of
from bot.app import read_policy, utc_now
from bot.core.cards import Button, Card, Document, Fact, Field, FieldKind, Form, Option, Select, Style
from bot.core.commands import Hint, OptionSpec, Roster
from bot.core.engine import Examiner
from bot.core.events import ChannelId, MessageId, MessageRef, Role
from bot.core.findings import Category, Label
from bot.core.inspection import Inspector
from bot.core.setups import Survey
from bot.core.text import Content, Part, PartKind
from config.catalogue import languages, speaking

SCENE = Scene(guild=41771983423143937, channel_name="cases")
AUTHOR = {"id": "80351110224678912", "username": "nelly", "global_name": "Nelly", "discriminator": "0"}
MEMBER = {"nick": "Dr Nelly", "roles": [], "joined_at": "2024-05-01T10:00:00.000000+00:00"}


def message(**changes: object) -> dict[str, Any]:
    """Make a MESSAGE_CREATE as Discord sends it."""
    return {
        "id": "1201234567890123456",
        "channel_id": "290926798999357250",
        "guild_id": "41771983423143937",
        "author": AUTHOR,
        "member": MEMBER,
        "content": "Supa Hot",
        "timestamp": "2026-03-02T09:00:00.000000+00:00",
        "edited_timestamp": None,
        "type": 0,
        "embeds": [],
        "attachments": [],
        **changes,
    }


def test_a_message() -> None:
    """Who, where, what, when, and the link that opens it."""
    event = incoming.posted(message(), SCENE)
    assert event.community == "discord:41771983423143937"
    read = event.message
    assert (read.id, read.channel.id, read.channel.name) == (
        "discord:1201234567890123456",
        "discord:290926798999357250",
        "cases",
    )
    assert (read.author.id, read.author.name, read.author.role) == (
        "discord:80351110224678912",
        "Dr Nelly",
        Role.MEMBER,
    )
    assert read.author.joined_at == datetime(2024, 5, 1, 10, tzinfo=UTC)
    assert read.posted_at == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert read.link == "https://discord.com/channels/41771983423143937/290926798999357250/1201234567890123456"
    assert read.content == Content.of("Supa Hot")


@pytest.mark.parametrize(
    ("changes", "scene", "parts"),
    [
        (
            {"content": "", "message_snapshots": [{"message": {"content": "told elsewhere", "attachments": []}}]},
            SCENE,
            [("body", ""), ("forwarded", "told elsewhere")],
        ),
        (
            {"attachments": [{"id": "1", "filename": "scan.png", "title": "John", "description": "his x-ray"}]},
            SCENE,
            [("body", "Supa Hot"), ("file name", "John"), ("file name", "scan.png"), ("file name", "his x-ray")],
        ),
        (
            {"poll": {"question": {"text": "Who?"}, "answers": [{"poll_media": {"text": "A"}}, {"poll_media": {}}]}},
            SCENE,
            [("body", "Supa Hot"), ("poll", "Who?\nA\n")],
        ),
        (
            {"embeds": [{"title": "T", "description": "D", "fields": [{"name": "N", "value": "V"}]}]},
            SCENE,
            [("body", "Supa Hot"), ("embed", "T\nD\nN\nV")],
        ),
        (
            {"id": "77"},
            Scene(guild=1, channel_name="forum", thread=77, title="A title"),
            [("body", "Supa Hot"), ("thread title", "A title")],
        ),
        ({"id": "78"}, Scene(guild=1, channel_name="forum", thread=77, title="A title"), [("body", "Supa Hot")]),
    ],
    ids=["forward", "files", "poll", "embed", "forum post", "answer in a thread"],
)
def test_everything_that_can_be_read(changes: dict[str, Any], scene: Scene, parts: list[tuple[str, str]]) -> None:
    """Each readable part comes in under its kind."""
    read = incoming.posted(message(**changes), scene).message.content
    assert [(part.kind.value, part.text) for part in read.parts] == parts


@pytest.mark.parametrize(
    ("changes", "ours"),
    [
        ({}, True),
        ({"type": 19}, True),
        ({"type": 7}, False),
        ({"type": 6}, False),
        ({"type": 18, "content": "A thread"}, False),
        ({"webhook_id": "1"}, False),
        ({"author": {**AUTHOR, "bot": True}}, False),
        ({"author": {**AUTHOR, "system": True}}, False),
    ],
)
def test_only_members_words_are_read(changes: dict[str, Any], ours: bool) -> None:
    """Bots, webhooks, ours included, and the system are left out."""
    assert incoming.is_ours_to_read(message(**changes)) is ours


def test_lines_that_tell_of_a_title() -> None:
    """A thread opened, from a message or not, or renamed; the bot's own renaming shows nothing of a member's."""
    opened = message(type=18, message_reference={"channel_id": "77"})
    renamed = message(type=4, channel_id="77")
    hung = message(type=21, channel_id="77")
    assert [incoming.thread_told_of(one) for one in (opened, renamed, hung, message())] == [77, 77, 77, None]
    assert [incoming.shows_title(one, 77) for one in (opened, renamed, hung, message())] == [True, True, False, False]
    assert not incoming.shows_title(opened, 78)
    assert not incoming.shows_title({**renamed, "author": {**AUTHOR, "bot": True}}, 77)


def test_a_title_is_a_message_with_the_threads_number() -> None:
    """Of whoever opened the thread, at the time when it was opened."""
    scene = Scene(guild=1, channel_name="cases", thread=175928847299117063, title="A title")
    read = incoming.posted(incoming.title_alone(175928847299117063, AUTHOR), scene).message
    assert (read.id, read.channel.id, read.channel.name) == (
        "discord:175928847299117063",
        "discord:175928847299117063",
        "cases",
    )
    assert [(part.kind.value, part.text) for part in read.content.parts if part.text] == [("thread title", "A title")]
    assert read.posted_at == wire.moment_of(175928847299117063)


def test_an_edit_and_what_only_looks_like_one() -> None:
    """A preview that was added and a pin have no time of editing; a partial update is recognised as one."""
    assert incoming.edited(message(), SCENE) is None
    changed = incoming.edited(message(edited_timestamp="2026-03-02T09:05:00+00:00", content="new"), SCENE)
    assert changed is not None
    assert changed.message.content.body == "new"
    assert incoming.is_whole(message())
    assert not incoming.is_whole({"id": "1", "channel_id": "2", "embeds": []})


def test_a_filter_is_heard_once_and_without_content() -> None:
    """Discord sends one event for each action of a rule, with the words; we take the first and none of them."""
    execution = {
        "guild_id": "41771983423143937",
        "action": {"type": 1, "metadata": {}},
        "rule_id": "5",
        "user_id": "6",
        "channel_id": "7",
        "content": "MRN 4471920",
        "matched_content": "4471920",
    }
    at = datetime(2026, 3, 2, 9, 0, 30, tzinfo=UTC)
    event = incoming.blocked(execution, SCENE, at, "patient_data.direct")
    assert event is not None
    assert "4471920" not in repr(event)
    assert (event.category, event.author.id) == ("patient_data.direct", "discord:6")
    assert incoming.blocked({**execution, "action": {"type": 3}}, SCENE, at, "patient_data.direct") is None


def test_somebody_joins() -> None:
    """A member is announced, a bot is not."""
    payload = {"guild_id": "1", "user": AUTHOR, "joined_at": "2026-03-02T09:00:00+00:00", "roles": []}
    event = incoming.joined(payload)
    assert event is not None
    assert event.member.name == "Nelly"
    assert incoming.joined({**payload, "user": {**AUTHOR, "bot": True}}) is None


# Controls


@pytest.mark.parametrize(
    "control",
    [
        wire.Control(token="mine:fix:142"),
        wire.Control(token="mine:fix:142", guild=2**64 - 1),
        wire.Control(
            token="report",
            about=MessageRef(channel=ChannelId("discord:5"), id=MessageId(f"discord:{2**63}")),
        ),
        wire.Control(
            token="t" * 64,
            guild=2**64 - 1,
            about=MessageRef(channel=ChannelId(f"discord:{2**64 - 1}"), id=MessageId(f"discord:{2**64 - 1}")),
        ),
    ],
)
def test_controls_are_read_back(control: wire.Control) -> None:
    """Token, guild and message survive, and the longest of all fits."""
    written = wire.control_id(control)
    assert len(written) <= wire.CUSTOM_ID
    assert wire.read_control(written) == control


@pytest.mark.parametrize("identifier", ["local:5", "discord:x", "discord:", "5", "discord:-1"])
def test_foreign_identifiers_are_refused(identifier: str) -> None:
    """What is not Discord's is a ValueError."""
    with pytest.raises(ValueError, match="Discord"):
        wire.snowflake_of(identifier)


def test_identifiers_tell_the_time() -> None:
    """The example in Discord's reference."""
    assert wire.moment_of(175928847299117063) == datetime(2016, 4, 30, 11, 18, 25, 796000, tzinfo=UTC)
    assert wire.moment_of(wire.snowflake_at(datetime(2026, 3, 2, tzinfo=UTC))) == datetime(2026, 3, 2, tzinfo=UTC)
    assert wire.shard_of(41771983423143937, 1) == 0


@pytest.mark.parametrize(
    ("text", "limit", "pieces"),
    [
        ("one two three", 7, ["one two", "three"]),
        ("one\n\ntwo three", 9, ["one", "two three"]),
        ("aaaaaa", 4, ["aaaa", "aa"]),
        ("", 4, []),
        ("😀😀😀", 4, ["😀😀", "😀"]),
    ],
)
def test_texts_are_split_where_it_hurts_least(text: str, limit: int, pieces: list[str]) -> None:
    """Between paragraphs, then words; a word is cut only when nothing else is left."""
    assert wire.split(text, limit) == pieces


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("**bold** and `code`", "**bold** and `code`"),
        ("a_b*c~d|e", r"a\_b\*c\~d\|e"),
        ("# no heading\n> no quote", "\\# no heading\n\\> no quote"),
        ("<@123> [x](https://y)", r"\<@123> \[x\](https://y)"),
        ("see https://a.example/b_c_d", "see https://a.example/b_c_d"),
        ("half \ud83d", "half \ufffd"),
    ],
)
def test_markup_is_escaped_but_for_bold_code_and_links(text: str, shown: str) -> None:
    """A card holds bold and code; the rest stands as it was written."""
    assert wire.escape(text) == shown


def test_code_has_no_way_out() -> None:
    """A fence inside an excerpt does not end the block."""
    assert wire.code_block("a```b").count("```") == 2


# Cards and forms

CARD = Card(
    title="Case 142",
    body=("First.", "Second."),
    facts=(Fact(name="Why", value="a date"),),
    excerpt="[NAME-1] seen",
    buttons=(
        Button(label="Claim", token="queue:claim:142:3"),
        Button(label="Remove", token="x:y", style=Style.DANGER),
    ),
    select=Select(placeholder="Pick", token="queue:open", options=(Option(label="One", value="1"),)),
    footer="end",
)


def test_a_card_word_for_word() -> None:
    """The payload of one card that has everything."""
    (drawn,) = cards.messages(CARD, guild=7)
    assert drawn == cards.Drawn(
        payload={
            "attachments": [],
            "embeds": [
                {
                    "title": "Case 142",
                    "description": "First.\n\nSecond.\n\n```\n[NAME-1] seen\n```",
                    "fields": [{"name": "Why", "value": "a date", "inline": False}],
                    "footer": {"text": "end"},
                }
            ],
            "allowed_mentions": {"parse": []},
            "components": [
                {
                    "type": 1,
                    "components": [
                        {
                            "type": 3,
                            "custom_id": "queue:open@7",
                            "placeholder": "Pick",
                            "options": [{"label": "One", "value": "1"}],
                        }
                    ],
                },
                {
                    "type": 1,
                    "components": [
                        {"type": 2, "style": 2, "label": "Claim", "custom_id": "queue:claim:142:3@7"},
                        {"type": 2, "style": 4, "label": "Remove", "custom_id": "x:y@7"},
                    ],
                },
            ],
        }
    )


def test_a_document_goes_with_the_first_message() -> None:
    """It is named there, under a name that Discord leaves as it is; later parts hold none, and an empty one is none."""
    long = Card(
        title="t", body=("x" * 4_000, "y" * 4_000), document=Document(name="à b.ics", media_type="m/x", text="é")
    )
    first, second = cards.messages(long)
    assert first.file == cards.File(name="b.ics", media_type="m/x", data="é".encode())
    assert first.payload["attachments"] == [{"id": 0, "filename": "b.ics"}]
    assert (second.file, "attachments" in second.payload) == (None, False)
    (empty,) = cards.messages(Card(title="t", document=Document(name="a.ics", media_type="m/x", text="")))
    assert (empty.file, empty.payload["attachments"]) == (None, [])


def test_a_form_word_for_word() -> None:
    """Text, choice and tick, an introduction, and the message that it is about."""
    form = Form(
        title="Report",
        token="report",
        intro="Tell us.",
        about=MessageRef(channel=ChannelId("discord:1"), id=MessageId("discord:2")),
        fields=(
            Field(name="note", label="Note", kind=FieldKind.PARAGRAPH, required=False, max_length=500, value="x"),
            Field(name="reason", label="Reason", kind=FieldKind.CHOICE, options=(Option(label="Spam", value="spam"),)),
            Field(name="anonymous", label="Anonymous", kind=FieldKind.TICK, required=False, hint="Your name stays out"),
        ),
    )
    assert cards.modal(form, "Yes", "No") == {
        "title": "Report",
        "custom_id": "report#1.2",
        "components": [
            {"type": 10, "content": "Tell us."},
            {
                "type": 18,
                "label": "Note",
                "component": {
                    "type": 4,
                    "custom_id": "note",
                    "style": 2,
                    "required": False,
                    "max_length": 500,
                    "value": "x",
                },
            },
            {
                "type": 18,
                "label": "Reason",
                "component": {
                    "type": 3,
                    "custom_id": "reason",
                    "options": [{"label": "Spam", "value": "spam"}],
                    "required": True,
                },
            },
            {
                "type": 18,
                "label": "Anonymous",
                "description": "Your name stays out",
                "component": {
                    "type": 3,
                    "custom_id": "anonymous",
                    "options": [{"label": "Yes", "value": "yes"}, {"label": "No", "value": "no"}],
                    "required": False,
                },
            },
        ],
    }


def test_answers_of_a_form() -> None:
    """Labels and the older rows; a select without a choice answers nothing."""
    data = {
        "components": [
            {"type": 10},
            {"type": 18, "component": {"type": 4, "custom_id": "note", "value": "hello"}},
            {"type": 18, "component": {"type": 3, "custom_id": "reason", "values": ["spam"]}},
            {"type": 18, "component": {"type": 3, "custom_id": "anonymous", "values": []}},
            {"type": 1, "components": [{"type": 4, "custom_id": "old", "value": "row"}]},
        ]
    }
    assert commands.fields(data) == {"note": "hello", "reason": "spam", "anonymous": "", "old": "row"}


# Commands


@pytest.fixture(scope="module")
def roster() -> Roster:
    """Build every cog."""
    eyes = Inspector(())
    eyes.close()
    return cogs.roster(Examiner(eyes, lambda _: read_policy(None), utc_now), cogs.load_shelf(), lambda _: Survey())


def test_every_command_is_offered(roster: Roster) -> None:
    """Groups, menus of messages and members; each handler can be found again by what Discord sends."""
    described = commands.application_commands(roster)
    chat = {one["name"]: one for one in described if one["type"] == commands.CHAT}
    assert sorted(chat) == sorted({name.split()[0] for name in roster.commands})
    assert {one["name"] for one in chat["queue"]["options"]} >= {"next", "list", "view", "decide"}
    data_group = next(one for one in chat["my"]["options"] if one["name"] == "data")
    assert (data_group["type"], [one["name"] for one in data_group["options"]]) == (commands.GROUP, ["erase", "export"])
    menus = {(one["type"], one["name"]) for one in described if one["type"] != commands.CHAT}
    assert menus == set(commands.menu_names(roster))
    assert (commands.USER_MENU, "History") in menus
    assert all(one["contexts"] == [0] for one in described)
    assert chat["tip"]["default_member_permissions"] is None
    assert chat["setup"]["default_member_permissions"] == str(Right.MANAGE_GUILD.value)


def test_a_bare_command_with_sub_commands_is_called_start(roster: Roster) -> None:
    """Discord lets nobody use a command that has sub-commands; what it sends back is the bare command again."""
    described = commands.application_commands(roster)
    (crisis,) = (one for one in described if one["name"] == "crisis")
    assert [one["name"] for one in crisis["options"]] == [commands.BARE, "disclosure"]
    (start, _) = crisis["options"]
    assert [one["name"] for one in start["options"]] == ["situation"]
    sent = {"name": "crisis", "options": [{**start, "options": [{"name": "situation", "type": 3, "value": "review"}]}]}
    assert commands.invoked(sent) == ("crisis", {"situation": "review"}, None)
    assert not any(name.endswith(f" {commands.BARE}") for name in roster.commands)


@pytest.mark.parametrize("kind", [commands.MESSAGE_MENU, commands.USER_MENU])
def test_menus_hold_what_discord_takes(roster: Roster, kind: int) -> None:
    """Five entries of each kind (source: Discord, "Application Commands"); with a sixth, none would be registered."""
    assert sum(one["type"] == kind for one in commands.application_commands(roster)) <= 5


def test_french_is_offered_too(roster: Roster) -> None:
    """Descriptions come in every language that we speak."""
    (tip,) = (one for one in commands.application_commands(roster) if one["name"] == "tip")
    assert tip["description_localizations"] == {"fr": speaking("fr")("command.tip")}


def test_the_schema_has_a_digest(roster: Roster) -> None:
    """The same roster is the same schema; another one is not."""
    described = commands.application_commands(roster)
    assert commands.schema_digest(described) == commands.schema_digest(commands.application_commands(roster))
    assert commands.schema_digest(described) != commands.schema_digest(described[1:])


def test_options_are_read_as_written() -> None:
    """Groups are walked, users become members, booleans become yes and no, and what is typed is known."""
    data = {
        "name": "queue",
        "options": [
            {
                "name": "list",
                "type": 1,
                "options": [
                    {"name": "owner", "type": 6, "value": "5"},
                    {"name": "all", "type": 5, "value": True},
                    {"name": "case", "type": 4, "value": 142},
                    {"name": "kind", "type": 3, "value": "sp", "focused": True},
                ],
            }
        ],
    }
    assert commands.invoked(data) == (
        "queue list",
        {"owner": "discord:5", "all": "yes", "case": "142", "kind": "sp"},
        "kind",
    )


def test_choices_of_a_number_are_numbers() -> None:
    """Discord refuses a text where it asked for a number."""
    number = OptionSpec(name="case", hint=Hint.NUMBER, required=True, rest=False, choices=(), completed=True, read=int)
    rows = [Option(label="142 · P1", value="142"), Option(label="none", value="x")]
    assert commands.choices(rows, number) == [{"name": "142 · P1", "value": 142}]
    assert [one["value"] for one in commands.choices(rows, None)] == ["142", "x"]


# Rights

GUILD, OWNER, ADA, NAMED = 1, 9, 5, 30
ROLES = {1: 0, 10: Right.MANAGE_GUILD.value, 20: Right.MANAGE_MESSAGES.value, NAMED: 0}


@pytest.mark.parametrize(
    ("user", "held", "role"),
    [
        (OWNER, [], Role.ADMIN),
        (ADA, [], Role.MEMBER),
        (ADA, [10], Role.ADMIN),
        (ADA, [20], Role.MODERATOR),
        (ADA, [NAMED], Role.MODERATOR),
        (ADA, [404], Role.MEMBER),
    ],
)
def test_roles(user: int, held: list[int], role: Role) -> None:
    """By right, by being called one, or by owning the guild."""
    assert role_of(user, held, guild=GUILD, owner=OWNER, roles=ROLES, moderators=NAMED) is role


def test_exceptions_of_a_channel() -> None:
    """Everyone's come first, then roles', then the member's own; an administrator knows none."""
    view = Right.VIEW_CHANNEL.value
    roles = {1: view, 10: 0, 66: Right.ADMINISTRATOR.value}
    deny_all = Overwrite(id=1, allow=0, deny=view)
    assert not rights_in(1, ADA, roles, [10], [deny_all]) & view
    assert rights_in(1, ADA, roles, [10], [deny_all, Overwrite(id=10, allow=view, deny=0)]) & view
    own = Overwrite(id=ADA, allow=0, deny=view)
    assert not rights_in(1, ADA, roles, [10], [deny_all, Overwrite(id=10, allow=view, deny=0), own]) & view
    assert rights_in(1, ADA, roles, [66], [deny_all]) & view


def test_what_is_missing_is_named_as_discord_names_it() -> None:
    """An admin finds the switch under the same words."""
    assert lacking(Right.VIEW_CHANNEL, (Right.VIEW_CHANNEL, Right.MANAGE_WEBHOOKS)) == ["Manage Webhooks"]
    assert not INVITE & (Right.ADMINISTRATOR | Right.KICK)


# Filters


@pytest.mark.parametrize("language", languages())
def test_rules_are_within_the_limits(language: str) -> None:
    """Six keyword rules, ten patterns, 260 characters, 150 for the sentence, and the alert action never."""
    rules = automod.rules(read_policy(None), language, range(100))
    assert sum(rule.payload["trigger_type"] == 1 for rule in rules) <= 6
    for rule in rules:
        patterns = rule.payload["trigger_metadata"].get("regex_patterns", [])
        assert len(patterns) <= 10
        assert all(0 < len(one) <= 260 for one in patterns)
        assert [one["type"] for one in rule.payload["actions"]] == [1]
        assert all(len(one["metadata"]["custom_message"]) <= automod.SENTENCE for one in rule.payload["actions"])
        assert len(rule.payload["exempt_channels"]) <= 50
        assert len(rule.payload["name"]) <= 100


def test_a_label_in_shadow_has_no_rule() -> None:
    """The rules follow the policy."""
    policy = read_policy(None).model_copy(update={"shadow": frozenset({Label.PATIENT_DATA})})
    assert Category.PATIENT_DIRECT not in {rule.category for rule in automod.rules(policy, "en", ())}
    assert automod.digest(automod.rules(policy, "en", ())) != automod.digest(automod.rules(read_policy(None), "en", ()))


@pytest.mark.parametrize(
    ("patterns", "text", "hit"),
    [
        (automod.PATIENT_PATTERNS, "her SSN is 123-45-6789", True),
        (automod.PATIENT_PATTERNS, "NHS number 943 476 5919", True),
        (automod.PATIENT_PATTERNS, "MRN: 4471920", True),
        (automod.PATIENT_PATTERNS, "hospital no. A445566", True),
        (automod.PATIENT_PATTERNS, "NIR 2 69 05 49 588 157", True),
        (automod.PATIENT_PATTERNS, "we saw 943 patients of 476 in 5919 days", False),
        (automod.PATIENT_PATTERNS, "the NHS has 1.3 million staff", False),
        (automod.PATIENT_PATTERNS, "call 020 7946 0958", False),
        (automod.CARD_PATTERNS, "4111 1111 1111 1111", True),
        (automod.CARD_PATTERNS, "3782 822463 10005", True),
        (automod.CARD_PATTERNS, "doi 10.46989/001c.125931", False),
        (automod.SCAM_PATTERNS, "https://dlscord-nitro.com/gift", True),
        (automod.SCAM_PATTERNS, "https://free-nitro-gift.xyz", True),
        (automod.SCAM_PATTERNS, "https://discord.com/channels/1/2", False),
        (automod.SCAM_PATTERNS, "https://steamcommunity.com/id/x", False),
    ],
)
def test_what_the_patterns_catch(patterns: tuple[str, ...], text: str, hit: bool) -> None:
    """Hits and near misses; re2 reads the same dialect as Discord's engine: no look-around, linear time."""
    assert any(re2.search(pattern, text) for pattern in patterns) is hit


# Words that are put back


def test_what_is_put_back_says_so() -> None:
    """Under the text, small, and the whole within one message or several."""
    say = speaking("en")
    content = Content(
        parts=(Part(kind=PartKind.BODY, text="hello"), Part(kind=PartKind.FORWARDED, text="from\nelsewhere"))
    )
    assert released(content, say) == ["hello\n\n> from\n> elsewhere\n-# posted by Chaperone for its author"]
    long = released(Content.of("word " * 900), say)
    assert len(long) > 1
    assert all(len(one) <= wire.CONTENT for one in long)
    assert long[-1].endswith("for its author")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ada", "Ada"),
        ("", "Member"),
        ("Discord Dan", "D\u2009iscord Dan"),
        ("clyde", "c\u2009lyde"),
        ("x" * 90, "x" * 80),
    ],
)
def test_names_that_discord_refuses_are_changed_invisibly(name: str, shown: str) -> None:
    """A webhook may not call itself Discord or Clyde."""
    assert webhook_name(name) == shown
