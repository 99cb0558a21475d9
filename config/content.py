"""What Chaperone teaches, as data: tips, privacy topics, code of conduct, learning modules and what to do in a crisis.

The words, in English and French, live in the ``.toml`` files beside this module; an operator may point each loader at
a file of their own. A file is read whole or refused whole, with a sentence that names file, entry and field.

Source of the tips: Mohty M, Savani B. Social media in medicine: a personal perspective about opportunities,
challenges, and best practice. Clin Hematol Int 2024;6(4). doi:10.46989/001c.125931 (CC BY 4.0); in our own words.
"""

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final, Generic, Literal, Self, TypeVar, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

AreaId = Literal[
    "presence",
    "brand",
    "content",
    "patients",
    "monitoring",
    "crisis",
    "network",
    "privacy",
    "informed",
    "ethics",
    "everyday",
]
"""The ten areas of the editorial's Table 1, and ``everyday`` for the advice in its body."""

AREAS: Final[tuple[AreaId, ...]] = get_args(AreaId)

LOCALES: Final = ("en", "fr")

TIP_WORDS: Final = 60
TOPIC_WORDS: Final = 180
CONDUCT_WORDS: Final = 150
SCENE_WORDS: Final = 60
LESSON_WORDS: Final = 45
STEP_WORDS: Final = 30
"""The most words a text may have: what a phone shows without scrolling (tip, code) or with little of it (topic).

A scene is read by somebody who has a minute, a lesson (why a choice was good or not) in ten seconds, and a step by
somebody whose heart beats fast.
"""


class ContentError(ValueError):
    """A content file cannot be used; the text names the file and, for each problem, the entry and the field."""


def count_words(text: str) -> int:
    """Count the words of a text; a punctuation mark that French sets apart is not one."""
    return sum(any(letter.isalnum() for letter in word) for word in text.split())


def _written(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty")
    if text != text.strip():
        raise ValueError("begins or ends with a space")
    return text


def _short_enough(texts: Iterable[str], limit: int) -> None:
    count = sum(map(count_words, texts))
    if count > limit:
        raise ValueError(f"has {count} words, at most {limit} are allowed")


def _tip_sized(text: str) -> str:
    _short_enough([text], TIP_WORDS)
    return text


def _scene_sized(text: str) -> str:
    _short_enough([text], SCENE_WORDS)
    return text


def _lesson_sized(text: str) -> str:
    _short_enough([text], LESSON_WORDS)
    return text


def _step_sized(text: str) -> str:
    _short_enough([text], STEP_WORDS)
    return text


def _topic_sized(paragraphs: tuple[str, ...]) -> tuple[str, ...]:
    if not paragraphs:
        raise ValueError("is empty")
    _short_enough(paragraphs, TOPIC_WORDS)
    return paragraphs


Words = Annotated[str, AfterValidator(_written)]
Title = Annotated[Words, Field(max_length=80)]
TipText = Annotated[Words, AfterValidator(_tip_sized)]
Scene = Annotated[Words, AfterValidator(_scene_sized)]
Lesson = Annotated[Words, AfterValidator(_lesson_sized)]
StepText = Annotated[Words, AfterValidator(_step_sized)]
Paragraphs = Annotated[tuple[Words, ...], AfterValidator(_topic_sized)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
Doi = Annotated[str, Field(pattern=r"^10\.[0-9]{4,9}/\S+$")]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


Wording = TypeVar("Wording")


class Localised(_Model, Generic[Wording]):
    """Something that is said in English and in French."""

    en: Wording
    fr: Wording

    def of(self, locale: str) -> Wording:
        """Pick the wording for a locale tag such as ``fr``, ``fr-CA`` or ``en_GB``; English for any other language."""
        language = locale.replace("_", "-").partition("-")[0].lower()
        return self.fr if language == "fr" else self.en


class _Entry(_Model):
    """An entry as people write it, language by language (``fr.title``), and as code reads it (``title.fr``)."""

    @model_validator(mode="before")
    @classmethod
    def _by_field(cls, written: object) -> object:
        if not isinstance(written, dict):
            return written
        entry = {key: value for key, value in written.items() if key not in LOCALES}
        localised: dict[str, dict[str, object]] = {}
        for locale in LOCALES:
            match written.get(locale, {}):
                case dict() as wordings:
                    for field, wording in wordings.items():
                        localised.setdefault(field, {})[locale] = wording
                case _:
                    raise ValueError(f"“{locale}” must hold fields such as {locale}.title")
        twice = sorted(entry.keys() & localised.keys())
        if twice:
            raise ValueError(f"“{twice[0]}” stands both with a language and without")
        return entry | localised


class Tip(_Entry):
    """One small thing to do, in at most `TIP_WORDS` words.

    ``recommendation`` names the advice it carries out (``patients.privacy``), ``source`` is a DOI, ``reviewed`` the day
    it was last found true, ``try_`` (``try`` in the file) a command that helps with it.
    """

    id: Slug
    area: AreaId
    recommendation: Annotated[str, Field(pattern=r"^[a-z]+\.[a-z]+(-[a-z]+)*$")]
    title: Localised[Title]
    text: Localised[TipText]
    source: Doi
    reviewed: date
    try_: Annotated[str | None, Field(alias="try", pattern=r"^/[a-z]")] = None

    @model_validator(mode="after")
    def _in_its_area(self) -> Self:
        """Refuse a recommendation of another area."""
        if not self.recommendation.startswith(f"{self.area}."):
            raise ValueError(f"recommendation “{self.recommendation}” does not belong to the area “{self.area}”")
        return self


class Topic(_Entry):
    """One screen of ``/privacy``, at most `TOPIC_WORDS` words; ``checked`` is the day its steps were last followed."""

    id: Slug
    title: Localised[Title]
    body: Localised[Paragraphs]
    checked: date
    source: Words


class Rule(_Entry):
    """One rule of the code of conduct; a sanction names its ``id``."""

    id: Slug
    title: Localised[Title]
    text: Localised[Words]


class Conduct(_Entry):
    """The code of conduct: one screen, at most `CONDUCT_WORDS` words in each language, and a version to accept."""

    version: Words
    reviewed: date
    source: Doi
    summary: Localised[Words]
    rules: Annotated[tuple[Rule, ...], Field(alias="rule")]

    @model_validator(mode="after")
    def _one_screen(self) -> Self:
        """Refuse a code without rules, with two under one id, or too long to be read."""
        _refuse_none_or_twins(rule.id for rule in self.rules)
        for locale in LOCALES:
            try:
                _short_enough(self.texts(locale), CONDUCT_WORDS)
            except ValueError as error:
                raise ValueError(f"the code in “{locale}” {error}") from None
        return self

    def texts(self, locale: str) -> tuple[str, ...]:
        """List everything that the code says in a language, in reading order."""
        rules = (text for rule in self.rules for text in (rule.title.of(locale), rule.text.of(locale)))
        return (self.summary.of(locale), *rules)

    def rule(self, rule_id: str) -> Rule | None:
        """Find the rule with an id; None when this version has no such rule."""
        return next((rule for rule in self.rules if rule.id == rule_id), None)


class Choice(_Entry):
    """One answer to a case: what one might do, whether that is sound, and why, for whoever chose it."""

    sound: bool
    text: Localised[Annotated[Words, Field(max_length=180)]]
    feedback: Localised[Lesson]


class LearnCase(_Entry):
    """An invented case: a scene that ends with a question, and three or four choices, some sound and some not."""

    id: Slug
    scene: Localised[Scene]
    choices: Annotated[tuple[Choice, ...], Field(alias="choice", min_length=3, max_length=4)]

    @model_validator(mode="after")
    def _to_be_thought_about(self) -> Self:
        """Refuse a case in which everything is right, or nothing."""
        if len({choice.sound for choice in self.choices}) < 2:
            raise ValueError("needs a choice that is sound and one that is not")
        return self


class Module(_Entry):
    """What ``/learn`` teaches on one area of Table 1; ``aim`` is its purpose in one line."""

    id: AreaId
    title: Localised[Title]
    aim: Localised[Annotated[Words, Field(max_length=100)]]
    source: Doi
    reviewed: date
    cases: Annotated[tuple[LearnCase, ...], Field(alias="case", min_length=1)]


class Dilemma(_Entry):
    """A case for moderators: what was found, how surely, where and by whom; the policy itself gives the answer.

    ``category`` and ``band`` are a row and a column of the matrix, ``mode`` a channel's mode; ``why`` is what the
    default policy weighs.
    """

    id: Slug
    category: Annotated[str, Field(pattern=r"^[a-z_]+\.[a-z]+$")]
    band: Literal["low", "medium", "high", "very_high"]
    mode: Literal["lounge", "general", "cases", "public"]
    newcomer: bool
    scene: Localised[Scene]
    why: Localised[Lesson]


class Course(_Model):
    """Everything that ``/learn`` teaches."""

    modules: Annotated[tuple[Module, ...], Field(alias="module")]
    dilemmas: Annotated[tuple[Dilemma, ...], Field(alias="dilemma")]

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        _refuse_none_or_twins(module.id for module in self.modules)
        _refuse_none_or_twins(case.id for module in self.modules for case in module.cases)
        _refuse_none_or_twins(dilemma.id for dilemma in self.dilemmas)
        return self

    def module(self, module_id: str) -> Module | None:
        """Find the module of an area."""
        return next((module for module in self.modules if module.id == module_id), None)

    def case(self, case_id: str) -> tuple[Module, LearnCase] | None:
        """Find a case, with its module."""
        every = ((module, case) for module in self.modules for case in module.cases)
        return next((found for found in every if found[1].id == case_id), None)

    def dilemma(self, dilemma_id: str) -> Dilemma | None:
        """Find a dilemma."""
        return next((dilemma for dilemma in self.dilemmas if dilemma.id == dilemma_id), None)


class Step(_Entry):
    """One step of a playbook: what to do, and how."""

    title: Localised[Title]
    text: Localised[StepText]


class Branch(_Entry):
    """What to do when one sort of thing goes wrong; ``reply`` is what can be written, none where silence is best.

    ``title`` is what the member chooses from, ``opening`` the first line, for somebody who is upset.
    """

    id: Slug
    title: Localised[Title]
    opening: Localised[StepText]
    reply: Localised[Scene] | None = None
    steps: Annotated[tuple[Step, ...], Field(alias="step", min_length=4, max_length=6)]


class Playbook(_Entry):
    """What ``/crisis`` shows: a branch for each sort of trouble, and the first hour after a disclosure.

    ``confirming`` lists turns of phrase that say that somebody is, or was, a patient of whoever writes.
    """

    source: Doi
    reviewed: date
    confirming: Localised[tuple[Words, ...]]
    branches: Annotated[tuple[Branch, ...], Field(alias="branch")]
    disclosure: Branch

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        _refuse_none_or_twins(branch.id for branch in self.branches)
        for locale in LOCALES:
            _refuse_none_or_twins(self.confirming.of(locale))
        return self

    def branch(self, branch_id: str) -> Branch | None:
        """Find a branch."""
        return next((branch for branch in self.branches if branch.id == branch_id), None)


class _Tips(_Model):
    tips: Annotated[tuple[Tip, ...], Field(alias="tip")]

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        _refuse_none_or_twins(tip.id for tip in self.tips)
        return self


class _Topics(_Model):
    topics: Annotated[tuple[Topic, ...], Field(alias="topic")]

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        _refuse_none_or_twins(topic.id for topic in self.topics)
        return self


def _refuse_none_or_twins(ids: Iterable[str]) -> None:
    counted = Counter(ids)
    if not counted:
        raise ValueError("there is no entry")
    twins = [name for name, count in counted.items() if count > 1]
    if twins:
        raise ValueError(f"the id “{twins[0]}” is used twice")


_HERE: Final = Path(__file__).parent


def load_tips(path: Path | None = None) -> tuple[Tip, ...]:
    """Read the tips, in the file's order; ours unless another file is named.

    Raises:
        ContentError: the file cannot be read or breaks a rule above.
    """
    return _load(path or _HERE / "tips.toml", _Tips).tips


def load_topics(path: Path | None = None) -> tuple[Topic, ...]:
    """Read the privacy topics, in the file's order; ours unless another file is named.

    Raises:
        ContentError: the file cannot be read or breaks a rule above.
    """
    return _load(path or _HERE / "topics.toml", _Topics).topics


def load_conduct(path: Path | None = None) -> Conduct:
    """Read the code of conduct; ours unless another file is named.

    Raises:
        ContentError: the file cannot be read or breaks a rule above.
    """
    return _load(path or _HERE / "conduct.toml", Conduct)


def load_course(path: Path | None = None) -> Course:
    """Read the learning modules; ours unless another file is named.

    Raises:
        ContentError: the file cannot be read or breaks a rule above.
    """
    return _load(path or _HERE / "learn.toml", Course)


def load_playbook(path: Path | None = None) -> Playbook:
    """Read what to do in a crisis; ours unless another file is named.

    Raises:
        ContentError: the file cannot be read or breaks a rule above.
    """
    return _load(path or _HERE / "crisis.toml", Playbook)


Document = TypeVar("Document", bound=BaseModel)


def _load(path: Path, document: type[Document]) -> Document:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ContentError(f"{path.name}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ContentError(f"{path.name}: is not UTF-8 text") from None
    except tomllib.TOMLDecodeError as error:
        raise ContentError(f"{path.name}: {error}") from None
    try:
        return document.model_validate(data)
    except ValidationError as error:
        problems = [f"{path.name}{_readable(problem, data)}" for problem in error.errors(include_url=False)]
        raise ContentError("\n".join(problems)) from None


def _readable(problem: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    """Turn pydantic's error into ``, tip “presence-photo”, fr.text: is missing``."""
    location = list(problem["loc"])
    entry = ""
    found: Any = data
    while len(location) > 1 and isinstance(location[1], int):
        kind, place = str(location.pop(0)), int(location.pop(0))
        found = found[kind][place]
        entry += f", {kind} {_name(found, place)}"
    reason = {
        "missing": "is missing",
        "extra_forbidden": "there is no such field",
    }.get(problem["type"], str(problem["msg"]).removeprefix("Value error, "))
    return f"{entry}{_field(location)}: {reason}"


def _name(entry: object, place: int) -> str:
    """Call an entry by its id, or by its place (from 1) when it has none."""
    name = entry.get("id") if isinstance(entry, dict) else None
    return f"“{name}”" if isinstance(name, str) else f"number {place + 1}"


def _field(location: list[str | int]) -> str:
    """Write a field as it stands in the file: ``body``, ``fr``, 1 becomes ``, fr.body, paragraph 2``."""
    match location:
        case []:
            return ""
        case [field, str(locale), *rest] if locale in LOCALES:
            paragraph = f", paragraph {rest[0] + 1}" if rest and isinstance(rest[0], int) else ""
            return f", {locale}.{field}{paragraph}"
        case _:
            return ", " + ".".join(map(str, location))
