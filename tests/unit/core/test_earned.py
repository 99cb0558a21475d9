"""Earned automation in the policy: what a rule may do by itself, from how often it was right."""

import pytest

from bot.app import DEFAULT_POLICY
from bot.core.cases import Priority
from bot.core.findings import Category, Finding, Kind
from bot.core.policy import (
    Automatic,
    ChannelMode,
    CommunityPolicy,
    MatrixKey,
    PolicyError,
    Standing,
    Tell,
    Treatment,
    Verdict,
    decide,
    load_policy,
)
from bot.core.precision import Precision
from bot.core.text import Span

BASE = DEFAULT_POLICY.read_text("utf-8")
POLICY = load_policy(BASE, name="the default policy")
GOOD, POOR, FEW = Precision(upheld=19, decided=20), Precision(upheld=14, decided=20), Precision(upheld=2, decided=19)


def judged(
    precisions: dict[str, Precision],
    policy: CommunityPolicy = POLICY,
    category: Category = Category.PATIENT_DIRECT,
    mode: ChannelMode = ChannelMode.GENERAL,
    others: tuple[str, ...] = (),
) -> Verdict:
    """Judge one proven finding of the rule “a.rule”, and equal ones of other rules."""
    findings = [
        Finding(
            category=category,
            rule=rule,
            span=Span(part=0, start=0, end=3),
            kind=Kind.NAME,
            confidence=0.99,
            why="It is so.",
            proven=True,
        )
        for rule in ("a.rule", *others)
    ]
    return decide(findings, policy, mode=mode, standing=Standing.NEWCOMER, precisions=precisions)


@pytest.mark.parametrize(
    ("precision", "acts"),
    [(None, True), (FEW, True), (GOOD, True), (POOR, False), (Precision(upheld=15, decided=20), True)],
)
def test_a_poor_record_makes_a_rule_ask(precision: Precision | None, acts: bool) -> None:
    """From twenty rulings on, the lower bound must reach a half; below twenty nothing is held against a rule."""
    verdict = judged({} if precision is None else {"a.rule": precision})
    expected = (Treatment.REMOVE, Priority.P1) if acts else (Treatment.KEEP, Priority.P1)
    assert (verdict.response.message, verdict.response.queue) == expected
    assert verdict.response.tell is Tell.NOTICE
    assert [one.asks for one in verdict.judged] == [not acts]


def test_a_rule_that_asks_times_nobody_out() -> None:
    """Its case goes to the queue, and that is all."""
    verdict = judged({"a.rule": POOR}, category=Category.SPAM)
    assert (verdict.response.timeout, verdict.response.message) == (None, Treatment.KEEP)
    assert verdict.response.queue is Priority.P3


def test_another_rule_with_a_good_record_still_acts() -> None:
    """The strictest answer counts, as ever."""
    verdict = judged({"a.rule": POOR, "b.rule": GOOD}, others=("b.rule",))
    assert verdict.response.message is Treatment.REMOVE


def test_in_doubt_about_patients_in_public_it_is_held() -> None:
    """What a poor precision takes away there is the removal alone."""
    verdict = judged({"a.rule": POOR}, mode=ChannelMode.PUBLIC)
    assert verdict.response.message is Treatment.HOLD


def test_a_good_record_never_adds_anything() -> None:
    """What the matrix leaves to a human stays with them."""
    best = {"a.rule": Precision(upheld=1_000, decided=1_000)}
    assert judged(best, category=Category.PATIENT_MOSAIC) == judged({}, category=Category.PATIENT_MOSAIC)


@pytest.mark.parametrize(
    ("how", "precision", "message"),
    [
        (Automatic.ALWAYS, POOR, Treatment.REMOVE),
        (Automatic.ASK, GOOD, Treatment.KEEP),
        (Automatic.EARNED, POOR, Treatment.KEEP),
    ],
)
def test_an_admin_has_the_last_word(how: Automatic, precision: Precision, message: Treatment) -> None:
    """A choice for one rule goes before its precision."""
    policy = POLICY.model_copy(update={"automatic": {"a.rule": how}})
    assert judged({"a.rule": precision}, policy).response.message is message


def test_a_row_may_ask_for_more() -> None:
    """The policy file sets a bound for all rows, and others for some."""
    written = """
[automation]
bound = 0.6
rulings = 10
[automation.rows."spam.newcomer"]
bound = 0.9
rulings = 5
"""
    policy = load_policy(written, name="ours", base=BASE)
    assert policy.automation.of(MatrixKey.PATIENT_DIRECT).bound == 0.6
    precision = {"a.rule": Precision(upheld=10, decided=10)}  # at least 72 %
    assert judged(precision, policy).response.message is Treatment.REMOVE
    assert judged(precision, policy, category=Category.SPAM).response.message is Treatment.KEEP


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("[automation]\nbound = 1.5", "automation.bound"),
        ("[automation]\nrulings = 0", "automation.rulings"),
        ('[automatic]\n"a.rule" = "sometimes"', "automatic.a.rule"),
        ('[digest]\nat = "8"', "08:00"),
        ('time_zone = "Mars/Olympus"', "Europe/Paris"),
        ('shadow = ["weather"]', "neither"),
    ],
)
def test_a_mistake_in_the_file_is_named(written: str, said: str) -> None:
    """Line and field, in one sentence."""
    with pytest.raises(PolicyError, match=said):
        load_policy(written, name="ours", base=BASE)


def test_one_rule_may_be_in_shadow() -> None:
    """The other rules of its label act as before."""
    policy = load_policy('shadow = ["patient_data.initials"]', name="ours", base=BASE)
    assert policy.in_shadow(Category.PATIENT_DIRECT.label, "patient_data.initials")
    assert not policy.in_shadow(Category.PATIENT_DIRECT.label, "patient_data.name")
