"""The catalogues: complete in every language, used to the last key, short enough for people and platforms, and kind.

Keys are written in the code as literals and as f-strings. Literals are read from the source; every f-string stands in
`EXPANSIONS` with what it can become, taken from the enums and tables that it runs over. An f-string that is not in the
table fails the test, and so does an entry of the table that no code uses any more.
"""

import ast
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest
from babel import Locale
from babel.messages.pofile import read_po

import cogs
from bot.adapters.slack import http
from bot.app import inspector
from bot.core import actions, errors
from bot.core.audit import BreakKind
from bot.core.cards import Card
from bot.core.cases import Case, CaseKind, Ending, Outcome, Reason, Ruling, State, Visibility
from bot.core.commands import Roster
from bot.core.engine import Examiner
from bot.core.events import ChannelId, CommunityId, MemberId, MessageId, Role
from bot.core.findings import Band, Category, Kind, Label, Personal
from bot.core.inspection import Inspector
from bot.core.oncall import WEEK
from bot.core.policy import Automatic, ChannelMode, MatrixKey, Tell, Treatment, VerdictWord
from bot.core.ports import Effect
from bot.core.setups import Choice, Survey
from cogs import appeals, batch, casebook, learn, moderation, review, sanctions, sharing, verified
from cogs.help import TASKS
from cogs.profile import PROFILE_QUESTIONS, QUESTIONS, Every
from cogs.rules import When
from cogs.shared import cards
from cogs.shared.niches import Audience
from cogs.shared.wording import PHRASES
from config.catalogue import LOCALES, Say, languages, speaking
from config.content import AREAS, count_words, load_course, load_tips
from config.specialties import load_specialties

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LANGUAGES = languages()
SAYS = {language: speaking(language) for language in LANGUAGES}
ENGLISH = SAYS["en"]

NOTICE_WORDS = 90
"""The most words of a private message to a member, title and details included (source: the default policy)."""

HEADER, BUTTON, CHOICE, MODAL, FIELD, DESCRIPTION, MENU = 150, 75, 75, 24, 45, 100, 24
"""Characters: Slack's header, button, option and modal title; Discord's field label and description; Slack's shortcut.

Discord allows 80 in a button, 100 in an option, 45 in a modal title and 32 in a menu, so what fits Slack fits there.
"""

LONGEST_CASE = 999_999
LONGEST_CHANNEL = "c" * 100
"""Discord's limit on a channel's name; Slack's is 80."""


def texts(say: Say) -> Iterator[tuple[str, str]]:
    """Yield every text of one language with its key, each plural form on its own."""
    for key, message in sorted(say._messages.items()):
        for form in message if isinstance(message, tuple) else (message,):
            yield key, form


ENGLISH_FORMS: dict[str, list[str]] = {}
for _key, _form in texts(ENGLISH):
    ENGLISH_FORMS.setdefault(_key, []).append(_form)


def placeholders(text: str) -> set[str]:
    """Name what a text wants filled in."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


# Every language says everything


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_every_key_and_no_other(language: str) -> None:
    """Nobody reads two languages on one card."""
    assert SAYS[language].keys == ENGLISH.keys


def test_french_is_spoken() -> None:
    """English and French are there, English first."""
    assert LANGUAGES[:2] == ("en", "fr")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_wants_the_same_values(language: str) -> None:
    """A placeholder that one language has and another lacks would be a value that nobody reads, or a crash."""
    wanted = {key: placeholders(text) for key, text in texts(ENGLISH)}
    for key, text in texts(SAYS[language]):
        assert placeholders(text) == wanted[key], key


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_is_a_sound_catalogue(language: str) -> None:
    """No key twice, none empty, none marked as unsure, sorted, and plural rules that are the language's own."""
    path = LOCALES / f"{language}.po"
    written = re.findall(r'^msgid "(.+)"$', path.read_text("utf-8"), re.MULTILINE)
    assert written == sorted(set(written))
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language, abort_invalid=True)
    assert str(catalogue.locale) == language
    assert catalogue.num_plurals == 2
    assert not any(message.fuzzy for message in catalogue if message.id)
    assert [key for key, text in texts(SAYS[language]) if not text.strip()] == []
    assert SAYS[language].keys == frozenset(written)


@pytest.mark.parametrize(
    ("language", "count", "sentence"),
    [
        ("en", 0, "You have 0 strikes."),
        ("en", 1, "You have 1 strike."),
        ("en", 2, "You have 2 strikes."),
        ("fr", 0, "Vous avez 0 avertissement."),
        ("fr", 1, "Vous avez 1 avertissement."),
        ("fr", 2, "Vous avez 2 avertissements."),
    ],
)
def test_plurals_are_the_languages_own(language: str, count: int, sentence: str) -> None:
    """French counts nothing as one; English does not."""
    assert SAYS[language]("record.strikes", count=count) == sentence


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plural_has_as_many_forms_as_its_language(language: str) -> None:
    """Each form is there, and a text that counts is a plural."""
    for key, message in SAYS[language]._messages.items():
        assert isinstance(message, tuple) == ("count" in placeholders("".join(message))), key
        assert not isinstance(message, tuple) or len(message) == 2, key


@pytest.mark.parametrize(("tag", "language"), [("fr-CA", "fr"), ("FR_fr", "fr"), ("en-GB", "en"), ("de", "en")])
def test_a_tag_finds_its_language(tag: str, language: str) -> None:
    """Every kind of French is French; a language that nobody speaks is English."""
    assert speaking(tag).language == language


def test_a_key_that_a_language_lacks_is_said_in_english() -> None:
    """A catalogue that is being written never breaks a card; a key that English lacks is a mistake in the code."""
    half = Say("fr", {"button.claim": "Prendre"}, ENGLISH)
    assert half("button.claim") == "Prendre"
    assert half("button.more") == ENGLISH("button.more")
    with pytest.raises(KeyError, match=r"button\.nowhere"):
        half("button.nowhere")
    with pytest.raises(KeyError, match="case"):
        ENGLISH("error.case_over")


# Every key is used, and every key that is used is there

TOLD_BY_RULING = (*review._TOLD_BY_RULING.values(), "released", "released_wrong")
NUMBERS = review.Told(
    now=NOW,
    lasts=timedelta(days=1),
    strikes=3,
    strikes_last=timedelta(days=180),
    appeal=timedelta(days=30),
)
TOLD_BY_TIME = ("released_late", "expired", "paused", "not_done")
SITUATIONS = tuple(moderation._SITUATIONS.values())


def a_case(**changes: object) -> Case:
    """Make a case; what a test cares about is changed."""
    case = Case(
        community=CommunityId("test:town"),
        number=142,
        version=1,
        state=State.OPEN,
        category=Category.PATIENT_DIRECT,
        band=Band.HIGH,
        confidence=0.88,
        priority=None,
        visibility=Visibility.HELD,
        shadow=False,
        channel=ChannelId("test:cases"),
        channel_name="cases",
        message=MessageId("test:m1"),
        digest=bytes(32),
        author=MemberId("test:ada"),
        alias="M-7KQ2F",
        author_joined_at=NOW - timedelta(days=700),
        strikes=0,
        language="en",
        reasons=(),
        excerpt=None,
        has_original=True,
        opened_at=NOW,
        queued_at=None,
        decide_by=None,
        owner=None,
        lease_until=None,
        ruling=None,
        ending=None,
        decided_by=None,
        decided_at=None,
        contested=False,
        edited=False,
        reports=0,
        attention=None,
    )
    return replace(case, **changes)  # type: ignore[arg-type]  # the caller names fields of a case


def suggestions() -> set[Ruling]:
    """Collect every ruling that can be suggested."""
    return {
        cards.suggestion(a_case(category=category, visibility=visibility))
        for category, visibility in product(Category, Visibility)
    }


def after_situation() -> list[str]:
    """Collect how a notice may go on: what can still be mended, by whom it is ended, and what can only be asked."""
    return [
        f"notice.{situation}.{cards._offer(a_case(category=category), situation)}"
        for situation, category in product(SITUATIONS, Category)
    ]


def rules() -> dict[str, str]:
    """Collect every rule of every detector with its sentence."""
    eyes = inspector()
    eyes.close()
    return eyes.rules


def beginning(prefix: str, values: Iterable[object], end: str = "") -> list[str]:
    """Build the keys of one f-string; enums stand for their values."""
    return [f"{prefix}{value}{end}" for value in values]


BANDS = beginning("band.", (band.name.lower() for band in Band))
KINDS = beginning("kind.", Kind)
LABELS = beginning("label.", Label)
CATEGORIES = [category.value for category in Category]
RULINGS = beginning("ruling.", Ruling)
ACTIONS = beginning(
    "action.", (one.__dataclass_fields__["kind"].default for one in get_args(get_args(actions.Action)[0]))
)
EFFECTS = beginning("effect.", (effect.value.replace(" ", "_") for effect in Effect))
RULES = rules()

EXPANSIONS: Mapping[str, Sequence[str]] = {
    "action.{kind}": ACTIONS,
    "action.{one.kind}": ACTIONS,
    "action.{record.kind}": ACTIONS,
    "appeal.message.{message}": beginning("appeal.message.", ("back", "not_back", "not_kept")),
    "appeal.{outcome}": beginning("appeal.", appeals.AppealOutcome),
    "area.{area}": beginning("area.", AREAS),
    "area.{tip.area}": beginning("area.", {tip.area for tip in load_tips()}),
    "automation.chosen.{how}": beginning("automation.chosen.", Automatic),
    "ban.how.{how}": beginning("ban.how.", (*sanctions._PLATFORMS, "other")),
    "ban.{outcome}": beginning("ban.", sanctions.BanOutcome),
    "audience.{niche.audience}": beginning("audience.", Audience),
    "band.{band.name.lower()}": BANDS,
    "band.{case.band.name.lower()}": BANDS,
    "band.{judged.band.name.lower()}": BANDS,
    "band.{question.band.name.lower()}": BANDS,
    "band.{reason.band.name.lower()}": BANDS,
    "button.batch.{outcome}": beginning("button.batch.", batch.Outcome),
    "button.rule.{other}": beginning("button.rule.", (Ruling.RELEASE, Ruling.DISMISS)),
    "button.rule.{suggested}": beginning(
        "button.rule.", (ruling for ruling in Ruling if ruling not in cards.SANCTIONS and ruling is not Ruling.ESCALATE)
    ),
    "calibrate.answer.{choice}": beginning("calibrate.answer.", learn.Answer),
    "calibrate.answer.{one}": beginning("calibrate.answer.", learn.Answer),
    "calibrate.answer.{right}": beginning("calibrate.answer.", learn.Answer),
    "care.{label}.body": beginning("care.", Label, ".body"),
    "care.{label}.title": beginning("care.", Label, ".title"),
    "casebook.age.{age}": beginning("casebook.age.", casebook.Age),
    "casebook.age.{text.age}": beginning("casebook.age.", casebook.Age),
    "casebook.field.{WRITTEN[one.span.part]}": beginning("casebook.field.", casebook.WRITTEN),
    "casebook.field.{name}": beginning("casebook.field.", casebook.WRITTEN),
    "casebook.hint.{name}": beginning("casebook.hint.", casebook.WRITTEN),
    "category.{case.category.value}": beginning("category.", CATEGORIES),
    "category.{question.category.value}": beginning("category.", CATEGORIES),
    "checkup.advice.{number}": beginning("checkup.advice.", range(1, QUESTIONS + 1)),
    "checkup.every.{checkup.value.every}": beginning("checkup.every.", (one for one in Every if one is not Every.OFF)),
    "checkup.every.{kept.value.every}": beginning("checkup.every.", (one for one in Every if one is not Every.OFF)),
    "checkup.question.{number}": beginning("checkup.question.", range(1, QUESTIONS + 1)),
    "check.label.{label}": beginning("check.label.", (label for label in Label if label is not Label.PATIENT_DATA)),
    "day.{first}": beginning("day.", range(WEEK)),
    "day.{last}": beginning("day.", range(WEEK)),
    "decided.{ruling}": beginning("decided.", Ruling),
    "effect.{one.effect.value.replace(' ', '_')}": EFFECTS,
    "effect.{record.effect.value.replace(' ', '_')}": EFFECTS,
    "ending.{case.ending or Ending.LAPSED}": beginning("ending.", Ending),
    "ending.{case.ending}": beginning("ending.", Ending),
    "error.not_permitted.{needs.name.lower()}": beginning(
        "error.not_permitted.", (role.name.lower() for role in Role if role is not Role.MEMBER)
    ),
    "error.{type(error).__name__.lower()}": beginning(
        "error.",
        (
            one.__name__.lower()
            for one in (errors.Refused, errors.Throttled, errors.Unavailable, errors.Unstorable, errors.Locked)
        ),
    ),
    "events.reminder.{story}": beginning("events.reminder.", ("cancelled", "day", "hour")),
    "help.task.{task.name}": beginning("help.task.", (task.name for task in TASKS)),
    "help.task.{task}": beginning("help.task.", (task.name for task in TASKS)),
    "kind.{finding.kind}": KINDS,
    "kind.{kind}": KINDS,
    "kind.{one.kind}": KINDS,
    "kind.{reason.kind}": KINDS,
    "label.{label}": LABELS,
    "label.{name}": LABELS,
    "moderation: later.{story}": beginning("later.", TOLD_BY_TIME),
    "review: later.{story}": beginning("later.", TOLD_BY_RULING),
    "log.broken.{kind}": beginning("log.broken.", (kind.value.replace(" ", "_") for kind in BreakKind)),
    "mode.{mode}": beginning("mode.", ChannelMode),
    "mode.{one}": beginning("mode.", ChannelMode),
    "mode.{question.mode}": beginning("mode.", ChannelMode),
    "notice.what.{case.category.value}": beginning("notice.what.", CATEGORIES),
    "notice.why.{case.category.label}": beginning("notice.why.", Label),
    "notice.why.{label}": beginning("notice.why.", Label),
    "notice.{situation}.happened": beginning("notice.", SITUATIONS, ".happened"),
    "notice.{situation}.{_offer(case, situation)}": after_situation(),
    "profession.{found.value.profession}": beginning("profession.", verified.Profession),
    "profession.{role}": beginning("profession.", verified.Profession),
    "profile.advice.{number}": beginning("profile.advice.", range(1, PROFILE_QUESTIONS + 1)),
    "profile.question.{number}": beginning("profile.question.", range(1, PROFILE_QUESTIONS + 1)),
    "report.reason.{label}": beginning("report.reason.", moderation._REPORT_CATEGORIES),
    "response.tell.{response.tell.name.lower()}": beginning(
        "response.tell.", (tell.name.lower() for tell in Tell if tell is not Tell.NOTHING)
    ),
    "response.{response.message.name.lower()}": beginning(
        "response.", (one.name.lower() for one in Treatment if one is not Treatment.KEEP)
    ),
    "row.{key}": beginning("row.", MatrixKey),
    "ruling.{case.ruling}": RULINGS,
    "ruling.{one}.does": beginning("ruling.", Ruling, ".does"),
    "ruling.{ruling}": RULINGS,
    "ruling.{batch.ruling}": beginning("ruling.", batch.Outcome),
    "ruling.{outcome}": beginning("ruling.", batch.Outcome),
    "ruling.{suggested}": RULINGS,
    "rules.when.{one.value.when}": beginning("rules.when.", When),
    "safer.{PHRASES[kind]}": beginning("safer.", set(PHRASES.values())),
    "setup.choice.{choice}": beginning("setup.choice.", Choice),
    "setup.gone.{choice}": beginning("setup.gone.", (Choice.MODERATORS, Choice.QUEUE)),
    "setup.not_here.{choice}": beginning("setup.not_here.", Choice),
    "setup.pick.none.{choice}": beginning("setup.pick.none.", (Choice.MODERATORS, Choice.QUEUE, Choice.MODE)),
    "share.kind.{kind}": beginning("share.kind.", sharing.Material),
    "command.{short}": beginning("command.", ("check", "privacy", "tip")),
    "slack.install.{outcome}.body": beginning("slack.install.", http.Outcome, ".body"),
    "slack.install.{outcome}.title": beginning("slack.install.", http.Outcome, ".title"),
    "slack.manifest.{short}": ("slack.manifest.queue",),
    "state.{case.state}": beginning("state.", State),
    "verdict.{case.would}": beginning("verdict.", (word.name.lower() for word in VerdictWord)),
    "verdict.{one.would}": beginning("verdict.", (word.name.lower() for word in VerdictWord)),
    "verdict.{verdict.word.name.lower()}": beginning("verdict.", (word.name.lower() for word in VerdictWord)),
    "visibility.{case.visibility}": beginning("visibility.", Visibility),
    "own.what.{what}": beginning("own.what.", Personal),
    "outcome.{case.outcome}": beginning("outcome.", Outcome),
    "outcome.{one}.does": beginning("outcome.", Outcome, ".does"),
    "outcome.{outcome}": beginning("outcome.", Outcome),
    "why.{found.rule}": beginning("why.", RULES),
}
"""What each f-string in `cogs/` and `bot/` can become; the module stands before one that two modules write.

Where the code leaves a member out before it asks, so does the table: `check.label` is asked for labels other than
patient data, `response` for a treatment or a telling that is not the empty one, `error.not_permitted` for a role that
not everybody has.
"""

CHOSEN: Mapping[str, Sequence[str]] = {
    "fix": ("button.fix.held", "button.fix.visible"),
    "would": ("check.would.hide", "check.would.nothing", "check.would.tell"),
    "key": (),
    "error.key": (),
}
"""Variables that hold a key. `key` and `error.key` are what an `Invalid` carries, read where it is raised."""

ROSTER_SHOWN = (
    "command.{name}",
    "command.{spec.name}",
    "option.{name}",
    "option.{option.name}",
    "menu.{name}",
    "menu.{spec.name}",
)
"""What adapters say of the roster: each command, option and menu entry in the reader's language."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One place in the code that asks for a text: where, how the key is written, and the names of the values given."""

    where: str
    key: str
    literal: bool
    values: frozenset[str]

    @property
    def account(self) -> str:
        """Name the entry of `EXPANSIONS` or `CHOSEN` that says what the key can be."""
        own = f"{Path(self.where.partition(':')[0]).stem}: {self.key}"
        return own if own in EXPANSIONS else self.key


def sources() -> Iterator[Path]:
    """Find the modules that speak from the catalogue or raise what is said from it."""
    for folder in ("cogs", "bot"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if re.search(r"config\.catalogue import .*(speaking|Say)|errors import .*Invalid", path.read_text("utf-8")):
                yield path


def asked(path: Path) -> Iterator[Asked]:
    """Read from a module's source what it asks for."""
    tree = ast.parse(path.read_text("utf-8"))
    speakers = set(_speakers(tree))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args or not _asks(node.func, speakers):
            continue
        key, literal = _written(node.args[0])
        values = frozenset(word.arg for word in node.keywords if word.arg is not None)
        yield Asked(f"{path.relative_to(ROOT)}:{node.lineno}", key, literal, values)


def _speakers(tree: ast.AST) -> Iterator[str]:
    """Name the variables of a module that hold a `Say`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.arg) and node.annotation is not None and ast.unparse(node.annotation) == "Say":
            yield node.arg
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            called = ast.unparse(node.value.func).rpartition(".")[2]
            if called in ("speaking", "_moderators_say"):
                yield from map(ast.unparse, node.targets)


def _asks(called: ast.expr, speakers: set[str]) -> bool:
    match called:
        case ast.Name(id=name):
            return name == "Invalid" or name in speakers
        case ast.Attribute(attr=name):
            return name == "_explain_reply"
        case ast.Call(func=ast.Name(id=name)):
            return name == "speaking"
        case _:
            return False


def _written(key: ast.expr) -> tuple[str, bool]:
    match key:
        case ast.Constant(value=str(text)):
            return text, True
        case ast.JoinedStr(values=parts):
            return "".join(_piece(part) for part in parts), False
        case _:
            return ast.unparse(key), False


def _piece(part: ast.expr) -> str:
    match part:
        case ast.Constant(value=str(text)):
            return text
        case ast.FormattedValue(value=value):
            return f"{{{ast.unparse(value)}}}"
        case _:
            return ast.unparse(part)


ASKED = [one for path in sources() for one in asked(path)]


@pytest.fixture(scope="module")
def roster() -> Iterator[Roster]:
    """Build every cog, with nothing to look with."""
    eyes = Inspector(())
    yield cogs.roster(
        Examiner(eyes, lambda _: pytest.fail("no policy is asked for"), lambda: NOW),
        cogs.load_shelf(),
        lambda _: Survey(),
    )
    eyes.close()


def shown_of(roster: Roster) -> set[str]:
    """Collect the keys under which adapters find words for the roster."""
    options = {option.name for spec in roster.commands.values() for option in spec.options}
    return {
        *beginning("command.", roster.commands),
        *beginning("option.", options),
        *beginning("menu.", roster.menus),
        *beginning("menu.", (name for name, spec in roster.commands.items() if spec.is_about_a_member)),
    }


def keys_of(one: Asked) -> Sequence[str]:
    """List what the key at one place can be."""
    if one.literal:
        return (one.key,)
    return CHOSEN[one.key] if one.key in CHOSEN else EXPANSIONS[one.account]


BUILT = [one for one in ASKED if not one.literal and one.key not in ROSTER_SHOWN]
"""The places where a key is put together; what adapters say of the roster is known from the roster."""


@pytest.mark.parametrize("one", BUILT, ids=lambda one: f"{one.where}")
def test_every_key_that_is_built_is_accounted_for(one: Asked) -> None:
    """A new f-string has to say here what it can become."""
    assert one.account in {*EXPANSIONS, *CHOSEN}, f"{one.where}: add “{one.key}” to EXPANSIONS"


def test_no_account_is_stale() -> None:
    """An expansion that no code uses any more would keep its keys alive."""
    assert {*EXPANSIONS, *CHOSEN} == {one.account for one in BUILT}


def test_chosen_keys_and_stories_stand_in_the_code() -> None:
    """What a variable may hold is written in the module that asks, word for word."""
    written = "\n".join(path.read_text("utf-8") for path in sources())
    for key in (*CHOSEN["fix"], *CHOSEN["would"], *TOLD_BY_RULING, *TOLD_BY_TIME):
        assert f'"{key}"' in written, key


def test_every_key_that_is_asked_for_is_there(roster: Roster) -> None:
    """A key that no catalogue has would break a card in front of somebody."""
    wanted = {key for one in ASKED if one.key not in ROSTER_SHOWN for key in keys_of(one)} | shown_of(roster)
    assert sorted(wanted - ENGLISH.keys) == []


def test_every_key_is_asked_for(roster: Roster) -> None:
    """A key that nobody asks for is translated in vain."""
    wanted = {key for one in ASKED if one.key not in ROSTER_SHOWN for key in keys_of(one)} | shown_of(roster)
    assert sorted(ENGLISH.keys - wanted - {"language.name"}) == []


@pytest.mark.parametrize(
    "one", [one for one in ASKED if one.key not in (*CHOSEN, *ROSTER_SHOWN)], ids=lambda one: one.where
)
def test_every_value_that_a_text_wants_is_given(one: Asked) -> None:
    """No card breaks for want of a value, whichever way its key turns out."""
    for key in keys_of(one):
        for text in ENGLISH_FORMS.get(key, ()):
            assert placeholders(text) <= one.values, f"{one.where}: {key}"


def test_a_reason_reads_as_its_detector_wrote_it() -> None:
    """English has each detector's very sentence, typeset: neither can change without the other."""
    assert {rule: ENGLISH(f"why.{rule}") for rule in RULES} == {
        rule: why.replace("'", "’") for rule, why in RULES.items()
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reason_is_one_sentence(language: str) -> None:
    """It stands behind a kind and before a number: a capital, one full stop, at the end."""
    for rule in RULES:
        sentence = SAYS[language](f"why.{rule}")
        assert sentence[0].isupper(), rule
        assert sentence.find(".") == len(sentence) - 1, rule


# How private messages read

FOUND = ((Kind.NAME, 1), (Kind.DATE, 1), (Kind.AGE, 1), (Kind.IDENTIFIER, 2), (Kind.PLACE, 2))
"""Five details in two sentences, more than most notices name.

The limit cannot hold for every list of details: each further one adds some three words, and a message that names a
dozen is told of all twelve, since leaving one out would leave it to be posted again.
"""


def reasons(category: Category) -> tuple[Reason, ...]:
    """Make the reasons of a case."""
    return tuple(
        Reason(
            rule="test.rule",
            category=category,
            kind=kind.value,
            confidence=0.9,
            band=Band.HIGH,
            sentence=sentence,
            why="An exact date.",
        )
        for kind, sentence in FOUND
    )


def outcomes(case: Case) -> Iterator[tuple[str, Card]]:
    """Draw every outcome of an appeal with the longest reason, each with a name."""
    appeal = replace(case, kind=CaseKind.APPEAL, about=99)
    why = " ".join(["word"] * appeals.MOST_WORDS)
    for outcome, visibility in product(appeals.AppealOutcome, Visibility):
        first = replace(case, visibility=visibility)
        for ruling in Ruling if outcome is appeals.AppealOutcome.REDUCED else (None,):
            for effect in appeals._telling(appeal, first, Outcome(outcome), ruling, why):
                for action in actions.walk(effect):
                    if isinstance(action, actions.TellMember):
                        yield f"{case.category.value}, {outcome.value}, {visibility.value}", action.card


def private_messages(language: str) -> Iterator[tuple[str, Card]]:
    """Draw everything that a member may be told unasked, each with a name."""
    for category in Category:
        case = a_case(category=category, language=language, reasons=reasons(category), channel_name="cases")
        for tell, treatment in product(Tell, Treatment):
            name = f"{category.value}, {tell.name.lower()}, {treatment.name.lower()}"
            yield name, moderation._first_notice(case, tell, treatment)
        for story in TOLD_BY_TIME:
            yield f"{category.value}, {story}", moderation._told(case, story, lasts="24 h")
        for ruling, visibility in product(Ruling, Visibility):
            seen = replace(case, visibility=visibility)
            for effect in review._effects(seen, ruling, NUMBERS):
                for action in actions.walk(effect):
                    if isinstance(action, actions.TellMember):
                        yield f"{category.value}, {ruling.value}, {visibility.value}", action.card
        yield from outcomes(case)
        say = SAYS[language]
        late = say("appeal.late", case=142)
        yield f"{category.value}, late", Card(title=say("notice.title", channel="cases"), body=(late,))
        undone = say("later.undone", case=case.number, channel=case.channel_name)
        yield f"{category.value}, undone", Card(title=say("notice.title", channel="cases"), body=(undone,))


def words_of(card: Card) -> str:
    """Write everything on a card but its buttons, whose words its sentences hold."""
    facts = [word for fact in card.facts for word in (fact.name, fact.value)]
    return "\n".join((card.title, *card.body, *facts, card.footer or ""))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_private_message_is_read_in_half_a_minute(language: str) -> None:
    """At most 90 words, title and details included, for every category, situation and ruling."""
    long = {name: count for name, card in private_messages(language) if (count := count_words(words_of(card))) > 90}
    assert long == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_private_message_is_whole_and_calm(language: str) -> None:
    """No placeholder left, no exclamation mark, no emoji, nobody blamed with a law."""
    for name, card in private_messages(language):
        words = words_of(card)
        assert not set(words) & set("{}!¡"), name
        assert not any(unicodedata.category(letter) in ("So", "Sk", "Co") for letter in words), name
        assert not re.search(r"\b(HIPAA|GDPR|RGPD|violat\w*|enfrei\w*)\b", words, re.IGNORECASE), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_private_message_begins_neutrally_and_names_its_case(language: str) -> None:
    """The first line shows in notifications; the number is what a member can ask about.

    A care card is about a person and not about a case: it has no number.
    """
    say = SAYS[language]
    titles = {say("notice.title", channel="cases"), *(say(f"care.{label}.title") for label in Label)}
    for name, card in private_messages(language):
        assert card.title in titles, name
        assert not any(say(f"category.{category}") in card.title for category in CATEGORIES), name
        if not card.title.startswith(tuple(say(f"care.{label}.title") for label in Label)):
            assert "142" in words_of(card), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_notice_keeps_its_order(language: str) -> None:
    """What happened, why it matters, what one can do and what follows, who sees it."""
    say = SAYS[language]
    case = a_case(language=language, reasons=reasons(Category.PATIENT_DIRECT))
    notice = moderation._first_notice(case, Tell.NOTICE, Treatment.HOLD)
    assert notice.body == (
        say("notice.held.happened", what=say("notice.what.patient_data.direct")),
        say("notice.found"),
        say("notice.why.patient_data"),
        say("notice.held.next"),
        say("notice.who", case=142),
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_notice_offers_is_on_its_buttons(language: str) -> None:
    """Each bold choice is a button under the same words."""
    say = SAYS[language]
    for situation, category in product(SITUATIONS, Category):
        notice = cards.notice_card(a_case(category=category, language=language), say, situation)
        offered = re.findall(r"\*\*(.+?)\*\*", " ".join(notice.body))
        labels = [button.label.casefold() for button in notice.buttons]
        assert len(offered) == len(labels), (situation, category)
        for choice in offered:
            assert any(choice.casefold() in label for label in labels), choice


# What platforms allow


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_fit_every_platform(language: str) -> None:
    """Buttons, options of selects and forms, questions of forms, descriptions of commands, entries of menus."""
    limits = {
        r"button\..+|calibrate\.answer\..+": BUTTON,
        r"(ruling|outcome)\..+\.does|report\.reason\..+|area\..+|language\.name": CHOICE,
        r"report\.(reason|note|anonymous)|reveal\.reason|(fix|crisis\.draft)\.field|appeal\.words": FIELD,
        r"casebook\.field\..+": FIELD,
        r"boundary\.field\..+": FIELD,
        r"decide\.(duration|instead|note|outcome|reason|rule|ruling)": FIELD,
        r"decide\.rule\.hint|queue\.list\.pick|record\.appeal|crisis\.(draft\.hint|pick)|learn\.pick": DESCRIPTION,
        r"command\..+|option\..+": DESCRIPTION,
        r"menu\..+": MENU,
        r"(events|journal|library|share|topic)\.field\..+": FIELD,
        r"((events|library|share)\.hint\..+|sources\.hint|journal\.vote\.pick)": DESCRIPTION,
        r"share\.kind\..+": CHOICE,
    }
    for (pattern, limit), (key, text) in product(limits.items(), texts(SAYS[language])):
        assert not re.fullmatch(pattern, key) or len(text) <= limit, (key, len(text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_of_forms_fit_slack(language: str) -> None:
    """24 characters up to case 999,999; a case beyond a million is cut by one letter, and nobody will see it."""
    own = ("events.form.title", "journal.form.title", "journal.minutes.form.title", "library.form.title")
    further = ("library.renew.title", "share.form.title", "topic.form.title")
    for key in (
        "calm.form.title",
        "casebook.form.title",
        "decide.title",
        "reveal.title",
        "fix.title",
        "report.title",
        "appeal.title",
        "crisis.draft.title",
        "boundary.form.title",
        *own,
        *further,
    ):
        assert len(SAYS[language](key, case=LONGEST_CASE)) <= MODAL, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_headers_fit_slack(language: str) -> None:
    """150 characters, with the longest channel name and whatever a headline can say at its longest.

    `{reason}` and other words of platforms stand in bodies, never in headers.
    """
    say = SAYS[language]
    values = {
        "case": LONGEST_CASE,
        "channel": LONGEST_CHANNEL,
        "version": "2026-11-1",
        "member": "M-7KQ2F",
        "module": max((module.title.of(language) for module in load_course().modules), key=len),
        "specialty": max((names[language] for names in load_specialties().names.values()), key=len),
        "name": "n" * 80,
        "ruling": max((say(f"ruling.{one}") for one in Ruling), key=len),
        "count": LONGEST_CASE,
        "verdict": max((say(f"verdict.{one.name.lower()}") for one in VerdictWord), key=len),
    }
    for key, text in texts(say):
        if key.endswith(".title"):
            assert len(text.format(**values)) <= HEADER, key
    for case in headlined():
        assert len(cards.headline(case, say, NOW)) <= HEADER


def headlined() -> Iterator[Case]:
    """Make cases whose headlines are as long as they get."""
    for category, band in product(Category, Band):
        case = a_case(number=LONGEST_CASE, category=category, band=band, decide_by=NOW + timedelta(hours=23))
        yield case
        yield replace(case, state=State.TOLD)
        for ruling in Ruling:
            yield replace(case, state=State.DECIDED, ruling=ruling)
        for ending in Ending:
            yield replace(case, state=State.CLOSED, ending=ending)


# How everything reads


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_shouts_and_everything_is_typeset(language: str) -> None:
    """No exclamation mark, no emoji, curly quotes and apostrophes, bold closed, no doubled or outer space."""
    for key, text in texts(SAYS[language]):
        assert not set(text) & set("!¡'\""), key
        assert not any(unicodedata.category(letter) in ("So", "Sk", "Co") for letter in text), key
        assert text.count("**") % 2 == 0, key
        assert "  " not in text, key
        assert text.strip() == text, key


def test_french_is_typeset_as_french() -> None:
    """No-break spaces where French wants them, guillemets, and never the familiar form."""
    breaking = re.compile(r"[^\u00a0:]: |[^\u202f][;?]|«[^\u00a0]|[^\u00a0]»|[0-9] [a-z%]")
    for key, text in texts(SAYS["fr"]):
        assert not breaking.search(text), key
        assert not set(text) & set("“”"), key
        assert not re.search(r"\b(tu|toi|tes|ton)\b", text, re.IGNORECASE), key


def test_french_is_not_english() -> None:
    """A text of more than two words is never the same in both."""
    french = dict(texts(SAYS["fr"]))
    same = [key for key, text in texts(ENGLISH) if french[key] == text and count_words(re.sub(r"{.*?}", "", text)) > 2]
    assert same == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_languages_own_rule_for_plurals_is_followed(language: str) -> None:
    """The file's rule for editors and Babel's, which we go by, agree on every small number."""
    with (LOCALES / f"{language}.po").open("rb") as file:
        rule = read_po(file, locale=language).plural_expr
    own = Locale.parse(language)
    for count in range(200):
        written = int(eval(rule.replace("n", str(count)), {"__builtins__": {}}))  # noqa: S307 - our own file's rule
        assert written == (0 if own.plural_form(count) == "one" else 1)


@pytest.mark.parametrize(
    ("key", "values", "sentence"),
    [
        ("error.no_such_case", {}, "No such case here."),
        (
            "error.already_decided",
            {"ago": "4 s ago", "how": "notice"},
            "Already decided 4 s ago: notice. Nothing was done twice.",
        ),
        ("menu.check", {}, "Check patient details"),
        ("menu.report", {}, "Report to moderators"),
    ],
)
def test_sentences_that_are_promised_word_for_word(key: str, values: dict[str, str], sentence: str) -> None:
    """What the commands' design and the manuals quote."""
    assert ENGLISH(key, **values) == sentence
