"""A store on either database, empty before every test."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.core.policy import Retention
from bot.storage import SqlStore, make_engine, migrate
from bot.storage import tables as t
from bot.storage.audit import Anchors
from bot.storage.database import Database
from bot.storage.vault import Keyring, Vault
from tests.databases import DATABASES, database_dropped, database_made
from tests.town import Time


@dataclass(slots=True, kw_only=True)
class Place:
    """A store, its clock and its keys."""

    store: SqlStore
    time: Time
    vault: Vault
    url: str


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Bring one SQLite file up to date, to be copied by every test."""
    file = tmp_path_factory.mktemp("migrated") / "chaperone.sqlite"
    asyncio.run(migrate(f"sqlite+aiosqlite:///{file}"))
    return file


@pytest.fixture(scope="session")
def migrated_server() -> Iterator[str]:
    """Bring one PostgreSQL database up to date, to be emptied by every test."""
    url = database_made()
    try:
        asyncio.run(migrate(url))
        yield url
    finally:
        database_dropped(url)


@pytest.fixture(params=DATABASES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of a database that has every table and no row."""
    if request.param == "postgres":
        return str(request.getfixturevalue("migrated_server"))
    file = tmp_path / "chaperone.sqlite"
    shutil.copy(request.getfixturevalue("migrated_file"), file)
    return f"sqlite+aiosqlite:///{file}"


@pytest.fixture(params=DATABASES)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the address of a database without tables."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'empty.sqlite'}"
        return
    url = database_made()
    yield url
    database_dropped(url)


@pytest.fixture
async def place(url: str, tmp_path: Path) -> AsyncIterator[Place]:
    """Open a store on an empty database."""
    engine = make_engine(url)
    if engine.dialect.name != "sqlite":
        async with engine.begin() as connection:
            names = ", ".join(f'"{table.name}"' for table in t.metadata.sorted_tables)
            await connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY"))
    time, vault = Time(), Vault(Keyring.generate())
    database = Database(engine)
    store = SqlStore(database, vault, time, Retention(), Anchors(tmp_path))
    yield Place(store=store, time=time, vault=vault, url=url)
    await database.close()
