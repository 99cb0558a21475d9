"""Make a new revision from what the tables say now: ``python -m bot.storage.migrations "what changes"``."""

import asyncio
import sys

from alembic import command
from sqlalchemy.engine import Connection

from bot.storage import make_engine
from bot.storage.migrations import configuration, upgrade


async def main(message: str) -> None:
    """Compare an up-to-date empty database with the tables and write the difference down."""
    engine = make_engine("sqlite+aiosqlite://")
    async with engine.connect() as connection:
        await connection.run_sync(_revise, message)
    await engine.dispose()


def _revise(connection: Connection, message: str) -> None:
    config = configuration(connection)
    command.upgrade(config, "head")
    command.revision(config, message, autogenerate=True)


if __name__ == "__main__":
    asyncio.run(main(" ".join(sys.argv[1:])))

__all__ = ["main", "upgrade"]
