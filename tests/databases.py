"""Databases for tests: a SQLite file, and PostgreSQL databases of our own on a server that `POSTGRES_URL` names."""

import asyncio
import os
import uuid

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine

from tests.conftest import require

POSTGRES = os.environ.get("POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/test")
"""A server on which we may make and drop databases of our own."""

DATABASES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


def on_server(statement: str) -> None:
    """Run one statement on the PostgreSQL server, outside every transaction."""

    async def run() -> None:
        address = make_url(POSTGRES).set(drivername="postgresql+asyncpg")
        engine = create_async_engine(address, isolation_level="AUTOCOMMIT", connect_args={"timeout": 5})
        try:
            async with engine.connect() as connection:
                await connection.execute(text(statement))
        finally:
            await engine.dispose()

    try:
        asyncio.run(run())
    except (OSError, SQLAlchemyError) as error:
        require(None, f"a PostgreSQL server at {POSTGRES} ({type(error).__name__})")


def database_made() -> str:
    """Make a PostgreSQL database of our own; its address for SQLAlchemy comes back."""
    name = f"chaperone_{uuid.uuid4().hex}"
    on_server(f"CREATE DATABASE {name}")
    address = make_url(POSTGRES).set(drivername="postgresql+asyncpg", database=name)
    return address.render_as_string(hide_password=False)


def database_dropped(url: str) -> None:
    """Drop a database of our own."""
    on_server(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")
