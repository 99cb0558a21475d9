"""The operator's care for what is kept: is the log whole, which keys seal it, where does it lie."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

from bot.app import LOOK_FOR_KEYS_EVERY, open_keyring, open_vault, utc_now
from bot.core.audit import BreakKind, Checked
from bot.storage import SqlStore, keys, open_store
from bot.storage.copy import Copied, copy_database
from bot.storage.vault import Vault, held, put_in_front
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
async def _opened(settings: Settings) -> AsyncIterator[tuple[SqlStore, Vault]]:
    """Open the store and its vault without the rest of the app.

    Raises:
        Locked, Unavailable, SchemaTooNew: with a sentence for the operator.
    """
    quiet_libraries()
    keyring, keys_made = await asyncio.to_thread(open_keyring, settings)
    vault = open_vault(settings, keyring)
    async with open_store(settings.database_url, vault, settings.data_dir, utc_now, keys_made=keys_made) as store:
        yield store, vault


async def verify_log(settings: Settings, say: Say) -> int:
    """Say of every community's log how long it is, and whether it is whole; how many are broken is returned.

    Raises:
        Locked, Unavailable, SchemaTooNew: with a sentence for the operator.
    """
    broken = 0
    async with _opened(settings) as (store, _):
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
    async with _opened(settings) as (store, _), store.begin() as work:
        for community in await work.audit.communities():
            async for row in work.audit.export(community):
                say(json.dumps(row))


BY_HAND = (
    "The keys are in CHAPERONE_VAULT__KEYS, which only you can change. Put a new key in front of the others there, "
    "start the bot again, and run chaperone keys rotate once more: it then seals everything anew. How to make a key is "
    "in docs/operator.md, “Keys, and their backup”."
)

SETTLING = 2 * LOOK_FOR_KEYS_EVERY


async def list_keys(settings: Settings, say: Say) -> None:
    """Say of each key when it was made and how many values it seals; never the key itself.

    Raises:
        Locked, Unavailable, SchemaTooNew: with a sentence for the operator.
    """
    keyring, _ = await asyncio.to_thread(open_keyring, settings)
    async with _opened(settings) as (store, _):
        sealed = await keys.count(store)
    for name in keyring.sealing:
        made = keyring.made.get(name)
        when = f"made {made:%Y-%m-%d %H:%M} UTC" if made else "made at an unknown time"
        seals = "; it seals what is written now" if name == keyring.first else ""
        say(f"{name}: {when}, {sealed.pop(name, 0)} rows{seals}")
    for name, rows in sorted(sealed.items()):
        say(f"{name}: not among the keys, {rows} rows" if name else f"{rows} rows are damaged")


async def rotate_keys(settings: Settings, say: Say, settling: timedelta = SETTLING) -> int:
    """Put a new key in front and seal everything anew under it, while the bot runs; begun again, it goes on.

    Keys from the environment are never changed by us: with a new one in front there, everything is sealed anew; else
    it is said what to do. How many values do not open with any key is returned; -1 if nothing was done.

    Raises:
        Locked, Unavailable, SchemaTooNew: with a sentence for the operator.
    """
    configured = bool(settings.vault.keys.get_secret_value())
    async with _opened(settings) as (store, vault):
        with held(settings.data_dir):
            before = await keys.count(store)
            if not _older(before, vault):
                if configured:
                    say(BY_HAND)
                    return -1
                keyring = await asyncio.to_thread(put_in_front, settings.data_dir, utc_now())
                vault.learn(keyring)
                say(f"{vault.first} is the first key now. Back the key file up again.")
            done = await keys.reseal(store, vault)
            rows = done.rows
            # Until it has seen the new key, a bot that runs seals with the old one.
            await asyncio.sleep(settling.total_seconds())
            while done.rows:
                done = await keys.reseal(store, vault)
                rows += done.rows
            after = await keys.count(store)
    say(f"{rows} rows were sealed anew under {vault.first}.")
    _say_what_may_go(after, vault, say)
    if done.shut:
        say(f"{done.shut} rows do not open with any of these keys and were left as they are.")
    return done.shut


def _older(sealed: dict[str, int], vault: Vault) -> list[str]:
    """Name the keys behind the first that still seal something."""
    return [name for name in vault.known if name != vault.first and sealed.get(name)]


def _say_what_may_go(sealed: dict[str, int], vault: Vault, say: Say) -> None:
    for name in vault.known:
        if name == vault.first:
            continue
        if sealed.get(name):
            say(f"{name} still seals {sealed[name]} rows: keep it.")
        else:
            say(f"{name} seals nothing any more: its line may be removed. Backups from before today still need it.")


async def move_database(source: str, target: str, say: Say) -> None:
    """Copy a database into an empty one and say what arrived; no address is ever said.

    Raises:
        NotEmpty, Unequal, Unavailable, SchemaTooNew: with a sentence for the operator; the target has nothing then.
    """
    quiet_libraries()
    rows: list[int] = []

    def tell(copied: Copied) -> None:
        rows.append(copied.rows)
        say(f"{copied.table}: {copied.rows} rows, as they were")

    await copy_database(source, target, tell)
    say(f"{sum(rows)} rows were copied. Set CHAPERONE_DATABASE__URL to the new address before you start again.")
