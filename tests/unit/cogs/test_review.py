"""The moderators' queue: claiming, ruling, taking back, and never twice."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.actions import Action, PublishMessage, RemoveMessage, ReplaceCard, ShowCard, TimeOut
from bot.core.cases import Priority, Ruling, State, Visibility
from bot.core.errors import Refused
from bot.core.events import ButtonPressed
from tests.town import COMMUNITY, Platform, Town, card_of, form_of, token_of, town, words_of

HELD = "pt {patient_data.direct 0.9: Ada Testperson} is doing well"
OFFER = "{spam.fraud 0.6: buy followers}"
RUDE = "you {disrespect.remark 0.9: fool}"


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Town]:
    """Open a town."""
    async with town(tmp_path) as opened:
        yield opened


async def test_next_claims_the_most_urgent_case(here: Town) -> None:
    """P1 comes before P2; the card is redacted and says why."""
    await here.post(RUDE)
    await here.post(HELD)
    card = await here.command("mia", "/queue next")
    assert card.title.startswith("Case 2 · P1")
    assert card.excerpt is not None
    assert "[NAME-1]" in card.excerpt
    assert "Ada" not in words_of(card)
    other = await here.command("noor", "/queue next")
    assert other.title.startswith("Case 1 · P2")
    assert "empty" in (await here.command("noor", "/queue next kind:patient_data.direct")).title


@pytest.mark.parametrize("line", ["/queue next", "/queue claim 1"])
async def test_the_board_says_that_a_case_is_claimed(here: Town, line: str) -> None:
    """However a case is claimed, its card in the moderators' channel no longer offers it to everybody."""
    await here.post(HELD)
    offered = token_of(here.asked()[-1].card, "Claim")
    await here.command("mia", line)
    shown = here.asked()[-1]
    assert shown.subject == here.asked()[0].subject
    assert offered not in [button.token for button in shown.card.buttons]
    assert "claimed, free again in 10 minutes" in words_of(shown.card)


async def test_a_claim_runs_out(here: Town) -> None:
    """After ten minutes without a sign of life a case is free again."""
    await here.post(HELD)
    await here.command("mia", "/queue claim 1")
    assert "Somebody else is working" in words_of(await here.command("noor", "/queue claim 1"))
    await here.pass_time(timedelta(minutes=10))
    assert (await here.command("noor", "/queue claim 1")).title.startswith("Case 1")
    assert (await here.case(1)).owner == here.members["noor"].id


async def test_giving_a_case_back(here: Town) -> None:
    """Only its owner gives a case back."""
    await here.post(HELD)
    await here.command("mia", "/queue claim 1")
    assert "not yours" in words_of(await here.command("noor", "/queue release 1"))
    assert "free" in (await here.command("mia", "/queue release 1")).title
    assert (await here.case(1)).state is State.OPEN


async def test_two_taps_are_enough(here: Town) -> None:
    """The button on the moderators' card claims and decides at once."""
    await here.post(HELD)
    token = token_of(here.asked()[-1].card, "Send notice")
    reply = await here.press("mia", token)
    assert isinstance(reply, ShowCard)
    case = await here.case(1)
    assert (case.state, case.ruling, case.visibility) == (State.DECIDED, Ruling.NOTICE, Visibility.REMOVED)
    assert len(here.told("ada")) == 2
    assert "ended: notice" in here.asked()[-1].card.title


async def test_the_second_moderator_reads_what_happened(here: Town) -> None:
    """Who presses later learns what was decided, and nothing happens twice."""
    await here.post(HELD)
    token = token_of(here.asked()[-1].card, "Send notice")
    await here.press("mia", token)
    await here.pass_time(timedelta(seconds=4))
    answer = card_of(await here.press("noor", token))
    assert "Already decided 4 seconds ago: notice. Nothing was done twice." in words_of(answer)
    assert len(here.told("ada")) == 2


async def test_release_puts_the_message_back(here: Town) -> None:
    """Releasing publishes the original under its author's name and says so once it is back."""
    await here.post(HELD)
    await here.command("mia", "/queue decide 1 release")
    (published,) = here.platform.of(PublishMessage)
    assert published.content is not None
    assert "Ada Testperson" in published.content.body
    assert published.author == here.members["ada"].id
    assert "put it back" in words_of(here.told("ada")[-1])
    assert (await here.case(1)).visibility is Visibility.RELEASED


@pytest.mark.parametrize(
    ("line", "state", "ruling"),
    [
        ("/queue decide 1 dismiss", State.DECIDED, Ruling.DISMISS),
        ("/queue decide 1 nudge", State.DECIDED, Ruling.NUDGE),
        ("/queue decide 1 notice rule:respect", State.DECIDED, Ruling.NOTICE),
        ("/queue decide 1 strike", State.DECIDED, Ruling.STRIKE),
        ("/queue decide 1 remove", State.DECIDED, Ruling.REMOVE),
        ('/queue decide 1 timeout duration:2h note:"again"', State.DECIDED, Ruling.TIMEOUT),
        ("/queue decide 1 escalate", State.OPEN, None),
        ("/queue decide 1 propose-ban", State.DECIDED, Ruling.PROPOSE_BAN),
    ],
)
async def test_every_ruling(here: Town, line: str, state: State, ruling: Ruling | None) -> None:
    """Each ruling leaves the case where it belongs."""
    await here.post(RUDE)
    await here.command("mia", line)
    case = await here.case(1)
    assert (case.state, case.ruling) == (state, ruling)


async def test_what_rulings_do(here: Town) -> None:
    """A timeout lasts as long as asked, a removal removes, a strike counts."""
    await here.post(RUDE)
    await here.command("mia", "/queue decide 1 timeout duration:2h")
    (pause,) = here.platform.of(TimeOut)
    assert pause.until == here.time() + timedelta(hours=2)
    await here.post(RUDE)
    await here.command("mia", "/queue decide 2 remove")
    assert len(here.platform.of(RemoveMessage)) == 1
    await here.post(RUDE)
    await here.command("mia", "/queue decide 3 strike")
    record = await here.command("ada", "/my record")
    assert "You have 1 strike." in words_of(record)
    await here.pass_time(timedelta(days=181))
    assert "You have 0 strikes." in words_of(await here.command("ada", "/my record"))


async def test_escalating_raises_the_priority(here: Town) -> None:
    """One step up, free again, and the moderators are called."""
    await here.post(RUDE)
    await here.command("mia", "/queue decide 1 escalate")
    case = await here.case(1)
    assert (case.priority, case.owner) == (Priority.P1, None)
    assert here.asked()[-1].ping


async def test_unlawful_rulings_are_refused(here: Town) -> None:
    """What makes no sense for a case is refused with a sentence."""
    await here.post(RUDE)
    assert "makes no sense" in words_of(await here.command("mia", "/queue decide 1 release"))
    assert (await here.case(1)).state is State.OPEN


async def test_more_offers_every_lawful_ruling(here: Town) -> None:
    """“More…” opens a form of what can be ruled, and the form rules."""
    await here.post(RUDE)
    form = form_of(await here.press("mia", token_of(here.asked()[-1].card, "More…")))
    values = [option.value for option in form.fields[0].options]
    assert "release" not in values
    assert {"dismiss", "notice", "strike", "timeout", "propose-ban", "escalate"} <= set(values)
    await here.fill("mia", form.token, ruling="strike", rule="respect", duration="", note="second time")
    assert (await here.case(1)).ruling is Ruling.STRIKE


async def test_nobody_decides_their_own_case(here: Town) -> None:
    """A moderator's own message is somebody else's case."""
    message = await here.post("hello", by="mia")
    await here.fill("ada", "report", about=message, reason="disrespect")
    assert "your own message" in words_of(await here.command("mia", "/queue decide 1 dismiss"))
    assert "empty" in (await here.command("mia", "/queue next")).title


async def test_reveal_needs_a_reason_and_is_seen_by_one(here: Town) -> None:
    """The original is shown to the moderator who asked, with a reason that is logged."""
    await here.post(HELD)
    form = form_of(await here.press("mia", token_of(await here.command("mia", "/queue view 1"), "Reveal")))
    shown = await here.fill("mia", form.token, reason="is this a colleague?")
    assert shown.excerpt is not None
    assert "Ada Testperson" in shown.excerpt
    assert all("Ada Testperson" not in words_of(asked.card) for asked in here.asked())
    refused = await here.fill("mia", form.token, reason="  ")
    assert refused.title == "That did not work"


async def test_undo_within_a_day(here: Town) -> None:
    """A ruling is taken back for a day, its author hears, a strike no longer counts; then it stands."""
    await here.post(RUDE)
    await here.command("mia", "/queue decide 1 strike")
    assert "open again" in (await here.command("noor", "/queue undo 1")).title
    assert (await here.case(1)).state is State.OPEN
    assert "0 strikes" in words_of(await here.command("ada", "/my record"))
    assert "took back" in words_of(here.told("ada")[-1])
    await here.command("mia", "/queue decide 1 dismiss")
    await here.pass_time(timedelta(hours=25))
    assert "more than 24 hours" in words_of(await here.command("mia", "/queue undo 1"))


async def test_undoing_a_notice_on_a_held_message_holds_it_again(here: Town) -> None:
    """The message is still out of sight, and can still be released."""
    await here.post(HELD)
    await here.command("mia", "/queue decide 1 notice")
    await here.command("mia", "/queue undo 1")
    case = await here.case(1)
    assert (case.visibility, case.has_original) == (Visibility.HELD, True)
    await here.command("mia", "/queue decide 1 release")
    assert (await here.case(1)).visibility is Visibility.RELEASED


async def test_what_was_released_can_still_be_removed(here: Town) -> None:
    """A release that is taken back leaves the message in the channel: the next ruling takes it away, or leaves it."""
    message = await here.post(HELD)
    await here.command("mia", "/queue decide 1 release")
    assert "stays visible unless you remove it" in words_of(await here.command("mia", "/queue undo 1"))
    await here.command("mia", "/queue decide 1 remove")
    assert [one.message for one in here.platform.of(RemoveMessage)] == [message.ref]
    assert (await here.case(1)).visibility is Visibility.REMOVED
    assert "has removed your message" in words_of(here.told("ada")[-1])
    await here.command("mia", "/queue undo 1")
    assert (await here.case(1)).visibility is Visibility.HELD
    await here.command("mia", "/queue decide 1 release")
    await here.command("mia", "/queue undo 1")
    await here.command("mia", "/queue decide 1 notice")
    assert (len(here.platform.of(PublishMessage)), len(here.platform.of(RemoveMessage))) == (2, 1)
    assert (await here.case(1)).visibility is Visibility.RELEASED


async def test_nobody_reads_that_what_was_released_is_removed_before_it_is(tmp_path: Path) -> None:
    """Where the platform would not, the author reads nothing and the moderators have the case back."""

    def fault(action: Action) -> None:
        if isinstance(action, RemoveMessage):
            raise Refused("missing permission")

    async with town(tmp_path, Platform(fault=fault)) as here:
        await here.post(HELD)
        await here.command("mia", "/queue decide 1 release")
        await here.command("mia", "/queue undo 1")
        told = here.told("ada")
        await here.command("mia", "/queue decide 1 remove")
        case = await here.case(1)
        assert (case.state, case.visibility) == (State.ATTENTION, Visibility.RELEASED)
        assert here.told("ada") == told


async def test_lists_are_filtered_and_paged(here: Town) -> None:
    """Five rows a page; the next page's whole state is in its button."""
    for _ in range(7):
        await here.post(RUDE)
    await here.post(HELD)
    first = await here.command("mia", "/queue list kind:disrespect.remark")
    assert len(first.body) == 5
    reply = await here.press("mia", token_of(first, "Next page"))
    assert isinstance(reply, ReplaceCard)
    assert [row.split(" ·")[0] for row in reply.card.body] == ["6", "7"]
    picked = card_of(await here.press("mia", "queue:view", values=("8",)))
    assert picked.title.startswith("Case 8")
    assert "No case matches." in words_of(await here.command("mia", "/queue list state:claimed"))


async def test_stats_count_what_was_right(here: Town) -> None:
    """Precision comes from rulings in this community."""
    for _ in range(3):
        await here.post(RUDE)
    await here.command("mia", "/queue decide 1 notice")
    await here.command("mia", "/queue decide 2 dismiss")
    words = words_of(await here.command("mia", "/queue stats"))
    assert "scripted.disrespect.remark: 1 of 2 upheld" in words
    assert "Waiting: 1" in words


@pytest.mark.parametrize("line", ["/queue next", "/queue list", "/queue decide 1 dismiss", "/history test:ada"])
async def test_members_cannot_work_the_queue(here: Town, line: str) -> None:
    """Permission is checked at every use."""
    await here.post(RUDE)
    assert "This is for moderators." in words_of(await here.command("ada", line))


async def test_unknown_cases_answer_alike(here: Town) -> None:
    """There is no telling a case of another community from one that never was."""
    assert "No such case here." in words_of(await here.command("mia", "/queue view 99"))


async def test_completion_lists_rows_without_content(here: Town) -> None:
    """Autocomplete carries number, priority, kind, channel, age and state, and nothing else."""
    await here.post(HELD)
    rows = await here.app.engine.complete(here.invocation("mia"), "queue view", "case", "")
    assert [row.value for row in rows] == ["1"]
    assert rows[0].label.startswith("1 · P1 · patient data · #general · ")
    assert await here.app.engine.complete(here.invocation("ada"), "queue view", "case", "") == ()


async def test_a_button_pressed_twice_acts_once(here: Town) -> None:
    """The platform may deliver one press twice; the second changes nothing and is not answered."""
    await here.post(HELD)
    event = ButtonPressed(invocation=here.invocation("mia"), token=token_of(here.asked()[-1].card, "Send notice"))
    await here.app.engine.receive(event)
    await here.app.engine.receive(event)
    await here.settle()
    assert len(here.told("ada")) == 2
    assert len(here.platform.replies) == 1


async def test_races_have_one_winner(here: Town) -> None:
    """Eight presses at once on one card: one ruling, one notice, everybody else is told."""
    for number in range(1, 13):
        await here.post(HELD)
        token = token_of(here.asked()[-1].card, "Send notice")
        presses = [
            ButtonPressed(invocation=here.invocation("mia" if turn % 2 else "noor"), token=token) for turn in range(8)
        ]
        before = len(here.platform.replies)
        await asyncio.gather(*(here.app.engine.receive(press) for press in presses))
        await here.settle()
        assert len(here.told("ada")) == 2 * number
        titles = [card_of(reply).title for _, reply in here.platform.replies[before:]]
        assert sorted(title == "That did not work" for title in titles) == [False] + [True] * 7
        async with here.app.store.begin() as work:
            case = await work.cases.get(COMMUNITY, number)
            assert case is not None
            assert len(await work.cases.rulings(case)) == 1


async def test_a_look_at_the_original_leaves_the_open_card_working(here: Town) -> None:
    """Claim, reveal, decide: the claim lasts longer, and the card that was open before still rules."""
    await here.post(HELD)
    card = card_of(await here.press("mia", "queue:claim:private:1:1"))
    before = (await here.case(1)).lease_until
    await here.pass_time(timedelta(minutes=5))
    await here.command("mia", "/queue reveal 1 to find the ward")
    after = (await here.case(1)).lease_until
    assert before is not None
    assert after == before + timedelta(minutes=5)
    await here.press("mia", token_of(card, "Send notice"))
    assert (await here.case(1)).ruling is Ruling.NOTICE


async def test_a_hold_that_is_open_again_has_its_clocks_again(here: Town) -> None:
    """After an undo the hold asks again and resolves itself, though its first clocks have rung."""
    await here.post(HELD)
    await here.pass_time(timedelta(hours=71))
    await here.command("mia", "/queue decide 1 notice")
    await here.pass_time(timedelta(hours=3))
    await here.command("mia", "/queue undo 1")
    case = await here.case(1)
    assert (case.state, case.visibility) == (State.OPEN, Visibility.HELD)
    await here.pass_time(timedelta(hours=20))
    assert (await here.case(1)).state is State.OPEN
    await here.pass_time(timedelta(hours=1))
    assert (await here.case(1)).state is State.CLOSED


async def test_a_hold_that_is_open_again_gives_back_what_it_held(here: Town) -> None:
    """After an undo nobody rules: what is no patient data is published while its original is still there."""
    await here.post(OFFER, by="new")
    await here.pass_time(timedelta(hours=70))
    await here.command("mia", "/queue decide 1 notice")
    await here.pass_time(timedelta(hours=23))
    await here.command("mia", "/queue undo 1")
    await here.pass_time(timedelta(hours=2))
    assert len(here.platform.of(PublishMessage)) == 1
    assert (await here.case(1)).visibility is Visibility.RELEASED


async def test_a_held_message_is_kept_no_longer_for_being_undone(here: Town) -> None:
    """After 96 hours the original is gone, however often it was decided on; an undo then leaves it removed."""
    await here.post(HELD)
    for _ in range(4):
        await here.command("mia", "/queue decide 1 notice")
        await here.pass_time(timedelta(hours=23))
        await here.command("mia", "/queue undo 1")
    assert (await here.case(1)).has_original
    await here.command("mia", "/queue decide 1 notice")
    await here.pass_time(timedelta(hours=5))
    assert not (await here.case(1)).has_original
    await here.command("mia", "/queue undo 1")
    assert (await here.case(1)).visibility is Visibility.REMOVED
