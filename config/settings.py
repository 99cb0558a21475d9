"""The operator's settings: environment variables or ``chaperone.toml``, nested with two underscores.

``CHAPERONE_PLAY__PORT=9000`` and ``[play] port = 9000`` are the same; the environment wins. An unknown or malformed
setting is an error that names it. Built once, in the composition root.
"""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings import SettingsError as UnreadableError

PREFIX = "CHAPERONE_"
FILE = "chaperone.toml"
DISCORD_API = "https://discord.com/api/v10"
SLACK_API = "https://slack.com/api/"
SLACK_CONSENT = "https://slack.com/oauth/v2/authorize"


class SettingsError(ValueError):
    """A setting is unknown or cannot be read; the text names it and where it was set, never a secret's value."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Database(_Section):
    """Where cases are kept. ``url`` is SQLAlchemy's; empty means SQLite in the data directory."""

    url: SecretStr = SecretStr("")


class Vault(_Section):
    """The keys, as ``name:base64,…`` (see the operator's guide); empty means the file in the data directory."""

    keys: SecretStr = SecretStr("")


class Play(_Section):
    """Where the playground listens. Anything but loopback shows it to the network: only on purpose."""

    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65_535)

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach it."""
        return self.host in ("127.0.0.1", "::1", "localhost")


class Discord(_Section):
    """Discord: the application's token makes it a configured platform.

    ``api_base`` is another address of the API, as HTTP proxies for large bots need; the gateway's address is asked
    there. ``shards`` is ``auto``, or ``2/8`` for the process that has the shard of index 2 of 8. ``guilds`` is an
    allow-list of guild identifiers; empty allows every guild that the bot is in.
    """

    token: SecretStr = SecretStr("")
    api_base: str = Field(default=DISCORD_API, pattern=r"^https?://[^\s?#]+[^/\s?#]$")
    shards: str = Field(default="auto", pattern=r"^(auto|\d{1,5}/[1-9]\d{0,4})$")
    guilds: str = Field(default="", pattern=r"^(\d{1,20}(\s*,\s*\d{1,20})*)?$")

    @field_validator("shards")
    @classmethod
    def _within(cls, value: str) -> str:
        """Refuse a share that is not among its number."""
        index, _, count = value.partition("/")
        if count and int(index) >= int(count):
            raise ValueError("the first number must be smaller than the second: 0/2 and 1/2 are the two halves")
        return value

    @property
    def is_configured(self) -> bool:
        """Whether there is a token."""
        return bool(self.token.get_secret_value())

    @property
    def allowed(self) -> frozenset[int]:
        """The guilds on the allow-list."""
        return frozenset(int(one) for one in self.guilds.split(",") if one.strip())

    @property
    def share(self) -> tuple[int, int] | None:
        """The index of our shard and how many there are; None for all of them."""
        index, _, count = self.shards.partition("/")
        return (int(index), int(count)) if count else None


def _token(begins: str, what: str) -> Any:
    """Make a check that a token is of the right sort: the three sorts are taken for one another easily."""

    def check(value: SecretStr) -> SecretStr:
        token = value.get_secret_value()
        if token and not token.startswith(begins):
            raise ValueError(f"{what} begins with {begins}")
        return value

    return AfterValidator(check)


class Slack(_Section):
    """Slack, in one of three ways, of which exactly one has to be complete.

    - A bot token and an app token: one workspace, over Socket Mode; nothing has to be reachable from outside.
    - A bot token and a signing secret: one workspace, over HTTP.
    - A client identifier, a client secret and a signing secret: any number of workspaces, installed over HTTP.

    ``user_token`` is an admin's, and lets the bot remove others' messages in the one workspace. ``api_base`` is
    another address of the Web API, as HTTP proxies need; ``authorize_url`` is where a person consents to an
    installation: both are other ones at GovSlack.
    """

    bot_token: Annotated[SecretStr, _token("xoxb-", "a bot token")] = SecretStr("")
    app_token: Annotated[SecretStr, _token("xapp-", "an app token")] = SecretStr("")
    user_token: Annotated[SecretStr, _token("xoxp-", "a user's token")] = SecretStr("")
    signing_secret: SecretStr = SecretStr("")
    client_id: str = Field(default="", pattern=r"^(\d+\.\d+)?$")
    client_secret: SecretStr = SecretStr("")
    http_host: str = "127.0.0.1"
    http_port: int = Field(default=3000, ge=0, le=65_535)
    api_base: str = Field(default=SLACK_API, pattern=r"^https?://[^\s?#]+/$")
    authorize_url: str = Field(default=SLACK_CONSENT, pattern=r"^https?://[^\s?#]+$")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        """Refuse half a way and two ways at once."""
        bot, app, user, signing, client, secret = (
            self._has(name)
            for name in ("bot_token", "app_token", "user_token", "signing_secret", "client_id", "client_secret")
        )
        reasons = {
            "bot_token is missing: app_token opens the line, but only with bot_token anything can be said": app
            and not bot,
            "bot_token is missing: user_token alone makes no bot": user and not bot,
            "bot_token and client_id exclude each other: one workspace, or those that install the app": bot and client,
            "bot_token needs app_token beside it (Socket Mode), or signing_secret (HTTP)": bot and not (app or signing),
            "client_secret is missing: an installation needs it beside client_id": client and not secret,
            "client_id is missing: an installation needs it beside client_secret": secret and not client,
            "signing_secret is missing: over HTTP nothing else tells Slack from anybody else": client and not signing,
            "bot_token is missing, or client_id and client_secret": signing and not (bot or client),
        }
        for reason, found in reasons.items():
            if found:
                raise ValueError(reason)
        return self

    def _has(self, name: str) -> bool:
        value = getattr(self, name)
        return bool(value.get_secret_value() if isinstance(value, SecretStr) else value)

    @property
    def is_configured(self) -> bool:
        """Whether one way is complete."""
        return self._has("bot_token") or self._has("client_id")

    @property
    def is_over_http(self) -> bool:
        """Whether Slack has to reach us, because there is no app token that would open a line from here."""
        return self.is_configured and not self._has("app_token")

    @property
    def is_installed_by_oauth(self) -> bool:
        """Whether workspaces install the app by themselves."""
        return self._has("client_id")


class Settings(BaseSettings):
    """Everything that the operator sets.

    ``reader``: whether messages are read by what was learnt as well, or by rules alone (see the operator's guide, "A
    small machine").
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
    )

    data_dir: Path = Path("data")
    policy_file: Path | None = None
    reader: bool = True
    database: Database = Database()
    vault: Vault = Vault()
    play: Play = Play()
    discord: Discord = Discord()
    slack: Slack = Slack()

    @property
    def is_configured(self) -> bool:
        """Whether any platform is."""
        return self.discord.is_configured or self.slack.is_configured

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the library's signature, as below
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment win over the file, which comes in as initial values."""
        return env_settings, init_settings

    @classmethod
    def bare(cls, folder: Path, **chosen: Any) -> "Settings":
        """Give the defaults but for what is chosen, whatever is set: a bench must not touch what is a community's."""
        return cls.model_construct(data_dir=folder, **chosen)

    def apart(self, folder: Path, keys: str) -> "Settings":
        """Judge as set, and put everything that is kept into a folder of its own, under these keys, which are not.

        What only tries things out must not write into the database of a community, wherever that is.
        """
        vault = Vault(keys=SecretStr(keys))
        return self.model_copy(update={"data_dir": folder, "database": Database(), "vault": vault})

    @property
    def database_url(self) -> str:
        """The database's address, in full."""
        return self.database.url.get_secret_value() or f"sqlite+aiosqlite:///{self.data_dir / 'chaperone.sqlite'}"


def load_settings(environment: Mapping[str, str] | None = None, file: Path | None = None) -> Settings:
    """Read the settings.

    Args:
        environment: the environment to check for unknown names; the process's own by default.
        file: the TOML file; ``chaperone.toml`` in the working directory by default, if it is there.

    Raises:
        SettingsError: naming every setting that is unknown or cannot be read.
    """
    path = file or Path(FILE)
    written = _read(path) if file or path.exists() else {}
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    surroundings = os.environ if environment is None else environment
    strangers = [name for name in surroundings if name.upper().startswith(PREFIX) and not _is_known(name.upper())]
    if strangers:
        names = ", ".join(sorted(strangers))
        message = f"unknown setting: {names}. Known are {', '.join(sorted(known))}"
        raise SettingsError(message)
    try:
        return Settings(**written)
    except ValidationError as error:
        ours = {name.upper() for name in surroundings}
        lines = [
            _sentence(problem["loc"], problem["type"], problem["msg"], written, path, ours)
            for problem in error.errors()
        ]
        raise SettingsError("\n".join(lines)) from None
    except UnreadableError as error:  # a whole section in one variable, and no JSON; its text names the field
        field = str(error).partition('"')[2].partition('"')[0]
        name = f"{PREFIX}{field.upper()}"
        message = f"{name}: expected a JSON object, or one variable for each part, such as {name}__…"
        raise SettingsError(message) from None


def _is_known(variable: str) -> bool:
    """Tell whether a variable sets a setting of ours; what stands within a section is looked at by its model."""
    name, _, inside = variable.removeprefix(PREFIX).partition("__")
    field = Settings.model_fields.get(name.lower())
    return field is not None and (not inside or isinstance(field.default, _Section))


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        message = f"{path}: {error}"
        raise SettingsError(message) from None


def _sentence(
    place: tuple[int | str, ...], kind: str, reason: str, written: Mapping[str, Any], path: Path, variables: set[str]
) -> str:
    steps = [str(step) for step in place]
    variable = PREFIX + "__".join(steps).upper()
    in_file = bool(steps) and steps[0] in written and variable not in variables
    name = f"{path}: {'.'.join(steps)}" if in_file else variable
    return (
        f"{name}: {'there is no such setting' if kind == 'extra_forbidden' else reason.removeprefix('Value error, ')}"
    )
