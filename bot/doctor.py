"""`chaperone doctor`: look at everything an operator sets up, say what works, what does not and what to do."""

import asyncio
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass

from bot.adapters.discord import checkup as discord
from bot.adapters.slack import checkup as slack
from bot.adapters.slack.installations import StoredInstallations
from bot.app import open_eyes, open_keyring, read_policy, utc_now
from bot.core.errors import ChaperoneError, Unavailable
from bot.core.events import CommunityId
from bot.core.findings import Context
from bot.core.policy import PolicyError
from bot.core.text import fold
from bot.detectors.spam import lists
from bot.storage import has_proof, open_store
from bot.storage.vault import FILE, Keyring, Vault
from config.catalogue import languages
from config.content import ContentError, load_conduct, load_tips, load_topics
from config.settings import Settings, SettingsError, load_settings

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look showed: whether it works, in a sentence, and what to do if it does not."""

    works: bool
    sentence: str
    remedy: str = ""


def examine(say: Say) -> int:
    """Look at everything in turn; the number of things that do not work is returned."""
    try:
        settings = load_settings()
    except SettingsError as error:
        _tell(say, "settings", Seen(works=False, sentence=str(error), remedy="Mend or remove it and ask again."))
        return 1
    looks: tuple[tuple[str, Callable[[Settings], Seen]], ...] = (
        ("settings", _settings),
        ("data directory", _data_directory),
        ("policy", _policy),
        ("content", _content),
        ("keys", _keys),
        ("database", _database),
        ("lists", _lists),
        ("detectors", _detectors),
        ("playground", _playground),
        ("discord", _discord),
        ("slack", _slack),
    )
    broken = 0
    for name, look in looks:
        seen = look(settings)
        broken += not seen.works
        _tell(say, name, seen)
    say("All is well." if broken == 0 else f"{broken} of {len(looks)} do not work.")
    return broken


def _tell(say: Say, name: str, seen: Seen) -> None:
    say(f"{'ok  ' if seen.works else 'FAIL'}  {name}: {seen.sentence}")
    if seen.remedy and not seen.works:
        say(f"      {seen.remedy}")


def _settings(settings: Settings) -> Seen:
    names = (("Discord", settings.discord.is_configured), ("Slack", settings.slack.is_configured))
    platforms = " and ".join(name for name, there in names if there) or "no platform configured: the playground"
    return Seen(works=True, sentence=f"data in {settings.data_dir.resolve()}, {platforms}")


def _data_directory(settings: Settings) -> Seen:
    folder = settings.data_dir
    if not folder.exists():
        return Seen(works=True, sentence="not there yet; the first start makes it")
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        return Seen(
            works=False,
            sentence=f"{folder} cannot be written ({error.strerror})",
            remedy=f"Give the user {os.getuid()} write access to it.",
        )
    return Seen(works=True, sentence="can be written")


def _policy(settings: Settings) -> Seen:
    try:
        policy = read_policy(settings.policy_file)
    except PolicyError as error:
        return Seen(works=False, sentence=str(error), remedy="Mend the line that is named.")
    shadow = ", ".join(sorted(policy.shadow)) or "none"
    return Seen(works=True, sentence=f"{len(policy.channels)} channels have a mode; in shadow: {shadow}")


def _content(_: Settings) -> Seen:
    try:
        tips, topics, conduct = load_tips(), load_topics(), load_conduct()
    except ContentError as error:
        return Seen(
            works=False, sentence=str(error), remedy="The files in config/ are part of the release; restore them."
        )
    spoken = ", ".join(languages())
    return Seen(
        works=True,
        sentence=f"{len(tips)} tips, {len(topics)} topics, code of conduct {conduct.version}, languages {spoken}",
    )


def _keys(settings: Settings) -> Seen:
    if not _has_keys(settings):
        return Seen(works=True, sentence="none yet; the first start makes them: back them up then")
    try:
        open_keyring(settings)
    except ChaperoneError as error:
        return Seen(works=False, sentence=str(error), remedy="Restore the keys from your backup.")
    where = "the environment" if settings.vault.keys.get_secret_value() else "the data directory"
    return Seen(works=True, sentence=f"usable, from {where}")


def _has_keys(settings: Settings) -> bool:
    return bool(settings.vault.keys.get_secret_value()) or (settings.data_dir / FILE).exists()


def _database(settings: Settings) -> Seen:
    if _is_made_by_start(settings):
        return Seen(works=True, sentence="none yet; the first start makes it")
    try:
        if not _has_keys(settings):
            return _without_keys(settings)
        keyring, _ = open_keyring(settings)
        asyncio.run(_reach(settings, keyring))
    except ChaperoneError as error:
        return Seen(
            works=False, sentence=str(error) or type(error).__name__, remedy="See docs/operator.md, “Database”."
        )
    return Seen(works=True, sentence="reachable, up to date and written with these keys")


def _is_made_by_start(settings: Settings) -> bool:
    """Tell whether the database is the data directory's own, and not there yet."""
    return not settings.database.url.get_secret_value() and not (settings.data_dir / "chaperone.sqlite").exists()


def _without_keys(settings: Settings) -> Seen:
    """Look at a database whose keys are yet to be made, without making them."""
    if asyncio.run(has_proof(settings.database_url)):
        return Seen(
            works=False,
            sentence="it was written with keys that are not here",
            remedy="Restore the keys from your backup.",
        )
    return Seen(works=True, sentence="reachable; the first start brings it up to date")


async def _reach(settings: Settings, keyring: Keyring) -> None:
    async with open_store(settings.database_url, Vault(keyring), settings.data_dir, utc_now) as store, store.begin():
        pass


def _lists(settings: Settings) -> Seen:
    try:
        found = lists.use(settings.data_dir)
    except lists.BadList as error:
        return Seen(works=False, sentence=str(error), remedy="Import it again with chaperone lists import.")
    if not found:
        return Seen(works=True, sentence="none imported; the rules work without them")
    told = (f"{one.kind} ({len(one.hosts):,} hosts, {one.dated.isoformat()})" for one in found)
    return Seen(works=True, sentence=", ".join(told))


def _detectors(settings: Settings) -> Seen:
    try:
        return asyncio.run(_look_once(settings))
    except Unavailable as error:
        return Seen(works=False, sentence=str(error), remedy="Is there memory left for a process of 120 MiB?")


async def _look_once(settings: Settings) -> Seen:
    async with open_eyes(None, reader=settings.reader) as eyes:
        seen = await eyes.inspect(fold("pt Nobody Testperson, for every detector to see"), Context(now=utc_now()))
    if seen.failures:
        names = ", ".join(f"{one.detector} ({one.reason})" for one in seen.failures)
        return Seen(works=False, sentence=f"not working: {names}", remedy="This is a defect; please report it.")
    alone = "" if settings.reader else "; rules alone, without the reader"
    return Seen(works=True, sentence=f"{len(eyes.detectors) + len(eyes.learned)} run, {len(eyes.rules)} rules{alone}")


def _playground(settings: Settings) -> Seen:
    play = settings.play
    if not play.is_loopback:
        return Seen(works=True, sentence=f"listens on {play.host}:{play.port}: anybody who reaches it can use it")
    return Seen(works=True, sentence=f"listens on {play.host}:{play.port}, this machine only")


def _discord(settings: Settings) -> Seen:
    if not settings.discord.is_configured:
        return Seen(works=True, sentence="not configured")
    found = asyncio.run(discord.check(settings.discord))
    return Seen(works=found.works, sentence=found.sentence, remedy=found.remedy)


def _slack(settings: Settings) -> Seen:
    if not settings.slack.is_configured:
        return Seen(works=True, sentence="not configured")
    try:
        is_there = settings.slack.is_installed_by_oauth and not _is_made_by_start(settings) and _has_keys(settings)
        keyring = open_keyring(settings)[0] if is_there else None
        found = asyncio.run(_look_at_slack(settings, keyring))
    except ChaperoneError as error:
        return Seen(works=False, sentence=str(error), remedy="See what is said of the keys and the database.")
    return Seen(works=found.works, sentence=found.sentence, remedy=found.remedy)


async def _look_at_slack(settings: Settings, keyring: Keyring | None) -> slack.Checkup:
    """Ask about the tokens of the settings; with keys, about the workspaces that the database knows."""
    if keyring is None:
        return await slack.check(settings.slack)
    async with open_store(settings.database_url, Vault(keyring), settings.data_dir, utc_now) as store:

        async def stay(_: CommunityId) -> None:
            """Delete nothing: the doctor only looks."""

        installed = await StoredInstallations(store, utc_now, stay).all()
    return await slack.check(settings.slack, installed)
