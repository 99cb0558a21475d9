"""Distress: a member's own, now; never a patient's, never an idiom, never a sanction."""

from datetime import UTC, datetime

import pytest

from bot.core.findings import Category, Context, Finding
from bot.core.text import fold
from bot.detectors.respect.distress import Distress

NOW = Context(now=datetime(2026, 3, 2, 9, 30, tzinfo=UTC))
DISTRESS = Distress()


def rules(text: str) -> list[str]:
    """Name the rules that find something."""
    return [one.rule for one in DISTRESS.inspect(fold(text), NOW) if isinstance(one, Finding)]


@pytest.mark.parametrize(
    "text",
    [
        "I don't want to be here anymore",
        "honestly i want to die, nobody would notice",
        "I've been thinking about killing myself since the exam",
        "dont want to live anymore",
        "je veux mourir, je n'en peux plus",
        "ich will nicht mehr leben",
        "no quiero vivir más",
    ],
)
def test_a_member_in_distress_is_found(text: str) -> None:
    """First person, present, in four languages."""
    assert rules(text) == ["distress.self_harm"]


def test_despair_needs_two_signs() -> None:
    """One sigh is none of our business; two together are worth asking."""
    assert rules("what's the point") == []
    assert rules("what's the point, I can't cope") == ["distress.despair"]


@pytest.mark.parametrize(
    "text",
    [
        "this rota is killing me",
        "I'm dying of laughter",
        "I could murder a coffee",
        "patient says he wants to die, psych liaison called",
        'teaching: a pt who says "I want to kill myself" needs a risk assessment',
        "suicide in doctors: new paper and helpline numbers pinned",
        "I want to die on this hill: it is pronounced centimetre... says every patient",
    ],
)
def test_idioms_patients_and_topics_stay_quiet(text: str) -> None:
    """Nobody is asked whether they are all right for a turn of phrase."""
    assert rules(text) == []


def test_it_leads_to_care_only() -> None:
    """The finding falls under the row of distress, whatever else is in the message."""
    found = [one for one in DISTRESS.inspect(fold("i want to die you idiots"), NOW) if isinstance(one, Finding)]
    assert [one.category for one in found] == [Category.DISTRESS]
    assert not DISTRESS.calibrated
