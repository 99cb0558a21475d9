"""Advice: asked for and given, against what professionals talk about all day."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.findings import Category, Context, Dropped, Finding, Kind
from bot.core.text import fold
from bot.detectors.advice.counsel import Counsel

NOW = Context(now=datetime(2026, 3, 2, 9, 30, tzinfo=UTC))
COUNSEL = Counsel()

HITS = [
    ("ask_own", "I've had palpitations since nights started, should I be worried?"),
    ("ask_own", "my INR came back 4.8, do I skip tonight's warfarin?"),
    ("ask_own", "Woke up with a swollen eye, can I take cetirizine on top of sertraline?"),
    ("ask_own", "trop mal à la gorge depuis hier, je prends quoi ?"),
    ("ask_own", "feeling dizzy since the ramipril went up, should I stop it?"),
    ("ask_own", "j'ai mal au mollet depuis hier, je dois prendre quelque chose ?"),
    ("ask_own", "Ich habe seit drei Tagen Fieber, soll ich Antibiotika nehmen?"),
    ("ask_own", "tengo dolor de garganta, ¿puedo tomar amoxicilina?"),
    ("ask_family", "my toddler has a barky cough, can we give ibuprofen?"),
    ("ask_family", "Daughter has a fever of 39, what dose of calpol?"),
    ("ask_family", "ma mère a des vertiges, je lui donne quoi ?"),
    ("ask_family", "meine Oma hat Nasenbluten, was soll ich machen?"),
    ("ask_friend", "my flatmate swallowed ten paracetamol, can she sleep it off?"),
    ("ask_friend", "asking for a friend: rash after amoxicillin, should he stop?"),
    ("give", "just double your metoprolol tonight"),
    ("give", "You don't need a scan for that, it's your sciatic nerve, take naproxen 500 bd"),
    ("give", "tell your mum to stop the ramipril, it's only a virus"),
    ("give", "prends 2 comprimés de tramadol, pas besoin de consulter"),
    ("give", "nimm einfach Ibu 600, brauchst keinen Arzt"),
    ("give", "toma amoxicilina 1 g y listo, no vayas al médico"),
]

CLEAN = [
    "72M on apixaban with a subdural, reverse with PCC?",
    "trop neg x2, chest pain settled, home?",
    "feeling is that the ferritin of 900 is inflammatory, MRI liver next?",
    "bed 3 keeps asking for diclofenac, it's only been an hour",
    "it's only day 2 of the amoxicillin, i would not call it a failure yet",
    "what do you all use for paeds migraine prophylaxis",
    "my mum is out of hospital, thank you all for the kind words",
    "I had covid twice this year, dreadful",
    "Is aspirin still recommended for primary prevention in diabetes?",
    "We can't advise on your rash here, please see your GP",
    "my patient's potassium is 6.8, calcium given, next insulin dextrose?",
    "how do I register with occupational health for my hep B",
    "take the stairs, lift's broken",
    "Should I apply for IMT or take an F3?",
    "my son starts school tomorrow, who can swap the early?",
    "stop the line, take cultures, start mero, then call micro",
    "call 999 now, chest pain needs an ambulance",
    "mechanism of action of metformin for the exam?",
    "Durée de l'anticoagulation après une EP, que dit le protocole ?",
    "Welche Leitlinie gilt für die Pneumonie, 5 oder 7 Tage?",
    "got shingles, off all week, who's covering?",
]


def findings(text: str) -> list[Finding]:
    """What is found in a text."""
    return [one for one in COUNSEL.inspect(fold(text), NOW) if isinstance(one, Finding)]


@pytest.mark.parametrize(("rule", "text"), HITS)
def test_asking_and_giving_are_found(rule: str, text: str) -> None:
    """Each kind, in every language, as a request under the row of advice."""
    assert [(one.rule, one.kind, one.category) for one in findings(text)] == [
        (f"advice.{rule}", Kind.REQUEST, Category.ADVICE)
    ]


@pytest.mark.parametrize("rule", sorted(COUNSEL.rules))
def test_no_rule_is_without_a_case(rule: str) -> None:
    """The table above knows every rule."""
    assert rule.removeprefix("advice.") in {name for name, _ in HITS}


@pytest.mark.parametrize("text", CLEAN)
def test_professional_talk_stays_quiet(text: str) -> None:
    """Guidelines, patients, one's own health told, the way to help, exams, swaps."""
    assert findings(text) == []


def test_sending_somebody_to_care_is_told() -> None:
    """A redirect leaves its reason in the trace."""
    said = list(COUNSEL.inspect(fold("your mum has chest pain? don't take anything, call 999 now, go to A&E"), NOW))
    assert [one.reason for one in said if isinstance(one, Dropped)] == ["sends the person to care"]


def test_an_own_child_keeps_its_case() -> None:
    """An age beside a relative is no case of a clinician's."""
    assert findings("my daughter, 6F, has had a rash for two days, should we give cetirizine?")


_WORDS = st.sampled_from(
    ["my mum", "pain", "take", "ibuprofen", "500 mg", "?", "should i", "pt", "call 999", "\n", "you", "i have"]
)


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(_WORDS, max_size=25).map(" ".join)))
def test_any_text_is_read_without_fault(text: str) -> None:
    """Spans lie within the text, nothing is quoted, nothing breaks."""
    for one in findings(text):
        assert 0 <= one.span.start <= one.span.end <= len(text)
        assert one.why == COUNSEL.rules[one.rule]
