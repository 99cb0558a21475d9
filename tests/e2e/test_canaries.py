"""Canaries: words that members write appear in no log, no metric, no error, no plain byte of the data, no channel card.

Every canary holds the word that is searched for, whatever is around it.
"""

import asyncio
import io
import logging
import re
import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client import generate_latest

from bot import custody
from bot.app import assemble, inspector
from bot.core.actions import Action, AskModerators, PublishMessage, ShowCard, ShowForm, TellMember, TimeOut
from bot.core.cards import Card, Field, Form
from bot.core.errors import Refused
from bot.core.events import (
    ButtonPressed,
    CommandInvoked,
    FormSubmitted,
    MemberJoined,
    Message,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
)
from bot.core.findings import Category, Context, Dropped, Finding, Label
from bot.core.inspection import Inspector
from bot.core.policy import Retention
from bot.core.text import Content, Part, PartKind, Text, fold
from bot.storage.retention import purge
from bot.telemetry import Telemetry, quiet_libraries
from config.settings import Settings
from tests.memory import holders
from tests.town import COMMUNITY, Ledger, Platform, ScriptedDetector, Time, Town, form_of, words_of

CANARY = "Quokka"
SOUGHT = CANARY.lower().encode()
SOUGHT_IN_MEMORY = f"{CANARY}son".lower()
WIDE = CANARY.lower().encode("utf-16-le")


class Jumpy:
    """A detector that quotes the message when it fails, as a careless one would."""

    name = "jumpy"
    label = Label.SPAM
    calibrated = True
    rules: Mapping[str, str] = {"jumpy.rule": "It never comes to that."}

    def inspect(self, text: Text, context: Context) -> Iterator[Finding | Dropped]:
        """Fail on every message that says so."""
        if "jump" in text.folded:
            raise ValueError(text.plain)
        yield from ()


class Witness(Ledger):
    """A journal that remembers, and also writes what the operator would see."""

    def __init__(self) -> None:
        super().__init__()
        self.stream = io.StringIO()
        self.telemetry = Telemetry(self.stream)

    def note(self, event: str, **keys: str | float | bool | None) -> None:
        """Write a line."""
        super().note(event, **keys)
        self.telemetry.note(event, **keys)

    def count(self, name: str, **labels: str) -> None:
        """Count in the metrics."""
        super().count(name, **labels)
        self.telemetry.count(name, **labels)


@dataclass(slots=True)
class Watched:
    """A town whose every outlet is watched."""

    town: Town
    witness: Witness
    logged: io.StringIO
    folder: Path

    def outlets(self) -> dict[str, str]:
        """Collect all that an operator, a log server or the moderators' channel would see."""
        asked = self.town.platform.of(AskModerators)
        return {
            "log": self.witness.stream.getvalue(),
            "metrics": generate_latest(self.witness.telemetry.registry).decode(),
            "libraries' logs": self.logged.getvalue(),
            "moderators' channel": "\n".join(words_of(one.card) + repr(one) for one in asked),
            "private messages": "\n".join(words_of(one.card) for one in self.town.platform.of(TellMember)),
        }

    def assert_silent(self) -> None:
        """See that no canary got out, and that there was something to look at."""
        outlets = self.outlets()
        assert outlets["log"]
        assert outlets["moderators' channel"]
        for name, said in outlets.items():
            assert CANARY.lower() not in said.lower(), name

    def assert_nothing_plain(self) -> None:
        """Search every byte of the data directory, the write-ahead log included."""
        files = self.files()
        assert "chaperone.sqlite" in files
        for name, data in files.items():
            assert SOUGHT not in data.lower(), name
            assert WIDE not in data.lower(), name

    def files(self) -> dict[str, bytes]:
        """Read every file of the data directory."""
        return read_all(self.folder)


def read_all(folder: Path) -> dict[str, bytes]:
    """Read every file in a folder and below."""
    return {file.name: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.fixture
def library_logs() -> Iterator[io.StringIO]:
    """Listen to every library at its most talkative, quietened as in production."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    quiet_libraries()
    yield stream
    logging.disable(logging.NOTSET)
    root.setLevel(level)
    root.removeHandler(handler)


@asynccontextmanager
async def watched(folder: Path, logged: io.StringIO, eyes: Inspector | None = None) -> AsyncIterator[Watched]:
    """Open a town in which everything is watched."""
    witness, time, platform = Witness(), Time(), Platform()
    eyes = eyes or Inspector([ScriptedDetector(), Jumpy()])
    async with assemble(Settings(data_dir=folder), witness, time, eyes) as app:
        here = Town(app, platform, time, witness)
        for name, member in list(here.members.items()):
            here.members[name] = replace(member, name=f"{CANARY} {name}")
        running = asyncio.ensure_future(app.engine.run())
        try:
            yield Watched(town=here, witness=witness, logged=logged, folder=folder)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


def marked(category: Category, confidence: str) -> str:
    """Write a message whose canaries stand within and outside of what is found."""
    return f"Dr {CANARY} jumped {{{category.value} {confidence}: old Mr {CANARY}son}} on {CANARY} Street"


async def post_content(here: Town, content: Content, by: str = "ada", channel: str = "general") -> Message:
    """Post a message of many parts."""
    message = replace(here.message("", by, channel), content=content)
    await here.app.engine.receive(MessagePosted(delivery=here._delivery(), community=COMMUNITY, message=message))
    await here.settle()
    return message


async def fill(here: Town) -> None:
    """Let canaries in through every door that there is."""
    for category in Category:
        for confidence in ("0.3", "0.6", "0.9", "0.99!"):
            for by in ("ada", "new", "mia"):
                await here.post(marked(category, confidence), by)
    secret = marked(Category.PATIENT_DIRECT, "0.9")
    parts = tuple(Part(kind=kind, text=f"{kind.value} {secret}") for kind in PartKind)
    for channel in ("general", "cases", "public-square", "lounge"):
        await post_content(here, Content(parts=parts), channel=channel)
    message = await here.post(marked(Category.PATIENT_DIRECT, "0.6"))
    edited = here.message(marked(Category.ABUSE, "0.9"), id_=message.id)
    await here.app.engine.receive(MessageEdited(delivery=here._delivery(), community=COMMUNITY, message=edited))
    await here.settle()
    await here.delete(message)
    plain = await here.post(f"a clean message about {CANARY}")
    await here.menu("new", "report", plain)
    await here.fill("new", "report", plain, reason="spam", note=f"it is {CANARY} again", anonymous="yes")
    await here.command("new", f"/check {secret}")
    await here.menu("new", "check", plain)


async def answer_and_rule(here: Town) -> None:
    """Answer notices and rule on cases, with canaries in every field that can be written into."""
    held = [case for case in await here.cases() if case.has_original and case.author == here.members["ada"].id]
    fixable, wrong, released, struck, undone = (case.number for case in held[:5])
    form = form_of(await here.press("ada", f"mine:fix:{fixable}"))
    assert CANARY in form.fields[0].value
    await here.fill("ada", f"mine:fix:{fixable}", text=f"still {secret_again()}")
    await here.fill("ada", f"mine:fix:{fixable}", text=f"better, says {CANARY} \ud83d")
    await here.press("ada", f"mine:mistake:{wrong}")
    shown = await here.fill("mia", f"queue:reveal:{wrong}", reason=f"is it {CANARY}?")
    assert CANARY in words_of(shown)
    await here.command("mia", f"/queue decide {released} release note:{CANARY} was fine")
    line = f'/queue decide {struck} strike rule:"the {CANARY} rule" note:{CANARY} again'
    await here.command("mia", line)
    await here.fill("ada", f"my:appeal:{struck}", words=f"{CANARY} asks, {secret_again()}")
    await here.fill("ada", f"my:appeal:{CANARY}", words=CANARY)
    await here.command("ada", f"/my unit {CANARY} ward")
    await here.command("mia", f"/queue decide {undone} timeout duration:{CANARY}")
    await here.command("mia", f"/queue decide {undone} timeout note:{CANARY}")
    await here.command("mia", f"/queue undo {undone}")
    card = await here.command("mia", f"/queue view {released}")
    assert card.excerpt is not None
    for line in (f"/tip {CANARY}", f"/privacy {CANARY}", f"/queue list channel:{CANARY}", "/queue list", "/my record"):
        await here.command("mia", line)
    for kind in ("fix", "withdraw"):
        await here.press("ada", f"mine:{kind}:{CANARY}")
    assert any(action.content and CANARY in action.content.body for action in here.platform.of(PublishMessage))
    assert here.platform.of(TimeOut)


def secret_again() -> str:
    """Write something that is still found."""
    return marked(Category.PATIENT_DIRECT, "0.9")


async def test_no_canary_gets_out(tmp_path: Path, library_logs: io.StringIO, capfd: pytest.CaptureFixture[str]) -> None:
    """Messages, names, forms, commands and failing detectors leave nothing readable, not even after a purge."""
    async with watched(tmp_path, library_logs) as seen:
        await fill(seen.town)
        await answer_and_rule(seen.town)
        seen.assert_silent()
        seen.assert_nothing_plain()
        assert any(name == "detector_failures" for name, _ in seen.witness.counts)
        async with seen.town.app.store.begin() as work:
            found = await work.connection.exec_driver_sql("SELECT value FROM originals UNION SELECT excerpt FROM cases")
            sealed = [row[0] for row in found if row[0]]
        seen.town.time.at += timedelta(days=500)
        await purge(seen.town.app.store, Retention(), seen.town.time())
        await seen.town.pass_time(timedelta(0))
        seen.assert_silent()
        seen.assert_nothing_plain()
        stored = b"".join(seen.files().values())
        assert sealed
        assert not any(one[:64] in stored for one in sealed)
    seen.assert_nothing_plain()
    assert CANARY.lower() not in "".join(capfd.readouterr()).lower()


def _is_shown(platform: Platform) -> bool:
    return any(
        SOUGHT_IN_MEMORY in words_of(one.card).lower() for _, one in platform.replies if isinstance(one, ShowCard)
    )


async def test_no_canary_stays_in_memory(tmp_path: Path, library_logs: io.StringIO) -> None:
    """Once everything is done, no part of the bot remembers a word; what the platform was told is the platform's."""
    async with watched(tmp_path, library_logs) as seen:
        await fill(seen.town)
        await answer_and_rule(seen.town)
        platform = seen.town.platform
        assert _is_shown(platform)
        platform.done.clear()
        platform.replies.clear()
        assert holders(SOUGHT_IN_MEMORY) == []


async def test_no_canary_is_in_a_copy_or_in_the_log(tmp_path: Path, library_logs: io.StringIO) -> None:
    """A copy of the database, the log of deeds, its anchors and a rotation hold none, before a purge and after it."""
    data, copies = tmp_path / "data", tmp_path / "copies"
    copies.mkdir()
    said: list[str] = []
    settings = Settings(data_dir=data)

    def keep(name: str) -> None:
        ends = (f"sqlite+aiosqlite:///{data / 'chaperone.sqlite'}", f"sqlite+aiosqlite:///{copies / name}")
        asyncio.run(custody.move_database(*ends, said.append))
        asyncio.run(custody.export_log(settings, said.append))
        asyncio.run(custody.verify_log(settings, said.append))
        asyncio.run(custody.rotate_keys(settings, said.append, timedelta(0)))
        asyncio.run(custody.list_keys(settings, said.append))

    async with watched(data, library_logs) as seen:
        await fill(seen.town)
        await answer_and_rule(seen.town)
        await seen.town.app.store.anchor()
        seen.assert_silent()
    await asyncio.to_thread(keep, "before.sqlite")
    async with watched(data, library_logs) as seen:
        seen.town.time.at += timedelta(days=500)
        await purge(seen.town.app.store, Retention(), seen.town.time())
        seen.assert_nothing_plain()
    await asyncio.to_thread(keep, "after.sqlite")
    files = read_all(tmp_path)
    assert {"before.sqlite", "after.sqlite", "audit.anchors", "chaperone.sqlite"} <= files.keys()
    for name, kept in files.items():
        assert SOUGHT not in kept.lower(), name
        assert WIDE not in kept.lower(), name
    assert any('"reveal"' in line for line in said)
    assert CANARY.lower() not in "\n".join(said).lower()
    assert CANARY.lower() not in library_logs.getvalue().lower()


async def test_no_canary_gets_out_when_the_platform_fails(tmp_path: Path, library_logs: io.StringIO) -> None:
    """A platform's error that quotes the message is told as a kind of error; what is postponed stays sealed."""

    def fail(action: Action) -> None:
        match action:
            case TellMember():
                raise LookupError(f"HTTP 400: cannot send {CANARY}")
            case TimeOut():
                raise Refused("missing permission")

    async with watched(tmp_path, library_logs) as seen:
        seen.town.platform.fault = fail
        for category in (Category.PATIENT_DIRECT, Category.SPAM, Category.ABUSE):
            await seen.town.post(marked(category, "0.99!"), "new")
        seen.assert_silent()
        seen.assert_nothing_plain()
        assert any(name == "actions_postponed" for name, _ in seen.witness.counts)
        for _ in range(13):
            seen.town.time.at += timedelta(minutes=10)
            seen.town.app.engine.wake()
            await seen.town.settle()
        assert ("actions", {"kind": "tell_member", "effect": "given up"}) in seen.witness.counts
        seen.assert_silent()
        seen.assert_nothing_plain()


async def test_only_known_columns_are_plain(tmp_path: Path, library_logs: io.StringIO) -> None:
    """Every text in the database is an identifier, a word of ours or a channel's name; the rest is sealed."""
    async with watched(tmp_path, library_logs) as seen:
        await fill(seen.town)
        await answer_and_rule(seen.town)
    connection = sqlite3.connect(tmp_path / "chaperone.sqlite")
    plain: set[tuple[str, str]] = set()
    for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        rows = connection.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - the schema's own names
        names = [column[0] for column in rows.description]
        for row in rows:
            plain |= {(table, name) for name, value in zip(names, row, strict=True) if isinstance(value, str)}
    connection.close()
    moments = {
        "at",
        "due_at",
        "due",
        "opened_at",
        "queued_at",
        "decided_at",
        "expires_at",
        "seen_at",
        "until",
        "began_at",
    }
    moments |= {"lease_until", "author_joined_at", "undone_at"}
    identifiers = {
        "id",
        "community",
        "channel",
        "message",
        "author",
        "member",
        "by",
        "owner",
        "decided_by",
        "key",
        "who",
    }
    ours = {"state", "category", "visibility", "ruling", "ending", "kind", "effect", "language", "why", "subject"}
    known = moments | identifiers | ours | {"channel_name", "version_num", "unasked_member", "name"}
    exceptions = {("reports", "reason"), ("reasons", "rule"), ("mistakes", "rule"), ("actions", "reason")}
    exceptions |= {("cases", "attention"), ("deeds", "detail"), ("tallies", "rule"), ("precedents", "rule")}
    assert {(table, name) for table, name in plain if name not in known} <= exceptions


REAL = (
    f"72yo pt {CANARY} {CANARY}son, NHS 943 476 5919, DOB 03/05/1951, seen at St {CANARY} Hospital on 3 May 2024",
    f"my patient Mrs {CANARY} lives at 12 {CANARY} Street, phone 020 7946 0958, mail {CANARY}@example.org",
    f"FREE crypto!!! Dr {CANARY} doubled it, join https://t.me/{CANARY} now, limited offer, DM me",
    f"{CANARY} you are a stupid worthless idiot, shut up and die",
    f"I take {CANARY}azole 20 mg, what dose should I take for my chest pain, doctor?",
    f"I cannot go on any more, I want to end my life, {CANARY}",
)


async def test_no_detector_of_ours_quotes(tmp_path: Path, library_logs: io.StringIO) -> None:
    """With the real detectors too, reasons, cards and logs hold none of a member's words."""
    eyes = await asyncio.to_thread(inspector)
    async with watched(tmp_path, library_logs, eyes) as seen:
        for text in REAL:
            await seen.town.post(text, "new")
        assert len(await seen.town.cases()) > 2
        seen.assert_silent()
        seen.assert_nothing_plain()
        for text in REAL:
            for finding in eyes.look(fold(text), Context(now=seen.town.time())).findings:
                assert not re.search(CANARY, finding.why + finding.rule, re.IGNORECASE)


def test_nothing_that_holds_words_shows_them() -> None:
    """Whatever holds a member's words says how long it is, and no more, when it is printed."""
    here = Town.__new__(Town)
    here.time = Time()
    here._numbers = iter(range(9))
    here.members = {}
    member = replace(Town._member(here, "ada", days=1), name=CANARY)
    here.members["ada"] = member
    message = here.message(f"{CANARY} [x](https://{CANARY}.example)")
    by = here.invocation("ada")
    text = fold(message.content)
    things = [
        *(message, message.content, member, text, text.links),
        MessagePosted(delivery=by.id, community=COMMUNITY, message=message),
        MessageEdited(delivery=by.id, community=COMMUNITY, message=message),
        MessageDeleted(delivery=by.id, community=COMMUNITY, message=message.ref),
        MemberJoined(delivery=by.id, community=COMMUNITY, member=member),
        CommandInvoked(invocation=by, command="check", options={"text": CANARY}),
        ButtonPressed(invocation=by, token="x"),
        FormSubmitted(invocation=by, token="x", fields={"text": CANARY}, about=message),
        PublishMessage(message=message.ref, author=member.id, content=message.content),
        ShowForm(form=Form(title="x", token="x", fields=(Field(name="x", label="x", value=CANARY),))),
        ShowCard(card=Card(title="x", excerpt=CANARY)),
    ]
    assert CANARY not in repr(things)
