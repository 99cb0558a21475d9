"""Verification: by another moderator, with an end, shown to its member, and of use to nobody but them."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.audit import DeedKind
from bot.core.events import MemberId
from bot.core.findings import Detector
from cogs.verified import Profession
from tests.town import COMMUNITY, Town, card_of, town, words_of

ASKED = "My daughter has a fever of 39 and a rash, should I give her ibuprofen or paracetamol?"
GIVEN = "You should stop taking your warfarin, take 400 mg ibuprofen instead."


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Town]:
    """Open a town."""
    async with town(tmp_path) as opened:
        yield opened


def holds(here: Town, member: str = "ada") -> bool:
    """Tell whether a member counts as verified."""
    return here.app.examiner.verified.holds(COMMUNITY, MemberId(f"test:{member}"), here.time())


async def test_a_moderator_verifies_and_the_member_sees_it(here: Town) -> None:
    """The member is told, sees all that is kept, and the deed is logged."""
    done = await here.command("mia", "/verify member:test:ada role:physician until:2026-09-30")
    assert "physician, until 2026-09-30" in words_of(done)
    assert "physician" in words_of(here.told("ada")[0])
    assert "physician, seen on 2026-03-02" in words_of(await here.command("ada", "/my verification"))
    assert holds(here)
    assert not holds(here, "fred")
    async with here.app.store.begin() as work:
        (deed,) = await work.audit.deeds_of(COMMUNITY, here.members["mia"].id)
    assert (deed.kind, deed.detail) == (DeedKind.VERIFY, "given")


@pytest.mark.parametrize(
    ("by", "line", "word"),
    [
        ("ada", "/verify member:test:new role:physician", "for moderators"),
        ("mia", "/verify member:test:mia role:physician", "Another moderator"),
        ("mia", "/verify member:test:ada role:wizard", "role"),
        ("mia", "/verify member:test:ada role:nurse until:2026-03-01", "a day to come"),
        ("mia", "/verify member:test:ada role:nurse until:2029-03-01", "within two years"),
        ("mia", "/verify member:test:ada role:nurse until:9999-12-31", "within two years"),
        ("mia", "/verify member:test:ada role:nurse until:soon", "a day to come"),
        ("mia", "/unverify member:test:ada", "Nothing is written down"),
        ("mia", "/verify member:ada role:nurse", "from the list"),
        ("mia", "/unverify member:ada", "from the list"),
    ],
)
async def test_bad_input_gets_a_sentence(here: Town, by: str, line: str, word: str) -> None:
    """Nothing is written down."""
    assert word in words_of(await here.command(by, line))
    assert not holds(here)


@pytest.mark.parametrize(("until", "days"), [("", 365), ("until:180d", 180), ("until:2026-03-02", 1)])
async def test_it_ends_by_itself(here: Town, until: str, days: int) -> None:
    """On its day, of which the member hears two weeks before where there are two weeks."""
    await here.command("mia", f"/verify member:test:ada role:nurse {until}")
    before = len(here.told("ada"))
    await here.pass_time(timedelta(days=max(days - 14, 0)))
    assert len(here.told("ada")) - before == (1 if days > 14 else 0)
    await here.pass_time(timedelta(days=min(days, 14)))
    assert not holds(here)
    assert "Nothing is written down" in words_of(await here.command("ada", "/my verification"))


async def test_it_outlives_a_restart(tmp_path: Path) -> None:
    """What is kept is brought back to mind."""
    async with town(tmp_path) as here:
        await here.command("mia", "/verify member:test:ada role:other")
    async with town(tmp_path) as here:
        assert not holds(here)
        await here.app.engine.start()
        assert holds(here)


async def test_the_member_erases_it(here: Town) -> None:
    """By its button, or with everything else; no later word of its end comes."""
    for token in ("verified:erase", "my:erase"):
        await here.command("mia", "/verify member:test:ada role:midwife until:60d")
        assert "midwife" in ((await here.command("ada", "/my data export")).excerpt or "")
        card_of(await here.press("ada", token))
        assert not holds(here)
        assert "midwife" not in ((await here.command("ada", "/my data export")).excerpt or "")
    told = len(here.told("ada"))
    await here.pass_time(timedelta(days=60))
    assert len(here.told("ada")) == told


async def test_a_moderator_takes_it_away(here: Town) -> None:
    """The member is told."""
    await here.command("mia", "/verify member:test:ada role:student")
    await here.command("noor", "/unverify member:test:ada")
    assert not holds(here)
    assert "taken your verification away" in words_of(here.told("ada")[-1])


@pytest.mark.parametrize("profession", Profession)
async def test_every_profession_has_a_name(here: Town, profession: Profession) -> None:
    """In the reader's language."""
    await here.command("mia", f"/verify member:test:fred role:{profession}")
    assert "constaté" in words_of(await here.command("fred", "/my verification"))


async def test_a_professional_who_asks_is_not_told_to_see_a_doctor(tmp_path: Path, eyes: list[Detector]) -> None:
    """A lay person gets the care card, a verified member does not; advice that they give is met as before."""
    async with town(tmp_path, eyes=eyes) as here:
        await here.command("mia", "/verify member:test:ada role:physician")
        told = {by: len(here.told(by)) for by in ("ada", "new")}
        await here.post(ASKED)
        await here.post(ASKED, by="new")
        assert {by: len(here.told(by)) - told[by] for by in told} == {"ada": 0, "new": 1}
        await here.post(GIVEN)
        assert len(here.told("ada")) == told["ada"] + 1
