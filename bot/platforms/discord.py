"""Discord, put together."""

from bot.adapters.discord.gateway import DiscordAdapter
from bot.app import App, utc_now
from config.settings import Discord


def adapter(app: App, settings: Discord) -> DiscordAdapter:
    """Build Discord's adapter."""
    return DiscordAdapter(
        settings=settings,
        memory=app.store,
        setup_of=app.store.setup_of,
        policies=app.examiner.policies,
        journal=app.journal,
        now=utc_now,
    )
