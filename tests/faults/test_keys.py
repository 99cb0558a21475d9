"""Keys that are missing, wrong, damaged or open to everybody: nothing confidential is written, and it is said."""

import asyncio
import base64
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from bot.app import assemble, open_keyring
from bot.core.errors import Locked
from bot.storage import vault
from bot.storage.vault import FILE, Keyring, Vault, held, load_or_make
from config.settings import Settings
from tests.town import Ledger, Time, town

HELD = "pt {patient_data.direct 0.9: Ada Testperson} is doing well"
KEY = base64.b64encode(b"k" * 32).decode()
OTHER = base64.b64encode(b"o" * 32).decode()


def everything(folder: Path) -> dict[str, object]:
    """Write out what a data directory holds: its database's rows, its other files' bytes."""
    found: dict[str, object] = {}
    for file in sorted(folder.iterdir()):
        if file.name == "chaperone.sqlite":
            connection = sqlite3.connect(file)
            found[file.name] = list(connection.iterdump())
            connection.close()
        elif not file.name.startswith("chaperone.sqlite-"):
            found[file.name] = file.read_bytes()
    return found


async def test_keys_are_made_once_for_their_owner_alone(tmp_path: Path) -> None:
    """The first start makes keys that only their owner can read; the second one uses them."""
    folder = tmp_path / "data"
    async with assemble(Settings(data_dir=folder), Ledger(), Time()) as app:
        assert app.keys_made == folder / FILE
    assert stat.S_IMODE((folder / FILE).stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert sorted(one.name for one in folder.iterdir() if "sqlite" not in one.name) == [FILE]
    written = (folder / FILE).read_bytes()
    async with assemble(Settings(data_dir=folder), Ledger(), Time()) as app:
        assert app.keys_made is None
    assert (folder / FILE).read_bytes() == written


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no key named digest"),
        (f"digest:{KEY}", "no sealing key"),
        (f"k1:{KEY}", "no key named digest"),
        (f"k1:{KEY}\nk1:{OTHER}\ndigest:{KEY}", "key 2 is not name:base64"),
        (f"k1:{KEY[:-4]}\ndigest:{KEY}", "key 1 is not name:base64 of 32 bytes"),
        (f"k1:not base64 at all\ndigest:{KEY}", "key 1 is not name:base64"),
        (f"k-1:{KEY}\ndigest:{KEY}", "key 1 is not name:base64"),
        (f":{KEY}\ndigest:{KEY}", "key 1 is not name:base64"),
        (f"schlüssel:{KEY}\ndigest:{KEY}", "key 1 is not name:base64"),
        (KEY, "key 1 is not name:base64"),
    ],
)
def test_keys_that_cannot_be_used(text: str, reason: str) -> None:
    """A mistake among the keys is named by its place, and no key is ever quoted."""
    with pytest.raises(Locked, match=reason) as caught:
        Keyring.parse(text)
    assert KEY not in str(caught.value)
    assert OTHER not in str(caught.value)


@pytest.mark.parametrize("text", [f"k2:{OTHER},k1:{KEY},digest:{KEY}", f" k2:{OTHER} \n\n k1:{KEY},\ndigest:{KEY}\n"])
def test_keys_are_read_in_order(text: str) -> None:
    """The first key seals; commas and line ends part keys; what was written is read back."""
    keyring = Keyring.parse(text)
    assert list(keyring.sealing) == ["k2", "k1"]
    assert Keyring.parse(keyring.written()) == keyring
    assert Vault(keyring).seal(b"x", "t", "c", "r")[2:4] == b"k2"
    assert KEY not in repr(keyring)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660, 0o606])
def test_a_key_file_that_others_can_read(tmp_path: Path, mode: int) -> None:
    """A key file that anybody else can read is refused, and the sentence says what to run."""
    load_or_make(tmp_path)
    (tmp_path / FILE).chmod(mode)
    with pytest.raises(Locked, match="run: chmod 600"):
        load_or_make(tmp_path)
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == mode


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"nonsense", f"k1:{KEY}".encode()])
async def test_a_damaged_key_file_stops_the_start(tmp_path: Path, content: bytes) -> None:
    """Without a usable key nothing is written, the file is left as it is, and the sentence names it."""
    async with town(tmp_path) as here:
        await here.post(HELD)
    (tmp_path / FILE).write_bytes(content)
    before = everything(tmp_path)
    with pytest.raises(Locked, match=r"vault\.keys"):
        async with town(tmp_path):
            pass
    assert everything(tmp_path) == before


async def test_a_missing_key_file_is_not_replaced(tmp_path: Path) -> None:
    """A database whose keys are gone is not opened under new ones, and no new key file pretends to fit it."""
    async with town(tmp_path) as here:
        await here.post(HELD)
    (tmp_path / FILE).unlink()
    before = everything(tmp_path)
    for _ in range(2):
        with pytest.raises(Locked, match=r"these keys do not fit this database.*Restore the keys"):
            async with town(tmp_path):
                pass
    assert everything(tmp_path) == before


async def test_wrong_keys_write_nothing(tmp_path: Path) -> None:
    """Keys of another installation are refused before anything is written."""
    async with town(tmp_path / "one") as here:
        await here.post(HELD)
    await asyncio.to_thread(load_or_make, tmp_path / "two")
    (tmp_path / "one" / FILE).write_bytes((tmp_path / "two" / FILE).read_bytes())
    before = everything(tmp_path / "one")
    with pytest.raises(Locked, match="these keys do not fit this database"):
        async with town(tmp_path / "one"):
            pass
    assert everything(tmp_path / "one") == before


async def test_keys_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Configured keys are used alone: no file is made, and a wrong one is named by its place."""
    monkeypatch.setenv("CHAPERONE_VAULT__KEYS", f"k1:{KEY},digest:{OTHER}")
    settings = Settings(data_dir=tmp_path)
    for _ in range(2):
        async with assemble(settings, Ledger(), Time()) as app:
            assert app.keys_made is None
    assert not (tmp_path / FILE).exists()
    assert KEY not in repr(settings)
    monkeypatch.setenv("CHAPERONE_VAULT__KEYS", f"k1:{OTHER},digest:{OTHER}")
    with pytest.raises(Locked, match="these keys do not fit"):
        async with assemble(Settings(data_dir=tmp_path), Ledger(), Time()):
            pass
    monkeypatch.setenv("CHAPERONE_VAULT__KEYS", "k1:short")
    with pytest.raises(Locked, match="key 1 is not"):
        open_keyring(Settings(data_dir=tmp_path))


def test_a_start_that_dies_while_it_makes_keys_can_be_repeated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The key file is there whole or not at all."""

    def dying(_: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", dying)
        with pytest.raises(KeyboardInterrupt):
            load_or_make(tmp_path)
    assert not (tmp_path / FILE).exists()
    _, made = load_or_make(tmp_path)
    assert made


def test_of_two_first_starts_at_once_one_makes_the_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever comes second uses what the first one made; else it would seal with keys that no file has."""
    made_meanwhile: list[Keyring] = []

    @contextmanager
    def late(folder: Path, *, waiting: bool) -> Iterator[None]:
        assert waiting
        monkeypatch.undo()
        made_meanwhile.append(load_or_make(folder)[0])
        yield

    monkeypatch.setattr(vault, "held", late)
    keyring, made = load_or_make(tmp_path)
    assert (made_meanwhile, made) == ([keyring], False)


def test_keys_are_made_while_nobody_else_can(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the look for a key file until it is there, another process waits."""

    def made(at: datetime) -> Keyring:
        with pytest.raises(Locked), held(tmp_path):
            pass
        return Keyring(sealing={"k1": b"k" * 32}, digest=b"d" * 32, made={"k1": at})

    monkeypatch.setattr(Keyring, "generate", made)
    assert load_or_make(tmp_path)[0].digest == b"d" * 32


def test_a_key_file_that_cannot_be_written(tmp_path: Path) -> None:
    """A data directory that is none is named."""
    (tmp_path / "data").write_text("in the way")
    with pytest.raises(Locked, match=r"vault\.keys: (File exists|Not a directory)"):
        load_or_make(tmp_path / "data")


@pytest.mark.parametrize(
    ("table", "column", "row"),
    [("t", "c", "2"), ("t", "d", "1"), ("u", "c", "1"), ("t", "c", "1\x1f"), ("t\x1fc", "", "1")],
)
def test_a_sealed_value_is_bound_to_its_place(table: str, column: str, row: str) -> None:
    """Another table, column or row does not open it."""
    vault = Vault(Keyring.generate())
    sealed = vault.seal(b"words", "t", "c", "1")
    assert vault.open(sealed, "t", "c", "1") == b"words"
    with pytest.raises(Locked, match="does not open"):
        vault.open(sealed, table, column, row)


def test_a_changed_value_does_not_open() -> None:
    """Any changed byte, any cut and any nonsense is Locked, never another error."""
    vault = Vault(Keyring.generate())
    sealed = vault.seal(b"words", "t", "c", "1")
    broken = [sealed[:cut] for cut in range(len(sealed))]
    broken += [bytes((*sealed[:index], sealed[index] ^ 1, *sealed[index + 1 :])) for index in range(len(sealed))]
    for one in [*broken, b"\x01\xff", b"\x01\x02\xff\xfe" + sealed, sealed + b"x"]:
        with pytest.raises(Locked):
            vault.open(one, "t", "c", "1")


def test_pseudonyms_and_digests() -> None:
    """Pseudonyms are steady in a community, unlinkable across them and under other keys, and nobody's name."""
    keyring = Keyring.generate()
    vault, other = Vault(keyring), Vault(Keyring.generate())
    alias = vault.alias("one", "ada")
    assert alias == Vault(keyring).alias("one", "ada")
    assert alias.startswith("M-")
    assert len(alias) == 7
    others = [
        vault.alias("two", "ada"),
        vault.alias("one", "bob"),
        other.alias("one", "ada"),
        vault.alias("onea", "da"),
    ]
    assert alias not in others
    assert vault.digest("one", "text \ud83d") == vault.digest("one", "text \ud83d")
    digests = {vault.digest("one", "a"), vault.digest("two", "a"), vault.digest("one", "b"), other.digest("one", "a")}
    assert len(digests) == 4


def test_rotation_keeps_pseudonyms() -> None:
    """A new sealing key changes neither pseudonyms nor digests, so cases stay joined."""
    old = Keyring.generate()
    rotated = Vault(Keyring(sealing={"k2": b"n" * 32, **old.sealing}, digest=old.digest))
    assert rotated.alias("one", "ada") == Vault(old).alias("one", "ada")
    assert rotated.digest("one", "a") == Vault(old).digest("one", "a")
    assert rotated.open(Vault(old).seal(b"x", "t", "c", "r"), "t", "c", "r") == b"x"
