"""The composition root: settings → vault → store → engine → cogs → adapters, and the one task group."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

import cogs
from bot import detectors
from bot.apart.asking import Apart
from bot.core.cards import Card
from bot.core.commands import Roster
from bot.core.courtesy import zones
from bot.core.engine import Engine, Examiner
from bot.core.errors import ChaperoneError, Unavailable
from bot.core.events import CommunityId
from bot.core.findings import LearnedDetector
from bot.core.inspection import DEADLINE, Inspector
from bot.core.policy import CommunityPolicy, PolicyError, load_policy
from bot.core.ports import Adapter, Journal, Now
from bot.core.setups import Setup, Survey
from bot.detectors import personal
from bot.detectors.spam import links
from bot.storage import SqlStore, open_store
from bot.storage.retention import purge
from bot.storage.vault import Keyring, Vault, load_or_make
from config.catalogue import languages, speaking
from config.settings import Settings

DEFAULT_POLICY = Path(__file__).parent.parent / "config" / "community.toml"
CLOSE_READER = "bot.detectors.reader.process"
PURGE_EVERY = timedelta(hours=1)
ANCHOR_EVERY = timedelta(days=1)
FORGET_EVERY = timedelta(seconds=10)
LOOK_FOR_KEYS_EVERY = timedelta(seconds=2)
"""After a rotation the bot seals with the old key for this long at most."""


def utc_now() -> datetime:
    """Tell the time, aware and in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """Everything that was put together, for whoever runs it."""

    store: SqlStore
    vault: Vault
    engine: Engine
    examiner: Examiner
    roster: Roster
    journal: Journal
    keys_made: Path | None


def read_policy(file: Path | None) -> CommunityPolicy:
    """Read the default policy, with a community's own file laid over it.

    Raises:
        PolicyError: naming file, line and field of every mistake.
    """
    base = DEFAULT_POLICY.read_text(encoding="utf-8")
    if file is None:
        return _policy_of(base, DEFAULT_POLICY.name, None)
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = f"{file}: {error}"
        raise PolicyError(message) from None
    return _policy_of(text, str(file), base)


@lru_cache(maxsize=8)
def _policy_of(text: str, name: str, base: str | None) -> CommunityPolicy:
    """Read a policy once: retention asks for it every hour, and reading it takes a tenth of a second."""
    return load_policy(text, name=name, base=base)


def explain(key: str, values: Mapping[str, str], language: str) -> Card:
    """Draw the card that says what went wrong."""
    say = speaking(language)
    return Card(title=say("error.title"), body=(say(key, **values),))


def inspector(*, reader: bool = True) -> Inspector:
    """Build the detectors; without the reader, rules alone."""
    return Inspector(detectors.roster(), detectors.learned() if reader else ())


@asynccontextmanager
async def open_eyes(eyes: Inspector | None, *, reader: bool) -> AsyncIterator[Inspector]:
    """Build the detectors unless they are given, the close reader in a process of its own: it leaves the loop alone.

    Raises:
        Unavailable: the process does not start, with a sentence for the operator.
    """
    async with AsyncExitStack() as stack:
        if eyes is None:
            rules, judges = await asyncio.gather(asyncio.to_thread(detectors.roster), _judges(stack, reader=reader))
            eyes = Inspector(rules, judges)
        stack.callback(eyes.close)
        yield eyes


async def _judges(stack: AsyncExitStack, *, reader: bool) -> tuple[LearnedDetector, ...]:
    if not reader:
        return ()
    try:
        apart = await stack.enter_async_context(Apart(CLOSE_READER, DEADLINE))
    except Unavailable as error:
        message = f"{error}; with CHAPERONE_READER=false rules do without it"
        raise Unavailable(message) from None
    return await asyncio.to_thread(detectors.learned, apart.ask)


def open_keyring(settings: Settings) -> tuple[Keyring, Path | None]:
    """Find the keys, or make them on first start; the path is given when they were made.

    Raises:
        Locked: the keys cannot be used.
    """
    configured = settings.vault.keys.get_secret_value()
    if configured:
        return Keyring.parse(configured), None
    keyring, made = load_or_make(settings.data_dir)
    return keyring, settings.data_dir / "vault.keys" if made else None


def open_vault(settings: Settings, keyring: Keyring) -> Vault:
    """Make the vault; one whose keys are in the data directory finds keys that are put there while it is used."""
    return Vault(keyring, None if settings.vault.keys.get_secret_value() else settings.data_dir)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """What is read from the disk before anything runs."""

    policy: CommunityPolicy
    keyring: Keyring
    keys_made: Path | None
    shelf: cogs.Shelf


def _read(settings: Settings) -> _Parts:
    policy = read_policy(settings.policy_file)
    shelf = cogs.load_shelf()
    for language in languages():
        speaking(language)
    zones()
    keyring, keys_made = open_keyring(settings)
    return _Parts(policy=policy, keyring=keyring, keys_made=keys_made, shelf=shelf)


@asynccontextmanager
async def assemble(
    settings: Settings, journal: Journal, now: Now = utc_now, eyes: Inspector | None = None
) -> AsyncIterator[App]:
    """Put everything together apart from the adapters, and take it apart at the end.

    Args:
        settings: the operator's settings.
        journal: where lines and counts go.
        now: tells the time.
        eyes: the detectors; those that the settings ask for by default.

    Raises:
        PolicyError, Locked, Unavailable, SchemaTooNew: with a sentence for the operator; nothing was written.
    """
    parts = await asyncio.to_thread(_read, settings)
    vault = open_vault(settings, parts.keyring)
    async with (
        open_eyes(eyes, reader=settings.reader) as seeing,
        open_store(
            settings.database_url,
            vault,
            settings.data_dir,
            now,
            parts.policy.retention,
            parts.keys_made,
        ) as store,
    ):
        laid: dict[CommunityId, tuple[Setup, CommunityPolicy]] = {}

        def policies(community: CommunityId) -> CommunityPolicy:
            """Lay a community's choices over the file, once for each choice."""
            setup = store.setup_of(community)
            known = laid.get(community)
            if known is None or known[0] is not setup:
                if not setup.language and not setup.modes and not setup.automatic:
                    return parts.policy
                known = laid[community] = (setup, setup.over(parts.policy))
            return known[1]

        def survey(community: CommunityId) -> Survey:
            return engine.survey(community)

        examiner = Examiner(seeing, policies, now, store.precisions_of)
        roster = cogs.roster(examiner, parts.shelf, survey, listed=links.predatory_on, personal_in=personal.personal_in)
        engine = Engine(store=store, examiner=examiner, roster=roster, explain=explain, journal=journal, now=now)
        yield App(
            store=store,
            vault=vault,
            engine=engine,
            examiner=examiner,
            roster=roster,
            journal=journal,
            keys_made=parts.keys_made,
        )


async def run(app: App, adapters: Sequence[Adapter], settings: Settings, now: Now = utc_now) -> None:
    """Listen on every adapter and carry out what is decided, until cancelled."""
    for adapter in adapters:
        app.engine.attach(adapter)
    await app.engine.start()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(app.engine.run())
        tasks.create_task(_keep_retention(app, settings, now))
        tasks.create_task(_keep_anchors(app))
        tasks.create_task(_look_for_keys(app))
        tasks.create_task(_forget(app, now))
        for adapter in adapters:
            tasks.create_task(adapter.run(app.engine))


async def _forget(app: App, now: Now) -> None:
    """Let go of what was promised to be remembered for so long and no longer, also while nobody writes."""
    while True:
        await app.examiner.inspector.forget(now())
        await asyncio.sleep(FORGET_EVERY.total_seconds())


async def _look_for_keys(app: App) -> None:
    """Take in a key that was put in front while we run."""
    while True:
        await asyncio.to_thread(app.vault.reread)
        await asyncio.sleep(LOOK_FOR_KEYS_EVERY.total_seconds())


async def _keep_anchors(app: App) -> None:
    """Anchor the log at start and then every day; what cannot be written is counted, and tried again in an hour."""
    while True:
        pause = ANCHOR_EVERY
        try:
            chains = await app.store.anchor()
        except ChaperoneError as error:
            app.journal.count("events_failed", reason=type(error).__name__.lower())
            pause = PURGE_EVERY
        else:
            app.journal.note("log_anchored", count=chains)
        await asyncio.sleep(pause.total_seconds())


async def _keep_retention(app: App, settings: Settings, now: Now) -> None:
    """Delete what is due, at start and then every hour; a database that does not answer is asked again."""
    retention = (await asyncio.to_thread(read_policy, settings.policy_file)).retention
    while True:
        try:
            report = await purge(app.store, retention, now())
        except ChaperoneError as error:
            app.journal.count("events_failed", reason=type(error).__name__.lower())
        else:
            app.journal.note("retention_purged", count=report.total)
        await asyncio.sleep(PURGE_EVERY.total_seconds())
