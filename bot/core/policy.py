"""What a community wants done: the policy as data, and the pure function from findings to a verdict.

The defaults live in ``config/community.toml``, which is also the operator's manual. A community's own file may
change every cell; what it leaves out keeps its default.
"""

import itertools
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import IntEnum, StrEnum
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from bot.core.cases import Priority
from bot.core.courtesy import Hours, end_of, read_hours, read_zone
from bot.core.durations import parse_duration
from bot.core.findings import Band, Category, Dropped, Finding, Label
from bot.core.precision import Precision, Precisions


class PolicyError(ValueError):
    """A policy file cannot be used; the text names file, line and field."""


class ChannelMode(StrEnum):
    """How strict the bot is in a channel."""

    LOUNGE = "lounge"
    GENERAL = "general"
    CASES = "cases"
    PUBLIC = "public"
    OFF = "off"


class Treatment(IntEnum):
    """What happens to the message itself, from mild to strict."""

    KEEP = 0
    HOLD = 1
    REMOVE = 2


class Tell(IntEnum):
    """How the author is told, from mild to strict."""

    NOTHING = 0
    CARE = 1
    TIP = 2
    NUDGE = 3
    NOTICE = 4


class Standing(StrEnum):
    """What we know of the author."""

    NEWCOMER = "newcomer"
    ESTABLISHED = "established"
    STAFF = "staff"


def _named(enum: type[IntEnum]) -> BeforeValidator:
    """Read an enum's member by its lower-case name, as people write it."""

    def read(value: object) -> object:
        if isinstance(value, str):
            try:
                return enum[value.upper()]
            except KeyError:
                choices = ", ".join(member.name.lower() for member in enum)
                message = f"“{value}” is not one of {choices}"
                raise ValueError(message) from None
        return value

    return BeforeValidator(read)


def _span(value: object) -> timedelta:
    """Read a span of time as people write it; a bare number says no unit."""
    span = value if isinstance(value, timedelta) else parse_duration(str(value))
    if span < timedelta(0):
        message = f"{span} is negative"
        raise ValueError(message)
    return span


Duration = Annotated[timedelta, BeforeValidator(_span)]
Timeout = Annotated[Duration, Field(gt=timedelta(0), le=timedelta(days=28))]
"""How long somebody may be kept from writing; platforms know no longer timeout."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


Share = Annotated[float, Field(strict=True, ge=0.0, le=1.0, allow_inf_nan=False)]
"""A share or a probability: a number, not a word for one."""


class Bands(_Model):
    """Where the bands begin, as calibrated probabilities (source: the default policy, "Bands")."""

    medium: Share = 0.50
    high: Share = 0.80
    very_high: Share = 0.95

    @model_validator(mode="after")
    def _rise(self) -> Self:
        """Refuse bands that fall: what is surer would meet less."""
        if not self.medium <= self.high <= self.very_high:
            message = f"the bands must rise: medium {self.medium}, high {self.high}, very_high {self.very_high}"
            raise ValueError(message)
        return self

    def of(self, confidence: float, *, proven: bool) -> Band:
        """Name the band of a probability; only a structural proof reaches the highest."""
        if confidence >= self.very_high and proven:
            return Band.VERY_HIGH
        if confidence >= self.high:
            return Band.HIGH
        return Band.MEDIUM if confidence >= self.medium else Band.LOW


_BANDS = Bands()


class Response(_Model):
    """One cell of the matrix: what is done about a finding of one category in one band."""

    message: Annotated[Treatment, _named(Treatment)] = Treatment.KEEP
    tell: Annotated[Tell, _named(Tell)] = Tell.NOTHING
    queue: Annotated[Priority | None, _named(Priority)] = None
    timeout: Timeout | None = None
    hold_in: frozenset[ChannelMode] = frozenset()
    window: Duration | None = None

    @property
    def acts(self) -> bool:
        """Whether anybody notices."""
        given = (self.queue, self.timeout, self.window)
        return bool(self.message or self.tell or self.hold_in) or given != (None, None, None)

    def __or__(self, other: Self) -> "Response":
        """Merge two answers into the stricter of each part; idempotent, commutative and associative."""
        if self is QUIET or self == other:  # a message's findings mostly meet the same
            return other
        queues = [queue for queue in (self.queue, other.queue) if queue is not None]
        timeouts = [timeout for timeout in (self.timeout, other.timeout) if timeout is not None]
        windows = [window for window in (self.window, other.window) if window is not None]
        return Response(
            message=max(self.message, other.message),
            tell=max(self.tell, other.tell),
            queue=min(queues, default=None),
            timeout=max(timeouts, default=None),
            hold_in=self.hold_in | other.hold_in,
            window=min(windows, default=None),
        )


QUIET = Response()


class Row(_Model):
    """One row of the matrix: an answer for each band."""

    low: Response = QUIET
    medium: Response = QUIET
    high: Response = QUIET
    very_high: Response = QUIET

    def at(self, band: Band) -> Response:
        """Look up a band's answer."""
        return (self.low, self.medium, self.high, self.very_high)[band]


class Retention(_Model):
    """How long things are kept; a community may shorten every one of them."""

    held_original: Duration = Field(default=timedelta(hours=72), le=timedelta(hours=72))
    key_after_decision: Duration = Field(default=timedelta(hours=24), le=timedelta(hours=24))
    excerpt: Duration = Field(default=timedelta(days=30), le=timedelta(days=30))
    case: Duration = Field(default=timedelta(days=180), le=timedelta(days=180))
    strikes: Duration = Field(default=timedelta(days=180), le=timedelta(days=180))
    reveal_log: Duration = Field(default=timedelta(days=400), le=timedelta(days=400))

    @property
    def longest_original(self) -> timedelta:
        """How long after its case was opened an original is gone, however often the case was decided and undone."""
        return self.held_original + self.key_after_decision


class Rung(_Model):
    """What follows by itself when a member has so many strikes; never for staff, and never a ban."""

    strikes: int = Field(ge=1, le=100)
    timeout: Timeout | None = None
    propose_ban: bool = False

    @model_validator(mode="after")
    def _one(self) -> Self:
        """Refuse a rung on which nothing happens, or two things do."""
        if (self.timeout is not None) == self.propose_ban:
            message = f"at {self.strikes} strikes there must be either a timeout or propose_ban = true"
            raise ValueError(message)
        return self


class Sanctions(_Model):
    """How many strikes a ruling gives, by what the case is about, and what many strikes lead to.

    A member in distress is never given any.
    """

    strikes: Mapping[Category, Annotated[int, Field(ge=1, le=3)]] = {}
    ladder: tuple[Rung, ...] = ()

    @model_validator(mode="after")
    def _sound(self) -> Self:
        """Refuse strikes for distress, and a ladder that does not rise."""
        if Category.DISTRESS in self.strikes:
            message = "a member in distress is never given a strike"
            raise ValueError(message)
        if any(low.strikes >= high.strikes for low, high in itertools.pairwise(self.ladder)):
            message = "the ladder must rise: each rung needs more strikes than the one before"
            raise ValueError(message)
        return self

    def weight(self, category: Category) -> int:
        """Say how many strikes a ruling gives."""
        return self.strikes.get(category, 1)


class Appeals(_Model):
    """How long a member may appeal, and how urgent an appeal is."""

    within: Duration = Field(default=timedelta(days=30), ge=timedelta(days=7), le=timedelta(days=90))
    decide: Duration = Field(default=timedelta(days=7), ge=timedelta(days=1), le=timedelta(days=14))
    priority: Annotated[Priority, _named(Priority)] = Priority.P3


class MatrixKey(StrEnum):
    """The rows of the matrix; spam has one for newcomers and one for established members."""

    PATIENT_DIRECT = "patient_data.direct"
    PATIENT_MOSAIC = "patient_data.mosaic"
    SPAM_NEWCOMER = "spam.newcomer"
    SPAM_ESTABLISHED = "spam.established"
    PROMOTION = "spam.promotion"
    DISRESPECT = "disrespect.remark"
    ABUSE = "disrespect.abuse"
    PATIENTS_DISPARAGED = "disrespect.patients"
    ADVICE = "advice.individual"
    DISTRESS = "distress.member"


_NO_SANCTION = "a slip with patient data is for learning: nobody is kept from writing for it"
_NEVER: Mapping[MatrixKey, tuple[tuple[str, ...], str]] = {
    MatrixKey.DISTRESS: (
        ("message", "timeout", "hold_in"),
        "a member in distress is never sanctioned, and what they write is never held or removed",
    ),
    MatrixKey.PATIENT_DIRECT: (("timeout",), _NO_SANCTION),
    MatrixKey.PATIENT_MOSAIC: (("timeout",), _NO_SANCTION),
}
"""What no community may have done, whatever its file says: the fields of a row's cells, and why."""


class Automatic(StrEnum):
    """Whether a rule may hold and remove by itself where the matrix says so.

    ``earned``: as long as moderators uphold it often enough; ``always``: whatever they rule; ``ask``: never.
    """

    EARNED = "earned"
    ALWAYS = "always"
    ASK = "ask"


class Earning(_Model):
    """From what a rule's holds and removals stay automatic.

    From ``rulings`` on, the lower 95 % bound of the share that moderators upheld must reach ``bound``. Our default, a
    half from twenty rulings on, says that a rule is surely right more often than wrong: 15 upheld of 20, or 60 of 100.
    """

    bound: Share = 0.5
    rulings: int = Field(default=20, ge=1)

    def earned(self, precision: Precision | None) -> bool:
        """Tell whether a precision is good enough, or too short to say."""
        return precision is None or precision.decided < self.rulings or precision.bounds.low >= self.bound


class Automation(Earning):
    """What holds for every row of the matrix, and the rows that have their own."""

    rows: Mapping[MatrixKey, Earning] = {}

    def of(self, row: MatrixKey) -> Earning:
        """Look up what a row asks for."""
        return self.rows.get(row, self)


def _clock_time(value: object) -> object:
    """Read a time of day as people write it; an empty one is none."""
    if value == "":
        return None
    if isinstance(value, str) and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        message = f"“{value}” is not a time of day such as 08:00"
        raise ValueError(message)
    return value


class Digest(_Model):
    """When the moderators' channel reads the daily digest, by the community's clock; without a time there is none."""

    at: Annotated[time | None, BeforeValidator(_clock_time)] = None


def _shadowed(name: str) -> str:
    """Refuse what is neither a label nor a rule's name."""
    if name.partition(".")[0] not in {label.value for label in Label}:
        message = f"“{name}” is neither {', '.join(Label)} nor a rule such as spam.lure"
        raise ValueError(message)
    return name


_SHAPE = re.compile(r"[A-Z0-9](?:[-/. ]?[A-Z0-9])*")
_SHORTEST_SHAPE = 6
"""Below six places, doses, prices and clock times have the same shape by chance; digits alone need two more."""


def _hours(written: object) -> object:
    """Read hours of the day; an empty text stands for none."""
    if not isinstance(written, str):
        return written
    return read_hours(written) if written.strip() else None


def _shape(shape: str) -> str:
    """Refuse the shape of a record number that would be found everywhere, or that nobody could mean."""
    if not _SHAPE.fullmatch(shape):
        message = (
            f"“{shape}” is no shape of a record number: 9 stands for any digit, A for any letter, other capitals and "
            "digits for themselves, with -, /, . or a space between them, such as KH-999999"
        )
        raise ValueError(message)
    places = [place for place in shape if place.isalnum()]
    if "9" not in places:
        message = f"“{shape}” holds no digit that may vary (9): it would be one number, not a shape"
        raise ValueError(message)
    least = _SHORTEST_SHAPE if any(not place.isdigit() for place in places) else _SHORTEST_SHAPE + 2
    if len(places) < least:
        message = (
            f"“{shape}” is too short: at least {least} letters and digits, or ordinary numbers would be taken for it"
        )
        raise ValueError(message)
    return shape


class CommunityPolicy(_Model):
    """Everything that a community can decide for itself."""

    language: str = "en"
    moderators_channel: str | None = None
    default_mode: ChannelMode = ChannelMode.GENERAL
    channels: Mapping[str, ChannelMode] = {}
    shadow: frozenset[Annotated[str, AfterValidator(_shadowed)]] = frozenset()
    newcomer_for: Duration = timedelta(days=7)
    bands: Mapping[Label, Bands] = {}
    matrix: Mapping[MatrixKey, Row]
    retention: Retention = Retention()
    sanctions: Sanctions = Sanctions()
    appeals: Appeals = Appeals()
    allowed_terms: frozenset[str] = frozenset()
    record_numbers: frozenset[Annotated[str, AfterValidator(_shape)]] = frozenset()
    unasked_messages_a_week: int = Field(default=1, ge=0, le=1)
    unanswered_after: Duration = Field(default=timedelta(hours=24), ge=timedelta(hours=1), le=timedelta(days=7))
    time_zone: Annotated[str, AfterValidator(read_zone)] = "UTC"
    quiet_hours: Annotated[Hours | None, BeforeValidator(_hours)] = Hours(time(21), time(7))
    automation: Automation = Automation()
    automatic: Mapping[str, Automatic] = {}
    digest: Digest = Digest()

    @model_validator(mode="after")
    def _complete(self) -> Self:
        """Refuse a matrix with a missing row, and cells that do what is never to be done."""
        missing = [key.value for key in MatrixKey if key not in self.matrix]
        if missing:
            message = f"the matrix has no row for {', '.join(missing)}"
            raise ValueError(message)
        refused = [
            InitErrorDetails(
                type=PydanticCustomError("never", reason), loc=("matrix", key, band, field), input=getattr(cell, field)
            )
            for key, (fields, reason) in _NEVER.items()
            for band, cell in self.matrix[key]
            for field in fields
            if getattr(cell, field) != getattr(QUIET, field)
        ]
        if refused:
            raise ValidationError.from_exception_data("the matrix", refused)
        return self

    def mode(self, channel_name: str | None) -> ChannelMode:
        """Look up a channel's mode by its name."""
        return self.default_mode if channel_name is None else self.channels.get(channel_name, self.default_mode)

    def quiet_until(self, now: datetime) -> datetime | None:
        """Say when the community's quiet hours end; None outside them."""
        return end_of(self.quiet_hours, self.time_zone, now) if self.quiet_hours else None

    def bands_of(self, label: Label) -> Bands:
        """Look up where a label's bands begin."""
        return self.bands.get(label, _BANDS)

    def in_shadow(self, label: Label, rule: str) -> bool:
        """Tell whether what a rule finds is only recorded."""
        return label in self.shadow or rule in self.shadow

    def may_act(self, rule: str, row: MatrixKey, precision: Precision | None) -> bool:
        """Tell whether a rule may hold and remove by itself, where the matrix has it do so."""
        match self.automatic.get(rule, Automatic.EARNED):
            case Automatic.ALWAYS:
                return True
            case Automatic.ASK:
                return False
            case Automatic.EARNED:
                return self.automation.of(row).earned(precision)


class VerdictWord(IntEnum):
    """The one word for what happens, from mild to strict; the names are what ``scan`` prints."""

    ALLOW = 0
    NUDGE = 1
    NOTICE = 2
    HOLD = 3
    REMOVE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A finding with the band it was given and the answer that the policy has for it.

    ``asks``: its rule has to ask before it holds or removes, so the answer is milder than the matrix says.
    """

    finding: Finding
    band: Band
    response: Response
    shadow: bool
    asks: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the policy says about one message.

    ``response`` is what is to be done now; ``would`` is what would be done if no detector ran in shadow. ``lead`` is
    the finding that weighs most, None when nothing was found. ``judged`` and ``dropped`` are the trace.
    """

    response: Response
    would: Response
    lead: Judged | None
    judged: tuple[Judged, ...] = ()
    dropped: tuple[Dropped, ...] = ()

    @property
    def word(self) -> VerdictWord:
        """The word for what happens now."""
        return verdict_word(self.response)

    @property
    def flagged(self) -> tuple[Label, ...]:
        """The labels on which the policy acts, shadow left out."""
        acting = {judged.finding.label for judged in self.judged if judged.response.acts and not judged.shadow}
        return tuple(label for label in Label if label in acting)

    @property
    def scores(self) -> dict[Label, float]:
        """The highest confidence of each label, 0 where nothing was found."""
        return {
            label: max(
                (judged.finding.confidence for judged in self.judged if judged.finding.label is label),
                default=0.0,
            )
            for label in Label
        }


def verdict_word(response: Response) -> VerdictWord:
    """Name an answer; one that only moderators hear of counts as a notice."""
    if response.message is not Treatment.KEEP:
        return VerdictWord.HOLD if response.message is Treatment.HOLD else VerdictWord.REMOVE
    if response.tell is Tell.NOTICE or (response.queue is not None and response.tell is Tell.NOTHING):
        return VerdictWord.NOTICE
    return VerdictWord.NUDGE if response.tell is not Tell.NOTHING else VerdictWord.ALLOW


_CATEGORY_ROWS: Mapping[Category, MatrixKey] = {
    category: MatrixKey(category.value) for category in Category if category is not Category.SPAM
}


def _row(category: Category, standing: Standing) -> MatrixKey:
    if category is Category.SPAM:
        return MatrixKey.SPAM_NEWCOMER if standing is Standing.NEWCOMER else MatrixKey.SPAM_ESTABLISHED
    return _CATEGORY_ROWS[category]


def _in_mode(response: Response, mode: ChannelMode) -> Response:
    """Fit a cell to the channel: lounges only nudge, some cells hold in strict channels, off is off."""
    if mode is ChannelMode.OFF:
        return QUIET
    if mode is ChannelMode.LOUNGE:
        return response.model_copy(
            update={
                "message": Treatment.KEEP,
                "tell": min(max(response.tell, Tell.NUDGE if response.message else Tell.NOTHING), Tell.NUDGE),
                "timeout": None,
                "hold_in": frozenset(),
            }
        )
    if mode in response.hold_in and response.message is Treatment.KEEP:
        response = response.model_copy(update={"message": Treatment.HOLD, "tell": Tell.NOTICE})
    return response.model_copy(update={"hold_in": frozenset()}) if response.hold_in else response


def _for_staff(response: Response, label: Label) -> Response:
    """Leave staff alone, except that they too are told about patient data, and met with care in distress."""
    if label is Label.DISTRESS:
        return response
    if label is not Label.PATIENT_DATA or response.tell is Tell.NOTHING:
        return QUIET
    return Response(tell=Tell.TIP)


def _by_asking(response: Response, label: Label, mode: ChannelMode) -> Response:
    """Leave the message to a moderator; in a public channel patient data is held all the same (the policy's doubt)."""
    queue = Priority.P2 if response.queue is None else response.queue
    if label is Label.PATIENT_DATA and mode is ChannelMode.PUBLIC:
        return response.model_copy(update={"message": Treatment.HOLD, "timeout": None, "queue": queue})
    return response.model_copy(update={"message": Treatment.KEEP, "timeout": None, "queue": queue})


def decide(
    findings: Iterable[Finding],
    policy: CommunityPolicy,
    *,
    mode: ChannelMode,
    standing: Standing,
    uncalibrated: frozenset[str] = frozenset(),
    dropped: Sequence[Dropped] = (),
    precisions: Precisions | None = None,
) -> Verdict:
    """Say what the policy does about a message.

    Args:
        findings: what the detectors found, in any order.
        policy: the community's policy.
        mode: the mode of the channel it was written in.
        standing: what is known of its author.
        uncalibrated: rules whose detectors were not calibrated; they count as medium at most.
        dropped: what the detectors let go, for the trace.
        precisions: how often each rule was right here; a rule whose precision is too poor asks instead of acting.
    """
    precisions = precisions or {}
    judged = []
    for finding in findings:
        band = policy.bands_of(finding.label).of(finding.confidence, proven=finding.proven)
        if finding.rule in uncalibrated:
            band = min(band, Band.MEDIUM)
        row = _row(finding.category, standing)
        response = _in_mode(policy.matrix[row].at(band), mode)
        if standing is Standing.STAFF:
            response = _for_staff(response, finding.label)
        takes = response.message is not Treatment.KEEP or response.timeout is not None
        asks = takes and not policy.may_act(finding.rule, row, precisions.get(finding.rule))
        if asks:
            response = _by_asking(response, finding.label, mode)
        shadow = policy.in_shadow(finding.label, finding.rule)
        judged.append(Judged(finding=finding, band=band, response=response, shadow=shadow, asks=asks))
    judged = _spare_the_distressed(judged)
    judged.sort(key=_weight, reverse=True)
    response = would = QUIET
    for one in judged:
        would |= one.response
        if not one.shadow:
            response |= one.response
    return Verdict(
        response=response,
        would=would,
        lead=judged[0] if judged else None,
        judged=tuple(judged),
        dropped=tuple(dropped),
    )


def _spare_the_distressed(judged: list[Judged]) -> list[Judged]:
    """Leave nothing but care, and patients' protection, for somebody in distress: never a sanction, never a removal."""
    cared_for = any(one.finding.label is Label.DISTRESS and one.response.acts and not one.shadow for one in judged)
    if not cared_for:
        return judged
    kept = (Label.DISTRESS, Label.PATIENT_DATA)
    return [one if one.finding.label in kept else replace(one, response=QUIET) for one in judged]


def _weight(judged: Judged) -> tuple[bool, int, bool, int, int, int, float, str, int, int]:
    """Order findings by what their author meets, then by how sure they are; ties break by place and rule.

    What takes the message out of sight leads, since it says what may come back; then distress, whose author is met
    with care whatever else they wrote.
    """
    response = judged.response
    return (
        not judged.shadow,
        response.message,
        judged.finding.label is Label.DISTRESS and response.acts,
        response.tell,
        -(response.queue if response.queue is not None else len(Priority)),
        judged.band,
        judged.finding.confidence,
        judged.finding.rule,
        -judged.finding.span.part,
        -judged.finding.span.start,
    )


def load_policy(text: str, *, name: str, base: str | None = None) -> CommunityPolicy:
    """Read a policy from TOML; ``base`` is the TOML that fills in whatever the text leaves out.

    Raises:
        PolicyError: naming the file, the line and the field, with what was expected.
    """
    data = _parse(text, name)
    if base is not None:
        data = _overlay(_parse(base, "the default policy"), data)
    try:
        return CommunityPolicy.model_validate(data)
    except ValidationError as error:
        raise PolicyError("\n".join(_readable(problem, text, name) for problem in error.errors())) from None


def _parse(text: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = f"{name}: {error}"
        raise PolicyError(message) from None


def _overlay(base: Mapping[str, Any], over: Mapping[str, Any], depth: int = 0) -> dict[str, Any]:
    """Lay one table over another key by key; a cell of the matrix, the third table down, is replaced whole."""
    merged = dict(base)
    for key, value in over.items():
        below = merged.get(key)
        nested = isinstance(value, dict) and isinstance(below, dict) and depth < _CELL_DEPTH
        merged[key] = _overlay(below, value, depth + 1) if nested and isinstance(below, dict) else value
    return merged


_CELL_DEPTH = 2


def _readable(problem: Mapping[str, Any], text: str, name: str) -> str:
    path = tuple(str(step) for step in problem["loc"] if step != "[key]")
    field = ".".join(path) or "the policy"
    reason = {
        "extra_forbidden": "there is no such setting",
        "missing": "is missing",
    }.get(problem["type"], str(problem["msg"]).removeprefix("Value error, "))
    line = line_of(text, path)
    where = f"{name}, line {line}" if line else name
    return f"{where}: {field}: {reason}"


def line_of(text: str, path: Sequence[str]) -> int | None:
    """Find the line (from 1) on which the deepest known step of a key's path is set in a TOML text."""
    best: tuple[int, int] | None = None
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if stripped.startswith("["):
            table = _keys(_before(stripped.lstrip("["), "]") + " = 0")
            here = table
        elif "=" in stripped and not stripped.startswith("#"):
            here = table + _keys(_before(stripped, "=") + " = 0")
        else:
            continue
        depth = len(here) if here and tuple(path[: len(here)]) == here else 0
        if depth and (best is None or depth > best[0]):
            best = (depth, number)
    return best[1] if best else None


def _before(line: str, sign: str) -> str:
    """Cut a line at the sign that ends its key; a quoted key may hold one too."""
    quote = ""
    for index, letter in enumerate(line):
        if letter in "\"'":
            quote = "" if quote == letter else quote or letter
        elif letter == sign and not quote:
            return line[:index]
    return line


def _keys(assignment: str) -> tuple[str, ...]:
    try:
        table: Any = tomllib.loads(assignment)
    except tomllib.TOMLDecodeError:
        return ()
    keys: list[str] = []
    while isinstance(table, dict) and table:
        key, table = next(iter(table.items()))
        keys.append(key)
    return tuple(keys)
