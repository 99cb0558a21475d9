"""Earned automation and shadow, from message to card."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.actions import AskModerators, HoldMessage
from bot.core.cases import Ruling, State, Visibility
from bot.core.events import DeliveryId, Member, MemberId, MessagePosted, Role
from bot.storage.store import SqlWork
from cogs.shared import cards
from config.settings import Settings
from tests.town import COMMUNITY, START, Platform, Time, Town, card_of, token_of, town, words_of

HELD = "pt {patient_data.direct 0.9: Ada Testperson} is doing well"
RULE = "scripted.patient_data.direct"


def settings(folder: Path, *lines: str) -> Settings:
    """Write a policy file."""
    file = folder / "policy.toml"
    file.write_text("\n".join(lines), "utf-8")
    return Settings(data_dir=folder, policy_file=file)


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Town]:
    """Open a town whose rules are judged after four rulings."""
    async with town(tmp_path, settings=settings(tmp_path, "[automation]", "rulings = 4", "bound = 0.5")) as opened:
        opened.members["root"] = Member(id=MemberId("test:root"), name="Root", role=Role.ADMIN, joined_at=START)
        yield opened


def told(here: Town) -> list[AskModerators]:
    """List what moderators were told of rules."""
    return [asked for asked in here.asked() if asked.subject.startswith("automation:")]


async def rule(here: Town, outcome: str, times: int) -> None:
    """Post what is held, and rule on it."""
    for _ in range(times):
        await here.post(HELD)
        newest = max(case.number for case in await here.cases())
        await here.command("mia", f"/queue decide {newest} {outcome}")


async def test_a_rule_that_is_often_wrong_asks_and_moderators_hear_once(here: Town) -> None:
    """No hold any more: the case comes to the queue with the message in place; recovered, it holds again."""
    await rule(here, "dismiss", 3)
    assert told(here) == []
    await rule(here, "dismiss", 1)
    (fallen,) = told(here)
    words = words_of(fallen.card)
    assert f"{RULE} was upheld 0 times of 4: between 0% and 49%" in words
    assert f"/policy automatic check:{RULE} how:always" in words
    holds = len(here.platform.of(HoldMessage))
    await here.post(HELD)
    case = await here.case(5)
    assert (case.state, case.visibility) == (State.OPEN, Visibility.VISIBLE)
    assert len(here.platform.of(HoldMessage)) == holds
    assert len(told(here)) == 1
    stats = words_of(await here.command("mia", "/queue stats"))
    assert f"{RULE}: 0 of 4 upheld, 0–49% · asks first" in stats
    assert f"{RULE}: 0 of 4 upheld, 0–49% · asks first" in words_of(await here.command("ada", "/policy show"))
    await here.command("mia", "/queue decide 5 notice")
    await rule(here, "notice", 10)
    assert len(told(here)) == 1  # 11 of 15: at least 48 %
    await rule(here, "notice", 1)
    assert told(here)[-1].card.title == "A check acts by itself again"
    await here.post(HELD)
    assert (await here.case(17)).visibility is Visibility.HELD
    assert len(told(here)) == 2


async def test_taking_a_ruling_back_counts_too(here: Town) -> None:
    """The precision is of the rulings that stand."""
    await rule(here, "dismiss", 4)
    await here.command("mia", "/queue undo 4")
    assert [asked.card.title for asked in told(here)] == [
        "A check asks before it acts",
        "A check acts by itself again",
    ]
    await here.post(HELD)
    assert (await here.case(5)).visibility is Visibility.HELD


async def test_an_admin_chooses_and_nobody_else(here: Town) -> None:
    """Always, ask, earned again; a rule that is not known is refused; the choice outlives a restart."""
    assert "for administrators" in words_of(await here.command("mia", f"/policy automatic {RULE} always"))
    assert "no check called nothing.such" in words_of(await here.command("root", "/policy automatic nothing.such ask"))
    await rule(here, "dismiss", 4)
    await here.command("root", f"/policy automatic check:{RULE} how:always")
    await here.post(HELD)
    assert (await here.case(5)).visibility is Visibility.HELD
    await here.command("root", f"/policy automatic {RULE} ask")
    await here.post(HELD)
    assert (await here.case(6)).visibility is Visibility.VISIBLE
    assert "asks first" in words_of(await here.command("mia", "/queue stats"))
    rows = await here.app.engine.complete(here.invocation("root"), "policy automatic", "check", "direct")
    assert rows[0].value == RULE


async def test_a_clean_message_asks_no_database(here: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """The precisions are in memory: a message without a finding begins no unit of work."""
    await rule(here, "dismiss", 4)
    begin, begun = here.app.store.begin, 0

    def counted() -> AbstractAsyncContextManager[SqlWork]:
        nonlocal begun
        begun += 1
        return begin()

    monkeypatch.setattr(here.app.store, "begin", counted)
    clean, flagged = here.message("good morning to all of you"), here.message(HELD)
    for message, units in ((clean, 0), (flagged, 1)):
        event = MessagePosted(delivery=DeliveryId(message.id), community=COMMUNITY, message=message)
        await here.app.engine._moderate(event)
        assert begun >= units
        assert units or begun == 0


async def test_shadow_reports_what_would_have_been(tmp_path: Path) -> None:
    """How often, what, and how often moderators found it right; nobody hears, nothing is hidden."""
    platform, time = Platform(), Time()
    async with town(tmp_path, platform, time, settings=settings(tmp_path, 'shadow = ["patient_data"]')) as here:
        for _ in range(3):
            await here.post(HELD)
        assert platform.of(HoldMessage) == []
        report = await here.command("mia", "/policy shadow report")
        assert f"{RULE}: hold: 3" in words_of(report)
        assert "In shadow now: patient_data." in words_of(report)
        look = card_of(await here.press("mia", token_of(report, "Look at one")))
        assert "Would have been: hold" in words_of(look)
        assert look.title.startswith("Case 3")
        assert "Ada" not in words_of(look)
        pressed = token_of(look, "The check is right")
        for label in ("The check is right", "The check is wrong", "The check is right"):
            look = card_of(await here.press("mia", token_of(look, label)))
        assert "has been looked at" in words_of(look)
        again = card_of(await here.press("noor", pressed))
        assert again.title == "That did not work"
        back = card_of(await here.press("mia", token_of(look, "Back to the report")))
        assert "Found right 2 times of 3: 21–94%" in words_of(back)
        assert here.told("ada") == []
        assert "for moderators" in words_of(await here.command("ada", "/policy shadow report"))
        assert "“last”" in words_of(await here.command("mia", "/policy shadow report last:300d"))


async def test_a_suggestion_rests_on_what_was_ruled_here(here: Town) -> None:
    """From ten rulings on, with its basis; the button is the same ruling; a sanction is never suggested."""
    await rule(here, "notice", 9)
    await here.post(HELD)
    card = await here.command("mia", "/queue view 10")
    assert "Suggested: notice\n" in words_of(card) + "\n"
    await here.command("mia", "/queue decide 10 dismiss")
    await here.post(HELD)
    card = await here.command("mia", "/queue view 11")
    assert "Suggested: notice, stays hidden (10 similar, 90% agreed)" in words_of(card)


@pytest.mark.parametrize(
    ("counts", "ruling", "expected"),
    [
        ({Ruling.DISMISS: 10}, Ruling.DISMISS, (Ruling.DISMISS, 10, 100)),
        ({Ruling.DISMISS: 9}, Ruling.NOTICE, None),
        ({Ruling.DISMISS: 6, Ruling.NOTICE: 4}, Ruling.DISMISS, (Ruling.DISMISS, 10, 60)),
        ({Ruling.DISMISS: 5, Ruling.NOTICE: 5}, Ruling.NOTICE, None),
        ({Ruling.STRIKE: 100}, Ruling.NOTICE, None),
        ({Ruling.TIMEOUT: 100}, Ruling.NOTICE, None),
        ({Ruling.RELEASE: 100}, Ruling.NOTICE, None),
    ],
)
async def test_what_is_suggested(
    here: Town, counts: dict[Ruling, int], ruling: Ruling, expected: tuple[Ruling, int, int] | None
) -> None:
    """Too few, no agreement, a sanction, or what is not lawful: then the usual suggestion, without a basis."""
    await here.post(HELD)
    visible = replace(await here.case(1), visibility=Visibility.VISIBLE, has_original=False)
    assert cards.precedent(visible, counts) == expected
    assert cards.suggestion(visible, counts) is ruling
