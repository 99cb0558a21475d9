"""The operator's care for what is kept: is the log whole, which keys seal it."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bot.app import open_keyring, utc_now
from bot.core.audit import BreakKind, Checked
from bot.storage import SqlStore, open_store
from bot.storage.vault import Vault
from bot.telemetry import quiet_libraries
from config.settings import Settings

Say = Callable[[str], None]

_BROKEN = {
    BreakKind.CHANGED: "row {} was changed",
    BreakKind.MISSING: "row {} is gone",
    BreakKind.ADDED: "row {} was not written by Chaperone",
    BreakKind.CUT: "row {} and all that followed it are gone",
    BreakKind.HEADLESS: "the end of the log cannot be read; the last row that is there is {}",
    BreakKind.SET_BACK: "the log was set back: the anchor at row {} does not fit",
    BreakKind.ANCHOR: "line {} of the anchors cannot be read",
}


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[SqlStore]:
    """Open the store without the rest of the app.

    Raises:
        Locked, Unavailable, SchemaTooNew: with a sentence for the operator.
    """
    quiet_libraries()
    keyring, keys_made = await asyncio.to_thread(open_keyring, settings)
    async with open_store(
        settings.database_url, Vault(keyring), settings.data_dir, utc_now, keys_made=keys_made
    ) as store:
        yield store


async def verify_log(settings: Settings, say: Say) -> int:
    """Say of every community's log how long it is, and whether it is whole; how many are broken is returned.

    Raises:
        Locked, Unavailable, SchemaTooNew: with a sentence for the operator.
    """
    broken = 0
    async with _opened(settings) as store:
        async with store.begin() as work:
            communities = await work.audit.communities()
        for community in communities:
            async with store.begin() as work:
                seen = await work.audit.verify(community)
            broken += seen.broken is not None
            say(_told(seen))
    if not communities:
        say("Nothing has been logged yet.")
    return broken


def _told(seen: Checked) -> str:
    rows = f"{seen.community}: {seen.rows} row{'s' if seen.rows != 1 else ''}"
    if seen.broken is not None:
        return f"{rows}, broken: {_BROKEN[seen.broken.kind].format(seen.broken.number)}"
    numbered = f" (numbers {seen.first} to {seen.first + seen.rows - 1})" if seen.rows else ""
    return f"{rows}{numbered}, whole; {seen.anchors} anchor{'s fit' if seen.anchors != 1 else ' fits'}"


async def export_log(settings: Settings, say: Say) -> None:
    """Write every community's log as JSON lines.

    Raises:
        Locked, Unavailable, SchemaTooNew: with a sentence for the operator.
    """
    async with _opened(settings) as store, store.begin() as work:
        for community in await work.audit.communities():
            async for row in work.audit.export(community):
                say(json.dumps(row))
