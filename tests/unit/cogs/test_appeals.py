"""Appeals: once, in time, decided by somebody else, with all that follows; and never held against anyone."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.actions import LiftTimeOut, PublishMessage, ReplaceCard, TimeOut
from bot.core.cards import Card
from bot.core.cases import CaseKind, Outcome, Priority, Ruling, State, Visibility
from bot.core.errors import Refused
from bot.core.policy import Retention
from bot.storage.retention import purge, verify
from cogs.appeals import MOST_WORDS
from tests.town import COMMUNITY, Town, card_of, form_of, token_of, town, words_of

HELD = "pt {patient_data.direct 0.9: Ada Testperson} is doing well"
RUDE = "you {disrespect.remark 0.9: fool}"
WORDS = "It was a quotation, from the paper."


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Town]:
    """Open a town."""
    async with town(tmp_path) as opened:
        yield opened


async def ruled(here: Town, ruling: str, text: str = RUDE, by: str = "mia") -> None:
    """Post what opens case 1, and rule on it."""
    await here.post(text)
    await here.command(by, f"/queue decide 1 {ruling}")


async def appealed(here: Town, case: int = 1, words: str = WORDS) -> Card:
    """Appeal as the author of a case."""
    return await here.fill("ada", f"my:appeal:{case}", words=words)


async def strikes(here: Town, member: str = "ada") -> int:
    """Count a member's strikes."""
    async with here.app.store.begin() as work:
        return await work.members.strikes(COMMUNITY, here.members[member].id, here.time())


async def precision(here: Town) -> dict[str, tuple[int, int]]:
    """Read how often each rule was right."""
    async with here.app.store.begin() as work:
        seen = (await work.cases.stats(COMMUNITY, here.time())).precision
        return {rule: (one.upheld, one.decided) for rule, one in seen.items()}


async def test_an_appeal_is_a_case_with_its_own_clock(here: Town) -> None:
    """It stands in the queue about the first case, due in seven days, in the member's own words."""
    await ruled(here, "strike")
    card = await appealed(here)
    assert "Case 1 will be looked at anew" in words_of(card)
    case = await here.case(2)
    assert (case.kind, case.about, case.first_by) == (CaseKind.APPEAL, 1, here.members["mia"].id)
    assert (case.state, case.priority) == (State.OPEN, Priority.P3)
    assert case.decide_by == here.time() + timedelta(days=7)
    assert case.excerpt == WORDS
    shown = await here.command("noor", "/queue view 2")
    assert shown.excerpt == WORDS
    assert "appeal about case 1" in shown.title
    assert "ended: strike" in words_of(shown)
    assert WORDS not in words_of(here.asked()[-1].card), "the shared card holds no word of the member"


async def test_the_words_of_an_appeal_are_sealed_and_masked(here: Town) -> None:
    """What identifies a patient is masked before it is kept, and nothing is kept in plain."""
    await ruled(here, "strike")
    await appealed(here, words="It is about {patient_data.direct 0.9: Ada Testperson} and fair")
    assert "[NAME-1]" in ((await here.case(2)).excerpt or "")
    async with here.app.store.begin() as work:
        found = (await work.connection.exec_driver_sql("SELECT excerpt FROM cases WHERE number = 2")).scalar_one()
    assert b"fair" not in bytes(found)
    assert b"Testperson" not in bytes(found)


@pytest.mark.parametrize("way", ["notice", "record", "command"])
async def test_every_way_leads_to_the_same_form(here: Town, way: str) -> None:
    """From the notice, from one's record and by command."""
    await ruled(here, "strike")
    if way == "notice":
        reply = await here.press("ada", token_of(here.told("ada")[-1], "Appeal"))
    elif way == "record":
        select = (await here.command("ada", "/my record")).select
        assert select is not None
        assert [one.value for one in select.options] == ["1"]
        reply = await here.press("ada", select.token, values=("1",))
    else:
        options = await here.app.engine.complete(here.invocation("ada"), "my appeal", "case", "")
        assert [one.value for one in options] == ["1"]
        reply = await here.press("ada", "my:appeal:1")
    assert form_of(reply).token == "my:appeal:1"


async def test_once_and_not_twice(here: Town) -> None:
    """A second appeal is refused, while the first waits and after it was decided."""
    await ruled(here, "strike")
    await appealed(here)
    assert "already" in words_of(await appealed(here))
    await here.command("noor", "/queue appeal 2 upheld The rule is clear.")
    assert "already" in words_of(await appealed(here))
    assert len(await here.cases()) == 2
    assert (await here.command("ada", "/my record")).select is None


@pytest.mark.parametrize(("days", "refused"), [(30, False), (31, True)])
async def test_within_thirty_days(here: Town, days: int, refused: bool) -> None:
    """On the thirtieth day one may; after it the time is over, and the sentence says so."""
    await ruled(here, "strike")
    await here.pass_time(timedelta(days=days))
    words = words_of(await appealed(here))
    assert ("more than 30 days ago" in words) == refused


@pytest.mark.parametrize(
    ("ruling", "sentence"), [(None, "not decided yet"), ("dismiss", "did not go against you"), ("release", "against")]
)
async def test_what_cannot_be_appealed(here: Town, ruling: str | None, sentence: str) -> None:
    """What waits, and what went in the member's favour."""
    await here.post(HELD)
    if ruling:
        await here.command("mia", f"/queue decide 1 {ruling}")
    assert sentence in words_of(await appealed(here))


async def test_an_empty_appeal_is_refused(here: Town) -> None:
    """Somebody has to know what to look at."""
    await ruled(here, "strike")
    assert "in a few words" in words_of(await appealed(here, words="  "))


async def test_another_members_case_is_no_case(here: Town) -> None:
    """Only the author can appeal; to everybody else there is no such case."""
    await ruled(here, "strike")
    assert "No such case here." in words_of(await here.fill("new", "my:appeal:1", words=WORDS))
    assert "No such case here." in words_of(card_of(await here.press("noor", "my:appeal:1")))


LINES = ("/queue claim 2", "/queue appeal 2 overturned It was a quotation.")


@pytest.mark.parametrize("line", LINES)
async def test_who_decided_first_does_not_decide_again(here: Town, line: str) -> None:
    """Neither at the claim nor at the decision; the sentence says who can."""
    await ruled(here, "strike")
    await appealed(here)
    words = words_of(await here.command("mia", line))
    assert "another moderator, or an administrator where there is none" in words
    assert "empty" in (await here.command("mia", "/queue next")).title, "it is not offered to them either"
    assert (await here.case(2)).state is State.OPEN
    assert not words_of(await here.command("noor", line)).startswith("That did not work")


async def test_nobody_decides_their_own_appeal(here: Town) -> None:
    """A moderator who appeals is a member like any other."""
    await here.post(RUDE, by="noor")
    about = here.message(RUDE, by="noor")
    await here.fill("fred", "report", about, reason="disrespect")
    await here.command("mia", "/queue decide 1 notice")
    await here.fill("noor", "my:appeal:1", words=WORDS)
    assert "about you" in words_of(await here.command("noor", "/queue appeal 2 overturned Of course."))


async def test_who_reported_does_not_decide(here: Town) -> None:
    """Neither the case nor the appeal about it, whether they gave their name or not."""
    message = await here.post(RUDE)
    await here.fill("noor", "report", message, reason="disrespect", anonymous="yes")
    assert "You reported" in words_of(await here.command("noor", "/queue decide 1 strike"))
    assert "You reported" in words_of(await here.command("noor", "/queue claim 1"))
    await here.command("mia", "/queue decide 1 strike")
    await appealed(here)
    assert "You reported" in words_of(await here.command("noor", "/queue appeal 2 upheld It stands."))


async def test_upheld_changes_nothing_and_says_why(here: Town) -> None:
    """The strike stays; the member reads the reason; nobody's history shows an appeal."""
    await ruled(here, "strike")
    await appealed(here)
    await here.command("noor", "/queue appeal 2 upheld The rule asks for respect in quotations too.")
    case = await here.case(2)
    assert (case.state, case.outcome, case.decided_by) == (State.DECIDED, Outcome.UPHELD, here.members["noor"].id)
    assert (await here.case(1)).ruling is Ruling.STRIKE
    assert await strikes(here) == 1
    told = words_of(here.told("ada")[-1])
    assert "It stands." in told
    assert "The rule asks for respect in quotations too." in told
    assert "appeal" not in words_of(await here.command("noor", f"/history {here.members['ada'].id}"))


async def test_overturned_undoes_all_of_it(here: Town) -> None:
    """The strike is gone, the ruling counts against the rule, and the log has every step with its reason."""
    await ruled(here, "strike")
    assert await precision(here) == {"scripted.disrespect.remark": (1, 1)}
    await appealed(here)
    await here.command("noor", "/queue appeal 2 overturned It was a quotation.")
    first, appeal = await here.case(1), await here.case(2)
    assert (first.state, first.ruling, first.decided_by) == (State.DECIDED, Ruling.DISMISS, here.members["noor"].id)
    assert await strikes(here) == 0
    assert await precision(here) == {"scripted.disrespect.remark": (0, 1)}
    assert "taken it back" in words_of(here.told("ada")[-1])
    async with here.app.store.begin() as work:
        rulings = await work.cases.rulings(first)
        (concluded,) = await work.cases.rulings(appeal)
        deeds = [(row["kind"], row["case"], row["detail"]) async for row in work.audit.export(COMMUNITY)]
        assert (await work.audit.verify(COMMUNITY)).broken is None
    assert [(one.ruling, one.undone_at is not None) for one in rulings] == [
        (Ruling.STRIKE, True),
        (Ruling.DISMISS, False),
    ]
    assert rulings[-1].note == concluded.note == "It was a quotation."
    assert deeds[-3:] == [("decide", 2, "overturned"), ("undo", 1, None), ("decide", 1, "dismiss")]


async def test_overturned_puts_back_what_is_still_kept(here: Town) -> None:
    """A hidden message comes back, and only then does the member read that it is back."""
    await ruled(here, "remove", HELD)
    await appealed(here)
    await here.command("noor", "/queue appeal 2 overturned No patient can be recognised.")
    (published,) = here.platform.of(PublishMessage)
    assert published.content is not None
    assert "Ada Testperson" in published.content.body
    assert "back in its place" in words_of(here.told("ada")[-1])
    assert (await here.case(1)).visibility is Visibility.RELEASED


async def test_overturned_when_nothing_is_kept_any_more(here: Town) -> None:
    """A day later the original is gone; after a month so are the excerpts; the appeal is decided all the same."""
    await ruled(here, "remove", HELD)
    await here.pass_time(timedelta(days=29))
    await purge(here.app.store, Retention(), here.time())
    await appealed(here)
    await here.pass_time(timedelta(days=3))
    await purge(here.app.store, Retention(), here.time())
    assert (await here.case(1)).excerpt is None
    await here.command("noor", "/queue appeal 2 overturned No patient can be recognised.")
    assert here.platform.of(PublishMessage) == []
    assert "no longer kept" in words_of(here.told("ada")[-1])
    assert (await here.case(1)).ruling is Ruling.DISMISS


@pytest.mark.parametrize("outcome", ["upheld", "overturned"])
async def test_the_first_case_may_be_gone(here: Town, outcome: str) -> None:
    """A community that keeps cases for a week only still decides an appeal that waited."""
    await ruled(here, "notice")
    await here.pass_time(timedelta(days=6))
    await appealed(here)
    await here.pass_time(timedelta(days=2))
    await purge(here.app.store, Retention(case=timedelta(days=7)), here.time())
    assert "no longer kept" in words_of(await here.command("noor", "/queue view 2"))
    await here.command("noor", f"/queue appeal 2 {outcome} So it is.")
    assert (await here.case(2)).outcome is Outcome(outcome)
    assert "So it is." in words_of(here.told("ada")[-1])
    here.assert_no_errors()


async def test_a_message_that_the_platform_does_not_put_back(here: Town) -> None:
    """The member hears the truth, moderators see it, and nobody can rule against the member again."""
    await ruled(here, "remove", HELD)
    await appealed(here)

    def fault(action: object) -> None:
        if isinstance(action, PublishMessage):
            raise Refused("missing permission")

    here.platform.fault = fault
    await here.command("noor", "/queue appeal 2 overturned No patient can be recognised.")
    assert "could not be put back" in words_of(here.told("ada")[-1])
    assert (await here.case(1)).state is State.ATTENTION
    assert "An appeal has settled" in words_of(await here.command("mia", "/queue decide 1 strike"))
    here.platform.fault = lambda _: None
    await here.command("mia", "/queue decide 1 dismiss")
    assert (await here.case(1)).ruling is Ruling.DISMISS


async def test_overturned_lifts_a_running_timeout(here: Town) -> None:
    """It ends at once; one that has run out is not touched."""
    await ruled(here, "timeout duration:7d")
    assert len(here.platform.of(TimeOut)) == 1
    await appealed(here)
    await here.command("noor", "/queue appeal 2 overturned It was a quotation.")
    assert len(here.platform.of(LiftTimeOut)) == 1


async def test_a_timeout_that_has_run_out_is_left_alone(here: Town) -> None:
    """Lifting it might end another one that somebody else gave by hand."""
    await ruled(here, "timeout duration:1h")
    await here.pass_time(timedelta(hours=2))
    await appealed(here)
    await here.command("noor", "/queue appeal 2 overturned It was a quotation.")
    assert here.platform.of(LiftTimeOut) == []


async def test_a_timeout_of_another_case_goes_on(here: Town) -> None:
    """What one case gave ends; what another one gave runs to its own end."""
    await ruled(here, "timeout duration:7d")
    await here.post(RUDE)
    await here.command("mia", "/queue decide 2 timeout duration:2d")
    until = here.time() + timedelta(days=2)
    await appealed(here)
    await here.command("noor", "/queue appeal 3 overturned It was a quotation.")
    assert here.platform.of(LiftTimeOut) == []
    assert here.platform.of(TimeOut)[-1].until == until


@pytest.mark.parametrize(
    ("ruling", "instead", "becomes"),
    [
        ("strike", "", Ruling.NOTICE),
        ("strike", "instead:nudge", Ruling.NUDGE),
        ("timeout", "instead:strike", Ruling.STRIKE),
        ("notice", "", Ruling.NUDGE),
        ("remove", "", Ruling.NOTICE),
    ],
)
async def test_reduced_to_something_milder(here: Town, ruling: str, instead: str, becomes: Ruling) -> None:
    """A milder ruling takes the place of the first one, with its strikes and no other."""
    await ruled(here, ruling)
    await appealed(here)
    await here.command("noor", f"/queue appeal 2 reduced {instead} It was a slip.")
    first = await here.case(1)
    assert (first.ruling, first.decided_by) == (becomes, here.members["noor"].id)
    assert await strikes(here) == (1 if becomes is Ruling.STRIKE else 0)
    assert await precision(here) == {"scripted.disrespect.remark": (1, 1)}
    assert "made it milder" in words_of(here.told("ada")[-1])
    assert len(here.platform.of(LiftTimeOut)) == (ruling == "timeout")


@pytest.mark.parametrize(
    ("ruling", "line"),
    [
        ("nudge", "reduced It was a slip."),
        ("notice", "reduced instead:strike A slip."),
        ("strike", "reduced instead:strike x"),
    ],
)
async def test_reduced_is_never_harder(here: Town, ruling: str, line: str) -> None:
    """What is not milder is refused, and nothing changes."""
    await ruled(here, ruling)
    await appealed(here)
    assert "milder" in words_of(await here.command("noor", f"/queue appeal 2 {line}"))
    assert (await here.case(2)).state is State.OPEN
    assert (await here.case(1)).ruling is Ruling(ruling)


async def test_a_decision_needs_a_reason_that_fits(here: Town) -> None:
    """The member reads it, so there must be one, and it must leave the message short."""
    await ruled(here, "strike")
    await appealed(here)
    assert "reason" in words_of(await here.command("noor", "/queue appeal 2 upheld"))
    long = " ".join(["word"] * (MOST_WORDS + 1))
    assert str(MOST_WORDS) in words_of(await here.command("noor", f"/queue appeal 2 upheld {long}"))
    masked = "We know {patient_data.direct 0.9: Ada Testperson} and it stands"
    await here.command("noor", f"/queue appeal 2 upheld {masked}")
    assert "Testperson" not in words_of(here.told("ada")[-1])


async def test_the_card_leads_to_the_form_and_the_next_case(here: Town) -> None:
    """Claim, decide, next; the form offers only what is possible."""
    await ruled(here, "nudge")
    await appealed(here)
    card = await here.command("noor", "/queue next")
    token = token_of(card, "Decide…")
    form = form_of(await here.press("noor", token))
    assert [option.value for option in form.fields[0].options] == ["upheld", "overturned"]
    answer = await here.fill("noor", form.token, outcome="overturned", reason="It was a quotation.")
    assert answer.title == "Case 2: overturned"
    assert isinstance(here.platform.replies[-1][1], ReplaceCard)
    assert [button.token for button in answer.buttons] == ["queue:next"]


@pytest.mark.parametrize(
    "line", ["/queue decide 2 notice", "/queue decide 2 dismiss", "/queue ban 2 confirmed So be it."]
)
async def test_an_appeal_is_decided_as_an_appeal(here: Town, line: str) -> None:
    """Other commands say how; nothing changes."""
    await ruled(here, "strike")
    await appealed(here)
    await here.command("noor", line)
    assert (await here.case(2)).state is State.OPEN
    words = words_of(await here.command("noor", line))
    assert "/queue appeal" in words or "not a proposed ban" in words


async def test_an_authors_buttons_do_nothing_to_an_appeal(here: Town) -> None:
    """An appeal is no message that could be mended, deleted or contested."""
    await ruled(here, "strike")
    await appealed(here)
    for button in ("fix", "withdraw", "mistake"):
        assert "No such case here." in words_of(card_of(await here.press("ada", f"mine:{button}:2")))


async def test_a_ruling_that_is_taken_back_ends_its_appeal(here: Town) -> None:
    """There is nothing left to appeal; against a new ruling the member may appeal anew."""
    await ruled(here, "strike")
    await appealed(here)
    await here.command("mia", "/queue undo 1")
    assert (await here.case(2)).state is State.CLOSED
    await here.command("mia", "/queue decide 1 notice")
    assert "looked at anew" in words_of(await appealed(here))
    assert (await here.case(3)).kind is CaseKind.APPEAL


async def test_what_an_appeal_settled_is_not_taken_back(here: Town) -> None:
    """Neither the first case nor the appeal can be undone afterwards."""
    await ruled(here, "strike")
    await appealed(here)
    await here.command("noor", "/queue appeal 2 overturned It was a quotation.")
    assert "An appeal has settled case 1" in words_of(await here.command("mia", "/queue undo 1"))
    assert "is an appeal" in words_of(await here.command("noor", "/queue undo 2"))


async def test_a_waiting_appeal_calls_for_attention(here: Town) -> None:
    """After five days the moderators are called, after seven again, and the member hears that it is late."""
    await ruled(here, "strike")
    await appealed(here)
    before = len(here.told("ada"))
    await here.pass_time(timedelta(days=5))
    assert [one.ping for one in here.asked() if one.subject == "case:2"] == [False, True]
    assert len(here.told("ada")) == before
    await here.pass_time(timedelta(days=2))
    assert [one.ping for one in here.asked() if one.subject == "case:2"] == [False, True, True]
    assert "waited longer than it should" in words_of(here.told("ada")[-1])
    await here.pass_time(timedelta(days=30))
    assert len(here.told("ada")) == before + 1


async def test_a_hold_that_ran_out_can_be_appealed(here: Town) -> None:
    """Nobody decided it, so anybody may look at the appeal; the notice offers it."""
    await here.post(HELD)
    await here.pass_time(timedelta(hours=73))
    notice = here.told("ada")[-1]
    assert "You can appeal until 4 Apr 2026" in words_of(notice)
    assert token_of(notice, "Appeal") == "my:appeal:1"
    await appealed(here)
    assert (await here.case(2)).first_by is None
    await here.command("mia", "/queue appeal 2 overturned No patient can be recognised.")
    assert (await here.case(1)).ruling is Ruling.DISMISS
    assert await precision(here) == {"scripted.patient_data.direct": (0, 1)}


async def test_the_record_shows_strikes_and_appeals(here: Town) -> None:
    """With their last day and their state; before and after the decision."""
    await ruled(here, "strike")
    words = words_of(await here.command("ada", "/my record"))
    assert "1 from case 1, until 29 Aug 2026." in words
    await appealed(here)
    assert "Appeal 2 about case 1: decided by 9 Mar 2026" in words_of(await here.command("ada", "/my record"))
    await here.command("noor", "/queue appeal 2 upheld It stands.")
    assert "Appeal 2 about case 1: upheld" in words_of(await here.command("ada", "/my record"))


async def test_export_and_erase(here: Town) -> None:
    """A member gets their words and the reason; erasing takes the words and leaves the appeal."""
    await ruled(here, "strike")
    await appealed(here)
    await here.command("noor", "/queue appeal 2 upheld It stands.")
    kept = json.loads((await here.command("ada", "/my data export")).excerpt or "")
    assert kept["appeals"] == [
        {
            "case": 2,
            "about": 1,
            "opened": here.time().isoformat(),
            "words": WORDS,
            "outcome": "upheld",
            "reason": "It stands.",
        }
    ]
    assert [one["case"] for one in kept["strikes one by one"]] == [1]
    await here.press("ada", "my:erase")
    case = await here.case(2)
    assert (case.excerpt, case.outcome) == (None, Outcome.UPHELD)


async def test_appeals_end_with_the_other_cases(here: Town) -> None:
    """The words after 30 days, the rest 180 days after the decision; nothing is overdue then."""
    await ruled(here, "timeout duration:7d")
    await appealed(here)
    await here.command("noor", "/queue appeal 2 upheld It stands.")
    at = here.time()
    assert (await verify(here.app.store, Retention(), at + timedelta(days=30))).rows["excerpts"] == 2
    assert (await verify(here.app.store, Retention(), at + timedelta(days=7))).rows["timeouts"] == 1
    await purge(here.app.store, Retention(), at + timedelta(days=180))
    assert await here.cases() == []
    assert (await verify(here.app.store, Retention(), at + timedelta(days=180))).total == 0


async def test_a_notice_of_removal_says_what_it_must(here: Town) -> None:
    """The rule, automated or human, for how long, how to appeal and until when."""
    await here.post("pt {patient_data.direct 0.99!: Ada Testperson} is well")
    automatic = words_of(here.told("ada")[-1])
    for piece in ("may identify a patient", "An automatic check removed it", "It stays removed", "appeal for 30 days"):
        assert piece in automatic
    await here.post(HELD)
    await here.command("mia", "/queue decide 2 remove")
    human = words_of(here.told("ada")[-1])
    for piece in ("A moderator, not a machine", "for patient data", "stays removed", "You can appeal until 1 Apr 2026"):
        assert piece in human
    assert token_of(here.told("ada")[-1], "Appeal").startswith("my:appeal:")
