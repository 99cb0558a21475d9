"""`/learn`: cases that rotate, feedback for every choice, a private score, and dilemmas that the policy answers."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.actions import ReplaceCard, TellMember
from bot.core.cards import TOKEN_LIMIT, Card
from bot.core.commands import Roster
from bot.core.courtesy import Occasion
from bot.core.policy import CommunityPolicy, load_policy
from cogs.learn import A_YEAR, Answer, LearnCog
from config.catalogue import speaking
from config.content import Module, load_course
from tests.town import Town, card_of, token_of, town, words_of

COURSE = load_course()
SAY = speaking("en")
POLICY = Path(__file__).parents[3] / "config" / "community.toml"


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Town]:
    """Open a town."""
    async with town(tmp_path) as opened:
        yield opened


def case_of(card: Card) -> str:
    """Name the case that a card asks about."""
    return card.buttons[0].token.split(":")[2]


def choice_of(card: Card, *, sound: bool) -> str:
    """Find the token of a sound choice, or of one that is not."""
    found = COURSE.case(case_of(card))
    assert found is not None
    return next(one.token for one in card.buttons if found[1].choices[int(one.token.split(":")[3])].sound is sound)


async def go_through(here: Town, by: str, module: str, *, sound: bool = True) -> tuple[list[str], Card]:
    """Answer a whole module; the cases in their order come back, and the card at the end."""
    seen: list[str] = []
    card = await here.command(by, f"/learn {module}")
    while True:
        seen.append(case_of(card))
        fed_back = card_of(await here.press(by, choice_of(card, sound=sound)))
        card = card_of(await here.press(by, fed_back.buttons[0].token))
        if not card.buttons[0].token.startswith("learn:answer:"):
            return seen, card


async def test_the_card_of_modules(here: Town) -> None:
    """Ten, each with its aim and one's own progress, to choose from."""
    shown = await here.command("fred", "/learn")
    assert [fact.name for fact in shown.facts] == [module.title.fr for module in COURSE.modules]
    assert all(speaking("fr")("learn.standing.new") in fact.value for fact in shown.facts)
    assert shown.select is not None
    picked = await here.press("fred", shown.select.token, ["crisis"])
    assert isinstance(picked, ReplaceCard)
    assert case_of(picked.card) in {case.id for case in COURSE.modules[5].cases}


@pytest.mark.parametrize("module", COURSE.modules, ids=lambda one: one.id)
async def test_every_case_of_every_module_is_reached(here: Town, module: Module) -> None:
    """Each once a round, and the score at the end."""
    seen, done = await go_through(here, "ada", module.id)
    assert sorted(seen) == sorted(case.id for case in module.cases)
    assert "3 of 3 chosen well at the first try." in words_of(done)


async def test_every_choice_is_on_the_card_and_teaches(here: Town) -> None:
    """Each letter's words stand in the body; what comes back is that choice's own feedback."""
    card = await here.command("ada", "/learn patients")
    found = COURSE.case(case_of(card))
    assert found is not None
    assert card.body[0] == found[1].scene.en
    for button, line in zip(card.buttons, card.body[1:], strict=True):
        choice = found[1].choices[int(button.token.split(":")[3])]
        assert line == f"**{button.label}** · {choice.text.en}"
        fed_back = card_of(await here.press("ada", button.token))
        assert choice.feedback.en in fed_back.body
        assert fed_back.title == (SAY("learn.sound") if choice.sound else SAY("learn.unsound"))


async def test_only_the_first_answer_counts(here: Town) -> None:
    """Looking again is for learning."""
    card = await here.command("ada", "/learn brand")
    fed_back = card_of(await here.press("ada", choice_of(card, sound=False)))
    again = card_of(await here.press("ada", token_of(fed_back, SAY("button.learn.again"))))
    assert again.title == card.title
    await here.press("ada", choice_of(again, sound=True))
    _, done = await go_through(here, "ada", "brand")
    assert "2 of 3 chosen well at the first try." in words_of(done)


async def test_cases_and_choices_change_places_from_round_to_round(here: Town) -> None:
    """The second round begins with another case, and every letter may mean something else."""
    first, done = await go_through(here, "ada", "ethics")
    before = await here.command("ada", "/learn")
    second, _ = await go_through(here, "ada", "ethics")
    assert sorted(first) == sorted(second)
    assert first[0] != second[0]
    assert done.excerpt is not None
    assert "completed on 2026-03-02, 3 of 3" in words_of(before)


async def test_the_certificate_is_a_text_without_a_name(here: Town) -> None:
    """In the first person, with module, score, day and source; nobody else is sent it."""
    _, done = await go_through(here, "fred", "network", sound=False)
    assert done.excerpt is not None
    for piece in ("Le 2026-03-02", "En bonne compagnie", "3 cas, dont 0", "10.46989/001c.125931"):
        assert piece in done.excerpt
    assert "fred" not in done.excerpt.lower()
    assert here.told("fred") == []
    assert here.asked() == []


async def test_all_ten_make_a_certificate_of_their_own(here: Town) -> None:
    """Not before."""
    assert SAY("learn.error.not_all") in words_of(card_of(await here.press("ada", "learn:certificate")))
    for module in COURSE.modules:
        await go_through(here, "ada", module.id)
    overview = await here.command("ada", "/learn")
    whole = card_of(await here.press("ada", token_of(overview, SAY("button.learn.certificate"))))
    assert whole.excerpt is not None
    assert "all 10 modules" in whole.excerpt


async def test_a_round_is_not_over_before_its_last_case(here: Town) -> None:
    """A button of an old card goes on with what is still to be answered."""
    await here.command("ada", "/learn privacy")
    card = card_of(await here.press("ada", "learn:done:privacy"))
    assert card.buttons[0].token.startswith("learn:answer:privacy-")


async def test_a_break_in_the_middle_survives_a_restart(tmp_path: Path) -> None:
    """One goes on where one was."""
    async with town(tmp_path) as here:
        card = await here.command("ada", "/learn informed")
        await here.press("ada", choice_of(card, sound=True))
    async with town(tmp_path) as here:
        here._numbers = iter(range(1_000, 2_000))  # no delivery comes twice
        assert "1 of 3 cases answered" in words_of(await here.command("ada", "/learn"))
        assert case_of(await here.command("ada", "/learn informed")) != case_of(card)


async def test_what_was_published_once_may_go(here: Town) -> None:
    """Controls of cases and modules that are gone say so."""
    for token in ("learn:answer:no-such-case:0", "learn:again:no-such-case", "learn:decide:no-such-case:word"):
        assert SAY("error.stale_control") in words_of(card_of(await here.press("mia", token)))
    assert SAY("error.stale_control") in words_of(card_of(await here.press("ada", "learn:answer:brand-changed-mind:9")))
    assert "presence, brand" in words_of(await here.command("ada", "/learn juggling"))


async def test_modules_are_completed_by_title(here: Town) -> None:
    """In the reader's language, or by area."""
    complete = here.app.engine.complete
    assert [one.value for one in await complete(here.invocation("fred"), "learn", "module", "tourne")] == ["crisis"]
    assert [one.value for one in await complete(here.invocation("ada"), "learn", "module", "priv")] == ["privacy"]


# What is kept


async def test_progress_is_private_exported_and_erased(here: Town) -> None:
    """Nobody else sees it; the member gets all of it and can delete all of it."""
    await go_through(here, "ada", "crisis")
    await here.press("ada", "learn:refresh:yes")
    assert "completed" not in words_of(await here.command("mia", "/learn"))
    exported = str((await here.command("ada", "/my data export")).excerpt)
    assert '"sound": 3' in exported
    assert '"refresh": true' in exported
    await here.press("ada", "my:erase")
    assert "learning" not in str((await here.command("ada", "/my data export")).excerpt)
    assert "completed" not in words_of(await here.command("ada", "/learn"))
    await here.pass_time(A_YEAR + timedelta(days=1))
    assert here.told("ada") == []


async def test_the_yearly_reminder_is_asked_for_and_can_be_stopped(here: Town) -> None:
    """Nothing without asking; once a year after; not after it was stopped."""
    await go_through(here, "fred", "crisis")
    await here.pass_time(A_YEAR + timedelta(days=1))
    assert here.told("fred") == []
    on = await here.command("fred", "/learn")
    await here.press("fred", token_of(on, speaking("fr")("button.learn.refresh.on")))
    await here.pass_time(A_YEAR + timedelta(hours=3))
    (told,) = here.platform.of(TellMember)
    assert told.occasion is Occasion.SUBSCRIBED
    assert told.card.title == SAY("learn.refresh.title")
    await here.command("fred", "/my language fr")
    await here.pass_time(A_YEAR + timedelta(hours=3))
    assert here.told("fred")[-1].title == speaking("fr")("learn.refresh.title")
    await here.press("fred", token_of(here.told("fred")[-1], speaking("fr")("button.learn.refresh.off")))
    await here.pass_time(A_YEAR + timedelta(hours=3))
    assert len(here.told("fred")) == 2


async def test_a_yearly_reminder_that_falls_into_a_break_comes_after_it(here: Town) -> None:
    """Once a year is too seldom to be left out."""
    await here.press("ada", "learn:refresh:yes")
    await here.pass_time(A_YEAR - timedelta(days=1))
    await here.command("ada", "/break for:14d")
    await here.pass_time(timedelta(days=2))
    assert here.told("ada") == []
    await here.pass_time(timedelta(days=12, hours=1))
    assert [card.title for card in here.told("ada")] == [SAY("rest.back.title")]
    await here.pass_time(timedelta(days=1))
    assert here.told("ada")[-1].title == SAY("learn.refresh.title")


async def test_a_module_finished_anew_puts_the_reminder_off(here: Town) -> None:
    """A year counts from the last module."""
    await here.press("ada", "learn:refresh:yes")
    await here.pass_time(A_YEAR - timedelta(days=1))
    await go_through(here, "ada", "brand")
    await here.pass_time(timedelta(days=30))
    assert here.told("ada") == []


# Dilemmas


@pytest.mark.parametrize(
    ("dilemma", "expected"),
    [
        ("dilemma-name-and-number", Answer.REMOVE),
        ("dilemma-probable-name", Answer.WORD),
        ("dilemma-mosaic-in-cases", Answer.HIDE),
        ("dilemma-mosaic-in-lounge", Answer.WORD),
        ("dilemma-newcomer-lure", Answer.REMOVE),
        ("dilemma-old-member-lure", Answer.HIDE),
        ("dilemma-sharp-word", Answer.WORD),
        ("dilemma-mocking-patients", Answer.WORD),
        ("dilemma-threat", Answer.HIDE),
        ("dilemma-advice", Answer.WORD),
        ("dilemma-distress", Answer.WORD),
        ("dilemma-eponym", Answer.LEAVE),
    ],
)
def test_the_default_policy_answers_as_its_reason_says(dilemma: str, expected: Answer) -> None:
    """The reasons are written for the default policy: were a cell changed, the reason would have to be."""
    cog = LearnCog(COURSE, lambda _: default())
    assert cog._questions[dilemma].answered(default()) is expected
    assert len(COURSE.dilemmas) == 12


def default() -> CommunityPolicy:
    """Load the default policy."""
    return load_policy(POLICY.read_text("utf-8"), name=POLICY.name)


def test_another_policy_gives_another_answer() -> None:
    """A community that hides likely names is not told that it should not."""
    stricter = load_policy(
        '[matrix."patient_data.direct"]\nmedium = { message = "hold", tell = "notice", queue = "p1" }\n',
        name="mine.toml",
        base=POLICY.read_text("utf-8"),
    )
    question = LearnCog(COURSE, lambda _: stricter)._questions["dilemma-probable-name"]
    assert question.answered(stricter) is Answer.HIDE
    shadowed = default().model_copy(update={"shadow": frozenset({question.category.label})})
    assert question.answered(shadowed) is Answer.WORD


def test_a_dilemma_that_no_policy_knows_is_refused_at_the_start() -> None:
    """Not in front of a moderator."""
    (first, *_) = COURSE.dilemmas
    wrong = COURSE.model_copy(update={"dilemmas": (first.model_copy(update={"category": "weather.rain"}),)})
    with pytest.raises(ValueError, match=r"weather\.rain"):
        LearnCog(wrong, lambda _: default())


async def test_a_moderator_meets_every_dilemma_before_one_comes_again(here: Town) -> None:
    """Answers are put beside the policy's, counted for the moderator alone."""
    card = await here.command("mia", "/learn calibrate")
    met: list[str] = []
    answered = card
    for _ in COURSE.dilemmas:
        met.append(card.buttons[0].token.split(":")[2])
        answered = card_of(await here.press("mia", f"learn:decide:{met[-1]}:word"))
        assert [fact.name for fact in answered.facts] == [SAY("calibrate.you"), SAY("calibrate.policy")]
        card = card_of(await here.press("mia", answered.buttons[0].token))
    assert sorted(met) == sorted(one.id for one in COURSE.dilemmas)
    assert "Agreed in 6 of 12." in str(answered.footer)
    assert card.buttons[0].token.split(":")[2] == met[0]
    assert here.asked() == []


async def test_agreeing_and_differing_read_differently(here: Town) -> None:
    """Neither is called wrong."""
    agreed = card_of(await here.press("mia", "learn:decide:dilemma-threat:hide"))
    differed = card_of(await here.press("mia", "learn:decide:dilemma-threat:leave"))
    assert (agreed.title, differed.title) == (SAY("calibrate.agree"), SAY("calibrate.differ"))
    assert "Agreed in 0 of 1." in str(differed.footer)


async def test_dilemmas_are_for_moderators(here: Town) -> None:
    """Typed or pressed."""
    refused = SAY("error.not_permitted.moderator")
    assert refused in words_of(await here.command("ada", "/learn calibrate"))
    assert refused in words_of(card_of(await here.press("ada", "learn:dilemma")))
    assert refused in words_of(card_of(await here.press("ada", "learn:decide:dilemma-threat:hide")))


# What platforms allow


def test_every_token_fits() -> None:
    """The longest case with its choice, and the longest dilemma with its answer."""
    cases = [f"learn:answer:{case.id}:3" for module in COURSE.modules for case in module.cases]
    dilemmas = [f"learn:decide:{one.id}:{answer}" for one in COURSE.dilemmas for answer in Answer]
    assert max(map(len, (*cases, *dilemmas))) <= TOKEN_LIMIT


def test_the_roster_is_the_cog_s_own() -> None:
    """Nothing that it keeps is under a name that another cog might take."""
    roster = Roster((LearnCog(COURSE, lambda _: default()),))
    assert set(roster.commands) == {"learn", "learn calibrate"}
    assert set(roster.timers) == {"learn.refresh"}
