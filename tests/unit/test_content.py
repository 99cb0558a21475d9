"""All that is taught, from tips to what to do in a crisis: complete, short, kind, and typeset in both languages."""

import re
import tomllib
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

import cogs
import config.content
from bot.core.engine import Examiner
from bot.core.findings import Category, Label
from bot.core.inspection import Inspector
from bot.core.setups import Survey
from config.content import (
    AREAS,
    Branch,
    Conduct,
    ContentError,
    Course,
    Dilemma,
    LearnCase,
    Module,
    Playbook,
    Tip,
    Topic,
    count_words,
    load_conduct,
    load_course,
    load_playbook,
    load_tips,
    load_topics,
)

TIPS = load_tips()
TOPICS = load_topics()
CONDUCT = load_conduct()
COURSE = load_course()
CASES = [case for module in COURSE.modules for case in module.cases]
PLAYBOOK = load_playbook()
BRANCHES = [*PLAYBOOK.branches, PLAYBOOK.disclosure]

EDITORIAL = "10.46989/001c.125931"
TABLE_1 = (
    "presence.accounts",
    "presence.photo",
    "brand.niche",
    "brand.messaging",
    "content.share",
    "content.events",
    "content.education",
    "patients.privacy",
    "patients.responsive",
    "monitoring.alerts",
    "monitoring.review",
    "crisis.plan",
    "crisis.calm",
    "network.peers",
    "network.groups",
    "privacy.settings",
    "privacy.personal",
    "informed.trends",
    "informed.training",
    "ethics.conduct",
    "ethics.authentic",
)
BODY = (
    "everyday.expectations",
    "everyday.overwhelm",
    "everyday.disconnect",
    "everyday.respect",
    "everyday.careless",
    "everyday.confidentiality",
    "everyday.informal",
    "everyday.followers",
    "everyday.spam",
    "everyday.boundaries",
    "everyday.private-life",
    "everyday.rules",
    "everyday.focus",
)
TOPIC_IDS = ("reminder", "discord", "slack", "sharing-a-case", "photos", "what-the-bot-keeps")
COMMANDS = {
    "/tip",
    "/check",
    "/conduct show",
    "/conduct accept",
    "/my data export",
    "/my data erase",
    "/my record",
    "/crisis",
    "/crisis disclosure",
    "/learn",
    "/alert add",
    "/boundary set",
    "/break",
    "/break evenings",
    "/break night",
    "/case share",
    "/digest weekly",
    "/events list",
    "/focus",
    "/intro",
    "/journal propose",
    "/library search",
    "/myrules add",
    "/peers",
    "/profile check",
    "/profile niche",
    "/remind checkup",
    "/share",
    "/topic open",
    *(f"/crisis {branch.id}" for branch in PLAYBOOK.branches),
    *(f"/learn {module.id}" for module in COURSE.modules),
    *(f"/tip {area}" for area in AREAS),
    *(f"/privacy {topic}" for topic in TOPIC_IDS),
}
"""What a tip or a topic may tell somebody to type; a test sees that all of it can be typed."""

NOW = datetime.now(UTC)
TODAY = NOW.date()


def case_texts(case: LearnCase, locale: str) -> list[str]:
    """Collect what a case says: its scene, its choices and why each is good or not."""
    choices = (text for choice in case.choices for text in (choice.text.of(locale), choice.feedback.of(locale)))
    return [case.scene.of(locale), *choices]


def branch_texts(branch: Branch, locale: str) -> list[str]:
    """Collect what a branch of the playbook says."""
    steps = (text for step in branch.steps for text in (step.title.of(locale), step.text.of(locale)))
    reply = [branch.reply.of(locale)] if branch.reply is not None else []
    return [branch.title.of(locale), branch.opening.of(locale), *reply, *steps]


def said(locale: str) -> list[str]:
    """Collect everything that is said in a language, code spans and the one journal citation cut to an ellipsis."""
    texts = [
        *(text for tip in TIPS for text in (tip.title.of(locale), tip.text.of(locale))),
        *(text for topic in TOPICS for text in (topic.title.of(locale), *topic.body.of(locale))),
        *CONDUCT.texts(locale),
        *(text for module in COURSE.modules for text in (module.title.of(locale), module.aim.of(locale))),
        *(text for case in CASES for text in case_texts(case, locale)),
        *(text for dilemma in COURSE.dilemmas for text in (dilemma.scene.of(locale), dilemma.why.of(locale))),
        *(text for branch in BRANCHES for text in branch_texts(branch, locale)),
    ]
    return [re.sub(r"`[^`]*`|JMIR [^ ]*e[0-9]+", "…", text) for text in texts]


# What there must be


@pytest.mark.parametrize("recommendation", TABLE_1 + BODY)
def test_every_recommendation_has_a_tip_that_cites_the_editorial(recommendation: str) -> None:
    """The 21 rows of Table 1 and the 13 pieces of advice in the body each have a tip."""
    assert any(tip.recommendation == recommendation and tip.source == EDITORIAL for tip in TIPS)


def test_the_editorial_has_twenty_one_recommendations_and_no_tip_is_about_anything_else() -> None:
    """A misspelt recommendation would be a tip that nobody's topic finds."""
    assert len(set(TABLE_1)) == 21
    assert {tip.recommendation for tip in TIPS} == {*TABLE_1, *BODY}


def test_areas_are_the_ten_of_table_1_and_everyday() -> None:
    """Each of the eleven has a tip."""
    assert len(AREAS) == 11
    assert {tip.area for tip in TIPS} == set(AREAS)


def test_topics_are_complete() -> None:
    """The topics are those that the privacy command offers."""
    assert tuple(topic.id for topic in TOPICS) == TOPIC_IDS


def test_the_code_has_six_to_eight_rules_that_a_sanction_can_name() -> None:
    """A rule is found by its id; an unknown id finds nothing."""
    ids = [rule.id for rule in CONDUCT.rules]
    assert 6 <= len(ids) <= 8
    assert {"patients", "respect", "no-spam", "no-advice", "interests", "boundaries"} <= set(ids)
    assert [CONDUCT.rule(rule_id) for rule_id in ids] == list(CONDUCT.rules)
    assert CONDUCT.rule("no-such-rule") is None
    assert CONDUCT.version == "2026-11-1"


@pytest.mark.parametrize(
    ("setting", "english", "french"),
    [
        ("held_original", "**A message held", "**Message retenu"),
        ("key_after_decision", "**A message held", "**Message retenu"),
        ("excerpt", "**An excerpt", "**Extrait"),
        ("case", "**The case**", "**Dossier"),
        ("strikes", "**Strikes", "**Avertissements"),
        ("reveal_log", "**The log", "**Journal"),
    ],
)
def test_what_the_bot_keeps_agrees_with_the_default_policy(setting: str, english: str, french: str) -> None:
    """The topic's durations are those of ``[retention]`` in the default policy."""
    policy = tomllib.loads(Path(config.content.__file__).with_name("community.toml").read_text("utf-8"))
    count, unit = policy["retention"][setting][:-1], policy["retention"][setting][-1]
    [topic] = (topic for topic in TOPICS if topic.id == "what-the-bot-keeps")
    [in_english] = (text for text in topic.body.en if text.startswith(english))
    [in_french] = (text for text in topic.body.fr if text.startswith(french))
    assert f"{count} {'hours' if unit == 'h' else 'days'}" in in_english
    assert f"{count}\u00a0{'heures' if unit == 'h' else 'jours'}" in in_french


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.id)
def test_steps_were_checked_within_a_year(topic: Topic) -> None:
    """Platforms move their menus: after a year somebody has to walk the steps again and set the new date."""
    assert timedelta(days=-1) <= TODAY - topic.checked <= timedelta(days=365)


@pytest.mark.parametrize("tip", TIPS, ids=lambda tip: tip.id)
def test_a_tip_suggests_only_commands_that_exist(tip: Tip) -> None:
    """What a tip says to type can be typed."""
    assert tip.try_ is None or tip.try_ in COMMANDS


def test_the_commands_that_may_be_named_can_be_typed() -> None:
    """The list above is checked against the roster, options included."""
    eyes = Inspector(())
    roster = cogs.roster(
        Examiner(eyes, lambda _: pytest.fail("no policy is asked for"), lambda: NOW),
        cogs.load_shelf(),
        lambda _: Survey(),
    )
    eyes.close()
    for line in COMMANDS:
        spec, _ = roster.read_line(line)
        assert line[1:].startswith(spec.name)


def test_there_are_sixty_tips_and_each_area_has_two() -> None:
    """Somebody who gets one a week does not meet the same one in a year."""
    assert len(TIPS) >= 60
    assert {area for area in AREAS if sum(tip.area == area for tip in TIPS) < 2} == set()


def test_every_area_of_table_1_has_a_module_of_three_cases() -> None:
    """The eleventh area is the body's advice: it has tips and no module."""
    assert tuple(module.id for module in COURSE.modules) == AREAS[:-1]
    assert {len(module.cases) for module in COURSE.modules} == {3}
    assert {module.source for module in COURSE.modules} == {EDITORIAL}


@pytest.mark.parametrize("what", [*TIPS, *COURSE.modules, PLAYBOOK], ids=lambda one: getattr(one, "id", "playbook"))
def test_what_is_taught_was_reviewed_within_a_year(what: Tip | Module | Playbook) -> None:
    """Advice ages: after a year a person has to read it again and set the new date."""
    assert timedelta(days=-1) <= TODAY - what.reviewed <= timedelta(days=365)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_case_asks_something_and_every_choice_teaches(case: LearnCase) -> None:
    """The scene ends with a question, some choice is sound and some is not, and no feedback is a mere verdict."""
    for locale in ("en", "fr"):
        assert case.scene.of(locale).endswith("?")
        assert 25 <= count_words(case.scene.of(locale)) <= 60
        for choice in case.choices:
            assert 14 <= count_words(choice.feedback.of(locale)) <= 45
            assert len(re.findall(r"[.?](?=[ \u00a0”]|$)", choice.feedback.of(locale))) >= 2
    assert {choice.sound for choice in case.choices} == {True, False}


def test_the_sound_choice_cannot_be_guessed_from_its_length() -> None:
    """Who always takes the longest answer is wrong often enough."""
    for locale in ("en", "fr"):
        longest = [max(case.choices, key=lambda one: len(one.text.of(locale))) for case in CASES]
        assert 0.2 * len(CASES) <= sum(choice.sound for choice in longest) <= 0.5 * len(CASES)


@pytest.mark.parametrize("locale", ["en", "fr"])
def test_nobody_in_a_case_could_be_somebody(locale: str) -> None:
    """People are a colleague, a father, a member: nobody has a title and a name, a number or a date."""
    named = re.compile(r"\b(Mr|Mrs|Ms|Dr|Mme|Mlle|Pr)\b\.? [A-Z]|\b[0-9]{4,}\b|\b[0-9]{1,2}[./][0-9]{1,2}\b")
    texts = [text for case in CASES for text in case_texts(case, locale)]
    assert [text for text in texts if named.search(text)] == []
    taught = [*texts, *(text for branch in BRANCHES for text in branch_texts(branch, locale))]
    assert not any(re.search(r"\b(HIPAA|GDPR|RGPD)\b", text) for text in taught)


@pytest.mark.parametrize("locale", ["en", "fr"])
def test_feedback_speaks_to_the_reader_and_does_not_scold(locale: str) -> None:
    """In French never the familiar form, outside what an angry stranger says; nowhere a scolding word."""
    for case in CASES:
        for choice in case.choices:
            feedback = choice.feedback.of(locale)
            assert not re.search(r"\b(wrong answer|incorrect|you should have|bad choice)\b", feedback, re.IGNORECASE)
            assert not re.search(r"\b(mauvaise réponse|vous auriez dû|tu|toi|tes)\b", feedback, re.IGNORECASE)


def test_dilemmas_cover_the_matrix_and_every_mode_that_reads() -> None:
    """Patient data, spam, disrespect, advice and distress; newcomers and others."""
    assert {dilemma.category.partition(".")[0] for dilemma in COURSE.dilemmas} == {label.value for label in Label}
    assert {dilemma.category for dilemma in COURSE.dilemmas} <= {category.value for category in Category}
    assert {dilemma.mode for dilemma in COURSE.dilemmas} == {"lounge", "general", "cases", "public"}
    assert {dilemma.newcomer for dilemma in COURSE.dilemmas} == {True, False}


@pytest.mark.parametrize("dilemma", COURSE.dilemmas, ids=lambda one: one.id)
def test_a_dilemma_says_why_in_two_sentences(dilemma: Dilemma) -> None:
    """Whoever disagrees deserves a reason."""
    for locale in ("en", "fr"):
        assert len(re.findall(r"[.?](?= |$)", dilemma.why.of(locale))) >= 2


def test_the_playbook_has_its_branches() -> None:
    """Five sorts of trouble and the first hour after a disclosure; each that can be answered has an answer."""
    assert tuple(branch.id for branch in PLAYBOOK.branches) == (
        "review",
        "pile-on",
        "own-mistake",
        "recognised",
        "journalist",
    )
    assert all(branch.reply is not None for branch in PLAYBOOK.branches)
    assert PLAYBOOK.disclosure.reply is None
    assert PLAYBOOK.source == EDITORIAL


@pytest.mark.parametrize("branch", BRANCHES, ids=lambda branch: branch.id)
def test_a_step_is_read_with_a_beating_heart(branch: Branch) -> None:
    """Four to six steps of at most thirty words."""
    for locale in ("en", "fr"):
        assert 4 <= len(branch.steps) <= 6
        assert all(count_words(step.text.of(locale)) <= 30 for step in branch.steps)
        assert count_words(branch.opening.of(locale)) <= 30


def test_a_topic_names_only_commands_that_exist() -> None:
    """So does a topic, in either language; and each topic names the same ones in both."""
    for topic in TOPICS:
        named = [re.findall(r"`([^`]*)`", " ".join(topic.body.of(locale))) for locale in ("en", "fr")]
        assert set(named[0]) <= COMMANDS, topic.id
        assert sorted(named[0]) == sorted(named[1]), topic.id


def test_ids_and_titles_are_unique() -> None:
    """Two tips never share an id, a title or a text."""
    for values in (
        [tip.id for tip in TIPS],
        [tip.title.en for tip in TIPS],
        [tip.title.fr for tip in TIPS],
        [tip.text.en for tip in TIPS],
        [tip.text.fr for tip in TIPS],
        [topic.id for topic in TOPICS],
    ):
        assert len(set(values)) == len(values)


# How long it may be


@pytest.mark.parametrize("locale", ["en", "fr"])
@pytest.mark.parametrize("tip", TIPS, ids=lambda tip: tip.id)
def test_a_tip_is_read_in_twenty_seconds(tip: Tip, locale: str) -> None:
    """At most 60 words, and long enough to say something to do."""
    assert 20 <= len(tip.text.of(locale).split()) <= 60


@pytest.mark.parametrize("locale", ["en", "fr"])
@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.id)
def test_a_topic_fits_one_screen(topic: Topic, locale: str) -> None:
    """At most 180 words."""
    assert sum(len(paragraph.split()) for paragraph in topic.body.of(locale)) <= 180


@pytest.mark.parametrize("locale", ["en", "fr"])
def test_the_code_fits_one_screen(locale: str) -> None:
    """At most 150 words, titles included."""
    assert sum(len(text.split()) for text in CONDUCT.texts(locale)) <= 150


def test_a_mark_that_french_sets_apart_is_not_a_word() -> None:
    """Counting is fair to French."""
    assert count_words("Rien\u00a0: «\u00a0l’autre\u00a0» dit oui\u202f? 2\u00a0%") == 5


# How it reads


def test_french_is_not_english() -> None:
    """Every text was translated."""
    pairs = zip(said("en"), said("fr"), strict=True)
    assert [english for english, french in pairs if english == french] == []


@pytest.mark.parametrize("locale", ["en", "fr"])
def test_nothing_shouts_or_smiles(locale: str) -> None:
    """No exclamation mark and no emoji."""
    shouting = {letter for text in said(locale) for letter in text if letter in "!¡❗"}
    symbols = {letter for text in said(locale) for letter in text if unicodedata.category(letter) in {"So", "Sk", "Co"}}
    assert shouting | symbols == set()
    assert not any("\ufe0f" in text for text in said(locale))


@pytest.mark.parametrize("locale", ["en", "fr"])
def test_marks_are_typeset(locale: str) -> None:
    """Curly quotes and apostrophes, no doubled or outer space, only bold and code as mark-up, closed."""
    for text in said(locale):
        assert not set(text) & set("'\"_#~|<>"), text
        assert text.count("**") % 2 == 0, text
        assert "*" not in text.replace("**", ""), text
        assert "  " not in text, text
        assert text.strip() == text, text


def test_french_spaces_do_not_break() -> None:
    """A no-break space before a colon and inside guillemets, a narrow one before ; and ?, one after a number."""
    breaking = re.compile(r"[^\u00a0]:|[^\u202f][;?]|«[^\u00a0]|[^\u00a0]»|[0-9] [a-z%]")
    assert [text for text in said("fr") if breaking.search(text)] == []
    assert not any(set(text) & set("“”") for text in said("fr"))


def test_english_uses_no_french_marks() -> None:
    """No guillemet and no no-break space in English."""
    assert not any(set(text) & set("«»\u00a0\u202f") for text in said("en"))


@pytest.mark.parametrize("tip", TIPS, ids=lambda tip: tip.id)
def test_a_tip_speaks_to_the_reader(tip: Tip) -> None:
    """Second person; in French never the familiar one."""
    assert re.search(r"\b(you|your|yourself)\b", tip.text.en, re.IGNORECASE)
    assert re.search(r"\b(vous|votre|vos|\w+ez)\b", tip.text.fr, re.IGNORECASE)
    assert not re.search(r"\b(tu|toi|tes)\b", f"{tip.title.fr} {tip.text.fr}", re.IGNORECASE)


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("en", "en"),
        ("en-GB", "en"),
        ("fr", "fr"),
        ("fr-CA", "fr"),
        ("fr_FR", "fr"),
        ("FR", "fr"),
        ("de", "en"),
        ("fry", "en"),
        ("", "en"),
    ],
)
def test_the_reader_s_language_is_picked(locale: str, language: str) -> None:
    """French for every kind of French, English for everybody else."""
    assert TIPS[0].title.of(locale) is getattr(TIPS[0].title, language)


def test_content_cannot_be_changed() -> None:
    """What was loaded stays as it was read."""
    with pytest.raises(ValidationError, match="frozen"):
        TIPS[0].text.en = "Something else."  # type: ignore[misc]  # the model is frozen: that is the test


# Files that are wrong

TIP_FIELDS = {
    "id": '"a-tip"',
    "area": '"crisis"',
    "recommendation": '"crisis.calm"',
    "en.title": '"Title"',
    "en.text": '"Text."',
    "fr.title": '"Titre"',
    "fr.text": '"Texte."',
    "source": f'"{EDITORIAL}"',
    "reviewed": "2026-11-24",
}
TOPIC_FIELDS = {
    "id": '"a-topic"',
    "en.title": '"Title"',
    "en.body": '["One.", "Two."]',
    "fr.title": '"Titre"',
    "fr.body": '["Un.", "Deux."]',
    "checked": "2026-11-24",
    "source": '"Somewhere"',
}
RULE_FIELDS = {
    "id": '"a-rule"',
    "en.title": '"Title"',
    "en.text": '"Text."',
    "fr.title": '"Titre"',
    "fr.text": '"Texte."',
}
CHOICES = """
[[module.case.choice]]
sound = true
en.text = "One."
en.feedback = "Because."
fr.text = "Un."
fr.feedback = "Parce que."

[[module.case.choice]]
sound = false
en.text = "Two."
en.feedback = "Because."
fr.text = "Deux."
fr.feedback = "Parce que."
"""
THIRD = """
[[module.case.choice]]
sound = false
en.text = "Three."
en.feedback = "Because."
fr.text = "Trois."
fr.feedback = "Parce que."
"""
MODULE = f"""
[[module]]
id = "crisis"
source = "{EDITORIAL}"
reviewed = 2026-11-24
en.title = "Title"
en.aim = "Aim."
fr.title = "Titre"
fr.aim = "But."

[[module.case]]
id = "a-case"
en.scene = "What now?"
fr.scene = "Et maintenant ?"
{CHOICES}"""
DILEMMA = """
[[dilemma]]
id = "a-dilemma"
category = "spam.fraud"
band = "high"
mode = "general"
newcomer = true
en.scene = "A link."
en.why = "Because."
fr.scene = "Un lien."
fr.why = "Parce que."
"""
STEPS = """
[[{0}.step]]
en.title = "Title"
en.text = "Text."
fr.title = "Titre"
fr.text = "Texte."
"""
BRANCH = """
id = "{0}"
en.title = "Title"
en.opening = "Opening."
fr.title = "Titre"
fr.opening = "Début."
"""
PLAYBOOK_HEAD = f"""
source = "{EDITORIAL}"
reviewed = 2026-11-24
en.confirming = ["my patient"]
fr.confirming = ["mon patient"]
"""
A_BRANCH = "[[branch]]" + BRANCH.format("a-branch") + STEPS.format("branch") * 4
DISCLOSED = "[disclosure]" + BRANCH.format("disclosure") + STEPS.format("disclosure") * 4
CONDUCT_HEAD = f"""version = "1"
reviewed = 2026-11-24
source = "{EDITORIAL}"
en.summary = "Summary."
fr.summary = "Résumé."
"""


def entry(kind: str, fields: dict[str, str], **changes: str | None) -> str:
    """Write an entry with some fields changed (``en__text`` for ``en.text``) or, when None, left out."""
    changed = {**fields, **{name.replace("__", "."): value for name, value in changes.items()}}
    return f"\n[[{kind}]]\n" + "\n".join(f"{name} = {value}" for name, value in changed.items() if value is not None)


Loaded = tuple[Tip, ...] | tuple[Topic, ...] | Conduct | Course | Playbook
LOADERS: dict[str, Callable[[Path], Loaded]] = {
    "tip": load_tips,
    "topic": load_topics,
    "conduct": load_conduct,
    "course": load_course,
    "playbook": load_playbook,
}


def load_written(path: Path, kind: str, text: str) -> Loaded:
    """Write a file and read it with the loader of its kind."""
    path.write_text(text, encoding="utf-8")
    return LOADERS[kind](path)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("tip", entry("tip", TIP_FIELDS)),
        ("tip", entry("tip", TIP_FIELDS, en__text=f'"{"word " * 59}word"')),
        ("tip", entry("tip", TIP_FIELDS, **{"try": '"/check"'})),
        ("topic", entry("topic", TOPIC_FIELDS)),
        ("topic", entry("topic", TOPIC_FIELDS, fr__body=f'["{"mot " * 99}mot", "{"mot " * 79}mot"]')),
        ("conduct", CONDUCT_HEAD + entry("rule", RULE_FIELDS)),
        ("course", MODULE + THIRD + DILEMMA),
        ("playbook", PLAYBOOK_HEAD + A_BRANCH + DISCLOSED),
    ],
)
def test_a_right_file_is_read(tmp_path: Path, kind: str, text: str) -> None:
    """The near misses of the table below: these are fine, up to the last word allowed."""
    assert load_written(tmp_path / "mine.toml", kind, text)


@pytest.mark.parametrize(
    ("kind", "text", "sentence"),
    [
        ("tip", entry("tip", TIP_FIELDS, fr__text=None), "tip “a-tip”, fr.text: is missing"),
        ("tip", entry("tip", TIP_FIELDS, en__title=None, en__text=None), "tip “a-tip”, en.title: is missing"),
        ("tip", entry("tip", TIP_FIELDS, fr__source='"here"'), "“source” stands both with a language and without"),
        ("tip", entry("tip", TIP_FIELDS, fr__note='"here"'), "tip “a-tip”, note: there is no such field"),
        (
            "tip",
            entry("tip", TIP_FIELDS, fr__title=None, fr__text=None, fr='"Texte."'),
            "tip “a-tip”: “fr” must hold fields such as fr.title",
        ),
        ("tip", entry("tip", TIP_FIELDS, id=None), "tip number 1, id: is missing"),
        ("tip", entry("tip", TIP_FIELDS, id='"A Tip"'), "tip “A Tip”, id: String should match pattern"),
        ("tip", entry("tip", TIP_FIELDS, mood='"warm"'), "tip “a-tip”, mood: there is no such field"),
        ("tip", entry("tip", TIP_FIELDS, de__text='"Text."'), "tip “a-tip”, de: there is no such field"),
        ("tip", entry("tip", TIP_FIELDS, area='"crises"'), "tip “a-tip”, area: Input should be 'presence'"),
        ("tip", entry("tip", TIP_FIELDS, area='"brand"'), "does not belong to the area “brand”"),
        ("tip", entry("tip", TIP_FIELDS, en__text='" "'), "tip “a-tip”, en.text: is empty"),
        ("tip", entry("tip", TIP_FIELDS, en__title='"A "'), "tip “a-tip”, en.title: begins or ends with a space"),
        (
            "tip",
            entry("tip", TIP_FIELDS, en__text=f'"{"word " * 60}word"'),
            "tip “a-tip”, en.text: has 61 words, at most 60 are allowed",
        ),
        ("tip", entry("tip", TIP_FIELDS, source='"a friend"'), "tip “a-tip”, source: String should match pattern"),
        ("tip", entry("tip", TIP_FIELDS, reviewed='"soon"'), "tip “a-tip”, reviewed: Input should be a valid date"),
        ("tip", entry("tip", TIP_FIELDS, **{"try": '"check"'}), "tip “a-tip”, try: String should match pattern"),
        ("tip", entry("tip", TIP_FIELDS) + entry("tip", TIP_FIELDS), "the id “a-tip” is used twice"),
        ("tip", "", "tip: is missing"),
        ("tip", "tip = []", "mine.toml: there is no entry"),
        ("tip", "tip = [3]", "mine.toml, tip number 1: Input should be a valid dictionary"),
        (
            "topic",
            entry("topic", TOPIC_FIELDS, en__body="[]"),
            "topic “a-topic”, en.body: is empty",
        ),
        (
            "topic",
            entry("topic", TOPIC_FIELDS, fr__body='["Un.", ""]'),
            "topic “a-topic”, fr.body, paragraph 2: is empty",
        ),
        (
            "topic",
            entry("topic", TOPIC_FIELDS, fr__body=f'["{"mot " * 99}mot", "{"mot " * 80}mot"]'),
            "topic “a-topic”, fr.body: has 181 words, at most 180 are allowed",
        ),
        ("topic", entry("topic", TOPIC_FIELDS, checked=None), "topic “a-topic”, checked: is missing"),
        ("topic", entry("topic", TOPIC_FIELDS) * 2, "the id “a-topic” is used twice"),
        ("topic", "topic = 3", "topic: Input should be a valid tuple"),
        ("topic", "[[topic]]\nid = topic", "mine.toml: Invalid value (at line 2, column 6)"),
        ("conduct", entry("rule", RULE_FIELDS), "version: is missing"),
        ("conduct", CONDUCT_HEAD, "rule: is missing"),
        ("conduct", CONDUCT_HEAD + "rule = []", "mine.toml: there is no entry"),
        ("conduct", CONDUCT_HEAD + entry("rule", RULE_FIELDS, fr__text=None), "rule “a-rule”, fr.text: is missing"),
        ("conduct", CONDUCT_HEAD + entry("rule", RULE_FIELDS) * 2, "the id “a-rule” is used twice"),
        (
            "conduct",
            CONDUCT_HEAD + entry("rule", RULE_FIELDS, fr__text=f'"{"mot " * 149}mot"'),
            "the code in “fr” has 152 words, at most 150 are allowed",
        ),
        ("course", MODULE + DILEMMA, "module “crisis”, case “a-case”, choice: Tuple should have at least 3 items"),
        (
            "course",
            MODULE.replace("sound = false", "sound = true") + THIRD.replace("false", "true") + DILEMMA,
            "module “crisis”, case “a-case”: needs a choice that is sound and one that is not",
        ),
        (
            "course",
            MODULE + THIRD.replace('fr.feedback = "Parce que."', "") + DILEMMA,
            "module “crisis”, case “a-case”, choice number 3, fr.feedback: is missing",
        ),
        (
            "course",
            MODULE.replace('"What now?"', f'"{"word " * 60}word"') + THIRD + DILEMMA,
            "module “crisis”, case “a-case”, en.scene: has 61 words, at most 60 are allowed",
        ),
        ("course", MODULE + THIRD + DILEMMA.replace("high", "certain"), "dilemma “a-dilemma”, band: Input should be"),
        ("course", (MODULE + THIRD) * 2 + DILEMMA, "the id “crisis” is used twice"),
        ("playbook", PLAYBOOK_HEAD + A_BRANCH, "mine.toml, disclosure: is missing"),
        ("playbook", PLAYBOOK_HEAD + A_BRANCH * 2 + DISCLOSED, "the id “a-branch” is used twice"),
        (
            "playbook",
            PLAYBOOK_HEAD + "[[branch]]" + BRANCH.format("a-branch") + STEPS.format("branch") * 3 + DISCLOSED,
            "branch “a-branch”, step: Tuple should have at least 4 items",
        ),
        (
            "playbook",
            PLAYBOOK_HEAD + A_BRANCH.replace('fr.opening = "Début."', "") + DISCLOSED,
            "branch “a-branch”, fr.opening: is missing",
        ),
    ],
)
def test_a_wrong_file_is_refused_with_a_sentence(tmp_path: Path, kind: str, text: str, sentence: str) -> None:
    """The error names the file, the entry and the field."""
    with pytest.raises(ContentError) as caught:
        load_written(tmp_path / "mine.toml", kind, text)
    assert str(caught.value).startswith("mine.toml")
    assert sentence in str(caught.value)


def test_every_problem_is_named_at_once(tmp_path: Path) -> None:
    """Two mistakes in two entries make two lines, each with the file's name."""
    path = tmp_path / "mine.toml"
    text = entry("tip", TIP_FIELDS, en__text=None) + entry("tip", TIP_FIELDS, id='"another"', source=None)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        load_tips(path)
    assert str(caught.value).splitlines() == [
        "mine.toml, tip “a-tip”, en.text: is missing",
        "mine.toml, tip “another”, source: is missing",
    ]


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """A file that is not there, and one that is not text."""
    with pytest.raises(ContentError, match=r"^absent\.toml: cannot be read: No such file"):
        load_topics(tmp_path / "absent.toml")
    (tmp_path / "latin.toml").write_bytes("titre = 'Éthique'".encode("latin-1"))
    with pytest.raises(ContentError, match=r"^latin\.toml: is not UTF-8 text$"):
        load_conduct(tmp_path / "latin.toml")
