"""Sharing a case: looked at before anybody reads it, mended in place, taken back, and forgotten in time."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.actions import Reply, TakeBack, TellChannel, TellMember
from bot.core.audit import DeedKind
from bot.core.cards import Card
from bot.core.errors import Refused
from bot.core.events import Channel, ChannelId, CommandInvoked, FormSubmitted, Role
from bot.core.findings import Detector
from bot.core.policy import ChannelMode
from bot.core.setups import Setup
from cogs.casebook import WRITTEN, Age
from tests.town import COMMUNITY, Platform, Town, card_of, form_of, throttling, token_of, town, words_of

CLEAN = {
    "question": "Would you anticoagulate?",
    "age": "middle",
    "setting": "a hospital ward",
    "findings": "New atrial fibrillation after surgery, otherwise well.",
    "basis": "written consent",
}
TELLING = CLEAN | {"findings": "Seen with {patient_data.direct 0.9: Ada Quick}, then discharged."}


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Town]:
    """Open a town."""
    async with town(tmp_path) as opened:
        yield opened


async def asked(here: Town, by: str, line: str) -> Reply:
    """Type a command that may answer with a form."""
    spec, options = here.app.roster.read_line(line)
    await here._receive(CommandInvoked(invocation=here.invocation(by), command=spec.name, options=options))
    return here.platform.replies[-1][1]


async def fill(here: Town, by: str, token: str, answers: dict[str, str]) -> Card:
    """Send a form."""
    return await here.fill(by, token, None, **answers)


def shown(here: Town) -> list[TellChannel]:
    """List what was written into channels."""
    return here.platform.of(TellChannel)


async def shared(here: Town, by: str = "ada") -> TellChannel:
    """Share a case that is clear."""
    await fill(here, by, "case:new", CLEAN)
    return shown(here)[-1]


def keyed(tokens: Card, start: str) -> str:
    """Find a button's token by how it begins."""
    return next(one.token for one in tokens.buttons if one.token.startswith(start))


async def test_the_form_asks_for_five_things(here: Town) -> None:
    """Five is what Discord shows; every answer is wanted."""
    form = form_of(await asked(here, "ada", "/case share"))
    assert [one.name for one in form.fields] == ["question", "age", "setting", "findings", "basis"]
    assert all(one.required for one in form.fields)
    assert [one.value for one in form.fields[1].options] == list(Age)


async def test_a_clear_case_is_posted_under_its_authors_name(here: Town) -> None:
    """In the channel where it was asked for, with what colleagues need and nothing about the check's doubts."""
    answer = await fill(here, "ada", "case:new", CLEAN)
    (told,) = shown(here)
    assert told.channel == "test:general"
    assert told.card.title == "A case for discussion, shared by Ada"
    for name in WRITTEN:
        assert CLEAN[name] in words_of(told.card)
    assert "40 to 59" in words_of(told.card)
    assert "on its way to #general" in words_of(answer)


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"basis": "  "}, "every field"),
        ({"findings": ""}, "every field"),
        ({"age": "47"}, "age"),
    ],
)
async def test_bad_input_gets_a_sentence(here: Town, changed: dict[str, str], word: str) -> None:
    """Nothing is posted."""
    answer = await fill(here, "ada", "case:new", CLEAN | changed)
    assert word in words_of(answer)
    assert shown(here) == []


@pytest.mark.parametrize("field", WRITTEN)
async def test_what_identifies_stops_a_case_whatever_field_it_stands_in(here: Town, field: str) -> None:
    """The author reads which field and what kind, and gets a safer wording; nobody else reads anything."""
    answer = await fill(here, "ada", "case:new", CLEAN | {field: "Ask {patient_data.direct 0.9: Ada Quick} herself"})
    assert answer.title == "Not posted yet"
    assert {"question": "Your question", "setting": "Setting", "findings": "Findings", "basis": "Consent"}[
        field
    ] in answer.facts[0].value
    assert "name" in answer.facts[0].value
    assert "Quick" not in words_of(answer)
    assert shown(here) == []
    assert here.asked() == []


@pytest.mark.parametrize(
    ("mark", "stops"),
    [
        ("{patient_data.direct 0.9: A}", True),
        ("{patient_data.direct 0.4: A}", False),
        ("{patient_data.mosaic 0.6: A}", True),
        ("{disrespect.remark 0.6: A}", True),
        ("{spam.promotion 0.6: A}", True),
        ("{advice.individual 0.9: A}", False),
        ("{distress.member 0.9: A}", False),
    ],
)
async def test_what_stops_a_case_and_what_does_not(here: Town, mark: str, stops: bool) -> None:
    """What the policy would act on stops it; a question that sounds like one for advice does not."""
    await fill(here, "ada", "case:new", CLEAN | {"findings": mark})
    assert bool(shown(here)) is not stops


async def test_a_channel_that_is_off_or_a_lounge_is_no_way_round(here: Town) -> None:
    """The look is as strict everywhere as in a channel for cases."""
    for mode in (ChannelMode.OFF, ChannelMode.LOUNGE):
        async with here.app.store.begin() as work:
            await work.setups.save(Setup(community=COMMUNITY, modes={"general": mode}))
        answer = await fill(here, "ada", "case:new", TELLING)
        assert answer.title == "Not posted yet"
    assert shown(here) == []


async def test_a_stopped_case_is_mended_in_a_safer_wording(here: Town) -> None:
    """The form comes back with general words; sent again, it is looked at again and posted."""
    stopped = await fill(here, "ada", "case:new", TELLING)
    form = form_of(await here.press("ada", token_of(stopped, "Edit again")))
    values = {one.name: one.value for one in form.fields}
    assert "Quick" not in values["findings"]
    assert "then discharged" in values["findings"]
    assert values["question"] == CLEAN["question"]
    again = await fill(here, "ada", form.token, TELLING)
    assert again.title == "Not posted yet"
    form = form_of(await here.press("ada", token_of(again, "Edit again")))
    await fill(here, "ada", form.token, CLEAN)
    assert len(shown(here)) == 1


async def test_a_draft_is_its_authors_alone_and_ends_after_an_hour(here: Town) -> None:
    """Somebody else's press finds nothing, nor does the author's after an hour."""
    stopped = await fill(here, "ada", "case:new", TELLING)
    for by in ("new", "mia"):
        assert "no longer kept" in words_of(card_of(await here.press(by, token_of(stopped, "Edit again"))))
    await here.pass_time(timedelta(hours=1))
    assert "no longer kept" in words_of(card_of(await here.press("ada", token_of(stopped, "Edit again"))))


async def test_a_dropped_draft_is_gone(here: Town) -> None:
    """And says so."""
    stopped = await fill(here, "ada", "case:new", TELLING)
    assert card_of(await here.press("ada", token_of(stopped, "Drop it"))).title == "Dropped"
    assert "no longer kept" in words_of(card_of(await here.press("ada", token_of(stopped, "Edit again"))))


async def test_a_moderator_may_let_a_case_through(here: Town) -> None:
    """The author asks once, another moderator reads it whole, which is logged, and posts it under the author's name."""
    stopped = await fill(here, "ada", "case:new", TELLING)
    await here.press("ada", token_of(stopped, "Ask a moderator"))
    (waiting,) = here.asked()
    assert "Quick" not in words_of(waiting.card)
    assert "asked already" in words_of(card_of(await here.press("ada", token_of(stopped, "Ask a moderator"))))
    await here.pass_time(timedelta(hours=2))
    look = waiting.card.buttons[0].token
    assert "for moderators" in words_of(card_of(await here.press("new", look)))
    read = card_of(await here.press("mia", look))
    assert "Ada Quick" in words_of(read)
    async with here.app.store.begin() as work:
        assert [one.kind for one in await work.audit.deeds_of(COMMUNITY, here.members["mia"].id)] == [DeedKind.REVEAL]
    await here.press("mia", keyed(read, "case:allow"))
    (told,) = shown(here)
    assert told.card.title.endswith("shared by Ada")
    assert "settled" in words_of(card_of(await here.press("noor", keyed(read, "case:allow"))))
    assert len(shown(here)) == 1


async def test_a_moderator_may_give_a_case_back(here: Town) -> None:
    """The author is told in private and can edit it."""
    stopped = await fill(here, "fred", "case:new", TELLING)
    await here.press("fred", keyed(stopped, "case:ask"))
    read = card_of(await here.press("mia", here.asked()[0].card.buttons[0].token))
    await here.press("mia", keyed(read, "case:return"))
    (told,) = here.told("fred")
    form = form_of(await here.press("fred", keyed(told, "case:edit")))
    await fill(here, "fred", form.token, CLEAN)
    assert len(shown(here)) == 1


async def test_no_moderator_lets_their_own_case_through(here: Town) -> None:
    """Another one does."""
    stopped = await fill(here, "mia", "case:new", TELLING)
    await here.press("mia", token_of(stopped, "Ask a moderator"))
    look = here.asked()[0].card.buttons[0].token
    assert "Another moderator" in words_of(card_of(await here.press("mia", look)))
    assert "Ada Quick" in words_of(card_of(await here.press("noor", look)))


async def test_a_correction_is_redrawn_in_place(here: Town) -> None:
    """The form holds what stands there; a correction that identifies is stopped, and mended it takes the place."""
    first = await shared(here)
    form = form_of(await here.press("ada", keyed(first.card, "case:correct")))
    assert {one.name: one.value for one in form.fields} == CLEAN
    stopped = await fill(here, "ada", form.token, TELLING)
    assert len(shown(here)) == 1
    form = form_of(await here.press("ada", token_of(stopped, "Edit again")))
    await fill(here, "ada", form.token, CLEAN | {"findings": "In sinus rhythm again."})
    _, second = shown(here)
    assert (second.subject, second.channel) == (first.subject, first.channel)
    assert "sinus rhythm" in words_of(second.card)


@pytest.mark.parametrize("by", ["ada", "mia"])
async def test_a_case_that_was_taken_back_is_not_posted_again_by_its_correction(here: Town, by: str) -> None:
    """The correction that a moderator was asked about goes with it, and no moderator is asked about it any more."""
    told = await shared(here)
    form = form_of(await here.press("ada", keyed(told.card, "case:correct")))
    stopped = await fill(here, "ada", form.token, TELLING)
    await here.press("ada", token_of(stopped, "Ask a moderator"))
    (waiting,) = here.asked()
    read = card_of(await here.press("noor", waiting.card.buttons[0].token))
    await here.press(by, keyed(told.card, "case:retract"))
    over = here.asked()[-1]
    assert (over.subject, over.card.buttons) == (waiting.subject, ())
    assert "taken back" in words_of(over.card)
    for press in ("case:allow", "case:return"):
        assert "settled" in words_of(card_of(await here.press("noor", keyed(read, press))))
    assert "no longer kept" in words_of(card_of(await here.press("ada", token_of(stopped, "Edit again"))))
    assert shown(here) == [told]
    assert "Quick" not in ((await here.command("ada", "/my data export")).excerpt or "")


async def test_taking_a_case_back_leaves_other_drafts(here: Town) -> None:
    """The author's draft of another case waits for its moderator as before."""
    stopped = await fill(here, "ada", "case:new", TELLING)
    await here.press("ada", token_of(stopped, "Ask a moderator"))
    (waiting,) = here.asked()
    told = await shared(here)
    await here.press("ada", keyed(told.card, "case:retract"))
    assert here.asked() == [waiting]
    read = card_of(await here.press("mia", waiting.card.buttons[0].token))
    await here.press("mia", keyed(read, "case:allow"))
    assert len(shown(here)) == 2


async def test_a_correction_of_a_case_that_ended_meanwhile_is_not_posted(here: Town) -> None:
    """A card that nobody could take away again is not put up."""
    told = await shared(here)
    form = form_of(await here.press("ada", keyed(told.card, "case:correct")))
    await here.pass_time(timedelta(days=179))
    stopped = await fill(here, "ada", form.token, TELLING)
    await here.press("ada", token_of(stopped, "Ask a moderator"))
    await here.pass_time(timedelta(days=2))
    read = card_of(await here.press("mia", here.asked()[-1].card.buttons[0].token))
    assert "no longer here" in words_of(card_of(await here.press("mia", keyed(read, "case:allow"))))
    assert shown(here) == [told]


async def test_a_case_that_was_taken_back_stays_away(tmp_path: Path) -> None:
    """A correction that the platform keeps waiting does not put it there again."""
    async with town(tmp_path) as here:
        first = await shared(here)
        here.platform.fault = throttling(TellChannel)
        form = form_of(await here.press("ada", keyed(first.card, "case:correct")))
        await fill(here, "ada", form.token, CLEAN | {"findings": "In sinus rhythm again."})
        await here.press("ada", keyed(first.card, "case:retract"))
        await here.pass_time(timedelta(seconds=31))
        assert [type(one) for one in here.platform.done.values()] == [TellChannel, TellChannel, TakeBack]


async def test_only_the_author_corrects(here: Town) -> None:
    """A moderator does not put words into somebody's mouth."""
    told = await shared(here)
    for by in ("fred", "mia"):
        card_of(await here.press(by, keyed(told.card, "case:correct")))
    assert len(shown(here)) == 1


@pytest.mark.parametrize(("by", "may"), [("ada", True), ("mia", True), ("fred", False), ("new", False)])
async def test_who_may_take_a_case_back(here: Town, by: str, may: bool) -> None:
    """Its author and moderators; the author hears of it when it was a moderator."""
    told = await shared(here)
    await here.press(by, keyed(told.card, "case:retract"))
    assert [one.subject for one in here.platform.of(TakeBack)] == ([told.subject] if may else [])
    assert len(here.told("ada")) == (1 if by == "mia" else 0)
    if may:
        assert "no longer here" in words_of(card_of(await here.press("ada", keyed(told.card, "case:retract"))))


async def test_a_reader_may_call_moderators_once(here: Town) -> None:
    """Moderators are asked once however many say so, nobody is named, and taking it back settles the card."""
    told = await shared(here)
    for by in ("fred", "new"):
        assert card_of(await here.press(by, keyed(told.card, "case:flag"))).title in ("Thank you", "Merci")
    (flagged,) = here.asked()
    assert flagged.ping
    assert "Fred" not in words_of(flagged.card)
    await here.press("mia", flagged.card.buttons[0].token)
    assert here.asked()[-1].subject == flagged.subject
    assert here.asked()[-1].card.buttons == ()


async def test_our_copy_ends_after_a_month_and_taking_back_after_half_a_year(here: Town) -> None:
    """What is gone cannot be corrected, and the author is told so."""
    told = await shared(here)
    await here.pass_time(timedelta(days=30))
    assert "30 days" in words_of(card_of(await here.press("ada", keyed(told.card, "case:correct"))))
    await here.pass_time(timedelta(days=149))
    await here.press("ada", keyed(told.card, "case:retract"))
    assert len(here.platform.of(TakeBack)) == 1


async def test_export_and_erase(here: Town) -> None:
    """The author gets everything; erased, the cards are taken away too. Others' cases stay."""
    mine, theirs = await shared(here), await shared(here, "fred")
    await fill(here, "ada", "case:new", TELLING)
    kept = (await here.command("ada", "/my data export")).excerpt or ""
    assert "Ada Quick" in kept
    assert CLEAN["findings"] in kept
    await here.press("ada", "my:erase")
    await here.settle()
    assert [one.subject for one in here.platform.of(TakeBack)] == [mine.subject]
    gone = (await here.command("ada", "/my data export")).excerpt or ""
    assert "Quick" not in gone
    assert CLEAN["findings"] not in gone
    assert CLEAN["findings"] in ((await here.command("fred", "/my data export")).excerpt or "")
    form_of(await here.press("fred", keyed(theirs.card, "case:correct")))


async def test_the_author_hears_when_the_card_cannot_be_shown(tmp_path: Path) -> None:
    """The platform's refusal is no silence."""

    def refuse(action: object) -> None:
        if isinstance(action, TellChannel):
            raise Refused("no right to write there")

    async with town(tmp_path, Platform(fault=refuse)) as here:
        await fill(here, "ada", "case:new", CLEAN)
        (told,) = here.platform.of(TellMember)
        assert told.card.title == "Your case was not posted"


async def in_cases(here: Town, line: str) -> Card:
    """Type a command in the channel for cases."""
    spec, options = here.app.roster.read_line(line)
    by = replace(here.invocation("noor"), channel=Channel(id=ChannelId("test:cases"), name="cases"))
    await here._receive(CommandInvoked(invocation=by, command=spec.name, options=options))
    return card_of(here.platform.replies[-1][1])


async def test_a_channel_for_cases_is_reminded_every_month(here: Town) -> None:
    """Outside quiet hours, once at a time, until it is turned off; only an admin, only a channel for cases."""
    await here.command("mia", "/case reminder yes")
    here.members["noor"] = replace(here.members["noor"], role=Role.ADMIN)
    await here.command("noor", "/case reminder yes")
    assert shown(here) == []
    async with here.app.store.begin() as work:
        await work.setups.save(Setup(community=COMMUNITY, modes={"cases": ChannelMode.CASES}))
    await in_cases(here, "/case reminder yes")
    assert len(shown(here)) == 1
    await here.pass_time(timedelta(days=30, hours=13))  # 22:00, in the quiet hours
    assert len(shown(here)) == 1
    await here.pass_time(timedelta(hours=9))
    assert len(shown(here)) == 2
    assert {one.subject for one in shown(here)} == {one.subject for one in here.platform.of(TakeBack)}
    await in_cases(here, "/case reminder no")
    await here.pass_time(timedelta(days=40))
    assert len(shown(here)) == 2


async def test_the_real_detectors_read_all_fields_together(tmp_path: Path, eyes: list[Detector]) -> None:
    """A name in one field and a date in another are both seen; a case told in general words is posted."""
    async with town(tmp_path, eyes=eyes) as here:
        answer = await fill(
            here,
            "ada",
            "case:new",
            CLEAN | {"findings": "Mrs Tshabalala in bed 4, MRN 4471920, is septic.", "setting": "Ward 7"},
        )
        assert answer.title == "Not posted yet"
        assert "Tshabalala" not in words_of(answer)
        await here._receive(FormSubmitted(invocation=here.invocation("ada"), token="case:new", fields=dict(CLEAN)))
        assert len(shown(here)) == 1
