"""The policy: its file, its matrix, and the verdicts that follow."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.cases import Priority
from bot.core.findings import Band, Category, Finding, Kind, Label
from bot.core.policy import (
    Bands,
    ChannelMode,
    CommunityPolicy,
    MatrixKey,
    PolicyError,
    Response,
    Retention,
    Standing,
    Tell,
    Treatment,
    Verdict,
    VerdictWord,
    decide,
    line_of,
    load_policy,
)
from bot.core.text import Span

DEFAULT = (Path(__file__).parents[3] / "config" / "community.toml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def policy() -> CommunityPolicy:
    """Read the default policy."""
    return load_policy(DEFAULT, name="community.toml")


def finding(category: Category, confidence: float, *, proven: bool = False, rule: str = "test.rule") -> Finding:
    """Make a finding at the start of a text."""
    return Finding(
        category=category,
        rule=rule,
        span=Span(part=0, start=0, end=4),
        kind=Kind.NAME,
        confidence=confidence,
        why="A test says so.",
        proven=proven,
    )


def verdict(
    policy: CommunityPolicy,
    *findings: Finding,
    mode: ChannelMode = ChannelMode.GENERAL,
    standing: Standing = Standing.ESTABLISHED,
) -> Verdict:
    """Decide about findings."""
    return decide(findings, policy, mode=mode, standing=standing)


@pytest.mark.parametrize(
    ("confidence", "proven", "band"),
    [
        (0.0, False, Band.LOW),
        (0.49, True, Band.LOW),
        (0.50, False, Band.MEDIUM),
        (0.79, True, Band.MEDIUM),
        (0.80, False, Band.HIGH),
        (0.94, True, Band.HIGH),
        (0.95, False, Band.HIGH),
        (0.95, True, Band.VERY_HIGH),
        (1.0, False, Band.HIGH),
    ],
)
def test_bands_need_proof_at_the_top(confidence: float, proven: bool, band: Band) -> None:
    """The highest band needs a structural proof, however sure a model is."""
    assert Bands().of(confidence, proven=proven) is band


@pytest.mark.parametrize(
    ("category", "confidence", "proven", "standing", "word", "queue", "timeout"),
    [
        (Category.PATIENT_DIRECT, 0.3, False, Standing.ESTABLISHED, "ALLOW", None, None),
        (Category.PATIENT_DIRECT, 0.6, False, Standing.ESTABLISHED, "NOTICE", None, None),
        (Category.PATIENT_DIRECT, 0.9, False, Standing.ESTABLISHED, "HOLD", Priority.P1, None),
        (Category.PATIENT_DIRECT, 0.99, True, Standing.NEWCOMER, "REMOVE", Priority.P1, None),
        (Category.PATIENT_MOSAIC, 0.6, False, Standing.ESTABLISHED, "NUDGE", None, None),
        (Category.PATIENT_MOSAIC, 0.9, False, Standing.ESTABLISHED, "NOTICE", Priority.P2, None),
        (Category.PATIENT_MOSAIC, 0.99, True, Standing.ESTABLISHED, "NOTICE", Priority.P2, None),
        (Category.SPAM, 0.2, False, Standing.NEWCOMER, "NOTICE", Priority.P3, None),
        (Category.SPAM, 0.6, False, Standing.NEWCOMER, "HOLD", Priority.P3, None),
        (Category.SPAM, 0.9, False, Standing.NEWCOMER, "REMOVE", Priority.P3, timedelta(hours=24)),
        (Category.SPAM, 0.99, True, Standing.NEWCOMER, "REMOVE", Priority.P3, timedelta(days=28)),
        (Category.SPAM, 0.2, False, Standing.ESTABLISHED, "ALLOW", None, None),
        (Category.SPAM, 0.6, False, Standing.ESTABLISHED, "NOTICE", Priority.P3, None),
        (Category.SPAM, 0.9, False, Standing.ESTABLISHED, "HOLD", Priority.P3, None),
        (Category.SPAM, 0.99, True, Standing.ESTABLISHED, "REMOVE", Priority.P2, timedelta(hours=1)),
        (Category.PROMOTION, 0.6, False, Standing.ESTABLISHED, "NUDGE", None, None),
        (Category.PROMOTION, 0.9, False, Standing.ESTABLISHED, "NOTICE", Priority.P3, None),
        (Category.DISRESPECT, 0.6, False, Standing.ESTABLISHED, "NUDGE", None, None),
        (Category.DISRESPECT, 0.9, False, Standing.ESTABLISHED, "NOTICE", Priority.P2, None),
        (Category.DISRESPECT, 0.99, True, Standing.ESTABLISHED, "HOLD", Priority.P1, None),
        (Category.ABUSE, 0.2, False, Standing.ESTABLISHED, "NOTICE", Priority.P3, None),
        (Category.ABUSE, 0.6, False, Standing.ESTABLISHED, "NOTICE", Priority.P2, None),
        (Category.ABUSE, 0.9, False, Standing.ESTABLISHED, "HOLD", Priority.P1, None),
        (Category.ABUSE, 0.99, True, Standing.ESTABLISHED, "REMOVE", Priority.P0, timedelta(hours=1)),
        (Category.PATIENTS_DISPARAGED, 0.6, False, Standing.ESTABLISHED, "NUDGE", None, None),
        (Category.PATIENTS_DISPARAGED, 0.9, False, Standing.ESTABLISHED, "NOTICE", Priority.P2, None),
        (Category.ADVICE, 0.6, False, Standing.ESTABLISHED, "NUDGE", None, None),
        (Category.ADVICE, 0.9, False, Standing.ESTABLISHED, "NUDGE", Priority.P3, None),
        (Category.DISTRESS, 0.9, False, Standing.ESTABLISHED, "NUDGE", Priority.P0, None),
    ],
)
def test_matrix(  # the table is the policy's, cell by cell
    policy: CommunityPolicy,
    category: Category,
    confidence: float,
    proven: bool,
    standing: Standing,
    word: str,
    queue: Priority | None,
    timeout: timedelta | None,
) -> None:
    """Every cell of the default matrix does what the policy's page says."""
    said = verdict(policy, finding(category, confidence, proven=proven), standing=standing)
    assert (said.word, said.response.queue, said.response.timeout) == (VerdictWord[word], queue, timeout)


@pytest.mark.parametrize(
    ("category", "confidence", "mode", "word"),
    [
        (Category.PATIENT_DIRECT, 0.6, ChannelMode.PUBLIC, "HOLD"),
        (Category.PATIENT_DIRECT, 0.6, ChannelMode.CASES, "NOTICE"),
        (Category.PATIENT_MOSAIC, 0.9, ChannelMode.CASES, "HOLD"),
        (Category.PATIENT_MOSAIC, 0.9, ChannelMode.PUBLIC, "HOLD"),
        (Category.DISRESPECT, 0.9, ChannelMode.PUBLIC, "HOLD"),
        (Category.DISRESPECT, 0.9, ChannelMode.CASES, "NOTICE"),
        (Category.PATIENT_DIRECT, 0.99, ChannelMode.LOUNGE, "NUDGE"),
        (Category.SPAM, 0.9, ChannelMode.LOUNGE, "NUDGE"),
        (Category.PATIENT_DIRECT, 0.99, ChannelMode.OFF, "ALLOW"),
    ],
)
def test_channel_modes(
    policy: CommunityPolicy, category: Category, confidence: float, mode: ChannelMode, word: str
) -> None:
    """Strict channels hold what others tell of; lounges only nudge; off does nothing."""
    said = verdict(policy, finding(category, confidence, proven=True), mode=mode)
    assert said.word is VerdictWord[word]


@pytest.mark.parametrize("category", [one for one in Category if one is not Category.DISTRESS])
def test_staff_are_only_told_about_patient_data(policy: CommunityPolicy, category: Category) -> None:
    """Automation never sanctions staff, in no category, yet tells them about patient data."""
    said = verdict(policy, finding(category, 0.99, proven=True), standing=Standing.STAFF)
    expected = Response(tell=Tell.TIP) if category.label is Label.PATIENT_DATA else Response()
    assert said.response == expected


def test_shadow_records_and_does_nothing(policy: CommunityPolicy) -> None:
    """A label in shadow is not acted on, but the verdict says what would have been done."""
    shadowed = policy.model_copy(update={"shadow": frozenset({Label.SPAM})})
    said = verdict(shadowed, finding(Category.SPAM, 0.9), standing=Standing.NEWCOMER)
    assert not said.response.acts
    assert said.would.message is Treatment.REMOVE
    assert said.flagged == ()


def test_uncalibrated_rules_stay_medium(policy: CommunityPolicy) -> None:
    """A detector that was never calibrated cannot hold a message."""
    sure = finding(Category.PATIENT_DIRECT, 0.99, proven=True, rule="new.rule")
    said = decide(
        [sure], policy, mode=ChannelMode.GENERAL, standing=Standing.ESTABLISHED, uncalibrated=frozenset({"new.rule"})
    )
    assert said.judged[0].band is Band.MEDIUM


def test_strictest_part_of_each_answer_wins(policy: CommunityPolicy) -> None:
    """Two findings on one message merge into the stricter of each part, and the weightiest leads."""
    said = verdict(policy, finding(Category.DISRESPECT, 0.9), finding(Category.PATIENT_DIRECT, 0.9))
    assert said.response.message is Treatment.HOLD
    assert said.response.queue is Priority.P1
    assert said.lead is not None
    assert said.lead.finding.category is Category.PATIENT_DIRECT
    assert said.flagged == (Label.PATIENT_DATA, Label.DISRESPECT)


def test_every_part_of_an_answer_is_an_act() -> None:
    """Whatever an answer says but its silence, somebody notices."""
    parts: dict[str, object] = {
        "message": Treatment.HOLD,
        "tell": Tell.TIP,
        "queue": Priority.P0,
        "timeout": timedelta(minutes=1),
        "hold_in": frozenset({ChannelMode.CASES}),
        "window": timedelta(),
    }
    assert parts.keys() == Response.model_fields.keys()
    assert all(Response.model_validate({name: value}).acts for name, value in parts.items())
    assert not Response().acts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lanuage = 'fr'", "mine.toml, line 1: lanuage: there is no such setting"),
        ("newcomer_for = 'soon'", "mine.toml, line 1: newcomer_for: “soon” is not a span of time such as"),
        ("\n[channels]\nward = 'strict'", "mine.toml, line 3: channels.ward: Input should be 'lounge'"),
        (
            '# ours\n[matrix."spam.newcomer"]\nhigh = { message = "burn" }',
            "mine.toml, line 3: matrix.spam.newcomer.high.message: “burn” is not one of keep, hold, remove",
        ),
        ("[bands.spam]\nmedium = 50", "mine.toml, line 2: bands.spam.medium: Input should be less than or equal to 1"),
        ("[bands.spam]\nhigh = -1", "mine.toml, line 2: bands.spam.high: Input should be greater than or equal to 0"),
        ("[bands.spam]\nhigh = nan", "mine.toml, line 2: bands.spam.high: Input should be a finite number"),
        ("[bands.spam]\nvery_high = inf", "mine.toml, line 2: bands.spam.very_high: Input should be a finite number"),
        ("[bands.spam]\nvery_high = true", "mine.toml, line 2: bands.spam.very_high: Input should be a valid number"),
        ('[bands.spam]\nhigh = "0.8"', "mine.toml, line 2: bands.spam.high: Input should be a valid number"),
        ("[bands.spam]\nhih = 0.8", "mine.toml, line 2: bands.spam.hih: there is no such setting"),
        (
            "\n[bands.patient_data]\nmedium = 0.9",
            "mine.toml, line 2: bands.patient_data: the bands must rise: medium 0.9",
        ),
        ("[automation]\nbound = nan", "mine.toml, line 2: automation.bound: Input should be a finite number"),
        ("[retention]\ncase = 180", "mine.toml, line 2: retention.case: “180” is not a span of time such as 10m, 24h"),
        ("[retention]\ncase = -180.5", "mine.toml, line 2: retention.case: “-180.5” is not a span of time such as"),
        ("[retention]\ncase = true", "mine.toml, line 2: retention.case: “True” is not a span of time such as"),
        ("newcomer_for = 10:00:00", "mine.toml, line 1: newcomer_for: “10:00:00” is not a span of time such as"),
        ('[retention]\ncase = "400d"', "mine.toml, line 2: retention.case: Input should be less than or equal to"),
        ("unasked_messages_a_week = 5", "mine.toml, line 1: unasked_messages_a_week: Input should be less than"),
        ("language = fr\n", "mine.toml: Invalid value (at line 1"),
        ('record_numbers = ["99999"]', "mine.toml, line 1: record_numbers.0: “99999” is too short: at least 8 letters"),
        ('record_numbers = ["K-999"]', "“K-999” is too short: at least 6 letters and digits"),
        ('record_numbers = ["KH.*"]', "“KH.*” is no shape of a record number"),
        ('record_numbers = ["KH-123456"]', "“KH-123456” holds no digit that may vary"),
        (
            '[matrix."distress.member"]\nmedium = { message = "remove", timeout = "7d" }',
            "mine.toml, line 2: matrix.distress.member.medium.message: a member in distress is never sanctioned",
        ),
        (
            '[matrix."distress.member"]\nmedium = { message = "remove", timeout = "7d" }',
            "mine.toml, line 2: matrix.distress.member.medium.timeout: a member in distress is never sanctioned",
        ),
        (
            '[matrix."distress.member"]\n\n[matrix."distress.member".low]\nhold_in = ["public"]',
            "mine.toml, line 4: matrix.distress.member.low.hold_in: a member in distress is never sanctioned",
        ),
        (
            '[matrix."distress.member"]\nhigh = { tell = "care", message = "hold" }',
            "mine.toml, line 2: matrix.distress.member.high.message: a member in distress is never sanctioned",
        ),
        (
            '[matrix."patient_data.direct"]\nhigh = { timeout = "1h" }',
            "mine.toml, line 2: matrix.patient_data.direct.high.timeout: a slip with patient data is for learning",
        ),
        (
            '[matrix."patient_data.mosaic"]\nlow = { timeout = "1h" }',
            "mine.toml, line 2: matrix.patient_data.mosaic.low.timeout: a slip with patient data is for learning",
        ),
        (
            '[matrix."spam.newcomer"]\nhigh = { timeout = "60d" }',
            "mine.toml, line 2: matrix.spam.newcomer.high.timeout: Input should be less than or equal to",
        ),
        (
            '[matrix."spam.newcomer"]\nhigh = { timeout = "0s" }',
            "mine.toml, line 2: matrix.spam.newcomer.high.timeout: Input should be greater than",
        ),
        ('[matrix."no.such"]\nlow = {}', "mine.toml, line 1: matrix.no.such: Input should be 'patient_data.direct'"),
    ],
)
def test_mistakes_name_file_line_and_field(text: str, expected: str) -> None:
    """A policy that cannot be used says where and why."""
    with pytest.raises(PolicyError) as caught:
        load_policy(text, name="mine.toml", base=DEFAULT)
    assert expected in str(caught.value)


def test_bands_may_meet_at_either_end() -> None:
    """Nothing and certainty are probabilities too, in whole numbers as well, and two bands may begin together."""
    text = "[bands.spam]\nmedium = 0\nhigh = 1\nvery_high = 1.0"
    bands = load_policy(text, name="mine.toml", base=DEFAULT).bands_of(Label.SPAM)
    assert [bands.of(sure, proven=True) for sure in (0.0, 0.99, 1.0)] == [Band.MEDIUM, Band.MEDIUM, Band.VERY_HIGH]


def test_a_span_of_time_does_not_run_backwards() -> None:
    """Nor where it is given as a span already."""
    with pytest.raises(ValueError, match="negative"):
        Retention(case=timedelta(days=-1))


def test_a_missing_row_is_named() -> None:
    """A matrix without a row is refused."""
    with pytest.raises(PolicyError, match=r"x\.toml: the policy: the matrix has no row for patient_data\.direct, "):
        load_policy('language = "en"\n[matrix]\n', name="x.toml")


def test_an_overlay_replaces_cells_whole_and_keeps_the_rest() -> None:
    """A community's file changes the cells that it names, each as a whole, and nothing else."""
    over = '[channels]\nward = "cases"\n[matrix."spam.newcomer"]\nhigh = { queue = "p2" }'
    merged = load_policy(over, name="mine.toml", base=DEFAULT)
    row = merged.matrix[MatrixKey.SPAM_NEWCOMER]
    assert row.high == Response(queue=Priority.P2)
    assert row.medium.message is Treatment.HOLD
    assert merged.mode("ward") is ChannelMode.CASES
    assert merged.mode("lounge") is ChannelMode.LOUNGE
    assert merged.mode("elsewhere") is ChannelMode.GENERAL


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("a",), 1),
        (("t", "b"), 3),
        (("t", "x.y", "c"), 5),
        (("t", "unknown"), 2),
        (("nothing",), None),
        (("t", "x.y", "d", "0"), 6),
    ],
)
def test_lines_are_found(path: tuple[str, ...], line: int | None) -> None:
    """A key's line is found by its path, quoted keys included; an unknown one falls back to its table."""
    text = 'a = 1\n[t]\nb = 2  # = no\n[t."x.y"]\n"c" = { d = "=" }\nd = [\n 1]\n'
    assert line_of(text, path) == line


def test_whoever_is_in_distress_is_met_with_care_alone(policy: CommunityPolicy) -> None:
    """Abuse and spam in a cry for help bring no removal, no pause and no sanction; the case is about the distress."""
    found = verdict(
        policy,
        finding(Category.ABUSE, 0.9, proven=True),
        finding(Category.SPAM, 0.99, proven=True),
        finding(Category.DISTRESS, 0.85),
        standing=Standing.NEWCOMER,
    )
    assert found.lead is not None
    assert found.lead.finding.category is Category.DISTRESS
    assert (found.response.message, found.response.timeout, found.response.tell) == (Treatment.KEEP, None, Tell.CARE)
    assert found.flagged == (Label.DISTRESS,)


def test_whoever_is_in_distress_is_spared_however_they_are_told() -> None:
    """A community that shows no card, and only calls a moderator, takes nothing from somebody in distress either."""
    unspoken = load_policy('[matrix."distress.member"]\nhigh = { queue = "p0" }', name="mine.toml", base=DEFAULT)
    found = verdict(unspoken, finding(Category.ABUSE, 0.99, proven=True), finding(Category.DISTRESS, 0.85))
    assert found.response == Response(queue=Priority.P0)


def test_patients_are_protected_from_the_distressed_too(policy: CommunityPolicy) -> None:
    """Patient data in a cry for help is hidden all the same, and leads: it must never be released by itself."""
    found = verdict(policy, finding(Category.PATIENT_DIRECT, 0.9), finding(Category.DISTRESS, 0.85))
    assert (found.response.message, found.response.queue) == (Treatment.HOLD, Priority.P0)
    assert found.lead is not None
    assert found.lead.finding.category is Category.PATIENT_DIRECT


def test_staff_in_distress_are_met_with_care(policy: CommunityPolicy) -> None:
    """Being a moderator keeps nobody from help."""
    found = verdict(policy, finding(Category.DISTRESS, 0.85), standing=Standing.STAFF)
    assert (found.response.tell, found.response.queue) == (Tell.CARE, Priority.P0)


@pytest.mark.parametrize("faint", [Category.SPAM, Category.ABUSE])
def test_a_faint_suspicion_does_not_lead(policy: CommunityPolicy, faint: Category) -> None:
    """A finding that only moderators hear of does not decide what the author is told."""
    found = verdict(policy, finding(faint, 0.3), finding(Category.ADVICE, 0.6), standing=Standing.NEWCOMER)
    assert found.lead is not None
    assert found.lead.finding.category is Category.ADVICE
