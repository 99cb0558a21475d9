"""One ruling on many cases: shown, confirmed, taken back; each case by itself."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.actions import PublishMessage, RemoveMessage, ReplaceCard
from bot.core.audit import DeedKind
from bot.core.cards import Card
from bot.core.cases import Ruling, State, Visibility
from bot.core.events import Member, MemberId
from cogs import batch
from tests.town import COMMUNITY, START, Town, card_of, form_of, token_of, town, words_of

SPAM = "{spam.fraud 0.6: buy pills}"
RUDE = "you {disrespect.remark 0.9: fool}"


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Town]:
    """Open a town."""
    async with town(tmp_path) as opened:
        yield opened


async def raid(here: Town, number: int) -> None:
    """Let so many new members post the same, each once."""
    for index in range(number):
        name = f"raider{index}"
        here.members[name] = Member(id=MemberId(f"test:{name}"), name=name, joined_at=START - timedelta(days=1))
        await here.post(SPAM, by=name)


async def shown(here: Town, outcome: str, case: int = 1, by: str = "mia") -> Card:
    """Go from a case's card to the preview."""
    card = await here.command(by, f"/queue view {case}")
    label = next(button.label for button in card.buttons if button.label.startswith("Apply to"))
    asked = card_of(await here.press(by, token_of(card, label)))
    choice = next(button for button in asked.buttons if button.label.startswith(outcome))
    return card_of(await here.press(by, choice.token))


async def take_back(here: Town, card: Card, by: str = "mia", reason: str = "too soon") -> Card:
    """Press “Take all back” and give a reason."""
    asked = form_of(await here.press(by, token_of(card, "Take all back")))
    return await here.fill(by, asked.token, reason=reason)


def confirm_of(card: Card) -> str:
    """Find the button that confirms."""
    return next(button.token for button in card.buttons if button.token.startswith("batch:confirm"))


async def test_a_raid_is_one_decision(here: Town) -> None:
    """Six accounts, one look, one confirmation; all of it can be taken back at once."""
    await raid(here, 6)
    assert "Apply to 6…" in [button.label for button in (await here.command("mia", "/queue view 1")).buttons]
    card = await shown(here, "Remove")
    assert card.title == "6 cases: remove"
    assert "Nothing is done yet" in words_of(card)
    assert "6 hidden messages stay hidden" in words_of(card)
    assert [one.ruling for one in await here.cases()] == [None] * 6
    done = card_of(await here.press("mia", confirm_of(card)))
    assert "6 cases are decided." in words_of(done)
    assert {one.ruling for one in await here.cases()} == {Ruling.REMOVE}
    await here.pass_time(timedelta(seconds=4))
    again = card_of(await here.press("mia", confirm_of(card)))
    assert "Already decided 4 seconds ago: remove. Nothing was done twice." in words_of(again)
    undone = await take_back(here, done)
    assert "6 cases are open again." in words_of(undone)
    assert {one.state for one in await here.cases()} == {State.OPEN}
    assert not any(one.label == "Take all back" for one in undone.buttons)


async def test_what_has_changed_since_the_preview_is_left_out_and_said(here: Town) -> None:
    """Compare-and-set for each: another moderator's ruling stands, and a claimed case is somebody's."""
    await raid(here, 4)
    card = await shown(here, "Dismiss")
    await here.command("noor", "/queue decide 2 notice")
    await here.command("noor", "/queue claim 3")
    done = card_of(await here.press("mia", confirm_of(card)))
    assert "2 cases are decided." in words_of(done)
    assert "2 were left out" in words_of(done)
    assert "2 and 3" in words_of(done)
    rulings = [(await here.case(number)).ruling for number in range(1, 5)]
    assert rulings == [Ruling.DISMISS, Ruling.NOTICE, None, Ruling.DISMISS]
    assert len(here.platform.of(PublishMessage)) == 2


async def test_taking_back_leaves_alone_what_somebody_changed_since(here: Town) -> None:
    """A case that was reopened and ruled on anew keeps the new ruling."""
    await raid(here, 3)
    done = card_of(await here.press("mia", confirm_of(await shown(here, "Remove"))))
    await here.command("noor", "/queue undo 2")
    await here.command("noor", "/queue decide 2 notice")
    undone = await take_back(here, done)
    assert "2 cases are open again." in words_of(undone)
    assert (await here.case(2)).ruling is Ruling.NOTICE


async def test_any_moderator_takes_a_batch_back_for_a_reason(here: Town) -> None:
    """From the moderators' card; the reason stays with the cases, and whoever is slower reads when it was done."""
    await raid(here, 3)
    await here.press("mia", confirm_of(await shown(here, "Remove")))
    card = here.asked()[-1].card
    assert card.title == "3 cases: remove"
    asked = form_of(await here.press("noor", token_of(card, "Take all back")))
    assert "needs a reason" in words_of(await here.fill("noor", asked.token, reason=" "))
    assert card_of(await here.press("ada", token_of(card, "Take all back"))).title == "That did not work"
    undone = await here.fill("noor", asked.token, reason="these are ours")
    assert "3 cases are open again." in words_of(undone)
    redrawn = here.asked()[-1]
    assert (redrawn.subject, redrawn.card.title, redrawn.card.buttons) == ("batch:1", "The batch is taken back", ())
    assert all("these are ours" not in words_of(one.card) for one in here.asked())
    assert "these are ours" in words_of(await here.command("mia", "/queue view 2"))
    await here.pass_time(timedelta(seconds=4))
    late = "Already decided 4 seconds ago: taken back. Nothing was done twice."
    assert late in words_of(await here.fill("mia", asked.token, reason="me too"))
    assert late in words_of(card_of(await here.press("mia", token_of(card, "Take all back"))))
    async with here.app.store.begin() as work:
        deeds = await work.audit.deeds_of(COMMUNITY, here.members["noor"].id)
    assert [(one.kind, one.case) for one in deeds] == [(DeedKind.UNDO, number) for number in (1, 2, 3)]
    assert "these are ours" in ((await here.command("noor", "/my data export")).excerpt or "")
    await here.press("noor", "my:erase")
    assert "these are ours" not in words_of(await here.command("mia", "/queue view 2"))
    gone = card_of(await here.press("mia", token_of(card, "Take all back")))
    assert "Nothing was done twice" not in words_of(gone)


async def test_what_somebody_must_leave_to_others_stays_when_they_take_a_batch_back(here: Town) -> None:
    """Nobody reopens the case about their own message or one that they reported, alone or among many."""
    await raid(here, 2)
    message = await here.post(SPAM, by="ada")
    await here.fill("noor", "report", about=message, reason="spam")
    await here.press("mia", confirm_of(await shown(here, "Remove")))
    undone = await take_back(here, here.asked()[-1].card, "noor")
    assert "2 cases are open again." in words_of(undone)
    assert "1 was left out" in words_of(undone)
    assert [(await here.case(number)).ruling for number in (1, 2, 3)] == [None, None, Ruling.REMOVE]


async def test_a_batch_ends_with_its_time(here: Town) -> None:
    """A preview holds half an hour, taking back a day."""
    await raid(here, 2)
    card = await shown(here, "Remove")
    await here.pass_time(timedelta(minutes=31))
    assert "older than 30 minutes" in words_of(card_of(await here.press("mia", confirm_of(card))))
    done = card_of(await here.press("mia", confirm_of(await shown(here, "Remove"))))
    await here.pass_time(timedelta(hours=24, seconds=1))
    assert "It stands" in words_of(card_of(await here.press("mia", token_of(done, "Take all back"))))


async def test_a_batch_is_its_moderators(here: Town) -> None:
    """Nobody confirms what somebody else was shown, and no member does."""
    await raid(here, 2)
    card = await shown(here, "Remove")
    for who in ("noor", "ada"):
        assert card_of(await here.press(who, confirm_of(card))).title == "That did not work"
    assert {one.ruling for one in await here.cases()} == {None}


async def test_by_kind_and_only_what_is_lawful(here: Town) -> None:
    """Remarks are dismissed together, never removed; an empty batch is said."""
    await here.post(RUDE)
    await here.post(RUDE, by="fred")
    assert "Only spam" in words_of(await here.command("mia", "/queue batch disrespect.remark remove"))
    assert "No case waits" in words_of(await here.command("mia", "/queue batch spam.fraud remove"))
    card = await here.command("mia", "/queue batch kind:disrespect.remark outcome:dismiss")
    assert "2 messages stay as they are." in words_of(card)
    await here.press("mia", confirm_of(card))
    assert {one.ruling for one in await here.cases()} == {Ruling.DISMISS}


async def test_visible_spam_is_removed(here: Town) -> None:
    """Established members' spam is only queued: the batch takes it away."""
    for _ in range(2):
        await here.post(SPAM, by="ada")
    assert (await here.case(1)).visibility is Visibility.VISIBLE
    await here.press("mia", confirm_of(await shown(here, "Remove")))
    assert len(here.platform.of(RemoveMessage)) == 2


async def test_reported_spam_that_its_author_deleted_is_decided_with_the_rest(here: Town) -> None:
    """What is gone stays gone, its author hears, and nothing of the batch is left in the queue."""
    first, second = await here.post(SPAM), await here.post(SPAM)
    for message in (first, second):
        await here.fill("new", "report", about=message, reason="spam")
    await here.delete(second)
    assert (await here.case(2)).visibility is Visibility.DELETED
    card = await shown(here, "Remove")
    assert "1 visible message is removed" in words_of(card)
    assert "1 hidden message stays hidden" in words_of(card)
    assert "2 cases are decided." in words_of(card_of(await here.press("mia", confirm_of(card))))
    assert [(await here.case(number)).ruling for number in (1, 2)] == [Ruling.REMOVE, Ruling.NOTICE]
    assert len(here.platform.of(RemoveMessage)) == 1


async def test_what_a_batch_put_back_another_one_removes(here: Town) -> None:
    """Dismissed by mistake and taken back: the messages stand in the channel, and are counted and removed as such."""
    await raid(here, 3)
    await take_back(here, card_of(await here.press("mia", confirm_of(await shown(here, "Dismiss")))))
    assert {one.visibility for one in await here.cases()} == {Visibility.RELEASED}
    card = await shown(here, "Remove")
    assert "3 visible messages are removed" in words_of(card)
    await here.press("mia", confirm_of(card))
    cases = await here.cases()
    assert {one.message for one in here.platform.of(RemoveMessage)} == {one.ref for one in cases}
    assert {one.visibility for one in cases} == {Visibility.REMOVED}


async def test_many_cases_go_on_in_turns_and_their_moderator_hears(here: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody else waits for a hundred rulings; the last turn tells how it went."""
    monkeypatch.setattr(batch, "AT_ONCE", 2)
    await raid(here, 5)
    reply = await here.press("mia", confirm_of(await shown(here, "Remove")))
    assert isinstance(reply, ReplaceCard)
    assert "2 cases are decided." in words_of(reply.card)
    assert "3 more are on their way" in words_of(reply.card)
    await here.pass_time(timedelta(seconds=1))
    assert {one.ruling for one in await here.cases()} == {Ruling.REMOVE}
    assert "5 cases are decided." in words_of(here.told("mia")[-1])
    assert [one.subject for one in here.asked()].count("batch:1") == 1
    await take_back(here, here.told("mia")[-1], "noor")
    await here.pass_time(timedelta(seconds=1))
    assert {one.state for one in await here.cases()} == {State.OPEN}
    assert "5 cases are open again." in words_of(here.told("noor")[-1])
    cases = await here.cases()
    async with here.app.store.begin() as work:
        notes = [await work.cases.notes(case) for case in cases]
    assert [[(one.by, one.note) for one in each] for each in notes] == [[("test:noor", "too soon")]] * 5


async def test_a_lone_case_offers_no_batch(here: Town) -> None:
    """There is nothing to apply it to."""
    await here.post(RUDE)
    card = await here.command("mia", "/queue view 1")
    assert not any(button.token.startswith("batch:") for button in card.buttons)
