"""Settings: from the environment and from a file, the environment first; every mistake is named, no secret is."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from config.settings import Settings, SettingsError, load_settings


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder, without settings of the machine."""
    monkeypatch.chdir(tmp_path)


def test_nothing_set() -> None:
    """Without any setting everything is in a folder called data, and the playground is for this machine alone."""
    settings = load_settings()
    assert settings.data_dir == Path("data")
    assert settings.database_url == "sqlite+aiosqlite:///data/chaperone.sqlite"
    assert (settings.play.host, settings.play.port) == ("127.0.0.1", 8080)
    assert settings.policy_file is None
    assert settings.reader


def test_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two underscores lead into a section."""
    for name, value in {
        "CHAPERONE_DATA_DIR": "/srv/data",
        "CHAPERONE_DATABASE__URL": "postgresql+asyncpg://u:geheim@db/x",
        "CHAPERONE_VAULT__KEYS": "k1:geheim",
        "CHAPERONE_PLAY__HOST": "0.0.0.0",  # noqa: S104 - an operator's choice, only read here
        "CHAPERONE_PLAY__PORT": "9000",
        "CHAPERONE_POLICY_FILE": "mine.toml",
    }.items():
        monkeypatch.setenv(name, value)
    settings = load_settings()
    assert settings.data_dir == Path("/srv/data")
    assert settings.database_url == "postgresql+asyncpg://u:geheim@db/x"
    assert settings.vault.keys == SecretStr("k1:geheim")
    assert settings.play.port == 9000
    assert settings.policy_file == Path("mine.toml")
    assert "geheim" not in repr(settings)
    assert "geheim" not in str(settings)


def test_what_is_only_tried_out_stays_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database and keys that are set are not those of what is tried out, which is judged in the same way."""
    monkeypatch.setenv("CHAPERONE_DATABASE__URL", "postgresql+asyncpg://u:p@db/x")
    monkeypatch.setenv("CHAPERONE_VAULT__KEYS", "k1:geheim")
    monkeypatch.setenv("CHAPERONE_POLICY_FILE", "mine.toml")
    monkeypatch.setenv("CHAPERONE_READER", "false")
    apart = load_settings().apart(tmp_path, "k1:anders")
    assert apart.database_url == f"sqlite+aiosqlite:///{tmp_path / 'chaperone.sqlite'}"
    assert apart.vault.keys == SecretStr("k1:anders")
    assert (apart.policy_file, apart.reader) == (Path("mine.toml"), False)
    bare = Settings.bare(tmp_path, reader=False)
    assert bare.database_url == apart.database_url
    assert (bare.vault.keys, bare.policy_file, bare.reader) == (SecretStr(""), None, False)


def test_the_file_and_the_environment_over_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file in the working folder is read, another one if it is named, and the environment wins key by key."""
    (tmp_path / "chaperone.toml").write_text('data_dir = "here"\n[play]\nport = 9000\nhost = "::1"\n')
    assert load_settings().play.port == 9000
    monkeypatch.setenv("CHAPERONE_PLAY__PORT", "9001")
    settings = load_settings()
    assert (settings.data_dir, settings.play.port, settings.play.host) == (Path("here"), 9001, "::1")
    other = tmp_path / "other.toml"
    other.write_text('data_dir = "there"\n')
    assert load_settings(file=other).data_dir == Path("there")
    with pytest.raises(SettingsError, match=r"none\.toml"):
        load_settings(file=tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("CHAPERONE_DATADIR", "x", "unknown setting: CHAPERONE_DATADIR"),
        ("CHAPERONE_", "x", "unknown setting: CHAPERONE_"),
        ("CHAPERONE_PLAI__PORT", "1", "unknown setting: CHAPERONE_PLAI__PORT"),
        ("CHAPERONE_PLAY__PROT", "1", "CHAPERONE_PLAY__PROT: there is no such setting"),
        ("CHAPERONE_PLAY__PORT__X", "1", "CHAPERONE_PLAY__PORT"),
        ("CHAPERONE_DATA_DIR__X", "1", "CHAPERONE_DATA_DIR__X"),
        ("chaperone_datadir", "x", "unknown setting: chaperone_datadir"),
        ("CHAPERONE_PLAY__PORT", "many", "CHAPERONE_PLAY__PORT: Input should be a valid integer"),
        ("CHAPERONE_PLAY__PORT", "", "CHAPERONE_PLAY__PORT: Input should be a valid integer"),
        ("CHAPERONE_PLAY__PORT", "65536", "CHAPERONE_PLAY__PORT: Input should be less than or equal to 65535"),
        ("CHAPERONE_PLAY__PORT", "-1", "CHAPERONE_PLAY__PORT: Input should be greater than or equal to 0"),
        ("CHAPERONE_PLAY", "geheim", "CHAPERONE_PLAY: "),
        ("CHAPERONE_VAULT", "geheim", "CHAPERONE_VAULT: "),
        ("CHAPERONE_VAULT", '{"key": "geheim"}', "CHAPERONE_VAULT__KEY: there is no such setting"),
        ("CHAPERONE_DATABASE__PASSWORD", "geheim", "CHAPERONE_DATABASE__PASSWORD: there is no such setting"),
    ],
)
def test_mistakes_in_the_environment(monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str) -> None:
    """An unknown or malformed variable is named with what was expected; its value is never repeated."""
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert sentence in str(caught.value)
    assert "geheim" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None or caught.value.__suppress_context__


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("datadir = 'x'", "chaperone.toml: datadir: there is no such setting"),
        ("[play]\nprot = 1", "chaperone.toml: play.prot: there is no such setting"),
        ("[play]\nport = 'many'", "chaperone.toml: play.port: Input should be a valid integer"),
        ("play = 5", "chaperone.toml: play: "),
        ("[vault]\nkeys = 5", "chaperone.toml: vault.keys: Input should be a valid string"),
        ("data_dir = 5", "chaperone.toml: data_dir: "),
        ("[vault]\nkeys = geheim", "chaperone.toml: Invalid value (at line 2"),
        ("[vault", "chaperone.toml: "),
    ],
)
def test_mistakes_in_the_file(tmp_path: Path, text: str, sentence: str) -> None:
    """A mistake in the file is named with the file and the key."""
    (tmp_path / "chaperone.toml").write_text(text)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert str(caught.value).startswith(sentence)
    assert "geheim" not in str(caught.value)


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    """A file that is not UTF-8, or a folder in its place, is named."""
    (tmp_path / "chaperone.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match=r"chaperone\.toml"):
        load_settings()
    (tmp_path / "chaperone.toml").unlink()
    (tmp_path / "chaperone.toml").mkdir()
    with pytest.raises(SettingsError, match=r"chaperone\.toml"):
        load_settings()


def test_whoever_made_the_mistake_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where both set a section, the one with the mistake is named: the environment wins, so it made it."""
    (tmp_path / "chaperone.toml").write_text("[play]\nport = 9000\n")
    monkeypatch.setenv("CHAPERONE_PLAY__PORT", "many")
    with pytest.raises(SettingsError, match=r"^CHAPERONE_PLAY__PORT: "):
        load_settings()


def test_every_mistake_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """All of them, a line each."""
    monkeypatch.setenv("CHAPERONE_PLAY__PORT", "many")
    monkeypatch.setenv("CHAPERONE_PLAY__PROT", "1")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert len(str(caught.value).splitlines()) == 2


def test_settings_do_not_change() -> None:
    """What was read once stays."""
    settings = Settings()
    with pytest.raises(ValueError, match="frozen"):
        settings.data_dir = Path("elsewhere")  # type: ignore[misc]


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SHARDS", "2/2", "the first number must be smaller"),
        ("SHARDS", "some", "CHAPERONE_DISCORD__SHARDS"),
        ("API_BASE", "discord.com", "CHAPERONE_DISCORD__API_BASE"),
        ("API_BASE", "https://discord.com/api/v10/", "CHAPERONE_DISCORD__API_BASE"),
        ("GUILDS", "ward-7", "CHAPERONE_DISCORD__GUILDS"),
        ("TOKENS", "geheim", "CHAPERONE_DISCORD__TOKENS: there is no such setting"),
    ],
)
def test_discords_mistakes_are_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str) -> None:
    """Each by its variable, and no value is repeated."""
    monkeypatch.setenv(f"CHAPERONE_DISCORD__{name}", value)
    with pytest.raises(SettingsError, match=sentence) as caught:
        load_settings()
    assert "geheim" not in str(caught.value)


def test_discords_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """A token makes it a configured platform; the share and the allow-list are read."""
    assert not load_settings().is_configured
    monkeypatch.setenv("CHAPERONE_DISCORD__TOKEN", "geheim")
    monkeypatch.setenv("CHAPERONE_DISCORD__SHARDS", "2/8")
    monkeypatch.setenv("CHAPERONE_DISCORD__GUILDS", "41771983423143937, 5")
    settings = load_settings()
    assert settings.is_configured
    assert (settings.discord.share, settings.discord.allowed) == ((2, 8), frozenset({41771983423143937, 5}))
    assert settings.discord.api_base == "https://discord.com/api/v10"
    assert "geheim" not in repr(settings)


SLACK_WAYS = {
    "socket": ({"BOT_TOKEN": "xoxb-geheim", "APP_TOKEN": "xapp-geheim"}, (False, False)),
    "socket with an admin's token": (
        {"BOT_TOKEN": "xoxb-geheim", "APP_TOKEN": "xapp-geheim", "USER_TOKEN": "xoxp-geheim"},
        (False, False),
    ),
    "socket, and a secret that is not needed": (
        {"BOT_TOKEN": "xoxb-geheim", "APP_TOKEN": "xapp-geheim", "SIGNING_SECRET": "geheim"},
        (False, False),
    ),
    "http, one workspace": ({"BOT_TOKEN": "xoxb-geheim", "SIGNING_SECRET": "geheim"}, (True, False)),
    "http, many workspaces": (
        {"CLIENT_ID": "1111.2222", "CLIENT_SECRET": "geheim", "SIGNING_SECRET": "geheim"},
        (True, True),
    ),
}


@pytest.mark.parametrize("way", SLACK_WAYS)
def test_slacks_three_ways(monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    """Each complete way makes it a configured platform, over Socket Mode or HTTP; no secret is shown."""
    values, (over_http, by_oauth) = SLACK_WAYS[way]
    assert not load_settings().slack.is_configured
    for name, value in values.items():
        monkeypatch.setenv(f"CHAPERONE_SLACK__{name}", value)
    settings = load_settings()
    assert settings.is_configured
    assert (settings.slack.is_over_http, settings.slack.is_installed_by_oauth) == (over_http, by_oauth)
    assert settings.slack.api_base == "https://slack.com/api/"
    assert (settings.slack.http_host, settings.slack.http_port) == ("127.0.0.1", 3000)
    assert "geheim" not in repr(settings)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"BOT_TOKEN": "xapp-geheim"}, "CHAPERONE_SLACK__BOT_TOKEN: a bot token begins with xoxb-"),
        ({"APP_TOKEN": "xoxb-geheim"}, "CHAPERONE_SLACK__APP_TOKEN: an app token begins with xapp-"),
        ({"USER_TOKEN": "xoxb-geheim"}, "CHAPERONE_SLACK__USER_TOKEN: a user's token begins with xoxp-"),
        ({"APP_TOKEN": "xapp-geheim"}, "CHAPERONE_SLACK: bot_token is missing: app_token opens"),
        ({"USER_TOKEN": "xoxp-geheim"}, "CHAPERONE_SLACK: bot_token is missing: user_token alone"),
        ({"BOT_TOKEN": "xoxb-geheim"}, "CHAPERONE_SLACK: bot_token needs app_token beside it"),
        ({"BOT_TOKEN": "xoxb-geheim", "USER_TOKEN": "xoxp-geheim"}, "CHAPERONE_SLACK: bot_token needs app_token"),
        ({"SIGNING_SECRET": "geheim"}, "CHAPERONE_SLACK: bot_token is missing, or client_id and client_secret"),
        ({"CLIENT_ID": "1.2"}, "CHAPERONE_SLACK: client_secret is missing"),
        ({"CLIENT_SECRET": "geheim"}, "CHAPERONE_SLACK: client_id is missing"),
        ({"CLIENT_ID": "1.2", "CLIENT_SECRET": "geheim"}, "CHAPERONE_SLACK: signing_secret is missing"),
        (
            {"CLIENT_ID": "1.2", "CLIENT_SECRET": "geheim", "SIGNING_SECRET": "geheim", "BOT_TOKEN": "xoxb-geheim"},
            "CHAPERONE_SLACK: bot_token and client_id exclude each other",
        ),
        (
            {"CLIENT_ID": "1.2", "CLIENT_SECRET": "geheim", "SIGNING_SECRET": "geheim", "APP_TOKEN": "xapp-geheim"},
            "CHAPERONE_SLACK: bot_token is missing: app_token opens",
        ),
        ({"CLIENT_ID": "geheim"}, "CHAPERONE_SLACK__CLIENT_ID: "),
        ({"API_BASE": "slack.com/api/"}, "CHAPERONE_SLACK__API_BASE: "),
        ({"API_BASE": "https://slack.com/api"}, "CHAPERONE_SLACK__API_BASE: "),
        ({"AUTHORIZE_URL": "slack.com"}, "CHAPERONE_SLACK__AUTHORIZE_URL: "),
        ({"HTTP_PORT": "geheim"}, "CHAPERONE_SLACK__HTTP_PORT: "),
        ({"TOKEN": "geheim"}, "CHAPERONE_SLACK__TOKEN: there is no such setting"),
    ],
)
def test_slacks_mistakes_are_named(monkeypatch: pytest.MonkeyPatch, values: dict[str, str], sentence: str) -> None:
    """A token of another sort, half a way and two ways at once have a sentence each; no value is repeated."""
    for name, value in values.items():
        monkeypatch.setenv(f"CHAPERONE_SLACK__{name}", value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert str(caught.value).startswith(sentence)
    assert "geheim" not in str(caught.value)


def test_slacks_mistakes_in_the_file(tmp_path: Path) -> None:
    """Half a way in the file is named with the file."""
    (tmp_path / "chaperone.toml").write_text('[slack]\nbot_token = "xoxb-geheim"\n')
    with pytest.raises(SettingsError, match=r"^chaperone\.toml: slack: bot_token needs app_token") as caught:
        load_settings()
    assert "geheim" not in str(caught.value)
