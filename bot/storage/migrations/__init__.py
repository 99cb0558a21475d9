"""The schema's history, run at start within the process."""

import asyncio
from collections.abc import Callable
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.core.errors import ChaperoneError

HERE = Path(__file__).parent


class SchemaTooNew(ChaperoneError):
    """A newer version of the bot has written this database."""


async def upgrade(engine: AsyncEngine, revision: str = "head") -> None:
    """Bring the database to a revision, in one transaction; where it is there already, it is only looked at.

    Raises:
        SchemaTooNew: the database has a revision that this version does not know.
    """
    async with engine.connect() as connection, connection.begin():
        await connection.run_sync(_run, revision, command.upgrade)


async def downgrade(engine: AsyncEngine, revision: str = "base") -> None:
    """Take the database back to a revision, in one transaction."""
    async with engine.connect() as connection, connection.begin():
        await connection.run_sync(_run, revision, command.downgrade)


def configuration(connection: Connection) -> Config:
    """Point Alembic at this folder and at a connection of ours."""
    config = _here()
    config.attributes["connection"] = connection
    return config


def _here() -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE))
    return config


@cache
def _history() -> tuple[frozenset[str], str | None]:
    """Every revision and the last one; the scripts do not change while a process lives."""
    scripts = ScriptDirectory.from_config(_here())
    return frozenset(script.revision for script in scripts.walk_revisions()), scripts.get_current_head()


async def is_up_to_date(engine: AsyncEngine) -> bool:
    """Tell whether the database has the last revision."""
    _, head = await asyncio.to_thread(_history)
    async with engine.connect() as connection:
        return await connection.run_sync(_revision) == head


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _run(connection: Connection, revision: str, do: Callable[[Config, str], None]) -> None:
    known, head = _history()
    current = _revision(connection)
    if current is not None and current not in known:
        message = (
            "the database was written by a newer version of Chaperone; install that version, "
            "or restore a backup from before it"
        )
        raise SchemaTooNew(message)
    if current is None or current != (head if revision == "head" else revision):
        do(configuration(connection), revision)
