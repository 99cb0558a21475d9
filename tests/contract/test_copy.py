"""Moving a live community's database: everything arrives as it was, or nothing does, and the town goes on there."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import custody
from bot.core.cases import Ruling, State
from bot.core.errors import ChaperoneError, Unavailable
from bot.storage import copy, make_engine, migrate
from bot.storage import tables as t
from bot.storage.copy import NotEmpty, Unequal
from bot.storage.vault import Keyring, Vault
from config.settings import Database, Settings
from tests.databases import database_dropped, database_made
from tests.town import COMMUNITY, START, Platform, Time, Town, town

HELD = "pt {patient_data.direct 0.9: Ada Testperson} is doing well, \ud83d"


async def live(here: Town) -> None:
    """Let a little of everything happen, and something wait."""
    for _ in range(4):
        await here.post(HELD)
    await here.command("mia", '/queue decide 1 strike note:"so it is"')
    await here.command("noor", "/queue reveal 2 is it a colleague")
    await here.command("mia", "/queue decide 3 release")
    await here.command("noor", "/queue undo 3")
    await here.fill("ada", "my:appeal:1", words="It was a quotation.")
    await here.post(HELD, by="fred")
    await here.command("mia", "/queue decide 6 timeout")
    await here.command("fred", "/my unit Haematology")
    await here.command("fred", "/my language fr")
    await here.command("ada", "/tip")
    await here.command("ada", "/conduct accept")


@pytest.fixture
def server() -> Iterator[str]:
    """Give the address of an empty PostgreSQL database."""
    url = database_made()
    yield url
    database_dropped(url)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of an empty database of either kind."""
    if request.param == "postgres":
        return str(request.getfixturevalue("server"))
    return f"sqlite+aiosqlite:///{tmp_path / 'moved.sqlite'}"


async def copied(source: str, target: str) -> list[str]:
    """Copy as the command does, in a loop of its own; what it said comes back."""
    said: list[str] = []
    await asyncio.to_thread(lambda: asyncio.run(custody.move_database(source, target, said.append)))
    return said


async def everything(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Read every table."""
    engine = make_engine(url)
    found = {}
    async with engine.begin() as connection:
        for table in t.metadata.sorted_tables:
            rows = (await connection.execute(select(table))).all()
            found[table.name] = sorted((tuple(row) for row in rows), key=repr)
    await engine.dispose()
    return found


def file_of(folder: Path) -> str:
    """Give the address of a data directory's own database."""
    return f"sqlite+aiosqlite:///{folder / 'chaperone.sqlite'}"


async def test_a_live_community_moves_and_moves_back(
    tmp_path: Path, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What waited is done there, what was sealed opens there, the log is whole, numbers go on; and all of it back."""
    monkeypatch.setattr(copy, "CHUNK", 3)
    platform, time = Platform(), Time()
    async with town(tmp_path, platform, time) as here:
        await live(here)
        await here.app.store.anchor()
        async with here.app.store.begin() as work:  # a number that was given and is free again is not given twice
            await work.connection.execute(insert(t.actions).values(**_action(10_000)))
        async with here.app.store.begin() as work:
            await work.connection.execute(t.actions.delete().where(t.actions.c.id == 10_000))
        cases = await here.cases()
    source = file_of(tmp_path)
    before = await everything(source)
    said = await copied(source, target)
    assert said[-1].startswith(f"{sum(map(len, before.values()))} rows were copied. Set CHAPERONE_DATABASE__URL")
    assert await everything(target) == before == await everything(source)
    settings = Settings(data_dir=tmp_path, database=Database.model_validate({"url": target}))
    async with town(tmp_path, platform, time, settings=settings) as here:
        here._numbers = iter(range(1_000, 2_000))
        assert await here.cases() == cases
        await here.post(HELD)
        assert (await here.case(7)).state is State.OPEN
        await here.command("mia", "/queue decide 2 release")
        assert (await here.case(2)).ruling is Ruling.RELEASE
        async with here.app.store.begin() as work:
            seen = await work.audit.verify(COMMUNITY)
            numbers = (await work.connection.execute(select(t.actions.c.id))).scalars().all()
        assert (seen.broken, seen.anchors) == (None, 1)
        assert max(numbers) > 10_000
        await here.pass_time(timedelta(hours=73))
        cases = await here.cases()
    back = tmp_path / "back"
    back.mkdir()
    await copied(target, file_of(back))
    assert await everything(file_of(back)) == await everything(target)


def _action(identity: int) -> dict[str, object]:
    return {"id": identity, "community": COMMUNITY, "kind": "hold_message", "effect": "done", "at": START}


async def test_a_target_with_rows_is_refused(tmp_path: Path, target: str) -> None:
    """A database that somebody uses is not touched, whichever table has the one row."""
    async with town(tmp_path) as here:
        await live(here)
    await asyncio.to_thread(lambda: asyncio.run(migrate(target)))
    engine = make_engine(target)
    async with engine.begin() as connection:
        await connection.execute(insert(t.deliveries).values(id="test:d0", seen_at=START))
    await engine.dispose()
    before = await everything(target)
    with pytest.raises(NotEmpty, match="the target is not empty: deliveries has rows"):
        await copied(file_of(tmp_path), target)
    assert await everything(target) == before


@pytest.mark.parametrize("fault", ["changed", "lost", "broken"])
async def test_a_copy_that_fails_leaves_nothing_and_can_be_repeated(
    tmp_path: Path, target: str, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    """A row that changes on the way, one that is lost, and a target that gives up half way all take the copy back."""
    async with town(tmp_path) as here:
        await live(here)
    source = file_of(tmp_path)

    chunks, seen = copy._chunks, [0]

    async def spoiled(connection: AsyncConnection, table: Table) -> AsyncIterator[list[Any]]:
        async for rows in chunks(connection, table):
            seen[0] += table is t.rulings
            if table is t.rulings and seen[0] > 1:  # what comes back from the target
                if fault == "broken":
                    raise OSError
                first = [] if fault == "lost" else [{**rows[0], "by": "test:somebody"}]
                yield [*first, *rows[1:]]
            else:
                yield rows

    with monkeypatch.context() as patched:
        patched.setattr(copy, "_chunks", spoiled)
        with pytest.raises(Unavailable if fault == "broken" else Unequal):
            await copied(source, target)
    assert not any((await everything(target)).values())
    await copied(source, target)
    assert await everything(target) == await everything(source)


@pytest.mark.parametrize(
    "target",
    ["postgresql+asyncpg://ada:geheim@127.0.0.1:1/none", "nonsense geheim", "sqlite+aiosqlite:////proc/geheim"],
)
async def test_no_address_is_ever_said(tmp_path: Path, target: str) -> None:
    """A target that does not answer, and one that is no address, are told without a word of it."""
    async with town(tmp_path) as here:
        await here.post(HELD)
    for ends in ((file_of(tmp_path), target), (target, file_of(tmp_path))):
        with pytest.raises(ChaperoneError) as caught:
            await copied(*ends)
        assert "geheim" not in str(caught.value)


async def test_what_is_copied_opens_with_its_keys_alone(tmp_path: Path, target: str) -> None:
    """The copy needs no key and takes none along."""
    async with town(tmp_path) as here:
        await here.post(HELD)
    (tmp_path / "vault.keys").rename(tmp_path / "away")
    await copied(file_of(tmp_path), target)
    stranger = Vault(Keyring.generate())
    rows = (await everything(target))["sealed_state"]
    with pytest.raises(ChaperoneError):
        stranger.open(bytes(rows[0][1]), "sealed_state", "value", str(rows[0][0]))
