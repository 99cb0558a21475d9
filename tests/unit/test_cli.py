"""The command line: every command, and every mistake as one sentence with exit code 2."""

import asyncio
import io
import json
import logging
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import bot.scan.command
from bot import __version__
from bot.__main__ import main
from bot.app import inspector
from bot.core.errors import Locked
from bot.core.inspection import Inspector
from bot.detectors.spam import links
from bot.storage.vault import Keyring
from tests.town import town

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Run commands in an empty folder; let libraries speak again at the end."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")

    def running(*arguments: str, given: bytes | None = b"") -> Ran:
        monkeypatch.setattr(sys, "argv", ["chaperone", *arguments])
        monkeypatch.setattr(sys, "stdin", None if given is None else io.TextIOWrapper(io.BytesIO(given)))
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        code = ended.value.code
        assert code is None or isinstance(code, int)
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return Ran(code or 0, said.out, said.err)

    yield running
    logging.disable(logging.NOTSET)


def test_version(run: Run) -> None:
    """The version is printed and nothing else."""
    assert run("version") == Ran(0, f"{__version__}\n", "")


def test_help_names_every_command(run: Run) -> None:
    """Without a command, all of them are listed."""
    said = run().out + run("--help").out
    for command in ("run", "play", "scan", "bench", "doctor", "migrate", "retention", "log", "version"):
        assert f" {command} " in said


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("CHAPERONE_DATADIR", "x", "chaperone: unknown setting: CHAPERONE_DATADIR. Known are CHAPERONE_DATABASE, "),
        ("CHAPERONE_PLAY__PORT", "many", "chaperone: CHAPERONE_PLAY__PORT: Input should be a valid integer"),
        ("CHAPERONE_VAULT", "geheim", "chaperone: CHAPERONE_VAULT: expected a JSON object"),
    ],
)
@pytest.mark.parametrize(
    "command", [("migrate",), ("retention", "verify"), ("retention", "purge"), ("play", "--console")]
)
def test_wrong_settings_are_named(
    run: Run, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], name: str, value: str, sentence: str
) -> None:
    """A setting that is unknown or cannot be read stops every command with its name, and nothing is made."""
    monkeypatch.setenv(name, value)
    ran = run(*command)
    assert ran.code == 2
    assert ran.err.startswith(sentence)
    assert "geheim" not in ran.err
    assert not Path("data").exists()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("lanuage = 'fr'", "mine.toml, line 1: lanuage: there is no such setting"),
        ('\n[retention]\ncase = "400d"', "mine.toml, line 3: retention.case: Input should be less than or equal to"),
        ("= broken", "mine.toml: Invalid"),
    ],
)
def test_a_wrong_policy_names_file_line_and_field(
    run: Run, monkeypatch: pytest.MonkeyPatch, text: str, sentence: str
) -> None:
    """A policy that cannot be used stops the commands that need it, before anything is made."""
    Path("mine.toml").write_text(text)
    monkeypatch.setenv("CHAPERONE_POLICY_FILE", "mine.toml")
    for command in (("retention", "verify"), ("scan", "--policy", "mine.toml")):
        ran = run(*command)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith(f"chaperone: {sentence}")
    assert not Path("data").exists()


def test_migrate(run: Run) -> None:
    """The database is made and brought up to date, as often as one likes."""
    Path("data").mkdir()
    for _ in range(2):
        assert run("migrate") == Ran(0, "The database is up to date.\n", "")
    connection = sqlite3.connect("data/chaperone.sqlite")
    assert connection.execute("SELECT count(*) FROM cases").fetchone() == (0,)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    ran = run("migrate")
    assert ran.code == 2
    assert ran.err.startswith("chaperone: the database was written by a newer version of Chaperone")


def test_migrate_makes_the_data_directory(run: Run) -> None:
    """The first command may be any of them."""
    assert run("migrate").code == 0


def test_retention(run: Run) -> None:
    """What is overdue is counted with exit code 1, deleted, and then nothing is overdue."""
    first = run("retention", "verify")
    assert first.code == 0
    assert "New keys were made in data/vault.keys. Back that file up" in first.out
    assert first.out.endswith("Nothing is overdue.\n")
    connection = sqlite3.connect("data/chaperone.sqlite")
    connection.execute("INSERT INTO deliveries VALUES ('test:d1', '2020-01-01 00:00:00.000000')")
    connection.execute("INSERT INTO deliveries VALUES ('test:d2', '2020-01-01 00:00:00.000000')")
    connection.commit()
    connection.close()
    assert run("retention", "verify") == Ran(
        1, "deliveries: 2 overdue\n2 rows are overdue: run chaperone retention purge.\n", ""
    )
    assert run("retention", "purge") == Ran(0, "2 rows were deleted.\n", "")
    assert run("retention", "verify") == Ran(0, "Nothing is overdue.\n", "")


def test_log(run: Run) -> None:
    """The log of each community is whole or broken at a row, with exit code 1; it is written out as JSON lines."""
    assert run("log", "verify").out.endswith("Nothing has been logged yet.\n")

    async def work() -> None:
        async with town(Path("data")) as here:
            await here.post("you {disrespect.remark 0.9: fool}")
            await here.command("mia", "/queue decide 1 strike note:Quokka")
            await here.command("mia", "/queue undo 1")
            await here.app.store.anchor()

    asyncio.run(work())
    assert run("log", "verify") == Ran(0, "test:town: 2 rows (numbers 1 to 2), whole; 1 anchor fits\n", "")
    exported = run("log", "export")
    assert [json.loads(line)["kind"] for line in exported.out.splitlines()] == ["decide", "undo"]
    assert "Quokka" not in exported.out
    connection = sqlite3.connect("data/chaperone.sqlite")
    connection.execute("DELETE FROM deeds WHERE number = 2")
    connection.commit()
    connection.close()
    broken = "test:town: 1 row, broken: row 2 and all that followed it are gone\n"
    assert run("log", "verify") == Ran(1, broken, "")


def test_scan(run: Run) -> None:
    """Rows from files or standard input, every option, and exit codes as the page says."""
    rows = '{"id": 1, "text": "good morning"}\n{"id": 2, "text": "Free crypto! Join https://t.me/x now, 10x profit"}\n'
    Path("rows.jsonl").write_text(rows)
    ran = run("scan", "rows.jsonl")
    assert [json.loads(line)["id"] for line in ran.out.splitlines()] == [1, 2]
    assert ran.code == 0
    assert run("scan", "-", given=rows.encode()).out == ran.out
    assert run("scan", given=rows.encode()).out == ran.out
    table = run("scan", "rows.jsonl", "--output", "table", "--channel-mode", "public")
    assert "crypto" not in table.out
    assert run("scan", "none.jsonl") == Ran(2, "", "none.jsonl: No such file or directory\n")
    assert run("scan", "--output", "xml").err == "chaperone: --output xml: expected jsonl, table, summary\n"
    assert run("scan", "--format", "xml").code == 2
    assert run("scan", "--fail-on", "rudeness").code == 2
    Path("lines.txt").write_text("one\ntwo\n")
    assert len(run("scan", "--format", "text", "lines.txt").out.splitlines()) == 2


def test_a_scan_without_standard_input(run: Run) -> None:
    """Where standard input is closed, files are scanned all the same; where it is to be read, that is bad input."""
    Path("rows.jsonl").write_text('{"id": 1, "text": "good morning"}\n')
    whole = run("scan", "rows.jsonl")
    assert run("scan", "rows.jsonl", given=None) == whole
    assert run("scan", "-", "rows.jsonl", given=None) == Ran(2, whole.out, "standard input: it is closed\n")
    assert run("scan", given=None) == Ran(2, "", "standard input: it is closed\n")


def test_a_scan_by_rules_alone(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A scan judges as the bot would with the same settings."""
    rows = b'{"id": 1, "text": "pt Rosa Testperson, MRN 4471882, admitted 3 March"}\n'
    built: list[Inspector] = []

    def build(*, reader: bool) -> Inspector:
        built.append(inspector(reader=reader))
        return built[-1]

    monkeypatch.setattr(bot.scan.command, "inspector", build)
    whole = json.loads(run("scan", given=rows).out)
    monkeypatch.setenv("CHAPERONE_READER", "false")
    alone = json.loads(run("scan", given=rows).out)
    assert [len(eyes.learned) > 0 for eyes in built] == [True, False]
    assert alone["flagged"] == whole["flagged"] == ["patient_data"]


def test_what_is_played_in_memory_is_nowhere_else(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The operator's database stays out of it, wherever it is."""
    monkeypatch.setenv("CHAPERONE_DATABASE__URL", "sqlite+aiosqlite:///real.sqlite")
    Path("play.txt").write_text("ada: good morning\n")
    assert run("play", "--console", "--memory", "play.txt").code == 0
    assert not Path("real.sqlite").exists()


@pytest.mark.slow
def test_what_is_played_in_memory_cannot_be_read_when_it_was_killed(tmp_path: Path) -> None:
    """Neither a word nor a key is on the disk: what a killed process leaves behind opens for nobody."""
    said = "Mrs Amelia Quickwater, MRN 4471182, is stable"
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "play", "--console", "--memory"],
        cwd=ROOT,
        env={
            "CHAPERONE_DATA_DIR": str(tmp_path / "data"),
            "CHAPERONE_READER": "false",
            "TMPDIR": str(scratch),
            "PATH": "",
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"ada: {said}\n")
        process.stdin.flush()
        assert any("Case 1" in line for line in process.stdout)
        process.kill()
    left = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    assert not [file for file, data in left.items() if b"Quickwater" in data]
    for data in left.values():
        with pytest.raises(Locked):
            Keyring.parse(data.decode("latin-1"))


@pytest.mark.slow
def test_the_console_can_be_left_while_it_waits_for_a_line(tmp_path: Path) -> None:
    """Ctrl-C ends it at once, and what was played in memory is tidied away."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "play", "--console", "--memory"],
        cwd=ROOT,
        env={"CHAPERONE_READER": "false", "TMPDIR": str(scratch), "PATH": ""},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write("ada: good morning\n")
        process.stdin.flush()
        assert any("good morning" in line for line in process.stdout)
        process.send_signal(signal.SIGINT)
        try:
            code = process.wait(timeout=20)
        finally:
            process.kill()
        said = process.stderr.read()
    assert code > 0, said
    assert "Traceback" not in said
    assert list(scratch.iterdir()) == []


def test_what_is_typed_need_not_be_text(run: Run) -> None:
    """A byte that is no letter is played as a mark in its place."""
    ran = run("play", "--memory", "--console", given=b"ada: caf\xe9 at noon\nexpect ada: at noon\n")
    assert ran.code == 0
    assert "Ada: caf\ufffd at noon" in ran.out


def test_a_script_that_is_no_utf_8_is_named(run: Run) -> None:
    """The file, before anything is made."""
    Path("play.txt").write_bytes(b"ada: caf\xe9\n")
    assert run("play", "play.txt") == Ran(2, "", "chaperone: play.txt is not written in UTF-8\n")
    assert not Path("data").exists()


def test_a_script_that_is_not_there(run: Run) -> None:
    """A script for the console that does not exist is named."""
    ran = run("play", "none.txt")
    assert ran.code == 2
    assert "none.txt" in ran.err


@pytest.mark.slow
@pytest.mark.parametrize("command", [("run",), ("play",), ("retention", "verify")])
def test_without_a_usable_key_nothing_runs(tmp_path: Path, command: tuple[str, ...]) -> None:
    """A process without a usable key says so in one sentence, stops, and has written nothing."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "vault.keys").write_text("k1:short\n")
    (data / "vault.keys").chmod(0o600)
    ran = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "bot", *command],
        cwd=ROOT,
        env={"CHAPERONE_DATA_DIR": str(data), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert ran.returncode == 2
    last = ran.stderr.splitlines()[-1]
    assert last == f"chaperone: {data}/vault.keys: key 1 is not name:base64 of 32 bytes with a name of its own"
    assert "Traceback" not in ran.stderr
    assert [file.name for file in data.iterdir()] == ["vault.keys"]


# Lists


def test_a_list_is_imported_shown_and_known(run: Run, tmp_path: Path) -> None:
    """Counts, refusals by line, source and date; the scan then knows the host."""
    (tmp_path / "hosts.txt").write_text("# mine\nquiet-words.com\nno host\nquiet-words.com\ndiscord.com\n", "utf-8")
    assert run("lists", "show").out == "No list was imported.\n"
    ran = run("lists", "import", "scam-domains", "hosts.txt", "--source", "a friend", "--date", "2026-03-01")
    assert ran.code == 1
    assert "1 hosts kept, 1 said twice, 2 lines refused; 0 before" in ran.out
    assert "hosts.txt, line 3: no host in it" in ran.err
    assert "hosts.txt, line 5: a well-known host" in ran.err
    assert "scam-domains: 1 hosts, 2026-03-01, a friend" in run("lists", "show").out
    scanned = run("scan", given=b'{"id": 1, "text": "see https://quiet-words.com/a"}\n')
    assert json.loads(scanned.out)["verdict"] == "remove"
    links.know(scams=frozenset(), predatory=frozenset())


def test_a_file_without_hosts_changes_nothing(run: Run, tmp_path: Path) -> None:
    """The earlier list stays."""
    (tmp_path / "hosts.txt").write_text("quiet-words.com\n", "utf-8")
    (tmp_path / "empty.txt").write_text("nothing\n", "utf-8")
    assert run("lists", "import", "scam-domains", "hosts.txt", "--source", "a friend").code == 0
    ran = run("lists", "import", "scam-domains", "empty.txt", "--source", "a friend")
    assert ran.code == 2
    assert "nothing was changed" in ran.err
    assert "1 hosts" in run("lists", "show").out
