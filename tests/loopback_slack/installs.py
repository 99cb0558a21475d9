"""The app in workspaces: OAuth v2, tokens, and their end.

docs.slack.dev/authentication/installing-with-oauth; the errors are those of oauth.v2.access.
"""

import base64
import binascii
import contextlib
import uuid
from urllib.parse import parse_qs, urlencode, urlsplit

from .api import Call, method
from .limits import SlackError
from .world import CODE_LIFE, JSON, Installation, Team, Token, User, World


class Installs:
    """Who has the app, and with which tokens."""

    def __init__(self, world: World) -> None:
        self.world = world

    def grant(
        self,
        team: Team,
        installer: User,
        bot_scopes: frozenset[str],
        user_scopes: frozenset[str] = frozenset(),
    ) -> Installation:
        """Install the app, or add to what is installed; a bot token stays the same while it lives."""
        app, done = self.world.app, team.installation
        if done is None or done.token.revoked:
            bot = next((user for user in team.users.values() if user.app_id == app.id), None)
            if bot is None:
                world = self.world
                bot = User(id=world.id("U"), team=team, name="chaperone", bot_id=world.id("B"), app_id=app.id)
                team.users[bot.id] = bot
            token = self.world.token("bot", bot_scopes, bot)
            done = team.installation = Installation(team=team, bot=bot, token=token, installer=installer)
        done.token.scopes |= bot_scopes
        if user_scopes:
            done.users[installer.id] = self.world.token("user", user_scopes, installer)
        return done

    def uninstall(self, team: Team) -> None:
        """End everything that the app has in a workspace, and tell it: both events, in Slack's usual order."""
        done = team.installation
        assert done, f"the app is not installed in {team.name}"
        self._revoked(team, done, [done.token, *done.users.values()])
        self.world.emit(team, "app_uninstalled", {"type": "app_uninstalled", "event_ts": self.world.ts()})
        team.installation = None
        for channel in self.world.channels(team):
            if done.bot in channel.members:
                channel.members.remove(done.bot)

    def revoke(self, token: Token) -> None:
        """End one token; with the last one the app is gone."""
        assert token.team
        done = token.team.installation
        if done is None:
            token.revoked = True
        elif all(other.revoked or other is token for other in (done.token, *done.users.values())):
            self.uninstall(token.team)
        else:
            self._revoked(token.team, done, [token])

    def _revoked(self, team: Team, done: Installation, tokens: list[Token]) -> None:
        for token in tokens:
            token.revoked = True
        ended = {"oauth": [t.user.id for t in tokens if t.kind == "user" and t.user]}
        ended["bot"] = [done.bot.id] if done.token in tokens else []
        event = {"type": "tokens_revoked", "tokens": ended, "event_ts": self.world.ts()}
        self.world.emit(team, "tokens_revoked", event)
        done.users = {name: token for name, token in done.users.items() if not token.revoked}

    def consent(self, user: User, authorize_url: str, *, deny: bool = False) -> str:
        """Look at what ``/oauth/v2/authorize`` asks, say yes or no, and give the address that Slack sends one to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(authorize_url).query).items()}
        app = self.world.app
        assert asked.get("client_id") == app.client_id, "Slack shows: invalid client_id"
        wanted = frozenset(filter(None, asked.get("scope", "").replace(" ", ",").split(",")))
        personal = frozenset(filter(None, asked.get("user_scope", "").replace(" ", ",").split(",")))
        assert wanted <= app.bot_scopes, f"Slack shows: invalid_scope {sorted(wanted - app.bot_scopes)}"
        assert personal <= app.user_scopes, f"Slack shows: invalid_scope {sorted(personal - app.user_scopes)}"
        assert asked.get("team", user.team.id) == user.team.id, "the person would be asked to sign in elsewhere"
        address = asked.get("redirect_uri", next(iter(sorted(app.redirect_uris)), ""))
        allowed = not app.redirect_uris or any(address.startswith(start) for start in app.redirect_uris)
        assert allowed, "Slack shows: bad_redirect_uri"
        assert address, "Slack shows: redirect_uri did not match any configured URIs"
        state = {"state": asked["state"]} if "state" in asked else {}
        if deny:
            return f"{address}?{urlencode({'error': 'access_denied'} | state)}"
        code = uuid.uuid4().hex
        self.world.codes[code] = {
            "user": user,
            "bot": wanted,
            "personal": personal,
            "address": asked.get("redirect_uri", ""),
            "at": self.world.now(),
            "used": False,
        }
        return f"{address}?{urlencode({'code': code} | state)}"

    @method("oauth.v2.access", kinds=())
    def access(self, call: Call) -> JSON:
        """Exchange a code for tokens."""
        app = self.world.app
        client, secret = call.text("client_id", ""), call.text("client_secret", "")
        if "authorization" in call.args:
            with contextlib.suppress(binascii.Error, ValueError):
                client, _, secret = base64.b64decode(call.text("authorization")).decode().partition(":")
        if client != app.client_id:
            raise SlackError("invalid_client_id")
        if secret != app.client_secret:
            raise SlackError("bad_client_secret")
        given = self.world.codes.get(call.text("code", ""))
        if given is None or self.world.now() - given["at"] > CODE_LIFE:
            raise SlackError("invalid_code")
        if given["used"]:
            raise SlackError("code_already_used")
        if call.text("redirect_uri", "") != given["address"]:
            raise SlackError("bad_redirect_uri")
        given["used"] = True
        user: User = given["user"]
        done = self.grant(user.team, user, given["bot"], given["personal"])
        person: JSON = {"id": user.id}
        if given["personal"]:
            own = done.users[user.id]
            person |= {"access_token": own.value, "token_type": "user", "scope": ",".join(sorted(own.scopes))}
        return {
            "access_token": done.token.value,
            "token_type": "bot",
            "scope": ",".join(sorted(done.token.scopes)),
            "bot_user_id": done.bot.id,
            "app_id": app.id,
            "team": {"id": user.team.id, "name": user.team.name},
            "enterprise": None,
            "authed_user": person,
            "is_enterprise_install": False,
        }

    @method("apps.uninstall")
    def uninstall_app(self, call: Call) -> JSON:
        """Take the app out of the workspace, at its own wish."""
        if call.text("client_id") != self.world.app.client_id:
            raise SlackError("bad_client_id")
        if call.text("client_secret") != self.world.app.client_secret:
            raise SlackError("bad_client_secret")
        self.uninstall(call.team)
        return {}

    @method("auth.revoke")
    def revoke_token(self, call: Call) -> JSON:
        """Revoke the token that is used."""
        assert call.token
        if call.flag("test"):
            return {"revoked": False}
        self.revoke(call.token)
        return {"revoked": True}
