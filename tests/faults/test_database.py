"""A database that is locked, full, read-only, damaged or from the future: said in a sentence, and nothing half done."""

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

import bot.storage
from bot.app import assemble
from bot.core import engine
from bot.core.actions import HoldMessage
from bot.core.cases import Ending, State
from bot.core.errors import Unavailable
from bot.core.events import ButtonPressed, Message, MessageDeleted, MessagePosted
from bot.core.policy import Retention
from bot.core.ports import Work
from bot.storage import SchemaTooNew, SqlStore
from bot.storage.retention import purge
from bot.storage.vault import Keyring, Vault
from config.settings import Database, Settings
from tests.town import COMMUNITY, Ledger, Time, Town, card_of, token_of, town, words_of

HELD = "pt {patient_data.direct 0.9: Ada Testperson} is doing well"

LOCKER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for a lock for a moment only."""
    monkeypatch.setattr(bot.storage, "BUSY", timedelta(milliseconds=50))
    monkeypatch.setattr(engine, "AGAIN", timedelta(milliseconds=5))


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Let another process hold the writer's lock."""
    command = [sys.executable, "-c", LOCKER, str(file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:  # noqa: S603
        assert other.stdout is not None
        assert other.stdout.readline() == "locked\n"
        try:
            yield
        finally:
            other.communicate()


async def forget_connections(store: SqlStore) -> None:
    """Let the next unit of work open a connection of its own."""
    await store.database.close()


def rows(file: Path) -> list[str]:
    """Write out everything that a database holds."""
    connection = sqlite3.connect(file)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


async def posted(here: Town, message: Message) -> None:
    """Deliver a message without waiting for what follows."""
    await here.app.engine.receive(MessagePosted(delivery=here._delivery(), community=COMMUNITY, message=message))


async def pressed(here: Town, by: str, token: str) -> None:
    """Deliver a press without waiting for what follows."""
    await here.app.engine.receive(ButtonPressed(invocation=here.invocation(by), token=token))


async def caught_up(here: Town) -> None:
    """Wait until nothing waits for the database any more, and what followed is done."""
    async with asyncio.timeout(10):
        while True:
            if not here.app.engine._postponed:
                break
            await asyncio.sleep(0)
    await here.settle()


def failed(here: Town) -> list[str]:
    """List why events could not be handled."""
    return [labels["reason"] for name, labels in here.ledger.counts if name == "events_failed"]


async def test_a_locked_database_at_work(tmp_path: Path) -> None:
    """While another process writes, nothing is half done and people are told; afterwards what was posted is seen to.

    Once, though the message is delivered again.
    """
    async with town(tmp_path) as here:
        await here.post(HELD)
        token = token_of(here.asked()[-1].card, "Send notice")
        before = dict(here.platform.done)
        with locked(tmp_path / "chaperone.sqlite"):
            with pytest.raises(Unavailable, match="locked by another process"):
                await here.case(1)
            message = here.message(HELD)
            await posted(here, message)
            await pressed(here, "mia", token)
            assert ("events_postponed", {}) in here.ledger.counts
        assert "unavailable" in failed(here)
        assert here.platform.done == before
        assert "Nothing was done" in words_of(card_of(here.platform.replies[-1][1]))
        await caught_up(here)
        await posted(here, message)
        await here.press("mia", token)
        await here.settle()
        assert (await here.case(2)).message == message.id
        assert len(here.platform.of(HoldMessage)) == 2


async def test_a_locked_database_at_start(tmp_path: Path) -> None:
    """A start beside a process that writes says so, and the next start works."""
    async with town(tmp_path):
        pass
    with locked(tmp_path / "chaperone.sqlite"), pytest.raises(Unavailable, match="locked by another process"):
        async with town(tmp_path):
            pass
    async with town(tmp_path) as here:
        await here.post(HELD)


async def test_a_locked_database_does_not_end_the_purge(tmp_path: Path) -> None:
    """Retention finds the database locked as one of our errors, which its loop survives."""
    async with town(tmp_path) as here:
        with locked(tmp_path / "chaperone.sqlite"):
            with pytest.raises(Unavailable):
                await purge(here.app.store, Retention(), here.time())
            with pytest.raises(Unavailable):
                await here.app.store.checkpoint()
        assert (await purge(here.app.store, Retention(), here.time())).total == 0


async def test_a_full_disk(tmp_path: Path) -> None:
    """A database that cannot grow refuses the whole case, and takes the next one when there is room."""
    room = [0]

    def limit(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA page_count")
        (pages,) = cursor.fetchone() or (0,)
        cursor.execute(f"PRAGMA max_page_count = {pages + room[0]}")
        cursor.close()

    async with town(tmp_path) as here:
        store = here.app.store
        event.listen(store.database.engine.sync_engine, "connect", limit)
        await forget_connections(store)
        long = HELD + " and so on" * 3_000
        await posted(here, here.message(long))
        with pytest.raises(Unavailable, match="full"):
            await store.save_state("big", b"x" * 100_000)
        assert ("events_postponed", {}) in here.ledger.counts
        assert await here.cases() == []
        assert here.platform.done == {}
        room[0] = 1_000
        await forget_connections(store)
        await caught_up(here)
        assert [case.number for case in await here.cases()] == [1]


async def test_too_much_waits_for_the_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot wait any more fails; what waits is seen to in order, and one that fails stops no other."""
    monkeypatch.setattr(engine, "MOST_POSTPONED", 2)
    monkeypatch.setattr(engine, "AGAIN", timedelta(minutes=1))
    async with town(tmp_path) as here:
        with locked(tmp_path / "chaperone.sqlite"):
            for text in (HELD, f"again {HELD}", f"once more {HELD}"):
                await posted(here, here.message(text))
        assert here.ledger.counts.count(("events_postponed", {})) == 2
        first = here.app.engine._postponed[0]

        async def fails(work: Work) -> None:
            await first(work)
            raise LookupError

        here.app.engine._postponed[0] = fails
        monkeypatch.setattr(engine, "AGAIN", timedelta())
        catching_up = asyncio.create_task(here.app.engine._catch_up())
        await caught_up(here)
        catching_up.cancel()
        assert [case.number for case in await here.cases()] == [1]
        assert failed(here).count("LookupError") == 1


async def test_what_the_database_does_not_take_holds_up_no_other(tmp_path: Path) -> None:
    """A value that it refuses is refused again however often it is tried: what comes behind it is seen to at once."""
    async with town(tmp_path) as here:
        refused = here.message(HELD)
        connection = sqlite3.connect(tmp_path / "chaperone.sqlite")
        connection.execute(
            f"CREATE TRIGGER no BEFORE INSERT ON cases WHEN NEW.message = '{refused.id}' "
            "BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
        connection.close()
        await posted(here, refused)
        await posted(here, here.message(f"again {HELD}"))
        await here.settle()
        assert [case.message for case in await here.cases()] != [refused.id]
        assert len(await here.cases()) == 1
        assert failed(here) == ["unstorable"]
        assert ("events_postponed", {}) not in here.ledger.counts


async def test_a_deletion_does_not_pass_what_it_deletes(tmp_path: Path) -> None:
    """The database is back, but the posting still waits: the deletion waits behind it, and no case stays open."""
    async with town(tmp_path) as here:
        message = here.message(HELD)
        with locked(tmp_path / "chaperone.sqlite"):
            await posted(here, message)
        await here.app.engine.receive(
            MessageDeleted(delivery=here._delivery(), community=COMMUNITY, message=message.ref)
        )
        await caught_up(here)
        case = await here.case(1)
        assert (case.state, case.ending) == (State.CLOSED, Ending.WITHDRAWN)


async def test_what_comes_while_events_wait_is_counted_with_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It joins them though the database is back, as long as there is room."""
    monkeypatch.setattr(engine, "MOST_POSTPONED", 2)
    monkeypatch.setattr(engine, "AGAIN", timedelta(minutes=1))
    async with town(tmp_path) as here:
        with locked(tmp_path / "chaperone.sqlite"):
            await posted(here, here.message(HELD))
        for text in (f"again {HELD}", f"once more {HELD}"):
            await posted(here, here.message(text))
        outcomes = [keys["outcome"] for name, keys in here.ledger.lines if name == "event"]
        assert outcomes == ["done", "done", "unavailable"]
        assert here.ledger.counts.count(("events_postponed", {})) == 2
        assert await here.cases() == []


async def test_a_read_only_database(tmp_path: Path) -> None:
    """A database that cannot be written stops the start with a sentence, and is left as it was."""
    file = tmp_path / "chaperone.sqlite"
    async with town(tmp_path):
        pass
    before = rows(file)
    url = f"sqlite+aiosqlite:///file:{file}?mode=ro&uri=true"
    settings = Settings(data_dir=tmp_path, database=Database.model_validate({"url": url}))
    with pytest.raises(Unavailable, match="cannot be written"):
        async with assemble(settings, Ledger(), Time()):
            pass
    assert rows(file) == before


async def test_a_database_from_the_future(tmp_path: Path) -> None:
    """A database of a newer version is not touched."""
    file = tmp_path / "chaperone.sqlite"
    async with town(tmp_path):
        pass
    connection = sqlite3.connect(file)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    before = rows(file)
    with pytest.raises(SchemaTooNew, match="install that version, or restore a backup"):
        async with town(tmp_path):
            pass
    assert rows(file) == before


@pytest.mark.parametrize(
    "damage", [b"this is no database at all, and much longer than a header" * 20, b"SQLite format 3\0" * 300]
)
async def test_a_file_that_is_no_database(tmp_path: Path, damage: bytes) -> None:
    """A file that is no database is named as such and never overwritten."""
    file = tmp_path / "chaperone.sqlite"
    file.write_bytes(damage)
    with pytest.raises(Unavailable, match=r"not a database|damaged"):
        async with town(tmp_path):
            pass
    assert file.read_bytes() == damage


async def test_a_damaged_database(tmp_path: Path) -> None:
    """Damage in the midst of a database is an error of ours, and its text holds nothing of the file."""
    file = tmp_path / "chaperone.sqlite"
    async with town(tmp_path) as here:
        await here.post(HELD)
    data = bytearray(file.read_bytes())
    for page in range(1, len(data) // 4096):
        data[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    file.write_bytes(bytes(data))
    with pytest.raises(Unavailable, match=r"damaged|does not answer as it should"):
        async with town(tmp_path):
            pass


async def test_errors_hold_no_parameters(tmp_path: Path) -> None:
    """What the database says about a value never reaches our errors, nor what stands behind them."""
    async with town(tmp_path) as here:
        store = here.app.store

        async def fail() -> None:
            async with store.begin() as work:
                await work.connection.exec_driver_sql("INSERT INTO nowhere VALUES (?)", ("Ada Testperson",))

        with pytest.raises(Unavailable, match="no tables") as caught:
            await fail()
        assert "Ada" not in repr(caught.value)
        assert caught.value.__cause__ is None
        assert caught.value.__suppress_context__
        assert "Ada" not in str(caught.value.__context__)


async def test_a_unit_of_work_inside_another_is_refused(tmp_path: Path) -> None:
    """A unit of work that begins another one would wait for itself for ever; it is told instead."""
    async with town(tmp_path) as here:
        async with here.app.store.begin():
            with pytest.raises(RuntimeError, match="inside another one"):
                async with here.app.store.begin():
                    pass
        async with asyncio.timeout(5):
            await here.post(HELD)
        async with here.app.store.begin() as work:
            assert await work.cases.get(COMMUNITY, 1) is not None


async def test_a_data_directory_that_cannot_be_made(tmp_path: Path) -> None:
    """A file in the way of the data directory is named."""
    (tmp_path / "data").write_text("in the way")
    store = bot.storage.open_store(
        f"sqlite+aiosqlite:///{tmp_path}/x.sqlite", Vault(Keyring.generate()), tmp_path / "data" / "here", Time()
    )
    with pytest.raises(Unavailable, match="Not a directory"):
        async with store:
            pass
