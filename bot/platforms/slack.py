"""Slack, put together."""

from collections.abc import Callable

import cogs
from bot.adapters.slack import http
from bot.adapters.slack.gateway import SlackAdapter
from bot.adapters.slack.installations import Installations, StoredInstallations, TokenInstallation
from bot.adapters.slack.manifest import as_yaml, manifest
from bot.app import App, read_policy, utc_now
from bot.core.engine import Examiner
from bot.core.events import CommunityId
from bot.core.inspection import Inspector
from bot.core.setups import Survey
from bot.storage.leaving import leave
from config.settings import Slack


def adapter(app: App, settings: Slack, say: Callable[[str], None]) -> SlackAdapter:
    """Build Slack's adapter, with its door to the web where it is reached over HTTP."""

    async def gone(community: CommunityId) -> None:
        await leave(app.store, community)

    async def door(opened: SlackAdapter) -> None:
        site = http.site(
            opened.app,
            installations,
            settings,
            utc_now,
            opened.installed,
            health=app.store.answers,
            journal=app.journal,
        )
        there = f"http://{settings.http_host}:{settings.http_port}"
        await http.serve(site, settings, lambda: say(f"Slack is listened to at {there}{http.EVENTS} ."))

    installations: Installations
    if settings.is_installed_by_oauth:
        installations = StoredInstallations(app.store, utc_now, gone)
    else:
        installations = TokenInstallation(settings, gone)
    return SlackAdapter(
        settings=settings,
        installations=installations,
        memory=app.store,
        setup_of=app.store.setup_of,
        policies=app.examiner.policies,
        journal=app.journal,
        now=utc_now,
        door=door if settings.is_over_http else None,
    )


def written_manifest(*, address: str, removal: bool, language: str) -> str:
    """Write the Slack app's manifest, as YAML."""
    eyes = Inspector(())
    try:
        examiner = Examiner(eyes, lambda _: read_policy(None), utc_now)
        roster = cogs.roster(examiner, cogs.load_shelf(), lambda _: Survey())
    finally:
        eyes.close()
    return as_yaml(manifest(roster, address=address, removal=removal, language=language))
