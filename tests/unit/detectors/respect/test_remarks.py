"""Respect: hits and near misses for every family of remarks, in every language, and what excuses."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.findings import Category, Context, Dropped, Finding, Kind, Label
from bot.core.text import fold
from bot.detectors.respect.disguise import disguised
from bot.detectors.respect.remark import WHY, Remarks

NOW = Context(now=datetime(2026, 3, 2, 9, 30, tzinfo=UTC))
REMARKS = Remarks()

HITS = [
    ("insult", "you are such an idiot"),
    ("insult", "That cardiology fellow is an arrogant tosser"),
    ("insult", "What a bunch of cretins in bed management"),
    ("insult", "shut up, nobody likes you"),
    ("insult", "our registrar is completely useless"),
    ("insult", "t'es vraiment trop con"),
    ("insult", "quel abruti cet interne"),
    ("insult", "du bist so dumm"),
    ("insult", "eres un inútil"),
    ("role", "you're just a nurse, leave it to the real doctors"),
    ("role", "physios are glorified masseuses"),
    ("role", "dermatologists can't read an ECG lol"),
    ("role", "not a real doctor, a med school reject"),
    ("role", "ce n'est qu'une simple infirmière"),
    ("condescension", "did you even go to medical school?"),
    ("condescension", "aw bless, try to keep up sweetie"),
    ("condescension", "when you grow up you will understand, little girl"),
    ("harassment", "everyone report her until she quits"),
    ("harassment", "you can block me, I'll just make another account"),
    ("harassment", "here's her address, pay her a visit"),
    ("threat", "I will end your career, watch your back"),
    ("threat", "say that again and I'll break your jaw"),
    ("threat", "je vais te casser, tu vas le regretter"),
    ("threat", "te vas a arrepentir, sé dónde vives"),
    ("hate", "go back to your own country"),
    ("hate", "these immigrants are all criminals and parasites"),
    ("hate", "rentrez chez vous, sales étrangers"),
    ("sexual", "nice tits on the new rep, would smash"),
    ("sexual", "send nudes, I'd let her examine me in bed"),
    ("patients", "another smelly druggie in bed 4, time waster"),
    ("patients", "the fat cow in cubicle 3 is back, old bat"),
    ("shaming", "everyone look at what she wrote, our worst intern ever, she can't even cannulate"),
    ("shaming", "wall of shame: Bruno failed finals again"),
    ("slur", "get that faggot off my ward"),
]

CLEAN = [
    "This discharge template is an insult to the English language",
    "I'm hopeless at cannulas today, sorry team",
    "I'm such an idiot, wrong drawer",
    "The radiologist was right and I was wrong, lesson learnt",
    "Patient called me a stupid bitch in front of his kids, how do you all cope?",
    'He wrote "you are an idiot" under my post, do I report it?',
    "That talk on racism in maternity care was hard to hear and very good",
    "This fucking printer again",
    "your slides are too dense, cut half the text",
    "He's frightened and that is why he shouts, let's give him time",
    "nurses are the backbone of this place",
    "pharmacists are just brilliant at this stuff, ask them",
    "We can't kill the infection with oral fluclox",
    "You're an absolute star for covering",
    "What a bastard of a spinal that was",
    "The plan is stupid and I will say so at the meeting",
    "Fat embolism after femur fracture, petechiae on day 2",
    "retarded growth was the old term for FGR",
    "does anyone know where you park for the conference",
    "She was hit by a car and her jaw is broken, max fax aware",
    "our consultant is a legend, killed that presentation",
    "sick case, absolutely savage ECG",
    "je suis nulle en gaz du sang, quelqu'un peut m'expliquer ?",
    "Quelle garde de merde, 40 entrées",
    "menuda guardia de mierda",
    "so ein Scheißdienst heute",
    "penile fracture, theatre booked",
    "only a small percentage of patients bleed",
]


def findings(text: str) -> list[Finding]:
    """What is found in a text."""
    return [one for one in REMARKS.inspect(fold(text), NOW) if isinstance(one, Finding)]


def dropped(text: str) -> list[Dropped]:
    """What is let go in a text."""
    return [one for one in REMARKS.inspect(fold(text), NOW) if isinstance(one, Dropped)]


@pytest.mark.parametrize(("family", "text"), HITS)
def test_each_family_is_found(family: str, text: str) -> None:
    """Each remark is found under its family's rule."""
    assert [(one.rule, one.kind) for one in findings(text)] == [(f"disrespect.{family}", Kind.REMARK)]


@pytest.mark.parametrize("family", sorted(WHY))
def test_no_family_is_without_a_case(family: str) -> None:
    """The table above knows every family."""
    assert family in {name for name, _ in HITS}


@pytest.mark.parametrize("text", CLEAN)
def test_the_break_room_stays_quiet(text: str) -> None:
    """Swearing at things, oneself, clinical words, reports, topics, praise."""
    assert findings(text) == []


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("you are such an idiot", Category.DISRESPECT),
        ("I will end your career, watch your back", Category.ABUSE),
        ("nice tits on the new rep, would smash", Category.ABUSE),
        ("another smelly druggie in bed 4, time waster", Category.PATIENTS_DISPARAGED),
    ],
)
def test_the_row_of_the_matrix(text: str, category: Category) -> None:
    """Abuse and patients have rows of their own."""
    assert [one.category for one in findings(text)] == [category]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('pt shouted "I will kill you all", security called', "reported or asked about, not said"),
        ("I'm such an idiot", "said of the member's own self"),
    ],
)
def test_what_excuses_is_told(text: str, reason: str) -> None:
    """What would have been a remark leaves its excuse in the trace."""
    assert findings(text) == []
    assert [one.reason for one in dropped(text)] == [reason]


@pytest.mark.parametrize(
    "text",
    [
        "you 1d!0t",
        "you absolute m0r0n",
        "he is an i d i o t",
        "you b*tch",
        "what a c.u.n.t that man is",
        "уou аre an idiоt",
        "you id\u200biot",
    ],
)
def test_disguise_does_not_help(text: str) -> None:
    """Leet, masks, spaced, look-alike and hidden letters are read all the same."""
    assert findings(text)


@pytest.mark.parametrize("text", ["this f***ing printer", "SpO2 95, K+ 4.1", "p 0.05 a b c d e", "2 x 500 mg", "a+b"])
def test_ordinary_signs_are_no_disguise(text: str) -> None:
    """Doses, values, formulas and masked swearing at things hide no insult."""
    assert list(disguised(fold(text).folded)) == []


def test_the_remark_is_pointed_at() -> None:
    """The span covers the remark and nothing of the rest."""
    text = "Morning all. You are such an idiot. See you at ten."
    (one,) = findings(text)
    assert text[one.span.start : one.span.end] == "You are such an idiot"


_WORDS = st.sampled_from(
    ["you", "idiot", "are", "nurse", "just a", "she", "f*ck", "🤡", "\n", '"', "kill", "patients", "fat", "i'm"]
)


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(_WORDS, max_size=25).map(" ".join)))
def test_any_text_is_read_without_fault(text: str) -> None:
    """Spans lie within the text, nothing is quoted, nothing breaks."""
    for one in findings(text):
        assert 0 <= one.span.start <= one.span.end <= len(text)
        assert one.why == REMARKS.rules[one.rule]
        assert one.label is Label.DISRESPECT
