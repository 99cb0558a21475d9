"""Changing the keys: beside a bot that runs, killed amid it, with rows that do not open; nothing is ever lost."""

import asyncio
import base64
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import LargeBinary, func, insert, select, update

from bot import custody
from bot.core.actions import TellMember
from bot.core.cards import Card
from bot.core.cases import Ruling
from bot.core.errors import Locked
from bot.core.text import Content
from bot.storage import SqlStore, keys
from bot.storage import tables as t
from bot.storage.vault import FILE, Keyring, Vault, held, put_in_front
from config.settings import Settings
from tests.town import COMMUNITY, START, Town, town

HELD = "pt {patient_data.direct 0.9: Ada Testperson} is doing well"
NOT_SEALED = {t.cases.c.digest, t.originals.c.value, t.deeds.c.hash}
"""Binary columns that hold no value under a key of the ring: digests, hashes, and texts under keys of their own."""

AT_ONCE = timedelta(0)
LATER = START + timedelta(days=1)


async def fill(here: Town) -> None:
    """Write into every sealed column, twice."""
    for number in (1, 2):
        await here.post(HELD)
        async with here.app.store.begin() as work:
            case = await work.cases.get(COMMUNITY, number)
            assert case is not None
            await work.cases.reveal(case, here.members["mia"].id, f"why {number}", START)
            await work.cases.rule(case, Ruling.ESCALATE, here.members["mia"].id, START, "rule", f"note {number}")
            await work.cases.report(case, here.members["noor"].id, "spam", f"note {number}", START)
            await work.cases.note(case, here.members["mia"].id, START, f"note {number}")
            await work.records.put(COMMUNITY, "kind", f"name {number}", f"value {number}")
            await work.members.prefer(COMMUNITY, here.members["ada"].id, f"p{number}", f"value {number}")
            await work.outbox.add(
                COMMUNITY, [(number, TellMember(member=case.author, card=Card(title=f"Title {number}")))], LATER
            )
        kept: dict[tuple[str, str], bytes] = {(COMMUNITY, f"name {number}"): f"value {number}".encode()}
        await here.app.store.remember("test.kind", kept, LATER)


async def read(here: Town) -> list[object]:
    """Read every sealed column by the door that is made for it."""
    found: list[object] = []
    async with here.app.store.begin() as work:
        for number in (1, 2):
            case = await work.cases.get(COMMUNITY, number)
            assert case is not None
            found += [case.excerpt, await work.cases.original(case)]
            found += [(one.rule, one.note) for one in await work.cases.rulings(case)]
            found += await work.cases.notes(case)
        found += await work.records.everywhere("kind")
        found.append(await work.members.preferences(COMMUNITY, here.members["ada"].id))
        found += [one.action for one in await work.outbox.due(LATER, 9, frozenset())]
        found.append((await work.audit.verify(COMMUNITY)).broken)
    found.append(await here.app.store.recall_all("test.kind"))
    return found


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Town]:
    """Open a town in which every sealed column has something."""
    async with town(tmp_path) as opened:
        await fill(opened)
        yield opened


def ring_of(folder: Path) -> Keyring:
    """Read the key file."""
    return Keyring.parse((folder / FILE).read_text())


async def rotated(folder: Path, settling: timedelta = AT_ONCE) -> tuple[int, list[str]]:
    """Rotate as the command does; what is returned and what is said comes back."""
    said: list[str] = []
    return await custody.rotate_keys(Settings(data_dir=folder), said.append, settling), said


async def listed(folder: Path) -> list[str]:
    """List keys as the command does."""
    said: list[str] = []
    await custody.list_keys(Settings(data_dir=folder), said.append)
    return said


def test_every_sealed_column_is_known() -> None:
    """A binary column is sealed anew at a rotation, or is named here with the reason why not."""
    binary = {
        column for table in t.metadata.sorted_tables for column in table.c if isinstance(column.type, LargeBinary)
    }
    assert binary == {one.column for one in keys.SEALED} | NOT_SEALED


async def test_everything_is_sealed_anew_beside_a_bot_that_runs(here: Town, tmp_path: Path) -> None:
    """After a rotation the running bot reads everything; with the new key alone, so does the next one."""
    before = await read(here)
    assert isinstance(before[1], Content)
    rows = (await keys.count(here.app.store))["k1"]
    assert rows >= 2 * (len(keys.SEALED) - 2) + 2
    shut, said = await rotated(tmp_path)
    assert shut == 0
    assert await read(here) == before
    assert await keys.count(here.app.store) == {"k2": rows}
    assert said == [
        "k2 is the first key now. Back the key file up again.",
        f"{rows} rows were sealed anew under k2.",
        "k1 seals nothing any more: its line may be removed. Backups from before today still need it.",
    ]
    alone = Keyring(sealing={"k2": ring_of(tmp_path).sealing["k2"]}, digest=ring_of(tmp_path).digest)
    (tmp_path / FILE).write_text(alone.written())
    async with town(tmp_path) as again:
        assert await read(again) == before


async def test_a_bot_that_has_seen_the_key_seals_with_it(here: Town, tmp_path: Path) -> None:
    """The key file is looked at anew when it has changed, and only then."""
    assert here.app.vault.first == "k1"
    await asyncio.to_thread(here.app.vault.reread)
    assert not await asyncio.to_thread(here.app.vault.reread)
    await asyncio.to_thread(put_in_front, tmp_path, START)
    assert await asyncio.to_thread(here.app.vault.reread)
    assert here.app.vault.first == "k2"
    await here.post(HELD)
    assert (await keys.count(here.app.store))["k2"] > 1


async def test_what_a_bot_seals_meanwhile_is_sealed_anew_too(
    here: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row that a bot writes under the old key behind the rotation's back is found by its last look."""
    old = Vault(Keyring(sealing={"k1": ring_of(tmp_path).sealing["k1"]}, digest=ring_of(tmp_path).digest))
    reseal, looks = keys.reseal, [0]

    async def resealing(store: SqlStore, vault: Vault) -> keys.Resealed:
        done = await reseal(store, vault)
        looks[0] += 1
        if looks[0] == 1:
            sealed = old.seal(b"late", "sealed_state", "value", "late")
            async with here.app.store.begin() as work:
                await work.connection.execute(insert(t.sealed_state).values(name="late", value=sealed))
        return done

    monkeypatch.setattr(keys, "reseal", resealing)
    await rotated(tmp_path)
    assert list(await keys.count(here.app.store)) == ["k2"]
    assert await here.app.store.load_state("late") == b"late"


async def test_a_rotation_that_was_begun_goes_on(here: Town, tmp_path: Path) -> None:
    """With rows left under the old key no second new key is made: the first rotation is ended."""
    before = await read(here)
    await asyncio.to_thread(put_in_front, tmp_path, START)
    assert list(ring_of(tmp_path).sealing) == ["k2", "k1"]
    _, said = await rotated(tmp_path)
    assert list(ring_of(tmp_path).sealing) == ["k2", "k1"]
    assert "is the first key now" not in "".join(said)
    assert list(await keys.count(here.app.store)) == ["k2"]
    await rotated(tmp_path)
    assert list(ring_of(tmp_path).sealing) == ["k3", "k2", "k1"]
    assert await read(here) == before


KILLED = """
import asyncio, os, signal, sys
from datetime import timedelta
from pathlib import Path
from bot import custody
from bot.storage import SqlStore, keys
from config.settings import Settings

keys.BATCH = 1
step, steps = keys._step, [0]

async def counted(*arguments):
    steps[0] += 1
    if steps[0] == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)
    return await step(*arguments)

keys._step = counted
asyncio.run(custody.rotate_keys(Settings(data_dir=Path(sys.argv[1])), print, timedelta(0)))
"""


@pytest.mark.slow
@pytest.mark.parametrize("steps", [1, 4, 9])
async def test_killed_amid_a_rotation(tmp_path: Path, steps: int) -> None:
    """Killed anywhere, everything opens with the keys that are there, and the next rotation ends what was begun."""
    async with town(tmp_path) as here:
        await fill(here)
        before = await read(here)
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", KILLED, str(tmp_path), str(steps))
    assert await process.wait() == -9
    async with town(tmp_path) as here:
        assert await read(here) == before
    await rotated(tmp_path)
    assert list(ring_of(tmp_path).sealing) == ["k2", "k1"]
    async with town(tmp_path) as here:
        assert await read(here) == before
        assert list(await keys.count(here.app.store)) == ["k2"]


async def test_rows_that_do_not_open_are_left_and_told(here: Town, tmp_path: Path) -> None:
    """A damaged value and one of a missing key stop nothing, are counted, and keep no key from going."""
    stranger = Vault(Keyring(sealing={"lost": b"x" * 32}, digest=b"d" * 32))
    async with here.app.store.begin() as work:
        await work.connection.execute(
            update(t.cases).where(t.cases.c.number == 1).values(excerpt=stranger.seal(b"x", "cases", "excerpt", "x"))
        )
        key = select(t.originals.c.key).where(t.originals.c.case == 2).scalar_subquery()
        await work.connection.execute(update(t.originals).where(t.originals.c.case == 1).values(key=key))
    shut, said = await rotated(tmp_path)
    assert shut == 2
    assert said[-1] == "2 rows do not open with any of these keys and were left as they are."
    assert "k1 still seals 1 rows: keep it." in said
    assert "lost: not among the keys, 1 rows" in await listed(tmp_path)


async def test_keys_are_listed_without_themselves(here: Town, tmp_path: Path) -> None:
    """Name, moment and rows; a key that came without its moment says so."""
    rows = sum((await keys.count(here.app.store)).values())
    await asyncio.to_thread(put_in_front, tmp_path, datetime(2026, 11, 28, 9, 5, tzinfo=UTC))
    ring = ring_of(tmp_path)
    (line, other) = await listed(tmp_path)
    assert line == "k2: made 2026-11-28 09:05 UTC, 1 rows; it seals what is written now"
    assert other.startswith("k1: made 20")
    assert other.endswith(f" UTC, {rows - 1} rows")
    (tmp_path / FILE).write_text(Keyring(sealing=ring.sealing, digest=ring.digest).written())
    assert (await listed(tmp_path))[1] == f"k1: made at an unknown time, {rows - 1} rows"
    for key in (*ring.sealing.values(), ring.digest):
        assert base64.b64encode(key).decode() not in line + other


async def test_keys_in_the_environment_are_changed_by_hand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is made there; once a new key is in front, everything is sealed anew, and the old one may go."""
    async with town(tmp_path) as here:
        await fill(here)
        before = await read(here)
    ring = ring_of(tmp_path)
    (tmp_path / FILE).unlink()
    monkeypatch.setenv("CHAPERONE_VAULT__KEYS", ring.written().replace("\n", ","))
    assert await rotated(tmp_path) == (-1, [custody.BY_HAND])
    new = Keyring(sealing={"n1": b"n" * 32, **ring.sealing}, digest=ring.digest)
    monkeypatch.setenv("CHAPERONE_VAULT__KEYS", new.written().replace("\n", ","))
    shut, said = await rotated(tmp_path)
    assert shut == 0
    assert said[-1].startswith("k1 seals nothing any more")
    last = Keyring(sealing={"n1": b"n" * 32}, digest=ring.digest)
    monkeypatch.setenv("CHAPERONE_VAULT__KEYS", last.written().replace("\n", ","))
    async with town(tmp_path) as here:
        assert await read(here) == before
    assert not (tmp_path / FILE).exists()


async def test_a_key_file_of_others_is_not_taken_in(here: Town, tmp_path: Path) -> None:
    """A file that cannot be used, or whose pseudonyms would be others, changes nothing in a bot that runs."""
    for written in ("nonsense", Keyring.generate().rotated(START).written()):
        (tmp_path / FILE).write_text(written)
        assert not await asyncio.to_thread(here.app.vault.reread)
        assert here.app.vault.known == ("k1",)


async def test_only_one_rotates(tmp_path: Path) -> None:
    """The hold is exclusive, and free again afterwards."""
    for _ in range(2):
        with held(tmp_path), pytest.raises(Locked, match="another process"), held(tmp_path):
            pass


async def test_steps_cover_more_than_one_batch(here: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However small a step is, nothing is passed over."""
    before = await read(here)
    monkeypatch.setattr(keys, "BATCH", 1)
    rows = sum((await keys.count(here.app.store)).values())
    await rotated(tmp_path)
    assert await keys.count(here.app.store) == {"k2": rows}
    assert await read(here) == before
    async with here.app.store.begin() as work:
        assert (await work.connection.execute(select(func.count()).select_from(t.cases))).scalar_one() == 2
