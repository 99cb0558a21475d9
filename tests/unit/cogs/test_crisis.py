"""`/crisis` and `/case receipt`: steps for the moment, a draft that only its author sees judged, one's own case."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

import config.content
from bot.app import inspector
from bot.core.actions import ReplaceCard, ShowForm
from bot.core.cards import FieldKind
from bot.core.engine import Examiner
from bot.core.findings import Context
from bot.core.policy import ChannelMode, load_policy
from bot.core.text import Content, fold
from cogs.shared.checking import reasons
from config.catalogue import speaking
from config.content import load_playbook
from tests.town import COMMUNITY, START, Time, Town, card_of, form_of, town, words_of

PLAYBOOK = load_playbook()
BRANCHES = [branch.id for branch in PLAYBOOK.branches]
SAY = speaking("en")
DEFAULT_POLICY = Path(config.content.__file__).with_name("community.toml")


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Town]:
    """Open a town."""
    async with town(tmp_path) as opened:
        yield opened


async def test_it_asks_what_has_happened_and_says_that_it_is_no_legal_advice(here: Town) -> None:
    """One select of the branches, and the way to the first hour."""
    shown = await here.command("ada", "/crisis")
    assert shown.select is not None
    assert [option.value for option in shown.select.options] == BRANCHES
    assert shown.footer == SAY("crisis.not_legal")
    assert "/crisis disclosure" in words_of(shown)


@pytest.mark.parametrize("branch", BRANCHES)
async def test_every_branch_is_reached_by_choice_and_by_command(here: Town, branch: str) -> None:
    """Both show the same numbered steps, the reply that can be written, and the button for a draft."""
    asked = await here.command("ada", "/crisis")
    assert asked.select is not None
    chosen = await here.press("ada", asked.select.token, [branch])
    assert isinstance(chosen, ReplaceCard)
    typed = await here.command("ada", f"/crisis {branch}")
    assert chosen.card == typed
    found = PLAYBOOK.branch(branch)
    assert found is not None
    assert found.reply is not None
    assert typed.excerpt == found.reply.en
    assert [fact.name for fact in typed.facts] == [f"{n}. {step.title.en}" for n, step in enumerate(found.steps, 1)]
    assert [button.token for button in typed.buttons] == [f"crisis:draft:{branch}", "crisis:open"]
    assert "not legal advice" in str(typed.footer)


async def test_the_first_hour(here: Town) -> None:
    """Steps, no ready reply, and the way to a record of one's own case."""
    shown = await here.command("fred", "/crisis disclosure")
    assert [fact.value for fact in shown.facts] == [step.text.fr for step in PLAYBOOK.disclosure.steps]
    assert shown.excerpt is None
    assert "/case receipt" in words_of(shown)
    assert [button.token for button in shown.buttons] == ["crisis:open"]
    assert card_of(await here.press("fred", "crisis:open")).select is not None


async def test_an_unknown_situation_is_named(here: Town) -> None:
    """With the ones that there are; the same on a form that has grown old."""
    assert "review, pile-on" in words_of(await here.command("ada", "/crisis earthquake"))
    assert "review, pile-on" in words_of(await here.fill("ada", "crisis:draft:earthquake", draft="Thank you."))


async def test_situations_are_completed(here: Town) -> None:
    """By title, in the reader's language."""
    found = await here.app.engine.complete(here.invocation("fred"), "crisis", "situation", "journ")
    assert [one.value for one in found] == ["journalist"]


CONFIRMING = [
    "On that day you were seen within forty minutes of your blood test.",
    "As your doctor I can only say that this is untrue.",
    "You are not a patient of ours.",
    "We have NO RECORD of such a visit.",
    "Je vous ai vue le jour même, dans les dix minutes.",
    "Vous n’êtes pas patiente chez nous.",
    "Nous ne trouvons aucune trace de ce passage.",
    "You didn’t attend, twice.",
]
SILENT = [
    "Thank you for writing. Nobody should be left with that impression; please call us.",
    "We can’t speak about anyone’s care in public.",
    "Merci de l’avoir écrit. Appelez le cabinet, nous vous écouterons.",
    "Patients deserve better, and I have tested nothing yet.",
    *(text for branch in PLAYBOOK.branches if branch.reply for text in (branch.reply.en, branch.reply.fr)),
]


@pytest.mark.parametrize("draft", CONFIRMING)
async def test_a_draft_that_confirms_somebody_is_told_so(here: Town, draft: str) -> None:
    """Said or denied, in either language; what is offered instead is the branch's own reply."""
    read = await here.fill("ada", "crisis:draft:review", draft=draft)
    assert read.facts[0].name == SAY("crisis.confirms")
    branch = PLAYBOOK.branch("review")
    assert branch is not None
    assert branch.reply is not None
    assert read.excerpt == branch.reply.en
    assert draft not in words_of(read)


@pytest.mark.parametrize("draft", SILENT)
async def test_a_draft_that_confirms_nobody_passes(here: Town, draft: str) -> None:
    """Near misses, and every reply that we offer ourselves."""
    read = await here.fill("ada", "crisis:draft:pile-on", draft=draft)
    assert read.facts == ()
    assert read.body == (SAY("crisis.draft.clean"),)
    assert read.excerpt is None


def test_our_replies_pass_our_own_checks() -> None:
    """The real detectors find nothing in what we tell people to write."""
    eyes = inspector()
    policy = load_policy(DEFAULT_POLICY.read_text("utf-8"), name="community.toml")
    examiner = Examiner(eyes, lambda _: policy, Time())
    context = Context(now=START, community=COMMUNITY)
    for draft in SILENT:
        text = fold(Content.of(draft))
        judged = examiner.judge(text, eyes.look(text, context), policy, ChannelMode.GENERAL, context)
        assert reasons(judged, SAY) == [], draft
    eyes.close()


async def test_details_in_a_draft_are_told_in_general_words(here: Town) -> None:
    """Where nothing confirms, the author's own wording comes back with the detail left out."""
    read = await here.fill(
        "ada", "crisis:draft:review", draft="It was {patient_data.direct 0.9: Ada Testperson} again."
    )
    assert read.excerpt is not None
    assert "Testperson" not in words_of(read)
    assert SAY("check.found") in [fact.name for fact in read.facts]


def holding(folder: Path, word: bytes) -> list[Path]:
    """List the files that hold a word."""
    return [path for path in folder.rglob("*") if path.is_file() and word in path.read_bytes()]


async def test_nothing_of_a_draft_is_kept(here: Town, tmp_path: Path) -> None:
    """No case, no row, no line of the log, and an empty draft is refused."""
    await here.fill("ada", "crisis:draft:review", draft="Your appointment with {spam.fraud 0.9: Zebulon} was long.")
    assert await here.cases() == []
    assert "Zebulon" not in str(here.ledger.lines)
    assert await asyncio.to_thread(holding, tmp_path, b"Zebulon") == []
    assert words_of(await here.fill("ada", "crisis:draft:review", draft="  ")).count(SAY("error.empty_text"))


async def test_the_form_has_one_question(here: Town) -> None:
    """The branch travels in the token."""
    reply = await here.press("ada", "crisis:draft:journalist")
    assert isinstance(reply, ShowForm)
    form = form_of(reply)
    assert form.token == "crisis:draft:journalist"
    assert [(field.name, field.kind) for field in form.fields] == [("draft", FieldKind.PARAGRAPH)]


# The record of one's own case

HELD = "pt {patient_data.direct 0.9: Ada Testperson} is well"


async def test_a_record_holds_facts_and_no_word_of_the_message(here: Town) -> None:
    """Number, channel, times, kinds of detail, what was done; never what was written."""
    await here.post(HELD)
    await here.pass_time(timedelta(minutes=5))
    record = (await here.command("ada", "/case receipt 1")).excerpt
    assert record is not None
    for piece in ("case 1", "#general", "Noticed: 2026-03-02 09:00 UTC", "a name", "hide the message, done", "held"):
        assert piece in record
    assert "Written: 2026-03-02 09:05 UTC" in record
    assert "Testperson" not in record
    assert "is well" not in record


async def test_a_record_says_how_a_case_ended(here: Town) -> None:
    """A ruling is named, and so is an author's own correction."""
    await here.post(HELD)
    case = await here.case(1)
    await here.press("mia", f"queue:rule:notice:private:1:{case.version}")
    assert f"State of the case: {SAY('ruling.notice')}" in str((await here.command("ada", "/case receipt 1")).excerpt)
    await here.post("again {patient_data.direct 0.9: Ada Testperson} is well")
    await here.press("ada", "mine:withdraw:2")
    assert "deleted by its author" in str((await here.command("ada", "/case receipt 2")).excerpt)


@pytest.mark.parametrize(("by", "number"), [("fred", 1), ("mia", 1), ("ada", 2)])
async def test_only_one_s_own_case(here: Town, by: str, number: int) -> None:
    """Another's case and one that is not there answer alike, to moderators too."""
    await here.post(HELD)
    answer = words_of(await here.command(by, f"/case receipt {number}"))
    assert speaking(here.members[by].locale or "en")("error.no_such_case") in answer


async def test_only_one_s_own_cases_are_completed(here: Town) -> None:
    """By number, without content."""
    await here.post(HELD)
    engine = here.app.engine
    (row,) = await engine.complete(here.invocation("ada"), "case receipt", "case", "")
    assert row.value == "1"
    assert "Testperson" not in row.label
    assert await engine.complete(here.invocation("fred"), "case receipt", "case", "") == []
    assert await engine.complete(here.invocation("ada"), "case receipt", "case", "7") == []
