"""What `chaperone doctor` asks Slack: whether the tokens work and are of the right sort, and what they may do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import SecretStr

from bot.adapters.slack.installations import Installation, ask, identify, scopes_in
from bot.adapters.slack.rights import BOT_SCOPES, USER_SCOPES, lacking
from bot.core.errors import Refused, Unavailable
from config.settings import Slack

_AGAIN = "Install the app anew with the manifest that chaperone slack-manifest prints."
_AGAIN_THERE = (
    "Put the manifest that chaperone slack-manifest prints on the app's page, and let somebody of that workspace open "
    "/slack/install again."
)
_LEND = "Let an admin of that workspace open /slack/install?removal."
_NO_CODE = "no-code"


@dataclass(frozen=True, slots=True)
class Checkup:
    """What was found: whether it works, in a sentence, and what to do if it does not."""

    works: bool
    sentence: str
    remedy: str = ""


class _Bad(Exception):
    """Something that does not work, and what to do."""

    def __init__(self, sentence: str, remedy: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.remedy = remedy


async def check(settings: Slack, installed: Sequence[Installation] = ()) -> Checkup:
    """Ask Slack about the tokens of the settings, or about the workspaces that installed the app."""
    try:
        if settings.is_installed_by_oauth:
            told = await _office(settings, installed)
        else:
            told = await _one_workspace(settings)
    except _Bad as bad:
        return Checkup(works=False, sentence=bad.sentence, remedy=bad.remedy)
    except Refused as refused:
        return Checkup(works=False, sentence=refused.reason, remedy="Copy it anew from the app's page at Slack.")
    except Unavailable:
        return Checkup(
            works=False,
            sentence=f"{settings.api_base} does not answer",
            remedy="Look at the network, or at CHAPERONE_SLACK__API_BASE.",
        )
    return Checkup(works=True, sentence=told)


async def _one_workspace(settings: Slack) -> str:
    bot, held = await identify(settings.bot_token, "BOT_TOKEN", settings.api_base)
    _need(held, BOT_SCOPES, f"in {bot['team']} the bot")
    if settings.app_token.get_secret_value():
        refused = "Slack does not accept CHAPERONE_SLACK__APP_TOKEN, or Socket Mode is off"
        await ask(settings.app_token, settings.api_base, "apps.connections.open", refused)
        way = "over Socket Mode"
    else:
        way = f"over HTTP on {settings.http_host}:{settings.http_port}"
    if not settings.user_token.get_secret_value():
        return f"the tokens work in {bot['team']}, {way}; without an admin's token others' messages stay"
    user, scopes = await identify(settings.user_token, "USER_TOKEN", settings.api_base)
    if user["team_id"] != bot["team_id"]:
        raise _Bad(
            "CHAPERONE_SLACK__USER_TOKEN is of another workspace than CHAPERONE_SLACK__BOT_TOKEN",
            "Take both from the app in one workspace.",
        )
    await _may_remove(settings, settings.bot_token, user["user_id"], scopes, "CHAPERONE_SLACK__USER_TOKEN")
    return f"the tokens work in {bot['team']}, {way}; an admin's token lets the bot remove others' messages"


async def _office(settings: Slack, installed: Sequence[Installation]) -> str:
    """Look at the client's secret, with a code that is none, and at every installation."""
    client = {"client_id": settings.client_id, "client_secret": settings.client_secret.get_secret_value()}
    try:
        await ask(None, settings.api_base, "oauth.v2.access", "refused", code=_NO_CODE, **client)
    except Refused as refused:
        if "invalid_code" not in refused.reason:
            raise _Bad(
                "Slack does not accept CHAPERONE_SLACK__CLIENT_ID with CHAPERONE_SLACK__CLIENT_SECRET",
                "Copy both anew from the page Basic Information of the app.",
            ) from None
    removing = 0
    for one in installed:
        removing += await _workspace(settings, one)
    way = f"over HTTP on {settings.http_host}:{settings.http_port}"
    if not installed:
        return f"the app can be installed, {way}; no workspace has installed it yet"
    count = f"{len(installed)} workspace{'s' if len(installed) != 1 else ''}"
    more = "" if removing == len(installed) else "; in the others an admin can by opening /slack/install?removal"
    return f"{count}, {way}; in {removing} an admin lets the bot remove others' messages{more}"


async def _workspace(settings: Slack, one: Installation) -> bool:
    """Look at one installation; whether an admin lends a token is returned."""
    name = one.name or one.team
    refused = f"Slack does not accept the bot's token of {name}"
    try:
        answer = await ask(one.bot_token, settings.api_base, "auth.test", refused)
    except Refused as error:
        raise _Bad(error.reason, "Let somebody of that workspace install the app again.") from None
    _need(_scopes(answer.headers), BOT_SCOPES, f"in {name} the bot", _AGAIN_THERE)
    if one.user_token is None:
        return False
    refused = f"Slack does not accept the admin's token of {name}"
    try:
        lent = await ask(one.user_token, settings.api_base, "auth.test", refused)
    except Refused as error:
        raise _Bad(error.reason, _LEND) from None
    user = str(lent.get("user_id") or "")
    await _may_remove(settings, one.bot_token, user, _scopes(lent.headers), f"the admin's token of {name}", _LEND)
    return True


async def _may_remove(  # a token, whose it is, and what to do where it is not enough
    settings: Slack, bot: SecretStr, user: str, held: frozenset[str], what: str, remedy: str | None = None
) -> None:
    """See that a token removes others' messages: with the scope, and of somebody whom Slack lets do it."""
    _need(held, USER_SCOPES, what, remedy or _AGAIN)
    answer = await ask(bot, settings.api_base, "users.info", "Slack says nothing of its owner", user=user)
    about: dict[str, Any] = answer.get("user") or {}
    if not (about.get("is_admin") or about.get("is_owner")):
        raise _Bad(
            f"{what} is of somebody who is no admin: Slack lets them delete their own messages alone",
            remedy or "Let an admin of the workspace install the app, and take that token.",
        )


def _need(held: frozenset[str], needed: Mapping[str, str], what: str, remedy: str = _AGAIN) -> None:
    missing = lacking(held, needed)
    if missing:
        raise _Bad(f"{what} lacks {', '.join(missing)}", remedy)


def _scopes(headers: Mapping[str, Any]) -> frozenset[str]:
    return scopes_in(headers.get("x-oauth-scopes"))
