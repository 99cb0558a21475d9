"""The doctor: says of everything whether it works, and what to do; looking changes nothing."""

import asyncio
import base64
import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import bot.app
import bot.detectors
import bot.doctor
from bot.app import assemble
from bot.core.findings import Context, Dropped, Finding
from bot.core.inspection import Inspector
from bot.core.text import Text
from bot.doctor import examine
from bot.storage import migrate
from bot.storage.vault import FILE
from config.settings import Settings
from tests.town import Ledger
from tests.unit.scan.test_scan import AlsoFileNames

Look = Callable[[], tuple[int, str]]


@pytest.fixture
def look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Look]:
    """Ask the doctor in an empty folder: how many things are broken, and everything said."""
    monkeypatch.chdir(tmp_path)

    def looking() -> tuple[int, str]:
        said: list[str] = []
        broken = examine(said.append)
        assert sum(line.startswith("FAIL") for line in said) == broken
        return broken, "\n".join(said)

    yield looking
    logging.disable(logging.NOTSET)


def start() -> None:
    """Make a data directory as a first start does."""

    async def begin() -> None:
        async with assemble(Settings(), Ledger(), eyes=Inspector([])):
            pass

    asyncio.run(begin())


def files(folder: Path) -> dict[str, bytes]:
    """Read every file but what SQLite puts beside its own."""
    return {file.name: file.read_bytes() for file in folder.rglob("*") if file.is_file() and "-" not in file.name}


def test_before_the_first_start(look: Look, tmp_path: Path) -> None:
    """Nothing is there yet, nothing is wrong, and nothing is made."""
    broken, said = look()
    assert broken == 0
    assert "ok    keys: none yet; the first start makes them" in said
    assert "ok    database: none yet" in said
    assert "ok    detectors: " in said
    assert said.endswith("All is well.")
    assert list(tmp_path.iterdir()) == []


def test_rules_alone(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    """An operator who leaves the reader out is told so."""
    assert "rules alone" not in look()[1]
    monkeypatch.setenv("CHAPERONE_READER", "false")
    broken, said = look()
    assert broken == 0
    assert " rules; rules alone, without the reader" in said


def test_after_a_start(look: Look) -> None:
    """Everything works, and says how."""
    start()
    broken, said = look()
    assert broken == 0
    assert "ok    keys: usable, from the data directory" in said
    assert "ok    database: reachable, up to date and written with these keys" in said
    assert "ok    data directory: can be written" in said


def test_a_database_that_was_only_migrated(look: Look) -> None:
    """A database without keys yet is fine, and the doctor makes none."""
    Path("data").mkdir()
    asyncio.run(migrate("sqlite+aiosqlite:///data/chaperone.sqlite"))
    broken, said = look()
    assert broken == 0
    assert "ok    database: reachable; the first start" in said
    assert not Path("data", FILE).exists()


def test_keys_that_are_gone(look: Look, tmp_path: Path) -> None:
    """A database whose keys are missing is found out before a start makes new ones; nothing is changed."""
    start()
    Path("data", FILE).unlink()
    before = files(tmp_path)
    broken, said = look()
    assert broken == 1
    assert "FAIL  database: it was written with keys that are not here" in said
    assert "Restore the keys from your backup" in said
    assert files(tmp_path) == before


def test_keys_of_another_installation(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys that do not fit the database are named, wherever they come from, and never shown."""
    start()
    key = base64.b64encode(b"x" * 32).decode()
    monkeypatch.setenv("CHAPERONE_VAULT__KEYS", f"k1:{key},digest:{key}")
    broken, said = look()
    assert broken == 1
    assert "ok    keys: usable, from the environment" in said
    assert "FAIL  database: these keys do not fit this database" in said
    assert key not in said


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda: Path("data", FILE).chmod(0o644), "FAIL  keys: data/vault.keys can be read by others; run: chmod 600"),
        (lambda: Path("data", FILE).write_text("x"), "FAIL  keys: data/vault.keys: key 1 is not name:base64"),
        (
            lambda: Path("data", "chaperone.sqlite").write_bytes(b"x" * 5_000),
            "FAIL  database: the file is not a database",
        ),
        (
            lambda: Path("chaperone.toml").write_text("prot = 1"),
            "FAIL  settings: chaperone.toml: prot: there is no such",
        ),
    ],
)
def test_what_is_broken_is_named(look: Look, damage: Callable[[], object], said: str) -> None:
    """Each fault has its sentence, and the doctor goes on to the end."""
    start()
    damage()
    broken, words = look()
    assert broken >= 1
    assert said in words


def test_a_broken_policy(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    """The line of the policy that cannot be used is named, and the rest is looked at all the same."""
    Path("mine.toml").write_text("\nlanuage = 'fr'\n")
    monkeypatch.setenv("CHAPERONE_POLICY_FILE", "mine.toml")
    broken, said = look()
    assert broken == 1
    assert "FAIL  policy: mine.toml, line 2: lanuage: there is no such setting" in said
    assert "Mend the line that is named." in said
    assert said.endswith("1 of 11 do not work.")


def test_a_server_that_does_not_answer(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database server that cannot be reached is a sentence without its address."""
    start()
    monkeypatch.setenv("CHAPERONE_DATABASE__URL", "postgresql+asyncpg://u:geheim@127.0.0.1:1/x")
    broken, said = look()
    assert broken == 1
    assert "FAIL  database: the database does not answer" in said
    assert "geheim" not in said


def test_a_detector_that_fails(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    """A detector that raises is named."""

    class Broken(AlsoFileNames):
        name = "broken"

        def inspect(self, text: Text, context: Context) -> Iterator[Finding | Dropped]:
            raise ValueError(text.plain)

    monkeypatch.setattr(bot.detectors, "roster", lambda: (Broken(),))
    broken, said = look()
    assert broken == 1
    assert "FAIL  detectors: not working: broken (ValueError)" in said


def test_a_reader_that_does_not_start(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    """Why its process does not, and what does without it."""
    monkeypatch.setattr(bot.app, "CLOSE_READER", "tests.processes.unwilling")
    broken, said = look()
    assert broken == 1
    assert "FAIL  detectors: tests.processes.unwilling does not start: FileNotFoundError: no weights here" in said
    assert "CHAPERONE_READER=false" in said


def test_a_playground_that_is_open_to_all(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    """Listening beyond this machine is said in so many words."""
    monkeypatch.setenv("CHAPERONE_PLAY__HOST", "0.0.0.0")  # noqa: S104 - only read here
    assert "anybody who reaches it can use it" in look()[1]
