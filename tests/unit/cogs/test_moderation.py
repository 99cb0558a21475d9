"""From a verdict to what people see: cases, actions, the author's answers, reports, clocks."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.actions import (
    Action,
    HoldMessage,
    PublishMessage,
    RemoveMessage,
    TimeOut,
)
from bot.core.cards import Card
from bot.core.cases import Ending, Priority, Ruling, State, Visibility
from bot.core.errors import Refused, Throttled, Unavailable
from bot.core.events import Message
from bot.core.findings import Category
from cogs.shared.cards import lawful
from tests.town import Platform, Town, card_of, form_of, token_of, town, words_of

NAMED = "pt {patient_data.direct 0.9: Ada Testperson} is doing well"
LIKELY = "pt {patient_data.direct 0.6: Ada Testperson} is doing well"
PROVEN = "nhs {patient_data.direct 0.99!: 999 000 0000}"
RUDE = "you {disrespect.remark 0.6: fool}"
SPAM = "{spam.fraud 0.6: buy followers}"


MUST_BE_SEEN = {
    "reported": "an ordinary remark",
    "contested": RUDE,
    "abuse": "{disrespect.abuse 0.6: I will find you}",
    "distress": "{distress.member 0.9: I cannot go on}",
}


def is_done(card: Card) -> bool:
    """Tell whether a command did what it says."""
    return card.title.startswith("Case 1: ")


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Town]:
    """Open a town."""
    async with town(tmp_path) as opened:
        yield opened


async def test_ordinary_talk_leaves_no_trace(here: Town) -> None:
    """A clean message opens no case, tells nobody and is stored nowhere."""
    await here.post("anyone seen the new sepsis guideline?")
    assert await here.cases() == []
    assert here.platform.done == {}


async def test_patient_data_is_held_and_its_author_told_first(here: Town) -> None:
    """High patient data: out of sight, a private notice, a queue card, in that order of urgency."""
    message = await here.post(NAMED, channel="cases")
    case = await here.case(1)
    assert (case.state, case.visibility, case.priority) == (State.OPEN, Visibility.HELD, Priority.P1)
    assert [hold.message for hold in here.platform.of(HoldMessage)] == [message.ref]
    (notice,) = here.told("ada")
    assert [button.label for button in notice.buttons] == ["Edit and repost", "Delete it", "This is a mistake"]
    assert "Ada" not in words_of(notice)
    (queue,) = here.asked()
    assert queue.subject == "case:1"
    assert queue.card.excerpt is None
    assert "Ada" not in words_of(queue.card)


async def test_nobody_reads_hidden_before_it_is(tmp_path: Path) -> None:
    """Where the platform refuses to hide, author and moderators read that it is still visible."""

    def refuse(action: Action) -> None:
        if isinstance(action, HoldMessage):
            raise Refused("missing permission")

    async with town(tmp_path, Platform(fault=refuse)) as here:
        await here.post(NAMED)
        case = await here.case(1)
        assert case.visibility is Visibility.VISIBLE
        (notice,) = here.told("ada")
        assert "still visible" in words_of(notice)
        assert any(asked.subject == "visible:1" and asked.ping for asked in here.asked())


async def test_a_platform_that_cannot_hide_uses_the_written_fallback(tmp_path: Path) -> None:
    """An action outside the platform's capabilities is never tried; its author's `otherwise` is done."""
    async with town(tmp_path, Platform(unsupported={HoldMessage})) as here:
        await here.post(NAMED)
        assert "still visible" in words_of(here.told("ada")[0])
        case = await here.case(1)
        async with here.app.store.begin() as work:
            records = await work.cases.actions(case)
        assert ("hold_message", "unsupported") in {(one.kind, one.effect.value) for one in records}


async def test_likely_patient_data_waits_ten_minutes_for_its_author(here: Town) -> None:
    """Medium patient data: only the author hears; after ten minutes the case goes to the moderators."""
    await here.post(LIKELY)
    assert (await here.case(1)).state is State.TOLD
    assert here.asked() == []
    await here.pass_time(timedelta(minutes=9))
    assert (await here.case(1)).state is State.TOLD
    await here.pass_time(timedelta(minutes=1))
    assert (await here.case(1)).state is State.OPEN
    assert (await here.case(1)).priority is Priority.P2


async def test_editing_in_time_closes_the_case_as_corrected(here: Town) -> None:
    """Who mends the message before anybody looks hears no more of it."""
    message = await here.post(LIKELY)
    await here.edit(message, "pt is doing well")
    case = await here.case(1)
    assert (case.state, case.ending) == (State.CLOSED, Ending.CORRECTED)
    await here.pass_time(timedelta(hours=1))
    assert here.asked() == []


async def test_editing_into_trouble_opens_a_case(here: Town) -> None:
    """An edit is read like a message."""
    message = await here.post("all fine")
    await here.edit(message, NAMED)
    assert (await here.case(1)).visibility is Visibility.HELD


async def test_deleting_in_time_closes_the_case(here: Town) -> None:
    """Who deletes the message has withdrawn it."""
    message = await here.post(LIKELY)
    await here.delete(message)
    case = await here.case(1)
    assert (case.state, case.ending) == (State.CLOSED, Ending.WITHDRAWN)


async def test_a_moderator_at_work_hears_of_the_edit(here: Town) -> None:
    """A claimed case is not closed under a moderator's hands; its card says what happened."""
    message = await here.post("{disrespect.remark 0.9: fool}")
    await here.command("mia", "/queue claim 1")
    await here.edit(message, "sorry")
    case = await here.case(1)
    assert (case.state, case.edited) == (State.CLAIMED, True)


@pytest.fixture(params=MUST_BE_SEEN)
async def waiting(here: Town, request: pytest.FixtureRequest) -> Message:
    """Post what a moderator must see: it was reported, its author says that we are wrong, somebody may be in danger."""
    message = await here.post(MUST_BE_SEEN[request.param])
    if request.param == "reported":
        await here.fill("new", "report", message, reason="disrespect", note="a threat")
    if request.param == "contested":
        await here.press("ada", token_of(here.told("ada")[0], "This is a mistake"))
    return message


async def test_what_a_moderator_must_see_outlives_an_edit(here: Town, waiting: Message) -> None:
    """Its author can change the message, not end the case; the card says that it was changed."""
    await here.edit(waiting, "never mind")
    case = await here.case(1)
    assert (case.state, case.edited) == (State.OPEN, True)
    assert "The author changed the message" in words_of(here.asked()[-1].card)
    assert "Case 1" in (await here.command("mia", "/queue next")).title


async def test_what_a_moderator_must_see_outlives_the_message(here: Town, waiting: Message) -> None:
    """The card says that the message is gone, and no ruling removes it once more."""
    await here.delete(waiting)
    case = await here.case(1)
    assert (case.state, case.visibility) == (State.OPEN, Visibility.DELETED)
    assert "gone" in words_of(here.asked()[-1].card)
    assert Ruling.REMOVE not in lawful(case)
    assert not is_done(await here.command("mia", "/queue decide 1 remove"))
    assert is_done(await here.command("mia", "/queue decide 1 dismiss"))
    assert here.platform.of(RemoveMessage) == []


@pytest.mark.parametrize("text", ["you {disrespect.remark 0.9: fool}", "an ordinary remark"])
@pytest.mark.parametrize("at_work", [True, False])
async def test_an_edit_for_the_worse_is_met_like_a_new_message(here: Town, text: str, at_work: bool) -> None:
    """What waits in the queue and becomes patient data is hidden at once; the moderators keep the first case too."""
    message = await here.post(text)
    if text == "an ordinary remark":
        await here.fill("new", "report", message, reason="disrespect")
    if at_work:
        await here.command("mia", "/queue claim 1")
    told = len(here.told("ada"))
    await here.edit(message, NAMED)
    first, second = await here.case(1), await here.case(2)
    assert (first.state, first.edited) == (State.CLAIMED if at_work else State.OPEN, True)
    assert (second.state, second.visibility, second.priority) == (State.OPEN, Visibility.HELD, Priority.P1)
    assert [hold.message for hold in here.platform.of(HoldMessage)] == [message.ref]
    (notice,) = here.told("ada")[told:]
    assert "I have hidden it for now" in words_of(notice)
    assert any(asked.subject == "case:2" and asked.ping for asked in here.asked())
    assert "has a case of its own, 2" in words_of(await here.command("mia", "/queue view 1"))


async def test_a_priority_that_rises_is_an_edit_for_the_worse(here: Town) -> None:
    """Ridicule that is surer calls a moderator sooner; milder words after it open no third case."""
    message = await here.post("{disrespect.patients 0.9: frequent flyer}")
    assert (await here.case(1)).priority is Priority.P2
    await here.edit(message, "{disrespect.patients 0.96!: train wreck}")
    assert (await here.case(2)).priority is Priority.P1
    await here.edit(message, "{disrespect.patients 0.9: crock}")
    assert len(await here.cases()) == 2


@pytest.mark.parametrize(
    "text", ["you {disrespect.remark 0.9: clown}", "you {disrespect.remark 0.6: clown}", "sorry, {spam.fraud 0.3: buy}"]
)
async def test_an_edit_that_is_no_worse_only_marks_the_case(here: Town, text: str) -> None:
    """Other words of the same weight change the case that there is, and its author is not told again."""
    message = await here.post("you {disrespect.remark 0.9: fool}")
    await here.fill("new", "report", message, reason="disrespect")
    await here.edit(message, text)
    (case,) = await here.cases()
    assert (case.state, case.edited) == (State.OPEN, True)
    assert len(here.told("ada")) == 1


async def test_worse_and_back_and_worse_again_are_two_cases(here: Town) -> None:
    """Each wording keeps its case, however often the message goes from one to the other; one ends with the message."""
    rude, mosaic = "you {disrespect.remark 0.9: fool}", "{patient_data.mosaic 0.9: on 3 May, aged 97}"
    message = await here.post(rude)
    for text in (mosaic, rude, mosaic, rude, mosaic):
        await here.edit(message, text)
    assert {one.number: one.state for one in await here.cases()} == {1: State.OPEN, 2: State.OPEN}
    assert len(here.told("ada")) == 2
    card = words_of(await here.command("mia", "/queue view 1"))
    assert card.count("has a case of its own, 2") == 1
    await here.delete(message)
    assert {one.ending for one in await here.cases()} == {Ending.WITHDRAWN}
    assert {one.visibility for one in await here.cases()} == {Visibility.DELETED}


async def test_mending_an_edit_for_the_worse_ends_both_cases(here: Town) -> None:
    """Once nothing is left to act on, neither wording needs a moderator; what was reported still does."""
    message = await here.post("you {disrespect.remark 0.9: fool}")
    await here.edit(message, "{patient_data.mosaic 0.9: on 3 May, aged 97}")
    await here.edit(message, "sorry")
    assert {one.ending for one in await here.cases()} == {Ending.CORRECTED}
    reported = await here.post("an ordinary remark")
    await here.fill("new", "report", reported, reason="disrespect")
    await here.edit(reported, "{patient_data.mosaic 0.9: on 3 May, aged 97}")
    await here.edit(reported, "sorry")
    assert ((await here.case(3)).state, (await here.case(4)).ending) == (State.OPEN, Ending.CORRECTED)


async def test_a_refused_hold_is_tried_again_when_its_words_come_back(tmp_path: Path) -> None:
    """Patient data that stayed, were taken back and are written again: one case, and one more try to hide them."""
    refusing = [Refused("missing permission")]

    def fail(action: Action) -> None:
        if isinstance(action, HoldMessage) and refusing:
            raise refusing.pop()

    async with town(tmp_path, Platform(fault=fail)) as here:
        message = await here.post("an ordinary remark")
        await here.fill("new", "report", message, reason="disrespect")
        for text in (NAMED, "an ordinary remark", NAMED):
            await here.edit(message, text)
        assert len(await here.cases()) == 2
        second = await here.case(2)
        assert (second.state, second.visibility) == (State.OPEN, Visibility.HELD)


async def test_words_that_come_back_still_wait(here: Town) -> None:
    """Who takes a threat back and writes it again has the same case in the queue, and no second one."""
    message = await here.post("{disrespect.abuse 0.6: I will find you}")
    await here.edit(message, "never mind")
    await here.edit(message, "{disrespect.abuse 0.6: I will find you}")
    (case,) = await here.cases()
    assert case.state is State.OPEN


async def test_what_was_mended_and_comes_back_is_looked_at_anew(here: Town) -> None:
    """The author is told again and has ten minutes again; then the case is the moderators'."""
    message = await here.post(LIKELY)
    await here.edit(message, "pt is doing well")
    await here.pass_time(timedelta(hours=1))
    await here.edit(message, LIKELY)
    (case,) = await here.cases()
    assert (case.state, case.ending, case.edited) == (State.TOLD, None, True)
    assert len(here.told("ada")) == 2
    await here.pass_time(timedelta(minutes=9))
    assert here.asked() == []
    await here.pass_time(timedelta(minutes=1))
    case = await here.case(1)
    assert (case.state, case.priority) == (State.OPEN, Priority.P2)
    await here.edit(message, "pt is doing well")
    assert (await here.case(1)).ending is Ending.CORRECTED


async def test_a_queued_case_that_was_mended_is_queued_again(here: Town) -> None:
    """What came before the moderators at once does so again, with its whole clock."""
    text = "you {disrespect.remark 0.9: fool}"
    message = await here.post(text)
    await here.edit(message, "sorry")
    await here.pass_time(timedelta(hours=5))
    await here.edit(message, text)
    case = await here.case(1)
    assert (case.state, case.decide_by) == (State.OPEN, here.time() + timedelta(hours=48))
    assert words_of(here.asked()[-1].card).startswith("Case 1 · P2")


async def test_a_nudge_that_lapsed_comes_back_with_its_words(here: Town) -> None:
    """Mended late and written again, they earn their private word again; as long as they stand, one is enough."""
    message = await here.post(RUDE)
    await here.pass_time(timedelta(minutes=30))
    await here.edit(message, RUDE)
    assert len(here.told("ada")) == 1
    await here.edit(message, "sorry")
    await here.edit(message, RUDE)
    assert len(here.told("ada")) == 2
    assert (await here.case(1)).state is State.TOLD


async def test_the_same_edit_twice_is_one(here: Town) -> None:
    """A platform may tell of an edit again: its author is not told again, and the case does not end by it."""
    message = await here.post("all fine")
    for _ in range(2):
        await here.edit(message, LIKELY)
    assert len(here.told("ada")) == 1
    await here.pass_time(timedelta(minutes=10))
    assert (await here.case(1)).state is State.OPEN


async def test_going_back_and_forth_between_two_wordings(here: Town) -> None:
    """Each wording has its case; the one that is written now is the one that lives, and goes with the message."""
    other = "you {disrespect.remark 0.6: clown}"
    message = await here.post(RUDE)
    for text in (other, RUDE, other, RUDE):
        await here.edit(message, text)
    first, second = await here.case(1), await here.case(2)
    assert (first.state, second.ending) == (State.TOLD, Ending.LAPSED)
    await here.delete(message)
    assert (await here.case(1)).ending is Ending.WITHDRAWN


async def test_what_a_moderator_ended_stays_so(here: Town) -> None:
    """Words that were ruled on are not brought up again by writing them again."""
    message = await here.post("you {disrespect.remark 0.9: fool}")
    await here.command("mia", "/queue decide 1 dismiss")
    await here.edit(message, "sorry")
    await here.edit(message, "you {disrespect.remark 0.9: fool}")
    (case,) = await here.cases()
    assert case.state is State.DECIDED


async def test_what_comes_back_and_is_held_can_be_released(tmp_path: Path) -> None:
    """A copy is kept anew, even when the first one's key is long destroyed."""
    refusing = [Refused("missing permission")]

    def fail(action: Action) -> None:
        if isinstance(action, HoldMessage) and refusing:
            raise refusing.pop()

    async with town(tmp_path, Platform(fault=fail)) as here:
        message = await here.post(NAMED)
        await here.edit(message, "pt is doing well")
        await here.pass_time(timedelta(hours=48))
        await here.edit(message, NAMED)
        case = await here.case(1)
        assert (case.state, case.visibility, case.attention) == (State.OPEN, Visibility.HELD, None)
        await here.command("mia", "/queue decide 1 release")
        (published,) = here.platform.of(PublishMessage)
        assert published.content is not None
        assert "Ada Testperson" in published.content.body


async def test_what_its_author_deleted_never_comes_back(tmp_path: Path) -> None:
    """A threat that is deleted before it could be hidden waits for a moderator, and is put back by nobody."""
    slow = [Throttled(timedelta(seconds=30))]

    def wait(action: Action) -> None:
        if isinstance(action, HoldMessage) and slow:
            raise slow.pop()

    async with town(tmp_path, Platform(fault=wait)) as here:
        message = await here.post("{disrespect.abuse 0.9: I will find you}")
        await here.delete(message)
        await here.pass_time(timedelta(seconds=30))
        assert len(here.platform.of(HoldMessage)) == 1
        assert (await here.case(1)).visibility is Visibility.DELETED
        await here.pass_time(timedelta(hours=72))
        assert (await here.case(1)).state is State.OPEN
        await here.command("mia", "/queue decide 1 dismiss")
        assert here.platform.of(PublishMessage) == []


async def test_a_nudge_lapses_quietly(here: Town) -> None:
    """A disrespectful remark earns one private word, and nothing else happens."""
    await here.post(RUDE)
    assert len(here.told("ada")) == 1
    assert here.asked() == []
    await here.pass_time(timedelta(minutes=30))
    case = await here.case(1)
    assert (case.state, case.ending) == (State.CLOSED, Ending.LAPSED)


async def test_spam_by_a_newcomer_is_removed_and_timed_out(here: Town) -> None:
    """High spam by somebody new: removed, a day's timeout, a place in the queue; the text is kept sealed."""
    await here.post("{spam.fraud 0.9: buy followers}", by="new")
    assert len(here.platform.of(RemoveMessage)) == 1
    (pause,) = here.platform.of(TimeOut)
    assert pause.until == here.time() + timedelta(hours=24)
    case = await here.case(1)
    assert (case.visibility, case.has_original) == (Visibility.REMOVED, True)


async def test_staff_are_told_and_never_touched(here: Town) -> None:
    """A moderator's patient data earns a private word; nothing is hidden, nobody is asked."""
    await here.post(PROVEN, by="mia")
    assert here.platform.of(HoldMessage) == []
    assert here.platform.of(RemoveMessage) == []
    assert len(here.told("mia")) == 1
    await here.post("{spam.fraud 0.99!: buy}", by="mia")
    assert len(await here.cases()) == 1


async def test_the_same_message_twice_is_one_case(here: Town) -> None:
    """A delivery that the platform repeats changes nothing."""
    message = await here.post(NAMED)
    done = dict(here.platform.done)
    await here.edit(message, NAMED)
    assert len(await here.cases()) == 1
    assert [key for key in here.platform.done if key not in done and "hold" in key] == []


async def test_edit_and_repost(here: Town) -> None:
    """The author mends the safer wording and sends it: it is read again, posted, and the original destroyed."""
    await here.post(NAMED)
    (notice,) = here.told("ada")
    offered = form_of(await here.press("ada", token_of(notice, "Edit and repost")))
    assert "this person" in offered.fields[0].value
    assert "Ada Testperson" not in offered.fields[0].value
    assert "Ada" not in offered.fields[0].value
    left = await here.fill("ada", offered.token, text=NAMED)
    assert left.title == "Nearly there"
    assert here.platform.of(PublishMessage) == []
    done = await here.fill("ada", offered.token, text="pt is doing well")
    assert done.title == "Thank you"
    (published,) = here.platform.of(PublishMessage)
    assert published.content is not None
    assert published.content.body == "pt is doing well"
    case = await here.case(1)
    assert (case.state, case.ending, case.has_original) == (State.CLOSED, Ending.CORRECTED, False)
    assert case.visibility is Visibility.RELEASED


async def test_fixing_a_visible_message_replaces_it(here: Town) -> None:
    """Where the message still stands, the mended one takes its place, after it is gone."""
    await here.post(LIKELY)
    token = token_of(here.told("ada")[0], "Fix it")
    await here.press("ada", token)
    await here.fill("ada", token, text="pt is doing well")
    kinds = [
        type(action) for action in here.platform.done.values() if isinstance(action, RemoveMessage | PublishMessage)
    ]
    assert kinds == [RemoveMessage, PublishMessage]


async def test_withdrawing_a_held_message_destroys_the_copy(here: Town) -> None:
    """“Delete it” leaves nothing behind."""
    await here.post(NAMED)
    await here.press("ada", token_of(here.told("ada")[0], "Delete it"))
    case = await here.case(1)
    assert (case.ending, case.visibility, case.has_original) == (Ending.WITHDRAWN, Visibility.REMOVED, False)


async def test_withdrawing_what_was_put_back_takes_it_away(here: Town) -> None:
    """Put back, and looked at once more: “Delete it” deletes what stands in the channel."""
    message = await here.post(NAMED)
    await here.command("mia", "/queue decide 1 release")
    await here.command("mia", "/queue undo 1")
    await here.press("ada", token_of(here.told("ada")[0], "Delete it"))
    assert [one.message for one in here.platform.of(RemoveMessage)] == [message.ref]
    case = await here.case(1)
    assert (case.ending, case.visibility, case.has_original) == (Ending.WITHDRAWN, Visibility.REMOVED, False)


async def test_fixing_what_was_put_back_replaces_it(here: Town) -> None:
    """The mended message is the only one that is left standing."""
    await here.post(NAMED)
    await here.command("mia", "/queue decide 1 release")
    await here.command("mia", "/queue undo 1")
    await here.fill("ada", token_of(here.told("ada")[0], "Edit and repost"), text="pt is doing well")
    kinds = [
        type(action) for action in here.platform.done.values() if isinstance(action, RemoveMessage | PublishMessage)
    ]
    assert kinds == [PublishMessage, RemoveMessage, PublishMessage]
    assert (await here.case(1)).visibility is Visibility.RELEASED


@pytest.mark.parametrize(
    ("text", "now"), [("{disrespect.abuse 0.9: I will find you}", "held"), (RUDE, "visible"), (NAMED, "held")]
)
async def test_deleting_it_does_not_end_what_a_moderator_must_see(here: Town, text: str, now: str) -> None:
    """The message goes, and our copy; the case stays, and its author reads that it does."""
    message = await here.post(text)
    assert (await here.case(1)).visibility is Visibility(now)
    notice = here.told("ada")[0]
    if text != MUST_BE_SEEN["abuse"]:
        await here.fill("new", "report", message, reason="disrespect")
    answer = card_of(await here.press("ada", token_of(notice, "Delete it")))
    assert "A moderator still looks at case 1." in words_of(answer)
    assert "penalty" not in words_of(answer)
    case = await here.case(1)
    assert (case.state, case.visibility, case.has_original) == (State.OPEN, Visibility.REMOVED, False)
    assert "removed" in words_of(here.asked()[-1].card)
    assert Ruling.REMOVE not in lawful(case)
    await here.pass_time(timedelta(hours=72))
    assert (await here.case(1)).state is State.OPEN
    assert here.platform.of(PublishMessage) == []


async def test_fixing_it_does_not_end_what_its_author_contested(here: Town) -> None:
    """The mended text stands in the channel; whether the check was right is still a moderator's to say."""
    await here.post(NAMED)
    notice = here.told("ada")[0]
    await here.press("ada", token_of(notice, "This is a mistake"))
    done = await here.fill("ada", token_of(notice, "Edit and repost"), text="pt is doing well")
    assert "A moderator still looks at case 1." in words_of(done)
    assert "penalty" not in words_of(done)
    (published,) = here.platform.of(PublishMessage)
    assert published.content is not None
    assert published.content.body == "pt is doing well"
    case = await here.case(1)
    assert (case.state, case.edited, case.has_original) == (State.OPEN, True, False)
    assert case.visibility is Visibility.RELEASED
    card = words_of(here.asked()[-1].card)
    assert "released" in card
    assert "The author changed the message" in card
    assert is_done(await here.command("mia", "/queue decide 1 dismiss"))
    assert len(here.platform.of(PublishMessage)) == 1


async def test_a_moderator_at_work_hears_that_the_author_deleted_it(here: Town) -> None:
    """A claimed case is not closed under a moderator's hands by a button either."""
    await here.post(NAMED)
    await here.command("mia", "/queue claim 1")
    await here.press("ada", token_of(here.told("ada")[0], "Delete it"))
    case = await here.case(1)
    assert (case.state, case.visibility) == (State.CLAIMED, Visibility.REMOVED)


async def test_a_notice_promises_no_end_that_is_not_the_authors(here: Town) -> None:
    """Of a threat it says that a moderator looks at it; of anything else, that mending it normally ends it."""
    await here.post("{disrespect.abuse 0.9: I will find you}")
    await here.post(NAMED, by="new")
    assert "In any case a moderator looks at it" in words_of(here.told("ada")[0])
    assert "closes the case" not in words_of(here.told("ada")[0])
    assert "normally closes the case, with no penalty" in words_of(here.told("new")[0])


async def test_the_authors_buttons_end_every_case_on_the_message(here: Town) -> None:
    """Changed for the worse and then deleted or mended: neither wording needs a moderator any more."""
    for press in ("mine:withdraw:2", "mine:fix:3"):
        message = await here.post("you {disrespect.remark 0.9: fool}")
        await here.edit(message, NAMED)
        if "fix" in press:
            await here.fill("ada", press, text="pt is doing well")
        else:
            await here.press("ada", press)
    cases = sorted(await here.cases(), key=lambda one: one.number)
    assert [one.ending for one in cases] == [Ending.WITHDRAWN] * 2 + [Ending.CORRECTED] * 2
    assert [one.visibility for one in cases[:2]] == [Visibility.REMOVED] * 2
    assert not any(one.has_original for one in cases)
    assert len(here.platform.of(PublishMessage)) == 1


async def test_a_mistake_goes_to_a_human(here: Town) -> None:
    """“This is a mistake” is counted against the rule and put before the moderators, once."""
    await here.post(RUDE)
    token = token_of(here.told("ada")[0], "This is a mistake")
    answer = card_of(await here.press("ada", token))
    assert answer.title == "Thank you for telling me"
    case = await here.case(1)
    assert (case.state, case.contested) == (State.OPEN, True)
    again = card_of(await here.press("ada", token))
    assert "already" in words_of(again)
    async with here.app.store.begin() as work:
        stats = await work.cases.stats(case.community, here.time())
    assert stats.mistakes == {"scripted.disrespect.remark": 1}


@pytest.mark.parametrize("token", ["mine:fix:1", "mine:withdraw:1", "mine:mistake:1"])
async def test_nobody_else_answers_for_the_author(here: Town, token: str) -> None:
    """Another member's press on the author's buttons finds no such case."""
    await here.post(NAMED)
    answer = card_of(await here.press("new", token))
    assert "No such case here." in words_of(answer)
    assert (await here.case(1)).state is State.OPEN


async def test_a_closed_case_cannot_be_answered(here: Town) -> None:
    """A button pressed late says that the case is over."""
    await here.post(NAMED)
    await here.press("ada", "mine:withdraw:1")
    answer = card_of(await here.press("ada", "mine:withdraw:1"))
    assert "already closed" in words_of(answer)


async def test_an_undecided_hold_resolves_itself(here: Town) -> None:
    """After a day the moderators are called; after three, patient data stays removed and the copy is destroyed."""
    await here.post(NAMED)
    pings = len([one for one in here.asked() if one.ping])
    await here.pass_time(timedelta(hours=24))
    assert len([one for one in here.asked() if one.ping]) == pings + 1
    await here.pass_time(timedelta(hours=48))
    case = await here.case(1)
    assert (case.ending, case.visibility, case.has_original) == (Ending.EXPIRED, Visibility.REMOVED, False)
    assert here.platform.of(PublishMessage) == []


async def test_other_holds_are_released_in_the_end(here: Town) -> None:
    """What is no patient data goes back when nobody decided."""
    await here.post(SPAM, by="new")
    await here.pass_time(timedelta(hours=72))
    (published,) = here.platform.of(PublishMessage)
    assert published.content is not None
    assert "buy followers" in published.content.body
    assert (await here.case(1)).ending is Ending.EXPIRED


async def test_a_report_opens_a_case_and_the_message_stays(here: Town) -> None:
    """A member reports a message: a case, thanks, and no word of who it was."""
    message = await here.post("an ordinary remark")
    form = form_of(await here.menu("new", "report", message))
    thanks = await here.fill("new", form.token, about=message, reason="disrespect", note="unkind", anonymous="yes")
    assert thanks.title == "Thank you"
    case = await here.case(1)
    assert (case.state, case.priority, case.reports) == (State.OPEN, Priority.P2, 1)
    assert case.visibility is Visibility.VISIBLE
    again = await here.fill("new", form.token, about=message, reason="disrespect", anonymous="yes")
    assert "already" in words_of(again)
    other = await here.fill("fred", form.token, about=message, reason="spam")
    assert other.title == "Merci"
    assert (await here.case(1)).reports == 2
    assert len(await here.cases()) == 1


@pytest.mark.parametrize("by", ["new", "fred"])
async def test_who_reports_is_not_told_whether_there_was_a_case_before(here: Town, by: str) -> None:
    """The answers to a first and a second report are the same for a message with a case and for one without."""
    nudged, ordinary = await here.post(LIKELY), await here.post("an ordinary remark")
    assert (await here.case(1)).state is State.TOLD
    first, second = [
        [words_of(await here.fill(by, "report", one, reason="disrespect")) for _ in range(2)]
        for one in (ordinary, nudged)
    ]
    assert first == second
    assert len(await here.cases()) == 2


@pytest.mark.parametrize(("reason", "is_called"), [("distress", True), ("patient_data", True), ("spam", False)])
async def test_an_urgent_report_calls_somebody(here: Town, reason: str, *, is_called: bool) -> None:
    """P0 and P1 are called, also where nobody but a member has seen anything in the message."""
    message = await here.post("an ordinary remark")
    await here.fill("new", "report", message, reason=reason)
    assert [one.ping for one in here.asked()] == [is_called]


async def test_a_graver_report_makes_a_case_that_waits_more_urgent(here: Town) -> None:
    """It is called for then, and only then; whoever works on it goes on."""
    message = await here.post("an ordinary remark")
    await here.fill("new", "report", message, reason="spam")
    await here.command("mia", "/queue claim 1")
    await here.fill("fred", "report", message, reason="distress")
    case = await here.case(1)
    assert (case.state, case.priority, case.decide_by) == (State.CLAIMED, Priority.P0, here.time() + timedelta(hours=1))
    assert here.asked()[-1].ping


async def test_a_report_on_a_message_that_is_gone(here: Town) -> None:
    """A report that comes too late says so."""
    gone = await here.fill("new", "report", about=None, reason="spam")
    assert "gone" in words_of(gone)


async def test_notices_speak_the_members_language(here: Town) -> None:
    """A French-speaking member reads French."""
    await here.post(NAMED, by="fred")
    (notice,) = here.told("fred")
    assert "masqué" in words_of(notice) or "caché" in words_of(notice)


@pytest.mark.parametrize("error", [Unavailable(), Throttled(timedelta(seconds=5))])
async def test_what_fails_for_now_is_tried_again(tmp_path: Path, error: Exception) -> None:
    """A platform that does not answer, or asks to wait, gets the action again later."""
    failing = [error, error]

    def fail(action: Action) -> None:
        if isinstance(action, HoldMessage) and failing:
            raise failing.pop()

    async with town(tmp_path, Platform(fault=fail)) as here:
        await here.post(NAMED)
        assert (await here.case(1)).visibility is Visibility.VISIBLE
        for _ in range(3):
            await here.pass_time(timedelta(seconds=10))
        assert (await here.case(1)).visibility is Visibility.HELD
        assert len(here.told("ada")) == 1


async def test_a_failed_effect_needs_attention(tmp_path: Path) -> None:
    """An effect that the platform refuses, with no fallback written, brings the case back with the reason."""

    def refuse(action: Action) -> None:
        if isinstance(action, TimeOut):
            raise Refused("missing permission")

    async with town(tmp_path, Platform(fault=refuse)) as here:
        await here.post("{spam.fraud 0.9: buy followers}", by="new")
        case = await here.case(1)
        assert case.state is State.ATTENTION
        assert case.attention == "time_out: missing permission"


async def test_distress_beside_patient_data_is_answered_too(here: Town) -> None:
    """A held message whose author is in distress brings both cards: the notice and the care."""
    await here.post("{patient_data.direct 0.9: Ada} died and {distress.member 0.9: I cannot go on}")
    case = await here.case(1)
    assert (case.category, case.priority) == (Category.PATIENT_DIRECT, Priority.P0)
    titles = [card.title for card in here.told("ada")]
    assert len(titles) == 2
    assert "About your recent message in #general" in titles
