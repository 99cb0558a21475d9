"""What `chaperone doctor` asks Discord: whether the token works, which intents are on, and how to invite the bot."""

import asyncio
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.adapters.discord.rights import INVITE
from config.settings import Discord

PATIENCE = 10.0
_CONTENT = 1 << 18 | 1 << 19
_MEMBERS = 1 << 14 | 1 << 15
"""An application's flags for the privileged intents, of a verified one and of others (source: "Application")."""


@dataclass(frozen=True, slots=True)
class Checkup:
    """What was found: whether it works, in a sentence, and what to do if it does not."""

    works: bool
    sentence: str
    remedy: str = ""


def invite_link(application: str) -> str:
    """Make the link that adds the bot to a guild with the least permissions that everything works with."""
    scopes = "bot+applications.commands"
    return f"https://discord.com/oauth2/authorize?client_id={application}&scope={scopes}&permissions={INVITE.value}"


async def check(settings: Discord) -> Checkup:
    """Ask Discord about the application that a token belongs to."""
    headers = {"Authorization": f"Bot {settings.token.get_secret_value()}"}
    try:
        async with (
            asyncio.timeout(PATIENCE),
            aiohttp.ClientSession(headers=headers) as session,
            session.get(f"{settings.api_base}/applications/@me") as answer,
        ):
            status = answer.status
            application: dict[str, Any] = await answer.json() if status == 200 else {}
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
        return Checkup(
            works=False,
            sentence=f"{settings.api_base} does not answer",
            remedy="Look at the network, or at CHAPERONE_DISCORD__API_BASE.",
        )
    if status == 401:
        return Checkup(
            works=False,
            sentence="Discord does not accept the token",
            remedy="Copy it anew from the page Bot of the application into CHAPERONE_DISCORD__TOKEN.",
        )
    if status != 200:
        return Checkup(works=False, sentence=f"Discord answers {status}", remedy="Try again in a minute.")
    flags = int(application.get("flags") or 0)
    off = [name for name, bits in (("Message Content", _CONTENT), ("Server Members", _MEMBERS)) if not flags & bits]
    if off:
        return Checkup(
            works=False,
            sentence=f"switched off: {' and '.join(f'{name} Intent' for name in off)}",
            remedy="Switch it on on the page Bot of the application; without it the bot reads nothing.",
        )
    return Checkup(works=True, sentence=f"the token works; to invite the bot: {invite_link(application['id'])}")
