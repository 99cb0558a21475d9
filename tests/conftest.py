"""What holds for every test: nothing blocks the event loop, nothing leaves the machine, every run repeats.

`pyproject.toml` adds the rest: warnings are errors, the order is random (``--randomly-seed=N`` repeats one),
sockets reach loopback alone, and no test takes longer than a minute.
"""

import os
from collections.abc import Iterator

import pytest
from blockbuster import BlockBuster, blockbuster_ctx
from hypothesis import settings

from bot.core.findings import Detector
from bot.detectors import roster

# On a shared machine a pause of the scheduler is no finding, so examples have no deadline.
settings.register_profile("default", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, database=None, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")


def require(condition: object, reason: str) -> None:
    """Skip the test, with the reason, when what it needs is not on this machine; in CI fail instead.

    A user without a browser or a database server still sees a green run. CI must have both, so that there a
    skipped test never passes for a tested one.
    """
    if condition:
        return
    if os.environ.get("CI"):
        pytest.fail(f"CI must have it: {reason}", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session", autouse=True)
def blocking_calls() -> Iterator[BlockBuster]:
    """Raise `BlockingError` when our code sleeps, or waits for a file, socket or lock, on the loop's thread.

    Only stacks with a frame of ours count: what a test itself reads is its own affair, and aiosqlite works in
    a thread of its own.
    """
    with blockbuster_ctx(["bot", "cogs", "config"]) as guard:
        guard.functions["os.path.abspath"].deactivate()  # reads no disk: it joins strings
        for function in guard.functions.values():
            # Small templates of our own, read once and then kept by Jinja; and /proc, which is no disk.
            function.can_block_in("jinja2/loaders.py", {"get_source", "uptodate"})
            function.can_block_in("prometheus_client/process_collector.py", "collect")
            # Migrations run in a thread with a loop of its own, which nobody else waits for.
            function.can_block_in("bot/storage/migrations/__init__.py", "_run")
            # A value under a key that was made since: the key file is read once, so that it opens at once.
            function.can_block_in("bot/storage/vault.py", "reread")
            # SQLite's short statements, a beginning that waits for nobody, and a commit of nothing: see ADR 21 and 23.
            function.can_block_in("bot/storage/onetrip.py", {"each", "_begin_at_once", "commit"})
            # SQLAlchemy looks for a database's driver once, at start; asyncpg for its certificates on connecting.
            function.can_block_in("bot/storage/__init__.py", "make_engine")
            function.can_block_in("asyncpg/connect_utils.py", {"_parse_connect_dsn_and_args", "_connect_addr"})
        yield guard


@pytest.fixture
def eyes() -> list[Detector]:
    """Build the detectors that ship, before a test's loop runs: they read their lists from files."""
    return list(roster())
